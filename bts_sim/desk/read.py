"""Read the values given to a study, in any natural form, or refuse them with a remedy; write them back as Python."""

from __future__ import annotations

import math
import numbers
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias, cast

from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import EN_VIGUEUR, load_regime, load_regimes
from bts_sim.droit.textes import sessions_named
from bts_sim.errors import Fault, InputError, Refusal, nearest
from bts_sim.files.listed import split_names
from bts_sim.files.names import folded
from bts_sim.files.percents import check_percent
from bts_sim.language import LANGUAGES
from bts_sim.one_word import NOTIONS, PARAMETERS

#: Number of stored draws of the parameters, the most that a study may use.
MAX_DRAWS = 1024
#: Minutes of a day.
ONE_DAY = 24 * 60
#: A regime: its name, its file, or the regime itself.
AnyRegime: TypeAlias = "str | os.PathLike[str] | Regime"
#: Columns of candidates that have another name in English.
COLUMNS_OF_PEOPLE = ("specialite", "voie", "forme", "derniere_session")
#: Words for the parameters, in English and French.
DRAWN_OR_FIXED = (*PARAMETERS.values(), *PARAMETERS)


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
    return regime_at(None, given)


def regime_at(session: int | None, given: object, argument: str = "regime") -> Regime:
    """Return a regime as `regime` does, or `en_vigueur`: the law in force at a session."""
    if isinstance(given, Regime):
        return given
    if isinstance(given, str | os.PathLike):
        return load_regime(os.fspath(given), session)
    raise refused(argument, given, "ce n'est pas un régime", "donner un nom, un fichier YAML ou un régime")


def regime_or(given: AnyRegime | None, otherwise: Regime) -> Regime:
    """Return the regime given, or `otherwise` for None and for an empty text."""
    return otherwise if given is None or (isinstance(given, str) and not given.strip()) else regime(given)


def regimes(given: AnyRegime | Iterable[AnyRegime], session: int | None = None) -> tuple[Regime, ...]:
    """Return the regimes given, in order: a list, a single one, or a text with commas.

    `session`: the session whose law is `en_vigueur`.

    Raises:
        BtsSimError: the list is empty, a regime is unknown, or two of them have the same name.
    """
    found = load_regimes(*(regime_at(session, one, "regimes") for one in taken_apart(given)))
    if not found:
        raise refused("regimes", "", "aucun régime à comparer", "en donner un au moins, comme permanent_2022")
    return tuple(found)


def sessions_asked(given: object) -> tuple[int, ...]:
    """Return the sessions given, in order: a list of years, or a text with commas; there must be two.

    Raises:
        BtsSimError: one is no session of the texts or is given twice, or there is only one.
    """
    found = sessions_named(taken_apart(given), "sessions")
    if len(found) < 2:
        remedy = "en donner deux au moins, comme [2021, 2022] ; pour une seule : study.rates()"
        raise refused("sessions", given, "une seule session", remedy)
    return found


def check_compared(baseline: Regime, regimes: Sequence[Regime]) -> None:
    """Refuse a regime that tables could not tell from the baseline."""
    if any(one.nom == baseline.nom and one != baseline for one in regimes):
        remedy = "donner un autre nom à l'un d'eux (clé « nom » du fichier)"
        raise refused("baseline", baseline.nom, "un régime comparé a le même nom que la référence", remedy)


def names_in(argument: str, given: object, remedy: str) -> tuple[str, ...]:
    """Return the names given, in order: a list, or a text with commas. Return no name for None.

    Raises:
        BtsSimError: the value is neither a text nor a list of texts. A dictionary may hold weights: it is refused.
    """
    several = [] if given is None else taken_apart(given)
    if isinstance(given, Mapping) or hasattr(given, "columns") or not all(isinstance(one, str) for one in several):
        raise refused(argument, given, "ce n'est pas une liste de noms", remedy)
    return split_names([str(one) for one in several])


def names_needed(argument: str, given: object, remedy: str) -> tuple[str, ...]:
    """Return the names given, as `names_in`; there must be one.

    Raises:
        BtsSimError: there is no name, or the value is neither a text nor a list of texts.
    """
    found = names_in(argument, given, remedy)
    if not found:
        raise refused(argument, "", "aucun nom", remedy)
    return found


def name_or_none(argument: str, given: object, remedy: str) -> str | None:
    """Return the name given; None for None and for an empty text.

    Raises:
        BtsSimError: the value is not a text.
    """
    if given is None:
        return None
    if not isinstance(given, str):
        raise refused(argument, given, "ce n'est pas un nom", remedy)
    return given.strip() or None


