"""Does one regime decide on one group once, with its own barème, and does every question ask what was decided?"""

import gc
import re
import weakref
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import bts_sim as bts
from bts_sim.cohort import simulate
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.group import Groupe
from bts_sim.cohort.orals import oral_marks
from bts_sim.cohort.parameter_draws import every_draw, parameter_draw, parameter_draws, seed_of_draw
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.under import Under
from bts_sim.droit import deliberation
from bts_sim.droit.deliberation import Decided, Deliberation
from bts_sim.droit.jury import Controle, Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.regimes import load_regimes
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import InputError
from bts_sim.questions.accuracy.remarking import concordance
from bts_sim.questions.accuracy.tables import decision_accuracy
from bts_sim.questions.advice.tables import advice_cost
from bts_sim.questions.movers.tables import moves
from bts_sim.questions.people.margins import margins
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.returns.lives import journeys

PACKAGE = Path(bts.__file__).parent
NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
KIND = replace(PERMANENT, nom="neuf_et_demi", valeurs={"seuil_admission": 950})
BAREME = load_bareme(2024)
STEPS = "premier_groupe", "ouverture_du_controle", "second_groupe"


@pytest.fixture(scope="module")
def cohort() -> SimulatedCohort:
    """All of them have a règlement of their own, as those of files have."""
    return simulate.simulate(lent(load_cohort(candidats=2000, seed=8), Lending.NONE))


