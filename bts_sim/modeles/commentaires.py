"""YAML with a comment above every key, taken from the schema where it describes its keys."""

from __future__ import annotations

import functools
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel

from bts_sim.yaml_du_projet import read_ours

WIDTH = 100
#: What YAML puts after a value that stands alone.
END = "\n...\n"


@functools.cache
def _cles() -> Mapping[str, Mapping[str, str]]:
    words: Mapping[str, Mapping[str, str]] = read_ours(Path(__file__).parent / "cles.yaml")
    return words


def mots(schema: type[BaseModel], nom: str) -> dict[str, str]:
    """Say what each key of a schema is: its own description, or that of `cles.yaml` under `nom`.

    Raises KeyError for a key that nothing describes.
    """
    return {key: field.description or _cles()[nom][key] for key, field in schema.model_fields.items()}


def commentaire(phrase: str, marge: str = "") -> str:
    """Write a sentence as comment lines."""
    hanging = "  " if phrase.startswith("- ") else ""
    lines = textwrap.wrap(phrase, WIDTH - len(marge) - 2, subsequent_indent=hanging)
    return "".join(f"{marge}# {line}\n" for line in lines)


def cle(nom: str, valeur: Any, phrase: str, *, marge: str = "", active: bool = True) -> str:
    """Write a key with its comment; one that is not active is a comment itself, ready to be freed."""
    if valeur is None:
        return commentaire(phrase, marge) + f"{marge}{'' if active else '# '}{nom}:\n"
    written = yaml.safe_dump(valeur, allow_unicode=True, sort_keys=False, width=float("inf"), default_flow_style=True)
    line = f"{nom}: {written.removesuffix(END).rstrip()}".rstrip()
    return commentaire(phrase, marge) + f"{marge}{'' if active else '# '}{line}\n"
