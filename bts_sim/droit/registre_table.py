"""The register of every BTS as a table of texts: what a command prints, what a file holds."""

from __future__ import annotations

from collections.abc import Mapping

from bts_sim.droit.registre import Specialite, registre

PRODUCTION, SERVICES = "production", "services"
#: Columns of the table → what each one holds.
COLUMNS: Mapping[str, str] = {
    "code": "code du projet",
    "nom": "nom officiel",
    "secteur": "secteur : tertiaire, industriel, sanitaire_social, arts_communication",
    "filiere": "production ou services, comme les compte la statistique nationale",
    "donnees": "codes des lignes d'entrants de data/poids_specialites.csv, séparés par des virgules",
    "part": "part de ces entrants, en fraction",
    "entrants": "entrants de 2025 sous statut scolaire, en personnes ; ceux du BTS qui le remplace, s'il y en a un",
    "sessions": "sessions dont le projet a le règlement, séparées par des virgules",
    "manque": "sessions du diplôme dont il ne l'a pas, séparées par des virgules",
    "remplace": "code du BTS qu'il remplace",
    "remplacee_par": "code du BTS qui le remplace",
    "arrete": "arrêté connu",
    "ou_lire": "où lire ce qui manque",
    "remarque": "ce qu'il faut savoir d'autre",
}


def table() -> list[tuple[str, ...]]:
    """Return a row per BTS of the register, the largest first, with the columns of `COLUMNS`."""
    every = sorted(registre().values(), key=lambda one: (-one.entrants, one.code))
    return [tuple(_cells(one)[column] for column in COLUMNS) for one in every]


def _cells(one: Specialite) -> dict[str, str]:
    return {
        **{column: str(getattr(one, column)) for column in COLUMNS if hasattr(one, column)},
        "filiere": PRODUCTION if one.production else SERVICES,
        "entrants": str(one.entrants) if one.part else "",
        "donnees": ",".join(one.donnees),
        "sessions": ",".join(map(str, one.sessions)),
        "manque": ",".join(map(str, one.manque)),
        "ou_lire": one.ou_lire if one.manque else "",
    }
