"""Calendars of the épreuves de contrôle: a document's statements and their places, its readings, its contradictions."""
