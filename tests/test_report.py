"""Does `bts-sim report` check before it runs, keep what failed, and never write over a run?"""

import datetime
import json
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner, Result

from bts_sim.cli import main
from bts_sim.desk.candidate import candidate_of_notebook
from bts_sim.display import raw, rendering, shown as display_shown
from bts_sim.droit.textes import TEXTES
from bts_sim.errors import InputError
from bts_sim.report import index
from bts_sim.report.execution import execute, without_paths
from bts_sim.report.kernel import Kernels
from bts_sim.report.manifest import anonymous
from bts_sim.report.parameter_cells import Notebook
from bts_sim.report.parameters import checked_parameters, gather
from bts_sim.report.run import _line, _publish, find, run_report

PARAMETERS = 'session = 2024\ncandidats = 1000\nlibelle = "x"\nrapide = True\nregimes = "aucun"'
SHOW = (
    "from bts_sim.display.results import Results, result\n"
    "Results([result('Candidats & <b>gras</b>', candidats, 'candidats')], 'fr')"
)


def toy(folder: Path, name: str, *cells: str, parameters: str = PARAMETERS) -> str:
    """Write a small notebook and give its path."""
    first = nbformat.v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})
    rest = [nbformat.v4.new_code_cell(cell) for cell in cells]
    path = folder / f"{name}.ipynb"
    nbformat.write(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(f"# Titre {name}"), first, *rest]), path
    )
    return str(path)


def report(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["report", *arguments, "--out", str(out)])


def manifest(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "manifest.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("-p", "candidat", "5000"), "vouliez-vous dire « candidats »"),
        (("-p", "candidats", "5"), "hors bornes"),
        (("-p", "candidats", "beaucoup"), "donner un entier"),
        (("-p", "candidats", "1000.5"), "donner un entier"),
        (("-p", "rapide", "peut-être"), "true ou false"),
        (("-p", "session", "2020"), "contrôle continu"),
        (("-p", "candidat", "1", "-p", "sesion", "2"), "2 fautes"),
        (("-p", "candidats", "3", "-p", "regimes", "permanant_2022"), "2 fautes"),
        (("-p", "regimes", "aucun,"), "régime inconnu"),
        (("-p", "regimes", "aucun,aucun"), "donné deux fois"),
        (("-p", "regimes", "x" * 5000), "régime inconnu"),
        (("-f", "rien.yaml"), "fichier introuvable"),
    ],
)
def test_a_faulty_parameter_is_refused_before_anything_runs(tmp_path: Path, given: tuple[str, ...], said: str) -> None:
    result = report(tmp_path / "out", toy(tmp_path, "jouet", SHOW), *given)
    assert result.exit_code == 2
    assert said in result.output and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def own(name: str, default: object) -> list[Notebook]:
    """A notebook with one parameter of its analyst's."""
    return [Notebook(Path(f"{name}.ipynb"), {name: default})]


@pytest.mark.parametrize(
    ("default", "given", "read"),
    [
        (True, "non", False),
        (1, 5.0, 5),
        (1.5, "2,5", 2.5),
        ("x", ["aucun", "permanent_2022"], "aucun;permanent_2022"),
        ([1], "[3, 4]", [3, 4]),
        ([1], [3], [3]),
        ({"a": 1}, "{'b': 2}", {"b": 2}),
        (None, "3", 3),
        (None, "[1, 'a']", [1, "a"]),
        (None, "des mots", "des mots"),
        (None, 2.5, 2.5),
    ],
)
def test_a_parameter_is_read_as_the_type_of_its_default(default: object, given: object, read: object) -> None:
    (values,) = checked_parameters(own("mien", default), {"mien": given})
    assert values == {"mien": read} and type(values["mien"]) is type(read)


