"""Is the probability of admission exact: the same as the draws, as the enumeration, and as the law?"""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from cohorts import bts_sim, lire

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.orals import epreuves
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.regimes import idees_fausses, load_regime, load_regimes, shipped_regimes, shipped_scenarios
from bts_sim.droit.releve import ABSENT, SANS_ORAL
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.uncertainty.oral_luck import oral_luck
from bts_sim.stats.gaps import paired, paired_rows
from bts_sim.stats.intervals import wilson, wilson_if_solved, wilson_of_rows, wilson_of_rows_if_solved

EVERY = [*shipped_regimes(), *shipped_scenarios(), *idees_fausses()]


def cohort(candidats: int, **parametres: float):
    described = load_cohort(candidats=candidats, seed=21)
    return simulate(replace(described, parametres={**described.parametres, **parametres}))


@pytest.fixture(scope="module")
def without_severity():
    """Juries that share a severity make rates vary more than independent orals do."""
    return cohort(20_000, severite_des_jurys=0, absence_a_l_oral=10)


@pytest.mark.parametrize("name", EVERY)
def test_draws_agree_within_their_standard_error(name: str, without_severity) -> None:
    regime, tirages = load_regime(name), 4
    exact = without_severity.under(regime)
    drawn = exact.averaged(range(tirages))
    error = np.sqrt(exact.variance.sum() / tirages)
    assert abs(drawn.admission.sum() - exact.admission.sum()) <= 4 * error + 1e-9
    assert (drawn.autorise == exact.autorise).all() and (drawn.admis_groupe1 == exact.admis_groupe1).all()
    # Nobody whose chance is nothing is admitted, nobody whose chance is whole is refused.
    assert not (drawn.admission > 0)[exact.admission == 0].any()
    assert (drawn.admission == 1)[exact.admission == 1].all()


@pytest.mark.parametrize("name", ["permanent_2022", "exceptionnel_2021", "un_oral", "oral_substitue"])
def test_a_chance_is_the_sum_over_every_mark_decided_by_the_jury(name: str) -> None:
    """The jury decides on each of the 41 × 41 pairs of marks, absences too: no formula of ours is in between."""
    regime, simulated = load_regime(name), cohort(600, absence_a_l_oral=10)
    exact, p = simulated.under(regime), simulated.cohorte.parametres
    bareme = simulated.cohorte.bareme.sous(regime)
    for g in simulated.groupes[:4]:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        rows = np.flatnonzero(controle.autorise)
        if not rows.size:
            continue
        expected, chosen = epreuves(simulated, Deliberation(g, simulated.cohorte.bareme, regime))
        releve, first = g.releve.part(rows), premier.part(rows)
        total = np.zeros(rows.size)
        columns = [np.where(chosen.sum(1) > r, np.argsort(~chosen, 1, kind="stable")[:, r], -1) for r in range(2)]
        marks = [(ABSENT, None), *((int(note), k) for k, note in enumerate(NOTES))]
        for pair in product(marks, repeat=2):
            oraux, weight = np.full(chosen.shape, SANS_ORAL), np.ones(rows.size)
            for column, (note, k) in zip(columns, pair, strict=True):
                sits = np.flatnonzero(column >= 0)
                oraux[sits, column[sits]] = note
                law = loi(expected[sits, column[sits]], p["ecart_type_oral"])
                weight[sits] *= 0.1 if k is None else 0.9 * law[:, k]
                # Who sits one oral only is counted once, not once per mark of the other.
                weight[column < 0] *= k is None
            second = second_groupe(first, controle.part(rows), oraux, releve, g.reglement, bareme, regime)
            total += weight * (second.decision == Decision.ADMIS_APRES_CONTROLE)
        assert total == pytest.approx(exact.admission[g.candidats[rows]], abs=1e-9)


def test_three_orals_are_summed_too(without_severity) -> None:
    three, two = (without_severity.under(load_regime(name)) for name in ("trois_oraux", "permanent_2022"))
    assert (three.admission >= two.admission - 1e-12).all() and three.admission.sum() > two.admission.sum()


def test_compare_is_exact_by_default_and_says_so(tmp_path) -> None:
    regimes = ("--baseline", "aucun", "--against", "permanent_2022")
    options = ("compare", *regimes, "--parametres", "fixes", "--candidats", 3000, "--seed", 1)
    assert bts_sim(*options, "--out", tmp_path / "a").exit_code == 0
    assert bts_sim(*options, "--replicates", 3, "--out", tmp_path / "b").exit_code == 0
    exact, drawn = (lire(tmp_path / name / "impact.csv") for name in "ab")
    assert any("oraux sommés exactement" in row["methode"] for row in exact)
    assert not any("tirages des oraux" in row["methode"] for row in exact)
    assert any("moyenne de 3 tirages des oraux" in row["methode"] for row in drawn)
    assert [row["valeur"] for row in exact] != [row["valeur"] for row in drawn]