def name_needed(argument: str, given: object, remedy: str) -> str:
    """Return the name given.

    Raises:
        BtsSimError: the value is not a text, or is empty.
    """
    found = name_or_none(argument, given, remedy)
    if found is None:
        raise refused(argument, "", "il manque", remedy)
    return found


def group_named(given: object) -> str | None:
    """Return the name of a kind of groups as tables write it, from its name in either language; None for none.

    Raises:
        BtsSimError: the value is not a text.
    """
    name = name_or_none("by", given, "donner un groupe, comme voie")
    if name is None:
        return None
    columns = (column for notion in NOTIONS if folded(name) in notion.words for column in notion.columns)
    return next((column for column in columns if column in COLUMNS_OF_PEOPLE), folded(name))


def flag(argument: str, given: object) -> bool:
    """Return True or False as it was given, also by numpy.

    Raises:
        BtsSimError: the value is another one.
    """
    if type(given).__name__ not in ("bool", "bool_"):
        raise refused(argument, given, "ce n'est ni vrai ni faux", "True ou False")
    return bool(given)


def whole_numbers(argument: str, given: object, low: int, high: int) -> tuple[int, ...]:
    """Return whole numbers from `low` to `high`: one or several, or a text with commas.

    Raises:
        BtsSimError: there is none, one is not a whole number, or one is out of bounds.
    """
    found = tuple(whole_number(argument, one, low, high) for one in taken_apart(given))
    if not found:
        raise refused(argument, "", "aucun nombre", f"des entiers de {low} à {high}")
    return found


def minutes_by_domain(given: object) -> tuple[int | None, int | None]:
    """Return minutes of preparation and of interrogation, None where they are unknown.

    Raises:
        BtsSimError: there are not two of them, or one is not a number of minutes.
    """
    parts = [None, None] if given is None else taken_apart(given)
    if len(parts) != 2:
        remedy = "deux durées en minutes, comme (20, 20) : préparation, interrogation"
        raise refused("domain_minutes", given, "ce ne sont pas deux durées", remedy)
    before, during = (
        whole_or_none("domain_minutes", one, low, ONE_DAY) for one, low in zip(parts, (0, 1), strict=True)
    )
    return before, during


def taken_apart(given: object) -> list[Any]:
    """Return what is given, one by one: the parts of a text with commas, those of a list, or a single thing."""
    if isinstance(given, str):
        return list(split_names(given))
    alone = isinstance(given, bytes | Regime | os.PathLike) or not isinstance(given, Iterable)
    # An array without dimensions says that it is iterable.
    return [given] if alone or getattr(given, "ndim", 1) == 0 else list(cast("Iterable[Any]", given))


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


def distinct(several: Sequence[Regime]) -> tuple[Regime, ...]:
    """Return some regimes, each once, in order.

    Raises:
        BtsSimError: two of them are not the same and have the same name or the same title.
    """
    return tuple(load_regimes(*(one for rank, one in enumerate(several) if one not in several[:rank])))


def settings(given: Mapping[str, object]) -> dict[str, list[Any]]:
    """Return the settings of each lever, in order: a number, several numbers, a text with commas, or a range.

    Raises:
        BtsSimError: a setting is not a number.
    """
    return {name: _several_numbers(name, one) for name, one in given.items()}


def _several_numbers(name: str, given: object) -> list[float]:
    several = [real_number(name, one) for one in taken_apart(given)]
    values = sorted(several) if isinstance(given, set | frozenset) else several
    # A setting given twice counts once.
    return list(dict.fromkeys(int(value) if value.is_integer() else value for value in values))


def whole_or_none(name: str, given: object, low: int = 1, high: int = MAX_DRAWS) -> int | None:
    """Return a whole number from `low` to `high`, or None for None.

    Raises:
        BtsSimError: the value is not a whole number, or is out of bounds.
    """
    return None if given is None else whole_number(name, given, low, high)


def real_number(name: str, given: object, remedy: str = "donner un nombre") -> float:
    """Return a number, given as a number or as text.

    Raises:
        BtsSimError: the value is not a finite number.
    """
    value = _number(given)
    if not math.isfinite(value):
        raise refused(name, given, "ce n'est pas un nombre", remedy)
    return value


