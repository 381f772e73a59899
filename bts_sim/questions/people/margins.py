"""Published margins beside the values of a cohort."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.calibration import SESSION, asked_with_the_margins
from bts_sim.cohort.goals import sets_first_group
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.margins import Membership, margin_targets
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.declared import FileColumn, Shape
from bts_sim.schema import Schema, of_file

#: Codes for a margin that is met or missed.
MET, MISSED = "oui", "non"
SHAPE: Shape = {
    "marge": FileColumn("nom de la marge publiée"),
    "cible": FileColumn("taux d'admission au premier groupe, publié", "number", "%", lowest=0, highest=100),
    "obtenu": FileColumn("le même dans la cohorte", "number", "%", empty=True, lowest=0, highest=100),
    "ecart": FileColumn("obtenu moins cible", "number", "points", empty=True),
    "tolerance": FileColumn("écart admis", "number", "points", lowest=0),
    "bruit": FileColumn(
        "ce que le tirage des candidats peut y ajouter : deux erreurs types", "number", "points", empty=True
    ),
    "atteinte": FileColumn("l'écart est dans la tolérance et le bruit", codes=(MET, MISSED)),
    "n": FileColumn("candidats présents de ce groupe", "integer", "candidats", lowest=0),
    "session": FileColumn("session du chiffre publié"),
    "source": FileColumn("adresse du chiffre publié"),
}
#: Number of standard errors that the draw of candidates may add to a tolerance.
NOISE = 2.0


class Margin(Schema):
    """A published margin beside the value of a cohort: one row per margin, met or missed."""

    marge = of_file(SHAPE["marge"])
    cible = of_file(SHAPE["cible"])
    obtenu = of_file(SHAPE["obtenu"])
    ecart = of_file(SHAPE["ecart"])
    tolerance = of_file(SHAPE["tolerance"])
    bruit = of_file(SHAPE["bruit"])
    atteinte = of_file(SHAPE["atteinte"])
    n = of_file(SHAPE["n"])
    session = of_file(SHAPE["session"])
    source = of_file(SHAPE["source"])


def _with_people_of_the_margins(cohorte: SimulatedCohort) -> SimulatedCohort:
    asked = asked_with_the_margins(cohorte.cohorte)
    if cohorte.cohorte.bareme.session == SESSION or asked == cohorte.cohorte.asked:
        return cohorte
    return simulate(replace(cohorte.cohorte, asked=asked), told=False)


@asks_abilities
def margins(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Return every published margin beside the first-group rate of a cohort, met or missed, as `Margin`.

    The rates are of candidates present, under the law of the session. The published ones are of 2017 and 2018, whose
    candidates those of 2021 are the nearest that are known: a cohort of a later session is drawn again with them, but
    for what its own file sets.
    """
    cohorte = _with_people_of_the_margins(cohorte)
    admis = [cohorte.first_group[g.candidats] for g in cohorte.groupes]
    who = Membership.of([g.composition for g in cohorte.groupes])
    rates, sizes, rows = who.rates(np.concatenate(admis)), who.members.sum(axis=1), []
    for target, rate, n in zip(margin_targets(), rates, sizes, strict=True):
        row, gap = target.observed(), float(rate - target.valeur)
        # The total is solved on these very candidates, so it has no noise of its own.
        is_set = not target.groupe and sets_first_group(cohorte.cohorte)
        noise = 0.0 if is_set else NOISE * float(np.sqrt(rate * (100 - rate) / n))
        # The sum turns -0.0 into 0.0.
        numbers = [round(value, 2) + 0.0 for value in (target.valeur, float(rate), gap, target.tolerance, noise)]
        met = MET if abs(gap) <= target.tolerance + noise else MISSED
        rows.append((target.nom, *numbers, met, int(n), row["session"], row["source_url"]))
    return Margin.frame(rows)
