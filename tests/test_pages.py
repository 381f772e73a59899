"""Do the pages of a report answer who reads them: find, sort, copy, compare, print, in French and in English?"""

import hashlib
import itertools
import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from babel.messages.extract import extract_from_file
from browser import chromium, kept_out, malformed
from bs4 import BeautifulSoup
from click.testing import CliRunner
from helpers import ROOT, outil
from jinja2 import Environment, nodes

from bts_sim import language
from bts_sim.cli.compare_runs import compare_runs
from bts_sim.display import raw, rendering
from bts_sim.display.rendering import MIME
from bts_sim.display.results import MIME as HEADLINE
from bts_sim.errors import InputError
from bts_sim.report import beside, comparison, cover as couverture, index, manifest, translation
from bts_sim.report.comparison_page import write_comparison
from bts_sim.report.contents import describe
from bts_sim.report.page import page_html, python_of
from bts_sim.report.results import quotations
from bts_sim.runs import record

OUTPUT = Path(beside.__file__).parent
HOSTILE = (
    "</script><script>document.title='pris'</script>"
    "<img src=x onerror=\"document.title='pris'\"> ../../x {{ 7919*7919 }}"
)
TABLE = (
    "<table><thead><tr><th>Groupe</th><th>Effectif</th><th>Admis</th><th>Note</th></tr></thead><tbody>"
    "<tr><td>bac pro</td><td>1\u202f655</td><td>9,4\u202f% [8,9\u202f; 9,9]</td><td>—</td></tr>"
    "<tr><td></td><td>980</td><td>86,9\u202f% [86,7\u202f; 87,0]</td><td>=1+1</td></tr>"
    "<tr><td>bac général</td><td>12\u202f004</td><td>−0,5\u202f%</td><td>dix</td></tr></tbody></table>"
)
#: The same as numbers.
ROWS = {
    "colonnes": ["Groupe", "Effectif", "Admis", "Note"],
    "lignes": [["bac pro", 1655, 9.4, None], ["bac pro", 980, 86.9, "=1+1"], ["bac général", 12004, -0.5, "dix"]],
}


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    yield
    language.speak("fr")


def chart(title: str = "Un constat") -> dict[str, Any]:
    return {
        "mark": "bar",
        "title": title,
        "data": {"name": "d"},
        "datasets": {"d": [{"x": "a", "y": 1.5}, {"x": "b", "y": 2}]},
        "encoding": {"x": {"field": "x", "type": "nominal"}, "y": {"field": "y", "type": "quantitative"}},
    }


def notebook(title: str = "La question", section: str = "La réponse") -> nbformat.NotebookNode:
    """Make an executed notebook: prose, a chart, a table, a named result."""
    shown = [
        {MIME: chart(title), "text/plain": "x"},
        {"text/html": TABLE, raw.MIME: ROWS, "text/plain": "x"},
        {HEADLINE: result("Taux", 9.4), "text/plain": "x"},
    ]
    cells = [nbformat.v4.new_markdown_cell(f"# {title}\n\nUne **introduction**.\n\n## {section}")]
    for data in shown:
        cells.append(nbformat.v4.new_code_cell("secret_du_code = 1", execution_count=1))
        cells[-1].outputs = [nbformat.v4.new_output("display_data", data=data)]
    return nbformat.v4.new_notebook(cells=[*cells, nbformat.v4.new_markdown_cell("## À retenir\n\nFin.")])


def result(nom: str, valeur: float, bas: float | None = None, haut: float | None = None) -> dict[str, Any]:
    return {"nom": nom, "valeur": valeur, "unite": "%", "bas": bas, "haut": haut, "definition": "part des présents"}


def run(
    out: Path, when: str, results: list[dict[str, Any]], nom: str = "jouet", code: str = "c", lang: str = "fr", **p: Any
) -> Path:
    """Make the folder of a finished run, sealed, as `run_report` would, without a kernel."""
    folder = out / f"{when}-0123abcd"
    content = notebook()
    language.speak(lang)
    beside.write_beside(content, folder / beside.beside(nom))
    (folder / f"{nom}.html").write_text(page_html(content, "x", folder / beside.beside(nom)), encoding="utf-8")
    parameters = {"session": 2024, "candidats": 1000, "graine": 1, **p}
    row = {"nom": nom, "page": f"{nom}.html", "erreur": None, "duree_s": 61.0, "resultats": results, "manques": []}
    row |= {"parametres": parameters, "defauts": {name: 0 for name in p}, **describe(content, nom)}
    origin = {"commit": "f" * 40, "modifie": False, "versions": {"bts-sim": "0.1.0", "numpy": "2"}}
    origin |= {"empreintes": {"code": code, "loi": "a" * 64, "donnees": "b" * 64}}
    begin = index.datetime.strptime(f"{when}+0000", "%Y%m%d-%H%M%S%z")
    said = manifest.make([row], [p], {nom: "n"}, origin, begin, 1.0)
    couverture.write_cover(folder, said)
    record.seal(folder, said)
    language.speak("fr")
    return folder


