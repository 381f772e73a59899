"""The parameter cell of a notebook: the names of its parameters and their defaults."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.errors import Fault, InputError
from bts_sim.files.yaml_file import SHOWN

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Notebook:
    """A notebook to run: its file, and its parameters with their defaults."""

    path: Path
    defaults: Mapping[str, Any]

    @property
    def nom(self) -> str:
        """Return the name of the notebook."""
        return self.path.stem


#: Errors raised by JSON that does not have the form of a notebook, wherever it is first read.
SANS_FORME = (ValueError, AttributeError, KeyError, TypeError, RecursionError)
#: Errors raised by text that is not Python, or is nested too deeply.
MEANINGLESS = (ValueError, TypeError, SyntaxError, RecursionError, MemoryError)


def read_notebook(path: Path) -> Notebook:
    """Return the parameters of a notebook. Raise InputError if papermill would not see one of them."""
    import nbformat

    try:
        content = nbformat.read(path, as_version=4)
    except OSError:
        raise InputError(
            [Fault(path.name, None, "", "", "fichier illisible", "donner un notebook qui existe")]
        ) from None
    except Exception:
        # A walk through JSON of another form may raise any error, from AssertionError to UnboundLocalError.
        raise _no_notebook(path) from None
    try:
        cells = [cell for cell in content.cells if "parameters" in cell.metadata.get("tags", [])]
        source = str(cells[0]["source"]) if cells else ""
    except SANS_FORME:
        raise _no_notebook(path) from None
    return Notebook(path, _defaults(path.name, cells[0], source) if cells else {})


def values_of(notebook: NotebookNode) -> dict[str, Any]:
    """Return the parameters of a notebook that was run: their defaults, and over them what was given.

    A cell that is not made of parameters tells none.
    """
    found: dict[str, Any] = {}
    for tag in ("parameters", "injected-parameters"):
        for cell in (cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])):
            try:
                found |= dict(assignment(statement) for statement in ast.parse(cell.source).body)
            except MEANINGLESS:
                return {}
    return found


def _no_notebook(path: Path) -> InputError:
    remedy = "donner un notebook de Jupyter (.ipynb)"
    return InputError([Fault(path.name, None, "", "", "ce fichier n'est pas un notebook", remedy)])


def _defaults(name: str, cell: NotebookNode, source: str) -> dict[str, Any]:
    lines = source.splitlines()
    found: dict[str, tuple[int, Any]] = {}
    fautes = []
    try:
        statements = ast.parse(source).body
    except MEANINGLESS as error:
        line = getattr(error, "lineno", None)
        raise InputError([_parameter_fault(name, line, getattr(error, "text", None) or "")]) from None
    for statement in statements:
        try:
            target, value = assignment(statement)
            found[target] = statement.lineno, value
        except MEANINGLESS:
            fautes.append(_parameter_fault(name, statement.lineno, lines[statement.lineno - 1]))
    if not fautes:
        # Checked last: papermill writes to the terminal what it cannot read.
        from papermill.translators import PythonTranslator

        seen = {one.name for one in PythonTranslator.inspect(cell)}
        missed = sorted(line for target, (line, _) in found.items() if target not in seen)
        fautes = [_parameter_fault(name, line, lines[line - 1]) for line in missed]
    if fautes:
        raise InputError(fautes)
    return {target: value for target, (_, value) in found.items()}


def assignment(statement: ast.stmt) -> tuple[str, Any]:
    """Return the name and value of `name = literal`, the only form that papermill and we read alike."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    value = getattr(statement, "value", None)
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or value is None:
        raise ValueError("no assignment")
    return targets[0].id, ast.literal_eval(value)


def _parameter_fault(name: str, line: int | None, text: str) -> Fault:
    remedy = "une ligne « nom = valeur  # aide » par paramètre"
    shown = text.strip()[:SHOWN]
    return Fault(f"{name}, cellule des paramètres", line, "", shown, "ligne que papermill ne lit pas", remedy)
