"""Is the gap split exactly, by the definition, into parts that every hybrid regime bears out?"""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

import numpy as np
import pandas as pd
import pytest

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.orals import epreuves
from bts_sim.cohort.simulate import simulate
from bts_sim.display import waterfall
from bts_sim.display.labels import number, roughly
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles.catalogue import CHOIX, REMPLACEMENT
from bts_sim.droit.releve import ABSENT, SANS_ORAL, Releve, Statut
from bts_sim.errors import InputError
from bts_sim.questions.movers import shown, words
from bts_sim.questions.movers.causes import Setting, Trait
from bts_sim.questions.movers.charts.decomposition import draw_decomposition, steps_of
from bts_sim.questions.movers.decomposition import FactorPart, decompose, marginals, shapley, under_coalitions
from bts_sim.questions.movers.factors import CROSSINGS, coalitions, named_factors, subsets
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.intervals import Method
from bts_sim.stats.rounding import round_to_sum

PERMANENT, EXCEPTIONNEL, NEVER = (load_regime(nom) for nom in ("permanent_2022", "exceptionnel_2021", "aucun"))
ALL = ["seuil_general", "seuil_professionnel", "oraux", "etendue", "ccf"]


def described(candidats: int, *specialites: str, **parametres: float):
    one = load_cohort(candidats=candidats, seed=11, specialites=specialites or ("CG", "MCO", "MS-A", "SIO-SISR"))
    return simulate(replace(one, parametres={**one.parametres, **parametres}))


@pytest.fixture(scope="module")
def cohort():
    return described(3000)


def game(players: list[str], seed: int) -> dict[frozenset[str], Fraction]:
    values = np.random.default_rng(seed).integers(-50, 50, 2 ** len(players)).tolist()
    return {s: Fraction(v) for s, v in zip(subsets(players), values, strict=True)}


# --- The value ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("players", [["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
def test_a_value_is_the_mean_over_all_orders_and_its_range_their_extremes(players: list[str]) -> None:
    worths = game(players, len(players))
    for one in players:
        brought = []
        for order in permutations(players):
            before = frozenset(order[: order.index(one)])
            brought.append(worths[before | {one}] - worths[before])
        assert shapley(worths, players, one) == sum(brought) / math.factorial(len(players))
        margins = marginals(worths, players, one)
        assert (min(margins), max(margins)) == (min(brought), max(brought))
    assert sum(shapley(worths, players, one) for one in players) == worths[frozenset(players)] - worths[frozenset()]


def test_equals_share_equally_and_who_brings_nothing_has_nothing() -> None:
    """Gloves: a left one and two right ones make one pair, worth 1; a hat makes none. Shapley's own solution."""
    players = ["left", "right_1", "right_2", "hat"]
    worths = {s: Fraction(int("left" in s and not s.isdisjoint({"right_1", "right_2"}))) for s in subsets(players)}
    found = {one: shapley(worths, players, one) for one in players}
    assert found == {"left": Fraction(2, 3), "right_1": Fraction(1, 6), "right_2": Fraction(1, 6), "hat": 0}


# --- The regimes between ------------------------------------------------------------------------------------------


def test_the_ends_are_the_shipped_regimes_and_every_coalition_is_what_it_says() -> None:
    between = coalitions(PERMANENT, EXCEPTIONNEL)
    assert len(between) == 32
    assert between[frozenset()] is PERMANENT and between[frozenset(ALL)] is EXCEPTIONNEL
    for taken, regime in between.items():
        if taken != frozenset(ALL):
            assert regime.seuil_general == (None if "seuil_general" in taken else 800)
            assert regime.seuil_professionnel == (None if "seuil_professionnel" in taken else 1000)
            assert regime.acces == "moyennes_entre_seuils" and regime.lectures == PERMANENT.lectures
        crossing = (
            "un_oral_par_domaine" if "oraux" in taken else "unites_generales",
            "domaine" if "etendue" in taken else "unite",
            "non" if "ccf" in taken else "oui",
        )
        assert (regime.choix, regime.remplacement) == CROSSINGS[crossing]
    assert len({regime.nom for regime in between.values()}) == 32


