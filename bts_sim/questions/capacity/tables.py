"""Whether the orals fit in the days of a calendar: how they spread over days and centres, how many juries they take.

Orals, minutes and juries are integers, and nothing is rounded but upwards where a jury cannot be cut. What no text
fixes (hours of a day, centres, juries there are) is a field of `Resources`, and has no value unless it is given.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

import numpy as np
import pandas as pd

from bts_sim.droit.calendriers.disciplines import Minutes, Temps
from bts_sim.errors import Fault, InputError
from bts_sim.questions.capacity.convocations import scaled_to
from bts_sim.questions.capacity.windows import days_and_windows

Preparation = Literal["pendant", "avant"]
JuriesBy = Literal["discipline", "unite"]
#: Orals by window: the ranks of its first and last day, and how many.
Demand = tuple[tuple[tuple[int, int], int], ...]
#: One row per regime, académie, centre, what a jury examines and day.
CHARGE = ("regime", "academie", "centre", "jury", "discipline", "jour", "oraux", "minutes", "minutes_candidat")
#: One row per regime: what its orals take. Juries and what follows from them are missing where minutes are.
NEED = (
    *("regime", "oraux", "jours", "jour_de_pointe", "oraux_de_pointe", "minutes_de_pointe", "minutes"),
    *(
        "minutes_candidat",
        "minutes_par_jour",
        "centres",
        "jurys",
        "examinateurs",
        "occupation",
        "jurys_donnes",
        "tient",
    ),
)
ONE_DAY = 24 * 60


@dataclass(frozen=True)
class Resources:
    """What an organiser has; None: not given, and what depends on it is missing.

    `minutes_par_jour`: minutes in which one jury may work on one day. `centres`: in each académie; None: all juries
    are in common, which gives the least number of juries. `jurys`: those there are. `examinateurs_par_jury`: at least
    one, and no text read says more. `entre_deux`: minutes between two interrogations. `preparation`: `pendant` the
    interrogation of others, in another room, or `avant` each one, the jury waiting. `jurys_par`: a jury examines one
    discipline of all specialties, or one unit of one specialty.
    """

    minutes_par_jour: int | None = None
    centres: int | None = None
    jurys: int | None = None
    examinateurs_par_jury: int = 1
    entre_deux: int = 0
    preparation: Preparation = "pendant"
    jurys_par: JuriesBy = "discipline"

    def __post_init__(self) -> None:
        """Raise InputError with every value that cannot be one."""
        bounds = {"minutes_par_jour": (1, ONE_DAY), "entre_deux": (0, ONE_DAY)}
        words = {"preparation": get_args(Preparation), "jurys_par": get_args(JuriesBy)}
        fautes = []
        for name, value in ((field.name, getattr(self, field.name)) for field in fields(self)):
            if name in words:
                if value not in words[name]:
                    fautes.append(_fault(name, value, "valeur inconnue", f"donner {' ou '.join(words[name])}"))
                continue
            low, high = bounds.get(name, (1, None))
            optional = type(self).__dataclass_fields__[name].default is None
            if not (optional and value is None) and not _whole(value, low, high):
                upper = "" if high is None else f" et au plus {high}"
                none = ", ou rien" if optional else ""
                remedy = f"donner un entier, au moins {low}{upper}{none}"
                fautes.append(_fault(name, value, "ce n'est pas un nombre possible", remedy))
        if fautes:
            raise InputError(fautes)

    def orals_per_day(self, temps: Temps) -> int | None:
        """Give how many orals one jury holds in one day; None where the length of the day is not given."""
        if self.minutes_par_jour is None:
            return None
        # After the last interrogation there is nothing to wait for.
        left, each = self.minutes_par_jour + self.entre_deux, temps.interrogation + self.entre_deux
        if self.preparation == "avant":
            return left // (each + temps.preparation)
        return max(left - temps.preparation, 0) // each


def _whole(value: object, low: int, high: int | None) -> bool:
    if isinstance(value, bool) or not isinstance(value, int):
        return False
    return low <= value and (high is None or value <= high)


def _fault(name: str, value: object, problem: str, remedy: str) -> Fault:
    return Fault("moyens", None, name, str(value), problem, remedy)


# --- how many on each day ---------------------------------------------------------------------------------------------


def charge(convened: pd.DataFrame, jours: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Spread orals over centres and days, `CHARGE`; days add up to the orals, and the fullest one is the least full.

    `convened`: table of `convocations`; `jours`: of `jours_des_oraux` or `fenetre`. Centres share the orals of each
    discipline alike; a jury examines what `resources.jurys_par` says. Days are those from Monday to Friday. `minutes`
    (of one jury) and `minutes_candidat` are missing where no duration is known.
    """
    days, windows = days_and_windows(jours)
    table = convened.assign(fenetre=convened["specialite"].map(windows))
    if resources.jurys_par == "discipline":
        table["jury"] = table["discipline"]
    else:
        table["jury"] = table["specialite"] + " " + table["unite"]
    rows = [
        (
            regime,
            academie,
            centre,
            jury,
            discipline,
            days[day].isoformat(),
            orals,
            *_minutes(orals, minutes.de(discipline)),
        )
        for (regime, academie), part in table.groupby(["regime", "academie"], sort=False)
        for jury, discipline, centre, demand in _demands(part, resources.centres or 1)
        for day, orals in enumerate(spread_over_days(demand, len(days)))
        if orals
    ]
    return pd.DataFrame(rows, columns=list(CHARGE)).astype({"minutes": "Int64", "minutes_candidat": "Int64"})


