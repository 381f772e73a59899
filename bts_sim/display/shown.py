"""A table as people read it in a notebook, with its numbers beside it."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from bts_sim.display import raw


class Shown:
    """A table as text cells, shown as HTML in a page and as text elsewhere.

    `raw_rows`: its numbers, not rounded; a table of words alone is its own.
    """

    def __init__(self, frame: pd.DataFrame, raw_rows: pd.DataFrame | None = None) -> None:
        self.frame, self.raw_rows = frame, frame if raw_rows is None else raw_rows

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return the numbers themselves in a report, beside what the other methods show."""
        return raw.bundle(self.raw_rows)

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(index=False, escape=True, border=0, classes="bts", justify="left")
        return html

    def __repr__(self) -> str:
        return str(self.frame.to_string(index=False))


class Finding:
    """A sentence that stands alone in a notebook, as a paragraph."""

    def __init__(self, words: str) -> None:
        self.words = words

    def _repr_html_(self) -> str:
        return f'<p class="bts-finding">{html.escape(self.words)}</p>'

    def __repr__(self) -> str:
        return self.words


def title_of(picture: Any) -> str:
    """Return the title of a chart on one line; empty for what has none."""
    words = getattr(getattr(picture, "title", None), "text", "")
    return " ".join(words) if isinstance(words, list) else str(words)