def test_every_coalition_has_the_chances_of_its_regime_bit_for_bit(cohort) -> None:
    between = coalitions(PERMANENT, EXCEPTIONNEL)
    together = under_coalitions(cohort, between)
    for taken, regime in between.items():
        alone = cohort.under(regime)
        for name in ("admission", "autorise", "admis_groupe1"):
            assert np.array_equal(getattr(together[taken], name), getattr(alone, name)), sorted(taken)
    for end, regime in ((frozenset(), PERMANENT), (frozenset(ALL), EXCEPTIONNEL)):
        assert np.array_equal(together[end].admission, cohort.under(regime).admission)
    # A regime on the way that the project ships too.
    shipped = load_regime("acces_2021_remplacement_2022")
    opened = frozenset({"seuil_general", "seuil_professionnel"})
    assert np.array_equal(together[opened].admission, cohort.under(shipped).admission)


HYBRIDS = [regime for regime in coalitions(PERMANENT, EXCEPTIONNEL).values() if regime.seuil_general is None]
OPEN = [regime for regime in HYBRIDS if regime.seuil_professionnel is None and regime is not EXCEPTIONNEL]


@pytest.fixture(scope="module")
def without_severity():
    return described(5000, severite_des_jurys=0, absence_a_l_oral=10)


@pytest.mark.parametrize("regime", OPEN, ids=lambda regime: regime.remplacement)
def test_draws_of_a_hybrid_agree_with_its_exact_chances(regime: Regime, without_severity) -> None:
    exact, tirages = without_severity.under(regime), 6
    drawn = np.mean([without_severity.under(regime).admis(tirage) for tirage in range(tirages)], axis=0)
    assert abs(drawn.sum() - exact.admission.sum()) <= 4 * np.sqrt(exact.variance.sum() / tirages)
    assert not (drawn > 0)[exact.admission == 0].any() and (drawn == 1)[exact.admission == 1].all()


@pytest.mark.parametrize("absence", ["premiere_note", "elimination"])
@pytest.mark.parametrize(
    "crossing", [("unites_generales", "domaine", "oui"), ("un_oral_par_domaine", "unite", "non")], ids=str
)
def test_chances_of_a_hybrid_are_the_sum_over_every_mark_decided_by_the_jury(
    crossing: tuple[str, str, str], absence: str
) -> None:
    simulated = described(160, "CG", absence_a_l_oral=10)
    choix, remplacement = CROSSINGS[crossing]
    lectures = replace(PERMANENT.lectures, absence_a_l_oral=absence)
    regime = replace(EXCEPTIONNEL, choix=choix, remplacement=remplacement, lectures=lectures)
    exact, p = simulated.under(regime), simulated.cohorte.parametres
    bareme, looked_at = simulated.cohorte.bareme.sous(regime), 0
    for g in simulated.groupes:
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        controle = ouverture_du_controle(premier, g.releve, g.reglement, bareme, regime)
        rows = np.flatnonzero(controle.autorise)
        looked_at += rows.size
        expected, chosen = epreuves(simulated, Deliberation(g, simulated.cohorte.bareme, regime))
        releve, first, total = g.releve.part(rows), premier.part(rows), np.zeros(rows.size)
        columns = [np.where(chosen.sum(1) > r, np.argsort(~chosen, 1, kind="stable")[:, r], -1) for r in range(2)]
        marks = [(ABSENT, None), *((int(note), k) for k, note in enumerate(NOTES))]
        for pair in product(marks, repeat=2):
            oraux, weight = np.full(chosen.shape, SANS_ORAL), np.ones(rows.size)
            for column, (note, k) in zip(columns, pair, strict=True):
                sits = np.flatnonzero(column >= 0)
                oraux[sits, column[sits]] = note
                law = loi(expected[sits, column[sits]], p["ecart_type_oral"])
                weight[sits] *= 0.1 if k is None else 0.9 * law[:, k]
                weight[column < 0] *= k is None
            second = second_groupe(first, controle.part(rows), oraux, releve, g.reglement, bareme, regime)
            total += weight * (second.decision == Decision.ADMIS_APRES_CONTROLE)
        assert total == pytest.approx(exact.admission[g.candidats[rows]], abs=1e-9)
    assert looked_at > 20


# --- The hybrid rules, by hand ------------------------------------------------------------------------------------

