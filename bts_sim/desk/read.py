"""Read the values given to a study, in any natural form, or refuse them with a remedy; write them back as Python."""

from __future__ import annotations

import math
import numbers
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import load_regime
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.listed import split_names
from bts_sim.files.percents import check_level
from bts_sim.language import LANGUAGES

#: Number of stored draws of the parameters, the most that a study may use.
MAX_DRAWS = 1024
#: A regime: its name, its file, or the regime itself.
AnyRegime: TypeAlias = "str | os.PathLike[str] | Regime"
#: Words for the parameters, in English and French → whether they are drawn.
PARAMETERS = {"drawn": True, "fixed": False, "tires": True, "fixes": False}


def regime(given: AnyRegime) -> Regime:
    """Return a regime from its name, its YAML file, or itself.

    Args:
        given: a name (`permanent_2022`, or the name of a shipped scenario), the path of a file, or a regime.

    Returns:
        The regime. Its thresholds are in hundredths of a point.

    Raises:
        BtsSimError: the name is unknown, or the file holds a field that no regime has.

    Examples:
        >>> import bts_sim as bts
        >>> bts.regime("permanent_2022").seuil_general
        800
    """
    if isinstance(given, Regime):
        return given
    if isinstance(given, str | os.PathLike):
        return load_regime(os.fspath(given))
    raise refused("regime", given, "ce n'est pas un régime", "donner un nom, un fichier YAML ou un régime")


def regimes(given: AnyRegime | Iterable[AnyRegime]) -> tuple[Regime, ...]:
    """Return the regimes given, in order: a list, a single one, or a text with commas.

    Raises:
        BtsSimError: the list is empty, or a regime is unknown.
    """
    several = split_names(given) if isinstance(given, str) else given
    if isinstance(several, Regime | os.PathLike) or not isinstance(several, Iterable):
        several = [several]
    found = tuple(map(regime, several))
    if not found:
        raise refused("regimes", "", "aucun régime à comparer", "en donner un au moins, comme permanent_2022")
    return found


