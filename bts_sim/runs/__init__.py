"""Results on disk: whole files, the register of what a command wrote, seals, locks, provenance."""
