"""What a result is driven by, as numbers: tables, a sentence and named results."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bts_sim.errors import RunError
from bts_sim.langue import N_, Libelles, _, traduire
from bts_sim.output.budgets.mots import CLE, GENRES, ORIGINES, facteur, keys, resultat, rows_of, significatif
from bts_sim.output.headline import headline
from bts_sim.output.labels import interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.output.tables import Shown
from bts_sim.population.cohorte import parametres

OU = Libelles(
    {
        "tirages simulés": N_("Tirages simulés"),
        "tirages gardés": N_("Tirages gardés, lus sur le métamodèle"),
        "intervalles": N_("Tous les intervalles, métamodèle extrapolé"),
    }
)
#: Where the range of a result is read: on draws that were really simulated.
SIMULES = "tirages simulés"
AUTRES_RESULTATS = "les autres résultats de la table"


def phrase(hypotheses: pd.DataFrame, regime: str, reference: str, candidats: int) -> tuple[str, float]:
    """Give the sentence that goes with a gap, and its number, percent; `hypotheses`: the table of that name.

    Raises RunError for a result that is not in the table.
    """
    asked = pd.Series({"indicateur": "ecart_taux_admis", "regime": regime, "reference": reference})
    found = hypotheses[(hypotheses[CLE] == asked).all(axis=1) & (hypotheses["candidats"] == candidats)]
    if found.empty:
        raise RunError(
            f"rien sur l'écart entre {regime} et {reference} à {candidats} candidats. Remède : {AUTRES_RESULTATS}."
        )
    one = found.iloc[0]
    said = _(
        "Ce résultat est porté à {part} par des hypothèses ; le reste est le hasard des candidats et des oraux, pour "
        "une session de {candidats} candidats"
    )
    part = f"{percent(one['valeur'])} {interval(one['bas'], one['haut'])}"
    return said.format(part=part, candidats=number(candidats, 0)), float(one["valeur"])


def retenir(portes: pd.DataFrame, etendue: pd.DataFrame, regime: str, reference: str) -> None:
    """Show the named results: what a gap owes to assumptions, and its range; tables of `hypotheses` and `etendue`."""
    asked = {"indicateur": "ecart_taux_admis", "regime": regime, "reference": reference}
    both = {"reference": label(reference), "regime": label(regime)}
    for one in _kept(portes, asked).itertuples():
        name = _(
            "Écart avec {reference}, {regime} : part due à des hypothèses, session de {candidats} candidats"
        ).format(**both, candidats=number(one.candidats, 0))
        said = _("{methode} ; à {niveau}, erreur des tirages et des essais").format(
            methode=traduire(one.methode), niveau=percent(one.niveau, 0)
        )
        headline(name, one.valeur, "%", one.bas, one.haut, definition=said)
    for one in _kept(etendue, asked).itertuples():
        if one.ou == SIMULES:
            said = _("{methode} ; n'est pas un intervalle").format(methode=traduire(one.methode))
            low = _("Écart avec {reference}, {regime} : le plus bas sur les tirages simulés").format(**both)
            high = _("Écart avec {reference}, {regime} : le plus haut sur les tirages simulés").format(**both)
            for name, value in ((low, one.bas), (high, one.haut)):
                headline(name, value, "pt", definition=said)


def table_origines(budget: pd.DataFrame) -> Shown:
    """Show the variance of each result by origin: standard deviation, part and its interval, and how it was got."""
    niveau = number(float(budget["niveau"].iloc[0]), 0)
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(budget)],
                _("Candidats de la session"): [number(n, 0) for n in budget["candidats"]],
                _("Origine"): [ORIGINES[code] for code in budget["origine"]],
                _("Écart type"): [_("{nombre} pt").format(nombre=number(value, 2)) for value in budget["ecart_type"]],
                _("Part de la variance, intervalle à {niveau} %").format(niveau=niveau): [
                    f"{percent(r.part)} {interval(r.bas, r.haut)}" for r in budget.itertuples()
                ],
                _("Comment"): budget["methode"].map(traduire),
            }
        ),
        budget,
    )


def table_hypotheses(table: pd.DataFrame) -> Shown:
    """Show the part of each result that rests on assumptions."""
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(table)],
                _("Candidats de la session"): [number(n, 0) for n in table["candidats"]],
                _("Porté par des hypothèses"): [
                    f"{percent(r.valeur)} {interval(r.bas, r.haut)}" for r in table.itertuples()
                ],
            }
        ),
        table,
    )


def table_qualite(qualite: pd.DataFrame) -> Shown:
    """Show how well the draws predict one another, and which results the polynomial may not stand for."""
    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(qualite)],
                _("R² de validation croisée"): [number(value, 2) for value in qualite["r2"]],
                _("Exigé"): [number(value, 2) for value in qualite["seuil"]],
                _("Métamodèle"): [_("accepté") if yes else _("refusé") for yes in qualite["accepte"]],
                _("Tirages"): [number(n, 0) for n in qualite["n"]],
            }
        ),
        qualite,
    )


def table_sobol(table: pd.DataFrame, regime: str, reference: str, indicateur: str = "ecart_taux_admis") -> Shown:
    """Show Sobol's indices of one result, all factors, with their intervals and the check straight from the draws."""
    one = rows_of(table, indicateur, regime, reference)
    niveau = number(float(one["niveau"].iloc[0]), 0)
    return Shown(
        pd.DataFrame(
            {
                _("Facteur"): [facteur(r.facteur, r.genre) for r in one.itertuples()],
                _("Genre"): [GENRES[genre] for genre in one["genre"]],
                _("Seul, intervalle à {niveau} %").format(niveau=niveau): [
                    f"{_cent(r.premier_ordre)} {interval(100 * r.premier_bas, 100 * r.premier_haut)}"
                    for r in one.itertuples()
                ],
                _("En tout"): [
                    f"{_cent(r.total)} {interval(100 * r.total_bas, 100 * r.total_haut)}" for r in one.itertuples()
                ],
                _("Seul, droit des tirages"): ["—" if np.isnan(value) else _cent(value) for value in one["direct"]],
            }
        ),
        one,
    )


