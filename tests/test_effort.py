"""If a second chance changes how much candidates work, is that told beside the static results, and never in them?"""

import numpy as np
import pytest

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.effort import BANDS, expected_second_chance, under_effort
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import simulate, with_effort
from bts_sim.droit.regimes import load_regimes
from bts_sim.droit.releve import Statut
from bts_sim.errors import InputError
from bts_sim.questions.reforms.effort import effort_of_regimes

NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
COHORTE = simulate(load_cohort(candidats=1000, seed=7))


def test_no_effort_is_the_static_result_to_the_bit_and_some_moves_this_session_alone() -> None:
    static, still = COHORTE.under(PERMANENT), with_effort(COHORTE, np.zeros(1000))
    for name in ("admission", "generale", "professionnelle", "autorise", "premier"):
        assert np.array_equal(getattr(still.under(PERMANENT), name), getattr(static, name))
    assert under_effort(COHORTE, PERMANENT, 0.0) is static
    # Nobody has a second chance where there is no second group.
    assert np.array_equal(under_effort(COHORTE, NEVER, 1.0).generale, COHORTE.under(NEVER).generale)
    more = with_effort(COHORTE, np.full(1000, 1.0))
    for before, after in zip(COHORTE.blocks, more.blocks, strict=True):
        assert np.allclose(after.latent - before.latent, 1) and np.allclose(after.domaine - before.domaine, 1)
        kept, own = before.releve.ont(Statut.BE), before.releve.ont(Statut.NOTE)
        assert kept.any() and np.array_equal(after.releve.statuts, before.releve.statuts)
        assert np.array_equal(after.releve.notes[kept], before.releve.notes[kept])
        moved = (after.releve.notes - before.releve.notes)[own]
        # A whole point, but where a mark ends at 20 or is lifted to 10.
        assert np.mean(moved == 100) > 0.85 and moved.min() >= 0 and moved.max() <= 200


def test_candidates_expect_what_the_orals_bring_to_those_of_their_level() -> None:
    chance, one = expected_second_chance(COHORTE, PERMANENT), COHORTE.under(PERMANENT)
    by_level, added = np.argsort(true_level(COHORTE), kind="stable"), one.admission - one.admis_groupe1
    for band in np.split(by_level, BANDS):
        assert chance[band] == pytest.approx(np.full(band.size, added[band].mean()))
    assert chance.mean() == pytest.approx(added.mean())
    # The strongest expect nothing of it, and effort moves those in the middle.
    assert chance[by_level[-1]] < 0.01 < 0.05 < chance.max()
    table = effort_of_regimes(COHORTE, NEVER, [EXCEPTIONNEL, PERMANENT], [0.3, -0.3]).set_index(
        ["effort", "regime", "indicateur"]
    )["valeur"]
    assert sorted(set(table.index.get_level_values(0))) == [-0.3, 0, 0.3]
    for regime in ("exceptionnel_2021", "permanent_2022"):
        for measure in ("taux_groupe1", "taux_admis", "ecart_taux_admis"):
            assert table[-0.3, regime, measure] < table[0, regime, measure] < table[0.3, regime, measure]
    assert table[0, "permanent_2022", "taux_admis"] == pytest.approx(100 * one.admission.mean(), abs=1e-4)


def test_a_study_tells_both_side_by_side_and_refuses_what_it_cannot_mean() -> None:
    study = bts.study(session=2024, draws=2, draw_size=1000, specialties="MCO,CG", regimes="permanent_2022")
    answer, rates = study.effort("-0,2"), study.rates().table
    table = answer.table.set_index(["effort", "regime", "indicateur"])
    known = rates[(rates["groupe"] == "ensemble") & (rates["regime"] == "permanent_2022")].set_index("indicateur")
    for measure in ("taux_admis", "ecart_taux_admis"):
        for name in ("valeur", "bas", "haut"):
            told = table.loc[(0, "permanent_2022", measure), name]
            assert told == pytest.approx(known.loc[measure, name], abs=0.2)
    assert table.loc[(0, "aucun", "taux_admis"), "methode"] == "calibrated"
    assert "sans effort" in str(answer) and "\u22120,2 point d'aptitude pour 10 points de chance" in str(answer)
    assert answer.chart("effort") and "Sans effort" in str(answer.chart("effort_table"))
    assert [one["unite"] for one in answer.results()] == ["points"] * 2
    for points, said in ((6, "de -5 à 5"), ("beaucoup", "un nombre"), ([], "aucun nombre")):
        with pytest.raises(InputError, match=said):
            study.effort(points)
