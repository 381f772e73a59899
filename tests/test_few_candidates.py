"""Of too few candidates, is neither a level nor an interval made up?"""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from bts_sim.cli import main
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.notices import BtsSimWarning, Notice, listening
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.rates.charts import draw_gaps
from bts_sim.questions.rates.shown import show_gaps
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.rates.words import quote_rates, say_gaps
from bts_sim.stats.gaps import paired
from bts_sim.stats.intervals import Method
from bts_sim.stats.under_draws import intervals_over_draws
from bts_sim.stats.words import METHODS, method
from bts_sim.sweep.cell import compute
from bts_sim.sweep.grid import load_grid

NEVER, OLD_OFFICE, LOI = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
SIMULEE = simulate(load_cohort(candidats=120, seed=3))
TABLE = compare(SIMULEE, NEVER, [OLD_OFFICE, LOI])
GAPS = TABLE[TABLE["indicateur"] == "ecart_taux_admis"]


def few(n: int, graine: int = 0) -> SimulatedCohort:
    return simulate(load_cohort(candidats=n, seed=graine), told=False)


# --- the level -----------------------------------------------------------------------------------------------------


def test_the_level_of_few_candidates_does_not_depend_on_how_many() -> None:
    levels = {move for n in (1, 7, 50, 99) for move in few(n).level_shift.values()}
    assert len(levels) == 1
    large = simulate(load_cohort(candidats=20_000))
    assert levels == set(large.level_shift.values())


def test_from_100_candidates_on_the_level_is_their_own() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one = simulate(load_cohort(candidats=100))
    assert one.calibrated_elsewhere == {} and set(one.level_shift.values()) != set(few(99).level_shift.values())
    table = compare(one, NEVER, [LOI])
    whole = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "taux_groupe1")]
    assert set(whole["methode"]) == {Method.CALIBRATED}


def test_a_rate_that_was_not_solved_on_its_candidates_is_not_said_to_be() -> None:
    table = compare(few(1), NEVER, [LOI])
    assert not table["methode"].eq(Method.CALIBRATED).any()
    rate = next(table[(table["groupe"] == "ensemble") & (table["indicateur"] == "taux_groupe1")].itertuples())
    assert rate.bas < rate.haut and "cohorte de même description de 20000 candidats" in method(rate)


def test_a_specialty_of_few_is_solved_on_more_of_its_own() -> None:
    described = load_cohort(candidats=600, seed=1, specialites=("MCO", "CI"))
    described = replace(described, taux_groupe1={"MCO": 70.0, "CI": 80.0}, specialites={"MCO": 0.9, "CI": 0.1})
    simulated = simulate(described, told=False)
    assert set(simulated.calibrated_elsewhere) == {"CI"} and simulated.calibrated_elsewhere["CI"] >= 1000
    larger = simulate(replace(described, candidats=20_000))
    assert (
        simulated.level_shift["CI"] == larger.level_shift["CI"]
        and simulated.level_shift["MCO"] != larger.level_shift["MCO"]
    )
    table = compare(simulated, NEVER, [LOI])
    by_code = table[(table["groupe"] == "specialite") & (table["indicateur"] == "taux_groupe1")]
    assert by_code.loc[by_code["modalite"] == "MCO", "methode"].eq(Method.CALIBRATED).all()
    assert not by_code.loc[by_code["modalite"] == "CI", "methode"].eq(Method.CALIBRATED).any()


def test_few_candidates_are_told_of_once_and_not_at_each_draw() -> None:
    heard: list[Notice] = []
    with listening(heard.append):
        simulate(load_cohort(candidats=50))
        simulate(load_cohort(candidats=100))
        few(50)
    assert [one.value for one in heard] == ["50"] and "cohorte plus grande" in heard[0].words
    with pytest.warns(BtsSimWarning, match="moins de 100 candidats"):
        simulate(load_cohort(candidats=99))


def test_a_grid_of_few_candidates_is_told_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "g.yaml"
    path.write_text(
        "regimes: [aucun, permanent_2022]\ncandidats:\n  - 200\n  - 20\nparametres: fixes\n", encoding="utf-8"
    )
    heard: list[Notice] = []
    with listening(heard.append):
        cells = load_grid(path)
        found = compute(cells[1])
    assert [(one.line, one.value) for one in heard] == [(4, "20")]
    assert isinstance(found, pd.DataFrame) and not found["methode"].str.startswith(METHODS[Method.CALIBRATED]).any()


