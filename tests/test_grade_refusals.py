"""Is every bad input refused, at once, with file, line, column, value and remedy, and nothing written?"""

import re
from pathlib import Path

import pytest
from cohorts import bts_sim
from test_grade_contract import CANDIDATES, MARQUES, NOTES, UNITES, juger, poser, texte

SPECIALITES = Path(__file__).parents[1] / "bts_sim" / "textes" / "specialites"
TOUTES_LES_LIGNES = {"candidats": texte(CANDIDATES), "notes": texte(NOTES)}
# Lines of the sound files: Zoé is line 2 of candidats.csv and lines 2 to 9 of notes.csv (U11 is line 2), Béa 3 and
# 10 to 17, Ali 4 and 18 to 25. Zoé is authorised, Béa refused, Ali admitted; session 2024.


def refuser(dossier: Path, fichiers: dict[str, str | bytes], *options: object, session: object = 2024) -> str:
    """Run on these files, assert a clean refusal, and return standard error."""
    arguments: list[object] = ["--session", session, *options]
    for nom, contenu in {**TOUTES_LES_LIGNES, **fichiers}.items():
        fichier = dossier / f"{nom}.csv"
        fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
        arguments += [f"--{nom}", fichier]
    return refus(dossier, arguments)


def refus(dossier: Path, arguments: list[object]) -> str:
    avant = sorted(dossier.iterdir())
    resultat = bts_sim("grade", *arguments, "--out", dossier / "resultats")
    assert isinstance(resultat.exception, SystemExit), repr(resultat.exception)
    assert resultat.exit_code == 2, resultat.stderr
    assert "Traceback" not in resultat.output and not resultat.stdout.strip()
    assert sorted(dossier.iterdir()) == avant, "something was written"
    return resultat.stderr


def dit(stderr: str, nom: str, ligne: int, *morceaux: str) -> bool:
    """One line of the message names that line of that file and holds every piece, with a remedy."""
    return any(
        re.search(rf"{nom}\.csv\W+(?:ligne )?{ligne}\b", phrase)
        and all(morceau in phrase for morceau in (*morceaux, "Remède"))
        for phrase in stderr.splitlines()
    )


def change(nom: str, avant: str, apres: str) -> dict[str, str]:
    assert avant in TOUTES_LES_LIGNES[nom]
    return {nom: TOUTES_LES_LIGNES[nom].replace(avant, apres, 1)}


