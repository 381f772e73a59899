"""Are marks and means exact?"""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st

from bts_sim.droit.points import Moyenne, en_points

pytestmark = pytest.mark.quick

MARKS = st.integers(0, 2000)
#: Those of the texts, and some that no text has.
COEFS = st.sampled_from([1, 7, 33, 50, 100, 125, 150, 200, 250, 300, 400, 500, 600, 900])
LINES = st.lists(st.tuples(MARKS, COEFS), min_size=1, max_size=10)


def mean(lines: list[tuple[int, int]]) -> tuple[Moyenne, Fraction]:
    exact = sum(Fraction(m, 100) * c for m, c in lines) / sum(c for _, c in lines)
    total = Moyenne(np.array([sum(m * c for m, c in lines)]), np.array([sum(c for _, c in lines)]))
    return total, exact


@given(LINES, MARKS)
def test_a_mean_is_compared_as_exact_fractions_are(lines: list[tuple[int, int]], seuil: int) -> None:
    total, exact = mean(lines)
    assert bool(total.atteint(seuil)[0]) == (exact >= Fraction(seuil, 100))


@given(LINES)
def test_a_mean_is_written_as_its_reduced_fraction(lines: list[tuple[int, int]]) -> None:
    total, exact = mean(lines)
    assert total.fractions() == [str(exact)]


@given(LINES)
def test_a_mean_on_20_is_the_nearest_float_and_that_of_nothing_is_none(lines: list[tuple[int, int]]) -> None:
    total, exact = mean(lines)
    assert total.sur_20()[0] == float(exact)
    with np.errstate(all="raise"):
        assert np.isnan(Moyenne(np.array([0]), np.array([0])).sur_20()[0])


@given(LINES)
def test_a_displayed_mean_is_the_exact_one_rounded_half_up(lines: list[tuple[int, int]]) -> None:
    total, exact = mean(lines)
    rounded = (2 * exact * 10**4 + 1) // 2
    assert int(total.decimales()[0].replace(",", "")) == rounded


@given(LINES)
def test_a_rounded_mean_and_a_cut_one_are_those_of_exact_fractions(lines: list[tuple[int, int]]) -> None:
    total, exact = mean(lines)
    for means, hundredths in ((total.au_centieme(), (2 * exact * 100 + 1) // 2), (total.tronquee(), exact * 100 // 1)):
        assert Fraction(int(means.somme[0]), int(means.coefs[0])) == hundredths


def test_who_has_no_coefficient_has_a_mean_of_nothing_however_it_is_rounded() -> None:
    """Every unit dispensed: no division by zero, and no coefficient that appears from nowhere."""
    nothing = Moyenne(np.array([0]), np.array([0]))
    for means in (nothing.au_centieme(), nothing.tronquee()):
        assert means.somme.tolist() == [0] and means.coefs.tolist() == [0]
    assert nothing.decimales() == ["0,0000"]


def test_a_mean_one_hundredth_of_a_mark_below_10_is_below_10() -> None:
    at, below = mean([(1000, 300), (1000, 150)])[0], mean([(1000, 300), (999, 150)])[0]
    assert at.atteint(1000)[0] and not below.atteint(1000)[0]
    assert below.decimales() == ["9,9967"]


def test_the_mean_that_float64_refuses_is_admitted() -> None:
    """Eight marks on the coefficients of MCO, whose mean is exactly 10 and whose float64 mean is 9.999999999999998."""
    marks = np.array([767, 1310, 774, 780, 700, 699, 1222, 1790])
    coefs = np.array([300, 150, 150, 300, 300, 300, 300, 300])
    total, exact = mean(list(zip(marks.tolist(), coefs.tolist(), strict=True)))
    assert np.average(marks / 100, weights=coefs / 100) < 10
    assert exact == 10
    assert total.atteint(1000)[0]


def test_thresholds_read_as_a_french_reader_writes_them() -> None:
    assert [en_points(x) for x in (800, 950, 999, 1005)] == ["8", "9,5", "9,99", "10,05"]
