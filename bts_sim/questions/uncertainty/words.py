"""Uncertainty in sentences and named results: rates under draws, the parameters that drive them, assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from bts_sim.display.labels import (
    INDICATORS,
    modalite,
    number,
    percent,
    regime_label,
    roughly,
    significant,
)
from bts_sim.display.results import definition, result
from bts_sim.droit.reponses import reponse
from bts_sim.errors import RunError
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.uncertainty.budget import LUCK, AssumedShare, Budget, Got, VarianceOrigin
from bts_sim.questions.uncertainty.common_luck import Pairing
from bts_sim.questions.uncertainty.extent import Extent, Extreme, Over
from bts_sim.questions.uncertainty.lent import NONE, SECTOR, SPECIALTY, Lent
from bts_sim.questions.uncertainty.oral_luck import OralLuck
from bts_sim.questions.uncertainty.sobol import SALTELLI, SobolIndices
from bts_sim.questions.uncertainty.tables import (
    ALLOWED,
    EVERYBODY,
    GAP,
    Assumptions,
    Drivers,
    Explained,
    FactorKind,
    OfResult,
    documented,
)
from bts_sim.questions.uncertainty.tornado import Read, Tornado
from bts_sim.stats.under_draws import OverDraws
from bts_sim.stats.words import method

#: Origins in the order of a bar, the assumptions first.
ORIGINS = Labels(
    {
        VarianceOrigin.PARAMETERS: N_("paramètres"),
        VarianceOrigin.READINGS: N_("lectures des textes"),
        VarianceOrigin.OWN_LEVELS: N_("épreuves, spécialités, règlements prêtés"),
        VarianceOrigin.CANDIDATES: N_("tirage des candidats"),
        VarianceOrigin.ORALS: N_("hasard des oraux"),
    }
)
KINDS = Labels({FactorKind.PARAMETER: N_("paramètre"), FactorKind.READING: N_("lecture des textes")})
OVER = Labels(
    {
        Over.SIMULATED: N_("Tirages simulés"),
        Over.KEPT: N_("Tirages gardés, lus sur le métamodèle"),
        Over.BOX: N_("Tous les intervalles, métamodèle extrapolé"),
    }
)
LENDINGS = Labels(
    {
        SECTOR: N_("un même règlement prêté à tout le secteur"),
        SPECIALTY: N_("un règlement prêté à chacune"),
        NONE: N_("laissées de côté"),
    }
)
#: Sentences for how a number was computed. Numbers between braces are columns of its table.
METHODS = Labels(
    {
        Got.PER_CANDIDATE: N_(
            "variance d'un candidat dans la cohorte, divisée par leur nombre ; {trial_draws} tirages"
        ),
        Got.EXACT_ORALS: N_(
            "variance exacte des oraux, multipliée par ce qu'y ajoute la sévérité commune à un jury ({oral_pairs} "
            "tirages des oraux deux fois)"
        ),
        Got.TWO_COHORTS: N_(
            "deux cohortes sous les mêmes paramètres, {trial_draws} fois, moins la part des candidats : difficulté des "
            "unités, niveau des spécialités et règlements prêtés, qui ne diminuent pas avec le nombre de candidats"
        ),
        Got.SURROGATE: N_("métamodèle aux {n} tirages, en moyenne sur les lectures"),
        Got.SURROGATE_OF_READINGS: N_(
            "métamodèle de {reading_runs} essais, choix équiprobables par convention ; interactions avec les "
            "paramètres comprises"
        ),
        Got.ASSUMED: N_(
            "part de la variance due aux origines que rien de publié ne fixe : niveaux_propres, parametres, lectures"
        ),
        SALTELLI: N_(
            "métamodèle polynomial de degré {degree} au plus sur {n} tirages ; indices de Saltelli (2010) ; "
            "intervalle : ajustements refaits avec d'autres erreurs"
        ),
        Read.ON_SURROGATE: N_("lu sur le métamodèle, les autres tirés"),
        Read.RECOMPUTED: N_("recalculé, paramètres par défaut, niveau résolu de nouveau"),
        Extreme.SIMULATED: N_("tirages de paramètres, avec le tirage de candidats de chacun"),
        Extreme.STORED: N_("métamodèle aux tirages gardés, sans le hasard des candidats"),
        Extreme.EXTRAPOLATED: N_(
            "métamodèle, chaque paramètre dans tout son intervalle : extrapolé, à ne pas citer comme possible"
        ),
    }
)
DRAWN_AS_MAIN = N_("mêmes tirages des paramètres que l'écart principal, niveau recalé à chacun")
PAIRED = N_("mêmes candidats présents, différence de leurs taux d'admis")


def how(row: Any) -> str:
    """Return how the number of a row of this room was computed, in words."""
    return METHODS[row.methode].format(**row._asdict())


def result_label(indicator: str, regime: str, baseline: str) -> str:
    """Return the label of a result."""
    if indicator == ALLOWED:
        return _("Autorisés au contrôle, {regime}").format(regime=regime_label(regime))
    return _("Écart entre «\u202f{regime}\u202f» et «\u202f{reference}\u202f»").format(
        regime=regime_label(regime), reference=regime_label(baseline)
    )


def result_labels(table: pd.DataFrame) -> list[str]:
    """Return the label of the result of each row."""
    return [result_label(*key) for key in table[OfResult.names()].itertuples(index=False, name=None)]


def factor_label(name: str, kind: str, choice: str = "") -> str:
    """Return the label of a factor: that of a parameter, or the question of a reading and its answer."""
    if kind == FactorKind.PARAMETER:
        return translate(documented(name).libelle)
    return reponse(name, choice)


def only(table: pd.DataFrame, asked: Explained) -> pd.DataFrame:
    """Return the rows of one result, without any if the polynomial was refused for it."""
    return table[(table[OfResult.names()] == pd.Series(asked._asdict())).all(axis=1)]


def rows_of_result(table: pd.DataFrame, asked: Explained) -> pd.DataFrame:
    """Return the rows of one result.

    Raises:
        RunError: there is no row, as for a refused result. The message lists the results that have rows.
    """
    found = only(table, asked)
    if found.empty:
        known = " ; ".join(dict.fromkeys(result_labels(table)))
        remedy = f"l'un de {known}, ou plus de candidats à chaque tirage"
        raise RunError(f"{result_label(*asked)} : absent ou refusé. Remède : {remedy}.")
    return found


def gaps_over_draws(intervals: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the gaps of the values of a group at the highest level."""
    widest = intervals[OverDraws.niveau].max()
    asked = (intervals[OverDraws.groupe] == group) & (intervals[OverDraws.indicateur] == GAP)
    rows: pd.DataFrame = intervals[asked & (intervals[OverDraws.niveau] == widest)]
    return rows


