"""Check registrations against the note of an académie: what is missing, late or not allowed."""
