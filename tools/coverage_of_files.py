"""Write how often the intervals of real candidates hold what these candidates then do: docs/couverture_fichiers.md.

Truths are simulated: each has parameters of its own, among draws that the intervals do not use, and its candidates are
asked as a file without abilities. Run `python tools/coverage_of_files.py`: an hour of a processor. Or name the
sizes to count again, and the other rows stay: `python tools/coverage_of_files.py 50`.
"""

import sys
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np

from bts_sim.candidates.as_cohort import real_cohort
from bts_sim.candidates.grade import grade
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import parameter_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import LEVEL

PAGE = Path(__file__).resolve().parent.parent / "docs" / "couverture_fichiers.md"
#: Truths of each size.
TRUTHS = {50: 100, 300: 100, 6_000: 100}
SESSION = 2024
#: Draws of each interval: a quarter of those that a user has by default, for the time that it takes.
DRAWS = 64
#: The first draw of the parameters that no interval uses.
FIRST = 300
REGIMES = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
HEAD = f"""# Couverture des intervalles de candidats réels

*Répond à : l'intervalle annoncé pour un fichier contient-il ce que ses candidats font ensuite ? Pour : qui cite.*

Écrit par `tools/coverage_of_files.py`. Des candidats sont simulés sous des paramètres que les
intervalles n'utilisent pas, leurs oraux sont tirés, puis leurs notes sont données comme un fichier, sans aptitudes.
« Contient » : combien de fois l'intervalle à {LEVEL:g} % de l'écart de taux d'admis avec l'absence d'oraux contient
l'écart réalisé, sur {DRAWS} tirages des paramètres ; l'erreur type de cent est de 3. « Erreur » : moyenne de
l'écart réalisé moins la valeur, en points ; « largeur » : celle de l'intervalle, en points.

| Candidats | Régime | Contient | Erreur | Largeur |
|---|---|---|---|---|
"""


def of_a_truth(size: int, number: int) -> list[tuple[bool, float, float]]:
    """Return, by regime, whether the interval holds the gap, how far the value is from it, and the width, points."""
    warnings.simplefilter("ignore")
    nation = lent(load_cohort(candidats=size, seed=1_000 + number, session=SESSION), Lending.NONE)
    true = simulate(parameter_draw(nation, FIRST + number, Lending.NONE).cohorte, told=False)
    here = present(true)
    cohorte = real_cohort(grade(*tables(true), session=SESSION), number)
    drawn = rates_by_draw(cohorte, REGIMES[0], REGIMES[1:], DRAWS)
    found = compare_over_draws(drawn, LEVEL, cohorte.candidats)
    whole = found[(found["groupe"] == "ensemble") & (found["indicateur"] == "ecart_taux_admis")].set_index("regime")
    told = []
    for regime in REGIMES[1:]:
        under, row = true.under(regime), whole.loc[regime.nom]
        gap = 100 * float(under.admis()[here].mean() - under.admis_groupe1[here].mean())
        told.append((bool(row.bas - 1e-6 <= gap <= row.haut + 1e-6), gap - row.valeur, row.haut - row.bas))
    return told


def rows(size: int) -> Iterator[str]:
    """Yield the rows of a size, one for each regime."""
    with ProcessPoolExecutor() as pool:
        told = np.array(list(pool.map(of_a_truth, [size] * TRUTHS[size], range(TRUTHS[size]))))
    for rank, regime in enumerate(REGIMES[1:]):
        held, error, width = told[:, rank].T
        numbers = f"{held.sum():.0f} sur {TRUTHS[size]} | {error.mean():+.2f} | {width.mean():.1f}".replace(".", ",")
        yield f"| {size} | `{regime.nom}` | {numbers} |"


def main() -> None:
    """Count the sizes named, or all of them, and write the page."""
    written = PAGE.read_text(encoding="utf-8").splitlines() if PAGE.is_file() else []
    named, found = [int(word) for word in sys.argv[1:]] or list(TRUTHS), []
    for size in TRUTHS:
        found += rows(size) if size in named else [one for one in written if one.startswith(f"| {size} |")]
    PAGE.write_text(HEAD + "\n".join(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
