"""Can a published table of real candidates give one of them away?"""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.secrecy.counts import COLONNES, DECISIONS, TU, compter, publication
from bts_sim.candidates.secrecy.withhold import Egalite, _matrix, a_taire
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import load_cohorte
from bts_sim.cohort.simulate import simulate
from bts_sim.errors import InputError

SEUIL = 5


def two_ways(counts: list[list[int]]) -> tuple[np.ndarray, list[Egalite]]:
    """A table with its totals, and what its readers know to add up."""
    inside = np.array(counts)
    table = np.block([[inside, inside.sum(1, keepdims=True)], [inside.sum(0, keepdims=True), inside.sum()]])
    at = np.arange(table.size).reshape(table.shape)
    rows = [Egalite([int(row[-1])], row[:-1].tolist()) for row in at]
    columns = [Egalite([int(column[-1])], column[:-1].tolist()) for column in at.T]
    return table.ravel(), rows + columns


def bornes(effectifs: np.ndarray, egalites: list[Egalite], tus: np.ndarray, cellule: int) -> tuple[float, float]:
    """The least and the greatest value that a reader of the table may think one withheld count to have.

    Withheld counts are whole and not negative; the greatest is infinite when the totals do not bound it.
    """
    read = Bounds(np.where(tus, 0, effectifs), np.where(tus, np.inf, effectifs))
    adds_up = LinearConstraint(_matrix(len(effectifs), egalites), 0, 0)
    cost = np.zeros(len(effectifs))
    found = []
    for sign in (1, -1):
        cost[cellule] = sign
        result = milp(cost, constraints=adds_up, bounds=read, integrality=np.ones(len(effectifs)))
        found.append(np.inf if result.x is None else float(round(result.x[cellule])))
    return found[0], found[1]


def assert_hidden(effectifs: np.ndarray, egalites: list[Egalite], tus: np.ndarray) -> None:
    """Every small count is withheld, and the best-informed reader can exclude neither 0 nor `SEUIL`."""
    for cell in np.flatnonzero((effectifs > 0) & (effectifs < SEUIL)):
        least, greatest = bornes(effectifs, egalites, tus, int(cell))
        assert tus[cell] and least == 0 and greatest >= SEUIL


def test_one_small_count_takes_three_others_with_it() -> None:
    effectifs, egalites = two_ways([[3, 20, 90], [40, 50, 60], [9, 15, 80]])
    alone = effectifs == 3
    assert bornes(effectifs, egalites, alone, 0) == (3, 3), "alone, a withheld count is its total less the others"
    tus = a_taire(effectifs, egalites, SEUIL)
    assert tus.sum() == 4 and tus[[0, 1, 8, 9]].all(), "the rectangle of the fewest candidates: 3, 20, 9, 15"
    assert_hidden(effectifs, egalites, tus)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=3, max_size=5))
def test_no_reader_who_adds_up_can_tell_a_small_count(counts: list[list[int]]) -> None:
    effectifs, egalites = two_ways(counts)
    tus = a_taire(effectifs, egalites, SEUIL)
    assert_hidden(effectifs, egalites, tus)
    assert not tus[effectifs == 0].any()


def test_a_table_without_small_counts_is_shown_whole() -> None:
    effectifs, egalites = two_ways([[5, 0, 90], [40, 50, 60]])
    assert not a_taire(effectifs, egalites, SEUIL).any()


def test_a_table_that_only_zeros_surround_hides_its_totals() -> None:
    effectifs, egalites = two_ways([[3, 0], [0, 50]])
    tus = a_taire(effectifs, egalites, SEUIL)
    assert tus.tolist() == [True, False, True, False, False, False, True, False, True]


def test_counts_that_do_not_add_up_are_refused() -> None:
    effectifs, egalites = two_ways([[3, 0], [0, 50]])
    with pytest.raises(ValueError, match="s'additionnent pas"):
        a_taire(effectifs + 1, egalites, SEUIL)


# --- real files -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fichiers(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A few hundred simulated candidates, whose school lies in one académie."""
    folder = tmp_path_factory.mktemp("publication")
    candidats, notes = tables(simulate(load_cohorte(candidats=600, graine=7)))
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
    comptes = compter(jugement, ["voie"])
    decisions = jugement.decisions()
    voies = jugement.dossiers.candidats["voie"].astype(str).to_numpy()
    for (groupe, modalite), counts in zip(comptes.lignes, comptes.effectifs.tolist(), strict=True):
        mine = decisions["decision"][np.full(len(voies), True) if groupe == "ensemble" else voies == modalite]
        assert counts == [len(mine), *((mine == one).sum() for one in DECISIONS)]


@pytest.mark.parametrize("groupes", [["voie"], ["specialite", "voie", "sexe"], ["academie", "lycee", "voie"]])
def test_no_small_count_of_a_session_can_be_worked_out(jugement: Grading, groupes: list[str]) -> None:
    comptes = compter(jugement, groupes)
    effectifs = comptes.effectifs.ravel()
    tus = a_taire(effectifs, comptes.egalites, SEUIL)
    assert ((effectifs > 0) & (effectifs < SEUIL)).any(), "the case must have small counts"
    assert_hidden(effectifs, list(comptes.egalites), tus)
    table = publication(jugement, groupes, SEUIL)
    assert list(table.columns) == list(COLONNES)
    cells = table.iloc[:, 2:-1].to_numpy().ravel()
    assert ((cells == TU) == tus).all()


def test_a_reader_who_knows_which_schools_are_in_an_academie_learns_no_more(jugement: Grading) -> None:
    """Sums of the schools of an académie are known, though nothing in the table says so."""
    comptes = compter(jugement, ["academie", "lycee"])
    at = {ligne: place for place, ligne in enumerate(comptes.lignes)}
    width = comptes.effectifs.shape[1]
    nord = Egalite([at["academie", "nord"] * width + 4], [at["lycee", f"lycée {i}"] * width + 4 for i in range(3)])
    assert any((set(e.gauche), set(e.droite)) == (set(nord.gauche), set(nord.droite)) for e in comptes.egalites)


def test_a_rate_is_shown_only_once_nobody_awaits_an_oral(jugement: Grading, fichiers: tuple[Path, Path]) -> None:
    assert (publication(jugement, ["sexe"])["taux_admis"] == "").all()
    decided = publication(grade(*fichiers, session=2024, regime="aucun"), ["sexe"])
    first = decided.iloc[0]
    assert first["taux_admis"] == f"{100 * int(first['admis']) / int(first['candidats']):.1f}".replace(".", ",")


def test_a_group_that_names_people_or_that_is_not_there_is_refused(jugement: Grading) -> None:
    with pytest.raises(InputError) as refused:
        publication(jugement, ["nom", "academi"])
    assert "désignent des personnes" in str(refused.value) and "vouliez-vous dire « academie »" in str(refused.value)
