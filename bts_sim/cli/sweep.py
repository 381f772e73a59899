"""`bts-sim sweep`: the same comparison over a grid, into Parquet. It resumes where it stopped."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import click

from bts_sim.cli.base import FILE, count_up, results_in, say
from bts_sim.cli.evidence import files_read, named_in, origine
from bts_sim.errors import RunError
from bts_sim.progress import watch

if TYPE_CHECKING:
    from bts_sim.runs.register import Destination


class Counts(TypedDict):
    """The counts of `--json`."""

    cellules: Annotated[int, "cellules de la grille"]
    calculees: Annotated[int, "calculées par cette commande"]
    deja_faites: Annotated[int, "déjà faites"]
    sans_resultat: Annotated[int, "sans résultat : voir echecs/"]


class Totals(TypedDict):
    """The numbers of cells and rows computed."""

    cellules: Annotated[int, "cellules de la grille"]
    echecs: Annotated[int, "cellules sans résultat"]


class Sealing(TypedDict):
    """The additions to the manifest."""

    comptes: Totals


@click.command()
@click.argument("grid", type=FILE, metavar="GRILLE.yaml")
@results_in("Dossier des résultats, créé au besoin.", required=True)
@click.option("--workers", type=click.IntRange(min=1), help="Processus de calcul (un par processeur sinon).")
@click.option("--scheduler", metavar="ADRESSE", help="Planificateur Dask, comme tcp://127.0.0.1:8786.")
def sweep_command(grid: Path, out: Destination, workers: int | None, scheduler: str | None) -> None:
    """Comparer des régimes sur une grille de paramètres, de cohortes ou de spécialités.

    Par défaut, chaque cellule est une comparaison comme celle de compare : les paramètres que la grille ne fixe pas
    sont tirés 256 fois, et l'intervalle est celui à citer. Pour aller plus vite : tirages: 64 et par_tirage: 2000 dans
    la grille, ou parametres: fixes, dont l'intervalle ne couvre que le tirage des candidats.

    La même commande reprend où elle s'est arrêtée, et ne calcule rien deux fois.

    \b
    bts-sim sweep grille.yaml --out balayage
    """
    from bts_sim.cohort.simulate import tell_few
    from bts_sim.runs.processes import processors
    from bts_sim.runs.record import PARTIAL, SUCCEEDED
    from bts_sim.runs.swap import worksite
    from bts_sim.runs.written import check_out
    from bts_sim.sweep.executors import cluster, in_a_pool, in_this_process, on_a_cluster
    from bts_sim.sweep.folder import FOLDERS, Dossier
    from bts_sim.sweep.grid import load_grid

    check_out(out.folder)
    cells = load_grid(grid)
    read = files_read(cells[0])
    origin = origine(read)
    out = replace(out, inputs=[*out.inputs, *named_in(read)])
    described = cells[0].describe()
    if cells[0].tirages is None and cells[0].candidats is None:
        tell_few("cohorte", None, described.candidats)
    with ExitStack() as held:
        # Asked before anything is written: a scheduler that does not answer is a misuse.
        client = held.enter_context(cluster(scheduler)) if scheduler else None
        # Two sweeps in one folder would each describe the parts of the other.
        held.enter_context(worksite(out, FOLDERS))
        folder = Dossier(out, cells)
        folder.begin()
        todo = folder.missing()
        workers = min(workers or processors(), len(todo))
        if client is not None:
            results = on_a_cluster(cells, todo, client)
        else:
            results = in_a_pool(cells, todo, workers) if workers > 1 else in_this_process(cells, todo)
        failed = 0
        for number, found in watch(results, "Balayage", len(todo)):
            folder.keep(number, found)
            failed += isinstance(found, str)
        done, computed = len(cells) - len(todo), len(todo) - failed
        counts: Counts = {
            "cellules": len(cells),
            "calculees": computed,
            "deja_faites": done,
            "sans_resultat": failed,
        }
        count_up(counts)
        say(f"{len(cells)} cellules : {computed} calculées, {done} déjà faites, {failed} sans résultat.")
        with folder.ended() as place:
            said: Sealing = {"comptes": {"cellules": len(cells), "echecs": failed}}
            origin.seal(out.folder, into=place, statut=PARTIAL if failed else SUCCEEDED, **said)
    if failed:
        raise RunError(f"{failed} cellules sans résultat : voir {out.folder / 'echecs'}. Les autres sont écrites.")
