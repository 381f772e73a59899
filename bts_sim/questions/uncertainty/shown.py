"""Readable tables of the uncertainty of results and of its causes."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from bts_sim.display.labels import (
    INDICATORS,
    in_points,
    interval,
    joined,
    modalite,
    number,
    percent,
    points,
    regime_label,
)
from bts_sim.display.shown import Shown
from bts_sim.language import _, translate
from bts_sim.questions.uncertainty.budget import AssumedShare
from bts_sim.questions.uncertainty.extent import Extent
from bts_sim.questions.uncertainty.lent import Lent
from bts_sim.questions.uncertainty.model import Quality
from bts_sim.questions.uncertainty.oral_luck import OralLuck
from bts_sim.questions.uncertainty.tables import (
    EVERYBODY,
    FIRST_GROUP,
    GAP,
    NO_ORALS,
    Assumptions,
    Drivers,
    documented,
)
from bts_sim.questions.uncertainty.words import LENDINGS, OVER, result_labels
from bts_sim.stats.under_draws import OverDraws


def show_over_draws(intervals: pd.DataFrame, group: str = EVERYBODY) -> Shown:
    """Return a readable table of the results of a group, with means and intervals over draws of the parameters.

    For all candidates together, the table has every result. For the values of a group, which may be many, it has the
    gaps only.
    """
    part = _told(intervals[intervals[OverDraws.groupe] == group])
    if group != EVERYBODY:
        part = part[part[OverDraws.indicateur] == GAP]
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    for one in OverDraws.rows(part):
        gaps = one.indicateur == GAP
        said = {
            _("Groupe"): modalite(one.modalite),
            _("Régime"): regime_label(one.regime),
            "": INDICATORS[one.indicateur],
            _("Médiane"): in_points(one.valeur) if gaps else percent(one.valeur),
        }
        row = rows.setdefault((one.modalite, one.regime, one.indicateur), said)
        row[_("{niveau} % des sessions").format(niveau=number(one.niveau, 0))] = interval(one.bas, one.haut, sign=gaps)
    return Shown(pd.DataFrame(list(rows.values())), part)


def show_drivers(ranking: pd.DataFrame) -> Shown:
    """Return a readable table of the parameters that drive each result of all candidates, with rank correlations."""
    part = _told(ranking[ranking[Drivers.groupe] == EVERYBODY])
    rows: dict[tuple[str, str], list[str]] = {}
    for one in Drivers.rows(part):
        words = f"{translate(documented(one.parametre).libelle)} ({number(one.correlation, 2, sign=True)})"
        rows.setdefault((one.regime, one.indicateur), []).append(words)
    return Shown(
        pd.DataFrame(
            {_("Régime"): regime_label(name), "": INDICATORS[code], _("Ce qui le fait varier le plus"): joined(words)}
            for (name, code), words in rows.items()
        ),
        part,
    )


def _told(table: pd.DataFrame) -> pd.DataFrame:
    """Return the results to show: neither those without orals nor the first group, which is solved."""
    return table[(table[OverDraws.regime] != NO_ORALS) & (table[OverDraws.indicateur] != FIRST_GROUP)]


def show_luck(table: pd.DataFrame) -> Shown:
    """Return a readable table of how much the marks of the orals alone could change each rate."""
    rows = [*OralLuck.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Régime"): [regime_label(one.regime) for one in rows],
                _("Admis"): [percent(one.taux_admis, 2) for one in rows],
                _("Écart type dû aux oraux"): [
                    _("{nombre} pt").format(nombre=number(one.ecart_type, 2)) for one in rows
                ],
                _("{niveau}\u202f% des sessions, à paramètres et candidats connus").format(
                    niveau=number(rows[0].niveau, 0)
                ): [interval(one.bas, one.haut, 2) for one in rows],
            }
        ),
        table,
    )


def show_assumed(table: pd.DataFrame) -> Shown:
    """Return a readable table of the parameters of the model: value used, evidence and its rating."""
    rows = [(documented(one.parametre), one.valeur) for one in Assumptions.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Paramètre"): [translate(known.libelle) for known, _value in rows],
                _("Valeur"): [points(value) for _known, value in rows],
                _("Unité"): [translate(known.unite) for known, _value in rows],
                _("Ce qui la fonde"): [translate(known.preuve) for known, _value in rows],
                _("Cote"): [translate(known.cote) for known, _value in rows],
            }
        ),
        table,
    )


def show_shares(table: pd.DataFrame) -> Shown:
    """Return a readable table of the part of each result that rests on assumptions."""
    rows = [*AssumedShare.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): result_labels(table),
                _("Candidats de la session"): [number(one.candidats, 0) for one in rows],
                _("Porté par des hypothèses"): [f"{percent(one.valeur)} {interval(one.bas, one.haut)}" for one in rows],
            }
        ),
        table,
    )


def show_quality(table: pd.DataFrame) -> Shown:
    """Return a readable table of how well the draws predict one another, and which results the polynomial refuses."""
    rows = [*Quality.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): result_labels(table),
                _("R² de validation croisée"): [number(one.r2, 2) for one in rows],
                _("Exigé"): [number(one.seuil, 2) for one in rows],
                _("Métamodèle"): [_("accepté") if one.accepte else _("refusé") for one in rows],
                _("Tirages"): [number(one.n, 0) for one in rows],
            }
        ),
        table,
    )


def show_lent(table: pd.DataFrame) -> Shown:
    """Return a readable table of each result and its interval under each way to lend a règlement."""
    rows = [*Lent.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): result_labels(table),
                _("Spécialités sans règlement lu"): [LENDINGS[one.prete] for one in rows],
                _("Valeur"): [number(one.valeur, sign=one.indicateur == GAP) for one in rows],
                _("Intervalle"): [interval(one.bas, one.haut, sign=one.indicateur == GAP) for one in rows],
                _("Largeur"): [_("{n} points").format(n=number(one.largeur)) for one in rows],
            }
        ),
        table,
    )


def show_extent(table: pd.DataFrame) -> Shown:
    """Return a readable table of the range of each result over cohorts that meet the published margins."""
    rows = [*Extent.rows(table)]
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): result_labels(table),
                _("Sur"): [OVER[one.ou] for one in rows],
                _("Étendue"): [
                    _("de {bas} à {haut}").format(bas=number(one.bas), haut=number(one.haut)) for one in rows
                ],
                _("Cohortes"): [number(one.n, 0) if one.n else "—" for one in rows],
                _("Ce qui va avec le plus bas"): [_named(one.avec_bas) for one in rows],
                _("Ce qui va avec le plus haut"): [_named(one.avec_haut) for one in rows],
            }
        ),
        _written(table),
    )


def _named(parameters: Iterable[str]) -> str:
    """Return parameters as one list in words."""
    return joined([translate(documented(name).libelle) for name in parameters])


def _written(table: pd.DataFrame) -> pd.DataFrame:
    """Return the ranges as a file holds them, with the names of the parameters in one cell."""
    both = (Extent.avec_bas, Extent.avec_haut)
    return table.assign(**{name: [", ".join(names) for names in table[name]] for name in both})
