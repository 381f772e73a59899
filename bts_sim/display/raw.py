"""Tables of a notebook, which are HTML there: put right for a page, and read back as numbers for a file."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from bts_sim.language import LANGUAGES, N_, _, langue

if TYPE_CHECKING:
    import pandas as pd

#: A table that carries its own raw rows shows them beside its HTML: `{"colonnes": [...], "lignes": [[...], ...]}`.
MIME = "application/vnd.bts-sim.table+json"
#: Set where a notebook becomes a report. What is committed stays rounded: the last bits differ between two machines.
RAW_ROWS = "BTS_SIM_BRUT"
MISSING = ("", "—")
BOUNDS = (N_("bas"), N_("haut"))


@functools.cache
def _forms(lang: str) -> tuple[str, re.Pattern[str]]:
    """Give how a language writes a number, and a cell that is a quantity: number, unit, interval, or part of it."""
    # Dates and codes such as 01 are no numbers, nor is a digit of a name such as 2de.
    whole, mark = (r"(?:[1-9]\d{0,2}(?:[\s]\d{3})+|0|[1-9]\d*)", ",")
    if lang != LANGUAGES[0]:
        whole, mark = (r"(?:[1-9]\d{0,2}(?:[,\s]\d{3})+|0|[1-9]\d*)", r"\.")
    number = rf"[+−-]?{whole}(?:{mark}\d+)?"
    unit = r"%|€|[^\W\d_]{1,12}"
    bounds = rf"\[\s*(?P<bas>{number})\D{{1,6}}?(?P<haut>{number})\s*\]"
    cell = rf"(?:(?P<valeur>{number})(?:\s*(?P<unite>{unit}))?(?:\s*{bounds})?)"
    alone = bounds.replace("bas>", "bas2>").replace("haut>", "haut2>")
    return number, re.compile(rf"{cell}|{alone}")


def quantity(text: str) -> dict[str, Any] | None:
    """Read a cell as `valeur`, `unite`, `bas`, `haut` (numbers, or None); None when it is not a number."""
    match = _forms(langue())[1].fullmatch(text.strip())
    if match is None:
        return None
    parts = match.groupdict()
    bas, haut = parts["bas"] or parts["bas2"], parts["haut"] or parts["haut2"]
    read = {"valeur": _value(parts["valeur"]), "bas": _value(bas), "haut": _value(haut)}
    return read | {"unite": (parts["unite"] or "").strip()}


def aligned(table: str) -> str:
    """Mark the columns of numbers, so that the style can put them to the right and a script sort them as numbers."""
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(table, "html.parser")
    for one in soup.find_all("table"):
        one.attrs.pop("border", None)
        rows = [row.find_all(["th", "td"]) for row in one.find_all("tr")]
        for place in range(max(map(len, rows), default=0)):
            cells = [row[place] for row in rows if len(row) > place]
            texts = [cell.get_text().strip() for cell in cells if cell.name == "td"]
            values = [text for text in texts if text not in MISSING]
            if values and all(map(quantity, values)):
                for cell in cells:
                    cell["class"] = f"{cell.get('class') or ''} nombre".strip()
        for header in one.select("thead th"):
            header["scope"] = "col"
        # pandas writes its own alignment on each row.
        for row in one.find_all("tr", style=True):
            del row["style"]
    return str(soup)


def data(output: dict[str, Any]) -> list[pd.DataFrame]:
    """Give the tables that an output shows (its `data`): raw where it carries them, else with the numbers shown.

    A column of numbers with intervals becomes three; a unit goes to the name of the column. A first column left blank
    under a name repeats it.
    """
    import pandas as pd

    if MIME in output:
        lines, names = output[MIME]["lignes"], output[MIME]["colonnes"]
        # As objects first: a missing cell would turn the whole numbers of its column into others.
        return [pd.DataFrame(lines, columns=names, dtype=object).infer_objects()]
    from bs4 import BeautifulSoup

    soup = BeautifulSoup(output["text/html"], "html.parser")
    return [_frame(_grid(table)) for table in soup.find_all("table")]


def raw(table: pd.DataFrame) -> dict[str, Any]:
    """Give a table as what `data` reads back, every number as it is."""
    rows = [[_plain(cell) for cell in row] for row in table.itertuples(index=False, name=None)]
    return {"colonnes": list(map(str, table.columns)), "lignes": rows}


def _plain(cell: Any) -> Any:
    """Give a cell as JSON has it, which knows neither what is missing nor what is infinite."""
    import pandas as pd

    if pd.isna(cell):
        return None
    value = cell.item() if hasattr(cell, "item") else cell
    finite = isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value))
    return value if finite else str(value)


def _grid(table: Any) -> tuple[list[str], list[list[str]]]:
    """Give the names of the columns and the rows of a table, cells that span several places repeated in each."""
    places: dict[tuple[int, int], str] = {}
    lines = table.find_all("tr")
    heads = sum(1 for line in lines if line.find_parent("thead") is not None)
    for at, line in enumerate(lines):
        column = 0
        for cell in line.find_all(["th", "td"]):
            while (at, column) in places:
                column += 1
            text = " ".join(cell.get_text().split(" ")).strip()
            high, wide = (_span(cell, name) for name in ("rowspan", "colspan"))
            places |= {(at + i, column + j): text for i in range(high) for j in range(wide)}
            column += wide
    width = 1 + max((column for _, column in places), default=-1)
    cells = [[places.get((at, column), "") for column in range(width)] for at in range(len(lines))]
    names = [" / ".join(dict.fromkeys(filter(None, (row[at] for row in cells[:heads])))) for at in range(width)]
    return names, cells[heads:]


def _span(cell: Any, name: str) -> int:
    given = str(cell.get(name, "1"))
    return min(int(given), 1000) if given.isdigit() and int(given) else 1


def _frame(grid: tuple[list[str], list[list[str]]]) -> pd.DataFrame:
    import pandas as pd

    names, rows = grid
    columns: list[tuple[str, Iterable[Any]]] = []
    for at, name in enumerate(names):
        columns += _column(name, [row[at] for row in rows], first=at == 0)
    if not columns:
        return pd.DataFrame()
    # Two columns may bear one name, so no dictionary.
    return pd.concat([pd.Series(values) for _, values in columns], axis=1).set_axis([n for n, _ in columns], axis=1)


def _column(name: str, texts: Sequence[str], *, first: bool) -> list[tuple[str, Iterable[Any]]]:
    """Give what becomes of a column: itself, or its numbers, their unit if it varies, the bounds of their intervals."""
    read = [None if text in MISSING else quantity(text) for text in texts]
    if not any(read) or any(one is None and text not in MISSING for one, text in zip(read, texts, strict=True)):
        # A lone number among words still is one.
        bare = [one["valeur"] if one and not one["unite"] and one["bas"] is None else None for one in read]
        mixed = [text if number is None else number for number, text in zip(bare, texts, strict=True)]
        return [(name, _carried(texts) if first else mixed)]
    units = [one["unite"] if one else "" for one in read]
    same = len({unit.removesuffix("s") for unit, one in zip(units, read, strict=True) if one}) == 1
    unit = next(filter(None, units), "") if same else ""
    columns = [(_named(name, unit), _numbers(read, "valeur"))]
    if not same:
        columns.append((_named(name, _("unité")), units))
    columns += [(_named(name, unit, _(bound)), _numbers(read, bound)) for bound in BOUNDS]
    return [(named, values) for named, values in columns if any(value is not None for value in values)]


def _named(name: str, *details: str) -> str:
    said = ", ".join(filter(None, details))
    return f"{name} ({said})".strip() if said else name


def _numbers(read: Sequence[dict[str, Any] | None], part: str) -> Iterable[Any]:
    import pandas as pd

    values = [one[part] if one else None for one in read]
    whole = all(isinstance(value, int) for value in values if value is not None)
    return pd.array(values, dtype="Int64") if whole and any(v is not None for v in values) else values


def _carried(texts: Sequence[str]) -> list[str]:
    """Repeat each text where the cells under it were left blank, as tables do for a name that covers many rows."""
    kept, last = [], ""
    for text in texts:
        last = text or last
        kept.append(last)
    return kept


def _value(text: str | None) -> float | int | None:
    if text is None:
        return None
    bare = re.sub(r"\s", "", text).replace("−", "-")
    bare = bare.replace(",", ".") if langue() == LANGUAGES[0] else bare.replace(",", "")
    number = float(bare)
    return int(number) if "." not in bare else number + 0.0
