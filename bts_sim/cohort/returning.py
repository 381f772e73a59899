"""The candidates of the next session: who comes back, with which marks kept, and which units they sit again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from bts_sim.cohort.grid import heap, on_grid
from bts_sim.cohort.group import Block, Groupe, Simulated
from bts_sim.cohort.jury_points import lift_to_admission
from bts_sim.cohort.luck import ABILITY, OF_UNIT, WHO, Luck, Numbers
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.situations import statuts
from bts_sim.droit.bareme import Bareme
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles.acquis import est_un_benefice, est_valide, note_obtenue
from bts_sim.droit.releve import Releve, Statut, parmi

#: Rank of the session that gave the marks that a cohort already holds when it enters.
BEFORE_THE_FIRST = 0
#: In an array of ranks of sessions: the unit has no kept mark.
NO_KEPT_NOTE = -1


@dataclass(frozen=True)
class Conservation:
    """Assumptions on those who come back. `progress`: points of ability gained from one session to the next.

    `notes_conservees`: percent of the keepable marks that are kept; None for the parameter of the cohort. This is
    decided once per mark, which is then kept until the unit is obtained or the mark is no longer valid. `years`: for
    how many the law allows it.
    """

    notes_conservees: float | None
    years: int
    progress: float = 0.0


@dataclass(frozen=True)
class Registered:
    """The candidates of a group who sit one session among several.

    `obtenue`: rank of the session that gave each kept mark, shape (n, u); NO_KEPT_NOTE where no mark is kept.
    """

    groupe: Groupe | Block
    obtenue: Ints


class LuckOfSession(Luck):
    """The luck of the same candidates at a later session: each stream has the number of the session and of the draw."""

    def __init__(self, first: Luck, rank: int, draw: int) -> None:
        super().__init__(first.seeds[0], first.n, first.first, first.seeds[1:])
        self.suffix = f"session_{rank}.tirage_{draw}"

    def named(self, stream: str) -> str:
        """Return the name of a stream at this session and draw."""
        return f"{stream}.{self.suffix}"


def entrants_of(groupe: Groupe | Block) -> Registered:
    """Return a simulated group as the entrants of the first session; the marks they hold come from the one before."""
    kept = np.where(groupe.releve.ont(Statut.BE), BEFORE_THE_FIRST, NO_KEPT_NOTE)
    return Registered(groupe, kept)


def registered_again(
    cohorte: SimulatedCohort,
    registered: Registered,
    d: Deliberation[Groupe | Block],
    returning: Bools,
    oraux: Ints,
    conservation: Conservation,
    rank: int,
    luck: Luck,
) -> Registered:
    """Return those who come back at session `rank`, with the marks that they keep and their new marks.

    `d`: the deliberation of the session that they failed. `oraux`: hundredths, as the jury had them there. `returning`:
    shape (n,); the others come back in no later session, since leaving is final. The voie, the dispenses and the
    requests stay.
    """
    rows = np.flatnonzero(returning)
    groupe = _part(registered.groupe, rows, conservation.progress)
    bareme = d.bareme
    former = registered.groupe.releve.part(rows)
    notes = note_obtenue(former, oraux[rows], groupe.reglement, d.regime)
    obtenue = np.where(former.ont(Statut.BE), registered.obtenue[rows], rank - 1)
    of_unit = luck.of_units("unite", groupe.releve.notes.shape[1], OF_UNIT, groupe.candidats)
    own = cohorte.parameters_of(groupe.candidats)["notes_conservees"]
    asked = _asked(former, own if conservation.notes_conservees is None else conservation.notes_conservees, of_unit)
    valid = _valid(bareme.session, rank, conservation.years)
    kept = est_un_benefice(notes, bareme) & asked & valid[obtenue]
    fresh = ordinary_epreuves(cohorte, groupe, former, luck, of_unit)
    carried = _with_kept(fresh, former, notes, kept, bareme, valid_options=bool(valid[1]))
    releve = _deliberated(cohorte, groupe, carried, luck)
    return Registered(replace(groupe, releve=releve), np.where(kept, obtenue, NO_KEPT_NOTE))


def ordinary_epreuves(
    cohorte: SimulatedCohort, groupe: Groupe | Block, former: Releve, luck: Luck, of_unit: Numbers
) -> Releve:
    """Return the marks of every unit as if all were sat, by the equations of `marking` and this luck.

    `former`: the releve of the same candidates at the session before; its dispenses and its modes stay. `of_unit`:
    their luck at each unit.
    """
    p, members = cohorte.parameters_of(groupe.candidats), groupe.candidats
    of_ability = luck.numbers("aptitude", ABILITY, members)
    points = groupe.latent + np.where(former.ponctuelle, 0, p["avantage_ccf"])
    points += p["ecart_type_correcteur"] * of_unit.normal("correcteur")
    heaped = former.ponctuelle & of_unit.below("tassement", p["tassement_a_10"])
    notes = heap(on_grid(points, round(cohorte.cohorte.parametres["pas_de_note"] * CENTIEMES)), heaped)
    found = _statuts(groupe, former, p, luck, of_unit)
    return replace(
        former,
        notes=notes * parmi(found, Statut.NOTE),
        statuts=found,
        avis_defavorable=~of_ability.below("avis_du_jury", p["avis_favorables"]),
    )


def _statuts(
    groupe: Groupe | Block, former: Releve, p: Mapping[str, float | Floats], luck: Luck, of_unit: Numbers
) -> NDArray[np.uint8]:
    """Return the statuses, with absences and dossiers drawn again; a dispense stays."""
    of_candidate = luck.numbers("candidat", WHO, groupe.candidats)
    without = {**p, "dispenses": 0.0}
    drawn = statuts(groupe.reglement, groupe.existing, groupe.composition, without, of_candidate, of_unit)
    exempt = former.ont(Statut.DI)
    return np.where(exempt, np.uint8(Statut.DI), drawn).astype(np.uint8)


def _asked(former: Releve, percent: float | Floats, of_unit: Numbers) -> Bools:
    """Return which marks are asked for, shape (n, u): those asked for before, and the given share of the new ones."""
    return former.ont(Statut.BE) | of_unit.below("conservation", percent)


@lru_cache(maxsize=256)
def _valid(session: int, rank: int, years: int) -> Bools:
    """Return which earlier sessions give marks that are still valid at session `rank`, shape (rank,).

    Every session is on the same day of its year: only the years count.
    """
    since_1970 = np.arange(BEFORE_THE_FIRST, rank + 1) + (session - 1 - 1970)
    days = since_1970.astype("datetime64[Y]").astype("datetime64[D]")
    return est_valide(days[:-1], days[-1], years)


def _with_kept(
    fresh: Releve, former: Releve, notes: Ints, kept: Bools, bareme: Bareme, *, valid_options: bool
) -> Releve:
    """Return the releve with kept marks in the place of new ones; a kept facultative is never sat again."""
    options = parmi(former.statuts_facultatives, Statut.NOTE, Statut.BE)
    options &= est_un_benefice(former.notes_facultatives, bareme) & valid_options
    return replace(
        fresh,
        notes=np.where(kept, notes, fresh.notes),
        statuts=np.where(kept, np.uint8(Statut.BE), fresh.statuts),
        notes_facultatives=np.where(options, former.notes_facultatives, 0),
        statuts_facultatives=np.where(options, np.uint8(Statut.BE), np.uint8(Statut.SANS)),
    )


def _deliberated(cohorte: SimulatedCohort, groupe: Groupe | Block, releve: Releve, luck: Luck) -> Releve:
    """Return the releve with the jury points that the cohort asks for."""
    p, bareme = cohorte.cohorte.parametres, cohorte.cohorte.bareme
    if not p["points_de_jury"]:
        return releve
    law = load_regime(bareme.regime)
    jury = luck.numbers("aptitude", ABILITY, groupe.candidats).uniform("points_de_jury")
    return lift_to_admission(releve, groupe.reglement, bareme, law, p, jury)


def _part(groupe: Groupe | Block, rows: Ints, progress: float) -> Groupe | Block:
    """Return some candidates of a group, better by `progress` points; all who come back are present."""
    some = groupe.part(rows)
    who = replace(some.composition, present=np.ones(rows.size, dtype=bool))
    return replace(some, simulated=Simulated(who, some.latent + progress, some.domaine + progress))
