"""The share of candidates with the diploma under each regime, and the gap between regimes."""
