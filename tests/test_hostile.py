"""Can a hostile string in a file run in a spreadsheet, drive a terminal, leave its folder, or become code?"""

import ast
import csv
import datetime
import io
import json
import os
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from browser import open_page
from bs4 import BeautifulSoup
from click.testing import Result
from cohorts import bts_sim, lire
from helpers import ROOT, outil
from hypothesis import given, settings, strategies as st
from test_grade_contract import CANDIDATES, NOTES, poser, texte

from bts_sim.cli import main
from bts_sim.display import raw
from bts_sim.errors import Fault, InputError
from bts_sim.report import beside, comparison, comparison_page
from bts_sim.report.parameter_cells import read_notebook
from bts_sim.report.parameters import checked_parameters
from bts_sim.runs.cells import csv_lines, without_formula
from bts_sim.runs.written import write_csv

#: What a spreadsheet runs, and what the file says instead.
FORMULES = ["=1+1", "=cmd|'/c calc'!A0", "+1+1", "-2+3", "-2+3+cmd|' /C calc'!D2", "@SUM(A1)", "--1", "- x", "+1 A1"]
FORMULES += ["＝1+1", "＋1+1", "－1-1", "＠x", "\t=1", "\r=1", " =1", "\u202f=1", "\ufeff=1", "'=1", "''@x"]
#: What it shows as it is.
TEXTES = [
    "",
    "-0,5",
    "-1",
    "+5 %",
    "−0,5",
    "+10,6 pt [+10,1 ; +11,1]",
    "+1.5 [−0.2, +3.0]",
    "-1e-05",
    "-",
    "U11,U12",
    "a=1",
]
ECHAP = "\x1b[2J\x1b]8;;http://x\x07pris\r\u202egauche\u2028\x9b31m\x00"
BALISES = "<script>document.title='pris'</script><img src=x onerror=alert(1)>"
#: Begins what a spreadsheet takes for a formula, said anew: the code under test says it otherwise.
SIGNS = tuple("=+-@＝＋－＠")


def executable(cell: str) -> bool:
    """Whether a spreadsheet might run a cell: a sign and more, neither a number nor a quantity."""
    number = re.fullmatch(r"[+-][\d ,.]+(e[+-]\d+)?( ?%| pt.*| \[.*\])?", cell)
    return cell.strip().startswith(SIGNS) and len(cell.strip()) > 1 and number is None


def cellules(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(lines, delimiter=";"):
            yield from row


def appel(*arguments: object) -> Result:
    """The command line as on a terminal: click takes no colour and no escape out of what it prints."""
    from click.testing import CliRunner

    return CliRunner().invoke(main, [str(one) for one in arguments], color=True)


def invisibles(text: str) -> set[str]:
    """Characters that would drive a terminal, or that nobody would see there."""
    return {one for one in text if one != "\n" and unicodedata.category(one) in ("Cc", "Cf", "Zl", "Zp", "Co")}


# --- formulas ---------------------------------------------------------------------------------------------------------


def test_is_a_formula_written_as_text_and_a_number_as_a_number() -> None:
    assert {one: without_formula(one) for one in FORMULES} == {one: f"'{one}" for one in FORMULES}
    assert {one: without_formula(one) for one in TEXTES} == {one: one for one in TEXTES}


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from("'=+-@＝ \t1,.a[;]%e"), max_size=6), min_size=2, max_size=8, unique=True))
def test_is_no_cell_a_formula_and_do_two_texts_stay_two(cells: list[str]) -> None:
    written = [without_formula(cell) for cell in cells]
    assert len(set(written)) == len(cells)
    assert not [one for one in written if executable(one)]
    # How to have the text again, as the documentation says it.
    again = [one[1:] if re.match(r"'['\s]*[=+\-@＝]|'\s", one) else one for one in written]
    assert [one for one, cell in zip(again, cells, strict=True) if one != cell and without_formula(cell) != cell] == []


def test_is_every_column_of_a_table_made_safe_and_no_number_changed(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "categories": pd.Categorical(["=1", None, "-0,5"]),
            "mixed": ["@x", -2.5, None],
            "texts": pd.array(["+a", "b", None], dtype="str"),
            "floats": [-0.5, 1e-9, float("nan")],
            "whole": pd.array([-1, None, 3], dtype="Int64"),
        }
    ).rename(columns={"texts": "=titre"})
    write_csv(tmp_path / "t.csv", table)
    assert (tmp_path / "t.csv").read_text(encoding="utf-8") == (
        'categories;mixed;\'=titre;floats;whole\n\'=1;\'@x;\'+a;"-0,5";-1\n;"-2,5";b;1e-09;\n"-0,5";;;;3\n'
    )
    assert table.columns[2] == "=titre" and table["mixed"][0] == "@x", "the table itself is not changed"


