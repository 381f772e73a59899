"""What each regime decides on one candidate, as HTML cards for the workshop; every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from bts_sim.display.labels import regime_label as label
from bts_sim.display.theme import COLOURS, OTHERS
from bts_sim.errors import Fault
from bts_sim.language import _, _n, translate
from bts_sim.questions.one_candidate.words import ACCES, NOTHING, decision, exact, off_step, provisional
from bts_sim.rows import records

#: Background of a card by decision; the words and the sign say it too.
BACKGROUNDS = {"admis": "#e6f4ea", "admis_apres_controle": "#e6f4ea", "refuse": "#fce8e6", "elimine": "#fce8e6"}
WAITING = "#fef7e0"

STYLE = Path(__file__).with_suffix(".css")


def page(*parts: str) -> str:
    """Wrap pieces of HTML in what gives them their look."""
    style = STYLE.read_text(encoding="utf-8")
    return f'<style>{style}</style><div class="bts-atelier">{"".join(parts)}</div>'


def all_cards(resultats: pd.DataFrame) -> str:
    """Give a card per regime: decision, means, access, units, reasons."""
    found = "".join(map(_card, records(resultats)))
    return f'<div class="bts-cartes">{found}</div>'


def _card(r: Mapping[str, Any]) -> str:
    lines = {
        _("Moyenne générale"): exact(r["moyenne_generale_exacte"]),
        _("Moyenne pro."): exact(r["moyenne_professionnelle_exacte"]),
        _("Contrôle"): _acces(r),
        _("Moyenne finale"): exact(r["moyenne_finale_exacte"]) if r["saisis"] else "",
        _("Il manque"): _("{points} points × coef.").format(points=exact(r["manque"])) if r["manque"] else "",
    }
    body = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in lines.items() if v)
    said = [translate(phrase) for phrase in r["phrases"].split("\n")]
    said += [provisional(int(r["saisis"]), int(r["attendus"])), *r["fautes"].split("\n")]
    said.append(off_step(int(r["hors_du_pas"])))
    words = "".join(f"<p>{escape(text)}</p>" for text in said if text)
    colour, ground = COLOURS.get(r["regime"], OTHERS[0]), BACKGROUNDS.get(r["decision"], WAITING)
    return (
        f'<div class="bts-carte" style="border-top-color: {colour}" data-regime="{escape(r["regime"], quote=True)}">'
        f'<h4>{escape(label(r["regime"]))}</h4><div class="decision" style="background: {ground}">'
        f"{escape(decision(r['decision']))}</div><dl>{body}</dl>{words}</div>"
    )


def _acces(r: Mapping[str, Any]) -> str:
    """Say whether the candidate may sit the orals, and on which units."""
    units = r["unites_choisissables"].replace(",", ", ")
    said = ACCES[r["autorise_controle"]]
    return _("{acces}, au choix {unites}").format(acces=said, unites=units) if units else said


def fautes(found: Sequence[Fault]) -> str:
    """Give the faults of what is typed, one line each."""
    head = _n("{n} chose à corriger :", "{n} choses à corriger :", len(found)).format(n=len(found))
    lines = "".join(f"<p>{escape(str(fault))}</p>" for fault in found)
    return f'<div class="bts-fautes" role="alert"><p>{escape(head)}</p>{lines}</div>'


def refusal(message: str) -> str:
    """Give one message that is no fault of a cell, such as a session that is not covered."""
    return f'<div class="bts-fautes" role="alert"><p>{escape(message)}</p></div>'


def accounts(told: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Give each regime's story side by side: (regime, lines of `raconter`)."""
    columns = []
    for regime, (title, *lines) in told:
        items = "".join(map(_line, lines))
        columns.append(f"<div><b>{escape(label(regime))}</b><br><small>{escape(title)}</small>{items}</div>")
    return f'<div class="bts-pas">{"".join(columns)}</div>'


def _line(line: str) -> str:
    return f"<small>{escape(line.strip())}</small>" if line.startswith("   ") else f"<div>{escape(line)}</div>"


def dit(texte: str) -> str:
    """Give a sentence as a paragraph."""
    return f"<p>{escape(texte or NOTHING)}</p>"


def to_copy(texte: str) -> str:
    """Give lines to copy, which one click selects."""
    return f"<pre>{escape(texte)}</pre>"
