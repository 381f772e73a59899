"""Does check-registration find what is missing, late or not allowed, and nothing else?"""

import itertools
import json
from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim, lire

from bts_sim.candidates.registration.check import check_registrations
from bts_sim.droit.inscription import Valeur, _in_force, _inscription, _pieces, load_cadre
from bts_sim.droit.textes import load_bareme, sources
from bts_sim.errors import InputError, LawError

NANCY, NORMANDIE = ("nancy-metz", 2025), ("normandie", 2024)
#: A registration of which nothing is to be said, at each académie, and the documents that go with it.
SOUND = {
    NANCY: {"candidat": "1", "specialite": "MCO", "categorie": "formation_continue", "forme": "progressive"}
    | {"inscrit_le": "2024-10-20"},
    NORMANDIE: {"candidat": "1", "specialite": "MCO", "categorie": "formation_continue", "forme": "progressive"}
    | {"inscrit_le": "2023-10-20"},
}
GIVEN = ("confirmation", "identite", "contrat_travail")
EXPERIENCE = {"categorie": "experience_professionnelle", "annees_experience": "2"}
DAY = {NANCY: "2024-11-01", NORMANDIE: "2023-11-01"}


def check(
    dossier: Path,
    note: tuple[str, int],
    pieces: dict[str, str] | None = None,
    *,
    code: int = 0,
    also: dict[str, str] | None = None,
    **columns: str,
) -> list[tuple[str, str]] | str:
    """What is found of one registration, as (constat, objet); or what is said on standard error.

    That no file of documents was given is said last, of nobody: it is looked at here, and left out.
    """
    rows = [SOUND[note] | columns] + ([SOUND[note] | columns | also] if also else [])
    lines = [";".join(rows[0]), *(";".join(row.values()) for row in rows)]
    (dossier / "i.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ["--academie", note[0], "--session", note[1], "--out", dossier / "out"]
    if pieces is not None:
        given = [f"1;{piece};{day}" for piece, day in pieces.items()]
        (dossier / "p.csv").write_text("\n".join(["candidat;piece;deposee_le", *given]), encoding="utf-8")
        options += ["--pieces", dossier / "p.csv"]
    run = bts_sim("check-registration", dossier / "i.csv", *options)
    assert run.exit_code == code, run.stderr
    if code:
        return run.stderr
    found = lire(dossier / "out" / "inscriptions.csv")
    assert {row["source"] for row in found} <= set(sources())
    if pieces is None:
        assert found.pop()["constat"] == "non_verifie"
    return [(row["constat"], row["objet"]) for row in found]


@pytest.mark.parametrize("note", [NANCY, NORMANDIE])
def test_nothing_is_found_of_a_sound_registration(note: tuple[str, int], tmp_path: Path) -> None:
    assert check(tmp_path, note, dict.fromkeys(GIVEN, DAY[note])) == []


def test_what_the_note_reminds_is_said_also_when_nothing_is_found(tmp_path: Path) -> None:
    check(tmp_path, NANCY, pieces := dict.fromkeys(GIVEN, DAY[NANCY]))
    options = ["--pieces", tmp_path / "p.csv", "--academie", "nancy-metz", "--session", 2025]
    run = bts_sim("check-registration", tmp_path / "i.csv", *options)
    first, *reminded = run.stdout.splitlines()
    assert run.exit_code == 0 and pieces and first == "0 constat."
    *phrases, contradictions = reminded
    assert phrases == [f"- {one.phrase} [{one.source}]" for one in load_cadre(*NANCY).note.informations] != []
    assert contradictions == "- Contradictions dans cette note : 2 (--lint les montre)."


@pytest.mark.parametrize(
    ("note", "when", "expected"),
    [
        (NANCY, "2024-10-14", [("a_verifier", "inscrit_le")]),
        (NANCY, "2024-11-13", [("a_verifier", "inscrit_le")]),
        (NANCY, "2024-11-14", [("en_retard", "inscrit_le")]),
        (NANCY, "2024-10-14 08:59", [("non_ouvert", "inscrit_le")]),
        (NANCY, "2024-10-14 09:00", []),
        (NANCY, "2024-11-13 17:00", []),
        (NANCY, "2024-11-13 17:00:59", []),
        (NANCY, "2024-11-13 17:01", [("en_retard", "inscrit_le")]),
        (NORMANDIE, "2023-10-18 11:59", [("non_ouvert", "inscrit_le")]),
        (NORMANDIE, "2023-10-18 12:00", []),
        (NORMANDIE, "2023-11-15 17:00", []),
        (NORMANDIE, "2023-11-15 17:01", [("en_retard", "inscrit_le")]),
    ],
)
def test_the_window_is_kept_to_the_minute(
    note: tuple[str, int], when: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert check(tmp_path, note, inscrit_le=when) == expected


@pytest.mark.parametrize(
    ("categorie", "a_distance", "constat"),
    [
        ("scolaire", "non", "non_ouvert"),
        ("ex_scolaire", "non", "non_ouvert"),
        ("apprentissage", "non", "non_ouvert"),
        ("ex_apprenti", "non", "non_ouvert"),
        ("scolaire", "", "a_verifier"),
        ("apprentissage", "", "a_verifier"),
        ("formation_continue", "non", ""),
        ("ex_formation_continue", "non", ""),
        ("experience_professionnelle", "non", ""),
        ("scolaire", "oui", ""),
        ("apprentissage", "oui", ""),
    ],
)
def test_the_forme_progressive_is_open_to_those_who_may_choose(
    categorie: str, a_distance: str, constat: str, tmp_path: Path
) -> None:
    found = check(tmp_path, NANCY, categorie=categorie, a_distance=a_distance)
    assert [kind for kind, what in found if what == "forme"] == ([constat] if constat else [])
    globale = check(tmp_path, NANCY, categorie=categorie, a_distance=a_distance, forme="globale")
    assert "forme" not in {what for _, what in globale}


@pytest.mark.parametrize(
    ("ans", "heures", "constat"),
    [
        ("2", "1349", "insuffisant"),
        ("2", "1349,5", "insuffisant"),
        ("2", "1350", ""),
        ("2", "1351", ""),
        ("1", "674", "insuffisant"),
        ("1", "675", ""),
        ("1", "676", ""),
        ("", "1350", "a_verifier"),
        ("2", "", "a_verifier"),
    ],
)
def test_an_apprentice_needs_his_hours(ans: str, heures: str, constat: str, tmp_path: Path) -> None:
    columns = {"categorie": "apprentissage", "forme": "globale", "titre_de_niveau_4": "oui"}
    found = check(tmp_path, NANCY, contrat_ans=ans, heures_formation=heures, **columns)
    assert found == ([(constat, "heures_formation")] if constat else [])


def test_distance_learning_keeps_the_conditions_of_its_voie(tmp_path: Path) -> None:
    columns = {"categorie": "apprentissage", "a_distance": "oui", "titre_de_niveau_4": "oui", "contrat_ans": "2"}
    assert check(tmp_path, NANCY, heures_formation="1349", **columns) == [("insuffisant", "heures_formation")]
    assert check(tmp_path, NANCY, heures_formation="1350", **columns) == []


@pytest.mark.parametrize("note", [NANCY, NORMANDIE])
def test_formation_continue_asks_for_no_hours(note: tuple[str, int], tmp_path: Path) -> None:
    assert check(tmp_path, note, heures_formation="0") == []


@pytest.mark.parametrize(
    ("annees", "constat"), [("0,99", "insuffisant"), ("1", ""), ("1,01", ""), ("0", "insuffisant"), ("", "a_verifier")]
)
def test_experience_is_counted_in_years_and_missing_is_not_zero(annees: str, constat: str, tmp_path: Path) -> None:
    found = check(tmp_path, NANCY, categorie="experience_professionnelle", annees_experience=annees)
    assert found == ([(constat, "annees_experience")] if constat else [])


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            {"categorie": "ex_formation_continue", "deja_presente": "oui"},
            [("a_verifier", "redouble_en_etablissement")],
        ),
        (
            {"categorie": "ex_formation_continue", "redouble_en_etablissement": "non"},
            [("a_verifier", "deja_presente")],
        ),
        (
            {"categorie": "ex_formation_continue", "deja_presente": "oui", "redouble_en_etablissement": "non"},
            [],
        ),
        (
            {"categorie": "ex_formation_continue", "deja_presente": "non", "redouble_en_etablissement": "non"},
            [("insuffisant", "deja_presente")],
        ),
        (
            {"categorie": "ex_formation_continue", "deja_presente": "oui", "redouble_en_etablissement": "oui"},
            [("non_ouvert", "categorie")],
        ),
        ({"categorie": "individuel"}, [("a_verifier", "categorie")]),
        ({"categorie": "scolaire", "forme": "globale"}, [("a_verifier", "titre_de_niveau_4")]),
        (
            {"categorie": "scolaire", "forme": "globale", "titre_de_niveau_4": "non"},
            [("insuffisant", "titre_de_niveau_4")],
        ),
    ],
)
def test_each_category_asks_for_what_it_asks(
    columns: dict[str, str], expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    assert check(tmp_path, NANCY, **columns) == expected


@pytest.mark.parametrize("redouble", ["oui", "non", ""])
def test_normandie_says_nothing_of_who_repeats_the_year(redouble: str, tmp_path: Path) -> None:
    columns = {"categorie": "ex_formation_continue", "redouble_en_etablissement": redouble}
    assert check(tmp_path, NORMANDIE, deja_presente="oui", **columns) == []
    assert check(tmp_path, NORMANDIE, deja_presente="non", **columns) == [("insuffisant", "deja_presente")]


def test_what_a_note_does_not_say_of_its_session_is_called_inferred(tmp_path: Path) -> None:
    for note, inferred in ((NANCY, True), (NORMANDIE, False)):
        for columns in (
            {"categorie": "experience_professionnelle", "annees_experience": "0"},
            {"categorie": "scolaire", "forme": "globale", "titre_de_niveau_4": "non"},
        ):
            check(tmp_path, note, **columns)
            found, _ = lire(tmp_path / "out" / "inscriptions.csv")
            assert found["source"] == "normandie-2024"
            assert ("déduit" in found["detail"]) == inferred


@pytest.mark.parametrize(
    ("note", "day", "constat"),
    [
        (NANCY, "2024-11-19 23:59", ""),
        (NANCY, "2024-11-20 00:00", "a_verifier"),
        (NANCY, "2024-11-20 23:59", "a_verifier"),
        (NANCY, "2024-11-21", "en_retard"),
        (NORMANDIE, "2023-11-14", ""),
        (NORMANDIE, "2023-11-15", "a_verifier"),
        (NORMANDIE, "2023-11-15 17:00", ""),
        (NORMANDIE, "2023-11-15 17:01", "en_retard"),
        (NORMANDIE, "2023-11-16", "en_retard"),
    ],
)
def test_a_document_is_late_after_its_day_and_to_be_seen_on_the_day_before_which_it_is_due(
    note: tuple[str, int], day: str, constat: str, tmp_path: Path
) -> None:
    found = check(tmp_path, note, dict.fromkeys(GIVEN, DAY[note]) | {"identite": day})
    assert found == ([(constat, "identite")] if constat else [])


@pytest.mark.parametrize(
    ("note", "demande", "piece"),
    [
        (NORMANDIE, "dispense", "diplome_dispense"),
        (NANCY, "benefice", "releve_benefices"),
        (NANCY, "engagement", "engagement_etudiant"),
        (NANCY, "renoncement", ""),
        (NORMANDIE, "renoncement", "renoncement"),
        (NORMANDIE, "positionnement", "decision_positionnement"),
        (NORMANDIE, "derogation_stage", "derogation_stage"),
        (NORMANDIE, "reconduction", "notification_amenagement"),
        (NANCY, "positionnement", ""),
    ],
)
def test_a_request_calls_for_its_document_where_the_note_says_so(
    note: tuple[str, int], demande: str, piece: str, tmp_path: Path
) -> None:
    given = dict.fromkeys(GIVEN, DAY[note])
    assert check(tmp_path, note, given, demandes=demande) == ([("manquant", piece)] if piece else [])
    assert not piece or check(tmp_path, note, given | {piece: DAY[note]}, demandes=demande) == []


@pytest.mark.parametrize(
    ("specialite", "asked"),
    [
        ("MCO", []),
        *((code, ["r408"]) for code in ("AMCR", "BAT", "EBCR", "MEC", "FED", "FED-A", "SCBH", "TP")),
        ("MS-A", ["electrique", "secours"]),
        ("MS-B", ["electrique", "secours", "fluides"]),
        ("MS-C", ["electrique", "secours", "hauteur"]),
        ("MS-D", ["electrique", "secours", "hauteur"]),
    ],
)
def test_attestations_by_specialty_and_option(specialite: str, asked: list[str], tmp_path: Path) -> None:
    for note in (NANCY, NORMANDIE):
        found = check(tmp_path, note, dict.fromkeys(GIVEN, DAY[note]), specialite=specialite)
        assert found == [("manquant", f"attestation_{name}") for name in asked]


def test_an_option_that_the_code_does_not_say_is_to_be_verified(tmp_path: Path) -> None:
    given = dict.fromkeys((*GIVEN, "attestation_electrique", "attestation_secours"), DAY[NANCY])
    found = check(tmp_path, NANCY, given, specialite="MS")
    assert found == [("a_verifier", "attestation_fluides"), ("a_verifier", "attestation_hauteur")]


@pytest.mark.parametrize(
    ("specialite", "said"), [("ms-b", "« MS-B »"), ("MS-E", "« MS-"), ("BAT-A", "« BAT »"), ("BANQUE", "BANQUE")]
)
def test_a_specialty_without_reglement_is_to_be_verified(specialite: str, said: str, tmp_path: Path) -> None:
    found = check(tmp_path, NANCY, dict.fromkeys(GIVEN, DAY[NANCY]), specialite=specialite)
    assert ("a_verifier", "specialite") in found
    assert said in lire(tmp_path / "out" / "inscriptions.csv")[0]["detail"]


@pytest.mark.parametrize(
    ("columns", "both"),
    [
        ({"demandes": "dispense"}, ("diplome_dispense", "releve_dispense")),
        (EXPERIENCE, ("certificats_travail", "fiche_poste")),
    ],
)
def test_where_two_documents_are_asked_one_is_not_enough(
    columns: dict[str, str], both: tuple[str, str], tmp_path: Path
) -> None:
    """« Photocopie du diplôme et du relevé », « certificats de travail avec fiche de poste » (Nancy-Metz)."""
    given = dict.fromkeys(GIVEN, DAY[NANCY])
    assert check(tmp_path, NANCY, given, **columns) == [("manquant", piece) for piece in both]
    for one, other in (both, both[::-1]):
        assert check(tmp_path, NANCY, given | {one: DAY[NANCY]}, **columns) == [("manquant", other)]
    assert check(tmp_path, NANCY, given | dict.fromkeys(both, DAY[NANCY]), **columns) == []


@pytest.mark.parametrize("piece", ["diplome_dispense", "releve_dispense", "attestation_rectorale"])
def test_where_one_of_several_documents_is_asked_each_is_enough(piece: str, tmp_path: Path) -> None:
    """« Une copie du diplôme ou du relevé », « et/ou l'attestation rectorale » (Normandie)."""
    given = dict.fromkeys(GIVEN, DAY[NORMANDIE]) | {piece: DAY[NORMANDIE]}
    assert check(tmp_path, NORMANDIE, given, demandes="dispense") == []
    # Of two, the first in time is the one that was in time.
    late = given | {"diplome_dispense": "2023-11-16", "releve_dispense": DAY[NORMANDIE]}
    assert check(tmp_path, NORMANDIE, late, demandes="dispense") == []
    assert check(tmp_path, NORMANDIE, given | {piece: "2023-11-16"}, demandes="dispense") == [
        ("en_retard", "diplome_dispense")
    ]


def test_the_document_of_a_dispense_is_worded_as_each_note_words_it(tmp_path: Path) -> None:
    for note, words in ((NANCY, "le diplôme qui ouvre"), (NORMANDIE, "ou l'attestation rectorale")):
        check(tmp_path, note, dict.fromkeys(GIVEN, DAY[note]), demandes="dispense")
        assert words in lire(tmp_path / "out" / "inscriptions.csv")[0]["detail"]


@pytest.mark.parametrize("note", [NANCY, NORMANDIE])
def test_without_a_file_of_documents_the_result_says_that_none_was_looked_at(
    note: tuple[str, int], tmp_path: Path
) -> None:
    assert check(tmp_path, note) == []
    (row,) = lire(tmp_path / "out" / "inscriptions.csv")
    assert (row["candidat"], row["objet"]) == ("", "pieces") and "pièces non vérifiées" in row["detail"]
    options = ["check-registration", tmp_path / "i.csv", "--academie", note[0], "--session", note[1]]
    assert "0 constat. Pièces non vérifiées" in bts_sim(*options).stdout
    said = json.loads(bts_sim("--json", *options).stdout)
    assert said["comptes"] == {"constats": 0, "pieces_verifiees": 0}
    assert said["lignes"][-1]["constat"] == "non_verifie" and "Pièces non vérifiées" in " ".join(said["texte"])


@pytest.mark.parametrize("body", ["", "\n\n", ";;\n"])
def test_an_empty_file_of_documents_is_nobody_has_deposited(body: str, tmp_path: Path) -> None:
    check(tmp_path, NANCY)
    (tmp_path / "p.csv").write_text(f"candidat;piece;deposee_le\n{body}", encoding="utf-8")
    found = check_registrations(tmp_path / "i.csv", tmp_path / "p.csv", academie="nancy-metz", session=2025)
    assert [*zip(found["constat"], found["objet"], strict=True)] == [("manquant", piece) for piece in GIVEN]


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_an_empty_workbook_of_documents_is_nobody_has_deposited(ending: str, tmp_path: Path) -> None:
    check(tmp_path, NANCY)
    empty, path = pd.DataFrame(columns=["candidat", "piece", "deposee_le"], dtype=str), tmp_path / f"p{ending}"
    empty.to_excel(path, index=False) if ending == ".xlsx" else empty.to_parquet(path, index=False)
    found = check_registrations(tmp_path / "i.csv", path, academie="nancy-metz", session=2025)
    assert list(found["objet"]) == list(GIVEN)


def test_a_file_without_a_header_is_still_no_file_of_documents(tmp_path: Path) -> None:
    check(tmp_path, NANCY)
    for text in ("", "1;identite;2024-11-01\n"):
        (tmp_path / "p.csv").write_text(text, encoding="utf-8")
        with pytest.raises(InputError):
            check_registrations(tmp_path / "i.csv", tmp_path / "p.csv", academie="nancy-metz", session=2025)
    with pytest.raises(InputError, match="aucune ligne de données"):
        (tmp_path / "i.csv").write_text(";".join(SOUND[NANCY]) + "\n", encoding="utf-8")
        check_registrations(tmp_path / "i.csv", None, academie="nancy-metz", session=2025)


def test_the_specialties_whose_dossiers_go_to_cyclades_are_named() -> None:
    said = [one.phrase for one in load_cadre(*NORMANDIE).note.informations if "Cyclades" in one.phrase]
    assert any(all(name in phrase for name in ("SAM", "Banque", "Maintenance des systèmes")) for phrase in said)


def test_attestations_have_a_later_day_at_nancy_metz_only(tmp_path: Path) -> None:
    given = dict.fromkeys(GIVEN, DAY[NANCY]) | {"attestation_r408": "2025-01-16"}
    assert check(tmp_path, NANCY, given, specialite="FED") == []
    for day, constat in (("2025-01-17", "a_verifier"), ("2025-01-18", "en_retard")):
        late = check(tmp_path, NANCY, given | {"attestation_r408": day}, specialite="FED")
        assert late == [(constat, "attestation_r408")]
    late = dict.fromkeys(GIVEN, DAY[NORMANDIE]) | {"attestation_r408": "2024-01-16"}
    assert check(tmp_path, NORMANDIE, late, specialite="FED") == [("en_retard", "attestation_r408")]


def test_normandie_says_nothing_of_the_documents_of_experience(tmp_path: Path) -> None:
    found = check(
        tmp_path, NORMANDIE, {"identite": DAY[NORMANDIE]}, categorie="experience_professionnelle", annees_experience="2"
    )
    assert found == [("a_verifier", "pieces")]
    found = check(
        tmp_path, NANCY, {"identite": DAY[NANCY]}, categorie="experience_professionnelle", annees_experience="2"
    )
    assert ("manquant", "certificats_travail") in found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-10-13", [("non_ouvert", "handicap")]),
        ("2024-10-14", []),
        ("2024-12-08", []),
        ("2024-12-08 23:59", []),
        ("2024-12-09", [("en_retard", "handicap")]),
        ("", [("a_verifier", "handicap")]),
    ],
)
def test_adjustments_are_asked_for_in_their_period(day: str, expected: list[tuple[str, str]], tmp_path: Path) -> None:
    assert check(tmp_path, NANCY, demandes="handicap", handicap_demande_le=day) == expected
    # Normandie gives no date.
    found = check(tmp_path, NORMANDIE, demandes="handicap", handicap_demande_le=day)
    assert found == [("a_verifier", "handicap")]


