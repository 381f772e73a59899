"""Sentences on what intervals cover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bts_sim.language import N_, Labels, _
from bts_sim.stats.intervals import Method

METHODS = Labels(
    {
        Method.WILSON: N_("intervalle de Wilson : tirage de la cohorte, paramètres et difficulté des unités fixés"),
        Method.WILSON_CALIBRATED: N_(
            "intervalle de Wilson parmi les non admis : tirage de la cohorte, premier groupe calé, paramètres et "
            "difficulté des unités fixés"
        ),
        Method.PAIRED: N_(
            "écart apparié, approximation normale : tirage de la cohorte, paramètres et difficulté des unités fixés"
        ),
        Method.PAIRED_CALIBRATED: N_(
            "écart apparié parmi les non admis : tirage de la cohorte, premier groupe calé, paramètres et difficulté "
            "des unités fixés"
        ),
        Method.CALIBRATED: N_("calé sur la cible"),
        Method.NO_ORALS: N_("nul par la règle : ce régime n'a pas d'épreuve de contrôle"),
        Method.ZERO_BY_RULE: N_("nul par la règle : rien de ce que les régimes changent ne touche ces candidats"),
        Method.NOBODY_PRESENT: N_("aucun candidat présent"),
        Method.TOO_FEW: N_("trop peu de candidats qui changent pour un intervalle"),
    }
)
#: An extra sentence, used where a column of the table asks for it.
ELSEWHERE = N_("niveau d'une cohorte de même description de {n} candidats, calée sur la cible")
DRAWN = N_("tirages de paramètres (Sobol, {n}) et de candidats, niveau recalé à chacun")
DRAWN_OF = N_("{n} tirages des paramètres (Sobol), de {candidats} candidats chacun, niveau recalé à chacun")
EXACT_ORALS, DRAWN_ORALS = N_("oraux sommés exactement"), N_("moyenne de {n} tirages des oraux")

#: Columns that only the sentence on the method uses.
OF_METHOD = ("calibrated_on", "draws", "draw_size", "oral_draws")


def method(row: Any, own: Mapping[str, str] = METHODS) -> str:
    """Return a sentence on what the interval of a result covers.

    `row`: a row with `methode` and, where its table has them, `calibrated_on`, `draws`, `draw_size` and `oral_draws`.
    `own`: words of the codes of its table.
    """
    said = [own[row.methode]] if row.methode != Method.DRAWN else []
    if elsewhere := getattr(row, "calibrated_on", 0):
        said.append(_(ELSEWHERE).format(n=elsewhere))
    if draws := getattr(row, "draws", 0):
        size = getattr(row, "draw_size", 0)
        said.append(_(DRAWN_OF if size else DRAWN).format(n=draws, candidats=size))
    return _(" ; ").join([*said, *_orals(getattr(row, "oral_draws", None))])


def _orals(draws: float | None) -> list[str]:
    """Return the sentences on how the orals were held; empty where the result does not depend on them."""
    if draws is None or pd.isna(draws):
        return []
    return [_(DRAWN_ORALS).format(n=int(draws)) if draws else _(EXACT_ORALS)]


def in_words(table: pd.DataFrame, own: Mapping[str, str] = METHODS) -> pd.DataFrame:
    """Return a table of results as a file has it: its methods in words, without the columns that only these use."""
    said = [method(row, own) for row in table.itertuples(index=False)]
    return table.assign(methode=said).drop(columns=list(OF_METHOD), errors="ignore")
