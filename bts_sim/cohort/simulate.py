"""The simulation of a cohort: candidates and marks, at a level that meets the target (equations: docs/model.md)."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.after_orals import after_the_orals
from bts_sim.cohort.describe import MAX_CANDIDATES, Cohort
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.given_marks.block import conditional_block
from bts_sim.cohort.goals import VOIE, Goal, goals, is_by_voie, sets_first_group
from bts_sim.cohort.grid import heap, on_grid
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.held import Held
from bts_sim.cohort.luck import OF_UNIT, Luck
from bts_sim.cohort.marking import Scripts, draw
from bts_sim.cohort.target import Admission, Level, Members, at_first_group, level_for
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import Statut
from bts_sim.errors import CalibrationError
from bts_sim.notices import tell
from bts_sim.progress import milestone

#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3
#: The number of candidates below which a level solved on them would only reflect their luck; the number drawn instead;
#: and the least number per specialty where specialties are solved apart.
CALIBRATION_MINIMUM, CALIBRATION_CANDIDATES, PAR_SPECIALITE = 100, 20_000, 1_000
#: The parameters that keep candidates from the diploma at any level, and so a rate from being met.
NO_DIPLOMA = ("absence_par_epreuve", "dossiers_non_valides", "forme_progressive")
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

    def keep(self, regime: Regime) -> None:
        """Drop the results kept for any regime but one, whose largest parts are dropped too."""
        for one in self._under:
            one.forget()
        self._under[:] = [one for one in self._under if one.regime == regime]

    @cached_property
    def drawn(self) -> DrawnCohort:
        """Return the candidates, without the results kept for any regime."""
        return DrawnCohort(self.cohorte, self.blocks, self.level_shift, self.luck, self.calibrated_elsewhere)

    @property
    def groupes(self) -> tuple[Groupe, ...]:
        """Return the candidates of each specialty."""
        return self.drawn.groupes

    @cached_property
    def _under(self) -> list[Under]:
        return []

    @property
    def calibrated(self) -> Under:
        """Return the cohort under the law of its session, on whose first group a level is solved by default."""
        return self.under(load_regime(self.cohorte.bareme.regime))

    @cached_property
    def first_group(self) -> Bools:
        """Return who is admitted at the first group under that law, in the order of the candidates, shape (n,)."""
        return self.calibrated.admis_groupe1

    def sets_number_of(self, admitted: Bools) -> bool:
        """Return whether the level was solved for the number of these very candidates, admitted at the first group."""
        return sets_first_group(self.cohorte) and np.array_equal(admitted, self.first_group)


def simulate(cohorte: Cohort, *, told: bool = True) -> SimulatedCohort:
    """Return the simulated candidates of a cohort, with their level calibrated, or its real ones with their abilities.

    Fewer than 100 candidates take the level of a larger cohort of the same description. A notice reports it if `told`;
    among many draws, the notice concerns the whole set and not each draw.

    Raises CalibrationError when no level meets the target.
    """
    if cohorte.held is not None:
        return _with_abilities(cohorte, cohorte.held)
    milestone("Cohorte", "tirage des candidats", 0)
    luck, scripts = _settled(cohorte)
    milestone("Cohorte", "calage", 0.5)
    present = [code for code, size in _sizes(cohorte, scripts).items() if size]
    level_shift: dict[str, float] = {}
    elsewhere: dict[str, int] = {}
    for goal in goals(cohorte, present):
        solved = _members(cohorte, scripts, goal)
        basis = _large_enough(cohorte, solved, goal)
        level_shift |= dict.fromkeys(goal.names, _solve(basis, goal))
        if basis is not solved:
            elsewhere |= dict.fromkeys(goal.names, _candidates(basis))
    if told:
        _tell_elsewhere(cohorte, scripts, elsewhere)
    del basis, solved
    blocks = _blocks(scripts, level_shift)
    milestone("Cohorte", "", 1)
    return SimulatedCohort(cohorte, blocks, level_shift, luck, elsewhere)


def simulate_at(cohorte: Cohort, level_shift: Mapping[str, float], elsewhere: Mapping[str, int]) -> SimulatedCohort:
    """Return what `simulate` does, where the level that it would solve is known, and on whom it was solved."""
    luck, scripts = _settled(cohorte)
    return SimulatedCohort(cohorte, _blocks(scripts, level_shift), level_shift, luck, elsewhere)


def _with_abilities(cohorte: Cohort, held: Held) -> SimulatedCohort:
    """Return real candidates with abilities drawn given their marks: these set their level."""
    luck = Luck(cohorte.seed, held.size)
    abilities = Abilities.of(cohorte)
    block = conditional_block(held, cohorte.people, cohorte.parametres, abilities, luck)
    return SimulatedCohort(cohorte, (block,), {}, luck)


def mark_again(simulated: SimulatedCohort, correction: int) -> SimulatedCohort:
    """Return the same candidates at the same level, with their copies marked again by other markers.

    `correction`: number of the marking; that of `simulated` is 0. Abilities, absences and kept marks stay. The new
    first group need not meet the target. Drawn orals stay too, unless another draw of them is asked for.
    """
    if simulated.cohorte.held is not None:
        blocks = tuple(_marked_again(one, simulated.cohorte, correction) for one in simulated.blocks)
        return replace(simulated, blocks=blocks)
    luck, scripts = _settled(simulated.cohorte, correction)
    return replace(simulated, blocks=_blocks(scripts, simulated.level_shift), luck=luck)


def with_effort(simulated: SimulatedCohort, effort: Floats) -> SimulatedCohort:
    """Return the same candidates with abilities moved by some points each at this session, shape (n,).

    Their luck, their level and the marks that they keep from a former session stay.
    """
    _, scripts = _settled(simulated.cohorte)
    shifts = ((one, _levels(one, simulated.level_shift)) for one in scripts)
    blocks = tuple(one.block(shift, effort=effort[one.drawn.members]) for one, shift in shifts)
    return replace(simulated, blocks=blocks)


def _marked_again(block: Block | Groupe, cohorte: Cohort, correction: int) -> Block | Groupe:
    """Return real candidates with other marks of this session, by the equations of `marking`; the kept ones stay."""
    p, releve = cohorte.parametres, block.releve
    streams, units = f"recorrection.{correction}.unite", releve.notes.shape[1]
    luck = Luck(cohorte.seed, cohorte.candidats).of_units(streams, units, OF_UNIT, block.candidats)
    points = block.latent + np.where(releve.ponctuelle, 0, p["avantage_ccf"])
    points += p["ecart_type_correcteur"] * luck.normal("correcteur")
    lifted = releve.ponctuelle & luck.below("tassement", p["tassement_a_10"])
    marks = heap(on_grid(points, round(p["pas_de_note"] * CENTIEMES)), lifted)
    return replace(block, releve=replace(releve, notes=np.where(releve.ont(Statut.NOTE), marks, releve.notes)))


def _members(cohorte: Cohort, scripts: Sequence[Scripts], goal: Goal) -> list[Members]:
    """Return the candidates of a goal, block by block."""
    if goal.voie:
        chosen = [one.composition.attributes()[VOIE].are(goal.voie) for one in scripts]
    else:
        ranks = [rank for rank, code in enumerate(cohorte.specialites) if code in goal.codes]
        chosen = [np.isin(one.reglement.rangs, ranks) for one in scripts]
    return [
        Members(one, None if those.all() else np.flatnonzero(those)) for one, those in zip(scripts, chosen, strict=True)
    ]


def _large_enough(cohorte: Cohort, members: list[Members], goal: Goal) -> list[Members]:
    """Return candidates on whom a level may be solved: these, or those of a larger cohort of the same description."""
    if _candidates(members) >= CALIBRATION_MINIMUM:
        return members
    larger = larger_for(cohorte, goal)
    _, scripts = _settled(larger, only=goal.codes if goal.apart and not goal.voie else None)
    return _members(larger, scripts, goal) if goal.voie else [Members(one) for one in scripts]


def larger_for(cohorte: Cohort, goal: Goal) -> Cohort:
    """Return a larger cohort of the same description, on which the level of a goal may be solved."""
    share = 1.0
    if goal.voie:
        share = (cohorte.people.margins().voies or {})[goal.voie]
    elif goal.apart:
        share = sum(cohorte.specialites[code] for code in goal.codes)
    wanted = min(max(CALIBRATION_CANDIDATES, math.ceil(PAR_SPECIALITE / share)), MAX_CANDIDATES)
    return replace(cohorte, candidats=wanted, counts=None)


def _candidates(members: Sequence[Members]) -> int:
    return sum(one.size for one in members)


def _sizes(cohorte: Cohort, scripts: Sequence[Scripts]) -> dict[str, int]:
    """Return the number of candidates of each specialty."""
    counts = [np.bincount(one.reglement.rangs, minlength=len(cohorte.specialites)) for one in scripts]
    return dict(zip(cohorte.specialites, np.sum(counts, axis=0).tolist(), strict=True))


def _tell_elsewhere(cohorte: Cohort, scripts: Sequence[Scripts], elsewhere: Mapping[str, int]) -> None:
    """Report which levels come from other candidates than those simulated, and why."""
    counted = _of_voies(scripts) if is_by_voie(cohorte) else _sizes(cohorte, scripts)
    sizes = {name: size for name, size in counted.items() if size}
    few = [name for name in sizes if name in elsewhere]
    if not few:
        return
    whose = "" if len(few) == len(sizes) else f" de {', '.join(few)}"
    tell_few("cohorte", None, sum(sizes[name] for name in few), whose)


def _of_voies(scripts: Sequence[Scripts]) -> dict[str, int]:
    """Return the number of candidates of each voie."""
    voies = scripts[0].composition.voies
    counts = [np.bincount(one.composition.voie, minlength=len(voies)) for one in scripts]
    return dict(zip(voies, np.sum(counts, axis=0).tolist(), strict=True))


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
    abilities = Abilities.of(cohorte)
    for one in scripts:
        one.settle(cohorte.parametres, abilities)
        one.forget()
    return luck, scripts


def _blocks(scripts: list[Scripts], level_shift: Mapping[str, float]) -> tuple[Block, ...]:
    """Return the candidates at their level, block by block; the scripts of a block go as soon as it is made."""
    found = []
    while scripts:
        one = scripts.pop(0)
        found.append(one.block(_levels(one, level_shift)))
    return tuple(found)


def _levels(one: Scripts, level_shift: Mapping[str, float]) -> float | Floats:
    """Return the level of the candidates of a block, points: one for all, or one for each, shape (n,)."""
    if len(set(level_shift.values())) == 1:
        return next(iter(level_shift.values()))
    names, ranks = list(one.cohorte.specialites), one.reglement.rangs
    if is_by_voie(one.cohorte):
        names, ranks = list(one.composition.voies), one.composition.voie
    # One without a candidate has no level.
    levels: Floats = np.array([level_shift.get(name, 0.0) for name in names])[ranks]
    return levels


def _weights(members: Members) -> Floats:
    """Return what each of some candidates weighs in a total, shape (n,)."""
    ranks = members.scripts.reglement.rangs
    weights: Floats = members.scripts.cohorte.weights[ranks if members.rows is None else ranks[members.rows]]
    return weights


def _present(members: Members) -> float:
    """Return the candidates present among some, each counted for what it weighs."""
    if members.scripts.cohorte.counts is None:
        return members.present()
    here = members.scripts.composition.present
    return float(_weights(members)[here if members.rows is None else here[members.rows]].sum())


def _weighed(admission: Admission) -> Admission:
    """Return an admission counted as what each candidate weighs."""

    def weighed(members: Members, level_shift: float | Floats) -> tuple[Floats, Ints]:
        admitted, kept = admission(members, level_shift)
        return admitted * _weights(members), kept

    return weighed


def _solve(members: Sequence[Members], goal: Goal) -> float:
    """Return the shift of the level, in points, under which as many of those present are admitted as a goal says."""
    cohorte = members[0].scripts.cohorte
    total = max(sum(_present(one) for one in members), 1)
    admission = at_first_group if goal.regime is None else after_the_orals(cohorte, goal.regime)
    found = level_for(members, goal.rate / 100 * total, admission if cohorte.counts is None else _weighed(admission))
    check_met(found, goal, total)
    return found.shift


def check_met(found: Level, goal: Goal, total: float) -> None:
    """Raise CalibrationError if the level found misses a goal among `total` candidates present."""
    rate = 100 * found.admitted / total
    if abs(rate - goal.rate) > max(TOLERANCE, 100 / total):
        key = "taux_groupe1" if goal.regime is None else "taux_admis"
        raise CalibrationError(
            f"calage non convergé pour {', '.join(goal.names)} : {goal}, le plus proche "
            f"possible {rate:.1f} % ({round(total)} candidats). Remède : revoir {key}, candidats ou ce qui "
            f"prive du diplôme quelle que soit la note ({', '.join(NO_DIPLOMA)})."
        )
