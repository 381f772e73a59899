"""Épreuves de contrôle : qui y accède, ce qui se choisit, ce qu'un oral remplace.

Trois questions, et pour chacune des règles nommées. Un régime (textes/regimes) choisit une règle par question ;
les deux régimes historiques diffèrent par leur structure et non par un paramètre.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bts_sim.bareme import DOMAINES, GENERAL, Acces, Bareme, Choix, Regime, Reglement, Remplacement
from bts_sim.points import Bools, Ints, Moyenne
from bts_sim.regles.conservation import coefficient_compte, est_conservee, note_comptee
from bts_sim.releve import SANS_ORAL, Releve, Statut

# --- Accès : qui peut se présenter, parmi ceux que le jury a jugés ---------------------------------------------


def acces_ferme(generale: Moyenne, professionnelle: Moyenne, bareme: Bareme, regime: Regime) -> Bools:
    """Let nobody in: until session 2019 the BTS had one group of épreuves.

    Sources: d643-22-2014
    """
    return np.zeros(generale.somme.shape, dtype=bool)


def acces_non_admis(generale: Moyenne, professionnelle: Moyenne, bareme: Bareme, regime: Regime) -> Bools:
    """Let in every candidate whose mean is below admission, shape (n,).

    Les candidats dont la moyenne est inférieure à 10 « sont autorisés à se présenter », « sauf s'ils ont été
    déclarés absents sans justification à une épreuve obligatoire » (réglé par `admission`). Ni moyenne
    minimale, ni condition professionnelle. Non modélisé : le rôle du jury (T-01).

    Sources: decret-2021-786
    """
    return ~generale.atteint(bareme.seuil_admission)


def acces_moyennes_entre_seuils(generale: Moyenne, professionnelle: Moyenne, bareme: Bareme, regime: Regime) -> Bools:
    """Let in those close enough to admission who hold their trade, shape (n,).

    Une moyenne « au moins égale à 8 et inférieure à 10 » et « une note moyenne au moins égale à 10 sur 20 aux
    épreuves professionnelles définies pour chaque spécialité » : les candidats « sont autorisés », de droit, sans
    intervention du jury.

    Sources: d643-22-2022
    """
    non_admis = ~generale.atteint(bareme.seuil_admission)
    return non_admis & est_assez_proche(generale, regime) & a_le_niveau_professionnel(professionnelle, regime)


def est_assez_proche(generale: Moyenne, regime: Regime) -> Bools:
    """Say whose general mean reaches the floor of the regime, shape (n,); everybody's where it has none.

    Sources: d643-22-2022
    """
    seuil = regime.seuil_general
    return np.ones(generale.somme.shape, bool) if seuil is None else generale.atteint(seuil)


def a_le_niveau_professionnel(professionnelle: Moyenne, regime: Regime) -> Bools:
    """Say whose professional mean reaches the bar of the regime, shape (n,); everybody's where it has none.

    Sources: d643-22-2022
    """
    seuil = regime.seuil_professionnel
    return np.ones(professionnelle.somme.shape, bool) if seuil is None else professionnelle.atteint(seuil)


# --- Choix : sur quelles unités l'oral peut porter --------------------------------------------------------------


def aucun_choix(releve: Releve, reglement: Reglement) -> Bools:
    """Offer no unit, shape (n, u).

    Sources: d643-22-2014
    """
    return np.zeros(releve.statuts.shape, dtype=bool)


def choix_plus_fort_coefficient(releve: Releve, reglement: Reglement) -> Bools:
    """Offer the general units of highest coefficient, ties all allowed, shape (n, u).

    « Le candidat devra choisir la discipline … parmi les disciplines à plus fort coefficient de sa spécialité. »
    La liste officielle par spécialité n'a pas pu être lue : ceci est un repli (R-2021-07), sans effet sur la
    moyenne, puisque l'oral remplace celle de tout le domaine.

    Sources: communique-2021
    """
    offertes = reglement.du_domaine(GENERAL) & ~releve.ont(Statut.DI)
    coefs = np.where(offertes, reglement.coefs, 0)
    plus_fort: Ints = coefs.max(axis=1, keepdims=True)
    return offertes & np.equal(coefs, plus_fort)


def choix_unites_generales(releve: Releve, reglement: Reglement) -> Bools:
    """Offer the general units that are neither held nor dispensed, shape (n, u); units in CCF may be chosen.

    Le candidat choisit « deux épreuves orales parmi celles qui portent sur les compétences relevant du domaine
    général », « sous réserve des bénéfi[c]es de notes et/ou des dispenses ».

    Sources: arrete-2022-06-03-definition, arrete-2022-06-03-repartition, nancy-metz-2024
    """
    return reglement.du_domaine(GENERAL) & reglement.au_choix & ~est_conservee(releve)


# --- Remplacement : les points que les oraux font gagner, dans l'unité de `Moyenne.somme` -------------------------


def remplacement_nul(oraux: Ints, releve: Releve, reglement: Reglement) -> Ints:
    """Replace nothing, shape (n,).

    Sources: d643-22-2014
    """
    return np.zeros(oraux.shape[0], dtype=np.int64)


def remplacement_par_domaine(oraux: Ints, releve: Releve, reglement: Reglement) -> Ints:
    """Give the points gained when an oral replaces the mean of all ponctuelle units of its domain, shape (n,).

    `oraux`: hundredths, shape (n, 2), in the order of `DOMAINES`; SANS_ORAL where none was sat.

    La note « pourra, lorsqu'elle en améliorera la valeur, remplacer la moyenne initiale de l'ensemble des
    épreuves ponctuelles du domaine correspondant. Les coefficients et les notes obtenues lors des évaluations en
    cours de formation et au stage sont maintenus. » Un domaine sans ponctuelle n'a rien à remplacer.

    Sources: communique-2021, decret-2021-786
    """
    coefs = coefficient_compte(releve, reglement)
    points = note_comptee(releve) * coefs
    gain = np.zeros(oraux.shape[0], dtype=np.int64)
    for oral, domaine in zip(oraux.T, DOMAINES, strict=True):
        remplacables = releve.ponctuelle & reglement.du_domaine(domaine)
        points_acquis = (points * remplacables).sum(axis=1)
        points_de_l_oral = oral * (coefs * remplacables).sum(axis=1)
        gain += np.where(oral == SANS_ORAL, 0, np.maximum(points_de_l_oral - points_acquis, 0))
    return gain


def remplacement_par_unite(oraux: Ints, releve: Releve, reglement: Reglement) -> Ints:
    """Give the points gained when an oral replaces the mark of its unit, shape (n,).

    `oraux`: hundredths, shape (n, u); SANS_ORAL where none was sat.

    « Le jury prend alors en compte la meilleure note obtenue par le candidat » entre le premier groupe et l'oral qui
    lui correspond. Remplacement au niveau de l'unité : lecture (R-2022-13).

    Sources: d643-22-2022, normandie-2024
    """
    ecarts = np.where(oraux == SANS_ORAL, 0, np.maximum(oraux - note_comptee(releve), 0))
    gain: Ints = (ecarts * coefficient_compte(releve, reglement)).sum(axis=1)
    return gain


ACCES: dict[Acces, Callable[[Moyenne, Moyenne, Bareme, Regime], Bools]] = {
    "ferme": acces_ferme,
    "non_admis": acces_non_admis,
    "moyennes_entre_seuils": acces_moyennes_entre_seuils,
}
CHOIX: dict[Choix, Callable[[Releve, Reglement], Bools]] = {
    "aucun": aucun_choix,
    "un_oral_par_domaine": choix_plus_fort_coefficient,
    "unites_generales": choix_unites_generales,
}
REMPLACEMENT: dict[Remplacement, Callable[[Ints, Releve, Reglement], Ints]] = {
    "aucun": remplacement_nul,
    "moyenne_des_ponctuelles_du_domaine": remplacement_par_domaine,
    "note_de_l_unite": remplacement_par_unite,
}