@pytest.mark.parametrize(
    ("default", "given", "remedy"),
    [
        (True, 2, "donner true ou false"),
        (1, 1000.5, "donner un entier"),
        (1, "nan", "donner un entier"),
        (1, True, "donner un entier"),
        (1.5, [1], "donner un nombre"),
        (1.5, "inf", "donner un nombre"),
        ("x", 3, "donner un texte (en YAML, entre guillemets)"),
        ("x", ["a", 3], "donner un texte (en YAML, entre guillemets)"),
        ([1], "{'a': 1}", "donner une liste, comme [1, 2]"),
        ({"a": 1}, [1], "donner un dictionnaire, comme {'a': 1}"),
        (None, datetime.date(2024, 6, 20), "donner un nombre ou un texte (en YAML, entre guillemets)"),
        (None, "{1, 2}", "donner un nombre ou un texte (en YAML, entre guillemets)"),
    ],
)
def test_a_parameter_of_another_type_is_refused_with_what_to_give(default: object, given: object, remedy: str) -> None:
    with pytest.raises(InputError) as refused:
        checked_parameters(own("mien", default), {"mien": given})
    (fault,) = refused.value.fautes
    assert (fault.fichier, fault.valeur) == ("-p mien", str(given))
    assert (fault.probleme, fault.remede) == ("valeur refusée", remedy)


def test_a_date_and_a_number_of_a_parameter_file_are_refused_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("libelle: 2024-06-20\ncandidats: 1000.5\n", encoding="utf-8")
    result = report(tmp_path / "out", toy(tmp_path, "jouet", SHOW), "-f", str(tmp_path / "p.yaml"))
    assert result.exit_code == 2 and "2 fautes" in result.output and not (tmp_path / "out").exists()
    assert "-p libelle : « 2024-06-20 » : valeur refusée. Remède : donner un texte" in result.output
    assert "-p candidats : « 1000.5 » : valeur refusée. Remède : donner un entier" in result.output


def test_a_faulty_candidate_is_refused_before_anything_runs(tmp_path: Path) -> None:
    marks = ("-p", "notes", "U1 20,5 ; U21 banane")
    result = report(tmp_path / "out", "07_one_candidate", "-p", "specialite", "MCO", *marks)
    assert result.exit_code == 2 and not (tmp_path / "out").exists()
    assert "« 20,5 » : note hors de 0 à 20" in result.output and "« banane »" in result.output
    # Nothing of a candidate is looked at in a notebook that is about none.
    assert checked_parameters(
        [Notebook(tmp_path / "a.ipynb", {"notes": "", "session": 2024})], {"notes": "banane"}, [candidate_of_notebook]
    )


def test_an_unknown_notebook_names_those_there_are(tmp_path: Path) -> None:
    result = report(tmp_path / "out", "03_regime")
    assert result.exit_code == 2
    assert "vouliez-vous dire « 03_regimes »" in result.output


def test_two_notebooks_of_one_name_are_refused_and_one_given_twice_is_run_once(tmp_path: Path) -> None:
    """Their pages would have the same name."""
    (tmp_path / "b").mkdir()
    first, second = toy(tmp_path, "jouet", SHOW), toy(tmp_path / "b", "jouet", SHOW)
    result = report(tmp_path / "out", first, second)
    assert result.exit_code == 2 and not (tmp_path / "out").exists()
    assert "« jouet » : deux notebooks de même nom. Remède : les lancer l’un après l’autre" in result.output
    assert find([first, first]) == [Path(first)]


def test_a_project_without_notebooks_asks_for_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bts_sim.report.run.notebooks_dir", lambda: tmp_path)
    result = report(tmp_path / "out")
    assert result.exit_code == 2 and "le projet n’a aucun notebook" in result.output
    assert "donner le chemin d’un fichier .ipynb" in result.output


def test_a_notebook_that_is_gone_when_its_turn_comes_is_a_failure_in_words(tmp_path: Path) -> None:
    executed = execute(tmp_path / "parti.ipynb", tmp_path, {}, Kernels())
    row = _publish(executed, tmp_path)
    assert executed.fichier is None and not list(tmp_path.iterdir())
    assert str(row["erreur"]).startswith("FileNotFoundError : ") and str(tmp_path) not in str(row["erreur"])
    assert (row["nom"], row["page"], row["notebook"], row["resultats"]) == ("parti", None, None, [])


def test_a_kernel_that_computes_ends_with_the_report_and_its_notebook_is_partial(tmp_path: Path) -> None:
    """Ctrl-C ends kernels: nobody waits for a cell that takes an hour."""
    cells = ("from pathlib import Path\nPath('debut').touch()", "import time; time.sleep(3600)")
    kernels, source = Kernels(), Path(toy(tmp_path, "long", *cells))
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(execute, source, tmp_path, {}, kernels)
        while not (tmp_path / "debut").exists():
            assert not running.done(), running.result()
            time.sleep(0.1)
        kernels.end()
        ended = running.result(60)
    assert ended.erreur and "noyau" in ended.erreur and ended.fichier == tmp_path / "long.partial.ipynb"


