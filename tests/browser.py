"""A real browser without a network: opens a page, gives what it drew, asked for and complained of."""

import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tinyhtml5.parser import HTMLParser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
#: Initiator of the browser's own requests in its net log.
BROWSER = "not an origin"
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"),
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


@dataclass(frozen=True)
class Opened:
    """A page once its scripts have run: its DOM, its console errors, and the addresses it asked for."""

    dom: str
    errors: list[str]
    requests: list[str]


def chromium() -> str:
    """Find a Chromium; without one the test is skipped, or fails where a browser is required (CI)."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        reason = f"no Chromium found ({', '.join(NAMES)}): pages were not opened in a browser"
        if os.environ.get("BTS_SIM_REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def without_network() -> list[str]:
    """Return the prefix that takes the network away from a process, where the system lets us."""
    for prefix in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return prefix
    return []


def open_page(page: Path, folder: Path) -> Opened:
    """Open a page of this disk in Chromium, with no network and a new profile."""
    log = folder / "net.json"
    command = [
        *without_network(),
        chromium(),
        *QUIET,
        f"--user-data-dir={folder / 'profile'}",
        f"--log-net-log={log}",
        "--enable-logging=stderr",
        "--log-level=0",
        "--virtual-time-budget=15000",
        "--dump-dom",
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    # The browser's own pages (chrome://) complain of the missing network; only what the page says counts.
    errors = [line for line in done.stderr.splitlines() if "CONSOLE" in line and "source: chrome" not in line]
    return Opened(done.stdout, errors, _requests(log))


def _requests(log: Path) -> list[str]:
    """Return the addresses of the net log that no disk answers; the browser's own look-ups are not the page's."""
    text = log.read_text(encoding="utf-8", errors="replace")
    try:
        events = json.loads(text)["events"]
    except json.JSONDecodeError:
        # A browser that is stopped may leave the list open.
        events = json.loads(text.rstrip().rstrip(",") + "]}")["events"]
    asked = [event.get("params", {}) for event in events]
    # What the browser asks for itself (its updates, its clock) comes from no origin.
    by_the_page = [one for one in asked if one.get("initiator", BROWSER) != BROWSER]
    return sorted({one["url"] for one in by_the_page if re.match(r"(https?|wss?|ftp):", one["url"])})


def kept_out(tab: Any) -> list[str]:
    """Return what keeps people from reading the page of a tab: the serious and critical findings of axe."""
    found = Axe().run(tab).response["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def malformed(page: Path) -> list[str]:
    """Return the parse errors of a page, as the algorithm of the HTML standard counts them."""
    parser = HTMLParser()
    parser.parse(page.read_bytes(), override_encoding="utf-8")
    return [f"{line}, {column}: {code}" for (line, column), code, _values in parser.errors]
