"""Cohorts made by a model: who the candidates are, their abilities, their marks and the luck of each."""
