"""Whose calendar does a convocation follow: that of the candidate's académie, and of the pilot of his specialty?"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from bts_sim.candidates.documents.academies import academie
from bts_sim.candidates.documents.pages.model import Convocation
from bts_sim.candidates.documents.session import Request, session_documents
from bts_sim.candidates.grade import grade
from bts_sim.droit.calendriers.document import load_calendrier, read_calendrier
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import InputError
from bts_sim.notices import BtsSimWarning

REGLEMENTS = load_bareme(2024).reglements
#: Piloted by Nancy-Metz in 2024, or not.
PILOTEES = (
    *("ME", "SIO-SISR", "SAM", "CG", "GPME", "MS-A", "MS-B", "GTLA", "NDRC", "SN-IR", "SN-EC", "CI", "FED", "MCO"),
    "CRSA",
)
OTHERS = sorted(set(REGLEMENTS) - {*PILOTEES, "SIO-SLAM"})
NANCY, OURS = "nancy-metz", ("Nancy-Metz", "nancy metz", "NANCY_METZ", "Académie de Nancy-Metz", "nancy–metz")
CENTRES = ("Robert Schuman", "Georges de la Tour")


def convoked(
    folder: Path,
    people: Sequence[tuple[str, str]],
    column: str | None = "academie",
    *,
    calendar: str = NANCY,
    own: Path | None = None,
) -> list[Convocation]:
    """The convocations of candidates who may all sit the orals, as (specialty, académie), in their order."""
    header = "candidat;specialite;voie;forme;derniere_session" + (f";{column}" if column else "")
    rows = [
        f"{i:03d};{code};scolaire;globale;oui" + (f";{of}" if column else "") for i, (code, of) in enumerate(people)
    ]
    (folder / "c.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    marks = [
        f"{i:03d};{unit.code};{8 if unit.domaine == 'general' else 10};"
        for i, (code, _) in enumerate(people)
        for unit in REGLEMENTS[code].unites
    ]
    (folder / "n.csv").write_text("\n".join(["candidat;unite;note;statut", *marks]) + "\n", encoding="utf-8")
    grading = grade(folder / "c.csv", folder / "n.csv", session=2024)
    read = read_calendrier(own) if own else load_calendrier(calendar, 2024)
    found = {one.candidat.numero: one for one in session_documents(grading, Request(read)).convocations.documents}
    return [one for _, one in sorted(found.items()) if isinstance(one, Convocation)]


def quoted(one: Convocation) -> str:
    return " ".join(f"{remark.texte} ({remark.source})" for remark in one.remarques)


def test_a_candidate_of_another_academie_follows_the_terms_of_his_own(tmp_path: Path) -> None:
    ours, theirs = convoked(tmp_path, [("MCO", "nancy-metz"), ("MCO", "reims")])
    assert ours.jour.texte == "mercredi 3 juillet 2024" and "Robert Schuman" in ours.centre.texte
    assert not theirs.jour.connue and not theirs.centre.connue
    assert "modalités de l'académie d'origine (Reims)" in theirs.jour.texte + theirs.centre.texte
    assert "selon les modalités transmises par les académies d'origine." in quoted(theirs)
    assert "Nancy-Metz, note du 18-6-2024" in quoted(theirs)
    # The académie that pilots the specialty gives the results, and the last day to choose, of everybody.
    assert theirs.resultats == ours.resultats and "lundi 8 juillet 2024" in ours.resultats.texte
    assert theirs.limite == ours.limite and ours.limite.connue


def test_a_specialty_that_the_academie_does_not_pilot_has_no_results_and_no_centre(tmp_path: Path) -> None:
    (one,) = convoked(tmp_path, [("ASSURANCE", "nancy-metz")])
    assert not one.resultats.connue and not one.centre.connue and not one.limite.connue
    assert "académie pilote" in one.resultats.texte and "académie pilote" in one.centre.texte
    assert one.jour.texte == "mercredi 3 juillet 2024", "said of every BTS of its sector, with a reserve"
    assert "« sauf exception en fonction de l'académie pilote »" in quoted(one)
    assert "ne pilote pas cette spécialité" in quoted(one) and "note du 18-6-2024" in quoted(one)


def test_what_the_note_reserves_is_on_the_page_of_its_own_candidates(tmp_path: Path) -> None:
    (one,) = convoked(tmp_path, [("ME", "nancy-metz")])
    assert "« sauf exception selon les impératifs des académies pilotes »" in quoted(one)


@pytest.mark.parametrize("column", ["academie", "Académie", "ACADEMIE", " académie "])
def test_the_column_and_its_names_are_read_in_any_writing(column: str, tmp_path: Path) -> None:
    people = [("MCO", name) for name in (*OURS, "Lyon", "académie de Lyon")]
    *ours, lyon, same = convoked(tmp_path, people, column)
    assert {one.centre.texte for one in ours} == {"Lycée Robert Schuman, Metz (0570057C)"}
    assert lyon.centre == same.centre and "(Lyon)" in lyon.centre.texte


def test_without_a_column_everybody_is_of_the_academie_that_is_asked_for(tmp_path: Path) -> None:
    (one,) = convoked(tmp_path, [("MCO", "")], column=None)
    assert "Robert Schuman" in one.centre.texte


def test_an_empty_cell_is_told(tmp_path: Path) -> None:
    with pytest.warns(BtsSimWarning, match="académie vide, lue Nancy-Metz : 1 candidat"):
        (one, _) = convoked(tmp_path, [("MCO", ""), ("MCO", "reims")])
    assert "Robert Schuman" in one.centre.texte


@pytest.mark.parametrize("code", [*PILOTEES, *OTHERS])
def test_every_specialty_in_every_academie(code: str, tmp_path: Path) -> None:
    """A centre only for one's own académie and a specialty that it pilots; results only where the pilot is known."""
    names = ["Nancy-Metz", "Reims", "Lyon", "Normandie"]
    for name, one in zip(names, convoked(tmp_path, [(code, name) for name in names]), strict=True):
        ours, piloted = name == "Nancy-Metz", code in PILOTEES
        assert one.centre.connue == (ours and piloted), name
        assert any(centre in one.centre.texte for centre in CENTRES) == (ours and piloted), name
        assert ("8 juillet 2024" in one.resultats.texte) == piloted, name
        assert one.limite.connue == piloted, name
        assert one.remarques or not (ours or piloted), name