#: One candidate: three general units (coefficients 3, 2, 3) and two professional ones (4, 5). The second general unit
#: and the second professional one are assessed by CCF. Orals: 14 on the first general unit, 12 on the third, or 14 in
#: the general domain and 11 in the professional one.
MARKS, COEFS = [800, 600, 1000], [300, 200, 300]
PONCTUELLE = [True, False, True, True, False]
BY_HAND = {
    # 3 × (14 − 8) + 3 × (12 − 10); the chosen units are ponctuelles.
    "note_de_l_unite": 24,
    "note_de_l_unite_ponctuelle": 24,
    # The best, 14, instead of the mean of the whole: 8 × 14 − (3 × 8 + 2 × 6 + 3 × 10).
    "moyenne_du_domaine_au_meilleur_oral": 46,
    # Without the CCF unit: 6 × 14 − (3 × 8 + 3 × 10).
    "moyenne_des_ponctuelles_au_meilleur_oral": 30,
    # Professional: 9 × 11 − (4 × 9 + 5 × 8) = 23, or 4 × (11 − 9) = 8 for the ponctuelle alone.
    "moyenne_du_domaine": 46 + 23,
    "moyenne_des_ponctuelles_du_domaine": 30 + 8,
    # General: the most of 3 × 6, 2 × 8, 3 × 4; professional: the most of 4 × 2, 5 × 3.
    "note_d_une_unite_du_domaine": 18 + 15,
    "note_d_une_ponctuelle_du_domaine": 18 + 8,
}


def one_candidate(statuts: list[Statut] | None = None):
    unites = load_cohort(candidats=10).bareme.reglements["MCO"].unites
    base = [next(u for u in unites if u.domaine == d) for d in ["general"] * 3 + ["professionnel"] * 2]
    coefs = [*COEFS, 400, 500]
    named = [
        replace(u, code=f"X{i}", epreuve=f"X{i}", coefficient=c, au_choix=i < 3)
        for i, (u, c) in enumerate(zip(base, coefs, strict=True))
    ]
    reglement = replace(load_cohort(candidats=10).bareme.reglements["MCO"], unites=tuple(named))
    given = np.array([statuts or [Statut.NOTE] * 5], dtype=np.uint8)
    nobody = np.zeros(1, dtype=bool)
    none = np.zeros((1, 0))
    releve = Releve(
        np.array([[*MARKS, 900, 800]]),
        given,
        np.array([PONCTUELLE]),
        none.astype(np.int64),
        none.astype(np.uint8),
        nobody,
        nobody,
        nobody,
    )
    return releve, reglement


@pytest.mark.parametrize(("rule", "points"), BY_HAND.items())
def test_what_a_rule_gains_is_what_one_reckons_by_hand(rule: str, points: int) -> None:
    releve, reglement = one_candidate()
    (choix,) = {c for c, r in CROSSINGS.values() if r == rule}
    by_unit = np.array([[1400, SANS_ORAL, 1200, SANS_ORAL, SANS_ORAL]])
    oraux = np.array([[1400, 1100]]) if choix == "un_oral_par_domaine" else by_unit
    regime = replace(PERMANENT, choix=choix, remplacement=rule)
    assert REMPLACEMENT[rule](oraux, releve, reglement, regime).tolist() == [points * 100 * 100]
    absent = np.where(oraux >= 0, ABSENT, oraux)
    assert REMPLACEMENT[rule](absent, releve, reglement, regime).tolist() == [0]
    # No oral below every mark gains or loses anything.
    assert REMPLACEMENT[rule](np.where(oraux >= 0, 0, oraux), releve, reglement, regime).tolist() == [0]


def test_neither_a_ccf_unit_nor_a_held_one_is_offered_where_ccf_marks_stay() -> None:
    releve, reglement = one_candidate([Statut.BE, Statut.NOTE, Statut.NOTE, Statut.NOTE, Statut.NOTE])
    offered = CHOIX["unites_generales_ponctuelles"](releve, reglement, PERMANENT.lectures)
    assert offered.tolist() == [[False, False, True, False, False]]
    exempt, reglement = one_candidate([Statut.NOTE, Statut.DI, Statut.NOTE, Statut.NOTE, Statut.NOTE])
    regime = replace(EXCEPTIONNEL, remplacement="note_d_une_ponctuelle_du_domaine")
    gain = REMPLACEMENT[regime.remplacement](np.array([[1400, SANS_ORAL]]), exempt, reglement, regime)
    assert gain.tolist() == [18 * 100 * 100]


