"""Read a YAML file against a schema: every fault at once, each with its line."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bts_sim.errors import Faute, InputError, nearest

Model = TypeVar("Model", bound=BaseModel)

#: Begins the name of a choice between two forms of one key, which is not a key of the file.
TAG = "forme:"

#: Characters of a refused value that a message shows.
SHOWN = 80

#: What pydantic calls a fault → what the user reads.
PROBLEMES = {
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
}

#: What pydantic expected → what to write instead; by the beginning of its name for the fault.
EXPECTED = {
    "int": "un entier",
    "float": "un nombre",
    "decimal": "un nombre avec au plus deux décimales",
    "finite": "un nombre fini",
    "string_pattern": "des lettres minuscules, des chiffres et des traits bas",
    "string_too_short": "un texte qui n'est pas vide",
    "string": "un texte",
    "dict": "des clés et des valeurs, comme {MCO: 1}",
}


def line_of(path: Path, *where: str | int) -> int | None:
    """Give the line of a key of a YAML file that was read without fault, as far down as the path exists."""
    return _line(yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader), where)


def read_yaml(path: Path, schema: type[Model]) -> Model:
    """Read `path` as one `schema`; raises InputError with every fault, its line and its remedy."""
    root, data = parse_yaml(path)
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        raise InputError(_fault(path.name, root, one, _known(schema, one["loc"])) for one in error.errors()) from None


def parse_yaml(path: Path) -> tuple[yaml.Node | None, dict[str, Any]]:
    """Give the tree of a YAML file and its keys and values; raises InputError when it is not a set of keys.

    Anchors are refused: ten lines of them can stand for billions of values.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        alias = next((event for event in yaml.parse(text) if isinstance(event, yaml.AliasEvent)), None)
        if alias is not None:
            line = alias.start_mark.line + 1 if alias.start_mark else None
            remedy = "écrire la valeur en entier"
            raise InputError([Faute(path.name, line, "", f"*{alias.anchor}", "alias YAML", remedy)])
        root, data = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except (OSError, UnicodeDecodeError) as error:
        problem = "fichier introuvable" if isinstance(error, FileNotFoundError) else "fichier illisible"
        raise InputError([Faute(path.name, None, "", str(path), problem, "donner un fichier YAML en UTF-8")]) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        # A date that does not exist, such as 2024-02-30, is a plain ValueError without a place.
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        remedy = "vérifier l'indentation" if mark else "vérifier les dates et l'indentation"
        raise InputError([Faute(path.name, line, "", "", "YAML mal formé", remedy)]) from None
    if data is None:
        data = {}
    if not isinstance(data, dict):
        remedy = "écrire « clé: valeur »"
        raise InputError([Faute(path.name, 1, "", "", "le fichier n'est pas un ensemble de clés", remedy)])
    return root, data


def _known(schema: Any, where: Sequence[str | int]) -> list[str]:
    """Give the keys that a schema admits beside the last one of a path."""
    for part in where[:-1]:
        known = _fields(schema)
        if part not in known:
            break
        schema = known[str(part)]
    return list(_fields(schema))


def _fields(schema: Any) -> dict[str, Any]:
    """Give the keys of a schema, a pydantic model or a dataclass, and the schema of each."""
    if dataclasses.is_dataclass(schema):
        return {field.name: field.type for field in dataclasses.fields(schema)}
    return {name: field.annotation for name, field in getattr(schema, "model_fields", {}).items()}


def _fault(name: str, root: yaml.Node | None, error: Any, known: Sequence[str]) -> Faute:
    where = [part for part in error["loc"] if not str(part).startswith(TAG)]
    key = ".".join(str(part) for part in where)
    value = "" if error["type"] in ("missing", "value_error") else str(error["input"])[:SHOWN]
    problem = PROBLEMES.get(error["type"], "valeur refusée")
    return Faute(name, _line(root, where), key, value, problem, _remedy(error, where, known))


def _remedy(error: Any, where: Sequence[str | int], known: Sequence[str]) -> str:
    context = error.get("ctx", {})
    bounds = {"gt": "plus grand que", "ge": "au moins", "lt": "plus petit que", "le": "au plus"}
    if PROBLEMES.get(error["type"]) == "clé inconnue":
        return nearest(str(where[-1]), known) or f"clés admises : {', '.join(known)}"
    if error["type"] == "missing":
        return f"ajouter la clé « {where[-1]} »"
    if error["type"] == "value_error":
        return str(context["error"])
    if "expected" in context:
        near = nearest(str(error["input"]), str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", "))
        return near or f"attendu {context['expected']}"
    for bound, words in bounds.items():
        if bound in context:
            return f"{words} {float(context[bound]):g}"
    return next((words for kind, words in EXPECTED.items() if error["type"].startswith(kind)), "une autre valeur")


def _line(node: yaml.Node | None, where: Sequence[str | int]) -> int | None:
    """Find the line of a key by walking the YAML tree as far as the path goes."""
    line = 1
    for part in where:
        if isinstance(node, yaml.MappingNode):
            pairs = {key.value: (key, value) for key, value in node.value}
            if str(part) not in pairs:
                break
            key, node = pairs[str(part)]
            line = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
        else:
            break
    return line
