"""How fast, how large and how right is the project beside the tools that could do the same? One run says it.

`make bench`, or `python benchmarks/run.py [CANDIDATS]`. Everybody decides the same candidates, with the same orals,
and must give the same decisions, also where a mean is exactly 8 or 10; only then is anybody timed, in turn. Ratios
mean something; seconds depend on the machine. Peers are optional: `uv pip install --group peers`.
"""

from __future__ import annotations

import argparse
import functools
import gc
import json
import os
import platform
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

# Found because an editable install puts the root of the project on the path.
from benchmarks import chart, floor, growth, memory, tables
from benchmarks.case import Case
from benchmarks.checking import WrongDecisionsError, check, truths
from benchmarks.edges import count_at_edges, edges
from benchmarks.registry import DECISION, OTHERS, REFERENCE
from benchmarks.timing import once, side_by_side
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.runs.provenance import provenance

#: A national session: the candidates present in 2021, agricultural BTS included (data/statistiques.csv).
NATIONAL = 180_900
LARGE = 1_500_000
REPEATS = 7
PEERS = ("polars", "duckdb", "openfisca-core", "numba")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("candidats", nargs="?", type=int, default=NATIONAL, help=f"default {NATIONAL:,}")
    parser.add_argument("--large", action="store_true", help=f"decide {LARGE:,} candidates")
    parser.add_argument("--growth", action="store_true", help=f"grow up to {growth.MORE[-1]:,} candidates")
    parser.add_argument("--no-growth", action="store_true", help="do not measure growth")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"repetitions, default {REPEATS}")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write bench.csv, bench.png, bench.svg, manifest.json")
    return parser.parse_args()


def decision(cohort: SimulatedCohort, repeats: int) -> list[dict[str, Any]]:
    """Check, time and weigh everybody at the decision."""
    case = Case.of(cohort)
    edge = edges(case)
    loaded = {entry.name: module for entry in DECISION if (module := entry.load()) is not None}
    known = truths(case, edge, loaded[REFERENCE.name])
    present = [entry for entry in DECISION if entry.name in loaded]
    checked = {entry.name: check(entry, loaded[entry.name], known) for entry in present}
    marks = ", ".join(f"{count:,} with a {name}" for name, count in count_at_edges(edge).items())
    print(
        f"\nAll {len(present)} give the same decisions on {case.candidats:,} simulated candidates and, with fractions,"
    )
    print(f"on {edge.candidats:,} at the edges ({marks}).")
    print("`wrong floats`: candidates at the edges whom the usual floating form decides wrongly; `integers` is timed.")
    plain = floor.passes(case)
    runs = {name: run for name, (run, _) in plain.items()}
    for entry in present:
        module = loaded[entry.name]
        runs[entry.name] = functools.partial(module.decide, module.prepare(case, checked[entry.name].exact))
    timings = side_by_side(runs, repeats)
    runs.clear()
    gc.collect()
    used = memory.of_all(case, [(entry.name, entry.module, checked[entry.name].exact) for entry in present])
    rows = tables.decisions(DECISION, checked, timings, used, case.candidats)
    return rows + tables.floors(timings, {name: size for name, (_, size) in plain.items()}, case.candidats)


def others(cohort: SimulatedCohort, repeats: int) -> list[dict[str, Any]]:
    """Time the jobs that no peer has, each implementation compared with the first of its job."""
    rows: list[dict[str, Any]] = []
    for job, entries in OTHERS.items():
        loaded = {entry: module for entry in entries if (module := entry.load()) is not None}
        states = {entry: module.prepare(cohort) for entry, module in loaded.items()}
        answers = {entry: np.asarray(module.run(states[entry])) for entry, module in loaded.items()}
        runs = {entry.name: functools.partial(module.run, states[entry]) for entry, module in loaded.items()}
        timings = side_by_side(runs, repeats)
        for entry in entries:
            row: dict[str, Any] = {"job": job, "name": entry.name, "kind": "bts_sim"}
            if entry not in loaded:
                rows.append(row | {"note": f"not installed: {entry.remedy}"})
                continue
            first = next(iter(answers))
            gap = float(np.abs(answers[entry] - answers[first]).max())
            units, median = loaded[entry].units(states[entry]), timings[entry.name].median
            ratio = timings[entry.name].ratio(timings[first.name])
            note = f"{units:,} units; largest gap to {first.name}: {gap:.3g}"
            row |= {"seconds": median, "ns_per_candidate": 1e9 * median / units, "ratio": ratio, "note": note}
            rows.append(row | {"candidates": cohort.cohorte.candidats})
    return rows


def versions() -> dict[str, str]:
    """Give the versions of the peers that are installed."""
    found = {}
    for name in PEERS:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def busy() -> str:
    """Say when other work is on the machine, since seconds then mean little."""
    if not hasattr(os, "getloadavg"):
        return ""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    return f", load {load:.1f}" + (": other work is on them, trust the ratios only" if load > cores else "")


def main() -> int:
    """Measure, print, and write what was asked."""
    asked = arguments()
    candidats = LARGE if asked.large else asked.candidats
    about = provenance() | {"pairs": versions(), "coeurs": os.cpu_count(), "machine": platform.machine()}
    installed = about["versions"] | about["pairs"]
    print(", ".join(f"{name} {version}" for name, version in installed.items()))
    cohorte = load_cohort(candidats=candidats, seed=1)
    made: list[SimulatedCohort] = []
    seconds = once(lambda: made.append(simulate(cohorte)))
    print(f"{candidats:,} candidates, made and calibrated in {seconds:.2f} s; {os.cpu_count()} cores{busy()}")
    try:
        rows = decision(made[0], asked.repeats)
    except WrongDecisionsError as wrong:
        print(f"not timed: {wrong}", file=sys.stderr)
        return 1
    print("\n" + "\n".join(tables.lines(rows)))
    more = others(made[0], asked.repeats)
    if more:
        print("\n" + "\n".join(tables.lines(more)))
    made.clear()
    grown: list[dict[str, Any]] = []
    if not asked.no_growth:
        grown = growth.grow((*growth.SIZES, *growth.MORE) if asked.growth else growth.SIZES)
    fitted = growth.exponents(grown)
    if grown:
        print("\n" + "\n".join(tables.growth_lines(grown, fitted)))
    if asked.out:
        asked.out.mkdir(parents=True, exist_ok=True)
        table = tables.frame(rows + more + tables.grown(grown))
        table.to_csv(asked.out / "bench.csv", sep=";", decimal=",", index=False)
        manifest = json.dumps(about | {"exposants": fitted}, ensure_ascii=False, indent=2)
        (asked.out / "manifest.json").write_text(manifest + "\n", encoding="utf-8")
        chart.draw(table, fitted, asked.out)
        print(f"\nwritten to {asked.out}: bench.csv, bench.png, bench.svg, manifest.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
