"""Does the app of the laboratory open, move a rule with keys and refuse in words, on a phone, without the network?"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from browser import chromium
from playwright.sync_api import Page, Route, sync_playwright
from test_jupyterlab import PATIENCE, laboratory, served

HERE = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")


@pytest.fixture
def address(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Serve the app as `bts-sim lab --application` does, on small draws, in an empty home. It is always stopped."""
    laboratory(tmp_path, request.param)
    with served(tmp_path, tmp_path, ["--no-browser", "--port_retries=0"], "--application") as port:
        yield f"http://127.0.0.1:{port}/"


@contextmanager
def opened(address: str, **screen: Any) -> Iterator[Page]:
    """Open the app on a screen, until what may be quoted is there; nothing beyond this machine is asked for."""
    beyond: list[str] = []

    def asked(route: Route) -> None:
        if HERE.match(route.request.url):
            route.continue_()
        else:
            beyond.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(**screen).new_page()
        page.set_default_timeout(PATIENCE)
        page.route("**/*", asked)
        page.goto(address)
        page.locator(".bts-a-citer").wait_for()
        yield page
        assert beyond == [] and "Traceback" not in page.content()
        browser.close()


@pytest.mark.parametrize("address", ["fr"], indirect=True)
def test_the_app_asks_nothing_of_the_network_and_answers_to_keys_on_a_phone(address: str) -> None:
    with opened(address, viewport={"width": 390, "height": 844}) as page:
        assert page.evaluate("document.documentElement.lang") == "fr"
        page.get_by_role("slider", name="Moyenne générale demandée pour l'accès").focus()
        page.keyboard.press("ArrowLeft")
        page.locator(".bts-apercu").wait_for()
        page.locator(".bts-a-citer").wait_for()
        assert "Ma réforme" in page.locator(".bts-cote-a-cote").inner_text()
        page.locator(".bts-cle-choix select").select_option(index=1)
        page.locator(".bts-labo .bts-fautes", has_text="Remède").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        # The table is wider than the screen: keys reach it, and move it.
        table = page.get_by_role("region", name="le droit et la réforme côte à côte")
        table.focus()
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.querySelector('.bts-cote-a-cote').scrollLeft > 0")


@pytest.mark.parametrize("address", ["en"], indirect=True)
def test_the_app_speaks_english_follows_a_dark_screen_and_judges_an_academie(address: str) -> None:
    with opened(address, color_scheme="dark") as page:
        assert page.evaluate("document.documentElement.lang") == "en"
        assert "The laboratory" in page.locator("h1").first.inner_text()
        assert french_in(page.locator("body").inner_text()) == []
        assert max(drawn_in(page, "backgroundColor")) < 60 and min(drawn_in(page, "color")) > 180
        before = page.locator(".bts-cote-a-cote").inner_text()
        page.get_by_label("Candidates", exact=True).select_option(label="académie: Dijon")
        page.wait_for_function(
            "(before) => document.querySelector('.bts-cote-a-cote').innerText !== before", arg=before
        )
        page.locator(".bts-a-citer").wait_for()
        page.get_by_role("button", name="Take away").click()
        page.locator(".bts-reponse", has_text="academie: Dijon").wait_for()


def drawn_in(page: Page, what: str) -> list[int]:
    """Return the red, the green and the blue of what a page is drawn in."""
    found = page.evaluate("(what) => getComputedStyle(document.body)[what]", what)
    return [int(one) for one in re.findall(r"\d+", found)[:3]]


def french_in(text: str) -> list[str]:
    """Return the French that an English page says: small words that English does not have."""
    return re.findall(r"(?i)\b(?:les|des|une|dans|pour|avec|est|sont|qui|aux|sur|chaque)\b", text)
