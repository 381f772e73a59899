"""Charts of the marks that orals require and of the worth of a choice of orals."""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import interval, modalite, number, percent, percent_in, regime_label
from bts_sim.display.marks import band_marks, interval_marks
from bts_sim.display.theme import (
    BESIDE,
    COLOURS,
    INK,
    OTHERS,
    STEP,
    TALL,
    WIDTH,
    dashes_of,
    empty_chart,
    finish,
    hover,
    scale_of,
)
from bts_sim.language import _
from bts_sim.questions.advice.out_of_reach import (
    BEYOND,
    EVERYBODY,
    LOWER_QUARTER,
    MEDIAN,
    QUANTILES,
    UPPER_QUARTER,
    Reach,
    ShareByMark,
)
from bts_sim.questions.advice.tables import LOST_TO_ALL, AdviceCost
from bts_sim.questions.advice.words import (
    ADVICE_METHODS,
    ADVICES,
    say_advice,
    say_half,
    say_needed_marks,
    say_out_of_reach,
    say_share_by_mark,
)
from bts_sim.stats.words import covered_by

#: Columns added to each row for the chart.
NAME, WHO, WORDS, NEEDED = "nom", "qui", "texte", "il_faut"


def draw_needed_marks(table: pd.DataFrame, regime: str) -> Any:
    """Return the chart of the mark needed at every oral in each specialty, and of the candidates out of reach."""
    part, title = table[table[Reach.regime] == regime], say_needed_marks(table, regime)
    if part.empty:
        return empty_chart(title)
    rows = _by_group(part)
    colour, right = COLOURS.get(regime, OTHERS[0]), alt.value(WIDTH - 140)
    x = alt.X(
        title=_("Note nécessaire à chaque oral du meilleur choix (points sur 20)"),
        scale=alt.Scale(domain=[0, 20], nice=False),
    )
    tip = [
        alt.Tooltip(f"{WHO}:N", title=_("Spécialité")),
        alt.Tooltip(f"{WORDS}:N", title=_("Hors de portée")),
        alt.Tooltip(Reach.n.q, title=_("Autorisés"), format=","),
    ]
    names = alt.Y(f"{WHO}:N", sort=rows[WHO].tolist(), title=None, axis=BESIDE)
    base = alt.Chart(rows).encode(y=names, color=alt.value(colour), tooltip=tip)
    marks = interval_marks(base, x, MEDIAN, LOWER_QUARTER, UPPER_QUARTER, band=9, words=NEEDED, words_at=UPPER_QUARTER)
    words = base.mark_text(align="right", dx=-4, fontSize=11).encode(x=right, text=f"{WORDS}:N", color=alt.value(INK))
    over = alt.Chart(pd.DataFrame({WORDS: [_("hors de portée")]}))
    over = over.mark_text(align="right", dx=-4, dy=-8, fontSize=11).encode(x=right, y=alt.value(0), text=f"{WORDS}:N")
    chart = alt.layer(*marks, words, over).properties(width=WIDTH - 140, height=alt.Step(STEP + 6))
    said = _("Point : médiane ; trait : la moitié des autorisés ; crochets : intervalle à {niveau}")
    return finish(chart, title, [said.format(niveau=_level(part)), covered_by(part, ADVICE_METHODS)])


def draw_share_by_mark(table: pd.DataFrame) -> Any:
    """Return the chart of the share of authorised candidates for whom each mark is enough, by regime."""
    rows = table[table[ShareByMark.n] > 0]
    if rows.empty:
        return empty_chart(say_share_by_mark(table))
    said = [percent_in(row.part, row.bas, row.haut) for row in ShareByMark.rows(rows)]
    named = {NAME: [regime_label(code) for code in rows[ShareByMark.regime]], WORDS: said}
    rows = rows.drop(columns=ShareByMark.methode).assign(**named)
    x = alt.X(
        ShareByMark.note.q,
        title=_("Note donnée à chaque oral du meilleur choix (points sur 20)"),
        scale=alt.Scale(domain=[0, 20]),
    )
    title = _("Autorisés qu'elle suffit à admettre (%)")
    y = alt.Y(ShareByMark.part.q, title=title, scale=alt.Scale(domain=[0, 100]))
    regimes = rows[ShareByMark.regime].unique().tolist()
    tip = [
        alt.Tooltip(f"{NAME}:N", title=_("Régime")),
        alt.Tooltip(ShareByMark.note.q, title=_("Note")),
        alt.Tooltip(f"{WORDS}:N", title=_("Autorisés (%)")),
    ]
    base = alt.Chart(rows).encode(x=x, color=alt.Color(f"{NAME}:N", scale=scale_of(regimes)))
    dash = alt.StrokeDash(f"{NAME}:N", scale=dashes_of(regimes))
    ends = ShareByMark.part, ShareByMark.bas, ShareByMark.haut
    band, lines = band_marks(base, y, *ends, steps=True)
    chart = alt.layer(band, lines.encode(strokeDash=dash), hover(rows, x, y, tip))
    words = [
        _("Le meilleur choix d'unités que la règle permet ; ce qui manque à 20 est hors de portée"),
        _("Bande : intervalle à {niveau}").format(niveau=_level(rows)),
        covered_by(table, ADVICE_METHODS),
    ]
    return finish(chart.properties(width=WIDTH, height=TALL + 20), say_share_by_mark(table), words)


