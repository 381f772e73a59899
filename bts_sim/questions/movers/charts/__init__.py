"""Charts of the candidates who move between two regimes, and of the gap between these."""
