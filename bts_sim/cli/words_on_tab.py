"""Words offered by the shell on Tab, read from names of files. The shell waits, so nothing slow is loaded."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from click import Context, Parameter
from click.shell_completion import CompletionItem

from bts_sim.files.shipped import PACKAGE

Words = Callable[[Context, Parameter, str], list[CompletionItem[str]]]
TEXTES = PACKAGE / "textes"


def _offer(words: Callable[[], Iterable[str]], *, files: bool = False) -> Words:
    """Return the words that begin like the typed text. `files`: also files of the folder, since one may be given."""

    def complete(ctx: Context, param: Parameter, incomplete: str) -> list[CompletionItem[str]]:
        offered = [CompletionItem(word) for word in words() if word.startswith(incomplete)]
        return [*offered, CompletionItem(incomplete, type="file")] if files or not offered else offered

    return complete


def _regimes() -> Iterator[str]:
    for folder in ("regimes", "scenarios", "scenarios/idees_fausses"):
        yield from sorted(path.stem for path in (TEXTES / folder).glob("*.yaml"))


def _sessions() -> list[str]:
    text = (TEXTES / "bareme.yaml").read_text(encoding="utf-8")
    spans = re.findall(r"^sessions\w*: \{premiere: (\d{4}), derniere: (\d{4})\}$", text, flags=re.MULTILINE)
    return sorted(str(year) for first, last in spans for year in range(int(first), int(last) + 1))


def _specialties() -> list[str]:
    return sorted(path.stem for path in (TEXTES / "specialites").glob("*.csv") if path.stem != "TOUTES")


def _registered() -> list[str]:
    rows = (TEXTES / "registre_specialites.csv").read_text(encoding="utf-8").splitlines()[1:]
    return sorted(row.partition(",")[0] for row in rows)


def _academies() -> list[str]:
    return sorted({path.stem.rpartition("_")[0] for path in (TEXTES / "calendriers").glob("*_*.yaml")})


def _academies_des_notes() -> list[str]:
    notes = (TEXTES / "inscription.yaml").read_text(encoding="utf-8")
    return sorted(set(re.findall(r"^ *- academie: (\S+)$", notes, re.MULTILINE)))


def notebooks_folder() -> Path:
    """Return the folder of notebooks: that of a checkout, or the one inside the installed package."""
    installed = PACKAGE / "_notebooks"
    return installed if installed.is_dir() else PACKAGE.parent / "notebooks"


def _notebooks() -> list[str]:
    return sorted(path.stem for path in notebooks_folder().glob("*.ipynb"))


def _parameters() -> list[str]:
    """Return the names set in the parameter cells of the notebooks."""
    import json

    found: set[str] = set()
    for path in notebooks_folder().glob("*.ipynb"):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if "parameters" in cell["metadata"].get("tags", []):
                found |= set(re.findall(r"^(\w+) = ", "".join(cell["source"]), re.MULTILINE))
    return sorted(found)


regimes = _offer(_regimes, files=True)
sessions = _offer(_sessions)
specialites = _offer(_specialties)
registre = _offer(_registered)
academies = _offer(_academies)
academies_des_notes = _offer(_academies_des_notes)
notebooks = _offer(_notebooks, files=True)
parametres = _offer(_parameters)
