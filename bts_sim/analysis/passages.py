"""Who moves from one decision to another when the regime changes, and for which reason.

The same candidates go through both regimes, with the same luck at the orals that both have: an oral on a unit and one
on a domain are not the same, and each has its own. They are counted by their two decisions. Who has another decision
has one reason, the first at which the two regimes part in the order of the exam; it comes from what the rules compare,
and says as much of an analyst's own regime.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.analysis.expectation import chances
from bts_sim.analysis.facteurs import ABSENCES, FERME, SEUILS, facteurs
from bts_sim.analysis.impact import EXACTS, NIVEAU, TIRES, WILSON, WILSON_CALE, present, wilson_if_solved
from bts_sim.analysis.outcomes import Outcomes, outcomes
from bts_sim.bareme import Regime
from bts_sim.errors import Faute, InputError
from bts_sim.jury import Decision
from bts_sim.points import Bools, Floats, Ints
from bts_sim.population.synth import CohorteSimulee
from bts_sim.regles.catalogue import ACCES
from bts_sim.regles.conditions import AU_MOINS, EST, MOINS_DE, PLUS_DE
from bts_sim.scenario import load_regime

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
TIRAGES = 16
#: Reasons, in the order of the exam; who keeps the same decision has the first one, none.
RAISONS = (
    "",
    "elimination",
    "premier_groupe",
    "plus_autorise",
    "nouvellement_autorise",
    "absent_a_l_oral",
    "oraux",
)
#: What is not met, as a sign: the contrary of what a rule compares.
CONTRAIRES = {AU_MOINS: "<", PLUS_DE: "<=", MOINS_DE: ">=", EST: "!="}

#: What joins two conditions; a threshold may hold a comma.
ET = "&"
#: Factors of access, and of absences, each of which has a reason of its own; factors of the orals alone.
SANS_SUITE = (*SEUILS, "acces", "ouverture", ABSENCES)
DES_ORAUX = ("oraux", "etendue", "ccf", "remplacement")

Objets = NDArray[np.object_]
Regimes = tuple[Regime, Regime]
#: Decisions (their numbers), rank of the reason, conditions: what rows are counted by.
Genre = tuple[int, int, int, str]


@dataclass(frozen=True)
class Etats:
    """What a regime makes of each candidate, in the order of their numbers, shape (n,).

    `elimine`: at the first group; the others as in `Outcomes`.
    """

    decision: Ints
    elimine: Bools
    admis_groupe1: Bools
    autorise: Bools

    @classmethod
    def of(cls, one: Outcomes) -> Etats:
        """Take them from what happened under one draw of the orals."""
        elimine = np.equal(one.decision, Decision.ELIMINE.value) & ~one.autorise
        return cls(one.decision, elimine, one.admis_groupe1, one.autorise)

    def apres_oraux(self, decision: Decision) -> Etats:
        """Give the same if the orals made this decision on everybody who may sit them."""
        made = np.where(self.autorise, decision.value, self.decision)
        return Etats(made, self.elimine, self.admis_groupe1, self.autorise)


#: One way that both regimes may go: what they make of each candidate, and how much it counts for each, shape (n,).
Cas = tuple[Etats, Etats, Floats]
Couple = tuple[Etats, Etats]


def passages(
    cohorte: CohorteSimulee,
    avant: Regime,
    apres: Regime,
    tirages: int | None = TIRAGES,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Count candidates by their decisions under two regimes, and those who change by the reason: one row per kind.

    `total`: candidates, added up over the draws of the orals; `effectif`: the same for one draw; `part`: percent of
    those present, with its interval for the draw of candidates. `raison`: one of `RAISONS`, "" for who keeps the same
    decision; `condition`: what tells the regimes apart there, as codes joined by `ET`: what is not met
    (`moyenne_d_acces<8`), or what changes (`etendue:domaine>unite`).

    `tirages` None: no draw, the orals being summed over their marks; InputError where both regimes have orals, whose
    marks would have to be known together, or where not coming to one eliminates.
    """
    here = np.flatnonzero(present(cohorte))
    states = Etats.of(outcomes(cohorte, avant)), Etats.of(outcomes(cohorte, apres))
    conditions = _conditions(cohorte, (avant, apres), states)
    cases = _summed(cohorte, (avant, apres), states) if tirages is None else _drawn(cohorte, (avant, apres), tirages)
    counts: dict[Genre, Floats] = {}
    for before, after, weight in cases:
        reasons = _reasons(before, after)
        words = conditions[reasons, np.arange(reasons.size)]
        kinds = pd.DataFrame({"a": before.decision, "b": after.decision, "c": reasons, "d": words}).iloc[here]
        for genre, rows in kinds.groupby(list(kinds)).indices.items():
            counts.setdefault(cast("Genre", genre), np.zeros(here.size))[rows] += weight[here[rows]]
    first = states[0].admis_groupe1[here]
    return _table((avant, apres), counts, first, _solved(cohorte, states), tirages, niveau)


