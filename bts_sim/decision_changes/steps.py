"""The steps of an explanation by the part that each plays, what they say of the law, and in which one two differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bts_sim.recit import raconter_etape

Step = Mapping[str, Any]
Steps = Mapping[str, Step]
#: Name of a rule → its part; rules of access, choice and replacement begin with their own word, those left admit.
PARTS = {
    "note_comptee": "notes",
    "est_elimine": "elimination",
    "est_sans_decision_finale": "attente",
    "moyenne_generale": "moyenne_generale",
    "moyenne_professionnelle": "moyenne_professionnelle",
}
BEGINNINGS = {"acces": "acces", "choix": "choix", "aucun": "choix", "remplacement": "remplacement"}
#: The two decisions: that of the first group, and the last step.
FIRST, LAST = "admission", "decision"
#: Causes → what of a step their text changes.
OF_A_STEP = {"session": ("source",), "regime": ("regle", "conditions"), "seuil": ("regle", "conditions")}


def by_role(steps: Sequence[Step]) -> dict[str, Step]:
    """Give each step by its part, in their order."""
    found: dict[str, Step] = {}
    for step in steps[:-1]:
        name = step["regle"].split(".")[1]
        found[PARTS.get(name) or BEGINNINGS.get(name.split("_")[0], FIRST)] = step
    return {**found, LAST: steps[-1]}


def law_of(steps: Steps) -> dict[str, str]:
    """Give what the steps say of the law of the regime: the rules it names, and the thresholds they compare with."""
    found = {}
    for role, step in steps.items():
        if role in (FIRST, LAST, "acces", "choix", "remplacement"):
            part = FIRST if role == LAST else role
            found[f"{part} : règle"] = step["regle"]
            for condition in step["nombres"].get("conditions", ()):
                found[f"{part} : {condition['mesure']} {condition['sens']}"] = condition["seuil"]
    return found


def texts(cause: str, a: Steps, b: Steps) -> tuple[str, str]:
    """Give the sentence, with its texts, of the first step that a change of the law makes another, in A and in B."""
    for role in _first(cause, a, b):
        return _said(a.get(role)), _said(b.get(role))
    return "", ""


def _first(cause: str, a: Steps, b: Steps) -> Iterator[str]:
    """Give the parts that differ: first those whose law does, then those of which only the words do."""
    roles = [*a, *(role for role in b if role not in a)]
    shared = [role for role in roles if role in a and role in b]
    yield from (role for role in shared if _law(cause, a[role]) != _law(cause, b[role]))
    yield from (role for role in shared if _words(a[role]) != _words(b[role]))
    yield from (role for role in roles if role not in shared)


def _law(cause: str, step: Step) -> list[Any]:
    said = {
        "source": step["source"],
        "regle": step["regle"],
        "conditions": [(c["mesure"], c["sens"], c["seuil"]) for c in step["nombres"].get("conditions", ())],
    }
    return [said[name] for name in OF_A_STEP.get(cause, ())]


def _words(step: Step) -> str:
    return " ".join(raconter_etape(step))


def _said(step: Step | None) -> str:
    return "" if step is None else f"{_words(step)} [{' ; '.join(step['texte'])}]"
