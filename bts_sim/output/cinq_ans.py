"""Charts and tables of several sessions: diplomas gained or brought forward, and the price of coming back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.langue import N_, Libelles, _, _n
from bts_sim.output.charts import COLOURS, GRID, INK, OTHERS, WIDTH, finish, hover, rien
from bts_sim.output.labels import GROUPES, interval, modalite, number, percent
from bts_sim.output.labels import gap as in_points
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown
from bts_sim.population.cohorte import parametres

#: Fates of the diplomas that a regime gives at once, from the ones gained for good to the ones soon had anyway.
SORTS = Libelles(
    {
        "gagne_echec": N_("gagné : jamais eu, même en revenant toujours"),
        "gagne_depart": N_("gagné : parti avant de l'avoir"),
        "avance": N_("avancé d'une session"),
        "avance_plus": N_("avancé de deux sessions ou plus"),
    }
)
SHADES = dict(zip(SORTS, ("#00573f", OTHERS[0], OTHERS[2], "#f6d38a"), strict=True))
#: White words on the dark shades, ink on the pale ones.
WORDS = dict(zip(SORTS, ("white", "white", INK, INK), strict=True))
DEVENIRS = Libelles(
    {
        "gagne": N_("Diplôme gagné"),
        "avance": N_("Avancé"),
        "meme_session": N_("Même session"),
        "retarde": N_("Retardé"),
        "perdu": N_("Perdu"),
        "sans_diplome": N_("Sans diplôme"),
    }
)
COUTS = Libelles(
    {
        "presentations": N_("Sessions passées par candidat"),
        "presentations_par_diplome": N_("Sessions passées par diplôme"),
        "session_du_diplome": N_("Session moyenne du diplôme"),
        "unites": N_("Unités passées par candidat"),
        "oraux": N_("Oraux de contrôle par candidat"),
        "reussite_des_revenants": N_("Réussite à la deuxième session"),
    }
)
ENTREES = Libelles(
    {"sans_note_conservee": N_("sans note conservée"), "avec_note_conservee": N_("avec une note conservée")}
)
#: Dashes of the gains of ability, in their order.
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
#: A part of a bar that is narrower than this has no words in it, percent.
NARROW = 4.0
RETOUR = "retour_apres_echec"


# --- Charts -------------------------------------------------------------------------------------------------------


def cumul(diplomes: pd.DataFrame) -> Any:
    """Draw the share of candidates who have the diploma after each session, under each regime.

    `diplomes`: table of `bts_sim.analysis.cinq_ans.diplomes`.
    """
    rows = _whole(diplomes, "taux_diplomes")
    last = int(rows["sessions"].max())
    rows["texte"] = [f"{percent(v)} {interval(b, h)}" for v, b, h in _triples(rows)]
    regimes = list(dict.fromkeys(rows["regime"]))
    ends = rows[rows["sessions"] == last].assign(fin=lambda r: r["nom"] + " " + r["valeur"].map(percent))
    low = float(rows["bas"].min() // 5 * 5)
    axis = alt.Axis(values=list(range(1, last + 1)), format="d", grid=False)
    x = alt.X(
        "sessions:Q", title=_("Sessions passées au plus"), axis=axis, scale=alt.Scale(domain=[1, last], nice=False)
    )
    title, scale = _("Candidats diplômés (%)"), alt.Scale(domain=[low, 100], zero=False)
    y, bottom = (alt.Y(f"{field}:Q", title=title, scale=scale) for field in ("valeur", "bas"))
    tip = _tip(nom=_("Régime"), sessions=_("Sessions"), texte=_("Diplômés"))
    base = alt.Chart(rows).encode(x=x, color=_colour(regimes))
    band = base.mark_area(opacity=0.25).encode(y=bottom, y2="haut:Q")
    lines = base.mark_line(strokeWidth=2.5).encode(y=y)
    dots = base.mark_point(filled=True, size=50, opacity=1).encode(y=y, tooltip=tip)
    words = alt.Chart(ends).mark_text(align="left", dx=9, fontSize=12)
    words = words.encode(x=x, y=y, text="fin:N", color=_colour(regimes))
    chart = alt.layer(band, lines, dots, words).properties(width=WIDTH - 180, height=300)
    subtitle = _(
        "Bande : intervalle à {niveau} % (tirage des candidats et hasard) ; chaque année, {part} de ceux qui échouent "
        "reviennent"
    ).format(niveau=_level(rows), part=_returning(rows))
    return finish(chart, _said_cumul(diplomes), subtitle)


def gagnes(gagnes_ou_avances: pd.DataFrame) -> Any:
    """Draw what becomes, without the regime, of those to whom it gives the diploma at the first session.

    `gagnes_ou_avances`: table of that name in `bts_sim.analysis.cinq_ans`.
    """
    if gagnes_ou_avances.empty:
        return rien(_("À la première session, aucun diplôme de plus que sous le régime de référence"))
    rows = _sorts(gagnes_ou_avances)
    rows["debut"] = rows.groupby("regime", sort=False)["part"].cumsum() - rows["part"]
    rows["milieu"] = rows["debut"] + rows["part"] / 2
    rows["fin"] = rows["debut"] + rows["part"]
    rows["texte"] = rows["part"].map(percent)
    rows["dedans"] = rows["texte"].where(rows["part"] >= NARROW, "")
    rows["encre"] = [WORDS[sort] for sort in rows["sort"]]
    scale = alt.Scale(domain=list(SORTS.values()), range=list(SHADES.values()))
    colour = alt.Color("nom_du_sort:N", scale=scale, legend=alt.Legend(title=None, columns=2, labelLimit=320))
    y = alt.Y("nom:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=220))
    share = alt.X("debut:Q", title=_("Part des diplômes que le régime donne de plus à la première session (%)"))
    share = share.scale(domain=[0, 100]).axis(values=list(range(0, 101, 20)))
    tip = _tip(nom=_("Régime"), nom_du_sort=_("Sans ce régime"), texte=_("Part"))
    bars = alt.Chart(rows).mark_bar(stroke="white", height=30).encode(y=y, x=share, x2="fin:Q", color=colour)
    words = alt.Chart(rows).mark_text(fontSize=11).encode(y=y, x="milieu:Q", text="dedans:N")
    words = words.encode(color=alt.Color("encre:N", scale=None, legend=None))
    chart = alt.layer(bars.encode(tooltip=tip), words).resolve_scale(color="independent")
    chart = chart.properties(width=WIDTH, height=46 * rows["regime"].nunique())
    subtitle = _(
        "Ce que ces candidats auraient eu sous « {reference} » ; chaque année, {part} de ceux qui échouent reviennent"
    ).format(reference=label(rows["reference"].iloc[0]), part=_returning(gagnes_ou_avances))
    return finish(chart, _said_gagnes(gagnes_ou_avances), subtitle)


def retours(selon: pd.DataFrame) -> Any:
    """Draw the gap that is left after all the sessions, for each rate of return and each gain of ability.

    `selon`: table of `selon_les_retours` or `selon_les_progres` of `bts_sim.analysis.cinq_ans`.
    """
    rows = _whole(selon, "ecart")
    rows["texte"] = [f"{in_points(v)} {interval(b, h, sign=True)}" for v, b, h in _triples(rows)]
    rows["progression"] = [_progress(value) for value in rows["progres"]]
    progressions, regimes = (list(dict.fromkeys(rows[name])) for name in ("progression", "regime"))
    most = float(rows["retour"].max())
    ends = rows[rows["retour"] == most]
    ends = ends.assign(fin=_ends(ends, alone=len(progressions) == 1))
    known = parametres()[RETOUR]
    assert known.intervalle is not None
    x = alt.X("retour:Q", title=_("Part de ceux qui échouent qui reviennent chaque année (%)"))
    x = x.scale(domain=[float(rows["retour"].min()), most], nice=False).axis(grid=False)
    title = _("Écart de diplômés en {sessions} (points)").format(sessions=_sessions(rows["sessions"].max()))
    y = alt.Y("valeur:Q", title=title, scale=alt.Scale(zero=True))
    tip = _tip(nom=_("Régime"), retour=_("Retour (%)"), progression=_("Progrès"), texte=_("Écart"))
    dashes = alt.Scale(domain=progressions, range=[list(d) for d in DASHES[: len(progressions)]])
    legend = None if len(progressions) == 1 else alt.Legend(title=None, symbolStrokeColor=INK, symbolSize=400)
    base = alt.Chart(rows).encode(x=x, color=_colour(regimes))
    dash = alt.StrokeDash("progression:N", scale=dashes, legend=legend)
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("bas:Q", title=title), y2="haut:Q", detail="progression:N")
    lines = base.mark_line(strokeWidth=2.2).encode(y=y, strokeDash=dash)
    words = alt.Chart(ends).mark_text(align="left", dx=8, fontSize=12)
    words = words.encode(x=x, y=y, text="fin:N", color=_colour(regimes))
    evidence = pd.DataFrame({"bas": [known.intervalle[0]], "haut": [known.intervalle[1]], "x": [known.defaut]})
    zone = alt.Chart(evidence).mark_rect(color=GRID, opacity=0.6).encode(x=alt.X("bas:Q"), x2="haut:Q")
    default = alt.Chart(evidence).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    chart = alt.layer(zone, default, band, lines, words, hover(rows, x, y, tip)).properties(
        width=WIDTH - 180, height=320
    )
    low, high = (number(bound, 0) for bound in known.intervalle)
    subtitle = [
        _(
            "Tirets verticaux : {retenu} %, le retour retenu ; zone grise : {bas} à {haut} %, ce que les preuves "
            "laissent possible."
        ).format(retenu=number(known.defaut, 0), bas=low, haut=high),
        _(
            "Bande : intervalle à {niveau} % (tirage des candidats et hasard), pour un retour et un progrès donnés"
        ).format(niveau=_level(rows)),
    ]
    return finish(chart, _said_retours(selon), subtitle)


# --- Tables -------------------------------------------------------------------------------------------------------


def tableau_cumul(diplomes: pd.DataFrame, sessions: Sequence[int] = (1, 2, 3, 5)) -> Shown:
    """Show who has the diploma within so many sessions under each regime, and the gaps, with their intervals."""
    whole = diplomes[(diplomes["groupe"] == "ensemble") & diplomes["sessions"].isin(sessions)]
    rows = []
    for within in [k for k in sessions if (whole["sessions"] == k).any()]:
        at = whole[whole["sessions"] == within]
        row = {_("Sessions au plus"): number(within, 0)}
        for r in at[at["indicateur"] == "taux_diplomes"].itertuples():
            row[label(str(r.regime))] = _with_interval(r)
        for r in at[at["indicateur"] == "ecart_taux_diplomes"].itertuples():
            row[_("Écart, {regime}").format(regime=label(str(r.regime)))] = _with_interval(r, gap=True)
        rows.append(row)
    return Shown(pd.DataFrame(rows), whole)


def tableau_devenirs(devenirs: pd.DataFrame) -> Shown:
    """Show which part of the candidates has the diploma under the regime alone, earlier, at the same session…"""
    whole = devenirs[devenirs["groupe"] == "ensemble"]
    rows = [
        {_("Régime"): label(nom)}
        # Two decimals: what a regime makes lose is rare, and is not nothing.
        | {DEVENIRS[r.indicateur]: percent(r.valeur, 2) for r in whole[whole["regime"] == nom].itertuples()}
        for nom in whole["regime"].unique()
    ]
    return Shown(pd.DataFrame(rows), whole)


def tableau_gagnes(gagnes_ou_avances: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show by group what becomes of the diplomas that each regime gives at once, with their intervals."""
    part = gagnes_ou_avances[gagnes_ou_avances["groupe"] == groupe]
    rows = []
    for (nom, code), one in part.groupby(["regime", "modalite"], sort=False):
        by = one.set_index("indicateur")
        later = by.loc[[i for i in by.index if i.startswith("avance_")], "valeur"]
        row = {_("Régime"): label(nom)}
        if groupe != "ensemble":
            row[(GROUPES.get(groupe) or _("groupe")).capitalize()] = _group(code)
        row[_("Diplômes de plus à la première session")] = number(float(by["n"].iloc[0]), 0)
        row[_("Gagnés")] = _with_interval(next(one[one["indicateur"] == "gagne"].itertuples()))
        row[_("dont jamais obtenus")] = percent(by.loc["gagne_echec", "valeur"])
        row[_("dont partis avant")] = percent(by.loc["gagne_depart", "valeur"])
        row[_("Avancés d'une session")] = percent(float(later.iloc[0])) if later.size else "—"
        row[_("de deux ou plus")] = percent(float(later.iloc[1:].sum()))
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def tableau_prix(prix: pd.DataFrame) -> Shown:
    """Show what the sessions cost under each regime, with intervals."""
    rows = []
    for code, words in COUTS.items():
        of_cost = prix[prix["indicateur"] == code]
        row = {_("Ce que coûtent les sessions"): words}
        for r in of_cost.itertuples():
            share, decimals = code == "reussite_des_revenants", 1 if code == "reussite_des_revenants" else 3
            value = percent(r.valeur) if share else number(r.valeur, decimals)
            row[label(r.regime)] = value if r.bas == r.haut else f"{value} {interval(r.bas, r.haut, decimals)}"
        rows.append(row)
    return Shown(pd.DataFrame(rows).fillna("—"), prix)


