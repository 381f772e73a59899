"""Tables of one candidate, from tables only: a column per regime, or a row per oral, choice, mark."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from bts_sim.cohort.describe import parametres
from bts_sim.display.labels import (
    DECISIONS,
    DOMAINES,
    MODES,
    YES_NO,
    hundredths,
    number,
    percent,
    regime_label as label,
    written_number,
)
from bts_sim.display.shown import Shown
from bts_sim.droit.bareme import Reglement
from bts_sim.droit.points import CENTIEMES
from bts_sim.language import N_, Labels, _, translate
from bts_sim.questions.one_candidate.words import (
    ACCES,
    NOTHING,
    decision,
    exact,
    half_point,
    note,
    off_step,
    oraux,
    provisional,
)
from bts_sim.rows import records, rows_in

#: Levels are shown after the calibration; the words of their parameter say what they are before it.
CALIBRATED = Labels(
    {
        "niveau_general": N_("Note attendue à une épreuve ponctuelle générale, calée sur le taux du premier groupe"),
        "niveau_professionnel": N_(
            "Note attendue à une épreuve ponctuelle professionnelle, calée sur le taux du premier groupe"
        ),
    }
)
#: Digits of a probability, in percent: the model is no more certain than that.
DIGITS = 0
REFUSE = "refuse"


def releve(reglement: Reglement, notes: Sequence[tuple[str, str, str, str]]) -> Shown:
    """Show the marks as typed beside coefficient, domain and mode of each unit.

    `notes`: unit, mark, status, mode under which it was assessed.
    """
    units = {u.code: u for u in (*reglement.unites, *reglement.facultatives)}
    rows = []
    for code, typed, statut, mode in notes:
        unit = units.get(code)
        rows.append(
            {
                _("Unité"): code,
                _("Intitulé"): unit.intitule if unit else NOTHING,
                _("Coefficient"): number(unit.coefficient / CENTIEMES) if unit and unit.domaine else NOTHING,
                _("Domaine"): (DOMAINES.get(unit.domaine) or _("facultative")) if unit else NOTHING,
                _("Mode"): MODES.get(mode) or NOTHING,
                _("Note"): written_number(typed.replace(".", ",")) or NOTHING,
                _("Statut"): statut or NOTHING,
            }
        )
    return Shown(pd.DataFrame(rows))


def side_by_side(resultats: pd.DataFrame) -> Shown:
    """Show what each regime decides, a column per regime; `resultats` of the analysis."""
    columns = {label(r["regime"]): _fact_sheet(r) for r in records(resultats)}
    first = next(iter(columns.values()))
    rows = [{"": name, **{title: one[name] for title, one in columns.items()}} for name in first]
    return Shown(pd.DataFrame(rows))


def _fact_sheet(r: dict[str, str]) -> dict[str, str]:
    missing = provisional(int(r["saisis"]), int(r["attendus"]))
    return {
        _("Moyenne générale"): exact(r["moyenne_generale_exacte"]),
        _("Moyenne professionnelle"): exact(r["moyenne_professionnelle_exacte"]),
        _("Premier groupe"): decision(r["decision_groupe1"]),
        _("Épreuves de contrôle"): ACCES[r["autorise_controle"]],
        _("Unités au choix"): r["unites_choisissables"].replace(",", ", ") or NOTHING,
        _("Moyenne finale"): exact(r["moyenne_finale_exacte"]),
        _("Décision"): " ".join(filter(None, (decision(r["decision"]), missing and f"({missing})"))),
        _("Motifs"): " ".join(map(translate, r["phrases"].split("\n"))) or NOTHING,
        _("Points manquants (note × coefficient)"): exact(r["manque"]),
        _("Oraux refusés"): " ".join(r["fautes"].split("\n")) or NOTHING,
        _("Notes à vérifier"): off_step(int(r["hors_du_pas"])) or NOTHING,
    }


def accounts(told: Iterable[tuple[str, Sequence[str]]]) -> Shown:
    """Show the decision of each regime step by step, with its texts: (regime, lines of `raconter`)."""
    rows: list[dict[str, str]] = []
    for regime, (_title, *lines) in told:
        name = label(regime)
        for line in lines:
            if line.startswith("   "):
                rows[-1][_("Textes")] = line.partition(":")[2].strip().rstrip(".")
            else:
                rows.append({_("Régime"): name, _("Étape"): line, _("Textes"): ""})
                name = ""
    return Shown(pd.DataFrame(rows))


def needed_marks(tables: Iterable[pd.DataFrame]) -> Shown:
    """Show the mark that is enough at each set of orals, of every regime; tables of `needed_marks`."""
    rows = [
        {
            _("Régime"): label(r.regime),
            _("Oraux"): oraux(r.oraux),
            _("Note suffisante à chacun"): note(r.note),
            _("Au demi-point"): half_point(r.note),
        }
        for table in tables
        for r in rows_in(table)
    ]
    return _or_nothing(rows)


def choix(tables: Iterable[pd.DataFrame]) -> Shown:
    """Show how likely each choice is to admit, the best first; tables of `chances_des_choix`."""
    rows = []
    for table in tables:
        for place, r in enumerate(rows_in(table)):
            marks = [number(float(mark)) for mark in r.attendues.split()]
            row = {
                _("Régime"): label(r.regime),
                _("Choix"): _("discipline {unite}").format(unite=r.discipline) if r.discipline else oraux(r.oraux),
                _("Notes attendues par le modèle"): " + ".join(marks),
                _("Probabilité du diplôme"): percent(100 * r.probabilite, DIGITS),
                "": "" if place else _("meilleur choix"),
            }
            rows.append(row)
    return _or_nothing(rows)


def hypotheses(values: dict[str, float]) -> Shown:
    """Show the parameters on which probabilities rest, with what supports them."""
    known = parametres()
    return Shown(
        pd.DataFrame(
            [
                {
                    _("Paramètre"): CALIBRATED.get(nom) or translate(known[nom].libelle),
                    _("Valeur"): f"{number(value, 2)} {translate(known[nom].unite)}",
                    _("Preuve"): translate(known[nom].cote),
                }
                for nom, value in values.items()
            ]
        )
    )


def bascules(tables: Iterable[pd.DataFrame]) -> Shown:
    """Show the nearest mark at which each unit alone changes something, the nearest first; tables of `bascules`."""
    rows = [
        {
            _("Régime"): label(r.regime),
            _("Unité"): r.unite,
            _("Note"): hundredths(round(r.note * CENTIEMES)),
            _("Bascule à"): hundredths(round(r.bascule * CENTIEMES)),
            _("Écart"): number(r.ecart, 2, sign=True),
            _("Deviendrait"): would_become(r.decision, r.autorise),
        }
        for table in tables
        for r in rows_in(table)
    ]
    nothing = _("Aucune note seule, de 0 à 20, ne change la décision ni l'accès.")
    return Shown(pd.DataFrame(rows or [{_("Bascules"): nothing}]))


def would_become(code: str, autorise: str) -> str:
    """Give a decision, and the access to the orals where it is not said already."""
    said = decision(code)
    return f"{said}, {ACCES[autorise]}" if code == REFUSE else said


def hundredth(tables: Iterable[pd.DataFrame]) -> str:
    """Say in one sentence what a single hundredth changes, or how far the nearest change is."""
    every = pd.concat(list(tables), ignore_index=True)
    if every.empty:
        return _("Aucune note seule, de 0 à 20, ne change la décision ni l'accès.")
    nearest = every.iloc[int(every["ecart"].abs().argmin())]
    words = {
        "ecart": number(float(nearest["ecart"]), 2, sign=True),
        "unite": nearest["unite"],
        "regime": label(nearest["regime"]),
        "decision": would_become(nearest["decision"], nearest["autorise"]),
    }
    if round(abs(nearest["ecart"]) * CENTIEMES) == 1:
        return _("Un seul centième décide : {ecart} en {unite} et, {regime}, la décision devient {decision}.").format(
            **words
        )
    return _("Un centième ne change rien ; la bascule la plus proche est à {ecart} en {unite} ({regime}).").format(
        **words
    )


def _or_nothing(rows: list[dict[str, str]]) -> Shown:
    """Show rows, or that there is no oral: who is not authorised has none, nor who has no unit left to choose."""
    nothing = _("Sous ces régimes, ce candidat n'a aucun oral à passer.")
    return Shown(pd.DataFrame(rows or [{_("Oraux"): nothing}]))


def recit(lines: pd.DataFrame) -> Shown:
    """Show a decision told step by step, each step beside the texts that it applies."""
    rows: list[dict[str, str]] = []
    for line in lines["recit"]:
        if line.startswith("   "):
            rows[-1][_("Textes")] = line.partition(":")[2].strip().rstrip(".")
        else:
            rows.append({_("Étape"): line, _("Textes"): ""})
    return Shown(pd.DataFrame(rows))


def examples(cases: pd.DataFrame) -> Shown:
    """Show hand-calculated cases under each regime, means as exact fractions."""
    return Shown(
        pd.DataFrame(
            {
                _("Cas"): cases["cas"].where(~cases["cas"].duplicated(), "").map(translate),
                _("Régime"): [label(nom) for nom in cases["regime"]],
                _("Moyenne générale"): cases["moyenne_generale"].map(written_number),
                _("Moyenne professionnelle"): cases["moyenne_professionnelle"].map(written_number),
                _("Autorisé"): [YES_NO["oui" if yes else "non"] for yes in cases["autorise_controle"]],
                _("Moyenne finale"): cases["moyenne_finale"].map(written_number),
                _("Décision"): [DECISIONS[code] for code in cases["decision"]],
            }
        )
    )
