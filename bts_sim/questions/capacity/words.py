"""The session of orals in words: labels, sentences and named results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import DOMAINES, day, modalite, number, percent, regime_label, roughly, written_number
from bts_sim.display.results import definition, result
from bts_sim.display.shown import Shown
from bts_sim.display.theme import OTHERS
from bts_sim.droit.calendriers.dates import parse_quand
from bts_sim.droit.calendriers.disciplines import PAR_DOMAINE
from bts_sim.droit.calendriers.tables import MESURES, Agenda, Preparation, TimeLeft
from bts_sim.language import N_, Labels, _, _n, translate
from bts_sim.questions.capacity.costs import PayRate
from bts_sim.questions.capacity.orals import Orals
from bts_sim.questions.capacity.session import Response, Tally
from bts_sim.questions.capacity.sums import HOUR
from bts_sim.questions.capacity.tables import ORALS, Load, Need, NeedOfSession
from bts_sim.stats.intervals import Method, Result
from bts_sim.stats.words import method

#: One colour per discipline, the one with most orals first. None is the colour of a regime.
SHADES = (*OTHERS, "#b8bcc2", "#7f8790", "#882255", "#999933", "#44aa99", "#332288", "#ddcc77", "#d5d8dc")
UNKNOWN, NO_PAY_RATE, NO_DURATION = "—", N_("tarif non fourni"), N_("durée non lue")
FEWER = N_("moins de 5")
NO_ORALS = N_("ce régime ne donne aucun oral à tenir")
#: Columns that charts add to those of a table.
CALENDAR, BURDEN, HOURS, PLACES, SAID = "calendrier", "charge", "heures", "lieux", "texte"


#: Labels of the counts, and decimals of the values that are not counts.
INDICATORS = Labels(
    {
        "autorises": N_("Candidats autorisés"),
        "oraux": N_("Oraux à tenir"),
        "heures_examinateur": N_("Heures d'examinateur"),
        "diplomes_en_plus": N_("Diplômes en plus"),
        "oraux_par_diplome": N_("Oraux par diplôme en plus"),
        "heures_par_diplome": N_("Heures d'examinateur par diplôme en plus"),
    }
)
#: Labels of the times that a calendar leaves to a candidate.
TIMES = Labels({code: words for code, words in MESURES.items()})
#: Indicators that need the length of an oral.
IN_HOURS = ("heures_examinateur", "heures_par_diplome")
DECIMALS_OF = {"oraux_par_diplome": 1, "heures_par_diplome": 2}
BY = Labels(
    {
        "session": N_("la session"),
        "oral": N_("un oral"),
        "autorise": N_("un candidat autorisé"),
        "diplome": N_("un diplôme en plus"),
    }
)
#: What the interval of a cost covers, or why it has none.
COST_METHODS = Labels(
    {
        Method.DRAWN: N_("celui des oraux et des diplômes de la session"),
        Method.GIVEN_MARKS: N_("celui des oraux et des diplômes de la session"),
        Method.MARKS: N_("aucun : fixé par les notes du fichier"),
        Method.BY_DEFINITION: N_("aucun : fixé par la règle et la durée d'un oral"),
        Method.TOO_FEW: N_("aucun : trop peu de diplômes en plus"),
        Method.ONE_DRAW: N_("aucun : un seul tirage des paramètres"),
        Method.NO_ORALS: N_("aucun : ce régime n'a pas d'épreuve de contrôle"),
        Method.ZERO_BY_RULE: N_("aucun : nul par la règle"),
    }
)
#: A rate of pay, by what is paid for.
PAID_BY = Labels(
    {"heure": N_("{euros} € par heure ({source}, {jour})"), "oral": N_("{euros} € par oral ({source}, {jour})")}
)
#: Results that a report quotes: label, unit, and how many of it are told.
KEPT = {
    "oraux": (N_("Oraux à tenir, {regime}"), N_("oraux"), 1),
    "heures_examinateur": (N_("Heures d'examinateur, {regime}"), N_("h"), 1),
    "oraux_par_diplome": (N_("Pour cent diplômes de plus, {regime}"), N_("oraux"), 100),
}
#: What each of them counts.
DEFINED = {
    "oraux": N_("oraux auxquels des candidats sont convoqués, présents ou non"),
    "heures_examinateur": N_("interrogation seule"),
    "oraux_par_diplome": N_("oraux au-delà de ceux de la référence, divisés par les diplômes en plus"),
}
AT_ENDS = N_("le plus petit nombre de jurys qui tient les oraux ; bornes : aux bornes de l'intervalle des oraux")


def by_orals(table: pd.DataFrame) -> list[str]:
    """Return the disciplines, the one with most orals first."""
    return list(table.groupby(Orals.discipline)[Orals.oraux].sum().sort_values(ascending=False, kind="stable").index)


def shades_of(order: Sequence[str]) -> alt.Color:
    """Return the colour of each discipline, the same in every chart of the same orals."""
    names = [discipline_name(one) for one in order]
    scale = alt.Scale(domain=names, range=[SHADES[rank % len(SHADES)] for rank in range(len(names))])
    return alt.Color("name:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=2))


def nothing(words: str) -> Shown:
    """Return a table that says why there is nothing to draw."""
    return Shown(pd.DataFrame({_("Rien à montrer"): [_(words)]}))


def discipline_name(nom: str) -> str:
    """Return the label of the subject of an oral, a discipline or a whole domain, with its accents."""
    whole = next((domaine for domaine, subject in PAR_DOMAINE.items() if subject == nom), None)
    return translate(nom) if whole is None else _("domaine {nom}").format(nom=DOMAINES[whole])


def number_or(value: Any, decimals: int, missing: str = UNKNOWN) -> str:
    """Return a number as text, or the text that stands for a missing number."""
    return _(missing) if pd.isna(value) else number(float(value), decimals)


def pay_in_words(rate: PayRate) -> str:
    """Return a rate of pay as text, with its source and its date."""
    return PAID_BY[rate.par].format(euros=written_number(rate.amount), source=rate.source, jour=rate.date.isoformat())


def count_of(value: Any) -> str:
    """Return a count as text."""
    return number(float(value), 0)


def length_of(minutes: Any) -> str:
    """Return the length of a day as text: 6 h, 6 h 30."""
    if pd.isna(minutes):
        return UNKNOWN
    hours, rest = divmod(int(minutes), HOUR)
    if not rest:
        return _("{heures}\u202fh").format(heures=hours)
    return _("{heures}\u202fh\u202f{minutes}").format(heures=hours, minutes=f"{rest:02d}")


def tip_of(**named_fields: str) -> list[alt.Tooltip]:
    """Return the tooltips of some fields, with their labels."""
    return [alt.Tooltip(f"{field_name}:N", title=words) for field_name, words in named_fields.items()]


def stacked(tables: Mapping[str, pd.DataFrame], regime: str) -> pd.DataFrame:
    """Return the rows of one regime from several tables, with a column for the calendar."""
    return of_calendars({name: table[table[Need.regime] == regime] for name, table in tables.items()})


def of_calendars(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of several tables, with a column for the calendar."""
    named = [table.assign(**{CALENDAR: name}) for name, table in tables.items()]
    return pd.concat(named, ignore_index=True) if named else pd.DataFrame()


