"""The accuracy of decisions in sentences and in named results."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.display.labels import (
    headed,
    interval,
    joined,
    main_regime,
    modalite,
    number,
    percent,
    points,
    regime_label,
)
from bts_sim.display.results import definition, result
from bts_sim.language import N_, Labels, _
from bts_sim.questions.accuracy import tables
from bts_sim.questions.accuracy.by_hour import BY_HOUR, HOURS, ORALS_HELD, RIGHT_ADDED, ByHour
from bts_sim.questions.accuracy.equity import EqualLevel, EqualLevelGap
from bts_sim.questions.accuracy.remarking import (
    AGREE,
    AGREE_ON_THREE,
    KAPPA,
    KAPPA_ON_THREE,
    Concordance,
    LivingstonLewis,
)
from bts_sim.questions.accuracy.tables import Accuracy, AccuracyMethod, OralAccuracy
from bts_sim.stats.intervals import Method
from bts_sim.stats.words import METHODS, method

INDICATORS = Labels(
    {
        tables.FALSE_IN: N_("Admis sous le niveau (% des présents)"),
        tables.FALSE_OUT: N_("Refusés au niveau (% des présents)"),
        tables.OUT: N_("Éliminés, comptés à part (% des présents)"),
        tables.OUT_ABLE: N_("dont au niveau (% des présents)"),
        tables.RIGHT: N_("Décisions justes (% des jugés)"),
        tables.SENSITIVITY: N_("Admis, parmi ceux qui ont le niveau (%)"),
        tables.SPECIFICITY: N_("Refusés, parmi ceux qui ne l'ont pas (%)"),
        tables.OF_ADMITTED: N_("Ont le niveau, parmi les admis (%)"),
        tables.OF_FIRST_GROUP: N_("Ont le niveau, parmi les admis au premier groupe (%)"),
        tables.AFTER_ORALS: N_("Ont le niveau, parmi les admis après contrôle (%)"),
        tables.OF_ALLOWED: N_("Ont le niveau, parmi les autorisés (%)"),
        tables.OF_GAINED: N_("Ont le niveau, parmi les admis de plus que la référence (%)"),
        tables.OF_REFUSED: N_("N'ont pas le niveau, parmi les refusés (%)"),
    }
)
AGREEMENTS = Labels(
    {
        AGREE: N_("Même réponse, diplôme ou non"),
        KAPPA: N_("Kappa, diplôme ou non"),
        AGREE_ON_THREE: N_("Même décision des trois"),
        KAPPA_ON_THREE: N_("Kappa, trois décisions"),
    }
)
FOUND_BY_BOTH = Labels(
    {
        tables.RIGHT: N_("Décisions justes"),
        tables.FALSE_IN: N_("Admis sous le niveau"),
        tables.FALSE_OUT: N_("Refusés au niveau"),
        AGREE: N_("Même décision de deux corrections"),
    }
)
USES = Labels(
    {
        tables.FALSE_IN: N_("Admis sous le niveau (pour 1 000 présents)"),
        tables.FALSE_OUT: N_("Refusés au niveau (pour 1 000 présents)"),
        RIGHT_ADDED: N_("Décisions justes de plus que sans oral (pour 1 000 présents)"),
        ORALS_HELD: N_("Oraux tenus (pour 1 000 présents)"),
        HOURS: N_("Heures d'examinateurs (pour 1 000 présents)"),
        BY_HOUR: N_("Décisions justes de plus, pour 100 heures d'examinateurs"),
    }
)
#: Sentences for what an interval of this room covers.
ACCURACY_METHODS = Labels(
    METHODS
    | {
        Method.TOO_FEW: N_("trop peu de candidats simulés, ou tous les mêmes : pas d'intervalle"),
        AccuracyMethod.RATIO: N_(
            "intervalle de Wilson d'un rapport : tirage de la cohorte, paramètres, calage et difficulté des unités "
            "fixés ; oraux sommés exactement"
        ),
        AccuracyMethod.MARKED_TWICE: N_(
            "tirage de la cohorte et des deux corrections, paramètres, calage et difficulté des unités fixés ; oraux "
            "sommés exactement"
        ),
        AccuracyMethod.IN_BAND: N_(
            "approximation normale : tirage de la cohorte, paramètres, calage et difficulté des unités fixés ; ramené "
            "au centre de la bande ; oraux sommés exactement"
        ),
    }
)
TOO_FEW = N_("À niveau égal, trop peu de candidats simulés pour comparer ces groupes")
#: What no interval comes with, in notes of charts.
WITHOUT = N_("sans trait : trop peu de candidats simulés")
#: Named results: the name of each, and what it counts.
QUOTED = {
    tables.FALSE_IN: (
        N_("Admis sous le niveau exigé ({niveau}), {regime}"),
        N_("part des présents ; niveau exigé {niveau}"),
    ),
    tables.FALSE_OUT: (
        N_("Refusés au niveau exigé ({niveau}), {regime}"),
        N_("part des présents ; éliminés à part ; niveau exigé {niveau}"),
    ),
    tables.AFTER_ORALS: (
        N_("Admis après contrôle qui ont le niveau exigé ({niveau}), {regime}"),
        N_("part des admis après contrôle ; niveau exigé {niveau}"),
    ),
}


def in_brackets(row: Any, decimals: int = 0) -> str:
    """Return a percentage with its interval, as text, or a dash where there is none."""
    if pd.isna(row.valeur):
        return "—"
    return f"{percent(row.valeur, decimals)} {interval(row.bas, row.haut, decimals)}"


def chances_side_by_side(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the chances of the values of a group side by side, for the bands where two of them have an interval."""
    at, told = [EqualLevel.regime, EqualLevel.centre], rows[rows[EqualLevel.bas].notna()]
    return told.pivot(index=at, columns=EqualLevel.modalite, values=EqualLevel.admis).dropna(thresh=2)


