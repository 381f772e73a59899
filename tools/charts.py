"""Tell what a reader could misread in a chart, from its specification alone.

`python tools/charts.py [NOTEBOOK ...]` reads the charts of executed notebooks, by default those of the project, and
prints each fault. What only a picture shows, `tools/contact_sheet.py` puts side by side for people to read.
"""

from __future__ import annotations

import itertools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from bts_sim.display import rendering
from bts_sim.display.labels import GROUPS, ORIGINS, REGIMES, VOIES
from bts_sim.display.theme import COLOURS, DARK, DASH, INK, PAPER, WIDTH
from bts_sim.language import speaking, translate

ROOT = Path(__file__).resolve().parent.parent
Spec = Mapping[str, Any]
#: Pixels of the smallest text, and what a text and its paper differ by at least (WCAG 2.2, 1.4.11).
SMALLEST, CONTRAST = 10, 3.0
#: Half of a last digit, and what binary numbers add.
NEAREST = 0.501
#: What the space between two panels may add to the width of a chart.
BETWEEN = 40
#: Distinct values of a column that a reader compares two by two.
FEW = 45
#: Kinds of rows that a reader adds up apart.
KINDS = 12
DISCRETE, PLACES = ("nominal", "ordinal"), ("x", "y")
#: Channels on which a length, a place or a shade is a number.
MEASURED = ("x", "x2", "y", "y2", "theta", "size", "color")
NUMBER = re.compile(r"[+−-]?\d{1,3}(?:[\u202f\u00a0 ,](?=\d{3}(?!\d))\d{3})+(?:[.,]\d+)?|[+−-]?\d+(?:[.,]\d+)?")
#: A step of a scale: « moins de 8 », « de 9 à moins de 9,5 », « 11 et plus », « à moins de 0,5 point ».
BEFORE = "moins de|plus de|de|à moins de|less than|more than|under|over|from|within|below"
AFTER = r"(?:à moins de|à|to less than|to under|to|et plus|and more|and over|and above|or more)(?: [\d,.]+)?"
STEP = re.compile(rf"(?:(?P<before>{BEFORE}) )?(?P<low>\d[\d,.]*)(?: {AFTER})?(?: ?(?:points?|%|h))?")
SIGNS = (":", ";", "?", "!", "»")
LESS = ("moins de", "less than", "under", "below")
#: Words of a finding that has no number.
ALL_OR_NONE = re.compile(
    r"\b(?:aucun\w*|jamais|toujours|tou[ts]e?s?|no|none|never|always|neither|all|dominé|dominated)\b", re.I
)
#: Of whom or of what a share is.
WHOLE = re.compile(
    r"présents|candidats|notes|jugés|autorisés|admis\b|diplômes|variance|bacheliers|échouent|hypothèses|résultat|session|"
    r"present|candidates|marks|judged|allowed|admitted|diplomas|holders|fail|assumptions|outcome|oraux|orals",
    re.I,
)
#: Labels of the families of groups, in every language that charts speak.
FAMILIES = {
    "voie": VOIES,
    "origine": ORIGINS,
    "sexe": ("homme", "femme"),
    "etablissement": ("public", "privé sous contrat"),
    "secteur": ("production", "services"),
}


