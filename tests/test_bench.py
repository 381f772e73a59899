"""Does the benchmark compare like with like, and say what it measured? No test asks how long anything takes."""

import re
from typing import Any

import numpy as np
import pytest

from benchmarks import aims, page, waits
from benchmarks.case import Case
from benchmarks.edges import edges, oracle
from benchmarks.engines.specialties import SHIPPED, of_specialties
from benchmarks.engines.today import NATION, described
from benchmarks.own import compiled, reference
from benchmarks.serving import served
from benchmarks.tables import number
from benchmarks.waits import COMPILED, FIRST, FLOOR, OLD, SESSION, Cell
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate


@pytest.fixture(scope="module")
def case() -> Case:
    return Case.of(simulate(load_cohort(candidats=3_000, specialites="MCO,CG,NDRC", seed=4)))


def test_compiled_decisions_are_those_of_the_jury(case: Case) -> None:
    found, truth = compiled.decide(compiled.prepare(case, exact=True)), reference.decide(case)
    assert not found.wrong(truth).any()
    assert 0 < truth.autorise.sum() < case.candidats


def test_compiled_decisions_are_exact_where_a_mean_is_at_a_threshold(case: Case) -> None:
    edge = edges(case)
    assert not compiled.decide(compiled.prepare(edge, exact=True)).wrong(oracle(edge)).any()


@pytest.mark.parametrize("wanted", waits.SPECIALTIES)
def test_a_cohort_of_copied_specialties_has_as_many_as_are_wanted(wanted: int) -> None:
    cohort = described(1_000, wanted)
    assert len(cohort.specialites) == len(cohort.with_reglement) == wanted
    assert sum(cohort.specialites.values()) == pytest.approx(1)
    of_the_first = [
        share for name, share in cohort.specialites.items() if name.removeprefix("MCO").lstrip("-").isdigit()
    ]
    whole = sum(of_the_first) + cohort.specialites["MCO"]
    assert whole == pytest.approx(SHIPPED["MCO"] / 100)
    assert all(len(cohort.reglements[name].unites) > 4 for name in cohort.specialites)


def test_the_nation_is_described_as_commands_do() -> None:
    assert dict(described(500, NATION).specialites) == dict(load_cohort(candidats=500).specialites)
    assert len(of_specialties(load_cohort(candidats=500), 16).specialites) == 16


def test_an_engine_answers_and_one_that_cannot_start_says_why() -> None:
    with served("benchmarks.engines.today", "first") as engine:
        assert engine.ask(200, 16, 1, 0)["seconds"] > 0
    assert engine.process.returncode == 0 and engine.errors.closed
    with served("benchmarks.engines.nobody") as missing:
        assert "nobody" in missing.ask(200, 16, 1, 0)["failed"]


def answered(*seconds: float) -> list[dict[str, Any]]:
    return [{"seconds": one, "bytes": 4_000} for one in seconds]


def test_ratios_are_those_of_the_same_round() -> None:
    cell = Cell(1_000, 16, 3, (OLD, COMPILED, FLOOR))
    draws = {name: cell.draws(name) for name in cell.engines}
    # A slow round, the last one, slows all of them down alike.
    rounds = {OLD: (60.0, 60.0, 600.0), COMPILED: (2.0, 2.0, 20.0), FLOOR: (1.0, 1.0, 10.0)}
    given = {name: answered(*(draws[name] * one for one in seconds)) for name, seconds in rounds.items()}
    rows = {row["name"]: row for row in waits._rows(cell, given)}
    assert rows[COMPILED][f"times_{OLD}"] == pytest.approx(30)
    assert rows[COMPILED]["over_floor"] == pytest.approx(2)
    assert rows[COMPILED]["ns_per_candidate"] == pytest.approx(2e6)
    assert rows[OLD]["work_bytes_per_candidate"] == 4


