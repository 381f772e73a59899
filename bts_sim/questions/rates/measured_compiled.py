"""The same rates from a cohort that the compiled engine judged, to the bit. It imports numba."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.cohort.compiled.engine import Compiled, Levelled, judged_again, judged_in_turn
from bts_sim.cohort.compiled.layout import Kinds
from bts_sim.cohort.compiled.sums import Places, Sums, add_up
from bts_sim.cohort.compiled.tables import kinds_of
from bts_sim.cohort.compose import ORIGINS, SCHOOLS, SECTORS, SEXES
from bts_sim.cohort.describe import Cohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.distance import BOUNDS, band_names
from bts_sim.droit.points import Ints
from bts_sim.questions.rates.measured import Summed, is_solved, largest_first
from bts_sim.questions.rates.tables import DISTANCE, EVERYBODY
from bts_sim.stats import weighted
from bts_sim.stats.gaps import Bands


@dataclass(frozen=True)
class Layout:
    """Where the groups of a cohort are, the same in every draw: their names by attribute, and places for the sums."""

    groups: Mapping[str, Sequence[str]]
    places: Places
    kinds: Kinds

    @classmethod
    def of(cls, described: Cohort, base: Regime) -> Layout:
        """Return the layout of the groups of a cohort, bands being those of a regime."""
        bareme = described.bareme.sous(base)
        groups = _named(described, band_names(bareme))
        starts = dict(zip(groups, np.cumsum([0, *map(len, groups.values())]).tolist(), strict=False))
        return cls(groups, _places(described, starts, bareme.seuil_admission), kinds_of(described))


def sum_up_compiled(compiled: Compiled, layout: Layout) -> Summed:
    """Return the sums of every group under every regime, of which the first one is the baseline."""
    described, regimes, groups = compiled.cohorte, len(compiled.regimes), layout.groups
    found = Sums.of(sum(map(len, groups.values())), regimes, len(groups[DISTANCE]))
    solved = is_solved(compiled)
    counted = compiled.first_group if solved else np.zeros(described.candidats, dtype=bool)
    add_up(described.weights, counted, layout.places, layout.kinds, compiled.candidates, compiled.judged, found)
    sums, losses = found.sums[:, :-regimes], found.sums[:, -regimes:]
    return Summed(
        described,
        compiled.calibrated_elsewhere,
        groups,
        found.sizes,
        weighted.Sums(sums, found.whole, float(found.spread[0]) if solved else math.nan),
        losses,
        found.alike,
        Bands(found.admitted, found.somebody),
        np.zeros(regimes, dtype=bool),
    )


def sums_of_draws(described: Sequence[Cohort], regimes: Sequence[Regime]) -> Iterator[Summed]:
    """Yield the sums of some cohorts that differ by their parameters and their luck."""
    layout = Layout.of(described[0], regimes[0])
    return (sum_up_compiled(one, layout) for one in judged_in_turn(described, regimes))


def sums_of_kept(kept: Sequence[Levelled], regimes: Sequence[Regime]) -> Iterator[Summed]:
    """Yield the sums of the cohorts made together by `levelled_in_turn`, as `sums_of_draws` makes them."""
    layout = Layout.of(kept[0].read.cohorte, regimes[0])
    return (sum_up_compiled(one, layout) for one in judged_again(kept, regimes))


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
