"""The duration of an oral, session by session; a session that no text covers has no duration."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from bts_sim.droit.calendriers.document import Cote, Strict, Texte
from bts_sim.droit.textes import TEXTES
from bts_sim.errors import LawError
from bts_sim.files.yaml_file import read_yaml


class Duree(Strict):
    """Minutes of preparation and of interrogation of one group of disciplines, from one session to another.

    `lue_pour`: the sessions of the text, where the minutes of other sessions are inferred from it.
    """

    disciplines: Texte
    preparation: int = Field(ge=0)
    interrogation: int = Field(gt=0)
    de: int
    a: int
    source: Texte
    cote: Cote
    lieu: Texte
    texte: str = ""
    lue_pour: str = ""
    remarque: str = ""

    @model_validator(mode="after")
    def _inferred_from_something(self) -> Self:
        if (self.cote == "I") != bool(self.lue_pour):
            raise ValueError("une durée de cote I, et elle seule, dit les sessions pour lesquelles elle a été lue")
        return self


class Durees(Strict):
    """The file of durations."""

    durees: tuple[Duree, ...]


def durees(session: int) -> dict[str, Duree]:
    """Return the durations of a session by group of disciplines; raises LawError when no text read gives any."""
    every = read_yaml(Path(str(TEXTES / "calendriers" / "durees.yaml")), Durees).durees
    found = {duree.disciplines: duree for duree in every if duree.de <= session <= duree.a}
    if not found:
        known = ", ".join(str(year) for year in sorted({y for d in every for y in range(d.de, d.a + 1)}))
        raise LawError(f"durées des oraux : aucun texte lu n'en donne pour la session {session} (sessions : {known}).")
    return found
