"""Does an analyst ask a question in three lines: names by Tab, any natural form taken, answers that show themselves?"""

import ast
import doctest
import importlib
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from helpers import GIVEN

import bts_sim as bts
from bts_sim.desk import opening, study as desk
from bts_sim.errors import InputError
from bts_sim.language import langue, speaking
from bts_sim.questions.one_candidate.tables import DecisionStep
from bts_sim.schema import Schema, a_number, a_text

REGIMES = ("exceptionnel_2021", "permanent_2022")
REFORM = "nom: plancher_7\nsession: 2024\ntitre: Sept\nraison: essai\nsource: essai\nauteur: essai\ndate: 2024-01-01\n"


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, size=2000, seed=2018, draws=8, draw_size=300)


# --- names ------------------------------------------------------------------------------------------------------------


def test_tab_lists_about_ten_names_and_each_says_what_it_is() -> None:
    names = dir(bts)
    assert names == sorted(names) and 8 <= len(names) <= 14
    for name in names:
        said = inspect.getdoc(getattr(bts, name))
        assert said and len(said.splitlines()[0]) < 121, name


def test_tab_lists_the_questions_of_a_study_first(study: bts.Study) -> None:
    names = bts.Study.questions()
    assert names and object.__dir__(study) and list(study.__dir__())[: len(names)] == names
    assert "with_regimes" in dir(study) and not [name for name in dir(study) if name.startswith("_")]


@pytest.mark.parametrize(
    ("name", "said"),
    [("studdy", "« study »"), ("rates", "bts.study(…).rates()"), ("passages", "un nom parmi Answer")],
)
def test_a_name_that_is_not_there_is_refused_with_what_it_may_be(name: str, said: str) -> None:
    assert not hasattr(bts, name)
    with pytest.raises(bts.BtsSimError, match=re.escape(said)):
        getattr(bts, name)


def test_a_question_is_one_line_that_delegates() -> None:
    """A study that works things out itself would grow into what knows everything."""
    source = Path(inspect.getsourcefile(desk) or "").read_text(encoding="utf-8")
    (whole,) = (node for node in ast.parse(source).body if isinstance(node, ast.ClassDef) and node.name == "Study")
    methods = {node.name: node for node in whole.body if isinstance(node, ast.FunctionDef)}
    for name in bts.Study.questions():
        documented, *code = methods[name].body
        assert isinstance(documented, ast.Expr) and [type(one) for one in code] == [ast.Return], name


@pytest.mark.parametrize(
    ("name", "said"),
    [("rate", "« rates »"), ("with_regime", "« with_regimes »"), ("passages", "une question parmi rates, movers")],
)
def test_a_question_that_is_not_there_is_refused_with_what_it_may_be(name: str, said: str, study: bts.Study) -> None:
    assert not hasattr(study, name)
    with pytest.raises(bts.BtsSimError, match=re.escape(f"study.{name} n'existe pas. Remède : ") + f".*{said}"):
        getattr(study, name)


@pytest.mark.parametrize("name", bts.Study.questions())
def test_a_question_says_what_it_returns_and_what_it_takes(name: str) -> None:
    method = getattr(bts.Study, name)
    said = inspect.getdoc(method) or ""
    assert said.startswith("Return ") and "Returns:" in said
    for parameter in list(inspect.signature(method).parameters)[1:]:
        assert re.search(rf"^ +{parameter}: ", said, flags=re.MULTILINE), parameter


# --- what is given ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given",
    [
        {"session": 2024, "size": 2000, "seed": 3},
        {"session": "2024", "size": "2000", "seed": np.int64(3)},
        {"session": np.int64(2024), "size": 2e3, "seed": 3.0},
        {"session": 2024, "candidats": 2000, "graine": 3},
    ],
)
def test_a_number_is_taken_however_it_is_written(given: dict[str, Any]) -> None:
    made = bts.study(**given).people.described
    assert (made.bareme.session, made.candidats, made.seed) == (2024, 2000, 3)


