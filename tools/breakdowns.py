"""Kill commands at random moments, many times, and count the failures to recover. Run by hand: it takes an hour.

    python tools/breakdowns.py --essais 200 --graine 1

Each trial starts a real process in a folder that holds sealed results and stops it (SIGKILL, SIGTERM, SIGINT, a full
disk, a folder removed). Then it checks that the results are the earlier ones or the new ones, whole, with a manifest
that agrees, and that the same command then ends with the bytes of an undisturbed run. Linux and macOS.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

GRID_FILE = (
    "regimes: [aucun, permanent_2022]\ntirages: 2\npar_tirage: 150\ngraines: [1, 2, 3]\n"
    "parametres: {avantage_oral: [1, 2]}\n"
)
WORKING, FOLDER, MANIFEST = ".bts-sim-", ".bts-sim", "manifest.json"
#: Files of a report that contain its date.
DATES = (".html", ".ipynb")
#: Largest size of a file, in bytes, in the trials with a full disk.
PLEIN = (0, 100, 1_000, 5_000, 20_000)
State = Mapping[str, str]


@dataclass(frozen=True)
class Commande:
    """A command of the campaign, the command that made the earlier results, and its undisturbed duration."""

    nom: str
    avant: tuple[str, ...]
    apres: tuple[str, ...]
    #: Results that come one by one. An incomplete set of them is not sealed.
    en_continu: bool = False


def commandes(folder: Path) -> list[Commande]:
    """Write the inputs of the campaign and return its commands."""
    run(["cohort", "--candidats", "300", "--seed", "3", "--out", str(folder / "cohorte")])
    (folder / "grille.yaml").write_text(GRID_FILE, encoding="utf-8")
    (folder / "petite.yaml").write_text(GRID_FILE.replace("[1, 2, 3]", "[1]"), encoding="utf-8")
    notebook(folder / "jouet.ipynb")
    exam = ["grade", "--session", "2024", "--sceller"]
    exam += [f"--{name}={folder / 'cohorte' / name}.csv" for name in ("candidats", "notes")]
    gap = [
        "compare",
        "--baseline",
        "aucun",
        "--against",
        "permanent_2022",
        "--parametres",
        "fixes",
        "--candidats",
        "500",
    ]
    return [
        Commande("grade", (*exam, "--explain"), (*exam, "--acquis", "2024-07-01")),
        Commande("compare", (*gap, "--seed", "1"), (*gap, "--seed", "2")),
        Commande("cohort", ("cohort", "--candidats", "200"), ("cohort", "--candidats", "300", "--format", "parquet")),
        Commande("sweep", ("sweep", str(folder / "petite.yaml")), ("sweep", str(folder / "grille.yaml")), True),
        Commande("report", (), ("report", str(folder / "jouet.ipynb"), "-p", "candidats", "1234"), True),
    ]


def notebook(path: Path) -> None:
    """Write a small notebook with a parameter and a named result."""
    import nbformat

    show = "from bts_sim.display.results import headline\nheadline('Candidats', candidats, 'candidats')"
    first = nbformat.v4.new_code_cell("candidats = 1000", metadata={"tags": ["parameters"]})
    cells = [nbformat.v4.new_markdown_cell("# Jouet"), first, nbformat.v4.new_code_cell(show)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


# --- processes --------------------------------------------------------------------------------------------------------


def start(words: tuple[str, ...] | list[str], before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """Start a command in its own session, so that its children can be found. Return its process."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    command = [sys.executable, "-m", "bts_sim", *words]
    return subprocess.Popen(command, text=True, start_new_session=True, preexec_fn=before, **quiet)  # type: ignore[call-overload, no-any-return]


def run(words: tuple[str, ...] | list[str]) -> float:
    """Run a command to its end and return its seconds. It must succeed."""
    begin = time.monotonic()
    process = start(words)
    _, said = process.communicate()
    if process.returncode:
        raise SystemExit(f"{' '.join(words)} : {said}")
    return time.monotonic() - begin


