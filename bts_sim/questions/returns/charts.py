"""Charts of several sessions: diplomas gained or brought forward, and the effect of the rate of return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import in_points, interval, number, percent, regime_label
from bts_sim.display.marks import band_marks
from bts_sim.display.theme import DASHES, GRID, INK, OTHERS, WIDTH, empty_chart, finish, hover, room_of, scale_of
from bts_sim.language import _
from bts_sim.questions.returns.estimates import DIPLOMAS
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    GAINED,
    GAP_AFTER,
    LEFT_BEFORE,
    NEVER_HAD,
    ByRate,
    Diplomas,
    Fates,
    OverSessions,
    rate_of_return,
)
from bts_sim.questions.returns.words import (
    FATES,
    LATER,
    SOON,
    in_progress,
    in_sessions,
    of_everybody,
    say_by_rate,
    say_diplomas,
    say_gained,
)

#: Columns added to each row for the chart.
NAME, WORDS, AT_END, INSIDE, INKED, WITH_PROGRESS = "name", "words", "at_end", "inside", "inked", "with_progress"
FATE, FATE_WORDS, SHARE, LEFT, MIDDLE, RIGHT = "fate", "fate_words", "share", "left", "middle", "right"
KEPT = [
    *(OverSessions.regime, OverSessions.reference, OverSessions.sessions, OverSessions.retour, OverSessions.progres),
    *(OverSessions.valeur, OverSessions.bas, OverSessions.haut, OverSessions.niveau, OverSessions.n),
]
ENDS = (OverSessions.valeur, OverSessions.bas, OverSessions.haut)
#: Shades of the fates, from diplomas gained for good to diplomas obtained soon in any case.
SHADES = {NEVER_HAD: "#00573f", LEFT_BEFORE: OTHERS[0], SOON: OTHERS[2], LATER: "#f6d38a"}
#: White text on the dark shades, ink on the pale shades.
ON_SHADES = {NEVER_HAD: "white", LEFT_BEFORE: "white", SOON: INK, LATER: INK}
#: Dashes of the gains of ability, in order.
OF_PROGRESS = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3])
#: Width below which a part of a bar has no text, percent.
NARROW = 4.0


def draw_diplomas(table: pd.DataFrame) -> Any:
    """Return the chart of the share of candidates with the diploma after each session, under each regime."""
    rows = _drawn(table, DIPLOMAS)
    rows[WORDS] = [f"{percent(row.valeur)} {interval(row.bas, row.haut)}" for row in Diplomas.rows(rows)]
    last = int(rows[Diplomas.sessions].max())
    ends = rows[rows[Diplomas.sessions] == last]
    ends = ends.assign(**{AT_END: ends[NAME] + " " + ends[Diplomas.valeur].map(percent)})
    low = float(rows[Diplomas.bas].min() // 5 * 5)
    axis = alt.Axis(values=list(range(1, last + 1)), format="d", grid=False)
    x = alt.X(Diplomas.sessions.q, title=_("Sessions passées au plus"), axis=axis)
    x = x.scale(domain=[1, last], nice=False)
    y = alt.Y(Diplomas.valeur.q, title=_("Candidats diplômés (%)"), scale=alt.Scale(domain=[low, 100], zero=False))
    colour = alt.Color(f"{NAME}:N", scale=scale_of(list(dict.fromkeys(rows[Diplomas.regime]))), legend=None)
    base = alt.Chart(rows).encode(x=x, color=colour)
    tip = _tip({NAME: _("Régime"), Diplomas.sessions: _("Sessions"), WORDS: _("Diplômés")})
    dots = base.mark_point(filled=True, size=50, opacity=1).encode(y=y, tooltip=tip)
    words = alt.Chart(ends).mark_text(align="left", dx=9, fontSize=12)
    words = words.encode(x=x, y=y, text=f"{AT_END}:N", color=colour)
    chart = alt.layer(*band_marks(base, y, *ENDS, width=2.5), dots, words).properties(width=WIDTH - 180, height=300)
    subtitle = _(
        "Bande : intervalle à {niveau} %, prévision de plusieurs sessions ; chaque année, {part} de ceux qui échouent "
        "reviennent"
    ).format(niveau=_level(rows), part=_returning(rows))
    return finish(chart, say_diplomas(table), subtitle)


def draw_gained(table: pd.DataFrame) -> Any:
    """Return the chart of the fate, without a regime, of the candidates to whom it gives the diploma at once."""
    if table.empty:
        return empty_chart(say_gained(table))
    rows = _fates(table)
    scale = alt.Scale(domain=list(FATES.values()), range=[SHADES[fate] for fate in FATES])
    colour = alt.Color(f"{FATE_WORDS}:N", scale=scale, legend=alt.Legend(title=None, columns=2, labelLimit=320))
    axis = alt.Axis(ticks=False, domain=False, labelLimit=room_of(rows[NAME].tolist()))
    y = alt.Y(f"{NAME}:N", sort=None, title=None, axis=axis)
    x = alt.X(f"{LEFT}:Q", title=_("Part des diplômes que le régime donne de plus à la première session (%)"))
    x = x.scale(domain=[0, 100]).axis(values=list(range(0, 101, 20)))
    tip = _tip({NAME: _("Régime"), FATE_WORDS: _("Sans ce régime"), WORDS: _("Part")})
    bars = alt.Chart(rows).mark_bar(stroke="white", height=30)
    bars = bars.encode(y=y, x=x, x2=f"{RIGHT}:Q", color=colour, tooltip=tip)
    words = alt.Chart(rows).mark_text(fontSize=11).encode(y=y, x=f"{MIDDLE}:Q", text=f"{INSIDE}:N")
    words = words.encode(color=alt.Color(f"{INKED}:N", scale=None, legend=None))
    chart = alt.layer(bars, words).resolve_scale(color="independent")
    chart = chart.properties(width=WIDTH, height=46 * rows[NAME].nunique())
    subtitle = _(
        "Ce que ces candidats auraient eu sous « {reference} » ; chaque année, {part} de ceux qui échouent reviennent"
    ).format(reference=regime_label(table[Fates.reference].iloc[0]), part=_returning(table))
    return finish(chart, say_gained(table), subtitle)


def draw_by_rate(table: pd.DataFrame) -> Any:
    """Return the chart of the gap left after all the sessions, by rate of return and gain of ability.

    `table`: the table of `by_return_rate`, or several of them, one per gain.
    """
    rows = _drawn(table, GAP_AFTER)
    rows[WORDS] = [f"{in_points(row.valeur)} {interval(row.bas, row.haut, sign=True)}" for row in ByRate.rows(rows)]
    rows[WITH_PROGRESS] = [in_progress(value) for value in rows[ByRate.progres]]
    steps, regimes = (list(dict.fromkeys(rows[name])) for name in (WITH_PROGRESS, ByRate.regime))
    most = float(rows[ByRate.retour].max())
    x = alt.X(ByRate.retour.q, title=_("Part de ceux qui échouent qui reviennent chaque année (%)"))
    x = x.scale(domain=[float(rows[ByRate.retour].min()), most], nice=False).axis(grid=False)
    title = _("Écart de diplômés en {sessions} (points)").format(sessions=in_sessions(rows[ByRate.sessions].max()))
    y = alt.Y(ByRate.valeur.q, title=title, scale=alt.Scale(zero=True))
    colour = alt.Color(f"{NAME}:N", scale=scale_of(regimes), legend=None)
    legend = None if len(steps) == 1 else alt.Legend(title=None, symbolStrokeColor=INK, symbolSize=400)
    dashes = alt.Scale(domain=steps, range=[list(one) for one in OF_PROGRESS[: len(steps)]])
    base = alt.Chart(rows).encode(x=x, color=colour, detail=f"{WITH_PROGRESS}:N")
    band, line = band_marks(base, y, *ENDS, opacity=0.18, width=2.2)
    line = line.encode(strokeDash=alt.StrokeDash(f"{WITH_PROGRESS}:N", scale=dashes, legend=legend))
    ends = rows[rows[ByRate.retour] == most]
    ends = ends.assign(**{AT_END: _at_end(ends, alone=len(steps) == 1)})
    words = alt.Chart(ends).mark_text(align="left", dx=8, fontSize=12)
    words = words.encode(x=x, y=y, text=f"{AT_END}:N", color=colour)
    told = {NAME: _("Régime"), ByRate.retour: _("Retour (%)"), WITH_PROGRESS: _("Progrès"), WORDS: _("Écart")}
    chart = alt.layer(*_evidence(), band, line, words, hover(rows, x, y, _tip(told)))
    return finish(chart.properties(width=WIDTH - 180, height=320), say_by_rate(table), _about_evidence(rows))


def _evidence() -> list[Any]:
    """Return the zone of the rates of return that the evidence allows, and the line of the rate used."""
    known = rate_of_return()
    assert known.intervalle is not None
    rows = pd.DataFrame({LEFT: [known.intervalle[0]], RIGHT: [known.intervalle[1]], MIDDLE: [known.defaut]})
    zone = alt.Chart(rows).mark_rect(color=GRID, opacity=0.6).encode(x=f"{LEFT}:Q", x2=f"{RIGHT}:Q")
    return [zone, alt.Chart(rows).mark_rule(**DASHES).encode(x=f"{MIDDLE}:Q")]


def _about_evidence(rows: pd.DataFrame) -> list[str]:
    known = rate_of_return()
    assert known.intervalle is not None
    low, high = (number(bound, 0) for bound in known.intervalle)
    return [
        _(
            "Tirets verticaux : {retenu} %, le retour retenu ; zone grise : {bas} à {haut} %, ce que les preuves "
            "laissent possible."
        ).format(retenu=number(known.defaut, 0), bas=low, haut=high),
        _(
            "Bande : intervalle à {niveau} %, prévision de plusieurs sessions, pour un retour et un progrès donnés"
        ).format(niveau=_level(rows)),
    ]


def _drawn(table: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of one result for all candidates, with the label of the regime."""
    rows = of_everybody(table, code)[KEPT]
    return rows.assign(**{NAME: [regime_label(name) for name in rows[OverSessions.regime]]})


