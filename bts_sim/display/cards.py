"""What a live page says, as HTML in one look: sentences, faults, lines to copy; every text is escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from bts_sim.errors import Fault
from bts_sim.language import _n

#: What stands for nothing.
NOTHING = "—"
STYLE = Path(__file__).with_suffix(".css")


def html_page(*parts: str) -> str:
    """Return pieces of HTML in what gives them their look."""
    style = STYLE.read_text(encoding="utf-8")
    return f'<style>{style}</style><div class="bts-atelier">{"".join(parts)}</div>'


def fault_list(found: Sequence[Fault]) -> str:
    """Return the faults of what is typed, one line each."""
    head = _n("{n} chose à corriger :", "{n} choses à corriger :", len(found)).format(n=len(found))
    lines = "".join(f"<p>{escape(str(fault))}</p>" for fault in found)
    return f'<div class="bts-fautes" role="alert"><p>{escape(head)}</p>{lines}</div>'


def refusal_card(message: str) -> str:
    """Return one message that is no fault of a cell, such as a session that is not covered."""
    return f'<div class="bts-fautes" role="alert"><p>{escape(message)}</p></div>'


def paragraph(words: str) -> str:
    """Return a sentence as a paragraph."""
    return f"<p>{escape(words or NOTHING)}</p>"


def to_copy(words: str) -> str:
    """Return lines to copy, which one click selects."""
    return f"<pre>{escape(words)}</pre>"
