"""This project's own implementations: each a module with `prepare` and `decide` (or `run`), named in registry.py."""
