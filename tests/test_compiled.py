"""Is the compiled engine the first one: the same luck, level, decisions and chances, or a refusal that says why?"""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import get_args, get_type_hints

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

import bts_sim.cohort.compiled
from bts_sim.cohort import marking
from bts_sim.cohort.compiled import engine, normals, room
from bts_sim.cohort.compiled.engine import Compiled, judged_by_numba
from bts_sim.cohort.compiled.gate import takes
from bts_sim.cohort.compiled.rules import READINGS, REFUSED, RULES, STATED
from bts_sim.cohort.compiled.search import Asked, Seen, Wanted, level_of
from bts_sim.cohort.compiled.switch import loads_for
from bts_sim.cohort.describe import ChoixDesOraux, Cohort, lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.parameter_draws import parameter_draw, uncertain
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.strata import spread_over_specialties
from bts_sim.droit.bareme import Lectures, Pour, Regime
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION, CHOIX, REMPLACEMENT
from bts_sim.errors import CalibrationError
from bts_sim.notices import listening
from bts_sim.questions.rates import measured_compiled
from bts_sim.questions.rates.by_draw import rates_by_draw
from bts_sim.questions.rates.measured import Measured, measured_of, sum_up
from bts_sim.questions.rates.measured_compiled import Layout, sum_up_compiled

#: Sums of probabilities may be made in another order, and by nothing else.
ROUNDING = 1e-12
N = 1200
EVERY = [*shipped_regimes(), *shipped_scenarios(), *idees_fausses()]
SITUATIONS = {
    "retour_apres_echec": 80,
    "notes_conservees": 90,
    "dispenses": 40,
    "forme_progressive": 20,
    "absence_a_l_oral": 10,
    "absents_a_l_examen": 5,
    "dossiers_non_valides": 3,
    "avis_favorables": 70,
    "accompagnement": 0.7,
    "absence_par_epreuve": 4,
}
ACADEMIES = {"Versailles": 0.6, "Mayotte": 0.1, "Lille": 0.3}


def with_parameters(cohort: Cohort, **changed: float) -> Cohort:
    return replace(cohort, parametres={**cohort.parametres, **changed})


def in_draws(cohort: Cohort) -> Cohort:
    return parameter_draw(spread_over_specialties(lent(cohort, Lending.SECTOR)), 5).cohorte


def in_every_situation(cohort: Cohort, **changed: float) -> Cohort:
    """A cohort with every status; with so many eliminated, few would be left to sit orals at the national rate."""
    return with_parameters(replace(cohort, taux_groupe1=45.0), **{**SITUATIONS, **changed})


def by_specialty(cohort: Cohort) -> Cohort:
    """A cohort whose level is solved specialty by specialty, some of which have too few candidates for it."""
    return replace(cohort, taux_groupe1={code: 55.0 + 3 * rank for rank, code in enumerate(cohort.specialites)})


COHORTS: dict[str, Callable[[], Cohort]] = {
    "the nation, with donors": lambda: load_cohort(candidats=N),
    "a draw of the parameters": lambda: in_draws(load_cohort(candidats=N)),
    "a national one without donors": lambda: lent(load_cohort(candidats=N, seed=3), Lending.NONE),
    "named specialties": lambda: load_cohort(candidats=N, specialites="MCO,CG,CIEL-IR,GPME", seed=11, session=2025),
    "specialties of languages": lambda: load_cohort(candidats=N, specialites="CI-RCE,MCO", seed=13, session=2022),
    "every situation": lambda: in_every_situation(load_cohort(candidats=4000, seed=4)),
    "every situation, in 2021": lambda: in_every_situation(load_cohort(candidats=N, session=2021, seed=9)),
    "facultatives": lambda: in_every_situation(
        load_cohort(candidats=4000, seed=14, session=2025), facultatives=60, pas_de_note=0.1
    ),
    "marks to the quarter": lambda: in_every_situation(load_cohort(candidats=N, seed=5), pas_de_note=0.25),
    "marks to the hundredth": lambda: in_every_situation(load_cohort(candidats=4000, seed=6), pas_de_note=0.01),
    "whole marks, and orals without luck": lambda: with_parameters(
        load_cohort(candidats=N, seed=7), pas_de_note=1.0, ecart_type_oral=0.0
    ),
    "académies": lambda: with_parameters(
        replace(load_cohort(candidats=N, seed=8), academies=ACADEMIES), ecart_type_academie=0.7
    ),
    "a rate by specialty": lambda: by_specialty(load_cohort(candidats=250, specialites="MCO,CG,SN-IR", seed=2)),
    "very few candidates": lambda: load_cohort(candidats=30, seed=2),
    "many enough to begin with the first ones": lambda: load_cohort(candidats=9000, seed=1),
    "a level far above": lambda: replace(load_cohort(candidats=N, seed=10), taux_groupe1=90.0),
    "a level far below": lambda: replace(load_cohort(candidats=N, seed=10), taux_groupe1=4.0),
}


