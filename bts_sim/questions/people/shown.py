"""Readable tables of a simulated cohort: its candidates, and the figures that they are compared with."""

from __future__ import annotations

import pandas as pd

from bts_sim.display.labels import (
    CONFIDENCES,
    DOMAINES,
    INDICATORS,
    VOIES,
    YES_NO,
    in_points,
    interval,
    joined,
    number,
    percent,
    regime_label,
)
from bts_sim.display.shown import Shown
from bts_sim.language import _, translate
from bts_sim.questions.people.composition import SHARES, Composition
from bts_sim.questions.people.margins import Margin
from bts_sim.questions.people.published_marks import POINTS, MarkMargin
from bts_sim.questions.people.tables import DomainCorrelation, Portrait, SpecialtyShare
from bts_sim.questions.people.validation import SIGNED, Prediction
from bts_sim.questions.people.words import EXPECTED, VERDICTS, margin_name


def show_cohort(one: Portrait) -> Shown:
    """Return a readable table of a cohort: size, target and achieved rate, share of national entrants covered."""
    facts = {
        _("Session des règlements d'examen"): f"{one.session}",
        _("Candidats du fichier") if one.real else _("Candidats simulés (présents à l'examen)"): number(one.size, 0),
        _("Spécialités dont le règlement est connu"): number(one.specialties, 0),
        _("Voies"): joined([f"{VOIES[code]} {percent(share)}" for code, share in one.voies.items()]),
        _("Graine du hasard"): f"{one.seed}",
    }
    if one.level_shifts:
        facts[_("Niveau ajouté à toutes les notes par le calage")] = joined(
            list(dict.fromkeys(in_points(move, 2) for move in one.level_shifts))
        )
    if one.first_group_rate is not None:
        facts[_("Taux d'admis visé au premier groupe")] = percent(one.first_group_rate)
    if one.admitted_rate is not None:
        facts[_("Taux d'admis visé après les oraux")] = (
            f"{percent(one.admitted_rate)} ({regime_label(one.aimed_under)})"
        )
    if one.first_group_found is not None:
        facts[_("Taux du premier groupe qui en résulte, pour ces candidats")] = percent(one.first_group_found)
    if one.covered is not None:
        facts[_("Entrants nationaux couverts par ces spécialités (Parcoursup 2025)")] = percent(one.covered)
    if one.lent:
        facts[_("Autres spécialités, jugées sur un règlement prêté, dans les totaux seuls")] = _(
            "{n}, {part} des candidats"
        ).format(n=number(one.lent, 0), part=percent(one.lent_share))
    return Shown(pd.DataFrame({"": list(facts), _("Valeur"): list(facts.values())}))


def show_validation(table: pd.DataFrame) -> Shown:
    """Return a readable table of every figure kept for validation beside its prediction, hits and misses."""
    rows = []
    for row in Prediction.rows(table):
        signed = row.indicateur in SIGNED
        known = f"{number(row.predit, sign=signed)} {interval(row.bas, row.haut, sign=signed)}"
        rows.append(
            {
                _("Chiffre publié"): translate(row.chiffre),
                _("Observé"): number(row.observe, sign=signed),
                _("Prédit"): "—" if pd.isna(row.predit) else known,
                _("Attendu"): EXPECTED[row.sens],
                _("Verdict"): VERDICTS[row.verdict],
                _("Pourquoi"): translate(row.pourquoi),
            }
        )
    return Shown(pd.DataFrame(rows), table)


def show_margins(table: pd.DataFrame) -> Shown:
    """Return a readable table of every published margin beside the value of the cohort, met or missed."""
    rows = [
        {
            _("Marge"): translate(row.marge),
            _("Session"): row.session,
            _("Publié"): percent(row.cible),
            _("Une cohorte simulée"): percent(row.obtenu),
            _("Écart"): in_points(row.ecart, 2),
            _("Tolérance et bruit du tirage"): _("{nombre} pt").format(
                nombre=f"{number(row.tolerance, 1)} + {number(row.bruit, 1)}"
            ),
            _("Atteinte"): YES_NO[row.atteinte],
        }
        for row in Margin.rows(table)
    ]
    return Shown(pd.DataFrame(rows), table)


def show_margins_of_marks(table: pd.DataFrame) -> Shown:
    """Return a readable table of every published figure on marks beside the value of the cohort, met or missed."""
    rows = [
        {
            _("Ce qui est publié"): margin_name(row),
            _("Sessions"): row.session,
            _("Publié"): _in_unit(row.cible, row.unite),
            _("Une cohorte simulée"): _in_unit(row.obtenu, row.unite),
            _("Écart"): in_points(row.ecart, 2 if row.unite == POINTS else 1),
            _("Tolérance, ou années"): _allowed(row),
            _("Atteinte"): YES_NO[row.atteinte],
            _("Pourquoi"): translate(row.pourquoi) or "—",
        }
        for row in MarkMargin.rows(table)
    ]
    return Shown(pd.DataFrame(rows), table)


def show_correlations(table: pd.DataFrame) -> Shown:
    """Return a readable table of the mean correlation of two units of each specialty, within and between domains."""
    names = {code: _("Deux unités du domaine {domaine}").format(domaine=name) for code, name in DOMAINES.items()}
    kinds = sorted(table[DomainCorrelation.paires].unique())
    rows = []
    for code in sorted(table[DomainCorrelation.specialite].unique()):
        part = table[table[DomainCorrelation.specialite] == code]
        of = {row.paires: row.correlation for row in DomainCorrelation.rows(part)}
        words = {names.get(kind, _("Deux unités de domaines différents")): _correlation(of.get(kind)) for kind in kinds}
        rows.append({_("Spécialité"): code, **words})
    return Shown(pd.DataFrame(rows), table)


def show_specialties(table: pd.DataFrame) -> Shown:
    """Return a readable table of the specialties: weight, first-group rate, share from 8 to 10, confidence."""
    rows = [
        {
            _("Code"): row.specialite,
            _("Spécialité"): row.nom,
            _("Poids"): percent(row.poids),
            INDICATORS[SpecialtyShare.taux_groupe1]: percent(row.taux_groupe1),
            _("De 8 à moins de 10"): percent(row.pres),
            _("Coefficients"): CONFIDENCES.get(row.confiance, row.confiance),
        }
        for row in SpecialtyShare.rows(table)
    ]
    return Shown(pd.DataFrame(rows), table)


def _allowed(row: MarkMargin) -> str:
    """Return the tolerance of a figure on marks, or the range of its years, as text."""
    if pd.isna(row.tolerance):
        return _("de {bas} à {haut}").format(bas=number(row.bas, 2), haut=number(row.haut, 2))
    return _("{nombre} pt").format(nombre=number(row.tolerance, 1))


def show_people(table: pd.DataFrame) -> Shown:
    """Return a readable table of the people of each specialty: entrants, cohort, and those more than 5 points apart."""
    rows = [
        {
            _("Spécialité"): row.specialite,
            _("Part"): translate(SHARES[row.part]),
            _("Entrants de 2025, statut scolaire"): percent(row.entrants),
            _("Cohorte, ramenée aux marges nationales"): percent(row.cohorte),
            _("Écart"): in_points(row.ecart),
            _("Plus de 5 points"): YES_NO[row.derive],
        }
        for row in Composition.rows(table)
    ]
    return Shown(pd.DataFrame(rows), table)


def _in_unit(value: float, unit: str) -> str:
    return number(value, 2) if unit == POINTS else percent(value)


def _correlation(value: float | None) -> str:
    return "—" if value is None or pd.isna(value) else number(value, 2)
