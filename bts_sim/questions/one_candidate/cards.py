"""What each regime decides on one candidate, as HTML cards for the workshop; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

import pandas as pd

from bts_sim.display.labels import regime_label
from bts_sim.display.theme import COLOURS, OTHERS
from bts_sim.droit.recit import StoryLine, StoryPart
from bts_sim.language import _
from bts_sim.questions.one_candidate.tables import CandidateDecision
from bts_sim.questions.one_candidate.words import (
    ACCESS,
    choosable_units,
    exact_mean,
    reason_sentences,
    say_off_step,
    say_provisional,
    signed_decision,
)

#: Background of a card by decision; the words and the sign say it too.
BACKGROUNDS = {"admis": "#e6f4ea", "admis_apres_controle": "#e6f4ea", "refuse": "#fce8e6", "elimine": "#fce8e6"}
WAITING = "#fef7e0"


def decision_cards(decided: pd.DataFrame) -> str:
    """Return a card per regime: decision, means, access, units, reasons; a table of `CandidateDecision`."""
    found = "".join(map(_card, CandidateDecision.rows(decided)))
    return f'<div class="bts-cartes">{found}</div>'


def _card(row: CandidateDecision) -> str:
    lines = {
        _("Moyenne générale"): exact_mean(row.moyenne_generale_exacte),
        _("Moyenne pro."): exact_mean(row.moyenne_professionnelle_exacte),
        _("Contrôle"): _access(row),
        _("Moyenne finale"): exact_mean(row.moyenne_finale_exacte) if row.saisis else "",
        _("Il manque"): _("{points} points × coef.").format(points=exact_mean(row.manque)) if row.manque else "",
    }
    body = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in lines.items() if v)
    said = [*reason_sentences(row), say_provisional(row), *map(str, row.fautes), say_off_step(row)]
    words = "".join(f"<p>{escape(text)}</p>" for text in said if text)
    colour, ground = COLOURS.get(row.regime, OTHERS[0]), BACKGROUNDS.get(row.decision, WAITING)
    return (
        f'<div class="bts-carte" style="border-top-color: {colour}" data-regime="{escape(row.regime, quote=True)}">'
        f'<h4>{escape(regime_label(row.regime))}</h4><div class="decision" style="background: {ground}">'
        f"{escape(signed_decision(row.decision))}</div><dl>{body}</dl>{words}</div>"
    )


def _access(row: CandidateDecision) -> str:
    """Return whether the candidate may sit the orals, and on which units."""
    said, units = ACCESS[row.autorise_controle], choosable_units(row)
    return _("{acces}, au choix {unites}").format(acces=said, unites=units) if units else said


def story_columns(told: Iterable[tuple[str, Sequence[StoryLine]]]) -> str:
    """Return the story of each regime side by side: the regime, and the lines of the story."""
    columns = []
    for regime, (title, *lines) in told:
        items = "".join(map(_story_line, lines))
        columns.append(
            f"<div><b>{escape(regime_label(regime))}</b><br><small>{escape(title.said)}</small>{items}</div>"
        )
    return f'<div class="bts-pas">{"".join(columns)}</div>'


def _story_line(line: StoryLine) -> str:
    if line.part is StoryPart.TEXTS:
        return f"<small>{escape(line.said)}</small>"
    return f"<div>{escape(str(line))}</div>"
