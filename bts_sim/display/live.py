"""Is somebody in front of this notebook? Widgets need a kernel that answers; a report and a test have none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from bts_sim.display import rendering
from bts_sim.display.theme import GRID, INK

#: Set by Jupyter Server, hence by JupyterLab and Notebook, for the kernels that it starts; papermill, nbclient
#: and nbval start theirs without it.
MARKER = "JPY_SESSION_NAME"
#: What serves a notebook as an app, and says so to the kernels that it starts, as web servers do.
SERVER, APP = "SERVER_SOFTWARE", "voila/"


def is_live(environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether a person's notebook or app started this kernel, rather than a program that runs it through."""
    return bool(environ.get(MARKER)) or environ.get(SERVER, "").startswith(APP)


def output_of(chart: Any) -> dict[str, Any]:
    """Return a chart as the output of a cell, without its picture, which takes longer to make than all the rest.

    It is white under a dark theme too, and says the version of JupyterLab's Vega-Lite, which then does not warn.
    """
    spec = rendering.stable(chart.to_dict(validate=False))
    dark_ink = {"titleColor": INK, "domainColor": INK, "tickColor": INK, "labelColor": INK, "gridColor": GRID}
    config = spec.get("config", {})
    of_axis = {**dark_ink, **config.get("axis", {})}
    of_legend = {"titleColor": INK, "labelColor": INK, **config.get("legend", {})}
    of_title = {"color": INK, "subtitleColor": INK, **config.get("title", {})}
    config = {**config, "axis": of_axis, "legend": of_legend, "title": of_title}
    shown = {**spec, "$schema": rendering.OF_JUPYTERLAB, "background": "#ffffff", "config": config}
    return {"output_type": "display_data", "data": {rendering.MIME: shown}, "metadata": {}}
