"""Épreuves de contrôle : qui y accède, ce qui se choisit, ce qu'un oral remplace.

Trois questions, et pour chacune des règles nommées. Un régime (textes/regimes) choisit une règle par question ;
les deux régimes historiques diffèrent par leur structure et non par un paramètre.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bts_sim.droit.bareme import DOMAINES, GENERAL, Bareme, Lectures, Regime, Reglementation
from bts_sim.droit.points import Bools, Ints, Moyenne, total
from bts_sim.droit.regles.admission import est_admis
from bts_sim.droit.regles.conditions import Conditions, au_moins, mot
from bts_sim.droit.regles.conservation import coefficient_compte, est_conservee, note_comptee
from bts_sim.droit.regles.moyenne import moyenne_arretee, moyenne_d_acces, moyenne_generale, moyenne_professionnelle
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut

Acceder = Callable[[Releve, Reglementation, Bareme, Regime], Conditions]
Choisir = Callable[[Releve, Reglementation, Lectures], Bools]
Remplacer = Callable[[Ints, Releve, Reglementation, Regime], Ints]

# --- Accès : qui peut se présenter, parmi ceux que le jury a jugés ---------------------------------------------


def acces_ferme(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> Conditions:
    """Let nobody in: until session 2019 the BTS had one group of épreuves.

    Sources: d643-22-2014
    """
    return Conditions((), np.zeros(releve.inacheve.shape, dtype=bool))


def acces_non_admis(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> Conditions:
    """Let in every candidate whose mean is below admission, shape (n,).

    Les candidats dont la moyenne est inférieure à 10 « sont autorisés à se présenter », « sauf s'ils ont été
    déclarés absents sans justification à une épreuve obligatoire » (réglé par `admission`). Ni moyenne
    minimale, ni condition professionnelle. Le rôle du jury : lecture `jury_2021` (T-01).

    Sources: decret-2021-786, communique-2021
    """
    non_admis = ~est_admis(moyenne_generale(releve, reglement, bareme), bareme, regime)
    if regime.lectures.jury_2021 == "sur_avis":
        return non_admis & a_un_avis_favorable(releve)
    return non_admis


def a_un_avis_favorable(releve: Releve) -> Conditions:
    """Return who is convoked by the jury after it examined the livret, shape (n,): all without an unfavourable opinion.

    Sources: communique-2021
    """
    return mot(a_un_avis_favorable, "avis_du_jury", "favorable", ~releve.avis_defavorable, "défavorable")


def acces_moyennes_entre_seuils(
    releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime
) -> Conditions:
    """Let in those close enough to admission who have the professional level, shape (n,).

    Une moyenne « au moins égale à 8 et inférieure à 10 » et « une note moyenne au moins égale à 10 sur 20 aux
    épreuves professionnelles définies pour chaque spécialité » : les candidats « sont autorisés », de droit, sans
    intervention du jury.

    Sources: d643-22-2022
    """
    non_admis = ~est_admis(moyenne_generale(releve, reglement, bareme), bareme, regime)
    assez_proche = est_assez_proche(releve, reglement, bareme, regime)
    return non_admis & assez_proche & a_le_niveau_professionnel(releve, reglement, regime)


def est_assez_proche(releve: Releve, reglement: Reglementation, bareme: Bareme, regime: Regime) -> Conditions:
    """Return who has a general mean that reaches the floor of the regime, shape (n,); everybody where it has none.

    Sources: d643-22-2022
    """
    moyenne = moyenne_arretee(moyenne_d_acces(releve, reglement, bareme, regime.lectures), regime.lectures)
    return au_moins(est_assez_proche, "moyenne_d_acces", moyenne, regime.seuil_general)


def a_le_niveau_professionnel(releve: Releve, reglement: Reglementation, regime: Regime) -> Conditions:
    """Return who has a professional mean that reaches the bar of the regime, shape (n,); everybody where it has none.

    Sources: d643-22-2022
    """
    moyenne = moyenne_arretee(moyenne_professionnelle(releve, reglement, regime.lectures), regime.lectures)
    return au_moins(a_le_niveau_professionnel, "moyenne_professionnelle", moyenne, regime.seuil_professionnel)


# --- Choix : sur quelles unités l'oral peut porter --------------------------------------------------------------


def aucun_choix(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Offer no unit, shape (n, u).

    Sources: d643-22-2014
    """
    return np.zeros(releve.statuts.shape, dtype=bool)


