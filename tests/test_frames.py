"""Is a DataFrame read as the file that it would be saved to, and is everything else refused with a remedy?"""

import csv
import datetime
import io
import os
import re
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cohorts import tirer
from hypothesis import HealthCheck, assume, given, settings, strategies as st
from oracle import REGIMES, lire_specialites

import bts_sim as bts
from bts_sim.candidates.decision_changes.tables import compare_decided, read_decisions
from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.kept_marks.keep import keep_acquis
from bts_sim.candidates.registration.check import check_registrations
from bts_sim.candidates.tables import read_candidates, read_notes
from bts_sim.cohort.describe import load_cohort
from bts_sim.droit.calendriers.disciplines import minutes_des_oraux
from bts_sim.droit.calendriers.document import load_calendrier
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import BtsSimError, Fault, InputError
from bts_sim.files.given import InMemory
from bts_sim.language import speak
from bts_sim.notices import Notice, listening
from bts_sim.questions.one_candidate.entry import TypedCandidate, read_marks, read_orals
from bts_sim.questions.one_candidate.verdicts import verdicts
from bts_sim.sweep.folder import read_sweep

ROOT = Path(__file__).parents[1]
SPECIALITES = ROOT / "bts_sim" / "textes" / "specialites"
UNITS = ["U1", "U21", "U22", "U3", "U41", "U42", "U5", "U6"]


def candidats(*names: object) -> pd.DataFrame:
    who = {"specialite": "MCO", "voie": "scolaire", "forme": "globale", "derniere_session": "oui"}
    return pd.DataFrame([{"candidat": name} | who for name in names or ("A1",)])


def notes(*names: object, note: object = 11) -> pd.DataFrame:
    rows = [
        {"candidat": name, "unite": unit, "note": note, "statut": ""} for name in names or ("A1",) for unit in UNITS
    ]
    return pd.DataFrame(rows)


def judge(who: Any, marks: Any, *orals: Any, session: Any = 2024, **others: Any) -> Grading:
    with listening(lambda _: None):
        return grade(who, marks, *orals, session=session, **others)


def saved(frame: pd.DataFrame, path: Path) -> Path:
    frame.to_csv(path, sep=";", index=False, quoting=csv.QUOTE_NONNUMERIC)
    return path


def faults(call: Callable[[], object]) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        call()
    assert all(fault.remede for fault in refused.value.fautes), str(refused.value)
    return refused.value.fautes


# --- The same decisions, the same faults ------------------------------------------------------------------------------


@pytest.mark.parametrize("regime", REGIMES)
def test_frames_give_the_decisions_of_their_files(regime: str, tmp_path: Path) -> None:
    session = 2021 if regime == "exceptionnel_2021" else 2024
    drawn = tirer(lire_specialites(SPECIALITES, session), session, regime, 400, 18)
    tables = [drawn.candidats, drawn.notes, *([] if drawn.oraux is None or regime == "aucun" else [drawn.oraux])]
    before = [table.copy(deep=True) for table in tables]
    files = [saved(table, tmp_path / f"{rank}.csv") for rank, table in enumerate(tables)]
    expected = judge(*files, session=session, regime=regime).table
    pd.testing.assert_frame_equal(judge(*tables, session=session, regime=regime).table, expected)
    for table, kept in zip(tables, before, strict=True):
        pd.testing.assert_frame_equal(table, kept)
    typed = drawn.notes.assign(
        note=pd.to_numeric(drawn.notes["note"].str.replace(",", ".")),
        statut=drawn.notes["statut"].replace("", None).astype("category"),
    )
    pd.testing.assert_frame_equal(judge(tables[0], typed, *tables[2:], session=session, regime=regime).table, expected)


