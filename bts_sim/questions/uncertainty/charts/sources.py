"""Charts of the origins of the variance of a result, and of the effect of each factor."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import FINE, interval, number, percent
from bts_sim.display.lines import CENTRE
from bts_sim.display.marks import interval_marks, thresholds
from bts_sim.display.theme import INK, OTHERS, WIDTH, finish, tips
from bts_sim.language import _
from bts_sim.questions.uncertainty.budget import Budget
from bts_sim.questions.uncertainty.sobol import SobolIndices
from bts_sim.questions.uncertainty.tables import Explained, FactorKind
from bts_sim.questions.uncertainty.tornado import Tornado
from bts_sim.questions.uncertainty.words import (
    KINDS,
    ORIGINS,
    factor_label,
    how,
    result_label,
    result_labels,
    rows_of_result,
    say_centre,
    say_factors,
    say_origins,
    say_tornado,
    significant_part,
    unit_of,
)

#: One colour per origin, in order, light and dark in turn so that they differ in grey.
ORIGIN_COLOURS = (OTHERS[3], OTHERS[2], OTHERS[0], "#b8bcc2", OTHERS[1])
KIND_COLOURS = {FactorKind.PARAMETER: OTHERS[3], FactorKind.READING: OTHERS[2]}
#: Number of factors drawn, the most important first.
DRAWN, DRAWN_TORNADO = 12, 16
#: Characters of the name of a factor, and of a result, on one line; least height of a bar and of a line, pixels.
LINE, RESULT_LINE, BAR, LINE_HEIGHT = 58, 46, 30, 13
#: The number of an axis of shares, whose title says the unit.
HUNDREDFOLD = "format(100 * datum.value, '~g')"
#: Share below which a bar has no label, percent.
LEAST_SAID = 4.0
#: Columns added to each row for the chart.
NAME, KIND, WORDS, PANEL_OF, RANK, END, MIDDLE, SAID = "nom", "sorte", "texte", "cadre", "ordre", "fin", "milieu", "dit"
FIRST, INSIDE, LOW, HIGH, HOW = "premier", "dedans", "gauche", "droite", "comment"
AT_LOW, AT_HIGH, RESULT = "a_gauche", "a_droite", "resultat"


def draw_origins(budget: pd.DataFrame) -> Any:
    """Return the chart of the variance of each result by origin, one panel per size of the session.

    `budget`: the table of `budget`.
    """
    rows, order = _by_origin(budget)
    scale = alt.Scale(domain=list(ORIGINS.values()), range=list(ORIGIN_COLOURS))
    y = alt.Y(f"{RESULT}:N", sort=order, title=None, axis=_beside())
    tooltip = tips(**{NAME: _("Origine"), WORDS: _("Part")})
    spread = alt.Tooltip(Budget.ecart_type.q, title=_("Écart type (points)"), format=".2f")
    x = alt.X(Budget.part.q, stack="zero", title=_("Part de la variance (%)"), scale=alt.Scale(domain=[0, 100]))
    colour = alt.Color(f"{NAME}:N", scale=scale, legend=alt.Legend(title=None, columns=2))
    bars = alt.Chart(rows).mark_bar(stroke="white", strokeWidth=0.5)
    bars = bars.encode(x=x, y=y, order=f"{RANK}:Q", color=colour, tooltip=[*tooltip, spread])
    bare = alt.Y(f"{RESULT}:N", sort=order, title=None)
    words = (
        alt.Chart(rows).mark_text(fontSize=11).encode(y=bare, x=f"{MIDDLE}:Q", text=f"{SAID}:N", color=alt.value(INK))
    )
    panel = alt.layer(bars, words).properties(width=WIDTH - 240, height=alt.Step(_bar(order)))
    header = alt.Header(title=None, labelFontSize=12, labelColor=INK, labelAnchor="start", labelOrient="top")
    frames = list(dict.fromkeys(rows[PANEL_OF]))
    chart = panel.facet(row=alt.Row(f"{PANEL_OF}:N", sort=frames, header=header), spacing=10)
    said = _("Nombres : parts d'au moins 4 %. Les intervalles sont dans la table")
    return finish(chart, say_origins(budget), said)


def _by_origin(budget: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return the parts with their text, in the order of the bars, and the results in order."""
    order, results = list(ORIGINS), ["\n".join(textwrap.wrap(one, RESULT_LINE)) for one in result_labels(budget)]
    each = [*Budget.rows(budget)]
    named: dict[str, Any] = {
        RESULT: results,
        NAME: [ORIGINS[row.origine] for row in each],
        RANK: [order.index(row.origine) for row in each],
        PANEL_OF: [_("Session de {candidats} candidats").format(candidats=number(row.candidats, 0)) for row in each],
        WORDS: [
            _("{part} % {intervalle}").format(part=number(row.part), intervalle=interval(row.bas, row.haut))
            for row in each
        ],
        SAID: [number(row.part, 0) if row.part >= LEAST_SAID else "" for row in each],
    }
    rows = budget.assign(**named).sort_values([Budget.candidats, RANK], kind="stable")
    rows[END] = rows.groupby([Budget.candidats, RESULT])[Budget.part].cumsum()
    rows[MIDDLE] = rows[END] - rows[Budget.part] / 2
    return rows, list(dict.fromkeys(results))


