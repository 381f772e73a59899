"""Does the documentation build, lead somewhere, fetch nothing, and say on each page what it answers?"""

import html
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from browser import chromium, kept_out, malformed, open_page
from helpers import GIVEN, ROOT, outil

import bts_sim
from bts_sim.questions.reforms.settings import Levers
from bts_sim.report.translation import catalogue

docs, columns = outil("docs"), outil("columns")
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


def test_the_menu_marks_the_page_and_the_way_to_it_alone(site: Path) -> None:
    """Whatever page was written before: one menu serves all pages of a language."""
    marked = re.compile(r'<li class="[^"]*\bcurrent\b[^"]*"><a [^>]*href="([^"]*)">([^<]+)</a>')
    for page, way in (
        ("howto/grade_your_files", [("index.html", "How to"), ("#", "Grade your own files")]),
        ("fr/howto/index", [("#", "Modes d’emploi")]),
        ("index", []),
    ):
        assert marked.findall(text(site / f"{page}.html")) == way


def test_no_line_of_a_french_page_begins_with_a_sign(site: Path) -> None:
    """A plain space before one may be the end of a line."""
    read = 0
    for page in sorted(site.rglob("*.html")):
        whole = text(page)
        if '<html class="no-js" lang="fr"' not in whole:
            continue
        prose = re.sub(r"(?s)<(code|pre|script|style|math|svg)\b.*?</\1>", "x", whole[whole.index("<article") :])
        said = html.unescape(re.sub("<[^>]*>", "", prose))
        assert re.findall(r".{0,40}(?:« | [;:?!»](?![\w/)])).{0,10}", said) == [], page.name
        read += said.count("\u202f:")
    assert read > 1000


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


def test_a_page_of_the_site_is_read_with_any_eyes_and_by_keyboard_alone(site: Path) -> None:
    """axe finds nothing serious, on a wide screen and on a dark telephone; the HTML has no error."""
    from playwright.sync_api import sync_playwright

    pages = [
        site / f"{name}.html" for name in ("model", "reference/api/rates", "tutorials/07_one_candidate", "fichiers")
    ]
    assert [fault for page in pages[1::2] for fault in malformed(page)] == []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        for theme, width, read in (("light", 1280, pages[:2]), ("dark", 400, pages[2:])):
            context = browser.new_context(offline=True, color_scheme=theme, viewport={"width": width, "height": 900})
            tab = context.new_page()
            for page in read:
                tab.goto(page.as_uri())
                if charts := tab.locator("figure.chart").count():
                    tab.wait_for_function(f"window.btsDrawn === {charts}")
                assert kept_out(tab) == [], page.name
            context.close()
        browser.close()


def test_a_tutorial_draws_its_charts_with_no_network(site: Path, tmp_path: Path) -> None:
    opened = open_page(site / "tutorials" / "03_regimes.html", tmp_path)
    charts = opened.dom.count('<figure class="chart"')
    assert opened.dom.count('class="marks"') == charts > 3
    assert (opened.errors, opened.requests) == ([], [])
    assert '<html class="no-js" lang="fr"' in opened.dom or 'lang="fr"' in opened.dom[:500]


def test_a_notebook_has_its_words_in_both_languages_and_says_that_its_charts_are_french(site: Path) -> None:
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        french, english = (site / lang / "tutorials" / f"{path.stem}.html" for lang in ("", "en"))
        told = catalogue("en", path.stem)
        titles = [words.splitlines()[0].lstrip("# ") for words in told.values() if words.startswith("#")]
        read = html.unescape(re.sub("<[^>]*>", "", text(english)))
        assert titles and all(re.sub(r"[*`]", "", title) in read for title in titles), path.stem
        assert f"bts-sim report {path.stem} -p lang en makes it in English" in read
        assert text(english).count('<div lang="fr">') == text(french).count('<div class="output text_html"') > 0
        assert '<html class="no-js" lang="en"' in text(english) and '<html class="no-js" lang="fr"' in text(french)


