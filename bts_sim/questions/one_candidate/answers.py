"""One candidate, typed or worked out by hand, under several regimes: the answers, from their tables to their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bts_sim.answer import Answer, MadeWhenAsked
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.vocabulaire import OUI
from bts_sim.language import speaking
from bts_sim.questions.one_candidate import charts, shown, words
from bts_sim.questions.one_candidate.candidate import OneCandidate, decide_on
from bts_sim.questions.one_candidate.entry import TypedCandidate
from bts_sim.questions.one_candidate.examples import decided_examples, explained_example
from bts_sim.questions.one_candidate.hypothetical import Hypothetical, decide_on_all
from bts_sim.questions.one_candidate.tables import (
    CandidateDecision,
    DecisionStep,
    ExampleDecision,
    HypotheticalDecision,
    decision_steps,
)

if TYPE_CHECKING:
    from bts_sim.droit.regimes import GivenRegime


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class CandidateAnswer(Answer):
    """What several regimes decide on one candidate, and a form in which everything may be typed again.

    `candidate`: what was typed, and what each regime decides on it.
    """

    candidate: OneCandidate

    def workshop(self, live: bool | None = None) -> Any:
        """Return the form in which everything is typed and answers at once, where somebody is there to type.

        In a report, or in a notebook that a program runs, the marks as a table: nothing there could answer. No file is
        written at a keystroke.

        Args:
            live: whether somebody is there; known from the notebook by default.
        """
        from bts_sim.display.live import is_live

        with speaking(self.lang):
            if not (is_live() if live is None else live):
                return shown.show_marks(self.candidate.marks)
            from bts_sim.questions.one_candidate.workshop.widgets import Workshop

            return Workshop(self.candidate).view

    def __dir__(self) -> list[str]:
        """Return the names that Tab lists."""
        return sorted([*super().__dir__(), "candidate", "workshop"])


def answer_candidate(
    typed: TypedCandidate, regimes: Iterable[GivenRegime], names: Iterable[str] | None = None
) -> CandidateAnswer:
    """Return what each regime decides on one candidate, why, what the orals must bring and what would change it.

    `names`: what a command calls each regime; its file or its name by default.
    """
    one = decide_on(typed, regimes, names)
    return CandidateAnswer(
        table=one.decisions,
        schema=CandidateDecision,
        says=partial(words.say_decided, one.decisions),
        views=_views(one),
        tables=MadeWhenAsked(
            {
                "marks": lambda: one.marks,
                "needed_marks": lambda: one.needed_marks,
                "frontier": lambda: one.frontier,
                "choices": lambda: one.choices,
                "hypotheses": lambda: one.hypotheses,
                "what_would_change": lambda: one.switches,
                "ranges": lambda: one.ranges,
                "statuses": lambda: one.statuses,
            }
        ),
        candidate=one,
    )


def _views(one: OneCandidate) -> dict[str, Callable[[], Any]]:
    return {
        "side_by_side": lambda: shown.show_side_by_side(one.decisions),
        "accounts": lambda: shown.show_accounts((verdict.regime.nom, verdict.explanation) for verdict in one.verdicts),
        "needed_marks": lambda: shown.show_needed_marks(one.needed_marks),
        "frontier": lambda: charts.draw_or_say_why_not(one.frontier, one.needed_marks),
        "choices": lambda: shown.show_choices(one.choices),
        "hypotheses": lambda: shown.show_hypotheses(one.hypotheses),
        "what_would_change": lambda: shown.show_switches(one.switches),
        "ranges": lambda: charts.draw_ranges(one.ranges),
        "ranges_table": lambda: shown.show_ranges(one.ranges),
        "statuses": lambda: shown.show_statuses(one.statuses),
        "marks": lambda: shown.show_marks(one.marks),
    }


def answer_hypothetical(
    people: Sequence[Hypothetical],
    session: int,
    specialty: str,
    regimes: Sequence[Regime],
    last_session: str = OUI,
    vae: str = "",
) -> Answer:
    """Return what each regime decides on hypothetical candidates, one by one, before any oral."""
    table = decide_on_all(people, session, specialty, regimes, last_session, vae)
    return Answer(
        table=table,
        schema=HypotheticalDecision,
        says=partial(words.say_hypothetical, table),
        views={"counts": partial(shown.show_counts, table), "table": partial(shown.show_hypothetical, table)},
    )


def answer_examples(bareme: Bareme, regimes: Sequence[Regime]) -> Answer:
    """Return what each regime decides on the cases worked out by hand."""
    cases = decided_examples(bareme, regimes)
    return Answer(
        table=cases,
        schema=ExampleDecision,
        says=partial(words.say_examples, cases),
        views={"chart": partial(charts.draw_examples, cases), "table": partial(shown.show_examples, cases)},
    )


def answer_example(case: str, bareme: Bareme, regime: Regime) -> Answer:
    """Return how one regime decides on the case whose title begins so, step by step."""
    told = explained_example(case, bareme, regime)
    return Answer(
        table=decision_steps(told.explanation),
        schema=DecisionStep,
        says=partial(words.say_example, told),
        views={"story": partial(shown.show_story, told)},
    )
