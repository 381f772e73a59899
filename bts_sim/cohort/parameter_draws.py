"""Draws of the uncertain parameters, each with effects of groups that meet the published margins.

`tools/calibrate.py` makes them once and stores them in `parameter_draws.csv`: solving the margins of one draw takes
seconds.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.cohort.abilities import Abilities, own_variance
from bts_sim.cohort.calibration import FREE
from bts_sim.cohort.describe import Cohort, lent
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameters import Parameter, parametres
from bts_sim.cohort.several import AT_ONCE, settle_people
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.points import Floats
from bts_sim.errors import CalibrationError
from bts_sim.notices import tell

FILE = Path(__file__).parent / "parameter_draws.csv"
#: Largest part of the variance of a unit's own mark that its marker may take; the rest is the candidate's ability.
MARKER_SHARE = 0.95
#: How règlements are lent under draws: one for a whole sector, which leaves totals the more uncertain of the two ways.
LENDING = Lending.SECTOR


@functools.cache
def uncertain() -> Mapping[str, Parameter]:
    """Return the parameters that have an interval of evidence, in order."""
    return {nom: one for nom, one in parametres().items() if one.intervalle is not None}


def sobol(n: int, seed: int) -> Floats:
    """Return n points of the uncertain parameters, shape (n, p): Sobol's sequence through the law of each.

    `n` is best a power of two. The marker's spread is capped at the room that the two correlations leave.
    """
    from scipy.stats import qmc, triang, uniform

    known = uncertain()
    columns = {}
    for (nom, one), column in zip(known.items(), qmc.Sobol(len(known), seed=seed).random(n).T, strict=True):
        assert one.intervalle is not None
        low, width = one.intervalle[0], one.intervalle[1] - one.intervalle[0]
        law = uniform(low, width) if one.loi == "uniforme" else triang((one.defaut - low) / width, low, width)
        columns[nom] = law.ppf(column)
    columns["ecart_type_correcteur"] = np.minimum(columns["ecart_type_correcteur"], marker_ceiling(columns))
    return np.column_stack(list(columns.values()))


def marker_ceiling(p: Mapping[str, float] | Mapping[str, Floats]) -> Floats:
    """Return the widest spread of markers that the correlations and the spread of a mark allow, points, () or (n,)."""
    left = (1 - np.asarray(p["correlation_entre_unites"]) - p["correlation_de_domaine"]) * MARKER_SHARE
    most: Floats = np.sqrt(left) * p["ecart_type_note"]
    return most


@functools.cache
def every_draw() -> pd.DataFrame:
    """Return the draws shipped with the project: a column per uncertain parameter, then per effect of groups."""
    return pd.read_csv(FILE)[[*uncertain(), *FREE]]


@functools.cache
def _drawn_values() -> list[dict[str, float]]:
    """Return the same draws as values by name, which one draw reads far faster."""
    return [{str(nom): value for nom, value in one.items()} for one in every_draw().to_dict("records")]


@dataclass(frozen=True)
class ParameterDraw:
    """One draw of the uncertain parameters and of the candidates' luck; `cohorte` has both."""

    numero: int
    cohorte: Cohort

    @property
    def parametres(self) -> dict[str, float]:
        """Return the uncertain parameters by name."""
        return {nom: self.cohorte.parametres[nom] for nom in uncertain()}

    def simulated(self) -> SimulatedCohort:
        """Return the simulated candidates. Notices concern the whole set of draws, so none is issued for one draw."""
        return simulate(self.cohorte, told=False)


def seed_of_draw(seed: int, numero: int) -> int:
    """Return the seed of the candidates of a draw, from that of the cohort: neighbouring seeds share no draw."""
    return int.from_bytes(hashlib.sha256(f"{seed}.tirage.{numero}".encode()).digest()[:4], "little")


def parameter_draw(cohorte: Cohort, numero: int, lending: Lending = LENDING) -> ParameterDraw:
    """Return one draw, by its number; under the same seed, it does not depend on the other draws."""
    return ParameterDraw(numero, with_draw(cohorte, numero, seed_of_draw(cohorte.seed, numero), lending))


def parameter_draws(cohorte: Cohort, wanted: int, lending: Lending = LENDING) -> list[ParameterDraw]:
    """Return the first `wanted` draws that fit the cohort, or all of those shipped with the project that do.

    A draw fits unless it leaves nothing to the abilities of candidates, beside the values that the cohort sets: the
    others follow the law of the parameters that these values leave. A notice counts the draws passed over. Raises
    CalibrationError when no draw fits.
    """
    found: list[ParameterDraw] = []
    misfit: CalibrationError | None = None
    numero = 0
    for draw in _settled(cohorte, wanted, lending):
        numero = draw.numero
        try:
            Abilities.of(draw.cohorte)
        except CalibrationError as error:
            misfit = misfit or error
            continue
        found.append(draw)
        if len(found) == wanted:
            break
    if misfit and not found:
        raise misfit
    _tell_passed_over(numero + 1, len(found))
    return found


def _settled(cohorte: Cohort, wanted: int, lending: Lending) -> Iterator[ParameterDraw]:
    """Yield the draws in order, some at a time, with the people of those that leave a candidate something."""
    size = min(wanted, AT_ONCE)
    for start in range(0, len(every_draw()), size):
        some = [
            parameter_draw(cohorte, numero, lending) for numero in range(start, min(start + size, len(every_draw())))
        ]
        fitting = [draw.cohorte for draw in some if own_variance(draw.cohorte.parametres) >= 0]
        if fitting:
            settle_people(fitting)
        yield from some


def _tell_passed_over(seen: int, found: int) -> None:
    if seen > found:
        words = (
            f"{seen - found} des {seen} premiers tirages des paramètres laissés de côté : ils ne vont pas avec les "
            "valeurs que la cohorte fixe, et ceux qui les suivent prennent leur place"
        )
        tell("cohorte", words, column="parametres")


def with_draw(cohorte: Cohort, numero: int, seed: int, lending: Lending = LENDING) -> Cohort:
    """Return the cohort under one draw of the parameters, with other luck; parameters set by its file stay."""
    drawn = {nom: value for nom, value in _drawn_values()[numero].items() if nom not in cohorte.given}
    return replace(lent(cohorte, lending), parametres={**cohorte.parametres, **drawn}, seed=seed)
