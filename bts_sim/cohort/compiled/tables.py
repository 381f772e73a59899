"""What compiled functions read, from the descriptions of d cohorts and from regimes: arrays, and no rule.

The cohorts differ by their parameters, their luck and the règlements lent to them: each function gives one value for
each of them, in order.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate, repeat
from typing import Any, TypeVar

import numpy as np

from bts_sim.cohort.abilities import (
    Abilities,
    academy_levels,
    centred_difficulties,
    levels_of_draws,
    ranks_in_session,
)
from bts_sim.cohort.chances import LEAST_SPREAD
from bts_sim.cohort.compiled.layout import Effects, Grid, Kinds, Law, Odds, OralMarks, Shares, Streams, Units
from bts_sim.cohort.compiled.rules import CLOSED, STATED
from bts_sim.cohort.compose import SCHOOL, SECTORS, origin_effects, school_effect
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import stream_key, words_below
from bts_sim.cohort.orals import advantage
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Regime, TableDesReglements
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.vocabulaire import VOIES_GLOBALES, VOIES_MODE_SCOLAIRE

#: A kind of values that compiled functions read.
T = TypeVar("T", bound=Any)
#: A threshold that every mean reaches.
NO_THRESHOLD = -(2**31)


class Rows:
    """The règlements of d cohorts, as rows of the table of all those of their session, which is made once."""

    def __init__(self, described: Sequence[Cohort]) -> None:
        codes = list(described[0].bareme.reglements)
        places = {code: row for row, code in enumerate(codes)}
        self.table = described[0].bareme.table(codes)
        self.rows = np.array([[places[one.donors.get(code, code)] for code in one.specialites] for one in described])
        self.width = int(self.table.existantes.sum(axis=1)[self.rows].max())

    def of(self, values: Ints | Bools) -> Any:
        """Return the rows of these règlements, on as many columns as the longest has units, shape (d, s, u)."""
        # One layout whatever the width: for another one, all would be compiled again.
        return np.ascontiguousarray(values[self.rows, : self.width])

    def sets(self, name: str, table: TableDesReglements | None = None) -> Ints:
        """Return sets of units of these règlements, (d, s) or (d, 2, s); `table`: another reading of the table."""
        every = _sets(table or self.table)[name]
        return every[self.rows] if every.ndim == 1 else np.stack([one[self.rows] for one in every], axis=1)


@functools.lru_cache(maxsize=16)
def _sets(table: TableDesReglements) -> Mapping[str, Ints]:
    """Return sets of units of each règlement of a table, as numbers, by what they are."""
    general, bits = table.domaines[GENERAL], 1 << np.arange(table.coefs.shape[1])
    units = {
        "professional": table.domaines[PROFESSIONNEL],
        "general": general,
        "open": general & table.au_choix,
        "languages": table.langues,
        "ponctuelle": table.ponctuelles,
    }
    return {name: some @ bits for name, some in units.items()}


def compiled_units(some: Rows) -> list[Units]:
    """Return the règlements as they are written."""
    coefs, professional, table = some.of(some.table.coefs), some.of(some.table.domaines[PROFESSIONNEL]), some.table
    return _each(
        Units,
        coefs=coefs,
        kept_coefs=coefs.astype(np.int16),
        shares=coefs / coefs.sum(axis=-1, keepdims=True),
        sizes=table.existantes.sum(axis=1)[some.rows],
        professional=some.sets("professional"),
        general=some.sets("general"),
        first_professional=1 << professional.argmax(axis=-1),
        ponctuelle=some.sets("ponctuelle"),
        options=table.facultatives_existantes.sum(axis=1)[some.rows],
        option_coefs=table.coefs_facultatives[some.rows],
    )


def _each(kind: type[T], **fields: Any) -> list[T]:
    """Return one value of a kind for each cohort, from fields of which each cohort has its own, or all the same."""
    of_each = zip(*(fields[name] for name in kind._fields), strict=False)
    return [kind(*values) for values in of_each]


def shares_of(described: Sequence[Cohort]) -> list[Shares]:
    """Return who candidates are; the specialty is not drawn where candidates are counted."""
    one = described[0]
    people = replace(one.people, shares=np.stack([each.people.shares for each in described]))
    academies = [np.array(list(each.academies_by_sector.values())).T for each in described] if one.academies else []
    origins = people.by_origin
    return _each(
        Shares,
        specialty=repeat(np.cumsum(list(one.specialites.values())) if one.counts is None else np.zeros(0)),
        voie=_bounds(people.by_voie),
        private=people.private,
        places=repeat(people.ranks_of_places),
        origin=_bounds(origins.reshape(len(origins), -1, origins.shape[-1])),
        women=people.women.reshape(len(origins), -1),
        academy=[_bounds(shares) for shares in academies] or repeat(np.zeros((2, 0))),
        academies=repeat(len(one.academies)),
    )


def _bounds(shares: Floats) -> Floats:
    """Return the sums of the first shares, then of one more each time, without the whole, shape (…, k - 1)."""
    bounds = accumulate(np.moveaxis(shares[..., :-1], -1, 0), np.add)
    return np.stack(list(bounds), axis=-1) if shares.shape[-1] > 1 else shares[..., :0].copy()


def kinds_of(cohorte: Cohort) -> Kinds:
    """Return what the voies and the specialties of a cohort are."""
    voies = cohorte.people.voies
    return Kinds(
        school=np.array([voie == SCHOOL for voie in voies]),
        as_school=np.array([voie in VOIES_MODE_SCOLAIRE for voie in voies]),
        adult=np.array([voie not in VOIES_GLOBALES for voie in voies]),
        production=cohorte.people.production,
    )


def odds_of(p: Mapping[str, Floats]) -> list[Odds]:
    """Return the words below which each thing happens."""
    names = (
        "absents_a_l_examen",
        "dossiers_non_valides",
        "dispenses",
        "forme_progressive",
        "avis_favorables",
        "retour_apres_echec",
        "tassement_a_10",
        "absence_par_epreuve",
        "part_absences_justifiees",
        "notes_conservees",
        "facultatives",
    )
    return [Odds(*one) for one in words_below(np.column_stack([p[name] for name in names])).tolist()]


def effects_of(described: Sequence[Cohort], p: Mapping[str, Floats], some: Rows) -> list[Effects]:
    """Return what moves the abilities and the marks of each cohort; `p`: their parameters."""
    one, seeds, table = described[0], [each.seed for each in described], some.table
    abilities = [Abilities.of(each) for each in described]
    domains = [some.of(units) for units in table.domaines.values()]
    voies = [school_effect(p, voie) for voie in one.people.voies]
    spreads, of_academies = p["ecart_type_epreuve"], zip(seeds, p["ecart_type_academie"].tolist(), strict=True)
    return _each(
        Effects,
        level=np.column_stack([p["niveau_general"], p["niveau_professionnel"]]),
        voie=np.column_stack(voies),
        women=np.column_stack([p[f"effet_femme_{sector}"] for sector in SECTORS]),
        private=p["effet_prive_sous_contrat"],
        production=p["effet_production"],
        origin=origin_effects(p),
        specialty=levels_of_draws(one, seeds, p["ecart_type_specialite"]),
        academy=[academy_levels(seed, list(one.academies), spread) for seed, spread in of_academies],
        difficulty=centred_difficulties(
            ranks_in_session(one), seeds, spreads, some.of(table.coefs), some.of(table.existantes), domains
        ),
        common=[each.commune for each in abilities],
        domain=[each.domaine for each in abilities],
        unit=[each.unite for each in abilities],
        marker=p["ecart_type_correcteur"],
        ccf=p["avantage_ccf"],
    )


def streams_of(described: Sequence[Cohort], units: Units) -> list[Streams]:
    """Return the seed and the streams of each cohort; `units`: those of one of them."""
    of_units, of_options = (
        np.array([stream_key(f"{name}.{k}") for k in range(columns)], dtype=np.uint64)
        for name, columns in (("unite", units.coefs.shape[1]), ("facultative", units.option_coefs.shape[1]))
    )
    candidate, ability = (np.uint64(stream_key(name)) for name in ("candidat", "aptitude"))
    return [Streams(np.uint64(one.seed), candidate, ability, of_units, of_options) for one in described]


def grid_of(cohorte: Cohort) -> Grid:
    """Return how the marks of a cohort are rounded and kept."""
    step = round(cohorte.parametres["pas_de_note"] * CENTIEMES)
    bareme = cohorte.bareme
    return Grid(step, CENTIEMES / step, bareme.seuil_benefice, bareme.seuil_admission / CENTIEMES)


def oral_marks_of(p: Mapping[str, Floats]) -> list[OralMarks]:
    """Return how the oral marks of each cohort are drawn."""
    spread = np.maximum(p["ecart_type_oral"], LEAST_SPREAD)
    return _each(
        OralMarks,
        part=p["part_specifique_a_l_oral"],
        advantage=advantage(p),
        spread=spread,
        away=p["absence_a_l_oral"] / 100,
    )


def compiled_law(bareme: Bareme, calibrated: Regime, regimes: Sequence[Regime], some: Rows) -> list[Law]:
    """Return the rules of some regimes, after those of the law of the session, of which only the first group is."""
    every = [calibrated, *regimes]
    tables = [some.table.lu(one.lectures) for one in every]
    access = _numbers("acces", every)
    access[0] = CLOSED

    def sets(name: str) -> Ints:
        return np.stack([some.sets(name, table) for table in tables], axis=1)

    of_all = {
        "access": access,
        "replacement": _numbers("remplacement", every),
        "floor": np.array([_threshold(one.seuil_general) for one in every]),
        "professional_floor": np.array([_threshold(one.seuil_professionnel) for one in every]),
        "admission": np.array([bareme.sous(one).seuil_admission for one in every]),
        "option_floor": np.array([bareme.sous(one).seuil_facultatif for one in every]),
        "options_open": _numbers("facultatives_acces", every) == 0,
        "options_stay": _numbers("facultatives_apres_controle", every) == 0,
        "orals": np.array([one.nombre_oraux for one in every]),
        "rounding": _numbers("arrondi", every),
        "on_opinion": _numbers("jury_2021", every) > 0,
        "any_discipline": _numbers("disciplines_2021", every) > 0,
        "one_language": _numbers("langues_au_choix", every) > 0,
        "absence_eliminates": _numbers("absence_a_l_oral", every) > 0,
        "equal_weights": _numbers("ponderation_professionnelle", every) > 0,
        "kept_apart": _numbers("notes_conservees_2021", every) > 0,
    }
    return _each(
        Law,
        **{name: repeat(values) for name, values in of_all.items()},
        professional=sets("professional"),
        general=sets("general"),
        open=sets("open"),
        languages=sets("languages"),
    )


def _numbers(name: str, regimes: Sequence[Regime]) -> Ints:
    values = [getattr(one if hasattr(one, name) else one.lectures, name) for one in regimes]
    return np.array([STATED[name][value] for value in values])


def _threshold(hundredths: int | None) -> int:
    return NO_THRESHOLD if hundredths is None else hundredths
