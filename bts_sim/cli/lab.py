"""`bts-sim lab`: the notebooks copied to a folder of one's own, and opened in JupyterLab."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import click

from bts_sim.cli.base import FILE, Choix, say
from bts_sim.cli.call import current_call
from bts_sim.errors import Fault, InputError, system_fault
from bts_sim.language import LANGUAGES

#: What JupyterLab reads beside the user's own settings, which it neither changes nor hides: no news to fetch, no update
#: to look for, pages of text shown as pages.
SETTINGS = Path(__file__).parent / "jupyterlab"
START = "START.md"
#: The folder of the notebooks in each language, where none is named.
FOLDERS = {"fr": "bts_sim_carnets", "en": "bts_sim_notebooks"}
#: Where JupyterLab keeps its layout, apart from that of the user's other work.
LAYOUT = ".jupyterlab"
#: The notebook that is served as an app, and how: what is ready is shown, and nobody reads a traceback.
LABORATORY = "08_reform_lab.ipynb"
APP_OPTIONS = ("--template=bts", "--VoilaConfiguration.progressive_rendering=True", "--show_tracebacks=False")


@click.command()
@click.argument("dossier", type=FILE, required=False)
@click.option("--lang", type=Choix(["fr", "en"]), default="fr", show_default=True, help="Langue des carnets copiés.")
@click.option("--sans-ouvrir", is_flag=True, help="Copier les carnets, sans ouvrir JupyterLab.")
@click.option("--application", is_flag=True, help="Ouvrir le laboratoire comme une application, sans carnet à voir.")
@click.argument("options", nargs=-1)
def lab(dossier: Path | None, lang: str, sans_ouvrir: bool, application: bool, options: tuple[str, ...]) -> None:
    """Copier les carnets dans un dossier et les ouvrir dans JupyterLab, sur leur page de départ.

    \b
    bts-sim lab mes_carnets --sans-ouvrir

    Sans dossier : bts_sim_carnets, ou bts_sim_notebooks en anglais. Un carnet déjà là est gardé comme il est, avec ce
    qu'on y a changé. Aucun réseau n'est demandé ; Ctrl-C ferme.
    Ce qui suit « -- » va à JupyterLab, ou à Voilà pour l'application.
    """
    dossier = dossier or Path(FOLDERS[lang])
    copied, kept = _copy(dossier, lang)
    current_call().ecrits += copied
    say(f"{dossier} : {len(copied)} fichiers copiés, {kept} déjà là et gardés.")
    if sans_ouvrir:
        say(f"Pour les ouvrir : bts-sim lab {dossier}")
        return
    words = [*(_of_app(dossier) if application else _of_jupyterlab(dossier)), *options]
    served = subprocess.run([sys.executable, "-m", *words], env={**os.environ, **_environment()}, check=False)
    if served.returncode:
        raise click.exceptions.Exit(1)


def _of_jupyterlab(folder: Path) -> list[str]:
    """Return the module and the words that open a folder of notebooks on its start page, with a layout of its own."""
    return ["jupyterlab", str(folder / START), f"--LabApp.workspaces_dir={folder / LAYOUT}"]


def _of_app(folder: Path) -> list[str]:
    """Return the words that serve the laboratory as an app; refuse where what serves it is not installed."""
    if find_spec("voila") is None:
        problem, remedy = "l'application n'est pas installée", "pip install 'bts-sim[app]', ou sans cette option"
        raise InputError([Fault("--application", None, "", "", problem, remedy)])
    from bts_sim.report.parameter_cells import read_notebook

    spoken = read_notebook(folder / LABORATORY).defaults["lang"]
    return ["voila", *APP_OPTIONS, f"--VoilaExporter.language_code={spoken}", str(folder / LABORATORY)]


def _environment() -> dict[str, str]:
    """Return the variables of the environment that set JupyterLab and the app up."""
    own = [str(SETTINGS), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    templates = [str(SETTINGS), os.environ.get("JUPYTER_PATH", "")]
    path = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return {
        "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, own)),
        # Where Voilà finds the template of the app, which asks nothing of the network.
        "JUPYTER_PATH": os.pathsep.join(filter(None, templates)),
        # Kernels are those of this environment, and a terminal opened in JupyterLab has `bts-sim`.
        "JUPYTER_PREFER_ENV_PATH": "1",
        "PATH": os.pathsep.join(path),
    }


def _copy(folder: Path, lang: str) -> tuple[list[Path], int]:
    """Copy the notebooks that a folder does not have; return the files written, and how many were there."""
    from bts_sim.files.shipped import notebooks_dir

    shipped = notebooks_dir()
    names = [START, *sorted(path.name for path in shipped.glob("*.ipynb"))]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _copied(folder, shipped, names, lang)
    except OSError as error:
        raise InputError([Fault("DOSSIER", None, "", str(folder), *system_fault(error))]) from None


def _copied(folder: Path, shipped: Path, names: Iterable[str], lang: str) -> tuple[list[Path], int]:
    from bts_sim.runs.written import whole_file

    written, kept = [], 0
    for name in names:
        path = folder / name
        if path.exists() or path.is_symlink():
            kept += 1
            continue
        with whole_file(path) as file:
            file.write(_text(shipped / name, lang))
        written.append(path)
    return written, kept


def _text(path: Path, lang: str) -> str:
    """Return the text of a file to copy; of a notebook in another language than its own, without its outputs."""
    if lang == LANGUAGES[0] or path.suffix != ".ipynb":
        return path.read_text(encoding="utf-8")
    import nbformat

    from bts_sim.report.translation import translate_notebook

    notebook = nbformat.read(path, as_version=4)
    translate_notebook(notebook, path.stem, lang)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace(f'lang = "{LANGUAGES[0]}"', f'lang = "{lang}"')
            cell.outputs, cell.execution_count = [], None
    text: str = nbformat.writes(notebook)
    return text
