"""Read a YAML file against a schema: every fault is reported at once, with its line."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bts_sim.errors import Fault, InputError, Refusal, nearest
from bts_sim.files.opened import not_ordinary
from bts_sim.files.yaml_strict import Refused, load_strict
from bts_sim.one_word import aliases, meant, same, suggested, twice

Model = TypeVar("Model", bound=BaseModel)

#: Prefix of the name of a choice between two forms of one key; it is not a key of the file.
TAG = "forme:"

#: The text that pydantic puts in the path of a fault of a key itself.
KEY = "[key]"

#: The largest size of a YAML file, in bytes: thirteen times the largest of the project.
MAX_OCTETS = 256 << 10

#: Characters of a refused value that a message shows.
SHOWN = 80

#: A number with a comma, which YAML does not read.
COMMA = re.compile(r"[+-]?\d+,\d+")

#: Names of faults in pydantic → the sentence that the user reads.
PROBLEMS = {
    "missing": "clé absente",
    "extra_forbidden": "clé inconnue",
    "unexpected_keyword_argument": "clé inconnue",
    "literal_error": "valeur refusée",
    "decimal_max_places": "trop de décimales",
    "greater_than": "hors bornes",
    "greater_than_equal": "hors bornes",
    "less_than": "hors bornes",
    "less_than_equal": "hors bornes",
    "value_error": "fichier incohérent",
    "too_short": "trop peu de valeurs",
}

#: Beginnings of pydantic's names of faults → what to write instead.
EXPECTED = {
    "int": "un entier",
    "float": "un nombre",
    "decimal": "un nombre avec au plus deux décimales",
    "finite": "un nombre fini",
    "string_pattern": "des lettres minuscules, des chiffres et des traits bas",
    "string_too_short": "un texte qui n'est pas vide",
    "string": "un texte",
    "dataclass": "des clés et des valeurs",
    "dict": "des clés et des valeurs, comme {MCO: 1}",
    "model": "des clés et des valeurs",
    "list": "une liste, comme [a, b]",
    "date": "un jour, comme 2024-06-20",
    "time": "une heure, comme 16:00",
    "bool": "true ou false",
}


def line_of(path: Path, *where: str | int) -> int | None:
    """Return the line of a key of a YAML file without faults, as far down the path as it exists."""
    return _line(yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader), where)


def read_yaml(path: Path, schema: type[Model]) -> Model:
    """Return the content of `path` as a `schema`. Raises InputError with every fault, its line and its remedy.

    A key may be written with the word that another interface has for it: see `one_word`.
    """
    root, data = parse_yaml(path)
    data, said = _in_our_words(path, root, data, _fields(schema))
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        raise InputError(
            _fault(path.name, root, one, _as_typed(one["loc"], said), _known(schema, one["loc"]))
            for one in error.errors()
        ) from None


def parse_yaml(path: Path) -> tuple[yaml.Node | None, dict[str, Any]]:
    """Return the tree of a YAML file, and its keys and values. Raises InputError when it is not a mapping.

    A value that YAML reads differently from its writing is refused with its line: see `yaml_strict`.
    """
    try:
        root, data = load_strict(_text(path))
    except Refused as refusal:
        raise InputError([Fault(path.name, refusal.line, refusal.key, refusal.value, *refusal.why)]) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        remedy = "écrire « clé: valeur »"
        raise InputError([Fault(path.name, 1, "", "", "le fichier n'est pas un ensemble de clés", remedy)])
    return root, data


def _in_our_words(
    path: Path, root: yaml.Node | None, data: dict[str, Any], known: Collection[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the values by the keys of a schema, and the word of the file for each key.

    Raises InputError when two words for one key have two values.
    """
    found: dict[str, Any] = {}
    said: dict[str, str] = {}
    faults = []
    for word, value in data.items():
        own = meant(str(word), "keys", known) or word
        first = said.setdefault(own, word)
        if first != word and not same(found[own], value):
            words = twice(word, first, _shown(found[own]))
            faults.append(Fault(path.name, _line(root, [word]), word, _shown(value), *words))
        found.setdefault(own, value)
    if faults:
        raise InputError(faults)
    return found, said


