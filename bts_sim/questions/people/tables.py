"""A simulated cohort as tables: marks, correlations, density near the thresholds, gaps between groups.

Each table has one row per class, pair or group. `margins.py` compares the cohort with published figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import DOMAINES, Bareme, Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats
from bts_sim.droit.releve import Statut
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.groups import grouped, groupings, present, specialties
from bts_sim.stats.intervals import DECIMALS

#: Widths of the classes of marks (hundredths: the grid of most copies) and of means (points).
MARK_CLASS = CENTIEMES // 2
MEAN_CLASS = 0.25
#: Distances that count as near a threshold, points.
DISTANCES = (0.25, 0.5, 1.0)
CCF, PONCTUEL = "ccf", "ponctuel"
#: The two means of the first group, as `Under` names them.
GENERAL, PROFESSIONAL = "generale", "professionnelle"
MEANS = (GENERAL, PROFESSIONAL)
#: Code for pairs of units of two different domains.
ACROSS = "entre_domaines"
EVERYBODY, SPECIALTY = "ensemble", "specialite"
#: General means for which the orals may be opened, points on 20.
FROM, BEFORE = 8.0, 10.0


class MarkShare(Schema):
    """The marks of this session on compulsory units: one row per domain, mode and class of half a point."""

    domaine = a_text("domain of the unit", DOMAINES)
    mode = a_text("how it is assessed", (CCF, PONCTUEL))
    note = a_number("lower end of the class", "points on 20")
    part = a_number("marks of the class", "percent of the marks of this domain and mode")
    n = a_count("marks of the class", "marks")


class MeanShare(Schema):
    """The first-group means: one row per mean and class of a quarter of a point, among candidates with a mean."""

    moyenne = a_text("which mean", MEANS)
    debut = a_number("lower end of the class", "points on 20")
    fin = a_number("its upper end", "points on 20")
    part = a_number("candidates of the class", "percent")
    n = a_count("candidates of the class", "candidates")


class Threshold(Schema):
    """The threshold that each mean is compared with under a regime."""

    moyenne = a_text("which mean", MEANS)
    seuil = a_number("the threshold", "points on 20")


class NearThreshold(Threshold, after=True):
    """The candidates near each threshold of a regime, among candidates with a mean."""

    distance = a_number("distance from the threshold that counts as near", "points")
    dessous = a_number("mean less than the distance under the threshold", "percent")
    dessus = a_number("mean at the threshold, or less than the distance above", "percent")
    part = a_number("both", "percent")
    n = a_count("candidates who have a mean", "candidates")


class Correlation(Schema):
    """The correlation of marks of every ordered pair of compulsory units of a specialty."""

    unite = a_text("code of a unit")
    domaine = a_text("its domain", DOMAINES)
    autre = a_text("code of the other unit")
    autre_domaine = a_text("its domain", DOMAINES)
    correlation = a_number("correlation of their marks", "from -1 to 1", optional=True)
    n = a_count("candidates with a mark of this session on both", "candidates")


class DomainCorrelation(Schema):
    """The mean correlation of two different units of a specialty, within each domain and between domains."""

    specialite = a_text("the specialty")
    paires = a_text("domain of both units, or that they are of two", (*DOMAINES, ACROSS))
    correlation = a_number("mean correlation", "from -1 to 1", optional=True)
    n = a_count("pairs of units", "pairs")


class GroupGap(Schema):
    """The first-group results of each group: one row per group."""

    groupe = a_text("what the candidates of the group share: ensemble, specialite, voie, origine…")
    modalite = a_text("the value that they share")
    n = a_count("candidates of the group", "candidates")
    part = a_number("candidates of the group", "percent of those present")
    taux_groupe1 = a_number("admitted at the first group", "percent of the group")
    generale = a_number("mean general mean of those who have one", "points on 20", optional=True)
    professionnelle = a_number("mean professional mean of those who have one", "points on 20", optional=True)


class SpecialtyShare(Schema):
    """The specialties of a cohort: one row each, the largest first."""

    specialite = a_text("code of the specialty")
    nom = a_text("its name, with its option")
    poids = a_number("candidates of the specialty", "percent of the cohort")
    taux_groupe1 = a_number("admitted at the first group", "percent", optional=True)
    pres = a_number("general mean from 8 to less than 10, not eliminated", "percent", optional=True)
    confiance = a_text("how sure its règlement is, a code")


@dataclass(frozen=True)
class Portrait:
    """The description of a cohort. Rates and shares are in percent.

    `level_shifts`: points that the calibration adds to all marks, without repeats. `first_group_rate`: the target for
    all candidates, None if each specialty or voie has its own. `admitted_rate`: the target after the orals, alike,
    under `aimed_under`, and `first_group_found`, what the first group of these candidates then admits; None without
    one. `specialties`: those that have a règlement of their own.
    `covered`: share of national entrants in these, None if unknown. `lent`: the others, judged on a lent règlement, and
    `lent_share`, their part of the candidates. `real`: whether they are those of a file, whose level is no target.
    """

    session: int
    size: int
    specialties: int
    voies: Mapping[str, float]
    seed: int
    level_shifts: Sequence[float]
    first_group_rate: float | None
    admitted_rate: float | None
    aimed_under: str
    first_group_found: float | None
    covered: float | None
    lent: int
    lent_share: float
    real: bool


def portrait(cohorte: SimulatedCohort) -> Portrait:
    """Return the description of a cohort."""
    described = cohorte.cohorte
    rate, after = described.taux_groupe1, described.taux_admis
    return Portrait(
        session=described.bareme.session,
        size=described.candidats,
        specialties=len(described.with_reglement),
        voies={code: 100 * share for code, share in (described.people.margins().voies or {}).items()},
        seed=described.seed,
        level_shifts=list(dict.fromkeys(cohorte.level_shift.values())),
        first_group_rate=float(rate) if isinstance(rate, float | int) else None,
        admitted_rate=float(after) if isinstance(after, float | int) else None,
        aimed_under="" if after is None else described.orals_aimed_at.nom,
        first_group_found=None if after is None else 100 * float(cohorte.first_group[present(cohorte)].mean()),
        covered=described.couverture,
        lent=len(described.donors),
        lent_share=described.lent_share,
        real=described.held is not None,
    )


def mark_shares(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Return the distribution of the marks of this session, as `MarkShare`. Empty classes have no row."""
    classes = cohorte.cohorte.bareme.note_maximale // MARK_CLASS + 1
    modes = (CCF, PONCTUEL)
    shape = (len(DOMAINES), len(modes), classes)
    counts = np.zeros(shape, dtype=np.int64)
    for g in cohorte.groupes:
        domain = np.array([DOMAINES.index(u.domaine) for u in g.reglement.unites])[np.newaxis, :]
        cells = np.ravel_multi_index((domain, g.releve.ponctuelle * 1, g.releve.notes // MARK_CLASS), shape)
        sat = g.releve.ont(Statut.NOTE)
        counts += np.bincount(cells[sat], minlength=counts.size).reshape(shape)
    shares = (100 * counts / np.maximum(counts.sum(axis=2, keepdims=True), 1)).round(DECIMALS)
    return MarkShare.frame(
        (DOMAINES[at[0]], modes[at[1]], at[2] * MARK_CLASS / CENTIEMES, shares[at], counts[at])
        for at in map(tuple, np.argwhere(counts))
    )


def mean_shares(under: Under) -> pd.DataFrame:
    """Return the distribution of both first-group means, as `MeanShare`."""
    rows = []
    for name, values in _means(under).items():
        first, counts = np.unique(np.floor(values / MEAN_CLASS), return_counts=True)
        shares = (100 * counts / counts.sum()).round(DECIMALS)
        for begin, share, n in zip(first * MEAN_CLASS, shares, counts, strict=True):
            rows.append((name, begin, begin + MEAN_CLASS, share, n))
    return MeanShare.frame(rows)


def thresholds_of(regime: Regime, bareme: Bareme) -> pd.DataFrame:
    """Return the thresholds that each mean is compared with under a regime, as `Threshold`, the lowest first."""
    law = bareme.sous(regime)
    named = [(GENERAL, regime.seuil_general), (GENERAL, law.seuil_admission)]
    named.append((PROFESSIONAL, regime.seuil_professionnel))
    return Threshold.frame((name, seuil / CENTIEMES) for name, seuil in named if seuil is not None)


def near_thresholds(under: Under, bareme: Bareme) -> pd.DataFrame:
    """Return the share of candidates near each threshold of the regime, as `NearThreshold`."""
    means, rows = _means(under), []
    for bar in Threshold.rows(thresholds_of(under.regime, bareme)):
        gap = means[bar.moyenne] - bar.seuil
        for distance in DISTANCES:
            sides = 100 * np.array([((gap >= -distance) & (gap < 0)).mean(), ((gap >= 0) & (gap < distance)).mean()])
            numbers = [round(float(share), DECIMALS) for share in (*sides, sides.sum())]
            rows.append((bar.moyenne, bar.seuil, distance, *numbers, gap.size))
    return NearThreshold.frame(rows)


def correlations(cohorte: SimulatedCohort, specialty: str) -> pd.DataFrame:
    """Return the correlation of the marks of each pair of units of a specialty, each with itself too, as `Correlation`.

    Raises:
        InputError: the cohort has no candidate of this specialty.
    """
    found = [g for g in cohorte.groups_with_reglement if g.reglement.specialite == specialty]
    if not found:
        raise _no_specialty(specialty, [g.reglement.specialite for g in cohorte.groups_with_reglement])
    units, releve = found[0].reglement.unites, found[0].releve
    sat = releve.ont(Statut.NOTE)
    together = pd.DataFrame(np.where(sat, releve.notes, np.nan)).corr().to_numpy()
    pairs = sat.T.astype(np.int64) @ sat
    return Correlation.frame(
        (a.code, a.domaine, b.code, b.domaine, round(float(together[i, j]), DECIMALS), int(pairs[i, j]))
        for i, a in enumerate(units)
        for j, b in enumerate(units)
    )


def correlations_by_domain(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Return the mean correlation of two units of each specialty, by kind of pair, as `DomainCorrelation`."""
    rows = []
    for g in cohorte.groups_with_reglement:
        code = g.reglement.specialite
        pairs = correlations(cohorte, code)
        pairs = pairs[pairs[Correlation.unite] < pairs[Correlation.autre]]
        same = pairs[Correlation.domaine] == pairs[Correlation.autre_domaine]
        kinds = pairs[Correlation.domaine].where(same, ACROSS)
        means = pairs[Correlation.correlation].groupby(kinds).agg(["mean", "count"]).round(DECIMALS)
        rows += [(code, *one) for one in means.itertuples(name=None)]
    return DomainCorrelation.frame(rows)


@asks_abilities
def group_gaps(cohorte: SimulatedCohort, under: Under) -> pd.DataFrame:
    """Return the first-group results of each group, as `GroupGap`."""
    judged, rows, every = _have_a_mean(under), list[tuple[object, ...]](), int(present(cohorte).sum())
    for one in groupings(cohorte):
        with_mean = one.among(judged)
        means = [with_mean.means(getattr(under, name)) for name in MEANS]
        columns = np.column_stack([100 * one.sizes / every, 100 * one.means(under.admis_groupe1), *means])
        for value, n, numbers in zip(one.values, one.sizes.tolist(), columns.tolist(), strict=True):
            rows.append((one.groupe, value, n, *(round(number, DECIMALS) for number in numbers)))
    return GroupGap.frame(rows)


def specialty_shares(cohorte: SimulatedCohort, under: Under) -> pd.DataFrame:
    """Return each specialty of a cohort with its weight, its first-group rate and its share near admission."""
    near = (under.generale >= FROM) & (under.generale < BEFORE) & ~under.elimine
    known, weights, rows = specialties(cohorte), cohorte.cohorte.specialites, list[tuple[object, ...]]()
    everybody = grouped(SPECIALTY, known, np.arange(len(known.values)), np.ones(near.size, dtype=bool))
    shares = (100 * everybody.means(yes) for yes in (under.admis_groupe1, near))
    rates = dict(zip(known.values, zip(*shares, strict=True), strict=True))
    for code in sorted(known.values, key=lambda code: -weights[code]):
        reglement = cohorte.cohorte.reglements[code]
        name = f"{reglement.nom} {reglement.option}".strip()
        rows.append((code, name, 100 * weights[code], *rates.get(code, (np.nan, np.nan)), reglement.confiance))
    return SpecialtyShare.frame(rows)


def _means(under: Under) -> dict[str, Floats]:
    judged = _have_a_mean(under)
    return {name: getattr(under, name)[judged] for name in MEANS}


def _have_a_mean(under: Under) -> Bools:
    """Return the mask of candidates whose first-group means decide: not eliminated, and with a decision."""
    return ~(under.elimine | under.sans_decision)


def _no_specialty(code: str, known: Sequence[str]) -> InputError:
    remedy = nearest(code, known) or f"l'une de celles-ci : {', '.join(known)}"
    problem = "aucun candidat de cette spécialité dans la cohorte"
    return InputError([Fault("cohorte", None, "specialite", code, problem, remedy)])
