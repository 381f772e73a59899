"""Who the candidates are: bac of origin, sex, kind of school; and the effect of each on ability, in points."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.points import Bools, Floats, Ints

ORIGINS = ("general", "technologique", "professionnel", "autre")
#: The sector that official statistics count as « production »; all others are services.
PRODUCTION = "industriel"
SCHOOL, NO_CONTRACT = "scolaire", "scolaire_hors_contrat"
#: Voies that published statistics count as « scolaire ».
SCHOOL_VOIES = (SCHOOL, NO_CONTRACT)
APPRENTISSAGE = ("apprentissage", "apprentissage_non_habilite")
#: The values of the attributes that are told by yes or no: no, then yes.
SEXES, SCHOOLS, SECTORS = ("homme", "femme"), ("public", "prive_sous_contrat"), ("services", "production")


class Attribute(NamedTuple):
    """An attribute of n candidates: its values, and the rank of each one's value, -1 where none applies, shape (n,)."""

    values: Sequence[str]
    codes: Ints

    def words(self) -> NDArray[np.str_]:
        """Return the value of each candidate, "" where none applies, shape (n,)."""
        return np.array([*self.values, ""])[self.codes]

    def are(self, value: str) -> Bools:
        """Return the candidates who have a value, shape (n,)."""
        return np.array([*(one == value for one in self.values), False])[self.codes]


@dataclass(frozen=True)
class Composition:
    """The attributes of n candidates that are known before any mark.

    `origine`: index in ORIGINES, shape (n,). `femme`, `private` (a school under contract): shape (n,). `voie`: index in
    `voies`, shape (n,). `production`: whether the specialty is industrial, shape (n,). `academie`: index in
    `academies`, shape (n,), where the cohort has académies. `present`: not absent from the whole exam, shape (n,).
    """

    origine: Ints
    femme: Bools
    private: Bools
    voie: Ints
    voies: Sequence[str]
    production: Bools
    academie: Ints
    academies: Sequence[str]
    present: Bools

    def part(self, keep: Bools | Ints) -> Self:
        """Return the attributes of some candidates."""
        names = ("origine", "femme", "private", "voie", "production", "present")
        told = {name: getattr(self, name)[keep] for name in names}
        return replace(self, **told, academie=self.academie[keep] if self.academies else self.academie)

    @classmethod
    def joined(cls, some: Sequence[Self]) -> Self:
        """Return the attributes of several groups of one cohort as those of one, in order."""
        names = ("origine", "femme", "private", "voie", "production", "academie", "present")
        told: dict[str, Any] = {name: np.concatenate([getattr(one, name) for one in some]) for name in names}
        return replace(some[0], **told)

    def attributes(self) -> dict[str, Attribute]:
        """Return the attributes known before any mark, by name, in the order of tables."""
        at_school = np.array([v == SCHOOL for v in self.voies])[self.voie]
        academies = {"academie": Attribute(self.academies, self.academie)} if self.academies else {}
        return (
            {"voie": Attribute(self.voies, self.voie)}
            | academies
            | {
                "origine": Attribute(ORIGINS, self.origine),
                "sexe": Attribute(SEXES, self.femme.astype(np.int64)),
                "etablissement": Attribute(SCHOOLS, np.where(at_school, self.private, -1)),
                "secteur": Attribute(SECTORS, self.production.astype(np.int64)),
            }
        )


@dataclass(frozen=True)
class Margins:
    """Shares of a population, each of a whole of 1; None for one that is not set.

    `voies`, `origines`: of each voie and bac of origin. `femmes`: of women in each sector. `prive_sous_contrat`: of
    schools under contract among the voie scolaire.
    """

    voies: Mapping[str, float] | None = None
    origines: Mapping[str, float] | None = None
    femmes: Mapping[str, float] | None = None
    prive_sous_contrat: float | None = None


def pick(uniform: Floats, shares: Mapping[str, float]) -> Ints:
    """Return one key of `shares` for each candidate, as its index."""
    bounds = np.cumsum(list(shares.values()))
    return np.minimum(np.searchsorted(bounds, uniform, side="right"), len(shares) - 1).astype(np.int64)


def pick_by(uniform: Floats, shares: Floats, rows: Ints) -> Ints:
    """Return one column for each candidate, whose row has the share of each, shape (n,).

    `shares`: of rows that sum to 1, shape (r, k). `rows`: shape (n,).
    """
    bounds = np.cumsum(shares, axis=1)[:, :-1]
    found = np.zeros(len(uniform), dtype=np.int64)
    # Column by column: few columns and many candidates.
    for bound in bounds.T:
        found += uniform >= bound[rows]
    return found


def effects(p: Mapping[str, float], who: Composition) -> Floats:
    """Return the effect of a candidate's groups on the ability, points, general then professional, shape (n, 2)."""
    of_women = np.where(who.production, p[f"effet_femme_{_sector(True)}"], p[f"effet_femme_{_sector(False)}"])
    of_voies = np.array([school_effect(p, voie) for voie in who.voies])
    at_school = np.array([voie == SCHOOL for voie in who.voies])
    one = np.where(who.femme, of_women, 0.0) + of_voies[who.voie]
    one += np.where(at_school[who.voie] & who.private, p["effet_prive_sous_contrat"], 0.0)
    one += np.where(who.production, p["effet_production"], 0.0)
    total: Floats = origin_effects(p)[who.origine] + one[:, np.newaxis]
    return total


def origin_effects(p: Mapping[str, Any]) -> Floats:
    """Return the effect of each bac of origin on the general and on the professional ability, points, shape (…, 4, 2).

    `p`: the parameters, each a number, or those of several draws, each of shape (d,).
    """
    techno, pro, other = (p[f"effet_bac_{name}"] for name in ORIGINS[1:])
    nothing, same = np.zeros(np.shape(other)), np.ones(np.shape(other))
    effects = np.stack([nothing, techno, pro, other], axis=-1)
    ratio = np.stack([same, p["report_bac_technologique"], p["report_bac_professionnel"], same], axis=-1)
    return np.stack([effects, effects * ratio], axis=-1)


def school_effect(p: Mapping[str, Any], voie: str) -> Any:
    """Return the effect of a voie relative to the public school, points, () or (d,) as the parameters are."""
    if voie == SCHOOL:
        return np.zeros(np.shape(p["effet_hors_contrat"]))
    if voie == NO_CONTRACT:
        return p["effet_hors_contrat"]
    return p["effet_autres_voies"] + (0.0 if voie in APPRENTISSAGE else p["ecart_des_adultes"])


def _sector(production: bool) -> str:
    return "production" if production else "services"
