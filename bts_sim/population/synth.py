"""Make a cohort: candidates and marks, at a level that meets the target rate (docs/model.md has the equations)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bts_sim.bareme import Bareme, Regime, Reglement
from bts_sim.errors import CalibrationError
from bts_sim.points import Floats, Ints
from bts_sim.population.aptitudes import Aptitudes
from bts_sim.population.cohorte import Cohorte
from bts_sim.population.composition import Composition
from bts_sim.population.copies import Copies, draw
from bts_sim.population.draws import Luck
from bts_sim.progression import jalon
from bts_sim.releve import Releve
from bts_sim.scenario import load_regime

#: How far the level may be moved to meet the target, in points, and how finely.
CALAGE_MAX = 12.0
#: Where the level nearly always is: the search begins there, and goes further when it has to.
CALAGE_PROBABLE = (0.5, 2.5)
CALAGE_PRECISION = 1e-4
#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3


@dataclass(frozen=True)
class GroupeSimule:
    """The simulated candidates of one specialty.

    `candidats`: their numbers, shape (n,). `voies`: index in the cohort's voies, shape (n,). `latent`: expected mark
    at a ponctuelle, unit by unit, shape (n, u); `domaine`: the same for a whole domain, in the order of `DOMAINES`,
    shape (n, 2).
    """

    reglement: Reglement
    candidats: Ints
    voies: Ints
    composition: Composition
    latent: Floats
    domaine: Floats
    releve: Releve


@dataclass(frozen=True)
class CohorteSimulee:
    """A simulated cohort. `calage`: points by which each specialty's level was moved to meet the target."""

    cohorte: Cohorte
    groupes: tuple[GroupeSimule, ...]
    calage: Mapping[str, float]
    luck: Luck


def simulate(cohorte: Cohorte) -> CohorteSimulee:
    """Draw the candidates of a cohort and calibrate their level.

    Raises CalibrationError when no level meets the target.
    """
    jalon("Cohorte", "tirage des candidats", 0)
    luck, copies = _settled(cohorte)
    jalon("Cohorte", "calage", 0.5)
    # The target was observed under the law then in force, whatever regime is studied afterwards.
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    if isinstance(cohorte.taux_groupe1, Mapping):
        calage = {c.code: _solve([c], cohorte.taux_groupe1[c.code], bareme, law) for c in copies}
    else:
        calage = dict.fromkeys((c.code for c in copies), _solve(copies, cohorte.taux_groupe1, bareme, law))
    groupes = tuple(_group(c, calage[c.code], bareme, law) for c in copies)
    jalon("Cohorte", "", 1)
    return CohorteSimulee(cohorte, groupes, calage, luck)


def recorriger(simulee: CohorteSimulee, correction: int) -> CohorteSimulee:
    """Give the same candidates at the same level, their copies marked again by other markers.

    `correction`: number of the marking, 0 being that of `simulee`. Abilities, absences and kept marks stay; a first
    group marked again need not meet the target. Drawn orals stay too, unless another `tirage` of them is asked for.
    """
    cohorte = simulee.cohorte
    luck, copies = _settled(cohorte, correction)
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    groupes = tuple(_group(c, simulee.calage[c.code], bareme, law) for c in copies)
    return CohorteSimulee(cohorte, groupes, simulee.calage, luck)


def _settled(cohorte: Cohorte, correction: int = 0) -> tuple[Luck, list[Copies]]:
    """Draw the candidates and give them marks, but for their level."""
    luck, copies = draw(cohorte, correction)
    aptitudes = Aptitudes.of(cohorte, cohorte.parametres)
    for one in copies:
        one.settle(cohorte.parametres, aptitudes)
    return luck, copies


def _group(one: Copies, calage: float, bareme: Bareme, law: Regime) -> GroupeSimule:
    """Give the candidates at their final level."""
    releve = one.releve(calage, bareme, law)
    known = one.latent + calage, one.domaine + calage
    return GroupeSimule(one.reglement, one.members, one.voies, one.composition, *known, releve)


def _solve(copies: list[Copies], target: float, bareme: Bareme, law: Regime) -> float:
    """Find the move of the level, in points, under which `target` percent of those present are admitted."""
    from scipy.optimize import brentq

    present = [c.composition.present for c in copies]
    total = max(sum(int(here.sum()) for here in present), 1)
    seen: dict[float, float] = {}

    def excess(calage: float) -> float:
        if calage in seen:
            return seen[calage]
        admitted = sum(int(c.admis(calage, bareme, law).sum()) for c in copies)
        seen[calage] = 100 * admitted / total - target
        return seen[calage]

    low, high = CALAGE_PROBABLE
    while excess(low) > 0 and low > -CALAGE_MAX:
        low -= high - CALAGE_PROBABLE[0]
    while excess(high) < 0 and high < CALAGE_MAX:
        high += high - low
    if excess(low) <= 0 <= excess(high):
        brentq(excess, low, high, xtol=CALAGE_PRECISION)
    best = min(seen, key=lambda calage: (abs(seen[calage]), abs(calage)))
    if abs(seen[best]) > max(TOLERANCE, 100 / total):
        codes = ", ".join(c.code for c in copies)
        raise CalibrationError(
            f"calage non convergé pour {codes} : taux du premier groupe visé {target:g} %, le plus proche possible "
            f"{target + seen[best]:.1f} % ({total} candidats). "
            "Remède : revoir taux_groupe1, absence_par_epreuve ou candidats."
        )
    return best