def draw_factors(table: pd.DataFrame, asked: Explained) -> Any:
    """Return the chart of Sobol's indices of one result: first order inside the total, the greatest first.

    Args:
        table: the table of `sobol_indices`.
        asked: the result shown.

    Raises:
        RunError: the polynomial was refused for this result. The message lists the other results.
    """
    one = rows_of_result(table, asked).nlargest(DRAWN, SobolIndices.total, keep="first")
    rows = _factors(one)
    names = rows[NAME].tolist()
    room = alt.Scale(domain=[0, 1.4 * float(rows[SobolIndices.total_haut].max())], nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=names, title=None, axis=_beside()),
        tooltip=tips(**{NAME: _("Facteur"), WORDS: _("En tout"), FIRST: _("Seul")}),
    )
    legend = alt.Legend(title=None, symbolOpacity=1)
    bars = base.encode(color=alt.Color(f"{KIND}:N", scale=_kinds(one), legend=legend))
    title, axis = (
        _("Part de la variance due aux paramètres et aux lectures (%)"),
        alt.Axis(tickCount=6, labelExpr=HUNDREDFOLD),
    )
    x = alt.X(title=title, scale=room, axis=axis)
    whole = alt.X(SobolIndices.total.q, title=title, scale=room, axis=axis)
    ink = base.encode(color=alt.value(INK))
    ends = SobolIndices.total, LOW, SobolIndices.total_haut
    layers = [
        bars.mark_bar(height=18, opacity=0.35).encode(x=whole),
        bars.mark_bar(height=9).encode(x=alt.X(f"{INSIDE}:Q", scale=room)),
        *interval_marks(ink, x, *ends, size=20, words=WORDS, words_at=SobolIndices.total_haut),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 240, height=alt.Step(_bar(rows[NAME])))
    first = next(SobolIndices.rows(one))
    said = [
        _("Barre pleine : le facteur seul ; barre pâle : avec ce qu'il fait avec d'autres"),
        _("Trait et crochets : intervalle à {niveau} % de la seconde").format(niveau=number(first.niveau, 0)),
        _("Estimé par un modèle simple, qui retrouve {part} de la variance de tirages qu'il n'a pas vus").format(
            part=percent(100 * first.r2, 0)
        ),
    ]
    return finish(chart, say_factors(first), said)


def _factors(one: pd.DataFrame) -> pd.DataFrame:
    """Return the indices of one result with their text."""
    each = [*SobolIndices.rows(one)]
    alone = one[[SobolIndices.premier_ordre, SobolIndices.total]].min(axis=1, skipna=False)
    named: dict[str, Any] = {
        NAME: [_lines(factor_label(row.facteur, row.genre)) for row in each],
        KIND: [KINDS[row.genre] for row in each],
        LOW: one[SobolIndices.total_bas].clip(lower=0),
        # The two indices of a factor are estimated separately: a first order just above the total is cut to the total.
        INSIDE: alone.clip(lower=0),
        WORDS: [
            f"{percent(100 * row.total, 0)} {interval(100 * max(row.total_bas, 0), 100 * row.total_haut, 0)}"
            for row in each
        ],
        FIRST: [percent(100 * row.premier_ordre) for row in each],
    }
    return one.assign(**named)


