"""Several sessions of one cohort under the same regime, in which candidates always come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.concerned import DISTANCE
from bts_sim.cohort.group import Block, Groupe, asks_abilities
from bts_sim.cohort.orals import Epreuves, epreuves, oral_marks
from bts_sim.cohort.returning import Conservation, LuckOfSession, Registered, entrants_of, registered_again
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.together import applies_together
from bts_sim.cohort.under import DIPLOMA
from bts_sim.droit.acquis import duree
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL, Statut
from bts_sim.errors import Fault, InputError
from bts_sim.stats.groups import present

#: Sessions followed, as many as the years for which a mark is kept; draws of luck that are averaged.
SESSIONS, DRAWS = 5, 4
#: Bounds of the sessions, of the draws, and of a gain of ability in points.
SESSIONS_MAX, DRAWS_MAX, PROGRESS_MAX = 50, 10_000, 20
#: Decisions after which a candidate may come back. Eliminated candidates behave as refused ones.
WITHOUT_DIPLOMA = (Decision.REFUSE, Decision.ELIMINE)
#: Rank that means that no session followed gives the diploma.
NEVER = 0


@dataclass(frozen=True)
class Journey:
    """The life of each candidate under one regime if they always come back, in the order of their numbers.

    `diplome`: rank of the session of the diploma, NEVER if none of those followed gives it, shape (d, n), one row per
    draw of luck. `unites`, `oraux`: ordinary units and orals to sit at each session, 0 after the diploma, shape (d, s,
    n). `groupe1`: admitted by the first group of the first session, shape (n,). `calibrated`: whether the level was
    solved for that number.

    Leaving is not drawn. It depends on nothing else, so session k is reached with the probability of a return to the
    power k - 1, and every rate of return is read from the same lives.
    """

    regime: Regime
    cohorte: SimulatedCohort
    conservation: Conservation
    diplome: NDArray[np.uint8]
    unites: NDArray[np.uint8]
    oraux: NDArray[np.uint8]
    groupe1: Bools
    calibrated: bool

    def of_draw(self, cohorte: SimulatedCohort, rank: int) -> Journey:
        """Return the lives of one of the cohorts stacked in that of these: `cohorte`, the one of that rank."""
        size = cohorte.cohorte.candidats
        those = slice(rank * size, (rank + 1) * size)
        groupe1 = self.groupe1[those]
        return replace(
            self,
            cohorte=cohorte,
            diplome=self.diplome[:, those],
            unites=self.unites[:, :, those],
            oraux=self.oraux[:, :, those],
            groupe1=groupe1,
            calibrated=cohorte.sets_number_of(groupe1),
        )

    @property
    def sessions(self) -> int:
        """Return the number of sessions followed."""
        return int(self.unites.shape[1])

    def reached(self, rate: float) -> Floats:
        """Return the probability of reaching each session without a diploma from the earlier ones, shape (s,).

        `rate`: percent of the candidates without a diploma who come back each year.
        """
        reached: Floats = np.power(rate / 100, np.arange(self.sessions, dtype=np.float64))
        return reached

    def obtained(self, rate: float, sessions: int) -> Floats:
        """Return the probability of the diploma within so many sessions, draw by draw, shape (d, n).

        The luck of return is the same under every regime, so the lower of two such probabilities is that of the diploma
        under both.
        """
        return self.had(self.reached(rate)[:sessions])

    def had(self, reached: Floats) -> Floats:
        """Return the probability of the diploma, draw by draw, shape (d, n), from that of reaching each session."""
        by_rank = np.zeros(1 + self.sessions)
        by_rank[1 : 1 + reached.size] = reached
        had: Floats = by_rank[self.diplome]
        return had


@asks_abilities
def journeys(
    cohorte: SimulatedCohort,
    *regimes: Regime,
    sessions: int = SESSIONS,
    draws: int = DRAWS,
    progress: float = 0.0,
    kept_marks: float | None = None,
) -> list[Journey]:
    """Return the life of each candidate over several sessions under each regime, which applies to all the sessions.

    The first session is that of `SimulatedCohort.under`, draw by draw. The candidates, and their luck at every session,
    are the same under every regime.

    Args:
        cohorte: the candidates.
        regimes: the regimes, the baseline first.
        sessions: number of sessions followed.
        draws: number of draws of luck that are averaged.
        progress: ability gained from one session to the next, points.
        kept_marks: percent of the marks of at least 10 that are kept; by default, the parameter of the cohort.

    Raises:
        InputError: a number is out of bounds, a regime concerns candidates by their distance from admission, or some
            candidates follow the forme progressive, whose reports of marks are not modelled.
    """
    _check(cohorte, regimes, sessions, draws, progress, kept_marks)
    conservation = Conservation(kept_marks, duree(cohorte.cohorte.bareme.session), progress)
    first = [_first_session(cohorte, regime) for regime in regimes]
    lives = [_Lives.empty(draws, sessions, cohorte.cohorte.candidats) for _ in regimes]
    for draw in range(draws):
        _one_draw(cohorte, first, lives, conservation, draw)
    groupe1 = [_admis(cohorte, of_regime) for of_regime in first]
    return [
        Journey(
            regime,
            cohorte,
            conservation,
            life.diplome,
            life.unites,
            life.oraux,
            one,
            cohorte.sets_number_of(one),
        )
        for regime, life, one in zip(regimes, lives, groupe1, strict=True)
    ]


def _check(
    cohorte: SimulatedCohort,
    regimes: Sequence[Regime],
    sessions: int,
    draws: int,
    progress: float,
    kept_marks: float | None,
) -> None:
    bounds = {
        "sessions": (sessions, 1, SESSIONS_MAX),
        "draws": (draws, 1, DRAWS_MAX),
        "progress": (progress, -PROGRESS_MAX, PROGRESS_MAX),
        "kept_marks": (kept_marks, 0, 100),
    }
    faults = [
        Fault("journeys", None, name, f"{value:g}", "hors bornes", f"de {low} à {high}")
        for name, (value, low, high) in bounds.items()
        if value is not None and not low <= value <= high
    ]
    for regime in regimes:
        if regime.pour and DISTANCE in regime.pour.conditions:
            problem = "la moyenne d'un candidat change d'une session à l'autre : qui cette réforme concerne aussi"
            remedy = "demander les retours d'une réforme par voie, origine, sexe, spécialité ou académie"
            faults.append(Fault(regime.nom, None, f"pour.{DISTANCE}", "", problem, remedy))
    if any(block.releve.inacheve.any() for block in cohorte.blocks):
        problem = "les reports de la forme progressive ne sont pas modélisés d'une session à l'autre"
        faults.append(Fault("cohorte", None, "parametres.forme_progressive", "", problem, "la mettre à 0"))
    if faults:
        raise InputError(faults)


@dataclass(frozen=True)
class _Lives:
    """The arrays of one regime, filled session by session (see `Journey`)."""

    diplome: NDArray[np.uint8]
    unites: NDArray[np.uint8]
    oraux: NDArray[np.uint8]

    @classmethod
    def empty(cls, draws: int, sessions: int, n: int) -> _Lives:
        diplome = np.full((draws, n), NEVER, dtype=np.uint8)
        return cls(diplome, *(np.zeros((draws, sessions, n), dtype=np.uint8) for _ in range(2)))


@dataclass(frozen=True)
class _Epreuves:
    """One session of a group of candidates, as the jury sees it before the orals. `held`: with its luck."""

    held: SimulatedCohort
    registered: Registered
    deliberation: Deliberation[Groupe | Block]

    @classmethod
    def of(cls, held: SimulatedCohort, registered: Registered, regime: Regime) -> _Epreuves:
        return cls(held, registered, Deliberation(registered.groupe, held.cohorte.bareme, regime))

    @cached_property
    def orals(self) -> Epreuves:
        """Return the orals that the authorised sit: those of the first session are the same in every draw of luck."""
        return epreuves(self.held, self.deliberation)

    @cached_property
    def unites(self) -> Ints:
        """Return how many ordinary units each candidate sits, shape (m,)."""
        # In a table of several specialties, a unit that a règlement does not have is not sat either.
        held = self.registered.groupe.releve.ont(Statut.BE, Statut.RE, Statut.DI, Statut.SANS)
        units: Ints = (~held).sum(axis=1)
        return units

    def decide(self, draw: int) -> tuple[Ints, NDArray[np.uint8]]:
        """Return the marks of the orals under a draw, hundredths, and the final decision, shape (m,)."""
        oraux = oral_marks(self.held, self.deliberation, draw, self.orals)
        return oraux, self.deliberation.second(oraux).decision


def _first_session(cohorte: SimulatedCohort, regime: Regime) -> list[_Epreuves]:
    together = all(applies_together(part, cohorte.cohorte.choix_des_oraux) for part in regime.parts)
    groups = cohorte.blocks if together else cohorte.groupes
    if regime.pour is None:
        return [_Epreuves.of(cohorte, entrants_of(g), regime) for g in groups]
    whom = cohorte.under(regime).concerned
    return [
        _Epreuves.of(cohorte, entrants_of(g if of_them.all() else g.part(np.flatnonzero(of_them))), part)
        for g in groups
        for part, those in zip(regime.parts, (whom, ~whom), strict=True)
        if (of_them := those[g.candidats]).any()
    ]


def _admis(cohorte: SimulatedCohort, epreuves: Sequence[_Epreuves]) -> Bools:
    """Return whether the first group admits each candidate, shape (n,)."""
    admis = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for one in epreuves:
        admis[one.registered.groupe.candidats] = one.deliberation.premier.ont(Decision.ADMIS)
    return admis


def _one_draw(
    cohorte: SimulatedCohort,
    first: Sequence[Sequence[_Epreuves]],
    lives: Sequence[_Lives],
    conservation: Conservation,
    draw: int,
) -> None:
    """Fill the lives of one draw of luck, from the first session to the last."""
    sessions = lives[0].unites.shape[1] if lives else 0
    here, now = present(cohorte), [list(of_regime) for of_regime in first]
    number = draw
    for rank in range(1, sessions + 1):
        # The luck of one session serves every regime and is then dropped: that of all sessions would fill the memory.
        luck = LuckOfSession(cohorte.luck, rank + 1, draw)
        following = replace(cohorte, luck=luck)
        for life, groups in zip(lives, now, strict=True):
            for i, one in enumerate(groups):
                oraux, decision = one.decide(number)
                _write(life, one, oraux, decision, draw, rank)
                if rank < sessions:
                    back = _are(decision, WITHOUT_DIPLOMA) & here[one.registered.groupe.candidats]
                    again = registered_again(
                        cohorte, one.registered, one.deliberation, back, oraux, conservation, rank + 1, luck
                    )
                    groups[i] = _Epreuves.of(following, again, one.deliberation.regime)
        number = 0


def _are(decision: NDArray[np.uint8], some: Sequence[Decision]) -> Bools:
    """Return which decisions are among a few."""
    found: Bools = np.logical_or.reduce([decision == one.value for one in some])
    return found


def _write(life: _Lives, one: _Epreuves, oraux: Ints, decision: NDArray[np.uint8], draw: int, rank: int) -> None:
    g = one.registered.groupe
    admis = _are(decision, DIPLOMA)
    life.diplome[draw, g.candidats[admis]] = rank
    life.unites[draw, rank - 1, g.candidats] = one.unites
    life.oraux[draw, rank - 1, g.candidats] = (oraux != SANS_ORAL).sum(axis=1)
