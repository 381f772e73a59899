"""CSV files with a few invented rows, valid under the law of their session; they hold no real person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from bts_sim.candidates.kept_marks.file import COLONNES as ACQUIS
from bts_sim.candidates.registration.file import COLONNES as INSCRIPTIONS, PIECE_COLUMNS
from bts_sim.candidates.second_group.juries import SHAPE as JURIES
from bts_sim.candidates.tables import CANDIDATES, NOTES
from bts_sim.droit.bareme import DOMAINES, GENERAL, Reglement, Unite
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.calendriers.document import calendriers, load_calendrier
from bts_sim.droit.inscription import Note, load_cadre
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.textes import TEXTES, find_reglement, load_bareme
from bts_sim.errors import LawError
from bts_sim.files.ours import read_ours
from bts_sim.runs.cells import line_of_cells

#: Invented candidates: one admitted, one who may sit the épreuves de contrôle, one refused.
ADMIS, A_L_ORAL, REFUSE = "C1", "C2", "C3"
#: Marks by domain of the one who may sit the orals: a general mean from 8 to 10, a professional mean of at least 10.
JUST_ENOUGH = {GENERAL: "8"}


def candidats(session: int, specialite: str) -> str:
    """Return three candidates of one specialty; raises LawError when the session has no such specialty."""
    find_reglement(load_bareme(session), specialite)
    return _csv(
        CANDIDATES,
        [
            (ADMIS, specialite, "scolaire", "globale", "oui"),
            (A_L_ORAL, specialite, "apprentissage", "globale", "oui"),
            (REFUSE, specialite, "individuel", "globale", "oui"),
        ],
    )


def notes_template(session: int, specialite: str) -> str:
    """Return their marks: one row per compulsory unit, a facultative one, a kept mark and a justified absence."""
    reglement = find_reglement(load_bareme(session), specialite)
    rows: list[tuple[str, ...]] = [(ADMIS, u.code, "12,5", "") for u in reglement.unites]
    rows += [(ADMIS, u.code, "14", "") for u in reglement.facultatives[:1]]
    rows += [(A_L_ORAL, u.code, JUST_ENOUGH.get(u.domaine, "10,25"), "") for u in reglement.unites]
    rows += [_refused(rank, u) for rank, u in enumerate(reglement.unites)]
    return _csv(NOTES, rows)


def _refused(rank: int, unite: Unite) -> tuple[str, ...]:
    marks = {0: ("12", "BE"), 1: ("", "ABJ")}
    return (REFUSE, unite.code, *marks.get(rank, ("7", "")))


def oraux_template(session: int, specialite: str) -> str:
    """Return the orals of the candidate who may sit them, under the regime of the session."""
    bareme = load_bareme(session)
    reglement, regime = find_reglement(bareme, specialite), load_regime(bareme.regime)
    if regime.oral_par == "domaine":
        return _csv(("candidat", "domaine", "note"), [(A_L_ORAL, domaine, "13,5") for domaine in DOMAINES])
    chosen = _choosable(reglement)[: regime.nombre_oraux]
    return _csv(("candidat", "unite", "note"), [(A_L_ORAL, unite.code, "13,5") for unite in chosen])


def choix_template(session: int, specialite: str) -> str:
    """Return the choices of the same candidate, under the regime of the session."""
    bareme = load_bareme(session)
    reglement, regime = find_reglement(bareme, specialite), load_regime(bareme.regime)
    if regime.oral_par == "domaine":
        return _csv(("candidat", "domaine"), [(A_L_ORAL, domaine) for domaine in DOMAINES])
    chosen = _choosable(reglement)[: regime.nombre_oraux]
    return _csv(("candidat", "unite"), [(A_L_ORAL, unite.code) for unite in chosen])


def jurys_template(session: int, specialite: str) -> str:
    """Return a jury for each discipline that a candidate of the specialty may choose, on a day of a calendar."""
    reglement = find_reglement(load_bareme(session), specialite)
    names = dict.fromkeys(disciplines().de(unite) for unite in _choosable(reglement))
    where = next(
        (
            (str(ligne.centre), ligne.oral.debut.jour.isoformat())
            for academie, year in calendriers()
            if year == session
            for ligne in load_calendrier(academie, year).lignes
            if specialite in ligne.codes and ligne.centre and ligne.oral
        ),
        ("0570057C", f"{session}-07-03"),
    )
    rows = [
        (f"J{rank}", name, where[0], f"Salle {rank}", where[1], "08:30", "12:30", "non")
        for rank, name in enumerate(names, start=1)
    ]
    return _csv(tuple(JURIES), rows)


def _choosable(reglement: Reglement) -> list[Unite]:
    return [unite for unite in reglement.unites if unite.au_choix]


def inscriptions(session: int, specialite: str) -> str:
    """Return two registrations under a note of the project; raises LawError when no note covers the session."""
    note = note_de(session)
    opening = note.fenetre.de + datetime.timedelta(days=14)
    columns = (*INSCRIPTIONS, "contrat_ans", "heures_formation", "titre_de_niveau_4", "demandes")
    rows = [
        ("C1", specialite, "apprentissage", "globale", f"{opening:%Y-%m-%d %H:%M}", "2", "1400", "oui", "benefice"),
        ("C2", specialite, "formation_continue", "progressive", f"{opening:%Y-%m-%d}", "", "", "", ""),
    ]
    return _csv(columns, rows)


def pieces_template(session: int, specialite: str) -> str:
    """Return the documents of the first registration, with one of them missing."""
    given = note_de(session).fenetre.de + datetime.timedelta(days=21)
    rows = [("C1", piece, f"{given:%Y-%m-%d}") for piece in ("confirmation", "identite", "contrat_apprentissage")]
    rows += [("C2", piece, f"{given:%Y-%m-%d}") for piece in ("confirmation", "identite")]
    return _csv(PIECE_COLUMNS, rows)


def note_de(session: int) -> Note:
    """Return the note of an académie that covers a session; raises LawError listing the sessions covered."""
    held = read_ours(TEXTES / "inscription.yaml")["notes"]
    for one in held:
        if one["session"] == session:
            return load_cadre(one["academie"], session).note
    known = ", ".join(f"{one['academie']} {one['session']}" for one in held)
    raise LawError(f"session {session} : aucune note d'académie du projet ne la couvre (notes : {known}).")


def acquis_template(session: int, specialite: str) -> str:
    """Return the marks and titles that two candidates hold: a kept mark, one that may be kept, a dispense."""
    reglement = find_reglement(load_bareme(session), specialite)
    general = [u.code for u in reglement.unites if u.domaine == GENERAL]
    professional = [u.code for u in reglement.unites if u.domaine != GENERAL]
    day, first = f"{session - 1}-07-05", str(session - 1)
    columns = (*ACQUIS, "premiere_inscription")
    rows = [
        ("C1", specialite, general[0], "12,5", day, "epreuve", "oui", "globale", first),
        ("C1", specialite, professional[0], "9,75", day, "epreuve", "oui", "globale", first),
        ("C2", specialite, general[0], "", "", "dut", "oui", "globale", ""),
    ]
    return _csv(columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "".join(map(line_of_cells, (columns, *rows)))
