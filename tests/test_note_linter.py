"""Does the linter of notes find where a note of registration contradicts itself, by reading its sentences?"""

import json
from pathlib import Path

import pytest
import yaml
from cohorts import bts_sim, lire

from bts_sim.candidates.registration.linter import GENRES, check_note, jours
from bts_sim.droit.inscription import Enonce, Note, load_cadre, load_note, notes

NANCY, NORMANDIE = ("nancy-metz", 2025), ("normandie", 2024)
DOCUMENTS = Path(__file__).parents[1] / "docs" / "documents"


def note(*said: tuple[str, str], of: tuple[str, int] = NANCY) -> Note:
    """A note that says some sentences, each on a subject."""
    enonces = [Enonce(sujet=sujet, lieu=f"lieu {rank}", texte=texte) for rank, (sujet, texte) in enumerate(said, 1)]
    return load_note(*of).model_copy(update={"enonces": enonces})


def genres(*said: tuple[str, str]) -> list[str]:
    return [one.genre for one in check_note(note(*said), [])]


def test_which_contradictions_the_notes_of_the_project_hold() -> None:
    found = {(n.academie, c.genre): c for n in notes() for c in check_note(n)}
    words = {key: f"{c.lieu_a} {c.valeur_a} {c.lieu_b} {c.valeur_b} {c.consequence}" for key, c in found.items()}
    hour = words["normandie", "avec_et_sans_heure"]
    assert "15 novembre 2023, sans heure" in hour and "15 novembre 2023 à 17h00" in hour
    assert "D - Inscription définitive" in hour and "Pièces à déposer" in hour and "dernier délai" in hour
    assert "enqdip" in words["normandie", "deux_ecritures"] and "enqdiq" in words["normandie", "deux_ecritures"]
    assert {n.academie: len(check_note(n)) for n in notes()} == {"nancy-metz": 2, "normandie": 2}
    portal = check_note(load_note(*NANCY))[0]
    assert "INLUSCOL" in portal.valeur_a and "Incluscol" in portal.valeur_b and portal.lieu_a != portal.lieu_b


@pytest.mark.parametrize(
    ("a", "b", "genre"),
    [
        ("avant le 15 novembre 2023 dernier délai", "POUR LE 15 NOVEMBRE 2023 – 17 heures", "avec_et_sans_heure"),
        ("avant le 1er mars 2025 à 12h", "avant le 1 mars 2025", "avec_et_sans_heure"),
        ("avant le 15 novembre 2023 à 17h", "avant le 15 novembre 2023 à 18h00", "deux_heures"),
        ("avant le 15 novembre 2023 - 17h30", "avant le 15 novembre 2023 - 17h", "deux_heures"),
        ("du 14 octobre 2024 au 8 décembre 2024", "du 14 octobre 2024 au 9 décembre 2024", "deux_dates"),
        ("au moins 1350h de formation", "au moins 1300 heures de formation", "deux_nombres"),
        ("au minimum 15 jours avant", "au moins 10 jours avant", "deux_nombres"),
        ("via le portail INLUSCOL", "en cours sur Incluscol", "deux_ecritures"),
        ("le portail Cyclade de l'académie", "sur Cycladés, ensuite", ""),
        ("déposer sur CYCLADES", "déposer sur Ciclades", "deux_ecritures"),
        ("https://enqdip.sup.fr/x", "https://enqdiq.sup.fr/y", "deux_ecritures"),
        ("Le mardi 15 novembre 2023", "", "jour_de_semaine"),
    ],
)
def test_each_kind_is_found_in_any_sentence(a: str, b: str, genre: str) -> None:
    said = [("sujet", text) for text in (a, b) if text]
    assert genres(*said) == ([genre] if genre else []), [str(one) for one in jours(a)]
    # Of two subjects, nothing is compared.
    if b:
        assert genres(said[0], ("autre sujet", b)) == []


