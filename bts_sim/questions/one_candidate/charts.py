"""The frontier of two orals: which pairs of marks admit. The page itself answers to the mark chosen."""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import DECISIONS, hundredths, number, regime_label as label, trimmed
from bts_sim.display.theme import COLOURS, INK, OTHERS, STEP, WIDTH, finish, scale_of
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import N_, _, translate
from bts_sim.questions.one_candidate.words import oraux
from bts_sim.rows import rows_in

TOP = 20
HEIGHT = 300
#: A mark of a field, written in the language of the chart.
WRITTEN = "format(datum.{0}, '.4~g')"
#: Step of the slider, points: that of the table.
PAS = 0.25
#: What the hand-calculated candidates show.
GENEROUS = N_("Aucun des deux régimes n'est toujours le plus généreux")


def frontier(table: pd.DataFrame) -> Any:
    """Draw, for each pair of orals, what the second must bring for each mark of the first; table of `frontiere`.

    One pair at least. It is chosen in a list, the mark of the first oral with a slider, both in the page.
    """
    rows = _rows(table)
    pairs = list(dict.fromkeys(rows["paire"]))
    best = _easiest(rows)
    pair = alt.param(
        name="paire", value=best["paire"], bind=alt.binding_select(options=pairs, name=_("Oraux : ") + " ")
    )
    slider = alt.binding_range(min=0, max=TOP, step=PAS, name=_("Note au premier oral : ") + " ")
    mark = alt.param(name="premier", value=float(best["note_premier"]), bind=slider)
    here = (
        alt.Chart(rows)
        .transform_filter("datum.paire == paire")
        .transform_calculate(
            # Where 20 is not enough the surface ends at the top: it has no height there.
            bord=f"isValid(datum.note_second) ? datum.note_second : {TOP}",
            premiere=WRITTEN.format("note_premier"),
            seconde=f"isValid(datum.note_second) ? {WRITTEN.format('note_second')} : {_said(_('impossible'))}",
            phrase=f"isValid(datum.note_second) ? replace({_said(_('il faut {note} au second'))}, '{{note}}', "
            f"{WRITTEN.format('note_second')}) : {_said(_('impossible, même avec 20'))}",
        )
    )
    x = alt.X("note_premier:Q", title=_("Note au premier oral"), scale=alt.Scale(domain=[0, TOP], nice=False))
    y = alt.Y("bord:Q", title=_("Note au second oral"), scale=alt.Scale(domain=[0, TOP], nice=False))
    tip = [
        alt.Tooltip("paire:N", title=_("Oraux")),
        alt.Tooltip("premiere:N", title=_("Note au premier oral")),
        alt.Tooltip("seconde:N", title=_("Il faut au second")),
    ]
    colour = alt.Color(
        "nom:N", scale=alt.Scale(domain=list(dict.fromkeys(rows["nom"])), range=_range(table)), legend=None
    )
    area = here.mark_area(opacity=0.25, line=False).encode(x=x, y=y, y2=alt.Y2Datum(TOP), color=colour)
    edge = here.transform_filter("isValid(datum.note_second)").mark_line(strokeWidth=2).encode(x=x, y=y, color=colour)
    dots = here.mark_point(size=90, opacity=0, filled=True).encode(x=x, y=y, color=colour, tooltip=tip)
    at = here.transform_filter(f"abs(datum.note_premier - premier) < {PAS / 2}")
    rule = at.mark_rule(color=INK, strokeDash=[4, 3]).encode(x=x)
    ball = at.transform_filter("isValid(datum.note_second)").mark_point(filled=True, size=110, color=INK, opacity=1)
    ball = ball.encode(x=x, y=y, tooltip=tip)
    words = at.mark_text(align="right", fontSize=14, fontWeight=600, color=INK, baseline="top")
    words = words.encode(x=alt.value(WIDTH - 8), y=alt.value(8), text="phrase:N")
    first, *others = [area, edge, rule, ball, words, dots]
    chart = alt.layer(first.add_params(pair, mark), *others).properties(width=WIDTH, height=HEIGHT)
    subtitle = _("Surface : les deux notes ensemble donnent le diplôme. Les oraux et la note se choisissent ci-dessous")
    return finish(chart, _title(best), subtitle)


def _said(words: str) -> str:
    """Quote words for an expression of Vega."""
    return json.dumps(words, ensure_ascii=False)


