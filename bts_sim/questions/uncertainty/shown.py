"""What a result is driven by, as numbers: tables, a sentence and named results."""

from __future__ import annotations

import pandas as pd

from bts_sim.cohort.describe import Cohort, parametres
from bts_sim.display.labels import (
    INDICATORS,
    gap,
    interval,
    modalite,
    number,
    percent,
    points,
    regime as label,
    together,
)
from bts_sim.display.results import headline
from bts_sim.display.shown import Shown
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.uncertainty.words import keys, resultat
from bts_sim.rows import rows_in

OU = Labels(
    {
        "tirages simulés": N_("Tirages simulés"),
        "tirages gardés": N_("Tirages gardés, lus sur le métamodèle"),
        "intervalles": N_("Tous les intervalles, métamodèle extrapolé"),
    }
)
#: Where the range of a result is read: on draws that were really simulated.
SIMULATED = "tirages simulés"


def headlines(carried: pd.DataFrame, extent: pd.DataFrame, regime: str, reference: str) -> None:
    """Show the named results: what a gap owes to assumptions, and its range; tables of `hypotheses` and `extent`."""
    asked = {"indicateur": "ecart_taux_admis", "regime": regime, "reference": reference}
    both = {"reference": label(reference), "regime": label(regime)}
    for one in rows_in(_kept(carried, asked)):
        name = _(
            "Écart avec {reference}, {regime} : part due à des hypothèses, session de {candidats} candidats"
        ).format(**both, candidats=number(one.candidats, 0))
        said = _("{methode} ; à {niveau}, erreur des tirages et des essais").format(
            methode=translate(one.methode), niveau=percent(one.niveau, 0)
        )
        headline(name, one.valeur, "%", one.bas, one.haut, definition=said)
    for one in rows_in(_kept(extent, asked)):
        if one.ou == SIMULATED:
            said = _("{methode} ; n'est pas un intervalle").format(methode=translate(one.methode))
            low = _("Écart avec {reference}, {regime} : le plus bas sur les tirages simulés").format(**both)
            high = _("Écart avec {reference}, {regime} : le plus haut sur les tirages simulés").format(**both)
            for name, value in ((low, one.bas), (high, one.haut)):
                headline(name, value, "pt", definition=said)


def hypotheses_table(table: pd.DataFrame) -> Shown:
    """Show the part of each result that rests on assumptions."""
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(table)],
                _("Candidats de la session"): [number(n, 0) for n in table["candidats"]],
                _("Porté par des hypothèses"): [
                    f"{percent(r.valeur)} {interval(r.bas, r.haut)}" for r in rows_in(table)
                ],
            }
        ),
        table,
    )


def quality_table(quality: pd.DataFrame) -> Shown:
    """Show how well the draws predict one another, and which results the polynomial may not stand for."""
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(quality)],
                _("R² de validation croisée"): [number(value, 2) for value in quality["r2"]],
                _("Exigé"): [number(value, 2) for value in quality["seuil"]],
                _("Métamodèle"): [_("accepté") if yes else _("refusé") for yes in quality["accepte"]],
                _("Tirages"): [number(n, 0) for n in quality["n"]],
            }
        ),
        quality,
    )


def extent_table(table: pd.DataFrame) -> Shown:
    """Show the range of each result over cohorts that all meet the published margins, and what goes with its ends."""
    named = parametres()

    def words(names: str) -> str:
        return _(" ; ").join(translate(named[nom].libelle) for nom in names.split(", ") if nom)

    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(table)],
                _("Sur"): [OU[where] for where in table["ou"]],
                _("Étendue"): [
                    _("de {bas} à {haut}").format(bas=number(r.bas), haut=number(r.haut)) for r in rows_in(table)
                ],
                _("Cohortes"): [number(n, 0) if n else "—" for n in table["n"]],
                _("Ce qui va avec le plus bas"): table["avec_bas"].map(words),
                _("Ce qui va avec le plus haut"): table["avec_haut"].map(words),
            }
        ),
        table,
    )


def _kept(table: pd.DataFrame, asked: dict[str, str]) -> pd.DataFrame:
    return table[(table[list(asked)] == pd.Series(asked)).all(axis=1)]


def uncertainty(intervals: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show the results of a group with their medians and intervals over draws of the parameters.

    Everything for all candidates together; the gaps alone for the values of a group, which may be many.
    """
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    part = intervals[intervals["groupe"] == groupe]
    part = part if groupe == "ensemble" else part[part["indicateur"] == "ecart_taux_admis"]
    part = part[(part["regime"] != "aucun") & (part["indicateur"] != "taux_groupe1")]
    for r in rows_in(part):
        signed, key = r.indicateur.startswith("ecart"), (r.modalite, r.regime, r.indicateur)
        named = {_("Groupe"): modalite(r.modalite), _("Régime"): label(r.regime)}
        middle = gap(r.valeur) if signed else percent(r.valeur)
        row = rows.setdefault(key, {**named, "": INDICATORS[r.indicateur], _("Médiane"): middle})
        row[_("{niveau} % des tirages").format(niveau=number(r.niveau, 0))] = interval(r.bas, r.haut, sign=signed)
    return Shown(pd.DataFrame(list(rows.values())), part)


def drivers(named: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show the parameters that drive each result of a group, with the rank correlation of each."""
    known, rows = parametres(), []
    part = named[(named["groupe"] == groupe) & (named["indicateur"] != "taux_groupe1") & (named["regime"] != "aucun")]
    for (regime, code), one in part.groupby(["regime", "indicateur"], sort=False):
        words = [
            f"{translate(known[r.parametre].libelle)} ({number(r.correlation, 2, sign=True)})" for r in rows_in(one)
        ]
        rows.append(
            {
                _("Régime"): label(str(regime)),
                "": INDICATORS[str(code)],
                _("Ce qui le fait varier le plus"): together(words),
            }
        )
    return Shown(pd.DataFrame(rows), part)


def luck(table: pd.DataFrame) -> Shown:
    """Show what the marks of the orals alone leave open of each rate."""
    return Shown(
        pd.DataFrame(
            {
                _("Régime"): [label(regime) for regime in table["regime"]],
                _("Admis"): [percent(value) for value in table["taux_admis"]],
                _("Écart type dû aux oraux"): [
                    _("{nombre} pt").format(nombre=number(value, 2)) for value in table["ecart_type"]
                ],
                _("{niveau} % des sessions").format(niveau=number(table["niveau"].iloc[0], 0)): [
                    interval(r.bas, r.haut) for r in rows_in(table)
                ],
            }
        ),
        table,
    )


def assumptions(cohorte: Cohort) -> Shown:
    """Show the parameters of the model: value used, bounds, evidence and rating."""
    documented = parametres()
    return Shown(
        pd.DataFrame(
            {
                _("Paramètre"): [translate(p.libelle) for p in documented.values()],
                _("Valeur"): [points(cohorte.parametres[nom]) for nom in documented],
                _("Unité"): [translate(p.unite) for p in documented.values()],
                _("Ce qui la fonde"): [translate(p.preuve) for p in documented.values()],
                _("Cote"): [translate(p.cote) for p in documented.values()],
            }
        )
    )
