"""Does JupyterLab open on the start page and answer to what is typed, and do pages answer to their sliders, offline?"""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copy
from typing import Any

import nbformat
import pytest
from browser import chromium
from click.testing import CliRunner
from helpers import outil
from playwright.sync_api import Browser, Page, sync_playwright

from bts_sim.cli import main
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.display import rendering
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.movers.charts.spread import draw_spread_of_means
from bts_sim.questions.movers.spread import spread_of_means
from bts_sim.questions.reforms.charts.thresholds import draw_thresholds
from bts_sim.questions.reforms.tables import response
from bts_sim.report.page import page_html

ROOT = Path(__file__).resolve().parent.parent
JETON = "jeton-de-test"
#: A busy machine starts slowly: how long one thing may take before the test gives up, milliseconds.
PATIENCE = 90_000


@dataclass
class Entendu:
    """What a page asked for beyond this machine, and the errors it wrote, with any warning of its charts."""

    dehors: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def navigateur() -> Iterator[Browser]:
    path = chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def ouvrir(browser: Browser) -> tuple[Page, Entendu]:
    """Open an empty page of 1280 pixels from which nothing leaves this machine."""
    page, heard = browser.new_context(viewport={"width": 1280, "height": 900}).new_page(), Entendu()
    page.set_default_timeout(PATIENCE)

    def asked(route: Any) -> None:
        if re.match(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|file:|data:|blob:", route.request.url):
            route.continue_()
        else:
            heard.dehors.append(route.request.url)
            route.abort()

    page.route("**/*", asked)
    page.on("pageerror", lambda error: heard.errors.append(str(error)))
    page.on("console", lambda one: (one.type == "error" or "Vega" in one.text) and heard.errors.append(one.text))
    return page, heard


@pytest.fixture(scope="module")
def serveur(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start JupyterLab as `make lab` does, on copies, in an empty home; give its address. It is always stopped."""
    chromium()
    home = tmp_path_factory.mktemp("maison")
    (home / "notebooks").mkdir()
    for name in ("START.md", "07_one_candidate.ipynb"):
        copy(ROOT / "notebooks" / name, home / "notebooks")
    laboratory(home / "notebooks")
    options = ["--ServerApp.port_retries=0", f"--IdentityProvider.token={JETON}", "--no-browser"]
    options += ["--allow-root"] * (os.name != "nt")
    with served(home / "notebooks", home, options) as port:
        yield f"http://127.0.0.1:{port}/lab/tree/{{}}?token={JETON}"


@contextmanager
def served(folder: Path, home: Path, options: Sequence[str], *of_lab: str) -> Iterator[int]:
    """Serve `bts-sim lab FOLDER *of_lab -- *options` on a free port, in a home of its own. It is always stopped."""
    tasks = outil("tasks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    own = {"HOME": home, "USERPROFILE": home, "JUPYTER_CONFIG_DIR": home / "config", "JUPYTER_DATA_DIR": home / "data"}
    env = {**os.environ, **own, "JUPYTER_RUNTIME_DIR": home / "run"}
    words = ["bts_sim", "lab", folder, *of_lab, "--", f"--port={port}", *options]
    with (home / "log").open("w") as log:
        started = subprocess.Popen(
            [str(tasks.PYTHON) if tasks.PYTHON.exists() else sys.executable, "-m", *map(str, words)],
            env={name: str(value) for name, value in env.items()},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=os.name != "nt",
        )
        try:
            until = time.monotonic() + PATIENCE / 1000
            while not answers(port):
                assert started.poll() is None and time.monotonic() < until, (home / "log").read_text()[-2000:]
                time.sleep(0.1)
            yield port
        finally:
            stop(started)


def laboratory(folder: Path, lang: str = "fr") -> None:
    """Copy the notebook of the laboratory up to its controls, on draws as small as a test may have."""
    words = ["lab", str(folder), "--lang", lang, "--sans-ouvrir"]
    assert CliRunner().invoke(main, words).exit_code == 0
    notebook = nbformat.read(folder / "08_reform_lab.ipynb", as_version=4)
    last = next(rank for rank, cell in enumerate(notebook.cells) if cell.source == "lab.show()")
    notebook.cells = notebook.cells[: last + 1]
    for asked, small in (
        ("tirages = 256", "tirages = 3"),
        ("candidats_par_tirage = 5000", "candidats_par_tirage = 300"),
    ):
        notebook.cells[1].source = notebook.cells[1].source.replace(asked, small)
    nbformat.write(notebook, folder / "08_reform_lab.ipynb")


def answers(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def stop(started: subprocess.Popen[bytes]) -> None:
    """Stop a server with its kernels; by force where it takes too long."""
    started.terminate()
    try:
        started.wait(15)
    except subprocess.TimeoutExpired:
        started.kill()
        started.wait()
    if os.name != "nt":
        with suppress(ProcessLookupError):
            os.killpg(started.pid, signal.SIGKILL)


def said(page: Page) -> str:
    return page.locator(".bts-verdict").inner_text()


def type_and_wait(page: Page, place: str, text: str, expected: str) -> None:
    """Type into a cell of the form and wait for the words that should answer."""
    box = page.locator(f".{place} input")
    box.fill(text)
    page.wait_for_function(
        "words => document.querySelector('.bts-verdict').innerText.includes(words)", arg=expected, timeout=PATIENCE
    )


def test_a_newcomer_types_marks_in_jupyterlab_and_is_answered(navigateur: Browser, serveur: str) -> None:
    page, heard = ouvrir(navigateur)
    page.goto(serveur.format("START.md"))
    page.get_by_role("link", name="07_one_candidate").first.wait_for()
    assert page.locator(".Toastify__toast").count() == 0, "a question or news came up"
    page.get_by_role("link", name="07_one_candidate").first.click()
    page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
    # Asked to run before its Python is there, JupyterLab asks which one.
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    page.locator(".bts-carte").first.wait_for()
    assert said(page).count("en attente du contrôle") == 2
    # One hundredth less on a professional mark closes the orals of 2022, not those of 2021.
    type_and_wait(page, "bts-note-U6", "9,49", "refusé")
    assert said(page).count("en attente du contrôle") == 1
    type_and_wait(page, "bts-note-U6", "8", "9,625")
    type_and_wait(page, "bts-note-U6", "21", "note hors de 0 à 20")
    assert "refusé" not in said(page) and "Traceback" not in page.content()
    type_and_wait(page, "bts-note-U6", "9,5", "en attente")
    type_and_wait(page, "bts-oral-U1", "11", "admis après contrôle")
    page.locator(".bts-onglets button", has_text="À l'oral").click()
    drawn = page.locator(".jp-OutputArea .vega-embed :is(canvas, svg)")
    drawn.first.wait_for()
    assert page.locator(".vega-bind select").count() >= 1
    # The chart of a cell too, further down, is read without a warning.
    page.locator(".jp-OutputArea-output > .vega-embed").last.wait_for(state="attached")
    assert page.evaluate(SIDES) == [["right"], ["left"]]
    assert heard.dehors == [] and heard.errors == []


#: Where the cells of tables stand: those of numbers, then those of texts.
SIDES = """() => ['.nombre', ':not(.nombre)'].map((kind) => [...new Set([...document.querySelectorAll(
  '.jp-RenderedHTMLCommon table.bts :is(th, td)' + kind)].map((one) => getComputedStyle(one).textAlign))].sort())"""
UNNAMED = """() => [...document.querySelectorAll('.jp-OutputArea :is(select, input, button, [role=slider])')].filter(
  (one) => !(one.getAttribute('aria-label') || one.title || one.textContent.trim() ||
    [...(one.labels || [])].some((label) => label.textContent.trim()))).map((one) => one.outerHTML)"""


def test_a_rule_is_moved_with_keys_seen_refused_in_words_and_read_on_a_phone(navigateur: Browser, serveur: str) -> None:
    page, heard = ouvrir(navigateur)
    # Without the notebooks that were open before.
    page.goto(f"{serveur.format('08_reform_lab.ipynb')}&reset")
    page.get_by_text("Python 3 (ipykernel) | Idle").wait_for()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^Run All Cells$")).click()
    page.locator(".bts-a-citer").wait_for()
    handle = page.get_by_role("slider", name="Moyenne générale demandée pour l'accès")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    page.locator(".bts-apercu").wait_for()
    page.locator(".bts-a-citer").wait_for()
    assert "Ma réforme" in page.locator(".bts-cote-a-cote").inner_text()
    page.locator(".bts-cle-choix select").select_option(index=1)
    refused = page.locator(".bts-labo .bts-fautes")
    refused.wait_for()
    assert "Remède" in refused.inner_text() and "note_de_l_unite" not in refused.inner_text()
    assert page.evaluate(UNNAMED) == []
    page.locator(".bts-onglets button", has_text="Emporter").click()
    page.locator("pre", has_text="seuil_general: 7.75").wait_for()
    page.set_viewport_size({"width": 390, "height": 844})
    control = page.locator(".bts-cle-choix").bounding_box()
    assert control is not None and control["width"] <= 390
    assert heard.dehors == [] and heard.errors == [] and "Traceback" not in page.content()


# --- pages ------------------------------------------------------------------------------------------------------------


def texts(page: Page) -> list[str]:
    return page.locator("figure.graphique svg text").all_text_contents()


def slide(page: Page, name: str, value: float) -> None:
    """Move a slider of the page, as a hand does."""
    page.locator(".vega-bind", has_text=name).locator("input[type=range]").evaluate(
        "(one, v) => { one.value = v; one.dispatchEvent(new Event('input', {bubbles: true})); }", value
    )


def open_html(browser: Browser, path: Path, notebook: Any) -> tuple[Page, Entendu]:
    path.write_text(page_html(notebook, "essai"), encoding="utf-8")
    page, heard = ouvrir(browser)
    page.goto(path.as_uri())
    page.locator("figure.graphique svg").first.wait_for()
    return page, heard


def test_the_page_of_a_notebook_answers_to_its_slider(navigateur: Browser, tmp_path: Path) -> None:
    notebook = nbformat.read(ROOT / "notebooks" / "07_one_candidate.ipynb", as_version=4)
    page, heard = open_html(navigateur, tmp_path / "07.html", notebook)
    before = texts(page)
    slide(page, "Note au premier oral", 0)
    page.wait_for_function(
        "t => [...document.querySelectorAll('figure svg text')].map(e => e.textContent).join() !== t",
        arg=",".join(before),
    )
    found = next(text for text in texts(page) if text.startswith("il faut") or text.startswith("impossible"))
    assert found not in before
    # The other orals of the list draw another frontier.
    frontier = page.locator("figure.graphique svg .mark-area path").first
    path = frontier.get_attribute("d")
    choice = page.locator(".vega-bind select")
    choice.select_option(index=choice.locator("option").count() - 1)
    page.wait_for_function(
        "d => document.querySelector('figure svg .mark-area path')?.getAttribute('d') !== d", arg=path, timeout=PATIENCE
    )
    assert heard.dehors == [] and heard.errors == []


def test_thresholds_and_linked_charts_answer_and_agree_with_the_table(navigateur: Browser, tmp_path: Path) -> None:
    """What the page says at a setting is the row of that setting; what is brushed is the sum of its rows."""
    cohorte = simulate(load_cohort(candidats=1500, specialites=("MCO", "CG")))
    avant, apres = load_regimes("exceptionnel_2021", "permanent_2022")
    grid = {"seuil_admission": [950, 1000, 1050], "seuil_general": [800, 900], "seuil_professionnel": [900, 1000]}
    table, means = response(cohorte, apres, grid), spread_of_means(cohorte, avant, apres)
    charts = [draw_thresholds(table, "Régime permanent"), draw_spread_of_means(means)]
    cells = [nbformat.v4.new_code_cell("x", execution_count=1) for _ in charts]
    for cell, chart in zip(cells, charts, strict=True):
        data = rendering.mimebundle(chart.to_dict())
        cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
    page, heard = open_html(navigateur, tmp_path / "explorer.html", nbformat.v4.new_notebook(cells=cells))
    slide(page, "Barre", 9.5)
    row = table[(table["seuil_admission"] == 950) & (table["seuil_general"] == 800)]
    row = row[(row["seuil_professionnel"] == 1000) & (row["indicateur"] == "taux_admis")]
    wanted = f"{row['valeur'].iloc[0]:.1f}".replace(".", ",")
    page.wait_for_function(
        "w => [...document.querySelectorAll('svg text')].some(e => e.textContent.startsWith(w))",
        arg=wanted,
        timeout=PATIENCE,
    )
    shown = page.locator("figure.graphique").nth(1)
    everybody = means[(means["groupe"] == means["groupe"].iloc[0]) & (means["regime"] == apres.nom)]
    whole = everybody.groupby("modalite")["presents"].sum()
    labels = " ".join(shown.locator("svg text").all_text_contents()).replace("\u202f", "")
    counts = [int(n) for n in re.findall(r"% \((\d+)\)", labels)]
    assert sorted(counts) == sorted([*whole, *whole])
    box = shown.locator("svg .mark-rect").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.wait_for_function(
        "n => { const t = [...document.querySelectorAll('figure')][1].querySelectorAll('svg text');"
        "const c = [...t].map(e => e.textContent.replace(/\\s/g, '').match(/%\\((\\d+)\\)/)).filter(Boolean);"
        "return c.length && c.reduce((s, m) => s + Number(m[1]), 0) < n; }",
        arg=sum(counts),
        timeout=PATIENCE,
    )
    assert heard.dehors == [] and heard.errors == []
