"""Does the package work without the repository? The wheel, and the one made of the sdist, in a fresh environment.

`make packaged` builds both, checks that they hold the same files, installs the locked versions and the wheel in a new
environment, and types there, in an empty folder, what the documentation says first. A minute, with a package index.
"""

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: What somebody without git types first, in an empty folder; each must succeed.
FIRST = (
    "--version",
    "lab carnets --sans-ouvrir",
    "lab --lang en --sans-ouvrir",
    "law --session 2024",
    "report 01_rules",
    "compare --baseline aucun --against permanent_2022 --parametres fixes --candidats 300 --out comparaison",
)


def build(folder: Path, source: Path, target: str) -> Path:
    """Build the wheel or the sdist of a source tree, and return it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    return next(folder.glob("*.whl" if target == "wheel" else "*.tar.gz"))


def contents(wheel: Path) -> dict[str, str]:
    """Return the digest of each file of a wheel but its own list of digests."""
    with zipfile.ZipFile(wheel) as held:
        names = [name for name in held.namelist() if not name.endswith("RECORD")]
        return {name: hashlib.sha256(held.read(name)).hexdigest() for name in names}


def lacking(held: dict[str, str]) -> list[str]:
    """Return the files of the package, of the data and of the notebooks that a wheel does not hold."""
    words = ["git", "ls-files", "-z", "bts_sim", "data", "notebooks"]
    tracked = subprocess.run(words, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.split("\0")
    return [path for path in filter(None, tracked) if not any(name.endswith(path) for name in held)]


def fresh(folder: Path, wheel: Path) -> Path:
    """Return the folder of the commands of a new environment that has the locked versions and a wheel."""
    venv.EnvBuilder(with_pip=True, symlinks=os.name != "nt").create(folder)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = [str(commands / "python"), "-m", "pip", "install", "--quiet", "--quiet", "--no-compile", "--no-deps"]
    subprocess.run([*pip, "--require-hashes", "-r", str(ROOT / "requirements.lock")], check=True)
    subprocess.run([*pip, str(wheel)], check=True)
    return commands


def main() -> int:
    """Build, install and type; return 1 with what failed."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        sdist, wheel = build(folder / "sdist", ROOT, "sdist"), build(folder / "wheel", ROOT, "wheel")
        with tarfile.open(sdist) as held:
            held.extractall(folder / "source", filter="data")
        again = build(folder / "again", next((folder / "source").iterdir()), "wheel")
        here, there = contents(wheel), contents(again)
        if here != there:
            differing = sorted({name for name, _ in here.items() ^ there.items()})
            sys.exit(f"The wheel of the sdist is not that of the repository: {', '.join(differing[:20])}")
        if left_out := lacking(here):
            sys.exit(f"The wheel does not hold: {', '.join(left_out[:20])}")
        commands, empty = fresh(folder / "environment", wheel), folder / "empty"
        empty.mkdir()
        for words in FIRST:
            done = subprocess.run(
                [str(commands / "bts-sim"), *words.split()], cwd=empty, capture_output=True, encoding="utf-8"
            )
            print(f"{'ok' if done.returncode == 0 else 'FAILED':<8}bts-sim {words}", flush=True)
            if done.returncode:
                sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
        print(f"{len(here)} files in {wheel.name}; the same ones from {sdist.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
