"""The second group as work: choices, timetable, juries, and what is short, from the files of a session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from bts_sim.candidates.documents.dates import Dates
from bts_sim.candidates.grade import Grading, grade
from bts_sim.candidates.second_group.calendars_given import calendars_given
from bts_sim.candidates.second_group.centres import table_of_centres
from bts_sim.candidates.second_group.check import Promised, broken_constraints
from bts_sim.candidates.second_group.choices import (
    MOMENT,
    Choice,
    choices_table,
    kind_of_orals,
    open_choices,
    read_choices,
    table_of_choices,
)
from bts_sim.candidates.second_group.figures import Figures, figures_of
from bts_sim.candidates.second_group.hours_given import USUAL_HOURS, hours_given
from bts_sim.candidates.second_group.infeasible import Shortage, shortage_of, table_of_shortage
from bts_sim.candidates.second_group.instance import Appointment, Instance, Presence
from bts_sim.candidates.second_group.juries import check_juries, juries_table, known_of, table_of_juries
from bts_sim.candidates.second_group.keep import kept_timetable
from bts_sim.candidates.second_group.people import (
    NO_JURY,
    NotPlaced,
    minutes_added,
    people_to_place,
    table_of_not_placed,
)
from bts_sim.candidates.second_group.solve import Timetable, timetable_of
from bts_sim.candidates.second_group.subjects import known_subjects, minutes_of_session
from bts_sim.candidates.second_group.timetable_file import read_timetable, table_of_hours
from bts_sim.candidates.second_group.waiting import Waiting, table_of_waiting, waiting_candidates
from bts_sim.droit.bareme import Regime
from bts_sim.droit.calendriers.disciplines import disciplines
from bts_sim.droit.calendriers.lecture import Lecture
from bts_sim.droit.regimes import GivenRegime, load_regime
from bts_sim.droit.textes import load_bareme, session_of
from bts_sim.errors import Fault, InputError
from bts_sim.files.given import GivenPath, GivenTable, GivenTables, Source, tables_given
from bts_sim.notices import tell
from bts_sim.rows import records

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, repr=False)
class Planned:
    """A timetable: what was to place, the orals placed, those that no jury could hold, and what juries lack.

    `shortage`: None where no jury is short. `figures`: its numbers.
    """

    instance: Instance
    timetable: Timetable
    impossible: Sequence[NotPlaced]
    shortage: Shortage | None
    figures: Figures


@dataclass(frozen=True, repr=False)
class SecondGroup:
    """The second group of a session: the choice of each candidate who may sit and, with choices, the timetable.

    `grading`: the decisions on which all rests. `dates`: those of the calendars. `planned`: None without choices. A
    notebook shows its numbers; its tables are those of the files of `bts-sim second-groupe`.
    """

    grading: Grading
    dates: Dates
    made: Mapping[str, Choice]
    planned: Planned | None = None

    def __repr__(self) -> str:
        return "\n".join(
            [f"{len(self.made)} candidats autorisés.", *([self.planned.figures.said] if self.planned else [])]
        )

    @cached_property
    def centres(self) -> Mapping[str, str]:
        """Return the name of each centre of the calendars, by code."""
        return {code: str(centre) for one in self.dates.every_calendar for code, centre in one.centres.items()}

    @cached_property
    def adjusted(self) -> frozenset[str]:
        """Return the candidates whose orals an aménagement lengthens."""
        return frozenset(minutes_added(self.grading))

    @cached_property
    def choices(self) -> pd.DataFrame:
        """Return the choices, one row per candidate who may sit, all cells as text: the columns of `choix.csv`."""
        return table_of_choices(self.made)

    @cached_property
    def timetable(self) -> pd.DataFrame:
        """Return the orals placed, one row each, all cells as text: the columns of `horaires.csv`."""
        return table_of_hours(self.planned.timetable.orals if self.planned else ())

    @cached_property
    def juries(self) -> pd.DataFrame:
        """Return the juries given, or made, one row per presence, all cells as text: the columns of `jurys.csv`."""
        return table_of_juries(_presences(self.planned) if self.planned else ())

    @cached_property
    def days(self) -> pd.DataFrame:
        """Return what each centre holds on each day, and its allowance: the columns of `centres.csv`."""
        timetable = self.planned.timetable if self.planned else Timetable((), (), ())
        return table_of_centres(self.grading.bareme.session, timetable.orals, timetable.used)

    @cached_property
    def not_placed(self) -> pd.DataFrame:
        """Return the orals that are not placed, and what is short: the columns of `non_places.csv`."""
        return table_of_not_placed(_not_placed(self.planned) if self.planned else ())

    @cached_property
    def without_result(self) -> Sequence[Waiting]:
        """Return the candidates who still wait for their result, and for what."""
        orals = self.planned.timetable.orals if self.planned else ()
        left = _not_placed(self.planned) if self.planned else ()
        return list(waiting_candidates(self.grading, self.made, orals, left))

    @cached_property
    def waiting(self) -> pd.DataFrame:
        """Return the same as a table, with the moment of their result: the columns of `attentes.csv`."""
        reglements = self.grading.bareme.reglements
        moments = {one.candidat: self.dates.results(reglements[one.specialite]) for one in self.without_result}
        told = {number: moment for number, of in moments.items() if (moment := of(number)) is not None}
        return table_of_waiting(self.without_result, {number: f"{moment:{MOMENT}}" for number, moment in told.items()})

    @property
    def has_orals(self) -> bool:
        """Return whether marks of orals are known: the second group has results."""
        return any(d.oraux is not None for d in self.grading.deliberations.values())

    @cached_property
    def to_add(self) -> pd.DataFrame:
        """Return the fewest half-days of juries to add so that everybody is placed: the columns of `a_ajouter.csv`."""
        nothing = Shortage({}, 0, confirmed=True)
        return table_of_shortage((self.planned and self.planned.shortage) or nothing)


def _presences(planned: Planned) -> Sequence[Presence]:
    return planned.timetable.presences if planned.instance.juries is None else planned.instance.juries


def _not_placed(planned: Planned) -> list[NotPlaced]:
    words = "aucun jury libre pour cette discipline aux jours et centres du candidat"
    left = [
        NotPlaced(person.candidat, unite, length.discipline, NO_JURY, words)
        for person, unite, length in planned.timetable.left
    ]
    return [*planned.impossible, *left]


def second_group(
    candidats: GivenTables,
    notes: GivenTables,
    choix: GivenTables | None = None,
    oraux: GivenTables | None = None,
    jurys: GivenTables | None = None,
    *,
    session: int | str,
    academie: str,
    regime: GivenRegime | None = None,
    specialites: GivenTable | None = None,
    calendrier: GivenPath | Sequence[GivenPath] | None = None,
    lecture: Lecture = "annexe",
    horaires: GivenTables | None = None,
    heures: str = USUAL_HOURS,
    preparation_par_domaine: int | None = None,
    interrogation_par_domaine: int | None = None,
) -> SecondGroup:
    """Return the second group of a session as work: who chooses what and until when and, with choices, the timetable.

    The timetable places most orals, then most candidates in one half-day, then takes the fewest half-days of juries,
    then makes candidates wait least. The same tables always give the same timetable.

    Args:
        candidats: as for `bts.grade`. `minutes_preparation` and `minutes_oral` are what an aménagement adds, and
            `academie` the candidate's own.
        notes: as for `bts.grade`.
        choix: `candidat`, `unite` (`domaine` in 2021) and perhaps `saisi_le`; perhaps `langue`, that of a language oral
            (in 2021 `unite`, that of the general oral). Without them, there is no timetable.
        oraux: marks of orals that were sat already; these are not placed.
        jurys: the presences of juries: `jury`, `discipline`, `centre`, `salle`, `date`, `debut`, `fin` and perhaps
            `hors_contrat`. Without them, the fewest that it takes are made.
        session: a year, as a number or a text.
        academie: that of the candidates without a column `academie`.
        regime: a name, the path of a file, or a regime; the one in force by default.
        specialites: a table of further specialties.
        calendrier: the path of a calendar in YAML, or of several of different académies, each in the place of that of
            the project.
        lecture: the part of a calendar that wins where two differ, `annexe` or `corps`.
        horaires: a former timetable, with the columns of `horaires.csv`, which is kept as far as it can be.
        heures: the hours of a morning and of an afternoon of the juries that are made.
        preparation_par_domaine: minutes of preparation of an oral by domain (2021), which no text that was read gives.
        interrogation_par_domaine: minutes of its interrogation.

    Returns:
        `.choices`, `.waiting`, `.timetable`, `.juries`, `.days`, `.not_placed` and `.to_add` are the tables of the
        files of `bts-sim second-groupe`.

    Raises:
        BtsSimError: every fault of every table at once, or no text of the project covers the session.

    Examples:
        >>> import bts_sim as bts
        >>> import pandas as pd
        >>> who = {"candidat": ["A1"], "specialite": "MCO", "voie": "scolaire", "forme": "globale"}
        >>> candidats = pd.DataFrame(who | {"derniere_session": "oui"})
        >>> notes = pd.DataFrame({"candidat": "A1", "unite": "U1 U21 U22 U3 U41 U42 U5 U6".split(), "statut": ""})
        >>> notes["note"] = [8, 8, 8, 8, 10, 10, 10, 10]
        >>> choix = pd.DataFrame({"candidat": "A1", "unite": ["U1", "U3"]})
        >>> made = bts.second_group(candidats, notes, choix, session=2024, academie="nancy-metz")
        >>> made.timetable[["centre", "date", "preparation", "debut", "fin"]].values.tolist()[0]
        ['0570057C', '2024-07-03', '08:30', '08:50', '09:10']
    """
    session = session_of(session)
    spans = hours_given(heures)
    chosen = load_regime(load_bareme(session, specialites).regime if regime is None else regime)
    kind = kind_of_orals(chosen)
    minutes = minutes_of_session(session, preparation_par_domaine, interrogation_par_domaine)
    if choix is None:
        _refuse_alone({"--jurys": jurys, "--horaires": horaires})
    calendar, more = calendars_given(academie, session, calendrier)
    given = {
        name: tables_given(tables, name)
        for name, tables in (("choix", choix), ("jurys", jurys), ("horaires", horaires))
        if tables is not None
    }
    grading = _graded(
        given, candidats, notes, oraux, session=session, regime=chosen, specialites=specialites, kind=kind
    )
    dates = Dates(grading.dossiers.candidats, session, calendar, lecture, of_others=academie, more=more)
    opened = open_choices(grading, dates.limits)
    if "choix" not in given:
        return SecondGroup(grading, dates, opened)
    made, juries, former = _read(given, grading, opened, dates)
    people = people_to_place(grading, made, dates, juries, minutes)
    instance = Instance(people.people, juries, spans)
    if juries is None and people.people:
        tell("--heures", f"demi-journées des jurys à constituer : {heures} (hypothèse ; aucun texte lu n'en fixe)")
    timetable = kept_timetable(instance, former) if former is not None else timetable_of(instance)
    shortage = shortage_of(instance) if timetable.left else None
    figures = figures_of(instance, timetable, former or ())
    planned = Planned(instance, timetable, people.impossible, shortage, figures)
    found = SecondGroup(grading, dates, made, planned)
    _prove(found)
    return found


def _refuse_alone(options: Mapping[str, object]) -> None:
    remedy = "l'ajouter : rien n'est placé sans les choix"
    faults = [
        Fault(name, None, "", "", "option sans effet sans --choix", remedy)
        for name, given in options.items()
        if given is not None
    ]
    if faults:
        raise InputError(faults)


def _graded(
    given: Mapping[str, Sequence[Source]],
    candidats: GivenTables,
    notes: GivenTables,
    oraux: GivenTables | None,
    *,
    session: int,
    regime: Regime,
    specialites: GivenTable | None,
    kind: str,
) -> Grading:
    """Return the decisions; where tables have faults, raise them with those of the other tables' cells."""
    try:
        return grade(candidats, notes, oraux, session=session, regime=regime, specialites=specialites)
    except InputError as error:
        faults = list(error.fautes)
        if "choix" in given and kind:
            faults += choices_table(given["choix"], kind).fautes
        if "jurys" in given:
            faults += juries_table(given["jurys"])[0].fautes
        raise InputError(faults) from None


