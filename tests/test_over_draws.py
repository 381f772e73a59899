"""Has each quantity one value and one interval, whatever the question, the page and the language that show it?"""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from helpers import ROOT

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.display import rendering
from bts_sim.display.results import MIME
from bts_sim.questions.returns.advanced import Advanced
from bts_sim.report.run import OF_REAL
from bts_sim.stats.known import Known, MoreDraws
from bts_sim.stats.normal import normal
from bts_sim.stats.over_draws import FEWER_DRAWS, SMALLER, Draws
from bts_sim.stats.predicted import Drawn
from bts_sim.stats.under_draws import LOST, possible_ends

#: Those of the nation: a class that stands for a file of real candidates has numbers of its own.
NOTEBOOKS = sorted(path for path in (ROOT / "notebooks").glob("*.ipynb") if path.stem not in OF_REAL)


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, seed=3, draws=12, draw_size=800)


def quoted(path: Path) -> list[dict[str, object]]:
    """The named results of a committed notebook."""
    outputs = (o for cell in nbformat.read(path, as_version=4).cells for o in cell.get("outputs", []))
    return [output.data[MIME] for output in outputs if MIME in output.get("data", {})]


# --- One value everywhere ---------------------------------------------------------------------------------------------


def test_a_named_result_has_one_value_on_all_the_pages() -> None:
    known = defaultdict(set)
    for path in NOTEBOOKS:
        for one in quoted(path):
            known[one["nom"]].add((one["valeur"], one["bas"], one["haut"]))
    assert len(known) > 30 and {name: values for name, values in known.items() if len(values) > 1} == {}


def test_notebooks_draw_with_the_seed_that_the_command_line_and_python_have() -> None:
    seeds = {}
    for path in NOTEBOOKS:
        cells = nbformat.read(path, as_version=4).cells
        given: dict[str, object] = {}
        exec(next(cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])), given)
        if "graine" in given:
            seeds[path.stem] = given["graine"]
    assert len(seeds) == 7 and set(seeds.values()) == {load_cohort().seed}, seeds


def test_no_named_result_is_left_with_the_draw_of_candidates_alone() -> None:
    for path in NOTEBOOKS:
        for one in quoted(path):
            assert "tirage de la cohorte" not in one.get("definition", ""), one["nom"]


def test_no_page_shows_an_interval_of_the_candidates_alone() -> None:
    for path in NOTEBOOKS:
        outputs = [out for cell in nbformat.read(path, as_version=4).cells for out in cell.get("outputs", [])]
        said = " ".join(str(out.get("data", {}).get("text/html", "")) + title_of(out) for out in outputs)
        assert "tirage des candidats" not in said and "paramètres fixés" not in said, path.stem
        assert "tirage de la cohorte" not in said, path.stem


def title_of(output: Any) -> str:
    """The title of a chart and what stands under it."""
    title = output.get("data", {}).get(rendering.MIME, {}).get("title", {})
    return " ".join([*title.get("text", ()), *title.get("subtitle", ())]) if isinstance(title, dict) else str(title)


def test_parts_add_up_to_the_gap_that_rates_show(study: bts.Study) -> None:
    rates = study.rates().table
    shown = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")["valeur"]
    for before, after in (("permanent_2022", "exceptionnel_2021"), ("aucun", "permanent_2022")):
        table = study.decomposition(before, after).table
        gap = shown[after] - shown[before]
        assert table["part"].sum() == pytest.approx(gap, abs=6e-4)
        assert table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0] == pytest.approx(gap, abs=2e-4)
        assert (table["bas"] <= table["part"]).all() and (table["part"] <= table["haut"]).all()