def test_who_sits_again_uses_the_account_that_he_has(tmp_path: Path) -> None:
    again = {"deja_presente": "oui", "compte": "nouveau"}
    assert check(tmp_path, NANCY, **again) == [("non_ouvert", "compte")]
    for other in ({"compte": "precedent"}, {"compte": ""}, {"deja_presente": "non"}):
        assert check(tmp_path, NANCY, **(again | other)) == []
    # The note of Normandie has everybody make one, "sauf si vous en avez créé un en 2022".
    assert check(tmp_path, NORMANDIE, **again) == []
    assert "nouveau" in str(check(tmp_path, NANCY, code=2, compte="ancien"))


@pytest.mark.parametrize(
    ("closed", "deposited", "expected"),
    [
        ("2023-11-10 10:00", "2023-11-10 09:59", []),
        ("2023-11-10 10:00", "2023-11-10 10:00", []),
        ("2023-11-10 10:00", "2023-11-10 10:01", [("en_retard", "identite")]),
        ("2023-11-10", "2023-11-11", [("en_retard", "identite")]),
        ("2023-11-10", "2023-11-10 10:01", [("a_verifier", "identite")]),
        ("", "2023-11-11", []),
    ],
)
def test_a_closed_file_does_not_change(
    closed: str, deposited: str, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    found = check(tmp_path, NORMANDIE, {"identite": deposited}, pieces_closes_le=closed)
    assert [one for one in found if one[1] == "identite"] == expected
    # The note of Nancy-Metz closes the registration, and says nothing of the documents.
    elsewhere = check(tmp_path, NANCY, {"identite": "2024-11-11"}, pieces_closes_le="2024-11-10")
    assert ("en_retard", "identite") not in elsewhere


def test_adjustments_asked_for_without_ticking_the_box_are_found(tmp_path: Path) -> None:
    assert check(tmp_path, NANCY, handicap_demande_le="2024-11-05") == [("manquant", "handicap")]


def test_one_specialty_per_session(tmp_path: Path) -> None:
    found = check(tmp_path, NANCY, also={"specialite": "CG"})
    assert found == [("non_ouvert", "specialite")] * 2


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"categorie": "scolair"}, "vouliez-vous dire « scolaire » ?"),
        ({"forme": ""}, "colonne forme : candidat 1 : valeur absente"),
        ({"inscrit_le": "13/11/24"}, "comme 2024-11-13 ou 13/11/2024"),
        ({"inscrit_le": "11/13/2024"}, "comme 2024-11-13 ou 13/11/2024"),
        ({"inscrit_le": "2024-11-13T17:00+01:00"}, "comme 2024-11-13"),
        ({"inscrit_le": "2024-02-30"}, "colonne inscrit_le : « 2024-02-30 »"),
        ({"heures_formation": "beaucoup"}, "un nombre d'heures"),
        ({"heures_formation": "nan"}, "un nombre d'heures"),
        ({"annees_experience": "-1"}, "un nombre d'années"),
        ({"demandes": "benefice,dispence"}, "colonne demandes"),
        ({"couleur": "bleu"}, "colonne inconnue"),
    ],
)
def test_a_faulty_file_is_refused_with_its_place(columns: dict[str, str], said: str, tmp_path: Path) -> None:
    assert said in check(tmp_path, NANCY, code=2, **columns)
    assert not (tmp_path / "out").exists()


