"""What all tests share: how many workers there are, and which files begin."""

import gc
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

#: The longest files, which begin: last, they would run alone.
LONGUES = (
    *("test_notebooks", "test_report", "test_instructions", "test_sweep", "test_real_files", "test_offline"),
    *("test_docs", "test_explanations", "test_languages", "test_jupyterlab"),
)


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than processors: those that wait for a kernel or a browser leave theirs to another."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first."""
    assert all((Path(__file__).parent / f"{name}.py").is_file() for name in LONGUES)
    rank = {name: number for number, name in enumerate(LONGUES)}
    items.sort(key=lambda item: rank.get(item.path.stem, len(rank)))


def pytest_configure() -> None:
    """Collect garbage less often, as the kernels of a report do: traces, tables and pages are many small objects."""
    gc.set_threshold(20_000)


def pytest_collection_finish() -> None:
    """Leave what is loaded, which stays to the end, out of every later collection of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _forget_what_was_compiled_in_passing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Where compiled modules are kept apart, take away those of copies that tests made: each run has other names."""
    yield
    if sys.pycache_prefix:
        shutil.rmtree(Path(sys.pycache_prefix, *tmp_path_factory.getbasetemp().parts[1:]), ignore_errors=True)
