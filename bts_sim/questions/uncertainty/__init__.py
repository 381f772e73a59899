"""How sure a result is, and what drives it."""
