"""Reforms in words: labels, sentences and named results."""
