"""Named results: the few numbers of a notebook that a report and its index quote."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from bts_sim.display.labels import interval, number, percent
from bts_sim.language import _, speaking

#: nbformat accepts an object only under a type that ends in `+json`.
MIME = "application/vnd.bts-sim.headline+json"
#: Units shown with one decimal, or more where the interval is narrower; others are counts.
ONE_DECIMAL = ("%", "pt")
#: Width of an interval of counts under which a tenth is told: to the unit, an end at a half would contradict the title.
FEW = 10
#: Unit of a mark, shown to the hundredth as the law writes it, or to the tenth if its interval is as wide as that.
POINTS, TENTH = "points", 0.1


@dataclass(frozen=True, eq=False, repr=False)
class Results(Sequence[Mapping[str, Any]]):
    """The named results of an answer, as a list. A notebook displays each one apart, so that a report can find it."""

    found: Sequence[Mapping[str, Any]]
    lang: str

    @overload
    def __getitem__(self, at: int) -> Mapping[str, Any]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Mapping[str, Any]]: ...
    def __getitem__(self, at: int | slice) -> Mapping[str, Any] | Sequence[Mapping[str, Any]]:
        """Return one result: `nom`, `valeur`, `unite`, `bas`, `haut` and, if it has one, `definition`."""
        return self.found[at]

    def __len__(self) -> int:
        return len(self.found)

    def __repr__(self) -> str:
        with speaking(self.lang):
            return "\n".join(map(sentence, self.found))

    def _ipython_display_(self) -> None:
        from IPython.display import display

        with speaking(self.lang):
            for result in self.found:
                display({"text/plain": sentence(result), MIME: dict(result)}, raw=True)


def definition(counted: str, level: float, methode: str) -> str:
    """Return the definition of a result as text: what it counts, and what its interval covers at `level` percent."""
    return _("{compte} ; à {niveau}, {methode}").format(compte=_(counted), niveau=percent(level, 0), methode=methode)


def result(
    nom: str,
    valeur: float | None,
    unite: str,
    bas: float | None = None,
    haut: float | None = None,
    *,
    definition: str = "",
) -> dict[str, Any]:
    """Return one named result, with its interval if it has one.

    `unite`: `%` for a rate, `pt` for a gap in points, `points` for a mark, otherwise the noun counted. `valeur` may be
    missing. `definition`: what is counted, among which candidates, and what the interval covers.
    """
    return rounded(nom, valeur, unite, bas, haut) | ({"definition": definition} if definition else {})


def rounded(nom: str, valeur: float | None, unite: str, bas: float | None, haut: float | None) -> dict[str, Any]:
    """Return a result as data, with the same rounding as its sentence."""
    if bas == haut:
        # An interval without width belongs to a solved or counted value. One that only rounds to that is kept.
        bas = haut = None
    numbers = {"valeur": valeur, "bas": bas, "haut": haut}
    decimals = decimals_of(unite, bas, haut)
    return {"nom": nom, "unite": unite, **{key: _round(value, decimals) for key, value in numbers.items()}}


def sentence(result: Mapping[str, Any]) -> str:
    """Return a result as one sentence, in the language spoken."""
    return _("{nom}\u202f: {nombre}").format(nom=result["nom"], nombre=quantity(result))


def quantity(result: Mapping[str, Any]) -> str:
    """Return the number of a result as text, with its unit and its interval."""
    unit, low, high = (result[key] for key in ("unite", "bas", "haut"))
    decimals = decimals_of(unit, low, high)
    text = written_result(result, decimals)
    if result["valeur"] is None or low is None or high is None:
        return text
    return f"{text} {interval(low, high, decimals, sign=unit == 'pt')}"


def written_result(result: Mapping[str, Any], decimals: int) -> str:
    """Return the number of a result as text, with its unit and no interval."""
    value, unit = result["valeur"], result["unite"]
    if value is None:
        return _("non disponible")
    if unit == "%":
        return percent(value, decimals)
    return _("{nombre}\u202f{unite}").format(nombre=number(value, decimals, sign=unit == "pt"), unite=unit).rstrip()


def decimals_of(unite: str, bas: float | None, haut: float | None) -> int:
    """Return the number of decimals that a result is shown with. Rounding the interval first gives the same number."""
    if unite == POINTS:
        wide = bas is not None and haut is not None and round(haut - bas, 2) >= TENTH
        return 1 if wide else 2
    if unite not in ONE_DECIMAL:
        few = bas is not None and haut is not None and round(haut, 1) - round(bas, 1) < FEW
        return int(few)
    if bas is None or haut is None or round(bas, 1) != round(haut, 1) or bas == haut:
        return 1
    # An interval that rounds to one number would look like none.
    return 1 - math.floor(math.log10(10 * (haut - bas)))


def _round(value: float | None, decimals: int) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    # Adding 0.0 turns -0.0 into 0.0.
    return round(float(value), decimals) + 0.0 if decimals else round(float(value))
