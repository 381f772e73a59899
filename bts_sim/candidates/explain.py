"""Explain the decisions of a grading, candidate by candidate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Annotated, Any, Protocol, cast

from bts_sim.candidates.assemble import Dossiers
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import Pour, Regime
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.explication import Explainer
from bts_sim.droit.recit import Langue, StoryLine, story_lines
from bts_sim.droit.rejeu import rejouer
from bts_sim.droit.trace import Explanation, OfReform
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.names import by_identity, same_person
from bts_sim.language import _, langue
from bts_sim.progress import watch


class OfCandidate(Explanation):
    """One line of `explications.jsonl`."""

    candidat: Annotated[str, "numéro du candidat"]


class Graded(Protocol):
    """What is told of: a `Grading`, which tells its own decisions and so stands above."""

    @property
    def dossiers(self) -> Dossiers:
        """Every candidate, in the order of their table."""

    @property
    def deliberations(self) -> Mapping[str, Decided[Groupe]]:
        """What was decided, by specialty."""

    @property
    def unsound(self) -> Collection[str | None]:
        """Return those who were left out for their faults."""

    @property
    def regime(self) -> Regime:
        """Return the regime asked for."""


@dataclass(frozen=True, repr=False)
class Story:
    """The story of one decision. `explication`: its steps, with their numbers and texts (`droit/explication.py`)."""

    explication: Mapping[str, Any]

    def lines(self, lang: Langue | None = None) -> list[StoryLine]:
        """Return the story line by line, in the language spoken, or in `lang`; `str` of a line is how it is printed."""
        return list(story_lines(self.explication, lang or cast("Langue", langue())))

    def __str__(self) -> str:
        return "\n".join(map(str, self.lines()))

    def __repr__(self) -> str:
        whole = _("print(…) donne toutes les étapes.")
        return f"{self.lines()[0]}\n{whole}"

    def _repr_html_(self) -> str:
        return "\n".join(f"<p>{escape(str(line).strip())}</p>" for line in self.lines())


def story(grading: Graded, candidat: str, where: str = "candidat") -> Story:
    """Return the story of one graded candidate, done again from its own steps alone; `where`: who gave the number.

    Raises InputError for somebody who is not graded, with whom may be meant.
    """
    found = next(explain(grading, candidat), None)
    if found is None:
        names = grading.dossiers.candidats["candidat"].astype(object).tolist()
        remedy = same_person(candidat, by_identity(names)) or nearest(candidat, names) or "un numéro de --candidats"
        raise InputError([Fault(where, None, "candidat", candidat, "candidat inconnu", remedy, candidat)])
    rejouer(found)
    return Story(found)


def explain(grading: Graded, only: str | None = None) -> Iterator[OfCandidate]:
    """Yield the explanation of every graded candidate, in the order of the file; or of `only` one."""
    order: list[tuple[int, Decided[Groupe], int]] = []
    for d in (part for one in grading.deliberations.values() for part in one.parts):
        order += [(int(row), d, i) for i, row in enumerate(d.groupe.candidats)]
    names = grading.dossiers.candidats["candidat"].astype(object).to_numpy()
    wanted = [(row, d, i) for row, d, i in sorted(order, key=lambda one: one[0]) if only in (None, names[row])]
    explainers = {id(d): Explainer(d) for d in {id(d): d for _row, d, _i in wanted}.values()}
    for row, d, i in watch(wanted, "Explications"):
        if names[row] not in grading.unsound:
            told: OfCandidate = {"candidat": names[row], **explainers[id(d)].candidate(i)}
            if grading.regime.pour is not None:
                told["pour"] = _whose(grading.regime, grading.regime.pour, d)
            yield told


def _whose(regime: Regime, pour: Pour, d: Decided[Groupe]) -> OfReform:
    """Return whether a reform of some candidates concerns those decided on."""
    concerne = d.deliberation.regime == regime.for_all
    followed = regime.nom if concerne else pour.base.nom
    return {"reforme": regime.nom, "conditions": pour.en_mots(), "concerne": concerne, "suit": followed}
