"""duckdb: the comparisons in SQL, for both layouts; the tables are its own, made before the clock starts."""

# mypy: disable-error-code="import-not-found"

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import duckdb
import pandas as pd

from benchmarks.case import COUNTED, ELIMINATED, Case, Thresholds, Verdicts, verdicts

#: Statuses as SQL lists them.
STATUTS = {
    "counted": ", ".join(str(int(statut)) for statut in COUNTED),
    "eliminated": ", ".join(str(int(statut)) for statut in ELIMINATED),
}
COMPARE = """
WITH totals AS ({totals}),
premier AS (SELECT *, {admis} AS admis, {proche} AND {professionnel} AS proche FROM totals),
controle AS (SELECT *, proche AND NOT admis AND NOT elimine AS autorise FROM premier)
SELECT elimine, admis, autorise, autorise AND {sauve} AS sauve FROM controle ORDER BY candidat
"""


@dataclass(frozen=True)
class Table:
    """A connection that holds the marks, and the query."""

    connection: Any
    query: str


def table(case: Case, exact: bool, marks: pd.DataFrame, totals: str) -> Table:
    """Load the marks into duckdb and write the query around the one that sums them by candidate."""

    def reaches(points: str, coefs: str, seuil: float) -> str:
        return f"({points} >= {int(seuil)} * {coefs})" if exact else f"({points} / {coefs} >= {seuil!r}::DOUBLE)"

    connection = duckdb.connect()
    connection.register("given", marks)
    connection.execute("CREATE TABLE notes AS SELECT * FROM given")
    connection.unregister("given")
    seuils = Thresholds.of(case, exact)
    query = COMPARE.format(
        totals=totals,
        admis=reaches("points", "coefs", seuils.admission),
        proche=reaches("points", "coefs", seuils.general),
        professionnel=reaches("points_pro", "coefs_pro", seuils.professionnel),
        sauve=reaches("apres", "coefs", seuils.admission),
    )
    return Table(connection, query)


def decide(table: Table) -> Verdicts:
    """Run the query and fetch its columns."""
    found = table.connection.execute(table.query).fetchnumpy()
    return verdicts(found["elimine"], found["admis"], found["autorise"], found["sauve"])


def size(table: Table) -> int:
    """Give the bytes of the table, as duckdb counts its memory."""
    return int(table.connection.execute("SELECT sum(memory_usage_bytes) FROM duckdb_memory()").fetchone()[0])
