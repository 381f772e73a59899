"""A chart as a picture, twice as large as on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bts_sim.display import rendering
from bts_sim.runs.written import whole_file


def write_png(path: Path, chart: Any) -> None:
    """Write the chart as a picture, twice as large as on a page."""
    import vl_convert

    spec = rendering.stable(chart.to_dict())
    with whole_file(path, "wb") as file:
        file.write(vl_convert.vegalite_to_png(spec, scale=2, vl_version=rendering.VEGA_LITE))
