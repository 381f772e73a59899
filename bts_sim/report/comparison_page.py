"""The comparison of two runs as files: one page that opens without a network, and two tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bts_sim.declared import FileColumn, Shape
from bts_sim.display.labels import interval, number
from bts_sim.display.results import decimals_of, quantity, written_result
from bts_sim.language import LANGUAGES, _, langue, speak
from bts_sim.report.comparison import DISJOINTS, INTERVALS, LINKS, ComparedResult, Comparison
from bts_sim.report.filling import fill
from bts_sim.report.results import SHAPE as RESULT
from bts_sim.runs.written import whole_file, write_csv

#: Most cells of a table that the page lists. The file of cells has them all.
CELLS = 40
RESULT_SHAPE: Shape = {
    **{name: RESULT[name] for name in ("notebook", "nom", "unite")},
    **{f"{name}_{letter}": RESULT[name] for letter in "ab" for name in ("valeur", "bas", "haut")},
    "ecart": FileColumn("valeur de B moins valeur de A", "number", empty=True),
    "intervalles": FileColumn("les deux intervalles se recouvrent-ils", codes=tuple(INTERVALS)),
}
CELL_SHAPE: Shape = {
    "notebook": FileColumn("notebook de la table"),
    "table": FileColumn("nom de la table"),
    "ligne": FileColumn("premiers textes de la ligne", empty=True),
    "colonne": FileColumn("colonne"),
    "a": FileColumn("cellule dans A", empty=True),
    "b": FileColumn("cellule dans B", empty=True),
}
RESULT_COLUMNS, CELL_COLUMNS = tuple(RESULT_SHAPE), tuple(CELL_SHAPE)


def names_of_runs(page: str) -> tuple[str, str, str]:
    """Return the names of the files of a comparison: page, named results (`NAME.csv`), cells (`NAME-tables.csv`)."""
    return page, str(Path(page).with_suffix(".csv")), f"{Path(page).stem}-tables.csv"


def write_comparison(compared: Comparison, out: Path) -> list[Path]:
    """Write the page of a comparison and its tables beside it. Return the files written."""
    import pandas as pd

    results = [_row(one) for one in compared.resultats]
    cells = [[getattr(cell, name) for name in CELL_COLUMNS] for table in compared.tables for cell in table.cellules]
    paths = [out.with_name(nom) for nom in names_of_runs(out.name)]
    with whole_file(paths[0]) as file:
        file.write(comparison_html(compared))
    write_csv(paths[1], pd.DataFrame(results, columns=list(RESULT_COLUMNS)))
    write_csv(paths[2], pd.DataFrame(cells, columns=list(CELL_COLUMNS)))
    return paths


def comparison_html(compared: Comparison) -> str:
    """Return the page of a comparison, in the language of its runs."""
    before = langue()
    speak(compared.a.manifest.lang if compared.a.manifest.lang in LANGUAGES else LANGUAGES[0])
    try:
        changed = [table for table in compared.tables if table.etat != "identique"]
        return fill(
            "comparison.html.j2",
            "tables.js",
            compare=compared,
            lien=LINKS[compared.lien],
            lignes=[comparison_line(one) for one in compared.resultats],
            changees=changed,
            pareilles=len(compared.tables) - len(changed),
            montrees=CELLS,
        )
    finally:
        speak(before)


def comparison_line(result: ComparedResult) -> dict[str, str | bool]:
    """Return a result as texts: notebook, name, both values with intervals, gap, and whether the intervals overlap."""
    a, b = (_side(one) for one in (result.a, result.b))
    apart = result.intervalles == DISJOINTS
    return {
        "notebook": result.notebook,
        "nom": result.nom,
        "a": a[0],
        "b": b[0],
        "bornes_a": a[1],
        "bornes_b": b[1],
        "ecart": gap_words(result),
        "intervalles": INTERVALS[result.intervalles],
        "net": apart,
    }


def gap_words(result: ComparedResult) -> str:
    """Return the gap of a result as text. A rate has a gap in points."""
    if result.ecart is None:
        return "—"
    unit = "pt" if result.unite == "%" else result.unite
    sides = [one for one in (result.a, result.b) if one]
    decimals = max(decimals_of(result.unite, one["bas"], one["haut"]) for one in sides)
    text = number(result.ecart, decimals, sign=result.ecart != 0)
    return _("{nombre}\u202f{unite}").format(nombre=text, unite=unit).rstrip()


def _side(values: Mapping[str, Any] | None) -> tuple[str, str]:
    if values is None:
        return _("absent"), ""
    if values["bas"] is None or values["haut"] is None:
        return quantity(dict(values)), ""
    decimals = decimals_of(values["unite"], values["bas"], values["haut"])
    shown = interval(values["bas"], values["haut"], decimals, sign=values["unite"] == "pt")
    return written_result(values, decimals), shown


def _row(result: ComparedResult) -> list[object]:
    sides = [one[name] if one else None for one in (result.a, result.b) for name in ("valeur", "bas", "haut")]
    return [result.notebook, result.nom, result.unite, *sides, result.ecart, result.intervalles]
