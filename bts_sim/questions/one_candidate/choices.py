"""How likely each choice of orals is to give one candidate the diploma: an exact sum, given a model of the orals.

The law says what may be chosen and what a mark gains; what mark to expect is the model's, named and reported.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.orals import advantage
from bts_sim.cohort.parameters import Parameter, parametres
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.bareme import DOMAINES, PROFESSIONNEL
from bts_sim.droit.points import CENTIEMES, Floats
from bts_sim.droit.releve import Statut
from bts_sim.questions.one_candidate.orals import oral_sets, oral_targets
from bts_sim.questions.one_candidate.tables import ChoiceChance, ModelValue
from bts_sim.questions.one_candidate.verdicts import Verdict, is_diploma

#: Candidates simulated to know the calibrated levels.
CALIBRATED = 5000
#: Parameters of the model (`cohort/parameters.yaml`) on which these probabilities rest.
NAMES = (
    *(
        "niveau_general",
        "niveau_professionnel",
        "ecart_type_note",
        "correlation_entre_unites",
        "correlation_de_domaine",
    ),
    *("ecart_type_correcteur", "avantage_ccf", "avantage_oral", "part_specifique_a_l_oral", "ecart_type_oral"),
    *("gain_par_jour", "jours_de_preparation"),
)


@functools.cache
def model_of_orals(session: int) -> Mapping[str, float]:
    """Return the parameters of the model on which the probabilities rest, by name.

    Both levels are those of the default cohort of the session once calibrated (`CALIBRATED` candidates simulated).
    """
    values = {nom: float(parametres()[nom].defaut) for nom in NAMES}
    cohorte = simulate(load_cohort(session=session, candidats=CALIBRATED))
    levels = np.concatenate([g.domaine for g in cohorte.groupes]).mean(axis=0)
    return values | dict(zip(("niveau_general", "niveau_professionnel"), levels.tolist(), strict=True))


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
        row for verdict in decided for row in sorted(_chances(verdict, model), key=lambda row: -row[3])
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
    """Return what the model expects at an oral on each unit, then on each domain: mean and spread, shape (u + 2, 2).

    In points. The model of the cohorts (docs/model.md), turned around: ability is normal, common to all units, of the
    domain and of the unit; these marks being seen, the best linear estimate of it, and what remains unknown.
    Source: C. R. Henderson, Best linear unbiased estimation and prediction under a selection model (Biometrics, 1975).
    """
    p, releve, reglement = model, verdict.releve, verdict.reglement
    u, variance = len(reglement.unites), p["ecart_type_note"] ** 2
    domain = np.array([[unit.domaine == name for name in DOMAINES] for unit in reglement.unites], dtype=np.float64)
    shares = p["correlation_entre_unites"], p["correlation_de_domaine"]
    own = max(variance * (1 - sum(shares)) - p["ecart_type_correcteur"] ** 2, 0.0)
    prior = np.diag([shares[0] * variance, *[shares[1] * variance] * len(DOMAINES), *[own] * u])
    level = domain @ [p["niveau_general"], p["niveau_professionnel"]]
    seen = np.column_stack([np.ones(u), domain, np.eye(u)])
    asked = np.column_stack([np.ones(u), domain, p["part_specifique_a_l_oral"] * np.eye(u)])
    asked = np.vstack(
        [asked, np.column_stack([np.ones(len(DOMAINES)), np.eye(len(DOMAINES)), np.zeros((len(DOMAINES), u))])]
    )
    at = np.append(level, [p["niveau_general"], p["niveau_professionnel"]])
    marked = np.isin(releve.statuts[0], [s.value for s in (Statut.NOTE, Statut.BE, Statut.RE)])
    mean = level + p["avantage_ccf"] * ~releve.ponctuelle[0]
    a = seen[marked]
    spread = a @ prior @ a.T + p["ecart_type_correcteur"] ** 2 * np.eye(int(marked.sum()))
    weights = asked @ prior @ a.T @ np.linalg.inv(spread)
    expected = at + weights @ (releve.notes[0] / CENTIEMES - mean)[marked]
    unknown = np.einsum("ij,jk,ik->i", asked, prior, asked) - np.einsum("ij,ij->i", weights, asked @ prior @ a.T)
    known: Floats = np.column_stack([expected + advantage(p), np.sqrt(unknown + p["ecart_type_oral"] ** 2)])
    return known
