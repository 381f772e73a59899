"""Can a published table of real candidates give one of them away?"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.secrecy.counts import COLONNES, DECISIONS, WITHHELD, count_by_group, publication
from bts_sim.candidates.secrecy.withhold import Equality, _matrix, to_withhold
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.errors import InputError

THRESHOLD = 5


def two_ways(counts: list[list[int]]) -> tuple[np.ndarray, list[Equality]]:
    """A table with its totals, and what its readers know to add up."""
    inside = np.array(counts)
    table = np.block([[inside, inside.sum(1, keepdims=True)], [inside.sum(0, keepdims=True), inside.sum()]])
    at = np.arange(table.size).reshape(table.shape)
    rows = [Equality([int(row[-1])], row[:-1].tolist()) for row in at]
    columns = [Equality([int(column[-1])], column[:-1].tolist()) for column in at.T]
    return table.ravel(), rows + columns


def bornes(
    headcounts: np.ndarray, equalities: list[Equality], withheld: np.ndarray, cellule: int
) -> tuple[float, float]:
    """The least and the greatest value that a reader of the table may think one withheld count to have.

    Withheld counts are whole and not negative; the greatest is infinite when the totals do not bound it.
    """
    read = Bounds(np.where(withheld, 0, headcounts), np.where(withheld, np.inf, headcounts))
    adds_up = LinearConstraint(_matrix(len(headcounts), equalities), 0, 0)
    cost = np.zeros(len(headcounts))
    found = []
    for sign in (1, -1):
        cost[cellule] = sign
        result = milp(cost, constraints=adds_up, bounds=read, integrality=np.ones(len(headcounts)))
        found.append(np.inf if result.x is None else float(round(result.x[cellule])))
    return found[0], found[1]


def assert_hidden(headcounts: np.ndarray, equalities: list[Equality], withheld: np.ndarray) -> None:
    """Every small count is withheld, and the best-informed reader can exclude neither 0 nor `THRESHOLD`."""
    for cell in np.flatnonzero((headcounts > 0) & (headcounts < THRESHOLD)):
        least, greatest = bornes(headcounts, equalities, withheld, int(cell))
        assert withheld[cell] and least == 0 and greatest >= THRESHOLD


def test_one_small_count_takes_three_others_with_it() -> None:
    headcounts, equalities = two_ways([[3, 20, 90], [40, 50, 60], [9, 15, 80]])
    alone = headcounts == 3
    assert bornes(headcounts, equalities, alone, 0) == (3, 3), "alone, a withheld count is its total less the others"
    withheld = to_withhold(headcounts, equalities, THRESHOLD)
    assert withheld.sum() == 4 and withheld[[0, 1, 8, 9]].all(), "the rectangle of the fewest candidates: 3, 20, 9, 15"
    assert_hidden(headcounts, equalities, withheld)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=3, max_size=5))
def test_no_reader_who_adds_up_can_tell_a_small_count(counts: list[list[int]]) -> None:
    headcounts, equalities = two_ways(counts)
    withheld = to_withhold(headcounts, equalities, THRESHOLD)
    assert_hidden(headcounts, equalities, withheld)
    assert not withheld[headcounts == 0].any()


def test_a_table_without_small_counts_is_shown_whole() -> None:
    headcounts, equalities = two_ways([[5, 0, 90], [40, 50, 60]])
    assert not to_withhold(headcounts, equalities, THRESHOLD).any()


def test_a_table_that_only_zeros_surround_hides_its_totals() -> None:
    headcounts, equalities = two_ways([[3, 0], [0, 50]])
    withheld = to_withhold(headcounts, equalities, THRESHOLD)
    assert withheld.tolist() == [True, False, True, False, False, False, True, False, True]


def test_counts_that_do_not_add_up_are_refused() -> None:
    headcounts, equalities = two_ways([[3, 0], [0, 50]])
    with pytest.raises(ValueError, match="s'additionnent pas"):
        to_withhold(headcounts + 1, equalities, THRESHOLD)


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A few hundred simulated candidates, whose school lies in one académie."""
    folder = tmp_path_factory.mktemp("publication")
    candidats, notes = tables(simulate(load_cohort(candidats=600, seed=7)))
    place = np.arange(len(candidats))
    candidats["lycee"] = [f"lycée {one % 6}" for one in place]
    candidats["academie"] = [("nord", "sud")[one % 6 // 3] for one in place]
    candidats["nom"] = [f"nom {one}" for one in place]
    candidats.to_csv(folder / "candidats.csv", sep=";", index=False)
    notes.to_csv(folder / "notes.csv", sep=";", index=False)
    return folder / "candidats.csv", folder / "notes.csv"


@pytest.fixture(scope="module")
def jugement(fichiers: tuple[Path, Path]) -> Grading:
    return grade(*fichiers, session=2024)


def test_counts_are_those_of_the_decisions(jugement: Grading) -> None:
    comptes = count_by_group(jugement, ["voie"])
    decisions = jugement.decisions()
    voies = jugement.dossiers.candidats["voie"].astype(str).to_numpy()
    for (groupe, modalite), counts in zip(comptes.lignes, comptes.headcounts.tolist(), strict=True):
        mine = decisions["decision"][np.full(len(voies), True) if groupe == "ensemble" else voies == modalite]
        assert counts == [len(mine), *((mine == one).sum() for one in DECISIONS)]


@pytest.mark.parametrize("groupes", [["voie"], ["specialite", "voie", "sexe"], ["academie", "lycee", "voie"]])
def test_no_small_count_of_a_session_can_be_worked_out(jugement: Grading, groupes: list[str]) -> None:
    comptes = count_by_group(jugement, groupes)
    headcounts = comptes.headcounts.ravel()
    withheld = to_withhold(headcounts, comptes.equalities, THRESHOLD)
    assert ((headcounts > 0) & (headcounts < THRESHOLD)).any(), "the case must have small counts"
    assert_hidden(headcounts, list(comptes.equalities), withheld)
    table = publication(jugement, groupes, THRESHOLD)
    assert list(table.columns) == list(COLONNES)
    cells = table.iloc[:, 2:-1].to_numpy().ravel()
    assert ((cells == WITHHELD) == withheld).all()


def test_a_reader_who_knows_which_schools_are_in_an_academie_learns_no_more(jugement: Grading) -> None:
    """Sums of the schools of an académie are known, though nothing in the table says so."""
    comptes = count_by_group(jugement, ["academie", "lycee"])
    at = {ligne: place for place, ligne in enumerate(comptes.lignes)}
    width = comptes.headcounts.shape[1]
    nord = Equality([at["academie", "nord"] * width + 4], [at["lycee", f"lycée {i}"] * width + 4 for i in range(3)])
    assert any((set(e.left), set(e.right)) == (set(nord.left), set(nord.right)) for e in comptes.equalities)


def test_a_rate_is_shown_only_once_nobody_awaits_an_oral(jugement: Grading, fichiers: tuple[Path, Path]) -> None:
    assert (publication(jugement, ["sexe"])["taux_admis"] == "").all()
    decided = publication(grade(*fichiers, session=2024, regime="aucun"), ["sexe"])
    first = decided.iloc[0]
    assert first["taux_admis"] == f"{100 * int(first['admis']) / int(first['candidats']):.1f}".replace(".", ",")


def test_a_group_that_names_people_or_that_is_not_there_is_refused(jugement: Grading) -> None:
    with pytest.raises(InputError) as refused:
        publication(jugement, ["nom", "academi"])
    assert "désignent des personnes" in str(refused.value) and "vouliez-vous dire « academie »" in str(refused.value)