def tableau_retours(selon: pd.DataFrame, retours: Sequence[float] | None = None) -> Shown:
    """Show for each rate of return the gap within one session and within all of them, and what is left of it.

    `retours`: the rates shown; all of them by default.
    """
    rows, several = [], selon["progres"].nunique() > 1
    for (progres, rate), at in selon.groupby(["progres", "retour"], sort=False):
        if retours is not None and rate not in retours:
            continue
        row = {_("Progrès par session"): _progress(progres)} if several else {}
        row[_("Retour")] = percent(rate, 0)
        for r in at[at["indicateur"] != "ecart_1"].itertuples():
            gap = r.indicateur == "ecart"
            words = _("{regime}, écart en {sessions}") if gap else _("{regime}, reste")
            row[words.format(regime=label(r.regime), sessions=_sessions(r.sessions))] = _with_interval(r, gap=gap)
        rows.append(row)
    # Without a gap at the first session there is nothing to be left of.
    return Shown(pd.DataFrame(rows).fillna("—"))


def tableau_tirages(tires: pd.DataFrame) -> Shown:
    """Show the gaps and what is left of them when the parameters are drawn too: median, half and nine in ten."""
    rows = []
    for (nom, indicateur, sessions), part in tires.groupby(["regime", "indicateur", "sessions"], sort=False):
        gap = indicateur != "reste"
        many = _n("Écart en {n} session", "Écart en {n} sessions", sessions).format(n=sessions)
        first = part.iloc[0]
        value = in_points(first["valeur"]) if gap else percent(first["valeur"])
        row = {
            _("Régime"): label(nom),
            _("Résultat"): many if gap else _("Ce qu'il reste de l'écart"),
            _("Médiane"): value,
        }
        for r in part.itertuples():
            row[_("{niveau} % des tirages").format(niveau=number(r.niveau, 0))] = interval(r.bas, r.haut, sign=gap)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