def names_in(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return the names given, in order: a list, or a text with commas. Return no name for None.

    Raises:
        BtsSimError: the value is neither a text nor a list.
    """
    if given is None:
        return ()
    if not isinstance(given, str | Iterable):
        raise refused("specialties", given, "ce n'est pas une liste de noms", "donner des codes, comme ['MCO', 'NDRC']")
    return tuple(map(str, split_names(given if isinstance(given, str) else list(given))))


def names_of(known: Sequence[Regime], given: object) -> tuple[str, ...]:
    """Return what a command calls regimes: the path of a file that was given for one, else its name."""
    several = split_names(given) if isinstance(given, str) else given
    if not isinstance(several, list | tuple) or len(several) != len(known):
        several = [several] if isinstance(several, os.PathLike) else known
    return tuple(one.nom if isinstance(one, Regime) else os.fspath(one) for one in several)


def regimes_or(given: AnyRegime | Iterable[AnyRegime] | None, otherwise: Sequence[Regime]) -> tuple[Regime, ...]:
    """Return the regimes given, in any form. Return `otherwise` for None, and no regime for an empty list."""
    if given is None:
        return tuple(otherwise)
    return () if isinstance(given, Sequence) and not len(given) else regimes(given)


def settings(given: Mapping[str, object]) -> dict[str, list[Any]]:
    """Return the settings of each lever, in order: a number, several numbers, a text with commas, or a range.

    Raises:
        BtsSimError: a setting is not a number.
    """
    return {name: _several_numbers(name, one) for name, one in given.items()}


def _several_numbers(name: str, given: object) -> list[float]:
    several = split_names(given) if isinstance(given, str) else given
    if not isinstance(several, Iterable):
        several = [several]
    ordered = sorted(several) if isinstance(several, set | frozenset) else several
    values = (real_number(name, one) for one in ordered)
    # A setting given twice counts once.
    return list(dict.fromkeys(int(value) if value.is_integer() else value for value in values))


def whole_or_none(name: str, given: object, high: int = MAX_DRAWS) -> int | None:
    """Return a whole number from 1 to `high`, or None for None.

    Raises:
        BtsSimError: the value is not a whole number, or is out of bounds.
    """
    return None if given is None else whole_number(name, given, 1, high)


def real_number(name: str, given: object, remedy: str = "donner un nombre") -> float:
    """Return a number, given as a number or as text.

    Raises:
        BtsSimError: the value is not a finite number.
    """
    # French writes a comma.
    one = given.replace(",", ".") if isinstance(given, str) else given
    try:
        value = float(one) if isinstance(one, str | numbers.Real) and not isinstance(one, bool) else float("nan")
    except ValueError:
        value = float("nan")
    if not math.isfinite(value):
        raise refused(name, given, "ce n'est pas un nombre", remedy)
    return value


def whole_number(name: str, given: object, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, given as a number or as text.

    Raises:
        BtsSimError: the value is not a whole number, or is out of bounds.
    """
    remedy = f"un entier de {low} à {high}"
    try:
        value = float(given) if isinstance(given, str | numbers.Real) and not isinstance(given, bool) else float("nan")
    except ValueError:
        value = float("nan")
    if value != value or value != int(value if abs(value) < 1e18 else 0):
        raise refused(name, given, "ce n'est pas un nombre entier", remedy)
    if not low <= value <= high:
        raise refused(name, given, "hors bornes", remedy)
    return int(value)


def real(name: str, given: object, low: float, high: float) -> float | None:
    """Return a number from `low` to `high`, given as a number or as text. Return None for None.

    Raises:
        BtsSimError: the value is not a number, or is out of bounds.
    """
    if given is None:
        return None
    remedy = f"un nombre de {low:g} à {high:g}"
    value = real_number(name, given, remedy)
    if not low <= value <= high:
        raise refused(name, given, "hors bornes", remedy)
    return value


def word_among(name: str, given: object, known: Iterable[str]) -> str:
    """Return the word given, if it is one of the known words.

    Raises:
        BtsSimError: the word is unknown. The message suggests the nearest one.
    """
    words = list(known)
    if given not in words:
        remedy = nearest(str(given), words) or f"l'un de ceux-ci : {', '.join(words)}"
        raise refused(name, given, "mot inconnu", remedy)
    return str(given)


def drawn(given: object) -> bool:
    """Return True if the parameters are drawn, False if they are fixed; words of Python and of the CLI are read.

    Raises:
        BtsSimError: the word is unknown.
    """
    return PARAMETERS[word_among("parameters", given, PARAMETERS)]


def percent_level(given: object) -> float:
    """Return the level of intervals, percent.

    Raises:
        BtsSimError: the value is not a percentage between 0 and 100, both excluded, or it looks like a fraction.
    """
    try:
        value = float(given) if isinstance(given, str | numbers.Real) and not isinstance(given, bool) else float("nan")
    except ValueError:
        value = float("nan")
    if value != value:
        raise refused("level", given, "ce n'est pas un nombre", "donner un pourcentage, comme 90")
    check_level(value)
    return value


def language(given: object) -> str:
    """Return a language, `fr` or `en`.

    Raises:
        BtsSimError: the language is another one.
    """
    if given not in LANGUAGES:
        raise refused("lang", given, "langue inconnue", " ou ".join(LANGUAGES))
    return str(given)


def refused(name: str, given: object, problem: str, remedy: str) -> InputError:
    """Return the error that refuses a value given to Python: its name, the value, the problem and the remedy."""
    shown = given if isinstance(given, str) else repr(given)
    return InputError([Fault(name, None, "", shown[:120], problem, remedy)])


def arguments_of(given: Mapping[str, Any]) -> str:
    """Return arguments as Python code. None is left out; a table is written as the name of its argument."""
    return ", ".join(f"{name}={_written(name, value)}" for name, value in given.items() if value is not None)


def _written(name: str, value: Any) -> str:
    if isinstance(value, Regime):
        return repr(value.nom)
    if isinstance(value, os.PathLike):
        return repr(os.fspath(value))
    if hasattr(value, "tolist") or isinstance(value, set | frozenset):
        value = value.tolist() if hasattr(value, "tolist") else sorted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(name, one) for one in value)}]"
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        # The repr of a number of numpy or pandas includes its type.
        return repr(int(value) if isinstance(value, numbers.Integral) else float(value))
    return repr(value) if isinstance(value, str | bool | range | Mapping) else name
