"""List the differences between two explanations of one candidate, one fact at a time: a mark, an oral, the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from bts_sim.candidates.decision_changes.steps import BY_DOMAIN, by_role, law_of
from bts_sim.droit.bareme import CCF, DOMAINES

PONCTUEL = "ponctuel"
#: Kinds of facts. The second part of a key is the unit, the target of an oral, the reading, or empty.
MARK, OPTIONAL, COEFFICIENT, DOMAIN, MODE, ORAL = "mark", "optional", "coefficient", "domain", "mode", "oral"
HELD, SITUATION, OPINION, ROUTE, SPECIALTY = "held", "situation", "opinion", "route", "specialty"
SESSION, REGIME, READING, LAW = "session", "regime", "reading", "law"
#: Facts that an explanation may not show: a fact that it omits may exist.
MAY_BE_HIDDEN = {COEFFICIENT, DOMAIN, MODE, HELD, SITUATION, OPINION, ROUTE, LAW}
#: Facts that a candidate gains or loses all at once with a specialty.
OF_A_SPECIALTY = {MARK, OPTIONAL, COEFFICIENT, DOMAIN, MODE, ORAL, HELD, ROUTE, SPECIALTY}
#: A reading that an explanation does not name.
DEFAULT = "défaut"
TO_COME, OVER, CLOSED, ABSENT = "à tenir", "tenus", "tous tenus", "AB"

#: The highest mark, and a coefficient that no règlement reaches.
MARKED, WEIGHED = 20, 1_000

Key = tuple[str, str]
Facts = dict[Key, Any]


@dataclass(frozen=True)
class Change:
    """One difference: the word for it, its unit, its values before and after, and the facts that go together.

    `text`: the change comes from a text of the law and not from the candidate's file.
    """

    cause: str
    unite: str
    avant: str
    apres: str
    keys: frozenset[Key]
    text: bool = False


def facts_of(trace: Mapping[str, Any], route: str, *, held: bool, closed: bool = False) -> Facts:
    """Return the facts that an explanation gives about a candidate and about the law.

    `route`: the candidate's voie, empty when it is not known. `held`: orals were held in that grading. `closed`: no
    oral was still to come.

    Raises KeyError, TypeError or ValueError when the explanation does not have our layout.
    """
    steps = by_role(trace["etapes"])
    marks = steps["notes"]["nombres"]
    facts: Facts = {
        (SESSION, ""): int(trace["session"]),
        (REGIME, ""): _word(trace["regime"]),
        (SPECIALTY, ""): _word(trace["specialite"]),
    }
    facts |= {(READING, point): _word(choice) for point, choice in trace["lectures"].items()}
    facts |= {(ROUTE, ""): route} if route else {}
    for unit in marks["unites"]:
        code = _word(unit["unite"])
        facts[MARK, code] = (_word(unit["statut"]), _exact(unit["note"], MARKED))
        facts[DOMAIN, code] = _word(unit["domaine"])
        if unit["coefficient"] is not None:
            facts[COEFFICIENT, code] = _exact(unit["coefficient"], WEIGHED)
    for unit in marks["facultatives"]:
        facts[OPTIONAL, _word(unit["unite"])] = (_word(unit["statut"]), _exact(unit["note"], MARKED))
    if "attente" in steps:
        facts |= {(SITUATION, name): holds for name, holds in steps["attente"]["nombres"].items()}
    facts |= {(HELD, ""): OVER} if held else {}
    # For a status with a hidden mode, the table of the specialty gives the mode.
    spared = trace["lectures"].get("notes_conservees_2021") == "maintenues"
    hidden = {"DI", "BE", "RE"} if spared else {"DI"}
    facts |= dict(_orals(steps, [unit for unit in marks["unites"] if unit["statut"] not in hidden]))
    facts |= {(LAW, name): value for name, value in law_of(steps).items()}
    if closed and facts.get((HELD, "")) == OVER:
        facts[HELD, ""] = CLOSED
    return facts


def _orals(steps: Mapping[str, Mapping[str, Any]], units: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Key, Any]]:
    """Yield the facts of the orals; `units`: those whose replacement by an oral of their domain shows their mode."""
    for condition in steps.get("acces", {}).get("nombres", {}).get("conditions", ()):
        if condition["mesure"] == "avis_du_jury":
            yield (OPINION, ""), condition["valeur"]
    if "remplacement" not in steps:
        if "choix" in steps:
            yield (HELD, ""), TO_COME
        return
    yield (HELD, ""), OVER
    numbers = steps["remplacement"]["nombres"]
    yield from (((ORAL, _word(target)), ABSENT) for target in numbers["absences"])
    for bloc in numbers["blocs"]:
        yield (ORAL, _word(bloc["oral"])), _exact(bloc["note"], MARKED)
        if bloc["oral"] in DOMAINES:
            # The units that the oral of 2021 replaces are the ponctuelles.
            for unit in units:
                if unit["domaine"] == bloc["oral"]:
                    yield (MODE, unit["unite"]), PONCTUEL if unit["unite"] in bloc["unites"] else CCF
    if steps["remplacement"]["regle"] == BY_DOMAIN and not _owed(numbers):
        # Where the candidate sat no oral and owed none, nothing was ponctuelle.
        sat = {bloc["oral"] for bloc in numbers["blocs"]} | set(numbers["absences"])
        yield from (((MODE, unit["unite"]), CCF) for unit in units if unit["domaine"] not in sat)


def _owed(numbers: Mapping[str, Any]) -> bool:
    """Return whether a candidate owed orals that are missing from his grading."""
    return bool(numbers.get("oraux_attendus") or numbers.get("oraux_non_passes"))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _exact(text: str | None, top: int) -> str | None:
    """Return an exact number unchanged, or None for None.

    Raises ValueError for a number that cannot be a mark or a coefficient.
    """
    if text is not None and not 0 <= Fraction(text) <= top:
        raise ValueError(text)
    return text


def level(a: Facts, b: Facts) -> tuple[Facts, Facts]:
    """Return both sides, each completed with the facts that only the other shows, and with the same names for orals."""
    hidden = MAY_BE_HIDDEN - {MODE} if a.get((ROUTE, "")) != b.get((ROUTE, "")) else MAY_BE_HIDDEN
    filled = [{k: v for k, v in other.items() if k[0] in hidden} | one for one, other in ((a, b), (b, a))]
    return _same_orals(filled[0], filled[1]), _same_orals(filled[1], filled[0])


def _same_orals(one: Facts, other: Facts) -> Facts:
    """Return the facts with each oral on several units renamed to the unit under which the other side has that mark."""
    renamed = dict(one)
    for kind, target in [key for key in one if key[0] == ORAL and "," in key[1]]:
        for unit in target.split(","):
            if other.get((kind, unit)) == one[kind, target]:
                renamed[kind, unit] = renamed.pop((kind, target))
                break
    return renamed


def mix(a: Facts, b: Facts, changes: Sequence[Change]) -> Facts:
    """Return the facts of A with only some of the changes that lead to B."""
    mixed = dict(a)
    for key in {key for change in changes for key in change.keys}:
        if key in b:
            mixed[key] = b[key]
        else:
            mixed.pop(key, None)
    return mixed


def changes(a: Facts, b: Facts) -> list[Change]:
    """Return the differences between two sides from `level`: the candidate's own file first, then the texts."""
    differ = {key for key in a.keys() | b.keys() if a.get(key) != b.get(key)}
    found = []
    taken: set[Key] = set()
    for change in (*_whole(a, b, differ), *_single(a, b, differ)):
        if change.keys - taken == change.keys:
            found.append(change)
            taken |= change.keys - {(HELD, "")}
    return sorted(found, key=lambda change: change.text)


