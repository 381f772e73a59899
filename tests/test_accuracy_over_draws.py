"""Right decisions, equal treatment and advice over draws of the parameters: one value, and the interval to quote."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.stacked import stack_of_draws
from bts_sim.droit.regimes import idees_fausses, load_regime, load_regimes
from bts_sim.droit.textes import sources
from bts_sim.questions.accuracy.drawn import PER_DRAW
from bts_sim.questions.accuracy.equity import at_equal_level, gaps_at_equal_level
from bts_sim.questions.accuracy.remarking import concordance
from bts_sim.questions.accuracy.tables import accuracy_by_oral
from bts_sim.questions.advice.out_of_reach import marks_needed, share_by_mark
from bts_sim.questions.advice.tables import AdviceCost, advice_cost, possible_choices
from bts_sim.questions.reforms.wrong_ideas import wrong_ideas
from bts_sim.stats.intervals import KEY
from bts_sim.stats.over_draws import within_bounds

PERMANENT = load_regime("permanent_2022")
QUESTIONS = (
    *("accuracy_by_oral", "concordance", "livingston_lewis", "equity", "needed_marks", "share_by_mark"),
    *("advice", "wrong_ideas"),
)
#: The column of the value, where it is not `valeur`.
VALUES = {"livingston_lewis": "modele", "equity": "admis", "share_by_mark": "part", "wrong_ideas": "pour_mille"}


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, seed=5, size=600, draws=5, draw_size=1000)


@pytest.fixture(scope="module")
def draws(study: bts.Study) -> tuple[SimulatedCohort, ...]:
    return study.people.few_draws(5, 1000, 90.0).simulated


def mean_of(tables: list[pd.DataFrame], key: list[str], value: str) -> pd.Series:
    return pd.concat(tables).groupby(key, sort=False)[value].mean()


# --- One value, one interval ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_interval_holds_the_value_or_says_why_there_is_none(study: bts.Study, name: str) -> None:
    table, value = getattr(study, name)().table, VALUES.get(name, "valeur")
    told = table[table["bas"].notna()]
    assert (told["bas"] <= told[value] + 1e-4).all() and (told[value] <= told["haut"] + 1e-4).all()
    assert set(told["methode"]) <= {"drawn", "zero_by_rule"} and len(told) > 0
    assert (told.loc[told["methode"] == "drawn", "bas"] < told.loc[told["methode"] == "drawn", "haut"]).all()
    assert set(table.loc[table["bas"].isna() & table[value].notna(), "methode"]) <= {"too_few"}


@pytest.mark.parametrize("name", QUESTIONS)
def test_both_languages_have_the_same_numbers(study: bts.Study, name: str) -> None:
    french, english = (getattr(study.with_lang(lang), name)() for lang in ("fr", "en"))
    pd.testing.assert_frame_equal(french.table, english.table)
    assert french.words != english.words


def test_a_lower_level_has_narrower_intervals_around_the_same_values(study: bts.Study) -> None:
    wide, narrow = (one.concordance().table for one in (study, study.with_level(50)))
    assert (narrow["valeur"] == wide["valeur"]).all() and (narrow["niveau"] == 50).all()
    assert (narrow["haut"] - narrow["bas"] < wide["haut"] - wide["bas"]).all()


def test_one_draw_has_no_interval(study: bts.Study) -> None:
    alone = study.with_draws(1, 300)
    for name in ("accuracy_by_oral", "concordance", "share_by_mark", "advice"):
        table = getattr(alone, name)().table
        assert table[["bas", "haut"]].isna().all(axis=None) and set(table["methode"]) == {"one_draw"}, name


def test_another_seed_has_other_draws(study: bts.Study) -> None:
    assert (study.with_seed(6).concordance().table["valeur"] != study.concordance().table["valeur"]).any()


# --- The mean of the draws --------------------------------------------------------------------------------------------


def test_shares_are_the_means_of_those_of_each_draw(study: bts.Study, draws: tuple[SimulatedCohort, ...]) -> None:
    asked = {
        "accuracy_by_oral": ([accuracy_by_oral(one, study.regimes) for one in draws], ["ecart_type_oral", *KEY]),
        "concordance": ([concordance(one, *study.every) for one in draws], KEY),
    }
    for name, (tables, key) in asked.items():
        found = getattr(study, name)().table.set_index(key)["valeur"]
        assert found.to_numpy() == pytest.approx(mean_of(tables, key, "valeur").to_numpy(), abs=2e-4), name
    shares = mean_of([share_by_mark(one, *study.regimes) for one in draws], ["regime", "note"], "part")
    assert study.share_by_mark().table["part"].to_numpy() == pytest.approx(shares.to_numpy(), abs=2e-4)


def test_chances_at_equal_level_are_the_means_of_the_draws_that_have_the_group(
    study: bts.Study, draws: tuple[SimulatedCohort, ...]
) -> None:
    key = ["groupe", "modalite", "regime", "centre"]
    expected = mean_of([at_equal_level(one, *study.every, fewest=1) for one in draws], key, "admis")
    found = study.equity().table.set_index(key)
    assert found["admis"].to_numpy() == pytest.approx(expected[found.index].to_numpy(), abs=2e-4)
    # Whoever is in a band is in one group of each kind.
    women_and_men, sectors = (found.loc[kind].groupby("centre")["n"].sum() for kind in ("sexe", "secteur"))
    assert women_and_men.to_numpy() == pytest.approx(sectors.to_numpy(), abs=len(study.every) * 2)


def test_an_advice_costs_the_mean_of_what_it_costs_in_each_draw(
    study: bts.Study, draws: tuple[SimulatedCohort, ...]
) -> None:
    """All the draws are judged at once, each candidate with the parameters of its draw."""
    regimes = load_regimes("permanent_2022", "un_oral", "trois_oraux")
    expected = mean_of([advice_cost(one, *regimes) for one in draws], KEY, "valeur")
    found = study.advice().table.set_index(KEY)["valeur"]
    assert found.to_numpy() == pytest.approx(expected[found.index].to_numpy(), abs=2e-4)
    assert AdviceCost.faults(study.advice().table) == []


def test_those_out_of_reach_are_those_for_whom_the_last_mark_is_not_enough(study: bts.Study) -> None:
    regime = "acces_2021_remplacement_2022"
    reach = study.needed_marks(regime).table.set_index(["groupe", "indicateur"])
    shares = study.with_regimes(regime).share_by_mark().table.set_index("note")["part"]
    lost = reach.loc["ensemble"]
    assert lost.loc["hors_de_portee", "valeur"] == pytest.approx(100 - shares[20.0], abs=2e-4) and shares[20.0] < 99
    # Half of them need no more than the median.
    assert shares[np.floor(lost.loc["note_mediane", "valeur"] * 2) / 2 - 0.5] < 50
    assert shares[np.ceil(lost.loc["note_mediane", "valeur"] * 2) / 2 + 0.5] > 50


def test_marks_beyond_the_last_are_missing_and_not_a_number_above_twenty(study: bts.Study) -> None:
    table = study.needed_marks("acces_2021_remplacement_2022").table
    marks = table[table["indicateur"] != "hors_de_portee"]
    assert not (marks[["valeur", "bas", "haut"]] > 20).any(axis=None) and marks["valeur"].notna().any()


# --- Groups of a few candidates ---------------------------------------------------------------------------------------


def test_a_group_has_an_interval_where_each_draw_has_enough_of_it(study: bts.Study) -> None:
    present = study.people.described.present.number
    for table in (study.equity().table, study.equity().tables["gaps"]):
        of_a_draw = table["n"] * 1000 / present
        assert ((of_a_draw >= PER_DRAW) == table["bas"].notna()).all()
        assert table["bas"].notna().any() and table["bas"].isna().any()


@pytest.mark.parametrize(("name", "value"), [("livingston_lewis", "modele"), ("needed_marks", "valeur")])
def test_a_specialty_of_a_handful_of_candidates_has_the_interval_of_all_the_draws(
    study: bts.Study, name: str, value: str
) -> None:
    whole = getattr(study, name)().table
    table = whole.query("groupe == 'specialite'")
    told = table[table["methode"] == "drawn"]
    assert len(told) > 0.6 * len(table) and (told["bas"] < told["haut"]).all()
    assert ((told["bas"] <= told[value]) & (told[value] <= told["haut"])).all()
    # One that nobody, or everybody, is in says so.
    rest = table[table["methode"] != "drawn"]
    assert set(rest["methode"]) <= {"too_few"} and rest["bas"].isna().all()
    # It is less known than all candidates are.
    width = (told["haut"] - told["bas"]).groupby(told["indicateur"]).median()
    of_all = whole.query("groupe == 'ensemble'").set_index("indicateur")
    assert (width >= (of_all["haut"] - of_all["bas"]).reindex(width.index).fillna(0)).all()
    alone = getattr(replace(study, draws=1), name)().table.query("groupe == 'specialite'")
    assert alone["bas"].isna().all() and set(alone["methode"]) <= {"one_draw"}


def test_the_widest_difference_said_is_between_groups_that_have_an_interval(study: bts.Study) -> None:
    answer = study.equity("origine")
    assert answer.words.count("[") == 2 and "trop peu" not in answer.words


def test_gaps_in_one_band_cancel_out_over_its_candidates(draws: tuple[SimulatedCohort, ...]) -> None:
    """What some gain over all of a band, the others lose; and one of its values alone is no gap at all."""
    bands = at_equal_level(draws[0], PERMANENT, fewest=1)
    gaps = gaps_at_equal_level(bands[bands["centre"] == 10])
    assert gaps["groupe"].nunique() > 3
    for _, one in gaps.groupby("groupe"):
        assert (one["n"] * one["ecart"]).sum() == pytest.approx(0, abs=1e-4 * one["n"].sum())
    alone = gaps_at_equal_level(bands[(bands["centre"] == 10) & (bands["modalite"] == "femme")])
    assert alone["ecart"].tolist() == [0] and alone["bas"].isna().all()


@pytest.mark.parametrize("name", QUESTIONS)
def test_two_candidates_are_answered_and_drawn(name: str) -> None:
    tiny = bts.study(session=2024, size=2, draws=3, draw_size=2, specialties="CG")
    answer = getattr(tiny, name)()
    assert answer.schema.faults(answer.table) == [] and answer.words and "nan" not in answer.words
    assert all(answer.chart(view) for view in answer.views)


def test_ends_of_shares_stay_within_what_is_possible() -> None:
    table = pd.DataFrame({"bas": [-1.0, 40.0, np.nan], "haut": [1.0, 101.0, np.nan]})
    assert within_bounds(table).fillna(-9).to_numpy().tolist() == [[0, 1], [40, 100], [-9, -9]]


# --- Wrong ideas ------------------------------------------------------------------------------------------------------


def test_an_idea_that_admits_nobody_costs_every_diploma_of_the_law(study: bts.Study) -> None:
    rates = study.rates().table.set_index(["groupe", "indicateur", "regime"])["valeur"]
    table = study.wrong_ideas().table.set_index(["idee", "stade", "sens"])
    lost = table.loc[("mille_points", "decision", "desespoir")]
    assert lost["pour_mille"] == pytest.approx(10 * rates["ensemble", "taux_admis", "permanent_2022"], abs=2e-3)
    assert (lost["part"], lost["part_haut"]) == (100, 100)


def test_the_mislead_are_the_mean_of_those_of_each_draw(study: bts.Study, draws: tuple[SimulatedCohort, ...]) -> None:
    key = ["idee", "stade", "sens"]
    expected = mean_of([wrong_ideas(one, PERMANENT) for one in draws], key, "pour_mille")
    alone = study.with_regimes("un_oral").wrong_ideas("permanent_2022").table.set_index(key)["pour_mille"]
    # A law that is not of the study is brought to no other rate.
    assert alone.to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-4)
    table = study.wrong_ideas().table
    assert (table["pour_mille"] <= table["concernes"] + 1e-3).loc[table["stade"] == "acces"].all()


def test_what_the_rule_fixes_has_no_interval_and_says_why(study: bts.Study) -> None:
    fixed = study.wrong_ideas().table.query("methode == 'zero_by_rule'")
    assert set(fixed["idee"]) == {"oral_au_dessus_de_dix", "oral_substitue"} and set(fixed["stade"]) == {"acces"}
    assert (fixed[["pour_mille", "bas", "haut"]] == 0).all(axis=None)


def test_charts_of_wrong_rules_say_the_rule_and_their_table_alone_names_who_prints_it(study: bts.Study) -> None:
    answer = study.wrong_ideas()
    chart = answer.chart()
    known = [sources()[load_regime(name).source]["reference"].split(",")[0] for name in idees_fausses()]
    above, note = " ".join(chart.title.subtitle), repr(answer.chart("ideas_table"))
    labels = {row["label"] for rows in chart.to_dict()["datasets"].values() for row in rows if "label" in row}
    assert len(labels) == len(idees_fausses())
    for name in known:
        assert name in note and not any(name in words for words in (answer.words, *labels, above))
    assert "8 à 10 dans les matières professionnelles, sans note sous 6" in answer.words


# --- Several cohorts as one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["permanent_2022", "exceptionnel_2021", "oral_substitue"])
def test_marks_needed_are_the_same_in_cohorts_taken_together(draws: tuple[SimulatedCohort, ...], name: str) -> None:
    regime, few = load_regime(name), draws[:2]
    together = stack_of_draws(few)
    found = marks_needed(together, regime).sort_values("candidat", ignore_index=True)
    apart = [marks_needed(one, regime).assign(rank=rank) for rank, one in enumerate(few)]
    every = pd.concat([one.assign(candidat=one["candidat"] + 1000 * one["rank"]) for one in apart])
    every = every.sort_values("candidat", ignore_index=True)
    pd.testing.assert_frame_equal(found, every[found.columns], check_dtype=False)
    assert together.rank_of(found["candidat"].to_numpy()).tolist() == every["rank"].tolist()


@pytest.mark.parametrize("name", ["trois_oraux", "oral_au_dessus_de_dix", "harsh"])
def test_choices_are_worth_the_same_in_cohorts_taken_together(draws: tuple[SimulatedCohort, ...], name: str) -> None:
    harsh = replace(PERMANENT, lectures=replace(PERMANENT.lectures, absence_a_l_oral="elimination"))
    regime, few = harsh if name == "harsh" else load_regime(name), draws[:2]
    together = {}
    for one in possible_choices(stack_of_draws(few), regime):
        best = np.arange(len(one.candidats)), one.best
        together |= dict(
            zip(one.candidats.tolist(), zip(one.admission[best], one.moyenne[best], strict=True), strict=True)
        )
    seen = 0
    for rank, cohort in enumerate(few):
        for one in possible_choices(cohort, regime):
            best = np.arange(len(one.candidats)), one.best
            for who, *worth in zip(one.candidats.tolist(), one.admission[best], one.moyenne[best], strict=True):
                assert together[who + 1000 * rank] == pytest.approx(worth, abs=1e-12)
                seen += 1
    assert seen == len(together) > 50


@pytest.mark.parametrize("choice", ["gain_possible", "meilleure_probabilite"])
def test_another_spread_of_orals_is_that_of_the_same_candidates_drawn_with_it(choice: str) -> None:
    described = replace(load_cohort(candidats=500, seed=4), choix_des_oraux=choice)
    one = simulate(described)
    noisy = simulate(replace(described, parametres={**described.parametres, "ecart_type_oral": 3.5}))
    for regime in (PERMANENT, load_regime("exceptionnel_2021")):
        found = one.under(regime).with_oral_spread(3.5)
        assert np.array_equal(found.admission, noisy.under(regime).admission)
        assert not np.array_equal(found.admission, one.under(regime).admission)
