"""Make a cohort: candidates and marks, at a level that meets the target rate (docs/model.md has the equations)."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.describe import MAX_CANDIDATES, Cohort
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.group import Groupe, Simulated
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.marking import Scripts, draw
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import Bools
from bts_sim.droit.regimes import load_regime
from bts_sim.errors import CalibrationError
from bts_sim.files.percents import check_rate
from bts_sim.notices import tell
from bts_sim.progress import milestone

#: How far the level may be moved to meet the target, in points, and how finely.
LEVEL_SHIFT_MAX = 12.0
#: Where the level nearly always is: the search begins there, and goes further when it has to.
LEVEL_SHIFT_LIKELY = (0.5, 2.5)
LEVEL_SHIFT_PRECISION = 1e-4
#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3
#: Candidates below whom a level solved on them would be their luck; how many are drawn instead, and how many at least
#: of specialties solved apart.
CALIBRATION_MINIMUM, CALIBRATION_CANDIDATES, PAR_SPECIALITE = 100, 20_000, 1_000
#: Regimes of one cohort whose deliberations are kept, and candidates of all of them together: some 80 bytes each.
KEPT, KEPT_CANDIDATES = 4, 4_000_000


@dataclass(frozen=True, repr=False)
class SimulatedCohort(DrawnCohort):
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
        return DrawnCohort(self.cohorte, self.groupes, self.level_shift, self.luck, self.calibrated_elsewhere)

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


def simulate(cohorte: Cohort, *, told: bool = True) -> SimulatedCohort:
    """Draw the candidates of a cohort and calibrate their level.

    Fewer than 100 have the level of a larger cohort of the same description, which is told unless `told` is false: of
    one draw among many, the whole is to be told and not each.

    Raises CalibrationError when no level meets the target.
    """
    milestone("Cohorte", "tirage des candidats", 0)
    luck, scripts = _settled(cohorte)
    milestone("Cohorte", "calage", 0.5)
    # The target was observed under the law then in force, whatever regime is studied afterwards.
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    level_shift: dict[str, float] = {}
    elsewhere: dict[str, int] = {}
    for solved, target in _solved_together(cohorte, scripts):
        basis = _large_enough(cohorte, solved)
        codes = [c.code for c in solved]
        level_shift |= dict.fromkeys(codes, _solve(basis, target, bareme, law))
        if basis is not solved:
            elsewhere |= dict.fromkeys(codes, _candidates(basis))
    if told:
        _tell_elsewhere(scripts, elsewhere)
    groupes = tuple(_group(c, level_shift[c.code], bareme, law) for c in scripts)
    milestone("Cohorte", "", 1)
    return SimulatedCohort(cohorte, groupes, level_shift, luck, elsewhere)


def mark_again(simulated: SimulatedCohort, correction: int) -> SimulatedCohort:
    """Return the same candidates at the same level, their copies marked again by other markers.

    `correction`: number of the marking, 0 being that of `simulated`. Abilities, absences and kept marks stay; a first
    group marked again need not meet the target. Drawn orals stay too, unless another `tirage` of them is asked for.
    """
    cohorte = simulated.cohorte
    luck, scripts = _settled(cohorte, correction)
    bareme, law = cohorte.bareme, load_regime(cohorte.bareme.regime)
    groupes = tuple(_group(c, simulated.level_shift[c.code], bareme, law) for c in scripts)
    return replace(simulated, groupes=groupes, luck=luck)


def _solved_together(cohorte: Cohort, scripts: list[Scripts]) -> Iterator[tuple[list[Scripts], float]]:
    """Yield the specialties whose level is solved together, and their target in percent."""
    rates = cohorte.taux_groupe1
    if not isinstance(rates, Mapping):
        check_rate("taux_groupe1", rates)
        yield scripts, rates
        return
    for one in scripts:
        check_rate(f"taux_groupe1.{one.code}", rates[one.code])
        yield [one], rates[one.code]


def _large_enough(cohorte: Cohort, scripts: list[Scripts]) -> list[Scripts]:
    """Return copies on which a level may be solved: these, or those of a larger cohort of the same description."""
    if _candidates(scripts) >= CALIBRATION_MINIMUM:
        return scripts
    codes = [c.code for c in scripts]
    share = sum(cohorte.specialites[code] for code in codes)
    wanted = min(max(CALIBRATION_CANDIDATES, math.ceil(PAR_SPECIALITE / share)), MAX_CANDIDATES)
    whole = isinstance(cohorte.taux_groupe1, Mapping)
    _, larger = _settled(replace(cohorte, candidats=wanted), only=codes if whole else None)
    return larger


def _candidates(scripts: list[Scripts]) -> int:
    return sum(c.members.size for c in scripts)


def _tell_elsewhere(scripts: list[Scripts], elsewhere: Mapping[str, int]) -> None:
    """Tell which levels are not those of the candidates simulated, and why."""
    few = [c for c in scripts if c.code in elsewhere]
    if not few:
        return
    whose = "" if len(few) == len(scripts) else f" de {', '.join(c.code for c in few)}"
    tell_few("cohorte", None, _candidates(few), whose)


def tell_few(file: str, line: int | None, candidats: int, whose: str = "") -> None:
    """Tell that so many candidates, where they are too few, have the level of others."""
    if candidats >= CALIBRATION_MINIMUM:
        return
    words = (
        f"moins de {CALIBRATION_MINIMUM} candidats{whose} pour caler le niveau : c'est celui d'une cohorte plus grande "
        "de même description, et leur taux du premier groupe n'est pas la cible"
    )
    tell(file, words, line=line, column="candidats", value=f"{candidats}")


def _settled(cohorte: Cohort, correction: int = 0, only: Collection[str] | None = None) -> tuple[Luck, list[Scripts]]:
    """Draw the candidates and give them marks, but for their level."""
    luck, scripts = draw(cohorte, correction, only)
    abilities = Abilities.of(cohorte, cohorte.parametres)
    for one in scripts:
        one.settle(cohorte.parametres, abilities)
    return luck, scripts


def _group(one: Scripts, level_shift: float, bareme: Bareme, law: Regime) -> Groupe:
    """Return the candidates at their final level."""
    releve = one.releve(level_shift, bareme, law)
    known = Simulated(one.composition, one.latent + level_shift, one.domaine + level_shift)
    return Groupe(one.reglement, one.members, releve, known)


def _solve(scripts: list[Scripts], target: float, bareme: Bareme, law: Regime) -> float:
    """Find the move of the level, in points, under which `target` percent of those present are admitted."""
    from scipy.optimize import brentq

    present = [c.composition.present for c in scripts]
    total = max(sum(int(here.sum()) for here in present), 1)
    seen: dict[float, float] = {}

    def excess(level_shift: float) -> float:
        if level_shift in seen:
            return seen[level_shift]
        admitted = sum(int(c.admis(level_shift, bareme, law).sum()) for c in scripts)
        seen[level_shift] = 100 * admitted / total - target
        return seen[level_shift]

    low, high = LEVEL_SHIFT_LIKELY
    while excess(low) > 0 and low > -LEVEL_SHIFT_MAX:
        low -= high - LEVEL_SHIFT_LIKELY[0]
    while excess(high) < 0 and high < LEVEL_SHIFT_MAX:
        high += high - low
    if excess(low) <= 0 <= excess(high):
        brentq(excess, low, high, xtol=LEVEL_SHIFT_PRECISION)
    best = min(seen, key=lambda level_shift: (abs(seen[level_shift]), abs(level_shift)))
    if abs(seen[best]) > max(TOLERANCE, 100 / total):
        codes = ", ".join(c.code for c in scripts)
        raise CalibrationError(
            f"calage non convergé pour {codes} : taux du premier groupe visé {target:g} %, le plus proche possible "
            f"{target + seen[best]:.1f} % ({total} candidats). "
            "Remède : revoir taux_groupe1, absence_par_epreuve ou candidats."
        )
    return best
