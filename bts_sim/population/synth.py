"""Make a cohort: marks from abilities, on the real units and coefficients, at a level that meets the target rate.

A mark is its level (by domain, plus the advantage of CCF), plus what the candidate can do (in everything, in the
domain, in the unit), plus the marker; on a grid, between 0 and 20. An oral measures the same abilities with another
examiner. docs/hypotheses.md rates each assumption.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from bts_sim.bareme import CCF, DOMAINES, PROFESSIONNEL, Bareme, Regime, Reglement
from bts_sim.errors import CalibrationError
from bts_sim.jury import Controle, Decision, premier_groupe
from bts_sim.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.population.cohorte import Cohorte
from bts_sim.population.composition import Composition, compose, effets, pick, variance_of_effects
from bts_sim.population.draws import Luck
from bts_sim.population.tables import VOIES_MODE_SCOLAIRE
from bts_sim.regles.controle import blocs_remplaces
from bts_sim.releve import SANS_ORAL, Releve, Statut
from bts_sim.scenario import load_regime

#: Simulated marks are half points, as most copies are marked (docs/hypotheses.md).
PAS = CENTIEMES // 2
#: How far the level may be moved to meet the target, in points, and how finely.
CALAGE_MAX = 12.0
CALAGE_PRECISION = 1e-4
#: A national rate missed by more than this, in points of percent, is « not converged ».
TOLERANCE = 0.3


@dataclass(frozen=True)
class GroupeSimule:
    """The simulated candidates of one specialty.

    `candidats`: their numbers, shape (n,). `voies`: index in the cohort's voies, shape (n,). `latent`: expected mark
    at a ponctuelle, unit by unit, shape (n, u); `domaine`: the same for a whole domain, in the order of `DOMAINES`,
    shape (n, 2).
    """

    reglement: Reglement
    candidats: Ints
    voies: Ints
    composition: Composition
    latent: Floats
    domaine: Floats
    releve: Releve


@dataclass(frozen=True)
class CohorteSimulee:
    """A simulated cohort. `calage`: points by which each specialty's level was moved to meet the target."""

    cohorte: Cohorte
    groupes: tuple[GroupeSimule, ...]
    calage: Mapping[str, float]
    luck: Luck


def simulate(cohorte: Cohorte) -> CohorteSimulee:
    """Draw the candidates of a cohort and calibrate their level.

    Raises CalibrationError when no level meets the target.
    """
    luck, drafts = draw(cohorte)
    abilities = Abilities.of(cohorte, cohorte.parametres)
    for d in drafts:
        d.settle(cohorte.parametres, abilities)
    # The target was observed under the law then in force, whatever regime is studied afterwards.
    law = load_regime(cohorte.bareme.regime)
    if isinstance(cohorte.taux_groupe1, Mapping):
        calage = {d.code: _solve([d], cohorte.taux_groupe1[d.code], cohorte.bareme, law) for d in drafts}
    else:
        calage = dict.fromkeys((d.code for d in drafts), _solve(drafts, cohorte.taux_groupe1, cohorte.bareme, law))
    return CohorteSimulee(cohorte, tuple(d.group(calage[d.code]) for d in drafts), calage, luck)


def draw(cohorte: Cohorte) -> tuple[Luck, list[Draft]]:
    """Draw the candidates of a cohort: who they are and the luck of each, before any parameter of ability."""
    luck = Luck(cohorte.graine, cohorte.candidats)
    specialite = pick(luck.uniform("specialite"), cohorte.specialites)
    voie = pick(luck.uniform("voie"), cohorte.voies)
    drafts = []
    for i, code in enumerate(cohorte.specialites):
        members = np.flatnonzero(specialite == i).astype(np.int64)
        if members.size:
            drafts.append(Draft(cohorte, cohorte.bareme.reglements[code], members, voie[members], luck))
    return luck, drafts