def test_movers_add_up_to_the_rates_and_to_all_those_present(study: bts.Study) -> None:
    rates = study.rates().table
    shown = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")
    for before, after in (("exceptionnel_2021", "permanent_2022"), ("aucun", "permanent_2022")):
        answer = study.movers(before, after)
        table, ways = answer.table, answer.tables["ways"].set_index("sens")
        assert table["part"].sum() == pytest.approx(100, abs=2e-3)
        for side, regime in (("avant", before), ("apres", after)):
            diploma = table[side].isin(["admis", "admis_apres_controle"])
            assert table.loc[diploma, "part"].sum() == pytest.approx(shown["valeur"][regime], abs=2e-3)
        gap = shown["valeur"][after] - shown["valeur"][before]
        assert ways["part"]["gains"] - ways["part"]["loses"] == pytest.approx(gap, abs=1e-3)
        assert set(table["n"]) == {shown["n"].iloc[0]}
        assert table["effectif"].sum() == pytest.approx(table["n"].iloc[0], rel=1e-4)
        # Who is admitted first under both is solved; all the others have the interval of a session.
        solved = table["avant"].eq("admis") & table["apres"].eq("admis")
        assert (table["methode"] == np.where(solved, "calibrated", "drawn")).all()
        assert (table["bas"] <= table["part"]).all() and (table["part"] <= table["haut"]).all()
        assert (table.loc[~solved, "bas"] < table.loc[~solved, "haut"]).all() and (table["bas"] >= 0).all()


def test_a_gap_has_one_interval_whoever_tells_it(study: bts.Study) -> None:
    rates = study.rates().table
    told = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "ecart_taux_admis")].set_index("regime")
    low, high = told.loc["permanent_2022", ["bas", "haut"]]
    ends = pytest.approx([low, high], abs=0.1)
    ways = study.movers("aucun", "permanent_2022", None).tables["ways"]
    assert ways.loc[ways["sens"] == "gains", ["bas", "haut"]].iloc[0].tolist() == ends
    parts = study.decomposition("aucun", "permanent_2022").table
    assert parts[["ecart_bas", "ecart_haut"]].iloc[0].tolist() == ends
    table = study.returns(sessions=2).table
    first = table[(table["groupe"] == "ensemble") & (table["sessions"] == 1) & (table["regime"] == "permanent_2022")]
    assert first.loc[first["indicateur"] == "ecart_taux_diplomes", ["bas", "haut"]].iloc[0].tolist() == ends


def test_a_rule_changed_alone_is_that_change_and_not_its_part(study: bts.Study) -> None:
    """The professional condition, removed from the law: what it changes alone is what the regime without it changes."""
    without = "sans_condition_professionnelle"
    table = study.decomposition("permanent_2022", "exceptionnel_2021").table.set_index("facteur")
    one = table.loc["seuil_professionnel"]
    alone = study.with_regimes(without).with_baseline("permanent_2022").rates()
    rows = alone.table[(alone.table["groupe"] == "ensemble") & (alone.table["indicateur"] == "ecart_taux_admis")]
    # The same draws, of which one spreads its candidates over the specialties.
    assert one["seul"] == pytest.approx(rows["valeur"].iloc[0], abs=0.3) and one["seul"] != one["part"]
    assert one["seul_bas"] <= one["seul"] <= one["seul_haut"]


def test_the_lever_in_force_has_the_rate_of_the_regime(study: bts.Study) -> None:
    table = study.levers("permanent_2022", seuil_general=[700, 800, 900]).table
    rates = study.rates().table.set_index(["groupe", "indicateur", "regime"])["valeur"]
    law = table[table["en_vigueur"]].set_index("indicateur")["valeur"]
    assert law["taux_admis"] == pytest.approx(rates["ensemble", "taux_admis", "permanent_2022"], abs=2e-4)
    assert law["ecart_taux_admis"] == 0
    # A lower floor lets more sit and admits no fewer.
    admitted = table[table["indicateur"] == "taux_admis"].set_index("seuil_general")["valeur"]
    assert admitted[700] >= admitted[800] >= admitted[900]


