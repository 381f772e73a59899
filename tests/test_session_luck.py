"""Does the interval of a small session have all its luck: that of its candidates, of their orals, of their returns?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import with_draw
from bts_sim.cohort.present import Present, PresentFrom
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.movers.common_luck import mean_squares
from bts_sim.questions.movers.decomposition import decompose
from bts_sim.questions.movers.factors import coalitions
from bts_sim.questions.reforms.tables import response
from bts_sim.questions.returns.lives import journeys
from bts_sim.questions.returns.tables import price_of_return
from bts_sim.stats.groups import present
from bts_sim.stats.over_draws import Draws
from bts_sim.stats.session import counting, luck_columns

AUCUN, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
CLASS, SEED = 30, 3_000_000
#: Candidates of each truth, and truths: stored draws that no interval of the study uses.
SIZE, TRUTHS = 1_200, range(300, 340)


@pytest.fixture(scope="module")
def of_a_class() -> bts.Study:
    described = replace(load_cohort(seed=3), present=Present(CLASS, PresentFrom.GIVEN))
    return bts.study(cohort=described, draws=16, draw_size=800)


@pytest.fixture(scope="module")
def cohort() -> SimulatedCohort:
    return simulate(load_cohort(candidats=3_000, seed=5))


@pytest.fixture(scope="module")
def truths() -> list[SimulatedCohort]:
    return [
        simulate(with_draw(load_cohort(candidats=SIZE, seed=SEED + one), one, SEED + one), told=False) for one in TRUTHS
    ]


def held(
    truths: list[SimulatedCohort], shown: Callable[[SimulatedCohort], np.ndarray], low: float, high: float
) -> float:
    """The percent of the classes of some truths whose mean lies in an interval, percent."""
    seen = []
    for one in truths:
        values = 100.0 * shown(one)[present(one)]
        seen += values[: values.size // CLASS * CLASS].reshape(-1, CLASS).mean(axis=1).tolist()
    return 100 * float(np.mean((np.array(seen) >= low - 1e-9) & (np.array(seen) <= high + 1e-9)))


def gain(one: SimulatedCohort) -> np.ndarray:
    return one.under(PERMANENT).admis() * 1.0 - one.under(AUCUN).admis()


# --- What it is for ---------------------------------------------------------------------------------------------------


def test_a_gap_has_the_interval_of_rates_in_a_class_too(of_a_class: bts.Study) -> None:
    rates = of_a_class.rates().table
    whole = rates[(rates["groupe"] == "ensemble") & (rates["regime"] == "permanent_2022")].set_index("indicateur")
    gap = whole.loc["ecart_taux_admis", ["bas", "haut"]].tolist()
    parts = of_a_class.decomposition("aucun", "permanent_2022").table
    assert parts[["ecart_bas", "ecart_haut"]].iloc[0].tolist() == pytest.approx(gap, abs=1e-3)
    lives = of_a_class.returns(sessions=2).table
    first = lives[(lives["groupe"] == "ensemble") & (lives["sessions"] == 1) & (lives["regime"] == "permanent_2022")]
    told = first.set_index("indicateur")
    assert told.loc["ecart_taux_diplomes", ["bas", "haut"]].tolist() == pytest.approx(gap, abs=1e-3)
    rate = whole.loc["taux_admis", ["bas", "haut"]].tolist()
    assert told.loc["taux_diplomes", ["bas", "haut"]].tolist() == pytest.approx(rate, abs=1e-3)
    levers = of_a_class.levers("permanent_2022", seuil_general=800).table.set_index("indicateur")
    assert levers.loc["taux_admis", ["bas", "haut"]].tolist() == pytest.approx(rate, abs=1e-3)
    # A count of thirty, half a candidate around: more than five candidates wide.
    assert rate[1] - rate[0] > 100 * 5 / CLASS


def test_intervals_of_a_class_hold_the_classes_that_the_model_realises(
    of_a_class: bts.Study, truths: list[SimulatedCohort]
) -> None:
    parts = of_a_class.decomposition("aucun", "permanent_2022").table.set_index("facteur")
    opened = replace(PERMANENT, nom="ouvert", seuil_general=None, seuil_professionnel=None, acces="non_admis")
    levers = of_a_class.levers("permanent_2022", seuil_general=900).table.set_index("indicateur")
    higher = replace(PERMANENT, nom="900", seuil_general=900)
    found = {
        "gap": held(truths, gain, *parts[["ecart_bas", "ecart_haut"]].iloc[0]),
        "alone": held(
            truths,
            lambda one: one.under(opened).admis() * 1.0 - one.under(AUCUN).admis(),
            *parts.loc["ouverture", ["seul_bas", "seul_haut"]],
        ),
        "rate": held(truths, lambda one: one.under(higher).admis(), *levers.loc["taux_admis", ["bas", "haut"]]),
    }
    assert min(found.values()) >= 85, found


def test_a_session_of_the_nation_has_what_it_had(cohort: SimulatedCohort) -> None:
    """Where candidates are many their luck is nothing, whoever counts it."""
    many = Draws(load_cohort(candidats=3_000), 2, 90.0)
    tables = [response(cohort, PERMANENT, {"seuil_general": [700]}) for _ in range(2)]
    key = ["seuil_general", "en_vigueur", "indicateur"]
    with_luck, without = (
        many.predicted([one.drop(columns=dropped) for one in tables], key)
        for dropped in ([], [*luck_columns("valeur")])
    )
    widths = [(one["haut"] - one["bas"]).to_numpy() for one in (with_luck, without)]
    assert (widths[0] >= widths[1] - 1e-3).all() and widths[0] == pytest.approx(widths[1], abs=0.25)


# --- How it is made ---------------------------------------------------------------------------------------------------


def test_a_share_of_a_group_has_the_luck_of_its_candidates_and_of_no_more() -> None:
    few = Draws(replace(load_cohort(candidats=2_000), present=Present(100, PresentFrom.GIVEN)), 2, 90.0)
    one = pd.DataFrame(
        {"nom": ["all", "half"], "valeur": 50.0, "bas": 48.0, "haut": 52.0, "niveau": 90.0, "n": [2_000, 1_000]}
    ).assign(methode="wilson")
    found = few.predicted([counting(one, "valeur")] * 2, ["nom"]).set_index("nom")
    assert "valeur_perdu" not in found
    # Quantiles of binomial laws, half a candidate further: 42 and 58 of 100, 19 and 31 of 50.
    assert found.loc["all", ["bas", "haut"]].tolist() == pytest.approx([41.5, 58.5])
    assert found.loc["half", ["bas", "haut"]].tolist() == pytest.approx([37, 63])


def test_sums_of_admissions_vary_as_those_that_are_drawn() -> None:
    rng = np.random.default_rng(1)
    chances, weights = rng.beta(0.4, 0.4, (40, 5)), rng.normal(0, 1, (3, 5))
    weights -= weights.mean(axis=1, keepdims=True)
    orals = ["unite", "domaine", "unite", "", "domaine"]
    chances[:, 3], chances[0] = np.round(chances[:, 3]), 1.0
    total, drawn = np.zeros(3), 20_000
    for _ in range(drawn):
        luck = {kind: rng.random((40, 1)) for kind in ("unite", "domaine", "")}
        admitted = np.hstack([luck[kind] < chances[:, [rank]] for rank, kind in enumerate(orals)])
        total += ((admitted @ weights.T) ** 2).mean(axis=0)
    assert mean_squares(chances, orals, weights) == pytest.approx(total / drawn, rel=0.03)


def test_parts_vary_as_those_of_orals_that_are_drawn(cohort: SimulatedCohort) -> None:
    here, between = present(cohort), coalitions(AUCUN, PERMANENT)
    table = decompose(cohort, AUCUN, PERMANENT).set_index("facteur")
    alone, whole = frozenset(["ouverture"]), frozenset(name for taken in between for name in taken)
    found = {"ecart": [], "seul": []}
    for draw in range(20):
        admitted = {taken: one.admis(draw)[here] for taken, one in ((t, cohort.under(between[t])) for t in between)}
        for name, taken in (("ecart", whole), ("seul", alone)):
            gained = 100.0 * admitted[taken] - 100.0 * admitted[frozenset()]
            found[name].append([np.maximum(-gained, 0).mean(), gained.var()])
    for name, drawn in found.items():
        lost, luck = table.loc["ouverture", [*luck_columns(name)]]
        mean = table.loc["ouverture", name]
        assert lost == pytest.approx(np.mean(drawn, axis=0)[0], abs=0.02)
        variance = 100 * (mean + 2 * lost) - mean**2 if np.isnan(luck) else luck
        assert variance == pytest.approx(np.mean(drawn, axis=0)[1], rel=0.05)


def test_what_coming_back_costs_varies_as_returns_that_are_drawn(cohort: SimulatedCohort) -> None:
    lives = journeys(cohort, AUCUN, sessions=4, draws=2)
    table = price_of_return(lives, rate=70).set_index("indicateur")
    rng, here, rank = np.random.default_rng(2), present(cohort), lives[0].diplome
    sat, after = [], []
    for _ in range(40):
        reached = 1 + np.cumprod(rng.random((3, *rank.shape)) < 0.7, axis=0).sum(axis=0)
        sat.append(np.minimum(np.where(rank == 0, 4, rank), reached)[:, here])
        had = (rank >= 1) & (rank <= reached)
        after.append((sat[-1] - table.loc["presentations_par_diplome", "valeur"] * had[:, here]) / had[:, here].mean())
    luck = table[luck_columns("valeur")[1]]
    assert luck["presentations"] == pytest.approx(np.var(sat), rel=0.05)
    assert luck["presentations_par_diplome"] == pytest.approx(np.mean(np.square(after)), rel=0.05)
