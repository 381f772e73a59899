"""Show results on real candidates in a notebook or a terminal: one sentence, and the head of a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from bts_sim.display.raw import aligned_in_notebook
from bts_sim.language import N_, _, _n

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.regimes import say_supposed

#: Rows of a table that are shown, so that no output is longer than a screen.
HEAD = 10
#: Columns of `decisions.csv` that are shown; the table itself also has exact means and constant columns.
SHOWN = (
    "candidat",
    "specialite",
    "voie",
    "moyenne_generale",
    "moyenne_professionnelle",
    "autorise_controle",
    "moyenne_finale",
    "decision",
)
#: Decisions, in the order in which a jury reads them out → the words for one candidate and for several.
COUNTED = {
    "admis": (N_("{n} admis au premier groupe"), N_("{n} admis au premier groupe")),
    "admis_apres_controle": (
        N_("{n} admis après les épreuves de contrôle"),
        N_("{n} admis après les épreuves de contrôle"),
    ),
    "en_attente_controle": (
        N_("{n} en attente des épreuves de contrôle"),
        N_("{n} en attente des épreuves de contrôle"),
    ),
    "refuse": (N_("{n} refusé"), N_("{n} refusés")),
    "elimine": (N_("{n} éliminé"), N_("{n} éliminés")),
    "sans_decision_finale": (N_("{n} sans décision finale"), N_("{n} sans décision finale")),
}
GRADED = N_("{n} candidat jugé"), N_("{n} candidats jugés")
LEFT_OUT = N_("{n} écarté pour ses fautes"), N_("{n} écartés pour leurs fautes")
SENTENCE = N_("{juges} (session {session}, régime {regime}) : {decisions}.")
#: The same where the regime is not the law of the session.
SUPPOSED = N_("{juges} (session {session}, dont le droit est {droit} ; {regime} y est supposé) : {decisions}.")
HELD = N_("{n} acquis examiné"), N_("{n} acquis examinés")
KEPT = N_("{n} note ou dispense gardée"), N_("{n} notes ou dispenses gardées")
KEEPING = N_("{acquis} : {gardes}.")
MORE = N_("… et {n} autre ligne, dans .table"), N_("… et {n} autres lignes, dans .table")


def decisions_shown(table: pd.DataFrame, bareme: Bareme, regime: Regime, left_out: int) -> tuple[str, pd.DataFrame]:
    """Return the sentence about decisions, and the columns shown; `left_out`: how many candidates have faults."""
    said = counted_decisions(Counter(table["decision"]))
    if left_out:
        said.append(_counted(*LEFT_OUT, left_out))
    words = {"session": bareme.session, "regime": regime.nom, "decisions": ", ".join(said)}
    words |= {"juges": _counted(*GRADED, len(table)), "droit": bareme.regime}
    sentence = _(SUPPOSED if say_supposed([regime.nom], bareme.session) else SENTENCE).format(**words)
    return sentence, table[[c for c in SHOWN if c in table]]


def counted_decisions(counts: Mapping[str, int]) -> list[str]:
    """Return how many candidates have each decision, in words, in the order in which a jury reads them out."""
    return [_counted(*words, counts[code]) for code, words in COUNTED.items() if counts.get(code)]


def kept_marks_shown(notes: pd.DataFrame, constats: pd.DataFrame) -> tuple[str, pd.DataFrame]:
    """Return the sentence about the marks that candidates keep, and the findings on each unit held."""
    held, marks = _counted(*HELD, len(constats)), _counted(*KEPT, len(notes))
    return _(KEEPING).format(acquis=held, gardes=marks), constats


def _counted(one: str, several: str, number: int) -> str:
    return _n(one, several, number).format(n=number)


def text_of_table(sentence: str, table: pd.DataFrame) -> str:
    """Return a sentence and the head of a table, as text."""
    rows = [table.head(HEAD).to_string(index=False)] if len(table) else []
    return "\n".join([sentence, *rows, *_more(table)])


def html_of_table(sentence: str, table: pd.DataFrame) -> str:
    """Return a sentence and the head of a table, as HTML."""
    head = aligned_in_notebook(table.head(HEAD).to_html(index=False, escape=True, border=0, classes="bts"))
    after = [f"<p>{escape(line)}</p>" for line in _more(table)]
    return "\n".join([f"<p>{escape(sentence)}</p>", *([head] if len(table) else []), *after])


def _more(table: pd.DataFrame) -> list[str]:
    left = len(table) - HEAD
    return [_counted(*MORE, left)] if left > 0 else []
