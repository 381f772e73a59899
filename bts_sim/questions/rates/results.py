"""The named results of a comparison: the numbers that a report and its index quote."""

from __future__ import annotations

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.display.labels import regime as label
from bts_sim.display.results import definition_of, headline
from bts_sim.language import N_, _
from bts_sim.questions.rates.words import gaps_of
from bts_sim.rows import rows_in

ADMIS = N_("part des candidats présents qui ont le diplôme")
PAIRED = N_("mêmes candidats présents, différence de leurs taux d'admis")


def conclude(impact: pd.DataFrame, cohorte: Cohort, intervals: pd.DataFrame | None = None) -> None:
    """Show the named results of a comparison: the numbers that a report and its index quote.

    `intervals`: table of `intervals_over_draws`; the gaps are then given again, the parameters being drawn too.
    """
    whole = impact[impact["groupe"] == "ensemble"]
    for row in rows_in(whole[whole["indicateur"] == "taux_admis"]):
        name = _("Taux d'admis, {regime}").format(regime=label(row.regime))
        headline(name, row.valeur, "%", row.bas, row.haut, definition=definition_of(row, ADMIS))
    for row in rows_in(gaps_of(impact)):
        both, said = {"reference": label(row.reference), "regime": label(row.regime)}, definition_of(row, PAIRED)
        name = _("Écart avec {reference}, {regime}").format(**both)
        headline(name, row.valeur, "pt", row.bas, row.haut, definition=said)
        per_thousand = [10 * value for value in (row.valeur, row.bas, row.haut)]
        name = _("Diplômes en plus pour 1\u202f000 candidats présents, {regime}").format(regime=both["regime"])
        headline(name, per_thousand[0], _("diplômes"), *per_thousand[1:], definition=said)
    if intervals is not None:
        wide = gaps_of(intervals)
        for row in rows_in(wide[wide["niveau"] == wide["niveau"].max()]):
            both = {"reference": label(row.reference), "regime": label(row.regime)}
            name = _("Écart avec {reference}, {regime}, paramètres tirés").format(**both)
            headline(name, row.valeur, "pt", row.bas, row.haut, definition=definition_of(row, PAIRED))
    if cohorte.couverture is not None:
        name = _("Entrants nationaux couverts par les spécialités fournies")
        headline(name, cohorte.couverture, "%", definition=_("part des entrants hors agricole (Parcoursup 2025)"))
