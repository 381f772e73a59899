"""A simulated cohort as the two tables that `bts-sim grade` reads: whom no real person is in."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.points import Ints, en_points
from bts_sim.population.synth import CohorteSimulee, GroupeSimule
from bts_sim.population.tables import GLOBALE, OUI
from bts_sim.releve import Statut

#: Mark in hundredths → its text; every mark a grid can give.
TEXTES = np.array([en_points(hundredths) for hundredths in range(2001)])


def tables(cohorte: CohorteSimulee) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the candidates, with their groups, and their marks, all cells as text, in the order of their numbers."""
    width = len(str(cohorte.cohorte.candidats - 1))
    parts = [(_candidats(cohorte, g), _notes(g)) for g in cohorte.groupes]
    candidats, notes = (pd.concat(list(tables), ignore_index=True) for tables in zip(*parts, strict=True))
    candidats, notes = (table.sort_values("candidat", kind="stable", ignore_index=True) for table in (candidats, notes))
    for table in (candidats, notes):
        table["candidat"] = table["candidat"].astype(str).str.zfill(width)
    return candidats, notes


def _candidats(cohorte: CohorteSimulee, g: GroupeSimule) -> pd.DataFrame:
    fixed = {
        "candidat": g.candidats,
        "specialite": g.reglement.specialite,
        "voie": np.array(list(cohorte.cohorte.voies))[g.voies],
        "forme": GLOBALE,
        "derniere_session": OUI,
    }
    return pd.DataFrame(fixed | g.composition.labels())


def _notes(g: GroupeSimule) -> pd.DataFrame:
    codes = [u.code for u in g.reglement.unites]
    n, u = g.releve.notes.shape
    statuts = g.releve.statuts.ravel()
    names = np.array(["" if s is Statut.NOTE else s.name for s in Statut])
    marks: Ints = g.releve.notes.ravel()
    return pd.DataFrame(
        {
            "candidat": np.repeat(g.candidats, u),
            "unite": np.tile(codes, n),
            "note": np.where(statuts == Statut.NOTE, TEXTES[marks], ""),
            "statut": names[statuts],
        }
    )
