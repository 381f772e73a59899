"""Is the engine the rules themselves: all specialties at once as one by one, any block, the level as it is defined?"""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from bts_sim.cohort import marking
from bts_sim.cohort.abilities import difficulties
from bts_sim.cohort.after_orals import after_the_orals
from bts_sim.cohort.describe import ChoixDesOraux, Cohort, load_cohort
from bts_sim.cohort.luck import BITS, OF_UNIT, WHO, Luck, uniform, word_bundle
from bts_sim.cohort.parameter_draws import with_draw
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.stacked import stack_of_draws
from bts_sim.cohort.target import STEPS, Admission, Members, at_first_group, level_for
from bts_sim.cohort.together import CHOICES, RULES, applies_together
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.regimes import idees_fausses, load_regime, other_readings, shipped_regimes, shipped_scenarios
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION, CHOIX, REMPLACEMENT
from bts_sim.questions.returns.lives import journeys

#: Everything that the model can do at once: nothing is left out of the table of all specialties.
EVERYTHING = {
    "dispenses": 20.0,
    "absence_par_epreuve": 3.0,
    "forme_progressive": 5.0,
    "dossiers_non_valides": 1.0,
    "absents_a_l_examen": 4.5,
    "facultatives": 40.0,
    "points_de_jury": 30.0,
    "avis_favorables": 80.0,
    "ecart_type_academie": 0.5,
}
LAWS = ("exceptionnel_2021", "permanent_2022")


def described(n: int, choice: ChoixDesOraux = "gain_possible", pas: float = 0.25, seed: int = 11) -> Cohort:
    whole = with_draw(load_cohort(candidats=n), 3, 7)
    parametres = {**whole.parametres, **EVERYTHING, "pas_de_note": pas}
    return replace(
        whole, parametres=parametres, academies={"Dijon": 0.4, "Lille": 0.6}, seed=seed, choix_des_oraux=choice
    )


def regimes() -> Iterator[tuple[str, Regime]]:
    """Every regime and reform shipped, every other reading of the two of law, and none to three orals on units."""
    for name in (*shipped_regimes(), *shipped_scenarios(), *idees_fausses()):
        yield name, load_regime(name)
    for name in LAWS:
        for reading, choice, lectures in other_readings(load_regime(name)):
            yield f"{name} {reading}={choice}", replace(load_regime(name), lectures=lectures)
    # The law adds gains that are linear in the mark; a substituted mark may lose points, and is summed mark by mark.
    for name in ("permanent_2022", "oral_substitue"):
        for orals in range(4):
            yield f"{name} {orals} orals", replace(load_regime(name), nombre_oraux=orals)


def differences(simulated: SimulatedCohort, regime: Regime) -> list[str]:
    """What differs, to the last bit, between all candidates at once and one specialty at a time."""
    at_once, apart = Under(simulated.drawn, regime), Under(simulated.drawn, regime)
    vars(apart)["together"] = apart.deliberations
    names = ("premier", "autorise", "admission", "generale", "professionnelle")
    return [name for name in names if not np.array_equal(*(getattr(one, name) for one in (at_once, apart)), True)]


# --- All specialties at once, or one at a time ------------------------------------------------------------------------


@pytest.mark.parametrize("pas", [0.5, 0.01])
def test_every_regime_and_reading_decides_on_all_specialties_at_once_as_on_each(pas: float) -> None:
    simulated = simulate(described(1_500, pas=pas))
    found = {name: (applies_together(one, "gain_possible"), differences(simulated, one)) for name, one in regimes()}
    assert not {name: wrong for name, (_, wrong) in found.items() if wrong}
    assert all(together for together, _ in found.values())


@pytest.mark.parametrize("choice", ["notes_basses", "hasard", "meilleure_probabilite"])
def test_every_choice_of_orals_is_the_same_on_all_specialties_at_once(choice: ChoixDesOraux) -> None:
    simulated = simulate(described(800, choice))
    for name, regime in regimes():
        if name in LAWS or name.endswith("orals"):
            assert not differences(simulated, regime), name


def test_a_chance_is_the_same_to_the_bit_whatever_the_orals_of_the_others() -> None:
    regime = replace(load_regime("oral_substitue"), nombre_oraux=3)
    whole = Under(simulate(described(20_000)).drawn, regime)
    apart = Under(whole.cohorte, regime)
    parts = []
    for d, (_, chosen) in zip(whole.together, whole.epreuves_together, strict=True):
        sat = np.zeros(d.controle.autorise.size, dtype=np.int64)
        sat[d.controle.autorise] = chosen.sum(axis=1)
        parts += [d.part(sat == orals) for orals in range(4)]
    vars(apart)["together"] = tuple(parts)
    assert np.array_equal(whole.admission, apart.admission)


def test_what_is_not_declared_by_name_is_taken_one_specialty_at_a_time() -> None:
    law = load_regime("permanent_2022")
    assert applies_together(law, "gain_possible") and not applies_together(law, "meilleure_probabilite")
    for rule in RULES:
        assert not applies_together(replace(law, **{rule: "a_rule_of_tomorrow"}), "gain_possible")


