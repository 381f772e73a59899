"""A fault of a file of people that names none of them."""

from __future__ import annotations

import dataclasses
import re

from bts_sim.errors import Fault

#: What stands in the place of what is not shown.
WITHHELD = "…"
#: What a remedy or a problem quotes, such as the number that another file has.
QUOTED = re.compile(r"« [^»]* »")


def without_person(fault: Fault) -> Fault:
    """Return a fault without what its file says of a person; where it is, and what is wrong, stay.

    Any cell may hold a name, were it by a shifted column: none is shown. A fault that is on no line and of no
    candidate tells of a file or of an option, and stays as it is.
    """
    if fault.ligne is None and fault.candidat is None:
        return fault
    problem = fault.probleme
    # The longest first: a number may begin with another one.
    for value in sorted(filter(None, (fault.candidat, fault.valeur)), key=len, reverse=True):
        problem = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", WITHHELD, problem)
    # Of a text that is no plain ASCII, a remedy may show the name that it was meant to be.
    quotes = fault.colonne == "candidat" or not fault.valeur.isascii()
    remedy = QUOTED.sub(f"« {WITHHELD} »", fault.remede) if quotes else fault.remede
    return dataclasses.replace(
        fault,
        valeur=fault.valeur and WITHHELD,
        probleme=problem,
        remede=remedy,
        candidat=fault.candidat and WITHHELD,
    )
