"""Keep the pages of the site in two languages: the catalogues of docs/locale, and the pages made with them.

A page is written in one language. Its words in the other one are a catalogue, docs/locale/LANG/LC_MESSAGES/PAGE.po, or
a page of their own (`TWINS`). `python tools/site_languages.py` lists the sentences without words in the other language
and counts words; `--write` merges what the pages say into the catalogues, where a changed sentence is marked `fuzzy`
until its words are read again.
"""

from __future__ import annotations

import argparse
import fnmatch
import json
import os
import posixpath
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "docs" / "locale"
OTHER = {"fr": "en", "en": "fr"}
#: Pages written twice, since one is no translation of the other: the English one, the French one.
TWINS = {
    "index": "accueil",
    "ten_minutes": "dix_minutes",
    "model_card": "fiche_modele",
    "faq": "questions_frequentes",
    "gallery": "galerie",
    "howto/describe_a_cohort": "cohortes",
    "reference/specialties": "specialites",
    "reference/regimes": "regimes",
}
#: What a page that stays in one language holds, in the other one: registers, which name code or quote texts, what tools
#: write from code, and functions. A name ends with `/` for all pages of a folder.
ONE_LANGUAGE = {
    "documents_fondateurs": "Each sentence of the five founding documents, in French, and where it lives in the code.",
    "ligne_de_commande": "The help of each command, in French as it is printed.",
    "reference/api/": "Les fonctions de Python, question par question ; sous chaque nom, ce qu'il rend, en français.",
    "reference/schemas": "Le schéma JSON de chaque fichier et de chaque réponse, aux mots français.",
    "reference/words": "The page is in both languages: one row for one thing, with its words in each.",
    "reglementation": "Le relevé des règles du BTS d'où le projet est parti, tel qu'il fut reçu, avec ses sources.",
}
#: Where the pages of the law are written, in English and in French.
TWIN_FOLDERS = ("reference/articles/", "articles/")
FRENCH = re.compile(r"^(?:\*Répond à|.*[ÉE]crite? par `)", re.MULTILINE)
#: A link to a file of the site, unless its words say that it leads to the other language.
LINK = re.compile(r"(?<!\[In English)(?<!\[En français)\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)")
FIGURE = re.compile(r"(?<=^```\{figure\} )(\S+)", re.MULTILINE)
TOCTREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NUMBERED = re.compile(r"^(\d+)\.(?= )")
#: A name of code; what may stand beside it, or alone, in a cell without words.
CODE, CODE_OR_NOT = re.compile(r"`[^`]*`"), re.compile(r"`[^`]*`|[^`]+|`")
WORDLESS = re.compile(r"[\d\s.,;:%×≤≥<>+\-−–()\[\]/*⁰¹²³⁴⁵⁶⁷⁸⁹€]*")
#: What stands between two numbers, in French and in English.
BETWEEN = {"à": "to", "de": "of", "sur": "out of"}
LINKED = re.compile(rf"(?<=[\d%]) ({'|'.join(BETWEEN)}) (?=\d)")
#: Nothing in a catalogue comes from the clock.
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Site:
    """The pages of a folder of sources, each with its language, and the pages that catalogues add."""

    source: Path
    spoken: dict[str, str]
    translated: frozenset[str]

    def version(self, page: str, lang: str) -> str:
        """Return the name of a page in a language, or its own where it is in one language only."""
        if self.spoken.get(page, lang) == lang:
            return page
        return f"{lang}/{page}" if page in self.translated else twin(page, self.spoken)

    def lead(self, text: str, page: str, name: str, lang: str) -> str:
        """Return a text of `page` whose links lead where they led, in a language, from the page called `name`."""

        def led(link: re.Match[str]) -> str:
            return f"]({self._address(link[1], page, name, lang)}{link[2] or ''})"

        def shown(figure: re.Match[str]) -> str:
            return self._address(figure[1], page, name, lang)

        return FIGURE.sub(shown, LINK.sub(led, text))

    def _address(self, path: str, page: str, name: str, lang: str) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        if not (self.source / target).is_file():
            return path
        if target.endswith(".md"):
            target = f"{self.version(target.removesuffix('.md'), lang)}.md"
        return posixpath.relpath(target, posixpath.dirname(name) or ".")

    def list_in(self, text: str, page: str, lang: str) -> str:
        """Return a text of `page` whose tables of contents list the pages of a language, patterns written out."""

        def listed(block: re.Match[str]) -> str:
            lines = [line for line in block[1].splitlines() if line != ":glob:"]
            options = [line for line in lines if line.startswith(":")]
            names = [name for line in lines if line and not line.startswith(":") for name in self._named(line, page)]
            titled = [name for name in names if "<" in name]
            there = dict.fromkeys(f"/{self.version(name, lang)}" for name in names if "<" not in name)
            return "\n".join(["```{toctree}", *options, *titled, *there, "```"])

        return TOCTREE.sub(listed, text)

    def _named(self, line: str, page: str) -> list[str]:
        if "<" in line:
            return [line]
        pattern = posixpath.normpath(posixpath.join("/", posixpath.dirname(page), line))[1:]
        return sorted(fnmatch.filter(self.spoken, pattern)) if "*" in pattern else [pattern]