# --- The parts ----------------------------------------------------------------------------------------------------


def test_parts_are_the_mean_over_every_order_of_changing_the_law_and_add_up(cohort) -> None:
    table = decompose(cohort, PERMANENT, EXCEPTIONNEL).set_index("facteur")
    between = coalitions(PERMANENT, EXCEPTIONNEL)
    own = {s: 100 * cohort.under(r).admission for s, r in between.items()}
    rate = {s: float(admission.mean()) for s, admission in own.items()}
    sitting = ~cohort.under(PERMANENT).admis_groupe1
    for name in ALL:
        before = [frozenset(order[: order.index(name)]) for order in permutations(ALL)]
        brought = [rate[s | {name}] - rate[s] for s in before]
        assert table.loc[name, "part"] == pytest.approx(np.mean(brought), abs=1e-10)
        assert table.loc[name, "minimum"] == pytest.approx(min(brought), abs=1e-10)
        assert table.loc[name, "maximum"] == pytest.approx(max(brought), abs=1e-10)
        # The interval is that of a mean of independent candidates, of those whom the solved first group leaves.
        each = np.mean([own[s | {name}] - own[s] for s in before], axis=0)[sitting]
        half = 1.6448536269514722 * each.std() / np.sqrt(each.size) * sitting.mean()
        bounds = table.loc[name, ["bas", "haut"]].astype(float).tolist()
        assert bounds == pytest.approx([np.mean(brought) - half, np.mean(brought) + half], abs=1e-9)
    gap = table["taux_apres"].iloc[0] - table["taux_avant"].iloc[0]
    assert math.fsum(table["part"]) == pytest.approx(gap, abs=1e-12)
    assert gap == pytest.approx(rate[frozenset(ALL)] - rate[frozenset()], abs=1e-10)


@pytest.mark.parametrize(
    ("avant", "apres"),
    [
        (PERMANENT, EXCEPTIONNEL),
        (NEVER, PERMANENT),
        (NEVER, EXCEPTIONNEL),
        (load_regime("un_oral"), EXCEPTIONNEL),
        (PERMANENT, load_regime("une_note_professionnelle")),
        (EXCEPTIONNEL, load_regime("oral_substitue")),
        (NEVER, load_regime("mille_points")),
    ],
    ids=lambda regime: regime.nom,
)
def test_parts_add_up_to_the_gap_of_compare_and_the_way_back_is_their_opposite(
    cohort, avant: Regime, apres: Regime
) -> None:
    there, back = decompose(cohort, avant, apres), decompose(cohort, apres, avant)
    gap = there["taux_apres"][0] - there["taux_avant"][0]
    assert math.fsum(there["part"]) == pytest.approx(gap, abs=1e-12)
    impact = compare(cohort, avant, [apres])
    asked = (impact["groupe"] == "ensemble") & (impact["indicateur"] == "ecart_taux_admis")
    assert gap == pytest.approx(impact.loc[asked, "valeur"].item(), abs=1e-4)
    assert back["part"].tolist() == pytest.approx((-there["part"]).tolist(), abs=1e-12)
    assert ((there["bas"] <= there["part"] + 1e-12) & (there["part"] <= there["haut"] + 1e-12)).all()
    assert ((there["minimum"] <= there["part"] + 1e-12) & (there["part"] <= there["maximum"] + 1e-12)).all()


def test_a_factor_alone_has_the_gap_and_the_interval_of_the_comparison(cohort) -> None:
    alone = decompose(cohort, PERMANENT, load_regime("un_oral")).set_index("facteur").loc["oraux"]
    impact = compare(cohort, PERMANENT, [load_regime("un_oral")])
    gap = impact[(impact["groupe"] == "ensemble") & (impact["indicateur"] == "ecart_taux_admis")].iloc[0]
    for mine, theirs in (("part", "valeur"), ("bas", "bas"), ("haut", "haut")):
        assert alone[mine] == pytest.approx(gap[theirs], abs=1e-4)
    assert gap["methode"] == alone["methode"] == Method.PAIRED_CALIBRATED


