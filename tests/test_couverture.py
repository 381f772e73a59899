"""Has every rule of the legal survey a line, a place that exists and a test that exists, or a reason?"""

import ast
import importlib
import importlib.util
from pathlib import Path

import pytest
from outils import outil

ROOT = Path(__file__).parent.parent

TOOL = outil("law_coverage")
COVERAGE = TOOL.coverage()


def test_every_rule_has_a_line_and_every_line_a_rule() -> None:
    assert len(TOOL.rules()) == 60
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


def _exists(place: str) -> bool:
    """Say whether a place is a file of `textes/`, a rule of `regles/`, or a module of the package."""
    if place.startswith("textes/"):
        return (ROOT / "bts_sim" / place).is_file()
    module, _, rule = place.partition(".")
    if importlib.util.find_spec(f"bts_sim.regles.{module}") is not None:
        return hasattr(importlib.import_module(f"bts_sim.regles.{module}"), rule)
    return importlib.util.find_spec(f"bts_sim.{place}") is not None


def test_the_page_is_the_one_that_the_tool_writes() -> None:
    assert TOOL.TARGET.read_text(encoding="utf-8") == TOOL.page()
