"""May a reader be misled by a chart: its order, its words, its numbers, its looks? Read from specifications alone."""

import copy
import textwrap
from collections.abc import Callable
from typing import Any

import pytest
from helpers import ROOT, outil

import bts_sim as bts
from bts_sim.display.theme import COLOURS, DARK, DASH, INK

lint = outil("charts")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
RATES = {"moins de 8": 1.5, "de 8 à moins de 9": 12.25, "de 9 à moins de 10": 55.9}


def sound() -> dict[str, Any]:
    """A chart as the project draws them: two regimes along a scale, in percent of somebody."""
    names = {"exceptionnel_2021": "Session exceptionnelle 2021", "permanent_2022": "Régime permanent (2022)"}
    rows = [{"nom": name, "tranche": band, "taux": rate} for name in names.values() for band, rate in RATES.items()]
    look = {"domain": [*names.values()]}
    title = "1,5 % (moins de 8), 55,9 % (de 9 à 10)"
    return {
        "title": {"text": textwrap.wrap(title, 30), "subtitle": "Traits : intervalles à 90 %"},
        "description": title,
        "width": 480,
        "data": {"name": "d"},
        "datasets": {"d": rows},
        "mark": {"type": "line"},
        "encoding": {
            "y": {"field": "tranche", "type": "nominal", "sort": [*RATES], "title": None},
            "x": {"field": "taux", "type": "quantitative", "title": "Admis (% des présents)"},
            "color": {"field": "nom", "type": "nominal", "scale": look | {"range": [COLOURS[name] for name in names]}},
            "strokeDash": {
                "field": "nom",
                "type": "nominal",
                "scale": look | {"range": [DASH[name] for name in names]},
            },
        },
    }


def put(*path: Any, value: Any) -> Callable[[Any], None]:
    def change(spec: Any) -> None:
        for key in path[:-1]:
            spec = spec[key]
        spec[path[-1]] = value

    return change


