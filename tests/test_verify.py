"""Does `bts-sim verify` certify what is intact and made here, refuse everything else in words, and redo to the byte?"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cohorts import bts_sim, lire
from helpers import ROOT

from bts_sim.errors import RunError
from bts_sim.runs import provenance, record, verify
from bts_sim.runs.record import Origin, seal
from bts_sim.runs.swap import PUBLICATION
from bts_sim.runs.written import MANIFEST, WORKING

GRID_FILE = "regimes: [aucun, permanent_2022]\ncandidats: [200]\ngraines: [1, 2]\nparametres: fixes\n"
LONGUE = "SALSA-PIERRE"


@pytest.fixture(autouse=True)
def a_clean_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in whatever state the checkout is; what a modified one costs is tested by itself."""
    monkeypatch.setattr(provenance, "git_state", lambda root: ("0" * 40, False))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs, and what grade, compare and sweep made of them."""
    folder = tmp_path_factory.mktemp("preuve")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(provenance, "git_state", lambda root: ("0" * 40, False))
        (folder / "grille.yaml").write_text(GRID_FILE, encoding="utf-8")
        assert bts_sim("cohort", "--candidats", 40, "--seed", 3, "--out", folder / "c").exit_code == 0
        for name in ("candidats", "notes"):
            text = (folder / "c" / f"{name}.csv").read_text(encoding="utf-8")
            first = lire(folder / "c" / "candidats.csv")[0]["candidat"]
            (folder / f"{name}.csv").write_text(text.replace(f"{first};", f"{LONGUE};"), encoding="utf-8")
        for command, words in commands(folder).items():
            run = bts_sim(*words, "--out", folder / command)
            assert run.exit_code == 0, run.stderr
    return folder


def commands(folder: Path) -> dict[str, tuple[object, ...]]:
    inputs = [f"--{name}={folder / name}.csv" for name in ("candidats", "notes")]
    return {
        "grade": ("grade", *inputs, "--session", 2024, "--explain", "--sceller"),
        "compare": (
            "compare",
            "--baseline",
            "aucun",
            "--against",
            "permanent_2022",
            "--parametres",
            "fixes",
            "--candidats",
            200,
            "--seed",
            0,
        ),
        "sweep": ("sweep", folder / "grille.yaml", "--workers", 1),
    }


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    """A sealed folder of compare, to be spoilt."""
    return Path(shutil.copytree(made / "compare", tmp_path / "run"))


def manifest(run: Path) -> dict[str, Any]:
    return dict(json.loads((run / MANIFEST).read_text(encoding="utf-8")))


def reseal(run: Path, **changes: Any) -> None:
    """Write another manifest with a seal that fits it, as anybody can."""
    said = {**manifest(run), **changes}
    (run / MANIFEST).write_text(record.as_json({**said, "sceau": record.sceau(said)}), encoding="utf-8")


@pytest.mark.parametrize("command", ["grade", "compare", "sweep"])
def test_what_is_intact_and_made_here_is_certified(command: str, made: Path) -> None:
    run = bts_sim("verify", made / command)
    assert run.exit_code == 0, run.output
    assert "Certifié : intégrité, installation." in run.stdout and "n'est pas une signature" in run.stdout


def changed(run: Path) -> None:
    (run / "impact.csv").write_bytes((run / "impact.csv").read_bytes().replace(b"1", b"2", 1))


def edited(run: Path) -> None:
    (run / MANIFEST).write_text((run / MANIFEST).read_text("utf-8").replace('"seed": 0', '"seed": 1'), "utf-8")


def respaced(run: Path) -> None:
    (run / MANIFEST).write_text(json.dumps(manifest(run)), encoding="utf-8")


def twice(run: Path) -> None:
    """A key given twice: readers differ on which one counts."""
    text = (run / MANIFEST).read_text(encoding="utf-8")
    (run / MANIFEST).write_text(text.replace("{", '{\n  "statut": "echoue",', 1), encoding="utf-8")


def nested(run: Path) -> None:
    (run / MANIFEST).write_text("[" * 100_000, encoding="utf-8")


def linked(run: Path) -> None:
    (run / "impact.csv").rename(run.parent / "ailleurs.csv")
    (run / "impact.csv").symlink_to(run.parent / "ailleurs.csv")


def linked_manifest(run: Path) -> None:
    (run / MANIFEST).rename(run.parent / "ailleurs.json")
    (run / MANIFEST).symlink_to(run.parent / "ailleurs.json")


def outside(run: Path) -> None:
    (run.parent / "dehors.csv").write_text("x", encoding="utf-8")
    reseal(run, fichiers={**manifest(run)["fichiers"], "../dehors.csv": provenance.digest_of_file(run / "impact.csv")})


def drive(run: Path) -> None:
    reseal(run, fichiers={**manifest(run)["fichiers"], "C:/dehors.csv": "0" * 64})


def absolute(run: Path) -> None:
    reseal(run, fichiers={**manifest(run)["fichiers"], "/etc/hostname": "0" * 64})


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (changed, "impact.csv : modifié"),
    (lambda run: (run / "impact.csv").unlink(), "impact.csv : manque"),
    (lambda run: (run / "autre.csv").touch(), "autre.csv : ajouté"),
    (lambda run: (run / "sous").mkdir() or (run / "sous" / "x.csv").touch(), "sous/x.csv : ajouté"),
    (edited, "a été modifié depuis qu'il a été scellé"),
    (respaced, "a été modifié depuis qu'il a été scellé"),
    (twice, "a été modifié depuis qu'il a été scellé"),
    (nested, "n'est pas lisible"),
    (lambda run: (run / MANIFEST).write_bytes(b"\xff\xfe"), "n'est pas lisible"),
    (lambda run: (run / MANIFEST).write_text("[]", encoding="utf-8"), "n'est pas scellé"),
    (lambda run: (run / MANIFEST).write_text('{"commande": "compare"}', encoding="utf-8"), "n'est pas scellé"),
    (lambda run: (run / MANIFEST).unlink(), "un lancement inachevé"),
    (lambda run: (run / PUBLICATION).mkdir(), "a été interrompue"),
    (linked, "lien symbolique"),
    (linked_manifest, "pas de manifest.json"),
    (outside, "../dehors.csv : nom qui sort du dossier"),
    (absolute, "/etc/hostname : nom qui sort du dossier"),
    (drive, "C:/dehors.csv : nom qui sort du dossier"),
    (lambda run: reseal(run, format=2), "au format 2"),
    (lambda run: reseal(run, fichiers={"impact.csv": "abc"}), "ne dit pas ce qu'il faut : fichiers"),
    (lambda run: reseal(run, versions=None), "ne dit pas ce qu'il faut : versions"),
    (lambda run: reseal(run, statut="echoue"), "n'est pas allé à son terme"),
    (lambda run: reseal(run, modifie=True), "copie de travail modifiée"),
    (lambda run: reseal(run, versions=manifest(run)["versions"] | {"numpy": "1.0"}), "numpy : 1.0 alors"),
    (lambda run: reseal(run, empreintes=manifest(run)["empreintes"] | {"loi": "0" * 64}), "la loi (textes)"),
    (lambda run: reseal(run, empreintes=manifest(run)["empreintes"] | {"code": "0" * 64}), "le code"),
]


@pytest.mark.parametrize(("spoil", "said"), SPOILT, ids=[said for _, said in SPOILT])
def test_what_cannot_be_certified_is_refused_in_words(spoil: Callable[[Path], object], said: str, run: Path) -> None:
    spoil(run)
    told = bts_sim("verify", run)
    assert told.exit_code == 1 and isinstance(told.exception, SystemExit), told.output
    assert said in told.output and "Non certifié" in told.output
    assert "Certifié :" not in told.output and "Traceback" not in told.output


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_a_pipe_in_the_folder_is_refused_and_not_waited_for(run: Path) -> None:
    os.mkfifo(run / "tuyau")
    told = bts_sim("verify", run)
    assert told.exit_code == 1 and "tuyau : ni fichier ni dossier" in told.output


def test_a_manifest_as_large_as_no_manifest_is_is_refused_without_being_read(run: Path) -> None:
    with (run / MANIFEST).open("r+b") as file:
        file.truncate(verify.MAX + 1)
    told = bts_sim("verify", run)
    assert told.exit_code == 1 and f"{MANIFEST} est trop grand pour en être un" in told.output


def test_a_result_that_says_itself_partial_or_of_another_commit_is_certified_with_a_remark(run: Path) -> None:
    reseal(run, statut="partiel", commit="1" * 40)
    told = bts_sim("verify", run)
    assert told.exit_code == 0 and "Certifié : intégrité, installation." in told.stdout
    words = " ".join(told.output.split())
    assert "le résultat est partiel, comme il le dit lui-même" in words
    assert "commit : 111111111111 alors, 000000000000 ici" in words


def test_what_is_left_of_a_killed_run_is_told_and_does_no_harm(run: Path) -> None:
    (run / f"{WORKING}0123" / "nouveaux").mkdir(parents=True)
    told = bts_sim("verify", run)
    assert told.exit_code == 0 and f"hors du scellé : {WORKING}0123" in told.output


def test_a_hostile_name_is_shown_as_text(run: Path) -> None:
    (run / "\x1b[31mrouge\x1b[0m").touch()
    told = bts_sim("verify", run)
    assert told.exit_code == 1 and "\x1b" not in told.output


@pytest.mark.parametrize("path", ["rien", "fichier"])
def test_no_such_folder_is_bad_usage(path: str, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    told = bts_sim("verify", tmp_path / path)
    assert told.exit_code == 2 and "ce n'est pas un dossier" in told.output


def test_an_input_that_is_not_there_is_bad_usage(run: Path, tmp_path: Path) -> None:
    told = bts_sim("verify", run, "--redo", "--entree", tmp_path / "rien.csv")
    assert told.exit_code == 2 and "rien.csv" in told.output


# --- made again -------------------------------------------------------------------------------------------------------


def redo(made: Path, command: str, *more: object) -> Any:
    return bts_sim("verify", made / command, "--redo", *more)


@pytest.mark.parametrize("command", ["grade", "compare", "sweep"])
def test_a_command_made_again_gives_the_same_bytes(command: str, made: Path) -> None:
    files = [("--entree", made / name) for name in ("grille.yaml", "candidats.csv", "notes.csv")]
    run = redo(made, command, *(word for pair in files for word in pair))
    assert run.exit_code == 0, run.output
    assert "Certifié : intégrité, installation, refait." in run.stdout


def test_what_was_written_for_excel_is_made_again_so(made: Path, tmp_path: Path) -> None:
    inputs = [word for name in ("candidats", "notes") for word in (f"--{name}", made / f"{name}.csv")]
    asked = ("grade", *inputs, "--session", 2024, "--explain", "--sceller", "--excel", "--out", tmp_path / "out")
    assert bts_sim(*asked).exit_code == 0
    written = (tmp_path / "out" / "decisions.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf") and b'"=""' in written
    name = "explications.jsonl"
    assert (tmp_path / "out" / name).read_bytes() == (made / "grade" / name).read_bytes()
    again = bts_sim("verify", tmp_path / "out", "--redo", *(w for n in inputs[1::2] for w in ("--entree", n)))
    assert again.exit_code == 0 and "refait" in again.stdout, again.output


def test_an_input_that_is_missing_or_another_is_named(made: Path, tmp_path: Path) -> None:
    other = tmp_path / "notes.csv"
    other.write_bytes((made / "notes.csv").read_bytes() + b"\n")
    run = redo(made, "grade", "--candidats", made / "candidats.csv", "--notes", other)
    assert run.exit_code == 1 and "notes : 'notes.csv' n'est pas parmi ceux donnés" in run.output


def test_a_lie_that_was_sealed_is_seen_when_it_is_made_again(run: Path) -> None:
    changed(run)
    reseal(run, fichiers={"impact.csv": provenance.digest_of_file(run / "impact.csv")})
    assert bts_sim("verify", run).exit_code == 0, "nobody can see it without making it again"
    told = bts_sim("verify", run, "--redo")
    assert told.exit_code == 1 and "impact.csv : différent" in told.output


HOSTILE: list[tuple[dict[str, Any], str]] = [
    ({"commande": "verify"}, "pas de celles que l'on peut refaire"),
    ({"commande": "rm -rf"}, "pas de celles que l'on peut refaire"),
    ({"options": {"out": "/tmp/ailleurs"}}, "option inconnue de cette version : 'out'"),
    ({"options": {"bizarre": 1}}, "option inconnue de cette version : 'bizarre'"),
    ({"options": {"cohort": {"fichier": "/etc/passwd", "sha256": "0" * 64}}}, "n'est pas parmi ceux donnés"),
    ({"options": {"cohort": "/etc/passwd"}}, "fichier sans empreinte"),
    ({"options": {"baseline": "/etc/passwd", "against": ["aucun"]}}, "fichier sans empreinte"),
    ({"commande": "sweep", "options": {"grid": -5}}, "valeur refusée : '-5'"),
    ({"commande": "report", "empreintes": {"notebooks": {"../x": "0" * 64}}}, "celui d'ici n'est pas celui"),
    ({"commande": "report", "parametres": {"cohorte": "/etc/passwd"}}, "n'est pas parmi les fichiers donnés"),
]


@pytest.mark.parametrize(("changes", "said"), HOSTILE, ids=[said for _, said in HOSTILE])
def test_a_hostile_manifest_runs_nothing_that_was_not_given(
    changes: dict[str, Any], said: str, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*words: object) -> int:
        raise AssertionError(f"run: {words}")

    monkeypatch.setattr("bts_sim.cli.redo._run", never)
    reseal(run, **changes)
    told = bts_sim("verify", run, "--redo")
    assert told.exit_code == 1 and said in told.output, told.output


class Refaite:
    """Stands for the command that is run again: leaves a copy of the folder, changed, and keeps its words."""

    def __init__(self, run: Path, change: Callable[[Path], object] = lambda out: None, code: int = 0) -> None:
        self.run, self.change, self.code = run, change, code
        self.words: list[str] = []

    def __call__(self, words: list[str], folder: Path) -> int:
        *self.words, quiet, out = words
        assert quiet == "--quiet"
        made = Path(out.removeprefix("--out=")) / ("20261122-080000-0123abcd" if words[0] == "report" else "")
        self.change(Path(shutil.copytree(self.run, made)))
        return self.code


REDONE: list[tuple[Callable[[Path], object], str]] = [
    (lambda out: (out / MANIFEST).unlink(), "la commande refaite n'a pas été scellée"),
    (
        lambda out: reseal(out, fichiers={**manifest(out)["fichiers"], "plus.csv": "0" * 64}),
        "plus.csv : en plus de la commande refaite",
    ),
    (lambda out: reseal(out, fichiers={}), "impact.csv : absent de la commande refaite"),
    (lambda out: reseal(out, options={"seed": 1}), "les entrées ou les options : différents"),
    (lambda out: reseal(out, resultats=[{"nom": "Taux"}]), "les résultats nommés : différents"),
]


@pytest.mark.parametrize(("change", "said"), REDONE, ids=[said for _, said in REDONE])
def test_what_a_command_made_again_gives_otherwise_is_named(
    change: Callable[[Path], object], said: str, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bts_sim.cli.redo._run", Refaite(run, change))
    told = bts_sim("verify", run, "--redo")
    assert told.exit_code == 1 and said in told.output and "Certifié :" not in told.output, told.output


@pytest.mark.parametrize(
    ("statut", "code", "certified"), [("reussi", 2, False), ("partiel", 0, False), ("partiel", 1, True)]
)
def test_a_command_made_again_must_end_as_it_had_ended(
    statut: str, code: int, certified: bool, run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reseal(run, statut=statut)
    monkeypatch.setattr("bts_sim.cli.redo._run", Refaite(run, code=code))
    told = bts_sim("verify", run, "--redo")
    assert (told.exit_code == 0) is certified, told.output
    assert (f"la commande refaite s'est arrêtée (code {code})" in told.output) is not certified


def test_a_file_that_another_one_names_need_not_be_given_to_make_a_command_again(
    run: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is found from the one that names it; the digest of the results says whether it was the same."""
    named = {"specialites": {"fichier": "miennes.csv", "sha256": "0" * 64}}
    reseal(run, options={**manifest(run)["options"], "autres": named})
    again = Refaite(run)
    monkeypatch.setattr("bts_sim.cli.redo._run", again)
    told = bts_sim("verify", run, "--redo")
    assert told.exit_code == 0 and "refait" in told.output, told.output
    assert again.words[0] == "compare" and "--seed=0" in again.words and "miennes.csv" not in str(again.words)


