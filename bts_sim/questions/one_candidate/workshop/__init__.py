"""One candidate at the bench: type marks and see at once what several regimes decide, why, and what would change it."""

from bts_sim.questions.one_candidate.workshop.opening import study_candidate

__all__ = ["study_candidate"]
