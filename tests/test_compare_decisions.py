"""Whose decision changed between two gradings, and by which mark or text? Is what is said to suffice enough, really?"""

import json
import random
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim, lire, tirer
from oracle import lire_specialites

from bts_sim.candidates.decision_changes.tables import compare_decided, counts, read_decisions
from bts_sim.droit.textes import TEXTES

SHIPPED = Path(str(TEXTES)) / "specialites"
CANDIDATES = "candidat;specialite;voie;forme;derniere_session\n"
UNITS = ("U1", "U2", "U3", "U4", "U5", "U6")  # CI: U1 to U3 general
#: Zoé may sit the orals, Ali is eliminated, Léa is admitted.
MARKS = {
    "Zoé": "7 9 8,5 10 11 10,5",
    "Ali": "12 AB 11 13 9 14",
    "Léa": "12 10 11 13 9 14",
}
REFORM = "nom: {}\ntitre: x\nauteur: x\ndate: 2026-11-21\nraison: x\nsource: x\nsession: 2024\n{}\n"


def grade(folder: Path, marks: Mapping[str, str] = MARKS, *more: object, orals: str = "", explain: bool = True) -> Path:
    """Grade candidates of CI whose marks are given in the order of UNITS; give the folder of results."""
    folder.mkdir()
    rows = "".join(f"{name};CI;scolaire;globale;oui\n" for name in marks)
    (folder / "candidats.csv").write_text(CANDIDATES + rows, encoding="utf-8")
    lines = ["candidat;unite;note;statut"]
    for name, cells in marks.items():
        for unit, cell in zip(UNITS, cells.split(), strict=True):
            lines.append(f"{name};{unit};;{cell}" if cell.isalpha() else f"{name};{unit};{cell};")
    (folder / "notes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    options = ["--candidats", folder / "candidats.csv", "--notes", folder / "notes.csv", *more]
    options += [] if "--session" in more else ["--session", 2024]
    if orals:
        (folder / "oraux.csv").write_text(f"candidat;unite;note\n{orals}", encoding="utf-8")
        options += ["--oraux", folder / "oraux.csv"]
    done = bts_sim("grade", *options, *(["--explain"] if explain else []), "--out", folder / "out")
    assert done.exit_code == 0, done.stderr
    return folder / "out"


def changes(a: Path, b: Path, *more: object) -> list[dict[str, str]]:
    """The rows of `changements.csv`."""
    out = a.parent / f"changements-{b.parent.name}"
    done = bts_sim("compare-decisions", a, b, *more, "--out", out)
    assert done.exit_code == 0, (done.stderr, done.exception)
    return lire(out / "changements.csv")


def said(rows: list[dict[str, str]], *columns: str) -> set[tuple[str, ...]]:
    return {tuple(row[column] for column in columns) for row in rows}


def corrected(**marks: str) -> dict[str, str]:
    return {**MARKS, **marks}


# --- marks ------------------------------------------------------------------------------------------------------------


def test_the_same_grading_twice_changes_nothing(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", MARKS, "--excel")
    assert changes(a, b) == []
    every = lire(tmp_path / "a" / "changements-b" / "decisions_comparees.csv")
    assert said(every, "candidat", "etat") == {(name, "identique") for name in MARKS}
    assert all(row["decision_a"] == row["decision_b"] != "" for row in every)


def test_one_mark_that_matters_is_named_and_one_that_does_not_is_too(tmp_path: Path) -> None:
    a = grade(tmp_path / "a", {"Zoé": MARKS["Zoé"], "Léa": "12 10 10 10 10 10"})
    b = grade(tmp_path / "b", {"Zoé": "7 9,5 8,5 10 11 10,5", "Léa": "7 10 10 10,5 10 10"})
    assert said(changes(a, b), "candidat", "etat", "cause", "unite", "avant", "apres", "effet") == {
        ("Zoé", "detail_change", "note", "U2", "9", "9,5", ""),
        ("Léa", "decision_changee", "note", "U1", "12", "7", "seule"),
        ("Léa", "decision_changee", "note", "U4", "10", "10,5", "sans_effet"),
    }


def test_two_marks_that_only_together_matter_are_said_together(tmp_path: Path) -> None:
    a = grade(tmp_path / "a", {"Léa": "8,5 8,5 9,5 10,25 10,25 10,25"})
    b = grade(tmp_path / "b", {"Léa": "10,5 10,5 9,5 10,25 10,25 10,2"})
    rows = changes(a, b)
    assert (rows[0]["decision_a"], rows[0]["decision_b"]) == ("en_attente_controle", "admis")
    effects = {row["unite"]: row["effet"] for row in rows}
    assert effects == {"U1": "ensemble", "U2": "ensemble", "U6": "sans_effet"}


def test_three_marks_that_only_together_matter_are_said_together(tmp_path: Path) -> None:
    a = grade(tmp_path / "a", {"Léa": "9 9 9 10 10 10"})
    b = grade(tmp_path / "b", {"Léa": "10 10 10 10 10 10"})
    assert said(changes(a, b), "unite", "effet") == {("U1", "ensemble"), ("U2", "ensemble"), ("U3", "ensemble")}


def test_an_absence_added_eliminates_whatever_else_is_better(tmp_path: Path) -> None:
    rows = changes(grade(tmp_path / "a"), grade(tmp_path / "b", corrected(Léa="12 AB 20 20 20 20")))
    lea = {row["unite"]: row for row in rows if row["candidat"] == "Léa"}
    assert (lea["U2"]["cause"], lea["U2"]["avant"], lea["U2"]["apres"]) == ("statut", "10", "AB")
    assert {unit: row["effet"] for unit, row in lea.items()} == {
        "U2": "seule",
        **dict.fromkeys(("U3", "U4", "U5", "U6"), "sans_effet"),
    }


def test_an_oral_added_is_named_with_its_mark(tmp_path: Path) -> None:
    rows = changes(grade(tmp_path / "a"), grade(tmp_path / "b", orals="Zoé;U1;14\nZoé;U2;9\n"))
    assert said(rows, "candidat", "cause", "unite", "apres", "effet") == {
        ("Zoé", "oral", "U1", "14", "seule"),
        ("Zoé", "oral", "U2", "9", "sans_effet"),
    }


def test_a_candidate_of_one_side_only_is_on_that_side(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", {k: v for k, v in MARKS.items() if k != "Léa"})
    assert said(changes(a, b), "candidat", "etat", "decision_a", "decision_b", "cause") == {
        ("Léa", "a_seulement", "admis", "", "")
    }
    assert said(changes(b, a), "candidat", "etat", "decision_a", "decision_b") == {("Léa", "b_seulement", "", "admis")}


# --- texts ------------------------------------------------------------------------------------------------------------

LOW = {"Zoé": "4 5 5 9 9 9", "Léa": MARKS["Léa"]}


def test_a_regime_is_named_with_the_step_that_it_changes_and_its_texts(tmp_path: Path) -> None:
    a = grade(tmp_path / "a", LOW, "--regime", "permanent_2022")
    b = grade(tmp_path / "b", LOW, "--regime", "exceptionnel_2021")
    (row,) = changes(a, b)
    assert (row["candidat"], row["cause"], row["effet"]) == ("Zoé", "regime", "seule")
    assert (row["avant"], row["apres"]) == ("permanent_2022", "exceptionnel_2021")
    for side, text in (("a", "D643-22 (2022)"), ("b", "ESRS2116854D")):
        assert row[f"texte_{side}"].startswith("Accès aux épreuves de contrôle") and text in row[f"texte_{side}"]


def test_a_regime_and_a_mark_are_told_apart_when_both_changed(tmp_path: Path) -> None:
    a = grade(tmp_path / "a", LOW, "--regime", "permanent_2022")
    b = grade(tmp_path / "b", {**LOW, "Zoé": "4 5 5,5 9 9 9"}, "--regime", "exceptionnel_2021")
    assert said(changes(a, b), "cause", "unite", "effet") == {("note", "U3", "sans_effet"), ("regime", "", "seule")}


def test_a_regime_of_ones_own_is_asked_for_when_it_is_needed_to_decide_again(tmp_path: Path) -> None:
    path = tmp_path / "mien.yaml"
    path.write_text(REFORM.format("mien", "changements: {seuil_professionnel: 8}"), encoding="utf-8")
    zoe = "9 9 9 9 9 9"
    a = grade(tmp_path / "a", {"Zoé": zoe})
    b = grade(tmp_path / "b", {"Zoé": "9 9 9 9 9 9,5"}, "--regime", path)
    done = bts_sim("compare-decisions", a, b)
    assert done.exit_code == 0 and "--regime FICHIER" in done.stderr and "effet inconnu" in done.stdout
    rows = changes(a, b, "--regime", path)
    assert said(rows, "cause", "effet") == {("note", "sans_effet"), ("regime", "seule")}
    alone = grade(tmp_path / "c", {"Zoé": zoe}, "--regime", path)
    assert said(changes(a, alone), "cause", "effet") == {("regime", "seule")}, "all that differs needs no jury"


def test_a_reading_is_named_with_its_question_and_its_answers(tmp_path: Path) -> None:
    path = tmp_path / "arrondi.yaml"
    path.write_text(REFORM.format("arrondi", "lectures: {arrondi: au_centieme}"), encoding="utf-8")
    marks = {"Zoé": "9,99 10 10 10 10 10"}
    a, b = grade(tmp_path / "a", marks), grade(tmp_path / "b", marks, "--regime", path)
    rows = {row["cause"]: row for row in changes(a, b, "--regime", path)}
    assert {cause: row["effet"] for cause, row in rows.items()} == {"lecture": "seule", "regime": "sans_effet"}
    read = rows["lecture"]
    assert (read["unite"], read["avant"], read["apres"]) == ("arrondi", "défaut", "au_centieme")
    assert "Non" in read["texte_a"] and "Oui, au centième" in read["texte_b"]


def test_a_coefficient_is_named_with_what_it_was(tmp_path: Path) -> None:
    shipped = (SHIPPED / "CI.csv").read_text(encoding="utf-8")
    own = tmp_path / "ci.csv"
    heavier = re.sub(r"(?m)^(CI,[^\n]*?,U1,[^,\n]*,)(\d+)(,)", r"\g<1>9\g<3>", shipped)
    assert heavier != shipped
    own.write_text(heavier, encoding="utf-8")
    marks = {"Léa": "6 10,5 10,5 11 11 11"}
    a, b = grade(tmp_path / "a", marks), grade(tmp_path / "b", marks, "--specialites", own)
    (row,) = changes(a, b)
    assert (row["cause"], row["unite"], row["apres"], row["effet"]) == ("coefficient", "U1", "9", "seule")
    assert f"U1 6 (coefficient {row['avant']})" in row["texte_a"] and "U1 6 (coefficient 9)" in row["texte_b"]


def test_a_session_is_told_apart_from_its_regime(tmp_path: Path) -> None:
    cohort = tirer(lire_specialites(SHIPPED, 2021), 2021, "exceptionnel_2021", 200, 8)
    sides = []
    for session, regime in ((2021, "exceptionnel_2021"), (2022, "permanent_2022"), (2021, "permanent_2022")):
        folder = tmp_path / f"{session}{regime}"
        folder.mkdir()
        options = cohort.write(folder, False)
        options[1], options[3] = str(session), regime
        done = bts_sim("grade", *options, "--explain", "--keep-going", "--out", folder / "out")
        assert done.exit_code in (0, 1), done.stderr
        sides.append(folder / "out")
    a, b, regime_alone = sides
    alone = {row["candidat"]: row["decision"] for row in lire(regime_alone / "decisions.csv")}
    rows = [row for row in changes(a, b) if row["etat"] == "decision_changee" and row["cause"] == "regime"]
    assert len(rows) > 20
    for row in rows:
        assert (row["effet"] == "seule") == (alone[row["candidat"]] == row["decision_b"]), row


# --- is what is said to suffice enough, really? -----------------------------------------------------------------------


def changed(row: Mapping[str, str], rng: random.Random, decimal: str) -> dict[str, str]:
    """Another mark or another status for a row of marks; the row as it is where nothing else may stand there."""
    if row["statut"] in ("AB", "ABJ"):
        return {"note": str(rng.randint(5, 15)), "statut": ""}
    if row["statut"] not in ("", "BE", "RE"):
        return {}
    if row["statut"] == "" and rng.random() < 0.1:
        return {"note": "", "statut": rng.choice(["AB", "ABJ"])}
    lowest = 10 if row["statut"] == "BE" else 0
    mark = float(row["note"].replace(",", ".")) + rng.choice([-8, -4, -2, -1, -0.5, 0.5, 1, 2, 4, 8])
    return {"note": str(round(min(20, max(lowest, mark)), 2)).replace(".", decimal)}


@pytest.mark.parametrize(("session", "regime"), [(2024, "permanent_2022"), (2021, "exceptionnel_2021")])
def test_what_suffices_alone_is_what_grading_again_with_it_alone_decides(  # noqa: C901
    session: int, regime: str, tmp_path: Path
) -> None:
    rng = random.Random(16)
    cohort = tirer(lire_specialites(SHIPPED, session), session, regime, 300, 16)

    def graded(name: str, marks: pd.DataFrame, orals: pd.DataFrame) -> tuple[Path, dict[str, str]]:
        folder = tmp_path / name
        folder.mkdir()
        cohort.notes, cohort.oraux = marks, orals
        options = cohort.write(folder, True)
        done = bts_sim("grade", *options, "--explain", "--keep-going", "--out", folder / "out")
        assert done.exit_code in (0, 1), done.stderr
        return folder / "out", {row["candidat"]: row["decision"] for row in lire(folder / "out" / "decisions.csv")}

    marks, orals = (table.reset_index(drop=True) for table in (cohort.notes, cohort.oraux))
    decimal = "," if marks["note"].str.contains(",").any() else "."
    other, other_orals = marks.copy(), orals.copy()
    places: list[dict[str, tuple[str, int]]] = [{}, {}, {}]
    for name, rows in sorted(marks.groupby("candidat").indices.items()):
        for turn, i in zip(places[:2], rng.sample(list(rows), 2), strict=True):
            for column, value in changed(marks.loc[i], rng, decimal).items():
                other.at[i, column] = value
                turn[name] = ("mark", i)
    for name, rows in sorted(orals.groupby("candidat").indices.items()):
        other_orals.at[rows[0], "note"] = str(rng.randint(0, 20))
        places[2][name] = ("oral", rows[0])
    (a, before), (b, after) = graded("a", marks, orals), graded("b", other, other_orals)
    rows = [row for row in changes(a, b) if row["etat"] == "decision_changee"]
    both = before.keys() & after.keys()
    assert {row["candidat"] for row in rows} == {name for name in both if before[name] != after[name]}
    effects = {(row["candidat"], row["cause"] == "oral", row["unite"]): row["effet"] for row in rows}
    assert {"seule", "ensemble", "sans_effet"} <= set(effects.values())
    asked = 0
    target = orals.columns[1]
    for turn, where in enumerate(places):
        one, one_oral = marks.copy(), orals.copy()
        for kind, i in where.values():
            if kind == "mark":
                one.loc[i] = other.loc[i]
            else:
                one_oral.loc[i] = other_orals.loc[i]
        _, again = graded(f"turn{turn}", one, one_oral)
        for name, (kind, i) in where.items():
            unit = orals.at[i, target] if kind == "oral" else marks.at[i, "unite"]
            effect = effects.get((name, kind == "oral", unit))
            if name in again and effect is not None:
                assert (effect == "seule") == (again[name] == after[name]), (name, unit, effect)
                asked += 1
    assert asked > 50


# --- what is said, and to whom ----------------------------------------------------------------------------------------


def test_counts_come_first_and_json_has_them(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", corrected(Léa="2 10 11 2 9 14"))
    shown = bts_sim("compare-decisions", a, b)
    assert shown.stdout.index("décision changée") < shown.stdout.index("identique") < shown.stdout.index("Léa")
    told = json.loads(bts_sim("compare-decisions", a, b, "--json").stdout)
    assert told["comptes"]["etats"]["decision_changee"] == 1
    assert told["comptes"]["changements"][0] == {
        **{"etat": "decision_changee", "decision_a": "admis", "decision_b": "refuse", "candidats": 1}
    }
    assert {row["unite"] for row in told["lignes"]} == {"U1", "U4"}


def test_without_names_there_are_counts_and_nobody(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", corrected(Léa="2 10 11 2 9 14"))
    out = tmp_path / "comptes"
    for words in ((), ("--json",), ("--out", out)):
        done = bts_sim("compare-decisions", a, b, "--no-names", *words)
        assert done.exit_code == 0 and "refuse" in done.stdout
        assert not any(name in done.stdout + done.stderr for name in MARKS)
    assert [path.name for path in out.glob("[!.]*")] == ["comptes.csv"]
    (b / "decisions.csv").write_text((b / "decisions.csv").read_text(encoding="utf-8").replace("Léa", "Zoé"), "utf-8")
    refused = bts_sim("compare-decisions", a, b, "--no-names")
    assert refused.exit_code == 2 and "candidat en double" in refused.stderr and "Zoé" not in refused.stderr


def test_without_explanations_changes_are_listed_and_the_command_to_type_is_told(tmp_path: Path) -> None:
    a = grade(tmp_path / "a")
    b = grade(tmp_path / "b", corrected(Léa="2 10 11 2 9 14"), explain=False)
    (row,) = changes(a, b)
    assert (row["candidat"], row["decision_b"], row["cause"], row["effet"]) == ("Léa", "refuse", "", "")
    told = bts_sim("compare-decisions", a, b).stderr
    assert "bts-sim grade" in told and f"--explain --out {b}" in told and f"--out {a}" not in told


def test_a_folder_or_its_table_may_be_given(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", corrected(Léa="2 10 11 13 9 14"))
    assert changes(a, b) == changes(a / "decisions.csv", b / "decisions.csv") != []


# --- bad input --------------------------------------------------------------------------------------------------------


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "problem"),
    [
        ("decisions.csv", ";admis;", ";reçu;", "valeur inconnue"),
        ("decisions.csv", "481/50", "481-50", "ce n'est pas une moyenne exacte"),
        ("decisions.csv", "Ali;", "Zoé;", "candidat en double"),
        ("decisions.csv", "decision_groupe1", "premiere", "colonne absente"),
        ("explications.jsonl", '"candidat": "Zoé"', '"candidat": "Zoë"', "explication absente"),
        ("explications.jsonl", '"decision": "en_attente_controle"', '"decision": "refuse"', "d'un autre jugement"),
        ("explications.jsonl", '{"candidat": "Zoé"', '{"candidat": "Zoé', "ce n'est pas une explication"),
        ("explications.jsonl", '"note": "7"', '"note": "70"', "ce n'est pas une explication"),
        ("explications.jsonl", '"note": "7"', '"note": "1/0"', "ce n'est pas une explication"),
        ("explications.jsonl", '"etapes"', '"pas"', "ce n'est pas une explication"),
    ],
)
def test_a_folder_that_is_not_as_it_was_written_is_refused_with_the_remedy(
    name: str, old: str, new: str, problem: str, tmp_path: Path
) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", corrected(Zoé="7 9,5 8,5 10 11 10,5"))
    spoil(a, name, old, new)
    out = tmp_path / "out"
    done = bts_sim("compare-decisions", a, b, "--out", out)
    assert done.exit_code == 2 and problem in done.stderr and "Remède" in done.stderr, done.stderr
    assert not out.exists() or not list(out.glob("[!.]*"))


@pytest.mark.parametrize("given", ["nowhere", "."])
def test_what_is_no_folder_of_results_is_refused(given: str, tmp_path: Path) -> None:
    done = bts_sim("compare-decisions", grade(tmp_path / "a"), tmp_path / given)
    assert done.exit_code == 2 and "Remède" in done.stderr


# --- tables alone -----------------------------------------------------------------------------------------------------


def test_every_candidate_of_either_side_is_counted_once(tmp_path: Path) -> None:
    a, b = grade(tmp_path / "a"), grade(tmp_path / "b", {**corrected(Léa="2 10 11 2 9 14"), "Eve": MARKS["Léa"]})
    found = compare_decided(read_decisions(a), read_decisions(b))
    assert list(found.index) == ["Zoé", "Ali", "Léa", "Eve"]
    assert counts(found)["candidats"].sum() == len(found)
    back = compare_decided(read_decisions(b), read_decisions(a))
    mirror = {"a_seulement": "b_seulement", "b_seulement": "a_seulement"}
    assert back["etat"].to_dict() == {name: mirror.get(state, state) for name, state in found["etat"].items()}
