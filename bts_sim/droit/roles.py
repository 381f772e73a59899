"""Every rule by its name, and the role of each in an explanation."""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from typing import Any

from bts_sim.droit import regles
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


def is_rule(one: object) -> bool:
    """Return whether something is a rule: a function of `regles/` whose docstring cites the texts that state it."""
    ours = inspect.isfunction(one) and one.__module__.startswith(regles.__name__)
    return ours and "Sources:" in (one.__doc__ or "")


@functools.cache
def every_rule() -> Mapping[str, Callable[..., Any]]:
    """Return every rule of the project, by its name in explanations: module by module, in the order of each."""
    modules = [
        importlib.import_module(f"{regles.__name__}.{one.name}") for one in pkgutil.iter_modules(regles.__path__)
    ]
    own = [
        one for module in modules for one in vars(module).values() if getattr(one, "__module__", "") == module.__name__
    ]
    return {name_of_rule(one): one for one in own if is_rule(one)}


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