def test_an_engine_that_fails_is_told_and_stops_nobody() -> None:
    cell = Cell(1_000, 16, 1, (OLD, COMPILED, FLOOR))
    given = {OLD: [{"failed": "short of memory"}], COMPILED: answered(1.0), FLOOR: answered(1.0)}
    rows = {row["name"]: row for row in waits._rows(cell, given)}
    assert rows[OLD]["note"] == "short of memory"
    assert "short of memory" in waits.line(rows[OLD])
    assert f"times_{OLD}" not in rows[COMPILED]


def rows_of_a_run(per_candidate: float = 1e-6) -> list[dict[str, Any]]:
    """Rows in which the compiled engine takes as much for each candidate, whatever their number."""
    sizes = [*((size, count) for size in waits.ROUNDS for count in waits.SPECIALTIES), (SESSION, NATION)]
    drawn = []
    for size, count in sizes:
        shared = {"job": "draw", "candidates": size, "specialties": count, "rounds": 9}
        for name, times in ((OLD, 60), (FIRST, 5), (COMPILED, 1), (FLOOR, 0.25)):
            seconds = times * per_candidate * size
            row = shared | {"name": name, "kind": "bts_sim", "seconds": seconds, "seconds_low": seconds}
            row |= {
                "seconds_high": seconds,
                "ns_per_candidate": 1e9 * seconds / size,
                "work_bytes_per_candidate": 400.0,
            }
            row |= {f"times_{OLD}": 60 / times, f"times_{FIRST}": 5 / times, "over_floor": 4 * times}
            drawn.append(row)
    return drawn


def test_aims_are_met_missed_or_not_measured() -> None:
    found = {one.words: one for one in aims.aims(rows_of_a_run())}
    of_few = found[f"compilé, 1 000 candidats : fois {OLD}"]
    assert (of_few.met, of_few.found, of_few.sign()) == (True, 60, "≥ 50")
    assert not found[f"compilé, 1 000 candidats et 64 spécialités : fois {OLD}"].met
    growth = found["compilé, de 20 000 à 10⁷ candidats : puissance du nombre de candidats"]
    assert growth.found == pytest.approx(1)
    sweep = found["compilé, 1 000 tirages d'une session nationale, trois régimes : secondes de processeur"]
    assert sweep.found == pytest.approx(180.9)
    unmeasured = found["décisions seules : fois pandas, wide"]
    assert unmeasured.found is None and not unmeasured.met
    assert any(line.startswith("MISS") for line in aims.lines(list(found.values())))


def test_every_table_has_its_place_in_one_page() -> None:
    texts = [(page.DOCS / name).read_text(encoding="utf-8") for name in page.PAGES]
    places = [place for text in texts for _, place, _ in page.PLACE.findall(text)]
    assert sorted(places) == sorted(page.TABLES)


def test_pages_are_filled_and_the_words_around_stay() -> None:
    text = (page.DOCS / "mesures.md").read_text(encoding="utf-8")
    filled = page.filled(text, rows_of_a_run())
    assert page.PLACE.sub("", filled) == page.PLACE.sub("", text)
    assert page.filled(filled, rows_of_a_run()) == filled
    assert re.search(r"\| 180 900 \| 16 \| 60 000 \| 5 000 \| 1 000 \| 250 \| 60 \| 5,0 \| 4,0 \| 9 \|", filled)
    scaling = page.filled((page.DOCS / "scaling.md").read_text(encoding="utf-8"), rows_of_a_run())
    # 10⁹ evaluations, three for a candidate, at a microsecond for each candidate: 333 seconds.
    assert "| 10⁹ | 0,093 | 0,46 | 0,0046 € |" in scaling


def test_numbers_are_written_in_french() -> None:
    assert [number(value) for value in (None, 0.0512, 1.04, 12.6, 180_900)] == ["", "0,051", "1,0", "13", "180 900"]
    assert np.isclose(float(number(3.14159, 3).replace(",", ".")), 3.14)
