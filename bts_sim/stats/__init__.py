"""Statistics that several questions share; none knows a question."""
