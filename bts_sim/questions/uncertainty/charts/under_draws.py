"""Charts of rates under draws of the parameters, of the parameters that drive them, and of the worth of common luck."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from bts_sim.display.labels import (
    INDICATORS,
    in_points,
    interval,
    modalite,
    number,
    percent,
    regime_label,
    significant,
)
from bts_sim.display.marks import interval_marks, thresholds
from bts_sim.display.theme import (
    BESIDE,
    COLOURS,
    INK,
    OTHERS,
    PANEL,
    WIDTH,
    empty_chart,
    finish,
    room_of,
    scale_of,
    tips,
)
from bts_sim.errors import RunError
from bts_sim.language import _, translate
from bts_sim.questions.uncertainty.common_luck import Pairing
from bts_sim.questions.uncertainty.tables import EVERYBODY, GAP, Drivers, documented
from bts_sim.questions.uncertainty.words import say_driver, say_over_draws, say_pairing
from bts_sim.stats.under_draws import OverDraws

#: Columns added to each row for the chart.
NAME, WHO, SHARE, WORDS = "nom", "qui", "tirages", "texte"
KEPT = [OverDraws.regime, OverDraws.modalite, OverDraws.valeur, OverDraws.bas, OverDraws.haut, OverDraws.niveau]
#: Columns of the coordinates of a point.
X, Y, FAR, SETTING = "x", "y", "loin", "reglage"


def draw_over_draws(intervals: pd.DataFrame, group: str = EVERYBODY) -> Any:
    """Return the chart of the gap of each regime under drawn parameters: means, narrow and wide intervals.

    Args:
        intervals: the table of `intervals_over_draws`, one row per result and level.
        group: the groups drawn.

    Raises:
        RunError: the table has no gap of these groups. The message lists the groups that it has.
    """
    rows = _named(intervals, group)
    regimes = list(dict.fromkeys(rows[OverDraws.regime]))
    alone = rows[WHO].nunique() == 1
    axis = alt.Axis(ticks=False, domain=False, labelLimit=room_of(rows[NAME if alone else WHO].tolist()))
    titles = {WHO: _("Groupe"), NAME: _("Régime"), SHARE: _("Intervalle"), WORDS: _("Écart médian")}
    encoded: dict[str, Any] = {
        "y": alt.Y(f"{NAME if alone else WHO}:N", sort=None, title=None, axis=axis),
        "color": alt.Color(f"{NAME}:N", scale=scale_of(regimes), legend=None if alone else alt.Legend(title=None)),
        "tooltip": tips(**titles),
    }
    if not alone:
        encoded["yOffset"] = alt.YOffset(f"{NAME}:N", sort=[regime_label(one) for one in regimes])
    levels = sorted(rows[OverDraws.niveau].unique())
    x = alt.X(title=_("Écart de taux d'admis avec la référence (points)"), scale=alt.Scale(zero=True))
    ends = OverDraws.valeur, OverDraws.bas, OverDraws.haut
    each = [alt.Chart(rows[rows[OverDraws.niveau] == level]).encode(**encoded) for level in levels]
    band = interval_marks(each[0], x, *ends, band=11)[:1] if len(levels) > 1 else []
    marks = interval_marks(each[-1], x, *ends, size=40, words=WORDS, words_at=OverDraws.haut)
    chart = alt.layer(*band, *marks).properties(width=WIDTH - 120, height=alt.Step(46 if alone else 20))
    return finish(chart, say_over_draws(intervals, group), _legend(levels))


def _named(intervals: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the gaps of a group with their text."""
    gaps = intervals[intervals[OverDraws.indicateur] == GAP]
    rows = gaps.loc[gaps[OverDraws.groupe] == group, KEPT]
    if rows.empty:
        known = ", ".join(dict.fromkeys(gaps[OverDraws.groupe]))
        remedy = f"un groupe parmi {known}" if known else "comparer un second régime"
        raise RunError(f"aucun écart par {group}. Remède : {remedy}.")
    names: dict[str, Any] = {
        NAME: [regime_label(name) for name in rows[OverDraws.regime]],
        WHO: [modalite(code) for code in rows[OverDraws.modalite]],
        SHARE: [_("{niveau} % des sessions").format(niveau=number(level, 0)) for level in rows[OverDraws.niveau]],
        WORDS: [f"{in_points(row.valeur)} {interval(row.bas, row.haut, sign=True)}" for row in OverDraws.rows(rows)],
    }
    return rows.assign(**names)


def _legend(levels: Sequence[float]) -> str:
    """Return the legend of the marks, in words."""
    wide = number(levels[-1], 0)
    if len(levels) == 1:
        return _("Point : moyenne ; trait et crochets : {niveau} % des sessions").format(niveau=wide)
    return _("Point : moyenne ; trait épais : {moitie} % des sessions ; trait fin et crochets : {niveau} %").format(
        moitie=number(levels[0], 0), niveau=wide
    )


