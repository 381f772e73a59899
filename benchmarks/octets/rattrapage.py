"""The decision after the orals, from bytes, where each oral replaces the mark of one unit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.octets.codes import CODES, NOTES, Octets, par_octet, temoins
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regles.catalogue import REMPLACEMENT
from bts_sim.droit.regles.moyenne import moyenne_generale
from bts_sim.droit.releve import SANS_ORAL

#: The best mark that an oral can have, hundredths.
MAXIMUM = int(NOTES[-1])


@dataclass(frozen=True)
class Oraux:
    """The orals of m candidates: `rows`, where they stand in their specialty, shape (m,).

    `unites`: index of the unit of each oral, shape (m, o); `notes`: hundredths, negative where there is none, (m, o).
    """

    rows: Ints
    unites: NDArray[np.int8]
    notes: NDArray[np.int16]


@dataclass(frozen=True)
class Gains:
    """What bytes are worth at the orals, all of shape (·, k), in the unit of `Moyenne.somme`.

    `manque`: what each byte of each column leaves the general mean short of admission. `top`: what the best oral
    gains on each byte of each unit; `pente`: how much less for each hundredth below it, down to nothing.
    """

    shortfall: Ints
    top: Ints
    pente: Ints


def est_additif_aux_oraux(regime: Regime) -> bool:
    """Say whether each oral gains on its unit alone, on a straight line; tests/test_bytes.py proves it."""
    return (
        regime.remplacement == "note_de_l_unite"
        and regime.admission == "moyenne"
        and regime.lectures.niveau_remplacement == "unite"
        and regime.lectures.absence_a_l_oral == "premiere_note"
        and regime.lectures.facultatives_apres_controle == "comptees"
        and regime.lectures.arrondi == "exact"
    )


def gains(reglement: Reglement, bareme: Bareme, regime: Regime) -> Gains | None:
    """Ask the rules what each byte is worth at the orals; None when it is no line."""
    if not est_additif_aux_oraux(regime):
        return None
    units = len(reglement.unites)
    one = temoins(units, len(reglement.facultatives))
    generale = moyenne_generale(one, reglement, bareme)
    alone = one.part(np.arange(units * CODES))
    own = np.repeat(np.eye(units, dtype=bool), CODES, axis=0)
    replace = REMPLACEMENT[regime.remplacement]
    best, next_best = (
        par_octet(replace(np.where(own, note, SANS_ORAL), alone, reglement, regime)) for note in (MAXIMUM, MAXIMUM - 1)
    )
    shortfall = par_octet(bareme.seuil_admission * generale.coefs - generale.somme)
    return Gains(shortfall, best, best - next_best)


def est_sauve(octets: Octets, oraux: Oraux, gains: Gains) -> Bools:
    """Say whose orals bring the general mean to admission, shape (m,)."""
    codes = octets.codes[:, oraux.rows]
    # Each byte by its place in the tables laid flat: one lookup instead of two.
    places = codes + np.arange(0, CODES * len(codes), CODES)[:, np.newaxis]
    missing: Ints = gains.shortfall.take(places).sum(axis=0)
    everyone = np.arange(oraux.rows.size)
    for unit, note in zip(oraux.unites.T, oraux.notes.T, strict=True):
        place = places[unit, everyone]
        gained = gains.top.take(place) - gains.pente.take(place) * (MAXIMUM - note)
        missing -= np.where(note >= 0, np.maximum(gained, 0), 0)
    enough: Bools = np.less_equal(missing, 0)
    return enough
