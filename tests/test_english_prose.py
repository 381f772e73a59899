"""Does an English reader find the whole prose of each notebook: every cell, its links, its numbers, and no French?"""

import copy
import functools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from bts_sim.language import CATALOGUES, LANGUAGES
from bts_sim.report import translation
from bts_sim.report.contents import describe
from bts_sim.report.parameter_cells import read_notebook

pytestmark = pytest.mark.quick

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ENGLISH = LANGUAGES[1]
#: What both languages hold alike: code, links, bold (a result that a reader should not miss) and titles by depth.
CODE, LINK, BOLD = re.compile(r"`[^`]*`"), re.compile(r"\]\(([^)]*)\)"), re.compile(r"\*\*[^*]+\*\*")
TITLE = re.compile(r"^#+ ", re.MULTILINE)
#: A number as each language writes it.
NUMBER = {
    "fr": re.compile(r"\d{1,3}(?:[\u202f\xa0 ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"),
}
#: Words of French that are no word of English, and how French alone punctuates.
FRENCH = re.compile(
    r"\b(?:l[ae]s?|des?|du|une?|et|ou|où|pour|dans|avec|sans|par|aux?|qui|que|quand|est|sont|pas|ne|oui|non|ce|ces|"
    r"cette|chaque|deux|même|mêmes|oraux|épreuves?|moyennes?|seuils?|tirages?|écarts?|règles?|unités?|"
    r"candidats|diplômes?|voies?|jurys|carnets?|aucune?|selon)\b|[à-öø-ÿÀ-ÖØ-ß«»\u202f]| [:;?!]|\d,\d{1,2}\b",
    re.IGNORECASE,
)
#: What stays French in English: legal nouns in italics, code, and the name of a diploma.
KEPT = re.compile(r"(?<!\*)\*[^*]+\*(?!\*)|`[^`]*`|\bbaccalauréats?\b")
#: A quantity of something that a cohort gives: never in the words of a notebook.
RESULT = re.compile(
    r"\d[\d,.\u202f\xa0 ]*(?:%|per cent|percent|pt\b|points? (?:more|fewer|less|of)\b|"
    r"(?:extra |more |fewer )?(?:diplomas|candidates|specialties|orals|juries)\b)"
)


@functools.cache
def notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook once; nothing here may change it."""
    content: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    return content


def prose(path: Path) -> list[str]:
    """Return the French markdown cells of a notebook."""
    return [cell.source for cell in notebook(path).cells if cell.cell_type == "markdown" and cell.source.strip()]


def translated(path: Path) -> Iterator[tuple[str, str]]:
    """Return each French cell with its English."""
    known = translation.catalogue(ENGLISH, path.stem)
    return ((source, known[translation.digest(source)]) for source in prose(path))


def numbers(text: str, lang: str) -> Counter[str]:
    """Count the numbers of a text, code apart, as they are written in neither language."""
    found = NUMBER[lang].findall(CODE.sub("", text))
    plain = (re.sub(r"\s", "", one).replace(",", ".") if lang == "fr" else one.replace(",", "") for one in found)
    return Counter(plain)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_every_cell_has_its_english_and_none_is_obsolete(path: Path) -> None:
    known = translation.catalogue(ENGLISH, path.stem)
    assert set(known) == {translation.digest(source) for source in prose(path)}


def test_every_catalogue_is_that_of_a_shipped_notebook() -> None:
    found = sorted((CATALOGUES / ENGLISH / "notebooks").iterdir())
    assert [path.name for path in found] == [f"{path.stem}.md" for path in NOTEBOOKS]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_links_numbers_code_and_emphasis_are_the_same(path: Path) -> None:
    for french, english in translated(path):
        assert numbers(french, "fr") == numbers(english, "en"), english
        for pattern in (LINK, CODE, TITLE):
            assert pattern.findall(french) == pattern.findall(english), english
        assert len(BOLD.findall(french)) == len(BOLD.findall(english)), english
        assert french.count("\n\n") == english.count("\n\n"), english


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_no_french_is_left(path: Path) -> None:
    left = [found[0] for _, text in translated(path) for found in FRENCH.finditer(KEPT.sub("", text))]
    assert left == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_legal_noun_is_glossed_where_it_first_comes(path: Path) -> None:
    """An analyst who does not know the word reads beside it, in brackets or after a comma, what it means."""
    said = "\n".join(text for _, text in translated(path))
    for noun, gloss in (
        ("épreuves de contrôle", r"[^.]*catch-up orals"),
        ("premier groupe", r"[^.]*ordinary exams"),
        ("bénéfice", r"\* \(a mark carried over"),
        ("académie", r"\* \(regional education authority\)"),
    ):
        if noun in said:
            first = said.index(noun) + len(noun)
            assert re.match(gloss, said[first:]), f"{noun} : {said[first : first + 80]}"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_english_prose_quotes_no_result(path: Path) -> None:
    assert [found for _, text in translated(path) for found in RESULT.findall(text)] == []


@pytest.mark.parametrize(
    "faulty",
    [
        "The rate is 79.5% of those present.",
        "It gives 3.2 points more.",
        "It takes 63,829 orals.",
        "For 1,000 candidates it is so.",
    ],
)
def test_a_result_would_be_seen(faulty: str) -> None:
    assert RESULT.search(faulty)


@pytest.mark.parametrize("faulty", ["The voie of the candidate", "a mark of 7,5", "The answer : none", "« first »"])
def test_french_would_be_seen(faulty: str) -> None:
    assert FRENCH.search(faulty)


def test_numbers_are_compared_however_they_are_written() -> None:
    assert numbers("50 000 présents, 74,5 % et 20", "fr") == numbers("50,000 present, 20 and 74.5%", "en")
    assert numbers("10 et 10", "fr") != numbers("10", "en")


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_notebook_takes_its_language_before_it_shows_anything(path: Path) -> None:
    assert read_notebook(path).defaults["lang"] == LANGUAGES[0]
    code = [cell.source for cell in notebook(path).cells if cell.cell_type == "code"]
    assert any(line.startswith("study = bts.study(notebook=globals()") for line in code[1].splitlines())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_page_in_english_keeps_code_and_outputs_and_is_introduced_in_plain_words(path: Path) -> None:
    before, after = notebook(path), copy.deepcopy(notebook(path))
    translation.translate_notebook(after, path.stem, ENGLISH)
    said = describe(after, path.stem)["introduction"]
    assert said and not set(said) & set("*`[]"), said
    assert [cell.source for cell in after.cells if cell.cell_type == "markdown"] == [
        english for _, english in translated(path)
    ]
    assert [cell for cell in after.cells if cell.cell_type == "code"] == [
        cell for cell in before.cells if cell.cell_type == "code"
    ]
