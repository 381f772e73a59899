"""Read the file of the units and marks that candidates hold: its columns, its rows, and their faults."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bts_sim.candidates.tables import mark_problem, parse_mark
from bts_sim.droit.vocabulaire import GLOBALE, NON, OUI, PROGRESSIVE
from bts_sim.errors import Fault, InputError
from bts_sim.files.cells import read_words
from bts_sim.files.days import iso
from bts_sim.files.given import GivenTables, tables_given
from bts_sim.files.read import Columns, Table, read_table, together
from bts_sim.files.rows import Explain, a_word, one_of, read_rows

Origin = Literal["epreuve", "oral", "vae", "bts", "dut", "diplome", "attestation"]
Request = Literal["oui", "non", "renoncement"]
EPREUVE, ORAL, VAE, BTS, DIPLOMA, ATTESTATION = "epreuve", "oral", "vae", "bts", "diplome", "attestation"
RENUNCIATION = "renoncement"
#: Origins that have a mark, and the day on which it was obtained.
WITH_MARK = (EPREUVE, ORAL)


def _none_if_empty(text: str) -> str | None:
    return text or None


def _mark(text: str) -> int | None:
    mark = parse_mark(text)
    if mark is None and text:
        raise ValueError(text)
    return mark


def _day(text: str) -> datetime.date | None:
    text = iso(text)
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError(text)
    return datetime.date.fromisoformat(text) if text else None


def _said(words: str) -> Any:
    """Return the meaning of a column, for its schema."""
    return Field(description=words)


Texte = Annotated[str, Field(min_length=1)]
Mark = Annotated[float, Field(ge=0, le=20)] | None
YesNo = Literal["oui", "non", ""]


class Ligne(BaseModel):
    """One row of `acquis.csv`; `note` in hundredths."""

    model_config = ConfigDict(extra="forbid")

    candidat: Annotated[Texte, _said("numéro du candidat")]
    specialite: Annotated[Texte, _said("spécialité de la session")]
    unite: Annotated[Texte, _said("unité au moment de la note, ou épreuve qui a des sous-épreuves")]
    note: Annotated[
        int | None, BeforeValidator(_mark, json_schema_input_type=Mark), _said("note du relevé, points sur 20")
    ]
    obtenue_le: Annotated[
        datetime.date | None, BeforeValidator(_day, json_schema_input_type=str), _said("jour du relevé de notes")
    ]
    origine: Annotated[Origin, _said("d'où vient ce que le candidat détient")]
    demande: Annotated[Request, _said("le candidat demande à le garder, ou y renonce pour toujours")]
    forme: Annotated[Literal["globale", "progressive"], _said("forme de l'examen")]
    specialite_obtenue: Annotated[str, _said("spécialité où la note a été obtenue, si c'est ailleurs")] = ""
    unite_actuelle: Annotated[str, _said("unité de la session, quand l'intitulé ne suffit pas")] = ""
    premiere_inscription: Annotated[
        int | None, BeforeValidator(_none_if_empty), _said("session de première inscription")
    ] = None
    conserve_toutes_notes: Annotated[YesNo, _said("toute note se garde (handicap)")] = ""
    gardee_a_la_session: Annotated[
        int | None, BeforeValidator(_none_if_empty), _said("session où la note était déjà gardée")
    ] = None
    niveau_diplome: Annotated[
        Annotated[int, Field(ge=1, le=8)] | None, BeforeValidator(_none_if_empty), _said("niveau du diplôme, de 1 à 8")
    ] = None
    unite_validee: Annotated[
        YesNo, _said("une unité de cette matière a été validée (économie-droit, anglais, mathématiques…)")
    ] = ""
    # `table_des_acquis` writes it for people; it is computed anew and never read.
    attestation: Annotated[str, _said("l'unité est un bloc que le recteur atteste ; écrit, jamais relu")] = ""
    valable_jusqu_au: Annotated[str, _said("dernier jour où la note vaut ; écrit, jamais relu")] = ""


COLONNES = tuple(name for name, field in Ligne.model_fields.items() if field.is_required())
OPTIONAL_COLUMNS = tuple(name for name in Ligne.model_fields if name not in COLONNES)
ACQUIS = Columns(COLONNES, OPTIONAL_COLUMNS, may_be_empty=frozenset({"note", "obtenue_le"}))
#: Columns about the candidate, whose values are the same on all of his rows.
DU_CANDIDAT = ("specialite", "forme", "premiere_inscription", "conserve_toutes_notes")

YES_NO_COLUMNS = ("demande", "conserve_toutes_notes", "unite_validee")
LEVELS = "un niveau de 1 à 8 (nomenclature de 2019 : l'ancien niveau III est le 5), ou rien"
EXPLAIN: Mapping[str, Explain] = {
    "note": mark_problem,
    "obtenue_le": a_word("une date AAAA-MM-JJ, comme 2022-07-05, ou 05/07/2022"),
    "premiere_inscription": a_word("une session, comme 2022, ou rien"),
    "gardee_a_la_session": a_word("une session, comme 2024, ou rien"),
    "niveau_diplome": a_word(LEVELS),
    "origine": one_of(*get_args(Origin)),
    "demande": one_of(*get_args(Request)),
    "forme": one_of(GLOBALE, PROGRESSIVE),
    "conserve_toutes_notes": one_of(OUI, "non", "vide"),
    "unite_validee": one_of(OUI, "non", "vide"),
}


def read_acquis(given: GivenTables, le: datetime.date) -> tuple[Table, dict[int, Ligne]]:
    """Return the table of the units and marks that candidates hold, and its rows by line.

    `given`: the path of its file, a DataFrame, or several. `le`: the day on which the marks are examined.

    Raises InputError with every fault.
    """
    table = together([read_table(one, ACQUIS) for one in tables_given(given, "acquis")])
    read_words(table, dict.fromkeys(YES_NO_COLUMNS, (OUI, NON)))
    lignes = read_rows(table, Ligne, EXPLAIN)
    table.fautes.extend(_row_faults(table, lignes, le))
    table.fautes.extend(_contradictions(table, lignes))
    if table.fautes:
        raise InputError(table.fautes)
    return table, lignes


def _row_faults(table: Table, lignes: Mapping[int, Ligne], le: datetime.date) -> Iterator[Fault]:
    """Yield the faults of rows whose cells do not fit together, and of marks obtained after the day of examination."""
    for number, row in lignes.items():
        with_mark = row.origine in WITH_MARK
        if with_mark and row.note is None:
            yield table.fault(number, "note", "", "note absente", "donner la note du relevé", row.candidat)
        if not with_mark and row.note is not None:
            remedy = f"vider la note, ou corriger l'origine ({', '.join(WITH_MARK)})"
            yield table.fault(number, "note", "", f"note donnée avec l'origine {row.origine}", remedy, row.candidat)
        if with_mark and row.obtenue_le is None and row.gardee_a_la_session is None:
            remedy = (
                "donner le jour du relevé de notes ; pour un bénéfice déjà gardé, celui de la note d'origine, ou la "
                "session où il l'était dans la colonne gardee_a_la_session"
            )
            yield table.fault(number, "obtenue_le", "", "date absente", remedy, row.candidat)
        if row.obtenue_le is not None and row.obtenue_le > le:
            problem = f"note obtenue après le {le}"
            remedy = "corriger cette date, ou celle de --date"
            yield table.fault(number, "obtenue_le", str(row.obtenue_le), problem, remedy, row.candidat)
        if row.origine == DIPLOMA and row.niveau_diplome is None:
            yield table.fault(number, "niveau_diplome", "", "niveau absent", LEVELS, row.candidat)


def _contradictions(table: Table, lignes: Mapping[int, Ligne]) -> Iterator[Fault]:
    """Yield the faults of rows that contradict the first row of their candidate."""
    first: dict[str, tuple[int, Ligne]] = {}
    for number, row in lignes.items():
        line, known = first.setdefault(row.candidat, (number, row))
        for column in DU_CANDIDAT:
            value, other = getattr(row, column), getattr(known, column)
            if value != other:
                problem = f"autre valeur qu'ailleurs pour le candidat {row.candidat} ({table.place(line)})"
                remedy = "la même valeur sur toutes ses lignes"
                yield table.fault(number, column, str(value or ""), problem, remedy, row.candidat)
