"""Does each reading of an open point do what it says, on a case worked by hand, and nothing else?

Specialty X: G1 (coefficient 3, ponctuel), the language L1 (2, ponctuel) and L2 (1, CCF) of one épreuve, then the
professional P1 (4, ponctuel), P21 (2, CCF) and P22 (2, ponctuel); Σ = 14, so 140 points are a mean of 10.
"""

from dataclasses import asdict, fields, replace
from fractions import Fraction
from itertools import product
from math import gcd
from pathlib import Path
from typing import get_args, get_type_hints

import numpy as np
import pytest
from cohorts import bts_sim, lire
from helpers import more_draws
from hypothesis import given, strategies as st

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.bareme import PROFESSIONNEL, Lectures
from bts_sim.droit.points import Moyenne
from bts_sim.droit.regimes import load_regime, other_readings
from bts_sim.droit.textes import lire as lire_la_loi, load_bareme, points_ouverts, sessions, sources
from bts_sim.language import speaking
from bts_sim.questions.readings.tables import OpenPoint, ReadingEffect, open_points, read_otherwise, read_over_draws
from bts_sim.questions.readings.words import say_effect
from bts_sim.stats.over_draws import Draws

pytestmark = pytest.mark.quick

UNITES = ("G1", "L1", "L2", "P1", "P21", "P22", "UF")
TABLE = """specialite,nom,secteur,option,session_from,session_to,epreuve,unite,intitule,coefficient,domaine,\
mode_scolaire,mode_individuel,facultative,au_choix,langue,confiance,source,complet
X,X,tertiaire,,2021,,E1,G1,G1,3,general,ponctuel_ecrit,ponctuel_ecrit,0,1,0,x,x,oui
X,X,tertiaire,,2021,,E2,L1,L1,2,general,ponctuel_ecrit,ponctuel_ecrit,0,1,1,x,x,oui
X,X,tertiaire,,2021,,E2,L2,L2,1,general,ccf,ponctuel_oral,0,1,1,x,x,oui
X,X,tertiaire,,2021,,E4,P1,P1,4,professionnel,ponctuel_ecrit,ponctuel_ecrit,0,0,0,x,x,oui
X,X,tertiaire,,2021,,E5,P21,P21,2,professionnel,ccf,ponctuel_oral,0,0,0,x,x,oui
X,X,tertiaire,,2021,,E5,P22,P22,2,professionnel,ponctuel_oral,ponctuel_oral,0,0,0,x,x,oui
X,X,tertiaire,,2021,,EF,UF,UF,,,ponctuel_oral,ponctuel_oral,1,0,0,x,x,oui
"""


def scenario(dossier: Path, session: int, **read_values: str) -> Path:
    fichier = dossier / "lecture.yaml"
    lignes = [f"  {nom}: {choix}" for nom, choix in read_values.items()]
    entete = ["nom: lecture", "titre: x", "auteur: x", "date: 2026-11-21", "raison: x", "source: x"]
    fichier.write_text("\n".join([*entete, f"session: {session}", "lectures:", *lignes, ""]), encoding="utf-8")
    return fichier


def decider(
    dossier: Path, session: int, notes: str, oraux: str = "", avis: str = "", regime: Path | None = None
) -> dict[str, str]:
    """One candidate: marks in the order of UNITES, a status taking the place of a mark or following it (12BE)."""
    dossier.mkdir(exist_ok=True)
    (dossier / "x.csv").write_text(TABLE, encoding="utf-8")
    avis_jury = (
        f"candidat;specialite;voie;forme;derniere_session;avis_jury\n1;X;formation_continue;progressive;oui;{avis}\n"
    )
    (dossier / "candidats.csv").write_text(avis_jury, encoding="utf-8")
    lignes = ["candidat;unite;note;statut"]
    for unite, texte in zip(UNITES, notes.split(), strict=False):
        note = texte.rstrip("ABEJRNVDI")
        lignes.append(f"1;{unite};{note};{texte[len(note) :]}")
    (dossier / "notes.csv").write_text("\n".join(lignes), encoding="utf-8")
    options = ["--candidats", dossier / "candidats.csv", "--notes", dossier / "notes.csv", "--session", session]
    if oraux:
        cible = "domaine" if session == 2021 else "unite"
        rangees = [f"1;{un.replace('=', ';')}" for un in oraux.split()]
        (dossier / "oraux.csv").write_text("\n".join([f"candidat;{cible};note", *rangees]), encoding="utf-8")
        options += ["--oraux", dossier / "oraux.csv", "--oraux-complets"]
    if regime:
        options += ["--regime", regime]
    run = bts_sim("grade", *options, "--specialites", dossier / "x.csv", "--out", dossier / "out")
    assert run.exit_code == 0, run.stderr
    return lire(dossier / "out" / "decisions.csv")[0]


