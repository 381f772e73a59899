"""Readable tables of the session of orals: number, diplomas, days, juries and costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from bts_sim.display.labels import interval, number, percent, regime_label, trimmed
from bts_sim.display.shown import Shown
from bts_sim.droit.calendriers.tables import TimeLeft
from bts_sim.language import _
from bts_sim.questions.capacity.costs import CostOfSession
from bts_sim.questions.capacity.places import PlaceNeed
from bts_sim.questions.capacity.sums import HOUR
from bts_sim.questions.capacity.tables import Load, Need, NeedOfSession
from bts_sim.questions.capacity.words import (
    BY,
    COST_METHODS,
    DECIMALS_OF,
    FEWER,
    IN_HOURS,
    INDICATORS,
    NO_DURATION,
    NO_ORALS,
    NO_PAY_RATE,
    TIMES,
    UNKNOWN,
    calendar_name,
    centres_name,
    count_of,
    day_in_full,
    discipline_name,
    length_of,
    nothing,
    number_or,
    of_calendars,
    pay_in_words,
    stacked,
)
from bts_sim.stats.intervals import Result


def show_response(intervalles: pd.DataFrame) -> Shown:
    """Return a readable table of what each regime requires and brings at a session. `intervalles`: `Response`."""
    rows = []
    for nom in intervalles[Result.regime].unique():
        for code, words in INDICATORS.items():
            decimals = DECIMALS_OF.get(code, 0)
            missing = NO_DURATION if code in IN_HOURS else UNKNOWN
            drawn = intervalles[(intervalles[Result.regime] == nom) & (intervalles[Result.indicateur] == code)]
            by_level = {
                _("{niveau} % des sessions").format(niveau=number(r.niveau, 0)): _between(r.bas, r.haut, decimals)
                for r in Result.rows(drawn)
            }
            middle = drawn[Result.valeur].iloc[0] if len(drawn) else float("nan")
            rows.append(
                {
                    _("Régime"): regime_label(nom),
                    _("Pour la session"): words,
                    _("Valeur"): number_or(middle, decimals, missing),
                    **by_level,
                }
            )
    return Shown(pd.DataFrame(rows), intervalles)


def show_disciplines(load: pd.DataFrame) -> Shown:
    """Return a readable table of the orals of each regime by discipline, with the minutes of one and the hours of all.

    `load`: table of `load_by_day`.
    """
    rows = []
    for nom in load[Load.regime].unique():
        own = load[load[Load.regime] == nom]
        sums = own.groupby(Load.discipline)[[Load.oraux, Load.minutes, Load.minutes_candidat]].agg(_sum)
        for discipline, one in sums.sort_values(Load.oraux, ascending=False, kind="stable").iterrows():
            known = not pd.isna(one[Load.minutes])
            examined = int(one[Load.minutes] // one[Load.oraux]) if known else 0
            prepared = int(one[Load.minutes_candidat] // one[Load.oraux]) - examined if known else 0
            rows.append(
                {
                    _("Régime"): regime_label(nom),
                    _("Discipline"): discipline_name(str(discipline)),
                    _("Oraux"): count_of(one[Load.oraux]),
                    _("Part"): percent(100 * one[Load.oraux] / int(own[Load.oraux].sum())),
                    _("Préparation et interrogation"): f"{prepared} + {examined} min" if known else _(NO_DURATION),
                    _("Heures d'interrogation"): count_of(one[Load.minutes] / HOUR) if known else _(NO_DURATION),
                }
            )
    return Shown(pd.DataFrame(rows), load) if rows else nothing(NO_ORALS)


def show_costs(expenses: pd.DataFrame) -> Shown:
    """Return a readable table of the cost of each regime in orals, hours and euros, in total and per unit.

    Brackets: the interval of a session.
    """
    rows = []
    for one in CostOfSession.rows(expenses):
        decimals, paid = 0 if one.par == "session" else 2, one.tarif is not None
        rows.append(
            {
                _("Régime"): regime_label(one.regime),
                _("Pour"): BY[one.par],
                _("Combien"): number_or(one.nombre, 0),
                _("Oraux"): _with_ends(one.oraux, one.oraux_bas, one.oraux_haut, decimals),
                _("Heures d'examinateur"): _with_ends(
                    *(one.heures_examinateur, one.heures_examinateur_bas, one.heures_examinateur_haut),
                    decimals,
                    NO_DURATION,
                ),
                _("Heures de candidat"): _with_ends(
                    one.heures_candidat, one.heures_candidat_bas, one.heures_candidat_haut, decimals, NO_DURATION
                ),
                _("Euros"): _with_ends(one.euros, one.euros_bas, one.euros_haut, decimals, NO_DURATION)
                if paid
                else _(NO_PAY_RATE),
                **({_("Tarif"): pay_in_words(one.tarif)} if paid else {}),
                _("Intervalle"): COST_METHODS[one.methode],
            }
        )
    return Shown(pd.DataFrame(rows), expenses)


def show_feasibility(needs: Mapping[str, pd.DataFrame], regime: str) -> Shown:
    """Return a readable table of the fewest juries by calendar, centres and length of a day, and whether they fit.

    Brackets: the juries, and the orals of the fullest day, at both ends of the interval of orals.
    """
    rows = []
    for nom, table in needs.items():
        own = table[table[Need.regime] == regime]
        for lieux, part in own.groupby(own[Need.centres].map(centres_name), sort=False):
            first = next(NeedOfSession.rows(part))
            by_length = {
                _("{duree} par jour").format(duree=length_of(one.minutes_par_jour)): _verdict(one)
                for one in NeedOfSession.rows(part)
            }
            peak = _("{jour} : {nombre} oraux").format(
                jour=day_in_full(first.jour_de_pointe),
                nombre=_with_ends(first.oraux_de_pointe, first.oraux_de_pointe_bas, first.oraux_de_pointe_haut, 0),
            )
            rows.append(
                {_("Calendrier"): calendar_name(nom), _("Centres"): lieux, _("Jour le plus chargé"): peak, **by_length}
            )
    return Shown(pd.DataFrame(rows), stacked(needs, regime)) if rows else nothing(NO_ORALS)


def show_places(table: pd.DataFrame) -> Shown:
    """Return a readable table of the juries that real candidates need by centre and day. `table`: `PlaceNeed`."""
    rows = [
        {
            _("Calendrier"): calendar_name(one.calendrier),
            _("Centre"): one.centre or _("sans jour ni centre au calendrier"),
            _("Jour"): day_in_full(one.jour) if one.jour else UNKNOWN,
            _("Candidats"): number_or(one.candidats, 0, FEWER),
            _("Oraux"): number_or(one.oraux, 0, FEWER),
            _("Jurys"): count_of(one.jurys),
            _("Demi-journées de jury"): count_of(one.demi_journees),
            _("Indemnité du centre"): number_or(one.indemnite, 0) + ("" if pd.isna(one.indemnite) else " €"),
        }
        for one in PlaceNeed.rows(table)
    ]
    return Shown(pd.DataFrame(rows), table) if rows else nothing(NO_ORALS)


def show_preparation(resumes: Mapping[str, pd.DataFrame]) -> Shown:
    """Return a readable table of the least, median and most time left by each calendar, from tables of `summary`."""
    rows = [
        {
            _("Calendrier"): nom.title(),
            _("Temps laissé"): TIMES[one.mesure],
            _("Minimum"): number(one.minimum, 0),
            _("Médiane"): trimmed(number(one.mediane, 1)),
            _("Maximum"): number(one.maximum, 0),
            _("Spécialités ou groupes datés"): number(one.n, 0),
        }
        for nom, table in resumes.items()
        for one in TimeLeft.rows(table)
    ]
    return Shown(pd.DataFrame(rows), of_calendars(resumes))


def _verdict(one: NeedOfSession) -> str:
    """Return, as text, the juries needed, their interval, and whether the available juries are enough."""
    needed = _with_ends(one.jurys, one.jurys_bas, one.jurys_haut, 0, NO_DURATION)
    if pd.isna(one.tient):
        return needed
    words = _("{besoin} ≤ {donnes} : tient") if one.tient else _("{besoin} > {donnes} : ne tient pas")
    if not pd.isna(one.jurys_bas) and one.jurys_bas <= one.jurys_donnes < one.jurys_haut:
        words = _("{besoin} pour {donnes} : cela dépend de la session")
    return words.format(besoin=needed, donnes=count_of(one.jurys_donnes))


def _with_ends(value: Any, low: Any, high: Any, decimals: int, missing: str = UNKNOWN) -> str:
    """Return a number as text with its interval, if it has one."""
    said = number_or(value, decimals, missing)
    return said if pd.isna(low) or pd.isna(high) else f"{said} {interval(float(low), float(high), decimals)}"


def _between(low: float, high: float, decimals: int) -> str:
    return UNKNOWN if pd.isna(low) or pd.isna(high) else interval(low, high, decimals)


def _sum(column: pd.Series) -> object:
    """Return the sum of a column, missing if a part of it is missing."""
    return column.sum(skipna=False)
