"""The cost of the orals in orals, hours and, for a given rate, euros: in total, per oral and per additional diploma."""

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
from bts_sim.questions.capacity.orals import Orals, count_orals, orals_of_each, scaled_to, to_scale
from bts_sim.schema import Column, Schema, a_count, a_number, a_text
from bts_sim.stats.grouping import Grouping
from bts_sim.stats.groups import groupings, present
from bts_sim.stats.intervals import DECIMALS, DRAWS, LEVEL, Result
from bts_sim.stats.normal import normal

#: Code for what the interval of a ratio covers.
RATIO = "ratio"
#: Codes of the units that a cost is divided by.
PAR = ("session", "oral", "autorise", "diplome")
#: Columns of `draw_orals`, for the number of candidates present that was asked for.
INDICATORS = (
    *("autorises", "oraux", "heures_examinateur", "diplomes_en_plus"),
    *("oraux_par_diplome", "heures_par_diplome"),
)
PaidBy = Literal["heure", "oral"]
HOUR = 60


class Tally(Schema):
    """The orals and diplomas of a group under a regime, for the number of candidates present that was asked for."""

    regime = a_text("the regime")
    reference = a_text("the baseline")
    groupe = a_text("what the candidates of the group share")
    modalite = a_text("the value that they share")
    n = a_count("candidates simulated", "candidates")
    presents = a_count("candidates present", "candidates")
    autorises = a_count("those who may sit orals", "candidates")
    oraux = a_count("orals to hold", "orals")
    oraux_en_plus = a_count("orals beyond those of the baseline", "orals")
    diplomes_en_plus = a_number(
        "diplomas beyond those of the baseline, expected over the marks of the orals", "diplomas"
    )
    oraux_par_diplome = a_number(
        "additional orals per additional diploma; missing without an additional diploma", "orals", optional=True
    )
    bas = a_number("lower end of its interval", "orals", optional=True)
    haut = a_number("upper end of its interval", "orals", optional=True)
    niveau = a_number("level of the interval", "percent")
    methode = a_text("what the interval covers, a code", (RATIO,))


@dataclass(frozen=True)
class PayRate:
    """A rate of pay: euros of one examiner for an hour of interrogation or an oral, its text, the date of the text."""

    euros: Decimal
    par: PaidBy
    source: str
    date: date

    @property
    def amount(self) -> str:
        """Return the euros as a file has them, with a decimal comma."""
        return f"{self.euros.normalize():f}".replace(".", ",")

    def __str__(self) -> str:
        return f"{self.amount} € par {self.par} ({self.source}, {self.date.isoformat()})"


class Cost(Schema):
    """The cost of a regime, in total and per unit: one row per regime and unit."""

    regime = a_text("the regime")
    par = a_text("what the cost is divided by", PAR)
    nombre = a_number("number of these", "sessions, orals, candidates or diplomas")
    oraux = a_number("orals per unit", "orals", optional=True)
    heures_examinateur = a_number("hours of examiners per unit; missing without a duration", "hours", optional=True)
    heures_candidat = a_number("hours of candidates per unit, preparation included", "hours", optional=True)
    euros = a_number("pay per unit; missing without a rate of pay", "euros", optional=True)
    tarif = Column(PayRate, "the rate of pay, with its source and its day; missing where none is given", optional=True)


class OralsDrawn(Schema):
    """The orals, hours and diplomas under one draw of the parameters. Columns of the parameters come after."""

    groupe, modalite = Result.declared["groupe"], Result.declared["modalite"]
    indicateur = a_text("what is counted", INDICATORS)
    regime, reference = Result.declared["regime"], Result.declared["reference"]
    valeur = a_number(
        "the count, for the number of candidates asked for", "candidates, orals, hours or diplomas", optional=True
    )
    n = a_count("candidates present of this draw", "candidates")
    tirage = a_count("the draw", "rank, from 0")


