"""Charts of several sessions: diplomas gained or brought forward, and what rates of return change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import gap as in_points, interval, number, percent, regime as label
from bts_sim.display.theme import COLOURS, GRID, INK, OTHERS, WIDTH, empty_chart, finish, hover
from bts_sim.language import N_, Labels, _
from bts_sim.questions.returns.tables import rate_of_return
from bts_sim.questions.returns.words import ensemble, in_sessions, progress, said_cumulative, said_gained, said_returns

#: Fates of the diplomas that a regime gives at once, from the ones gained for good to the ones soon had anyway.
FATE_COLOURS = Labels(
    {
        "gagne_echec": N_("gagné : jamais eu, même en revenant toujours"),
        "gagne_depart": N_("gagné : parti avant de l'avoir"),
        "avance": N_("avancé d'une session"),
        "avance_plus": N_("avancé de deux sessions ou plus"),
    }
)
SHADES = dict(zip(FATE_COLOURS, ("#00573f", OTHERS[0], OTHERS[2], "#f6d38a"), strict=True))
#: White words on the dark shades, ink on the pale ones.
WORDS = dict(zip(FATE_COLOURS, ("white", "white", INK, INK), strict=True))
#: Dashes of the gains of ability, in their order.
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
#: A part of a bar that is narrower than this has no words in it, percent.
NARROW = 4.0


def cumulative(diplomas: pd.DataFrame) -> Any:
    """Draw the share of candidates who have the diploma after each session, under each regime.

    `diplomas`: table of `bts_sim.questions.returns.tables.diplomes`.
    """
    rows = ensemble(diplomas, "taux_diplomes")
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
    return finish(chart, said_cumulative(diplomas), subtitle)


def gained(gained_or_advanced: pd.DataFrame) -> Any:
    """Draw what becomes, without the regime, of those to whom it gives the diploma at the first session.

    `gained_or_advanced`: table of that name in `bts_sim.questions.returns.tables`.
    """
    if gained_or_advanced.empty:
        return empty_chart(_("À la première session, aucun diplôme de plus que sous le régime de référence"))
    rows = _sorts(gained_or_advanced)
    rows["debut"] = rows.groupby("regime", sort=False)["part"].cumsum() - rows["part"]
    rows["milieu"] = rows["debut"] + rows["part"] / 2
    rows["fin"] = rows["debut"] + rows["part"]
    rows["texte"] = rows["part"].map(percent)
    rows["dedans"] = rows["texte"].where(rows["part"] >= NARROW, "")
    rows["encre"] = [WORDS[sort] for sort in rows["sort"]]
    scale = alt.Scale(domain=list(FATE_COLOURS.values()), range=list(SHADES.values()))
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
    ).format(reference=label(rows["reference"].iloc[0]), part=_returning(gained_or_advanced))
    return finish(chart, said_gained(gained_or_advanced), subtitle)


def returns(by_setting: pd.DataFrame) -> Any:
    """Draw the gap that is left after all the sessions, for each rate of return and each gain of ability.

    `by_setting`: table of `bts_sim.questions.returns.tables.selon_les_retours`, or several of them, one for each gain.
    """
    rows = ensemble(by_setting, "ecart")
    rows["texte"] = [f"{in_points(v)} {interval(b, h, sign=True)}" for v, b, h in _triples(rows)]
    rows["progression"] = [progress(value) for value in rows["progres"]]
    progressions, regimes = (list(dict.fromkeys(rows[name])) for name in ("progression", "regime"))
    most = float(rows["retour"].max())
    ends = rows[rows["retour"] == most]
    ends = ends.assign(fin=_ends(ends, alone=len(progressions) == 1))
    known = rate_of_return()
    assert known.intervalle is not None
    x = alt.X("retour:Q", title=_("Part de ceux qui échouent qui reviennent chaque année (%)"))
    x = x.scale(domain=[float(rows["retour"].min()), most], nice=False).axis(grid=False)
    title = _("Écart de diplômés en {sessions} (points)").format(sessions=in_sessions(rows["sessions"].max()))
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
    return finish(chart, said_returns(by_setting), subtitle)


def _sorts(table: pd.DataFrame) -> pd.DataFrame:
    """Give one row per regime and fate of `FATE_COLOURS`, `part` in percent, two sessions or more being one fate."""
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] != "gagne")]
    fate = rows["indicateur"].map(lambda i: "avance" if i == "avance_1" else i if i in FATE_COLOURS else "avance_plus")
    found = rows.assign(sort=fate).groupby(["regime", "reference", "sort"], sort=False)["valeur"].sum().reset_index()
    found = found.rename(columns={"valeur": "part"})
    return found.assign(
        nom=[label(nom) for nom in found["regime"]], nom_du_sort=[FATE_COLOURS[sort] for sort in found["sort"]]
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


def _ends(rows: pd.DataFrame, *, alone: bool) -> list[str]:
    """Name the lines at their right end: by regime, once where several gains of ability are drawn."""
    first = ~rows["regime"].duplicated()
    return [nom if alone or named else "" for nom, named in zip(rows["nom"], first, strict=True)]
