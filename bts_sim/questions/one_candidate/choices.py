"""How likely each choice of orals is to give one candidate the diploma: an exact sum, given a model of the orals.

The law says what may be chosen and what a mark gains; what mark to expect is the model's, named and reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.expected_orals import expected_oral_marks, model_of_orals
from bts_sim.cohort.parameters import Parameter, parametres
from bts_sim.droit.bareme import DOMAINES, PROFESSIONNEL
from bts_sim.droit.points import Floats
from bts_sim.questions.one_candidate.orals import oral_sets, oral_targets
from bts_sim.questions.one_candidate.tables import ChoiceChance, ModelValue
from bts_sim.questions.one_candidate.verdicts import Verdict, is_diploma

#: Decimals of a probability beyond which two choices are as likely: the order of units then tells them apart.
AS_LIKELY = 12


def parameter_of_orals(name: str) -> Parameter:
    """Return what is documented of one of these parameters: its name and its unit in French, and its grade."""
    return parametres()[name]


def values_of_model(session: int) -> pd.DataFrame:
    """Return the same parameters as a table, as `ModelValue`."""
    return ModelValue.frame(model_of_orals(session).items())


def chances_of_choices(decided: Iterable[Verdict], model: Mapping[str, float] | None = None) -> pd.DataFrame:
    """Return the probability of the diploma of each choice of orals of the largest size allowed, as `ChoiceChance`.

    Under each regime the likeliest come first. `model`: as `model_of_orals` returns it. Exact sums over oral marks by
    half points, drawn independently around what the model expects of a candidate with these marks (`expectations`);
    the candidate comes to every oral. The orals typed are left aside; no row for who may not sit.
    """
    return ChoiceChance.frame(
        row
        for verdict in decided
        for row in sorted(_chances(verdict, model), key=lambda row: -round(row[3], AS_LIKELY))
    )


def _chances(
    verdict: Verdict, model: Mapping[str, float] | None
) -> Iterator[tuple[str, tuple[str, ...], str, float, tuple[float, ...]]]:
    choices = list(oral_sets(verdict))
    if not choices:
        return
    largest, marks = max(map(len, choices)), expectations(verdict, model or model_of_orals(verdict.bareme.session))
    names, disciplines = oral_targets(verdict), [u.code for u in verdict.reglement.unites]
    for columns in (one for one in choices if len(one) == largest):
        for discipline in _disciplines(verdict):
            expected = [marks[_source(verdict, column, discipline)] for column in columns]
            chance = _probability(verdict, columns, [loi(np.array([m]), spread)[0] for m, spread in expected])
            named = tuple(names[column] for column in columns)
            which = "" if discipline is None else disciplines[discipline]
            yield verdict.regime.nom, named, which, chance, tuple(round(float(m), 1) for m, _ in expected)


def _probability(verdict: Verdict, columns: tuple[int, ...], laws: Sequence[Floats]) -> float:
    """Return the probability of the diploma: the jury decides on every combination of marks, whatever the rule."""
    k = NOTES.size
    # The last two orals at once, and those before one mark at a time: three orals would fill the memory.
    free = min(len(columns), 2)
    grid = np.indices((k,) * free).reshape(free, -1)
    weight, total = np.ones(grid.shape[1]), 0.0
    for law, marks in zip(laws[-free:], grid, strict=True):
        weight *= law[marks]
    for lead in product(range(k), repeat=len(columns) - free):
        oraux = verdict.no_orals(grid.shape[1])
        oraux[:, list(columns[: len(lead)])] = NOTES[list(lead)]
        oraux[:, list(columns[len(lead) :])] = NOTES[grid.T]
        first = float(np.prod([law[i] for law, i in zip(laws, lead, strict=False)]))
        total += first * float(weight[is_diploma(verdict.decisions_after(oraux))].sum())
    return total


def _disciplines(verdict: Verdict) -> list[int | None]:
    """Return what the general oral may be on, where the oral is by domain; elsewhere the unit says it."""
    if verdict.regime.oral_par != "domaine":
        return [None]
    return [int(c) for c in np.flatnonzero(verdict.deliberation.controle.choisissables[0])] or [None]


def _source(verdict: Verdict, column: int, discipline: int | None) -> int:
    """Return the row of `expectations` for one oral: its unit, the discipline chosen, or the whole domain."""
    units = len(verdict.reglement.unites)
    if verdict.regime.oral_par != "domaine":
        return column
    professional = column == DOMAINES.index(PROFESSIONNEL)
    return units + column if professional or discipline is None else discipline


def expectations(verdict: Verdict, model: Mapping[str, float]) -> Floats:
    """Return what the model expects of the candidate at each oral: see `expected_oral_marks`, shape (u + 2, 2)."""
    found: Floats = expected_oral_marks(verdict.releve, verdict.reglement, model)[0]
    return found
