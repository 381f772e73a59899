"""Keep docs/reference/schemas/: the JSON schema of every file and of every `--json` answer, and the pages of them.

`python tools/schemas.py` lists what is stale, and exits with 1 if anything is. `--write` remakes all of it.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from bts_sim.cli.schemas import SCHEMAS
from bts_sim.cli.schemas.files import ANSWERED, READ, ROWS, Described

REFERENCE = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGE, DICTIONARY = "schemas.md", "dictionnaire.md"
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

DICTIONARY_HEADER = """\
# Dictionnaire des données

*Répond à : que contient chaque colonne des fichiers donnés et écrits, avec quelle unité ? Pour : qui ouvre un de ces
fichiers. Écrit par `python tools/schemas.py --write` d'après ce que déclare le code qui lit ou écrit chaque fichier.*

Un texte entre virgules dans « Type » est la liste des codes permis. `bts-sim schema NOM` imprime la même chose pour un
programme ([schémas](schemas.md)) ; les tables des réponses de Python sont sur les [pages des questions](api/index.md).
"""
#: What a JSON type is called.
TYPES = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux"}


def files() -> dict[str, str]:
    """Return every file that this tool keeps, by its name from docs/reference, with its text."""
    made = {f"schemas/{name}.json": _text(one) for name, one in SCHEMAS.items()}
    return {PAGE: page(), DICTIONARY: dictionary()} | made


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


def dictionary() -> str:
    """Return the page of every column of every file of rows."""
    parts = [DICTIONARY_HEADER]
    for one in SCHEMAS.values():
        if one.form in ROWS:
            parts += [f"## `{one.file}`{_apart(one)}\n", f"{one.meaning}.\n", *_columns(one.schema()), ""]
    return "\n".join(parts)


def _apart(one: Described) -> str:
    same = [other for other in SCHEMAS.values() if other.file == one.file and other.form in ROWS]
    return f" (`{one.name}`)" if len(same) > 1 else ""


def _columns(schema: dict[str, Any]) -> Iterator[str]:
    yield "| Colonne | Type | Unité | Ce qu'elle dit |"
    yield "|---|---|---|---|"
    # A row of one of several forms has the columns of all, and must have those of each.
    forms = schema.get("anyOf", [schema])
    required = set.intersection(*(set(form.get("required", ())) for form in forms))
    for name, column in {name: one for form in forms for name, one in form["properties"].items()}.items():
        said = column.get("description", "").replace("|", "\\|")
        left_out = "" if name in required else " (peut manquer)"
        yield f"| `{name}`{left_out} | {_type(column)} | {column.get('x-unit', '')} | {said} |"


def _type(column: dict[str, Any]) -> str:
    if "enum" in column:
        return ", ".join(f"`{one}`" for one in column["enum"] if one)
    kinds = [column["type"]] if "type" in column else [one["type"] for one in column["anyOf"]]
    names = [name for one in kinds for name in ([one] if isinstance(one, str) else one)]
    return next(TYPES[name] for name in names if name in TYPES)


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
