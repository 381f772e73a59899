"""Which rule uses which under a regime, and what each reads of the law: found in the rules, not told twice."""

from __future__ import annotations

import dis
import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import CodeType
from typing import Any, TypeAlias

from bts_sim.droit import jury, regles
from bts_sim.droit.articles import Article, articles
from bts_sim.droit.bareme import Regime
from bts_sim.droit.citation import cited
from bts_sim.droit.regles.catalogue import REGLES
from bts_sim.droit.roles import every_rule, is_rule, name_of_rule
from bts_sim.droit.textes import SANS_TEXTE

Rule: TypeAlias = Callable[..., Any]
#: What the jury does, in the order of the exam.
STEPS: tuple[Rule, ...] = (
    jury.premier_groupe,
    jury.ouverture_du_controle,
    jury.choix_permis,
    jury.oraux_en_suspens,
    jury.second_groupe,
)


@dataclass(frozen=True)
class RuleNode:
    """A step of the jury, or a rule, under one regime in one session.

    `texts`: ids of the texts of the session that state it; `SANS_TEXTE` alone where none does, empty for a step.
    `lines`: the lines of the law that it reads: values, thresholds, readings. `uses`: the rules that it calls, by name.
    """

    name: str
    texts: tuple[str, ...]
    lines: tuple[Article, ...]
    uses: tuple[str, ...]

    @property
    def is_step(self) -> bool:
        """Return whether it is a step of the jury and not a rule."""
        return not self.texts

    @property
    def is_borrowed(self) -> bool:
        """Return whether no text of the session states the rule: it comes from another session, or from an analyst."""
        return self.texts == (SANS_TEXTE,)


def rule_graph(regime: Regime, session: int) -> dict[str, RuleNode]:
    """Return the steps of the jury and every rule that they lead to, by name, in the order in which they are met.

    Raises LawError for a session that the project does not cover.
    """
    return _nodes(STEPS, regime, session)


def rules_beside(regime: Regime, session: int) -> dict[str, RuleNode]:
    """Return the rules that no jury applies, by name: of registrations, of marks kept, of calendars."""
    decided = {name for chosen in _every_choice(regime) for name in _reached(STEPS, chosen)}
    return _nodes([rule for name, rule in every_rule().items() if name not in decided], regime, session)


def unread_lines(regime: Regime, session: int) -> list[Article]:
    """Return the lines of the law that no rule of the jury reads: files and marks meet them before."""
    read = {line.nom for node in rule_graph(regime, session).values() for line in node.lines}
    return [line for line in articles(regime, session) if line.nom not in (read | set(REGLES))]


def _nodes(starts: Sequence[Rule], regime: Regime, session: int) -> dict[str, RuleNode]:
    lines = [line for line in articles(regime, session) if line.nom not in REGLES]
    return {
        name: RuleNode(
            name,
            tuple(cited([one], session)) if is_rule(one) else (),
            tuple(line for line in lines if line.nom in _read(one).attributes),
            tuple(name_of_rule(used) for used in _uses(one, regime)),
        )
        for name, one in _reached(starts, regime).items()
    }


def _reached(starts: Sequence[Rule], regime: Regime) -> dict[str, Rule]:
    """Return some rules and all that they use, by name."""
    found: dict[str, Rule] = {}
    waiting = list(starts)
    while waiting:
        one = waiting.pop(0)
        if name_of_rule(one) not in found:
            found[name_of_rule(one)] = one
            waiting += _uses(one, regime)
    return found


def _every_choice(regime: Regime) -> Iterator[Regime]:
    """Yield the regime with each rule that a regime may choose."""
    for key, rules in REGLES.items():
        for name in rules:
            yield replace(regime, **{key: name})


@dataclass(frozen=True)
class _Read:
    """The names that the code of a function reads."""

    names: tuple[str, ...]
    attributes: frozenset[str]


@functools.cache
def _read(function: Rule) -> _Read:
    codes: list[CodeType] = [function.__code__]
    for code in codes:
        codes += [one for one in code.co_consts if isinstance(one, CodeType)]
    said = [(one.opname, str(one.argval)) for code in codes for one in dis.get_instructions(code)]
    names = dict.fromkeys(name for operation, name in said if operation == "LOAD_GLOBAL")
    return _Read(tuple(names), frozenset(name for operation, name in said if operation in ("LOAD_ATTR", "LOAD_METHOD")))


def _uses(function: Rule, regime: Regime) -> Iterator[Rule]:
    """Yield the rules that a function calls, each once: those of a catalogue as the regime chooses them."""
    seen = {function}
    for one in _called(function, regime):
        if one not in seen:
            seen.add(one)
            yield one


def _called(function: Rule, regime: Regime) -> Iterator[Rule]:
    home: Mapping[str, Any] = function.__globals__
    for name in _read(function).names:
        one: Any = home.get(name)
        chosen: list[Rule] = [rules[getattr(regime, key)] for key, rules in REGLES.items() if rules is one]
        if chosen or is_rule(one):
            yield from chosen or [one]
        elif inspect.isfunction(one) and one.__module__.startswith(regles.__name__):
            # What only helps a rule has no article of its own.
            yield from _called(one, regime)
