"""OpenFisca as it is normally written: coefficients are parameters by specialty, looked up in the formulas."""

# mypy: disable-error-code="import-not-found,import-untyped,misc"

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.parameters import ParameterNode

from benchmarks.case import Case, Thresholds, Wide
from benchmarks.peers.openfisca_rules import Formula, Table, decide, inputs, size, system, variable, variables

__all__ = ["decide", "prepare", "size"]


def _coefficient(k: int) -> Formula:
    def formula(candidat: Any, period: Any, parameters: Any) -> Any:
        return parameters(period).coefficients[f"unite_{k}"][candidat("specialite", period)]

    return formula


def _coefficient_pro(k: int) -> Formula:
    def formula(candidat: Any, period: Any, parameters: Any) -> Any:
        professional = parameters(period).professionnels[f"unite_{k}"][candidat("specialite", period)]
        return candidat(f"coefficient_{k}", period) * professional

    return formula


def prepare(case: Case, exact: bool) -> Table:
    """Write a parameter per unit and specialty: its coefficient, and whether it is professional."""
    wide = Wide.of(case, exact)
    names = [name.replace("-", "_") for name in wide.specialites]
    specialite = Enum("Specialite", [(name, name) for name in names])
    width, first = wide.notes.shape[1], f"{case.bareme.session}-01-01"

    def node(values: Any) -> dict[str, Any]:
        return {
            f"unite_{k + 1}": {
                name: {"values": {first: {"value": value}}} for name, value in zip(names, column, strict=True)
            }
            for k, column in enumerate(values.T.tolist())
        }

    number: type = int if exact else float
    made = system(
        [
            *variables(width, Thresholds.of(case, exact), exact),
            variable("specialite", Enum, possible_values=specialite, default_value=next(iter(specialite))),
            *(variable(f"coefficient_{k}", number, _coefficient(k)) for k in range(1, width + 1)),
            *(variable(f"coefficient_pro_{k}", number, _coefficient_pro(k)) for k in range(1, width + 1)),
        ]
    )
    laws = {"coefficients": node(wide.coefficients), "professionnels": node(wide.professionnels.astype(int))}
    made.parameters = ParameterNode("", data=laws)
    given = inputs(wide) | {"specialite": EnumArray(wide.specialite.astype(np.uint8), specialite)}
    return Table(made, str(case.bareme.session), given, case.candidats)
