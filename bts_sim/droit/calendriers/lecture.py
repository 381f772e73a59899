"""A calendar's statements on each event of each specialty, and the reading that chooses where its parts differ.

`annexe`, the default, follows the annex where the annex and the body speak of the same thing, since the annex was
made specialty by specialty. `corps` follows the body. Where one part contradicts itself, the reading chooses nothing:
the hour, or the date, stays empty, and the values that differ are kept beside it (docs/calendrier.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time
from typing import Literal, get_args

from bts_sim.droit.calendriers.dates import Instant, Quand, le_jour, plus_precis
from bts_sim.droit.calendriers.document import (
    EVENEMENTS,
    Calendrier,
    Cote,
    Evenement,
    Ligne,
    Partie,
    Place,
    Sens,
    Tableau,
)
from bts_sim.droit.regles.calendrier import echeance

Lecture = Literal["annexe", "corps"]
LECTURES: tuple[Lecture, ...] = get_args(Lecture)
#: The parts of a document, in the order in which each reading follows them.
ORDRE: dict[Lecture, tuple[Partie, Partie]] = {"annexe": ("annexe", "corps"), "corps": ("corps", "annexe")}


@dataclass(frozen=True)
class Dit:
    """One dated statement of the document: about one row (`ligne`), some secteurs, or everybody."""

    evenement: Evenement
    quand: Quand
    partie: Partie
    lieu: str
    source: str
    cote: Cote
    sens: Sens = "exact"
    ligne: Ligne | None = None
    secteurs: tuple[str, ...] = ()
    centre: str | None = None
    jour: str | None = None
    previsionnel: bool = False
    pilotees: bool = False
    reserve: str = ""

    def vise(self, ligne: Ligne | None) -> bool:
        """Return whether the statement concerns a row; None stands for everybody."""
        if self.ligne is not None:
            return self.ligne is ligne
        return not self.secteurs or (ligne is not None and ligne.secteur in self.secteurs)


@dataclass(frozen=True)
class Lu:
    """The reading of one event: `quand` is None where the texts followed give different days.

    `dits`: the texts followed. `ecarts`: the values between which the reading does not choose.
    """

    quand: Quand | None
    dits: tuple[Dit, ...]
    ecarts: tuple[Quand, ...] = ()


def en_lieu(calendrier: Calendrier, place: Place) -> str:
    """Return the place of a statement, with its source where this is not the document itself."""
    source = "" if place.source in (None, calendrier.source) else f" ({place.source})"
    return f"{place.partie} : {place.lieu}{source}"


def dits(calendrier: Calendrier) -> list[Dit]:
    """Return every dated statement, including the cells of the table; rules (`apres`) are not dates."""
    stated = [
        Dit(
            enonce.evenement,
            enonce.quand,
            enonce.partie,
            en_lieu(calendrier, enonce),
            enonce.source or calendrier.source,
            enonce.cote or calendrier.cote,
            enonce.sens,
            secteurs=enonce.secteurs,
            centre=enonce.centre,
            jour=enonce.jour,
            previsionnel=enonce.previsionnel,
            pilotees=enonce.pilotees,
            reserve=enonce.reserve,
        )
        for enonce in calendrier.enonces
        if enonce.quand is not None
    ]
    return stated + (_cells(calendrier, calendrier.tableau) if calendrier.tableau else [])


def _cells(calendrier: Calendrier, tableau: Tableau) -> list[Dit]:
    cells = []
    for ligne in tableau.lignes:
        for evenement in EVENEMENTS:
            quand = getattr(ligne, evenement, None)
            if quand is None:
                continue
            column = tableau.colonnes.get(evenement, evenement)
            cells.append(
                Dit(
                    evenement,
                    _with_hour(quand, tableau.heures.get(evenement)),
                    tableau.partie,
                    f"{tableau.partie} : {tableau.lieu}, ligne {ligne.specialite}, colonne « {column} »",
                    calendrier.source,
                    calendrier.cote,
                    ligne=ligne,
                    centre=ligne.centre if evenement == "oral" else None,
                )
            )
    return cells


def _with_hour(quand: Quand, heure: time | None) -> Quand:
    """Return a cell with the hour of its column's heading, unless the cell has its own hour or is a period."""
    return le_jour(quand.debut.jour, heure) if heure and not quand.periode and not quand.debut.heure else quand


def lire_evenement(
    calendrier: Calendrier, evenement: Evenement, ligne: Ligne | None, lecture: Lecture, *, pilotee: bool = True
) -> Lu:
    """Return the reading of an event of a row by `lecture`; None for `ligne` stands for statements about everybody.

    `pilotee`: whether the document concerns the specialty; if not, statements about those specialties alone are left
    out.
    """
    about = [dit for dit in dits(calendrier) if dit.evenement == evenement and dit.vise(ligne)]
    about = about if pilotee else [dit for dit in about if not dit.pilotees]
    for partie in ORDRE[lecture]:
        followed = [dit for dit in about if dit.partie == partie]
        followed = followed or list(_deadlines(calendrier, evenement, ligne, lecture, partie))
        if followed:
            return _settled(followed)
    return Lu(None, ())


def _deadlines(
    calendrier: Calendrier, evenement: Evenement, ligne: Ligne | None, lecture: Lecture, partie: Partie
) -> Iterable[Dit]:
    """Yield the dates of the rules that set a last day for the event, where the day they count from is known."""
    for enonce in calendrier.enonces:
        if (enonce.evenement, enonce.partie, enonce.sens) != (evenement, partie, "au_plus_tard"):
            continue
        if enonce.apres is None or enonce.jours is None:
            continue
        origin = lire_evenement(calendrier, enonce.apres, ligne, lecture).quand
        if origin is not None:
            yield Dit(
                evenement,
                le_jour(echeance(origin.fin.jour, enonce.jours)),
                partie,
                en_lieu(calendrier, enonce),
                enonce.source or calendrier.source,
                enonce.cote or calendrier.cote,
                enonce.sens,
                ligne=ligne,
            )


def _settled(followed: list[Dit]) -> Lu:
    quands = list(dict.fromkeys(dit.quand for dit in followed))
    best = plus_precis(quands)
    if best is not None:
        return Lu(best, tuple(followed))
    days = {Quand(Instant(quand.debut.jour), Instant(quand.fin.jour)) for quand in quands}
    return Lu(days.pop() if len(days) == 1 else None, tuple(followed), tuple(quands))