FIELDS = [
    # file, sound text, faulty text, line, column, value, further pieces (the nearest name)
    ("candidats", "Zoé;CG;", "Zoé;CGG;", 2, "specialite", "CGG", "« CG »"),
    ("candidats", "Zoé;CG;", "Zoé;SIO-SLM;", 2, "specialite", "SIO-SLM", "SIO-SLAM"),
    ("candidats", "Zoé;CG;", "Zoé;BTSA-ACSE;", 2, "specialite", "BTSA-ACSE", ""),
    ("candidats", "Zoé;CG;", "Zoé;TOUTES;", 2, "specialite", "TOUTES", ""),
    ("candidats", "Zoé;CG;", "Zoé;;", 2, "specialite", "", ""),
    ("candidats", "apprentissage", "apprentisage", 4, "voie", "apprentisage", "« apprentissage »"),
    ("candidats", "apprentissage", "", 4, "voie", "", ""),
    ("candidats", "progressive", "progresive", 3, "forme", "progresive", "« progressive »"),
    ("candidats", "CG;scolaire;globale", "CG;scolaire;progressive", 2, "forme", "progressive", "globale"),
    ("candidats", "apprentissage;globale", "apprentissage_non_habilite;progressive", 4, "forme", "progressive", ""),
    ("candidats", "globale;oui;Nancy", "globale;yes;Nancy", 2, "derniere_session", "yes", "oui"),
    ("candidats", "globale;oui;Nancy", "globale;;Nancy", 2, "derniere_session", "", "oui"),
    ("candidats", "Zoé;CG;", ";CG;", 2, "candidat", "", ""),
    ("candidats", "Ali;CG;", "Zoé;CG;", 4, "candidat", "Zoé", ""),
    ("notes", "Zoé;U11;", "Zoé;U1;", 2, "unite", "U1", "vouliez-vous dire"),
    ("notes", "Zoé;U41;", "Zoé;U4l;", 6, "unite", "U4l", "« U4"),
    ("notes", "Zoé;U6;", "Zoé;UF-L;", 9, "unite", "UF-L", "« UF-LV »"),
    ("notes", "Zoé;U12;", "Zoé;U11;", 3, "unite", "U11", ""),
    ("notes", "Zoé;U11;", "Zoe;U11;", 2, "candidat", "Zoe", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;ABI\n", 2, "note", "8", "statut sans note"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;;ABS\n", 2, "statut", "ABS", "ABJ si elle l'est"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;AB;DI\n", 2, "note", "AB", "garder la note ou le statut"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;ABJJ\n", 2, "statut", "ABJJ", "ABJ"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;NN\n", 2, "statut", "NN", "DI (dispense)"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;;\n", 2, "note", "", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;;BE\n", 2, "note", "", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;9,99;BE\n", 2, "note", "9,99", "10"),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;RE\n", 2, "statut", "RE", "progressive"),
    ("notes", "Béa;U11;4;\n", "Béa;U11;;RE\n", 10, "note", "", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;AB\n", 2, "note", "8", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;0;AB\n", 2, "note", "0", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;ABJ\n", 2, "note", "8", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;NV\n", 2, "note", "8", ""),
    ("notes", "Zoé;U11;8;\n", "Zoé;U11;8;DI\n", 2, "note", "8", ""),
] + [
    ("notes", "Zoé;U11;8;\n", f"Zoé;U11;{note};\n", 2, "note", note, "")
    for note in (
        "20,01", "21", "-1", "-0,01", "8,125", "8.125", "douze", "1e1", "NaN", "inf", "0x10", "1_0", "8/1", "8,5,5",
        "1.000,5", "ABS", "absent", "१२", "²", "100", "10,", ",5", "+8", "--", "9 9", "８",
    )
]  # fmt: skip


@pytest.mark.parametrize("nom, avant, apres, ligne, colonne, valeur, encore", FIELDS)
def test_is_a_faulty_field_named_with_its_place_and_its_remedy(
    nom: str, avant: str, apres: str, ligne: int, colonne: str, valeur: str, encore: str, tmp_path: Path
) -> None:
    stderr = refuser(tmp_path, change(nom, avant, apres))
    assert dit(stderr, nom, ligne, colonne, f"« {valeur} »" if valeur else "absente", encore), stderr


def test_is_a_missing_compulsory_mark_named(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, change("notes", "Zoé;U41;10;\n", ""))
    assert any("Zoé" in p and "U41" in p and "Remède" in p and ".csv" in p for p in stderr.splitlines()), stderr


def test_is_a_missing_mark_refused_in_the_last_session_of_a_progressive_form_too(tmp_path: Path) -> None:
    assert "U41" in refuser(tmp_path, change("notes", "Béa;U41;9;\n", ""))


def test_is_a_candidate_of_one_file_only_named(tmp_path: Path) -> None:
    sans_marque = refuser(tmp_path, {"candidats": texte(CANDIDATES) + "Eva;CG;scolaire;globale;oui;Lyon\n"})
    assert dit(sans_marque, "candidats", 5, "candidat", "« Eva »"), sans_marque
    unknown = refuser(tmp_path, {"notes": texte(NOTES) + "Eva;U11;12;\n"})
    assert dit(unknown, "notes", 26, "candidat", "« Eva »"), unknown


def test_is_a_second_mark_for_one_unit_named(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {"notes": texte(NOTES) + "Zoé;U11;8;\n"})
    assert dit(stderr, "notes", 26, "U11"), stderr


@pytest.mark.parametrize("combien", [4, 8], ids=["every professional unit", "every unit"])
def test_is_a_mean_that_would_not_exist_refused(combien: int, tmp_path: Path) -> None:
    notes = texte([NOTES[0]] + [
        [q, u, "" if q == "Zoé" and i >= 8 - combien else n, "DI" if q == "Zoé" and i >= 8 - combien else ""]
        for q, marques in MARQUES.items() for i, (u, n) in enumerate(zip(UNITES, marques, strict=True))
    ])  # fmt: skip
    stderr = refuser(tmp_path, {"notes": notes})
    assert "Zoé" in stderr and "DI" in stderr