# --- files beside pages -----------------------------------------------------------------------------------------------


def test_charts_and_tables_are_files_with_stable_names_and_the_same_bytes(tmp_path: Path) -> None:
    """A title says a result, and changes from run to run; a name does not. Hostile words stay inside the folder."""
    seen = []
    for at, title in enumerate(("Un constat", HOSTILE)):
        folder = tmp_path / str(at) / "x_fichiers"
        assert beside.write_beside(notebook(title, "La réponse : <b>../..\\x"), folder) == []
        seen.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()})
        assert [path.name for path in folder.parent.iterdir()] == ["x_fichiers"]
    names = {f"figure-01-la-reponse-b-x.{kind}" for kind in ("png", "svg", "csv")} | {"table-01-la-reponse-b-x.csv"}
    assert set(seen[0]) == set(seen[1]) == names
    assert beside.write_beside(notebook("Un constat", "La réponse : <b>../..\\x"), tmp_path / "again") == []
    assert seen[0] == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (tmp_path / "again").iterdir()}


def test_every_table_of_a_chart_in_several_views_is_a_file_the_largest_first(tmp_path: Path) -> None:
    """What is no table, as two ends of a rule or a lone word, is none; what draws rows of a table is in its file."""
    bars = chart()
    bars["data"] = {"name": "grand"}
    labels = {"mark": "text", "data": {"name": "petit"}, "encoding": {"text": {"field": "dit"}}}
    rule = {"mark": "rule", "data": {"values": [1, 2]}, "encoding": {"y": {"field": "data", "type": "quantitative"}}}
    one_of_them = {"mark": "text", "data": {"values": [{"x": "b", "y": 2}]}}
    head = {"mark": "text", "data": {"values": [{"tete": "hors de portée"}]}}
    two = {"grand": [{"x": "a", "y": 1.5}, {"x": "b", "y": 2}], "petit": [{"dit": "médiane", "z": "a"}]}
    spec = {"hconcat": [{"layer": [labels, bars, rule, one_of_them, head]}], "datasets": two}
    book = notebook()
    book.cells[1].outputs[0].data[MIME] = spec
    assert beside.write_beside(book, tmp_path) == []
    for name, text in (
        ("figure-01-la-reponse.csv", 'x;y\na;"1,5"\nb;"2,0"\n'),
        ("figure-01-la-reponse-2.csv", "dit;z\nmédiane;a\n"),
    ):
        assert (tmp_path / name).read_text(encoding="utf-8") == text
    assert len(list(tmp_path.glob("figure-*.csv"))) == 2
    links = BeautifulSoup(page_html(book, "x", tmp_path), "html.parser").select("figure a")
    assert [link.get_text() for link in links][:2] == ["Données (CSV)\u202f: x, y", "Données (CSV)\u202f: dit, z"]


def test_a_gradient_does_not_change_a_picture_from_one_drawing_to_the_next() -> None:
    from bts_sim.display.rendering import drawing_of, svg_of

    spec = chart()
    spec["encoding"]["color"] = {"field": "y", "type": "quantitative"}
    first, again = (svg_of(drawing_of(spec)) for _ in range(2))
    assert first == again and "gradient_0" in first


def test_a_table_that_carries_its_raw_rows_gives_them() -> None:
    (frame,) = raw.data({raw.MIME: {"colonnes": ["x"], "lignes": [[1.23456789]]}, "text/html": TABLE})
    assert frame["x"].tolist() == [1.23456789]


def test_a_table_that_carries_no_rows_has_no_file(tmp_path: Path) -> None:
    """Read back from its words, a number would be the one rounded for the page."""
    shown = notebook()
    del shown.cells[2].outputs[0].data[raw.MIME]
    beside.write_beside(shown, tmp_path)
    assert raw.data({"text/html": TABLE}) == [] and not list(tmp_path.glob("table-*"))


def test_a_result_that_is_missing_is_said_so_and_not_written_as_nan() -> None:
    from bts_sim.display.results import rounded, sentence

    for value in (None, math.nan):
        assert sentence(rounded("Barre", value, "points", None, None)) == "Barre\u202f: non disponible"


def test_a_chart_without_data_of_its_own_stays_as_it_is() -> None:
    assert rendering.stable({"mark": "bar", "width": 1 / 3}) == {"mark": "bar", "width": 0.333333}


