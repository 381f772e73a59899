"""The former session of each candidate, of which a file shows the marks kept: abilities that such a session leaves."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bts_sim.cohort.given_marks.marks import Ability, Observed, Posterior
from bts_sim.cohort.grid import MOYENNE
from bts_sim.cohort.held import Held
from bts_sim.cohort.luck import BUNDLED, Luck, in_unit_interval, normal_of_uniform, word_bundle
from bts_sim.cohort.people import ratio
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Statut

#: Candidates and attempts that are tried at once: fewer take as long.
AT_ONCE = 2_000
#: Attempts to draw a former session that leaves the marks of the file, and those of who keeps none, who needs fewer:
#: beyond, the last one stays.
ATTEMPTS, OF_THOSE_WHO_KEEP_NONE = 64, 8


class Former:
    """The former session of each candidate, of which the file shows the marks kept: who has some failed it.

    Abilities are drawn again until a former session that they make leaves the marks that the file has, and no other.
    Source: J. von Neumann, Various techniques used in connection with random digits (1951), rejection.
    """

    def __init__(self, held: Held, p: Mapping[str, float]) -> None:
        self.held, self.p = held, p
        self.kept = held.releve.ont(Statut.BE)
        self.may = held.reglement.table.existantes[held.reglement.rangs] & ~held.releve.dispensees
        self.shares = ratio(held.reglement.coefs, held.reglement.coefs.sum(axis=1, keepdims=True))
        self.ccf = np.where(held.releve.ponctuelle, 0, p["avantage_ccf"])

    def drawn(
        self, marks: Observed, after: Posterior, law: Ability, expected: Floats, luck: Luck
    ) -> tuple[Floats, Floats]:
        """Return the abilities around what is expected, shape (n, 2), and what is each unit's own, shape (n, u)."""
        n, units = expected.shape
        away, own, left, attempt = np.zeros((n, 2)), np.zeros((n, units)), np.arange(n), 0
        share, mean = law.unit * marks.precision, after.mean(marks.sums(expected))
        while left.size and attempt < ATTEMPTS:
            last = OF_THOSE_WHO_KEEP_NONE if attempt < OF_THOSE_WHO_KEEP_NONE else ATTEMPTS
            tried = range(attempt, min(attempt + max(AT_ONCE // left.size, 1), last))
            numbers, rows = _Words(luck, tried, units, left), np.tile(left, len(tried))
            of_domains = mean[rows] + after.away(numbers.normals(0, 2), rows)
            around = expected[rows] + np.where(marks.professional[rows], of_domains[:, 1:], of_domains[:, :1])
            of_units = share[rows] * (marks.points[rows] - around)
            of_units += np.sqrt(law.unit * (1 - share[rows])) * numbers.normals(2, units)
            fits = self._as_in_the_file(rows, around + of_units, numbers, units).reshape(len(tried), -1)
            known = fits.any(axis=0)
            first = np.where(known, fits.argmax(axis=0), len(tried) - 1) * left.size + np.arange(left.size)
            away[left], own[left] = of_domains[first], of_units[first]
            left, attempt = left[~known], tried.stop
            if attempt >= OF_THOSE_WHO_KEEP_NONE:
                left = left[self.kept[left].any(axis=1)]
        return away, own

    def _as_in_the_file(self, rows: Ints, latent: Floats, numbers: _Words, units: int) -> Bools:
        """Return whether a former session of some candidates leaves what their file shows of it, shape (m,)."""
        kept, step = self.kept[rows], self.p["pas_de_note"]
        points = latent + self.ccf[rows] + self.p["ecart_type_correcteur"] * numbers.normals(2 + units, units)
        # A kept mark is known: it is not drawn.
        points = np.where(kept, self.held.releve.notes[rows] / CENTIEMES, points)
        failed = (points * self.shares[rows]).sum(axis=1) < MOYENNE / CENTIEMES
        asked = numbers.uniforms(2 + 2 * units, units) < self.p["notes_conservees"] / 100
        keeps = asked & self.may[rows] & (np.rint(points / step) * step >= MOYENNE / CENTIEMES) & ~kept
        returns = numbers.uniforms(2 + 3 * units, 1)[:, 0] < self.p["retour_apres_echec"] / 100
        some = kept.any(axis=1)
        found: Bools = np.where(some, failed & ~keeps.any(axis=1), ~(returns & failed & keeps.any(axis=1)))
        return found


class _Words:
    """The numbers of some candidates at some attempts, each by its place: those of a candidate are nobody else's."""

    def __init__(self, luck: Luck, attempts: range, units: int, rows: Ints) -> None:
        wide, last = -(-(3 + 3 * units) // BUNDLED), int(rows[-1]) + 1
        words = [word_bundle(luck.seeds[0], f"essai.{attempt}", 0, last * wide) for attempt in attempts]
        self.words = np.concatenate([one.reshape(last, wide * BUNDLED)[rows] for one in words])

    def uniforms(self, first: int, count: int) -> Floats:
        """Return so many uniform numbers of each, shape (m, count)."""
        return in_unit_interval(self.words[:, first : first + count])

    def normals(self, first: int, count: int) -> Floats:
        """Return the same as standard normal numbers."""
        return normal_of_uniform(self.uniforms(first, count))
