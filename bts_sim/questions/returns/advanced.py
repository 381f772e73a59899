"""Diplomas of a session that a regime only brings forward: without it, they would have come at a later session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.questions.returns.tables import EVERYBODY, GAINED, Fates
from bts_sim.schema import Schema, a_count, a_number, a_text
from bts_sim.stats.groups import present
from bts_sim.stats.intervals import DECIMALS, LEVEL, OF_DRAWS, Method
from bts_sim.stats.known import Known
from bts_sim.stats.normal import normal
from bts_sim.stats.over_draws import PERCENT, Draws
from bts_sim.stats.session import counting


class Advanced(Schema):
    """The diplomas that each regime adds at a session and that the reference gives later: one row per regime."""

    regime = a_text("the regime")
    reference = a_text("the regime that gives the same diploma later")
    sessions = a_count("sessions within which it gives it, the first one included", "sessions")
    retour = a_number("those without a diploma who come back each year", "percent")
    progres = a_number("ability that they gain each time", "points on 20")
    avances = a_number("diplomas of the session that come later without the regime", "diplomas", optional=True)
    bas = a_number("lower end of their interval", "diplomas", optional=True)
    haut = a_number("upper end of their interval", "diplomas", optional=True)
    niveau = a_number("level of the interval", "percent")
    n = a_count("candidates present at the session", "candidates")
    methode = a_text("what the interval covers, a code", OF_DRAWS)
    luck_draws = a_count("draws of luck averaged; returns are summed exactly", "draws")


def advanced_of(gained: pd.DataFrame, simulated: SimulatedCohort) -> pd.DataFrame:
    """Return the diplomas that each regime only brings forward, for those present at a session, under one draw.

    Args:
        gained: the table `Fates` of the candidates of the draw.
        simulated: these candidates.
    """
    those = gained[(gained[Fates.groupe] == EVERYBODY) & (gained[Fates.indicateur] == GAINED)]
    size, cohorte = int(present(simulated).sum()), simulated.cohorte
    share = (those[Fates.n] / size * (1 - those[Fates.valeur].fillna(PERCENT) / PERCENT)).to_numpy(dtype=np.float64)
    half = normal(LEVEL) * np.sqrt(share * (1 - share) / size)
    everyone = cohorte.present.drawn(cohorte.seed)
    same = (Fates.regime, Fates.reference, Fates.sessions, Fates.retour, Fates.progres, Fates.niveau, Fates.luck_draws)
    return those[[*same]].assign(
        **{
            Advanced.avances: everyone * share,
            Advanced.bas: everyone * (share - half),
            Advanced.haut: everyone * (share + half),
            Advanced.n: size,
            Advanced.methode: Method.WILSON,
        }
    )


def advanced_over_draws(draws: Draws, tables: Sequence[pd.DataFrame], known: Mapping[str, Known]) -> pd.DataFrame:
    """Return the diplomas that each regime only brings forward, over draws of the parameters, as `Advanced`.

    Args:
        draws: the draws.
        tables: a table of `advanced_of` per draw.
        known: the rate of each regime over more draws.
    """
    regimes = list(dict.fromkeys(name for table in tables for name in table[Fates.regime]))
    found = [
        draws.predicted(
            [counting(table[table[Advanced.regime] == name], Advanced.avances) for table in tables],
            [Advanced.regime, Advanced.reference],
            Advanced.avances,
            known=known.get(name),
            whole=draws.cohorte.present.number,
        )
        for name in regimes
    ]
    rows = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=Advanced.names())
    for name in (Advanced.avances, Advanced.bas, Advanced.haut):
        rows[name] = rows[name].clip(lower=0).round(DECIMALS)
    return Advanced.frame(rows[Advanced.names()].itertuples(index=False, name=None))
