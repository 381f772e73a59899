"""The kernel that runs notebooks: the Python of this environment, whatever kernels the user has registered."""

from __future__ import annotations

import functools
from typing import Any

#: Recent kernels warn at each start unless they may encrypt their messages.
QUIET = {"KernelManager": {"transport_encryption": "auto"}}
#: An idle kernel that is stopped logs the interruption as an error. Failures of a cell are in the notebook.
ONLY_CRITICAL = ["--log-level=CRITICAL"]
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
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict([*ONLY_CRITICAL, *NO_HISTORY, RAW_TABLES]))

    return ThisPython


def options() -> dict[str, Any]:
    """Return the options with which nbclient, nbconvert and papermill run a notebook on this kernel."""
    from traitlets.config import Config

    return {"kernel_name": "python3", "kernel_manager_class": kernel_manager(), "config": Config(QUIET)}
