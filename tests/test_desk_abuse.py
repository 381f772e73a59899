"""Does a study refuse what it cannot read, by the name of the argument, and leave nothing for the user to break?"""

import copy
import decimal
import io
import pickle
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.schema import PLAIN

REFORM = "nom: {nom}\nsession: 2024\ntitre: Sept\nraison: essai\nsource: essai\nauteur: essai\ndate: 2024-01-01\n"
#: What is none of the things that a study takes.
NONSENSE: list[Any] = [
    *(True, 1j, object(), len, int, b"MCO", {"a": 1}, pd.NA, pd.NaT, float("nan"), 10**400, range(3), "Été", "1e400"),
    *(pd.DataFrame({"a": [1, 2]}), pd.DataFrame(), pd.Series([1, 2]), np.array([1, 2]), np.array(5), {1, 2}),
    *(Path("nulle/part.yaml"), bts.regime("permanent_2022"), iter([1])),
]
REAL = Path(__file__).parent.parent / "docs" / "exemples_documents"


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, size=400, seed=1, draws=4, draw_size=100)


def refused_or_read(call: Any) -> None:
    """Only an error that the user reads may come out."""
    try:
        call()
    except bts.BtsSimError as error:
        assert "Remède" in str(error) or " ; " in str(error) or "(" in str(error)


@pytest.mark.parametrize(
    "argument",
    [
        *("session", "size", "seed", "baseline", "regimes", "level", "lang", "draws", "draw_size", "cohort"),
        *("first_group_rate", "specialties", "candidates", "marks", "orals", "notebook"),
    ],
)
def test_a_study_opened_on_nonsense_is_refused(argument: str) -> None:
    for value in [*NONSENSE, "", " ", 0, -1, [], ()]:
        refused_or_read(lambda value=value: bts.study(**{argument: value}))


def test_a_number_of_candidates_is_told_from_their_file() -> None:
    with pytest.raises(bts.BtsSimError, match=r"candidates : « 500 ».*size=500"):
        bts.study(candidates=500)  # type: ignore[arg-type]
    assert "500 candidates" in repr(bts.study(candidats=500))


@pytest.mark.parametrize(
    ("question", "argument"),
    [
        *(("reglement", "specialty"), ("example", "case"), ("example", "regime"), ("calendar", "academie")),
        *(("calendar", "session"), ("reach_of_orals", "regime"), ("rules", "before"), ("rules", "after")),
        *(("rates", "by"), ("equity", "by"), ("portrait", "specialty"), ("levers", "seuil_general")),
        *(("accuracy", "standard"), ("movers", "oral_draws"), ("returns", "sessions"), ("drivers", "indicator")),
    ],
)
def test_a_question_asked_of_nonsense_is_refused(study: bts.Study, question: str, argument: str) -> None:
    needed = {"example": {"case": "C"}, "calendar": {"academie": "reims"}, "rates": {"parameters": "fixed"}}
    others = needed.get(question, {})
    for value in NONSENSE:
        refused_or_read(lambda value=value: getattr(study, question)(**{**others, argument: value}))


@pytest.mark.parametrize(
    "argument",
    [
        *("present", "calendars", "calendar_session", "domain_minutes", "day_lengths", "centres", "juries"),
        *("examiners", "juries_by", "pay"),
    ],
)
def test_orals_held_with_nonsense_are_refused(study: bts.Study, argument: str) -> None:
    for value in ["", [], "beaucoup", None, 1j, pd.DataFrame({"a": [1]}), pd.NA, {"a": 1}]:
        refused_or_read(lambda value=value: study.orals(**{argument: value}))


