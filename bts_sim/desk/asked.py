"""Read the arguments of a question: the words of every door, and a refusal with a remedy for what it does not take."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bts_sim.desk.read import refused
from bts_sim.one_word import known_only, renamed


def arguments(name: str, signature: inspect.Signature, args: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a question under its own words; `signature` is that of the question, without its study.

    Raises:
        BtsSimError: an argument is unknown, missing, given twice, or in excess.
    """
    own = [one.name for one in signature.parameters.values() if one.kind is not one.VAR_KEYWORD]
    levers = len(own) < len(signature.parameters)
    understood = dict(named) if levers else known_only(renamed(named, "python", own), own)
    _check_places(name, signature, args, understood)
    return {word: kept(value) for word, value in (dict(zip(own, args, strict=False)) | understood).items()}


def _check_places(name: str, signature: inspect.Signature, args: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse an argument in excess, given twice or missing."""
    places = [one.name for one in signature.parameters.values() if one.kind is one.POSITIONAL_OR_KEYWORD]
    if len(args) > len(places):
        order = f"dans l'ordre : {', '.join(places)}" if places else "ne rien donner"
        raise refused(f"study.{name}", args[len(places)], "un argument de trop", f"{order} ; les autres par leur nom")
    for place, value in zip(places, args, strict=False):
        if place in named:
            raise refused(place, value, "donné deux fois", "ne le donner qu'une fois")
    needed = [one.name for one in signature.parameters.values() if one.default is one.empty and one.name in places]
    for place in needed[len(args) :]:
        if place not in named:
            raise refused(place, "", "il manque", f"le donner : study.{name}({place}=…)")


def kept(value: Any) -> Any:
    """Return a value that can be read several times: an iterator as a list."""
    return list(value) if isinstance(value, Iterator) else value


def changed(signature: inspect.Signature, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that are not the defaults of a question, which the code that asks it has to name."""
    defaults = {one.name: one.default for one in signature.parameters.values()}
    return {name: value for name, value in given.items() if value is not defaults.get(name, inspect.Parameter.empty)}
