"""Oral marks of a file, laid out beside the marks of the first group; faults for those that may not be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.bareme import DOMAINES, Bareme, Regime
from bts_sim.errors import Faute, nearest
from bts_sim.jury import Controle, choix_permis
from bts_sim.points import Ints
from bts_sim.population.dossiers import Dossiers, Groupe
from bts_sim.population.tables import parse_mark, read_oraux
from bts_sim.reading import Table
from bts_sim.releve import ABSENT, SANS_ORAL


def no_orals(groupe: Groupe, regime: Regime) -> Ints:
    """Give an array of oral marks in which none was sat, shape (n, u) or (n, 2) according to the regime."""
    width = len(DOMAINES) if regime.oral_par == "domaine" else len(groupe.reglement.unites)
    return np.full((groupe.rows.size, width), SANS_ORAL, dtype=np.int64)


def place_oraux(
    path: Path,
    regime: Regime,
    bareme: Bareme,
    everybody: pd.DataFrame,
    dossiers: Dossiers,
    controles: Mapping[str, Controle],
) -> tuple[dict[str, Ints], list[Faute]]:
    """Read the oral marks and give them by specialty, with the faults of the file.

    `everybody`: the table of all candidates, sound or not. Those who are not in `dossiers` have faults of their own:
    whether they may sit is not known, only whether their unit exists.
    """
    oraux = {code: no_orals(g, regime) for code, g in dossiers.groupes.items()}
    if not regime.oral_par:
        remedy = "retirer --oraux, ou choisir un régime qui a des épreuves de contrôle"
        return oraux, [Faute(path.name, None, "", "", f"le régime {regime.nom} n'a pas d'oral", remedy)]
    table = read_oraux(path, regime.oral_par)
    if table.frame is None:
        return oraux, table.fautes
    specialite = dict(zip(everybody["candidat"], everybody["specialite"], strict=True))
    place = {
        candidat: (code, i)
        for code, g in dossiers.groupes.items()
        for i, candidat in enumerate(dossiers.candidats["candidat"].iloc[g.rows])
    }
    _add_repeated(table, regime)
    frame = table.frame[table.frame["candidat"] != ""].astype(object)
    for line, candidat, target, note in zip(
        frame.index, *(frame[c] for c in ("candidat", regime.oral_par, "note")), strict=True
    ):
        where = {"ligne": int(line), "candidat": candidat}
        units = _units(bareme, specialite.get(candidat))
        exists = target in DOMAINES if regime.oral_par == "domaine" else target in units
        if candidat not in specialite:
            remedy = "corriger le numéro, ou retirer la ligne"
            table.refuse("candidat inconnu", remedy, colonne="candidat", valeur=candidat, **where)
        elif regime.oral_par == "unite" and units and target and not exists:
            near = nearest(target, units)
            remedy = f"{near} ({', '.join(units)})" if near else ", ".join(units)
            problem = f"unité inconnue de la spécialité {specialite[candidat]}"
            table.refuse(problem, remedy, colonne="unite", valeur=target, **where)
        if candidat not in place:
            continue
        code, i = place[candidat]
        if not controles[code].autorise[i]:
            problem = f"candidat non autorisé aux épreuves de contrôle ({regime.nom})"
            table.refuse(problem, "retirer la ligne", colonne="candidat", valeur=candidat, **where)
        elif exists:
            column = (DOMAINES if regime.oral_par == "domaine" else units).index(target)
            mark = parse_mark(note)
            if regime.oral_par == "unite" and not controles[code].choisissables[i, column]:
                allowed = [unit for unit, yes in zip(units, controles[code].choisissables[i], strict=True) if yes]
                remedy = f"unités au choix : {', '.join(allowed) or 'aucune'}"
                table.refuse("unité qui ne peut pas être choisie", remedy, colonne="unite", valeur=target, **where)
            else:
                oraux[code][i, column] = ABSENT if mark is None else mark
    if regime.oral_par == "unite":
        _refuse_pairs(table, frame, regime, dossiers, oraux)
    return oraux, table.fautes


def _refuse_pairs(
    table: Table, frame: pd.DataFrame, regime: Regime, dossiers: Dossiers, oraux: Mapping[str, Ints]
) -> None:
    """Add a fault for units that may be chosen, and not together."""
    for code, marks in oraux.items():
        g = dossiers.groupes[code]
        names = dossiers.candidats["candidat"].iloc[g.rows[~choix_permis(marks, g.reglement, regime)]]
        for line, row in frame[frame["candidat"].isin(set(names))].drop_duplicates("candidat", keep="last").iterrows():
            where = {"ligne": int(line), "candidat": row.candidat, "colonne": "unite", "valeur": row.unite}
            table.refuse("deux oraux de langue", "une langue au plus (lecture langues_au_choix)", **where)


def _units(bareme: Bareme, specialite: str | None) -> tuple[str, ...]:
    """Give the compulsory units of a specialty in order; none when it is not known."""
    reglement = bareme.reglements.get(specialite or "")
    return tuple(u.code for u in reglement.unites) if reglement else ()


def _add_repeated(table: Table, regime: Regime) -> None:
    """Add a fault for an oral given twice, and for more orals than the regime has."""
    for line, row, problem, remedy in _repeated(table.frame, regime):
        target = row[regime.oral_par]
        table.refuse(problem, remedy, ligne=line, colonne=regime.oral_par, valeur=target, candidat=row.candidat)


def _repeated(frame: pd.DataFrame, regime: Regime) -> Iterator[tuple[int, pd.Series, str, str]]:
    twice = frame.duplicated(["candidat", regime.oral_par])
    for line, row in frame[twice].iterrows():
        yield int(line), row, "oral en double", "une ligne par oral"
    too_many = frame[~twice].groupby("candidat", observed=True).cumcount() >= regime.nombre_oraux
    for line, row in frame[~twice][too_many].iterrows():
        problem = f"plus de {regime.nombre_oraux} oraux pour le candidat {row.candidat}"
        yield int(line), row, problem, "retirer l'oral en trop"
