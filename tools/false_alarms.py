"""Write how often files in which nobody is lifted to a bar raise an alarm: docs/fausses_alertes.md.

Files are simulated, each under parameters of its own, and asked as `study.near_bars()` asks real ones. Run `python
tools/false_alarms.py`: eight minutes of a processor. Or say among how many processes to share them.
"""

import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path

import numpy as np

from bts_sim.cohort.describe import Cohort, lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import seed_of_draw, with_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.points import Moyenne
from bts_sim.droit.regimes import load_regime
from bts_sim.questions.decisions.near_bars import (
    CLEAN,
    DRAWS,
    SIZE,
    NearBar,
    beside_lattice,
    lattice_of,
    simulated_means,
)
from bts_sim.stats.intervals import LEVEL

PAGE = Path(__file__).resolve().parent.parent / "docs" / "fausses_alertes.md"
SESSION, SEED = 2024, 77
LAW = load_regime("permanent_2022")
#: Files asked beside one lattice: as many lattices as files would take as many times longer.
BATCH = 50
#: Draws of the parameters that only lattices use.
OF_LATTICES = DRAWS
HEAD = """# Fausses alertes près des barres

*Répond à : combien de fichiers où nul n'est relevé `study.near_bars()` signale-t-il ? Pour : qui lit une alerte.*

Écrit par `tools/false_alarms.py`. Chaque fichier est simulé sous des paramètres à lui, sans tassement de correcteur ni
points de jury, puis comparé au treillis comme le serait un vrai. Une alerte est une chance sous 5 % : on en attend donc
5 sur 100 ; l'erreur type de 1 000 fichiers est de 0,7 point. Les dernières lignes disent ce que le test voit : un jury
qui porte à l'admission une part de ceux qui touchent à 10 (`points_de_jury`), ou des correcteurs qui portent à 10 une
part de leurs copies à 9 et 9,5 (`tassement_a_10`), ce qui n'est pas porter une moyenne.

| Fichiers | Candidats | Session | À 8 | À 10 | Témoins (7, 9, 11, 12) |
|---|---|---|---|---|---|
"""


@dataclass(frozen=True)
class Kind:
    """Some files of one kind. `changed`: what is done to their marks."""

    name: str
    files: int
    size: int
    specialties: str = ""
    changed: tuple[tuple[str, float], ...] = ()

    def cohort(self, size: int, seed: int, **changed: float) -> Cohort:
        """Return the description of candidates of this kind, to whom nothing is done but what is `changed`."""
        nation = load_cohort(session=SESSION, candidats=size, seed=seed, specialites=self.specialties)
        given = {**CLEAN, **changed}
        nation = replace(nation, parametres={**nation.parametres, **given}, kept=frozenset(given))
        return lent(nation, Lending.NONE)


KINDS = (
    Kind("propres, toutes spécialités", 1_000, 1_000),
    Kind("propres, toutes spécialités", 1_000, 2_500),
    Kind("propres, une spécialité (MCO)", 200, 1_000, "MCO"),
    Kind("correcteurs : 40 % des 9 et 9,5", 100, 1_000, changed=(("tassement_a_10", 40.0),)),
    Kind("jury : 20 %", 100, 1_000, changed=(("points_de_jury", 20.0),)),
    Kind("jury : 60 %", 100, 1_000, changed=(("points_de_jury", 60.0),)),
)


def of_a_batch(kind: Kind, first: int) -> list[dict[int, bool | None]]:
    """Return, for each file of a batch, the alarm at each whole mean; None where too few are next to it."""
    warnings.simplefilter("ignore")
    lattice = lattice_of(kind.cohort(SIZE, 1_000 + first), DRAWS)
    return [_alarms(kind, number, lattice) for number in range(first, min(first + BATCH, kind.files))]


def _alarms(kind: Kind, number: int, lattice: Moyenne) -> dict[int, bool | None]:
    described = kind.cohort(kind.size, 1, **dict(kind.changed))
    draw = OF_LATTICES + number % (1_024 - OF_LATTICES)
    seen = simulated_means(simulate(with_draw(described, draw, seed_of_draw(SEED, number)), told=False), LAW)
    table = beside_lattice(seen, lattice, described.bareme, LAW, LEVEL)
    rows = NearBar.rows(table[table[NearBar.total_des_coefficients].isna()])
    return {round(row.barre): None if np.isnan(row.p) else row.alerte for row in rows}


def rows(kinds: Sequence[Kind], processes: int | None) -> Iterator[str]:
    """Yield the rows of the page; the files of every kind are shared among so many processes."""
    with ProcessPoolExecutor(processes) as workers:
        batches = [workers.map(of_a_batch, repeat(kind), range(0, kind.files, BATCH)) for kind in kinds]
        for kind, done in zip(kinds, batches, strict=True):
            found = [one for some in done for one in some]
            cells = [_share(found, bars) for bars in ((8,), (10,), (7, 9, 11, 12))]
            size = f"{kind.size:,}".replace(",", "\u202f")
            yield f"| {kind.name} | {size} | {SESSION} | {' | '.join(cells)} |\n"


def _share(found: Sequence[dict[int, bool | None]], bars: Sequence[int]) -> str:
    told = [alarm for one in found for bar in bars if (alarm := one.get(bar)) is not None]
    if not told:
        return "trop peu"
    return f"{100 * sum(told) / len(told):.1f} % de {len(told)}".replace(".", ",")


def main() -> None:
    """Write the page."""
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else None
    PAGE.write_text(HEAD + "".join(rows(KINDS, processes)), encoding="utf-8")


if __name__ == "__main__":
    main()
