"""How a notebook stores a chart: interactive, readable as a picture, and with the same bytes every time."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import re
from typing import Any

from bts_sim.display.raw import RAW_ROWS
from bts_sim.language import _

#: Altair writes Vega-Lite 6. The newest type that JupyterLab 4 draws is v5, and it draws v6 charts under that name.
MIME = "application/vnd.vegalite.v5+json"
VEGA_LITE = "6.4"
#: What a specification says of its version: JupyterLab warns of any other one than its own, pages than that they ship.
OF_JUPYTERLAB, OF_PAGES = (f"https://vega.github.io/schema/vega-lite/v{one}.json" for one in ("5", VEGA_LITE))
#: The drawing of a chart, which its notebook hands to the files of a report. No notebook keeps it, and a mask withholds
#: it as it does every picture.
DRAWING = "image/vnd.bts-sim.drawing"
DIGITS = 6
#: Colours kept in the picture, rare ones first. They are enough for flat charts and make the file eight times smaller.
PALETTE = 64
#: What Vega numbers over the life of a process: the gradients and the clipped regions of a drawing.
NUMBERED = re.compile(r"\b(gradient_)\d+\b|(?:(?<= id=\")|(?<=url\(#))(clip)\d+\b")


def enable_rendering() -> None:
    """Make Altair show charts in this way."""
    import altair as alt

    alt.renderers.register("bts_sim", mimebundle)
    alt.renderers.enable("bts_sim")


def mimebundle(spec: dict[str, Any], **__: Any) -> dict[str, Any]:
    """Return the MIME bundle of a chart: its specification, its picture and its text."""
    # What a screen reader says of the chart, there and in its pages.
    spec = stable({"description": title(spec)} | spec | {"$schema": OF_JUPYTERLAB})
    drawing = drawing_of(spec)
    picture = base64.b64encode(png_of(drawing, 1)).decode("ascii")
    said = _("<Graphique « {titre} »>").format(titre=title(spec))
    handed = {DRAWING: drawing} if RAW_ROWS in os.environ else {}
    return {MIME: spec, "image/png": picture, "text/plain": said, **handed}


def of_pages(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the specification of a notebook as pages ship it, for the version that they draw."""
    return {**spec, "$schema": OF_PAGES}


def stable(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification with numbers of six significant digits and data sets named by their rounded content.

    The last bits of a float may differ between two machines, and Altair names a data set from all of its bits.
    """
    rounded = _rounded(spec)
    datasets = rounded.pop("datasets", {})
    names = {old: f"data-{_digest(rows)}" for old, rows in datasets.items()}
    renamed: dict[str, Any] = _renamed(rounded, names)
    if datasets:
        renamed["datasets"] = {names[old]: rows for old, rows in sorted(datasets.items(), key=lambda kv: names[kv[0]])}
    return renamed


def title(spec: dict[str, Any]) -> str:
    """Return the title of a chart as one line of text, empty if the chart has no title."""
    text = spec.get("title", "")
    if isinstance(text, dict):
        text = text.get("text", "")
    return " ".join(text) if isinstance(text, list) else str(text)


def png(spec: dict[str, Any], scale: int = 1) -> bytes:
    """Return a chart as a small PNG. A chart larger than the page keeps more colours, since it is made for printing."""
    return png_of(drawing_of(spec), scale)


def drawing_of(spec: dict[str, Any]) -> str:
    """Return the drawing of a chart. Its pictures are all made of it, since drawing takes longer than the rest."""
    import vl_convert

    drawing: str = vl_convert.vegalite_to_svg(spec, vl_version=VEGA_LITE)
    return drawing


def png_of(drawing: str, scale: int) -> bytes:
    """Return a drawing as a PNG, see `png`."""
    import vl_convert
    from PIL import Image

    whole = Image.open(io.BytesIO(vl_convert.svg_to_png(drawing, scale)))
    small, plain = io.BytesIO(), scale == 1
    few = whole.convert("RGB").quantize(PALETTE if plain else 256, method=Image.Quantize.MAXCOVERAGE)
    # Finding the smallest file takes longer than drawing, and only the notebook has to be small.
    few.save(small, format="PNG", optimize=plain)
    return small.getvalue()


def svg_of(drawing: str) -> str:
    """Return a drawing as SVG, always the same text whatever the process drew before."""
    kinds: dict[str, dict[str, str]] = {}
    for match in NUMBERED.finditer(drawing):
        kind = match[1] or match[2]
        names = kinds.setdefault(kind, {})
        names.setdefault(match[0], f"{kind}{len(names)}")
    return NUMBERED.sub(lambda match: kinds[match[1] or match[2]][match[0]], drawing)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") + 0.0
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    return [_rounded(inner) for inner in value] if isinstance(value, list) else value


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    return [_renamed(inner, names) for inner in value] if isinstance(value, list) else value


def _digest(rows: Any) -> str:
    text = json.dumps(rows, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:16]
