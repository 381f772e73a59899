"""Charts of false decisions by standard, and by reliability of the orals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import main_regime, number, percent, percent_in, regime_label
from bts_sim.display.marks import band_marks, thresholds
from bts_sim.display.theme import INK, TALL, WIDTH, dashes_of, empty_chart, finish, hover, scale_of
from bts_sim.language import N_, Labels, _
from bts_sim.questions.accuracy.tables import AFTER_ORALS, FALSE_IN, FALSE_OUT, OF_ALLOWED, Accuracy, OralAccuracy
from bts_sim.questions.accuracy.words import ACCURACY_METHODS, INDICATORS, say_accuracy, say_accuracy_by_oral
from bts_sim.stats.intervals import Result
from bts_sim.stats.words import covered_by

#: Columns added to each row for the chart.
NAME, WORDS, AT = "nom", "texte", "ou"
#: Column on the axis of the curves.
FIELDS = Labels({Accuracy.norme: N_("Niveau exigé"), OralAccuracy.ecart_type_oral: N_("Écart type à l'oral (points)")})
#: Least distance between two labels at the end of lines, as a share of the height of the panel.
LINE_GAP = 0.075


def draw_accuracy(table: pd.DataFrame, standard: float, threshold: float) -> Any:
    """Return the chart of false admissions and false refusals by standard, for each regime.

    Args:
        table: the decisions, as `Accuracy`.
        standard: the standard that the title names, points on 20.
        threshold: the threshold of admission, drawn as a dashed line, points on 20.
    """
    rows = _drawn(table[table[Accuracy.indicateur].isin((FALSE_IN, FALSE_OUT))])
    top, swept = float(np.ceil(rows[Accuracy.haut].max())), rows[Accuracy.norme]
    x = alt.X(
        Accuracy.norme.q,
        title=_("Niveau exigé (points sur 20)"),
        scale=alt.Scale(domain=[swept.min(), swept.max()], nice=False, zero=False),
        axis=alt.Axis(tickMinStep=0.5, format="~f"),
    )
    parts = [(code, rows[rows[Accuracy.indicateur] == code]) for code in (FALSE_IN, FALSE_OUT)]
    panels = [_curves(part, x, INDICATORS[code], top, Accuracy.norme, threshold) for code, part in parts]
    chart = alt.hconcat(*(one.properties(width=WIDTH / 2 - 70, height=TALL) for one in panels), spacing=30)
    words = _("Bande : intervalle à {niveau} ; tirets : seuil d'admission").format(niveau=_level(rows))
    return finish(chart, say_accuracy(table, standard), [words, covered_by(table, ACCURACY_METHODS)])


def draw_accuracy_by_oral(table: pd.DataFrame, standard: float) -> Any:
    """Return the chart of the share of those admitted after the orals who have the level, as orals grow less reliable.

    The dotted line is the share of the authorised candidates who have the level. `standard`: that level, points on 20.
    """
    kept = table[table[OralAccuracy.indicateur] == AFTER_ORALS]
    if kept.empty:
        return empty_chart(say_accuracy_by_oral(table, standard))
    rows, spreads = _drawn(kept), kept[OralAccuracy.ecart_type_oral]
    top = 5 * float(np.ceil(1.1 * rows[OralAccuracy.haut].max() / 5))
    x = alt.X(
        OralAccuracy.ecart_type_oral.q,
        title=_("Écart type dû à l'examinateur dans une note d'oral (points)"),
        scale=alt.Scale(domain=[spreads.min(), spreads.max()], nice=False),
        axis=alt.Axis(tickMinStep=0.5, format="~f"),
    )
    lines = _curves(rows, x, INDICATORS[AFTER_ORALS], top, OralAccuracy.ecart_type_oral)
    layers = [_allowed(table), lines, _reliability(rows, x)]
    chart = alt.layer(*layers).properties(width=WIDTH - 160, height=TALL + 40)
    words = _("Bande : intervalle à {niveau} ; pointillé : ceux qui ont le niveau parmi les autorisés")
    main = regime_label(main_regime(rows[OralAccuracy.regime].unique().tolist()))
    low = _("Au bas du dessin : la fiabilité de ces oraux, {regime}").format(regime=main)
    said = [words.format(niveau=_level(rows)), low, covered_by(table, ACCURACY_METHODS)]
    return finish(chart, say_accuracy_by_oral(table, standard), said)


def _allowed(table: pd.DataFrame) -> Any:
    """Return the dotted lines: authorised candidates who have the level.

    The spread of the orals does not change them.
    """
    allowed = table[table[OralAccuracy.indicateur] == OF_ALLOWED].drop_duplicates(OralAccuracy.regime)
    rows = _drawn(allowed)
    tip = [
        alt.Tooltip(f"{NAME}:N", title=_("Régime")),
        alt.Tooltip(f"{WORDS}:N", title=INDICATORS[OF_ALLOWED]),
    ]
    dotted = alt.Chart(rows).mark_rule(strokeDash=[2, 3], strokeWidth=1.5)
    return dotted.encode(y=alt.Y(OralAccuracy.valeur.q), color=_colour(rows), tooltip=tip)


def _reliability(rows: pd.DataFrame, x: alt.X) -> Any:
    """Return the layer that writes the reliability of the orals of the main regime above the axis."""
    code = main_regime(rows[OralAccuracy.regime].unique().tolist())
    last = rows[rows[OralAccuracy.regime] == code]
    said = last.assign(**{WORDS: [number(value, 2) for value in last[OralAccuracy.fiabilite]]})
    under = alt.Chart(said).mark_text(align="left", dx=4, fontSize=11, color=INK)
    return under.encode(x=x, y=alt.value(TALL + 30), text=f"{WORDS}:N")


def _curves(rows: pd.DataFrame, x: alt.X, title: str, top: float, along: str, threshold: float | None = None) -> Any:
    """Return one line per regime with its band and its name at the right end. `top`: the top of the axis of values."""
    scale = alt.Scale(domain=[0, top], nice=False)
    tip = [
        alt.Tooltip(f"{NAME}:N", title=_("Régime")),
        alt.Tooltip(f"{along}:Q", title=FIELDS[along]),
        alt.Tooltip(f"{WORDS}:N", title=_("Valeur")),
    ]
    colour, regimes = _colour(rows), rows[Result.regime].unique().tolist()
    base = alt.Chart(rows).encode(x=x, color=colour)
    dash = alt.StrokeDash(f"{NAME}:N", scale=dashes_of(regimes), legend=None)
    y = alt.Y(Result.valeur.q, title=title, scale=scale)
    band, lines = band_marks(base, y, Result.valeur, Result.bas, Result.haut)
    ends = rows[rows[along] == rows[along].max()].sort_values(Result.valeur)
    ends = ends.assign(**{AT: _apart(ends[Result.valeur].tolist(), LINE_GAP * top)})
    words = alt.Chart(ends).mark_text(align="left", dx=6, fontSize=11)
    words = words.encode(x=x, y=f"{AT}:Q", text=f"{NAME}:N", color=colour)
    layers = [band, lines.encode(strokeDash=dash), words, hover(rows, x, y, tip)]
    if threshold is not None:
        layers.insert(0, thresholds(along, threshold).encode(x=f"{along}:Q"))
    return alt.layer(*layers)


def _drawn(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a table with their text, without the columns that no mark shows: a page carries its data."""
    regimes = table[Result.regime].tolist()
    words = [percent_in(row.valeur, row.bas, row.haut) for row in Result.rows(table)]
    named = {NAME: [regime_label(one) for one in regimes], WORDS: words}
    return table.drop(columns=[Result.methode, Result.reference]).assign(**named)


def _colour(rows: pd.DataFrame) -> alt.Color:
    return alt.Color(f"{NAME}:N", scale=scale_of(rows[Result.regime].unique().tolist()), legend=None)


def _apart(values: Sequence[float], least: float) -> list[float]:
    """Return increasing values, each moved up until it is far enough above the previous one."""
    moved: list[float] = []
    for value in values:
        moved.append(max(value, moved[-1] + least) if moved else value)
    return moved


def _level(rows: pd.DataFrame) -> str:
    return percent(float(rows[Result.niveau].iloc[0]), 0)
