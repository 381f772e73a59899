"""The probability of the diploma for those who sit the orals, over all possible oral marks: exact, without a draw.

The severity of a jury, which its candidates share, is part of the spread of every mark.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bts_sim.cohort.chances import (
    Oral,
    gains,
    is_a_line,
    loi,
    points_needed,
    probability,
    probability_of_lines,
    straight_line,
)
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.orals import Epreuves
from bts_sim.droit.bareme import GENERAL
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import Bools, Floats, Ints

#: Rules under which only the best oral counts.
AT_BEST_ORAL = ("moyenne_du_domaine_au_meilleur_oral", "moyenne_des_ponctuelles_au_meilleur_oral")


def expected_admission(d: Deliberation[Groupe | Block], known: Epreuves, p: Mapping[str, float | Floats]) -> Floats:
    """Return the probability of admission of the m authorised candidates, shape (m,).

    `known`: the mark that they may expect at each oral, and the orals that they sit. `p`: their parameters, one number
    for all, or one for each, shape (m, 1).
    """
    if not d.controle.autorise.any():
        return np.zeros(0)
    sum_over = _best_oral if d.regime.remplacement in AT_BEST_ORAL else _every_oral
    return sum_over(d, known, p)


def _every_oral(d: Deliberation[Groupe | Block], known: Epreuves, p: Mapping[str, float | Floats]) -> Floats:
    expected, chosen = known
    g, regime, rows = d.groupe, d.regime, np.flatnonzero(d.controle.autorise)
    releve, reglement = g.releve.part(rows), g.reglement.part(rows)
    need = points_needed(d.premier.part(rows), releve, reglement, d.bareme, regime)
    sat = _sat(chosen)
    marks = np.take_along_axis(expected, sat, axis=1)
    away = np.where(sat >= 0, p["absence_a_l_oral"] / 100, 0.0)
    eliminates = regime.lectures.absence_a_l_oral == "elimination"
    if is_a_line(regime):
        lines = [straight_line(column, chosen.shape[1], releve, reglement, regime) for column in sat.T]
        return probability_of_lines(need, lines, marks, away, p["ecart_type_oral"], eliminates)
    found, count, columns = np.empty(rows.size), chosen.sum(axis=1), chosen.shape[1]
    # With the orals that each sits and no other: what the others sit does not change the order of a sum.
    for sits in np.unique(count).tolist():
        who = np.flatnonzero(count == sits)
        their_marks, their_rules = releve.part(who), reglement.part(who)
        orals = [
            Oral(
                gains(column, columns, their_marks, their_rules, regime),
                loi(mark, _those(p["ecart_type_oral"], who)),
                absence,
            )
            for column, mark, absence in zip(sat[who, :sits].T, marks[who, :sits].T, away[who, :sits].T, strict=True)
        ]
        found[who] = probability(need[who], orals, eliminates)
    return found


def _best_oral(d: Deliberation[Groupe | Block], known: Epreuves, p: Mapping[str, float | Floats]) -> Floats:
    """Return the same where only the best oral counts, shape (m,): the gains of the orals do not add up.

    The orals are independent, so the probability that none is enough is a product.
    """
    expected, chosen = known
    g, regime, rows = d.groupe, d.regime, np.flatnonzero(d.controle.autorise)
    releve, reglement, away = g.releve.part(rows), g.reglement.part(rows), np.ravel(p["absence_a_l_oral"]) / 100
    need = points_needed(d.premier.part(rows), releve, reglement, d.bareme, regime)
    # Whatever the unit, an oral mark gains the same on the domain.
    who, column = np.nonzero(chosen)
    general = np.broadcast_to(reglement.du_domaine(GENERAL), chosen.shape).argmax(axis=1)
    enough = gains(general, chosen.shape[1], releve, reglement, regime) >= need[:, np.newaxis]
    away = np.broadcast_to(away, rows.shape)[who]
    reached = (loi(expected[who, column], _those(p["ecart_type_oral"], who)) * enough[who]).sum(axis=1)
    eliminates = regime.lectures.absence_a_l_oral == "elimination"
    never, come = np.ones(rows.size), np.ones(rows.size)
    np.multiply.at(never, who, 1 - (1 if eliminates else 1 - away) * reached)
    np.multiply.at(come, who, 1 - away if eliminates else 1)
    return come * np.where(need <= 0, 1, 1 - never)


def _sat(chosen: Bools) -> Ints:
    """Return the columns that each candidate sits, shape (m, o).

    Candidates with fewer orals are padded with column -1, which never scores.
    """
    who, column = np.nonzero(chosen)
    count = np.bincount(who, minlength=len(chosen))
    rank = np.arange(who.size) - (np.cumsum(count) - count)[who]
    sat = np.full((len(chosen), int(count.max(initial=0))), -1)
    sat[who, rank] = column
    return sat


def _those(spread: float | Floats, who: Ints) -> float | Floats:
    """Return the spread of some candidates, of one for all or one for each, shape (m, 1)."""
    return spread if np.ndim(spread) == 0 else np.asarray(spread)[who]