def test_a_target_is_reached_from_the_rate_of_the_regime(study: bts.Study) -> None:
    reached = study.reach(0.5, more=True).table.set_index("levier").loc["seuil_professionnel"]
    rates = study.rates().table.set_index(["groupe", "indicateur", "regime"])["valeur"]
    assert reached["taux_en_vigueur"] == pytest.approx(rates["ensemble", "taux_admis", "permanent_2022"], abs=2e-4)
    setting = int(reached["reglage"])
    there = study.levers("permanent_2022", seuil_professionnel=[setting, setting + 1]).table
    shown = there[there["indicateur"] == "taux_admis"].set_index("seuil_professionnel")["valeur"]
    assert shown[setting] == pytest.approx(reached["taux"], abs=2e-4) and shown[setting] >= reached["cible"] - 1e-4
    assert shown[setting + 1] == pytest.approx(reached["taux_avant"], abs=2e-4)
    # What it costs is the answer of `levers` for 1,000 candidates.
    price = study.price(0.5, more=True).table
    gap = price[(price["levier"] == "seuil_professionnel") & (price["indicateur"] == "ecart_faux_admis")].iloc[0]
    same = (
        study.levers("permanent_2022", seuil_professionnel=setting)
        .table.set_index("indicateur")
        .loc["ecart_faux_admis"]
    )
    for name in ("valeur", "bas", "haut"):
        assert gap[name] == pytest.approx(10 * same[name], abs=2e-3)


def test_another_reading_moves_the_rate_that_is_shown(study: bts.Study) -> None:
    table = study.readings().table
    rates = study.rates().table.set_index(["groupe", "indicateur", "regime"])["valeur"]
    before = table["taux_admis"] - table["ecart_taux_admis"]
    for regime, one in before.groupby(table["regime"]):
        assert one.tolist() == pytest.approx([rates["ensemble", "taux_admis", regime]] * len(one), abs=3e-4)


def test_the_first_of_several_sessions_is_the_session(study: bts.Study) -> None:
    table = study.returns(sessions=2, draws_of_orals=2).table
    first = table[(table["groupe"] == "ensemble") & (table["sessions"] == 1) & (table["indicateur"] == "taux_diplomes")]
    rates = study.rates().table
    shown = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")["valeur"]
    assert first.set_index("regime")["valeur"].to_dict() == pytest.approx(shown.to_dict(), abs=0.01)


def test_diplomas_brought_forward_are_those_of_the_session_that_are_not_gained(study: bts.Study) -> None:
    answer = study.returns(sessions=3)
    rates = study.rates().table
    added = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "ecart_diplomes")].set_index("regime")
    fates = answer.tables["gained"]
    gained = fates[(fates["groupe"] == "ensemble") & (fates["indicateur"] == "gagne")].set_index("regime")
    for row in Advanced.rows(answer.tables["advanced"]):
        told = added["valeur"][row.regime] * (1 - gained["valeur"][row.regime] / 100)
        assert row.avances == pytest.approx(told, rel=0.1) and row.bas < row.avances < row.haut


def test_both_languages_have_the_same_numbers() -> None:
    study = bts.study(session=2024, seed=3, draws=4, draw_size=300)
    for ask in (
        lambda s: s.decomposition(),
        lambda s: s.accuracy(),
        lambda s: s.levers(seuil_general=[700, 800]),
        lambda s: s.reach(80),
        lambda s: s.readings(),
    ):
        french, english = (ask(study.with_lang(lang)) for lang in ("fr", "en"))
        pd.testing.assert_frame_equal(french.table, english.table)
        assert french.words != english.words


# --- How they are made ------------------------------------------------------------------------------------------------


def tables_of(values: np.ndarray, error: float) -> list[pd.DataFrame]:
    """One table per draw, of two results whose intervals have a known error."""
    half = normal(90.0) * error
    return [
        pd.DataFrame(
            {
                "nom": ["a", "b"],
                "valeur": row,
                "bas": row - half,
                "haut": row + half,
                "niveau": 90.0,
                "n": 10,
                "methode": "x",
            }
        )
        for row in values
    ]


def draws(number: int, level: float = 90.0) -> Draws:
    return Draws(load_cohort(candidats=2000), number, level)


def test_the_interval_leaves_out_what_the_simulated_candidates_add() -> None:
    rng = np.random.default_rng(1)
    truth = np.column_stack([rng.normal(5, 1.0, 512), rng.normal(50, 3.0, 512)])
    found = draws(512).predicted(tables_of(truth + rng.normal(0, 1.0, truth.shape), 1.0), ["nom"])
    assert found["valeur"].tolist() == pytest.approx([5, 50], abs=0.3)
    width = (found["haut"] - found["bas"]).to_numpy()
    assert width == pytest.approx(2 * normal(90.0) * np.array([1.0, 3.0]), rel=0.2)
    assert found["n"].tolist() == [834, 834] and (found["methode"] == "drawn").all()


