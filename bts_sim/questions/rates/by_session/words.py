"""The rates of regimes at several sessions, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import number, regime_label
from bts_sim.display.results import definition, result
from bts_sim.language import N_, _
from bts_sim.questions.rates.by_session.tables import BySession
from bts_sim.questions.rates.tables import DIPLOMAS, EVERYBODY
from bts_sim.questions.rates.words import rows_of, with_ends
from bts_sim.stats.words import method

COUNTED = N_("diplômes délivrés à ces sessions en plus, parmi les candidats présents à chacune")


def session_label(session: Any) -> str:
    """Return a session as text; the missing one stands for all of them."""
    return _("ensemble") if pd.isna(session) else str(session)


def say_sessions(compared: pd.DataFrame) -> str:
    """Return how many diplomas each regime adds over all the sessions, and at the first and the last, in words."""
    rows = rows_of(compared, EVERYBODY, DIPLOMAS)
    whole, each = rows[rows[BySession.session].isna()], rows[rows[BySession.session].notna()]
    said = []
    for row in BySession.rows(whole):
        of_regime = [*BySession.rows(each[each[BySession.regime] == row.regime])]
        least, most = (end(of_regime, key=lambda one: one.valeur) for end in (min, max))
        words = _("{total} en {nombre} sessions")
        if number(least.valeur, 0) != number(most.valeur, 0):
            words = _("{total} en {nombre} sessions, de {bas} ({session_bas}) à {haut} ({session_haut})")
        said.append(
            words.format(
                total=with_ends(regime_label(row.regime), row),
                nombre=len(of_regime),
                bas=number(least.valeur, 0),
                session_bas=session_label(least.session),
                haut=number(most.valeur, 0),
                session_haut=session_label(most.session),
            )
        )
    reference = regime_label(str(whole[BySession.reference].iloc[0]))
    words = _("Diplômes de plus que « {reference} » : {ecarts}")
    if (rows[BySession.valeur] < 0).any():
        words = _("Diplômes de plus ou de moins que « {reference} » : {ecarts}")
    return words.format(reference=reference, ecarts=_(" ; ").join(said))


def quote_sessions(compared: pd.DataFrame, origin: str) -> Iterator[dict[str, Any]]:
    """Yield the diplomas that every regime adds at each session, then over all of them.

    `origin`: where the candidates of the sessions come from.
    """
    for row in BySession.rows(rows_of(compared, EVERYBODY, DIPLOMAS)):
        words = _("Diplômes en plus qu'avec {reference}, {regime}, session {session}")
        if pd.isna(row.session):
            words = _("Diplômes en plus qu'avec {reference}, {regime}, toutes les sessions")
        name = words.format(
            reference=regime_label(row.reference), regime=regime_label(row.regime), session=session_label(row.session)
        )
        defined = definition(COUNTED, row.niveau, method(row, origin=origin))
        yield result(name, row.valeur, _("diplômes"), row.bas, row.haut, definition=defined)
