"""The candidates who cannot reach admission, and the oral mark that the others need: rules only, no probability."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import NOTES
from bts_sim.cohort.choices import allowed_choices
from bts_sim.cohort.group import Groupe, asks_abilities, one_by_one
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Controle, Decision
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.files.percents import check_level
from bts_sim.questions.advice.tables import AdviceMethod
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, KEY, LEVEL, OF_DRAWS, Method, Result, wilson
from bts_sim.stats.over_draws import Draws, shaped, within_bounds
from bts_sim.stats.small_groups import Counts, ends_of_few

EVERYBODY, BEYOND = "ensemble", "hors_de_portee"
LOWER_QUARTER, MEDIAN, UPPER_QUARTER = "note_premier_quart", "note_mediane", "note_dernier_quart"
#: Quantiles of the mark needed, with their names.
QUANTILES = {LOWER_QUARTER: 0.25, MEDIAN: 0.5, UPPER_QUARTER: 0.75}
#: The mark after the last, for those whom no mark admits, points on 20.
BEYOND_MARKS = (NOTES[-1] + NOTES[1]) / CENTIEMES
#: Fewest authorised candidates of a group in a draw, on average, for an interval; and in all the draws, for a row.
PER_DRAW, IN_ALL = 50, 30
#: First marks at the units chosen for which the reach of a regime is reported, points on 20.
FIRST_MARKS = (6.0, 8.0, 10.0)


class MarkNeeded(Schema):
    """The mark that each authorised candidate needs: the smallest that admits if given at every oral chosen."""

    candidat = a_count("the candidate", "rank in the cohort, from 0")
    specialite = a_text("the specialty; empty where it has no règlement of its own")
    generale = a_number("general mean at the first group", "points on 20")
    note = a_number(
        "mark needed, on the grid of oral marks; missing where 20 is not enough", "points on 20", optional=True
    )


class Reach(Result):
    """The share of authorised candidates out of reach, and the mark that the others need."""

    groupe = a_text("all candidates, or a specialty", (EVERYBODY, "specialite"))
    indicateur = a_text("share out of reach, or a quantile of the mark needed at every oral", (BEYOND, *QUANTILES))
    valeur = a_number(
        "the share, or the mark; missing where it falls on a candidate out of reach",
        "percent of those authorised, or points on 20",
        optional=True,
    )
    bas = a_number("lower end of the interval", "percent, or points", optional=True)
    haut = a_number("upper end of the interval", "percent, or points", optional=True)
    n = a_count("candidates authorised, of those of the session", "candidates")
    methode = a_text(
        "what the interval covers, a code",
        (AdviceMethod.RULE_SHARE, AdviceMethod.RULE_QUANTILE, Method.TOO_FEW, *OF_DRAWS),
    )


#: A result and the ends of its interval.
NUMBERS = Reach.valeur, Reach.bas, Reach.haut


class ShareByMark(Schema):
    """The share of authorised candidates for whom each mark is enough, at every oral of the best choice."""

    regime = a_text("the regime that decides")
    note = a_number("the mark", "points on 20")
    part = a_number("those it admits; missing where nobody may sit", "percent of those authorised", optional=True)
    bas = a_number("lower end of the interval", "percent of those authorised", optional=True)
    haut = a_number("upper end of the interval", "percent of those authorised", optional=True)
    niveau = a_number("level of the interval; missing where none was asked for", "percent", optional=True)
    n = a_count("candidates authorised, of those of the session", "candidates")
    methode = a_text("what the interval covers, a code", (AdviceMethod.RULE_SHARE, *OF_DRAWS))


class OralReach(Schema):
    """How far the orals of a regime reach in a specialty, from its coefficients alone."""

    specialite = a_text("the specialty")
    regime = a_text("the regime, whose orals are by unit")
    unites = a_text("codes of the units of highest coefficient that may be chosen, in their order")
    coefficients = a_number("their coefficients", "units of coefficient")
    total = a_number("coefficients of all units", "units of coefficient")
    premiere_note = a_number("first mark at each of these units", "points on 20")
    moyenne_minimale = a_number("general mean from which 20 at every oral admits", "points on 20")
    note_a_l_acces = a_number(
        "mark needed at every oral from the mean that opens them; missing above 20 or where the regime has none",
        "points on 20",
        optional=True,
    )


def marks_needed(cohorte: SimulatedCohort, regime: Regime) -> pd.DataFrame:
    """Return the mark that each authorised candidate needs, as `MarkNeeded`.

    The choice of orals is the best one, for that mark, that the regime allows. The jury itself decides on each mark.
    Nothing is drawn at random.
    """
    parts, here = [MarkNeeded.frame([])], present(cohorte)
    for d in cohorte.under(regime).deliberations:
        rows = np.flatnonzero(d.controle.autorise & here[d.groupe.candidats])
        if not rows.size:
            continue
        sitting = d.part(rows)
        reglement = sitting.groupe.reglement
        codes = ["" if reglement.emprunte_a else reglement.specialite] * rows.size
        means = sitting.premier.generale.sur_20(), _needed(sitting)
        parts.append(MarkNeeded.frame(zip(sitting.groupe.candidats, codes, *means, strict=True)))
    return pd.concat(parts[1:] or parts, ignore_index=True)


def _needed(d: Deliberation[Groupe]) -> Floats:
    """Return the mark needed by m authorised candidates, points on 20, shape (m,)."""
    m = d.groupe.candidats.size
    best = np.full(m, NOTES.size)
    for chosen in allowed_choices(d.controle.choisissables, d.groupe.reglement, d.regime):

        def admis(rank: Ints, chosen: Bools = chosen) -> Bools:
            oraux = np.where(chosen, NOTES[rank][:, np.newaxis], SANS_ORAL)
            return np.equal(d.second(oraux).decision, Decision.ADMIS_APRES_CONTROLE)

        best = np.minimum(best, _first_rank(admis, m))
    needed: Floats = np.append(NOTES / CENTIEMES, np.nan)[best]
    return needed


def _first_rank(admis: Callable[[Ints], Bools], n: int) -> Ints:
    """Return the rank of the first mark of the grid that admits each of n candidates, past the last if none does."""
    low, high = np.full(n, -1), np.full(n, NOTES.size)
    while (moving := high - low > 1).any():
        # A candidate whose bisection is over stays in place.
        middle = (low + high) // 2
        enough = admis(np.maximum(middle, 0))
        low, high = np.where(moving & ~enough, middle, low), np.where(moving & enough, middle, high)
    return high


@asks_abilities
def out_of_reach(cohorte: SimulatedCohort, *regimes: Regime, level: float | None = LEVEL) -> pd.DataFrame:
    """Return the share of authorised candidates out of reach and the mark that the others need, as `Reach`.

    `hors_de_portee`: percent of the authorised candidates. `note_premier_quart`, `note_mediane`, `note_dernier_quart`:
    quartiles of the mark needed at every oral, points on 20. A candidate out of reach counts as needing more than 20,
    and a quantile that falls there is missing. Groups: all candidates, then specialties with authorised candidates.

    Args:
        cohorte: the candidates.
        regimes: the regimes that decide.
        level: level of the intervals, percent; None for no interval.
    """
    rows = list[tuple[object, ...]]()
    for regime in regimes:
        for group, value, marks in _groups(marks_needed(cohorte, regime), _by_size(cohorte)):
            rows += _reach_rows(regime.nom, group, value, marks, level)
    return Reach.frame(rows)


def _reach_rows(
    regime: str, group: str, value: str, marks: Floats, level: float | None
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a group: its share out of reach, then the quantiles of the marks needed, shape (m,)."""
    lost, about, n = np.isnan(marks), (regime, ""), (level, marks.size)
    numbers = [round(100 * x, DECIMALS) for x in (float(lost.mean()), *wilson(lost, level))]
    yield group, value, BEYOND, *about, *numbers, *n, AdviceMethod.RULE_SHARE
    for name, share in QUANTILES.items():
        yield group, value, name, *about, *_quantile(marks, share, level), *n, AdviceMethod.RULE_QUANTILE


