"""The role of each rule in an explanation, and its name there."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from bts_sim.droit.regles import admission, conservation, moyenne
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION, CHOIX, REMPLACEMENT


class Role(StrEnum):
    """What a step of an explanation does."""

    NOTES = "notes"
    ELIMINATION = "elimination"
    ATTENTE = "attente"
    MOYENNE_GENERALE = "moyenne_generale"
    MOYENNE_PROFESSIONNELLE = "moyenne_professionnelle"
    ADMISSION = "admission"
    ACCES = "acces"
    CHOIX = "choix"
    REMPLACEMENT = "remplacement"


def name_of_rule(rule: Callable[..., Any]) -> str:
    """Return the name of a rule in explanations: its module and its function."""
    return f"{rule.__module__.rpartition('.')[2]}.{rule.__name__}"


#: Role → its rules. The values of a catalogue follow it when a rule is added.
_RULES: Mapping[Role, Collection[Callable[..., Any]]] = {
    Role.NOTES: (conservation.note_comptee,),
    Role.ELIMINATION: (admission.est_elimine,),
    Role.ATTENTE: (admission.est_sans_decision_finale,),
    Role.MOYENNE_GENERALE: (moyenne.moyenne_generale,),
    Role.MOYENNE_PROFESSIONNELLE: (moyenne.moyenne_professionnelle,),
    Role.ADMISSION: ADMISSION.values(),
    Role.ACCES: ACCES.values(),
    Role.CHOIX: CHOIX.values(),
    Role.REMPLACEMENT: REMPLACEMENT.values(),
}


@functools.cache
def role_of(name: str) -> Role:
    """Return the role of a rule by its name in explanations.

    Raises:
        KeyError: no rule has this name.
    """
    return {name_of_rule(rule): role for role, rules in _RULES.items() for rule in rules}[name]