def choix_plus_fort_coefficient(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Offer the general units of highest coefficient, ties all allowed, shape (n, u).

    « Le candidat devra choisir la discipline … parmi les disciplines à plus fort coefficient de sa spécialité. »
    La liste officielle par spécialité n'a pas pu être lue : ceci est un repli (R-2021-07, lecture `disciplines_2021`),
    sans effet sur la moyenne, puisque l'oral remplace celle de tout le domaine.

    Sources: communique-2021
    """
    offertes = reglement.du_domaine(GENERAL) & ~releve.ont(Statut.DI)
    if lectures.disciplines_2021 == "toutes":
        return offertes
    coefs = np.where(offertes, reglement.coefs, 0)
    plus_fort: Ints = coefs.max(axis=1, keepdims=True)
    return offertes & np.equal(coefs, plus_fort)


def choix_unites_generales(releve: Releve, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Offer the general units that are neither held nor dispensed, shape (n, u); units in CCF may be chosen.

    Le candidat choisit « deux épreuves orales parmi celles qui portent sur les compétences relevant du domaine
    général », « sous réserve des bénéfi[c]es de notes et/ou des dispenses ».

    Sources: arrete-2022-06-03-definition, arrete-2022-06-03-repartition, nancy-metz-2024
    """
    return reglement.du_domaine(GENERAL) & reglement.au_choix & ~est_conservee(releve, lectures)


def est_un_choix_permis(choisies: Bools, reglement: Reglementation, lectures: Lectures) -> Bools:
    """Return who may choose together the units `choisies`, shape (n, u); the result has shape (n,).

    « Langue vivante étrangère », puis « A et B » : rien de ce qui a été lu n'interdit d'en choisir deux ; lecture
    `langues_au_choix` (R-2022-14).

    Sources: arrete-2022-06-03-definition, arrete-2025-05-09
    """
    langues: Ints = (choisies & reglement.langues).sum(axis=1)
    return (langues <= 1) | (lectures.langues_au_choix == "libre")


# --- Remplacement : les points que les oraux font gagner, dans l'unité de `Moyenne.somme` -------------------------


def remplacement_nul(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return zero points, since no oral replaces anything, shape (n,).

    Sources: d643-22-2014
    """
    return np.zeros(oraux.shape[0], dtype=np.int64)


def remplacement_par_domaine(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points gained when an oral replaces the mean of all ponctuelle units of its domain, shape (n,).

    `oraux`: hundredths, shape (n, 2), in the order of `DOMAINES`; negative where no mark was given.

    La note « pourra, lorsqu'elle en améliorera la valeur, remplacer la moyenne initiale de l'ensemble des
    épreuves ponctuelles du domaine correspondant. Les coefficients et les notes obtenues lors des évaluations en
    cours de formation et au stage sont maintenus. » Un domaine sans ponctuelle n'a rien à remplacer. Moyenne pondérée
    ou simple, notes conservées dedans ou non : lectures `ponderation_domaine` et `notes_conservees_2021`.

    Sources: communique-2021, decret-2021-786
    """
    gain = np.zeros(oraux.shape[0], dtype=np.int64)
    for oral, domaine in zip(oraux.T, DOMAINES, strict=True):
        coefs = coefficient_compte(releve, reglement) * remplacables_en_2021(releve, reglement, domaine, regime)
        acquise = Moyenne.ponderee(note_comptee(releve), coefs)
        poids = np.sign(coefs) if regime.lectures.ponderation_domaine == "egale" else coefs
        initiale = Moyenne.ponderee(note_comptee(releve), poids)
        ameliore = (oral >= 0) & (oral * initiale.coefs > initiale.somme)
        gain += np.where(ameliore, oral * acquise.coefs - acquise.somme, 0)
    return gain


def remplacables_en_2021(releve: Releve, reglement: Reglementation, domaine: str, regime: Regime) -> Bools:
    """Return which units of a domain the oral of 2021 replaces together, shape (n, u): its ponctuelles.

    Sources: communique-2021
    """
    ponctuelles = releve.ponctuelle & reglement.du_domaine(domaine)
    if regime.lectures.notes_conservees_2021 == "maintenues":
        return ponctuelles & ~releve.ont(Statut.BE, Statut.RE)
    return ponctuelles


def remplacement_par_unite(oraux: Ints, releve: Releve, reglement: Reglementation, regime: Regime) -> Ints:
    """Return the points gained when an oral replaces the mark of its unit, shape (n,).

    `oraux`: hundredths, shape (n, u); negative where no mark was given.

    « Le jury prend alors en compte la meilleure note obtenue par le candidat » entre le premier groupe et l'oral qui
    lui correspond. Remplacement au niveau de l'unité, de l'épreuve ou de la langue : lecture `niveau_remplacement`
    (R-2022-13).

    Sources: d643-22-2022, normandie-2024
    """
    notes = note_comptee(releve)
    coefs = coefficient_compte(releve, reglement) * ~est_conservee(releve, regime.lectures)
    if regime.lectures.niveau_remplacement == "unite":
        passees = reglement.du_domaine(GENERAL) & (oraux >= 0)
        return total(np.maximum(oraux - notes, 0) * passees, coefs)
    gain = np.zeros(oraux.shape[0], dtype=np.int64)
    for bloc in blocs_remplaces(reglement, regime.lectures):
        oral = np.where(bloc, oraux, SANS_ORAL).max(axis=1)
        acquise = Moyenne.ponderee(notes, coefs * bloc)
        gain += np.where(oral >= 0, np.maximum(oral * acquise.coefs - acquise.somme, 0), 0)
    return gain


def blocs_remplaces(reglement: Reglementation, lectures: Lectures) -> tuple[Bools, ...]:
    """Return the units that one oral replaces together: each alone, or those of an épreuve, or those of the language.

    Each of shape (u,), or (n, u) where candidates follow several règlements.

    Sources: normandie-2024, arrete-2022-06-03-definition, arrete-2025-05-09
    """
    generales = reglement.du_domaine(GENERAL)
    seules = np.eye(generales.shape[-1], dtype=bool)
    if lectures.niveau_remplacement == "epreuve":
        rangs = reglement.rangs_des_epreuves
        blocs = [(rangs == rang) & generales for rang in range(1, int(rangs.max(initial=0)) + 1)]
    elif lectures.niveau_remplacement == "langue":
        langues = reglement.langues & generales
        blocs = [langues, *(unite & generales & ~langues for unite in seules)]
    else:
        blocs = [unite & generales for unite in seules]
    return tuple(bloc for bloc in blocs if bloc.any())
