"""Do the register of every BTS, the data, the tables and the pages agree, and is a BTS without a règlement told so?"""

import csv
import datetime
import io
from fractions import Fraction
from pathlib import Path

import pytest
from cohorts import bts_sim, lire
from helpers import outil

from bts_sim.candidates.grade import grade
from bts_sim.candidates.kept_marks.keep import keep_acquis
from bts_sim.candidates.registration.check import check_registrations
from bts_sim.cohort.describe import load_cohort
from bts_sim.droit.registre import Specialite, connue, part_fournie, registre, spans
from bts_sim.droit.registre_table import COLUMNS
from bts_sim.droit.specialites import COLONNES
from bts_sim.droit.textes import absence_de, find_reglement, load_bareme, sessions, sources
from bts_sim.errors import BtsSimError, InputError, LawError
from bts_sim.files.shipped import entrants
from bts_sim.templates.specialty import specialites, to_fill

pytestmark = pytest.mark.quick

#: Named in the note of Nancy-Metz of 2024, and not gradable.
NOMMEES = ("TOURISME", "GA", "MHR", "CCST", "MC", "CIRA")
WORDS = "est une spécialité de BTS dont le projet n'a pas le règlement"
#: Rows of the data that are sums of others, or BTS of other ministries.
SUMS = {"ALL", "ALL+BTSA+BTSM", "PRODUCTION", "SERVICES", "CIEL", "MS", "FED", "MV"}
ELSEWHERE = {"BTSA", "BTSM"}
WITHOUT = [one for one in registre().values() if not one.sessions]
LAST = sessions()[-1]


# --- The register agrees with the data, with the tables and with the pages --------------------------------------------


def test_every_specialty_of_the_data_is_in_the_register() -> None:
    counted = {code for one in registre().values() for code in one.donnees}
    assert counted == set(entrants()) - SUMS - ELSEWHERE


def test_entrants_are_shared_out_once_among_the_diplomas_of_a_session() -> None:
    for session in (*sessions(), LAST + 1):
        parts: dict[str, Fraction] = {}
        for one in registre().values():
            if session in one.sessions or (session > LAST and not one.remplacee_par):
                parts |= {code: parts.get(code, Fraction(0)) + one.part for code in one.donnees}
        assert all(part <= 1 for part in parts.values()), session
    assert set(parts.values()) == {Fraction(1)}


def test_the_sectors_make_the_published_sums_exactly() -> None:
    today = [one for one in registre().values() if not one.remplacee_par]
    assert sum(one.entrants for one in today if one.production) == entrants()["PRODUCTION"]
    assert sum(one.entrants for one in today if not one.production) == entrants()["SERVICES"]


@pytest.mark.parametrize("session", sessions())
def test_every_shipped_table_is_in_the_register_with_its_sessions_and_its_sector(session: int) -> None:
    held = load_bareme(session).reglements
    assert {code for code, one in registre().items() if session in one.sessions} == set(held)
    for code, reglement in held.items():
        one = registre()[code]
        assert one.production == (reglement.secteur == "industriel"), code
        assert one.held_in(session), f"{code} : {session} hors de la vie du diplôme"
    assert part_fournie(session) == Fraction(sum(registre()[code].entrants for code in held), entrants()["ALL"])


def test_what_replaces_what_stands_in_the_register_one_after_the_other() -> None:
    replaced = [one.remplace for one in registre().values() if one.remplace]
    assert set(replaced) <= set(registre()) and len(replaced) == len(set(replaced))
    for one in registre().values():
        before = registre().get(one.remplace)
        if before is not None and one.premiere and before.derniere:
            assert one.premiere == before.derniere + 1, one.code


def test_what_is_missing_has_a_place_to_be_read() -> None:
    # A règlement that ended, of a specialty whose table goes on, may have no known text.
    assert [one.code for one in WITHOUT if one.manque and not one.ou_lire] == []
    assert {one.source for one in registre().values()} - {""} <= set(sources())


def test_the_pages_are_those_of_the_register() -> None:
    """If not: `python tools/specialties.py --write`."""
    assert outil("specialties").stale() == []


def test_sessions_are_written_as_people_do() -> None:
    assert spans((2021, 2022, 2024, 2026)) == "2021-2022, 2024, 2026" and spans(()) == ""


# --- A BTS without a règlement is told so -----------------------------------------------------------------------------


@pytest.mark.parametrize("one", WITHOUT, ids=str)
@pytest.mark.parametrize("session", [2021, 2024, 2026])
def test_a_known_specialty_is_not_called_unknown(one: Specialite, session: int) -> None:
    bareme = load_bareme(session)
    for written in (one.code, one.code.lower(), f"BTS {one.code}", one.nom, one.nom.upper()):
        problem, remedy = absence_de(bareme, written)
        assert WORDS in problem and one.code in problem and one.arrete in problem, written
        assert "inconnue" not in problem and "vouliez-vous dire" not in remedy
        assert f"template specialites --specialite {one.code}" in remedy or f"à la session {session} : " in remedy


