"""How right decisions are: what a jury decides, beside the level that it never sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import parametres
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import CENTIEMES, Bools, Floats
from bts_sim.stats.groups import in_rates, judged_on_marks
from bts_sim.stats.intervals import COLONNES, DECIMALES, EXACT_ORALS, FIXED_WITH_LEVEL, NIVEAU
from bts_sim.stats.proportions import proportion

#: How far on each side of the threshold of admission the standard is swept, and by which step, points.
EXTENT, PAS = 1.0, 0.25
#: Spreads of an oral mark between its two bounds.
ORAL_SPREADS = 9
METHOD = f"intervalle de Wilson d'un rapport : tirage de la cohorte, {FIXED_WITH_LEVEL} ; {EXACT_ORALS}"
#: What a sweep of the reliability of orals keeps of `justesse`.
A_L_ORAL = ("vpp_apres_controle", "au_niveau_autorises", "faux_admis", "faux_refus")
RELIABILITY_COLUMNS = ("ecart_type_oral", "fiabilite", *COLONNES)


def seuil(bareme: Bareme) -> float:
    """Give the standard used by default, points on 20: the law's threshold of admission, whatever a regime says."""
    return bareme.seuil_admission / CENTIEMES


def standards(bareme: Bareme, extent: float = EXTENT, pas: float = PAS) -> list[float]:
    """Give the standards of a sweep around the threshold of admission, points on 20."""
    steps = round(extent / pas)
    return [seuil(bareme) + step * pas for step in range(-steps, steps + 1)]


@asks_abilities
def justesse(
    cohorte: SimulatedCohort,
    reference: Regime,
    autres: Sequence[Regime],
    sweep: Sequence[float] | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Compare decisions with levels: the columns of `compare` and `norme`, one row per standard, regime, indicator.

    `sweep`: standards, points on 20; a candidate has the level from the standard up. None: `standards`. Percent of
    those present: `faux_admis`, `faux_refus`, `elimines`, `elimines_au_niveau`. Percent of those judged: `justesse`
    (right decisions), `au_niveau`. Then `sensibilite` (of those at the level, admitted), `specificite` (of the
    others, refused), and predictive values, the share that has the level: `vpp_admis`, `vpp_groupe1`,
    `vpp_apres_controle`, `au_niveau_autorises` (of those who sit orals), `vpn` (of the refused, share that has not),
    and `vpp_gagnes`, of those whom a regime admits and the baseline does not, counted as max(0, difference of chances).

    Who is eliminated is counted apart, being refused for something else than marks. A share among nobody is missing.
    """
    base, level = cohorte.under(reference), true_level(cohorte)
    everyone = [base, *(cohorte.under(regime) for regime in autres)]
    swept = standards(cohorte.cohorte.bareme) if sweep is None else sweep
    rows = [
        (norme, *_row(one, base, indicateur, poids, oui, niveau))
        for norme in swept
        for one in everyone
        for indicateur, poids, oui in _indicators(one, base, level >= norme)
    ]
    return pd.DataFrame(rows, columns=["norme", *COLONNES])


def _indicators(one: Under, base: Under, able: Bools) -> Iterator[tuple[str, Floats, Floats]]:
    """Give each indicator as the weight of every candidate in its divisor and the part of it that counts."""
    judged, elimine = judged_on_marks(one), in_rates(one) & one.elimine
    here, counted, chance = in_rates(one).astype(np.float64), judged.astype(np.float64), one.admission
    after = counted * (chance - one.admis_groupe1)
    yield "faux_admis", here, judged * chance * ~able
    yield "faux_refus", here, judged * (1 - chance) * able
    yield "elimines", here, elimine.astype(np.float64)
    yield "elimines_au_niveau", here, (elimine & able).astype(np.float64)
    yield "justesse", counted, np.where(able, chance, 1 - chance)
    yield "au_niveau", counted, able.astype(np.float64)
    yield "sensibilite", counted * able, chance
    yield "specificite", counted * ~able, 1 - chance
    yield "vpp_admis", counted * chance, able.astype(np.float64)
    yield "vpp_groupe1", counted * one.admis_groupe1, able.astype(np.float64)
    yield "vpn", counted * (1 - chance), (~able).astype(np.float64)
    if one.regime.acces != "ferme":
        yield "vpp_apres_controle", after, able.astype(np.float64)
        yield "au_niveau_autorises", counted * one.autorise, able.astype(np.float64)
    if one is not base:
        gained = counted * np.maximum(chance - base.admission, 0)
        yield "vpp_gagnes", gained, able.astype(np.float64)


def _row(
    one: Under, base: Under, indicateur: str, poids: Floats, oui: Floats, niveau: float | None
) -> tuple[object, ...]:
    numbers = [round(100 * value, DECIMALES) for value in proportion(poids, oui, niveau)]
    reference = base.regime.nom if indicateur == "vpp_gagnes" else ""
    n = int(np.count_nonzero(poids))
    return ("ensemble", "ensemble", indicateur, one.regime.nom, reference, *numbers, niveau, n, METHOD)


@asks_abilities
def accuracy_by_oral(
    cohorte: SimulatedCohort,
    regimes: Sequence[Regime],
    oral_spreads: Sequence[float] | None = None,
    norme: float | None = None,
    niveau: float | None = NIVEAU,
) -> pd.DataFrame:
    """Say how right decisions are as orals grow less reliable: the columns of `compare`, one row per spread and regime.

    `oral_spreads`: spreads of an oral mark around what the candidate is worth there, points; None: nine, between the
    bounds of the parameter `ecart_type_oral`. Column `fiabilite`: share of the variance of the marks of the orals sat
    that comes from the candidates, from 0 to 1. `norme`: standard, points on 20; None: the threshold of admission.
    """
    spreads = (
        np.linspace(*parametres()["ecart_type_oral"].bornes, ORAL_SPREADS) if oral_spreads is None else oral_spreads
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
            tables.append(table.assign(ecart_type_oral=spread, fiabilite=round(_reliability(noisy, regime), DECIMALES)))
    return pd.concat(tables, ignore_index=True)[list(RELIABILITY_COLUMNS)]


def _reliability(cohorte: SimulatedCohort, regime: Regime) -> float:
    """Give the share of the variance of the marks of the orals sat that comes from who sits them, from 0 to 1.

    Source: the coefficient of reliability, F. M. Lord and M. R. Novick, Statistical theories of mental test scores
    (1968), among those authorised and not among all candidates.
    """
    marks = np.concatenate([expected[chosen] for expected, chosen in cohorte.under(regime).epreuves])
    true, noise = float(marks.var()) if marks.size else 0.0, cohorte.cohorte.parametres["ecart_type_oral"] ** 2
    return true / (true + noise) if true else np.nan