def test_is_an_unknown_mode_named(tmp_path: Path) -> None:
    notes = texte(NOTES).replace("statut\n", "statut;mode\n").replace("Zoé;U11;8;\n", "Zoé;U11;8;;cff\n")
    notes = re.sub(r"(?m)^([^;]+;U\d+;[\d,]+;)$", r"\1;", notes)
    stderr = refuser(tmp_path, {"notes": notes})
    assert dit(stderr, "notes", 2, "mode", "« cff »", "ccf"), stderr


@pytest.mark.parametrize(
    "lignes, fault, morceaux",
    [
        ("Béa;U11;12", 2, ("candidat", "« Béa »")),
        ("Ali;U11;12", 2, ("candidat", "« Ali »")),
        ("Eva;U11;12", 2, ("candidat", "« Eva »")),
        ("Zoé;U41;12", 2, ("unite", "« U41 »")),
        ("Zoé;U9;12", 2, ("unite", "« U9 »")),
        ("Zoé;UF-LV;12", 2, ("unite", "« UF-LV »")),
        ("Zoé;U11;12\nZoé;U11;13", 3, ("unite", "« U11 »")),
        ("Zoé;U11;12\nZoé;U12;13\nZoé;U2;14", 4, ("Zoé", "« U2 »")),
        ("Zoé;U11;20,5", 2, ("note", "« 20,5 »")),
        ("Zoé;U11;12,345", 2, ("note", "« 12,345 »")),
        ("Zoé;U11;ABJ", 2, ("note", "« ABJ »")),
        ("Zoé;U11;", 2, ("note", "absente")),
    ],
)
def test_is_an_oral_that_may_not_be_refused(lignes: str, fault: int, morceaux: tuple[str, ...], tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {"oraux": f"candidat;unite;note\n{lignes}\n"})
    assert dit(stderr, "oraux", fault, *morceaux), stderr


@pytest.mark.parametrize("statut", ["BE", "DI"])
def test_may_a_unit_held_or_dispensed_not_be_chosen(statut: str, tmp_path: Path) -> None:
    fichiers = change("notes", "Zoé;U2;9;", f"Zoé;U2;{'10' if statut == 'BE' else ''};{statut}")
    stderr = refuser(tmp_path, {**fichiers, "oraux": "candidat;unite;note\nZoé;U2;12\n"})
    assert dit(stderr, "oraux", 2, "unite", "« U2 »"), stderr


@pytest.mark.parametrize(
    "lignes, fault, morceaux",
    [
        ("Ali;general;12", 2, ("candidat", "« Ali »")),
        ("Zoé;generale;12", 2, ("domaine", "« generale »", "« general »")),
        ("Zoé;general;12\nZoé;general;11", 3, ("domaine", "« general »")),
        ("Zoé;general;-1", 2, ("note", "« -1 »")),
    ],
)
def test_is_an_oral_of_2021_that_may_not_be_refused(
    lignes: str, fault: int, morceaux: tuple[str, ...], tmp_path: Path
) -> None:
    stderr = refuser(tmp_path, {"oraux": f"candidat;domaine;note\n{lignes}\n"}, session=2021)
    assert dit(stderr, "oraux", fault, *morceaux), stderr


def test_is_an_oral_refused_where_nobody_may_sit_one(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {"oraux": "candidat;unite;note\nZoé;U11;12\n"}, "--regime", "aucun")
    assert "oraux.csv" in stderr and "aucun" in stderr


@pytest.mark.parametrize("session, colonne", [(2021, "unite"), (2024, "domaine")])
def test_are_the_orals_of_the_other_regime_refused(session: int, colonne: str, tmp_path: Path) -> None:
    oraux = f"candidat;{colonne};note\nZoé;{'U11' if colonne == 'unite' else 'general'};12\n"
    stderr = refuser(tmp_path, {"oraux": oraux}, session=session)
    assert "oraux.csv" in stderr and colonne in stderr


