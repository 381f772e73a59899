"""Are everyday files read and told where they mean one thing, and refused where they could mean two?"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cohorts import bts_sim, lire
from test_grade_contract import CANDIDATES, MARQUES, NOTES, UNITES, texte

from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.tables import (
    CANDIDAT,
    CANDIDATES_OPTIONAL,
    NOTES_COLUMNS,
    read_candidates,
    read_notes,
    read_oraux,
)
from bts_sim.candidates.words import OPEN, WORDS
from bts_sim.droit.vocabulaire import VAE
from bts_sim.errors import InputError
from bts_sim.files.names import by_identity, one_edit_apart, same_person
from bts_sim.notices import BtsSimWarning, Notice, listening

SIX = ("U1", "U2", "U3", "U4", "U5", "U6")
ENTETE = "candidat;specialite;voie;forme;derniere_session"
ALI = "Ali;CI;scolaire;globale;oui"


@contextmanager
def heard() -> Iterator[list[Notice]]:
    notices: list[Notice] = []
    with listening(notices.append):
        yield notices


def write(folder: Path, **files: str | bytes) -> dict[str, Path]:
    """Write files by the name of their option; `__` in a name stands for a point."""
    paths = {}
    for name, content in files.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_bytes(content if isinstance(content, bytes) else content.encode())
    return paths


def marks(*names: str, mark: str = "11") -> str:
    rows = [f"{name};{unit};{mark};" for name in names for unit in SIX]
    return "\n".join(["candidat;unite;note;statut", *rows, ""])


def run(folder: Path, candidats: str, notes: str, session: int = 2024) -> tuple[Grading, list[str]]:
    """Grade two texts; what was decided, and what was told."""
    paths = write(folder, candidats=candidats, notes=notes)
    with heard() as notices:
        found = grade(paths["candidats"], paths["notes"], session=session)
    return found, [str(one) for one in notices]


def refusal(folder: Path, candidats: str, notes: str) -> list[str]:
    paths = write(folder, candidats=candidats, notes=notes)
    with heard(), pytest.raises(InputError) as refused:
        grade(paths["candidats"], paths["notes"], session=2024)
    return [str(fault) for fault in refused.value.fautes]


def decided(grading: Grading) -> dict[str, str]:
    table = grading.decisions()
    return dict(zip(table["candidat"], table["decision"], strict=True))


# --- Names that count -------------------------------------------------------------------------------------------------

SIGNS: dict[str, Callable[[str], str]] = {
    "a blank": lambda name: name.replace("_", " "),
    "a hyphen": lambda name: name.replace("_", "-"),
    "nothing between": lambda name: name.replace("_", ""),
    "a letter more": lambda name: name + "s",
    "a letter less": lambda name: name.replace("u", "", 1),
    "a letter for another": lambda name: name.replace("s", "z", 1),
    "two letters exchanged": lambda name: name[:1] + name[2] + name[1] + name[3:],
    "a Cyrillic letter": lambda name: name.replace("s", "ѕ", 1),
    "capitals and a blank": lambda name: name.upper().replace("_", " "),
}


@pytest.mark.parametrize("how", SIGNS)
@pytest.mark.parametrize("column", [column for column in CANDIDATES_OPTIONAL if column != VAE])
def test_is_a_column_that_counts_never_taken_for_a_group(column: str, how: str, tmp_path: Path) -> None:
    header = SIGNS[how](column)
    value = "defavorable" if column == "avis_jury" else "oui"
    (said, *_) = refusal(tmp_path, f"{ENTETE};{header}\n{ALI};{value}\n", marks("Ali"))
    assert f"vouliez-vous dire « {column} » ?" in said and header in said


@pytest.mark.parametrize("header", ["V.A.E.", "v a e", "V-A-E", "vаe", "ｖae"])
def test_is_a_vae_written_with_signs_or_look_alike_letters_asked_about(header: str, tmp_path: Path) -> None:
    (said, *_) = refusal(tmp_path, f"{ENTETE};{header}\n{ALI};oui\n", marks("Ali"))
    assert "vouliez-vous dire « vae » ?" in said


@pytest.mark.parametrize("header", ["vue", "val", "vape", "va"])
def test_is_a_short_word_near_vae_a_group_unless_it_has_its_values(header: str, tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE};{header}\n{ALI};7\n", marks("Ali"))
    assert header in found.decisions().columns
    assert len(told) == 1 and "s'écrit « vae »" in told[0]
    (said, *_) = refusal(tmp_path, f"{ENTETE};{header}\n{ALI};oui\n", marks("Ali"))
    assert "vouliez-vous dire « vae » ?" in said


@pytest.mark.parametrize("header", ["Suspension_fraude", " SUSPENSION_FRAUDE ", "suspension_fraudé"])
def test_is_a_column_read_whatever_its_case_and_accents_and_told(header: str, tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE};{header}\n{ALI};oui\n", marks("Ali"))
    assert decided(found) == {"Ali": "sans_decision_finale"}
    assert len(told) == 1 and "lue comme suspension_fraude" in told[0] and header.strip() in told[0]


def test_are_two_columns_that_are_one_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{ENTETE};suspension_fraude;Suspension_Fraude\n{ALI};;oui\n", marks("Ali"))
    assert any("colonne en double" in one and "Suspension_Fraude" in one for one in said)


@pytest.mark.parametrize(
    ("header", "value"), [("voies", "scolaire"), ("formes", "globale"), ("avis du jury", "favorable")]
)
def test_is_a_near_miss_with_the_values_of_the_column_refused(header: str, value: str, tmp_path: Path) -> None:
    (said, *_) = refusal(tmp_path, f"{ENTETE};{header}\n{ALI};{value}\n", marks("Ali"))
    assert "vouliez-vous dire" in said and header in said


@pytest.mark.parametrize(("header", "value"), [("voix", "alto"), ("forge", "Nancy"), ("ferme", "12")])
def test_is_a_near_miss_with_other_values_kept_and_told(header: str, value: str, tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE};{header}\n{ALI};{value}\n", marks("Ali"))
    assert decided(found) == {"Ali": "admis"} and header in found.dossiers.candidats
    assert len(told) == 1 and "groupe" in told[0] and header in told[0]


def test_is_a_word_for_fraud_that_is_not_the_column_told(tmp_path: Path) -> None:
    _, told = run(tmp_path, f"{ENTETE};fraude\n{ALI};oui\n", marks("Ali"))
    assert len(told) == 1 and "s'écrit « suspension_fraude »" in told[0]


WORDS_OF_HEADERS = (Path(__file__).parent / "files" / "headers.txt").read_text(encoding="utf-8").split()


def test_are_common_words_of_headers_groups_and_nothing_else(tmp_path: Path) -> None:
    """Each alone, since one file with all of them would be refused for two that fold to one."""
    refused = []
    for word in dict.fromkeys(WORDS_OF_HEADERS):
        path = tmp_path / "candidats.csv"
        path.write_text(f"{ENTETE};{word}\n{ALI};valeur 7\n", encoding="utf-8")
        with heard():
            table = read_candidates(path)
        if table.fautes or table.frame is None or word not in table.frame:
            refused.append(word)
    assert len(WORDS_OF_HEADERS) > 250 and refused == []


def test_is_one_edit_one_edit() -> None:
    letters = "abé"
    for word in ("note", "voie", "suspensionfraude"):
        near = {word[:i] + word[i + 1 :] for i in range(len(word))}
        near |= {word[:i] + c + word[i:] for i in range(len(word) + 1) for c in letters}
        near |= {word[:i] + c + word[i + 1 :] for i in range(len(word)) for c in letters}
        near |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)}
        assert all(one_edit_apart(word, other) and one_edit_apart(other, word) for other in near - {word})
        far = {word + "xy", word[2:], "xy" + word[2:], word[::-1], word}
        assert not any(one_edit_apart(word, other) for other in far)


# --- Everyday files ---------------------------------------------------------------------------------------------------


def large(header: str = "candidat", rows: dict[str, list[str]] = MARQUES, units: tuple[str, ...] = UNITES) -> str:
    lines = [";".join([header, *units]), *(";".join([who, *values]) for who, values in rows.items())]
    return "\n".join([*lines, ""]).replace(".", ",")


def test_is_a_wide_table_graded_as_the_long_one_and_told(tmp_path: Path) -> None:
    long_one, _ = run(tmp_path, texte(CANDIDATES), texte(NOTES))
    wide, told = run(tmp_path, texte(CANDIDATES), large())
    assert wide.decisions().equals(long_one.decisions())
    assert "tableau large" in told[0] and all("tableau large" not in one for one in told[1:])


def test_does_a_wide_table_say_which_cell_is_wrong(tmp_path: Path) -> None:
    rows = MARQUES | {"Béa": ["4", "20.5", "", *MARQUES["Béa"][3:]]}
    said = refusal(tmp_path, texte(CANDIDATES), large(rows=rows))
    assert len(said) == 2
    assert any("notes.csv:3 : colonne U12 : « 20,5 » : candidat Béa" in one for one in said)
    assert any("notes.csv:3 : colonne U2 : candidat Béa, unité U2 : cellule vide" in one for one in said)


def test_are_words_and_statuses_read_in_a_wide_table(tmp_path: Path) -> None:
    rows = MARQUES | {"Ali": ["ABI", *MARQUES["Ali"][1:]], "Béa": ["DI", *MARQUES["Béa"][1:]]}
    found, _ = run(tmp_path, texte(CANDIDATES), large(rows=rows))
    assert decided(found)["Ali"] == "elimine"


def test_is_a_column_without_marks_left_out_of_a_wide_table_and_one_with_marks_refused(tmp_path: Path) -> None:
    rows = {who: [*values, f"Nom {who}"] for who, values in MARQUES.items()}
    found, told = run(tmp_path, texte(CANDIDATES), large(rows=rows, units=(*UNITES, "Nom")))
    assert len(decided(found)) == 3 and any("colonne Nom : colonne laissée de côté" in one for one in told)
    rows = {who: [*values, "MCO", f"Nom {who}"] for who, values in MARQUES.items()}
    _found, told = run(tmp_path, texte(CANDIDATES), large(rows=rows, units=(*UNITES, "specialite", "Nom")))
    assert len([one for one in told if "ni des unités, ni des notes : specialite, Nom" in one]) == 1
    rows = {who: [*values, "12"] for who, values in MARQUES.items()}
    said = refusal(tmp_path, texte(CANDIDATES), large(rows=rows, units=(*UNITES, "Oral")))
    assert any("colonne Oral" in one and "n'est pas une unité" in one for one in said)
    said = refusal(tmp_path, texte(CANDIDATES), large(units=(*UNITES[:-1], "U 6")))
    assert any("vouliez-vous dire « U6 » ?" in one for one in said)


def test_are_several_files_one_and_each_fault_in_its_own(tmp_path: Path) -> None:
    (tmp_path / "notes").mkdir()
    rows = texte(NOTES).splitlines()
    (tmp_path / "notes" / "a.csv").write_text("\n".join(rows[:9]) + "\n", encoding="utf-8")
    (tmp_path / "notes" / "b.csv").write_text("\n".join([rows[0], *rows[9:]]) + "\n", encoding="utf-8")
    (tmp_path / "candidats.csv").write_text(texte(CANDIDATES), encoding="utf-8")
    (tmp_path / "notes.csv").write_text(texte(NOTES), encoding="utf-8")
    whole = grade(tmp_path / "candidats.csv", tmp_path / "notes.csv", session=2024).decisions()
    files = sorted((tmp_path / "notes").iterdir())
    assert grade(tmp_path / "candidats.csv", files, session=2024).decisions().equals(whole)
    options = ("--candidats", tmp_path / "candidats.csv", "--session", 2024)
    for given in (("--notes", tmp_path / "notes"), ("--notes", files[0], "--notes", files[1])):
        assert bts_sim("grade", *options, *given, "--out", tmp_path / "out").exit_code == 0
        assert len(lire(tmp_path / "out" / "decisions.csv")) == 3
    files[1].write_text(files[1].read_text(encoding="utf-8").replace("Ali;U11;14;", "Ali;U11;41;"), encoding="utf-8")
    files[0].write_text(files[0].read_text(encoding="utf-8") + "Ali;U12;7,5;\n", encoding="utf-8")
    run_again = bts_sim("grade", *options, "--notes", tmp_path / "notes", "--out", tmp_path / "out")
    assert run_again.exit_code == 2
    assert "b.csv:10 : colonne note : « 41 » : candidat Ali, unité U11" in run_again.stderr
    assert "b.csv:11" in run_again.stderr and "a.csv:10" in run_again.stderr, run_again.stderr


@pytest.mark.parametrize(
    "name", ["Commerce international", "COMMERCE INTERNATIONAL", "BTS Commerce international", "ci"]
)
def test_is_a_specialty_read_by_its_name_and_told(name: str, tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE}\nAli;{name};scolaire;globale;oui\n", marks("Ali"))
    assert decided(found) == {"Ali": "admis"} and len(told) == 1 and "lu CI" in told[0]


def test_is_a_name_that_two_options_share_refused(tmp_path: Path) -> None:
    name = "Services informatiques aux organisations"
    (said, *_) = refusal(tmp_path, f"{ENTETE}\nAli;{name};scolaire;globale;oui\n", marks("Ali"))
    assert name in said


def test_is_a_file_cut_in_its_last_line_refused(tmp_path: Path) -> None:
    """Every cut of the last line but those that leave it whole, or whole and without its end of line."""
    whole = marks("Ali")
    for end in range(len("Ali;U6;11;\n")):
        cut = whole[: len(whole) - end] if end else whole
        (tmp_path / "notes.csv").write_text(cut, encoding="utf-8")
        with heard():
            table = read_notes(tmp_path / "notes.csv")
        assert bool(table.fautes) is (end > 1 and not cut.endswith("\n")), cut[-12:]


@pytest.mark.parametrize(("code", "word"), [(code, word) for code, words in WORDS.items() for word in words])
def test_is_a_word_of_another_system_read_as_one_status_and_told(code: str, word: str, tmp_path: Path) -> None:
    mark = "12" if code in ("BE", "RE") else ""
    with heard() as notices:
        (path,) = write(tmp_path, notes=f"candidat;unite;note;statut\nAli;U1;{mark};{word.capitalize()}\n").values()
        table = read_notes(path)
    assert table.fautes == [] and table.frame is not None
    assert table.frame["statut"].tolist() == [code] and table.frame["note"].tolist() == [mark]
    assert [word.capitalize() in str(one) and f"lu {code}" in str(one) for one in notices] == [True]


@pytest.mark.parametrize("column", ["note", "statut"])
@pytest.mark.parametrize("word", OPEN)
def test_is_a_word_that_may_mean_two_statuses_asked_about(word: str, column: str, tmp_path: Path) -> None:
    row = f"Ali;U1;{word.upper()};" if column == "note" else f"Ali;U1;;{word.upper()}"
    (path,) = write(tmp_path, notes=f"candidat;unite;note;statut\n{row}\n").values()
    (fault,) = read_notes(path).fautes
    assert fault.candidat == "Ali" and fault.unite == "U1" and fault.valeur == word.upper()
    # Two codes at least, each with what it means.
    assert sum(f"{code} (" in fault.remede or f"{code} si" in fault.remede for code in WORDS) >= 2


def test_is_a_status_in_the_column_of_marks_moved_to_its_own(tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE}\n{ALI}\n", marks("Ali").replace("Ali;U1;11;", "Ali;U1;AB;"))
    assert decided(found) == {"Ali": "elimine"} and len(told) == 1 and "colonne note" in told[0]


@pytest.mark.parametrize(
    "name", ["Sommer Léa", "Sommier", "Nombret Paul", "Totalin", "Somme-Leuze Anne", "Moyennet", "Effectiv", "Maximin"]
)
def test_is_a_name_that_begins_like_a_total_a_candidate(name: str, tmp_path: Path) -> None:
    found, _ = run(tmp_path, f"{ENTETE};groupe;lv2\n{name};CI;scolaire;globale;oui;;\n", marks(name))
    assert decided(found) == {name: "admis"}


@pytest.mark.parametrize("name", ["Total", "Somme", "Moyenne Paul"])
def test_is_a_row_with_a_unit_or_a_specialty_never_a_total(name: str, tmp_path: Path) -> None:
    found, _ = run(tmp_path, f"{ENTETE};groupe\n{name};CI;scolaire;globale;oui;\n", marks(name))
    assert decided(found) == {name: "admis"}


def test_is_a_total_refused_and_the_row_of_a_known_candidate_called_incomplete(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{ENTETE}\n{ALI}\n", marks("Ali") + "Moyenne générale;;11;\n")
    assert len(said) == 1 and "ligne de total" in said[0]
    said = refusal(tmp_path, f"{ENTETE}\n{ALI}\nTotal Jean;;scolaire;globale;oui\n", marks("Ali", "Total Jean"))
    assert len(said) == 1 and "retirer" not in said[0]
    said = refusal(tmp_path, f"{ENTETE}\n{ALI}\nTotal Jean;;;;\n", marks("Ali", "Total Jean"))
    assert [one for one in said if "ligne incomplète d'un candidat" in one] and not any(
        "retirer" in one for one in said
    )


# --- Remedies that help -----------------------------------------------------------------------------------------------

ONE_PERSON = [
    ("L'Hostis Anne", "L’Hostis Anne"),
    ("Dupont  Marie", "Dupont Marie"),
    ("DUPONT Marie", "Dupont Marie"),
    ("Jean‑Luc P", "Jean-Luc P"),
    ("Jean Luc P", "Jean-Luc P"),
    ("Zoe", "Zoé"),
    ("Sofia", "Soﬁa"),
    ("A1", "А1"),
    ("Lœtitia", "Loetitia"),
    ("Anne L'Hostis", "L'Hostis Anne"),
    ("01945632006", "1 945 632 006"),
    ("01945632006", "'01945632006"),
    ("01945632006", "1945632006.0"),
    ("01945632006", "1945632006"),
]


@pytest.mark.parametrize(("one", "other"), ONE_PERSON)
def test_is_one_person_under_two_writings_recognised_and_never_doubled(one: str, other: str, tmp_path: Path) -> None:
    for known, given in ((one, other), (other, one)):
        said = refusal(tmp_path, f"{ENTETE}\n{known};CI;scolaire;globale;oui\nEva;CI;scolaire;globale;oui\n",
                       marks(given, "Eva"))  # fmt: skip
        assert len(said) == 2 and all("vouliez-vous dire" in line for line in said)
        assert not any("ajouter" in line or "retirer" in line for line in said)


def test_are_two_people_never_taken_for_one() -> None:
    known = by_identity(["Ali", "Eva", "1-2", "12", "A1", "Durand Paul", "Durand Paule", "007", "70"])
    assert not any(same_person(one, known) for one in ("Alia", "Evan", "13", "A11", "Durand", "Paul", "1.2", "700", ""))


@pytest.mark.parametrize("lost", ["1e+05", "1,94563e+09", "1.94563E9", "1.945632006E9", "2,02401E+11", "1.E+3"])
def test_is_a_number_that_lost_its_digits_refused_in_any_dress(lost: str, tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{ENTETE}\n{lost};CI;scolaire;globale;oui\n", marks(lost))
    assert len(said) == 2 and all("notation scientifique" in one for one in said)
    with_marks = refusal(tmp_path, f"{ENTETE}\n01945632006;CI;scolaire;globale;oui\n", marks(lost))
    assert any("notation scientifique" in one for one in with_marks)


@pytest.mark.parametrize("name", ["6015e3", "E12", "12E", "2024E", "1E", "E+5", "A1E5"])
def test_is_a_number_with_an_e_that_no_program_writes_for_another_kept(name: str, tmp_path: Path) -> None:
    found, _ = run(tmp_path, f"{ENTETE}\n{name};CI;scolaire;globale;oui\n", marks(name))
    assert decided(found) == {name: "admis"}


def test_does_every_fault_of_a_mark_name_candidate_and_unit(tmp_path: Path) -> None:
    notes = marks("Ali").replace("U1;11;", "U1;41;").replace("U2;11;", "U2;;").replace("U3;11;", "U3;8;BE")
    paths = write(tmp_path, candidats=f"{ENTETE}\n{ALI}\n", notes=notes.replace("U4;11;", "U9;11;") + "Ali;U5;12;\n")
    with pytest.raises(InputError) as refused:
        grade(paths["candidats"], paths["notes"], session=2024)
    assert len(refused.value.fautes) == 6
    assert all(fault.candidat == "Ali" and fault.unite for fault in refused.value.fautes)
    assert all("Ali" in str(fault) and str(fault.unite) in str(fault) for fault in refused.value.fautes)


def test_are_many_faults_counted_and_all_in_a_file(tmp_path: Path) -> None:
    people = [f"C{i}" for i in range(200)]
    paths = write(
        tmp_path,
        candidats="\n".join([ENTETE, *(f"{one};CI;scolaire;globale;oui" for one in people), ""]),
        notes=marks(*people, mark="11,125").replace("C7;U1;11,125", "C7;U1;AB;"),
    )
    options = ("--candidats", paths["candidats"], "--notes", paths["notes"], "--session", 2024, "--out", tmp_path / "r")
    said = bts_sim("grade", *options)
    lines = said.stderr.strip().splitlines()
    assert said.exit_code == 2 and len(lines) < 40 and not (tmp_path / "r").exists()
    assert any("1199 × notes.csv : plus de deux décimales" in line for line in lines)
    written = Path(lines[-1].removeprefix("Toutes : "))
    assert len(lire(written)) == 1199
    said = bts_sim("--json", "grade", *options)
    import json

    answer = json.loads(said.stdout)
    assert answer["nombre_de_fautes"] == 1199 and len(answer["fautes"]) == 1000 and len(said.stdout) < 1_000_000
    assert {one["nombre"] for one in answer["problemes"]} == {1199}


def test_are_a_few_faults_still_listed_one_by_one(tmp_path: Path) -> None:
    said = refusal(tmp_path, f"{ENTETE}\n{ALI}\n", marks("Ali", mark="21"))
    assert len(said) == len(SIX)


def test_is_a_day_read_as_the_french_write_it() -> None:
    from bts_sim.droit.calendriers.dates import parse_quand
    from bts_sim.droit.inscription import parse_moment

    assert parse_moment("28/10/2024") == parse_moment("2024-10-28")
    assert parse_moment("8/1/2024 16h59") == parse_moment("2024-01-08 16:59")
    assert parse_quand("28/06/2024 12h00") == parse_quand("2024-06-28 12h00")
    assert parse_quand("28/06/2024/30/06/2024") == parse_quand("2024-06-28/2024-06-30")
    for wrong in ("28/10/24", "10/28/2024", "2024/10/28", "31/02/2024"):
        with pytest.raises(ValueError):
            parse_moment(wrong)


def test_is_a_notice_a_warning_where_nobody_listens(tmp_path: Path) -> None:
    paths = write(tmp_path, candidats=f"{ENTETE.title()}\n{ALI}\n", notes=marks("Ali"))
    with pytest.warns(BtsSimWarning, match="candidats.csv:1"):
        grade(paths["candidats"], paths["notes"], session=2024)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with heard() as notices:
            grade(paths["candidats"], paths["notes"], session=2024)
    assert len(notices) == 1


def test_says_the_command_line_what_was_read_and_in_json_too(tmp_path: Path) -> None:
    paths = write(tmp_path, candidats=f"{ENTETE.title()}\n{ALI}\n", notes=marks("Ali"))
    options = ("--candidats", paths["candidats"], "--notes", paths["notes"], "--session", 2024, "--out", tmp_path / "r")
    assert "lues comme candidat, specialite" in bts_sim("grade", *options).stderr
    assert "lues comme" not in bts_sim("-q", "grade", *options).stderr
    assert '"remarques"' in bts_sim("--json", "grade", *options).stdout
    assert NOTES_COLUMNS.required == ("candidat", "unite", "note", "statut")


# --- What a stranger found --------------------------------------------------------------------------------------------


def test_is_a_file_given_twice_told_as_such_and_its_rows_never_for_twice(tmp_path: Path) -> None:
    paths = write(tmp_path, candidats=f"{ENTETE}\n{ALI}\n", notes=marks("Ali"))
    (tmp_path / "x").mkdir()
    again = tmp_path / "x" / ".." / "notes.csv"
    with pytest.raises(InputError, match="fichier donné deux fois") as refused:
        grade(paths["candidats"], [paths["notes"], again], session=2024)
    assert len(refused.value.fautes) == 1


def test_are_two_files_of_one_name_told_apart(tmp_path: Path) -> None:
    for folder, mark in (("a", "41"), ("b", "42")):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, notes=marks("Ali" if folder == "a" else "Eva", mark=mark))
    (tmp_path / "c.csv").write_text(f"{ENTETE}\n{ALI}\n{ALI.replace('Ali', 'Eva')}\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        grade(tmp_path / "c.csv", [tmp_path / one / "notes.csv" for one in "ab"], session=2024)
    places = {fault.fichier for fault in refused.value.fautes}
    assert places == {str(tmp_path / one / "notes.csv") for one in "ab"}


def test_is_a_folder_inside_a_folder_told_and_our_own_results_left_out(tmp_path: Path) -> None:
    (tmp_path / "n" / "deep").mkdir(parents=True)
    write(tmp_path / "n", notes=marks("Ali"))
    (tmp_path / "c.csv").write_text(f"{ENTETE}\n{ALI}\n", encoding="utf-8")
    options = ("--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n", "--session", 2024, "--out", tmp_path / "n")
    for _ in range(2):
        said = bts_sim("grade", *options)
        assert said.exit_code == 0, said.stderr
        assert "sous-dossier « deep » laissé de côté" in said.stderr


@pytest.mark.parametrize("header", ["suspensions_fraudes", "susp_fraude", "Suspendu pour fraude"])
def test_is_a_column_two_letters_from_one_that_counts_not_let_through(header: str, tmp_path: Path) -> None:
    (said, *_) = refusal(tmp_path, f"{ENTETE};{header}\n{ALI};oui\n", marks("Ali"))
    assert "vouliez-vous dire « suspension_fraude » ?" in said


@pytest.mark.parametrize("header", ["suspension", "fraude", "triche et fraude"])
def test_is_a_column_that_speaks_of_fraud_told(header: str, tmp_path: Path) -> None:
    _, told = run(tmp_path, f"{ENTETE};{header}\n{ALI};oui\n", marks("Ali"))
    assert len(told) == 1 and "s'écrit « suspension_fraude »" in told[0]


def test_is_a_second_spelling_of_a_candidate_never_made_a_double(tmp_path: Path) -> None:
    two = f"{ENTETE}\nDupont;CI;scolaire;globale;oui\nDUPONT;CI;scolaire;globale;oui\n"
    (said,) = refusal(tmp_path, two, marks("DUPONT"))
    assert "est-ce « DUPONT », qui a déjà sa ligne" in said and "écrire partout" not in said


@pytest.mark.parametrize("word", ["AB", "ab", "ABI", "Absent", "ABS"])
def test_is_any_absence_at_an_oral_the_only_one_there_is(word: str, tmp_path: Path) -> None:
    (path,) = write(tmp_path, oraux=f"candidat;unite;note\nAli;U1;{word}\n").values()
    with heard():
        table = read_oraux(path, "unite")
    assert table.fautes == [] and table.frame is not None and table.frame["note"].tolist() == ["AB"]


@pytest.mark.parametrize("word", ["ABJ", "DISP", "NV"])
def test_is_a_status_that_no_oral_has_never_turned_into_an_absence(word: str, tmp_path: Path) -> None:
    (path,) = write(tmp_path, oraux=f"candidat;unite;note\nAli;U1;{word}\n").values()
    (fault,) = read_oraux(path, "unite").fautes
    assert "vérifier" in fault.remede and "n'existe pas pour un oral" in fault.probleme


@pytest.mark.parametrize("row", ["Ali;CI;Scolaire;GLOBALE;Oui", "Ali;ci;scolaire;Globale;OUI"])
def test_is_a_word_that_a_column_admits_read_in_any_case_and_told(row: str, tmp_path: Path) -> None:
    found, told = run(tmp_path, f"{ENTETE}\n{row}\n", marks("Ali").replace("U1", "u1"))
    assert decided(found) == {"Ali": "admis"} and len(told) >= 3


def test_are_candidates_and_marks_given_one_for_the_other_told_in_one_sentence(tmp_path: Path) -> None:
    (said,) = refusal(tmp_path, marks("Ali"), f"{ENTETE}\n{ALI}\n")
    assert "échanger --candidats et --notes ?" in said


def test_is_a_mean_below_a_wide_table_called_one(tmp_path: Path) -> None:
    rows = MARQUES | {"Moyenne": ["12"] * len(UNITES)}
    (said,) = refusal(tmp_path, texte(CANDIDATES), large(rows=rows))
    assert "ligne de total ou de moyenne ?" in said


def test_says_a_grading_of_nobody_that_nobody_is_graded(tmp_path: Path) -> None:
    paths = write(tmp_path, candidats=f"{ENTETE}\n{ALI}\n", notes=marks("Ali", mark="25"))
    options = ("--candidats", paths["candidats"], "--notes", paths["notes"], "--session", 2024, "--keep-going")
    said = bts_sim("grade", *options, "--out", tmp_path / "r")
    assert said.exit_code == 1 and "Aucun candidat jugé." in said.stderr and "Les autres" not in said.stderr


def test_is_absent_beside_a_status_that_says_which_no_doubt(tmp_path: Path) -> None:
    found, _ = run(tmp_path, f"{ENTETE}\n{ALI}\n", marks("Ali").replace("U1;11;", "U1;ABS;ABJ"))
    # A zero of coefficient 3 in U1: 242 points for 25, below 10.
    assert decided(found) == {"Ali": "en_attente_controle"}


@pytest.mark.parametrize(
    "texts",
    [["1", "-12"], ["-12\nfoo", "7"], ["-12\n"], ["a\n=b"], ["=b", "c"], ["1e5\n2", "3"], ["", "4"], ["\n", "x"], []],
)
def test_does_a_whole_column_refuse_the_candidates_that_each_text_alone_does(texts: list[str]) -> None:
    alone = [rank for rank, text in enumerate(texts) if not CANDIDAT.accepts(text)]
    assert CANDIDAT.wrong(texts) == alone
    assert not CANDIDAT.accepts("-12\nfoo") and CANDIDAT.accepts("-12")
