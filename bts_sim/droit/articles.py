"""The law as a jurist reads it: every value, rule and reading of a regime with its source, and a comparison of two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bts_sim.droit.bareme import Regime
from bts_sim.droit.points import en_points
from bts_sim.droit.regimes import depends_on, regime_numbers
from bts_sim.droit.textes import en_centiemes, libelles, points_ouverts, sources, valeurs

#: Parts of the law, in the order in which they are shown.
VALEURS, REGIME, LECTURES = "valeur", "règle", "lecture"
#: The line of the candidates for whom a regime holds, and its label.
POUR, CONCERNED = "pour", "Pour quels candidats"


@dataclass(frozen=True)
class Article:
    """One line of the law in force: what it fixes, its value (as people write it), and the text that states it.

    `choix`: the code of the answer chosen, where the line is the reading of an open point.
    """

    rubrique: str
    nom: str
    libelle: str
    valeur: str
    source: str
    cote: str
    choix: str = ""

    @property
    def dit(self) -> str:
        """Return the value of the line, with the code of the answer chosen where it has one."""
        return f"{self.valeur} ({self.choix})" if self.choix else self.valeur


def articles(regime: Regime, session: int) -> list[Article]:
    """Return all the lines that decide under `regime` in `session`: values, rules, and the readings they depend on."""
    return [*_values(regime, session), *_rules(regime), *_readings(regime)]


def _values(regime: Regime, session: int) -> Iterator[Article]:
    for name, value in valeurs(session).items():
        if name in regime.valeurs:
            number = en_points(regime.valeurs[name])
            yield Article(VALEURS, name, value["libelle"], number, regime.source, cote_of(regime.source))
        elif name != "regime":
            number = en_points(en_centiemes(value["valeur"]))
            yield Article(VALEURS, name, value["libelle"], number, value["source"], value["cote"])


def _rules(regime: Regime) -> Iterator[Article]:
    named: Mapping[str, Any] = libelles()
    numbers = regime_numbers(regime)
    for name, words in named.items():
        value = words["regles"][numbers[name]] if "regles" in words else _number(name, numbers[name])
        if value is not None:
            yield Article(REGIME, name, words["libelle"], value, regime.source, cote_of(regime.source))
    if regime.pour is not None:
        whose = f"{regime.pour.en_mots()} ; les autres suivent {regime.pour.base.nom}"
        yield Article(REGIME, POUR, CONCERNED, whose, regime.source, cote_of(regime.source))


def _number(name: str, value: int | None) -> str | None:
    if value is None:
        return None
    return str(value) if name == "nombre_oraux" else en_points(value)


def _readings(regime: Regime) -> Iterator[Article]:
    for name, choice in asdict(regime.lectures).items():
        if depends_on(regime, name):
            point = points_ouverts()[name]
            one = point["choix"][choice]
            yield Article(LECTURES, name, point["question"], one["phrase"], one["source"], one["cote"], choice)


def cote_of(source: str) -> str:
    """Return the grade of a source; empty for an analyst's own words."""
    return str(sources()[source]["cote"]) if source in sources() else ""


@dataclass(frozen=True)
class Ecart:
    """One line in which two laws differ; None on the side of the law without such a line."""

    rubrique: str
    nom: str
    libelle: str
    a: Article | None
    b: Article | None

    @property
    def dits(self) -> tuple[str, str]:
        """Return both lines as people read them; a law that has none of it says so."""
        none = "tous" if self.nom == POUR else "sans objet" if self.rubrique == LECTURES else "aucune"
        return (self.a.dit if self.a else none), (self.b.dit if self.b else none)


def difference(a: list[Article], b: list[Article]) -> list[Ecart]:
    """Return the lines in which two laws differ, in the order of the first."""
    left, right = ({(one.rubrique, one.nom): one for one in law} for law in (a, b))
    found = []
    for key, line in {**left, **right}.items():
        x, y = left.get(key), right.get(key)
        if x is None or y is None or x.dit != y.dit:
            found.append(Ecart(line.rubrique, line.nom, line.libelle, x, y))
    return found
