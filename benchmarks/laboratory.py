"""What does one move of the reform laboratory take, control by control? `python benchmarks/laboratory.py`.

It takes half a minute. Each move is made from the law of the session, on the draws that the page makes: a preview, then
what may be quoted. Seconds of processor and of waiting, of this machine: the table of docs/howto/move_a_rule.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import bts_sim as bts
from bts_sim.cohort.compiled.switch import loads_for
from bts_sim.laboratory.lab import ReformLab

LAW = "permanent_2022"
#: The control moved, what is moved, and for whom.
MOVES: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = (
    ("the first move of all", {"seuil_general": 7.5}, {}),
    ("floor (7)", {"seuil_general": 7}, {}),
    ("professional mean (9)", {"seuil_professionnel": 9}, {}),
    ("number of orals (3)", {"nombre_oraux": 3}, {}),
    ("bar (9.5)", {"seuil_admission": 9.5}, {}),
    ("mark of the facultatives (11)", {"seuil_facultatif": 11}, {}),
    ("access of 2021", {"acces": "non_admis", "seuil_general": None, "seuil_professionnel": None}, {}),
    (
        "replacement of 2021",
        {"choix": "un_oral_par_domaine", "remplacement": "moyenne_des_ponctuelles_du_domaine"},
        {},
    ),
    ("reading: rounding", {"arrondi": "au_centieme"}, {}),
    ("reading: languages", {"langues_au_choix": "une_seule"}, {}),
    ("for whom (apprentices)", {"seuil_general": 7}, {"voie": "apprentissage"}),
    ("first move for the first engine: the épreuve replaced", {"niveau_remplacement": "epreuve"}, {}),
    ("reading: an absence counts zero", {"absence_sous_epreuve": "zero"}, {}),
    ("the mean of two marks", {"remplacement": "moyenne_des_deux_notes"}, {}),
    ("the same, and a bar of 9.5", {"remplacement": "moyenne_des_deux_notes", "seuil_admission": 9.5}, {}),
)


class Took(NamedTuple):
    """Seconds of processor and of waiting."""

    processor: float
    wait: float


def timed(act: Callable[[], object]) -> Took:
    """Return what an act takes."""
    start, began = time.process_time(), time.perf_counter()
    act()
    return Took(time.process_time() - start, time.perf_counter() - began)


def measured(lab: ReformLab, moves: Mapping[str, Any], whom: Mapping[str, Any]) -> tuple[str, Took, Took]:
    """Return the engine of a move, and what its preview and what may be quoted take."""
    lab.only_for().start_from(LAW).move(**moves)
    if whom:
        lab.only_for(**whom)
    study = lab.study
    engine = "compiled" if loads_for(study.people.described, study.every) else "first"
    return engine, timed(lambda: lab.preview.rates()), timed(lambda: lab.study.rates())


def main() -> None:
    """Print the table."""
    lab = bts.reform_lab(bts.study(session=2024))
    print("| Control | Engine | Preview: processor, wait | To quote: processor, wait |\n| --- | --- | ---: | ---: |")
    for name, moves, whom in MOVES:
        engine, preview, quoted = measured(lab, moves, whom)
        cells = (f"{one.processor:.2f}, {one.wait:.2f}" for one in (preview, quoted))
        print(f"| {name} | {engine} | {' | '.join(cells)} |", flush=True)
    print(f"\n{lab.megabytes:.0f} MB kept")


if __name__ == "__main__":
    main()