def pay_rate(euros: object = None, par: str = "heure", source: str = "", text_date: str = "") -> PayRate | None:
    """Return a rate of pay, or None if none is given (None or ""). No text read by the project gives one.

    Raises InputError if the rate is not an amount, or has no source or no date.
    """
    if euros is None or (isinstance(euros, str) and not euros):
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
    cohorte: SimulatedCohort, baseline: Regime, regimes: Sequence[Regime], presents: int, level: float = LEVEL
) -> pd.DataFrame:
    """Return the authorised candidates, the orals and the additional diplomas, in total and by group, as `Tally`.

    `level`: level of the intervals, percent. A group without additional diplomas has no orals per diploma.
    """
    base, base_orals = cohorte.under(baseline), orals_of_each(cohorte, baseline)
    everybody, known, rows = int(present(cohorte).sum()), [*groupings(cohorte)], list[tuple[object, ...]]()
    for regime in regimes:
        one, orals = cohorte.under(regime), orals_of_each(cohorte, regime)
        gained, more = one.admission - base.admission, orals - base_orals
        for groups in known:
            counts = [groups.sizes, *(groups.sums(each).astype(np.int64) for each in (one.autorise, orals, more))]
            scaled = zip(*([to_scale(n, presents, everybody) for n in count.tolist()] for count in counts), strict=True)
            diplomas = groups.sums(gained) * presents / everybody
            numbers = np.column_stack([diplomas, ratios(groups, more, gained, level)]).tolist()
            for value, n, sizes, found in zip(groups.values, groups.sizes.tolist(), scaled, numbers, strict=True):
                told = (value, n, *sizes, *(round(x, DECIMALS) for x in found))
                rows.append((regime.nom, baseline.nom, groups.groupe, *told, level, RATIO))
    return Tally.frame(rows)


def ratios(groups: Grouping, above: Ints | Floats, below: Ints | Floats, level: float) -> Floats:
    """Return the ratio of two sums over the candidates of each group and its interval (`level` in percent), (k, 3).

    NaN where `below` does not sum to more than zero.
    Source: W. G. Cochran, Sampling Techniques (3rd ed., 1977), chapter 6, the ratio estimator.
    """
    total = groups.sums(below)
    total = np.where(total > 0, total, np.nan)
    values = groups.sums(above) / total
    residual = above - np.append(values, 0.0)[groups.codes] * below
    half = normal(level) * np.sqrt(groups.sums(residual * residual)) / total
    return np.column_stack([values, values - half, values + half])


# --- what they cost ---------------------------------------------------------------------------------------------------


def costs(
    convened: pd.DataFrame,
    tallies: pd.DataFrame,
    minutes: Minutes,
    examiners: int = 1,
    rate: PayRate | None = None,
) -> pd.DataFrame:
    """Return the cost of each regime, as `Cost`: per session, oral, authorised candidate and additional diploma.

    `convened`: table of `count_orals`, with the orals of the baseline. `tallies`: table of `tally`, on the same
    candidates. `examiners`: examiners of each oral. Examiners' hours are those of interrogation; candidates' hours
    include preparation. Costs per additional diploma leave out the cost of the baseline. Euros are missing without a
    rate. Hours, and pay by the hour, are missing without a length of orals. Costs per diploma are missing without
    additional diplomas.
    """
    whole = tallies[tallies[Tally.groupe] == "ensemble"]
    base, regimes = str(tallies[Tally.reference].iloc[0]), whole[Tally.regime].tolist()
    if (whole[Tally.oraux] != whole[Tally.oraux_en_plus]).any() and base not in set(convened[Orals.regime]):
        remedy = "compter aussi les oraux du régime de référence"
        raise InputError([Fault("coûts", None, "convened", base, "ses oraux manquent", remedy)])
    spent = {name: _spent(convened, name, minutes, examiners, rate) for name in {base, *regimes}}
    rows = []
    for one in Tally.rows(whole):
        total, more = spent[one.regime], spent[one.regime] - spent[base]
        numbers = (1.0, float(one.oraux), float(one.autorises), float(one.diplomes_en_plus))
        for par, divisor in zip(PAR, numbers, strict=True):
            amount = more if par == "diplome" else total
            cells = amount / divisor if divisor > 0 else np.full(len(amount), np.nan)
            rows.append((one.regime, par, divisor, *cells.tolist(), rate))
    return Cost.frame(rows)


def _spent(convened: pd.DataFrame, regime: str, minutes: Minutes, examiners: int, rate: PayRate | None) -> Floats:
    """Return the orals, examiners' hours, candidates' hours and euros of a regime, shape (4,)."""
    counts = _by_discipline(convened[convened[Orals.regime] == regime])
    orals, times = sum(counts.values()), minutes.en_tout(counts)
    worked = times.interrogation * examiners if times else None
    euros = np.nan
    if rate is not None and rate.par == "oral":
        euros = float(rate.euros * orals * examiners)
    elif rate is not None and worked is not None:
        euros = float(rate.euros * worked / HOUR)
    hours = [np.nan if one is None else one / HOUR for one in (worked, times.candidat if times else None)]
    return np.array([orals, *hours, euros])


