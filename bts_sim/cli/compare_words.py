"""The lines that `bts-sim compare` prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.questions.rates.tables import Impact


def lines_of_sessions(impact: pd.DataFrame) -> Iterator[str]:
    """Yield the rates of all candidates at each session, then the diplomas of all the sessions, in words."""
    from bts_sim.questions.rates.by_session.tables import BySession
    from bts_sim.questions.rates.by_session.words import say_sessions

    for session, rows in impact.groupby(BySession.session, sort=False):
        yield from (f"{session} : {line}" for line in rates_in_words(rows))
    yield f"{say_sessions(impact)}."


def rates_in_words(impact: pd.DataFrame) -> Iterator[str]:
    """Yield the rates of all candidates together, in words. The table has the groups and the methods."""
    import pandas as pd

    from bts_sim.questions.rates.tables import ADMITTED, EVERYBODY, GAP, Impact
    from bts_sim.questions.rates.words import say_implied
    from bts_sim.stats.words import METHODS

    rows = [*Impact.rows(impact[impact[Impact.groupe] == EVERYBODY])]
    gaps = {row.regime: row for row in rows if row.indicateur == GAP}
    for row in (row for row in rows if row.indicateur == ADMITTED):
        if pd.isna(row.valeur):
            yield f"{row.regime} : {METHODS[row.methode]}."
            continue
        line = f"{_named(row.regime)} : {_french(row.valeur)} % d'admis"
        if gap := gaps.get(row.regime):
            line += f", {_french(gap.valeur, sign='+')} points par rapport à {gap.reference} {_interval(gap)}"
        yield f"{line}."
    if implied := say_implied(impact):
        yield f"{implied}."


def diplomas_in_words(impact: pd.DataFrame) -> Iterator[str]:
    """Yield the sentence to quote: the diplomas that each regime adds at a session, where a session is predicted."""
    import pandas as pd

    from bts_sim.questions.rates.tables import DIPLOMAS, EVERYBODY, Impact
    from bts_sim.questions.rates.words import rows_of, say_added_diplomas
    from bts_sim.stats.intervals import OF_DRAWS

    rows = [*Impact.rows(rows_of(impact, EVERYBODY, DIPLOMAS))]
    if any(row.methode in OF_DRAWS and not pd.isna(row.bas) and row.bas < row.haut for row in rows):
        yield f"{say_added_diplomas(impact)}."


def _named(nom: str) -> str:
    """Return the name of a regime as the table has it, with the title of a reform."""
    from bts_sim.droit.regimes import regime_title, shipped_regimes

    title = "" if nom in shipped_regimes() else regime_title(nom)
    return f"{nom} (« {title} »)" if title else nom


def _interval(gap: Impact) -> str:
    """Return the interval of a gap as text, or why it has none."""
    from bts_sim.stats.intervals import Method
    from bts_sim.stats.words import METHODS

    if gap.methode in (Method.TOO_FEW, Method.ZERO_BY_RULE, Method.MARKS):
        return f"({METHODS[gap.methode]})"
    return f"[{_french(gap.bas)} ; {_french(gap.haut)}], à {gap.niveau:g} %"


def _french(number: float, sign: str = "") -> str:
    # A number that reads as zero has no sign of its own.
    return f"{round(number, 1) + 0.0:{sign}.1f}".replace(".", ",")
