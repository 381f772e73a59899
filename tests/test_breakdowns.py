"""Whatever breaks, and wherever: are the results seen always those of one run, whole if sealed, and the next run clean?

Every call that changes the disk is counted, and the work is broken at each of them in turn: as by a full disk, by
Ctrl-C, and by a death after which nothing more is done. tools/breakdowns.py kills real processes, many times.
"""

import errno
import itertools
import json
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from cohorts import bts_sim

from bts_sim.errors import RunError
from bts_sim.runs import swap, written as files
from bts_sim.runs.lock import locked
from bts_sim.runs.record import seal
from bts_sim.runs.register import FOLDER, Destination
from bts_sim.runs.swap import recover, results_folder, worksite
from bts_sim.runs.verify import integrity
from bts_sim.runs.written import MANIFEST, WORKING, whole_file

NAMES = ("decisions.csv", "explications.jsonl", "fautes.csv", "documents", MANIFEST)
#: What was there, what a run writes, what the next one writes: names and contents.
AVANT = {"decisions.csv": "avant", "explications.jsonl": "avant", "documents/a.html": "avant"}
APRES = {"decisions.csv": "après", "fautes.csv": "après", "documents/a.html": "après", "documents/b.html": "après"}
ENSUITE = {"decisions.csv": "ensuite"}
ORIGINE = {"commande": "x", "commit": None, "empreintes": {}, "modifie": None, "statut": "reussi", "versions": {}}
#: Calls that change the disk.
APPELS = ("open", "mkdir", "rename", "replace", "unlink", "rmdir", "fsync")


