"""Several sessions compared: is each under its own law, do totals add up, and is what has no meaning refused?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import bts_sim as bts
from bts_sim.cli import main
from bts_sim.questions.rates.by_session.tables import compare_sessions
from bts_sim.stats.intervals import DRAWS, KEY, Method
from bts_sim.stats.under_draws import COUNTED, DRAW, LOST, LUCK, NOISE, PRESENT

SESSIONS = (2021, 2022, 2024)
SMALL = {"draws": 4, "draw_size": 400, "seed": 7}


@pytest.fixture(scope="module")
def answer() -> bts.Answer:
    study = bts.study(session=2024, baseline="en_vigueur", regimes=["plancher_7", "permanent_2022"], **SMALL)
    return study.by_session(SESSIONS)


@pytest.fixture(scope="module")
def compared(answer: bts.Answer) -> pd.DataFrame:
    return answer.table


def test_each_session_has_the_rates_of_a_study_of_it_alone(compared: pd.DataFrame) -> None:
    for session, law in zip(SESSIONS, ("exceptionnel_2021", "permanent_2022", "permanent_2022"), strict=True):
        alone = bts.study(session=session, baseline=law, regimes="plancher_7", **SMALL).rates().table
        here = compared[(compared["session"] == session) & (compared["regime"] != "permanent_2022")]
        named = here.drop(columns="session").replace("en_vigueur", law).reset_index(drop=True)
        pd.testing.assert_frame_equal(named, alone.reset_index(drop=True), check_dtype=False)


def test_the_law_in_force_is_nothing_but_itself(compared: pd.DataFrame) -> None:
    gaps = compared[(compared["regime"] == "permanent_2022") & (compared["indicateur"] == "ecart_taux_admis")]
    after = gaps[gaps["session"] > 2021]
    assert (after["valeur"] == 0).all() and set(after["methode"]) == {Method.ZERO_BY_RULE}
    assert (gaps.loc[(gaps["session"] == 2021) & (gaps["groupe"] == "ensemble"), "valeur"] < 0).all()


def test_totals_are_the_sums_of_diplomas_for_the_groups_that_every_session_has(compared: pd.DataFrame) -> None:
    whole, each = compared[compared["session"].isna()], compared[compared["session"].notna()]
    assert set(whole["indicateur"]) == {"ecart_diplomes"}
    sums = each[each["indicateur"] == "ecart_diplomes"].groupby(KEY)[["valeur", "n"]].agg(["sum", "size"])
    seen = 0
    for row in whole.itertuples():
        found = sums.loc[(row.groupe, row.modalite, row.indicateur, row.regime, row.reference)]
        assert found["valeur", "size"] == len(SESSIONS)
        if row.groupe == "ensemble":
            assert row.valeur == pytest.approx(found["valeur", "sum"], abs=1e-3)
            assert row.n == found["n", "sum"]
            seen += 1
    assert seen == 2


def test_what_changes_is_told_apart_law_reglements_and_candidates(answer: bts.Answer) -> None:
    changes = answer.tables["changes"].set_index(["session_apres", "objet", "quoi"])
    law = changes.loc[(2022, "droit")]
    assert law.loc["Moyenne générale demandée pour l'accès", ["avant", "apres"]].tolist() == ["aucune", "8"]
    assert (2024, "droit") not in changes.index.droplevel("quoi")
    shipped = [set(bts.law(session).reglements) for session in SESSIONS]
    one_side = changes.loc[(2024, "reglement")].query("avant == '' or apres == ''").index
    assert set(one_side) == shipped[1] ^ shipped[2]
    apprentices = changes.loc[(2022, "candidats", "apprentissage")]
    assert (apprentices["avant"], apprentices["apres"]) == ("25,0 %", "32,3 %")
    assert "textes de la session 2021, 2022, 2024" in str(answer.cite())


def _drawn(values: np.ndarray, luck: float) -> pd.DataFrame:
    """Return the diplomas that a regime adds at one session under each draw."""
    known = dict(zip(KEY, ("ensemble", "ensemble", "ecart_diplomes", "a", "b"), strict=True))
    numbers = {"valeur": values, LOST: 0.1 * values, NOISE: 0.0, LUCK: luck, PRESENT: 100_000, COUNTED: 100_000}
    rest = {"n": 100_000, "methode": Method.DRAWN, DRAW: np.arange(values.size), "calibrated_on": 0, "oral_draws": 0.0}
    return pd.DataFrame({**known, **numbers, **rest})


def _widths(drawn: dict[int, pd.DataFrame]) -> list[float]:
    found = compare_sessions(drawn, 90, 5_000)
    return (found["haut"] - found["bas"] - 1).tolist()


def test_the_luck_of_sessions_adds_up_as_that_of_strangers_and_parameters_in_full() -> None:
    same, rng = np.full(DRAWS, 5_000.0), np.random.default_rng(3)
    one, other, total = _widths({2022: _drawn(same, 9e4), 2023: _drawn(same, 16e4)})
    assert total == pytest.approx(np.hypot(one, other), rel=1e-6) and total < one + other
    spread = 5_000 + 300 * rng.standard_normal(DRAWS)
    one, other, total = _widths({2022: _drawn(spread, 1e-9), 2023: _drawn(2 * spread, 1e-9)})
    assert total == pytest.approx(one + other, rel=1e-3) and total > np.hypot(one, other)


def test_the_command_writes_the_session_of_each_row_and_of_each_cohort(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bts_sim.stats.intervals.DRAWS", 4)
    out = tmp_path / "out"
    asked = ("--session", "2021,2022", "--baseline", "en_vigueur", "--against", "plancher_7", "--par-tirage", "60")
    ran = CliRunner().invoke(main, ["compare", *asked, "--out", str(out)])
    assert ran.exit_code == 0, ran.output
    table = pd.read_csv(out / "impact.csv", sep=";", decimal=",")
    assert table.columns[-1] == "session" and table["session"].unique()[:2].tolist() == [2021, 2022]
    assert set(table.loc[table["session"].isna(), "indicateur"]) == {"ecart_diplomes"}
    said = json.loads((out / "manifest.json").read_text("utf-8"))["sessions"]
    assert [one["cohorte"]["session"] for one in said] == [2021, 2022]
    assert [one["regimes"][0]["source"] for one in said] != [said[0]["regimes"][0]["source"]] * 2
    assert "2021 : " in ran.output and "en 2 sessions" in ran.output


@pytest.mark.parametrize(
    ("sessions", "words"),
    [
        ([2024], "une seule session"),
        ([2022, 2022], "deux fois"),
        ([2022, 2009], "2009"),
        (["2022", "demain"], "ce n'est pas une session"),
        ([], "une seule session"),
    ],
)
def test_sessions_that_cannot_be_compared_are_refused(sessions: list[object], words: str) -> None:
    with pytest.raises(bts.BtsSimError, match=words):
        bts.study(**SMALL).by_session(sessions)


def test_what_has_no_meaning_over_sessions_is_refused_with_a_remedy(tmp_path: Path) -> None:
    asked = ("compare", "--baseline", "aucun", "--against", "plancher_7", "--out", str(tmp_path / "out"))
    for options, words in (
        (("--session", "2022,2023", "--parametres", "fixes"), "une session à la fois"),
        (("--session", "2022", "--session", "2022"), "deux fois"),
    ):
        ran = CliRunner().invoke(main, [*asked, *options])
        assert ran.exit_code == 2 and words in ran.output
    own = tmp_path / "own.yaml"
    own.write_text(
        "nom: en_vigueur\ntitre: Mon régime\nraison: essai\nsource: regime-de-l-analyste\nacces: ferme\n"
        "choix: aucun\nremplacement: aucun\n",
        "utf-8",
    )
    for given, words in ((own, "donner un autre nom"), ("en_vigueur", "à quelle session")):
        with pytest.raises(bts.BtsSimError, match=words):
            bts.regime(given)
