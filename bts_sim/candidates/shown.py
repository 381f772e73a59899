"""What is found of real candidates, as a notebook and a terminal show it: one sentence, and the head of a table."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from bts_sim.language import N_, _, _n

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.candidates.grade import Grading

#: Rows of a table that are shown, so that no output is longer than a screen.
HEAD = 10
#: Columns of `decisions.csv` that are shown: the exact means and what is the same for everybody are in the table.
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
#: Decisions, in the order in which a jury reads them out → how many, for one and for several.
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


def decided(grading: Grading) -> tuple[str, pd.DataFrame]:
    """Return the sentence of a grading, and the columns of its decisions that are shown."""
    table = grading.decisions()
    counts = Counter(table["decision"])
    said = [_n(*words, counts[code]).format(n=counts[code]) for code, words in COUNTED.items() if counts[code]]
    graded = _n(N_("{n} candidat jugé"), N_("{n} candidats jugés"), len(table)).format(n=len(table))
    under = _("session {session}, régime {regime}").format(session=grading.bareme.session, regime=grading.regime.nom)
    sentence = f"{graded} ({under})" + (_(" : ") + ", ".join(said) if said else "")
    left_out = len(grading.unsound)
    if left_out:
        words = _n(N_("{n} écarté pour ses fautes"), N_("{n} écartés pour leurs fautes"), left_out)
        sentence += f", {words.format(n=left_out)}"
    return f"{sentence}.", table[[name for name in SHOWN if name in table]]


def as_text(sentence: str, table: pd.DataFrame) -> str:
    """Return a sentence and the head of a table, as text."""
    rows = [table.head(HEAD).to_string(index=False)] if len(table) else []
    return "\n".join([sentence, *rows, *_more(table)])


def as_html(sentence: str, table: pd.DataFrame) -> str:
    """Return the same as HTML."""
    head = table.head(HEAD).to_html(index=False, escape=True, border=0, classes="bts", justify="left")
    after = [f"<p>{escape(line)}</p>" for line in _more(table)]
    return "\n".join([f"<p>{escape(sentence)}</p>", *([head] if len(table) else []), *after])


def _more(table: pd.DataFrame) -> list[str]:
    left = len(table) - HEAD
    words = _n(N_("… et {n} autre ligne, dans .table"), N_("… et {n} autres lignes, dans .table"), left)
    return [words.format(n=left)] if left > 0 else []
