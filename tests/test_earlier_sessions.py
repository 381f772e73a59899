"""Is a session before the orals judged by its own texts, and is a regime supposed on another session told as such?"""

import csv
import random
from pathlib import Path

import oracle
import pytest
from cohorts import bts_sim

import bts_sim as bts
from bts_sim.candidates.grade import grade
from bts_sim.droit.articles import articles
from bts_sim.droit.held import sessions_anterieures
from bts_sim.droit.regimes import load_regime, say_supposed
from bts_sim.droit.rule_graph import rule_graph
from bts_sim.droit.textes import TEXTES, check_session, load_bareme, sessions, sources, textes_en_vigueur
from bts_sim.errors import LawError

EARLIER = sessions_anterieures()


@pytest.mark.parametrize("session", EARLIER)
def test_every_line_of_an_earlier_session_is_from_a_text_of_its_time(session: int) -> None:
    law = load_bareme(session)
    lines = articles(load_regime(law.regime), session)
    assert law.regime == "aucun" and law.reglements.keys() >= {"SP3S", "NOTARIAT", "CRSA", "ET"}
    for line in lines:
        assert line.rubrique == "lecture" or textes_en_vigueur([line.source], session) == [line.source], line
    assert {line.cote for line in lines} <= {"A", "A~", "B", "C", "I"} and not any(law.ailleurs.keys() & law.reglements)
    # Nobody sits an oral: the only rules that decide are those of the first group.
    assert "controle.acces_ferme" in rule_graph(load_regime("aucun"), session)


def test_no_session_is_covered_twice_and_2020_stays_apart() -> None:
    assert not set(EARLIER) & set(sessions()) and 2020 not in EARLIER
    assert sources()["d643-22-2014"]["date"].year < EARLIER[0] and sources()["d643-22-2014"]["a"] >= EARLIER[-1]
    for refused, said in (
        (2020, "contrôle continu"),
        (EARLIER[0] - 1, f"{EARLIER[0]} à {EARLIER[-1]}, sans rattrapage"),
    ):
        with pytest.raises(LawError, match=said):
            check_session(refused)


def test_a_file_of_2018_is_judged_as_the_texts_of_2018_say(tmp_path: Path) -> None:
    """Fractions of the oracle on the tables of that session, each side of 10 among them."""
    luck, units = random.Random(2018), oracle.lire_specialites(Path(str(TEXTES / "specialites")), 2018)
    assert units.keys() == load_bareme(2018).reglements.keys()
    people: list[oracle.Candidat] = []
    for code in sorted(units):
        own = [unit for unit in units[code] if not unit.facultative]
        for marks in ([10.0] * len(own), [9.99, *[10.0] * (len(own) - 1)], [luck.randrange(12, 29) / 2 for _ in own]):
            lines = [oracle.Ligne(unit.code, str(mark)) for unit, mark in zip(own, marks, strict=True)]
            people.append(oracle.Candidat(f"A{len(people)}", code, "scolaire", "globale", "oui", lines))
    tables = {
        "candidats": [("candidat", "specialite", "voie", "forme", "derniere_session")]
        + [(one.candidat, one.specialite, one.voie, one.forme, one.derniere_session) for one in people],
        "notes": [("candidat", "unite", "note", "statut")]
        + [(one.candidat, line.unite, line.note, "") for one in people for line in one.lignes],
    }
    for name, rows in tables.items():
        with (tmp_path / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter=";").writerows(rows)
    graded = grade(tmp_path / "candidats.csv", tmp_path / "notes.csv", session=2018)
    assert "régime aucun" in repr(graded)
    for one, row in zip(people, graded.decisions().to_dict("records"), strict=True):
        assert oracle.ecarts(row, oracle.juger(one, units[one.specialite], "aucun", False)) == {}
    given = ("--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / "notes.csv", "--session", 2018)
    supposed = bts_sim("grade", *given, "--regime", "permanent_2022", "--out", tmp_path / "r").stderr
    assert "Le droit de la session 2018 est le régime aucun ; permanent_2022 y est supposé." in supposed
    assert "supposé" not in bts_sim("explain", "A1", *given).stderr
    told = bts_sim("explain", "A1", *given, "--regime", "exceptionnel_2021")
    assert "exceptionnel_2021 y est supposé" in told.stderr
    assert "aucun texte de cette session (régime d'une autre session" in told.stdout


def test_any_regime_may_be_supposed_on_any_session_and_says_so() -> None:
    assert say_supposed(["aucun"], 2018) == say_supposed(["permanent_2022", "en_vigueur"], 2024) == ""
    said = "Le droit de la session 2021 est le régime exceptionnel_2021 ; aucun, plancher_9 y sont supposés."
    assert say_supposed(["aucun", "exceptionnel_2021", "plancher_9"], 2021) == said
    study = bts.study(session=2018, size=300, regimes="permanent_2022")
    rates = study.rates(parameters="fixed").table
    (gap,) = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "ecart_taux_admis")]["valeur"]
    assert 0 < gap < 10 and study.people.session == 2018
    graded = bts.candidate(2018, "SP3S", "scolaire", "U1 9 ; U2 9 ; U3 9 ; U4 10 ; U5 10 ; U6 10")
    assert graded.table["decision"].tolist() == ["en_attente_controle", "en_attente_controle"]
