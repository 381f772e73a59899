"""Sort the steps of an explanation by their role, read the law that they apply, and find where two of them differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bts_sim.droit.recit import step_sentences
from bts_sim.droit.regles.controle import remplacement_par_domaine
from bts_sim.droit.reponses import reponse
from bts_sim.droit.roles import Role, name_of_rule, role_of
from bts_sim.droit.textes import points_ouverts, sources

Step = Mapping[str, Any]
Steps = Mapping[str, Step]
#: The rule of replacement whose orals are those of a domain.
BY_DOMAIN = name_of_rule(remplacement_par_domaine)
#: The two decisions: that of the first group, and the last step.
FIRST, LAST = Role.ADMISSION, "decision"
#: Causes → the fields of a step that their text changes.
OF_A_STEP = {"session": ("source",), "regime": ("regle", "conditions"), "seuil": ("regle", "conditions")}


def by_role(steps: Sequence[Step]) -> dict[str, Step]:
    """Return each step by its role, in their order."""
    return {**{role_of(step["regle"]): step for step in steps[:-1]}, LAST: steps[-1]}


def law_of(steps: Steps) -> dict[str, str]:
    """Return the law of the regime that the steps show: the rules that they name, and the thresholds that they use."""
    found = {}
    for role, step in steps.items():
        if role in (FIRST, LAST, Role.ACCES, Role.CHOIX, Role.REMPLACEMENT):
            part = FIRST if role == LAST else role
            found[f"{part} : règle"] = step["regle"]
            for condition in step["nombres"].get("conditions", ()):
                found[f"{part} : {condition['mesure']} {condition['sens']}"] = condition["seuil"]
    return found


def texts(cause: str, a: Steps, b: Steps, same_file: bool) -> tuple[str, str]:
    """Return the sentences of A and of B, with their texts, at the first step that a change of the law alters.

    `same_file`: the candidate's own file is the same, so that any other words come from a text. Both sentences are
    empty if no step shows the change.
    """
    for role in _first(cause, a, b, same_file):
        return _said(a.get(role)), _said(b.get(role))
    return "", ""


def reading(point: str, choice: str | None) -> str:
    """Return the reading of an open point as a question, an answer and a text; None stands for the default reading."""
    one = points_ouverts()[point]
    chosen = choice or one["defaut"]
    source = one["choix"][chosen]["source"]
    return f"{reponse(point, chosen, 'fr')} [{sources()[source]['reference']}]"


def _first(cause: str, a: Steps, b: Steps, same_file: bool) -> Iterator[str]:
    """Yield the roles that differ: first those whose law differs, then those whose words alone differ."""
    roles = [*a, *(role for role in b if role not in a)]
    shared = [role for role in roles if role in a and role in b]
    yield from (role for role in shared if _law_differs(cause, a[role], b[role]))
    if same_file or cause not in OF_A_STEP:
        yield from (role for role in shared if _words(a[role]) != _words(b[role]))
        yield from (role for role in roles if role not in shared)


def _law_differs(cause: str, a: Step, b: Step) -> bool:
    """Return whether the fields of a step that a cause changes differ.

    A step that compares nothing shows no threshold.
    """
    said = [
        {
            "source": step["source"],
            "regle": step["regle"],
            "conditions": [(c["mesure"], c["sens"], c["seuil"]) for c in step["nombres"].get("conditions", ())],
        }
        for step in (a, b)
    ]
    both = [name for name in OF_A_STEP.get(cause, ()) if all(one[name] for one in said)]
    return any(said[0][name] != said[1][name] for name in both)


def _words(step: Step) -> str:
    return " ".join(step_sentences(step))


def _said(step: Step | None) -> str:
    return "" if step is None else f"{_words(step)} [{' ; '.join(step['texte'])}]"
