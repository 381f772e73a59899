"""Check the rows of a CSV file against a schema: every faulty cell is reported at once, with line and remedy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bts_sim.errors import nearest
from bts_sim.files.read import Table

Model = TypeVar("Model", bound=BaseModel)
#: A function from the text of a cell to what is wrong with it and the remedy.
Explain = Callable[[str], tuple[str, str]]


def read_rows(table: Table, schema: type[Model], explain: Mapping[str, Explain]) -> dict[int, Model]:
    """Return the sound rows of a table by line, and add the faults of the other rows to the table."""
    rows: dict[int, Model] = {}
    if table.frame is None:
        return rows
    table.refuse_totals()
    for number, row in zip(table.frame.index, table.frame.astype(object).to_dict("records"), strict=True):
        try:
            rows[int(number)] = schema.model_validate(row)
        except ValidationError as error:
            for column in dict.fromkeys(str(one["loc"][0]) for one in error.errors()):
                problem, remedy = explain.get(column, a_word("remplir la cellule"))(row[column])
                where = {
                    "colonne": column,
                    "valeur": row[column],
                    "candidat": row.get("candidat"),
                    "unite": row.get("unite"),
                }
                table.refuse(problem, remedy, ligne=int(number), **where)
    return rows


def a_word(remedy: str) -> Explain:
    """Return the explanation of a cell that one sentence can remedy."""
    return lambda text: ("valeur inconnue" if text else "valeur absente", remedy)


def one_of(*admitted: str) -> Explain:
    """Return the explanation of a cell that must hold one of some words."""
    listed = ", ".join(admitted)

    def explain(text: str) -> tuple[str, str]:
        near = nearest(text, admitted)
        return "valeur inconnue" if text else "valeur absente", f"{near} ({listed})" if near else listed

    return explain
