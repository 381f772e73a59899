"""A simulated cohort as the two tables that `bts-sim grade` reads; no real person is in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import Groupe
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import en_points
from bts_sim.droit.releve import Statut, parmi
from bts_sim.droit.vocabulaire import DEFAVORABLE, GLOBALE, NON, OUI, PROGRESSIVE

#: Mark in hundredths → its text, for every mark that a grid can give.
TEXTES = np.array([en_points(hundredths) for hundredths in range(2001)])


def tables(cohorte: SimulatedCohort) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the candidates, with their groups, and their marks, all cells as text, in the order of their numbers.

    Candidates of specialties that have no règlement of their own are left out: nothing could grade them.
    """
    width = len(str(cohorte.cohorte.candidats - 1))
    parts = [(_candidates(cohorte, g), _notes(g)) for g in cohorte.groups_with_reglement]
    candidats, notes = (pd.concat(list(tables), ignore_index=True) for tables in zip(*parts, strict=True))
    candidats, notes = (table.sort_values("candidat", kind="stable", ignore_index=True) for table in (candidats, notes))
    for table in (candidats, notes):
        table["candidat"] = table["candidat"].astype(str).str.zfill(width)
    return candidats, notes


def _candidates(cohorte: SimulatedCohort, g: Groupe) -> pd.DataFrame:
    unfinished = g.releve.inacheve
    known = {name: one.words() for name, one in g.composition.attributes().items()}
    fixed = {
        "candidat": g.candidats,
        "specialite": g.reglement.specialite,
        "voie": known["voie"],
        "forme": np.where(unfinished, PROGRESSIVE, GLOBALE),
        "derniere_session": np.where(unfinished, NON, OUI),
    }
    opinion = {"avis_jury": np.where(g.releve.avis_defavorable, DEFAVORABLE, "")} if _judged(cohorte) else {}
    return pd.DataFrame(fixed | opinion | known)


def _judged(cohorte: SimulatedCohort) -> bool:
    """Return whether the jury of 2021 has turned anybody away: the column exists only for that."""
    return any(g.releve.avis_defavorable.any() for g in cohorte.groups_with_reglement)


def _notes(g: Groupe) -> pd.DataFrame:
    r = g.releve
    units = [u.code for u in (*g.reglement.unites, *g.reglement.facultatives)]
    statuts, marks = np.hstack([r.statuts, r.statuts_facultatives]), np.hstack([r.notes, r.notes_facultatives])
    rows, columns = np.nonzero(statuts != Statut.SANS)
    statuts, marks = statuts[rows, columns], marks[rows, columns]
    names = np.array(["" if s is Statut.NOTE else s.name for s in Statut])
    return pd.DataFrame(
        {
            "candidat": g.candidats[rows],
            "unite": np.array(units)[columns],
            "note": np.where(parmi(statuts, Statut.NOTE, Statut.BE), TEXTES[marks], ""),
            "statut": names[statuts],
        }
    )
