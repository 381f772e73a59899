"""Sentences on what intervals cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from bts_sim.cohort.present import PresentFrom
from bts_sim.display.labels import number, significant
from bts_sim.language import N_, Labels, _
from bts_sim.stats.intervals import FIXED, SEVERAL, Method

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
        Method.BY_DEFINITION: N_("fixé par ce qui est compté : aucun candidat ne peut le changer"),
        Method.NOBODY_PRESENT: N_("aucun candidat présent"),
        Method.MARKS: N_("fixé par les notes du fichier : aucun hasard n'y entre"),
        Method.DRAWN: N_("prévision d'une session, paramètres tirés, niveau recalé à chaque tirage"),
        Method.GIVEN_MARKS: N_("candidats du fichier : oraux et paramètres tirés, aptitudes d'après leurs notes"),
        Method.ONE_DRAW: N_("un seul tirage des paramètres : pas d'intervalle"),
        Method.TOO_FEW: N_("trop peu de candidats qui changent pour un intervalle"),
    }
)
#: An extra sentence, used where a column of the table asks for it.
ELSEWHERE = N_("niveau d'une cohorte de même description de {n} candidats, calée sur la cible")
DRAWN = N_("prévision sur {n} tirages des paramètres, niveau recalé à chacun")
DRAWN_OF = N_("prévision pour {present} présents ({origine}), sur {n} tirages des paramètres de {candidats} candidats")
DRAWN_OF_FILE = N_(
    "candidats du fichier, sur {n} tirages de leurs oraux, des paramètres, et de leurs aptitudes d'après leurs notes"
)
ENDS = N_("bornes à {erreur} près")
#: What a picture of candidates simulated once says of its numbers.
ONE_COHORT = N_("Une cohorte, aux paramètres par défaut : une image ; les nombres à citer sont ceux des taux")
#: The same of real candidates.
ONE_DRAW_OF_FILE = N_("Aux paramètres par défaut : une image ; les nombres à citer sont ceux des taux")
#: What a question says where it needs what no file holds.
GIVEN_THEIR_MARKS = N_("candidats du fichier, dont le niveau est tiré d'après leurs notes, selon le modèle")
#: Where the candidates of a session come from.
PRESENT_FROM = Labels(
    {
        PresentFrom.NATION: N_("France, ceux de 2018 à 6\u202f% près"),
        PresentFrom.ACADEMIES: N_("leur part de ceux de 2018, à 6\u202f% près"),
        PresentFrom.GIVEN: N_("effectif donné"),
        PresentFrom.HEADCOUNTS: N_("effectifs des spécialités"),
        PresentFrom.VOIES: N_("effectifs des voies"),
        PresentFrom.FILE: N_("ceux du fichier"),
        PresentFrom.SIMULATED: N_("candidats simulés, faute d'effectif"),
    }
)
EXACT_ORALS, DRAWN_ORALS = N_("oraux sommés exactement"), N_("moyenne de {n} tirages des oraux")

#: Columns that only the sentence on the method uses.
OF_METHOD = ("calibrated_on", "draws", "draw_size", "oral_draws", "bruit_des_bornes")


def method(row: Any, own: Mapping[str, str] = METHODS, origin: str | None = None) -> str:
    """Return a sentence on what the interval of a result covers.

    `row`: a row with `methode` and, where its table has them, `calibrated_on`, `draws`, `draw_size` and `oral_draws`.
    `own`: words of the codes of its table. `origin`: where the candidates of the session come from, if it is told.
    """
    told_by_draws = row.methode in SEVERAL and bool(getattr(row, "draws", 0))
    said = [] if told_by_draws else [own[row.methode] if row.methode in own else METHODS[row.methode]]
    if elsewhere := getattr(row, "calibrated_on", 0):
        said.append(_(ELSEWHERE).format(n=elsewhere))
    if draws := getattr(row, "draws", 0) if row.methode not in FIXED else 0:
        said += _drawn(row, draws, origin)
    orals = getattr(row, "oral_draws", None) if row.methode not in FIXED else None
    return _(" ; ").join([*said, *_orals(orals)])


def covered_by(table: pd.DataFrame, own: Mapping[str, str] = METHODS) -> str:
    """Return what the intervals of a table cover, those of its first row that has one, in words that begin a line."""
    told = table[(table["methode"] != Method.TOO_FEW) & ~table["methode"].isin(FIXED)]
    said = method(next((told if len(told) else table).itertuples(index=False)), own)
    return said[0].upper() + said[1:]


def _drawn(row: Any, draws: int, origin: str | None) -> Iterator[str]:
    """Yield the sentences on the draws: how many, of how many candidates, for which session, and how near the ends."""
    if row.methode == Method.GIVEN_MARKS:
        yield _(DRAWN_OF_FILE).format(n=draws)
    elif origin is None:
        yield _(DRAWN).format(n=draws)
    else:
        yield _(DRAWN_OF).format(
            present=number(row.n, 0), origine=PRESENT_FROM[origin], n=draws, candidats=number(row.draw_size, 0)
        )
    if error := getattr(row, "bruit_des_bornes", 0):
        yield _(ENDS).format(erreur=significant(error, 2) if error < 1 else number(error, 0))


def _orals(draws: float | None) -> list[str]:
    """Return the sentences on how the orals were held; empty where the result does not depend on them."""
    if draws is None or pd.isna(draws):
        return []
    return [_(DRAWN_ORALS).format(n=int(draws)) if draws else _(EXACT_ORALS)]


def in_words(table: pd.DataFrame, own: Mapping[str, str] = METHODS, origin: str | None = None) -> pd.DataFrame:
    """Return a table of results as a file has it: its methods in words, without the columns that only these use."""
    said = [method(row, own, origin) for row in table.itertuples(index=False)]
    return table.assign(methode=said).drop(columns=list(OF_METHOD), errors="ignore")