def test_one_draw_has_no_interval_and_what_is_fixed_says_why() -> None:
    one = draws(1).predicted(tables_of(np.array([[1.0, 2.0]]), 0.5), ["nom"])
    assert one[["bas", "haut"]].isna().all(axis=None) and (one["methode"] == "one_draw").all()
    still = [
        table.assign(methode="zero_by_rule", bas=table["valeur"], haut=table["valeur"])
        for table in tables_of(np.zeros((4, 2)), 0)
    ]
    fixed = draws(4).predicted(still, ["nom"])
    assert (fixed["methode"] == "zero_by_rule").all() and (fixed["bas"] == fixed["haut"]).all()


def laid(values: np.ndarray, noise: float = 0.0) -> Drawn:
    shape, ones = values.shape, np.ones(values.shape[1])
    return Drawn(values, np.full(shape, noise), np.zeros(shape), np.full(shape, np.nan), ones, ones)


def test_what_adds_up_to_known_results_still_does_and_has_their_interval() -> None:
    rng = np.random.default_rng(2)

    def drawn(number: int) -> np.ndarray:
        return rng.normal([2, 1, 5], [0.5, 0.2, 0.3], (number, 3))

    parts, others = drawn(40), drawn(160)

    def sides(of: np.ndarray) -> np.ndarray:
        return np.column_stack([of[:, 0] + of[:, 1], of[:, 1] + of[:, 2]])

    more = MoreDraws(sides(others), np.zeros((160, 2)))
    found = Known(sides(parts), more).extended(laid(np.column_stack([parts, sides(parts)])))
    assert len(found.value) == 160
    assert found.mean[:3] @ [[1, 0], [1, 1], [0, 1]] == pytest.approx(more.values.mean(axis=0))
    # A result that is known is that of the further draws, one by one; the others keep what is not told by it.
    assert found.value[:, 3:] == pytest.approx(more.values)
    spread = [*np.vstack([parts, others]).std(axis=0), 0.54, 0.36]
    assert found.value.std(axis=0) == pytest.approx(spread, rel=0.2)
    assert found.draws[3:].tolist() == pytest.approx([160, 160]) and (found.draws[:3] < 160).all()


def test_what_is_the_same_under_every_draw_moves_nothing() -> None:
    rng = np.random.default_rng(3)
    parts = rng.normal(2, 1, (40, 2))
    found = Known(np.full(40, 7.0), MoreDraws(np.full((80, 1), 7.1), np.zeros((80, 1)))).extended(laid(parts))
    assert found.mean.tolist() == pytest.approx(parts.mean(axis=0)) and (found.draws == 40).all()
    # A result that some draw lacks keeps its own values.
    parts[3, 0] = np.nan
    more = MoreDraws(rng.normal(3, 1, (80, 1)), np.zeros((80, 1)))
    found = Known(parts[:, 1], more).extended(laid(parts))
    assert found.mean[0] == pytest.approx(np.nanmean(parts[:, 0])) and found.mean[1] == pytest.approx(
        more.values.mean()
    )


def test_the_noise_of_what_is_known_is_that_of_the_further_draws() -> None:
    values = np.random.default_rng(4).normal(0, 1, (64, 1))
    more = MoreDraws(np.random.default_rng(5).normal(0, 1, (256, 1)), np.full((256, 1), 0.04))
    found = Known(values, more).extended(laid(2 * values, noise=0.5))
    assert found.noise == pytest.approx(np.full((256, 1), 0.16))


def test_a_share_that_some_draws_lack_is_a_share_of_zero_there() -> None:
    table = tables_of(np.array([[40.0, 60.0]]), 1.0)[0]
    other = table.iloc[:1].assign(valeur=100.0, bas=100.0, haut=100.0)
    found = draws(2).predicted([table, other], ["nom"], shares=True)
    assert found["valeur"].tolist() == [70, 30] and found["valeur"].sum() == 100
    assert (found["bas"] >= 0).all() and (found["haut"] <= 100).all()


