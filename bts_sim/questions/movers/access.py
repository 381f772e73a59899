"""The candidates whom each of two regimes lets sit the épreuves de contrôle."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import Bools
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method, wilson
from bts_sim.stats.over_draws import Draws, shaped, within_bounds
from bts_sim.stats.session import counting

#: Codes for a candidate allowed under both regimes, and under neither.
BOTH, NEITHER = "les deux", "aucun des deux"


class Access(Schema):
    """A candidate not admitted by the first group: the two means, and which of two regimes opens the orals."""

    specialite = a_text("code of the specialty; empty for those that have no règlement of their own")
    generale = a_number("general mean", "points on 20")
    professionnelle = a_number("mean of the professional units", "points on 20")
    acces = a_text(f"`{BOTH}`, the name of the only regime that lets the candidate sit, or `{NEITHER}`")


class LeftOut(Schema):
    """The candidates whom one regime lets sit the orals and another does not: one row."""

    regime = a_text("the regime that lets them sit")
    autre = a_text("the regime that does not")
    part = a_number("those whom the other leaves out", "percent of those whom the first lets sit", optional=True)
    bas = a_number("lower end of the interval", "percent", optional=True)
    haut = a_number("upper end of the interval", "percent", optional=True)
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates whom the first lets sit, of those of the session", "candidates")
    methode = a_text("what the interval covers, a code", (Method.WILSON, *OF_DRAWS))


def left_out(first: Under, second: Under) -> pd.DataFrame:
    """Return the share of the candidates whom one regime lets sit the orals that another leaves out, as `LeftOut`."""
    allowed, names = first.autorise, (first.regime.nom, second.regime.nom)
    n, out = int(allowed.sum()), ~second.autorise[allowed]
    numbers = [100 * one for one in (float(out.mean()), *wilson(out, LEVEL))] if n else [np.nan] * 3
    return LeftOut.frame([(*names, *(round(one, DECIMALS) for one in numbers), LEVEL, n, Method.WILSON)])


def left_out_over_draws(draws: Draws, first: Regime, second: Regime) -> pd.DataFrame:
    """Return the table of `left_out` over draws of the parameters."""
    tables = draws.each(lambda one: counting(left_out(one.under(first), one.under(second)), LeftOut.part))
    found = draws.predicted(tables, [LeftOut.regime, LeftOut.autre], LeftOut.part)
    return shaped(within_bounds(found), LeftOut)


def access(first: Under, second: Under) -> pd.DataFrame:
    """Return the candidates whom the first group did not admit, as `Access`. Eliminated candidates have no row.

    Args:
        first: the result of one regime on a cohort.
        second: the result of another regime on the same cohort.
    """
    means = {name: getattr(first, name) for name in Access.names()[:-1]}
    allowed = [first.autorise & second.autorise, first.autorise, second.autorise]
    sits = np.select(allowed, [BOTH, first.regime.nom, second.regime.nom], NEITHER)
    judged: Bools = ~first.admis_groupe1 & (first.decision() != Decision.ELIMINE)
    return pd.DataFrame(means | {Access.acces: sits})[judged]
