"""What does a candidate keep from one session to the next, what not, and does each answer say why?"""

import datetime
import inspect
import re
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim, lire
from hypothesis import given, strategies as st

from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.kept_marks.file import COLONNES, OPTIONAL_COLUMNS
from bts_sim.candidates.kept_marks.keep import keep_acquis
from bts_sim.candidates.kept_marks.next_session import table_des_acquis
from bts_sim.droit import textes as law
from bts_sim.droit.acquis import session_de, textes
from bts_sim.droit.citation import sources_of
from bts_sim.droit.regles import acquis as regles
from bts_sim.droit.releve import ABSENT, SANS_ORAL, Statut
from bts_sim.errors import InputError

RULES = [r for _, r in inspect.getmembers(regles, inspect.isfunction) if r.__module__ == regles.__name__]
LE = datetime.date(2024, 5, 13)
#: One row: a bénéfice of CG that nothing forbids in 2024.
SAINE = {
    "candidat": "Zoé",
    "specialite": "CG",
    "unite": "U3",
    "note": "12,5",
    "obtenue_le": "2022-07-05",
    "origine": "epreuve",
    "demande": "oui",
    "forme": "globale",
    "premiere_inscription": "",
    "conserve_toutes_notes": "",
    "specialite_obtenue": "",
    "unite_actuelle": "",
    "gardee_a_la_session": "",
    "niveau_diplome": "",
    "unite_validee": "",
}
DISPENSE = {"unite": "U11", "note": "", "obtenue_le": "", "origine": "bts"}


def write(dossier: Path, lignes: tuple[dict[str, str], ...]) -> Path:
    fichier = dossier / "acquis.csv"
    rows = [";".join((SAINE | ligne).values()) for ligne in lignes]
    fichier.write_text("\n".join([";".join(SAINE), *rows]) + "\n", encoding="utf-8")
    return fichier


def garder(
    dossier: Path, *lignes: dict[str, str], session: int = 2024, le: datetime.date = LE, regime: str | None = None
) -> tuple[list[tuple[str, ...]], list[tuple[str, str]]]:
    """The rows for the file of marks without the candidate, and the findings as (unit, code)."""
    kept = keep_acquis(write(dossier, lignes), session=session, le=le, regime=regime)
    notes = [tuple(row) for row in kept.notes[["unite", "note", "statut"]].to_numpy()]
    return notes, [tuple(row) for row in kept.constats[["unite", "constat"]].to_numpy()]


# --- Which marks, and for how long ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("note", "forme", "handicap", "statut"),
    [
        ("9,99", "globale", "", ""),
        ("10", "globale", "", "BE"),
        ("10,01", "globale", "", "BE"),
        ("9,99", "progressive", "", "RE"),
        ("10", "progressive", "", "BE"),
        ("0", "progressive", "", "RE"),
        ("9,99", "globale", "oui", "RE"),
        ("0", "globale", "oui", "RE"),
        ("10", "globale", "oui", "BE"),
    ],
)
def test_from_which_mark_and_in_which_form(tmp_path: Path, note: str, forme: str, handicap: str, statut: str) -> None:
    row = {"note": note, "forme": forme, "conserve_toutes_notes": handicap}
    notes, found = garder(tmp_path, row)
    assert notes == ([("U3", note, statut)] if statut else [])
    assert statut or found == [("U3", "note_inferieure")]


@pytest.mark.parametrize(
    ("obtenue_le", "le", "vaut"),
    [
        ("2019-05-13", "2024-05-12", True),
        ("2019-05-13", "2024-05-13", True),
        ("2019-05-13", "2024-05-14", False),
        # 29 February: until the last day of February.
        ("2016-02-29", "2021-02-28", True),
        ("2016-02-29", "2021-03-01", False),
    ],
)
@pytest.mark.parametrize("forme", ["globale", "progressive"])
def test_five_years_to_the_day(tmp_path: Path, obtenue_le: str, le: str, vaut: bool, forme: str) -> None:
    row = {"obtenue_le": obtenue_le, "forme": forme}
    _, found = garder(tmp_path, row, le=datetime.date.fromisoformat(le))
    assert found == [("U3", "benefice" if vaut else "validite_depassee")]


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 1, 1)), st.integers(1, 9))
def test_the_last_day_is_that_of_the_calendar(jour: datetime.date, annees: int) -> None:
    try:
        attendu = jour.replace(year=jour.year + annees)
    except ValueError:
        attendu = jour.replace(year=jour.year + annees, day=28)
    dernier = regles.dernier_jour(np.array([jour], "datetime64[D]"), annees)[0]
    assert dernier.item() == attendu
    assert dernier.dtype == "datetime64[D]"