def test_every_public_name_is_described_on_one_page() -> None:
    api = "\n".join(text(page) for page in PAGES if page.parent.name == "api")
    names = re.findall(r"^\.\. auto(?:function|class|exception):: bts_sim\.(\w+)$", api, flags=re.MULTILINE)
    assert sorted(names) == sorted(bts_sim.__all__), "add it to the page of docs/reference/api that asks its question"


def test_under_each_public_name_a_french_sentence_says_what_it_returns(site: Path) -> None:
    """A new name, and a name that goes, change docs/reference/api_in_french.yaml; the build refuses either fault."""
    french = yaml.safe_load(text(ROOT / "docs" / "reference" / "api_in_french.yaml"))
    pages = "".join(text(page) for page in sorted((site / "reference" / "api").glob("*.html")))
    # Attributes are described by the class that holds them.
    shown = re.compile(
        r'<dl class="py (?!attribute)\w+">\s*<dt class="sig[^>]* id="([\w.]+)">(?:(?!<dd>).)*<dd>(.{30})', re.DOTALL
    )
    said = shown.findall(pages)
    assert sorted(name for name, _ in said) == sorted(french)
    assert [name for name, first in said if not first.startswith('<p class="in-french" lang="fr"')] == []
    assert [words for words in french.values() if not re.fullmatch(r"[A-ZÉ].*\.", words)] == []


# --- Questions and their columns --------------------------------------------------------------------------------------

API = {page.name: text(page) for page in PAGES if page.parent.name == "api"}
#: The tables of the answer to each question, by the pages; each with the schemas that declare it.
TABLES = {name: tables for page in API.values() for name, tables in columns.documented(page).items()}
#: Asked elsewhere: of real candidates, of more draws than a test of pages may take.
NOT_ASKED = {"decisions", "near_bars", "sources"}
CAPTIONED = re.MULTILINE | re.DOTALL


def test_every_question_of_a_study_is_described_on_one_page_and_listed_in_both_languages() -> None:
    described = re.findall(r"^\.\. automethod:: bts_sim\.Study\.(\w+)", "\n".join(API.values()), flags=re.MULTILINE)
    assert sorted(described) == sorted(TABLES) == sorted(bts_sim.Study.questions())
    french = text(ROOT / "docs" / "reponses.md")
    for name in bts_sim.Study.questions():
        assert f"`{name}`" in API["index.md"] and f".{name}(" in french, name


def test_the_columns_of_each_page_are_those_that_the_code_declares() -> None:
    """If not: `python tools/columns.py --write`."""
    assert columns.stale() == []


def test_every_column_of_numbers_has_a_unit() -> None:
    named = {schema for tables in TABLES.values() for schemas in tables.values() for schema in schemas}
    columns_of = [(schema.__name__, one) for schema in named for one in schema.declared.values()]
    assert [f"{name}.{one.name}" for name, one in columns_of if one.kind in (int, float) and not one.unit] == []


@pytest.fixture(scope="module")
def study() -> bts_sim.Study:
    return bts_sim.study(session=2024, size=300, seed=1, specialties="MCO,CG", draws=8, draw_size=200)


@pytest.mark.parametrize("name", sorted(set(TABLES) - NOT_ASKED))
def test_a_page_describes_every_column_of_every_table_of_an_answer(name: str, study: bts_sim.Study) -> None:
    answer = getattr(study, name)(**GIVEN.get(name, {}))
    made = {"table": answer.table, **{f'tables["{one}"]': table for one, table in answer.tables.items()}}
    assert set(made) == set(TABLES[name])
    for place, table in made.items():
        said = [column for schema in TABLES[name][place] for column in schema.names()]
        assert set(table.columns) <= set(said), place
        assert set(said) - set(table.columns) <= set(Levers.names()), place


