"""One word for one thing: the word of each door for a notion, and how a door understands the words of the others.

The names of the options, of the notebooks' parameters, of the keys and of the columns are contracts, in two languages.
Each door shows its own word and accepts the words of the others without showing them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bts_sim.errors import Fault, InputError, nearest

#: What the parameters of the model may be: word of the command line → word of Python.
PARAMETERS = {"tires": "drawn", "fixes": "fixed"}
#: Those words, at the command line and in a grid.
DrawnOrFixed = Literal["tires", "fixes"]
#: A place where a user names things.
Door = Literal["python", "options", "parameters", "keys"]


@dataclass(frozen=True)
class Notion:
    """One thing, and its word at each door. `french` and `english` describe it.

    `options`: of the command line, without dashes. `parameters`: of notebooks. `keys`: of the files of a cohort or a
    grid. `columns`: of the tables that are written. `others`: words that people type and that no door has. `file`:
    whether the notion is a file of people, which shares its word with a number of candidates.
    """

    python: str
    french: str
    english: str
    options: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    file: bool = False

    @property
    def words(self) -> tuple[str, ...]:
        """Return every word that means the notion, at any door, with underscores instead of dashes."""
        said = (self.python, *self.options, *self.parameters, *self.keys, *self.others)
        return tuple(dict.fromkeys(word.replace("-", "_") for word in said))

    def at(self, door: Door) -> tuple[str, ...]:
        """Return the words of a door, the usual one first."""
        return (self.python,) if door == "python" else getattr(self, door)


NOTIONS = (
    Notion(
        "baseline",
        "régime de référence, auquel les autres sont comparés",
        "regime that the others are compared with",
        options=("baseline",),
        parameters=("reference",),
        columns=("reference",),
    ),
    Notion(
        # A grid lists the baseline first under `regimes`: there, `against` would mean something else.
        "regimes",
        "régimes comparés à la référence",
        "regimes that are compared with the baseline",
        options=("against",),
        parameters=("regimes",),
        columns=("regime",),
    ),
    Notion(
        "session",
        "session d'examen, dont les textes s'appliquent",
        "exam session, whose texts apply",
        options=("session",),
        parameters=("session",),
        keys=("session",),
        columns=("session",),
    ),
    Notion(
        "size",
        "nombre de candidats simulés",
        "number of simulated candidates",
        options=("candidats",),
        parameters=("candidats",),
        keys=("candidats",),
        columns=("candidats",),
    ),
    Notion(
        "seed",
        "graine du hasard",
        "seed of the luck",
        options=("seed",),
        parameters=("graine",),
        keys=("graine", "graines"),
        columns=("graine",),
        others=("seeds",),
    ),
    Notion(
        "level",
        "niveau des intervalles, en pourcent",
        "level of the intervals, in percent",
        options=("level",),
        parameters=("niveau",),
        columns=("niveau",),
    ),
    Notion(
        "draws",
        "tirages des paramètres que rien ne fixe",
        "draws of the parameters that nobody knows",
        parameters=("tirages",),
        keys=("tirages",),
        columns=("tirage",),
    ),
    Notion(
        "draw_size",
        "nombre de candidats simulés à chaque tirage",
        "number of candidates simulated at each draw",
        options=("par-tirage",),
        parameters=("candidats_par_tirage",),
        keys=("par_tirage",),
    ),
    Notion(
        "parameters",
        "paramètres du modèle : tirés, ou fixés à leurs valeurs par défaut",
        "parameters of the model: drawn, or fixed at their default values",
        options=("parametres",),
    ),
    Notion(
        "first_group_rate",
        "taux d'admis visé au premier groupe, en pourcent",
        "target rate of first-group admission, in percent",
        parameters=("taux_groupe1",),
        keys=("taux_groupe1",),
        columns=("taux_groupe1",),
    ),
    Notion(
        "admitted_rate",
        "taux d'admis visé après les oraux, en pourcent",
        "target rate of admission after the orals, in percent",
        keys=("taux_admis",),
    ),
    Notion(
        "admitted_under",
        "régime sous lequel ce taux après les oraux a été observé",
        "regime under which this rate after the orals was observed",
        keys=("regime",),
    ),
    Notion(
        "specialties",
        "spécialités : des codes, leurs poids, ou un fichier qui les décrit",
        "specialties: codes, their weights, or a file that describes them",
        options=("specialites",),
        parameters=("specialites",),
        keys=("specialites",),
    ),
    Notion(
        "specialty",
        "une spécialité, par son code",
        "one specialty, by its code",
        options=("specialite",),
        parameters=("specialite",),
        columns=("specialite",),
    ),
    Notion(
        "cohort",
        "fichier d'une cohorte simulée",
        "file of a simulated cohort",
        options=("cohort",),
        parameters=("cohorte",),
        keys=("cohorte",),
        file=True,
    ),
    Notion(
        "candidates",
        "fichier de candidats réels",
        "file of real candidates",
        options=("candidats", "fichier-candidats"),
        parameters=("fichier_candidats",),
        file=True,
    ),
    Notion(
        "marks",
        "leurs notes",
        "their marks",
        options=("notes", "fichier-notes"),
        parameters=("fichier_notes",),
        file=True,
    ),
    Notion("marks", "notes d'un candidat", "marks of one candidate", parameters=("notes",)),
    Notion(
        "orals",
        "leurs oraux de contrôle",
        "their resit orals",
        options=("oraux", "fichier-oraux"),
        parameters=("fichier_oraux",),
        file=True,
    ),
    Notion("orals", "oraux d'un candidat", "orals of one candidate", parameters=("oraux",)),
    Notion("track", "voie d'un candidat", "voie of a candidate", parameters=("voie",), columns=("voie",)),
    Notion("form", "forme de l'examen", "form of the exam", parameters=("forme",), columns=("forme",)),
    Notion(
        "last_session",
        "si la session est la dernière d'une forme progressive",
        "whether the session is the last of a progressive form",
        parameters=("derniere_session",),
        columns=("derniere_session",),
    ),
    Notion(
        "lang",
        "langue des tableaux, des images et des pages",
        "language of tables, pictures and pages",
        options=("lang",),
        parameters=("lang",),
    ),
)


def meant(word: str, door: Door, known: Collection[str]) -> str | None:
    """Return the name, among those that a door knows, that a word of any door means; None where there is none."""
    if word in known:
        return word
    plain = word.replace("-", "_")
    said = (own for notion in NOTIONS if plain in notion.words for own in notion.at(door) if own in known)
    return next(said, None)


def aliases(own: str, door: Door, *, file: bool = False) -> tuple[str, ...]:
    """Return the words of the other doors that mean a name of this one.

    `file`: whether the name takes a file; this tells apart two notions that share a word.
    """
    notions = sorted((one for one in NOTIONS if own in one.at(door)), key=lambda one: one.file != file)
    return tuple(word for word in notions[0].words if word != own.replace("-", "_")) if notions else ()


def synonyms(word: str, door: Door) -> set[str]:
    """Return the words with the same meaning at a door, including the word itself, without those of another notion."""
    plain = word.replace("-", "_")
    notions = [one for one in NOTIONS if word in one.at(door)] or [one for one in NOTIONS if plain in one.words]
    elsewhere = {own for one in NOTIONS if one not in notions for own in one.at(door)}
    return {word, *(said for one in notions for said in one.words)} - elsewhere


def suggested(word: str, door: Door, known: Sequence[str]) -> str:
    """Return the name that a misspelt one most likely means, as the end of a French remedy; empty if none is close."""
    others = [alias for own in known for alias in aliases(own, door) if alias not in known]
    return nearest(word, [*known, *others])


def twice(said: str, other: str, value: object) -> tuple[str, str]:
    """Return the problem and the remedy for one thing given under two of its names, with two values."""
    return f"la même chose que {other}, qui vaut « {value} »", f"ne garder que {said}, ou que {other}"


def same(one: object, other: object) -> bool:
    """Return True if two values mean the same: a number and its text, or a list and its names between commas."""
    return one is other or (_parts(one) == _parts(other) is not None)


def _parts(value: object) -> list[str] | None:
    """Return the texts of a value, part by part; None for a table, which has no short text."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",")]
    if isinstance(value, list | tuple):
        return [part for one in value for part in _parts(one) or ()]
    if isinstance(value, float) and value.is_integer():
        return [str(int(value))]
    return None if hasattr(value, "columns") else [str(value)]


