"""The answers about a cohort and published figures, built from tables, charts and words."""

from __future__ import annotations

from functools import partial

import pandas as pd

from bts_sim.answer import Answer
from bts_sim.candidates.specialties import code_of
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES
from bts_sim.questions.people import charts, shown, tables, words
from bts_sim.questions.people.composition import composition
from bts_sim.questions.people.margins import Margin, margins
from bts_sim.questions.people.published_marks import margins_of_marks
from bts_sim.questions.people.validation import Prediction, validate


def answer_portrait(cohorte: SimulatedCohort, regime: Regime, specialty: str | None) -> Answer:
    """Return a description of a cohort: its groups, marks, means, correlations and specialties.

    The thresholds are those of a regime. Correlations are those of one specialty, by default the largest.
    """
    bareme, weights = cohorte.cohorte.bareme, cohorte.cohorte.specialites
    # A small cohort may have no candidate of the largest specialty, and one of a few may have none of any.
    under, present = cohorte.under(regime), [group.reglement.specialite for group in cohorte.groups_with_reglement]
    code = code_of(bareme, specialty) if specialty else max(present, key=weights.__getitem__, default="")
    marks, means, bars = tables.mark_shares(cohorte), tables.mean_shares(under), tables.thresholds_of(regime, bareme)
    near, gaps = tables.near_thresholds(under, bareme), tables.group_gaps(cohorte, under)
    pairs = tables.correlations(cohorte, code) if code else tables.Correlation.frame(())
    titles = {
        unit.code: unit.intitule
        for group in cohorte.groups_with_reglement
        if group.reglement.specialite == code
        for unit in group.reglement.unites
    }
    domains = tables.correlations_by_domain(cohorte)
    specialties, about = tables.specialty_shares(cohorte, under), tables.portrait(cohorte)
    # The people of a model are no description of those of a file.
    people = None if about.real else composition(cohorte.cohorte)
    of_people = (
        {}
        if people is None
        else {
            "people": partial(charts.draw_people, people),
            "people_table": partial(shown.show_people, people),
        }
    )
    return Answer(
        table=gaps,
        schema=tables.GroupGap,
        says=partial(words.say_cohort, about),
        views={
            "cohort": partial(shown.show_cohort, about),
            "marks": partial(charts.draw_marks, marks, bareme.seuil_admission / CENTIEMES),
            "means": partial(charts.draw_means, means, bars),
            "thresholds": partial(charts.draw_near_thresholds, near),
            **({"correlations": partial(charts.draw_correlations, pairs, code, titles)} if code else {}),
            "domains": partial(shown.show_correlations, domains),
            "groups": partial(charts.draw_group_gaps, gaps),
            "specialties": partial(shown.show_specialties, specialties),
            **of_people,
        },
        tables={
            "marks": marks,
            "means": means,
            "thresholds": near,
            "correlations": pairs,
            "domains": domains,
            "specialties": specialties,
            **({} if people is None else {"people": people}),
        },
    )


def answer_margins(cohorte: SimulatedCohort) -> Answer:
    """Return each published margin and figure on marks, beside the value of the cohort."""
    rates, marks = margins(cohorte), margins_of_marks(cohorte)
    return Answer(
        table=rates,
        schema=Margin,
        says=partial(words.say_margins, rates, marks),
        views={
            "margins": partial(shown.show_margins, rates),
            "margins_of_marks": partial(shown.show_margins_of_marks, marks),
        },
        tables={"marks": marks},
    )


def answer_validation(intervals: pd.DataFrame) -> Answer:
    """Return each figure kept for validation beside its prediction.

    `intervals`: intervals over draws of the parameters.
    """
    table = validate(intervals)
    says = partial(words.say_validation, table)
    return Answer(table, Prediction, says, {"validation": partial(shown.show_validation, table)})
