"""This project's own implementations of a decision: each a module with `prepare` and `decide`, in registry.py."""
