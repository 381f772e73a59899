"""Does a sweep give the same bytes whoever computes it and however often it is killed, and say what it skips?"""

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim
from pools import DeadPool

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw, seed_of_draw, with_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import InputError
from bts_sim.questions.rates.tables import compare
from bts_sim.runs import processes
from bts_sim.stats.words import in_words
from bts_sim.sweep.cell import compute
from bts_sim.sweep.folder import read_sweep
from bts_sim.sweep.grid import load_grid

GRID = """\
regimes: [aucun, permanent_2022]
candidats: [400]
graines: [1, 2]
specialites: [MCO, CG]
parametres: {avantage_oral: [0.5, 1.5]}
"""


def write(folder: Path, text: str = GRID, name: str = "grille.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def parts(out: Path) -> dict[str, str]:
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (out / "resultats").glob("*.parquet")}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "bts_sim", *map(str, arguments)]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("sweep")
    grid = write(folder)
    run = bts_sim("sweep", grid, "--workers", 1, "--out", folder / "out")
    assert run.exit_code == 0, run.stderr
    assert "8 cellules : 8 calculées, 0 déjà faites" in run.stderr
    return grid, parts(folder / "out")


def test_a_cell_is_what_compare_gives(undisturbed, tmp_path: Path) -> None:
    grid, _ = undisturbed
    table = read_sweep(grid.parent / "out")
    assert len(table.drop_duplicates(["graine", "specialite", "avantage_oral"])) == 8
    cohort = tmp_path / "c.yaml"
    cohort.write_text("parametres: {avantage_oral: 1.5}\n", encoding="utf-8")
    reference, regime = load_regimes("aucun", "permanent_2022")
    described = load_cohort(cohort, candidats=400, seed=2, specialites=("CG",))
    expected = in_words(compare(simulate(described), reference, [regime]))
    found = table[(table["graine"] == 2) & (table["specialite"] == "CG") & (table["avantage_oral"] == 1.5)]
    pd.testing.assert_frame_equal(found[expected.columns].reset_index(drop=True), expected, check_dtype=False)


def test_the_same_command_computes_nothing_twice(undisturbed) -> None:
    grid, before = undisturbed
    run = bts_sim("sweep", grid, "--workers", 1, "--out", grid.parent / "out")
    assert run.exit_code == 0 and "0 calculées, 8 déjà faites" in run.stderr
    assert parts(grid.parent / "out") == before


def test_two_processes_give_the_same_bytes_as_one(undisturbed, tmp_path: Path) -> None:
    grid, expected = undisturbed
    run = subprocess.run(command("sweep", grid, "--workers", 2, "--out", tmp_path), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert parts(tmp_path) == expected


def test_killed_at_any_moment_and_started_again_it_ends_with_the_same_bytes(undisturbed, tmp_path: Path) -> None:
    grid, expected = undisturbed
    for delay in (1.0, 2.2, 3.1):
        process = subprocess.Popen(
            command("sweep", grid, "--workers", 2, "--out", tmp_path),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        # Whatever has its name is whole.
        assert parts(tmp_path).items() <= expected.items()
    run = bts_sim("sweep", grid, "--workers", 1, "--out", tmp_path)
    assert run.exit_code == 0, run.stderr
    assert parts(tmp_path) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="asks the system about a process the POSIX way")
def test_no_process_is_left_behind_when_the_one_that_gives_the_work_is_killed() -> None:
    code = (
        "import os, time\nfrom bts_sim.runs.processes import pool\n"
        "if __name__ == '__main__':\n"
        "    with pool(1) as one:\n        print(one.submit(os.getpid).result(), flush=True)\n        time.sleep(60)\n"
    )
    giving = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert giving.stdout is not None
    worker = int(giving.stdout.readline())
    os.kill(worker, 0)
    giving.kill()
    giving.wait()
    deadline = time.monotonic() + 30
    while alive(worker) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(worker)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_cell_that_cannot_be_does_not_stop_the_others_and_exits_1(tmp_path: Path) -> None:
    text = "regimes: [aucun, permanent_2022]\ncandidats: [300]\ntaux_groupe1: [40, 99.9]\n"
    grid = write(tmp_path, text + "parametres: {absence_par_epreuve: [10]}\n")
    run = bts_sim("sweep", grid, "--workers", 1, "--out", tmp_path / "out")
    assert run.exit_code == 1 and "Traceback" not in run.stderr
    assert len(parts(tmp_path / "out")) + len(list((tmp_path / "out" / "echecs").glob("*.json"))) == 2
    (failure,) = (tmp_path / "out" / "echecs").glob("*.json")
    said = json.loads(failure.read_text(encoding="utf-8"))
    assert said["valeurs"]["taux_groupe1"] == 99.9 and "non convergé" in said["erreur"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regimes: [aucun]\n", "g.yaml:1"),
        (
            "regimes: [aucun, permanent_2022]\nparametres: {avantage_orale: [1]}\n",
            "vouliez-vous dire « avantage_oral »",
        ),
        ("regimes: [aucun, permanent_2022]\nparametres: {avantage_oral: [1, 9]}\n", "de -2 à 4"),
        ("regimes: [aucun, permanent_2022]\ngraines: []\n", "graines"),
        ("regimes: [aucun, permanent_2022]\nspecialites: [MC0]\n", "vouliez-vous dire « MCO »"),
        ("regimes: [aucun, permanent_2023]\n", "permanent_2022"),
        ("regimes: [aucun, permanent_2022]\ncohorte: rien.yaml\n", "introuvable"),
        ("regimes: [aucun, permanent_2022]\ntirages: 100000\n", f"au plus {len(every_draw())}"),
    ],
)
def test_a_faulty_grid_is_refused_before_anything_is_computed(tmp_path: Path, text: str, said: str) -> None:
    run = bts_sim("sweep", write(tmp_path, text, "g.yaml"), "--out", tmp_path / "out")
    assert run.exit_code == 2 and said in run.stderr, run.stderr
    assert not (tmp_path / "out" / "resultats").exists()


