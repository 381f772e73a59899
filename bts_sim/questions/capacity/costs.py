"""What the orals cost: orals, hours and, at a rate that is given, euros; in all, each, and for each diploma more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.parameter_draws import parameter_draws, uncertain
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.bareme import Regime
from bts_sim.droit.calendriers.disciplines import Minutes
from bts_sim.droit.points import Floats, Ints
from bts_sim.errors import Fault, InputError
from bts_sim.files.days import iso
from bts_sim.questions.capacity.convocations import convocations, orals_of_each, to_scale
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import DECIMALES, DRAWS, FIXED, KEY, NIVEAU
from bts_sim.stats.normal import normal

#: One row per regime and group, for the candidates present that were asked for. `oraux_en_plus`, `diplomes_en_plus`:
#: beyond the baseline, diplomas expected over the marks of the orals; `oraux_par_diplome`: the one over the other.
TALLY = (
    *("regime", "reference", "groupe", "modalite", "n", "presents", "autorises", "oraux", "oraux_en_plus"),
    *("diplomes_en_plus", "oraux_par_diplome", "bas", "haut", "niveau", "methode"),
)
PAR_RATIO = f"intervalle d'un quotient, approximation normale : tirage de la cohorte, {FIXED} ; oraux sommés"
#: One row per regime and what the cost is divided by. Hours and euros are missing where a duration, a rate or a
#: diploma more is.
COSTS = ("regime", "par", "nombre", "oraux", "heures_examinateur", "heures_candidat", "euros", "tarif")
PAR = ("session", "oral", "autorise", "diplome")
#: What `draw_orals` gives of each draw, for the candidates present that were asked for.
INDICATORS = (
    *("autorises", "oraux", "heures_examinateur", "diplomes_en_plus"),
    *("oraux_par_diplome", "heures_par_diplome"),
)
NO_PAY_RATE = "tarif non fourni"
PaidBy = Literal["heure", "oral"]
HOUR = 60


@dataclass(frozen=True)
class PayRate:
    """A rate of pay: euros of one examiner for an hour of interrogation or an oral, the text that says so, its day."""

    euros: Decimal
    par: PaidBy
    source: str
    date: date

    def __str__(self) -> str:
        amount = f"{self.euros.normalize():f}".replace(".", ",")
        return f"{amount} € par {self.par} ({self.source}, {self.date.isoformat()})"


def tarif(euros: object = None, par: str = "heure", source: str = "", text_date: str = "") -> PayRate | None:
    """Read a rate of pay; None where none is given (None or ""), since no text read by the project gives one.

    Raises InputError for a rate that is no amount, or that has no source or no date.
    """
    if euros is None or euros == "":
        return None
    fautes, amount = [], _amount(euros)
    if amount is None:
        fautes.append(_fault("tarif", euros, "ce n'est pas un montant", "donner des euros, au moins 0, comme 9,60"))
    if par not in get_args(PaidBy):
        fautes.append(_fault("tarif_par", par, "valeur inconnue", f"donner {' ou '.join(get_args(PaidBy))}"))
    if not source.strip():
        fautes.append(_fault("tarif_source", source, "tarif sans source", "dire quel texte le fixe"))
    day = _day(text_date)
    if day is None:
        fautes.append(_fault("tarif_date", text_date, "tarif sans date", "donner celle du texte, comme 2024-07-03"))
    if fautes or amount is None or day is None:
        raise InputError(fautes)
    return PayRate(amount, "oral" if par == "oral" else "heure", source.strip(), day)


def _amount(euros: object) -> Decimal | None:
    if isinstance(euros, bool):
        return None
    try:
        amount = Decimal(str(euros).replace(",", "."))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(iso(written))
    except ValueError:
        return None


def _fault(name: str, value: object, problem: str, remedy: str) -> Fault:
    return Fault("tarif", None, name, str(value), problem, remedy)


# --- what the orals bring ---------------------------------------------------------------------------------------------


@asks_abilities
def tally(
    cohorte: SimulatedCohort, reference: Regime, regimes: Sequence[Regime], presents: int, niveau: float = NIVEAU
) -> pd.DataFrame:
    """Count who may sit, the orals and the diplomas beyond `reference`, for all and by group, `TALLY`.

    `niveau`: level of the intervals, percent. A group that gets no diploma more has no orals per diploma.
    """
    base, base_orals = cohorte.under(reference), orals_of_each(cohorte, reference)
    everybody = int(present(cohorte).sum())
    members = [(groupe, modalite, who) for groupe, modalite, who, _ in groups(cohorte)]
    rows = []
    for regime in regimes:
        one, orals = cohorte.under(regime), orals_of_each(cohorte, regime)
        gained, more = one.admission - base.admission, orals - base_orals
        for groupe, modalite, who in members:
            counts = (who.size, int(one.autorise[who].sum()), int(orals[who].sum()), int(more[who].sum()))
            scaled = [to_scale(count, presents, everybody) for count in counts]
            diplomas = float(gained[who].sum()) * presents / everybody
            numbers = [round(x, DECIMALES) for x in (diplomas, *quotient(more[who], gained[who], niveau))]
            rows.append((regime.nom, reference.nom, groupe, modalite, who.size, *scaled, *numbers, niveau, PAR_RATIO))
    return pd.DataFrame(rows, columns=list(TALLY))


def quotient(above: Ints | Floats, below: Ints | Floats, niveau: float) -> tuple[float, float, float]:
    """Give a quotient of two sums over candidates and its interval (`niveau` in percent); NaN where `below` has none.

    Source: W. G. Cochran, Sampling Techniques (3rd ed., 1977), chapter 6, the ratio estimator.
    """
    total = float(below.sum())
    if total <= 0:
        return float("nan"), float("nan"), float("nan")
    value = float(above.sum()) / total
    residual = above - value * below
    half = normal(niveau) * float(np.sqrt(residual @ residual)) / total
    return value, value - half, value + half


# --- what they cost ---------------------------------------------------------------------------------------------------


def costs(
    convened: pd.DataFrame,
    tallies: pd.DataFrame,
    minutes: Minutes,
    examinateurs_par_jury: int = 1,
    taux: PayRate | None = None,
) -> pd.DataFrame:
    """Give what each regime costs, `COSTS`: for the session, an oral, an authorised candidate and a diploma more.

    `convened`: table of `convocations`, with the orals of the baseline; `tallies`: of `tally`, on the same candidates.
    Hours of examiners are those of interrogation, of so many examiners each; those of candidates have the preparation
    too. For a diploma more, what the baseline costs is taken off. Euros are missing without a rate, hours and what is
    paid by the hour without a duration, everything by diploma where there is none more.
    """
    whole = tallies[tallies["groupe"] == "ensemble"].set_index("regime")
    base = str(tallies["reference"].iloc[0])
    if (whole["oraux"] != whole["oraux_en_plus"]).any() and base not in set(convened["regime"]):
        remedy = "compter aussi les oraux du régime de référence"
        raise InputError([Fault("coûts", None, "convened", base, "ses oraux manquent", remedy)])
    spent = {nom: _spent(convened, nom, minutes, examinateurs_par_jury, taux) for nom in {base, *whole.index}}
    rows = []
    for nom, one in whole.iterrows():
        total, more = spent[str(nom)], spent[str(nom)] - spent[base]
        numbers = (1.0, float(one["oraux"]), float(one["autorises"]), float(one["diplomes_en_plus"]))
        for par, number in zip(PAR, numbers, strict=True):
            amount = more if par == "diplome" else total
            cells = amount / number if number > 0 else np.full(len(amount), np.nan)
            rows.append((nom, par, number, *cells.tolist(), str(taux) if taux else NO_PAY_RATE))
    return pd.DataFrame(rows, columns=list(COSTS))


def _spent(convened: pd.DataFrame, regime: str, minutes: Minutes, examiners: int, taux: PayRate | None) -> Floats:
    """Give the orals, the hours of examiners, those of candidates and the euros of a regime, shape (4,)."""
    counts = _by_discipline(convened[convened["regime"] == regime], "oraux")
    orals, times = sum(counts.values()), minutes.en_tout(counts)
    worked = times.interrogation * examiners if times else None
    euros = np.nan
    if taux is not None and taux.par == "oral":
        euros = float(taux.euros * orals * examiners)
    elif taux is not None and worked is not None:
        euros = float(taux.euros * worked / HOUR)
    hours = [np.nan if one is None else one / HOUR for one in (worked, times.candidat if times else None)]
    return np.array([orals, *hours, euros])


def _by_discipline(convened: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(nom): int(count) for nom, count in convened.groupby("discipline")[column].sum().items()}


# --- how sure ---------------------------------------------------------------------------------------------------------


def draw_orals(
    cohorte: Cohort,
    reference: Regime,
    regimes: Sequence[Regime],
    presents: int,
    minutes: Minutes,
    examinateurs_par_jury: int = 1,
    tirages: int = DRAWS,
) -> pd.DataFrame:
    """Count orals, hours and diplomas under each draw of the uncertain parameters, for `intervals_over_draws` to read.

    Its columns are those of `draws`; `INDICATORS` for `presents` candidates, whose number is not drawn.
    """
    rows = []
    for draw in parameter_draws(cohorte, tirages):
        simulated, drawn = draw.simulated(), draw.parametres.values()
        everybody = int(present(simulated).sum())
        for nom, values in _one_draw(simulated, reference, regimes, minutes, examinateurs_par_jury).items():
            scaled = values * np.array([presents / everybody] * 4 + [1, 1])
            rows += [
                ("ensemble", "ensemble", indicateur, nom, reference.nom, value, everybody, draw.numero, *drawn)
                for indicateur, value in zip(INDICATORS, scaled.tolist(), strict=True)
            ]
    return pd.DataFrame(rows, columns=[*KEY, "valeur", "n", "tirage", *uncertain()])


def _one_draw(
    cohorte: SimulatedCohort, reference: Regime, regimes: Sequence[Regime], minutes: Minutes, examiners: int
) -> dict[str, Floats]:
    """Give `INDICATORS` for the simulated candidates themselves, by regime, each of shape (6,)."""
    everyone = (reference, *regimes)
    counted = convocations(cohorte, everyone, int(present(cohorte).sum()))
    held = {one.nom: _spent(counted, one.nom, minutes, examiners, None) for one in everyone}
    chance = {one.nom: cohorte.under(one) for one in everyone}
    base, found = reference.nom, {}
    for regime in regimes:
        orals, hours = held[regime.nom][:2]
        gained = float((chance[regime.nom].admission - chance[base].admission).sum())
        each = (held[regime.nom] - held[base])[:2] / gained if gained > 0 else np.full(2, np.nan)
        found[regime.nom] = np.array([chance[regime.nom].autorise.sum(), orals, hours, gained, *each])
    return found
