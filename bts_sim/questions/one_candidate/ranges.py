"""At which marks the decision on one candidate changes, from 0 to 20: the jury on every hundredth, and the exact mark.

A mark has two decimals at most, so that the hundredths say all that may happen; the fraction says where the mean itself
crosses its bar, between two of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pandas as pd

from bts_sim.cohort.group import Groupe, one_by_one
from bts_sim.droit.bareme import Regime
from bts_sim.droit.deliberation import NAMES, Deliberation
from bts_sim.droit.points import CENTIEMES, Ints
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION
from bts_sim.droit.regles.conditions import EST, Condition
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.droit.vocabulaire import NON, OUI
from bts_sim.questions.one_candidate.orals import oral_targets
from bts_sim.questions.one_candidate.switches import with_each_mark
from bts_sim.questions.one_candidate.tables import OF_ORAL, OF_UNIT, MarkRange
from bts_sim.questions.one_candidate.verdicts import Verdict

#: What a reading of the rounding takes off the bar that an exact mean has to reach.
ALLOWED = {"exact": Fraction(0), "tronque": Fraction(0), "au_centieme": Fraction(1, 2 * CENTIEMES)}


@dataclass(frozen=True)
class _Swept:
    """The candidate with each mark from 0 to 20 in the place of one: `target`, a unit or what an oral is on."""

    target: str
    of: str
    deliberation: Deliberation[Groupe]
    oraux: Ints | None

    def part(self, rows: list[int]) -> _Swept:
        """Return the candidate with some of these marks."""
        keep = np.array(rows)
        oraux = None if self.oraux is None else self.oraux[keep]
        return replace(self, deliberation=self.deliberation.part(keep), oraux=oraux)

    def conditions(self, regime: Regime) -> list[Condition]:
        """Return what the regime compares before the orals, at their door and after them; marks alone, no word."""
        d, bareme = self.deliberation, self.deliberation.bareme
        admit, means = ADMISSION[regime.admission], (d.premier.generale, d.second(self.oraux).finale)
        access = ACCES[regime.acces](d.groupe.releve, d.groupe.reglement, bareme, regime)
        asked = [*admit(means[0], bareme, regime).posees, *access.posees, *admit(means[1], bareme, regime).posees]
        return [one for one in asked if one.sens != EST]


def mark_ranges(decided: Iterable[Verdict]) -> pd.DataFrame:
    """Return the ranges of marks that share a decision and an access, mark by mark, as `MarkRange`.

    Every mark of this session moves alone from 0 to 20, then the mark of every oral that the candidate may sit; all
    else stays, the other orals typed included.
    """
    return MarkRange.frame(row for verdict in decided for swept in _sweeps(verdict) for row in _ranges(verdict, swept))


def _sweeps(verdict: Verdict) -> Iterator[_Swept]:
    typed, highest = verdict.deliberation.oraux, verdict.bareme.note_maximale
    for unite, _note, releve in with_each_mark(verdict):
        group = one_by_one(verdict.reglement, releve)
        oraux = None if typed is None else np.repeat(typed, highest + 1, axis=0)
        yield _Swept(unite, OF_UNIT, Deliberation(group, verdict.bareme, verdict.regime), oraux)
    same = verdict.deliberation.deliberation.part(np.zeros(highest + 1, dtype=np.int64))
    for column in _open_orals(verdict):
        oraux = verdict.no_orals(highest + 1) if typed is None else np.repeat(typed, highest + 1, axis=0)
        oraux[:, column] = np.arange(highest + 1)
        yield _Swept(oral_targets(verdict)[column], OF_ORAL, same, oraux)


def _open_orals(verdict: Verdict) -> Iterator[int]:
    """Yield the columns of the orals that the candidate may sit, beside those typed."""
    if not verdict.authorised or not verdict.regime.oral_par:
        return
    typed = verdict.deliberation.oraux
    sat = set() if typed is None else set(np.flatnonzero(typed[0] != SANS_ORAL).tolist())
    by_domain = verdict.regime.oral_par == "domaine"
    offered = range(verdict.width) if by_domain else np.flatnonzero(verdict.deliberation.controle.choisissables[0])
    for column in map(int, offered):
        if column in sat or len(sat) < verdict.regime.nombre_oraux:
            yield column


def _ranges(verdict: Verdict, swept: _Swept) -> Iterator[tuple[object, ...]]:
    decision = swept.deliberation.second(swept.oraux).decision
    access = swept.deliberation.controle.autorise
    starts = [0, *(1 + np.flatnonzero((np.diff(decision) != 0) | (np.diff(access.astype(int)) != 0))).tolist()]
    for start, end in zip(starts, [*starts[1:], decision.size], strict=True):
        found = _crossed(swept, verdict.regime, start) if start else []
        yield (
            verdict.regime.nom,
            swept.target,
            swept.of,
            start / CENTIEMES,
            (end - 1) / CENTIEMES,
            " ; ".join(str(mark) for mark, _what, _bar in found if mark is not None),
            " ; ".join(what for _mark, what, _bar in found),
            " ; ".join(bar for _mark, _what, bar in found),
            NAMES[int(decision[start])],
            OUI if access[start] else NON,
        )


def _crossed(swept: _Swept, regime: Regime, at: int) -> list[tuple[Fraction | None, str, str]]:
    """Return what changes at a mark: the exact mark of the change, the quantity compared, and its bar.

    `at`: the first mark of a range, hundredths. The mark is None where no straight line leads to the bar.
    """
    said = swept.part([at - 1, at]).conditions(regime)
    # From here up the mean is a straight line: an oral that replaces nothing below has begun to count.
    last = len(swept.deliberation.groupe.releve.notes) - 1
    low = min(at, last - 1)
    whole = replace(regime, lectures=replace(regime.lectures, arrondi="exact"))
    found: dict[tuple[str, str], tuple[Fraction | None, str, str]] = {}
    for one, exact in zip(said, swept.part([low, low + 1]).conditions(whole), strict=True):
        if one.tenue[0] != one.tenue[1] and isinstance(one.seuil, int):
            first, second = map(Fraction, exact.ecrire())
            bar = Fraction(one.seuil, CENTIEMES) - ALLOWED[regime.lectures.arrondi]
            mark = _on_line(low, first, second, bar)
            fits = mark is not None and at - 1 <= mark * CENTIEMES <= at
            found.setdefault((one.mesure, one.borne), (mark if fits else None, one.mesure, one.borne))
    return list(found.values())


def _on_line(low: int, first: Fraction, second: Fraction, bar: Fraction) -> Fraction | None:
    """Return the mark at which a line reaches a bar: it is `first` at `low` hundredths, `second` at the next one."""
    return None if first == second else (low + (bar - first) / (second - first)) / CENTIEMES
