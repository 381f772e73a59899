"""Progress on a terminal: what is done, how far, how long it will still take."""

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
#: Seconds before a bar is shown: a short work shows nothing.
DELAI = 2.0
#: Seconds between two looks at a loop, whose elements may be millions.
PAS = 0.1


class Bars:
    """Draws a bar on standard error for each work that lasts, and takes it away at its end."""

    def __init__(self) -> None:
        self.parts: dict[str, TaskID] = {}

    @functools.cached_property
    def progress(self) -> Progress:
        """Return the bars of this call, which rich draws; it is loaded by the first work."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        return Progress(
            TextColumn("{task.description} :", markup=False),
            BarColumn(),
            TextColumn("{task.fields[done]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=Console(stderr=True, force_terminal=True, no_color=not current_call().colour),
            transient=True,
            # A result printed meanwhile goes to standard output, and not with the bars.
            redirect_stdout=False,
        )

    def loop(self, elements: Iterable[T], what: str, total: int | None) -> Iterator[T]:
        """Follow a loop."""
        known = len(elements) if isinstance(elements, Sized) else total
        end = "" if known is None else f"/{known}, reste"
        # One inside of another shows when it lasts itself.
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
        """Follow the stages of a work."""
        if what not in self.parts:
            self.parts[what] = self._begin(what, 1.0, "")
        words = f"{what}, {stage}" if stage else what
        self.progress.update(self.parts[what], description=words, completed=done, done=f"{100 * done:.0f} %, reste")
        if done >= 1:
            self._finish(self.parts.pop(what))

    def close(self) -> None:
        """Take away the bars of a work that broke."""
        self.parts.clear()
        for bar in self.progress.task_ids:
            self._finish(bar)

    def _begin(self, what: str, total: float | None, done: str) -> TaskID:
        """Add a bar; the first one starts the clock after which bars are shown."""
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
    """Return whether somebody watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
