"""Refuse to commit what was made of real candidates: `python -m bts_sim.report.committed FILE…`, as a hook of git.

A hook is given the files about to be committed. A table of candidates or of marks, a notebook that was run on one, and
a manifest that names one are refused; the simulated ones too, since nothing in a table tells them apart.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bts_sim.report.identifiers import FILES_OF_PEOPLE
from bts_sim.report.masking import COLUMN

#: The first bytes of a file, where the header of a table stands, and the columns that make one of people.
HEAD = 65_536
OF_PEOPLE = ("note", "specialite", "decision")
#: A parameter that names a file of people, as a notebook has it in a cell.
NAMED = re.compile(rf"^(?:{'|'.join(FILES_OF_PEOPLE)})\s*=\s*[\"'][^\"'\s]", re.MULTILINE)


def refused_files(paths: Sequence[Path]) -> Iterator[str]:
    """Yield what is wrong with each file that may not be committed, and what to do, in French."""
    for path in paths:
        why = _why(path)
        if why:
            yield f"{path} : {why}. Remède : git restore --staged {path}, et le nommer dans .gitignore."


def _why(path: Path) -> str:
    """Return why a file may not be committed, or nothing."""
    if path.suffix in (".ipynb", ".json"):
        try:
            return _of_json(json.loads(path.read_bytes()))
        except (OSError, ValueError):
            return ""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError:
        return ""
    return "c'est une table de candidats" if _is_a_table(head) else ""


def _is_a_table(head: bytes) -> bool:
    """Return whether the first lines of a text name the column of candidates beside one that tells of them."""
    text = head.decode("utf-8", "replace").lower()
    lines = (set(re.split(r"[;,\t]", line.replace('"', "").strip("\ufeff \r"))) for line in text.splitlines()[:31])
    return any(COLUMN in cells and not cells.isdisjoint(OF_PEOPLE) for cells in lines)


def _of_json(content: Any) -> str:
    """Return why a notebook or a manifest may not be committed, or nothing."""
    if not isinstance(content, dict):
        return ""
    cells = [one for one in content.get("cells", ()) if isinstance(one, dict)]
    if any(NAMED.search("".join(one.get("source", ""))) for one in cells):
        return "ce notebook lit des candidats réels"
    return "ce manifeste nomme des fichiers de candidats" if _names_people(content) else ""


def _names_people(content: Any) -> bool:
    """Return whether a file of people has a name somewhere in the content of a manifest."""
    if isinstance(content, dict):
        return any(content.get(name) for name in FILES_OF_PEOPLE) or any(map(_names_people, content.values()))
    return isinstance(content, list) and any(map(_names_people, content))


def main() -> int:
    """Refuse the files that the command line names; return its exit code."""
    found = list(refused_files([Path(word) for word in sys.argv[1:]]))
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
