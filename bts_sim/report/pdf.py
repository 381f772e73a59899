"""The pages of a run on paper: printed to PDF by a browser of this machine, with no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bts_sim.errors import Fault, InputError, RunError

#: The browsers that print from a command line, by the names of their programs.
BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge", "microsoft-edge"),
)
#: Where macOS and Windows keep them, outside the path of commands.
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
#: The margins are those of the page, which has its own header; its charts have so many milliseconds to be drawn.
PRINTED = (
    *("--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer", "--virtual-time-budget=20000"),
    *("--disable-extensions", "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND"),
)
#: Seconds that a page may take, several times what the longest takes.
PATIENCE = 180


def browser() -> str:
    """Return the program that prints.

    Raises:
        InputError: there is none on this machine.
    """
    named = filter(None, map(shutil.which, BROWSERS))
    installed = (place for place in PLACES if Path(place).is_file())
    found = next(iter([*named, *installed]), None)
    if found is None:
        problem = "aucun navigateur qui imprime en PDF sur cette machine"
        remedy = "installer Chromium, Chrome ou Edge ; ou ouvrir la page dans un autre navigateur et l'imprimer"
        raise InputError([Fault("--pdf", None, "", "", problem, remedy)])
    return found


def print_pages(pages: Iterable[Path], program: str) -> Iterator[Path]:
    """Print each page beside itself, and yield the PDF.

    Args:
        pages: pages of a run.
        program: the browser, as `browser` finds it.

    Raises:
        RunError: the browser did not print a page. The pages are there all the same.
    """
    for page in pages:
        printed = page.with_suffix(".pdf")
        with tempfile.TemporaryDirectory(prefix="bts-sim-", ignore_cleanup_errors=True) as profile:
            _print(_command(program, profile, printed, page), printed)
        yield printed


def _command(program: str, profile: str, printed: Path, page: Path) -> Sequence[str]:
    # In a container, where the user is the root, the browser has no sandbox and refuses to start with one.
    alone = ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    where = [f"--user-data-dir={profile}", f"--print-to-pdf={printed.resolve()}", page.resolve().as_uri()]
    return [program, *PRINTED, *alone, *where]


def _print(command: Sequence[str], printed: Path) -> None:
    try:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=PATIENCE, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        reason = f"{printed.name} : le navigateur ne l'a pas imprimé ({type(error).__name__})"
        raise RunError(f"{reason}. Remède : ouvrir la page et l'imprimer.") from None
    if not printed.is_file():
        raise RunError(f"{printed.name} : le navigateur n'a rien écrit. Remède : ouvrir la page et l'imprimer.")
