"""Are the rare situations of the law told apart: fraud, disability, overseas, too many épreuves?"""

from pathlib import Path

import pytest
from cohorts import bts_sim, lire
from test_readings import TABLE, UNITES

from bts_sim.droit.textes import load_bareme, sessions, territoire_refuse, valeur

pytestmark = pytest.mark.quick


def grade(dossier: Path, further: dict[str, str], notes: str, *, code: int = 0, session: int = 2024) -> dict[str, str]:
    """One candidate of specialty X (test_readings) with further columns; the decision, or what is said on refusal."""
    columns = {"candidat": "1", "specialite": "X", "voie": "formation_continue", "forme": "globale"}
    columns |= {"derniere_session": "oui"} | further
    (dossier / "x.csv").write_text(TABLE, encoding="utf-8")
    (dossier / "c.csv").write_text(f"{';'.join(columns)}\n{';'.join(columns.values())}\n", encoding="utf-8")
    rows = [
        f"1;{u};{n.rstrip('ABEJRNVDI')};{n.lstrip('0123456789.')}" for u, n in zip(UNITES, notes.split(), strict=False)
    ]
    (dossier / "n.csv").write_text("\n".join(["candidat;unite;note;statut", *rows]), encoding="utf-8")
    files = ["--candidats", dossier / "c.csv", "--notes", dossier / "n.csv", "--specialites", dossier / "x.csv"]
    run = bts_sim("grade", *files, "--session", session, "--out", dossier / "out")
    assert run.exit_code == code, run.stderr
    return {"stderr": run.stderr} if code else lire(dossier / "out" / "decisions.csv")[0]


@pytest.mark.parametrize("notes", ["12 12 12 12 12 12", "12 AB 12 12 12 12", "5 5 5 5 5 5"])
def test_nobody_suspected_of_fraud_gets_a_result_before_the_commission(notes: str, tmp_path: Path) -> None:
    row = grade(tmp_path, {"suspension_fraude": "oui"}, notes)
    assert row["decision_groupe1"] == row["decision"] == "sans_decision_finale"
    assert "suspension_pour_fraude" in row["motifs"].split(",")
    assert row["moyenne_generale"] == row["moyenne_finale"] == ""


def test_the_others_of_such_a_file_are_decided(tmp_path: Path) -> None:
    assert grade(tmp_path, {"suspension_fraude": "non"}, "12 12 12 12 12 12")["decision"] == "admis"
    assert grade(tmp_path, {"suspension_fraude": ""}, "12 12 12 12 12 12")["decision"] == "admis"
    said = grade(tmp_path, {"suspension_fraude": "peut-être"}, "12 12 12 12 12 12", code=2)["stderr"]
    assert "colonne suspension_fraude" in said


def test_a_mark_below_10_is_kept_in_the_forme_globale_only_by_who_may_keep_every_mark(tmp_path: Path) -> None:
    assert "D613-26" in grade(tmp_path, {}, "8RE 12 12 12 12 12", code=2)["stderr"]
    row = grade(tmp_path, {"conserve_toutes_notes": "oui"}, "8RE 12 12 12 12 12")
    assert (row["decision"], row["moyenne_generale_exacte"]) == ("admis", "78/7")


@pytest.mark.parametrize("column", ["academie", "Académie", "territoire"])
@pytest.mark.parametrize("name", ["Nouvelle-Calédonie", "nouvelle caledonie"])
def test_new_caledonia_is_refused_with_the_reason(column: str, name: str, tmp_path: Path) -> None:
    said = grade(tmp_path, {column: name}, "12 12 12 12 12 12", code=2)["stderr"]
    assert "2021-1714" in said and f"colonne {column}" in said
    assert grade(tmp_path, {column: "Nancy-Metz"}, "12 12 12 12 12 12")["decision"] == "admis"


@pytest.mark.parametrize("name", ["Mayotte", "MAYOTTE", "Rectorat de Mayotte", "académie_de_mayotte"])
@pytest.mark.parametrize("session", sessions())
def test_a_territory_is_refused_for_the_sessions_that_have_their_own_decree(
    session: int, name: str, tmp_path: Path
) -> None:
    refused = session == 2025
    found = grade(tmp_path, {"academie": name}, "12 12 12 12 12 12", session=session, code=2 if refused else 0)
    if refused:
        assert "JO du 12-5-2025" in found["stderr"] and "ne pas les juger avec lui" in found["stderr"]
    else:
        assert found["decision"] == "admis"


def test_a_name_that_only_begins_like_a_territory_is_another() -> None:
    assert territoire_refuse("nouvelle-caledonie", 2026) and not territoire_refuse("mayottes", 2025)


def test_what_a_refused_candidate_has_acquired_is_written_for_the_next_session(tmp_path: Path) -> None:
    """From `grade --acquis` to `acquis` to the rows of notes.csv of the next session: nothing is retyped."""
    grade(tmp_path, {}, "12 9 5 9.99 10 8")
    files = ["--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n.csv", "--specialites", tmp_path / "x.csv"]
    out = tmp_path / "out"
    assert bts_sim("grade", *files, "--session", 2024, "--acquis", "2024-07-08", "--out", out).exit_code == 0
    assert [row["unite"] for row in lire(out / "acquis.csv")] == ["G1", "P21"]
    held = [
        "--acquis",
        out / "acquis.csv",
        "--session",
        2025,
        "--date",
        "2025-05-12",
        "--specialites",
        tmp_path / "x.csv",
    ]
    run = bts_sim("acquis", *held, "--out", tmp_path / "next")
    assert run.exit_code == 0, run.stderr
    kept = lire(tmp_path / "next" / "notes_conservees.csv")
    assert [tuple(row.values()) for row in kept] == [("1", "G1", "12", "BE"), ("1", "P21", "10", "BE")]


@pytest.mark.parametrize("session", sessions())
def test_no_specialty_has_more_compulsory_epreuves_than_the_code_allows(session: int) -> None:
    limit = valeur("nombre_epreuves_obligatoires", session)
    assert limit == (6 if session <= 2024 else 9)
    for reglement in load_bareme(session).reglements.values():
        assert len({unit.epreuve for unit in reglement.unites}) <= limit, reglement.specialite
