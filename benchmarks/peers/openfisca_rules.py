"""OpenFisca-Core: the exam as variables and formulas; marks are inputs, where coefficients come from is the caller's.

A new simulation is made for every run, inputs set, as a new cohort or reform needs. The usual form is OpenFisca's own
`float`, which has 32 bits; the exact one is `int`, also 32, which holds every sum of hundredths here.
"""

# mypy: disable-error-code="import-not-found,import-untyped,misc"

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum, EnumArray
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.case import COUNTED, ELIMINATED, Thresholds, Verdicts, Wide, verdicts
from bts_sim.droit.releve import Statut

Formula = Callable[[Any, Any, Any], Any]

#: A person in OpenFisca's sense; there is no household.
CANDIDAT = build_entity(key="candidat", plural="candidats", label="Candidat", is_person=True)
ETAT = Enum("Etat", [(statut.name, statut.name) for statut in Statut])


@dataclass(frozen=True)
class Table:
    """The tax and benefit system, so to speak, and the inputs of a simulation."""

    system: Any
    period: str
    inputs: Mapping[str, Any]
    candidats: int


def variable(name: str, value_type: type, formula: Formula | None = None, **more: Any) -> Any:
    """Make a yearly variable of a candidate; without a formula it is an input."""
    body = {"value_type": value_type, "entity": CANDIDAT, "definition_period": DateUnit.YEAR, "label": name, **more}
    return type(name, (Variable,), body if formula is None else {**body, "formula": formula})


def inputs(wide: Wide) -> dict[str, Any]:
    """Give marks, orals and statuses as the inputs of a simulation."""
    columns = {name: array for name, array in wide.columns().items() if name.startswith(("note", "oral"))}
    states = {f"statut_{k + 1}": EnumArray(wide.statuts[:, k].copy(), ETAT) for k in range(wide.statuts.shape[1])}
    return {**columns, **states}


def variables(width: int, seuils: Thresholds, exact: bool) -> list[Any]:
    """Write the exam; `coefficient_k` and `coefficient_pro_k` have to be added, as inputs or formulas."""
    number: type = int if exact else float
    places = range(1, width + 1)

    def total(term: Callable[[Any, Any, int], Any]) -> Formula:
        def formula(candidat: Any, period: Any, parameters: Any) -> Any:
            return sum(term(candidat, period, k) for k in places)

        return formula

    def bears(state: Any, statuses: Sequence[Statut]) -> Any:
        return sum(state == ETAT[statut.name] for statut in statuses)

    def counted(k: int) -> Formula:
        def formula(candidat: Any, period: Any, parameters: Any) -> Any:
            return candidat(f"note_{k}", period) * bears(candidat(f"statut_{k}", period), COUNTED)

        return formula

    def best(k: int) -> Formula:
        def formula(candidat: Any, period: Any, parameters: Any) -> Any:
            mark, oral = candidat(f"comptee_{k}", period), candidat(f"oral_{k}", period)
            return oral * (oral > mark) + mark * (oral <= mark)

        return formula

    def reaches(points: str, coefs: str, seuil: float) -> Formula:
        def formula(candidat: Any, period: Any, parameters: Any) -> Any:
            if exact:
                return candidat(points, period) >= int(seuil) * candidat(coefs, period)
            return candidat(points, period) / candidat(coefs, period) >= seuil

        return formula

    def weighted(mark: str, coef: str) -> Formula:
        return total(lambda candidat, period, k: candidat(f"{mark}_{k}", period) * candidat(f"{coef}_{k}", period))

    def excluded(candidat: Any, period: Any, k: int) -> Any:
        return bears(candidat(f"statut_{k}", period), ELIMINATED)

    def elimine(candidat: Any, period: Any, parameters: Any) -> Any:
        return sum(excluded(candidat, period, k) for k in places) > 0

    def autorise(candidat: Any, period: Any, parameters: Any) -> Any:
        near = candidat("proche", period) * candidat("niveau_professionnel", period)
        return near * ~candidat("admis", period) * ~candidat("elimine", period)

    def sauve(candidat: Any, period: Any, parameters: Any) -> Any:
        return candidat("autorise", period) * candidat("atteint_apres", period)

    return [
        *(variable(f"{name}_{k}", number) for name in ("note", "oral") for k in places),
        *(variable(f"statut_{k}", Enum, possible_values=ETAT, default_value=ETAT.NOTE) for k in places),
        *(variable(f"comptee_{k}", number, counted(k)) for k in places),
        *(variable(f"meilleure_{k}", number, best(k)) for k in places),
        variable("points", number, weighted("comptee", "coefficient")),
        variable("coefs", number, total(lambda candidat, period, k: candidat(f"coefficient_{k}", period))),
        variable("points_pro", number, weighted("comptee", "coefficient_pro")),
        variable("coefs_pro", number, total(lambda candidat, period, k: candidat(f"coefficient_pro_{k}", period))),
        variable("apres", number, weighted("meilleure", "coefficient")),
        variable("elimine", bool, elimine),
        variable("admis", bool, reaches("points", "coefs", seuils.admission)),
        variable("proche", bool, reaches("points", "coefs", seuils.general)),
        variable("niveau_professionnel", bool, reaches("points_pro", "coefs_pro", seuils.professionnel)),
        variable("atteint_apres", bool, reaches("apres", "coefs", seuils.admission)),
        variable("autorise", bool, autorise),
        variable("sauve", bool, sauve),
    ]


def system(made: list[Any]) -> Any:
    """Put variables together."""
    whole = TaxBenefitSystem([CANDIDAT])
    whole.add_variables(*made)
    return whole


def decide(table: Table) -> Verdicts:
    """Run one simulation."""
    simulation = SimulationBuilder().build_default_simulation(table.system, table.candidats)
    for name, array in table.inputs.items():
        simulation.set_input(name, table.period, array)
    answers = ("elimine", "admis", "autorise", "sauve")
    return verdicts(*(simulation.calculate(name, table.period) for name in answers))


def size(table: Table) -> int:
    """Give the bytes of the inputs."""
    return sum(int(array.nbytes) for array in table.inputs.values())
