"""The tables of one candidate: what each regime decides on him, what the orals must bring, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bts_sim.candidates.grade import SHAPE
from bts_sim.droit.bareme import DOMAINES, Reglement
from bts_sim.droit.deliberation import NAMES
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.droit.vocabulaire import NON, OUI
from bts_sim.questions.one_candidate.entry import TypedMark
from bts_sim.questions.one_candidate.verdicts import Verdict
from bts_sim.schema import Column, Schema, a_count, a_flag, a_number, a_text, of_file

POINTS, WEIGHTED = "points on 20", "points × coefficient, a fraction"
#: What a mark is of: a unit at the first group, or an oral.
OF_UNIT, OF_ORAL = "unite", "oral"
#: Decisions of a session.
DECIDED = tuple(NAMES.values())


class CandidateDecision(Schema):
    """What one regime decides on the candidate: a row of `decisions.csv`, and what is missing."""

    candidat = of_file(SHAPE["candidat"])
    regime = of_file(SHAPE["regime"])
    moyenne_generale = a_number("general mean; missing where there is none", POINTS, optional=True)
    moyenne_generale_exacte = of_file(SHAPE["moyenne_generale_exacte"])
    moyenne_professionnelle = a_number("professional mean; missing where there is none", POINTS, optional=True)
    moyenne_professionnelle_exacte = of_file(SHAPE["moyenne_professionnelle_exacte"])
    decision_groupe1 = of_file(SHAPE["decision_groupe1"])
    autorise_controle = of_file(SHAPE["autorise_controle"])
    unites_choisissables = of_file(SHAPE["unites_choisissables"])
    moyenne_finale = a_number("mean after the orals; missing where there is none", POINTS, optional=True)
    moyenne_finale_exacte = of_file(SHAPE["moyenne_finale_exacte"])
    decision = of_file(SHAPE["decision"])
    motifs = of_file(SHAPE["motifs"])
    specialite = of_file(SHAPE["specialite"])
    voie = of_file(SHAPE["voie"])
    manque = a_text(f"what is lacking for the diploma, {WEIGHTED}; empty where nothing is")
    avance = a_text(f"what there is above it, {WEIGHTED}; empty where nothing is")
    attendus = a_count("orals that he may sit", "orals")
    saisis = a_count("orals typed", "orals")
    fautes = Column(tuple, "what is wrong with the orals typed, each with its remedy")
    hors_du_pas = a_count("marks and orals that are neither whole nor half points", "marks")


class TypedUnit(Schema):
    """A mark as typed, beside its unit."""

    unite = a_text("code of the unit")
    intitule = a_text("its title; empty where the specialty has no such unit")
    coefficient = a_number("its coefficient; missing where it has none", "units of coefficient", optional=True)
    domaine = a_text("its domain; empty for a facultative unit", (*DOMAINES, ""))
    mode = a_text("how it was assessed; empty where that is not known")
    note = a_text("the mark, as typed")
    statut = a_text("its status; empty for a mark of this session")


class NeededAtOrals(Schema):
    """The smallest mark that admits when given at every oral of a set."""

    regime = a_text("the regime")
    oraux = Column(tuple, "units, or domains, of the orals")
    nombre = a_count("orals of the set", "orals")
    note = a_number("the mark, to the hundredth; missing where 20 is not enough", POINTS, optional=True)


class OralFrontier(Schema):
    """What the second of two orals must bring for one mark at the first."""

    regime = a_text("the regime")
    premier = a_text("unit, or domain, of the first oral")
    second = a_text("unit, or domain, of the second")
    note_premier = a_number("mark at the first", POINTS)
    note_second = a_number("smallest mark that admits; missing where 20 does not", POINTS, optional=True)


class ChoiceChance(Schema):
    """How likely a choice of orals is to give the diploma, by the model of the orals."""

    regime = a_text("the regime")
    oraux = Column(tuple, "units, or domains, of the orals")
    discipline = a_text("unit of the general oral, where orals are by domain; else empty")
    probabilite = a_number("probability of the diploma", "from 0 to 1")
    attendues = Column(tuple, "marks that the model expects at these orals, points on 20")


class ModelValue(Schema):
    """A parameter of the model on which these probabilities rest."""

    parametre = a_text("name of the parameter")
    valeur = a_number("the value used", "that of the parameter")


class MarkSwitch(Schema):
    """The nearest mark at which one unit alone changes the decision or the access."""

    regime = a_text("the regime")
    unite = a_text("code of the unit")
    note = a_number("the mark", POINTS)
    bascule = a_number("the nearest one that changes something", POINTS)
    ecart = a_number("distance to that mark; negative for a lower one", "points")
    decision = a_text("the decision there", DECIDED)
    autorise = a_text("whether he may sit the orals there", (OUI, NON))


class MarkRange(Schema):
    """Marks, one after another by hundredths, that lead to the same decision and the same access."""

    regime = a_text("the regime")
    objet = a_text("unit of the mark, or unit or domain of the oral")
    genre = a_text("what the mark is of", (OF_UNIT, OF_ORAL))
    note_basse = a_number("lowest mark of the range", POINTS)
    note_haute = a_number("highest mark of the range", POINTS)
    bascule = a_text("exact mark at which the range begins, a fraction; empty at 0, and where no mean crosses a bar")
    mesure = a_text("what crosses a bar there; empty where nothing does")
    seuil = a_text("that bar, points on 20")
    decision = a_text("the decision", DECIDED)
    autorise = a_text("whether he may sit the orals", (OUI, NON))


class StatusDecision(Schema):
    """What one status in the place of the mark of one unit leads to."""

    regime = a_text("the regime")
    unite = a_text("code of the unit")
    statut = a_text("the status; empty for a mark of this session")
    note = a_text("the mark that goes with it; empty where it has none")
    decision = a_text("the decision; empty where the law refuses the status", (*DECIDED, ""))
    autorise = a_text("whether he may sit the orals; empty where the law refuses the status", (OUI, NON, ""))
    refus = a_text("why the status is refused, with its remedy; empty where it is not")


class HypotheticalDecision(Schema):
    """What one regime decides on a hypothetical candidate."""

    candidat = of_file(SHAPE["candidat"])
    voie = of_file(SHAPE["voie"])
    forme = a_text("form of the exam")
    notes = a_text("the marks, with their statuses")
    regime = a_text("the regime")
    moyenne_generale_exacte = of_file(SHAPE["moyenne_generale_exacte"])
    moyenne_professionnelle_exacte = of_file(SHAPE["moyenne_professionnelle_exacte"])
    decision_groupe1 = a_text("decision of the first group; empty where he is refused as he is", (*DECIDED, ""))
    autorise_controle = a_text("whether he may sit the orals; empty where he is refused as he is", (OUI, NON, ""))
    decision = a_text("the decision before any oral; empty where he is refused as he is", (*DECIDED, ""))
    motifs = of_file(SHAPE["motifs"])
    refus = a_text("why no such candidate exists, with the remedy; empty where he does")


class ExampleDecision(Schema):
    """A case worked out by hand, under one regime; means are empty for who is eliminated."""

    cas = a_text("title of the case, in French")
    regime = a_text("the regime")
    moyenne_generale = a_text("general mean, as a fraction")
    moyenne_professionnelle = a_text("professional mean, as a fraction")
    autorise_controle = a_flag("whether he may sit the orals")
    moyenne_finale = a_text("mean after the orals, as a fraction")
    generale_sur_20 = a_number("general mean", POINTS, optional=True)
    finale_sur_20 = a_number("mean after the orals", POINTS, optional=True)
    decision = a_text("decision of the session", DECIDED)


class DecisionStep(Schema):
    """One step of a decision."""

    etape = a_count("its place", "rank, from 1")
    regle = a_text("the rule applied, its module and its function")
    resultat = a_text("its result, a code or a fraction; empty where it has none")
    source = Column(tuple, "ids of the texts")


@dataclass(frozen=True)
class ToldExample:
    """The decision of a regime on a case worked out by hand. `explanation`: its steps, with their numbers and texts."""

    title: str
    regime: str
    decision: str
    explanation: Mapping[str, Any]


def decisions_of(decided: Iterable[Verdict]) -> pd.DataFrame:
    """Return what each regime decides on a candidate, as `CandidateDecision`, one row each."""
    table = pd.DataFrame(map(_decision, decided), columns=CandidateDecision.names())
    means = (
        CandidateDecision.moyenne_generale,
        CandidateDecision.moyenne_professionnelle,
        CandidateDecision.moyenne_finale,
    )
    return table.assign(**{name: pd.to_numeric(table[name].str.replace(",", "."), errors="coerce") for name in means})


def marks_of(reglement: Reglement, marks: Sequence[tuple[TypedMark, str]]) -> pd.DataFrame:
    """Return marks as typed, as `TypedUnit`; `marks`: each with the mode that its unit has where none is typed."""
    return TypedUnit.frame(_typed_unit(reglement, mark, mode) for mark, mode in marks)


def decision_steps(explanation: Mapping[str, Any]) -> pd.DataFrame:
    """Return the steps of an explanation, as `DecisionStep`."""
    return DecisionStep.frame(
        (place, step["regle"], step["resultat"], tuple(step["source"]))
        for place, step in enumerate(explanation["etapes"], start=1)
    )


def easiest_pair(frontier: pd.DataFrame) -> OralFrontier:
    """Return the point of a frontier where both marks are as low as they can be together; its first if none admits."""
    reachable = frontier[frontier[OralFrontier.note_second].notna()]
    highest = reachable[[OralFrontier.note_premier, OralFrontier.note_second]].max(axis=1)
    at = frontier.iloc[:1] if reachable.empty else reachable.iloc[[int(highest.argmin())]]
    return next(OralFrontier.rows(at))


def _decision(verdict: Verdict) -> dict[str, object]:
    distance, typed = verdict.explanation["ecart"], verdict.deliberation.oraux
    return {
        **verdict.row,
        CandidateDecision.manque: distance.get("points_manquants", ""),
        CandidateDecision.avance: distance.get("points_d_avance", ""),
        CandidateDecision.attendus: _expected(verdict) if verdict.authorised else 0,
        CandidateDecision.saisis: 0 if typed is None else int((typed != SANS_ORAL).sum()),
        CandidateDecision.fautes: tuple(verdict.faults),
        CandidateDecision.hors_du_pas: _off_step(verdict),
    }


def _off_step(verdict: Verdict) -> int:
    typed = [verdict.releve.notes, verdict.releve.notes_facultatives]
    if verdict.deliberation.oraux is not None:
        typed.append(verdict.deliberation.oraux.clip(0))
    return sum(int((part % verdict.bareme.pas_des_notes != 0).sum()) for part in typed)


def _expected(verdict: Verdict) -> int:
    """Return how many orals the candidate may sit: those of the regime, or fewer where there are fewer units."""
    offered = int(verdict.deliberation.controle.choisissables.sum())
    by_domain = verdict.regime.oral_par == "domaine"
    return verdict.regime.nombre_oraux if by_domain else min(verdict.regime.nombre_oraux, offered)


def _typed_unit(reglement: Reglement, mark: TypedMark, mode: str) -> tuple[object, ...]:
    unit = next((u for u in (*reglement.unites, *reglement.facultatives) if u.code == mark.unite), None)
    coefficient = unit.coefficient / CENTIEMES if unit and unit.domaine else np.nan
    title, domain = (unit.intitule, unit.domaine) if unit else ("", "")
    return mark.unite, title, coefficient, domain, mark.mode or mode, mark.note, mark.statut