def test_unknown_documents_and_candidates_are_refused_all_at_once(tmp_path: Path) -> None:
    said = check(tmp_path, NANCY, {"confirmaton": "2024-11-01", "identite": "hier"}, code=2)
    assert "vouliez-vous dire « confirmation » ?" in said and "2 fautes" in said
    (tmp_path / "p.csv").write_text("candidat;piece;deposee_le\n2;identite;2024-11-01\n1;vote;2024-11-01\n")
    options = ["--academie", "nancy-metz", "--session", 2025, "--pieces", tmp_path / "p.csv"]
    said = bts_sim("check-registration", tmp_path / "i.csv", *options).stderr
    assert "p.csv:2 : colonne candidat : « 2 » : candidat inconnu" in said and "candidat 1 : pièce inconnue" in said


def test_a_gap_or_an_overlap_in_what_the_texts_fix_is_an_error() -> None:
    about = {"valeur": 1, "source": next(iter(sources())), "cote": "A"}
    value = Valeur.model_validate({"libelle": "x", "valeurs": [about | {"de": 2024, "a": 2025}] * 2})
    with pytest.raises(LawError, match="duree : plusieurs valeurs pour la session 2025"):
        _in_force("duree", value, 2025)
    with pytest.raises(LawError, match="duree : aucune valeur pour la session 2026"):
        _in_force("duree", value, 2026)