def say_over_draws(intervals: pd.DataFrame, group: str = EVERYBODY) -> str:
    """Return the range of the gap of the last regime over the draws of the parameters, for a group, in words."""
    rows = gaps_over_draws(intervals, group)
    if rows.empty:
        return _("aucun écart à montrer : le seul régime comparé est la référence")
    last = [*OverDraws.rows(rows[rows[OverDraws.regime] == rows[OverDraws.regime].iloc[-1]])]
    name = regime_label(last[0].regime)
    if len(last) > 1:
        by_gap = sorted(last, key=lambda row: row.valeur)
        least, most = by_gap[0], by_gap[-1]
        return _(
            "{regime} : {haut} points ({qui_haut}) contre {bas} ({qui_bas}), incertitude des paramètres comprise"
        ).format(
            regime=name,
            haut=number(most.valeur, sign=True),
            qui_haut=modalite(most.modalite),
            bas=number(least.valeur, sign=True),
            qui_bas=modalite(least.modalite),
        )
    return _("{regime} : de {bas} à {haut} points selon les paramètres que rien ne fixe").format(
        regime=name, bas=number(last[0].bas, sign=True), haut=number(last[0].haut, sign=True)
    )


def say_driver(first: Drivers) -> str:
    """Return the parameter that drives a result most, and which way, in words."""
    rises = _("{regime}, {resultat} : plus nombreux quand monte « {parametre} » (corrélation de rang {correlation})")
    falls = _("{regime}, {resultat} : moins nombreux quand monte « {parametre} » (corrélation de rang {correlation})")
    gap_rises = _("{regime}, {resultat} : plus haut quand monte « {parametre} » (corrélation de rang {correlation})")
    gap_falls = _("{regime}, {resultat} : plus bas quand monte « {parametre} » (corrélation de rang {correlation})")
    both = (gap_rises, gap_falls) if first.indicateur == GAP else (rises, falls)
    return both[first.correlation < 0].format(
        regime=regime_label(first.regime),
        resultat=INDICATORS[first.indicateur].lower(),
        parametre=translate(documented(first.parametre).libelle),
        correlation=number(first.correlation, 2, sign=True),
    )


