"""Who cannot reach admission whatever the orals, and what the others need there: the rules alone, no probability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.chances import NOTES
from bts_sim.cohort.choices import allowed_choices
from bts_sim.cohort.group import Groupe, asks_abilities, one_by_one
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Bareme, Regime, Reglement
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Controle, Decision
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.files.percents import check_level
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import COLONNES, DECIMALES, FIXED_WITH_LEVEL, NIVEAU, wilson

WILSON = f"intervalle de Wilson : tirage de la cohorte, {FIXED_WITH_LEVEL} ; aucune probabilité d'oral"
ORDRE = f"intervalle par statistiques d'ordre : tirage de la cohorte, {FIXED_WITH_LEVEL} ; aucune probabilité d'oral"
#: Quantiles of the mark needed, and what they are called.
QUANTILES = {"note_premier_quart": 0.25, "note_mediane": 0.5, "note_dernier_quart": 0.75}
#: First marks at the units chosen for which the reach of a regime is told, points on 20.
PREMIERES_NOTES = (6.0, 8.0, 10.0)
REACH_COLUMNS = (
    *("specialite", "regime", "unites", "coefficients", "total"),
    *("premiere_note", "moyenne_minimale", "note_a_l_acces"),
)


def needed_marks(cohorte: SimulatedCohort, regime: Regime) -> pd.DataFrame:
    """Give the mark that each authorised candidate needs: the smallest that admits when given at every oral chosen.

    Among all the choices that the regime allows, the best one for that mark. Columns: `candidat`, `specialite`,
    `generale` (points on 20) and `note` (points on 20, on the grid of oral marks; missing where 20 everywhere is not
    enough). The jury itself decides on each mark; no candidate is drawn.
    """
    parts, here = [], present(cohorte)
    for d in cohorte.under(regime).deliberations:
        rows = np.flatnonzero(d.controle.autorise & here[d.groupe.candidats])
        if not rows.size:
            continue
        sitting = d.part(rows)
        about = {"candidat": sitting.groupe.candidats, "specialite": sitting.groupe.reglement.specialite}
        means = {"generale": sitting.premier.generale.sur_20(), "note": _note(sitting)}
        parts.append(pd.DataFrame(about | means))
    columns = ["candidat", "specialite", "generale", "note"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({name: [] for name in columns})


def _note(d: Deliberation[Groupe]) -> Floats:
    """Give the mark needed by m authorised candidates, points, shape (m,)."""
    m = d.groupe.candidats.size
    best = np.full(m, NOTES.size)
    for chosen in allowed_choices(d.controle.choisissables, d.groupe.reglement, d.regime):

        def admis(rank: Ints, chosen: Bools = chosen) -> Bools:
            oraux = np.where(chosen, NOTES[rank][:, np.newaxis], SANS_ORAL)
            return np.equal(d.second(oraux).decision, Decision.ADMIS_APRES_CONTROLE)

        best = np.minimum(best, _premier_rang(admis, m))
    needed: Floats = np.append(NOTES / CENTIEMES, np.nan)[best]
    return needed


def _premier_rang(admis: Callable[[Ints], Bools], n: int) -> Ints:
    """Give the first mark of the grid that admits each of n candidates, by bisection; past the last where none does."""
    low, high = np.full(n, -1), np.full(n, NOTES.size)
    while (moving := high - low > 1).any():
        # Whose search is over stays where it is.
        middle = (low + high) // 2
        enough = admis(np.maximum(middle, 0))
        low, high = np.where(moving & ~enough, middle, low), np.where(moving & enough, middle, high)
    return high


@asks_abilities
def out_of_reach(cohorte: SimulatedCohort, *regimes: Regime, niveau: float | None = NIVEAU) -> pd.DataFrame:
    """Say who is out of reach among those authorised, and the mark that the others need: the columns of `compare`.

    `hors_de_portee`: percent of those authorised. `note_premier_quart`, `note_mediane`, `note_dernier_quart`: points
    on 20, at every oral; who is out of reach counts as needing more than 20, and a quantile that falls there is
    missing. All candidates, then by specialty; who has nobody authorised has no row.
    """
    rows = []
    for regime in regimes:
        needed = needed_marks(cohorte, regime)
        for groupe, modalite, marks in _groups(needed, cohorte):
            lost = np.isnan(marks)
            about = regime.nom, ""
            numbers = [round(100 * x, DECIMALES) for x in (float(lost.mean()), *wilson(lost, niveau))]
            rows.append((groupe, modalite, "hors_de_portee", *about, *numbers, niveau, marks.size, WILSON))
            for nom, share in QUANTILES.items():
                values = _quantile(marks, share, niveau)
                rows.append((groupe, modalite, nom, *about, *values, niveau, marks.size, ORDRE))
    return pd.DataFrame(rows, columns=COLONNES)


@asks_abilities
def share_by_mark(cohorte: SimulatedCohort, *regimes: Regime) -> pd.DataFrame:
    """Say which share of those authorised each mark is enough for, given at every oral of the best choice.

    Columns: `regime`, `note` (points on 20), `part` (percent of those authorised), `n`. What 20 leaves out is out of
    reach.
    """
    tables = []
    for regime in regimes:
        needed, marks = needed_marks(cohorte, regime)["note"].to_numpy(), NOTES / CENTIEMES
        share = [round(100 * float((needed <= mark).mean()), DECIMALES) for mark in marks] if needed.size else np.nan
        tables.append(pd.DataFrame({"regime": regime.nom, "note": marks, "part": share, "n": needed.size}))
    return pd.concat(tables, ignore_index=True)


def _groups(needed: pd.DataFrame, cohorte: SimulatedCohort) -> Iterator[tuple[str, str, Floats]]:
    """Give the marks needed by all those authorised, then by specialty, the largest first."""
    marks, code = needed["note"].to_numpy(), needed["specialite"].to_numpy()
    if marks.size:
        yield "ensemble", "ensemble", marks
    for g in sorted(cohorte.groupes, key=lambda g: -g.candidats.size):
        members = code == g.reglement.specialite
        if members.any():
            yield "specialite", g.reglement.specialite, marks[members]


def _quantile(marks: Floats, share: float, niveau: float | None) -> tuple[float, float, float]:
    """Give a quantile of the marks needed and its interval, missing where it falls on who is out of reach.

    Source: intervals of order statistics, H. A. David and H. N. Nagaraja, Order statistics (2003), section 7.1.
    """
    from scipy.stats import binom

    ordered, n = np.sort(marks), marks.size

    def at(rank: float) -> float:
        return float(ordered[int(np.clip(rank, 1, n)) - 1])

    middle = at(np.ceil(n * share))
    if niveau is None:
        return middle, middle, middle
    check_level(niveau)
    tail = (1 - niveau / 100) / 2
    return middle, at(binom.ppf(tail, n, share)), at(binom.ppf(1 - tail, n, share) + 1)


# --- By the rules alone, without a cohort ---------------------------------------------------------------------------


def reach_of_orals(bareme: Bareme, regime: Regime, premieres_notes: Sequence[float] = PREMIERES_NOTES) -> pd.DataFrame:
    """Say how far the orals of a regime reach in each specialty, from its coefficients alone; orals by unit only.

    The units of highest coefficient that may be chosen are taken, as many as there are orals. Columns: `specialite`,
    `regime`, `unites`, `coefficients` of these and `total` of all (units of coefficient), `premiere_note` at each of
    these units, `moyenne_minimale`, the general mean (points) from which 20 at every oral admits, and `note_a_l_acces`,
    the mark needed at every oral from the mean that opens them (missing above 20 or where the regime has none).
    """
    rows = []
    for reglement in bareme.reglements.values() if regime.oral_par == "unite" else ():
        controle = _opened(reglement, bareme, regime)
        offered = np.where(controle.choisissables[0], reglement.coefs, 0)
        units = np.sort(np.argsort(-offered, kind="stable")[: min(regime.nombre_oraux, int((offered > 0).sum()))])
        weight, total = int(reglement.coefs[units].sum()), int(reglement.coefs.sum())
        for first in premieres_notes:
            gains = _gains(round(first * CENTIEMES), units, controle, reglement, bareme, regime)
            lowest = (bareme.seuil_admission - float(gains[-1]) / total) / CENTIEMES
            lacking = (bareme.seuil_admission - (regime.seuil_general or 0)) * total
            enough = NOTES[gains >= lacking] / CENTIEMES
            at_access = float(enough[0]) if enough.size and regime.seuil_general is not None else np.nan
            codes = " + ".join(reglement.unites[unit].code for unit in units)
            about = reglement.specialite, regime.nom, codes, weight / CENTIEMES, total / CENTIEMES, first
            rows.append((*about, round(lowest, DECIMALES), at_access))
    return pd.DataFrame(rows, columns=REACH_COLUMNS)


def _opened(reglement: Reglement, bareme: Bareme, regime: Regime) -> Controle:
    """Open the orals to candidates with a mark in every unit, one per oral mark, whatever their means."""
    to_all = replace(regime, acces="non_admis", seuil_general=None, seuil_professionnel=None)
    return Deliberation(one_by_one(reglement, _releve(reglement, 0, slice(None))), bareme, to_all).controle


def _gains(note: int, units: Ints, controle: Controle, reglement: Reglement, bareme: Bareme, regime: Regime) -> Ints:
    """Give the points that each mark gains at every oral on some units whose first mark is `note`, shape (k,)."""
    releve = _releve(reglement, note, units)
    d = Deliberation(one_by_one(reglement, releve), bareme, regime).opened(controle)
    oraux = np.full(releve.notes.shape, SANS_ORAL)
    oraux[:, units] = NOTES[:, np.newaxis]
    return d.second(oraux).finale.somme - d.premier.generale.somme


def _releve(reglement: Reglement, note: int, units: Ints | slice) -> Releve:
    """Give as many equal releves as there are oral marks: a mark (hundredths) at some units, 0 at the others."""
    k = NOTES.size
    notes, facultatives = np.zeros((k, len(reglement.unites)), dtype=np.int64), (k, len(reglement.facultatives))
    notes[:, units] = note
    no = np.zeros(k, dtype=bool)
    return Releve(
        notes=notes,
        statuts=np.full(notes.shape, Statut.NOTE, dtype=np.uint8),
        ponctuelle=np.ones(notes.shape, dtype=bool),
        notes_facultatives=np.zeros(facultatives, dtype=np.int64),
        statuts_facultatives=np.full(facultatives, Statut.SANS, dtype=np.uint8),
        inacheve=no,
        suspendu=no,
        avis_defavorable=no,
    )
