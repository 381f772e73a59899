"""Quels oraux un candidat autorisé doit encore passer, ou n'a pas passés."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bts_sim.droit.bareme import DOMAINES, Bareme, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regles.catalogue import REMPLACEMENT
from bts_sim.droit.releve import SANS_ORAL, Releve


@dataclass(frozen=True)
class Manquants:
    """Orals that candidates owe without a known result: how many, shape (n,), and whether the orals are over."""

    nombre: Ints
    clos: bool

    def part(self, keep: Bools | Ints) -> Manquants:
        """Return those of some candidates."""
        return replace(self, nombre=self.nombre[keep])

    @property
    def attendus(self) -> Bools:
        """Return who has yet to sit an oral, shape (n,)."""
        return (self.nombre > 0) & (not self.clos)

    @property
    def absences(self) -> Bools:
        """Return who has not sat an oral that is over, shape (n,)."""
        return (self.nombre > 0) & self.clos


def oraux_manquants(
    oraux: Ints, choisissables: Bools, releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Ints:
    """Return how many of the orals owed by candidates who may sit have neither a mark nor AB, shape (n,).

    `oraux`: hundredths, shape (n, u) or (n, 2) according to `regime.oral_par`.

    Les candidats autorisés « doivent obligatoirement subir les 2 interrogations orales sous réserve des bénéfi[c]es de
    notes et/ou des dispenses » : autant que le régime en a, moins où moins d'unités peuvent être choisies (inférence,
    R-2022-10). En 2021, un par domaine où il peut remplacer quelque chose (inférence, R-2021-11).

    Sources: nancy-metz-2024, decret-2021-786
    """
    passes = oraux != SANS_ORAL
    if regime.oral_par == "domaine":
        restants = (domaines_remplacables(releve, reglement, bareme, regime) & ~passes).sum(axis=1)
    else:
        ouverts = choisissables & ~passes
        restants = ouverts.sum(axis=1)
        if regime.lectures.langues_au_choix == "une_seule":
            langues = (ouverts & reglement.langues).sum(axis=1)
            permises = np.where((passes & reglement.langues).any(axis=1), 0, np.minimum(langues, 1))
            restants = restants - langues + permises
    manquants: Ints = np.minimum(regime.nombre_oraux - passes.sum(axis=1), restants).clip(0)
    return manquants


def domaines_remplacables(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> Bools:
    """Return in which domains an oral could replace something, shape (n, 2): some mark there is not maintained.

    Sources: communique-2021
    """
    # Against marks of zero the best oral gains wherever there is a mark to replace.
    nuls = replace(releve, notes=np.zeros_like(releve.notes))
    remplacer = REMPLACEMENT[regime.remplacement]
    remplacables = np.zeros((len(releve.notes), len(DOMAINES)), dtype=bool)
    for rang in range(len(DOMAINES)):
        oral = np.full(remplacables.shape, SANS_ORAL, dtype=np.int64)
        oral[:, rang] = bareme.note_maximale
        remplacables[:, rang] = remplacer(oral, nuls, reglement, regime) > 0
    return remplacables
