"""Does a reader find the same numbers in French and in English, every sentence in one language, and nothing missing?"""

import html
import importlib.util
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import test_budget as toy
from helpers import GIVEN

import bts_sim as bts
from bts_sim.display import labels, rendering
from bts_sim.display.shown import Shown
from bts_sim.language import LANGUAGES, _, _n, speak, translate
from bts_sim.questions.uncertainty import shown as uncertainty_shown
from bts_sim.questions.uncertainty.budget import assumed_share, budget
from bts_sim.questions.uncertainty.charts import sources
from bts_sim.questions.uncertainty.extent import extent
from bts_sim.questions.uncertainty.model import fit_surrogate
from bts_sim.questions.uncertainty.sobol import sobol_indices
from bts_sim.questions.uncertainty.tornado import tornado

ROOT = Path(__file__).resolve().parent.parent
#: Few candidates of two specialties, and few draws: enough for every chart and table to be drawn.
SMALL = {"session": 2024, "size": 2000, "specialties": "MCO,CG", "draws": 3, "draw_size": 60}
#: Asked of what only files hold; of so many draws that its tables are made by hand below.
ELSEWHERE = ("decisions", "near_bars", "sources")
#: Words of French that no English sentence holds, once what stays French in English is set aside.
FRANCAIS = re.compile(
    r"[à-öø-ÿÀ-ÖØ-ß«»\u202f]|\b(le|la|les|des|du|une|pour|dans|et|avec|sans|par|aux?|qui|que|est|sont|pas|oui|non|"
    r"candidats?|oraux|moyenne|seuil|aucune?)\b| [:;?!]|\d,\d\b",
    re.IGNORECASE,
)
#: Legal nouns that English keeps, quotations of the law, and names.
KEPT = re.compile(
    r"«[^»]*»|épreuves? de contrôle|épreuves et sous-épreuves obligatoires|bénéfices?|académies?|[Bb]accalauréats?|"
    r"règlements?|GRETA Pays de la Loire|Acuité|ESARC, points d'obtention|severity of oral juries 0\.7 to 0\.9, plus|"
    r"\(oui\)|\b[A-Z]{2,}\b"
)
NOMBRES = {
    "fr": re.compile(r"(?<!\w)\d{1,3}(?:[\u202f ]\d{3})+(?!\d)(?:,\d+)?|\d+(?:,\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"),
}
#: Columns that show what is French by law: titles of units and specialties, of sources, who prints an idea.
DU_DROIT = {
    *("Title", "Source", "Texts", "Specialty", "Who prints it"),
    *("Textes", "Spécialité", "Intitulé", "Qui l'imprime"),
}
#: Keys of a specification whose words are read.
LUES = {"title", "text", "subtitle", "domain"}


@dataclass(frozen=True)
class Appel:
    """One chart, table, sentence or set of named results that is shown in the language that it is given."""

    nom: str
    show: Callable[[str], Any]

    def __call__(self, lang: str) -> Any:
        """Return what it shows in a language: a specification, a table, a sentence or named results."""
        speak(lang)
        shown = self.show(lang)
        if isinstance(shown, str | list):
            return shown
        return shown.frame if isinstance(shown, Shown) else shown.to_dict(validate=False)


@dataclass(frozen=True)
class Montre:
    """What a call shows in French, then in English, then in French again, if it was asked again."""

    nom: str
    french: Any
    english: Any
    again: Any


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    """Leave the process in French."""
    yield
    speak("fr")


def appels() -> list[Appel]:
    """Return all that each question of a small study shows, and the charts of a budget from a hand-made one."""
    study = bts.study(**SMALL)
    asked = [name for name in study.questions() if name not in ELSEWHERE]
    found = [one for name in asked for one in shown_by(name, getattr(study, name)(**GIVEN.get(name, {})))]
    modele = fit_surrogate(toy.faites(toy.droite, toy.curve, 128), toy.trial_runs())
    gap, parts = toy.AVANT, budget(modele, toy.trial_runs(), (1000,))
    carried = assumed_share(modele, toy.trial_runs(), (1000,))
    ends, indices = tornado(modele, toy.trial_runs()), sobol_indices(modele)
    return [
        *found,
        Appel("origines", lambda lang: sources.draw_origins(parts)),
        Appel("sobol", lambda lang: sources.draw_factors(indices, gap)),
        Appel("tornade", lambda lang: sources.draw_tornado(ends, gap)),
        Appel("table_hypotheses", lambda lang: uncertainty_shown.show_shares(carried)),
        Appel("table_qualite", lambda lang: uncertainty_shown.show_quality(modele.quality)),
        Appel("table_etendue", lambda lang: uncertainty_shown.show_extent(extent(modele))),
    ]


