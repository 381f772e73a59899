"""The second group as work: the choices of candidates, the timetable of their orals, and what is short for it."""