# --- An épreuve made of units ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("session", "premiere", "garde"),
    [(2022, "2021", True), (2022, "2022", True), (2023, "2021", True), (2023, "2022", False), (2024, "2023", False)],
)
def test_who_keeps_the_mark_of_an_epreuve_made_of_units(
    tmp_path: Path, session: int, premiere: str, garde: bool
) -> None:
    row = {"unite": "E4", "premiere_inscription": premiere, "obtenue_le": "2021-07-06"}
    notes, found = garder(tmp_path, row, session=session, le=datetime.date(session, 5, 9))
    expected = "benefice_d_une_epreuve" if garde else "epreuve_qui_n_est_pas_une_unite"
    assert found == [("U41", expected), ("U42", expected)]
    assert notes == ([("U41", "12,5", "BE"), ("U42", "12,5", "BE")] if garde else [])


def test_an_epreuve_that_is_a_unit_needs_no_first_session(tmp_path: Path) -> None:
    assert garder(tmp_path, {"unite": "E5"})[0] == [("U5", "12,5", "BE")]


def test_the_first_session_is_asked_for_only_where_it_decides(tmp_path: Path) -> None:
    row = {"unite": "E4", "obtenue_le": "2021-07-06"}
    with pytest.raises(InputError, match=r"acquis\.csv:2 : colonne premiere_inscription.*sous-épreuves \(E4\)"):
        garder(tmp_path, row)
    assert len(garder(tmp_path, row, session=2022, le=datetime.date(2022, 5, 9))[0]) == 2


# --- Request and renunciation ---------------------------------------------------------------------------------


def test_nothing_is_kept_that_is_not_asked_for(tmp_path: Path) -> None:
    assert garder(tmp_path, {"demande": "non"}) == ([], [("U3", "non_demande")])


def test_a_renounced_mark_never_comes_back_and_a_later_one_is_another(tmp_path: Path) -> None:
    old, renounced = {"obtenue_le": "2020-07-03"}, {"obtenue_le": "2021-07-06", "demande": "renoncement"}
    again = {"obtenue_le": "2021-07-06", "demande": "oui"}
    notes, found = garder(tmp_path, old, renounced, again)
    assert notes == []
    assert [code for _, code in found].count("renonciation") == 3
    later = {"obtenue_le": "2022-07-05", "note": "11"}
    assert garder(tmp_path, old, renounced, again, later)[0] == [("U3", "11", "BE")]


# --- Several marks of one unit --------------------------------------------------------------------------------


@pytest.mark.parametrize(("forme", "notes"), [("globale", []), ("progressive", [("U3", "7", "RE")])])
def test_the_last_mark_counts_even_when_lower(tmp_path: Path, forme: str, notes: list[tuple[str, ...]]) -> None:
    before, after = {"note": "12", "forme": forme}, {"note": "7", "forme": forme, "obtenue_le": "2023-07-04"}
    for rows in ((before, after), (after, before)):
        kept, found = garder(tmp_path, *rows)
        assert kept == notes
        assert ("U3", "nouvelle_evaluation") in found


def test_two_sittings_in_one_year_are_two_assessments(tmp_path: Path) -> None:
    rows = {"note": "12", "obtenue_le": "2023-06-20"}, {"note": "10", "obtenue_le": "2023-09-05"}
    assert garder(tmp_path, *rows)[0] == [("U3", "10", "BE")]


@pytest.mark.parametrize(
    ("epreuve", "oral", "gardee"), [("8", "12", "12"), ("13", "12", "13"), ("12", "12", "12"), ("8", "9", "")]
)
def test_of_an_epreuve_and_its_oral_the_best_counts(tmp_path: Path, epreuve: str, oral: str, gardee: str) -> None:
    rows = {"note": epreuve, "obtenue_le": "2023-06-20"}, {"note": oral, "origine": "oral", "obtenue_le": "2023-07-05"}
    assert garder(tmp_path, *rows)[0] == ([("U3", gardee, "BE")] if gardee else [])


@pytest.mark.parametrize(
    ("jour", "session"),
    [
        ("2022-09-30", 2022),
        ("2022-10-01", 2023),
        ("2022-12-31", 2023),
        ("2023-01-01", 2023),
        ("2023-05-15", 2023),
        ("2023-07-05", 2023),
        ("2023-09-30", 2023),
        ("2023-11-20", 2024),
    ],
)
def test_of_which_session_a_mark_is(jour: str, session: int) -> None:
    """A session opens in October: the civil year of a mark is not its session."""
    assert session_de(datetime.date.fromisoformat(jour), 2024) == session


def test_an_epreuve_of_the_autumn_is_of_the_next_session(tmp_path: Path) -> None:
    """Of November 2023, it is a new assessment after the oral of July 2023, and the last mark counts."""
    oral = {"note": "14", "origine": "oral", "obtenue_le": "2023-07-05", "forme": "progressive"}
    after = {"note": "8", "obtenue_le": "2023-11-20", "forme": "progressive"}
    assert garder(tmp_path, oral, after)[0] == [("U3", "8", "RE")]


def test_a_ccf_of_the_autumn_and_the_oral_of_the_summer_are_of_one_session(tmp_path: Path) -> None:
    """Of November 2022 and July 2023, the better counts: it used to be the oral, whatever its mark."""
    ccf, oral = {"note": "12", "obtenue_le": "2022-11-20"}, {"note": "10", "origine": "oral"}
    assert garder(tmp_path, ccf, oral | {"obtenue_le": "2023-07-05"})[0] == [("U3", "12", "BE")]


