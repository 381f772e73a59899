"""The decisions on real candidates under several regimes, and the number of candidates with each decision."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from bts_sim.candidates.grade import LAST, SHAPE, Grading
from bts_sim.droit.deliberation import NAMES
from bts_sim.schema import Schema, a_count, a_number, a_text, of_file

#: Decisions of a session, in the words of a jury.
ORDER = tuple(NAMES[one] for one in LAST)
#: The decisions that give the diploma.
DIPLOMA = ("admis", "admis_apres_controle")


class DecisionRow(Schema):
    """The decision on one candidate under one regime. The groups of the candidate come after these columns."""

    candidat = of_file(SHAPE["candidat"])
    regime = of_file(SHAPE["regime"])
    moyenne_generale = a_number("general mean; missing where there is none", "points on 20", optional=True)
    moyenne_generale_exacte = of_file(SHAPE["moyenne_generale_exacte"])
    moyenne_professionnelle = a_number("professional mean; missing where there is none", "points on 20", optional=True)
    moyenne_professionnelle_exacte = of_file(SHAPE["moyenne_professionnelle_exacte"])
    decision_groupe1 = of_file(SHAPE["decision_groupe1"])
    autorise_controle = of_file(SHAPE["autorise_controle"])
    unites_choisissables = of_file(SHAPE["unites_choisissables"])
    moyenne_finale = a_number("mean after the orals; missing where there is none", "points on 20", optional=True)
    moyenne_finale_exacte = of_file(SHAPE["moyenne_finale_exacte"])
    decision = of_file(SHAPE["decision"])
    motifs = of_file(SHAPE["motifs"])
    specialite = of_file(SHAPE["specialite"])
    voie = of_file(SHAPE["voie"])


class DecisionCount(Schema):
    """The number of candidates to whom a regime gives one decision."""

    regime = a_text("the regime")
    decision = a_text("the decision", ORDER)
    candidats = a_count("candidates with it", "candidates")


def decisions_under(gradings: Sequence[Grading]) -> pd.DataFrame:
    """Return the decisions of several gradings of the same candidates, as `Decided`, regime by regime."""
    table = pd.concat([one.decisions() for one in gradings], ignore_index=True)
    means = [DecisionRow.moyenne_generale, DecisionRow.moyenne_professionnelle, DecisionRow.moyenne_finale]
    numbers = {name: pd.to_numeric(table[name].str.replace(",", "."), errors="coerce") for name in means}
    return table.assign(**numbers)


def counted_by_decision(decided: pd.DataFrame) -> pd.DataFrame:
    """Return the number of candidates with each decision under each regime, as `Counts`. A count of zero has no row."""
    found = decided.groupby([DecisionRow.regime, DecisionRow.decision], sort=False).size()
    rows = [
        (regime, decision, int(found[regime, decision]))
        for regime in dict.fromkeys(decided[DecisionRow.regime])
        for decision in ORDER
        if (regime, decision) in found.index
    ]
    return DecisionCount.frame(rows)
