"""Do intervals cover the parameters too, say so, and rest on draws that meet the published margins?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bts_sim.questions.rates.under_draws import draws

from bts_sim.cohort.calibration import FREE
from bts_sim.cohort.describe import load_cohort, parametres
from bts_sim.cohort.margins import margin_targets
from bts_sim.cohort.parameter_draws import sobol, tirages, uncertain, with_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.files.shipped import statistic
from bts_sim.questions.people.margins import margins
from bts_sim.questions.people.validation import validate, validations
from bts_sim.questions.uncertainty.tables import drivers, intervals_over_draws
from bts_sim.stats.intervals import KEY

REGIMES = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")


def test_every_interval_of_evidence_holds_its_default_and_lies_within_the_bounds() -> None:
    assert len(uncertain()) >= 12
    for one in uncertain().values():
        assert one.intervalle is not None
        low, high = one.intervalle
        assert one.bornes[0] <= low < high <= one.bornes[1]
        # A uniform law has no mode: its default may be the scenario in which nothing is drawn.
        assert one.loi == "uniforme" or low <= one.defaut <= high


def test_draws_fill_their_intervals_and_are_the_same_twice() -> None:
    points = sobol(256, 1)
    assert (points == sobol(256, 1)).all() and not (points == sobol(256, 2)).all()
    for (nom, one), column in zip(uncertain().items(), points.T, strict=True):
        assert one.intervalle is not None
        low, high = one.intervalle
        assert low <= column.min() and column.max() <= high, nom
        if nom != "ecart_type_correcteur":
            # The mean of a triangle or of a rectangle, at a tenth of its width.
            mode = (low + high) / 2 if one.loi == "uniforme" else one.defaut
            assert column.mean() == pytest.approx((low + mode + high) / 3, abs=(high - low) / 10)


def test_the_draws_of_the_project_are_whole_and_within_the_evidence() -> None:
    table = tirages()
    assert table.shape == (1024, len(uncertain()) + len(FREE)) and not table.isna().to_numpy().any()
    for nom, one in uncertain().items():
        assert one.intervalle is not None
        assert table[nom].between(*one.intervalle).all(), nom
    for nom in FREE:
        low, high = parametres()[nom].bornes
        assert table[nom].between(low, high).all(), nom


@pytest.mark.parametrize("numero", [0, 17, 42, 63])
def test_the_published_margins_are_met_under_a_draw_of_the_parameters(numero: int) -> None:
    """Solved on 10,000 candidates with other luck, so the noise of that draw is added."""
    table = margins(simulate(with_draw(load_cohort(candidats=60_000), numero, 100 + numero)))
    noise = 2 * np.sqrt(table["obtenu"] * (100 - table["obtenu"]) / (table["n"] / 6))
    assert (table["ecart"].abs() <= table["tolerance"] + table["bruit"] + noise).all(), table


def test_what_a_file_sets_is_not_drawn() -> None:
    cohort = load_cohort(candidats=100)
    fixed = replace(cohort, parametres={**cohort.parametres, "avantage_oral": 0.5})
    drawn = with_draw(fixed, 3, 1).parametres
    assert drawn["avantage_oral"] == 0.5
    assert drawn["ecart_type_oral"] == pytest.approx(tirages()["ecart_type_oral"][3])


def test_intervals_cover_draws_and_say_so() -> None:
    table = draws(load_cohort(candidats=1500), REGIMES[0], REGIMES[1:], 8)
    assert sorted(table["tirage"].unique()) == list(range(8))
    result = intervals_over_draws(table)
    assert set(result["niveau"]) == {50.0, 90.0}
    assert result["methode"].str.contains("paramètres").all()
    assert (result["bas"] <= result["valeur"]).all() and (result["valeur"] <= result["haut"]).all()
    wide, narrow = (result[result["niveau"] == level].set_index(KEY) for level in (90.0, 50.0))
    assert ((wide["haut"] - wide["bas"]) >= (narrow["haut"] - narrow["bas"]) - 1e-9).all()
    named = drivers(table)
    assert set(named["parametre"]) <= set(uncertain()) and named["correlation"].abs().max() <= 1
    assert named.groupby(KEY)["rang"].max().max() == 3


def test_the_drivers_are_those_that_drive() -> None:
    """A result made from one parameter alone names it first."""
    rng = np.random.default_rng(0)
    names = list(uncertain())
    made = pd.DataFrame(rng.random((64, len(names))), columns=names)
    made = made.assign(valeur=made["avantage_oral"] ** 3 + 0.01 * rng.random(64), tirage=range(64), n=1)
    made = made.assign(groupe="ensemble", modalite="ensemble", indicateur="x", regime="r", reference="")
    assert drivers(made)["parametre"].iloc[0] == "avantage_oral"


def test_every_figure_kept_for_validation_is_there_hit_or_missed() -> None:
    table = validate(intervals_over_draws(draws(load_cohort(candidats=2000), REGIMES[0], REGIMES[1:], 8)))
    assert len(table) == len(validations()) >= 19
    assert set(table["dans_l_intervalle"]) == {"oui", "non"}
    assert table["source"].str.startswith("http").all()
    # None of them is a margin that the model was calibrated on.
    fitted = {tuple(sorted(target.observed().items())) for target in margin_targets()}
    assert not {tuple(sorted(statistic(**one.ligne).items())) for one in validations()} & fitted


def test_a_figure_without_a_prediction_is_shown_empty() -> None:
    table = validate(intervals_over_draws(draws(load_cohort(candidats=500), REGIMES[0], REGIMES[1:2], 2)))
    assert (table["dans_l_intervalle"] == "").sum() == sum(one.regime == "permanent_2022" for one in validations())
