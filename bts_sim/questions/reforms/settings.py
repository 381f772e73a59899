"""The levers of a regime, their settings, and the checks of both.

A lever is one number of a regime. A setting gives it a value, in hundredths of a point (`nombre_oraux`: a count).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import SANS_SEUIL, Structure
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.schema import Column, Schema

if TYPE_CHECKING:
    import pandas as pd

HUNDREDTHS = "hundredths of a point"
#: Unit of a setting of any lever.
SETTING_UNIT = f"{HUNDREDTHS}, or orals"
#: The number of orals, and the only lever that is not in the law.
ORALS, CEILING = "nombre_oraux", "plafond_de_gain"
Setting = Mapping[str, int]


class Levers(Schema):
    """The settings of the levers, one column each; missing for a regime compared as it is."""

    seuil_general = Column(int, "general mean from which the orals open", HUNDREDTHS, optional=True)
    seuil_professionnel = Column(int, "professional mean from which the orals open", HUNDREDTHS, optional=True)
    nombre_oraux = Column(int, "orals that a candidate may sit", "orals", optional=True)
    plafond_de_gain = Column(
        int, "the most that all the orals together may add to the general mean", HUNDREDTHS, optional=True
    )
    seuil_admission = Column(int, "general mean that admits", HUNDREDTHS, optional=True)
    seuil_facultatif = Column(int, "mark above which a facultative unit counts", HUNDREDTHS, optional=True)


LEVERS = tuple(Levers.names())
#: Levers that only open or close the orals. They do not change the chances of the candidates who sit the orals.
SEUILS_D_ACCES: tuple[str, ...] = (Levers.seuil_general, Levers.seuil_professionnel)
#: Values of the barème that a regime may change and that the jury reads.
VALUES: tuple[str, ...] = (Levers.seuil_admission, Levers.seuil_facultatif)


def lever_columns(levers: Iterable[str]) -> type[Schema]:
    """Return the schema of the columns of some levers, in the order given."""
    return type("Chosen", (Schema,), {name: Levers.declared[name] for name in levers})


def levers_in(table: pd.DataFrame) -> list[str]:
    """Return the levers among the columns of a table, in their order there."""
    return [name for name in map(str, table.columns) if name in LEVERS]


def has_lever(regime: Regime, lever: str) -> bool:
    """Return whether a regime has the number that a lever moves."""
    if lever in SEUILS_D_ACCES:
        return regime.acces not in SANS_SEUIL
    if lever == ORALS:
        # With orals by domain, there is one oral per domain, whatever the number written.
        return regime.oral_par == "unite"
    return lever != CEILING or regime.oral_par != ""


def levers_of(regime: Regime) -> tuple[str, ...]:
    """Return the levers of a regime, in the order of `LEVERS`."""
    return tuple(lever for lever in LEVERS if has_lever(regime, lever))


def lever_bounds(lever: str, bareme: Bareme) -> tuple[int, int]:
    """Return the lowest and the highest setting of a lever, as the file of a reform accepts them."""
    if lever == ORALS:
        return 1, max(getattr(limit, "le", 0) for limit in Structure.model_fields[lever].metadata)
    return 0, bareme.note_maximale


def in_force(regime: Regime, bareme: Bareme, lever: str) -> int:
    """Return the setting of a lever under a regime as it is: 0 for no condition, the best mark for no ceiling."""
    if lever == CEILING:
        return bareme.note_maximale
    if lever in VALUES:
        return int(getattr(bareme.sous(regime), lever))
    return getattr(regime, lever) or 0


def variant(regime: Regime, setting: Setting) -> Regime:
    """Return the regime under a setting of its levers. A ceiling of gain is not part of a regime."""
    values = {name: value for name, value in setting.items() if name in VALUES}
    own: dict[str, Any] = {name: value for name, value in setting.items() if name not in (*VALUES, CEILING)}
    return replace(regime, **own, valeurs={**regime.valeurs, **values})


def check_settings(regime: Regime, bareme: Bareme, asked: Mapping[str, Sequence[float]]) -> None:
    """Refuse levers that are unknown or absent from the regime, and settings out of bounds. Report all faults at once.

    Raises:
        InputError: the regime cannot have a lever or a setting, or there is no lever.
    """
    faults = lever_faults(regime, list(asked))
    for lever in [one for one in asked if one not in {fault.valeur for fault in faults}]:
        low, high = lever_bounds(lever, bareme)
        remedy = f"un entier de {low} à {high}" + ("" if lever == ORALS else " (centièmes de point)")
        outside = [one for one in asked[lever] if int(one) != one or not low <= one <= high]
        if _in_points(lever, asked[lever], bareme):
            outside += [one for one in asked[lever] if one and one not in outside]
        faults += [
            Fault("levier", None, lever, f"{one}", "réglage hors bornes", remedy + _meant(lever, one, high))
            for one in outside
        ]
        if not len(asked[lever]):
            faults.append(Fault("levier", None, lever, "", "aucun réglage", remedy))
    if not asked:
        remedy = f"en donner un au moins : {', '.join(levers_of(regime))}"
        faults.append(Fault("levier", None, "", "", "aucun levier", remedy))
    if faults:
        raise InputError(faults)


def _in_points(lever: str, given: Sequence[float], bareme: Bareme) -> bool:
    """Return whether thresholds are written in points, as marks are: 7 would be seven hundredths of a point.

    A range that goes on in hundredths may begin with small ones.
    """
    return lever not in (ORALS, CEILING) and 0 < max(given, default=0) * CENTIEMES <= bareme.note_maximale


def _meant(lever: str, given: float, high: int) -> str:
    """Return the setting in hundredths for a value that can only be in points: 8.5 is 850."""
    meant = round(given * CENTIEMES)
    written_in_points = lever != ORALS and 0 < meant <= high
    return f" : {meant} ?" if written_in_points else ""


def lever_faults(regime: Regime, asked: Sequence[str]) -> list[Fault]:
    """Return a fault for each lever that is unknown or absent from the regime."""
    faults = []
    for lever in asked:
        if lever not in LEVERS:
            remedy = nearest(lever, LEVERS) or f"leviers : {', '.join(LEVERS)}"
            faults.append(Fault("levier", None, "", lever, "levier inconnu", remedy))
        elif not has_lever(regime, lever):
            remedy = f"leviers de ce régime : {', '.join(levers_of(regime))}"
            faults.append(Fault("levier", None, "", lever, f"le régime {regime.nom} n'a pas ce levier", remedy))
    return faults
