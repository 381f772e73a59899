"""The hours of the half-days of the juries that are made, as the user writes them."""

from __future__ import annotations

import re

from bts_sim.candidates.second_group.held import minutes_in
from bts_sim.candidates.second_group.instance import NOON, clock_of
from bts_sim.errors import SHOWN, Fault, InputError

#: No text that was read fixes them: an assumption (docs/hypotheses.md), which every command tells.
USUAL_HOURS = "08:30-12:30,13:30-17:30"
#: The hours of a morning and of an afternoon, in minutes of the day.
Hours = tuple[tuple[int, int], tuple[int, int]]


def hours_given(text: str) -> Hours:
    """Return the hours of a morning and of an afternoon, from a text such as 08:30-12:30,13:30-17:30.

    Raises InputError for anything else, or for hours on the other side of the hour that parts the day.
    """
    parts = [re.split(r"\s*[-–]\s*", part.strip()) for part in str(text).split(",")]
    try:
        (morning, noon), (after, evening) = (tuple(map(minutes_in, part)) for part in parts)
    except ValueError:
        raise _refused(text, "ce ne sont pas deux demi-journées") from None
    if not morning < noon <= NOON <= after < evening:
        raise _refused(text, f"le matin finit au plus tard à {clock_of(NOON)}, l'après-midi commence ensuite")
    return (morning, noon), (after, evening)


def _refused(text: str, problem: str) -> InputError:
    remedy = f"écrire comme {USUAL_HOURS}"
    return InputError([Fault("--heures", None, "", str(text)[:SHOWN], problem, remedy)])
