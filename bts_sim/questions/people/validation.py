"""Published figures that the model never saw, beside what it predicts: every row, hits and misses."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict

from bts_sim.files.shipped import statistic
from bts_sim.files.yaml_file import read_yaml

FILE = Path(__file__).parent / "validations.yaml"
COLONNES = ("chiffre", "observe", "predit", "bas", "haut", "niveau", "sens", "dans_l_intervalle", "note", "source")


class Validation(BaseModel):
    """One figure kept for validation: its published row, the prediction that answers it, how they should compare."""

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
    """Give the figures of `validations.yaml`, in their order."""
    return read_yaml(FILE, _File).lignes


def validate(intervals: pd.DataFrame) -> pd.DataFrame:
    """Set every prediction beside its figure; `dans_l_intervalle`: oui or non, whatever the figure is worth.

    `intervals`: table of `intervals_over_draws` of a national cohort under `aucun`, `exceptionnel_2021` and
    `permanent_2022`. A figure that this cohort has no prediction for is left empty, never left out. Percent, or points
    for gaps.
    """
    wide = intervals[intervals["niveau"] == intervals["niveau"].max()]
    found = wide.set_index(["groupe", "modalite", "indicateur", "regime"])
    rows = []
    for one in validations():
        row = statistic(**one.ligne)
        observed, key = float(row["value"]), (one.groupe, one.modalite, one.indicateur, one.regime)
        if key in found.index:
            r = found.loc[key]
            inside = "oui" if r["bas"] <= observed <= r["haut"] else "non"
            numbers = (r["valeur"], r["bas"], r["haut"], r["niveau"])
        else:
            inside, numbers = "", (None, None, None, None)
        rows.append((one.nom, observed, *numbers, one.sens, inside, one.note, row["source_url"]))
    return pd.DataFrame(rows, columns=COLONNES)