def shown_by(question: str, answer: bts.Answer) -> Iterator[Appel]:
    """Yield the sentence, every view and the results to quote of an answer, none made yet."""
    yield Appel(question, lambda lang: replace(answer, lang=lang).words)
    for view in answer.views:
        yield Appel(f"{question}, {view}", lambda lang, view=view: replace(answer, lang=lang).chart(view))
    yield Appel(f"{question}, results", lambda lang: quoted(replace(answer, lang=lang)))
    # A version is no number.
    version = metadata.version("bts-sim")
    yield Appel(f"{question}, cite", lambda lang: str(replace(answer, lang=lang).cite()).replace(version, ""))


def quoted(answer: bts.Answer) -> list[Any]:
    results = answer.results()
    return [{"said": said, **result} for said, result in zip(repr(results).splitlines(), results, strict=True)]


@pytest.fixture(scope="module")
def montres() -> list[Montre]:
    """Show everything in one language, then in the other."""
    said = [(one, one("fr"), one("en")) for one in appels()]
    # One in eight is enough to see that French is not changed by the English that was spoken since.
    again = {one.nom: one("fr") for one, _french, _english in said[::8]}
    # Whom a small cohort has no result for shows nothing.
    return [Montre(one.nom, french, english, again.get(one.nom)) for one, french, english in said if len(french)]


def read(shown: Any) -> Iterator[str]:
    """Yield the words that a reader sees in a table, a chart or named results."""
    if isinstance(shown, pd.DataFrame):
        yield from map(str, shown.columns)
        for column in shown.columns:
            yield from map(str, shown[column] if column not in DU_DROIT else ())
    elif isinstance(shown, str):
        yield shown
    elif isinstance(shown, list):
        for one in shown:
            yield from (one["said"], one.get("definition", ""))
    else:
        rows = shown.get("datasets", {}).values()
        fields = {one for one in named_fields(shown) if one not in ("intitule", "specialite")}
        for row in (row for table in rows for row in table):
            yield from (text for field, text in row.items() if field in fields and isinstance(text, str))
        yield from words_of({key: inner for key, inner in shown.items() if key not in ("datasets", "config")})


def named_fields(spec: Any) -> Iterator[str]:
    """Yield the fields whose words are drawn: nominal ones, on an axis, in a legend, as text or in a tooltip."""
    if isinstance(spec, dict):
        if spec.get("type") == "nominal" and "field" in spec:
            yield spec["field"]
        for inner in spec.values():
            yield from named_fields(inner)
    elif isinstance(spec, list):
        for inner in spec:
            yield from named_fields(inner)


def words_of(spec: Any, key: str = "") -> Iterator[str]:
    if isinstance(spec, str):
        yield from (spec,) if key in LUES else ()
    elif isinstance(spec, dict):
        for name, inner in spec.items():
            yield from words_of(inner, name)
    elif isinstance(spec, list):
        for inner in spec:
            yield from words_of(inner, key)


def numbers(text: str, lang: str) -> list[str]:
    """Return the numbers of a sentence, however a language writes them, in no order: sentences turn them round."""
    # An expression of a chart writes its accents in digits.
    plainly = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), html.unescape(text))
    found = NOMBRES[lang].findall(plainly)
    plain = [re.sub(r"[\u202f ]", "", one).replace(",", ".") if lang == "fr" else one.replace(",", "") for one in found]
    return sorted(plain)


