"""What changes from one session to the next: the law, the règlements, the candidates, each told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.droit.articles import articles, difference
from bts_sim.droit.bareme import Bareme, Reglement
from bts_sim.droit.points import en_points
from bts_sim.droit.regimes import EN_VIGUEUR, load_regime
from bts_sim.schema import Schema, a_count, a_text

#: What changes: the law, the règlement of a specialty, who the candidates are.
LAW, REGLEMENT, PEOPLE = "droit", "reglement", "candidats"
#: Points by which a share of the candidates moves, from which it is told.
TOLD = 0.1


class Change(Schema):
    """What differs between two sessions, the second being the next one asked: one row per line that differs."""

    session_avant = a_count("the first session", "year")
    session_apres = a_count("the second session", "year")
    objet = a_text("what changes", (LAW, REGLEMENT, PEOPLE))
    quoi = a_text("the line of the law, the code of the specialty, or the share of the candidates")
    avant = a_text("what it is at the first session; empty where there is none")
    apres = a_text("what it is at the second session; empty where there is none")


def changes_between(described: Sequence[Cohort]) -> pd.DataFrame:
    """Return what changes from each session to the next, in the law, in the règlements and in the candidates.

    Shares of candidates are percents; those that move by less than 0.1 point are left out.

    Args:
        described: the description of the candidates of each session, in the order of the comparison.
    """
    rows = []
    for one, other in pairwise(described):
        before, after = one.bareme.session, other.bareme.session
        for what, said in (
            (LAW, _of_law(before, after)),
            (REGLEMENT, _of_reglements(one.bareme, other.bareme)),
            (PEOPLE, _of_people(_shares(one), _shares(other))),
        ):
            rows += [(before, after, what, *line) for line in said]
    return Change.frame(rows)


def _of_law(before: int, after: int) -> Iterator[tuple[str, str, str]]:
    first, second = (articles(load_regime(EN_VIGUEUR, session), session) for session in (before, after))
    for line in difference(first, second):
        yield line.libelle, *line.dits


def _of_reglements(one: Bareme, other: Bareme) -> Iterator[tuple[str, str, str]]:
    """Yield the specialties that have a règlement at one session only, and those whose units differ."""
    for code in dict.fromkeys([*one.reglements, *other.reglements]):
        both = [bareme.reglements.get(code) for bareme in (one, other)]
        units = [None if of_one is None else (of_one.unites, of_one.facultatives) for of_one in both]
        if units[0] != units[1]:
            before, after = map(_in_short, both)
            yield code, before, after if before != after else f"{after} : modes, noms ou facultatives"


def _in_short(reglement: Reglement | None) -> str:
    if reglement is None:
        return ""
    total = en_points(sum(unit.coefficient for unit in reglement.unites))
    return f"{len(reglement.unites)} unités, coefficients {total}"


def _shares(described: Cohort) -> dict[str, float]:
    """Return the shares of the candidates by voie and by bac, percent."""
    margins = described.people.margins()
    return {name: 100 * share for shares in (margins.voies, margins.origines) for name, share in (shares or {}).items()}


def _of_people(one: Mapping[str, float], other: Mapping[str, float]) -> Iterator[tuple[str, str, str]]:
    for name in dict.fromkeys([*one, *other]):
        shares: Sequence[float] = [of_one.get(name, 0.0) for of_one in (one, other)]
        if abs(shares[1] - shares[0]) >= TOLD:
            before, after = (f"{share:.1f} %".replace(".", ",") for share in shares)
            yield name, before, after
