"""The results of each candidate of a cohort under one regime, computed once and shared by every question."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.cohort.concerned import check_concerned, concerned
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.expectation import expected_admission
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.held import UNSAID
from bts_sim.cohort.orals import Epreuves, epreuves, oral_marks
from bts_sim.cohort.together import applies_together
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision, Decisions, SecondGroupe
from bts_sim.droit.points import Bools, Floats, Ints

G = TypeVar("G", Groupe, Groupe | Block)

#: Decisions that give the diploma.
DIPLOMA = (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE)


@dataclass(frozen=True, eq=False, repr=False)
class Under:
    """A cohort under one regime. Every array is read-only, in the order of the candidates, of shape (n,).

    Each part is computed when it is first used, and then kept. A deliberation has one regime for all its candidates:
    where the regime concerns some of them only, the others are in deliberations of the regime that they follow.
    """

    cohorte: DrawnCohort
    regime: Regime

    def __repr__(self) -> str:
        return f"Under({self.cohorte!r}, {self.regime!r})"

    @cached_property
    def deliberations(self) -> tuple[Deliberation[Groupe], ...]:
        """Return the deliberation of each specialty; two, where a reform concerns some of its candidates only."""
        if self.regime.pour is not None:
            return tuple(self._of_those_concerned(lambda one: one.deliberations))
        bareme = self.cohorte.cohorte.bareme
        return tuple(Deliberation(g, bareme, self.regime) for g in self.cohorte.groupes)

    @cached_property
    def epreuves(self) -> tuple[Epreuves, ...]:
        """Return, by specialty, the expected oral marks of the authorised and the orals that they sit.

        They are the same in each draw of the orals.
        """
        return tuple(epreuves(self.cohorte, d) for d in self.deliberations)

    @cached_property
    def together(self) -> Sequence[Deliberation[Groupe | Block]]:
        """Return the deliberations on all candidates, in as few groups as the rules of the regime allow."""
        if self.regime.pour is not None:
            return tuple(self._of_those_concerned(lambda one: one.together))
        if not applies_together(self.regime, self.cohorte.cohorte.choix_des_oraux):
            return self.deliberations
        alike = self.cohorte.first_groups.get(self._first_group)
        if alike is not None:
            return tuple(d.reopened(self.regime) for d in alike)
        bareme = self.cohorte.cohorte.bareme
        found = tuple(Deliberation(block, bareme, self.regime) for block in self.cohorte.blocks)
        self.cohorte.first_groups.clear()
        self.cohorte.first_groups[self._first_group] = found
        return found

    @cached_property
    def concerned(self) -> Bools:
        """Return whom the regime concerns: everybody, or those whom its `pour` names."""
        found = np.ones(self.cohorte.cohorte.candidats, dtype=bool)
        if self.regime.pour is not None:
            check_concerned([self.regime], self.cohorte.cohorte)
            for block in self.cohorte.blocks:
                found[block.candidats] = concerned(block, self.regime.pour, self.cohorte.cohorte.bareme)
        return _frozen(found)

    def _of_those_concerned(self, several: Callable[[Under], Sequence[Deliberation[G]]]) -> Iterator[Deliberation[G]]:
        """Yield `several` deliberations of the own rules on those concerned, and of the others' regime on the others.

        Both regimes are those of the whole cohort first, which share what decides alike.
        """
        for regime, whom in zip(self.regime.parts, (self.concerned, ~self.concerned), strict=True):
            for d in several(Under(self.cohorte, regime)) if whom.any() else ():
                rows = np.flatnonzero(whom[d.groupe.candidats])
                if rows.size:
                    yield d if rows.size == d.groupe.candidats.size else d.part(rows)

    @property
    def _first_group(self) -> Hashable:
        """Return all that decides the first group: two regimes that share it decide it once."""
        own = self.bareme
        rules = self.regime.admission, self.regime.seuil_points, self.regime.lectures
        return rules, own.seuil_admission, own.seuil_facultatif, own.seuil_benefice

    @cached_property
    def bareme(self) -> Bareme:
        """Return the barème of the session, as the regime changes it."""
        return self.cohorte.cohorte.bareme.sous(self.regime)

    @cached_property
    def premier(self) -> Decisions:
        """Return the decision of the first group."""
        return self.laid_out(lambda d: d.premier.decision, np.uint8)

    @cached_property
    def admis_groupe1(self) -> Bools:
        """Return who is admitted at the first group."""
        return _frozen(np.equal(self.premier, Decision.ADMIS.value))

    @cached_property
    def elimine(self) -> Bools:
        """Return who is eliminated at the first group."""
        return _frozen(np.equal(self.premier, Decision.ELIMINE.value))

    @cached_property
    def sans_decision(self) -> Bools:
        """Return who receives no final decision at this session."""
        return _frozen(np.equal(self.premier, Decision.SANS_DECISION_FINALE.value))

    @cached_property
    def autorise(self) -> Bools:
        """Return who may sit the épreuves de contrôle."""
        return self.laid_out(lambda d: d.controle.autorise, np.bool_)

    @cached_property
    def admission(self) -> Floats:
        """Return the probability of the diploma, from 0 to 1, over the oral marks; 0 or 1 for those who sit no oral.

        Exact, without a draw. The severity that the candidates of a jury share counts here, but not in `variance`.
        """
        found = self.admis_groupe1.astype(np.float64)
        for d, known in zip(self.together, self.epreuves_together, strict=True):
            who = d.groupe.candidats[d.controle.autorise]
            found[who] = expected_admission(d, known, self.cohorte.parameters_of(who))
        return _frozen(self._as_held(found))

    def _as_held(self, chances: Floats) -> Floats:
        """Return the chances of all, those of the candidates whose orals were held being what became of them."""
        orals = self.cohorte.orals_held(self.regime)
        if orals is None:
            return chances
        _, who = self.cohorte.draws_of(np.arange(chances.size))
        admitted = orals.admitted[who]
        found: Floats = np.where(admitted == UNSAID, chances, admitted)
        return found

    @cached_property
    def epreuves_together(self) -> tuple[Epreuves, ...]:
        """Return, for each deliberation of `together`, the expected oral marks of the authorised and their orals."""
        return tuple(epreuves(self.cohorte, d) for d in self.together)

    @property
    def variance(self) -> Floats:
        """Return the variance of each candidate's admission, a yes/no outcome, for independent orals.

        Source: S. D. Poisson, Recherches sur la probabilité des jugements (1837); the sum has a Poisson-binomial law.
        """
        return self.admission * (1 - self.admission)

    @cached_property
    def generale(self) -> Floats:
        """Return the general mean on 20, for display and statistics only."""
        return self.laid_out(lambda d: d.premier.generale.sur_20(), np.float64)

    @cached_property
    def professionnelle(self) -> Floats:
        """Return the professional mean on 20, for display and statistics only."""
        return self.laid_out(lambda d: d.premier.professionnelle.sur_20(), np.float64)

    @cached_property
    def specialite(self) -> NDArray[np.str_]:
        """Return the specialty of each candidate, "" where it has no règlement of its own: none is told apart."""
        described = self.cohorte.cohorte
        told = np.array(["" if code in described.donors else code for code in described.specialites])
        return _frozen(told[self.cohorte.specialty_ranks])

    def decision(self, draw: int = 0) -> Ints:
        """Return the final decision; `draw`: number of the draw of the orals."""
        return self._joined((one.decision for one in self._second(draw)), np.int64)

    def admis(self, draw: int = 0) -> Bools:
        """Return who has the diploma under a draw of the orals."""
        return np.isin(self.decision(draw), DIPLOMA)

    def frame(self, draw: int = 0) -> pd.DataFrame:
        """Return the results under a draw of the orals as a table: one row per candidate, decisions by name."""
        second = self._second(draw)
        decision = self._joined((one.decision for one in second), np.int64)
        names = np.array([one.name.lower() for one in Decision])
        return pd.DataFrame(
            {
                "specialite": self.specialite,
                "admis_groupe1": self.admis_groupe1,
                "autorise": self.autorise,
                "admis": np.isin(decision, DIPLOMA),
                "decision": names[decision],
                "generale": self.generale,
                "professionnelle": self.professionnelle,
                "finale": self._joined((one.finale.sur_20() for one in second), np.float64),
            }
        )

    def averaged(self, draws: Iterable[int]) -> Under:
        """Return the same results, with the probability of the diploma replaced by its frequency over some draws."""
        return self.with_admission(np.mean([self.admis(draw) for draw in draws], axis=0))

    def narrowed(self, regime: Regime) -> Under:
        """Return the results under a regime that opens the same orals to fewer; no chance is summed again.

        Both concern the same candidates, and the others follow the same regime.
        """
        one = Under(self.cohorte, regime)
        own, reopened = self.regime.for_all, regime.for_all
        vars(one)["together"] = tuple(d.reopened(reopened) if d.regime == own else d for d in self.together)
        found = one.with_admission(self.admission * (one.admis_groupe1 | one.autorise))
        found.forget()
        return found

    def with_admission(self, admission: Floats) -> Under:
        """Return the same results with a given probability of the diploma."""
        one = copy(self)
        vars(one)["admission"] = _frozen(admission)
        return one

    def with_oral_spread(self, spread: float) -> Under:
        """Return the results for another spread of oral marks, points. Nothing is decided again before the orals."""
        described = self.cohorte.cohorte
        given = replace(described, parametres={**described.parametres, "ecart_type_oral": spread})
        one = Under(replace(self.cohorte, cohorte=given), self.regime)
        vars(one)["together"] = self.together
        # Of all the ways of choosing, one alone looks at the spread.
        if described.choix_des_oraux != "meilleure_probabilite":
            vars(one)["epreuves_together"] = self.epreuves_together
        return one

    def forget(self) -> None:
        """Drop the parts that take most memory; they are computed again when needed."""
        for name in ("together", "epreuves_together", "deliberations", "epreuves"):
            vars(self).pop(name, None)

    def laid_out(
        self, read: Callable[[Deliberation[Groupe | Block]], NDArray[Any]], kind: type[np.generic]
    ) -> NDArray[Any]:
        """Return what `read` finds in each deliberation as one array, in the order of the candidates."""
        return self._joined(map(read, self.together), kind)

    def _joined(self, parts: Iterable[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
        """Return an array of each deliberation as one array, in the order of the candidates."""
        whole = np.zeros(self.cohorte.cohorte.candidats, dtype=kind)
        for d, part in zip(self.together, parts, strict=True):
            whole[d.groupe.candidats] = part
        return _frozen(whole)

    def _second(self, draw: int) -> list[SecondGroupe]:
        """Return the final decision on the candidates of each deliberation, with the orals of one draw."""
        groups = zip(self.together, self.epreuves_together, strict=True)
        return [d.second(oral_marks(self.cohorte, d, draw, known)) for d, known in groups]


def _frozen(values: NDArray[Any]) -> NDArray[Any]:
    """Return a read-only array, since many questions read it."""
    values.flags.writeable = False
    return values
