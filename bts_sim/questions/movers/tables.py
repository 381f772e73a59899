"""The candidates whose decision changes with the regime, and the reason.

The same candidates go through both regimes, with the same luck at the orals that both regimes have. An oral on a unit
and an oral on a domain are different, and each has its own luck. Candidates are counted by their two decisions. A
candidate whose decision changes has one reason: the first difference between the regimes in the order of the exam. The
reason comes from what the rules compare, so it is as precise for a regime of the analyst.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regles.catalogue import ACCES
from bts_sim.droit.regles.conditions import AU_MOINS, EST, MOINS_DE, PLUS_DE, Condition
from bts_sim.errors import Fault, InputError
from bts_sim.questions.movers.causes import Causes, NoOrals, NotMet, Sign
from bts_sim.questions.movers.factors import ABSENCES, SEUILS, named_factors
from bts_sim.schema import Column, Schema, a_count, a_number, a_text
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import LEVEL, OF_DRAWS, Method, wilson_if_solved

#: Default number of draws of the orals, in each of the draws of the parameters.
ORAL_DRAWS = 4
#: Codes of the decisions, and those that give the diploma.
DECISION_CODES = tuple(decision.name.lower() for decision in Decision)
ADMITTED = tuple(one.name.lower() for one in (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE))


class Reason(StrEnum):
    """The reason of a change of decision, in the order of the exam.

    The first reason, none, is for an unchanged decision.
    """

    NONE = ""
    ELIMINATED = "elimination"
    FIRST_GROUP = "premier_groupe"
    NO_LONGER_ALLOWED = "plus_autorise"
    NEWLY_ALLOWED = "nouvellement_autorise"
    ABSENT_AT_ORAL = "absent_a_l_oral"
    ORALS = "oraux"


REASONS = tuple(Reason)
#: The sign of a condition not met: the contrary of the comparison of the rule.
OPPOSITES = {AU_MOINS: Sign.BELOW, PLUS_DE: Sign.AT_MOST, MOINS_DE: Sign.AT_LEAST, EST: Sign.IS_NOT}
#: The factors of access and of absence, each with a reason of its own; the factors of the orals only.
NO_REASON_SAID = (*SEUILS, "acces", "ouverture", ABSENCES)
DES_ORAUX = ("oraux", "etendue", "ccf", "remplacement")

#: The keys by which rows are counted: decisions (as numbers), rank of the reason, rank of the causes.
Kind = tuple[int, int, int, int]
#: The results of two regimes on the same cohort.
Couple = tuple[Under, Under]
#: One joint outcome: the final decisions of both regimes, and the weight of the outcome for each candidate, shape (n,).
Case = tuple[Ints, Ints, Floats]


#: Under draws of the parameters, then on one cohort. A number of candidates that is solved has no interval.
METHODS_OF_MOVES = (*OF_DRAWS, Method.CALIBRATED, Method.WILSON, Method.WILSON_CALIBRATED)


class Move(Schema):
    """Candidates with one decision under a regime and one under another, for one reason: one row per kind."""

    avant = a_text("decision under the first regime", DECISION_CODES)
    apres = a_text("decision under the second regime", DECISION_CODES)
    raison = a_text("why the decision changes; empty where it does not", Reason)
    condition = Column(Causes, "how the regimes differ there: conditions not met, or traits that change")
    effectif = a_number("those candidates out of `n`, on average over the draws of the orals", "candidates")
    part = a_number("share of the candidates present", "percent")
    bas = a_number("lower end of the interval of the share", "percent", optional=True)
    haut = a_number("upper end of the interval of the share", "percent", optional=True)
    niveau = a_number("level of the interval; missing where none was asked for", "percent", optional=True)
    n = a_count("candidates present", "candidates")
    tirages = a_count("draws of the orals; 0: the orals are summed over all their marks", "draws")
    regime_avant = a_text("the first regime")
    regime_apres = a_text("the second regime")
    methode = a_text("what the interval covers, a code", METHODS_OF_MOVES)
    oral_draws = a_count("draws of the orals averaged; 0: summed exactly", "draws")


@asks_abilities
def moves(
    cohorte: SimulatedCohort,
    before: Regime,
    after: Regime,
    oral_draws: int | None = ORAL_DRAWS,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return the candidates by their decisions under two regimes and by the reason of the change, as `Move`.

    Args:
        cohorte: the candidates.
        before: the first regime.
        after: the second regime.
        oral_draws: number of draws of the orals; None sums the orals over their marks.
        level: level of the intervals, percent, for the draw of candidates; None for no interval.

    Raises:
        InputError: there is less than one draw, or the orals cannot be summed: both regimes have orals, whose marks
            would have to be known together, or an absence at an oral eliminates.
    """
    if oral_draws is not None and oral_draws < 1:
        raise InputError([Fault("tirages", None, "", str(oral_draws), "hors bornes", "donner au moins 1, ou rien")])
    here = np.flatnonzero(present(cohorte))
    both = cohorte.under(before), cohorte.under(after)
    known = _Known()
    causes = _causes(both, known)
    counts: dict[Kind, Floats] = {}
    for one, other, weight in _summed(both) if oral_draws is None else _drawn(both, oral_draws):
        reasons = _reasons(both, one, other)
        of_each = causes[reasons, np.arange(reasons.size)]
        sizes = len(DECISION_CODES), len(DECISION_CODES), len(REASONS), len(known.causes)
        kinds = np.ravel_multi_index((one[here], other[here], reasons[here], of_each[here]), sizes)
        for kind in np.flatnonzero(np.bincount(kinds)):
            found = cast("Kind", tuple(int(rank) for rank in np.unravel_index(kind, sizes)))
            made = counts.setdefault(found, np.zeros(here.size))
            np.add(made, weight[here], out=made, where=kinds == kind)
    solved = all(cohorte.sets_number_of(one.admis_groupe1) for one in both)
    counted = _Counted((before, after), both[0].admis_groupe1[here], solved, oral_draws, level)
    return counted.table(counts, known.causes)