def _by_discipline(convened: pd.DataFrame) -> dict[str, int]:
    held = convened.groupby(Orals.discipline)[Orals.oraux].sum()
    return {str(name): int(orals) for name, orals in held.items()}


# --- how sure ---------------------------------------------------------------------------------------------------------


def draw_orals(
    cohorte: Cohort,
    baseline: Regime,
    regimes: Sequence[Regime],
    presents: int,
    minutes: Minutes,
    examiners: int = 1,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Return orals, hours and diplomas under each draw of the parameters, for `intervals_over_draws`.

    The columns are those of `OralsDrawn`, then one per parameter. Counts are for `presents` candidates, a fixed number.
    """
    rows = []
    for draw in parameter_draws(cohorte, draws):
        simulated, drawn = draw.simulated(), draw.parametres.values()
        everybody = int(present(simulated).sum())
        for nom, values in _one_draw(simulated, baseline, regimes, minutes, examiners).items():
            scaled = values * np.array([presents / everybody] * 4 + [1, 1])
            rows += [
                ("ensemble", "ensemble", indicateur, nom, baseline.nom, value, everybody, draw.numero, *drawn)
                for indicateur, value in zip(INDICATORS, scaled.tolist(), strict=True)
            ]
    return pd.DataFrame(rows, columns=[*OralsDrawn.names(), *uncertain()])


def brought_to_orals(convened: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the orals of each regime, unit by unit, brought to their number over the draws of the parameters.

    Each unit keeps its share. `convened`: the table of `count_orals`. `drawn`: that of `intervals_over_draws`.
    """
    own, known = convened.groupby(Orals.regime, sort=False)[Orals.oraux].sum(), _means(drawn, "oraux")
    return scaled_to(convened, {str(name): round(known.get(str(name), int(n))) for name, n in own.items()})


def brought_to_counts(tallies: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the tallies of each group, brought to those of all candidates over the draws of the parameters.

    `tallies`: the table of `tally`. `drawn`: that of `intervals_over_draws`.
    """
    found = tallies.copy()
    whole = tallies[tallies[Tally.groupe] == "ensemble"].set_index(Tally.regime)

    def factor(of_draws: str, column: str) -> pd.Series:
        own, known = whole[column].astype(float), _means(drawn, of_draws)
        ratio = {name: known.get(str(name), value) / value if value else 1.0 for name, value in own.items()}
        return found[Tally.regime].map(ratio)

    orals, gained = factor("oraux", Tally.oraux), factor("diplomes_en_plus", Tally.diplomes_en_plus)
    for column, ratio in (
        (Tally.autorises, factor("autorises", Tally.autorises)),
        (Tally.oraux, orals),
        (Tally.oraux_en_plus, orals),
    ):
        found[column] = (tallies[column] * ratio).round().astype(np.int64)
    found[Tally.diplomes_en_plus] = (tallies[Tally.diplomes_en_plus] * gained).round(DECIMALS)
    for column in (Tally.oraux_par_diplome, Tally.bas, Tally.haut):
        found[column] = tallies[column] * orals / gained
    return found


def _means(drawn: pd.DataFrame, indicator: str) -> dict[str, float]:
    """Return a count of all candidates over the draws, by regime."""
    rows = drawn[drawn[Result.indicateur] == indicator].drop_duplicates(Result.regime)
    return dict(zip(rows[Result.regime], rows[Result.valeur].astype(float), strict=True))


def _one_draw(
    cohorte: SimulatedCohort, baseline: Regime, regimes: Sequence[Regime], minutes: Minutes, examiners: int
) -> dict[str, Floats]:
    """Return `INDICATORS` for the simulated candidates themselves, by regime, each of shape (6,)."""
    everyone = (baseline, *regimes)
    counted = count_orals(cohorte, everyone, int(present(cohorte).sum()))
    held = {one.nom: _spent(counted, one.nom, minutes, examiners, None) for one in everyone}
    chance = {one.nom: cohorte.under(one) for one in everyone}
    base, found = baseline.nom, {}
    for regime in regimes:
        orals, hours = held[regime.nom][:2]
        gained = float((chance[regime.nom].admission - chance[base].admission).sum())
        each = (held[regime.nom] - held[base])[:2] / gained if gained > 0 else np.full(2, np.nan)
        found[regime.nom] = np.array([chance[regime.nom].autorise.sum(), orals, hours, gained, *each])
    return found