def say_pairing(table: pd.DataFrame) -> str:
    """Return how many times more candidates the comparison that gains most would need without common luck, in words."""
    apart = [row for row in Pairing.rows(table) if row.facteur < float("inf")]
    if table[Pairing.facteur].isna().any():
        lots = next(Pairing.rows(table)).lots
        return _("Trop peu de candidats simulés pour dire ce que vaut le hasard commun : il en faut {lots}").format(
            lots=number(lots, 0)
        )
    if not apart:
        return _("Les régimes comparés décident de même : aucun hasard ne les sépare")
    most = max(apart, key=lambda row: row.facteur)
    return _(
        "{regime} : si chaque régime jugeait d'autres candidats, il en faudrait {facteur} fois plus pour un écart "
        "aussi sûr"
    ).format(regime=regime_label(most.regime), facteur=number(most.facteur))


def say_luck(table: pd.DataFrame) -> str:
    """Return how much the marks of the orals alone could change the rate of the last regime, in words."""
    last = [*OralLuck.rows(table)][-1]
    if not last.ecart_type:
        return _("{regime} : le taux d'admis ne doit rien au hasard des oraux").format(regime=regime_label(last.regime))
    _value, low, high = roughly(last.taux_admis, last.bas, last.haut)
    return _(
        "{regime} : à paramètres et candidats connus, le hasard des oraux laisse le taux d'admis entre {bas} et "
        "{haut} %"
    ).format(regime=regime_label(last.regime), bas=low, haut=high)


def say_origins(table: pd.DataFrame) -> str:
    """Return the largest share of the variance of a result that luck makes, in words."""
    luck = table[table[Budget.origine].isin(LUCK)].groupby([Budget.candidats, *OfResult.names()])[Budget.part].sum()
    return _("Le hasard des candidats et des oraux fait au plus {part} de la variance d'un résultat").format(
        part=percent(float(luck.max()))
    )


def say_assumed(table: pd.DataFrame) -> str:
    """Return how many parameters the model has, and how many of them the evidence leaves open, in words."""
    return _("{nombre} paramètres, dont {ouverts} que rien de publié ne fixe").format(
        nombre=number(len(table), 0), ouverts=number(table[Assumptions.bas].notna().sum(), 0)
    )


def say_lent(table: pd.DataFrame) -> str:
    """Return the widths of the gap of the last regime with and without the specialties that have no règlement."""
    gaps = [row for row in Lent.rows(table) if row.indicateur == GAP]
    if not gaps:
        return _("aucun écart à montrer : le seul régime comparé est la référence")
    last = {row.prete: row for row in gaps if row.regime == gaps[-1].regime}
    if not last[SECTOR].part_donneurs:
        return _("Toutes les spécialités de la cohorte ont leur règlement : rien n'est prêté")
    return _(
        "{regime} : {part} des candidats sont jugés sur un règlement prêté ; l'intervalle de l'écart est large de "
        "{avec} points, {sans} sans eux"
    ).format(
        part=percent(last[SECTOR].part_donneurs, 0),
        regime=regime_label(gaps[-1].regime),
        avec=number(last[SECTOR].largeur),
        sans=number(last[NONE].largeur),
    )


def say_factors(first: SobolIndices) -> str:
    """Return the share of the greatest factor in the variance due to assumptions, in words."""
    return _("{resultat} : « {facteur} » fait {part} de ce que les hypothèses font varier").format(
        resultat=result_label(first.indicateur, first.regime, first.reference),
        facteur=factor_label(first.facteur, first.genre),
        part=percent(100 * first.total, 0),
    )


