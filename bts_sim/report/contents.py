"""The summary of an executed notebook: its title, its question and the sentences above its charts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from bts_sim.display import rendering
from bts_sim.report import beside

if TYPE_CHECKING:
    from nbformat import NotebookNode

TITLE = re.compile(r"^# +(.+?)\s*$", re.MULTILINE)
#: Markdown marks removed from a plain sentence. A link keeps its text.
LINK, MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)"), re.compile(r"\*\*|`|(?<!\s)\*|\*(?!\s)")


def describe(notebook: NotebookNode, nom: str) -> dict[str, Any]:
    """Return `titre`, `introduction` (its first paragraph, plain) and `constats` (sentence and place) of a page."""
    prose = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    found = TITLE.search(prose)
    after = prose[found.end() :].strip().split("\n\n")[0] if found else ""
    introduction = "" if after.startswith("#") else MARKS.sub("", LINK.sub(r"\1", " ".join(after.split())))
    findings = [
        {"texte": said, "ancre": piece.ancre}
        for piece in beside.pieces(notebook)
        if piece.genre == beside.FIGURE and (said := rendering.title(piece.output["data"][rendering.MIME]))
    ]
    return {"titre": found[1] if found else nom, "introduction": introduction, "constats": findings}
