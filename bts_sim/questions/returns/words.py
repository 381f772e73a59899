"""Several sessions in words: sentences, labels and named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import in_points, joined, number, percent, regime_label, roughly
from bts_sim.display.results import definition, result
from bts_sim.language import N_, Labels, _, _n
from bts_sim.questions.returns.advanced import Advanced
from bts_sim.questions.returns.estimates import DIPLOMAS, DIPLOMAS_GAP, ReturnMethod
from bts_sim.questions.returns.tables import (
    EVERYBODY,
    GAINED,
    GAP_AFTER,
    LEFT_BEFORE,
    NEVER_HAD,
    ORALS,
    PER_DIPLOMA,
    SITTINGS,
    SUCCESS,
    UNITS,
    WHEN,
    WITH_KEPT,
    WITHOUT_KEPT,
    ByRate,
    Diplomas,
    Fates,
    OverSessions,
)
from bts_sim.stats.intervals import Method
from bts_sim.stats.words import METHODS as OF_ALL_ROOMS, method

#: Fates as they are drawn: diplomas brought forward by one session, or by more.
SOON, LATER = "avance", "avance_plus"
FATES = Labels(
    {
        NEVER_HAD: N_("gagné : jamais eu, même en revenant toujours"),
        LEFT_BEFORE: N_("gagné : parti avant de l'avoir"),
        SOON: N_("avancé d'une session"),
        LATER: N_("avancé de deux sessions ou plus"),
    }
)
COSTS = Labels(
    {
        SITTINGS: N_("Sessions passées par candidat"),
        PER_DIPLOMA: N_("Sessions passées par diplôme"),
        WHEN: N_("Session moyenne du diplôme"),
        UNITS: N_("Unités passées par candidat"),
        ORALS: N_("Oraux de contrôle par candidat"),
        SUCCESS: N_("Réussite à la deuxième session"),
    }
)
ENTRIES = Labels({WITHOUT_KEPT: N_("sans note conservée"), WITH_KEPT: N_("avec une note conservée")})
#: Sentences for the intervals of results averaged over the luck of several sessions.
OVER_SESSIONS = Labels(
    {
        Method.DRAWN: N_("prévision de plusieurs sessions, paramètres tirés, niveau recalé à chaque tirage"),
        Method.GIVEN_MARKS: N_(
            "candidats du fichier : paramètres et suite tirés selon le modèle, aptitudes d'après leurs notes"
        ),
        Method.WILSON: N_(
            "intervalle de Wilson : tirage de la cohorte et du hasard, paramètres et difficulté des unités fixés"
        ),
        Method.WILSON_CALIBRATED: N_(
            "intervalle de Wilson parmi les non admis au premier groupe, qui est calé : tirage de la cohorte et du "
            "hasard, paramètres et difficulté des unités fixés"
        ),
        Method.PAIRED: N_(
            "écart apparié, approximation normale : tirage de la cohorte et du hasard, paramètres et difficulté des "
            "unités fixés"
        ),
        Method.PAIRED_CALIBRATED: N_(
            "écart apparié parmi les non admis au premier groupe, qui est calé : tirage de la cohorte et du hasard, "
            "paramètres et difficulté des unités fixés"
        ),
        ReturnMethod.QUOTIENT: N_(
            "quotient, approximation normale linéarisée : tirage de la cohorte et du hasard, paramètres et difficulté "
            "des unités fixés"
        ),
    }
)
METHODS = Labels(OF_ALL_ROOMS | OVER_SESSIONS)
RETURNS_SUMMED = N_("retours sommés exactement, moyenne de {n} tirages")


def method_over_sessions(row: OverSessions | Advanced) -> str:
    """Return what the interval of a result over several sessions covers, in words."""
    said = method(row, METHODS)
    if row.methode not in OVER_SESSIONS:
        return said
    return joined([said, _(RETURNS_SUMMED).format(n=row.luck_draws)])


def of_everybody(table: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the rows of one result for all candidates."""
    return table[(table[OverSessions.groupe] == EVERYBODY) & (table[OverSessions.indicateur] == code)]


def say_diplomas(table: pd.DataFrame) -> str:
    """Return the gap of each regime within one session and within all of them, in words."""
    gaps = of_everybody(table, DIPLOMAS_GAP)
    if gaps.empty:
        return _say_rates(table)
    last, baseline = int(gaps[Diplomas.sessions].max()), regime_label(gaps[Diplomas.reference].iloc[0])
    said = []
    for name in gaps[Diplomas.regime].unique():
        of = {row.sessions: number(row.valeur, sign=True) for row in Diplomas.rows(gaps[gaps[Diplomas.regime] == name])}
        words = _("{regime} {une} puis {toutes}") if last > 1 else _("{regime} {une}")
        said.append(words.format(regime=regime_label(name), une=of[1], toutes=of[last]))
    if last == 1:
        return _("Points de diplômés de plus que « {reference} », en une session : {ecarts}").format(
            reference=baseline, ecarts=joined(said)
        )
    return _("Points de diplômés de plus que « {reference} », en une puis en {sessions} sessions : {ecarts}").format(
        reference=baseline, sessions=last, ecarts=joined(said)
    )