def test_are_all_faults_of_all_files_listed_at_once(tmp_path: Path) -> None:
    fichiers = {
        "candidats": texte(CANDIDATES).replace("apprentissage", "aprentissage"),
        "notes": texte(NOTES).replace("Zoé;U41;10;", "Zoé;U4;10;").replace("Béa;U5;7,75", "Béa;U5;77,5"),
        "oraux": "candidat;unite;note\nBéa;U11;99\nEva;U11;12\n",
    }
    stderr = refuser(tmp_path, fichiers)
    for place in (
        ("candidats", 4, "aprentissage"), ("notes", 6, "« U4 »"), ("notes", 16, "77,5"), ("oraux", 2, "« 99 »"),
        ("oraux", 3, "« Eva »"),
    ):  # fmt: skip
        assert dit(stderr, *place), (place, stderr)
    assert "U41" in stderr


def test_is_an_oral_on_a_unit_unknown_to_the_specialty_listed_with_the_other_faults(tmp_path: Path) -> None:
    """What is wrong whatever the marks are need not wait for them."""
    fichiers = change("notes", "Zoé;U41;10;", "Zoé;U41;100;")
    stderr = refuser(tmp_path, {**fichiers, "oraux": "candidat;unite;note\nZoé;U9;12\n"})
    assert dit(stderr, "notes", 6, "« 100 »") and dit(stderr, "oraux", 2, "« U9 »"), stderr


def test_are_several_faults_of_one_line_all_listed(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, change("candidats", "Zoé;CG;scolaire;globale;oui", "Zoé;XX;scolere;glob;si"))
    for colonne, valeur in (("specialite", "XX"), ("voie", "scolere"), ("forme", "glob"), ("derniere_session", "si")):
        assert dit(stderr, "candidats", 2, colonne, f"« {valeur} »"), stderr


ENTETES = [
    ("candidats", "specialite", "specialté", "specialite"),
    ("candidats", "derniere_session", "dernière session", "derniere_session"),
    ("notes", "statut", "status", "statut"),
    ("notes", "note;", "notes;", "note"),
    ("notes", "unite", "unités", "unite"),
]


@pytest.mark.parametrize("nom, avant, apres, proche", ENTETES)
def test_is_a_misspelt_column_named_with_the_nearest(
    nom: str, avant: str, apres: str, proche: str, tmp_path: Path
) -> None:
    stderr = refuser(tmp_path, change(nom, avant, apres))
    assert f"{nom}.csv" in stderr and apres.strip(";") in stderr and proche in stderr, stderr


def test_is_a_missing_column_named(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {"notes": texte([ligne[:3] for ligne in NOTES])})
    assert "notes.csv" in stderr and "statut" in stderr


def test_is_a_further_column_of_the_marks_refused(tmp_path: Path) -> None:
    notes = [[*ligne, "x" if rang else "statuts"] for rang, ligne in enumerate(NOTES)]
    stderr = refuser(tmp_path, {"notes": texte(notes)})
    assert dit(stderr, "notes", 1, "« statuts »", "statut"), stderr


@pytest.mark.parametrize("nom, entete", [("candidats", "voie"), ("notes", "note")])
def test_is_a_column_given_twice_refused(nom: str, entete: str, tmp_path: Path) -> None:
    lignes = [[*ligne, ligne[lignes_de(nom)[0].index(entete)]] for ligne in lignes_de(nom)]
    stderr = refuser(tmp_path, {nom: texte(lignes)})
    assert f"{nom}.csv" in stderr and entete in stderr


def lignes_de(nom: str) -> list[list[str]]:
    return CANDIDATES if nom == "candidats" else NOTES