def read(regime: Regime) -> list[Regime]:
    """Return a regime under each reading that the engine states, one at a time."""
    return [
        replace(regime, nom=f"{name} = {value}", lectures=replace(regime.lectures, **{name: value}))
        for name in READINGS
        for value in STATED[name]
        if value != getattr(regime.lectures, name)
    ]


def regimes_of(cohort: Cohort) -> list[Regime]:
    """Return all the regimes, scenarios and readings that the engine takes, and other thresholds and orals."""
    shipped = [load_regime(name) for name in EVERY]
    permanent, exceptional = load_regime("permanent_2022"), load_regime("exceptionnel_2021")
    other = [
        replace(permanent, nom="no oral", nombre_oraux=0),
        replace(permanent, nom="other thresholds", seuil_general=733, seuil_professionnel=None),
        replace(permanent, nom="another admission", valeurs={"seuil_admission": 950}),
        replace(permanent, nom="other facultatives", valeurs={"seuil_facultatif": 700}),
        replace(exceptional, nom="a closed access", acces="ferme"),
        replace(permanent, nom="no replacement", choix="aucun", remplacement="aucun", acces="non_admis"),
        for_some(exceptional, permanent, {"voie": ("apprentissage", "individuel")}),
    ]
    return [one for one in [*shipped, *read(permanent), *read(exceptional), *other] if takes(cohort, [one])]


def for_some(own: Regime, base: Regime, conditions: dict[str, tuple[str, ...]]) -> Regime:
    return replace(own, nom=f"for {conditions}", pour=Pour(conditions, base))


def both(cohort: Cohort, regimes: Sequence[Regime]) -> tuple[SimulatedCohort, Compiled]:
    assert takes(cohort, regimes), takes(cohort, regimes).reason
    return simulate(cohort, told=False), judged_by_numba(cohort, regimes)


def measured(compiled: Compiled) -> Measured:
    layout = Layout.of(compiled.cohorte, compiled.regimes[0])
    return measured_of([sum_up_compiled(compiled, layout)], compiled.regimes)[0]


def differences(first: SimulatedCohort, second: Compiled) -> list[str]:
    """Return what the two engines do not say alike."""
    found = []
    if dict(first.level_shift) != dict(second.level_shift):
        found.append("level")
    if dict(first.calibrated_elsewhere) != dict(second.calibrated_elsewhere):
        found.append("calibrated elsewhere")
    if not np.array_equal(first.first_group, second.first_group):
        found.append("first group")
    for rank, regime in enumerate(second.regimes):
        under = first.under(regime)
        if not np.array_equal(under.premier, second.premier(rank)):
            found.append(f"decisions under {regime.nom}")
        if not np.array_equal(under.autorise, second.autorise(rank)):
            found.append(f"who may sit under {regime.nom}")
        if not np.abs(under.admission - second.admission(rank)).max() <= ROUNDING:
            found.append(f"chances under {regime.nom}")
    return found


@cache
def compared(name: str) -> tuple[SimulatedCohort, Compiled]:
    cohort = COHORTS[name]()
    return both(cohort, regimes_of(cohort))


# --- The same results -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COHORTS)
def test_both_engines_give_the_same_level_decisions_and_chances(name: str) -> None:
    assert differences(*compared(name)) == []


@pytest.mark.parametrize("name", COHORTS)
def test_both_engines_draw_the_same_people(name: str) -> None:
    first, second = compared(name)
    assert np.array_equal(first.specialty_ranks, second.specialty_ranks)
    told = second.composition()
    for key, one in told.attributes().items():
        assert np.array_equal(np.concatenate([b.composition.attributes()[key].codes for b in first.blocks]), one.codes)
    assert np.array_equal(np.concatenate([block.composition.present for block in first.blocks]), told.present)


