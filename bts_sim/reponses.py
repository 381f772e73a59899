"""Write how an open point of the texts is read: its question, and the answer chosen."""

from __future__ import annotations

from bts_sim.langue import traduire
from bts_sim.law import points_ouverts


def reponse(point: str, choix: str, lang: str | None = None) -> str:
    """Give the question of an open point and its answer, in the language spoken, or in `lang`."""
    open_point = points_ouverts()[point]
    return f"{traduire(open_point['question'], lang)} {traduire(open_point['choix'][choix]['phrase'], lang)}"
