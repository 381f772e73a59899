"""Does the app of the laboratory open, move a rule with keys and refuse in words, on a phone, without the network?"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import chromium
from playwright.sync_api import Route, sync_playwright
from test_jupyterlab import PATIENCE, laboratory, served

HERE = re.compile(r"(https?|wss?)://(127\.0\.0\.1|localhost)[:/]|data:|blob:")


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Serve the app as `bts-sim lab --application` does, on small draws, in an empty home. It is always stopped."""
    laboratory(tmp_path)
    with served(tmp_path, tmp_path, ["--no-browser", "--port_retries=0"], "--application") as port:
        yield f"http://127.0.0.1:{port}/"


def test_the_app_asks_nothing_of_the_network_and_answers_to_keys_on_a_phone(address: str) -> None:
    beyond: list[str] = []

    def asked(route: Route) -> None:
        if HERE.match(route.request.url):
            route.continue_()
        else:
            beyond.append(route.request.url)
            route.abort()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.set_default_timeout(PATIENCE)
        page.route("**/*", asked)
        page.goto(address)
        page.locator(".bts-a-citer").wait_for()
        page.get_by_role("slider", name="Moyenne générale demandée pour l'accès").focus()
        page.keyboard.press("ArrowLeft")
        page.locator(".bts-apercu").wait_for()
        page.locator(".bts-a-citer").wait_for()
        assert "Ma réforme" in page.locator(".bts-cote-a-cote").inner_text()
        page.locator(".bts-cle-choix select").select_option(index=1)
        page.locator(".bts-labo .bts-fautes", has_text="Remède").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert beyond == [] and "Traceback" not in page.content()
        browser.close()