def reach_over_draws(draws: Draws, regime: Regime) -> pd.DataFrame:
    """Return the table of `out_of_reach` over draws of the parameters.

    A specialty of fewer than 50 authorised candidates in a draw has the value of those of all the draws together, and
    the interval of `ends_of_few`; one of fewer than 30 in all of them has no row. Of a quantile, a draw in which it
    falls on a candidate out of reach has the mark after the last.
    """
    needed = marks_needed(draws.together, regime)
    whose = draws.together.rank_of(needed[MarkNeeded.candidat].to_numpy(dtype=np.int64))
    found = _groups(needed, _by_size(draws.together))
    every = [one for one in found if one[0] == EVERYBODY or one[2].size >= IN_ALL]
    told = {value for _, value, marks in every if value == EVERYBODY or marks.size >= PER_DRAW * draws.number}
    tables = [_of_draw(regime, needed[whose == draw], told) for draw in range(draws.number)]
    few = _Few(draws, [one for one in every if one[1] not in told], needed, whose)
    return shaped(pd.concat([_drawn(draws, tables), few.table(regime)]), Reach)


def _of_draw(regime: Regime, needed: pd.DataFrame, told: Collection[str]) -> pd.DataFrame:
    """Return the rows of some groups in one draw; those out of reach need the mark after the last."""
    rows = list[tuple[object, ...]]()
    for group, value, marks in _groups(needed, [one for one in told if one != EVERYBODY]):
        rows += _reach_rows(regime.nom, group, value, marks, LEVEL)
    table = Reach.frame(rows)
    shares = table[Reach.indicateur] == BEYOND
    return table.assign(**{name: table[name].where(shares | table[name].notna(), BEYOND_MARKS) for name in NUMBERS})


