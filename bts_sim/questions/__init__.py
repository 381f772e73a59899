"""The questions asked of candidates under several regimes: one room each, with its tables, charts and words."""
