"""Does a lever give what the jury gives, and does the least change that is found leave no smaller one?"""

from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers import more_draws

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.jury import Decision
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.errors import InputError
from bts_sim.language import speaking
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.reforms.charts.crossing import draw_crossing
from bts_sim.questions.reforms.charts.curve import draw_curve
from bts_sim.questions.reforms.charts.front import draw_frontier
from bts_sim.questions.reforms.charts.thresholds import draw_thresholds
from bts_sim.questions.reforms.frontier import distance_to_frontier, frontier_of_reforms
from bts_sim.questions.reforms.price import price_of_change
from bts_sim.questions.reforms.reach import reach_target
from bts_sim.questions.reforms.settings import (
    CEILING,
    LEVERS,
    check_settings,
    in_force,
    lever_bounds,
    levers_of,
    variant,
)
from bts_sim.questions.reforms.shown import show_price, show_targets
from bts_sim.questions.reforms.tables import response, response_over_draws
from bts_sim.questions.reforms.variants import Variants
from bts_sim.questions.reforms.words.findings import quote_targets, say_frontier
from bts_sim.stats.intervals import Method
from bts_sim.stats.over_draws import Draws

COHORTE = simulate(load_cohort(candidats=4000, seed=11))
#: Two specialties are five times faster than all, and enough to search through every hundredth.
SMALL = simulate(load_cohort(candidats=2000, seed=13, specialites=("MCO", "CG")))
NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
#: Reforms that come with the project, as settings of the regime in force.
SHIPPED = {
    "plancher_7": {"seuil_general": 700},
    "plancher_7_5": {"seuil_general": 750},
    "plancher_8_5": {"seuil_general": 850},
    "plancher_9": {"seuil_general": 900},
    "plancher_9_5": {"seuil_general": 950},
    "professionnelle_8": {"seuil_professionnel": 800},
    "professionnelle_9": {"seuil_professionnel": 900},
    "professionnelle_11": {"seuil_professionnel": 1100},
    "sans_condition_professionnelle": {"seuil_professionnel": 0},
    "un_oral": {"nombre_oraux": 1},
    "trois_oraux": {"nombre_oraux": 3},
}
NUMBERS = ["valeur", "bas", "haut"]


def alone(cohorte: SimulatedCohort) -> Draws:
    """One cohort, in the place of the draws of a question."""
    draws = Draws(cohorte.cohorte, 1, 90.0)
    vars(draws)["simulated"] = (cohorte,)
    return draws


ONE = alone(SMALL)


@pytest.fixture(scope="module")
def draws() -> Draws:
    return Draws(load_cohort(candidats=400, seed=3, specialites=("MCO", "CG")), 10, 90.0)


def measure(table: pd.DataFrame, name: str) -> pd.Series:
    return table[table["indicateur"] == name].reset_index(drop=True)["valeur"]


@pytest.mark.parametrize("name", SHIPPED)
def test_a_setting_is_the_scenario_of_the_same_law_to_the_last_bit(name: str) -> None:
    scenario = load_regime(name)
    ((levier, value),) = SHIPPED[name].items()
    here = response(COHORTE, PERMANENT, {levier: [value]}).set_index("indicateur")
    there = compare(COHORTE, PERMANENT, [scenario])
    there = there[(there["groupe"] == "ensemble") & (there["regime"] == name)].set_index("indicateur")
    for indicator in ("taux_admis", "taux_autorise", "ecart_taux_admis"):
        assert here.loc[indicator, NUMBERS].tolist() == there.loc[indicator, NUMBERS].tolist()
        assert there.loc[indicator, "methode"] == here.loc[indicator, "methode"]
    one, other = Variants(COHORTE, PERMANENT).under({levier: value}), COHORTE.under(scenario)
    assert np.array_equal(one.admission, other.admission) and np.array_equal(one.autorise, other.autorise)


@pytest.mark.parametrize("setting", [980, 1000, 1035])
def test_a_value_of_the_bareme_is_set_as_a_scenario_sets_it(setting: int) -> None:
    scenario = replace(PERMANENT, nom="autre", valeurs={"seuil_admission": setting})
    table = compare(COHORTE, PERMANENT, [scenario])
    table = table[(table["groupe"] == "ensemble") & (table["regime"] == "autre")].set_index("indicateur")
    here = response(COHORTE, PERMANENT, {"seuil_admission": [setting]}).set_index("indicateur")
    for indicator in ("taux_admis", "taux_autorise", "ecart_taux_admis"):
        assert here.loc[indicator, NUMBERS].tolist() == table.loc[indicator, NUMBERS].tolist()