@pytest.mark.parametrize("given", ["all", "no notebook", "no file"])
def test_a_report_is_made_again_from_its_notebooks_its_parameters_and_their_files(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bts_sim.files.shipped import notebooks_dir

    own, law, run = tmp_path / "mien.ipynb", tmp_path / "ma_reforme.yaml", tmp_path / "run"
    for path in (own, law, run / "mien.html", run / "resultats.csv"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(path.name, encoding="utf-8")
    digests = {path.stem: provenance.digest_of_file(path) for path in (notebooks_dir() / "03_regimes.ipynb", own)}
    origin = provenance.provenance()
    made_of = {"notebooks": digests, "fichiers": {law.name: provenance.digest_of_file(law)}}
    parameters = {"candidats": 2500, "regimes": f"aucun,{law.name}"}
    said = {**origin, "commande": "report", "statut": "reussi", "parametres": parameters}
    seal(run, {**said, "empreintes": origin["empreintes"] | made_of})
    again = Refaite(run, lambda out: (out / "mien.html").write_text("à une autre heure", encoding="utf-8"))
    monkeypatch.setattr("bts_sim.cli.redo._run", again)
    there = {"no notebook": [law], "no file": [own]}.get(given, [own, law])
    told = bts_sim("verify", run, "--redo", *(word for path in there for word in ("--entree", path)))
    if given == "all":
        assert told.exit_code == 0, told.output
        assert "non comparé (daté, ou dessiné par une autre version) : mien.html" in " ".join(told.output.split())
        assert again.words == [
            *("report", "03_regimes", str(own.resolve())),
            *("-p", "candidats", "2500", "-p", "regimes", f"aucun,{law.resolve()}"),
        ]
    else:
        missing = "'mien' : celui d'ici n'est pas celui" if given == "no notebook" else f"'{law.name}' n'est pas parmi"
        assert told.exit_code == 1 and missing in " ".join(told.output.split()) and not again.words


# --- the record -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["grade", "compare", "sweep"])
def test_a_record_names_no_candidate_and_no_place_of_this_machine(command: str, made: Path) -> None:
    text = (made / command / MANIFEST).read_text(encoding="utf-8")
    assert LONGUE in [row["candidat"] for row in lire(made / "candidats.csv")] and LONGUE not in text
    assert not [place for place in (made, Path.home(), Path.cwd(), ROOT, sys.prefix) if str(place) in text]
    assert {"commit", "empreintes", "options", "sceau", "statut", "versions"} <= manifest(made / command).keys()


def test_zero_was_given_and_nothing_was_not(made: Path) -> None:
    options = manifest(made / "compare")["options"]
    assert options["seed"] == 0 and "session" not in options and "cohort" not in options


def test_an_input_that_changes_while_it_is_read_seals_nothing(tmp_path: Path) -> None:
    notes = tmp_path / "notes.csv"
    notes.write_text("a", encoding="utf-8")
    origin = Origin.of("grade", {"notes": notes})
    notes.write_text("b", encoding="utf-8")
    (tmp_path / "out").mkdir()
    with pytest.raises(RunError, match=r"notes.csv a changé"):
        origin.seal(tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_an_input_that_can_be_read_once_is_not_read_for_its_digest(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "tuyau")
    origin = Origin.of("grade", {"notes": tmp_path / "tuyau"})
    assert origin.options["notes"] == {"fichier": "tuyau", "sha256": None}


def test_a_record_that_does_not_say_what_made_it_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="versions"):
        seal(tmp_path, {"commande": "x"})


def test_keys_that_are_numbers_do_not_make_a_seal_that_does_not_hold(tmp_path: Path) -> None:
    said = {"commande": "x", "commit": None, "empreintes": {}, "modifie": None, "statut": "reussi", "versions": {}}
    seal(tmp_path, {**said, "comptes": {2: 1, 10: 1, 1: 1}})
    assert not verify.integrity(tmp_path)[0].objections


def test_the_commit_is_that_of_the_checkout_even_inside_a_hook_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    if not (ROOT / ".git").exists():
        pytest.skip("no checkout")
    expected = provenance.git_state(ROOT)[0]
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.setenv("GIT_DIR", str(tmp_path / ".git"))
    assert expected is not None and provenance.git_state(ROOT)[0] == expected


def test_a_folder_that_is_no_checkout_has_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package, even inside the checkout of somebody else."""
    monkeypatch.undo()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    (tmp_path / "site-packages").mkdir()
    assert provenance.git_state(tmp_path / "site-packages") == (None, None)


def test_a_checkout_is_modified_by_its_code_and_not_by_what_an_analyst_keeps_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()

    def git(*words: str) -> None:
        known = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        subprocess.run(["git", *known, *words], cwd=tmp_path, check=True, capture_output=True)

    def save(name: str, text: str) -> bool | None:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
        return provenance.git_state(tmp_path)[1]

    git("init", "-q")
    for name in ("bts_sim/regle.py", "notebooks/03.ipynb", "README.md"):
        save(name, "1")
    git("add", "-A")
    git("commit", "-q", "-m", "x")
    for name in ("ma_reforme.yaml", "impact/impact.csv", "notebooks/le_mien.ipynb", "README.md"):
        assert save(name, "2") is False, name
    for name in ("notebooks/03.ipynb", "bts_sim/regle.py", "bts_sim/nouvelle.py", "data/donnee.csv"):
        assert save(name, "2") is True, name
        git("add", "-A")
        git("commit", "-q", "-m", "x")


# --- the same bytes everywhere ----------------------------------------------------------------------------------------


def shown(path: Path, folder: Path) -> bool:
    """Whether a file is one that the user sees; the register holds the digest of the manifest, which is compared."""
    return path.is_file() and not path.relative_to(folder).parts[0].startswith(".")


def test_place_clock_language_hashes_masks_and_workers_change_no_byte(made: Path, tmp_path: Path) -> None:
    """Once as here, and once from another folder, at another hour, in another language."""
    code = (
        "import json, sys\nfrom bts_sim.cli import main\n"
        "if __name__ == '__main__':\n"
        "    for words in json.loads(sys.argv[1]):\n"
        "        try:\n            main(words)\n"
        "        except SystemExit as end:\n            assert not end.code, words\n"
    )
    (tmp_path / "ailleurs").mkdir()
    script = tmp_path / "trois.py"
    script.write_text(code, encoding="utf-8")
    out = tmp_path / "out"
    words = {name: [*map(str, said), "--out", str(out / name)] for name, said in commands(made).items()}
    words["sweep"][words["sweep"].index("1")] = "3"
    elsewhere = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "7", "COLUMNS": "40"}
    env = {**os.environ, **elsewhere, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, str(script), json.dumps(list(words.values()))]
    more: dict[str, Any] = {} if sys.platform == "win32" else {"umask": 0o077}
    done = subprocess.run(command, cwd=tmp_path / "ailleurs", env=env, capture_output=True, text=True, **more)
    assert done.returncode == 0, done.stderr
    for name in words:
        here, there = (
            {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if shown(path, folder)}
            for folder in (made / name, out / name)
        )
        # The commit is that of a test here; every other byte of the manifest is the same too.
        theirs, ours = (json.loads(files.pop(Path(MANIFEST))) for files in (there, here))
        assert there == here
        assert {k: v for k, v in theirs.items() if k not in ("commit", "modifie", "sceau")} == {
            k: v for k, v in ours.items() if k not in ("commit", "modifie", "sceau")
        }


def test_the_order_of_rows_changes_no_decision(made: Path, tmp_path: Path) -> None:
    inputs = []
    for name in ("candidats", "notes"):
        header, *rows = (made / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        (tmp_path / f"{name}.csv").write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
        inputs += [f"--{name}", tmp_path / f"{name}.csv"]
    assert (
        bts_sim("grade", *inputs, "--session", 2024, "--explain", "--sceller", "--out", tmp_path / "out").exit_code == 0
    )
    for name in ("decisions.csv", "explications.jsonl"):
        there, here = ((folder / name).read_bytes().splitlines() for folder in (tmp_path / "out", made / "grade"))
        assert sorted(there) == sorted(here)


def test_a_sweep_starts_anew_when_a_file_named_by_its_cohort_changes(tmp_path: Path) -> None:
    from bts_sim.sweep.folder import Dossier
    from bts_sim.sweep.grid import load_grid

    own = (ROOT / "bts_sim" / "textes" / "specialites" / "CG.csv").read_text(encoding="utf-8")
    (tmp_path / "cohorte.yaml").write_text("fichier_specialites: miennes.csv\nspecialites: {CG: 1}\n", encoding="utf-8")
    (tmp_path / "grille.yaml").write_text(f"cohorte: cohorte.yaml\n{GRID_FILE}", encoding="utf-8")
    keys = []
    for text in (own, own + "\n"):
        (tmp_path / "miennes.csv").write_text(text, encoding="utf-8")
        keys.append(Dossier(tmp_path / "out", load_grid(tmp_path / "grille.yaml")).keys)
    assert set(keys[0]).isdisjoint(keys[1])