SAIN = texte(NOTES)
PAS_UNE_TABLE = {
    "empty": b"",
    "a mark of order only": b"\xef\xbb\xbf",
    "blank lines only": b"\n\n\n",
    "binary": bytes(range(256)) * 8,
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "a workbook": b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00",
    "utf-16 cut short": SAIN.encode("utf-16")[:-1],
    "utf-32": SAIN.encode("utf-32"),
    "utf-8 and latin-1 mixed": SAIN.encode() + "Béa;UF-LV;12;\n".encode("latin-1"),
    "pipes": SAIN.replace(";", "|").encode(),
    "no header": SAIN.partition("\n")[2].encode(),
    "a nul": SAIN.replace("Zoé;U12", "Zoé\0;U12").encode(),
    "quote never closed": SAIN.replace("Ali;U3;", 'Ali;"U3;').encode(),
    "prose": b"Ceci n'est pas une table.\nVraiment.\n",
}


@pytest.mark.parametrize("nom", ["candidats", "notes", "oraux"])
@pytest.mark.parametrize("quoi", PAS_UNE_TABLE)
def test_is_a_file_that_is_no_table_refused_by_name(quoi: str, nom: str, tmp_path: Path) -> None:
    assert f"{nom}.csv" in refuser(tmp_path, {nom: PAS_UNE_TABLE[quoi]})


@pytest.mark.parametrize("nom", ["candidats", "notes"])
def test_is_a_table_without_rows_refused(nom: str, tmp_path: Path) -> None:
    assert f"{nom}.csv" in refuser(tmp_path, {nom: TOUTES_LES_LIGNES[nom].partition("\n")[0] + "\n"})


def test_does_a_blank_line_count_in_the_numbering(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, change("notes", "Zoé;U2;9;", "\nZoé;U2;99;"))
    assert dit(stderr, "notes", 5, "« 99 »"), stderr


def test_does_a_cell_of_two_lines_count_for_two_in_the_numbering(tmp_path: Path) -> None:
    candidats = texte(CANDIDATES).replace("Nancy-Metz", '"Nancy\nMetz"').replace("individuel", "indiv")
    stderr = refuser(tmp_path, {"candidats": candidats})
    assert dit(stderr, "candidats", 4, "« indiv »"), stderr


@pytest.mark.parametrize("fault", ["Zoé;U12", "Zoé;U12;7,5;;;x", "Zoé"])
def test_is_a_ragged_row_named(fault: str, tmp_path: Path) -> None:
    stderr = refuser(tmp_path, change("notes", "Zoé;U12;7,5;", fault))
    assert dit(stderr, "notes", 3), stderr


def test_is_a_bare_decimal_comma_between_commas_never_guessed(tmp_path: Path) -> None:
    """Zoé,U12,7,5, has one field more than the header."""
    stderr = refuser(tmp_path, {"notes": texte(NOTES).replace(";", ",")})
    assert dit(stderr, "notes", 3), stderr


def test_is_a_bare_decimal_comma_that_fills_the_row_never_guessed(tmp_path: Path) -> None:
    """Zoé,U12,7,5 has the right number of fields, and its statut reads 5."""
    notes = texte(NOTES).replace("Zoé;U12;7,5;", "Zoé;U12;7,5").replace(";", ",")
    notes = re.sub(r"(,\d+),(\d+),$", r"\1.\2,", notes, flags=re.MULTILINE)
    stderr = refuser(tmp_path, {"notes": notes})
    assert dit(stderr, "notes", 3, "statut", "« 5 »"), stderr


@pytest.mark.parametrize("nom", ["candidats", "notes", "oraux"])
@pytest.mark.parametrize("dossier", [False, True], ids=["missing", "a folder"])
def test_is_a_path_that_is_no_file_named(nom: str, dossier: bool, tmp_path: Path) -> None:
    arguments: list[object] = ["--session", 2024]
    for autre, contenu in {**TOUTES_LES_LIGNES, "oraux": "candidat;unite;note\nZoé;U11;12\n"}.items():
        fichier = tmp_path / f"{autre}.csv"
        if autre != nom:
            fichier.write_text(contenu, encoding="utf-8")
        elif dossier:
            fichier.mkdir()
        arguments += [f"--{autre}", fichier]
    assert f"{nom}.csv" in refus(tmp_path, arguments)


@pytest.mark.parametrize("session", [2020, 2030, 2012])
def test_does_an_unknown_session_name_those_there_are(session: int, tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {}, session=session)
    assert str(session) in stderr and "2021" in stderr and "2026" in stderr


