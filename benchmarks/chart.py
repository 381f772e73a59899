"""The picture of a run: time per candidate of everybody, and growth."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from benchmarks.registry import REFERENCE

#: Okabe and Ito's palette, safe for the colour-blind; shapes say the same, for print in grey.
KINDS = {"bts_sim": ("#0072b2", "circle"), "peer": ("#d55e00", "square"), "floor": ("#5f6368", "triangle-right")}
NAMES = {"bts_sim": "bts_sim", "peer": "another tool", "floor": "memory floor: one pass over the marks"}
STEPS = {"growth: simulate": ("generation (simulate)", "#cc79a7"), "growth: decision": ("decision", "#0072b2")}
INK, QUIET, GRID = "#202124", "#5f6368", "#e3e3e3"
WIDTH, STEP, HEIGHT = 560, 26, 260
SCALE = 2.0


def draw(table: pd.DataFrame, fitted: Mapping[str, float], folder: Path) -> None:
    """Write bench.svg and bench.png."""
    parts = [_decision(table)]
    if fitted:
        parts.append(_growth(table, fitted))
    chart = (
        alt.vconcat(*parts, spacing=34)
        .resolve_scale(color="independent", shape="independent")
        .configure(font="Helvetica, Arial, sans-serif", background="white")
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=12, titleFontSize=12, titleFontWeight="normal", gridColor=GRID, labelColor=INK)
        .configure_title(color=INK, subtitleColor=QUIET, fontSize=15, subtitleFontSize=12, anchor="start", offset=12)
        .configure_legend(labelFontSize=12, orient="top", title=None, labelLimit=300)
    )
    specification = chart.to_json()
    (folder / "bench.svg").write_text(vl_convert.vegalite_to_svg(specification), encoding="utf-8")
    (folder / "bench.png").write_bytes(vl_convert.vegalite_to_png(specification, scale=SCALE))


def finding(table: pd.DataFrame) -> list[str]:
    """Say what the decision table shows, in two lines."""
    timed = table[(table["job"] == "decision") & table["seconds"].notna() & (table["kind"] != "floor")]
    ours = timed[timed["kind"] == "bts_sim"].nsmallest(1, "ns_per_candidate").iloc[0]
    others = timed[timed["kind"] == "peer"].sort_values("ns_per_candidate")
    said = [f"{ours['name']}: {_ns(ours['ns_per_candidate'])} to decide one candidate exactly"]
    if len(others):
        ends = (others.iloc[i] for i in sorted({0, len(others) - 1}))
        said.append("; ".join(_beside(one["name"], one["ratio"] / ours["ratio"]) for one in ends))
    return said


def _decision(table: pd.DataFrame) -> Any:
    rows = table[(table["job"] == "decision") & table["seconds"].notna()].sort_values("ns_per_candidate")
    candidates = int(rows["candidates"].iloc[0])
    rows = rows.assign(
        low=1e9 * rows["seconds_low"] / candidates,
        high=1e9 * rows["seconds_high"] / candidates,
        label=[
            f"{_ns(ns)}" + ("" if name == REFERENCE.name else f" · × {ratio:.2g}")
            for name, ns, ratio in zip(rows["name"], rows["ns_per_candidate"], rows["ratio"], strict=True)
        ],
        shown=[
            f"{name} (all cores)" if cores == "all" else name
            for name, cores in zip(rows["name"], rows["cores"], strict=True)
        ],
        what=[NAMES[kind] for kind in rows["kind"]],
    )[["shown", "what", "ns_per_candidate", "low", "high", "label"]]
    kinds = [kind for kind in KINDS if NAMES[kind] in set(rows["what"])]
    domain = [NAMES[kind] for kind in kinds]
    y = alt.Y(
        "shown:N",
        sort=rows["shown"].tolist(),
        title=None,
        axis=alt.Axis(labelLimit=260, ticks=False, domain=False, grid=True),
    )
    ends = [float(rows["low"].min()) * 0.6, float(rows["high"].max()) * 6]
    scale = alt.Scale(type="log", domain=ends, nice=False)
    powers = [10.0**k for k in range(-1, 7) if ends[0] <= 10.0**k <= ends[1]]
    axis = alt.Axis(values=powers, format=",")
    title = "Time per candidate, nanoseconds (logarithmic scale; line: fastest and slowest repetition)"
    colour = alt.Color("what:N", scale=alt.Scale(domain=domain, range=[KINDS[kind][0] for kind in kinds]))
    shape = alt.Shape("what:N", scale=alt.Scale(domain=domain, range=[KINDS[kind][1] for kind in kinds]))
    base = alt.Chart(rows).encode(y=y)
    low = alt.X("low:Q", scale=scale, title=title, axis=axis)
    lines = base.mark_rule(strokeWidth=2).encode(x=low, x2="high:Q", color=colour)
    dots = base.mark_point(filled=True, size=90, opacity=1)
    dots = dots.encode(x=alt.X("ns_per_candidate:Q", scale=scale), color=colour, shape=shape)
    words = (
        alt.Chart(rows)
        .mark_text(align="left", dx=8, fontSize=12, color=INK)
        .encode(y=y, x=alt.X("high:Q", scale=scale), text="label:N")
    )
    subtitle = [
        f"{candidates:,} candidates, both groups of épreuves of 2022; × : time over {REFERENCE.name}.",
        "All give the same decisions, also where a mean is exactly 8 or 10.",
    ]
    return alt.layer(lines, dots, words).properties(
        width=WIDTH, height=STEP * len(rows), title=alt.TitleParams(finding(table), subtitle=subtitle)
    )


def _growth(table: pd.DataFrame, fitted: Mapping[str, float]) -> Any:
    rows = table[table["job"].isin(list(STEPS)) & table["seconds"].notna()]
    rows = rows.assign(step=[STEPS[job][0] for job in rows["job"]])[["job", "step", "candidates", "seconds"]]
    rows = rows.astype({"candidates": float})
    last = rows[rows["candidates"] == rows["candidates"].max()]
    last = last.assign(
        text=[
            f"{s:.3g} s, n^{fitted[job.removeprefix('growth: ')]:.2f}"
            for job, s in zip(last["job"], last["seconds"], strict=True)
        ]
    )
    names = [name for name, _ in STEPS.values()]
    first, final = float(rows["candidates"].min()), float(rows["candidates"].max())
    x = alt.X(
        "candidates:Q",
        title="Candidates (logarithmic scale)",
        scale=alt.Scale(type="log", domain=[first, final * 8], nice=False),
        axis=alt.Axis(values=[10.0**k for k in range(3, 9) if first <= 10.0**k <= final], format=","),
    )
    y = alt.Y(
        "seconds:Q",
        title="Seconds (logarithmic scale)",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(values=[10.0**k for k in range(-3, 4)], format=",~g"),
    )
    colour = alt.Color("step:N", scale=alt.Scale(domain=names, range=[shade for _, shade in STEPS.values()]))
    shape = alt.Shape("step:N", scale=alt.Scale(domain=names, range=["diamond", "circle"]))
    base = alt.Chart(rows).encode(x=x, y=y, color=colour)
    words = alt.Chart(last).mark_text(align="left", dx=10, fontSize=12, color=INK).encode(x=x, y=y, text="text:N")
    steepest = max(fitted.values())
    said = f"Time grows as the number of candidates to the power {steepest:.2f} at most, up to {final:,.0f} candidates"
    return alt.layer(
        base.mark_line(strokeWidth=2), base.mark_point(filled=True, size=70, opacity=1).encode(shape=shape), words
    ).properties(
        width=WIDTH, height=HEIGHT, title=alt.TitleParams(said, subtitle="Exponents: least squares on logarithms")
    )


def _ns(value: float) -> str:
    return f"{value / 1000:,.1f} µs" if value >= 1000 else f"{value:,.3g} ns"


def _beside(name: str, ratio: float) -> str:
    if ratio < 1:
        return f"{name}: {1 / ratio:,.2g} times as fast"
    return f"{name}: {ratio:,.2g} times as long" if ratio < 10 else f"{name}: {ratio:,.0f} times as long"