# --- Sentences ----------------------------------------------------------------------------------------------------


def _said_cumul(diplomes: pd.DataFrame) -> str:
    """Say the gap of each regime within one session and within all of them."""
    gaps = diplomes[(diplomes["groupe"] == "ensemble") & (diplomes["indicateur"] == "ecart_taux_diplomes")]
    if gaps.empty:
        rows = _whole(diplomes, "taux_diplomes")
        first, after = rows.iloc[0], rows.iloc[-1]
        once = {"regime": first["nom"], "une": percent(first["valeur"])}
        if after["sessions"] == 1:
            return _("{regime} : {une} de diplômés en une session").format(**once)
        return _("{regime} : {une} de diplômés en une session, {toutes} en {sessions}").format(
            **once, toutes=percent(after["valeur"]), sessions=after["sessions"]
        )
    last, reference = gaps["sessions"].max(), label(gaps["reference"].iloc[0])
    said = []
    for nom in gaps["regime"].unique():
        of = gaps[gaps["regime"] == nom].set_index("sessions")["valeur"]
        ends = {"une": number(of[1], sign=True), "toutes": number(of[last], sign=True)}
        words = _("{regime} {une} puis {toutes}") if last > 1 else _("{regime} {une}")
        said.append(words.format(regime=label(nom), **ends))
    if last == 1:
        return _("Points de diplômés de plus que « {reference} », en une session : {ecarts}").format(
            reference=reference, ecarts=_(" ; ").join(said)
        )
    return _("Points de diplômés de plus que « {reference} », en une puis en {sessions} sessions : {ecarts}").format(
        reference=reference, sessions=last, ecarts=_(" ; ").join(said)
    )