def say_accuracy(table: pd.DataFrame, standard: float) -> str:
    """Return the false admissions and refusals of the main regime and of the baseline at a standard, in words."""
    regimes = table[Accuracy.regime].unique().tolist()
    base, main = regimes[0], main_regime(regimes)

    def share(indicator: str, regime: str) -> str:
        at = (table[Accuracy.indicateur] == indicator) & (table[Accuracy.regime] == regime)
        return in_brackets(next(Accuracy.rows(table[at & np.isclose(table[Accuracy.norme], standard)])), 1)

    said = {"regime": headed(main), "niveau": points(standard)}
    said |= {"admis": share(tables.FALSE_IN, main), "refus": share(tables.FALSE_OUT, main)}
    if main == base:
        return _(
            "{regime}, niveau exigé {niveau} : {admis} d'admis sous le niveau, {refus} de refusés au niveau"
        ).format(**said)
    said |= {"admis_avant": share(tables.FALSE_IN, base), "refus_avant": share(tables.FALSE_OUT, base)}
    return _(
        "{regime}, niveau exigé {niveau} : {admis} d'admis sous le niveau, {refus} de refusés au niveau "
        "({admis_avant} et {refus_avant} : « {reference} »)"
    ).format(**said, reference=headed(base))


def say_by_hour(table: pd.DataFrame) -> str:
    """Return the uses of the orals by the right decisions that each adds for 100 hours of examiners, in words."""
    rows = [*ByHour.rows(table[(table[ByHour.indicateur] == BY_HOUR) & table[ByHour.valeur].notna()])]
    if not rows:
        return _("Aucun oral n'est tenu")
    said = [
        f"{number(row.valeur, 1, sign=True)} {interval(row.bas, row.haut, sign=True)} ({regime_label(row.regime)})"
        for row in sorted(rows, key=lambda row: -row.valeur)
    ]
    return _("Décisions justes de plus que sans oral, pour 100 heures d'examinateurs\u202f: {usages}").format(
        usages=joined(said)
    )