def test_is_a_specialty_of_another_session_refused_with_its_sessions(tmp_path: Path) -> None:
    """SIO-SLAM begins in session 2022."""
    stderr = refuser(tmp_path, change("candidats", "Zoé;CG", "Zoé;SIO-SLAM"), session=2021)
    assert dit(stderr, "candidats", 2, "specialite", "« SIO-SLAM »", "2022"), stderr


def test_does_a_specialty_of_ones_own_name_its_own_sessions(tmp_path: Path) -> None:
    """A remedy that proposes the very session asked for is none."""
    lignes = (SPECIALITES / "CG.csv").read_text(encoding="utf-8").splitlines()
    fichiers: dict[str, str | bytes] = {"specialites": "\n".join([lignes[0], *(x for x in lignes if ",2024,E" in x)])}
    stderr = refuser(tmp_path, fichiers, session=2025)
    assert "2024" in stderr and not re.search(r"Remède.*\b2025\b", stderr), stderr


def test_are_units_of_an_incomplete_set_never_used(tmp_path: Path) -> None:
    """`complet=oui` marks the sets that may be used: without all units there is no mean."""
    contenu = (SPECIALITES / "CG.csv").read_text(encoding="utf-8")
    fichiers = change("candidats", "Zoé;CG;", "Zoé;MAISON;")
    incomplet = contenu.replace("CG,Comptabilité", "MAISON,Comptabilité").replace(",oui\n", ",non\n")
    stderr = refuser(tmp_path, {**fichiers, "specialites": incomplet})
    assert "MAISON" in stderr or "complet" in stderr


@pytest.mark.parametrize("regime", ["permanent_2020", "permanant_2022", ""])
def test_does_an_unknown_regime_name_those_there_are(regime: str, tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {}, "--regime", regime)
    assert all(nom in stderr for nom in ("aucun", "exceptionnel_2021", "permanent_2022")), stderr


def test_are_bad_options_refused_as_bad_usage(tmp_path: Path) -> None:
    for arguments in ([], ["--session", "deux mille"], ["--candidats"], ["--sesion", "2024"]):
        resultat = bts_sim("grade", *arguments)
        assert resultat.exit_code == 2 and isinstance(resultat.exception, SystemExit)


def test_is_an_earlier_result_left_alone_by_a_refusal(tmp_path: Path) -> None:
    juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(NOTES)))
    before = (tmp_path / "resultats" / "decisions.csv").read_bytes()
    refuser(tmp_path, change("notes", "Zoé;U11;8;", "Zoé;U11;88;"))
    assert [f.read_bytes() for f in (tmp_path / "resultats").glob("[!.]*")] == [before]


def test_is_an_out_that_is_a_file_refused(tmp_path: Path) -> None:
    (tmp_path / "resultats").write_text("avant")
    assert "resultats" in refuser(tmp_path, {})
    assert (tmp_path / "resultats").read_text() == "avant"


