"""Do others read what we write as we meant it: spreadsheets, with and without --excel, and our own readers again?"""

import csv
import io
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim, lire
from hypothesis import example, given, settings, strategies as st

from bts_sim.candidates.grade import COLONNES, grade
from bts_sim.runs.cells import csv_lines, line_of_cells, pour_excel
from bts_sim.runs.spreadsheet import misread_by_excel

#: Candidates whom a spreadsheet takes for something else, and some whom it does not.
NAMES = ["01945632006", "0012", "12", "1E5", "12-5", "3/4", "12:30", "75%", "Zoé-Éa", "mars 2024", "a,b", "1-2-2024"]
NAMES += ["194563200612", "vrai", "12,50", "1 234", "+5", "-0", "sept. 5", "2024-05-13", "12.5", "(5)", "5 €", "5 1/2"]
#: Their groups, which are as bad.
GROUPS = ["Nancy, Metz", "3/4", "0541", "1,20", "Reims", ""]
EXACT = [name for name in COLONNES if name.endswith("_exacte")]
#: A day of a French spreadsheet, whatever the year.
DAY = re.compile(r"([1-9]|[12][0-9]|3[01])/([1-9]|1[0-2])")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Candidates with odd names, of one specialty, with their marks."""
    folder = tmp_path_factory.mktemp("tableur")
    header = ["candidat", "specialite", "voie", "forme", "derniere_session", "lycée", "decision"]
    rows = [
        [name, "MCO", "scolaire", "globale", "oui", GROUPS[at % len(GROUPS)], "mars 24"]
        for at, name in enumerate(NAMES)
    ]
    units = ("U1", "U21", "U22", "U3", "U41", "U42", "U5", "U6")
    notes = [
        [name, unit, f"{8 + (at * rank) % 7},{'05'[at % 2]}", ""]
        for at, name in enumerate(NAMES)
        for rank, unit in enumerate(units)
    ]
    (folder / "candidats.csv").write_text("".join(map(line_of_cells, [header, *rows])), encoding="utf-8")
    (folder / "notes.csv").write_text(
        "".join(map(line_of_cells, [["candidat", "unite", "note", "statut"], *notes])), encoding="utf-8"
    )
    for options in ([], ["--excel"]):
        names = [f"--{name}={folder / name}.csv" for name in ("candidats", "notes")]
        out = folder / ("excel" if options else "plain")
        run = bts_sim("grade", *names, "--session", 2024, *options, "--out", out)
        assert run.exit_code == 0, run.stderr
    return folder


def unwrapped(cell: str) -> str:
    """What Excel shows of a cell that is a text in quotes."""
    match = re.fullmatch('="([^"]*)"', cell)
    return match[1] if match else cell


# --- quotes -----------------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from("ab,;\"'\n\r\t 1/é"), max_size=5), min_size=1, max_size=5))
@example(["12,5"])
@example([""])
def test_is_no_cell_cut_at_a_comma_a_semicolon_or_a_tab(cells: list[str]) -> None:
    table = pd.DataFrame([cells], columns=[f"c{at}" for at in range(len(cells))], dtype=object)
    written = "".join(csv_lines(table))
    rows = list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))
    assert [cell.lstrip("'") for cell in rows[1]] == [cell.lstrip("'") for cell in cells]
    # As a program that cuts at all three, where quotes do not forbid it.
    other = list(csv.reader(io.StringIO(re.sub("[,;]", "\t", re.sub('"(""|[^"])*"', "x", written))), delimiter="\t"))
    assert {len(row) for row in other if row} <= {len(cells)}


@pytest.mark.parametrize("excel", [False, True])
def test_do_numbers_and_their_decimals_come_back_from_pandas(excel: bool, tmp_path: Path) -> None:
    table = pd.DataFrame(
        {"a": [0.5, -1e-9, float("nan")], "b": pd.array([1, None, 3], dtype="Int64"), "c": ["x", "", "y,z"]}
    )
    with pour_excel(excel):
        read = pd.read_csv(io.StringIO("".join(csv_lines(table))), sep=";", decimal=",", keep_default_na=True)
    assert read["a"].tolist()[:2] == [0.5, -1e-9] and read["b"].tolist()[::2] == [1, 3] and read["c"][2] == "y,z"


# --- Excel ------------------------------------------------------------------------------------------------------------


def test_are_means_still_fractions_without_excel_and_never_days_with_it(files: Path) -> None:
    plain, excel = (lire(files / kind / "decisions.csv") for kind in ("plain", "excel"))
    assert any(DAY.fullmatch(row[name]) for row in plain for name in EXACT), "the case must have such means"
    for before, row in zip(plain, (dict(zip(plain[0], r.values(), strict=True)) for r in excel), strict=True):
        assert not [cell for cell in row.values() if DAY.fullmatch(cell)]
        assert {name: unwrapped(cell) for name, cell in row.items()} == before
        for name in filter(before.get, EXACT):
            exact, shown = Fraction(before[name]), before[name.removesuffix("_exacte")].replace(",", ".")
            assert abs(exact - Fraction(shown)) <= Fraction(1, 20000)
            assert row[name.removesuffix("_exacte")] == before[name.removesuffix("_exacte")], "a number stays one"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.lists(st.text(st.sampled_from('=+-@"12/:&()T mars,'), max_size=9), min_size=1, max_size=4))
@example(['2024-05-13T10"&A1&"'])
@example(['1 mars"&A1&"'])
def test_is_a_cell_for_excel_that_begins_as_a_formula_a_text_and_nothing_else(cells: list[str]) -> None:
    table = pd.DataFrame({"candidat": cells, "x": "y"})
    with pour_excel():
        rows = list(csv.reader(io.StringIO("".join(csv_lines(table)), newline=""), delimiter=";"))
    assert not [
        cell for cell, _ in rows[1:] if cell.startswith("=") and cell != "=" and not re.fullmatch('="[^"]*"', cell)
    ]


@pytest.mark.parametrize("text", [*NAMES[:2], *NAMES[3:8], "mars 2024", *NAMES[11:], "1/13", "VRAI", "#N/A", "24-mars"])
def test_is_a_text_that_excel_takes_for_something_else_named(text: str) -> None:
    assert misread_by_excel([text, "Zoé"]) == {text}


@pytest.mark.parametrize(
    "text", ["Zoé", "U11,U12", "12", "2,5", "C1", "permanent_2022", "marseille", "E5", "0541286E", ""]
)
def test_is_a_text_that_excel_leaves_alone_written_as_it_is(text: str) -> None:
    assert misread_by_excel([text, "Zoé"]) == set()


def test_is_a_column_of_numbers_or_of_days_left_to_be_one() -> None:
    assert (
        misread_by_excel(["10,0000", "9,4100"]) == set()
        and misread_by_excel(["2024-07-03", "2024-07-05 12:30", ""]) == set()
    )
    # But a number of candidate is never a quantity; half a column is no column.
    assert misread_by_excel(["10,00", "9,41"], "candidat") == {"10,00", "9,41"}
    assert misread_by_excel(["0012", "1345"]) == {"0012", "1345"}


def test_do_we_read_again_what_we_wrote_for_excel(files: Path, tmp_path: Path) -> None:
    tables = {
        name: pd.read_csv(files / f"{name}.csv", sep=";", dtype=str, keep_default_na=False)
        for name in ("candidats", "notes")
    }
    with pour_excel():
        for name, table in tables.items():
            (tmp_path / f"{name}.csv").write_text("".join(csv_lines(table)), encoding="utf-8-sig")
    again = grade(tmp_path / "candidats.csv", tmp_path / "notes.csv", session=2024).decisions()
    pd.testing.assert_frame_equal(again, grade(files / "candidats.csv", files / "notes.csv", session=2024).decisions())


# --- LibreOffice ------------------------------------------------------------------------------------------------------

SOFFICE = shutil.which("soffice")
libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not here: nothing was opened in it")
#: Its dialog, in French, as it opens: tab, comma and semicolon cut, UTF-8. The last words: special numbers, formulas.
DIALOG = "CSV:9/44/59,34,76,1,,1036,false,{},false,false,false,-1,{}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def convert(folder: Path, kind: str, *paths: Path, dialog: str = "") -> list[Path]:
    """Files as LibreOffice opens and saves them, in one start."""
    assert SOFFICE is not None
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    filters = [f"--infilter={dialog}"] if dialog else []
    words = [SOFFICE, profile, "--headless", *filters, "--convert-to", kind, "--outdir", folder, *paths]
    subprocess.run(words, check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": str(folder)})
    return [folder / f"{path.stem}.{kind}" for path in paths]


def opened(path: Path) -> list[list[str]]:
    """The cells of a flat OpenDocument sheet: what a number is, what a text says."""

    def cells(row: ET.Element) -> Iterator[str]:
        for cell in row.iter(f"{TABLE}table-cell"):
            times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
            value = cell.get(f"{OFFICE}value")
            shown = "".join(text for text in cell.itertext() if text.strip())
            kind = cell.get(f"{OFFICE}value-type", "string")
            yield from [value if kind == "float" and value else shown if kind == "string" else f"{kind}!"] * min(
                times, 50
            )

    rows = [list(cells(row)) for row in ET.parse(path).iter(f"{TABLE}table-row")]
    return [row for row in rows if any(row)]


def differing(path: Path, sheet: Path) -> list[tuple[str, str, str]]:
    """Cells of a CSV that a sheet has otherwise: column, file, sheet. A number may lack zeros that say nothing."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = csv.reader(lines, delimiter=";")
    found = []
    for row, shown in zip([header, *rows], opened(sheet), strict=True):
        width = len(header)
        assert not any(shown[width:]), f"{len(shown)} cells and not {width}: {shown}"
        for name, cell, other in zip(header, row, [*shown, *[""] * width], strict=False):
            number = re.fullmatch(r"-?\d+(,\d+)?", cell) and re.fullmatch(r"-?[\d.]+", other)
            same = number and name.startswith("moyenne") and float(cell.replace(",", ".")) == float(other)
            if unwrapped(cell) != unwrapped(other) and not same:
                found.append((name, unwrapped(cell), other))
    return found