def _table(
    regimes: Regimes,
    counts: dict[Genre, Floats],
    first: Bools,
    cale: bool,
    tirages: int | None,
    niveau: float | None,
) -> pd.DataFrame:
    """Write one row per kind of passage; `counts`: how often each candidate made it, over the draws."""
    n, draws = first.size, tirages or 1
    methode = f"{WILSON_CALE if cale else WILSON} ; {EXACTS if tirages is None else TIRES.format(n=tirages)}"
    about = (niveau, n, tirages or 0, *(regime.nom for regime in regimes), methode)
    rows = []
    for genre in sorted(counts):
        a, b, reason, words = genre
        names = (Decision(a).name.lower(), Decision(b).name.lower(), RAISONS[reason], words)
        total = math.fsum(counts[genre])
        often = counts[genre] / draws
        # Those admitted first, whose number was solved, are not drawn.
        known = cale and not often[~first].any()
        low, high = (often.mean(), often.mean()) if known else wilson_if_solved(often, first, cale, niveau)
        rows.append(
            (*names, total, total / draws, 100 * total / draws / n, float(100 * low), float(100 * high), *about)
        )
    return pd.DataFrame(rows, columns=COLONNES)


def _drawn(cohorte: CohorteSimulee, regimes: Regimes, tirages: int) -> Iterator[Cas]:
    """Give what both regimes make of everybody under each draw of the orals, the same luck for both."""
    for tirage in range(tirages):
        before, after = (Etats.of(outcomes(cohorte, regime, tirage)) for regime in regimes)
        yield before, after, np.ones(before.decision.size)


def _summed(cohorte: CohorteSimulee, regimes: Regimes, states: Couple) -> Iterator[Cas]:
    """Give both ways that the orals of the one regime that has some may end, each with its probability."""
    holding = [i for i, regime in enumerate(regimes) if regime.oral_par]
    if len(holding) > 1:
        problem, remedy = "deux régimes à oraux ne se somment pas ensemble", "donner un nombre de tirages"
        raise InputError([Faute("régimes", None, "tirages", ", ".join(r.nom for r in regimes), problem, remedy)])
    if any(regimes[i].lectures.absence_a_l_oral == "elimination" for i in holding):
        problem, remedy = "l'absence à l'oral élimine, et ne se somme pas", "donner un nombre de tirages"
        raise InputError([Faute("régime", None, "tirages", regimes[holding[0]].nom, problem, remedy)])
    before, after = states
    chance = np.ones(before.decision.size)
    for i in holding:
        chance = np.where(states[i].autorise, chances(cohorte, regimes[i]).admission, 1.0)
    for decision, weight in ((Decision.ADMIS_APRES_CONTROLE, chance), (Decision.REFUSE, 1 - chance)):
        yield before.apres_oraux(decision), after.apres_oraux(decision), weight


def _reasons(before: Etats, after: Etats) -> Ints:
    """Give the rank in `RAISONS` of the reason of each candidate, shape (n,); 0 where the decision stays."""
    apart = [
        before.decision == after.decision,
        before.elimine != after.elimine,
        before.admis_groupe1 != after.admis_groupe1,
        before.autorise & ~after.autorise,
        ~before.autorise & after.autorise,
        (before.decision == Decision.ELIMINE) != (after.decision == Decision.ELIMINE),
    ]
    found: Ints = np.select(apart, range(len(apart)), len(apart))
    return found


def _conditions(cohorte: CohorteSimulee, regimes: Regimes, states: Couple) -> Objets:
    """Give what would tell the regimes apart for each reason and candidate, as codes, shape (reasons, n)."""
    (avant, apres), (before, after) = regimes, states
    found = np.full((len(RAISONS), before.decision.size), "", dtype=object)
    lost, gained = (RAISONS.index(name) for name in ("plus_autorise", "nouvellement_autorise"))
    found[lost] = _not_met(cohorte, apres, before.autorise & ~after.autorise)
    found[gained] = _not_met(cohorte, avant, after.autorise & ~before.autorise)
    changes = {
        one.nom: f"{one.nom}:{one.avant}>{one.apres}"
        for one in facteurs(avant, apres)
        if one.differe and one.nom not in SANS_SUITE
    }
    of_both = [words for name, words in changes.items() if name not in DES_ORAUX]
    found[RAISONS.index("premier_groupe")] = ET.join(of_both)
    found[RAISONS.index("oraux")] = ET.join(changes.values())
    return found


def _not_met(cohorte: CohorteSimulee, regime: Regime, who: Bools) -> Objets:
    """Give which conditions of access of a regime some candidates do not meet, as codes, shape (n,); "" for others."""
    found = np.full(who.size, "", dtype=object)
    for g in cohorte.groupes:
        rows = np.flatnonzero(who[g.candidats])
        if rows.size:
            bareme = cohorte.cohorte.bareme.sous(regime)
            asked = ACCES[regime.acces](g.releve.part(rows), g.reglement, bareme, regime).posees
            words = np.full(rows.size, "" if asked else FERME, dtype=object)
            for one in asked:
                code = f"{one.mesure}{CONTRAIRES[one.sens]}{one.borne}"
                words += np.where(one.tenue, "", np.where(words == "", code, ET + code)).astype(object)
            found[g.candidats[rows]] = words
    return found


def _solved(cohorte: CohorteSimulee, states: Couple) -> bool:
    """Say whether both regimes have the first group to whose rate the level of the cohort was solved."""
    law = chances(cohorte, load_regime(cohorte.cohorte.bareme.regime)).admis_groupe1
    return all(np.array_equal(one.admis_groupe1, law) for one in states)