def test_what_is_known_is_said_with_where_to_read_the_rest_and_the_command() -> None:
    problem, remedy = absence_de(load_bareme(2024), "BANQUE")
    assert "(arrêté du 22 novembre 2023)" in problem
    assert "à lire : arrêté du 22 novembre 2023, annexe IV d" in remedy and remedy.endswith("--specialite BANQUE")
    assert absence_de(load_bareme(2024), "PI")[1].startswith("sessions 2026 ; à lire : arrêté du 5 avril 2012")
    assert absence_de(load_bareme(2025), "SN-IR")[1].endswith("; à la session 2025 : CIEL-IR")
    assert absence_de(load_bareme(2024), "CI-RCE")[1].endswith("à la session 2024 : CI")
    # The one that takes its place has no règlement either: its own is the one to read and to fill.
    remedy = absence_de(load_bareme(2024), "NOTARIAT")[1]
    assert "à la session 2024 : CJN ; à lire : JO du 14 janvier 2022" in remedy and remedy.endswith("--specialite CJN")


def test_a_code_of_the_data_is_understood() -> None:
    for given, code in (("PROTHD", "PROTH-DENT"), ("EB", "EBCR"), ("CIEL-A", "CIEL-IR"), ("banque", "BANQUE")):
        found = connue(given)
        assert found is not None and found.code == code
    assert connue("SIO") is None and connue("MS") is None


def test_what_nobody_knows_is_still_unknown_with_its_nearest() -> None:
    bareme = load_bareme(2024)
    assert absence_de(bareme, "MCOO") == ("spécialité MCOO inconnue pour 2024", "vouliez-vous dire « MCO » ?")
    assert absence_de(bareme, "Tourism")[1] == "vouliez-vous dire « TOURISME » ?"
    assert "spécialités : " in absence_de(bareme, "XYZ")[1] and connue("XYZ") is None
    assert "GTLA" in absence_de(bareme, "GTL")[1]


def test_of_two_options_the_one_that_is_not_held_is_named() -> None:
    problem, _ = absence_de(load_bareme(2024), "MS-C")
    assert "MS-C (Maintenance des systèmes, option C)" in problem


@pytest.mark.parametrize("code", NOMMEES)
def test_grade_acquis_and_cohort_say_so(code: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(
        f"candidat;specialite;voie;forme;derniere_session\n1;{code};scolaire;globale;oui\n", encoding="utf-8"
    )
    (tmp_path / "n.csv").write_text("candidat;unite;note;statut\n1;U1;10;\n", encoding="utf-8")
    (tmp_path / "a.csv").write_text(
        "candidat;specialite;unite;note;obtenue_le;origine;demande;forme\n"
        f"1;{code};U1;12;2023-07-04;epreuve;oui;globale\n",
        encoding="utf-8",
    )
    (tmp_path / "k.yaml").write_text(f"session: 2024\nspecialites: {{{code}: 1}}\ntaux_groupe1: 70\n", encoding="utf-8")
    tries = (
        lambda: grade(tmp_path / "c.csv", tmp_path / "n.csv", session=2024),
        lambda: keep_acquis(tmp_path / "a.csv", session=2024, le=datetime.date(2024, 5, 13)),
        lambda: load_cohort(tmp_path / "k.yaml"),
    )
    for attempt in tries:
        with pytest.raises(BtsSimError) as refused:
            attempt()
        assert WORDS in str(refused.value) and "GTLA ?" not in str(refused.value)


@pytest.mark.parametrize("pieces", [False, True])
@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("TOURISME", WORDS),
        ("GA", "GA (Géologie appliquée)"),
        ("tourisme", WORDS),
        ("SN-IR", "pas de règlement pour 2025"),
        ("sn-ir", "pas de règlement pour 2025"),
        ("MCOO", "vouliez-vous dire « MCO » ?"),
        ("bat", "vouliez-vous dire « BAT » ?"),
        ("Travaux publics", "vouliez-vous dire « TP » ?"),
        ("BAT", ""),
    ],
)
def test_a_registration_says_what_is_known_of_its_specialty(code: str, said: str, pieces: bool, tmp_path: Path) -> None:
    """With or without a file of documents: an unknown specialty used to be told only with one."""
    (tmp_path / "i.csv").write_text(
        f"candidat;specialite;categorie;forme;inscrit_le\n1;{code};formation_continue;progressive;2024-10-20\n",
        encoding="utf-8",
    )
    (tmp_path / "p.csv").write_text("candidat;piece;deposee_le\n", encoding="utf-8")
    found = check_registrations(
        tmp_path / "i.csv", tmp_path / "p.csv" if pieces else None, academie="nancy-metz", session=2025
    )
    about = found.loc[found["objet"] == "specialite", "detail"]
    assert len(about) == bool(said) and all(said in detail for detail in about)


