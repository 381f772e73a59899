"""Is the cost of a wrong rule that of deciding every candidate under it and under the law?"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.bareme import PROFESSIONNEL, Reglement
from bts_sim.droit.points import Bools
from bts_sim.droit.regimes import idees_fausses, load_regime
from bts_sim.droit.textes import sources
from bts_sim.questions.reforms.charts.misled import draw_wrong_ideas
from bts_sim.questions.reforms.shown import show_wrong_ideas
from bts_sim.questions.reforms.wrong_ideas import wrong_ideas
from bts_sim.stats.intervals import Method

COHORTE = simulate(load_cohort(candidats=3000, seed=21))
DROIT = load_regime("permanent_2022")
TABLE = wrong_ideas(COHORTE, DROIT)
DRAWS = 24


def one(idee: str, stade: str, sens: str, table: pd.DataFrame = TABLE) -> pd.Series:
    rows = table[(table["idee"] == idee) & (table["stade"] == stade) & (table["sens"] == sens)]
    return rows.iloc[0]


def test_every_wrong_idea_has_its_four_rows_its_words_and_its_source() -> None:
    assert TABLE["idee"].unique().tolist() == idees_fausses() and len(TABLE) == 4 * len(idees_fausses())
    for row in TABLE.itertuples():
        known = load_regime(row.idee)
        assert row.regle == known.raison and row.source == known.source
        assert row.auteur == sources()[known.source]["reference"] and row.lu_le


@pytest.mark.parametrize("name", idees_fausses())
def test_access_is_compared_candidate_by_candidate(name: str) -> None:
    told, law = COHORTE.under(load_regime(name)).autorise, COHORTE.under(DROIT).autorise
    hope = sum(yes and not true for yes, true in zip(told.tolist(), law.tolist(), strict=True))
    despair = sum(true and not yes for yes, true in zip(told.tolist(), law.tolist(), strict=True))
    for sens, count, concerned in (("espoir", hope, told.sum()), ("desespoir", despair, law.sum())):
        row = one(name, "acces", sens)
        assert row["pour_mille"] == pytest.approx(1000 * count / 3000, abs=1e-4)
        assert row["part"] == pytest.approx(100 * count / concerned, abs=1e-4)


@pytest.mark.parametrize("name", idees_fausses())
def test_the_decision_is_what_drawn_orals_give_candidate_by_candidate(name: str) -> None:
    """With the same orals under both rules; and one side of each disagreement is empty, as the sum supposes."""
    idee, counts = load_regime(name), []
    for draw in range(DRAWS):
        told, law = COHORTE.under(idee).admis(draw), COHORTE.under(DROIT).admis(draw)
        counts.append([(told & ~law).sum(), (law & ~told).sum()])
    for sens, drawn in zip(("espoir", "desespoir"), np.array(counts).T, strict=True):
        row = one(name, "decision", sens)
        error = 4 * drawn.std() / np.sqrt(DRAWS) + 1e-9
        assert row["pour_mille"] * 3 == pytest.approx(drawn.mean(), abs=error)


@pytest.mark.parametrize("name", idees_fausses())
def test_hope_less_despair_is_the_gap_of_the_two_rates(name: str) -> None:
    gap = 1000 * float((COHORTE.under(load_regime(name)).admission - COHORTE.under(DROIT).admission).mean())
    hope, despair = (one(name, "decision", sens)["pour_mille"] for sens in ("espoir", "desespoir"))
    assert hope - despair == pytest.approx(gap, abs=3e-4)


def test_the_law_itself_misleads_nobody_and_has_no_interval() -> None:
    same = wrong_ideas(COHORTE, DROIT, [replace(DROIT, nom="la_meme", auteur="une analyste", source="un tract")])
    assert (same["pour_mille"] == 0).all() and (same["part"] == 0).all()
    assert (same.loc[same["stade"] == "acces", "haut"] == 0).all() and same["auteur"].unique() == ["une analyste"]
    assert (same.loc[same["stade"] == "acces", "methode"] == Method.ZERO_BY_RULE).all()


def test_the_share_among_nobody_is_missing_and_not_zero() -> None:
    row = one("mille_points", "decision", "espoir")
    assert row["concernes"] == 0 and pd.isna(row["part"]) and pd.isna(row["part_haut"])
    lost = one("mille_points", "decision", "desespoir")
    assert lost["part"] == 100 and lost["pour_mille"] == pytest.approx(1000 * COHORTE.under(DROIT).admission.mean())


def test_who_is_exactly_at_a_threshold_is_whom_strictly_above_leaves_out() -> None:
    at = 0
    law = COHORTE.under(DROIT)
    for g in COHORTE.groupes:
        sums = [(g.releve.notes * g.reglement.coefs)[:, keep] for keep in (g.reglement.coefs > 0, _trade(g.reglement))]
        weights = [int(g.reglement.coefs[keep].sum()) for keep in (g.reglement.coefs > 0, _trade(g.reglement))]
        edges = (sums[0].sum(axis=1) == 800 * weights[0]) | (sums[1].sum(axis=1) == 1000 * weights[1])
        at += int((edges & law.autorise[g.candidats]).sum())
    assert at > 0
    assert one("strictement_au_dessus", "acces", "desespoir")["pour_mille"] == pytest.approx(at / 3, abs=1e-4)


def _trade(reglement: Reglement) -> Bools:
    return reglement.du_domaine(PROFESSIONNEL)


def test_intervals_hold_the_value_and_narrow_with_more_candidates() -> None:
    assert (TABLE["bas"] <= TABLE["pour_mille"]).all() and (TABLE["pour_mille"] <= TABLE["haut"]).all()
    known = TABLE[TABLE["part"].notna()]
    assert (known["part_bas"] <= known["part"]).all() and (known["part"] <= known["part_haut"]).all()
    few = wrong_ideas(simulate(load_cohort(candidats=600, seed=21)), DROIT)
    wide, narrow = (one("une_note_professionnelle", "acces", "espoir", table) for table in (few, TABLE))
    assert wide["haut"] - wide["bas"] > 1.7 * (narrow["haut"] - narrow["bas"])


def test_the_interval_of_a_share_is_that_of_a_yes_or_no_among_the_concerned() -> None:
    """Where both are counts, a linearised ratio is the usual proportion of those concerned."""
    row = one("une_note_professionnelle", "acces", "espoir")
    concerned, share = 3 * row["concernes"], row["part"] / 100
    half = 100 * 1.6448536 * np.sqrt(share * (1 - share) / concerned)
    assert row["part_haut"] - row["part"] == pytest.approx(half, abs=1e-3)


def test_what_is_shown_says_the_worst_and_is_the_same_twice() -> None:
    chart = draw_wrong_ideas(TABLE)
    assert chart.to_json() == draw_wrong_ideas(TABLE).to_json()
    worst = TABLE[(TABLE["stade"] == "acces") & (TABLE["sens"] == "desespoir")]["pour_mille"].max()
    assert f"{worst:.0f} [" in " ".join(chart.title.text)
    shown = show_wrong_ideas(TABLE).frame
    assert len(shown) == len(idees_fausses()) and shown.notna().all().all()


def test_without_an_interval_none_is_announced() -> None:
    few = simulate(load_cohort(candidats=300, seed=21, specialites=("CG",)))
    below = draw_wrong_ideas(wrong_ideas(few, DROIT, level=None)).title.subtitle
    assert len(below) == 2 and not any("Intervalles" in words for words in below)
