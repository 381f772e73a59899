"""Check each registration against the rules, in the order of a note of inscription, and return the findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, time
from typing import TYPE_CHECKING

from bts_sim.candidates.registration.documents import check_closed, check_documents
from bts_sim.candidates.registration.file import NEW_ACCOUNT, Registration, read_depots, read_registrations
from bts_sim.candidates.registration.findings import (
    COLONNES,
    INSUFFICIENT,
    LATE,
    MISSING,
    NOT_OPEN,
    TO_CHECK,
    UNVERIFIED,
    Constat,
    said,
    said_day,
    without_hour,
)
from bts_sim.candidates.registration.specialties import Specialites
from bts_sim.droit.inscription import Cadre, Periode, load_cadre
from bts_sim.droit.regles import inscription as regles
from bts_sim.droit.textes import session_of
from bts_sim.files.given import GivenTables

if TYPE_CHECKING:
    import pandas as pd

PUPILS = ("scolaire", "ex_scolaire")
APPRENTICES = ("apprentissage", "ex_apprenti")
OUI = "oui"
SANS_PIECES = "pièces non vérifiées : le fichier des pièces déposées n'est pas donné (--pieces)"


def check_registrations(
    inscriptions: GivenTables, pieces: GivenTables | None = None, *, academie: str, session: int | str
) -> pd.DataFrame:
    """Return the findings on registrations, one row each, in their order.

    Args:
        inscriptions: the path of a file (text or Path), a DataFrame, or a list of them, with the columns of `bts-sim
            template inscriptions`.
        pieces: the documents deposited, in the same forms, with the columns of `bts-sim template pieces`. Without them,
            documents are not checked: the last row says so, without a candidate.
        academie: the académie whose note applies.
        session: a year, as a number or a text.

    Returns:
        A table whose cells are texts: `candidat`; `constat` (`non_ouvert`, `insuffisant`, `manquant`, `en_retard`,
        `a_verifier`, `non_verifie`); `objet`, the column or the document concerned; `detail`, in words; `source`, the
        id of the text.

    Raises:
        BtsSimError: every fault of a table at once, or the project has no note of that académie for the session.

    Examples:
        >>> import bts_sim as bts
        >>> import pandas as pd
        >>> who = {"candidat": "A1", "specialite": "MCO", "categorie": "scolaire", "forme": "globale"}
        >>> late = pd.DataFrame([who | {"inscrit_le": "2025-01-02 10:00"}])
        >>> found = bts.registrations(late, academie="nancy-metz", session="2025")
        >>> found[["candidat", "constat", "objet"]].values.tolist()[0]
        ['A1', 'en_retard', 'inscrit_le']
    """
    import pandas as pd

    session = session_of(session)
    cadre = load_cadre(academie, session)
    registered = read_registrations(inscriptions)
    depots = None if pieces is None else read_depots(pieces, cadre.pieces, registered)
    known = Specialites.of(cadre)
    specialites: dict[str, set[str]] = defaultdict(set)
    for row in registered.values():
        specialites[row.candidat].add(row.specialite)
    given: dict[str, dict[str, datetime]] = defaultdict(dict)
    for depot in (depots or {}).values():
        given[depot.candidat][depot.piece] = depot.deposee_le
    found: list[Constat] = []
    for row in registered.values():
        found += _check(row, specialites[row.candidat], cadre)
        found += known.about(row)
        if depots is not None:
            found += check_documents(row, given[row.candidat], cadre)
            found += check_closed(row, given[row.candidat], cadre)
    if depots is None:
        found.append(Constat("", UNVERIFIED, "pieces", SANS_PIECES, cadre.matrice.source))
    return pd.DataFrame([vars(one) for one in found], columns=list(COLONNES))


def _check(row: Registration, specialites: set[str], cadre: Cadre) -> Iterator[Constat]:
    yield from _one_specialty(row, specialites)
    yield from _window(row, cadre)
    yield from _form(row, cadre)
    yield from _category(row, cadre)
    yield from _account(row, cadre)
    yield from _handicap(row, cadre)


def _one_specialty(row: Registration, specialites: set[str]) -> Iterator[Constat]:
    others = specialites - {row.specialite}
    if others:
        detail = f"une seule spécialité par session ; aussi inscrit en {', '.join(sorted(others))}"
        yield Constat(row.candidat, NOT_OPEN, "specialite", detail, "d643-29")


def _window(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    window = cadre.note.fenetre
    if without_hour(row.inscrit_le) and row.inscrit_le.date() in (window.de.date(), window.a.date()):
        detail = f"inscrit le {said(row.inscrit_le)}, à une heure non donnée ({said(window.de)} au {said(window.a)})"
        yield Constat(row.candidat, TO_CHECK, "inscrit_le", detail, cadre.note.source)
    elif not regles.est_dans_la_fenetre(row.inscrit_le, window.de, window.a):
        early = row.inscrit_le < window.de
        kind, words = (NOT_OPEN, "avant l'ouverture") if early else (LATE, "après la clôture")
        detail = f"inscrit le {said(row.inscrit_le)}, {words} ({said(window.de)} au {said(window.a)})"
        yield Constat(row.candidat, kind, "inscrit_le", detail, cadre.note.source)


def _form(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    if not regles.forme_ouverte(row.forme, row.categorie, row.a_distance == OUI, cadre.formes.globale):
        kind, words = (NOT_OPEN, "") if row.a_distance else (TO_CHECK, " hors enseignement à distance (non renseigné)")
        detail = (
            f"forme {row.forme} fermée à la catégorie {row.categorie}{words} ; forme globale obligatoire, sauf "
            "dérogation du recteur (D643-6)"
        )
        yield Constat(row.candidat, kind, "forme", detail, cadre.formes.source)


def _category(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    """Yield the findings on the requirements of a category; an empty cell is to be verified, never taken for a no."""
    if row.categorie == "individuel":
        detail = "préciser : ex_scolaire, ex_apprenti, ex_formation_continue ou experience_professionnelle"
        yield Constat(row.candidat, TO_CHECK, "categorie", detail, cadre.note.source)
    if row.categorie.startswith("ex_"):
        yield from _coming_back(row, cadre)
    if row.categorie in (*PUPILS, *APPRENTICES):
        level = cadre.valeurs["niveau_du_titre_d_acces"]
        words = f"baccalauréat ou autre titre de niveau {level.valeur:g}{_inferred(level)}"
        holds = regles.a_un_titre_d_acces(row.titre_de_niveau_4 == OUI)
        yield from _asked(row, "titre_de_niveau_4", holds, words, level.source)
    if row.categorie in APPRENTICES:
        yield from _hours(row, cadre)
    if row.categorie == "experience_professionnelle":
        yield from _experience(row, cadre)


def _asked(row: Registration, column: str, holds: bool, words: str, source: str) -> Iterator[Constat]:
    if not getattr(row, column):
        yield Constat(row.candidat, TO_CHECK, column, f"non renseigné : {words}", source)
    elif not holds:
        yield Constat(row.candidat, INSUFFICIENT, column, f"exigé : {words}", source)


def _coming_back(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    back, source = cadre.note.retour, cadre.note.source
    again = back.sans_redoubler and row.redouble_en_etablissement == OUI
    if again:
        detail = "catégorie « ex » fermée à qui redouble en établissement"
        yield Constat(row.candidat, NOT_OPEN, "categorie", detail, source)
        return
    yield from _asked(row, "deja_presente", regles.peut_revenir(row.deja_presente == OUI, again), back.apres, source)
    if back.sans_redoubler and not row.redouble_en_etablissement:
        detail = "non renseigné : ne pas redoubler en établissement"
        yield Constat(row.candidat, TO_CHECK, "redouble_en_etablissement", detail, source)


def _hours(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    two, one = (cadre.valeurs[f"heures_apprentissage_{n}"] for n in ("2_ans", "1_an"))
    if row.heures_formation is None or not row.contrat_ans:
        detail = (
            f"heures ou durée du contrat non renseignées ; {two.valeur:g} h pour deux ans, {one.valeur:g} h pour un an"
        )
        yield Constat(row.candidat, TO_CHECK, "heures_formation", detail, two.source)
        return
    short = row.contrat_ans == "1"
    if not regles.a_assez_d_heures(row.heures_formation, short, one.valeur, two.valeur):
        least = one if short else two
        detail = f"{row.heures_formation:g} h ; il en faut {least.valeur:g} pour un contrat de {row.contrat_ans} an(s)"
        yield Constat(row.candidat, INSUFFICIENT, "heures_formation", detail, least.source)


def _experience(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    asked = cadre.valeurs["annees_experience"]
    words = (
        f"{asked.valeur:g} an(s) d'activité d'un niveau de technicien, en rapport avec la spécialité{_inferred(asked)}"
    )
    if row.annees_experience is None:
        yield Constat(row.candidat, TO_CHECK, "annees_experience", f"non renseigné : {words}", asked.source)
    elif not regles.a_assez_d_experience(row.annees_experience, asked.valeur):
        detail = f"{row.annees_experience:g} an(s) ; exigé : {words}"
        yield Constat(row.candidat, INSUFFICIENT, "annees_experience", detail, asked.source)


def _account(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    """Yield the finding on the account of who sits again; a cell that is not filled says nothing of it."""
    if cadre.note.compte_precedent and row.compte == NEW_ACCOUNT and row.deja_presente == OUI:
        detail = "inscrit d'un compte nouveau : un redoublant utilise celui de son inscription précédente"
        yield Constat(row.candidat, NOT_OPEN, "compte", detail, cadre.note.source)


def _inferred(value: Periode) -> str:
    return " (déduit : aucun texte lu ne le dit pour cette session)" if value.cote == "I" else ""


def _handicap(row: Registration, cadre: Cadre) -> Iterator[Constat]:
    when, source = cadre.note.handicap, cadre.note.source
    asked = row.handicap_demande_le
    if "handicap" not in row.demandes:
        if asked is not None:
            detail = f"demandé le {said(asked)}, mais pas coché à l'inscription : {when.ou}"
            yield Constat(row.candidat, MISSING, "handicap", detail, source)
        return
    if asked is None or when.de is None or when.a is None:
        yield Constat(row.candidat, TO_CHECK, "handicap", f"demande à faire : {when.ou}", source)
    elif not regles.est_dans_la_fenetre(datetime.combine(asked, time.min), when.de, when.a):
        kind = NOT_OPEN if asked < when.de else LATE
        detail = f"demandé le {said(asked)}, hors de la période ({said_day(when.de)} au {said_day(when.a)})"
        yield Constat(row.candidat, kind, "handicap", detail, source)