def test_public_functions_refuse_nonsense() -> None:
    marks = "U1 7,5 ; U21 8 ; U22 9,25 ; U3 7 ; U41 11 ; U42 10,5 ; U5 8 ; U6 10,5"
    about: dict[str, Any] = {"session": 2024, "specialty": "MCO", "track": "scolaire", "marks": marks}
    for value in NONSENSE:
        for one in (bts.law, bts.regime, bts.read_sweep):
            refused_or_read(lambda one=one, value=value: one(value))
        refused_or_read(lambda value=value: bts.calendar(value, 2024))
        refused_or_read(lambda value=value: bts.registrations(REAL / "candidats.csv", session=2025, academie=value))
        refused_or_read(lambda value=value: bts.kept_marks(REAL / "notes.csv", session=2024, le=value))
        for argument in [*about, "orals", "regimes", "form", "vae", "lang"]:
            refused_or_read(lambda a=argument, value=value: bts.candidate(**{**about, a: value}))


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (lambda s: s.with_level(0), r"level : « 0 » : hors bornes.*comme 90"),
        (lambda s: s.with_level(0.9), r"level : « 0\.9 ».*90 \?"),
        (lambda s: bts.study(first_group_rate="haut"), r"first_group_rate : « haut ».*74,5"),
        (lambda s: bts.study(specialties={"MCO": 2}), r"specialties.*cohort="),
        (lambda s: bts.study(cohort=0), r"^cohort : « 0 »"),
        (lambda s: bts.study(notebook="globals()"), r"notebook=globals\(\)"),
        (lambda s: bts.study(regimes=[3]), r"^regimes : « 3 »"),
        (lambda s: bts.study(regimes="permanent_2022,permanent_2022"), "régime donné deux fois"),
        (lambda s: s.needed_marks(0), r"regime : « 0 » : ce n'est pas un régime"),
        (lambda s: s.levers(seuil_general=7), r"seuil_general : « 7 ».*700 \?"),
        (lambda s: s.levers(seuil_general=800, with_own="oui"), r"with_own.*True ou False"),
        (lambda s: s.drivers("taux"), r"indicator : « taux » : aucun résultat de ce nom"),
        (lambda s: s.rates(groupe="voie"), r"groupe : « voie » : nom inconnu.*by, parameters"),
        (lambda s: s.rates("voie", "drawn", 3), r"study\.rates : « 3 » : un argument de trop.*by, parameters"),
        (lambda s: s.reach(), r"target : il manque.*study\.reach\(target=…\)"),
        (lambda s: s.accuracy(10, standard=10), "standard.*donné deux fois"),
        (lambda s: s.example(""), r"case : il manque"),
        (lambda s: s.orals(calendars=""), r"calendars : aucun nom.*reims"),
        (lambda s: s.orals(domain_minutes=(1, 2, 3)), r"domain_minutes.*\(20, 20\)"),
        (lambda s: s.orals(day_lengths="longue"), r"day_lengths : « longue »"),
        (lambda s: s.rates().chart(["rates"]), r"view.*« rates »"),
        (lambda s: bts.study(cohort=s.people.described, specialties="MCO"), r"specialties.*déjà faite"),
        (lambda s: pickle.dumps(s.rules()), r"answer\.table"),
    ],
)
def test_a_refusal_names_the_argument_the_value_and_what_to_do(study: bts.Study, asked: Any, said: str) -> None:
    with pytest.raises(bts.BtsSimError, match=said):
        asked(study)


def test_a_reform_of_the_name_of_the_baseline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"{REFORM.format(nom='aucun')}changements: {{seuil_general: 7}}\n", encoding="utf-8")
    with pytest.raises(bts.BtsSimError, match=r"baseline : « aucun ».*clé « nom »"):
        bts.study(regimes=path)


def test_numbers_are_read_as_people_and_libraries_write_them() -> None:
    made = bts.study(size="1 000", seed=np.array(3), level="95,5", first_group_rate="74,5", draws=decimal.Decimal(8))
    assert (made.people.described.candidats, made.people.described.seed) == (1000, 3)
    assert (made.level, made.people.described.taux_groupe1, made.draws) == (95.5, 74.5, 8)
    assert made.with_level(Fraction(80)).with_lang(" EN ").lang == "en"


def test_names_are_read_in_either_language_and_in_capitals(study: bts.Study) -> None:
    assert next(iter(study.rates(by="specialty").views)) == "specialite" and study.equity(by=None).words
    assert study.reglement(specialite="mco").table.equals(study.reglement("Management commercial opérationnel").table)
    assert study.calendar("Nancy Metz").words == study.calendar("nancy-metz").words
    assert (
        study.portrait(specialty="mco")
        .tables["correlations"]
        .equals(study.portrait(None, "MCO").tables["correlations"])
    )


