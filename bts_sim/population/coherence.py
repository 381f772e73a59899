"""Faults that show only across cells, rows and files: each with its file, line, column, value and remedy."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from bts_sim.bareme import PROFESSIONNEL, Bareme
from bts_sim.errors import Faute, nearest
from bts_sim.law import absence_de, territoires_refuses
from bts_sim.points import Bools
from bts_sim.population.dossiers import VIDE, Dossiers, Marks, says
from bts_sim.population.tables import OUI, PROGRESSIVE, VOIES_GLOBALES, by_number, same_number
from bts_sim.reading import Table
from bts_sim.releve import Statut

#: Further columns, without accents, that say where a candidate is registered.
TERRITOIRE = ("academie", "territoire", "vice-rectorat")
AVEC_NOTE = (Statut.NOTE, Statut.BE, Statut.RE)
SANS_NOTE = (Statut.AB, Statut.ABJ, Statut.NV, Statut.DI)


def incoherences(candidats: Table, notes: Table, dossiers: Dossiers, marks: Marks, bareme: Bareme) -> list[Faute]:
    """Give every fault that the cells alone do not show."""
    return [
        *_candidate_faults(candidats, notes, bareme),
        *_unknown_candidates(candidats, notes),
        *_mark_faults(marks, bareme),
        *_incomplete(dossiers, notes),
    ]


def _candidate_faults(candidats: Table, notes: Table, bareme: Bareme) -> Iterator[Faute]:
    """Find candidates given twice, of unknown specialty, of a form closed to their voie, or without any mark."""
    assert candidats.frame is not None and notes.frame is not None
    frame, name = candidats.frame[candidats.frame["candidat"] != ""], candidats.name
    for line, row in frame[frame.duplicated("candidat")].iterrows():
        remedy = "un candidat par ligne ; une spécialité par session"
        yield Faute(name, int(line), "candidat", row.candidat, "candidat en double", remedy, row.candidat)
    for code in set(frame["specialite"].unique()) - {"", *bareme.reglements}:
        problem, _, remedy = absence_de(bareme, code).partition(" ; ")
        for line, row in frame[frame["specialite"] == code].iterrows():
            yield Faute(name, int(line), "specialite", code, problem, remedy, row.candidat)
    yield from _territories(frame, name)
    closed = (frame["forme"] == PROGRESSIVE) & frame["voie"].isin(VOIES_GLOBALES)
    for line, row in frame[closed].iterrows():
        remedy = f"forme globale obligatoire pour la voie {row.voie}"
        yield Faute(name, int(line), "forme", row.forme, f"forme fermée à la voie {row.voie}", remedy, row.candidat)
    with_marks = notes.ragged.union(notes.frame["candidat"].cat.categories)
    numbers = by_number(with_marks)
    without = ~frame["candidat"].astype(object).isin(with_marks)
    for line, row in frame[without].iterrows():
        remedy = same_number(row.candidat, numbers) or f"ajouter ses notes dans {notes.name}, ou le retirer"
        yield Faute(name, int(line), "candidat", row.candidat, "candidat sans aucune note", remedy, row.candidat)


def _territories(frame: pd.DataFrame, name: str) -> Iterator[Faute]:
    """Find candidates of a territory that has its own decrees, wherever the file says so."""
    for column in frame.columns:
        if _plain(column) in TERRITOIRE:
            for text in frame[column].unique():
                reason = territoires_refuses().get(_plain(text))
                if reason:
                    for line, row in frame[frame[column] == text].iterrows():
                        yield Faute(name, int(line), column, text, reason, "retirer le candidat", row.candidat)


def _plain(text: str) -> str:
    """Give a name without accents, capitals or the choice between space and hyphen."""
    letters = unicodedata.normalize("NFD", text.strip().lower())
    return "".join(c for c in letters if not unicodedata.combining(c)).replace(" ", "-").replace("_", "-")


def _unknown_candidates(candidats: Table, notes: Table) -> Iterator[Faute]:
    """Find candidates who have marks and are not in the table of candidates: one fault each, at their first row."""
    assert candidats.frame is not None and notes.frame is not None
    first = notes.frame.drop_duplicates("candidat")
    known = candidats.ragged.union(candidats.frame["candidat"].cat.categories)
    numbers = by_number(known)
    strangers = first[~first["candidat"].astype(object).isin(known)]
    for line, row in strangers[strangers["candidat"] != ""].iterrows():
        remedy = same_number(row.candidat, numbers) or f"l'ajouter dans {candidats.name}, ou retirer ses notes"
        yield Faute(notes.name, int(line), "candidat", row.candidat, "candidat inconnu", remedy, row.candidat)


def _mark_faults(marks: Marks, bareme: Bareme) -> Iterator[Faute]:
    """Find units unknown or given twice, and marks that do not go with their status."""
    rows = marks.candidats.iloc[marks.owner]
    known = rows["specialite"].isin(bareme.reglements).to_numpy()
    absent = marks.mark == VIDE
    must_have, must_not = np.isin(marks.statut, AVEC_NOTE), np.isin(marks.statut, SANS_NOTE)
    justified_zero = (marks.statut == Statut.ABJ) & (marks.mark == 0)
    below = (marks.statut == Statut.BE) & (marks.mark >= 0) & (marks.mark < bareme.seuil_benefice)
    globale = (rows["forme"] != PROGRESSIVE).to_numpy()
    keeps_all = says(rows, "conserve_toutes_notes", OUI)
    twice = marks.frame.duplicated(["candidat", "unite"]).to_numpy()
    found = (
        (twice, "unite", "note en double", "une ligne par unité"),
        (must_have & absent, "note", "note absente", "donner la note, ou un statut (AB, ABJ, NV, DI)"),
        (
            must_not & ~absent & ~justified_zero,
            "note",
            "note donnée avec un statut sans note",
            "vider la note ou le statut",
        ),
        (below, "note", "bénéfice d'une note inférieure à 10", "un bénéfice se garde à partir de 10"),
        (
            (marks.statut == Statut.RE) & globale & ~keeps_all,
            "statut",
            "report de note dans la forme globale",
            "RE n'existe que dans la forme progressive, ou avec conserve_toutes_notes = oui (handicap, D613-26)",
        ),
    )
    for which, column, problem, remedy in found:
        for line, row in marks.frame[which].iterrows():
            yield Faute(marks.file, int(line), column, row[column], problem, remedy, row.candidat)
    yield from _unknown_units(marks, known & (marks.unit < 0), bareme)


def _unknown_units(marks: Marks, which: Bools, bareme: Bareme) -> Iterator[Faute]:
    for i in np.flatnonzero(which):
        row, owner = marks.frame.iloc[i], marks.candidats.iloc[marks.owner[i]]
        reglement = bareme.reglements[owner.specialite]
        codes = [u.code for u in (*reglement.unites, *reglement.facultatives)]
        near = nearest(row.unite, codes)
        remedy = f"{near} ({', '.join(codes)})" if near else ", ".join(codes)
        problem = f"unité inconnue de la spécialité {owner.specialite}"
        yield Faute(marks.file, int(row.name), "unite", row.unite, problem, remedy, row.candidat)


def _incomplete(dossiers: Dossiers, notes: Table) -> Iterator[Faute]:
    """Find compulsory units without a row, and candidates dispensed of every professional unit."""
    missing, exempt = [], []
    for groupe in dossiers.groupes.values():
        releve, reglement = groupe.releve, groupe.reglement
        without_row = releve.ont(Statut.SANS) & ~releve.inacheve[:, np.newaxis]
        missing += [
            (groupe.rows[i], reglement.unites[unit].code) for i, unit in zip(*np.nonzero(without_row), strict=True)
        ]
        professional = reglement.du_domaine(PROFESSIONNEL)
        exempt += groupe.rows[releve.ont(Statut.DI)[:, professional].all(axis=1)].tolist()
    if not missing and not exempt:
        return
    assert notes.frame is not None
    names = dossiers.candidats["candidat"].astype(object).to_numpy()
    # A candidate with a row of too few or too many cells may have lost that very unit to it.
    concerned = ({names[row] for row, _ in missing} | {names[row] for row in exempt}) - notes.ragged
    given = notes.frame[notes.frame["candidat"].astype(object).isin(concerned)]
    pairs = set(zip(given["candidat"], given["unite"], strict=True))
    first_line = {c: int(line) for c, line in zip(given["candidat"][::-1], given.index[::-1], strict=True)}
    for row, code in missing:
        candidat = names[row]
        if candidat in first_line and (candidat, code) not in pairs:
            problem = f"candidat {candidat} : aucune ligne pour cette unité obligatoire"
            remedy = "ajouter la ligne, avec une note ou un statut (AB, ABJ, NV, DI, BE, RE)"
            yield Faute(notes.name, first_line[candidat], "unite", code, problem, remedy, candidat)
    for row in exempt:
        candidat = names[row]
        if candidat in first_line:
            problem = f"candidat {candidat} : toutes les unités professionnelles sont dispensées"
            remedy = "les unités professionnelles caractéristiques ne se dispensent pas (arrêté du 24 juin 2005)"
            yield Faute(notes.name, first_line[candidat], "statut", "DI", problem, remedy, candidat)