def test_draws_are_those_of_the_project_and_a_swept_value_is_not_drawn(tmp_path: Path) -> None:
    text = "regimes: [aucun, permanent_2022]\ntirages: 2\nparametres: {avantage_oral: [1.6]}\n"
    cells = load_grid(write(tmp_path, text))
    assert [cell.tirage for cell in cells] == [0, 1] and dict(cells[0].parametres) == {"avantage_oral": 1.6}


def test_a_cell_of_a_draw_is_the_cohort_with_that_draw_and_its_own_luck(tmp_path: Path) -> None:
    text = "regimes: [aucun, permanent_2022]\ncandidats: [300]\nspecialites: [MCO]\ntirages: 2\n"
    cells = load_grid(write(tmp_path, text + "parametres: {avantage_oral: [1.6]}\n"))
    reference, *others = load_regimes("aucun", "permanent_2022")
    for cell in cells:
        drawn = with_draw(load_cohort(candidats=300, specialites=("MCO",)), cell.tirage, seed_of_draw(0, cell.tirage))
        drawn = replace(drawn, parametres={**drawn.parametres, "avantage_oral": 1.6})
        found = compute(cell)
        assert not isinstance(found, str) and set(found["tirage"]) == {cell.tirage}
        expected = in_words(compare(simulate(drawn), reference, others))
        pd.testing.assert_frame_equal(found[list(expected.columns)], expected)


def test_processes_that_the_system_keeps_killing_are_said_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(processes, "pool", lambda workers: made.append(workers) or DeadPool(BrokenProcessPool()))
    run = bts_sim("sweep", write(tmp_path), "--workers", 2, "--out", tmp_path / "out")
    assert run.exit_code == 1 and made == [2] * processes.ATTEMPTS
    assert "sont tués par le système (8 cellules restent). Remède : --workers 1" in run.stderr
    assert not parts(tmp_path / "out")


def test_ctrl_c_ends_the_processes_and_leaves_a_sweep_to_be_taken_up_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    class Enfant:
        def terminate(self) -> None:
            ended.append("fini")

    monkeypatch.setattr(processes, "pool", lambda workers: DeadPool(KeyboardInterrupt()))
    monkeypatch.setattr(processes.multiprocessing, "active_children", lambda: [Enfant(), Enfant()])
    run = bts_sim("sweep", write(tmp_path), "--workers", 2, "--out", tmp_path / "out")
    assert run.exit_code == 130 and "\nInterrompu." in run.stderr and ended == ["fini"] * 2


def test_a_sweep_asked_for_outside_the_main_thread_leaves_ctrl_c_alone() -> None:
    """As from a notebook's own thread, where no handler may be set."""
    found: list[object] = []

    def work() -> None:
        with processes._without_interruption():
            found.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [signal.getsignal(signal.SIGINT)] != [signal.SIG_IGN]


def test_a_folder_that_is_no_sweep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="introuvable"):
        read_sweep(tmp_path)


# --- On a cluster: a real scheduler, two workers in processes of their own -------------------------------------------


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture
def cluster(tmp_path: Path):
    """A scheduler and two workers over the loopback; stopped by their own numbers, at the latest by SIGKILL."""
    pytest.importorskip("distributed")
    address = f"tcp://127.0.0.1:{free_port()}"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", address, "--no-dashboard"]
    running = [subprocess.Popen(scheduler, cwd=tmp_path, **quiet)]
    for number in range(2):
        worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--no-nanny", "--no-dashboard"]
        local = ["--nthreads", "1", "--local-directory", str(tmp_path / f"w{number}")]
        running.append(subprocess.Popen([*worker, *local], cwd=tmp_path, **quiet))
    yield address, running
    for process in reversed(running):
        process.terminate()
    for process in running:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def test_a_cluster_gives_the_same_bytes_with_a_worker_killed_too(cluster, undisturbed, tmp_path: Path) -> None:
    from distributed import Client

    address, running = cluster
    grid, expected = undisturbed
    with Client(address, timeout=30) as client:
        client.wait_for_workers(2, timeout=30)
    sweeping = subprocess.Popen(
        command("sweep", grid, "--scheduler", address, "--out", tmp_path / "out"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not parts(tmp_path / "out") and time.monotonic() < deadline and sweeping.poll() is None:
        time.sleep(0.05)
    running[1].send_signal(signal.SIGKILL)
    _, errors = sweeping.communicate(timeout=120)
    assert sweeping.returncode == 0, errors
    assert parts(tmp_path / "out") == expected


def test_a_scheduler_that_does_not_answer_is_said_so(tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("bts_sim.sweep.executors.WAITING", 1)
    run = bts_sim("sweep", write(tmp_path), "--scheduler", f"tcp://127.0.0.1:{free_port()}", "--out", tmp_path / "out")
    assert run.exit_code == 2 and "aucun planificateur ne répond" in run.stderr
