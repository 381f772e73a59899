"""Keep the tables of the pages that list every BTS: docs/specialites.md, and docs/reference/specialties.md in English.

They stand between `<!-- register: NAME -->` and `<!-- end of register -->`; the words around them are written by hand.
`python tools/specialties.py` lists the pages that are stale, and exits with 1 where one is; `--write` remakes them.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from bts_sim.droit.registre import Specialite, part_fournie, registre, spans
from bts_sim.droit.registre_table import table
from bts_sim.droit.textes import load_bareme, sessions
from bts_sim.files.shipped import entrants

DOCS = Path(__file__).resolve().parent.parent / "docs"
#: Each page, by its place under docs, and its language.
PAGES = {"specialites.md": "fr", "reference/specialties.md": "en"}
PLACE = re.compile(r"(<!-- register: (\w+) -->\n).*?(<!-- end of register -->)", re.DOTALL)
HEADS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "fr": {
        "parts": ("Session", "Part", "Sans unité de mémoire"),
        "sums": ("", "Entrants", "dont autres spécialités"),
        "rows": (
            *("Code", "BTS", "Secteur", "Entrants", "Sessions fournies", "Manquent"),
            *("Arrêté connu", "Où lire ce qui manque", "Remarque"),
        ),
    },
    "en": {
        "parts": ("Session", "Share", "With no unit from memory"),
        "sums": ("", "Entrants", "other specialties among them"),
        "rows": ("Code", "BTS", "Sector", "Entrants", "Sessions shipped", "Missing", "Replaces"),
    },
}
#: Confidence of a row that no document supports.
FROM_MEMORY = "recalled"
NOT_PUBLISHED = NONE = "–"


def filled(page: str, lang: str) -> str:
    """Return a page with the tables that it asks for."""
    return PLACE.sub(lambda place: f"{place[1]}\n{_table(place[2], lang)}\n\n{place[3]}", page)


def _table(name: str, lang: str) -> str:
    rows = {"parts": _parts, "sums": _sums, "rows": _rows}[name](lang)
    head = HEADS[lang][name]
    return "\n".join(map(_row, (head, ["---"] * len(head), *rows)))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _parts(lang: str) -> Iterator[tuple[str, ...]]:
    for session in sessions():
        yield str(session), _percent(part_fournie(session), lang), _percent(supported(session), lang)


def supported(session: int) -> Fraction:
    """Return the share of entrants whose BTS has a règlement at a session, with no compulsory unit from memory."""
    held = load_bareme(session).reglements
    whole = [code for code, one in held.items() if all(u.confiance != FROM_MEMORY for u in one.unites)]
    return Fraction(sum(registre()[code].entrants for code in whole), entrants()["ALL"])


def _sums(lang: str) -> Iterator[tuple[str, ...]]:
    for sector in ("PRODUCTION", "SERVICES"):
        others = registre()[f"AUTRES-{sector}"].entrants
        yield sector.lower(), _number(entrants()[sector], lang), _number(others, lang)
    yield "total", _number(entrants()["ALL"], lang), _number(entrants()["AUTRES"], lang)


def _rows(lang: str) -> Iterator[tuple[str, ...]]:
    for row in table():
        one = registre()[row[0]]
        yield _english(one) if lang == "en" else _french(one)


def _french(one: Specialite) -> tuple[str, ...]:
    sector = f"{one.secteur} ({'production' if one.production else 'services'})"
    where = one.ou_lire if one.manque else ""
    return one.code, one.nom, sector, *_counted(one, "fr"), one.arrete, where, _noted(one)


def _noted(one: Specialite) -> str:
    before = [f"remplace {one.remplace}"] if one.remplace else []
    after = [f"remplacé par {one.remplacee_par}"] if one.remplacee_par else []
    return " ; ".join([*before, *after, *([one.remarque] if one.remarque else [])])


def _english(one: Specialite) -> tuple[str, ...]:
    sector = "production" if one.production else "services"
    return one.code, one.nom, sector, *_counted(one, "en"), one.remplace


def _counted(one: Specialite, lang: str) -> tuple[str, str, str]:
    shown = _number(one.entrants, lang) if one.part else NOT_PUBLISHED
    return shown, spans(one.sessions) or NONE, spans(one.manque)


def _number(value: int, lang: str) -> str:
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", " ")


def _percent(part: Fraction, lang: str) -> str:
    written = f"{float(100 * part):.1f}"
    return f"{written}%" if lang == "en" else f"{written.replace('.', ',')} %"


def stale() -> list[str]:
    """Return the pages whose tables are not those of the register."""
    return [place for place, lang in PAGES.items() if (text := _read(place)) != filled(text, lang)]


def _read(place: str) -> str:
    return (DOCS / place).read_text(encoding="utf-8")


def write() -> None:
    """Write the tables of both pages anew."""
    for place, lang in PAGES.items():
        (DOCS / place).write_text(filled(_read(place), lang), encoding="utf-8", newline="\n")


def main() -> int:
    """Write or check, and give the exit code."""
    parser = argparse.ArgumentParser(description="Keep the tables of the pages that list every BTS.")
    parser.add_argument("--write", action="store_true", help="remake what is stale")
    if parser.parse_args().write:
        write()
    left = stale()
    print(*(f"stale: docs/{place}" for place in left), sep="\n", end="\n" if left else "")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main())
