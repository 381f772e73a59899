"""Save notebooks: outputs of a run on real candidates are masked before they are written."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bts_sim.report.masked_notebook import MaskedNotebook, masked_output
from bts_sim.report.masking import Mask

#: Messages of a kernel that a notebook keeps, or from which papermill makes its error.
OUTPUTS = ("stream", "display_data", "update_display_data", "execute_result", "error", "execute_reply")
#: Messages of widgets, which a notebook may keep too.
SHOWN = (*OUTPUTS, "comm_open", "comm_msg")
#: Held while a notebook adds or removes its way of saving among those of papermill.
HANDLERS = threading.Lock()


@contextmanager
def saved_without_names(path: Path, mask: Mask) -> Iterator[None]:
    """Make papermill save the notebook `path` masked, at each cell and at the end, however the run ends."""
    if not mask:
        yield
        return
    from papermill.iorw import papermill_io

    own = (str(path), _handler(MaskedNotebook(mask)))
    # Another notebook may be saved meanwhile: a list that papermill reads is replaced, never changed.
    with HANDLERS:
        papermill_io._handlers = [own, *papermill_io._handlers]
    try:
        yield
    finally:
        with HANDLERS:
            papermill_io._handlers = [one for one in papermill_io._handlers if one is not own]


def _handler(masked: MaskedNotebook) -> Any:
    import nbformat
    from papermill.iorw import LocalHandler

    class WithoutNames(LocalHandler):  # type: ignore[misc]
        def write(self, buf: str, path: str) -> None:
            notebook = nbformat.reads(buf, as_version=4)
            masked(notebook)
            super().write(nbformat.writes(notebook), path)

    return WithoutNames()


def shown_without_names(mask: Mask) -> None:
    """Make the kernel of this cell send masked outputs from now on, whether papermill or JupyterLab saves them.

    Outside a kernel nothing is saved, so nothing changes.
    """
    from IPython import get_ipython

    session = getattr(getattr(get_ipython(), "kernel", None), "session", None)
    if session is None:
        return
    # Patch the class: the cell may be run again for other files.
    send = functools.partial(type(session).send, session)

    def masked(stream: Any, message: Any, content: Any = None, *others: Any, **named: Any) -> Any:
        if isinstance(message, str):
            content = masked_output(content, mask) if message in SHOWN and content else content
        elif message["header"]["msg_type"] in SHOWN:
            message = {**message, "content": masked_output(message["content"], mask)}
        return send(stream, message, content, *others, **named)

    session.send = masked if mask else send
