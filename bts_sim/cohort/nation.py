"""The national population: weights of the specialties, and the published margins of a session (`cohort.yaml`)."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bts_sim.cohort.compose import APPRENTISSAGE, ORIGINS, PRODUCTION, SCHOOL_VOIES
from bts_sim.cohort.raking import raked
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.points import Floats
from bts_sim.droit.registre import registre
from bts_sim.files.names import folded, squeezed
from bts_sim.files.ours import read_ours
from bts_sim.files.shipped import entrants, entrants_of_academies, entrants_shares

HERE = Path(__file__).parent
#: What people write before the name of an académie.
BEFORE_ITS_NAME = re.compile(r"^academie\s+(de\s+|des\s+|du\s+|d['’]\s*)?")
#: The row of the data that counts all specialties of BTS.
ALL = "ALL"


@functools.cache
def default_cohort() -> Mapping[str, Any]:
    """Return the default cohort, as `cohort.yaml` has it."""
    defaults: Mapping[str, Any] = read_ours(HERE / "cohort.yaml")
    return defaults


@functools.cache
def national_entrants(session: int) -> Mapping[str, int]:
    """Return the entrants of every BTS that may be passed at a session, with a règlement or without, in persons.

    Source: the register of specialties (`textes/registre_specialites.csv`).
    """
    return {code: one.entrants for code, one in registre().items() if one.held_in(session) and one.entrants}


@functools.cache
def national_weights(session: int) -> Mapping[str, float]:
    """Return the share of every BTS among those present at a session, summing to 1."""
    counted = national_entrants(session)
    production = {code for code in counted if registre()[code].production}
    return post_stratified(counted, production, default_cohort()["part_production"])


def default_weights(bareme: Bareme) -> dict[str, float]:
    """Return the weight of each specialty of the default cohort: the entrants of those with a sound règlement."""
    counted = national_entrants(bareme.session)
    return {code: counted[code] for code in bareme.reglements if code in counted and has_sound_reglement(code)}


def has_sound_reglement(code: str) -> bool:
    """Return whether the règlement of a specialty, where it has one, is good enough to count candidates with."""
    return code not in default_cohort()["reglements_ecartes"]


def is_production(code: str, bareme: Bareme) -> bool:
    """Return whether a specialty of a session counts as production: as its règlement says, or else the register."""
    if code in bareme.reglements:
        return bareme.reglements[code].secteur == PRODUCTION
    return registre()[code].production


def post_stratified(weights: Mapping[str, float], production: Collection[str], share: float) -> dict[str, float]:
    """Return shares, summing to 1, in which `production` has a given one; each sector keeps its own proportions.

    A sector that is alone has the whole.
    """
    totals = {kind: sum(w for c, w in weights.items() if (c in production) == kind) for kind in (True, False)}
    wanted = {True: share, False: 1 - share} if all(totals.values()) else dict.fromkeys(totals, 1.0)
    scale = {kind: wanted[kind] / total for kind, total in totals.items() if total}
    return {code: weight * scale[code in production] for code, weight in weights.items()}


def coverage(bareme: Bareme) -> float:
    """Return the percent of national non-agricultural entrants that the default cohort of a session represents."""
    return 100 * sum(default_weights(bareme).values()) / entrants()[ALL]


@functools.cache
def national_voies(session: int) -> Mapping[str, float]:
    """Return the share of each voie among those present at a session, summing to 1.

    Those of 2021 are published. For a later one, apprentices gain on the voies of school what they have gained among
    all students of STS at the start of its school year; those of adults keep their share.
    """
    voies, observed = default_cohort()["voies"], default_cohort()["part_apprentis"]
    share = observed[max(year for year in observed if year <= max(session, min(observed)))] / 100
    young = {voie: part for voie, part in voies.items() if voie in (*SCHOOL_VOIES, *APPRENTISSAGE)}
    schools = sum(part for voie, part in young.items() if voie in SCHOOL_VOIES)
    total = sum(young.values())
    scale = {
        voie: total * ((1 - share) / schools if voie in SCHOOL_VOIES else share / (total - schools)) for voie in young
    }
    return {voie: part * scale.get(voie, 1.0) for voie, part in voies.items()}


def national_origins(session: int, p: Mapping[str, float]) -> dict[str, float]:
    """Return the share of each bac among those present at a session, summing to 1.

    Those of 2021 are published. The last entrants known sit in 2027: theirs are the entrants of each bac, less those
    who leave before the exam (`survie_bac_technologique`, `survie_bac_professionnel`), and in between they are
    interpolated. Candidates without a recent bac keep their share.
    """
    published, last = default_cohort()["origines"], default_cohort()["sessions_des_origines"]
    here = min(max((session - last["publiees"]) / (last["entrants"] - last["publiees"]), 0.0), 1.0)
    known = entrants_shares()[ALL]
    survival = (1.0, p["survie_bac_technologique"], p["survie_bac_professionnel"])
    kept = {origin: known[f"share_bac_{origin}"] * rate for origin, rate in zip(ORIGINS, survival, strict=False)}
    recent = sum(published[origin] for origin in kept)
    return {
        origin: (1 - here) * share + here * (recent * kept[origin] / sum(kept.values()) if origin in kept else share)
        for origin, share in published.items()
    }


def academie_of(name: str) -> str | None:
    """Return the académie that a name means, in any case, with or without accents and hyphens; None for no one.

    « Académie de », « d' », « des » may stand before it.
    """
    plain = _plain(BEFORE_ITS_NAME.sub("", folded(name)))
    return next((one for one in entrants_of_academies() if _plain(one) == plain), None)


def production_of(academies: Mapping[str, float]) -> float:
    """Return the share of production among those present in some académies, whose shares sum to 1."""
    return sum(share * _production(name) for name, share in academies.items())


def academies_by_sector(academies: Mapping[str, float], production: float) -> dict[str, Floats]:
    """Return the share of each académie in the services and in the production, shape (2,), each sector summing to 1.

    `academies`: share of each in the cohort, which stays. `production`: share of production in the cohort, which stays
    too. What the entrants tell is in which académies it is more frequent; who its candidates are is national.
    """
    shares, known = np.array(list(academies.values())), np.array([_production(name) for name in academies])
    # A cohort of one sector has no other whose share it could move.
    if 0 < production < 1:
        entering, belongs = np.column_stack([1 - known, known]), np.array([[[[-production], [1 - production]]]])
        inside = raked(entering[np.newaxis], shares, belongs, np.zeros(shares.size, dtype=np.int64)).shares[0]
        cells = inside * shares[:, np.newaxis]
    else:
        cells = np.column_stack([shares, shares])
    return dict(zip(academies, cells / cells.sum(axis=0), strict=True))


def _production(name: str) -> float:
    """Return the share of production among those present in an académie: its entrants, as if it had the nation's."""
    whole, share = entrants(), float(default_cohort()["part_production"])
    services, production = entrants_of_academies()[academie_of(name) or name]
    there = production * share / whole["PRODUCTION"]
    return there / (there + services * (1 - share) / whole["SERVICES"])


def _plain(name: str) -> str:
    # « La Réunion », or « Réunion ».
    return squeezed(name.replace("-", " ")).removeprefix("la")
