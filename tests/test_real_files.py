"""Does a notebook that reads real candidates leave any of them in what is saved, finished, broken or killed?"""

from __future__ import annotations

import contextlib
import csv
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result
from helpers import AS_HERE
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from papermill.__main__ import papermill as typed
from papermill.exceptions import PapermillExecutionError
from test_masking import WRITTEN

from bts_sim.report.identifiers import mask_of
from bts_sim.report.kernel import options
from bts_sim.report.masking import WITHHELD
from bts_sim.report.run import Run, run_report

PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
#: In a file that no command names.
NAMED = "Élodie Durand"
HARD = ["<b>&\"x'", "Zoé d’Été", "Jean  Dupont", "a%41\\nb&amp;", "0194001", "日本", 'O\'Hara "B" <1>', "C#7;\\u00e9"]
LETTERS = "abcdefgZÉœß日0123456789 <>&\"'\\%;#+_-./{}"
PARAMETERS = 'fichier_candidats = ""\nfichier_notes = ""\ncandidat = ""'
READ = """\
import altair as alt
import pandas as pd
from IPython.display import HTML, JSON, display

import bts_sim as bts
from bts_sim.display import rendering
from bts_sim.display.results import Results, result

bts.check_parameters(globals())
rendering.enable_rendering()
people = pd.read_csv(fichier_candidats, sep=";", dtype=str, keep_default_na=False)
people["note"] = 12.5
names = list(people["candidat"])"""
SHOWN = [
    "people",
    "people.set_index('candidat')",
    "print(people.to_string(), names, ascii(names), people.to_json(), people.to_csv())",
    "alt.Chart(people, title=names[0]).mark_bar().encode(x='note:Q', y=alt.Y('candidat:N', sort=names))",
    "alt.Chart(people.set_index('candidat').T.reset_index()).mark_point().encode(x='index:N')",
    "display(JSON({name: [name] for name in names}), HTML('<br>'.join(map(__import__('html').escape, names))))",
    "Results([result(names[1], 12.5, '%', definition=' '.join(names))], 'fr')",
    "import warnings; warnings.warn(' '.join(names)); print(names, file=__import__('sys').stderr)",
    "candidat",
]


def identifiers() -> list[str]:
    """Hard ones, and some at random, each a whole word of six characters or more."""
    drawn = random.Random(18)
    words = ["".join(drawn.choices(LETTERS, k=drawn.randint(6, 16))).strip(" ") for _ in range(30)]
    return HARD + [f"q{word}9" for word in words]


