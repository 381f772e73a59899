"""The picture of a run: what a draw takes by size and engine, and what everybody takes to decide. In French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from benchmarks.tables import frame, number
from benchmarks.waits import COMPILED, ENGINES, FIRST, FLOOR, OLD, SPECIALTIES

#: Okabe and Ito's palette, safe for the colour-blind; shapes say the same, for print in grey.
ENGINE_NAMES = {OLD: f"le commit {OLD}", FIRST: "numpy", COMPILED: "compilé", FLOOR: "plancher"}
ENGINE_COLOURS, ENGINE_SHAPES = ("#d55e00", "#cc79a7", "#0072b2", "#5f6368"), ("square", "diamond", "circle", "cross")
KINDS = {"bts_sim": ("bts_sim", "#0072b2", "circle"), "peer": ("un autre outil", "#d55e00", "square")}
INK, QUIET, GRID = "#202124", "#5f6368", "#e3e3e3"
WIDTH, STEP, HEIGHT, SCALE = 560, 26, 300, 2.0
#: The numbers of specialties that are shown, and how lines tell them.
SHOWN, DASHES = (SPECIALTIES[0], SPECIALTIES[-1]), ((1, 0), (4, 3))


def draw(rows: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write bench.png."""
    table = frame(rows)
    chart = (
        alt.vconcat(*(part for part in (_draws(table), _decisions(table)) if part is not None), spacing=34)
        .resolve_scale(color="independent", shape="independent")
        .configure(font="Helvetica, Arial, sans-serif", background="white", locale=FRENCH)
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor=GRID, labelColor=INK)
        .configure_title(color=INK, subtitleColor=QUIET, fontSize=15, subtitleFontSize=12, anchor="start", offset=12)
        .configure_legend(labelFontSize=12, orient="top", title=None, labelLimit=300)
    )
    (folder / "bench.png").write_bytes(vl_convert.vegalite_to_png(chart.to_json(), scale=SCALE))


FRENCH: Any = {"number": {"decimal": ",", "thousands": " ", "grouping": [3], "currency": ["", " €"]}}


def _draws(table: pd.DataFrame) -> Any:
    rows = table[(table["job"] == "draw") & table["specialties"].isin(SHOWN) & table["seconds"].notna()]
    if rows.empty:
        return None
    rows = rows.assign(
        engine=rows["name"].map(ENGINE_NAMES),
        specialties=[f"{count} spécialités" for count in rows["specialties"]],
        candidates=rows["candidates"].astype(float),
    )[["engine", "specialties", "candidates", "ns_per_candidate"]]
    engines = [ENGINE_NAMES[name] for name in ENGINES if ENGINE_NAMES[name] in set(rows["engine"])]
    first, last = float(rows["candidates"].min()), float(rows["candidates"].max())
    x = alt.X(
        "candidates:Q",
        title="Candidats d'un tirage (échelle logarithmique)",
        scale=alt.Scale(type="log", domain=[first, last], nice=False),
        axis=alt.Axis(values=[10.0**k for k in range(3, 9) if first <= 10.0**k <= last], format=",d"),
    )
    y = alt.Y(
        "ns_per_candidate:Q",
        title="ns par candidat et par tirage (échelle logarithmique)",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(values=[10.0**k for k in range(1, 7)], format=",d"),
    )
    base = alt.Chart(rows).encode(
        x=x,
        y=y,
        color=alt.Color("engine:N", scale=alt.Scale(domain=engines, range=list(ENGINE_COLOURS[-len(engines) :]))),
    )
    dash = alt.StrokeDash("specialties:N", scale=alt.Scale(range=[list(one) for one in DASHES]), legend=None)
    shape = alt.Shape("engine:N", scale=alt.Scale(domain=engines, range=list(ENGINE_SHAPES[-len(engines) :])))
    return alt.layer(
        base.mark_line(strokeWidth=2).encode(strokeDash=dash),
        base.mark_point(filled=True, size=70, opacity=1).encode(shape=shape),
    ).properties(
        width=WIDTH,
        height=HEIGHT,
        title=alt.TitleParams(
            _draws_title(table),
            subtitle=[
                "Un tirage : paramètres, candidats, calage, trois régimes, oraux sommés, taux de chaque groupe.",
                "Plancher : les nombres au hasard et les probabilités seuls, sans aucune règle.",
                f"Trait plein : {SHOWN[0]} spécialités ; tirets : {SHOWN[1]}.",
            ],
        ),
    )


def _draws_title(table: pd.DataFrame) -> str:
    rows = table[(table["job"] == "draw") & (table["name"] == COMPILED) & (table["specialties"] == SHOWN[0])]
    times = rows[f"times_{OLD}"].dropna()
    if times.empty:
        return "Ce que prend un tirage"
    return f"Un tirage compilé : {times.min():.0f} à {times.max():.0f} fois plus vite que le commit {OLD}"


def _decisions(table: pd.DataFrame) -> Any:
    rows = table[(table["job"] == "decision") & table["seconds"].notna()].sort_values("ns_per_candidate")
    if rows.empty:
        return None
    candidates = int(rows["candidates"].iloc[0])
    rows = rows.assign(
        low=1e9 * rows["seconds_low"] / candidates,
        high=1e9 * rows["seconds_high"] / candidates,
        label=[
            f"{number(ns)} ns · × {number(ratio)}"
            for ns, ratio in zip(rows["ns_per_candidate"], rows["ratio"], strict=True)
        ],
        shown=[
            f"{name} (tous les cœurs)" if cores == "all" else name
            for name, cores in zip(rows["name"], rows["cores"], strict=True)
        ],
        what=[KINDS[kind][0] for kind in rows["kind"]],
    )[["shown", "what", "ns_per_candidate", "low", "high", "label"]]
    kinds = list(KINDS.values())
    y = alt.Y(
        "shown:N",
        sort=rows["shown"].tolist(),
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False, domain=False, grid=True),
    )
    ends = [float(rows["low"].min()) * 0.6, float(rows["high"].max()) * 6]
    scale = alt.Scale(type="log", domain=ends, nice=False)
    axis = alt.Axis(values=[10.0**k for k in range(7) if ends[0] <= 10.0**k <= ends[1]], format=",d")
    title = "ns par candidat (échelle logarithmique ; trait : de la plus rapide à la plus lente des répétitions)"
    colour = alt.Color(
        "what:N", scale=alt.Scale(domain=[one[0] for one in kinds], range=[colour for _, colour, _ in kinds])
    )
    shape = alt.Shape(
        "what:N", scale=alt.Scale(domain=[one[0] for one in kinds], range=[shape for _, _, shape in kinds])
    )
    base = alt.Chart(rows).encode(y=y)
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale, title=title, axis=axis), x2="high:Q", color=colour
    )
    dots = base.mark_point(filled=True, size=90, opacity=1).encode(
        x=alt.X("ns_per_candidate:Q", scale=scale), color=colour, shape=shape
    )
    words = base.mark_text(align="left", dx=8, fontSize=12, color=INK).encode(
        x=alt.X("high:Q", scale=scale), text="label:N"
    )
    subtitle = [
        f"{number(candidates, 1)} candidats, les deux groupes d'épreuves de 2022 ; × : temps sur celui du premier.",
        "Tous donnent les mêmes décisions, aussi là où une moyenne est exactement 8 ou 10.",
    ]
    return alt.layer(lines, dots, words).properties(
        width=WIDTH,
        height=STEP * len(rows),
        title=alt.TitleParams("Décider seulement, les notes et les oraux étant donnés", subtitle=subtitle),
    )
