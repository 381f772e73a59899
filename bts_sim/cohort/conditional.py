"""The abilities of real candidates: their distribution given their marks under the model, of which one draw is taken.

Marks follow docs/model.md, sections 2 and 3: abilities, difficulties and markers are normal, so that what the marks of
a candidate say is two precisions and two sums. The mark never stands for the ability: whoever has a good mark was, in
part, lucky. The levels of the file come first, from all its marks; then what its cells do not say of each candidate;
then the abilities. Draw after draw, these are averaged over.
Source: A. Gelman et al., Bayesian Data Analysis (3rd ed., 2013), sections 5.4 and 14.8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bts_sim.cohort.abilities import Abilities
from bts_sim.cohort.compose import ORIGINS, SCHOOL, SCHOOLS, SECTORS, SEXES, origin_effects, school_effect
from bts_sim.cohort.grid import BELOW_TEN, MOYENNE
from bts_sim.cohort.group import Block, Simulated
from bts_sim.cohort.held import UNSAID, Held, HeldComposition
from bts_sim.cohort.luck import BUNDLED, Luck, in_unit_interval, normal_of_uniform, normals_by_rank, word_bundle
from bts_sim.cohort.people import People, ratio
from bts_sim.droit.bareme import DOMAINES, PROFESSIONNEL
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Statut

#: Standard deviation of the level of a file around that of the parameters, points: what its own marks have to overcome.
LEVEL_OF_A_FILE = 2.0
#: Times that what the cells do not say is drawn again, each time with levels that the last one makes.
SWEEPS = 4
#: Values of what the model needs to know of a candidate: school under contract, sex, bac of origin.
CELLS = len(SCHOOLS), len(SEXES), len(ORIGINS)
#: Candidates and attempts that are tried at once: fewer take as long.
AT_ONCE = 2_000
#: Attempts to draw a former session that leaves the marks of the file, and those of who keeps none, who needs fewer:
#: beyond, the last one stays.
ATTEMPTS, OF_THOSE_WHO_KEEP_NONE = 64, 8


@dataclass(frozen=True)
class Ability:
    """The law of an ability around its groups' effects. `within`: covariance of the two domains, shape (2, 2).

    `unit`: variance of what is a unit's own. `error`: variance of a mark around it.
    """

    within: Floats
    unit: float
    error: float

    @classmethod
    def of(cls, abilities: Abilities, p: Mapping[str, float]) -> Ability:
        """Return the law under some parameters. A mark is on a grid, which adds the variance of a rounding."""
        within = abilities.commune**2 + np.diag(abilities.domaine**2)
        return cls(within, abilities.unite**2, p["ecart_type_correcteur"] ** 2 + p["pas_de_note"] ** 2 / 12)


@dataclass(frozen=True)
class Observed:
    """The marks of n candidates on u units. `points`: those that count, less what a CCF adds, and 0 elsewhere.

    `precision`: the inverse of the variance of each around the ability on its domain, 0 where no mark counts. Both of
    shape (n, u). `professional`: the units of that domain, shape (n, u).
    """

    points: Floats
    precision: Floats
    professional: Bools

    @classmethod
    def of(cls, held: Held, p: Mapping[str, float], law: Ability) -> Observed:
        """Return the marks of real candidates."""
        releve, seen = held.releve, held.releve.notees
        points = releve.notes / CENTIEMES - np.where(releve.ponctuelle, 0, p["avantage_ccf"])
        lower, spread = _of_a_ten(p)
        ten = releve.ponctuelle & releve.ont(Statut.NOTE) & (releve.notes == MOYENNE)
        variance = law.unit + law.error + np.where(ten, spread, 0)
        found = np.where(seen, points - np.where(ten, lower, 0), 0)
        return cls(found, np.where(seen, 1 / variance, 0), held.reglement.du_domaine(PROFESSIONNEL))

    @cached_property
    def by_domain(self) -> tuple[Floats, Floats]:
        """Return the precision of each mark as one of the general domain, and of the professional one, shape (n, u)."""
        return np.where(self.professional, 0, self.precision), np.where(self.professional, self.precision, 0)

    @cached_property
    def precisions(self) -> Floats:
        """Return the precision that the marks of each domain add up to, shape (n, 2)."""
        return np.column_stack([one.sum(axis=1) for one in self.by_domain])

    def sums(self, expected: Floats) -> Floats:
        """Return the sums of precision × distance of the marks from what is expected, shape (n, 2)."""
        away = self.points - expected
        return np.column_stack([(one * away).sum(axis=1) for one in self.by_domain])

    def each(self, of_domain: Floats) -> Floats:
        """Return what is known by domain unit by unit, shape (n, u)."""
        return np.where(self.professional, of_domain[:, 1:], of_domain[:, :1])


def _of_a_ten(p: Mapping[str, float]) -> tuple[float, float]:
    """Return how far below 10 a mark of 10 is expected to come from, points, and the variance of that.

    A marker lifts to 10 some of the marks just under it (docs/model.md, tassement).
    """
    lifted, step = p["tassement_a_10"] / 100, round(p["pas_de_note"] * CENTIEMES)
    below = (MOYENNE - np.arange(BELOW_TEN, MOYENNE, step)) / CENTIEMES
    whole = 1 + lifted * below.size
    mean = lifted * below.sum() / whole
    return float(mean), float(lifted * (below**2).sum() / whole - mean**2)


def conditional_block(held: Held, people: People, p: Mapping[str, float], abilities: Abilities, luck: Luck) -> Block:
    """Return real candidates with abilities drawn from their distribution given their marks.

    Args:
        held: the candidates.
        people: who the candidates of their specialties are, for what the file does not say.
        p: the parameters of the model.
        abilities: the spreads of abilities under these parameters.
        luck: that of the candidates, under the seed of the draw.
    """
    law = Ability.of(abilities, p)
    marks = Observed.of(held, p, law)
    after = _Posterior.of(marks, law)
    cells = _Cells.of(held, people, p)
    who, effects = cells.before(luck)
    of_file, rangs = _Levels(held, marks, after, p), held.reglement.rangs
    levels = of_file.drawn(effects, luck, 0)
    for sweep in range(1, SWEEPS if cells.unsaid.any() else 1):
        who, effects = cells.given(marks, after, levels[rangs], luck, sweep)
        levels = of_file.drawn(effects, luck, sweep)
    expected = marks.each(effects) + levels[rangs]
    away, own = _Former(held, p).drawn(marks, after, law, expected, luck)
    domains = effects + of_file.of_domains(levels)[rangs] + away
    composition = HeldComposition(
        origine=who.origin,
        femme=who.woman,
        private=who.private,
        voie=held.voie,
        voies=held.voies,
        production=people.production[rangs],
        academie=np.zeros(0, dtype=np.int64),
        academies=[],
        present=np.ones(held.size, dtype=bool),
        told=held.told,
    )
    simulated = Simulated(composition, expected + marks.each(away) + own, domains)
    return Block(held.reglement, np.arange(held.size), held.releve, simulated)


@dataclass(frozen=True)
class _Posterior:
    """The law of the two abilities of each candidate around what is expected, given his marks.

    `covariance`: shape (n, 2, 2), of which `root` is a square root.
    """

    covariance: Floats
    root: Floats

    @classmethod
    def of(cls, marks: Observed, law: Ability) -> _Posterior:
        within, precisions = law.within, marks.precisions
        # Neither has an inverse where a domain has no spread, or a candidate no mark.
        both = np.eye(2) + within[np.newaxis] * precisions[:, np.newaxis, :]
        covariance = np.linalg.solve(both, np.broadcast_to(within, both.shape))
        a, b, c = covariance[:, 0, 0], covariance[:, 0, 1], covariance[:, 1, 1]
        first = np.sqrt(np.maximum(a, 0))
        below = np.divide(b, first, out=np.zeros_like(b), where=first > 0)
        root = np.zeros_like(covariance)
        root[:, 0, 0], root[:, 1, 0], root[:, 1, 1] = first, below, np.sqrt(np.maximum(c - below**2, 0))
        return cls(covariance.astype(np.float64), root)

    def mean(self, sums: Floats) -> Floats:
        """Return the mean of each, shape (n, 2)."""
        return _times(self.covariance, sums)

    def away(self, normals: Floats, rows: Ints) -> Floats:
        """Return how far from their mean some of them are drawn, shape (m, 2)."""
        return _times(self.root[rows], normals)


def _times(matrices: Floats, vectors: Floats) -> Floats:
    """Return the product of n matrices of two rows with as many vectors, shape (n, 2)."""
    # Far faster than a sum over subscripts of so short axes.
    return matrices[:, :, 0] * vectors[:, :1] + matrices[:, :, 1] * vectors[:, 1:]


@dataclass(frozen=True)
class _Who:
    """What the model needs to know of n candidates beside their voie and their specialty, shape (n,)."""

    origin: Ints
    woman: Bools
    private: Bools


@dataclass(frozen=True)
class _Cells:
    """The cells that a candidate may be in: private school or not, sex, bac of origin.

    `chances`: of each cell before his marks, as what his file says leaves it, shape (n, 16). `effects`: of a cell and
    of the voie, points, shape (n, 16, 2). `unsaid`: who may be in several, shape (n,).
    """

    chances: Floats
    effects: Floats
    unsaid: Bools

    @classmethod
    def of(cls, held: Held, people: People, p: Mapping[str, float]) -> _Cells:
        rangs, school = held.reglement.rangs, np.array([voie == SCHOOL for voie in held.voies])[held.voie]
        places = np.array([[people.place_of(voie, private) for private in (False, True)] for voie in held.voies])
        left = _left_open(held, school)
        chances = people.shares[rangs[:, np.newaxis], places[held.voie]] * left
        # The file may say what no candidate of the nation is: all that it leaves open is then as likely.
        nobody = ~chances.any(axis=(1, 2, 3))
        chances[nobody] = left[nobody]
        chances = chances.reshape(held.size, -1)
        effects = _effects(held, people.production[rangs], p)
        return cls(chances / chances.sum(axis=1, keepdims=True), effects, (chances > 0).sum(axis=1) > 1)

    def before(self, luck: Luck) -> tuple[_Who, Floats]:
        """Return who each may be before his marks, and the effect of that, shape (n, 2)."""
        return self._picked(self.chances, luck, 0)

    def given(self, marks: Observed, after: _Posterior, offsets: Floats, luck: Luck, sweep: int) -> tuple[_Who, Floats]:
        """Return the same given the marks and what is expected on each unit, shape (n, u)."""
        sums, precisions = marks.sums(offsets), marks.precisions
        # How well the effect of a cell agrees with the marks, the abilities being averaged over.
        linear = sums - precisions * after.mean(sums)
        first, second, both = (
            precisions[:, a] * ((a == b) - after.covariance[:, a, b] * precisions[:, b])
            for a, b in ((0, 0), (1, 1), (0, 1))
        )
        general, trade = self.effects[:, :, 0], self.effects[:, :, 1]
        fit = general * (linear[:, :1] - general * first[:, None] / 2 - trade * both[:, None])
        fit += trade * (linear[:, 1:] - trade * second[:, None] / 2)
        fit[self.chances == 0] = -np.inf
        likely = self.chances * np.exp(fit - fit.max(axis=1, keepdims=True))
        return self._picked(likely / likely.sum(axis=1, keepdims=True), luck, sweep)

    def _picked(self, chances: Floats, luck: Luck, sweep: int) -> tuple[_Who, Floats]:
        number = luck.uniform(f"composition.{sweep}")
        cell = (np.cumsum(chances, axis=1) < number[:, np.newaxis]).sum(axis=1)
        cell = np.minimum(cell, chances.shape[1] - 1 - (chances[:, ::-1] > 0).argmax(axis=1))
        private, woman, origin = np.unravel_index(cell, CELLS)
        who = _Who(origin.astype(np.int64), woman == 1, private == 1)
        return who, self.effects[np.arange(len(cell)), cell]


def _left_open(held: Held, school: Bools) -> Bools:
    """Return the cells that the file leaves open to each candidate, shape (n, 2, 2, 4); `school`: who is in one."""
    said = [held.said(name) for name in ("etablissement", "sexe", "origine")]
    # Outside schools there is no private one.
    said[0] = np.where(school, said[0], 0)
    private, sex, origin = (
        (codes[:, np.newaxis] == np.arange(values)) | (codes == UNSAID)[:, np.newaxis]
        for codes, values in zip(said, CELLS, strict=True)
    )
    found: Bools = private[:, :, None, None] & sex[:, None, :, None] & origin[:, None, None, :]
    return found


def _effects(held: Held, production: Bools, p: Mapping[str, float]) -> Floats:
    """Return the effect of each cell, and of the voie, on the two abilities of each candidate, points, (n, 16, 2)."""
    one = np.array([school_effect(p, voie) for voie in held.voies])[held.voie]
    one = one + np.where(production, p["effet_production"], 0)
    women = np.array([p[f"effet_femme_{sector}"] for sector in SECTORS])[production * 1]
    of_sex = np.column_stack([np.zeros(held.size), women])
    private = np.array([0, p["effet_prive_sous_contrat"]])
    before_origin = one[:, None, None] + private[None, :, None] + of_sex[:, None, :]
    found: Floats = (before_origin[:, :, :, None, None] + origin_effects(p)).reshape(held.size, -1, 2)
    return found


class _Levels:
    """The level of each unit in each specialty of a file: what its marks are around, whoever the candidates are."""

    def __init__(self, held: Held, marks: Observed, after: _Posterior, p: Mapping[str, float]) -> None:
        self.marks, self.after = marks, after
        self.table, self.rangs = held.reglement.table, held.reglement.rangs
        # Which domain each unit is of, shape (s, u, 2).
        self.domains = np.stack([self.table.domaines[name] for name in DOMAINES], axis=2).astype(np.float64)
        self.start = np.array([p["niveau_general"], p["niveau_professionnel"]])
        # The spread of the units of a specialty around the levels of the file, before their marks.
        width = self.table.coefs.shape[1]
        self.prior = p["ecart_type_specialite"] ** 2 + p["ecart_type_epreuve"] ** 2 * np.eye(width)
        self.information = self._information()

    def _sums(self, values: Floats) -> Floats:
        """Return the sums of some values over the candidates of each specialty, shape (s, …)."""
        return np.stack([values[who].sum(axis=0) for who in self.members])

    @cached_property
    def members(self) -> list[Ints]:
        """Return the candidates of each specialty."""
        return [np.flatnonzero(self.rangs == rank) for rank in range(len(self.table.reglements))]

    def _information(self) -> Floats:
        """Return what the marks say of the levels of the units of each specialty, as a precision, shape (s, u, u)."""
        weights, covariance = self.marks.precision, self.after.covariance
        found = self._sums(weights)[:, :, np.newaxis] * np.eye(weights.shape[1])
        for a, b in ((0, 0), (0, 1), (1, 0), (1, 1)):
            shared = weights * covariance[:, a, b, np.newaxis]
            crossed = np.stack([shared[who].T @ weights[who] for who in self.members])
            found -= self.domains[:, :, a, np.newaxis] * self.domains[:, np.newaxis, :, b] * crossed
        return found

    def drawn(self, effects: Floats, luck: Luck, sweep: int) -> Floats:
        """Return a draw of the level of each unit given all the marks of the file, points, shape (s, u).

        `effects`: those of who each candidate is, shape (n, 2). The levels of the file come first, the levels of units
        being averaged over; then the levels of units.
        """
        marks, one, domains = self.marks, np.eye(len(self.prior)), self.domains
        expected = marks.each(effects)
        away = marks.points - expected - marks.each(self.after.mean(marks.sums(expected)))
        pull = self._sums(marks.precision * away)[:, :, np.newaxis]
        around = pull - self.information @ (domains @ self.start)[:, :, np.newaxis]
        known = np.concatenate([self.information @ domains, around], axis=2)
        both = domains.transpose(0, 2, 1) @ np.linalg.solve(one + self.information @ self.prior, known)
        said = both.sum(axis=0)
        of_file = normals_by_rank(luck.seeds[0], f"niveau.fichier.{sweep}", 1, 2)
        said[:, :2] += np.eye(2) / LEVEL_OF_A_FILE**2
        whole = self.start + _normal(said[np.newaxis, :, :2], said[np.newaxis, :, 2:], of_file)[0]
        mean = domains @ whole
        of_units = normals_by_rank(luck.seeds[0], f"niveau.unites.{sweep}", len(mean), len(one))
        precision = np.linalg.inv(self.prior) + self.information
        found: Floats = mean + _normal(precision, pull - self.information @ mean[:, :, np.newaxis], of_units)
        return found

    def of_domains(self, levels: Floats) -> Floats:
        """Return the level of each domain: the mean of its units, weighted by their coefficients, shape (s, 2)."""
        weights = self.table.coefs[:, :, np.newaxis] * self.domains
        return ratio((levels[:, :, np.newaxis] * weights).sum(axis=1), weights.sum(axis=1))


def _normal(precision: Floats, pull: Floats, numbers: Floats) -> Floats:
    """Return draws of normal variables, shape (s, k), from their precision, shape (s, k, k), and what pulls their mean.

    `pull`: shape (s, k, 1). `numbers`: standard normal ones, shape (s, k).
    """
    root = np.linalg.cholesky(precision).transpose(0, 2, 1)
    found = np.linalg.solve(precision, pull) + np.linalg.solve(root, numbers[:, :, np.newaxis])
    return found[:, :, 0].astype(np.float64)


class _Former:
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
        self, marks: Observed, after: _Posterior, law: Ability, expected: Floats, luck: Luck
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
