"""Keep the catalogues of bts_sim/translations: every sentence that people read, and its translations.

`python tools/translations.py` lists the sentences without a translation, the obsolete ones and those whose placeholders
differ. `--write` adds the missing ones, empty, and removes the obsolete ones; `--catalogue NOM` writes only some
catalogues. It also compiles the French messages of click, which gettext reads compiled. Exit code 1 if something is
left to do. The texts of notebooks have catalogues of their own, not read here.
"""

import argparse
import ast
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bts_sim.cli.french import CATALOGUES as OF_CLICK
from bts_sim.language import CATALOGUES, LANGUAGES, key_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "bts_sim"
KEYWORDS = {"_": None, "N_": None, "_n": (1, 2)}
#: The catalogue of the new sentences of each module. Those of other modules go to the pages.
TABLES, CHARTS, PAGES, DATA, WORKSHOP = "tables", "charts", "pages", "data", "workshop"
ROOMS = sorted(path.name for path in (PACKAGE / "questions").iterdir() if (path / "tables.py").exists())
MODULES = {
    "labels": ("display/labels.py",),
    WORKSHOP: ("questions/one_candidate",),
    TABLES: tuple(f"questions/{room}/{file}" for room in ROOMS for file in ("shown.py", "words.py", "results.py")),
    CHARTS: ("questions", "display"),
}
PLACE = re.compile(r"\{\w*\}")
#: Nothing in a catalogue comes from the clock.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def marked() -> Iterator[tuple[str, str]]:
    """Yield every marked sentence of code and templates, with the catalogue for it if it is new."""
    readers: dict[str, Any] = {"*.py": from_python, "*.j2": "jinja2.ext:babel_extract"}
    for pattern, reader in readers.items():
        for path in sorted(PACKAGE.rglob(pattern)):
            where = home(path.relative_to(PACKAGE).as_posix())
            for _line, message, _comments, _context in extract_from_file(reader, path, keywords=KEYWORDS):
                both = (message,) if isinstance(message, str) else message
                yield from ((one, where) for one in both if one)


