"""Has every sentence of the five founding documents a place that exists, or the reason why it has none?"""

import importlib
import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
from helpers import outil
from test_cases import TOUS

from bts_sim.droit import textes

ROOT = Path(__file__).parent.parent
KEYS = {"texte", "etat", "ou", "regle", "pourquoi"}
CODE = re.compile(r"^(?:R-(?:2021|2022|GEN)|T)-\d\d$")
#: An e-mail address, a telephone number; the quotes hold neither.
PRIVATE = re.compile(r"\w@\w|\b0\d(?:[ .]\d\d){4}\b")

TOOL = outil("founding_documents")
DOCUMENTS: dict[str, dict[str, Any]] = TOOL.documents()
SENTENCES = [
    pytest.param(sentence, id=f"{name}-{number}")
    for name, document in DOCUMENTS.items()
    for number, sentence in enumerate(document["phrases"], start=1)
]


def test_the_documents_are_five_and_have_their_sources() -> None:
    assert {path.stem for path in (ROOT / "docs" / "documents").glob("*.yaml")} == set(DOCUMENTS)
    sources = [document["source"] for document in DOCUMENTS.values()]
    assert len(sources) == 5 and set(sources) <= set(textes.sources())


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_has_a_place_that_exists_or_a_reason(sentence: dict[str, Any]) -> None:
    assert set(sentence) <= KEYS and sentence["etat"] in TOOL.STATES and sentence["texte"]
    if sentence["etat"] in ("lecture", "a_venir", "hors_champ"):
        assert sentence["pourquoi"]
    assert bool(sentence.get("ou")) == (sentence["etat"] != "hors_champ")
    for place in sentence.get("ou", []):
        # A sentence to come whose place has come is no longer to come: say which rule or value holds it.
        assert _exists(place) == (sentence["etat"] != "a_venir"), place
    assert not PRIVATE.search(sentence["texte"])


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_names_rules_of_the_survey(sentence: dict[str, Any]) -> None:
    survey = (ROOT / "docs" / "reglementation.md").read_text(encoding="utf-8")
    codes = sentence.get("regle", [])
    assert codes or sentence["etat"] in ("donnee", "a_venir", "hors_champ")
    for code in codes:
        assert CODE.match(code) and (f"**{code} — " in survey or f"| {code} |" in survey), code


def _exists(place: str) -> bool:
    """Return whether a place is a file of the package, a rule of `regles/`, or a module of the package."""
    if "/" in place:
        return (ROOT / "bts_sim" / place).exists()
    module, _, rule = place.partition(".")
    if importlib.util.find_spec(f"bts_sim.droit.regles.{module}") is not None:
        return hasattr(importlib.import_module(f"bts_sim.droit.regles.{module}"), rule)
    return importlib.util.find_spec(f"bts_sim.{place}") is not None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_cases_of_a_document_quote_it(name: str) -> None:
    """What a case shows is a sentence of the document, word by word."""
    quoted = [cas.texte["phrase"] for cas in TOUS[name]]
    sentences = [sentence["texte"].replace("’", "'") for sentence in DOCUMENTS[name]["phrases"]]
    for phrase in quoted:
        assert any(phrase in sentence for sentence in sentences), phrase


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_sentence_on_grading_is_shown_by_a_case(name: str) -> None:
    """A modelled sentence whose rule decides on marks has at least one case beside it."""
    phrases = [cas.texte["phrase"] for cas in TOUS[name]]
    for sentence in DOCUMENTS[name]["phrases"]:
        rules = {place.partition(".")[0] for place in sentence.get("ou", [])}
        if sentence["etat"] == "modelise" and rules & {"admission", "conservation", "controle", "moyenne"}:
            text = sentence["texte"].replace("’", "'")
            assert any(phrase in text for phrase in phrases), text


def test_the_page_is_the_one_that_the_tool_writes() -> None:
    assert TOOL.TARGET.read_text(encoding="utf-8") == TOOL.page()
