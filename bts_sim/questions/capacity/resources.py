"""The resources of an organiser of orals: length of a day, centres, juries. None has a default value."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from bts_sim.droit.calendriers.disciplines import Temps
from bts_sim.errors import Fault, InputError

Preparation = Literal["pendant", "avant"]
JuriesBy = Literal["discipline", "unite"]
ONE_DAY = 24 * 60


@dataclass(frozen=True)
class Resources:
    """The resources of an organiser. A field that is None is unknown, and results that depend on it are missing.

    `minutes_par_jour`: minutes that one jury may work in one day. `centres`: centres in each académie; None if all
    juries are shared, which gives the least number of juries. `jurys`: juries available. `examinateurs_par_jury`:
    examiners of a jury, at least one; no text read requires more. `entre_deux`: minutes between two interrogations.
    `preparation`: `pendant` if a candidate prepares during the interrogation of another, in another room, `avant` if
    the jury waits. `jurys_par`: a jury examines one discipline of all specialties, or one unit of one specialty.
    """

    minutes_par_jour: int | None = None
    centres: int | None = None
    jurys: int | None = None
    examinateurs_par_jury: int = 1
    entre_deux: int = 0
    preparation: Preparation = "pendant"
    jurys_par: JuriesBy = "discipline"

    def __post_init__(self) -> None:
        """Raise InputError with every invalid value."""
        bounds = {"minutes_par_jour": (1, ONE_DAY), "entre_deux": (0, ONE_DAY)}
        words = {"preparation": get_args(Preparation), "jurys_par": get_args(JuriesBy)}
        fautes = []
        for name, value in ((field.name, getattr(self, field.name)) for field in fields(self)):
            if name in words:
                if value not in words[name]:
                    fautes.append(
                        refused_resource(name, value, "valeur inconnue", f"donner {' ou '.join(words[name])}")
                    )
                continue
            low, high = bounds.get(name, (1, None))
            optional = type(self).__dataclass_fields__[name].default is None
            if not (optional and value is None) and not _whole(value, low, high):
                upper = "" if high is None else f" et au plus {high}"
                none = ", ou rien" if optional else ""
                remedy = f"donner un entier, au moins {low}{upper}{none}"
                fautes.append(refused_resource(name, value, "ce n'est pas un nombre possible", remedy))
        if fautes:
            raise InputError(fautes)

    def orals_per_day(self, temps: Temps) -> int | None:
        """Return how many orals one jury holds in one day, or None if the length of the day is unknown."""
        if self.minutes_par_jour is None:
            return None
        # There is no wait after the last interrogation.
        left, each = self.minutes_par_jour + self.entre_deux, temps.interrogation + self.entre_deux
        if self.preparation == "avant":
            return left // (each + temps.preparation)
        return max(left - temps.preparation, 0) // each


def _whole(value: object, low: int, high: int | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return low <= value and (high is None or value <= high)


def refused_resource(name: str, value: object, problem: str, remedy: str) -> Fault:
    """Return the fault of one invalid value."""
    return Fault("moyens", None, name, str(value), problem, remedy)
