"""Is what a sheet shows, where it differs from what it stores, read as shown or refused with both; and told?"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from files.writing import change, en_ods, en_xlsx

from bts_sim.candidates.tables import read_notes
from bts_sim.files.formats import render, telling
from bts_sim.files.read import Table
from bts_sim.notices import Notice, listening

COLONNES = ["candidat", "unite", "note", "statut"]


def xlsx(place: tuple[int, int], value: float, code: str, shown: str) -> bytes:
    """One number in this format, at this row and column below the header."""
    from openpyxl import load_workbook

    rows = [COLONNES, ["A1", "U11", 12.0, ""], ["A2", "U11", 12.0, ""]]
    livre = load_workbook(io.BytesIO(en_xlsx({"N": rows})))
    case = livre.active.cell(place[0] + 1, place[1] + 1)
    case.value, case.number_format = value, code
    octets = io.BytesIO()
    livre.save(octets)
    return octets.getvalue()


def ods(place: tuple[int, int], value: float, code: str, shown: str) -> bytes:
    rows: list[list[object]] = [[*COLONNES], ["A1", "U11", 12.0, ""], ["A2", "U11", 12.0, ""]]
    rows[place[0]][place[1]] = "@@"
    cell = '<table:table-cell office:value-type="string"><text:p>@@</text:p></table:table-cell>'
    said = f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{shown}</text:p>'
    return change(en_ods({"N": rows}), "content.xml", cell.encode(), f"{said}</table:table-cell>".encode())


WRITERS = (xlsx, ods)
Writer = Callable[[tuple[int, int], float, str, str], bytes]


def read(tmp_path: Path, octets: bytes) -> tuple[Table, list[Notice]]:
    told: list[Notice] = []
    (tmp_path / "n").write_bytes(octets)
    with listening(told.append):
        return read_notes(tmp_path / "n"), told


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (18.0, '0.0"/40"', "18,0/40"),
        (0.0, '0.00;-0.00;"ABS"', "ABS"),
        (0.0, '[=0]"Dispensé";0.00', "Dispensé"),
        (18000.0, "0,", "18"),
        (14.0, '0" pts"', "14 pts"),
        (12.0, '"n° "0', "n° 12"),
        (0.0, '0.00_-;-0.00_-;"-"??_-;@', "-"),
        (0.7, "?/20", "14/20"),
        (12.0, 'General"/20"', "12/20"),
        (12.0, '0"%"', "12%"),
        (1250.0, "00\\.00", "12.50"),
    ],
)
def test_is_a_mark_that_shows_words_or_a_scale_refused_with_both(
    value: float, code: str, shown: str, write: Writer, tmp_path: Path
) -> None:
    table, told = read(tmp_path, write((2, 2), value, code, shown))
    (fault,) = table.fautes
    stored = f"{value:g}".replace(".", ",")
    assert (fault.ligne, fault.colonne, fault.candidat) == (3, "note", "A2")
    assert fault.valeur == f"{stored} affiché {shown}" and "Standard" in fault.remede and not told


@pytest.mark.parametrize("code", ["0;-0;;@", ";;;", "#"])
def test_is_a_zero_that_the_format_hides_refused(code: str, tmp_path: Path) -> None:
    (fault,) = read(tmp_path, xlsx((2, 2), 0.0, code, ""))[0].fautes
    assert fault.valeur == "0 affiché rien"


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [(1945632006.0, "00000000000", "01945632006"), (12.0, '"C"000', "C012"), (7.0, "00", "07")],
)
def test_is_a_candidate_read_as_the_sheet_shows_it_and_told_once(
    value: float, code: str, shown: str, write: Writer, tmp_path: Path
) -> None:
    table, told = read(tmp_path, write((1, 0), value, code, shown))
    assert not table.fautes and table.frame is not None
    assert table.frame["candidat"].tolist() == [shown, "A2"]
    assert [(one.file, one.column, one.value) for one in told] == [("n", "candidat", "")] and "(A2)" in told[0].words


@pytest.mark.parametrize("write", WRITERS)
def test_is_a_candidate_shown_on_another_scale_refused(write: Writer, tmp_path: Path) -> None:
    (fault,) = read(tmp_path, write((1, 0), 1945632006.0, "0,", "1945632"))[0].fautes
    assert (fault.ligne, fault.colonne, fault.valeur) == (2, "candidat", "1945632006 affiché 1945632")


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize(
    ("value", "code", "shown", "lu"),
    [
        (12.5, "0.00", "12,50", "12,5"),
        (8.0, "00", "08", "8"),
        (9.5, "0", "10", "9,5"),
        (11.0, '#,##0.00\\ "€"', "11,00 €", "11"),
        (11.0, "#,##0.00\\ [$€-40C]", "11,00 €", "11"),
        (12.0, "[Red]0.0_-", "12,0", "12"),
        (12.0, "General", "12", "12"),
        (12.0, "0.00E+00", "1,20E+01", "12"),
    ],
)
def test_does_a_format_that_changes_nothing_change_nothing(
    value: float, code: str, shown: str, lu: str, write: Writer, tmp_path: Path
) -> None:
    table, told = read(tmp_path, write((2, 2), value, code, shown))
    assert not table.fautes and not told and table.frame is not None
    assert table.frame["note"].tolist() == ["12", lu]


@pytest.mark.parametrize("write", WRITERS)
def test_is_a_mark_of_three_decimals_refused_whatever_is_shown(write: Writer, tmp_path: Path) -> None:
    (fault,) = read(tmp_path, write((2, 2), 9.995, "0", "10"))[0].fautes
    assert fault.valeur == "9,995"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("00 00 00 00 00", 612345678.0, "06 12 34 56 78"),
        ("0\\ 000\\ 000", 1234567.0, "1 234 567"),
        ('0.0##" h"', 7.5, "7,5 h"),
        ('0.00" pts"', 0.005, "0,01 pts"),
        ('"moins "0', -3.0, "-moins 3"),
        ("# ?/4", 12.25, "12 1/4"),
        ('[<10]"R";[>=10]"A"', 10.0, "A"),
        ('#,##0.0,"k"', 12500.0, "12,5k"),
        ("dd/mm/yyyy", 45000.0, None),
    ],
)
def test_is_a_format_shown_as_a_spreadsheet_shows_it(code: str, value: float, shown: str | None) -> None:
    assert (render(value, code) if telling(code) else None) == shown
