"""Does the laboratory answer as `compare` does, take back what is moved, refuse what no exam holds, and leave whole?"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from click.testing import CliRunner
from helpers import ROOT

import bts_sim as bts
from bts_sim.cli import main
from bts_sim.cli.lab import SETTINGS
from bts_sim.cohort.compiled.switch import loads_for
from bts_sim.cohort.concerned import values_there
from bts_sim.droit.regimes import load_regime, shipped_scenarios
from bts_sim.errors import BtsSimError, InputError
from bts_sim.laboratory.lab import ReformLab
from bts_sim.laboratory.page import LabPage
from bts_sim.laboratory.whom import Whom
from bts_sim.language import speaking
from bts_sim.report.parameter_cells import read_notebook

#: Draws of a test, and candidates of each.
DRAWS, SIZE = 3, 300
#: Reforms of the how-tos and of the project, made by hand: what is moved, and for whom.
BY_HAND: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "three orals, no professional condition, rounded": (
        {"nombre_oraux": 3, "seuil_professionnel": None, "arrondi": "au_centieme"},
        {},
    ),
    "a floor of 7 for apprentices": ({"seuil_general": 7}, {"voie": "apprentissage"}),
    "open to all below 10": (
        {"acces": "non_admis", "seuil_general": None, "seuil_professionnel": None},
        {},
    ),
    "a floor of 7,5": ({"seuil_general": "7,5"}, {}),
    "a professional mean of 9": ({"seuil_professionnel": 9}, {}),
    "one oral": ({"nombre_oraux": 1}, {}),
    "the access of 2021": (
        {
            **{"acces": "non_admis", "seuil_general": None, "seuil_professionnel": None},
            **{"choix": "un_oral_par_domaine", "remplacement": "moyenne_des_ponctuelles_du_domaine"},
        },
        {},
    ),
    "a bar of 9,5": ({"seuil_admission": 9.5}, {}),
    "the mean of the two marks": ({"remplacement": "moyenne_des_deux_notes"}, {}),
    "an oral replaces the épreuve": ({"niveau_remplacement": "epreuve"}, {}),
}


@pytest.fixture(scope="module")
def lab() -> ReformLab:
    return bts.reform_lab(bts.study(session=2024, size=SIZE, draws=DRAWS, draw_size=SIZE))


@pytest.fixture
def from_law(lab: ReformLab) -> Iterator[ReformLab]:
    """The laboratory at the law, whose draws are kept from one test to the next."""
    lab.start_from("permanent_2022")
    yield lab
    lab.only_for()
    lab.start_from("permanent_2022").named("ma_reforme")


def test_ten_reforms_made_by_hand_are_those_of_compare_to_the_last_digit(
    from_law: ReformLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by the controls of the page; the file that leaves is compared from nothing, by one that keeps no draw."""
    monkeypatch.chdir(tmp_path)
    page, engines = LabPage(from_law), set()
    for rank, (name, (moves, whom)) in enumerate(BY_HAND.items()):
        page.controls.start.value = ""
        page.controls.start.value = "permanent_2022"
        by_hand(page, moves, whom)
        page.controls.name.value = f"reforme_{rank}"
        page.save.click()
        path = tmp_path / f"reforme_{rank}.yaml"
        study = bts.study(
            session=2024, size=SIZE, draws=DRAWS, draw_size=SIZE, baseline="permanent_2022", regimes=str(path)
        )
        pd.testing.assert_frame_equal(
            from_law.study.rates().table, study.rates().table, check_exact=True, obj=f"{name}, {path.name}"
        )
        engines.add(loads_for(study.people.described, study.every))
        assert f"regimes='{path.name}'" in from_law.python() and path.name in from_law.command()
        assert from_law.differences
    assert engines == {True, False}, "both engines are asked"
    assert 0 < from_law.megabytes < 100


