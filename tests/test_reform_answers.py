"""Does each question on reforms and on returns answer as its schema declares, in both languages, in any form?"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import bts_sim as bts
from bts_sim.answer import Answer
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.desk.study import Study
from bts_sim.display.shown import Shown
from bts_sim.droit.regimes import load_regime
from bts_sim.language import speaking
from bts_sim.questions.reforms.frontier import FrontierDistance, with_levers
from bts_sim.questions.reforms.reach import LeastChange, reach_target
from bts_sim.questions.reforms.settings import levers_in
from bts_sim.questions.reforms.tables import response
from bts_sim.questions.returns.advanced import Advanced
from bts_sim.questions.returns.estimates import ReturnMethod
from bts_sim.questions.returns.lives import journeys
from bts_sim.questions.returns.tables import ByRate, Fates, ReturnPrice, diplomas, gained_or_advanced
from bts_sim.questions.returns.words import method_over_sessions
from bts_sim.stats.over_draws import Draws
from bts_sim.stats.session import luck_columns

STUDY = bts.study(session=2024, size=1200, seed=5, specialties="MCO,CG", lang="fr", draws=3, draw_size=300)
COHORTE = simulate(load_cohort(session=2024, candidats=1200, seed=5, specialites=("MCO", "CG")))
PERMANENT = load_regime("permanent_2022")
THRESHOLDS = {"seuil_admission": [975, 1000], "seuil_general": [700, 800], "seuil_professionnel": [900, 1000]}
#: Each question, and its views in their order.
ASKED: dict[str, tuple[Callable[[Study], Answer], list[str]]] = {
    "curve": (lambda s: s.levers(plafond_de_gain=[50, 2000]), ["curve"]),
    "curve of a threshold": (lambda s: s.levers(seuil_general=range(700, 901, 100)), ["curve", "thresholds"]),
    "crossing": (lambda s: s.levers(seuil_general="800,900", nombre_oraux=[1, 2]), ["crossing"]),
    "thresholds": (lambda s: s.levers(**THRESHOLDS), ["thresholds"]),
    "no chart": (
        lambda s: s.levers(seuil_general=800, seuil_professionnel=900, nombre_oraux=(1, 2)),
        ["settings_table"],
    ),
    "without the law": (lambda s: s.levers("aucun", seuil_admission=990, seuil_facultatif=[0, 900]), ["crossing"]),
    "reach": (lambda s: s.reach(80.4), ["targets"]),
    "price": (lambda s: s.price(80.4), ["price_table"]),
    "frontier": (lambda s: s.frontier(seuil_general=[700, 800], nombre_oraux=[1, 2]), ["frontier", "distance"]),
    "wrong ideas": (lambda s: s.wrong_ideas(), ["ideas", "ideas_table"]),
    "returns": (
        lambda s: s.returns(sessions=3, draws_of_orals=1),
        ["cumulative", "advanced_table", "gained", "gained_table", "price_table", "by_rate", "gained_specialite_table"],
    ),
}


@pytest.fixture(scope="module", params=ASKED)
def asked(request: pytest.FixtureRequest) -> tuple[Answer, list[str]]:
    ask, views = ASKED[request.param]
    return ask(STUDY), views


def test_a_table_is_as_its_schema_declares(asked: tuple[Answer, list[str]]) -> None:
    answer, _views = asked
    assert answer.schema.faults(answer.table) == [] and list(answer.table) == answer.schema.names()
    assert not answer.table.empty


def test_every_view_is_made_in_both_languages(asked: tuple[Answer, list[str]]) -> None:
    answer, views = asked
    assert list(answer.views)[: len(views)] == views
    for view in answer.views:
        told = []
        for lang in ("fr", "en"):
            with speaking(lang):
                shown = answer.views[view]()
                told.append(str(list(shown.frame)) if isinstance(shown, Shown) else " ".join(shown.title.text))
        assert told[0] != told[1], view
    assert answer.words and "{" not in answer.words and len(repr(answer).splitlines()) <= 20


def test_the_other_tables_are_as_their_schemas_declare() -> None:
    frontier = STUDY.frontier(seuil_general=[700, 800], nombre_oraux=[1, 2])
    distance = frontier.tables["distance"]
    assert with_levers(FrontierDistance, levers_in(distance)).faults(distance) == []
    returns = STUDY.returns(sessions=2, draws_of_orals=1).tables
    for name, schema in (
        ("gained", Fates),
        ("price", ReturnPrice),
        ("by_rate", ByRate),
        ("advanced", Advanced),
    ):
        assert schema.faults(returns[name]) == [] and list(returns[name]) == schema.names()
    assert LeastChange.faults(STUDY.price(80.4).tables["targets"]) == []


def test_settings_are_taken_in_every_natural_form() -> None:
    wanted = STUDY.levers(seuil_general=[700, 800]).table
    alone = response(COHORTE, PERMANENT, {"seuil_general": [700, 800]})
    assert [*wanted.columns, *luck_columns("valeur")] == list(alone.columns)
    forms: list[Any] = [[700, 800], "700,800", "700 ; 800", range(700, 801, 100), np.array([700, 800]), {800, 700}]
    for form in [*forms, (700.0, 800.0), [700, 800, 700]]:
        assert STUDY.levers(seuil_general=form).table.equals(wanted), form
    assert len(STUDY.levers(seuil_general=800).table) == len(wanted) / 2
    with pytest.raises(bts.BtsSimError, match=r"850 \?"):
        STUDY.levers(seuil_general=8.5)
    for wrong in (None, "huit", True, float("inf")):
        with pytest.raises(bts.BtsSimError, match="est pas un nombre"):
            STUDY.levers(seuil_general=wrong)  # type: ignore[arg-type]
    with pytest.raises(bts.BtsSimError, match=r"aucun levier.*seuil_general"):
        STUDY.levers()


def test_a_range_is_written_back_as_a_range_and_an_array_as_a_list() -> None:
    assert (
        STUDY.levers(seuil_general=range(700, 801, 100)).python().endswith("levers(seuil_general=range(700, 801, 100))")
    )
    for array in (np.array([800]), {800}):
        assert STUDY.levers(seuil_general=array).python().endswith("levers(seuil_general=[800])")


def test_a_regime_and_others_are_taken_by_name_file_or_object(tmp_path: Path) -> None:
    assert STUDY.levers(PERMANENT, nombre_oraux=1).table.equals(STUDY.levers(nombre_oraux=1).table)
    alone = STUDY.frontier(others=[], nombre_oraux=[1, 2]).table
    assert alone["reforme"].tolist() == ["permanent_2022", ""]
    named = STUDY.frontier(others="aucun,exceptionnel_2021", nombre_oraux=[1, 2]).table
    assert named["reforme"].tolist() == ["permanent_2022", "", "aucun", "exceptionnel_2021"]
    twice = STUDY.with_baseline("exceptionnel_2021").frontier(nombre_oraux=[1, 2]).table
    assert twice["reforme"].tolist() == ["permanent_2022", "", "exceptionnel_2021"]
    one = STUDY.wrong_ideas(ideas="mille_points").table
    assert one["idee"].unique().tolist() == ["mille_points"]


def test_a_target_is_a_rate_or_a_gain_and_levers_that_do_not_reach_it_are_counted() -> None:
    assert STUDY.reach("80.4").table.equals(STUDY.reach(80.4).table)
    assert STUDY.reach(1, more=True).table["cible"].nunique() == 1
    found = STUDY.reach(80.4)
    missing = int((~found.table["atteinte"]).sum())
    assert missing and f"{missing} autres leviers n'y suffisent pas" in found.words
    assert [one["unite"] for one in found.results()] == ["points"] * len(found.results()) and len(found.results())
    never = STUDY.with_regimes("aucun")
    assert never.price(99.9).words.startswith("Aucun levier seul") or never.price(99.9).table["levier"].any()
    with pytest.raises(bts.BtsSimError, match="taux hors bornes"):
        STUDY.reach(101)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda: STUDY.reach(0.8), "target : « 0.8 » : une fraction"),
        (lambda: STUDY.price(0.8), "en pourcent : 80 ?"),
        (lambda: STUDY.returns(rate=0.5), "rate : « 0.5 » : une fraction"),
        (lambda: reach_target(Draws(COHORTE.cohorte, 2, 0.9), PERMANENT, 80), "en pourcent : 90 ?"),
    ],
)
def test_a_fraction_is_refused_where_a_percent_is_meant(ask: Callable[[], object], said: str) -> None:
    with pytest.raises(bts.BtsSimError, match=re.escape(said)):
        ask()


def test_what_is_saved_is_what_the_table_of_reforms_shows() -> None:
    answer = STUDY.frontier(seuil_general=[700, 800], nombre_oraux=[1, 2])
    law = answer.table[answer.table["en_vigueur"]].iloc[0]
    saved = answer.tables["distance"]
    assert -saved["faux_refus"][0] == pytest.approx(law["refus_evitables"], abs=2e-4)
    rates = STUDY.rates().table
    shown = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")["valeur"]
    assert law["taux_admis"] == pytest.approx(shown["permanent_2022"], abs=2e-4)


def test_returns_are_those_of_the_lives_of_the_same_candidates() -> None:
    answer = STUDY.returns(sessions=2, draws_of_orals=1, rate=30)
    lives = journeys(COHORTE, STUDY.baseline, *STUDY.regimes, sessions=2, draws=1)
    # The rows are those of one cohort, the values those of several draws.
    for table, alone in (
        (answer.table, diplomas(lives, 30.0)),
        (answer.tables["gained"], gained_or_advanced(lives, 30.0)),
    ):
        key = ["groupe", "modalite", "indicateur", "regime", "reference", "sessions"]
        assert [*table.columns, *luck_columns("valeur")] == list(alone.columns)
        assert set(map(tuple, alone[key].to_numpy())) <= set(map(tuple, table[key].to_numpy()))
    gained = answer.tables["gained"]
    whole = gained[(gained["groupe"] == "ensemble") & (gained["indicateur"] == "gagne")]
    later = answer.tables["advanced"]
    found = answer.results()
    assert [one["valeur"] for one in found] == [*later["avances"].round(), *whole["valeur"].round(1)]
    assert (later["avances"] < whole["n"].tolist()).all()
    assert (later["bas"] <= later["avances"]).all() and (later["avances"] <= later["haut"]).all()
    assert all(one["definition"].endswith("retours sommés exactement, moyenne de 1 tirages") for one in found)
    for name, wrong in (("sessions", 0), ("draws_of_orals", 0), ("rate", "beaucoup"), ("rate", 101)):
        with pytest.raises(bts.BtsSimError, match=name):
            STUDY.returns(**{name: wrong})  # type: ignore[arg-type]


def test_only_what_luck_draws_says_how_many_draws_there_were() -> None:
    answer = STUDY.returns(sessions=2, draws_of_orals=2)
    rows = [*answer.table.itertuples(index=False), *answer.tables["price"].itertuples(index=False)]
    said = {row.methode: method_over_sessions(row) for row in rows}
    assert said["calibrated"] == "calé sur la cible"
    assert said["drawn"].endswith("moyenne de 2 tirages") and ReturnMethod.QUOTIENT not in said
    later = answer.tables["gained"].dropna(subset=["later"])
    assert later["indicateur"].tolist() == [f"avance_{one}" for one in later["later"]]