#: Texts of cells, sound ones and others, that a CSV file keeps as they are.
CELLS = {
    "candidat": ("A1", "A2", "A3", " A1", "a1", "", "7", "007", "7,0", "=1+1", "1,2E+05", "Total", "candidat"),
    "specialite": ("MCO", "mco", "CG", "XX", "", "Management commercial opérationnel"),
    "voie": ("scolaire", "Scolaire", "individuel", "apprentissage", "autre", ""),
    "forme": ("globale", "progressive", "Globale", ""),
    "derniere_session": ("oui", "non", "OUI", "True", "VRAI", "", "peut-être"),
    "unite": (*UNITS, "u1", "U 1", "U9", "", "UF1"),
    "note": ("12", "12,5", "8.25", "20", "20,5", "-1", "", "abs", "12,345", "1,2E+01", "VRAI", "2024-05-12", "12/20"),
    "statut": ("", "", "", "AB", "ABJ", "BE", "DI", "NV", "RE", "abs", "?"),
    "mode": ("", "ccf", "ponctuel", "CCF", "x"),
    "groupe": ("", "a", "b"),
}


@st.composite
def tables_of(draw: st.DrawFn, columns: tuple[str, ...], optional: tuple[str, ...]) -> pd.DataFrame:
    # Most tables have the columns that count, under their names.
    names = [name for name in columns if draw(st.integers(0, 19))] + [one for one in optional if draw(st.booleans())]
    names = [draw(st.sampled_from([name] * 12 + [name.upper(), f"{name} ", "autre"])) for name in names]
    assume(names)
    rows = draw(st.integers(0, 12))
    cells = [
        draw(st.lists(st.sampled_from(CELLS.get(name.strip().lower(), CELLS["groupe"])), min_size=rows, max_size=rows))
        for name in names
    ]
    frame = pd.DataFrame(dict(enumerate(cells)), index=range(100, 100 + rows), dtype=object)
    return frame.set_axis(names, axis=1)


