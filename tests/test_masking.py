"""Is a candidate of a file taken out of whatever a notebook shows, in every way of writing, and are numbers left?"""

from __future__ import annotations

import html
import json
import time
import unicodedata
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given, settings, strategies as st

from bts_sim.display import raw, rendering
from bts_sim.report.masked_notebook import masked_output
from bts_sim.report.masking import WITHHELD, Mask
from bts_sim.report.saving import saved_without_names

#: Ways in which a text stands in what a notebook saves.
WRITTEN = {
    "as it is": str,
    "accents in two characters": lambda text: unicodedata.normalize("NFD", text),
    "HTML": html.escape,
    "HTML, quotes left": lambda text: html.escape(text, quote=False),
    "HTML in plain letters": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "JSON": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "JSON in plain letters": lambda text: json.dumps(text)[1:-1],
    "JSON in a page": lambda text: json.dumps(text)[1:-1].replace("<", "\\u003c"),
    "Python": lambda text: repr(text)[1:-1],
    "Python in plain letters": lambda text: ascii(text)[1:-1],
    "bytes": lambda text: repr(text.encode())[2:-1],
    "address": quote,
    "form": quote_plus,
    "JSON in HTML": lambda text: html.escape(json.dumps(text)[1:-1]),
    "HTML in JSON": lambda text: json.dumps(html.escape(text))[1:-1],
    "JSON in JSON": lambda text: json.dumps(json.dumps(text)[1:-1])[1:-1],
    "Python in JSON": lambda text: json.dumps(repr(text)[1:-1])[1:-1],
}
LETTERS = st.sampled_from("aZéœß日Ωı٣09 <>&\"'\\%;#+_-./{}x4n1")
IDENTIFIERS = st.text(LETTERS, min_size=1, max_size=14).map(lambda text: " ".join(text.split()))


@settings(max_examples=150, deadline=None)
@given(identifier=IDENTIFIERS)
@pytest.mark.parametrize("written", WRITTEN)
def test_no_way_of_writing_lets_an_identifier_through(written: str, identifier: str) -> None:
    assume(any(letter.isalnum() for letter in identifier))
    assume(not (identifier.isdigit() and len(identifier) < 5))
    text = WRITTEN[written](identifier)
    mask = Mask([identifier])
    for around in ("qui « {} », ou", "({})", '["{}","{}"]', "\x1b[31m{}\x1b[0m", "ligne\n{}\nligne", "u_{}_v"):
        shown = mask.text(around.replace("{}", text))
        assert WITHHELD in shown and (text not in shown or text in around.replace("{}", WITHHELD)), (text, shown)
    if written.startswith("HTML"):
        assert mask.html(f'<p title="{text}">{text}</p>') == f'<p title="{WITHHELD}">{WITHHELD}</p>'


@pytest.mark.parametrize("written", WRITTEN)
def test_what_is_nobody_s_stays_as_it_is(written: str) -> None:
    text = WRITTEN[written]("C10, C1a, Zoé2, 12345 candidats & « l'été » <b> 50 % \\n")
    mask = Mask(["C1", "Zoé", "1234", "45", "l", "Jean Dupont"])
    assert mask.text(text).replace(WITHHELD, "l") == text


NUMBERS = ["1", "12", "0042", "2024", "0194001", "C1"]


def test_a_short_number_is_an_identifier_in_its_column_alone() -> None:
    """A mark, a count or a year may equal it: in a table, under a name, after the word « candidat », or nowhere."""
    mask = Mask(NUMBERS)
    page = "<table><tr><th>candidat</th><th>note</th></tr><tr><td>12</td><td>12</td></tr></table>"
    assert mask.html(page) == page.replace("<td>12</td>", f"<td>{WITHHELD}</td>", 1)
    assert mask.data([{"candidat": 12, "note": 12}]) == [{"candidat": WITHHELD, "note": 12}]
    assert mask.data({"candidat": {"0": 12}, "note": {"0": 12}}) == {"candidat": {"0": WITHHELD}, "note": {"0": 12}}
    assert mask.rows(["candidat", "note"], [["42", 12.0]])["lignes"] == [[WITHHELD, 12.0]]
    assert mask.text("candidat 12 : 12 points en 2024") == f"candidat {WITHHELD} : 12 points en 2024"
    assert mask.text("Le candidat « 12 », 12 candidats") == f"Le candidat « {WITHHELD} », 12 candidats"
    assert mask.view("12 diplômes sur 42, en 2024") == "12 diplômes sur 42, en 2024"
    assert mask.view("candidat  note\n12   13,5") == f"candidat  note\n{WITHHELD}   13,5"