def test_a_regime_is_a_name_a_file_or_itself(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(f"{REFORM}changements: {{seuil_general: 7}}\n", encoding="utf-8")
    known = bts.regime("permanent_2022")
    forms: list[Any] = [
        ["permanent_2022", str(path)],
        ("permanent_2022", path),
        (known, bts.regime(path)),
        iter([known, path]),
        f"permanent_2022,{path}",
    ]
    for regimes in forms:
        made = bts.study(regimes=regimes, reference=known)
        assert [one.nom for one in made.regimes] == ["permanent_2022", "plancher_7"]
        assert made.regimes[1].seuil_general == 700 and made.baseline == known
    for alone in ("permanent_2022", known, path):
        assert len(bts.study(regimes=alone).regimes) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"session": 1998}, "1998"),
        ({"session": "deux mille"}, "deux mille"),
        ({"size": 0}, r"size.*« 0 ».*hors bornes"),
        ({"size": "beaucoup"}, r"size.*beaucoup.*un entier de 1 à"),
        ({"size": True}, "size"),
        ({"size": 10.5}, "pas un nombre entier"),
        ({"size": float("inf")}, "size"),
        ({"seed": -1}, "seed"),
        ({"level": 0.9}, "90"),
        ({"level": 100}, "100"),
        ({"level": "haut"}, "level.*pourcentage"),
        ({"lang": "de"}, "fr ou en"),
        ({"draws": 0}, "draws.*de 1 à 1024"),
        ({"draws": 5000}, "draws.*de 1 à 1024"),
        ({"regimes": []}, "aucun régime à comparer"),
        ({"regimes": "permanent_2202"}, "permanent_2022"),
        ({"regimes": 3}, "ce n'est pas un régime"),
        ({"baseline": "nul_part.yaml"}, r"nul_part\.yaml"),
        ({"cohort": "absente.yaml"}, "absente"),
        ({"specialties": "MCOO"}, "MCO"),
        ({"specialties": 3}, "specialties"),
        ({"first_group_rate": 0.745}, "74,5"),
        ({"sead": 3}, "« seed »"),
        ({"colour": "red"}, "nom inconnu"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_remedy(given: dict[str, Any], said: str) -> None:
    with pytest.raises(bts.BtsSimError, match=said):
        bts.study(**given)


def test_a_study_does_not_change_and_its_candidates_are_drawn_once(study: bts.Study) -> None:
    other = study.with_regimes("permanent_2022").with_level(80).with_lang("en").with_baseline("exceptionnel_2021")
    assert other.people is study.people and (study.level, study.lang, len(study.regimes)) == (90, "fr", 2)
    assert (other.level, other.lang, other.baseline.nom) == (80, "en", "exceptionnel_2021")
    assert study.with_size(500).people.described.candidats == 500 and study.with_seed(9).people.described.seed == 9
    assert study.with_draws(8, 200).draw_size == 200 and study.with_draws(8).draw_size == study.draw_size
    with pytest.raises(AttributeError):
        study.level = 80  # type: ignore[misc]


def test_the_language_of_a_study_is_that_of_its_words_alone(study: bts.Study) -> None:
    said = study.with_lang("en").rates()
    assert langue() == "fr" and "against" in said.words and "Admission rate" in repr(said.results())
    with speaking("en"):
        assert "Diplômes de plus" in study.rates().words


# --- answers ----------------------------------------------------------------------------------------------------------


def test_an_answer_shows_its_sentence_once_its_chart_and_its_table(study: bts.Study) -> None:
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    InteractiveShell.instance()
    with capture_output() as caught:
        study.rates()._ipython_display_()
    kinds = [set(output.data) for output in caught.outputs]
    assert any("application/vnd.vegalite.v5+json" in kind for kind in kinds) and any("text/html" in k for k in kinds)
    InteractiveShell.clear_instance()


def test_an_answer_shows_the_table_of_its_first_view(study: bts.Study) -> None:
    *_chart, shown = study.rates(by="voie")._parts
    assert "scolaire" in repr(shown)
    *_chart, shown = study.access()._parts
    assert len(repr(shown).splitlines()) <= 20 and len(shown.raw_rows) > 20


def test_nothing_that_is_printed_is_longer_than_a_screen(study: bts.Study) -> None:
    answer = study.rates()
    simulated, known = study.people.simulated, bts.law(2024)
    of_people = study.people, study.people.described, simulated, simulated.under(study.baseline), simulated.groupes[0]
    of_law = study.regimes[0], known, known.reglements["MCO"], bts.calendar("reims", 2024)
    for one in (study, answer, answer.columns, answer.results(), *of_people, *of_law):
        said = repr(one)
        assert len(said.splitlines()) <= 20 and len(said) < 2500, type(one)
    assert len(repr(study.assumptions().chart()).splitlines()) == 20


def test_a_view_that_is_not_there_is_refused_with_those_that_are(study: bts.Study) -> None:
    with pytest.raises(InputError, match=r"aucune vue de ce nom.*« rates »"):
        study.rates().chart("rate")
    with pytest.raises(InputError, match="l'une de celles-ci : diplomas, rates"):
        study.rates(by="couleur")


def test_the_code_of_an_answer_makes_it_again(study: bts.Study) -> None:
    answer = study.with_level(80).rates(by="voie")
    *lines, last = answer.python().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)
    again = eval(last, names)
    pd.testing.assert_frame_equal(again.table, answer.table)
    assert next(iter(again.views)) == "voie" and last == "study.rates(by='voie')"