def test_false_decisions_are_counted_one_candidate_at_a_time() -> None:
    level, admission = true_level(SMALL), SMALL.under(PERMANENT).admission
    judged = SMALL.under(PERMANENT).decision() != Decision.ELIMINE
    assert not judged.all()
    for given, standard in ((None, 10.0), (1100, 11.0)):
        table = response(SMALL, PERMANENT, {"seuil_general": [800]}, given)
        wrong = [100 * chance if one < standard else 0 for chance, one in zip(admission, level, strict=True)]
        missed = np.where((level >= standard) & judged, 100 * (1 - admission), 0)
        assert measure(table, "faux_admis")[0] == pytest.approx(np.mean(wrong), abs=1e-4)
        assert measure(table, "faux_refus")[0] == pytest.approx(np.mean(missed), abs=1e-4)


def test_false_decisions_are_those_of_accuracy() -> None:
    from bts_sim.questions.accuracy.tables import decision_accuracy

    said = decision_accuracy(SMALL, PERMANENT, [], [10.0]).set_index("indicateur")["valeur"]
    here = response(SMALL, PERMANENT, {"seuil_general": [800]})
    for error in ("faux_admis", "faux_refus"):
        assert measure(here, error)[0] == said[error]


def test_the_standard_stays_where_it_is_when_the_threshold_of_admission_moves() -> None:
    table = response(SMALL, PERMANENT, {"seuil_admission": [0, 2000]})
    low = 100 * float((true_level(SMALL) < 10).mean())
    first = SMALL.under(replace(PERMANENT, valeurs={"seuil_admission": 0})).admission
    assert measure(table, "faux_admis")[0] == pytest.approx(100 * (first * (true_level(SMALL) < 10)).mean(), abs=1e-4)
    assert measure(table, "faux_admis")[0] > 0.9 * low and measure(table, "faux_admis")[1] == 0


def test_the_orals_to_hold_are_those_that_outcomes_draws() -> None:
    tried = Variants(SMALL, PERMANENT).under({"nombre_oraux": 3})
    assert set(tried.oraux[~tried.autorise]) == {0} and tried.oraux.max() == 3
    assert np.array_equal(Variants(SMALL, EXCEPTIONNEL).under({}).oraux, 2 * SMALL.under(EXCEPTIONNEL).autorise)


@pytest.mark.parametrize(
    ("levier", "settings", "sign"),
    [
        ("seuil_general", range(0, 2001, 50), -1),
        ("seuil_professionnel", range(0, 2001, 50), -1),
        ("nombre_oraux", (1, 2, 3), 1),
        (CEILING, range(0, 2001, 50), 1),
        ("seuil_admission", range(700, 1301, 40), -1),
    ],
)
def test_the_rate_is_monotone_in_each_lever(levier: str, settings: range, sign: int) -> None:
    rates = [Variants(SMALL, PERMANENT).under({levier: one}).admission for one in settings]
    steps = np.diff(rates, axis=0) * sign
    assert (steps >= -1e-12).all() and (steps > 0).any()


def test_a_ceiling_of_gain_admits_as_a_floor_would_and_lets_as_many_sit() -> None:
    """Nobody may gain more than the ceiling: who needs more is refused, as if a floor had stood at 10 less it."""
    tried = Variants(COHORTE, PERMANENT)
    for ceiling in (0, 37, 50, 120, 200, 2000):
        capped = tried.under({CEILING: ceiling})
        floored = tried.under({"seuil_general": max(800, 1000 - ceiling)})
        assert np.array_equal(capped.admission, floored.admission)
        assert np.array_equal(capped.autorise, tried.under({}).autorise)


@cache
def every_rate(levier: str) -> dict[int, float]:
    """Return the rate of every setting of a lever, as tables write it."""
    tried, (low, high) = Variants(SMALL, PERMANENT), lever_bounds(levier, SMALL.cohorte.bareme)
    return {s: round(100 * float(tried.under({levier: s}).admission.mean()), 4) for s in range(low, high + 1)}