def say_advanced(advanced: pd.DataFrame, table: pd.DataFrame) -> str:
    """Return how many of the diplomas that each regime adds would have come later without it, in words.

    `table`: the table `Diplomas`, told instead where no regime adds a diploma.
    """
    rows = [*Advanced.rows(advanced)]
    if not rows or rows[0].sessions < 2:
        return say_diplomas(table)
    parts = joined([_at_regime(row) for row in rows])
    return _("Diplômes de plus qui seraient venus en {sessions} sessions sous « {reference} » : {nombres}").format(
        sessions=rows[0].sessions, reference=regime_label(rows[0].reference), nombres=parts
    )


def _at_regime(row: Advanced) -> str:
    """Return a regime and the diplomas that it brings forward, to as many digits as their interval allows."""
    name = regime_label(row.regime)
    if pd.isna(row.bas) or row.bas == row.haut:
        return f"{name} {number(row.avances, 0)}"
    value, low, high = roughly(row.avances, row.bas, row.haut)
    return _("{nom} environ {valeur} (de {bas} à {haut})").format(nom=name, valeur=value, bas=low, haut=high)


def _say_rates(table: pd.DataFrame) -> str:
    """Return the rates of a single regime, within one session and within all of them, in words."""
    first, *_between, after = [*Diplomas.rows(of_everybody(table, DIPLOMAS))] * 2
    once = {"regime": regime_label(first.regime), "une": percent(first.valeur)}
    if after.sessions == 1:
        return _("{regime} : {une} de diplômés en une session").format(**once)
    return _("{regime} : {une} de diplômés en une session, {toutes} en {sessions}").format(
        **once, toutes=percent(after.valeur), sessions=after.sessions
    )


def say_gained(table: pd.DataFrame) -> str:
    """Return how many of the diplomas of each regime are gained for good, in words."""
    whole = of_everybody(table, GAINED)
    if whole.empty:
        return _("À la première session, aucun diplôme de plus que sous le régime de référence")
    said = ", ".join(f"{regime_label(row.regime)} {percent(row.valeur, 0)}" for row in Fates.rows(whole))
    within = int(whole[Fates.sessions].iloc[0])
    return _n(
        "Diplômes donnés de plus à la première session et qu'une session n'aurait pas donnés : {parts}",
        "Diplômes donnés de plus à la première session et que {sessions} sessions n'auraient pas donnés : {parts}",
        within,
    ).format(sessions=within, parts=said)


def say_by_rate(table: pd.DataFrame) -> str:
    """Return the range of the gap of the last regime over rates of return and gains of ability, in words."""
    rows = of_everybody(table, GAP_AFTER)
    last = [*ByRate.rows(rows[rows[ByRate.regime] == rows[ByRate.regime].iloc[-1]])]
    ends = max(last, key=_value), min(last, key=_value)
    named = {"regime": regime_label(last[0].regime), "sessions": in_sessions(last[0].sessions)}
    if ends[0].valeur == ends[1].valeur:
        words = _("{regime} : l'écart de diplômés en {sessions} est de {ecart}, quel que soit le retour")
        return words.format(**named, ecart=in_points(ends[0].valeur))
    several = rows[ByRate.progres].nunique() > 1
    high, low = (_say_end(one, with_progress=several and bool(one.progres)) for one in ends)
    return _("{regime} : l'écart de diplômés en {sessions} va de {haut} à {bas}").format(**named, haut=high, bas=low)


def _value(row: ByRate) -> float:
    return row.valeur


def _say_end(row: ByRate, *, with_progress: bool) -> str:
    words = _("{ecart} points (retour {retour}, {progres})") if with_progress else _("{ecart} points (retour {retour})")
    return words.format(
        ecart=number(row.valeur, sign=True), retour=percent(row.retour, 0), progres=in_progress(row.progres)
    )


def in_sessions(count: float) -> str:
    """Return a number of sessions in words."""
    return _n("une session", "{n} sessions", count).format(n=number(count, 0))


def in_progress(points: float) -> str:
    """Return a gain of ability in words, points on 20 per session."""
    if not points:
        return _("sans progrès")
    words = _n("{points} point par session", "{points} points par session", points)
    return words.format(points=number(points, 1, sign=True))


def quote_advanced(advanced: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield how many of the diplomas that each regime adds at a session would have come later without it."""
    for row in Advanced.rows(advanced):
        name = _("Diplômes en plus à la session qui seraient venus plus tard avec {reference}, {regime}").format(
            reference=regime_label(row.reference), regime=regime_label(row.regime)
        )
        counted = _("diplômes que la référence donne plus tard, en {sessions} sessions").format(sessions=row.sessions)
        defined = definition(counted, row.niveau, method_over_sessions(row))
        yield result(name, row.avances, _("diplômes"), row.bas, row.haut, definition=defined)


def quote_gained(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the share gained for good of the diplomas that each regime gives from the first session on."""
    for row in Fates.rows(of_everybody(table, GAINED)):
        name = _("Diplômes de plus à la première session qui sont gagnés, {regime}").format(
            regime=regime_label(row.regime)
        )
        counted = _("les autres auraient été obtenus plus tard, en {sessions} sessions").format(sessions=row.sessions)
        defined = definition(counted, row.niveau, method_over_sessions(row))
        yield result(name, row.valeur, "%", row.bas, row.haut, definition=defined)