def _fates(table: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of the bar of each regime. Diplomas two sessions or more later are one fate."""
    rows = table[(table[Fates.groupe] == EVERYBODY) & (table[Fates.indicateur] != GAINED)]
    found: dict[tuple[str, str], float] = {}
    for row in Fates.rows(rows):
        key = row.regime, _fate_of(row)
        found[key] = found.get(key, 0.0) + row.valeur
    drawn = pd.DataFrame([(*key, share) for key, share in found.items()], columns=[NAME, FATE, SHARE])
    drawn[RIGHT] = drawn.groupby(NAME, sort=False)[SHARE].cumsum()
    drawn[LEFT] = drawn[RIGHT] - drawn[SHARE]
    drawn[MIDDLE] = drawn[LEFT] + drawn[SHARE] / 2
    drawn[WORDS] = drawn[SHARE].map(percent)
    drawn[INSIDE] = drawn[WORDS].where(drawn[SHARE] >= NARROW, "")
    drawn[INKED] = drawn[FATE].map(ON_SHADES)
    drawn[FATE_WORDS] = [FATES[fate] for fate in drawn[FATE]]
    return drawn.assign(**{NAME: [regime_label(name) for name in drawn[NAME]]})


def _fate_of(row: Fates) -> str:
    if pd.isna(row.later):
        return row.indicateur
    return SOON if row.later == 1 else LATER


def _level(rows: pd.DataFrame) -> str:
    return number(float(rows[OverSessions.niveau].iloc[0]), 0)


def _returning(rows: pd.DataFrame) -> str:
    return percent(float(rows[OverSessions.retour].iloc[0]), 0)


def _tip(told: dict[str, str]) -> list[alt.Tooltip]:
    """Return the tooltips of a mark, from columns and their titles."""
    numbers = (OverSessions.sessions, OverSessions.retour)
    return [alt.Tooltip(f"{name}:{'Q' if name in numbers else 'N'}", title=words) for name, words in told.items()]


def _at_end(rows: pd.DataFrame, *, alone: bool) -> Sequence[str]:
    """Return the labels of the lines at their right end, once per regime if several gains of ability are drawn."""
    first = ~rows[ByRate.regime].duplicated()
    return [name if alone or named else "" for name, named in zip(rows[NAME], first, strict=True)]