@pytest.mark.parametrize("change", [-2.0, -0.3, 0.9, 1.6, 15.0])
@pytest.mark.parametrize("levier", ["seuil_general", "seuil_professionnel", CEILING, "nombre_oraux"])
def test_the_least_change_is_that_of_a_search_through_every_setting(levier: str, change: float) -> None:
    rates, law = every_rate(levier), in_force(PERMANENT, SMALL.cohorte.bareme, levier)
    cible, up = round(rates[law] + change, 4), change > 0
    reaching = [s for s, rate in rates.items() if (rate >= cible if up else rate <= cible)]
    row = reach_target(ONE, PERMANENT, cible, [levier]).iloc[0]
    assert row["atteinte"] == bool(reaching) and row["taux_en_vigueur"] == rates[law]
    if not reaching:
        best = (max if up else min)(rates.values())
        nearest = min(abs(s - law) for s, rate in rates.items() if rate == best)
        assert row["meilleur_taux"] == best and abs(row["meilleur"] - law) == nearest
        assert pd.isna(row["reglage"]) and pd.isna(row["taux"])
        return
    nearest = min(reaching, key=lambda s: abs(s - law))
    assert row["reglage"] == nearest and row["taux"] == rates[nearest]
    before = nearest + (1 if law > nearest else -1)
    assert row["taux_avant"] == rates[before] and before not in reaching


def test_targets_of_that_search_are_some_in_reach_and_some_out_of_it() -> None:
    found = reach_target(ONE, PERMANENT, 0.9, more=True).set_index("levier")["atteinte"]
    assert found["seuil_professionnel"] and not found["seuil_general"] and not found[CEILING]


@pytest.mark.parametrize("choix", ["meilleure_probabilite", "hasard", "notes_basses"])
@pytest.mark.parametrize("lecture", [{}, {"absence_a_l_oral": "elimination"}, {"niveau_remplacement": "langue"}])
def test_what_is_kept_between_settings_is_what_each_setting_alone_gives(choix: str, lecture: dict[str, str]) -> None:
    chosen = replace(SMALL, cohorte=replace(SMALL.cohorte, choix_des_oraux=choix))
    read = replace(PERMANENT, lectures=replace(PERMANENT.lectures, **lecture))
    tried = Variants(chosen, read)
    for reglage in ({"seuil_general": 950}, {"seuil_professionnel": 850}, {"nombre_oraux": 1}, {}):
        one, alone = tried.under(reglage), chosen.under(variant(read, reglage))
        assert np.array_equal(one.admission, alone.admission) and np.array_equal(one.autorise, alone.autorise)


def test_the_least_change_of_the_threshold_of_admission_is_exact_too() -> None:
    row = reach_target(ONE, PERMANENT, 82.0, ["seuil_admission"]).iloc[0]
    tried = Variants(SMALL, PERMANENT)
    rates = [100 * tried.under({"seuil_admission": int(row["reglage"]) + one}).admission.mean() for one in (0, 1)]
    assert rates[0] >= 82 > rates[1] and row["taux_avant"] == round(float(rates[1]), 4)


def test_a_target_already_met_changes_nothing_and_a_gain_is_a_target() -> None:
    rate = float(measure(response(SMALL, PERMANENT, {"nombre_oraux": [2]}), "taux_admis")[0])
    still = reach_target(ONE, PERMANENT, rate)
    assert (still["reglage"] == still["en_vigueur"]).all() and still["taux_avant"].isna().all()
    gained = reach_target(ONE, PERMANENT, 0.7, ["seuil_professionnel"], more=True)
    same = reach_target(ONE, PERMANENT, round(rate + 0.7, 4), ["seuil_professionnel"])
    assert gained["reglage"].tolist() == same["reglage"].tolist() != still["en_vigueur"][:1].tolist()


@pytest.mark.parametrize(("target", "more"), [(81.0, False), (0.8, True), (-0.5, True)])
@pytest.mark.parametrize("levier", ["seuil_professionnel", "seuil_admission"])
def test_the_interval_of_a_setting_is_read_from_that_of_its_rate(
    draws: Draws, levier: str, target: float, more: bool
) -> None:
    """A session needs no more than the far end: there, even an unlucky one reaches the target, and not one step before.

    The rates are those of `levers`, found by another way.
    """
    row = reach_target(draws, PERMANENT, target, [levier], more=more).iloc[0]
    up = row["taux_en_vigueur"] < row["cible"]
    way = -1 if up else 1
    ends = [one for one in (row["bas"], row["haut"])[::way] if not pd.isna(one)]
    assert len(ends) and row["bas"] is not row["haut"] and row["methode"] == "drawn"
    column = ("haut", "bas") if up else ("bas", "haut")
    for end, told in zip(ends, column, strict=False):
        steps = [int(end), int(end) - way] if end != row["en_vigueur"] else [int(end)]
        table = response_over_draws(draws, PERMANENT, {levier: steps}, None)
        name = "ecart_taux_admis" if more else "taux_admis"
        found = table[table["indicateur"] == name].set_index(levier)[told]
        reached = [(one - target) * (1 if up else -1) for one in found[steps]]
        assert reached[0] >= -2e-4 and all(one < 2e-4 for one in reached[1:]), (end, told)
    inside = [row["bas"], row["reglage"], row["haut"]]
    known = [one for one in inside if not pd.isna(one)]
    assert known == sorted(known)


