"""The simulation of a cohort: candidates and marks, at a level that meets the target (equations: docs/model.md)."""

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

#: Largest shift of the level to meet the target, in points; `LEVEL_SHIFT_PRECISION` says how finely it is searched.
LEVEL_SHIFT_MAX = 12.0
#: The usual range of the level: the search begins there, and widens if needed.
LEVEL_SHIFT_LIKELY = (0.5, 2.5)
LEVEL_SHIFT_PRECISION = 1e-4
#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3
#: The number of candidates below which a level solved on them would only reflect their luck; the number drawn instead;
#: and the least number per specialty where specialties are solved apart.
CALIBRATION_MINIMUM, CALIBRATION_CANDIDATES, PAR_SPECIALITE = 100, 20_000, 1_000
#: Regimes of one cohort whose deliberations are kept, and the most candidates for all of them: some 80 bytes each.
KEPT, KEPT_CANDIDATES = 4, 4_000_000


@dataclass(frozen=True, repr=False)
class SimulatedCohort(DrawnCohort):
    """A simulated cohort, to which any regime may be applied."""

    def under(self, regime: Regime) -> Under:
        """Return the results of each candidate under a regime. The last regimes asked for are kept."""
        found = next((one for one in self._under if one.regime == regime), None)
        # Made from the candidates alone: if it held this cohort, which keeps it, neither would be freed after its last
        # use.
        one = found or Under(self.drawn, regime)
        self._under[:] = [*(other for other in self._under if other is not one), one]
        while len(self._under) > max(1, min(KEPT, KEPT_CANDIDATES // self.cohorte.candidats)):
            self._under.pop(0).forget()
        return one

    @property
    def drawn(self) -> DrawnCohort:
        """Return the candidates, without the results kept for any regime."""
        return DrawnCohort(self.cohorte, self.groupes, self.level_shift, self.luck, self.calibrated_elsewhere)

    @cached_property
    def _under(self) -> list[Under]:
        return []

    @property
    def calibrated(self) -> Under:
        """Return the cohort under the law of its session; its level was solved on that first group."""
        return self.under(load_regime(self.cohorte.bareme.regime))

    @cached_property
    def first_group(self) -> Bools:
        """Return who is admitted at the first group under that law, in the order of the candidates, shape (n,)."""
        return self.calibrated.admis_groupe1


def simulate(cohorte: Cohort, *, told: bool = True) -> SimulatedCohort:
    """Return the simulated candidates of a cohort, with their level calibrated.

    Fewer than 100 candidates take the level of a larger cohort of the same description. A notice reports it if `told`;
    among many draws, the notice concerns the whole set and not each draw.

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
    """Return the same candidates at the same level, with their copies marked again by other markers.

    `correction`: number of the marking; that of `simulated` is 0. Abilities, absences and kept marks stay. The new
    first group need not meet the target. Drawn orals stay too, unless another draw of them is asked for.
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
    """Report which levels come from other candidates than those simulated, and why."""
    few = [c for c in scripts if c.code in elsewhere]
    if not few:
        return
    whose = "" if len(few) == len(scripts) else f" de {', '.join(c.code for c in few)}"
    tell_few("cohorte", None, _candidates(few), whose)


def tell_few(file: str, line: int | None, candidats: int, whose: str = "") -> None:
    """Report that `candidats` candidates, where they are too few, take the level of others."""
    if candidats >= CALIBRATION_MINIMUM:
        return
    words = (
        f"moins de {CALIBRATION_MINIMUM} candidats{whose} pour caler le niveau : c'est celui d'une cohorte plus grande "
        "de même description, et leur taux du premier groupe n'est pas la cible"
    )
    tell(file, words, line=line, column="candidats", value=f"{candidats}")


def _settled(cohorte: Cohort, correction: int = 0, only: Collection[str] | None = None) -> tuple[Luck, list[Scripts]]:
    """Return the luck and the candidates with their marks, before their level."""
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
    """Return the shift of the level, in points, under which `target` percent of those present are admitted."""
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
