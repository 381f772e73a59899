"""Tables of one candidate to read: a column per regime, or a row per oral, choice, mark, step."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from bts_sim.display.cards import NOTHING
from bts_sim.display.labels import (
    DECISIONS,
    DOMAINES,
    MODES,
    YES_NO,
    hundredths,
    modalite,
    number,
    percent,
    regime_label,
    written_number,
)
from bts_sim.display.shown import Shown
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.recit import StoryLine, StoryPart
from bts_sim.language import _, translate
from bts_sim.questions.one_candidate.choices import parameter_of_orals
from bts_sim.questions.one_candidate.tables import (
    CandidateDecision,
    ChoiceChance,
    ExampleDecision,
    HypotheticalDecision,
    MarkRange,
    MarkSwitch,
    ModelValue,
    NeededAtOrals,
    StatusDecision,
    ToldExample,
    TypedUnit,
)
from bts_sim.questions.one_candidate.words import (
    ACCESS,
    CALIBRATED,
    choosable_units,
    crossed_bars,
    decided_or_refused,
    exact_mean,
    half_point_enough,
    mark_enough,
    named_orals,
    reason_sentences,
    say_off_step,
    say_provisional,
    say_story,
    several,
    signed_decision,
    swept_mark,
    would_become,
)

#: Digits of a probability, in percent: the model is no more certain than that.
DIGITS = 0
#: Hypothetical candidates that a page shows; all are in the table.
READ = 200


def show_marks(marks: pd.DataFrame) -> Shown:
    """Return the marks as typed, beside coefficient, domain and mode of each unit, to read."""
    rows = [
        {
            _("Unité"): row.unite,
            _("Intitulé"): row.intitule or NOTHING,
            _("Coefficient"): NOTHING if pd.isna(row.coefficient) else number(row.coefficient),
            _("Domaine"): (DOMAINES.get(row.domaine) or _("facultative")) if row.intitule else NOTHING,
            _("Mode"): MODES.get(row.mode) or NOTHING,
            _("Note"): written_number(row.note.replace(".", ",")) or NOTHING,
            _("Statut"): row.statut or NOTHING,
        }
        for row in TypedUnit.rows(marks)
    ]
    return Shown(pd.DataFrame(rows), marks)


def show_side_by_side(decided: pd.DataFrame) -> Shown:
    """Return what each regime decides, a column per regime, to read."""
    columns = {regime_label(row.regime): _fact_sheet(row) for row in CandidateDecision.rows(decided)}
    first = next(iter(columns.values()))
    rows = [{"": name, **{title: one[name] for title, one in columns.items()}} for name in first]
    return Shown(pd.DataFrame(rows))


def _fact_sheet(row: CandidateDecision) -> dict[str, str]:
    missing = say_provisional(row)
    return {
        _("Moyenne générale"): exact_mean(row.moyenne_generale_exacte),
        _("Moyenne professionnelle"): exact_mean(row.moyenne_professionnelle_exacte),
        _("Premier groupe"): signed_decision(row.decision_groupe1),
        _("Épreuves de contrôle"): ACCESS[row.autorise_controle],
        _("Unités au choix"): choosable_units(row) or NOTHING,
        _("Moyenne finale"): exact_mean(row.moyenne_finale_exacte),
        _("Décision"): " ".join(filter(None, (signed_decision(row.decision), missing and f"({missing})"))),
        _("Motifs"): " ".join(reason_sentences(row)) or NOTHING,
        _("Points manquants (note × coefficient)"): exact_mean(row.manque),
        _("Oraux refusés"): " ".join(map(str, row.fautes)) or NOTHING,
        _("Notes à vérifier"): say_off_step(row) or NOTHING,
    }


def show_story(told: ToldExample) -> Shown:
    """Return a decision told step by step, each step beside the texts that it applies, to read."""
    return Shown(pd.DataFrame(_told(say_story(told.explanation, told.title), lambda line: {_("Étape"): str(line)})))


def show_accounts(explanations: Iterable[tuple[str, Mapping[str, Any]]]) -> Shown:
    """Return the decision under each regime step by step, each step with its texts, to read.

    `explanations`: the name of each regime, and its explanation.
    """
    rows: list[dict[str, str]] = []
    for regime, explanation in explanations:
        lines = say_story(explanation)[1:]
        named = [regime_label(regime), *[""] * len(lines)]
        told = _told(lines, lambda line: {_("Régime"): "", _("Étape"): str(line)})
        rows += [{**row, _("Régime"): name} for row, name in zip(told, named, strict=False)]
    return Shown(pd.DataFrame(rows))


def _told(lines: Iterable[StoryLine], told: Callable[[StoryLine], dict[str, str]]) -> list[dict[str, str]]:
    """Return a row per line, the texts of a step beside its last line."""
    rows: list[dict[str, str]] = []
    for line in lines:
        if line.part is StoryPart.TEXTS:
            rows[-1][_("Textes")] = line.cited
        else:
            rows.append({**told(line), _("Textes"): ""})
    return rows


def show_needed_marks(needed: pd.DataFrame) -> Shown:
    """Return the mark that is enough at each set of orals, of every regime, to read."""
    rows = [
        {
            _("Régime"): regime_label(row.regime),
            _("Oraux"): named_orals(row.oraux),
            _("Note suffisante à chacun"): mark_enough(row.note),
            _("Au demi-point"): half_point_enough(row.note),
        }
        for row in NeededAtOrals.rows(needed)
    ]
    return _or_nothing(rows, needed)


def show_choices(chances: pd.DataFrame) -> Shown:
    """Return how likely each choice is to admit, the best of each regime first, to read."""
    rows, seen = [], set()
    for row in ChoiceChance.rows(chances):
        rows.append(
            {
                _("Régime"): regime_label(row.regime),
                _("Choix"): _("discipline {unite}").format(unite=row.discipline)
                if row.discipline
                else named_orals(row.oraux),
                _("Notes attendues par le modèle"): " + ".join(map(number, row.attendues)),
                _("Probabilité du diplôme"): percent(100 * row.probabilite, DIGITS),
                "": "" if row.regime in seen else _("meilleur choix"),
            }
        )
        seen.add(row.regime)
    return _or_nothing(rows, chances)


def show_hypotheses(values: pd.DataFrame) -> Shown:
    """Return the parameters on which probabilities rest, with what supports them, to read."""
    known = [(row, parameter_of_orals(row.parametre)) for row in ModelValue.rows(values)]
    rows = [
        {
            _("Paramètre"): CALIBRATED.get(row.parametre) or translate(one.libelle),
            _("Valeur"): f"{number(row.valeur, 2)} {translate(one.unite)}",
            _("Preuve"): translate(one.cote),
        }
        for row, one in known
    ]
    return Shown(pd.DataFrame(rows), values)


def show_switches(switches: pd.DataFrame) -> Shown:
    """Return the nearest mark at which each unit alone changes something, the nearest first, to read."""
    rows = [
        {
            _("Régime"): regime_label(row.regime),
            _("Unité"): row.unite,
            _("Note"): hundredths(round(row.note * CENTIEMES)),
            _("Bascule à"): hundredths(round(row.bascule * CENTIEMES)),
            _("Écart"): number(row.ecart, 2, sign=True),
            _("Deviendrait"): would_become(row.decision, row.autorise),
        }
        for row in MarkSwitch.rows(switches)
    ]
    nothing = _("Aucune note seule, de 0 à 20, ne change la décision ni l'accès.")
    return Shown(pd.DataFrame(rows or [{_("Bascules"): nothing}]), switches)


def show_ranges(ranges: pd.DataFrame) -> Shown:
    """Return the ranges of marks that share a decision, with the exact mark at which each begins, to read."""
    rows = [
        {
            _("Régime"): regime_label(row.regime),
            _("Note"): swept_mark(row),
            _("De"): hundredths(round(row.note_basse * CENTIEMES)),
            _("À"): hundredths(round(row.note_haute * CENTIEMES)),
            _("Bascule exacte"): several(row.bascule) or NOTHING,
            _("Ce qui bascule"): crossed_bars(row) or NOTHING,
            _("Décision"): would_become(row.decision, row.autorise),
        }
        for row in MarkRange.rows(ranges)
    ]
    return Shown(pd.DataFrame(rows), ranges)


def show_statuses(statuses: pd.DataFrame) -> Shown:
    """Return what each status of each unit leads to, to read."""
    rows = [
        {
            _("Régime"): regime_label(row.regime),
            _("Unité"): row.unite,
            _("Statut"): row.statut or NOTHING,
            _("Note"): written_number(row.note.replace(".", ",")) or NOTHING,
            _("Décision"): decided_or_refused(row.decision, row.autorise),
        }
        for row in StatusDecision.rows(statuses)
    ]
    return Shown(pd.DataFrame(rows), statuses)


def show_counts(decided: pd.DataFrame) -> Shown:
    """Return how many hypothetical candidates have each decision, by regime and voie, to read."""
    told = Counter(
        (row.regime, row.voie, row.decision, row.autorise_controle) for row in HypotheticalDecision.rows(decided)
    )
    rows = [
        {
            _("Régime"): regime_label(regime),
            _("Voie"): modalite(voie),
            _("Décision"): decided_or_refused(decision, access),
            _("Candidats"): number(n, 0),
        }
        for (regime, voie, decision, access), n in told.items()
    ]
    return Shown(pd.DataFrame(rows), decided)


def show_hypothetical(decided: pd.DataFrame) -> Shown:
    """Return the first hypothetical candidates with what each regime decides on them, to read."""
    rows = [
        {
            _("Candidat"): row.candidat,
            _("Voie"): modalite(row.voie),
            _("Notes"): several(row.notes),
            _("Régime"): regime_label(row.regime),
            _("Moyenne générale"): exact_mean(row.moyenne_generale_exacte),
            _("Décision"): decided_or_refused(row.decision, row.autorise_controle),
        }
        for row in HypotheticalDecision.rows(decided.head(READ))
    ]
    return Shown(pd.DataFrame(rows), decided)


def show_examples(cases: pd.DataFrame) -> Shown:
    """Return the cases worked out by hand under each regime, means as exact fractions, to read."""
    seen: set[str] = set()
    rows = []
    for row in ExampleDecision.rows(cases):
        rows.append(
            {
                _("Cas"): "" if row.cas in seen else translate(row.cas),
                _("Régime"): regime_label(row.regime),
                _("Moyenne générale"): written_number(row.moyenne_generale),
                _("Moyenne professionnelle"): written_number(row.moyenne_professionnelle),
                _("Autorisé"): YES_NO["oui" if row.autorise_controle else "non"],
                _("Moyenne finale"): written_number(row.moyenne_finale),
                _("Décision"): DECISIONS[row.decision],
            }
        )
        seen.add(row.cas)
    return Shown(pd.DataFrame(rows), cases)


def _or_nothing(rows: list[dict[str, str]], table: pd.DataFrame) -> Shown:
    """Return rows, or that there is no oral: who is not authorised has none, nor who has no unit left to choose."""
    nothing = _("Sous ces régimes, ce candidat n'a aucun oral à passer.")
    return Shown(pd.DataFrame(rows or [{_("Oraux"): nothing}]), table)