def calendar_name(nom: str) -> str:
    """Return the name of an académie."""
    return nom.title()


def day_in_full(iso: str) -> str:
    """Return a day as text."""
    return day(parse_quand(iso).debut.jour)


def centres_name(count: Any) -> str:
    """Return a number of centres as text; no centre means that all juries are shared."""
    if pd.isna(count):
        return _("jurys en commun")
    return _n("{n} centre", "{n} centres", int(count)).format(n=int(count))


def say_fullest_day(rows: pd.DataFrame) -> str:
    """Return the share of the load on the fullest day of each calendar, in words."""
    parts = []
    for nom, own in rows.groupby(CALENDAR, sort=False):
        by_day = own.groupby(Load.jour)[BURDEN].sum()
        parts.append((calendar_name(str(nom)), percent(100 * by_day.max() / by_day.sum(), 0)))
    said = ", ".join(f"{share} ({nom})" for nom, share in parts)
    return _("Charge du jour le plus plein : {parts}").format(parts=said)


def say_juries(rows: pd.DataFrame) -> str:
    """Return the number of shared juries that each calendar requires, at the middle length of a day, in words."""
    hours = sorted(rows[HOURS].unique())
    middle = hours[len(hours) // 2]
    there = rows[(rows[HOURS] == middle) & (rows[PLACES] == rows[PLACES].iloc[0])]
    (nom, first), *others = zip(map(calendar_name, there[CALENDAR]), there[SAID], strict=True)
    rest = "".join(f", {count} ({other})" for other, count in others)
    return (
        _("À {duree} par jour, au moins {jurys} jurys ({calendrier})").format(
            duree=length_of(HOUR * middle), jurys=first, calendrier=nom
        )
        + rest
    )


def say_preparation(preparation: pd.DataFrame) -> str:
    """Return the range of the days of preparation over the specialties, or their number if it is the same, in words."""
    known = preparation.dropna(subset=[Preparation.jours_resultats_oral])
    days = known[Preparation.jours_resultats_oral].astype(int)
    least, most = int(days.min()), int(days.max())
    if least == most:
        return _("Un candidat a {jours} entre ses résultats et l'oral").format(jours=_days(least))
    who_least, who_most = (", ".join(known.loc[days == end, Preparation.specialite]) for end in (least, most))
    return _(
        "Selon sa spécialité, un candidat a de {bas} ({qui_bas}) à {haut} ({qui_haut}) entre ses résultats et l'oral"
    ).format(bas=_days(least), qui_bas=who_least, haut=_days(most), qui_haut=who_most)


def say_calendar(agenda: pd.DataFrame) -> list[str]:
    """Return the académie of the calendar, its reading, and the meaning of the figures, in words."""
    first = next(Agenda.rows(agenda))
    whose = _("{academie}, session {session}, lecture « {lecture} »").format(
        academie=calendar_name(first.academie),
        session=first.session,
        lecture=translate(first.lecture),
    )
    return [whose, _("À gauche, en gras : jours de calendrier des résultats à l'oral ; une date sans heure est à midi")]


def _days(count: int) -> str:
    return _n("{n} jour", "{n} jours", count).format(n=count)


def quote_capacity(
    tallies: pd.DataFrame,
    intervalles: pd.DataFrame,
    needs: Mapping[str, pd.DataFrame],
    resumes: Mapping[str, pd.DataFrame],
) -> Iterator[dict[str, Any]]:
    """Yield the named results that a report quotes.

    Juries are those of the last regime; their ends are those of the orals.
    """
    wide = intervalles[intervalles[Result.niveau] == intervalles[Result.niveau].max()]
    for one in Response.rows(wide[wide[Result.indicateur].isin(list(KEPT))].dropna(subset=[Result.valeur])):
        name, unit, scale = KEPT[one.indicateur]
        named = {Tally.regime: regime_label(one.regime)}
        said = definition(DEFINED[one.indicateur], one.niveau, method(one))
        ends = (None, None) if pd.isna(one.bas) else (scale * one.bas, scale * one.haut)
        yield result(_(name).format(**named), scale * one.valeur, _(unit), *ends, definition=said)
    last = str(tallies[Tally.regime].iloc[-1])
    for nom, table in needs.items():
        own = table[(table[Tally.regime] == last) & table[Need.centres].isna()].dropna(subset=[Need.jurys])
        for row in NeedOfSession.rows(own.iloc[[0, -1]]) if len(own) else ():
            name = _("Jurys au moins, {regime}, {calendrier}, {duree} par jour")
            duree = length_of(row.minutes_par_jour)
            ends = (
                (None, None) if pd.isna(row.jurys_bas) or pd.isna(row.jurys_haut) else (row.jurys_bas, row.jurys_haut)
            )
            yield result(
                name.format(regime=regime_label(last), calendrier=calendar_name(nom), duree=duree),
                row.jurys,
                _("jurys"),
                *ends,
                definition=_(AT_ENDS),
            )
    for nom, table in resumes.items():
        for days in TimeLeft.rows(table.head(1)):
            least = _("Jours des résultats à l'oral, au moins, {calendrier}").format(calendrier=calendar_name(nom))
            most = _("Jours des résultats à l'oral, au plus, {calendrier}").format(calendrier=calendar_name(nom))
            yield result(least, days.minimum, _("jours"))
            yield result(most, days.maximum, _("jours"))


def say_orals(intervalles: pd.DataFrame) -> str:
    """Return how many orals the last regime requires at a session, in words."""
    part = intervalles[intervalles[Result.indicateur] == ORALS]
    *_before, last = Result.rows(part[part[Result.niveau] == part[Result.niveau].max()])
    if pd.isna(last.bas) or last.bas == last.haut:
        return _("{regime} : {oraux} oraux à tenir à une session").format(
            regime=regime_label(last.regime), oraux=count_of(last.valeur)
        )
    value, low, high = roughly(last.valeur, last.bas, last.haut)
    return _("{regime} : environ {oraux} oraux à tenir à une session (de {bas} à {haut})").format(
        regime=regime_label(last.regime), oraux=value, bas=low, haut=high
    )


def say_by_specialty(convened: pd.DataFrame, regime: str) -> str:
    """Return how many orals a regime requires, and the share of the first discipline, in words."""
    part = convened[convened[Orals.regime] == regime]
    first = by_orals(part)[0]
    whole, own = (int(rows[Orals.oraux].sum()) for rows in (part, part[part[Orals.discipline] == first]))
    return _("{regime} : {oraux} oraux, dont {part} « {discipline} »").format(
        regime=regime_label(regime),
        oraux=count_of(whole),
        part=percent(100 * own / whole, 0),
        discipline=discipline_name(first),
    )


def say_per_diploma(rows: pd.DataFrame, regime: str) -> str:
    """Return the range over the groups of the orals per additional diploma, in words. `rows`: sorted from the least."""
    least, *_between, most = [*Tally.rows(rows)] * (2 if len(rows) == 1 else 1)
    return _("{regime} : de {bas} oraux par diplôme en plus ({qui_bas}) à {haut} ({qui_haut})").format(
        regime=regime_label(regime),
        bas=number(least.oraux_par_diplome),
        qui_bas=modalite(least.modalite),
        haut=number(most.oraux_par_diplome),
        qui_haut=modalite(most.modalite),
    )