def _demands(part: pd.DataFrame, centres: int) -> Iterator[tuple[str, str, int, Demand]]:
    """Give what each centre of an académie has to hold: what the jury examines, its discipline, the centre, orals."""
    turn = 0
    for (jury, discipline), own in part.groupby(["jury", "discipline"], sort=False):
        by_window = own.groupby("fenetre")["oraux"].sum()
        for centre, counts in enumerate(_among_centres(by_window.to_numpy(), centres, turn), start=1):
            yield str(jury), str(discipline), centre, tuple(zip(by_window.index, counts.tolist(), strict=True))
        turn += int(by_window.sum())


def _minutes(oraux: int, temps: Temps | None) -> tuple[object, object]:
    """Give the minutes of interrogation of some orals, and those that they take of the candidates."""
    return (oraux * temps.interrogation, oraux * temps.candidat) if temps else (pd.NA, pd.NA)


def _among_centres(counts: np.ndarray, centres: int, turn: int) -> Iterator[np.ndarray]:
    """Share each count among centres to within one; `turn` moves who gets one more, lest it be always the same."""
    share, left = np.divmod(counts, centres)
    start = turn + np.cumsum(left) - left
    for centre in range(centres):
        yield share + ((centre - start) % centres < left)


@functools.cache
def spread_over_days(demande: Demand, jours: int) -> tuple[int, ...]:
    """Put orals on days so that the fullest day has as few as can be; give the orals of each day.

    The least peak is that of the
    span of days whose own orals are the most a day, and serving the earliest end first keeps under it. Source: P. Hall,
    On representatives of subsets (1935); J. R. Jackson, Scheduling a production line (1955).
    """
    peak = fullest_day(demande, jours)
    left = dict.fromkeys((window for window, _ in demande), 0)
    for window, orals in demande:
        left[window] += orals
    loads = []
    for day in range(jours):
        room = peak
        for window in sorted(left, key=lambda window: (window[1], window[0])):
            if window[0] <= day <= window[1]:
                served = min(room, left[window])
                left[window], room = left[window] - served, room - served
        loads.append(peak - room)
    return tuple(loads)


def fullest_day(demande: Demand, jours: int) -> int:
    """Give the least possible number of orals on the fullest day."""
    spans = [(first, last) for first in range(jours) for last in range(first, jours)]
    inside = {
        (first, last): sum(orals for (start, end), orals in demande if first <= start and end <= last)
        for first, last in spans
    }
    return max((_ceil(orals, last - first + 1) for (first, last), orals in inside.items()), default=0)


