"""The exact chances of admission by the reference: every mark of every oral, with the points that the rule gives it."""

from __future__ import annotations

from unittest import mock

from benchmarks.own.expectation_lines import prepare, run as fast, units
from bts_sim.cohort import expectation
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.points import Floats

__all__ = ["prepare", "run", "units"]


def run(cohort: SimulatedCohort) -> Floats:
    """Give the same as `expectation_lines`, taking no rule for a straight line."""
    with mock.patch.object(expectation, "is_a_line", lambda regime: False):
        return fast(cohort)
