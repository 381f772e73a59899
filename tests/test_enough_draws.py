"""Do draws go on until the ends are known well enough, stop at those stored, and say what is then left?"""

from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw
from bts_sim.droit.regimes import load_regimes
from bts_sim.notices import BtsSimWarning
from bts_sim.questions.rates import until
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw

NEVER, PERMANENT = load_regimes("aucun", "permanent_2022")


def test_more_draws_come_until_both_ends_are_known_and_are_those_asked_for_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(until, "DRAWS", 8)
    monkeypatch.setattr(until, "every_draw", lambda: every_draw().iloc[:24])
    cohorte = load_cohort(candidats=300, seed=4, specialites=("MCO", "CG"))

    def left(draws: int) -> float:
        found = compare_over_draws(rates_by_draw(cohorte, NEVER, [PERMANENT], draws), 90.0, 300)
        whole = found[(found["groupe"] == "ensemble") & found["indicateur"].isin(("taux_admis", "ecart_taux_admis"))]
        return float(whole["bruit_des_bornes"].max())

    errors = {draws: left(draws) for draws in (8, 16, 24)}
    for error in (1.001 * errors[8], 1.001 * min(errors.values())):
        found, draws = until.rates_until(cohorte, NEVER, [PERMANENT], 90.0, error)
        assert draws == next(number for number, one in errors.items() if one <= error)
        at_once = compare_over_draws(rates_by_draw(cohorte, NEVER, [PERMANENT], draws), 90.0, 300)
        pd.testing.assert_frame_equal(found, at_once)
    with pytest.warns(BtsSimWarning, match="après les 24 tirages gardés"):
        assert until.rates_until(cohorte, NEVER, [PERMANENT], 90.0, 0.001)[1] == 24


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--erreur-des-bornes", "0"), "plus de 0 et au plus 5"),
        (("--erreur-des-bornes", "peu"), "donner des points"),
        (("--erreur-des-bornes", "0,1", "--parametres", "fixes"), "rien n'est tiré avec --parametres fixes"),
    ],
)
def test_an_error_that_no_draw_can_reach_is_refused(options: tuple[str, ...], said: str, tmp_path: Path) -> None:
    asked = bts_sim("compare", "--baseline", "aucun", "--against", "permanent_2022", *options, "--out", tmp_path / "r")
    assert asked.exit_code == 2 and said in asked.stderr and not (tmp_path / "r").exists()
