"""Tables for notebooks, in the language spoken: the same numbers in each, the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pandas as pd

from bts_sim.bareme import Bareme, Regime
from bts_sim.langue import N_, Libelles, _, traduire
from bts_sim.law import libelles, sources
from bts_sim.loi import articles
from bts_sim.loi import difference as laws_apart
from bts_sim.output import tableau
from bts_sim.output.labels import (
    CONFIANCES,
    DECISIONS,
    DOMAINES,
    INDICATEURS,
    MODES,
    MOYENNES,
    VOIES,
    gap,
    hundredths,
    interval,
    modalite,
    number,
    percent,
    points,
    written,
)
from bts_sim.output.labels import regime as label
from bts_sim.points import CENTIEMES
from bts_sim.population.cohorte import Cohorte, parametres
from bts_sim.population.synth import CohorteSimulee
from bts_sim.rows import rows_in

#: How a published figure should compare with its prediction, and what holds or does not.
ATTENDUS = Libelles({"egal": N_("dans l'intervalle"), "majorant": N_("au-dessus"), "analogue": N_("proche")})
OUI_NON = Libelles({"oui": N_("oui"), "non": N_("non"), "": "—"})


class Shown:
    """A table as text cells, shown as HTML in a page and as text elsewhere; `brut`: its numbers before any rounding."""

    def __init__(self, frame: pd.DataFrame, brut: pd.DataFrame | None = None) -> None:
        self.frame, self.brut = frame, brut

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """Give a report the numbers themselves, beside what the other methods show."""
        return {} if self.brut is None or tableau.BRUT not in os.environ else {tableau.MIME: tableau.raw(self.brut)}

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
        row = {_("Régime"): label(nom)}
        for code, words in INDICATEURS.items():
            row[words] = _with_interval(one.loc[code], signed=code.startswith("ecart")) if code in one.index else "—"
        rows.append(row)
    return Shown(pd.DataFrame(rows), whole)


def gaps(impact: pd.DataFrame, bareme: Bareme, groupe: str = "specialite") -> Shown:
    """Show for each group its size, its first-group rate and its gaps to the baseline, with intervals."""
    part = impact[impact["groupe"] == groupe]
    rows = []
    for code in part["modalite"].unique():
        one = part[part["modalite"] == code]
        first = one[one["indicateur"] == "taux_groupe1"].iloc[0]
        row = {_("Groupe"): modalite(code), _("Candidats simulés"): number(first["n"], 0)}
        row[INDICATEURS["taux_groupe1"]] = _with_interval(first)
        for __, apart in one[one["indicateur"] == "ecart_taux_admis"].iterrows():
            row[_("Écart, {regime}").format(regime=label(apart["regime"]))] = _with_interval(apart, signed=True)
        if code in bareme.reglements:
            confiance = bareme.reglements[code].confiance
            row[_("Coefficients")] = CONFIANCES.get(confiance, confiance)
        rows.append(row)
    return Shown(pd.DataFrame(rows), part)


def _with_interval(row: pd.Series, *, signed: bool = False) -> str:
    value = gap(row["valeur"]) if signed else percent(row["valeur"])
    return value if row["bas"] == row["haut"] else f"{value} {interval(row['bas'], row['haut'], sign=signed)}"


def regimes(compared: Sequence[Regime]) -> Shown:
    """Show regimes side by side: who may sit, what is chosen, what an oral replaces, and the source."""
    words = {key: one.get("regles", {}) for key, one in libelles().items()}
    rows = []
    for r in compared:
        bars = {"generale": r.seuil_general, "professionnelle": r.seuil_professionnel}
        asked = [f"{MOYENNES[name]} {hundredths(bar)}" for name, bar in bars.items() if bar is not None]
        rows.append(
            {
                _("Régime"): label(r.nom),
                _("Qui se présente"): traduire(words["acces"][r.acces]) + (f" ({', '.join(asked)})" if asked else ""),
                _("Ce qui se choisit"): traduire(words["choix"][r.choix]),
                _("Oraux"): number(r.nombre_oraux, 0),
                _("Ce qu'un oral remplace, s'il est meilleur"): traduire(words["remplacement"][r.remplacement]),
                _("Source"): sources()[r.source]["titre"] if r.source in sources() else r.source,
            }
        )
    return Shown(pd.DataFrame(rows))


def difference(first: Regime, second: Regime, session: int) -> Shown:
    """Show what two laws differ in, line by line, each side with its source and grade."""
    rows = []
    for line in laws_apart(articles(first, session), articles(second, session)):
        left, right = (f"{_in_words(a.valeur)} [{a.source}, {a.cote}]" if a else "—" for a in (line.a, line.b))
        rows.append({_("Ce que la loi fixe"): traduire(line.libelle), label(first.nom): left, label(second.nom): right})
    return Shown(pd.DataFrame(rows))


def _in_words(value: str) -> str:
    """Write what the law sets; a reading ends with its code between brackets, which is no word."""
    said, opening, code = value.rpartition(" (")
    return f"{traduire(said)} ({code}" if opening and traduire(value) == value else traduire(value)


def lectures(effects: pd.DataFrame, names: pd.DataFrame) -> Shown:
    """Show every open point and other reading, with the candidates whose decision each one changes, by regime.

    `effects`: table of `lire_autrement`; `names`: table of `lectures`.
    """
    others = names[~names["defaut"]]
    asked = others["question"].where(~others["question"].duplicated(), "")
    table = pd.DataFrame(
        {
            _("Question ouverte"): asked.map(traduire),
            _("Autre lecture"): others["phrase"].map(traduire),
            _("Source (cote)"): [f"{s} ({c})" for s, c in zip(others["source"], others["cote"], strict=True)],
        }
    )
    keys = list(zip(others["lecture"], others["choix"], strict=True))
    for nom in effects["regime"].unique():
        changed = effects[effects["regime"] == nom].set_index(["lecture", "choix"])["candidats_changes"]
        table[label(nom)] = [number(changed[key], 0) if key in changed.index else _("sans objet") for key in keys]
    return Shown(table, effects)


def recit(lines: pd.DataFrame) -> Shown:
    """Show a decision told step by step, each step beside the texts that it applies."""
    rows: list[dict[str, str]] = []
    for line in lines["recit"]:
        if line.startswith("   "):
            rows[-1][_("Textes")] = line.partition(":")[2].strip().rstrip(".")
        else:
            rows.append({_("Étape"): line, _("Textes"): ""})
    return Shown(pd.DataFrame(rows))


def reglement(bareme: Bareme, specialite: str) -> Shown:
    """Show the units of a specialty: coefficient, domain, mode by voie, confidence and source."""
    from bts_sim.law import find_reglement

    units = find_reglement(bareme, specialite).unites
    return Shown(
        pd.DataFrame(
            {
                _("Unité"): [u.code for u in units],
                _("Intitulé"): [u.intitule for u in units],
                _("Coefficient"): [number(u.coefficient / CENTIEMES, 1) for u in units],
                _("Domaine"): [DOMAINES[u.domaine] for u in units],
                _("Mode, voie scolaire"): [MODES[u.mode_scolaire] for u in units],
                _("Mode, hors CCF"): [MODES[u.mode_individuel] for u in units],
                _("Confiance"): [CONFIANCES.get(u.confiance, u.confiance) for u in units],
                _("Source"): [_titles(u.source) for u in units],
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
                _("Cas"): cases["cas"].where(~cases["cas"].duplicated(), "").map(traduire),
                _("Régime"): [label(nom) for nom in cases["regime"]],
                _("Moyenne générale"): cases["moyenne_generale"].map(written),
                _("Moyenne professionnelle"): cases["moyenne_professionnelle"].map(written),
                _("Autorisé"): [OUI_NON["oui" if yes else "non"] for yes in cases["autorise_controle"]],
                _("Moyenne finale"): cases["moyenne_finale"].map(written),
                _("Décision"): [DECISIONS[code] for code in cases["decision"]],
            }
        )
    )


def cohort(simulee: CohorteSimulee) -> Shown:
    """Show what a cohort stands for: size, target and achieved rate, share of national entrants covered."""
    described = simulee.cohorte
    facts = {
        _("Session des règlements d'examen"): f"{described.bareme.session}",
        _("Candidats simulés (présents à l'examen)"): number(described.candidats, 0),
        _("Spécialités"): number(len(described.specialites), 0),
        _("Voies"): _together([f"{VOIES[v]} {percent(100 * share)}" for v, share in described.voies.items()]),
        _("Graine du hasard"): f"{described.graine}",
        _("Niveau ajouté à toutes les notes par le calage"): _together(
            list(dict.fromkeys(gap(move, 2) for move in simulee.calage.values()))
        ),
    }
    if isinstance(described.taux_groupe1, float | int):
        facts[_("Taux d'admis visé au premier groupe")] = percent(described.taux_groupe1)
    if described.couverture is not None:
        facts[_("Entrants nationaux couverts par ces spécialités (Parcoursup 2025)")] = percent(described.couverture)
    return Shown(pd.DataFrame({"": list(facts), _("Valeur"): list(facts.values())}))


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
        row = rows.setdefault(key, {**named, "": INDICATEURS[r.indicateur], _("Médiane"): middle})
        row[_("{niveau} % des tirages").format(niveau=number(r.niveau, 0))] = interval(r.bas, r.haut, sign=signed)
    return Shown(pd.DataFrame(list(rows.values())), part)


def validation(table: pd.DataFrame) -> Shown:
    """Show every figure kept for validation beside its prediction, hits and misses."""
    moves = table["chiffre"].str.contains("2018 à 2021|gain")
    rows = []
    for r, signed in zip(rows_in(table), moves, strict=True):
        known = pd.notna(r.predit)
        words = f"{number(r.predit, sign=signed)} {interval(r.bas, r.haut, sign=signed)}" if known else "—"
        rows.append(
            {
                _("Chiffre publié"): traduire(r.chiffre),
                _("Observé"): number(r.observe, sign=signed),
                _("Prédit"): words,
                _("Attendu"): ATTENDUS[r.sens],
                _("Dans l'intervalle"): OUI_NON[r.dans_l_intervalle],
                _("Ce qui les sépare"): traduire(r.note),
            }
        )
    return Shown(pd.DataFrame(rows), table)


def drivers(named: pd.DataFrame, groupe: str = "ensemble") -> Shown:
    """Show the parameters that drive each result of a group, with the rank correlation of each."""
    known, rows = parametres(), []
    part = named[(named["groupe"] == groupe) & (named["indicateur"] != "taux_groupe1") & (named["regime"] != "aucun")]
    for (regime, code), one in part.groupby(["regime", "indicateur"], sort=False):
        words = [
            f"{traduire(known[r.parametre].libelle)} ({number(r.correlation, 2, sign=True)})" for r in rows_in(one)
        ]
        rows.append(
            {
                _("Régime"): label(str(regime)),
                "": INDICATEURS[str(code)],
                _("Ce qui le fait varier le plus"): _together(words),
            }
        )
    return Shown(pd.DataFrame(rows), part)


def margins(marges: pd.DataFrame) -> Shown:
    """Show every published margin beside what the cohort makes of it, met or missed."""
    return Shown(
        pd.DataFrame(
            {
                _("Marge"): marges["marge"].map(traduire),
                _("Session"): marges["session"],
                _("Publié"): [percent(value) for value in marges["cible"]],
                _("Cohorte"): [percent(value) for value in marges["obtenu"]],
                _("Écart"): [gap(value, 2) for value in marges["ecart"]],
                _("Tolérance et bruit du tirage"): [
                    _("{nombre} pt").format(nombre=f"{number(t, 1)} + {number(b, 1)}")
                    for t, b in zip(marges["tolerance"], marges["bruit"], strict=True)
                ],
                _("Atteinte"): [OUI_NON[one] for one in marges["atteinte"]],
            }
        ),
        marges,
    )


def margins_of_marks(marges: pd.DataFrame) -> Shown:
    """Show every published figure on marks beside that of the cohort, met or missed."""
    gaps = zip(marges["ecart"], marges["unite"], strict=True)
    return Shown(
        pd.DataFrame(
            {
                _("Ce qui est publié"): marges["marge"].map(traduire),
                _("Sessions"): marges["session"],
                _("Publié"): [_in_unit(v, u) for v, u in zip(marges["cible"], marges["unite"], strict=True)],
                _("Cohorte"): [_in_unit(v, u) for v, u in zip(marges["obtenu"], marges["unite"], strict=True)],
                _("Écart"): [gap(v, 2 if u == "points" else 1) for v, u in gaps],
                _("Tolérance"): [_("{nombre} pt").format(nombre=number(value, 1)) for value in marges["tolerance"]],
                _("Atteinte"): [OUI_NON[one] for one in marges["atteinte"]],
            }
        ),
        marges,
    )


def _together(words: Sequence[str]) -> str:
    """Write things one after the other, parted as the language parts them."""
    return _(" ; ").join(words)


def _in_unit(value: float, unit: str) -> str:
    return percent(value) if unit == "pour cent" else number(value, 2)


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


def correlations(table: pd.DataFrame) -> Shown:
    """Show the mean correlation of two units of each specialty, within each domain and between domains."""
    wide = table.pivot(index="specialite", columns="paires", values="correlation")
    words = {code: _("Deux unités du domaine {domaine}").format(domaine=name) for code, name in DOMAINES.items()}
    columns = {name: words.get(name, _("Deux unités de domaines différents")) for name in wide.columns}
    text = wide.map(lambda value: "—" if pd.isna(value) else number(value, 2)).rename(columns=columns)
    return Shown(text.rename_axis(columns=None).rename_axis(_("Spécialité")).reset_index(), table)


def specialties(simulee: CohorteSimulee, candidates: pd.DataFrame) -> Shown:
    """Show each specialty of a cohort: weight, first-group rate, share of candidates from 8 to 10, confidence."""
    rows = []
    for code, weight in sorted(simulee.cohorte.specialites.items(), key=lambda item: -item[1]):
        one = candidates[candidates["specialite"] == code]
        reglement = simulee.cohorte.bareme.reglements[code]
        near = (one["generale"] >= 8) & (one["generale"] < 10) & (one["decision"] != "elimine")
        rows.append(
            {
                _("Code"): code,
                _("Spécialité"): f"{reglement.nom} {reglement.option}".strip(),
                _("Poids"): percent(100 * weight),
                INDICATEURS["taux_groupe1"]: percent(100 * one["admis_groupe1"].mean()),
                _("De 8 à moins de 10"): percent(100 * near.mean()),
                _("Coefficients"): CONFIANCES.get(reglement.confiance, reglement.confiance),
            }
        )
    return Shown(pd.DataFrame(rows))


def assumptions(cohorte: Cohorte) -> Shown:
    """Show the parameters of the model: value used, bounds, evidence and rating."""
    documented = parametres()
    return Shown(
        pd.DataFrame(
            {
                _("Paramètre"): [traduire(p.libelle) for p in documented.values()],
                _("Valeur"): [points(cohorte.parametres[nom]) for nom in documented],
                _("Unité"): [traduire(p.unite) for p in documented.values()],
                _("Ce qui la fonde"): [traduire(p.preuve) for p in documented.values()],
                _("Cote"): [traduire(p.cote) for p in documented.values()],
            }
        )
    )
