"""What does a user wait for, how far from the floor, and what do the tools that could do the same take?

`make bench`, or `python benchmarks/run.py`. Decisions alone, once everybody gives the same ones, also where a mean is
exactly 8 or 10; then draws of parameters and candidates at each size, by the engines in turn. Ratios mean something;
seconds depend on the machine. Peers are optional: `pip install duckdb openfisca-core polars`. A whole run writes
its results where the documentation shows them: docs/mesures.md, docs/scaling.md and docs/bench.png.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

# Found because an editable install puts the root of the project on the path.
from benchmarks import aims, chart, decisions, page, tables, waits
from benchmarks.checking import WrongDecisionsError
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.runs.provenance import provenance

REPEATS = 9
PEERS = ("polars", "duckdb", "openfisca-core", "numba")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sizes = "up to {:,}, default all".format
    parser.add_argument("--most", type=int, default=waits.LAST, help=sizes(waits.LAST), metavar="CANDIDATS")
    parser.add_argument("--repeats", type=int, default=REPEATS, help=f"of decisions, default {REPEATS}")
    parser.add_argument("--out", type=Path, metavar="DIR", help="write bench.csv, bench.png, manifest.json")
    parser.add_argument("--no-write", action="store_true", help="leave docs/ as it is")
    return parser.parse_args()


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


def teller() -> Callable[[str], None]:
    """Give what prints progress, with the seconds since the beginning."""
    start = time.monotonic()

    def tell(words: str) -> None:
        print(f"[{time.monotonic() - start:>4.0f} s]\n{words}", flush=True)

    return tell


def main() -> int:
    """Measure, print, and write what was asked."""
    asked, tell = arguments(), teller()
    about = provenance() | {"pairs": versions(), "coeurs": os.cpu_count(), "machine": platform.machine()}
    installed = about["versions"] | about["pairs"]
    tell(", ".join(f"{name} {version}" for name, version in installed.items()) + f"; {os.cpu_count()} cores{busy()}")
    try:
        decided = decisions.measure(simulate(load_cohort(candidats=waits.SESSION, seed=1)), asked.repeats, tell)
    except WrongDecisionsError as wrong:
        print(f"not timed: {wrong}", file=sys.stderr)
        return 1
    waited = waits.measure([size for size in waits.ROUNDS if size <= asked.most], tell)
    rows = waited + decided
    tell("\n".join(aims.lines(aims.aims(rows))))
    if asked.out:
        _write(asked.out, rows, about)
    if asked.most >= waits.LAST and not asked.no_write:
        page.write(rows)
        tell("docs/bench.png and the tables of docs/mesures.md and docs/scaling.md are written")
    return 0


def _write(folder: Path, rows: list[dict[str, Any]], about: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    tables.frame(rows).to_csv(folder / "bench.csv", sep=";", decimal=",", index=False)
    (folder / "manifest.json").write_text(json.dumps(about, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    chart.draw(rows, folder)


if __name__ == "__main__":
    sys.exit(main())