@dataclass
class _Known:
    """The causes met so far, each known by its rank. The first means no cause."""

    causes: list[Causes] = field(default_factory=lambda: [Causes()])
    ranks: dict[Causes, int] = field(default_factory=lambda: {Causes(): 0})

    def rank(self, causes: Causes) -> int:
        """Return the rank of some causes, a new rank if they were not met before."""
        if causes not in self.ranks:
            self.ranks[causes] = len(self.causes)
            self.causes.append(causes)
        return self.ranks[causes]


@dataclass(frozen=True)
class _Counted:
    """The columns that all rows share.

    `first`: candidates admitted first. `solved`: whether their number was solved.
    """

    regimes: tuple[Regime, Regime]
    first: Bools
    solved: bool
    oral_draws: int | None
    level: float | None

    def table(self, counts: dict[Kind, Floats], causes: Sequence[Causes]) -> pd.DataFrame:
        """Return one row per kind of move. `counts`: how often each candidate made it, over the draws."""
        ordered = sorted(counts, key=lambda kind: (*kind[:3], causes[kind[3]]))
        return Move.frame(self._row(kind, causes[kind[3]], counts[kind]) for kind in ordered)

    def _row(self, kind: Kind, causes: Causes, made: Floats) -> tuple[object, ...]:
        n, draws = self.first.size, self.oral_draws or 1
        before, after, reason, _rank = kind
        total, share = math.fsum(made), made / draws
        low, high, method = self._interval(share)
        return (
            *(DECISION_CODES[before], DECISION_CODES[after], REASONS[reason], causes),
            *(total / draws, 100 * total / draws / n, float(100 * low), float(100 * high), self.level),
            *(n, self.oral_draws or 0, *(regime.nom for regime in self.regimes), method, self.oral_draws or 0),
        )

    def _interval(self, share: Floats) -> tuple[float, float, Method]:
        # Candidates admitted first, whose number was solved, are not drawn.
        if self.solved and not share[~self.first].any():
            return float(share.mean()), float(share.mean()), Method.CALIBRATED
        method = Method.WILSON_CALIBRATED if self.solved else Method.WILSON
        return *wilson_if_solved(share, self.first, self.solved, self.level), method


def _drawn(both: Couple, draws: int) -> Iterator[Case]:
    """Yield the decisions of both regimes under each draw of the orals, with the same luck for both."""
    for draw in range(draws):
        before, after = (one.decision(draw) for one in both)
        yield before, after, np.ones(before.size)


