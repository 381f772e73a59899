"""The law as tables to read: regimes side by side, what two differ in, what the texts leave open."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.display.labels import CONFIDENCES, DOMAINES, MEANS, MODES, hundredths, number, regime as label
from bts_sim.display.shown import Shown
from bts_sim.droit.articles import articles, difference as laws_apart
from bts_sim.droit.bareme import Bareme, Regime
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.textes import libelles, sources
from bts_sim.language import _, translate


def regimes(compared: Sequence[Regime]) -> Shown:
    """Show regimes side by side: who may sit, what is chosen, what an oral replaces, and the source."""
    words = {key: one.get("regles", {}) for key, one in libelles().items()}
    rows = []
    for r in compared:
        bars = {"generale": r.seuil_general, "professionnelle": r.seuil_professionnel}
        asked = [f"{MEANS[name]} {hundredths(bar)}" for name, bar in bars.items() if bar is not None]
        rows.append(
            {
                _("Régime"): label(r.nom),
                _("Qui se présente"): translate(words["acces"][r.acces]) + (f" ({', '.join(asked)})" if asked else ""),
                _("Ce qui se choisit"): translate(words["choix"][r.choix]),
                _("Oraux"): number(r.nombre_oraux, 0),
                _("Ce qu'un oral remplace, s'il est meilleur"): translate(words["remplacement"][r.remplacement]),
                _("Source"): sources()[r.source]["titre"] if r.source in sources() else r.source,
            }
        )
    return Shown(pd.DataFrame(rows))


def difference(first: Regime, second: Regime, session: int) -> Shown:
    """Show what two laws differ in, line by line, each side with its source and grade."""
    rows = []
    for line in laws_apart(articles(first, session), articles(second, session)):
        left, right = (f"{_in_words(a.valeur)} [{a.source}, {a.cote}]" if a else "—" for a in (line.a, line.b))
        rows.append(
            {_("Ce que la loi fixe"): translate(line.libelle), label(first.nom): left, label(second.nom): right}
        )
    return Shown(pd.DataFrame(rows))


def _in_words(value: str) -> str:
    """Write what the law sets; a reading ends with its code between brackets, which is no word."""
    said, opening, code = value.rpartition(" (")
    return f"{translate(said)} ({code}" if opening and translate(value) == value else translate(value)


def lectures(effects: pd.DataFrame, names: pd.DataFrame) -> Shown:
    """Show every open point and other reading, with the candidates whose decision each one changes, by regime.

    `effects`: table of `read_otherwise`; `names`: table of `lectures`.
    """
    others = names[~names["defaut"]]
    asked = others["question"].where(~others["question"].duplicated(), "")
    table = pd.DataFrame(
        {
            _("Question ouverte"): asked.map(translate),
            _("Autre lecture"): others["phrase"].map(translate),
            _("Source (cote)"): [f"{s} ({c})" for s, c in zip(others["source"], others["cote"], strict=True)],
        }
    )
    keys = list(zip(others["lecture"], others["choix"], strict=True))
    for nom in effects["regime"].unique():
        changed = effects[effects["regime"] == nom].set_index(["lecture", "choix"])["candidats_changes"]
        table[label(nom)] = [number(changed[key], 0) if key in changed.index else _("sans objet") for key in keys]
    return Shown(table, effects)


def reglement(bareme: Bareme, specialite: str) -> Shown:
    """Show the units of a specialty: coefficient, domain, mode by voie, confidence and source."""
    from bts_sim.droit.textes import find_reglement

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
                _("Confiance"): [CONFIDENCES.get(u.confiance, u.confiance) for u in units],
                _("Source"): [_titles(u.source) for u in units],
            }
        )
    )


def _titles(source: str) -> str:
    """Give what a column `source` cites, one or more ids, as people read it; an analyst's own words stay."""
    cited = [part.strip() for part in source.split(";")]
    return " ; ".join(sources()[one]["titre"] if one in sources() else one for one in cited) or "—"