@pytest.fixture(autouse=True)
def no_wait_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing here cuts the power, and hundreds of runs would each wait for the disk."""
    monkeypatch.setattr(os, "fsync", lambda fd: None)


class Mort(BaseException):
    """The process is no more: whatever it would still do is not done either."""


class Panne:
    """Break the call of this number; `apres`: once it is done; `reste`: and every call after it."""

    def __init__(self, number: int, error: Callable[[], BaseException], *, apres: bool = False, reste: bool = False):
        self.number, self.error, self.apres, self.reste = number, error, apres, reste
        self.calls = 0

    def __call__(self, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.calls += 1
        now = self.calls == self.number
        if (now and not self.apres) or (self.reste and self.calls > self.number):
            raise self.error()
        done = call(*args, **kwargs)
        if now:
            raise self.error()
        return done


class Ecrit:
    """A file whose writes and flushes are calls like the others."""

    def __init__(self, file: Any, panne: Panne):
        self.file, self.panne = file, panne

    def write(self, text: Any) -> Any:
        return self.panne(self.file.write, text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)

    def __enter__(self) -> "Ecrit":
        return self

    def __exit__(self, *about: Any) -> None:
        self.file.close()


@contextmanager
def broken(panne: Panne, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        opened = os.fdopen
        for name in APPELS:
            real = getattr(os, name)
            patch.setattr(os, name, lambda *args, _real=real, **kwargs: panne(_real, *args, **kwargs))
        patch.setattr(files.os, "fdopen", lambda *args, **kwargs: Ecrit(opened(*args, **kwargs), panne))
        yield


def disque_plein() -> BaseException:
    return OSError(errno.ENOSPC, "No space left on device")


def erreur_du_disque() -> BaseException:
    return OSError(errno.EIO, "Input/output error")


PANNES = {
    "full disk, once": lambda n: Panne(n, disque_plein),
    "full disk, to the end": lambda n: Panne(n, disque_plein, reste=True),
    "I/O error after the fact": lambda n: Panne(n, erreur_du_disque, apres=True),
    "Ctrl-C": lambda n: Panne(n, KeyboardInterrupt, apres=True),
    "Ctrl-C, held down": lambda n: Panne(n, KeyboardInterrupt, reste=True),
    "kill": lambda n: Panne(n, Mort, reste=True),
    "kill after the fact": lambda n: Panne(n, Mort, apres=True, reste=True),
}


def write(out: Path, contents: dict[str, str], names: tuple[str, ...] = NAMES) -> None:
    with results_folder(Destination(out, "grade"), names) as folder:
        for name, text in contents.items():
            with whole_file(folder / name) as file:
                file.write(text)
        seal(folder, ORIGINE)


def seen(out: Path) -> dict[str, str]:
    """What anybody sees in a folder, the work under way left out."""
    inside = {path.relative_to(out): path for path in out.rglob("*") if path.is_file()}
    return {
        name.as_posix(): path.read_text(encoding="utf-8")
        for name, path in inside.items()
        if not name.parts[0].startswith(WORKING) and name.parts[0] != FOLDER
    }


def without_manifest(out: Path) -> dict[str, str]:
    return {name: text for name, text in seen(out).items() if name != MANIFEST}


def of_one_run(out: Path) -> None:
    """Fail unless what is seen is of one run, and all of it when it is sealed."""
    found = without_manifest(out)
    mine = {"mien.txt": "à moi"}
    assert found.pop("mien.txt") == mine["mien.txt"], "a file of the user was touched"
    assert found.items() <= AVANT.items() or found.items() <= APRES.items(), f"mixed: {found}"
    if (out / MANIFEST).exists():
        sealed = json.loads((out / MANIFEST).read_text(encoding="utf-8"))["fichiers"].keys()
        assert sealed == found.keys(), "a manifest that says otherwise"


def prepared(folder: Path) -> Path:
    out = folder / "out"
    write(out, AVANT)
    (out / "mien.txt").write_text("à moi", encoding="utf-8")
    return out


@pytest.mark.parametrize("kind", PANNES)
def test_broken_at_any_call_results_are_of_one_run_and_the_next_one_is_clean(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dies = "kill" in kind
    for number in itertools.count(1):
        out = prepared(tmp_path / str(number))
        panne = PANNES[kind](number)
        with broken(panne, monkeypatch), suppress(OSError, KeyboardInterrupt, Mort):
            write(out, APRES)
        of_one_run(out)
        if panne.calls < number:
            break
        if not panne.reste:
            # The process lives: it has put everything in place, or everything back.
            found = {name: text for name, text in without_manifest(out).items() if name != "mien.txt"}
            assert found in (AVANT, APRES) and (out / MANIFEST).exists()
        if dies:
            with locked(out, wait=0):
                recover(Destination(out, "grade"))
            found = {name: text for name, text in without_manifest(out).items() if name != "mien.txt"}
            assert found in (AVANT, APRES) and (out / MANIFEST).exists()
        write(out, ENSUITE)
        assert without_manifest(out) == {**ENSUITE, "mien.txt": "à moi"}
        assert not list(out.glob(f"{WORKING}*")), "something was left behind"
    assert number > 50, "hardly anything was broken"


@pytest.mark.parametrize("kind", PANNES)
def test_a_single_file_is_the_old_one_or_the_new_one(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in itertools.count(1):
        path = tmp_path / "f.csv"
        path.write_text("avant", encoding="utf-8")
        panne = PANNES[kind](number)
        with broken(panne, monkeypatch), suppress(OSError, KeyboardInterrupt, Mort), whole_file(path) as file:
            file.write("après")
        assert path.read_text(encoding="utf-8") in ("avant", "après")
        if panne.calls < number:
            break
    assert number > 5


def test_a_refused_replacement_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, when decisions.csv is open in a spreadsheet."""
    out = prepared(tmp_path)
    before, real = seen(out), os.replace

    def held(source: Any, target: Any) -> None:
        if Path(source) == out / "decisions.csv":
            raise PermissionError(errno.EACCES, "held by another program", str(source))
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(PermissionError) as refused:
        write(out, APRES)
    assert refused.value.filename == str(out / "decisions.csv")
    assert seen(out) == before and not list(out.glob(f"{WORKING}*"))


