"""The fast path: where a measure says that it pays, and a test that it gives what the rules of `regles/` give."""