SLIDER = {"name": "barre_choisie", "value": 12, "bind": {"input": "range", "min": 8, "max": 14}}
FAMILIES = ["scolaire", "apprentissage", "bac général", "bac professionnel"]
GROUPS = [{"tranche": name, "taux": rate, "nom": "x"} for name in FAMILIES for rate in RATES.values()]
#: What was drawn before, or could be, and what is said of it.
BROKEN = {
    "an order of values in place of a scale": (
        put("encoding", "y", "sort", value=[*RATES][::-2] + [*RATES][1::2]),
        "order: tranche goes",
    ),
    "no width that a telephone may change": (put("width", value="container"), "frame: no width"),
    "wider than paper": (put("width", value=900), "frame: 900 pixels"),
    "a colour that the dark screen does not know": (
        put("mark", value={"type": "line", "color": "crimson"}),
        "dark: crimson",
    ),
    "words that the dark hides": (put("encoding", "color", value={"value": "#003300"}), "dark: text #003300"),
    "words too pale for paper": (put("encoding", "color", value={"value": "#dddddd"}), "dark: text #dddddd on #ffffff"),
    "a screen reader told « Vega visualization »": (
        put("description", value="Vega visualization"),
        "alternative: the desc",
    ),
    "a title without a finding": (put("title", value="Les taux des régimes"), "alternative: no finding"),
    "a question and no control": (put("title", value="Admis de 1,5 à 55,9 %, ou non ?"), "alternative: a question"),
    "a number of yesterday": (put("title", value="De 1,5 % à 79,6 % d'admis"), "numbers: 79,6"),
    "a title that a slider leaves behind": (
        put("params", value=[SLIDER]),
        "controls: the title does not say that barre",
    ),
    "another colour for a regime": (put("encoding", "color", "scale", "range", 0, value="#009e73"), "regimes: Session"),
    "another dash for a regime": (put("encoding", "strokeDash", "scale", "range", 1, value=[6, 3]), "has strokeDash"),
    "one colour for two": (put("encoding", "color", "scale", "range", value=["#009e73"] * 2), "has two meanings"),
    "a nickname": (put("datasets", "d", 0, "nom", value="Session 2021"), "« Session 2021 » is another name"),
    "an axis named after its column": (put("encoding", "x", "title", value=""), "units: x has no title"),
    "an axis without a unit": (put("encoding", "x", "title", value="Fiabilité"), "units: « Fiabilité » has no unit"),
    "a share of nobody": (put("encoding", "x", "title", value="Part (%)"), "does not say of whom"),
    "a line under the title that is half a sentence": (
        put("title", "subtitle", value=["Trait : réformes", "dont aucune autre n'a moins"]),
        "lines: « dont aucune",
    ),
    "a line that begins with a sign": (
        put("title", "text", value=["1,5 % (moins de 8)", ": 55,9 % (de 9 à 10)"]),
        "lines: « : 55,9",
    ),
    "text of nine pixels": (put("config", value={"axis": {"labelFontSize": 9}}), "text: labelFontSize of 9"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_chart_that_misleads_is_told_and_a_sound_one_is_not(what: str) -> None:
    change, said = BROKEN[what]
    spec = sound()
    assert lint.faults(spec) == []
    spec = copy.deepcopy(spec)
    if "words" in what:
        spec["mark"] = {"type": "text"}
    change(spec)
    assert any(said in fault for fault in lint.faults(spec)), lint.faults(spec)


def test_white_words_are_read_on_dark_bars_alone() -> None:
    """As once drawn: white numbers on the pale blue of parameters."""
    spec = sound()
    bars = {"mark": {"type": "bar"}, "encoding": {"color": spec["encoding"]["color"]}}
    white = {"condition": {"test": "datum.fonce", "value": "white"}, "value": INK}
    words = {"mark": {"type": "text"}, "encoding": {"color": white}}
    spec["layer"] = [bars, words]
    del spec["mark"], spec["encoding"]["color"]
    for dark, said in ((("#0072b2", "#56b4e9"), []), (("#56b4e9", "#0072b2"), ["#ffffff", "#56b4e9", "2.31"])):
        bars["encoding"]["color"]["scale"]["range"] = list(dark)
        for row in spec["datasets"]["d"]:
            row["fonce"] = row["nom"].startswith("Session")
        found = [fault for fault in lint.on_bars(spec, list(lint.marks(spec)))]
        assert bool(found) is bool(said) and all(word in found[0] for word in said), found


def test_groups_of_several_families_need_the_name_of_each() -> None:
    spec = sound() | {"datasets": {"d": GROUPS}}
    spec["encoding"]["y"]["sort"] = FAMILIES
    assert [fault for fault in lint.faults(spec) if "families" in fault] == [
        "families: scolaire begins voie and no head says it",
        "families: bac général begins origine and no head says it",
    ]
    headed = ["Voie", *FAMILIES[:2], "Baccalauréat d'origine", *FAMILIES[2:]]
    spec["encoding"]["y"] = {"field": "tranche", "type": "nominal", "scale": {"domain": headed}}
    assert not [fault for fault in lint.faults(spec) if "families" in fault]


def test_a_written_number_is_read_with_what_its_rounding_hides() -> None:
    read = {
        "18 500": (18500, 250),
        "−4,42": (-4.42, lint.NEAREST / 100),
        "+3,5": (3.5, 0.25),
        "1,234.5": (1234.5, 0.25),
        "60": (60, 10),
    }
    for text, (value, slack) in read.items():
        assert (lint.number(text), lint.rounding(text)) == pytest.approx((value, slack)), text


def test_a_title_in_diplomas_upon_bars_of_chances_is_told() -> None:
    """As once drawn: 13,1 is half a point from a bar, from an end of an interval, and from gaps that mean nothing."""
    advice = {
        "gain": (2.728, 3.0711, 0.7316),
        "coefficients": (6.8629, 12.3271, 1.8338),
        "sort": (16.4622, 22.1921, 6.3917),
    }
    rows = [
        {"nom": name, "tranche": one, "taux": value, "haut": 1.04 * value, "texte": f"{value:.1f} pt".replace(".", ",")}
        for one, values in advice.items()
        for name, value in zip(("loi", "un oral", "trois oraux"), values, strict=True)
    ]
    spec = sound() | {"datasets": {"d": rows}, "title": "Le meilleur choix donne 13,1 diplômes de plus"}
    spec["encoding"] |= {"color": {"field": "nom", "type": "nominal"}, "strokeDash": {}, "x2": {"field": "haut"}}
    told = [fault for fault in lint.faults(spec | {"description": spec["title"]}) if fault.startswith("numbers")]
    assert told == ["numbers: 13,1 of the title is in no row"]
    # A bar, and the gap of two bars of one regime, or of one advice, are what it may say.
    for said in ("16,5", "13,7", "5,7"):
        spec["title"] = f"Le meilleur choix donne {said} points de plus"
        assert not [fault for fault in lint.faults(spec) if fault.startswith("numbers")], said


def test_no_chart_of_the_notebooks_misleads() -> None:
    found = {
        (path.stem, rank): lint.faults(spec) for path in NOTEBOOKS for rank, spec in enumerate(lint.charts(path), 1)
    }
    assert len(found) > 50
    assert {place: faults for place, faults in found.items() if faults} == {}


def test_charts_in_english_do_not_mislead_either() -> None:
    study = bts.study(session=2024, size=300, seed=1, specialties="MCO,CG", draws=8, draw_size=200, lang="en")
    for answer in (study.rates(), study.accuracy()):
        for name in answer.views:
            spec: dict[str, Any] = getattr(answer.chart(name), "to_dict", dict)()
            told = (
                {fault for fault in lint.faults({"description": lint.rendering.title(spec)} | spec, "en")}
                if spec
                else set()
            )
            assert not {fault for fault in told if not fault.startswith("numbers")}, (name, told)


def test_the_dark_screen_changes_ink_and_keeps_it_apart_from_its_paper() -> None:
    assert lint.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert lint.contrast(DARK[INK], lint.PAPER[1]) > 12
