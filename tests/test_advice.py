"""What a choice of orals is worth: is the best one never beaten, and is each advice what the model makes of it?"""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest

from bts_sim.cohort.chances import gains, loi, points_needed
from bts_sim.cohort.choices import best_probability
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.orals import offer
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import Statut
from bts_sim.errors import InputError
from bts_sim.questions.advice import charts, shown
from bts_sim.questions.advice.tables import ADVICE, advice_cost, possible_choices

PERMANENT = load_regime("permanent_2022")
REGIMES = ("permanent_2022", "un_oral", "trois_oraux")


def cohort(candidats: int = 4000, specialites: tuple[str, ...] = (), choix: str = "gain_possible", **parametres: float):
    described = load_cohort(candidats=candidats, seed=17, specialites=specialites)
    given = {**described.parametres, **parametres}
    return simulate(replace(described, choix_des_oraux=choix, parametres=given))


@pytest.fixture(scope="module")
def simulated():
    return cohort()


@pytest.fixture(scope="module")
def table(simulated):
    return advice_cost(simulated, *map(load_regime, REGIMES))


def values(table, advice: str, regime: str = "permanent_2022") -> dict[str, float]:
    part = table[(table["modalite"] == advice) & (table["regime"] == regime)]
    return dict(zip(part["indicateur"], part["valeur"], strict=True))


@pytest.mark.parametrize("name", REGIMES)
def test_the_best_choice_is_the_best_of_all_by_enumeration(name: str) -> None:
    """One candidate at a time: every set of units that may be chosen, every mark of every oral."""
    regime, few = load_regime(name), cohort(1500, ("MCO", "SIO-SISR"), absence_a_l_oral=0)
    seen = 0
    for one, g in zip(possible_choices(few, regime), few.groupes, strict=True):
        bareme = few.cohorte.bareme
        offering = offer(few, Deliberation(g, bareme, regime))
        need = points_needed(offering.premier, offering.releve, g.reglement, bareme, regime)
        width, open_to = len(g.reglement.unites), offering.controle.choisissables
        every = np.flatnonzero(open_to.any(axis=0)).tolist()
        points = {u: gains(u, width, offering.releve, g.reglement, regime) for u in every}
        spread = {u: loi(offering.attendues[:, u], offering.spread) for u in every}
        for i in range(0, len(need), 4):
            units = np.flatnonzero(open_to[i]).tolist()
            table, laws = ({u: of[u][i] for u in units} for of in (points, spread))
            sets = list(combinations(units, min(regime.nombre_oraux, len(units))))
            found = []
            for among in sets:
                gain, weight = np.zeros(1, dtype=int), np.ones(1)
                for u in among:
                    gain, weight = (gain[:, None] + table[u]).ravel(), (weight[:, None] * laws[u]).ravel()
                found.append(weight @ (gain >= need[i]))
            allowed = np.flatnonzero(one.allowed[i])
            assert sorted(np.flatnonzero(one.unites[s]).tolist() for s in allowed) == sorted(map(list, sets))
            assert one.admission[i, allowed].max() == pytest.approx(max(found), abs=1e-12)
            assert one.admission[i, one.best[i]] == pytest.approx(max(found), abs=1e-12)
            # What is expected of the mean: marks of the orals, one by one.
            among = np.flatnonzero(one.unites[one.best[i]])
            coefs = int(g.reglement.coefs.sum())
            expected = offering.premier.generale.sur_20()[i] + sum(table[u] @ laws[u] for u in among) / coefs / 100
            assert one.moyenne[i, one.best[i]] == pytest.approx(expected, abs=1e-9)
            seen += 1
    assert seen > 20