def test_what_is_compared_has_somebody_in_every_case() -> None:
    """An equality between empty sets would prove nothing."""
    _, second = compared("every situation")
    for rank, regime in enumerate(second.regimes):
        sits = second.autorise(rank)
        assert sits.any() == (regime.acces != "ferme")
        decided = set(np.unique(second.premier(rank)).tolist())
        assert decided == {0, 3, 4, 6}
    chances = second.admission([one.nom for one in second.regimes].index("trois_oraux"))
    assert ((chances > 0) & (chances < 1)).sum() > 20
    assert len(second.regimes) > 35
    assert all(compared(name)[1].calibrated_elsewhere for name in ("a rate by specialty", "very few candidates"))


def test_each_reading_that_can_change_a_result_changes_one() -> None:
    """A reading that the engine ignored would agree with the first one only where it changes nobody's result."""
    changed = set()
    for name in ("every situation", "marks to the hundredth", "specialties of languages", "facultatives"):
        _, second = compared(name)
        first = {one.choix: second.admission(rank) for rank, one in enumerate(second.regimes[: len(shipped_regimes())])}
        for rank, one in enumerate(second.regimes):
            if " = " in one.nom and (second.admission(rank) != first[one.choix]).any():
                changed.add(tuple(one.nom.split(" = ")))
    # A mean cut below reaches the same thresholds, which are whole hundredths. The other one is tried below.
    changed |= {("arrondi", "tronque"), ("facultatives_acces", "ignorees")}
    nothing = {
        "report_au_choix",
        "absence_facultative",
        "troisieme_facultative",
        "dossier_facultatif",
        "note_orale_donne_benefice",
    }
    assert {pair for pair in pairs_stated() if pair[0] not in nothing} == changed


def test_a_reform_of_some_candidates_is_the_same_in_both_engines() -> None:
    """Regimes that are judged for others only are not among the results, and what is told by groups agrees."""
    permanent, exceptional, none = (load_regime(name) for name in ("permanent_2022", "exceptionnel_2021", "aucun"))
    regimes = [
        permanent,
        for_some(exceptional, none, {"academie": ("Lille",), "sexe": ("femme",)}),
        for_some(none, exceptional, {"specialite": ("MCO", "CG"), "origine": ("general", "technologique")}),
        for_some(none, permanent, {"etablissement": ("public",), "secteur": ("services",)}),
    ]
    first, second = both(COHORTS["académies"](), regimes)
    assert differences(first, second) == [] and len(second.judged.decision) == 1 + len(regimes)
    one, other = measured_of([sum_up(first, regimes)], regimes)[0], measured(second)
    assert np.array_equal(one.values, other.values, equal_nan=True) and np.array_equal(one.fixed, other.fixed)
    for rank, regime in enumerate(regimes[1:], start=1):
        whom = first.under(regime).concerned
        assert whom.any() and (second.admission(rank)[whom] != second.admission(0)[whom]).any()
    by_distance = for_some(none, permanent, {"distance": ("moins de 8",)})
    other_values = replace(regimes[1], valeurs={"seuil_admission": 950})
    for refused in (by_distance, other_values):
        assert "pour" in takes(first.cohorte, [permanent, refused]).reason


def test_points_of_facultatives_open_the_orals_or_not() -> None:
    """Without the professional condition, since almost nobody under 8 meets it."""
    law = replace(load_regime("permanent_2022"), seuil_professionnel=None)
    closed = replace(law, lectures=replace(law.lectures, facultatives_acces="ignorees"))
    first, second = both(COHORTS["facultatives"](), [law, closed])
    assert differences(first, second) == []
    assert (second.autorise(0) & ~second.autorise(1)).any() and not (second.autorise(1) & ~second.autorise(0)).any()


@pytest.mark.parametrize("name", COHORTS)
def test_rates_of_groups_are_the_same_to_the_bit(name: str) -> None:
    """Numbers that are rounded for a table may not differ at all: half a unit is a tie away."""
    regimes = [load_regime(one) for one in ("aucun", "exceptionnel_2021", "permanent_2022", "trois_oraux")]
    first, second = both(COHORTS[name](), regimes)
    one, other = measured_of([sum_up(first, regimes)], regimes)[0], measured(second)
    for field in fields(Measured):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name), equal_nan=field.name in REALS)


#: Results that are not a number in a group of nobody.
REALS = ("values", "lost", "noise")


def pairs_stated() -> list[tuple[str, str]]:
    default = load_regime("permanent_2022").lectures
    return [(name, value) for name in READINGS for value in STATED[name] if value != getattr(default, name)]