def draw_advice(table: pd.DataFrame) -> Any:
    """Return the chart of the diplomas that each advice costs out of 1,000 candidates, by regime."""
    rows = _costs(table[table[AdviceCost.indicateur] == LOST_TO_ALL])
    regimes, names = rows[AdviceCost.regime].unique().tolist(), rows[NAME].unique().tolist()
    title = _("Diplômes de moins qu'au meilleur choix (pour 1 000 présents)")
    # There is no value if nobody is authorised.
    high = float(rows[[AdviceCost.valeur, AdviceCost.haut]].fillna(0).max().max()) or 1.0
    x = alt.X(AdviceCost.valeur.q, title=title, scale=alt.Scale(domain=[0, 1.45 * high], nice=False))
    told = {NAME: _("Régime"), WHO: _("Le candidat prend"), WORDS: title}
    order, room = list(ADVICES.values()), alt.Scale(paddingInner=0.3)
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{WHO}:N", sort=order, title=None, axis=BESIDE, scale=room),
        yOffset=alt.YOffset(f"{NAME}:N", sort=names),
        tooltip=[alt.Tooltip(f"{column}:N", title=words) for column, words in told.items()],
    )
    bars = base.mark_bar(opacity=0.75).encode(x=x, color=alt.Color(f"{NAME}:N", scale=scale_of(regimes)))
    ink, ends = base.encode(color=alt.value(INK)), (AdviceCost.valeur, AdviceCost.bas, AdviceCost.haut)
    marks = interval_marks(ink, x, *ends, size=20, words=WORDS, words_at=AdviceCost.haut)
    chart = alt.layer(bars, *marks).properties(width=WIDTH - 160, height=alt.Step(STEP))
    words = _("Face au choix le plus probable ; crochets : intervalle à {niveau}").format(niveau=_level(rows))
    return finish(chart, say_advice(table), [words, covered_by(table, ADVICE_METHODS)])


def _by_group(part: pd.DataFrame) -> pd.DataFrame:
    """Return one row per group: its quantiles, and its share out of reach as text. The highest need comes first."""
    keys = [Reach.groupe, Reach.modalite]
    wide = part.pivot(index=keys, columns=Reach.indicateur, values=Reach.valeur)[list(QUANTILES)].reset_index()
    lost = {row.modalite: row for row in Reach.rows(part[part[Reach.indicateur] == BEYOND])}
    half = {row.modalite: row for row in Reach.rows(part[part[Reach.indicateur] == MEDIAN])}
    rows = [lost[code] for code in wide[Reach.modalite]]
    named: dict[str, Any] = {
        WHO: [modalite(row.modalite) for row in rows],
        WORDS: [say_out_of_reach(row, short=True) for row in rows],
        NEEDED: [say_half(half[code]) for code in wide[Reach.modalite]],
        Reach.n: [row.n for row in rows],
    }
    whole = wide[Reach.groupe] == EVERYBODY
    by, drawn = [MEDIAN, UPPER_QUARTER, Reach.modalite], wide.assign(**named)
    others = drawn[~whole].sort_values(by, ascending=[False, False, True])
    return pd.concat([drawn[whole], others], ignore_index=True)


def _costs(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the costs with their text, without the columns that no mark shows: a page carries its data."""
    # In points of all candidates: out of 1,000 there are ten times as many.
    rows = rows.assign(**{name: 10 * rows[name] for name in (AdviceCost.valeur, AdviceCost.bas, AdviceCost.haut)})
    points = [number(row.valeur) for row in AdviceCost.rows(rows)]
    ends = [interval(row.bas, row.haut) for row in AdviceCost.rows(rows)]
    named = {
        NAME: [regime_label(code) for code in rows[AdviceCost.regime]],
        WHO: [ADVICES[code] for code in rows[AdviceCost.modalite]],
        WORDS: [" ".join(both) for both in zip(points, ends, strict=True)],
    }
    return rows.drop(columns=[AdviceCost.methode, AdviceCost.reference]).assign(**named)


def _level(rows: pd.DataFrame) -> str:
    return percent(float(rows[Reach.niveau].iloc[0]), 0)
