"""Charts of the uncertainty of a result and of its causes."""