@pytest.mark.parametrize("size", [257, 1000])
def test_no_result_depends_on_chunks(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = in_draws(load_cohort(candidats=N, seed=12))
    regimes = [load_regime("permanent_2022")]
    whole = judged_by_numba(cohort, regimes)
    for module in (marking, engine):
        monkeypatch.setattr(module, "BLOC", size)
    assert differences(simulate(cohort, told=False), whole) == []


@pytest.mark.parametrize("seed", [54, 69, 211, 309, 324, 335])
def test_the_search_of_the_level_takes_the_same_steps(seed: int) -> None:
    """Where everybody returns, the count falls here and there: a search by other steps ends at another level.

    Each of these cohorts has shown one: a middle taken one turn earlier, or a step that meets the target from below.
    """
    size, target = (110, 200, 350, 900, 2600)[seed % 5], (74.5, 50.0, 70.0, 60.0)[seed % 4]
    cohort = replace(load_cohort(candidats=size, seed=seed), taux_groupe1=target)
    step = (1.0, 0.5, 0.1)[seed % 3]
    returning = {"retour_apres_echec": 100.0, "notes_conservees": 100.0, "absence_par_epreuve": 1.0}
    assert differences(*both(with_parameters(cohort, pas_de_note=step, **returning), [])) == []


def test_admissions_are_added_beyond_what_a_number_with_a_sign_holds() -> None:
    settled = engine._settled(*engine.read_all([load_cohort(candidats=4000, seed=5)], []))
    everyone = np.arange(4000, dtype=np.uint32)
    law = settled.law

    def level(times: int) -> tuple[int, int]:
        weights = settled.weights * np.uint64(times)
        asked = Asked(int(law.admission[0]), int(law.option_floor[0]), weights, settled.grid, settled.units)
        wanted = Wanted.of(0.745 * 4000 * times)
        found = level_of(everyone, wanted, 0, Wanted.of(0.0), asked, settled.candidates, Seen.of(4000))
        return int(found[0]), int(found[1])

    (step, few), (same, many) = level(1), level(2**12)
    assert step == same
    assert many == 2**12 * few > 2**63


def test_a_draw_writes_over_nothing_that_a_result_still_has() -> None:
    cohorts = [load_cohort(candidats=N, seed=seed) for seed in (21, 22)]
    regimes = [load_regime("permanent_2022")]
    first = judged_by_numba(cohorts[0], regimes)
    before = measured(first)
    judged_by_numba(cohorts[1], regimes)
    again = measured(first)
    fresh = measured(judged_by_numba(cohorts[0], regimes))
    assert room._KEPT.arrays is not None
    for name in ("values", "noise", "lost"):
        assert np.array_equal(getattr(before, name), getattr(again, name), equal_nan=True)
        assert np.array_equal(getattr(before, name), getattr(fresh, name), equal_nan=True)


def test_arrays_of_many_candidates_are_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MOST", N - 1)
    compiled = judged_by_numba(load_cohort(candidats=N), [load_regime("permanent_2022")])
    assert room._KEPT.arrays is None
    assert compiled.candidates.marks.base is None and not compiled.candidates.marks.size


def test_threads_give_the_same_bits() -> None:
    cohorts = [load_cohort(candidats=700, seed=seed) for seed in range(4)]
    regimes = [load_regime("permanent_2022"), load_regime("exceptionnel_2021")]
    alone = [judged_by_numba(one, regimes).judged.admission for one in cohorts]
    found: dict[int, np.ndarray] = {}

    def work(k: int) -> None:
        found[k] = judged_by_numba(cohorts[k], regimes).judged.admission

    threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert all(np.array_equal(found[k], alone[k]) for k in range(4))


def test_a_target_out_of_reach_is_told_in_the_same_words() -> None:
    cohort = with_parameters(replace(load_cohort(candidats=600), taux_groupe1=90.0), forme_progressive=100.0)
    cohort = replace(cohort, asked=replace(cohort.asked, voies={"individuel": 1.0}))
    with pytest.raises(CalibrationError) as first:
        simulate(cohort, told=False)
    with pytest.raises(CalibrationError) as second:
        judged_by_numba(cohort, [])
    assert str(first.value) == str(second.value)


# --- The normal law ---------------------------------------------------------------------------------------------------


def test_normal_numbers_are_those_of_scipy_to_the_bit() -> None:
    words = np.random.default_rng(0).integers(0, 2**32, 200_000)
    numbers = (np.concatenate([words, np.arange(2000), 2**32 - 1 - np.arange(2000)]) + 0.5) * 2.0**-32
    found = np.empty_like(numbers)
    law = normals.normal_law()
    for one in (law, law._replace(alike=False)):
        normals.quantiles(one, numbers, found)
        assert np.array_equal(found, ndtri(numbers))
    # Even on a machine that rounds them otherwise, and then calls scipy, the ratios are those of the normal law.
    normals.quantiles(law._replace(alike=True), numbers, found)
    assert found == pytest.approx(ndtri(numbers), rel=1e-12, abs=1e-15)
    points = np.linspace(-9, 9, 5001)
    assert [normals.chance_below(law, x) for x in points[::50].tolist()] == ndtr(points[::50]).tolist()


# --- The gate ---------------------------------------------------------------------------------------------------------


def test_every_rule_of_the_catalogue_is_stated_or_refused_by_name() -> None:
    catalogue = {"admission": ADMISSION, "acces": ACCES, "choix": CHOIX, "remplacement": REMPLACEMENT}
    assert set(catalogue) == set(RULES)
    for kind, rules in catalogue.items():
        assert set(STATED[kind]) | REFUSED[kind] == set(rules)
        assert not set(STATED[kind]) & REFUSED[kind]


def test_every_reading_and_choice_is_stated_or_refused_by_name() -> None:
    known = get_type_hints(Lectures)
    assert set(READINGS) == {one.name for one in fields(Lectures)}
    values = {name: get_args(known[name]) for name in READINGS} | {"choix_des_oraux": get_args(ChoixDesOraux)}
    for name, some in values.items():
        refused = REFUSED.get(name, frozenset())
        assert set(STATED[name]) | refused == set(some)
        assert not set(STATED[name]) & refused


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in RULES for name in sorted(REFUSED[kind])])
def test_a_regime_with_another_rule_is_refused_by_its_name(kind: str, name: str) -> None:
    cohort = load_cohort(candidats=N)
    answer = takes(cohort, [replace(load_regime("permanent_2022"), **{kind: name})])
    assert not answer and name in answer.reason


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name in READINGS for value in sorted(REFUSED.get(name, ()))]
)
def test_a_regime_with_another_reading_is_refused_by_its_name(name: str, value: str) -> None:
    law = load_regime("permanent_2022")
    answer = takes(load_cohort(candidats=N), [replace(law, lectures=replace(law.lectures, **{name: value}))])
    assert not answer and f"{name} : {value}" in answer.reason


