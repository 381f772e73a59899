"""A rate to aim at, as it is published: at the first group or after the orals, of all, by specialty or by voie."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim

import bts_sim as bts
from bts_sim.cohort import marking
from bts_sim.cohort.after_orals import after_the_orals
from bts_sim.cohort.compiled.gate import takes
from bts_sim.cohort.describe import ChoixDesOraux, Cohort, load_cohort
from bts_sim.cohort.goals import Goal, goals
from bts_sim.cohort.nation import academie_of
from bts_sim.cohort.parameter_draws import parameter_draws
from bts_sim.cohort.present import PresentFrom
from bts_sim.cohort.simulate import SimulatedCohort, check_met, simulate
from bts_sim.cohort.strata import spread_over_specialties
from bts_sim.cohort.target import STEPS, Level, Members
from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import Bools, Floats
from bts_sim.droit.regimes import load_regime
from bts_sim.errors import CalibrationError, InputError
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw
from bts_sim.questions.rates.words import say_implied
from bts_sim.stats.groups import attributes, groupings, present, specialties

PERMANENT, EXCEPTIONAL = load_regime("permanent_2022"), load_regime("exceptionnel_2021")


def aimed(cohort: Cohort, rate: object, under: Regime | None = None) -> Cohort:
    return replace(cohort, taux_groupe1=None, taux_admis=rate, aimed_under=under)


def rate_of(simulated: SimulatedCohort, regime: Regime, among: Bools | None = None) -> float:
    """The rate after the orals of those present, each weighed, percent."""
    weights = simulated.cohorte.weights[simulated.specialty_ranks] * present(simulated)
    weights = weights if among is None else weights * among
    return 100 * float((weights * simulated.under(regime).admission).sum() / weights.sum())


def file(folder: Path, text: str) -> Path:
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("regime", "choice"), [(PERMANENT, "gain_possible"), (EXCEPTIONAL, "meilleure_probabilite")])
def test_aiming_at_the_rate_that_a_cohort_has_after_the_orals_finds_its_level_again(
    regime: Regime, choice: ChoixDesOraux
) -> None:
    described = replace(load_cohort(candidats=1_500, seed=5, session=2024), choix_des_oraux=choice)
    # Who comes back after a failure may keep fewer marks at a better level: the sum may then cross a rate twice.
    described = replace(described, parametres={**described.parametres, "retour_apres_echec": 0.0})
    known = simulate(described)
    found = simulate(aimed(described, rate_of(known, regime), regime))
    (level,), (again,) = set(known.level_shift.values()), set(found.level_shift.values())
    assert abs(again - level) < 1.5 / STEPS
    assert rate_of(found, regime) == pytest.approx(rate_of(known, regime), abs=1e-9)
    assert found.summary()["taux_admis"] == rate_of(known, regime) and found.summary()["regime"] == regime.nom
    assert "taux_groupe1" not in found.summary() and found.cohorte.identity() != known.cohorte.identity()


def test_no_chance_falls_as_the_level_rises() -> None:
    """What a search between two levels rests on, where candidates choose without looking at their marks."""
    described = replace(load_cohort(candidats=1_000, seed=2), choix_des_oraux="hasard")
    described = replace(described, parametres={**described.parametres, "retour_apres_echec": 0.0})
    for regime in (PERMANENT, EXCEPTIONAL):
        admission, (scripts,) = after_the_orals(described, regime), marking.draw(described)[1]
        scripts.settle(described.parametres, marking.Abilities.of(described))
        chances = np.array([admission(Members(scripts), level)[0] for level in (0.5, 0.5001, 0.51, 0.8, 1.6, 2.4, 5.0)])
        # Sums of chances are rounded.
        assert np.diff(chances, axis=0).min() > -1e-12 and chances[-1].sum() > chances[0].sum()


def test_a_rate_after_the_orals_is_met_at_each_draw_and_leaves_the_first_group_an_interval() -> None:
    described = aimed(load_cohort(candidats=1_200), 80.0)
    every, implied = parameter_draws(spread_over_specialties(described), 3), []
    for draw in every:
        simulated = draw.simulated()
        assert abs(rate_of(simulated, PERMANENT) - 80) < 0.05
        implied.append(float(simulated.first_group.mean()))
    assert len(set(implied)) == 3
    assert takes(described, [PERMANENT]).reason == "le niveau est calé sur un taux après les oraux : taux_admis"
    found = compare_over_draws(rates_by_draw(described, load_regime("aucun"), [PERMANENT], 3), 90, 1_200)
    rows = found[found["groupe"] == "ensemble"].set_index(["indicateur", "regime"])
    first, admitted = rows.loc[("taux_groupe1", "permanent_2022")], rows.loc[("taux_admis", "permanent_2022")]
    assert (admitted["methode"], first["methode"]) == ("calibrated", "drawn")
    assert admitted["bas"] == admitted["haut"] == admitted["valeur"] == pytest.approx(80, abs=0.05)
    assert first["bas"] < first["valeur"] < first["haut"] < 80
    assert rows.loc[("taux_admis", "aucun"), "methode"] == "drawn"
    assert say_implied(found).startswith("80,0\u202f% d'admis après les oraux (Régime permanent (2022)) impliquent 7")


@pytest.mark.parametrize(("admitted", "met"), [(797, True), (803, True), (796, False), (804, False)])
def test_a_rate_is_met_within_three_tenths_of_a_point(admitted: int, met: bool) -> None:
    goal = Goal(80.0, ["MCO"], regime=PERMANENT)
    if met:
        check_met(Level(0.0, admitted + (1e-9 if admitted < 800 else -1e-9)), goal, 1000)
        return
    with pytest.raises(
        CalibrationError, match=r"MCO : taux d'admis visé après les oraux \(permanent_2022\) 80 %.*revoir taux_admis"
    ):
        check_met(Level(0.0, admitted), goal, 1000)


@pytest.mark.parametrize("keys", ["taux_groupe1", "taux_admis", "both"])
def test_each_voie_meets_its_own_rate(tmp_path: Path, keys: str) -> None:
    said = {
        "taux_groupe1": "taux_groupe1: {scolaire: 70, apprentissage: 82.5}\n",
        "taux_admis": "taux_admis: {scolaire: 70, apprentissage: 82.5}\n",
        "both": "taux_groupe1: {scolaire: 70}\ntaux_admis: {apprentissage: 82.5}\n",
    }
    text = "session: 2024\ncandidats: 1000\nspecialites: {MCO: 2, CG: 1}\nvoies: {scolaire: 600, apprentissage: 400}\n"
    described = load_cohort(file(tmp_path, text + said[keys]))
    assert (described.present.number, described.present.origin) == (1000, PresentFrom.VOIES)
    simulated = simulate(described)
    assert list(simulated.level_shift) == ["scolaire", "apprentissage"] and not simulated.calibrated_elsewhere
    voie = attributes(simulated)["voie"]
    for goal in goals(described):
        among = voie.are(goal.voie)
        found: Floats = simulated.first_group if goal.regime is None else simulated.under(goal.regime).admission
        assert 100 * float(found[among].mean()) == pytest.approx(goal.rate, abs=100 / among.sum())
    assert not takes(described, [PERMANENT])
    # The first group of all, and of a voie, is fixed where its own rate is, and told with an interval elsewhere.
    known = {one.groupe: list(one.solved) for one in groupings(simulated)}
    at_once = [goal.regime is None for goal in goals(described)]
    assert known["ensemble"] == [all(at_once)] and known["voie"] == at_once


def test_a_specialty_may_have_its_rate_after_the_orals_and_another_that_of_the_first_group(tmp_path: Path) -> None:
    text = "session: 2024\ncandidats: 1000\nspecialites: {MCO: 2, CG: 1}\n"
    described = load_cohort(file(tmp_path, text + "taux_groupe1: {MCO: 66}\ntaux_admis: {CG: 85}\n"))
    simulated = simulate(described)
    known = specialties(simulated)
    mco, cg = known.are("MCO"), known.are("CG")
    assert 100 * simulated.first_group[mco].mean() == pytest.approx(66, abs=100 / mco.sum())
    assert rate_of(simulated, PERMANENT, cg) == pytest.approx(85, abs=100 / cg.sum())


def test_a_voie_of_few_takes_the_level_of_a_larger_cohort() -> None:
    whole = replace(load_cohort(candidats=150, seed=1), taux_groupe1={"scolaire": 70.0, "apprentissage": 80.0})
    whole = replace(whole, asked=replace(whole.asked, voies={"scolaire": 0.8, "apprentissage": 0.2}))
    with pytest.warns(UserWarning, match="moins de 100 candidats de apprentissage"):
        simulated = simulate(whole)
    assert list(simulated.calibrated_elsewhere) == ["apprentissage"]


TWO = "session: 2024\nspecialites: {MCO: 500, CG: 300}\n"
BY_VOIE = "voies: {scolaire: 500, apprentissage: 300}\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("taux_admis: 84\ntaux_groupe1: 75\n", ["c.yaml:1 : colonne taux_admis : « 84 » : taux_groupe1 et taux_admis"]),
        (TWO + "taux_groupe1: {MCO: 70}\ntaux_admis: {CG: 80, MCO: 75}\n", ["c.yaml:4 : colonne taux_admis : « MCO »"]),
        (TWO + "taux_groupe1: {MCO: 70}\ntaux_admis: 80\n", ["« 80 » : taux_groupe1 et taux_admis"]),
        (TWO + "taux_admis: {MCO: 70}\n", ["« CG » : pas de taux pour cette spécialité"]),
        (TWO + "taux_admis: {MCO: 70, scolaire: 60}\n", ["« scolaire » : des voies et des spécialités mêlées"]),
        (TWO + "taux_groupe1: {MCO: 70, CG: 60}\ntaux_admis: {scolaire: 60}\n", ["l'un par voie et l'autre par"]),
        (BY_VOIE + "taux_admis: {scolair: 60}\n", ["« scolair » : voie inconnue", "« scolaire »"]),
        (BY_VOIE + "taux_admis: {scolaire: 60}\n", ["« apprentissage » : pas de taux pour cette voie"]),
        (
            BY_VOIE + "taux_admis: {scolaire: 60, apprentissage: 70, individuel: 70}\n",
            ["« individuel » : aucun candidat de cette voie dans la cohorte. Remède : retirer ce taux"],
        ),
        ("regime: permanent_2022\n", ["c.yaml:1 : colonne regime", "sans taux après les oraux"]),
        ("taux_admis: 80\nregime: permanent_2023\n", ["c.yaml:2 : colonne regime", "« permanent_2022 »"]),
        (
            "academie: Lyon\nacademies: {Lyon: 1, lyon: 2}\n",
            ["ne garder que l'une", "académie donnée deux fois : Lyon"],
        ),
        (
            "effectif: 900\nspecialites: {MCO: 500, CG: 300}\nvoies: {scolaire: 600, apprentissage: 400}\n"
            "taux_admis: 0.65\nacademie: Lion\n",
            [
                "c.yaml:2 : colonne specialites : « 800 » : ces effectifs font 800, et « effectif » 900",
                "c.yaml:3 : colonne voies : « 1000 » : ces effectifs font 1000, et « effectif » 900",
                "c.yaml:4 : colonne taux_admis : « 0.65 » : une fraction",
                "Remède : en pourcent : 65",
                "c.yaml:5 : colonne academie : « Lion » : académie inconnue. Remède : vouliez-vous dire « Lyon » ?",
                "4 fautes",
            ],
        ),
        (TWO + "voies: {scolaire: 500, apprentissage: 299}\n", ["ces effectifs font 799, et « specialites » 800"]),
    ],
)
def test_what_a_cohort_file_says_twice_and_not_alike_is_refused(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(InputError) as error:
        load_cohort(file(tmp_path, text))
    assert [words for words in said if words not in str(error.value)] == []


def test_headcounts_that_agree_are_taken_few_or_many(tmp_path: Path) -> None:
    for text, number in (
        ("specialites: {MCO: 95}\nvoies: {scolaire: 60, apprentissage: 35}\n", 95),
        ("effectif: 800\nspecialites: {MCO: 500, CG: 300}\n" + BY_VOIE, 800),
        ("effectif: 640\nspecialites: {MCO: 0.5, CG: 0.5}\n", 640),
    ):
        assert load_cohort(file(tmp_path, text)).present.number == number


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Lyon", "Lyon"),
        ("aix marseille", "Aix-Marseille"),
        ("académie d'Aix-Marseille", "Aix-Marseille"),
        ("BESANCON", "Besançon"),
        ("Académie de la Réunion", "La Réunion"),
        ("Réunion", "La Réunion"),
        ("Lion", None),
    ],
)
def test_an_academie_is_named_as_people_write_it(tmp_path: Path, said: str, name: str | None) -> None:
    assert academie_of(said) == name
    if name is not None:
        alone = load_cohort(file(tmp_path, f'academie: "{said}"\n'))
        assert alone == load_cohort(file(tmp_path, f"academies: {{{name}: 1}}\n")) and list(alone.academies) == [name]


def test_every_door_takes_the_rate_after_the_orals(tmp_path: Path) -> None:
    text = "session: 2024\ncandidats: 500\nspecialites: {MCO: 1}\ntaux_admis: 81\n"
    path = file(tmp_path, text)
    run = bts_sim(
        *("compare", "--baseline", "aucun", "--against", "permanent_2022", "--cohort", path),
        *("--parametres", "fixes", "--out", tmp_path / "out"),
    )
    assert run.exit_code == 0, run.stderr
    assert "d'admis après les oraux (Régime permanent (2022)) impliquent 7" in run.stdout + run.stderr
    run = bts_sim("cohort", "--cohort", path, "--out", tmp_path / "files")
    assert "Calé sur le taux d'admis après les oraux (permanent_2022) : 7" in run.stdout + run.stderr
    study = bts.study(notebook={"cohorte": str(path)})
    assert study.people.described == load_cohort(path)
    said = study.portrait().chart("cohort")
    assert "Taux d'admis visé après les oraux" in str(said) and "81,0" in str(said)
    under = bts.study(admitted_rate="81,5", admitted_under="exceptionnel_2021", specialties="MCO").people.described
    assert (under.taux_groupe1, under.taux_admis, under.orals_aimed_at) == (None, 81.5, EXCEPTIONAL)
    # An argument takes the place of the rate of the file, whichever it is.
    assert load_cohort(path, taux_groupe1=70.0).taux_admis is None
    with pytest.raises(InputError, match="taux_groupe1 et taux_admis pour les mêmes candidats"):
        bts.study(admitted_rate=80, first_group_rate=70)


def test_a_regime_of_ones_own_may_be_aimed_under(tmp_path: Path) -> None:
    lines = ["nom: la_mienne", "titre: Huit", "auteur: moi", "date: 2026-11-30", "raison: essai"]
    lines += ["source: regime-de-l-analyste", "session: 2024", "changements: {seuil_professionnel: 8}"]
    (tmp_path / "r.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    described = load_cohort(file(tmp_path, "session: 2024\ntaux_admis: 81\nregime: r.yaml\n"))
    assert described.orals_aimed_at.nom == "la_mienne"
