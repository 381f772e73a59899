"""Does the graph of the law hold every rule, say what the jury really does, and do the pages of the law follow it?"""

import sys
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any
from xml.etree import ElementTree

import pytest
from cohorts import bts_sim
from helpers import outil

from bts_sim.display.law_picture import draw_law
from bts_sim.droit import rule_graph as graphs
from bts_sim.droit.deliberation import Decided, Deliberation
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
from bts_sim.droit.regles import controle
from bts_sim.droit.regles.catalogue import REGLES
from bts_sim.droit.roles import every_rule, name_of_rule
from bts_sim.droit.rule_graph import STEPS, rule_graph, rules_beside
from bts_sim.droit.textes import load_bareme, textes_en_vigueur
from bts_sim.questions.one_candidate.entry import typed_candidate
from bts_sim.questions.one_candidate.verdicts import verdicts

pytestmark = pytest.mark.quick

pages = outil("law_pages")
SESSION = 2024
#: Modules of rules that no jury applies: they say who may register, what is kept, and when.
BESIDE = {"acquis", "calendrier", "inscription"}


def drawn_rules() -> set[str]:
    """Return the rules that some graph of the jury holds, under any rule that a regime may choose."""
    law = load_regime("permanent_2022")
    chosen = [replace(law, **{key: name}) for key, rules in REGLES.items() for name in rules]
    return {name for one in chosen for name in rule_graph(one, SESSION)} & set(every_rule())


def test_every_rule_has_a_node_and_a_page() -> None:
    law = load_regime("permanent_2022")
    beside = set(rules_beside(law, SESSION)) - drawn_rules()
    assert drawn_rules() | beside == set(every_rule())
    assert {name.partition(".")[0] for name in beside} == BESIDE
    assert {name for names in pages.stated().values() for name in names} == set(every_rule())


def test_a_rule_that_nobody_applies_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def acces_oublie() -> None:
        """Let somebody in.

        Sources: d643-24
        """

    acces_oublie.__module__ = controle.__name__
    monkeypatch.setattr(controle, "acces_oublie", acces_oublie, raising=False)
    every_rule.cache_clear()
    beside = set(rules_beside(load_regime("permanent_2022"), SESSION)) - drawn_rules()
    monkeypatch.undo()
    every_rule.cache_clear()
    assert {name for name in beside if name.partition(".")[0] not in BESIDE} == {"controle.acces_oublie"}


def called(regime_name: str) -> set[tuple[str, str]]:
    """Return which rule or step calls which when a jury decides on a few candidates, whatever helps between the two."""
    found: set[tuple[str, str]] = set()
    functions = {one.__code__: name_of_rule(one) for one in (*STEPS, *every_rule().values())}

    def watch(frame: FrameType, event: str, _given: Any) -> None:
        if event == "call" and frame.f_code in functions:
            above = frame.f_back
            while above is not None and above.f_code not in functions:
                above = above.f_back
            if above is not None:
                found.add((functions[above.f_code], functions[frame.f_code]))

    session = 2021 if "2021" in regime_name else SESSION
    notes = "U1 8 ; U21 9 ; U22 9 ; U3 9 ; U41 10,5 ; U42 10,5 ; U5 9 ; U6 12"
    (verdict,) = verdicts(typed_candidate(session, "MCO", "scolaire", notes), [regime_name])
    orals = verdict.no_orals(1)
    orals[0, :2] = 1500
    # A new group: what this one has worked out is kept, and would not be called again.
    own = Deliberation(verdict.deliberation.groupe, load_bareme(session), load_regime(regime_name).for_all)
    sys.setprofile(watch)
    try:
        assert Decided(own).after(orals, clos=True).second.decision.size == 1
    finally:
        sys.setprofile(None)
    return found


@pytest.mark.parametrize(
    "name", [*shipped_regimes(), "mille_points", "oral_au_dessus_de_dix", "une_note_professionnelle"]
)
def test_what_a_jury_calls_is_in_the_graph(name: str) -> None:
    graph = rule_graph(load_regime(name), SESSION)
    calls = called(name)
    assert len(calls) > 8
    assert {pair for pair in calls if pair[1] not in graph[pair[0]].uses} == set()


def test_a_node_says_the_texts_and_the_values_of_its_session() -> None:
    law = rule_graph(load_regime("permanent_2022"), SESSION)
    assert [(line.nom, line.valeur) for line in law["controle.est_assez_proche"].lines] == [("seuil_general", "8")]
    assert law["controle.est_assez_proche"].texts == ("d643-22-2022",)
    changed = rule_graph(load_regime("plancher_7_5"), SESSION)["controle.est_assez_proche"]
    assert [line.valeur for line in changed.lines] == ["7,5"]
    assert {line.nom for line in graphs.unread_lines(load_regime("permanent_2022"), SESSION)} >= {"pas_des_notes"}
    # A rule of another session is told apart: no text of 2021 has a floor.
    elsewhere = rule_graph(load_regime("permanent_2022"), 2021)
    assert elsewhere["controle.est_assez_proche"].is_borrowed and not elsewhere["admission.est_admis"].is_borrowed
    assert textes_en_vigueur(["d643-22-2022"], 2021) == list(elsewhere["controle.est_assez_proche"].texts)


@pytest.mark.parametrize(
    "name", ["permanent_2022", "exceptionnel_2021", *shipped_scenarios()[:1], *idees_fausses()[:1]]
)
def test_the_picture_names_each_rule_once_and_fetches_nothing(name: str) -> None:
    drawn = draw_law(load_regime(name), SESSION)
    boxes = list(ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}rect"))
    assert len(boxes) == 1 + len(rule_graph(load_regime(name), SESSION))
    assert drawn.count("http") == 1
    places = {(box.get("x"), box.get("y")) for box in boxes}
    assert len(places) == len(boxes)


def test_the_command_prints_the_graph_and_draws_it(tmp_path: Path) -> None:
    said = bts_sim("law", "--graph", "--session", 2024).stdout
    for words in ("controle.est_assez_proche [D643-22 (2022)]\n    lit : seuil_general = 8", "Hors du jury"):
        assert words in said
    picture = tmp_path / "loi.svg"
    assert bts_sim("law", "--graph", "--regime", "plancher_7_5", "--out", picture).exit_code == 0
    assert "seuil_general = 7,5" in picture.read_text(encoding="utf-8")
    for wrong, told in (
        (("--graph", "--out", picture), "un fichier de ce nom est déjà là"),
        (("--graph", "--out", tmp_path / "loi.pdf"), "donner un nom en .svg, comme loi.svg"),
        (("--graph", "--scenarios"), "--graph va avec"),
        (("--out", picture), "--registre ou --graph"),
    ):
        run = bts_sim("law", *wrong)
        assert run.exit_code == 2 and told in run.stderr


def test_the_pages_of_the_law_are_those_that_the_tool_writes() -> None:
    assert pages.stale() == []


def test_a_page_shows_the_words_the_code_the_values_and_the_cases_of_its_article() -> None:
    for lang, home in pages.HOMES.items():
        page = (home / "d643-22.md").read_text(encoding="utf-8")
        assert "« au moins égale à 8 et inférieure à 10 »" in page and "def acces_moyennes_entre_seuils(" in page
        assert "| Moyenne générale à partir de laquelle le diplôme est délivré | 10 | 2022–2026 | A |" in page, lang
        assert "À 8 exactement" in page and "`moyenne_generale_inferieure_a_8`" in page
