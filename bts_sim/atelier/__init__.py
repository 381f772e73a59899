"""One candidate at the bench: type marks and see at once what several regimes decide, why, and what would change it."""

from bts_sim.atelier.opening import etudier

__all__ = ["etudier"]
