"""How right decisions are: what a jury decides, beside the level that it never sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bts_sim.analysis.expectation import chances
from bts_sim.analysis.impact import COLONNES, DECIMALES, EXACTS, NIVEAU, present
from bts_sim.analysis.niveau import niveau_vrai
from bts_sim.analysis.proportions import proportion
from bts_sim.bareme import Bareme, Regime
from bts_sim.jury import Decision, ouverture_du_controle, premier_groupe
from bts_sim.points import CENTIEMES, Bools, Floats
from bts_sim.population.cohorte import parametres
from bts_sim.population.epreuves_de_controle import epreuves
from bts_sim.population.synth import CohorteSimulee

#: How far on each side of the threshold of admission the standard is swept, and by which step, points.
ETENDUE, PAS = 1.0, 0.25
#: Spreads of an oral mark between its two bounds.
ECARTS_TYPES = 9
#: What every interval here leaves out: it moves with the seed, and `sous_tirages` covers it.
FIXES = "paramètres, calage et difficulté des unités fixés"
METHODE = f"intervalle de Wilson d'un rapport : tirage de la cohorte, {FIXES} ; {EXACTS}"
#: What a sweep of the reliability of orals keeps of `justesse`.
A_L_ORAL = ("vpp_apres_controle", "au_niveau_autorises", "faux_admis", "faux_refus")
COLONNES_FIABILITE = ("ecart_type_oral", "fiabilite", *COLONNES)


@dataclass(frozen=True)
class Jugements:
    """What a regime decides of each candidate, in the order of their numbers, and the level of each; shape (n,).

    `present`: in the rates, that is present and with a final decision. `elimine`: refused for an absence or a dossier,
    whatever the marks, and so judged on nothing that a level could be compared with; `juge`: present and not so.
    `admission`: probability of the diploma over the marks of the orals. `niveau`: points on 20.
    """

    regime: Regime
    present: Bools
    elimine: Bools
    admis_groupe1: Bools
    autorise: Bools
    admission: Floats
    niveau: Floats

    @property
    def juge(self) -> Bools:
        """Say who was judged on marks."""
        return self.present & ~self.elimine


def jugements(cohorte: CohorteSimulee, regime: Regime) -> Jugements:
    """Judge a simulated cohort under one regime, orals summed exactly, and give each candidate's level beside it."""
    n, bareme = cohorte.cohorte.candidats, cohorte.cohorte.bareme.sous(regime)
    elimine, pending = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for g in cohorte.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        elimine[g.candidats] = premier.ont(Decision.ELIMINE)
        pending[g.candidats] = premier.ont(Decision.SANS_DECISION_FINALE)
    one, here = chances(cohorte, regime), present(cohorte) & ~pending
    return Jugements(regime, here, elimine & here, one.admis_groupe1, one.autorise, one.admission, niveau_vrai(cohorte))


def seuil(bareme: Bareme) -> float:
    """Give the standard used by default, points on 20: the law's threshold of admission, whatever a regime says."""
    return bareme.seuil_admission / CENTIEMES


def normes(bareme: Bareme, etendue: float = ETENDUE, pas: float = PAS) -> list[float]:
    """Give the standards of a sweep around the threshold of admission, points on 20."""
    steps = round(etendue / pas)
    return [seuil(bareme) + step * pas for step in range(-steps, steps + 1)]


