"""The people of each specialty: the shares that its entrants have, and those that meet the national margins."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from bts_sim.cohort.compose import ORIGINS
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.people import People
from bts_sim.cohort.populate import entering
from bts_sim.language import N_
from bts_sim.questions.people.margins import MET, MISSED
from bts_sim.schema import Schema, a_number, a_text

PERCENT, DECIMALS = 100, 2
#: Points between the two shares from which the raked one no longer describes the entrants of a specialty.
DRIFT = 5.0
VOCATIONAL, WOMEN, PRIVATE = "bac_professionnel", "femmes", "prive_sous_contrat"
#: What is compared, in the order of tables.
SHARES = {
    "bac_general": N_("bacheliers généraux"),
    "bac_technologique": N_("bacheliers technologiques"),
    VOCATIONAL: N_("bacheliers professionnels"),
    WOMEN: N_("femmes"),
    PRIVATE: N_("privé sous contrat, parmi les scolaires"),
}


class Composition(Schema):
    """One share of the candidates of a specialty, published and raked: one row per specialty and share."""

    specialite = a_text("code of the specialty")
    part = a_text("what the share counts", tuple(SHARES))
    entrants = a_number("among the entrants of 2025 under statut scolaire", "percent")
    cohorte = a_number("among the candidates of the cohort, after raking on the national margins", "percent")
    ecart = a_number("cohort minus entrants", "points")
    derive = a_text("whether they are more than 5 points apart", (MET, MISSED))


def composition(cohorte: Cohort) -> pd.DataFrame:
    """Return the published and the raked shares of each specialty of a cohort, as `Composition`.

    Shares of bacs are among candidates with a recent one. The largest specialties come first.
    """
    people, rows = cohorte.people, list[tuple[object, ...]]()
    published = entering(people)
    for rank in (-people.weights).argsort(kind="stable").tolist():
        code = people.specialites[rank]
        if code in cohorte.lacking:
            continue
        for name, share in _raked(people, rank):
            before = published[code][name]
            gap = share - before
            drifts = MET if abs(gap) > DRIFT else MISSED
            rows.append((code, name, *(round(value, DECIMALS) + 0.0 for value in (before, share, gap)), drifts))
    return Composition.frame(rows)


def _raked(people: People, rank: int) -> Iterator[tuple[str, float]]:
    """Yield each share of a specialty, percent."""
    cells = people.shares[rank]
    recent = cells.sum(axis=(0, 1))[:-1]
    for origin, share in zip(ORIGINS, recent / recent.sum(), strict=False):
        yield f"bac_{origin}", PERCENT * float(share)
    yield WOMEN, PERCENT * float(cells[:, 1].sum())
    yield PRIVATE, PERCENT * float(people.private[rank])
