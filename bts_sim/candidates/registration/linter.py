"""Find where a note of registration contradicts itself, or writes a name otherwise than another note does.

The checks settle nothing. They know kinds of statements and no particular document: they read dates, numbers and names
in the sentences quoted from the note, and compare them two at a time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from bts_sim.droit.calendriers.dates import JOURS, MOIS, en_jour
from bts_sim.droit.calendriers.linter import Constat
from bts_sim.droit.inscription import Enonce, Note, notes
from bts_sim.files.names import folded, one_edit_apart

GENRES: Mapping[str, str] = {
    "avec_et_sans_heure": "une même échéance, avec et sans heure",
    "deux_heures": "deux heures pour une même chose",
    "deux_dates": "deux dates pour une même chose",
    "deux_nombres": "deux nombres pour une même chose",
    "jour_de_semaine": "un jour de semaine qui n'est pas celui de la date",
    "deux_ecritures": "un même nom, écrit de deux façons",
}
#: A day, with the weekday before it and the hour after it where they are written.
DAY = re.compile(
    rf"(?:\b({'|'.join(JOURS)}) )?\b(\d{{1,2}})(?:er)? ({'|'.join(map(folded, MOIS))}) (\d{{4}})"
    r"(?:,? ?(?:a partir de|jusqu'a|a|[-–—]) ?(\d{1,2}) ?h(?:eures?)? ?(\d{2})?)?"
)
#: A count: the number, and the thing counted.
NUMBER = re.compile(r"\b(\d+) ?(h|heures?|jours?|ans?)\b(?! ?\d)")
ADDRESS = re.compile(r"https?://([^/\s]+)")
#: A capitalised word, long enough that a change of one letter does not make another word.
NAME = re.compile(r"\b[^\W\d_a-zà-ÿ][^\W\d_]{5,}")


@dataclass(frozen=True, order=True)
class Day:
    """A day as a sentence writes it."""

    jour: date
    heure: str
    weekday: str

    def __str__(self) -> str:
        return en_jour(self.jour) + (f" à {self.heure}" if self.heure else ", sans heure")


def check_note(note: Note, others: Sequence[Note] | None = None) -> list[Constat]:
    """Return every contradiction of a note; `others`: notes whose names are compared, by default the project's."""
    beside = [one for one in (notes() if others is None else others) if one is not note]
    found = [
        *(constat for a, b in _same_subject(note.enonces, note.enonces) for constat in _between(note, a, b)),
        *(constat for enonce in note.enonces for constat in _week(note, enonce)),
        *(
            constat
            for other in beside
            for a, b in _same_subject(note.enonces, other.enonces)
            for constat in _names(note, a, other, b)
        ),
    ]
    return list(dict.fromkeys(found))


def _same_subject(some: Sequence[Enonce], others: Sequence[Enonce]) -> Iterator[tuple[Enonce, Enonce]]:
    pairs = combinations(some, 2) if some is others else product(some, others)
    yield from ((a, b) for a, b in pairs if a.sujet == b.sujet)


def _between(note: Note, a: Enonce, b: Enonce) -> Iterator[Constat]:
    yield from _dates(note, a, b)
    yield from _numbers(note, a, b)
    yield from _names(note, a, note, b)


def _dates(note: Note, a: Enonce, b: Enonce) -> Iterator[Constat]:
    """Yield a finding for days that differ between two sentences on one subject, if both give equally many."""
    first, then = jours(a.texte), jours(b.texte)
    if len(first) != len(then):
        return
    for one, other in zip(first, then, strict=True):
        if one.jour != other.jour:
            genre, why = "deux_dates", "le jour dépend de l'endroit que l'on lit"
        elif bool(one.heure) != bool(other.heure):
            hour = one.heure or other.heure
            genre, why = "avec_et_sans_heure", f"après {hour} ce jour-là, on ne sait si l'on est encore dans les temps"
        elif one.heure != other.heure:
            genre, why = "deux_heures", "l'heure dépend de l'endroit que l'on lit"
        else:
            continue
        yield _finding(genre, note, a, f"{one} (« {a.texte} »)", note, b, f"{other} (« {b.texte} »)", why)


def _numbers(note: Note, a: Enonce, b: Enonce) -> Iterator[Constat]:
    """Yield a finding for numbers that differ between two sentences on one subject, if both count equally many."""
    first, then = _counted(a.texte), _counted(b.texte)
    for unit in first.keys() & then.keys():
        if len(first[unit]) == len(then[unit]) and first[unit] != then[unit]:
            why = "le nombre dépend de l'endroit que l'on lit"
            said, said_b = (
                f"{', '.join(map(str, numbers[unit]))} {unit} (« {one.texte} »)"
                for numbers, one in ((first, a), (then, b))
            )
            yield _finding("deux_nombres", note, a, said, note, b, said_b, why)


def _counted(texte: str) -> dict[str, list[int]]:
    """Return the numbers of a sentence in order, by the thing that they count; the hour of a day counts nothing."""
    found: dict[str, list[int]] = {}
    for number, unit in NUMBER.findall(DAY.sub(" ", _plain(texte))):
        found.setdefault(unit[:1] if unit.startswith("h") else unit.rstrip("s"), []).append(int(number))
    return {unit: sorted(numbers) for unit, numbers in found.items()}


def _names(note: Note, a: Enonce, other: Note, b: Enonce) -> Iterator[Constat]:
    """Yield a finding for each pair of names on one subject, or of addresses, that differ by one letter."""
    for read in (ADDRESS, NAME):
        for one, name in product(*(dict.fromkeys(read.findall(texte)) for texte in (a.texte, b.texte))):
            if _misspelt(folded(one), folded(name)):
                why = f"« {one} » et « {name} » : on ne sait lequel des deux est le bon"
                yield _finding("deux_ecritures", note, a, f"« {a.texte} »", other, b, f"« {b.texte} »", why)


def _misspelt(one: str, other: str) -> bool:
    """Return whether two words are one letter apart, other than a word and its plural."""
    short, long = sorted((one, other), key=len)
    return one_edit_apart(one, other) and not (len(long) > len(short) and long.startswith(short))


def _week(note: Note, enonce: Enonce) -> Iterator[Constat]:
    for one in jours(enonce.texte):
        if one.weekday and one.weekday != JOURS[one.jour.weekday()]:
            why = "on ne sait lequel des deux est juste, le jour ou la date"
            place, said = _place(note, enonce), f"{one.weekday} {one.jour:%d/%m/%Y} (« {enonce.texte} »)"
            yield Constat("jour_de_semaine", "", place, said, "semaine", en_jour(one.jour), why)


def jours(texte: str) -> list[Day]:
    """Return the days with a year in a sentence, in order, without those that no calendar has."""
    found = []
    for weekday, jour, month_name, year, heure, minutes in DAY.findall(_plain(texte)):
        month = [folded(one) for one in MOIS].index(month_name) + 1
        try:
            when = date(int(year), month, int(jour))
        except ValueError:
            continue
        found.append(Day(when, f"{int(heure):02d}h{minutes or '00'}" if heure else "", weekday))
    return found


def _plain(texte: str) -> str:
    return re.sub(r"\s+", " ", folded(unicodedata.normalize("NFC", texte)).replace("’", "'"))


def _finding(genre: str, note: Note, a: Enonce, said: str, other: Note, b: Enonce, said_b: str, why: str) -> Constat:
    return Constat(genre, "", _place(note, a), said, _place(other, b), said_b, why)


def _place(note: Note, enonce: Enonce) -> str:
    return f"{note.academie} {note.session} : {enonce.lieu}"
