"""Solve the effects of groups on the published margins and write them into bts_sim/cohort/parameters.yaml.

It also solves the margins under each draw of the uncertain parameters, into `parameter_draws.csv`.

Run `python tools/calibrate.py` after a change of the model, of `targets.yaml`, of the shares or of the other
parameters. The values are for the national cohort of `cohort.yaml`. A test checks that they meet every margin.
"""

import argparse
import re
import time
from dataclasses import replace
from multiprocessing import Pool
from pathlib import Path

import numpy as np
import pandas as pd

from bts_sim.cohort.calibration import calibrate, cohort_of_the_margins, solve
from bts_sim.cohort.margins import margin_targets
from bts_sim.cohort.parameter_draws import FILE, sobol, uncertain
from bts_sim.cohort.parameters import parametres
from bts_sim.errors import CalibrationError

TARGET = Path(__file__).resolve().parent.parent / "bts_sim" / "cohort" / "parameters.yaml"
#: Candidates simulated to solve. The margins of the smallest group then have a standard error of half a point.
CANDIDATES = 180_000
#: A seed other than the default cohort's, so that its margins are predictions and not a fit of its own luck.
SEED = 180_900
#: Number of draws of the uncertain parameters, a power of two for Sobol's sequence, and candidates for each.
DRAWS = 1024
CANDIDATS_PAR_TIRAGE = 10_000
#: More draws than wanted, since those that contradict the published contrasts are left out.
SPARE = 128


def main() -> None:
    """Solve, write, and print each margin."""
    # Whoever asks for help must not wait for minutes, and find the values of the model written again.
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    begin = time.monotonic()
    found = calibrate(cohort_of_the_margins(CANDIDATES, SEED))
    text = TARGET.read_text(encoding="utf-8")
    for nom, value in found.valeurs.items():
        text, done = re.subn(rf"(^{nom}:\n(?:  .*\n)*?  defaut: ).*$", rf"\g<1>{value:.3f}", text, flags=re.MULTILINE)
        assert done == 1, nom
        print(f"{nom:28}{value:8.3f} points")
    TARGET.write_text(text, encoding="utf-8")
    for target, residual in zip(margin_targets(), found.residuals, strict=True):
        print(f"{target.nom:34}{target.valeur:7.1f} %{residual * target.tolerance:8.2f} points")
    print(f"{time.monotonic() - begin:.0f} s")
    parametres.cache_clear()
    draws(begin)


def draw(number: int, values: list[float]) -> dict[str, float] | None:
    """Return the margins solved under one draw, or None if its correlations contradict the published contrasts."""
    start = cohort_of_the_margins(CANDIDATS_PAR_TIRAGE, SEED + number)
    drawn = dict(zip(uncertain(), values, strict=True))
    try:
        found = solve(replace(start, parametres={**start.parametres, **drawn}))
    except CalibrationError:
        return None
    return {**drawn, **found.valeurs, "pire_marge": float(np.abs(found.residuals).max())}


def draws(begin: float) -> None:
    """Solve the margins under each draw of the uncertain parameters, on every processor, and write them."""
    with Pool() as pool:
        solved = pool.starmap(draw, enumerate(sobol(2 * DRAWS, SEED)[: DRAWS + SPARE].tolist()))
    rows = [row for row in solved if row is not None and row["pire_marge"] <= 1]
    print(f"{len(solved)} draws, {len(solved) - len(rows)} contradict a margin, {time.monotonic() - begin:.0f} s")
    table = pd.DataFrame(rows[:DRAWS]).round(4)
    table.to_csv(FILE, index=False, lineterminator="\n")


if __name__ == "__main__":
    main()
