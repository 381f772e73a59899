"""The rates of several regimes, in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from bts_sim.display.labels import in_points, interval, modalite, number, percent, regime_label, roughly
from bts_sim.display.results import FEW, definition, result
from bts_sim.droit.recit import measure_in_words
from bts_sim.language import N_, _
from bts_sim.questions.rates.tables import ADMITTED, DIPLOMAS, EVERYBODY, FIRST_GROUP, GAP, Impact
from bts_sim.questions.rates.unchanged import Unchanged, WhyNothing
from bts_sim.stats.intervals import Method
from bts_sim.stats.words import method

SHARE_ADMITTED = N_("part des candidats présents qui ont le diplôme")
COUNTED = N_("diplômes délivrés à cette session en plus, parmi les candidats présents")
IMPLIED = N_("part des candidats présents que le premier groupe admet, quand le taux visé est celui d'après les oraux")
PAIRED = N_("mêmes candidats présents, différence de leurs taux d'admis")
#: Why a reform changes nothing. Counts are of one cohort: they show the reason, and are not to be quoted.
WHY = {
    WhyNothing.SAME_RULES: N_("« {reforme} » ne change rien : ses règles sont celles de « {reference} »."),
    WhyNothing.NOBODY: N_("« {reforme} » ne change rien : aucun candidat simulé n'est de ceux qu'elle concerne."),
    WhyNothing.OTHER_CONDITION: N_(
        "« {reforme} » ne change {rien} : l'autre condition ferme. Sur {n} candidats simulés non admis au premier "
        "groupe, la condition sur la {mesure} ne change que pour {passent}, et l'autre ferme les oraux à {fermes} "
        "d'entre eux."
    ),
    WhyNothing.NO_ONE_BETWEEN: N_(
        "« {reforme} » ne change {rien} : sur {n} candidats simulés non admis au premier groupe, la condition sur la "
        "{mesure} ne change pour aucun."
    ),
}


def rows_of(impact: pd.DataFrame, group: str, indicator: str) -> pd.DataFrame:
    """Return the rows of one indicator for one kind of group."""
    return impact[(impact[Impact.groupe] == group) & (impact[Impact.indicateur] == indicator)]


def say_rates(impact: pd.DataFrame) -> str:
    """Return how many more candidates per hundred each regime admits than the baseline, in words."""
    gaps = rows_of(impact, EVERYBODY, GAP)
    if gaps.empty:
        return ", ".join(
            _("{regime} : {part} d'admis").format(regime=regime_label(row.regime), part=percent(row.valeur))
            for row in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED))
        )
    rows = [*Impact.rows(gaps)]
    words = _("Points d'admis de plus que « {reference} » : {ecarts}")
    if min(row.valeur for row in rows) < 0:
        words = _("Points d'admis en plus ou en moins que « {reference} » : {ecarts}")
    return words.format(reference=regime_label(rows[0].reference), ecarts=_eachwith_ends(rows))


def say_added_diplomas(impact: pd.DataFrame) -> str:
    """Return how many more diplomas each regime gives at a session than the baseline, in words; else as `say_rates`."""
    rows = [*Impact.rows(rows_of(impact, EVERYBODY, DIPLOMAS))]
    if not rows:
        return say_rates(impact)
    words = _("Diplômes de plus à une session que « {reference} » : {ecarts}")
    if min(row.valeur for row in rows) < 0:
        words = _("Diplômes de plus ou de moins à une session que « {reference} » : {ecarts}")
    return words.format(reference=regime_label(rows[0].reference), ecarts=_eachwith_ends(rows))


def _eachwith_ends(rows: Sequence[Impact]) -> str:
    """Return each regime with its value and the ends of its interval."""
    return ", ".join(with_ends(regime_label(row.regime), row) for row in rows)


def with_ends(name: str, row: Impact) -> str:
    """Return a name with a value to as many digits as its interval allows, and the ends of that interval."""
    if pd.isna(row.bas) or row.bas == row.haut:
        return f"{name} {number(row.valeur, 0 if row.indicateur == DIPLOMAS else 1)}"
    value, low, high = roughly(row.valeur, row.bas, row.haut)
    return _("{nom} environ {valeur} (de {bas} à {haut})").format(nom=name, valeur=value, bas=low, haut=high)


def with_why(said: str, unchanged: pd.DataFrame | None) -> str:
    """Return a finding, and why regimes change nothing, where one does. `unchanged`: the table of `why_unchanged`."""
    return (
        said
        if unchanged is None or unchanged.empty
        else _("{constat}. {pourquoi}").format(constat=said, pourquoi=" ".join(say_unchanged(unchanged)))
    )


def say_unchanged(unchanged: pd.DataFrame) -> Iterator[str]:
    """Yield why each reform of a table of `why_unchanged` changes nothing, in words."""
    for row in Unchanged.rows(unchanged):
        said = {"reforme": regime_label(row.regime), "reference": regime_label(row.reference), "n": number(row.n, 0)}
        said |= {"rien": _("rien") if row.ecart == 0 else _("presque rien"), "mesure": measure_in_words(row.mesure)}
        passing, closed = (number(count, 0) for count in (row.passent, row.fermes))
        yield _(WHY[WhyNothing(row.raison)]).format(**said, passent=passing, fermes=closed)


def say_gaps(impact: pd.DataFrame, group: str) -> str:
    """Return the range over the groups of the gap of the last regime, in words."""
    rows = rows_of(impact, group, GAP)
    last = rows[rows[Impact.regime] == rows[Impact.regime].iloc[-1]].sort_values(Impact.valeur)
    name, known = regime_label(last[Impact.regime].iloc[0]), last[last[Impact.bas].notna()]
    if known.empty:
        return _("{regime} : trop peu de candidats qui changent pour un écart par groupe").format(regime=name)
    low, *_between, high = [*Impact.rows(known)] * (2 if len(known) == 1 else 1)
    if number(low.valeur) == number(high.valeur):
        who = modalite(low.modalite) if len(known) == 1 else _("dans tous les groupes")
        return _("{regime} : écart de {ecart} ({qui})").format(regime=name, ecart=in_points(low.valeur), qui=who)
    return _("{regime} : l'écart va de {bas} points ({qui_bas}) à {haut} points ({qui_haut})").format(
        regime=name,
        bas=number(low.valeur, sign=True),
        qui_bas=modalite(low.modalite),
        haut=number(high.valeur, sign=True),
        qui_haut=modalite(high.modalite),
    )


def quote_rates(impact: pd.DataFrame, origin: str | None = None) -> Iterator[dict[str, Any]]:
    """Yield the diplomas that every regime adds to those of the baseline at a session, its rate, then its gap.

    `origin`: where the candidates of the session come from, if parameters are drawn.
    """
    for row in Impact.rows(rows_of(impact, EVERYBODY, DIPLOMAS)):
        name = _("Diplômes en plus à la session qu'avec {reference}, {regime}").format(
            reference=regime_label(row.reference), regime=regime_label(row.regime)
        )
        defined = definition(COUNTED, row.niveau, method(row, origin=origin))
        yield result(name, row.valeur, _("diplômes"), row.bas, row.haut, definition=defined)
    for row in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED)):
        name = _("Taux d'admis, {regime}").format(regime=regime_label(row.regime))
        defined = definition(SHARE_ADMITTED, row.niveau, method(row, origin=origin))
        yield result(name, row.valeur, "%", row.bas, row.haut, definition=defined)
    if implied := implied_first_group(impact):
        defined = definition(IMPLIED, implied.niveau, method(implied, origin=origin))
        name = _("Taux du premier groupe qu'implique le taux visé")
        yield result(name, implied.valeur, "%", implied.bas, implied.haut, definition=defined)
    for row in Impact.rows(rows_of(impact, EVERYBODY, GAP)):
        defined = definition(PAIRED, row.niveau, method(row, origin=origin))
        name = _("Écart avec {reference}, {regime}").format(
            reference=regime_label(row.reference), regime=regime_label(row.regime)
        )
        yield result(name, row.valeur, "pt", row.bas, row.haut, definition=defined)


def implied_first_group(impact: pd.DataFrame) -> Impact | None:
    """Return the row of the first-group rate of all that a rate aimed at after the orals implies; None without one."""
    aimed = {
        row.regime for row in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED)) if row.methode == Method.CALIBRATED
    }
    first = Impact.rows(rows_of(impact, EVERYBODY, FIRST_GROUP))
    return next((row for row in first if row.regime in aimed and row.methode != Method.CALIBRATED), None)


def say_implied(impact: pd.DataFrame) -> str:
    """Return the first-group rate that a rate aimed at after the orals implies, in words; "" without such a rate."""
    row = implied_first_group(impact)
    if row is None:
        return ""
    aimed = next(one for one in Impact.rows(rows_of(impact, EVERYBODY, ADMITTED)) if one.regime == row.regime)
    return _("{taux} d'admis après les oraux ({regime}) impliquent {premier} d'admis au premier groupe").format(
        taux=percent(aimed.valeur), regime=regime_label(row.regime), premier=with_interval(row)
    )


def with_interval(row: Impact) -> str:
    """Return the value of a row with its interval, as text."""
    signed, counted = row.indicateur in (GAP, DIPLOMAS), row.indicateur == DIPLOMAS
    # A file of sixty candidates gains a diploma or two: to the unit, ends at a half would contradict the title.
    digits = 0 if counted and not row.haut - row.bas < FEW else 1
    value = (
        number(row.valeur, digits, sign=True) if counted else in_points(row.valeur) if signed else percent(row.valeur)
    )
    if row.bas == row.haut:
        return value
    return f"{value} {interval(row.bas, row.haut, digits, sign=signed)}"