def test_an_executed_notebook_tells_no_place_of_this_machine_and_keeps_its_values(tmp_path: Path) -> None:
    law = tmp_path / "ma_reforme.yaml"
    given = {"regimes": f"aucun,{law}", "candidats": 2500}
    cell = nbformat.v4.new_code_cell(f"regimes = 'aucun,{law}'", metadata={"tags": ["injected-parameters"]})
    cell.outputs = [
        nbformat.v4.new_output("stream", text=f"lu : {law}"),
        nbformat.v4.new_output("error", ename="E", evalue=f"{tmp_path}/x", traceback=[f"dans {tmp_path}/x"]),
    ]
    book = nbformat.v4.new_notebook(cells=[cell])
    book.metadata["papermill"] = {"input_path": str(tmp_path / "a.ipynb"), "parameters": dict(given)}
    without_paths(book, given, tmp_path)
    assert str(tmp_path) not in json.dumps(book) and book.metadata["papermill"]["input_path"] == "a.ipynb"
    assert book.metadata["papermill"]["parameters"] == {"regimes": "aucun,ma_reforme.yaml", "candidats": 2500}
    assert book.cells[0].source == "regimes = 'aucun,ma_reforme.yaml'"


def test_a_run_from_the_root_of_the_disk_does_not_lose_its_slashes() -> None:
    assert anonymous("cellule 1 : 1 / 0", Path("/")) == "cellule 1 : 1 / 0"


def test_a_notebook_is_told_on_one_line_that_no_terminal_obeys() -> None:
    assert _line({"nom": "bon", "erreur": None, "duree_s": 1.25}) == "bon : fait (1,2 s)"
    broken = {"nom": "casse", "erreur": "cellule 2 : \x1b[31mZeroDivisionError", "duree_s": 60.0}
    assert _line(broken) == "casse : échec, cellule 2 : ⟨U+001B⟩[31mZeroDivisionError (60,0 s)"


def test_a_line_that_papermill_does_not_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="papermill ne lit pas"):
        run_report([toy(tmp_path, "jouet", parameters="a = 1\nb, c = 2, 3")], {}, tmp_path / "out")


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    """What `report` says of a notebook that ends and of three that do not, and where it wrote.

    papermill ends well on `sys.exit(0)`; a kernel that dies must not stop the other notebooks.
    """
    place = tmp_path_factory.mktemp("failed")
    notebooks = [
        toy(place, "bon", "assert rapide is False, rapide\nassert libelle == '007'", SHOW),
        toy(place, "casse", "print('avant')", "1 / 0", "print('jamais')"),
        toy(place, "quitte", "import sys; sys.exit(0)", "print('jamais')"),
        toy(place, "meurt", "import os; os._exit(9)", "print('jamais')"),
    ]
    given = ("-p", "rapide", "false", "-p", "libelle", "007", "-p", "candidats", "2500")
    return report(place / "out", *notebooks, *given), place / "out"


def test_a_run_that_fails_keeps_what_was_done_and_the_others_finish(failed: tuple[Result, Path]) -> None:
    result, out = failed
    assert result.exit_code == 1, result.output
    assert "ZeroDivisionError" in result.output and "Traceback" not in result.output
    (folder,) = (path for path in out.glob("[!.]*") if path.is_dir())
    names = {path.name for path in folder.iterdir()}
    stopped = {f"{name}.{kind}" for name in ("casse", "quitte", "meurt") for kind in ("html", "partial.ipynb")}
    assert names == {"bon.html", "bon.ipynb", "couverture.html", "manifest.json", "resultats.csv"} | stopped
    said = manifest(folder)
    assert said["statut"] == "echoue"
    assert said["parametres"] == {"candidats": 2500, "libelle": "007", "rapide": False}
    assert [r["valeur"] for r in said["resultats"]] == [2500]  # type: ignore[attr-defined]
    assert str(out.parent) not in json.dumps(said)
    broken = (folder / "casse.html").read_text(encoding="utf-8")
    assert "avant" in broken and "ZeroDivisionError" in broken and "jamais" in broken
    listed = (out / "index.html").read_text(encoding="utf-8")
    assert "échoué" in listed and "Titre bon" in listed and "<b>gras" not in listed


