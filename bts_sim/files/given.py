"""Accept what a caller gives for a file: a path, a DataFrame, or several of them. Anything else is refused."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence, Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bts_sim.errors import SHOWN, Fault, InputError

if TYPE_CHECKING:
    import pandas as pd

A_PATH = "un chemin", "donner le chemin du fichier, en texte ou en Path"
A_TABLE = "un chemin ou un DataFrame", "donner le chemin d'un fichier, en texte ou en Path, ou un DataFrame de pandas"
#: Mistaken arguments: a test that recognises one → what it is, and what to give instead.
OTHERS: Sequence[tuple[Callable[[object], bool], str, str]] = (
    (lambda one: one is None, "None", ""),
    (lambda one: isinstance(one, bytes), "des octets", "donner le chemin en texte"),
    (lambda one: _of_pandas(one, "DataFrame"), "un DataFrame", ""),
    (
        lambda one: _of_pandas(one, "Series"),
        "une colonne seule (Series)",
        "donner le DataFrame entier ; d'une colonne, .to_frame() en fait un",
    ),
    (lambda one: hasattr(one, "to_pandas"), "un tableau d'une autre bibliothèque", "donner ce que rend .to_pandas()"),
    (lambda one: hasattr(one, "read"), "un fichier ouvert", "donner son chemin, ou ce qu'en lit pandas.read_csv"),
    (
        lambda one: isinstance(one, Mapping),
        "un dictionnaire",
        "en faire un tableau : pandas.DataFrame(…)",
    ),
    (
        lambda one: isinstance(one, Sequence) and len(one) > 0 and isinstance(one[0], Mapping),
        "une liste de dictionnaires",
        "en faire un tableau : pandas.DataFrame(…)",
    ),
    (
        lambda one: hasattr(one, "__array_interface__"),
        "un tableau sans noms de colonnes",
        "les nommer : pandas.DataFrame(…, columns=[…])",
    ),
)


@dataclass(frozen=True, eq=False)
class InMemory:
    """A DataFrame given for a file. `name` is the name of its argument; `owner` is that of a `Table`."""

    name: str
    frame: pd.DataFrame
    owner: Callable[[int | None, str | None], str] | None = None


Source: TypeAlias = "Path | InMemory"
#: The path of a file.
GivenPath: TypeAlias = "str | os.PathLike[str]"
#: A table: the path of its file, or a DataFrame.
GivenTable: TypeAlias = "str | os.PathLike[str] | pd.DataFrame | InMemory"
#: One table, or several tables that are read as one.
GivenTables: TypeAlias = "GivenTable | Iterable[GivenTable]"


def path_of(given: object, argument: str) -> Path:
    """Return the path given for an argument. Raises InputError for anything else."""
    if isinstance(given, (str, os.PathLike)):
        text = os.fsdecode(given)
        if text:
            return Path(text)
        raise InputError([Fault(argument, None, "", "", "chemin vide", A_PATH[1])])
    raise refusal(given, argument, *A_PATH)


def source_of(given: object, argument: str) -> Source:
    """Return the table given for an argument: a path, or a DataFrame with the name of the argument.

    Raises InputError for anything else.
    """
    if isinstance(given, InMemory):
        return given
    if _of_pandas(given, "DataFrame"):
        return InMemory(argument, given)  # type: ignore[arg-type]
    if isinstance(given, (str, os.PathLike)):
        return path_of(given, argument)
    raise refusal(given, argument, *A_TABLE)


def tables_given(given: object, argument: str) -> list[Source]:
    """Return the tables given for an argument, one or several.

    When there are several, the position of each DataFrame is in its name: `notes[1]`.

    Raises InputError for a table that is given twice.
    """
    if not _are_several(given):
        return [source_of(given, argument)]
    assert isinstance(given, Iterable)
    found, fautes = [], []
    for rank, one in enumerate(given):
        try:
            found.append(source_of(one, f"{argument}[{rank}]"))
        except InputError as error:
            fautes += error.fautes
    if not found and not fautes:
        fautes = [Fault(argument, None, "", "", "liste vide", A_TABLE[1])]
    twice = [one for rank, one in enumerate(found) if any(_same(one, other) for other in found[:rank])]
    fautes += [
        Fault(_called(one), None, "", "", "fichier donné deux fois", "ne le donner qu'une fois") for one in twice
    ]
    if fautes:
        raise InputError(fautes)
    return found


def whole_of(given: object, argument: str, bounds: range) -> int:
    """Return the whole number given for an argument, as a number or a text; `bounds` are the admitted values.

    Raises InputError for anything else.
    """
    text = str(given).strip()
    remedy = f"un nombre entier de {bounds[0]} à {bounds[-1]}"
    if isinstance(given, bool) or not re.fullmatch(r"-?\d{1,18}(?:\.0+)?", text):
        raise InputError([Fault(argument, None, "", text[:SHOWN], "ce n'est pas un nombre entier", remedy)])
    number = int(text.partition(".")[0])
    if number not in bounds:
        raise InputError([Fault(argument, None, "", text, "hors bornes", remedy)])
    return number


def refusal(given: object, argument: str, wanted: str, remedy: str) -> InputError:
    """Return the refusal of an argument: what was given, what is wanted, and the remedy."""
    what, instead = next(((what, do) for holds, what, do in OTHERS if holds(given)), ("", ""))
    value = "" if what else str(given)[:SHOWN]
    problem = f"{what or f'un objet de type {type(given).__name__}'}, là où il faut {wanted}"
    # Advice on making a DataFrame is no help where a path is expected.
    mended = instead if instead and wanted == A_TABLE[0] else remedy
    return InputError([Fault(argument, None, "", value, problem, mended)])


def _of_pandas(given: object, name: str) -> bool:
    """Return whether an object is an instance of a pandas class, without importing pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(given, getattr(pandas, name))


def _are_several(given: object) -> bool:
    """Return whether an argument is a collection of tables; a set, or one table, is not."""
    if not isinstance(given, Iterable) or isinstance(given, (str, os.PathLike, AbstractSet)):
        return False
    return not any(holds(given) for holds, _, _ in OTHERS)


def _same(one: Source, other: Source) -> bool:
    if isinstance(one, InMemory) or isinstance(other, InMemory):
        return isinstance(one, InMemory) and isinstance(other, InMemory) and one.frame is other.frame
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return one == other


def _called(source: Source) -> str:
    return source.name if isinstance(source, InMemory) else str(source)