def test_a_run_that_did_not_note_its_command_gives_none_to_redo_it() -> None:
    said = {
        "statut": "reussi",
        "debut": "2026-11-21T08:00:00+00:00",
        "duree_s": 1,
        "commit": "f" * 40,
        "modifie": False,
    }
    known = manifest.Manifest.model_validate(said | {"parametres": {}, "notebooks": [], "resultats": []})
    assert couverture.redo(known) == ""
    assert couverture.redo(known.model_copy(update={"refaire": "x"})) == f"git checkout {'f' * 40}\nx"


def test_an_index_leaves_out_a_folder_that_no_run_made(tmp_path: Path) -> None:
    (tmp_path / "mes notes").mkdir()
    (tmp_path / "20261101-080000-0123abcd").mkdir()
    listed = index.refresh(tmp_path).read_text(encoding="utf-8")
    assert "mes notes" not in listed and "20261101-080000-0123abcd" in listed


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("+12,4 pt [+12,2\u202f; +12,5]", True),
        ("1\u202f234\u202f567", True),
        ("[74,5\u202f; 74,6]", True),
        ("−0,0", True),
        ("1,234.5 pt", True),
        ("63,829 [45,598, 74,193]", True),
        ("2008-2014", False),
        ("01", False),
        ("205/22", False),
        ("20 + 20 min", False),
        ("SN-IR", False),
    ],
)
def test_does_a_column_of_quantities_alone_stand_to_the_right(text: str, is_one: bool) -> None:
    table = f"<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>{text}</td></tr></tbody></table>"
    assert ("nombre" in raw.aligned(table)) == is_one
    # A notebook says it in the cell, which a page takes away.
    in_notebook = raw.aligned_in_notebook(table)
    assert (in_notebook.count("text-align: left") == 0) == is_one and raw.aligned(in_notebook) == raw.aligned(table)


# --- translation ------------------------------------------------------------------------------------------------------


def test_prose_is_translated_by_the_digest_of_its_french_and_stays_french_once_it_changed(tmp_path: Path) -> None:
    home = tmp_path / "en" / "notebooks"
    home.mkdir(parents=True)
    french = ["# Titre\n\nDes mots.", "## Autre", "Change"]
    marks = [translation.digest(text) for text in french]
    assert marks[0] == hashlib.sha256(french[0].encode()).hexdigest()[:8]
    (home / "jouet.md").write_text(
        f"Préface.\n\n<!-- cell: {marks[0]} -->\n# Title\n\nSome words.\n\n<!-- cell: {marks[1]} -->\n\n## Other\n"
        "\n<!-- cell: 00000000 -->\nOld.\n",
        encoding="utf-8",
    )
    cells = [*map(nbformat.v4.new_markdown_cell, french), nbformat.v4.new_code_cell("# Titre\n\nDes mots.")]
    content = nbformat.v4.new_notebook(cells=cells)
    known = translation.catalogue("en", "jouet", tmp_path)
    assert marks[2] not in known
    translation.translate_notebook(content, "jouet", "fr", tmp_path)
    assert [cell.source for cell in content.cells[:3]] == french
    translation.translate_notebook(content, "jouet", "en", tmp_path)
    assert [cell.source for cell in content.cells] == [
        *("# Title\n\nSome words.", "## Other", "Change"),
        "# Titre\n\nDes mots.",
    ]
    with pytest.raises(ValueError, match="deux fois"):
        (home / "double.md").write_text(f"<!-- cell: {marks[0]} -->\na\n<!-- cell: {marks[0]} -->\nb\n")
        translation.catalogue("en", "double", tmp_path)


def sentences() -> set[str]:
    """Return every sentence of the page machinery that a reader may see."""
    found: set[str] = set()
    names = ("comparison", "comparison_page", "cover", "filling", "index", "manifest", "page", "results")
    for name in names:
        marked = {"_": None, "N_": None, "_n": (1, 2)}
        for _, said, _, _ in extract_from_file("python", OUTPUT / f"{name}.py", keywords=marked):
            found |= set(said) if isinstance(said, tuple) else {said}
    for path in OUTPUT.glob("*.html.j2"):
        for call in Environment().parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in ("_", "_n"):
                found |= {one.value for one in call.args if isinstance(one, nodes.Const) and isinstance(one.value, str)}
    return found


def test_every_sentence_of_the_pages_has_its_english_with_the_same_blanks() -> None:
    known = language._catalogue("en")
    assert len(sentences()) > 80
    assert sorted(sentences() - known.keys()) == []
    for french in sentences():
        assert sorted(re.findall(r"\{\w+\}", french)) == sorted(re.findall(r"\{\w+\}", known[french])), french


