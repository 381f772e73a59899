"""The kernel that runs notebooks: the Python of this environment, whatever kernels the user has registered."""

from __future__ import annotations

import functools
import os
from typing import Any

from bts_sim.display.raw import RAW_ROWS
from bts_sim.runs.shared import VARIABLE

#: Recent kernels warn at each start unless they may encrypt their messages.
QUIET = {"KernelManager": {"transport_encryption": "auto"}}
#: An idle kernel that is stopped logs the interruption as an error. Failures of a cell are in the notebook.
ONLY_CRITICAL = ["--log-level=CRITICAL"]
#: Start a kernel as `-m ipykernel_launcher` does, without its debugger: nobody stops in these cells. Collecting garbage
#: less often than Python does by default spares a tenth of the time that imports take.
START = (
    "import gc, sys; sys.path[:] = filter(None, sys.path); sys.modules['debugpy'] = None; gc.set_threshold(20_000); "
    "from ipykernel.kernelapp import launch_new_instance; launch_new_instance()"
)
#: Set in each kernel before the first cell, so that tables carry their numbers to the files of a report.
RAW_TABLES = "--IPKernelApp.exec_lines=from bts_sim.display import raw as _; _.enable_raw_rows(); del _"
#: Cells may name candidates, and IPython would save them in the home folder of the user.
NO_HISTORY = ["--HistoryManager.enabled=False"]


@functools.cache
def kernel_manager() -> type[Any]:
    """Return the kernel manager class for nbclient and papermill."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(AsyncKernelManager):
        # The name `python3` could be another Python: the kernels of the user come before those of the environment.
        @property
        def kernel_spec(self) -> KernelSpec:
            given = get_kernel_dict([*ONLY_CRITICAL, *NO_HISTORY, RAW_TABLES])
            python, _, _, *arguments = given["argv"]
            return KernelSpec(resource_dir=RESOURCES, **given | {"argv": [python, "-c", START, *arguments]})

    return ThisPython


def options() -> dict[str, Any]:
    """Return the options with which nbclient, nbconvert and papermill run a notebook on this kernel."""
    from traitlets.config import Config

    return {"kernel_name": "python3", "kernel_manager_class": kernel_manager(), "config": Config(QUIET)}


class Kernels:
    """The kernels that run the notebooks of a report: each notebook has its own, and none outlives the report.

    `folder`: where they leave the tables that several of them need; empty if each makes its own.
    """

    def __init__(self, folder: str = "") -> None:
        self.folder = folder
        self._started: list[Any] = []
        self._ended = False

    def options(self) -> dict[str, Any]:
        """Return the options with which papermill runs a notebook of a report on a kernel of its own."""
        return options() | {"kernel_manager_class": self._followed()}

    def end(self) -> None:
        """End every kernel, and those that are still starting: what runs on them fails at once."""
        self._ended = True
        for manager in self._started:
            _kill(manager)

    def _followed(self) -> type[Any]:
        kernels, this_python = self, kernel_manager()

        class Followed(this_python):  # type: ignore[misc, valid-type]
            async def start_kernel(self, **options: Any) -> None:
                await super().start_kernel(**{**options, "env": _environment(kernels.folder)})
                kernels._started.append(self)
                if kernels._ended:
                    _kill(self)

        return Followed


def _environment(folder: str) -> dict[str, str]:
    """Return the environment of the kernel of a report, whose notebooks share the tables of a folder.

    Its tables carry exact numbers for the files beside a page, not the rounded ones that the page has room for. A
    report made inside JupyterLab is a page too, which cannot hold a live form.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "JPY_SESSION_NAME"}
    return inherited | {RAW_ROWS: "1", VARIABLE: folder}


def _kill(manager: Any) -> None:
    process = getattr(manager.provisioner, "process", None)
    if process is not None:
        process.kill()
