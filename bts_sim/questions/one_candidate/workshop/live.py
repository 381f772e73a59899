"""Is somebody in front of this notebook? Widgets need a kernel that answers; a report and a test have none."""

from __future__ import annotations

import os
from collections.abc import Mapping

#: Set by Jupyter Server, hence by JupyterLab and Notebook, for the kernels that it starts; papermill, nbclient
#: and nbval start theirs without it.
MARKER = "JPY_SESSION_NAME"


def is_live(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether a person's notebook started this kernel, rather than a program that runs it through."""
    return bool(environ.get(MARKER))
