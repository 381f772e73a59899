"""The candidates whose decision changes with the regime, and the reasons."""
