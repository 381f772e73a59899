"""How many have the diploma under each regime, and the gap between regimes."""
