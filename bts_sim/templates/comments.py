"""Commented YAML files, from the templates of this folder."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import BaseModel

WIDTH = 100
#: The text that YAML puts after a value that stands alone.
END = "\n...\n"


def fill_template(modele: str, **valeurs: Any) -> str:
    """Return the text of a template, filled in."""
    return _templates().get_template(f"{modele}.yaml.j2").render(valeurs)


def meanings(model: type[BaseModel]) -> dict[str, str]:
    """Return the meaning of each key of a file, from its schema."""
    return {name: str(field.description) for name, field in model.model_fields.items()}


def as_comment(phrase: str, marge: str = "") -> str:
    """Return a sentence as comment lines."""
    hanging = "  " if phrase.startswith("- ") else ""
    lines = textwrap.wrap(phrase, WIDTH - len(marge) - 2, subsequent_indent=hanging)
    return "\n".join(f"{marge}# {line}" for line in lines)


def en_yaml(valeur: Any) -> str:
    """Return a value as YAML on one line."""
    plain = dict(valeur) if isinstance(valeur, Mapping) else valeur
    written = yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=True)
    return written.removesuffix(END).rstrip()


@functools.cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(as_comment=as_comment, yaml=en_yaml)
    return made