def from_python(
    file: IO[bytes], keywords: Collection[str], comment_tags: object = (), options: object = None
) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield marked sentences as Babel's extractor does, and those in an f-string, which it skips before Python 3.12."""
    for node in ast.walk(ast.parse(file.read())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords:
            said = tuple(str(one.value) for one in node.args if isinstance(one, ast.Constant) and one.value)
            if said:
                yield node.lineno, node.func.id, said if node.func.id == "_n" else said[0], []


def home(relative: str) -> str:
    """Return the name of the catalogue of a module."""
    names = (name for name, parts in MODULES.items() if any(relative.startswith(part) for part in parts))
    return next(names, PAGES)


def said_by_data() -> Iterator[str]:
    """Yield the French texts of data files and tables that tables and charts show."""
    from bts_sim.cohort.margins import margin_targets
    from bts_sim.cohort.parameters import parametres
    from bts_sim.droit.articles import CONCERNED
    from bts_sim.droit.calendriers.disciplines import disciplines
    from bts_sim.droit.calendriers.lecture import LECTURES
    from bts_sim.droit.calendriers.tables import MESURES
    from bts_sim.droit.distance import band_names
    from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
    from bts_sim.droit.textes import libelles, load_bareme, motifs, points_ouverts, sessions, valeurs
    from bts_sim.questions.one_candidate.examples import example_cases
    from bts_sim.questions.people.validation import validations

    for one in parametres().values():
        yield from (one.libelle, one.unite, one.preuve, one.cote)
    for point in points_ouverts().values():
        yield str(point["question"])
        yield from (str(choix["phrase"]) for choix in point["choix"].values())
    yield from (motif.phrase for motif in motifs().values())
    for words in libelles().values():
        yield str(words["libelle"])
        for name, rule in words.get("regles", {}).items():
            yield from (str(name).replace("_", " "), str(rule))
    yield from (str(one["libelle"]) for one in valeurs(sessions()[-1]).values())
    yield from (str(case["titre"]) for case in example_cases())
    for regime in map(load_regime, (*shipped_regimes(), *shipped_scenarios(), *idees_fausses())):
        if regime.nom not in idees_fausses():
            yield regime.titre
        yield regime.raison.strip()
    yield CONCERNED
    yield from ideas()
    for figure in validations():
        yield from (figure.nom, figure.pourquoi)
    yield from (one.nom for one in margin_targets())
    yield from margins_of_marks()
    yield from (key_of(nom) for nom in band_names(load_bareme(sessions()[-1])))
    yield from (*MESURES.values(), *LECTURES)
    known = disciplines()
    yield from (known.langues.nom, *(one.nom for one in known.disciplines))


def ideas() -> Iterator[str]:
    """Yield the texts of each shipped wrong idea."""
    from bts_sim.questions.reforms.words.findings import PREFIX

    for path in sorted((PACKAGE / "textes" / "scenarios" / "idees_fausses").glob("*.yaml")):
        yield str(read(path)["titre"]).removeprefix(PREFIX)


def margins_of_marks() -> Iterator[str]:
    """Yield the names of the published figures on marks, and what sets those of épreuves apart."""
    known = read(PACKAGE / "questions" / "people" / "published_marks.yaml")
    yield from (str(one["nom"]) for one in known["moyennes"])
    for one in known["epreuves"]:
        yield from (str(one["nom"]), str(one["pourquoi"]))


def read(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file of the package."""
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def wanted() -> dict[str, str]:
    """Return every sentence, with the catalogue for it if it is new: that of the first module that has it."""
    data = ((one, DATA) for one in said_by_data() if any(letter.isalpha() for letter in PLACE.sub("", one)))
    asked: dict[str, str] = {}
    for sentence, where in (*marked(), *data):
        asked.setdefault(sentence, where)
    return asked


def catalogues(lang: str) -> dict[str, Catalog]:
    """Return the catalogues of a language, by name."""
    found = {}
    for path in sorted((CATALOGUES / lang).glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=lang)
    return found


def faults(lang: str) -> Iterator[str]:
    """Yield what is left to do: missing, obsolete or conflicting translations, other placeholders."""
    asked = wanted()
    said: dict[str, str] = {}
    for name, catalogue in catalogues(lang).items():
        for one in catalogue:
            sentence, words = str(one.id), str(one.string)
            if not sentence or not words:
                continue
            if sentence not in asked:
                yield f"{name}.po : obsolète : {sentence}"
            if said.setdefault(sentence, words) != words:
                yield f"{name}.po : dit autrement ailleurs : {sentence} → {words} | {said[sentence]}"
            if sorted(PLACE.findall(sentence)) != sorted(PLACE.findall(words)):
                yield f"{name}.po : autres champs : {sentence} → {words}"
    yield from (f"{where}.po : manque : {sentence}" for sentence, where in asked.items() if sentence not in said)


def merge(lang: str, only: Sequence[str]) -> None:
    """Add the missing sentences to the catalogues, without a translation, and remove the obsolete ones."""
    asked, known = wanted(), catalogues(lang)
    held = {str(one.id) for catalogue in known.values() for one in catalogue}
    for name in only or sorted({*known, *asked.values()}):
        catalogue = known.get(name) or Catalog(locale=lang, fuzzy=False, creation_date=EPOCH, revision_date=EPOCH)
        for one in list(catalogue):
            if one.id and str(one.id) not in asked:
                catalogue.delete(one.id)
        for sentence, where in asked.items():
            if where == name and sentence not in held:
                catalogue.add(sentence, "")
        with (CATALOGUES / lang / f"{name}.po").open("wb") as file:
            write_po(file, catalogue, width=0)


def compile_click() -> None:
    """Write each compiled catalogue of click beside its source."""
    for path in sorted(OF_CLICK.rglob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source)
        catalogue.creation_date = catalogue.revision_date = EPOCH
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)


def main() -> int:
    """Check the catalogues, or write them. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="merge what the code says into the catalogues")
    parser.add_argument("--catalogue", action="append", default=[], help="write only this one; may be repeated")
    asked = parser.parse_args()
    if asked.write:
        compile_click()
    for lang in LANGUAGES[1:]:
        if asked.write:
            merge(lang, asked.catalogue)
    left = [fault for lang in LANGUAGES[1:] for fault in faults(lang)]
    print("\n".join(left) or "Rien à faire.")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
