"""What it costs to believe a wrong rule that a public site prints, against the law: false hope and false despair."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.choices import AS_LIKELY
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.droit.regimes import idees_fausses, load_regimes
from bts_sim.droit.textes import sources
from bts_sim.stats.gaps import paired
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALES, EXACT_ORALS, FIXED, NIVEAU, WILSON, wilson
from bts_sim.stats.proportions import proportion

COLONNES = (
    *("idee", "titre", "regle", "source", "auteur", "date", "lu_le", "stade", "sens"),
    *("pour_mille", "bas", "haut", "concernes", "part", "part_bas", "part_haut", "niveau", "n", "methode"),
)
ACCES, DECISION = "acces", "decision"
HOPE, DESPAIR = "espoir", "desespoir"
BY_RULE = "nul par la règle : cette idée ouvre le contrôle aux mêmes candidats que le droit"
NO_CASE = f"aucun cas dans cette cohorte ; borne haute de Wilson : tirage de la cohorte, {FIXED}"
#: What decides who may sit: two regimes that agree on all of them let in the same candidates.
ENTRY = ("acces", "admission", "seuil_general", "seuil_professionnel", "note_plancher", "lectures", "valeurs")


@dataclass(frozen=True)
class _Gap:
    """What an idea says falsely of each candidate present, and of whom it could: numbers from 0 to 1, shape (n,)."""

    stade: str
    sens: str
    wrong: Floats
    concerned: Floats


@asks_abilities
def wrong_ideas(
    cohorte: SimulatedCohort,
    droit: Regime,
    ideas: Sequence[Regime] | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Compare what each wrong rule tells the same candidates with what the law does: four rows per idea.

    `stade`: `acces` (may I sit the orals?) or `decision` (am I admitted in the end? an expected number over all oral
    marks). `sens`: `espoir`, told yes when the law says no; `desespoir`, told no when it says yes. `ideas`: by default
    all that come with the project.

    `pour_mille`, `bas`, `haut`: candidates so misled per 1,000 present. `concernes`: per 1,000 too, those to whom the
    answer matters: whom the idea says yes to (`espoir`), or the law (`desespoir`), save those whom both admit at the
    first group, whom nothing misleads. `part`, `part_bas`, `part_haut`: misled among them, percent; missing where there
    is nobody. Intervals (`niveau` in percent) cover the draw of candidates: Wilson's, and a linearised ratio.

    At the decision, the difference of a candidate's two probabilities is counted, on one side only; less than the
    rounding of a sum is none. It is exact where the orals that admit under one rule admit under the other, as for every
    idea shipped unless the choice of orals is `meilleure_probabilite`; else it is the least that the rules disagree.
    """
    here = present(cohorte)
    base = cohorte.under(droit)
    known = load_regimes(*idees_fausses()) if ideas is None else ideas
    rows = []
    for idee in known:
        told = cohorte.under(idee)
        same = all(getattr(idee, name) == getattr(droit, name) for name in ENTRY)
        for one in _gaps(told, base, here):
            rows.append((*_about(idee), one.stade, one.sens, *_numbers(one, niveau, same and one.stade == ACCES)))
    return pd.DataFrame(rows, columns=COLONNES)


def _gaps(told: Under, base: Under, here: Bools) -> Iterator[_Gap]:
    """Give the two wrongs at both stages, for those present."""
    yes, law = (one.autorise[here].astype(np.float64) for one in (told, base))
    yield from _wrongs(ACCES, yes, law, np.ones(yes.shape))
    unsure = ~(told.admis_groupe1[here] & base.admis_groupe1[here])
    yield from _wrongs(DECISION, told.admission[here], base.admission[here], unsure.astype(np.float64))


def _wrongs(stade: str, told: Floats, law: Floats, matters: Floats) -> Iterator[_Gap]:
    gap = np.where(np.abs(told - law) > AS_LIKELY, told - law, 0.0)
    yield _Gap(stade, HOPE, np.maximum(gap, 0), told * matters)
    yield _Gap(stade, DESPAIR, np.maximum(-gap, 0), law * matters)


def _about(idee: Regime) -> tuple[str, ...]:
    """Say what the idea is and who prints it; an analyst's own idea has its author for source."""
    found = sources().get(idee.source, {})
    author, date = found.get("reference") or idee.auteur, found.get("date") or ("" if found else idee.date)
    return idee.nom, idee.titre, idee.raison, idee.source, author, str(date), str(found.get("checked_on") or "")


def _numbers(one: _Gap, niveau: float | None, by_rule: bool) -> tuple[object, ...]:
    n, concerned = one.wrong.size, float(one.concerned.mean())
    counts = float(one.wrong.mean()), *((0.0, 0.0) if by_rule else wilson(one.wrong, niveau))
    share = _share(one, niveau) if concerned else (None, None, None)
    if by_rule:
        methode, share = BY_RULE, (0.0, 0.0, 0.0) if concerned else share
    else:
        methode = f"{WILSON if one.wrong.any() else NO_CASE}" + (f" ; {EXACT_ORALS}" if one.stade == DECISION else "")
    rounded = [round(1000 * value, DECIMALES) for value in (*counts, concerned)]
    percents = [None if value is None else round(100 * value, DECIMALES) for value in share]
    return *rounded, *percents, niveau, n, methode


def _share(one: _Gap, niveau: float | None) -> tuple[float, float, float]:
    """Give the misled among those concerned and the interval of this ratio, as proportions.

    Source: W. G. Cochran, Sampling techniques (1977), chapter 6: a ratio varies as the mean of its residuals.
    """
    mean = float(one.concerned.mean())
    ratio = float(one.wrong.mean()) / mean
    low, high = paired((one.wrong - ratio * one.concerned) / mean, niveau)
    if np.isnan(low):
        # Nobody misled, or all of them alike: Wilson's interval still has a width.
        shares = np.divide(one.wrong, one.concerned, out=np.zeros(one.wrong.shape), where=one.concerned > 0)
        return proportion(one.concerned, shares, niveau)
    return ratio, max(ratio + low, 0.0), min(ratio + high, 1.0)
