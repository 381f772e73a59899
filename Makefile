PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: report test quick lab app bench docs audit lint style types imports install setup lock environment notebooks packaged help

report:      ; @$(PYTHON) tools/tasks.py report $(ARGS)
test:        ; @$(PYTHON) tools/tasks.py test $(ARGS)
quick:       ; @$(PYTHON) tools/tasks.py quick $(ARGS)
lab:         ; @$(PYTHON) tools/tasks.py lab $(ARGS)
app:         ; @$(PYTHON) tools/tasks.py app $(ARGS)
bench:       ; @$(PYTHON) tools/tasks.py bench $(ARGS)
docs:        ; @$(PYTHON) tools/tasks.py docs $(ARGS)
audit:       ; @$(PYTHON) tools/tasks.py audit $(ARGS)
lint:        ; @$(PYTHON) tools/tasks.py lint
style:       ; @$(PYTHON) tools/tasks.py style
types:       ; @$(PYTHON) tools/tasks.py types
imports:     ; @$(PYTHON) tools/tasks.py imports
install:     ; @$(PYTHON) tools/tasks.py install
setup:       ; @$(PYTHON) tools/tasks.py setup
lock:        ; @$(PYTHON) tools/tasks.py lock
environment: ; @$(PYTHON) tools/tasks.py environment
notebooks:   ; @$(PYTHON) tools/tasks.py notebooks $(ARGS)
packaged:    ; @$(PYTHON) tools/tasks.py packaged
help:        ; @$(PYTHON) tools/tasks.py help