def _said_gagnes(table: pd.DataFrame) -> str:
    """Say how many of the diplomas of each regime are gained."""
    whole = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "gagne")]
    said = ", ".join(f"{label(r.regime)} {percent(r.valeur, 0)}" for r in whole.itertuples())
    within = int(whole["sessions"].iloc[0])
    return _n(
        "Diplômes donnés de plus à la première session et qu'une session n'aurait pas donnés : {parts}",
        "Diplômes donnés de plus à la première session et que {sessions} sessions n'auraient pas donnés : {parts}",
        within,
    ).format(sessions=within, parts=said)


def _said_retours(selon: pd.DataFrame) -> str:
    """Say between which gaps the last regime ranges over the rates of return and the gains of ability."""
    rows = _whole(selon, "ecart")
    last = rows[rows["regime"] == rows["regime"].iloc[-1]]
    high, low = last.loc[last["valeur"].idxmax()], last.loc[last["valeur"].idxmin()]
    named = {"regime": label(last["regime"].iloc[0]), "sessions": _sessions(last["sessions"].iloc[0])}
    if high["valeur"] == low["valeur"]:
        words = _("{regime} : l'écart de diplômés en {sessions} est de {ecart}, quel que soit le retour")
        return words.format(**named, ecart=in_points(high["valeur"]))
    ends = []
    for one in (high, low):
        gains = rows["progres"].nunique() > 1 and one["progres"]
        words = _("{ecart} points (retour {retour}, {progres})") if gains else _("{ecart} points (retour {retour})")
        ends.append(
            words.format(
                ecart=number(one["valeur"], sign=True),
                retour=percent(one["retour"], 0),
                progres=_progress(one["progres"]),
            )
        )
    return _("{regime} : l'écart de diplômés en {sessions} va de {haut} à {bas}").format(
        **named, haut=ends[0], bas=ends[1]
    )


