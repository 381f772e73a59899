"""Charts of the session of orals."""
