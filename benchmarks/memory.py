"""Memory of one implementation, in a process of its own: `python -m benchmarks.memory MODULE CASE EXACT`."""

from __future__ import annotations

import importlib
import json
import pickle
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks import peak
from benchmarks.case import Case


def of_all(case: Case, wanted: Iterable[tuple[str, str, bool]]) -> dict[str, dict[str, Any]]:
    """Give, for (name, module, exact), the bytes of the input and the peak that the first call adds to it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.pickle"
        path.write_bytes(pickle.dumps(case, protocol=pickle.HIGHEST_PROTOCOL))
        return {
            name: peak.in_child("benchmarks.memory", module, str(path), "exact" if exact else "float", give_back=True)
            for name, module, exact in wanted
        }


def main() -> None:
    """Measure one call. The case stays, so that nothing it frees is taken again without being counted."""
    module, path, form = sys.argv[1:]
    implementation = importlib.import_module(module)
    case = pickle.loads(Path(path).read_bytes())
    state = implementation.prepare(case, form == "exact")
    peak.forget_peak()
    before = peak.resident()
    implementation.decide(state)
    after = peak.resident()
    work = None if before is None or after is None else after[1] - before[0]
    print(json.dumps({"input": implementation.size(state), "work": work}))


if __name__ == "__main__":
    main()