def test_a_cohort_takes_another_size_and_seed(study: bts.Study) -> None:
    made = bts.study(cohort=study.people.described, size=50, seed=9).people.described
    assert (made.candidats, made.seed) == (50, 9)


def test_a_baseline_that_is_also_compared_counts_once(study: bts.Study) -> None:
    both = study.with_baseline("permanent_2022")
    assert [one.nom for one in both.every] == ["permanent_2022", "exceptionnel_2021"]
    assert both.equity().words and both.concordance().table["regime"].nunique() == 2
    alone = study.with_regimes("aucun").uncertain_rates()
    assert "aucun écart" in alone.words and repr(alone)


def test_the_law_is_told_of_real_candidates_too() -> None:
    real = bts.study(session=2024, candidates=REAL / "candidats.csv", marks=REAL / "notes.csv")
    assert real.rules().words and real.reglement("MCO").words and real.reach_of_orals().words


def test_the_code_of_an_answer_holds_all_that_was_asked(study: bts.Study, tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"{REFORM.format(nom='plancher_7')}changements: {{seuil_general: 7}}\n", encoding="utf-8")
    for made in (study.with_regimes(path), study.with_regimes(iter([path])), bts.study(regimes=iter([path]))):
        assert f"regimes=[{str(path)!r}]" in made.python()
    assert study.rules("aucun", path).python().endswith(f"study.rules(before='aucun', after={str(path)!r})")
    alone = study.movers("aucun", "permanent_2022", None)
    assert alone.python().endswith("study.movers(before='aucun', after='permanent_2022', oral_draws=None)")
    assert study.levers(seuil_general=iter([800])).python().endswith("study.levers(seuil_general=[800])")
    # The name of a regime whose file nobody knows is that of a variable.
    assert study.with_baseline(bts.regime(path)).python().endswith("baseline=plancher_7)")


@pytest.mark.parametrize(
    "question", ["rates", "movers", "decomposition", "access", "accuracy", "equity", "portrait", "rules", "readings"]
)
def test_a_table_belongs_to_whoever_asked_for_it(study: bts.Study, question: str) -> None:
    answer, again = getattr(study, question)(), getattr(study, question)()
    before = answer.words, repr(answer.results()), repr(answer.chart())
    for table in (answer.table, *answer.tables.values()):
        assert all(
            isinstance(cell, (*PLAIN, np.generic)) for cell in table.to_numpy(dtype=object).ravel() if pd.notna(cell)
        )
        table.to_parquet(io.BytesIO())
        table[table.columns[0]] = "?"
        table.loc[:, table.columns[-1]] = "?" if table.dtypes.iloc[-1] == "str" else 0
    assert (answer.words, repr(answer.results()), repr(answer.chart())) == before
    assert getattr(study, question)().table.equals(again.table) and study.drawn is not study.drawn
    other = copy.deepcopy(again)
    assert other.words == again.words and other.table.equals(again.table) and other.table is not again.table


def test_two_studies_answer_at_once_each_in_its_language(study: bts.Study) -> None:
    wanted, wrong = {lang: study.with_lang(lang).rules().words for lang in ("fr", "en")}, []

    def ask(lang: str) -> None:
        for _ in range(5):
            words = study.with_lang(lang).rules().words
            if words != wanted[lang]:
                wrong.append(words)

    threads = [threading.Thread(target=ask, args=(lang,)) for lang in ("fr", "en") * 4]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wanted["fr"] != wanted["en"] and wrong == []


@pytest.mark.parametrize("size", [1, 2])
def test_a_cohort_of_one_candidate_is_described_without_a_nan(size: int) -> None:
    few = bts.study(session=2024, size=size, seed=1, draws=1, draw_size=1)
    for question in ("pairing", "portrait", "accuracy_by_oral", "concordance", "luck"):
        answer = getattr(few, question)()
        assert "nan" not in answer.words and answer.schema.faults(answer.table) == [], question
