"""Words of the command line in the form of cells of a file, with composed accents."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import click


class Composed(click.types.StringParamType):
    """A text with composed accents. The name of an existing file stays as the disk has it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the word, typed or pasted from a Mac, in the form that our files have."""
        text = super().convert(value, param, ctx)
        same = unicodedata.normalize("NFC", text) if isinstance(text, str) else text
        return text if same == text or _is_there(text) else same


def composed(kind: click.ParamType[Any]) -> click.ParamType[Any]:
    """Return the type of a parameter that composes the accents of its texts."""
    if type(kind) is click.types.StringParamType:
        return Composed()
    return click.Tuple([composed(one) for one in kind.types]) if isinstance(kind, click.Tuple) else kind


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False