def test_compare_says_one_candidate_in_words_that_hold(tmp_path: Path) -> None:
    asked = [
        "compare",
        "--baseline",
        "aucun",
        "--against",
        "permanent_2022",
        "--parametres",
        "fixes",
        "--candidats",
        "1",
    ]
    result = CliRunner().invoke(main, [*asked, "--out", str(tmp_path / "r")])
    assert result.exit_code == 0, result.output
    assert "moins de 100 candidats" in result.output and METHODS[Method.TOO_FEW] in result.output
    assert "[" not in result.output and METHODS[Method.CALIBRATED] not in result.output


@pytest.mark.parametrize("graine", range(12))
def test_nobody_present_is_no_rate(graine: int) -> None:
    described = load_cohort(candidats=1, seed=graine)
    absent = replace(described, parametres={**described.parametres, "absents_a_l_examen": 100.0})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = compare(simulate(absent, told=False), NEVER, [LOI])
    assert table["valeur"].isna().all() and set(table["methode"]) == {Method.NOBODY_PRESENT}


# --- gaps ----------------------------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from([0.0, 1.0, 0.3]), min_size=1, max_size=30))
def test_a_gap_has_an_interval_that_has_a_width_or_none(gains: list[float]) -> None:
    low, high = paired(np.array(gains), 90)
    assert (np.isnan(low) and np.isnan(high)) == (len(set(gains)) == 1)
    assert np.isnan(low) or low < high


def test_no_gap_of_a_comparison_reads_as_certain_unless_the_rule_makes_it() -> None:
    fixed = GAPS["methode"] == Method.ZERO_BY_RULE
    without = GAPS["methode"] == Method.TOO_FEW
    assert fixed.any() and without.any()
    assert (GAPS.loc[fixed, ["valeur", "bas", "haut"]] == 0).all(axis=None)
    assert GAPS.loc[without, ["bas", "haut"]].isna().all(axis=None)
    assert (GAPS.loc[~fixed & ~without, "bas"] < GAPS.loc[~fixed & ~without, "haut"]).all()


def test_the_rule_makes_a_gap_zero_for_those_whom_no_mean_lets_in() -> None:
    by_band = GAPS[(GAPS["groupe"] == "distance")].set_index(["modalite", "regime"])["methode"]
    assert by_band["moins de 8", "permanent_2022"] == Method.ZERO_BY_RULE
    # The law of 2021 lets in whoever is below 10: there it is the candidates who are too few.
    assert by_band["moins de 8", "exceptionnel_2021"] != Method.ZERO_BY_RULE
    assert by_band["11 et plus", "permanent_2022"] == Method.ZERO_BY_RULE


def test_one_draw_of_the_parameters_gives_no_interval_of_a_gap() -> None:
    one = intervals_over_draws(rates_by_draw(load_cohort(candidats=300), NEVER, [LOI], 1))
    gaps = one[one["indicateur"] == "ecart_taux_admis"]
    fixed = gaps["methode"] == Method.ZERO_BY_RULE
    assert fixed.any() and gaps.loc[~fixed, ["bas", "haut"]].isna().all(axis=None)
    assert gaps.loc[~fixed, "methode"].eq(Method.ONE_DRAW).all()
    assert method(next(gaps[~fixed].itertuples())).startswith(f"{METHODS[Method.ONE_DRAW]} ; prévision sur 1 tirages")


def test_two_regimes_of_the_same_rules_have_a_gap_that_the_rule_fixes() -> None:
    twin = replace(LOI, nom="jumeau", titre="Un autre nom")
    table = compare(SIMULEE, LOI, [twin])
    assert set(table.loc[table["indicateur"] == "ecart_taux_admis", "methode"]) == {Method.ZERO_BY_RULE}


def test_charts_tables_and_titles_say_too_few() -> None:
    shown = show_gaps(TABLE, SIMULEE.cohorte.bareme, "specialite")._repr_html_()
    assert "+0,0 pt (trop peu)" in shown and "nan" not in shown
    chart = draw_gaps(TABLE, "specialite").to_dict()
    assert any(row.get("few") == "(trop peu)" for rows in chart["datasets"].values() for row in rows)
    named = GAPS[(GAPS["groupe"] == "specialite") & GAPS["bas"].isna() & (GAPS["regime"] == "permanent_2022")]
    title = say_gaps(TABLE, "specialite")
    assert not [code for code in named["modalite"] if f"({code})" in title]
    only = TABLE[TABLE["modalite"].isin(named["modalite"])]
    assert "trop peu de candidats" in say_gaps(only, "specialite")
    assert [*quote_rates(compare(few(1), NEVER, [LOI]))]
