"""What to choose at the orals: for each candidate who has a choice to make, the likeliest one to give the diploma.

The law says what may be chosen and what a mark gains; what mark to expect is the model's (`cohort.expected_orals`), the
same as in the question asked of one candidate. It is an advice, and no decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from bts_sim.cohort.chances import (
    NOTES,
    Oral,
    gains,
    is_a_line,
    loi,
    points_needed,
    probability,
    straight_line,
)
from bts_sim.cohort.choices import AS_LIKELY, allowed_choices
from bts_sim.cohort.expected_orals import expected_oral_marks, model_of_orals
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import DOMAINES, GENERAL, PROFESSIONNEL
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import SANS_ORAL

PERCENT = 100
#: What an advice is worth, in words, wherever it is read.
ADVICE_IS_WORTH = (
    "Le modèle ne connaît de chacun que ses notes, et le bruit d'un oral y est une hypothèse faible : ces chances sont "
    "un ordre de grandeur, et le choix reste libre."
)
#: One thing to choose: its units, who may choose it, (m,); the columns of its orals and what each is expected to be.
Option: TypeAlias = "tuple[tuple[int, ...], Bools, tuple[int, ...], tuple[int, ...]]"


@dataclass(frozen=True)
class Advice:
    """The likeliest choice of a candidate.

    `unites`: what to choose. `probability`: of the diploma, if he comes, from 0 to 1. `enough`: the least mark, by half
    points, that is enough at each oral, points on 20; None where 20 is not.
    """

    unites: tuple[str, ...]
    probability: float
    enough: float | None

    @property
    def cell(self) -> str:
        """Return the advice as a cell: `U1,U3 : 62 % ; 12,5`."""
        return f"{','.join(self.unites)} : {self.percent} ; {'aucune' if self.enough is None else _mark(self.enough)}"

    @property
    def percent(self) -> str:
        """Return the probability in words: the model is no more certain than one percent."""
        return f"{round(PERCENT * self.probability)} %"

    @property
    def suffices(self) -> str:
        """Return the marks that are enough, in words."""
        if self.enough is None:
            return "20 partout n'y suffirait pas"
        return f"{_mark(self.enough)} à chaque oral y suffit"


def _mark(points: float) -> str:
    return f"{points:g}".replace(".", ",")


def advice_of(d: Decided[Groupe]) -> Mapping[int, Advice]:
    """Return the advice to each candidate who has a choice to make, by his place in the group.

    Nobody is advised who may not sit, has a known oral, or may make one choice only.
    """
    return {place: one for part, places in _by_regime(d) for place, one in _advised(part, places)}


def _by_regime(d: Decided[Groupe]) -> Iterator[tuple[Decided[Groupe], Ints]]:
    """Yield the decisions of each regime on those who may still choose, and their places in the group."""
    places = {int(row): place for place, row in enumerate(d.groupe.candidats.tolist())}
    for one in d.parts:
        may = one.controle.autorise.copy()
        if one.oraux is not None:
            may &= (one.oraux == SANS_ORAL).all(axis=1)
        if one.manquants is not None and one.manquants.clos:
            may[:] = False
        if may.any() and one.deliberation.regime.oral_par:
            part = one.part(np.flatnonzero(may))
            yield part, np.array([places[int(row)] for row in part.groupe.candidats])


def _advised(one: Decided[Groupe], places: Ints) -> Iterator[tuple[int, Advice]]:
    options = list(_options(one))
    if not options:
        return
    worth, enough = _worth(one, options)
    several = (worth >= 0).sum(axis=1) > 1
    best = (worth >= worth.max(axis=1, keepdims=True) - AS_LIKELY).argmax(axis=1)
    codes = [unit.code for unit in one.groupe.reglement.unites]
    for row in np.flatnonzero(several).tolist():
        which = int(best[row])
        mark = float(enough[row, which])
        named = tuple(codes[unit] for unit in options[which][0])
        yield int(places[row]), Advice(named, float(worth[row, which]), None if np.isnan(mark) else mark)


def _worth(one: Decided[Groupe], options: Sequence[Option]) -> tuple[Floats, Floats]:
    """Return how likely each option is to admit, -1 where it is closed, and the mark that is enough, (m, options)."""
    d, g = one.deliberation, one.groupe
    expected = expected_oral_marks(g.releve, g.reglement, model_of_orals(d.bareme.session))
    need = points_needed(d.premier, g.releve, g.reglement, d.bareme, d.regime)
    law = g.releve, g.reglement, d.regime
    width = len(DOMAINES) if d.regime.oral_par == "domaine" else len(g.reglement.unites)
    columns = {column for option in options for column in option[2]}
    lines, points = {}, {}
    for column in columns:
        if is_a_line(d.regime):
            lines[column] = straight_line(np.full(len(need), column), width, *law)
            points[column] = _points(*lines[column])
        else:
            points[column] = gains(column, width, *law)
    laws = {
        source: loi(expected[:, source, 0], expected[:, source, 1:])
        for source in {s for one in options for s in one[3]}
    }
    worth, enough = np.full((2, len(need), len(options)), np.nan)
    worth[:] = -1
    for rank, (_, may, sat, sources) in enumerate(options):
        orals = [Oral(points[c][may], laws[source][may], 0.0) for c, source in zip(sat, sources, strict=True)]
        if lines and len(orals) == 2:
            first, (second,) = orals[0], orals[1:]
            chance = _of_two(need[may], first, second, *(each[may] for each in lines[sat[1]]))
        else:
            chance = probability(need[may], orals, elimine_absent=False)
        worth[may, rank] = chance
        enough[may, rank] = _enough(need[may], np.sum([oral.gains for oral in orals], axis=0))
    return worth, enough


def _points(top: Ints, step: Ints) -> Ints:
    """Return the points of every mark at an oral whose gains are a line, shape (m, k)."""
    below = np.arange(NOTES.size)[::-1]
    points: Ints = np.maximum(top[:, np.newaxis] - step[:, np.newaxis] * below, 0)
    return points


def _of_two(need: Ints, first: Oral, second: Oral, top: Ints, step: Ints) -> Floats:
    """Return the probability that two orals gain enough, the gains of the second being a line, shape (m,).

    For each mark of the first one, the least mark of the second that is enough is read on its line.
    """
    lacking = need[:, np.newaxis] - first.gains
    steps = np.maximum(step, 1)[:, np.newaxis]
    least = NOTES.size - 1 - (top[:, np.newaxis] - lacking) // steps
    least = np.where(lacking <= 0, 0, np.where(lacking > top[:, np.newaxis], NOTES.size, np.maximum(least, 0)))
    reached = np.zeros((len(need), NOTES.size + 1))
    reached[:, :-1] = np.cumsum(second.loi[:, ::-1], axis=1)[:, ::-1]
    found: Floats = (first.loi * np.take_along_axis(reached, least, axis=1)).sum(axis=1)
    return found


def _options(one: Decided[Groupe]) -> Iterator[Option]:
    """Yield what may be chosen: units, or in 2021 the discipline of the general oral. The order is that of units."""
    regime, open_to, reglement = one.deliberation.regime, one.controle.choisissables, one.groupe.reglement
    units = len(reglement.unites)
    if regime.oral_par == "domaine":
        professional = units + DOMAINES.index(PROFESSIONNEL)
        columns = DOMAINES.index(GENERAL), DOMAINES.index(PROFESSIONNEL)
        for unit in np.flatnonzero(open_to.any(axis=0)).tolist():
            yield (unit,), open_to[:, unit], columns, (unit, professional)
        return
    sets = [
        (tuple(np.flatnonzero(one.any(axis=0)).tolist()), one) for one in allowed_choices(open_to, reglement, regime)
    ]
    sets = [(among, one.sum(axis=1) == len(among)) for among, one in sets if among]
    most = np.max([np.where(may, len(among), 0) for among, may in sets], axis=0) if sets else np.zeros(len(open_to))
    for among, may in sets:
        largest = may & (most == len(among))
        if largest.any():
            yield among, largest, among, among


def _enough(need: Ints, gained: Ints) -> Floats:
    """Return the least mark that gains enough where it is given at each oral, points, shape (m,); NaN for none."""
    admits = gained >= need[:, np.newaxis]
    found: Floats = np.where(admits.any(axis=1), NOTES[admits.argmax(axis=1)] / CENTIEMES, np.nan)
    return found
