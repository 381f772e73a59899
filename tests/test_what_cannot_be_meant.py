"""Is a number or a word that cannot be meant refused, with what is meant, wherever it is given?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, strategies as st

from bts_sim.cli import main
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import InputError, LawError, Refusal, nearest
from bts_sim.files.listed import split_names
from bts_sim.files.percents import check_percent, given_share
from bts_sim.notices import BtsSimWarning
from bts_sim.questions.advice.out_of_reach import out_of_reach
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.uncertainty.oral_luck import oral_luck
from bts_sim.report.parameter_cells import Notebook
from bts_sim.report.parameters import checked_parameters, gather
from bts_sim.sweep.grid import load_grid

pytestmark = pytest.mark.quick

SHARED = {"candidats": 50000, "taux_groupe1": 74.5, "niveau": 90.0, "specialites": "", "session": 2024, "cible": 80.0}
SHARED |= {"regimes": "permanent_2022", "reference": "aucun", "retour": None}
FRACTION = "une fraction, là où il faut un pourcent"


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(InputError) as error:
        call()
    return str(error.value)


def a_file(folder: Path, text: str) -> Path:
    path = folder / "f.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def parameter(name: str, value: object) -> dict[str, Any]:
    (plan,) = checked_parameters([Notebook(Path("03_regimes.ipynb"), SHARED)], {name: value})
    return plan


# --- fractions for percents ----------------------------------------------------------------------------------------


@given(st.integers(1, 9999))
def test_any_fraction_is_refused_with_the_percent_that_is_meant(ten_thousandths: int) -> None:
    with pytest.raises(Refusal) as error:
        check_percent(ten_thousandths / 10000)
    said = error.value.remedy.removeprefix("en pourcent : ").removesuffix(" ?").replace(",", ".")
    assert float(said) == pytest.approx(ten_thousandths / 100, abs=1e-12)


@given(st.floats(1, 100, exclude_min=True))
def test_no_percent_above_1_is_taken_for_a_fraction(percent: float) -> None:
    assert check_percent(percent) == percent


@pytest.mark.parametrize(
    ("text", "line", "meant"),
    [
        ("candidats: 500\ntaux_groupe1: 0.745\n", 2, "74,5 ? (en YAML, avec un point : 74.5)"),
        ("taux_groupe1:\n  MCO: 74\n  CG: 0.8\n", 3, "80 ?"),
        ("taux_groupe1: 1\n", 1, "1 % ou 100 % ?"),
        ("parametres:\n  tassement_a_10: 0.4\n", 2, "40 ?"),
    ],
)
def test_a_rate_of_a_cohort_file_is_in_percent(tmp_path: Path, text: str, line: int, meant: str) -> None:
    said = refused(lambda: load_cohort(a_file(tmp_path, text)))
    assert f"f.yaml:{line} :" in said and FRACTION in said and meant in said


def test_a_share_of_a_cohort_file_is_no_percent(tmp_path: Path) -> None:
    said = refused(lambda: load_cohort(a_file(tmp_path, "femmes: {production: 20, services: 0.6}\n")))
    assert "femmes.production : « 20 »" in said and "en part de 1 : 0,2 ? (en YAML, avec un point : 0.2)" in said
    said = refused(lambda: load_cohort(a_file(tmp_path, "prive_sous_contrat: 27\n")))
    assert "en part de 1 : 0,27 ?" in said
    assert given_share(1) == 1 and given_share(0.43) == 0.43


def test_each_rate_of_a_grid_is_in_percent(tmp_path: Path) -> None:
    text = "regimes: [aucun, permanent_2022]\ngraines: [0]\ntaux_groupe1:\n  - 74\n  - 0.7\n"
    assert "f.yaml:5 : colonne taux_groupe1.1 : « 0.7 »" in refused(lambda: load_grid(a_file(tmp_path, text)))
    text = "regimes: [aucun, permanent_2022]\nparametres: {retour_apres_echec: [80, 0.8]}\n"
    assert "en pourcent : 80 ?" in refused(lambda: load_grid(a_file(tmp_path, text)))


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("taux_groupe1", "0,745", "en pourcent : 74,5 ?"),
        ("taux_groupe1", 1, "1 % ou 100 % ?"),
        ("niveau", "0.9", "en pourcent : 90 ?"),
        ("niveau", 0.3, "de 50 à 99,9"),
        ("cible", "0,8", "en pourcent : 80 ?"),
        ("retour", 0.75, "en pourcent : 75 ?"),
    ],
)
def test_a_parameter_in_percent_is_one(name: str, value: object, remedy: str) -> None:
    said = refused(lambda: parameter(name, value))
    assert FRACTION in said and remedy in said and f"-p {name}" in said


def test_python_is_told_the_same() -> None:
    assert "en pourcent : 74,5 ?" in refused(lambda: load_cohort(taux_groupe1=0.745))
    assert "hors bornes" in refused(lambda: load_cohort(taux_groupe1=0))
    assert "sans guillemets" in refused(lambda: load_cohort(taux_groupe1="74,5"))  # type: ignore[arg-type]
    cohorte = simulate(load_cohort(candidats=200, specialites=("MCO",)))
    base, law = load_regimes("aucun", "permanent_2022")
    for call in (
        lambda: compare(cohorte, base, [law], level=0.9),
        lambda: oral_luck(cohorte, [law], level=0.9),
        lambda: out_of_reach(cohorte, law, level=0.9),
    ):
        assert "niveau : « 0.9 »" in (said := refused(call)) and "en pourcent : 90 ?" in said


def test_a_percent_that_may_be_so_small_is_taken_and_told(tmp_path: Path) -> None:
    with pytest.warns(BtsSimWarning, match=r"f.yaml:2 : colonne parametres.absence_par_epreuve.*lu 0,4 %"):
        load_cohort(a_file(tmp_path, "parametres:\n  absence_par_epreuve: 0.4\n"))
    assert any(one.in_percent and one.ordinary > 1 for one in parametres().values())


# --- said twice ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("axis", "line"),
    [
        ("candidats: [500, 500]", 2),
        ('graines: [0, 1, "0"]', 2),
        ("candidats:\n  - 500\n  - 600\n  - 5.0e+2", 5),
        ("taux_groupe1: [70, 70.0]", 2),
        ("specialites: [CI, ci]", 2),
        ("choix_des_oraux: [hasard, hasard]", 2),
        ("parametres:\n  retour_apres_echec: [60, 60]", 3),
    ],
)
def test_a_value_given_twice_in_a_grid_is_refused(tmp_path: Path, axis: str, line: int) -> None:
    text = f"regimes: [aucun, permanent_2022]\n{axis}\n"
    said = refused(lambda: load_grid(a_file(tmp_path, text)))
    assert f"f.yaml:{line} :" in said and "valeur donnée deux fois" in said


def test_one_regime_by_two_paths_is_given_twice(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").touch()
    text = "regimes: [a.yaml, ./a.yaml]\n"
    assert "« a.yaml » : valeur donnée deux fois" in refused(lambda: load_grid(a_file(tmp_path, text)))


def test_a_parameter_given_twice_is_refused() -> None:
    said = refused(lambda: gather([("candidats", "500"), ("graine", "1"), ("candidats", "600")]))
    assert "-p candidats : « 500 et 600 » : paramètre donné deux fois" in said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (("seuil_general=7", "seuil_general=8"), "« seuil_general=8 » : clé en double, déjà 7"),
        (("seuil_general=",), "seuil_general=aucun pour n'en avoir aucune"),
        (("nombre_oraux= ",), "écrire CLÉ=VALEUR"),
        (("seuil_general",), "il manque la valeur"),
        (("acces=tous",), "au choix : ferme, non_admis, moyennes_entre_seuils"),
        (("seuil_general=7,55,5",), "Remède : un nombre avec au plus deux décimales"),
    ],
)
def test_a_change_of_a_regime_is_said_once_and_whole(tmp_path: Path, changes: tuple[str, ...], said: str) -> None:
    asked = [word for change in changes for word in ("--changer", change)]
    result = CliRunner().invoke(main, ["new-scenario", "essai", *asked, "--out", str(tmp_path / "e.yaml")])
    assert result.exit_code == 2 and said in result.output, result.output
    assert not (tmp_path / "e.yaml").exists() and " or " not in result.output


def test_a_threshold_is_taken_away_as_the_refusal_says(tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    result = CliRunner().invoke(main, ["new-scenario", "e", "--changer", "seuil_general=null", "--out", str(path)])
    assert result.exit_code == 0, result.output
    assert load_regimes(str(path))[0].seuil_general is None


def test_a_beginning_of_several_names_names_them_all() -> None:
    assert nearest("seuil", ["seuil_general", "seuil_oral", "acces"]).count("seuil_") == 2
    assert "SIO-SISR" in (said := nearest("sio", ["SIO-SISR", "SIO-SLAM"])) and "SIO-SLAM" in said
    assert nearest("seuil_genera", ["seuil_general", "seuil_oral"]) == "vouliez-vous dire « seuil_general » ?"


# --- a problem and its remedy are told apart -----------------------------------------------------------------------


def test_a_refused_parameter_has_its_own_problem_and_remedy() -> None:
    said = refused(lambda: parameter("session", "2020"))
    assert "(décret 2020-684)" in said and "Remède : sessions couvertes : 2021" in said
    said = refused(lambda: parameter("specialites", "MCO,PI"))
    assert "spécialité PI : pas de règlement pour 2024. Remède : sessions 2026 ; à lire : " in said
    said = refused(lambda: parameter("specialites", "BTSA"))
    assert "spécialité BTSA hors champ. Remède : le BTS agricole" in said


def test_names_are_parted_by_commas_or_semicolons_or_given_as_a_list() -> None:
    for value in ("MCO ; CI", "MCO,CI", ["MCO", "CI"], "MCO;CI"):
        assert parameter("specialites", value) == {"specialites": "MCO,CI"}
    assert "Remède : donner" in refused(lambda: parameter("regimes", []))
    assert "régime inconnu" in refused(lambda: parameter("regimes", "permanent_2022 ;"))


def test_a_file_whose_name_has_a_separator_is_one_name(tmp_path: Path) -> None:
    path = tmp_path / "a;b, c.yaml"
    path.touch()
    assert split_names(f"{path}") == (str(path),)
    assert split_names(["aucun", str(path)]) == ("aucun", str(path))


def test_a_law_error_says_both() -> None:
    error = LawError("spécialité MC0 inconnue pour 2024", "vouliez-vous dire « MCO » ?")
    assert str(error) == "spécialité MC0 inconnue pour 2024 ; vouliez-vous dire « MCO » ?"
    assert str(LawError("sans remède.")) == "sans remède." and LawError("sans remède.").problem == "sans remède"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("regimes: [permanent_2022]\n", "« [permanent_2022] » : trop peu de valeurs. Remède : en donner au moins 2"),
        ("regimes: [aucun, permanent_2022]\ncandidats: []\n", "en donner au moins 1"),
        ("regimes: [aucun, permanent_2022]\nchoix_des_oraux: [tous]\n", "au choix : gain_possible, notes_basses"),
        ('regimes: [aucun, permanent_2022]\ntaux_groupe1: ["74,5"]\n', "avec un point : 74.5"),
        ("regimes: [aucun, permanent_2022]\ncandidats: {a: 1}\n", "Remède : une liste"),
    ],
)
def test_a_grid_is_refused_in_french_and_whole(tmp_path: Path, text: str, said: str) -> None:
    message = refused(lambda: load_grid(a_file(tmp_path, text)))
    assert said in message and "une autre valeur" not in message and "'" not in message.replace("n'", "")
