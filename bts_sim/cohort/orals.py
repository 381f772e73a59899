"""The orals of simulated candidates: their expected marks, their units, their juries and their absences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from bts_sim.cohort.choices import SCORES, Offer, choose
from bts_sim.cohort.describe import ChoixDesOraux
from bts_sim.cohort.drawn import DrawnCohort
from bts_sim.cohort.grid import on_grid
from bts_sim.cohort.group import Block, Groupe
from bts_sim.cohort.held import UNSAID
from bts_sim.cohort.luck import OF_ORAL
from bts_sim.droit.bareme import DOMAINES, PROFESSIONNEL, Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.releve import ABSENT, SANS_ORAL

#: The expected mark of the m authorised of a group at each oral, points, and which they sit, both of shape (m, c).
Epreuves = tuple[Floats, Bools]


def oral_marks(
    cohorte: DrawnCohort, d: Deliberation[Groupe | Block], draw: int = 0, known: Epreuves | None = None
) -> Ints:
    """Return the drawn oral marks of the authorised candidates, hundredths, shape (n, u) or (n, 2).

    SANS_ORAL where none is sat, ABSENT where the candidate did not come. `draw`: number of the draw of the orals. The
    candidates, their first marks and their choices stay the same. `known`: their `epreuves`, if already computed.
    """
    expected, chosen = epreuves(cohorte, d) if known is None else known
    rows = np.flatnonzero(d.controle.autorise)
    marks = np.full((d.groupe.candidats.size, expected.shape[1]), SANS_ORAL, dtype=np.int64)
    if not rows.size:
        return marks
    who, sat = d.groupe.candidats[rows], np.flatnonzero(chosen.any(axis=0)).tolist()
    p = cohorte.parameters_of(who)
    severities = _severities(cohorte, d, who, draw, max(sat, default=0) + 1) * _severity(p)
    noise = np.ravel(_noise(p))
    for column in sat:
        own = cohorte.luck.numbers(_stream("oral", d.regime, str(column), draw), OF_ORAL, who)
        mark = on_grid(expected[:, column] + severities[:, column] + noise * own.normal("examinateur"))
        mark[own.below("absence", p["absence_a_l_oral"])] = ABSENT
        marks[rows, column] = np.where(chosen[:, column], mark, SANS_ORAL)
    held = cohorte.orals_held(d.regime)
    if held is not None:
        _, numbers = cohorte.draws_of(who)
        over = held.admitted[numbers] != UNSAID
        marks[rows[over]] = held.marks[numbers[over], : marks.shape[1]]
    return marks


def epreuves(cohorte: DrawnCohort, d: Deliberation[Groupe | Block]) -> Epreuves:
    """Return the expected mark of the authorised at each oral, and which orals they sit; no luck of an oral counts."""
    groupe, regime = d.groupe, d.regime
    rows = np.flatnonzero(d.controle.autorise)
    if not regime.oral_par or not rows.size:
        nothing = rows.size, _width(d)
        return np.zeros(nothing), np.zeros(nothing, dtype=bool)
    offering = offer(cohorte, d)
    if regime.oral_par == "unite":
        return offering.attendues, choose(cohorte.cohorte.choix_des_oraux, offering)
    gained = advantage(cohorte.parameters_of(groupe.candidats[rows]))
    trade = groupe.domaine[rows, DOMAINES.index(PROFESSIONNEL)] + np.ravel(gained)
    expected = _by_domain(cohorte.cohorte.choix_des_oraux, offering, trade)
    return expected, np.ones(expected.shape, dtype=bool)


def offer(cohorte: DrawnCohort, d: Deliberation[Groupe | Block]) -> Offer:
    """Return the units that the authorised candidates may choose from, in the order of their numbers."""
    groupe, rows = d.groupe, np.flatnonzero(d.controle.autorise)
    who, units = groupe.candidats[rows], groupe.releve.notes.shape[1]
    p = cohorte.parameters_of(who)
    return Offer(
        groupe.reglement.part(rows),
        d.bareme,
        d.regime,
        groupe.releve.part(rows),
        d.premier.part(rows),
        d.controle.part(rows),
        _known(p, groupe, rows) + advantage(p),
        lambda: np.column_stack([cohorte.luck.uniform(f"choix.{rank}", who) for rank in range(units)]),
        p["ecart_type_oral"],
        p["absence_a_l_oral"] / 100,
    )


def advantage(p: Mapping[str, float | Floats]) -> float | Floats:
    """Return the points that an oral adds to the mark expected at a ponctuelle."""
    return p["avantage_oral"] + p["accompagnement"] + p["gain_par_jour"] * p["jours_de_preparation"]


def _by_domain(choice: ChoixDesOraux, offering: Offer, professionnelle: Floats) -> Floats:
    """Return the marks expected on the discipline chosen and on the whole professional domain, shape (m, 2)."""
    # Whatever the discipline, the oral replaces the mean of its domain: the best choice is the discipline known best.
    score = offering.attendues if choice == "meilleure_probabilite" else SCORES[choice](offering)
    discipline = np.where(offering.controle.choisissables, score, -np.inf).argmax(axis=1)
    return np.column_stack([offering.attendues[np.arange(len(discipline)), discipline], professionnelle])


def _severities(cohorte: DrawnCohort, d: Deliberation[Groupe | Block], who: Ints, draw: int, orals: int) -> Floats:
    """Return how severe the jury of each candidate is at each of the first orals, in standard deviations, (m, orals).

    A jury takes neighbours of one specialty, whatever the size of the cohort.
    """
    specialties, ranks = [*cohorte.cohorte.specialites.items()], cohorte.specialty_ranks[who]
    places = np.bincount(ranks, minlength=len(specialties)) > 0
    used, which = [specialties[rank] for rank in np.flatnonzero(places).tolist()], (np.cumsum(places) - 1)[ranks]
    each = cohorte.cohorte.parametres["candidats_par_jury"]
    sizes = np.array([max(round(each / weight), 1) for _, weight in used])
    streams = [_stream("jury", d.regime, code, draw) for code, _ in used]
    of_draw, number = cohorte.draws_of(who)
    return cohorte.luck.shared(streams, which, number // sizes[which], orals, of_draw)


def _stream(kind: str, regime: Regime, name: str, draw: int) -> str:
    """Return the name of a stream of the orals: those by unit and those by domain are not the same."""
    return f"{kind}.{regime.oral_par}.{name}.{draw}"


def _width(d: Deliberation[Groupe | Block]) -> int:
    """Return the number of orals that a regime knows: one per domain, or one per unit."""
    return len(DOMAINES) if d.regime.oral_par == "domaine" else d.groupe.releve.notes.shape[1]


def _severity(p: Mapping[str, float | Floats]) -> float | Floats:
    """Return the spread between juries, points: at most that of an oral mark."""
    spread: float | Floats = np.minimum(p["severite_des_jurys"], p["ecart_type_oral"])
    return spread


def _noise(p: Mapping[str, float | Floats]) -> float | Floats:
    """Return the spread of an oral mark within a jury, points."""
    noise: float | Floats = np.sqrt(p["ecart_type_oral"] ** 2 - _severity(p) ** 2)
    return noise


def _known(p: Mapping[str, float | Floats], groupe: Groupe | Block, rows: Ints) -> Floats:
    """Return the level that an oral on each unit would measure, points, shape (m, u).

    An oral is another exercise than the épreuve. It measures the level of the domain, and only part of the difference
    between the unit's written or CCF mark and that level.
    """
    by_domain, professional = groupe.domaine[rows], groupe.reglement.part(rows).du_domaine(PROFESSIONNEL)
    domain = np.where(professional, by_domain[:, 1:], by_domain[:, :1])
    return domain + p["part_specifique_a_l_oral"] * (groupe.latent[rows] - domain)