def test_a_change_without_effect_has_exactly_nothing_and_absences_are_named(cohort) -> None:
    """The threshold of bénéfices decides what is kept afterwards, and no diploma of the session."""
    other = replace(load_regime("plancher_9"), valeurs={"seuil_benefice": 900})
    table = decompose(cohort, PERMANENT, other).set_index("facteur")
    assert table.index.tolist() == ["seuil_benefice", "absences", "seuil_general"]
    nothing = table.loc[["seuil_benefice", "absences"], ["part", "bas", "haut", "minimum", "maximum"]]
    assert (nothing == 0).all(axis=None)
    assert table.loc["seuil_general", "part"] < 0
    zero = replace(PERMANENT.lectures, absence_sous_epreuve="zero")
    read = decompose(cohort, PERMANENT, replace(EXCEPTIONNEL, lectures=zero)).set_index("facteur")
    assert read.loc["absences", "part"] > 0
    assert read.loc["absences", "apres"] == Setting((Trait("absence_sous_epreuve", "zero", reading=True),))
    assert str(read.loc["absences", "apres"]) == "absence_sous_epreuve=zero"


def test_factors_are_told_from_the_regimes_and_not_from_their_names() -> None:
    def names(avant: Regime, apres: Regime) -> list[str]:
        return [one.name for one in named_factors(avant, apres) if one.differs]

    assert names(replace(PERMANENT, nom="x"), replace(EXCEPTIONNEL, nom="y")) == ALL
    assert names(NEVER, EXCEPTIONNEL) == ["ouverture"]
    assert names(NEVER, PERMANENT) == ["ouverture", "seuil_general", "seuil_professionnel"]
    assert names(PERMANENT, load_regime("plancher_7_5")) == ["seuil_general"]
    assert names(PERMANENT, load_regime("strictement_au_dessus")) == ["acces"]
    assert names(PERMANENT, load_regime("oral_substitue")) == ["remplacement"]
    # Whether a jury has a say is no threshold.
    sur_avis = replace(EXCEPTIONNEL, lectures=replace(EXCEPTIONNEL.lectures, jury_2021="sur_avis"))
    assert names(PERMANENT, sur_avis) == ["lectures", "acces", "oraux", "etendue", "ccf"]
    assert names(PERMANENT, PERMANENT) == []
    # Nor is what a jury has a say in, once there are orals at all.
    assert names(NEVER, sur_avis) == names(sur_avis, NEVER) == ["lectures", "ouverture"]


def test_a_jury_that_has_a_say_is_decided_as_it_is(cohort) -> None:
    given = described(1500, "MCO", avis_favorables=70)
    sur_avis = replace(EXCEPTIONNEL, lectures=replace(EXCEPTIONNEL.lectures, jury_2021="sur_avis"))
    every = under_coalitions(given, coalitions(PERMANENT, sur_avis))
    whole = max(every, key=len)
    assert np.array_equal(every[whole].admission, given.under(sur_avis).admission)
    assert every[whole].admission.sum() < given.under(EXCEPTIONNEL).admission.sum()


def test_no_change_splits_into_nothing_and_too_many_changes_are_refused(cohort) -> None:
    same = decompose(cohort, PERMANENT, PERMANENT)
    assert same["facteur"].tolist() == ["absences"] and same["part"].tolist() == [0.0]
    values = {"seuil_admission": 990, "seuil_benefice": 900, "seuil_facultatif": 900}
    readings = replace(PERMANENT.lectures, absence_sous_epreuve="zero", arrondi="au_centieme")
    far = replace(EXCEPTIONNEL, valeurs=values, lectures=readings, admission="total_de_points", seuil_points=100000)
    with pytest.raises(InputError, match=r"11 facteurs.*10 au plus"):
        coalitions(PERMANENT, far)


# --- What is shown ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(20))
def test_rounded_parts_add_up_to_the_rounded_total(seed: int) -> None:
    values = np.random.default_rng(seed).normal(0, 2, 6)
    rounded = round_to_sum(values, float(values.sum()), 1)
    assert math.fsum(rounded) == pytest.approx(round(float(values.sum()), 1), abs=1e-9)
    assert (abs(np.array(rounded) - values) < 0.1 + 1e-9).all()


