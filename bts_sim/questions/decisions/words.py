"""The decisions on real candidates, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import interval, joined, number, percent, regime_label
from bts_sim.display.results import result
from bts_sim.language import N_, _, _n
from bts_sim.questions.decisions.near_bars import NearBar
from bts_sim.questions.decisions.tables import DIPLOMA, DecisionCount

GRADUATES = N_("candidats du fichier qui ont le diplôme à cette session, oraux compris s'ils sont donnés")
WAITING = "en_attente_controle"


def say_decisions(counts: pd.DataFrame) -> str:
    """Return the number of candidates with the diploma and waiting for their orals under each regime, in words."""
    return _(" ; ").join(_of_regime(name, own) for name, own in counts.groupby(DecisionCount.regime, sort=False))


def _of_regime(name: object, own: pd.DataFrame) -> str:
    by_decision = {row.decision: row.candidats for row in DecisionCount.rows(own)}
    admitted, everybody = (sum(map(by_decision.get, DIPLOMA, (0, 0))), sum(by_decision.values()))
    said = _n("{regime} : {n} admis sur {tous}", "{regime} : {n} admis sur {tous}", admitted)
    words = said.format(regime=regime_label(str(name)), n=number(admitted, 0), tous=number(everybody, 0))
    waiting = by_decision.get(WAITING, 0)
    if not waiting:
        return words
    more = _n("{n} en attente des oraux", "{n} en attente des oraux", waiting).format(n=number(waiting, 0))
    return f"{words}, {more}"


def quote_decisions(counts: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the number of candidates with the diploma under each regime. These are counts, without an interval."""
    for name, own in counts.groupby(DecisionCount.regime, sort=False):
        admitted = sum(row.candidats for row in DecisionCount.rows(own) if row.decision in DIPLOMA)
        words = _("Admis du fichier, {regime}").format(regime=regime_label(str(name)))
        yield result(words, admitted, _("candidats"), definition=_(GRADUATES))


# --- Near the bars ----------------------------------------------------------------------------------------------------

#: What no count of a file may be read without.
LAWFUL = N_("Le jury délibère souverainement : porter une moyenne à la barre est son droit (D643-26), non une faute")


def of_all(table: pd.DataFrame) -> list[NearBar]:
    """Return the rows of all candidates, one per whole mean."""
    return [*NearBar.rows(table[table[NearBar.total_des_coefficients].isna()])]


def say_near_bars(table: pd.DataFrame) -> str:
    """Return whether candidates are more numerous above each bar than their marks make them, in words."""
    rows = of_all(table)
    placebos = [row for row in rows if row.temoin and row.alerte]
    said = _(" ; ").join(_beside(row) for row in rows if not row.temoin)
    said = said[:1].upper() + said[1:]
    if not placebos:
        return said
    bars = joined([number(row.barre, 0) for row in placebos])
    words = _("{dit}. Mais aussi à {barres}, où il n'y a pas de barre : ces notes n'ont pas le treillis du modèle")
    return words.format(dit=said, barres=bars)


def _beside(row: NearBar) -> str:
    told = {
        "barre": number(row.barre, 0),
        "vu": share_above(row.au_dessus, row),
        "attendu": share_above(row.attendus, row),
        "bornes": ends_above(row),
    }
    if pd.isna(row.p):
        return _("autour de {barre}, trop peu de candidats pour en juger").format(**told)
    if row.alerte:
        words = _("à {barre}, {vu} des plus proches sont au-dessus, plus que les {attendu} {bornes} attendus")
    else:
        words = _("à {barre}, {vu} des plus proches sont au-dessus, pour {attendu} {bornes} attendus")
    return words.format(**told)


def share_above(count: float, row: NearBar) -> str:
    """Return a number of candidates above a bar as a share of those next to it, in words."""
    return percent(100 * count / max(row.proches, 1), 0)


def ends_above(row: NearBar) -> str:
    """Return the ends of what is expected above a bar, as shares of those next to it, in words."""
    low, high = (100 * end / max(row.proches, 1) for end in (row.bas, row.haut))
    return interval(low, high, 0)