def renamed(given: Mapping[str, Any], door: Door, known: Collection[str]) -> dict[str, Any]:
    """Return the given values under the names that a door knows; a name that means none of them stays as it is.

    Raises InputError where one thing is given twice, with two values.
    """
    found: dict[str, tuple[str, Any]] = {}
    faults = []
    for word, value in sorted(given.items(), key=lambda item: item[0] not in known):
        own = meant(word, door, known) or word
        first, before = found.setdefault(own, (word, value))
        if not same(before, value):
            faults.append(Fault(word, None, "", str(value), *twice(word, first, before)))
    if faults:
        raise InputError(faults)
    return {own: value for own, (_, value) in found.items()}


def canonical(given: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return the arguments of a function under its own names, which are Python's words; None means not given.

    `known`: the names of the function's parameters. `candidats` is a size where it is a whole number, and otherwise
    the candidates.
    Raises InputError for a name that means none of them, and where one thing is given twice, with two values.
    """
    said = {_sized(word, value): value for word, value in given.items() if value is not None}
    size, other = given.get("size"), given.get("candidats")
    if size is not None and other is not None and "size" in said and not same(size, other):
        raise InputError([Fault("candidats", None, "", str(other), *twice("candidats", "size", size))])
    return known_only(renamed(said, "python", known), known)


def known_only(found: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return the arguments of a function if it knows all their names; InputError for those that it does not know."""
    unknown = [word for word in found if word not in known]
    if unknown:
        there_is = f"noms connus : {', '.join(known) or 'aucun'}"
        remedies = ((word, suggested(word, "python", list(known)) or there_is) for word in unknown)
        raise InputError([Fault(word, None, "", str(found[word]), "nom inconnu", remedy) for word, remedy in remedies])
    return dict(found)


def _sized(word: str, value: object) -> str:
    """Return `size` or `candidates`, the two meanings of `candidats`."""
    if word != "candidats":
        return word
    return "size" if isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()) else "candidates"
