"""The copies of the first group: who sits, the abilities of each candidate, and the resulting marks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.abilities import Abilities, difficulties, own_levels, specialty_level
from bts_sim.cohort.compose import Composition, compose, effects, pick
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.grid import heap, on_grid
from bts_sim.cohort.group import one_by_one
from bts_sim.cohort.jury_points import lift_to_admission
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.situations import Repeating, inacheve, statuts, statuts_facultatives
from bts_sim.droit.bareme import CCF, DOMAINES, GENERAL, Bareme, Regime, Reglement, Unite
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.releve import Releve, Statut, parmi
from bts_sim.droit.vocabulaire import VOIES_MODE_SCOLAIRE

#: Candidates drawn at a time.
BLOC = 2**16


@dataclass(frozen=True)
class Draw:
    """The random numbers of n candidates of one specialty, whatever the parameters of ability, of shape (n,) or (n, k).

    `members`: their numbers; `voies`: index in the cohort's voies. `common`, `of_domain`, `of_unit`, `of_facultative`:
    ability, in standard deviations. `marker`, `facultative_marker`: deviations of the markers. `lifted`: uniform
    numbers. `correction`: prefix of the names of the streams of markers and jury, for copies that are marked again.
    """

    members: Ints
    voies: Ints
    composition: Composition
    ponctuelle: Bools
    common: Floats
    of_domain: Floats
    of_unit: Floats
    marker: Floats
    lifted: Floats
    statuts: NDArray[np.uint8]
    statuts_facultatives: NDArray[np.uint8]
    of_facultative: Floats
    facultative_marker: Floats
    inacheve: Bools
    avis_defavorable: Bools
    repeating: Repeating
    correction: str

    @classmethod
    def draw(
        cls, cohorte: Cohort, reglement: Reglement, members: Ints, voies: Ints, luck: Luck, correction: str = ""
    ) -> Draw:
        """Return the draw of these candidates, each number from a stream of its own."""
        units, p = reglement.unites, cohorte.parametres
        absents, among = p["absents_a_l_examen"], list(cohorte.voies)
        who = compose(cohorte.parts, absents, reglement.secteur, members, voies, among, luck)
        at_school = np.isin(voies, [i for i, v in enumerate(cohorte.voies) if v in VOIES_MODE_SCOLAIRE])
        school = np.array([u.mode_scolaire != CCF for u in units])
        alone = np.array([u.mode_individuel != CCF for u in units])
        presented = reglement.facultatives if p["facultatives"] else ()
        return cls(
            members=members,
            voies=voies,
            composition=who,
            ponctuelle=np.where(at_school[:, np.newaxis], school, alone),
            common=luck.normal("aptitude", members)[:, np.newaxis],
            of_domain=np.column_stack([luck.normal(f"aptitude.{d}", members) for d in DOMAINES]),
            of_unit=_normals(luck, "aptitude", units, members),
            marker=_normals(luck, f"{correction}correcteur", units, members),
            lifted=np.column_stack([luck.uniform(f"{correction}tassement.{u.code}", members) for u in units]),
            statuts=statuts(reglement, who, members, p, luck),
            statuts_facultatives=statuts_facultatives(reglement, members, p, luck),
            of_facultative=_normals(luck, "aptitude", presented, members),
            facultative_marker=_normals(luck, f"{correction}correcteur", presented, members),
            inacheve=inacheve(who, members, p, luck),
            avis_defavorable=luck.uniform("avis_du_jury", members) >= p["avis_favorables"] / 100,
            repeating=Repeating.draw(reglement, members, p, luck),
            correction=correction,
        )


def _normals(luck: Luck, kind: str, units: Sequence[Unite], members: Ints) -> Floats:
    columns = [luck.normal(f"{kind}.{u.code}", members) for u in units]
    return np.column_stack(columns) if columns else np.zeros((members.size, 0))


class Scripts:
    """The candidates of one specialty and their luck; `settle` computes their marks, except for the common level.

    After it, `domaine`: expected mark at a ponctuelle by domain, points, in the order of `DOMAINES`, shape (n, 2);
    `latent`: the same unit by unit, shape (n, u); `marks`: the marks of the markers, before the level and the grid;
    `facultatives`: the same on facultative units, shape (n, f); `before`: in the former session of those who return.
    """

    domaine: Floats
    latent: Floats
    marks: Floats
    facultatives: Floats
    before: Floats

    def __init__(self, cohorte: Cohort, reglement: Reglement, drawn: Draw, luck: Luck) -> None:
        self.code, self.reglement, self.drawn = reglement.specialite, reglement, drawn
        self.members, self.voies, self.composition = drawn.members, drawn.voies, drawn.composition
        self.cohorte, self.luck = cohorte, luck
        self.in_domain = [DOMAINES.index(u.domaine) for u in reglement.unites]

    def settle(self, p: Mapping[str, float], abilities: Abilities) -> None:
        """Set the abilities, the situations and the marks of the candidates, in points, before their level."""
        drawn = self.drawn
        level = np.array([p["niveau_general"], p["niveau_professionnel"]])
        self.domaine = level + effects(p, self.composition) + self._own_levels(p) + abilities.commune * drawn.common
        self.domaine += abilities.domaine * drawn.of_domain
        self.latent = self.domaine[:, self.in_domain] + abilities.unite * drawn.of_unit
        self.latent -= difficulties(self.luck.seed, self.reglement, p["ecart_type_epreuve"])
        expected = self.latent + np.where(drawn.ponctuelle, 0, p["avantage_ccf"])
        self.marks = expected + p["ecart_type_correcteur"] * drawn.marker
        self.heaped = drawn.ponctuelle & (drawn.lifted < p["tassement_a_10"] / 100)
        former = drawn.repeating
        self.before = expected[former.returning] + p["ecart_type_correcteur"] * former.marker
        general = self.domaine[:, [DOMAINES.index(GENERAL)]]
        self.facultatives = general + abilities.unite * drawn.of_facultative
        self.facultatives += p["ecart_type_correcteur"] * drawn.facultative_marker

    def _own_levels(self, p: Mapping[str, float]) -> Floats:
        of_specialty = specialty_level(self.cohorte, self.code, p["ecart_type_specialite"])
        academies = own_levels(self.luck.seed, "academie", self.composition.academies, p["ecart_type_academie"])
        if not academies.size:
            return np.array([[of_specialty]])
        levels: Floats = of_specialty + academies[self.composition.academie][:, np.newaxis]
        return levels

    def releve(self, level_shift: float, bareme: Bareme, law: Regime) -> Releve:
        """Return the marks at a level moved by `level_shift` points."""
        p = self.cohorte.parametres
        pas = round(p["pas_de_note"] * CENTIEMES)
        notes = heap(on_grid(self.marks + level_shift, pas), self.heaped)
        releve = Releve(
            notes=notes * parmi(self.drawn.statuts, Statut.NOTE),
            statuts=self.drawn.statuts,
            ponctuelle=self.drawn.ponctuelle,
            notes_facultatives=self._notes_facultatives(level_shift, pas),
            statuts_facultatives=self.drawn.statuts_facultatives,
            inacheve=self.drawn.inacheve,
            suspendu=np.zeros(self.members.size, dtype=bool),
            avis_defavorable=self.drawn.avis_defavorable,
        )
        releve = self.drawn.repeating.keep(releve, self.reglement, bareme, self.before + level_shift, pas)
        if not p["points_de_jury"]:
            return releve
        jury = self.luck.uniform(f"{self.drawn.correction}jury", self.members)
        return lift_to_admission(releve, self.reglement, bareme, law, p, jury)

    def _notes_facultatives(self, level_shift: float, pas: int) -> Ints:
        if not self.facultatives.size:
            return np.zeros(self.drawn.statuts_facultatives.shape, dtype=np.int64)
        return np.where(
            self.drawn.statuts_facultatives == Statut.NOTE, on_grid(self.facultatives + level_shift, pas), 0
        )

    def admis(self, level_shift: float, bareme: Bareme, law: Regime) -> Bools:
        """Return which candidates are admitted at the first group at this level, shape (n,)."""
        releve = self.releve(level_shift, bareme, law)
        return Deliberation(one_by_one(self.reglement, releve), bareme, law).premier.ont(Decision.ADMIS)


def draw(cohorte: Cohort, correction: int = 0, only: Collection[str] | None = None) -> tuple[Luck, list[Scripts]]:
    """Return the luck and the candidates of a cohort, before any parameter of ability is applied.

    `only`: the specialties to draw; the others are left undrawn.
    `correction`: number of the marking. Another number changes the markers and the jury of the first group, and nothing
    else: candidates, abilities, absences and the marks kept from a former session stay.
    """
    streams = f"recorrection.{correction}." if correction else ""
    n, parts = cohorte.candidats, {code: list[Draw]() for code in cohorte.specialites}
    for first in range(0, n, BLOC):
        # A block's streams are dropped with it: keeping all of them for everybody would take 3 kB per candidate.
        luck = Luck(cohorte.seed, min(BLOC, n - first), first)
        specialite = pick(luck.uniform("specialite"), cohorte.specialites)
        voie = pick(luck.uniform("voie"), cohorte.voies)
        for i, (code, drawn) in enumerate(parts.items()):
            rows = np.flatnonzero(specialite == i)
            if rows.size and (only is None or code in only):
                reglement = cohorte.bareme.reglements[code]
                drawn.append(Draw.draw(cohorte, reglement, first + rows, voie[rows], luck, streams))
    luck = Luck(cohorte.seed, n)
    # Popped, so that only the specialty being joined is held twice.
    joined = ((code, _joined(parts.pop(code))) for code in list(parts) if parts[code])
    return luck, [Scripts(cohorte, cohorte.bareme.reglements[code], drawn, luck) for code, drawn in joined]


def _joined(parts: Sequence[Any]) -> Any:
    """Return the blocks of one specialty joined: every array that they hold, at any depth, is concatenated."""
    first = parts[0]
    if isinstance(first, np.ndarray):
        return np.concatenate(parts)
    if not is_dataclass(first) or isinstance(first, type):
        return first
    names = [field.name for field in fields(first)]
    return replace(first, **{name: _joined([getattr(part, name) for part in parts]) for name in names})
