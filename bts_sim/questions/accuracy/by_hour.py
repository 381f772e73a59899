"""What an hour of examiners is worth: right decisions that orals add, under several uses of the same orals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.examined import examined
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime, Unite
from bts_sim.droit.calendriers.disciplines import disciplines, minutes_des_oraux
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.errors import Fault, InputError
from bts_sim.schema import a_number, a_text
from bts_sim.stats.gaps import paired_ends
from bts_sim.stats.groups import judged_on_marks
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Estimate, Method
from bts_sim.stats.over_draws import Draws, shaped
from bts_sim.stats.session import luck_columns

FALSE_IN, FALSE_OUT, RIGHT_ADDED = "faux_admis", "faux_refus", "justes_en_plus"
ORALS_HELD, HOURS, BY_HOUR = "oraux", "heures_examinateur", "justes_pour_100_heures"
THOUSAND, HUNDRED_HOURS, HOUR = 1000.0, 100.0, 60.0


class ByHour(Estimate):
    """What each use of the orals costs and gives: one row per regime and indicator."""

    regime = a_text("the regime: a use of the orals")
    reference = a_text("the regime without orals that right decisions are counted from")
    indicateur = a_text(
        "decisions, orals or hours for 1,000 candidates present; right decisions added for 100 hours of examiners",
        (FALSE_IN, FALSE_OUT, RIGHT_ADDED, ORALS_HELD, HOURS, BY_HOUR),
    )
    valeur = a_number("the result; missing where no oral is held", "decisions, orals or hours", optional=True)
    bas = a_number("lower end of the interval", "that of the value", optional=True)
    haut = a_number("upper end of the interval", "that of the value", optional=True)
    methode = a_text("what the interval covers, a code", OF_DRAWS)


def by_hour_over_draws(draws: Draws, never: Regime, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Return what each use of the orals costs and gives over draws of the parameters, as `ByHour`.

    Args:
        draws: the draws of the parameters.
        never: the regime without orals.
        regimes: the uses of the orals, on units.

    Raises:
        InputError: the orals of a regime are not on units, or no text read gives their duration.
    """
    check_by_unit(regimes)
    tables = _of_parts(draws.together, draws.members, never, regimes)
    found = draws.predicted(tables, [ByHour.regime, ByHour.reference, ByHour.indicateur], whole=THOUSAND)
    return shaped(found, ByHour)


def check_by_unit(regimes: Sequence[Regime]) -> None:
    """Refuse regimes whose orals are not on units: no text read gives the duration of an oral on a whole domain."""
    remedy = "donner un régime d'oraux par unité, comme permanent_2022"
    problem = "aucun oral sur une unité : aucun texte lu ne donne la durée des siens"
    faults = [Fault("regime", None, "", one.nom, problem, remedy) for one in regimes if _not_by_unit(one)]
    if faults:
        raise InputError(faults)


def _not_by_unit(regime: Regime) -> bool:
    return any(part.oral_par != "unite" for part in regime.parts)


def _minutes(session: int) -> Callable[[Unite], float]:
    """Return the function that gives the minutes of interrogation of an oral on a unit."""
    every, times = disciplines(), minutes_des_oraux(session)

    def minutes_of(unite: Unite) -> float:
        time = times.de(every.de(unite))
        return np.nan if time is None else time.interrogation

    return minutes_of


def _of_parts(
    cohorte: SimulatedCohort, parts: Sequence[Ints], never: Regime, regimes: Sequence[Regime]
) -> list[pd.DataFrame]:
    """Return the table of each part of a cohort, whose candidates are decided on together."""
    base, bareme = cohorte.under(never), cohorte.cohorte.bareme
    able, minutes = true_level(cohorte) * CENTIEMES >= bareme.seuil_admission, _minutes(bareme.session)
    rows = [list[tuple[object, ...]]() for _ in parts]
    for regime in regimes:
        one = cohorte.under(regime)
        orals, held = examined(one, minutes)
        measured = _measured(base.admission, one.admission, able, judged_on_marks(one), orals, held / HOUR)
        for of_part, members in zip(rows, parts, strict=True):
            some = [(name, values[members], lost) for name, values, lost in measured]
            of_part += [(regime.nom, never.nom, *row) for row in _rows(some)]
    names = [ByHour.regime, ByHour.reference, ByHour.indicateur, ByHour.valeur, ByHour.bas, ByHour.haut, ByHour.niveau]
    return [pd.DataFrame(one, columns=[*names, ByHour.n, ByHour.methode, *luck_columns(ByHour.valeur)]) for one in rows]


def _measured(
    before: Floats, after: Floats, able: Bools, judged: Bools, orals: Floats, hours: Floats
) -> list[tuple[str, Floats, bool]]:
    """Return each measure of every candidate, and whether it counts decisions that may go either way."""
    added = np.where(able, after - before, before - after) * judged
    return [
        (FALSE_IN, after * ~able * judged, True),
        (FALSE_OUT, (1 - after) * able * judged, True),
        (RIGHT_ADDED, added, True),
        (ORALS_HELD, orals, False),
        (HOURS, hours, False),
    ]


def _rows(measured: Sequence[tuple[str, Floats, bool]]) -> Iterator[tuple[object, ...]]:
    """Yield the rows of some candidates: each measure for 1,000 of them, then right decisions by hours."""
    n = measured[0][1].size
    for name, values, counts in measured:
        lost = THOUSAND * float(np.maximum(-values, 0).mean()) if counts else np.nan
        yield _row(name, THOUSAND * float(values.mean()), THOUSAND * values, lost, np.nan if counts else None)
    added, hours = measured[2][1], measured[4][1]
    mean = float(hours.mean())
    if not mean:
        yield (BY_HOUR, np.nan, np.nan, np.nan, LEVEL, n, Method.TOO_FEW, np.nan, np.nan)
        return
    ratio = float(added.mean()) / mean
    # A ratio varies as the mean of its residuals; a decision is right or not, which its chance is the mean of.
    residuals = HUNDRED_HOURS * (added - ratio * hours) / mean
    luck = float(np.abs(added).mean() + (ratio * hours) @ (ratio * hours - 2 * added) / n) * (HUNDRED_HOURS / mean) ** 2
    yield _row(BY_HOUR, HUNDRED_HOURS * ratio, residuals, np.nan, luck)


def _row(name: str, value: float, values: Floats, lost: float, luck: float | None) -> tuple[object, ...]:
    spread = float(values.var())
    low, high = paired_ends(values.size, value, spread, LEVEL)
    numbers = [round(one, DECIMALS) for one in (value, low, high)]
    return name, *numbers, LEVEL, values.size, Method.PAIRED, lost, spread if luck is None else luck
