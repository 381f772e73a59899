"""The first group and access to the orals, from bytes: the same decisions as the jury's, ten times faster.

No rule is written again. The means are sums over units, so the rules are asked once what each byte of each unit adds to
them; deciding is then looking bytes up and adding. All that a candidate's bytes add is held in one number of 64 bits,
in lanes that do not touch: how far the general mean, the mean of access and the professional mean are above their
thresholds, and how many marks eliminate. Each lane starts from half of what it holds, less its threshold, so that its
highest bit says whether the threshold is reached.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.octets.codes import AVIS_DEFAVORABLE, INACHEVE, SUSPENDU, Octet, Octets, par_octet, temoins
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools, Ints, Moyenne
from bts_sim.droit.regles.admission import est_elimine
from bts_sim.droit.regles.moyenne import moyenne_d_acces, moyenne_generale, moyenne_professionnelle

#: Candidates worked on at a time: what they need stays in the cache of the processor.
TILE = 16384
#: Bits of a lane that holds a mean; the last lane counts the marks that eliminate, in what three means leave of 64.
VOIE, MEANS = 19, 3
ELIMINE = 1 << VOIE * MEANS
COLONNES_MAX = 1 << 63 - VOIE * MEANS
#: The highest bit of every lane, in the order of `_issues`: three means, then eliminated.
REPONSES = (*(VOIE * (lane + 1) - 1 for lane in range(MEANS)), 63)
#: One product brings these bits together at the top: each term moves one of them there, and all that the terms leave
#: elsewhere are single bits below, which add up without a carry (a test says so).
KEPT = np.uint64(sum(1 << bit for bit in REPONSES))
RASSEMBLE = np.uint64(sum(1 << 60 + i - bit for i, bit in enumerate(REPONSES)))

Words = NDArray[np.uint64]


@dataclass(frozen=True)
class Valeurs:
    """What the bytes of one règlement are worth under one regime.

    `mots`: what each byte of each column adds to the lanes, shape (u+f, k); the first column has their start too.
    `issues`: the first decision, plus AUTORISE, by four answers and the bits of the dossier, shape (128,).
    """

    mots: Words
    issues: Octet


#: Beside the decision, in a byte of `Valeurs.issues`.
AUTORISE = 0x80


def est_additif(regime: Regime) -> bool:
    """Say whether the decisions of a regime follow from sums over units.

    Said of those rules and readings alone for which tests/test_bytes.py proves it.
    """
    return (
        regime.admission == "moyenne"
        and regime.acces in ("ferme", "non_admis", "moyennes_entre_seuils")
        and regime.lectures.arrondi == "exact"
        and regime.lectures.absence_sous_epreuve == "elimine"
        and regime.lectures.troisieme_facultative == "comptee"
    )


def valeurs(reglement: Reglement, bareme: Bareme, regime: Regime) -> Valeurs | None:
    """Ask the rules what each byte is worth; None when the law is no sum, or does not fit the lanes."""
    columns = len(reglement.unites) + len(reglement.facultatives)
    if not est_additif(regime) or columns > COLONNES_MAX:
        return None
    one = temoins(len(reglement.unites), len(reglement.facultatives))
    means = (
        (moyenne_generale(one, reglement, bareme), bareme.seuil_admission),
        (moyenne_d_acces(one, reglement, bareme, regime.lectures), regime.seuil_general),
        (moyenne_professionnelle(one, reglement, regime.lectures), regime.seuil_professionnel),
    )
    mots = par_octet(est_elimine(one, reglement, regime.lectures)).astype(np.uint64) * np.uint64(ELIMINE)
    mots[0] += np.uint64(2**63 - ELIMINE)
    for lane, (moyenne, seuil) in enumerate(means):
        above = par_octet(_au_dessus(moyenne, seuil))
        above //= max(int(np.gcd.reduce(above, axis=None)), 1)
        half = 1 << VOIE - 1
        if np.abs(above).max(axis=1).sum() >= half:
            return None
        # Lanes are never below nothing in the sum; a byte alone may be, and borrows what the sum gives back.
        mots += above.astype(np.uint64) << np.uint64(VOIE * lane)
        mots[0] += np.uint64(half << VOIE * lane)
    return Valeurs(mots, _issues(regime))


def _au_dessus(moyenne: Moyenne, seuil: int | None) -> Ints:
    """Give how far means are above a threshold, in points × coefficients; None is no condition."""
    return np.zeros_like(moyenne.somme) if seuil is None else moyenne.somme - seuil * moyenne.coefs


def _issues(regime: Regime) -> Octet:
    """Give the first decision and access for every answer and every dossier, in the order of the jury."""
    index = np.arange(1 << 7)
    admis, proche, du_metier, elimine = ((index >> bit & 1).astype(bool) for bit in range(4))
    inacheve, suspendu, ecarte = ((index >> 4 & bit) > 0 for bit in (INACHEVE, SUSPENDU, AVIS_DEFAVORABLE))
    decision = np.where(admis, Decision.ADMIS, Decision.NON_ADMIS)
    decision[inacheve | suspendu] = Decision.SANS_DECISION_FINALE
    decision[elimine & ~suspendu] = Decision.ELIMINE
    open_to = {
        "ferme": np.zeros(index.size, dtype=bool),
        "non_admis": ~(ecarte & (regime.lectures.jury_2021 == "sur_avis")),
        "moyennes_entre_seuils": proche & du_metier,
    }
    autorise = open_to[regime.acces] & (decision == Decision.NON_ADMIS)
    issues: Octet = (decision + AUTORISE * autorise).astype(np.uint8)
    return issues


def decider(octets: Octets, valeurs: Valeurs) -> tuple[Octet, Bools]:
    """Give the first decision of each candidate and who may sit the orals, shape (n,) each."""
    n = octets.dossier.size
    issue = np.empty(n, dtype=np.uint8)
    somme, part = np.empty(TILE, dtype=np.uint64), np.empty(TILE, dtype=np.uint64)
    for start in range(0, n, TILE):
        codes = octets.codes[:, start : start + TILE]
        total, one = somme[: codes.shape[1]], part[: codes.shape[1]]
        # Every byte has a value: clipping costs less than looking for one that has none.
        np.take(valeurs.mots[0], codes[0], out=total, mode="clip")
        for mots, column in zip(valeurs.mots[1:], codes[1:], strict=True):
            np.take(mots, column, out=one, mode="clip")
            total += one
        total &= KEPT
        total *= RASSEMBLE
        total >>= np.uint64(60)
        index = total.astype(np.uint8) | (octets.dossier[start : start + TILE] << np.uint8(4))
        np.take(valeurs.issues, index, out=issue[start : start + TILE], mode="clip")
    return issue & np.uint8(AUTORISE - 1), issue >= AUTORISE
