"""Do intervals cover the parameters too, say so, and rest on draws that meet the published margins?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers import ROOT, outil

import bts_sim as bts
from bts_sim.cohort.calibration import FREE
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.margins import margin_targets
from bts_sim.cohort.parameter_draws import every_draw, sobol, uncertain, with_draw
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.display.rendering import title
from bts_sim.display.shown import Shown
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import InputError, RunError
from bts_sim.files.shipped import statistic
from bts_sim.questions.people.margins import margins
from bts_sim.questions.people.validation import SIGNED, validate, validations
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.uncertainty.charts.under_draws import draw_over_draws, draw_pairing
from bts_sim.questions.uncertainty.common_luck import pairing
from bts_sim.questions.uncertainty.tables import drivers
from bts_sim.questions.uncertainty.words import say_pairing
from bts_sim.stats.intervals import KEY, Method
from bts_sim.stats.under_draws import OverDraws, intervals_over_draws
from bts_sim.stats.words import method

REGIMES = NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")


def test_every_interval_of_evidence_holds_its_default_and_lies_within_the_bounds() -> None:
    assert len(uncertain()) >= 12
    for one in uncertain().values():
        assert one.intervalle is not None
        low, high = one.intervalle
        assert one.bornes[0] <= low < high <= one.bornes[1]
        # A uniform law has no mode: its default may be the scenario in which nothing is drawn.
        assert one.loi == "uniforme" or low <= one.defaut <= high


def test_draws_fill_their_intervals_and_are_the_same_twice() -> None:
    points = sobol(256, 1)
    assert (points == sobol(256, 1)).all() and not (points == sobol(256, 2)).all()
    for (nom, one), column in zip(uncertain().items(), points.T, strict=True):
        assert one.intervalle is not None
        low, high = one.intervalle
        assert low <= column.min() and column.max() <= high, nom
        if nom != "ecart_type_correcteur":
            # The mean of a triangle or of a rectangle, at a tenth of its width.
            mode = (low + high) / 2 if one.loi == "uniforme" else one.defaut
            assert column.mean() == pytest.approx((low + mode + high) / 3, abs=(high - low) / 10)


def test_the_draws_of_the_project_are_whole_and_within_the_evidence() -> None:
    table = every_draw()
    assert table.shape == (1024, len(uncertain()) + len(FREE)) and not table.isna().to_numpy().any()
    for nom, one in uncertain().items():
        assert one.intervalle is not None
        assert table[nom].between(*one.intervalle).all(), nom
    for nom in FREE:
        low, high = parametres()[nom].bornes
        assert table[nom].between(low, high).all(), nom


@pytest.mark.parametrize("numero", [0, 17, 42, 63])
def test_the_published_margins_are_met_under_a_draw_of_the_parameters(numero: int) -> None:
    """Solved on 10,000 candidates with other luck, so the noise of that draw is added."""
    table = margins(simulate(with_draw(load_cohort(candidats=60_000), numero, 100 + numero)))
    noise = 2 * np.sqrt(table["obtenu"] * (100 - table["obtenu"]) / (table["n"] / 6))
    assert (table["ecart"].abs() <= table["tolerance"] + table["bruit"] + noise).all(), table


def test_what_a_file_sets_is_not_drawn() -> None:
    cohort = load_cohort(candidats=100)
    fixed = replace(cohort, parametres={**cohort.parametres, "avantage_oral": 0.5})
    drawn = with_draw(fixed, 3, 1).parametres
    assert drawn["avantage_oral"] == 0.5
    assert drawn["ecart_type_oral"] == pytest.approx(every_draw()["ecart_type_oral"][3])


@pytest.fixture(scope="module")
def eight() -> pd.DataFrame:
    """Rates of every regime under eight draws."""
    return rates_by_draw(load_cohort(candidats=1500), REGIMES[0], REGIMES[1:], 8)


def test_intervals_cover_draws_and_say_so(eight: pd.DataFrame) -> None:
    table = eight
    assert sorted(table["tirage"].unique()) == list(range(8))
    result = intervals_over_draws(table)
    assert set(result["niveau"]) == {50.0, 90.0}
    assert OverDraws.faults(result) == []
    moving = [row for row in OverDraws.rows(result) if row.methode == Method.DRAWN]
    assert len(moving) > 100 and all("prévision sur 8 tirages des paramètres" in method(row) for row in moving)
    assert (result["bas"] <= result["valeur"]).all() and (result["valeur"] <= result["haut"]).all()
    wide, narrow = (result[result["niveau"] == level].set_index(KEY) for level in (90.0, 50.0))
    assert ((wide["haut"] - wide["bas"]) >= (narrow["haut"] - narrow["bas"]) - 1e-9).all()
    named = drivers(table)
    assert set(named["parametre"]) <= set(uncertain()) and named["correlation"].abs().max() <= 1
    assert named.groupby(KEY)["rang"].max().max() == 3


def test_the_drivers_are_those_that_drive() -> None:
    """A result made from one parameter alone names it first."""
    rng = np.random.default_rng(0)
    names = list(uncertain())
    made = pd.DataFrame(rng.random((64, len(names))), columns=names)
    made = made.assign(valeur=made["avantage_oral"] ** 3 + 0.01 * rng.random(64), tirage=range(64), n=1)
    made = made.assign(groupe="ensemble", modalite="ensemble", indicateur="x", regime="r", reference="")
    assert drivers(made)["parametre"].iloc[0] == "avantage_oral"


def test_every_figure_kept_for_validation_is_there_hit_or_missed(eight: pd.DataFrame) -> None:
    table = validate(intervals_over_draws(eight))
    assert len(table) == len(validations()) >= 37
    assert set(table["verdict"]) == {"dans_l_intervalle", "au_dessus_attendu", "hors_de_l_intervalle", "non_comparable"}
    assert table["source"].str.startswith("http").all() and (table["pourquoi"].str.len() > 20).all()
    landmarks = table["sens"] == "repere"
    assert (landmarks == (table["verdict"] == "non_comparable")).all() and table.loc[landmarks, "predit"].isna().all()
    above = table[table["verdict"] == "au_dessus_attendu"]
    assert set(above["sens"]) == {"majorant"} and (above["observe"] > above["haut"]).all()
    # None of them is a margin that the model was calibrated on.
    fitted = {tuple(sorted(target.observed().items())) for target in margin_targets()}
    assert not {tuple(sorted(statistic(**one.ligne).items())) for one in validations()} & fitted


def test_a_figure_without_a_prediction_is_shown_empty() -> None:
    table = validate(intervals_over_draws(rates_by_draw(load_cohort(candidats=500), REGIMES[0], REGIMES[1:2], 2)))
    unknown = [one.regime not in ("aucun", "exceptionnel_2021") for one in validations()]
    assert (table["verdict"] == "non_comparable").tolist() == unknown


def test_a_rate_moves_from_one_session_to_the_next_without_any_rule_and_schools_declare_more() -> None:
    """Differences of the published rates by hand: 65.1 − 62.0, 70.7 − 65.1, 72.1 − 67.9, 74.3 − 72.1."""
    by_kind = {kind: [one.valeur for one in validations() if one.indicateur == kind] for kind in SIGNED}
    assert by_kind["ecart_entre_sessions"] == [3.1, 5.6, 4.2, 2.2]
    assert by_kind["ecart_de_declaration"] == [10.3, 7.0]
    official, declared = {"VPT": 65.1, "AGTL": 72.1}, {"VPT": 75.4, "AGTL": 79.1}
    assert [round(declared[one] - official[one], 1) for one in official] == by_kind["ecart_de_declaration"]


# --- Intervals, on draws made by hand ---------------------------------------------------------------------------------


def made(values: np.ndarray) -> pd.DataFrame:
    """A table of `draws` from numbers of shape (results, draws)."""
    results, count = values.shape
    named = {"groupe": "ensemble", "indicateur": "taux_admis", "regime": "r", "reference": "", "n": 100}
    where = {"modalite": np.repeat(np.arange(results).astype(str), count), "tirage": np.tile(np.arange(count), results)}
    return pd.DataFrame({**named, **where, "valeur": values.ravel()})


def test_the_next_draw_falls_in_the_interval_as_often_as_it_says() -> None:
    """64 draws of a uniform number: the chance that the next one falls in an interval is its width, on average."""
    found = intervals_over_draws(made(np.random.default_rng(0).random((600, 64))))
    found["largeur"] = found["haut"] - found["bas"]
    width = found.groupby("niveau")["largeur"].mean()
    # The error of 600 such means; quantiles within the sample would give 0.87 and 0.48.
    assert width[90.0] == pytest.approx(0.90, abs=0.006)
    assert width[50.0] == pytest.approx(0.50, abs=0.010)


def test_intervals_are_of_the_levels_asked_for() -> None:
    table = made(np.random.default_rng(0).random((3, 64)))
    assert intervals_over_draws(table, [80])["niveau"].tolist() == [80, 80, 80]
    with pytest.raises(InputError, match="90"):
        intervals_over_draws(table, [0.9])


def test_truths_inside_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    tool = outil("interval_coverage")
    key = {"groupe": "ensemble", "indicateur": "taux_admis", "regime": "r", "taille": 50}
    found = pd.DataFrame(
        [
            {**key, "modalite": "0", "valeur": 40.0, "bas": 30.0, "haut": 50.0, "methode": "drawn"},
            {**key, "modalite": "1", "valeur": 74.5, "bas": 74.5, "haut": 74.5, "methode": "calibrated"},
        ]
    )
    seen = pd.DataFrame([{**key, "modalite": name, "n": 50, "seen": at} for name in "01" for at in (20.0, 30, 50, 60)])
    (one,) = tool.counted(found, seen).itertuples()
    # What is solved has no interval to hold anything.
    assert (one.modalite, one.held, one.width, one.movers, one.truths) == ("0", 50.0, 20.0, 20.0, 4)
    assert one.exact == pytest.approx(100 * (0.5265 - 0.2836), abs=0.1)


def test_the_coverage_tool_runs_on_a_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    tool = outil("interval_coverage")
    plan = tool.Plan(truths=2, size=400, draws=4)
    seen = pd.concat([tool.realised(number, plan.size) for number in (4, 5)])
    assert set(seen["taille"]) == set(tool.SIZES) and seen["seen"].between(-100, 100).all()
    found = tool.counted(tool.intervals(plan, seen), seen)
    assert found["held"].between(0, 100).all() and found["truths"].max() == 2
    page = tool.page(plan, found)
    assert page.count("| baccalauréat d'origine |") >= 5 and "nan" not in page


# --- Common luck ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cohorte() -> SimulatedCohort:
    return simulate(load_cohort(candidats=20_000, seed=11))


def test_common_luck_is_worth_many_candidates(cohorte: SimulatedCohort) -> None:
    """Well above 1 for both regimes, its interval too."""
    table = pairing(cohorte, NEVER, [EXCEPTIONNEL, PERMANENT]).set_index("regime")
    assert (table["bas"] > 1.5).all()
    assert ((table["bas"] < table["facteur"]) & (table["facteur"] < table["haut"])).all()


def test_the_luck_factor_agrees_with_the_variance_of_candidates(cohorte: SimulatedCohort) -> None:
    """Candidates being nearly independent, lots and candidates must tell the same ratio of variances."""
    base, other = (cohorte.under(regime).admis().astype(float) for regime in (NEVER, PERMANENT))
    expected = (base.var() + other.var()) / (other - base).var()
    found = pairing(cohorte, NEVER, [PERMANENT], level=99.9).iloc[0]
    assert found["bas"] < expected < found["haut"]


def test_regimes_that_decide_alike_are_told_apart_by_no_number_of_candidates() -> None:
    small = simulate(load_cohort(candidats=300, seed=11, specialites=("CG",)))
    both = pairing(small, PERMANENT, [NEVER, replace(PERMANENT, nom="pareil")])
    assert both["facteur"].iloc[1] == np.inf
    drawn = draw_pairing(both[both["regime"] == "pareil"])
    assert " ".join(drawn.title.text) == "Les régimes comparés décident de même : aucun hasard ne les sépare"
    said = draw_pairing(both).to_dict(validate=False)
    assert title(said).startswith("Sans rattrapage : si chaque régime jugeait d'autres candidats, il en faudrait ")
    assert any("ce que vaut la simulation" in line for line in said["title"]["subtitle"])
    assert "inf" not in title(said) and not any("× inf" in str(rows) for rows in said["datasets"].values())


def test_common_luck_is_not_measured_on_fewer_candidates_than_lots(recwarn: pytest.WarningsRecorder) -> None:
    """Missing is neither zero nor infinite: the sentence says how many candidates are needed."""
    few = simulate(load_cohort(candidats=150, seed=11, specialites=("CG",)))
    table = pairing(few, NEVER, [PERMANENT])
    assert table[["facteur", "bas", "haut"]].isna().all(axis=None)
    said = "Trop peu de candidats simulés pour dire ce que vaut le hasard commun : il en faut 200"
    assert say_pairing(table) == " ".join(draw_pairing(table).title.text) == said
    assert not [one for one in recwarn if one.category is RuntimeWarning]


def test_the_luck_of_the_orals_is_that_of_a_session_and_no_interval_to_quote() -> None:
    asked = {"session": 2024, "seed": 3, "size": 300, "draws": 12, "draw_size": 400, "regimes": "permanent_2022"}
    study = bts.study(**asked)
    found = study.luck()
    table, rates = found.table.set_index("regime"), study.rates().table
    whole = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")
    assert table["taux_admis"].tolist() == pytest.approx(whole.loc[table.index, "valeur"].tolist(), abs=1e-3)
    (size,) = set(table["n"])
    assert size == study.people.described.present.number
    variances = [one.under(PERMANENT).variance for one in study._fewer_draws().simulated]
    spread = 100 * np.mean([np.sqrt(one.mean() / size) for one in variances])
    law = table.loc["permanent_2022"]
    assert law["ecart_type"] == pytest.approx(spread, abs=1e-4)
    assert (law["haut"] - law["bas"]) / 2 == pytest.approx(1.6449 * spread, abs=1e-3)
    # Parameters and candidates are known: it is inside the interval to quote, and far from it.
    quoted = whole.loc["permanent_2022"]
    assert quoted["bas"] < law["bas"] < law["taux_admis"] < law["haut"] < quoted["haut"]
    assert "à paramètres et candidats connus" in found.words and "à paramètres" in str(found.chart().frame.columns)
    assert table.loc["aucun", ["ecart_type"]].tolist() == [0]
    assert (
        "ne doit rien au hasard" in bts.study(**asked | {"regimes": "aucun", "baseline": "permanent_2022"}).luck().words
    )
    alone = study.with_level(50).luck().table.set_index("regime").loc["permanent_2022"]
    assert alone["ecart_type"] == law["ecart_type"] and alone["haut"] < law["haut"]


# --- Answers ----------------------------------------------------------------------------------------------------------

ASKED: dict[str, dict[str, Any]] = {
    "rates": {},
    "uncertain_rates": {},
    "drivers": {},
    "luck": {},
    "pairing": {},
    "assumptions": {},
}


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, size=2000, seed=2018, draws=8, draw_size=300)


@pytest.mark.parametrize("name", ASKED)
def test_an_answer_is_as_its_schema_declares_and_is_shown_in_both_languages(study: bts.Study, name: str) -> None:
    answer = getattr(study, name)(**ASKED[name])
    assert answer.schema.faults(answer.table) == [] and list(answer.table) == answer.schema.names()
    english = getattr(study.with_lang("en"), name)(**ASKED[name])
    assert answer.words != english.words
    for view in answer.views:
        french, other = (one.chart(view) for one in (answer, english))
        read = [one.frame.to_csv() if isinstance(one, Shown) else one.to_json() for one in (french, other)]
        assert read[0] != read[1], view
    assert answer.python().endswith(f"study.{name}()")


def test_rates_are_under_draws_unless_the_parameters_are_fixed(study: bts.Study) -> None:
    drawn, fixed = study.rates().table, study.rates(parameters="fixed").table
    assert list(drawn) == list(fixed) and drawn.dtypes[["valeur", "n"]].equals(fixed.dtypes[["valeur", "n"]])
    assert set(drawn["draws"]) == {8} and set(fixed["draws"]) == {0}
    same = fixed[KEY].merge(drawn[KEY])
    assert len(same) == len(fixed)
    pd.testing.assert_frame_equal(study.rates(parameters="fixes").table, fixed)
    with pytest.raises(bts.BtsSimError, match="vouliez-vous dire « drawn »"):
        study.rates(parameters="drwn")


def test_rates_under_draws_are_those_of_the_intervals_at_the_level_of_the_study(study: bts.Study) -> None:
    rates, both = study.with_level(80).rates().table, study.with_level(80).uncertain_rates().table
    assert set(rates["niveau"]) == {80} and set(both["niveau"]) == {50, 80}
    wide = both[both["niveau"] == 80].reset_index(drop=True)
    pd.testing.assert_frame_equal(rates[list(wide)], wide)
    # Of the narrow level alone, only one interval is drawn.
    alone = study.with_level(50).uncertain_rates()
    assert set(alone.table["niveau"]) == {50} and "50" in alone.chart().title.subtitle


def test_rates_under_draws_are_worked_out_once_for_the_same_people(
    study: bts.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = study.drawn
    monkeypatch.setattr("bts_sim.desk.people.rates_by_draw", lambda *_: pytest.fail("drawn again"))
    assert study.with_lang("en").with_level(80).drawn.equals(known)


def test_intervals_of_rates_are_made_once_and_handed_as_copies(
    study: bts.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = study.rates().table
    monkeypatch.setattr("bts_sim.desk.people.compare_over_draws", lambda *_: pytest.fail("made again"))
    again = study.with_lang("en").rates(by="voie").table
    pd.testing.assert_frame_equal(again, first)
    again["valeur"] = 0.0
    assert study.rates().table["valeur"].equals(first["valeur"])
    with pytest.raises(pytest.fail.Exception, match="made again"):
        study.with_level(63).rates()


def test_only_the_last_rates_under_draws_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bts_sim.desk.people.rates_by_draw", lambda *_, **__: made(np.zeros((1, 1))))
    people = bts.study(size=100).people
    for draws_ in range(1, 7):
        people.drawn(NEVER, (PERMANENT,), draws_, 20)
    assert len(people._drawn) == 4


def test_what_uncertain_rates_quote_is_the_gap_of_every_regime_and_what_the_cohort_stands_for(study: bts.Study) -> None:
    found = list(study.uncertain_rates().results())
    assert [one["nom"] for one in found] == [
        "Écart avec Sans rattrapage, Session exceptionnelle 2021",
        "Écart avec Sans rattrapage, Régime permanent (2022)",
        "Entrants nationaux couverts par les spécialités fournies",
    ]
    assert "à 90" in found[0]["definition"] and "8 tirages" in found[0]["definition"]
    own = bts.study(specialties="MCO", size=300, draws=2, draw_size=60).uncertain_rates()
    assert len(own.results()) == 2


def test_a_group_that_has_no_gap_is_refused_with_those_that_have(study: bts.Study) -> None:
    with pytest.raises(bts.BtsSimError, match="specialite"):
        study.uncertain_rates(by="canton")
    with pytest.raises(RunError, match=r"aucun écart par canton. Remède : un groupe parmi ensemble, specialite"):
        draw_over_draws(study.uncertain_rates().table, "canton")
    alone = intervals_over_draws(rates_by_draw(load_cohort(candidats=60), NEVER, [], 2))
    with pytest.raises(RunError, match="comparer un second régime"):
        draw_over_draws(alone)


def test_the_parameter_that_drives_a_rate_is_drawn_and_named(study: bts.Study) -> None:
    answer = study.drivers("taux_autorise", regime="permanent_2022")
    named = answer.table
    first = named[(named["indicateur"] == "taux_autorise") & (named["groupe"] == "ensemble") & (named["rang"] == 1)]
    strongest = first.loc[first["regime"] == "permanent_2022", "parametre"].item()
    assert parametres()[strongest].libelle in title(answer.chart().to_dict())
    assert set(KEY) <= set(named)
    with pytest.raises(RunError, match=r"aucun tirage ne change ce résultat. Remède : l'un de taux_autorise"):
        study.drivers(regime="aucun")


def test_the_chart_of_drivers_says_a_value_for_every_draw(study: bts.Study) -> None:
    rows, quarters = study.drivers().chart().to_dict()["datasets"].values()
    assert len(quarters) == 2
    assert len(rows) == 8
