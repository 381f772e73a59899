"""The decisions on real candidates."""
