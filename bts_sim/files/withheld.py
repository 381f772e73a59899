"""Remove every person from the faults of a file of people."""

from __future__ import annotations

import dataclasses
import re

from bts_sim.errors import Fault

#: The text shown in place of a withheld one.
WITHHELD = "…"
#: Quoted parts of a problem or a remedy, such as a number from another file.
QUOTED = re.compile(r"« [^»]* »")


def without_person(fault: Fault) -> Fault:
    """Return a fault without the person whom its file names; the place and the problem stay.

    Any cell may hold a name, if only because a column shifted: no cell is shown. A fault without a line and a candidate
    is about a file or an option, and stays unchanged.
    """
    if fault.ligne is None and fault.candidat is None:
        return fault
    problem = fault.probleme
    # The longest text first, since a number may begin with another one.
    for value in sorted(filter(None, (fault.candidat, fault.valeur)), key=len, reverse=True):
        problem = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", WITHHELD, problem)
    # Where a text is not plain ASCII, the remedy may quote the name that was meant.
    quotes = fault.colonne == "candidat" or not fault.valeur.isascii()
    remedy = QUOTED.sub(f"« {WITHHELD} »", fault.remede) if quotes else fault.remede
    return dataclasses.replace(
        fault,
        valeur=fault.valeur and WITHHELD,
        probleme=problem,
        remede=remedy,
        candidat=fault.candidat and WITHHELD,
    )
