"""Who moves from one decision to another when the regime changes, and for which reason.

The same candidates go through both regimes, with the same luck at the orals that both have: an oral on a unit and one
on a domain are not the same, and each has its own. They are counted by their two decisions. Who has another decision
has one reason, the first at which the two regimes part in the order of the exam; it comes from what the rules compare,
and says as much of an analyst's own regime.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regles.catalogue import ACCES
from bts_sim.droit.regles.conditions import AU_MOINS, EST, MOINS_DE, PLUS_DE
from bts_sim.errors import Fault, InputError
from bts_sim.questions.movers.factors import ABSENCES, CLOSED, SEUILS, named_factors
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DRAWN_ORALS, EXACT_ORALS, NIVEAU, WILSON, WILSON_CALIBRATED, wilson_if_solved

COLONNES = (
    "avant",
    "apres",
    "raison",
    "condition",
    "total",
    "effectif",
    "part",
    "bas",
    "haut",
    "niveau",
    "n",
    "tirages",
    "regime_avant",
    "regime_apres",
    "methode",
)
#: Draws of the orals by default: what luck leaves to a share is a quarter of what it leaves under one draw.
DRAWS = 16
#: Reasons, in the order of the exam; who keeps the same decision has the first one, none.
REASONS = (
    "",
    "elimination",
    "premier_groupe",
    "plus_autorise",
    "nouvellement_autorise",
    "absent_a_l_oral",
    "oraux",
)
#: What is not met, as a sign: the contrary of what a rule compares.
OPPOSITES = {AU_MOINS: "<", PLUS_DE: "<=", MOINS_DE: ">=", EST: "!="}

#: What joins two conditions; a threshold may hold a comma.
ET = "&"
#: Factors of access, and of absences, each of which has a reason of its own; factors of the orals alone.
NO_REASON_SAID = (*SEUILS, "acces", "ouverture", ABSENCES)
DES_ORAUX = ("oraux", "etendue", "ccf", "remplacement")

Objects = NDArray[np.object_]
Regimes = tuple[Regime, Regime]
#: Decisions (their numbers), rank of the reason, conditions: what rows are counted by.
Genre = tuple[int, int, int, str]


#: What two regimes make of the same cohort.
Couple = tuple[Under, Under]
#: One way that both may go: the final decisions of each, and how much it counts for each candidate, shape (n,).
Case = tuple[Ints, Ints, Floats]


@asks_abilities
def passages(
    cohorte: SimulatedCohort,
    avant: Regime,
    apres: Regime,
    tirages: int | None = DRAWS,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Count candidates by their decisions under two regimes, and those who change by the reason: one row per kind.

    `total`: candidates, added up over the draws of the orals; `effectif`: the same for one draw; `part`: percent of
    those present, with its interval for the draw of candidates. `raison`: one of `REASONS`, "" for who keeps the same
    decision; `condition`: what tells the regimes apart there, as codes joined by `ET`: what is not met
    (`moyenne_d_acces<8`), or what changes (`etendue:domaine>unite`).

    `tirages` None: no draw, the orals being summed over their marks; InputError where both regimes have orals, whose
    marks would have to be known together, or where not coming to one eliminates.
    """
    here = np.flatnonzero(present(cohorte))
    both = cohorte.under(avant), cohorte.under(apres)
    conditions = _conditions(both)
    counts: dict[Genre, Floats] = {}
    for before, after, weight in _summed(both) if tirages is None else _drawn(both, tirages):
        reasons = _reasons(both, before, after)
        words = conditions[reasons, np.arange(reasons.size)]
        kinds = pd.DataFrame({"a": before, "b": after, "c": reasons, "d": words}).iloc[here]
        for genre, rows in kinds.groupby(list(kinds)).indices.items():
            counts.setdefault(cast("Genre", genre), np.zeros(here.size))[rows] += weight[here[rows]]
    solved = all(np.array_equal(one.admis_groupe1, cohorte.first_group) for one in both)
    return _table((avant, apres), counts, both[0].admis_groupe1[here], solved, tirages, niveau)