def test_a_mark_of_the_autumn_is_read_in_the_reglement_of_its_session(tmp_path: Path) -> None:
    """CG changed its codes in 2025: U3 of November 2024 is the one of 2025."""
    row = {"note": "12", "obtenue_le": "2024-11-20"}
    notes, found = garder(tmp_path, row, session=2025, le=datetime.date(2025, 5, 12))
    assert (notes, found) == ([("U3", "12", "BE")], [("U3", "benefice")])
    before = row | {"obtenue_le": "2024-07-05"}
    assert garder(tmp_path, before, session=2025, le=datetime.date(2025, 5, 12))[0] != notes


def test_an_oral_gives_a_benefice_by_a_reading_only(tmp_path: Path) -> None:
    regime = tmp_path / "lecture.yaml"
    regime.write_text(
        "nom: lecture\ntitre: Autre lecture\nauteur: essai\ndate: 2026-01-01\nraison: essai\nsource: essai\n"
        "session: 2024\nchangements: {seuil_general: 7}\nlectures: {note_orale_donne_benefice: non}\n",
        encoding="utf-8",
    )
    row = {"origine": "oral"}
    assert garder(tmp_path, row)[1] == [("U3", "benefice")]
    assert garder(tmp_path, row, regime=str(regime))[1] == [("U3", "oral_sans_benefice")]


MARQUES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(2019, 2022), st.integers(900, 1100), st.booleans()), max_size=12
)


@given(MARQUES)
def test_one_mark_at_most_is_left_of_each_unit(marques: list[tuple[int, int, int, bool]]) -> None:
    """Against plain Python: the last session's épreuve, unless its oral is better."""
    one_each = {(u, year, oral): note for u, year, note, oral in marques}
    rows = [(u, datetime.date(year, 7 if oral else 6, 1), n, oral) for (u, year, oral), n in one_each.items()]
    cle = np.array([u for u, *_ in rows], dtype=np.int64)
    jours = np.array([jour for _, jour, *_ in rows], dtype="datetime64[D]")
    notes = np.array([n for _, _, n, _ in rows], dtype=np.int64)
    orale = np.array([oral for *_, oral in rows], dtype=bool)
    left = ~regles.est_reevaluee(cle, jours, regles.session_d_une_note(jours, 10), orale)
    left &= ~regles.est_moins_bonne(cle, notes, orale, left)
    expected = set()
    for unit in set(cle.tolist()):
        last = max(year for u, year, _ in one_each if u == unit)
        ecrit, oral = one_each.get((unit, last, False)), one_each.get((unit, last, True))
        expected.add((unit, max(n for n in (ecrit, oral) if n is not None)))
    assert sorted(zip(cle[left].tolist(), notes[left].tolist(), strict=True)) == sorted(expected)


# --- Specialties and règlements -------------------------------------------------------------------------------


def test_only_the_same_specialty_and_its_options_have_one_name(tmp_path: Path) -> None:
    assert garder(tmp_path, {"specialite_obtenue": "MCO"})[1] == [("U3", "autre_specialite")]
    sio = {"specialite": "SIO-SLAM", "specialite_obtenue": "SIO-SISR"}
    notes, found = garder(tmp_path, sio | {"unite": "U2"}, sio | {"unite": "U5"})
    assert notes == [("U2", "12,5", "BE")]
    assert found[1] == ("U5", "unite_sans_correspondance")


@pytest.mark.parametrize(
    ("specialite", "alors", "aujourdhui"),
    [("CG", "U42", "U6"), ("CG", "U5", "U7"), ("MCO", "U5", "U7"), ("GTLA", "U22", None), ("NDRC", "U5", "U5")],
)
def test_a_unit_is_found_again_by_its_title_when_codes_move(
    tmp_path: Path, specialite: str, alors: str, aujourdhui: str | None
) -> None:
    """U5 of CG 2024 is a case of management control, U5 of 2025 one of accounting: never one for the other."""
    row = {"specialite": specialite, "unite": alors, "obtenue_le": "2024-07-05"}
    notes, found = garder(tmp_path, row, session=2025, le=datetime.date(2025, 5, 12))
    if aujourdhui is None:
        assert found == [(alors, "unite_sans_correspondance")]
        said = {"unite_actuelle": "U3"}
        notes, _ = garder(tmp_path, row | said, session=2025, le=datetime.date(2025, 5, 12))
    assert notes == [(aujourdhui or "U3", "12,5", "BE")]


def test_a_mark_of_a_reglement_that_the_project_has_not_is_not_guessed(tmp_path: Path) -> None:
    row = {"specialite": "CIEL-IR", "unite": "U1", "obtenue_le": "2024-07-05"}
    at = {"session": 2025, "le": datetime.date(2025, 5, 12)}
    assert garder(tmp_path, row, **at) == ([], [("U1", "reglement_inconnu")])  # type: ignore[arg-type]
    assert garder(tmp_path, row | {"unite_actuelle": "U1"}, **at)[0] == [("U1", "12,5", "BE")]  # type: ignore[arg-type]


