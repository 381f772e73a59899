"""Does a command ever lose a file that somebody else put where it writes, or that it reads?"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, suppress
from pathlib import Path

import pytest
from cohorts import bts_sim
from test_pages import result, run

from bts_sim.cli import streams
from bts_sim.errors import InputError
from bts_sim.report import index
from bts_sim.runs import swap
from bts_sim.runs.record import seal
from bts_sim.runs.register import FOLDER, Destination, Register, register_name
from bts_sim.runs.swap import results_folder
from bts_sim.runs.verify import integrity
from bts_sim.runs.written import MANIFEST, write_json

GRID = "regimes: [aucun, permanent_2022]\ncandidats: [100]\nparametres: fixes\n"
MINE = b"\xef\xbb\xbf\xe0 moi"
ORIGINE = {"commande": "x", "commit": None, "empreintes": {}, "modifie": None, "statut": "reussi", "versions": {}}
#: Command → how to call it, and what it then writes.
COMMANDS: dict[str, tuple[list[str], list[str]]] = {
    "grade": (
        [
            "--candidats=candidats.csv",
            "--notes=notes.csv",
            "--session=2024",
            "--explain",
            "--acquis=2024-07-05",
            "--publication=voie",
            "--sceller",
            "--documents",
        ],
        ["decisions.csv", "explications.jsonl", "acquis.csv", "publication.csv", "manifest.json", "documents"],
    ),
    "grade --keep-going": (
        ["--candidats=candidats.csv", "--notes=fautives.csv", "--session=2024"],
        ["decisions.csv", "fautes.csv"],
    ),
    "cohort": (["--candidats=50"], ["candidats.csv", "notes.csv", "marges.csv", "manifest.json"]),
    "cohort --format=parquet": (["--candidats=50"], ["candidats.parquet", "notes.parquet"]),
    "compare": (
        ["--baseline=aucun", "--against=permanent_2022", "--parametres=fixes", "--candidats=100"],
        ["impact.csv", "manifest.json"],
    ),
    "check-registration": (
        ["inscriptions.csv", "--pieces=pieces.csv", "--academie=nancy-metz", "--session=2025"],
        ["inscriptions.csv"],
    ),
    "acquis": (
        ["--acquis=acquis.csv", "--session=2024", "--date=2024-05-13"],
        ["notes_conservees.csv", "constats.csv"],
    ),
    "calendar": (
        ["--lint", "--days"],
        ["calendrier.csv", "calendrier.ics", "calendrier.png", "contradictions.csv", "jours.csv"],
    ),
    "sweep": (["grille.yaml", "--workers=1"], ["grille.json", "manifest.json"]),
    "report": (["01_rules"], ["index.html"]),
    "compare-decisions": (
        ["juges", "juges_de_nouveau"],
        ["changements.csv", "decisions_comparees.csv", "comptes.csv"],
    ),
    "compare-runs": (["a/20261101-080000-0123abcd", "b/20261101-080000-0123abcd"], ["c.html", "c.csv", "c-tables.csv"]),
}
EVERY_NAME = [(command, name) for command, (_, names) in COMMANDS.items() for name in names]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a user, with all that the commands read."""
    folder = tmp_path_factory.mktemp("entrees")
    with chdir(folder):
        kinds = ("candidats", "notes", "inscriptions", "pieces", "acquis")
        assert bts_sim("template", *kinds).exit_code == 0
        first, *rest = Path("notes.csv").read_text(encoding="utf-8").splitlines()
        at = first.split(";").index("note")
        cells = rest[0].split(";")
        spoilt = ";".join([*cells[:at], "99", *cells[at + 1 :]])
        Path("fautives.csv").write_text("\n".join([first, spoilt, *rest[1:]]) + "\n", encoding="utf-8")
        Path("grille.yaml").write_text(GRID, encoding="utf-8")
        for side in ("juges", "juges_de_nouveau"):
            assert bts_sim("grade", *COMMANDS["grade"][0][:3], "--out", side).exit_code == 0
        for side, value in (("a", 1), ("b", 2)):
            run(Path(side), "20261101-080000", [result("Taux", value)])
    return folder


def call(command: str, given: Path, out: Path, *more: str) -> object:
    """Run a command from the folder of its inputs, into another one."""
    page = out / "c.html" if command == "compare-runs" else out
    with chdir(given):
        return bts_sim(*command.split(), *COMMANDS[command][0], *more, "--out", page)


def octets(folder: Path) -> dict[str, bytes]:
    inside = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in inside.items() if not name.startswith(f"{FOLDER}/")}