REFUSALS: dict[str, Callable[[Cohort], Cohort]] = {
    "points de jury": lambda cohort: with_parameters(cohort, points_de_jury=10.0),
    "notes_basses": lambda cohort: replace(cohort, choix_des_oraux="notes_basses"),
    "hasard": lambda cohort: replace(cohort, choix_des_oraux="hasard"),
    "meilleure_probabilite": lambda cohort: replace(cohort, choix_des_oraux="meilleure_probabilite"),
    "16000000": lambda cohort: replace(cohort, candidats=17_000_000),
}


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_cohort_with_more_is_refused_and_told_why(reason: str) -> None:
    answer = takes(REFUSALS[reason](load_cohort(candidats=N)), [load_regime("permanent_2022")])
    assert not answer and reason in answer.reason


def test_more_orals_than_it_knows_are_refused() -> None:
    law = replace(load_regime("permanent_2022"), nombre_oraux=4)
    assert "4 oraux" in takes(load_cohort(candidats=N), [law]).reason


def test_rules_that_do_not_go_together_are_refused() -> None:
    law = replace(load_regime("permanent_2022"), remplacement="aucun")
    assert "choix unites_generales" in takes(load_cohort(candidats=N), [law]).reason


# --- The switch -------------------------------------------------------------------------------------------------------


def test_the_switch_gives_the_compiled_engine_where_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort, law = load_cohort(candidats=N), load_regime("permanent_2022")
    assert loads_for(cohort, [law])
    assert not loads_for(cohort, [replace(law, nombre_oraux=4)])
    monkeypatch.setattr("bts_sim.cohort.compiled.switch.find_spec", lambda name: None)
    assert not loads_for(cohort, [law])
    # The gate is asked once for all the draws.
    assert not {"points_de_jury", "pas_de_note"} & set(uncertain())


