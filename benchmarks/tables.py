"""What was measured, as one table, and as lines for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from benchmarks import waits
from benchmarks.checking import Checked
from benchmarks.registry import COMPILED, REFERENCE, Entry
from benchmarks.timing import Timing

COLUMNS = (
    "job",
    "name",
    "kind",
    "form",
    "cores",
    "candidates",
    "specialties",
    "rounds",
    "seconds",
    "seconds_low",
    "seconds_high",
    "ns_per_candidate",
    "ratio",
    f"times_{waits.OLD}",
    f"times_{waits.FIRST}",
    "over_floor",
    "wrong_floats_at_edges",
    "wrong_floats_in_cohort",
    "input_bytes_per_candidate",
    "work_bytes_per_candidate",
    "note",
)


def decisions(
    entries: Sequence[Entry],
    checked: Mapping[str, Checked],
    timings: Mapping[str, Timing],
    memory: Mapping[str, Mapping[str, Any]],
    candidates: int,
) -> list[dict[str, Any]]:
    """Give one row per implementation of the decision, those that are not installed included.

    `ratio`: its time over that of the compiled decision, or of the readable rules where there is none.
    """
    rows, base = [], timings.get(COMPILED.name, timings[REFERENCE.name])
    for entry in entries:
        row: dict[str, Any] = {"job": "decision", "name": entry.name, "kind": "bts_sim" if entry.own else "peer"}
        if entry.name not in timings:
            rows.append(row | {"note": f"not installed: {entry.remedy}"})
            continue
        one, used = checked[entry.name], memory.get(entry.name, {})
        row |= {"candidates": candidates} | timings[entry.name].columns(candidates)
        row |= {
            "form": "integers" if one.exact else "floats",
            "cores": "all" if entry.parallel else "1",
            "ratio": timings[entry.name].ratio(base),
            "wrong_floats_at_edges": one.wrong_at_edges,
            "wrong_floats_in_cohort": one.wrong_in_cohort,
            "note": used.get("failed", ""),
        }
        for part in ("input", "work"):
            if used.get(part) is not None:
                row[f"{part}_bytes_per_candidate"] = used[part] / candidates
        rows.append(row)
    return rows


def frame(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Put all rows in one table."""
    whole = pd.DataFrame(rows, columns=list(COLUMNS))
    counts = [name for name in COLUMNS if name.startswith(("wrong", "candidates", "specialties", "rounds"))]
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


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else f"{value:,.{decimals}f}"


def number(value: float | None, digits: int = 2) -> str:
    """Give a number with so many significant digits at least, as French writes it; nothing for none."""
    if value is None:
        return ""
    decimals = max(0, digits - len(f"{abs(value):.0f}"))
    written = f"{value:,.{decimals}f}" if abs(value) >= 1 else f"{value:.{digits}g}"
    return written.replace(",", " ").replace(".", ",")
