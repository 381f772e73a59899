"""A pool of processes that end badly, for the tests of what shares work."""

from __future__ import annotations

from concurrent.futures import Future


class DeadPool:
    """A pool whose every part ends with this error."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    def __enter__(self) -> DeadPool:
        return self

    def __exit__(self, *_: object) -> None: ...

    def submit(self, *_: object) -> Future[str]:
        future: Future[str] = Future()
        future.set_exception(self.error)
        return future

    def shutdown(self, **_: object) -> None: ...
