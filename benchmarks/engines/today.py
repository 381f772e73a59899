"""The package, by its first engine or by the compiled one: `python -m benchmarks.engines.today first|compiled`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module

from benchmarks.engines import REGIMES
from benchmarks.engines.specialties import of_specialties
from benchmarks.serving import serve
from bts_sim.cohort.compiled.switch import LOADED
from bts_sim.cohort.describe import Cohort, load_cohort
from bts_sim.droit.regimes import load_regime
from bts_sim.questions.rates import by_draw
from bts_sim.questions.rates.by_draw import rates_by_draw

#: In the place of a number of specialties: all those of the nation, as every command has them by default.
NATION = 0


def described(candidates: int, specialties: int) -> Cohort:
    """Return the description of a cohort."""
    if specialties == NATION:
        return load_cohort(candidats=candidates)
    # Copies are in no register: the cohort has only their règlements.
    return replace(of_specialties(load_cohort(candidats=candidates), specialties), lacking=frozenset())


def prepare(candidates: int, specialties: int) -> Callable[[int, int], object]:
    """Describe a cohort."""
    cohort = described(candidates, specialties)
    reference, *others = (load_regime(name) for name in REGIMES)
    return lambda draws, seed: rates_by_draw(replace(cohort, seed=seed), reference, others, draws=draws)


def main() -> None:
    """Serve by the engine asked for. The compiled one, once loaded, takes draws of any size."""
    if sys.argv[1] == "compiled":
        import_module(LOADED)
    else:
        by_draw.loads_for = lambda cohorte, regimes: False
    serve(prepare)


if __name__ == "__main__":
    main()