@dataclass(frozen=True)
class Abilities:
    """Standard deviations of ability, in points: common to all units, of each domain, of the unit.

    With the groups' effects and the marker, they add up to the variance of a mark; correlations say what is shared.
    """

    commune: float
    domaine: Floats
    unite: float

    @classmethod
    def of(cls, cohorte: Cohorte, p: Mapping[str, float], *, strict: bool = True) -> Abilities:
        """Take from each variance what the groups already make; raises CalibrationError when nothing is left.

        Not `strict`: nothing is then simply nothing, as a search for effects needs on its way.
        """
        by_groups, shared = variance_of_effects(p, cohorte.parts, cohorte.voies, cohorte.production)
        variance = p["ecart_type_note"] ** 2
        common = p["correlation_entre_unites"] * variance - shared
        by_domain = p["correlation_de_domaine"] * variance - (by_groups - shared)
        by_unit = variance * (1 - p["correlation_entre_unites"] - p["correlation_de_domaine"])
        by_unit -= p["ecart_type_correcteur"] ** 2
        if strict and min(common, by_unit) < 0:
            raise CalibrationError(
                "paramètres incompatibles : correlation_entre_unites, correlation_de_domaine, ecart_type_correcteur et "
                "les effets des groupes dépassent ensemble ecart_type_note. Remède : en baisser un."
            )
        # One domain may owe more to the groups than the correlation allows; its own part is then nothing.
        spreads = [float(np.sqrt(max(variance, 0))) for variance in (common, by_unit)]
        return cls(spreads[0], np.sqrt(np.maximum(by_domain, 0)), spreads[1])


class Draft:
    """The candidates of one specialty: who they are and their luck; `settle` gives them marks, but for their level."""

    def __init__(self, cohorte: Cohorte, reglement: Reglement, members: Ints, voies: Ints, luck: Luck) -> None:
        self.code, self.reglement, self.members, self.voies = reglement.specialite, reglement, members, voies
        units = reglement.unites
        self.composition = compose(cohorte.parts, reglement.secteur, members, voies, list(cohorte.voies), luck)
        at_school = np.isin(voies, [i for i, v in enumerate(cohorte.voies) if v in VOIES_MODE_SCOLAIRE])
        school = np.array([u.mode_scolaire != CCF for u in units])
        alone = np.array([u.mode_individuel != CCF for u in units])
        self.ponctuelle = np.where(at_school[:, np.newaxis], school, alone)
        self.in_domain = [DOMAINES.index(u.domaine) for u in units]
        self.common = luck.normal("aptitude", members)[:, np.newaxis]
        self.of_domain = np.column_stack([luck.normal(f"aptitude.{d}", members) for d in DOMAINES])
        self.of_unit = np.column_stack([luck.normal(f"aptitude.{u.code}", members) for u in units])
        self.marker = np.column_stack([luck.normal(f"correcteur.{u.code}", members) for u in units])
        self.lifted = np.column_stack([luck.uniform(f"tassement.{u.code}", members) for u in units])
        p = cohorte.parametres
        self.statuts = self._statuses(p, luck)
        self.avis_defavorable = luck.uniform("avis_du_jury", members) >= p["avis_favorables"] / 100

    def settle(self, p: Mapping[str, float], abilities: Abilities) -> None:
        """Give the candidates their abilities and marks, in points, before their level."""
        level = np.array([p["niveau_general"], p["niveau_professionnel"]])
        ability = effets(p, self.composition) + abilities.commune * self.common
        self.domaine: Floats = level + ability + abilities.domaine * self.of_domain
        self.latent: Floats = self.domaine[:, self.in_domain] + abilities.unite * self.of_unit
        ccf = np.where(self.ponctuelle, 0, p["avantage_ccf"])
        self.marks: Floats = self.latent + ccf + p["ecart_type_correcteur"] * self.marker
        self.heaped = self.ponctuelle & (self.lifted < p["tassement_a_10"] / 100)

    def _statuses(self, p: Mapping[str, float], luck: Luck) -> np.ndarray[tuple[int, int], np.dtype[np.uint8]]:
        """Draw absences and dossiers non valides."""
        members, codes = self.members, [u.code for u in self.reglement.unites]
        absent = (
            np.column_stack([luck.uniform(f"absence.{c}", members) for c in codes]) < p["absence_par_epreuve"] / 100
        )
        justified = np.column_stack([luck.uniform(f"justification.{c}", members) for c in codes])
        kind = np.where(justified < p["part_absences_justifiees"] / 100, Statut.ABJ, Statut.AB)
        statuts = np.where(absent, kind, Statut.NOTE)
        rejected = luck.uniform("dossier", members) < p["dossiers_non_valides"] / 100
        statuts[rejected, self.reglement.du_domaine(PROFESSIONNEL).argmax()] = Statut.NV
        return statuts.astype(np.uint8)

    def releve(self, calage: float) -> Releve:
        """Give the marks at a level moved by `calage` points."""
        facultatives = self.members.size, len(self.reglement.facultatives)
        notes = heap(on_grid(self.marks + calage), self.heaped)
        return Releve(
            notes=np.where(self.statuts == Statut.NOTE, notes, 0),
            statuts=self.statuts,
            ponctuelle=self.ponctuelle,
            notes_facultatives=np.zeros(facultatives, dtype=np.int64),
            statuts_facultatives=np.full(facultatives, Statut.SANS, dtype=np.uint8),
            inacheve=np.zeros(self.members.size, dtype=bool),
            suspendu=np.zeros(self.members.size, dtype=bool),
            avis_defavorable=self.avis_defavorable,
        )

    def group(self, calage: float) -> GroupeSimule:
        """Give the candidates at their final level."""
        return GroupeSimule(
            self.reglement,
            self.members,
            self.voies,
            self.composition,
            self.latent + calage,
            self.domaine + calage,
            self.releve(calage),
        )


