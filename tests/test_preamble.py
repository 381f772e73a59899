"""Does a notebook that papermill runs alone refuse, in its first cell, what `bts-sim report` refuses?"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

import bts_sim as bts
from bts_sim.errors import InputError
from bts_sim.report.parameter_cells import read_notebook
from bts_sim.report.parameters import checked_parameters
from bts_sim.report.preamble import check_parameters

FOLDER = Path(__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
OWN = 'session = 2024\n# How many\ncandidats = 500\ntaux_groupe1 = 74.5\nspecialites = ""\nregimes = "permanent_2022"\n'
#: The cell that checks them.
FIRST = "import bts_sim as bts\n\nstudy = bts.study(notebook=globals())"
OWN += 'reference = "aucun"\nretour = None\n'


def namespace(injected: str = "", own: str = OWN, after: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the globals of a kernel that has run these cells and now runs the first one of the notebook."""
    cells = [own, *([f"# Parameters\n{injected}"] if injected else []), *after]
    found: dict[str, Any] = {}
    for cell in cells:
        exec(cell, {}, found)
    return {**found, "In": ["", *cells, FIRST]}


def refused(space: dict[str, Any]) -> str:
    with pytest.raises(InputError) as error:
        check_parameters(space)
    return str(error.value)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_cell_after_the_parameters_checks_them(path: Path) -> None:
    code = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert "parameters" in code[0].metadata.tags
    lines = [line for line in code[1].source.splitlines() if line and not line.startswith(("import ", "from "))]
    assert lines[0].startswith("study = bts.study(notebook=globals()")
    check_parameters(namespace(own=code[0].source))


@pytest.mark.parametrize(
    ("injected", "said"),
    [
        ("candidat = 500", "« 500 » : paramètre inconnu. Remède : vouliez-vous dire « candidats » ?"),
        ("candidats = 50", "de 100 à 2 000 000"),
        ('candidats = "cinq cents"', "candidats : « cinq cents »"),
        ("taux_groupe1 = 0.745", "en pourcent : 74,5 ?"),
        ('regimes = ["permanent_2022", "exceptionnel_2022"]', "« exceptionnel_2021 »"),
        ('regimes = "nulle_part.yaml"', "nulle_part.yaml"),
        ('specialites = ["MCO", "MC0"]', "vouliez-vous dire « MCO »"),
        ("session = 2020", "décret 2020-684"),
        ("taux_groupe1 = float('nan')", "taux_groupe1"),
        ("retour = 0.5", "en pourcent : 50 ?"),
    ],
)
def test_what_papermill_injects_is_refused_as_report_refuses_it(injected: str, said: str) -> None:
    space = namespace(injected)
    message = refused(space)
    assert said in message
    name, value = injected.split(" = ")[0], space[injected.split(" = ")[0]]
    with pytest.raises(InputError) as error:
        checked_parameters(
            [read_notebook(FOLDER / "04_impact.ipynb"), read_notebook(FOLDER / "03_regimes.ipynb")], {name: value}
        )
    assert [(one.probleme, one.remede) for one in error.value.fautes][:1] == [
        (one.probleme, one.remede) for one in refusals(space)
    ][:1] or name == "candidat"


def refusals(space: dict[str, Any]) -> list[Any]:
    with pytest.raises(InputError) as error:
        check_parameters(space)
    return error.value.fautes


def test_every_fault_is_told_at_once() -> None:
    message = refused(namespace("candidats = 50\ntaux = 3\nregimes = 'inconnu'"))
    assert "candidats" in message and "paramètre taux" in message and "inconnu" in message and "3 fautes" in message


