"""What a simulated cohort looks like: marks, correlations, density near the thresholds, gaps between groups.

Tables only, one row per class, pair or group; `margins` (population/marges.py) gives the distance to published figures.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import DOMAINES, Bareme, Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats
from bts_sim.droit.releve import Statut
from bts_sim.stats.groups import groups
from bts_sim.stats.intervals import DECIMALES

#: Widths of the classes of marks (hundredths: the grid of most copies) and of means (points).
MARK_CLASS = CENTIEMES // 2
MEAN_CLASS = 0.25
#: How far from a threshold is near it, points.
DISTANCES = (0.25, 0.5, 1.0)
MODES = ("ccf", "ponctuel")
#: The two means of the first group, as `Under` names them.
MEANS = ("generale", "professionnelle")
ENTRE_DOMAINES = "entre domaines"


def notes(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Give the distribution of the marks of this session on compulsory units, by domain and mode.

    Columns: `domaine`, `mode`, `note` (lower end of a class of half a point, points), `part` (percent of the marks of
    this domain and mode), `n` (marks). Classes without a mark have no row.
    """
    classes = cohorte.cohorte.bareme.note_maximale // MARK_CLASS + 1
    shape = (len(DOMAINES), len(MODES), classes)
    counts = np.zeros(shape, dtype=np.int64)
    for g in cohorte.groupes:
        domain = np.array([DOMAINES.index(u.domaine) for u in g.reglement.unites])[np.newaxis, :]
        cells = np.ravel_multi_index((domain, g.releve.ponctuelle * 1, g.releve.notes // MARK_CLASS), shape)
        sat = g.releve.ont(Statut.NOTE)
        counts += np.bincount(cells[sat], minlength=counts.size).reshape(shape)
    domains, modes, which = np.nonzero(counts)
    table = pd.DataFrame(
        {
            "domaine": np.array(DOMAINES)[domains],
            "mode": np.array(MODES)[modes],
            "note": which * MARK_CLASS / CENTIEMES,
            "n": counts[domains, modes, which],
        }
    )
    total = table.groupby(["domaine", "mode"])["n"].transform("sum")
    table.insert(3, "part", (100 * table["n"] / total).round(DECIMALES))
    return table


def moyennes(resultats: Under) -> pd.DataFrame:
    """Give the distribution of both means of the first group, among those who have one.

    Columns: `moyenne`, `debut` and `fin` of a class of a quarter of a point (points on 20), `part` (percent), `n`.
    """
    tables = []
    for nom, values in _means(resultats).items():
        first, counts = np.unique(np.floor(values / MEAN_CLASS), return_counts=True)
        begin = first * MEAN_CLASS
        share = (100 * counts / counts.sum()).round(DECIMALES)
        columns = {"debut": begin, "fin": begin + MEAN_CLASS, "part": share, "n": counts}
        tables.append(pd.DataFrame({"moyenne": nom, **columns}))
    return pd.concat(tables, ignore_index=True)


def seuils(regime: Regime, bareme: Bareme) -> pd.DataFrame:
    """Give what each mean is compared with under a regime: columns `moyenne` and `seuil` (points), lowest first."""
    law = bareme.sous(regime)
    named = [("generale", regime.seuil_general), ("generale", law.seuil_admission)]
    named.append(("professionnelle", regime.seuil_professionnel))
    rows = [(nom, seuil / CENTIEMES) for nom, seuil in named if seuil is not None]
    return pd.DataFrame(rows, columns=["moyenne", "seuil"])


def near_thresholds(resultats: Under, bareme: Bareme) -> pd.DataFrame:
    """Give the share of candidates near each threshold of the regime, among those who have a mean.

    Columns: `moyenne`, `seuil` and `distance` (points), `dessous` and `dessus` (percent whose mean is less than
    `distance` under the threshold; at it or less than `distance` above it), `part` (both), `n` (candidates).
    """
    means, rows = _means(resultats), []
    bars = seuils(resultats.regime, bareme)
    for moyenne, seuil in zip(bars["moyenne"], bars["seuil"], strict=True):
        gap = means[moyenne] - seuil
        for distance in DISTANCES:
            sides = 100 * np.array([((gap >= -distance) & (gap < 0)).mean(), ((gap >= 0) & (gap < distance)).mean()])
            numbers = [round(float(share), DECIMALES) for share in (*sides, sides.sum())]
            rows.append((moyenne, seuil, distance, *numbers, gap.size))
    return pd.DataFrame(rows, columns=["moyenne", "seuil", "distance", "dessous", "dessus", "part", "n"])


def correlations(cohorte: SimulatedCohort, specialite: str) -> pd.DataFrame:
    """Give the correlation of marks for every ordered pair of compulsory units of a specialty, itself included.

    Columns: `unite`, `domaine`, `autre`, `autre_domaine`, `correlation`, `n` (candidates with a mark of this session
    on both). Raises LookupError for a specialty that the cohort does not have.
    """
    found = [g for g in cohorte.groupes if g.reglement.specialite == specialite]
    if not found:
        raise LookupError(f"aucun candidat de la spécialité {specialite} dans cette cohorte")
    units, releve = found[0].reglement.unites, found[0].releve
    sat = releve.ont(Statut.NOTE)
    together = pd.DataFrame(np.where(sat, releve.notes, np.nan)).corr().to_numpy()
    pairs = sat.T.astype(np.int64) @ sat
    rows = [
        (a.code, a.domaine, b.code, b.domaine, round(float(together[i, j]), DECIMALES), int(pairs[i, j]))
        for i, a in enumerate(units)
        for j, b in enumerate(units)
    ]
    return pd.DataFrame(rows, columns=["unite", "domaine", "autre", "autre_domaine", "correlation", "n"])


def correlations_par_domaine(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Give the mean correlation of two different units of a specialty, within each domain and between domains.

    Columns: `specialite`, `paires` (a domain, or « entre domaines »), `correlation`, `n` (pairs of units).
    """
    return pd.concat([_by_domain(cohorte, g.reglement.specialite) for g in cohorte.groupes], ignore_index=True)


def _by_domain(cohorte: SimulatedCohort, specialite: str) -> pd.DataFrame:
    pairs = correlations(cohorte, specialite)
    pairs = pairs[pairs["unite"] < pairs["autre"]]
    kinds = pairs["domaine"].where(pairs["domaine"] == pairs["autre_domaine"], ENTRE_DOMAINES)
    means = pairs.groupby(kinds.rename("paires"))["correlation"].agg(correlation="mean", n="count")
    return means.round(DECIMALES).reset_index().assign(specialite=specialite)[["specialite", *means.reset_index()]]


@asks_abilities
def group_gaps(cohorte: SimulatedCohort, resultats: Under) -> pd.DataFrame:
    """Give what each group makes of the first group: by origine, sexe, voie, établissement, secteur, spécialité.

    Columns: `groupe`, `modalite`, `n`, `part` (percent of those present), `taux_groupe1` (percent), `generale` and
    `professionnelle` (mean of the group, points on 20, of those who have one).
    """
    judged, rows = _have_a_mean(resultats), []
    every = next(members.size for groupe, _, members, *_ in groups(cohorte) if groupe == "ensemble")
    for groupe, modalite, members, *_ in groups(cohorte):
        with_mean = members[judged[members]]
        means = [float(getattr(resultats, nom)[with_mean].mean()) if with_mean.size else np.nan for nom in MEANS]
        rates = 100 * members.size / every, 100 * float(resultats.admis_groupe1[members].mean())
        rows.append((groupe, modalite, members.size, *(round(value, DECIMALES) for value in (*rates, *means))))
    return pd.DataFrame(rows, columns=["groupe", "modalite", "n", "part", "taux_groupe1", *MEANS])


def _means(resultats: Under) -> dict[str, Floats]:
    judged = _have_a_mean(resultats)
    return {nom: getattr(resultats, nom)[judged] for nom in MEANS}


def _have_a_mean(resultats: Under) -> Bools:
    """Say for whom the first group computed means that decide: not the eliminated, nor those without decision."""
    return ~(resultats.elimine | resultats.sans_decision)
