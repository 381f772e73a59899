"""The mean of both marks, a second oral only where the first does not admit: what do they decide, cost and give?"""

from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim
from hypothesis import given, settings, strategies as st

import bts_sim as bts
from bts_sim.cohort.compiled.gate import takes
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.examined import examined
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.droit.regles.catalogue import JAMAIS_EN_VIGUEUR, REMPLACEMENT, origin_of_rule
from bts_sim.droit.releve import SANS_ORAL, Releve, Statut
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import InputError

MEAN, IN_TURN, LAW, ONE = load_regimes("moyenne_des_deux_notes", "oraux_a_la_suite", "permanent_2022", "un_oral")
MCO = load_bareme(2024).reglements["MCO"]
GENERAL = [rank for rank, unite in enumerate(MCO.unites) if unite.domaine == "general"]


def releve_of(marks: list[int], held: list[bool]) -> Releve:
    """Return one candidate of MCO, of whom some general marks are kept ones."""
    units, none = len(MCO.unites), np.zeros(1, dtype=bool)
    notes, statuts = np.full((1, units), 1000), np.full((1, units), Statut.NOTE, dtype=np.uint8)
    notes[0, GENERAL] = marks
    statuts[0, GENERAL] = np.where(held, Statut.BE, Statut.NOTE)
    nothing = np.zeros((1, 0), dtype=np.int64)
    return Releve(notes, statuts, np.ones((1, units), bool), nothing, nothing.astype(np.uint8), none, none, none)


@settings(max_examples=60)
@given(st.data())
def test_the_mean_of_both_marks_is_exact_and_takes_points_away_too(data: st.DataObject) -> None:
    mark = st.integers(0, 2000)
    marks, orals = (data.draw(st.lists(mark, min_size=len(GENERAL), max_size=len(GENERAL))) for _ in range(2))
    held, sat = (data.draw(st.lists(st.booleans(), min_size=len(GENERAL), max_size=len(GENERAL))) for _ in range(2))
    given_orals = np.full((1, len(MCO.unites)), SANS_ORAL)
    given_orals[0, GENERAL] = np.where(sat, orals, SANS_ORAL)
    releve = releve_of(marks, held)
    gains = [REMPLACEMENT[one.remplacement](given_orals, releve, MCO, one)[0] for one in (MEAN, IN_TURN, LAW)]
    counted = [
        (MCO.unites[rank].coefficient, marks[place], orals[place])
        for place, rank in enumerate(GENERAL)
        if sat[place] and not held[place]
    ]
    assert gains[0] == sum(ceil(Fraction(coef * (oral - before), 2)) for coef, before, oral in counted)
    assert gains[1] == gains[2] == sum(max(coef * (oral - before), 0) for coef, before, oral in counted)


def test_orals_in_turn_admit_the_same_and_spare_the_second_one_to_whom_the_first_admits() -> None:
    cohorte = simulate(load_cohort(candidats=1500, seed=6, specialites=("MCO", "CG", "CI")))
    law, turn, one = (cohorte.under(regime) for regime in (LAW, IN_TURN, ONE))
    assert np.array_equal(law.admission, turn.admission) and np.array_equal(law.autorise, turn.autorise)
    (both, _), (fewer, minutes), (first, _) = (examined(each, lambda unite: 20.0) for each in (law, turn, one))
    # Under the law a candidate sits his orals; in turn, the second one weighs the chance that the first leaves.
    assert set(both[law.autorise]) <= {0, 1, 2} and not both[~law.autorise].any()
    two = both == 2
    assert np.allclose(fewer[two], 2 - one.admission[two]) and np.array_equal(fewer[~two], both[~two])
    assert np.array_equal(first > 0, both > 0) and np.allclose(minutes, 20 * fewer)
    # The mean of both may refuse whom the better mark admits, and never the other way.
    assert (cohorte.under(MEAN).admission <= law.admission + 1e-12).all()


def test_a_study_weighs_right_decisions_by_hours_and_refuses_orals_without_a_duration() -> None:
    study = bts.study(session=2024, draws=3, draw_size=600, specialties="MCO,CG")
    answer = study.accuracy_by_hour()
    table = answer.table.pivot(index="indicateur", columns="regime", values="valeur")
    law, turn, mean = (table[one.nom] for one in (LAW, IN_TURN, MEAN))
    assert law[["faux_admis", "faux_refus", "justes_en_plus"]].equals(
        turn[["faux_admis", "faux_refus", "justes_en_plus"]]
    )
    assert turn["heures_examinateur"] < law["heures_examinateur"] == mean["heures_examinateur"]
    assert mean["faux_admis"] < law["faux_admis"] and mean["faux_refus"] > law["faux_refus"]
    near = 100 * law["justes_en_plus"] / law["heures_examinateur"]
    assert law["justes_pour_100_heures"] == pytest.approx(near, rel=0.25)
    assert "pour 100 heures" in answer.words and answer.chart("hours") and answer.chart("hours_table")
    with pytest.raises(InputError, match=r"exceptionnel_2021.*aucun oral sur une unité"):
        study.accuracy_by_hour("exceptionnel_2021")


def test_both_are_rules_that_no_law_held_for_a_file_and_for_the_compiled_engine(tmp_path: Path) -> None:
    described = load_cohort(candidats=200)
    for regime in (MEAN, IN_TURN):
        assert origin_of_rule("remplacement", regime.remplacement) == JAMAIS_EN_VIGUEUR
        assert f"remplacement : {regime.remplacement}" in takes(described, [regime]).reason
        assert takes(described, [LAW])
        out = tmp_path / f"{regime.remplacement}.yaml"
        made = bts_sim("new-scenario", "essai", "--changer", f"remplacement={regime.remplacement}", "--out", out)
        assert made.exit_code == 0 and load_regime(str(out)).remplacement == regime.remplacement
        never = out.read_text(encoding="utf-8").split("Jamais en vigueur")[-1].split("Idées fausses")[0]
        assert "moyenne_des_deux_notes" in never and "note_de_l_unite_a_la_suite" in never