def twin(page: str, spoken: dict[str, str]) -> str:
    """Return the page that says the same in the other language, or the page itself."""
    pairs = TWINS | {french: english for english, french in TWINS.items()}
    english, french = TWIN_FOLDERS
    if page.startswith(english):
        pairs[page] = french + page.removeprefix(english)
    elif page.startswith(french):
        pairs[page] = english + page.removeprefix(french)
    other = pairs.get(page, page)
    return other if other in spoken else page


def language_of(text: str) -> str:
    """Return the language in which a page says what it answers, or that a tool writes it."""
    return "fr" if FRENCH.search(text.split("\n## ")[0]) else "en"


def read_site(source: Path) -> Site:
    """Return the pages of a folder of sources. Notebooks are in French."""
    spoken = {_name(path, source): language_of(path.read_text(encoding="utf-8")) for path in _pages(source, "md")}
    spoken |= {_name(path, source): "fr" for path in _pages(source, "ipynb")}
    # The words of a notebook in English are a catalogue of the package, by the digest of each French cell.
    notebooks = {_name(path, source) for path in _pages(source, "ipynb")}
    return Site(source, spoken, frozenset({*(page for _lang, page in catalogued()), *notebooks}))


def _pages(source: Path, kind: str) -> list[Path]:
    return sorted(path for path in source.rglob(f"*.{kind}") if "locale" not in path.parts)


def _name(path: Path, source: Path) -> str:
    return path.relative_to(source).with_suffix("").as_posix()


def catalogued() -> Iterator[tuple[str, str]]:
    """Yield the language and the page of every catalogue."""
    for path in sorted(LOCALE.rglob("*.po")):
        lang, _, *page = path.relative_to(LOCALE).with_suffix("").parts
        yield lang, "/".join(page)


def catalogue(lang: str, page: str) -> Catalog:
    """Return the words of a page in a language. Refuse a file that cannot be read whole: words would go silently."""
    path = LOCALE / lang / "LC_MESSAGES" / f"{page}.po"
    with path.open("rb") as file:
        try:
            return read_po(file, locale=lang, abort_invalid=True)
        except PoFileError as error:
            raise SystemExit(f"{path}, line {error.lineno + 1}: {error}: {error.line.strip()}") from error


def unworded(text: str, lang: str) -> dict[str, str]:
    """Return the cells of tables that are numbers and names of code alone, as `lang` writes them: they need no words.

    What a tool measures again changes no catalogue thus.
    """
    rows = (re.split(r"(?<!\\)\|", line.strip())[1:-1] for line in text.splitlines() if line.startswith("|"))
    cells = {cell.strip() for row in rows for cell in row}
    return {
        cell: _written(cell, lang) for cell in cells if cell and WORDLESS.fullmatch(CODE.sub("", LINKED.sub(" ", cell)))
    }


def _written(cell: str, lang: str) -> str:
    return "".join(part if CODE.fullmatch(part) else _numbers(part, lang) for part in CODE_OR_NOT.findall(cell))


def _numbers(words: str, lang: str) -> str:
    if lang == "fr":
        words = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", " ", words)
        return re.sub(r"(?<=\d)\.(?=\d)", ",", words).replace("%", " %")
    words = LINKED.sub(lambda link: f" {BETWEEN[link[1]]} ", words)
    words = re.sub(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))", "\0", words)
    words = re.sub(r"(?<=\d),(?=\d)", ".", words).replace("\0", ",")
    return re.sub(r"[ \u00a0\u202f]+([;%])", r"\1", words)


# --- Pages of the site ------------------------------------------------------------------------------------------------


def lay_out_languages(source: Path) -> Site:
    """Add to a folder of sources the pages that catalogues translate; lead each page to others in its language.

    Return the site. Notebooks are there already, in French, and are led by whoever writes them.
    """
    site = read_site(source)
    for page, lang in site.spoken.items():
        path = source / f"{page}.md"
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        path.write_text(site.list_in(site.lead(text, page, page, lang), page, lang), encoding="utf-8")
        if page in site.translated:
            _translate(site, page, text, OTHER[lang])
    facts = {site.version(page, lang): lang for page in site.spoken for lang in _said_in(site, page)}
    others = {name: site.version(_origin(name), OTHER[lang]) for name, lang in facts.items()}
    said = {
        name: {"lang": lang, "other": others[name] if others[name] != name else "", "note": note_on(name)}
        for name, lang in facts.items()
    }
    (source / "languages.json").write_text(json.dumps(said, sort_keys=True), encoding="utf-8")
    return site


def note_on(page: str) -> str:
    """Return what a page in one language holds, in the other one; nothing for a page in both."""
    return next((note for name, note in ONE_LANGUAGE.items() if _is_of(page, name)), "")


def _is_of(page: str, name: str) -> bool:
    return page.startswith(name) if name.endswith("/") else page == name


def in_one_language(site: Site) -> list[str]:
    """Return the pages that are in one language and say nothing in the other."""
    return [
        page
        for page in site.spoken
        if page not in site.translated and twin(page, site.spoken) == page and not note_on(page)
    ]


