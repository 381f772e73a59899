"""Find the marks that a candidate keeps for the next session: a file of held marks in, rows of marks out."""
