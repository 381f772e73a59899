"""The inputs and options of a command, as its record keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bts_sim.runs.record import Origin
    from bts_sim.sweep.grid import Cell

#: Options that change no result: where files go, how many processors compute.
WITHOUT_EFFECT = ("out", "remplacer", "workers", "scheduler")
#: Options whose value is the name of a regime, or a file.
REGIMES = ("regime", "baseline", "against")


def origine(others: Mapping[str, Any] | None = None) -> Origin:
    """Return the description of the running command. Call it before its files are read.

    `others`: files that it reads without an option of their own, by role.
    """
    from bts_sim.runs.record import Origin

    context = click.get_current_context()
    options = {name: value for name, value in context.params.items() if name not in WITHOUT_EFFECT}
    options |= {name: _regimes(options[name]) for name in REGIMES if options.get(name)}
    return Origin.of(str(context.info_name), options, others)


def inputs() -> list[tuple[str, Path]]:
    """Return the files that the running command reads, each by the option, or the key of a file, that names it."""
    from bts_sim.runs.record import paths

    context = click.get_current_context()
    found = []
    for param in context.command.params:
        value = context.params.get(str(param.name)) if param.name not in WITHOUT_EFFECT else None
        named = _regimes(value) if value and param.name in REGIMES else value
        said = max(param.opts, key=len) if isinstance(param, click.Option) else str(param.metavar or param.name)
        found += [(said, path) for path in paths(named)]
    cohort = context.params.get("cohort")
    return found + (named_in(specialties_of(cohort)) if cohort else [])


def named_in(fichiers: Mapping[str, Any]) -> list[tuple[str, Path]]:
    """Return files that another file names, each by the key that names it."""
    from bts_sim.runs.record import paths

    return [(key, path) for key, value in fichiers.items() for path in paths(value)]


def specialties_of(cohort: Path | None) -> dict[str, Path | None]:
    """Return the files that a cohort file names."""
    from bts_sim.cohort.files_read import cohort_files

    return cohort_files(cohort)


def files_read(cell: Cell) -> dict[str, Any]:
    """Return the files that a grid names: its cohort, the files of that cohort, its regimes."""
    cohort = Path(cell.cohorte) if cell.cohorte else None
    named = tuple(Path(one) for one in cell.regimes if Path(one).is_absolute())
    return {"cohorte": cohort, **specialties_of(cohort), "regimes": named}


def _regimes(given: Any) -> Any:
    from bts_sim.droit.regimes import idees_fausses, shipped_regimes, shipped_scenarios

    shipped = {*shipped_regimes(), *shipped_scenarios(), *idees_fausses()}
    if isinstance(given, str):
        return given if given in shipped else Path(given)
    return tuple(map(_regimes, given))