def _ceil(above: int, below: int) -> int:
    return -(-above // below)


# --- how many juries --------------------------------------------------------------------------------------------------


def jurys(load: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Give the fewest juries by regime, académie, centre and what they examine, each with its fullest day.

    `load`: table of `charge`. Columns: those that name a jury, `oraux_de_pointe`, `jurys` (missing where the length
    of a day or of an oral is not known). Raises InputError where a day is too short for one oral.
    """
    names = ["regime", "academie", "centre", "jury", "discipline"]
    peaks = load.groupby(names, sort=False)["oraux"].max().rename("oraux_de_pointe").reset_index()
    each = {name: _per_day(name, minutes, resources) for name in peaks["discipline"].unique()}
    held = peaks["discipline"].map(each).astype("Int64")
    return peaks.assign(jurys=-(-peaks["oraux_de_pointe"].astype("Int64") // held))


def _per_day(discipline: str, minutes: Minutes, resources: Resources) -> int | None:
    temps = minutes.de(discipline)
    held = resources.orals_per_day(temps) if temps else None
    if held == 0:
        remedy = f"donner une journée plus longue, un oral prenant {temps.candidat if temps else 0} minutes"
        raise InputError([_fault("minutes_par_jour", resources.minutes_par_jour, "pas un oral n'y tient", remedy)])
    return held


def besoin(load: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Give what the orals of each regime take and whether they fit, `NEED`.

    `minutes`: of interrogation; `occupation`: percent of the time of the juries that is interrogation; `tient`:
    whether the juries given (`resources.jurys`) are enough, missing where nothing says. A jury examines the same thing
    on every day, so that the juries needed add up.
    """
    counted = jurys(load, minutes, resources)
    rows = [
        _need(str(regime), part, counted[counted["regime"] == regime], resources)
        for regime, part in load.groupby("regime", sort=False)
    ]
    kinds = {"jurys": "Int64", "examinateurs": "Int64", "jurys_donnes": "Int64", "tient": "boolean"}
    kinds |= {
        name: "Int64" for name in ("minutes", "minutes_candidat", "minutes_de_pointe", "minutes_par_jour", "centres")
    }
    return pd.DataFrame(rows, columns=list(NEED)).astype(kinds)


def _need(regime: str, part: pd.DataFrame, counted: pd.DataFrame, resources: Resources) -> tuple[object, ...]:
    by_day = part.groupby("jour")[["oraux", "minutes"]].sum(skipna=False)
    peak = str(by_day["oraux"].idxmax())
    needed = counted["jurys"].sum(skipna=False)
    total, whole = part["minutes"].sum(skipna=False), part["minutes_candidat"].sum(skipna=False)
    per_day = resources.minutes_par_jour
    worked = None if pd.isna(needed) or per_day is None else float(needed * len(by_day) * per_day)
    given = pd.NA if resources.jurys is None else resources.jurys
    return (
        *(
            regime,
            int(part["oraux"].sum()),
            len(by_day),
            peak,
            int(by_day["oraux"][peak]),
            by_day["minutes"][peak],
        ),
        *(total, whole, _or_na(resources.minutes_par_jour), _or_na(resources.centres), needed),
        pd.NA if worked is None else needed * resources.examinateurs_par_jury,
        float("nan") if worked is None else 100 * float(total) / worked,
        *(given, pd.NA if worked is None or resources.jurys is None else needed <= resources.jurys),
    )


def _or_na(value: int | None) -> object:
    return pd.NA if value is None else value


def need_over_range(
    convened: pd.DataFrame,
    jours: pd.DataFrame,
    minutes: Minutes,
    resources: Resources,
    minutes_par_jour: Iterable[int],
    centres: Iterable[int | None] = (None,),
) -> pd.DataFrame:
    """Give `besoin` for several lengths of a day and numbers of centres: what no text fixes, over a range."""
    lengths, tables = list(minutes_par_jour), []
    for number in centres:
        there = replace(resources, centres=number)
        load = charge(convened, jours, minutes, there)
        tables += [besoin(load, minutes, replace(there, minutes_par_jour=length)) for length in lengths]
    return pd.concat(tables, ignore_index=True)


def need_at_bounds(
    convened: pd.DataFrame,
    intervalles: pd.DataFrame,
    jours: pd.DataFrame,
    minutes: Minutes,
    resources: Resources,
    minutes_par_jour: Iterable[int],
) -> pd.DataFrame:
    """Give `need_over_range` for the numbers of orals at both ends of their widest interval, in a column `borne`.

    `intervalles`: table of `intervals_over_draws` on `draw_orals`. Each unit keeps its share of the orals.
    """
    rows = intervalles[intervalles["indicateur"] == "oraux"]
    widest = rows[rows["niveau"] == rows["niveau"].max()].set_index("regime")
    there = widest.index.intersection(convened["regime"].unique(), sort=False)
    lengths, tables = list(minutes_par_jour), []
    for borne in ("bas", "haut"):
        totals = {str(nom): round(float(widest.at[nom, borne])) for nom in there}
        table = need_over_range(scaled_to(convened, totals), jours, minutes, resources, lengths, [resources.centres])
        tables.append(table.assign(borne=borne))
    return pd.concat(tables, ignore_index=True)
