"""Redraw docs/regimes.png, the picture of the README, from the outputs of the committed notebook 03_regimes."""

from pathlib import Path

import nbformat
import vl_convert

from bts_sim.display.rendering import MIME, VEGA_LITE

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Draw the first chart of 03_regimes, twice as large as in the notebook."""
    notebook = nbformat.read(ROOT / "notebooks" / "03_regimes.ipynb", as_version=4)
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    spec = next(output.data[MIME] for output in outputs if MIME in output.get("data", {}))
    (ROOT / "docs" / "regimes.png").write_bytes(vl_convert.vegalite_to_png(spec, scale=2, vl_version=VEGA_LITE))


if __name__ == "__main__":
    main()