def _said_in(site: Site, page: str) -> tuple[str, ...]:
    lang = site.spoken[page]
    return (lang, OTHER[lang]) if page in site.translated else (lang,)


def _origin(name: str) -> str:
    return re.sub(r"^(?:fr|en)/", "", name)


def _translate(site: Site, page: str, text: str, lang: str) -> None:
    """Write the source of a page in another language, and its catalogue compiled, both with the same links."""
    name = f"{lang}/{page}"
    path = site.source / f"{name}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(site.list_in(site.lead(text, page, name, lang), page, lang), encoding="utf-8")
    compiled = Catalog(locale=lang, creation_date=EPOCH, revision_date=EPOCH)
    known = catalogue(lang, page)
    for cell, words in unworded(text, lang).items():
        compiled.add(cell, words)
    for one in known:
        if one.id and one.string and not one.fuzzy:
            # Sphinx reads the words of a heading as a text of their own, where a number begins a list.
            words = NUMBERED.sub(r"\1\\.", site.lead(str(one.string), page, name, lang))
            compiled.add(site.lead(str(one.id), page, name, lang), words)
    # Sphinx builds one site in one language: it looks for every catalogue under that one.
    place = site.source / "locale" / "en" / "LC_MESSAGES" / f"{name}.mo"
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        write_mo(file, compiled)


# --- Catalogues -------------------------------------------------------------------------------------------------------


def said() -> dict[str, Catalog]:
    """Return what each page of docs/ says, sentence by sentence, as Sphinx reads it."""
    from sphinx.cmd.build import main as sphinx

    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder) / "source", Path(folder) / "out"
        shutil.copytree(ROOT / "docs", source, ignore=shutil.ignore_patterns("locale", "api", "documents"))
        (source / "languages.json").write_text("{}", encoding="utf-8")
        # Pages that are made and those left out make links that lead nowhere: only words count here.
        sphinx(["-Q", "-b", "gettext", str(source), str(out)])
        found = {}
        for path in out.rglob("*.pot"):
            with path.open("rb") as file:
                found[path.relative_to(out).with_suffix("").as_posix()] = read_po(file)
    return found


def merge(pages: dict[str, Catalog], asked: list[str]) -> None:
    """Write what pages say into their catalogues; begin a catalogue for each page asked."""
    site = read_site(ROOT / "docs")
    begun = [(OTHER[site.spoken[page]], page) for page in asked]
    for lang, page in sorted({*catalogued(), *begun}):
        path = LOCALE / lang / "LC_MESSAGES" / f"{page}.po"
        known = catalogue(lang, page) if path.exists() else Catalog(locale=lang, fuzzy=False)
        fresh = Catalog(locale=lang, project="bts_sim", fuzzy=False, creation_date=EPOCH, revision_date=EPOCH)
        fresh.header_comment = f"# The words of docs/{page}.md in the other language."
        for one in known:
            if one.id:
                fresh.add(one.id, one.string, flags=one.flags)
        fresh.update(pages[page])
        fresh.obsolete.clear()
        for cell, words in unworded(_text(page), lang).items():
            same = fresh.get(cell)
            # A guess of Babel is not words that somebody chose for this cell.
            if same is not None and (same.fuzzy or same.string in ("", words)):
                fresh.delete(cell)
        fresh.creation_date = fresh.revision_date = EPOCH
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, fresh, width=100, no_location=True, omit_header=False)


def missing(pages: dict[str, Catalog]) -> Iterator[str]:
    """Yield every sentence without words in the other language."""
    for lang, page in catalogued():
        known, numbers = catalogue(lang, page), unworded(_text(page), lang)
        for one in pages[page]:
            words = known.get(one.id)
            if one.id and one.id not in numbers and (words is None or not words.string or words.fuzzy):
                yield f"{lang}/{page}: {one.id}"


def _text(page: str) -> str:
    return (ROOT / "docs" / f"{page}.md").read_text(encoding="utf-8")


def count(pages: dict[str, Catalog]) -> None:
    """Print the words of the pages with a catalogue, of those written twice, and of those in one language."""
    site = read_site(ROOT / "docs")
    kinds = {"catalogue": 0, "twin": 0, "one language": 0}
    for page, messages in pages.items():
        twice = twin(page, site.spoken) != page
        kind = "catalogue" if page in site.translated else "twin" if twice else "one language"
        words = sum(len(str(one.id).split()) for one in messages if one.id)
        kinds[kind] += words
        print(f"{words:7} {site.spoken[page]} {kind:13} {page}")
    print(kinds)


def main() -> int:
    """List what has no words, or write the catalogues. Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="merge what the pages say into the catalogues")
    parser.add_argument("--page", action="append", default=[], help="begin the catalogue of a page; may be repeated")
    parser.add_argument("--count", action="store_true", help="count the words of each page")
    asked = parser.parse_args()
    pages = said()
    if asked.write:
        merge(pages, asked.page)
    if asked.count:
        count(pages)
    left = list(missing(pages))
    print("\n".join(left) or "Nothing is left to do.")
    return bool(left)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    sys.exit(main())
