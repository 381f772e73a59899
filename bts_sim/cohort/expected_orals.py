"""The oral marks that the model expects of candidates whose first marks are known, each candidate by himself.

The model of the cohorts (docs/model.md), turned around at its default parameters: no other candidate of a file counts,
so that the same marks always give the same answer.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from bts_sim.cohort.orals import advantage
from bts_sim.cohort.parameters import parametres
from bts_sim.droit.bareme import DOMAINES, Reglement
from bts_sim.droit.points import CENTIEMES, Floats
from bts_sim.droit.releve import Releve, Statut
from bts_sim.files.ours import read_ours

#: Candidates simulated to know the calibrated levels, and the sessions for which these are kept.
CALIBRATED, SESSIONS = 5000, range(2021, 2027)
#: Parameters of the model (`parameters.yaml`) on which these marks rest.
NAMES = (
    *(
        "niveau_general",
        "niveau_professionnel",
        "ecart_type_note",
        "correlation_entre_unites",
        "correlation_de_domaine",
    ),
    *("ecart_type_correcteur", "avantage_ccf", "avantage_oral", "part_specifique_a_l_oral", "ecart_type_oral"),
    *("accompagnement", "gain_par_jour", "jours_de_preparation"),
)


@functools.cache
def model_of_orals(session: int) -> Mapping[str, float]:
    """Return the parameters of the model on which the expected marks rest, by name.

    Both levels are those of the default cohort of the session once calibrated, which `oral_levels.yaml` keeps.
    """
    values = {nom: float(parametres()[nom].defaut) for nom in NAMES}
    kept = read_ours(Path(__file__).parent / "oral_levels.yaml").get(session)
    general, professional = (kept[name] for name in DOMAINES) if kept else calibrated_levels(session)
    return values | {"niveau_general": general, "niveau_professionnel": professional}


def calibrated_levels(session: int) -> tuple[float, float]:
    """Return the mean level of each domain in the default cohort of a session, of `CALIBRATED` candidates, points."""
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.cohort.simulate import simulate

    cohorte = simulate(load_cohort(session=session, candidats=CALIBRATED))
    general, professional = np.concatenate([g.domaine for g in cohorte.groupes]).mean(axis=0).tolist()
    return general, professional


def expected_oral_marks(releve: Releve, reglement: Reglement, model: Mapping[str, float]) -> Floats:
    """Return what the model expects at an oral on each unit, then on each domain: mean and spread, (n, u + 2, 2).

    In points. Ability is normal, common to all units, of the domain and of the unit; the marks of each candidate being
    seen, the best linear estimate of it, and what remains unknown.
    Source: C. R. Henderson, Best linear unbiased estimation and prediction under a selection model (Biometrics, 1975).

    Args:
        releve: the marks of n candidates.
        reglement: the règlement of their specialty.
        model: as `model_of_orals` returns it.
    """
    p, u, variance = model, len(reglement.unites), model["ecart_type_note"] ** 2
    domain = np.array([[unit.domaine == name for name in DOMAINES] for unit in reglement.unites], dtype=np.float64)
    shares = p["correlation_entre_unites"], p["correlation_de_domaine"]
    own = max(variance * (1 - sum(shares)) - p["ecart_type_correcteur"] ** 2, 0.0)
    prior = np.diag([shares[0] * variance, *[shares[1] * variance] * len(DOMAINES), *[own] * u])
    levels = np.array([p["niveau_general"], p["niveau_professionnel"]])
    seen = np.column_stack([np.ones(u), domain, np.eye(u)])
    asked = np.column_stack([np.ones(u), domain, p["part_specifique_a_l_oral"] * np.eye(u)])
    asked = np.vstack(
        [asked, np.column_stack([np.ones(len(DOMAINES)), np.eye(len(DOMAINES)), np.zeros((len(DOMAINES), u))])]
    )
    at, marked = np.append(domain @ levels, levels), releve.ont(Statut.NOTE, Statut.BE, Statut.RE)
    away = releve.notes / CENTIEMES - (domain @ levels + p["avantage_ccf"] * ~releve.ponctuelle)
    known: Floats = np.empty((len(marked), len(asked), 2))
    patterns, which = np.unique(marked, axis=0, return_inverse=True)
    # Candidates with marks on the same units share one matrix.
    for rank, units in enumerate(patterns):
        rows, a = which.reshape(-1) == rank, seen[units]
        spread = a @ prior @ a.T + p["ecart_type_correcteur"] ** 2 * np.eye(len(a))
        weights = asked @ prior @ a.T @ np.linalg.inv(spread)
        unknown = np.einsum("ij,jk,ik->i", asked, prior, asked) - np.einsum("ij,ij->i", weights, asked @ prior @ a.T)
        known[rows, :, 0] = at + away[rows][:, units] @ weights.T + advantage(p)
        known[rows, :, 1] = np.sqrt(unknown + p["ecart_type_oral"] ** 2)
    return known