def by_hand(page: LabPage, moves: Mapping[str, Any], whom: Mapping[str, str]) -> None:
    """Move the controls of a page, one after the other, as somebody would: some states in between are refused."""
    for key, value in moves.items():
        control = page.controls.by_key[key]
        if value is None:
            control.beside.value = True
        else:
            number = isinstance(control.field.value, float)
            control.field.value = float(str(value).replace(",", ".")) if number else str(value)
    for column, value in whom.items():
        page.controls.whom.column.value = column
        page.controls.whom.value.value = (value,)


def test_what_no_exam_could_hold_is_refused_and_nothing_moves(from_law: ReformLab) -> None:
    before = from_law.reform
    for moves, why in (
        ({"choix": "un_oral_par_domaine"}, "note_de_l_unite"),
        ({"acces": "non_admis"}, "n'a pas de seuil"),
        ({"nombre_oraux": 0}, "ouvrir ou fermer le contrôle ensemble"),
        ({"seuil_general": 21}, "20"),
        ({"seuil_general": "sept"}, "sept"),
        ({"seuil_generale": 7}, "seuil_general"),
        ({"note_plancher": 7}, "clé inconnue"),
        ({"arrondi": "au_dixieme"}, "au_centieme"),
    ):
        with pytest.raises(BtsSimError) as refused:
            from_law.move(**moves)
        said = str(refused.value)
        assert why in said and "/tmp" not in said and ".yaml" not in said, said
        assert from_law.reform == before
    with pytest.raises(InputError, match="ne nomme personne"):
        from_law.move(seuil_general=7).only_for(voie="apprentis")


def test_each_scenario_opens_and_is_itself_and_undo_takes_all_back(from_law: ReformLab) -> None:
    start, known = from_law.moves, from_law.reform
    for name in shipped_scenarios():
        own, told = load_regime(name), from_law.start_from(name).reform.regime
        assert (told.acces, told.choix, told.remplacement, told.seuil_general, dict(told.valeurs), told.lectures) == (
            *(own.acces, own.choix, own.remplacement, own.seuil_general, dict(own.valeurs), own.lectures),
        )
        reopened = bts.reform_lab(bts.study(session=2024, size=100)).opened(from_law.link())
        assert reopened.reform == from_law.reform
    while from_law.moves > start:
        from_law.undo()
    assert from_law.reform == known
    for idea in ("mille_points", "strictement_au_dessus"):
        with pytest.raises(BtsSimError, match="idée fausse"):
            from_law.start_from(idea)