def _summed(both: Couple) -> Iterator[Case]:
    """Yield the two outcomes of the orals of the only regime that has orals, each with its probability."""
    holding = [one for one in both if any(part.oral_par for part in one.regime.parts)]
    if len(holding) > 1:
        problem, remedy = "deux régimes à oraux ne se somment pas ensemble", "donner un nombre de tirages"
        raise InputError(
            [Fault("régimes", None, "tirages", ", ".join(one.regime.nom for one in both), problem, remedy)]
        )
    if any(part.lectures.absence_a_l_oral == "elimination" for one in holding for part in one.regime.parts):
        problem, remedy = "l'absence à l'oral élimine, et ne se somme pas", "donner un nombre de tirages"
        raise InputError([Fault("régime", None, "tirages", holding[0].regime.nom, problem, remedy)])
    decided = [one.decision() for one in both]
    chance = np.ones(decided[0].size)
    for one in holding:
        chance = np.where(one.autorise, one.admission, 1.0)
    for decision, weight in ((Decision.ADMIS_APRES_CONTROLE, chance), (Decision.REFUSE, 1 - chance)):
        # As if the orals gave this decision to every candidate allowed to sit them.
        before, after = (
            np.where(one.autorise, decision.value, known) for one, known in zip(both, decided, strict=True)
        )
        yield before, after, weight


def _reasons(both: Couple, before: Ints, after: Ints) -> Ints:
    """Return the rank in `REASONS` of the reason of each candidate, shape (n,), 0 if the decision is unchanged."""
    one, other = both
    apart = [
        before == after,
        one.elimine != other.elimine,
        one.admis_groupe1 != other.admis_groupe1,
        one.autorise & ~other.autorise,
        ~one.autorise & other.autorise,
        (before == Decision.ELIMINE) != (after == Decision.ELIMINE),
    ]
    found: Ints = np.select(apart, range(len(apart)), len(apart))
    return found


def _causes(both: Couple, known: _Known) -> Ints:
    """Return, for each reason and candidate, the rank of what distinguishes the regimes, shape (reasons, n)."""
    before, after = both
    found = np.zeros((len(REASONS), before.autorise.size), dtype=np.int64)
    found[REASONS.index(Reason.NO_LONGER_ALLOWED)] = _not_met(after, before.autorise & ~after.autorise, known)
    found[REASONS.index(Reason.NEWLY_ALLOWED)] = _not_met(before, after.autorise & ~before.autorise, known)
    factors = named_factors(before.regime, after.regime)
    changes = [one for one in factors if one.differs and one.name not in NO_REASON_SAID]
    of_both = [one for one in changes if one.name not in DES_ORAUX]
    found[REASONS.index(Reason.FIRST_GROUP)] = known.rank(Causes(tuple(of_both)))
    found[REASONS.index(Reason.ORALS)] = known.rank(Causes(tuple(changes)))
    return found


def _not_met(one: Under, who: Bools, known: _Known) -> Ints:
    """Return the rank of the conditions of access that some candidates do not meet, shape (n,), 0 for the others."""
    found = np.zeros(who.size, dtype=np.int64)
    for d in one.together:
        g, rows = d.groupe, np.flatnonzero(who[d.groupe.candidats])
        if rows.size:
            asked = ACCES[d.regime.acces](g.releve.part(rows), g.reglement.part(rows), d.bareme, d.regime).posees
            found[g.candidats[rows]] = _ranks(asked, rows.size, known)
    return found


def _ranks(asked: Sequence[Condition], size: int, known: _Known) -> Ints:
    """Return, for each candidate, the rank of the conditions not met, shape (size,)."""
    if not asked:
        return np.full(size, known.rank(Causes((NoOrals(),))))
    unmet = np.array([np.broadcast_to(~one.tenue, size) for one in asked])
    patterns, place = np.unique(unmet, axis=1, return_inverse=True)
    conditions = [NotMet(one.mesure, OPPOSITES[one.sens], one.borne) for one in asked]
    ranks = [known.rank(Causes(tuple(c for c, is_ in zip(conditions, one, strict=True) if is_))) for one in patterns.T]
    return np.array(ranks)[place.reshape(size)]
