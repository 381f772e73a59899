"""Does bts-sim grade read and write what its contract says?"""

import json
import subprocess
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from cohorts import bts_sim, lire, tirer
from oracle import lire_specialites, regime_de

TEXTES = Path(__file__).parents[1] / "bts_sim" / "textes"
ENTETE = (
    "candidat;regime;moyenne_generale;moyenne_generale_exacte;moyenne_professionnelle;moyenne_professionnelle_exacte;"
    "decision_groupe1;autorise_controle;unites_choisissables;moyenne_finale;moyenne_finale_exacte;decision;motifs"
    ";specialite;voie;académie;conseil_oraux"
)
UNITES = ("U11", "U12", "U2", "U3", "U41", "U42", "U5", "U6")  # CG, sessions 2021 to 2024
CANDIDATES = [
    ["candidat", "specialite", "voie", "forme", "derniere_session", "académie"],
    ["Zoé", "CG", "scolaire", "globale", "oui", "Nancy-Metz"],
    ["Béa", "CG", "individuel", "progressive", "oui", "Besançon"],
    ["Ali", "CG", "apprentissage", "globale", "oui", "Créteil"],
]
# Zoé: authorised (9,4615; professional mean 10). Béa: refused. Ali: admitted.
MARQUES = {
    "Zoé": ["8", "7.5", "9", "9.25", "10", "10", "10", "10"],
    "Béa": ["4", "7.5", "2", "9.25", "9", "10", "7.75", "8"],
    "Ali": ["14", "7.5", "12", "9.25", "10", "11.05", "10", "13"],
}
NOTES = [["candidat", "unite", "note", "statut"]] + [
    [qui, u, note, ""] for qui, notes in MARQUES.items() for u, note in zip(UNITES, notes, strict=True)
]
SOUS_LES_DEUX = "moyenne_generale_inferieure_a_8,moyenne_professionnelle_inferieure_a_10"
ATTENDU = {
    "Zoé": ("non_admis", "oui", "U11,U12,U2,U3", "en_attente_controle", ""),
    "Béa": ("non_admis", "non", "", "refuse", SOUS_LES_DEUX),
    "Ali": ("admis", "non", "", "admis", ""),
}


def texte(lignes: list[list[str]], separateur: str = ";", decimale: str = ",", guillemets: bool = False) -> str:
    """Rows as a CSV text in the variant asked for; a mark that holds the separator is quoted."""

    def field_name(valeur: str) -> str:
        valeur = valeur.replace(".", decimale)
        return f'"{valeur}"' if guillemets or separateur in valeur else valeur

    return "".join(separateur.join(field_name(v) for v in ligne) + "\n" for ligne in lignes)


def poser(dossier: Path, candidats: str | bytes, notes: str | bytes, oraux: str | None = None) -> list[object]:
    """Write the input files; the options of the command line for them."""
    dossier.mkdir(exist_ok=True)
    options: list[object] = ["--session", 2024]
    for nom, contenu in (("candidats", candidats), ("notes", notes), ("oraux", oraux)):
        if contenu is not None:
            fichier = dossier / f"{nom}.csv"
            fichier.write_bytes(contenu if isinstance(contenu, bytes) else contenu.encode())
            options += [f"--{nom}", fichier]
    return options


def juger(dossier: Path, *arguments: object, code: int = 0) -> list[dict[str, str]]:
    resultat = bts_sim("grade", *arguments, "--out", dossier / "resultats")
    assert resultat.exit_code == code, resultat.stderr or resultat.exception
    return lire(dossier / "resultats" / "decisions.csv")


def verifier(lignes: list[dict[str, str]]) -> None:
    colonnes = ("decision_groupe1", "autorise_controle", "unites_choisissables", "decision", "motifs")
    assert {ligne["candidat"]: tuple(ligne[c] for c in colonnes) for ligne in lignes} == ATTENDU
    assert [ligne["candidat"] for ligne in lignes] == list(ATTENDU)


