"""Does the repository keep its own rules: imports one way, glossary, nothing heavy, figures untouched?"""

import ast
import hashlib
import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_law import RULES

import bts_sim
from bts_sim.candidates.decision_changes import table as decision_changes
from bts_sim.candidates.grade import COLONNES
from bts_sim.candidates.kept_marks import file
from bts_sim.candidates.kept_marks.keep import CONSTATS
from bts_sim.candidates.registration import file as inscriptions
from bts_sim.candidates.registration.check import COLONNES as CONSTATS_D_INSCRIPTION
from bts_sim.candidates.tables import CANDIDATES, CANDIDATES_OPTIONAL, NOTES, NOTES_OPTIONAL
from bts_sim.files.shipped import STATISTICS, data_dir, statistics
from bts_sim.stats.intervals import Result

pytestmark = pytest.mark.quick

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "bts_sim"


def test_every_column_rule_and_public_name_is_in_the_glossary() -> None:
    glossary = set(re.findall(r"`(\w+)`", (ROOT / "docs" / "glossaire.md").read_text(encoding="utf-8")))
    columns = {
        *CANDIDATES,
        *CANDIDATES_OPTIONAL,
        *NOTES,
        *NOTES_OPTIONAL,
        *COLONNES,
        *Result.names(),
        *decision_changes.COLONNES,
    }
    columns |= {*file.COLONNES, *file.OPTIONAL_COLUMNS, *CONSTATS}
    columns |= {*inscriptions.COLONNES, *inscriptions.OPTIONAL_COLUMNS, *inscriptions.PIECE_COLUMNS}
    columns |= {*CONSTATS_D_INSCRIPTION}
    assert columns - glossary == set()
    assert {rule.__name__ for rule in RULES} - glossary == set()
    assert {*bts_sim.__all__, *bts_sim.Study.questions()} - glossary == set()


def test_the_import_is_light() -> None:
    """Heavy libraries are loaded when they are used, or `import bts_sim` would cost a second."""
    heavy = {"numpy", "pandas", "scipy", "altair", "papermill", "pyarrow", "pydantic", "yaml"}
    code = "import sys, bts_sim; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not heavy & set(loaded)


def test_charts_do_not_wait_for_a_grammar_that_none_of_them_needs() -> None:
    code = "import sys, bts_sim.display.theme, altair, nbformat; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert "jsonschema" in loaded and "lark" not in loaded


def test_every_public_name_loads() -> None:
    for name in bts_sim.__all__:
        assert getattr(bts_sim, name) is not None
    with pytest.raises(AttributeError):
        _ = bts_sim.nothing_of_that_name


def test_observed_figures_are_as_received() -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    files = sorted((ROOT / "data").glob("*.csv"))
    assert files
    for path in files:
        assert hashlib.sha256(path.read_bytes()).hexdigest() in readme, path.name


def test_published_figures_of_every_file_are_read_as_one() -> None:
    """No file is forgotten, each has the same columns, and no row is there twice."""
    assert sorted(path.name for path in data_dir().glob("statistiques*.csv")) == sorted(STATISTICS)
    rows = statistics()
    assert len(rows) == 480 + 75 and len({tuple(row) for row in rows}) == 1
    assert len({tuple(row.items()) for row in rows}) == len(rows)
    assert {row["confidence"] for row in rows if "Dijon" in row["population"]} >= {"low", "medium", "high"}


def test_rules_hold_no_literal_threshold() -> None:
    """0 and 1 are arithmetic; any other number in a rule would be the law written in code."""
    for path in sorted((PACKAGE / "droit" / "regles").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
                assert node.value in (0, 1), f"{path.name}:{node.lineno}"
