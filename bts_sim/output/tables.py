"""Tables for notebooks: numbers the French way, the same bytes every time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.bareme import Bareme, Regime
from bts_sim.law import libelles, sources
from bts_sim.loi import articles
from bts_sim.loi import difference as laws_apart
from bts_sim.output.labels import (
    CONFIANCES,
    DECISIONS,
    DOMAINES,
    INDICATEURS,
    MODALITES,
    MODES,
    VOIES,
    interval,
    number,
    percent,
)
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
        row = {"Groupe": MODALITES.get(modalite, modalite), "Candidats simulés": number(first["n"], 0)}
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
    words = {key: one.get("regles", {}) for key, one in libelles().items()}
    rows = []
    for r in compared:
        bars = {"moyenne générale": r.seuil_general, "moyenne professionnelle": r.seuil_professionnel}
        asked = [f"{name} {en_points(bar)}" for name, bar in bars.items() if bar is not None]
        rows.append(
            {
                "Régime": label(r.nom),
                "Qui se présente": words["acces"][r.acces] + (f" ({', '.join(asked)})" if asked else ""),
                "Ce qui se choisit": words["choix"][r.choix],
                "Oraux": number(r.nombre_oraux, 0),
                "Ce qu'un oral remplace, s'il est meilleur": words["remplacement"][r.remplacement],
                "Source": sources()[r.source]["titre"] if r.source in sources() else r.source,
            }
        )
    return Shown(pd.DataFrame(rows))


def difference(first: Regime, second: Regime, session: int) -> Shown:
    """Show what two laws differ in, line by line, each side with its source and grade."""
    rows = []
    for line in laws_apart(articles(first, session), articles(second, session)):
        left, right = (f"{one.valeur} [{one.source}, {one.cote}]" if one else "—" for one in (line.a, line.b))
        rows.append({"Ce que la loi fixe": line.libelle, label(first.nom): left, label(second.nom): right})
    return Shown(pd.DataFrame(rows))


def lectures(effects: pd.DataFrame, names: pd.DataFrame) -> Shown:
    """Show every open point and other reading, with the candidates whose decision each one changes, by regime.

    `effects`: table of `lire_autrement`; `names`: table of `lectures`.
    """
    others = names[~names["defaut"]]
    table = pd.DataFrame(
        {
            "Question ouverte": others["question"].where(~others["question"].duplicated(), ""),
            "Autre lecture": others["phrase"],
            "Source (cote)": [f"{s} ({c})" for s, c in zip(others["source"], others["cote"], strict=True)],
        }
    )
    keys = list(zip(others["lecture"], others["choix"], strict=True))
    for nom in effects["regime"].unique():
        changed = effects[effects["regime"] == nom].set_index(["lecture", "choix"])["candidats_changes"]
        table[label(nom)] = [number(changed[key], 0) if key in changed.index else "sans objet" for key in keys]
    return Shown(table)


def recit(lines: pd.DataFrame) -> Shown:
    """Show a decision told step by step, each step beside the texts that it applies."""
    rows: list[dict[str, str]] = []
    for line in lines["recit"]:
        if line.startswith("   "):
            rows[-1]["Textes"] = line.partition(" : ")[2].rstrip(".")
        else:
            rows.append({"Étape": line, "Textes": ""})
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
                "Source": [_titles(u.source) for u in units],
            }
        )
    )


def _titles(source: str) -> str:
    """Give what a column `source` cites, one or more ids, as people read it; an analyst's own words stay."""
    cited = [part.strip() for part in source.split(";")]
    return " ; ".join(sources()[one]["titre"] if one in sources() else one for one in cited) or "—"


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