def test_every_line_that_the_french_page_gives_can_be_typed(
    study: bts_sim.Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = ROOT / "docs"
    first = re.findall(r":caption: (\S+)\n\n(.*?)^```$", text(folder / "howto" / "first_things_to_type.md"), CAPTIONED)
    shown = [
        re.findall(r"^```csv\n(.*?)^```$", text(folder / page), CAPTIONED) for page in ("acquis.md", "inscription.md")
    ]
    files = [*first, ("acquis.csv", shown[0][0]), ("inscriptions.csv", shown[1][0]), ("pieces.csv", shown[1][1])]
    for name, content in files:
        (tmp_path / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    lines = [line for line in re.findall(r"`((?:study|bts)\.\w+\([^`]*\)[^`]*)`", text(folder / "reponses.md"))]
    assert len(lines) > len(TABLES) and "study.sources()" in lines
    for line in lines:
        if line != "study.sources()":
            eval(line, {"bts": bts_sim, "study": study})


@pytest.mark.parametrize("page", ["reference/api/index", "reponses"])
def test_the_three_lines_of_a_page_work(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # What they answer is a question of how many draws there are; that they do is not.
    monkeypatch.setattr("bts_sim.desk.opening.DRAWS", 2)
    (lines,) = re.findall(r"^```python\n(.*?)^```$", text(ROOT / "docs" / f"{page}.md"), CAPTIONED)
    *before, last = lines.strip().splitlines()
    names: dict[str, Any] = {}
    exec("\n".join(before), names)
    assert isinstance(eval(last, names), bts_sim.Answer) and len([line for line in before if line]) == 2


def test_a_page_with_a_column_of_yesterday_is_seen() -> None:
    page = API["rates.md"].replace("`groupe`", "`groupes`")
    assert columns.filled(page) == API["rates.md"] != page


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "docs")))
def test_a_page_names_only_files_that_exist(page: Path) -> None:
    assert docs.unknown_paths(text(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT / "docs")))
def test_a_page_begins_by_what_it_answers_and_for_whom(page: Path) -> None:
    opening = text(page).split("\n\n")[1]
    if page.stem == RECEIVED or WRITTEN.search(text(page)):
        return
    assert re.match(r"\*(Answers|Répond à) ?:", opening) and re.search(r"(For|Pour) ?:", opening), opening[:100]


# --- Decisions --------------------------------------------------------------------------------------------------------

DECISIONS = ROOT / "docs" / "decisions.md"
#: A decision, and the mark at its head where another one overrules it or is overruled by it.
DECISION = re.compile(r"^\*\*D(\d+)\.(?: \((?P<mark>Overr[^)]*)\))?", re.MULTILINE)
OVERRULED = re.compile(r"Overruled(?: in part)? by D(\d+)(?:: [^)]+)?\.")
OVERRULES = re.compile(r"Overrules D(\d+)(?:, D(\d+))*(?: in part)?\.")


def index_faults(page: str) -> list[str]:
    """What an index of decisions has wrong: numbers, themes, and marks that stand at one end alone."""
    _, index, listed = re.split(r"^## .*$", page, maxsplit=2, flags=re.MULTILINE)
    numbers = [int(n) for n, _ in DECISION.findall(listed)]
    named = [int(n) for n in re.findall(r"\bD(\d+)\b", index)]
    marks = {int(one[1]): one["mark"] for one in DECISION.finditer(listed) if one["mark"]}
    by = {(n, int(found[1])) for n, mark in marks.items() if (found := OVERRULED.fullmatch(mark))}
    of = {(int(m), n) for n, mark in marks.items() if OVERRULES.fullmatch(mark) for m in re.findall(r"D(\d+)", mark)}
    return [
        *(f"D{n} is written twice" for n in sorted(set(numbers)) if numbers.count(n) > 1),
        *(f"D{n} is in no theme" for n in numbers if n not in named),
        *(f"D{n} is in {named.count(n)} themes" for n in sorted(set(named)) if named.count(n) > 1),
        *(f"D{n} is in a theme and is no decision" for n in sorted(set(named) - set(numbers))),
        *(
            f"D{n}: unknown mark ({m})"
            for n, m in marks.items()
            if not (OVERRULED.fullmatch(m) or OVERRULES.fullmatch(m))
        ),
        *(f"D{old} by D{new} is marked at one end" for old, new in sorted(by ^ of)),
        *(f"D{old} by D{new}: the later one overrules" for old, new in sorted(by | of) if old >= new),
    ]