def largest(cohort: SimulatedCohort) -> Groupe:
    return max(cohort.groupes, key=lambda g: g.candidats.size)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each step of the jury is taken."""
    counted = dict.fromkeys(STEPS, 0)

    def counting(name: str):
        step = getattr(deliberation, name)

        def taken(*args):
            counted[name] += 1
            return step(*args)

        return taken

    for name in STEPS:
        monkeypatch.setattr(deliberation, name, counting(name))
    return counted


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, cohort: SimulatedCohort) -> SimulatedCohort:
    """The same cohort, its candidates being read from files."""
    folder = tmp_path_factory.mktemp("files")
    for table, name in zip(tables(cohort), ("candidats.csv", "notes.csv"), strict=True):
        table.to_csv(folder / name, sep=";", index=False)
    grading = bts.grade(folder / "candidats.csv", folder / "notes.csv", session=2024)
    return replace(cohort, blocks=tuple(grading.dossiers.groupes.values()))


# --- One deliberation -------------------------------------------------------------------------------------------------


def test_the_three_steps_are_those_of_the_jury_in_its_order(cohort: SimulatedCohort) -> None:
    for regime in (NEVER, EXCEPTIONNEL, PERMANENT, KIND):
        for g in cohort.groupes[:5]:
            d, law = Deliberation(g, BAREME, regime), (g.releve, g.reglement, BAREME.sous(regime), regime)
            premier = premier_groupe(*law)
            controle = ouverture_du_controle(premier, *law)
            oraux = oral_marks(cohort, d)
            assert (d.premier.decision == premier.decision).all()
            assert (d.controle.choisissables == controle.choisissables).all()
            assert (d.second(oraux).decision == second_groupe(premier, controle, oraux, *law).decision).all()


def test_a_deliberation_has_the_bareme_of_its_regime(cohort: SimulatedCohort) -> None:
    g = largest(cohort)
    law, kind = (Deliberation(g, BAREME, regime) for regime in (PERMANENT, KIND))
    assert (law.bareme.seuil_admission, kind.bareme.seuil_admission) == (1000, 950)
    assert kind.premier.ont(Decision.ADMIS).sum() > law.premier.ont(Decision.ADMIS).sum()
    # Given again what it holds, it has the same.
    assert Deliberation(g, kind.bareme, KIND).bareme == kind.bareme


def test_each_step_is_taken_once_and_no_sooner_than_asked(cohort: SimulatedCohort, calls: dict[str, int]) -> None:
    d = Deliberation(largest(cohort), BAREME, PERMANENT)
    assert calls == dict.fromkeys(STEPS, 0)
    for _ in range(2):
        assert d.premier is d.premier and d.controle is d.controle
    decided = Decided(d, oral_marks(cohort, d))
    assert decided.second is decided.second
    assert calls == dict.fromkeys(STEPS, 1)


def test_before_the_orals_the_authorised_wait(cohort: SimulatedCohort) -> None:
    d = Deliberation(largest(cohort), BAREME, PERMANENT)
    waiting = d.second(None).decision == Decision.EN_ATTENTE_CONTROLE
    assert waiting.any() and (waiting == d.controle.autorise).all()
    assert (Decided(d).second.decision == d.second(None).decision).all()


def test_an_oral_that_is_owed_makes_wait_until_the_orals_are_over(cohort: SimulatedCohort) -> None:
    d = Deliberation(largest(cohort), BAREME, PERMANENT)
    none_yet = np.full(d.groupe.releve.notes.shape, -1)
    open_, over = (d.second(none_yet, d.manquants(none_yet, clos=clos)).decision for clos in (False, True))
    assert ((open_ == Decision.EN_ATTENTE_CONTROLE) == d.controle.autorise).all()
    assert (over[d.controle.autorise] == Decision.REFUSE).all()


def test_a_part_is_decided_as_the_whole_and_not_again(cohort: SimulatedCohort, calls: dict[str, int]) -> None:
    d = Deliberation(largest(cohort), BAREME, PERMANENT)
    oraux, rows = oral_marks(cohort, d), np.flatnonzero(d.controle.autorise)
    some = d.part(rows)
    assert (some.second(oraux[rows]).decision == d.second(oraux).decision[rows]).all()
    assert (some.groupe.latent == d.groupe.latent[rows]).all() and some.groupe.candidats.size == rows.size
    assert (some.groupe.composition.femme == d.groupe.composition.femme[rows]).all()
    assert calls["premier_groupe"] == calls["ouverture_du_controle"] == 1


def test_orals_may_be_opened_to_others_and_access_moved(cohort: SimulatedCohort, calls: dict[str, int]) -> None:
    d = Deliberation(largest(cohort), BAREME, PERMANENT)
    nobody = np.zeros_like(d.controle.autorise)
    closed = d.opened(Controle(nobody, d.controle.choisissables))
    assert not (closed.second(None).decision == Decision.EN_ATTENTE_CONTROLE).any() and d.controle.autorise.any()
    low = replace(PERMANENT, seuil_professionnel=0)
    lower = d.reopened(low)
    assert calls["premier_groupe"] == 1
    assert (lower.controle.autorise == Deliberation(d.groupe, BAREME, low).controle.autorise).all()
    assert lower.controle.autorise.sum() > d.controle.autorise.sum()


def test_nobody_else_takes_a_step_of_the_jury() -> None:
    """What compares or shows a threshold, and decides on nobody, may ask for the barème of a regime."""
    shown = {"candidates/kept_marks/keep.py", "candidates/grade.py", "cohort/under.py", "stats/gaps.py"}
    shown |= {"candidates/whose.py", "cohort/concerned.py"}
    shown |= {
        f"questions/{name}.py"
        for name in ("one_candidate/verdicts", "people/tables", "reforms/settings", "rates/measured_compiled")
    }
    # The second statement of the default rules, which tests compare with the jury.
    shown |= {"cohort/compiled/engine.py", "cohort/compiled/tables.py"}
    step, own = re.compile(rf"\b({'|'.join(STEPS)})\("), {"droit/jury.py", "droit/deliberation.py"}
    for path in PACKAGE.rglob("*.py"):
        name, text = path.relative_to(PACKAGE).as_posix(), path.read_text(encoding="utf-8")
        assert name in own or not step.search(text), name
        assert name in shown | {"droit/deliberation.py"} or ".sous(" not in text, name


# --- A cohort under one regime ----------------------------------------------------------------------------------------


def test_two_questions_on_two_regimes_take_each_group_once(cohort: SimulatedCohort, calls: dict[str, int]) -> None:
    fresh = replace(cohort)
    moves(fresh, EXCEPTIONNEL, PERMANENT, oral_draws=4)
    compare(fresh, EXCEPTIONNEL, [PERMANENT])
    # The law of the session is one of the two regimes, whose first groups are one.
    blocks = len(fresh.blocks)
    assert calls == {"premier_groupe": blocks, "ouverture_du_controle": 2 * blocks, "second_groupe": 8 * blocks}


def test_the_last_regimes_asked_for_are_kept_and_the_others_worked_out_again(cohort: SimulatedCohort) -> None:
    fresh = replace(cohort)
    first = fresh.under(PERMANENT)
    assert fresh.under(replace(PERMANENT)) is first
    admission = first.admission
    for step in range(simulate.KEPT):
        assert fresh.under(replace(PERMANENT, seuil_general=step)).premier.size
    assert "deliberations" not in vars(first) and first.admission is admission
    again = fresh.under(PERMANENT)
    assert again is not first and (again.admission == admission).all()
    assert (first.decision() == again.decision()).all()


def test_few_regimes_of_a_large_cohort_are_kept(cohort: SimulatedCohort, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulate, "KEPT_CANDIDATES", 2 * cohort.cohorte.candidats)
    fresh = replace(cohort)
    one, *_ = [fresh.under(regime) for regime in (NEVER, EXCEPTIONNEL, PERMANENT)]
    assert fresh.under(NEVER) is not one
    monkeypatch.setattr(simulate, "KEPT_CANDIDATES", 1)
    assert fresh.under(PERMANENT) is fresh.under(PERMANENT)


def test_what_is_kept_dies_with_the_cohort(cohort: SimulatedCohort) -> None:
    """With no help of the collector: hundreds of cohorts are drawn one after the other."""
    gc.disable()
    try:
        fresh = replace(cohort)
        gone, known = weakref.ref(fresh), weakref.ref(fresh.under(PERMANENT))
        assert known().admission.size
        del fresh
        assert gone() is None and known() is None
    finally:
        gc.enable()


def test_nobody_changes_by_mistake_what_others_will_read(cohort: SimulatedCohort) -> None:
    one = cohort.under(PERMANENT)
    for values in (one.premier, one.autorise, one.admission, one.generale, one.decision(), one.admis_groupe1):
        with pytest.raises(ValueError, match="read-only"):
            values[0] = values[0]


def test_the_first_group_of_the_law_is_that_of_the_calibrating_regime(cohort: SimulatedCohort) -> None:
    assert cohort.calibrated is cohort.under(PERMANENT)
    assert (cohort.first_group == cohort.under(PERMANENT).admis_groupe1).all()


def test_a_narrower_access_is_the_regime_itself(cohort: SimulatedCohort) -> None:
    wide = replace(PERMANENT, seuil_general=None, seuil_professionnel=None)
    narrowed, alone = cohort.under(wide).narrowed(PERMANENT), Under(cohort, PERMANENT)
    assert (narrowed.admission == alone.admission).all() and (narrowed.autorise == alone.autorise).all()
    assert (narrowed.admis_groupe1 == alone.admis_groupe1).all() and narrowed.regime is PERMANENT


def test_somebody_of_a_specialty_where_nobody_sits_chooses_nothing() -> None:
    """The likeliest choice among none, which once stopped the draw of a small cohort."""
    described = replace(load_cohort(candidats=800, seed=11), choix_des_oraux="meilleure_probabilite")
    one = simulate.simulate(described).under(PERMANENT)
    assert any(not d.controle.autorise.any() for d in one.deliberations)
    assert one.decision(1).size == 800


# --- Draws of parameters ----------------------------------------------------------------------------------------------


def test_a_draw_is_the_same_alone_and_among_others() -> None:
    described = load_cohort(candidats=300, seed=5)
    draws = parameter_draws(described, 3)
    assert [draw.numero for draw in draws] == [0, 1, 2] and draws[2] == parameter_draw(described, 2)
    seeds = {seed_of_draw(seed, number) for seed in range(5, 9) for number in range(8)}
    assert len(seeds) == 32 and {draw.cohorte.seed for draw in draws} <= seeds
    assert draws[0].parametres.items() <= draws[0].cohorte.parametres.items()
    assert draws[1].simulated().cohorte == draws[1].cohorte
    assert len(parameter_draws(described, 10**6)) == len(every_draw())


def test_one_loop_draws_the_parameters() -> None:
    spelled = [p.name for p in PACKAGE.rglob("*.py") if "seed_of_draw(" in p.read_text(encoding="utf-8")]
    assert spelled == ["parameter_draws.py"]


# --- Real and simulated candidates ------------------------------------------------------------------------------------


def test_real_and_simulated_groups_are_one_type_decided_alike(cohort: SimulatedCohort, real: SimulatedCohort) -> None:
    simulated = {g.reglement.specialite: g for g in cohort.groupes}
    for g in real.groupes:
        other = simulated[g.reglement.specialite]
        assert type(g) is type(other) is Groupe and g.fichier == "candidats.csv"
        assert (g.candidats == other.candidats).all()
        mine, theirs = (Deliberation(one, BAREME, PERMANENT) for one in (g, other))
        assert (mine.premier.decision == theirs.premier.decision).all()
        assert (mine.controle.autorise == theirs.controle.autorise).all()
    both = real.under(PERMANENT), cohort.under(PERMANENT)
    assert (both[0].admis_groupe1 == both[1].admis_groupe1).all() and (both[0].autorise == both[1].autorise).all()


ON_LEVELS = {
    compare: (NEVER, [PERMANENT]),
    decision_accuracy: (NEVER, [PERMANENT]),
    moves: (NEVER, PERMANENT),
    advice_cost: (PERMANENT,),
    concordance: (PERMANENT,),
    margins: (),
    journeys: (PERMANENT,),
}


@pytest.mark.parametrize("question", ON_LEVELS)
def test_a_question_on_levels_refuses_real_candidates_by_its_name_and_their_file(
    question, real: SimulatedCohort
) -> None:
    with pytest.raises(InputError, match=f"candidats.csv.*{question.__name__}.*simulation") as refusal:
        question(real, *ON_LEVELS[question])
    assert "Remède : la poser à une cohorte simulée" in str(refusal.value)


def test_what_only_a_simulation_knows_is_refused_of_a_real_group(real: SimulatedCohort) -> None:
    (g, *_) = real.groupes
    for asked in ("composition", "voies", "latent", "domaine"):
        with pytest.raises(InputError, match=r"candidats\.csv"):
            getattr(g, asked)
    with pytest.raises(InputError, match="niveau par domaine"):
        assert real.under(PERMANENT).admission