def test_is_every_csv_written_in_the_one_place_that_makes_it_safe() -> None:
    calls = set()
    for path in sorted((ROOT / "bts_sim").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in ("to_csv", "writerow", "writerows"):
                calls.add(path.name)
    assert calls == set()


@pytest.mark.parametrize("formule", ["=HYPERLINK(A1)", "+1+1", "-2+3+cmd|' /C calc'!D2", "@x", "＝1"])
def test_do_groups_and_faults_reach_no_file_as_formulas(formule: str, tmp_path: Path) -> None:
    candidats = [CANDIDATES[0], *([*row[:5], formule] for row in CANDIDATES[1:])]
    notes = [*NOTES[:-1], [*NOTES[-1][:2], formule, ""]]
    options = poser(tmp_path, texte(candidats, decimale="."), texte(notes, decimale="."))
    asked = ("--publication", "académie", "--acquis", "2024-07-05", "--keep-going", "--out", tmp_path / "out")
    assert bts_sim("grade", *options, *asked).exit_code == 1
    written = {path.name: list(cellules(path)) for path in (tmp_path / "out").glob("*.csv")}
    assert set(written) == {"decisions.csv", "publication.csv", "acquis.csv", "fautes.csv"}
    assert f"'{formule}" in written["publication.csv"] and f"'{formule}" in written["fautes.csv"]
    assert [cell for cells in written.values() for cell in cells if executable(cell)] == []


@pytest.mark.parametrize(("numero", "admis"), [("=1+1", False), ("@x", False), ("+1+1", False), ("-2+3", False)])
@pytest.mark.parametrize("ou", ["candidats", "notes"])
def test_is_a_candidate_who_would_be_a_formula_refused(numero: str, admis: bool, ou: str, tmp_path: Path) -> None:
    """decisions.csv bears the number as it was given, for whoever joins on it: one that cannot be is refused."""
    tables = {"candidats": CANDIDATES, "notes": NOTES}
    tables[ou] = [[numero, *row[1:]] if row[0] == "Ali" else row for row in tables[ou]]
    run = bts_sim(
        "grade", *poser(tmp_path, texte(tables["candidats"]), texte(tables["notes"])), "--out", tmp_path / "o"
    )
    assert run.exit_code == 2 and not (tmp_path / "o").exists()
    assert f"numéro qui commence par « {numero[0]} » : un tableur le prendrait pour une formule" in run.stderr


@pytest.mark.parametrize("numero", ["-12", "-", "A=1", "2024-001", "0123", "'abc", "é+1"])
def test_is_any_other_candidate_written_as_given(numero: str, tmp_path: Path) -> None:
    tables = [[[numero, *row[1:]] if row[0] == "Ali" else row for row in rows] for rows in (CANDIDATES, NOTES)]
    run = bts_sim("grade", *poser(tmp_path, *map(texte, tables)), "--out", tmp_path / "o")
    assert run.exit_code == 0, run.stderr
    assert [row["candidat"] for row in lire(tmp_path / "o" / "decisions.csv")] == ["Zoé", "Béa", numero]


def test_are_the_tables_of_a_page_and_of_a_comparison_free_of_formulas(tmp_path: Path) -> None:
    table = "<table><thead><tr><th>=titre</th><th>b</th></tr></thead>"
    table += "<tr><td>=1+1</td><td>−0,5</td></tr><tr><td>@x</td></tr></table>"
    cell = nbformat.v4.new_code_cell("t")
    rows = {"colonnes": ["=titre", "b"], "lignes": [["=1+1", -0.5], ["@x", None]]}
    shown = {"text/html": table, "text/plain": "", raw.MIME: rows}
    cell.outputs = [nbformat.v4.new_output("display_data", data=shown)]
    section = nbformat.v4.new_markdown_cell("# ../../=échappée\\..\\CON")
    assert beside.write_beside(nbformat.v4.new_notebook(cells=[section, cell]), tmp_path / "nb_fichiers") == []
    (written,) = (tmp_path / "nb_fichiers").iterdir()
    assert written.name == "table-01-echappee-con.csv", "a section is letters, digits and hyphens of a name"
    assert list(cellules(written)) == ["'=titre", "b", "'=1+1", "-0,5", "'@x", ""]


# --- terminals --------------------------------------------------------------------------------------------------------


def test_does_a_fault_show_what_nobody_sees() -> None:
    fault = Fault(f"f{ECHAP}", 1, ECHAP, ECHAP, ECHAP, ECHAP)
    assert invisibles(str(fault)) == set() and "\n" not in str(fault)
    assert "⟨U+001B⟩[2J" in str(fault) and "⟨U+202E⟩gauche" in str(fault)
    assert "\u202f" in str(Fault("f", 1, "", "1\u202f000", "p", "r")), "blanks of typography stay"


REGIME = """nom: essai
titre: "{titre}"
auteur: "a"
date: 2026-01-01
raison: "r"
source: "s"
session: 2024
changements: {{seuil_general: 7}}
"""


def manifest(folder: Path, titre: str) -> Path:
    """A run of a report as somebody else could have written it."""
    folder.mkdir()
    row = {"nom": "n", "titre": titre, "page": None, "erreur": None, "parametres": {"p": titre}}
    result = {"nom": titre[:9], "valeur": 1.0, "unite": titre, "bas": None, "haut": None, "notebook": "n"}
    content = {
        **{"statut": "reussi", "debut": "2026-01-01T00:00:00+00:00", "duree_s": 1.0, "commit": titre, "modifie": False},
        **{"parametres": {"p": titre}, "notebooks": [row], "resultats": [result], "versions": {"v": titre}},
        **{"commande": titre, "fichiers": {titre: "0" * 64}},
    }
    (folder / "manifest.json").write_text(json.dumps(content), encoding="utf-8")
    return folder


def hostiles(folder: Path) -> dict[str, tuple[object, ...]]:
    """Commands given a file or a word that holds escape sequences, as YAML and JSON can hide them."""
    escaped = ECHAP.encode("unicode_escape").decode().replace("\\x", "\\u00")
    (folder / "regime.yaml").write_text(REGIME.format(titre=escaped), encoding="utf-8")
    (folder / "cle.yaml").write_text(f'"{escaped}": 1\nsession: "{escaped}"\n', encoding="utf-8")
    (folder / "bidi.yaml").write_text(REGIME.format(titre="a\u202eb"), encoding="utf-8")
    (folder / "c.csv").write_text(texte(CANDIDATES).replace("Créteil", ECHAP.replace("\0", "")), encoding="utf-8")
    (folder / "n.csv").write_text(texte(NOTES).replace("candidat;", "\x1b[2Jcandidat;"), encoding="utf-8")
    files = ("--candidats", folder / "c.csv", "--notes", folder / "n.csv", "--session", 2024)
    a, b = manifest(folder / "a", ECHAP), manifest(folder / "b", ECHAP + "2")
    return {
        "law": ("law", "--regime", folder / "regime.yaml"),
        "bidi": ("law", "--regime", folder / "bidi.yaml"),
        "law --diff": ("law", "--diff", "permanent_2022", folder / "regime.yaml"),
        "compare": ("compare", "--baseline", "aucun", "--against", folder / "regime.yaml", "--out", folder / "o"),
        "cohort": ("cohort", "--cohort", folder / "cle.yaml", "--out", folder / "o"),
        "sweep": ("sweep", folder / "cle.yaml", "--out", folder / "o"),
        "report -f": ("report", "-f", folder / "cle.yaml", "--out", folder / "o"),
        "grade": ("grade", *files, "--out", folder / "o"),
        "explain": ("explain", ECHAP.replace("\0", ""), *files),
        "compare-runs": ("compare-runs", a, b),
        "verify": ("verify", a),
        "command": (ECHAP.replace("\0", ""),),
        "option": ("grade", f"--{ECHAP}"),
        "choice": ("cohort", "--format", ECHAP, "--out", folder / "o"),
        "name": ("new-scenario", ECHAP),
        "academie": ("calendar", "--academie", ECHAP),
        "path": ("verify", folder / ECHAP.replace("\0", "")),
    }


@pytest.mark.parametrize(
    "quoi",
    list(hostiles.__annotations__)
    and [
        *("law", "bidi", "law --diff", "compare", "cohort", "sweep", "report -f", "grade", "explain", "compare-runs"),
        *("verify", "command", "option", "choice", "name", "academie", "path"),
    ],
)
def test_does_no_command_pass_an_escape_to_the_terminal(quoi: str, tmp_path: Path) -> None:
    run = appel(*hostiles(tmp_path)[quoi])
    assert run.exit_code == (0 if quoi == "compare-runs" else run.exit_code or 3), repr(run.exception)
    assert run.exit_code in (0, 1, 2) and (run.stdout or run.stderr)
    assert invisibles(run.stdout + run.stderr) == set()
    assert "Erreur inattendue" not in run.stderr, run.stderr
    assert not (tmp_path / "o").exists()


def test_is_markup_of_the_tables_printed_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text(REGIME.format(titre="[red]x[/red] [link=http://x]y[/link]"), encoding="utf-8")
    shown = appel("law", "--diff", "permanent_2022", path).stdout
    assert "[red]x[/red]" in " ".join(shown.split()) and "\x1b" not in shown


# --- places -----------------------------------------------------------------------------------------------------------

LINKS = pytest.mark.skipif(sys.platform == "win32", reason="links ask for rights on Windows")


@pytest.mark.parametrize(
    "nom", ["../x", "/tmp/x", "a/b", "a\\b", "C:x", "\\\\serveur\\x", "con", "nul", "com1", "lpt9", "..", ".", "a\nb"]
)
def test_does_a_name_that_leads_elsewhere_write_nothing(nom: str, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "ici").mkdir()
    monkeypatch.chdir(tmp_path / "ici")
    assert bts_sim("new-scenario", "--", nom).exit_code == 2
    for option in ("--academie", "--regime", "--specialite"):
        command = {"--academie": ("calendar",), "--regime": ("law",), "--specialite": ("template", "notes")}[option]
        run = bts_sim(*command, option, nom)
        assert run.exit_code == 2 and "Erreur inattendue" not in run.stderr, run.stderr
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@LINKS
def test_is_no_link_in_the_folder_of_results_followed(tmp_path: Path) -> None:
    """A link under a name of ours is somebody's: it is refused, or set aside, and never written through."""
    victim = tmp_path / "ailleurs.txt"
    victim.write_text("à moi", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    for name in ("decisions.csv", "manifest.json", "fautes.csv", ".bts-sim-verrou", ".bts-sim-abc", "acquis.csv"):
        (out / name).symlink_to(victim)
    command = ("grade", *poser(tmp_path / "in", texte(CANDIDATES), texte(NOTES)), "--out", out)
    assert bts_sim(*command).exit_code == 2 and (out / "decisions.csv").is_symlink()
    run = bts_sim(*command, "--remplacer")
    assert run.exit_code == 0, run.stderr
    assert victim.read_text(encoding="utf-8") == "à moi"
    assert not (out / "decisions.csv").is_symlink() and (out / "decisions.csv.avant").is_symlink()
    (out / "documents").symlink_to(tmp_path / "in")
    again = ("grade", *poser(tmp_path / "in", texte(CANDIDATES), texte(NOTES)), "--documents", "--out", out)
    assert bts_sim(*again).exit_code == 2
    assert sorted(path.name for path in (tmp_path / "in").iterdir()) == ["candidats.csv", "notes.csv"]


def test_is_a_file_of_somebody_else_not_printed(tmp_path: Path) -> None:
    """A wrong path, by mistake or by malice: one line of the file at most is shown, never the rest."""
    secret = tmp_path / "passwd"
    lines = [f"ligne{i}:secret{i}:x:{i}\n" for i in range(1, 40)]
    secret.write_text("".join([*lines, "\t- {secret40\n"]), encoding="utf-8")
    out = ("--out", tmp_path / "o")
    for command in (
        ("compare", "--baseline", "aucun", "--against", secret, *out),
        ("compare", "--baseline", "aucun", "--against", "permanent_2022", "--cohort", secret, *out),
        ("report", "03_regimes", "-p", "regimes", secret, *out),
        ("report", "03_regimes", "-f", secret, *out),
        ("report", secret, *out),
        ("sweep", secret, *out),
        ("calendar", "--fichier", secret),
        ("grade", "--candidats", secret, "--notes", secret, "--specialites", secret, "--session", 2024, *out),
        ("acquis", "--acquis", secret, "--session", 2024, "--date", "2024-01-01"),
        ("check-registration", secret, "--academie", "nancy-metz", "--session", 2025),
    ):
        run = bts_sim(*command)
        assert run.exit_code == 2 and "Erreur inattendue" not in run.stderr, (command, run.stderr)
        shown = set(re.findall(r"secret\d+", run.stdout + run.stderr))
        assert len(shown) <= 1, command
    assert not (tmp_path / "o").exists()


# --- code in parameters -----------------------------------------------------------------------------------------------

MECHANTS = [
    "'); import os; os.system('x') #",
    '"""; import os #',
    "\\",
    "\\' \\\"",
    "a\nimport os",
    "a\r\nb",
    "{os} {{x}} %s %(x)s ${x} `x`",
    "\u2028import os\u2029\x85\x0b\x0c",
    "\x1b[2J\x00"[:-1],
    "é\U0001f600\ud7ff",
    "#",
    "None",
    "__import__('os')",
]


def codified(name: str, value: object) -> object:
    """What the cell that papermill writes gives for a parameter, read as literals: a call or an import cannot be."""
    from papermill.translators import papermill_translators

    source = papermill_translators.find_translator("python3", "python").codify({name: value})
    (statement,) = ast.parse(source).body
    assert isinstance(statement, ast.Assign)
    return ast.literal_eval(statement.value)


@pytest.mark.parametrize("value", [*MECHANTS, -0.5, 1e300, True, None, 2**70, ["'", {"a\\": "\n"}]])
def test_is_a_parameter_a_literal_and_never_code(value: object) -> None:
    assert codified("p", value) == value


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
def test_is_any_text_given_back_by_the_cell_of_parameters(value: str) -> None:
    assert codified("p", value) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("nombre", "1); import os"),
        ("nombre", "__import__('os')"),
        ("nombre", "1e3"),
        ("reel", "nan"),
        ("reel", "inf"),
        ("reel", "1; import os"),
        ("liste", "[__import__('os')]"),
        ("liste", "().__class__"),
        ("vrai", "exec('x')"),
        ("texte\nimport os", "1"),
        ("a=1;import os", "1"),
    ],
)
def test_is_what_is_no_number_refused_before_anything_runs(name: str, value: str, tmp_path: Path) -> None:
    notebook = carnet(tmp_path / "essai.ipynb", "nombre = 1\nreel = 1.0\nliste = []\nvrai = True\ntexte = ''")
    with pytest.raises(InputError):
        checked_parameters([read_notebook(notebook)], {name: value})


