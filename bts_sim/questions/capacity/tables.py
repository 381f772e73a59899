"""The orals on the days of a calendar: orals by day and centre, juries needed, and whether they fit.

Orals, minutes and juries are integers. Numbers are rounded only upwards, for juries. Values that no text fixes (length
of a day, centres, juries available) are fields of `Resources`, with no default value.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.droit.calendriers.disciplines import Minutes, Temps
from bts_sim.errors import InputError
from bts_sim.questions.capacity.orals import Orals, scaled_to
from bts_sim.questions.capacity.resources import Resources, refused_resource
from bts_sim.questions.capacity.windows import days_and_windows
from bts_sim.schema import Schema, a_count, a_flag, a_number, a_text
from bts_sim.stats.intervals import Result

#: Orals by window: the ranks of its first and last day, and the number of orals.
Demand = tuple[tuple[tuple[int, int], int], ...]
#: Indicator of each draw from whose ends juries are counted.
ORALS = "oraux"
#: Columns that identify a jury.
NAMES = ("regime", "academie", "centre", "jury", "discipline")


class Load(Schema):
    """The orals of one day: one row per regime, académie, centre, subject of the jury and day."""

    regime = a_text("the regime")
    academie = a_text("the académie; empty where the cohort has none")
    centre = a_count("the centre", "rank in the académie, from 1")
    jury = a_text("what the jury examines")
    discipline = a_text("its discipline")
    jour = a_text("the day, as 2024-07-03")
    oraux = a_count("orals of that day", "orals")
    minutes = a_number("time of examination; missing without a duration", "minutes", optional=True)
    minutes_candidat = a_number("time of examination and of preparation", "minutes", optional=True)


class Juries(Schema):
    """The fewest juries of one centre for one subject."""

    regime, academie, centre, jury, discipline = (Load.declared[name] for name in NAMES)
    oraux_de_pointe = a_count("orals of the fullest day", "orals")
    jurys = a_number("juries needed; missing where a length is not known", "juries", optional=True)


class Need(Schema):
    """The juries and hours that the orals of a regime require, and whether they fit: one row per regime."""

    regime = a_text("the regime")
    oraux = a_count("orals to hold", "orals")
    jours = a_count("days on which they are held", "days")
    jour_de_pointe = a_text("the fullest day")
    oraux_de_pointe = a_count("orals of that day", "orals")
    minutes_de_pointe = a_number(
        "time of examination of that day; missing without a duration", "minutes", optional=True
    )
    minutes = a_number("time of examination in all", "minutes", optional=True)
    minutes_candidat = a_number("time of examination and of preparation", "minutes", optional=True)
    minutes_par_jour = a_number("length of the day of a jury; missing where not given", "minutes", optional=True)
    centres = a_number("centres in each académie; missing: juries in common", "centres", optional=True)
    jurys = a_number("juries needed", "juries", optional=True)
    examinateurs = a_number("examiners needed", "examiners", optional=True)
    occupation = a_number("share of the time of the juries that is examination", "percent", optional=True)
    jurys_donnes = a_number("juries available; missing where not given", "juries", optional=True)
    tient = a_flag("whether the juries given are enough; missing where none are given", optional=True)


class NeedOfSession(Need, after=True):
    """The same, with what the orals at each end of the interval of their number require."""

    oraux_de_pointe_bas = a_number("orals of the fullest day at the lower end of the interval", "orals", optional=True)
    oraux_de_pointe_haut = a_number("orals of the fullest day at its upper end", "orals", optional=True)
    jurys_bas = a_number("juries needed at the lower end of the interval of orals", "juries", optional=True)
    jurys_haut = a_number("juries needed at its upper end", "juries", optional=True)
    niveau = a_number("level of the interval", "percent", optional=True)


#: What the orals at the ends of their interval require, and the columns of its ends.
AT_ENDS = {
    Need.oraux_de_pointe: (NeedOfSession.oraux_de_pointe_bas, NeedOfSession.oraux_de_pointe_haut),
    Need.jurys: (NeedOfSession.jurys_bas, NeedOfSession.jurys_haut),
}


# --- how many on each day ---------------------------------------------------------------------------------------------


def load_by_day(convened: pd.DataFrame, jours: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Return orals spread over centres and days, as `Load`. The fullest day has as few orals as possible.

    `convened`: table of `count_orals`. `jours`: table of `days_of_orals`. Centres share the orals of
    each discipline equally. `resources.jurys_par` fixes what a jury examines. Days are Monday to Friday. `minutes` (of
    one jury) and `minutes_candidat` are missing if the length of an oral is unknown.
    """
    days, windows = days_and_windows(jours)
    whose = convened.set_index([Orals.specialite, Orals.secteur]).index
    table = convened.assign(window=whose.map(windows))
    # Units of a lent règlement are not those of a specialty: what is known of their juries is the discipline.
    known = (resources.jurys_par == "unite") & (table[Orals.unite] != "")
    of_units = table[Orals.specialite] + " " + table[Orals.unite]
    table[Load.jury] = table[Orals.discipline].where(~known, of_units)
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
        for (regime, academie), part in table.groupby([Orals.regime, Orals.academie], sort=False)
        for jury, discipline, centre, demand in _demands(part, resources.centres or 1)
        for day, orals in enumerate(spread_over_days(demand, len(days)))
        if orals
    ]
    return Load.frame(rows).astype({Load.minutes: "Int64", Load.minutes_candidat: "Int64"})