def test_rates_over_draws_are_the_same_table_whichever_engine_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    baseline, *others = (load_regime(one) for one in ("aucun", "exceptionnel_2021", "permanent_2022"))
    cohort = load_cohort(candidats=400, seed=21)
    with_numba = rates_by_draw(cohort, baseline, others, draws=3)
    monkeypatch.setattr("bts_sim.cohort.compiled.switch.find_spec", lambda name: None)
    pd.testing.assert_frame_equal(with_numba, rates_by_draw(cohort, baseline, others, draws=3), check_exact=True)


def test_threads_give_the_same_table_of_draws() -> None:
    regimes = [load_regime(one) for one in ("aucun", "permanent_2022")]
    alone, together = (
        rates_by_draw(load_cohort(candidats=300, seed=22), regimes[0], regimes[1:], draws=5, workers=workers)
        for workers in (1, 3)
    )
    pd.testing.assert_frame_equal(alone, together, check_exact=True)


def test_a_draw_whose_target_is_out_of_reach_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = with_parameters(replace(load_cohort(candidats=400), taux_groupe1=95.0), absence_par_epreuve=9.0)
    told = []
    for there in (True, False):
        monkeypatch.setattr("bts_sim.cohort.compiled.switch.find_spec", lambda name, there=there: there or None)
        with pytest.raises(CalibrationError, match="tirage 0 des paramètres") as refused:
            rates_by_draw(cohort, load_regime("aucun"), [load_regime("permanent_2022")], draws=1)
        told.append(str(refused.value))
    assert told[0] == told[1]


def test_numba_is_imported_only_when_asked_for() -> None:
    program = (
        "import sys; from bts_sim.cohort.describe import load_cohort; from bts_sim.cohort.simulate import simulate;"
        "from bts_sim.cohort.compiled.switch import loads_for; from dataclasses import replace;"
        "c = load_cohort(candidats=200); simulate(c);"
        "assert not loads_for(replace(c, choix_des_oraux='hasard'), []);"
        "print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_function_that_counts_no_holder_of_arrays_returns_none() -> None:
    """Whoever calls it would give back an array that nobody took, and read memory that is somebody else's."""
    compiled = {
        name: function
        for module in pkgutil.iter_modules(bts_sim.cohort.compiled.__path__, "bts_sim.cohort.compiled.")
        for name, function in vars(importlib.import_module(module.name)).items()
        if not getattr(function, "targetoptions", {}).get("_nrt", True)
    }
    returned = {name: inspect.get_annotations(function.py_func)["return"] for name, function in compiled.items()}
    assert len(returned) > 40
    numbers = re.compile(r"(None|bool|Whole|Real|tuple\[((bool|Whole|Real)(, )?)+\])")
    assert {name: one for name, one in returned.items() if not numbers.fullmatch(one)} == {}


def test_where_nothing_can_be_kept_on_disk_it_compiles_all_the_same(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file where the folder of the cache should be: compiled again each time, told once, and no error."""
    (tmp_path / "cache").write_text("not a folder")
    program = (
        "import numpy as np; from bts_sim.notices import listening; from bts_sim.cohort.compiled import machine\n"
        "told = []\n"
        "def twice(x: float) -> float: return 2 * x\n"
        "with listening(told.append):\n"
        "    one, other = machine.entry(twice), machine.entry(twice)\n"
        "    print(one(2.0), one(3.0), other(4.0), len(told), 'compilation' in str(told[0]))\n"
    )
    environment = {"NUMBA_CACHE_DIR": str(tmp_path / "cache"), "PATH": "", "HOME": str(tmp_path / "cache")}
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment, cwd=tmp_path
    )
    assert done.stdout.split() == ["4.0", "6.0", "8.0", "1", "True"], done.stderr


def test_everything_is_compiled_once_whatever_the_cohort() -> None:
    """An array laid out otherwise would be another type, and 22 s more."""
    for name in COHORTS:
        measured(judged_by_numba(COHORTS[name](), [load_regime("aucun"), load_regime("permanent_2022")]))
    for one in (engine.draw_candidates, engine.judge, engine.level_of, measured_compiled.add_up):
        assert len(vars(one)["made"].signatures) == 1


def test_a_compiled_function_is_told_once_and_then_kept() -> None:
    heard: list[object] = []
    cohort = load_cohort(candidats=300)
    judged_by_numba(cohort, [])
    with listening(heard.append):
        judged_by_numba(cohort, [])
    assert heard == []