def test_a_mark_from_before_the_first_session_is_read_in_its_reglement(tmp_path: Path) -> None:
    row = {"specialite": "MCO", "unite": "U5", "obtenue_le": "2020-07-03"}
    assert garder(tmp_path, row, session=2025, le=datetime.date(2025, 5, 12))[0] == [("U7", "12,5", "BE")]


# --- Dispenses and VAE ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origine", "niveau", "constat"),
    [
        ("bts", "", "dispense"),
        ("dut", "", "dispense"),
        ("diplome", "4", "titre_insuffisant"),
        ("diplome", "5", "dispense"),
        ("diplome", "6", "dispense"),
    ],
)
def test_who_is_dispensed_of_culture_generale_et_expression(
    tmp_path: Path, origine: str, niveau: str, constat: str
) -> None:
    row = DISPENSE | {"origine": origine, "niveau_diplome": niveau}
    assert garder(tmp_path, row) == ([("U11", "", "DI")] if constat == "dispense" else [], [("U11", constat)])
    assert garder(tmp_path, row | {"demande": "non"})[1][0] == ("U11", "non_demande")


@pytest.mark.parametrize("origine", ["bts", "diplome"])
@pytest.mark.parametrize(
    ("specialite", "unite", "obtenue"),
    [
        ("CG", "U11", "CG"),
        ("CG", "U11", " cg "),
        ("CG", "U11", "BTS CG"),
        ("CG", "U11", "Comptabilité et gestion"),
        ("MCO", "U1", "management commercial operationnel"),
        ("SIO-SLAM", "U11", "SIO-SISR"),
        ("SIO-SLAM", "U11", "SIO"),
        ("MS-A", "U1", "MS-D"),
    ],
)
def test_a_bts_of_the_same_specialty_dispenses_of_nothing(
    tmp_path: Path, specialite: str, unite: str, obtenue: str, origine: str
) -> None:
    row = DISPENSE | {"specialite": specialite, "unite": unite, "origine": origine, "niveau_diplome": "5"}
    notes, found = garder(tmp_path, row | {"specialite_obtenue": obtenue})
    assert (notes, found) == ([], [(unite, "meme_specialite")])
    assert garder(tmp_path, row | {"specialite_obtenue": "TOURISME"})[0] == [(unite, "", "DI")]


def test_the_refusal_of_a_bts_of_the_same_specialty_names_the_article_and_the_value(tmp_path: Path) -> None:
    row = DISPENSE | {"specialite_obtenue": "CG"}
    (found,) = keep_acquis(write(tmp_path, (row,)), session=2024, le=LE).constats.to_dict("records")
    assert found["source"] == "arrete-2005-06-24"
    assert "(CG)" in found["detail"] and "arrêté du 24-6-2005" in found["detail"] and "autre" in found["detail"]


@pytest.mark.parametrize("origine", ["bts", "diplome", "attestation"])
def test_a_professional_unit_is_never_dispensed_but_may_be_acquired_by_vae(tmp_path: Path, origine: str) -> None:
    row = DISPENSE | {"unite": "U41", "origine": origine, "niveau_diplome": "7"}
    assert garder(tmp_path, row) == ([], [("U41", "unite_professionnelle")])
    assert garder(tmp_path, row | {"origine": "vae"}) == ([("U41", "", "DI")], [("U41", "unite_vae")])


def test_another_unit_is_dispensed_on_an_attestation_only(tmp_path: Path) -> None:
    row = DISPENSE | {"unite": "U2"}
    assert garder(tmp_path, row) == ([], [("U2", "dispense_non_sourcee")])
    assert garder(tmp_path, row | {"origine": "attestation"}) == ([("U2", "", "DI")], [("U2", "dispense_attestee")])


