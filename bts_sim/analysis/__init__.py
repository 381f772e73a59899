"""Questions asked of a cohort under several regimes, answered as tidy tables."""
