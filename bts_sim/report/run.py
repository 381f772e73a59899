"""Run notebooks into a new folder, with pages, a manifest of the origin of the numbers, and the index of all runs."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bts_sim.errors import Fault, InputError, RunError, nearest, readable
from bts_sim.files.listed import is_file
from bts_sim.language import langue, speak
from bts_sim.progress import watch
from bts_sim.report import cover, index, pdf, reuse
from bts_sim.report.execution import Executed, execute
from bts_sim.report.identifiers import FILES_OF_PEOPLE, files_of_people, mask_of
from bts_sim.report.kernel import Kernels
from bts_sim.report.manifest import anonymous, make, manifest_shown, speech
from bts_sim.report.masking import Mask
from bts_sim.report.parameter_cells import Notebook, read_notebook
from bts_sim.report.parameters import checked_parameters, files
from bts_sim.report.results import RESULTS, write_results
from bts_sim.runs import record, swap
from bts_sim.runs.provenance import digest_of_file, provenance
from bts_sim.runs.register import Destination
from bts_sim.runs.written import check_out, whole_file

if TYPE_CHECKING:
    from concurrent.futures import Future
from bts_sim.files.shipped import notebooks_dir

#: The notebooks that are asked of real candidates. Without files, they show a class that is nobody's.
OF_REAL = ("09_your_candidates",)
#: Most notebooks run at a time. Two kernels fill an ordinary machine; more run out of memory before they save time.
AT_A_TIME = 2


@dataclass(frozen=True)
class Run:
    """A finished run: its folder, and whether every notebook ran to its end."""

    dossier: Path
    statut: str
    pages: Sequence[Path]
    index: Path
    errors: Mapping[str, str]

    def check(self) -> None:
        """Raise RunError if a notebook failed."""
        if self.errors:
            lines = [f"{nom} : {erreur}" for nom, erreur in self.errors.items()]
            kept = f"Ce qui a été fait est gardé dans {self.dossier} ; à lire : {self.index}"
            raise RunError("\n".join(["Le rapport a échoué.", *lines, kept]))


def _by_default(known: Mapping[str, Path], *, real: bool) -> list[str]:
    """Return the notebooks to run where none is named: those of real candidates, or the others."""
    if not real:
        return [name for name in known if name not in OF_REAL]
    return [name for name in known if name in OF_REAL]


def find(names: Sequence[str], given: Collection[str] = ()) -> list[Path]:
    """Return the files of notebooks given by name or path.

    If none is given: those that are asked of real candidates, if the parameters `given` name some; else all the others
    of the project.
    """
    there = sorted(notebooks_dir().glob("*.ipynb"))
    known = {path.stem: path for path in there}
    found, fautes = [], []
    for name in names or _by_default(known, real=bool(set(FILES_OF_PEOPLE) & set(given))):
        path = known.get(name.removesuffix(".ipynb")) or Path(name).resolve()
        if is_file(str(path)):
            found.append(path)
        else:
            near = nearest(Path(name).stem, list(known))
            remedy = f"{near or 'notebooks'} ({', '.join(known) or 'aucun'}, ou le chemin d’un fichier .ipynb)"
            fautes.append(Fault("notebook", None, "", name, "notebook inconnu", remedy))
    found = list(dict.fromkeys(found))
    stems = [path.stem for path in found]
    for twice in sorted({stem for stem in stems if stems.count(stem) > 1}):
        remedy = "les lancer l’un après l’autre"
        fautes.append(Fault("notebook", None, "", twice, "deux notebooks de même nom", remedy))
    if not found and not fautes:
        remedy = "donner le chemin d’un fichier .ipynb"
        fautes.append(Fault("notebook", None, "", "", "le projet n’a aucun notebook", remedy))
    if fautes:
        raise InputError(fautes)
    return found


def run_report(
    notebooks: Sequence[str],
    parameters: Mapping[str, object],
    out: Path,
    *,
    trials: Sequence[Callable[..., object]] = (),
    remplacer: bool = False,
    refaire: bool = False,
    printer: str = "",
) -> Run:
    """Return the finished run of some notebooks: run with papermill, with their pages, in a new folder of `out`.

    A page that nothing has changed since an earlier run of `out` is copied from it, unless all are to be made again.

    `trials`: functions to try on their parameters first. `remplacer`: set aside an index that is not one of reports.
    `refaire`: run every notebook. `printer`: a browser that prints each page to PDF; "" for none.
    Raises InputError before anything is run or written. A notebook that fails does not stop the others: see `Run`.
    """
    check_out(out)
    chosen = _read(find(notebooks, parameters))
    plans = checked_parameters(chosen, parameters, trials)
    people = [_people(notebook, plan) for notebook, plan in zip(chosen, plans, strict=True)]
    mask = mask_of(path for files in people for path in files)
    read = [("NOTEBOOK", one.path) for one in chosen] + [("-p", path) for plan in plans for path in files(plan)]
    read += [("-p", path) for files in people for path in files]
    swap.check_destination(Destination(out, index.COMMAND, read, remplacer), (index.PAGE,))
    digests = {notebook.nom: digest_of_file(notebook.path) for notebook in chosen}
    origin, lang = provenance(), _lang(chosen, plans)
    begin, clock = datetime.now(UTC), time.monotonic()
    planned = [*zip(chosen, plans, people, strict=True)]
    identities = {
        one.nom: reuse.page_identity(one, plan, digests[one.nom], origin, lang, read_here)
        for one, plan, read_here in planned
    }
    kept = {} if refaire else reuse.pages(out, identities)
    folder = _new_folder(out, begin, digests, plans)
    with _speaking(lang):
        try:
            done = {name: _taken(page, folder) for name, page in kept.items()}
            done |= _execute_all([one for one in planned if one[0].nom not in kept], folder)
            rows = [
                _describe(notebook, plan, done[notebook.nom] | reuse.signed(identities[notebook.nom]), mask)
                for notebook, plan in zip(chosen, plans, strict=True)
            ]
            manifest = make(rows, plans, digests, origin, begin, time.monotonic() - clock)
            manifest["parametres"] = mask.data(manifest["parametres"], keys=False)
            manifest["refaire"] = mask.data(manifest["refaire"], keys=False)
            write_results(folder / RESULTS, manifest["resultats"])
            _seal(folder, manifest, printer)
        finally:
            listed = index.refresh(out, remplacer=remplacer)
    pages = [folder / row["page"] for row in rows if row["page"]]
    errors = {row["nom"]: row["erreur"] for row in rows if row["erreur"]}
    return Run(folder, manifest["statut"], pages, listed, errors)


def _read(paths: Sequence[Path]) -> list[Notebook]:
    notebooks, fautes = [], []
    for path in paths:
        try:
            notebooks.append(read_notebook(path))
        except InputError as error:
            fautes += error.fautes
    if fautes:
        raise InputError(fautes)
    return notebooks


def _lang(notebooks: Sequence[Notebook], plans: Sequence[Mapping[str, Any]]) -> str:
    """Return the language of a run: that of its notebooks, or the first of theirs."""
    spoken = [{**notebook.defaults, **plan} for notebook, plan in zip(notebooks, plans, strict=True)]
    return speech(next((values for values in spoken if "lang" in values), {}))


def _people(notebook: Notebook, plan: Mapping[str, Any]) -> list[Path]:
    """Return the files of real candidates that a notebook reads, defaults included, from its own folder."""
    return [notebook.path.parent / path for path in files_of_people({**notebook.defaults, **plan})]


def _describe(notebook: Notebook, plan: Mapping[str, Any], row: Mapping[str, Any], mask: Mask) -> dict[str, Any]:
    """Return the outcome of a notebook with its parameters and the defaults of those that changed."""
    # A cohort file, where the notebook's own cell names none, has no default.
    before = {name: notebook.defaults.get(name, "") for name in plan}
    changed = {name: default for name, default in before.items() if plan[name] != default}
    given = {"parametres": manifest_shown({**notebook.defaults, **plan}), "defauts": changed}
    return {**row, **{name: mask.data(values, keys=False) for name, values in given.items()}}


def _new_folder(out: Path, begin: datetime, digests: Mapping[str, str], plans: Sequence[Mapping[str, Any]]) -> Path:
    """Return the new folder of a run. An existing folder is never used again."""
    identity = json.dumps([digests, [manifest_shown(plan) for plan in plans]], sort_keys=True).encode()
    name = f"{begin:%Y%m%d-%H%M%S}-{hashlib.sha256(identity).hexdigest()[:8]}"
    out.mkdir(parents=True, exist_ok=True)
    suffix = 1
    while True:
        folder = out / (name if suffix == 1 else f"{name}-{suffix}")
        try:
            folder.mkdir()
            return folder
        except FileExistsError:
            suffix += 1


# --- running ----------------------------------------------------------------------------------------------------------


def _taken(page: reuse.Page, folder: Path) -> dict[str, Any]:
    """Return the outcome of a notebook whose page is copied from an earlier run, and tell so."""
    row = page.copy(folder)
    print(f"{row['nom']} : repris de {row[reuse.FROM]}, rien n'a changé", file=sys.stderr, flush=True)
    return row


def _execute_all(
    planned: Sequence[tuple[Notebook, Mapping[str, Any], Sequence[Path]]], folder: Path
) -> dict[str, dict[str, Any]]:
    """Return the outcome of each notebook, run a few at a time. Each page is made as soon as its notebook ends.

    `planned`: each notebook with its parameters, and the files of real candidates that it reads.
    """
    from concurrent.futures import ThreadPoolExecutor

    done: dict[str, dict[str, Any]] = {}
    if not planned:
        return done
    # The longest in earlier runs come first, so that none runs alone at the end.
    took = index.durations(folder.parent)
    order = sorted(planned, key=lambda one: -took.get(one[0].nom, 0.0))
    # Cells run in the processes of their kernels: a thread waits for one, and saves what it sends.
    with tempfile.TemporaryDirectory(prefix="bts-sim-", ignore_cleanup_errors=True) as tables:
        kernels, threads = Kernels(tables), ThreadPoolExecutor(min(AT_A_TIME, len(planned)))
        try:
            pending = {
                threads.submit(execute, notebook.path, folder.resolve(), plan, kernels, langue(), files): notebook
                for notebook, plan, files in order
            }
            _prepare_pages()
            for future, notebook in watch(_as_they_end(pending), "Rapport", len(planned)):
                done[notebook.nom] = _publish(_executed(future, notebook, folder), folder)
                print(_line(done[notebook.nom]), file=sys.stderr, flush=True)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            kernels.end()
            raise
        finally:
            threads.shutdown()
    return done


def _as_they_end(pending: Mapping[Future[Executed], Notebook]) -> Iterator[tuple[Future[Executed], Notebook]]:
    """Yield each notebook with its outcome, as soon as it ends."""
    from concurrent.futures import FIRST_COMPLETED, wait

    left = dict(pending)
    while left:
        # Windows receives Ctrl-C only between two waits.
        finished, _ = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
        yield from ((future, left.pop(future)) for future in finished)


def _executed(future: Future[Executed], notebook: Notebook, folder: Path) -> Executed:
    """Return the outcome of a notebook, even if its process was killed: its partial file is kept."""
    try:
        return future.result()
    except Exception as error:
        left = folder / f"{notebook.nom}.partial.ipynb"
        reason = f"le processus s'est arrêté ({type(error).__name__})"
        return Executed(notebook.nom, left if left.exists() else None, 0.0, reason)


def _line(row: Mapping[str, Any]) -> str:
    """Return the outcome of a notebook as one line of text."""
    took = f"{row['duree_s']:.1f}".replace(".", ",")
    return readable(f"{row['nom']} : {'échec, ' + row['erreur'] if row['erreur'] else 'fait'} ({took} s)")


def _prepare_pages() -> None:
    """Load the modules that pages need while the notebooks run."""
    from bts_sim.report.page import vega_script

    importlib.import_module("nbconvert")
    vega_script()


def _publish(executed: Executed, folder: Path) -> dict[str, Any]:
    """Make the page of a notebook, finished or not. Return its outcome with its named results."""
    import nbformat

    from bts_sim.report.beside import beside
    from bts_sim.report.contents import describe
    from bts_sim.report.page import page_html
    from bts_sim.report.results import headlines, quotations

    row: dict[str, Any] = {"erreur": executed.erreur and anonymous(executed.erreur), "notebook": None, "page": None}
    row |= {"nom": executed.nom, "titre": executed.nom, "duree_s": round(executed.duree, 1), "resultats": []}
    row |= {"manques": list(executed.manques), "introduction": "", "constats": [], "citations": []}
    if executed.fichier is None:
        return row
    row["notebook"] = executed.fichier.name
    try:
        notebook = nbformat.read(executed.fichier, as_version=4)
        row |= describe(notebook, executed.nom)
        with whole_file(folder / f"{executed.nom}.html") as file:
            file.write(page_html(notebook, row["titre"], folder / beside(executed.nom)))
        row["page"] = f"{executed.nom}.html"
        # Numbers of a failed notebook may be wrong, and an index would not show it.
        if executed.erreur:
            row["constats"] = []
        else:
            row["resultats"], row["citations"] = headlines(notebook), quotations(notebook)
    except Exception as error:  # A page that cannot be made is a failed notebook, not a lost run.
        row["erreur"] = row["erreur"] or anonymous(f"page : {type(error).__name__} : {error}")
    return row


def _seal(folder: Path, manifest: Mapping[str, Any], printer: str) -> None:
    """Close a run: write its cover, print its pages if asked, then its manifest with the digest of every file."""
    cover.write_cover(folder, manifest)
    if printer:
        named = [cover.PAGE, *(row["page"] for row in manifest["notebooks"] if row["page"])]
        for printed in pdf.print_pages([folder / name for name in named], printer):
            print(f"{printed.name} : imprimé", file=sys.stderr, flush=True)
    record.seal(folder, manifest)


@contextmanager
def _speaking(lang: str) -> Iterator[None]:
    """Set the language of a run while it is written, then restore the previous one."""
    before = langue()
    speak(lang)
    try:
        yield
    finally:
        speak(before)
