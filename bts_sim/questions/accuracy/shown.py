"""Readable tables of right decisions and of equal treatment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.display.labels import GROUPS, headed, interval, modalite, number, percent, percent_in, points
from bts_sim.display.shown import Shown
from bts_sim.language import Labels, _
from bts_sim.questions.accuracy.by_hour import ByHour
from bts_sim.questions.accuracy.equity import EqualLevelGap
from bts_sim.questions.accuracy.remarking import KAPPAS, Concordance, LivingstonLewis
from bts_sim.questions.accuracy.tables import EVERYBODY, Accuracy
from bts_sim.questions.accuracy.words import AGREEMENTS, FOUND_BY_BOTH, INDICATORS, USES


def show_accuracy(table: pd.DataFrame, standard: float) -> Shown:
    """Return a readable table of the accuracy of decisions at one standard, by regime, with intervals."""
    part = table[np.isclose(table[Accuracy.norme], standard)]
    cells = {(row.indicateur, row.regime): percent_in(row.valeur, row.bas, row.haut) for row in Accuracy.rows(part)}
    first = _("Niveau exigé : {niveau}").format(niveau=points(standard))
    return Shown(_grid(INDICATORS, cells, first, part[Accuracy.regime].unique().tolist()), part)


def show_by_hour(table: pd.DataFrame) -> Shown:
    """Return a readable table of each use of the orals: decisions, orals and hours, with intervals."""
    cells = {
        (row.indicateur, row.regime): f"{number(row.valeur, 1)} {interval(row.bas, row.haut)}"
        for row in ByHour.rows(table)
        if not np.isnan(row.valeur)
    }
    return Shown(_grid(USES, cells, _("Usage des oraux"), table[ByHour.regime].unique().tolist()), table)


def show_concordance(table: pd.DataFrame) -> Shown:
    """Return a readable table of how many candidates would receive the same decision from other markers."""
    cells = {(row.indicateur, row.regime): _agreement(row) for row in Concordance.rows(table)}
    first = _("Deux corrections des mêmes candidats")
    return Shown(_grid(AGREEMENTS, cells, first, table[Concordance.regime].unique().tolist()), table)


def show_livingston_lewis(table: pd.DataFrame, group: str = EVERYBODY) -> Shown:
    """Return a readable table of the model beside the published method. `group`: `specialite`, or all candidates."""
    part = table[table[LivingstonLewis.groupe] == group]
    rows = [
        {
            _("Candidats"): modalite(row.modalite),
            _("Ce qui est mesuré"): FOUND_BY_BOTH[row.indicateur],
            _("Modèle"): percent_in(row.modele, row.bas, row.haut),
            _("Livingston et Lewis"): percent(row.livingston_lewis),
            _("Écart (points)"): number(row.livingston_lewis - row.modele, sign=True),
            _("Fiabilité"): number(row.fiabilite, 2),
            _("Longueur effective"): number(row.longueur, 0),
        }
        for row in LivingstonLewis.rows(part)
    ]
    return Shown(pd.DataFrame(rows), part)


def show_gaps_at_equal_level(table: pd.DataFrame) -> Shown:
    """Return a readable table of the gap of each group at equal level, by regime."""
    rows = []
    for group in [name for name in GROUPS if (table[EqualLevelGap.groupe] == name).any()]:
        part = table[table[EqualLevelGap.groupe] == group]
        for code in part[EqualLevelGap.modalite].unique():
            row = {_("Groupe"): GROUPS[group], _("Valeur"): modalite(code)}
            for one in EqualLevelGap.rows(part[part[EqualLevelGap.modalite] == code]):
                said = f"{number(one.ecart, sign=True)} {interval(one.bas, one.haut, sign=True)}"
                row[_("{mesure} (points)").format(mesure=headed(one.regime))] = said
            rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def _agreement(row: Concordance) -> str:
    # If all candidates have the same answer, no agreement is beyond chance.
    if np.isnan(row.valeur) or row.indicateur not in KAPPAS:
        return percent_in(row.valeur, row.bas, row.haut)
    return f"{number(row.valeur, 2)} {interval(row.bas, row.haut, 2)}"


def _grid(words: Labels, cells: Mapping[tuple[str, str], str], first: str, regimes: Sequence[str]) -> pd.DataFrame:
    """Return one row per indicator that some regime has and one column per regime.

    `first`: title of the first column.
    """
    rows = [
        {first: said} | {headed(one): cells.get((code, one), "—") for one in regimes}
        for code, said in words.items()
        if any((code, one) in cells for one in regimes)
    ]
    return pd.DataFrame(rows)