@pytest.mark.parametrize(
    ("row", "constat", "said"),
    [
        # U2 of SN: whoever was examined in English for a diploma of level 5; U3: which diploma, the file does not say.
        (("SN-IR", "U2", "diplome", "", "5", "oui"), "dispense", ""),
        (("SN-EC", "U2", "bts", "CG", "", "non"), "unite_non_validee", ""),
        (("SN-IR", "U2", "diplome", "", "4", "oui"), "titre_insuffisant", ""),
        (("SN-IR", "U3", "dut", "", "", "oui"), "dispense_selon_l_arrete", "scientifique ou technologique"),
        # U2 and U3 of SP3S: a BTS of the tertiary sector, known by the register, or not known.
        (("SP3S", "U3", "bts", "MCO", "", ""), "dispense", ""),
        (("SP3S", "U3", "bts", "CRSA", "", ""), "titre_insuffisant", ""),
        (("SP3S", "U3", "bts", "", "", ""), "dispense_selon_l_arrete", "un BTS du secteur tertiaire"),
        (("SP3S", "U2", "diplome", "", "6", ""), "dispense_selon_l_arrete", "de droit ou de LEA"),
        (("SP3S", "U1", "diplome", "", "6", ""), "dispense", ""),
        (("NOTARIAT", "U3", "dut", "", "", ""), "dispense_selon_l_arrete", "un DUT du domaine tertiaire"),
        # Read, and not named; not read at all.
        (("CI-RCE", "U21", "bts", "MCO", "", ""), "titre_insuffisant", ""),
        (("SN-IR", "UF1", "bts", "CG", "", ""), "dispense_absente_de_l_arrete", "NOR ESRS1326216A, annexe II b"),
        (("CG", "U2", "bts", "MCO", "", ""), "dispense_non_sourcee", "n'ont pas été lues"),
    ],
)
def test_a_specialty_dispenses_as_its_own_arrete_says_where_it_was_read(
    tmp_path: Path, row: tuple[str, ...], constat: str, said: str
) -> None:
    names = ("specialite", "unite", "origine", "specialite_obtenue", "niveau_diplome", "unite_validee")
    asked = DISPENSE | dict(zip(names, row, strict=True))
    kept = keep_acquis(write(tmp_path, (asked,)), session=2022, le=LE)
    (found,) = kept.constats.to_dict("records")
    assert found["constat"] == constat and said in found["detail"]
    assert len(kept.notes) == (constat == "dispense")
    of_arrete = row[0] in ("SN-IR", "SN-EC", "SP3S", "NOTARIAT") and row[1] != "U1" and "arrete" in constat
    assert (found["source"].endswith("-dispenses")) == (of_arrete or (constat == "dispense" and row[1] != "U1"))


@pytest.mark.parametrize(
    ("origine", "validee", "constat"),
    [
        ("bts", "oui", "dispense"),
        ("dut", "oui", "dispense"),
        ("dut", "non", "unite_non_validee"),
        ("dut", "", "unite_non_validee"),
        ("diplome", "oui", "titre_insuffisant"),
    ],
)
def test_economie_droit_asks_for_a_bts_or_a_dut_and_the_unit(
    tmp_path: Path, origine: str, validee: str, constat: str
) -> None:
    shipped = Path(str(law.TEXTES)) / "specialites" / "CG.csv"
    own = tmp_path / "maison.csv"
    text = shipped.read_text(encoding="utf-8").replace("CG,Comptabilité", "MAISON,Comptabilité")
    own.write_text(text.replace('"Culture économique, juridique et managériale"', "Économie-droit"), encoding="utf-8")
    row = DISPENSE | {"specialite": "MAISON", "unite": "U3", "origine": origine, "niveau_diplome": "6"}
    path = write(tmp_path, (row | {"unite_validee": validee},))
    found = keep_acquis(path, session=2024, le=LE, specialites=own).constats["constat"]
    assert list(found) == [constat]


