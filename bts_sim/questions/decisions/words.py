"""The decisions on real candidates, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import number, regime_label
from bts_sim.display.results import result
from bts_sim.language import N_, _, _n
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