def _drawn(draws: Draws, tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the groups that have enough candidates in each draw, a mark beyond the last being missing."""
    found = within_bounds(draws.predicted(tables, KEY))
    last, shares = NOTES[-1] / CENTIEMES, found[Reach.indicateur] == BEYOND
    return found.assign(**{name: found[name].where(shares | (found[name] <= last)) for name in NUMBERS})


@dataclass(frozen=True)
class _Few:
    """The groups that have too few candidates in each draw, with the marks that they need in all of them.

    `needed`: what each authorised candidate of all the draws needs; `whose`: his draw.
    """

    draws: Draws
    groups: Sequence[tuple[str, str, Floats]]
    needed: pd.DataFrame
    whose: Ints

    def table(self, regime: Regime) -> pd.DataFrame:
        """Return their rows, as `Reach`."""
        rows = list[tuple[object, ...]]()
        for group, value, marks in self.groups:
            rows += _reach_rows(regime.nom, group, value, marks, None)
        session = self.draws.cohorte.present.number / (self.draws.cohorte.candidats * self.draws.number)
        table = Reach.frame(rows)
        sizes = session * table[Reach.n].to_numpy(dtype=np.float64)
        table = table.assign(bas=np.nan, haut=np.nan, niveau=self.draws.level, n=sizes.round().astype(np.int64))
        if self.draws.number == 1:
            return table.assign(methode=Method.ONE_DRAW)
        return self._with_ends(table, sizes) if len(table) else table

    def _with_ends(self, table: pd.DataFrame, sizes: Floats) -> pd.DataFrame:
        """Return the rows with their intervals.

        What all or none of the simulated candidates make has none, nor has a group of nobody at the session.
        """
        marks = self.needed[MarkNeeded.note].to_numpy(dtype=np.float64)
        those = {value: (self.needed[MarkNeeded.specialite] == value).to_numpy() for _, value, _ in self.groups}
        everybody = np.ones(marks.size, dtype=bool)
        yes = [
            _counted(marks, str(code), mark)
            for code, mark in zip(table[Reach.indicateur], table[Reach.valeur], strict=True)
        ]
        members = [those[value] for value in table[Reach.modalite]]
        few, whole = self._counts(yes, members), self._counts(yes, [everybody] * len(yes))
        kinds = pd.factorize(table[Reach.indicateur])[0]
        told = (few.share > 0) & (few.share < 1) & (sizes >= 1)
        one = ends_of_few(few, whole, kinds, np.maximum(sizes, 1), self.draws.level)
        shares = zip(table[Reach.indicateur], few.share.tolist(), one.low.tolist(), one.high.tolist(), strict=True)
        found = [_ends_of(*row, marks[who]) for row, who in zip(shares, members, strict=True)]
        low, high = (np.where(told, end, np.nan) for end in np.array(found).T)
        return table.assign(bas=low, haut=high, methode=np.where(told, str(Method.DRAWN), str(Method.TOO_FEW)))

    def _counts(self, yes: Sequence[Bools], members: Sequence[Bools]) -> Counts:
        """Return how many of some candidates of each draw are counted, of how many, for each row."""
        size = self.draws.number
        sums = [
            [np.bincount(self.whose[one], minlength=size) for one in (who & counted, who)]
            for counted, who in zip(yes, members, strict=True)
        ]
        among, of = np.array(sums, dtype=np.float64).transpose(1, 2, 0)
        return Counts(among, of)


def _counted(marks: Floats, code: str, mark: float) -> Bools:
    """Return whom a row counts: those out of reach, or those whom the mark of its quantile admits, shape (m,)."""
    return np.isnan(marks) if code == BEYOND else np.less_equal(marks, mark if mark == mark else NOTES[-1] / CENTIEMES)


def _ends_of(code: str, share: float, low: float, high: float, marks: Floats) -> tuple[float, float]:
    """Return the ends of a row from those of the share that it counts, percent.

    A quantile of a session is under a mark if enough of its candidates need no more.
    Source: R. S. Woodruff, Confidence intervals for medians and other position measures, JASA 47 (1952).
    """
    if code == BEYOND:
        return round(low, DECIMALS), round(high, DECIMALS)
    wanted = [QUANTILES[code] + share - end / 100 for end in (high, low)]
    under, over = (_quantile(marks, min(max(one, 0.0), 1.0), None)[0] for one in wanted)
    # On a grid, one mark stands for all those that are nearer to it than to another.
    half = float(NOTES[1] - NOTES[0]) / (2 * CENTIEMES) if under == over else 0.0
    return under - half, over + half


@asks_abilities
def share_by_mark(cohorte: SimulatedCohort, *regimes: Regime, level: float | None = LEVEL) -> pd.DataFrame:
    """Return the share of authorised candidates for whom each mark is enough, as `ShareByMark`.

    Candidates for whom 20 is not enough are out of reach.

    Args:
        cohorte: the candidates.
        regimes: the regimes that decide.
        level: level of the intervals, percent; None for no interval.
    """
    rows = list[tuple[object, ...]]()
    for regime in regimes:
        rows += _share_rows(regime.nom, marks_needed(cohorte, regime)[MarkNeeded.note].to_numpy(np.float64), level)
    return ShareByMark.frame(rows)


def share_over_draws(draws: Draws, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return the table of `share_by_mark` over draws of the parameters."""
    rows = [list[tuple[object, ...]]() for _ in range(draws.number)]
    for regime in regimes:
        needed = marks_needed(draws.together, regime)
        whose = draws.together.rank_of(needed[MarkNeeded.candidat].to_numpy(dtype=np.int64))
        marks = needed[MarkNeeded.note].to_numpy(dtype=np.float64)
        for draw, of_draw in enumerate(rows):
            of_draw += _share_rows(regime.nom, marks[whose == draw], LEVEL)
    tables = [ShareByMark.frame(one) for one in rows]
    found = draws.predicted(tables, [ShareByMark.regime, ShareByMark.note], ShareByMark.part)
    return shaped(within_bounds(found), ShareByMark)


def _share_rows(regime: str, needed: Floats, level: float | None) -> Iterator[tuple[object, ...]]:
    """Yield the row of each mark: the share for whom it is enough, of those who need some marks, shape (m,)."""
    for mark in NOTES / CENTIEMES:
        enough = needed <= mark
        numbers = [np.nan] * 3
        if needed.size:
            numbers = [round(100 * x, DECIMALS) for x in (float(enough.mean()), *wilson(enough, level))]
        yield regime, mark, *numbers, level, needed.size, AdviceMethod.RULE_SHARE


def _by_size(cohorte: SimulatedCohort) -> list[str]:
    """Return the specialties that have a règlement of their own, the largest first."""
    largest = sorted(cohorte.groups_with_reglement, key=lambda g: -g.candidats.size)
    return [one.reglement.specialite for one in largest]


def _groups(needed: pd.DataFrame, specialties: Sequence[str]) -> Iterator[tuple[str, str, Floats]]:
    """Yield the marks needed by all authorised candidates, then those of the specialties that have some."""
    marks, code = needed[MarkNeeded.note].to_numpy(dtype=np.float64), needed[MarkNeeded.specialite].to_numpy()
    if marks.size:
        yield EVERYBODY, EVERYBODY, marks
    for one in specialties:
        members = code == one
        if members.any():
            yield "specialite", one, marks[members]


def _quantile(marks: Floats, share: float, level: float | None) -> tuple[float, float, float]:
    """Return a quantile of the marks needed and its interval, missing if it falls on a candidate out of reach.

    Source: intervals of order statistics, H. A. David and H. N. Nagaraja, Order statistics (2003), section 7.1.
    """
    from scipy.stats import binom

    ordered, n = np.sort(marks), marks.size

    def at(rank: float) -> float:
        return float(ordered[int(np.clip(rank, 1, n)) - 1])

    middle = at(np.ceil(n * share))
    if level is None:
        return middle, middle, middle
    check_level(level)
    tail = (1 - level / 100) / 2
    return middle, at(binom.ppf(tail, n, share)), at(binom.ppf(1 - tail, n, share) + 1)


# --- By the rules alone, without a cohort ---------------------------------------------------------------------------


def reach_of_orals(bareme: Bareme, regime: Regime, first_marks: Sequence[float] = FIRST_MARKS) -> pd.DataFrame:
    """Return how far the orals of a regime reach in each specialty, from its coefficients alone, as `OralReach`.

    The units chosen are those of highest coefficient that may be chosen, one per oral. There is no row if the orals are
    not by unit.

    Args:
        bareme: the law of a session, with its règlements.
        regime: the regime that decides.
        first_marks: first marks at each of the units chosen, points on 20.
    """
    rows = []
    for reglement in bareme.reglements.values() if regime.oral_par == "unite" else ():
        controle = _opened(reglement, bareme, regime)
        offered = np.where(controle.choisissables[0], reglement.coefs, 0)
        units = np.sort(np.argsort(-offered, kind="stable")[: min(regime.nombre_oraux, int((offered > 0).sum()))])
        weight, total = int(reglement.coefs[units].sum()), int(reglement.coefs.sum())
        for first in map(float, first_marks):
            gains = _gains(round(first * CENTIEMES), units, controle, reglement, bareme, regime)
            lowest = (bareme.seuil_admission - float(gains[-1]) / total) / CENTIEMES
            lacking = (bareme.seuil_admission - (regime.seuil_general or 0)) * total
            enough = NOTES[gains >= lacking] / CENTIEMES
            at_access = float(enough[0]) if enough.size and regime.seuil_general is not None else np.nan
            codes = " + ".join(reglement.unites[unit].code for unit in units)
            about = reglement.specialite, regime.nom, codes, weight / CENTIEMES, total / CENTIEMES, first
            rows.append((*about, round(lowest, DECIMALS), at_access))
    return OralReach.frame(rows)


def _opened(reglement: Reglement, bareme: Bareme, regime: Regime) -> Controle:
    """Return the orals of candidates with a mark in every unit, one candidate per oral mark, whatever their means."""
    to_all = replace(regime, acces="non_admis", seuil_general=None, seuil_professionnel=None)
    return Deliberation(one_by_one(reglement, _releve(reglement, 0, slice(None))), bareme, to_all).controle


def _gains(note: int, units: Ints, controle: Controle, reglement: Reglement, bareme: Bareme, regime: Regime) -> Ints:
    """Return the points gained by each mark at every oral on some units whose first mark is `note`, shape (k,)."""
    releve = _releve(reglement, note, units)
    d = Deliberation(one_by_one(reglement, releve), bareme, regime).opened(controle)
    oraux = np.full(releve.notes.shape, SANS_ORAL)
    oraux[:, units] = NOTES[:, np.newaxis]
    return d.second(oraux).finale.somme - d.premier.generale.somme


def _releve(reglement: Reglement, note: int, units: Ints | slice) -> Releve:
    """Return equal relevés, one per oral mark: a mark (hundredths) at the units given, 0 at the others."""
    k = NOTES.size
    notes, facultatives = np.zeros((k, len(reglement.unites)), dtype=np.int64), (k, len(reglement.facultatives))
    notes[:, units] = note
    no = np.zeros(k, dtype=bool)
    return Releve(
        notes=notes,
        statuts=np.full(notes.shape, Statut.NOTE, dtype=np.uint8),
        ponctuelle=np.ones(notes.shape, dtype=bool),
        notes_facultatives=np.zeros(facultatives, dtype=np.int64),
        statuts_facultatives=np.full(facultatives, Statut.SANS, dtype=np.uint8),
        inacheve=no,
        suspendu=no,
        avis_defavorable=no,
    )
