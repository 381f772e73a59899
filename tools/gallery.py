"""Fill docs/gallery.md and docs/galerie.md with what the program answers to their ten questions.

`python tools/gallery.py --write` types what the English page says, in a folder of its own, and writes each answer below
its question, in the language of each page: a minute and a half. Without `--write` it tells which answers have changed.
"""

import argparse
import contextlib
import re
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from click.testing import CliRunner

import bts_sim as bts
from bts_sim.cli import main as command

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "gallery.md", "fr": DOCS / "galerie.md"}
#: A file to save, commands to type, or Python, with the answer that a page quotes below it.
FILE = re.compile(r"^```\{code-block\} \w+\n:caption: (\S+)\n\n(.*?)^```$", re.MULTILINE | re.DOTALL)
TYPED = re.compile(r"^\$ bts-sim (.*)$", re.MULTILINE)
ASKED = re.compile(r"^```python\n(?P<code>.*?)^```\n\n> (?P<said>.*?)$", re.MULTILINE | re.DOTALL)


def quoted(page: str) -> list[str]:
    """Return the answers that a page quotes, in order."""
    return [one["said"] for one in ASKED.finditer(page)]


def code(page: str) -> list[str]:
    """Return all that a page has the reader save and type, the language apart."""
    blocks = re.findall(r"^```.*?^```$", page, flags=re.MULTILINE | re.DOTALL)
    return [re.sub(r'(, )?lang="en"', "", one) for one in blocks]


def answered(page: str, folder: Path) -> Iterator[dict[str, str]]:
    """Do what a page says in a folder; yield each answer in both languages. A decision of the law is in French."""
    for name, content in FILE.findall(page):
        (folder / name).write_text(content, encoding="utf-8")
    with contextlib.chdir(folder), warnings.catch_warnings():
        # What a file was taken to mean is told to the reader, and is no answer.
        warnings.simplefilter("ignore")
        for line in TYPED.findall(page):
            done = CliRunner().invoke(command, line.split(), prog_name="bts-sim")
            if done.exit_code:
                raise RuntimeError(f"{line}\n{done.output}")
        for one in ASKED.finditer(page):
            *before, last = one["code"].strip().splitlines()
            names: dict[str, object] = {}
            exec("\n".join(before), names)
            answer = eval(last, names)
            if isinstance(answer, bts.Answer):
                yield {lang: replace(answer, lang=lang).words for lang in PAGES}
            else:
                yield dict.fromkeys(PAGES, repr(answer).splitlines()[0])


def filled(page: str, answers: list[str]) -> str:
    """Return a page that quotes these answers."""
    said = iter(answers)
    return ASKED.sub(lambda one: f"```python\n{one['code']}```\n\n> {next(said)}", page)


def main() -> int:
    """Check the answers, or write them. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="write the answers of today")
    asked = parser.parse_args()
    pages = {lang: path.read_text(encoding="utf-8") for lang, path in PAGES.items()}
    with tempfile.TemporaryDirectory() as folder:
        answers = list(answered(pages["en"], Path(folder)))
    changed = 0
    for lang, page in pages.items():
        for was, now in zip(quoted(page), (one[lang] for one in answers), strict=True):
            if was != now:
                changed += 1
                print(f"{PAGES[lang].name}: {was} → {now}")
        if asked.write:
            PAGES[lang].write_text(filled(page, [one[lang] for one in answers]), encoding="utf-8")
    return bool(changed) and not asked.write


if __name__ == "__main__":
    sys.exit(main())