# --- a file of the user's own -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("command", "name"), EVERY_NAME)
def test_a_file_of_ones_own_under_a_name_of_ours_is_named_and_left(
    command: str, name: str, given: Path, tmp_path: Path
) -> None:
    path = tmp_path / name
    if name == "documents":
        path.mkdir()
        path = path / "these.odt"
    path.write_bytes(MINE)
    done = call(command, given, tmp_path)
    assert done.exit_code == 2, done.output
    assert str(path) in done.stderr and "donner un autre dossier à --out" in done.stderr
    assert "--remplacer" in done.stderr and f"« {name}.avant »" in done.stderr
    assert octets(tmp_path) == {path.relative_to(tmp_path).as_posix(): MINE}, "something was written or lost"


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "report"])
def test_the_same_command_twice_works_and_what_was_changed_meanwhile_is_the_users(
    command: str, given: Path, tmp_path: Path
) -> None:
    codes = {call(command, given, tmp_path).exit_code for _ in range(2)}
    assert codes == {1 if "keep-going" in command else 0}
    found = octets(tmp_path)
    assert {name.split("/")[0] for name in found} >= set(COMMANDS[command][1])
    name = COMMANDS[command][1][-1]
    path = tmp_path / name / "index.html" if name == "documents" else tmp_path / name
    path.write_bytes(MINE)
    done = call(command, given, tmp_path)
    assert done.exit_code == 2 and "modifié depuis" in done.stderr and str(path) in done.stderr
    assert octets(tmp_path) == found | {path.relative_to(tmp_path).as_posix(): MINE}


@pytest.mark.filterwarnings("ignore::bts_sim.notices.BtsSimWarning")
def test_the_index_of_reports_is_written_again_and_a_page_put_in_its_place_stays(tmp_path: Path) -> None:
    for _ in range(2):
        page = index.refresh(tmp_path)
    page.write_bytes(MINE)
    with pytest.raises(InputError, match="modifié depuis"):
        index.refresh(tmp_path)
    index.refresh(tmp_path, remplacer=True)
    assert (tmp_path / "index.html.avant").read_bytes() == MINE and page.read_bytes() != MINE


def test_what_is_not_to_be_written_is_left_alone_in_silence(given: Path, tmp_path: Path) -> None:
    theirs = {name: MINE for name in ("acquis.csv", "fautes.csv", "publication.csv", MANIFEST, "documents/a.odt")}
    (tmp_path / "documents").mkdir()
    for name, content in theirs.items():
        (tmp_path / name).write_bytes(content)
    with chdir(given):
        inputs = ("--candidats", "candidats.csv", "--notes", "notes.csv", "--session", 2024)
        done = bts_sim("grade", *inputs, "--out", tmp_path)
    assert done.exit_code == 0 and "avant" not in done.stderr
    assert octets(tmp_path).items() > theirs.items()


def test_what_an_earlier_run_wrote_goes_when_it_is_not_written_again_unless_it_was_changed(
    given: Path, tmp_path: Path
) -> None:
    assert call("grade", given, tmp_path).exit_code == 0
    (tmp_path / "acquis.csv").write_bytes(MINE)
    (tmp_path / "documents" / "a_verifier.txt").write_bytes(MINE)
    with chdir(given):
        inputs = ("--candidats", "candidats.csv", "--notes", "notes.csv", "--session", 2024)
        assert bts_sim("grade", *inputs, "--out", tmp_path).exit_code == 0
    left = octets(tmp_path)
    assert {name for name in left if "/" not in name} == {"decisions.csv", "acquis.csv"}
    assert left["acquis.csv"] == left["documents/a_verifier.txt"] == MINE


def test_what_another_command_wrote_is_not_ours_its_manifest_included(given: Path, tmp_path: Path) -> None:
    assert call("compare", given, tmp_path).exit_code == 0
    before = octets(tmp_path)
    for command in ("cohort", "sweep", "grade"):
        done = call(command, given, tmp_path)
        assert done.exit_code == 2 and MANIFEST in done.stderr, command
        assert octets(tmp_path) == before
    assert integrity(tmp_path)[0].objections == []


def test_a_result_of_a_sweep_that_was_changed_is_neither_taken_for_one_nor_lost(given: Path, tmp_path: Path) -> None:
    assert call("sweep", given, tmp_path).exit_code == 0
    (part,) = (tmp_path / "resultats").glob("*.parquet")
    whole = part.read_bytes()
    part.write_bytes(MINE)
    done = call("sweep", given, tmp_path)
    assert done.exit_code == 2 and part.name in done.stderr and part.read_bytes() == MINE
    assert call("sweep", given, tmp_path, "--remplacer").exit_code == 0
    assert part.read_bytes() == whole and part.with_name(f"{part.name}.avant").read_bytes() == MINE


