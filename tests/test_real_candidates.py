"""Can every question be asked of real candidates, are their marks facts, and is a mark never taken for an ability?"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import bts_sim as bts
from bts_sim.candidates.as_cohort import real_cohort
from bts_sim.candidates.grade import grade
from bts_sim.cli import main
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import Cohort, lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.notices import BtsSimWarning
from bts_sim.questions.rates.by_draw import compare_over_draws, rates_by_draw
from bts_sim.report.committed import refused_files
from bts_sim.stats.groups import present

pytestmark = pytest.mark.filterwarnings("ignore::bts_sim.notices.BtsSimWarning")

REGIMES = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
UNITS = ("U1", "U21", "U22", "U3", "U41", "U42", "U5", "U6")


def simulated(n: int, seed: int) -> SimulatedCohort:
    return simulate(lent(load_cohort(candidats=n, seed=seed, session=2024), Lending.NONE), told=False)


def as_real(cohorte: SimulatedCohort, lacking: tuple[str, ...] = (), seed: int = 3) -> Cohort:
    who, marks = tables(cohorte)
    return real_cohort(grade(who.drop(columns=list(lacking)), marks, session=2024), seed)


def abilities_of(cohorte: SimulatedCohort) -> np.ndarray:
    found = np.zeros((cohorte.cohorte.candidats, 2))
    for block in cohorte.blocks:
        found[block.candidats] = block.domaine
    return found


@pytest.fixture(scope="module")
def nation() -> SimulatedCohort:
    return simulated(20_000, 5)


@pytest.fixture(scope="module")
def class_of_mco() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Thirty candidates around the bars, in two schools, of whom one column says the sex of some."""
    numbers = [f"A{rank:02d}" for rank in range(30)]
    who = pd.DataFrame({"candidat": numbers, "specialite": "MCO", "voie": "scolaire", "forme": "globale"})
    who = who.assign(derniere_session="oui", lycee=["Nord", "Sud"] * 15, sexe=["F", "homme", "Femme", "", "x"] * 6)
    marks = [
        (number, unit, 6 + rank // 3 / 2 + (rank * 7 + place * 3) % 8 / 4 + 2 * (place >= 4), "")
        for rank, number in enumerate(numbers)
        for place, unit in enumerate(UNITS)
    ]
    return who, pd.DataFrame(marks, columns=["candidat", "unite", "note", "statut"])


@pytest.mark.parametrize("lacking", [(), ("origine", "sexe", "etablissement")], ids=["all said", "voie alone"])
def test_a_file_without_abilities_gives_the_rates_of_the_run_that_knows_them(
    nation: SimulatedCohort, lacking: tuple[str, ...]
) -> None:
    again, here = simulate(as_real(nation, lacking)), present(nation)
    for regime in REGIMES[1:]:
        known, found = nation.under(regime), again.under(regime)
        assert found.admis_groupe1.mean() == known.admis_groupe1[here].mean()
        assert found.autorise.mean() == known.autorise[here].mean()
        assert found.admission.mean() == pytest.approx(known.admission[here].mean(), abs=0.002)
        of_allowed = found.admission[found.autorise].mean() - known.admission[here & known.autorise].mean()
        assert abs(of_allowed) < 0.02


def test_the_mark_never_stands_for_the_ability(nation: SimulatedCohort) -> None:
    """Who has the best marks was lucky in part: the abilities drawn come back towards the mean, as the true ones do."""
    here = present(nation)
    again, marks = simulate(as_real(nation)), nation.calibrated.generale
    drawn = np.sort(abilities_of(again).mean(axis=1))
    true = abilities_of(nation).mean(axis=1)
    best = here & (marks > np.quantile(marks[here], 0.9))
    again_marks = again.calibrated.generale
    best_again = again_marks > np.quantile(again_marks, 0.9)
    lucky = marks[best].mean() - true[best].mean()
    assert lucky > 0.3
    assert again_marks[best_again].mean() - abilities_of(again).mean(axis=1)[best_again].mean() == pytest.approx(
        lucky, abs=0.1
    )
    assert np.std(drawn) == pytest.approx(np.std(true[here]), abs=0.05)


def test_the_true_abilities_are_where_the_draws_say() -> None:
    """In how many draws is a candidate better than he is? As often as chance has it, at every rank."""
    small = simulated(400, 9)
    here, real = present(small), as_real(small)
    numbers = pd.DataFrame({"candidat": tables(small)[0]["candidat"]}).index[here]
    drawn = np.stack([abilities_of(simulate(replace(real, seed=seed))) for seed in range(40)])
    # Those who keep marks come first, then by number.
    kept = np.concatenate([(block.releve.statuts == 5).any(axis=1) for block in small.blocks])
    rows = np.concatenate([block.candidats for block in small.blocks])
    order = sorted(np.arange(400)[here].tolist(), key=lambda one: (not kept[rows.tolist().index(one)], one))
    ranks = (drawn < abilities_of(small)[order]).mean(axis=0)
    assert len(numbers) == len(order)
    assert np.abs(np.quantile(ranks, [0.25, 0.5, 0.75], axis=0) - np.array([[0.25], [0.5], [0.75]])).max() < 0.08
    assert 0.85 < ((ranks >= 0.05) & (ranks <= 0.95)).mean() < 0.95


def test_the_order_of_the_rows_changes_nothing(class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, marks = class_of_mco
    other = who.sample(frac=1, random_state=1), marks.sample(frac=1, random_state=2)
    first, second = (
        bts.study(session=2024, candidates=one, marks=two, draws=4).rates().table for one, two in (class_of_mco, other)
    )
    pd.testing.assert_frame_equal(first, second)
    assert len(who) == first["n"].max()


def test_marks_are_facts_and_intervals_those_of_the_orals(class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    study = bts.study(session=2024, candidates=class_of_mco[0], marks=class_of_mco[1], draws=16)
    rates = study.rates().table
    whole = rates[rates["groupe"] == "ensemble"].set_index(["indicateur", "regime"])
    decided = study.decisions().tables["counts"].set_index(["regime", "decision"])["candidats"]
    allowed = int(decided["permanent_2022", "en_attente_controle"])
    assert allowed >= 3
    first = whole.loc[("taux_groupe1", "permanent_2022")]
    assert (first["valeur"], first["bas"], first["haut"]) == (
        pytest.approx(100 * decided["permanent_2022", "admis"] / 30, abs=1e-4),
    ) * 3
    assert first["methode"] == "marks"
    gained = whole.loc[("ecart_diplomes", "permanent_2022")]
    assert gained["methode"] == "given_marks"
    assert 0 <= gained["bas"] < gained["valeur"] < gained["haut"] <= allowed + 0.5
    assert set(rates.loc[rates["groupe"] == "lycee", "modalite"]) == {"Nord", "Sud"}
    # Of five words, two were read as none: those who say nothing of their sex make no group.
    assert rates.loc[(rates["groupe"] == "sexe") & (rates["indicateur"] == "taux_admis"), "n"].unique().tolist() == [
        6,
        12,
    ]


def test_a_group_of_too_few_is_not_told_nor_the_one_that_would_tell_it() -> None:
    who, marks = tables(simulated(300, 2))
    who = who.assign(lycee=["A"] * 3 + ["B"] * 20 + ["C"] * 100 + ["D"] * (len(who) - 123))
    table = bts.study(session=2024, candidates=who, marks=marks, draws=2).rates().table
    assert set(table.loc[table["groupe"] == "lycee", "modalite"]) == {"C", "D"}
    sizes = table.loc[table["groupe"].isin(["specialite", "lycee", "voie"]), "n"]
    assert sizes.min() >= 5


def test_orals_already_held_are_taken_as_they_are(class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, marks = class_of_mco
    first = grade(who, marks, session=2024)
    rows = first.table[first.table["autorise_controle"] == "oui"]
    held = pd.DataFrame(
        [
            (number, unit, 20 if place % 2 else 0)
            for place, (number, units) in enumerate(zip(rows["candidat"], rows["unites_choisissables"], strict=True))
            for unit in units.split(",")[:2]
        ],
        columns=["candidat", "unite", "note"],
    )
    graduates = grade(who, marks, held, session=2024).table["decision"].isin(["admis", "admis_apres_controle"]).sum()
    study = bts.study(session=2024, candidates=who, marks=marks, orals=held, draws=4)
    rates = study.rates().table
    admitted = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")
    assert admitted.loc["permanent_2022", "valeur"] == pytest.approx(100 * graduates / 30, abs=1e-4)
    assert admitted.loc["permanent_2022", "methode"] == "marks"
    # Under another regime they sat nothing.
    other = study.with_regimes("trois_oraux").rates().table
    assert "given_marks" in other.loc[other["regime"] == "trois_oraux", "methode"].tolist()
    # Of an oral still to come, what is known is no decision.
    waiting = bts.study(session=2024, candidates=who, marks=marks, orals=held.iloc[:1], draws=4).rates().table
    assert "given_marks" in waiting.loc[waiting["regime"] == "permanent_2022", "methode"].tolist()


def test_who_cannot_be_asked_is_left_out_and_told(class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    who, marks = class_of_mco
    who, marks = who.copy(), marks.copy()
    who.loc[0, ["voie", "forme", "derniere_session"]] = ["formation_continue", "progressive", "non"]
    marks.loc[marks["candidat"] == "A01", ["note", "statut"]] = [None, "AB"]
    with pytest.warns(BtsSimWarning) as told:
        study = bts.study(session=2024, candidates=who, marks=marks, draws=2)
        assert study.rates().table["n"].max() == 28
    said = " ".join(str(one.message) for one in told)
    assert "forme progressive à finir" in said
    assert "absents à tout l'examen" in said
    marks["note"], marks["statut"] = None, "AB"
    with pytest.raises(bts.BtsSimError, match="aucun candidat n'a de note qui compte"):
        bts.study(session=2024, candidates=who, marks=marks).rates()


@pytest.mark.parametrize("question", ["margins", "validation", "pairing", "donors"])
def test_a_question_about_the_model_is_refused(question: str, class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    study = bts.study(session=2024, candidates=class_of_mco[0], marks=class_of_mco[1])
    with pytest.raises(bts.BtsSimError, match="Remède : la poser à une étude de candidats simulés"):
        getattr(study, question)()


def test_every_other_question_is_answered(class_of_mco: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    """With its picture, its sentence to quote, and the model named where it is what speaks."""
    regimes = "exceptionnel_2021,permanent_2022"
    study = bts.study(session=2024, candidates=class_of_mco[0], marks=class_of_mco[1], regimes=regimes, draws=3)
    plain = ["rates", "movers", "decomposition", "spread", "access", "accuracy", "concordance", "advice"]
    plain += ["needed_marks", "wrong_ideas", "luck", "orals", "portrait", "readings"]
    given = {"levers": {"seuil_general": [700, 800]}, "reach": {"target": 60}, "returns": {"sessions": 2}}
    rest_on_the_model = {"accuracy", "concordance", "advice", "needed_marks", "returns"}
    for name in [*plain, *given]:
        answer = getattr(study, name)(**given.get(name, {}))
        assert answer.chart() is not None, name
        assert ("selon le modèle" in answer.words) == (name in rest_on_the_model)
        assert "candidats simulés" not in answer.words
        assert "recalé" not in str(answer.cite()), name


def test_fixed_parameters_and_options_of_simulations_are_refused(
    class_of_mco: tuple[pd.DataFrame, pd.DataFrame],
) -> None:
    given = {"candidates": class_of_mco[0], "marks": class_of_mco[1]}
    with pytest.raises(bts.BtsSimError, match="ces candidats sont réels"):
        bts.study(session=2024, **given).rates(parameters="fixed")
    for name in ("size", "draw_size"):
        with pytest.raises(bts.BtsSimError, match=f"{name} : .*que pour des candidats simulés"):
            bts.study(session=2024, **given, **{name: 100})


def test_the_command_line_gives_what_python_gives(
    tmp_path: Path, class_of_mco: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    who, marks = (tmp_path / f"{name}.csv" for name in ("candidats", "notes"))
    for path, table in zip((who, marks), class_of_mco, strict=True):
        table.to_csv(path, sep=";", index=False)
    common = ["compare", "--baseline", "aucun", "--against", "permanent_2022", "--out", str(tmp_path / "out")]
    files = ["--fichier-candidats", str(who), "--fichier-notes", str(marks)]
    run = CliRunner().invoke(main, [*common, *files, "--session", "2024", "--seed", "7"])
    assert run.exit_code == 0, run.output
    written = pd.read_csv(tmp_path / "out" / "impact.csv", sep=";", decimal=",")
    cohorte = real_cohort(grade(who, marks, session=2024), 7)
    drawn = rates_by_draw(cohorte, REGIMES[0], [REGIMES[2]], 256)
    np.testing.assert_allclose(written["valeur"], compare_over_draws(drawn, 90, 30)["valeur"])
    assert not [line for line in (tmp_path / "out" / "manifest.json").read_text().split('"') if line in ("A00", "A17")]
    bad = CliRunner().invoke(main, [*common, "--fichier-notes", str(marks), "--candidats", "50"])
    assert bad.exit_code == 2
    for word in ("--fichier-candidats", "--session", "--candidats"):
        assert word in bad.output


def test_git_refuses_what_was_made_of_candidates(
    tmp_path: Path, class_of_mco: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    for name, table in zip(("candidats.csv", "notes.csv"), class_of_mco, strict=True):
        table.to_csv(tmp_path / name, sep=";", index=False)
    cell = {"cell_type": "code", "source": ["fichier_candidats = 'candidats.csv'\n"]}
    (tmp_path / "run.ipynb").write_text(json.dumps({"cells": [cell]}))
    (tmp_path / "blank.ipynb").write_text(json.dumps({"cells": [{**cell, "source": "fichier_candidats = ''"}]}))
    (tmp_path / "manifest.json").write_text(json.dumps({"options": {"fichier_notes": {"nom": "notes.csv"}}}))
    (tmp_path / "impact.csv").write_text("groupe;modalite;valeur\nensemble;ensemble;1\n")
    told = " ".join(refused_files(sorted(tmp_path.iterdir())))
    for name in ("candidats.csv", "notes.csv", "run.ipynb", "manifest.json"):
        assert f"{name} : " in told
    for name in ("blank.ipynb", "impact.csv"):
        assert name not in told
    assert "git restore --staged" in told


def test_a_reform_may_hold_for_a_group_of_the_file(
    tmp_path: Path, class_of_mco: tuple[pd.DataFrame, pd.DataFrame]
) -> None:
    reform = tmp_path / "nord.yaml"
    reform.write_text(
        "nom: nord\ntitre: Trois oraux au Nord\nraison: essai\nsource: regime-de-l-analyste\n"
        "auteur: nous\ndate: 2026-11-30\nsession: 2024\n"
        "changements: {nombre_oraux: 3}\npour: {lycee: Nord}\n"
    )
    given = {"session": 2024, "candidates": class_of_mco[0], "marks": class_of_mco[1], "draws": 8}
    rates = bts.study(**given, baseline="permanent_2022", regimes=str(reform)).rates().table
    gaps = rates[(rates["groupe"] == "lycee") & (rates["indicateur"] == "ecart_taux_admis")].set_index("modalite")
    assert gaps.loc["Sud", "methode"] == "zero_by_rule"
    assert gaps.loc["Nord", "valeur"] >= 0
    reform.write_text(reform.read_text().replace("Nord}", "Nort}"))
    with pytest.raises(bts.BtsSimError, match="vouliez-vous dire « Nord »"):
        bts.study(**given, regimes=str(reform)).rates()
