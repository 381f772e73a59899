"""Tables for notebooks: numbers the French way, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.bareme import Bareme, Regime
from bts_sim.law import sources
from bts_sim.output.labels import CONFIANCES, DECISIONS, DOMAINES, INDICATEURS, MODES, VOIES, interval, number, percent
from bts_sim.output.labels import regime as label
from bts_sim.points import CENTIEMES, en_points
from bts_sim.population.cohorte import Cohorte, parametres
from bts_sim.population.synth import CohorteSimulee


class Shown:
    """A table as text cells, shown as HTML in a page and as text elsewhere."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame

    def _repr_html_(self) -> str:
        html: str = self.frame.to_html(index=False, escape=True, border=0, classes="bts", justify="left")
        return html

    def __repr__(self) -> str:
        return str(self.frame.to_string(index=False))


def rates(impact: pd.DataFrame) -> Shown:
    """Show the rates of every regime for all candidates, with intervals."""
    whole = impact[impact["groupe"] == "ensemble"]
    rows = []
    for nom in whole["regime"].unique():
        one = whole[whole["regime"] == nom].set_index("indicateur")
        row = {"Régime": label(nom)}
        for code, words in INDICATEURS.items():
            row[words] = _with_interval(one.loc[code], gap=code.startswith("ecart")) if code in one.index else "—"
        rows.append(row)
    return Shown(pd.DataFrame(rows))


def gaps(impact: pd.DataFrame, bareme: Bareme, groupe: str = "specialite") -> Shown:
    """Show for each group its size, its first-group rate and its gaps to the baseline, with intervals."""
    part = impact[impact["groupe"] == groupe]
    rows = []
    for modalite in part["modalite"].unique():
        one = part[part["modalite"] == modalite]
        first = one[one["indicateur"] == "taux_groupe1"].iloc[0]
        row = {"Groupe": VOIES.get(modalite, modalite), "Candidats simulés": number(first["n"], 0)}
        row[INDICATEURS["taux_groupe1"]] = _with_interval(first)
        for _, gap in one[one["indicateur"] == "ecart_taux_admis"].iterrows():
            row[f"Écart, {label(gap['regime'])}"] = _with_interval(gap, gap=True)
        if modalite in bareme.reglements:
            confiance = bareme.reglements[modalite].confiance
            row["Coefficients"] = CONFIANCES.get(confiance, confiance)
        rows.append(row)
    return Shown(pd.DataFrame(rows))


def _with_interval(row: pd.Series, *, gap: bool = False) -> str:
    value = f"{number(row['valeur'], sign=True)} pt" if gap else percent(row["valeur"])
    return value if row["bas"] == row["haut"] else f"{value} {interval(row['bas'], row['haut'], sign=gap)}"


def regimes(compared: Sequence[Regime]) -> Shown:
    """Show regimes side by side: who may sit, what is chosen, what an oral replaces, and the source."""
    words = {
        "ferme": "personne",
        "non_admis": "tout candidat sous 10, sauf absence injustifiée",
        "moyennes_entre_seuils": "moyenne générale d'au moins {g} et moyenne professionnelle d'au moins {p}",
        "aucun": "rien",
        "un_oral_par_domaine": "un oral général (discipline à plus fort coefficient), un oral professionnel",
        "unites_generales": "{n} unités générales, hors bénéfices et dispenses",
        "moyenne_des_ponctuelles_du_domaine": "la moyenne des épreuves ponctuelles de son domaine",
        "note_de_l_unite": "la note de son unité, CCF compris",
    }
    rows = []
    for r in compared:
        thresholds = [en_points(s) if s is not None else "0" for s in (r.seuil_general, r.seuil_professionnel)]
        fill = {"g": thresholds[0], "p": thresholds[1], "n": r.nombre_oraux}
        rows.append(
            {
                "Régime": label(r.nom),
                "Qui se présente": words[r.acces].format(**fill),
                "Ce qui se choisit": words[r.choix].format(**fill),
                "Ce qu'un oral remplace, s'il est meilleur": words[r.remplacement],
                "Source": sources()[r.source]["titre"] if r.source in sources() else r.source,
            }
        )
    return Shown(pd.DataFrame(rows))


