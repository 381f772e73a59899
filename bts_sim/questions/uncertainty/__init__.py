"""The uncertainty of results, and its causes."""
