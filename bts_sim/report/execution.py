"""Run one notebook through papermill, on its own kernel. A failed notebook never looks finished."""

from __future__ import annotations

import copy
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.errors import InputError
from bts_sim.language import LANGUAGES, langue, speaking
from bts_sim.report.beside import beside, without_drawings, write_beside
from bts_sim.report.identifiers import mask_of
from bts_sim.report.kernel import Kernels
from bts_sim.report.manifest import anonymous
from bts_sim.report.saving import saved_without_names

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Executed:
    """The outcome of one notebook: its file, if any, its seconds, and the error in words, empty if it succeeded.

    `manques`: files of its charts and tables that could not be made.
    """

    nom: str
    fichier: Path | None
    duree: float
    erreur: str | None
    manques: tuple[str, ...] = ()


def execute(
    source: Path,
    folder: Path,
    parameters: Mapping[str, Any],
    kernels: Kernels,
    lang: str = LANGUAGES[0],
    people: Sequence[Path] = (),
) -> Executed:
    """Run a notebook into `folder`: `NAME.partial.ipynb`, then `NAME.ipynb` at its end. Return its outcome.

    `kernels`: where its kernel is started. `people`: the files of real candidates that it reads. Nothing that is saved
    names a candidate.
    Its prose is translated into `lang` if it has a translation. The files of its charts and tables go beside it.
    """
    begin = time.monotonic()
    partial = folder / f"{source.stem}.partial.ipynb"
    try:
        mask = mask_of(people)
    except InputError:
        return Executed(source.stem, None, time.monotonic() - begin, "un fichier de candidats a changé entre-temps")
    with saved_without_names(partial, mask):
        error = _run(source, partial, parameters, kernels)
    left = partial if partial.exists() else None
    missing: list[str] = []
    if left is not None:
        with speaking(lang):
            notebook, incomplete = _tidied(partial, source, parameters)
        error = error or incomplete
        if error is None:
            left = partial.rename(folder / f"{source.stem}.ipynb")
            missing = write_beside(notebook, folder / beside(source.stem))
    told = error and mask.view(anonymous(error, source.parent, folder))
    return Executed(source.stem, left, time.monotonic() - begin, told, tuple(missing))


def _run(source: Path, target: Path, parameters: Mapping[str, Any], kernels: Kernels) -> str | None:
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    for noisy in ("papermill", "traitlets"):
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
    try:
        papermill.execute_notebook(
            _escaped(source),
            _escaped(target),
            dict(parameters),
            # Its argument for this changes the working folder of the whole process, where other notebooks run.
            resources={"metadata": {"path": str(source.parent)}},
            progress_bar=False,
            language="python",
            **kernels.options(),
        )
    except PapermillExecutionError as error:
        return f"cellule {error.exec_count} : {error.ename} : {error.evalue}"
    except DeadKernelError:
        return "le noyau s'est arrêté, souvent par manque de mémoire"
    except Exception as error:  # Whatever it is, the other notebooks still run and the manifest says so.
        return f"{type(error).__name__} : {error}"
    return None


def _escaped(path: Path) -> str:
    """Return a path escaped for papermill, which formats it."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _tidied(path: Path, source: Path, parameters: Mapping[str, Any]) -> tuple[NotebookNode, str | None]:
    """Remove the paths of this machine from a notebook and translate it. Return it, and why it did not end, or None.

    What is returned keeps the drawings of its charts, for its files; what is written does not.
    papermill counts a run ended by `sys.exit(0)` in a cell as a success, and later cells keep their old outputs.
    """
    import nbformat

    from bts_sim.report.translation import translate_notebook

    notebook = nbformat.read(path, as_version=4)
    without_paths(notebook, parameters, source.parent, path.parent)
    translate_notebook(notebook, source.stem, langue())
    kept = copy.deepcopy(notebook)
    without_drawings(kept)
    nbformat.write(kept, path)
    return notebook, _unended(notebook)


def _unended(notebook: NotebookNode) -> str | None:
    from bts_sim.report.page import failed, unrun

    cells = unrun(notebook)
    if cells:
        return f"cellule {cells[0]} jamais exécutée : une cellule avant elle a appelé sys.exit ?"
    return "une cellule s'est arrêtée avant sa fin" if failed(notebook) else None


def without_paths(notebook: NotebookNode, parameters: Mapping[str, Any], *places: Path) -> None:
    """Replace whole paths by names in the places where papermill writes them: its metadata and the cell of parameters.

    The paths of this machine and those of `places` are also removed from errors and from printed text (warnings).
    """
    from bts_sim.report.parameters import files

    _without_places(notebook, places)
    record = notebook.metadata.get("papermill", {})
    for key in ("input_path", "output_path"):
        if record.get(key):
            record[key] = Path(record[key]).name
    for path in files(parameters):
        for name, value in record.get("parameters", {}).items():
            if isinstance(value, str):
                record["parameters"][name] = value.replace(str(path), path.name)
        for cell in notebook.cells:
            if "injected-parameters" in cell.metadata.get("tags", []):
                cell.source = cell.source.replace(str(path).replace("\\", "\\\\"), path.name)


def _without_places(notebook: NotebookNode, places: Sequence[Path]) -> None:
    for output in (one for cell in notebook.cells for one in cell.get("outputs", [])):
        if output.output_type == "stream":
            output.text = anonymous(output.text, *places)
        elif output.output_type == "error":
            output.evalue = anonymous(output.evalue, *places)
            output.traceback = [anonymous(line, *places) for line in output.traceback]
