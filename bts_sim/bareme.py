"""What the law fixes, as frozen values that the rules read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from bts_sim.points import Bools, Ints

GENERAL = "general"
PROFESSIONNEL = "professionnel"
#: The two domains, in the order in which orals by domain are stored.
DOMAINES = (GENERAL, PROFESSIONNEL)
CCF = "ccf"

Acces = Literal["ferme", "non_admis", "moyennes_entre_seuils"]
Choix = Literal["aucun", "un_oral_par_domaine", "unites_generales"]
Remplacement = Literal["aucun", "moyenne_des_ponctuelles_du_domaine", "note_de_l_unite"]


@dataclass(frozen=True)
class Unite:
    """One unit of a règlement d'examen. `coefficient` is in hundredths."""

    code: str
    epreuve: str
    intitule: str
    coefficient: int
    domaine: str
    mode_scolaire: str
    mode_individuel: str
    au_choix: bool
    langue: bool
    confiance: str
    source: str


@dataclass(frozen=True)
class Reglement:
    """The règlement d'examen of one specialty for one session: its units in the order of the text."""

    specialite: str
    nom: str
    option: str
    secteur: str
    unites: tuple[Unite, ...]
    facultatives: tuple[Unite, ...]

    @cached_property
    def coefs(self) -> Ints:
        """Coefficients of the compulsory units, hundredths, shape (u,)."""
        return np.array([u.coefficient for u in self.unites], dtype=np.int64)

    @cached_property
    def coefs_facultatives(self) -> Ints:
        """Multipliers of the facultative units, hundredths, shape (f,)."""
        return np.array([u.coefficient for u in self.facultatives], dtype=np.int64)

    @cached_property
    def au_choix(self) -> Bools:
        """Units that the texts let candidates choose at the épreuves de contrôle, shape (u,)."""
        return np.array([u.au_choix for u in self.unites])

    def du_domaine(self, domaine: str) -> Bools:
        """Units of one domain, shape (u,)."""
        return np.array([u.domaine == domaine for u in self.unites])

    @property
    def confiance(self) -> str:
        """The weakest confidence among the compulsory units: what the whole set can claim."""
        # A word of the analyst's own says nothing of its strength: it counts as the weakest.
        order = {"weak source": 1, "sourced": 2, "two sources agree": 3}
        return min((u.confiance for u in self.unites), key=lambda confiance: order.get(confiance, 0))


@dataclass(frozen=True)
class Regime:
    """One regime of épreuves de contrôle: named rules and their thresholds (hundredths; None: no such condition)."""

    nom: str
    titre: str
    raison: str
    source: str
    acces: Acces
    choix: Choix
    remplacement: Remplacement
    seuil_general: int | None = None
    seuil_professionnel: int | None = None
    nombre_oraux: int = 0

    @property
    def oral_par(self) -> str:
        """What an oral mark is attached to: `unite`, `domaine`, or nothing when no oral exists."""
        return {"unites_generales": "unite", "un_oral_par_domaine": "domaine"}.get(self.choix, "")


@dataclass(frozen=True)
class Bareme:
    """Everything the law fixes for one session. Thresholds are in hundredths of a point.

    `ailleurs`: specialties that are known and have no usable règlement for this session → why, in French.
    """

    session: int
    seuil_admission: int
    seuil_benefice: int
    seuil_facultatif: int
    note_maximale: int
    regime: str
    reglements: Mapping[str, Reglement]
    ailleurs: Mapping[str, str]
