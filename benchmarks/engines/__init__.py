"""What draws parameters and candidates and judges them, each in a process that `benchmarks.serving` talks to.

Each module has `prepare(candidates, specialties)`, which gives `run(draws, seed)`: so many draws of the parameters and
of the candidates, at the level that meets the national rate, their chances under three regimes, and the table of rates.
"""

#: What everybody compares: no oral, and the two that the law has had.
REGIMES = ("aucun", "exceptionnel_2021", "permanent_2022")
