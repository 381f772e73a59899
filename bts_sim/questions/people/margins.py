"""Published margins and what a cohort makes of them: target beside achieved, never one without the other."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.margins import Membership, margin_targets
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.schema import Schema, count, number, text

#: Whether a margin is met.
MET, MISSED = "oui", "non"
#: Standard errors that the draw of candidates may add to a tolerance.
NOISE = 2.0


class Margin(Schema):
    """A published margin beside what a cohort makes of it: one row per margin, met or missed."""

    marge = text("what is published, as its file names it in French")
    cible = number("the published figure", "percent")
    obtenu = number("that of the cohort; missing where it has no candidate of this kind", "percent", optional=True)
    ecart = number("gap of the cohort to what is published", "points", optional=True)
    tolerance = number("how near is near enough", "points")
    bruit = number("what the draw of so many candidates may add to it: two standard errors", "points", optional=True)
    atteinte = text("whether the margin is met", (MET, MISSED))
    n = count("candidates whom the margin is about", "candidates")
    session = text("session of the published figure")
    source = text("address of its source")


@asks_abilities
def margins(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Return the first-group rate of a cohort beside every published margin, met or missed, as `Margin`.

    The rates are of candidates present, under the law of the session.
    """
    admis = [cohorte.first_group[g.candidats] for g in cohorte.groupes]
    who = Membership.of([g.composition for g in cohorte.groupes])
    rates, sizes, rows = who.rates(np.concatenate(admis)), who.members.sum(axis=1), []
    for target, rate, n in zip(margin_targets(), rates, sizes, strict=True):
        row, gap = target.observed(), float(rate - target.valeur)
        # The total is solved on these very candidates: it has no noise of its own.
        noise = 0.0 if not target.groupe else NOISE * float(np.sqrt(rate * (100 - rate) / n))
        # The sum turns -0.0 into 0.0.
        numbers = [round(value, 2) + 0.0 for value in (target.valeur, float(rate), gap, target.tolerance, noise)]
        met = MET if abs(gap) <= target.tolerance + noise else MISSED
        rows.append((target.nom, *numbers, met, int(n), row["session"], row["source_url"]))
    return Margin.frame(rows)
