"""The same candidates under several regimes: rates, and gaps to a baseline, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Ints
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_level
from bts_sim.progress import watch
from bts_sim.stats.distance import band_names, bands, distances
from bts_sim.stats.gaps import ZERO_BY_RULE, covered, fixed_by_rule, paired
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import (
    BY_RULE,
    CALIBRATED,
    CALIBRATED_ELSEWHERE,
    COLONNES,
    DECIMALES,
    DRAWN_ORALS,
    EXACT_ORALS,
    NIVEAU,
    NOBODY_PRESENT,
    PAIRED,
    PAIRED_CALIBRATED,
    WILSON,
    WILSON_CALIBRATED,
    wilson,
    wilson_if_solved,
)


@asks_abilities
def compare(
    cohorte: SimulatedCohort,
    reference: Regime,
    autres: Sequence[Regime],
    niveau: float | None = NIVEAU,
    tirages: int | None = None,
) -> pd.DataFrame:
    """Compare regimes on the same candidates: one row per group, indicator and regime.

    Rates are in percent of the candidates of the group, gaps in points; `niveau` is the level of the intervals in
    percent (None: no interval, for one draw among many), and `methode` says what they cover. Groups: all, by
    specialty, voie, académie, bac of origin, sex, kind of school, sector, and distance of the general mean to admission
    under the reference. `tirages`: draw the orals so many times,
    with the same luck under every regime, instead of summing over their marks.
    """
    check_level(niveau)
    if tirages is not None and tirages < 1:
        raise InputError([Fault("tirages", None, "", str(tirages), "hors bornes", "donner au moins 1, ou rien")])
    everyone = [_at_orals(cohorte.under(regime), tirages) for regime in watch((reference, *autres), "Régimes")]
    base, oraux = everyone[0], EXACT_ORALS if tirages is None else DRAWN_ORALS.format(n=tirages)
    bareme = cohorte.cohorte.bareme
    by_distance = bands(base.bareme)
    rows = [
        row
        for groupe, modalite, members, calibrated in (*groups(cohorte), *_by_distance(cohorte, reference))
        for one in everyone
        for row in _rows(
            one,
            base,
            groupe,
            modalite,
            members,
            # A reform of the first group itself moves the rate that the level was solved to.
            calibrated and np.array_equal(one.admis_groupe1, cohorte.first_group),
            niveau,
            oraux,
            _elsewhere(cohorte, groupe, modalite),
            fixed_by_rule(one, base, bareme, members, by_distance.get(modalite) if groupe == "distance" else None),
        )
    ]
    table = pd.DataFrame(rows, columns=COLONNES)
    # The baseline has no gap to itself.
    return table[~((table["indicateur"] == "ecart_taux_admis") & (table["regime"] == reference.nom))].reset_index(
        drop=True
    )


def _elsewhere(cohorte: SimulatedCohort, groupe: str, modalite: str) -> str:
    """Say, after what an interval covers, whose level the candidates of a group have if it is not their own."""
    there = cohorte.calibrated_elsewhere
    own = {modalite: there[modalite]} if groupe == "specialite" and modalite in there else {}
    sizes = (own if groupe == "specialite" else there).values()
    return f" ; {CALIBRATED_ELSEWHERE.format(n=max(sizes))}" if sizes else ""


def _at_orals(one: Under, tirages: int | None) -> Under:
    """Give what a regime makes of a cohort, the orals summed exactly, or drawn so many times."""
    return one if tirages is None else one.averaged(watch(range(tirages), "Tirages des oraux"))


def _by_distance(cohorte: SimulatedCohort, reference: Regime) -> Iterator[tuple[str, str, Ints, bool]]:
    """Give the groups by distance to admission, the lowest first; those whom no mean judges are in none."""
    bands = distances(cohorte, reference)
    bands[~present(cohorte)] = ""
    for band in band_names(cohorte.under(reference).bareme):
        members = np.flatnonzero(bands == band)
        if members.size:
            yield "distance", band, members, False


def _rows(
    one: Under,
    base: Under,
    groupe: str,
    modalite: str,
    members: Ints,
    calibrated: bool,
    niveau: float | None,
    oraux: str,
    elsewhere: str,
    fixed: bool,
) -> Iterator[tuple[object, ...]]:
    n = members.size
    first, admitted = one.admis_groupe1[members], one.admission[members]

    def row(indicateur: str, reference: str, value: float, low: float, high: float, methode: str) -> tuple[object, ...]:
        numbers = [round(float(100 * x), DECIMALES) for x in (value, low, high)]
        return (groupe, modalite, indicateur, one.regime.nom, reference, *numbers, niveau, n, methode)

    if not n:
        for indicateur in ("taux_groupe1", "taux_autorise", "taux_admis"):
            yield row(indicateur, "", np.nan, np.nan, np.nan, NOBODY_PRESENT)
        yield row("ecart_taux_admis", base.regime.nom, np.nan, np.nan, np.nan, NOBODY_PRESENT)
        return
    rate = float(first.mean())
    first_group = (rate, rate, rate, CALIBRATED) if calibrated else (rate, *wilson(first, niveau), WILSON + elsewhere)
    yield row("taux_groupe1", "", *first_group)
    if one.regime.acces == "ferme":
        yield row("taux_autorise", "", 0, 0, 0, BY_RULE)
        yield row("taux_admis", "", *first_group)
    else:
        autorise = one.autorise[members]
        low, high = wilson_if_solved(autorise, first, calibrated, niveau)
        methode = WILSON_CALIBRATED if calibrated else WILSON + elsewhere
        yield row("taux_autorise", "", float(autorise.mean()), low, high, methode)
        low, high = wilson_if_solved(admitted, first, calibrated, niveau)
        methode = f"{methode} ; {oraux}"
        yield row("taux_admis", "", float(admitted.mean()), low, high, methode)
    gain = admitted - base.admission[members]
    if fixed:
        yield row("ecart_taux_admis", base.regime.nom, 0, 0, 0, ZERO_BY_RULE)
        return
    # A baseline that reforms the first group moves its candidates too.
    calibrated = calibrated and not gain[first].any()
    if calibrated and not first.all():
        low, high = (bound * (1 - rate) for bound in paired(gain[~first], niveau))
    else:
        low, high = paired(gain, niveau)
    methode = f"{covered(low, PAIRED_CALIBRATED if calibrated else PAIRED + elsewhere)} ; {oraux}"
    yield row("ecart_taux_admis", base.regime.nom, float(gain.mean()), low, high, methode)