def test_the_code_of_every_question_asks_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rooms answer nothing here, so that only the question is seen: the same one, on the same study."""
    asked: list[str] = []

    def room(name: str) -> Callable[..., bts.answer.Answer]:
        def answer(*_given: Any, **_named: Any) -> bts.answer.Answer:
            asked.append(name)
            empty = pd.DataFrame(columns=DecisionStep.names())
            return bts.answer.Answer(empty, DecisionStep, lambda: "", {"table": lambda: None, "voie": lambda: None})

        return answer

    for name in [name for name in vars(desk) if name.startswith("answer_")]:
        monkeypatch.setattr(desk, name, room(name))
    opened: dict[str, dict[str, Any]] = {}
    few = bts.study(session=2024, size=50, specialties="MCO", draws=2, draw_size=20)
    for question in bts.Study.questions():
        if question not in ("decisions", "sources"):
            asked.clear()
            code = getattr(few, question)(**GIVEN.get(question, {})).python()
            *lines, last = code.splitlines()
            # The line that opens the study is run once: it is the same for all.
            if (opening_lines := "\n".join(lines)) not in opened:
                exec(opening_lines, opened.setdefault(opening_lines, {}))
            assert eval(last, opened[opening_lines]).python() == code, question
            assert asked and asked[: len(asked) // 2] == asked[len(asked) // 2 :], question
    assert len(opened) == 1


@pytest.mark.parametrize("name", dir(bts))
def test_the_examples_of_public_names_run(name: str) -> None:
    one = getattr(bts, name)
    found = doctest.DocTestFinder(recurse=False).find(one, name, globs={"bts": bts, one.__name__: one})
    assert sum(len(test.examples) for test in found), "show one"
    for test in found:
        runner = doctest.DocTestRunner()
        runner.run(test)
        assert not runner.failures


# --- schemas ----------------------------------------------------------------------------------------------------------


class Toy(Schema):
    nom = a_text("a name", ("a", "b"))
    x = a_number("a number", "points", optional=True)


@pytest.mark.parametrize(
    ("rows", "faults"),
    [
        ([("a", 1.5), ("b", None)], []),
        ([("c", 1.5)], ["Toy.nom: 'c' is none of its codes"]),
        ([("a", "1,5")], ["Toy.x: '1,5' is no float"]),
        ([], []),
    ],
)
def test_a_table_is_held_to_its_declaration(rows: list[tuple[object, ...]], faults: list[str]) -> None:
    assert Toy.faults(Toy.frame(rows)) == faults
    assert Toy.faults(pd.DataFrame({"nom": ["a"]})) == ["Toy: no column x"]


def test_a_column_is_its_name_on_a_schema_and_what_a_chart_reads() -> None:
    assert (Toy.x, Toy.x.q, Toy.nom.n, Toy.nom.o) == ("x", "x:Q", "nom:N", "nom:O")
    (row,) = Toy.rows(Toy.frame([("a", 2.0)]))
    assert (row.nom, row.x) == ("a", 2.0)


def schemas() -> list[type[Schema]]:
    root = Path(bts.__file__).parent
    for path in sorted((root / "questions").rglob("*.py")):
        importlib.import_module(".".join(path.relative_to(root.parent).with_suffix("").parts))
    found, ways = [], [Schema]
    while ways:
        one = ways.pop()
        ways += one.__subclasses__()
        found += [one] if one.declared and one is not Toy else []
    return found


def test_every_column_says_what_it_means() -> None:
    for one in schemas():
        for name, column in one.declared.items():
            assert len(column.meaning) > 2, f"{one.__name__}.{name}"


def test_no_room_reads_a_column_of_a_declared_table_by_a_literal() -> None:
    """Rename a column, and the type checker tells; with a literal, only a test would, or a reader."""
    root, read = Path(bts.__file__).parent / "questions", []
    shows = ("charts", "shown", "words", "answers")
    for path in (path for path in sorted(root.rglob("*.py")) if {path.stem, *path.parts} & set(shows)):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        room = path.relative_to(root).parts[0]
        imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        known = [one for one in schemas() if f".questions.{room}." in one.__module__ or one.__name__ in imported]
        declared = {name for one in known for name in one.declared}
        for node in ast.walk(tree):
            read += [f"{path.relative_to(root)}:{node.lineno}: {name}" for name in literals(node) & declared]
    assert read == []


def literals(node: ast.AST) -> set[str]:
    """Names of columns that an expression reads by a literal: `table["x"]`, `table[["x", "y"]]`, `"x:Q"`."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        key = node.slice
        parts = key.elts if isinstance(key, ast.List) else [key]
        return {str(one.value) for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return set(re.findall(r"^(\w+):[QNOT]$", node.value))
    return set()


def test_a_literal_that_reads_a_column_is_found() -> None:
    code = ast.parse('a = t["x"]; t["y"] = 1; b = t[["z", "u"]]; c = alt.X("v:Q"); d = said["w", 1]')
    assert {name for node in ast.walk(code) for name in literals(node)} == {"x", "z", "u", "v"}


def test_no_two_public_functions_have_one_name() -> None:
    root, homes = Path(bts.__file__).parent, {}  # type: ignore[var-annotated]
    for path in sorted(root.rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(path.relative_to(root).as_posix())
    assert not {name: places for name, places in homes.items() if len(places) > 1}


def test_a_study_opens_from_the_words_of_each_door() -> None:
    assert set(opening.KNOWN) <= set(inspect.signature(bts.study).parameters)