def test_a_share_of_a_thousand_is_that_of_a_hundred_ten_times() -> None:
    rng = np.random.default_rng(5)
    tables = tables_of(np.column_stack([rng.normal(20, 1, 30), rng.normal(5, 0.5, 30)]), 0.3)
    told = draws(30).predicted(tables, ["nom"], shares=True)
    numbers = ["valeur", "bas", "haut"]
    times = [one.assign(**{name: 10 * one[name] for name in numbers}) for one in tables]
    found = draws(30).predicted(times, ["nom"], shares=True, whole=1000)
    assert found[numbers].to_numpy() == pytest.approx(10 * told[numbers].to_numpy(), abs=2e-3)


def test_a_group_too_small_in_a_draw_keeps_its_value_and_has_no_interval() -> None:
    many = draws(8)
    told = many.predicted(tables_of(np.tile([[1.0, 2.0]], (8, 1)), 0.5), ["nom"])
    # Ten candidates of each draw.
    assert many.of_enough(told, 9).equals(told)
    few = many.of_enough(told.assign(n=[500, 900]), 10)
    assert few["methode"].tolist() == ["too_few", "drawn"] and few["valeur"].tolist() == told["valeur"].tolist()
    assert few["bas"].isna().tolist() == few["haut"].isna().tolist() == [True, False]


def test_the_candidates_of_the_draws_are_simulated_once_for_all_questions(study: bts.Study) -> None:
    people = study.people
    assert people.few_draws(4, 300, 90.0).simulated is people.few_draws(4, 300, 90.0).simulated
    assert people.few_draws(5, 300, 90.0).number == 5


def test_what_is_asked_again_of_the_same_draws_is_measured_once_and_never_of_others() -> None:
    few, made = draws(2), []

    def measured() -> int:
        made.append(1)
        return len(made)

    assert [few.once("a", measured), few.once("a", measured), few.once("b", measured)] == [1, 1, 2]
    # Other draws made of these ask for themselves.
    assert replace(few, level=50.0).once("b", measured) == 3 and few.once("b", measured) == 2


def test_a_costly_question_has_fewer_and_smaller_draws_and_no_more_than_asked() -> None:
    many, few = (Draws.of(load_cohort(), number, size, 90.0) for number, size in ((256, 5000), (8, 300)))
    assert (many.number, many.cohorte.candidats) == (FEWER_DRAWS, SMALLER)
    assert (few.number, few.cohorte.candidats) == (8, 300)

    def size(simulated: SimulatedCohort) -> int:
        return simulated.cohorte.candidats

    assert few.each(size) == [300] * 8


def test_a_reform_that_takes_no_diploma_has_none_below_zero_and_the_reverse_none_above() -> None:
    """As once told: two diplomas more, from one fewer to five, where the gap in points began at zero."""
    more = bts.study(size=2000, draws=16, baseline="permanent_2022", regimes="plancher_7").rates().table
    less = bts.study(size=2000, draws=16, baseline="plancher_7", regimes="permanent_2022").rates().table
    for table, end in ((more, "bas"), (less, "haut")):
        there = table[table["indicateur"] == "ecart_diplomes"].dropna(subset=[end])
        assert len(there) and (there["valeur"] != 0).any()
        assert (there[end] * (1 if end == "bas" else -1) >= 0).all()
        assert (there["bas"] <= there["valeur"]).all() and (there["valeur"] <= there["haut"]).all()
    # What both gives and takes, what is not known, and a share have no bound of theirs.
    rows = [("ecart_diplomes", 1, 0), ("ecart_diplomes", -1, 1), ("ecart_diplomes", 0.5, 0.5)]
    rows += [("ecart_diplomes", 1, np.nan), ("taux_admis", 1, 0)]
    drawn = pd.DataFrame(rows, columns=["indicateur", "valeur", LOST])
    least, most = possible_ends(drawn, np.arange(len(rows)))
    assert np.isfinite(least).tolist() == [True, False, False, False, False]
    assert np.isfinite(most).tolist() == [False, True, False, False, False]