def test_every_kind_is_tried() -> None:
    (marks,) = [m for m in test_each_kind_is_found_in_any_sentence.pytestmark if m.name == "parametrize"]
    assert {case[2] for case in marks.args[1]} - {""} == set(GENRES)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("avant le 20 novembre 2024", "AVANT LE 20 NOVEMBRE 2024"),
        ("avant le 15 novembre 2023 - 17h", "pour le 15 novembre 2023 à 17 heures"),
        ("Les Dossiers professionnels", "le Dossier professionnel"),
        ("un contrat de 2 ans : 1350 h ; d'1 an : 675 h", "au moins 1350h (2 années) ; à 1 an : 675h"),
        ("du 14 octobre 2024 au 13 novembre 2024", "le 14 octobre 2024"),
        ("le 30 février 2024", "le 29 février 2024"),
    ],
)
def test_what_may_be_true_together_is_left_alone(a: str, b: str) -> None:
    assert genres(("sujet", a), ("sujet", b)) == []


def test_a_name_is_compared_with_the_other_notes_and_a_date_is_not() -> None:
    ours = note(("référentiels", "https://enqdip.fr"), ("pièces", "avant le 20 novembre 2024"))
    theirs = note(("référentiels", "https://enqdiq.fr"), ("pièces", "avant le 15 novembre 2023"), of=NORMANDIE)
    (found,) = check_note(ours, [ours, theirs])
    assert found.genre == "deux_ecritures" and "nancy-metz 2025" in found.lieu_a and "normandie 2024" in found.lieu_b


@pytest.mark.parametrize(("of", "document"), [(NANCY, "nancy_metz_2025"), (NORMANDIE, "normandie_2024")])
def test_every_sentence_is_one_of_its_document_and_says_what_the_check_uses(of: tuple[str, int], document: str) -> None:
    def plain(text: str) -> str:
        return " ".join(text.replace("’", "'").split())

    read = yaml.safe_load((DOCUMENTS / f"{document}.yaml").read_text(encoding="utf-8"))
    whole = plain(" ".join(one["texte"] for one in read["phrases"]))
    quoted = load_note(*of).enonces
    for enonce in quoted:
        for part in plain(enonce.texte).split(" ; "):
            assert part.rstrip(".") in whole, part
    cadre = load_cadre(*of)
    window = next(jours(one.texte) for one in quoted if one.sujet == "inscription")
    assert [one.jour for one in window] == [cadre.note.fenetre.de.date(), cadre.note.fenetre.a.date()]
    due = cadre.matrice.echeances["inscription"]
    last = due.avant or due.au_plus_tard
    assert last and all(one.jour == last.date() for e in quoted if e.sujet == "pièces" for one in jours(e.texte))


def test_the_command_shows_them_with_their_two_places(tmp_path: Path) -> None:
    options = ["check-registration", "--academie", "normandie", "--session", 2024, "--lint"]
    shown = bts_sim(*options)
    assert shown.exit_code == 0 and "15 novembre 2023 à 17h00" in shown.stdout and "sans heure" in shown.stdout
    rows = json.loads(bts_sim("--json", *options).stdout)["lignes"]
    assert [row["genre"] for row in rows] == ["avec_et_sans_heure", "deux_ecritures"]
    assert bts_sim(*options, "--out", tmp_path / "r").exit_code == 0
    assert lire(tmp_path / "r" / "contradictions.csv") == rows


def test_a_file_or_the_linter_and_not_neither_and_not_both(tmp_path: Path) -> None:
    options = ["--academie", "normandie", "--session", 2024]
    (tmp_path / "i.csv").write_text("candidat\n", encoding="utf-8")
    none = bts_sim("check-registration", *options)
    assert none.exit_code == 2 and "aucun fichier d'inscriptions" in none.stderr and "--lint" in none.stderr
    both = bts_sim("check-registration", tmp_path / "i.csv", "--pieces", tmp_path / "i.csv", *options, "--lint")
    assert both.exit_code == 2 and both.stderr.count("--lint lit la note et aucun fichier") == 2
