"""Cohorts made by a model: who the candidates are, what they can do, their marks and the luck of each."""
