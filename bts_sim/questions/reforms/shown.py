"""Readable tables of reforms: targets and their price, distance to the frontier, wrong ideas, settings."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import headed, interval, number, percent, percent_in
from bts_sim.display.shown import Shown
from bts_sim.language import _
from bts_sim.questions.reforms.effort import ADMITTED, FIRST_GROUP, GAP, STATIC, Effort
from bts_sim.questions.reforms.frontier import FrontierDistance
from bts_sim.questions.reforms.price import Price
from bts_sim.questions.reforms.reach import LeastChange
from bts_sim.questions.reforms.settings import CEILING, levers_in
from bts_sim.questions.reforms.tables import FALSE_ADMITTED, FALSE_REFUSED, GAPS, Response
from bts_sim.questions.reforms.words.effort import in_ability
from bts_sim.questions.reforms.words.findings import misled, title_of_idea
from bts_sim.questions.reforms.words.labels import (
    LEVER_NAMES,
    MEASURE_NAMES,
    WAYS,
    in_setting,
    law_in_force,
    reform_name,
    share_of,
)
from bts_sim.questions.reforms.wrong_ideas import ACCESS, WrongIdea


def show_settings(table: pd.DataFrame) -> Shown:
    """Return a readable table of every measure of each setting of the levers, with intervals."""
    levers, rows = levers_in(table), []
    for key, one in table.groupby(levers, sort=False):
        row = {LEVER_NAMES[name].capitalize(): in_setting(name, value) for name, value in zip(levers, key, strict=True)}
        measured = {each.indicateur: each for each in Response.rows(one)}
        for code, words in MEASURE_NAMES.items():
            row[words] = share_of(measured[code].valeur, measured[code].bas, measured[code].haut)
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def show_targets(table: pd.DataFrame) -> Shown:
    """Return a readable table of the least change of each lever that reaches the target, or its best result."""
    return Shown(pd.DataFrame([_target(row) for row in LeastChange.rows(table)]), table)


def _target(row: LeastChange) -> dict[str, str]:
    words = {
        _("Levier"): LEVER_NAMES[row.levier].capitalize(),
        _("En vigueur"): law_in_force(row.levier, row.en_vigueur),
    }
    if row.atteinte:
        words[_("Il faut")] = in_setting(row.levier, row.reglage) + _range(row)
        words[_("Admis (%)")] = number(row.taux, 4)
        words[_("Un cran avant (%)")] = "—" if pd.isna(row.taux_avant) else number(row.taux_avant, 4)
        return words
    still = row.meilleur == row.en_vigueur
    best = _("au mieux {taux}, sans rien changer") if still else _("au mieux {taux}, à {reglage}")
    best = best.format(taux=number(row.meilleur_taux, 4), reglage=in_setting(row.levier, row.meilleur))
    return words | {_("Il faut"): _("hors d'atteinte"), _("Admis (%)"): best, _("Un cran avant (%)"): "—"}


def _range(row: LeastChange) -> str:
    low, high = row.bas, row.haut
    if pd.isna(row.hors_atteinte):
        # Nothing was drawn, so that no end is known.
        return ""
    if not pd.isna(low) and not pd.isna(high) and low == high:
        return ""
    ends = [_("hors d'atteinte") if pd.isna(end) else in_setting(row.levier, end) for end in (low, high)]
    if row.levier == CEILING:
        # The highest setting of a ceiling is no ceiling.
        kept = [not pd.isna(end) and end == row.en_vigueur for end in (low, high)]
        ends = [_("aucun") if none else words for none, words in zip(kept, ends, strict=True)]
    return _(" [{bas} ; {haut}]").format(bas=ends[0], haut=ends[1])


def show_price(table: pd.DataFrame) -> Shown:
    """Return a readable table of the cost of each change, per 1,000 candidates present, with paired intervals."""
    rows = []
    for _key, one in table.groupby([Price.levier, Price.reglage], sort=False):
        gaps = {row.indicateur: row for row in Price.rows(one)}
        first = next(iter(gaps.values()))
        row = {
            _("Levier"): LEVER_NAMES[first.levier].capitalize(),
            _("Passe à"): in_setting(first.levier, first.reglage),
        }
        for name, words in MEASURE_NAMES.items():
            gap = gaps[GAPS[name]]
            said = share_of(gap.valeur, gap.bas, gap.haut, sign=True, decimals=1)
            row[_("{mesure} (pour 1 000)").format(mesure=words)] = said
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def show_distance(table: pd.DataFrame) -> Shown:
    """Return a readable table of the reforms that reduce each error most, with paired intervals."""
    levers, rows = levers_in(table), []
    for (__, named), row in zip(table.iterrows(), FrontierDistance.rows(table), strict=True):
        refused = share_of(row.faux_refus, row.faux_refus_bas, row.faux_refus_haut, sign=True)
        admitted = share_of(row.faux_admis, row.faux_admis_bas, row.faux_admis_haut, sign=True)
        said = {FALSE_REFUSED: refused, FALSE_ADMITTED: admitted}
        rows.append(
            {
                _("Réduire"): MEASURE_NAMES[row.moins_de].lower(),
                _("Réforme"): reform_name(named, levers),
                **{_("{mesure} (points)").format(mesure=MEASURE_NAMES[name]): words for name, words in said.items()},
            }
        )
    return Shown(pd.DataFrame(rows), table)


def show_wrong_ideas(table: pd.DataFrame) -> Shown:
    """Return a readable table of wrong ideas: source, text, misled per 1,000 and among those concerned."""
    rows = []
    for __, one in table.groupby(WrongIdea.idee, sort=False):
        wrongs = [*WrongIdea.rows(one)]
        first = wrongs[0]
        row = {
            _("Qui l'imprime"): first.auteur + (f", {first.date}" if first.date else ""),
            _("Lu le"): first.lu_le or "—",
            _("Ce qui est dit"): title_of_idea(first),
        }
        for wrong in wrongs:
            head = _("{sens}, accès (pour 1 000)") if wrong.stade == ACCESS else _("{sens}, décision (pour 1 000)")
            share = misled(wrong)
            if not pd.isna(wrong.part) and wrong.pour_mille:
                share = _("{nombre}, {part} des concernés").format(nombre=share, part=percent(wrong.part, 0))
            row[head.format(sens=WAYS[wrong.sens].capitalize())] = share
        rows.append(row)
    return Shown(pd.DataFrame(rows), table)


def show_effort(table: pd.DataFrame) -> Shown:
    """Return a readable table of each regime, without effort and with each answer side by side, with intervals."""
    heads = {
        FIRST_GROUP: _("{regime} : admis au premier groupe (%)"),
        ADMITTED: _("{regime} : admis (%)"),
        GAP: _("{regime} : admis de plus (points)"),
    }
    rows = []
    for (name, regime), part in table.groupby([Effort.indicateur, Effort.regime], sort=False):
        said = {_("Résultat"): heads[str(name)].format(regime=headed(str(regime)))}
        for row in Effort.rows(part):
            column = _("Sans effort") if row.effort == STATIC else in_ability(row.effort)
            gap = f"{number(row.valeur, 1, sign=True)} {interval(row.bas, row.haut, sign=True)}"
            said[column] = gap if row.indicateur == GAP else percent_in(row.valeur, row.bas, row.haut)
        rows.append(said)
    return Shown(pd.DataFrame(rows), table)
