"""What happens to each simulated candidate under one regime, with the luck of the orals."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.bareme import Regime
from bts_sim.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.points import Bools, Floats, Ints
from bts_sim.population.epreuves_de_controle import oral_marks
from bts_sim.population.synth import CohorteSimulee


@dataclass(frozen=True)
class Outcomes:
    """What happened to each candidate of a cohort under one regime, in the order of their numbers, shape (n,).

    `generale`, `professionnelle` and `finale` are means on 20, for display and statistics only.
    """

    regime: Regime
    specialite: NDArray[np.str_]
    admis_groupe1: Bools
    autorise: Bools
    admis: Bools
    decision: Ints
    generale: Floats
    professionnelle: Floats
    finale: Floats

    def frame(self) -> pd.DataFrame:
        """Give the same as a table, one row per candidate, decisions by their name."""
        names = np.array([decision.name.lower() for decision in Decision])
        columns = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "regime"}
        return pd.DataFrame(columns | {"decision": names[self.decision]})


def outcomes(cohorte: CohorteSimulee, regime: Regime, tirage: int = 0) -> Outcomes:
    """Take a simulated cohort through the exam under one regime; `tirage`: number of the draw of the orals."""
    n, bareme = cohorte.cohorte.candidats, cohorte.cohorte.bareme.sous(regime)
    specialite = np.full(n, "", dtype=f"U{max(map(len, cohorte.cohorte.specialites))}")
    decision, autorise, groupe1 = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    generale, professionnelle, finale = np.zeros(n), np.zeros(n), np.zeros(n)
    for g in cohorte.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        oraux = oral_marks(cohorte, g, premier, controle, regime, tirage)
        second = second_groupe(premier, controle, oraux, g.releve, g.reglement, bareme, regime)
        decision[g.candidats], autorise[g.candidats] = second.decision, controle.autorise
        groupe1[g.candidats] = premier.ont(Decision.ADMIS)
        generale[g.candidats], finale[g.candidats] = premier.generale.sur_20(), second.finale.sur_20()
        professionnelle[g.candidats] = premier.professionnelle.sur_20()
        specialite[g.candidats] = g.reglement.specialite
    admis = np.isin(decision, (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE))
    return Outcomes(regime, specialite, groupe1, autorise, admis, decision, generale, professionnelle, finale)


def access(premier: Outcomes, second: Outcomes) -> pd.DataFrame:
    """Give the candidates whom the first group did not admit, with their two means and which regime lets them sit.

    Column `acces`: `les deux`, the name of the only regime that does, or `aucun des deux`.
    """
    frame = premier.frame()[["specialite", "generale", "professionnelle"]]
    names = [premier.regime.nom, second.regime.nom]
    frame["acces"] = np.select(
        [premier.autorise & second.autorise, premier.autorise, second.autorise], ["les deux", *names], "aucun des deux"
    )
    judged: Bools = ~premier.admis_groupe1 & (premier.decision != Decision.ELIMINE)
    return frame[judged]