def _rows(table: pd.DataFrame) -> pd.DataFrame:
    """Give the rows of the page: few columns, since each pair has one row per mark."""
    rows = table.assign(
        nom=table["regime"].map(label),
        paire=[
            _("{regime} : {oraux}").format(regime=label(r.regime), oraux=oraux(f"{r.premier},{r.second}"))
            for r in rows_in(table)
        ],
    )
    return rows[["nom", "paire", "note_premier", "note_second"]]


def _easiest(rows: pd.DataFrame) -> pd.Series:
    """Give the point where both marks are as low as they can be together: the one that the title tells."""
    reachable = rows[rows["note_second"].notna()]
    if reachable.empty:
        return rows.iloc[0]
    highest = reachable[["note_premier", "note_second"]].max(axis=1)
    return reachable.iloc[int(highest.argmin())]


def _title(best: pd.Series) -> str:
    if np.isnan(best["note_second"]):
        return _("Aucune paire d'oraux ne donne le diplôme, même avec 20 à chacun")
    marks = (hundredths(round(best[name] * CENTIEMES)) for name in ("note_premier", "note_second"))
    premiere, seconde = marks
    return _("{paire} : {premiere} et {seconde} suffisent").format(
        paire=best["paire"], premiere=premiere, seconde=seconde
    )


def _range(table: pd.DataFrame) -> list[str]:
    """Give the colour of each regime, in their order."""
    return [COLOURS.get(r, OTHERS[0]) for r in dict.fromkeys(table["regime"])]


def examples(cases: pd.DataFrame, title: str = GENEROUS) -> Any:
    """Draw each hand-calculated candidate from the first mean to the final one under each regime.

    Those who were eliminated have no mean, and only their decision is written.
    """
    rows = cases[["cas", "regime", "generale_sur_20", "finale_sur_20", "decision"]].copy()
    rows["cas"] = rows["cas"].map(translate)
    rows["nom"] = rows["regime"].map(label)
    rows["issue"] = [DECISIONS[code] for code in rows["decision"]]
    rows["texte"] = [
        # Three decimals: two would show 7,995 as 8.
        word if np.isnan(final) else f"{trimmed(number(final, 3))}, {word}"
        for final, word in zip(rows["finale_sur_20"], rows["issue"], strict=True)
    ]
    regimes = list(dict.fromkeys(rows["regime"]))
    order = [label(r) for r in regimes]
    # A label starts right of the dashed line, which would cross it.
    rows["etiquette"] = rows["finale_sur_20"].fillna(10).clip(lower=10)
    axis = alt.Axis(labelLimit=330, ticks=False, domain=False, labelFontSize=12)
    y = alt.Y("cas:N", sort=list(dict.fromkeys(rows["cas"])), title=None, axis=axis, scale=alt.Scale(paddingInner=0.35))
    offset = alt.YOffset("nom:N", sort=order)
    scale = alt.Scale(domain=[7.5, 13], zero=False)
    x = alt.X("finale_sur_20:Q", scale=scale, title=_("Moyenne (points sur 20)"))
    tip = [
        alt.Tooltip("cas:N", title=_("Cas")),
        alt.Tooltip("nom:N", title=_("Régime")),
        alt.Tooltip("texte:N", title=_("Issue")),
    ]
    colour = alt.Color("nom:N", scale=scale_of(regimes), legend=alt.Legend(title=None))
    base = alt.Chart(rows).encode(y=y, yOffset=offset, color=colour, tooltip=tip)
    moves = base.mark_rule(strokeWidth=3).encode(x=alt.X("generale_sur_20:Q", scale=scale), x2="finale_sur_20:Q")
    ends = base.mark_point(filled=True, size=60, opacity=1).encode(x=x)
    words = base.mark_text(align="left", dx=9, fontSize=11).encode(x=alt.X("etiquette:Q", scale=scale), text="texte:N")
    bar = alt.Chart(pd.DataFrame({"x": [10]})).mark_rule(color=INK, strokeDash=[4, 3]).encode(x="x:Q")
    chart = alt.layer(bar, moves, ends, words).properties(width=WIDTH - 200, height=alt.Step(STEP))
    return finish(chart, _(title), _("Trait : de la moyenne du premier groupe à la moyenne finale ; tirets : 10"))