@st.composite
def sound_but(draw: st.DrawFn) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two tables that are sound, but for a few cells."""
    frames = candidats("A1", "A2", "A3").astype(object), notes("A1", "A2", "A3", note="11,5").astype(object)
    for frame in frames:
        for _ in range(draw(st.integers(0, 2))):
            row, column = draw(st.integers(0, len(frame) - 1)), draw(st.integers(0, frame.shape[1] - 1))
            frame.iloc[row, column] = draw(st.sampled_from(CELLS[frame.columns[column]]))
    return frames


def outcome(who: Any, marks: Any) -> tuple[Any, list[str]]:
    """Decisions, or faults with the places that a file and a frame have in common, and what was told."""
    told: list[Notice] = []
    with listening(told.append):
        try:
            found: Any = grade(who, marks, session=2024).table.to_dict("records")
        except InputError as error:
            found = sorted(map(_placed, map(str, error.fautes)))
    return found, [_placed(str(one)) for one in told]


def _placed(text: str) -> str:
    """Write a row as its position, whether a line of a file or a row of a frame; a header has no row in a frame."""
    text = re.sub(r"\.iloc\[(\d+)\]", r"@\1", text)
    text = re.sub(r"\.csv:(\d+)", lambda match: f"@{int(match[1]) - 2}", text)
    text = re.sub(r"\bligne (\d+)", lambda match: f"@{int(match[1]) - 2}", text)
    text = re.sub(r"(candidats|notes)(?:\.csv)?(?:@-1)?\b", r"\1", text)
    # A place in the same table: « ligne 3 » of a file, the name and the position of a frame.
    return re.sub(r"(?<=[ (])(?:candidats|notes)@", "@", text).replace(" sous l'en-tête", "")


def written(frame: pd.DataFrame, path: Path) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerow(frame.columns)
        writer.writerows(frame.itertuples(index=False, name=None))
    return path


def same(who: pd.DataFrame, marks: pd.DataFrame, folder: Path) -> None:
    files = written(who, folder / "candidats.csv"), written(marks, folder / "notes.csv")
    assert outcome(who, marks) == outcome(*files)


SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(tables=sound_but())
def test_nearly_sound_frames_give_the_decisions_or_the_faults_of_their_files(
    tables: tuple[pd.DataFrame, pd.DataFrame], tmp_path_factory: pytest.TempPathFactory
) -> None:
    same(*tables, tmp_path_factory.mktemp("t"))


@SETTINGS
@given(
    who=tables_of(("candidat", "specialite", "voie", "forme", "derniere_session"), ("groupe",)),
    marks=tables_of(("candidat", "unite", "note", "statut"), ("mode",)),
)
def test_any_frames_give_the_faults_of_their_files(
    who: pd.DataFrame, marks: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> None:
    same(who, marks, tmp_path_factory.mktemp("t"))


# --- Typed cells ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.5, "12,5"),
        (12.0, "12"),
        (12, "12"),
        (np.int8(12), "12"),
        (np.float32(9.99), "9,99"),
        (np.float64(9.99), "9,99"),
        (Decimal("12.50"), "12,5"),
        (Fraction(25, 2), "12,5"),
        (Fraction(25, 3), "25/3"),
        (4.1 * 3, "12,299999999999999"),
        (True, "VRAI"),
        (np.bool_(False), "FAUX"),
        (np.datetime64("2024-05-12"), "2024-05-12"),
        (pd.Timestamp("2024-05-12 16:30"), "2024-05-12 16:30"),
        (datetime.date(2024, 5, 12), "2024-05-12"),
        (b"12,5", "12,5"),
        (None, ""),
        (np.nan, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (Decimal("NaN"), ""),
    ],
)
@pytest.mark.parametrize("beside", ["12,5", 3, None])
def test_a_typed_cell_is_the_text_that_a_workbook_gives(value: object, text: str, beside: object) -> None:
    frame = notes().astype(object).iloc[:2]
    frame["note"] = pd.Series([value, beside], dtype=object)
    read = read_notes(InMemory("notes", frame))
    assert read.frame is not None and read.frame["note"].tolist()[0] == text


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "note absente"),
        (np.nan, "note absente"),
        (4.1 * 3, "plus de deux décimales"),
        (True, "c'est une valeur logique"),
        (20.5, "note hors de 0 à 20"),
        (pd.Timestamp("2024-05-12"), "c'est une date : le tableur a changé la note"),
        ([12, 13], "cellule qui contient plusieurs valeurs (list)"),
        ({"note": 12}, "cellule qui contient plusieurs valeurs (dict)"),
        (b"\xff", "texte qui n'est pas en UTF-8"),
    ],
)
def test_a_cell_that_is_no_mark_is_told_with_its_row(value: object, problem: str) -> None:
    frame = notes().astype(object).set_axis(range(50, 50 + len(UNITS)))
    frame.at[53, "note"] = value
    (fault,) = faults(lambda: judge(candidats(), frame))
    assert (fault.fichier, fault.ligne, fault.colonne, fault.probleme) == ("notes", 3, "note", problem)
    assert str(fault).startswith("notes.iloc[3] : colonne note")


@pytest.mark.parametrize(
    "dtype",
    (
        *("object", "string", "string[pyarrow]", "category", "int64", "Int64", "float64", "Float64", "float32"),
        *("int64[pyarrow]", "double[pyarrow]", "uint16[pyarrow]"),
    ),
)
@pytest.mark.parametrize("column", ["candidat", "note"])
def test_whatever_the_type_of_a_column_it_reads_the_same(dtype: str, column: str) -> None:
    who, marks = candidats(7, 12), notes(7, 12)
    expected = judge(who, marks).table
    if column == "candidat":
        who = who.astype({"candidat": dtype})
    found = judge(who, marks.astype({column: dtype})).table
    pd.testing.assert_frame_equal(found, expected)
    assert found["candidat"].tolist() == ["7", "12"]


def test_a_number_beside_missing_cells_is_still_a_number() -> None:
    frame = pd.concat([candidats(7), pd.DataFrame({"candidat": [np.nan]})])
    assert frame["candidat"].dtype == "float64"
    assert judge(frame, notes(7)).table["candidat"].tolist() == ["7"]


def test_days_and_truths_are_read_where_they_are_asked() -> None:
    who = {"candidat": "A1", "specialite": "MCO", "categorie": "scolaire", "forme": "globale", "a_distance": False}
    late = pd.DataFrame([who | {"inscrit_le": pd.Timestamp("2025-01-02 10:00")}])
    with listening(lambda _: None):
        found = check_registrations(late, academie="nancy-metz", session="2025")
    assert "en_retard" in set(found["constat"])
    assert judge(candidats().assign(derniere_session=True), notes()).table["decision"].tolist() == ["admis"]


# --- The form of a frame ----------------------------------------------------------------------------------------------


def test_an_index_that_carries_a_column_is_told_with_what_brings_it_back() -> None:
    wide = notes().pivot(index="candidat", columns="unite", values="note")
    (fault,) = faults(lambda: judge(candidats(), wide))
    assert fault.probleme == "colonne qui est dans l'index" and "notes.reset_index()" in fault.remede
    assert judge(candidats(), wide.reset_index()).table["decision"].tolist() == ["admis"]
    found = faults(lambda: judge(candidats(), notes().set_index(["candidat", "unite"])))
    assert [fault.colonne for fault in found] == ["candidat", "unite"]
    named = notes().set_index("candidat", drop=False)
    assert judge(candidats(), named).table["decision"].tolist() == ["admis"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda frame: frame.set_axis(pd.MultiIndex.from_product([["x"], frame.columns]), axis=1), "sur plusieurs niv"),
        (lambda frame: pd.concat([frame, frame["note"]], axis=1), "colonne en double"),
        (lambda frame: frame.drop(columns="note"), "colonne absente"),
        (lambda frame: frame.rename(columns={"note": 0}), "colonne absente"),
        (lambda frame: frame.rename(columns={"note": np.nan}), "colonne absente"),
        (lambda frame: frame.iloc[:0], "aucune ligne de données"),
        (lambda frame: pd.DataFrame(), "colonne absente"),
        (lambda frame: frame.assign(note=None, candidat=None, unite=None, statut=None), "aucune ligne de données"),
        (lambda frame: frame.assign(note=pd.array([[1]] * len(frame), dtype=_nested())), "plusieurs valeurs"),
    ],
)
def test_a_frame_of_another_form_is_refused(change: Callable[[pd.DataFrame], pd.DataFrame], problem: str) -> None:
    assert any(problem in fault.probleme for fault in faults(lambda: judge(candidats(), change(notes()))))


def _nested() -> Any:
    import pyarrow as pa

    return pd.ArrowDtype(pa.list_(pa.int64()))


def test_columns_are_named_as_in_files() -> None:
    told: list[Notice] = []
    who = candidats().rename(columns={"candidat": "Candidat", "specialite": "Spécialité"})
    with listening(told.append):
        assert grade(who, notes(), session=2024).table["decision"].tolist() == ["admis"]
    assert [str(one) for one in told] == [
        "candidats : « Candidat, Spécialité » : colonnes lues comme candidat, specialite."
    ]


def test_a_mark_off_the_grid_is_told_with_its_row() -> None:
    told: list[Notice] = []
    frame = notes()
    frame["note"] = frame["note"].astype(float)
    frame.loc[2, "note"] = 11.3
    with listening(told.append):
        grade(candidats(), frame, session=2024)
    assert [str(one).partition(" : 1")[0] for one in told] == ["notes.iloc[2] : colonne note : « 11,3 »"]


def test_two_tables_given_one_for_the_other_are_told() -> None:
    (fault,) = faults(lambda: judge(notes(), candidats()))
    assert "une table de notes, là où il faut les candidats" in str(fault) and fault.ligne is None


# --- Every natural form -----------------------------------------------------------------------------------------------


class Somewhere:
    """A path of somebody else's making."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __fspath__(self) -> str:
        return str(self.path)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return saved(candidats(), tmp_path / "candidats.csv"), saved(notes(), tmp_path / "notes.csv")


