"""Inscription à l'examen : qui peut s'inscrire, sous quelle forme, quand, avec quelles pièces.

Plain values: one candidate at a time, since a registration is checked by hand and not by the hundred thousand.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime


def est_dans_la_fenetre(le: datetime, debut: datetime, fin: datetime) -> bool:
    """Return whether a registration was made in time, to the minute; both ends are included.

    « Du lundi 14 octobre 2024 à partir de 9h au mercredi 13 novembre 2024 à 17h ».

    Sources: nancy-metz-2025, normandie-2024
    """
    return debut <= le <= fin


def est_deposee_a_temps(le: datetime, echeance: datetime) -> bool:
    """Return whether a document was submitted in time, to the minute; the last minute is included.

    « Pièces à déposer sur Cyclades pour le 15 novembre 2023 – 17 heures ».

    Sources: normandie-2024
    """
    return le <= echeance


def est_modifiee_apres_cloture(le: datetime, cloture: datetime) -> bool:
    """Return whether a document was submitted once the candidate had closed his file, to the minute.

    « en cliquant sur « J'ai fourni toutes mes pièces » […] aucune modification ne sera possible ensuite ».

    Sources: normandie-2024
    """
    return le > cloture


def est_deposee_le_jour_dit(le: datetime, avant: datetime) -> bool:
    """Return whether a document was submitted on the very day before which it is due.

    « Pièces à déposer sur Cyclades avant le 20 novembre 2024 » : ni dedans ni dehors, à vérifier.

    Sources: nancy-metz-2025
    """
    return le.date() == avant.date()


def forme_ouverte(forme: str, categorie: str, a_distance: bool, globale_seule: Collection[str]) -> bool:
    """Return whether a form of the exam is open to a category of candidate.

    Les voies scolaire et de l'apprentissage « présentent obligatoirement l'examen sous la forme globale » ; la
    formation continue, la distance « quel que soit leur statut » et l'expérience professionnelle choisissent.

    Sources: nancy-metz-2025, d643-6
    """
    return forme == "globale" or a_distance or categorie not in globale_seule


def a_assez_d_heures(heures: float, contrat_d_un_an: bool, pour_un_an: float, pour_deux_ans: float) -> bool:
    """Return whether an apprentice has enough hours of training.

    « Au moins 1350h de formation (2 années de formation) […]. En cas de réduction de la durée du contrat
    d'apprentissage à 1 an, la durée de formation ne peut être inférieure à 675h ».

    Sources: d643-6, nancy-metz-2025, normandie-2024
    """
    return heures >= (pour_un_an if contrat_d_un_an else pour_deux_ans)


def a_assez_d_experience(annees: float, minimum: float) -> bool:
    """Return whether a professional has worked long enough.

    « 1 an d'activité professionnelle effective dans un emploi de niveau au moins égal à celui de technicien » ; trois
    ans dans le texte de 2014.

    Sources: normandie-2024, d643-16
    """
    return annees >= minimum


def peut_revenir(deja_presente: bool, redouble_en_etablissement: bool) -> bool:
    """Return whether an ex- category is open: refused before, and not repeating the year in a school.

    « Les candidats refusés aux sessions précédentes et ne redoublant pas en établissement de formation, peuvent
    s'inscrire en tant que candidats individuels » ; Normandie prend les « candidats refusés, éliminés, sans décision
    finale ou non présentés à une session précédente », et ne dit rien du redoublement.

    Sources: nancy-metz-2025, normandie-2024
    """
    return deja_presente and not redouble_en_etablissement


def a_un_titre_d_acces(titre_de_niveau_4: bool) -> bool:
    """Return whether a candidate has the baccalauréat or another title of level 4, for school or apprenticeship.

    « Être titulaire d'un titre ou diplôme classé ou homologué au moins de niveau 4 », le baccalauréat d'abord.

    Sources: normandie-2024
    """
    return titre_de_niveau_4


def est_exigee(categorie: str, pour: Collection[str], si: str, demandes: Collection[str]) -> bool:
    """Return whether a document is required of a category, either always or because of a request made.

    Sources: nancy-metz-2025, normandie-2024
    """
    return categorie in pour and (not si or si in demandes)


def concerne_la_specialite(specialite: str, specialites: Collection[str]) -> bool:
    """Return whether a document is asked for in a specialty; without a list, in all of them.

    « (R408) pour certaines spécialités de BTS ».

    Sources: nancy-metz-2025, normandie-2024
    """
    return not specialites or specialite in specialites


def concerne_l_option(option: str, options: Collection[str]) -> bool:
    """Return whether a document is asked for in an option of a specialty; without a list, in all of them.

    « Attestation de formation aux travaux en hauteur (options C/D) ».

    Sources: nancy-metz-2025, normandie-2024
    """
    return not options or option in options
