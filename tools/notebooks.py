"""Remake the committed notebooks with their outputs, so that two runs give the same bytes.

Run `make notebooks`, or `python tools/notebooks.py [NAME ...]`. Then look at the pictures before you commit them.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from bts_sim.report.kernel import options

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
#: Metadata that the machine or the tool adds. A difference there would hide a real one.
KEPT = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def remake(path: Path) -> None:
    """Run one notebook on its default parameters and write it back with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, resources={"metadata": {"path": str(path.parent)}}, record_timing=False, **options()
    ).execute()
    notebook.metadata = nbformat.from_dict({**KEPT, "language_info": {"name": "python"}})
    nbformat.write(notebook, path)


def main() -> None:
    """Remake the notebooks named, or all of them."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if not sys.argv[1:] or path.stem in sys.argv[1:]:
            print(path.stem, flush=True)
            remake(path)


if __name__ == "__main__":
    main()