@pytest.mark.parametrize("name", [*REGIMES, "oral_substitue"])
def test_each_advice_is_the_way_of_choosing_of_the_model(name: str) -> None:
    regime = load_regime(name)
    # Where an oral may lower a mark, the model lets who may not sit them all sit fewer, which nothing allows.
    best = () if name == "oral_substitue" else ("meilleure_probabilite",)
    for choix in ("gain_possible", "notes_basses", *best):
        simulated = cohort(2500, ("CG", "GPME", "ME"), choix)
        exact = simulated.under(regime).admission
        for one in possible_choices(simulated, regime):
            everyone = np.arange(len(one.candidats))
            if choix == "meilleure_probabilite":
                found = one.admission[everyone, one.best]
            else:
                found = (one.advice[choix] * one.admission).sum(axis=1)
            assert found == pytest.approx(exact[one.candidats], abs=1e-9)


def test_chance_is_the_mean_over_every_choice_allowed(simulated) -> None:
    """The model draws one choice per candidate; its mean is that of all, within its standard error."""
    drawn = replace(simulated, cohorte=replace(simulated.cohorte, choix_des_oraux="hasard")).under(PERMANENT).admission
    gap, count = [], 0
    for one in possible_choices(simulated, PERMANENT):
        expected = (one.admission * one.allowed).sum(axis=1) / one.allowed.sum(axis=1)
        assert (one.advice["hasard"] * one.admission).sum(axis=1) == pytest.approx(expected, abs=1e-12)
        gap += (drawn[one.candidats] - expected).tolist()
        count += len(expected)
    assert count == simulated.under(PERMANENT).autorise.sum()
    assert abs(np.mean(gap)) < 4 * np.std(gap) / np.sqrt(count)


def test_nothing_beats_the_best_and_its_worth_to_all_is_that_to_those_who_sit(simulated, table) -> None:
    law = simulated.under(PERMANENT)
    share = law.autorise.mean()
    for regime in REGIMES:
        for advice in ADVICE:
            v = values(table, advice, regime)
            assert v["regret"] >= 0 and 0 <= v["autrement"] <= 100
            assert v["points_perdus"] == pytest.approx(share * v["regret"], abs=1e-3)
            assert v["regret_des_autres"] >= v["regret"]
    # What the model loses by default to a perfect advisor is the difference of its own rates.
    best = replace(simulated, cohorte=replace(simulated.cohorte, choix_des_oraux="meilleure_probabilite"))
    worth = 100 * (best.under(PERMANENT).admission - law.admission).mean()
    assert values(table, "gain_possible")["points_perdus"] == pytest.approx(worth, abs=1e-3)
    assert max(ADVICE, key=lambda advice: values(table, advice)["regret"]) == "hasard"


def test_who_has_no_choice_loses_nothing() -> None:
    """Two general units and two orals: every advice is the best one. Three orals do not make a third unit."""
    found = advice_cost(cohort(3000, ("ASSURANCE",), retour_apres_echec=0), PERMANENT, load_regime("trois_oraux"))
    lost = found[found["indicateur"].isin(["regret", "regret_moyenne", "autrement", "points_perdus"])]
    assert (lost["valeur"] == 0).all() and len(lost) == 2 * 4 * len(ADVICE)
    others = found[found["indicateur"] == "regret_des_autres"]
    assert others["valeur"].isna().all() and (others["n"] == 0).all()


def test_two_orals_of_language_are_no_choice_where_the_reading_forbids_them() -> None:
    one_language = replace(PERMANENT, lectures=replace(PERMANENT.lectures, langues_au_choix="une_seule"))
    whole = replace(PERMANENT, lectures=replace(PERMANENT.lectures, niveau_remplacement="epreuve"))
    few = cohort(2500, ("MCO",))
    (group,) = few.groupes
    languages = group.reglement.langues
    (free,), (held,), (blocks,) = (list(possible_choices(few, r)) for r in (PERMANENT, one_language, whole))
    both = free.unites[:, languages].sum(axis=1) == 2
    assert free.allowed[:, both].any() and not held.allowed[:, held.unites[:, languages].sum(axis=1) == 2].any()
    # Two units of one épreuve are replaced by one oral: nobody takes two.
    assert not (blocks.unites[:, languages].sum(axis=1) == 2).any()
    assert (held.admission[np.arange(len(held.candidats)), held.best] <= free.admission.max(axis=1) + 1e-12).all()


