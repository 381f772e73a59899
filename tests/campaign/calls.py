"""The readers of the project that are tried without the command line: each is given the folder of its case."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

ICI = Path()


def sans_attendre(remplacer: Callable[[Any, str, Any], None]) -> None:
    """Leave out what takes seconds and is tried elsewhere: git, digests of the package, notebooks, commands made again.

    `remplacer`: setattr, or the one of a test that puts everything back.
    """
    import functools

    from bts_sim.candidates import grade
    from bts_sim.cli import redo
    from bts_sim.droit import textes
    from bts_sim.errors import RunError
    from bts_sim.report import picture, run
    from bts_sim.runs import provenance

    def arret(*_: object) -> None:
        raise RunError("Arrêt de la campagne : tout a été vérifié, rien n'est exécuté.")

    remplacer(provenance, "git_state", lambda _: (None, None))
    remplacer(provenance, "digest_of_folder", functools.cache(provenance.digest_of_folder))
    remplacer(redo, "_run", lambda *_: 1)
    remplacer(run, "_new_folder", arret)
    remplacer(picture, "write_png", lambda path, _: path.write_bytes(b"png"))
    # The law of a session is read once; that of a file of one's own, each time.
    lue = functools.cache(grade.load_bareme)
    remplacer(grade, "load_bareme", lambda session, own=None: textes.load_bareme(session, own) if own else lue(session))


def _table(lire: Callable[[Path], Any]) -> Any:
    from bts_sim.errors import InputError

    table = lire(ICI / "table")
    if table.fautes or table.frame is None:
        raise InputError(table.fautes)
    return [
        {str(k): str(v) for k, v in ligne.items()} for ligne in table.frame.astype(object).to_dict(orient="records")
    ]


def _candidates() -> Any:
    from bts_sim.candidates.tables import read_candidates

    return _table(read_candidates)


def _notes() -> Any:
    from bts_sim.candidates.tables import read_notes

    return _table(read_notes)


def _oraux() -> Any:
    from bts_sim.candidates.tables import read_oraux

    return _table(lambda path: read_oraux(path, "unite"))


def _brute() -> Any:
    from bts_sim.candidates.tables import NOTES, NOTES_OPTIONAL
    from bts_sim.files.read import Columns, read_table

    return _table(lambda path: read_table(path, Columns(NOTES, NOTES_OPTIONAL)))


def _acquis() -> Any:
    from bts_sim.candidates.kept_marks.file import read_acquis

    return read_acquis(ICI / "table", datetime.date(2024, 5, 13))


def _inscrits() -> Any:
    from bts_sim.candidates.registration.file import read_registrations

    return read_registrations(ICI / "table")


def _specialties() -> Any:
    from bts_sim.droit.textes import load_bareme

    return load_bareme(2024, ICI / "table").reglements


def _regime() -> Any:
    from bts_sim.droit.regimes import load_regime

    return load_regime("regime.yaml")


def _cohort() -> Any:
    from bts_sim.cohort.describe import load_cohort

    return load_cohort(ICI / "cohorte.yaml")


def _grille() -> Any:
    from bts_sim.sweep.grid import load_grid

    cells = load_grid(ICI / "grille.yaml")
    cells[0].describe()
    return cells


def _calendar() -> Any:
    from bts_sim.droit.calendriers import tables
    from bts_sim.droit.calendriers.document import read_calendrier
    from bts_sim.droit.calendriers.linter import verifier

    calendrier = read_calendrier(ICI / "calendrier.yaml")
    tables.constats_lisibles(verifier(calendrier))
    tables.agenda(calendrier)
    return calendrier


@lru_cache
def _03_regimes() -> Any:
    from bts_sim.files.shipped import notebooks_dir
    from bts_sim.report.parameter_cells import read_notebook

    return read_notebook(notebooks_dir() / "03_regimes.ipynb")


def _parameters() -> Any:
    from bts_sim.report.parameters import checked_parameters, gather

    return checked_parameters([_03_regimes()], gather([], ICI / "parametres.yaml"))


def _notebook() -> Any:
    from bts_sim.report.parameter_cells import read_notebook
    from bts_sim.report.parameters import checked_parameters

    return checked_parameters([read_notebook(ICI / "essai.ipynb")], {"candidats": "200"})


def _index() -> Any:
    from bts_sim.report.index import durations, refresh

    durations(ICI / "reports")
    return refresh(ICI / "reports")


LECTEURS: dict[str, Callable[[], Any]] = {
    "candidats": _candidates,
    "notes": _notes,
    "oraux": _oraux,
    "table": _brute,
    "acquis": _acquis,
    "inscrits": _inscrits,
    "specialites": _specialties,
    "regime": _regime,
    "cohorte": _cohort,
    "grille": _grille,
    "calendrier": _calendar,
    "parametres": _parameters,
    "notebook": _notebook,
    "index": _index,
}
