"""What all tests share: what is loaded before them, and which files begin."""

import pytest

import bts_sim.output  # noqa: F401  Before nbformat: spares each process the grammar that jsonschema compiles.

#: The longest files, which begin: last, they would run alone.
LONGUES = ("test_notebooks", "test_rapport", "test_sweep", "test_hors_ligne", "test_langues", "test_jupyterlab")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    rank = {name: number for number, name in enumerate(LONGUES)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))