def _read(
    given: Mapping[str, Sequence[Source]], grading: Grading, opened: Mapping[str, Choice], dates: Dates
) -> tuple[dict[str, Choice], list[Presence] | None, list[Appointment] | None]:
    """Return the choices, the juries and the former timetable. Raises InputError with every fault of all of them."""
    made, faults = read_choices(given["choix"], grading, opened)
    juries: list[Presence] | None = None
    former: list[Appointment] | None = None
    if "jurys" in given:
        table, rows = juries_table(given["jurys"])
        if table.frame is not None:
            juries = check_juries(table, rows, known_of(known_subjects(grading, made.values()), dates.every_calendar))
        faults += table.fautes
    if "horaires" in given:
        try:
            former = read_timetable(given["horaires"])
        except InputError as error:
            faults += error.fautes
    if faults:
        raise InputError(faults)
    return made, juries, former


def _prove(found: SecondGroup) -> None:
    """Raise RuntimeError if the timetable breaks a constraint, by the tables alone: a bug, never a fault of a file."""
    assert found.planned is not None
    instance = found.planned.instance
    promised = Promised(
        {
            (person.candidat, unite): (length.discipline, length.preparation, length.oral)
            for person in instance.people
            for unite, length in person.orals
        },
        {
            person.candidat: frozenset((place.centre, place.date) for place in person.places)
            for person in instance.people
        },
        disciplines().fermees_hors_contrat,
    )
    broken = broken_constraints(records(found.timetable), records(found.juries), promised)
    if broken:
        raise RuntimeError(f"the timetable breaks {len(broken)} constraints: {broken[:3]}")