@pytest.mark.parametrize("form", [str, Path, Somewhere, lambda path: [str(path)], lambda path: iter([path])])
def test_a_path_is_taken_in_every_form(form: Callable[[Path], Any], files: tuple[Path, Path]) -> None:
    assert judge(form(files[0]), form(files[1])).table["decision"].tolist() == ["admis"]


def test_files_and_frames_stand_together_and_each_has_its_faults(files: tuple[Path, Path]) -> None:
    both = judge([files[0], candidats("B1")], [notes("B1"), str(files[1])]).table
    assert both["candidat"].tolist() == ["A1", "B1"]
    wrong = notes("B1")
    wrong.loc[0, "note"] = 21
    twice = faults(lambda: judge([files[0], candidats("B1")], [files[1], wrong, notes("A1")]))
    assert {fault.place.partition("[")[0] for fault in twice} == {"notes"}
    assert [one.place for one in twice if "hors" in one.probleme] == ["notes[1].iloc[0]"]
    assert any("la même que notes.csv:2" in one.remede for one in twice)


@pytest.mark.parametrize("session", [2024, "2024", " 2024 ", np.int64(2024), 2024.0, np.float64(2024), Decimal(2024)])
def test_a_session_is_a_number_or_a_text(session: Any) -> None:
    assert judge(candidats(), notes(), session=session).bareme.session == 2024
    assert load_bareme(session).session == load_cohort(session=session).bareme.session == 2024
    assert load_calendrier("nancy-metz", session).session == 2024
    assert minutes_des_oraux(session) == minutes_des_oraux(2024)


