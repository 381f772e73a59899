"""The worth of a good choice of orals, and the candidates out of reach of admission."""
