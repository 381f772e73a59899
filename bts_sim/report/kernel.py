"""The kernel that notebooks run on: the Python of this environment, whatever kernels the user has registered."""

from __future__ import annotations

import functools
from typing import Any

#: Recent kernels warn at each start unless they may encrypt what they exchange with us.
QUIET = {"KernelManager": {"transport_encryption": "auto"}}
#: A kernel that is stopped while it idles logs the interruption as an error: what fails in a cell is in the notebook.
ONLY_CRITICAL = ["--log-level=CRITICAL"]
#: Said to each kernel before the first cell: tables carry their numbers to the files of a report.
RAW_TABLES = "--IPKernelApp.exec_lines=from bts_sim.display import raw as _; _.enable_raw_rows(); del _"
#: Cells may name candidates, and IPython would keep them in the home of the user.
NO_HISTORY = ["--HistoryManager.enabled=False"]


@functools.cache
def kernel_manager() -> type[Any]:
    """Return the kernel manager class for nbclient and papermill."""
    from ipykernel.kernelspec import RESOURCES, get_kernel_dict
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class ThisPython(AsyncKernelManager):
        # By name, `python3` could be another Python: a user's own kernels come before the environment's.
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict([*ONLY_CRITICAL, *NO_HISTORY, RAW_TABLES]))

    return ThisPython


def options() -> dict[str, Any]:
    """Return the options by which nbclient, nbconvert and papermill run a notebook on this kernel."""
    from traitlets.config import Config

    return {"kernel_name": "python3", "kernel_manager_class": kernel_manager(), "config": Config(QUIET)}
