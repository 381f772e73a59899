"""What was measured, as one table, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks.checking import Checked
from benchmarks.growth import STEPS
from benchmarks.registry import REFERENCE, Entry
from benchmarks.timing import Timing

COLUMNS = (
    "job",
    "name",
    "kind",
    "form",
    "cores",
    "candidates",
    "seconds",
    "seconds_low",
    "seconds_high",
    "ns_per_candidate",
    "ratio",
    "wrong_floats_at_edges",
    "wrong_floats_in_cohort",
    "input_bytes_per_candidate",
    "work_bytes_per_candidate",
    "note",
)


def _timed(timing: Timing, candidates: int) -> dict[str, Any]:
    return {
        "candidates": candidates,
        "seconds": timing.median,
        "seconds_low": min(timing.seconds),
        "seconds_high": max(timing.seconds),
        "ns_per_candidate": 1e9 * timing.median / candidates,
    }


def decisions(
    entries: Sequence[Entry],
    checked: Mapping[str, Checked],
    timings: Mapping[str, Timing],
    memory: Mapping[str, Mapping[str, Any]],
    candidates: int,
) -> list[dict[str, Any]]:
    """Give one row per implementation of the decision, those that are not installed included."""
    rows = []
    for entry in entries:
        row: dict[str, Any] = {"job": "decision", "name": entry.name, "kind": "bts_sim" if entry.own else "peer"}
        if entry.name not in timings:
            rows.append(row | {"note": f"not installed: {entry.remedy}"})
            continue
        one, used = checked[entry.name], memory.get(entry.name, {})
        row |= _timed(timings[entry.name], candidates)
        row |= {
            "form": "integers" if one.exact else "floats",
            "cores": "all" if entry.parallel else "1",
            "ratio": timings[entry.name].ratio(timings[REFERENCE.name]),
            "wrong_floats_at_edges": one.wrong_at_edges,
            "wrong_floats_in_cohort": one.wrong_in_cohort,
            "note": used.get("failed", ""),
        }
        for part in ("input", "work"):
            if used.get(part) is not None:
                row[f"{part}_bytes_per_candidate"] = used[part] / candidates
        rows.append(row)
    return rows


def floors(timings: Mapping[str, Timing], sizes: Mapping[str, int], candidates: int) -> list[dict[str, Any]]:
    """Give one row per plain pass over memory."""
    return [
        {"job": "decision", "name": name, "kind": "floor", "cores": "1"}
        | _timed(timings[name], candidates)
        | {
            "ratio": timings[name].ratio(timings[REFERENCE.name]),
            "input_bytes_per_candidate": size / candidates,
            "note": f"{size / timings[name].median / 1e9:.1f} GB/s",
        }
        for name, size in sizes.items()
    ]


def grown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give one row per size and step."""
    table = []
    for row in rows:
        for step in STEPS:
            one: dict[str, Any] = {"job": f"growth: {step}", "name": REFERENCE.name, "candidates": row["candidats"]}
            if "failed" in row:
                table.append(one | {"note": row["failed"]})
                continue
            one |= {"seconds": row[step], "ns_per_candidate": 1e9 * row[step] / row["candidats"], "cores": "1"}
            if step == "simulate" and row["peak"] is not None:
                one["work_bytes_per_candidate"] = row["peak"] / row["candidats"]
            table.append(one)
    return table


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Put all rows in one table."""
    whole = pd.DataFrame(rows, columns=list(COLUMNS))
    counts = [name for name in COLUMNS if name.startswith(("wrong", "candidates"))]
    return whole.astype(dict.fromkeys(counts, "Int64"))


def lines(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Write the decision table, fastest first; what was not measured comes last."""
    head = ("decision", "form", "cores", "ns/cand.", "×", "wrong floats", "input B", "work B", "")
    body = [
        (
            row["name"],
            row.get("form") or "",
            row.get("cores") or "",
            _number(row.get("ns_per_candidate"), 1 if (row.get("ns_per_candidate") or 0) < 10 else 0),
            _number(row.get("ratio"), 2 if (row.get("ratio") or 0) < 10 else 1),
            _number(row.get("wrong_floats_at_edges"), 0),
            _number(row.get("input_bytes_per_candidate"), 0),
            _number(row.get("work_bytes_per_candidate"), 0),
            row.get("note") or "",
        )
        for row in sorted(rows, key=lambda row: row.get("ns_per_candidate") or float("inf"))
    ]
    widths = [max(len(line[i]) for line in (head, *body)) for i in range(len(head))]
    return [
        "  ".join(
            cell.ljust(width) if i in (0, 1, len(head) - 1) else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in (head, *body)
    ]


def growth_lines(rows: Sequence[Mapping[str, Any]], fitted: Mapping[str, float]) -> list[str]:
    """Write how generation and decision grow."""
    written = [f"{'candidates':>12}  {'simulate':>10}  {'decision':>10}  {'peak of simulate':>18}"]
    for row in rows:
        if "failed" in row:
            written.append(f"{row['candidats']:>12,}  {row['failed']}")
            continue
        written.append(
            f"{row['candidats']:>12,}  {row['simulate']:>8.2f} s  {row['decision']:>8.3f} s  {_size(row['peak']):>18}"
        )
    if fitted:
        written.append("time ~ n^k: " + ", ".join(f"{step} k = {value:.2f}" for step, value in fitted.items()))
    return written


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def _size(value: int | None) -> str:
    return "not measured" if value is None else f"{value / 2**20:,.0f} MiB"
