"""Charts of who moves between two regimes, and of what their gap is made of."""
