"""Make a cohort: candidates and marks, at a level that meets the target rate (docs/model.md has the equations)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bts_sim.cohort.abilities import Aptitudes
from bts_sim.cohort.describe import MAX_CANDIDATS, Cohorte
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.group import Groupe, Simulated
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.marking import Copies, draw
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import Bools
from bts_sim.droit.regimes import load_regime
from bts_sim.errors import CalibrationError
from bts_sim.files.percents import check_rate
from bts_sim.notices import tell
from bts_sim.progress import jalon

#: How far the level may be moved to meet the target, in points, and how finely.
CALAGE_MAX = 12.0
#: Where the level nearly always is: the search begins there, and goes further when it has to.
CALAGE_PROBABLE = (0.5, 2.5)
CALAGE_PRECISION = 1e-4
#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3
#: Candidates below whom a level solved on them would be their luck; how many are drawn instead, and how many at least
#: of specialties solved apart.
MINIMUM_DU_CALAGE, CANDIDATS_DU_CALAGE, PAR_SPECIALITE = 100, 20_000, 1_000
#: Regimes of one cohort whose deliberations are kept, and candidates of all of them together: some 80 bytes each.
KEPT, KEPT_CANDIDATES = 4, 4_000_000


@dataclass(frozen=True)
class CohorteSimulee(DrawnCohort):
    """A simulated cohort, of which any regime may be asked."""

    def under(self, regime: Regime) -> Under:
        """Return what a regime makes of each candidate. The last regimes asked for are kept."""
        found = next((one for one in self._under if one.regime == regime), None)
        # Of the candidates alone: if it held this cohort, which keeps it, the two would outlive their last use.
        one = found or Under(self.drawn, regime)
        self._under[:] = [*(other for other in self._under if other is not one), one]
        while len(self._under) > max(1, min(KEPT, KEPT_CANDIDATES // self.cohorte.candidats)):
            self._under.pop(0).forget()
        return one

    @property
    def drawn(self) -> DrawnCohort:
        """Return the candidates, of whom nothing is kept."""
        return DrawnCohort(self.cohorte, self.groupes, self.calage, self.luck, self.cales_ailleurs)

    @cached_property
    def _under(self) -> list[Under]:
        return []

    @property
    def calibrated(self) -> Under:
        """Return the cohort under the law of its session, to whose first group its level was solved."""
        return self.under(load_regime(self.cohorte.bareme.regime))

    @cached_property
    def first_group(self) -> Bools:
        """Who is admitted at the first group under that law, in the order of the candidates, shape (n,)."""
        return self.calibrated.admis_groupe1


def simulate(cohorte: Cohorte, *, told: bool = True) -> CohorteSimulee:
    """Draw the candidates of a cohort and calibrate their level.

    Fewer than 100 have the level of a larger cohort of the same description, which is told unless `told` is false: of
    one draw among many, the whole is to be told and not each.

    Raises CalibrationError when no level meets the target.
    """
    jalon("Cohorte", "tirage des candidats", 0)
    luck, copies = _settled(cohorte)
    jalon("Cohorte", "calage", 0.5)
    # The target was observed under the law then in force, whatever regime is studied afterwards.
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    calage: dict[str, float] = {}
    elsewhere: dict[str, int] = {}
    for solved, target in _solved_together(cohorte, copies):
        basis = _large_enough(cohorte, solved)
        codes = [c.code for c in solved]
        calage |= dict.fromkeys(codes, _solve(basis, target, bareme, law))
        if basis is not solved:
            elsewhere |= dict.fromkeys(codes, _candidates(basis))
    if told:
        _tell_elsewhere(copies, elsewhere)
    groupes = tuple(_group(c, calage[c.code], bareme, law) for c in copies)
    jalon("Cohorte", "", 1)
    return CohorteSimulee(cohorte, groupes, calage, luck, elsewhere)


def recorriger(simulee: CohorteSimulee, correction: int) -> CohorteSimulee:
    """Give the same candidates at the same level, their copies marked again by other markers.

    `correction`: number of the marking, 0 being that of `simulee`. Abilities, absences and kept marks stay; a first
    group marked again need not meet the target. Drawn orals stay too, unless another `tirage` of them is asked for.
    """
    cohorte = simulee.cohorte
    luck, copies = _settled(cohorte, correction)
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    groupes = tuple(_group(c, simulee.calage[c.code], bareme, law) for c in copies)
    return replace(simulee, groupes=groupes, luck=luck)


def _solved_together(cohorte: Cohorte, copies: list[Copies]) -> Iterator[tuple[list[Copies], float]]:
    """Give the specialties whose level is solved together, and their target in percent."""
    rates = cohorte.taux_groupe1
    if not isinstance(rates, Mapping):
        check_rate("taux_groupe1", rates)
        yield copies, rates
        return
    for one in copies:
        check_rate(f"taux_groupe1.{one.code}", rates[one.code])
        yield [one], rates[one.code]


def _large_enough(cohorte: Cohorte, copies: list[Copies]) -> list[Copies]:
    """Give copies on which a level may be solved: these, or those of a larger cohort of the same description."""
    if _candidates(copies) >= MINIMUM_DU_CALAGE:
        return copies
    codes = [c.code for c in copies]
    share = sum(cohorte.specialites[code] for code in codes)
    wanted = min(max(CANDIDATS_DU_CALAGE, math.ceil(PAR_SPECIALITE / share)), MAX_CANDIDATS)
    whole = isinstance(cohorte.taux_groupe1, Mapping)
    _, larger = _settled(replace(cohorte, candidats=wanted), only=codes if whole else None)
    return larger


def _candidates(copies: list[Copies]) -> int:
    return sum(c.members.size for c in copies)


def _tell_elsewhere(copies: list[Copies], elsewhere: Mapping[str, int]) -> None:
    """Tell which levels are not those of the candidates simulated, and why."""
    few = [c for c in copies if c.code in elsewhere]
    if not few:
        return
    whose = "" if len(few) == len(copies) else f" de {', '.join(c.code for c in few)}"
    tell_few("cohorte", None, _candidates(few), whose)


def tell_few(file: str, line: int | None, candidats: int, whose: str = "") -> None:
    """Tell that so many candidates, where they are too few, have the level of others."""
    if candidats >= MINIMUM_DU_CALAGE:
        return
    words = (
        f"moins de {MINIMUM_DU_CALAGE} candidats{whose} pour caler le niveau : c'est celui d'une cohorte plus grande "
        "de même description, et leur taux du premier groupe n'est pas la cible"
    )
    tell(file, words, line=line, column="candidats", value=f"{candidats}")


def _settled(cohorte: Cohorte, correction: int = 0, only: Collection[str] | None = None) -> tuple[Luck, list[Copies]]:
    """Draw the candidates and give them marks, but for their level."""
    luck, copies = draw(cohorte, correction, only)
    aptitudes = Aptitudes.of(cohorte, cohorte.parametres)
    for one in copies:
        one.settle(cohorte.parametres, aptitudes)
    return luck, copies


def _group(one: Copies, calage: float, bareme: Bareme, law: Regime) -> Groupe:
    """Give the candidates at their final level."""
    releve = one.releve(calage, bareme, law)
    known = Simulated(one.composition, one.latent + calage, one.domaine + calage)
    return Groupe(one.reglement, one.members, releve, known)


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