@pytest.mark.parametrize("name", ["resultats", "echecs"])
def test_a_file_where_a_sweep_makes_a_folder_is_refused_before_anything_is_computed(
    name: str, given: Path, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(MINE)
    done = call("sweep", given, tmp_path)
    assert done.exit_code == 2 and str(tmp_path / name) in done.stderr
    assert octets(tmp_path) == {name: MINE}


def test_a_hidden_file_whose_name_begins_like_ours_is_not_swept_away(given: Path, tmp_path: Path) -> None:
    for name in (".bts-sim-notes.txt", ".bts-sim-0123abcd"):
        (tmp_path / name).write_bytes(MINE)
    assert call("compare", given, tmp_path).exit_code == 0
    assert octets(tmp_path).keys() == {"impact.csv", MANIFEST, ".bts-sim-notes.txt"}


# --- an input ---------------------------------------------------------------------------------------------------------


def _link(folder: Path) -> str:
    (folder / "lien").symlink_to(folder / "out" / "inscriptions.csv")
    return "lien"


def _hard(folder: Path) -> str:
    os.link(folder / "out" / "inscriptions.csv", folder / "autre.csv")
    return "autre.csv"


def _from_outside(folder: Path) -> str:
    (folder / "out" / "inscriptions.csv").rename(folder / "vrai.csv")
    (folder / "out" / "inscriptions.csv").symlink_to(folder / "vrai.csv")
    return "vrai.csv"


def _through_a_folder(folder: Path) -> str:
    (folder / "dossier").symlink_to(folder / "out", target_is_directory=True)
    return "dossier/inscriptions.csv"


ALIASES: dict[str, Callable[[Path], str]] = {
    "its name": lambda folder: "out/inscriptions.csv",
    "its whole path": lambda folder: str(folder / "out" / "inscriptions.csv"),
    "a detour": lambda folder: "./out/x/../inscriptions.csv",
    "a link to it": _link,
    "a hard link": _hard,
    "what it is a link to": _from_outside,
    "a link to its folder": _through_a_folder,
}


@pytest.mark.skipif(sys.platform == "win32", reason="makes links, which Windows gives to administrators")
@pytest.mark.parametrize("more", [(), ("--remplacer",)], ids=["", "remplacer"])
@pytest.mark.parametrize("alias", ALIASES)
def test_an_input_is_never_an_output_whatever_it_is_called(
    alias: str, more: tuple[str, ...], given: Path, tmp_path: Path
) -> None:
    (tmp_path / "out" / "x").mkdir(parents=True)
    path = tmp_path / "out" / "inscriptions.csv"
    content = (given / "inscriptions.csv").read_bytes()
    path.write_bytes(content)
    words = ("--pieces", given / "pieces.csv", "--academie", "nancy-metz", "--session", 2025, "--out", "out")
    with chdir(tmp_path):
        done = bts_sim("check-registration", ALIASES[alias](tmp_path), *words, *more)
    assert done.exit_code == 2, done.output
    assert "la commande le lit (INSCRIPTIONS.csv)" in done.stderr and "un autre dossier à --out" in done.stderr
    assert path.read_bytes() == content and not list(path.parent.glob("*.avant"))


def test_files_that_a_cohort_or_a_grid_names_are_inputs_too(tmp_path: Path) -> None:
    (tmp_path / "candidats.csv").write_text(bts_sim("template", "specialites", "--out", "-").stdout, encoding="utf-8")
    (tmp_path / "grille.json").write_text("candidats: 100\n", encoding="utf-8")
    for name, text in (("c.yaml", "fichier_specialites: candidats.csv\n"), ("g.yaml", f"{GRID}cohorte: grille.json\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    before = octets(tmp_path)
    with chdir(tmp_path):
        cohort = bts_sim("cohort", "--cohort", "c.yaml", "--candidats", 50, "--out", ".", "--remplacer")
        sweep = bts_sim("sweep", "g.yaml", "--out", ".", "--remplacer")
    assert cohort.exit_code == 2 and "candidats.csv : la commande le lit (fichier_specialites)" in cohort.stderr
    assert sweep.exit_code == 2 and "grille.json : la commande le lit (cohorte)" in sweep.stderr
    assert octets(tmp_path) == before


# --- --remplacer ------------------------------------------------------------------------------------------------------


def test_what_is_replaced_is_kept_beside_and_told_and_nothing_kept_before_is_lost(given: Path, tmp_path: Path) -> None:
    for name, content in (("impact.csv", b"2"), ("impact.csv.avant", b"1"), (MANIFEST, b"3")):
        (tmp_path / name).write_bytes(content)
    done = call("compare", given, tmp_path, "--remplacer", "--json")
    said = json.loads(done.stdout)
    assert done.exit_code == 0, done.output
    kept = {name: content for name, content in octets(tmp_path).items() if "avant" in name}
    assert kept == {"impact.csv.avant": b"1", "impact.csv.avant-2": b"2", f"{MANIFEST}.avant": b"3"}
    assert [Path(path).name for path in said["fichiers"]] == ["impact.csv", MANIFEST]
    words = " ".join(notice["words"] for notice in said["remarques"])
    assert "« impact.csv.avant-2 »" in words and f"« {MANIFEST}.avant »" in words
    assert call("compare", given, tmp_path).exit_code == 0


def test_nothing_is_set_aside_for_a_command_that_is_refused_or_has_nowhere_to_write(
    given: Path, tmp_path: Path
) -> None:
    (tmp_path / "decisions.csv").write_bytes(MINE)
    with chdir(given):
        inputs = ("--candidats", "candidats.csv", "--notes", "fautives.csv", "--session", 2024)
        assert bts_sim("grade", *inputs, "--out", tmp_path, "--remplacer").exit_code == 2
        alone = bts_sim("calendar", "--remplacer")
    assert octets(tmp_path) == {"decisions.csv": MINE}
    assert alone.exit_code == 2 and "sans effet sans --out" in alone.stderr


# --- a killed run -----------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is no more."""


def publish(out: Path, contents: dict[str, str], *, replace: bool = False) -> None:
    with results_folder(Destination(out, "grade", replace=replace), ("a.csv", "b.csv", "c.csv")) as folder:
        for name, text in contents.items():
            (folder / name).write_text(text, encoding="utf-8")


@pytest.mark.filterwarnings("ignore::bts_sim.notices.BtsSimWarning")
@pytest.mark.parametrize("moves", range(7))
def test_a_file_put_where_a_killed_run_was_writing_is_not_lost_when_it_is_finished(
    moves: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(tmp_path, {"a.csv": "avant", "b.csv": "avant"})
    real, done = swap._move, []

    def move(path: Path, target: Path) -> None:
        if len(done) == moves:
            raise Killed
        done.append(path)
        real(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(swap, "_move", move)
        patch.setattr(swap._Plan, "undo", lambda plan: None)
        with suppress(Killed):
            publish(tmp_path, {"b.csv": "après", "c.csv": "après"})
    for name in ("a.csv", "b.csv", "c.csv"):
        (tmp_path / name).write_bytes(MINE)
    try:
        publish(tmp_path, {"b.csv": "ensuite"})
    except InputError as refused:
        assert refused.fautes
    assert {octets(tmp_path)[name] for name in ("a.csv", "b.csv", "c.csv")} == {MINE}
    publish(tmp_path, {"b.csv": "ensuite"}, replace=True)
    seen = octets(tmp_path)
    assert seen["b.csv"] == b"ensuite" and list(seen.values()).count(MINE) == 3
    assert not list(tmp_path.glob(".bts-sim-*"))


# --- registers --------------------------------------------------------------------------------------------------------


DIGEST = "ab3b0a8c5a1c5d1c5a3a7d3cf7b9dc60b5ac6a2a1d07a3d1df07a4e3fd4f6a44"


@pytest.mark.quick
@pytest.mark.parametrize(
    "content",
    [
        *("", "[", "null", "[]", "{}", "1" * 5000, '{"fichiers": []}', '{"fichiers": {"decisions.csv": null}}'),
        '{"fichiers": {"decisions.csv": "court"}}',
        *(json.dumps({"fichiers": {"decisions.csv": "DIGEST", name: DIGEST}}) for name in ("../x", "/x", "a/../../x")),
        *(json.dumps({"fichiers": {"decisions.csv": "DIGEST", name: DIGEST}}) for name in ("C:\\x", "a\\b", "", "..")),
        "[" * 100_000,
    ],
)
def test_a_register_that_is_broken_or_names_a_file_elsewhere_owns_nothing(content: str, tmp_path: Path) -> None:
    import hashlib

    (tmp_path / FOLDER).mkdir()
    (tmp_path / "decisions.csv").write_bytes(MINE)
    digest = hashlib.sha256(MINE).hexdigest()
    (tmp_path / register_name("grade")).write_text(content.replace("DIGEST", digest), encoding="utf-8")
    assert Register.read(tmp_path, "grade").files == {}
    sound = {"fichiers": {"decisions.csv": digest}}
    (tmp_path / register_name("grade")).write_text(json.dumps(sound), encoding="utf-8")
    assert Register.read(tmp_path, "grade").files == sound["fichiers"]


@pytest.mark.quick
@pytest.mark.parametrize("stands", ["file", "link", "folder"])
def test_what_stands_where_the_register_must_is_the_users_too(stands: str, tmp_path: Path) -> None:
    theirs = tmp_path / "leurs"
    theirs.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    if stands == "file":
        (out / FOLDER).write_bytes(MINE)
    elif stands == "link":
        (out / FOLDER).symlink_to(theirs, target_is_directory=True)
    else:
        (out / register_name("grade")).mkdir(parents=True)
    with pytest.raises(InputError, match=r"\.bts-sim"):
        publish(out, {"a.csv": "x"})
    with pytest.warns(UserWarning, match="gardé sous"):
        publish(out, {"a.csv": "x"}, replace=True)
    assert Register.read(out, "grade").files.keys() == {"a.csv"} and not list(theirs.iterdir())


# --- what systems leave -----------------------------------------------------------------------------------------------

BY_SYSTEM = (
    *(".DS_Store", "Thumbs.db", "desktop.ini", "~$decisions.csv", ".~lock.decisions.csv#", "._decisions.csv"),
    *(
        ".directory",
        ".nfs000000000a3c9b1400000001",
        "@eaDir/decisions.csv",
        "documents/.DS_Store",
        "documents/~$a.docx",
    ),
    *(".fuse_hidden0000abcd00000001", ".Spotlight-V100/store.db", "Desktop.ini"),
)


@pytest.mark.parametrize("when", ["before", "after"])
def test_files_of_the_system_do_not_break_a_seal_and_are_told_apart(when: str, tmp_path: Path) -> None:
    def leave() -> None:
        for name in BY_SYSTEM:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(when, encoding="utf-8")

    (tmp_path / "documents").mkdir()
    write_json(tmp_path / "documents" / "a.json", 1)
    if when == "before":
        leave()
    seal(tmp_path, ORIGINE)
    leave()
    intact, _ = integrity(tmp_path)
    assert intact.objections == [] and len(intact.remarques) >= len(BY_SYSTEM) - 2
    assert all("fichier du système" in one for one in intact.remarques)
    for name in (
        "DS_Store",
        "a.nfs0001",
        "$decisions.csv",
        "lock.decisions.csv#",
        ".bts-sim/x/y.json",
        ".bts-sim/z.exe",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert len(integrity(tmp_path)[0].objections) == 6


def test_files_of_the_system_among_the_documents_are_nobodys(given: Path, tmp_path: Path) -> None:
    assert call("grade", given, tmp_path).exit_code == 0
    for name in ("documents/.DS_Store", "documents/~$index.html", "documents/@eaDir/x"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert call("grade", given, tmp_path).exit_code == 0


# --- a reader who leaves ----------------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="pipes the POSIX way")
@pytest.mark.parametrize("size", [1, 10_000_000])
def test_what_is_written_for_a_reader_who_has_gone_goes_nowhere(size: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with io.TextIOWrapper(io.BufferedWriter(streams.Patient(writing, "w")), "utf-8") as stream:
        for _ in range(3):
            stream.write("x" * size)
            stream.flush()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes the POSIX way")
@pytest.mark.parametrize(("words", "code"), [(["law"], 0), (["law", "--json"], 0), (["--help"], 0), (["gradr"], 2)])
def test_a_reader_who_has_seen_enough_ends_a_command_in_silence(words: list[str], code: int) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb") as gone:  # noqa: PTH123
        done = subprocess.run(
            [sys.executable, "-m", "bts_sim", *words], stdout=gone, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == code and bool(done.stderr) is (code == 2)


@pytest.mark.parametrize("command", ["grade", "cohort", "compare", "sweep"])
def test_is_a_place_for_results_asked_for_by_who_needs_one(command: str, tmp_path: Path) -> None:
    given = {"grade": ("--candidats", "c", "--notes", "n", "--session", 2024), "sweep": ("g.yaml",)}
    given["compare"] = ("--baseline", "aucun", "--against", "permanent_2022")
    said = bts_sim(command, *given.get(command, ()))
    assert said.exit_code == 2 and "Il manque l'option" in said.stderr and "--out" in said.stderr
