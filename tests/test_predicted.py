"""Does an interval hold what a session of so many candidates shows, whatever the number of those simulated?"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import binom, multinomial, norm

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.present import PresentFrom
from bts_sim.cohort.simulate import simulate
from bts_sim.cohort.strata import LEAST, interleaved, share_out, spread, spread_over_specialties
from bts_sim.display.labels import roughly
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regimes
from bts_sim.files.shipped import statistic
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.rates.measured import CALIBRATED, measured_of, sum_up
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.predicted import Drawn, distinct_results, ends
from bts_sim.stats.under_draws import intervals_over_draws
from bts_sim.stats.weighted import WeightedGroups, means_of

NEVER, LAW = load_regimes("aucun", "permanent_2022")


def counted(gain: Floats, loss: Floats, size: float, noise: float = 0.0) -> Drawn:
    """One result under some draws, as a share of the candidates."""
    gain, loss = np.atleast_1d(gain)[:, np.newaxis], np.atleast_1d(loss)[:, np.newaxis]
    value = gain - loss
    spread_ = np.sqrt(np.maximum(gain + loss - value**2, 0) / size)
    return Drawn(value, np.full_like(value, noise), spread_, loss, np.array([size]), np.ones(1))


# --- The law of a session ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "chance"), [(10, 0.3), (50, 0.1), (400, 0.02), (1000, 0.05)])
@pytest.mark.parametrize("level", [50, 80, 90, 99])
def test_one_known_chance_has_the_ends_of_the_binomial_law(size: int, chance: float, level: float) -> None:
    found, tail = ends(counted(np.full(4096, chance), np.zeros(4096), size), level), (1 - level / 100) / 2
    low, high = (binom.ppf(share, size, chance) for share in (tail, 1 - tail))
    assert found.low[0] * size == pytest.approx(max(low - 0.5, 0), abs=1e-6)
    assert found.high[0] * size == pytest.approx(high + 0.5, abs=1e-6)


def test_gains_and_losses_are_those_of_the_multinomial_law_mixed_over_draws() -> None:
    """Against the law summed term by term."""
    rng, size = np.random.default_rng(3), 14
    gain, loss = rng.beta(3, 20, 200), rng.beta(2, 30, 200)
    chances = np.zeros(2 * size + 1)
    for up, down in zip(gain, loss, strict=True):
        for more in range(size + 1):
            for less in range(size + 1 - more):
                law = multinomial.pmf([more, less, size - more - less], size, [up, down, 1 - up - down])
                chances[size + more - less] += law / len(gain)
    below, found = np.cumsum(chances), ends(counted(gain, loss, size), 90)
    shares = ((0.05 * 201 - 0.5) / 200, (0.95 * 201 - 0.5) / 200)
    low, high = (int(np.searchsorted(below, share)) - size for share in shares)
    assert found.low[0] * size == pytest.approx(low - 0.5) and found.high[0] * size == pytest.approx(high + 0.5)


def test_many_candidates_have_the_ends_of_the_mixture_of_normal_laws() -> None:
    rng = np.random.default_rng(5)
    gain = rng.normal(0.05, 0.01, 512).clip(0.001)
    found = ends(counted(gain, np.zeros(512), 200_000), 90)
    sessions = rng.binomial(200_000, rng.choice(gain, 400_000)) / 200_000
    assert [found.low[0], found.high[0]] == pytest.approx(np.quantile(sessions, [0.05, 0.95]), abs=4e-4)


def test_the_exact_law_and_the_normal_one_meet() -> None:
    gain = np.random.default_rng(7).normal(0.1, 0.01, 256).clip(0.01)
    few, many = (ends(counted(gain, gain / 3, size), 90) for size in (2_000, 2_600))
    for one, other in ((few.low, many.low), (few.high, many.high)):
        assert one[0] == pytest.approx(other[0], abs=2.5e-3)


@pytest.mark.parametrize("order", [[0], [0, 0], [1, 0, 1, 2, 0]])
def test_a_result_alone_beside_its_twin_or_another_has_one_interval(order: list[int]) -> None:
    rng = np.random.default_rng(8)
    value, loss = rng.uniform(1, 30, (64, 3)), np.full((64, 3), np.nan)
    whole = Drawn(value, value * 0, value / 9, loss, np.full(3, 500.0), np.full(3, 100.0))
    some = Drawn(*(one[:, order] for one in (value, value * 0, value / 9, loss)), whole.size[order], whole.unit[order])
    found, places = distinct_results(some)
    assert found.value.shape[1] == len(set(order))
    one, expected = ends(found, 90), ends(whole, 90)
    assert one.low[places].tolist() == expected.low[order].tolist()
    assert one.high[places].tolist() == expected.high[order].tolist()


def test_a_session_is_held_as_often_as_the_level_says() -> None:
    """Truths from the law of the draws: at least the level, and near it where counts are many."""
    rng = np.random.default_rng(11)
    for size, most in ((10, 100), (50, 96), (300, 93), (5000, 92)):
        found = ends(counted(rng.beta(20, 300, 256), rng.beta(5, 500, 256), size), 90)
        up, down = rng.beta(20, 300, 20_000), rng.beta(5, 500, 20_000)
        seen = np.array([rng.multinomial(size, [a, b, 1 - a - b]) for a, b in zip(up, down, strict=True)])
        shown = (seen[:, 0] - seen[:, 1]) / size
        held = 100 * np.mean((shown >= found.low[0]) & (shown <= found.high[0]))
        assert 88 < held < most, (size, held)


# --- The noise of the simulation is no part of it ---------------------------------------------------------------------


def test_what_so_few_simulated_candidates_add_is_taken_out() -> None:
    rng = np.random.default_rng(13)
    truth = rng.normal(0.05, 0.01, 1024)
    noisy = counted((truth + rng.normal(0, 0.02, 1024)).clip(0), np.zeros(1024), 1e6, noise=0.02**2)
    # Of a variance five times that of the truth, a fifth is left: known within a quarter, from 1,024 draws.
    assert float(noisy.shrunk.value.std()) == pytest.approx(0.01, rel=0.15)
    assert noisy.mean[0] == pytest.approx(noisy.value.mean()) and noisy.shrunk.value.mean() == pytest.approx(
        noisy.mean[0]
    )
    found = ends(noisy, 90)
    assert found.high[0] - found.low[0] == pytest.approx(2 * norm.ppf(0.95) * 0.01, rel=0.15)


def test_noise_alone_leaves_the_luck_of_the_session() -> None:
    value = 0.05 + np.random.default_rng(17).normal(0, 0.02, 256)
    found = ends(counted(value, np.zeros(256), 10_000, noise=1.0), 90)
    half = norm.ppf(0.95) * np.sqrt(0.05 * 0.95 / 10_000)
    assert found.high[0] - found.low[0] == pytest.approx(2 * half + 1e-4, rel=0.05)


def test_the_noise_of_a_rate_is_that_of_other_candidates_of_the_same_session() -> None:
    """Measured by other candidates under the same parameters and difficulties, which keep their numbers apart."""
    cohort = replace(load_cohort(candidats=2_000, seed=9), counts=None)
    quantities = []
    for seed in range(60):
        one = simulate(replace(cohort, seed=seed, parametres={**cohort.parametres, **STILL}), told=False)
        (measured,) = measured_of([sum_up(one, [NEVER, LAW])], [NEVER, LAW])
        quantities.append((measured.values[0, 1, 3], measured.noise[0, 1, 3]))
    values, noise = np.array(quantities).T
    assert noise.mean() == pytest.approx(values.var(ddof=1), rel=0.45)


#: No difficulty of a unit and no level of a specialty, which another seed would draw again.
STILL = {"ecart_type_epreuve": 0.0, "ecart_type_specialite": 0.0}


def test_a_rate_that_is_solved_has_no_noise() -> None:
    summed = sum_up(simulate(load_cohort(candidats=3000, seed=1), told=False), [NEVER, LAW])
    (measured,) = measured_of([summed], [NEVER, LAW])
    assert measured.noise[0, :, 0] == pytest.approx(0, abs=1e-18) and (measured.fixed[0, :, 0] == CALIBRATED).all()
    assert (measured.noise[1:, 1, 3] >= 0).all()


def test_weighted_means_are_those_of_each_group_taken_alone() -> None:
    rng = np.random.default_rng(19)
    codes, weights = rng.integers(0, 3, 500), rng.uniform(0.2, 2, 500)
    everybody = Grouping("ensemble", ["ensemble"], np.zeros(500, dtype=np.int64), [False])
    groups = [everybody, Grouping("voie", ["a", "b"], codes, [False] * 2)]
    quantities = np.column_stack([rng.random(500), rng.random(500) < 0.3])
    found = means_of([WeightedGroups.of(groups, weights).sums(quantities)])
    for row, kept in enumerate([codes >= 0, codes == 0, codes == 1]):
        w, x = weights[kept, np.newaxis], quantities[kept]
        mean = (w * x).sum(axis=0) / w.sum()
        assert found.values[0, row] == pytest.approx(mean)
        assert found.noise[0, row] == pytest.approx(((w * (x - mean)) ** 2).sum(axis=0) / w.sum() ** 2)


# --- Candidates spread over the specialties ---------------------------------------------------------------------------


@pytest.mark.parametrize("session", [2021, 2024])
def test_each_specialty_told_has_a_hundred_candidates_of_five_thousand(session: int) -> None:
    cohort = spread_over_specialties(load_cohort(session=session, candidats=5000))
    assert cohort.counts is not None and sum(cohort.counts.values()) == 5000
    assert min(cohort.counts[code] for code in cohort.with_reglement) >= LEAST
    assert min(cohort.counts.values()) >= 1
    counts, shares = (np.array(list(one.values())) for one in (cohort.counts, cohort.specialites))
    assert (counts * cohort.weights / 5000) == pytest.approx(shares)
    assert [*cohort.counts] == [*cohort.specialites]


def test_a_spread_cohort_meets_its_target_and_has_the_groups_of_its_shares() -> None:
    cohort = spread_over_specialties(load_cohort(candidats=5000, seed=3))
    one = simulate(cohort, told=False)
    weights = cohort.weights[one.specialty_ranks]
    assert 100 * np.average(one.first_group, weights=weights) == pytest.approx(74.5, abs=0.02)
    (measured,) = measured_of([sum_up(one, [NEVER, LAW])], [NEVER, LAW])
    shares = dict(zip(measured.groups, measured.present / measured.present[0], strict=True))
    for code in cohort.with_reglement:
        assert shares["specialite", code] == pytest.approx(cohort.specialites[code])
    assert sum(shares["secteur", name] for name in ("services", "production")) == pytest.approx(1)


def test_a_draw_without_room_draws_its_specialties() -> None:
    assert spread_over_specialties(load_cohort(candidats=100)).counts is None
    assert spread_over_specialties(load_cohort(candidats=300)).counts is not None


def test_candidates_are_shared_out_and_any_first_ones_are_spread_alike() -> None:
    counts = spread({"a": 0.7, "b": 0.28, "c": 0.02}, {"a": 10, "b": 10, "c": 10}, 100)
    assert counts == {"a": 64, "b": 26, "c": 10}
    ranks = interleaved(counts)
    assert np.bincount(ranks).tolist() == [64, 26, 10] and np.bincount(ranks[:50]).tolist() == [32, 13, 5]
    assert share_out(np.array([1, 1, 1]), 2).tolist() == [1, 1, 0]


# --- Those present ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number", "origin"),
    [
        ("candidats: 10", 166_800, PresentFrom.NATION),
        ("effectif: 50", 50, PresentFrom.GIVEN),
        ("specialites: {MCO: 30, CG: 25}", 55, PresentFrom.HEADCOUNTS),
        ("specialites: {MCO: 60, CG: 40}\ncandidats: 700", 700, PresentFrom.SIMULATED),
        ("specialites: {MCO: 2, CG: 1}", 50_000, PresentFrom.SIMULATED),
        ("specialites: {MCO: 0.4, CG: 0.6}\ncandidats: 80", 80, PresentFrom.SIMULATED),
        ("academies: {Dijon: 1}", 3_181, PresentFrom.ACADEMIES),
    ],
)
def test_those_present_are_given_counted_published_or_simulated(
    text: str, number: int, origin: PresentFrom, tmp_path: Path
) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(text + "\n", encoding="utf-8")
    found = load_cohort(path).present
    assert (found.origin, found.number) == (origin, number)


def test_the_nation_has_the_candidates_that_are_published() -> None:
    row = statistic(
        indicator="candidates_present", session="2018", population="BTS non-agricultural only, France, all statuses"
    )
    assert load_cohort().present.number == int(row["value"])


def test_a_number_that_is_given_is_not_drawn_and_the_nation_is_within_six_percent() -> None:
    nation = load_cohort().present
    drawn = [nation.drawn(seed) / nation.number for seed in range(300)]
    assert 0.94 <= min(drawn) < 0.95 and 1.05 < max(drawn) <= 1.06
    assert replace(nation, known_within=0).drawn(7) == nation.number


@pytest.mark.parametrize("wrong", ["0", "-3", "beaucoup", "2.5"])
def test_a_number_of_nobody_is_refused(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"effectif: {wrong}\n", encoding="utf-8")
    with pytest.raises(bts.BtsSimError, match=r"c.yaml:1 : colonne effectif"):
        load_cohort(path)


# --- What is quoted ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawn():
    return rates_by_draw(load_cohort(candidats=1500, seed=6), NEVER, [LAW], 24)


def test_only_what_the_rule_or_the_target_fixes_has_no_width(drawn) -> None:
    table = intervals_over_draws(drawn, [90])
    still = table[table["bas"] == table["haut"]]
    assert set(still["methode"]) == {"calibrated", "no_orals", "zero_by_rule"}
    assert not set(table.loc[table["bas"] < table["haut"], "methode"]) & set(still["methode"])
    assert (table["bas"] <= table["valeur"]).all() and (table["valeur"] <= table["haut"]).all()


def test_diplomas_are_the_gap_of_those_present_and_groups_add_up(drawn) -> None:
    table = intervals_over_draws(drawn, [90]).set_index(["groupe", "modalite", "indicateur", "regime"])["valeur"]
    diplomas = table.xs(("ecart_diplomes", "permanent_2022"), level=("indicateur", "regime"))
    whole = diplomas["ensemble", "ensemble"]
    gap = table["ensemble", "ensemble", "ecart_taux_admis", "permanent_2022"]
    assert whole == pytest.approx(gap / 100 * 166_800, rel=0.03)
    for group in ("secteur", "sexe", "voie", "origine"):
        assert diplomas[group].sum() == pytest.approx(whole, abs=0.01), group


def test_the_number_simulated_changes_no_interval_but_its_noise() -> None:
    """Four times more candidates in each draw: the same width, within what 64 draws leave of it."""
    few, many = (
        intervals_over_draws(rates_by_draw(load_cohort(candidats=size, seed=21), NEVER, [LAW], 64), [90])
        for size in (1_000, 4_000)
    )
    for one, other in zip(few.itertuples(), many.itertuples(), strict=True):
        if (one.groupe, one.indicateur) == ("ensemble", "ecart_taux_admis"):
            assert (one.haut - one.bas) == pytest.approx(other.haut - other.bas, rel=0.45)
            assert one.n == other.n == 166_800 and one.bruit > other.bruit


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((4.42, 3.18, 5.86), ("4,5", "3", "6")),
        ((7363.5, 5286.3, 9783.3), ("7\u202f500", "5\u202f000", "10\u202f000")),
        ((0.126, 0.113, 0.141), ("0,125", "0,11", "0,15")),
        ((-1.2, -2.1, -0.3), ("−1,2", "−2,1", "−0,3")),
        ((5.0, 5.0, 5.0), ("5,0", "5,0", "5,0")),
    ],
)
def test_words_have_no_more_digits_than_the_interval_allows(
    numbers: tuple[float, float, float], words: tuple[str, str, str]
) -> None:
    assert roughly(*numbers) == words
