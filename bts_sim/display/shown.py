"""A table as text in a notebook, together with its numbers."""

from __future__ import annotations

import html
from typing import Any

import pandas as pd

from bts_sim.display import raw

#: Rows that text shows, the first and the last: with the header and a line of dots, twenty lines.
MAX_ROWS = 18


class Shown:
    """A table of text cells, shown as HTML in a page and as text elsewhere.

    `raw_rows`: the unrounded numbers. For a table of text only, the table itself.
    """

    def __init__(self, frame: pd.DataFrame, raw_rows: pd.DataFrame | None = None) -> None:
        self.frame, self.raw_rows = frame, frame if raw_rows is None else raw_rows

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Return the MIME bundle of the numbers in a report. The other methods return the text."""
        return raw.bundle(self.raw_rows)

    def _repr_html_(self) -> str:
        return raw.aligned_in_notebook(self.frame.to_html(index=False, escape=True, border=0, classes="bts"))

    def __repr__(self) -> str:
        return str(self.frame.to_string(index=False, max_rows=MAX_ROWS))


class Finding:
    """A sentence shown on its own in a notebook, as a paragraph."""

    def __init__(self, words: str) -> None:
        self.words = words

    def _repr_html_(self) -> str:
        return f'<p class="bts-finding">{html.escape(self.words)}</p>'

    def __repr__(self) -> str:
        return self.words


def title_of(picture: Any) -> str:
    """Return the title of a chart on one line, empty for anything without a title."""
    words = getattr(getattr(picture, "title", None), "text", "")
    return " ".join(words) if isinstance(words, list) else str(words)
