"""Who is measured. To add an implementation: write its module, and name it here.

A module of the job `decision` has, as `benchmarks.peers` says,
    prepare(case: Case, exact: bool) -> State      outside the clock; what the project itself holds is always exact
    decide(state: State) -> Verdicts               inside the clock; compared with the reference before any timing
    size(state: State) -> int                      bytes of the input
A module whose import fails for want of a package (numba, polars…) is reported with its remedy, never a failure.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from types import ModuleType

PEERS = ".venv/bin/python -m pip install duckdb openfisca-core polars"


@dataclass(frozen=True)
class Entry:
    """One implementation: the name in tables, its module, whether it uses every core, and how to install it."""

    name: str
    module: str
    parallel: bool = False
    own: bool = False
    remedy: str = PEERS

    def load(self) -> ModuleType | None:
        """Import the module; None when what it needs is not installed."""
        try:
            return importlib.import_module(self.module)
        except ImportError as missing:
            # A module of ours that is missing is a mistake in this table, not a package to install.
            if missing.name and missing.name.split(".")[0] in ("benchmarks", "bts_sim"):
                raise
            return None


REFERENCE = Entry("bts_sim, readable rules", "benchmarks.own.reference", own=True)

COMPILED = Entry("bts_sim, compiled", "benchmarks.own.compiled", own=True)

DECISION: tuple[Entry, ...] = (
    REFERENCE,
    COMPILED,
    Entry("pandas, groupby", "benchmarks.peers.pandas_long"),
    Entry("pandas, wide", "benchmarks.peers.pandas_wide"),
    Entry("polars, group_by", "benchmarks.peers.polars_long", parallel=True),
    Entry("polars, wide", "benchmarks.peers.polars_wide", parallel=True),
    Entry("duckdb, GROUP BY", "benchmarks.peers.duckdb_long", parallel=True),
    Entry("duckdb, wide", "benchmarks.peers.duckdb_wide", parallel=True),
    Entry("OpenFisca, as written", "benchmarks.peers.openfisca_parameters"),
    Entry("OpenFisca, leanest", "benchmarks.peers.openfisca_inputs"),
)
