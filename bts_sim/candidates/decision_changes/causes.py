"""Find the differences between two explanations that change a decision: one alone, several together, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bts_sim.candidates.decision_changes.again import Again, Outcome
from bts_sim.candidates.decision_changes.facts import Change, Facts, mix

#: Effects of a change on the decision: alone, with others, none, or unknown.
ALONE, TOGETHER, NOTHING, UNKNOWN = "seule", "ensemble", "sans_effet", "inconnu"
EFFECTS = (ALONE, TOGETHER, NOTHING, UNKNOWN)


@dataclass
class Case:
    """One candidate of both gradings: his facts, the differences, and the decision of each side.

    `settled`: the place of each change that has been judged → its effect.
    """

    a: Facts
    b: Facts
    changes: Sequence[Change]
    decided_a: Outcome
    decided_b: Outcome
    settled: dict[int, str] = field(default_factory=dict)

    def mixed(self, places: Iterable[int]) -> Facts:
        """Return the facts of A with the changes at some places."""
        return mix(self.a, self.b, [self.changes[i] for i in places])

    def settle(self, suffice: Iterable[int], word: str) -> None:
        """Record that the changes at these places make the decision of B, and that the others have no effect."""
        chosen = set(suffice)
        self.settled = {i: word if i in chosen else NOTHING for i in range(len(self.changes))}


def settle(cases: Sequence[Case], jury: Again) -> None:
    """Judge every change of every case: it makes the decision of B alone, with others, or not at all.

    A single change needs no jury, since it is the only difference. If the jury, asked again about a whole side,
    disagrees with that side, the effects stay unknown.
    """
    for case in cases:
        if len(case.changes) == 1:
            case.settle([0], ALONE)
    several = [case for case in cases if len(case.changes) > 1]
    sound = _sound(several, jury)
    for case in several:
        if case not in sound:
            case.settled = dict.fromkeys(range(len(case.changes)), UNKNOWN)
    left = sound
    for size, word in ((1, ALONE), (2, TOGETHER)):
        left = _try_all(left, size, word, jury)
    _drop(left, jury)


def _sound(cases: Sequence[Case], jury: Again) -> list[Case]:
    """Return the cases in which the jury decides on both sides as their gradings did."""
    before, after = (jury.decide([getattr(case, side) for case in cases]) for side in "ab")
    return [
        case
        for case, a, b in zip(cases, before, after, strict=True)
        if _agree(a, case.decided_a) and _agree(b, case.decided_b)
    ]


def _agree(found: Outcome | None, said: Outcome) -> bool:
    """Return whether the jury reached the same outcome; a mean that is not shown is not compared."""
    if found is None:
        return False
    same = (found.choosable, found.decision) == (said.choosable, said.decision)
    return same and said.mean in ("", found.mean)


def _try_all(cases: Sequence[Case], size: int, word: str, jury: Again) -> list[Case]:
    """Settle the cases where some `size` changes make the decision of B, and return the other cases."""
    tried = [(case, places) for case in cases for places in combinations(range(len(case.changes)), size)]
    enough: dict[int, set[int]] = {}
    outcomes = jury.decide([case.mixed(places) for case, places in tried])
    for (case, places), outcome in zip(tried, outcomes, strict=True):
        if outcome is not None and outcome.decision == case.decided_b.decision:
            enough.setdefault(id(case), set()).update(places)
    for case in cases:
        if id(case) in enough:
            case.settle(enough[id(case)], word)
    return [case for case in cases if id(case) not in enough]


def _drop(cases: Sequence[Case], jury: Again) -> None:
    """Settle the cases that need three changes or more: they keep the changes that can no longer be dropped."""
    kept: Mapping[int, list[int]] = {id(case): list(range(len(case.changes))) for case in cases}
    for place in range(max((len(case.changes) for case in cases), default=0)):
        tried = [case for case in cases if place < len(case.changes)]
        without = [[i for i in kept[id(case)] if i != place] for case in tried]
        outcomes = jury.decide([case.mixed(places) for case, places in zip(tried, without, strict=True)])
        for case, outcome in zip(tried, outcomes, strict=True):
            if outcome is not None and outcome.decision == case.decided_b.decision:
                kept[id(case)].remove(place)
    for case in cases:
        case.settle(kept[id(case)], TOGETHER)