def test_a_long_number_is_an_identifier_everywhere_as_pandas_reads_it_too() -> None:
    mask = Mask(NUMBERS)
    assert mask.text("[194001, 0194001, 1940010]") == f"[{WITHHELD}, {WITHHELD}, 1940010]"
    assert mask.data({"x": 194001, "y": 194001.0, "z": 194002}) == {"x": WITHHELD, "y": WITHHELD, "z": 194002}
    assert mask.data({"x": True, "y": None, "z": float("inf")}) == {"x": True, "y": None, "z": float("inf")}


def test_words_of_markup_and_of_charts_stay_and_their_content_does_not() -> None:
    mask = Mask(["td", "x", "bar", "candidat"])
    assert mask.html("<td title='td'>td</td> <x>") == f"<td title='{WITHHELD}'>{WITHHELD}</td> <{WITHHELD}>"
    spec = {"encoding": {"x": {"field": "note"}}, "datasets": {"data-1": [{"x": "bar", "note": 2}]}}
    assert mask.chart(spec) == {
        "encoding": {"x": {"field": "note"}},
        "datasets": {"data-1": [{WITHHELD: WITHHELD, "note": 2}]},
    }


def test_a_chart_is_drawn_again_without_its_candidates() -> None:
    spec = {
        "mark": "bar",
        "title": "C1 avant Zoé",
        "data": {"values": [{"candidat": "Zoé", "note": 12}, {"candidat": "12", "note": 12}]},
        "encoding": {"x": {"field": "note"}, "y": {"field": "candidat", "sort": ["Zoé", "12"]}},
    }
    picture = rendering.mimebundle(spec)
    shown = masked_output({"data": picture}, Mask(["C1", "Zoé", "12"]))["data"]
    made = shown[rendering.MIME]
    assert made["title"] == f"{WITHHELD} avant {WITHHELD}"
    assert made["encoding"]["y"]["sort"] == [WITHHELD, WITHHELD]
    assert made["data"]["values"] == [{"candidat": WITHHELD, "note": 12}] * 2
    assert shown["image/png"] == rendering.mimebundle(made)["image/png"] != picture["image/png"]
    assert masked_output({"data": picture}, Mask(["C9"]))["data"] == picture


@pytest.mark.parametrize(
    ("bundle", "kept"),
    [
        ({"image/png": "AAAA"}, {"text/plain"}),
        ({"image/png": "AAAA", "text/plain": "<Figure>"}, {"text/plain"}),
        ({"image/svg+xml": "<svg><path d='M0 0'/></svg>"}, {"text/plain"}),
        ({"image/svg+xml": "<svg><text>Zoé</text></svg>"}, {"image/svg+xml"}),
    ],
)
def test_pixels_and_outlines_of_letters_are_withheld(bundle: dict[str, str], kept: set[str]) -> None:
    shown = masked_output({"data": bundle}, Mask(["Zoé"]))["data"]
    assert set(shown) == kept and "Zoé" not in str(shown) and "AAAA" not in str(shown)


def test_a_picture_within_html_is_withheld_and_a_table_carries_masked_rows() -> None:
    mask = Mask(["Zoé"])
    assert mask.html('<img src="data:image/png;base64,iVBORw0KGgo=">') == '<img src="data:,">'
    table = {raw.MIME: {"colonnes": ["candidat"], "lignes": [["Zoé"]]}, "application/json": {"Zoé": ["Zoé"]}}
    shown = masked_output({"data": table}, mask)["data"]
    assert "Zoé" not in str(shown) and shown[raw.MIME]["lignes"] == [[WITHHELD]]


def test_six_thousand_candidates_are_taken_out_of_a_large_page_in_a_few_seconds() -> None:
    numbers = [f"02{at:09d}" for at in range(0, 60_000, 10)]
    page = "<table>" + "".join(f"<tr><td>{one}</td><td>12,5&nbsp;%</td></tr>" for one in numbers) + "</table>"
    begin = time.process_time()
    shown = Mask(numbers).html(page)
    assert shown.count(WITHHELD) == len(numbers) and time.process_time() - begin < 10


def test_a_notebook_that_ends_leaves_the_mask_of_the_one_that_still_runs() -> None:
    from papermill.iorw import LocalHandler, papermill_io

    before, mask = papermill_io._handlers, Mask({"C-001"})
    with ExitStack() as first:
        first.enter_context(saved_without_names(Path("un.ipynb"), mask))
        with saved_without_names(Path("deux.ipynb"), mask):
            first.close()
            assert type(papermill_io.get_handler("un.ipynb")) is LocalHandler
            assert type(papermill_io.get_handler("deux.ipynb")) is not LocalHandler
    assert papermill_io._handlers == before


def test_a_drawing_handed_to_the_files_is_withheld_as_any_picture() -> None:
    chart = {"mark": "point", "data": {"values": [{"x": 1}]}}
    output = {"data": {rendering.MIME: chart, "image/png": "abcd", rendering.DRAWING: "<svg><text>C-001</text></svg>"}}
    assert set(masked_output(output, Mask({"C-001"}))["data"]) == {rendering.MIME, "image/png"}
