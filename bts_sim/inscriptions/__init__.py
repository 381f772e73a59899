"""Check registrations against the note of an académie: what is missing, late or not allowed."""

from bts_sim.inscriptions.verifier import verifier

__all__ = ["verifier"]