def _as_typed(where: Sequence[str | int], said: Mapping[str, str]) -> list[str | int]:
    """Return the place of a fault in the words of the file, without the parts that pydantic adds."""
    parts = [part for part in where if not str(part).startswith((TAG, KEY))]
    return [said.get(str(part), part) if rank == 0 else part for rank, part in enumerate(parts)]


def _text(path: Path) -> str:
    """Return the text of a file. Raises Refused when there is none, or when it is too large to be written by hand."""
    wrong = not_ordinary(path)
    if wrong is not None:
        raise Refused(None, wrong[0], "donner un fichier YAML en UTF-8", str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_OCTETS + 1)
    except OSError:
        raise Refused(None, "fichier illisible", "donner un fichier YAML en UTF-8", str(path)) from None
    if len(data) > MAX_OCTETS:
        problem = f"fichier YAML de plus de {MAX_OCTETS >> 10} Ko"
        raise Refused(None, problem, "le partager ; une table se donne en CSV", str(path))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Refused(line, "fichier illisible : il n'est pas en UTF-8", "l'enregistrer en UTF-8") from None


def _known(schema: Any, where: Sequence[str | int]) -> list[str]:
    """Return the keys that a schema admits beside the last one of a path."""
    for part in where[:-1]:
        known = _fields(schema)
        if part not in known:
            break
        schema = known[str(part)]
    return list(_fields(schema))


def _fields(schema: Any) -> dict[str, Any]:
    """Return the keys of a pydantic model or a dataclass, and the schema of each."""
    if dataclasses.is_dataclass(schema):
        return {field.name: field.type for field in dataclasses.fields(schema)}
    return {name: field.annotation for name, field in getattr(schema, "model_fields", {}).items()}


def _fault(name: str, root: yaml.Node | None, error: Any, where: list[str | int], known: Sequence[str]) -> Fault:
    key, reason = ".".join(str(part) for part in where), error.get("ctx", {}).get("error")
    value = "" if error["type"] == "missing" else _shown(error["input"])
    if isinstance(reason, Refusal):
        return Fault(name, _line(root, where), key, value, reason.problem, reason.remedy)
    value = "" if error["type"] == "value_error" else value
    problem = PROBLEMS.get(error["type"], "valeur refusée")
    return Fault(name, _line(root, where), key, value, problem, _remedy(error, where, known))


def _shown(value: object) -> str:
    """Return a value as YAML writes it; empty for a mapping, whose place is enough."""
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"[:SHOWN]
    if value is None or isinstance(value, dict):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)[:SHOWN]


def _remedy(error: Any, where: Sequence[str | int], known: Sequence[str]) -> str:
    context = error.get("ctx", {})
    bounds = {"gt": "plus grand que", "ge": "au moins", "lt": "plus petit que", "le": "au plus"}
    if PROBLEMS.get(error["type"]) == "clé inconnue":
        near = suggested(str(where[-1]), "keys", known) if len(where) == 1 else nearest(str(where[-1]), known)
        return near or (f"clés admises : {', '.join(known)}" if known else "la retirer")
    if error["type"] == "missing":
        return f"ajouter la clé « {where[-1]} »"
    if error["type"] == "value_error":
        return str(context["error"])
    if "expected" in context:
        choices = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return nearest(str(error["input"]), choices.split(", ")) or f"au choix : {choices}"
    if error["type"] == "too_short":
        return f"en donner au moins {context['min_length']}"
    for bound, words in bounds.items():
        if bound in context:
            return f"{words} {float(context[bound]):g}"
    expected = next((words for kind, words in EXPECTED.items() if error["type"].startswith(kind)), "une autre valeur")
    with_comma = COMMA.fullmatch(str(error["input"])) and expected.startswith("un nombre")
    if not with_comma:
        return expected
    pointed = str(error["input"]).replace(",", ".")
    # A number below 1 may be meant as a percent: otherwise the next reading would refuse it for that.
    also = f" ; si c'est un pourcent, {float(pointed) * 100:g}" if 0 < float(pointed) < 1 else ""
    return f"avec un point : {pointed}{also}"


def _line(node: yaml.Node | None, where: Sequence[str | int]) -> int | None:
    """Return the line of a key in the YAML tree, as far as the path goes."""
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            word = next((one for one in (str(part), *aliases(str(part), "keys")) if one in pairs), None)
            if word is None:
                break
            key, node = pairs[word]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
