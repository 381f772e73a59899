"""Is damaged input answered rightly or refused clearly? A slice of tools/fuzz.py, and every bug that it has found."""

import importlib
import json
import math
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from campaign import calls as appels, case as cas, families as familles
from campaign.judge import jouer
from cohorts import bts_sim
from helpers import outil

from bts_sim.candidates import assemble
from bts_sim.cohort.describe import load_cohort
from bts_sim.errors import InputError
from bts_sim.report import manifest
from bts_sim.report.parameter_cells import Notebook, read_notebook
from bts_sim.report.parameters import checked_parameters
from bts_sim.sweep.folder import read_sweep
from bts_sim.sweep.grid import MAX_CELLS, load_grid

#: Cases of each family here: so many that a family takes about half a second.
TRANCHE = dict.fromkeys(familles.FAMILLES, 20) | dict.fromkeys(("tenue", "legale", "cellules", "octets"), 4)
TRANCHE |= {"lecteurs": 40, "regimes": 40, "calendriers": 6, "classeurs": 4, "options": 6, "autres": 8}


@pytest.fixture
def vite(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Without git, digests of the package and notebooks, as in the campaign."""
    appels.sans_attendre(monkeypatch.setattr)
    yield


@pytest.mark.parametrize("famille", TRANCHE)
def test_is_damaged_input_answered_rightly_or_refused_clearly(famille: str, tmp_path: Path, vite: None) -> None:
    found = {graine: jouer(familles.cas(famille, graine), tmp_path).violations for graine in range(TRANCHE[famille])}
    assert {graine: violations for graine, violations in found.items() if violations} == {}


def test_is_a_case_the_same_from_its_seed_and_from_its_file() -> None:
    for famille in familles.FAMILLES:
        un = familles.cas(famille, 3)
        assert un == familles.cas(famille, 3) == cas.relu(un.as_json())


def test_is_a_wrong_decision_seen(tmp_path: Path, vite: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge judges: a hundredth added to marks is told, in dress that changes nothing and in another."""
    lire = assemble.parse_mark
    monkeypatch.setattr(assemble, "parse_mark", lambda texte: lire(texte) and min(lire(texte) + 1, 2000))
    for famille in ("tenue", "legale"):
        verdicts = [jouer(familles.cas(famille, graine), tmp_path) for graine in range(2)]
        assert any("a wrong decision" in dit for verdict in verdicts for dit in verdict.violations)


def test_is_a_file_left_on_refusal_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = importlib.import_module("bts_sim.cli.law")
    monkeypatch.setattr(law, "_law", lambda *_: Path("trace.txt").write_text("x") and load_cohort(Path("absent")))
    verdict = jouer(cas.Case("x", 0, "bts-sim", ("law",)), tmp_path)
    assert verdict.code == 2 and "exit 2 and files changed" in verdict.violations[0]


def test_is_a_campaign_counted_and_a_kept_case_played_again(tmp_path: Path) -> None:
    fuzz = outil("fuzz")
    fichier = tmp_path / "cas.json"
    fichier.write_text(cas.Case("x", 0, "bts-sim", ("law", "--session", "0"), code=0).as_json(violations=["v"]))
    assert "| **all** | 3 | 2 | 0 | 0 | 0 | 1 |" in fuzz.tableau(
        fuzz.Counter({("a", "cases"): 3, ("a", "exit 0"): 2, ("a", "violations"): 1})
    )
    # In a process of its own: it bounds its memory, and would bound that of every test after this one.
    rejoue = subprocess.run(
        [sys.executable, fuzz.__file__, "--rejouer", fichier, "--dossier", tmp_path], capture_output=True, text=True
    )
    assert rejoue.returncode == 1 and "code 2, 0 due" in rejoue.stdout


# --- what the campaign has found --------------------------------------------------------------------------------------


def ecrit(dossier: Path, nom: str, texte: str | bytes) -> Path:
    fichier = dossier / nom
    fichier.write_bytes(texte if isinstance(texte, bytes) else texte.encode())
    return fichier


@pytest.mark.parametrize("signe", ["\x1b", "\x07", "\u202e", "\u200b", "\ud800", "\n"])
def test_can_a_key_or_a_word_not_speak_to_the_terminal(signe: str, tmp_path: Path) -> None:
    """A key of a YAML file, a name, the value of an option: whatever is quoted is written out."""
    fichier = ecrit(tmp_path, "c.yaml", f'"a{json.dumps(signe)[1:-1]}b": 1\n')
    calls = [("cohort", "--cohort", fichier, "--out", tmp_path / "out"), ("law", "--session", f"1{signe}2")]
    calls += [("new-scenario", f"x{signe}y"), ("verify", f"x{signe}y"), ("grade", f"--x{signe}")]
    for call in calls:
        resultat = bts_sim(*call)
        assert resultat.exit_code == 2
        assert all(ligne.isprintable() or "\u202f" in ligne for ligne in resultat.stderr.splitlines()), call
        assert signe == "\n" or signe not in resultat.stderr


@pytest.mark.parametrize("nom", ["a\ud800b", "a\0b"])
def test_is_a_word_that_no_file_can_bear_a_misuse(nom: str) -> None:
    for call in (("verify", nom), ("law", "--regime", f"{nom}.yaml"), ("calendar", "--fichier", nom)):
        resultat = bts_sim(*call)
        assert resultat.exit_code == 2 and "Erreur inattendue" not in resultat.stderr


NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
CELL = {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "outputs": [], "execution_count": None}


@pytest.mark.parametrize(
    "contenu",
    [
        *([], None, "x", {}, NOTEBOOK | {"cells": 1.5}, NOTEBOOK | {"cells": [1.5]}, NOTEBOOK | {"nbformat": []}),
        *(NOTEBOOK | {"nbformat_minor": None}, {"cells": [{"cell_type": "x"}], "nbformat_minor": 5}),
        *(NOTEBOOK | {"cells": [CELL]}, NOTEBOOK | {"cells": [CELL | {"metadata": {"tags": 5}, "source": ""}]}),
        *(
            NOTEBOOK | {"cells": [CELL | {"source": texte}]}
            for texte in ("x = " + "(" * 500, "x = " + "-" * 9_000 + "1")
        ),
        *(
            NOTEBOOK | {"cells": [CELL | {"source": texte}]}
            for texte in ("x = {[]: 1}", "a = b = 1", "x = 1; y = 2", "\0")
        ),
    ],
    ids=lambda contenu: json.dumps(contenu)[-60:],
)
def test_is_json_that_is_no_notebook_refused(
    contenu: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if contenu == NOTEBOOK | {"cells": [CELL]}:
        contenu = {**NOTEBOOK, "cells": [{n: v for n, v in CELL.items() if n != "source"}]}
    with pytest.raises(InputError) as refus:
        read_notebook(ecrit(tmp_path, "n.ipynb", json.dumps(contenu)))
    assert len(str(refus.value)) < 500
    assert "Unable to parse" not in capsys.readouterr().err


@pytest.mark.parametrize("valeur", [10**400, "(" * 5_000, "-" * 9_000 + "1", "9" * 9_000])
def test_is_a_parameter_beyond_reason_refused(valeur: object) -> None:
    with pytest.raises(InputError, match="valeur refusée"):
        checked_parameters([Notebook(Path("n.ipynb"), {"candidats": 100})], {"candidats": valeur})


def test_is_session_0_not_taken_for_the_default_one(tmp_path: Path) -> None:
    cohorte = ecrit(tmp_path, "c.yaml", "session: 0\ncandidats: 10\n")
    calls = [("law", "--session", 0), ("template", "sweep", "--session", 0, "--out", "-"), ("law", "--diff", "a", "b")]
    calls[2] = ("cohort", "--cohort", cohorte, "--out", tmp_path / "out")
    for call in (*calls, ("cohort", "--session", 0, "--candidats", 10, "--out", tmp_path / "out")):
        resultat = bts_sim(*call)
        assert resultat.exit_code == 2 and "session 0" in resultat.stderr
    assert not (tmp_path / "out").exists()


GRID_FILE = "regimes: [aucun, permanent_2022]\npar_tirage: 30\ntirages: 2\nsession: 2024\nspecialites: [MCO]\n"


def test_is_a_grid_of_millions_of_cells_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    valeurs = [round(9 + i / 1000, 3) for i in range(200)]
    texte = f"{GRID_FILE}graines: {list(range(500))}\nparametres: {{niveau_general: {valeurs}}}\n"
    assert len(load_grid(ecrit(tmp_path, "g.yaml", texte))) == MAX_CELLS
    with pytest.raises(InputError, match=f"au plus {MAX_CELLS}"):
        load_grid(ecrit(tmp_path, "g.yaml", f"{texte}choix_des_oraux: [hasard, notes_basses]\n"))


@pytest.mark.parametrize(
    "call",
    [
        ("cohort", "--candidats", 10**12),
        (
            "compare",
            "--baseline",
            "aucun",
            "--against",
            "permanent_2022",
            "--parametres",
            "fixes",
            "--replicates",
            10**9,
        ),
    ],
)
def test_is_a_number_that_would_take_days_refused_at_once(call: tuple[object, ...], tmp_path: Path) -> None:
    assert bts_sim(*call, "--out", tmp_path / "out").exit_code == 2
    assert not (tmp_path / "out").exists()


def test_is_a_group_given_twice_refused(tmp_path: Path) -> None:
    """Counts withheld in one of its copies would be given away by the other."""
    bts_sim("template", "candidats", "--out", tmp_path / "c.csv")
    bts_sim("template", "notes", "--out", tmp_path / "n.csv")
    options = ("--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n.csv", "--session", 2024)
    resultat = bts_sim("grade", *options, "--publication", "voie,forme,voie", "--out", tmp_path / "out")
    assert resultat.exit_code == 2 and "groupe donné deux fois" in resultat.stderr
    assert not (tmp_path / "out").exists()


def test_does_a_scheduler_that_does_not_answer_leave_results_alone(tmp_path: Path) -> None:
    """It took the seal of the results away, and left a grid in a folder that was not there."""
    mark_grid, out = ecrit(tmp_path, "g.yaml", GRID_FILE), tmp_path / "out"
    for _ in range(2):
        before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        resultat = bts_sim("sweep", mark_grid, "--out", out, "--scheduler", "x y")
        assert resultat.exit_code == 2 and "aucun planificateur ne répond" in resultat.stderr
        assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
        assert bool(before) == out.exists()
        assert bts_sim("sweep", mark_grid, "--out", out, "--workers", 1).exit_code == 0


@pytest.mark.parametrize("contenu", ["", "[]", "{}", '{"cellules": 1}', '{"cellules": [1]}', "[" * 100_000])
def test_is_a_damaged_sweep_refused(contenu: str, tmp_path: Path) -> None:
    ecrit(tmp_path, "grille.json", contenu)
    with pytest.raises(InputError, match="ce n'est pas la grille d'un balayage"):
        read_sweep(tmp_path)


def test_does_every_refusal_of_yaml_say_what_to_write_instead(tmp_path: Path) -> None:
    texte = "academie: x\nsession: 2024\nenonces: [{x: 1}]\n"
    resultat = bts_sim("calendar", "--fichier", ecrit(tmp_path, "c.yaml", texte))
    assert resultat.exit_code == 2 and "clés admises : ." not in resultat.stderr
    assert math.isfinite(load_cohort(ecrit(tmp_path, "d.yaml", "candidats: 10\n")).candidats)


@pytest.mark.parametrize("dit", [{"notebooks": 5}, {"fichiers": ["a"]}, {"notebooks": {"a": []}}, {"loi": {"a": "b"}}])
def test_is_a_manifest_whose_digests_are_none_unread(dit: dict[str, object], tmp_path: Path) -> None:
    said = {"statut": "reussi", "debut": "2026-11-21T08:00:00+00:00", "duree_s": 1, "commit": None, "modifie": None}
    said |= {"parametres": {}, "notebooks": [], "resultats": [], "empreintes": {"loi": "a", "notebooks": {"a": "b"}}}
    ecrit(tmp_path, "manifest.json", json.dumps(said))
    assert manifest.read(tmp_path) is not None
    ecrit(tmp_path, "manifest.json", json.dumps(said | {"empreintes": dit}))
    assert manifest.read(tmp_path) is None


@pytest.mark.parametrize("valeur", ["9" * 5_000, "2024-99-99", "[" * 5_000, "{a: }: b"])
def test_is_a_value_that_yaml_cannot_hold_refused(valeur: str, tmp_path: Path) -> None:
    resultat = bts_sim("new-scenario", "x", "--changer", f"acces={valeur}", "--out", tmp_path / "x.yaml")
    assert resultat.exit_code == 2 and "Erreur inattendue" not in resultat.stderr
    assert not (tmp_path / "x.yaml").exists()
