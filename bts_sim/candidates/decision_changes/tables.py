"""Compare the decisions of two gradings side by side, without causes or traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.candidates.grade import COLONNES, SHAPE as DECIDED, Grading
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.deliberation import NAMES
from bts_sim.errors import Fault, InputError
from bts_sim.files.columns import Columns
from bts_sim.files.given import GivenTable, InMemory, source_of
from bts_sim.files.read import Table, read_table
from bts_sim.rows import numbered

DECISIONS = "decisions.csv"
EXACT = ("moyenne_generale_exacte", "moyenne_professionnelle_exacte", "moyenne_finale_exacte")
#: The columns that are compared; decimals would only repeat the exact means.
COMPARED = (
    "decision_groupe1",
    "autorise_controle",
    "unites_choisissables",
    *EXACT,
    "decision",
    "motifs",
)
#: The further columns of both sides that are shown.
SHOWN = ("specialite", "voie", "regime")
FILLED = ("candidat", "regime", "decision_groupe1", "autorise_controle", "decision")
REQUIRED = ("candidat", "regime", *COMPARED)
DECLARED = Columns(
    REQUIRED,
    optional=tuple(name for name in COLONNES if name not in REQUIRED),
    extra=True,
    may_be_empty=frozenset(REQUIRED) - frozenset(FILLED),
)

DECISION_CHANGED, DETAIL_CHANGED, IDENTICAL = "decision_changee", "detail_change", "identique"
ONLY_A, ONLY_B = "a_seulement", "b_seulement"
STATES = (DECISION_CHANGED, DETAIL_CHANGED, ONLY_A, ONLY_B, IDENTICAL)


def _of_a_side(name: str, letter: str) -> FileColumn:
    """Return a column of one of the two gradings, empty for a candidate who is absent from it."""
    return replace(DECIDED[name], meaning=f"{DECIDED[name].meaning}, dans {letter.upper()}", empty=True)


STATE_SHAPE: Shape = {
    "etat": FileColumn("ce qui change de A à B", codes=STATES),
    **{f"decision_{letter}": _of_a_side("decision", letter) for letter in "ab"},
}
COMPARED_SHAPE: Shape = {
    "candidat": FileColumn("numéro du candidat"),
    "etat": STATE_SHAPE["etat"],
    **{f"{name}_{letter}": _of_a_side(name, letter) for name in (*COMPARED, *SHOWN) for letter in "ab"},
}
COUNT_SHAPE: Shape = {**STATE_SHAPE, "candidats": FileColumn("nombre de candidats", "integer", "candidats", lowest=1)}
REMEDY = "donner le dossier d'un « bts-sim grade », tel qu'il l'a écrit"


def read_decisions(given: GivenTable | Grading, argument: str = "decisions") -> pd.DataFrame:
    """Return the decisions of a grading as rows of text, indexed by candidate, in the order of its table.

    `given`: its folder or its file (str or PathLike), its table as a DataFrame, or the `Grading` itself.
    `argument`: the name of a DataFrame in faults.

    Raises InputError with every fault of the table.
    """
    source = source_of(given.decisions() if isinstance(given, Grading) else given, argument)
    table = read_table(source if isinstance(source, InMemory) else decisions_file(source), DECLARED)
    table.refuse_totals()
    if table.frame is not None:
        frame = table.frame.drop(columns=[name for name in table.frame.columns if name not in DECLARED.known])
        _check(table, frame)
    if table.fautes or table.frame is None:
        raise InputError(table.fautes)
    frame = frame.reindex(columns=[*REQUIRED, "specialite", "voie"])
    for name in EXACT:
        frame[name] = frame[name].map(_reduced)
    return frame.astype(object).fillna("").set_index("candidat")


def decisions_file(given: Path) -> Path:
    """Return the file of decisions in a folder. Raises InputError if there is none."""
    if not given.is_dir():
        return given
    path = given / DECISIONS
    if not path.is_file():
        raise InputError([Fault(str(given), None, "", "", f"dossier sans {DECISIONS}", REMEDY)])
    return path


def _check(table: Table, frame: pd.DataFrame) -> None:
    known = {
        "decision": frozenset(NAMES.values()),
        "decision_groupe1": frozenset(NAMES.values()),
        "autorise_controle": frozenset({"oui", "non"}),
    }
    if not set(REQUIRED) <= set(frame.columns):
        return
    for name, words in known.items():
        _refuse(table, frame, name, ~frame[name].isin([*words, ""]), "valeur inconnue")
    for name in EXACT:
        bad = [text for text in frame[name].cat.categories if _fraction(text) is None]
        _refuse(table, frame, name, frame[name].isin(bad), "ce n'est pas une moyenne exacte, comme 25/2")
    twice = frame["candidat"].duplicated() & (frame["candidat"] != "")
    _refuse(table, frame, "candidat", twice, "candidat en double")


def _refuse(table: Table, frame: pd.DataFrame, name: str, bad: pd.Series, problem: str) -> None:
    for line, row in numbered(frame.loc[bad, ["candidat", name]]):
        table.refuse(problem, REMEDY, ligne=line, colonne=name, valeur=str(row[name]), candidat=str(row["candidat"]))


def _fraction(text: str) -> Fraction | None:
    try:
        return Fraction(text.replace(",", ".") or 0)
    except (ValueError, ZeroDivisionError):
        return None


def _reduced(text: str) -> str:
    """Return an exact mean in its reduced form, so that `12,5` and `25/2` are equal."""
    return text and str(_fraction(text))


def compare_decided(a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Return every candidate of either grading: `etat`, then each column of A (`_a`) and of B (`_b`).

    The candidates of A come first, in its order. The cells of an absent candidate are empty.
    """
    # Positions are looked up once: aligning each column by name would be many times slower.
    order = a.index.append(b.index[a.index.get_indexer(b.index) < 0])
    places = {"a": a.index.get_indexer(order), "b": b.index.get_indexer(order)}
    found = {
        f"{name}_{letter}": np.where(places[letter] < 0, "", side[name].to_numpy()[places[letter]])
        for name in (*COMPARED, *SHOWN)
        for letter, side in (("a", a), ("b", b))
        if len(side)
    }
    table = pd.DataFrame(found, index=order, dtype=object)
    table = table.reindex(columns=list(COMPARED_SHAPE)[2:], fill_value="")
    same = [np.equal(table[f"{name}_a"].to_numpy(), table[f"{name}_b"].to_numpy()).astype(bool) for name in COMPARED]
    states: Sequence[tuple[np.ndarray, str]] = (
        (places["b"] < 0, ONLY_A),
        (places["a"] < 0, ONLY_B),
        (~same[COMPARED.index("decision")], DECISION_CHANGED),
        (~np.logical_and.reduce(same), DETAIL_CHANGED),
    )
    state = np.select([holds for holds, _ in states], [name for _, name in states], IDENTICAL)
    table.insert(0, "etat", state.astype(object))
    return table


def counts(compared: pd.DataFrame) -> pd.DataFrame:
    """Return the number of candidates by `etat`, `decision_a` and `decision_b`.

    Changed decisions come first, the most frequent first.
    """
    rank = {name: i for i, name in enumerate(STATES)}
    found = compared.groupby(["etat", "decision_a", "decision_b"]).size().reset_index(name="candidats")
    order = found.assign(rank=found["etat"].map(rank), fewest=-found["candidats"])
    return found.loc[order.sort_values(["rank", "fewest"], kind="stable").index].reset_index(drop=True)
