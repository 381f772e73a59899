"""Keep the columns that stand under each question of docs/reference/api, as the schemas of its tables declare them.

A page says where and which: `<!-- columns of tables["pairs"]: questions.movers.pairs.Pair -->`. `python
tools/columns.py` lists the pages that are stale, and exits with 1 where one is; `--write` remakes them.
"""

from __future__ import annotations

import argparse
import importlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from bts_sim.schema import Column, Schema

API = Path(__file__).resolve().parent.parent / "docs" / "reference" / "api"
#: Where columns stand: of which table of an answer, and the schemas that declare them, one after another.
PLACE = re.compile(
    r'(?P<head><!-- columns of (?P<table>table|tables\["\w+"\]): (?P<schemas>[\w., ]+) -->\n).*?'
    r"(?P<foot><!-- end of columns -->)",
    re.DOTALL,
)
#: A question, at the head of the tables of its answer.
QUESTION = re.compile(r"^## `study\.(\w+)\(\)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def schemas(named: str) -> list[type[Schema]]:
    """Return the schemas that a page names, by their modules in bts_sim."""
    return [_schema(one) for one in named.split(", ")]


def _schema(name: str) -> type[Schema]:
    module, _, schema = name.rpartition(".")
    found: type[Schema] = getattr(importlib.import_module(f"bts_sim.{module}"), schema)
    return found


def documented(page: str) -> dict[str, dict[str, list[type[Schema]]]]:
    """Return, for each question of a page, the tables of its answer with the schemas that declare them."""
    return {
        question[1]: {place["table"]: schemas(place["schemas"]) for place in PLACE.finditer(question[2])}
        for question in QUESTION.finditer(page)
    }


def filled(page: str) -> str:
    """Return a page with the columns that it asks for."""
    return PLACE.sub(lambda place: f"{place['head']}\n{_text(place)}\n{place['foot']}", page)


def _text(place: re.Match[str]) -> str:
    declared = {name: column for one in schemas(place["schemas"]) for name, column in one.declared.items()}
    head = [f"Columns of `answer.{place['table']}`:", "", "| Column | Kind | Unit | Meaning |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(name, column) for name, column in declared.items()), ""])


def _row(name: str, column: Column[object]) -> str:
    codes = f": {', '.join(f'`{one}`' for one in column.codes if one)}" if column.codes else ""
    meaning = f"{column.meaning}{codes}{' (may be missing)' if column.optional else ''}"
    return f"| `{name}` | {column.shown} | {column.unit} | {meaning.replace('|', chr(92) + '|')} |"


def pages() -> Iterator[tuple[Path, str]]:
    """Yield the pages, each with the text that it should have."""
    for path in sorted(API.glob("*.md")):
        yield path, filled(path.read_text(encoding="utf-8"))


def stale() -> list[str]:
    """Return the names of the pages whose columns are not those of the code."""
    return [path.name for path, text in pages() if path.read_text(encoding="utf-8") != text]


def write() -> None:
    """Write the columns of every page anew."""
    for path, text in pages():
        path.write_text(text, encoding="utf-8", newline="\n")


def main() -> int:
    """Write or check, and give the exit code."""
    parser = argparse.ArgumentParser(description="Keep the columns of docs/reference/api.")
    parser.add_argument("--write", action="store_true", help="remake what is stale")
    if parser.parse_args().write:
        write()
    left = stale()
    print(*(f"stale: docs/reference/api/{name}" for name in left), sep="\n", end="\n" if left else "")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
