"""What turns a function of arrays into machine code, once per machine: the only door to numba."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

from numba import njit

from bts_sim.notices import tell

P = ParamSpec("P")
T = TypeVar("T")

#: No fast mathematics: every sum is made in the order in which it is written. The lock of Python is given up meanwhile.
OPTIONS: Any = {"nogil": True, "error_model": "numpy", "boundscheck": False}
#: Python calls no inner function: what it would call them by takes half of the compilation.
WITHIN: Any = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
#: A function that makes no array does not count who holds those that it is given, which its caller does: a count that
#: two threads may touch takes longer than most of what it is taken for. Such a function returns no array either.
UNCOUNTED: Any = {**WITHIN, "_nrt": False}


def inner(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that compiled ones call, written where it is called: its hundred arguments are not passed."""
    made: Callable[P, T] = njit(forceinline=True, **UNCOUNTED)(function)
    return made


def making(function: Callable[P, T]) -> Callable[P, T]:
    """Return the same of a function that makes arrays, and may return them."""
    made: Callable[P, T] = njit(forceinline=True, **WITHIN)(function)
    return made


def apart(function: Callable[P, T]) -> Callable[P, T]:
    """Return a function that compiled ones call now and then, from several places: it is compiled once."""
    made: Callable[P, T] = njit(**UNCOUNTED)(function)
    return made


def entry(function: Callable[P, T]) -> Callable[P, T]:
    """Return a compiled function that Python calls. What is compiled is kept on disk where that is possible.

    `made`, on the function: the compiled one.
    """
    made, ready = _kept_on_disk(function), [False]

    @wraps(function)
    def called(*args: P.args, **kwargs: P.kwargs) -> T:
        if not ready[0]:
            ready[0] = True
            if not _is_on_disk(made):
                _tell_once()
        return cast("T", made(*args, **kwargs))

    vars(called)["made"] = made
    return cast("Callable[P, T]", called)


def _kept_on_disk(function: Callable[..., Any]) -> Any:
    try:
        made: Any = njit(cache=True, **OPTIONS)(function)
        # By itself, it only looks at the file of the function, and not at those of the functions that it calls.
        made._cache._cache_file._source_stamp = _sources()
    except (RuntimeError, OSError, AttributeError):
        return njit(**OPTIONS)(function)
    return made


def _is_on_disk(made: Any) -> bool:
    try:
        return bool(made._cache._cache_file._load_index())
    except (OSError, AttributeError):
        return False


@cache
def _sources() -> str:
    """Return the digest of every file of the engine."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(one.read_bytes() for one in files)).hexdigest()


@cache
def _tell_once() -> None:
    # What a notebook shows is kept and compared: it must not say what this machine had to do.
    if "ipykernel" not in sys.modules:
        tell("moteur compilé", "compilation, une fois par machine : une demi-minute environ, puis plus rien")
