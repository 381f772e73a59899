"""Has every rule of the legal survey a line, a place that exists and a test that exists, or a reason?"""

import ast
import importlib
import importlib.util
import re
from collections import Counter
from pathlib import Path

import pytest
from helpers import outil

from bts_sim.droit.prochaine_session import citations
from bts_sim.droit.textes import sources

ROOT = Path(__file__).parent.parent

TOOL = outil("law_coverage")
COVERAGE = TOOL.coverage()


def test_every_rule_has_a_line_and_every_line_a_rule() -> None:
    assert Counter(code[0] for code in TOOL.rules()) == {"R": 61, "L": 24}
    assert set(COVERAGE) == set(TOOL.rules())


@pytest.mark.parametrize("code", COVERAGE)
def test_a_line_says_where_and_which_test_or_why_not(code: str) -> None:
    rule = COVERAGE[code]
    assert rule["etat"] in TOOL.STATES
    if rule["etat"] in ("modelise", "donnee"):
        assert rule["ou"] and rule["test"]
    else:
        assert rule["pourquoi"]
    for place in rule.get("ou", []):
        assert _exists(place), place
    for test in rule.get("test", []):
        name, function = test.split("::")
        tree = ast.parse((ROOT / "tests" / f"{name}.py").read_text(encoding="utf-8"))
        assert function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, test


@pytest.mark.parametrize("code", [code for code in COVERAGE if code.startswith("L-")])
def test_a_line_of_the_second_survey_has_its_source_and_its_grade(code: str) -> None:
    line = COVERAGE[code]
    assert line["source"] and set(line["source"]) <= set(sources())
    assert line["cote"] in {"A", "A~", "B", "C"}
    survey = (ROOT / "docs" / "reglementation.md").read_text(encoding="utf-8")
    (told,) = [one for one in survey.splitlines() if one.startswith(f"**{code} — ")]
    assert re.search(rf"[Gg]rade {line['cote']}(?![~\w])", told)


def test_nothing_is_decided_on_a_text_of_grade_c_but_wrong_ideas() -> None:
    weak = {name for name, text in sources().items() if text["cote"] == "C"}
    decides = {"valeur", "règle", "motif", "régime", "acquis", "inscription"}
    found = {(one.kind, one.name) for one in citations() if one.source in weak and one.kind in decides}
    # A territory is refused on it, so that nobody is decided on by a law that is not his (D97).
    assert {name for kind, name in found if kind != "règle"} == {"mayotte"}
    assert all(name.startswith("idees_fausses.") for kind, name in found if kind == "règle")


def test_the_false_page_of_the_survey_governs_nothing_new() -> None:
    assert {one.kind for one in citations() if one.source == "ifte"} <= {"règle", "idée fausse"}
    assert "L-18c" not in COVERAGE


def _exists(place: str) -> bool:
    """Return whether a place is a file of `textes/`, a rule of `regles/`, or a module of the package."""
    if place.startswith("textes/"):
        return (ROOT / "bts_sim" / place).is_file()
    module, _, rule = place.partition(".")
    if importlib.util.find_spec(f"bts_sim.droit.regles.{module}") is not None:
        return hasattr(importlib.import_module(f"bts_sim.droit.regles.{module}"), rule)
    return importlib.util.find_spec(f"bts_sim.{place}") is not None


def test_the_page_is_the_one_that_the_tool_writes() -> None:
    assert TOOL.TARGET.read_text(encoding="utf-8") == TOOL.page()
