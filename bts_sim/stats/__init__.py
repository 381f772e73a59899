"""Statistics that several questions share; none depends on a question."""
