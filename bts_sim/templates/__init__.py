"""Starting files, commented or filled in, generated from the schemas and the law, so that they cannot go stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bts_sim.templates import specialty, tables, yamls

GRADE = "bts-sim grade --candidats candidats.csv --notes notes.csv --session {session} --out resultats"
SECOND = (
    "bts-sim second-groupe --candidats candidats.csv --notes notes.csv --choix choix.csv --session {session} "
    "--academie nancy-metz --out second_groupe"
)
CHECK = "bts-sim check-registration inscriptions.csv --academie nancy-metz --session {session}"


@dataclass(frozen=True)
class Template:
    """One starting file: its usual name, the function that makes its text, its session and the command that reads it.

    `texte` takes a session and a specialty.
    """

    fichier: str
    texte: Callable[[int, str], str]
    next_command: str
    session: int = 2024


TEMPLATES: Mapping[str, Template] = {
    "candidats": Template("candidats.csv", tables.candidats, GRADE),
    "notes": Template("notes.csv", tables.notes_template, GRADE),
    "oraux": Template("oraux.csv", tables.oraux_template, f"{GRADE} --oraux oraux.csv"),
    "choix": Template("choix.csv", tables.choix_template, SECOND),
    "jurys": Template("jurys.csv", tables.jurys_template, f"{SECOND} --jurys jurys.csv"),
    "cohorte": Template("cohorte.yaml", yamls.cohorte, "bts-sim cohort --cohort cohorte.yaml --out cohorte"),
    "specialites": Template("specialites.csv", specialty.specialites, f"{GRADE} --specialites specialites.csv"),
    "inscriptions": Template("inscriptions.csv", tables.inscriptions, CHECK, session=2025),
    "pieces": Template("pieces.csv", tables.pieces_template, f"{CHECK} --pieces pieces.csv", session=2025),
    "acquis": Template(
        "acquis.csv",
        tables.acquis_template,
        "bts-sim acquis --acquis acquis.csv --session {session} --date {session}-05-13",
    ),
    "calendrier": Template("calendrier.yaml", yamls.calendrier, "bts-sim calendar --fichier calendrier.yaml --lint"),
    "sweep": Template("grille.yaml", yamls.sweep_template, "bts-sim sweep grille.yaml --out balayage"),
    "parametres": Template(
        "parametres.yaml", yamls.parameters_template, "bts-sim report 03_regimes -f parametres.yaml"
    ),
}
