"""The texts to read again before a session that the project does not cover, with all that cites each of them."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bts_sim.droit.citation import sources_of
from bts_sim.droit.registre import registre
from bts_sim.droit.roles import every_rule
from bts_sim.droit.textes import TEXTES, sessions, sources
from bts_sim.errors import LawError
from bts_sim.files.ours import read_ours

#: The kind of content of `textes/`, by file or by folder.
KINDS = {
    "bareme.yaml": "valeur",
    "acquis.yaml": "acquis",
    "inscription.yaml": "inscription",
    "pieces.yaml": "pièces",
    "lectures.yaml": "lecture",
    "motifs.yaml": "motif",
    "epreuves_de_controle.yaml": "discipline",
    "indemnites.yaml": "indemnité",
    "points_differes.yaml": "point différé",
    "couverture.yaml": "ligne du relevé",
    "calendriers/durees.yaml": "durée d'un oral",
    "calendriers": "calendrier",
    "regimes": "régime",
    "scenarios/idees_fausses": "idée fausse",
    "scenarios": "scénario",
}
#: Keys that structure a file and name nothing that a text fixes.
STRUCTURE = {
    "valeurs",
    "constats",
    "notes",
    "matrice",
    "disciplines",
    "durees",
    "territoires_refuses",
    "dispenses",
    "reglements_clos",
}
NAMING = ("nom", "disciplines", "point", "academie")
CITING = ("source", "fondement")


@dataclass(frozen=True)
class Citation:
    """A place that cites a text, and the sessions for which it does; None is an open end."""

    source: str
    kind: str
    name: str
    de: int | None = None
    a: int | None = None

    def holds(self, session: int) -> bool:
        """Return whether the place still cites the text for a session."""
        return (self.de is None or self.de <= session) and (self.a is None or session <= self.a)


@dataclass(frozen=True)
class Texte:
    """A text to read again. `regit`: the places that cite it, by kind. `clos`: whether it governs only past ones."""

    source: str
    reference: str
    titre: str
    cote: str
    releve_le: date
    regit: Mapping[str, Sequence[str]]
    clos: bool

    @property
    def en_mots(self) -> str:
        """Return what the text governs, in one line."""
        return " ; ".join(f"{kind} : {', '.join(names)}" for kind, names in self.regit.items())


@dataclass(frozen=True)
class PointDiffere:
    """A provision that is published and comes into force later."""

    point: str
    vise: str
    texte: str
    en_vigueur_le: date
    source: str
    cote: str
    remarque: str


def textes_a_relire(session: int) -> list[Texte]:
    """Return every cited text, those that govern the last covered session first.

    Raises LawError for a session that is covered, or past.
    """
    last = sessions()[-1]
    if session <= last:
        raise LawError(
            f"session {session} : elle n'est pas à préparer",
            f"la loi d'une session couverte s'imprime avec --session ; donner {last + 1} ou une session suivante",
        )
    cited: dict[str, list[Citation]] = {}
    for one in citations():
        cited.setdefault(one.source, []).append(one)
    found = [_text(source, cited[source], last) for source in sources() if source in cited]
    return sorted(found, key=lambda text: text.clos)


def points_differes(session: int) -> list[PointDiffere]:
    """Return the provisions in force after the last covered session, and no later than the year of `session`."""
    every = [PointDiffere(**one) for one in read_ours(TEXTES / "points_differes.yaml")]
    return [one for one in every if sessions()[-1] < one.en_vigueur_le.year <= session]


def _text(source: str, cited: Sequence[Citation], last: int) -> Texte:
    register = sources()[source]
    held = [one for one in cited if one.holds(last)]
    over = not held or register.get("a", last) < last
    governed: dict[str, list[str]] = {}
    for one in held or cited:
        governed.setdefault(one.kind, []).append(one.name)
    by_kind = {kind: list(dict.fromkeys(names)) for kind, names in governed.items()}
    named = (register["reference"], register["titre"], register["cote"], register["checked_on"])
    return Texte(source, *named, by_kind, over)


# --- Who cites what -------------------------------------------------------------------------------------------------


@functools.cache
def citations() -> Sequence[Citation]:
    """Return every place of the project that cites a text: files of `textes/`, specialties, rules."""
    return [*_files(), *_specialties(), *_rules()]


def _files() -> Iterator[Citation]:
    home = Path(str(TEXTES))
    for path in sorted(home.rglob("*.yaml")):
        place = path.relative_to(home).as_posix()
        kind = next((kind for prefix, kind in KINDS.items() if f"{place}/".startswith(f"{prefix}/")), None)
        if kind is not None:
            # A file of a folder has one subject, except for the durations.
            own = path.stem if "/" in place and path.stem != "durees" else ""
            for source, where, said, de, a in _walk(read_ours(path)):
                name = own or next((key for key in where if key not in STRUCTURE), said) or path.stem
                yield Citation(source, kind, name, de, a)


Found = tuple[str, tuple[str, ...], str, int | None, int | None]


def _walk(node: Any, where: tuple[str, ...] = (), de: int | None = None, a: int | None = None) -> Iterator[Found]:
    """Yield the sources in a file: id, the keys that lead to it, the part's own name, sessions."""
    if isinstance(node, list):
        for one in node:
            yield from _walk(one, where, de, a)
    elif isinstance(node, dict):
        # Marks also go from 8 to 10; a calendar and a matrix belong to one session.
        de, a = (_year(node.get(key), outer) for key, outer in (("de", de), ("a", a)))
        de, a = (_year(node.get("session"), outer) for outer in (de, a))
        said = next((node[key] for key in NAMING if isinstance(node.get(key), str)), "")
        for key in CITING:
            for source in _several(node.get(key)):
                yield source, where, said, de, a
        for key, value in node.items():
            yield from _walk(value, (*where, str(key)), de, a)


def _year(value: object, otherwise: int | None) -> int | None:
    return value if isinstance(value, int) and value > 1000 else otherwise


def _several(value: object) -> list[str]:
    """Return the ids of a key `source`: none, one, or a list; an analyst's own words are not an id."""
    every = value if isinstance(value, list) else [value]
    return [one for one in every if isinstance(one, str) and one in sources()]


def _specialties() -> Iterator[Citation]:
    for path in sorted(Path(str(TEXTES / "specialites")).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                end = int(row["session_to"]) if row["session_to"] else None
                for source in row["source"].split(" ; "):
                    yield Citation(source, "spécialité", row["specialite"], int(row["session_from"]), end)
    for one in registre().values():
        if one.source:
            yield Citation(one.source, "spécialité", one.code)


def _rules() -> Iterator[Citation]:
    for name, rule in every_rule().items():
        for source in sources_of(rule):
            yield Citation(source, "règle", name)