def table_tornade(table: pd.DataFrame, regime: str, reference: str, indicateur: str = "ecart_taux_admis") -> Shown:
    """Show one result at both ends of every interval and under every other reading."""
    one = rows_of(table, indicateur, regime, reference)
    sign = indicateur != "taux_autorise"
    return Shown(
        pd.DataFrame(
            {
                _("Facteur"): [facteur(r.facteur, r.genre, r.choix) for r in one.itertuples()],
                _("De"): [_("par défaut") if np.isnan(value) else significatif(value) for value in one["de"]],
                _("À"): [_("autrement") if np.isnan(value) else significatif(value) for value in one["a"]],
                _("Résultat"): [
                    _("{de} à {a}").format(de=number(r.valeur_de, 2, sign=sign), a=number(r.valeur_a, 2, sign=sign))
                    for r in one.itertuples()
                ],
                _("Amplitude"): [_("{nombre} pt").format(nombre=number(value, 2)) for value in one["amplitude"]],
                _("Comment"): one["methode"].map(traduire),
            }
        ),
        one,
    )


def table_etendue(table: pd.DataFrame) -> Shown:
    """Show the range of each result over cohorts that all meet the published margins, and what goes with its ends."""
    named = parametres()

    def words(names: str) -> str:
        return _(" ; ").join(traduire(named[nom].libelle) for nom in names.split(", ") if nom)

    return Shown(
        pd.DataFrame(
            {
                _("Résultat"): [resultat(*key) for key in keys(table)],
                _("Sur"): [OU[where] for where in table["ou"]],
                _("Étendue"): [
                    _("de {bas} à {haut}").format(bas=number(r.bas), haut=number(r.haut)) for r in table.itertuples()
                ],
                _("Cohortes"): [number(n, 0) if n else "—" for n in table["n"]],
                _("Ce qui va avec le plus bas"): table["avec_bas"].map(words),
                _("Ce qui va avec le plus haut"): table["avec_haut"].map(words),
            }
        ),
        table,
    )


def _cent(value: float) -> str:
    return percent(100 * value)


def _kept(table: pd.DataFrame, asked: dict[str, str]) -> pd.DataFrame:
    return table[(table[list(asked)] == pd.Series(asked)).all(axis=1)]
