"""How right decisions are, and how equal."""
