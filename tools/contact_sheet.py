"""Draw the charts of pages side by side: three widths of a screen, light and dark. Somebody then looks at them.

`python tools/contact_sheet.py [PAGE ...] --out FOLDER` takes pages of a report in any language and executed notebooks,
by default those of the project. Each gives one sheet, a row for each chart; charts wider than their frame, and words
upon words, are printed.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from bts_sim.report.page import page_html

ROOT = Path(__file__).resolve().parent.parent
WIDTHS, THEMES = (390, 1280, 1920), ("light", "dark")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
GAP, BACK = 8, "#808080"
#: Whether a chart is cut by its frame, its smallest text in pixels as drawn, and words that stand on other words.
LOOK = """one => {
  const svg = one.querySelector("svg.marks"), box = svg.getBoundingClientRect();
  const scale = box.width / Number.parseFloat(svg.getAttribute("width"));
  const written = (text) => text.textContent.trim() && getComputedStyle(text).opacity !== "0";
  const words = [...svg.querySelectorAll("text")].filter(written);
  const sizes = words.map((text) => Number.parseFloat(getComputedStyle(text).fontSize));
  const boxes = words.map((text) => [text.textContent, text.getBoundingClientRect()]);
  const meet = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > -1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
  const over = boxes.flatMap(([said, a], rank) =>
    boxes.slice(rank + 1).filter(([, b]) => meet(a, b)).map(([other]) => `${said} / ${other}`));
  return { cut: Math.round(box.width - one.clientWidth), text: Math.round(10 * scale * Math.min(...sizes)) / 10, over };
}"""


def looked_at(browser: Browser, page: Path) -> Iterator[tuple[int, str, int, bytes, dict[str, Any]]]:
    """Yield each chart of a page: width of the screen, theme, rank, picture, what is wrong."""
    for width in WIDTHS:
        for theme in THEMES:
            context = browser.new_context(
                offline=True,
                color_scheme="dark" if theme == "dark" else "light",
                viewport={"width": width, "height": 900},
            )
            tab = context.new_page()
            tab.goto(page.as_uri())
            tab.wait_for_function("window.btsDrawn === document.querySelectorAll('figure.graphique').length")
            for rank, figure in enumerate(tab.locator("figure.graphique").all(), 1):
                figure.locator("svg.marks").first.wait_for()
                yield width, theme, rank, figure.screenshot(), figure.evaluate(LOOK)
            context.close()


def sheet(pictures: dict[tuple[int, int, str], Image.Image]) -> Image.Image:
    """Return one picture of many: a row for each chart, a column for each width and theme."""
    columns = [(width, theme) for width in WIDTHS for theme in THEMES]
    ranks = sorted({rank for rank, _width, _theme in pictures})
    wide = [
        max((pictures[rank, *one].width for rank in ranks if (rank, *one) in pictures), default=0) for one in columns
    ]
    high = [max(pictures[rank, *one].height for one in columns if (rank, *one) in pictures) for rank in ranks]
    whole = Image.new("RGB", (sum(wide) + GAP * len(wide), sum(high) + GAP * len(high)), BACK)
    for row, rank in enumerate(ranks):
        for column, one in enumerate(columns):
            if (rank, *one) in pictures:
                at = (sum(wide[:column]) + GAP * column, sum(high[:row]) + GAP * row)
                whole.paste(pictures[rank, *one], at)
    return whole


def main() -> int:
    """Draw one sheet for each page. Return the exit code, 0 if every chart is in its frame."""
    parser = argparse.ArgumentParser(description="Draw the charts of pages side by side.")
    parser.add_argument("pages", nargs="*", type=Path, default=sorted((ROOT / "notebooks").glob("*.ipynb")))
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    wrong = 0
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as made:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        for path in asked.pages:
            page = path.resolve()
            if path.suffix == ".ipynb":
                page = Path(made, f"{path.stem}.html")
                page.write_text(page_html(nbformat.read(path, as_version=4), path.stem), encoding="utf-8")
            pictures = {}
            for width, theme, rank, picture, seen in looked_at(browser, page):
                pictures[rank, width, theme] = Image.open(io.BytesIO(picture)).convert("RGB")
                if seen["cut"] > 0 or seen["text"] < 10 or seen["over"]:
                    wrong += 1
                    print(
                        f"{path.stem} {rank}, {width} px, {theme}: {seen['cut']} px cut, text of {seen['text']:.1f} px",
                        *seen["over"],
                    )
            if pictures:
                sheet(pictures).save(asked.out / f"{path.parent.name}_{path.stem}.png")
        browser.close()
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