def pairs(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    """Walk two values of the same shape together; a shape that differs is given as it is."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        for key in left:
            yield from pairs(left[key], right[key])
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for one, other in zip(left, right, strict=True):
            yield from pairs(one, other)
    else:
        yield left, right


def comparable(shown: Any) -> Any:
    """Return what is shown as nested lists, each data set beside what draws it rather than under a digest."""
    if isinstance(shown, pd.DataFrame):
        return [list(shown.columns), *shown.astype(object).to_numpy().tolist()]
    if isinstance(shown, dict):
        sets = shown.get("datasets", {})
        kept = {key: inner for key, inner in shown.items() if key not in ("datasets", "config", "title")}
        return [inlined(kept, sets), " ".join(words_of({"title": shown["title"]}))]
    return shown


def inlined(spec: Any, sets: dict[str, Any]) -> Any:
    if isinstance(spec, dict):
        return {key: inlined(inner, sets) for key, inner in spec.items()}
    if isinstance(spec, list):
        # Lines of an axis title are wrapped where words allow, which differs.
        flat = spec and all(isinstance(one, str) for one in spec)
        return " ".join(spec) if flat else [inlined(one, sets) for one in spec]
    return sets.get(spec, spec) if isinstance(spec, str) else spec


def test_every_chart_and_table_has_the_same_numbers_in_both_languages_and_other_words(montres: list[Montre]) -> None:
    assert len(montres) > 80
    for one in montres:
        for left, right in pairs(comparable(one.french), comparable(one.english)):
            if isinstance(left, str) and isinstance(right, str):
                if left.startswith(("%d", "view_", "param_", "https:")):
                    continue
                assert left == right or numbers(left, "fr") == numbers(right, "en"), f"{one.nom} : {left} | {right}"
            else:
                assert left == right or (pd.isna(left) and pd.isna(right)), f"{one.nom} : {left} | {right}"
        assert list(read(one.french)) != list(read(one.english)), one.nom


def test_no_french_is_left_in_english(montres: list[Montre]) -> None:
    left = {
        f"{one.nom} : {text}" for one in montres for text in read(one.english) if FRANCAIS.search(KEPT.sub("", text))
    }
    assert not left, "\n".join(sorted(left))


def test_one_language_after_the_other_gives_the_same_bytes(montres: list[Montre]) -> None:
    for one in montres:
        if one.again is not None:
            assert content(one.french) == content(one.again) != content(one.english), one.nom


def content(shown: Any) -> str:
    # Altair numbers what a reader may pick through the life of a process.
    text = shown.to_csv() if isinstance(shown, pd.DataFrame) else json.dumps(shown, ensure_ascii=False)
    return re.sub(r"\bparam_\d+\b", "param", text)


def test_charts_write_their_axes_as_the_language_does() -> None:
    import altair as alt
    import vl_convert

    from bts_sim.display.theme import finish

    for lang, half, thousand in (("fr", "0,5", "2\u202f000"), ("en", "0.5", "2,000")):
        speak(lang)
        rows = pd.DataFrame({"x": [0.0, 1.0], "y": [0, 4000]})
        chart = alt.Chart(rows).mark_point().encode(x="x:Q", y=alt.Y("y:Q", axis=alt.Axis(format=",.0f")))
        drawn = vl_convert.vegalite_to_svg(finish(chart, "Titre").to_dict(), vl_version=rendering.VEGA_LITE)
        axes = re.findall(r">([^<>]+)</text>", html.unescape(drawn))
        assert half in axes and thousand in axes, axes


def test_numbers_are_written_as_each_language_writes_them() -> None:
    written = {}
    for lang in LANGUAGES:
        speak(lang)
        written[lang] = (
            labels.number(-1234.56),
            labels.number(2.5, sign=True),
            labels.percent(74.5),
            labels.interval(-1, 2, sign=True),
            labels.points(0.25),
            labels.hundredths(850),
            labels.day(date(2024, 7, 1)),
            labels.trimmed(labels.number(8, 3)),
        )
    assert written["fr"] == (
        *("−1\u202f234,6", "+2,5", "74,5\u202f%", "[−1,0\u202f; +2,0]", "0,25", "8,5", "lundi 1er juillet 2024", "8"),
    )
    assert written["en"] == (*("−1,234.6", "+2.5", "74.5%", "[−1.0, +2.0]", "0.25", "8.5", "Monday 1 July 2024", "8"),)


@pytest.mark.parametrize(("shown", "sign"), [("0,0", False), ("+0,0", True)])
def test_what_rounds_to_zero_has_no_minus(shown: str, sign: bool) -> None:
    assert {labels.number(value, sign=sign) for value in (-0.04, 0.0, -0.0, 0.04)} == {shown}
    assert labels.number(-0.06) == "−0,1"


def test_words_of_a_table_are_looked_up_whole_then_by_parts_and_names_stay() -> None:
    speak("en")
    assert translate("oraux sommés exactement ; moyenne de 16 tirages des oraux") == (
        "orals summed exactly; mean of 16 draws of the orals"
    )
    assert translate("de 9,5 à moins de 10") == "from 9.5 to under 10"
    assert labels.regime_label("ma_reforme_2") == "ma reforme 2" and labels.modalite("Nancy-Metz") == "Nancy-Metz"
    assert labels.DECISIONS["refuse"] == "refused" and set(labels.DECISIONS.values()) == {
        labels.DECISIONS[code] for code in labels.DECISIONS
    }
    assert [_n("{n} jour", "{n} jours", n) for n in (0, 1, 2)] == ["{n} days", "{n} day", "{n} days"]
    speak("fr")
    assert [_n("{n} jour", "{n} jours", n) for n in (0, 1, 2)] == ["{n} jour", "{n} jour", "{n} jours"]
    assert _("refusé") == labels.DECISIONS["refuse"] == "refusé"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"langue inconnue : de. Remède : fr ou en"):
        speak("de")
    assert bts.study is not None and labels.number(0.5) == "0,5"


def test_every_sentence_has_its_english_with_the_same_placeholders_and_none_is_obsolete() -> None:
    tool = ROOT / "tools" / "translations.py"
    spec = importlib.util.spec_from_file_location("translations", tool)
    assert spec is not None and spec.loader is not None
    langues = importlib.util.module_from_spec(spec)
    sys.modules["translations"] = langues
    spec.loader.exec_module(langues)
    assert list(langues.faults("en")) == []
