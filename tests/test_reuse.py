"""Is a page taken from an earlier run only where nothing that made it has changed?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import chromium
from bs4 import BeautifulSoup
from click.testing import CliRunner

from bts_sim.cli import main
from bts_sim.errors import RunError
from bts_sim.report import pdf, reuse, run
from bts_sim.report.execution import Executed
from bts_sim.report.parameter_cells import read_notebook
from bts_sim.runs.provenance import Provenance, digest_of_file, provenance

CELL = (
    "from bts_sim.display.results import Results, result\nResults([result('Candidats', candidats, 'candidats')], 'fr')"
)


def toy(folder: Path, shown: str = CELL) -> Path:
    made = nbformat.v4
    cells = [
        made.new_markdown_cell("# Essai"),
        made.new_code_cell('candidats = 1000\nregimes = "aucun"', metadata={"tags": ["parameters"]}),
        made.new_code_cell(shown),
    ]
    path = folder / "essai.ipynb"
    nbformat.write(made.new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a notebook as if it were the project's, and the folder of reports where it ran once."""
    folder = tmp_path_factory.mktemp("projet")
    path = toy(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reuse, "notebooks_dir", lambda: folder)
        run.run_report([str(path)], {}, folder / "rapports").check()
    return path, folder / "rapports"


@pytest.fixture
def of_project(made: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    monkeypatch.setattr(reuse, "notebooks_dir", lambda: made[0].parent)
    return made


def made_of(path: Path, plan: dict[str, Any] | None = None, origin: Provenance | None = None, lang: str = "fr") -> str:
    return reuse.page_identity(read_notebook(path), plan or {}, digest_of_file(path), origin or provenance(), lang, [])


def test_a_page_that_nothing_has_changed_is_copied_and_says_from_which_run(
    of_project: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = of_project
    (first,) = (one for one in out.iterdir() if one.is_dir() and not one.name.startswith("."))
    with monkeypatch.context() as patch:
        patch.setattr(run, "execute", lambda *a: pytest.fail("a notebook was run"))
        again = run.run_report([str(path)], {}, out)
        third = run.run_report([str(path)], {}, out)
    for one in (again, third):
        (row,) = json.loads((one.dossier / "manifest.json").read_text("utf-8"))["notebooks"]
        assert row["repris_de"] == first.name and row["identite"] == made_of(path)
        for name in ("essai.html", "essai.ipynb", "resultats.csv"):
            assert (one.dossier / name).read_bytes() == (first / name).read_bytes(), name
    assert f"repris de {first.name}" in capsys.readouterr().err
    assert "rien ne différait" in (again.dossier / "couverture.html").read_text("utf-8")
    # With --refaire, it runs.
    ran: list[str] = []

    def execute(path: Path, *_arguments: object) -> Executed:
        ran.append(path.stem)
        return Executed(path.stem, None, 0.0, "pas exécuté")

    monkeypatch.setattr(run, "execute", execute)
    run.run_report([str(path)], {}, out, refaire=True)
    assert ran == ["essai"]


def test_each_thing_that_makes_a_page_makes_it_again(
    of_project: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = of_project
    same = made_of(path)
    assert reuse.pages(out, {"essai": same})
    own = tmp_path / "reforme.yaml"
    own.write_text("a", "utf-8")
    told = {"regimes": str(own)}
    with_file, origin = made_of(path, told), provenance()
    own.write_text("b", "utf-8")
    elsewhere = tmp_path / "autre"
    elsewhere.mkdir()
    changed = {
        "notebook": reuse.page_identity(read_notebook(path), {}, digest_of_file(toy(elsewhere, "1")), origin, "fr", []),
        "parameter": made_of(path, {"candidats": 1001}),
        "file": made_of(path, told),
        "language": made_of(path, lang="en"),
    }
    for part in ("loi", "donnees", "code"):
        digests = {**origin["empreintes"], part: "0" * 64}
        changed[part] = made_of(path, origin={**origin, "empreintes": digests})
    with monkeypatch.context() as patch:
        patch.setattr("importlib.metadata.distributions", list)
        changed["environment"] = made_of(path)
    assert len({same, with_file, *changed.values()}) == 2 + len(changed)
    for what, other in changed.items():
        assert not reuse.pages(out, {"essai": other}), what


def test_what_may_read_what_nobody_declared_is_never_taken(of_project: tuple[Path, Path], tmp_path: Path) -> None:
    path, out = of_project
    mine = toy(tmp_path)
    assert reuse.page_identity(read_notebook(mine), {}, digest_of_file(mine), provenance(), "fr", []) == ""
    assert reuse.page_identity(read_notebook(path), {}, "", provenance(), "fr", [tmp_path / "candidats.csv"]) == ""
    assert reuse.pages(out, {"essai": ""}) == {}


def test_a_run_that_somebody_changed_has_no_page_to_take(of_project: tuple[Path, Path], tmp_path: Path) -> None:
    import shutil

    path, out = of_project
    there = tmp_path / "rapports"
    there.mkdir()
    runs = [one for one in out.iterdir() if (one / "essai.html").is_file()]
    shutil.copytree(runs[0], there / runs[0].name)
    assert reuse.pages(there, {"essai": made_of(path)})
    page = there / runs[0].name / "essai.html"
    page.write_text(page.read_text("utf-8") + " ", "utf-8")
    assert not reuse.pages(there, {"essai": made_of(path)})
    (there / runs[0].name / "manifest.json").write_text("[]", "utf-8")
    assert not reuse.pages(there, {"essai": made_of(path)})


def test_pages_are_printed_without_their_controls_and_a_missing_browser_is_told_first(
    made: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, (path, out) = chromium(), made
    (first, *_others) = (one for one in sorted(out.iterdir()) if (one / "essai.html").is_file())
    page = tmp_path / "essai.html"
    page.write_bytes((first / "essai.html").read_bytes())
    (printed,) = pdf.print_pages([page], program)
    assert printed == tmp_path / "essai.pdf" and printed.read_bytes()[:5] == b"%PDF-"
    with pytest.raises(RunError, match="l'imprimer"):
        list(pdf.print_pages([page], "/bin/false"))
    monkeypatch.setattr(pdf, "BROWSERS", ())
    monkeypatch.setattr(pdf, "PLACES", ())
    ran = CliRunner().invoke(main, ["report", str(path), "--pdf", "--out", str(tmp_path / "out")])
    assert ran.exit_code == 2 and "installer Chromium" in ran.output and not (tmp_path / "out").exists()


def test_a_page_ends_with_its_parameters(made: tuple[Path, Path]) -> None:
    out = made[1]
    page = next(one / "essai.html" for one in sorted(out.iterdir()) if (one / "essai.html").is_file())
    section = BeautifulSoup(page.read_text("utf-8"), "html.parser").select_one("section.parametres")
    assert section is not None
    cells = [[cell.get_text() for cell in row.select("td")] for row in section.select("tbody tr")]
    assert cells == [["candidats", "1000"], ["regimes", "aucun"]]
