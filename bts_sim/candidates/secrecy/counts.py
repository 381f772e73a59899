"""Count real candidates by group and decision, for a table that may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np

from bts_sim.candidates.secrecy.withhold import Equality, to_withhold
from bts_sim.declared import FileColumn, Shape
from bts_sim.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.candidates.grade import Grading
    from bts_sim.droit.points import Ints

#: A group with more values than this identifies people, and hiding its counts would take minutes.
MAX_GROUP_VALUES = 200
#: A count from 1 to 4 is withheld. No text of the project sets this limit: it is the usual convention for pupils.
THRESHOLD = 5
WITHHELD = "s"

DECISIONS = ("admis", "admis_apres_controle", "en_attente_controle", "refuse", "elimine", "sans_decision_finale")
ENSEMBLE = "ensemble"
NOT_GIVEN = "non renseigné"
COUNT = rf"\d+|{WITHHELD}"
SHAPE: Shape = {
    "groupe": FileColumn(f"colonne des candidats qui fait le groupe, ou {ENSEMBLE}"),
    "modalite": FileColumn(f"valeur de cette colonne, ou {NOT_GIVEN}"),
    "candidats": FileColumn(f"candidats jugés, ou {WITHHELD} (tu)", unit="candidats", pattern=COUNT),
    **{
        name: FileColumn(f"candidats dont la décision est {name}, ou {WITHHELD} (tu)", unit="candidats", pattern=COUNT)
        for name in DECISIONS
    },
    "taux_admis": FileColumn(
        "part des admis, où rien n'est tu ni attendu", "number", "%", empty=True, lowest=0, highest=100
    ),
}
COLONNES = tuple(SHAPE)


@dataclass(frozen=True)
class Counts:
    """Counts by group: the group and value of each row, and its counts, shape (rows, 1 + decisions)."""

    lignes: Sequence[tuple[str, str]]
    headcounts: Ints
    equalities: Sequence[Equality]


def publication(result: Grading, groupes: Sequence[str], seuil: int = THRESHOLD) -> pd.DataFrame:
    """Return the counts of each decision by group. Small counts are withheld, and those that would reveal them.

    The columns are `COLONNES`, all cells as text: counts, or `s` where one is withheld. `taux_admis` is in percent of
    the candidates of the row. It is empty when one of its counts is withheld, or when a candidate awaits an oral. The
    first row counts all candidates.

    Raises InputError for a group that the file of candidates does not have, or that identifies people.
    """
    import pandas as pd

    comptes = count_by_group(result, groupes)
    withheld = to_withhold(comptes.headcounts.ravel(), comptes.equalities, seuil)
    awaited = comptes.headcounts[0, 1 + DECISIONS.index("en_attente_controle")] > 0
    masked = withheld.reshape(comptes.headcounts.shape)
    rows = []
    for at, ligne in enumerate(comptes.lignes):
        counts, hidden = comptes.headcounts[at].tolist(), masked[at].tolist()
        shown = [WITHHELD if withheld_count else str(n) for n, withheld_count in zip(counts, hidden, strict=True)]
        rows.append([*ligne, *shown, "" if awaited else _rate(counts, hidden)])
    return pd.DataFrame(rows, columns=list(COLONNES))


def count_by_group(result: Grading, groupes: Sequence[str]) -> Counts:
    """Return the counts by decision of all candidates and of each value of each group, and the sums that they obey."""
    decisions = result.decisions()
    candidats = result.dossiers.candidats
    candidats = candidats[candidats["candidat"].isin(decisions["candidat"])]
    _check(candidats, groupes)
    decided = np.array([DECISIONS.index(one) for one in decisions["decision"]], dtype=np.int64)
    lignes, parts = [(ENSEMBLE, ENSEMBLE)], [_counts(decided)]
    first: dict[str, int] = {}
    codes: dict[str, Ints] = {}
    for groupe in groupes:
        values = candidats[groupe].astype(str).replace("", NOT_GIVEN).to_numpy()
        modalites, codes[groupe] = np.unique(values, return_inverse=True)
        first[groupe] = len(lignes)
        lignes += [(groupe, modalite) for modalite in modalites.tolist()]
        parts += [_counts(decided[codes[groupe] == at]) for at in range(len(modalites))]
    headcounts = np.array(parts, dtype=np.int64)
    return Counts(lignes, headcounts, _equalities(headcounts.shape, codes, first))


def _counts(decided: Ints) -> list[int]:
    return [len(decided), *np.bincount(decided, minlength=len(DECISIONS)).tolist()]


def _check(candidats: pd.DataFrame, groupes: Sequence[str]) -> None:
    """Refuse groups that do not exist, and those that identify people."""
    there = [name for name in candidats.columns if name != "candidat"]
    fautes = []
    for groupe in dict.fromkeys(groupes):
        if groupes.count(groupe) > 1:
            # The sums would involve one copy only, and the other copy would reveal withheld counts.
            fautes.append(Fault("--publication", None, "", groupe, "groupe donné deux fois", "ne le donner qu'une"))
        elif groupe not in there:
            remedy = nearest(groupe, there) or f"colonnes du fichier : {', '.join(there)}"
            fautes.append(Fault("--publication", None, "", groupe, "groupe inconnu", remedy))
        elif candidats[groupe].nunique() > MAX_GROUP_VALUES:
            problem = f"plus de {MAX_GROUP_VALUES} valeurs : elles désignent des personnes plutôt que des groupes"
            fautes.append(Fault("--publication", None, "", groupe, problem, "donner un groupe plus large"))
    if fautes:
        raise InputError(fautes)


def _equalities(shape: tuple[int, ...], codes: dict[str, Ints], first: dict[str, int]) -> list[Equality]:
    """Return all the sums: decisions in a row, values of a group, and groups made of the values of another."""
    at = np.arange(int(np.prod(shape))).reshape(shape)
    found = [Equality([int(row[0])], row[1:].tolist()) for row in at]
    blocks = [([0], [first[g] + int(i) for i in np.unique(codes[g])]) for g in codes]
    for one, other in combinations(codes, 2):
        blocks += [
            ([first[one] + i for i in left], [first[other] + i for i in right])
            for left, right in _blocs(codes[one], codes[other])
        ]
    return found + [
        Equality(at[left, column].tolist(), at[right, column].tolist())
        for (left, right), column in product(blocks, range(shape[1]))
    ]


def _blocs(left: Ints, right: Ints) -> list[tuple[list[int], list[int]]]:
    """Return the sets of values of two groups that hold the same candidates, such as an académie and its schools."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n, m = int(left.max()) + 1, int(right.max()) + 1
    met = coo_array((np.ones(len(left)), (left, n + right)), shape=(n + m, n + m)).tocsr()
    count, labels = connected_components(met, directed=False)
    if count == 1:
        # All values of one against all of the other: both totals are already known.
        return []
    return [
        (np.flatnonzero(labels[:n] == block).tolist(), np.flatnonzero(labels[n:] == block).tolist())
        for block in range(count)
    ]


def _rate(counts: Sequence[int], hidden: Sequence[bool]) -> str:
    n, admis, apres = counts[:3]
    return "" if any(hidden[:3]) else f"{100 * (admis + apres) / n:.1f}".replace(".", ",")
