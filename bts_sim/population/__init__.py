"""Candidates: their tables, the checks of these, and cohorts made by a model."""
