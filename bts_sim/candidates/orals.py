"""Lay out the oral marks of a file beside the marks of the first group, and find those that may not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import Dossiers
from bts_sim.candidates.remarks import tell_other_marks
from bts_sim.candidates.tables import parse_mark, read_oraux
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import DOMAINES, Bareme, Regime
from bts_sim.droit.jury import Controle, choix_permis
from bts_sim.droit.points import Ints
from bts_sim.droit.releve import ABSENT, SANS_ORAL
from bts_sim.errors import Fault, nearest
from bts_sim.files.given import Source
from bts_sim.files.names import by_identity, same_person
from bts_sim.files.read import Table, together
from bts_sim.rows import numbered


def no_orals(groupe: Groupe, regime: Regime) -> Ints:
    """Return an array of oral marks in which none was sat, shape (n, u) or (n, 2) according to the regime."""
    width = len(DOMAINES) if regime.oral_par == "domaine" else len(groupe.reglement.unites)
    return np.full((groupe.candidats.size, width), SANS_ORAL, dtype=np.int64)


def place_oraux(  # noqa: C901
    sources: Sequence[Source],
    regime: Regime,
    bareme: Bareme,
    everybody: pd.DataFrame,
    dossiers: Dossiers,
    controles: Mapping[str, Controle],
) -> tuple[dict[str, Ints], list[Fault]]:
    """Return the oral marks by specialty, and the faults of their tables.

    `everybody`: the table of all candidates, with or without faults. Candidates missing from `dossiers` have faults of
    their own. Whether they may sit an oral is unknown: only the existence of their unit is checked.
    """
    oraux = {code: no_orals(g, regime) for code, g in dossiers.groupes.items()}
    if not regime.oral_par:
        remedy = "retirer --oraux, ou choisir un régime qui a des épreuves de contrôle"
        problem = f"le régime {regime.nom} n'a pas d'oral"
        return oraux, [Fault(one.name, None, "", "", problem, remedy) for one in sources]
    sheets = [read_oraux(one, regime.oral_par) for one in sources]
    for sheet in sheets:
        tell_other_marks(sheet, bareme)
    table = together(sheets)
    if table.frame is None:
        return oraux, table.fautes
    specialite = dict(zip(everybody["candidat"], everybody["specialite"], strict=True))
    place = {
        candidat: (code, i)
        for code, g in dossiers.groupes.items()
        for i, candidat in enumerate(dossiers.candidats["candidat"].iloc[g.candidats])
    }
    table.refuse_totals(specialite)
    _add_repeated(table, regime)
    alike = by_identity(specialite)
    frame = table.frame[table.frame["candidat"] != ""].astype(object)
    for line, candidat, target, note in zip(
        frame.index, *(frame[c] for c in ("candidat", regime.oral_par, "note")), strict=True
    ):
        unit = target if regime.oral_par == "unite" else None
        units = _units(bareme, specialite.get(candidat))
        exists = target in DOMAINES if regime.oral_par == "domaine" else target in units
        if candidat not in specialite:
            remedy = same_person(candidat, alike) or "vérifier le numéro : il n'est dans aucune ligne des candidats"
            table.fautes.append(
                table.fault(int(line), "candidat", candidat, "candidat inconnu", remedy, candidat, unit)
            )
        elif regime.oral_par == "unite" and units and target and not exists:
            near = nearest(target, units)
            remedy = f"{near} ({', '.join(units)})" if near else ", ".join(units)
            problem = f"unité inconnue de la spécialité {specialite[candidat]}"
            table.fautes.append(table.fault(int(line), "unite", target, problem, remedy, candidat, unit))
        if candidat not in place:
            continue
        code, i = place[candidat]
        if not controles[code].autorise[i]:
            problem = f"candidat non autorisé aux épreuves de contrôle ({regime.nom})"
            remedy = "vérifier ses notes, la session et --regime ; l'oral de qui n'est pas autorisé ne compte pas"
            table.fautes.append(table.fault(int(line), "candidat", candidat, problem, remedy, candidat, unit))
        elif exists:
            column = (DOMAINES if regime.oral_par == "domaine" else units).index(target)
            mark = parse_mark(note)
            if regime.oral_par == "unite" and not controles[code].choisissables[i, column]:
                allowed = [unit for unit, yes in zip(units, controles[code].choisissables[i], strict=True) if yes]
                remedy = f"unités au choix : {', '.join(allowed) or 'aucune'}"
                problem = "unité qui ne peut pas être choisie"
                table.fautes.append(table.fault(int(line), "unite", target, problem, remedy, candidat, unit))
            else:
                oraux[code][i, column] = ABSENT if mark is None else mark
    if regime.oral_par == "unite":
        _refuse_pairs(table, frame, regime, dossiers, oraux)
    return oraux, table.fautes


def _refuse_pairs(
    table: Table, frame: pd.DataFrame, regime: Regime, dossiers: Dossiers, oraux: Mapping[str, Ints]
) -> None:
    """Add a fault for units that may each be chosen, but not together."""
    for code, marks in oraux.items():
        g = dossiers.groupes[code]
        names = dossiers.candidats["candidat"].iloc[g.candidats[~choix_permis(marks, g.reglement, regime)]]
        for line, row in numbered(frame[frame["candidat"].isin(set(names))].drop_duplicates("candidat", keep="last")):
            remedy = "une langue au plus (lecture langues_au_choix)"
            where = (line, "unite", row.unite, "deux oraux de langue", remedy, row.candidat, row.unite)
            table.fautes.append(table.fault(*where))


def _units(bareme: Bareme, specialite: str | None) -> tuple[str, ...]:
    """Return the compulsory units of a specialty in order; none for an unknown specialty."""
    reglement = bareme.reglements.get(specialite or "")
    return tuple(u.code for u in reglement.unites) if reglement else ()


def _add_repeated(table: Table, regime: Regime) -> None:
    """Add a fault for an oral given twice, and for more orals than the regime has."""
    assert table.frame is not None
    for line, row, problem, remedy in _repeated(table.frame, regime):
        target = row[regime.oral_par]
        unit = target if regime.oral_par == "unite" else None
        table.fautes.append(table.fault(line, regime.oral_par, target, problem, remedy, row.candidat, unit))


def _repeated(frame: pd.DataFrame, regime: Regime) -> Iterator[tuple[int, pd.Series, str, str]]:
    twice = frame.duplicated(["candidat", regime.oral_par])
    for line, row in numbered(frame[twice]):
        yield line, row, "oral en double", "n'en garder qu'une ligne, celle de l'oral passé"
    too_many = frame[~twice].groupby("candidat", observed=True).cumcount() >= regime.nombre_oraux
    for line, row in numbered(frame[~twice][too_many]):
        problem = f"plus de {regime.nombre_oraux} oraux pour ce candidat"
        yield line, row, problem, f"ne garder que les {regime.nombre_oraux} oraux qu'il a choisis et passés"