def test_the_setting_of_the_mean_is_the_first_whose_mean_rate_reaches_the_target(draws: Draws) -> None:
    row = reach_target(draws, PERMANENT, 0.6, ["seuil_professionnel"], more=True).iloc[0]
    tried = [Variants(one, PERMANENT) for one in draws.simulated]

    def mean(setting: int) -> float:
        return float(np.mean([100 * one.under({"seuil_professionnel": setting}).admission.mean() for one in tried]))

    rates = {setting: round(mean(setting), 4) for setting in range(int(row["reglage"]) - 3, 1001)}
    assert max(one for one, rate in rates.items() if rate >= row["cible"]) == row["reglage"]
    assert row["taux"] == rates[row["reglage"]] and row["taux_avant"] == rates[row["reglage"] + 1] < row["cible"]
    # Brought to the rate of more draws, the target moves with it.
    higher = more_draws(rates[1000] + 1)
    moved = reach_target(draws, PERMANENT, 0.6, ["seuil_professionnel"], more=True, rates=higher).iloc[0]
    assert moved["taux_en_vigueur"] == pytest.approx(rates[1000] + 1, abs=1e-4)
    assert moved["cible"] == pytest.approx(row["cible"] + 1, abs=1e-4)


def test_what_no_setting_reaches_is_so_for_a_percent_of_sessions_and_one_draw_has_no_interval(draws: Draws) -> None:
    never, always = (reach_target(draws, PERMANENT, one, ["nombre_oraux"]).iloc[0] for one in (99.0, 60.0))
    assert never["hors_atteinte"] == 100 and not never["atteinte"] and pd.isna(never["bas"]) and pd.isna(never["haut"])
    some = reach_target(draws, PERMANENT, 0.9, ["nombre_oraux"], more=True).iloc[0]
    assert 0 < some["hors_atteinte"] < 100
    assert always["hors_atteinte"] == 100  # Fewer orals do not refuse so many.
    one = reach_target(ONE, PERMANENT, 80.4).set_index("levier").loc["seuil_professionnel"]
    assert one["methode"] == "one_draw" and pd.isna(one[["bas", "haut", "hors_atteinte"]]).all()
    # Of fewer candidates, what the draws differ by would be their noise.
    larger = replace(draws, cohorte=load_cohort(candidats=2000, seed=3, specialites=("MCO", "CG")), number=24)
    wider = reach_target(replace(larger, level=99.0), PERMANENT, 0.5, ["seuil_admission"], more=True).iloc[0]
    usual = reach_target(larger, PERMANENT, 0.5, ["seuil_admission"], more=True).iloc[0]
    assert wider["bas"] <= usual["bas"] <= usual["haut"] <= wider["haut"] and wider["reglage"] == usual["reglage"]
    assert wider["haut"] - wider["bas"] > usual["haut"] - usual["bas"]


def test_the_price_of_a_change_is_its_response_per_thousand() -> None:
    found = reach_target(ONE, PERMANENT, 80.4)
    costs = price_of_change(ONE, PERMANENT, found)
    assert set(costs["levier"]) == set(found.loc[found["atteinte"], "levier"]) != set(found["levier"])
    row = found.set_index("levier").loc["seuil_professionnel"]
    curve = response(SMALL, PERMANENT, {"seuil_professionnel": [int(row["reglage"])]})
    one = costs[costs["levier"] == "seuil_professionnel"].set_index("indicateur")
    for name in ("ecart_faux_admis", "ecart_taux_autorise", "ecart_oraux"):
        assert one.loc[name, "valeur"] == pytest.approx(10 * measure(curve, name)[0]) and one.loc[name, "valeur"] > 0


