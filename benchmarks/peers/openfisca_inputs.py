"""OpenFisca at its leanest: coefficients are inputs beside the marks, so that no parameter is looked up."""

# mypy: disable-error-code="import-not-found,import-untyped,misc"

from __future__ import annotations

from benchmarks.case import Case, Thresholds, Wide
from benchmarks.peers.openfisca_rules import Table, decide, inputs, size, system, variable, variables

__all__ = ["decide", "prepare", "size"]


def prepare(case: Case, exact: bool) -> Table:
    """Give every candidate the coefficients of the specialty."""
    wide = Wide.of(case, exact)
    width, number = wide.notes.shape[1], int if exact else float
    coefs = {name: array for name, array in wide.columns().items() if name.startswith("coefficient")}
    made = system([*variables(width, Thresholds.of(case, exact), exact), *(variable(name, number) for name in coefs)])
    return Table(made, str(case.bareme.session), inputs(wide) | coefs, case.candidats)
