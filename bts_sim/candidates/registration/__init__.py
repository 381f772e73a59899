"""Check registrations against the note of an académie: anything missing, late or not allowed."""