def _number(given: object) -> float:
    """Return a number given as a number or as text; not a number for anything else.

    French writes a comma, and a space between thousands. What numpy returns may be an array without dimensions.
    """
    one = given.item() if getattr(given, "ndim", None) == 0 and hasattr(given, "item") else given
    text = re.sub(r"(?<=\d)\s(?=\d{3}(?!\d))", "", one).replace(",", ".") if isinstance(one, str) else one
    if isinstance(text, bool) or not isinstance(text, str | numbers.Real | Decimal):
        return math.nan
    try:
        return float(text)
    except (ValueError, OverflowError):
        return math.nan


def whole_number(name: str, given: object, low: int, high: int) -> int:
    """Return a whole number from `low` to `high`, given as a number or as text.

    Raises:
        BtsSimError: the value is not a whole number, or is out of bounds.
    """
    remedy = f"un entier de {low} à {high}"
    value = _number(given)
    if not math.isfinite(value) or not value.is_integer():
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


def real_numbers(name: str, given: object, low: float, high: float) -> tuple[float, ...]:
    """Return numbers from `low` to `high`: one or several. A text is one number, since its comma may be a decimal one.

    Raises:
        BtsSimError: there is none, one is not a number, or one is out of bounds.
    """
    several = [given] if isinstance(given, str) else taken_apart(given)
    found = tuple(value for one in several for value in [real(name, one, low, high)] if value is not None)
    if not found:
        raise refused(name, "", "aucun nombre", f"des nombres de {low:g} à {high:g}")
    return found


def word_among(name: str, given: object, known: Iterable[str]) -> str:
    """Return the word given, if it is one of the known words.

    Raises:
        BtsSimError: the word is unknown. The message suggests the nearest one.
    """
    words = list(known)
    if not isinstance(given, str) or given not in words:
        remedy = nearest(str(given), words) or f"l'un de ceux-ci : {', '.join(words)}"
        raise refused(name, given, "mot inconnu", remedy)
    return str(given)


def drawn(given: object) -> bool:
    """Return True if the parameters are drawn, False if they are fixed; words of Python and of the CLI are read.

    Raises:
        BtsSimError: the word is unknown.
    """
    word = word_among("parameters", given, DRAWN_OR_FIXED)
    return PARAMETERS.get(word, word) == "drawn"


def percent_level(given: object) -> float:
    """Return the level of intervals, percent.

    Raises:
        BtsSimError: the value is not a percentage between 0 and 100, both excluded, or it looks like a fraction.
    """
    value = real_number("level", given, "donner un pourcentage, comme 90")
    try:
        check_percent(value)
    except Refusal as refusal:
        raise refused("level", given, refusal.problem, refusal.remedy) from None
    if not 0 < value < 100:
        raise refused("level", given, "hors bornes", "un pourcentage entre 0 et 100 exclus, comme 90")
    return value


def language(given: object) -> str:
    """Return a language, `fr` or `en`.

    Raises:
        BtsSimError: the language is another one.
    """
    word = given.strip().lower() if isinstance(given, str) else ""
    if word not in LANGUAGES:
        raise refused("lang", given, "langue inconnue", " ou ".join(LANGUAGES))
    return word


def refused(name: str, given: object, problem: str, remedy: str) -> InputError:
    """Return the error that refuses a value given to Python: its name, the value, the problem and the remedy."""
    shown = given if isinstance(given, str) else " ".join(repr(given).split())
    return InputError([Fault(name, None, "", shown[:120], problem, remedy)])


def arguments_of(given: Mapping[str, Any]) -> str:
    """Return arguments as Python code. A table is written as the name of its argument, and so is what has no code."""
    return ", ".join(f"{name}={_written(name, value)}" for name, value in given.items())


def _is_shipped(one: Regime) -> bool:
    if one.nom == EN_VIGUEUR:
        return True
    try:
        return load_regime(one.nom) == one
    except InputError:
        return False


def _written(name: str, value: Any) -> str:
    if isinstance(value, Regime):
        # Nobody but its author knows where the file of a reform is.
        return repr(value.nom) if _is_shipped(value) else value.nom
    if isinstance(value, os.PathLike):
        return repr(os.fspath(value))
    if hasattr(value, "tolist") or isinstance(value, set | frozenset):
        value = value.tolist() if hasattr(value, "tolist") else sorted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(name, one) for one in value)}]"
    if isinstance(value, numbers.Real | Decimal) and not isinstance(value, bool):
        # The repr of a number of numpy or pandas includes its type.
        return repr(int(value) if isinstance(value, numbers.Integral) else float(value))
    return repr(value) if value is None or isinstance(value, str | bool | range | Mapping) else name
