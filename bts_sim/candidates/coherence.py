"""Find the faults that show only across cells, rows and files: each with file, line, column, value and remedy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import EMPTY, Dossiers, Marks, says
from bts_sim.candidates.law_bounds import WITH_MARK, beyond_the_law
from bts_sim.candidates.words import AB_OR_ABJ
from bts_sim.droit.bareme import PROFESSIONNEL, Bareme
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.releve import Statut, parmi
from bts_sim.droit.textes import absence_de, territoire_refuse
from bts_sim.droit.vocabulaire import OUI, PROGRESSIVE, VAE, VOIES_GLOBALES
from bts_sim.errors import Fault, nearest
from bts_sim.files.names import SCIENTIFIC, by_identity, folded, same_person, squeezed
from bts_sim.files.read import Table
from bts_sim.files.table import is_a_total

#: Further columns, without accents, that give the place where a candidate is registered.
TERRITORY = ("academie", "territoire", "vice-rectorat")
SANS_NOTE = (Statut.AB, Statut.ABJ, Statut.NV, Statut.DI)
#: A row of a table: its number in the index, its candidate, its unit.
Row: TypeAlias = tuple[int, str, str]


def inconsistencies(candidats: Table, notes: Table, dossiers: Dossiers, marks: Marks, bareme: Bareme) -> list[Fault]:
    """Return every fault that no cell shows alone."""
    unknown = list(_unknown_units(marks, bareme))
    return [
        *_twice(candidats),
        *_specialties(candidats, bareme),
        *_territories(candidats, bareme.session),
        *_closed_forms(candidats),
        *_without_marks(candidats, marks),
        *_unknown_candidates(candidats, marks),
        *_mark_faults(marks, bareme),
        *beyond_the_law(marks, bareme),
        *(fault for fault, _ in unknown),
        *_incomplete(dossiers, notes, {(fault.candidat, meant) for fault, meant in unknown}),
    ]


def _named(candidats: Table) -> pd.DataFrame:
    """Return the rows that have a candidate."""
    assert candidats.frame is not None
    empty = candidats.frame["candidat"] == ""
    return candidats.frame[~empty] if empty.any() else candidats.frame


def _twice(candidats: Table) -> Iterator[Fault]:
    frame = _named(candidats)
    repeated = frame["candidat"][frame["candidat"].duplicated()]
    if repeated.empty:
        return
    again = frame["candidat"].isin(repeated.unique())
    first: dict[str, tuple[int, tuple[str, ...]]] = {}
    for line, row in zip(
        frame.index[again], frame[again].astype(object).itertuples(index=False, name=None), strict=True
    ):
        candidat = row[list(frame.columns).index("candidat")]
        earlier, same = first.setdefault(candidat, (int(line), row))
        if earlier == line:
            continue
        place = candidats.place(earlier)
        remedy = (
            f"la même ligne que {place} : n'en garder qu'une"
            if same == row
            else f"garder celle de cette session ({place} dit autre chose) ; deux personnes ont chacune leur numéro"
        )
        yield candidats.fault(int(line), "candidat", candidat, "candidat en double", remedy, candidat)


def _specialties(candidats: Table, bareme: Bareme) -> Iterator[Fault]:
    frame = _named(candidats)
    for code in set(frame["specialite"].unique()) - {"", *bareme.reglements}:
        problem, remedy = absence_de(bareme, code)
        yield from _each(candidats, frame[frame["specialite"] == code], "specialite", problem, remedy)


def _territories(candidats: Table, session: int) -> Iterator[Fault]:
    """Yield a fault for each candidate of a territory that has its own decrees, wherever the file names it."""
    frame = _named(candidats)
    for column in frame.columns:
        if _plain(column) in TERRITORY:
            for text in frame[column].unique():
                if reason := territoire_refuse(_plain(text), session):
                    remedy = "ces candidats relèvent d'autres textes, que le projet n'a pas : ne pas les juger avec lui"
                    yield from _each(candidats, frame[frame[column] == text], column, reason, remedy)


def _closed_forms(candidats: Table) -> Iterator[Fault]:
    frame = _named(candidats)
    closed = frame[(frame["forme"] == PROGRESSIVE) & frame["voie"].isin(VOIES_GLOBALES)]
    for voie in closed["voie"].unique():
        remedy = f"vérifier la voie et la forme : pour la voie {voie}, la forme globale est obligatoire"
        yield from _each(candidats, closed[closed["voie"] == voie], "forme", f"forme fermée à la voie {voie}", remedy)


def _each(table: Table, rows: pd.DataFrame, column: str, problem: str, remedy: str) -> Iterator[Fault]:
    """Yield the same fault for each of some rows."""
    for line, value, candidat in zip(rows.index, rows[column], rows["candidat"], strict=True):
        yield table.fault(int(line), column, value, problem, remedy, candidat)


def _plain(text: str) -> str:
    """Return a name without accents or capitals, with hyphens for blanks and underscores."""
    return folded(text).replace(" ", "-").replace("_", "-")


def _everybody(table: Table) -> set[str]:
    """Return the candidates whom a table names, even in a row that could not be laid out."""
    assert table.frame is not None
    return table.ragged.union(table.frame["candidat"].cat.categories)


def _without_marks(candidats: Table, marks: Marks) -> Iterator[Fault]:
    """Yield a fault for each candidate without any mark, naming the marks that may be theirs."""
    if np.bincount(marks.owner, minlength=len(marks.candidats)).all():
        return
    notes = marks.table
    frame, with_marks = _named(candidats), _everybody(notes)
    without = frame[~frame["candidat"].astype(object).isin(with_marks)]
    if without.empty:
        return
    alike, everybody = by_identity(with_marks), _everybody(candidats)
    for line, candidat in zip(without.index, without["candidat"], strict=True):
        if SCIENTIFIC.fullmatch(candidat):
            continue  # continue  # The fault of the cell already reports it.
        remedy = same_person(candidat, alike, also=everybody) or (
            f"ajouter ses notes dans {notes.name} s'il est de cette session"
        )
        yield candidats.fault(int(line), "candidat", candidat, "candidat sans aucune note", remedy, candidat)


def _unknown_candidates(candidats: Table, marks: Marks) -> Iterator[Fault]:
    """Yield a fault for each candidate who has marks but is not in the table of candidates, at his first row."""
    notes = marks.table
    assert notes.frame is not None
    if len(marks.frame) == len(notes.frame):
        return
    known = _everybody(candidats)
    first = notes.frame.drop_duplicates("candidat")
    strangers = first[~first["candidat"].astype(object).isin({"", *known})]
    if strangers.empty:
        return
    alike = by_identity(known)
    for line, candidat in zip(strangers.index, strangers["candidat"], strict=True):
        if SCIENTIFIC.fullmatch(candidat):
            continue  # continue  # The fault of the cell already reports it.
        if is_a_total(candidat):
            remedy = (
                "si la ligne résume les autres, la laisser hors du fichier ; si c'est un candidat, vérifier son numéro"
            )
            yield notes.fault(int(line), "candidat", candidat, "ligne de total ou de moyenne ?", remedy, candidat)
            continue
        remedy = same_person(candidat, alike) or (
            f"vérifier le numéro ; s'il est juste, c'est dans {candidats.name} que manque la ligne de ce candidat"
        )
        yield notes.fault(int(line), "candidat", candidat, "candidat inconnu", remedy, candidat)


def _mark_faults(marks: Marks, bareme: Bareme) -> Iterator[Fault]:
    """Yield a fault for each unit given twice, and for each mark that does not fit its status."""
    absent = marks.mark == EMPTY
    must_have, must_not = parmi(marks.statut, *WITH_MARK), parmi(marks.statut, *SANS_NOTE)
    justified_zero = (marks.statut == Statut.ABJ) & (marks.mark == 0)
    below = (marks.statut == Statut.BE) & (marks.mark >= 0) & (marks.mark < bareme.seuil_benefice)
    globale = (marks.candidats["forme"] != PROGRESSIVE).to_numpy()
    keeps_none = globale & ~says(marks.candidats, "conserve_toutes_notes", OUI)
    found = (
        (must_have & absent, "note", "note absente", f"donner la note ; absent : {AB_OR_ABJ}"),
        (
            must_not & ~absent & ~justified_zero,
            "note",
            "note donnée avec un statut sans note",
            "garder ce qui est vrai : la note de cette session, ou le statut seul",
        ),
        (
            below,
            "note",
            "bénéfice d'une note inférieure à 10",
            "un bénéfice se garde à partir de 10 : vérifier la note",
        ),
        (
            (marks.statut == Statut.RE) & keeps_none[marks.owner],
            "statut",
            "report de note dans la forme globale",
            "RE n'existe que dans la forme progressive, ou avec conserve_toutes_notes = oui (handicap, D613-26)",
        ),
    )
    yield from _marks_given_twice(marks)
    for which, column, problem, remedy in found:
        if not which.any():
            continue
        values = marks.frame[column][which]
        for (line, candidat, unite), value in zip(_rows(marks, which), values, strict=True):
            yield marks.table.fault(line, column, value, problem, remedy, candidat, unite)


def _marks_given_twice(marks: Marks) -> Iterator[Fault]:
    units = marks.frame["unite"].cat
    # This sort is twenty times as fast as any other where the rows of a candidate stand together.
    pairs = np.sort(marks.owner * len(units.categories) + units.codes.to_numpy(), kind="stable")
    if (pairs[1:] != pairs[:-1]).all():
        return
    twice = marks.frame.duplicated(["candidat", "unite"], keep=False).to_numpy()
    cells = marks.frame[twice][["note", "statut"]].astype(object).itertuples(index=False, name=None)
    first: dict[tuple[str, str], tuple[int, tuple[str, str]]] = {}
    for (line, candidat, unite), given in zip(_rows(marks, twice), cells, strict=True):
        earlier, same = first.setdefault((candidat, unite), (line, given))
        if earlier == line:
            continue
        place = marks.table.place(earlier)
        remedy = (
            f"la même que {place} : n'en garder qu'une"
            if same == given
            else f"garder celle de cette session : {place} dit « {' '.join(filter(None, same))} »"
        )
        yield marks.table.fault(line, "unite", unite, "note en double", remedy, candidat, unite)


def _rows(marks: Marks, which: Bools) -> list[Row]:
    """Return the rows of the table of marks where `which` holds, shape (m,)."""
    part = marks.frame[which]
    return list(zip(map(int, part.index), part["candidat"], part["unite"], strict=True))


def _unknown_units(marks: Marks, bareme: Bareme) -> Iterator[tuple[Fault, str]]:
    """Yield a fault for each unit that the specialty does not have, with the unit most likely meant, if any."""
    if (marks.unit >= 0).all():
        return
    specialties = marks.candidats["specialite"].astype(object).to_numpy()[marks.owner]
    which = (marks.unit < 0) & np.isin(specialties.astype(str), list(bareme.reglements))
    which &= (marks.frame["unite"] != "").to_numpy()
    for (line, candidat, unite), specialite in zip(_rows(marks, which), specialties[which], strict=True):
        reglement = bareme.reglements[specialite]
        codes = [u.code for u in (*reglement.unites, *reglement.facultatives)]
        meant = _meant(unite, codes)
        near = f"vouliez-vous dire « {meant} » ?" if meant else nearest(unite, codes)
        remedy = f"{near} ({', '.join(codes)})" if near else f"unités de la spécialité : {', '.join(codes)}"
        problem = f"unité inconnue de la spécialité {specialite}"
        yield marks.table.fault(line, "unite", unite, problem, remedy, candidat, unite), meant


def _meant(unite: str, codes: Sequence[str]) -> str:
    """Return the unit that a text clearly means: u1, U.1, U 1, U01, E1, Épreuve 1, « U1 - Culture générale »."""
    plain = squeezed(unite)
    for text in (plain, squeezed(unite.split(" ")[0]), plain.replace("epreuve", "u").replace("unite", "u")):
        same = [
            code for code in codes if squeezed(code) in (text, f"u{text.removeprefix('e')}", text.replace("u0", "u"))
        ]
        if len(same) == 1:
            return same[0]
    return ""


def _incomplete(dossiers: Dossiers, notes: Table, told: set[tuple[str | None, str]]) -> Iterator[Fault]:
    """Yield a fault for each compulsory unit without a row, and each candidate dispensed of all professional units.

    `told`: pairs of a candidate and a unit whose fault already reports another name for that unit.
    """
    missing: list[tuple[int, str]] = []
    exempt: list[int] = []
    admitted = says(dossiers.candidats, VAE, OUI)
    for groupe in dossiers.groupes.values():
        releve, reglement = groupe.releve, groupe.reglement
        without_row = releve.ont(Statut.SANS) & ~releve.inacheve[:, np.newaxis]
        missing += [
            (groupe.candidats[i], reglement.unites[unit].code) for i, unit in zip(*np.nonzero(without_row), strict=True)
        ]
        professional = reglement.du_domaine(PROFESSIONNEL)
        # For a candidate who is not admitted to a VAE, each of these rows is already a fault.
        may_be = releve.ont(Statut.DI)[:, professional].all(axis=1) & admitted[groupe.candidats]
        exempt += groupe.candidats[may_be].tolist()
    if not missing and not exempt:
        return
    assert notes.frame is not None
    names = dossiers.candidats["candidat"].astype(object).to_numpy()
    # A candidate with a row of too few or too many cells may have lost that very unit there.
    concerned = ({names[row] for row, _ in missing} | {names[row] for row in exempt}) - notes.ragged
    given = notes.frame[notes.frame["candidat"].astype(object).isin(concerned)]
    pairs = {*zip(given["candidat"], given["unite"], strict=True), *told}
    first_line = _first_lines(given)
    for row, code in missing:
        candidat = names[row]
        if candidat in first_line and (candidat, code) not in pairs:
            what, value = ("cellule vide", "") if notes.wide else ("aucune ligne", code)
            problem = f"{what} pour cette unité obligatoire"
            remedy = (
                "ajouter sa note, ou le statut qui est le sien (AB, ABJ, NV, DI, BE, RE) ; une note absente n'est pas 0"
            )
            yield notes.fault(first_line[candidat], "unite", value, problem, remedy, candidat, code)
    for row in exempt:
        candidat = names[row]
        if candidat in first_line:
            problem = "toutes les unités professionnelles sont dispensées"
            remedy = (
                "vérifier les statuts : sans une unité professionnelle notée, il n'y a pas de moyenne professionnelle"
            )
            yield notes.fault(first_line[candidat], "statut", "DI", problem, remedy, candidat)


def _first_lines(rows: pd.DataFrame) -> dict[str, int]:
    """Return the first line of each candidate."""
    lines: Ints = rows.index.to_numpy()[::-1]
    return {candidat: int(line) for candidat, line in zip(rows["candidat"][::-1], lines, strict=True)}