GRID = {"seuil_general": [700, 800, 900, 950], "seuil_professionnel": [800, 950, 1000, 1100], "nombre_oraux": [1, 2, 3]}


def test_the_frontier_is_that_of_every_pair_compared() -> None:
    table = frontier_of_reforms(ONE, PERMANENT, GRID, [EXCEPTIONNEL, NEVER, PERMANENT])
    assert len(table) == 4 * 4 * 3 + 2 and table["en_vigueur"].sum() == 1
    errors = table[["faux_refus", "faux_admis"]].to_numpy()
    for i, one in enumerate(errors):
        dominated = any((other <= one).all() and (other < one).any() for other in errors)
        assert table["sur_la_frontiere"][i] == (not dominated)
        for j, name in enumerate(("refus_evitables", "admissions_evitables")):
            saved = max(one[j] - other[j] for other in errors if other[1 - j] <= one[1 - j])
            assert table[name][i] == pytest.approx(saved, abs=1e-9)
    assert 2 < table["sur_la_frontiere"].sum() < len(table)


def test_a_row_of_the_frontier_is_its_reform_compared() -> None:
    table = frontier_of_reforms(ONE, PERMANENT, GRID, [EXCEPTIONNEL])
    law = table[table["en_vigueur"]].iloc[0]
    assert law["reforme"] == "permanent_2022" and law["seuil_general"] == 800
    other = table[table["reforme"] == "exceptionnel_2021"].iloc[0]
    assert other["taux_admis"] == round(100 * float(SMALL.under(EXCEPTIONNEL).admission.mean()), 4)
    assert pd.isna(other["seuil_general"]) and other["faux_admis"] > law["faux_admis"]


def test_the_distance_is_what_the_best_reform_saves_and_refuses_a_regime_it_was_not_given() -> None:
    table = frontier_of_reforms(ONE, PERMANENT, GRID, [EXCEPTIONNEL])
    law = table[table["en_vigueur"]].iloc[0]
    apart = distance_to_frontier(ONE, PERMANENT, table, [EXCEPTIONNEL])
    assert -apart["faux_refus"][0] == pytest.approx(law["refus_evitables"], abs=2e-4)
    assert -apart["faux_admis"][1] == pytest.approx(law["admissions_evitables"], abs=2e-4)
    assert apart["faux_admis"][0] <= 1e-4 and apart["faux_refus"][1] <= 1e-4
    elsewhere = distance_to_frontier(alone(COHORTE), PERMANENT, table, [EXCEPTIONNEL])
    assert elsewhere["seuil_general"].tolist() == apart["seuil_general"].tolist()
    assert elsewhere["faux_refus"][0] != apart["faux_refus"][0]
    named = table.assign(faux_refus=np.where(table["reforme"] == "exceptionnel_2021", 0, table["faux_refus"]))
    named = named.assign(faux_admis=np.where(table["reforme"] == "exceptionnel_2021", 0, table["faux_admis"]))
    with pytest.raises(InputError, match="régime non fourni"):
        distance_to_frontier(ONE, PERMANENT, named)


def test_the_frontier_over_draws_is_that_of_the_means_and_its_distance_has_the_interval_of_a_session(
    draws: Draws,
) -> None:
    draws = replace(draws, number=20)
    few = {"seuil_general": [800, 950], "seuil_professionnel": [800, 1000], "nombre_oraux": [2, 3]}
    rates = {"permanent_2022": 79.5, "exceptionnel_2021": 86.0}
    more = {name: more_draws(rate) for name, rate in rates.items()}
    table = frontier_of_reforms(draws, PERMANENT, few, [EXCEPTIONNEL], more)
    own = frontier_of_reforms(draws, PERMANENT, few, [EXCEPTIONNEL])
    named, alone_ = (one[one["reforme"] != ""].set_index("reforme") for one in (table, own))
    assert named["taux_admis"].to_dict() == pytest.approx(rates, abs=1e-4)
    assert alone_["taux_admis"]["permanent_2022"] == pytest.approx(
        np.mean([100 * one.under(PERMANENT).admission.mean() for one in draws.simulated]), abs=1e-4
    )
    apart = distance_to_frontier(draws, PERMANENT, table, [EXCEPTIONNEL], more)
    law = table[table["en_vigueur"]].iloc[0]
    (saved, low, high) = (
        f"{-apart[name][0]:.2f}".replace(".", ",") for name in ("faux_refus", "faux_refus_haut", "faux_refus_bas")
    )
    with speaking("fr"):
        assert f"{saved} [{low}\u202f; {high}] point de faux refusés en moins" in say_frontier(table, apart)
    # What is told to be saved is what the table of reforms shows.
    assert -apart["faux_refus"][0] == pytest.approx(law["refus_evitables"], abs=2e-4)
    assert -apart["faux_admis"][1] == pytest.approx(law["admissions_evitables"], abs=2e-4)
    for error in ("faux_refus", "faux_admis"):
        assert (apart[f"{error}_bas"] <= apart[error]).all() and (apart[error] <= apart[f"{error}_haut"]).all()
    assert (apart["faux_refus_haut"] > apart["faux_refus_bas"]).all()


