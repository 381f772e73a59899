"""The laboratory as it is opened: what it shows to whoever is there, and to whoever reads a report."""

from __future__ import annotations

import os
from typing import Any

from bts_sim.desk.study import Study
from bts_sim.display.live import is_live
from bts_sim.droit.bareme import Regime
from bts_sim.errors import BtsSimError
from bts_sim.laboratory.lab import ReformLab
from bts_sim.language import speaking


class ShownLab(ReformLab):
    """A laboratory with its page."""

    def show(self, live: bool | None = None) -> Any:
        """Return the controls and what they answer, where somebody is there to move them.

        In a report, or in a notebook that a program runs, the law and the reform side by side.

        Args:
            live: whether somebody is there; known from the notebook by default.
        """
        with speaking(self.lang):
            if not (is_live() if live is None else live):
                return self.study.rates().chart("rates_table")
            from bts_sim.laboratory.page import LabPage

            try:
                self.opened(os.environ.get("QUERY_STRING", ""))
            except BtsSimError as error:
                return LabPage(self).refusing_link(error).view
            return LabPage(self).view


def reform_lab(study: Study, start: str | os.PathLike[str] | Regime | None = None) -> ShownLab:
    """Return a laboratory in which the law of the session of a study is moved, value by value.

    Args:
        study: its candidates, draws, level and language are those of the laboratory.
        start: the regime whose values it begins with; by default the law of the session.

    Returns:
        The laboratory: `move()`, `undo()`, `study`, `preview`, `save()`. In a notebook it shows its controls.

    Raises:
        BtsSimError: the start is unknown, or has what no reform of the law has.

    Examples:
        >>> import bts_sim as bts
        >>> lab = bts.reform_lab(bts.study(session=2024, size=300, draws=2, draw_size=300))
        >>> [line.dits for line in lab.move(nombre_oraux=3).differences], lab.undo().moves
        ([('2', '3')], 0)
    """
    return ShownLab(study, start)
