"""Calendars of the épreuves de contrôle: what a document says and where, what is read from it, where it contradicts."""
