"""The probability that each candidate is admitted, over all the marks that the orals may give: exact, with no draw."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bts_sim.analysis.outcomes import outcomes
from bts_sim.bareme import GENERAL, Bareme, Regime
from bts_sim.jury import Controle, Decision, PremierGroupe, ouverture_du_controle, premier_groupe
from bts_sim.points import Bools, Floats, Ints
from bts_sim.population.chances import (
    Oral,
    besoin,
    droite,
    en_droite,
    gains,
    loi,
    probabilite,
    probabilite_des_droites,
)
from bts_sim.population.epreuves_de_controle import epreuves
from bts_sim.population.synth import CohorteSimulee, GroupeSimule
from bts_sim.progression import suivre

#: Rules under which the best oral counts alone.
AU_MEILLEUR_ORAL = ("moyenne_du_domaine_au_meilleur_oral", "moyenne_des_ponctuelles_au_meilleur_oral")


@dataclass(frozen=True)
class Chances:
    """What a regime gives each candidate of a cohort, in the order of their numbers, shape (n,).

    `admission`: probability of the diploma, from 0 to 1, over the marks of the orals; 0 or 1 where no oral is sat.
    """

    regime: Regime
    admis_groupe1: Bools
    autorise: Bools
    admission: Floats

    @property
    def variance(self) -> Floats:
        """Variance of each candidate's admission, shape (n,): that of a yes or no, the orals being independent.

        Source: S. D. Poisson, Recherches sur la probabilité des jugements (1837); the sum has a Poisson-binomial law.
        """
        return self.admission * (1 - self.admission)


def chances(cohorte: CohorteSimulee, regime: Regime) -> Chances:
    """Give the chances of a simulated cohort under one regime.

    The severity of a jury, which its candidates share, is part of the spread of every mark: rates are exact, and
    `variance` leaves out what it makes them have in common.
    """
    n, bareme = cohorte.cohorte.candidats, cohorte.cohorte.bareme.sous(regime)
    admission, autorise, groupe1 = np.zeros(n), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for g in cohorte.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        groupe1[g.candidats], autorise[g.candidats] = premier.ont(Decision.ADMIS), controle.autorise
        sitting = g.candidats[controle.autorise]
        admission[g.candidats] = premier.ont(Decision.ADMIS)
        chance = _au_meilleur_oral if regime.remplacement in AU_MEILLEUR_ORAL else _chance
        admission[sitting] = chance(cohorte, g, premier, controle, bareme, regime)
    return Chances(regime, groupe1, autorise, admission)


def at_orals(cohorte: CohorteSimulee, regime: Regime, tirages: int | None = None) -> Chances:
    """Give the chances of a cohort: exact, or means of so many draws of the orals, to check the former."""
    if tirages is None:
        return chances(cohorte, regime)
    drawn = [outcomes(cohorte, regime, tirage) for tirage in suivre(range(tirages), "Tirages des oraux")]
    admission = np.mean([one.admis for one in drawn], axis=0)
    return Chances(regime, drawn[0].admis_groupe1, drawn[0].autorise, admission)


def _chance(
    cohorte: CohorteSimulee,
    g: GroupeSimule,
    premier: PremierGroupe,
    controle: Controle,
    bareme: Bareme,
    regime: Regime,
) -> Floats:
    """Give the probability of admission of those who may sit the orals, shape (m,)."""
    rows = np.flatnonzero(controle.autorise)
    if not rows.size:
        return np.zeros(0)
    expected, chosen = epreuves(cohorte, g, premier, controle, regime)
    releve = g.releve.part(rows)
    need = besoin(premier.part(rows), releve, g.reglement, bareme, regime)
    p, sat = cohorte.cohorte.parametres, _sat(chosen)
    marks = np.take_along_axis(expected, sat, axis=1)
    away = np.where(sat >= 0, p["absence_a_l_oral"] / 100, 0.0)
    eliminates = regime.lectures.absence_a_l_oral == "elimination"
    if en_droite(regime):
        lines = [droite(column, chosen.shape[1], releve, g.reglement, regime) for column in sat.T]
        return probabilite_des_droites(need, lines, marks, away, p["ecart_type_oral"], eliminates)
    tables = {
        c: gains(c, chosen.shape[1], releve, g.reglement, regime) for c in np.flatnonzero(chosen.any(axis=0)).tolist()
    }
    orals = [
        Oral(_of(tables, column), loi(mark, p["ecart_type_oral"]), absence)
        for column, mark, absence in zip(sat.T, marks.T, away.T, strict=True)
    ]
    return probabilite(need, orals, eliminates)


def _au_meilleur_oral(
    cohorte: CohorteSimulee,
    g: GroupeSimule,
    premier: PremierGroupe,
    controle: Controle,
    bareme: Bareme,
    regime: Regime,
) -> Floats:
    """Give the same where only the best oral counts, shape (m,): what each would gain does not add up.

    The orals being independent, none is enough with the product of the probabilities that each is not.
    """
    rows, p = np.flatnonzero(controle.autorise), cohorte.cohorte.parametres
    expected, chosen = epreuves(cohorte, g, premier, controle, regime)
    releve, away = g.releve.part(rows), p["absence_a_l_oral"] / 100
    need = besoin(premier.part(rows), releve, g.reglement, bareme, regime)
    # Whatever the unit, an oral mark gains the same on the domain.
    who, column = np.nonzero(chosen)
    general = int(np.argmax(g.reglement.du_domaine(GENERAL)))
    enough = gains(general, chosen.shape[1], releve, g.reglement, regime) >= need[:, np.newaxis]
    reached = (loi(expected[who, column], p["ecart_type_oral"]) * enough[who]).sum(axis=1)
    eliminates = regime.lectures.absence_a_l_oral == "elimination"
    never, come = np.ones(rows.size), np.ones(rows.size)
    np.multiply.at(never, who, 1 - (1 if eliminates else 1 - away) * reached)
    np.multiply.at(come, who, 1 - away if eliminates else 1)
    return come * np.where(need <= 0, 1, 1 - never)


def _sat(chosen: Bools) -> Ints:
    """Give the columns that each candidate sits, shape (m, o).

    Who sits fewer orals than the others has the last ones on column -1, where no mark counts and nobody is expected.
    """
    who, column = np.nonzero(chosen)
    count = np.bincount(who, minlength=len(chosen))
    rank = np.arange(who.size) - (np.cumsum(count) - count)[who]
    sat = np.full((len(chosen), int(count.max(initial=0))), -1)
    sat[who, rank] = column
    return sat


def _of(tables: dict[int, Ints], column: Ints) -> Ints:
    """Give the gains of the column that each candidate sits, shape (m, k); nothing where there is none."""
    (shape,) = {table.shape for table in tables.values()}
    found = np.zeros(shape, dtype=np.int64)
    for c, table in tables.items():
        found[column == c] = table[column == c]
    return found
