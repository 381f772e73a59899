"""Calendrier : ce que les dates laissent au candidat, en jours, en heures et en minutes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta


def echeance(origine: date, jours: int) -> date:
    """Return the day that lies `jours` calendar days after `origine`; the next day is at 1.

    « Saisie des choix dans Cyclades au plus tard le lendemain des résultats » ; en 2021, convocation « au plus tard
    dans les 8 jours suivant la proclamation des résultats de la session normale ».

    Sources: nancy-metz-2024, communique-2021
    """
    return origine + timedelta(days=jours)


def jours_de_preparation(resultats: date, oral: date) -> int:
    """Return the calendar days from the first results to the oral; negative when the oral comes first.

    Le candidat connaît ses notes « à la date prévue pour chaque spécialité » : il peut se préparer dès ce jour.

    Sources: nancy-metz-2024
    """
    return (oral - resultats).days


def jours_apres_le_choix(limite: date, oral: date) -> int:
    """Return the calendar days from the « date limite de saisie des choix » to the oral; negative if it is over.

    Sources: nancy-metz-2024, reims-2024
    """
    return (oral - limite).days


def heures_pour_choisir(ouverture: datetime, limite: datetime) -> int:
    """Return the whole hours between two aware times, from which and until which a candidate may choose.

    « Saisie des choix : du 28 juin 2024 – 10h00 au 1er juillet 2024 - 10h00. » Le passage à l'heure d'été ou d'hiver
    compte pour ce qu'il est.

    Sources: reims-2024, nancy-metz-2024
    """
    return (limite.astimezone(UTC) - ouverture.astimezone(UTC)) // timedelta(hours=1)


def duree_d_un_oral(preparation: int, interrogation: int) -> int:
    """Return the minutes that one candidate spends on one oral.

    « Chaque épreuve comporte 20 min de préparation et 20 min de soutenance (10 min de préparation et 10 min de
    soutenance pour les langues). »

    Sources: normandie-2024
    """
    return preparation + interrogation