def test_each_decision_is_in_one_theme_and_an_overruled_one_is_marked_at_both_ends() -> None:
    """A new decision goes into one theme of the table at the head of the page."""
    assert index_faults(text(DECISIONS)) == []


@pytest.mark.parametrize(
    ("index", "listed", "said"),
    [
        ("D1 a", "**D1. A.**\n**D2. B.**", "D2 is in no theme"),
        ("D1 a; D1 b", "**D1. A.**", "D1 is in 2 themes"),
        ("D1 a; D3 b", "**D1. A.**", "D3 is in a theme and is no decision"),
        ("D1 a", "**D1. A.**\n**D1. B.**", "D1 is written twice"),
        ("D1, D2 a", "**D1. (Overruled by D2.) A.**\n**D2. B.**", "D1 by D2 is marked at one end"),
        ("D1, D2 a", "**D1. A.**\n**D2. (Overrules D1 in part.) B.**", "D1 by D2 is marked at one end"),
        ("D1 a", "**D1. (Overridden.) A.**", "D1: unknown mark (Overridden.)"),
        (
            "D1, D2 a",
            "**D1. (Overrules D2.) A.**\n**D2. (Overruled by D1.) A.**",
            "D2 by D1: the later one overrules",
        ),
    ],
)
def test_a_fault_of_the_index_is_seen(index: str, listed: str, said: str) -> None:
    assert index_faults(f"# Decisions\n## By theme\n{index}\n## In order\n{listed}\n") == [said]


def test_a_sentence_without_words_in_the_other_language_is_told() -> None:
    """One that is new, one marked to be read again; and every page is in both languages, or says what it holds."""
    languages = outil("site_languages")
    pages = {page: languages.catalogue(lang, page) for lang, page in languages.catalogued()}
    assert list(languages.missing(pages)) == []
    pages["howto/index"].add("Nobody has put this in French.")
    assert list(languages.missing(pages)) == ["fr/howto/index: Nobody has put this in French."]
    assert languages.in_one_language(languages.read_site(ROOT / "docs")) == []


def test_a_broken_catalogue_stops_the_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence without words, one to be read again, and a file that is no catalogue. Numbers need no words."""
    from sphinx.cmd.build import main as sphinx

    languages = outil("site_languages")

    def built(page: str, said: str) -> tuple[int, str]:
        # Sphinx keeps what it read of a page for the next build: another catalogue is one of another page.
        source, told = tmp_path / page, tmp_path / f"{page}.txt"
        monkeypatch.setattr(languages, "LOCALE", tmp_path / f"{page}_words")
        words = languages.LOCALE / "fr" / "LC_MESSAGES" / f"{page}.po"
        for folder in (source, words.parent):
            folder.mkdir(parents=True)
        words.write_text(said, encoding="utf-8")
        shutil.copy(ROOT / "docs" / "conf.py", source)
        (source / "index.md").write_text("# Home\n", encoding="utf-8")
        (source / f"{page}.md").write_text("# One\n\nTwo.\n\n| Three |\n|---|\n| 1,234.5 |\n", encoding="utf-8")
        languages.lay_out_languages(source)
        # No contents list these pages, and they have no styles: words alone are asked about.
        options = ["-W", "--keep-going", "-q", "-b", "dummy", "-w", str(told)]
        options += ["-D", "suppress_warnings=toc.not_included", "-D", "html_static_path="]
        return sphinx([*options, str(source), str(tmp_path / f"{page}_out")]), told.read_text(encoding="utf-8")

    one, two, three = (
        f'msgid "{one}"\nmsgstr "{other}"\n' for one, other in (("One", "Un"), ("Two.", "Deux."), ("Three", "Trois"))
    )
    assert built("whole", f"{one}\n{two}\n{three}") == (0, "")
    code, told = built("holed", f"{one}\n#, fuzzy\n{two}")
    assert code == 1
    assert re.findall(r"no words in the other language: (.*)", told) == ["Two.", "Three"]
    with pytest.raises(SystemExit, match=r"torn\.po, line 3: .*half a sentence"):
        built("torn", f"{one}half a sentence\n{two}{three}")
