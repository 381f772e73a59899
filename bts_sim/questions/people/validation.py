"""Published figures that were kept out of the model, beside its predictions, hits and misses."""

from __future__ import annotations

import functools
import math
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from bts_sim.files.shipped import statistic
from bts_sim.files.yaml_file import read_yaml
from bts_sim.schema import Schema, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, Result

FILE = Path(__file__).parent / "validations.yaml"
#: The regime that published gaps are measured from: sessions without orals.
WITHOUT_ORALS = "aucun"
#: Indicators that are gaps between two regimes.
GAPS = ("ecart_taux_admis",)
#: Indicators that no study predicts: a gap between two sessions, between what schools declare and the official rate,
#: and the share of those without a diploma who have it a year later.
BETWEEN_SESSIONS, DECLARED, A_YEAR_LATER = "ecart_entre_sessions", "ecart_de_declaration", "diplomes_un_an_apres"
#: Indicators that have a sign.
SIGNED = (*GAPS, BETWEEN_SESSIONS, DECLARED)
EQUAL, ABOVE, ANALOGUE, LANDMARK = "egal", "majorant", "analogue", "repere"
INSIDE, OUTSIDE, NOT_COMPARABLE = "dans_l_intervalle", "hors_de_l_intervalle", "non_comparable"
#: An upper bound is expected above the interval, or in it.
AS_EXPECTED = "au_dessus_attendu"


class Prediction(Schema):
    """A figure kept for validation beside its prediction: one row per figure, hit or missed."""

    chiffre = a_text("the figure, as its file names it in French")
    observe = a_number("the published figure", "percent, or points for a gap")
    predit = a_number("the prediction; missing where the cohort has none", "percent, or points", optional=True)
    bas = a_number("lower end of its interval", "percent, or points", optional=True)
    haut = a_number("upper end of its interval", "percent, or points", optional=True)
    niveau = a_number("level of the interval", "percent", optional=True)
    sens = a_text("how the figure and the prediction should compare", (EQUAL, ABOVE, ANALOGUE, LANDMARK))
    verdict = a_text(
        "whether the figure is in the interval, or above it where it bounds the prediction",
        (INSIDE, AS_EXPECTED, OUTSIDE, NOT_COMPARABLE),
    )
    pourquoi = a_text("what the model lacks, or what distinguishes the two, as its file says it in French")
    source = a_text("address of the source")
    indicateur = a_text("what is measured: a rate, or a gap")


class Validation(BaseModel):
    """One figure kept for validation: its published row, the corresponding prediction, and the comparison expected.

    `moins`: the row that is subtracted from it, for a gap between two published rows. A landmark (`repere`) has no
    prediction: neither regime nor group.
    """

    model_config = ConfigDict(extra="forbid")

    nom: str
    indicateur: str
    sens: Literal["egal", "majorant", "analogue", "repere"]
    pourquoi: str
    ligne: dict[str, str]
    moins: dict[str, str] = {}
    regime: str = ""
    groupe: str = ""
    modalite: str = ""

    @property
    def valeur(self) -> float:
        """Return the published figure, percent, or points for a gap."""
        subtracted = float(statistic(**self.moins)["value"]) if self.moins else 0.0
        return round(float(statistic(**self.ligne)["value"]) - subtracted, DECIMALS)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lignes: list[Validation]


@functools.cache
def validations() -> list[Validation]:
    """Return the figures of `validations.yaml`, in their order."""
    return read_yaml(FILE, _File).lignes


def validate(intervals: pd.DataFrame) -> pd.DataFrame:
    """Return every figure kept for validation beside its prediction, as `Prediction`.

    A figure that this cohort cannot predict has an empty prediction, and keeps its row: it is not comparable. So has
    a published gap, which is measured from sessions without orals, where the baseline is another regime.

    Args:
        intervals: intervals over draws of a national cohort under `aucun`, `exceptionnel_2021` and `permanent_2022`, as
            `Result`.
    """
    widest = intervals[intervals[Result.niveau] == intervals[Result.niveau].max()]
    found = {(row.groupe, row.modalite, row.indicateur, row.regime): row for row in Result.rows(_comparable(widest))}
    rows = []
    for one in validations():
        row = found.get((one.groupe, one.modalite, one.indicateur, one.regime))
        numbers = (math.nan,) * 4 if row is None else (row.valeur, row.bas, row.haut, row.niveau)
        source = statistic(**one.ligne)["source_url"]
        about = one.sens, _verdict(one, row), one.pourquoi, source, one.indicateur
        rows.append((one.nom, one.valeur, *numbers, *about))
    return Prediction.frame(rows)


def _verdict(one: Validation, predicted: Result | None) -> str:
    if predicted is None:
        return NOT_COMPARABLE
    if one.sens == ABOVE and one.valeur > predicted.haut:
        return AS_EXPECTED
    return INSIDE if predicted.bas <= one.valeur <= predicted.haut else OUTSIDE


def _comparable(intervals: pd.DataFrame) -> pd.DataFrame:
    """Return the results that a published figure may be compared with: gaps only from a regime without orals."""
    is_gap = intervals[Result.indicateur].isin(GAPS)
    # The baseline alone has rates, and no gap to itself.
    baselines = set(intervals[Result.regime]) - set(intervals.loc[is_gap, Result.regime])
    return intervals if baselines == {WITHOUT_ORALS} else intervals[~is_gap]