def reglement(bareme: Bareme, specialite: str) -> Shown:
    """Show the units of a specialty: coefficient, domain, mode by voie, confidence and source."""
    from bts_sim.law import find_reglement

    units = find_reglement(bareme, specialite).unites
    return Shown(
        pd.DataFrame(
            {
                "Unité": [u.code for u in units],
                "Intitulé": [u.intitule for u in units],
                "Coefficient": [number(u.coefficient / CENTIEMES, 1) for u in units],
                "Domaine": [DOMAINES[u.domaine] for u in units],
                "Mode, voie scolaire": [MODES[u.mode_scolaire] for u in units],
                "Mode, hors CCF": [MODES[u.mode_individuel] for u in units],
                "Confiance": [CONFIANCES.get(u.confiance, u.confiance) for u in units],
                "Source": [u.source or "—" for u in units],
            }
        )
    )


def exemples(cases: pd.DataFrame) -> Shown:
    """Show hand-calculated cases under each regime, means as exact fractions."""
    return Shown(
        pd.DataFrame(
            {
                "Cas": cases["cas"].where(~cases["cas"].duplicated(), ""),
                "Régime": [label(nom) for nom in cases["regime"]],
                "Moyenne générale": cases["moyenne_generale"],
                "Moyenne professionnelle": cases["moyenne_professionnelle"],
                "Autorisé": ["oui" if yes else "non" for yes in cases["autorise_controle"]],
                "Moyenne finale": cases["moyenne_finale"],
                "Décision": [DECISIONS[code] for code in cases["decision"]],
            }
        )
    )


def cohort(simulee: CohorteSimulee) -> Shown:
    """Show what a cohort stands for: size, target and achieved rate, share of national entrants covered."""
    described = simulee.cohorte
    facts = {
        "Session des règlements d'examen": f"{described.bareme.session}",
        "Candidats simulés (présents à l'examen)": number(described.candidats, 0),
        "Spécialités": number(len(described.specialites), 0),
        "Voies": " ; ".join(f"{VOIES[v]} {percent(100 * share)}" for v, share in described.voies.items()),
        "Graine du hasard": f"{described.graine}",
        "Niveau ajouté à toutes les notes par le calage": " ; ".join(
            dict.fromkeys(f"{number(move, 2, sign=True)} pt" for move in simulee.calage.values())
        ),
    }
    if isinstance(described.taux_groupe1, float | int):
        facts["Taux d'admis visé au premier groupe"] = percent(described.taux_groupe1)
    if described.couverture is not None:
        facts["Entrants nationaux couverts par ces spécialités (Parcoursup 2025)"] = percent(described.couverture)
    return Shown(pd.DataFrame({"": list(facts), "Valeur": list(facts.values())}))


def specialties(simulee: CohorteSimulee, candidates: pd.DataFrame) -> Shown:
    """Show each specialty of a cohort: weight, first-group rate, share of candidates from 8 to 10, confidence."""
    rows = []
    for code, weight in sorted(simulee.cohorte.specialites.items(), key=lambda item: -item[1]):
        one = candidates[candidates["specialite"] == code]
        reglement = simulee.cohorte.bareme.reglements[code]
        near = (one["generale"] >= 8) & (one["generale"] < 10) & (one["decision"] != "elimine")
        rows.append(
            {
                "Code": code,
                "Spécialité": f"{reglement.nom} {reglement.option}".strip(),
                "Poids": percent(100 * weight),
                INDICATEURS["taux_groupe1"]: percent(100 * one["admis_groupe1"].mean()),
                "De 8 à moins de 10": percent(100 * near.mean()),
                "Coefficients": CONFIANCES.get(reglement.confiance, reglement.confiance),
            }
        )
    return Shown(pd.DataFrame(rows))


def assumptions(cohorte: Cohorte) -> Shown:
    """Show the parameters of the model: value used, bounds, evidence and rating."""
    documented = parametres()
    return Shown(
        pd.DataFrame(
            {
                "Paramètre": [p.libelle for p in documented.values()],
                "Valeur": [f"{cohorte.parametres[nom]:g}".replace(".", ",") for nom in documented],
                "Unité": [p.unite for p in documented.values()],
                "Ce qui la fonde": [p.preuve for p in documented.values()],
                "Cote": [p.cote for p in documented.values()],
            }
        )
    )
