"""Make sessions up, to try a timetable: candidates who may all sit, marks that allow it, choices drawn with a seed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bts_sim.cohort.luck import uniform
from bts_sim.droit.bareme import GENERAL, Reglement
from bts_sim.droit.calendriers.document import load_calendrier
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.textes import load_bareme

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class MadeUp:
    """A session that is made up: the tables that `bts-sim second-groupe` reads."""

    candidats: pd.DataFrame
    notes: pd.DataFrame
    choix: pd.DataFrame


def made_up_session(
    size: int,
    seed: int,
    *,
    session: int = 2024,
    academie: str = "nancy-metz",
    regime: str = "",
    adjusted: float = 5,
    minutes: int = 7,
) -> MadeUp:
    """Return a session of candidates who may all sit, in the specialties of a calendar, under the same law.

    Their general marks are at the floor of access and their professional marks at the bar. Specialties and choices are
    drawn alike for all: an instance to try, not a forecast.

    Args:
        size: candidates.
        seed: the seed of the luck.
        session: a year.
        academie: that whose calendar says the specialties.
        regime: the name of one, whose number of orals each candidate chooses; that of the session by default.
        adjusted: percent of candidates whose orals an aménagement lengthens.
        minutes: minutes that it adds to the preparation, and to the interrogation.
    """
    import pandas as pd

    bareme = load_bareme(session)
    calendrier = load_calendrier(academie, session)
    codes = [code for ligne in calendrier.lignes for code in ligne.codes if code in bareme.reglements]
    reglements = [bareme.reglements[code] for code in codes]
    law = load_regime(regime or bareme.regime)
    low, bar = law.seuil_general, law.seuil_professionnel
    assert low is not None and bar is not None, "a regime with a floor and a bar"
    numbers = [f"{rank:06d}" for rank in range(1, size + 1)]
    which = (uniform(seed, "second_groupe.specialite", 0, size) * len(codes)).astype(int)
    lengthened = uniform(seed, "second_groupe.amenagement", 0, size) * 100 < adjusted
    of_each = [reglements[rank] for rank in which.tolist()]
    added = np.where(lengthened, str(minutes), "")
    candidats = pd.DataFrame(
        {
            "candidat": numbers,
            "specialite": [one.specialite for one in of_each],
            "voie": "scolaire",
            "forme": "globale",
            "derniere_session": "oui",
            "minutes_preparation": added,
            "minutes_oral": added,
        }
    )
    marks = [
        (number, unit.code, (low if unit.domaine == GENERAL else bar) / CENTIEMES, "")
        for number, one in zip(numbers, of_each, strict=True)
        for unit in one.unites
    ]
    order = np.array([uniform(seed, f"second_groupe.choix.{rank}", 0, size) for rank in range(_widest(reglements))]).T
    chosen = [
        (number, code)
        for number, one, luck in zip(numbers, of_each, order, strict=True)
        for code in _drawn(one, luck, law.nombre_oraux)
    ]
    return MadeUp(
        candidats,
        pd.DataFrame(marks, columns=["candidat", "unite", "note", "statut"]),
        pd.DataFrame(chosen, columns=["candidat", "unite"]),
    )


def _general(reglement: Reglement) -> list[str]:
    return [unit.code for unit in reglement.unites if unit.domaine == GENERAL]


def _widest(reglements: list[Reglement]) -> int:
    return max(len(_general(one)) for one in reglements)


def _drawn(reglement: Reglement, luck: np.ndarray, count: int) -> list[str]:
    """Return the units that a candidate chooses: those of his least numbers."""
    codes = _general(reglement)
    return [codes[rank] for rank in sorted(np.argsort(luck[: len(codes)], kind="stable")[:count].tolist())]