def carnet(path: Path, parametres: str, *cellules: str, titre: str = "Essai") -> Path:
    first = nbformat.v4.new_code_cell(parametres, metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell(f"# {titre}"), first, *map(nbformat.v4.new_code_cell, cellules)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return path


# --- a whole report ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rapport(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path, str]:
    """A report of two notebooks: one is given a hostile parameter, the other one breaks in the code of a library."""
    folder = tmp_path_factory.mktemp("hostile")
    value = BALISES + "".join(MECHANTS).replace("\x1b[2J", "")
    sound = carnet(folder / "sain.ipynb", "texte = ''", "import json; print(json.dumps(texte))", titre=BALISES)
    broken = carnet(
        folder / "casse.ipynb",
        "texte = ''",
        "import os, sys, warnings\nwarnings.warn('attention')\nprint(os.getcwd(), file=sys.stderr)",
        "import pandas\ntry:\n    pandas.read_csv(os.getcwd() + '/absent.csv')\n"
        f"except OSError as error:\n    raise ValueError(str(error) + {ECHAP + BALISES!r})",
    )
    run = appel("report", sound, broken, "-p", "texte", value, "--out", folder / "rapports")
    return run, folder / "rapports", value


def test_is_a_parameter_of_a_report_the_very_text(rapport: tuple[Result, Path, str]) -> None:
    _, out, value = rapport
    (done,) = out.glob("*/sain.ipynb")
    assert json.loads(nbformat.read(done, as_version=4).cells[-1].outputs[0].text) == value


def test_does_the_failure_of_a_notebook_drive_no_terminal(rapport: tuple[Result, Path, str]) -> None:
    run, _, _ = rapport
    assert run.exit_code == 1 and "ValueError" in run.stderr and "⟨U+001B⟩[2J" in run.stderr
    assert invisibles(run.stdout + run.stderr) == set()


def test_holds_no_page_of_a_report_code_of_its_data(rapport: tuple[Result, Path, str]) -> None:
    _, out, _ = rapport
    pages = sorted(out.rglob("*.html"))
    assert len(pages) >= 4
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"}) is not None, page.name
        # The prose of a notebook is its author's, as its code is; its page runs none of it (below).
        for prose in soup.select(".jp-MarkdownOutput"):
            prose.decompose()
        assert [one for one in soup.find_all("script") if (one.string or "").startswith("document.title='pris'")] == []
        attributes = [(tag.name, name, str(value)) for tag in soup.find_all(True) for name, value in tag.attrs.items()]
        assert [one for one in attributes if one[1].startswith("on") or "javascript:" in one[2]] == []
        assert [
            tag for tag in soup.find_all("img") if not str(tag.get("src", "data:")).startswith(("data:", "sain"))
        ] == []


def test_runs_no_page_the_scripts_of_its_prose(rapport: tuple[Result, Path, str], tmp_path: Path) -> None:
    (page,) = rapport[1].glob("*/sain.html")
    opened = open_page(page, tmp_path)
    assert "<title>pris" not in opened.dom and opened.requests == []


def test_holds_a_broken_notebook_no_path_of_this_machine(rapport: tuple[Result, Path, str]) -> None:
    _, out, _ = rapport
    assert list(out.glob("*/casse.partial.ipynb")) and list(out.glob("*/casse.html"))
    here = {str(ROOT), str(Path(sys.prefix)), str(Path.cwd()), str(out.parent), str(Path.home())} - {"/"}
    for path in (path for path in out.rglob("*") if path.is_file()):
        content = path.read_text(encoding="utf-8", errors="replace")
        assert [place for place in here if f"{place}{os.sep}" in content or f"{place}\\n" in content] == [], path.name


# --- lines ------------------------------------------------------------------------------------------------------------


def test_makes_no_cell_a_line_of_a_table_or_of_a_log(tmp_path: Path) -> None:
    """A cell with a line break is refused; what shows it takes one line, on the screen as in fautes.csv."""
    rows = [list(row) for row in NOTES]
    rows[1][2] = "1\nfichier.csv:1 : tout va bien"
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", lineterminator="\n").writerows(rows)
    options = poser(tmp_path, texte(CANDIDATES), stream.getvalue())
    run = bts_sim("grade", *options, "--out", tmp_path / "o")
    assert run.exit_code == 2 and [line for line in run.stderr.splitlines() if line.startswith("fichier.csv")] == []
    assert bts_sim("grade", *options, "--keep-going", "--out", tmp_path / "o").exit_code in (1, 2)
    if (tmp_path / "o").exists():
        assert all(row["fichier"] == "notes.csv" for row in lire(tmp_path / "o" / "fautes.csv"))


def test_are_the_pages_of_a_comparison_safe_too(tmp_path: Path) -> None:
    a, b = manifest(tmp_path / "a", "=1+1"), manifest(tmp_path / "b", BALISES)
    page, *tables = comparison_page.write_comparison(
        comparison.compare_reports(*comparison.load(a, b)), tmp_path / "page.html"
    )
    cells = [cell for path in tables for cell in cellules(path)]
    assert "'=1+1" in cells and [cell for cell in cells if executable(cell)] == []
    assert "&lt;img src=x" in page.read_text(encoding="utf-8")
    assert "<img src=x" not in page.read_text(encoding="utf-8")


def test_is_the_table_given_left_as_it_was() -> None:
    table = pd.DataFrame({"a": ["=1"]})
    list(csv_lines(table))
    assert table["a"][0] == "=1"


# --- what comes from outside ------------------------------------------------------------------------------------------


def test_is_every_dependency_pinned_hashed_and_of_a_licence_that_was_looked_at(capsys: pytest.CaptureFixture) -> None:
    audit = outil("audit")
    day = datetime.date.fromisoformat(audit.age(datetime.date(2000, 1, 1))[1])
    assert audit.offline(day + datetime.timedelta(days=audit.VIEUX)) == []
    assert "0 days ago" in capsys.readouterr().out.replace(f"{audit.VIEUX} days", "0 days")
    assert audit.offline(day + datetime.timedelta(days=audit.VIEUX + 1)) == []
    assert f"more than {audit.VIEUX}, remake it" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "fine"),
    [
        ("MIT", True),
        ("Apache-2.0 AND (BSD-3-Clause AND MIT)", True),
        ("GPL-3.0-or-later OR MIT", True),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("MIT AND GPL-2.0", False),
        ("(MIT OR GPL-2.0) AND MIT", False),
        ("MPL-2.0", False),
        ("proprietary", False),
        ("", False),
    ],
)
def test_is_a_licence_taken_for_free_only_when_all_of_it_is(said: str, fine: bool) -> None:
    assert outil("audit").allowed(said) == fine
