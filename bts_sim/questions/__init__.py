"""Questions asked of a cohort under several regimes: one room each, with its tables, its charts and its words."""
