"""The reading of an open point of the texts in words: its question, and the answer chosen."""

from __future__ import annotations

from bts_sim.droit.textes import points_ouverts
from bts_sim.language import translate


def reponse(point: str, choix: str = "", lang: str | None = None) -> str:
    """Return the question of an open point, with its answer if given, in the current language or in `lang`."""
    open_point = points_ouverts()[point]
    asked: str = translate(open_point["question"], lang)
    return f"{asked} {translate(open_point['choix'][choix]['phrase'], lang)}" if choix else asked
