"""Who gets which document of the second group: the orals of each convocation, and those whose orals are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bts_sim.candidates.documents.convocations import Sitting, Sittings
from bts_sim.candidates.grade import Grading
from bts_sim.candidates.second_group.instance import Appointment
from bts_sim.candidates.second_group.plan import SecondGroup
from bts_sim.droit.jury import Decision
from bts_sim.droit.releve import SANS_ORAL


def sittings_of(found: SecondGroup) -> Sittings:
    """Return the orals that each candidate of a second group is to sit, by number."""
    if found.planned is None:
        return {}
    placed = {(one.candidat, one.unite): one for one in found.planned.timetable.orals}
    lengths = {
        (person.candidat, unite): (length.preparation, length.oral)
        for person in found.planned.instance.people
        for unite, length in person.orals
    }
    names = {code: f"{centre} ({code})" for code, centre in found.centres.items()}
    adjusted = found.adjusted
    return {
        choice.candidat: [
            _sitting(
                unite,
                lengths.get((choice.candidat, unite)),
                placed.get((choice.candidat, unite)),
                names,
                adjusted=choice.candidat in adjusted,
            )
            for unite in choice.settled
        ]
        for choice in found.made.values()
        if choice.settled
    }


def _sitting(
    unite: str,
    minutes: tuple[int, int] | None,
    one: Appointment | None,
    names: dict[str, str],
    *,
    adjusted: bool,
) -> Sitting:
    preparation, oral = minutes or (None, None)
    if one is None:
        return Sitting(unite, preparation, oral, adjusted)
    midnight = datetime.combine(date.fromisoformat(one.date), time.min)
    moment, debut = (midnight + timedelta(minutes=minutes) for minutes in (one.preparation, one.debut))
    centre = names.get(one.centre, one.centre)
    return Sitting(unite, preparation, oral, adjusted, moment, debut, centre, one.salle)


def who_sat(grading: Grading) -> Grading:
    """Return the grading of those alone whose orals are over: they sat one at least, and have their result."""
    over = _over(grading)
    return _without(grading, {name for name in _numbers(grading) if name not in over})


def who_has_not(grading: Grading) -> Grading:
    """Return the grading without those whose orals are over: nobody is convened to what he has sat."""
    return _without(grading, _over(grading))


def _over(grading: Grading) -> set[str]:
    names = _numbers(grading)
    return {
        names[row]
        for d in grading.deliberations.values()
        for part in d.parts
        if part.oraux is not None
        for row in part.groupe.candidats[
            (part.oraux != SANS_ORAL).any(axis=1) & (part.second.decision != Decision.EN_ATTENTE_CONTROLE)
        ].tolist()
    }


def _numbers(grading: Grading) -> list[str]:
    found: list[str] = grading.dossiers.candidats["candidat"].astype(object).tolist()
    return found


def _without(grading: Grading, those: set[str]) -> Grading:
    return replace(grading, unsound={*grading.unsound, *those})