def draw_tornado(table: pd.DataFrame, asked: Explained) -> Any:
    """Return the chart of one result at both ends of each interval and under each other reading, the widest first.

    Args:
        table: the table of `tornado`.
        asked: the result shown.

    Raises:
        RunError: the polynomial was refused for this result. The message lists the other results.
    """
    one = rows_of_result(table, asked).nlargest(DRAWN_TORNADO, Tornado.amplitude, keep="first")
    rows, first = _both_ends(one), next(Tornado.rows(one))
    low, high = float(rows[LOW].min()), float(rows[HIGH].max())
    room = alt.Scale(domain=[low - 0.14 * (high - low), high + 0.14 * (high - low)], zero=False, nice=False)
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=rows[NAME].tolist(), title=None, axis=_beside()),
        tooltip=[
            alt.Tooltip(f"{NAME}:N", title=_("Facteur")),
            alt.Tooltip(f"{LOW}:Q", title=_("Au plus bas"), format=".1f"),
            alt.Tooltip(f"{HIGH}:Q", title=_("Au plus haut"), format=".1f"),
            alt.Tooltip(f"{HOW}:N", title=_("Comment")),
        ],
    )
    x = alt.X(f"{LOW}:Q", title=f"{result_label(*asked)} ({unit_of(asked.indicateur)})", scale=room)
    colour = alt.Color(f"{KIND}:N", scale=_kinds(one), legend=alt.Legend(title=None))
    centre = thresholds("x", first.centre)
    layers = [
        base.mark_bar(height=15).encode(x=x, x2=f"{HIGH}:Q", color=colour),
        base.mark_text(align="right", dx=-4, fontSize=11).encode(x=x, text=f"{AT_LOW}:N"),
        base.mark_text(align="left", dx=4, fontSize=11).encode(x=alt.X(f"{HIGH}:Q", scale=room), text=f"{AT_HIGH}:N"),
        centre.encode(x="x:Q"),
    ]
    chart = alt.layer(*layers).properties(width=WIDTH - 220, height=alt.Step(_bar(rows[NAME])))
    return finish(chart, say_tornado(first), _how_each(one, first))


def _both_ends(one: pd.DataFrame) -> pd.DataFrame:
    """Return both ends of each factor of one result with their text."""
    each = [*Tornado.rows(one)]
    ends = [
        (significant_part(row.de), significant_part(row.a))
        if row.genre == FactorKind.PARAMETER
        else ("", _("autrement"))
        for row in each
    ]
    rising = [row.valeur_a >= row.valeur_de for row in each]
    values = one[[Tornado.valeur_de, Tornado.valeur_a]]
    named: dict[str, Any] = {
        NAME: [_lines(factor_label(row.facteur, row.genre, row.choix)) for row in each],
        KIND: [KINDS[row.genre] for row in each],
        LOW: values.min(axis=1),
        HIGH: values.max(axis=1),
        HOW: [how(row) for row in each],
        AT_LOW: [low if up else high for (low, high), up in zip(ends, rising, strict=True)],
        AT_HIGH: [high if up else low for (low, high), up in zip(ends, rising, strict=True)],
    }
    return one.assign(**named)


def _how_each(one: pd.DataFrame, first: Tornado) -> list[str]:
    """Return the meaning of the dashes and of the ends of the bars, and how each kind of factor was tried, in words."""
    tried = {row.genre: how(row) for row in reversed([*Tornado.rows(one)])}
    kinds = dict.fromkeys(one[Tornado.genre])
    parts = [_("{genre} : {methode}").format(genre=KINDS[kind], methode=tried[kind]) for kind in kinds]
    ends = _("Au bout des barres : valeur du paramètre, dans son unité, aux bouts de son intervalle")
    both = _(" ; ").join(parts)
    return [say_centre(first), ends, both[:1].upper() + both[1:]]


def _kinds(table: pd.DataFrame) -> alt.Scale:
    """Return the colour of each kind of factor in a table."""
    kinds: Sequence[FactorKind] = list(dict.fromkeys(table[SobolIndices.genre]))
    return alt.Scale(domain=[KINDS[kind] for kind in kinds], range=[KIND_COLOURS[kind] for kind in kinds])


def _beside() -> alt.Axis:
    """Return an axis of names on several lines, beside their bars."""
    return alt.Axis(
        ticks=False,
        domain=False,
        labelLimit=420,
        labelFontSize=11,
        labelPadding=6,
        labelLineHeight=LINE_HEIGHT,
        labelExpr="split(datum.label, '\\n')",
        labelOffset={"condition": {"test": "true", "expr": CENTRE}, "value": 0},
    )


def _bar(names: Iterable[str]) -> int:
    """Return the height of a bar, in pixels, that keeps the lines of its name from those of the next."""
    return max(BAR, 6 + LINE_HEIGHT * max(name.count("\n") + 1 for name in names))


def _lines(text: str) -> str:
    """Return a long name on several lines, none of which begins with a question mark or a colon."""
    kept = text.replace(" ?", f"{FINE}?").replace(" :", f"{FINE}:").replace(" ;", f"{FINE};")
    return "\n".join(textwrap.wrap(kept, LINE))
