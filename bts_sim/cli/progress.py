"""Progress on a terminal: the work under way, its share done, and the time left."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterable, Iterator, Sized
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from bts_sim.cli.call import current_call

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")
#: Seconds before a bar is shown. Short work shows nothing.
DELAI = 2.0
#: Seconds between two updates of a loop, which may have millions of elements.
PAS = 0.1


class Bars:
    """A bar on standard error for each long piece of work, removed at its end."""

    def __init__(self) -> None:
        self.parts: dict[str, TaskID] = {}

    @functools.cached_property
    def progress(self) -> Progress:
        """Return the progress bars of this call, drawn by rich, which the first work loads."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        return Progress(
            TextColumn("{task.description} :", markup=False),
            BarColumn(),
            TextColumn("{task.fields[done]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True, force_terminal=True, no_color=not current_call().colour),
            transient=True,
            # A result printed meanwhile goes to standard output, not with the bars.
            redirect_stdout=False,
        )

    def loop(self, elements: Iterable[T], what: str, total: int | None) -> Iterator[T]:
        """Yield the elements of a loop, with a bar."""
        known = len(elements) if isinstance(elements, Sized) else total
        end = "" if known is None else f"/{known}, reste"
        # A loop inside another has its own bar if it lasts.
        due = monotonic() + (DELAI if self.progress.tasks else PAS)
        bar = self._begin(what, known, f"0{end}")
        try:
            for number, element in enumerate(elements, 1):
                yield element
                if monotonic() >= due:
                    self.progress.update(bar, completed=number, done=f"{number}{end}", visible=True)
                    due = monotonic() + PAS
        finally:
            self._finish(bar)

    def milestone(self, what: str, stage: str, done: float) -> None:
        """Move the bar of a piece of work to a stage. `done`: the share done, 0 to 1."""
        if what not in self.parts:
            self.parts[what] = self._begin(what, 1.0, "")
        words = f"{what}, {stage}" if stage else what
        self.progress.update(self.parts[what], description=words, completed=done, done=f"{100 * done:.0f} %, reste")
        if done >= 1:
            self._finish(self.parts.pop(what))

    def close(self) -> None:
        """Remove the bars of work that failed."""
        self.parts.clear()
        for bar in self.progress.task_ids:
            self._finish(bar)

    def _begin(self, what: str, total: float | None, done: str) -> TaskID:
        """Add a bar and return its number. The first one starts the delay after which bars are shown."""
        first = not self.progress.tasks
        if first:
            self.clock = Timer(DELAI, self.progress.start)
            self.clock.daemon = True
            self.clock.start()
        return self.progress.add_task(what, total=total, done=done, visible=first)

    def _finish(self, bar: TaskID) -> None:
        if bar in self.progress.task_ids:
            self.progress.remove_task(bar)
        if not self.progress.tasks:
            self.clock.cancel()
            self.clock.join()
            self.progress.stop()


def terminal() -> bool:
    """Return whether standard error is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()
