"""The first cell of a notebook, however it is run: it refuses the parameters that `bts-sim report` refuses."""

from __future__ import annotations

import ast
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

from bts_sim.errors import InputError
from bts_sim.files.withheld import without_person
from bts_sim.one_word import meant
from bts_sim.report.identifiers import files_of_people, mask_of
from bts_sim.report.parameter_cells import MEANINGLESS, Notebook
from bts_sim.report.parameter_values import Parameters
from bts_sim.report.parameters import checked_parameters
from bts_sim.report.saving import shown_without_names

#: First line of the cell that papermill puts after that of the parameters.
INJECTED = "# Parameters"
#: Parameters whose value a cohort file may give.
OF_A_COHORT = ("session", "candidats", "graine", "taux_groupe1")


def check_parameters(namespace: MutableMapping[str, Any]) -> None:
    """Check the parameters of a notebook as `bts-sim report` does, and put the values read back in its globals.

    `namespace`: the globals of the notebook. The cells just before, which contain only assignments, define the
    parameters. A name that only papermill's cell has is misspelt. Without such cells, the parameters that notebooks
    share are checked. If parameters name files of real candidates, the outputs of the cells below name nobody.
    Raises InputError with every fault.
    """
    own, injected = _assigned(list(namespace.get("In") or ()))
    known = own or _shared(namespace)
    defaults = {name: value for name, value in known.items() if name in namespace}
    # The default of a parameter that papermill gave under another word was not asked for.
    meant_by = {meant(word, "parameters", defaults) for word in injected if word not in defaults}
    asked = [name for name in (*defaults, *injected) if name in injected or name not in meant_by]
    given = {name: namespace[name] for name in asked if name in namespace}
    # A cohort file that papermill gives wins over what the notebook's own cell says of the cohort.
    theirs = [name for name in OF_A_COHORT if name in own and name not in injected and "cohorte" not in own]
    by_file = theirs if namespace.get("cohorte") else []
    given = {name: value for name, value in given.items() if name not in by_file}
    try:
        (values,) = checked_parameters([Notebook(Path(), defaults)], given, option="paramètre ")
    except InputError as error:
        # The outputs of a notebook are saved.
        raise InputError(map(without_person, error.fautes)) from None
    namespace.update(values | dict.fromkeys(by_file))
    if files := files_of_people(values):
        shown_without_names(mask_of(files))


def _shared(namespace: MutableMapping[str, Any]) -> dict[str, Any]:
    """Return a default for each parameter that notebooks share, a text if it may be one, so that a list becomes one."""
    there = {name: field for name, field in Parameters.model_fields.items() if _plain(namespace.get(name))}
    return {name: "" if field.annotation is str else None for name, field in there.items()}


def _plain(value: object) -> bool:
    """Return whether a value can be a parameter. Cells may give parameters' names to cohorts and regimes."""
    several = value if isinstance(value, list) else [value]
    return all(isinstance(one, str | int | float) for one in several)


def _assigned(history: Sequence[str]) -> tuple[dict[str, Any], list[str]]:
    """Return the parameters with their defaults, and the names given by papermill, in the cells before the last."""
    cells: list[tuple[bool, dict[str, Any]]] = []
    for source in reversed(history[:-1]):
        found = _assignments(source)
        if not found:
            break
        cells.insert(0, (source.startswith(INJECTED), found))
    own: dict[str, Any] = {}
    injected: list[str] = []
    for by_papermill, found in cells:
        # The first of them is the notebook's own, whatever it begins with.
        if by_papermill and own:
            injected += found
        else:
            own |= found
    return own, injected


def _assignments(source: str) -> dict[str, Any]:
    """Return the assignments of a cell, with None for a value that is not literal. Other cells have none."""
    found: dict[str, Any] = {}
    try:
        for statement in ast.parse(source).body:
            targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
            value = getattr(statement, "value", None)
            if value is None or not all(isinstance(target, ast.Name) for target in targets):
                return {}
            found |= dict.fromkeys((target.id for target in targets if isinstance(target, ast.Name)), _literal(value))
    except MEANINGLESS:
        return {}
    return found


def _literal(value: ast.expr) -> Any:
    try:
        return ast.literal_eval(value)
    except MEANINGLESS:
        return None