class Mark(NamedTuple):
    """One mark of a chart: its properties, its encodings with those above it, and its rows."""

    kind: str
    properties: Spec
    encoding: Spec
    rows: Sequence[Spec]

    def fields(self, *channels: str) -> Iterator[tuple[str, Spec]]:
        """Yield each channel that reads a column, with its definition."""
        for channel in channels:
            one = self.encoding.get(channel)
            if isinstance(one, Mapping) and "field" in one:
                yield channel, one

    def values(self, one: Spec) -> list[Any]:
        """Return the values of an encoding in the order of the drawing."""
        there = list(dict.fromkeys(row[one["field"]] for row in self.rows if one["field"] in row))
        order = (one.get("scale") or {}).get("domain") or one.get("sort", "ascending")
        if isinstance(order, list):
            return [value for value in order if value in there] + [value for value in there if value not in order]
        if order is None:
            return there
        measured = all(isinstance(value, int | float) for value in there)
        return sorted(there, key=None if measured else str, reverse=order == "descending")

    def measures(self) -> list[tuple[str, list[str]]]:
        """Return each column of numbers that a reader can measure, with those that say of what."""
        channels = dict(self.fields(*self.encoding))
        about = [one["field"] for one in channels.values() if one.get("type") in (*DISCRETE, "temporal")]
        read = {channel: one["field"] for channel, one in channels.items() if channel in MEASURED}
        found = []
        for channel, field in read.items():
            other = "y" if channel.startswith("x") else "x"
            along = [read[other]] if other in read and read[other] not in about else []
            # What a page sums is of whatever rows it keeps.
            kinds = {key for row in self.rows for key in row if isinstance(row[key], str)}
            kept = sorted(kinds) if channels[channel].get("aggregate") else []
            found.append((field, [name for name in dict.fromkeys([*about, *along, *kept]) if name != field]))
        return found


def faults(spec: Spec, lang: str = "fr") -> list[str]:
    """Return what a reader could misread in one chart."""
    with speaking(lang):
        found = (check(spec, list(marks(spec))) for check in CHECKS)
        return list(dict.fromkeys(itertools.chain.from_iterable(found)))


def marks(view: Spec, above: Spec | None = None, data: Any = None, sets: Spec | None = None) -> Iterator[Mark]:
    """Yield every mark of a chart."""
    sets = view.get("datasets", {}) if sets is None else sets
    encoding, data = {**(above or {}), **view.get("encoding", {})}, view.get("data", data)
    inner = [one for key in ("layer", "hconcat", "vconcat", "concat") for one in view.get(key, [])]
    for one in [*inner, *filter(None, [view.get("spec")])]:
        yield from marks(one, encoding, data, sets)
    if "mark" in view:
        mark = {"type": view["mark"]} if isinstance(view["mark"], str) else view["mark"]
        rows = sets.get(str((data or {}).get("name")), (data or {}).get("values", []))
        yield Mark(mark["type"], mark, encoding, [row for row in rows if isinstance(row, Mapping)])


# --- One fault each ---------------------------------------------------------------------------------------------------