@pytest.mark.parametrize("separateur", ";,")
@pytest.mark.parametrize("decimale", ",.")
@pytest.mark.parametrize("guillemets", [False, True], ids=["bare", "quoted"])
@pytest.mark.parametrize("fin", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
@pytest.mark.parametrize("codage", ["utf-8", "utf-8-sig", "latin-1"])
def test_is_every_written_form_of_the_same_marks_read_the_same(
    separateur: str, decimale: str, guillemets: bool, fin: str, codage: str, tmp_path: Path
) -> None:
    fichiers = [
        texte(lignes, separateur, decimale, guillemets).replace("\n", fin).encode(codage)
        for lignes in (CANDIDATES, NOTES)
    ]
    verifier(juger(tmp_path, *poser(tmp_path, *fichiers)))


def test_may_the_files_differ_in_form_and_end_without_a_newline(tmp_path: Path) -> None:
    candidats = texte(CANDIDATES, ",").rstrip("\n").encode("latin-1")
    verifier(juger(tmp_path, *poser(tmp_path, candidats, texte(NOTES, ";", ".").encode("utf-8-sig"))))


def test_may_columns_and_rows_come_in_any_order(tmp_path: Path) -> None:
    notes = [[ligne[i] for i in (3, 2, 0, 1)] for ligne in [NOTES[0], *reversed(NOTES[1:])]]
    candidats = [[ligne[i] for i in (5, 4, 3, 2, 1, 0)] for ligne in CANDIDATES]
    verifier(juger(tmp_path, *poser(tmp_path, texte(candidats), texte(notes))))


def test_may_a_candidate_be_a_number_with_leading_zeros(tmp_path: Path) -> None:
    candidats = texte(CANDIDATES).replace("Zoé", "007")
    lignes = juger(tmp_path, *poser(tmp_path, candidats, texte(NOTES).replace("Zoé", "007")))
    assert [ligne["candidat"] for ligne in lignes] == ["007", "Béa", "Ali"]


@pytest.mark.parametrize("nom", ["NA", "null", "NaN", "True", "1e3", "-", "O'Neill", 'dit "Le Grand"', "a;b", "a,b"])
def test_is_a_strange_name_kept_as_it_is(nom: str, tmp_path: Path) -> None:
    ecrit = f'"{nom.replace(chr(34), chr(34) * 2)}"'
    options = poser(tmp_path, texte(CANDIDATES).replace("Ali", ecrit), texte(NOTES).replace("Ali", ecrit))
    assert [ligne["candidat"] for ligne in juger(tmp_path, *options)] == ["Zoé", "Béa", nom]


def test_is_the_output_utf8_with_semicolons_decimal_commas_and_the_header_of_the_contract(tmp_path: Path) -> None:
    juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(NOTES)))
    octets = (tmp_path / "resultats" / "decisions.csv").read_bytes()
    lignes = octets.decode("utf-8").splitlines()
    assert lignes[0] == ENTETE
    assert lignes[1] == (
        'Zoé;permanent_2022;"9,4103";367/39;"10,0000";10;non_admis;oui;"U11,U12,U2,U3";;;en_attente_controle;'
        ';CG;scolaire;Nancy-Metz;"U11,U3 : 28 % ; 11,5"'
    )
    assert lignes[3].startswith("Ali;permanent_2022;")


def test_are_groups_carried_in_their_order_under_names_that_are_free(tmp_path: Path) -> None:
    """Whoever counts by group needs no other file; who the people are stays where it was given."""
    further = ["lycée", "decision", "nom", "groupe_regime", "regime", "avis_jury", "Date de naissance", "nom du lycée"]
    candidats = [[*CANDIDATES[0], *further]]
    candidats += [[*row, "L, 1", "d", "Dupont", "g", "r", "", "1988-02-29", "n"] for row in CANDIDATES[1:]]
    lignes = juger(tmp_path, *poser(tmp_path, texte(candidats), texte(NOTES)))
    groups = ["académie", "lycée", "groupe_decision", "groupe_regime", "groupe_groupe_regime", "nom du lycée"]
    assert list(lignes[0]) == [*ENTETE.split(";")[:-2], *groups, "conseil_oraux"]
    assert [lignes[0][name] for name in groups] == ["Nancy-Metz", "L, 1", "d", "g", "r", "n"]
    assert [lignes[2][name] for name in ("specialite", "voie", "decision")] == ["CG", "apprentissage", "admis"]


