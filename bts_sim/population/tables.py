"""The tables that users give: their columns, and what one cell may hold.

Schemas are pandera's; what pandera finds is turned into faults with file, line, column, value and remedy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bts_sim.bareme import CCF, DOMAINES
from bts_sim.errors import INVISIBLE, nearest
from bts_sim.points import CENTIEMES
from bts_sim.reading import Table, read_table
from bts_sim.releve import Statut

VOIES = (
    "scolaire",
    "scolaire_hors_contrat",
    "apprentissage",
    "apprentissage_non_habilite",
    "formation_continue",
    "formation_continue_privee",
    "enseignement_a_distance",
    "experience_professionnelle",
    "individuel",
)
#: Voies that follow the column `mode_scolaire` of the specialty (D643-19); all others `mode_individuel`.
VOIES_MODE_SCOLAIRE = ("scolaire", "apprentissage", "formation_continue")
#: Voies for which the forme globale is compulsory (D643-6 to D643-8).
VOIES_GLOBALES = VOIES[:4]
GLOBALE, PROGRESSIVE = "globale", "progressive"
OUI, NON = "oui", "non"
PONCTUEL = "ponctuel"
#: Codes of the column `statut`, the empty one being a mark of this session.
STATUTS = {"": Statut.NOTE} | {s.name: s for s in Statut if s not in (Statut.NOTE, Statut.SANS)}
ABSENT_A_L_ORAL = "AB"

CANDIDATS = ("candidat", "specialite", "voie", "forme", "derniere_session")
#: Columns that mean something when they are there; every other further column is a group.
CANDIDATS_OPTIONAL = ("suspension_fraude", "avis_jury", "conserve_toutes_notes")
FAVORABLE, DEFAVORABLE = "favorable", "defavorable"
NOTES = ("candidat", "unite", "note", "statut")
NOTES_OPTIONAL = ("mode",)

MARK = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,2}))?")
MAX_MARK = 20 * CENTIEMES


def parse_mark(text: str) -> int | None:
    """Turn `12,5` or `12.5` into 1250; None when it is not a mark from 0 to 20 with at most two decimals."""
    match = MARK.fullmatch(text)
    if match is None:
        return None
    mark = int(match[1]) * CENTIEMES + int((match[2] or "").ljust(2, "0"))
    return mark if mark <= MAX_MARK else None


MOIS = r"(?:janv|févr|mars|avr|mai|juin|juil|août|sept|oct|nov|déc)\.?"
#: What is found in cells of marks, and is none → what it is, and what else to do than write a mark.
PAS_UNE_NOTE = (
    (r"-?\d+[.,]\d{3,}", "plus de deux décimales", "arrondir dans le tableur, =ARRONDI(…;2)"),
    (r"-?\d+(?:[.,]\d*)?[eE][+-]?\d+", "notation scientifique", "mettre la cellule au format Nombre"),
    (r"#[A-ZÉÈ0-9/?!#]+|Err:\d+", "erreur de calcul du tableur", "corriger la formule"),
    (r"\d+(?:[.,]\d+)?\s?/\s?[24]0", "note écrite avec son barème", "écrire la note seule, sur 20"),
    (
        rf"\d{{4}}-\d\d-\d\d(?: .*)?|\d{{1,2}}[/-]\d{{1,2}}(?:[/-]\d{{2,4}})?"
        rf"|\d{{1,2}}[-. ]{MOIS}(?:[-. ]\d{{2,4}})?|{MOIS}[- ]\d{{2}}",
        "c'est une date : le tableur a changé la note",
        "mettre la colonne au format Texte, puis saisir la note de nouveau",
    ),
    (r"-?\d+(?:[.,]\d+)?\s?%", "c'est un pourcentage", "mettre la cellule au format Nombre"),
    (r"\d[\d.,]*\s[\d.,\s]*", "espace à l'intérieur du nombre", "l'effacer"),
    (r"(?:ABS?|ABI|ABJ|NV|DI|DISP?|BE|RE)\.?|absent.?.?|dispensé.?", "c'est un statut, pas une note", ""),
    (r"VRAI|FAUX", "c'est une valeur logique", "mettre la cellule au format Nombre"),
)


def mark_problem(text: str) -> tuple[str, str]:
    """Say what is wrong with a cell that is not a mark, and what to do."""
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


@dataclass(frozen=True)
class Cell:
    """What one cell of a column may hold, and for a cell that does not: what is wrong and what to do."""

    accepts: Callable[[str], bool]
    explain: Callable[[str], tuple[str, str]]


def _among(*values: str) -> Cell:
    def explain(text: str) -> tuple[str, str]:
        near = nearest(text, [value for value in values if value])
        listed = ", ".join(value or "vide" for value in values)
        return "valeur inconnue" if text else "valeur absente", f"{near} ({listed})" if near else listed

    return Cell(values.__contains__, explain)


def _mark(or_else: str) -> Cell:
    def explain(text: str) -> tuple[str, str]:
        problem, remedy = mark_problem(text)
        if problem.startswith("c'est un statut") and not or_else:
            remedy = (
                "vider la note et mettre dans la colonne statut AB (absence non justifiée), ABJ (justifiée), NV ou DI"
            )
        return problem, f"{remedy}, ou {or_else}" if or_else else remedy

    return Cell(lambda text: text == or_else or parse_mark(text) is not None, explain)


FILLED = Cell(bool, lambda _: ("valeur absente", "remplir la cellule"))
#: A number as a spreadsheet writes it when it has lost its last digits: 2,02401E+11.
PERDU = re.compile(r"\d(?:[.,]\d+)?E\+\d+")


#: How a number begins that a spreadsheet would run as a formula. -12 is a number, and a sign alone says nothing.
FORMULE = re.compile(r"[=+\-@＝＋－＠](?=.)(?![0-9]+\Z)")


def _candidat(text: str) -> tuple[str, str]:
    if not text:
        return "valeur absente", "remplir la cellule"
    if FORMULE.match(text):
        remedy = "donner un numéro qui commence par une lettre ou un chiffre"
        return f"numéro qui commence par « {text[0]} » : un tableur le prendrait pour une formule", remedy
    remedy = "mettre la colonne au format Texte, puis coller les numéros de nouveau depuis leur source"
    return "numéro qu'un tableur a mis en notation scientifique : des chiffres sont perdus", remedy


CANDIDAT = Cell(lambda text: bool(text) and not PERDU.fullmatch(text) and not FORMULE.match(text), _candidat)


def by_number(candidats: Iterable[str]) -> dict[str, list[str]]:
    """Give the candidates who share a number, but for what a spreadsheet takes or adds: 0123, 123 and 123,0."""
    found: dict[str, list[str]] = {}
    for candidat in candidats:
        if bare := _bare(candidat):
            found.setdefault(bare, []).append(candidat)
    return found


def same_number(candidat: str, known: Mapping[str, Sequence[str]]) -> str:
    """Say whom a candidate who is not known may be, and why, as the end of a remedy; empty when there is no telling.

    `known`: what `by_number` gives for those who are.
    """
    same = known.get(_bare(candidat), ())
    if len(same) != 1:
        return ""
    return f"« {same[0]} » dans l'autre fichier : un tableur a changé le numéro (colonne à mettre au format Texte)"


def _bare(candidat: str) -> str:
    match = re.fullmatch(r"0*([0-9]+)(?:[.,]0+)?", candidat)
    return match[1] if match else ""


def read_candidats(path: Path) -> Table:
    """Read the table of candidates; further columns are kept, as groups."""
    return _checked(
        read_table(path, CANDIDATS, extra=True),
        candidat=CANDIDAT,
        specialite=FILLED,
        voie=_among(*VOIES),
        forme=_among(GLOBALE, PROGRESSIVE),
        derniere_session=_among(OUI, NON),
        suspension_fraude=_among(OUI, NON, ""),
        avis_jury=_among(FAVORABLE, DEFAVORABLE, ""),
        conserve_toutes_notes=_among(OUI, NON, ""),
    )


def read_notes(path: Path) -> Table:
    """Read the table of marks; whether a cell may be empty depends on its status and is checked elsewhere."""
    return _checked(
        read_table(path, NOTES, NOTES_OPTIONAL),
        candidat=CANDIDAT,
        unite=FILLED,
        note=_mark(""),
        statut=_among(*STATUTS),
        mode=_among(CCF, PONCTUEL, ""),
    )


def read_oraux(path: Path, oral_par: str) -> Table:
    """Read the table of oral marks of a regime whose orals are by `unite` or by `domaine`."""
    target = {"unite": FILLED, "domaine": _among(*DOMAINES)}[oral_par]
    table = read_table(path, ("candidat", oral_par, "note"))
    return _checked(table, candidat=CANDIDAT, note=_mark(ABSENT_A_L_ORAL), **{oral_par: target})


def _checked(table: Table, **cells: Cell) -> Table:
    """Run the schema over the table and add its faults."""
    import pandera.pandas as pa
    from pandera.errors import SchemaErrors

    if table.frame is None:
        return table

    def column(cell: Cell) -> pa.Column:
        return pa.Column(checks=pa.Check(lambda values: values.map(cell.accepts).astype(bool)), required=False)

    try:
        pa.DataFrameSchema({name: column(cell) for name, cell in cells.items()}).validate(table.frame, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        for line, name, text in cases[["index", "column", "failure_case"]].itertuples(index=False):
            if INVISIBLE in text:
                continue  # Said by the reader already.
            problem, remedy = cells[name].explain(text)
            candidat = table.frame.at[line, "candidat"]
            table.refuse(problem, remedy, ligne=int(line), colonne=name, valeur=text, candidat=candidat)
    return table
