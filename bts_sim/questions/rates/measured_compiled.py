"""The same rates from a cohort that the compiled engine judged, to the bit. It imports numba."""

from __future__ import annotations

import numpy as np

from bts_sim.cohort.compiled.engine import Compiled
from bts_sim.cohort.compiled.sums import Places, Sums, add_up
from bts_sim.cohort.compiled.tables import kinds_of
from bts_sim.cohort.compose import ORIGINS, SCHOOLS, SECTORS, SEXES
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.distance import BOUNDS, band_names
from bts_sim.droit.points import Ints
from bts_sim.questions.rates.measured import Measured, Summed, is_solved, largest_first, measured_of
from bts_sim.questions.rates.tables import DISTANCE, EVERYBODY
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.weighted import means_of

NOBODY = np.zeros(0, dtype=np.int64)


def measure_compiled(compiled: Compiled) -> Measured:
    """Return the rates of every group under every regime, of which the first one is the baseline."""
    described, under = compiled.cohorte, compiled.under()
    named = _named(described, band_names(under[0].bareme))
    starts = dict(zip(named, np.cumsum([0, *map(len, named.values())]).tolist(), strict=False))
    places = _places(described, starts, under[0].bareme.seuil_admission)
    size = sum(map(len, named.values()))
    found = Sums.of(described.candidats, size, len(under))
    solved = is_solved(compiled)
    counted = compiled.first_group if solved else np.zeros(described.candidats, dtype=bool)
    add_up(described.weights, counted, places, kinds_of(described), compiled.candidates, compiled.judged, found)
    sums, losses = np.hsplit(found.sums, [-len(under)])
    means = means_of(sums, found.whole, float(found.spread[0]) if solved else None)
    with np.errstate(invalid="ignore"):
        lost = losses / found.whole[:, np.newaxis]
    groups = [Grouping(name, values, NOBODY, [False] * len(values)) for name, values in named.items()]
    last = groups[-1].values
    codes = np.where(compiled.present & (found.band >= 0), found.band, len(last))
    groups[-1] = Grouping(DISTANCE, last, codes, [False] * len(last))
    return measured_of(compiled, under, Summed(groups, found.sizes, found.whole / found.whole[0], means, lost))


def _named(described: Cohort, bands: list[str]) -> dict[str, list[str]]:
    """Return the groups of each kind, in the order of tables."""
    told = described.with_reglement
    academies = list(described.academies_by_sector)
    return {
        EVERYBODY: [EVERYBODY],
        "specialite": [told[place] for place in largest_first(described).tolist()],
        "voie": described.people.voies,
        **({"academie": academies} if academies else {}),
        "origine": list(ORIGINS),
        "sexe": list(SEXES),
        "etablissement": list(SCHOOLS),
        "secteur": list(SECTORS),
        DISTANCE: bands,
    }


def _places(described: Cohort, starts: dict[str, int], admission: int) -> Places:
    """Return where the groups of each kind begin."""
    return Places(
        specialty=_specialties(described, starts["specialite"]),
        voie=starts["voie"],
        academy=starts.get("academie", -1),
        origin=starts["origine"],
        sex=starts["sexe"],
        school=starts["etablissement"],
        sector=starts["secteur"],
        distance=starts[DISTANCE],
        bounds=np.array([admission + bound for bound in BOUNDS]),
    )


def _specialties(described: Cohort, start: int) -> Ints:
    """Return the group of each specialty of a cohort, -1 where it is not told, shape (s,)."""
    told = described.with_reglement
    ranks = {told[place]: start + rank for rank, place in enumerate(largest_first(described).tolist())}
    return np.array([ranks.get(code, -1) for code in described.specialites])
