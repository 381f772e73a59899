"""The chart of one lever: admissions, authorisations and false decisions at each setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import number
from bts_sim.display.marks import band_marks
from bts_sim.display.theme import COLOURS, DASHES, OTHERS, PANEL, WIDTH, finish, hover
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import _
from bts_sim.questions.reforms.settings import ORALS, levers_in
from bts_sim.questions.reforms.tables import ADMITTED, ALLOWED, FALSE_ADMITTED, FALSE_REFUSED, ORALS_HELD, Response
from bts_sim.questions.reforms.words.findings import say_curve
from bts_sim.questions.reforms.words.labels import LEVER_NAMES, MEASURE_NAMES, share_of

#: Columns added to each row for the chart.
AT, NAME, WORDS = "at", "name", "words"
FALSE_COLOURS = {FALSE_ADMITTED: OTHERS[1], FALSE_REFUSED: OTHERS[0]}
#: Most settings for which each has its dot and its tick.
FEW = 5


def draw_curve(table: pd.DataFrame) -> Any:
    """Return the chart of the effect of one lever on admissions, authorisations and false decisions.

    Raises:
        ValueError: the table has several levers.
    """
    (lever,) = levers_in(table)
    rows = table.assign(**{AT: table[lever].astype(float) / (1 if lever == ORALS else CENTIEMES)})
    per = _("{levier} (par candidat)") if lever == ORALS else _("{levier} (points sur 20)")
    named = per.format(levier=LEVER_NAMES[lever].capitalize())
    # The number of orals changes nobody's access.
    load = (ORALS_HELD, _("Oraux pour 100")) if lever == ORALS else (ALLOWED, _("Autorisés (%)"))
    panels = [
        _panel(rows, [ADMITTED], _("Admis (%)"), named, last=False),
        _panel(rows, [load[0]], load[1], named, last=False),
        _panel(rows, list(FALSE_COLOURS), _("Erreurs (%)"), named, last=True),
    ]
    chart = alt.vconcat(*panels, spacing=14).resolve_scale(color="independent")
    return finish(chart, say_curve(table), _about(rows))


def _about(rows: pd.DataFrame) -> list[str]:
    level = rows[Response.niveau].iloc[0]
    law = rows[Response.en_vigueur].any()
    words = [
        _("Pour 100 présents. Tirets : la valeur en vigueur") if law else _("Pour 100 présents"),
        _("Faux admis : niveau général au-dessous de la norme ; faux refusés : au moins égal à elle"),
    ]
    if level is not None and not pd.isna(level):
        band = _("Bandes : intervalles à {niveau} % d'une session, paramètres tirés")
        words.append(band.format(niveau=number(float(level), 0)))
    return words


def _panel(rows: pd.DataFrame, measures: Sequence[str], unit: str, axis: str, *, last: bool) -> Any:
    part = rows[rows[Response.indicateur].isin(measures)]
    part = part.assign(
        **{
            NAME: [MEASURE_NAMES[code] for code in part[Response.indicateur]],
            WORDS: [share_of(row.valeur, row.bas, row.haut) for row in Response.rows(part)],
        }
    )
    few = part[AT].nunique() <= FEW
    x = alt.X(
        f"{AT}:Q",
        title=axis if last else None,
        scale=alt.Scale(zero=False, nice=False, padding=12 if few else 0),
        axis=alt.Axis(
            labels=last, values=sorted(part[AT].unique()) if few else alt.Undefined, format="~g", tickCount=9
        ),
    )
    colours = [FALSE_COLOURS.get(code, COLOURS["permanent_2022"]) for code in measures]
    scale = alt.Scale(domain=[MEASURE_NAMES[code] for code in measures], range=colours)
    colour = alt.Color(f"{NAME}:N", scale=scale, legend=None)
    # Rates move by a few points of many: their axis is cut, and the title says the points. The others start at zero.
    from_zero = measures[0] != ADMITTED
    y = alt.Y(Response.valeur.q, title=unit, scale=alt.Scale(zero=from_zero), axis=alt.Axis(tickCount=4))
    ends = Response.valeur, Response.bas, Response.haut
    tip = [
        alt.Tooltip(f"{AT}:Q", title=axis),
        alt.Tooltip(f"{NAME}:N", title=_("Mesure")),
        alt.Tooltip(f"{WORDS}:N", title=unit),
    ]
    layers = [*band_marks(alt.Chart(part).encode(x=x, color=colour), y, *ends, point=few), hover(part, x, y, tip)]
    if len(measures) > 1:
        layers += _names(part, x, colour)
    law = part[part[Response.en_vigueur]].head(1)
    if len(law):
        layers.append(alt.Chart(law).mark_rule(**DASHES).encode(x=f"{AT}:Q"))
    return alt.layer(*layers).properties(width=WIDTH - 130, height=PANEL)


def _names(part: pd.DataFrame, x: alt.X, colour: alt.Color) -> list[Any]:
    """Return the label of each line at its right end: the highest above its end, the other below."""
    ends = part.loc[part.groupby(Response.indicateur)[AT].idxmax()].sort_values(Response.valeur, ascending=False)
    layers = []
    for place, away in ((slice(0, 1), -5), (slice(1, None), 5)):
        words = alt.Chart(ends.iloc[place]).mark_text(align="left", dx=8, dy=away, fontSize=12)
        layers.append(words.encode(x=x, y=Response.valeur.q, text=f"{NAME}:N", color=colour))
    return layers
