"""The candidates allowed, the orals, the hours and the diplomas of a session, over draws of the parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from bts_sim.cohort.present import Present
from bts_sim.droit.points import Floats, Ints
from bts_sim.questions.capacity.sums import KEY
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, FIXED, OF_DRAWS, SEVERAL, Method, Result
from bts_sim.stats.known import moved_to
from bts_sim.stats.predicted import Drawn, ends
from bts_sim.stats.under_draws import COUNTED, DIPLOMAS, DRAW, LOST, LUCK, NOISE, PRESENT, intervals_over_draws

#: What is counted, in the order of tables.
INDICATORS = (
    *("autorises", "oraux", "heures_examinateur", "diplomes_en_plus"),
    *("oraux_par_diplome", "heures_par_diplome"),
)
EVERYBODY, ALLOWED, PERCENT = "ensemble", "taux_autorise", 100.0
#: A relative variance that is none.
LEAST_NOISE = 1e-9
#: What is known of all candidates, by its name in the sums of a draw.
KNOWN = ("allowed", "gained")
#: Diplomas gained below which a quotient has no interval: at the session, or by the simulated candidates of all draws.
FEW = 10


class Response(Result):
    """What a regime requires and brings at a session, with the interval to quote: one row per quantity and level."""

    indicateur = a_text("what is counted", INDICATORS)
    valeur = a_number("the mean over the draws", "candidates, orals, hours or diplomas", optional=True)
    bas = a_number("lower end of the interval of a session", "that of the value", optional=True)
    haut = a_number("upper end of the interval of a session", "that of the value", optional=True)
    n = a_count("candidates present at the session", "candidates")
    methode = a_text("what the interval covers, a code", (*OF_DRAWS, Method.TOO_FEW, *FIXED))


class Tally(Schema):
    """The orals and diplomas of a group under a regime, at the session studied."""

    regime = a_text("the regime")
    reference = a_text("the baseline")
    groupe = a_text("what the candidates of the group share")
    modalite = a_text("the value that they share")
    presents = a_count("candidates present at the session", "candidates")
    autorises = a_count("those who may sit orals", "candidates")
    oraux = a_count("orals to hold", "orals")
    oraux_en_plus = a_count("orals beyond those of the baseline", "orals")
    diplomes_en_plus = a_number(
        "diplomas beyond those of the baseline, expected over the marks of the orals", "diplomas"
    )
    oraux_par_diplome = a_number(
        "additional orals per additional diploma; missing without an additional diploma", "orals", optional=True
    )
    bas = a_number("lower end of its interval at a session", "orals", optional=True)
    haut = a_number("upper end of its interval at a session", "orals", optional=True)
    niveau = a_number("level of the interval", "percent")
    methode = a_text("what the interval covers, a code", (*OF_DRAWS, Method.TOO_FEW))
    bruit = a_number("standard error that the simulation leaves on the quotient", "orals", optional=True)


#: Counts of a tally, by their name in the sums of a draw.
COLUMNS = {"allowed": Tally.autorises, "orals": Tally.oraux, "more": Tally.oraux_en_plus}


@dataclass(frozen=True, eq=False)
class Session:
    """The sums of each draw side by side, for those present. `rows`: regime and group of the r rows.

    `counts`: each quantity at the session of each draw, shape (d, r). `scale`: candidates present for each one
    simulated, shape (d, 1). `size`: candidates present. `known`: how many candidates of all are allowed, and gain a
    diploma, over more draws; what goes with them from draw to draw is brought to them, and groups still add up.
    `reference`: the baseline.
    """

    rows: pd.DataFrame
    counts: Mapping[str, Floats]
    scale: Floats
    size: int
    reference: str
    known: Sequence[float]

    @cached_property
    def everybody(self) -> Ints:
        """Return the rows of all candidates, one per regime."""
        return np.flatnonzero(self.rows["groupe"] == EVERYBODY)

    def mean(self, name: str) -> Floats:
        """Return a quantity over the draws, brought to what is known, shape (r,)."""
        of_all = np.column_stack([self.counts[one][:, self.everybody] for one in KNOWN])
        counts = self.counts[name]
        mean: Floats = counts.mean(axis=0) + moved_to(self.known, of_all, counts)
        return mean

    def of_means(self, above: str) -> Floats:
        """Return a quantity for each diploma gained, the quotient of their means over the draws, shape (r,)."""
        ratio: Floats = self.counts[above].mean(axis=0) / _positive(self.counts["gained"].mean(axis=0))
        return ratio

    def of_each_draw(self, above: str) -> Drawn:
        """Return a quantity for each diploma gained, as the candidates of each draw have it.

        Where a draw has few diplomas, it is linear around the quotient of the means: each draw weighs what it has.
        Source: W. G. Cochran, Sampling Techniques (3rd ed., 1977), chapter 6, the ratio estimator.
        """
        ratio, each, gained = self.of_means(above), self.counts[above], self.counts["gained"]
        mean = _positive(gained.mean(axis=0))
        enough = (gained / self.scale).min(axis=0) >= FEW
        value = np.where(enough, each / _positive(gained), ratio + (each - ratio * gained) / mean)
        squares, both, of_gained = (
            self.counts[f"{one}_by_{two}"] for one, two in ((above, above), (above, "gained"), ("gained", "gained"))
        )
        left = np.maximum(squares - 2 * ratio * both + ratio**2 * of_gained, 0)
        spread = np.sqrt(left + ratio**2 * self.counts["luck"]) / mean
        return _of_no_count(value, self.scale * left / mean**2, spread)

    def quotient(self, above: str) -> Drawn:
        """Return a quantity for each diploma gained, for its interval: without the noise of the simulation.

        A group varies from draw to draw as all candidates do, and apart from them as much as groups of its kind do on
        average, each weighing what it knows: alone, it has too few candidates in a draw to tell.
        """
        one, ratio = self.of_each_draw(above), self.of_means(above)
        whole = (
            self.rows["regime"]
            .map(dict(zip(self.rows["regime"].iloc[self.everybody], self.everybody, strict=True)))
            .to_numpy()
        )
        common = ratio * one.shrunk.value[:, whole] / ratio[whole]
        apart = one.value - common - (one.value - common).mean(axis=0)
        scale = np.where(ratio == 0, np.nan, ratio) ** 2
        own, noise = (apart**2).mean(axis=0) / scale, one.noise.mean(axis=0) / scale
        weight = np.nan_to_num(1 / (noise + LEAST_NOISE) ** 2)
        kinds = self.rows.groupby(["regime", "groupe"], sort=False).ngroup().to_numpy()
        beyond = np.bincount(kinds, np.nan_to_num(weight * (own - noise))) / np.bincount(kinds, weight + LEAST_NOISE)
        kept = np.nan_to_num(np.sqrt(np.maximum(beyond[kinds], 0) / np.maximum(own, LEAST_NOISE)))
        return _of_no_count(common + kept * apart, np.zeros(apart.shape), one.spread)


def _positive(values: Floats) -> Floats:
    positive: Floats = np.where(values > 0, values, np.nan)
    return positive


def _of_no_count(value: Floats, noise: Floats, spread: Floats) -> Drawn:
    ones = np.ones(value.shape[1])
    return Drawn(value, noise, spread, np.full(value.shape, np.nan), ones, ones)


def side_by_side(
    tables: Sequence[pd.DataFrame], people: Floats, size: int, reference: str, known: Sequence[float]
) -> Session:
    """Return the tables of `sums_of` as one session; a group that a draw lacks sums to nothing there.

    Args:
        tables: one table per draw.
        people: candidates present at the session of each draw, shape (d,).
        size: candidates present at the session.
        reference: the baseline.
        known: of all candidates, those allowed under each regime, then those who gain a diploma.
    """
    every = pd.concat([table.assign(tirage=draw) for draw, table in enumerate(tables)], ignore_index=True)
    ranks = every.groupby(list(KEY), sort=False).ngroup().to_numpy()
    rows = every.loc[~every.duplicated(list(KEY)), list(KEY)].reset_index(drop=True)
    scale = people[:, None] / np.array([[table["n"].iloc[0]] for table in tables])

    def laid(name: str) -> Floats:
        found = np.zeros((len(tables), len(rows)))
        found[every[DRAW].to_numpy(), ranks] = every[name]
        counts: Floats = scale * found
        return counts

    counts = {str(name): laid(str(name)) for name in every.columns.difference([*KEY, DRAW])}
    return Session(rows, counts, scale, size, reference, known)


def tally(session: Session, level: float) -> pd.DataFrame:
    """Return the allowed, the orals and the additional diplomas of each group, as `Tally`.

    `level`: level of the intervals, percent. A group without additional diplomas has no orals per diploma; one of too
    few candidates has no interval.
    """
    drawn, gained = session.quotient("more"), session.mean("gained")
    value = session.mean("more") / _positive(gained)
    table = session.rows.copy()
    table[Tally.reference], table[Tally.niveau] = session.reference, level
    shares = session.counts["n"] / session.counts["n"][:, :1]
    table[Tally.presents] = (session.size * shares.mean(axis=0)).round().astype(np.int64)
    for name, column in COLUMNS.items():
        table[column] = session.mean(name).round().astype(np.int64)
    table[Tally.diplomes_en_plus], table[Tally.oraux_par_diplome] = gained.round(DECIMALS), value.round(DECIMALS)
    table[Tally.methode] = _methods(session)
    one, told = ends(drawn, level), table[Tally.methode].isin(SEVERAL).to_numpy()
    moved, error = value - session.of_means("more"), session.of_each_draw("more").error
    for column, numbers in ((Tally.bas, one.low + moved), (Tally.haut, one.high + moved), (Tally.bruit, error)):
        table[column] = np.where(told, numbers.round(DECIMALS), np.nan)
    return table[Tally.names()]


def _methods(session: Session) -> list[str]:
    """Return what the interval of the quotient of each row covers."""
    if len(session.scale) == 1:
        return [str(Method.ONE_DRAW)] * len(session.rows)
    gained = session.counts["gained"]
    known = np.abs((gained / session.scale).sum(axis=0)), np.abs(gained.mean(axis=0))
    return [str(Method.DRAWN if many >= FEW else Method.TOO_FEW) for many in np.minimum(*known)]


def response_at_a_session(
    session: Session, counted: pd.DataFrame, hours: Mapping[str, tuple[float, float]], levels: Sequence[float]
) -> pd.DataFrame:
    """Return what each regime requires and brings at the session, as `Response`.

    Orals and hours are so many for each candidate allowed, a number that hardly changes from draw to draw: their
    interval is that of the allowed, as many times.

    Args:
        session: the sums of the draws.
        counted: the table of `counted_rates`, which gives the allowed and the diplomas.
        hours: examiners' hours of each regime, those of the orals by discipline, in all and for each diploma gained.
        levels: levels of the intervals, percent.
    """
    whole = session.everybody
    regimes = session.rows["regime"].iloc[whole].tolist()
    of_regime = dict(zip(regimes, session.mean("orals")[whole].tolist(), strict=True))
    per_diploma = {
        "oraux_par_diplome": ("more", session.mean("more") / _positive(session.mean("gained"))),
        "heures_par_diplome": ("more_hours", np.array([hours[name][1] for name in session.rows["regime"]])),
    }
    tables = [
        counted,
        _as_allowed(counted, "oraux", of_regime),
        _as_allowed(counted, "heures_examinateur", {name: hours[name][0] for name in regimes}),
        *(_rows(session, code, *one, counted, level) for code, one in per_diploma.items() for level in levels),
    ]
    found = pd.concat(tables, ignore_index=True)
    ranks = {name: rank for rank, name in enumerate((*regimes, *INDICATORS))}
    by = [found[name].map(ranks) for name in (Response.regime, Response.indicateur)]
    order = np.lexsort((found[Response.niveau], by[1], by[0]))
    return found.iloc[order].reset_index(drop=True)


def _as_allowed(counted: pd.DataFrame, code: str, means: Mapping[str, float]) -> pd.DataFrame:
    """Return the rows of a quantity that is proportional to the candidates allowed, of each regime its mean."""
    rows = counted[counted[Response.indicateur] == "autorises"].copy()
    times = rows[Response.regime].map(means) / _positive(rows[Response.valeur].to_numpy())
    for column in (Response.valeur, Response.bas, Response.haut):
        rows[column] = np.where(rows[Response.valeur] == 0, 0.0, (rows[column] * times).round(DECIMALS))
    rows[Response.indicateur] = code
    return rows


def _rows(session: Session, code: str, above: str, value: Floats, counted: pd.DataFrame, level: float) -> pd.DataFrame:
    """Return the rows of one quotient of all candidates at one level, its interval moved with its value."""
    whole, one, moved = session.everybody, ends(session.quotient(above), level), value - session.of_means(above)
    rows = counted.drop_duplicates(Response.regime).set_index(Response.regime)
    rows = rows.loc[session.rows["regime"].iloc[whole]].reset_index()
    methods = np.array(_methods(session))[whole]
    rows[Response.indicateur], rows[Response.niveau], rows[Response.methode] = code, level, methods
    rows[Response.valeur] = value[whole].round(DECIMALS)
    for column, numbers in ((Response.bas, one.low), (Response.haut, one.high)):
        rows[column] = np.where(np.isin(methods, SEVERAL), (numbers + moved)[whole].round(DECIMALS), np.nan)
    return rows[Response.names()]


def counted_rates(
    rates: pd.DataFrame, baseline: str, regimes: Sequence[str], present: Present | None, levels: Sequence[float]
) -> pd.DataFrame:
    """Return how many candidates of all are allowed and gain a diploma, with the columns of `Response`.

    Args:
        rates: the table of `rates_by_draw`.
        baseline: the regime that the others are compared with.
        regimes: these regimes. The baseline gains nothing on itself.
        present: the candidates present; None for those of the rates.
        levels: levels of the intervals, percent.
    """
    whole = rates[(rates[Response.groupe] == EVERYBODY) & rates[Response.regime].isin(regimes)]
    allowed, gained = (whole[whole[Response.indicateur] == code] for code in (ALLOWED, DIPLOMAS))
    own = allowed[allowed[Response.regime] == baseline]
    nothing = _as_counts(own, 0.0, present)
    nothing[Response.reference], nothing[Response.methode] = baseline, Method.ZERO_BY_RULE.value
    tables = [_as_counts(allowed, allowed[COUNTED] / PERCENT, present), _as_counts(gained, 1.0, present), nothing]
    found = intervals_over_draws(pd.concat(tables, ignore_index=True), levels)
    codes = np.where(found[Response.reference] == "", "autorises", "diplomes_en_plus")
    found[Response.indicateur], found[Response.reference] = codes, baseline
    return found[Response.names()]


def _as_counts(table: pd.DataFrame, unit: pd.Series | float, present: Present | None) -> pd.DataFrame:
    """Return results of each draw as numbers of candidates. `unit`: what one unit of them counts in that draw."""
    known = table[COUNTED] if present is None else float(present.number)
    times = unit * known / table[COUNTED]
    found = table.copy()
    scaled = (Response.valeur, times), (LOST, times), (NOISE, times**2), (LUCK, times**2 * table[COUNTED] / known)
    for name, factor in scaled:
        found[name] = table[name] * factor
    found[PRESENT], found[COUNTED] = table[PRESENT] if present is None else known, known
    found[Response.indicateur] = DIPLOMAS
    return found