@pytest.mark.parametrize(
    ("reglages", "said"),
    [
        ({"seuil_generale": [800]}, "vouliez-vous dire « seuil_general » ?"),
        ({"seuil_benefice": [800]}, "levier inconnu"),
        ({"seuil_general": [2001]}, "un entier de 0 à 2000 (centièmes de point)"),
        ({"seuil_general": [7.5]}, "un entier de 0 à 2000 (centièmes de point) : 750 ?"),
        ({"seuil_general": [7, 8]}, "un entier de 0 à 2000 (centièmes de point) : 700 ?"),
        ({"nombre_oraux": [1.5]}, "un entier de 1 à 3."),
        ({}, "aucun levier"),
        ({"nombre_oraux": [0]}, "un entier de 1 à 3"),
        ({"nombre_oraux": []}, "aucun réglage"),
    ],
)
def test_a_lever_or_a_setting_that_cannot_be_is_refused(reglages: dict[str, list[int]], said: str) -> None:
    with pytest.raises(InputError) as refused:
        response(SMALL, PERMANENT, reglages)
    assert said in str(refused.value)


def test_a_range_in_hundredths_may_begin_with_a_small_one() -> None:
    check_settings(PERMANENT, SMALL.under(PERMANENT).bareme, {"seuil_general": range(0, 2001, 10)})


def test_a_regime_is_refused_the_levers_that_it_has_not_and_a_target_that_is_no_rate() -> None:
    assert levers_of(PERMANENT) == LEVERS
    assert levers_of(EXCEPTIONNEL) == (CEILING, "seuil_admission", "seuil_facultatif")
    assert levers_of(NEVER) == ("seuil_admission", "seuil_facultatif")
    for regime, levier in ((EXCEPTIONNEL, "seuil_general"), (EXCEPTIONNEL, "nombre_oraux"), (NEVER, CEILING)):
        with pytest.raises(InputError, match="n'a pas ce levier"):
            reach_target(ONE, regime, 80, [levier])
    with pytest.raises(InputError, match="taux hors bornes"):
        reach_target(ONE, PERMANENT, 101)


def test_two_levers_together_are_their_variant_of_the_regime_whatever_the_order() -> None:
    table = response(SMALL, PERMANENT, {"seuil_professionnel": [900, 1000], "seuil_general": [800, 900]}, level=None)
    rates = table[table["indicateur"] == "taux_admis"].set_index(["seuil_professionnel", "seuil_general"])
    assert rates["en_vigueur"].tolist() == [False, False, True, False]
    for bar, floor in product((900, 1000), (800, 900)):
        one = SMALL.under(variant(PERMANENT, {"seuil_general": floor, "seuil_professionnel": bar}))
        assert rates.loc[(bar, floor), "valeur"] == round(100 * float(one.admission.mean()), 4)


def test_what_is_shown_says_the_numbers_of_the_tables_and_is_the_same_twice() -> None:
    curve = response(SMALL, PERMANENT, {"seuil_general": [700, 800, 900]})
    grid = response(SMALL, PERMANENT, {"seuil_general": [800, 900], "seuil_professionnel": [900, 1000]})
    front = frontier_of_reforms(ONE, PERMANENT, GRID, [EXCEPTIONNEL])
    apart = distance_to_frontier(ONE, PERMANENT, front, [EXCEPTIONNEL])
    for draw, tables in ((draw_curve, [curve]), (draw_crossing, [grid]), (draw_frontier, [front, apart])):
        assert draw(*tables).to_json() == draw(*tables).to_json()
    gap = float(measure(curve, "ecart_taux_admis")[2])
    assert f"{gap:.2f}".replace(".", ",").replace("-", "−") in " ".join(draw_curve(curve).title.text)
    found = reach_target(ONE, PERMANENT, 80.4)
    shown = show_targets(found).frame
    assert shown["Il faut"].tolist()[0] == "hors d'atteinte" and "au mieux" in shown["Admis (%)"][0]
    assert len(show_price(price_of_change(ONE, PERMANENT, found)).frame) == found["atteinte"].sum()
    with pytest.raises(ValueError):
        draw_curve(grid)


