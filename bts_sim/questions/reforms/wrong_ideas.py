"""The cost of believing a wrong rule that a public site prints, compared with the law: false hope and false despair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.choices import AS_LIKELY
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Floats, Ints
from bts_sim.droit.regimes import idees_fausses, load_regimes
from bts_sim.droit.textes import sources
from bts_sim.questions.reforms.tables import ReformMethod, rates_of
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.gaps import paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method, wilson
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.over_draws import Draws, shaped, within_bounds
from bts_sim.stats.proportions import proportion

ACCESS, DECISION = "acces", "decision"
HOPE, DESPAIR = "espoir", "desespoir"
#: Traits that fix who may sit the orals. Two regimes that agree on all of them allow the same candidates.
ENTRY = ("acces", "admission", "seuil_general", "seuil_professionnel", "note_plancher", "lectures", "valeurs")
PER_THOUSAND = "candidates per 1,000 present"
THOUSAND = 1000


class WrongIdea(Schema):
    """The answers of a wrong rule to the same candidates, compared with the law: four rows per idea."""

    idee = a_text("the wrong rule, by its name")
    titre = a_text("its title, in the words of its file")
    regle = a_text("what it says, in the words of its file")
    source = a_text("id of the source that prints it, or an analyst's own")
    auteur = a_text("who prints it")
    date = a_text("when it was printed; empty where unknown")
    lu_le = a_text("when it was read; empty where unknown")
    stade = a_text("what is asked: may I sit the orals, am I admitted in the end", (ACCESS, DECISION))
    sens = a_text("how it misleads: told yes when the law says no, or no when it says yes", (HOPE, DESPAIR))
    pour_mille = a_number("candidates so misled", PER_THOUSAND)
    bas = a_number("lower end of the interval", PER_THOUSAND)
    haut = a_number("upper end of the interval", PER_THOUSAND)
    concernes = a_number("candidates whom the answer concerns", PER_THOUSAND)
    part = a_number("share of these who are misled; missing where there are none", "percent", optional=True)
    part_bas = a_number("lower end of the interval", "percent", optional=True)
    part_haut = a_number("upper end of the interval", "percent", optional=True)
    niveau = a_number("level of the intervals; missing where none was asked for", "percent", optional=True)
    n = a_count("candidates present at the session", "candidates")
    methode = a_text(
        "what the interval covers, a code",
        (Method.WILSON, ReformMethod.NO_CASE, Method.ZERO_BY_RULE, *OF_DRAWS),
    )
    oral_draws = a_number(
        "draws of the orals averaged; 0: summed exactly; missing: no oral counts", "draws", optional=True
    )


@dataclass(frozen=True)
class _Gap:
    """The false part of an idea for each candidate present, and who is concerned: numbers from 0 to 1, shape (n,)."""

    stage: str
    way: str
    wrong: Floats
    concerned: Floats


@asks_abilities
def wrong_ideas(
    cohorte: SimulatedCohort,
    law: Regime,
    ideas: Sequence[Regime] | None = None,
    level: float | None = LEVEL,
) -> pd.DataFrame:
    """Return what each wrong rule tells the same candidates, compared with the law, as `WrongIdea`: four rows per idea.

    At the decision, numbers are expected values over all oral marks. For hope (`espoir`), the candidates concerned are
    those to whom the idea says yes; for despair (`desespoir`), those to whom the law says yes. Candidates whom both
    admit at the first group are left out: nothing misleads them.

    At the decision, the count is the difference between the two probabilities of a candidate, on one side only. A
    difference below the rounding of a sum counts as zero. The count is exact if the orals that admit under one rule
    admit under the other, as for every idea shipped unless the choice of orals is `meilleure_probabilite`. Otherwise it
    is the least possible disagreement.

    Args:
        cohorte: the candidates.
        law: the true regime.
        ideas: the wrong rules; by default, all those shipped with the project.
        level: level of the intervals, percent, for the draw of candidates (Wilson's, and a linearised ratio); None for
            no interval.
    """
    every = load_regimes(*idees_fausses()) if ideas is None else ideas
    return _of_parts(cohorte, [np.flatnonzero(present(cohorte))], law, every, level)[0]


def _of_parts(
    cohorte: SimulatedCohort, parts: Sequence[Ints], law: Regime, ideas: Sequence[Regime], level: float | None
) -> list[pd.DataFrame]:
    """Return the table of `wrong_ideas` of some parts of a cohort, whose candidates are decided on together."""
    base, rows = cohorte.under(law), [list[tuple[object, ...]]() for _ in parts]
    for idea in ideas:
        same = all(getattr(idea, name) == getattr(law, name) for name in ENTRY)
        # An idea is not kept: it would take the place of the regimes that other questions share.
        told = Under(cohorte.drawn, idea)
        for of_part, part in zip(rows, parts, strict=True):
            for one in _gaps(told, base, part):
                of_part.append((*_about(idea), one.stage, one.way, *_numbers(one, level, same and one.stage == ACCESS)))
    return [WrongIdea.frame(one) for one in rows]


def wrong_ideas_over_draws(
    draws: Draws, law: Regime, ideas: Sequence[Regime] | None, rates: MoreDraws | None
) -> pd.DataFrame:
    """Return the table of `wrong_ideas` over draws of the parameters.

    `rates`: the rate of the law over more draws, percent, to which all is brought: an idea that admits nobody costs
    every diploma. None to keep that of these draws.
    """
    every = load_regimes(*idees_fausses()) if ideas is None else ideas
    tables = _of_parts(draws.together, draws.members, law, every, LEVEL)
    known = None if rates is None else Known(rates_of(draws, law), rates)
    key = [WrongIdea.idee, WrongIdea.stade, WrongIdea.sens]
    found = draws.predicted(tables, key, WrongIdea.pour_mille, known=known, shares=True, whole=THOUSAND)
    ends = WrongIdea.part_bas, WrongIdea.part_haut
    parts = within_bounds(draws.predicted(tables, key, WrongIdea.part, ends), ends_of=ends)
    concerned = draws.predicted(tables, key, WrongIdea.concernes, known=known, shares=True, whole=THOUSAND)
    found = within_bounds(found, 0, THOUSAND).assign(
        **{name: parts[name] for name in (WrongIdea.part, *ends)}, concernes=concerned[WrongIdea.concernes]
    )
    by_rule = found[WrongIdea.methode] == Method.ZERO_BY_RULE
    return shaped(found.assign(haut=found[WrongIdea.haut].mask(by_rule, 0.0)), WrongIdea)


def _gaps(told: Under, base: Under, here: Ints) -> Iterator[_Gap]:
    """Yield false hope and false despair at both stages, for some candidates present."""
    yes, law = (one.autorise[here].astype(np.float64) for one in (told, base))
    yield from _wrongs(ACCESS, yes, law, np.ones(yes.shape))
    unsure = ~(told.admis_groupe1[here] & base.admis_groupe1[here])
    yield from _wrongs(DECISION, told.admission[here], base.admission[here], unsure.astype(np.float64))


def _wrongs(stage: str, told: Floats, law: Floats, matters: Floats) -> Iterator[_Gap]:
    gap = np.where(np.abs(told - law) > AS_LIKELY, told - law, 0.0)
    yield _Gap(stage, HOPE, np.maximum(gap, 0), told * matters)
    yield _Gap(stage, DESPAIR, np.maximum(-gap, 0), law * matters)


def _about(idea: Regime) -> tuple[str, ...]:
    """Return the idea and who prints it. An idea of the analyst has its author as source."""
    found = sources().get(idea.source, {})
    author, date = found.get("reference") or idea.auteur, found.get("date") or ("" if found else idea.date)
    return idea.nom, idea.titre, idea.raison, idea.source, author, str(date), str(found.get("checked_on") or "")


def _numbers(one: _Gap, level: float | None, by_rule: bool) -> tuple[object, ...]:
    """Return the numbers of one wrong and the code of its interval. `by_rule`: whether the rules alone make it zero."""
    n, concerned = one.wrong.size, float(one.concerned.mean())
    counts = float(one.wrong.mean()), *((0.0, 0.0) if by_rule else wilson(one.wrong, level))
    share = _share(one, level) if concerned else (None, None, None)
    method: str = Method.WILSON if one.wrong.any() else ReformMethod.NO_CASE
    if by_rule:
        method, share = Method.ZERO_BY_RULE, (0.0, 0.0, 0.0) if concerned else share
    rounded = [round(1000 * value, DECIMALS) for value in (*counts, concerned)]
    percents = [None if value is None else round(100 * value, DECIMALS) for value in share]
    return *rounded, *percents, level, n, method, 0 if one.stage == DECISION else np.nan


def _share(one: _Gap, level: float | None) -> tuple[float, float, float]:
    """Return the misled among the candidates concerned, with the interval of this ratio, as proportions.

    Source: W. G. Cochran, Sampling techniques (1977), chapter 6: a ratio varies as the mean of its residuals.
    """
    mean = float(one.concerned.mean())
    ratio = float(one.wrong.mean()) / mean
    low, high = paired((one.wrong - ratio * one.concerned) / mean, level)
    if np.isnan(low):
        # If nobody is misled, or all equally, Wilson's interval still has a width.
        shares = np.divide(one.wrong, one.concerned, out=np.zeros(one.wrong.shape), where=one.concerned > 0)
        return proportion(one.concerned, shares, level)
    return ratio, max(ratio + low, 0.0), min(ratio + high, 1.0)