def test_the_names_declared_are_those_of_rules_and_readings() -> None:
    catalogue = {"admission": ADMISSION, "acces": ACCES, "choix": CHOIX, "remplacement": REMPLACEMENT}
    assert {rule: names - set(catalogue[rule]) for rule, names in RULES.items()} == {rule: set() for rule in catalogue}
    assert "meilleure_probabilite" not in CHOICES


def test_a_choice_that_reads_units_one_by_one_refuses_several_specialties() -> None:
    regime, simulated = load_regime("permanent_2022"), simulate(described(300, "meilleure_probabilite"))
    one = Under(simulated.drawn, regime)
    vars(one)["together"] = tuple(Deliberation(block, one.bareme, regime) for block in simulated.blocks)
    with pytest.raises(TypeError, match="one specialty"):
        _ = one.admission


@pytest.mark.parametrize("choice", ["gain_possible", "notes_basses", "hasard", "meilleure_probabilite"])
def test_draws_stacked_as_one_cohort_are_decided_on_as_each_alone(choice: ChoixDesOraux) -> None:
    draws = [
        simulate(replace(with_draw(described(400, choice), numero, 7 + numero), academies={})) for numero in range(3)
    ]
    # A specialty without a règlement has another one lent in each draw.
    tables = [block.reglement.table for one in draws for block in one.blocks]
    assert len({tuple(one.emprunte_a for one in table.reglements) for table in tables}) > 1
    stack = stack_of_draws(draws)
    for name, regime in regimes():
        if choice != "gain_possible" and name not in LAWS:
            continue
        together, apart = Under(stack, regime), [one.under(regime) for one in draws]
        for draw in range(2):
            assert np.array_equal(together.decision(draw), np.concatenate([one.decision(draw) for one in apart])), name
        for told in ("premier", "autorise", "admission", "generale"):
            each = np.concatenate([getattr(one, told) for one in apart])
            assert np.array_equal(getattr(together, told), each), (name, told)


def test_drawn_orals_are_the_same_on_all_specialties_at_once() -> None:
    simulated = simulate(described(1_500))
    for name in (*LAWS, "trois_oraux", "un_oral"):
        at_once, apart = Under(simulated.drawn, load_regime(name)), Under(simulated.drawn, load_regime(name))
        vars(apart)["together"] = apart.deliberations
        for draw in range(3):
            assert np.array_equal(at_once.decision(draw), apart.decision(draw)), (name, draw)
        assert at_once.frame()["finale"].equals(apart.frame()["finale"])


def test_lives_over_several_sessions_are_the_same_on_all_specialties_at_once() -> None:
    whole = described(1_200)
    simulated = simulate(replace(whole, parametres={**whole.parametres, "forme_progressive": 0.0}))
    apart = replace(simulated, blocks=simulated.groupes)
    for law in map(load_regime, LAWS):
        (one,), (other,) = (journeys(cohort, law, sessions=3, draws=2) for cohort in (simulated, apart))
        for part in ("diplome", "unites", "oraux"):
            assert np.array_equal(getattr(one, part), getattr(other, part)), (law.nom, part)


def test_a_first_group_shared_by_two_regimes_is_that_of_each() -> None:
    """Whatever was asked before, a regime decides as if it were asked alone; one that moves the first group too."""
    cohort = described(600)
    shared = simulate(cohort)
    for name, regime in regimes():
        one, alone = shared.under(regime), Under(shared.drawn, regime)
        for part in ("premier", "autorise", "admission"):
            assert np.array_equal(getattr(one, part), getattr(alone, part)), (name, part)


# --- Any block --------------------------------------------------------------------------------------------------------


def test_candidates_are_the_same_whatever_the_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, found = described(9_001), []
    for size in (2**14, 2_503):
        monkeypatch.setattr(marking, "BLOC", size)
        one = simulate(cohort)
        marks = [(g.releve.notes, g.releve.statuts, g.releve.notes_facultatives, g.latent) for g in one.groupes]
        found.append((one.level_shift, marks, one.under(load_regime("permanent_2022")).admission))
    (levels, marks, chances), (others, again, likely) = found
    assert levels == others and np.array_equal(chances, likely)
    assert all(
        np.array_equal(a, b) for one, two in zip(marks, again, strict=True) for a, b in zip(one, two, strict=True)
    )


def test_a_difficulty_is_the_same_to_the_bit_whatever_the_other_specialties() -> None:
    for seed in range(10):
        cohort = load_cohort(candidats=10, seed=seed)
        for row, code in zip(difficulties(cohort, 0.8), cohort.specialites, strict=True):
            alone = difficulties(replace(cohort, specialites={code: 1.0}), 0.8)[0]
            assert np.array_equal(alone, row[: alone.size])


