"""Levers of a regime and their settings: which numbers may be moved, and what makes a setting wrong.

A lever is one number of a regime; a setting gives it a value, in hundredths of a point (`nombre_oraux`: a count).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.regimes import SANS_SEUIL, Structure
from bts_sim.errors import Fault, InputError, nearest

#: Levers that only open or close the orals: whoever may sit has the same chances whatever they are.
SEUILS_D_ACCES = ("seuil_general", "seuil_professionnel")
#: Values of the barème that a regime may change and that the jury reads.
VALUES = ("seuil_admission", "seuil_facultatif")
#: Not in the law: the most that all the orals together may add to the general mean.
CEILING = "plafond_de_gain"
LEVERS = (*SEUILS_D_ACCES, "nombre_oraux", CEILING, *VALUES)
Setting = Mapping[str, int]


def has_lever(regime: Regime, levier: str) -> bool:
    """Say whether a regime has something for a lever to move."""
    if levier in SEUILS_D_ACCES:
        return regime.acces not in SANS_SEUIL
    if levier == "nombre_oraux":
        # Where orals are by domain, there are as many as domains, whatever the number written.
        return regime.oral_par == "unite"
    return levier != CEILING or regime.oral_par != ""


def levers(regime: Regime) -> tuple[str, ...]:
    """Name the levers of a regime, in the order of `LEVERS`."""
    return tuple(levier for levier in LEVERS if has_lever(regime, levier))


def bornes(levier: str, bareme: Bareme) -> tuple[int, int]:
    """Give the lowest and the highest setting of a lever: those that the file of a reform may hold."""
    if levier == "nombre_oraux":
        return 1, max(getattr(limit, "le", 0) for limit in Structure.model_fields[levier].metadata)
    return 0, bareme.note_maximale


def en_vigueur(regime: Regime, bareme: Bareme, levier: str) -> int:
    """Give the setting of a lever under a regime as it is: 0 for no condition, the best mark for no ceiling."""
    if levier == CEILING:
        return bareme.note_maximale
    if levier in VALUES:
        return int(getattr(bareme.sous(regime), levier))
    return getattr(regime, levier) or 0


def variant(regime: Regime, reglage: Setting) -> Regime:
    """Give the regime under a setting of its levers; a ceiling of gain is no part of a regime."""
    values = {name: value for name, value in reglage.items() if name in VALUES}
    own: dict[str, Any] = {name: value for name, value in reglage.items() if name not in (*VALUES, CEILING)}
    return replace(regime, **own, valeurs={**regime.valeurs, **values})


def check(regime: Regime, bareme: Bareme, asked: Mapping[str, Sequence[int]]) -> None:
    """Refuse levers that are unknown or that the regime has not, and settings out of bounds: all faults at once."""
    faults = lever_faults(regime, list(asked))
    for levier in set(asked) - {fault.valeur for fault in faults}:
        low, high = bornes(levier, bareme)
        remedy = f"un entier de {low} à {high}" + ("" if levier == "nombre_oraux" else " (centièmes de point)")
        outside = [one for one in asked[levier] if int(one) != one or not low <= one <= high]
        faults += [Fault("levier", None, levier, f"{one}", "réglage hors bornes", remedy) for one in outside]
        if not len(asked[levier]):
            faults.append(Fault("levier", None, levier, "", "aucun réglage", remedy))
    if faults:
        raise InputError(faults)


def lever_faults(regime: Regime, asked: Sequence[str]) -> list[Fault]:
    """Return a fault for each lever that is unknown, or that the regime does not have."""
    faults = []
    for levier in asked:
        if levier not in LEVERS:
            remedy = nearest(levier, LEVERS) or f"leviers : {', '.join(LEVERS)}"
            faults.append(Fault("levier", None, "", levier, "levier inconnu", remedy))
        elif not has_lever(regime, levier):
            remedy = f"leviers de ce régime : {', '.join(levers(regime))}"
            faults.append(Fault("levier", None, "", levier, f"le régime {regime.nom} n'a pas ce levier", remedy))
    return faults