def test_is_only_decisions_csv_written_when_no_more_is_asked(tmp_path: Path) -> None:
    juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(NOTES)))
    assert [f.name for f in (tmp_path / "resultats").glob("[!.]*")] == ["decisions.csv"]


@pytest.mark.parametrize("session", [2021, 2022, 2024])
def test_does_the_session_choose_the_regime(session: int, tmp_path: Path) -> None:
    options = poser(tmp_path, texte(CANDIDATES), texte(NOTES))
    options[1] = session
    assert {ligne["regime"] for ligne in juger(tmp_path, *options)} == {regime_de(session)}


def test_does_the_mode_column_win_over_the_voie(tmp_path: Path) -> None:
    """2021: an oral of 20 replaces what is ponctuel only; U3 (coefficient 6) is ponctuel in school, then said CCF."""
    oraux = "candidat;domaine;note\nZoé;general;20\n"
    finales = []
    for mode in ("", "ccf"):
        notes = [[*ligne, mode if ligne[1] == "U3" else ""] for ligne in NOTES]
        notes[0][-1] = "mode"
        options = poser(tmp_path, texte(CANDIDATES), texte(notes), oraux)
        options[1] = 2021
        finales.append(juger(tmp_path, *options)[0]["moyenne_finale_exacte"])
    # U2 is CCF. 13 of 16 replaced: 260 + 27 + 230; then U11 and U12 only: 140 + 27 + 55,5 + 230.
    assert finales == [str(Fraction(517, 39)), str(Fraction("452.5") / 39)]


def test_does_the_voie_choose_the_mode(tmp_path: Path) -> None:
    """2021: U2 is CCF for a school, ponctuel for an individual; the same marks end differently."""
    candidats = texte(CANDIDATES).replace("Ali;CG;apprentissage", "Ali;CG;scolaire")
    notes = [NOTES[0]] + [[qui, u, note, ""] for qui in MARQUES for u, note in zip(UNITES, MARQUES["Zoé"], strict=True)]
    oraux = "candidat;domaine;note\n" + "".join(f"{qui};general;20\n" for qui in MARQUES)
    options = poser(tmp_path, candidats, texte(notes), oraux)
    options[1] = 2021
    finales = {ligne["candidat"]: ligne["moyenne_finale_exacte"] for ligne in juger(tmp_path, *options)}
    assert finales == {"Zoé": str(Fraction(517, 39)), "Ali": str(Fraction(517, 39)), "Béa": str(Fraction(550, 39))}


@pytest.mark.parametrize(
    "note, finale, decision",
    [("AB", "367/39", "refuse"), ("7.99", "367/39", "refuse"), ("13.75", "10", "admis_apres_controle")],
)
def test_does_an_oral_count_only_when_better(note: str, finale: str, decision: str, tmp_path: Path) -> None:
    """U11 has 8 with coefficient 4: 13,75 brings the 23 points that are missing, neither more nor less."""
    oraux = f"candidat;unite;note\nZoé;U11;{note}\n"
    ligne = juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(NOTES), oraux), "--oraux-complets")[0]
    assert (ligne["moyenne_finale_exacte"], ligne["decision"]) == (finale, decision)
    assert ligne["motifs"] == ("" if decision != "refuse" else "moyenne_finale_inferieure_a_10")


def test_does_one_without_an_oral_row_keep_the_first_marks_once_the_orals_are_over(tmp_path: Path) -> None:
    candidats, notes = texte(CANDIDATES), texte(NOTES)
    for i, u in enumerate(UNITES):
        notes += f"Eva;{u};{MARQUES['Zoé'][i]};\n"
    candidats += "Eva;CG;scolaire;globale;oui;Lyon\n"
    options = poser(tmp_path, candidats, notes, "candidat;unite;note\nZoé;U11;20\n")
    lignes = juger(tmp_path, *options, "--oraux-complets")
    assert (lignes[3]["moyenne_finale_exacte"], lignes[3]["decision"]) == ("367/39", "refuse")
    assert lignes[3]["unites_choisissables"] == "U11,U12,U2,U3"