def heap(notes: Ints, lifted: Bools) -> Ints:
    """Lift to 10 the marks of 9 and 9.5 that a marker does not leave there, hundredths."""
    return np.where(lifted & (notes >= 9 * CENTIEMES) & (notes < 10 * CENTIEMES), 10 * CENTIEMES, notes)


def on_grid(points: Floats) -> Ints:
    """Put marks in points on the grid, between 0 and 20, in hundredths."""
    hundredths = np.rint(points * (CENTIEMES / PAS)).astype(np.int64) * PAS
    return np.clip(hundredths, 0, 20 * CENTIEMES)


def _solve(drafts: list[Draft], target: float, bareme: Bareme, law: Regime) -> float:
    """Find the move of the level, in points, under which `target` percent are admitted at the first group."""
    from scipy.optimize import brentq

    total = sum(d.members.size for d in drafts)
    seen: dict[float, float] = {}

    def excess(calage: float) -> float:
        if calage in seen:
            return seen[calage]
        admitted = sum(
            int(premier_groupe(d.releve(calage), d.reglement, bareme, law).ont(Decision.ADMIS).sum()) for d in drafts
        )
        seen[calage] = 100 * admitted / total - target
        return seen[calage]

    low, high = excess(-CALAGE_MAX), excess(CALAGE_MAX)
    if low <= 0 <= high:
        brentq(excess, -CALAGE_MAX, CALAGE_MAX, xtol=CALAGE_PRECISION)
    best = min(seen, key=lambda calage: (abs(seen[calage]), abs(calage)))
    if abs(seen[best]) > max(TOLERANCE, 100 / total):
        codes = ", ".join(d.code for d in drafts)
        raise CalibrationError(
            f"calage non convergé pour {codes} : taux du premier groupe visé {target:g} %, le plus proche possible "
            f"{target + seen[best]:.1f} % ({total} candidats). "
            "Remède : revoir taux_groupe1, absence_par_epreuve ou candidats."
        )
    return best


# --- Oraux de contrôle --------------------------------------------------------------------------------------------