def file_of(folder: Path, names: Iterable[str], name: str = "candidats.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(["candidat", "specialite"])
        writer.writerows([name, "MCO"] for name in names)
    return path


def notebook(folder: Path, name: str, *cells: str, parameters: str = PARAMETERS) -> str:
    code = [new_code_cell(parameters, metadata={"tags": ["parameters"]}), *map(new_code_cell, [READ, *cells])]
    prose = new_markdown_cell(f"# Ce que fait {HARD[1]}\n\nPour {HARD[5]}.")
    path = folder / f"{name}.ipynb"
    nbformat.write(new_notebook(cells=[prose, *code], metadata=PYTHON), path)
    return str(path)


def named(content: str, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return each identifier that stands as a word in a text, with the way in which it is written there."""
    found = []
    for name in names:
        for way, written in WRITTEN.items():
            form = written(" ".join(name.split()))
            begin, end = (r"(?<![^\W_])" if form[0].isalnum() else "", r"(?![^\W_])" if form[-1].isalnum() else "")
            # A pattern that begins by looking behind is tried at every letter of a page.
            if form in content and re.search(begin + re.escape(form) + end, content):
                found.append((name, way))
    return found


def of(folder: Path, people: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the files below a folder that name a candidate, by their path, which may name one too."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    texts = {path: path.read_bytes().decode("utf-8", "replace") for path in paths}
    said = {str(path.relative_to(folder)): named(f"{path.name}\n{text}", people) for path, text in texts.items()}
    return {path: names for path, names in said.items() if names}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A report of four notebooks on one file: two go to their end, one breaks, the process of one is killed.

    One of the first two names a file itself, from its own folder, where it runs.
    """
    folder = tmp_path_factory.mktemp("reels")
    given = {"fichier_candidats": str(file_of(folder, identifiers())), "candidat": HARD[0]}
    file_of(folder, [NAMED], "a.csv")
    itself = PARAMETERS.replace('fichier_notes = ""', 'fichier_notes = "a.csv"')
    chosen = [
        notebook(folder, "fini", *SHOWN, f"seul = {HARD[6]!r}"),
        notebook(folder, "nomme", "people", f"print('{NAMED} et', names)", parameters=itself),
        notebook(folder, "casse", SHOWN[0], "def dire(qui):\n    raise KeyError(qui)\ndire(' '.join(names))", "people"),
        notebook(folder, "tue", SHOWN[2], "import os; os._exit(1)"),
    ]
    return run_report(chosen, given, folder / "rapports")


def test_the_runs_ended_as_they_should(run: Run) -> None:
    kept = {path.name for path in run.dossier.iterdir()}
    assert {"fini.ipynb", "fini.html", "nomme.html", "casse.partial.ipynb", "casse.html", "tue.partial.ipynb"} <= kept
    assert set(run.errors) == {"casse", "tue"}, run.errors
    beside = {path.suffix for path in (run.dossier / "fini_fichiers").iterdir()}
    assert beside == {".png", ".svg", ".csv"}


def test_no_file_of_a_report_names_a_candidate(run: Run) -> None:
    assert of(run.dossier.parent, [*identifiers(), NAMED]) == {}
    assert named(" ".join(run.errors.values()), identifiers()) == []


def test_what_is_no_identifier_is_still_there(run: Run) -> None:
    text = (run.dossier / "fini.ipynb").read_text(encoding="utf-8")
    assert text.count("12.5") > 3 * len(identifiers()) and text.count(WITHHELD) > len(identifiers())
    manifest = json.loads((run.dossier / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["parametres"] == {"fichier_candidats": "candidats.csv", "candidat": WITHHELD}
    assert [one["titre"] for one in manifest["notebooks"]] == [f"Ce que fait {WITHHELD}"] * 4
    assert list(manifest["empreintes"]["fichiers"]) == ["candidats.csv"]


def test_a_look_out_that_sees_nothing_would_be_seen(tmp_path: Path) -> None:
    for at, (way, written) in enumerate(WRITTEN.items()):
        (tmp_path / f"{at}.html").write_text(f"<p>{written(HARD[0])}</p>", encoding="utf-8")
        assert (HARD[0], way) in of(tmp_path, HARD)[f"{at}.html"]


def test_a_file_that_cannot_be_read_whole_is_refused_before_anything_runs(tmp_path: Path) -> None:
    from bts_sim.errors import InputError

    path = notebook(tmp_path, "essai", "people")
    (tmp_path / "sans.csv").write_text("numero;specialite\n1;MCO\n", encoding="utf-8")
    for given, said in [("sans.csv", "candidat"), ("nulle_part.csv", "nulle_part.csv")]:
        with pytest.raises(InputError, match=said):
            run_report([path], {"fichier_notes": str(tmp_path / given)}, tmp_path / "r")
    assert not (tmp_path / "r").exists()


def test_every_sheet_of_a_workbook_is_read(tmp_path: Path) -> None:
    """One file may be that of the candidates, of their marks and of their orals."""
    import pandas as pd

    with pd.ExcelWriter(tmp_path / "tout.xlsx") as book:
        pd.DataFrame({"candidat": ["Anna"], "specialite": ["MCO"]}).to_excel(book, sheet_name="c", index=False)
        marks = pd.DataFrame({"candidat": ["Bela"], "unite": ["U1"], "note": [12], "statut": [""]})
        marks.to_excel(book, sheet_name="n", index=False)
    mask = mask_of([tmp_path / "tout.xlsx"])
    assert mask.text("Anna et Bela") == f"{WITHHELD} et {WITHHELD}"


def test_a_blank_that_is_no_space_hides_nobody_and_a_letter_that_nobody_sees_is_refused(tmp_path: Path) -> None:
    from bts_sim.errors import InputError

    mask = mask_of([file_of(tmp_path, ["Jean\u00a0Dupont"])])
    assert mask.text("Jean\u00a0Dupont, Jean Dupont") == f"{WITHHELD}, {WITHHELD}"
    with pytest.raises(InputError, match="invisible"):
        mask_of([file_of(tmp_path, ["Zo\u200bé"])])


def test_reading_who_is_to_be_masked_tells_nobody(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    mask_of([file_of(tmp_path, ["Zoé"])])
    (tmp_path / "groupes.csv").write_text("candidat;specialite;Suspension_fraude\nZoé;MCO;non\n", encoding="utf-8")
    mask_of([tmp_path / "groupes.csv"])
    assert not recwarn.list


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """A notebook that papermill ran until it broke, in its folder, and what papermill said."""
    folder = tmp_path_factory.mktemp("seul")
    file_of(folder, identifiers())
    path = notebook(folder, "essai", *SHOWN[:5], "raise KeyError(names)")
    return folder, papermill(folder, path, "candidats.csv")


def papermill(folder: Path, path: str, people: str) -> Result:
    with contextlib.chdir(folder):
        given = [path, "fait.ipynb", "-p", "fichier_candidats", people, "--no-progress-bar"]
        return CliRunner().invoke(typed, given)


def test_papermill_alone_saves_outputs_that_name_nobody(alone: tuple[Path, Result]) -> None:
    """The kernel itself sends them masked, from the first cell on; the code and the parameters are as they were."""
    folder, done = alone
    assert isinstance(done.exception, PapermillExecutionError)
    assert named(f"{done.exception} {done.output}", identifiers()) == []
    run = [cell for cell in nbformat.read(folder / "fait.ipynb", as_version=4).cells if cell.cell_type == "code"]
    outputs = [output for cell in run for output in cell.outputs]
    assert len(outputs) >= 6 and named(json.dumps(outputs), identifiers()) == []
    assert named(json.dumps(outputs, ensure_ascii=False), identifiers()) == []


def test_masked_outputs_compare_as_any_others(alone: tuple[Path, Result]) -> None:
    folder, _ = alone
    made = nbformat.read(folder / "fait.ipynb", as_version=4)
    made.cells = [cell for cell in made.cells if "KeyError" not in cell.source]
    nbformat.write(made, folder / "compare.ipynb")
    nbval = [sys.executable, "-m", "pytest", *AS_HERE, "--nbval", "compare.ipynb", "-p", "no:cacheprovider"]
    done = subprocess.run(nbval, cwd=folder, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "8 passed" in done.stdout, done.stdout


def test_a_faulty_file_is_refused_by_papermill_alone_without_a_name(tmp_path: Path) -> None:
    (tmp_path / "faux.csv").write_text("candidat;specialite\nYves;MCO\nAli;CI;Bob\n;CI\n", encoding="utf-8")
    done = papermill(tmp_path, notebook(tmp_path, "essai", "people"), "faux.csv")
    saved = (tmp_path / "fait.ipynb").read_text(encoding="utf-8")
    assert isinstance(done.exception, PapermillExecutionError) and "faux.csv:3" in saved
    assert named(f"{saved} {done.exception} {done.output}", ["Yves", "Ali", "Bob"]) == []


def test_a_kernel_of_ours_keeps_no_history_of_what_was_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    cells = [new_code_cell("a = 1"), new_code_cell("len(In), get_ipython().history_manager.enabled")]
    made = NotebookClient(new_notebook(cells=cells), **options()).execute()
    assert made.cells[1].outputs[0].data["text/plain"] == "(3, False)"
    assert not list(tmp_path.rglob("history.sqlite"))
