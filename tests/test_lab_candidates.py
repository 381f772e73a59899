"""Does the laboratory judge an académie and real files as `compare` does, say what it refuses, and carry them away?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.errors import BtsSimError
from bts_sim.laboratory.lab import ReformLab
from bts_sim.laboratory.page import LabPage
from bts_sim.language import speaking

pytestmark = pytest.mark.filterwarnings("ignore::bts_sim.notices.BtsSimWarning")

#: Draws of a test, and candidates of each.
DRAWS, SIZE = 3, 300
FILES = {"candidates": "candidats.csv", "marks": "notes.csv"}


@pytest.fixture(scope="module")
def opened() -> ReformLab:
    return bts.reform_lab(bts.study(session=2024, size=SIZE, draws=DRAWS, draw_size=SIZE))


@pytest.fixture
def lab(opened: ReformLab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ReformLab]:
    """A laboratory on a floor of 7,5, in a folder that has the files of a class."""
    monkeypatch.chdir(tmp_path)
    class_of_mco = simulate(load_cohort(session=2024, candidats=60, specialites="MCO"), told=False)
    for table, name in zip(tables(class_of_mco), FILES.values(), strict=True):
        table.to_csv(name, index=False)
    opened.judge().start_from("permanent_2022").named("ma_reforme").move(seuil_general=7.5)
    yield opened
    opened.judge()


def same_rates(lab: ReformLab, **candidates: object) -> None:
    """Check that a study opened from what leaves, which keeps no draw, gives the same table."""
    alone = bts.study(session=2024, draws=DRAWS, baseline="permanent_2022", regimes="ma_reforme.yaml", **candidates)
    pd.testing.assert_frame_equal(lab.study.rates().table, alone.rates().table, check_exact=True)


def test_an_academie_is_judged_as_its_cohort_file_is_and_leaves_with_it(lab: ReformLab, tmp_path: Path) -> None:
    nation = lab.study.rates().table
    lab.judge("dijon")
    assert not lab.study.rates().table.equals(nation) and lab.study.people.described.academies == {"Dijon": 1.0}
    lab.save()
    assert (tmp_path / "academie_dijon.yaml").read_text(encoding="utf-8").endswith("academie: Dijon\n")
    same_rates(lab, size=SIZE, draw_size=SIZE, cohort="academie_dijon.yaml")
    assert lab.command().endswith("-p regimes ma_reforme.yaml -p cohorte academie_dijon.yaml")
    assert "cohort='academie_dijon.yaml'" in lab.python() and lab.link().endswith("&academie=Dijon")
    pd.testing.assert_frame_equal(lab.undo().study.rates().table, nation, check_exact=True)


def test_real_files_are_judged_as_compare_judges_them_and_never_leave(lab: ReformLab) -> None:
    lab.judge(**FILES)
    assert lab.study.people.real and lab.study.people.described.candidats == 60
    lab.save()
    same_rates(lab, **FILES)
    assert lab.command().endswith("-p fichier_candidats candidats.csv -p fichier_notes notes.csv")
    assert lab.link().endswith("&candidats=candidats.csv&notes=notes.csv")
    assert "candidates='candidats.csv', marks='notes.csv'" in lab.python()
    # What leaves names files, and holds nothing of them.
    number = pd.read_csv("candidats.csv", dtype=str)["candidat"][0]
    assert not any(number in said for said in (lab.yaml(), lab.command(), lab.python(), lab.link()))


@pytest.mark.parametrize("who", [{"academie": "Dijon"}, FILES], ids=["an académie", "files"])
def test_a_link_opens_on_the_same_candidates(lab: ReformLab, who: dict[str, str]) -> None:
    link = lab.judge(**who).link()
    again = bts.reform_lab(bts.study(session=2024, size=SIZE, draws=DRAWS, draw_size=SIZE)).opened(link)
    assert (again.reform.values, again.among) == (lab.reform.values, lab.among) and again.moves == 1
    pd.testing.assert_frame_equal(again.study.rates().table, lab.study.rates().table, check_exact=True)
    assert again.undo().among != lab.among


def test_candidates_that_are_not_there_are_refused_and_nothing_changes(lab: ReformLab) -> None:
    among, rates = lab.among, lab.study.rates().table
    for who, why in (
        ({"academie": "Dijonn"}, "vouliez-vous dire « Dijon »"),
        ({"academie": "Dijon", **FILES}, "à la fois"),
        ({"candidates": "candidats.csv"}, "marks"),
        ({"candidates": "candidats.csv", "marks": "absent.csv"}, "absent.csv"),
        ({"candidates": "notes.csv", "marks": "notes.csv"}, "notes.csv"),
    ):
        with pytest.raises(BtsSimError) as refused:
            lab.judge(**who)
        assert why in str(refused.value) and lab.among == among, who
    lab.only_for(specialite="NDRC")
    with pytest.raises(BtsSimError, match="« pour »"):
        lab.judge(**FILES)
    lab.undo()
    pd.testing.assert_frame_equal(lab.study.rates().table, rates, check_exact=True)


def test_the_page_offers_academies_and_the_files_of_its_folder_alone(lab: ReformLab, tmp_path: Path) -> None:
    (tmp_path / "autre").mkdir()
    (tmp_path / "autre" / "secret.csv").write_text("", encoding="utf-8")
    with speaking("en"):
        page = LabPage(lab)
    judged, whole = page.controls.judged, page.beside.value
    assert judged.field.label == "those of the nation" and "300 candidates" in page.state.value
    judged.field.value = "Dijon"
    assert page.beside.value != whole and "academie" in page.controls.whom.columns
    assert ("académie", "academie") in page.groups.options
    judged.field.value = "files"
    assert lab.among.academie == "Dijon", "nothing is judged before the files are chosen"
    shown = judged.files["candidates"]
    assert [code for _said, code in shown.options] == ["", "candidats.csv", "notes.csv"]
    shown.value = judged.files["marks"].value = "notes.csv"
    assert "notes.csv" in judged.refusal.value and lab.among.academie == "Dijon"
    shown.value = "candidats.csv"
    assert judged.refusal.value == "" and "60 real candidates" in page.state.value
    assert "academie" not in page.controls.whom.columns
    page.undo.click()
    assert judged.field.value == "Dijon" and judged.files["marks"].layout.display == "none"
    page.undo.click()
    assert judged.field.label == "those of the nation" and page.beside.value == whole


def test_a_link_that_leads_to_nobody_is_told_in_words_and_the_page_opens(
    lab: ReformLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    for link, why in (
        ("?academie=Dijonn&seuil_general=7", "« Dijon »"),
        ("?candidats=parti.csv&notes=notes.csv&seuil_general=7", "parti.csv"),
        ("?candidats=/etc/hosts&notes=notes.csv", "de ce dossier"),
        ("?candidats=../candidats.csv&notes=notes.csv", "de ce dossier"),
        ("?seuil_general=21", "20"),
    ):
        monkeypatch.setenv("QUERY_STRING", link)
        opened = bts.reform_lab(bts.study(session=2024, size=SIZE, draws=2, draw_size=SIZE))
        said = [one.value for one in parts(opened.show(live=True)) if hasattr(one, "value")]
        assert any(why in str(one) and "Remède" in str(one) for one in said), link
        assert opened.moves == 0 and opened.reform.moves_nothing


def parts(view: Any) -> Iterator[Any]:
    """Yield a widget, and those that it holds."""
    yield view
    for one in getattr(view, "children", ()):
        yield from parts(one)
