"""Does each of the ten solved questions run as it is written, and answer in both languages what its pages quote?"""

import re
from pathlib import Path

import pytest
from helpers import outil

gallery = outil("gallery")
NUMBER = {"fr": re.compile(r"\d+(?:[ \u202f\xa0]\d{3})*(?:,\d+)?"), "en": re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")}

#: Among so few candidates, what moves a few may move none.
FEW = re.compile("almost |presque ")


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return {lang: path.read_text(encoding="utf-8") for lang, path in gallery.PAGES.items()}


def numbers(said: str, lang: str) -> list[float]:
    """The numbers of a sentence, codes of sessions and regimes among them, as they are written in its language."""
    found = (re.sub(r"[\s\u202f\xa0]", "", one) for one in NUMBER[lang].findall(said))
    return [float(one.replace(",", ".") if lang == "fr" else one.replace(",", "")) for one in found]


def words(said: str, lang: str) -> str:
    return FEW.sub("", NUMBER[lang].sub("", said))


def test_both_languages_have_the_same_ten_questions(pages: dict[str, str]) -> None:
    english, french = (gallery.code(pages[lang]) for lang in ("en", "fr"))
    assert english == french
    for page in pages.values():
        assert len(gallery.quoted(page)) == len(re.findall(r"^## \d+\. ", page, re.MULTILINE)) == 10


def test_each_question_answers_the_sentence_that_its_pages_quote(
    pages: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With fewer draws, numbers are others: of the same size, and in the same words."""
    for place in ("desk.opening", "stats.intervals"):
        monkeypatch.setattr(f"bts_sim.{place}.DRAWS", 12)
    monkeypatch.setattr("bts_sim.desk.opening.DRAW_SIZE", 1500)
    answers = list(gallery.answered(pages["en"], tmp_path))
    for lang, page in pages.items():
        for shown, one in zip(gallery.quoted(page), answers, strict=True):
            assert words(shown, lang) == words(one[lang], lang)
            for quoted, got in zip(numbers(shown, lang), numbers(one[lang], lang), strict=True):
                assert abs(quoted - got) <= max(2, 0.6 * max(quoted, got)), f"{shown}\n{one[lang]}"