def say_tornado(widest: Tornado) -> str:
    """Return the values between which the widest factor alone moves the mean of a result, in words."""
    low, high = sorted((widest.valeur_de, widest.valeur_a))
    gap = widest.indicateur == GAP
    return _("{resultat} : de {bas} à {haut} {unite} selon « {facteur} » seul").format(
        resultat=result_label(widest.indicateur, widest.regime, widest.reference),
        bas=number(low, sign=gap),
        haut=number(high, sign=gap),
        unite=unit_of(widest.indicateur),
        facteur=factor_label(widest.facteur, widest.genre),
    )


def say_centre(one: Tornado) -> str:
    """Return the value around which factors move a result, in words: the one to quote."""
    return _("Tirets : {valeur} {unite}, la valeur à citer").format(
        valeur=number(one.centre, sign=one.indicateur == GAP), unite=unit_of(one.indicateur)
    )


def unit_of(indicator: str) -> str:
    """Return the unit of a result, as text."""
    return _("points") if indicator == GAP else _("% des candidats")


def significant_part(value: float) -> str:
    """Return a value of a parameter as text, in its own unit."""
    return significant(value, 3)


def quote_over_draws(intervals: pd.DataFrame, covered: float | None) -> Iterator[dict[str, Any]]:
    """Yield the gap of every regime over drawn parameters, then the share of entrants that the cohort stands for.

    `covered`: percent of national entrants; None if the cohort has its own weights.
    """
    for row in OverDraws.rows(gaps_over_draws(intervals, EVERYBODY)):
        name = _("Écart avec {reference}, {regime}").format(
            reference=regime_label(row.reference), regime=regime_label(row.regime)
        )
        defined = definition(PAIRED, row.niveau, method(row))
        yield result(name, row.valeur, "pt", row.bas, row.haut, definition=defined)
    if covered is not None:
        name = _("Entrants nationaux couverts par les spécialités fournies")
        yield result(name, covered, "%", definition=_("part des entrants hors agricole (Parcoursup 2025)"))


def quote_lent(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the share of candidates judged on a lent règlement, then each gap under each other way to lend."""
    rows = [*Lent.rows(table)]
    share = max(row.part_donneurs for row in rows)
    said = _("part des présents dont la spécialité n'a pas de règlement lu : totaux seuls, aucune ligne par spécialité")
    yield result(_("Candidats jugés sur un règlement prêté"), share, "%", definition=said)
    for row in rows:
        if row.indicateur != GAP or row.prete == SECTOR:
            continue
        name = _("Écart avec {reference}, {regime}, spécialités sans règlement lu : {prete}").format(
            reference=regime_label(row.reference), regime=regime_label(row.regime), prete=LENDINGS[row.prete]
        )
        defined = definition(PAIRED, row.niveau, _(DRAWN_AS_MAIN))
        yield result(name, row.valeur, "pt", row.bas, row.haut, definition=defined)


def quote_sources(shares: pd.DataFrame, ranges: pd.DataFrame, asked: Explained) -> Iterator[dict[str, Any]]:
    """Yield the part of a gap that rests on assumptions, then its range.

    Args:
        shares: the table of `assumed_share`.
        ranges: the table of `extent`.
        asked: the gap.
    """
    both = {"reference": regime_label(asked.reference), "regime": regime_label(asked.regime)}
    for one in AssumedShare.rows(only(shares, asked)):
        name = _(
            "Écart avec {reference}, {regime} : part due à des hypothèses, session de {candidats} candidats"
        ).format(**both, candidats=number(one.candidats, 0))
        said = _("{methode} ; à {niveau}, erreur des tirages et des essais").format(
            methode=how(one), niveau=percent(one.niveau, 0)
        )
        yield result(name, one.valeur, "%", one.bas, one.haut, definition=said)
    for row in Extent.rows(only(ranges, asked)):
        if row.ou == Over.SIMULATED:
            said = _("{methode} ; n'est pas un intervalle").format(methode=how(row))
            low = _("Écart avec {reference}, {regime} : le plus bas sur les tirages simulés").format(**both)
            high = _("Écart avec {reference}, {regime} : le plus haut sur les tirages simulés").format(**both)
            yield result(low, row.bas, "pt", definition=said)
            yield result(high, row.haut, "pt", definition=said)
