"""The polynomial that replaces the model, and the share of the variance of a result due to each unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bts_sim.cohort.luck import uniform
from bts_sim.cohort.parameter_draws import every_draw, uncertain
from bts_sim.droit.points import Floats
from bts_sim.droit.textes import points_ouverts
from bts_sim.errors import RunError
from bts_sim.questions.uncertainty.tables import Explained, FactorKind, OfResult
from bts_sim.questions.uncertainty.trials import TrialRuns, results_by_draw
from bts_sim.schema import a_count, a_flag, a_number
from bts_sim.stats.surrogate import Base, Fit, Law, Plan
from bts_sim.stats.under_draws import DRAW

#: Total degree of the polynomial, and least share of the variance of a draw that the others must predict.
DEGREE, R2_MINIMAL = 2, 0.7
#: Number of refits for the intervals, and number of points evaluated at a time.
REFITS, BLOC = 100, 4096
#: Seed of the numerical methods. Results depend on it only in their last digits.
SEED = 0


class Quality(OfResult, after=True):
    """How well the draws predict one another, for each result, and whether the polynomial may replace it."""

    r2 = a_number(
        "share of the variance of a draw that the others predict; negative where they mislead", "from -∞ to 1"
    )
    seuil = a_number("the least that is required of it", "from 0 to 1")
    accepte = a_flag("whether the polynomial may replace the result")
    n = a_count("draws of the parameters", "draws")


@dataclass(frozen=True)
class ReadValues:
    """A polynomial for the changes due to q readings, by their a choices other than the default.

    `choices`: for each reading with an effect, its choices, the default first. `others`: for each other choice, the
    number of its reading and its number in that reading. `effects`: the results of the runs, shape (m, s).
    """

    choices: Mapping[str, tuple[str, ...]]
    others: tuple[tuple[int, int], ...]
    plan: Plan
    fit: Fit
    effects: Floats

    def taken(self, codes: Floats) -> Floats:
        """Return which other choices are taken, 0 or 1, shape (n, a), from the choices, shape (n, q)."""
        return np.column_stack([codes[:, reading] == choice for reading, choice in self.others]).astype(np.float64)

    def on_average(self, n: int) -> Floats:
        """Return the average over equally likely choices, shape (n, a).

        Products involve different readings only, and these are independent.
        """
        among = [len(choices) for choices in self.choices.values()]
        return np.tile([1 / among[reading] for reading, _ in self.others], (n, 1))

    def terms(self, linear: Floats, taken: Floats) -> Floats:
        """Return the terms: choices, choices by parameters, pairs of choices of two readings, shape (n, k)."""
        return _reading_terms(linear, taken, self.others)


def _reading_terms(linear: Floats, taken: Floats, others: Sequence[tuple[int, int]]) -> Floats:
    by_parameter = [taken[:, [i]] * linear for i in range(len(others))]
    together = [
        taken[:, i] * taken[:, j]
        for i, (first, _) in enumerate(others)
        for j, (second, _) in enumerate(others[:i])
        if first != second
    ]
    return np.column_stack([taken, *by_parameter, *together])


@dataclass(frozen=True)
class Surrogate:
    """A polynomial that replaces s results, of d parameters and, with `read_values`, of q readings.

    `explained`: the results that it may replace. `quality`: one row per result, accepted or refused. `names`: the
    parameters drawn. `x`, `y`: their draws, shape (n, d), and the results under the default readings, shape (n, s).
    """

    explained: tuple[Explained, ...]
    quality: pd.DataFrame
    names: tuple[str, ...]
    x: Floats
    y: Floats
    base: Base
    plan: Plan
    fit: Fit
    read_values: ReadValues | None

    @property
    def named_factors(self) -> tuple[tuple[str, FactorKind], ...]:
        """Return the factors, parameters then readings, each with its kind."""
        readings = self.read_values.choices if self.read_values else ()
        return (
            *((name, FactorKind.PARAMETER) for name in self.names),
            *((name, FactorKind.READING) for name in readings),
        )

    def values_at(self, x: Floats) -> Floats:
        """Return the results under the default readings, shape (n, s), for some parameters, shape (n, d)."""
        return self.base.evaluate(x) @ self.fit.coefficients

    @cached_property
    def refitted(self) -> tuple[Floats, Floats]:
        """Return the coefficients of every result and of its refits, shapes (k, s × f) and (l, s × f).

        For each result, f = 1 + `REFITS`, with the fit itself first. The refits spread as far as the draws allow.
        """
        first = _with_refits(self.plan, self.fit, SEED)
        return first, _with_refits(
            self.read_values.plan, self.read_values.fit, SEED + 1
        ) if self.read_values else np.zeros((0, 0))

    def function(self, x: Floats) -> Floats:
        """Return every result and its refits, shape (s × f, n), for factors of shape (d + q, n)."""
        of_parameters, of_readings = self.refitted
        parts = []
        for start in range(0, x.shape[1], BLOC):
            points = x[:, start : start + BLOC].T
            terms = self.base.evaluate(points[:, : len(self.names)])
            found = terms @ of_parameters
            if self.read_values:
                taken = self.read_values.taken(points[:, len(self.names) :])
                found += self.read_values.terms(terms[:, self._linear], taken) @ of_readings
            parts.append(found.T)
        return np.concatenate(parts, axis=1)

    @cached_property
    def split(self) -> tuple[Floats, Floats]:
        """Return the variance due to parameters and that added by readings, both of shape (s, f), as in `refitted`.

        Parameters: variance of the mean over the readings, at the stored draws. Readings: variance around that mean,
            with the interactions of both, on choices drawn for each. Together they are the variance of the model, by
            the law of total variance.
        """
        of_parameters, of_readings = self.refitted
        x = every_draw()[list(self.names)].to_numpy()
        terms = self.base.evaluate(x)
        mean = terms @ of_parameters
        shape = (len(self.explained), -1)
        if not self.read_values:
            made: Floats = mean.var(axis=0).reshape(shape)
            return made, np.zeros_like(made)
        linear = terms[:, self._linear]
        shift = self.read_values.terms(linear, self.read_values.on_average(len(x))) @ of_readings
        added = np.zeros(mean.shape[1])
        for time in range(REFITS):
            luck = [
                uniform(SEED, f"sensibilite.{nom}", time * len(x), len(x)) * len(choices) // 1
                for nom, choices in self.read_values.choices.items()
            ]
            around = self.read_values.terms(linear, self.read_values.taken(np.column_stack(luck))) @ of_readings - shift
            added += np.square(around).mean(axis=0) / REFITS
        return (mean + shift).var(axis=0).reshape(shape), added.reshape(shape)

    @property
    def _linear(self) -> slice:
        """Return the positions of the first-degree terms of the parameters."""
        return slice(1, 1 + len(self.names))

    def laws(self) -> list[Law]:
        """Return the law of every factor: parameters, then readings by the number of their choice, equally likely."""
        of_parameters = [Law(column) for column in every_draw()[list(self.names)].to_numpy().T]
        readings = self.read_values.choices.values() if self.read_values else ()
        return [*of_parameters, *(Law(np.arange(len(choices), dtype=np.float64)) for choices in readings)]


def _with_refits(plan: Plan, fit: Fit, seed: int) -> Floats:
    s = fit.coefficients.shape[1]
    each = [np.column_stack([fit.coefficients[:, i], plan.refit(fit, i, REFITS, seed)]) for i in range(s)]
    return np.column_stack(each)


def fit_surrogate(drawn: pd.DataFrame, trial_runs: TrialRuns | None = None) -> Surrogate:
    """Return a polynomial fitted to the draws of parameters, and one for the readings if runs are given.

    Parameters are taken as independent, each with the law of the stored draws. A result is refused if the draws predict
    one another less well than `R2_MINIMAL`.

    Args:
        drawn: the table of `rates_by_draw`.
        trial_runs: the result of `run_trials`.

    Raises:
        RunError: every result is refused, or there are too few draws or runs.
    """
    wide = results_by_draw(drawn)
    if wide.empty:
        raise RunError("aucun tirage ne change le moindre résultat. Remède : plus de candidats à chacun.")
    known = [Explained(*key) for key in wide.columns]
    given = drawn.drop_duplicates(DRAW).set_index(DRAW).loc[wide.index]
    names = tuple(nom for nom in uncertain() if given[nom].nunique() > 1)
    least = 2 * (len(names) + 1)
    if len(wide) < least:
        raise RunError(f"{len(wide)} tirages pour {len(names)} paramètres. Remède : au moins {least} tirages.")
    x, y = given[list(names)].to_numpy(), wide.to_numpy()
    base = Base.of(every_draw()[list(names)].to_numpy(), DEGREE)
    plan = Plan(base.evaluate(x), base.linear)
    fit, read_values = plan.fit(y), _read(base, names, known, trial_runs)
    missed, spread = np.square(fit.left_out).mean(axis=0), y.var(axis=0)
    if read_values:
        missed, spread = (
            missed + np.square(read_values.fit.left_out).mean(axis=0),
            spread + read_values.effects.var(axis=0),
        )
    rows = [
        (*one, round(float(r2), 3), R2_MINIMAL, bool(r2 >= R2_MINIMAL), len(y))
        for one, r2 in zip(known, 1 - missed / spread, strict=True)
    ]
    quality = Quality.frame(rows)
    kept = np.flatnonzero(quality[Quality.accepte])
    if not kept.size:
        best = quality[Quality.r2].max()
        said = "moins de 0" if best < 0 else f"{best:.2f}"
        raise RunError(
            f"métamodèle refusé : les tirages se prédisent l'un l'autre à {said} au mieux (R² de "
            f"validation croisée), pour {R2_MINIMAL:g} exigés. Remède : plus de tirages, ou plus de candidats à chacun."
        )
    if read_values:
        read_values = replace(read_values, fit=read_values.fit.part(kept), effects=read_values.effects[:, kept])
    return Surrogate(
        tuple(known[i] for i in kept), quality, names, x, y[:, kept], base, plan, fit.part(kept), read_values
    )


def _read(
    base: Base, names: Sequence[str], known: Sequence[Explained], trial_runs: TrialRuns | None
) -> ReadValues | None:
    """Return the fit of the effects of readings. Readings without an effect of their own are left out."""
    if trial_runs is None:
        return None
    each = zip(trial_runs.singles, trial_runs.single_effects, strict=True)
    moving = [name for (name, _choice), effects in each if effects.any()]
    among = {name: _choices(name) for name in dict.fromkeys(moving)}
    if not among:
        return None
    others = tuple((i, c) for i, choices in enumerate(among.values()) for c in range(1, len(choices)))
    codes = np.column_stack([[choices.index(c) for c in trial_runs.readings[nom]] for nom, choices in among.items()])
    taken = np.column_stack([codes[:, reading] == choice for reading, choice in others]).astype(np.float64)
    linear = base.evaluate(trial_runs.parameters[list(names)].to_numpy())[:, 1 : 1 + len(names)]
    terms = _reading_terms(linear, taken, others)
    if len(terms) <= 2 * len(others):
        raise RunError(f"{len(terms)} essais de lectures pour {len(others)} lectures. Remède : plus d'essais.")
    effects = trial_runs.effects[:, [trial_runs.explained.index(one) for one in known]]
    plan = Plan(terms, np.arange(terms.shape[1]) < len(others))
    return ReadValues(among, others, plan, plan.fit(effects), effects)


def _choices(reading: str) -> tuple[str, ...]:
    """Return the choices of an open point, the default first."""
    point = points_ouverts()[reading]
    return (point["defaut"], *(choice for choice in point["choix"] if choice != point["defaut"]))


def pivoted(values: Floats, level: float) -> tuple[float, float, float]:
    """Return a value and its interval from its refits, reflected around the value.

    Source: A. C. Davison and D. V. Hinkley, Bootstrap methods and their application (1997), the basic interval.
    """
    value, tail = float(values[0]), (100 - level) / 2
    low, high = np.percentile(values[1:], [tail, 100 - tail])
    return value, 2 * value - float(high), 2 * value - float(low)
