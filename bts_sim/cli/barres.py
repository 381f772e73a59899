"""Progress on a terminal: what is done, how far, how long it will still take."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from tqdm import tqdm

T = TypeVar("T")
#: Seconds before a bar is shown: a short work shows nothing.
DELAI = 2.0
COMPTE = "{desc} : {percentage:3.0f} % |{bar}| {n_fmt}/{total_fmt}, reste {remaining}"
SANS_FIN = "{desc} : {n_fmt}, depuis {elapsed}"
PARTS = "{desc} : {percentage:3.0f} % |{bar}| reste {remaining}"


class Barres:
    """Draws a bar on standard error for each work that lasts, and takes it away at its end."""

    def __init__(self) -> None:
        self.parts: dict[str, tqdm[None]] = {}

    def boucle(self, elements: Iterable[T], quoi: str, total: int | None) -> Iterable[T]:
        """Follow a loop."""
        from tqdm import tqdm

        known = total is not None or hasattr(elements, "__len__")
        followed: Iterable[T] = tqdm(
            elements,
            desc=quoi,
            total=total,
            file=sys.stderr,
            delay=DELAI,
            leave=False,
            dynamic_ncols=True,
            bar_format=COMPTE if known else SANS_FIN,
        )
        return followed

    def jalon(self, quoi: str, etape: str, fait: float) -> None:
        """Follow the stages of a work."""
        from tqdm import tqdm

        if quoi not in self.parts:
            self.parts[quoi] = tqdm(
                total=1.0,
                file=sys.stderr,
                delay=DELAI,
                leave=False,
                dynamic_ncols=True,
                bar_format=PARTS,
                mininterval=0,
                miniters=0,
            )
        bar = self.parts[quoi]
        bar.set_description_str(f"{quoi}, {etape}" if etape else quoi, refresh=False)
        bar.update(fait - bar.n)
        if fait >= 1:
            self.parts.pop(quoi).close()

    def fermer(self) -> None:
        """Take away the bars of a work that broke."""
        for bar in self.parts.values():
            bar.close()
        self.parts.clear()


def terminal() -> bool:
    """Say whether somebody watches standard error."""
    return sys.stderr is not None and sys.stderr.isatty()