# --- Bad input ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"candidat": "Ali", "specialite": "CGG"}, "specialite", "« CG »"),
        ({"unite": "U43"}, "unite", "vouliez-vous dire « U"),
        ({"unite_actuelle": "U43"}, "unite_actuelle", "vouliez-vous dire « U"),
        ({"note": "21"}, "note", "note hors de 0 à 20"),
        ({"note": ""}, "note", "note absente"),
        ({"note": "12", "origine": "dut"}, "note", "note donnée avec l'origine dut"),
        ({"obtenue_le": "05/07/22"}, "obtenue_le", "AAAA-MM-JJ"),
        ({"obtenue_le": "29/02/2022"}, "obtenue_le", "AAAA-MM-JJ"),
        ({"obtenue_le": "2022-02-30"}, "obtenue_le", "AAAA-MM-JJ"),
        ({"obtenue_le": ""}, "obtenue_le", "celui de la note d'origine"),
        ({"obtenue_le": "2024-05-14"}, "obtenue_le", "note obtenue après le 2024-05-13"),
        ({"origine": "epreuv"}, "origine", "vouliez-vous dire « epreuve »"),
        ({"demande": ""}, "demande", "oui, non, renoncement"),
        ({"forme": "progresive"}, "forme", "« progressive »"),
        ({"premiere_inscription": "deux"}, "premiere_inscription", "une session, comme 2022"),
        (DISPENSE | {"origine": "diplome"}, "niveau_diplome", "niveau absent"),
        (DISPENSE | {"origine": "diplome", "niveau_diplome": "9"}, "niveau_diplome", "ancien niveau III est le 5"),
    ],
)
def test_a_faulty_cell_is_named_with_its_place_and_its_remedy(
    tmp_path: Path, change: dict[str, str], column: str, said: str
) -> None:
    with pytest.raises(InputError) as refused:
        garder(tmp_path, {"unite": "U2"}, change)
    message = str(refused.value)
    assert f"acquis.csv:3 : colonne {column} : " in message and said in message and "Remède" in message, message


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        garder(tmp_path, {"note": "x"}, {"unite": "U2", "demande": "peut-être"}, {"unite": "U5", "obtenue_le": ""})
    assert [f.ligne for f in refused.value.fautes] == [2, 3, 4]


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({}, r"acquis\.csv:3 : colonne unite.*note en double"),
        ({"unite": "U2", "forme": "progressive"}, r"colonne forme.*autre valeur qu'ailleurs.*ligne 2"),
        ({"unite": "U2", "specialite": "MCO"}, r"colonne specialite.*autre valeur qu'ailleurs.*ligne 2"),
        (DISPENSE | {"unite": "U3", "origine": "attestation"}, r"colonne demande.*un autre acquis est gardé.*ligne 2"),
    ],
)
def test_rows_that_contradict_each_other_are_refused(tmp_path: Path, second: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        garder(tmp_path, {}, second)


def test_an_unknown_column_is_a_fault_and_not_a_group(tmp_path: Path) -> None:
    path = tmp_path / "acquis.csv"
    path.write_text("candidat;specialite;unite;note;obtenue_le;origine;demande;forme;premiere_inscripton\n")
    with pytest.raises(InputError, match="vouliez-vous dire « premiere_inscription »"):
        keep_acquis(path, session=2024, le=LE)


# --- From one session to the next -----------------------------------------------------------------------------

UNITES = ("U11", "U12", "U2", "U3", "U41", "U42", "U5", "U6")  # CG, sessions 2021 to 2024
CANDIDATES = "candidat;specialite;voie;forme;derniere_session\n"


def juger(
    dossier: Path, session: int, candidats: str, notes: list[tuple[str, ...]], oraux: list[tuple[str, ...]] | None
) -> Grading:
    files = {"candidats": CANDIDATES + candidats, "notes": table(("candidat", "unite", "note", "statut"), notes)}
    if oraux is not None:
        files["oraux"] = table(("candidat", "unite", "note"), oraux)
    for name, text in files.items():
        (dossier / f"{name}.csv").write_text(text, encoding="utf-8")
    paths = [dossier / f"{name}.csv" for name in files]
    return grade(paths[0], paths[1], *paths[2:], session=session)


def table(colonnes: tuple[str, ...], lignes: list[tuple[str, ...]]) -> str:
    return "".join(";".join(ligne) + "\n" for ligne in (colonnes, *lignes))


def notes_de(candidat: str, *notes: str) -> list[tuple[str, ...]]:
    cells = [note.partition(" ") for note in notes]
    return [(candidat, unite, note, statut) for unite, (note, _, statut) in zip(UNITES, cells, strict=True)]


@pytest.fixture(scope="module")
def session_2024(tmp_path_factory: pytest.TempPathFactory) -> Grading:
    candidats = (
        "Zoé;CG;scolaire;globale;oui\nBéa;CG;individuel;progressive;non\nAli;CG;scolaire;globale;oui\n"
        "Éli;CG;scolaire;globale;oui\nLou;CG;individuel;globale;oui\n"
    )
    notes = [
        *notes_de("Zoé", "8", "7.5", "9", "7", "10", "10", "10", "10"),
        *notes_de("Béa", "11", "6", "9 RE", "12 BE", "14", "8", "9,99", "10")[:-1],
        *notes_de("Ali", "14", "12", "12", "12", "12", "12", "12", "12"),
        *notes_de("Éli", "15", "12", " AB", "5", "3", "3", "3", "3"),
        *notes_de("Lou", "4", "4", "4", "4", "4", "4", "4", "9,99"),
        ("Zoé", "UF-LV", "13", ""),
        ("Zoé", "UF-EE", "9", ""),
    ]
    return juger(tmp_path_factory.mktemp("2024"), 2024, candidats, notes, [("Zoé", "U11", "11"), ("Zoé", "U12", "7")])


def test_what_a_refused_candidate_has_acquired(session_2024: Grading) -> None:
    acquis = table_des_acquis(session_2024, datetime.date(2024, 7, 5))
    held = defaultdict(list)
    for row in acquis.itertuples():
        held[row.candidat].append((row.unite, row.note, row.origine, row.demande, row.obtenue_le))
    day = "2024-07-05"
    assert held["Zoé"] == [
        ("U11", "11", "oral", "oui", day),
        *((u, "10", "epreuve", "oui", day) for u in ("U41", "U42", "U5", "U6")),
        ("UF-LV", "13", "epreuve", "oui", day),
    ]
    # In the forme progressive, lower marks may be carried over; what was kept before keeps its own date.
    assert held["Béa"] == [
        ("U11", "11", "epreuve", "oui", day),
        ("U12", "6", "epreuve", "non", day),
        ("U2", "9", "epreuve", "non", ""),
        ("U3", "12", "epreuve", "oui", ""),
        ("U41", "14", "epreuve", "oui", day),
        ("U42", "8", "epreuve", "non", day),
        ("U5", "9,99", "epreuve", "non", day),
    ]
    assert [unit for unit, *_ in held["Éli"]] == ["U11", "U12"]
    assert set(held) == {"Zoé", "Béa", "Éli"}, "Ali is admitted, Lou has no mark of 10"
    assert set(acquis["valable_jusqu_au"]) == {"2029-07-05", ""}
    assert (acquis["attestation"] == acquis["demande"]).all()


def test_an_oral_gives_no_unit_that_is_dispensed_or_kept_and_an_absence_none(session_2024: Grading) -> None:
    """Even where an oral bears on a whole épreuve, or where a reform asks for no mark at all."""
    d = session_2024.deliberations["CG"]
    lectures = replace(session_2024.regime.lectures, niveau_remplacement="epreuve")
    regime = replace(session_2024.regime, lectures=lectures)
    statuts = np.where(np.arange(len(UNITES)) == 1, Statut.DI, np.where(np.arange(len(UNITES)) == 3, Statut.AB, 0))
    releve = replace(d.groupe.releve, statuts=np.tile(statuts.astype(np.uint8), (5, 1)))
    oraux = np.full(releve.notes.shape, SANS_ORAL)
    oraux[:, 0], oraux[:, 2] = 1900, ABSENT
    notes = regles.note_obtenue(releve, oraux, d.groupe.reglement, regime)
    assert notes[:, 0].tolist() == [1900] * 5 and (notes[:, [1, 3]] < 0).all()
    acquired = regles.blocs_acquis(notes, replace(session_2024.bareme, seuil_benefice=0))
    assert acquired.all(axis=0).tolist() == [True, False, True, False, True, True, True, True]
    assert not acquired[:, [1, 3]].any()
    without = replace(regime, lectures=replace(lectures, note_orale_donne_benefice="non"))
    written = regles.note_obtenue(releve, oraux, d.groupe.reglement, without)
    assert (written == regles.note_obtenue(releve, None, d.groupe.reglement, regime)).all()
    assert (written[:, 0] < 1900).all()


def test_whoever_waits_for_the_orals_has_no_table_yet(tmp_path: Path) -> None:
    notes = notes_de("Zoé", "8", "7.5", "9", "9.25", "10", "10", "10", "10")
    waiting = juger(tmp_path, 2024, "Zoé;CG;scolaire;globale;oui\n", notes, None)
    assert table_des_acquis(waiting, LE).empty


def test_a_refused_candidate_comes_back_with_what_he_kept(session_2024: Grading, tmp_path: Path) -> None:
    acquis = table_des_acquis(session_2024, datetime.date(2024, 7, 5))
    path = tmp_path / "acquis.csv"
    acquis.to_csv(path, sep=";", index=False)
    le = datetime.date(2025, 5, 12)
    # The day of an older bénéfice is asked for, not renewed; it keeps nobody else from being looked at.
    asked = keep_acquis(path, session=2025, le=le).constats
    asked = asked[asked["constat"] == "date_inconnue"]
    assert set(asked["candidat"]) == {"Béa"} and len(asked) == 2
    assert asked["detail"].str.contains("déjà gardée à la session 2024").all()
    acquis.loc[acquis["obtenue_le"] == "", "obtenue_le"] = "2023-07-04"
    acquis.to_csv(path, sep=";", index=False)
    found = keep_acquis(path, session=2025, le=le)
    zoe = [tuple(row) for row in found.notes[found.notes["candidat"] == "Zoé"].to_numpy()]
    assert [(unite, statut) for _, unite, _, statut in zoe] == [(u, "BE") for u in ("U1", "U6", "U7", "U8", "UF-LV")]
    lost = found.constats[found.constats["constat"] == "unite_sans_correspondance"]
    assert set(lost["unite"]) == {"U41"}, "no unit of 2025 has its title"
    again = [("Zoé", unite, "10", "") for unite in ("U2", "U3", "U4", "U5")]
    second = juger(tmp_path, 2025, "Zoé;CG;scolaire;globale;oui\n", [*zoe, *again], None)
    assert second.decisions()["decision"].tolist() == ["admis"]


def test_a_mark_already_kept_is_read_under_the_code_it_had_then(tmp_path: Path) -> None:
    """Its day is of 2022, its code of 2025: U7 of 2025 is no unit of 2022."""
    kept = {"unite": "U7", "obtenue_le": "2022-07-05", "gardee_a_la_session": "2025"}
    le = datetime.date(2026, 5, 12)
    assert garder(tmp_path, kept, session=2026, le=le)[0] == [("U7", "12,5", "BE")]
    assert garder(tmp_path, kept | {"obtenue_le": ""}, session=2026, le=le) == ([], [("U7", "date_inconnue")])
    # What was assessed since needs no day to be the older one; what was given up stays given up.
    since = {"unite": "U7", "note": "11", "obtenue_le": "2025-07-05"}
    undated = kept | {"obtenue_le": ""}
    assert garder(tmp_path, undated, since, session=2026, le=le)[0] == [("U7", "11", "BE")]
    renounced = undated | {"demande": "renoncement"}
    assert ("U7", "renonciation") in garder(tmp_path, renounced, session=2026, le=le)[1]


def test_a_specialty_that_the_session_has_no_more_stops_nobody_else(tmp_path: Path) -> None:
    gone = {"candidat": "Ali", "specialite": "SN-IR", "unite": "U1"}
    notes, found = garder(tmp_path, gone, {"unite": "U3"}, session=2025, le=datetime.date(2025, 5, 12))
    assert len(notes) == 1 and ("U1", "reglement_absent") in found
    exempt = DISPENSE | gone
    assert garder(tmp_path, exempt, session=2025, le=datetime.date(2025, 5, 12))[1] == [("U1", "reglement_absent")]


def test_the_mark_of_an_old_epreuve_closes_its_units_to_the_orals(tmp_path: Path) -> None:
    row = {"unite": "E1", "premiere_inscription": "2021", "obtenue_le": "2021-07-06", "note": "10"}
    kept = keep_acquis(write(tmp_path, (row,)), session=2024, le=LE).notes
    marks = notes_de("Zoé", "8", "7.5", "9", "7", "10", "10", "10", "10")[2:]
    judged = juger(tmp_path, 2024, "Zoé;CG;scolaire;globale;oui\n", [*map(tuple, kept.to_numpy()), *marks], None)
    assert judged.decisions()["unites_choisissables"].tolist() == ["U2,U3"]


# --- The texts and the command line ---------------------------------------------------------------------------


def test_every_rule_and_every_finding_has_a_source() -> None:
    cited = {source for rule in RULES for source in sources_of(rule)}
    read = textes()
    cited |= {p.source for value in read.valeurs.values() for p in value.valeurs}
    cited |= {one.source for one in (*read.dispenses, *read.arretes_lus, *read.constats.values(), read.jamais_dispense)}
    assert cited <= set(law.sources())


@pytest.mark.parametrize("session", law.sessions())
def test_every_session_has_one_value_of_each(session: int) -> None:
    values = {nom: textes().valeur(nom, session) for nom in textes().valeurs}
    first = 2022 if session >= 2023 else None
    assert values == {"duree": 5, "premiere_inscription": first, "premier_mois": 10, "niveau": 5}


def test_a_gap_or_an_overlap_of_dates_is_an_error() -> None:
    copy = textes().model_copy(deep=True)
    copy.valeurs["duree"].valeurs[0].a = 2022
    with pytest.raises(law.LawError, match="2 valeurs pour la session 2022"):
        copy.valeur("duree", 2022)
    with pytest.raises(law.LawError, match="0 valeurs pour la session 2030"):
        copy.valeur("duree", 2030)
    with pytest.raises(law.LawError, match="premiere_inscription : aucune valeur pour la session 2022"):
        copy.obligatoire("premiere_inscription", 2022)


def test_the_command_writes_rows_for_grade_and_the_reason_of_the_rest(tmp_path: Path) -> None:
    path = write(tmp_path, ({}, {"unite": "U2", "note": "9,99"}, DISPENSE))
    arguments = ["--acquis", str(path), "--session", "2024", "--date", "2024-05-13"]
    run = bts_sim("acquis", *arguments, "--out", tmp_path / "out")
    assert run.exit_code == 0, run.output
    kept = lire(tmp_path / "out" / "notes_conservees.csv")
    assert [tuple(row.values()) for row in kept] == [("Zoé", "U3", "12,5", "BE"), ("Zoé", "U11", "", "DI")]
    found = {row["unite"]: row for row in lire(tmp_path / "out" / "constats.csv")}
    assert list(found["U2"]) == ["candidat", "unite", "constat", "detail", "source", "valable_jusqu_au"]
    assert (found["U2"]["constat"], found["U2"]["source"]) == ("note_inferieure", "d643-23")
    assert "9,99, inférieure à 10" in found["U2"]["detail"]
    assert found["U3"]["valable_jusqu_au"] == "2027-07-05" and found["U11"]["valable_jusqu_au"] == ""
    printed = bts_sim("acquis", *arguments).output
    assert 'Zoé;U3;"12,5";BE' in printed and "note_inferieure" in printed


def test_the_example_of_the_page_gives_what_the_page_shows(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "acquis.md").read_text(encoding="utf-8")
    given_rows, shown = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    path = tmp_path / "acquis.csv"
    path.write_text(given_rows, encoding="utf-8")
    assert keep_acquis(path, session=2024, le=LE).notes.to_csv(sep=";", index=False, lineterminator="\n") == shown
    assert {f"`{column}`" for column in (*COLONNES, *OPTIONAL_COLUMNS)} <= set(re.findall(r"`\w+`", page))


def test_the_command_refuses_bad_input_without_a_traceback(tmp_path: Path) -> None:
    path = write(tmp_path, ({"note": "21"},))
    arguments = ["--acquis", str(path), "--session", "2024", "--date", "2024-05-13", "--out", str(tmp_path / "out")]
    run = bts_sim("acquis", *arguments)
    assert run.exit_code == 2 and "note hors de 0 à 20" in run.stderr and not (tmp_path / "out").exists()
    run = bts_sim("acquis", *arguments[:3], "2020", *arguments[4:])
    assert run.exit_code == 2 and "contrôle continu" in run.stderr
