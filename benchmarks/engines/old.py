"""The commit that everything is compared with: its own package, which `benchmarks.checkout` puts before today's."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bts_sim.analysis.incertitude import draws
from bts_sim.population.cohorte import load_cohorte
from bts_sim.scenario import load_regimes

from benchmarks.engines import REGIMES
from benchmarks.engines.specialties import of_specialties
from benchmarks.serving import serve


def prepare(candidates: int, specialties: int) -> Callable[[int, int], object]:
    """Describe a cohort."""
    described = of_specialties(load_cohorte(candidats=candidates), specialties)
    reference, *others = load_regimes(*REGIMES)
    return lambda wanted, seed: draws(replace(described, graine=seed), reference, others, tirages=wanted)


if __name__ == "__main__":
    serve(prepare)
