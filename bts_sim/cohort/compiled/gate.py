"""Which cohorts and regimes the compiled engine takes, and why it leaves the others to the first one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from bts_sim.cohort.compiled.parts import held_by_all
from bts_sim.cohort.compiled.rules import EXACT, READINGS, RULES, STATED
from bts_sim.cohort.concerned import DISTANCE
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.goals import is_by_voie
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Ints
from bts_sim.droit.regimes import load_regime

#: Candidates whose admissions, in parts of one, add up within 64 bits.
MOST_CANDIDATES = 16_000_000
#: Units that a set of 32 bits holds, and orals of one candidate.
MOST_UNITS, MOST_ORALS = 30, 3
#: Coefficients in hundredths, one and all, whose products by marks add up within 32 bits.
LARGEST_COEFFICIENT, LARGEST_SUM = 2**15 - 1, 2**20


@dataclass(frozen=True)
class Taken:
    """Whether the compiled engine takes something; `reason`: why it does not, in French, or nothing."""

    reason: str = ""

    def __bool__(self) -> bool:
        return not self.reason


def takes(cohorte: Cohort, regimes: Sequence[Regime]) -> Taken:
    """Return whether the compiled engine states all that a cohort and some regimes need; if not, the first reason."""
    law = load_regime(cohorte.bareme.regime)
    of_regimes = chain.from_iterable(map(_of_regime, (law, *held_by_all(regimes))))
    of_some = chain.from_iterable(map(_of_some, regimes))
    return Taken(next(chain(_of_cohort(cohorte), _of_law(law), of_regimes, of_some), ""))


def _of_cohort(cohorte: Cohort) -> Iterator[str]:
    p, choice, table = (
        cohorte.parametres,
        cohorte.choix_des_oraux,
        cohorte.bareme.table(list(cohorte.bareme.reglements)),
    )
    if cohorte.held:
        yield "des candidats réels, dont le niveau est tiré d'après leurs notes"
    if choice not in STATED["choix_des_oraux"]:
        yield f"choix_des_oraux : {choice}"
    if cohorte.taux_admis is not None:
        yield "le niveau est calé sur un taux après les oraux : taux_admis"
    if is_by_voie(cohorte):
        yield "le niveau est calé voie par voie"
    if p["points_de_jury"]:
        yield "des points de jury sont tirés"
    if round(p["pas_de_note"] * CENTIEMES) < 1:
        yield f"pas_de_note : {p['pas_de_note']:g}"
    if cohorte.candidats > MOST_CANDIDATES:
        yield f"plus de {MOST_CANDIDATES} candidats"
    if _too_large(table.coefs):
        yield "des règlements de trop d'unités, ou de trop grands coefficients"


def _too_large(coefs: Ints) -> bool:
    return coefs.shape[1] > MOST_UNITS or bool(
        coefs.max() > LARGEST_COEFFICIENT or coefs.sum(axis=1).max() > LARGEST_SUM
    )


def _of_law(law: Regime) -> Iterator[str]:
    if STATED["arrondi"].get(law.lectures.arrondi) != EXACT:
        yield f"le niveau est calé sur une moyenne arrondie : {law.lectures.arrondi}"


def _of_regime(regime: Regime) -> Iterator[str]:
    named = {name: getattr(regime, name) for name in RULES} | {
        name: getattr(regime.lectures, name) for name in READINGS
    }
    for name, value in named.items():
        if value not in STATED[name]:
            yield f"{regime.nom} : {name} : {value}"
    if STATED["choix"].get(regime.choix) != STATED["remplacement"].get(regime.remplacement):
        yield f"{regime.nom} : choix {regime.choix} avec remplacement {regime.remplacement}"
    if regime.oral_par == "unite" and not 0 <= regime.nombre_oraux <= MOST_ORALS:
        yield f"{regime.nom} : {regime.nombre_oraux} oraux"


def _of_some(regime: Regime) -> Iterator[str]:
    """Yield why a regime that concerns some candidates only is left out."""
    if regime.pour is None:
        return
    if DISTANCE in regime.pour.conditions:
        yield f"{regime.nom} : pour : distance"
    if dict(regime.valeurs) != dict(regime.pour.base.valeurs):
        # A candidate has one general mean, by which groups of distances are made.
        yield f"{regime.nom} : pour : des valeurs du barème qui ne sont pas celles de tous"
