"""A simulated cohort as tables to read: who its candidates are, and what they are held against."""

from __future__ import annotations

import pandas as pd

from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.display.labels import (
    CONFIDENCES,
    DOMAINES,
    INDICATORS,
    VOIES,
    YES_NO,
    gap,
    interval,
    number,
    percent,
    together,
)
from bts_sim.display.shown import Shown
from bts_sim.language import N_, Labels, _, translate
from bts_sim.rows import rows_in

#: How a published figure should compare with its prediction, and what holds or does not.
EXPECTED = Labels({"egal": N_("dans l'intervalle"), "majorant": N_("au-dessus"), "analogue": N_("proche")})


def cohort(simulated: SimulatedCohort) -> Shown:
    """Show what a cohort stands for: size, target and achieved rate, share of national entrants covered."""
    described = simulated.cohorte
    facts = {
        _("Session des règlements d'examen"): f"{described.bareme.session}",
        _("Candidats simulés (présents à l'examen)"): number(described.candidats, 0),
        _("Spécialités"): number(len(described.specialites), 0),
        _("Voies"): together([f"{VOIES[v]} {percent(100 * share)}" for v, share in described.voies.items()]),
        _("Graine du hasard"): f"{described.graine}",
        _("Niveau ajouté à toutes les notes par le calage"): together(
            list(dict.fromkeys(gap(move, 2) for move in simulated.level_shift.values()))
        ),
    }
    if isinstance(described.taux_groupe1, float | int):
        facts[_("Taux d'admis visé au premier groupe")] = percent(described.taux_groupe1)
    if described.couverture is not None:
        facts[_("Entrants nationaux couverts par ces spécialités (Parcoursup 2025)")] = percent(described.couverture)
    return Shown(pd.DataFrame({"": list(facts), _("Valeur"): list(facts.values())}))


def validation(table: pd.DataFrame) -> Shown:
    """Show every figure kept for validation beside its prediction, hits and misses."""
    moves = table["chiffre"].str.contains("2018 à 2021|gain")
    rows = []
    for r, signed in zip(rows_in(table), moves, strict=True):
        known = pd.notna(r.predit)
        words = f"{number(r.predit, sign=signed)} {interval(r.bas, r.haut, sign=signed)}" if known else "—"
        rows.append(
            {
                _("Chiffre publié"): translate(r.chiffre),
                _("Observé"): number(r.observe, sign=signed),
                _("Prédit"): words,
                _("Attendu"): EXPECTED[r.sens],
                _("Dans l'intervalle"): YES_NO[r.dans_l_intervalle],
                _("Ce qui les sépare"): translate(r.note),
            }
        )
    return Shown(pd.DataFrame(rows), table)


def margins(table: pd.DataFrame) -> Shown:
    """Show every published margin beside what the cohort makes of it, met or missed."""
    return Shown(
        pd.DataFrame(
            {
                _("Marge"): table["marge"].map(translate),
                _("Session"): table["session"],
                _("Publié"): [percent(value) for value in table["cible"]],
                _("Cohorte"): [percent(value) for value in table["obtenu"]],
                _("Écart"): [gap(value, 2) for value in table["ecart"]],
                _("Tolérance et bruit du tirage"): [
                    _("{nombre} pt").format(nombre=f"{number(t, 1)} + {number(b, 1)}")
                    for t, b in zip(table["tolerance"], table["bruit"], strict=True)
                ],
                _("Atteinte"): [YES_NO[one] for one in table["atteinte"]],
            }
        ),
        table,
    )


def margins_of_marks(table: pd.DataFrame) -> Shown:
    """Show every published figure on marks beside that of the cohort, met or missed."""
    gaps = zip(table["ecart"], table["unite"], strict=True)
    return Shown(
        pd.DataFrame(
            {
                _("Ce qui est publié"): table["marge"].map(translate),
                _("Sessions"): table["session"],
                _("Publié"): [_in_unit(v, u) for v, u in zip(table["cible"], table["unite"], strict=True)],
                _("Cohorte"): [_in_unit(v, u) for v, u in zip(table["obtenu"], table["unite"], strict=True)],
                _("Écart"): [gap(v, 2 if u == "points" else 1) for v, u in gaps],
                _("Tolérance"): [_("{nombre} pt").format(nombre=number(value, 1)) for value in table["tolerance"]],
                _("Atteinte"): [YES_NO[one] for one in table["atteinte"]],
            }
        ),
        table,
    )


def _in_unit(value: float, unit: str) -> str:
    return percent(value) if unit == "pour cent" else number(value, 2)


def correlations(table: pd.DataFrame) -> Shown:
    """Show the mean correlation of two units of each specialty, within each domain and between domains."""
    wide = table.pivot(index="specialite", columns="paires", values="correlation")
    words = {code: _("Deux unités du domaine {domaine}").format(domaine=name) for code, name in DOMAINES.items()}
    columns = {name: words.get(name, _("Deux unités de domaines différents")) for name in wide.columns}
    text = wide.map(lambda value: "—" if pd.isna(value) else number(value, 2)).rename(columns=columns)
    return Shown(text.rename_axis(columns=None).rename_axis(_("Spécialité")).reset_index(), table)


def specialties(simulated: SimulatedCohort, candidates: pd.DataFrame) -> Shown:
    """Show each specialty of a cohort: weight, first-group rate, share of candidates from 8 to 10, confidence."""
    rows = []
    for code, weight in sorted(simulated.cohorte.specialites.items(), key=lambda item: -item[1]):
        one = candidates[candidates["specialite"] == code]
        reglement = simulated.cohorte.bareme.reglements[code]
        near = (one["generale"] >= 8) & (one["generale"] < 10) & (one["decision"] != "elimine")
        rows.append(
            {
                _("Code"): code,
                _("Spécialité"): f"{reglement.nom} {reglement.option}".strip(),
                _("Poids"): percent(100 * weight),
                INDICATORS["taux_groupe1"]: percent(100 * one["admis_groupe1"].mean()),
                _("De 8 à moins de 10"): percent(100 * near.mean()),
                _("Coefficients"): CONFIDENCES.get(reglement.confiance, reglement.confiance),
            }
        )
    return Shown(pd.DataFrame(rows))
