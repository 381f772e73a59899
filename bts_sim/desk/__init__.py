"""The desk of the analyst: a study holds people, regimes, a level and a language; any question of it is one line."""
