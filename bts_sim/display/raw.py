"""The unrounded numbers of a table shown in a notebook, kept beside its text for the files of a report."""

from __future__ import annotations

import math
import os
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

#: MIME type of the rows of a table, beside its HTML: `{"colonnes": [...], "lignes": [[...], ...]}`.
MIME = "application/vnd.bts-sim.table+json"
#: Environment variable set when a notebook becomes a report. Committed notebooks stay rounded: the last bits differ
#: between machines.
RAW_ROWS = "BTS_SIM_BRUT"
#: Modules where pandas defines its tables, by version.
FRAMES = ("pandas", "pandas.core.frame")
MISSING = ("", "—")
#: The class of the cells of a numeric column, and the style of the others in a notebook.
NUMERIC, TO_THE_LEFT = "nombre", "text-align: left"
#: A cell that is right-aligned and sorted as a number: digits, a one-word unit, an interval. A date or a code such as
#: 01 is not a number.
NUMBER = r"[+−-]?(?:0|[1-9]\d{0,2}(?:[,\s]\d{3})+|[1-9]\d*)(?:[.,]\d+)?"
QUANTITY = re.compile(rf"{NUMBER}(?:\s*(?:%|€|[^\W\d_]{{1,12}}))?(?:\s*\[.+\])?|\[\s*{NUMBER}\D.*\]")


def enable_raw_rows() -> None:
    """Make every table shown in a notebook carry its rows, those of pandas too, if it becomes a report."""
    from IPython.core.getipython import get_ipython

    session = get_ipython()
    formatter = None if session is None else session.display_formatter
    if formatter is not None and RAW_ROWS in os.environ:
        for module in FRAMES:
            formatter.mimebundle_formatter.for_type_by_name(module, "DataFrame", bundle)


def bundle(table: pd.DataFrame, include: object = None, exclude: object = None) -> dict[str, Any]:
    """Return the MIME bundle that a table shows beside its HTML: its rows in a report, nothing otherwise."""
    return {MIME: raw(table)} if RAW_ROWS in os.environ else {}


def raw(table: pd.DataFrame) -> dict[str, Any]:
    """Return a table in the form that `data` reads, every number unrounded."""
    rows = [[_plain(cell) for cell in row] for row in table.itertuples(index=False, name=None)]
    return {"colonnes": list(map(str, table.columns)), "lignes": rows}


def data(output: dict[str, Any]) -> list[pd.DataFrame]:
    """Return the table whose rows an output carries (its `data`), or None if it carries no rows."""
    import pandas as pd

    if MIME not in output:
        return []
    lines, names = output[MIME]["lignes"], output[MIME]["colonnes"]
    # Convert to objects first: a missing cell would turn the whole numbers of its column into floats.
    return [pd.DataFrame(lines, columns=names, dtype=object).infer_objects()]


def aligned(table: str) -> str:
    """Return a table as HTML with its numeric columns marked. The style right-aligns them and a script sorts them."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(table, "html.parser")
    for one in soup.find_all("table"):
        one.attrs.pop("border", None)
        rows = [row.find_all(["th", "td"]) for row in one.find_all("tr")]
        for place in range(max(map(len, rows), default=0)):
            cells = [row[place] for row in rows if len(row) > place]
            texts = [cell.get_text().strip() for cell in cells if cell.name == "td"]
            values = [text for text in texts if text not in MISSING]
            if values and all(map(QUANTITY.fullmatch, values)):
                for cell in cells:
                    own = [one for one in cell.get_attribute_list("class") if one and one != NUMERIC]
                    cell["class"] = " ".join([*own, NUMERIC])
        for header in one.select("thead th"):
            header["scope"] = "col"
        # pandas writes its own alignment on each row, and a notebook on each text.
        for part in [*one.find_all("tr", style=True), *one.find_all(["th", "td"], style=TO_THE_LEFT)]:
            del part["style"]
    return str(soup)


def aligned_in_notebook(table: str) -> str:
    """Return a table as HTML whose texts stand to the left, whatever the style of the notebook that shows it.

    JupyterLab sets every cell to the right, and takes a style only from the cell itself.
    """
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(aligned(table), "html.parser")
    for cell in soup.find_all(["th", "td"]):
        if NUMERIC not in cell.get_attribute_list("class"):
            cell["style"] = TO_THE_LEFT
    return str(soup)


def _plain(cell: Any) -> Any:
    """Return a cell as a JSON value. JSON has neither missing nor infinite numbers."""
    import pandas as pd

    if pd.api.types.is_scalar(cell) and pd.isna(cell):
        return None
    value = cell.item() if hasattr(cell, "item") else cell
    finite = isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))
    return value if finite else str(value)