@pytest.mark.parametrize(
    "session", ["deux mille", "", None, True, 2024.5, np.nan, pd.NA, [2024], "20 24", -2024, b"2024"]
)
def test_what_is_no_session_is_refused_with_those_there_are(session: Any) -> None:
    calls = [
        lambda: judge(candidats(), notes(), session=session),
        lambda: load_bareme(session),
        lambda: load_calendrier("nancy-metz", session),
        lambda: minutes_des_oraux(session),
        lambda: keep_acquis("a.csv", session=session, le="2024-05-13"),
        lambda: check_registrations("i.csv", academie="nancy-metz", session=session),
    ]
    for call in calls + ([] if session is None else [lambda: load_cohort(session=session)]):
        (fault,) = faults(call)
        assert fault.fichier == "session" and "2024" in fault.remede, fault


def test_a_session_that_is_not_covered_is_said_to_be() -> None:
    with pytest.raises(BtsSimError, match="sessions couvertes"):
        load_bareme("1999")


def test_a_regime_is_a_name_a_file_or_itself(tmp_path: Path) -> None:
    path = tmp_path / "r.yaml"
    path.write_text((ROOT / "bts_sim/textes/regimes/permanent_2022.yaml").read_text("utf-8"), "utf-8")
    own = load_regime("permanent_2022")
    for regime in ("permanent_2022", path, str(path), Somewhere(path), own):
        assert judge(candidats(), notes(), regime=regime).regime == own
    assert load_regimes(own, "aucun") == load_regimes([own, "aucun"]) == load_regimes((own,), "aucun")
    assert load_regimes(own)[0] is own
    for wrong in (3, None, candidats(), ["aucun"]):
        assert "là où il faut un régime" in str(faults(lambda wrong=wrong: load_regime(wrong))[0])


def test_specialties_of_ones_own_are_a_frame_too(tmp_path: Path) -> None:
    path = SPECIALITES / next(one.name for one in sorted(SPECIALITES.iterdir()) if one.suffix == ".csv")
    frame = pd.read_csv(path)
    assert load_bareme(2024, frame).reglements == load_bareme(2024, str(path)).reglements
    broken = pd.read_csv(path, dtype=str).assign(mode_scolaire="oral")
    assert {fault.place.partition("[")[0] for fault in faults(lambda: load_bareme(2024, broken))} == {
        "specialites.iloc"
    }


