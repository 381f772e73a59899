"""Do the examples of docstrings give what they say?"""

import doctest
import importlib
from pathlib import Path

import pytest

import bts_sim

pytestmark = pytest.mark.quick

PACKAGE = Path(bts_sim.__file__).parent
MODULES = [
    ".".join(("bts_sim", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_give_what_they_say(name: str) -> None:
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted and not found.failed


def test_there_are_examples() -> None:
    assert {"bts_sim.candidates.grade", "bts_sim.cohort.describe", "bts_sim.droit.textes"} <= {*MODULES}
