"""What users wait for: a draw of the parameters and of the candidates, judged under three regimes, engine by engine."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.checkout import COMMIT, check_out
from benchmarks.engines.today import NATION
from benchmarks.serving import Served, served
from benchmarks.timing import Timing

#: The engines, in the order in which they take turns.
OLD, FIRST, COMPILED, FLOOR = COMMIT, "numpy", "compiled", "floor"
ENGINES = (OLD, FIRST, COMPILED, FLOOR)
#: A national session: the candidates present in 2021, agricultural BTS included (data/statistiques.csv).
SESSION = 180_900
SPECIALTIES = (16, 30, 64)
#: Draws that an engine makes at a time, of 1,000 candidates: of more candidates, as many fewer.
DRAWS = {OLD: 3, FIRST: 8, COMPILED: 64, FLOOR: 64}
UNIT = 1_000
#: Rounds of the engines by size, and of those with more specialties than the first, where one takes minutes.
ROUNDS = {1_000: 9, 20_000: 9, SESSION: 9, 1_500_000: 3, 10_000_000: 1}
#: Beyond this size, one round is enough for more specialties than the first; at the last one, only the quick engines
#: have them, and so many rounds.
LARGE, LAST, QUICK = SESSION, 10_000_000, 3


@dataclass(frozen=True)
class Cell:
    """So many candidates and specialties, asked so many times of some engines."""

    candidates: int
    specialties: int
    rounds: int
    engines: Sequence[str]

    def draws(self, engine: str) -> int:
        """Return how many draws an engine makes at a time."""
        return max(1, DRAWS[engine] * UNIT // self.candidates)


def cells(sizes: Sequence[int]) -> Iterator[Cell]:
    """Yield what is measured of each size, then the nation as commands describe it, which the old commit had not."""
    for size in sizes:
        for specialties in SPECIALTIES:
            if specialties == SPECIALTIES[0] or size <= LARGE:
                yield Cell(size, specialties, ROUNDS[size], ENGINES)
            elif size < LAST:
                yield Cell(size, specialties, 1, ENGINES)
            else:
                yield Cell(size, specialties, QUICK, (COMPILED, FLOOR))
    if SESSION in sizes:
        yield Cell(SESSION, NATION, ROUNDS[SESSION], (FIRST, COMPILED, FLOOR))


def measure(sizes: Sequence[int], told: Callable[[str], None]) -> list[dict[str, Any]]:
    """Give one row per cell and engine; `told`: is told each row as it is known."""
    rows: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        there = check_out(Path(folder))
        if not there:
            told(f"{OLD}: not in this repository, whose history is needed")
        for cell in cells(sizes):
            engines = [name for name in cell.engines if there or name != OLD]
            with _all_served(engines, Path(folder)) as answering:
                found = _rows(cell, _rounds(cell, answering))
            rows += found
            told("\n".join(line(row) for row in found))
    return rows


@contextmanager
def _all_served(names: Sequence[str], folder: Path) -> Iterator[dict[str, Served]]:
    """Give the engines, each in a new process, so that what it takes is not hidden in what another cell left."""
    made = {
        OLD: lambda: served("benchmarks.engines.old", root=folder),
        FIRST: lambda: served("benchmarks.engines.today", "first"),
        COMPILED: lambda: served("benchmarks.engines.today", "compiled"),
        FLOOR: lambda: served("benchmarks.engines.floor"),
    }
    with ExitStack() as started:
        yield {name: started.enter_context(made[name]()) for name in names}


def _rounds(cell: Cell, engines: Mapping[str, Served]) -> dict[str, list[dict[str, Any]]]:
    """Give the answers of each engine, round by round, after one of few candidates that loads what it needs.

    An engine that has failed is not asked again.
    """
    answers: dict[str, list[dict[str, Any]]] = {name: [] for name in engines}
    for one in engines.values():
        one.ask(UNIT, cell.specialties, 1, 0)
    for seed in range(1, cell.rounds + 1):
        for name, one in engines.items():
            if not any("failed" in answer for answer in answers[name]):
                answers[name].append(one.ask(cell.candidates, cell.specialties, cell.draws(name), seed))
    return answers


def _rows(cell: Cell, answers: Mapping[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    timings = {
        name: Timing(tuple(one["seconds"] / cell.draws(name) for one in given))
        for name, given in answers.items()
        if not any("failed" in one for one in given)
    }
    rows = []
    for name, given in answers.items():
        row: dict[str, Any] = {
            "job": "draw",
            "name": name,
            "kind": "floor" if name == FLOOR else "bts_sim",
            "candidates": cell.candidates,
            "specialties": cell.specialties,
            "rounds": cell.rounds,
        }
        if name not in timings:
            rows.append(row | {"note": given[-1]["failed"]})
            continue
        mine = timings[name]
        row |= mine.columns(cell.candidates)
        row |= {f"times_{other}": timings[other].ratio(mine) for other in (OLD, FIRST) if other in timings}
        row["over_floor"] = mine.ratio(timings[FLOOR])
        if given[0]["bytes"]:
            row["work_bytes_per_candidate"] = given[0]["bytes"] / cell.candidates
        rows.append(row)
    return rows


def line(row: Mapping[str, Any]) -> str:
    """Write what was measured of one cell and engine."""
    start = f"{row['candidates']:>12,}  {row['specialties'] or 'all':>4} specialties  {row['name']:<9}"
    if "seconds" not in row:
        return f"{start}  {row['note']}"
    ratios = [f"{row['ns_per_candidate']:>9,.0f} ns a candidate", f"× {row['over_floor']:.1f} the floor"]
    if f"times_{OLD}" in row:
        ratios.insert(1, f"{row[f'times_{OLD}']:>6.1f} times {OLD}")
    if "work_bytes_per_candidate" in row and row["candidates"] >= LARGE:
        ratios.append(f"{row['work_bytes_per_candidate']:,.0f} bytes a candidate")
    return "  ".join([start, *ratios])


def exponent(rows: Sequence[Mapping[str, Any]], name: str, least: int) -> float | None:
    """Fit time ~ candidates^exponent, on logarithms, over the sizes of one engine from `least` on."""
    some = [
        row
        for row in rows
        if row["name"] == name
        and row["specialties"] == SPECIALTIES[0]
        and row["candidates"] >= least
        and "seconds" in row
    ]
    if len(some) < 2:
        return None
    return float(
        np.polyfit(np.log([one["candidates"] for one in some]), np.log([one["seconds"] for one in some]), 1)[0]
    )