def test_may_all_general_units_be_dispensed(tmp_path: Path) -> None:
    """The general mean is then the professional one."""
    candidats = texte(CANDIDATES) + "Eva;CG;individuel;globale;oui;Lyon\n"
    notes = texte(NOTES) + "".join(f"Eva;{u};;DI\n" for u in UNITES[:4])
    notes += "".join(f"Eva;{u};9,99;\n" for u in UNITES[4:])
    ligne = juger(tmp_path, *poser(tmp_path, candidats, notes))[3]
    assert ligne["moyenne_generale_exacte"] == ligne["moyenne_professionnelle_exacte"] == "999/100"
    assert (ligne["decision"], ligne["motifs"]) == ("refuse", "moyenne_professionnelle_inferieure_a_10")


def test_is_one_with_nothing_to_choose_waiting_and_then_refused(tmp_path: Path) -> None:
    """Authorised, but the one general unit is not among those that may be chosen."""
    specialites = TEXTES / "specialites" / "CG.csv"
    lignes = specialites.read_text(encoding="utf-8").splitlines()
    maison = [ligne.replace("CG,Compta", "MAISON,Compta").replace(",0,1,0,", ",0,0,0,").replace(",0,1,1,", ",0,0,1,")
              for ligne in lignes if ",2021,2024," in ligne]  # fmt: skip
    (tmp_path / "maison.csv").write_text("\n".join([lignes[0], *maison]), encoding="utf-8")
    candidats = texte(CANDIDATES) + "Eva;MAISON;scolaire;globale;oui;Lyon\n"
    notes = texte(NOTES) + "".join(f"Eva;{u};{n};\n" for u, n in zip(UNITES, MARQUES["Zoé"], strict=True))
    options = [*poser(tmp_path, candidats, notes), "--specialites", tmp_path / "maison.csv"]
    ligne = juger(tmp_path, *options)[3]
    assert (ligne["autorise_controle"], ligne["unites_choisissables"]) == ("oui", "")
    assert ligne["decision"] == "en_attente_controle"
    (tmp_path / "oraux.csv").write_text("candidat;unite;note\nZoé;U11;20\n", encoding="utf-8")
    ligne = juger(tmp_path, *options, "--oraux", tmp_path / "oraux.csv")[3]
    assert (ligne["moyenne_finale_exacte"], ligne["decision"]) == ("367/39", "refuse")


def test_are_facultative_units_a_gain_only(tmp_path: Path) -> None:
    """Absent, exempt or below 10: nothing is lost; the part above 10 is added, undivided by any coefficient."""
    for rows, expected in (
        ([["UF-EE", "", "AB"], ["UF-LV", "9.99", ""]], "367/39"),
        ([["UF-EE", "", "NV"], ["UF-LV", "", "DI"]], "367/39"),
        ([["UF-EE", "12.5", ""], ["UF-LV", "10", "BE"]], "739/78"),
        ([["UF-EE", "20", ""], ["UF-LV", "20", ""]], "129/13"),
    ):
        notes = NOTES + [["Zoé", *row] for row in rows]
        ligne = juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(notes)))[0]
        assert ligne["moyenne_generale_exacte"] == expected


def test_do_the_exclusions_come_first_with_all_their_reasons(tmp_path: Path) -> None:
    candidats = texte(CANDIDATES).replace("progressive;oui", "progressive;non")
    notes = [["Béa", "U11", "", "NV"], ["Béa", "U2", "", "AB"]]
    rows = [ligne for ligne in NOTES if ligne[:2] not in (["Béa", "U11"], ["Béa", "U2"], ["Béa", "U3"])]
    ligne = juger(tmp_path, *poser(tmp_path, candidats, texte(rows + notes)))[1]
    assert ligne["motifs"] == "absence_non_justifiee,dossier_non_valide,forme_progressive_non_terminee"
    assert (ligne["decision_groupe1"], ligne["decision"], ligne["autorise_controle"]) == ("elimine", "elimine", "non")
    vides = ("moyenne_generale", "moyenne_professionnelle", "moyenne_finale")
    assert all(ligne[c] == ligne[c + "_exacte"] == "" for c in vides) and ligne["unites_choisissables"] == ""
    ligne = juger(tmp_path, *poser(tmp_path, candidats, texte([*rows, ["Béa", "U11", "12", ""]])))[1]
    assert (ligne["decision"], ligne["motifs"]) == ("sans_decision_finale", "forme_progressive_non_terminee")
    assert all(ligne[c] == ligne[c + "_exacte"] == "" for c in vides)


