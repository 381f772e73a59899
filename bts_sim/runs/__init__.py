"""Results on disk: whole files, the register of each command's files, seals, locks, provenance."""
