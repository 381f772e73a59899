"""The orals that a regime requires: how many, in which specialty, on which unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bts_sim.cohort.group import asks_abilities
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.cohort.strata import share_out
from bts_sim.droit.bareme import Regime, Reglement
from bts_sim.droit.calendriers.disciplines import PAR_DOMAINE, Minutes, disciplines
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.errors import Fault, InputError
from bts_sim.schema import Schema, a_count, a_text
from bts_sim.stats.groups import present


class Orals(Schema):
    """The orals to hold: one row per unit of a specialty (or domain, for orals by domain) and académie."""

    regime = a_text("the regime that gives them")
    academie = a_text("the académie of the candidates; empty where the cohort has none")
    specialite = a_text("code of the specialty; empty for those of a sector that have no règlement of their own")
    secteur = a_text("its sector")
    unite = a_text("code of the unit, or the domain; empty for these")
    intitule = a_text("its name; empty for these")
    discipline = a_text("what an examiner of it examines")
    simules = a_count("orals of the simulated candidates", "orals")
    oraux = a_count("the same for the candidates present that were asked for; they add up", "orals")


@dataclass(frozen=True)
class Epreuve:
    """The oral that one column of a specialty stands for."""

    code: str
    intitule: str
    discipline: str


@dataclass(frozen=True)
class Convened:
    """The orals of one specialty under one regime.

    `candidats`: numbers of the candidates allowed to sit, shape (m,). `chosen`: the orals that each sits, shape (m, c).
    `academie`: the académie of each, as its rank, shape (m,); empty where the cohort has none.
    """

    reglement: Reglement
    epreuves: tuple[Epreuve, ...]
    candidats: Ints
    chosen: Bools
    academie: Ints


@asks_abilities
def count_orals(cohorte: SimulatedCohort, regimes: Sequence[Regime], presents: int) -> pd.DataFrame:
    """Return the orals to hold under each regime, as `Orals`, for `presents` candidates present at the exam.

    An oral counts for each candidate convened, present or not, because the jury waits. Académies are those of the
    cohort file. Raises InputError if `presents` is not a number of candidates.
    """
    everybody = int(present(cohorte).sum())
    tables = []
    for regime in regimes:
        counted = _counted(cohorte, regime)
        simulated = counted[Orals.simules].to_numpy()
        total = to_scale(int(simulated.sum()), presents, everybody)
        tables.append(counted.assign(**{Orals.oraux: share_out(simulated, total)}))
    return pd.concat(tables, ignore_index=True)


def scaled_to(convened: pd.DataFrame, oraux: Mapping[str, int]) -> pd.DataFrame:
    """Return the orals of some regimes scaled to other totals. Each unit keeps its share of the orals of its regime."""
    parts = {nom: convened[convened[Orals.regime] == nom] for nom in oraux}
    tables = [
        part.assign(**{Orals.oraux: share_out(part[Orals.simules].to_numpy(), oraux[nom])})
        for nom, part in parts.items()
    ]
    return pd.concat(tables, ignore_index=True) if tables else convened.iloc[:0]


def brought_to_orals(convened: pd.DataFrame, oraux: Mapping[str, int]) -> pd.DataFrame:
    """Return the orals of each regime, unit by unit, brought to other totals where these are given.

    Each unit keeps its share. `convened`: the table of `count_orals`.
    """
    own = convened.groupby(Orals.regime, sort=False)[Orals.oraux].sum()
    return scaled_to(convened, {str(name): oraux.get(str(name), int(n)) for name, n in own.items()})


def held_by_each(cohorte: SimulatedCohort, regime: Regime, minutes: Minutes) -> tuple[Ints, Floats | None]:
    """Return the orals that each candidate is convened to, and the minutes that he is examined, each of shape (n,).

    Minutes are None where an oral that somebody sits has no duration.
    """
    oraux, held = np.zeros(cohorte.cohorte.candidats, dtype=np.int64), np.zeros(cohorte.cohorte.candidats)
    known = True
    for one in convened_by_specialty(cohorte, regime):
        sat = one.chosen.sum(axis=0).tolist()
        times = [minutes.de(epreuve.discipline) for epreuve in one.epreuves]
        oraux[one.candidats] = one.chosen.sum(axis=1)
        held[one.candidats] = one.chosen @ np.array([time.interrogation if time else 0 for time in times])
        known = known and all(time or not orals for time, orals in zip(times, sat, strict=True))
    return oraux, held if known else None


def convened_by_specialty(cohorte: SimulatedCohort, regime: Regime) -> Iterator[Convened]:
    """Yield the candidates convened and their orals, specialty by specialty.

    A specialty comes twice where a reform of some of its candidates gives them orals of another kind.
    """
    one, codes = cohorte.under(regime), list(cohorte.cohorte.specialites)
    kinds = {part.oral_par: part for part in regime.parts}
    parts = {(code, kind): list[tuple[Ints, Bools, Ints]]() for code in codes for kind in kinds}
    for d, (_, chosen) in zip(one.together, one.epreuves_together, strict=True):
        rows = np.flatnonzero(d.controle.autorise)
        ranks, who = d.groupe.ranks(codes)[rows], d.groupe.composition.part(rows)
        for rank in np.unique(ranks).tolist():
            here = np.flatnonzero(ranks == rank)
            academie = who.academie[here] if who.academies else who.academie
            parts[codes[rank], d.regime.oral_par].append((d.groupe.candidats[rows[here]], chosen[here], academie))
    for (code, kind), found in parts.items():
        if found:
            reglement = cohorte.cohorte.reglements[code]
            epreuves = _epreuves(reglement, kinds[kind])
            candidats, chosen, academie = (np.concatenate(some) for some in zip(*found, strict=True))
            yield Convened(reglement, epreuves, candidats, chosen[:, : len(epreuves)], academie)


def to_scale(compte: int, presents: int, simulated: int) -> int:
    """Return a count scaled from the simulated candidates to `presents`, to the nearest integer, halves up.

    Raises InputError if `presents` is not a number of candidates.
    """
    if isinstance(presents, bool) or not isinstance(presents, int) or presents < 1:
        remedy = "donner un nombre entier de candidats présents, au moins 1"
        raise InputError([Fault("paramètres", None, "presents", str(presents), "ce n'est pas un effectif", remedy)])
    return (2 * compte * presents + simulated) // (2 * simulated)


def _counted(cohorte: SimulatedCohort, regime: Regime) -> pd.DataFrame:
    """Return the orals of the simulated candidates, with all the columns of `Orals` but the last."""
    held = Counter[tuple[str, ...]]()
    for one in convened_by_specialty(cohorte, regime):
        for academie, here in _academies(one, list(cohorte.cohorte.academies)):
            for epreuve, count in zip(one.epreuves, one.chosen[here].sum(axis=0).tolist(), strict=True):
                if count:
                    held[regime.nom, academie, *_names(one.reglement, epreuve), epreuve.discipline] += count
    rows = [(*names, count) for names, count in held.items()]
    return pd.DataFrame(rows, columns=Orals.names()[:-1]).astype({Orals.simules: np.int64})


def _names(reglement: Reglement, epreuve: Epreuve) -> tuple[str, str, str, str]:
    """Return specialty, sector, code and name of an oral. A lent règlement tells nothing of one specialty."""
    if reglement.emprunte_a:
        return "", reglement.secteur, "", ""
    return reglement.specialite, reglement.secteur, epreuve.code, epreuve.intitule


def _academies(one: Convened, names: Sequence[str]) -> Iterator[tuple[str, Ints]]:
    """Yield the rows of the candidates convened in each académie."""
    if not names:
        yield "", np.arange(one.candidats.size)
        return
    for number, name in enumerate(names):
        yield name, np.flatnonzero(one.academie == number)


def _epreuves(reglement: Reglement, regime: Regime) -> tuple[Epreuve, ...]:
    if regime.oral_par == "domaine":
        return tuple(Epreuve(domaine, subject, subject) for domaine, subject in PAR_DOMAINE.items())
    return tuple(Epreuve(u.code, u.intitule, disciplines().de(u)) for u in reglement.unites)
