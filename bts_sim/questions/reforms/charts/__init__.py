"""Charts of reforms: levers, frontier, thresholds and wrong ideas."""
