"""Charts of how right decisions are, and how equal."""
