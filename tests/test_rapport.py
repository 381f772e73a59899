"""Does `bts-sim report` check before it runs, keep what failed, and never write over a run?"""

import json
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner, Result

from bts_sim.cli import main
from bts_sim.errors import InputError
from bts_sim.output import index
from bts_sim.output.parameters import gather
from bts_sim.output.report import run_report

PARAMETERS = 'session = 2024\ncandidats = 1000\nlibelle = "x"\nrapide = True'
SHOW = "from bts_sim.output.headline import headline\nheadline('Candidats & <b>gras</b>', candidats, 'candidats')"


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
        (("-f", "rien.yaml"), "fichier illisible"),
    ],
)
def test_a_faulty_parameter_is_refused_before_anything_runs(tmp_path: Path, given: tuple[str, ...], said: str) -> None:
    result = report(tmp_path / "out", toy(tmp_path, "jouet", SHOW), *given)
    assert result.exit_code == 2
    assert said in result.output and "Traceback" not in result.output
    assert not (tmp_path / "out").exists()


def test_an_unknown_notebook_names_those_there_are(tmp_path: Path) -> None:
    result = report(tmp_path / "out", "03_regime")
    assert result.exit_code == 2
    assert "vouliez-vous dire « 03_regimes »" in result.output


def test_a_line_that_papermill_does_not_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="papermill ne lit pas"):
        run_report([toy(tmp_path, "jouet", parameters="a = 1\nb, c = 2, 3")], {}, tmp_path / "out", progress=False)


def test_a_run_that_fails_keeps_what_was_done_and_the_others_finish(tmp_path: Path) -> None:
    out = tmp_path / "out"
    check = "assert rapide is False, rapide\nassert libelle == '007'"
    result = report(
        out,
        toy(tmp_path, "bon", check, SHOW),
        toy(tmp_path, "casse", "print('avant')", "1 / 0", "print('jamais')"),
        *("-p", "rapide", "false", "-p", "libelle", "007", "-p", "candidats", "2500"),
    )
    assert result.exit_code == 1, result.output
    assert "ZeroDivisionError" in result.output and "Traceback" not in result.output
    (folder,) = (path for path in out.iterdir() if path.is_dir())
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["bon.html", "bon.ipynb", "casse.html", "casse.partial.ipynb", "manifest.json"]
    said = manifest(folder)
    assert said["statut"] == "echoue"
    assert said["parametres"] == {"candidats": 2500, "libelle": "007", "rapide": False}
    assert [r["valeur"] for r in said["resultats"]] == [2500]  # type: ignore[attr-defined]
    assert str(tmp_path) not in json.dumps(said)
    broken = (folder / "casse.html").read_text(encoding="utf-8")
    assert "avant" in broken and "ZeroDivisionError" in broken and "jamais" in broken
    listed = (out / "index.html").read_text(encoding="utf-8")
    assert "échoué" in listed and "Titre bon" in listed and "<b>gras" not in listed


def test_a_second_run_has_its_own_folder_and_the_same_numbers(tmp_path: Path) -> None:
    out, notebook = tmp_path / "out", toy(tmp_path, "jouet", SHOW)
    runs = [run_report([notebook], {"candidats": 1234}, out, progress=False) for _ in range(2)]
    assert runs[0].dossier != runs[1].dossier
    assert all(run.statut == "reussi" for run in runs)
    assert manifest(runs[0].dossier)["resultats"] == manifest(runs[1].dossier)["resultats"]
    listed = (out / "index.html").read_text(encoding="utf-8")
    assert listed.count("1\u202f234") == 2 and "réussi" in listed


def test_a_folder_without_manifest_is_listed_as_interrupted(tmp_path: Path) -> None:
    (tmp_path / "20261121-080000-0123abcd").mkdir()
    assert "interrompu" in index.refresh(tmp_path).read_text(encoding="utf-8")


def test_parameters_of_a_file_give_way_to_those_of_the_command(tmp_path: Path) -> None:
    path = tmp_path / "p.yaml"
    path.write_text("candidats: 100\nsession: 2025\n", encoding="utf-8")
    assert gather([("candidats", "7")], path) == {"candidats": "7", "session": 2025}