def test_the_page_answers_to_each_control_and_says_why_it_refuses(
    from_law: ReformLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with speaking("en"):
        page = LabPage(from_law)
    control = page.controls.by_key["seuil_general"]
    assert "To quote" in page.state.value
    before = page.beside.value
    control.field.value = 7.5
    assert page.beside.value != before and from_law.reform.values == {"seuil_general": "7,5"}
    choice = page.controls.by_key["choix"]
    shown, choice.field.value = page.beside.value, "un_oral_par_domaine"
    assert "the mark of its unit" in choice.refusal.value and page.beside.value == shown
    page.controls.by_key["remplacement"].field.value = "moyenne_des_ponctuelles_du_domaine"
    assert choice.refusal.value == "" and page.beside.value != shown
    page.undo.click()
    assert from_law.reform.values == {"seuil_general": "7,5"} and choice.field.value == "unites_generales"
    page.tabs.value = len(page.panels) - 1
    assert "bts-sim report 08_reform_lab" in page.text.value and "?nom=ma_reforme" in page.text.value
    page.save.click()
    page.save.click()
    assert (tmp_path / "ma_reforme.yaml").exists() and "un fichier de ce nom est déjà là" in page.saved.value
    for field in _fields(page.view):
        assert field.description, f"{type(field).__name__} of no name"


def test_groups_and_whom_offer_all_that_the_candidates_have_in_words(from_law: ReformLab) -> None:
    with speaking("en"):
        page = LabPage(from_law)
    whom, known = page.controls.whom, values_there(from_law.study.people.described, from_law.reform.law)
    page.tabs.value = 1
    assert page.groups.layout.display == "" and "no group has a gap" in page.text.value
    page.controls.by_key["seuil_general"].field.value = 7.5
    views = [name for name in from_law.study.rates().views if f"{name}_table" in from_law.study.rates().views]
    offered = [code for _said, code in page.groups.options]
    assert {*offered} == {*views} - {"rates"} and page.groups.options[0] == ("pathway", "voie")
    page.groups.value = "sexe"
    assert "femme" in page.text.value and "apprentissage" not in page.text.value
    whom.column.value = "specialite"
    assert not from_law.reform.whom and whom.value.value == ()
    whom.value.value = ("MCO", "NDRC")
    assert whom.value.label[0] == "MCO, Management commercial opérationnel"
    by_control = from_law.study.rates().table
    from_law.only_for().only_for(specialite=["MCO", "NDRC"])
    pd.testing.assert_frame_equal(from_law.study.rates().table, by_control, check_exact=True)
    asked: list[Any] = []
    with speaking("en"):
        alone = Whom(from_law.study.people.described, from_law.reform.law, asked.append)
        alone.show({"voie": ["scolaire", "apprentissage"]})
        assert alone.column.label == "pathway" and alone.value.value == ("scolaire", "apprentissage")
        alone.show({"voie": ["scolaire", "apprentissage"], "sexe": ["femme"]})
    assert alone.column.label == "pathway (school, apprenticeship); sex (women)" and not asked
    assert [code for _said, code in alone.column.options] == ["", *known, "several"]
    for column, values in known.items():
        alone.column.value = column
        assert [code for _said, code in alone.value.options] == [*values] and asked[-1] == {}
        alone.value.value = tuple(values[-2:])
        assert asked[-1] == {column: [*values[-2:]]}
    assert ("under 8", "moins de 8") in alone.value.options
    alone.column.value = ""
    assert asked[-1] == {} and alone.value.layout.display == "none" and len(asked) == 2 * len(known) + 1


def test_lab_copies_the_notebooks_once_and_keeps_what_was_changed(tmp_path: Path) -> None:
    folder, words = tmp_path / "carnets", ["lab", str(tmp_path / "carnets"), "--sans-ouvrir"]
    assert CliRunner().invoke(main, words).exit_code == 0
    there = sorted(path.name for path in folder.iterdir())
    assert "START.md" in there and "08_reform_lab.ipynb" in there
    (folder / "START.md").write_text("le mien", encoding="utf-8")
    assert CliRunner().invoke(main, words).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == there
    assert (folder / "START.md").read_text(encoding="utf-8") == "le mien"
    (tmp_path / "fichier").write_text("", encoding="utf-8")
    found = CliRunner().invoke(main, ["lab", str(tmp_path / "fichier"), "--sans-ouvrir"])
    assert found.exit_code == 2 and "Traceback" not in found.output
    assert (SETTINGS / "jupyter_lab_config.json").exists()


def _fields(widget: Any) -> Iterator[Any]:
    """Yield what a person may type into, drag or choose from."""
    for one in getattr(widget, "children", ()):
        yield from _fields(one)
    if (
        hasattr(widget, "description")
        and hasattr(widget, "value")
        and type(widget).__name__ not in ("HTML", "ToggleButtons")
    ):
        yield widget


def test_lab_copies_the_notebooks_in_english_without_what_french_ones_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, ["lab", "--lang", "en", "--sans-ouvrir"]).exit_code == 0
    copied = sorted((tmp_path / "bts_sim_notebooks").glob("*.ipynb"))
    assert [path.name for path in copied] == sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    for path in copied:
        own, notebook = read_notebook(ROOT / "notebooks" / path.name), read_notebook(path)
        assert notebook.defaults == {**own.defaults, "lang": "en"}
        cells = nbformat.read(path, as_version=4).cells
        french = nbformat.read(ROOT / "notebooks" / path.name, as_version=4).cells
        said = [(one.source, other.source) for one, other in zip(cells, french, strict=True)]
        words = [one for one, cell in zip(said, cells, strict=True) if cell.cell_type == "markdown"]
        assert all(one != other for one, other in words), path.name
        assert not any(cell.get("outputs") for cell in cells)