def test_a_page_a_cover_and_an_index_speak_english(tmp_path: Path) -> None:
    folder = run(tmp_path, "20261101-080000", [result("Rate", 9.4)], lang="en", candidats=2000)
    language.speak("en")
    listed = index.refresh(tmp_path).read_text(encoding="utf-8")
    pages = {"page": (folder / "jouet.html").read_text(encoding="utf-8"), "index": listed}
    pages["cover"] = (folder / couverture.PAGE).read_text(encoding="utf-8")
    for name, words in (
        ("page", "The Python of this page"),
        ("cover", "Where these numbers come from"),
        ("index", "1 run"),
    ):
        assert '<html lang="en">' in pages[name] and words in pages[name]
    assert "1 November 2026, 08:00 UTC" in pages["cover"] and "1\u202fmin 01" in pages["cover"]
    assert not re.search("Montrer le code|Couverture|Paramètre|exécution", "".join(pages.values()))
    read = [re.sub(r"<(script|style).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL) for page in pages.values()]
    assert "Parameters: " in read[1] and "default: 0" in read[2]
    assert not [found for text in read for found in re.findall(r".*\s:\s.*", text)]
    assert rendering.mimebundle(chart("Said"))["text/plain"] == "<Chart “Said”>"


# --- the cover --------------------------------------------------------------------------------------------------------


def test_the_cover_says_question_answer_parameters_origin_and_how_to_redo(tmp_path: Path) -> None:
    folder = run(tmp_path, "20261101-080000", [result("Taux", 9.4, 8.9, 9.9)], candidats=2000, regimes="a, b'c")
    cover = (folder / couverture.PAGE).read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", cover.split("<script")[0]))
    for said in (
        *("La question", "Une introduction.", "Taux", "part des présents", "9,4\u202f%", "[8,9\u202f; 9,9]"),
        *("1 novembre 2026, 08:00 UTC", "ffffffffff", "aaaaaaaaaaaa", "bbbbbbbbbbbb", "numpy 2", "réussi"),
        *("table-01-la-reponse.csv", "resultats", "2000 changé (défaut : 0)", "session 2024 oui"),
    ):
        assert said.replace("\u202f", " ") in text.replace("\u202f", " ") or said == "resultats", said
    redo = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["refaire"]
    assert redo == """bts-sim report jouet -p candidats 2000 -p regimes 'a, b'"'"'c'"""
    assert 'href="jouet.html#figure-01"' in cover
    for link in re.findall(r'href="([^"#]+)"', cover):
        assert (folder / link).exists() or link in ("../index.html",), link


def test_a_hostile_run_stays_text_in_its_cover_its_page_and_a_comparison(tmp_path: Path) -> None:
    folder = tmp_path / "20261101-080000-0123abcd"
    row = {"nom": HOSTILE, "titre": HOSTILE, "page": "javascript:alert(1)", "erreur": HOSTILE, "introduction": HOSTILE}
    row |= {"parametres": {HOSTILE: HOSTILE}, "constats": [{"texte": HOSTILE, "ancre": '"><script>'}]}
    said = {"statut": "echoue", "debut": "2026-11-21T08:00:00+00:00", "duree_s": 1, "commit": HOSTILE, "modifie": True}
    said |= {"parametres": {}, "notebooks": [row], "resultats": [], "refaire": HOSTILE}
    pages = [couverture.cover_html(folder, manifest.Manifest.model_validate(said))]
    pages.append(page_html(notebook(HOSTILE, HOSTILE), HOSTILE, tmp_path / HOSTILE.replace("/", "_")))
    runs = []
    for side in "ab":
        results = [result(HOSTILE, 1), result("javascript:alert(1)", 2)]
        runs.append(run(tmp_path / side, "20261101-080000", results, **{"x": HOSTILE + side}))
    write_comparison(comparison.compare_reports(*comparison.load(*runs)), tmp_path / "c.html")
    pages.append((tmp_path / "c.html").read_text(encoding="utf-8"))
    for page in pages:
        assert "<script>document.title" not in page and "<img src=x" not in page
        assert "{{ 7919*7919 }}" in page and "62710561" not in re.sub(
            r"<(script|style)>.*?</\1>", "", page, flags=re.DOTALL
        )
        assert 'href="javascript' not in page


# --- comparing two runs -----------------------------------------------------------------------------------------------


def test_a_table_of_one_run_alone_or_of_another_form_is_said_so_and_not_compared_cell_by_cell(tmp_path: Path) -> None:
    rows = {"a": {"01-plus-courte": "x;y\n1;2\n3;4\n", "02-en-a": "x\n1\n", "04-renommee": "x\n1\n"}}
    rows["b"] = {"01-plus-courte": "x;y\n1;2\n", "03-en-b": "x\n1\n", "04-renommee": "z\n1\n"}
    for side, files in rows.items():
        folder = tmp_path / side / beside.beside("jouet")
        folder.mkdir(parents=True)
        for name, text in files.items():
            (folder / f"table-{name}.csv").write_text(text, encoding="utf-8")
    compared = list(comparison._tables(tmp_path / "a", tmp_path / "b", "jouet"))
    assert [one.etat for one in compared] == ["forme", "a", "b", "forme"]
    assert not any(one.total or one.cellules for one in compared)


def test_two_runs_are_compared_honestly(tmp_path: Path) -> None:
    """Same seed: same candidates, and an overlap says nothing; another seed: another draw; another code: who knows."""
    first = [result("Taux", 9.4, 8.9, 9.9), result("Autre", 5, 4, 6), result("Seul en A", 1)]
    second = [result("Taux", 12.1, 11.5, 12.8), result("Autre", 5.5, 4.5, 6.5), result("Seul en B", 1)]
    base = run(tmp_path / "a", "20261101-080000", first)
    for kind, options in {
        comparison.PAIRED: {"niveau": 95},
        comparison.INDEPENDENT: {"graine": 2},
        comparison.OTHERS: {"session": 2025},
        comparison.UNCERTAIN: {"code": "autre"},
    }.items():
        other = run(tmp_path / kind, "20261101-090000", second, **options)  # type: ignore[arg-type]
        compared = comparison.compare_reports(*comparison.load(base, other))
        assert compared.lien == kind
        rows = {one.nom: one for one in compared.resultats}
        assert rows["Taux"].ecart == 2.7 and rows["Taux"].intervalles == comparison.DISJOINTS
        assert rows["Autre"].ecart == 0.5 and rows["Autre"].intervalles == comparison.OVERLAPPING
        assert rows["Seul en A"].b is None and rows["Seul en B"].ecart is None
        assert {table.etat for table in compared.tables} == {"identique"}
        changed = {name for name, _, _ in compared.parametres}
        assert changed == options.keys() - {"code"}


def test_a_table_that_differs_is_shown_cell_by_cell(tmp_path: Path) -> None:
    runs = [run(tmp_path / side, "20261101-080000", [result("Taux", 1)]) for side in "ab"]
    table = runs[1] / "jouet_fichiers" / "table-01-la-reponse.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("980", "981"), encoding="utf-8")
    done = CliRunner().invoke(compare_runs, [*map(str, runs), "--out", str(tmp_path / "c.html")])
    assert done.exit_code == 0, done.output
    assert "Tables qui diffèrent : 1 sur 1" in done.output and "Mêmes candidats" in done.output
    rows = (tmp_path / "c-tables.csv").read_text(encoding="utf-8").splitlines()
    assert rows[1:] == ['jouet;table-01-la-reponse;"bac pro, 980";Effectif;980;981']
    assert (
        (tmp_path / "c.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith('jouet;Taux;%;"1,0";;;"1,0";;;"0,0"')
    )


def test_what_cannot_be_compared_is_refused_with_a_remedy(tmp_path: Path) -> None:
    good = run(tmp_path / "a", "20261101-080000", [result("Taux", 1)])
    failed = run(tmp_path / "b", "20261101-080000", [])
    said = json.loads((failed / "manifest.json").read_text(encoding="utf-8"))
    (failed / "manifest.json").write_text(json.dumps(said | {"statut": "echoue"}), encoding="utf-8")
    stopped = tmp_path / "20261101-080000-0123abcd"
    stopped.mkdir()
    for other, words in (
        (failed, "qui a échoué"),
        (stopped, "inachevée"),
        (tmp_path, "n'est pas une exécution"),
        (tmp_path / "rien", "n'existe pas"),
        (good, "donnée deux fois"),
        (run(tmp_path / "c", "20261101-080000", [], nom="autre"), "d'autres notebooks"),
        (run(tmp_path / "d", "20261101-080000", [], lang="en"), "une autre langue"),
    ):
        with pytest.raises(InputError, match=words):
            comparison.load(good, other)


# --- in a real browser ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three runs and their index."""
    out = tmp_path_factory.mktemp("reports")
    run(out, "20261101-080000", [result("Taux", 9.4, 8.9, 9.9)])
    run(out, "20261102-080000", [result("Taux", 9.5, 8.9, 9.9)], candidats=2000)
    run(out, "20261103-080000", [result("Élèves", 9.5)], nom="autre")
    index.refresh(out)
    return out


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    """Return an offline tab that must have asked for nothing and complained of nothing at the end."""
    context = browser.new_context(offline=True, accept_downloads=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "request", lambda asked: None if asked.url.startswith(("file:", "blob:", "data:")) else wrong.append(asked.url)
    )
    yield page
    context.close()
    assert wrong == []


def column(tab: Any, place: int) -> list[str]:
    found = tab.locator(f".tableau tbody tr td:nth-child({place})").all_inner_texts()
    return [text.replace("\u202f", " ") for text in found]


def test_a_table_is_sorted_copied_and_downloaded_by_keyboard(tab: Any, reports: Path, tmp_path: Path) -> None:
    folder = reports / "20261101-080000-0123abcd"
    tab.goto((folder / "jouet.html").as_uri())
    header = tab.get_by_role("button", name="Effectif")
    header.focus()
    tab.keyboard.press("Enter")
    assert column(tab, 2) == ["980", "1 655", "12 004"]
    # A blank that meant the name above it says that name once rows have moved.
    assert column(tab, 1) == ["bac pro", "bac pro", "bac général"]
    tab.keyboard.press("Enter")
    assert column(tab, 2) == ["12 004", "1 655", "980"]
    assert tab.locator("th[aria-sort=descending]").count() == 1
    tab.keyboard.press("Enter")
    assert column(tab, 1) == ["bac pro", "", "bac général"]
    tab.get_by_role("button", name="Admis").click()
    assert column(tab, 3)[0].startswith("−0,5") and column(tab, 3)[2].startswith("86,9")
    tab.get_by_role("button", name="Copier").click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.splitlines()[0] == "Groupe\tEffectif\tAdmis\tNote" and len(copied.splitlines()) == 4
    links = tab.locator("figure .outils a").all_inner_texts()
    assert links == ["Données (CSV)", "PNG", "SVG"]
    for link in tab.locator(".outils a").all():
        assert (folder / link.get_attribute("href")).is_file()
    (tmp_path / "seule.html").write_text(page_html(notebook(), "x"), encoding="utf-8")
    tab.goto((tmp_path / "seule.html").as_uri())
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Télécharger (CSV)").click()
    assert "bac pro;1\u202f655" in Path(download.value.path()).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_the_python_of_a_page_is_all_its_code(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is compiled; that of the page that simulates nobody is run."""
    notebook = nbformat.read(path, as_version=4)
    script = python_of(notebook)
    code = compile(script, path.name, "exec")
    if path.stem == "07_one_candidate":
        monkeypatch.chdir(ROOT / "notebooks")
        made: dict[str, Any] = {}
        exec(code, made)
        assert made["study"].people.session == 2026


def test_code_is_one_switch_and_the_contents_follow_the_reader(tab: Any, reports: Path) -> None:
    tab.set_viewport_size({"width": 1600, "height": 500})
    tab.goto((reports / "20261101-080000-0123abcd" / "jouet.html").as_uri())
    assert tab.get_by_text("secret_du_code").first.is_hidden()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert tab.get_by_text("secret_du_code").first.is_visible()
    assert tab.locator(".sommaire a").all_inner_texts() == ["La réponse", "À retenir"]
    assert tab.locator("figure svg.marks").count() == 1
    tab.get_by_role("link", name="À retenir").click()
    tab.wait_for_function("document.querySelector('.sommaire a[aria-current]')?.textContent === 'À retenir'")


@pytest.mark.parametrize("width", [360, 1600])
def test_nothing_is_wider_than_the_screen(tab: Any, reports: Path, tmp_path: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 800})
    folder = reports / "20261101-080000-0123abcd"
    other = reports / "20261102-080000-0123abcd"
    write_comparison(comparison.compare_reports(*comparison.load(folder, other)), tmp_path / "c.html")
    for page in (folder / "jouet.html", folder / couverture.PAGE, reports / "index.html", tmp_path / "c.html"):
        tab.goto(page.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page.name


def test_the_index_is_filtered_sorted_and_gives_the_command_that_compares(tab: Any, reports: Path) -> None:
    tab.goto((reports / "index.html").as_uri())
    # Their text content: what is drawn of them waits until the browser has time for `content-visibility: auto`.
    shown = tab.locator("article:visible h2")
    assert [text[:2].strip() for text in shown.all_text_contents()] == ["3", "2", "1"]
    tab.get_by_label("Texte").fill("eleves")
    assert shown.count() == 1
    tab.get_by_label("Texte").fill("")
    tab.locator("select[name=parametre]").select_option("candidats = 2000")
    assert [text[:2].strip() for text in shown.all_text_contents()] == ["2"]
    tab.locator("select[name=parametre]").select_option("(aucun)")
    tab.locator("select[name=notebook]").select_option("jouet")
    assert [text[:2].strip() for text in shown.all_text_contents()] == ["1"]
    tab.locator("select[name=parametre]").select_option("")
    tab.locator("select[name=notebook]").select_option("")
    tab.get_by_label("Ordre").select_option("ancien")
    assert [text[:2].strip() for text in shown.all_text_contents()] == ["1", "2", "3"]
    boxes = tab.get_by_label("comparer")
    boxes.nth(1).check()
    boxes.nth(0).check()
    command = tab.locator("#commande").inner_text()
    names = [f"{reports.name}/2026110{day}-080000-0123abcd" for day in (1, 2)]
    assert command == f"bts-sim compare-runs {' '.join(names)} --out comparaison.html"
    done = CliRunner().invoke(compare_runs, [str(reports.parent / name) for name in names])
    assert done.exit_code == 0, done.output


def test_pages_are_read_without_script(browser: Any, reports: Path) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto((reports / "index.html").as_uri())
    assert page.locator("article:visible").count() == 3 and page.locator("form:visible, button:visible").count() == 0
    page.locator("article h2 a").last.click()
    assert page.get_by_role("heading", name="La question").is_visible()
    page.get_by_role("link", name="Lire la page complète").click()
    assert page.locator(".tableau td").first.is_visible() and page.locator("main h2").count() == 2
    context.close()


def test_no_script_of_a_notebook_runs_in_its_page(tab: Any, tmp_path: Path) -> None:
    """Only scripts whose digest the page names run: markup that came through is dead, its links too."""
    content = notebook()
    wicked = "<script>document.title='pris'</script><a id=l href=\"javascript:document.title='pris'\">x</a>"
    content.cells[1].outputs.append(nbformat.v4.new_output("display_data", data={"text/html": wicked}))
    content.cells.append(nbformat.v4.new_markdown_cell("[y](javascript:document.title='pris') <b onclick='x'>z</b>"))
    page = tmp_path / "x.html"
    page.write_text(page_html(content, "sûr"), encoding="utf-8")
    context = tab.context.browser.new_context(offline=True)
    other = context.new_page()
    other.goto(page.as_uri())
    other.locator("#l").click()
    assert other.title() == "sûr" and other.locator("figure svg.marks").count() == 1
    assert other.locator("button.tri").count() == 4
    context.close()


def shown(*places: tuple[str, int]) -> nbformat.NotebookNode:
    """Make a notebook of some charts of the project's: notebook, rank among its charts."""
    content = notebook()
    for name, rank in places:
        pieces = beside.pieces(nbformat.read(ROOT / "notebooks" / name, 4))
        *_before, piece = itertools.islice((one for one in pieces if one.genre == beside.FIGURE), rank + 1)
        content.cells[1].outputs.append(piece.output)
    return content


#: Charts that were wider than the frame of a telephone, or had words upon words there.
CUT_ON_A_TELEPHONE = (
    *(("02_cohort", 3), ("02_cohort", 8), ("04_impact", 0), ("04_impact", 5), ("04_impact", 13)),
    *(("05_sensitivity", 3), ("05_sensitivity", 6), ("06_calendar_and_capacity", 2), ("09_your_candidates", 1)),
)


def test_every_page_is_read_with_any_eyes_on_any_screen(browser: Any, reports: Path, tmp_path: Path) -> None:
    """axe finds nothing serious; charts stay in their frame, words legible and apart; the HTML has no error."""
    folder, other = (reports / f"2026110{day}-080000-0123abcd" for day in (1, 2))
    write_comparison(comparison.compare_reports(*comparison.load(folder, other)), tmp_path / "c.html")
    # A brush, sliders, words upon colours; then a chart that keeps its white paper in the dark, above its links.
    charts = shown(("03_regimes.ipynb", 0), ("04_impact.ipynb", 2), ("05_sensitivity.ipynb", 4))
    (tmp_path / "charts.html").write_text(page_html(charts, "charts"), encoding="utf-8")
    # Cells and a legend beside them, ribbons, numbers along an axis, a facet under long words, many days.
    cut = shown(*((f"{name}.ipynb", rank) for name, rank in CUT_ON_A_TELEPHONE))
    (tmp_path / "small.html").write_text(page_html(cut, "small"), encoding="utf-8")
    white, files = shown(("05_sensitivity.ipynb", 3)), tmp_path / "white_fichiers"
    assert beside.write_beside(white, files) == []
    (tmp_path / "white.html").write_text(page_html(white, "white", files), encoding="utf-8")
    pages = [
        *(tmp_path / f"{name}.html" for name in ("charts", "white", "c")),
        folder / couverture.PAGE,
        reports / "index.html",
    ]
    assert {page.name: malformed(page) for page in pages} == {page.name: [] for page in pages}
    context = browser.new_context(offline=True)
    tab = context.new_page()
    for theme, width, read in (("dark", 1280, pages), ("light", 390, [pages[0], tmp_path / "small.html"])):
        tab.emulate_media(color_scheme=theme)
        tab.set_viewport_size({"width": width, "height": 900})
        for page in read:
            tab.goto(page.as_uri())
            figures = tab.locator("figure.graphique")
            tab.wait_for_function(f"(window.btsDrawn ?? 0) === {figures.count()}")
            assert kept_out(tab) == [], page.name
            for seen in figures.evaluate_all(f"all => all.map({outil('contact_sheet').LOOK})"):
                assert seen["cut"] <= 0 and seen["text"] >= 10 and not seen["over"], (page.name, width, seen)
    # What axe is there for is found.
    tab.set_content("<html><img src='data:,'><p style='color:#ccc;background:#fff'>pâle</p></html>")
    assert {found.split(":")[0] for found in kept_out(tab)} >= {"image-alt", "color-contrast"}
    context.close()


def test_a_cover_opens_on_a_sentence_and_a_picture_for_each_question(tmp_path: Path) -> None:
    """A sentence is one that somebody can quote: no sign, and all that it is about."""
    names, rows = ("07_one_candidate", "03_regimes"), []
    for name in names:
        content = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
        (tmp_path / beside.beside(name)).mkdir()
        (tmp_path / beside.beside(name) / "figure-01-x.png").write_bytes(b"png")
        row = {"nom": name, "page": f"{name}.html", "erreur": None, "duree_s": 1.0, "resultats": [], "manques": []}
        rows.append(
            row | {"parametres": {}, "defauts": {}, "citations": quotations(content), **describe(content, name)}
        )
    origin = {"commit": "f" * 40, "modifie": False, "versions": {"bts-sim": "0.1.0"}}
    origin |= {"empreintes": {"code": "c", "loi": "a" * 64, "donnees": "b" * 64}}
    begin = index.datetime.strptime("20261101-080000+0000", "%Y%m%d-%H%M%S%z")
    made = manifest.make(rows, [{}, {}], dict.fromkeys(names, "n"), origin, begin, 1.0)
    cover = couverture.write_cover(tmp_path, made).read_text(encoding="utf-8")
    cards = BeautifulSoup(cover, "html.parser").select("section.carte")
    assert [card.select("h2")[0].get_text() for card in cards] == [row["titre"] for row in rows[::-1]]
    said = [card.select("blockquote")[0].get_text() for card in cards]
    for card, sentence in zip(cards, said, strict=True):
        assert str(card.select("img[alt]")[0]["src"]).startswith("data:image/png;base64,")
        assert not re.search("[…✓✗]", sentence)
    for words in ("de moyenne générale et", "peut passer les oraux, qui décideront", "textes de la session"):
        assert words in said[1]


def test_a_page_prints_on_a4_without_code_nor_buttons_and_keeps_its_contents(tab: Any, reports: Path) -> None:
    tab.goto((reports / "20261101-080000-0123abcd" / "jouet.html").as_uri())
    tab.locator("label[for=code]").click()
    tab.locator("label[for=code]").click()
    tab.emulate_media(media="print")
    assert tab.locator(".sommaire").is_visible() and tab.locator("figure svg.marks").is_visible()
    for hidden in (".barre", ".outils", ".entree"):
        assert tab.locator(hidden).first.is_hidden(), hidden
    # Chromium paints no button again in the header of a following page.
    assert tab.locator("button.tri").first.evaluate("one => getComputedStyle(one).display") == "contents"
    printed = tab.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/MediaBox \[0 0 (\d+)\S* (\d+)", printed)[0] in (
        (b"594", b"841"),
        (b"595", b"842"),
        (b"595", b"841"),
    )
    # No picture: charts are drawn as lines, sharp at any size.
    assert b"/Subtype /Image" not in printed


def test_on_paper_a_question_stays_whole_and_a_closed_list_is_not_there(tab: Any, reports: Path) -> None:
    folder = reports / "20261101-080000-0123abcd"
    tab.emulate_media(media="print")
    tab.goto((folder / couverture.PAGE).as_uri())
    assert tab.locator(".carte").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"
    lists = tab.locator("details")
    for is_open in (True, False):
        lists.evaluate_all(f"all => all.forEach((one) => (one.open = {str(is_open).lower()}))")
        assert {one.is_visible() for one in lists.all()} == {is_open}
    tab.goto((folder / "jouet.html").as_uri())
    said = tab.locator(".jp-MarkdownCell p").evaluate_all("all => all.map((one) => getComputedStyle(one).breakInside)")
    assert set(said) == {"avoid"}


def test_numbers_along_an_axis_stay_in_its_order_on_a_telephone(browser: Any, tmp_path: Path) -> None:
    """As once drawn: 0,87 put on the other side of 1,00, where there was room."""
    page = tmp_path / "x.html"
    page.write_text(page_html(shown(("04_impact.ipynb", 5)), "x"), encoding="utf-8")
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 900})
    tab = context.new_page()
    tab.goto(page.as_uri())
    figures = tab.locator("figure.graphique")
    tab.wait_for_function(f"(window.btsDrawn ?? 0) === {figures.count()}")
    written = """words => words.filter((one) => getComputedStyle(one).opacity !== "0")
      .map((one) => [one.getBoundingClientRect().left, one.textContent])
      .filter(([, text]) => /^[01],\\d\\d$/.test(text)).sort(([one], [other]) => one - other).map(([, text]) => text)"""
    numbers = figures.last.locator(".role-mark text").evaluate_all(written)
    assert len(numbers) > 3 and numbers == sorted(numbers, reverse=True)
    context.close()