def test_a_cohort_and_its_specialties_are_taken_as_text(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text("taux_groupe1: 74.5\n", encoding="utf-8")
    for given_path in (path, str(path), Somewhere(path)):
        assert load_cohort(given_path).taux_groupe1 == 74.5
    described = load_cohort(specialites="MCO,CG", candidats="1000", seed=np.int64(7))
    assert (sorted(described.specialites), described.candidats, described.seed) == (["CG", "MCO"], 1000, 7)
    assert load_cohort(specialites=None) == load_cohort()


@pytest.mark.parametrize("number", ["mille", "", True, 1.5, np.nan, 0, -1, 10**12, [1000]])
def test_what_is_no_number_of_candidates_is_refused_with_its_bounds(number: Any) -> None:
    (fault,) = faults(lambda: load_cohort(candidats=number))
    assert fault.fichier == "candidats" and "de 1 à 20000000" in fault.remede
    if number != 0:
        assert "4294967295" in faults(lambda: load_cohort(seed=number))[0].remede


OTHERS: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "number": lambda: 12,
    "bytes": lambda: b"notes.csv",
    "Series": lambda: notes()["note"],
    "array": lambda: notes().to_numpy(),
    "dict": lambda: notes().to_dict("list"),
    "records": lambda: notes().to_dict("records"),
    "open file": lambda: io.StringIO("candidat;unite;note;statut"),
    "Arrow": lambda: pytest.importorskip("pyarrow").Table.from_pandas(notes()),
    "set": lambda: {"notes.csv"},
    "no file": list,
    "no name": lambda: "",
    "not there": lambda: "ailleurs/notes.csv",
    "NUL": lambda: "a\0b",
    "folder": lambda: ".",
    "twice": lambda: [notes()] * 0 + [(one := notes()), one],
    "regime": lambda: load_regime("aucun"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_is_no_table_is_refused_with_its_remedy(other: Callable[[], Any]) -> None:
    assert faults(lambda: judge(candidats(), other()))
    assert faults(lambda: keep_acquis(other(), session=2024, le=datetime.date(2024, 5, 13)))
    assert faults(lambda: check_registrations(other(), academie="nancy-metz", session=2025))
    assert faults(lambda: read_decisions(other()))
    if other() is not None:
        assert faults(lambda: judge(candidats(), notes(), other()))
        assert faults(lambda: load_bareme(2024, other()))


@pytest.mark.parametrize("other", [one for name, one in OTHERS.items() if name not in ("None", "twice")])
def test_what_is_no_path_is_refused_with_its_remedy(other: Callable[[], Any]) -> None:
    assert faults(lambda: load_cohort(other()))
    assert faults(lambda: read_sweep(other()))


def test_a_frame_is_no_path() -> None:
    for call in (load_cohort, read_sweep):
        (fault,) = faults(lambda call=call: call(candidats()))
        assert "un DataFrame, là où il faut un chemin" in str(fault)


def test_every_argument_that_is_wrong_is_told_at_once() -> None:
    found = faults(lambda: judge(None, 3, [], session="bientôt"))
    assert [fault.fichier for fault in found] == ["candidats", "notes", "oraux", "session"]
    (fault,) = faults(lambda: judge(candidats(), notes().to_dict("records")))
    assert "une liste de dictionnaires" in fault.probleme and "pandas.DataFrame" in fault.remede


# --- Kept marks, and two gradings -------------------------------------------------------------------------------------


def test_kept_marks_of_a_frame_are_those_of_its_file(tmp_path: Path) -> None:
    held = {"candidat": "A1", "specialite": "MCO", "obtenue_le": pd.Timestamp("2023-07-05"), "origine": "epreuve"}
    asked = {"demande": True, "forme": "globale", "premiere_inscription": 2023.0}
    frame = pd.DataFrame([held | {"unite": unit, "note": 12.5} | asked for unit in UNITS])
    path = saved(frame.assign(demande="oui", premiere_inscription=2023), tmp_path / "acquis.csv")
    with listening(lambda _: None):
        found = [keep_acquis(one, session=2024, le="13/05/2024") for one in (frame, str(path))]
    pd.testing.assert_frame_equal(found[0].notes, found[1].notes)
    pd.testing.assert_frame_equal(found[0].table, found[1].constats)
    assert len(repr(found[0]).splitlines()) < 20 and "8 acquis examinés" in found[0]._repr_html_()
    wrong = frame.assign(note=[13, *[21] * 7])
    assert {one.place for one in faults(lambda: keep_acquis(wrong, session=2024, le="2024-05-13"))} == {
        f"acquis.iloc[{row}]" for row in range(1, 8)
    }
    assert "ce n'est pas un jour" in str(faults(lambda: keep_acquis(frame, session=2024, le="demain"))[0])


def test_a_contradiction_names_the_other_row() -> None:
    held = {"candidat": "A1", "unite": "U1", "note": 12, "obtenue_le": "2023-07-05", "origine": "epreuve"}
    asked = {"demande": "oui", "forme": "globale"}
    frame = pd.DataFrame([held | asked | {"specialite": code} for code in ("MCO", "CG")])
    assert "(acquis.iloc[0])" in str(faults(lambda: keep_acquis(frame, session=2024, le="2024-05-13"))[0])


def test_two_gradings_are_compared_from_memory(tmp_path: Path) -> None:
    better, worse = judge(candidats(), notes(note=12)), judge(candidats(), notes(note=9))
    path = saved(worse.table, tmp_path / "decisions.csv")
    for a, b in ((better, worse), (better.table, path), (better, str(tmp_path))):
        assert compare_decided(read_decisions(a), read_decisions(b))["etat"].tolist() == ["decision_changee"]


# --- What a notebook shows --------------------------------------------------------------------------------------------


@pytest.fixture
def english() -> Iterator[None]:
    speak("en")
    yield
    speak("fr")


def many() -> Grading:
    names = [f"N{number}" for number in range(30)]
    marks = pd.concat([notes(*names[:20], note=12), notes(*names[20:], note=7)], ignore_index=True)
    return judge(candidats(*names), marks)


def test_a_grading_shows_its_counts_and_the_head_of_its_table() -> None:
    found = many()
    sentence = "30 candidats jugés (session 2024, régime permanent_2022) : 20 admis au premier groupe, 10 refusés."
    assert repr(found).splitlines()[0] == sentence and len(repr(found).splitlines()) < 20
    shown = found._repr_mimebundle_()
    assert set(shown) == {"text/plain", "text/html"} and sentence in shown["text/html"]
    assert "N9" in shown["text/html"] and "N10" not in shown["text/html"]
    pd.testing.assert_frame_equal(found.table, found.decisions())


def test_a_grading_speaks_english(english: None) -> None:
    said = repr(many()).splitlines()[0]
    assert said.startswith("30 candidates graded (session 2024, regime permanent_2022): 20 admitted")


def test_those_left_out_are_counted() -> None:
    wrong = notes("A1", "B1")
    wrong.loc[0, "note"] = 21
    found = judge(candidats("A1", "B1"), wrong, keep_going=True)
    assert "1 candidat jugé" in repr(found) and "1 écarté pour ses fautes" in repr(found)


def test_one_decision_is_told() -> None:
    told = judge(candidats("7"), notes("7")).explain(7)
    assert "7" in str(told).splitlines()[0] and len(str(told).splitlines()) > 5
    assert len(repr(told).splitlines()) == 2 and told._repr_html_().count("<p>") == len(told.lines())
    (fault,) = faults(lambda: judge(candidats(), notes()).explain("a1"))
    assert "vouliez-vous dire « A1 »" in fault.remede


# --- One candidate, at a keystroke ------------------------------------------------------------------------------------

#: What a test hears of files while it listens; a hook of Python cannot be taken away.
HEARD: list[list[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if HEARD and event == "open":
        path, mode, flags = arguments
        if (mode and set(str(mode)) & set("wax+")) or (flags or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            HEARD[0].append(str(path))
    elif HEARD and event in ("os.mkdir", "tempfile.mkdtemp", "tempfile.mkstemp"):
        HEARD[0].append(f"{event} {arguments[0]}")


sys.addaudithook(_hear)


def test_deciding_on_one_candidate_writes_no_file() -> None:
    one = TypedCandidate(
        2024, "MCO", "scolaire", read_marks(" ; ".join(f"{unit} 9" for unit in UNITS)), read_orals("U1 12 ; U3 14")
    )
    names = "permanent_2022", "exceptionnel_2021"
    verdicts(one, names)
    HEARD.append([])
    try:
        verdicts(one, names)
        with pytest.raises(InputError):
            verdicts(TypedCandidate(2024, "MCO", "scolaire", read_marks("U1 21")), names)
        assert HEARD[0] == []
        Path(os.devnull).open("w").close()
        assert HEARD[0] == [os.devnull]
    finally:
        HEARD.clear()


def test_the_workshop_writes_no_file_at_a_keystroke() -> None:
    from bts_sim.questions.one_candidate.workshop.widgets import Workshop

    made = Workshop(bts.candidate(2024, "MCO", "scolaire", dict.fromkeys(UNITS, 9)).candidate)
    mark = made.form.rows["U6"].note
    mark.value = "9,5"
    HEARD.append([])
    try:
        for typed in ("10,49", "21", "12"):
            mark.value = typed
        assert HEARD[0] == [] and "U6" not in made.verdict.value
    finally:
        HEARD.clear()


def test_faults_of_one_candidate_name_the_unit() -> None:
    typed = read_marks("U1 21 ; U21 12 ; U22 12 ; U3 12 ; U41 12 ; U42 12 ; U5 12")
    found = faults(lambda: verdicts(TypedCandidate(2024, "MCO", "scolaire", typed), ["permanent_2022"]))
    assert [(one.fichier, one.ligne, one.candidat, one.unite) for one in found] == [
        ("U1", None, None, None),
        ("U6", None, None, None),
    ]


def test_a_frame_that_names_candidates_keeps_their_groups() -> None:
    read = read_candidates(InMemory("candidats", candidats().assign(academie="Reims", rang=[3])))
    assert read.frame is not None and read.frame[["academie", "rang"]].astype(object).values.tolist() == [
        ["Reims", "3"]
    ]


def test_marks_of_one_candidate_are_a_text_a_dictionary_or_a_table(tmp_path: Path) -> None:
    by_unit = dict.fromkeys(UNITS, 9.5)
    table = pd.DataFrame({"unite": UNITS, "note": 9.5})
    path = tmp_path / "notes.csv"
    table.to_csv(path, sep=";", decimal=",", index=False)
    text = " ; ".join(f"{unit} 9,5" for unit in UNITS)
    given = [text, by_unit, table, path, str(path), table.assign(candidat="A1", statut=None)]
    assert {read_marks(one) for one in given} == {read_marks(text)}
    orals = pd.DataFrame({"unite": ["U1", "U3"], "note": [12, 14]})
    assert {read_orals(one) for one in ("U1 12 ; U3 14", {"U1": 12, "U3": 14.0}, orals)} == {
        read_orals("U1 12 ; U3 14")
    }
    assert read_orals(pd.DataFrame({"domaine": ["general"], "note": ["AB"]})) == (("general", "AB"),)
    own = load_regime("permanent_2022")
    typed = dict(zip(UNITS, [7, 7, 7, 7, 11, 11, 11, 11], strict=True))
    answer = bts.candidate("2024", "mco", "scolaire", typed, {"U1": 19, "U3": 19}, [own, "aucun"])
    assert answer.candidate.names == ("permanent_2022", "aucun") and answer.candidate.own == {"permanent_2022": own}
    assert answer.table["decision"].tolist() == ["admis_apres_controle", "refuse"]


@pytest.mark.parametrize(
    "marks", [None, 12, [12], {"U1": [12, 13]}, notes("A1", "B1"), notes()["note"], Path("nowhere")]
)
def test_marks_of_no_single_candidate_are_refused(marks: Any) -> None:
    assert faults(lambda: bts.candidate(2024, "MCO", "scolaire", marks))
    assert faults(lambda: read_orals(marks))