@pytest.mark.parametrize(
    ("lecture", "session", "notes", "oraux", "colonne", "defaut", "autrement"),
    [
        # 139,95 points: 9,99643.
        ("arrondi=au_centieme", 2024, "9.65 10.5 10 10 10 10", "", "decision", "en_attente_controle", "admis"),
        (
            "arrondi=tronque",
            2024,
            "9.65 10.5 10 10 10 10",
            "",
            "decision",
            "en_attente_controle",
            "en_attente_controle",
        ),
        # 111 points, 113 with the facultative: 7,93 and 8,07.
        ("facultatives_acces=ignorees", 2024, "5 5 6 10 10 10 12", "", "decision", "en_attente_controle", "refuse"),
        # 131 points, 2 of them facultative, and 9 from the oral.
        (
            *("facultatives_apres_controle=ignorees", 2024, "8 8 9 10 10 10 12", "G1=11"),
            *("decision", "admis_apres_controle", "refuse"),
        ),
        # 126 points; the oral gives 2 × (14 − 8), or 3 × 14 − 22.
        ("niveau_remplacement=epreuve", 2024, "8 8 6 10 10 10", "L1=14", "moyenne_finale_exacte", "69/7", "73/7"),
        ("niveau_remplacement=langue", 2024, "8 8 6 10 10 10", "L1=14", "moyenne_finale_exacte", "69/7", "73/7"),
        # Two orals on one épreuve: the better one replaces it, 3 × 15 − 22.
        (
            "niveau_remplacement=epreuve",
            2024,
            "8 8 6 10 10 10",
            "L1=14 L2=15",
            "moyenne_finale_exacte",
            "21/2",
            "149/14",
        ),
        ("report_au_choix=non", 2024, "8RE 8 8 10 10 10", "", "unites_choisissables", "G1,L1,L2", "L1,L2"),
        ("absence_a_l_oral=elimination", 2024, "8 8 8 10 10 10", "G1=AB", "decision", "refuse", "elimine"),
        ("absence_a_l_oral=elimination", 2024, "8 8 8 10 10 10", "G1=AB L1=20", "motifs", "", "absence_au_controle"),
        # Professional mean 79/8, or 30,5/3.
        ("ponderation_professionnelle=egale", 2024, "8 8 8 9 10 11.5", "", "autorise_controle", "non", "oui"),
        # The general ponctuelles have a mean of 8,4, or 9 if not weighted; the oral of 8,8 gives 44 − 42, or nothing.
        (
            *("ponderation_domaine=egale", 2021, "6 12 16 10 10 10", "general=8.8"),
            *("decision", "admis_apres_controle", "refuse"),
        ),
        # An oral of 9 improves a mean of 8,4, and not one of 9.
        (
            *("ponderation_domaine=egale", 2021, "6 12 16 10 10 10", "general=9"),
            *("decision", "admis_apres_controle", "refuse"),
        ),
        # The oral replaces 36 + 12 by 50, or 12 by 20.
        (
            *("notes_conservees_2021=maintenues", 2021, "12BE 6 6 10 10 10", "general=10"),
            *("decision", "refuse", "admis_apres_controle"),
        ),
        (
            *("notes_conservees_2021=maintenues", 2021, "12RE 6 6 10 10 10", "general=10"),
            *("decision", "refuse", "admis_apres_controle"),
        ),
        (
            # 9 for L1 alone is all that is missing; for all that is not kept, hardly a point.
            *("notes_conservees_2021=maintenues", 2021, "12BE 6 6 10 10 10", "general=9"),
            *("decision", "refuse", "admis_apres_controle"),
        ),
        ("disciplines_2021=toutes", 2021, "8 8 8 10 10 10", "", "unites_choisissables", "G1", "G1,L1,L2"),
        ("absence_sous_epreuve=zero", 2024, "14 10 AB 10 10 10", "", "decision", "elimine", "admis"),
        ("absence_sous_epreuve=zero", 2024, "14 AB AB 10 10 10", "", "decision", "elimine", "elimine"),
        ("absence_sous_epreuve=zero", 2024, "14 DI AB 10 10 10", "", "decision", "elimine", "elimine"),
        ("absence_facultative=elimine", 2024, "10 10 10 10 10 10 AB", "", "decision", "admis", "elimine"),
        ("dossier_facultatif=elimine", 2024, "10 10 10 10 10 10 NV", "", "decision", "admis", "elimine"),
    ],
)
def test_does_a_reading_change_the_case_it_is_about(
    lecture: str, session: int, notes: str, oraux: str, colonne: str, defaut: str, autrement: str, tmp_path: Path
) -> None:
    assert decider(tmp_path / "a", session, notes, oraux)[colonne] == defaut
    regime = scenario(tmp_path, session, **dict([lecture.split("=")]))
    assert decider(tmp_path / "b", session, notes, oraux, regime=regime)[colonne] == autrement


