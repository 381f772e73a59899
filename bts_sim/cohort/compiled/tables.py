"""What compiled functions read, from the description of a cohort and from regimes: arrays, and no rule."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bts_sim.cohort.abilities import Abilities, academy_levels, centred_difficulties, specialty_levels
from bts_sim.cohort.chances import LEAST_SPREAD
from bts_sim.cohort.compiled.layout import Effects, Grid, Kinds, Law, Odds, OralMarks, Shares, Streams, Units
from bts_sim.cohort.compiled.rules import CLOSED, STATED
from bts_sim.cohort.compose import SCHOOL, SECTORS, origin_effects, school_effect
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.luck import stream_key, words_below
from bts_sim.cohort.orals import advantage
from bts_sim.droit.bareme import GENERAL, PROFESSIONNEL, Bareme, Regime, TableDesReglements
from bts_sim.droit.points import CENTIEMES, Bools, Ints
from bts_sim.droit.vocabulaire import VOIES_GLOBALES, VOIES_MODE_SCOLAIRE

#: A threshold that every mean reaches.
NO_THRESHOLD = -(2**31)


class Rows:
    """The règlements of a cohort, as rows of the table of all those of its session, which is made once."""

    def __init__(self, cohorte: Cohort) -> None:
        codes = list(cohorte.bareme.reglements)
        places, donors = {code: row for row, code in enumerate(codes)}, cohorte.donors
        self.table = cohorte.bareme.table(codes)
        self.rows = np.array([places[donors.get(code, code)] for code in cohorte.specialites])
        self.width = int(self.table.existantes[self.rows].sum(axis=1).max())

    def of(self, values: Ints | Bools) -> Any:
        """Return the rows of these règlements, on as many columns as the longest has units."""
        # One layout whatever the width: for another one, all would be compiled again.
        return np.ascontiguousarray(values[..., self.rows, : self.width])

    def sets(self, name: str, table: TableDesReglements | None = None) -> Ints:
        """Return sets of units of these règlements, shape (s,) or (…, s); `table`: another reading of the table."""
        return np.ascontiguousarray(_sets(table or self.table)[name][..., self.rows])


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


def compiled_units(some: Rows) -> Units:
    """Return the règlements as they are written."""
    coefs, professional = some.of(some.table.coefs), some.of(some.table.domaines[PROFESSIONNEL])
    return Units(
        coefs=coefs,
        kept_coefs=coefs.astype(np.int16),
        shares=coefs / coefs.sum(axis=1, keepdims=True),
        sizes=some.of(some.table.existantes).sum(axis=1),
        professional=some.sets("professional"),
        general=some.sets("general"),
        first_professional=1 << professional.argmax(axis=1),
        ponctuelle=some.sets("ponctuelle"),
        options=some.table.facultatives_existantes[some.rows].sum(axis=1),
        option_coefs=np.ascontiguousarray(some.table.coefs_facultatives[some.rows]),
    )


def shares_of(cohorte: Cohort) -> Shares:
    """Return who candidates are; the specialty is not drawn where candidates are counted."""
    people, academies = cohorte.people, cohorte.academies_by_sector
    by_sector = np.array(list(academies.values())).T if academies else np.zeros((2, 1))
    return Shares(
        specialty=np.cumsum(list(cohorte.specialites.values())) if cohorte.counts is None else np.zeros(0),
        voie=_bounds(people.by_voie),
        private=people.private,
        places=people.ranks_of_places,
        origin=_bounds(people.by_origin.reshape(-1, people.by_origin.shape[-1])),
        women=people.women.reshape(-1),
        academy=_bounds(by_sector),
        academies=len(academies),
    )


def _bounds(shares: Any) -> Any:
    return np.ascontiguousarray(np.cumsum(shares, axis=1)[:, :-1])


def kinds_of(cohorte: Cohort) -> Kinds:
    """Return what the voies and the specialties of a cohort are."""
    voies = cohorte.people.voies
    return Kinds(
        school=np.array([voie == SCHOOL for voie in voies]),
        as_school=np.array([voie in VOIES_MODE_SCOLAIRE for voie in voies]),
        adult=np.array([voie not in VOIES_GLOBALES for voie in voies]),
        production=cohorte.people.production,
    )


def odds_of(cohorte: Cohort) -> Odds:
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
    return Odds(*(words_below(cohorte.parametres[name]) for name in names))


def effects_of(cohorte: Cohort, some: Rows) -> Effects:
    """Return what moves the abilities and the marks of a cohort."""
    p, abilities, table = cohorte.parametres, Abilities.of(cohorte, cohorte.parametres), some.table
    domains = [some.of(one) for one in table.domaines.values()]
    difficulty = centred_difficulties(
        cohorte, p["ecart_type_epreuve"], some.of(table.coefs), some.of(table.existantes), domains
    )
    return Effects(
        level=np.array([p["niveau_general"], p["niveau_professionnel"]]),
        voie=np.array([school_effect(p, voie) for voie in cohorte.people.voies]),
        women=np.array([p[f"effet_femme_{sector}"] for sector in SECTORS]),
        private=float(p["effet_prive_sous_contrat"]),
        production=float(p["effet_production"]),
        origin=origin_effects(p),
        specialty=specialty_levels(cohorte, p["ecart_type_specialite"]),
        academy=academy_levels(cohorte.seed, list(cohorte.academies_by_sector), p["ecart_type_academie"]),
        difficulty=difficulty,
        common=abilities.commune,
        domain=abilities.domaine,
        unit=abilities.unite,
        marker=float(p["ecart_type_correcteur"]),
        ccf=float(p["avantage_ccf"]),
    )


def streams_of(cohorte: Cohort, units: Units) -> Streams:
    """Return the seed and the streams of a cohort."""
    of_units, of_options = (
        np.array([stream_key(f"{name}.{k}") for k in range(columns)], dtype=np.uint64)
        for name, columns in (("unite", units.coefs.shape[1]), ("facultative", units.option_coefs.shape[1]))
    )
    candidate, ability = (np.uint64(stream_key(name)) for name in ("candidat", "aptitude"))
    return Streams(np.uint64(cohorte.seed), candidate, ability, of_units, of_options)


def grid_of(cohorte: Cohort) -> Grid:
    """Return how the marks of a cohort are rounded and kept."""
    step = round(cohorte.parametres["pas_de_note"] * CENTIEMES)
    bareme = cohorte.bareme
    return Grid(step, CENTIEMES / step, bareme.seuil_benefice, bareme.seuil_admission / CENTIEMES)


def oral_marks_of(cohorte: Cohort) -> OralMarks:
    """Return how the oral marks of a cohort are drawn."""
    p = cohorte.parametres
    spread = float(max(p["ecart_type_oral"], LEAST_SPREAD))
    return OralMarks(
        float(p["part_specifique_a_l_oral"]), float(advantage(p)), spread, float(p["absence_a_l_oral"] / 100)
    )


def compiled_law(bareme: Bareme, calibrated: Regime, regimes: Sequence[Regime], some: Rows) -> Law:
    """Return the rules of some regimes, after those of the law of the session, of which only the first group is."""
    every = [calibrated, *regimes]
    tables = [some.table.lu(one.lectures) for one in every]
    access = _numbers("acces", every)
    access[0] = CLOSED

    def sets(name: str) -> Ints:
        return np.stack([some.sets(name, table) for table in tables])

    return Law(
        access=access,
        replacement=_numbers("remplacement", every),
        floor=np.array([_threshold(one.seuil_general) for one in every]),
        professional_floor=np.array([_threshold(one.seuil_professionnel) for one in every]),
        admission=np.array([bareme.sous(one).seuil_admission for one in every]),
        option_floor=np.array([bareme.sous(one).seuil_facultatif for one in every]),
        options_open=_numbers("facultatives_acces", every) == 0,
        options_stay=_numbers("facultatives_apres_controle", every) == 0,
        orals=np.array([one.nombre_oraux for one in every]),
        rounding=_numbers("arrondi", every),
        on_opinion=_numbers("jury_2021", every) > 0,
        any_discipline=_numbers("disciplines_2021", every) > 0,
        one_language=_numbers("langues_au_choix", every) > 0,
        absence_eliminates=_numbers("absence_a_l_oral", every) > 0,
        equal_weights=_numbers("ponderation_professionnelle", every) > 0,
        kept_apart=_numbers("notes_conservees_2021", every) > 0,
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