@libreoffice
def test_are_all_cells_in_their_place_in_the_dialog_of_libreoffice_as_it_opens(files: Path, tmp_path: Path) -> None:
    plain, excel = files / "plain" / "decisions.csv", tmp_path / "excel.csv"
    shutil.copy(files / "excel" / "decisions.csv", excel)
    sheets = convert(tmp_path, "fods", plain, excel, dialog=DIALOG.format("false", "false"))
    # As the page on files says: without the type « Texte », numbers of candidates and groups are read as numbers.
    lost = differing(plain, sheets[0])
    assert {name for name, _, _ in lost} == {"candidat", "lycée"} and ("candidat", "0012", "12") in lost
    assert differing(excel, sheets[1]) == []


@libreoffice
def test_is_no_cell_for_excel_a_day_where_special_numbers_are_looked_for(files: Path, tmp_path: Path) -> None:
    plain, excel = files / "plain" / "decisions.csv", tmp_path / "excel.csv"
    shutil.copy(files / "excel" / "decisions.csv", excel)
    sheets = convert(tmp_path, "fods", plain, excel, dialog=DIALOG.format("true", "true"))
    assert {name for name, _, shown in differing(plain, sheets[0]) if shown == "date!"} >= {*EXACT[:2], "candidat"}
    assert differing(excel, sheets[1]) == []


@libreoffice
def test_is_a_workbook_of_template_saved_by_libreoffice_graded_the_same(tmp_path: Path) -> None:
    for name in ("candidats", "notes", "oraux"):
        assert bts_sim("template", name, "--out", tmp_path / f"{name}.xlsx").exit_code == 0
    books = [tmp_path / f"{name}.xlsx" for name in ("candidats", "notes", "oraux")]
    before = grade(*books, session=2024).decisions()
    assert {"admis", "refuse"} < set(before["decision"])
    pd.testing.assert_frame_equal(grade(*convert(tmp_path / "saved", "ods", *books), session=2024).decisions(), before)