def oral_marks(cohorte: CohorteSimulee, groupe: GroupeSimule, controle: Controle, regime: Regime) -> Ints:
    """Draw the orals that the authorised candidates sit, hundredths, shape (n, u) or (n, 2); SANS_ORAL elsewhere."""
    return ORAUX[regime.oral_par](cohorte, groupe, controle, regime)


def _no_oral(cohorte: CohorteSimulee, groupe: GroupeSimule, controle: Controle, regime: Regime) -> Ints:
    return np.full(groupe.latent.shape, SANS_ORAL, dtype=np.int64)


def _orals_by_unit(cohorte: CohorteSimulee, groupe: GroupeSimule, controle: Controle, regime: Regime) -> Ints:
    """Draw an oral on each unit chosen: those where a mark can gain most, coefficient × (20 − mark)."""
    gain = _best_gain(groupe, controle, regime)
    rank = np.argsort(np.argsort(-gain, axis=1, kind="stable"), axis=1, kind="stable")
    chosen = (gain >= 0) & (rank < regime.nombre_oraux)
    streams = [u.code for u in groupe.reglement.unites]
    return np.where(chosen, _examined(cohorte, groupe.candidats, _known(cohorte, groupe), streams), SANS_ORAL)


def _best_gain(groupe: GroupeSimule, controle: Controle, regime: Regime) -> Ints:
    """Give what 20 at the oral of a unit would add, shape (n, u); -1 where nobody would choose it.

    Nobody takes two orals that replace the same marks, nor two languages where one is allowed.
    """
    alone = groupe.reglement.coefs * (20 * CENTIEMES - groupe.releve.notes)
    gain: Ints = np.full(groupe.latent.shape, -1, dtype=np.int64)
    everyone = np.arange(len(gain))
    for bloc in blocs_remplaces(groupe.reglement, regime.lectures):
        offered = controle.choisissables & bloc
        some = offered.any(axis=1)
        gain[everyone[some], offered.argmax(axis=1)[some]] = (alone * bloc).sum(axis=1)[some]
    if regime.lectures.langues_au_choix == "une_seule":
        languages = np.where(groupe.reglement.langues, gain, -1)
        second = groupe.reglement.langues & (np.arange(gain.shape[1]) != languages.argmax(axis=1)[:, np.newaxis])
        gain[second] = -1
    return gain


def _orals_by_domain(cohorte: CohorteSimulee, groupe: GroupeSimule, controle: Controle, regime: Regime) -> Ints:
    """Draw the general oral, on the first discipline offered, and the professional one, on the domain."""
    discipline = controle.choisissables.argmax(axis=1)
    general = _known(cohorte, groupe)[np.arange(len(discipline)), discipline]
    ability = np.column_stack([general, groupe.domaine[:, DOMAINES.index(PROFESSIONNEL)]])
    marks = _examined(cohorte, groupe.candidats, ability, DOMAINES)
    return np.where(controle.autorise[:, np.newaxis], marks, SANS_ORAL)


def _known(cohorte: CohorteSimulee, groupe: GroupeSimule) -> Floats:
    """Give what an oral on each unit would measure, points, shape (n, u): the domain, and part of the unit's own.

    An oral is another exercise than the épreuve: what made a written or a CCF mark differ from the rest of the domain
    comes back in part only.
    """
    domain = groupe.domaine[:, [DOMAINES.index(u.domaine) for u in groupe.reglement.unites]]
    return domain + cohorte.cohorte.parametres["part_specifique_a_l_oral"] * (groupe.latent - domain)


def _examined(cohorte: CohorteSimulee, candidats: Ints, ability: Floats, streams: tuple[str, ...] | list[str]) -> Ints:
    p = cohorte.cohorte.parametres
    examiner = np.column_stack([cohorte.luck.normal(f"oral.{name}", candidats) for name in streams])
    return on_grid(ability + p["avantage_oral"] + p["ecart_type_oral"] * examiner)


ORAUX: dict[str, Callable[[CohorteSimulee, GroupeSimule, Controle, Regime], Ints]] = {
    "": _no_oral,
    "unite": _orals_by_unit,
    "domaine": _orals_by_domain,
}