def left(process: subprocess.Popen[str], seconds: float = 20) -> bool:
    """Return whether a child of an ended process is still there after so many seconds."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGKILL)
    return True


def filling(size: int) -> Callable[[], None]:
    """Return the function that limits the size of the files of a process, as a full disk does."""

    def limit() -> None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return limit


# --- what is there ----------------------------------------------------------------------------------------------------


def state(out: Path) -> State:
    """Return the digest of every visible file, by name. For a report, only files that repeat from run to run."""
    if not out.is_dir():
        return {}
    names = {path.relative_to(out): path for path in out.rglob("*") if path.is_file()}
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if not any(part.startswith(WORKING) or part == FOLDER for part in name.parts)
    }


def results(found: State) -> State:
    """Return the visible files without the manifest."""
    return {name: digest for name, digest in found.items() if name != MANIFEST}


def sealed(run: Path) -> list[str]:
    """Return the objections of the project itself to the integrity of a folder."""
    from bts_sim.runs.verify import integrity

    return list(integrity(run)[0].objections)


def runs(out: Path) -> Iterator[Path]:
    """Yield the folders of runs in a folder of reports."""
    yield from sorted(path for path in out.iterdir() if path.is_dir() and not path.name.startswith("."))


# --- trials -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Temoin:
    """The undisturbed effect of a command: files before, files after, and its seconds."""

    avant: State
    apres: State
    duree: float


def temoin(one: Commande, folder: Path) -> Temoin:
    """Run a command undisturbed and return its effect."""
    out = folder / "temoin" / one.nom
    if one.avant:
        run([*one.avant, "--out", str(out)])
    before = state(out)
    shutil.copytree(out, folder / "modele" / one.nom) if one.avant else None
    took = run([*one.apres, "--out", str(out)])
    return Temoin(before, state(out), took)


def trial(one: Commande, known: Temoin, folder: Path, how: str, luck: random.Random) -> list[str]:
    """Break one run and return the violations, none if it survives."""
    out = folder / "out"
    shutil.rmtree(out, ignore_errors=True)
    if one.avant:
        shutil.copytree(folder / "modele" / one.nom, out)
    wrong = disturbed(one, known, out, how, luck)
    if how == "dossier retiré":
        shutil.rmtree(out, ignore_errors=True)
    wrong += checked(one, known, out)
    run([*one.apres, "--out", str(out)])
    wrong += [f"le suivant : {one}" for one in finished(one, known, out)]
    return wrong


def disturbed(one: Commande, known: Temoin, out: Path, how: str, luck: random.Random) -> list[str]:
    """Start the command, break it, and return the faults in how it ended."""
    words = [*one.apres, "--out", str(out)]
    process = start(words, filling(luck.choice(PLEIN)) if how == "disque plein" else None)
    if how != "disque plein":
        # Files are written at the end.
        moment = known.duree * (luck.uniform(0.6, 1.1) if luck.random() < 0.7 else luck.random())
        try:
            process.wait(moment)
        except subprocess.TimeoutExpired:
            if how == "dossier retiré":
                shutil.rmtree(out, ignore_errors=True)
            else:
                process.send_signal(getattr(signal, how))
    _, said = process.communicate()
    wrong = ["une trace de Python" for _ in [0] if "Traceback" in said and how in ("disque plein", "dossier retiré")]
    wrong += ["un nom que l'utilisateur ne connaît pas" for _ in [0] if WORKING in said]
    return wrong + ["un processus est resté" for _ in [0] if left(process)]


def checked(one: Commande, known: Temoin, out: Path) -> list[str]:
    """Return the faults in the results that a broken run has left."""
    if one.nom == "report":
        folders = list(runs(out)) if out.is_dir() else []
        return [said for run in folders if (run / MANIFEST).exists() for said in sealed(run)]
    found = state(out)
    if MANIFEST in found and sealed(out):
        return [f"un manifest qui dit autre chose : {sealed(out)}"]
    if one.en_continu:
        parts = {name: digest for name, digest in results(found).items() if name.startswith("resultats/")}
        return [] if parts.items() <= known.apres.items() else ["une part qui n'est pas entière"]
    if MANIFEST in found:
        return [] if found in (known.avant, known.apres) else ["scellé, et ni l'ancien ni le nouveau"]
    whole = (known.avant, known.apres)
    return [] if any(results(found).items() <= one.items() for one in whole) else ["un mélange"]


def finished(one: Commande, known: Temoin, out: Path) -> list[str]:
    """Return the faults after the same command was run to its end."""
    if one.nom == "report":
        # An interrupted run keeps its partial results. Its folder is never used again.
        last = list(runs(out))[-1]
        wrong = [f"reste {path.name}" for path in last.rglob(f"{WORKING}*")]
        table = state(last).get("resultats.csv")
        expected = next(digest for name, digest in known.apres.items() if name.endswith("resultats.csv"))
        return wrong + sealed(last) + ([] if table == expected else ["d'autres nombres"])
    wrong = [f"reste {path.name}" for path in out.rglob(f"{WORKING}*")]
    return wrong + sealed(out) + ([] if state(out) == known.apres else ["d'autres octets"])


def main() -> None:
    """Run the trials and print the failures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--essais", type=int, default=200)
    parser.add_argument("--graine", type=int, default=1)
    parser.add_argument("--commandes", nargs="*", help="grade compare cohort sweep report")
    asked = parser.parse_args()
    luck = random.Random(asked.graine)
    hows = ["SIGKILL", "SIGKILL", "SIGTERM", "SIGINT", "disque plein", "dossier retiré"]
    survived, violated = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chosen = [one for one in commandes(folder) if not asked.commandes or one.nom in asked.commandes]
        known = {one.nom: temoin(one, folder) for one in chosen}
        # A report takes as long as the other commands together.
        weights = [1 if one.nom == "report" else 5 for one in chosen]
        for number in range(asked.essais):
            one, how = luck.choices(chosen, weights)[0], luck.choice(hows)
            wrong = trial(one, known[one.nom], folder, how, luck)
            (violated if wrong else survived)[one.nom, how] += 1
            print(f"\r{number + 1}/{asked.essais}", end="", file=sys.stderr, flush=True)
            for said in wrong:
                print(f"essai {number}, {one.nom}, {how} : {said}", flush=True)
    print(f"{'commande':10} {'panne':16} {'survit':>7} {'viole':>7}")
    for key in sorted(survived.keys() | violated.keys()):
        print(f"{key[0]:10} {key[1]:16} {survived[key]:7} {violated[key]:7}")
    print(f"{'total':27} {survived.total():7} {violated.total():7}")
    sys.exit(1 if violated else 0)


if __name__ == "__main__":
    main()
