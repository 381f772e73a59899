"""What one regime makes of each candidate of a cohort: worked out once, asked by every question."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.expectation import expected_admission
from bts_sim.cohort.group import Groupe
from bts_sim.cohort.orals import Epreuves, epreuves, oral_marks
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision, Decisions, SecondGroupe
from bts_sim.droit.points import Bools, Floats, Ints

#: Decisions that give the diploma.
DIPLOMA = (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE)


@dataclass(frozen=True, eq=False, repr=False)
class Under:
    """A cohort under one regime. Every array is in the order of the candidates, of shape (n,), and read only.

    Each part is worked out when it is first asked for, and then kept.
    """

    cohorte: DrawnCohort
    regime: Regime

    def __repr__(self) -> str:
        return f"Under({self.cohorte!r}, {self.regime!r})"

    @cached_property
    def deliberations(self) -> tuple[Deliberation[Groupe], ...]:
        """The deliberation of each group."""
        bareme = self.cohorte.cohorte.bareme
        return tuple(Deliberation(g, bareme, self.regime) for g in self.cohorte.groupes)

    @cached_property
    def epreuves(self) -> tuple[Epreuves, ...]:
        """What the authorised of each group may expect at the orals, and which they sit: the same in every draw."""
        return tuple(epreuves(self.cohorte, d) for d in self.deliberations)

    @cached_property
    def bareme(self) -> Bareme:
        """The barème of the session as the regime changes it."""
        return self.cohorte.cohorte.bareme.sous(self.regime)

    @cached_property
    def premier(self) -> Decisions:
        """Decision of the first group."""
        return self.laid_out((d.premier.decision for d in self.deliberations), np.uint8)

    @cached_property
    def admis_groupe1(self) -> Bools:
        """Who is admitted at the first group."""
        return _frozen(np.equal(self.premier, Decision.ADMIS.value))

    @cached_property
    def elimine(self) -> Bools:
        """Who is eliminated at the first group."""
        return _frozen(np.equal(self.premier, Decision.ELIMINE.value))

    @cached_property
    def sans_decision(self) -> Bools:
        """Who receives no final decision at this session."""
        return _frozen(np.equal(self.premier, Decision.SANS_DECISION_FINALE.value))

    @cached_property
    def autorise(self) -> Bools:
        """Who may sit the épreuves de contrôle."""
        return self.laid_out((d.controle.autorise for d in self.deliberations), np.bool_)

    @cached_property
    def admission(self) -> Floats:
        """Probability of the diploma, from 0 to 1, over the marks of the orals; 0 or 1 for who sits none.

        Exact, with no draw. What the candidates of a jury have in common is left out of `variance`, not of this.
        """
        found, p = self.admis_groupe1.astype(np.float64), self.cohorte.cohorte.parametres
        for d, known in zip(self.deliberations, self.epreuves, strict=True):
            found[d.groupe.candidats[d.controle.autorise]] = expected_admission(d, known, p)
        return _frozen(found)

    @property
    def variance(self) -> Floats:
        """Variance of each candidate's admission: that of a yes or no, the orals being independent.

        Source: S. D. Poisson, Recherches sur la probabilité des jugements (1837); the sum has a Poisson-binomial law.
        """
        return self.admission * (1 - self.admission)

    @cached_property
    def generale(self) -> Floats:
        """General mean on 20, for display and statistics only."""
        return self.laid_out((d.premier.generale.sur_20() for d in self.deliberations), np.float64)

    @cached_property
    def professionnelle(self) -> Floats:
        """Professional mean on 20, for display and statistics only."""
        return self.laid_out((d.premier.professionnelle.sur_20() for d in self.deliberations), np.float64)

    @cached_property
    def specialite(self) -> NDArray[np.str_]:
        """Specialty of each candidate."""
        cohorte = self.cohorte.cohorte
        codes = np.full(cohorte.candidats, "", dtype=f"U{max(map(len, cohorte.specialites))}")
        for g in self.cohorte.groupes:
            codes[g.candidats] = g.reglement.specialite
        return _frozen(codes)

    def decision(self, draw: int = 0) -> Ints:
        """Return the final decision; `draw`: number of the draw of the orals."""
        return self.laid_out((one.decision for one in self._second(draw)), np.int64)

    def admis(self, draw: int = 0) -> Bools:
        """Return who has the diploma under a draw of the orals."""
        return np.isin(self.decision(draw), DIPLOMA)

    def frame(self, draw: int = 0) -> pd.DataFrame:
        """Return what happens under a draw of the orals as a table: one row per candidate, decisions by their name."""
        second = self._second(draw)
        decision = self.laid_out((one.decision for one in second), np.int64)
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
                "finale": self.laid_out((one.finale.sur_20() for one in second), np.float64),
            }
        )

    def averaged(self, draws: Iterable[int]) -> Under:
        """Return the same, the probability of the diploma being its frequency over some draws of the orals."""
        return self.with_admission(np.mean([self.admis(draw) for draw in draws], axis=0))

    def narrowed(self, regime: Regime) -> Under:
        """Return what a regime gives that opens the same orals to fewer, none of whose chances are summed again."""
        one = Under(self.cohorte, regime)
        vars(one)["deliberations"] = tuple(d.reopened(regime) for d in self.deliberations)
        found = one.with_admission(self.admission * (one.admis_groupe1 | one.autorise))
        found.forget()
        return found

    def with_admission(self, admission: Floats) -> Under:
        """Return the same, the probability of the diploma being known from elsewhere."""
        one = copy(self)
        vars(one)["admission"] = _frozen(admission)
        return one

    def forget(self) -> None:
        """Drop what takes most memory; it is worked out again when it is asked for."""
        for name in ("deliberations", "epreuves"):
            vars(self).pop(name, None)

    def laid_out(self, parts: Iterable[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
        """Return an array of each group in the order of the candidates."""
        whole = np.zeros(self.cohorte.cohorte.candidats, dtype=kind)
        for g, part in zip(self.cohorte.groupes, parts, strict=True):
            whole[g.candidats] = part
        return _frozen(whole)

    def _second(self, draw: int) -> list[SecondGroupe]:
        """Hold the orals of one draw: return the final decision on each group."""
        groups = zip(self.deliberations, self.epreuves, strict=True)
        return [d.second(oral_marks(self.cohorte, d, draw, known)) for d, known in groups]


def _frozen(values: NDArray[Any]) -> NDArray[Any]:
    """Return an array that nobody can change by mistake: many questions read it."""
    values.flags.writeable = False
    return values
