"""The tables that users give: their columns, and the admitted content of each cell.

A cell that its column does not admit is a fault, with file, line, column, value, candidate, unit and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bts_sim.candidates.words import (
    LISTED,
    MEANINGS,
    explain_status,
    left_open,
    read_absences,
    read_statuses,
    status_of,
)
from bts_sim.declared import FileColumn, Shape, optional, required
from bts_sim.droit.bareme import CCF, DOMAINES
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.vocabulaire import (
    ABSENT_A_L_ORAL,
    DEFAVORABLE,
    FAVORABLE,
    GLOBALE,
    NON,
    OUI,
    PONCTUEL,
    PROGRESSIVE,
    STATUTS,
    VAE,
    VOIES,
)
from bts_sim.errors import Fault, FrameFault
from bts_sim.files.cells import FILLED, Cell, among, check_cells, read_words
from bts_sim.files.given import Source
from bts_sim.files.names import SCIENTIFIC
from bts_sim.files.read import Columns, Table, read_table

YES_OR_NO = (OUI, NON)
#: Columns that have a meaning when they are present; every other further column is a group.
CANDIDATE_SHAPE: Shape = {
    "candidat": FileColumn("numéro du candidat, gardé tel quel"),
    "specialite": FileColumn("code ou nom officiel de la spécialité, comme MCO"),
    "voie": FileColumn("voie par laquelle le candidat se présente", codes=VOIES),
    "forme": FileColumn("forme de l'examen", codes=(GLOBALE, PROGRESSIVE)),
    "derniere_session": FileColumn("forme progressive : la session est la dernière du candidat", codes=YES_OR_NO),
    "suspension_fraude": FileColumn("décision suspendue pour fraude", codes=YES_OR_NO, empty=True, optional=True),
    "avis_jury": FileColumn(
        "avis du jury sur le livret, en 2021", codes=(FAVORABLE, DEFAVORABLE), empty=True, optional=True
    ),
    "conserve_toutes_notes": FileColumn(
        "le candidat garde toutes ses notes pour la session suivante", codes=YES_OR_NO, empty=True, optional=True
    ),
    VAE: FileColumn("le candidat est admis à une VAE", codes=YES_OR_NO, empty=True, optional=True),
    "minutes_preparation": FileColumn(
        "minutes de préparation qu'un aménagement ajoute à chaque oral",
        "integer",
        "minutes",
        empty=True,
        optional=True,
        lowest=0,
    ),
    "minutes_oral": FileColumn(
        "minutes d'interrogation qu'un aménagement ajoute à chaque oral",
        "integer",
        "minutes",
        empty=True,
        optional=True,
        lowest=0,
    ),
}
NOTE_SHAPE: Shape = {
    "candidat": CANDIDATE_SHAPE["candidat"],
    "unite": FileColumn("code de l'unité, comme U41"),
    "note": FileColumn(
        "note, avec au plus deux décimales", "number", "points sur 20", empty=True, lowest=0, highest=20
    ),
    "statut": FileColumn("vide pour une note de cette session, sinon pourquoi il n'y en a pas", codes=tuple(STATUTS)),
    "mode": FileColumn(
        "mode de l'épreuve, s'il n'est pas celui de la spécialité", codes=(CCF, PONCTUEL), empty=True, optional=True
    ),
}
CANDIDATES, CANDIDATES_OPTIONAL = required(CANDIDATE_SHAPE), optional(CANDIDATE_SHAPE)
NOTES, NOTES_OPTIONAL = required(NOTE_SHAPE), optional(NOTE_SHAPE)
CODED = {name: column for name, column in CANDIDATE_SHAPE.items() if column.codes}
CANDIDATES_COLUMNS = Columns(
    CANDIDATES,
    CANDIDATES_OPTIONAL,
    extra=True,
    admits={name: column.admits for name, column in CODED.items()},
)
MARK = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))?")
MAX_MARK = 20 * CENTIEMES


def parse_mark(text: str) -> int | None:
    """Return 1250 for `12,5` or `12.5`; None for anything but a mark from 0 to 20 with at most two decimals."""
    match = MARK.fullmatch(text)
    if match is None:
        return None
    mark = int(match[1]) * CENTIEMES + int((match[2] or "").ljust(2, "0"))
    return mark if mark <= MAX_MARK else None


MOIS = r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\.?"
#: Texts that people type in a mark cell but that are not marks: text → its meaning, and what to enter instead.
PAS_UNE_NOTE = (
    (
        r"-?\d+[.,]\d{3,}",
        "plus de deux décimales",
        "celle du relevé, sans arrondir soi-même",
    ),
    (r"-?\d+(?:[.,]\d*)?[eE][+-]?\d+", "notation scientifique", "mettre la cellule au format Nombre"),
    (r"#[A-ZÉÈ0-9/?!#]+|Err:\d+", "erreur de calcul du tableur", "corriger la formule"),
    (r"\d+(?:[.,]\d+)?\s?/\s?(?:[2-9]0|100)", "note écrite avec son barème", "écrire la note seule, sur 20"),
    (
        rf"\d{{4}}-\d\d-\d\d(?: .*)?|\d{{1,2}}[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?"
        rf"|\d{{1,2}}[-. ]{MOIS}(?:[-. ]\d{{2,4}})?|{MOIS}[- ]\d{{2}}",
        "c'est une date : le tableur a changé la note",
        "mettre la colonne au format Texte, puis saisir la note de nouveau",
    ),
    (r"-?\d+(?:[.,]\d+)?\s?%", "c'est un pourcentage", "écrire la note sur 20"),
    (r"\d[\d.,]*\s[\d.,\s]*", "espace à l'intérieur du nombre", "vérifier la note, puis effacer l'espace"),
    (r"(?:ABS?|ABI|ABJ|NV|DI|DISP?|BE|RE)\.?|absent.?.?|dispensé.?", "c'est un statut, pas une note", ""),
    (
        r".+ affiché .+",
        "la feuille montre autre chose que ce qu'elle contient",
        "mettre la cellule au format Standard, puis vérifier la note (vide, avec un statut, pour une absence)",
    ),
    (r"VRAI|FAUX", "c'est une valeur logique", "saisir la note de nouveau"),
)
#: Texts that may have been meant as a mark, well written or not.
LIKE_A_NOTE = re.compile(r"-?\d{1,2}(?:[.,]\d*)?(?:\s?/\s?\d+)?")


def _says_a_result(text: str) -> bool:
    """Return whether a text is meant as a mark, or as a word for the absence of a mark."""
    return bool(LIKE_A_NOTE.fullmatch(text) or status_of(text) or left_open(text))


NOTES_COLUMNS = Columns(
    NOTES,
    NOTES_OPTIONAL,
    may_be_empty=frozenset({"statut"}),
    unless_empty={"note": "statut"},
    admits={"note": _says_a_result},
)


def mark_problem(text: str) -> tuple[str, str]:
    """Return the problem with a cell that is not a mark, and the remedy."""
    remedy = "une note de 0 à 20 avec au plus deux décimales, comme 12,5"
    if not text:
        return "note absente", remedy
    foreign = next((c for c in text if c.isnumeric() and not c.isascii()), "")
    if foreign:
        return f"« {foreign} » (U+{ord(foreign):04X}) n'est pas un chiffre de 0 à 9", remedy
    for pattern, problem, also in PAS_UNE_NOTE:
        if re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII):
            return problem, f"{remedy} ; {also}" if also else remedy
    number = re.fullmatch(r"-?\d+(?:[.,]\d+)?", text) and float(text.replace(",", "."))
    if number is not None and not 0 <= number * CENTIEMES <= MAX_MARK:
        return "note hors de 0 à 20", remedy
    return "ce n'est pas une note", remedy


def _is_a_mark_or_empty(text: str) -> bool:
    return text == "" or parse_mark(text) is not None


def _explain_mark(text: str) -> tuple[str, str]:
    asked = left_open(text)
    if asked is not None:
        return asked
    problem, remedy = mark_problem(text)
    if problem.startswith("c'est un statut"):
        remedy = f"garder la note ou le statut ; un statut s'écrit dans sa colonne : {LISTED}"
    return problem, remedy


#: The start of a number that a spreadsheet would run as a formula. -12 is a number, and a sign alone means nothing.
RUN = r"[=+\-@＝＋－＠](?=.)"  # noqa: RUF001
FORMULA = re.compile(rf"{RUN}(?![0-9]+\Z)")
#: The same, or no number, in one of several texts, one a line.
NOBODY = re.compile(rf"^(?:$|{SCIENTIFIC.pattern}$|{RUN}(?![0-9]+$))", re.MULTILINE)


def _candidat(text: str) -> tuple[str, str]:
    if not text:
        return "valeur absente", "remplir la cellule"
    if FORMULA.match(text):
        remedy = "donner un numéro qui commence par une lettre ou un chiffre"
        return f"numéro qui commence par « {text[0]} » : un tableur le prendrait pour une formule", remedy
    remedy = "mettre la colonne au format Texte, puis coller les numéros de nouveau depuis leur source"
    return "numéro qu'un tableur a mis en notation scientifique : des chiffres sont perdus", remedy


def _is_a_candidate(text: str) -> bool:
    return bool(text) and not SCIENTIFIC.fullmatch(text) and not FORMULA.match(text)


CANDIDAT = Cell(_is_a_candidate, _candidat, once=True, refuses=NOBODY)


def _minutes(text: str) -> tuple[str, str]:
    return "ce ne sont pas des minutes ajoutées", "un nombre entier de minutes, comme 7, ou rien sans aménagement"


#: Whole minutes that an aménagement adds, fewer than a hundred; or nothing.
MINUTES = Cell(lambda text: re.fullmatch(r"(?:[0-9]{1,2})?", text) is not None, _minutes)


def read_candidates(source: Source) -> Table:
    """Return the table of candidates with the faults of its cells; further columns are kept, as groups."""
    table = read_table(source, CANDIDATES_COLUMNS)
    read_words(table, {name: column.codes for name, column in CODED.items()})
    coded = {name: among(*column.words) for name, column in CODED.items()}
    added = dict.fromkeys(("minutes_preparation", "minutes_oral"), MINUTES)
    return check_cells(table, candidat=CANDIDAT, specialite=FILLED, **coded, **added)


def read_notes(source: Source, units: Collection[str] = ()) -> Table:
    """Return the table of marks; whether a cell may be empty depends on its status and is checked elsewhere.

    `units`: codes that may each be a column of marks, in a table with one row per candidate.
    """
    table = read_table(source, replace(NOTES_COLUMNS, units=frozenset(units)))
    read_words(table, {"unite": units, "mode": NOTE_SHAPE["mode"].codes})
    read_statuses(table)
    return check_cells(
        table,
        candidat=CANDIDAT,
        unite=FILLED,
        note=Cell(_is_a_mark_or_empty, _explain_mark),
        statut=Cell(STATUTS.__contains__, explain_status),
        mode=among(*NOTE_SHAPE["mode"].words),
    )


def exchanged(candidats: Table, notes: Table) -> list[Fault]:
    """Return the fault of two files given in each other's place; no fault in any other case."""
    if not (NOTES_COLUMNS.whole(candidats.header) and CANDIDATES_COLUMNS.whole(notes.header)):
        return []
    problem = f"une table de notes, là où il faut les candidats, qui sont dans {notes.name}"
    header = None if candidats.kind is FrameFault else 1
    return [candidats.fault(header, "", "", problem, "échanger --candidats et --notes ?")]