def order(_spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """A scale goes up or down, whatever the values."""
    for mark in drawn:
        for _channel, one in mark.fields(*PLACES, "row", "column", "color"):
            if one.get("type") not in DISCRETE:
                continue
            steps = [STEP.fullmatch(str(value)) for value in mark.values(one)]
            lows = [number(step["low"]) - (step["before"] in LESS) / 2 for step in steps if step]
            if len(lows) == len(steps) > 2 and lows not in (sorted(lows), sorted(lows, reverse=True)):
                yield f"order: {one['field']} goes {', '.join(step[0] for step in steps if step)}"


def frame(spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """A chart has a width, which a page may change, and is not wider than a page of paper."""
    for width, where in widths(spec):
        if not isinstance(width, int | float):
            yield f"frame: no width in pixels ({where})"
        elif width > WIDTH + BETWEEN:
            yield f"frame: {width:g} pixels wide, more than {WIDTH}"
    yield from (f"frame: {mark.kind} without rows" for mark in drawn if mark.kind == "bar" and not mark.rows)


def dark(spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """Words are read on white paper and on the dark of a screen."""
    for colour in {*literal_colours(spec)} - {"white", "transparent", "independent", "shared"}:
        if not re.fullmatch("#[0-9a-f]{6}", colour):
            yield f"dark: {colour} is no colour that the dark screen knows (#rrggbb)"
    for mark in drawn:
        if mark.kind != "text" or any(other.kind in ("rect", "bar") for other in drawn):
            continue
        for colour in mark_colours(mark):
            for paper, seen in ((PAPER[0], colour), (PAPER[1], DARK.get(colour, colour))):
                if re.fullmatch("#[0-9a-f]{6}", seen) and contrast(seen, paper) < CONTRAST:
                    yield f"dark: text {seen} on {paper} has a contrast of {contrast(seen, paper):.2f}"


def on_bars(_spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """Words upon bars are read on the colour of each."""
    bars = [(mark, one) for mark in drawn if mark.kind in ("bar", "rect") for _channel, one in mark.fields("color")]
    inside = [mark for mark in drawn if mark.kind == "text" and mark.properties.get("align", "center") == "center"]
    for (bar, one), mark in itertools.product(bars, inside):
        scale = one.get("scale") or {}
        under = dict(zip(map(str, scale.get("domain", [])), scale.get("range", []), strict=False))
        # Both from the same rows: whose words stand on whose bar is known.
        for row in mark.rows if mark.rows == bar.rows else []:
            paper, ink = under.get(str(row.get(one["field"]))), ink_of(mark, row)
            if paper and ink and contrast(ink, paper) < CONTRAST:
                yield f"dark: text {ink} on the bar {paper} has a contrast of {contrast(ink, paper):.2f}"


def lines_under(spec: Spec, _drawn: Sequence[Mark]) -> Iterator[str]:
    """Each line under the title is a sentence of its own: a page breaks it where its frame asks. A sign begins none."""
    title = spec.get("title")
    for line in _lines(title.get("text") if isinstance(title, Mapping) else title):
        if line[:1] in SIGNS or line.endswith("«"):
            yield f"lines: « {line} » parts a sign from its word"
    for line in _lines(subtitle(spec))[1:]:
        if line[:1].islower():
            yield f"lines: « {line} » goes on from the line above it"


def alternative(spec: Spec, _drawn: Sequence[Mark]) -> Iterator[str]:
    """Who does not see the chart is told what it finds."""
    title = rendering.title(dict(spec))
    if not title:
        yield "alternative: no title"
        return
    if title not in str(spec.get("description", "")):
        yield "alternative: the description does not say the title"
    if not NUMBER.search(title) and not ALL_OR_NONE.search(title):
        yield f"alternative: no finding in « {title} »"
    if title.rstrip().endswith("?") and not bound(spec):
        yield f"alternative: a question, and nothing to move: « {title} »"


def numbers(spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """Each number of the title is in the data or in what the chart says of itself, or compares two values."""
    title = rendering.title(dict(spec))
    for name in REGIMES.values():
        title = title.replace(translate(name), "")
    known = {value for mark in drawn for field, _about in mark.measures() for value in _numbers(mark.rows, field)}
    known |= {float(len(mark.rows)) for mark in drawn} | {*compared(drawn)} | {*computed(spec, drawn)}
    texts = {value for mark in drawn for row in mark.rows for value in row.values() if isinstance(value, str)}
    known |= {number(found) for text in texts | {*written(spec)} for found in NUMBER.findall(text)}
    for found in NUMBER.finditer(title):
        value, slack = abs(number(found[0])), rounding(found[0])
        bound_of = title[: found.start()].rstrip().endswith(LESS)
        if not any(abs(abs(one) - value) <= slack or (bound_of and abs(one) < value) for one in known):
            yield f"numbers: {found[0]} of the title is in no row"


def controls(spec: Spec, _drawn: Sequence[Mark]) -> Iterator[str]:
    """A title that does not move says for which settings it is true."""
    title = rendering.title(dict(spec))
    said = {number(found) for found in NUMBER.findall(title)}
    for name, value in bound(spec).items():
        if isinstance(value, int | float) and float(value) not in said and NUMBER.search(title):
            yield f"controls: the title does not say that {name} is {value:g}"


def regimes(spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """A regime has one colour, one dash and one name, those of the theme, in every chart."""
    names = {translate(label): code for code, label in REGIMES.items()}
    for mark in drawn:
        for channel, one in mark.fields("color", "strokeDash"):
            scale, looks = one.get("scale") or {}, COLOURS if channel == "color" else DASH
            named = list(map(str, scale.get("range", [])))
            if len(set(named)) < len(named) == len(scale.get("domain", [])) and one.get("legend", True) is not None:
                yield f"regimes: one {channel} has two meanings in {one['field']}"
            for value, look in zip(scale.get("domain", []), scale.get("range", []), strict=False):
                if value in names and look != looks[names[value]]:
                    yield f"regimes: {value} has {channel} {look}, not {looks[names[value]]}"
    texts = {value for mark in drawn for row in mark.rows for value in row.values() if isinstance(value, str)}
    for text, name in itertools.product(sorted(texts), names):
        words, whole = text.lower().split(), name.lower().split()
        if set(words) < set(whole) and any(NUMBER.search(word) for word in words):
            yield f"regimes: « {text} » is another name of {name}"


def families(_spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """Groups of several families stand each under the name of its family."""
    of = {translate(label): family for family, labels in FAMILIES.items() for label in _labels(labels)}
    heads = {translate(label).casefold() for label in GROUPS.values()}
    for mark in drawn:
        for _channel, one in mark.fields(*PLACES):
            if one.get("type") not in DISCRETE or "row" in mark.encoding:
                continue
            shown = ((one.get("scale") or {}).get("domain")) or one.get("sort") or []
            if not isinstance(shown, list) or len({of[value] for value in shown if value in of}) < 2:
                continue
            for before, value in itertools.pairwise(["", *map(str, shown)]):
                if value in of and of.get(before) != of[value] and before.casefold() not in heads:
                    yield f"families: {value} begins {of[value]} and no head says it"


def units(spec: Spec, drawn: Sequence[Mark]) -> Iterator[str]:
    """An axis of numbers says what it measures and in which unit; a share, of whom."""
    whole = " ".join([rendering.title(dict(spec)), *_lines(subtitle(spec))])
    axes: set[str] = set()
    for channel in PLACES:
        there = [one for mark in drawn for _channel, one in mark.fields(channel) if one.get("type") == "quantitative"]
        said = {str(name) for one in there if (name := one.get("title") or (one.get("axis") or {}).get("title"))}
        if there and not said and all(one.get("axis", True) for one in there):
            yield f"units: {channel} has no title"
        axes |= said
    for title in axes:
        if "(" not in title and not re.match(r"\w+[sx]\b", title) and "%" not in title:
            yield f"units: « {title} » has no unit"
        if "%" in title and not WHOLE.search(title) and not WHOLE.search(whole):
            yield f"units: « {title} » does not say of whom"


def small_text(spec: Spec, _drawn: Sequence[Mark]) -> Iterator[str]:
    """No text is under ten pixels."""
    for key, value in _items(spec):
        if key.lower().endswith("fontsize") and isinstance(value, int | float) and value < SMALLEST:
            yield f"text: {key} of {value:g} pixels"


CHECKS = (
    order,
    frame,
    dark,
    on_bars,
    lines_under,
    alternative,
    numbers,
    controls,
    regimes,
    families,
    units,
    small_text,
)


# --- What checks read -------------------------------------------------------------------------------------------------


def number(text: str) -> float:
    """Return a written number: its last comma or point is decimal unless three digits follow a blank or a comma."""
    bare = re.sub(r"[\u202f\u00a0 ]|,(?=\d{3}\b)(?<!^0,)", "", text).replace("−", "-").replace(",", ".").rstrip(".")
    return float(bare)


def rounding(text: str) -> float:
    """Return what a written number may differ from the one it stands for: half its last decimal, or more if rounder."""
    digits = re.sub(r"[\u202f\u00a0 +−-]", "", text)
    half = 2.5 if digits.endswith("5") or digits.rstrip("0").endswith("5") else 1.0
    if re.search(r"[.,]\d{1,2}$", digits):
        # Only a 5 may stand for half a step: any other last digit is the nearest one.
        return float((half if half > 1 else NEAREST) * 10.0 ** -len(re.split("[.,]", digits)[-1]))
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(half * 10.0**zeros) if digits.strip("0") else 0.5


def compared(drawn: Sequence[Mark]) -> Iterator[float]:
    """Yield the gap and the sum of values drawn that differ in one respect, totals by kind, and the share of each."""
    for mark in drawn:
        for field, about in mark.measures():
            rows = [row for row in mark.rows if _is_number(row.get(field))]
            if len({row[field] for row in rows}) <= FEW:
                yield from _one_respect(rows, field, about)
            total = sum(float(row[field]) for row in rows)
            sums = [one for kind in about for one in _by_kind(rows, field, kind)]
            yield from [total, *sums]
            yield from (100 * one / total for one in [*(float(row[field]) for row in rows), *sums] if total)


def computed(spec: Spec, drawn: Sequence[Mark]) -> Iterator[float]:
    """Yield, where a page divides one sum by another itself, this share of each kind of rows."""
    counted = {
        field
        for key, value in _items(spec)
        if key == "aggregate" and isinstance(value, list)
        for one in value
        if isinstance(one, Mapping) and one.get("op") == "sum"
        for field in [one["field"]]
    }
    rows = [row for mark in drawn for row in mark.rows if counted <= row.keys()] if counted else []
    for kind in {key for row in rows for key, value in row.items() if isinstance(value, str)}:
        sums: dict[Any, dict[str, float]] = {}
        for row in rows:
            there = sums.setdefault(row[kind], dict.fromkeys(counted, 0.0))
            for field in counted:
                there[field] += row[field]
        for one in sums.values():
            yield from (100 * part / whole for part, whole in itertools.permutations(one.values(), 2) if whole)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _numbers(rows: Sequence[Spec], field: str) -> Iterator[float]:
    return (float(row[field]) for row in rows if _is_number(row.get(field)))


def _one_respect(rows: Sequence[Spec], field: str, about: Sequence[str]) -> Iterator[float]:
    """Yield the gap and the sum of each two rows that one column at most tells apart."""
    for name in [None, *about]:
        same: dict[Any, set[float]] = {}
        for row in rows:
            same.setdefault(tuple(str(row.get(one)) for one in about if one != name), set()).add(float(row[field]))
        for values in same.values():
            pairs = itertools.combinations(sorted(values), 2)
            yield from itertools.chain.from_iterable((one - other, one + other) for one, other in pairs)


def _by_kind(rows: Sequence[Spec], field: str, kind: str) -> Iterator[float]:
    """Yield the total of a column for each kind of rows, where kinds are few."""
    sums: dict[Any, float] = {}
    for row in rows:
        sums[row.get(kind)] = sums.get(row.get(kind), 0.0) + float(row[field])
    yield from sums.values() if len(sums) <= KINDS else ()


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours `#rrggbb`, 1 to 21, as WCAG defines it."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    dim, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dim + 0.05)


def widths(view: Spec, where: str = "chart") -> Iterator[tuple[Any, str]]:
    """Yield the width of each row of views of a chart, in pixels; None where there is none."""
    if "hconcat" in view:
        found = [width for one in view["hconcat"] for width, _where in widths(one, where)]
        yield (sum(found) if all(isinstance(one, int | float) for one in found) else None), "hconcat"
    elif "vconcat" in view:
        for rank, one in enumerate(view["vconcat"]):
            yield from widths(one, f"panel {rank + 1}")
    elif "spec" in view:
        yield from widths(view["spec"], "facet")
    else:
        width = view.get("width", next((one["width"] for one in view.get("layer", []) if "width" in one), None))
        yield (width["step"] if isinstance(width, Mapping) else width), where


def bound(spec: Spec) -> dict[str, Any]:
    """Return the settings that a reader may change by a slider or a list, with those that the chart opens on."""
    found = (value for key, value in _items(spec) if key == "params" and isinstance(value, list))
    params = [
        one for params in found for one in params if isinstance(one.get("bind"), Mapping) and "input" in one["bind"]
    ]
    return {one["name"]: one.get("value") for one in params}


def literal_colours(spec: Spec) -> Iterator[str]:
    """Yield every colour that a chart names."""
    for key, value in _items({name: part for name, part in spec.items() if name != "datasets"}):
        if key in ("color", "fill", "stroke", "labelColor", "gridColor", "subtitleColor"):
            if isinstance(value, str):
                yield value.lower()
            elif isinstance(value, Mapping):
                yield from _colours_of(value)


def mark_colours(mark: Mark) -> Iterator[str]:
    """Yield the colours of one mark."""
    one = mark.encoding.get("color")
    if isinstance(one, Mapping):
        yield from _colours_of(one)
    else:
        yield str(mark.properties.get("color", INK)).lower()


def ink_of(mark: Mark, row: Spec) -> str | None:
    """Return the colour of a text in a row, `#rrggbb`; None where only a page can tell."""
    one = mark.encoding.get("color", {"value": mark.properties.get("color", INK)})
    tests = one.get("condition", [])
    for condition in tests if isinstance(tests, list) else [tests]:
        named = re.fullmatch(r"datum\.(\w+)", str(condition.get("test")))
        one = condition if named and row.get(named[1]) else one
    # Without a scale, a column holds colours.
    ink = row.get(one["field"]) if "field" in one and one.get("scale") is None else one.get("value")
    ink = {"white": PAPER[0]}.get(ink, ink) if isinstance(ink, str) else None
    return ink if ink and re.fullmatch("#[0-9a-f]{6}", ink) else None


def subtitle(spec: Spec) -> Any:
    """Return the lines under the title of a chart."""
    title = spec.get("title")
    return title.get("subtitle", "") if isinstance(title, Mapping) else ""


def written(spec: Spec) -> Iterator[str]:
    """Yield what a chart says outside its title: lines under it, names of axes, of panels and of settings."""
    yield from _lines(subtitle(spec))
    inner = {key: value for key, value in spec.items() if key not in ("title", "datasets", "description", "config")}
    for key, value in _items(inner):
        if key in ("title", "text", "name", "labelExpr", "calculate", "filter"):
            yield from _lines(value)
        if isinstance(value, int | float) and key == "value":
            yield f"{value:g}"


def _colours_of(one: Spec) -> Iterator[str]:
    values = [one.get("value"), *_lines((one.get("scale") or {}).get("range", []))]
    yield from (value.lower() for value in values if isinstance(value, str))


def _labels(labels: Any) -> Iterable[str]:
    return labels.values() if isinstance(labels, Mapping) else labels


def _lines(value: Any) -> list[str]:
    return (
        [value]
        if isinstance(value, str)
        else [one for one in value if isinstance(one, str)]
        if isinstance(value, list)
        else []
    )


def _items(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield every key of a specification, data left out, with its value."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key not in ("datasets", "values"):
                yield key, value
                yield from _items(value)
    elif isinstance(part, list):
        for one in part:
            yield from _items(one)


def charts(path: Path) -> list[dict[str, Any]]:
    """Return the charts of an executed notebook, in order."""
    cells = nbformat.read(path, as_version=4).cells
    outputs = (output.get("data", {}) for cell in cells for output in cell.get("outputs", []))
    return [data[rendering.MIME] for data in outputs if rendering.MIME in data]


def main() -> int:
    """Print the faults of each chart. Return the exit code, 0 if there is none."""
    paths = [Path(one) for one in sys.argv[1:]] or sorted((ROOT / "notebooks").glob("*.ipynb"))
    found = [
        f"{path.stem} {n}: {one}" for path in paths for n, spec in enumerate(charts(path), 1) for one in faults(spec)
    ]
    print(*found, sep="\n", end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