def test_an_end_beyond_the_lever_is_said_so_and_no_ceiling_is_called_none() -> None:
    found = reach_target(ONE, PERMANENT, 70, ["nombre_oraux", CEILING])
    reached = found.assign(atteinte=True, reglage=[2, 100], taux=70.0, taux_avant=69.0, hors_atteinte=20.0)
    shown = show_targets(reached.assign(bas=[2, pd.NA], haut=[pd.NA, 2000])).frame
    assert shown["Il faut"][0].endswith("[2 ; hors d'atteinte]")
    assert shown["Il faut"][1].endswith("[hors d'atteinte ; aucun]") and shown["En vigueur"][1] == "aucun"


# --- Little to show -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "level", "said"),
    [
        ([800], 90.0, "Plancher de moyenne générale\u202f: la valeur en vigueur, 8"),
        ([0], None, "Plancher de moyenne générale\u202f: moins de 0,01 point d'admis à 0"),
        ([0, 2000], None, "Plancher de moyenne générale\u202f: moins de 0,01 point d'admis à 0\u202f; −"),
    ],
)
def test_a_curve_of_one_setting_or_without_the_law_says_only_what_it_has(
    settings: list[int], level: float | None, said: str
) -> None:
    drawn = draw_curve(response(SMALL, PERMANENT, {"seuil_general": settings}, level=level)).title
    assert " ".join(drawn.text).startswith(said) and said.endswith("−") == (len(settings) == 2)
    assert any("intervalles" in words for words in drawn.subtitle) == (level is not None)
    assert ("en vigueur" in drawn.subtitle[0]) == (800 in settings)


def test_two_levers_that_change_nothing_together_say_one_gap_and_only_what_is_framed() -> None:
    def drawn(floors: list[int], bars: list[int]) -> dict[str, Any]:
        table = response(SMALL, PERMANENT, {"seuil_general": floors, "seuil_professionnel": bars}, level=None)
        chart = draw_crossing(table)
        return {"titre": " ".join(chart.title.text), "dessous": chart.title.subtitle, "couches": len(chart.layer)}

    alone = drawn([800], [1000])
    assert alone["titre"] == "Deux leviers ensemble : +0,0 point d'admis, quels que soient les réglages"
    assert alone["dessous"].endswith("cadre : la loi en vigueur") and alone["couches"] == 3
    flat = drawn([0, 100], [0, 100])
    gap = measure(response(SMALL, PERMANENT, {"seuil_general": [0], "seuil_professionnel": [0]}), "ecart_taux_admis")[0]
    assert gap > 1 and f": +{gap:.1f} point".replace(".", ",") in flat["titre"]
    # The law is not among them: nothing is framed.
    assert "cadre" not in flat["dessous"] and flat["couches"] == 2
    # Cells too many to be read hold no words.
    assert drawn(list(range(0, 650, 50)), list(range(0, 650, 50)))["couches"] == 1


def aims(**columns: object) -> pd.DataFrame:
    """A row of `atteindre`: the bar of the professional mean that a target asks for."""
    row = {"levier": "seuil_professionnel", "en_vigueur": 1000, "cible": 80.4, "atteinte": True, "reglage": 940}
    row |= {"taux": 80.41, "taux_avant": 80.39, "bas": 940, "haut": 940, "meilleur": 940, "meilleur_taux": 80.41}
    row |= {"methode": Method.DRAWN, "hors_atteinte": 0.0, "oral_draws": 0}
    return pd.DataFrame([row | columns])


