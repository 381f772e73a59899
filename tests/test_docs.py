"""Does the documentation build, lead somewhere, fetch nothing, and say on each page what it answers?"""

import re
from pathlib import Path

import pytest
from browser import open_page
from helpers import ROOT, outil

import bts_sim

docs = outil("docs")
PAGES = sorted((ROOT / "docs").rglob("*.md"))
#: A page as received, and those that a tool writes, which say so in their own words.
RECEIVED, WRITTEN = "reglementation", re.compile(r"[EÉ]crite? par\s`(?:python )?tools/")


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once with warnings as errors."""
    folder = tmp_path_factory.mktemp("site") / "docs"
    assert docs.build(folder) == 0
    return folder / "html"


# --- The site ---------------------------------------------------------------------------------------------------------


def test_every_link_leads_somewhere_and_nothing_is_fetched(site: Path) -> None:
    assert list(docs.broken(site)) == []
    assert len(list(site.rglob("*.html"))) > 40
    styles = [
        path for path in site.rglob("*.css") if re.search(r"(?:url\(|@import\s*)[\"']?(?:https?:)?//", text(path))
    ]
    assert styles == []


def test_a_dead_link_a_dead_anchor_and_an_address_elsewhere_are_found(tmp_path: Path) -> None:
    page = (
        "<a href='no.html'></a><a href='#no'></a><script src='https://example.org/x.js'></script><a href='/etc/passwd'>"
        "</a><a id='yes' href='#yes'></a><a href='https://example.org/'></a>"
    )
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    faults = list(docs.broken(tmp_path))
    assert [fault.split(": ")[1] for fault in faults] == [
        *("no such file", "no such anchor", "fetched from another site", "no such file"),
    ]


def test_the_site_says_nothing_of_the_machine_that_built_it(site: Path) -> None:
    for path in site.rglob("*"):
        if path.suffix in (".html", ".js", ".txt") and path.name != "vega.js":
            assert str(ROOT) not in text(path) and str(site.parent) not in text(path), path


def test_a_tutorial_draws_its_charts_with_no_network(site: Path, tmp_path: Path) -> None:
    opened = open_page(site / "tutorials" / "03_regimes.html", tmp_path)
    charts = opened.dom.count('<figure class="chart"')
    assert opened.dom.count('class="marks"') == charts > 3
    assert (opened.errors, opened.requests) == ([], [])
    assert '<html class="no-js" lang="fr"' in opened.dom or 'lang="fr"' in opened.dom[:500]


def test_every_public_name_is_described_on_one_page() -> None:
    api = "\n".join(text(page) for page in PAGES if page.parent.name == "api")
    described = re.findall(r"^\.\. auto(?:function|class|exception):: (\w+)|^## `bts\.(\w+)`", api, flags=re.MULTILINE)
    names = [one or other for one, other in described]
    assert sorted(names) == sorted(bts_sim.__all__), "add it to the page of docs/reference/api that asks its question"


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "docs")))
def test_a_page_names_only_files_that_exist(page: Path) -> None:
    assert docs.unknown_paths(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "docs")))
def test_a_page_begins_by_what_it_answers_and_for_whom(page: Path) -> None:
    opening = text(page).split("\n\n")[1]
    if page.stem == RECEIVED or WRITTEN.search(text(page)):
        return
    assert re.match(r"\*(Answers|Répond à) ?:", opening) and re.search(r"(For|Pour) ?:", opening), opening[:100]