def _whole(a: Facts, b: Facts, differ: set[Key]) -> Iterator[Change]:
    """Yield the changes that carry others with them."""
    both = a.keys() | b.keys()
    before, after = (" ".join(code for kind, code in side if kind == MARK) for side in (a, b))
    if (SPECIALTY, "") in differ:
        carried = {key for key in both if key[0] in OF_A_SPECIALTY}
        yield _change("specialite", (SPECIALTY, ""), a, b, carried)
    elif set(before.split()) != set(after.split()):
        carried = {key for key in both if key[0] in {*OF_A_SPECIALTY, SESSION}}
        law = {key for key in differ if key[0] == LAW} if (REGIME, "") not in differ else set()
        yield Change("reglement", "", before, after, frozenset(carried | law), text=True)
    if (ROUTE, "") in differ:
        yield _change("voie", (ROUTE, ""), a, b, {key for key in both if key[0] == MODE})
    law = {key for key in differ if key[0] == LAW}
    if (REGIME, "") in differ:
        yield _change("regime", (REGIME, ""), a, b, law, text=True)
        law = set()
    if (SESSION, "") in differ:
        yield _change("session", (SESSION, ""), a, b, law, text=True)
    elif law:
        name = min(law)
        yield Change("seuil", "", str(a.get(name, "")), str(b.get(name, "")), frozenset(law), text=True)


#: Other kinds of facts → the cause of their change.
CAUSES = {
    COEFFICIENT: "coefficient",
    DOMAIN: "domaine",
    MODE: "mode",
    SITUATION: "situation",
    OPINION: "situation",
    READING: "lecture",
}


def _single(a: Facts, b: Facts, differ: set[Key]) -> Iterator[Change]:
    orals = any(kind == ORAL for kind, _ in differ)
    for kind, unit in sorted(differ):
        if kind in (MARK, OPTIONAL):
            before, after = a.get((kind, unit)), b.get((kind, unit))
            cause = "note" if before and after and before[0] == after[0] else "statut"
            # An optional mark on one side only is still a mark.
            if not (before and after) and not any(side and side[0] for side in (before, after)):
                cause = "note"
            yield Change(cause, unit, _mark(before), _mark(after), frozenset({(kind, unit)}))
        elif kind == ORAL:
            yield _change("oral", (kind, unit), a, b, {(HELD, "")} & differ)
        elif kind == HELD and not orals:
            yield _change("oral", (kind, unit), a, b)
        elif kind in CAUSES:
            yield _change(CAUSES[kind], (kind, unit), a, b, text=kind in (COEFFICIENT, DOMAIN, READING))


def _change(cause: str, key: Key, a: Facts, b: Facts, more: set[Key] | None = None, *, text: bool = False) -> Change:
    before, after = (_shown(key, side.get(key)) for side in (a, b))
    unit = "" if key[0] == SITUATION else key[1]
    return Change(cause, unit, before, after, frozenset({key} | (more or set())), text)


def _shown(key: Key, value: Any) -> str:
    kind, name = key
    if kind == READING:
        return str(value or DEFAULT)
    if kind == SITUATION:
        return f"{name} : {'oui' if value else 'non'}"
    return fact_number(value) if kind in (COEFFICIENT, ORAL) else "" if value is None else str(value)


def _mark(mark: tuple[str, str | None] | None) -> str:
    return "" if mark is None else f"{mark[0]} {fact_number(mark[1])}".strip()


def fact_number(fraction: str | None) -> str:
    """Return an exact mark or coefficient with a decimal comma; a word unchanged, and empty for None."""
    if fraction is None or fraction == ABSENT:
        return fraction or ""
    exact = Fraction(fraction)
    return f"{float(exact):.2f}".rstrip("0").rstrip(".").replace(".", ",") if exact * 100 % 1 == 0 else fraction
