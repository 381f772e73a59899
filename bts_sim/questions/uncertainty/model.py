"""The polynomial that stands for the model, and how much of the variance of a result each unknown makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bts_sim.cohort.luck import uniform
from bts_sim.cohort.parameter_draws import tirages as every_draw, uncertain
from bts_sim.droit.points import Floats
from bts_sim.droit.textes import points_ouverts
from bts_sim.errors import RunError
from bts_sim.questions.uncertainty.trials import Result, Trials, resultats
from bts_sim.stats.intervals import DECIMALES, NIVEAU
from bts_sim.stats.surrogate import Base, Fit, Law, Plan, direct_first_order, indices

#: Total degree of the polynomial, and share of the variance of a draw that the others must predict for it to be used.
DEGREE, R2_MINIMAL = 2, 0.7
#: Points of Saltelli's design (a power of two), fits made again for the intervals, and points evaluated at a time.
POINTS, REFITS, BLOC = 1024, 100, 4096
#: Seed of the numerical methods; no result depends on it but for its last digits.
SEED = 0

KEY = list(Result._fields)
QUALITY_COLUMNS = (*KEY, "r2", "seuil", "accepte", "n")
SOBOL_COLUMNS = (
    *(*KEY, "facteur", "genre", "premier_ordre", "premier_bas", "premier_haut", "total", "total_bas", "total_haut"),
    *("niveau", "direct", "r2", "n", "methode"),
)

PARAMETER, LECTURE = "parametre", "lecture"
METHOD = (
    "métamodèle polynomial de degré {degre} au plus sur {n} tirages ; indices de Saltelli (2010) ; intervalle : "
    "ajustements refaits avec d'autres erreurs"
)


@dataclass(frozen=True)
class ReadValues:
    """A polynomial that stands for what q readings change, by a choices other than the default.

    `choix`: of each reading that changes something, its choices, the default first. `autres`: of each other choice, the
    number of its reading and its own number there. `effects`: what the runs gave, shape (m, s).
    """

    choix: Mapping[str, tuple[str, ...]]
    autres: tuple[tuple[int, int], ...]
    plan: Plan
    fit: Fit
    effects: Floats

    def taken(self, codes: Floats) -> Floats:
        """Say which other choices are taken, 0 or 1, shape (n, a), by the number of every choice, shape (n, q)."""
        return np.column_stack([codes[:, reading] == choice for reading, choice in self.autres]).astype(np.float64)

    def en_moyenne(self, n: int) -> Floats:
        """Give the same on average over choices that are all as likely, shape (n, a).

        Whatever is multiplied there belongs to different readings, which are independent.
        """
        among = [len(choices) for choices in self.choix.values()]
        return np.tile([1 / among[reading] for reading, _ in self.autres], (n, 1))

    def terms(self, linear: Floats, taken: Floats) -> Floats:
        """Give every choice, each by every parameter, and the choices of two readings together, shape (n, k)."""
        return _reading_terms(linear, taken, self.autres)


def _reading_terms(linear: Floats, taken: Floats, autres: Sequence[tuple[int, int]]) -> Floats:
    by_parameter = [taken[:, [i]] * linear for i in range(len(autres))]
    together = [
        taken[:, i] * taken[:, j]
        for i, (first, _) in enumerate(autres)
        for j, (second, _) in enumerate(autres[:i])
        if first != second
    ]
    return np.column_stack([taken, *by_parameter, *together])


@dataclass(frozen=True)
class Model:
    """A polynomial that stands for s results, of d parameters and, with `read_values`, of q readings.

    `resultats`: those that it may stand for. `quality`: one row per result, accepted or refused. `names`: the
    parameters drawn. `x`, `y`: their draws, shape (n, d), and the results, shape (n, s), under the default readings.
    """

    resultats: tuple[Result, ...]
    quality: pd.DataFrame
    names: tuple[str, ...]
    x: Floats
    y: Floats
    base: Base
    plan: Plan
    fit: Fit
    read_values: ReadValues | None

    @property
    def named_factors(self) -> tuple[tuple[str, str], ...]:
        """Name the factors, parameters then readings, each with its kind."""
        readings = self.read_values.choix if self.read_values else ()
        return (*((nom, PARAMETER) for nom in self.names), *((nom, LECTURE) for nom in readings))

    def valeurs(self, x: Floats) -> Floats:
        """Give the results under the default readings, shape (n, s), at some parameters, shape (n, d)."""
        return self.base.evaluate(x) @ self.fit.coefficients

    @cached_property
    def ailleurs(self) -> tuple[Floats, Floats]:
        """Give the coefficients of every result and of fits made again, shapes (k, s × f) and (l, s × f).

        Result by result, f = 1 + `REFITS`, the fit itself first; the others spread as far as the draws leave open.
        """
        first = _with_refits(self.plan, self.fit, SEED)
        return first, _with_refits(
            self.read_values.plan, self.read_values.fit, SEED + 1
        ) if self.read_values else np.zeros((0, 0))

    def function(self, x: Floats) -> Floats:
        """Give every result and those of fits made again, shape (s × f, n), at factors of shape (d + q, n)."""
        of_parameters, of_readings = self.ailleurs
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
        """Give the variance that parameters make and that readings add, both of shape (s, f), as `ailleurs` has them.

        Parameters: of the mean over the readings, at the stored draws. Readings: around that mean, interactions of both
        included, on choices drawn for each. Together, the variance of the model: the law of total variance.
        """
        of_parameters, of_readings = self.ailleurs
        x = every_draw()[list(self.names)].to_numpy()
        terms = self.base.evaluate(x)
        mean = terms @ of_parameters
        shape = (len(self.resultats), -1)
        if not self.read_values:
            made: Floats = mean.var(axis=0).reshape(shape)
            return made, np.zeros_like(made)
        linear = terms[:, self._linear]
        shift = self.read_values.terms(linear, self.read_values.en_moyenne(len(x))) @ of_readings
        added = np.zeros(mean.shape[1])
        for time in range(REFITS):
            luck = [
                uniform(SEED, f"sensibilite.{nom}", time * len(x), len(x)) * len(choices) // 1
                for nom, choices in self.read_values.choix.items()
            ]
            around = self.read_values.terms(linear, self.read_values.taken(np.column_stack(luck))) @ of_readings - shift
            added += np.square(around).mean(axis=0) / REFITS
        return (mean + shift).var(axis=0).reshape(shape), added.reshape(shape)

    @property
    def _linear(self) -> slice:
        """Say where the first degrees of the parameters are among the terms."""
        return slice(1, 1 + len(self.names))

    def laws(self) -> list[Law]:
        """Give the law of every factor: parameters, then readings by the number of their choice, all as likely."""
        of_parameters = [Law(column) for column in every_draw()[list(self.names)].to_numpy().T]
        readings = self.read_values.choix.values() if self.read_values else ()
        return [*of_parameters, *(Law(np.arange(len(choices), dtype=np.float64)) for choices in readings)]


def _with_refits(plan: Plan, fit: Fit, graine: int) -> Floats:
    s = fit.coefficients.shape[1]
    each = [np.column_stack([fit.coefficients[:, i], plan.refaire(fit, i, REFITS, graine)]) for i in range(s)]
    return np.column_stack(each)


def fit_surrogate(drawn: pd.DataFrame, trial_runs: Trials | None = None) -> Model:
    """Fit a polynomial to the draws of parameters, and one to what other readings change, if runs of them are given.

    `drawn`: table of `draws`. Parameters are taken independent, each under the law that the stored draws have. A
    result is refused where the draws predict one another less than `R2_MINIMAL`; raises RunError if all are, or if
    there are too few draws.
    """
    wide = resultats(drawn)
    if wide.empty:
        raise RunError("aucun tirage ne change le moindre résultat. Remède : plus de candidats à chacun.")
    known = [Result(*key) for key in wide.columns]
    given = drawn.drop_duplicates("tirage").set_index("tirage").loc[wide.index]
    names = tuple(nom for nom in uncertain() if given[nom].nunique() > 1)
    least = 2 * (len(names) + 1)
    if len(wide) < least:
        raise RunError(f"{len(wide)} tirages pour {len(names)} paramètres. Remède : au moins {least} tirages.")
    x, y = given[list(names)].to_numpy(), wide.to_numpy()
    base = Base.de(every_draw()[list(names)].to_numpy(), DEGREE)
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
    quality = pd.DataFrame(rows, columns=QUALITY_COLUMNS)
    kept = np.flatnonzero(quality["accepte"])
    if not kept.size:
        best = quality["r2"].max()
        said = "moins de 0" if best < 0 else f"{best:.2f}"
        raise RunError(
            f"métamodèle refusé : les tirages se prédisent l'un l'autre à {said} au mieux (R² de "
            f"validation croisée), pour {R2_MINIMAL:g} exigés. Remède : plus de tirages, ou plus de candidats à chacun."
        )
    if read_values:
        read_values = replace(read_values, fit=read_values.fit.part(kept), effects=read_values.effects[:, kept])
    return Model(tuple(known[i] for i in kept), quality, names, x, y[:, kept], base, plan, fit.part(kept), read_values)


def _read(base: Base, names: Sequence[str], known: Sequence[Result], trial_runs: Trials | None) -> ReadValues | None:
    """Fit what other readings change; those that change nothing alone, under default parameters, are left out."""
    if trial_runs is None:
        return None
    moving = trial_runs.seules[trial_runs.single_effects.any(axis=1)]
    choix = {nom: _choix(nom) for nom in dict.fromkeys(moving["lecture"])}
    if not choix:
        return None
    autres = tuple((i, c) for i, choices in enumerate(choix.values()) for c in range(1, len(choices)))
    codes = np.column_stack([[choices.index(c) for c in trial_runs.lectures[nom]] for nom, choices in choix.items()])
    taken = np.column_stack([codes[:, reading] == choice for reading, choice in autres]).astype(np.float64)
    linear = base.evaluate(trial_runs.parametres[list(names)].to_numpy())[:, 1 : 1 + len(names)]
    terms = _reading_terms(linear, taken, autres)
    if len(terms) <= 2 * len(autres):
        raise RunError(f"{len(terms)} essais de lectures pour {len(autres)} lectures. Remède : plus d'essais.")
    effects = trial_runs.effects[:, [trial_runs.resultats.index(one) for one in known]]
    plan = Plan(terms, np.arange(terms.shape[1]) < len(autres))
    return ReadValues(choix, autres, plan, plan.fit(effects), effects)


def _choix(lecture: str) -> tuple[str, ...]:
    """Give the choices of an open point, the default first."""
    point = points_ouverts()[lecture]
    return (point["defaut"], *(choice for choice in point["choix"] if choice != point["defaut"]))


def sobol(modele: Model) -> pd.DataFrame:
    """Give Sobol's indices of every result, one row per factor: shares of the variance of parameters and readings.

    `premier_ordre`: what a factor does alone; `total`: with all that it does together with others. `direct`: the first
    order straight from the draws, with no polynomial, as a share of the same variance; missing for a reading. `r2`: of
    cross-validation. The draw of candidates has no part here; `budget` has it.
    """
    s, d = len(modele.resultats), len(modele.named_factors)
    first, total = (one.reshape(s, -1, d) for one in indices(modele.function, modele.laws(), POINTS, SEED))
    explained = sum(part[:, 0] for part in modele.split)
    direct = np.full((s, d), np.nan)
    direct[:, : len(modele.names)] = direct_first_order(modele.x, modele.y)
    direct *= (modele.y.var(axis=0) / explained)[:, np.newaxis]
    r2 = modele.quality.loc[modele.quality["accepte"], "r2"].to_numpy()
    methode, rows = METHOD.format(degre=DEGREE, n=len(modele.y)), []
    for i, resultat in enumerate(modele.resultats):
        for j in (-total[i, 0]).argsort(kind="stable"):
            numbers = [*pivoted(first[i, :, j]), *pivoted(total[i, :, j]), NIVEAU, float(direct[i, j]), float(r2[i])]
            rounded = [round(number, DECIMALES) for number in numbers]
            rows.append((*resultat, *modele.named_factors[j], *rounded, len(modele.y), methode))
    return pd.DataFrame(rows, columns=SOBOL_COLUMNS)


def pivoted(values: Floats) -> tuple[float, float, float]:
    """Give a value and its interval from those of fits made again, which follow it: as far below as they go above.

    Source: A. C. Davison and D. V. Hinkley, Bootstrap methods and their application (1997), the basic interval.
    """
    value, tail = float(values[0]), (100 - NIVEAU) / 2
    low, high = np.percentile(values[1:], [tail, 100 - tail])
    return value, 2 * value - float(high), 2 * value - float(low)
