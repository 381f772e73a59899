"""Who still waits for his result, and for what: a choice, a place in the timetable, an oral, a mark."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from bts_sim.candidates.second_group.choices import MOMENT, PARTIAL, TO_CHOOSE, Choice
from bts_sim.candidates.second_group.instance import Appointment, clock_of
from bts_sim.candidates.second_group.people import NotPlaced
from bts_sim.candidates.tables import CANDIDATE_SHAPE
from bts_sim.declared import FileColumn, Shape
from bts_sim.droit.calendriers.dates import en_jour
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.jury import Decision

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.candidates.grade import Grading

#: What is awaited, and the words for how many candidates await it.
CHOICE, TIMETABLE, PLACE, ORAL = "choix", "horaire", "place", "oral"
WORDS = {
    CHOICE: "un choix d'oraux",
    TIMETABLE: "l'horaire des oraux",
    PLACE: "une place dans l'horaire",
    ORAL: "un oral ou sa note",
}
SHAPE: Shape = {
    "candidat": CANDIDATE_SHAPE["candidat"],
    "specialite": FileColumn("code de la spécialité"),
    "attend": FileColumn("ce qu'il attend d'abord", codes=tuple(WORDS)),
    "detail": FileColumn("la même chose en toutes lettres"),
    "jusqu_au": FileColumn(
        "moment où cela finit, heure de Paris : limite du choix, ou fin du dernier oral ; vide si rien ne le dit",
        pattern=r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}",
        empty=True,
    ),
    "resultat": FileColumn(
        "moment des résultats du second groupe selon le calendrier ; vide s'il ne le dit pas",
        pattern=r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}",
        empty=True,
    ),
}


@dataclass(frozen=True)
class Waiting:
    """A candidate without a result: what he awaits first, a code then words, and until when."""

    candidat: str
    specialite: str
    attend: str
    detail: str
    jusqu_au: str


def waiting_candidates(
    grading: Grading,
    choices: Mapping[str, Choice],
    orals: Sequence[Appointment],
    not_placed: Sequence[NotPlaced],
) -> Iterator[Waiting]:
    """Yield the candidates who wait for their result, in the order of their table.

    Args:
        grading: the decisions, with the orals that have a mark.
        choices: the choice of each candidate who may sit.
        orals: the orals placed.
        not_placed: those that are not.
    """
    names = grading.dossiers.candidats["candidat"].astype(object).tolist()
    ours = {names[row] for d in grading.deliberations.values() for row in _without_result(d)}
    placed: dict[str, list[Appointment]] = defaultdict(list)
    short: dict[str, list[NotPlaced]] = defaultdict(list)
    for one in orals:
        placed[one.candidat].append(one)
    for other in not_placed:
        short[other.candidat].append(other)
    for candidat in (name for name in names if name in ours and name in choices):
        choice = choices[candidat]
        yield Waiting(candidat, choice.specialite, *_awaits(choice, placed[candidat], short[candidat]))


def _without_result(d: Decided[Any]) -> list[int]:
    return [
        int(row)
        for part in d.parts
        for row in part.groupe.candidats[np.asarray(part.second.decision) == Decision.EN_ATTENTE_CONTROLE]
    ]


def _awaits(choice: Choice, placed: Sequence[Appointment], short: Sequence[NotPlaced]) -> tuple[str, str, str]:
    if choice.state in (TO_CHOOSE, PARTIAL):
        missing = choice.owed - len(choice.chosen)
        words = f"{missing} {'unités' if missing > 1 else 'unité'} à choisir parmi {', '.join(choice.choosable)}"
        if not choice.by_unit:
            words = f"{missing} oral à choisir" if missing == 1 else f"{missing} oraux à choisir"
        return CHOICE, words, "" if choice.limit is None else choice.limit.strftime(MOMENT)
    if short:
        return PLACE, " ; ".join(f"{one.unite} : {one.detail}" for one in short), ""
    if placed:
        ordered = sorted(placed, key=lambda one: (one.date, one.debut))
        last = ordered[-1]
        said = (f"{one.unite}, {en_jour(date.fromisoformat(one.date))} à {clock_of(one.debut)}" for one in ordered)
        return ORAL, " ; ".join(said), f"{last.date} {clock_of(last.fin)}"
    return TIMETABLE, f"oraux choisis : {', '.join(choice.settled)}", ""


def table_of_waiting(rows: Sequence[Waiting], results: Mapping[str, str]) -> pd.DataFrame:
    """Return who waits as a table, all cells as text: see `SHAPE`. `results`: the moment of the result of each."""
    import pandas as pd

    cells = [(*vars(one).values(), results.get(one.candidat, "")) for one in rows]
    return pd.DataFrame(cells, columns=list(SHAPE), dtype="str")


def waiting_in_words(rows: Sequence[Waiting]) -> Iterator[str]:
    """Yield how many candidates wait for each thing, in words."""
    counts = Counter(one.attend for one in rows)
    for code, words in WORDS.items():
        if count := counts[code]:
            yield f"Sans résultat : {count} {'attendent' if count > 1 else 'attend'} {words}."