def test_the_reading_that_eliminates_the_absent_lowers_chances() -> None:
    simulated, regime = cohort(5000, absence_a_l_oral=20), load_regime("permanent_2022")
    harsh = replace(regime, lectures=replace(regime.lectures, absence_a_l_oral="elimination"))
    kind, hard = simulated.under(regime), simulated.under(harsh)
    assert (hard.admission <= kind.admission + 1e-12).all() and hard.admission.sum() < kind.admission.sum()
    drawn = np.mean([simulated.under(harsh).admis(r) for r in range(20)], axis=0)
    assert drawn.sum() == pytest.approx(hard.admission.sum(), abs=5 * np.sqrt(hard.variance.sum() / 20) + 5)


def test_wilson_is_that_of_scipy_on_yes_and_no_and_narrower_on_probabilities() -> None:
    from scipy.stats import binomtest

    for successes, n in ((0, 50), (3, 50), (25, 50), (50, 50), (700, 2000)):
        yes = np.arange(n) < successes
        expected = binomtest(successes, n).proportion_ci(0.9, method="wilson")
        assert wilson(yes, 90) == pytest.approx((expected.low, expected.high), abs=1e-12)
    rng = np.random.default_rng(0)
    p = rng.random(500) * 0.4
    yes = rng.random(500) < p
    assert np.diff(wilson(p, 90)) < np.diff(wilson(yes, 90))
    assert wilson(p, None) == (p.mean(), p.mean()) and paired(p[:0], 90) == (0, 0)


def test_several_results_of_the_same_candidates_have_the_intervals_of_each_to_the_bit() -> None:
    rng = np.random.default_rng(1)
    chances, first = rng.random((5, 700)), rng.random(700) < 0.3
    chances[1] = 1.0
    for calibrated in (False, True):
        alone = [wilson_if_solved(one.copy(), first, calibrated, 90.0) for one in chances]
        assert wilson_of_rows_if_solved(chances, first, calibrated, 90.0) == alone
    assert wilson_of_rows(chances, 90.0) == [wilson(one.copy(), 90.0) for one in chances]
    gains = chances - chances[:1] * (np.arange(5) > 2)[:, np.newaxis]
    gains[4] = 0.0
    found = np.array(paired_rows(gains, 90.0))
    assert np.array_equal(found, [paired(one.copy(), 90.0) for one in gains], equal_nan=True)
    assert np.isnan(found[[1, 4]]).all() and not np.isnan(found[[0, 2, 3]]).any()


def test_an_empty_comparison_has_no_gap() -> None:
    simulated = cohort(800)
    reference, same = load_regimes("permanent_2022", "regime_2022_en_2021")
    table = compare(simulated, reference, [same])
    gaps = table[table["indicateur"] == "ecart_taux_admis"]
    assert (gaps["valeur"].abs() < 1e-9).all()


def test_a_baseline_that_reforms_the_first_group_keeps_its_part_of_the_interval() -> None:
    """Candidates admitted by the law may be refused by the baseline: their gap counts too."""
    simulated, law = cohort(4000), load_regime("aucun")
    reference = replace(law, nom="seuil_11", valeurs={"seuil_admission": 1100})
    table = compare(simulated, reference, [law])
    (row,) = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "ecart_taux_admis")].itertuples()
    gain = simulated.under(law).admission - simulated.under(reference).admission
    assert row.valeur > 5
    assert (row.bas, row.haut) == pytest.approx([100 * bound for bound in paired(gain, 90)], abs=1e-3)


def test_the_luck_of_the_orals_alone_is_what_their_draws_show(without_severity) -> None:
    regime = load_regime("permanent_2022")
    (row,) = oral_luck(without_severity, [regime]).itertuples()
    rates = [100 * without_severity.under(regime).admis(draw).mean() for draw in range(60)]
    assert np.std(rates, ddof=1) == pytest.approx(row.ecart_type, rel=0.3)
    inside = np.mean([row.bas <= rate <= row.haut for rate in rates])
    assert 0.78 <= inside <= 1
    assert oral_luck(without_severity, [load_regime("aucun")])["ecart_type"].tolist() == [0]
