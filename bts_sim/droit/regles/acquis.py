"""Ce qu'un candidat garde d'une session à l'autre : bénéfices, reports, dispenses, blocs acquis.

The first rules take one value per mark held, shape (r,); `cle` numbers the pair of candidate and unit, so that the
marks of one unit of one candidate are recognised as such. The last two take a releve.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bts_sim.droit.bareme import GENERAL, Bareme, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regles.conservation import est_conservee
from bts_sim.droit.regles.controle import blocs_remplaces
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut

Jours = NDArray[np.datetime64]

# --- Combien de temps --------------------------------------------------------------------------------------------


def dernier_jour(obtenue_le: Jours, annees: int) -> Jours:
    """Return the last day on which a mark is valid: the same day of the month, `annees` years later, that day included.

    « La durée de validité d'un tel bénéfice est de cinq ans, date à date, à compter de la date d'obtention de la
    note. » Une note du 29 février vaut jusqu'au dernier jour de février : aucun texte du BTS ne le dit, c'est la
    manière commune de compter les délais (inférence).

    Sources: d643-15-2014, nancy-metz-2025, cpc-641
    """
    annee = obtenue_le.astype("datetime64[Y]")
    mois = obtenue_le.astype("datetime64[M]")
    dernier_mois = (annee + annees).astype("datetime64[M]") + (mois - annee.astype("datetime64[M]"))
    meme_quantieme = dernier_mois.astype("datetime64[D]") + (obtenue_le - mois.astype("datetime64[D]"))
    fin_du_mois = (dernier_mois + 1).astype("datetime64[D]") - 1
    jours: Jours = np.minimum(meme_quantieme, fin_du_mois)
    return jours


def est_valide(obtenue_le: Jours, le: np.datetime64, annees: int) -> Bools:
    """Return which marks are still valid on the day `le`.

    Sources: d643-15-2014, nancy-metz-2025
    """
    valide: Bools = np.less_equal(le, dernier_jour(obtenue_le, annees))
    return valide


# --- Quelles notes -----------------------------------------------------------------------------------------------


def est_un_benefice(notes: Ints, bareme: Bareme) -> Bools:
    """Return which marks a candidate may keep in either form.

    Les candidats ajournés peuvent « conserver les notes égales ou supérieures à 10 sur 20 ».

    Sources: d643-23, nancy-metz-2025
    """
    return notes >= bareme.seuil_benefice


def est_un_report(notes: Ints, progressive: Bools, conserve_tout: Bools, bareme: Bareme) -> Bools:
    """Return which marks below that may be carried over: in the forme progressive, or by a disabled candidate.

    Forme progressive : le candidat peut « conserver et reporter, dans la limite de cinq ans à compter de leur
    obtention, les notes inférieures ou supérieures à 10 sur 20 ». Handicap : le texte ne demande aucune note minimale.

    Sources: d643-23, nancy-metz-2025, d613-26
    """
    return ~est_un_benefice(notes, bareme) & (progressive | conserve_tout)


def porte_sur_une_unite(d_une_epreuve: Bools, premiere_inscription: Ints, a_partir_de: int | None) -> Bools:
    """Return which marks may be kept given what they bear on: a unit, or an épreuve made of several units.

    Depuis la session 2023, les candidats inscrits pour la première fois en 2022 ou après ne gardent que les notes
    d'épreuves ou de sous-épreuves qui sont des unités ; les autres sont protégés. `a_partir_de` None: no such rule.

    Sources: poitiers-2023
    """
    if a_partir_de is None:
        return np.ones(d_une_epreuve.shape, dtype=bool)
    return ~d_une_epreuve | (premiere_inscription < a_partir_de)


# --- De quelle session -------------------------------------------------------------------------------------------


def session_d_une_note(obtenue_le: Jours, premier_mois: int) -> Ints:
    """Return the session of each mark: that of its year, or of the next one from the month `premier_mois` on.

    A session is no civil year: marks of contrôle en cours de formation of the session 2024 are obtained from the
    autumn of 2023. Les inscriptions à une session s'ouvrent en octobre (« du lundi 14 octobre 2024 » pour 2025) et ses
    derniers oraux ne passent pas septembre ; aucun texte lu ne dit de quelle session est une note (inférence).

    Sources: nancy-metz-2025, normandie-2024, communique-2021
    """
    annee = obtenue_le.astype("datetime64[Y]")
    mois = (obtenue_le.astype("datetime64[M]") - annee.astype("datetime64[M]")).astype(np.int64) + 1
    sessions: Ints = (annee - np.datetime64("0000", "Y")).astype(np.int64) + (mois >= premier_mois)
    return sessions


# --- Laquelle de plusieurs notes d'une même unité ----------------------------------------------------------------


def plus_haut_par_unite(cle: Ints, valeurs: Ints, parmi: Bools) -> Ints:
    """Return, for each mark, the highest of `valeurs` among the marks `parmi` of its unit; the least integer if none.

    Sources: d643-23
    """
    par_unite = np.full(cle.max(initial=0) + 1, np.iinfo(np.int64).min)
    np.maximum.at(par_unite, cle[parmi], valeurs[parmi])
    plus_haut: Ints = par_unite[cle]
    return plus_haut


def est_renoncee(cle: Ints, obtenue_le: Jours, renonce: Bools) -> Bools:
    """Return which marks were given up: the one renounced, and every older one of its unit, whatever is asked later.

    « Le renoncement aux bénéfices est définitif. » Une note obtenue depuis est une autre note.

    Sources: nancy-metz-2025, normandie-2024
    """
    jours = obtenue_le.astype(np.int64)
    return jours <= plus_haut_par_unite(cle, jours, renonce)


def est_reevaluee(cle: Ints, obtenue_le: Jours, sessions: Ints, orale: Bools) -> Bools:
    """Return which marks were followed by a new assessment of their unit.

    « C'est la dernière note obtenue qui est prise en compte », même plus basse. Dans la forme globale, repasser
    l'unité, c'est ne plus en garder la note (inférence). L'oral de contrôle n'est pas une nouvelle évaluation de
    l'épreuve de sa session : voir `est_moins_bonne`. `sessions`: those of `session_d_une_note`.

    Sources: d643-23, nancy-metz-2025
    """
    jours = obtenue_le.astype(np.int64)
    autre_session = sessions < plus_haut_par_unite(cle, sessions, np.ones_like(orale))
    autre_epreuve = ~orale & (jours < plus_haut_par_unite(cle, jours, ~orale))
    return autre_session | autre_epreuve


def est_moins_bonne(cle: Ints, notes: Ints, orale: Bools, parmi: Bools) -> Bools:
    """Return which of the marks `parmi` give way to the other one of their session; at par, the épreuve stays.

    Au contrôle, « le jury prend alors en compte la meilleure note obtenue par le candidat ».

    Sources: d643-22-2022, normandie-2024
    """
    meilleure = plus_haut_par_unite(cle, notes, parmi)
    autant_a_l_epreuve = plus_haut_par_unite(cle, notes, parmi & ~orale) >= meilleure
    return parmi & ((notes < meilleure) | (orale & autant_a_l_epreuve))


# --- Dispenses ---------------------------------------------------------------------------------------------------


def ouvre_une_dispense(titre_admis: Bools, niveau: Ints, niveau_requis: int) -> Bools:
    """Return which titles open a dispense: of a kind that it admits, and high enough.

    Le candidat « titulaire d'un Brevet de Technicien Supérieur d'une autre spécialité, d'un diplôme universitaire de
    technologie ou d'un diplôme national de niveau 5 ou supérieur est, à sa demande, dispensé de subir l'unité de
    Culture Générale et Expression ».

    Sources: arrete-2005-06-24, nancy-metz-2025
    """
    return titre_admis & (niveau >= niveau_requis)


def est_de_la_specialite(meme_specialite: Bools, diplome: Bools) -> Bools:
    """Return which diplomas open no dispense because they are of the very specialty for which the candidate registers.

    « Titulaire d'un Brevet de Technicien Supérieur d'une autre spécialité » : ni celui de la spécialité, ni le même
    présenté comme un diplôme national de niveau 5.

    Sources: arrete-2005-06-24, nancy-metz-2025
    """
    return meme_specialite & diplome


def est_caracteristique(professionnelle: Bools, par_vae: Bools) -> Bools:
    """Return which units are never dispensed, whatever the title; a unit acquired by VAE is not such a dispense.

    « Les épreuves professionnelles caractéristiques de la spécialité de BTS ne peuvent faire l'objet d'une dispense. »

    Sources: arrete-2005-06-24, nancy-metz-2025
    """
    return professionnelle & ~par_vae


def a_valide_la_matiere(exige: Bools, validee: Bools) -> Bools:
    """Return who has validated the subject, where the dispense asks for it: économie-droit does.

    Sources: arrete-2005-06-24
    """
    return ~exige | validee


# --- Ce qu'une session donne -------------------------------------------------------------------------------------


def note_obtenue(releve: Releve, oraux: Ints | None, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the mark that the session leaves on each unit, hundredths, shape (n, u); negative where there is none.

    `oraux`: hundredths, by unit; those by domain of 2021 bear on no unit, and leave no mark.

    L'examen comporte aussi les épreuves de contrôle, et une note d'au moins 10 « à une épreuve de l'examen » donne
    l'unité : lecture `note_orale_donne_benefice` (R-2022-23).

    Sources: d643-15-2022, d643-22-2022
    """
    notes = np.where(releve.ont(Statut.NOTE, Statut.BE, Statut.RE), releve.notes, SANS_ORAL)
    lectures = regime.lectures
    if oraux is None or regime.oral_par != "unite" or lectures.note_orale_donne_benefice == "non":
        return notes
    libre = ~est_conservee(releve, lectures)
    if lectures.niveau_remplacement == "unite":
        return np.maximum(notes, np.where(libre & reglement.du_domaine(GENERAL), oraux, SANS_ORAL))
    for bloc in blocs_remplaces(reglement, lectures):
        oral = np.where(bloc, oraux, SANS_ORAL).max(axis=1, keepdims=True)
        notes = np.maximum(notes, np.where(libre & bloc, oral, SANS_ORAL))
    return notes


def blocs_acquis(notes: Ints, bareme: Bareme) -> Bools:
    """Return which units, with these marks of `note_obtenue`, a candidate who fails has acquired.

    Le recteur de région académique en délivre une attestation de blocs, et le bénéfice peut en être demandé.

    Sources: d643-15-2022
    """
    return est_un_benefice(notes, bareme)
