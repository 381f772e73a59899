"""The JSON schema of a file that pydantic reads, in the form in which its author writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel


def schema_of_file(model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON schema of a model, without the names and docstrings of our own classes."""
    found: dict[str, Any] = _plain(model.model_json_schema())
    return found


def partly(schema: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a schema whose parts may be incomplete or absent. The missing ones are filled in."""
    parts = {schema["properties"][name]["$ref"].rpartition("/")[2] for name in names}
    held = {name: _without(one, "required") if name in parts else one for name, one in schema["$defs"].items()}
    return schema | {"$defs": held, "required": [name for name in schema["required"] if name not in names]}


def described(schema: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """Return a schema with descriptions for these keys, wherever they are."""
    held = {name: _told(one, words) for name, one in schema.get("$defs", {}).items()}
    return _told(schema, words) | ({"$defs": held} if held else {})


def _told(schema: dict[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    keys = schema.get("properties", {})
    told = {name: one | ({"description": words[name]} if name in words else {}) for name, one in keys.items()}
    return schema | {"properties": told} if keys else schema


def _plain(schema: Any) -> Any:
    """Return a schema without the titles and descriptions of objects, which come from our classes."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    ours = {"title", "description"} if "properties" in schema else {"title"}
    return {
        name: {key: _plain(one) for key, one in value.items()} if name in ("properties", "$defs") else _plain(value)
        for name, value in schema.items()
        if name not in ours
    }


def _without(schema: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key != name}
