"""Notebooks into pages: parameters, run, page, index, cover, comparison."""