def test_absence_that_eliminates_counts_in_what_a_choice_is_worth() -> None:
    harsh = replace(PERMANENT, lectures=replace(PERMANENT.lectures, absence_a_l_oral="elimination"))
    simulated = cohort(2500, ("CG", "GPME", "ME"), absence_a_l_oral=20)
    exact = simulated.under(harsh).admission
    for one in possible_choices(simulated, harsh):
        assert (one.advice["gain_possible"] * one.admission).sum(axis=1) == pytest.approx(
            exact[one.candidats], abs=1e-9
        )


def test_the_final_mean_expected_is_that_of_draws() -> None:
    many = cohort(3000, ("MCO", "CG", "SIO-SISR"), severite_des_jurys=0)
    drawn = np.mean([many.under(PERMANENT).frame(t)["finale"] for t in range(20)], axis=0)
    gap = np.concatenate(
        [
            drawn[one.candidats] - (one.advice["gain_possible"] * one.moyenne).sum(axis=1)
            for one in possible_choices(many, PERMANENT)
        ]
    )
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(gap.size) and gap.std() < 0.3


def test_a_regime_without_units_to_choose_is_refused(simulated) -> None:
    for name in ("exceptionnel_2021", "aucun"):
        with pytest.raises(InputError, match="aucune unité à choisir"):
            advice_cost(simulated, load_regime(name))


def test_the_chart_and_the_table_say_the_regret_and_are_the_same_twice(table) -> None:
    chart = charts.draw_advice(table)
    assert chart.to_json() == charts.draw_advice(table).to_json()
    worst = values(table, "hasard")
    assert f"{10 * worst['points_perdus']:.1f}".replace(".", ",") in " ".join(chart.title.text)
    frame = shown.show_advice(table).frame
    assert len(frame) == len(REGIMES) * len(ADVICE)
    assert f"{worst['regret']:.1f}".replace(".", ",") in frame.to_string()


def test_an_advice_that_nobody_can_do_better_than_costs_those_who_do_otherwise_a_dash() -> None:
    found = advice_cost(cohort(300, ("ASSURANCE",), retour_apres_echec=0), PERMANENT)
    frame = shown.show_advice(found).frame
    assert set(frame["Chances perdues par ceux-là (points)"]) == {"—"} and "nan" not in frame.to_string()


def test_a_specialty_where_nobody_may_sit_has_no_choice_and_the_others_have_theirs() -> None:
    simulated = cohort(400, ("MCO", "CG"))
    closed, open_ = simulated.groupes
    high = replace(closed, releve=replace(closed.releve, notes=np.full_like(closed.releve.notes, 1500)))
    (one,) = possible_choices(replace(simulated, blocks=(high, open_)), PERMANENT)
    assert set(one.candidats) <= set(open_.candidats) and one.candidats.size


def test_the_best_advice_takes_the_one_language_left_where_two_are_forbidden() -> None:
    """Every other general unit is held: one language may be taken, and it is."""
    one_language = replace(PERMANENT, lectures=replace(PERMANENT.lectures, langues_au_choix="une_seule"))
    simulated = cohort(400, ("MCO",))
    (g,) = simulated.groupes
    held = g.reglement.du_domaine("general") & ~g.reglement.langues
    statuts, notes = g.releve.statuts.copy(), g.releve.notes.copy()
    statuts[:, held], notes[:, held] = Statut.BE, 1000
    notes[:, g.reglement.langues] = 700
    statuts[:, ~held], notes[:, g.reglement.du_domaine("professionnel")] = Statut.NOTE, 1000
    group = replace(g, releve=replace(g.releve, statuts=statuts, notes=notes))
    deliberation = Deliberation(group, simulated.cohorte.bareme, one_language)
    assert deliberation.controle.autorise.any()
    chosen = best_probability(offer(simulated, deliberation))
    assert (chosen.sum(axis=1) == 1).all() and chosen[:, group.reglement.langues].any(axis=1).all()