def quote_by_hour(table: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield the right decisions and the hours of each use of the orals."""
    for row in ByHour.rows(table[table[ByHour.indicateur].isin((RIGHT_ADDED, HOURS))]):
        unit = _("décisions") if row.indicateur == RIGHT_ADDED else _("heures")
        name = _("{mesure}, {regime}").format(mesure=USES[row.indicateur], regime=regime_label(row.regime))
        defined = definition(_("pour 1 000 présents"), row.niveau, method(row, ACCURACY_METHODS))
        yield result(name, row.valeur, unit, row.bas, row.haut, definition=defined)


def say_accuracy_by_oral(table: pd.DataFrame, standard: float) -> str:
    """Return the share of those admitted after exact and after noisy orals who reach a standard, in words."""
    after = table[table[OralAccuracy.indicateur] == tables.AFTER_ORALS]
    if after.empty:
        return _("Aucun de ces régimes n'admet après contrôle")
    main = main_regime(after[OralAccuracy.regime].unique().tolist())
    last = after[after[OralAccuracy.regime] == main].sort_values(OralAccuracy.ecart_type_oral)
    exact, *_others, noisy = OralAccuracy.rows(last)
    return _(
        "{regime}, niveau exigé {niveau} : {sans} des admis après contrôle l'auraient avec un oral sans erreur, {avec} "
        "avec un écart type de {ecart} points"
    ).format(
        regime=headed(main),
        niveau=points(standard),
        sans=in_brackets(exact),
        avec=in_brackets(noisy),
        ecart=points(noisy.ecart_type_oral),
    )


def say_concordance(table: pd.DataFrame) -> str:
    """Return how many candidates would have the same decision from other markers under the main regime, in words."""
    main = main_regime(table[Concordance.regime].unique().tolist())
    at = (table[Concordance.regime] == main) & (table[Concordance.indicateur] == AGREE)
    return _("{regime} : {part} auraient la même réponse, diplôme ou non, d'une autre correction").format(
        regime=headed(main), part=in_brackets(next(Concordance.rows(table[at])))
    )


def say_livingston_lewis(table: pd.DataFrame) -> str:
    """Return the share of right decisions by the model and by the published method, in words."""
    at = (table[LivingstonLewis.groupe] == tables.EVERYBODY) & (table[LivingstonLewis.indicateur] == tables.RIGHT)
    found = next(LivingstonLewis.rows(table[at]), None)
    if found is None:
        return _("Trop peu de candidats, ou trop semblables, pour la méthode de Livingston et Lewis")
    return _(
        "Au premier groupe, {modele} de décisions justes selon le modèle, {methode} selon la méthode de Livingston et "
        "Lewis"
    ).format(
        modele=f"{percent(found.modele)} {interval(found.bas, found.haut)}", methode=percent(found.livingston_lewis)
    )


def say_equal_level(table: pd.DataFrame, group: str) -> str:
    """Return the regime and the band in which two values of a group differ most, and by how much, in words."""
    wide = chances_side_by_side(table[table[EqualLevel.groupe] == group])
    if wide.empty or wide.shape[1] < 2:
        return _(TOO_FEW)
    gap = wide.max(axis=1) - wide.min(axis=1)
    regime, centre = wide.index[int(gap.argmax())]
    rates = wide.loc[(regime, centre)]
    at = (
        (table[EqualLevel.regime] == regime)
        & (table[EqualLevel.centre] == centre)
        & (table[EqualLevel.groupe] == group)
    )
    told = {
        row.modalite: f"{percent(row.admis, 0)} {interval(row.bas, row.haut, 0)}" for row in EqualLevel.rows(table[at])
    }
    high, low = str(rates.idxmax()), str(rates.idxmin())
    return _("{regime}, au niveau de {niveau} : {haut} d'admis ({qui_haut}) contre {bas} ({qui_bas})").format(
        regime=headed(regime),
        niveau=points(centre),
        haut=told[high],
        qui_haut=modalite(high),
        bas=told[low],
        qui_bas=modalite(low),
    )


def say_gaps_at_equal_level(table: pd.DataFrame) -> str:
    """Return the group that a regime sets farthest apart at equal level, in words."""
    if table.empty:
        return _(TOO_FEW)
    # A gap that may be on either side of zero is not a finding.
    sure = table[(table[EqualLevelGap.bas] > 0) | (table[EqualLevelGap.haut] < 0)]
    if sure.empty:
        return _("À niveau égal, aucun écart avec l'ensemble n'est sûr : chaque intervalle contient zéro")
    far = [*EqualLevelGap.rows(sure)][int(sure[EqualLevelGap.ecart].abs().argmax())]
    return _("À niveau égal, l'écart le plus grand avec l'ensemble est de {ecart} points ({qui}, {regime})").format(
        ecart=f"{number(far.ecart, sign=True)} {interval(far.bas, far.haut, sign=True)}",
        qui=modalite(far.modalite),
        regime=headed(far.regime),
    )


def quote_accuracy(table: pd.DataFrame, standard: float) -> Iterator[dict[str, Any]]:
    """Yield false admissions, false refusals and the value of an admission after the orals, for every regime."""
    at = table[np.isclose(table[Accuracy.norme], standard) & table[Accuracy.indicateur].isin(list(QUOTED))]
    for row in Accuracy.rows(at):
        name, counted = map(_, QUOTED[row.indicateur])
        defined = definition(counted.format(niveau=points(standard)), row.niveau, method(row, ACCURACY_METHODS))
        name = name.format(regime=regime_label(row.regime), niveau=points(standard))
        yield result(name, row.valeur, "%", row.bas, row.haut, definition=defined)
