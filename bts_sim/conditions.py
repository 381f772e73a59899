"""What each rule of admission and access compares with what: the same rules as `regles/`, laid open for a trace.

Each list is a conjunction; a test proves that it holds exactly where the rule does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bts_sim.bareme import GENERAL, PROFESSIONNEL, Acces, Admission, Bareme, Regime, Reglement
from bts_sim.points import CENTIEMES, Bools, Moyenne, en_points
from bts_sim.regles.conservation import coefficient_compte, note_comptee
from bts_sim.regles.moyenne import moyenne_arretee, moyenne_d_acces, moyenne_generale, moyenne_professionnelle
from bts_sim.releve import Releve, Statut

AU_MOINS, MOINS_DE, PLUS_DE, EST = "au moins", "moins de", "plus de", "est"


@dataclass(frozen=True)
class Condition:
    """One comparison for n candidates: what is measured, its value as a fraction or a word, and whether it holds."""

    mesure: str
    valeurs: list[str]
    sens: str
    seuil: str
    tenue: Bools


@dataclass(frozen=True)
class Dossier:
    """What a rule of admission or access is given."""

    releve: Releve
    reglement: Reglement
    bareme: Bareme
    regime: Regime

    def reaches(self, mesure: str, mean: Moyenne, seuil: int | None) -> list[Condition]:
        """Give the condition that a mean is at least `seuil` (hundredths); none when there is no such threshold."""
        if seuil is None:
            return []
        settled = moyenne_arretee(mean, self.regime.lectures)
        return [Condition(mesure, settled.fractions(), AU_MOINS, en_points(seuil), settled.atteint(seuil))]

    def stays_under(self, mesure: str, mean: Moyenne, seuil: int) -> Condition:
        """Give the condition that a mean is below `seuil` (hundredths)."""
        settled = moyenne_arretee(mean, self.regime.lectures)
        return Condition(mesure, settled.fractions(), MOINS_DE, en_points(seuil), ~settled.atteint(seuil))

    @property
    def generale(self) -> Moyenne:
        """The general mean."""
        return moyenne_generale(self.releve, self.reglement, self.bareme)

    @property
    def professionnelle(self) -> Moyenne:
        """The mean of the professional units."""
        return moyenne_professionnelle(self.releve, self.reglement, self.regime.lectures)


def d_admission(dossier: Dossier, mean: Moyenne) -> list[Condition]:
    """Give what admission compares, for a mean before or after the orals."""
    return ADMISSION[dossier.regime.admission](dossier, mean)


def d_acces(dossier: Dossier) -> list[Condition]:
    """Give what access to the épreuves de contrôle compares; an empty list lets nobody in."""
    return ACCES[dossier.regime.acces](dossier)


def _mean(d: Dossier, mean: Moyenne) -> list[Condition]:
    return d.reaches("moyenne_generale", mean, d.bareme.seuil_admission)


def _total(d: Dossier, mean: Moyenne) -> list[Condition]:
    total = Moyenne(mean.somme, np.full_like(mean.coefs, CENTIEMES))
    seuil = d.regime.seuil_points or 0
    return [Condition("total_de_points", total.fractions(), AU_MOINS, en_points(seuil), total.atteint(seuil))]


def _nobody(d: Dossier) -> list[Condition]:
    return []


def _not_admitted(d: Dossier) -> list[Condition]:
    conditions = [d.stays_under("moyenne_generale", d.generale, d.bareme.seuil_admission)]
    if d.regime.lectures.jury_2021 == "sur_avis":
        words = ["défavorable" if no else "favorable" for no in d.releve.avis_defavorable.tolist()]
        conditions.append(Condition("avis_du_jury", words, EST, "favorable", ~d.releve.avis_defavorable))
    return conditions


def _close_enough(d: Dossier) -> list[Condition]:
    mean = moyenne_d_acces(d.releve, d.reglement, d.bareme, d.regime.lectures)
    return d.reaches("moyenne_d_acces", mean, d.regime.seuil_general)


def _between(d: Dossier) -> list[Condition]:
    return [
        d.stays_under("moyenne_generale", d.generale, d.bareme.seuil_admission),
        *_close_enough(d),
        *d.reaches("moyenne_professionnelle", d.professionnelle, d.regime.seuil_professionnel),
    ]


def _strictly_between(d: Dossier) -> list[Condition]:
    means = {
        "moyenne_d_acces": moyenne_d_acces(d.releve, d.reglement, d.bareme, d.regime.lectures),
        "moyenne_professionnelle": d.professionnelle,
    }
    bars = (d.regime.seuil_general, d.regime.seuil_professionnel)
    return [
        Condition(name, mean.fractions(), PLUS_DE, en_points(bar), mean.somme > bar * mean.coefs)
        for (name, mean), bar in zip(means.items(), bars, strict=True)
        if bar is not None
    ]


def _general_domain(d: Dossier) -> list[Condition]:
    coefs = coefficient_compte(d.releve, d.reglement) * d.reglement.du_domaine(GENERAL)
    mean = Moyenne.ponderee(note_comptee(d.releve), coefs)
    bar = d.bareme.seuil_admission
    return [
        *d.reaches("moyenne_du_domaine_general", mean, d.regime.seuil_general),
        Condition("moyenne_du_domaine_general", mean.fractions(), MOINS_DE, en_points(bar), ~mean.atteint(bar)),
        *d.reaches("moyenne_professionnelle", d.professionnelle, d.regime.seuil_professionnel),
    ]


def _professional_mean(d: Dossier) -> list[Condition]:
    mean, low, high = d.professionnelle, d.regime.seuil_general or 0, d.bareme.seuil_admission
    marks = np.where(d.releve.ont(Statut.DI), d.bareme.note_maximale, note_comptee(d.releve)).min(axis=1)
    lowest, floor = Moyenne(marks, np.ones_like(marks)), d.regime.note_plancher or 0
    return [
        Condition("moyenne_professionnelle", mean.fractions(), AU_MOINS, en_points(low), mean.atteint(low)),
        Condition("moyenne_professionnelle", mean.fractions(), MOINS_DE, en_points(high), ~mean.atteint(high)),
        Condition("note_la_plus_basse", lowest.fractions(), AU_MOINS, en_points(floor), lowest.atteint(floor)),
    ]


def _one_professional_mark(d: Dossier) -> list[Condition]:
    professional = d.reglement.du_domaine(PROFESSIONNEL) & ~d.releve.ont(Statut.DI)
    marks = np.where(professional, note_comptee(d.releve), 0).max(axis=1)
    best, bar = Moyenne(marks, np.ones_like(marks)), d.regime.seuil_professionnel or 0
    return [
        Condition("meilleure_note_professionnelle", best.fractions(), AU_MOINS, en_points(bar), best.atteint(bar)),
        *_close_enough(d),
    ]


ADMISSION: dict[Admission, Callable[[Dossier, Moyenne], list[Condition]]] = {
    "moyenne": _mean,
    "total_de_points": _total,
}
ACCES: dict[Acces, Callable[[Dossier], list[Condition]]] = {
    "ferme": _nobody,
    "non_admis": _not_admitted,
    "moyennes_entre_seuils": _between,
    "strictement_entre_seuils": _strictly_between,
    "domaine_general_entre_seuils": _general_domain,
    "moyenne_professionnelle_entre_seuils": _professional_mean,
    "une_note_professionnelle": _one_professional_mark,
}