@pytest.mark.parametrize(
    "avant, apres",
    [
        (",4,general,ponctuel_ecrit", ",quatre,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",-4,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",0,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",4.125,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",1e400,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",99999999999999999999,general,ponctuel_ecrit"),
        (",4,general,ponctuel_ecrit", ",,general,ponctuel_ecrit"),
        (",4,general,", ",4,generale,"),
        (",4,general,ponctuel_ecrit,", ",4,general,ponctuelle,"),
        (",2021,2024,E1,U11", ",2021,deux,E1,U11"),
        (",E1,U12,", ",E1,U11,"),
        ("coefficient", "coeficient"),
    ],
)
def test_is_a_faulty_file_of_specialties_refused(avant: str, apres: str, tmp_path: Path) -> None:
    contenu = (SPECIALITES / "CG.csv").read_text(encoding="utf-8").replace("CG,Comptabilité", "MAISON,Comptabilité")
    assert avant in contenu
    fichiers: dict[str, str | bytes] = {"specialites": contenu.replace(avant, apres, 1)}
    assert "specialites.csv" in refuser(tmp_path, fichiers)


@pytest.mark.parametrize(
    "avant, apres, ligne, colonne, dit_de_lui",
    [
        (",4,general,ponctuel_ecrit", ",4,,ponctuel_ecrit", 2, "domaine", "unité obligatoire sans domaine"),
        (",professionnel,", ",general,", 2, "domaine", "spécialité sans unité professionnelle"),
    ],
)
def test_is_a_specialty_that_could_not_be_judged_refused_with_its_line(
    avant: str, apres: str, ligne: int, colonne: str, dit_de_lui: str, tmp_path: Path
) -> None:
    contenu = (SPECIALITES / "CG.csv").read_text(encoding="utf-8").replace("CG,Comptabilité", "MAISON,Comptabilité")
    stderr = refuser(tmp_path, {"specialites": contenu.replace(avant, apres, -1 if "pro" in avant else 1)})
    assert dit(stderr, "specialites", ligne, f"colonne {colonne}", dit_de_lui), stderr


@pytest.mark.parametrize("illisible", ["candidats", "notes"])
def test_are_the_faults_of_one_file_listed_when_the_other_is_no_table(illisible: str, tmp_path: Path) -> None:
    """No mark and no candidate is then said to be missing from it."""
    fichiers = change("candidats", "Zoé;CG;scolaire", "Zoé;CG;scolere") | change("notes", "Zoé;U11;8;", "Zoé;U11;21;")
    stderr = refuser(tmp_path, fichiers | {illisible: b"%PDF-1.7"})
    autre = ("notes", 2, "« 21 »") if illisible == "candidats" else ("candidats", 2, "« scolere »")
    assert dit(stderr, *autre) and f"{illisible}.csv : c'est un document PDF" in stderr
    assert stderr.strip().endswith("2 fautes."), stderr


@pytest.mark.parametrize("complete", [True, False])
def test_is_a_candidate_without_any_professional_mark_refused_unless_a_row_of_theirs_could_not_be_read(
    complete: bool, tmp_path: Path
) -> None:
    """Admitted to a VAE: of anybody else, each dispense is a fault."""
    notes = re.sub(r"Zoé;(U41|U42|U5|U6);[^;]*;", r"Zoé;\1;;DI", TOUTES_LES_LIGNES["notes"])
    assert notes.count(";DI") == 4
    header, *rows = TOUTES_LES_LIGNES["candidats"].splitlines()
    candidats = "\n".join([f"{header};vae", *(f"{row};oui" for row in rows)])
    notes = notes if complete else notes.replace("Zoé;U11;8;", "Zoé;U11")
    stderr = refuser(tmp_path, {"candidats": candidats, "notes": notes})
    exempt = "toutes les unités professionnelles sont dispensées"
    assert dit(stderr, "notes", 2, "statut", exempt) is complete
    assert dit(stderr, "notes", 2, "2 cellules au lieu de 4") is not complete
    assert stderr.strip().endswith("1 faute."), stderr


def test_does_a_row_with_too_few_cells_give_one_fault_and_not_a_missing_mark_too(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, change("notes", "Zoé;U2;9;", "Zoé;U2"))
    assert dit(stderr, "notes", 4, "2 cellules au lieu de"), stderr
    assert stderr.strip().endswith("1 faute."), stderr


@pytest.mark.parametrize("blank", [";;", ";", " ; ;", ";;;;;;;"])
def test_is_a_row_of_separators_alone_no_row_however_many_there_are(blank: str, tmp_path: Path) -> None:
    files = change("notes", "Zoé;U2;9;", f"{blank}\nZoé;U2;9;")
    arguments: list[object] = ["--session", 2024, "--out", tmp_path / "out"]
    for name, content in {**TOUTES_LES_LIGNES, **files}.items():
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        arguments += [f"--{name}", tmp_path / f"{name}.csv"]
    done = bts_sim("grade", *arguments)
    assert done.exit_code == 0, done.stderr


def test_is_a_file_that_ends_in_the_middle_of_a_row_of_separators_refused(tmp_path: Path) -> None:
    stderr = refuser(tmp_path, {"notes": TOUTES_LES_LIGNES["notes"].rstrip("\n") + "\n;"})
    assert "fichier coupé avant sa fin ?" in stderr, stderr
