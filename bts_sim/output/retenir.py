"""The named results of `04_impact`: who moves, what the gap is made of, how right decisions are, what lasts."""

from __future__ import annotations

from typing import Any

import pandas as pd

from bts_sim.langue import _, traduire
from bts_sim.output.headline import headline
from bts_sim.output.labels import percent, points
from bts_sim.output.labels import regime as label
from bts_sim.output.mouvements import nommer
from bts_sim.rows import rows_in


def decomposition(table: pd.DataFrame) -> None:
    """Show the part of each factor in the gap between two regimes; table of `decomposer`."""
    for row in rows_in(table[table["avant"] != table["apres"]]):
        name = _("{avant} → {apres} : {facteur}").format(
            avant=label(row.regime_avant),
            apres=label(row.regime_apres),
            facteur=nommer(row.facteur, row.avant, row.apres),
        )
        headline(name, row.part, "pt", row.bas, row.haut, definition=_said(row, _("part de l'écart de taux d'admis")))


def justesse(table: pd.DataFrame, norme: float) -> None:
    """Show false admissions, false refusals and what an admission after the orals is worth; table of `justesse`."""
    words = {
        "faux_admis": (_("Admis sous le niveau, {regime}"), _("part des présents ; niveau exigé {niveau}")),
        "faux_refus": (
            _("Refusés au niveau, {regime}"),
            _("part des présents ; éliminés à part ; niveau exigé {niveau}"),
        ),
        "vpp_apres_controle": (
            _("Admis après contrôle qui ont le niveau, {regime}"),
            _("part des admis après contrôle ; niveau exigé {niveau}"),
        ),
    }
    at = table[(table["norme"] == norme) & table["indicateur"].isin(list(words))]
    for row in rows_in(at):
        name, counted = words[row.indicateur]
        said = _said(row, counted.format(niveau=points(norme)))
        headline(name.format(regime=label(row.regime)), row.valeur, "%", row.bas, row.haut, definition=said)


def cinq_ans(table: pd.DataFrame) -> None:
    """Show which share of the diplomas given from the first session on is gained; table of `gagnes_ou_avances`."""
    rows = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "gagne")]
    for row in rows_in(rows):
        name = _("Diplômes de plus à la première session qui sont gagnés, {regime}").format(regime=label(row.regime))
        counted = _("les autres auraient été obtenus plus tard, en {sessions} sessions").format(sessions=row.sessions)
        headline(name, row.valeur, "%", row.bas, row.haut, definition=_said(row, counted))


def _said(row: Any, counted: str) -> str:
    return _("{compte} ; à {niveau}, {methode}").format(
        compte=counted, niveau=percent(row.niveau, 0), methode=traduire(row.methode)
    )
