"""How right decisions are: exact against counts, closed forms, brute force and a published method; the same twice."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import quad
from scipy.special import betaln, gammaln
from scipy.stats import beta as beta_law, betabinom, binom

import bts_sim as bts
from bts_sim.cohort.chances import NOTES
from bts_sim.cohort.choices import allowed_choices
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.level import true_level
from bts_sim.cohort.simulate import mark_again, simulate
from bts_sim.display.shown import Shown
from bts_sim.droit.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.droit.releve import SANS_ORAL, Statut
from bts_sim.language import speaking
from bts_sim.questions.accuracy import shown as accuracy_shown
from bts_sim.questions.accuracy.charts import equity as equity_charts, errors
from bts_sim.questions.accuracy.equity import (
    HEADCOUNT,
    WIDTH,
    EqualLevel,
    EqualLevelGap,
    at_equal_level,
    gaps_at_equal_level,
)
from bts_sim.questions.accuracy.remarking import (
    Concordance,
    LivingstonLewis,
    compare_with_livingston_lewis,
    concordance,
    kappa,
)
from bts_sim.questions.accuracy.tables import Accuracy, OralAccuracy, accuracy_by_oral, decision_accuracy, standards
from bts_sim.questions.accuracy.words import ACCURACY_METHODS
from bts_sim.questions.advice import charts as advice_charts, shown as advice_shown
from bts_sim.questions.advice.out_of_reach import (
    MarkNeeded,
    OralReach,
    Reach,
    ShareByMark,
    marks_needed,
    out_of_reach,
    reach_of_orals,
    share_by_mark,
)
from bts_sim.questions.advice.tables import AdviceCost, advice_cost
from bts_sim.questions.advice.words import ADVICE_METHODS
from bts_sim.questions.uncertainty.tables import drivers
from bts_sim.stats import livingston_lewis
from bts_sim.stats.groups import in_rates, judged_on_marks, present
from bts_sim.stats.intervals import wilson
from bts_sim.stats.proportions import proportion
from bts_sim.stats.under_draws import intervals_over_draws, under_draws
from bts_sim.stats.words import method

NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
#: Nothing stands between the level and the mark: no marker, no heaping, no absence, no kept mark, marks by hundredths.
SANS_ERREUR = {
    "ecart_type_correcteur": 0,
    "tassement_a_10": 0,
    "absence_par_epreuve": 0,
    "retour_apres_echec": 0,
    "pas_de_note": 0.01,
}


def cohort(candidats: int = 4000, graine: int = 31, specialites: tuple[str, ...] = (), **parametres: float):
    described = load_cohort(candidats=candidats, seed=graine, specialites=specialites)
    return simulate(replace(described, parametres={**described.parametres, **parametres}))


@pytest.fixture(scope="module")
def simulated():
    return cohort()


@pytest.fixture(scope="module")
def table(simulated):
    return decision_accuracy(simulated, NEVER, [EXCEPTIONNEL, PERMANENT])


def values(table, regime, norme: float = 10.0) -> dict[str, float]:
    part = table[(table["regime"] == regime.nom) & (table["norme"] == norme)]
    return dict(zip(part["indicateur"], part["valeur"], strict=True))


# --- Proportions ------------------------------------------------------------------------------------------------------


def test_a_proportion_with_equal_weights_is_that_of_wilson_and_weights_of_nothing_count_for_nothing() -> None:
    rng = np.random.default_rng(0)
    yes, chance, kept = rng.random(300) < 0.3, rng.random(300), rng.random(300) < 0.5
    for one in (yes, chance):
        mean, low, high = proportion(np.ones(300), one, 90)
        assert mean == pytest.approx(one.mean()) and (low, high) == pytest.approx(wilson(one, 90), abs=1e-12)
    assert proportion(kept, yes, 90) == pytest.approx(proportion(np.ones(kept.sum()), yes[kept], 90), abs=1e-12)
    assert np.isnan(proportion(np.zeros(5), np.ones(5), 90)).all()
    assert proportion(np.ones(9), np.ones(9), 90)[0] == 1 > proportion(np.ones(9), np.ones(9), 90)[1]


def test_a_proportion_of_all_but_what_floats_round_is_that_of_all() -> None:
    almost = np.r_[np.ones(9), np.nextafter(1, 0)]
    assert proportion(np.ones(10), almost, 90) == pytest.approx(proportion(np.ones(10), np.ones(10), 90), abs=1e-9)


def test_the_interval_of_a_predictive_value_holds_the_truth_as_often_as_it_says() -> None:
    """A ratio whose weights are random too, drawn two thousand times."""
    rng, inside = np.random.default_rng(1), 0
    for _ in range(2000):
        able = rng.random(150) < 0.4
        weight = np.where(able, rng.beta(3, 2, 150), rng.beta(2, 3, 150))
        _, low, high = proportion(weight, able, 90)
        # Share able among the weights: 0.4 × 0.6 over 0.4 × 0.6 + 0.6 × 0.4.
        inside += low <= 0.5 <= high
    assert 0.88 < inside / 2000 < 0.92


# --- Accuracy ---------------------------------------------------------------------------------------------------------


def test_without_orals_every_indicator_is_a_count_of_candidates(simulated, table) -> None:
    one, able = simulated.under(NEVER), true_level(simulated) >= 10
    admis, judged = one.admis(), one.decision() != Decision.ELIMINE
    counted = {
        "faux_admis": (admis & ~able).mean(),
        "faux_refus": (judged & ~admis & able).mean(),
        "elimines": (~judged).mean(),
        "elimines_au_niveau": (~judged & able).mean(),
        "justesse": (admis == able)[judged].mean(),
        "au_niveau": able[judged].mean(),
        "sensibilite": admis[judged & able].mean(),
        "specificite": 1 - admis[judged & ~able].mean(),
        "vpp_admis": able[admis].mean(),
        "vpp_groupe1": able[admis].mean(),
        "vpn": 1 - able[judged & ~admis].mean(),
    }
    found = values(table, NEVER)
    assert found == pytest.approx({name: 100 * value for name, value in counted.items()}, abs=1e-4)


def test_with_orals_indicators_are_what_their_draws_give_on_average() -> None:
    many = cohort(3000, specialites=("MCO", "CG", "MS-A"), severite_des_jurys=0)
    able, judged = true_level(many) >= 10, judged_on_marks(many.under(PERMANENT))
    rows = []
    for tirage in range(30):
        one = many.under(PERMANENT)
        admis, after = one.admis(tirage), one.decision(tirage) == Decision.ADMIS_APRES_CONTROLE
        rows.append(((admis & ~able).mean(), (judged & ~admis & able).mean(), (after & able).sum(), after.sum()))
    false_in, false_out, right, after = np.array(rows).T
    found = values(decision_accuracy(many, NEVER, [PERMANENT], [10.0]), PERMANENT)
    error = {"faux_admis": false_in, "faux_refus": false_out}
    for name, drawn in error.items():
        assert found[name] == pytest.approx(100 * drawn.mean(), abs=400 * drawn.std() / np.sqrt(30) + 1e-6)
    assert found["vpp_apres_controle"] == pytest.approx(100 * right.sum() / after.sum(), abs=2)
    assert found["vpp_gagnes"] == pytest.approx(found["vpp_apres_controle"], abs=1e-9)


@pytest.mark.parametrize("regime", [NEVER, EXCEPTIONNEL, PERMANENT])
@pytest.mark.parametrize("norme", [9.0, 10.0, 11.0])
def test_shares_agree_with_one_another(table, regime, norme: float) -> None:
    v = values(table, regime, norme)
    judged = 100 - v["elimines"]
    assert v["faux_admis"] + v["faux_refus"] + judged * v["justesse"] / 100 == pytest.approx(judged, abs=1e-3)
    able = judged * v["au_niveau"] / 100
    admitted = able * v["sensibilite"] / 100 + v["faux_admis"]
    assert able * (1 - v["sensibilite"] / 100) == pytest.approx(v["faux_refus"], abs=1e-3)
    # Bayes: of those admitted, those at the level.
    assert v["vpp_admis"] == pytest.approx(100 * (1 - v["faux_admis"] / admitted), abs=1e-2)


def test_a_higher_standard_makes_more_false_admissions_and_fewer_false_refusals(simulated, table) -> None:
    swept = standards(simulated.cohorte.bareme)
    assert swept == sorted(table["norme"].unique()) and swept[0] == 9 and swept[-1] == 11 and 10 in swept
    for regime in (NEVER, PERMANENT):
        found = [values(table, regime, norme) for norme in swept]
        assert (np.diff([v["faux_admis"] for v in found]) >= 0).all()
        assert (np.diff([v["faux_refus"] for v in found]) <= 0).all()


def test_marks_without_error_make_no_wrong_decision_at_the_first_group() -> None:
    v = values(decision_accuracy(cohort(**SANS_ERREUR), NEVER, [], [10.0]), NEVER)
    # Nothing but a mark's hundredth may be missing.
    assert v["elimines"] == 0 and v["faux_admis"] + v["faux_refus"] < 0.2


def test_who_has_no_final_decision_or_never_came_is_in_no_rate() -> None:
    partial = cohort(absents_a_l_examen=10, forme_progressive=50)
    one = partial.under(PERMANENT)
    counted = in_rates(one)
    assert not counted[one.decision() == Decision.SANS_DECISION_FINALE].any()
    assert not counted[~present(partial)].any()
    found = decision_accuracy(partial, NEVER, [PERMANENT], [10.0])
    assert (found.loc[found["indicateur"] == "faux_admis", "n"] == counted.sum()).all()


def test_the_baseline_gains_nobody_over_itself_and_a_share_of_nobody_is_missing(simulated) -> None:
    found = decision_accuracy(simulated, PERMANENT, [replace(PERMANENT, nom="le_meme")], [10.0])
    gained = found[found["indicateur"] == "vpp_gagnes"]
    assert gained["regime"].tolist() == ["le_meme"] and gained["valeur"].isna().all() and (gained["n"] == 0).all()


def test_less_reliable_orals_predict_worse_and_leave_the_first_group_alone(simulated) -> None:
    found = accuracy_by_oral(simulated, [PERMANENT], [0.0, 1.0, 2.0, 4.0])
    by = found.pivot(index="ecart_type_oral", columns="indicateur", values="valeur")
    assert (np.diff(by["vpp_apres_controle"].iloc[1:]) < 0).all() and by["au_niveau_autorises"].nunique() == 1
    reliability = found.drop_duplicates("ecart_type_oral").set_index("ecart_type_oral")["fiabilite"]
    true = reliability[2.0] / (1 - reliability[2.0]) * 4
    assert reliability[0.0] == 1 and reliability[1.0] == pytest.approx(true / (true + 1), abs=1e-3)
    # At the default spread it is the table of `decision_accuracy` itself.
    v = values(decision_accuracy(simulated, PERMANENT, [], [10.0]), PERMANENT)
    assert by.loc[2.0, "vpp_apres_controle"] == v["vpp_apres_controle"]


# --- Marked again -----------------------------------------------------------------------------------------------------


def test_marking_again_changes_marks_and_nothing_else() -> None:
    rich = cohort(points_de_jury=50, facultatives=50, dispenses=50)
    same, again = mark_again(rich, 0), mark_again(rich, 1)
    for a, b, c in zip(rich.groupes, same.groupes, again.groupes, strict=True):
        assert (a.candidats == c.candidats).all() and (a.latent == c.latent).all() and (a.domaine == c.domaine).all()
        assert (a.releve.statuts == c.releve.statuts).all() and (a.releve.ponctuelle == c.releve.ponctuelle).all()
        for name in ("notes", "notes_facultatives", "statuts"):
            assert (getattr(a.releve, name) == getattr(b.releve, name)).all()
        kept = a.releve.statuts == Statut.BE
        assert (a.releve.notes == c.releve.notes)[kept].all()
        marked = a.releve.statuts == Statut.NOTE
        # Of a few marks, none need be the same twice.
        if marked.sum() > 1_000:
            assert 0.05 < (a.releve.notes == c.releve.notes)[marked].mean() < 0.3
    assert any(
        (a.releve.notes_facultatives != c.releve.notes_facultatives).any()
        for a, c in zip(rich.groupes, again.groupes, strict=True)
    )
    assert mark_again(rich, 1).groupes[0].releve.notes.tolist() == again.groupes[0].releve.notes.tolist()


def test_two_markings_differ_by_two_independent_markers() -> None:
    plain = cohort(6000, tassement_a_10=0, absence_par_epreuve=0, retour_apres_echec=0, pas_de_note=0.01)
    gaps = [(a.releve.notes - b.releve.notes) for a, b in zip(plain.groupes, mark_again(plain, 1).groupes, strict=True)]
    gap = np.concatenate([one.ravel() for one in gaps]) / 100
    spread = plain.cohorte.parametres["ecart_type_correcteur"]
    assert gap.mean() == pytest.approx(0, abs=5 * spread * np.sqrt(2 / gap.size))
    # A few marks stop at 20.
    assert gap.std() == pytest.approx(spread * np.sqrt(2), rel=0.02)


def test_agreement_is_total_without_error_and_that_of_independent_draws_with_it() -> None:
    exact = concordance(cohort(3000, **SANS_ERREUR), NEVER).set_index("indicateur")["valeur"]
    assert (exact["concordance"], exact["kappa"]) == (100, 1)
    many = cohort(3000, specialites=("MCO", "CG", "MS-A"), severite_des_jurys=0)
    again, judged = mark_again(many, 1), judged_on_marks(many.under(PERMANENT))
    drawn = [(many.under(PERMANENT).admis(t) == again.under(PERMANENT).admis(t + 50))[judged].mean() for t in range(20)]
    found = concordance(many, PERMANENT).set_index("indicateur")["valeur"]
    assert found["concordance"] == pytest.approx(100 * np.mean(drawn), abs=400 * np.std(drawn) / np.sqrt(20))
    assert found["concordance_detaillee"] < found["concordance"]


def test_kappa_is_cohens_on_a_table_of_counts() -> None:
    """Cohen's own kind of table: 20 + 15 agree of 50, margins 25/25 and 30/20: kappa 0.4."""
    one = np.repeat([0, 0, 1, 1], [20, 5, 10, 15])
    two = np.repeat([0, 1, 0, 1], [20, 5, 10, 15])
    value, low, high = kappa(np.eye(2)[one], np.eye(2)[two], 90)
    assert value == pytest.approx(0.4) and low < 0.4 < high
    # Fleiss, Cohen and Everitt (1969): the large-sample standard error of this table.
    p = np.histogram2d(one, two, bins=2)[0] / 50
    rows, columns, expected = p.sum(axis=1), p.sum(axis=0), 0.5
    terms = sum(
        p[i, j] * ((i == j) * (1 - expected) - (columns[i] + rows[j]) * (1 - 0.7)) ** 2 for i in (0, 1) for j in (0, 1)
    )
    error = np.sqrt((terms - (0.7 * expected - 2 * expected + 0.7) ** 2) / 50) / (1 - expected) ** 2
    assert high - value == pytest.approx(1.6448536 * error, rel=1e-6)
    assert np.isnan(kappa(np.eye(2)[[0, 0]], np.eye(2)[[0, 0]], 90)).all()


