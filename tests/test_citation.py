"""Does each page end with a sentence that stands alone: its number, its interval, its session, its source?"""

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from helpers import ROOT

import bts_sim as bts
from bts_sim.display.citation import MIME, Citation
from bts_sim.report.cover import Section, by_answer
from bts_sim.report.manifest import NotebookRun
from bts_sim.report.page import page_html
from bts_sim.report.results import quotations

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2023, draws=8, draw_size=300, level=80)


def book(*said: Citation) -> Any:
    data = [{"text/plain": str(one), MIME: {"constat": one.finding, "source": one.source}} for one in said]
    cell = nbformat.v4.new_code_cell("answer.cite()", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("display_data", data=one) for one in data]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Une page"), cell])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_notebook_ends_with_a_sentence_to_quote(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    heading, last = notebook.cells[-2:]
    assert heading.source == "## À citer" and "cite()" in last.source
    said = quotations(notebook)
    assert said and len(said) == len(last.outputs)
    for one in said:
        assert re.search(r"bts_sim \d+\.\d+\.\d+, textes de la session 20\d\d", one["source"])
        assert "{" not in one["constat"]


def test_the_sentence_is_the_finding_with_its_session_its_interval_and_its_source(study: bts.Study) -> None:
    answer = study.rates()
    said = answer.cite()
    assert said.finding == f"{answer.words}." and str(said) == f"{said.finding} {said.source}"
    assert (
        said.source.startswith("Source : bts_sim ") and "session 2023 ; intervalle à 80\u202f% : prévis" in said.source
    )
    english = study.with_lang("en").rates().cite()
    assert english.source.startswith("Source: bts_sim ") and "80% interval" in english.source


def test_what_has_no_interval_quotes_none() -> None:
    source = bts.study(session=2024).examples().cite().source
    assert source.endswith("textes de la session 2024.") and "intervalle" not in source
    marks = "U1 7,5 ; U21 8 ; U22 9,25 ; U3 7 ; U41 11 ; U42 10,5 ; U5 8 ; U6 10,5"
    candidate = bts.candidate(session=2024, specialty="MCO", track="scolaire", marks=marks)
    assert "session 2024" in candidate.cite().source


def test_a_page_shows_the_sentence_with_a_button_that_copies_it(study: bts.Study) -> None:
    said = study.rates().cite()
    page = page_html(book(said), "Une page")
    assert page.count('<blockquote class="citation"') == 1 and 'data-copier="citer-1"' in page
    assert said.source in page and "vnd.bts-sim.citation" not in page
    assert quotations(book(said, said)) == [{"constat": said.finding, "source": said.source}] * 2


def test_a_cover_quotes_people_first_and_each_sentence_once() -> None:
    def section(name: str, *findings: str) -> Section:
        quoted = [{"constat": one, "source": "Source."} for one in findings]
        of = {"nom": name, "titre": name, "page": None, "erreur": None, "citations": quoted}
        return Section(NotebookRun.model_validate(of), f"{name}.html", [])

    sections = [section("01_rules", "lu"), section("04_impact", "cause", "plus tard"), section("03_regimes", "gens")]
    sections.append(section("mien", "plus tard", "autre"))
    found = [(one.constat, section.page) for section in by_answer(sections) for one in section.citations]
    pages = ["03_regimes.html", "04_impact.html", "04_impact.html", "01_rules.html", "mien.html"]
    assert found == list(zip(["gens", "cause", "plus tard", "lu", "autre"], pages, strict=True))