def test_the_table_and_the_waterfall_say_the_same_twice_and_add_up(cohort) -> None:
    table = decompose(cohort, PERMANENT, EXCEPTIONNEL)
    assert FactorPart.faults(table) == [] and [*table][: len(FactorPart.names())] == FactorPart.names()
    pd.testing.assert_frame_equal(table, decompose(cohort, PERMANENT, EXCEPTIONNEL))
    parts = shown.show_decomposition(table).frame["Part"]
    numbers = [float(text.removesuffix(" pt").replace("−", "-").replace(",", ".")) for text in parts]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=1e-9)
    assert draw_decomposition(table).to_json() == draw_decomposition(table).to_json()
    assert table["ecart"].nunique() == 1
    assert table["ecart"][0] == pytest.approx(table["taux_apres"][0] - table["taux_avant"][0], abs=1e-12)
    gap, low, high = roughly(*table.loc[0, ["ecart", "ecart_bas", "ecart_haut"]])
    of = table.set_index("facteur").loc["seuil_professionnel"]
    part, least, most = roughly(*of[["part", "bas", "haut"]])
    told = f"environ {gap}\u202fpt (de {low} à {high}), dont la plus grande part pour la condition professionnelle"
    assert f"{told} : environ {part}\u202fpt (de {least} à {most})" in words.say_parts(table)
    # The rule changed alone is another number than its part, and is told first.
    alone = roughly(*of[["seul", "seul_bas", "seul_haut"]])[0]
    assert f"en ne changeant que la condition professionnelle : environ {alone}" in words.say_decomposition(table)
    start, end = (waterfall.End("", float(table[side].iloc[0]), "", "") for side in ("taux_avant", "taux_apres"))
    steps = waterfall.way(start, steps_of(table), end)
    assert waterfall.Way.faults(steps) == []
    assert steps["start"].iloc[1] == steps["stop"].iloc[0]
    assert steps["stop"].iloc[-2] == pytest.approx(steps["stop"].iloc[-1])


def test_two_regimes_alike_are_no_step_apart_and_one_change_is_the_whole_gap(cohort) -> None:
    same = decompose(cohort, PERMANENT, PERMANENT)
    said = "De « Régime permanent (2022) » à « Régime permanent (2022) » : +0,0 point"
    assert words.say_decomposition(same) == words.say_parts(same) == said
    assert steps_of(same) == []
    one_oral = decompose(cohort, PERMANENT, load_regime("un_oral"), level=None)
    gap = number(one_oral["taux_apres"][0] - one_oral["taux_avant"][0], sign=True)
    assert words.say_decomposition(one_oral).endswith(f" à « Un seul oral de contrôle » : {gap} point") and gap < "−2"
    # No interval was asked for: none is drawn, none is written.
    assert not any("intervalle" in words for words in draw_decomposition(one_oral).title.subtitle)
    assert [step.words for step in steps_of(one_oral)] == [gap]
    assert set(shown.show_decomposition(one_oral).frame["Intervalle"]) == {"—", ""}


READ = replace(PERMANENT.lectures, absence_sous_epreuve="zero")


@pytest.mark.parametrize(
    ("avant", "apres", "factor", "said"),
    [
        (EXCEPTIONNEL, load_regime("oral_substitue"), "Les oraux passés", "la note de son unité, même si elle est"),
        (PERMANENT, load_regime("oral_substitue"), "La règle de remplacement", "la note de son unité, même si elle"),
        (PERMANENT, load_regime("strictement_au_dessus"), "La règle d'accès", "les non admis qui dépassent les deux"),
        (PERMANENT, load_regime("mille_points"), "La règle d'admission", "Total de points demandé"),
        (PERMANENT, replace(PERMANENT, nom="lu", lectures=READ), "L'effet des absences", "Non : l'unité vaut zéro"),
        (NEVER, EXCEPTIONNEL, "L'ouverture d'épreuves de contrôle", "oui"),
    ],
)
def test_what_a_factor_is_in_each_regime_is_said_in_words_and_without_any_code(
    cohort, avant: Regime, apres: Regime, factor: str, said: str
) -> None:
    table = decompose(cohort, avant, apres, level=None)
    read = shown.show_decomposition(table).frame.set_index("Facteur")
    before, after = read.loc[factor].iloc[:2]
    assert said in after and before != after
    steps = [step.label.replace("\n", " ") for step in steps_of(table)]
    assert any(said in step or step == factor for step in steps)
    assert not any("_" in words or "=" in words for words in (before, after, *steps))