def test_a_calendar_that_names_no_specialty_dates_them_on_a_condition(tmp_path: Path) -> None:
    """Reims does not name the specialties it pilots; those of Nancy-Metz are not among them."""
    unknown, not_its = convoked(tmp_path, [("ASSURANCE", "reims"), ("MCO", "reims")], calendar="reims")
    assert "10 juillet 2024 à 16h30" in unknown.resultats.texte and "si Reims pilote" in unknown.resultats.texte
    assert "si Reims pilote" in unknown.jour.texte
    assert "8 juillet 2024" in not_its.resultats.texte and not not_its.jour.connue
    # Who is of neither académie is told nothing of Reims on a condition.
    (elsewhere,) = convoked(tmp_path, [("ASSURANCE", "lyon")], calendar="reims")
    assert not elsewhere.resultats.connue


def test_a_calendar_of_ones_own_that_covers_nobody_else_holds_for_its_academie(tmp_path: Path) -> None:
    from test_calendars import PROPRE, write

    plain = write(tmp_path, PROPRE)
    (here, there) = convoked(tmp_path, [("MCO", "essai"), ("MCO", "lyon")], own=plain)
    assert "Lycée A" in here.centre.texte and here.resultats.connue and not there.centre.connue
    assert "lycée" not in there.centre.texte.lower()


def test_a_name_one_letter_away_and_two_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"colonne academie : « Nancy-Mets » .*vouliez-vous dire « Nancy-Metz » \?"):
        convoked(tmp_path, [("MCO", "Nancy-Mets")])
    with pytest.raises(InputError, match="deux colonnes pour l'académie"):
        convoked(tmp_path, [("MCO", "reims;reims")], "academie;Académie ")


def test_writings_of_one_academie_are_one() -> None:
    assert {academie(name).cle for name in OURS} == {"nancymetz"}
    assert academie("académie d'Aix-Marseille") == academie("aix-marseille")
    assert academie("Académie de la Réunion").cle == academie("réunion").cle
    assert academie("reims").cle != academie("rennes").cle