def _demands(part: pd.DataFrame, centres: int) -> Iterator[tuple[str, str, int, Demand]]:
    """Yield the orals of each centre of an académie: subject of the jury, discipline, centre, orals."""
    turn = 0
    for (jury, discipline), own in part.groupby([Load.jury, Load.discipline], sort=False):
        by_window = own.groupby("window")[Orals.oraux].sum()
        for centre, counts in enumerate(_among_centres(by_window.to_numpy(), centres, turn), start=1):
            yield str(jury), str(discipline), centre, tuple(zip(by_window.index, counts.tolist(), strict=True))
        turn += int(by_window.sum())


def _minutes(oraux: int, temps: Temps | None) -> tuple[object, object]:
    """Return the minutes of interrogation of some orals, and the minutes that they take from the candidates."""
    return (oraux * temps.interrogation, oraux * temps.candidat) if temps else (pd.NA, pd.NA)


def _among_centres(counts: np.ndarray, centres: int, turn: int) -> Iterator[np.ndarray]:
    """Yield each count shared among centres to within one. `turn` changes which centre has one more."""
    share, left = np.divmod(counts, centres)
    start = turn + np.cumsum(left) - left
    for centre in range(centres):
        yield share + ((centre - start) % centres < left)


@functools.cache
def spread_over_days(demande: Demand, jours: int) -> tuple[int, ...]:
    """Return the orals of each day, spread so that the fullest day has as few as possible.

    The least peak is that of the span of days whose own orals are the most a day. Serving the earliest end first stays
    under it.
    Sources: P. Hall, On representatives of subsets (1935); J. R. Jackson, Scheduling a production line (1955).
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
    """Return the least possible number of orals on the fullest day."""
    spans = [(first, last) for first in range(jours) for last in range(first, jours)]
    inside = {
        (first, last): sum(orals for (start, end), orals in demande if first <= start and end <= last)
        for first, last in spans
    }
    return max((_ceil(orals, last - first + 1) for (first, last), orals in inside.items()), default=0)


def _ceil(above: int, below: int) -> int:
    return -(-above // below)


# --- how many juries --------------------------------------------------------------------------------------------------


def fewest_juries(load: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Return the fewest juries by regime, académie, centre and subject, as `Juries`.

    `load`: table of `load_by_day`. Raises InputError if a day is too short for one oral.
    """
    peaks = load.groupby(list(NAMES), sort=False)[Load.oraux].max().rename(Juries.oraux_de_pointe).reset_index()
    each = {name: _per_day(name, minutes, resources) for name in peaks[Juries.discipline].unique()}
    held = peaks[Juries.discipline].map(each).astype("Int64")
    return peaks.assign(**{Juries.jurys: -(-peaks[Juries.oraux_de_pointe].astype("Int64") // held)})


def _per_day(discipline: str, minutes: Minutes, resources: Resources) -> int | None:
    temps = minutes.de(discipline)
    held = resources.orals_per_day(temps) if temps else None
    if held == 0:
        remedy = f"donner une journée plus longue, un oral prenant {temps.candidat if temps else 0} minutes"
        raise InputError(
            [refused_resource("minutes_par_jour", resources.minutes_par_jour, "pas un oral n'y tient", remedy)]
        )
    return held


def need(load: pd.DataFrame, minutes: Minutes, resources: Resources) -> pd.DataFrame:
    """Return what the orals of each regime require and whether they fit, as `Need`.

    A jury examines the same subject on every day, so the juries needed add up.
    """
    counted = fewest_juries(load, minutes, resources)
    rows = [
        _need(str(regime), part, counted[counted[Juries.regime] == regime], resources)
        for regime, part in load.groupby(Load.regime, sort=False)
    ]
    # A missing value does not turn whole numbers into floats.
    whole = [name for name, one in Need.declared.items() if one.optional and name != Need.occupation]
    return Need.frame(rows).astype({**dict.fromkeys(whole, "Int64"), Need.tient: "boolean"})


def _need(regime: str, part: pd.DataFrame, counted: pd.DataFrame, resources: Resources) -> tuple[object, ...]:
    by_day = part.groupby(Load.jour)[[Load.oraux, Load.minutes]].sum(skipna=False)
    orals, minutes = by_day[Load.oraux], by_day[Load.minutes]
    peak = str(orals.idxmax())
    needed = counted[Juries.jurys].sum(skipna=False)
    total, whole = part[Load.minutes].sum(skipna=False), part[Load.minutes_candidat].sum(skipna=False)
    per_day = resources.minutes_par_jour
    worked = None if pd.isna(needed) or per_day is None else float(needed * len(by_day) * per_day)
    given = pd.NA if resources.jurys is None else resources.jurys
    return (
        *(regime, int(part[Load.oraux].sum()), len(by_day), peak, int(orals[peak]), minutes[peak]),
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
    """Return `need` for several lengths of a day and numbers of centres, which no text fixes."""
    lengths, tables = list(minutes_par_jour), []
    for many in centres:
        there = replace(resources, centres=many)
        load = load_by_day(convened, jours, minutes, there)
        tables += [need(load, minutes, replace(there, minutes_par_jour=length)) for length in lengths]
    return pd.concat(tables, ignore_index=True)


def need_of_session(
    convened: pd.DataFrame,
    response: pd.DataFrame,
    jours: pd.DataFrame,
    minutes: Minutes,
    resources: Resources,
    minutes_par_jour: Iterable[int],
    centres: Iterable[int | None] = (None,),
) -> pd.DataFrame:
    """Return `need_over_range`, and the same at both ends of the widest interval of orals, as `NeedOfSession`.

    More orals never need fewer juries nor make a lighter day: what holds at the ends holds between them. `response`:
    the table of that name. Each unit keeps its share of the orals.
    """
    rows = response[response[Result.indicateur] == ORALS].dropna(subset=[Result.bas, Result.haut])
    widest = rows[rows[Result.niveau] == rows[Result.niveau].max()].set_index(Result.regime)
    ranges = [*minutes_par_jour], [*centres]
    found = need_over_range(convened, jours, minutes, resources, *ranges)
    ends = {}
    for rank, end in enumerate((Result.bas, Result.haut)):
        totals = {str(nom): round(float(orals)) for nom, orals in widest[end].items() if nom in set(found[Need.regime])}
        there = _at(found, scaled_to(convened, totals), jours, minutes, resources, *ranges)
        for name, columns in AT_ENDS.items():
            # Shares are rounded to whole orals: the value stays between its ends.
            beyond = there[name] > found[name] if end == Result.bas else there[name] < found[name]
            ends[columns[rank]] = there[name].where(~beyond.fillna(False).astype(bool), found[name])
    table = found.assign(**ends, **{NeedOfSession.niveau: found[Need.regime].map(widest[Result.niveau])})
    return table[NeedOfSession.names()]


def _at(
    found: pd.DataFrame,
    scaled: pd.DataFrame,
    jours: pd.DataFrame,
    minutes: Minutes,
    resources: Resources,
    lengths: Sequence[int],
    centres: Sequence[int | None],
) -> pd.DataFrame:
    """Return what the rows of a table require at another number of orals; none where there is no oral."""
    key, names = [Need.regime, Need.minutes_par_jour, Need.centres], [*AT_ENDS]
    there = found[[*key, *names]].iloc[:0]
    if scaled[Orals.oraux].any():
        there = need_over_range(scaled, jours, minutes, resources, lengths, centres)[[*key, *names]]
    both = found[key].merge(there, on=key, how="left").set_index(found.index)
    # A regime that is told has no oral where it has no row.
    silent = both[Need.oraux_de_pointe].isna() & found[Need.regime].isin(set(scaled[Orals.regime]))
    return both[names].mask(silent, 0).astype("Int64")
