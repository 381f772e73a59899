"""Readable tables of the worth of a choice of orals and of the reach of orals."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.display.labels import headed, interval, number, percent, percent_in, points
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.advice import tables
from bts_sim.questions.advice.out_of_reach import OralReach
from bts_sim.questions.advice.tables import AdviceCost
from bts_sim.questions.advice.words import ADVICES, needed_mark


def show_reach_of_orals(table: pd.DataFrame) -> Shown:
    """Return a readable table of how far the orals reach in each specialty, from the coefficients alone."""
    rows = []
    for code in table[OralReach.specialite].unique():
        every = [*OralReach.rows(table[table[OralReach.specialite] == code])]
        first = every[0]
        row = {
            _("Spécialité"): code,
            _("Unités"): first.unites,
            _("Part des coefficients"): percent(100 * first.coefficients / first.total, 0),
        }
        for one in every:
            row[_("20 suffit depuis (note {note})").format(note=points(one.premiere_note))] = number(
                one.moyenne_minimale, 2
            )
        for one in every:
            row[_("De l'accès, il faut (note {note})").format(note=points(one.premiere_note))] = needed_mark(
                one.note_a_l_acces
            )
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def show_advice(table: pd.DataFrame) -> Shown:
    """Return a readable table of the cost of each advice under each regime."""
    rows = []
    for (regime, advice), part in table.groupby([AdviceCost.regime, AdviceCost.modalite], sort=False):
        one = {row.indicateur: row for row in AdviceCost.rows(part)}
        otherwise = one[tables.OTHERWISE]
        rows.append(
            {
                _("Régime"): headed(str(regime)),
                _("Le candidat prend"): ADVICES[str(advice)],
                _("Chances perdues (points)"): _points(one[tables.LOST]),
                _("Choix moins bon que le meilleur"): percent_in(otherwise.valeur, otherwise.bas, otherwise.haut),
                _("Chances perdues par ceux-là (points)"): _points(one[tables.LOST_BY_OTHERS]),
                _("Moyenne perdue (points sur 20)"): _points(one[tables.LOST_MEAN], decimals=2),
                _("Diplômes perdus pour 1 000 présents"): _points(one[tables.LOST_TO_ALL], 10),
            }
        )
    return Shown(pd.DataFrame(rows), table)


def _points(row: AdviceCost, times: float = 1, decimals: int = 1) -> str:
    if np.isnan(row.valeur):
        return "—"
    value, low, high = (times * one for one in (row.valeur, row.bas, row.haut))
    return f"{number(value, decimals)} {interval(low, high, decimals)}"
