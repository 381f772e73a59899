"""The copies of the first group: who sits, what each candidate can do, and the marks that come of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bts_sim.bareme import CCF, DOMAINES, GENERAL, Bareme, Regime, Reglement, Unite
from bts_sim.jury import Decision, premier_groupe
from bts_sim.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.population.aptitudes import Aptitudes, difficulties, own_levels, specialty_level
from bts_sim.population.cohorte import Cohorte
from bts_sim.population.composition import compose, effets, pick
from bts_sim.population.deliberation import deliberate
from bts_sim.population.draws import Luck
from bts_sim.population.grille import heap, on_grid
from bts_sim.population.situations import Redoublement, inacheve, statuts, statuts_facultatives
from bts_sim.population.tables import VOIES_MODE_SCOLAIRE
from bts_sim.releve import Releve, Statut


class Copies:
    """The candidates of one specialty and their luck; `settle` gives them marks, but for the level of everybody.

    After it, `domaine`: expected mark at a ponctuelle by domain, points, in the order of `DOMAINES`, shape (n, 2);
    `latent`: the same unit by unit, shape (n, u); `marks`: what markers gave, before the level and the grid;
    `facultatives`: the same on facultative units, shape (n, f); `before`: in the former session of those who return.
    """

    domaine: Floats
    latent: Floats
    marks: Floats
    facultatives: Floats
    before: Floats

    def __init__(self, cohorte: Cohorte, reglement: Reglement, members: Ints, voies: Ints, luck: Luck) -> None:
        self.code, self.reglement, self.members, self.voies = reglement.specialite, reglement, members, voies
        self.cohorte, self.luck = cohorte, luck
        units = reglement.unites
        p = cohorte.parametres
        absents, among = p["absents_a_l_examen"], list(cohorte.voies)
        self.composition = compose(cohorte.parts, absents, reglement.secteur, members, voies, among, luck)
        at_school = np.isin(voies, [i for i, v in enumerate(cohorte.voies) if v in VOIES_MODE_SCOLAIRE])
        school = np.array([u.mode_scolaire != CCF for u in units])
        alone = np.array([u.mode_individuel != CCF for u in units])
        self.ponctuelle = np.where(at_school[:, np.newaxis], school, alone)
        self.in_domain = [DOMAINES.index(u.domaine) for u in units]
        self.common = luck.normal("aptitude", members)[:, np.newaxis]
        self.of_domain = np.column_stack([luck.normal(f"aptitude.{d}", members) for d in DOMAINES])
        self.of_unit = self._normals("aptitude", units)
        self.marker = self._normals("correcteur", units)
        self.lifted = np.column_stack([luck.uniform(f"tassement.{u.code}", members) for u in units])
        self.statuts = statuts(reglement, self.composition, members, p, luck)
        self.statuts_facultatives = statuts_facultatives(reglement, members, p, luck)
        presented = reglement.facultatives if p["facultatives"] else ()
        self.of_facultative = self._normals("aptitude", presented)
        self.facultative_marker = self._normals("correcteur", presented)
        self.inacheve = inacheve(self.composition, members, p, luck)
        self.avis_defavorable = luck.uniform("avis_du_jury", members) >= p["avis_favorables"] / 100
        self.redoublement = Redoublement.draw(reglement, members, p, luck)

    def _normals(self, kind: str, units: Sequence[Unite]) -> Floats:
        columns = [self.luck.normal(f"{kind}.{u.code}", self.members) for u in units]
        return np.column_stack(columns) if columns else np.zeros((self.members.size, 0))

    def settle(self, p: Mapping[str, float], aptitudes: Aptitudes) -> None:
        """Give the candidates their abilities, their situations and their marks, in points, before their level."""
        level = np.array([p["niveau_general"], p["niveau_professionnel"]])
        self.domaine = level + effets(p, self.composition) + self._own_levels(p) + aptitudes.commune * self.common
        self.domaine += aptitudes.domaine * self.of_domain
        self.latent = self.domaine[:, self.in_domain] + aptitudes.unite * self.of_unit
        self.latent -= difficulties(self.luck.graine, self.reglement, p["ecart_type_epreuve"])
        expected = self.latent + np.where(self.ponctuelle, 0, p["avantage_ccf"])
        self.marks = expected + p["ecart_type_correcteur"] * self.marker
        self.heaped = self.ponctuelle & (self.lifted < p["tassement_a_10"] / 100)
        former = self.redoublement
        self.before = expected[former.revient] + p["ecart_type_correcteur"] * former.marker
        general = self.domaine[:, [DOMAINES.index(GENERAL)]]
        self.facultatives = general + aptitudes.unite * self.of_facultative
        self.facultatives += p["ecart_type_correcteur"] * self.facultative_marker

    def _own_levels(self, p: Mapping[str, float]) -> Floats:
        of_specialty = specialty_level(self.cohorte, self.code, p["ecart_type_specialite"])
        academies = own_levels(self.luck.graine, "academie", self.composition.academies, p["ecart_type_academie"])
        if not academies.size:
            return np.array([[of_specialty]])
        levels: Floats = of_specialty + academies[self.composition.academie][:, np.newaxis]
        return levels

    def releve(self, calage: float, bareme: Bareme, law: Regime) -> Releve:
        """Give the marks at a level moved by `calage` points."""
        p = self.cohorte.parametres
        pas = round(p["pas_de_note"] * CENTIEMES)
        notes = heap(on_grid(self.marks + calage, pas), self.heaped)
        releve = Releve(
            notes=np.where(self.statuts == Statut.NOTE, notes, 0),
            statuts=self.statuts,
            ponctuelle=self.ponctuelle,
            notes_facultatives=self._notes_facultatives(calage, pas),
            statuts_facultatives=self.statuts_facultatives,
            inacheve=self.inacheve,
            suspendu=np.zeros(self.members.size, dtype=bool),
            avis_defavorable=self.avis_defavorable,
        )
        releve = self.redoublement.keep(releve, self.reglement, bareme, self.before + calage, pas)
        if not p["points_de_jury"]:
            return releve
        return deliberate(releve, self.reglement, bareme, law, p, self.luck.uniform("jury", self.members))

    def _notes_facultatives(self, calage: float, pas: int) -> Ints:
        if not self.facultatives.size:
            return np.zeros(self.statuts_facultatives.shape, dtype=np.int64)
        return np.where(self.statuts_facultatives == Statut.NOTE, on_grid(self.facultatives + calage, pas), 0)

    def admis(self, calage: float, bareme: Bareme, law: Regime) -> Bools:
        """Say who is admitted at the first group at this level, shape (n,)."""
        releve = self.releve(calage, bareme, law)
        return premier_groupe(releve, self.reglement, bareme, law).ont(Decision.ADMIS)


def draw(cohorte: Cohorte) -> tuple[Luck, list[Copies]]:
    """Draw the candidates of a cohort: who they are and the luck of each, before any parameter of ability."""
    luck = Luck(cohorte.graine, cohorte.candidats)
    specialite = pick(luck.uniform("specialite"), cohorte.specialites)
    voie = pick(luck.uniform("voie"), cohorte.voies)
    copies = []
    for i, code in enumerate(cohorte.specialites):
        members = np.flatnonzero(specialite == i).astype(np.int64)
        if members.size:
            copies.append(Copies(cohorte, cohorte.bareme.reglements[code], members, voie[members], luck))
    return luck, copies
