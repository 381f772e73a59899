"""Who moves from one decision to another when the regime changes, and why."""
