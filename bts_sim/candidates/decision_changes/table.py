"""Make `changements.csv`, with one row per candidate and cause, from two folders of results."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.candidates.decision_changes.again import Again, Outcome
from bts_sim.candidates.decision_changes.causes import EFFECTS, UNKNOWN, Case, settle
from bts_sim.candidates.decision_changes.facts import READING, Change, changes, facts_of, level
from bts_sim.candidates.decision_changes.steps import Steps, by_role, reading, texts
from bts_sim.candidates.decision_changes.tables import DECISION_CHANGED, DETAIL_CHANGED, IDENTICAL, STATE_SHAPE
from bts_sim.candidates.decision_changes.traces import Trace, Traces, explanations_file
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.bareme import Regime
from bts_sim.progress import watch
from bts_sim.rows import records

SHAPE: Shape = {
    "candidat": FileColumn("numéro du candidat"),
    "etat": STATE_SHAPE["etat"],
    "decision_a": STATE_SHAPE["decision_a"],
    "decision_b": STATE_SHAPE["decision_b"],
    "cause": FileColumn("ce qui diffère, vide sans explications", empty=True),
    "unite": FileColumn("unité, ou nom de la lecture", empty=True),
    "avant": FileColumn("ce qu'il en était dans A", empty=True),
    "apres": FileColumn("ce qu'il en est dans B", empty=True),
    "texte_a": FileColumn("texte appliqué dans A", empty=True),
    "texte_b": FileColumn("texte appliqué dans B", empty=True),
    "effet": FileColumn("cette cause suffit-elle à changer la décision", codes=EFFECTS, empty=True),
}
COLONNES = tuple(SHAPE)
#: The explanations show no difference, and yet the decision differs.
NOT_SHOWN = "inconnue"
#: Candidates whose explanations are in memory together.
BATCH = 2_000
Row = tuple[str, ...]


def explained(a: object, b: object) -> bool:
    """Return whether both gradings have explanations beside their decisions; a grading in memory has none."""
    return None not in (_explanations(a), _explanations(b))


def _explanations(given: object) -> Path | None:
    return explanations_file(Path(given)) if isinstance(given, (str, os.PathLike)) else None


def changes_table(
    compared: pd.DataFrame, a: object, b: object, regimes: Sequence[Regime] = (), specialites: Path | None = None
) -> pd.DataFrame:
    """Return one row for each cause of each candidate who differs between the gradings, in their order.

    Causes are empty unless both gradings have explanations. `regimes`, `specialites`: regimes and specialties from
    outside the project.
    """
    found = compared[compared["etat"] != IDENTICAL]
    table = found[["etat", "decision_a", "decision_b"]].reindex(columns=COLONNES[1:], fill_value="")
    if explained(a, b):
        both = found["etat"].isin([DECISION_CHANGED, DETAIL_CHANGED])
        told = list(_explained(found[both], a, b, Again(regimes, specialites)))
        rows = pd.DataFrame([row[1:] for row in told], columns=table.columns, index=[row[0] for row in told])
        place = found.index.get_indexer(rows.index)
        table = pd.concat([table[~both], rows])
        table = table.iloc[np.argsort(np.append(np.flatnonzero(~both), place), kind="stable")]
    return table.rename_axis("candidat").reset_index().astype(object)


def _explained(both: pd.DataFrame, a: object, b: object, jury: Again) -> Iterator[Row]:
    names = frozenset(both.index)
    sides = [Traces(path, names) for path in (_explanations(a), _explanations(b)) if path is not None]
    for start in watch(range(0, len(both), BATCH), "Causes"):
        part = both.iloc[start : start + BATCH]
        explanations = [side.read(part.index) for side in sides]
        cases = {}
        for name, row in zip(part.index, records(part), strict=True):
            for side, traces, letter in zip(sides, explanations, "ab", strict=True):
                side.check(traces[name], row[f"decision_{letter}"])
            cases[name] = _case(row, [traces[name] for traces in explanations], sides)
        changed = part.index[part["etat"] == DECISION_CHANGED]
        settle([cases[name] for name in changed], jury)
        for name, row in zip(part.index, records(part), strict=True):
            with sides[0].laid_out(name), sides[1].laid_out(name):
                causes = list(_causes(row, cases[name], [traces[name] for traces in explanations]))
            yield from ((name, *cause) for cause in causes)


def _case(row: Mapping[str, str], explanations: Sequence[Trace], sides: Sequence[Traces]) -> Case:
    facts, outcomes = [], []
    for letter, trace, side in zip("ab", explanations, sides, strict=True):
        with side.laid_out(trace["candidat"]):
            facts.append(facts_of(trace, row[f"voie_{letter}"], held=side.held, closed=side.closed))
        names = ("moyenne_generale_exacte", "unites_choisissables", "decision")
        outcomes.append(Outcome(*(row[f"{name}_{letter}"] for name in names)))
    a, b = level(*facts)
    return Case(a, b, changes(a, b), outcomes[0], outcomes[1])


def _causes(row: Mapping[str, str], case: Case, explanations: Sequence[Trace]) -> Iterator[Row]:
    told = (row["etat"], row["decision_a"], row["decision_b"])
    steps = [by_role(trace["etapes"]) for trace in explanations]
    same_file = all(change.text for change in case.changes)
    for i, change in enumerate(case.changes):
        said = _texts(change, case, steps, same_file)
        cells = (change.cause, change.unite, change.avant, change.apres, *said, case.settled.get(i, ""))
        yield (*told, *cells)
    if not case.changes:
        effect = UNKNOWN if row["etat"] == DECISION_CHANGED else ""
        yield (*told, NOT_SHOWN, "", "", "", "", "", effect)


def _texts(change: Change, case: Case, steps: Sequence[Steps], same_file: bool) -> tuple[str, str]:
    """Return the texts of A and of B behind a change; empty when it comes from the candidate's file."""
    if change.cause == "lecture":
        before, after = (reading(change.unite, side.get((READING, change.unite))) for side in (case.a, case.b))
        return before, after
    return texts(change.cause, steps[0], steps[1], same_file) if change.text else ("", "")


def counts_by_cause(table: pd.DataFrame) -> pd.DataFrame:
    """Return the number of candidates by `cause`, `unite` and `effet`: changed decisions only, most frequent first."""
    changed = table[(table["etat"] == DECISION_CHANGED) & (table["cause"] != "")]
    found = changed.groupby(["cause", "unite", "effet"]).size().reset_index(name="candidats")
    return found.sort_values("candidats", ascending=False, kind="stable").reset_index(drop=True)