def test_is_each_candidate_judged_on_his_own_absences(tmp_path: Path) -> None:
    """Together in one file as alone: who is exempt from a whole épreuve beside who is absent from it."""
    regime = scenario(tmp_path, 2024, absence_sous_epreuve="zero")
    marks = ("14 DI DI 10 10 10", "14 AB AB 10 10 10", "14 10 AB 10 10 10")
    alone = [decider(tmp_path / str(n), 2024, notes, regime=regime)["decision"] for n, notes in enumerate(marks)]
    assert alone == ["admis", "elimine", "admis"]
    folder, options = tmp_path / "0", ["--session", 2024, "--regime", regime]
    for name in ("candidats.csv", "notes.csv"):
        head, *_ = (folder / name).read_text(encoding="utf-8").splitlines()
        rows = [(tmp_path / str(n) / name).read_text(encoding="utf-8").splitlines()[1:] for n in range(len(marks))]
        numbered = [f"{n}{row[1:]}" for n, part in enumerate(rows) for row in part]
        (tmp_path / name).write_text("\n".join([head, *numbered]), encoding="utf-8")
        options += [f"--{name.split('.')[0]}", tmp_path / name]
    run = bts_sim("grade", *options, "--specialites", folder / "x.csv", "--out", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    assert [row["decision"] for row in lire(tmp_path / "out" / "decisions.csv")] == alone


@pytest.mark.parametrize("statut", ["BE", "RE"])
def test_does_a_kept_facultative_mark_add_its_points(statut: str, tmp_path: Path) -> None:
    sat, kept, none = (
        decider(tmp_path / str(n), 2024, f"10 10 10 10 10 9{mark}")["moyenne_generale_exacte"]
        for n, mark in enumerate((" 16", f" 16{statut}", ""))
    )
    assert sat == kept != none


def test_does_the_opinion_of_the_jury_matter_only_where_it_chooses(tmp_path: Path) -> None:
    notes = "8 8 8 10 10 10"
    regime = scenario(tmp_path, 2021, jury_2021="sur_avis")
    assert decider(tmp_path / "a", 2021, notes, avis="defavorable")["decision"] == "en_attente_controle"
    refuse = decider(tmp_path / "b", 2021, notes, avis="defavorable", regime=regime)
    assert (refuse["decision"], refuse["motifs"]) == ("refuse", "ecarte_par_le_jury")
    assert decider(tmp_path / "c", 2021, notes, avis="favorable", regime=regime)["decision"] == "en_attente_controle"


def test_are_two_languages_refused_where_one_is_allowed(tmp_path: Path) -> None:
    decider(tmp_path, 2024, "8 8 8 10 10 10", "L1=10 L2=10")
    regime = scenario(tmp_path, 2024, langues_au_choix="une_seule")
    refused = r"oraux.csv:3 : colonne unite : « L2 » : candidat 1 : deux oraux de langue"
    with pytest.raises(AssertionError, match=refused):
        decider(tmp_path, 2024, "8 8 8 10 10 10", "L1=10 L2=10", regime=regime)
    decider(tmp_path, 2024, "8 8 8 10 10 10", "L1=10 G1=10", regime=regime)


@given(st.integers(0, 2000 * 6000), st.integers(1, 6000), st.integers(0, 2000))
def test_cutting_a_mean_to_two_decimals_never_moves_it_across_a_threshold(somme: int, coefs: int, seuil: int) -> None:
    """So that `tronque` is a reading without effect: every threshold of the law has at most two decimals."""
    mean = Moyenne(np.array([somme]), np.array([coefs]))
    assert mean.tronquee().atteint(seuil)[0] == mean.atteint(seuil)[0]


@given(st.integers(0, 2000 * 6000), st.integers(1, 6000), st.integers(0, 2000))
def test_rounding_is_half_up_at_the_second_decimal(somme: int, coefs: int, seuil: int) -> None:
    mean = Moyenne(np.array([somme]), np.array([coefs]))
    assert mean.au_centieme().atteint(seuil)[0] == (Fraction(somme, coefs) + Fraction(1, 2) >= seuil)


def nearest_below(seuil: int, step: int, coefs: int) -> Moyenne:
    """The highest mean below a threshold: half points (50 hundredths) times coefficients, all multiples of `step`."""
    return Moyenne(np.array([(seuil * coefs - 1) // (50 * step) * 50 * step]), np.array([coefs]))


@pytest.mark.parametrize("session", sessions())
def test_rounding_a_mean_of_half_points_never_moves_it_across_8_or_10(session: int) -> None:
    """Every règlement, exactly: the units of any candidate, whichever are dispensed, have one of these sums."""
    bareme = load_bareme(session)
    for reglement in bareme.reglements.values():
        coefs = [*reglement.coefs.tolist(), *reglement.coefs_facultatives.tolist()]
        step, whole = gcd(*coefs), int(reglement.coefs.sum())
        for seuil, part in product((800, 1000), range(step, whole + 1, step)):
            below = nearest_below(seuil, step, part)
            gap = seuil - Fraction(int(below.somme[0]), part)
            assert not below.atteint(seuil)[0] and gap >= Fraction(50 * step, part)
            assert not below.au_centieme().atteint(seuil)[0], (reglement, seuil, part)


def test_rounding_would_move_a_mean_of_half_points_if_coefficients_added_up_to_100() -> None:
    for step, enough in ((100, 10_000), (50, 5_000)):
        assert nearest_below(1000, step, enough).au_centieme().atteint(1000)[0]
        assert not nearest_below(1000, step, enough - step).au_centieme().atteint(1000)[0]


@given(st.data())
def test_no_marks_in_half_points_are_decided_otherwise_by_rounding(data: st.DataObject) -> None:
    """First-group means of drawn marks of a drawn specialty, general and professional, at every session."""
    bareme = load_bareme(data.draw(st.sampled_from(sessions())))
    reglement = data.draw(st.sampled_from(list(bareme.reglements.values())))
    marks = st.lists(st.integers(0, 40), min_size=len(reglement.unites), max_size=len(reglement.unites))
    notes = 50 * np.array([data.draw(marks)])
    for units in (np.ones(notes.shape[1], dtype=bool), reglement.du_domaine(PROFESSIONNEL)):
        mean = Moyenne.ponderee(notes, np.where(units, reglement.coefs, 0)[np.newaxis])
        for seuil in (800, 1000):
            assert mean.au_centieme().atteint(seuil)[0] == mean.atteint(seuil)[0]


@pytest.mark.parametrize("session", [2021, 2024])
def test_rounding_decides_no_simulated_candidate_otherwise_since_marks_are_half_points(session: int) -> None:
    regime = load_regime("exceptionnel_2021" if session == 2021 else "permanent_2022")
    cohorte = simulate(load_cohort(candidats=6000, session=session))
    exact, *others = (
        cohorte.under(replace(regime, lectures=replace(regime.lectures, arrondi=choice))).decision()
        for choice in ("exact", "au_centieme", "tronque")
    )
    assert all((one == exact).all() for one in others)


def test_names_and_choices_are_the_same_in_the_code_and_in_the_texts() -> None:
    hints = get_type_hints(Lectures)
    in_code = {field.name: set(get_args(hints[field.name])) for field in fields(Lectures)}
    assert in_code == {name: set(point["choix"]) for name, point in points_ouverts().items()}


def test_every_choice_is_sourced_and_graded_and_every_rule_exists() -> None:
    table = open_points()
    assert OpenPoint.faults(table) == []
    assert set(table["source"]) <= set(sources())
    assert set(table["cote"]) <= {"A", "A~", "B", "C", "I"}
    survey = (Path(__file__).parents[1] / "docs" / "reglementation.md").read_text(encoding="utf-8")
    assert all(f"**{rule} —" in survey for rules in table["regles"] for rule in rules.split(", "))
    assert table.groupby("lecture")["defaut"].sum().eq(1).all()


def test_the_sweep_changes_one_reading_at_a_time_and_names_what_moves() -> None:
    cohorte = simulate(load_cohort(None, candidats=4000))
    regimes = [load_regime("exceptionnel_2021"), load_regime("permanent_2022")]
    table = read_otherwise(cohorte, *regimes)
    assert ReadingEffect.faults(table) == []
    assert len(table) == sum(len(list(other_readings(regime))) for regime in regimes)
    moved = table.set_index(["regime", "lecture", "choix"])["candidats_changes"]
    # Absences are in the cohort, facultatives are not.
    assert moved["permanent_2022", "absence_sous_epreuve", "zero"] > 0
    assert moved["permanent_2022", "facultatives_acces", "ignorees"] == 0
    assert moved["permanent_2022", "arrondi", "tronque"] == 0
    default = asdict(lire_la_loi())
    for regime in regimes:
        for name, choice, read in other_readings(regime):
            assert asdict(read) == default | {name: choice}


@pytest.fixture(scope="module")
def draws() -> Draws:
    return Draws(load_cohort(candidats=600, seed=5), 10, 90.0)


def test_a_reading_over_draws_changes_the_mean_of_what_it_changes_in_each(draws: Draws) -> None:
    law = load_regime("permanent_2022")
    table, alone = read_over_draws(draws, [law]), draws.each(lambda one: read_otherwise(one, law))
    assert ReadingEffect.faults(table) == [] and list(table) == ReadingEffect.names()
    for name in ("part_changee", "taux_admis", "ecart_taux_admis"):
        assert table[name].tolist() == pytest.approx(np.mean([one[name] for one in alone], axis=0), abs=1e-4)
    told = table[table["methode"] != "zero_by_rule"].dropna(subset=["part_bas"])
    for value, low, high in (
        ("part_changee", "part_bas", "part_haut"),
        ("ecart_taux_admis", "ecart_bas", "ecart_haut"),
    ):
        assert (told[low] <= told[value]).all() and (told[value] <= told[high]).all()
        assert (told[low] < told[high]).all()
    assert (table["ecart_taux_admis"].abs() <= table["part_changee"] + 1e-9).all()
    assert table["candidats_changes"].tolist() == pytest.approx(table["part_changee"] * table["n"] / 100, abs=0.5)
    assert (told["methode"] == "drawn").all() and 0 < len(told) < len(table)


def test_a_reading_that_concerns_nobody_or_too_few_says_so_and_has_no_interval(draws: Draws) -> None:
    table = read_over_draws(draws, [load_regime("permanent_2022")])
    never = table[table["methode"] == "zero_by_rule"]
    assert never[["lecture", "choix"]].to_numpy().tolist() == [["arrondi", "tronque"]]
    assert (never[["part_changee", "part_bas", "part_haut", "ecart_bas", "ecart_haut"]] == 0).all(axis=None)
    nobody = table[(table["part_changee"] == 0) & (table["methode"] != "zero_by_rule")]
    assert "facultatives_acces" in set(nobody["lecture"]) and (nobody["methode"] == "no_case").all()
    few = table[table["methode"] == "too_few"]
    assert (few["part_changee"] > 0).all() and (few["part_changee"] < 100 * 2 / 600).all()
    for row in ReadingEffect.rows(table):
        with speaking("fr"):
            said = say_effect(row)
        assert ("[" in said) == (row.methode == "drawn")
        assert (said == "aucun effet possible") == (row.methode == "zero_by_rule")
        assert (said == "aucun cas simulé") == (row.methode == "no_case")


def test_readings_are_brought_to_the_rates_of_more_draws(draws: Draws) -> None:
    laws = [load_regime("exceptionnel_2021"), load_regime("permanent_2022")]
    table = read_over_draws(draws, laws, more_draws(86.0, 79.0))
    before = (table["taux_admis"] - table["ecart_taux_admis"]).groupby(table["regime"]).agg(["min", "max"])
    assert before.loc["exceptionnel_2021"].tolist() == pytest.approx([86, 86], abs=2e-4)
    assert before.loc["permanent_2022"].tolist() == pytest.approx([79, 79], abs=2e-4)
    one = read_over_draws(replace(draws, number=1), laws)
    told = one[one["methode"] != "zero_by_rule"]
    assert told[["part_bas", "ecart_haut"]].isna().all(axis=None) and "drawn" not in set(one["methode"])
