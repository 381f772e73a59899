"""Groups by integer codes: do they hold whom the attributes say, and do sums by cell give what each group gives?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.sums import InGroups, Measure
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.grouping import Grouping, crossed
from bts_sim.stats.groups import attributes, groupings, groups, present, specialties
from bts_sim.stats.intervals import wilson, wilson_if_solved
from bts_sim.stats.sums import Sums

DESCRIBED = (
    "candidats: 2500\nacademies: {Nantes: 2, Lille: 1, Mayotte: 0.0001}\nparametres: {absents_a_l_examen: 20}\n"
    "voies: {scolaire: 0.7, individuel: 0.3}\n"
)


def described(folder: Path, text: str) -> SimulatedCohort:
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return simulate(load_cohort(path))


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> SimulatedCohort:
    return described(tmp_path_factory.mktemp("c"), DESCRIBED)


def test_each_group_has_those_present_whose_attribute_has_its_value(cohort: SimulatedCohort) -> None:
    here, known = present(cohort), {**attributes(cohort), "specialite": specialties(cohort)}
    seen = set()
    for name, value, members, _ in groups(cohort):
        expected = here if name == "ensemble" else here & (known[name].words() == value)
        assert members.tolist() == np.flatnonzero(expected).tolist()
        seen.add(name)
    assert seen == {"ensemble", *known} and (~here).any()


def test_values_are_shown_in_their_own_order_and_specialties_by_size(cohort: SimulatedCohort) -> None:
    for one in groupings(cohort):
        if one.groupe == "specialite":
            told = specialties(cohort).codes
            _, sizes = np.unique(told[told >= 0], return_counts=True)
            assert (told < 0).any()
            assert sorted(sizes.tolist(), reverse=True) == [
                int((specialties(cohort).words() == value).sum()) for value in one.values
            ]
        elif one.groupe != "ensemble":
            known = attributes(cohort)[one.groupe]
            assert list(one.values) == [value for value in known.values if known.are(value).any()]


def test_no_value_of_an_attribute_is_no_group(tmp_path: Path) -> None:
    """Nobody is at school, so nobody has a kind of school; and a code of none is in no group."""
    nobody = described(tmp_path, "candidats: 200\nvoies: {individuel: 1}\n")
    known = attributes(nobody)["etablissement"]
    assert (known.codes == -1).all() and set(known.words()) == {""} and not known.are("public").any()
    assert "etablissement" not in [one.groupe for one in groupings(nobody)]


def test_sums_over_cells_are_those_of_each_group(cohort: SimulatedCohort) -> None:
    one = cohort.under(load_regimes("permanent_2022")[0])
    known = [*groupings(cohort)]
    cells, over_cells = crossed(known)
    assert cells.sizes.all() and len(cells.values) < cells.codes.size
    by_cell = Sums.of(cells, one.admission, varies=True)
    for plain, grouped in zip(known, over_cells, strict=True):
        for members, (n, mean, variance) in zip(plain.members(), by_cell.over(grouped).told, strict=True):
            chances = one.admission[members]
            assert n == chances.size
            assert (mean, variance) == pytest.approx((chances.mean(), chances.var()), rel=1e-12)


@pytest.mark.parametrize("solved", [False, True])
def test_intervals_by_group_are_those_of_its_candidates(cohort: SimulatedCohort, solved: bool) -> None:
    one = cohort.under(load_regimes("permanent_2022")[0])
    known = [*groupings(cohort)]
    cells, over_cells = crossed(known)
    measure = Measure(cells, one.admis_groupe1, 90.0, one.admission)
    for plain, grouped in zip(known, over_cells, strict=True):
        told = InGroups(measure, grouped)
        for group, members in enumerate(plain.members()):
            if members.size:
                first, chances = one.admis_groupe1[members], one.admission[members]
                expected = wilson_if_solved(chances, first, solved, 90.0) if solved else wilson(chances, 90.0)
                assert told.wilson(group, solved=solved) == pytest.approx(expected, rel=1e-12)


def test_a_group_of_nobody_sums_to_nothing() -> None:
    two = Grouping("voie", ["a", "b"], np.array([0, 2, 0]), [False, False])
    assert two.sizes.tolist() == [2, 0] and two.sums(np.array([1.0, 5.0, 2.0])).tolist() == [3, 0]
    assert two.means(np.ones(3))[0] == 1 and np.isnan(two.means(np.ones(3))[1])
    assert [one.tolist() for one in two.members()] == [[0, 2], []]
    assert Sums.of(two, np.ones(3), varies=True).told == [(2, 1.0, 0.0), (0, 0.0, 0.0)]


def test_the_order_of_candidates_and_of_specialties_changes_no_rate(cohort: SimulatedCohort) -> None:
    """Sums are by candidate, not by the order in which the groups of a cohort come."""
    aucun, permanent = load_regimes("aucun", "permanent_2022")
    turned = replace(cohort, blocks=cohort.groupes[::-1])
    key = ["groupe", "modalite", "indicateur", "regime"]
    one, other = (compare(each, aucun, [permanent]).set_index(key).sort_index() for each in (cohort, turned))
    assert one.equals(other)
