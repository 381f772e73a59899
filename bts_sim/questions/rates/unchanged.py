"""Why a reform changes nothing: the rules are the same, nobody is concerned, or another condition closes the orals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import pandas as pd

from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools
from bts_sim.droit.regles.catalogue import ACCES
from bts_sim.questions.rates.tables import EVERYBODY, GAP, Impact
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.gaps import same_rules
from bts_sim.stats.groups import present

#: Regimes, each with its gap to the baseline, points.
Gaps: TypeAlias = Sequence[tuple[str, float]]
#: Decimals of a gap in points, as it is read: a gap is nothing where they are all 0.
READ = 1


class WhyNothing(StrEnum):
    """The reason why a reform changes nothing."""

    SAME_RULES = "memes_regles"
    NOBODY = "personne"
    OTHER_CONDITION = "autre_condition"
    NO_ONE_BETWEEN = "personne_entre_les_deux"


class Unchanged(Schema):
    """A reform that changes nothing, or almost, and why: one row per reform, from one cohort at the default values."""

    regime = a_text("the reform")
    reference = a_text("the regime that it changes nothing to")
    ecart = a_number("the gap of all candidates", "points")
    raison = a_text("why, a code", WhyNothing)
    mesure = a_text("the quantity whose condition changes, as `recit.yaml` names it; empty for another reason")
    n = a_count("simulated candidates whom the reform concerns, not admitted at the first group", "candidates")
    passent = a_count("of them, those for whom that condition changes", "candidates")
    fermes = a_count("of these, those for whom another condition closes the orals", "candidates")


def changes_nothing(impact: pd.DataFrame) -> Gaps:
    """Return the regimes whose gap reads as zero for all candidates, each with its gap in points.

    `impact`: a table of `compare` or of `compare_over_draws`.
    """
    rows = Impact.rows(impact[(impact[Impact.groupe] == EVERYBODY) & (impact[Impact.indicateur] == GAP)])
    return [(row.regime, row.valeur) for row in rows if round(row.valeur, READ) == 0]


def why_unchanged(cohorte: SimulatedCohort, baseline: Regime, others: Sequence[Regime], gaps: Gaps) -> pd.DataFrame:
    """Return why each of some regimes changes nothing, as `Unchanged`; no row where none of these reasons holds.

    Args:
        cohorte: the candidates.
        baseline: the regime that gaps are measured from.
        others: the regimes compared with it.
        gaps: those that change nothing, as `changes_nothing` has them.
    """
    told, known = dict(gaps), {one.nom: one for one in others}
    found = {nom: _why(cohorte, baseline, known[nom]) for nom in told if nom in known}
    return Unchanged.frame((nom, baseline.nom, told[nom], *why) for nom, why in found.items() if why)


def _why(cohorte: SimulatedCohort, baseline: Regime, one: Regime) -> tuple[object, ...]:
    if same_rules(one, baseline, cohorte.cohorte.bareme):
        return WhyNothing.SAME_RULES, "", 0, 0, 0
    under, here = cohorte.under(one), present(cohorte)
    whom = under.concerned & here
    if not whom.any():
        return WhyNothing.NOBODY, "", 0, 0, 0
    n, changed, closed = 0, Counter[str](), Counter[str]()
    for d in under.together:
        rows = np.flatnonzero(whom[d.groupe.candidats] & d.premier.ont(Decision.NON_ADMIS))
        if d.regime != one.for_all or not rows.size:
            continue
        n += rows.size
        for mesure, moves, free in _conditions(d.groupe.part(rows), d, baseline.for_all):
            changed[mesure] += int(moves.sum())
            closed[mesure] += int((moves & ~free).sum())
    if not changed:
        return ()
    mesure = max(changed, key=lambda name: changed[name])
    if not changed[mesure]:
        return WhyNothing.NO_ONE_BETWEEN, mesure, n, 0, 0
    # Where most are let in, it is not the other condition that closes.
    closes = 2 * closed[mesure] > changed[mesure]
    return (WhyNothing.OTHER_CONDITION, mesure, n, changed[mesure], closed[mesure]) if closes else ()


def _conditions(
    group: Groupe | Block, d: Deliberation[Groupe | Block], baseline: Regime
) -> Iterator[tuple[str, Bools, Bools]]:
    """Yield each condition of access that two regimes do not set alike: its measure, for whom, who meets the others.

    `group`: some candidates of the deliberation of the reform. None where the two have other rules of access.
    """
    if d.regime.acces != baseline.acces:
        return
    asked = ACCES[baseline.acces]
    before, after = (
        {one.mesure: one for one in asked(group.releve, group.reglement, d.bareme, regime).posees}
        for regime in (baseline, d.regime)
    )
    everybody = np.ones(group.candidats.size, dtype=bool)
    for mesure in {**before, **after}:
        own, was = (side[mesure].tenue if mesure in side else everybody for side in (after, before))
        if np.array_equal(own, was) and (before.get(mesure) is None) == (after.get(mesure) is None):
            continue
        # Who comes in meets the other conditions of the reform; who goes out met those of the baseline.
        rest = [one.tenue for name, one in (after if own.sum() >= was.sum() else before).items() if name != mesure]
        yield mesure, own != was, np.logical_and.reduce([everybody, *rest])
