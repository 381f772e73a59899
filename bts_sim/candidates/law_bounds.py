"""Find marks that the law allows to nobody: too many facultatives, a professional unit dispensed."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from bts_sim.candidates.assemble import Marks, says
from bts_sim.droit.bareme import PROFESSIONNEL, Bareme
from bts_sim.droit.releve import Statut
from bts_sim.droit.textes import sources, valeurs
from bts_sim.droit.vocabulaire import OUI, VAE
from bts_sim.errors import Fault

#: Statuses that carry a mark.
WITH_MARK = (Statut.NOTE, Statut.BE, Statut.RE)


def beyond_the_law(marks: Marks, bareme: Bareme) -> Iterator[Fault]:
    """Yield every such fault of the table of marks."""
    yield from _professional_dispenses(marks, bareme)
    yield from _too_many_facultatives(marks, bareme)


def _professional_dispenses(marks: Marks, bareme: Bareme) -> Iterator[Fault]:
    """Yield a fault for each dispense of a professional unit whose candidate does not declare a VAE."""
    exempt = marks.statut == Statut.DI
    if not exempt.any():
        return
    exempt &= marks.of_domain(PROFESSIONNEL, bareme) & ~says(marks.candidats, VAE, OUI)[marks.owner]
    problem = "dispense d'une unité professionnelle (arrêté du 24 juin 2005)"
    remedy = "vérifier l'unité et le statut : elle ne se dispense pas, sauf admission à une VAE (colonne vae : oui)"
    found = marks.frame[exempt]
    for line, candidat, unite in zip(found.index, found["candidat"], found["unite"], strict=True):
        yield marks.table.fault(int(line), "statut", Statut.DI.name, problem, remedy, candidat, unite)


def _too_many_facultatives(marks: Marks, bareme: Bareme) -> Iterator[Fault]:
    """Yield a fault for each candidate with marks in more facultatives than the law allows, at the last row."""
    sat = marks.facultative(bareme) & (marks.mark >= 0) & np.isin(marks.statut, WITH_MARK)
    if not sat.any():
        return
    rows = marks.frame[sat].astype(object).drop_duplicates(["candidat", "unite"])
    most = bareme.facultatives_admises
    text = valeurs(bareme.session)["nombre_epreuves_facultatives"]
    problem = f"plus de {most} épreuves facultatives : {text['valeur']} au plus à la session {bareme.session} "
    problem += f"({sources()[text['source']]['reference']})"
    remedy = "garder celles auxquelles il est inscrit"
    for candidat, own in rows[rows.groupby("candidat")["unite"].transform("size") > most].groupby("candidat"):
        units = own["unite"].tolist()
        yield marks.table.fault(
            int(own.index[-1]), "unite", ", ".join(units), problem, remedy, str(candidat), units[-1]
        )
