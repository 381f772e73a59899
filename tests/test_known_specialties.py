"""Is a BTS whose règlement the project does not have told from one that nobody knows?"""

from pathlib import Path

import pytest

from bts_sim.candidates.grade import grade
from bts_sim.candidates.kept_marks.keep import keep_acquis
from bts_sim.candidates.registration.check import check_registrations
from bts_sim.cohort.describe import load_cohort
from bts_sim.droit.specialites_connues import connue, connues
from bts_sim.droit.textes import absence_de, load_bareme, sessions, sources
from bts_sim.errors import BtsSimError

pytestmark = pytest.mark.quick

#: Named in the note of Nancy-Metz of 2024, and not gradable.
NOMMEES = ("TOURISME", "GA", "MHR", "CCST", "MC", "CIRA")
#: Named too, with a règlement for some sessions: the first and the last of them.
DATED = {"SP3S": (2021, 2023), "ET": (2021, 2021), "SN-EC": (2021, 2024), "TP": (2021, 2024), "MEC": (2023, 2026)}
WORDS = "est une spécialité de BTS dont le projet n'a pas le règlement"


@pytest.mark.parametrize("code", sorted(set(connues()) - set(DATED)))
@pytest.mark.parametrize("session", [2021, 2024, 2026])
def test_a_known_specialty_is_not_called_unknown(code: str, session: int) -> None:
    bareme = load_bareme(session)
    one = connues()[code]
    for written in (code, code.lower(), f"BTS {code}", one.nom, one.nom.upper()):
        problem, remedy = absence_de(bareme, written)
        assert WORDS in problem and code in problem and "vouliez-vous dire" not in remedy, written
        assert "--specialites" in remedy and "inconnue" not in problem


def test_each_is_named_by_a_text_of_the_register_and_has_no_reglement() -> None:
    assert {one.source for one in connues().values()} <= set(sources()) and set(NOMMEES) <= set(connues())
    for session in sessions():
        held = {code for code, (first, last) in DATED.items() if first <= session <= last}
        assert set(connues()) & set(load_bareme(session).reglements) == held


@pytest.mark.parametrize("code", DATED)
@pytest.mark.parametrize("session", sessions())
def test_one_with_a_reglement_for_some_sessions_is_told_which(code: str, session: int) -> None:
    first, last = DATED[code]
    bareme, nom = load_bareme(session), connues()[code].nom
    for written in (code, code.lower(), f"BTS {code}", nom):
        problem, remedy = absence_de(bareme, written)
        if first <= session <= last:
            assert "inconnue" in problem and remedy == f"vouliez-vous dire « {code} » ?"
        else:
            assert f"{code} : pas de règlement pour {session}" in problem
            assert remedy == f"sessions {', '.join(map(str, range(first, last + 1)))}"


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
    import datetime

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
