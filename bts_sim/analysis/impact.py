"""The same candidates under several regimes: rates, and gaps to a baseline, with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bts_sim.bareme import Regime
from bts_sim.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.points import Bools, Floats, Ints
from bts_sim.population.epreuves_de_controle import oral_marks
from bts_sim.population.synth import CohorteSimulee
from bts_sim.scenario import load_regime

COLONNES = (
    "groupe",
    "modalite",
    "indicateur",
    "regime",
    "reference",
    "valeur",
    "bas",
    "haut",
    "niveau",
    "n",
    "methode",
)
#: Percent of the intervals.
NIVEAU = 90.0
#: Decimals of rates and gaps in tables.
DECIMALES = 4

CALE = "calé sur la cible"
PAR_LA_REGLE = "nul par la règle : ce régime n'a pas d'épreuve de contrôle"
WILSON = "intervalle de Wilson : tirage de la cohorte et des oraux, paramètres fixés"
WILSON_CALE = "intervalle de Wilson sur la part rattrapée : tirage de la cohorte et des oraux, premier groupe calé"
APPARIE = "écart apparié, approximation normale : tirage de la cohorte et des oraux, paramètres fixés"


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


def outcomes(cohorte: CohorteSimulee, regime: Regime) -> Outcomes:
    """Take a simulated cohort through the exam under one regime."""
    n, bareme = cohorte.cohorte.candidats, cohorte.cohorte.bareme.sous(regime)
    specialite = np.full(n, "", dtype=f"U{max(map(len, cohorte.cohorte.specialites))}")
    decision, autorise, groupe1 = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    generale, professionnelle, finale = np.zeros(n), np.zeros(n), np.zeros(n)
    for g in cohorte.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        oraux = oral_marks(cohorte, g, premier, controle, regime)
        second = second_groupe(premier, controle, oraux, g.releve, g.reglement, bareme, regime)
        decision[g.candidats], autorise[g.candidats] = second.decision, controle.autorise
        groupe1[g.candidats] = premier.ont(Decision.ADMIS)
        generale[g.candidats], finale[g.candidats] = premier.generale.sur_20(), second.finale.sur_20()
        professionnelle[g.candidats] = premier.professionnelle.sur_20()
        specialite[g.candidats] = g.reglement.specialite
    admis = np.isin(decision, (Decision.ADMIS, Decision.ADMIS_APRES_CONTROLE))
    return Outcomes(regime, specialite, groupe1, autorise, admis, decision, generale, professionnelle, finale)


def compare(
    cohorte: CohorteSimulee, reference: Regime, autres: Sequence[Regime], niveau: float | None = NIVEAU
) -> pd.DataFrame:
    """Compare regimes on the same candidates: one row per group, indicator and regime.

    Rates are in percent of the candidates of the group, gaps in points; `niveau` is the level of the intervals in
    percent (None: no interval, for one draw among many), and `methode` says what they cover. Groups: all, by
    specialty, voie, bac of origin, sex, kind of school and sector.
    """
    base = outcomes(cohorte, reference)
    everyone = [base, *(outcomes(cohorte, regime) for regime in autres)]
    # A reform of the first group itself moves the rate that the level was solved to.
    solved = _first_group_of_the_law(cohorte)
    rows = [
        row
        for groupe, modalite, members, cale in groups(cohorte)
        for one in everyone
        for row in _rows(
            one, base, groupe, modalite, members, cale and np.array_equal(one.admis_groupe1, solved), niveau
        )
    ]
    table = pd.DataFrame(rows, columns=COLONNES)
    # The baseline has no gap to itself.
    return table[~((table["indicateur"] == "ecart_taux_admis") & (table["regime"] == reference.nom))].reset_index(
        drop=True
    )


def _first_group_of_the_law(cohorte: CohorteSimulee) -> Bools:
    """Say who is admitted at the first group under the law that the cohort was calibrated to, shape (n,)."""
    bareme = cohorte.cohorte.bareme
    law = load_regime(bareme.regime)
    admis = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        admis[g.candidats] = premier_groupe(g.releve, g.reglement, bareme, law).ont(Decision.ADMIS)
    return admis


def access(premier: Outcomes, second: Outcomes) -> pd.DataFrame:
    """Give the candidates whom the first group did not admit, with their two means and which regime lets them sit.

    Column `acces`: `les deux`, the name of the only regime that does, or `aucun des deux`.
    """
    frame = premier.frame()[["specialite", "generale", "professionnelle"]]
    names = [premier.regime.nom, second.regime.nom]
    frame["acces"] = np.select(
        [premier.autorise & second.autorise, premier.autorise, second.autorise], ["les deux", *names], "aucun des deux"
    )
    return frame[~premier.admis_groupe1 & (premier.decision != Decision.ELIMINE)]


def groups(cohorte: CohorteSimulee) -> Iterator[tuple[str, str, Ints, bool]]:
    """Give the groups of a cohort: name, value, candidates, and whether its first-group rate was set by a target."""
    by_specialty = not isinstance(cohorte.cohorte.taux_groupe1, float | int)
    everybody = np.flatnonzero(present(cohorte))
    yield "ensemble", "ensemble", everybody, True
    for g in sorted(cohorte.groupes, key=lambda g: -g.candidats.size):
        yield "specialite", g.reglement.specialite, g.candidats[g.composition.present], by_specialty
    for groupe, words in _attributes(cohorte).items():
        for modalite in dict.fromkeys(words[words != ""].tolist()):
            yield groupe, modalite, everybody[words[everybody] == modalite], False


def present(cohorte: CohorteSimulee) -> Bools:
    """Say who was not absent from the whole exam, in the order of the candidates, shape (n,)."""
    here = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        here[g.candidats] = g.composition.present
    return here


def _attributes(cohorte: CohorteSimulee) -> dict[str, NDArray[np.str_]]:
    """Give what is known of every candidate before any mark, as words, shape (n,); "" where it has no sense."""
    voies = np.array(list(cohorte.cohorte.voies))
    parts = [{"voie": voies[g.voies], **g.composition.labels()} for g in cohorte.groupes]
    order = np.argsort(np.concatenate([g.candidats for g in cohorte.groupes]))
    return {name: np.concatenate([np.array(part[name]) for part in parts])[order] for name in parts[0]}


def _rows(
    one: Outcomes, base: Outcomes, groupe: str, modalite: str, members: Ints, cale: bool, niveau: float | None
) -> Iterator[tuple[object, ...]]:
    n = members.size
    first, admitted = one.admis_groupe1[members], one.admis[members]

    def row(indicateur: str, reference: str, value: float, low: float, high: float, methode: str) -> tuple[object, ...]:
        numbers = [round(float(100 * x), DECIMALES) for x in (value, low, high)]
        return (groupe, modalite, indicateur, one.regime.nom, reference, *numbers, niveau, n, methode)

    rate = float(first.mean())
    first_group = (rate, rate, rate, CALE) if cale else (rate, *wilson(first, niveau), WILSON)
    yield row("taux_groupe1", "", *first_group)
    if one.regime.acces == "ferme":
        yield row("taux_autorise", "", 0, 0, 0, PAR_LA_REGLE)
        yield row("taux_admis", "", *first_group)
    else:
        autorise = one.autorise[members]
        yield row("taux_autorise", "", float(autorise.mean()), *wilson(autorise, niveau), WILSON)
        saved_low, saved_high = wilson(admitted & ~first, niveau)
        within = (rate + saved_low, rate + saved_high, WILSON_CALE) if cale else (*wilson(admitted, niveau), WILSON)
        yield row("taux_admis", "", float(admitted.mean()), *within)
    gain = admitted.astype(np.int64) - base.admis[members]
    yield row("ecart_taux_admis", base.regime.nom, float(gain.mean()), *paired(gain, niveau), APPARIE)


def wilson(successes: Bools, niveau: float | None) -> tuple[float, float]:
    """Give the Wilson interval of a rate, as proportions.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, JASA 22 (1927).
    """
    if niveau is None:
        rate = float(successes.mean())
        return rate, rate
    from scipy.stats import binomtest

    interval = binomtest(int(successes.sum()), successes.size).proportion_ci(niveau / 100, method="wilson")
    return float(interval.low), float(interval.high)


def paired(gain: Ints, niveau: float | None) -> tuple[float, float]:
    """Give the interval of a mean paired difference, as a proportion; normal, the candidates being independent."""
    mean = float(gain.mean())
    if niveau is None:
        return mean, mean
    from scipy.special import ndtri

    half = float(ndtri(0.5 + niveau / 200)) * float(gain.std()) / float(np.sqrt(gain.size))
    return mean - half, mean + half