def test_a_setting_that_every_session_needs_has_no_interval_and_one_already_met_no_notch_before() -> None:
    (shown,) = show_targets(aims()).frame.to_dict("records")
    assert shown["Il faut"] == "9,4" and shown["Un cran avant (%)"] == "80,3900"
    (wide,) = show_targets(aims(bas=930, haut=pd.NA)).frame.to_dict("records")
    assert wide["Il faut"].startswith("9,4 [9,3") and wide["Il faut"].endswith("; hors d'atteinte]")
    (met,) = show_targets(aims(reglage=1000, bas=1000, haut=1000, taux_avant=np.nan)).frame.to_dict("records")
    assert (met["Il faut"], met["Un cran avant (%)"]) == ("10", "—")
    (never,) = show_targets(aims(atteinte=False, reglage=pd.NA, meilleur=1000)).frame.to_dict("records")
    assert (never["Il faut"], never["Admis (%)"]) == ("hors d'atteinte", "au mieux 80,4100, sans rien changer")


def test_only_the_marks_that_reach_the_target_are_named_results() -> None:
    orals = aims(levier="nombre_oraux", en_vigueur=2, reglage=3, bas=3, haut=3)
    three = pd.concat([aims(bas=pd.NA, haut=pd.NA), orals, aims(atteinte=False)], ignore_index=True)
    (found,) = quote_targets(three)
    assert found["nom"] == "Barre de moyenne professionnelle (10 en vigueur), pour 80,4\u202f% d'admis"
    assert found["valeur"] == 9.4 and found["bas"] is None
    assert found["definition"].startswith("changement le plus petit de ce seul levier ; prévision d'une session")
    assert found["definition"].endswith("oraux sommés exactement")
    (beyond,) = quote_targets(aims(haut=pd.NA, hors_atteinte=21.06))
    assert beyond["bas"] == 9.4 and beyond["haut"] is None
    assert beyond["definition"].endswith("hors d'atteinte pour 21,1\u202f% des sessions")
    assert not list(quote_targets(aims(atteinte=False)))


def test_a_reform_that_nothing_beats_is_said_so_and_the_best_may_be_a_regime_that_was_given() -> None:
    table = frontier_of_reforms(ONE, PERMANENT, {"seuil_general": [800], "nombre_oraux": [1, 2]}, [EXCEPTIONNEL])
    best = {"faux_refus": 0.0, "faux_admis": 0.0}
    unbeaten = table.assign(**{name: np.where(table["en_vigueur"], 0, table[name] + 1) for name in best})
    unbeaten["sur_la_frontiere"] = unbeaten["en_vigueur"]
    said = " ".join(draw_frontier(unbeaten, distance_to_frontier(ONE, PERMANENT, unbeaten)).title.text)
    assert said == "Régime permanent (2022) : aucune des 2 autres réformes essayées ne fait mieux sur les deux erreurs"
    other = table["reforme"] == "exceptionnel_2021"
    saving = table.assign(**{name: np.where(other, 0, table[name]) for name in best})
    apart = distance_to_frontier(ONE, PERMANENT, saving, [EXCEPTIONNEL])
    assert apart["reforme"].tolist() == ["exceptionnel_2021"] * 2
    # Whoever is admitted more is falsely admitted, or no longer falsely refused.
    impact = compare(SMALL, PERMANENT, [EXCEPTIONNEL])
    impact = impact[(impact["groupe"] == "ensemble") & (impact["indicateur"] == "ecart_taux_admis")]
    assert apart["faux_admis"][0] - apart["faux_refus"][0] == pytest.approx(impact["valeur"].item(), abs=1e-3)
    assert apart["faux_admis"][0] > 0 > apart["faux_refus"][0]


@pytest.mark.parametrize(
    ("settings", "chosen_with"),
    [([700, 800, 900], {"input": "range", "min": 7, "max": 9, "step": 1}), ([700, 800, 950], None)],
)
def test_settings_evenly_spaced_are_slid_and_others_are_chosen_in_a_list(
    settings: list[int], chosen_with: dict[str, Any] | None
) -> None:
    table = response(SMALL, PERMANENT, {"seuil_general": settings}, level=None)
    drawn = draw_thresholds(table, "permanent_2022").to_dict(validate=False)
    (bind,) = [one["bind"] for one in drawn["params"] if "bind" in one]
    named = {"name": "Plancher de moyenne générale : "}
    expected = chosen_with or {"input": "select", "options": [one / 100 for one in settings]}
    assert bind == expected | {"name": bind["name"]} and bind["name"].split() == named["name"].split()


def test_thresholds_without_the_law_among_them_are_not_drawn_against_it() -> None:
    table = response(SMALL, PERMANENT, {"seuil_general": [700, 900]}, level=None)
    with pytest.raises(InputError, match="ne contient pas le régime tel qu'il est"):
        draw_thresholds(table, "permanent_2022")