def test_does_a_justified_absence_count_zero_and_stay_repairable(tmp_path: Path) -> None:
    notes = [ligne if ligne[:2] != ["Zoé", "U2"] else ["Zoé", "U2", "0", "ABJ"] for ligne in NOTES]
    oraux = "candidat;unite;note\nZoé;U2;9\n"
    ligne = juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(notes), oraux), "--oraux-complets")[0]
    assert (ligne["moyenne_generale_exacte"], ligne["moyenne_finale_exacte"]) == ("340/39", "367/39")
    assert "U2" in ligne["unites_choisissables"].split(",")


def nombres(etapes: object) -> Iterator[object]:
    """Every leaf of the steps."""
    if isinstance(etapes, dict):
        etapes = list(etapes.values())
    if isinstance(etapes, list):
        for element in etapes:
            yield from nombres(element)
    else:
        yield etapes


@pytest.mark.parametrize("regime", ["aucun", "exceptionnel_2021", "permanent_2022"])
def test_does_every_explanation_cite_its_sources_and_end_in_the_decision(regime: str, tmp_path: Path) -> None:
    sources = set(yaml.safe_load((TEXTES / "sources.yaml").read_text(encoding="utf-8")))
    cohorte = tirer(lire_specialites(TEXTES / "specialites", 2024), 2024, regime, 200, 5)
    decisions = juger(tmp_path, *cohorte.write(tmp_path, regime != "aucun"), "--explain")
    fichier = tmp_path / "resultats" / "explications.jsonl"
    objets = [json.loads(ligne) for ligne in fichier.read_text(encoding="utf-8").splitlines()]
    assert [objet["candidat"] for objet in objets] == [ligne["candidat"] for ligne in decisions]
    for objet, decision in zip(objets, decisions, strict=True):
        for stage in objet["etapes"]:
            assert stage["regle"]
            citees = stage["source"] if isinstance(stage["source"], list) else [stage["source"]]
            assert citees and set(citees) <= sources, stage
        feuilles = list(nombres(objet["etapes"]))
        assert not any(isinstance(tab, float) for tab in feuilles)
        assert decision["decision"] in list(nombres(objet["etapes"][-1]))
        for colonne in ("moyenne_generale_exacte", "moyenne_professionnelle_exacte", "moyenne_finale_exacte"):
            assert decision[colonne] == "" or decision[colonne] in feuilles, (colonne, objet)


def test_does_an_explanation_never_turn_a_missing_mark_into_a_zero(tmp_path: Path) -> None:
    """Absent, zero, exempt, kept and missing are five different things."""
    candidats = texte(CANDIDATES).replace("progressive;oui", "progressive;non")
    notes = [ligne for ligne in NOTES if ligne[:2] not in (["Béa", "U2"], ["Béa", "U3"])] + [["Béa", "U3", "", "DI"]]
    juger(tmp_path, *poser(tmp_path, candidats, texte(notes)), "--explain")
    lignes = (tmp_path / "resultats" / "explications.jsonl").read_text(encoding="utf-8").splitlines()
    etapes = json.loads(lignes[1])["etapes"]

    def zeros(noeud: object) -> Iterator[dict[str, object]]:
        if isinstance(noeud, dict):
            if noeud.get("note") in ("0", 0):
                yield noeud
            noeud = list(noeud.values())
        if isinstance(noeud, list):
            for element in noeud:
                yield from zeros(element)

    assert not list(zeros(etapes))


def test_does_explain_leave_the_decisions_as_they_are(tmp_path: Path) -> None:
    options = poser(tmp_path, texte(CANDIDATES), texte(NOTES))
    assert juger(tmp_path / "a", *options) == juger(tmp_path / "b", *options, "--explain")