# --- Parts --------------------------------------------------------------------------------------------------------


def _whole(table: pd.DataFrame, indicateur: str) -> pd.DataFrame:
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] == indicateur)]
    rows = rows[["regime", "reference", "sessions", "retour", "progres", "valeur", "bas", "haut", "niveau", "n"]]
    return rows.assign(nom=[label(nom) for nom in rows["regime"]])


def _sorts(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per regime and fate of `SORTS`, `part` in percent, two sessions or more being one fate."""
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] != "gagne")]
    fate = rows["indicateur"].map(lambda i: "avance" if i == "avance_1" else i if i in SORTS else "avance_plus")
    found = rows.assign(sort=fate).groupby(["regime", "reference", "sort"], sort=False)["valeur"].sum().reset_index()
    found = found.rename(columns={"valeur": "part"})
    return found.assign(
        nom=[label(nom) for nom in found["regime"]], nom_du_sort=[SORTS[sort] for sort in found["sort"]]
    )


def _triples(rows: pd.DataFrame) -> Any:
    return zip(rows["valeur"], rows["bas"], rows["haut"], strict=True)


def _level(rows: pd.DataFrame) -> str:
    return number(float(rows["niveau"].iloc[0]), 0)


def _returning(rows: pd.DataFrame) -> str:
    return percent(float(rows["retour"].iloc[0]), 0)


def _colour(regimes: Sequence[str]) -> alt.Color:
    own = iter(OTHERS * len(regimes))
    scale = alt.Scale(domain=[label(r) for r in regimes], range=[COLOURS.get(r) or next(own) for r in regimes])
    return alt.Color("nom:N", scale=scale, legend=None)


def _tip(**named: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip(f"{field}:{'Q' if field in ('sessions', 'retour') else 'N'}", title=words)
        for field, words in named.items()
    ]


def _sessions(count: float) -> str:
    return _n("une session", "{n} sessions", count).format(n=number(count, 0))


def _progress(points: float) -> str:
    if not points:
        return _("sans progrès")
    words = _n("{points} point par session", "{points} points par session", points)
    return words.format(points=number(points, 1, sign=True))


def _ends(rows: pd.DataFrame, *, alone: bool) -> list[str]:
    """Name the lines at their right end: by regime, once where several gains of ability are drawn."""
    first = ~rows["regime"].duplicated()
    return [nom if alone or named else "" for nom, named in zip(rows["nom"], first, strict=True)]


def _group(code: str) -> str:
    return ENTREES.get(code) or modalite(code)


def _with_interval(row: Any, *, gap: bool = False) -> str:
    value = in_points(row.valeur) if gap else percent(row.valeur)
    return value if row.bas == row.haut else f"{value} {interval(row.bas, row.haut, sign=gap)}"
