"""The copies of the first group: who sits, the abilities of each candidate, and the resulting marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.abilities import Abilities, academy_levels, difficulties, specialty_levels
from bts_sim.cohort.compose import Composition, effects, pick
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.grid import heap, on_grid
from bts_sim.cohort.group import Block, Simulated
from bts_sim.cohort.jury_points import lift_to_admission
from bts_sim.cohort.luck import ABILITY, OF_FACULTATIVE, OF_UNIT, WHO, Luck
from bts_sim.cohort.people import compose
from bts_sim.cohort.situations import Repeating, inacheve, statuts, statuts_facultatives
from bts_sim.cohort.strata import interleaved
from bts_sim.droit.bareme import PROFESSIONNEL, Reglements, TableDesReglements
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import Releve, Statut, parmi
from bts_sim.droit.vocabulaire import VOIES_MODE_SCOLAIRE

S = TypeVar("S", bound=np.generic)

#: Candidates drawn at a time: their arrays stay near the processor, and calls are few.
BLOC = 2**14


@dataclass(frozen=True)
class Draw:
    """The luck of the n candidates of a block, whatever the parameters of ability, of shape (n,), (n, k) or (n, u).

    `members`: their numbers. `common`, `of_domain`, `of_unit`, `of_facultative`: ability, in standard deviations.
    `marker`, `facultative_marker`: deviations of the markers. `lifted`: which marks just under 10 a marker would lift.
    `jury`: uniform numbers, for the points of the jury.
    """

    members: Ints
    reglement: Reglements
    composition: Composition
    ponctuelle: Bools
    common: Floats
    of_domain: Floats
    of_unit: Floats
    marker: Floats
    lifted: Bools
    statuts: NDArray[np.uint8]
    statuts_facultatives: NDArray[np.uint8]
    of_facultative: Floats
    facultative_marker: Floats
    inacheve: Bools
    avis_defavorable: Bools
    repeating: Repeating
    jury: Floats

    @classmethod
    def draw(cls, cohorte: Cohort, luck: Luck, correction: str = "", only: Collection[str] | None = None) -> Draw:
        """Return the draw of the candidates of this luck; `only`: the specialties kept."""
        p, table = cohorte.parametres, cohorte.table
        everybody = luck.numbers("candidat", WHO)
        specialite = (
            pick(everybody.uniform("specialite"), cohorte.specialites)
            if cohorte.counts is None
            else interleaved(cohorte.counts)[luck.first + np.arange(luck.n)]
        )
        kept = None if only is None else np.flatnonzero(np.isin(specialite, _ranks(cohorte, only)))
        members = luck.first + (np.arange(luck.n) if kept is None else kept)
        of_candidate = everybody if kept is None else luck.numbers("candidat", WHO, members)
        of_ability = luck.numbers("aptitude", ABILITY, members)
        of_unit = luck.of_units("unite", table.coefs.shape[1], OF_UNIT, members)
        again = luck.of_units(f"{correction}unite", table.coefs.shape[1], OF_UNIT, members) if correction else of_unit
        reglement = Reglements(table, specialite if kept is None else specialite[kept])
        who = compose(
            cohorte.people,
            reglement.rangs,
            p["absents_a_l_examen"],
            cohorte.academies_by_sector,
            of_candidate,
            of_ability,
        )
        at_school = np.array([one in VOIES_MODE_SCOLAIRE for one in who.voies])[who.voie]
        ponctuelle = table.ponctuelles[at_school.astype(np.int64), reglement.rangs]
        existing = table.existantes[reglement.rangs]
        found = statuts(reglement, existing, who, p, of_candidate, of_unit)
        options = _Options.draw(p, reglement, luck, members, correction)
        juries = luck.numbers(f"{correction}aptitude", ABILITY, members) if correction else of_ability
        return cls(
            members=members,
            reglement=reglement,
            composition=who,
            ponctuelle=ponctuelle,
            common=of_ability.normal("commune")[:, np.newaxis],
            of_domain=np.column_stack([of_ability.normal(domaine) for domaine in table.domaines]),
            of_unit=of_unit.normal("aptitude"),
            marker=again.normal("correcteur"),
            lifted=ponctuelle & again.below("tassement", p["tassement_a_10"]),
            statuts=found,
            statuts_facultatives=options.statuts,
            of_facultative=options.ability,
            facultative_marker=options.marker,
            inacheve=inacheve(who, p, of_ability),
            avis_defavorable=~of_ability.below("avis_du_jury", p["avis_favorables"]),
            repeating=Repeating.draw(existing & (found != Statut.DI), p, of_ability, of_unit),
            jury=juries.uniform("points_de_jury"),
        )


@dataclass(frozen=True)
class _Options:
    """The facultative units of n candidates, shape (n, f); no number is drawn where the cohort has none."""

    statuts: NDArray[np.uint8]
    ability: Floats
    marker: Floats

    @classmethod
    def draw(
        cls, p: Mapping[str, float], reglement: Reglements, luck: Luck, members: Ints, correction: str
    ) -> _Options:
        existing = reglement.table.facultatives_existantes[reglement.rangs]
        if not p["facultatives"] or not existing.size:
            nothing = np.zeros((members.size, 0))
            return cls(statuts_facultatives(existing, p, None), nothing, nothing)
        drawn = luck.of_units("facultative", existing.shape[1], OF_FACULTATIVE, members)
        again = luck.of_units(f"{correction}facultative", existing.shape[1], OF_FACULTATIVE, members)
        return cls(statuts_facultatives(existing, p, drawn), drawn.normal("aptitude"), again.normal("correcteur"))


class Scripts:
    """The candidates of a block and their luck; `settle` computes their marks, except for the common level.

    After it, `domaine`: expected mark at a ponctuelle by domain, points, in the order of `DOMAINES`, shape (n, 2);
    `latent`: the same unit by unit, shape (n, u); `marks`: the marks of the markers, before the level and the grid;
    `facultatives`: the same on facultative units, shape (n, f); `before`: in the former session of those who return;
    `before_mean`: their mean there.
    """

    domaine: Floats
    latent: Floats
    marks: Floats
    facultatives: Floats
    before: Floats
    before_mean: Floats

    def __init__(self, cohorte: Cohort, drawn: Draw) -> None:
        self.cohorte, self.drawn = cohorte, drawn
        self.reglement, self.composition = drawn.reglement, drawn.composition
        self.law = load_regime(cohorte.bareme.regime)

    def settle(self, p: Mapping[str, float], abilities: Abilities) -> None:
        """Set the abilities and the marks of the candidates, in points, before their level."""
        drawn, rangs, professional = self.drawn, self.reglement.rangs, self.reglement.du_domaine(PROFESSIONNEL)
        level = np.array([p["niveau_general"], p["niveau_professionnel"]])
        self.domaine = level + effects(p, self.composition) + self._own_levels(p)[:, np.newaxis]
        self.domaine += abilities.commune * drawn.common + abilities.domaine * drawn.of_domain
        self.latent = np.where(professional, self.domaine[:, 1:], self.domaine[:, :1])
        self.latent += abilities.unite * drawn.of_unit
        self.latent -= difficulties(self.cohorte, p["ecart_type_epreuve"])[rangs]
        expected = self.latent + np.where(drawn.ponctuelle, 0, p["avantage_ccf"])
        self.marks = expected + p["ecart_type_correcteur"] * drawn.marker
        self.before = expected[drawn.repeating.rows] + p["ecart_type_correcteur"] * drawn.repeating.marker
        self.before_mean = _means(self.before, self.reglement.table, rangs[drawn.repeating.rows])
        self.facultatives = self.domaine[:, :1] + abilities.unite * drawn.of_facultative
        self.facultatives += p["ecart_type_correcteur"] * drawn.facultative_marker

    def forget(self) -> None:
        """Drop the luck that the marks are made of: they are not settled again."""
        nothing = np.zeros((0, 0))
        names = ("common", "of_domain", "of_unit", "marker", "of_facultative", "facultative_marker")
        light: dict[str, Any] = dict.fromkeys(names, nothing)
        self.drawn = replace(self.drawn, **light, repeating=replace(self.drawn.repeating, marker=nothing))

    def _own_levels(self, p: Mapping[str, float]) -> Floats:
        own: Floats = specialty_levels(self.cohorte, p["ecart_type_specialite"])[self.reglement.rangs]
        if self.composition.academies:
            levels = academy_levels(self.cohorte.seed, self.composition.academies, p["ecart_type_academie"])
            own = own + levels[self.composition.academie]
        return own

    def releve(
        self, level_shift: float | Floats, rows: Ints | None = None, effort: float | Floats = 0.0
    ) -> tuple[Releve, Ints]:
        """Return the marks at a level moved by `level_shift` points, and what each candidate keeps, shape (n,).

        `level_shift`: one for all, or one for each. `rows`: some candidates only, who may be there several times. What
        is kept is a number that two levels share where the candidate keeps the same marks, of a former session that
        ended the same way. `effort`: points that move the marks of this session and not those of a former one.
        """
        p, drawn = self.cohorte.parametres, self.drawn
        pas = round(p["pas_de_note"] * CENTIEMES)
        shift, marks = np.reshape(level_shift, (-1, 1)), _take(self.marks, rows)
        found, now = _take(drawn.statuts, rows), shift + np.reshape(effort, (-1, 1))
        notes = heap(on_grid(marks + now, pas), _take(drawn.lifted, rows))
        releve = Releve(
            notes=notes * parmi(found, Statut.NOTE),
            statuts=found,
            ponctuelle=_take(drawn.ponctuelle, rows),
            notes_facultatives=self._notes_facultatives(now, pas, rows),
            statuts_facultatives=_take(drawn.statuts_facultatives, rows),
            inacheve=_take(drawn.inacheve, rows),
            suspendu=np.zeros(len(found), dtype=bool),
            avis_defavorable=_take(drawn.avis_defavorable, rows),
        )
        releve, kept = self._with_kept(releve, shift, pas, rows)
        if p["points_de_jury"]:
            reglement = self.reglement if rows is None else self.reglement.part(rows)
            jury = _take(drawn.jury, rows)
            releve = lift_to_admission(releve, reglement, self.cohorte.bareme, self.law, p, jury)
        return releve, kept

    def _with_kept(self, releve: Releve, shift: Floats, pas: int, rows: Ints | None) -> tuple[Releve, Ints]:
        who = here, there = self.drawn.repeating.among(rows)
        moved = shift[there] if shift.size > 1 else shift
        before, mean = self.before[here] + moved, self.before_mean[here] + moved[:, 0]
        releve, failed = self.drawn.repeating.keep(releve, self.cohorte.bareme, before, mean, pas, who)
        # To have failed with nothing to keep is not to have passed.
        kept = np.full(len(releve.notes), -1, dtype=np.int64)
        kept[failed] = releve.ont(Statut.BE)[failed] @ (1 << np.arange(releve.notes.shape[1]))
        return releve, kept

    def _notes_facultatives(self, shift: Floats, pas: int, rows: Ints | None) -> Ints:
        found = _take(self.drawn.statuts_facultatives, rows)
        if not self.facultatives.size:
            return np.zeros(found.shape, dtype=np.int64)
        return np.where(found == Statut.NOTE, on_grid(_take(self.facultatives, rows) + shift, pas), 0)

    def block(self, level_shift: float | Floats, rows: Ints | None = None, effort: float | Floats = 0.0) -> Block:
        """Return the candidates at a level moved by `level_shift` points; `rows`: some only; `effort`: as `releve`."""
        return self.settled_at(level_shift, rows, effort)[0]

    def settled_at(
        self, level_shift: float | Floats, rows: Ints | None = None, effort: float | Floats = 0.0
    ) -> tuple[Block, Ints]:
        """Return the candidates at a level, as `block`, and what each keeps there, as `releve`."""
        shift = np.reshape(level_shift, (-1, 1)) + np.reshape(effort, (-1, 1))
        latent, domaine = _take(self.latent, rows) + shift, _take(self.domaine, rows) + shift
        who = self.composition if rows is None else self.composition.part(rows)
        reglement = self.reglement if rows is None else self.reglement.part(rows)
        members, (releve, kept) = _take(self.drawn.members, rows), self.releve(level_shift, rows, effort)
        return Block(reglement, members, releve, Simulated(who, latent, domaine)), kept


def draw(cohorte: Cohort, correction: int = 0, only: Collection[str] | None = None) -> tuple[Luck, list[Scripts]]:
    """Return the luck and the candidates of a cohort by blocks, before any parameter of ability is applied.

    `only`: the specialties to draw; the others are left undrawn.
    `correction`: number of the marking. Another number changes the markers and the jury of the first group, and nothing
    else: candidates, abilities, absences and the marks kept from a former session stay.
    """
    streams = f"recorrection.{correction}." if correction else ""
    n, seed = cohorte.candidats, cohorte.seed
    blocks = (Luck(seed, min(BLOC, n - first), first) for first in range(0, n, BLOC))
    return Luck(seed, n), [Scripts(cohorte, Draw.draw(cohorte, luck, streams, only)) for luck in blocks]


def _take(values: NDArray[S], rows: Ints | None) -> NDArray[S]:
    return values if rows is None else values.take(rows, axis=0)


def _ranks(cohorte: Cohort, codes: Collection[str]) -> list[int]:
    return [rank for rank, code in enumerate(cohorte.specialites) if code in codes]


def _means(marks: Floats, table: TableDesReglements, rangs: Ints) -> Floats:
    """Return the means of marks weighted by the coefficients, shape (n,), the same whatever the width of the table."""
    shares = (table.coefs / table.coefs.sum(axis=1, keepdims=True)).take(rangs, axis=0)
    mean = np.zeros(len(marks))
    # Column by column: a sum along rows adds in an order that depends on their length.
    for unit, share in zip(marks.T, shares.T, strict=True):
        mean += unit * share
    return mean
