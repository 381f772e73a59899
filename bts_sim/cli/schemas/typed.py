"""The JSON schema of an object, from the types that its writer declares."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from bts_sim.cohort.describe import CohortSummary

PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean", NoneType: "null"}
#: Types that the commands import for mypy alone, so as to start fast.
FOR_MYPY: Mapping[str, Any] = {"CohortSummary": CohortSummary}


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON schema of a type: plain types, lists, mappings, choices, typed dictionaries, dataclasses.

    The text of an `Annotated` is the description.
    """
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return schema_of(parts[0]) | {"description": parts[1]}
    if kind in PLAIN:
        return {"type": PLAIN[kind]}
    if origin is Literal:
        return {"enum": list(parts)}
    if origin in (Union, UnionType):
        return _either([schema_of(part) for part in parts])
    if origin in (list, Sequence):
        return {"type": "array", "items": schema_of(parts[0])}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": schema_of(parts[1])}
    if is_typeddict(kind) or dataclasses.is_dataclass(kind):
        return _object(kind)
    return {}


def _either(schemas: Sequence[dict[str, Any]]) -> dict[str, Any]:
    if all(schema.keys() == {"type"} for schema in schemas):
        return {"type": [schema["type"] for schema in schemas]}
    return {"anyOf": list(schemas)}


def _object(kind: Any) -> dict[str, Any]:
    # `__required_keys__` does not see `NotRequired` in annotations given as text.
    hints = get_type_hints(kind, localns=dict(FOR_MYPY), include_extras=True)
    compulsory = kind.__required_keys__ if is_typeddict(kind) else hints.keys()
    return {
        "type": "object",
        "properties": {name: schema_of(_bare(hint)) for name, hint in hints.items()},
        "required": [n for n, hint in hints.items() if n in compulsory and get_origin(hint) is not NotRequired],
        "additionalProperties": False,
    }


def _bare(hint: Any) -> Any:
    """Return a type without the mark of an optional key."""
    return get_args(hint)[0] if get_origin(hint) is NotRequired else hint