# --- Livingston and Lewis ---------------------------------------------------------------------------------------------


def beta_binomial(n: int, alpha: float, beta: float, low: float = 0.0, high: float = 1.0):
    """Scores of a true beta-binomial test, each as often as its probability says, and their reliability."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    scores = low + (high - low) * beta_law.ppf((nodes + 1) / 2, alpha, beta)
    law = (weights / 2) @ binom.pmf(np.arange(n + 1), n, scores[:, np.newaxis])
    times = np.rint(law * 1e6).astype(int)
    true = (high - low) ** 2 * beta_law.var(alpha, beta)
    x = np.arange(n + 1) / n
    return np.repeat(x, times), true / (law @ x**2 - (law @ x) ** 2)


def test_the_method_finds_again_the_test_that_made_the_marks() -> None:
    scores, reliability = beta_binomial(40, 3.0, 2.0)
    # Of two parameters, the reliability has a closed form: n / (n + alpha + beta).
    assert reliability == pytest.approx(40 / 45, abs=1e-6)
    found = livingston_lewis.estimate(scores, reliability, 0.5, 0.0, 1.0)
    assert found.length == 40
    scores, reliability = beta_binomial(60, 2.0, 3.0, 0.2, 0.9)
    found = livingston_lewis.estimate(20 * scores, reliability, 10.0, 0.0, 20.0)
    assert found.length == 60 and found.parameters == 4
    law = found.law
    assert (law.alpha, law.beta, law.low, law.high) == pytest.approx((2, 3, 0.2, 0.9), abs=2e-2)


def test_its_accuracy_and_consistency_are_the_integrals_and_the_sums_of_the_model() -> None:
    n, a, b, cut = 30, 4.0, 3.0, 0.5
    found = livingston_lewis.classify(n, livingston_lewis.Beta(a, b), 2, cut)
    items = int(np.ceil(n * cut))

    def pass_(t: float) -> float:
        return binom.sf(items - 1, n, t)

    false_in = quad(lambda t: pass_(t) * beta_law.pdf(t, a, b), 0, cut, epsabs=1e-12)[0]
    false_out = quad(lambda t: (1 - pass_(t)) * beta_law.pdf(t, a, b), cut, 1, epsabs=1e-12)[0]
    assert (found.faux_admis, found.faux_refus) == pytest.approx((false_in, false_out), abs=1e-9)
    assert found.accuracy == pytest.approx(1 - false_in - false_out, abs=1e-9)
    assert found.admis == pytest.approx(betabinom.sf(items - 1, n, a, b), abs=1e-9)
    # Two parallel tests: the bivariate beta-binomial law has a closed form.
    x = np.arange(n + 1)
    log = gammaln(n + 1) - gammaln(x + 1) - gammaln(n - x + 1)
    total = x[:, np.newaxis] + x
    joint = np.exp(log[:, np.newaxis] + log + betaln(a + total, b + 2 * n - total) - betaln(a, b))
    same = joint[items:, items:].sum() + joint[:items, :items].sum()
    assert joint.sum() == pytest.approx(1) and found.concordance == pytest.approx(same, abs=1e-9)
    chance = found.admis**2 + (1 - found.admis) ** 2
    assert found.kappa == pytest.approx((same - chance) / (1 - chance), abs=1e-9)


def test_the_method_refuses_what_is_no_test() -> None:
    for marks, reliability in (
        (np.arange(20.0), 1.0),
        (np.arange(20.0), 0.0),
        (np.full(9, 12.0), 0.9),
        (np.zeros(0), 0.9),
    ):
        with pytest.raises(ValueError, match="Livingston"):
            livingston_lewis.estimate(marks, reliability, 10.0, 0.0, 20.0)


def test_where_the_model_has_no_more_than_the_method_supposes_both_agree() -> None:
    """Without heaping; 12,000 candidates make a standard error of a quarter of a point."""
    plain = cohort(12_000, tassement_a_10=0, absence_par_epreuve=0, retour_apres_echec=0)
    found = compare_with_livingston_lewis(plain, NEVER)
    whole = found[found["groupe"] == "ensemble"]
    assert (whole["n"] == 12_000).all() and whole["fiabilite"].between(0.85, 0.95).all()
    assert whole["livingston_lewis"].to_numpy() == pytest.approx(whole["modele"].to_numpy(), abs=0.8)
    assert set(found.loc[found["groupe"] == "specialite", "modalite"]) == set(plain.cohorte.with_reglement)


# --- Equal level ------------------------------------------------------------------------------------------------------


def test_a_band_is_the_mean_of_its_candidates_brought_to_its_centre(simulated) -> None:
    found = at_equal_level(simulated, PERMANENT)
    assert (found["n"] >= HEADCOUNT).all() and found["centre"].nunique() == 5
    level, one = true_level(simulated), simulated.under(PERMANENT)
    women = np.zeros(level.size, dtype=bool)
    for g in simulated.groupes:
        women[g.candidats] = g.composition.femme
    band = judged_on_marks(one) & (np.abs(level - 9) < WIDTH / 2)
    slope, _ = np.polyfit(level[band], one.admission[band], 1)
    expected = (one.admission - slope * (level - 9))[band & women].mean()
    (row,) = found[(found["modalite"] == "femme") & (found["centre"] == 9)].itertuples()
    assert row.admis == pytest.approx(100 * expected, abs=1e-3) and row.n == (band & women).sum()
    gaps = gaps_at_equal_level(found)
    assert (gaps["bas"] < gaps["ecart"]).all() and (gaps["ecart"] < gaps["haut"]).all()
    # Women and men are the same candidates of a band as those of services and of production.
    two = found[found["groupe"].isin(["sexe", "secteur"])].assign(total=lambda rows: rows["n"] * rows["admis"])
    sums = two.groupby(["centre", "groupe"])[["n", "total"]].sum().unstack()
    sums = sums[sums["n", "sexe"] == sums["n", "secteur"]]
    assert len(sums) == 4 and sums["total", "sexe"].tolist() == pytest.approx(
        sums["total", "secteur"].tolist(), rel=1e-5
    )


def test_decisions_that_follow_the_level_alone_leave_no_gap_between_groups() -> None:
    found = gaps_at_equal_level(at_equal_level(cohort(32_000, **SANS_ERREUR), NEVER))
    assert (found["ecart"].abs() < 1.5).all() and not found.empty
    # Out of the band that the threshold cuts, nobody differs at all.
    bands = at_equal_level(cohort(8000, **SANS_ERREUR), NEVER)
    assert bands.loc[bands["centre"] != 10, "admis"].isin([0, 100]).all()


# --- Out of reach -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["permanent_2022", "un_oral", "acces_2021_remplacement_2022", "trois_oraux"])
def test_the_mark_needed_is_that_of_every_mark_on_every_choice(name: str) -> None:
    """By brute force: of all marks of all orals that admit, in plain arithmetic, the smallest of the highest ones."""
    regime, few = load_regime(name), cohort(1200, specialites=("MCO", "CG", "ME", "CI"))
    found = marks_needed(few, regime).set_index("candidat")["note"]
    seen = 0
    for g in few.groupes:
        premier = premier_groupe(g.releve, g.reglement, few.cohorte.bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, few.cohorte.bareme, regime)
        for i in np.flatnonzero(controle.autorise):
            marks, coefs = g.releve.notes[i].tolist(), g.reglement.coefs.tolist()
            lacking = 1000 * sum(coefs) - sum(c * m for c, m in zip(coefs, marks, strict=True))
            units = np.flatnonzero(controle.choisissables[i]).tolist()
            best = np.inf
            for among in combinations(units, min(regime.nombre_oraux, len(units))) if units else ():
                grids = np.meshgrid(*[NOTES for _ in among], indexing="ij")
                gain = sum(coefs[u] * np.maximum(grid - marks[u], 0) for u, grid in zip(among, grids, strict=True))
                highest = np.max(grids, axis=0)
                best = min(best, np.min(highest[gain >= lacking].astype(float), initial=np.inf))
            expected = best / 100 if np.isfinite(best) else np.nan
            assert found[g.candidats[i]] == pytest.approx(expected, nan_ok=True)
            seen += 1
    assert seen == len(found) > 30
    # Without a floor, some are out of reach; the test would not see a wrong answer about them otherwise.
    assert found.isna().any() == (name == "acces_2021_remplacement_2022")


@pytest.mark.parametrize("name", ["permanent_2022", "exceptionnel_2021", "oral_substitue", "un_oral"])
def test_the_jury_admits_with_the_mark_needed_and_with_none_below(name: str) -> None:
    regime, few = load_regime(name), cohort(2500, specialites=("MCO", "SIO-SLAM", "GPME"))
    found = marks_needed(few, regime).set_index("candidat")["note"]
    bareme = few.cohorte.bareme.sous(regime)
    for g in few.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        rows = np.flatnonzero(controle.autorise)
        needed = 100 * found.loc[g.candidats[rows]].to_numpy()
        part = premier.part(rows), controle.part(rows)

        def admits(mark, rows=rows, part=part, g=g):
            sets = allowed_choices(part[1].choisissables, g.reglement, regime)
            law = g.releve.part(rows), g.reglement, bareme, regime
            decided = [second_groupe(*part, np.where(s, mark[:, None], SANS_ORAL), *law).decision for s in sets]
            return np.any(np.array(decided) == Decision.ADMIS_APRES_CONTROLE, axis=0)

        at = np.nan_to_num(needed, nan=2000).astype(int)
        assert (admits(at) == ~np.isnan(needed)).all()
        assert not (admits(np.maximum(at - 50, 0)) & (at > 0)).any()


def test_reach_is_a_rate_of_those_authorised_and_quantiles_are_those_of_their_marks(simulated) -> None:
    found = out_of_reach(simulated, load_regime("un_oral"), NEVER, PERMANENT)
    assert set(found["regime"]) == {"permanent_2022", "un_oral"}
    needed = marks_needed(simulated, load_regime("un_oral"))["note"].to_numpy()
    whole = found[(found["groupe"] == "ensemble") & (found["regime"] == "un_oral")].set_index("indicateur")
    assert (whole["n"] == simulated.under(PERMANENT).autorise.sum()).all()
    assert whole.loc["hors_de_portee", "valeur"] == pytest.approx(100 * np.isnan(needed).mean(), abs=1e-4)
    assert whole.loc["note_mediane", "valeur"] == np.nanquantile(needed, 0.5, method="inverted_cdf")
    assert (whole["bas"] <= whole["valeur"]).all() and (whole["valeur"] <= whole["haut"]).all()
    share = share_by_mark(simulated, load_regime("un_oral")).set_index("note")["part"]
    assert share[20.0] == pytest.approx(100 - whole.loc["hors_de_portee", "valeur"], abs=1e-3)
    assert share.is_monotonic_increasing and share[10.0] == pytest.approx(100 * (needed <= 10).mean(), abs=1e-4)


def test_who_is_out_of_reach_has_no_chance_and_the_others_have_some() -> None:
    many = cohort(5000, specialites=("MS-A", "MS-B", "ME", "SIO-SLAM"))
    for regime in (PERMANENT, load_regime("acces_2021_remplacement_2022")):
        needed = marks_needed(many, regime)
        lost = needed.loc[needed["note"].isna(), "candidat"].to_numpy()
        admission = many.under(regime).admission
        assert not admission[lost].any()
        assert (admission[needed.loc[needed["note"] <= 15, "candidat"]] > 0).all()


def test_the_reach_by_coefficients_is_its_closed_form() -> None:
    bareme = load_cohort(candidats=10).bareme
    found = reach_of_orals(bareme, PERMANENT, [5.0, 9.5])
    assert set(found["specialite"]) == set(bareme.reglements)
    for row in found.itertuples():
        reglement = bareme.reglements[row.specialite]
        general = sorted(
            (u.coefficient for u in reglement.unites if u.domaine == "general" and u.au_choix), reverse=True
        )
        weight, total = sum(general[:2]), sum(u.coefficient for u in reglement.unites)
        assert (row.coefficients, row.total) == (weight / 100, total / 100)
        assert row.moyenne_minimale == pytest.approx(10 - weight * (20 - row.premiere_note) / total, abs=1e-3)
        needed = row.premiere_note + 2 * total / weight
        expected = np.ceil(2 * needed - 1e-9) / 2 if needed <= 20 else np.nan
        assert row.note_a_l_acces == pytest.approx(expected, nan_ok=True)
    assert reach_of_orals(bareme, EXCEPTIONNEL).empty and reach_of_orals(bareme, NEVER).empty


# --- Draws of parameters, charts and tables ---------------------------------------------------------------------------


def test_results_under_draws_of_parameters_are_read_by_the_tools_that_read_comparisons() -> None:
    def measure(one):
        return decision_accuracy(one, NEVER, [PERMANENT], [10.0]).drop(columns="norme")

    drawn = under_draws(load_cohort(candidats=800, specialites=("MCO", "ME")), measure, 4)
    assert drawn["tirage"].nunique() == 4
    intervals = intervals_over_draws(drawn)
    wide = intervals[(intervals["indicateur"] == "faux_admis") & (intervals["regime"] == "permanent_2022")]
    assert len(wide) == 2 and (wide["bas"] < wide["haut"]).all()
    assert not drivers(drawn).empty


def test_charts_and_tables_say_what_the_tables_hold_and_are_the_same_twice(table) -> None:
    simulated = cohort(2500, specialites=("MCO", "CG", "MS-A"))
    bands = at_equal_level(simulated, NEVER, PERMANENT)
    gaps, reach = gaps_at_equal_level(bands), out_of_reach(simulated, PERMANENT)
    spreads, marks = accuracy_by_oral(simulated, [PERMANENT], [0.0, 2.0]), share_by_mark(simulated, PERMANENT)
    draw = {
        "par_norme": lambda: errors.draw_accuracy(table, 10.0, 10.0),
        "selon_l_oral": lambda: errors.draw_accuracy_by_oral(spreads, 10.0),
        "a_niveau_egal": lambda: equity_charts.draw_equal_level(bands, "sexe"),
        "ecarts_a_niveau_egal": lambda: equity_charts.draw_gaps_at_equal_level(gaps),
        "notes_necessaires": lambda: advice_charts.draw_needed_marks(reach, "permanent_2022"),
        "part_par_note": lambda: advice_charts.draw_share_by_mark(marks),
    }
    for make in draw.values():
        chart = make()
        assert chart.to_json() == make().to_json() and chart.title.text
    v = values(table, PERMANENT)
    title = " ".join(errors.draw_accuracy(table, 10.0, 10.0).title.text)
    assert f"{v['faux_admis']:.1f}".replace(".", ",") in title
    decisions = accuracy_shown.show_accuracy(table, 10.0).frame
    assert f"{v['vpp_admis']:.1f}".replace(".", ",") in decisions.to_string()
    # Without orals nobody is admitted after them: a dash, and not zero.
    line = decisions[decisions.iloc[:, 0].str.contains("après contrôle")]
    assert line["Sans rattrapage"].tolist() == ["—"]
    assert len(accuracy_shown.show_concordance(concordance(simulated, NEVER, PERMANENT)).frame) == 4
    assert len(accuracy_shown.show_livingston_lewis(compare_with_livingston_lewis(simulated, NEVER)).frame) == 4
    assert (
        "plus de 20"
        in advice_shown.show_reach_of_orals(reach_of_orals(simulated.cohorte.bareme, PERMANENT)).frame.to_string()
    )
    assert not accuracy_shown.show_gaps_at_equal_level(gaps).frame.empty


# --- Little to show ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def petite():
    return cohort(300, specialites=("CG",))


def said(chart) -> str:
    return " ".join(chart.title.text)


def test_a_regime_judged_alone_is_not_set_against_itself(petite) -> None:
    alone = decision_accuracy(petite, NEVER, [], [9.5, 10.0, 10.5])
    v = values(alone, NEVER)
    at = alone[alone["norme"] == 10].set_index("indicateur")
    told = [at.loc[name, ["valeur", "bas", "haut"]] for name in ("faux_admis", "faux_refus")]
    admitted, refused = (f"{x:.1f}\u202f% [{y:.1f}\u202f; {z:.1f}]".replace(".", ",") for x, y, z in told)
    assert v["faux_admis"] == told[0]["valeur"] and said(errors.draw_accuracy(alone, 10.0, 10.0)) == (
        f"Sans rattrapage, niveau exigé 10 : {admitted} d'admis sous le niveau, {refused} de refusés au niveau"
    )


def test_too_few_candidates_for_a_band_are_compared_with_nobody_and_the_page_says_so() -> None:
    """A report on a hundred candidates is made to the end."""
    bands = at_equal_level(cohort(150, specialites=("CG",)), NEVER, PERMANENT)
    # 30 women or men in no band of a point; all are of one sector.
    assert set(bands["groupe"]) <= {"secteur", "voie"} and not bands.empty
    words = "À niveau égal, trop peu de candidats simulés pour comparer ces groupes"
    for groupe in ("sexe", "secteur"):
        assert said(equity_charts.draw_equal_level(bands, groupe)) == words
    nobody = gaps_at_equal_level(bands.head(0))
    assert (
        nobody.empty
        and said(equity_charts.draw_gaps_at_equal_level(nobody)) == words
        and accuracy_shown.show_gaps_at_equal_level(nobody).frame.empty
    )


def test_groups_that_share_no_band_have_no_gap_and_gaps_within_chance_are_no_finding(table) -> None:
    about = {"groupe": "sexe", "regime": "aucun", "niveau": 90.0, "methode": "m"}
    apart = [("femme", 9.0), ("homme", 11.0)]
    bands = pd.DataFrame(
        [about | {"modalite": m, "centre": c, "admis": 50.0, "bas": 40.0, "haut": 60.0, "n": 40} for m, c in apart],
        columns=EqualLevel.names(),
    )
    assert gaps_at_equal_level(bands).empty
    assert said(equity_charts.draw_equal_level(bands, "sexe")).endswith(
        "trop peu de candidats simulés pour comparer ces groupes"
    )
    shared = gaps_at_equal_level(bands.assign(centre=9.0, admis=[48.0, 52.0], bas=[38.0, 42.0], haut=[58.0, 62.0]))
    assert shared["ecart"].tolist() == [-2.0, 2.0]
    assert said(equity_charts.draw_gaps_at_equal_level(shared)) == (
        "À niveau égal, aucun écart avec l'ensemble n'est sûr : chaque intervalle contient zéro"
    )


def test_a_specialty_too_small_for_the_method_has_no_row_and_the_others_have_theirs() -> None:
    uneven = load_cohort(candidats=300, seed=31, specialites=("MCO", "ME"))
    uneven = replace(uneven, specialites={"MCO": 0.995, "ME": 0.005})
    simulated = simulate(uneven)
    assert {g.reglement.specialite: g.candidats.size < 4 for g in simulated.groupes} == {"MCO": False, "ME": True}
    found = compare_with_livingston_lewis(simulated, NEVER)
    assert set(found["modalite"]) == {"ensemble", "MCO"} and found["livingston_lewis"].notna().all()


def test_the_method_refuses_marks_of_all_or_nothing() -> None:
    """They are worth one item, and one item tells no true score from its error."""
    with pytest.raises(ValueError, match="aucune loi bêta"):
        livingston_lewis.estimate(np.array([0.0, 20.0, 20.0, 0.0]), 0.9, 10.0, 0.0, 20.0)


def test_an_agreement_that_chance_alone_makes_is_a_dash_and_no_interval_is_asked_for() -> None:
    one = np.array([[0.8, 0.2], [0.3, 0.7]])
    value, low, high = kappa(one, one, None)
    # By hand: they agree with probability 0.63, and 0.55² + 0.45² by chance.
    assert value == low == high == pytest.approx((0.63 - 0.505) / 0.495)
    rows = [(name, "aucun", 100.0, 100.0, 100.0) for name in ("concordance", "concordance_detaillee")]
    rows += [(name, "aucun", np.nan, np.nan, np.nan) for name in ("kappa", "kappa_detaille")]
    same = pd.DataFrame(rows, columns=["indicateur", "regime", "valeur", "bas", "haut"])
    same = same.reindex(columns=Concordance.names())
    cells = accuracy_shown.show_concordance(same).frame.iloc[:, 1].tolist()
    assert cells[1] == cells[3] == "—" and not any("nan" in one for one in cells)


def test_reach_without_an_interval_is_its_number_alone(petite) -> None:
    without, sure = (out_of_reach(petite, PERMANENT, level=level) for level in (None, 90.0))
    assert (without["bas"] == without["valeur"]).all() and (without["haut"] == without["valeur"]).all()
    assert without["valeur"].tolist() == sure["valeur"].tolist() and (sure["bas"] < sure["haut"]).any()


# --- The desk ---------------------------------------------------------------------------------------------------------

ANSWERS = {
    "accuracy": Accuracy,
    "accuracy_by_oral": OralAccuracy,
    "concordance": Concordance,
    "livingston_lewis": LivingstonLewis,
    "equity": EqualLevel,
    "needed_marks": Reach,
    "share_by_mark": ShareByMark,
    "reach_of_orals": OralReach,
    "advice": AdviceCost,
}


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(size=1500, seed=31, draws=4, draw_size=900)


@pytest.mark.parametrize("name", ANSWERS)
def test_a_question_is_answered_as_declared_in_both_languages(study: bts.Study, name: str) -> None:
    answers = [getattr(study.with_lang(lang), name)() for lang in ("fr", "en")]
    first, second = answers
    assert first.schema is ANSWERS[name] and first.schema.faults(first.table) == []
    assert first.words and first.words != second.words
    for view in first.views:
        shown = [answer.chart(view) for answer in answers]
        assert all(shown) and words_of(shown[0]) != words_of(shown[1]), view
    assert not first.table.empty and first.code.endswith(f"study.{name}()")


def words_of(picture) -> str:
    """The title of a chart, or the columns of a table to read."""
    return " ".join(picture.frame.columns) if isinstance(picture, Shown) else said(picture)


def test_further_tables_of_an_answer_are_as_declared(study: bts.Study) -> None:
    gaps, candidates = study.equity().tables["gaps"], study.needed_marks().tables["candidates"]
    assert EqualLevelGap.faults(gaps) == [] and MarkNeeded.faults(candidates) == []
    # A picture of single candidates, at the default parameters.
    assert len(candidates) == study.people.simulated.under(PERMANENT).autorise.sum()


def test_what_an_interval_covers_is_said_in_full_in_both_languages(study: bts.Study) -> None:
    drawn = "prévision d'une session, paramètres tirés, niveau recalé à chaque tirage"
    for asked in (study.accuracy, study.accuracy_by_oral, study.concordance, study.share_by_mark, study.advice):
        answer = asked()
        assert {method(row, ADVICE_METHODS) for row in answer.schema.rows(answer.table)} == {drawn}
        assert answer.chart().title.subtitle[-1] == drawn.capitalize() if asked != study.concordance else True
    few = {"trop peu de candidats simulés, ou tous les mêmes : pas d'intervalle"}
    for asked in (study.equity, study.livingston_lewis, study.needed_marks):
        answer = asked()
        said = {method(row, ACCURACY_METHODS) for row in answer.schema.rows(answer.table)}
        assert said == {drawn} | (few if answer.table["bas"].isna().any() else set())
    one_cohort = at_equal_level(cohort(400, specialites=("CG",)), PERMANENT)
    assert {method(row, ACCURACY_METHODS) for row in EqualLevel.rows(one_cohort)} <= few | {
        "approximation normale : tirage de la cohorte, paramètres, calage et difficulté des unités fixés ; ramené au "
        "centre de la bande ; oraux sommés exactement"
    }
    with speaking("en"):
        costs = {method(row, ADVICE_METHODS) for row in AdviceCost.rows(advice_cost(cohort(400), PERMANENT))}
    assert costs == {
        "paired gap to the best choice, normal approximation: draw of the cohort, parameters, calibration and "
        "difficulty of units fixed; orals summed exactly",
        "Wilson interval: draw of the cohort, parameters, calibration and difficulty of units fixed; orals summed "
        "exactly",
    }


@pytest.mark.parametrize("standard", [9.3, "9,3", "9.3", np.float64(9.3)])
def test_a_standard_is_any_number_of_points_and_the_results_are_at_it(study: bts.Study, standard: object) -> None:
    answer = study.accuracy(standard)  # type: ignore[arg-type]
    assert "niveau exigé 9,3 :" in answer.words
    found = {one["nom"]: one for one in answer.results()}
    assert len(found) == 8 and all("niveau exigé 9,3" in one["definition"] for one in found.values())
    at = answer.table[(answer.table["norme"] == 9.3) & (answer.table["regime"] == "permanent_2022")]
    (row,) = at[at["indicateur"] == "faux_admis"].itertuples()
    one = found["Admis sous le niveau exigé (9,3), Régime permanent (2022)"]
    assert (one["valeur"], one["bas"], one["haut"]) == tuple(round(x, 1) for x in (row.valeur, row.bas, row.haut))
    assert one["definition"].endswith("niveau recalé à chaque tirage")


@pytest.mark.parametrize(
    ("standard", "said"), [(21, "hors bornes.*de 0 à 20"), ("dix", "pas un nombre"), (True, "nom")]
)
def test_a_standard_that_is_no_mark_is_refused(study: bts.Study, standard: object, said: str) -> None:
    with pytest.raises(bts.BtsSimError, match=said):
        study.accuracy(standard)  # type: ignore[arg-type]


def test_groups_at_equal_level_open_by_what_is_asked(study: bts.Study) -> None:
    assert next(iter(study.equity("sexe").views)) == "sexe" and "femme" in study.equity("sexe").words
    assert study.equity("gaps").words == said(study.equity("gaps").chart())
    with pytest.raises(bts.BtsSimError, match="« voie »"):
        study.equity("voies")


def test_a_regime_without_orals_is_told_and_not_drawn(study: bts.Study) -> None:
    """Nobody may sit: no mark to need, nothing to choose, nobody admitted afterwards."""
    closed = study.with_regimes("aucun")
    nobody = "Sans rattrapage : aucun candidat simulé ne peut se présenter aux oraux"
    assert closed.needed_marks().words == nobody == said(closed.needed_marks().chart())
    assert closed.share_by_mark().words == nobody == said(closed.share_by_mark().chart())
    assert said(closed.accuracy_by_oral().chart()) == "Aucun de ces régimes n'admet après contrôle"
    assert closed.reach_of_orals().table.empty and "Aucun oral par unité" in closed.reach_of_orals().words
    with pytest.raises(bts.BtsSimError, match="aucune unité à choisir"):
        closed.advice()


def test_a_regime_is_asked_by_its_name_or_itself(study: bts.Study) -> None:
    by_name, itself = (study.needed_marks(one).table for one in ("un_oral", load_regime("un_oral")))
    pd.testing.assert_frame_equal(by_name, itself)
    others = study.advice("un_oral", others="trois_oraux,permanent_2022").table["regime"].unique().tolist()
    assert others == ["un_oral", "trois_oraux", "permanent_2022"]
    for nothing in ("", []):
        assert study.advice(others=nothing).table["regime"].unique().tolist() == ["permanent_2022"]


def test_advice_to_nobody_costs_nobody_anything() -> None:
    found = advice_cost(cohort(2, specialites=("CG",)), PERMANENT)
    assert AdviceCost.faults(found) == [] and charts_of(found)


def charts_of(table: pd.DataFrame) -> bool:
    return bool(said(advice_charts.draw_advice(table))) and not advice_shown.show_advice(table).frame.empty
