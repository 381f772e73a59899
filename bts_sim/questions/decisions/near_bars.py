"""Are real candidates more numerous just above a bar than their marks alone make them? A jury may lift a mean to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.group import Marked
from bts_sim.cohort.held import Held, too_few
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import CENTIEMES, Bools, Moyenne
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import Releve, Statut
from bts_sim.errors import Fault, InputError
from bts_sim.notices import tell
from bts_sim.progress import watch
from bts_sim.schema import Schema, a_count, a_flag, a_number
from bts_sim.stats.lattice import Near, near_bar
from bts_sim.stats.normal import normal

#: Candidates under whom nothing is told, and those next to a bar under whom no chance is.
FEWEST, FEWEST_NEAR = 500, 30
#: The chance under which what is above a bar is more than expected.
ALARM = 0.05
#: Whole means around the bars of the law, points: those that are no bar are told too, as placebos.
WHOLE = range(7, 13)
#: Simulated candidates of each draw of the lattice, and draws: their luck is small beside that of 20,000 candidates.
SIZE, DRAWS = 5_000, 32
#: What nobody does to a mark on the lattice: neither a marker nor a jury lifts one.
CLEAN = {"tassement_a_10": 0.0, "points_de_jury": 0.0}
#: Rates of the first group that a simulated level meets under every draw, percent; the tilt does the rest.
RATES = (40.0, 85.0)


class NearBar(Schema):
    """What is next to a whole mean: one row for all candidates, then one per total of coefficients."""

    barre = a_number("the mean", "points on 20")
    temoin = a_flag("whether it is no bar of the law: a placebo, where nothing is to be found")
    total_des_coefficients = a_number("total of the coefficients; missing for all of them", "no unit", optional=True)
    proches = a_count("candidates within half a point of it", "candidates")
    au_dessus = a_count("of them, those whose mean reaches it", "candidates")
    attendus = a_number("as many, by the lattice of their marks, if nobody is lifted", "candidates")
    bas = a_number("lower end of what this leaves likely", "candidates")
    haut = a_number("its upper end", "candidates")
    niveau = a_number("level of that interval", "percent")
    p = a_number("chance of as many above or more, nobody being lifted; missing of few", "from 0 to 1", optional=True)
    alerte = a_flag("whether that chance is under 0.05")


def near_bars(described: Cohort, level: float) -> pd.DataFrame:
    """Return what is next to each bar and to each placebo, as `NearBar`.

    Args:
        described: real candidates, as a cohort.
        level: level of the intervals, percent.

    Raises:
        InputError: the candidates are simulated, or fewer than 500 are judged on marks that have the lattice.
    """
    held, law = described.held, load_regime(described.bareme.regime)
    if held is None:
        problem, remedy = "ces candidats sont simulés", "ouvrir l'étude sur des fichiers : candidates=, marks="
        raise InputError([Fault("study", None, "", "near_bars", problem, remedy)])
    seen = means_on_lattice(Marked(held.reglement, held.releve), described.bareme, law)
    left_out = held.size - seen.somme.size
    if seen.somme.size < FEWEST:
        problem = f"moins de {FEWEST} candidats jugés sur leurs seules notes : {seen.somme.size}"
        remedy = "réunir dans les fichiers les candidats de plusieurs établissements, ou d'une académie"
        raise InputError([Fault("study", None, "", "near_bars", problem, remedy)])
    if left_out:
        why = "laissés de côté : éliminés, dispensés d'une unité, ou points d'une épreuve facultative"
        tell("candidats", why, column="candidat", value=f"{left_out} candidats")
    return beside_lattice(seen, clean_lattice(described, held, seen), described.bareme, law, level)


def beside_lattice(seen: Moyenne, lattice: Moyenne, bareme: Bareme, law: Regime, level: float) -> pd.DataFrame:
    """Return the table of `near_bars` of some means, beside those of a lattice."""
    bars = {bareme.seuil_admission, law.seuil_general or bareme.seuil_admission}
    return NearBar.frame(
        row
        for whole in watch(WHOLE, "Moyennes")
        for row in _rows(
            near_bar(seen, lattice, whole * CENTIEMES), whole, whole * CENTIEMES not in bars, normal(level), level
        )
    )


def _rows(near: Near, bar: int, placebo: bool, half: float, level: float) -> Iterator[tuple[object, ...]]:
    chances = np.where(near.near >= FEWEST_NEAR, near.p, np.nan)
    # A total of few candidates would tell of them; the first row, of all, does not.
    told = np.append(True, ~too_few(near.near[1:]) & (near.near[1:] > 0))[: near.near.size]
    each = zip(near.total, near.near, near.above, near.expected, np.sqrt(near.variance), chances, told, strict=True)
    for total, close, above, expected, spread, chance, shown in each:
        if not shown:
            continue
        low, high = (float(np.clip(expected + way * half * spread, 0, close)) for way in (-1, 1))
        numbers = [round(float(one), 4) for one in (expected, low, high)]
        whole = float(total) / CENTIEMES if total else np.nan
        yield bar, placebo, whole, close, above, *numbers, level, round(float(chance), 4), bool(chance < ALARM)


def means_on_lattice(marked: Marked, bareme: Bareme, law: Regime) -> Moyenne:
    """Return the general means of those judged on the marks of all their units, and on nothing else."""
    d = Deliberation(marked, bareme, law)
    return d.premier.generale.part(_judged(marked.releve, d, bareme))


def _judged(releve: Releve, d: Deliberation[Marked], bareme: Bareme) -> Bools:
    optional = (releve.notes_facultatives > bareme.seuil_facultatif) & (releve.statuts_facultatives == Statut.NOTE)
    out = d.premier.ont(Decision.ELIMINE) | d.premier.ont(Decision.SANS_DECISION_FINALE) | optional.any(axis=1)
    found: Bools = ~out & ~releve.dispensees.any(axis=1) & (d.premier.generale.coefs > 0)
    return found


def clean_lattice(described: Cohort, held: Held, seen: Moyenne) -> Moyenne:
    """Return the means of simulated candidates of the same specialties and voies, to whom nobody lifts a mark.

    Their marks are on the grid of the file, and their first-group rate is that of the file, under draws of the
    parameters.
    """
    rate = 100 * float(seen.atteint(described.bareme.seuil_admission).mean())
    given = {**CLEAN, "pas_de_note": _step(held.releve)}
    cohorte = replace(
        described,
        held=None,
        counts=None,
        candidats=SIZE,
        taux_groupe1=float(np.clip(rate, *RATES)),
        parametres={**described.parametres, **given},
        kept=frozenset(given),
    )
    return lattice_of(cohorte, DRAWS)


def lattice_of(cohorte: Cohort, draws: int) -> Moyenne:
    """Return the means of the simulated candidates of some draws of a cohort."""
    law = load_regime(cohorte.bareme.regime)
    parts = [
        simulated_means(draw.simulated(), law) for draw in watch(parameter_draws(cohorte, draws), "Treillis", draws)
    ]
    return Moyenne(*(np.concatenate([getattr(one, name) for one in parts]) for name in ("somme", "coefs")))


def simulated_means(simulated: SimulatedCohort, law: Regime) -> Moyenne:
    """Return the means of `means_on_lattice` of simulated candidates."""
    parts = [
        means_on_lattice(Marked(one.reglement, one.releve), simulated.cohorte.bareme, law) for one in simulated.blocks
    ]
    return Moyenne(*(np.concatenate([getattr(one, name) for one in parts]) for name in ("somme", "coefs")))


def _step(releve: Releve) -> float:
    """Return the step of the grid on which the marks of a file are, points: a point, half of one, or finer."""
    marks = releve.notes[releve.ont(Statut.NOTE)]
    return max(int(np.gcd.reduce(marks)), 1) / CENTIEMES if marks.any() else 0.5