def test_does_keep_going_grade_the_sound_and_list_the_rest(tmp_path: Path) -> None:
    notes = texte(NOTES).replace("Béa;U5;7,75", "Béa;U5;27,75").replace("Ali;U12;7,5;", "Ali;U12;;XY")
    lignes = juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), notes), "--keep-going", "--explain", code=1)
    assert [ligne["candidat"] for ligne in lignes] == ["Zoé"]
    assert (lignes[0]["decision"], lignes[0]["moyenne_generale_exacte"]) == ("en_attente_controle", "367/39")
    octets = (tmp_path / "resultats" / "fautes.csv").read_text(encoding="utf-8")
    assert octets.splitlines()[0] == "fichier;ligne;colonne;valeur;probleme;remede;candidat;unite"
    fautes = {(f["candidat"], f["colonne"]): f for f in lire(tmp_path / "resultats" / "fautes.csv")}
    assert fautes["Béa", "note"]["valeur"] == "27,75" and fautes["Béa", "note"]["ligne"] == "16"
    assert fautes["Ali", "statut"]["valeur"] == "XY" and fautes["Ali", "statut"]["ligne"] == "19"
    assert all(f["fichier"].endswith("notes.csv") and f["probleme"] and f["remede"] for f in fautes.values())
    explications = (tmp_path / "resultats" / "explications.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(ligne)["candidat"] for ligne in explications] == ["Zoé"]


def test_does_keep_going_leave_out_who_has_a_faulty_oral_or_a_double(tmp_path: Path) -> None:
    candidats = texte(CANDIDATES) + "Béa;CG;individuel;globale;oui;Lyon\n"
    options = poser(tmp_path, candidats, texte(NOTES), "candidat;unite;note\nAli;U11;12\n")
    lignes = juger(tmp_path, *options, "--keep-going", code=1)
    assert [ligne["candidat"] for ligne in lignes] == ["Zoé"]
    assert {f["candidat"] for f in lire(tmp_path / "resultats" / "fautes.csv")} == {"Béa", "Ali"}


def test_is_keep_going_without_a_fault_a_plain_run(tmp_path: Path) -> None:
    verifier(juger(tmp_path, *poser(tmp_path, texte(CANDIDATES), texte(NOTES)), "--keep-going"))


@pytest.mark.parametrize("contenu", [b"", b"\x89PNG\r\n\x1a\n\x00\x00", b"candidat|unite|note|statut\nX|U1|2|\n"])
def test_is_a_file_that_is_no_table_refused_even_with_keep_going(contenu: bytes, tmp_path: Path) -> None:
    resultat = bts_sim("grade", *poser(tmp_path, texte(CANDIDATES), contenu), "--keep-going", "--out", tmp_path / "r")
    assert resultat.exit_code == 2 and not (tmp_path / "r").exists()


def test_may_one_without_derniere_session_be_graded(tmp_path: Path) -> None:
    """The column is part of the contract, for everybody."""
    candidats = [ligne[:4] + ligne[5:] for ligne in CANDIDATES]
    resultat = bts_sim("grade", *poser(tmp_path, texte(candidats), texte(NOTES)), "--out", tmp_path / "r")
    assert resultat.exit_code == 2 and "derniere_session" in resultat.stderr


def test_does_python_m_bts_sim_do_the_same_with_the_same_exit_codes(tmp_path: Path) -> None:
    options = [str(o) for o in poser(tmp_path, texte(CANDIDATES), texte(NOTES))]
    commande = [sys.executable, "-m", "bts_sim", "grade"]
    assert subprocess.run([*commande, *options, "--out", str(tmp_path / "r")], check=False).returncode == 0
    verifier(lire(tmp_path / "r" / "decisions.csv"))
    options = [str(o) for o in poser(tmp_path, texte(CANDIDATES).replace("scolaire", "scolair"), texte(NOTES))]
    for reste, code in (([], 2), (["--keep-going"], 1), (["--nimporte"], 2)):
        fini = subprocess.run(
            [*commande, *options, *reste, "--out", str(tmp_path / f"r{code}")], capture_output=True, check=False
        )
        assert fini.returncode == code and b"Traceback" not in fini.stderr


def test_may_a_regime_be_a_file(tmp_path: Path) -> None:
    options = poser(tmp_path, texte(CANDIDATES), texte(NOTES))
    resultat = juger(tmp_path, *options, "--regime", TEXTES / "regimes" / "aucun.yaml")
    assert [ligne["decision"] for ligne in resultat] == ["refuse", "refuse", "admis"]