def draw_driver(drawn: pd.DataFrame, first: Drivers) -> Any:
    """Return the chart of one rate of all candidates by the parameter that drives it most, one point per draw.

    Args:
        drawn: the table of `rates_by_draw`.
        first: the row of `drivers` to draw.
    """
    same = {name: getattr(first, name) for name in (Drivers.groupe, Drivers.indicateur, Drivers.regime)}
    part = drawn[(drawn[list(same)] == pd.Series(same)).all(axis=1)]
    known = documented(first.parametre)
    rows = pd.DataFrame({X: part[first.parametre], Y: part[OverDraws.valeur]})
    rows = rows.assign(**{SETTING: rows[X].map(lambda one: significant(one, 3)), WORDS: rows[Y].map(percent)})
    scale = alt.Scale(zero=False, padding=10)
    parameter = f"{translate(known.libelle)} ({translate(known.unite)})"
    named = INDICATORS[first.indicateur]
    x = alt.X(f"{X}:Q", title=textwrap.wrap(parameter, 90), scale=scale)
    y = alt.Y(f"{Y}:Q", title=_("{resultat} (% des candidats)").format(resultat=named), scale=scale)
    dots = alt.Chart(rows).mark_point(filled=True, size=45, opacity=0.5, color=COLOURS.get(first.regime, OTHERS[0]))
    dots = dots.encode(x=x, y=y, tooltip=tips(**{SETTING: parameter, WORDS: named}))
    said = _(
        "Un point par tirage des paramètres que rien ne fixe ; traits : moyenne du quart le plus bas et du plus haut"
    )
    chart = alt.layer(dots, *_quarters(rows, x, y)).properties(width=WIDTH, height=2 * PANEL)
    return finish(chart, say_driver(first), said)


def _quarters(rows: pd.DataFrame, x: alt.X, y: alt.Y) -> list[Any]:
    """Return the mean of the result over the lowest and the highest quarter of a parameter: a rule, and its number."""
    low, high = rows[X].quantile([0.25, 0.75])
    ends = [(part[X].min(), part[X].max(), part[Y].mean()) for part in (rows[rows[X] <= low], rows[rows[X] >= high])]
    means = pd.DataFrame(ends, columns=[X, FAR, Y]).assign(**{WORDS: [percent(mean) for _low, _high, mean in ends]})
    base = alt.Chart(means).encode(y=y)
    rules = base.mark_rule(strokeWidth=3, color=INK).encode(x=x, x2=FAR)
    words = base.mark_text(align="right", dy=-11, fontSize=13, fontWeight=600, color=INK)
    return [rules, words.encode(x=alt.X(f"{FAR}:Q"), text=f"{WORDS}:N")]


def draw_pairing(table: pd.DataFrame) -> Any:
    """Return the chart of how many times more candidates would be needed without common luck, with intervals.

    Two regimes that decide alike are not drawn: no number of candidates would distinguish them.
    """
    apart = table[np.isfinite(table[Pairing.facteur])]
    if apart.empty:
        return empty_chart(say_pairing(table))
    names = [regime_label(name) for name in apart[Pairing.regime]]
    words = [f"× {number(row.facteur)} {interval(row.bas, row.haut)}" for row in Pairing.rows(apart)]
    rows = apart.assign(**{NAME: names, WORDS: words})
    title = _("Candidats qu'il faudrait si chaque régime jugeait les siens (fois plus)")
    scale = alt.Scale(domainMin=0, domainMax=1.35 * float(rows[Pairing.haut].max()), nice=False)
    colours = [COLOURS.get(name, OTHERS[0]) for name in apart[Pairing.regime]]
    base = alt.Chart(rows).encode(
        y=alt.Y(f"{NAME}:N", sort=None, title=None, axis=BESIDE),
        color=alt.Color(f"{NAME}:N", scale=alt.Scale(domain=names, range=colours), legend=None),
        tooltip=tips(**{NAME: _("Régime"), WORDS: _("Candidats qu'il faudrait, pour un en commun")}),
    )
    x = alt.X(title=title, scale=scale)
    ends = Pairing.facteur, Pairing.bas, Pairing.haut
    marks = interval_marks(base, x, *ends, size=80, words=WORDS, words_at=Pairing.haut)
    one = thresholds(X, 1).encode(x=alt.X(f"{X}:Q", title=title, scale=scale))
    chart = alt.layer(one, *marks).properties(width=WIDTH - 200, height=alt.Step(40)).resolve_axis(x="shared")
    first = next(Pairing.rows(table))
    said = _("Contre « {reference} » ; tirets : aucun gain ; trait et crochets : intervalle à {niveau}\u202f%").format(
        reference=regime_label(first.reference), niveau=number(first.niveau, 0)
    )
    alone = _("Un seul groupe simulé, paramètres par défaut : ce que vaut la simulation, et non une session")
    return finish(chart, say_pairing(table), [said, alone])
