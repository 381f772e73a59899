"""Is everybody told when a decision rests on coefficients that nobody read, or that a document contradicts?"""

import json
import warnings
from collections import Counter
from pathlib import Path

import pytest
from cohorts import bts_sim

from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading, grade
from bts_sim.droit.bareme import DOUTEUX, WEAK
from bts_sim.droit.recit import story_lines
from bts_sim.droit.textes import TEXTES, load_bareme, sessions
from bts_sim.droit.unites_fragiles import en_mots, reason_to_check, weak
from bts_sim.errors import InputError
from bts_sim.language import speak
from bts_sim.notices import Notice, listening
from bts_sim.report.cover import origin, to_check
from bts_sim.report.manifest import Manifest, NotebookRun

#: A specialty of each kind of weakness that a table of an analyst may hold.
KINDS = {"recalled": "donnés de mémoire", "contredit": "contredits par un autre document"}
HEAD = "candidat;specialite;voie;forme;derniere_session"


def files(folder: Path, rows: dict[str, tuple[str, dict[str, str]]], session: int) -> tuple[Path, Path]:
    """Candidates of some specialties: every compulsory unit at 9,5 but those said (a mark, or a status)."""
    reglements = load_bareme(session).reglements
    candidats, notes = [HEAD], ["candidat;unite;note;statut"]
    for name, (code, said) in rows.items():
        candidats.append(f"{name};{code};scolaire;globale;oui")
        for unit in reglements[code].unites:
            mark = said.get(unit.code, "9,5")
            notes.append(f"{name};{unit.code};{mark};" if mark[0].isdigit() else f"{name};{unit.code};;{mark}")
    paths = folder / "candidats.csv", folder / "notes.csv"
    for path, lines in zip(paths, (candidats, notes), strict=True):
        path.write_text("\n".join(lines), encoding="utf-8")
    return paths


def graded(folder: Path, rows: dict[str, tuple[str, dict[str, str]]], session: int) -> tuple[Grading, list[Notice]]:
    heard: list[Notice] = []
    with listening(heard.append):
        return grade(*files(folder, rows, session), session=session), heard


@pytest.mark.parametrize("session", sessions())
def test_each_specialty_with_weak_units_is_told_once_and_no_other(session: int, tmp_path: Path) -> None:
    reglements = load_bareme(session).reglements
    rows = {f"{code}{rank}": (code, {}) for code in reglements for rank in (1, 2, 3)}
    grading, heard = graded(tmp_path, rows, session)
    told = Counter(notice.file for notice in heard)
    assert told == {f"spécialité {code}": 1 for code, one in reglements.items() if weak(one.unites)}
    for notice in heard:
        units = [unit.code for unit in weak(reglements[notice.file.split()[1]].unites)]
        assert all(unit in notice.words for unit in units) and "3 décisions reposent dessus" in notice.words
    for trace in explain(grading):
        units = {unit.code: reason_to_check(unit) for unit in weak(reglements[trace["specialite"]].unites)}
        assert trace["unites_a_verifier"] == units
        for lang, words in (("fr", "À vérifier avant de conclure"), ("en", "To be checked before concluding")):
            assert any(words in line.said for line in story_lines(trace, lang)) == bool(units)


def test_whom_no_weak_unit_concerns_is_not_told_of_it(tmp_path: Path) -> None:
    code, (first, *_) = next(
        (code, recalled)
        for code, one in load_bareme(2024).reglements.items()
        if len(recalled := [unit for unit in one.unites if unit.confiance in WEAK]) > 1
    )
    rows = {"absent": (code, {first.code: "AB"}), "juge": (code, {}), "admis": (code, {first.code: "19"})}
    grading, heard = graded(tmp_path, rows, 2024)
    assert ["2 décisions reposent dessus" in one.words for one in heard] == [True]
    weak_of = {trace["candidat"]: trace["unites_a_verifier"] for trace in explain(grading)}
    assert not weak_of["absent"] and weak_of["juge"] and weak_of["admis"]


def test_a_doubtful_domain_is_told_of_those_whom_the_general_mean_does_not_admit(tmp_path: Path) -> None:
    reglement = load_bareme(2024).reglements["PROTH-DENT"]
    doubtful = [unit.code for unit in weak(reglement.unites)]
    assert doubtful and all(reason_to_check(unit) == DOUTEUX for unit in weak(reglement.unites))
    everywhere = {unit.code: "12" for unit in reglement.unites}
    rows = {"refuse": ("PROTH-DENT", {}), "admis": ("PROTH-DENT", everywhere)}
    grading, heard = graded(tmp_path, rows, 2024)
    (notice,) = heard
    assert f"domaine déduit, incertain, qui décide des oraux : {', '.join(doubtful)} ; 1 décision" in notice.words
    told = {trace["candidat"]: trace["unites_a_verifier"] for trace in explain(grading)}
    assert told == {"refuse": dict.fromkeys(doubtful, DOUTEUX), "admis": {}}


