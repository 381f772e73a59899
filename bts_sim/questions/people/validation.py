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
from bts_sim.stats.intervals import Result

FILE = Path(__file__).parent / "validations.yaml"
#: The regime that published gaps are measured from: sessions without orals.
WITHOUT_ORALS = "aucun"
#: Indicators that are gaps, and have a sign.
GAPS = ("ecart_taux_admis",)
EQUAL, ABOVE, ANALOGUE = "egal", "majorant", "analogue"
YES, NO, UNKNOWN = "oui", "non", ""


class Prediction(Schema):
    """A figure kept for validation beside its prediction: one row per figure, hit or missed."""

    chiffre = a_text("the figure, as its file names it in French")
    observe = a_number("the published figure", "percent, or points for a gap")
    predit = a_number("the prediction; missing where the cohort has none", "percent, or points", optional=True)
    bas = a_number("lower end of its interval", "percent, or points", optional=True)
    haut = a_number("upper end of its interval", "percent, or points", optional=True)
    niveau = a_number("level of the interval", "percent", optional=True)
    sens = a_text("how the figure and the prediction should compare", (EQUAL, ABOVE, ANALOGUE))
    dans_l_intervalle = a_text("whether the figure is in the interval", (YES, NO, UNKNOWN))
    note = a_text("what distinguishes the two, as its file says it in French")
    source = a_text("address of the source")
    indicateur = a_text("what is measured: a rate, or a gap")


class Validation(BaseModel):
    """One figure kept for validation: its published row, the corresponding prediction, and the comparison expected."""

    model_config = ConfigDict(extra="forbid")

    nom: str
    indicateur: str
    regime: str
    groupe: str
    modalite: str
    sens: Literal["egal", "majorant", "analogue"]
    note: str
    ligne: dict[str, str]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    lignes: list[Validation]


@functools.cache
def validations() -> list[Validation]:
    """Return the figures of `validations.yaml`, in their order."""
    return read_yaml(FILE, _File).lignes


def validate(intervals: pd.DataFrame) -> pd.DataFrame:
    """Return every figure kept for validation beside its prediction, as `Prediction`.

    A figure that this cohort cannot predict has an empty prediction, and keeps its row. So has a published gap, which
    is measured from sessions without orals, where the baseline is another regime.

    Args:
        intervals: intervals over draws of a national cohort under `aucun`, `exceptionnel_2021` and `permanent_2022`, as
            `Result`.
    """
    widest = intervals[intervals[Result.niveau] == intervals[Result.niveau].max()]
    found = {(row.groupe, row.modalite, row.indicateur, row.regime): row for row in Result.rows(_comparable(widest))}
    rows = []
    for one in validations():
        published = statistic(**one.ligne)
        observed = float(published["value"])
        row = found.get((one.groupe, one.modalite, one.indicateur, one.regime))
        numbers = (math.nan,) * 4 if row is None else (row.valeur, row.bas, row.haut, row.niveau)
        inside = UNKNOWN if row is None else YES if row.bas <= observed <= row.haut else NO
        about = one.sens, inside, one.note, published["source_url"], one.indicateur
        rows.append((one.nom, observed, *numbers, *about))
    return Prediction.frame(rows)


def _comparable(intervals: pd.DataFrame) -> pd.DataFrame:
    """Return the results that a published figure may be compared with: gaps only from a regime without orals."""
    is_gap = intervals[Result.indicateur].isin(GAPS)
    # The baseline alone has rates, and no gap to itself.
    baselines = set(intervals[Result.regime]) - set(intervals.loc[is_gap, Result.regime])
    return intervals if baselines == {WITHOUT_ORALS} else intervals[~is_gap]
