"""Do the notebooks of one report make a table once, and the same one as if each had made it?"""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from bts_sim.cohort.describe import load_cohort
from bts_sim.desk.people import SimulatedPeople
from bts_sim.droit.regimes import load_regimes
from bts_sim.runs.shared import VARIABLE, shared

NEVER, LAW = load_regimes("aucun", "permanent_2022")
TABLE = pd.DataFrame({"groupe": ["ensemble", ""], "valeur": [1.25, float("nan")], "n": [3, 4]})


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path


def never() -> pd.DataFrame:
    raise AssertionError("made again")


def test_a_table_is_made_once_and_read_as_it_was_made(folder: Path) -> None:
    pd.testing.assert_frame_equal(shared("a", TABLE.copy), TABLE)
    pd.testing.assert_frame_equal(shared("a", never), TABLE, check_dtype=False)
    assert shared("b", lambda: TABLE.head(1)).shape == (1, 3)


def test_without_a_folder_each_makes_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert shared("a", TABLE.copy) is not shared("a", TABLE.copy)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "gone"))
    assert shared("a", TABLE.copy).equals(TABLE) and not (tmp_path / "gone").exists()


def test_who_comes_second_waits_for_the_first(folder: Path) -> None:
    def slowly() -> pd.DataFrame:
        time.sleep(0.4)
        return TABLE

    first = threading.Thread(target=shared, args=("a", slowly))
    first.start()
    while not list(folder.glob("*.claim")):
        time.sleep(0.01)
    assert len(shared("a", never)) == 2
    first.join()


def test_a_failure_is_told_where_it_is_and_leaves_the_table_to_others(folder: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        shared("a", lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    assert shared("a", TABLE.copy).equals(TABLE)


def test_rates_are_shared_only_between_the_same_questions(folder: Path) -> None:
    people = SimulatedPeople(load_cohort(candidats=300))
    table = people.drawn(NEVER, (LAW,), 2, 300)
    again = SimulatedPeople(load_cohort(candidats=300)).drawn(NEVER, (LAW,), 2, 300)
    pd.testing.assert_frame_equal(again, table, check_dtype=False, check_column_type=False)
    made = len(list(folder.glob("*.parquet")))
    other = replace(people.described, seed=1), replace(people.described, taux_groupe1=70.0)
    for cohort in other:
        assert not SimulatedPeople(cohort).drawn(NEVER, (LAW,), 2, 300).equals(table)
    moved = replace(LAW, seuil_general=900)
    SimulatedPeople(people.described).drawn(NEVER, (moved,), 2, 300)
    assert made == 1 and len(list(folder.glob("*.parquet"))) == 4