def justesse(
    cohorte: CohorteSimulee,
    reference: Regime,
    autres: Sequence[Regime],
    balayage: Sequence[float] | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Compare decisions with levels: the columns of `compare` and `norme`, one row per standard, regime, indicator.

    `balayage`: standards, points on 20; a candidate has the level from the standard up. None: `normes`. Percent of
    those present: `faux_admis`, `faux_refus`, `elimines`, `elimines_au_niveau`. Percent of those judged: `justesse`
    (right decisions), `au_niveau`. Then `sensibilite` (of those at the level, admitted), `specificite` (of the
    others, refused), and predictive values, the share that has the level: `vpp_admis`, `vpp_groupe1`,
    `vpp_apres_controle`, `au_niveau_autorises` (of those who sit orals), `vpn` (of the refused, share that has not),
    and `vpp_gagnes`, of those whom a regime admits and the baseline does not, counted as max(0, difference of chances).

    Who is eliminated is counted apart, being refused for something else than marks. A share among nobody is missing.
    """
    base = jugements(cohorte, reference)
    everyone = [base, *(jugements(cohorte, regime) for regime in autres)]
    swept = normes(cohorte.cohorte.bareme) if balayage is None else balayage
    rows = [
        (norme, *_row(one, base, indicateur, poids, oui, niveau))
        for norme in swept
        for one in everyone
        for indicateur, poids, oui in _indicateurs(one, base, one.niveau >= norme)
    ]
    return pd.DataFrame(rows, columns=["norme", *COLONNES])


def _indicateurs(one: Jugements, base: Jugements, able: Bools) -> Iterator[tuple[str, Floats, Floats]]:
    """Give each indicator as the weight of every candidate in its divisor and the part of it that counts."""
    here, juge, chance = one.present.astype(np.float64), one.juge.astype(np.float64), one.admission
    after = juge * (chance - one.admis_groupe1)
    yield "faux_admis", here, one.juge * chance * ~able
    yield "faux_refus", here, one.juge * (1 - chance) * able
    yield "elimines", here, one.elimine.astype(np.float64)
    yield "elimines_au_niveau", here, (one.elimine & able).astype(np.float64)
    yield "justesse", juge, np.where(able, chance, 1 - chance)
    yield "au_niveau", juge, able.astype(np.float64)
    yield "sensibilite", juge * able, chance
    yield "specificite", juge * ~able, 1 - chance
    yield "vpp_admis", juge * chance, able.astype(np.float64)
    yield "vpp_groupe1", juge * one.admis_groupe1, able.astype(np.float64)
    yield "vpn", juge * (1 - chance), (~able).astype(np.float64)
    if one.regime.acces != "ferme":
        yield "vpp_apres_controle", after, able.astype(np.float64)
        yield "au_niveau_autorises", juge * one.autorise, able.astype(np.float64)
    if one is not base:
        gained = juge * np.maximum(chance - base.admission, 0)
        yield "vpp_gagnes", gained, able.astype(np.float64)


def _row(
    one: Jugements, base: Jugements, indicateur: str, poids: Floats, oui: Floats, niveau: float | None
) -> tuple[object, ...]:
    numbers = [round(100 * value, DECIMALES) for value in proportion(poids, oui, niveau)]
    reference = base.regime.nom if indicateur == "vpp_gagnes" else ""
    n = int(np.count_nonzero(poids))
    return ("ensemble", "ensemble", indicateur, one.regime.nom, reference, *numbers, niveau, n, METHODE)


def justesse_selon_l_oral(
    cohorte: CohorteSimulee,
    regimes: Sequence[Regime],
    ecarts_types: Sequence[float] | None = None,
    norme: float | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Say how right decisions are as orals grow less reliable: the columns of `compare`, one row per spread and regime.

    `ecarts_types`: spreads of an oral mark around what the candidate is worth there, points; None: nine, between the
    bounds of the parameter `ecart_type_oral`. Column `fiabilite`: share of the variance of the marks of the orals sat
    that comes from the candidates, from 0 to 1. `norme`: standard, points on 20; None: the threshold of admission.
    """
    spreads = (
        np.linspace(*parametres()["ecart_type_oral"].bornes, ECARTS_TYPES) if ecarts_types is None else ecarts_types
    )
    asked = [seuil(cohorte.cohorte.bareme) if norme is None else norme]
    tables = []
    for spread in map(float, spreads):
        given = {**cohorte.cohorte.parametres, "ecart_type_oral": spread}
        # The first group owes nothing to the orals: nobody is drawn again.
        noisy = replace(cohorte, cohorte=replace(cohorte.cohorte, parametres=given))
        for regime in regimes:
            table = justesse(noisy, regime, [], asked, niveau).drop(columns="norme")
            table = table[table["indicateur"].isin(A_L_ORAL)]
            tables.append(table.assign(ecart_type_oral=spread, fiabilite=round(_fiabilite(noisy, regime), DECIMALES)))
    return pd.concat(tables, ignore_index=True)[list(COLONNES_FIABILITE)]


def _fiabilite(cohorte: CohorteSimulee, regime: Regime) -> float:
    """Give the share of the variance of the marks of the orals sat that comes from who sits them, from 0 to 1.

    Source: the coefficient of reliability, F. M. Lord and M. R. Novick, Statistical theories of mental test scores
    (1968), among those authorised and not among all candidates.
    """
    bareme, worth = cohorte.cohorte.bareme.sous(regime), [np.zeros(0)]
    for g in cohorte.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        expected, chosen = epreuves(cohorte, g, premier, controle, regime)
        worth.append(expected[chosen])
    marks = np.concatenate(worth)
    true, noise = float(marks.var()) if marks.size else 0.0, cohorte.cohorte.parametres["ecart_type_oral"] ** 2
    return true / (true + noise) if true else np.nan