def test_values_are_put_back_as_report_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from bts_sim.droit.regimes import TEXTES

    monkeypatch.chdir(tmp_path)
    text = (Path(str(TEXTES)) / "regimes" / "permanent_2022.yaml").read_text(encoding="utf-8")
    Path("a moi.yaml").write_text(text.replace("nom: permanent_2022", "nom: a_moi"), encoding="utf-8")
    space = namespace('regimes = ["exceptionnel_2021", "a moi.yaml"]\ncandidats = "600"\nspecialites = "MCO ; CI"')
    check_parameters(space)
    assert space["regimes"] == f"exceptionnel_2021,{tmp_path / 'a moi.yaml'}"
    assert space["candidats"] == 600 and space["specialites"] == "MCO,CI"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_list_is_taken_for_every_text_that_report_takes_it_for(path: Path) -> None:
    """papermill gives a list of YAML as it is; the cells below the first one are written for a text."""
    notebook = read_notebook(path)
    own = next(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    texts = {name: value for name, value in notebook.defaults.items() if isinstance(value, str) and name != "lang"}
    lists = {name: re.split(" ; " if "U1" in value else ",", value) for name, value in texts.items()}
    space = namespace("\n".join(f"{name} = {value!r}" for name, value in lists.items()), own=own)
    check_parameters(space)
    (plan,) = checked_parameters([notebook], lists)
    assert {name: space[name] for name in lists} == plan
    assert all(isinstance(space[name], str) for name in lists)


def test_a_list_is_taken_where_no_history_says_what_the_parameters_are() -> None:
    """nbval keeps none of the cells that it runs."""
    space = namespace(own=OWN.replace('"permanent_2022"', '["permanent_2022", "exceptionnel_2021"]'))
    del space["In"]
    check_parameters(space)
    assert space["regimes"] == "permanent_2022,exceptionnel_2021"


def test_a_cell_edited_by_hand_is_checked_too() -> None:
    assert "candidats : « 50 »" in refused(namespace(own=OWN.replace("= 500", "= 50")))
    assert "taux_groupe1" in refused(namespace(own=OWN.replace("74.5", '"74,5 %"')))
    assert "de 100 à" in refused(namespace(own=OWN.replace("= 500", "= 5 * 10")))


def test_a_cell_run_again_in_another_order_still_checks() -> None:
    check_parameters(namespace(after=("print('charts')",)))
    space = namespace(after=("print('charts')",))
    space["candidats"] = 50
    assert "candidats : « 50 »" in refused(space)
    # Taken out and run again: what papermill had injected is no more.
    space = namespace("candidat = 1")
    space["In"] = [*space["In"], OWN, FIRST]
    check_parameters(space)


def test_no_history_is_no_traceback() -> None:
    """What the cells below have named as parameters are, such as a cohort, is none."""
    space = namespace()
    del space["In"]
    check_parameters({**space, "cohorte": object(), "regimes": [object()]})
    check_parameters(space)
    space["candidats"] = 50
    assert "candidats" in refused(space)


def test_papermill_alone_stops_at_the_first_cell_with_the_sentence_alone(tmp_path: Path) -> None:
    asked = ["-y", "{candidats: 500, regimes: [permanent_2022, exceptionnel_2021]}", "-p", "candidat", "500"]
    # As `-m papermill`, spared the grammar that jsonschema compiles.
    papermill = "import bts_sim, runpy; runpy.run_module('papermill', run_name='__main__')"
    command = [sys.executable, "-c", papermill, str(FOLDER / "03_regimes.ipynb"), "o.ipynb", *asked]
    done = subprocess.run([*command, "--no-progress-bar"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "vouliez-vous dire « candidats » ?" in done.stderr
    run = [cell for cell in nbformat.read(tmp_path / "o.ipynb", as_version=4).cells if cell.cell_type == "code"]
    failed = [one for cell in run for one in cell.outputs if one.output_type == "error"]
    assert len(failed) == 1 and failed[0].traceback == [failed[0].evalue] and "1 faute" in failed[0].evalue
    assert [cell.execution_count for cell in run[:3]] == [1, 2, 3] and run[3].execution_count is None


def test_a_cohort_file_wins_over_the_cell_of_a_notebook_and_not_over_what_is_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("session: 2023\ncandidats: 300\nspecialites: {MCO: 1}\ntaux_admis: 81\n", encoding="utf-8")
    given = f"cohorte = {str(path)!r}\n"
    found = bts.study(notebook=namespace(given)).people.described
    assert (found.bareme.session, found.candidats, found.taux_groupe1, found.taux_admis) == (2023, 300, None, 81.0)
    asked = bts.study(notebook=namespace(given + "taux_groupe1 = 70.0\nsession = 2024\n")).people.described
    assert (asked.bareme.session, asked.candidats, asked.taux_groupe1, asked.taux_admis) == (2024, 300, 70.0, None)
    path.write_text("taux_admis: 0.81\nacademie: Lion\n", encoding="utf-8")
    assert "en pourcent : 81 ?" in refused(namespace(given)) and "« Lyon »" in refused(namespace(given))