def test_what_is_given_twice_is_refused_with_both_lines(tmp_path: Path) -> None:
    said = check(tmp_path, NANCY, code=2, also={"forme": "globale"})
    assert "i.csv:3 : colonne specialite : « MCO » : candidat 1 : déjà donné ligne 2." in said
    check(tmp_path, NANCY)
    (tmp_path / "p.csv").write_text("candidat;piece;deposee_le\n1;identite;2024-11-01\n1;identite;2024-12-01\n")
    options = ["--academie", "nancy-metz", "--session", 2025, "--pieces", tmp_path / "p.csv"]
    run = bts_sim("check-registration", tmp_path / "i.csv", *options)
    assert run.exit_code == 2
    assert "p.csv:3 : colonne piece : « identite » : candidat 1 : déjà donné ligne 2." in run.stderr


def test_a_note_that_the_project_does_not_have_is_refused_naming_those_there_are() -> None:
    for academie, session in itertools.product(("nancy-metz", "normandie", "reims"), (2024, 2025)):
        if (academie, session) not in SOUND:
            with pytest.raises(LawError, match="nancy-metz 2025, normandie 2024"):
                load_cadre(academie, session)


def test_every_text_cited_is_in_the_register_and_every_document_is_asked_for_somewhere() -> None:
    read = _inscription()
    cited = {period.source for value in read.valeurs.values() for period in value.valeurs}
    cited |= {value.auparavant.source for value in read.valeurs.values() if value.auparavant}
    cited |= {note.source for note in read.notes} | {one.source for note in read.notes for one in note.informations}
    assert cited | {read.formes.source} | {matrix.source for matrix in _pieces().matrice} <= set(sources())
    cadres = [load_cadre(*note) for note in SOUND]
    asked = {piece for cadre in cadres for line in cadre.matrice.lignes for piece in line.admitted}
    assert asked == set(cadres[0].pieces)
    # Codes of the shipped specialties that the notes name are those of the barème, while it has their règlement.
    assert {"FED", "MS-A", "MS-B"} <= set(load_bareme(2024).reglements)


def test_without_a_folder_the_answer_is_printed_with_what_else_the_note_says(tmp_path: Path) -> None:
    check(tmp_path, NANCY, categorie="individuel")
    printed = bts_sim("check-registration", tmp_path / "i.csv", "--academie", "nancy-metz", "--session", 2025).stdout
    assert "a_verifier" in printed and "1 constat." in printed and "15 jours" in printed