def uncertainty(intervals: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show the results of a group with their medians and intervals over draws of the parameters.

    Everything for all candidates together; the gaps alone for the values of a group, which may be many.
    """
    rows: dict[tuple[str, str, str], dict[str, str]] = {}
    part = intervals[intervals["groupe"] == groupe]
    part = part if groupe == "ensemble" else part[part["indicateur"] == "ecart_taux_admis"]
    for r in part.itertuples():
        gap, key = r.indicateur.startswith("ecart"), (r.modalite, r.regime, r.indicateur)
        named = {"Groupe": MODALITES.get(r.modalite, r.modalite), "Régime": label(r.regime)}
        middle = f"{number(r.valeur, sign=True)} pt" if gap else percent(r.valeur)
        row = rows.setdefault(key, {**named, "": INDICATEURS[r.indicateur], "Médiane": middle})
        row[f"{number(r.niveau, 0)} % des tirages"] = interval(r.bas, r.haut, sign=gap)
    kept = [row for (_, regime, code), row in rows.items() if regime != "aucun" and code != "taux_groupe1"]
    return Shown(pd.DataFrame(kept))


def validation(table: pd.DataFrame) -> Shown:
    """Show every figure kept for validation beside its prediction, hits and misses."""
    gap = table["chiffre"].str.contains("2018 à 2021|gain")
    rows = []
    for r, signed in zip(table.itertuples(), gap, strict=True):
        known = pd.notna(r.predit)
        words = f"{number(r.predit, sign=signed)} {interval(r.bas, r.haut, sign=signed)}" if known else "—"
        rows.append(
            {
                "Chiffre publié": r.chiffre,
                "Observé": number(r.observe, sign=signed),
                "Prédit": words,
                "Attendu": {"egal": "dans l'intervalle", "majorant": "au-dessus", "analogue": "proche"}[r.sens],
                "Dans l'intervalle": r.dans_l_intervalle or "—",
                "Ce qui les sépare": r.note,
            }
        )
    return Shown(pd.DataFrame(rows))


def drivers(named: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show the parameters that drive each result of a group, with the rank correlation of each."""
    known, rows = parametres(), []
    part = named[(named["groupe"] == groupe) & (named["indicateur"] != "taux_groupe1") & (named["regime"] != "aucun")]
    for (regime, code), one in part.groupby(["regime", "indicateur"], sort=False):
        words = [f"{known[r.parametre].libelle} ({number(r.correlation, 2, sign=True)})" for r in one.itertuples()]
        rows.append(
            {"Régime": label(regime), "": INDICATEURS[code], "Ce qui le fait varier le plus": " ; ".join(words)}
        )
    return Shown(pd.DataFrame(rows))


def margins(marges: pd.DataFrame) -> Shown:
    """Show every published margin beside what the cohort makes of it, met or missed."""
    return Shown(
        pd.DataFrame(
            {
                "Marge": marges["marge"],
                "Session": marges["session"],
                "Publié": [percent(value) for value in marges["cible"]],
                "Cohorte": [percent(value) for value in marges["obtenu"]],
                "Écart": [f"{number(value, 2, sign=True)} pt" for value in marges["ecart"]],
                "Tolérance et bruit du tirage": [
                    f"{number(t, 1)} + {number(b, 1)} pt"
                    for t, b in zip(marges["tolerance"], marges["bruit"], strict=True)
                ],
                "Atteinte": marges["atteinte"],
            }
        )
    )


def margins_of_marks(marges: pd.DataFrame) -> Shown:
    """Show every published figure on marks beside that of the cohort, met or missed."""
    gaps = zip(marges["ecart"], marges["unite"], strict=True)
    return Shown(
        pd.DataFrame(
            {
                "Ce qui est publié": marges["marge"],
                "Sessions": marges["session"],
                "Publié": [_in_unit(v, u) for v, u in zip(marges["cible"], marges["unite"], strict=True)],
                "Cohorte": [_in_unit(v, u) for v, u in zip(marges["obtenu"], marges["unite"], strict=True)],
                "Écart": [f"{number(v, 2 if u == 'points' else 1, sign=True)} pt" for v, u in gaps],
                "Tolérance": [f"{number(value, 1)} pt" for value in marges["tolerance"]],
                "Atteinte": marges["atteinte"],
            }
        )
    )


def _in_unit(value: float, unit: str) -> str:
    return percent(value) if unit == "pour cent" else number(value, 2)


def luck(table: pd.DataFrame) -> Shown:
    """Show what the marks of the orals alone leave open of each rate."""
    return Shown(
        pd.DataFrame(
            {
                "Régime": [label(regime) for regime in table["regime"]],
                "Admis": [percent(value) for value in table["taux_admis"]],
                "Écart type dû aux oraux": [f"{number(value, 2)} pt" for value in table["ecart_type"]],
                f"{number(table['niveau'].iloc[0], 0)} % des sessions": [
                    interval(r.bas, r.haut) for r in table.itertuples()
                ],
            }
        )
    )


def correlations(table: pd.DataFrame) -> Shown:
    """Show the mean correlation of two units of each specialty, within each domain and between domains."""
    wide = table.pivot(index="specialite", columns="paires", values="correlation")
    words = {domain: f"Deux unités du domaine {name}" for domain, name in DOMAINES.items()}
    columns = {name: words.get(name, "Deux unités de domaines différents") for name in wide.columns}
    text = wide.map(lambda value: "—" if pd.isna(value) else number(value, 2)).rename(columns=columns)
    return Shown(text.rename_axis(columns=None).rename_axis("Spécialité").reset_index())


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