def test_a_notebook_that_stops_early_is_not_a_success(failed: tuple[Result, Path]) -> None:
    result, out = failed
    (folder,) = (path for path in out.glob("[!.]*") if path.is_dir())
    errors = {row["nom"]: row["erreur"] for row in manifest(folder)["notebooks"]}  # type: ignore[attr-defined]
    assert {name for name, error in errors.items() if error} == {"casse", "quitte", "meurt"}
    assert "jamais exécutée" in errors["quitte"] and "noyau" in errors["meurt"]
    assert errors["quitte"] in result.output and errors["meurt"] in result.output


def test_a_file_of_the_analyst_is_found_and_its_place_is_not_told(tmp_path: Path) -> None:
    """Notebooks run in a folder of their own, and where a user keeps his files is nobody's business."""
    law = (Path(str(TEXTES)) / "regimes" / "permanent_2022.yaml").read_text(encoding="utf-8")
    own = tmp_path / "ma_reforme.yaml"
    own.write_text(law.replace("nom: permanent_2022", "nom: ma_reforme"), encoding="utf-8")
    used = "import bts_sim as bts\n[bts.regime(one).nom for one in regimes.split(',')]"
    notebook = toy(tmp_path, "jouet", used)
    run = run_report([notebook], {"regimes": f"aucun, {own}"}, tmp_path / "out")
    text = (run.dossier / "jouet.ipynb").read_text(encoding="utf-8")
    assert run.statut == "reussi" and "'ma_reforme'" in text
    said = manifest(run.dossier)
    assert said["parametres"] == {"regimes": "aucun,ma_reforme.yaml"}
    assert set(said["empreintes"]["fichiers"]) == {"ma_reforme.yaml"}  # type: ignore[index]
    assert str(tmp_path) not in text + json.dumps(said)