@pytest.mark.parametrize(("kind", "words"), KINDS.items())
@pytest.mark.parametrize(("dispensed", "told"), [("", True), ("DI", False)])
def test_a_unit_of_which_one_is_dispensed_weighs_nothing(
    kind: str, words: str, dispensed: str, told: bool, tmp_path: Path
) -> None:
    table = (TEXTES / "specialites" / "NDRC.csv").read_text(encoding="utf-8")
    head, first, *rest = table.splitlines()
    cells = [one.replace("two sources agree", "sourced") for one in (first, *rest)]
    own = tmp_path / "x.csv"
    own.write_text("\n".join([head, cells[0].replace("sourced", kind), *cells[1:]]), encoding="utf-8")
    paths = files(tmp_path, {"1": ("NDRC", {"U1": dispensed} if dispensed else {})}, 2024)
    heard: list[Notice] = []
    with listening(heard.append):
        grade(*paths, session=2024, specialites=own)
    assert [notice.file for notice in heard] == ["spécialité NDRC"] * told
    assert all(words in notice.words and "U1 ; 1 décision repose" in notice.words for notice in heard)


def test_the_command_line_its_json_and_the_pages_say_it(tmp_path: Path) -> None:
    paths = files(tmp_path, {"1": ("GTLA", {}), "2": ("NDRC", {"U1": "20"})}, 2024)
    options = ("--candidats", paths[0], "--notes", paths[1], "--session", 2024)
    run = bts_sim("--json", "grade", *options, "--documents", "--out", tmp_path / "out")
    (remark,) = [one for one in json.loads(run.stdout)["remarques"] if one["file"].startswith("spécialité")]
    assert remark["file"] == "spécialité GTLA" and "donnés de mémoire" in remark["words"]
    assert "spécialité GTLA : coefficients donnés de mémoire" in bts_sim("explain", "1", *options).stderr
    pages = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.html")}
    for name in ("releve_de_notes_0001.html", "liste_d_affichage.html"):
        assert pages[name].count("À vérifier avant de conclure") == 1, name


def test_python_is_warned(tmp_path: Path) -> None:
    paths = files(tmp_path, {"1": ("GTLA", {})}, 2024)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grade(*paths, session=2024)
    assert any("spécialité GTLA" in str(one.message) for one in caught)


def test_weak_units_are_told_with_the_weakest_kind_first() -> None:
    said = en_mots([("U1", "recalled"), ("U2", "sourced"), ("U4", "contredit"), ("U5", "recalled")])
    assert said.split(" ; ") == [
        "coefficients contredits par un autre document : U4",
        "coefficients donnés de mémoire, sans document : U1, U5",
    ]


@pytest.mark.parametrize("session", sessions())
def test_what_stands_for_no_document_is_a_weak_unit_and_the_other_way_round(session: int) -> None:
    for reglement in load_bareme(session).reglements.values():
        for unit in reglement.unites:
            assert (unit.source == "de-memoire") <= (unit.confiance in WEAK), (reglement.specialite, unit.code)
        assert (reglement.confiance in WEAK) == any(reason_to_check(unit) in WEAK for unit in reglement.unites)


@pytest.mark.parametrize("code", ["MS-A", "MS-B"])
def test_a_reglement_that_ended_is_refused_afterwards_with_the_reason(code: str, tmp_path: Path) -> None:
    assert {unit.confiance for unit in load_bareme(2024).reglements[code].unites} == {"contredit"}
    assert "contredit" not in {unit.confiance for unit in load_bareme(2023).reglements[code].unites}
    paths = files(tmp_path, {"1": (code, {})}, 2024)
    for session in (2025, 2026):
        with pytest.raises(InputError, match=f"{code} : pas de règlement pour {session} : .*depuis 2025.*2021, 2022"):
            grade(*paths, session=session)


def test_sn_rests_on_its_arrete_and_no_longer_on_memory() -> None:
    units = load_bareme(2024).reglements["SN-IR"].unites
    assert not weak(units) and all("arrete-2013-11-15-sn" in unit.source for unit in units)
    assert sum(unit.coefficient for unit in units) == 2600


def test_the_cover_of_a_report_names_the_specialties_to_be_checked_in_both_languages() -> None:
    run = NotebookRun(nom="03", titre="x", page=None, erreur=None, parametres={"session": 2024})
    without = NotebookRun(nom="07", titre="x", page=None, erreur=None)
    said = {"statut": "reussi", "debut": "2026-11-29T08:00:00+00:00", "duree_s": 1, "commit": None, "modifie": None}
    manifest = Manifest(**said, parametres={}, notebooks=[run, without], resultats=[])
    assert "GTLA" in to_check(manifest) and "NDRC" not in to_check(manifest) and "de mémoire" in to_check(manifest)
    speak("en")
    try:
        assert "recalled without a document" in dict(origin(manifest))["Coefficients to be checked"]
    finally:
        speak("fr")
