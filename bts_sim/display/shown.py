"""A table as people read it in a notebook, with its numbers beside it."""

from __future__ import annotations

import os
from typing import Any

import pandas as pd

from bts_sim.display import raw


class Shown:
    """A table as text cells, shown as HTML in a page and as text elsewhere; `brut`: its numbers before any rounding."""

    def __init__(self, frame: pd.DataFrame, brut: pd.DataFrame | None = None) -> None:
        self.frame, self.brut = frame, brut

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Give a report the numbers themselves, beside what the other methods show."""
        return {} if self.brut is None or raw.BRUT not in os.environ else {raw.MIME: raw.raw(self.brut)}

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(index=False, escape=True, border=0, classes="bts", justify="left")
        return html

    def __repr__(self) -> str:
        return str(self.frame.to_string(index=False))
