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
from pathlib import Path

import pytest
from cohorts import bts_sim
from pools import DeadPool

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw, parameter_draws
from bts_sim.cohort.parameters import parametres
from bts_sim.errors import InputError, RunError
from bts_sim.notices import Notice, listening
from bts_sim.runs import processes
from bts_sim.runs.written import write_csv
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS
from bts_sim.sweep.cell import compute
from bts_sim.sweep.folder import read_sweep
from bts_sim.sweep.grid import load_grid

GRID = """\
regimes: [aucun, permanent_2022]
tirages: 2
par_tirage: 200
graines: [1, 2]
specialites: [MCO, CG]
parametres: {avantage_oral: [0.5, 1.5]}
"""
#: A cohort, and the grid of one cell on it.
COHORT = "specialites: {MCO: 3, CG: 1}\neffectif: 9000\n"
ONE = "regimes: [aucun, exceptionnel_2021, permanent_2022]\ncohorte: c.yaml\ngraines: [5]\n"


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


def impact(folder: Path, cohort: str, *options: object) -> bytes:
    """The table that `compare` writes for the cohort, the regimes and the seed of the grid of one cell."""
    (folder / "compared.yaml").write_text(cohort, encoding="utf-8")
    regimes = ("--baseline", "aucun", "--against", "exceptionnel_2021,permanent_2022", "--seed", 5)
    asked = ("compare", *regimes, "--cohort", folder / "compared.yaml", *options, "--out", folder / "compared")
    run = bts_sim(*asked, "--remplacer")
    assert run.exit_code == 0, run.stderr
    return (folder / "compared" / "impact.csv").read_bytes()


def part(folder: Path, grid: str, number: int = 0) -> bytes:
    """The table of one cell of a grid, as `compare` would write it."""
    write(folder, COHORT, "c.yaml")
    found = compute(load_grid(write(folder, grid))[number])
    assert not isinstance(found, str), found
    write_csv(folder / "part.csv", found.loc[:, "groupe":])
    return (folder / "part.csv").read_bytes()


@pytest.mark.parametrize("value", [0.5, 1.6])
def test_a_cell_is_what_compare_gives(value: float, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A swept value is that of a cohort file, were it the default one, and the others are drawn."""
    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 4)
    known = impact(tmp_path, f"{COHORT}parametres: {{avantage_oral: {value}}}\n", "--par-tirage", 200)
    grid = f"{ONE}tirages: 4\npar_tirage: 200\nparametres: {{avantage_oral: [0.5, 1.6]}}\n"
    assert part(tmp_path, grid, [0.5, 1.6].index(value)) == known
    assert part(tmp_path, grid, [1.6, 0.5].index(value)) != known


def test_a_cell_of_fixed_parameters_is_what_compare_gives(tmp_path: Path) -> None:
    fixed = impact(tmp_path, COHORT, "--parametres", "fixes", "--candidats", 300)
    assert part(tmp_path, f"{ONE}candidats: [300]\nparametres: fixes\n") == fixed
    assert part(tmp_path, f"{ONE}candidats: [300]\nparametres: fixed\n") == fixed
    swept = f"{ONE}candidats: [300]\nparametres: {{avantage_oral: [1.5], autres: fixes}}\n"
    given = f"{COHORT}parametres: {{avantage_oral: 1.5}}\n"
    assert part(tmp_path, swept) == impact(tmp_path, given, "--parametres", "fixes", "--candidats", 300)


def test_a_grid_draws_as_compare_does_unless_it_says_otherwise(tmp_path: Path) -> None:
    (cell,) = load_grid(write(tmp_path, "regimes: [aucun, permanent_2022]\n"))
    assert (cell.tirages, cell.par_tirage, cell.candidats) == (DRAWS, DRAW_SIZE, None)
    (cell,) = load_grid(write(tmp_path, "regimes: [aucun, permanent_2022]\nparametres: fixes\n"))
    assert (cell.tirages, cell.par_tirage) == (None, None)


def test_the_parts_say_how_many_draws_they_have(undisturbed) -> None:
    grid, _ = undisturbed
    table = read_sweep(grid.parent / "out")
    assert len(table.drop_duplicates(["graine", "specialite", "avantage_oral"])) == 8
    assert set(table["tirages"]) == {2} and set(table["par_tirage"]) == {200} and "candidats" not in table


def test_a_number_of_candidates_is_told_to_change_nothing_under_draws(tmp_path: Path) -> None:
    text = "regimes: [aucun, permanent_2022]\n{}tirages: 2\npar_tirage: 200\n"
    heard: list[Notice] = []
    with listening(heard.append):
        cells = [load_grid(write(tmp_path, text.format(said)))[0] for said in ("candidats: [400]\n", "")]
    assert cells[0] == cells[1]
    assert [(one.line, one.value) for one in heard] == [(2, "400")] and "par_tirage" in heard[0].words


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
    grid = write(tmp_path, text + "parametres: {absence_par_epreuve: [10], autres: fixes}\n")
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
        ("regimes: [aucun, permanent_2022]\ntirages: 0\n", "g.yaml:2 : colonne tirages"),
        ("regimes: [aucun, permanent_2022]\nparametres: fixe\n", "g.yaml:2"),
        ("regimes: [aucun, permanent_2022]\nparametres: fixe\n", "vouliez-vous dire « fixes »"),
        ("regimes: [aucun, permanent_2022]\nparametres: {avantage_oral: fixes}\n", "une liste, comme"),
        ("regimes: [aucun, permanent_2022]\nparametres: fixes\ntirages: 3\n", "g.yaml:3 : colonne tirages"),
        ("regimes: [aucun, permanent_2022]\nparametres: fixes\npar_tirage: 300\n", "candidats: [300] pour les garder"),
        ("regimes: [aucun, permanent_2022]\ncandidats: [300, 400]\n", "ajouter parametres: fixes"),
    ],
)
def test_a_faulty_grid_is_refused_before_anything_is_computed(tmp_path: Path, text: str, said: str) -> None:
    run = bts_sim("sweep", write(tmp_path, text, "g.yaml"), "--out", tmp_path / "out")
    assert run.exit_code == 2 and said in run.stderr, run.stderr
    assert not (tmp_path / "out" / "resultats").exists()


def test_a_value_given_as_it_is_by_default_is_not_drawn(tmp_path: Path) -> None:
    default = parametres()["avantage_oral"].defaut
    given = load_cohort(write(tmp_path, f"parametres: {{avantage_oral: {default}}}\n", "c.yaml"))
    assert {draw.parametres["avantage_oral"] for draw in parameter_draws(given, 4)} == {default}
    assert len({draw.parametres["avantage_oral"] for draw in parameter_draws(load_cohort(), 4)}) == 4
    assert given.identity() != load_cohort().identity()


def test_processes_that_the_system_keeps_killing_are_said_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []
    monkeypatch.setattr(processes, "pool", lambda workers: made.append(workers) or DeadPool(BrokenProcessPool()))
    run = bts_sim("sweep", write(tmp_path), "--workers", 2, "--out", tmp_path / "out")
    assert run.exit_code == 1 and made == [2] * processes.ATTEMPTS
    assert "sont tués par le système (8 cellules restent). Remède : --workers 1" in run.stderr
    assert not parts(tmp_path / "out")


def test_no_process_is_started_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    monkeypatch.setattr(processes, "pool", lambda workers: made.append(workers) or DeadPool(BrokenProcessPool()))
    with pytest.raises(RunError, match=r"2 cellules restent"):
        list(processes.in_processes(str, {0: 0, 5: 1}, 8, "cellules", "-"))
    assert made == [2] * processes.ATTEMPTS


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
