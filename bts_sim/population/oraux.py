"""Oral marks of a file, laid out beside the marks of the first group; faults for those that may not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.bareme import DOMAINES, Regime
from bts_sim.errors import Faute, nearest
from bts_sim.jury import Controle, PremierGroupe
from bts_sim.points import Ints
from bts_sim.population.dossiers import Dossiers, Groupe
from bts_sim.population.tables import parse_mark, read_oraux
from bts_sim.releve import SANS_ORAL


def no_orals(groupe: Groupe, regime: Regime) -> Ints:
    """Give an array of oral marks in which none was sat, shape (n, u) or (n, 2) according to the regime."""
    width = len(DOMAINES) if regime.oral_par == "domaine" else len(groupe.reglement.unites)
    return np.full((groupe.rows.size, width), SANS_ORAL, dtype=np.int64)


def place_oraux(
    path: Path,
    regime: Regime,
    everybody: pd.Series,
    dossiers: Dossiers,
    opened: Mapping[str, tuple[PremierGroupe, Controle]],
) -> tuple[dict[str, Ints], list[Faute]]:
    """Read the oral marks and give them by specialty, with the faults of the file.

    `everybody`: all candidates of the table, sound or not; those who are not in `dossiers` have faults of their own
    and are passed over here.
    """
    oraux = {code: no_orals(g, regime) for code, g in dossiers.groupes.items()}
    if not regime.oral_par:
        remedy = "retirer --oraux, ou choisir un régime qui a des épreuves de contrôle"
        return oraux, [Faute(path.name, None, "", "", f"le régime {regime.nom} n'a pas d'oral", remedy)]
    table = read_oraux(path, regime.oral_par)
    if table.frame is None:
        return oraux, table.fautes
    frame = table.sound().astype(object)
    faults = list(_repeated(frame, table.name, regime))
    place = {
        candidat: (code, i)
        for code, g in dossiers.groupes.items()
        for i, candidat in enumerate(dossiers.candidats["candidat"].iloc[g.rows])
    }
    known = set(everybody)
    for line, candidat, target, note in zip(
        frame.index, *(frame[c] for c in ("candidat", regime.oral_par, "note")), strict=True
    ):
        if candidat not in known:
            remedy = "corriger le numéro, ou retirer la ligne"
            faults.append(Faute(table.name, int(line), "candidat", candidat, "candidat inconnu", remedy, candidat))
        elif candidat in place:
            code, i = place[candidat]
            groupe, (_, controle) = dossiers.groupes[code], opened[code]
            fault = _not_allowed(table.name, int(line), candidat, target, groupe, controle, i, regime)
            if fault is not None:
                faults.append(fault)
            elif (mark := parse_mark(note)) is not None:
                oraux[code][i, _column(target, groupe, regime)] = mark
    return oraux, [*table.fautes, *faults]


def _column(target: str, groupe: Groupe, regime: Regime) -> int:
    if regime.oral_par == "domaine":
        return DOMAINES.index(target)
    return [u.code for u in groupe.reglement.unites].index(target)


def _repeated(frame: pd.DataFrame, name: str, regime: Regime) -> Iterator[Faute]:
    """Find an oral given twice, and more orals than the regime has."""
    column = regime.oral_par
    twice = frame.duplicated(["candidat", column])
    for line, row in frame[twice].iterrows():
        yield Faute(name, int(line), column, row[column], "oral en double", "une ligne par oral", row.candidat)
    too_many = frame[~twice].groupby("candidat").cumcount() >= regime.nombre_oraux
    for line, row in frame[~twice][too_many].iterrows():
        problem = f"plus de {regime.nombre_oraux} oraux pour le candidat {row.candidat}"
        yield Faute(name, int(line), column, row[column], problem, "retirer l'oral en trop", row.candidat)


def _not_allowed(
    name: str, line: int, candidat: str, target: str, groupe: Groupe, controle: Controle, i: int, regime: Regime
) -> Faute | None:
    """Say why this candidate may not sit this oral; None when it is allowed."""
    if not controle.autorise[i]:
        problem = f"candidat non autorisé aux épreuves de contrôle ({regime.nom})"
        return Faute(name, line, "candidat", candidat, problem, "retirer la ligne", candidat)
    if regime.oral_par == "domaine":
        return None
    codes = [u.code for u in groupe.reglement.unites]
    allowed = [code for code, yes in zip(codes, controle.choisissables[i], strict=True) if yes]
    if target in allowed:
        return None
    problem = "unité qui ne peut pas être choisie" if target in codes else "unité inconnue de la spécialité"
    near = nearest(target, allowed) if target not in codes else ""
    remedy = f"{near + ' ' if near else ''}unités au choix : {', '.join(allowed) or 'aucune'}"
    return Faute(name, line, "unite", target, problem, remedy, candidat)
