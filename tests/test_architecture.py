"""Do imports go one way, is the drawing that of the code, and is a French word always one of the law?"""

import ast
import functools
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from helpers import ROOT, outil
from spellchecker import SpellChecker

from bts_sim.cli import main

pytestmark = pytest.mark.quick

architecture = outil("architecture")
PACKAGE = ROOT / "bts_sim"
#: Words that British English and French share, and that the dictionary of American English lacks.
BRITISH = {"centre", "centres"}
#: Field names of `Resources` that a refusal shows as they are: `examinateurs_par_jury` is what a notebook calls it.
TOLD = {"examinateurs_par_jury"}
#: What declares the column of a schema.
COLUMNS = {"Column", "a_count", "a_flag", "a_number", "a_text", "of_file"}


# --- Rooms ------------------------------------------------------------------------------------------------------------


def test_the_drawing_is_that_of_the_code() -> None:
    """If not: `python tools/architecture.py`."""
    modules = architecture.sources()
    assert architecture.DRAWING.read_text(encoding="utf-8") == architecture.svg(modules)
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page(modules)


def test_nothing_imports_in_a_circle() -> None:
    imports = architecture.imports_of(architecture.sources())
    assert architecture.circles(imports) == []
    assert architecture.circles(architecture.rooms(imports)) == []


def test_a_circle_and_a_floor_are_seen_where_there_are_any() -> None:
    house = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}
    assert architecture.circles(house) == [["b", "c"]]
    assert architecture.floors({"top": {"middle", "ground"}, "middle": {"ground"}, "ground": set()}) == {
        **{"ground": 1, "middle": 2, "top": 3},
    }
    assert architecture.shown({"top": {"middle", "ground"}, "middle": {"ground"}, "ground": set()})["top"] == {"middle"}


# --- Names ------------------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Return a text without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).lower()


def words_of(name: str) -> list[str]:
    """Return the words of an identifier."""
    parted = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name)
    return [word.lower() for word in re.split(r"[_\d]+", parted) if len(word) > 1]


def law_words() -> set[str]:
    """Return the words of the glossary's terms that have an article, in the singular and in the plural."""
    found: set[str] = set()
    for line in (ROOT / "docs" / "glossaire.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[1] and cells[1] != "Article" and not cells[1].startswith("-"):
            found |= set(re.findall(r"[a-z]+", plain(f"{cells[0]} {cells[2]}")))
    return found | {f"{word}s" for word in found} | {word.removesuffix("s") for word in found}


@functools.cache
def identifiers(path: Path) -> frozenset[str]:
    """Return the names that a module defines."""
    return frozenset(_defined(path))


def _defined(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def declared_columns(node: ast.ClassDef) -> Iterator[str]:
    """Yield the names of the columns that a schema declares."""
    for one in (one for one in node.body if isinstance(one, ast.Assign)):
        if isinstance(one.value, ast.Call) and getattr(one.value.func, "id", "") in COLUMNS:
            yield from (target.id for target in one.targets if isinstance(target, ast.Name))


def contract_names() -> set[str]:
    """Return the names that code only bears because a column, a key, an option or a template does."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                found |= set(declared_columns(node))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, *re.findall(r"\{(\w+)", node.value)}
    for path in PACKAGE.rglob("*.j2"):
        for code in re.findall(r"\{[{%](.*?)[%}]\}", path.read_text(encoding="utf-8"), flags=re.DOTALL):
            found |= set(re.findall(r"\w+", code))
    for path in PACKAGE.rglob("*.yaml"):
        found |= set(re.findall(r"^\s*-?\s*(\w+):", path.read_text(encoding="utf-8"), flags=re.MULTILINE))
    for command in main.commands.values():
        found |= {option.name for option in command.params if isinstance(option, click.Parameter) and option.name}
    return found | TOLD


@pytest.fixture(scope="module")
def french() -> set[str]:
    """Words that are French and not English."""
    english = set(SpellChecker(language="en").word_frequency.words()) | BRITISH
    return {plain(word) for word in SpellChecker(language="fr").word_frequency.words()} - english


def test_a_french_word_is_one_of_the_law_or_of_a_contract(french: set[str]) -> None:
    """Outside the law's rooms: a term that the glossary gives an article, or a name that a contract fixes."""
    allowed = contract_names() | {name for path in (PACKAGE / "droit").rglob("*.py") for name in identifiers(path)}
    foreign = french - law_words()
    faults = {
        f"{path.relative_to(PACKAGE)}: {name} ({word})"
        for path in PACKAGE.rglob("*.py")
        if "droit" not in path.relative_to(PACKAGE).parts
        for name in identifiers(path) - allowed
        for word in words_of(name)
        if word in foreign
    }
    assert sorted(faults) == []


def test_files_and_folders_outside_the_law_are_named_in_english(french: set[str]) -> None:
    faults = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix in (".py", ".css", ".js", ".yaml", ".csv")
        if not {"droit", "textes"} & set(path.relative_to(PACKAGE).parts)
        if {word for part in path.relative_to(PACKAGE).with_suffix("").parts for word in words_of(part)} & french
    }
    assert sorted(faults) == []


def test_a_french_word_of_nobody_is_found(french: set[str]) -> None:
    assert {"tirages", "graine", "ecart"} <= french and not {"draws", "seed", "gap"} & french
    assert {"voie", "specialite", "moyenne"} <= law_words() and "graine" not in law_words()
    assert words_of("tirages_desOraux2") == ["tirages", "des", "oraux"]