def _table(
    regimes: Regimes,
    counts: dict[Genre, Floats],
    first: Bools,
    calibrated: bool,
    tirages: int | None,
    niveau: float | None,
) -> pd.DataFrame:
    """Write one row per kind of passage; `counts`: how often each candidate made it, over the draws."""
    n, draws = first.size, tirages or 1
    orals = EXACT_ORALS if tirages is None else DRAWN_ORALS.format(n=tirages)
    methode = f"{WILSON_CALIBRATED if calibrated else WILSON} ; {orals}"
    about = (niveau, n, tirages or 0, *(regime.nom for regime in regimes), methode)
    rows = []
    for genre in sorted(counts):
        a, b, reason, words = genre
        names = (Decision(a).name.lower(), Decision(b).name.lower(), REASONS[reason], words)
        total = math.fsum(counts[genre])
        often = counts[genre] / draws
        # Those admitted first, whose number was solved, are not drawn.
        known = calibrated and not often[~first].any()
        low, high = (often.mean(), often.mean()) if known else wilson_if_solved(often, first, calibrated, niveau)
        rows.append(
            (*names, total, total / draws, 100 * total / draws / n, float(100 * low), float(100 * high), *about)
        )
    return pd.DataFrame(rows, columns=COLONNES)


def _drawn(both: Couple, tirages: int) -> Iterator[Case]:
    """Give what both regimes make of everybody under each draw of the orals, the same luck for both."""
    for tirage in range(tirages):
        before, after = (one.decision(tirage) for one in both)
        yield before, after, np.ones(before.size)


def _summed(both: Couple) -> Iterator[Case]:
    """Give both ways that the orals of the one regime that has some may end, each with its probability."""
    holding = [one for one in both if one.regime.oral_par]
    if len(holding) > 1:
        problem, remedy = "deux régimes à oraux ne se somment pas ensemble", "donner un nombre de tirages"
        raise InputError(
            [Fault("régimes", None, "tirages", ", ".join(one.regime.nom for one in both), problem, remedy)]
        )
    if any(one.regime.lectures.absence_a_l_oral == "elimination" for one in holding):
        problem, remedy = "l'absence à l'oral élimine, et ne se somme pas", "donner un nombre de tirages"
        raise InputError([Fault("régime", None, "tirages", holding[0].regime.nom, problem, remedy)])
    decided = [one.decision() for one in both]
    chance = np.ones(decided[0].size)
    for one in holding:
        chance = np.where(one.autorise, one.admission, 1.0)
    for decision, weight in ((Decision.ADMIS_APRES_CONTROLE, chance), (Decision.REFUSE, 1 - chance)):
        # As if the orals made this decision on everybody who may sit them.
        before, after = (
            np.where(one.autorise, decision.value, known) for one, known in zip(both, decided, strict=True)
        )
        yield before, after, weight


def _reasons(both: Couple, before: Ints, after: Ints) -> Ints:
    """Give the rank in `REASONS` of the reason of each candidate, shape (n,); 0 where the final decision stays."""
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


def _conditions(both: Couple) -> Objects:
    """Give what would tell the regimes apart for each reason and candidate, as codes, shape (reasons, n)."""
    before, after = both
    found = np.full((len(REASONS), before.autorise.size), "", dtype=object)
    lost, gained = (REASONS.index(name) for name in ("plus_autorise", "nouvellement_autorise"))
    found[lost] = _not_met(after, before.autorise & ~after.autorise)
    found[gained] = _not_met(before, after.autorise & ~before.autorise)
    changes = {
        one.nom: f"{one.nom}:{one.avant}>{one.apres}"
        for one in named_factors(before.regime, after.regime)
        if one.differs and one.nom not in NO_REASON_SAID
    }
    of_both = [words for name, words in changes.items() if name not in DES_ORAUX]
    found[REASONS.index("premier_groupe")] = ET.join(of_both)
    found[REASONS.index("oraux")] = ET.join(changes.values())
    return found


def _not_met(one: Under, who: Bools) -> Objects:
    """Give which conditions of access of a regime some candidates do not meet, as codes, shape (n,); "" for others."""
    found = np.full(who.size, "", dtype=object)
    for g in one.cohorte.groupes:
        rows = np.flatnonzero(who[g.candidats])
        if rows.size:
            asked = ACCES[one.regime.acces](g.releve.part(rows), g.reglement, one.bareme, one.regime).posees
            words = np.full(rows.size, "" if asked else CLOSED, dtype=object)
            for condition in asked:
                code = f"{condition.mesure}{OPPOSITES[condition.sens]}{condition.borne}"
                words += np.where(condition.tenue, "", np.where(words == "", code, ET + code)).astype(object)
            found[g.candidats[rows]] = words
    return found