def test_a_disk_that_cannot_sync_a_folder_takes_the_results_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As some network drives, which answer EINVAL for a folder and sync files."""

    def network(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, "Invalid argument")

    monkeypatch.setattr(os, "fsync", network)
    out = prepared(tmp_path)
    write(out, APRES)
    assert without_manifest(out) == {**APRES, "mien.txt": "à moi"}
    assert integrity(out)[0].objections == ["mien.txt : ajouté depuis, ou par une autre commande"]


def test_two_runs_at_once_give_the_results_of_one_of_them(tmp_path: Path) -> None:
    out = tmp_path / "out"
    each = [{name: str(number) for name in (*NAMES[:3], f"documents/{number}.html")} for number in range(8)]
    runs = [threading.Thread(target=write, args=(out, contents)) for contents in each]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert without_manifest(out) in each
    intact, _ = integrity(out)
    assert not intact.objections and not intact.remarques


def test_a_folder_filled_over_several_runs_is_filled_by_one_at_a_time(
    tmp_path: Path,
) -> None:
    for folder in ("resultats", "a_part"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{WORKING}0123").touch()
    place = (Destination(tmp_path, "sweep"), ["resultats"])
    with worksite(*place):
        assert not list((tmp_path / "resultats").iterdir())
        with pytest.raises(RunError, match="un autre lancement"), worksite(*place):
            pass
    with worksite(*place):
        pass
    # Somebody may be writing there.
    assert list((tmp_path / "a_part").iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="kills the POSIX way")
def test_a_lock_ends_with_the_process_that_holds_it(tmp_path: Path) -> None:
    code = (
        "import sys, time, pathlib\nfrom bts_sim.runs.lock import locked\n"
        "with locked(pathlib.Path(sys.argv[1])):\n    print('tenu', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None and holder.stdout.readline() == "tenu\n"
    with pytest.raises(RunError), locked(tmp_path, wait=0):
        pass
    holder.kill()
    holder.wait()
    with locked(tmp_path, wait=5):
        pass


@pytest.mark.parametrize("names", [["../dehors.txt"], ["a/b"], ["C:\\x"], [".."], [f"{WORKING}x"], "abc/", None])
def test_a_publication_that_somebody_else_made_moves_nothing(names: object, tmp_path: Path) -> None:
    out, outside = tmp_path / "out", tmp_path / "dehors.txt"
    outside.write_text("à moi", encoding="utf-8")
    left = out / swap.PUBLICATION
    left.mkdir(parents=True)
    (left / swap.PLAN).write_text(
        json.dumps({"commande": "grade", "empreintes": {}, "anciens": names, "nouveaux": []}), encoding="utf-8"
    )
    with pytest.raises(RunError, match="publication illisible"):
        write(out, APRES)
    assert outside.read_text(encoding="utf-8") == "à moi" and not without_manifest(out)


def test_a_publication_whose_folders_are_links_moves_nothing(tmp_path: Path) -> None:
    out, theirs = tmp_path / "out", tmp_path / "leurs"
    theirs.mkdir()
    (theirs / "decisions.csv").write_text("à eux", encoding="utf-8")
    left = out / swap.PUBLICATION
    left.mkdir(parents=True)
    (left / swap.OLD).mkdir()
    (left / swap.NEW).symlink_to(theirs, target_is_directory=True)
    names = {"anciens": ["decisions.csv"], "nouveaux": ["decisions.csv"]}
    plan = {"commande": "grade", "empreintes": {}, **names}
    (left / swap.PLAN).write_text(json.dumps(plan), encoding="utf-8")
    with pytest.raises(RunError, match="publication illisible"):
        write(out, APRES)
    assert (theirs / "decisions.csv").exists()


def test_a_name_that_was_not_announced_is_a_mistake_of_ours(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"autre.csv"):
        write(tmp_path, {"autre.csv": "x"})
    assert not list(tmp_path.iterdir())


def test_a_name_as_long_as_the_system_takes_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 251 + ".csv")
    with whole_file(path) as file:
        file.write("x")
    assert path.read_text(encoding="utf-8") == "x"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files the POSIX way")
def test_a_result_has_the_mode_that_the_user_asks_of_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "out", APRES)
    finally:
        os.umask(before)
    assert (tmp_path / "out" / "decisions.csv").stat().st_mode & 0o777 == 0o640


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    folder = tmp_path_factory.mktemp("examen")
    assert bts_sim("cohort", "--candidats", 20, "--seed", 1, "--out", folder).exit_code == 0
    files = ["--candidats", folder / "candidats.csv", "--notes", folder / "notes.csv"]
    return ["grade", *files, "--session", 2024, "--sceller"]


def test_every_command_that_writes_keeps_the_old_results_when_the_disk_is_full(
    exam: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare = [
        "compare",
        "--baseline",
        "aucun",
        "--against",
        "permanent_2022",
        "--parametres",
        "fixes",
        "--candidats",
        200,
    ]
    commands = (exam, compare, ["cohort", "--candidats", 100], ["calendar", "--academie", "reims", "--days", "--lint"])
    for command in commands:
        out = tmp_path / str(command[0])
        assert bts_sim(*command, "--out", out).exit_code == 0
        before = seen(out) if command[0] != "calendar" else sorted(out.iterdir())

        def full(*about: Any, **more: Any) -> None:
            raise OSError(errno.ENOSPC, "No space left on device", *map(str, about[:1]))

        for call in ("fsync", "mkdir"):
            with monkeypatch.context() as patch:
                patch.setattr(os, call, full)
                run = bts_sim(*command, "--out", out)
            assert run.exit_code == 1 and "Traceback" not in run.output, run.output
            assert WORKING not in run.stderr, "a name that the user does not know"
            assert (seen(out) if command[0] != "calendar" else sorted(out.iterdir())) == before
