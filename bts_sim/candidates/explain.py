"""Explain the decisions of a grading, candidate by candidate."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from bts_sim.candidates.grade import Grading
from bts_sim.cohort.group import Groupe
from bts_sim.droit.deliberation import Decided
from bts_sim.droit.explication import Explainer, Explanation
from bts_sim.progress import watch


class OfCandidate(Explanation):
    """One line of `explications.jsonl`."""

    candidat: Annotated[str, "numéro du candidat"]


def explain(grading: Grading, only: str | None = None) -> Iterator[OfCandidate]:
    """Yield the explanation of every graded candidate, in the order of the file; or of `only` one."""
    order: list[tuple[int, Decided[Groupe], int]] = []
    for d in grading.deliberations.values():
        order += [(int(row), d, i) for i, row in enumerate(d.groupe.candidats)]
    names = grading.dossiers.candidats["candidat"].astype(object).to_numpy()
    wanted = [(row, d, i) for row, d, i in sorted(order, key=lambda one: one[0]) if only in (None, names[row])]
    explainers = {id(d): Explainer(d) for d in {id(d): d for _, d, _ in wanted}.values()}
    for row, d, i in watch(wanted, "Explications"):
        if names[row] not in grading.unsound:
            yield {"candidat": names[row], **explainers[id(d)].candidate(i)}
