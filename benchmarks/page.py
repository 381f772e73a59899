"""The tables of docs/mesures.md and docs/scaling.md, between their marks, and their picture: in French as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from benchmarks import chart
from benchmarks.aims import SWEEP, aims
from benchmarks.engines.today import NATION
from benchmarks.peak import ROOT
from benchmarks.tables import number
from benchmarks.waits import COMPILED, FIRST, FLOOR, OLD, SESSION, SPECIALTIES

Rows = Sequence[Mapping[str, Any]]
DOCS = ROOT / "docs"
PAGES = "mesures.md", "scaling.md"
PLACE = re.compile(r"(<!-- bench: (\w+) -->\n).*?(<!-- end of bench -->)", re.DOTALL)
#: Regimes of one draw: each candidate under each is one evaluation. Seconds of an hour, and its price, euros.
REGIMES, HOUR, PRICE = 3, 3_600, 0.05
LARGE = 10**6


def write(rows: Rows) -> None:
    """Write the tables and the picture in docs/."""
    for name in PAGES:
        path = DOCS / name
        path.write_text(filled(path.read_text(encoding="utf-8"), rows), encoding="utf-8")
    chart.draw(rows, DOCS)


def filled(text: str, rows: Rows) -> str:
    """Give a page with each of its tables made again from these rows."""

    def made(place: re.Match[str]) -> str:
        return place[1] + "\n".join(TABLES[place[2]](rows)) + "\n" + place[3]

    return PLACE.sub(made, text)


def table(head: Sequence[str], body: Sequence[Sequence[str]]) -> list[str]:
    """Give the lines of a table; a column after the first is one of numbers."""
    rule = ["---", *("---:" for _ in head[1:])]
    return [f"| {' | '.join(cells)} |" for cells in (head, rule, *body)]


def _drawn(rows: Rows) -> Iterator[Mapping[str, Any]]:
    return (row for row in rows if row["job"] == "draw")


def _draws(rows: Rows) -> list[str]:
    head = ("Candidats", "Spécialités", f"ns par candidat : {OLD}", "numpy", "compilé", "plancher")
    head += (f"compilé : fois {OLD}", "fois numpy", "sur le plancher", "paires")
    cells = {(row["candidates"], row["specialties"]): {} for row in _drawn(rows)}
    for row in _drawn(rows):
        cells[row["candidates"], row["specialties"]][row["name"]] = row
    return table(head, [_cell(*key, named) for key, named in cells.items()])


def _cell(candidates: int, specialties: int, named: Mapping[str, Mapping[str, Any]]) -> list[str]:
    ours = named[COMPILED]
    times = [number(named.get(name, {}).get("ns_per_candidate"), 3) for name in (OLD, FIRST, COMPILED, FLOOR)]
    ratios = [number(ours.get(name)) for name in (f"times_{OLD}", f"times_{FIRST}", "over_floor")]
    told = "78, celles de la nation" if specialties == NATION else f"{specialties}"
    return [number(candidates, 1), told, *times, *ratios, f"{ours['rounds']}"]


def _memory(rows: Rows) -> list[str]:
    some = [row for row in _drawn(rows) if row["specialties"] == SPECIALTIES[0] and row["candidates"] >= SESSION]
    sizes = sorted({row["candidates"] for row in some})
    held = {(row["name"], row["candidates"]): row for row in some}
    body = []
    for size in sizes:
        of_size = [held.get((name, size), {}) for name in (OLD, FIRST, COMPILED)]
        seconds = number(held.get((COMPILED, size), {}).get("seconds"))
        body.append([number(size, 1), *(number(one.get("work_bytes_per_candidate"), 3) for one in of_size), seconds])
    return table(
        ("Candidats", f"octets par candidat : {OLD}", "numpy", "compilé", "compilé : secondes par tirage"), body
    )


def _aims(rows: Rows) -> list[str]:
    body = [[one.words, one.sign(), number(one.found, 3), "oui" if one.met else "non"] for one in aims(rows)]
    # The date is a cell of its own, as the numbers are: the words of the page in English then stay true.
    body.append(["date de la mesure", "", f"{datetime.now(UTC):%Y-%m-%d}", ""])
    return table(("Visé", "borne", "mesuré", "atteint"), body)


def _decisions(rows: Rows) -> list[str]:
    head = ("Outil", "cœurs", "ns par candidat", "rapport", "faux aux seuils, en flottants", "octets lus par candidat")
    decided = [row for row in rows if row["job"] == "decision" and "seconds" in row]
    body = []
    for row in sorted(decided, key=lambda row: row["ns_per_candidate"]):
        name = f"**{row['name']}**" if row["kind"] == "bts_sim" else row["name"]
        cores = "tous" if row["cores"] == "all" else row["cores"]
        wrong, read = number(row.get("wrong_floats_at_edges"), 1), number(row.get("input_bytes_per_candidate"), 1)
        body.append([name, cores, number(row["ns_per_candidate"]), number(row["ratio"]), wrong, read])
    return table(head, body)


def _scaling(rows: Rows) -> list[str]:
    session = {
        row["name"]: row["seconds"] / (SESSION * REGIMES)
        for row in _drawn(rows)
        if row["candidates"] == SESSION and row["specialties"] == NATION and "seconds" in row
    }
    body = []
    for words, count in (
        (f"{number(SWEEP, 1)} tirages d'une session nationale, trois régimes", SWEEP * SESSION * REGIMES),
        ("10⁹", 10**9),
        ("10¹²", 10**12),
    ):
        hours = [session[name] * count / HOUR if name in session else None for name in (COMPILED, FIRST)]
        euros = number(None if hours[0] is None else PRICE * hours[0])
        body.append([words, *(number(one) for one in hours), f"{euros} €"])
    head = ("Évaluations", "heures de cœur : compilé", "numpy", f"compilé, à {number(PRICE)} € l'heure")
    return table(head, body)


TABLES: dict[str, Callable[[Rows], list[str]]] = {
    "aims": _aims,
    "draws": _draws,
    "memory": _memory,
    "decisions": _decisions,
    "scaling": _scaling,
}
