"""The colours of the directions of a move, one dark and one light, so that they differ in grey too."""

from __future__ import annotations

from collections.abc import Mapping

from bts_sim.display.theme import OTHERS
from bts_sim.questions.movers.names import DIRECTIONS
from bts_sim.questions.movers.pairs import Direction

COLOURS = {
    Direction.GAINS: OTHERS[0],
    Direction.LOSES: OTHERS[2],
    Direction.OTHER: OTHERS[1],
    Direction.STAYS: "#d5d8dc",
}


def shades() -> Mapping[str, str]:
    """Return the colour of each direction of a move, by its label."""
    return {DIRECTIONS[way]: colour for way, colour in COLOURS.items()}
