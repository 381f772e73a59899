"""Starting files, commented or filled, made from the schemas and the law themselves, so that they cannot rot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bts_sim.templates import specialty, tables, yamls

GRADE = "bts-sim grade --candidats candidats.csv --notes notes.csv --session {session} --out resultats"
CHECK = "bts-sim check-registration inscriptions.csv --academie nancy-metz --session {session}"


@dataclass(frozen=True)
class Modele:
    """One starting file: its usual name, how its text is made, the session it is for, and the command that reads it.

    `texte` takes a session and a specialty.
    """

    fichier: str
    texte: Callable[[int, str], str]
    ensuite: str
    session: int = 2024


MODELES: Mapping[str, Modele] = {
    "candidats": Modele("candidats.csv", tables.candidats, GRADE),
    "notes": Modele("notes.csv", tables.notes, GRADE),
    "oraux": Modele("oraux.csv", tables.oraux, f"{GRADE} --oraux oraux.csv"),
    "cohorte": Modele("cohorte.yaml", yamls.cohorte, "bts-sim cohort --cohort cohorte.yaml --out cohorte"),
    "specialites": Modele("specialites.csv", specialty.specialites, f"{GRADE} --specialites specialites.csv"),
    "inscriptions": Modele("inscriptions.csv", tables.inscriptions, CHECK, session=2025),
    "pieces": Modele("pieces.csv", tables.pieces, f"{CHECK} --pieces pieces.csv", session=2025),
    "acquis": Modele(
        "acquis.csv", tables.acquis, "bts-sim acquis --acquis acquis.csv --session {session} --date {session}-05-13"
    ),
    "calendrier": Modele("calendrier.yaml", yamls.calendrier, "bts-sim calendar --fichier calendrier.yaml --lint"),
    "sweep": Modele("grille.yaml", yamls.sweep, "bts-sim sweep grille.yaml --out balayage"),
    "parametres": Modele("parametres.yaml", yamls.parametres, "bts-sim report 03_regimes -f parametres.yaml"),
}
