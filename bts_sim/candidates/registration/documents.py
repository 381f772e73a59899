"""Check the documents that a note requires of a registration: which ones, and whether each was deposited in time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from bts_sim.candidates.registration.file import Registration
from bts_sim.candidates.registration.findings import LATE, MISSING, TO_CHECK, Constat, said, said_day, without_hour
from bts_sim.droit.inscription import Cadre, Echeance, Exigence
from bts_sim.droit.regles import inscription as regles


def check_documents(row: Registration, given: Mapping[str, datetime], cadre: Cadre) -> Iterator[Constat]:
    """Yield the findings on the documents of one registration; `given`: the day and hour when each was deposited."""
    matrix = cadre.matrice
    if row.categorie not in matrix.categories:
        detail = f"la note ne donne pas les pièces de la catégorie {row.categorie}"
        yield Constat(row.candidat, TO_CHECK, "pieces", detail, matrix.source)
        return
    code, _, option = row.specialite.partition("-")
    for line in matrix.lignes:
        if not regles.est_exigee(row.categorie, matrix.concerned(line), line.si, row.demandes):
            continue
        if not regles.concerne_la_specialite(code, line.specialites):
            continue
        deposited = min((given[piece] for piece in line.admitted if piece in given), default=None)
        if regles.concerne_l_option(option, line.options):
            yield from _document(row, line, deposited, cadre)
        elif not option and deposited is None:
            detail = f"{cadre.pieces[line.piece]} : selon l'option ({', '.join(line.options)}), que {code} ne dit pas"
            yield Constat(row.candidat, TO_CHECK, line.piece, detail, matrix.source)


def check_closed(row: Registration, given: Mapping[str, datetime], cadre: Cadre) -> Iterator[Constat]:
    """Yield the documents deposited once the candidate had said that he gave them all, where nothing may change then.

    `given`: the day and hour when each was deposited.
    """
    closed, source = row.pieces_closes_le, cadre.note.source
    if closed is None or not cadre.note.dossier_clos:
        return
    for piece, deposited in given.items():
        detail = (
            f"{cadre.pieces[piece]} : déposée le {said(deposited)}, après « j'ai fourni toutes mes pièces » "
            f"({said(closed)}) : aucune modification n'est possible ensuite"
        )
        unknown = without_hour(deposited) or without_hour(closed)
        if unknown and deposited.date() == closed.date():
            yield Constat(row.candidat, TO_CHECK, piece, f"{detail} (le même jour, à une heure non donnée)", source)
        elif regles.est_modifiee_apres_cloture(deposited, closed):
            yield Constat(row.candidat, LATE, piece, detail, source)


def _document(row: Registration, line: Exigence, given: datetime | None, cadre: Cadre) -> Iterator[Constat]:
    name, source = line.libelle or cadre.pieces[line.piece], cadre.matrice.source
    due = cadre.matrice.echeances.get(line.echeance)
    if given is None:
        yield Constat(row.candidat, MISSING, line.piece, f"{name}{_until(due)}", source)
    elif due is not None:
        doubt = _doubt(given, due)
        detail = f"{name} : déposée le {said(given)}{doubt}{_until(due)}"
        if doubt:
            yield Constat(row.candidat, TO_CHECK, line.piece, detail, source)
        elif not regles.est_deposee_a_temps(given, due.avant or due.au_plus_tard or given):
            yield Constat(row.candidat, LATE, line.piece, detail, source)


def _doubt(given: datetime, due: Echeance) -> str:
    """Return, in words, the reason to doubt that a document is in time; empty when there is no doubt."""
    if due.avant is not None and regles.est_deposee_le_jour_dit(given, due.avant):
        return ", le jour même"
    last = due.au_plus_tard
    unknown = last is not None and without_hour(given) and given.date() == last.date()
    return ", à une heure non donnée" if unknown else ""


def _until(due: Echeance | None) -> str:
    if due is None:
        return ""
    return (
        f", à déposer avant le {said_day(due.avant)}" if due.avant else f", à déposer pour le {said(due.au_plus_tard)}"
    )