def test_a_bundle_depends_on_the_candidate_and_the_name_alone() -> None:
    whole = word_bundle(7, "unite.0", 0, 1_000)
    pieces = [word_bundle(7, "unite.0", first, 137) for first in range(0, 1_000, 137)]
    assert np.array_equal(np.concatenate(pieces)[:1_000], whole)
    assert not np.array_equal(word_bundle(7, "unite.1", 0, 1_000), whole) and not np.array_equal(
        word_bundle(8, "unite.0", 0, 1_000), whole
    )
    luck = Luck(7, 500, first=500)
    some = np.array([731, 502, 999])
    assert np.array_equal(luck.numbers("unite.0", OF_UNIT, some).words, whole[some])


def test_the_numbers_of_a_bundle_are_uniform_and_independent() -> None:
    n = 100_000
    found = np.column_stack([word_bundle(1, name, 0, n) for name in ("candidat", "unite.0")]) * 2.0**-BITS
    for column in found.T:
        counts = np.histogram(column, 100, (0, 1))[0]
        assert ((counts - n / 100) ** 2).sum() / (n / 100) < 160
    apart = np.corrcoef(found.T)[np.triu_indices(16, 1)]
    assert abs(apart).max() < 4.5 / np.sqrt(n)


@pytest.mark.parametrize("percent", [0.0, 1e-9, 2.5, 50.0, 99.9999999, 100.0])
def test_a_number_is_below_a_percentage_as_its_float_is(percent: float) -> None:
    numbers = Luck(3, 20_000).numbers("candidat", WHO)
    assert np.array_equal(numbers.below("sexe", percent), numbers.uniform("sexe") < percent / 100)


# --- The level --------------------------------------------------------------------------------------------------------


def everybody(cohort: Cohort) -> list[Members]:
    _, scripts = marking.draw(cohort)
    for one in scripts:
        one.settle(cohort.parametres, marking.Abilities.of(cohort))
    return [Members(one) for one in scripts]


@pytest.mark.parametrize("n", [300, 4_000, 20_000])
@pytest.mark.parametrize(
    "made", [lambda cohort: at_first_group, lambda cohort: after_the_orals(cohort, load_regime("permanent_2022"))]
)
def test_the_level_is_the_step_where_the_admissions_cross_what_is_wanted(
    n: int, made: Callable[[Cohort], Admission]
) -> None:
    # A choice that follows the marks may change, and a probability fall, as the level rises.
    cohort = described(n, "hasard")
    admission, parts = made(cohort), everybody(cohort)
    total = sum(part.present() for part in parts)

    def admitted(step: int) -> float:
        return float(sum(admission(part, step / STEPS)[0].sum() for part in parts))

    for target in (40, 60, 74.5):
        wanted = target / 100 * total
        found = level_for(parts, wanted, admission)
        step = round(found.shift * STEPS)
        before, here, after = (admitted(step + move) for move in (-1, 0, 1))
        assert here == pytest.approx(found.admitted, abs=1e-6)
        assert before < wanted <= here or here < wanted <= after
        assert abs(here - wanted) <= min(abs(before - wanted), abs(after - wanted)) + 1e-6


def test_a_level_out_of_reach_is_the_nearest_there_is() -> None:
    cohort = described(500)
    parts = everybody(cohort)
    total = sum(part.present() for part in parts)
    assert level_for(parts, total).shift == 12.0
    assert level_for(parts, 0).admitted == 0


def test_a_stream_is_that_of_its_own_generator_whatever_is_read_between_and_in_any_thread() -> None:
    """One generator goes from stream to stream: each must be as if it had been made for it."""

    def own(seed: int, stream: str, first: int, count: int) -> NDArray[np.uint32]:
        name = int.from_bytes(hashlib.sha256(stream.encode()).digest()[:8], "little")
        made = np.random.Philox(key=np.array([seed, name], dtype=np.uint64)).advance(first)
        return made.random_raw(4 * count).astype("<u8").view("<u4").reshape(count, 8)

    asked = [(seed, f"flux.{k}", first, 50) for seed in (0, 2**32 - 1) for k in range(20) for first in (0, 3, 10**6)]
    # A generator left in the middle of a block does not change what follows.
    uniform(5, "flux", 3, 7)
    with ThreadPoolExecutor(4) as pool:
        for found, one in zip(pool.map(lambda one: word_bundle(*one), asked), asked, strict=True):
            assert np.array_equal(found, own(*one))


def test_what_candidates_share_is_the_same_in_a_larger_group_and_asked_for_again() -> None:
    luck, streams = Luck(7, 100), ["jury.a", "jury.b"]
    which, numbers = np.array([0, 1, 0, 1, 1]), np.array([4, 0, 2, 9, 9])
    whole = luck.shared(streams, which, numbers, 3)
    for rank, (place, number) in enumerate(zip(which, numbers, strict=True)):
        alone = Luck(7, 5).shared([streams[place]], np.array([0]), np.array([number]), 1)
        assert whole[rank, 0] == alone[0, 0]
    assert np.array_equal(whole[3], whole[4]) and len(np.unique(whole)) == 12
    assert np.array_equal(
        luck.shared(streams, which, numbers + 20, 3)[0], luck.shared(streams, which, numbers + 20, 3)[0]
    )
    assert np.array_equal(luck.shared(streams, which, numbers, 3), whole)
