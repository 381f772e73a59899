"""Is the budget exact where a closed form is known, does it refuse a poor metamodel, and is it the same twice?"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import qmc

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameter_draws import every_draw, parameter_draw, uncertain
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.display.results import sentence
from bts_sim.display.shown import Shown
from bts_sim.droit.bareme import Lectures
from bts_sim.droit.jury import Decision, premier_groupe
from bts_sim.droit.points import Floats
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.droit.textes import lire, points_ouverts
from bts_sim.errors import RunError
from bts_sim.questions.uncertainty import shown, words
from bts_sim.questions.uncertainty.answers import answer_sources
from bts_sim.questions.uncertainty.budget import AssumedShare, Budget, Got, assumed_share, budget, national_candidates
from bts_sim.questions.uncertainty.charts.sources import draw_factors, draw_origins, draw_tornado
from bts_sim.questions.uncertainty.extent import HOW, Extent, Over, extent
from bts_sim.questions.uncertainty.model import Quality, Surrogate, fit_surrogate
from bts_sim.questions.uncertainty.sobol import SobolIndices, sobol_indices
from bts_sim.questions.uncertainty.tables import Explained
from bts_sim.questions.uncertainty.tornado import Tornado, tornado
from bts_sim.questions.uncertainty.trials import TrialRuns, results_by_draw, run_trials
from bts_sim.stats.surrogate import Base, Law, Plan, direct_first_order, indices

REGIMES = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
NAMES = list(uncertain())
AVANT, APRES = (Explained("ecart_taux_admis", nom, "aucun") for nom in ("exceptionnel_2021", "permanent_2022"))
ENTRE = Explained("ecart_taux_admis", "permanent_2022", "exceptionnel_2021")
KEY = list(Explained._fields)
PETITE = load_cohort(candidats=2000, seed=7)


# --- The metamodel, on functions whose indices are known ----------------------------------------------------------


def ishigami(x: Floats) -> Floats:
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_the_indices_of_ishigamis_function_are_found_and_a_polynomial_too_stiff_says_so() -> None:
    """Closed form, a = 7, b = 0.1: first order 0.3139, 0.4424, 0; total 0.5576, 0.4424, 0.2437."""
    x = (2 * qmc.Sobol(3, rng=1).random(512) - 1) * np.pi
    y, laws = ishigami(x)[:, np.newaxis], [Law(column) for column in x.T]
    base = Base.of(x, 8)
    done = Plan(base.evaluate(x), base.linear).fit(y)
    assert done.r2[0] > 0.99
    first, total = indices(lambda at: (base.evaluate(at.T) @ done.coefficients).T, laws, 1024, 0)
    assert first[0] == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert total[0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)
    # Of periodic functions eight classes see a little less than all.
    assert direct_first_order(x, y)[0] == pytest.approx([0.3139, 0.4424, 0], abs=0.1)
    stiff = Base.of(x, 2)
    assert Plan(stiff.evaluate(x), stiff.linear).fit(y).r2[0] < 0.3


def test_polynomials_are_orthonormal_under_the_law_of_their_factor_even_of_three_values() -> None:
    rng = np.random.default_rng(3)
    laws = np.column_stack([rng.triangular(0, 1, 5, 600), rng.exponential(size=600), np.arange(600) % 3])
    base = Base.of(laws, 3)
    # The product of the laws themselves, so that nothing is left to chance.
    cells = np.stack(np.meshgrid(*np.sort(laws, axis=0)[::60].T, indexing="ij"), axis=-1).reshape(-1, 3)
    alone = [k for k, term in enumerate(base.terms) if len(term) <= 1]
    for factor in range(3):
        own = [k for k in alone if not base.terms[k] or base.terms[k][0][0] == factor]
        at = np.tile(laws.mean(axis=0), (600, 1))
        at[:, factor] = laws[:, factor]
        terms = base.evaluate(at)[:, own]
        assert terms.T @ terms / 600 == pytest.approx(np.eye(len(own)), abs=1e-8)
    # Three values have no third degree.
    assert max(p for term in base.terms for i, p in term if i == 2) == 2
    assert base.evaluate(cells).shape == (1000, len(base.terms))


def test_the_error_of_a_draw_left_out_is_that_of_a_fit_without_it() -> None:
    rng = np.random.default_rng(1)
    x = rng.random((40, 4))
    y = np.column_stack([x[:, 0] * x[:, 1] + rng.normal(0, 0.1, 40), x[:, 2] ** 2 + rng.normal(0, 0.1, 40)])
    base = Base.of(x, 2)
    terms = base.evaluate(x)
    done = Plan(terms, base.linear).fit(y)
    for s in range(2):
        for out in (0, 17, 39):
            kept = np.arange(40) != out
            again = Plan(terms[kept], base.linear).solve(y[kept][:, [s]], float(done.penalties[s]))
            assert done.left_out[out, s] == pytest.approx(y[out, s] - float((terms[out] @ again)[0]))
    predicted = [np.mean(np.delete(y[:, 0], i)) for i in range(40)]
    known = 1 - np.square(done.left_out[:, 0]).sum() / np.square(y[:, 0] - predicted).sum()
    assert done.r2[0] == pytest.approx(known)


def test_a_draw_that_nothing_else_predicts_is_not_said_to_be_predicted() -> None:
    """One factor moves at one draw only: the line passes through that draw, and knows nothing of it."""
    x = np.random.default_rng(2).random((40, 3))
    x[:, 2] = np.arange(40) == 17
    y = x[:, [0]] + 5 * x[:, [2]]
    done = Plan(np.column_stack([np.ones(40), x, x[:, 0] ** 2]), np.array([True] * 4 + [False])).fit(y)
    assert np.isinf(done.left_out[17, 0]) and done.r2[0] == -np.inf


def test_a_direct_index_is_the_share_of_variance_of_a_factor() -> None:
    x = np.random.default_rng(4).random((4096, 3))
    found = direct_first_order(x, (3 * x[:, [0]] + x[:, [1]]))
    # 64 classes of 1 have no width; 8 see 1 - 1/64 of a straight line.
    assert found[0] == pytest.approx([0.9, 0.1, 0], abs=0.03)


# --- What the parameters do, on results made by hand --------------------------------------------------------------


def faites(
    before: Callable[[pd.DataFrame], pd.Series], after: Callable[[pd.DataFrame], pd.Series], n: int
) -> pd.DataFrame:
    """Make the table of `draws` of two regimes whose gaps are known functions of the parameters."""
    drawn = every_draw()[NAMES].iloc[:n].assign(tirage=range(n), n=1, groupe="ensemble", modalite="ensemble")
    rows = [
        drawn.assign(indicateur="ecart_taux_admis", regime=one.regime, reference="aucun", valeur=value)
        for one, value in ((AVANT, before(drawn)), (APRES, after(drawn)))
    ]
    return pd.concat(rows, ignore_index=True)


def droite(p: pd.DataFrame) -> pd.Series:
    return 5 + 2 * p["avantage_oral"] - 30 * p["correlation_de_domaine"] + p["ecart_type_note"]


def curve(p: pd.DataFrame) -> pd.Series:
    return droite(p) + p["niveau_professionnel"] + p["absence_par_epreuve"] ** 2 * 0.3


def at_random(p: pd.DataFrame) -> pd.Series:
    return pd.Series(np.random.default_rng(0).normal(size=len(p)), index=p.index)


def of(table: pd.DataFrame, resultat: Explained) -> pd.DataFrame:
    return table[(table[KEY] == pd.Series(resultat._asdict())).all(axis=1)]


def test_indices_of_known_gaps_are_their_shares_of_variance() -> None:
    table = sobol_indices(fit_surrogate(faites(droite, curve, 128)))
    law = every_draw()
    shares = {
        "avantage_oral": 4 * law["avantage_oral"].var(),
        "correlation_de_domaine": 900 * law["correlation_de_domaine"].var(),
        "ecart_type_note": law["ecart_type_note"].var(),
    }
    found = of(table, AVANT).set_index("facteur")
    for nom, variance in shares.items():
        assert found.loc[nom, "premier_ordre"] == pytest.approx(variance / sum(shares.values()), abs=0.02)
        assert found.loc[nom, "total"] == pytest.approx(variance / sum(shares.values()), abs=0.02)
        assert found.loc[nom, "direct"] == pytest.approx(variance / sum(shares.values()), abs=0.15)
    assert found["total"].drop(list(shares)).abs().max() < 1e-3
    assert found["r2"].min() > 0.999
    # The gap between the two regimes is what is left of one without the other.
    between = of(table, ENTRE).set_index("facteur")["total"]
    assert set(between.nlargest(2).index) == {"niveau_professionnel", "absence_par_epreuve"}
    assert between["avantage_oral"] < 1e-3


def test_what_the_draws_do_not_predict_is_refused_and_named() -> None:
    modele = fit_surrogate(faites(droite, at_random, 64))
    assert modele.explained == (AVANT,)
    refused = modele.quality[~modele.quality["accepte"]]
    assert len(refused) == 2 and (refused["r2"] < refused["seuil"]).all()
    with pytest.raises(RunError, match="absent ou refusé"):
        draw_factors(sobol_indices(modele), APRES)
    with pytest.raises(RunError, match="métamodèle refusé"):
        fit_surrogate(faites(at_random, lambda p: -at_random(p) * 2, 64))
    with pytest.raises(RunError, match=f"Remède : au moins {2 * (len(uncertain()) + 1)} tirages"):
        fit_surrogate(faites(droite, curve, 32))
    with pytest.raises(RunError, match="aucun tirage ne change"):
        fit_surrogate(faites(lambda p: 0 * p[NAMES[0]], lambda p: 0 * p[NAMES[0]], 64))


def test_a_parameter_that_a_file_sets_is_no_factor() -> None:
    table = faites(lambda p: 2 * p["avantage_oral"], curve, 64).assign(ecart_type_note=2.8)
    assert "ecart_type_note" not in fit_surrogate(table).names


def test_the_ends_of_a_tornado_are_those_of_the_intervals() -> None:
    table = of(tornado(fit_surrogate(faites(droite, curve, 128))), AVANT).set_index("facteur")
    low, high = uncertain()["avantage_oral"].intervalle or (0, 0)
    assert table.loc["avantage_oral", "amplitude"] == pytest.approx(2 * (high - low), abs=0.01)
    assert table.loc["avantage_oral", "centre"] == pytest.approx(droite(every_draw().iloc[:128]).mean(), abs=1e-4)
    assert table["amplitude"].is_monotonic_decreasing
    # A marker more severe than the correlations allow is no cohort of the model.
    assert table.loc["ecart_type_correcteur", "a"] < 2.4


def test_a_tornado_turns_around_the_value_to_quote() -> None:
    """It turned around the result at the default parameters, a second number beside the one to quote."""
    drawn = faites(droite, curve, 128)
    table = of(tornado(fit_surrogate(drawn)), APRES).set_index("facteur")
    told = drawn.loc[drawn["regime"] == APRES.regime, "valeur"].mean()
    assert table["centre"].tolist() == pytest.approx([told] * len(table), abs=1e-4)
    # Held at each end, the others drawn as they are.
    straight = of(tornado(fit_surrogate(drawn)), AVANT).set_index("facteur").loc["avantage_oral"]
    for column, end in zip(("valeur_de", "valeur_a"), uncertain()["avantage_oral"].intervalle or (), strict=True):
        held = droite(every_draw().iloc[:128].assign(avantage_oral=end)).mean()
        assert straight[column] == pytest.approx(held, abs=0.01)
    said = draw_tornado(tornado(fit_surrogate(drawn)), APRES).to_dict()["title"]["subtitle"]
    assert f"Tirets : +{told:.1f} points, la valeur à citer".replace(".", ",") in said[0]


def test_the_range_is_that_of_the_draws_and_then_of_the_box() -> None:
    table = of(extent(fit_surrogate(faites(droite, curve, 128))), AVANT).set_index("ou")
    stored = droite(every_draw())
    assert table.loc[Over.KEPT, ["bas", "haut"]].tolist() == pytest.approx([stored.min(), stored.max()], abs=0.01)
    assert table.loc[Over.KEPT, "tirage_bas"] == stored.argmin()
    ends = {nom: np.array(one.intervalle) for nom, one in uncertain().items()}
    corner = pd.DataFrame(ends)
    corner["correlation_de_domaine"] = corner["correlation_de_domaine"].to_numpy()[::-1]
    assert table.loc[Over.BOX, ["bas", "haut"]].tolist() == pytest.approx(droite(corner).tolist(), abs=0.01)
    assert set(table.loc[Over.BOX, "avec_haut"]) == {
        "avantage_oral",
        "correlation_de_domaine",
        "ecart_type_note",
    }


# --- The budget, with runs made by hand ---------------------------------------------------------------------------

JETES = ("absence_a_l_oral", "niveau_remplacement")
#: What the other readings add, by hand: of the first, 2 points; of the second, 1 and 4.
AJOUTS = {"elimination": 2.0, "epreuve": 1.0, "langue": 4.0}


def trial_runs(n: int = 60) -> TrialRuns:
    rng = np.random.default_rng(2)
    default = {nom: point["defaut"] for nom, point in points_ouverts().items()}
    read = pd.DataFrame([default] * n)
    for nom in JETES:
        read[nom] = rng.choice(list(points_ouverts()[nom]["choix"]), n)
    moved = np.sum([[AJOUTS.get(choice, 0.0) for choice in read[nom]] for nom in JETES], axis=0)
    named = (AVANT, APRES, ENTRE)
    alone = (
        ("absence_a_l_oral", "elimination"),
        ("niveau_remplacement", "epreuve"),
        ("niveau_remplacement", "langue"),
        ("jury_2021", "sur_avis"),
    )
    effects = np.array([AJOUTS.get(choice, 0.0) for _reading, choice in alone])
    same = np.ones((4, 3))
    return TrialRuns(
        named,
        1000,
        every_draw()[NAMES].iloc[np.arange(n) // 2].reset_index(drop=True),
        read,
        np.column_stack([moved, moved, 0 * moved]),
        alone,
        np.column_stack([effects, effects, 0 * effects]),
        between_cohorts=0.5 * same,
        per_candidate=200.0 * same,
        orals=100.0 * same,
        juries=150.0 * same[:2],
    )


@pytest.fixture(scope="module")
def fait_main() -> tuple[Surrogate, pd.DataFrame]:
    modele = fit_surrogate(faites(droite, curve, 128), trial_runs())
    return modele, sobol_indices(modele)


def test_variances_by_origin_are_those_that_were_put_in_and_parts_sum_to_all(
    fait_main: tuple[Surrogate, pd.DataFrame],
) -> None:
    modele, _ = fait_main
    table = of(budget(modele, trial_runs(), (1000, 4000)), AVANT)
    small, large = (table[table["candidats"] == n].set_index("origine") for n in (1000, 4000))
    # 2 or nothing: a variance of 1; nothing, 1 or 4: of 26/9.
    expected = {
        "candidats": 0.2,
        "oraux": 0.15,
        "niveaux_propres": 0.3,
        "parametres": droite(every_draw()).var(ddof=0),
        "lectures": 1 + 26 / 9,
    }
    assert small["variance"].to_dict() == pytest.approx(expected, rel=0.02)
    assert large["variance"].to_dict() == pytest.approx(expected | {"candidats": 0.05, "oraux": 0.0375}, rel=0.02)
    for one in (small, large):
        assert one["part"].sum() == pytest.approx(100, abs=1e-3)
        assert (one["bas"] <= one["part"] + 1e-9).all() and (one["part"] <= one["haut"] + 1e-9).all()
    total = sum(expected.values())
    carried = of(assumed_share(modele, trial_runs(), (1000,)), AVANT).iloc[0]
    assert carried["valeur"] == pytest.approx(100 * (total - 0.35) / total, abs=0.5)


def test_readings_have_their_share_and_one_that_changes_nothing_has_no_row(
    fait_main: tuple[Surrogate, pd.DataFrame],
) -> None:
    modele, indices_ = fait_main
    table = of(indices_, AVANT)
    readings = table[table["genre"] == "lecture"].set_index("facteur")
    assert set(readings.index) == set(JETES)
    total = droite(every_draw()).var(ddof=0) + 1 + 26 / 9
    assert readings.loc["absence_a_l_oral", "total"].item() == pytest.approx(1 / total, abs=0.02)
    assert readings.loc["niveau_remplacement", "total"].item() == pytest.approx(26 / 9 / total, abs=0.02)
    assert readings["direct"].isna().all()
    alone = of(tornado(modele, trial_runs()), AVANT)
    assert alone[alone["genre"] == "lecture"].set_index("choix")["amplitude"].to_dict() == pytest.approx(AJOUTS)


# --- Runs on real cohorts -----------------------------------------------------------------------------------------


def groupe1(simulated: SimulatedCohort, lectures: Lectures) -> float:
    law = replace(load_regime(simulated.cohorte.bareme.regime), lectures=lectures)
    admis = [
        premier_groupe(g.releve, g.reglement, simulated.cohorte.bareme, law).ont(Decision.ADMIS)
        for g in simulated.groupes
    ]
    return 100 * float(np.concatenate(admis).mean())


@pytest.fixture(scope="module")
def real() -> TrialRuns:
    return run_trials(PETITE, REGIMES[0], REGIMES[1:], 3)


def test_runs_have_their_shapes_and_fewer_of_them_are_the_first(real: TrialRuns) -> None:
    first = run_trials(PETITE, REGIMES[0], REGIMES[1:], 1)
    for name in ("effects", "single_effects", "between_cohorts", "per_candidate", "orals", "juries"):
        again = getattr(first, name)
        assert (getattr(real, name)[: len(again)] == again).all(), name
    assert real.effects.shape == (6, len(real.explained)) and real.between_cohorts.shape == (3, len(real.explained))
    assert {AVANT, APRES, ENTRE} < set(real.explained)
    assert real.readings.nunique().max() > 1


def test_a_reading_alone_changes_what_the_same_candidates_show_under_it(real: TrialRuns) -> None:
    simulated = simulate(PETITE)
    read = replace(REGIMES[2], lectures=lire(niveau_remplacement="epreuve"))
    known = 100 * (simulated.under(read).admission - simulated.under(REGIMES[2]).admission).mean()
    row = real.singles.index(("niveau_remplacement", "epreuve"))
    assert real.single_effects[row, real.explained.index(APRES)] == pytest.approx(known)
    # A rule of 2022 says nothing of 2021.
    assert real.single_effects[row, real.explained.index(AVANT)] == 0


def test_a_reading_of_the_first_group_meets_the_published_rate_too() -> None:
    from bts_sim.questions.uncertainty.trials import _under

    start = simulate(PETITE)
    read = {"absence_sous_epreuve": "zero"}
    moved, others = _under(start, REGIMES, read)
    assert groupe1(start, lire(**read)) > 75
    assert groupe1(moved, lire(**read)) == pytest.approx(74.5, abs=0.25)
    assert all(one.lectures.absence_sous_epreuve == "zero" for one in others)
    # A reform that takes a reading of its own keeps it.
    own = replace(REGIMES[2], lectures=lire(absence_sous_epreuve="zero"))
    _, (kept,) = _under(start, [own], {"absence_sous_epreuve": "elimine"})
    assert kept.lectures.absence_sous_epreuve == "zero"


def test_the_luck_of_orals_is_exact_and_juries_add_to_it(real: TrialRuns) -> None:
    drawn = simulate(parameter_draw(PETITE, 0).cohorte)
    one = drawn.under(REGIMES[2])
    assert real.orals[0, real.explained.index(APRES)] == pytest.approx(1e4 * one.variance.mean())
    assert real.juries[:, real.explained.index(AVANT)].mean() > real.orals[:, real.explained.index(AVANT)].mean()
    assert real.orals[:, [r.indicateur == "taux_autorise" for r in real.explained]].max() == 0


def test_two_cohorts_differ_by_about_what_their_candidates_explain(real: TrialRuns) -> None:
    """The variance of one candidate, over their number, is half the square of what two cohorts differ by."""
    ratios = real.between_cohorts.mean(axis=0) / (real.per_candidate.mean(axis=0) / real.candidates)
    # Of the mean of three squares of a normal number, 99 in a hundred are between 0.02 and 4.3.
    assert 0.02 < ratios[real.explained.index(APRES)] < 4.3


# --- What is shown ------------------------------------------------------------------------------------------------


def test_charts_and_tables_are_the_same_twice_and_say_what_the_tables_hold(
    fait_main: tuple[Surrogate, pd.DataFrame],
) -> None:
    modele, table = fait_main
    again = fit_surrogate(faites(droite, curve, 128), trial_runs())
    pd.testing.assert_frame_equal(table, sobol_indices(again))
    shares = budget(modele, trial_runs(), (1000,))
    other = budget(again, trial_runs(), (1000,))
    assert draw_origins(shares).to_json() == draw_origins(other).to_json()
    drawn = draw_factors(table, AVANT).to_dict()
    first = of(table, AVANT).nlargest(1, "total").iloc[0]
    assert words.factor_label(first["facteur"], first["genre"]) in " ".join(drawn["title"]["text"])
    assert "autrement" in draw_tornado(tornado(modele, trial_runs()), AVANT).to_json()
    assert len(shown.show_extent(extent(modele)).frame) == 9


def test_every_table_is_as_its_schema_declares_and_says_how_it_was_got(
    fait_main: tuple[Surrogate, pd.DataFrame],
) -> None:
    modele, indices_ = fait_main
    shares = assumed_share(modele, trial_runs(), (1000,))
    tables = [
        (Quality, modele.quality),
        (Budget, budget(modele, trial_runs(), (1000,))),
        (AssumedShare, shares),
        (SobolIndices, indices_),
        (Tornado, tornado(modele, trial_runs())),
        (Extent, extent(modele)),
    ]
    for schema, table in tables:
        assert schema.faults(table) == [] and list(table) == schema.names()
    for schema, table in tables[1:]:
        said = {words.how(row) for row in schema.rows(table)}
        assert all(one and "{" not in one for one in said) and len(said) == table["methode"].nunique()
    methods = " ".join(words.how(row) for row in Budget.rows(tables[1][1]))
    assert "4 tirages" in methods and "(2 tirages des oraux" in methods and "de 60 essais" in methods


def test_sources_are_one_answer_whose_views_are_shown_in_both_languages() -> None:
    """Runs of few candidates, on draws made by hand: what they say is not the question."""
    drawn = faites(droite, curve, 64)
    small = load_cohort(candidats=300, seed=7, specialites=("MCO", "CG"))
    answer = answer_sources(drawn, small, REGIMES[0], REGIMES[1:], candidates=300, trials=9, level=80)
    assert set(answer.tables) == {"quality", "budget", "assumed", "sobol", "tornado", "extent"}
    assert answer.schema.faults(answer.table) == [] and set(answer.table["niveau"]) == {80}
    assert set(answer.table["candidats"]) == {300, national_candidates()}
    assert list(answer.views) == [
        *("origins", "assumed_table", "quality_table"),
        *("factors", "factors_exceptionnel_2021", "factors_permanent_2022"),
        *("tornado", "tornado_exceptionnel_2021", "tornado_permanent_2022", "extent_table"),
    ]
    english = replace(answer, lang="en")
    assert "luck" in english.words
    for view in answer.views:
        read = [
            one.frame.to_csv() if isinstance(one, Shown) else one.to_json()
            for one in map(lambda a: a.chart(view), (answer, english))
        ]
        assert read[0] != read[1], view
    assert len(answer.results()) == 4


def test_results_set_side_by_side_are_those_of_the_draws() -> None:
    table = faites(droite, curve, 8)
    wide = results_by_draw(table)
    assert wide[tuple(AVANT)].to_numpy() == pytest.approx(droite(every_draw().iloc[:8]).to_numpy())
    assert wide[tuple(ENTRE)].to_numpy() == pytest.approx(
        (curve(every_draw()) - droite(every_draw())).iloc[:8].to_numpy()
    )


# --- Little to show -----------------------------------------------------------------------------------------------


def test_what_a_gap_owes_to_assumptions_is_a_named_result_and_so_are_both_its_ends() -> None:
    rows = [
        (*one, n, value, value - 10, value + 10, 90, 64, Got.ASSUMED)
        for one, value in ((APRES, 80.0), (AVANT, 1.0))
        for n in (1000, 4000)
    ]
    ends = [(Over.SIMULATED, 2.0, 8.0), (Over.KEPT, 1.0, 9.0), (Over.BOX, 0.0, 10.0)]
    ranges = [(*APRES, over, low, high, 0, 1, (), (), 64, HOW[over]) for over, low, high in ends]
    tables = AssumedShare.frame(rows), Extent.frame(ranges)
    named = [sentence(one) for one in words.quote_sources(*tables, APRES)]
    assert [one.split("\u202f: ")[1] for one in named] == [
        *["80,0\u202f% [70,0\u202f; 90,0]"] * 2,
        "+2,0\u202fpt",
        "+8,0\u202fpt",
    ]
    assert "session de 4\u202f000 candidats" in named[1] and "le plus bas sur les tirages simulés" in named[2]
    # Only the gap asked for.
    assert not [*words.quote_sources(*tables, ENTRE)]


def test_a_rate_of_access_is_named_without_a_baseline() -> None:
    rate = Explained("taux_autorise", "permanent_2022", "")
    carried = AssumedShare.frame([(*rate, 1000, 50.0, 40.0, 60.0, 90, 64, Got.ASSUMED)])
    assert shown.show_shares(carried).frame["Résultat"].tolist() == ["Autorisés au contrôle, Régime permanent (2022)"]


def test_readings_that_change_nothing_are_no_factor_and_too_few_runs_of_them_are_refused() -> None:
    runs = trial_runs()
    still = replace(runs, single_effects=0 * runs.single_effects)
    modele = fit_surrogate(faites(droite, curve, 64), still)
    assert modele.read_values is None and {kind for _, kind in modele.named_factors} == {"parametre"}
    with pytest.raises(RunError, match=r"6 essais de lectures pour 3 lectures. Remède : plus d'essais."):
        fit_surrogate(faites(droite, curve, 64), trial_runs(6))


def test_a_reading_of_the_first_group_meets_the_rate_of_each_specialty_where_each_has_its_own() -> None:
    from bts_sim.questions.uncertainty.trials import _under

    each = {"CG": 70.0, "MCO": 80.0}
    start = simulate(replace(load_cohort(candidats=2000, seed=7, specialites=("CG", "MCO")), taux_groupe1=each))
    read = {"absence_sous_epreuve": "zero"}
    moved, _ = _under(start, REGIMES, read)
    assert moved.level_shift.keys() == each.keys() and moved.level_shift != start.level_shift
    law = replace(load_regime(start.cohorte.bareme.regime), lectures=lire(**read))
    for g in moved.groupes:
        admis = premier_groupe(g.releve, g.reglement, moved.cohorte.bareme, law).ont(Decision.ADMIS)
        assert 100 * admis.mean() == pytest.approx(each[g.reglement.specialite], abs=0.5)


def test_juries_are_drawn_again_for_the_first_runs_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they add is the same at every draw of the parameters: a few are enough."""
    from bts_sim.questions.uncertainty import trials as runs

    monkeypatch.setattr(runs, "ORAL_DRAWS", 1)
    small = load_cohort(candidats=200, seed=7, specialites=("CG",))
    found = run_trials(small, REGIMES[0], REGIMES[2:], 2)
    assert (len(found.juries), len(found.orals), len(found.between_cohorts)) == (1, 2, 2)
