"""Charts and tables of what the épreuves de contrôle take: orals, days, juries, hours, cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.calendriers.dates import en_jour, parse_quand
from bts_sim.output.charts import COLOURS, INK, OTHERS, WIDTH, finish
from bts_sim.output.headline import headline
from bts_sim.output.labels import DOMAINES, FINE, MODALITES, interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown

#: One colour per discipline, the most orals first; none is that of a regime.
SHADES = (*OTHERS, "#b8bcc2", "#7f8790", "#d5d8dc")
#: Dashes of the lines that differ by their number of centres, readable without colour.
DASHES = ([1, 0], [7, 3], [3, 3], [1, 3], [9, 3, 2, 3])
#: What is counted → its words and decimals.
INDICATEURS = {
    "autorises": ("Candidats autorisés", 0),
    "oraux": ("Oraux à tenir", 0),
    "heures_examinateur": ("Heures d'examinateur", 0),
    "diplomes_en_plus": ("Diplômes en plus", 0),
    "oraux_par_diplome": ("Oraux par diplôme en plus", 1),
    "heures_par_diplome": ("Heures d'examinateur par diplôme en plus", 2),
}
#: Results that a report quotes: words, unit, and how many of it, since what is counted has no decimal.
RETENUS = {
    "oraux": ("Oraux à tenir", "oraux", 1),
    "heures_examinateur": ("Heures d'examinateur", "h", 1),
    "oraux_par_diplome": ("Pour cent diplômes de plus", "oraux", 100),
}
PAR = {
    "session": "la session",
    "oral": "un oral",
    "autorise": "un candidat autorisé",
    "diplome": "un diplôme en plus",
}
INCONNU, SANS_TARIF, SANS_DUREE = "—", "tarif non fourni", "durée non lue"
SANS_ORAUX = "ce régime ne donne aucun oral à tenir"
SANS_JURYS = "aucun texte lu ne donne la durée de ces oraux ; la donner en paramètre"
HEURE = 60
BESIDE = alt.Axis(ticks=False, domain=False, labelLimit=240)


# --- how many orals ---------------------------------------------------------------------------------------------------


def reponse(bilans: pd.DataFrame, frais: pd.DataFrame, intervalles: pd.DataFrame) -> Shown:
    """Show what each regime takes and brings: at the default parameters, then over the draws of them.

    `bilans`, `frais`: tables of `bilan` and `couts`; `intervalles`: of `incertitude` on `tirer_les_oraux`.
    """
    known = _defaults(bilans, frais)
    rows = []
    for nom in bilans["regime"].unique():
        for code, (words, decimals) in INDICATEURS.items():
            missing = SANS_DUREE if code.startswith("heures") else INCONNU
            drawn = intervalles[(intervalles["regime"] == nom) & (intervalles["indicateur"] == code)]
            by_level = {
                f"{number(r.niveau, 0)}{FINE}% des tirages": _between(r.bas, r.haut, decimals)
                for r in drawn.itertuples()
            }
            middle = drawn["valeur"].iloc[0] if len(drawn) else float("nan")
            rows.append(
                {
                    "Régime": label(nom),
                    "Pour la session": words,
                    "Paramètres par défaut": _number(known[nom][code], decimals, missing),
                    "Médiane des tirages": _number(middle, decimals, missing),
                    **by_level,
                }
            )
    return Shown(pd.DataFrame(rows))


def _defaults(bilans: pd.DataFrame, frais: pd.DataFrame) -> dict[str, dict[str, float]]:
    whole = bilans[bilans["groupe"] == "ensemble"].set_index("regime")
    hours = frais.pivot(index="regime", columns="par", values="heures_examinateur")
    found = whole[["autorises", "oraux", "diplomes_en_plus", "oraux_par_diplome"]].astype(float)
    found = found.assign(heures_examinateur=hours["session"], heures_par_diplome=hours["diplome"])
    return {str(nom): row for nom, row in found.to_dict("index").items()}


def oraux(intervalles: pd.DataFrame, bilans: pd.DataFrame) -> Any:
    """Draw the orals to hold under each regime: half of the draws, nine in ten, the median and the default value."""
    part = intervalles[intervalles["indicateur"] == "oraux"]
    default = bilans[bilans["groupe"] == "ensemble"].set_index("regime")["oraux"]
    rows = part.assign(
        nom=part["regime"].map(label),
        defaut=part["regime"].map(default),
        texte=[f"{number(r.valeur, 0)} {interval(r.bas, r.haut, 0)}" for r in part.itertuples()],
        intervalle=[f"{number(one, 0)}{FINE}% des tirages" for one in part["niveau"]],
    )
    regimes = list(dict.fromkeys(rows["regime"]))
    colours = alt.Scale(domain=[label(r) for r in regimes], range=_regime_colours(regimes))
    # Room on the right for the words.
    scale = alt.Scale(domainMin=0, domainMax=1.35 * float(rows["haut"].max()), nice=False)
    axis = alt.Axis(format=",.0f", tickCount=5)
    x = alt.X("bas:Q", title="Oraux à tenir dans la session", scale=scale, axis=axis)
    base = alt.Chart(rows).encode(
        y=alt.Y("nom:N", sort=None, title=None, axis=BESIDE),
        color=alt.Color("nom:N", scale=colours, legend=None),
        tooltip=_tip(nom="Régime", intervalle="Intervalle", texte="Oraux"),
    )
    wide = base.transform_filter(f"datum.niveau == {rows['niveau'].max()}")
    half = base.transform_filter(f"datum.niveau == {rows['niveau'].min()}")
    layers = [
        wide.mark_rule(strokeWidth=3, opacity=0.5).encode(x=x, x2="haut:Q"),
        half.mark_rule(strokeWidth=12, opacity=0.8).encode(x=x, x2="haut:Q"),
        wide.mark_point(filled=True, size=40, opacity=1).encode(x="valeur:Q", color=alt.value(INK)),
        wide.mark_tick(thickness=2, size=26).encode(x="defaut:Q", color=alt.value(INK)),
        wide.mark_text(align="left", dx=8, fontSize=12).encode(x="haut:Q", text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 60, height=alt.Step(48))
    last = rows[rows["niveau"] == rows["niveau"].max()].iloc[-1]
    title = (
        f"{last['nom']} : de {number(last['bas'], 0)} à {number(last['haut'], 0)} oraux à tenir, selon les paramètres "
        "que rien ne fixe"
    )
    subtitle = [
        "Point : médiane ; trait épais : la moitié des tirages de paramètres et de candidats ; trait fin et",
        "crochets : neuf sur dix ; barre verticale : paramètres par défaut",
    ]
    return finish(chart, title, subtitle)


def par_specialite(convoquees: pd.DataFrame, regime: str) -> Any:
    """Draw the orals of each specialty under one regime, by discipline."""
    part = convoquees[convoquees["regime"] == regime]
    if part.empty:
        return _nothing(SANS_ORAUX)
    rows = part.groupby(["specialite", "discipline"], sort=False)["oraux"].sum().reset_index()
    totals = rows.groupby("specialite")["oraux"].sum().sort_values(ascending=False, kind="stable")
    order = _by_orals(rows)
    rows = rows.assign(
        nom=rows["discipline"].map(_discipline),
        rang=rows["discipline"].map(order.index),
        texte=rows["oraux"].map(_count),
    )
    y = alt.Y("specialite:N", sort=list(totals.index), title=None, axis=BESIDE)
    x = alt.X("oraux:Q", title="Oraux à tenir", stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=14, stroke="white", strokeWidth=0.5)
    tip = _tip(specialite="Spécialité", nom="Discipline", texte="Oraux")
    bars = bars.encode(x=x, y=y, color=_shade(order), order="rang:Q", tooltip=tip)
    said = pd.DataFrame(
        {"specialite": totals.index, "total": totals.to_numpy(), "texte": totals.map(_count).to_numpy()}
    )
    words = alt.Chart(said).mark_text(align="left", dx=5, fontSize=11).encode(x="total:Q", y=y, text="texte:N")
    chart = alt.layer(bars, words).properties(width=WIDTH - 60, height=alt.Step(20))
    whole, first = int(totals.sum()), int(rows.loc[rows["discipline"] == order[0], "oraux"].sum())
    share = percent(100 * first / whole, 0)
    title = f"{label(regime)} : {_count(whole)} oraux, dont {share} « {_discipline(order[0])} »"
    return finish(chart, title, "Cohorte simulée, paramètres par défaut, mise à l'effectif des présents demandé")


def disciplines(repartis: pd.DataFrame) -> Shown:
    """Show the orals of each regime by discipline, with the minutes of one and the hours of all.

    `repartis`: table of `charge`.
    """
    rows = []
    for nom in repartis["regime"].unique():
        own = repartis[repartis["regime"] == nom]
        sums = own.groupby("discipline")[["oraux", "minutes", "minutes_candidat"]].agg(_sum)
        for discipline, one in sums.sort_values("oraux", ascending=False, kind="stable").iterrows():
            known = not pd.isna(one["minutes"])
            examined = int(one["minutes"] // one["oraux"]) if known else 0
            prepared = int(one["minutes_candidat"] // one["oraux"]) - examined if known else 0
            rows.append(
                {
                    "Régime": label(nom),
                    "Discipline": _discipline(str(discipline)),
                    "Oraux": _count(one["oraux"]),
                    "Part": percent(100 * one["oraux"] / int(own["oraux"].sum())),
                    "Préparation et interrogation": f"{prepared} + {examined} min" if known else SANS_DUREE,
                    "Heures d'interrogation": _count(one["minutes"] / HEURE) if known else SANS_DUREE,
                }
            )
    return Shown(pd.DataFrame(rows)) if rows else _nothing(SANS_ORAUX)


# --- whether they fit -------------------------------------------------------------------------------------------------


def par_jour(
    repartis: Mapping[str, pd.DataFrame], regime: str, besoins: Mapping[str, pd.DataFrame] | None = None
) -> Any:
    """Draw the hours of interrogation of each day under one regime, by discipline, one panel per calendar.

    `repartis`: tables of `charge` by calendar. `besoins`: tables of `besoin_selon`; where they say how many juries
    there are, the hours that these have on one day are drawn, at most: a line for each length of the day. Orals are
    drawn where hours are not known.
    """
    table = _stacked(repartis, regime)
    if table.empty:
        return _nothing(SANS_ORAUX)
    known = not table["minutes"].isna().any()
    order, unit = _by_orals(table), "Heures d'interrogation" if known else "Oraux"
    table["charge"] = table["minutes"].astype("Float64") / HEURE if known else table["oraux"]
    rows = table.groupby(["calendrier", "jour", "discipline"], sort=False)["charge"].sum().astype(float).reset_index()
    rows = rows.assign(
        nom=rows["discipline"].map(_discipline),
        rang=rows["discipline"].map(order.index),
        texte=rows["charge"].map(_count),
    )
    rules = _capacities(besoins, regime) if known else _capacities(None, regime)
    panels = [
        _panel(rows[rows["calendrier"] == nom], rules[rules["calendrier"] == nom], nom, unit, order) for nom in repartis
    ]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(x="shared")
    words = [f"{label(regime)} ; jours du calendrier, du lundi au vendredi"]
    if len(rules):
        words.append("Tirets : heures que les jurys donnés ont en un jour, au plus, selon sa longueur")
    return finish(chart, _days_finding(rows), words)


def _panel(rows: pd.DataFrame, rules: pd.DataFrame, nom: str, unit: str, order: Sequence[str]) -> Any:
    """Draw the days of one calendar, each with its total, and what the juries given can hold."""
    totals = rows.groupby("jour")["charge"].sum()
    sign = f"{FINE}h" if "Heures" in unit else " oraux"
    said = {jour: f"{_day(str(jour))} : {_count(total)}{sign}" for jour, total in totals.items()}
    rows = rows.assign(quand=rows["jour"].map(said))
    y = alt.Y("quand:N", sort=list(said.values()), title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=300))
    x = alt.X("charge:Q", title=unit, stack="zero", axis=alt.Axis(format=",.0f"))
    bars = alt.Chart(rows).mark_bar(height=24, stroke="white", strokeWidth=0.5)
    tip = _tip(quand="Jour", nom="Discipline", texte=unit)
    layers = [bars.encode(x=x, y=y, color=_shade(order), order="rang:Q", tooltip=tip)]
    if len(rules):
        line = alt.Chart(rules).encode(x=alt.X("capacite:Q", title=unit))
        layers.append(line.mark_rule(color=INK, strokeDash=[4, 3]))
        words = line.mark_text(dy=-4, fontSize=11, baseline="bottom", color=INK)
        layers.append(words.encode(y=alt.value(0), text="texte:N"))
    title = _panel_title(nom, 20 if len(rules) else 6)
    return alt.layer(*layers).properties(width=WIDTH - 160, height=alt.Step(36), title=title)


def _capacities(besoins: Mapping[str, pd.DataFrame] | None, regime: str) -> pd.DataFrame:
    """Give the hours that the juries given have on one day, by calendar and length of the day; no row without any."""
    tables = [pd.DataFrame({"calendrier": [], "capacite": [], "texte": []})]
    for nom, table in (besoins or {}).items():
        own = table[(table["regime"] == regime) & table["jurys_donnes"].notna()].drop_duplicates("minutes_par_jour")
        if len(own):
            hours = own["jurys_donnes"].astype(float) * own["minutes_par_jour"].astype(float) / HEURE
            words = own["minutes_par_jour"].map(_length)
            tables.append(pd.DataFrame({"calendrier": nom, "capacite": hours, "texte": words}))
    return pd.concat(tables[1:] or tables, ignore_index=True)


def _days_finding(rows: pd.DataFrame) -> str:
    """Say which share of the load the fullest day of each calendar bears."""
    parts = []
    for nom, own in rows.groupby("calendrier", sort=False):
        by_day = own.groupby("jour")["charge"].sum()
        parts.append((_calendrier(str(nom)), percent(100 * by_day.max() / by_day.sum(), 0)))
    return f"Charge du jour le plus plein : {', '.join(f'{share} ({nom})' for nom, share in parts)}"


def jurys(besoins: Mapping[str, pd.DataFrame], bornes: Mapping[str, pd.DataFrame], regime: str) -> Any:
    """Draw the fewest juries against the length of a day under one regime: a panel per calendar, a line per centres.

    `besoins`: tables of `besoin_selon` by calendar; `bornes`: of `besoin_aux_bornes`, which give the band of the line
    of juries in common. A sentence where the duration of an oral is not known.
    """
    every = _stacked(besoins, regime)
    table = every[every["jurys"].notna()]
    if table.empty:
        return _nothing(SANS_JURYS if len(every) else SANS_ORAUX)
    rows = _lengths(table).assign(lieux=[_centres(one) for one in table["centres"]], texte=table["jurys"].map(_count))
    wide = _lengths(_stacked(bornes, regime)).pivot(index=["calendrier", "heures"], columns="borne", values="jurys")
    wide = wide.reset_index()
    top = alt.Scale(domain=[0, float(max(rows["jurys"].max(), wide["haut"].max()))])
    panels = [_curves(rows, wide, nom, top) for nom in besoins]
    subtitle = [
        f"{label(regime)} ; chiffres : jurys en commun, paramètres par défaut ; bande : oraux aux bornes de leur",
        f"intervalle à 90{FINE}%, paramètres tirés. Plus de centres, plus de jurys incomplets",
    ]
    return finish(alt.hconcat(*panels), _juries_finding(rows), subtitle)


def _lengths(table: pd.DataFrame) -> pd.DataFrame:
    """Give juries and hours of a day as numbers."""
    kept = table[[column for column in ("calendrier", "borne") if column in table]]
    return kept.assign(jurys=table["jurys"].astype(float), heures=table["minutes_par_jour"].astype(float) / HEURE)


def _curves(rows: pd.DataFrame, wide: pd.DataFrame, nom: str, top: alt.Scale) -> Any:
    """Draw the juries of one calendar against the length of a day."""
    kinds, title = list(dict.fromkeys(rows["lieux"])), "Jurys nécessaires, au moins"
    axis = alt.Axis(values=sorted(rows["heures"].unique()), grid=False)
    room = alt.Scale(zero=False, nice=False, padding=22)
    x = alt.X("heures:Q", title="Heures de travail d'un jury par jour", scale=room, axis=axis)
    y = alt.Y("jurys:Q", title=title, scale=top, axis=alt.Axis(format=",.0f"))
    legend = alt.Legend(title=None, symbolType="stroke", symbolSize=500, symbolStrokeWidth=2)
    shades, dashes = [(INK, *OTHERS)[n % 5] for n in range(len(kinds))], [DASHES[n % 5] for n in range(len(kinds))]
    lines = alt.Chart(rows[rows["calendrier"] == nom]).encode(
        x=x,
        y=y,
        color=alt.Color("lieux:N", scale=alt.Scale(domain=kinds, range=shades), legend=legend),
        tooltip=_tip(lieux="Centres", texte="Jurys"),
    )
    dash = alt.StrokeDash("lieux:N", scale=alt.Scale(domain=kinds, range=dashes), legend=legend)
    area = alt.Chart(wide[wide["calendrier"] == nom]).mark_area(opacity=0.15, color=INK)
    first = lines.transform_filter(f"datum.lieux == '{kinds[0]}'")
    layers = [
        area.encode(x=x, y=alt.Y("bas:Q", scale=top, title=title), y2="haut:Q"),
        lines.mark_line(strokeWidth=2).encode(strokeDash=dash),
        lines.mark_point(filled=True, size=30, opacity=1),
        first.mark_text(dy=14, fontSize=11).encode(text="texte:N", color=alt.value(INK)),
    ]
    return alt.layer(*layers).properties(width=WIDTH / 2 - 40, height=260, title=_panel_title(nom))


def _juries_finding(rows: pd.DataFrame) -> str:
    """Say how many juries each calendar takes in common, at the middle length of a day."""
    hours = sorted(rows["heures"].unique())
    middle = hours[len(hours) // 2]
    there = rows[(rows["heures"] == middle) & (rows["lieux"] == rows["lieux"].iloc[0])]
    (nom, first), *others = [(_calendrier(str(one.calendrier)), one.texte) for one in there.itertuples()]
    rest = "".join(f", {count} ({other})" for other, count in others)
    return f"À {_length(HEURE * middle)} par jour, au moins {first} jurys ({nom}){rest}"


def faisabilite(besoins: Mapping[str, pd.DataFrame], regime: str) -> Shown:
    """Show the fewest juries that each calendar and number of centres takes, by length of a day, and if they fit."""
    rows = []
    for nom, table in besoins.items():
        own = table[table["regime"] == regime]
        for lieux, part in own.groupby(own["centres"].map(_centres), sort=False):
            first = part.iloc[0]
            by_length = {f"{_length(one.minutes_par_jour)} par jour": _verdict(one) for one in part.itertuples()}
            peak = f"{_day(first['jour_de_pointe'])} : {_count(first['oraux_de_pointe'])} oraux"
            rows.append({"Calendrier": _calendrier(nom), "Centres": lieux, "Jour le plus chargé": peak, **by_length})
    return Shown(pd.DataFrame(rows)) if rows else _nothing(SANS_ORAUX)


def _verdict(one: Any) -> str:
    """Write the juries needed, and whether those given are enough."""
    needed = _number(one.jurys, 0, SANS_DUREE)
    if pd.isna(one.tient):
        return needed
    given = _count(one.jurys_donnes)
    return f"{needed} ≤ {given} : tient" if one.tient else f"{needed} > {given} : ne tient pas"


# --- what they cost ---------------------------------------------------------------------------------------------------


def couts(frais: pd.DataFrame) -> Shown:
    """Show what each regime costs, in orals, hours and euros, for the session, an oral, a candidate, a diploma more."""
    rows = []
    for one in frais.itertuples():
        decimals, paid = 0 if one.par == "session" else 2, one.tarif != SANS_TARIF
        rows.append(
            {
                "Régime": label(one.regime),
                "Pour": PAR[one.par],
                "Combien": _number(one.nombre, 0),
                "Oraux": _number(one.oraux, decimals),
                "Heures d'examinateur": _number(one.heures_examinateur, decimals, SANS_DUREE),
                "Heures de candidat": _number(one.heures_candidat, decimals, SANS_DUREE),
                "Euros": _number(one.euros, decimals, SANS_DUREE) if paid else SANS_TARIF,
                **({"Tarif": one.tarif} if paid else {}),
            }
        )
    return Shown(pd.DataFrame(rows))


def par_diplome(bilans: pd.DataFrame, regime: str, groupe: str = "specialite") -> Any:
    """Draw the orals that each group takes for one diploma more under one regime, with intervals."""
    own = bilans[(bilans["regime"] == regime) & bilans["oraux_par_diplome"].notna()]
    rows = own[own["groupe"] == groupe].sort_values("oraux_par_diplome", kind="stable")
    if rows.empty:
        return _nothing("aucun diplôme en plus sous ce régime")
    rows = rows.assign(
        qui=[MODALITES.get(one, one) for one in rows["modalite"]],
        texte=[f"{number(r.oraux_par_diplome)} {interval(r.bas, r.haut)}" for r in rows.itertuples()],
    )
    whole, width = pd.DataFrame({"x": own.loc[own["groupe"] == "ensemble", "oraux_par_diplome"]}), WIDTH - 60
    # The words stand at the right edge, where no mark crosses them.
    scale = alt.Scale(domainMin=0, domainMax=1.25 * float(rows["haut"].max()), nice=False)
    x = alt.X("bas:Q", title="Oraux à tenir pour un diplôme de plus", scale=scale, axis=alt.Axis(tickCount=5))
    colour = COLOURS.get(regime, OTHERS[0])
    y = alt.Y("qui:N", sort=rows["qui"].tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(y=y, tooltip=_tip(qui="Groupe", texte="Oraux par diplôme en plus"))
    layers = [
        alt.Chart(whole).mark_rule(color=INK, strokeDash=[4, 3]).encode(x=alt.X("x:Q", scale=scale)),
        base.mark_rule(strokeWidth=2, color=colour).encode(x=x, x2="haut:Q"),
        base.mark_point(filled=True, size=60, opacity=1, color=colour).encode(x="oraux_par_diplome:Q"),
        base.mark_text(align="right", fontSize=11).encode(x=alt.value(width), text="texte:N"),
    ]
    chart = alt.layer(*layers).properties(width=width, height=alt.Step(20))
    least, most = rows.iloc[0], rows.iloc[-1]
    title = (
        f"{label(regime)} : de {number(least['oraux_par_diplome'])} oraux par diplôme en plus ({least['qui']}) à "
        f"{number(most['oraux_par_diplome'])} ({most['qui']})"
    )
    level = number(float(rows["niveau"].iloc[0]), 0)
    words = (
        f"Tirets : ensemble ; traits et crochets : intervalle à {level}{FINE}%, tirage des candidats, paramètres fixés"
    )
    return finish(chart, title, words)


# --- how long candidates have -----------------------------------------------------------------------------------------


def preparation(resumes: Mapping[str, pd.DataFrame]) -> Shown:
    """Show the least, the median and the most time that each calendar leaves. `resumes`: tables of `resume`."""
    rows = [
        {
            "Calendrier": nom.title(),
            "Temps laissé": one.mesure,
            "Minimum": number(one.minimum, 0),
            "Médiane": number(one.mediane, 1).removesuffix(",0"),
            "Maximum": number(one.maximum, 0),
            "Spécialités ou groupes datés": number(one.n, 0),
        }
        for nom, table in resumes.items()
        for one in table.itertuples()
    ]
    return Shown(pd.DataFrame(rows))


# --- what to keep -----------------------------------------------------------------------------------------------------


def retenir(
    bilans: pd.DataFrame,
    frais: pd.DataFrame,
    intervalles: pd.DataFrame,
    besoins: Mapping[str, pd.DataFrame],
    resumes: Mapping[str, pd.DataFrame],
) -> None:
    """Show the named results that a report quotes, juries for the last regime; intervals are those of the draws."""
    known = _defaults(bilans, frais)
    wide = intervalles[intervalles["niveau"] == intervalles["niveau"].max()]
    for one in wide[wide["indicateur"].isin(list(RETENUS))].dropna(subset=["valeur"]).itertuples():
        words, unit, scale = RETENUS[one.indicateur]
        named = f"{words}, {label(one.regime)}"
        headline(named, scale * known[one.regime][one.indicateur], unit)
        headline(f"{named}, paramètres tirés", scale * one.valeur, unit, scale * one.bas, scale * one.haut)
    last = str(bilans["regime"].iloc[-1])
    for nom, table in besoins.items():
        own = table[(table["regime"] == last) & table["centres"].isna()].dropna(subset=["jurys"])
        for row in own.iloc[[0, -1]].itertuples() if len(own) else ():
            named = f"Jurys au moins, {label(last)}, {nom.title()}, {_length(row.minutes_par_jour)} par jour"
            headline(named, row.jurys, "jurys")
    for nom, table in resumes.items():
        for days in table.head(1).itertuples():
            headline(f"Jours des résultats à l'oral, au moins, {nom.title()}", days.minimum, "jours")
            headline(f"Jours des résultats à l'oral, au plus, {nom.title()}", days.maximum, "jours")


# --- words ------------------------------------------------------------------------------------------------------------


def _stacked(tables: Mapping[str, pd.DataFrame], regime: str) -> pd.DataFrame:
    """Give the rows of one regime of several tables, each with its calendar."""
    return pd.concat(
        [table[table["regime"] == regime].assign(calendrier=nom) for nom, table in tables.items()], ignore_index=True
    )


def _by_orals(table: pd.DataFrame) -> list[str]:
    """Give the disciplines, the one with most orals first."""
    return list(table.groupby("discipline")["oraux"].sum().sort_values(ascending=False, kind="stable").index)


def _shade(order: Sequence[str]) -> alt.Color:
    """Give each discipline its colour, the same in every chart of the same orals."""
    names = [_discipline(one) for one in order]
    scale = alt.Scale(domain=names, range=[SHADES[rank % len(SHADES)] for rank in range(len(names))])
    return alt.Color("nom:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=2))


def _panel_title(nom: str, offset: int = 6) -> alt.TitleParams:
    words = f"Calendrier de {_calendrier(nom)}"
    return alt.TitleParams(words, fontSize=12, fontWeight="normal", anchor="start", offset=offset)


def _nothing(words: str) -> Shown:
    """Say in a table why there is nothing to draw."""
    return Shown(pd.DataFrame({"Rien à montrer": [words]}))


def _calendrier(nom: str) -> str:
    """Write the name of an académie."""
    return nom.title()


def _discipline(nom: str) -> str:
    """Write what an oral bears on, accents included: a discipline, or a whole domain."""
    head, _, domaine = nom.rpartition(" ")
    return f"{head} {DOMAINES[domaine]}" if head == "domaine" else nom


def _number(value: Any, decimals: int, missing: str = INCONNU) -> str:
    return missing if pd.isna(value) else number(float(value), decimals)


def _count(value: Any) -> str:
    return number(float(value), 0)


def _between(low: float, high: float, decimals: int) -> str:
    return INCONNU if pd.isna(low) or pd.isna(high) else interval(low, high, decimals)


def _day(iso: str) -> str:
    return en_jour(parse_quand(iso).debut.jour)


def _length(minutes: Any) -> str:
    """Write the length of a day: 6 h, 6 h 30."""
    if pd.isna(minutes):
        return INCONNU
    hours, rest = divmod(int(minutes), HEURE)
    return f"{hours}{FINE}h" + (f"{FINE}{rest:02d}" if rest else "")


def _centres(count: Any) -> str:
    if pd.isna(count):
        return "jurys en commun"
    return f"{int(count)} centre{'s' * (int(count) > 1)}"


def _regime_colours(regimes: Sequence[str]) -> list[str]:
    return [COLOURS.get(nom, OTHERS[rank % len(OTHERS)]) for rank, nom in enumerate(regimes)]


def _sum(column: pd.Series) -> Any:
    """Add up a column; missing if a part of it is."""
    return column.sum(skipna=False)


def _tip(**champs: str) -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{champ}:N", title=words) for champ, words in champs.items()]
