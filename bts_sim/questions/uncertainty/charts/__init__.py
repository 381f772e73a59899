"""Charts of how sure a result is, and of what drives it."""
