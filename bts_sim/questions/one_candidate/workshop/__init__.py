"""One candidate at the bench: type marks and see at once what several regimes decide, why, and what would change it."""
