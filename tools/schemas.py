"""Keep docs/reference/schemas/: the JSON schema of every file and of every `--json` answer, and the page of them.

`python tools/schemas.py` lists what is stale, and exits with 1 if anything is. `--write` remakes all of it.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from bts_sim.cli.schemas import SCHEMAS
from bts_sim.cli.schemas.files import ANSWERED, READ, ROWS, Described

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGE = "schemas.md"
HEADER = """\
# JSON schemas of files and answers

*Answers: what does each column and key hold, exactly, for a program? For: whoever writes files for these commands, or
reads theirs. Written by `python tools/schemas.py --write` from what the code that reads or writes each file declares;
the words are French, as the files are. `bts-sim schema NAME` prints the same.*

[JSON Schema](https://json-schema.org/draft/2020-12), draft 2020-12. That of a CSV, of a sheet of a workbook and of a
Parquet file is the schema of **one row**: a column that is `required` must be there; a cell of numbers is a number
(decimal comma or point in a CSV), null where it is empty; any other cell is a text, empty where nothing is in it (where
Parquet has null). Units stand under `x-unit`. What no schema can say, such as a unit that the specialty does not have,
the command says.

```python
import json, jsonschema

schema = json.load(open("decisions.json"))
jsonschema.validate({"candidat": "C1", "decision": "admis"}, schema)  # refused: columns are missing
```
"""


def files() -> dict[str, str]:
    """Return every file that this tool keeps, by its name from docs/reference, with its text."""
    made = {f"schemas/{name}.json": _text(one) for name, one in SCHEMAS.items()}
    return {PAGE: page()} | made


def _text(one: Described) -> str:
    return json.dumps(one.schema(), ensure_ascii=False, indent=2) + "\n"


def page() -> str:
    """Return the page that lists the schemas."""
    given, answered = set(READ), set(ANSWERED)
    parts = {
        "Files that people give": READ,
        "Files that commands write": [one for one in SCHEMAS.values() if one not in given | answered],
        "Answers of `--json`": ANSWERED,
    }
    return "\n".join(
        [HEADER, *(line for title, part in parts.items() for line in (f"## {title}\n", *_table(part), ""))]
    )


def _table(part: Iterable[Described]) -> Iterator[str]:
    yield "| Schema | File or command | Form | What it is | Read by | Written by |"
    yield "|---|---|---|---|---|---|"
    for one in part:
        form = f"{one.form}, a row" if one.form in ROWS else one.form
        by = (", ".join(f"`{name}`" for name in commands) or "—" for commands in (one.read_by, one.written_by))
        yield f"| [{one.name}](schemas/{one.name}.json) | `{one.file}` | {form} | {one.meaning} | {' | '.join(by)} |"


def stale() -> list[str]:
    """Return the names of the files that differ from the code, are missing, or are no longer made."""
    wanted = files()
    there = {f"schemas/{path.name}" for path in (REFERENCE / "schemas").glob("*")}
    changed = [name for name, text in wanted.items() if not _says(REFERENCE / name, text)]
    return sorted({*changed, *(there - wanted.keys())})


def _says(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def write() -> None:
    """Write every file again, and remove those that are no longer made."""
    wanted = files()
    (REFERENCE / "schemas").mkdir(exist_ok=True)
    for name in stale():
        if name in wanted:
            (REFERENCE / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (REFERENCE / name).unlink()


def main() -> int:
    """Write or check. Return the exit code."""
    parser = argparse.ArgumentParser(description="Keep the JSON schemas of docs/reference/schemas.")
    parser.add_argument("--write", action="store_true", help="remake what is stale")
    if parser.parse_args().write:
        write()
    left = stale()
    print(*(f"stale: docs/reference/{name}" for name in left), sep="\n", end="\n" if left else "")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
