"""Does a report open with no network, with every chart drawn and nothing to complain of?"""

import functools
import re
from pathlib import Path

import nbformat
import pytest
from browser import open_page

from bts_sim.display.rendering import MIME
from bts_sim.report import index
from bts_sim.report.page import page_html

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))
#: Addresses that name a language and fetch nothing.
NAMESPACE = re.compile(r"http://www\.w3\.org/")


def charts(notebook: nbformat.NotebookNode) -> int:
    return sum(MIME in output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", []))


@functools.cache
def page_of(path: Path) -> str:
    return page_html(nbformat.read(path, as_version=4), path.stem)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_page_draws_its_charts_with_no_network(path: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    page = tmp_path / "page.html"
    page.write_text(page_of(path), encoding="utf-8")
    opened = open_page(page, tmp_path)
    drawn = re.findall(r"<svg[^>]*class=\"marks\"", opened.dom)
    assert len(drawn) == charts(notebook) > 0
    assert opened.errors == []
    assert opened.requests == []
    # Marks, not only axes: each chart has points, bars or lines of data.
    assert opened.dom.count('aria-roledescription="') > 10 * charts(notebook)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_a_page_names_no_address_to_fetch(path: Path) -> None:
    body = re.sub(r"<script>.*?</script>", "", page_of(path), flags=re.DOTALL)
    fetched = re.findall(r"(?:src|href|url|import)\s*[=(]\s*[\"']?((?:https?:)?//[^\"')\s>]+)", body)
    assert [url for url in fetched if not NAMESPACE.match(url)] == []


def test_the_browser_would_see_a_request_and_an_error(tmp_path: Path) -> None:
    """The checks above can fail: this page asks for an image elsewhere, and complains."""
    page = tmp_path / "page.html"
    page.write_text("<img src='https://example.org/x.png'><script>console.error('aïe')</script>", encoding="utf-8")
    opened = open_page(page, tmp_path)
    assert opened.requests == ["https://example.org/x.png"]
    assert len(opened.errors) >= 1


def test_the_index_opens_with_no_network(tmp_path: Path) -> None:
    opened = open_page(index.refresh(tmp_path), tmp_path / "browser")
    assert "Rapports" in opened.dom
    assert opened.errors == [] and opened.requests == []


def test_what_a_notebook_shows_cannot_break_out_of_its_page(tmp_path: Path) -> None:
    """A hostile name in data must stay text: the page forbids every address, and scripts are not closed early."""
    hostile = "</script><script>document.title='pris'</script><img src='https://example.org/x.png'>"
    spec = {
        "mark": "bar",
        "title": hostile,
        "data": {"values": [{"x": hostile, "y": 1}]},
        "encoding": {"x": {"field": "x", "type": "nominal"}, "y": {"field": "y", "type": "quantitative"}},
    }
    cell = nbformat.v4.new_code_cell("1", execution_count=1)
    cell.outputs = [nbformat.v4.new_output("display_data", data={MIME: spec, "text/plain": hostile})]
    page = tmp_path / "page.html"
    page.write_text(page_html(nbformat.v4.new_notebook(cells=[cell]), hostile), encoding="utf-8")
    opened = open_page(page, tmp_path)
    assert "<title>pris" not in opened.dom
    assert opened.requests == []
