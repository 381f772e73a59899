"""Read the files of registrations: one row per candidate, and one row per deposited document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bts_sim.droit.inscription import parse_moment
from bts_sim.droit.vocabulaire import GLOBALE, PROGRESSIVE
from bts_sim.errors import InputError, nearest
from bts_sim.files.cells import read_words
from bts_sim.files.given import GivenTables, tables_given
from bts_sim.files.names import by_identity, same_person
from bts_sim.files.read import Columns, Table, read_table, together
from bts_sim.files.rows import Explain, a_word, one_of, read_rows

Categorie = Literal[
    "scolaire",
    "ex_scolaire",
    "apprentissage",
    "ex_apprenti",
    "formation_continue",
    "ex_formation_continue",
    "experience_professionnelle",
    "individuel",
]
Request = Literal[
    "benefice",
    "dispense",
    "renoncement",
    "engagement",
    "handicap",
    "reconduction",
    "positionnement",
    "derogation_stage",
]
YesNo = Literal["oui", "non", ""]


def _none_if_empty(text: str) -> str | None:
    return text.replace(",", ".") or None


def _listed(text: str) -> list[str]:
    return [word for word in (part.strip() for part in text.split(",")) if word]


Moment = Annotated[datetime, BeforeValidator(parse_moment, json_schema_input_type=str)]
Nombre = Annotated[Annotated[float, Field(ge=0, allow_inf_nan=False)] | None, BeforeValidator(_none_if_empty)]


def _said(words: str) -> Any:
    """Return the meaning of a column, for its schema."""
    return Field(description=words)


class Registration(BaseModel):
    """One row of the file of registrations; an empty cell means unknown, and never zero."""

    model_config = ConfigDict(extra="forbid")

    candidat: Annotated[str, Field(min_length=1), _said("numéro du candidat")]
    specialite: Annotated[str, Field(min_length=1), _said("code de la spécialité, comme MS-B")]
    categorie: Annotated[Categorie, _said("catégorie de candidat, comme la note la nomme")]
    forme: Annotated[Literal["globale", "progressive"], _said("forme de l'examen")]
    inscrit_le: Annotated[Moment, _said("jour de l'inscription, et son heure si elle est connue")]
    a_distance: Annotated[YesNo, _said("enseignement à distance")] = ""
    deja_presente: Annotated[YesNo, _said("s'est déjà présenté à cet examen")] = ""
    redouble_en_etablissement: Annotated[YesNo, _said("redouble dans un établissement")] = ""
    titre_de_niveau_4: Annotated[YesNo, _said("a le baccalauréat ou un autre titre de niveau 4")] = ""
    contrat_ans: Annotated[Literal["1", "2", ""], _said("durée du contrat d'apprentissage, en années")] = ""
    heures_formation: Annotated[Nombre, _said("heures de formation")] = None
    annees_experience: Annotated[Nombre, _said("années d'expérience professionnelle")] = None
    handicap_demande_le: Annotated[
        Moment | None,
        BeforeValidator(lambda text: text or None, json_schema_input_type=str),
        _said("jour de la demande d'aménagement"),
    ] = None
    compte: Annotated[
        Literal["nouveau", "precedent", ""], _said("compte d'où vient l'inscription : nouveau, ou précédent")
    ] = ""
    pieces_closes_le: Annotated[
        Moment | None,
        BeforeValidator(lambda text: text or None, json_schema_input_type=str),
        _said("jour où le candidat a dit avoir fourni toutes ses pièces, et son heure si elle est connue"),
    ] = None
    demandes: Annotated[
        list[Request],
        BeforeValidator(_listed, json_schema_input_type=str),
        _said(f"mots séparés par des virgules : {', '.join(get_args(Request))}"),
    ] = []


class Depot(BaseModel):
    """One row of the file of documents."""

    model_config = ConfigDict(extra="forbid")

    candidat: Annotated[str, Field(min_length=1), _said("numéro du candidat")]
    piece: Annotated[str, Field(min_length=1), _said("code de la pièce")]
    deposee_le: Annotated[Moment, _said("jour du dépôt, et son heure si elle est connue")]


COLONNES = tuple(name for name, field in Registration.model_fields.items() if field.is_required())
OPTIONAL_COLUMNS = tuple(name for name in Registration.model_fields if name not in COLONNES)
PIECE_COLUMNS = tuple(Depot.model_fields)
INSCRIPTIONS = Columns(COLONNES, OPTIONAL_COLUMNS)
#: This file may have no row, since no candidate may have deposited anything yet.
PIECES = Columns(PIECE_COLUMNS, no_row=True)

MOMENT = a_word("un jour, comme 2024-11-13 ou 13/11/2024, ou un jour et une heure, comme 2024-11-13 16:59")
YES_NO_COLUMNS = ("a_distance", "deja_presente", "redouble_en_etablissement", "titre_de_niveau_4")
YES_NO = one_of("oui", "non", "vide")
NEW_ACCOUNT, FORMER_ACCOUNT = ACCOUNTS = ("nouveau", "precedent")
EXPLAIN: Mapping[str, Explain] = {
    "categorie": one_of(*get_args(Categorie)),
    "forme": one_of(GLOBALE, PROGRESSIVE),
    "inscrit_le": MOMENT,
    "deposee_le": MOMENT,
    "handicap_demande_le": MOMENT,
    "pieces_closes_le": MOMENT,
    "compte": one_of(*ACCOUNTS, "vide"),
    "contrat_ans": one_of("1", "2", "vide"),
    "heures_formation": a_word("un nombre d'heures, ou rien"),
    "annees_experience": a_word("un nombre d'années, comme 1,5, ou rien"),
    "demandes": a_word(f"des mots séparés par des virgules : {', '.join(get_args(Request))}"),
} | dict.fromkeys(YES_NO_COLUMNS, YES_NO)


def read_registrations(given: GivenTables) -> dict[int, Registration]:
    """Return the registrations of a table, by line. Raises InputError with every fault.

    `given`: the path of its file, a DataFrame, or several.
    """
    table = together([read_table(one, INSCRIPTIONS) for one in tables_given(given, "inscriptions")])
    read_words(table, dict.fromkeys(YES_NO_COLUMNS, ("oui", "non")))
    rows = read_rows(table, Registration, EXPLAIN)
    _refuse_twice(table, {line: (row.candidat, row.specialite) for line, row in rows.items()}, "specialite")
    if table.fautes:
        raise InputError(table.fautes)
    return rows


def read_depots(
    given: GivenTables, pieces: Mapping[str, str], registered: Mapping[int, Registration]
) -> dict[int, Depot]:
    """Return the documents of a table, by line.

    `given`: as for `read_registrations`. `pieces`: the documents that exist. `registered`: the candidates who may have
    deposited them. Raises InputError with every fault, unknown codes and people included.
    """
    table = together([read_table(one, PIECES) for one in tables_given(given, "pieces")])
    rows = read_rows(table, Depot, EXPLAIN)
    _refuse_twice(table, {line: (row.candidat, row.piece) for line, row in rows.items()}, "piece")
    known = {row.candidat for row in registered.values()}
    alike = by_identity(known)
    for line, row in rows.items():
        if row.piece not in pieces:
            near = nearest(row.piece, list(pieces))
            remedy = f"{near} ({', '.join(pieces)})" if near else ", ".join(pieces)
            table.refuse("pièce inconnue", remedy, ligne=line, colonne="piece", valeur=row.piece, candidat=row.candidat)
        if row.candidat not in known:
            verify = "vérifier le numéro : les pièces sont celles de candidats du fichier des inscriptions"
            remedy = same_person(row.candidat, alike) or verify
            who = {"valeur": row.candidat, "candidat": row.candidat}
            table.refuse("candidat inconnu", remedy, ligne=line, colonne="candidat", **who)
    if table.fautes:
        raise InputError(table.fautes)
    return rows


def _refuse_twice(table: Table, keys: Mapping[int, tuple[str, str]], column: str) -> None:
    """Add a fault for every row that repeats an earlier row of the same candidate."""
    first: dict[tuple[str, str], int] = {}
    for line, key in keys.items():
        earlier = first.setdefault(key, line)
        if earlier != line:
            candidat, value = key
            where = {"colonne": column, "valeur": value, "candidat": candidat}
            table.refuse(f"déjà donné {table.place(earlier)}", "ne garder que la ligne qui compte", ligne=line, **where)
