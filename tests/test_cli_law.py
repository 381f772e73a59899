"""Does the command line print the law with its sources, and the difference between two laws?"""

import pytest
from cohorts import bts_sim

from bts_sim.droit.articles import articles, difference
from bts_sim.droit.regimes import depends_on, load_regime, shipped_regimes
from bts_sim.droit.textes import points_ouverts, sessions, sources


@pytest.mark.parametrize("name", shipped_regimes())
@pytest.mark.parametrize("session", sessions())
def test_every_line_of_the_law_has_a_source_that_resolves_and_a_grade(name: str, session: int) -> None:
    lines = articles(load_regime(name), session)
    assert {line.source for line in lines} <= set(sources())
    assert {line.cote for line in lines} <= {"A", "A~", "B", "C", "I"}
    readings = {line.nom for line in lines if line.rubrique == "lecture"}
    assert readings == {reading for reading in points_ouverts() if depends_on(load_regime(name), reading)}


def test_the_law_of_a_session_is_printed_with_its_sources() -> None:
    printed = bts_sim("law", "--session", 2024).stdout
    for said in ("Moyenne générale demandée pour l'accès", "d643-22-2022 (A)", "9,995 n'atteint pas 10"):
        assert said in printed
    assert "ponctuelles" not in printed


def test_two_sessions_differ_by_structure_and_not_by_a_parameter() -> None:
    laws = [articles(load_regime(name), 2022) for name in ("exceptionnel_2021", "permanent_2022")]
    rules = {line.nom for line in difference(*laws) if line.rubrique == "règle"}
    assert rules == {"acces", "choix", "remplacement", "seuil_general", "seuil_professionnel"}
    printed = bts_sim("law", "--diff", 2021, 2022).stdout
    assert "Session 2021" in printed and "injustifiée" in printed and "moyennes demandées" in printed


def test_two_laws_that_are_the_same_say_so() -> None:
    assert "la même loi" in bts_sim("law", "--diff", 2023, 2024).stdout


def test_a_scenario_is_compared_with_the_law() -> None:
    printed = bts_sim("law", "--diff", "permanent_2022", "plancher_7_5").stdout
    assert [line.split()[-2:] for line in printed.splitlines() if "Moyenne générale demandée" in line] == [["8", "7,5"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("law", "--session", 2020), "contrôle continu"),
        (("law", "--diff", "2021", "permanant_2022"), "vouliez-vous dire « permanent_2022 » ?"),
        (("law", "--regime", "rien"), "régime inconnu"),
    ],
)
def test_an_unknown_law_is_refused(arguments: tuple[object, ...], said: str) -> None:
    run = bts_sim(*arguments)
    assert run.exit_code == 2 and said in run.stderr


def test_sources_not_read_since_a_day_are_listed() -> None:
    everything = bts_sim("sources", "--not-read-since", "2999-01-01").stdout
    assert f"{len(sources())} textes sur {len(sources())}." in everything
    first = min(text["checked_on"] for text in sources().values())
    nothing = bts_sim("sources", "--not-read-since", first.isoformat()).stdout
    assert nothing == f"0 texte sur {len(sources())}.\n"


def test_every_scenario_is_listed() -> None:
    printed = bts_sim("law", "--scenarios").stdout
    for name in ("permanent_2022", "plancher_7_5", "mille_points"):
        assert name in printed
