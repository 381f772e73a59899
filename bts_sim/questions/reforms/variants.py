"""The same candidates under many settings, each decided by the jury. Results that a setting cannot change are kept."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from bts_sim.cohort.chances import points_needed
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.regles.catalogue import ACCES
from bts_sim.questions.reforms.settings import CEILING, SEUILS_D_ACCES, Setting, variant
from bts_sim.stats.gaps import same_access, same_rules

#: Number of settings whose chances are kept: a change of threshold does not alter them.
KEPT = 4


@dataclass(frozen=True)
class UnderSetting:
    """The result of one setting for each candidate of a cohort, in the order of their numbers, shape (n,).

    `admission`: probability of the diploma over the marks of the orals. `oraux`: orals that the candidate may sit.
    """

    regime: Regime
    admis_groupe1: Bools
    autorise: Bools
    admission: Floats
    oraux: Ints

    def part(self, rows: Ints) -> UnderSetting:
        """Return the same result for some candidates."""
        arrays = {field.name: getattr(self, field.name)[rows] for field in fields(self) if field.name != "regime"}
        return replace(self, **arrays)


@dataclass(frozen=True)
class _Opened:
    """The chances of all candidates if no threshold closed the orals.

    `shortfall`: hundredths of mean missing for admission.

    `groupes`: the candidates whom some threshold of access may allow.
    """

    groupes: tuple[Deliberation[Groupe | Block], ...]
    admis_groupe1: Bools
    admission: Floats
    oraux: Ints
    shortfall: Ints


class Variants:
    """A cohort under a regime whose levers change again and again. The jury decides each setting."""

    def __init__(self, cohorte: SimulatedCohort, regime: Regime) -> None:
        self.cohorte, self.regime, self.bareme = cohorte, regime, cohorte.cohorte.bareme
        self._kept_open: dict[object, _Opened] = {}
        self._told: tuple[Regime, tuple[bool, bool]] | None = None

    def under(self, setting: Setting) -> UnderSetting:
        """Return the result of a setting of the levers for each candidate."""
        regime = variant(self.regime, setting)
        opened = self._opened(regime)
        autorise = np.zeros(opened.admis_groupe1.shape, dtype=bool)
        for d in opened.groupes:
            # Levers move the rules of those whom a reform concerns: the others follow theirs.
            own, g = d.regime if d.regime in regime.parts[1:] else regime, d.groupe
            autorise[g.candidats] = ACCES[own.acces](g.releve, g.reglement, d.bareme, own).tenues
        # If the points needed are below the ceiling, to gain enough within the ceiling is to gain enough.
        within = opened.shortfall <= setting.get(CEILING, self.bareme.note_maximale)
        admission = np.where(autorise, opened.admission * within, opened.admis_groupe1)
        return UnderSetting(regime, opened.admis_groupe1, autorise, admission, opened.oraux * autorise)

    def unchanged(self, regime: Regime) -> tuple[bool, bool]:
        """Return whether a regime has the rules of the one whose levers are set, and whether it has its access."""
        # Each draw of the parameters asks it of the same setting.
        if self._told is None or self._told[0] is not regime:
            both = regime, self.regime, self.bareme
            self._told = regime, (same_rules(*both), same_access(*both))
        return self._told[1]

    def _opened(self, regime: Regime) -> _Opened:
        key = regime.nombre_oraux, tuple(sorted(regime.valeurs.items()))
        if key not in self._kept_open:
            while len(self._kept_open) >= KEPT:
                del self._kept_open[next(iter(self._kept_open))]
            self._kept_open[key] = self._open(regime)
        return self._kept_open[key]

    def _open(self, regime: Regime) -> _Opened:
        """Return the chances of all candidates without a threshold of access: no other access allows more of them."""
        none: dict[str, Any] = {name: 0 for name in SEUILS_D_ACCES if getattr(regime, name) is not None}
        known, groups = self.cohorte.under(replace(regime, **none)), []
        oraux, shortfall = (np.zeros(known.admission.size, dtype=np.int64) for _ in range(2))
        for d, (_, chosen) in zip(known.together, known.epreuves_together, strict=True):
            if not d.controle.autorise.any():
                continue
            sitting = d.part(d.controle.autorise)
            groups.append(sitting)
            g = sitting.groupe
            oraux[g.candidats] = chosen.sum(axis=1)
            need = points_needed(sitting.premier, g.releve, g.reglement, d.bareme, d.regime)
            # Rounded up to whole hundredths of the mean, which reach exactly the points needed.
            shortfall[g.candidats] = -(-need // np.maximum(sitting.premier.generale.coefs, 1))
        return _Opened(tuple(groups), known.admis_groupe1, known.admission, oraux, shortfall)
