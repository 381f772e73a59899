"""The cost of the orals in orals, hours and, for a given rate, euros: in total, per oral and per additional diploma."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Literal, get_args

import numpy as np
import pandas as pd

from bts_sim.droit.calendriers.disciplines import Minutes
from bts_sim.droit.points import Floats
from bts_sim.errors import Fault, InputError
from bts_sim.files.days import iso
from bts_sim.questions.capacity.orals import Orals
from bts_sim.questions.capacity.session import Response, Tally
from bts_sim.questions.capacity.sums import HOUR
from bts_sim.schema import Column, Schema, a_number, a_text
from bts_sim.stats.intervals import FIXED, OF_DRAWS, SEVERAL, Method

#: Codes of the units that a cost is divided by.
PAR = ("session", "oral", "autorise", "diplome")
PaidBy = Literal["heure", "oral"]


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


class CostOfSession(Cost, after=True):
    """The same, with the interval of a session: that of its orals, or of those for each additional diploma."""

    oraux_bas = a_number("lower end of the interval of the orals per unit", "orals", optional=True)
    oraux_haut = a_number("its upper end", "orals", optional=True)
    heures_examinateur_bas = a_number("lower end of that of the hours of examiners", "hours", optional=True)
    heures_examinateur_haut = a_number("its upper end", "hours", optional=True)
    heures_candidat_bas = a_number("lower end of that of the hours of candidates", "hours", optional=True)
    heures_candidat_haut = a_number("its upper end", "hours", optional=True)
    euros_bas = a_number("lower end of that of the pay", "euros", optional=True)
    euros_haut = a_number("its upper end", "euros", optional=True)
    niveau = a_number("level of the intervals", "percent")
    methode = a_text(
        "what the intervals cover, or why there is none, a code",
        (*OF_DRAWS, Method.TOO_FEW, *FIXED),
    )


#: The indicators of `Response` whose interval a cost has, by unit and by what is counted.
OF_ORALS, OF_HOURS = ("oraux", "oraux_par_diplome"), ("heures_examinateur", "heures_par_diplome")
SPENT = {Cost.oraux: OF_ORALS, Cost.heures_examinateur: OF_HOURS, Cost.heures_candidat: OF_ORALS}


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


def costs_of_session(expenses: pd.DataFrame, response: pd.DataFrame) -> pd.DataFrame:
    """Return the costs with the interval of a session, as `CostOfSession`.

    The orals of a session, and those for each additional diploma, vary from session to session, and what they cost as
    many times. What one oral costs, and what a candidate allowed sits, are known before it: they have no interval.

    Args:
        expenses: the table of `costs`.
        response: the table of `response_at_a_session`.
    """
    widest = response[response[Response.niveau] == response[Response.niveau].max()]
    told = {(one.regime, one.indicateur): one for one in Response.rows(widest)}
    rows = []
    for one in Cost.rows(expenses):
        paid = OF_ORALS if one.tarif is not None and one.tarif.par == "oral" else OF_HOURS
        ends: list[float] = []
        for name, codes in {**SPENT, Cost.euros: paid}.items():
            known = told[one.regime, codes[one.par == "diplome"]]
            ends += _scaled(float(getattr(one, name)), known) if one.par in ("session", "diplome") else [np.nan] * 2
        method = told[one.regime, OF_ORALS[one.par == "diplome"]].methode
        if one.par in ("oral", "autorise"):
            method = Method.BY_DEFINITION
        rows.append((*(getattr(one, name) for name in Cost.names()), *ends, widest[Response.niveau].max(), method))
    return CostOfSession.frame(rows)


def _scaled(value: float, known: Response) -> list[float]:
    """Return the ends of a cost that goes with a result, as many times as those of this result."""
    if not known.valeur or known.methode not in SEVERAL:
        return [np.nan] * 2
    return [value * known.bas / known.valeur, value * known.haut / known.valeur]


def hours_of(expenses: pd.DataFrame) -> dict[str, tuple[float, float]]:
    """Return the examiners' hours of each regime, in all and for each additional diploma; missing where not known.

    `expenses`: the table of `costs`.
    """
    hours = expenses.set_index([Cost.regime, Cost.par])[Cost.heures_examinateur].astype(float)
    return {name: (hours[name, "session"], hours[name, "diplome"]) for name in expenses[Cost.regime].unique()}


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
