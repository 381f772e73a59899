"""The sentence to quote: a finding, its session, what its interval covers, and its source."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

from bts_sim.display.labels import percent
from bts_sim.language import _

#: nbformat accepts an object only under a type that ends in `+json`.
MIME = "application/vnd.bts-sim.citation+json"


@dataclass(frozen=True, repr=False)
class Citation:
    """A sentence to quote: the finding, then its source. A notebook displays it so that a report can find it."""

    finding: str
    source: str

    def __str__(self) -> str:
        return f"{self.finding} {self.source}"

    def __repr__(self) -> str:
        return str(self)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        display({"text/plain": str(self), MIME: {"constat": self.finding, "source": self.source}}, raw=True)


def sentence_to_quote(finding: str, session: str, level: float | None, covered: str) -> Citation:
    """Return the sentence to quote, in the language spoken.

    Args:
        finding: the finding, in words.
        session: the session whose rules apply, or the sessions.
        level: level of its interval, percent; None where it has none.
        covered: what the interval covers.
    """
    said = _("Source : bts_sim {version}, textes de la session {session}").format(
        version=metadata.version("bts-sim"), session=session
    )
    if level is not None:
        said = _("{source} ; intervalle à {niveau} : {methode}").format(
            source=said, niveau=percent(level, 0), methode=covered
        )
    return Citation(finding if finding.endswith((".", "?")) else f"{finding}.", f"{said}.")
