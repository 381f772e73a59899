"""Does a study say who moves between two regimes, why, and what their texts leave open, in both languages?"""

import doctest
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import bts_sim as bts
from bts_sim.answer import Answer
from bts_sim.desk import study as study_module
from bts_sim.display.shown import Shown
from bts_sim.schema import Schema
from bts_sim.stats import rounding

ASKED: dict[str, tuple[Any, ...]] = {
    "movers": (None, None, 2),
    "decomposition": (),
    "spread": (),
    "access": (),
    "rules": (),
    "readings": (),
    "reglement": ("MCO",),
}
VIEWS = {
    "movers": ["flow", "matrix", "reasons", "reasons_table"],
    "decomposition": ["waterfall", "parts"],
    "spread": ["means"],
    "access": ["means"],
    "rules": ["regimes", "difference"],
    "readings": ["readings"],
    "reglement": ["units"],
}


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, size=1500, seed=2018, lang="fr", draws=4, draw_size=400)


@pytest.fixture(scope="module")
def answers(study: bts.Study) -> dict[str, Answer]:
    return {name: getattr(study, name)(*given) for name, given in ASKED.items()}


@pytest.mark.parametrize("name", ASKED)
def test_a_table_is_as_its_schema_declares(answers: dict[str, Answer], name: str) -> None:
    answer = answers[name]
    assert issubclass(answer.schema, Schema)
    assert answer.schema.faults(answer.table) == [] and list(answer.table) == answer.schema.names()
    assert len(answer.table) and answer.columns["meaning"].all()


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ASKED)
def test_every_view_is_made_and_says_what_it_finds(study: bts.Study, name: str, lang: str) -> None:
    answer = getattr(study.with_lang(lang), name)(*ASKED[name])
    assert list(answer.views) == VIEWS[name]
    for view in answer.views:
        picture = answer.chart(view)
        if isinstance(picture, Shown):
            # The cells that a file of the page holds are numbers or text.
            assert len(picture.frame) and picture.raw_rows is not None
        else:
            assert picture.to_dict()["title"]["text"]
    assert answer.words and answer.words in repr(answer)
    assert ("« " in answer.words) <= (lang == "fr")


def test_two_regimes_are_the_first_and_the_last_or_the_baseline_and_the_one_alone(study: bts.Study) -> None:
    assert sides(study.decomposition()) == ("exceptionnel_2021", "permanent_2022")
    assert sides(study.with_regimes("permanent_2022").decomposition()) == ("aucun", "permanent_2022")
    assert sides(study.decomposition("permanent_2022", "aucun")) == ("permanent_2022", "aucun")
    with pytest.raises(bts.BtsSimError, match="permanant_2022"):
        study.movers("permanant_2022")


def test_an_answer_writes_the_code_that_asks_it(study: bts.Study) -> None:
    code = study.movers(after=Path("permanent_2022"), oral_draws=1).python()
    assert code.endswith("study.movers(after='permanent_2022', oral_draws=1)")
    held: dict[str, Any] = {}
    exec(code.replace("\nstudy.movers", "\nagain = study.movers"), held)
    assert held["again"].table.equals(study.movers(oral_draws=1).table)


def test_parts_are_quoted_with_what_their_interval_covers(answers: dict[str, Answer]) -> None:
    quoted = answers["decomposition"].results()
    assert len(quoted) == 10 and all(one["unite"] == "pt" for one in quoted)
    alone, part = quoted[0], quoted[5]
    assert alone["nom"].startswith("Session exceptionnelle 2021, sans autre changement : Plancher")
    assert part["nom"].startswith("Part de l'écart Session exceptionnelle 2021 → Régime permanent (2022) : Plancher")
    said = "prévision d'une session, paramètres tirés, niveau recalé à chaque tirage ; oraux sommés exactement"
    assert alone["definition"].endswith(f"quand cette seule règle change ; à 90\u202f%, {said}")
    assert part["definition"] == (
        f"part de l'écart de taux d'admis ; à 90\u202f%, valeur de Shapley sur 32 régimes ; {said}"
    )


def test_orals_are_summed_where_one_regime_alone_has_some(study: bts.Study) -> None:
    summed = study.movers("aucun", "permanent_2022", oral_draws=None)
    assert (summed.table["tirages"] == 0).all()
    assert summed.tables["pairs"]["mille"].sum() == 1000
    with pytest.raises(bts.BtsSimError, match="nombre de tirages"):
        study.movers(oral_draws=None)


@pytest.mark.parametrize("asked", ["movers", "decomposition", "spread", "access", "rules"])
def test_a_regime_beside_itself_changes_nothing_and_is_shown(study: bts.Study, asked: str) -> None:
    answer = getattr(study, asked)("permanent_2022", "permanent_2022")
    assert all(answer.chart(view) is not None for view in answer.views) and answer.words


@pytest.mark.parametrize("given", [0, 1025, "beaucoup", 1.5])
def test_draws_of_the_orals_are_a_count(study: bts.Study, given: Any) -> None:
    with pytest.raises(bts.BtsSimError, match="oral_draws"):
        study.movers(oral_draws=given)
    assert (study.movers(oral_draws="1").table["tirages"] == 1).all()


def test_rules_and_readings_tell_what_the_law_fixes_and_leaves_open(answers: dict[str, Answer]) -> None:
    rules = answers["rules"]
    assert rules.table["regime"].tolist() == ["aucun", "exceptionnel_2021", "permanent_2022"]
    assert rules.table["seuil_general"].dropna().tolist() == [8.0]
    lines = rules.tables["difference"]
    assert f"{len(lines)} lignes de la loi changent" in rules.words
    assert {"acces", "choix", "remplacement"} <= set(lines["nom"])
    points = answers["readings"].tables["points"]
    assert set(answers["readings"].table["lecture"]) <= set(points["lecture"])


def test_a_specialty_without_reglement_is_refused_with_what_there_is(study: bts.Study) -> None:
    with pytest.raises(bts.BtsSimError, match="MC0"):
        study.reglement("MC0")


@pytest.mark.parametrize("module", [rounding, study_module], ids=lambda module: module.__name__)
def test_examples_run(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def sides(answer: Answer) -> tuple[str, str]:
    row = answer.table.iloc[0]
    return row["regime_avant"], row["regime_apres"]
