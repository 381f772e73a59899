"""Where two rules meet: facultatives without end, dispenses of a trade, orals half held, marks that no jury gives."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim, lire
from test_readings import scenario
from test_wrong_rules import BAREME, PERMANENT, REGLEMENT, releve, unite

import bts_sim as bts
from bts_sim.candidates.documents.convocations import _Convocations
from bts_sim.candidates.documents.deadlines import Durees
from bts_sim.candidates.documents.order import in_order_of_specialty
from bts_sim.candidates.explain import explain
from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.kept_marks.next_session import table_des_acquis
from bts_sim.candidates.secrecy.counts import publication
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.jury import oraux_en_suspens, ouverture_du_controle, premier_groupe
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles.oraux_dus import domaines_remplacables, oraux_manquants
from bts_sim.droit.rejeu import rejouer
from bts_sim.droit.releve import ABSENT, SANS_ORAL
from bts_sim.droit.textes import load_bareme, sources
from bts_sim.errors import Fault, InputError
from bts_sim.notices import Notice, listening

pytestmark = pytest.mark.quick

HEAD = "candidat;specialite;voie;forme;derniere_session"
#: MCO, 2024: U1 3, U21 1.5, U22 1.5 and U3 3 are general; 12 coefficients are professional.
GENERAL, TRADE = ("U1", "U21", "U22", "U3"), ("U41", "U42", "U5", "U6")
OPTIONAL = ("UF1", "UF2", "UF3", "UF-EE", "UF-LV")


@contextmanager
def heard() -> Iterator[list[Notice]]:
    told: list[Notice] = []
    with listening(told.append):
        yield told


def marks(who: str = "A", general: str = "9", trade: str = "10", **other: str) -> list[str]:
    """Rows of one candidate: a mark for each domain, and others by unit (`-` in a code written `_`)."""
    given = {u: general for u in GENERAL} | {u: trade for u in TRADE}
    given |= {unit.replace("_", "-"): mark for unit, mark in other.items()}
    return [f"{who};{unit};{mark}" if ";" in mark else f"{who};{unit};{mark};" for unit, mark in given.items()]


def write(folder: Path, name: str, header: str, rows: Sequence[str]) -> Path:
    path = folder / f"{name}.csv"
    path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return path


def files(folder: Path, *rows: str, people: Sequence[str] = ("A",), head: str = "", says: str = "") -> list[Path]:
    """Write the tables of some candidates of MCO; `head`, `says`: a further column and what all have in it."""
    candidats = [f"{one};MCO;scolaire;globale;oui{says and ';' + says}" for one in people]
    return [
        write(folder, "candidats", HEAD + (head and f";{head}"), candidats),
        write(folder, "notes", "candidat;unite;note;statut", rows),
    ]


def orals(folder: Path, *rows: str, by: str = "unite") -> Path:
    return write(folder, "oraux", f"candidat;{by};note", rows)


def decided(found: Grading) -> dict[str, str]:
    table = found.decisions()
    return dict(zip(table["candidat"], table["decision"], strict=True))


def refused(*given: Path, session: int = 2024, **how: object) -> list[Fault]:
    with heard(), pytest.raises(InputError) as error:
        grade(*given, session=session, **how)  # type: ignore[arg-type]
    return list(error.value.fautes)


# --- Facultatives -----------------------------------------------------------------------------------------------------


def facultatives(number: int, mark: str = "12") -> dict[str, str]:
    return {unit.replace("-", "_"): mark for unit in OPTIONAL[:number]}


@pytest.mark.parametrize("number", [4, 5])
@pytest.mark.parametrize("mark", ["12", "3", "12;BE"])
def test_more_than_three_facultatives_are_a_fault(number: int, mark: str, tmp_path: Path) -> None:
    (fault,) = refused(*files(tmp_path, *marks(**facultatives(number, mark))))
    assert (
        fault.candidat == "A" and fault.valeur == ", ".join(OPTIONAL[:number]) and fault.unite == OPTIONAL[number - 1]
    )
    assert "D643-15" in fault.probleme and fault.remede == "garder celles auxquelles il est inscrit"
    assert (fault.fichier, fault.ligne) == ("notes.csv", 9 + number)


@pytest.mark.parametrize("more", ["AB", "ABJ", "NV", "DI"])
def test_a_facultative_without_a_mark_was_not_sat(more: str, tmp_path: Path) -> None:
    rows = marks(**facultatives(3), UF_EE=f";{more}", UF_LV=f";{more}")
    with heard() as told:
        found = grade(*files(tmp_path, *rows), session=2024)
    # 9 coefficients at 9 and 12 at 10 are 201 points on 21, and three times 2.
    assert found.decisions()["moyenne_generale_exacte"].tolist() == ["69/7"] and told == []


def test_a_wide_table_with_too_many_names_the_column_and_the_others_are_graded(tmp_path: Path) -> None:
    units = (*GENERAL, *TRADE, *OPTIONAL)
    (candidats, _) = files(tmp_path, people=("A", "B"))
    both = [";".join([who, *["12"] * (8 + number), *[""] * (5 - number)]) for who, number in (("A", 4), ("B", 3))]
    notes = write(tmp_path, "large", ";".join(["candidat", *units]), both)
    with heard():
        found = grade(candidats, notes, session=2024, keep_going=True)
    assert [(f.candidat, f.colonne) for f in found.fautes] == [("A", "UF-EE")] and decided(found) == {"B": "admis"}


def fed(folder: Path, number: int) -> list[Path]:
    """FED, 2025: 9 everywhere, and some facultatives at 14, 15 and 16."""
    reglement = load_bareme(2025).reglements["FED"]
    rows = [f"A;{u.code};9;" for u in reglement.unites]
    pairs = zip(reglement.facultatives, ("14", "15", "16"), strict=True)
    rows += [f"A;{u.code};{mark};" for u, mark in list(pairs)[:number]]
    candidats = write(folder, "candidats", HEAD, ["A;FED;scolaire;globale;oui"])
    return [candidats, write(folder, "notes", "candidat;unite;note;statut", rows)]


@pytest.mark.parametrize(("reading", "points"), [("comptee", "15"), ("ignoree", "11")])
def test_exactly_three_from_2025_are_graded_by_a_reading_and_told(reading: str, points: str, tmp_path: Path) -> None:
    regime = None if reading == "comptee" else str(scenario(tmp_path, 2025, troisieme_facultative=reading))
    with heard() as told:
        found = grade(*fed(tmp_path, 3), session=2025, regime=regime)
    (said,) = told
    assert "Lecture troisieme_facultative, cote I" in said.words and "décret 2024-788" in said.words
    assert said.value == "A" and ("Oui" in said.words) == (reading == "comptee")
    step = next(s for s in next(explain(found))["etapes"] if s["regle"] == "moyenne.moyenne_generale")
    assert step["nombres"]["points_facultatifs"] == points


@pytest.mark.parametrize(("number", "session"), [(2, 2025), (3, 2024)])
def test_as_many_as_the_text_allows_are_not_told(number: int, session: int, tmp_path: Path) -> None:
    with heard() as told:
        grade(*fed(tmp_path, number), session=session)
    assert told == []


def test_a_file_void_at_a_facultative_is_named_where_the_reading_eliminates(tmp_path: Path) -> None:
    given = files(tmp_path, *marks(UF1=";NV"))
    assert decided(grade(*given, session=2024)) == {"A": "en_attente_controle"}
    regime = str(scenario(tmp_path, 2024, dossier_facultatif="elimine"))
    trace = next(explain(grade(*given, session=2024, regime=regime)))
    assert rejouer(trace) == "elimine" and trace["etapes"][1]["nombres"]["dossiers_non_valides"] == ["UF1"]


# --- Dispenses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("head", "says"), [("", ""), ("vae", ""), ("vae", "non"), ("groupe", "oui")])
@pytest.mark.parametrize("unit", TRADE)
def test_a_professional_unit_is_dispensed_to_who_is_admitted_to_a_vae_alone(
    unit: str, head: str, says: str, tmp_path: Path
) -> None:
    given = files(tmp_path, *marks(**{unit: ";DI"}), head=head, says=says or " ")
    (fault,) = refused(*given)
    assert (fault.candidat, fault.unite, fault.valeur, fault.colonne) == ("A", unit, "DI", "statut")
    assert "arrêté du 24 juin 2005" in fault.probleme and "vae : oui" in fault.remede


def test_a_vae_dispenses_of_a_professional_unit_and_its_coefficient(tmp_path: Path) -> None:
    found = grade(*files(tmp_path, *marks(U5=";DI"), head="vae", says="oui"), session=2024).decisions()
    # U5 weighs 3: 171 points on 18.
    assert found["moyenne_generale_exacte"].tolist() == ["19/2"] and "vae" not in found


def test_a_vae_that_says_something_else_is_refused(tmp_path: Path) -> None:
    (fault,) = refused(*files(tmp_path, *marks(), head="vae", says="en cours"))
    assert (fault.colonne, fault.valeur, fault.remede) == ("vae", "en cours", "oui, non, vide")


@pytest.mark.parametrize("says", ["", "oui"])
def test_a_general_or_an_optional_unit_may_be_dispensed(says: str, tmp_path: Path) -> None:
    given = files(tmp_path, *marks(U1=";DI", UF1=";DI"), head="vae", says=says or " ")
    assert decided(grade(*given, session=2024)) == {"A": "en_attente_controle"}


# --- Orals of which nothing is known ----------------------------------------------------------------------------------

FOUR = ("A", "B", "C", "D")


def session_of_four(folder: Path) -> list[Path]:
    """Four with the same marks: 201 points on 21, 9 missing. A sat both orals, B one, C none, D one that is enough."""
    rows = [row for one in FOUR for row in marks(one)]
    sat = orals(folder, "A;U1;9", "A;U3;10", "B;U1;11.5", "D;U3;12")
    return [*files(folder, *rows, people=FOUR), sat]


def test_who_has_fewer_rows_than_orals_waits_and_it_is_told(tmp_path: Path) -> None:
    with heard() as told:
        found = grade(*session_of_four(tmp_path), session=2024)
    waiting = "en_attente_controle"
    assert decided(found) == {"A": "refuse", "B": waiting, "C": waiting, "D": "admis_apres_controle"}
    assert found.decisions()["moyenne_finale"].tolist() == ["9,7143", "", "", "10,0000"]
    (said,) = told
    assert said.file == "oraux.csv" and said.value == "B, C" and said.words.startswith("2 candidats en attente")
    assert "--oraux-complets" in said.words and "AB" in said.words


def test_once_the_orals_are_over_an_oral_without_a_row_was_not_sat(tmp_path: Path) -> None:
    given = session_of_four(tmp_path)
    with heard() as told:
        found = grade(*given, session=2024, oraux_complets=True)
    assert decided(found) == {"A": "refuse", "B": "refuse", "C": "refuse", "D": "admis_apres_controle"}
    (said,) = told
    assert said.value == "B, C, D" and "absents (AB)" in said.words
    regime = str(scenario(tmp_path, 2024, absence_a_l_oral="elimination"))
    with heard():
        out = grade(*given, session=2024, regime=regime, oraux_complets=True)
    assert decided(out) == {"A": "refuse", "B": "elimine", "C": "elimine", "D": "elimine"}
    assert out.decisions()["motifs"].tolist()[1:] == ["absence_au_controle"] * 3
    assert [rejouer(trace) for trace in explain(out)] == list(decided(out).values())


def test_a_missing_row_and_an_absence_are_decided_alike_once_the_orals_are_over(tmp_path: Path) -> None:
    """Under every reading that is about it, with the rows or without."""
    given = session_of_four(tmp_path)
    absent = write(tmp_path, "absents", "candidat;unite;note", [
        *("A;U1;9", "A;U3;10", "B;U1;11.5", "B;U3;AB"), *("C;U1;AB", "C;U3;AB", "D;U3;12", "D;U1;AB"),
    ])  # fmt: skip
    for choice in ("premiere_note", "elimination"):
        regime = (
            "permanent_2022" if choice == "premiere_note" else str(scenario(tmp_path, 2024, absence_a_l_oral=choice))
        )
        with heard():
            rows = [
                grade(*given[:2], sheet, session=2024, regime=regime, oraux_complets=over).decisions()
                for sheet, over in ((given[2], True), (absent, False), (absent, True))
            ]
        assert rows[0].equals(rows[1]) and rows[0].equals(rows[2])


def test_orals_that_are_over_need_a_file_of_orals(tmp_path: Path) -> None:
    (fault,) = refused(*files(tmp_path, *marks()), oraux_complets=True)
    assert fault.fichier == "--oraux-complets" and fault.remede


def test_who_waits_has_a_trace_that_says_what_the_other_oral_must_bring(tmp_path: Path) -> None:
    given = session_of_four(tmp_path)
    with heard():
        traces = list(explain(grade(*given, session=2024)))
    assert [rejouer(trace) for trace in traces] == [trace["decision"] for trace in traces]
    one, none = traces[1], traces[2]
    # 11.5 in U1 brought 7.5 of the 9 points that were missing.
    assert one["ecart"]["points_manquants"] == "3/2" and one["etapes"][-2]["nombres"]["oraux_attendus"] == 1
    enough = {mark["unite"]: mark["note"] for mark in one["ecart"]["un_oral_suffit"]}
    assert enough == {"U21": "10", "U22": "10", "U3": "19/2"} and one["ecart"]["atteignable"]
    assert none["ecart"]["points_manquants"] == "9" and "blocs" not in none["etapes"][-2]["nombres"]
    for mark, decision in (("9.5", "admis_apres_controle"), ("9", "refuse")):
        both = orals(tmp_path, "B;U1;11.5", f"B;U3;{mark}")
        with heard():
            assert decided(grade(*given[:2], both, session=2024))["B"] == decision


def test_who_waits_has_acquired_nothing_yet_and_no_rate_is_published(tmp_path: Path) -> None:
    import datetime

    rows = [row for one in FOUR for row in marks(one, trade="10")]
    given = [*files(tmp_path, *rows, people=FOUR), orals(tmp_path, "A;U1;9", "A;U3;10")]
    with heard():
        before, after = (grade(*given, session=2024, oraux_complets=over) for over in (False, True))
    day = datetime.date(2024, 7, 5)
    assert set(table_des_acquis(before, day)["candidat"]) == {"A"}
    assert set(table_des_acquis(after, day)["candidat"]) == set(FOUR)
    assert publication(before, [], 2)["taux_admis"].tolist() == [""]
    assert publication(after, [], 2)["taux_admis"].tolist() == ["0,0"]


def test_the_convocation_of_who_has_one_oral_left_leaves_him_one_to_choose(tmp_path: Path) -> None:
    with heard():
        found = grade(*session_of_four(tmp_path), session=2024)
    (part,) = in_order_of_specialty(found)
    settled, possible, choice = _Convocations(part, Durees(2024)).of(1)
    assert [oral.intitule[-4:] for oral in settled] == ["(U1)"] and choice.nombre == "1 unité"
    assert len(possible) == 3 and not any(oral.intitule.endswith("(U1)") for oral in possible)


def test_in_2021_an_oral_is_owed_where_there_is_a_mark_to_replace(tmp_path: Path) -> None:
    ccf = {unit: "9;;ccf" for unit in GENERAL}
    rows = marks("A") + marks("B", **ccf)
    candidats, _ = files(tmp_path, people=("A", "B"))
    rows = [row if row.count(";") == 4 else f"{row};" for row in rows]
    notes = write(tmp_path, "notes", "candidat;unite;note;statut;mode", rows)
    sat = orals(tmp_path, "A;professionnel;9", "B;professionnel;9", by="domaine")
    with heard():
        found = grade(candidats, notes, sat, session=2021)
    assert decided(found) == {"A": "en_attente_controle", "B": "refuse"}


def test_a_language_that_may_not_be_chosen_twice_is_owed_once(tmp_path: Path) -> None:
    """U21 and U22 are one language: with both the other units kept, one of them is all that may be chosen."""
    given = [*files(tmp_path, *marks(U1="10;BE", U3="10;BE")), orals(tmp_path, "A;U21;9")]
    regime = str(scenario(tmp_path, 2024, langues_au_choix="une_seule"))
    with heard():
        both = [decided(grade(*given, session=2024, regime=one))["A"] for one in ("permanent_2022", regime)]
    assert both == ["en_attente_controle", "refuse"]


@pytest.mark.parametrize("held", [1000, ABSENT])
def test_what_each_owes_where_one_language_may_be_chosen_is_his_own(held: int) -> None:
    units = tuple(
        replace(unite(code, 100, "general"), langue=code.startswith("L")) for code in ("G1", "G2", "L1", "L2")
    )
    reglement = replace(REGLEMENT, unites=units)
    regime = replace(PERMANENT, lectures=replace(PERMANENT.lectures, langues_au_choix="une_seule"))
    # What each may choose, the oral that he has sat, and how many he owes.
    rows = [
        *(("G1 G2 L1 L2", "", 2), ("G1 L1", "", 2), ("G1", "", 1), ("L1 L2", "", 1)),
        *(("L1 L2", "L1", 0), ("G1 L1 L2", "L1", 1), ("G1 L1 L2", "G1", 1), ("G1 G2", "G1", 1)),
    ]
    open_to = np.array([[unit.code in choice for unit in units] for choice, _, _ in rows])
    sat = np.array([[held if unit.code == oral else SANS_ORAL for unit in units] for _, oral, _ in rows])
    owed = oraux_manquants(sat, open_to, releve(*[[800] * 4] * len(rows)), reglement, BAREME, regime)
    assert owed.tolist() == [due for _, _, due in rows]


def test_an_oral_of_2021_is_owed_where_a_mark_may_be_replaced_be_it_20() -> None:
    regime = load_regime("exceptionnel_2021")
    assert domaines_remplacables(releve([2000] * 4), REGLEMENT, BAREME, regime).tolist() == [[True, True]]
    ccf = replace(releve([2000] * 4), ponctuelle=np.array([[False, False, True, False]]))
    assert domaines_remplacables(ccf, REGLEMENT, BAREME, regime).tolist() == [[False, True]]


@pytest.mark.parametrize("over", [False, True])
def test_who_may_not_sit_owes_no_oral_and_is_absent_from_none(over: bool) -> None:
    law = (REGLEMENT, BAREME, load_regime("exceptionnel_2021"))
    rows, none = releve([2000] * 4, [800] * 4), np.full((2, 2), SANS_ORAL)
    premier = premier_groupe(rows, *law)
    owed = oraux_en_suspens(none, ouverture_du_controle(premier, rows, *law), rows, *law, clos=over)
    assert owed.nombre.tolist() == [0, 2]
    assert (owed.attendus.tolist(), owed.absences.tolist()) == ([False, not over], [False, over])


def test_the_command_line_says_it_all_and_names_nobody_when_asked(tmp_path: Path) -> None:
    candidats, notes, sat = session_of_four(tmp_path)
    options = ["--candidats", candidats, "--notes", notes, "--oraux", sat, "--session", 2024]
    run = bts_sim("grade", *options, "--json", "--no-names", "--out", tmp_path / "out")
    (said,) = json.loads(run.stdout)["remarques"]
    assert run.exit_code == 0 and said["value"] == "…" and "2 candidats en attente" in said["words"]
    assert lire(tmp_path / "out" / "decisions.csv")[1]["decision"] == "en_attente_controle"
    told = bts_sim("explain", "B", *options).stdout
    assert "oraux à passer encore : 1" in told and "en attente" in told
    over = bts_sim("explain", "B", *options, "--oraux-complets", "--lang", "en").stdout
    assert "orals not sat (absences): 1" in over and "they agree" in over


# --- Marks that no jury gives -----------------------------------------------------------------------------------------


def test_marks_off_the_half_point_are_graded_and_told_once_a_file(tmp_path: Path) -> None:
    candidats, first = files(tmp_path, *marks("A", U1="9.25", U3="9,75", U5="10.5"), people=("A", "B"))
    second = write(tmp_path, "suite", "candidat;unite;note;statut", marks("B", U1="10.01;BE"))
    sat = orals(tmp_path, "A;U1;9.99", "A;U3;8")
    with heard() as told:
        found = grade(candidats, [first, second], sat, session=2024, oraux_complets=True)
    assert set(decided(found)) == {"A", "B"}
    off = {one.file: one for one in told if one.column == "note"}
    assert set(off) == {"notes.csv", "suite.csv", "oraux.csv"} and len(off) == len(told) - 1
    assert off["notes.csv"].words.startswith("2 notes ne sont") and off["notes.csv"].value == "9.25"
    assert (off["suite.csv"].line, off["suite.csv"].value) == (2, "10.01")
    assert all(sources()["arrete-1997-07-24"]["reference"] in one.words for one in off.values())
    assert "SCOL9702103A" in off["oraux.csv"].words and "jugée telle quelle" in off["oraux.csv"].words


@pytest.mark.parametrize("mark", ["9", "9.5", "9,50", "09.00", "20", "0"])
def test_whole_and_half_points_are_not_told(mark: str, tmp_path: Path) -> None:
    with heard() as told:
        grade(*files(tmp_path, *marks(U1=mark, U3=";ABJ")), session=2024)
    assert told == []


def test_the_workshop_says_in_its_answer_how_many_marks_are_off_and_warns_of_none() -> None:
    typed = " ; ".join(f"{unit} 9" for unit in (*GENERAL, *TRADE)) + " ; UF1 12,3"
    with heard() as told:
        answer = bts.candidate(2024, "MCO", "scolaire", typed, "U1 12.25 ; U3 9")
    assert told == [] and answer.table["hors_du_pas"].tolist() == [1, 1]
    assert "1 note n'est ni" in answer.chart("side_by_side").frame.to_string()


def test_marks_that_a_program_draws_are_told_to_nobody() -> None:
    described = load_cohort()
    fine = replace(described, candidats=200, parametres={**described.parametres, "pas_de_note": 0.01})
    with heard() as told:
        simulate(fine).under(bts.regime("permanent_2022"))
    assert not [one for one in told if "demi-point" in one.words]