# --- The table to fill ------------------------------------------------------------------------------------------------


def filled(text: str) -> str:
    """The table to fill, as a person fills it: two units."""
    (head, row) = list(csv.reader(io.StringIO(text), delimiter=";"))[:2]
    known = dict(zip(head, row, strict=True))
    usual = {
        **{"session_from": "2020", "mode_scolaire": "ponctuel_ecrit", "mode_individuel": "ponctuel_ecrit"},
        **{"facultative": "0", "au_choix": "0", "langue": "0", "coefficient": "3", "complet": "oui"},
    }
    units = [("E1", "U1", "general"), ("E4", "U4", "professionnel")]
    rows = [known | usual | {"epreuve": e, "unite": u, "intitule": u, "domaine": d} for e, u, d in units]
    return "".join(";".join(line) + "\n" for line in (head, *([one[c] for c in head] for one in rows)))


@pytest.mark.parametrize("one", WITHOUT, ids=str)
def test_a_table_to_fill_is_refused_empty_cell_by_cell_and_accepted_filled(one: Specialite, tmp_path: Path) -> None:
    text = specialites(2024, one.nom)
    assert text.startswith(";".join(COLONNES)) and "À remplir" in to_fill(2024, one.code)
    units = [row["unite"] for row in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert units == ([unit for unit, _ in one.epreuves] or [""])
    (tmp_path / "t.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_bareme(2024, tmp_path / "t.csv")
    faults = refused.value.fautes
    assert {fault.probleme for fault in faults} == {"case à remplir"} and all(fault.remede for fault in faults)
    assert {"session_from", "mode_scolaire", "complet"} <= {fault.colonne for fault in faults}
    (tmp_path / "t.csv").write_text(filled(text), encoding="utf-8")
    assert find_reglement(load_bareme(2024, tmp_path / "t.csv"), one.code).nom == one.nom


def test_a_filled_table_serves_a_cohort_and_a_grading(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(filled(specialites(2024, "tourisme")), encoding="utf-8")
    (tmp_path / "k.yaml").write_text(
        "session: 2024\nspecialites: {TOURISME: 1}\ntaux_groupe1: 70\nfichier_specialites: t.csv\n", encoding="utf-8"
    )
    assert dict(load_cohort(tmp_path / "k.yaml").specialites) == {"TOURISME": 1}


def test_a_shipped_specialty_writes_its_own_table_and_an_unknown_one_its_nearest(tmp_path: Path) -> None:
    assert len(specialites(2024, "PI").splitlines()) == 9 and to_fill(2024, "mco") == ""
    assert to_fill(2024, "PI").startswith("À reprendre : la table est celle des sessions 2026, à changer pour")
    with pytest.raises(LawError, match="vouliez-vous dire « TOURISME »"):
        specialites(2024, "TOURISM")
    with pytest.raises(LawError, match="aucun texte"):
        specialites(1990, "TOURISME")
    run = bts_sim("template", "specialites", "--specialite", "tourisme", "--out", tmp_path / "t.csv")
    assert run.exit_code == 0 and "À remplir, une ligne par unité" in run.output and "À lire : " in run.output


# --- The register, printed --------------------------------------------------------------------------------------------


def test_the_register_is_printed_and_written(tmp_path: Path) -> None:
    printed = bts_sim("law", "--registre").stdout
    assert "TOURISME" in printed and "Part des entrants dont le BTS a un règlement" in printed
    assert bts_sim("law", "--registre", "--out", tmp_path / "r.csv").exit_code == 0
    rows = lire(tmp_path / "r.csv")
    assert [tuple(row) for row in rows[:1]] == [tuple(COLUMNS)] and {row["code"] for row in rows} == set(registre())
    entrants_of = {row["code"]: row["entrants"] for row in rows}
    assert entrants_of["SIO-SLAM"] == "2687" and entrants_of["FONDERIE"] == ""
    assert bts_sim("law", "--registre", "--out", "-").stdout == (tmp_path / "r.csv").read_text(encoding="utf-8")
    for wrong in (("--out", tmp_path / "r.csv"), ("--registre", "--session", 2024)):
        assert bts_sim("law", *wrong).exit_code == 2
    assert bts_sim("law", "--registre", "--out", tmp_path / "r.csv").exit_code == 2