def oral_shape(oral_par: str) -> Shape:
    """Return the columns of the table of oral marks, for a regime with orals by `unite` or by `domaine`."""
    by = {
        "unite": FileColumn("code de l'unité choisie"),
        "domaine": FileColumn("domaine de l'épreuve de contrôle, en 2021", codes=DOMAINES),
    }
    mark = rf"\d{{1,2}}([.,]\d{{1,2}})?|{ABSENT_A_L_ORAL}"
    note = FileColumn(f"note de l'oral, ou {ABSENT_A_L_ORAL} pour un absent", unit="points sur 20", pattern=mark)
    return {"candidat": CANDIDATE_SHAPE["candidat"], oral_par: by[oral_par], "note": note}


def read_oraux(source: Source, oral_par: str) -> Table:
    """Return the table of oral marks, for a regime with orals by `unite` or by `domaine`."""
    shape = oral_shape(oral_par)
    target = among(*shape[oral_par].codes) if shape[oral_par].codes else FILLED
    table = read_table(source, Columns(required(shape)))
    read_words(table, {"domaine": DOMAINES})
    read_absences(table)
    return check_cells(table, candidat=CANDIDAT, note=Cell(_is_an_oral, _explain_oral), **{oral_par: target})


def _is_an_oral(text: str) -> bool:
    return text == ABSENT_A_L_ORAL or parse_mark(text) is not None


def _explain_oral(text: str) -> tuple[str, str]:
    code = status_of(text)
    if code:
        remedy = "un oral a une note, ou AB quand le candidat n'est pas venu ; vérifier ce qui a été noté ce jour-là"
        return f"{code} ({MEANINGS[code]}) n'existe pas pour un oral de contrôle", remedy
    problem, remedy = mark_problem(text)
    return problem, f"{remedy}, ou {ABSENT_A_L_ORAL} (absent à l'oral)"