def test_a_chart_is_the_same_bytes_in_every_process(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Also when the data differ by the last bit of a float, as between two machines."""
    code = (
        "import json, sys\n"
        "from bts_sim.display.rendering import mimebundle\n"
        "import altair as alt, pandas as pd\n"
        "rows = pd.DataFrame({'x': [float(sys.argv[1]), 2.0], 'k': ['a', 'b']})\n"
        "pick = alt.selection_point(fields=['k'], bind='legend')\n"
        "chart = alt.Chart(rows, title='Titre').mark_bar().encode(x='x', y='k', color='k').add_params(pick)\n"
        "print(json.dumps(mimebundle(chart.to_dict()), sort_keys=True))"
    )
    # The order of a set is drawn at each start of Python, so that of this process is another one.
    other = subprocess.run([sys.executable, "-c", code, "0.3"], capture_output=True, check=True, text=True).stdout
    monkeypatch.setattr(sys, "argv", ["", "0.30000000000000004"])
    exec(code, {})
    assert capsys.readouterr().out == other


def test_a_folder_without_manifest_is_listed_as_interrupted(tmp_path: Path) -> None:
    (tmp_path / "20261121-080000-0123abcd").mkdir()
    assert "interrompu" in index.refresh(tmp_path).read_text(encoding="utf-8")


def test_a_hostile_manifest_stays_text_and_links_only_to_its_own_pages(tmp_path: Path) -> None:
    folder = tmp_path / "20261121-080000-0123abcd"
    folder.mkdir()
    (tmp_path / "dehors.html").touch()
    hostile = "<script>alert(1)</script>"
    pages = ["javascript:alert(1)", "../dehors.html", "https://example.org/"]
    said = {
        "statut": "echoue",
        "debut": "2026-11-21T08:00:00+00:00",
        "duree_s": 1,
        "commit": hostile,
        "modifie": True,
        "parametres": {hostile: hostile},
        "notebooks": [{"nom": page, "titre": hostile, "page": page, "erreur": hostile} for page in pages],
        "resultats": [{"nom": hostile, "valeur": 1, "unite": hostile, "bas": None, "haut": None}],
    }
    (folder / "manifest.json").write_text(json.dumps(said), encoding="utf-8")
    listed = index.refresh(tmp_path).read_text(encoding="utf-8")
    assert "échoué" in listed and "&lt;script&gt;" in listed
    assert "<script>alert" not in listed and "href=" not in listed


def test_parameters_of_a_file_give_way_to_those_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("candidats: 100\nsession: 2025\n", encoding="utf-8")
    assert gather([("candidats", "7")], path) == {"candidats": "7", "session": 2025}


def test_a_cohort_that_is_code_is_refused_as_a_file_that_is_not_there(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    notebook = toy(tmp_path, "jouet", parameters='session = 2024\ncohorte = ""')
    result = report(tmp_path / "out", notebook, "-p", "cohorte", f"x'; import os; os.system('touch {trace}')")
    assert result.exit_code == 2, result.output
    assert not trace.exists() and not (tmp_path / "out").exists()


CHART = (
    "from bts_sim.questions.rates import charts\n"
    "import altair as alt, pandas as pd\n"
    "alt.Chart(pd.DataFrame({'x': [1, 2]}), title='Un constat').mark_bar().encode(x='x:Q')"
)
RATE = (
    "from bts_sim.display.results import Results, result\n"
    "Results([result('Taux', candidats / 100, '%', 1, 99, definition='part des candidats ; niveau 90')], 'fr')"
)


#: Numbers of a table whose page shows one decimal.
LONG = {
    "regime": ["aucun", "permanent_2022"],
    "taux_admis": [100 / 3, 200 / 7],
    "ecart_type": [1e-7, 0.1 + 0.2],
    "bas": [None, -1 / 3],
    "haut": [2 / 3, 1e15 / 7],
    "niveau": [90, 90],
}
SPEAK = "from bts_sim.language import speak\nspeak(lang)"
OURS = f"from bts_sim.questions.uncertainty.shown import show_luck\nshow_luck(pd.DataFrame({LONG}))"
THEIRS = "pd.DataFrame({'a': [1 / 3, None], 'b': ['x', 'y']})"
WICKED = "x'; import os; os.system('touch trace') #\"\"\"\n{} {{ 1 }} </script><script>alert(1)</script>"


@pytest.fixture(scope="module")
def redone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run, and the one that its own command makes, in the same folder."""
    place = tmp_path_factory.mktemp("redone")
    cells = (SPEAK, CHART, THEIRS, OURS, RATE, SHOW, f"assert libelle in ('x', {WICKED!r})\nprint(libelle)")
    notebook, out = toy(place, "jouet", *cells, parameters=f"{PARAMETERS}\nlang = 'fr'"), place / "out"
    first = run_report([notebook], {"candidats": "2500", "rapide": "false"}, out)
    assert first.statut == "reussi", first.errors
    words = shlex.split(str(manifest(first.dossier)["refaire"]))
    assert words == ["bts-sim", "report", "jouet", "-p", "candidats", "2500", "-p", "rapide", "False"]
    again = report(out, notebook, *words[3:])
    assert again.exit_code == 0, again.output
    (second,) = (path for path in out.glob("[!.]*") if path.is_dir() and path != first.dossier)
    return first.dossier, second


@pytest.fixture(scope="module")
def other(redone: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the same notebook with other parameters, one of which holds code, in English."""
    out = tmp_path_factory.mktemp("other")
    notebook = redone[0].parent.parent / "jouet.ipynb"
    changed = ("-p", "candidats", "2600", "-p", "rapide", "false", "-p", "lang", "en", "-p", "libelle", WICKED)
    result = report(out, str(notebook), *changed)
    assert result.exit_code == 0, result.output
    (folder,) = (path for path in out.glob("[!.]*") if path.is_dir())
    return folder


def test_a_run_redone_by_its_own_command_has_its_own_folder_and_the_same_numbers_charts_and_tables(
    redone: tuple[Path, Path],
) -> None:
    first, second = map(manifest, redone)
    sealed = first["fichiers"]
    names = {"couverture.html", "jouet.html", "jouet.ipynb", "resultats.csv"}
    files = {f"jouet_fichiers/figure-01-titre-jouet.{kind}" for kind in ("csv", "png", "svg")}
    files |= {f"jouet_fichiers/table-0{number}-titre-jouet.csv" for number in (1, 2)}
    assert set(sealed) == names | files  # type: ignore[call-overload]
    kept = nbformat.read(redone[0] / "jouet.ipynb", as_version=4)
    shown = {kind for cell in kept.cells for output in cell.get("outputs", []) for kind in output.get("data", {})}
    assert "image/png" in shown and rendering.DRAWING not in shown
    for name in files | {"resultats.csv"}:
        assert second["fichiers"][name] == sealed[name]  # type: ignore[index]
    assert second["resultats"] == first["resultats"]
    listed = (redone[0].parent / "index.html").read_text(encoding="utf-8")
    assert listed.count("2\u202f500\u202fcandidats") == 2 and "réussi" in listed


def test_named_results_are_a_table_with_their_definition_and_a_fingerprint_of_where_they_come_from(
    redone: tuple[Path, Path], other: Path
) -> None:
    tables = []
    for folder in (*redone, other):
        tables.append((folder / "resultats.csv").read_text(encoding="utf-8").splitlines())
        assert manifest(folder)["resultats"][0]["definition"] == "part des candidats ; niveau 90"  # type: ignore[index]
        assert "part des candidats ; niveau 90" in (folder / "jouet.html").read_text(encoding="utf-8")
    assert tables[0][0] == "nom;valeur;unite;bas;haut;definition;notebook;empreinte"
    assert tables[0] == tables[1]
    marks = [table[1].rsplit(";", 1)[1] for table in tables]
    assert len(marks[0]) == 12 and marks[0] != marks[2]


def test_a_parameter_that_holds_code_stays_a_value(redone: tuple[Path, Path], other: Path) -> None:
    """papermill writes parameters into the notebook as Python: a quote must not end the value."""
    assert not (redone[0].parent.parent / "trace").exists()
    for page in (*other.glob("*.html"), other.parent / "index.html"):
        assert "<script>alert(1)" not in page.read_text(encoding="utf-8"), page.name
    assert manifest(other)["parametres"]["libelle"] == WICKED  # type: ignore[index]
    assert WICKED in shlex.split(str(manifest(other)["refaire"]))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_file_of_a_table_holds_its_numbers_before_any_rounding(
    redone: tuple[Path, Path], other: Path, lang: str
) -> None:
    """The page shows two decimals; the file gives every number back to its last bit, and a missing one as missing."""
    folder = {"fr": redone[0], "en": other}[lang]
    path = folder / "jouet_fichiers" / "table-02-titre-jouet.csv"
    read = pd.read_csv(path, sep=";", decimal=",")
    pd.testing.assert_frame_equal(read, pd.DataFrame(LONG), check_exact=True)
    page = BeautifulSoup((folder / "jouet.html").read_text(encoding="utf-8"), "html.parser")
    assert {"fr": "33,33\u202f%", "en": "33.33%"}[lang] in [cell.get_text() for cell in page.find_all("td")]


def test_a_table_of_the_users_own_has_its_file_too(redone: tuple[Path, Path]) -> None:
    path = redone[0] / "jouet_fichiers" / "table-01-titre-jouet.csv"
    assert path.read_text(encoding="utf-8").splitlines() == ["a;b", '"0,3333333333333333";x', ";y"]


def test_a_table_carries_its_numbers_to_a_report_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A committed notebook is compared cell by cell on other machines, where the last bits may differ."""
    shown = display_shown.Shown(pd.DataFrame({"a": ["0,3"]}), pd.DataFrame({"a": [0.1 + 0.2]}))
    monkeypatch.delenv(raw.RAW_ROWS, raising=False)
    assert shown._repr_mimebundle_() == {}
    monkeypatch.setenv(raw.RAW_ROWS, "1")
    assert shown._repr_mimebundle_() == {raw.MIME: {"colonnes": ["a"], "lignes": [[0.1 + 0.2]]}}
    words = display_shown.Shown(pd.DataFrame({"a": ["oui"]}))
    assert words._repr_mimebundle_() == {raw.MIME: {"colonnes": ["a"], "lignes": [["oui"]]}}


def test_a_mark_has_the_decimals_that_its_interval_leaves_it() -> None:
    from bts_sim.display.results import rounded, sentence

    assert sentence(rounded("Barre", 9.83, "points", 9.75, 9.91)).endswith("9,8\u202fpoints [9,8\u202f; 9,9]")
    assert sentence(rounded("Barre", 9.95, "points", 9.92, 9.97)).endswith("9,95\u202fpoints [9,92\u202f; 9,97]")
    assert sentence(rounded("Barre", 9.95, "points", None, None)).endswith("9,95\u202fpoints")


def test_an_interval_that_rounds_to_its_value_is_shown_with_its_digits_and_one_of_no_width_is_not() -> None:
    from bts_sim.display.results import rounded, sentence

    assert sentence(rounded("Part", -0.68, "pt", -0.71, -0.65)).endswith("−0,68\u202fpt [−0,71\u202f; −0,65]")
    assert "[" not in sentence(rounded("Taux", 74.5, "%", 74.5, 74.5))
