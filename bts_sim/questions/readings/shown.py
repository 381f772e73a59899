"""Readable tables of the law: regimes side by side, differences between two, open points of the texts."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import CONFIDENCES, DEDUCED, DOMAINES, MEANS, MODES, number, points, regime_label
from bts_sim.display.shown import Shown
from bts_sim.droit.textes import libelles, sources
from bts_sim.language import _, translate
from bts_sim.questions.readings.tables import LawDifference, OpenPoint, ReadingEffect, RegimeRules, UnitOfSpecialty
from bts_sim.questions.readings.words import say_effect


def show_rules(rules: pd.DataFrame) -> Shown:
    """Return a readable table of regimes side by side: access, choice, replacement and source."""
    rows = [*RegimeRules.rows(rules)]
    return Shown(
        pd.DataFrame(
            {
                _("Régime"): [regime_label(one.regime) for one in rows],
                _("Qui se présente"): [_who_sits(one) for one in rows],
                _("Ce qui se choisit"): [_rule(RegimeRules.choix, one.choix) for one in rows],
                _("Oraux"): [number(one.nombre_oraux, 0) for one in rows],
                _("Ce qu'un oral remplace, s'il est meilleur"): [
                    _rule(RegimeRules.remplacement, one.remplacement) for one in rows
                ],
                _("Source"): [_title(one.source) for one in rows],
            }
        ),
        rules,
    )


def show_law_difference(differences: pd.DataFrame, before: str, after: str) -> Shown:
    """Return a readable table of the differences between two laws, each side with its source and grade."""
    rows = []
    for one in LawDifference.rows(differences):
        left = _side(one.valeur_avant, one.choix_avant, one.source_avant, one.cote_avant)
        right = _side(one.valeur_apres, one.choix_apres, one.source_apres, one.cote_apres)
        rows.append((translate(one.libelle), left, right))
    names = [_("Ce que la loi fixe"), regime_label(before), regime_label(after)]
    return Shown(pd.DataFrame(rows, columns=names), differences)


def show_readings(effects: pd.DataFrame, open_points: pd.DataFrame) -> Shown:
    """Return a readable table of the open points and other readings, with the decisions that they change, by regime.

    `effects`: the table `ReadingEffect`. `open_points`: the table `OpenPoint`.
    """
    others = open_points[~open_points[OpenPoint.defaut]]
    again = others[OpenPoint.question].duplicated().tolist()
    rows = [*OpenPoint.rows(others)]
    table = pd.DataFrame(
        {
            _("Question ouverte"): [
                "" if same else translate(one.question) for one, same in zip(rows, again, strict=True)
            ],
            _("Autre lecture"): [translate(one.phrase) for one in rows],
            _("Source (cote)"): [f"{one.source} ({one.cote})" for one in rows],
        }
    )
    said = {(one.regime, one.lecture, one.choix): say_effect(one) for one in ReadingEffect.rows(effects)}
    for regime in effects[ReadingEffect.regime].unique():
        found = [said.get((regime, one.lecture, one.choix)) for one in rows]
        table[regime_label(regime)] = [_("sans objet") if one is None else one for one in found]
    return Shown(table, effects)


def show_reglement(units: pd.DataFrame) -> Shown:
    """Return a readable table of the units of a specialty: coefficient, domain, mode by voie, confidence and source."""
    rows = [*UnitOfSpecialty.rows(units)]
    return Shown(
        pd.DataFrame(
            {
                _("Unité"): [one.unite for one in rows],
                _("Intitulé"): [one.intitule for one in rows],
                _("Coefficient"): [number(one.coefficient, 1) for one in rows],
                _("Domaine"): [_domain(one) for one in rows],
                _("Mode, voie scolaire"): [MODES[one.mode_scolaire] for one in rows],
                _("Mode, hors CCF"): [MODES[one.mode_individuel] for one in rows],
                _("Confiance"): [CONFIDENCES.get(one.confiance, one.confiance) for one in rows],
                _("Source"): [_titles(one.source) for one in rows],
            }
        ),
        units,
    )


def _domain(unit: UnitOfSpecialty) -> str:
    if not unit.domaine_deduit:
        return DOMAINES[unit.domaine]
    return f"{DOMAINES[unit.domaine]} ({DEDUCED[unit.domaine_deduit]})"


def _who_sits(rules: RegimeRules) -> str:
    bars = {"generale": rules.seuil_general, "professionnelle": rules.seuil_professionnel}
    asked = [f"{MEANS[name]} {points(bar)}" for name, bar in bars.items() if not pd.isna(bar)]
    return _rule(RegimeRules.acces, rules.acces) + (f" ({', '.join(asked)})" if asked else "")


def _rule(key: str, code: str) -> str:
    """Return a named rule in words."""
    return translate(libelles()[key].get("regles", {})[code])


def _side(value: str, choice: str, source: str, grade: str) -> str:
    if not value:
        return "—"
    said = f"{translate(value)} ({choice})" if choice else translate(value)
    return f"{said} [{source}, {grade}]"


def _titles(cited: str) -> str:
    """Return the titles of the sources that a column `source` cites by id. An analyst's own text stays."""
    return " ; ".join(_title(part.strip()) for part in cited.split(";")) or "—"


def _title(source: str) -> str:
    return str(sources()[source]["titre"]) if source in sources() else source
