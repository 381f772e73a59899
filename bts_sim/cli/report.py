"""`bts-sim report`: run notebooks into one folder per run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, results_in

if TYPE_CHECKING:
    from bts_sim.runs.register import Destination


@click.command()
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...", shell_complete=words_on_tab.notebooks)
@click.option(
    "-p",
    "parameters",
    type=(str, str),
    multiple=True,
    metavar="NOM VALEUR",
    shell_complete=words_on_tab.parametres,
    help="Un paramètre.",
)
@click.option("-f", "fichier", type=FILE, help="Paramètres dans un fichier YAML ; -p l'emporte.")
@click.option("--refaire", is_flag=True, help="Tout exécuter, même une page que rien n'a changée.")
@click.option(
    "--pdf", "on_paper", is_flag=True, help="Imprimer aussi chaque page en PDF, par Chromium, Chrome ou Edge."
)
@results_in("Dossier des rapports.", default=Path("reports"))
def report(
    notebooks: tuple[str, ...],
    parameters: tuple[tuple[str, str], ...],
    fichier: Path | None,
    refaire: bool,
    on_paper: bool,
    out: Destination,
) -> None:
    """Exécuter des notebooks dans un nouveau dossier : couverture, pages HTML, fichiers des graphiques et des tables.

    Une page du projet dont rien n'a changé depuis un lancement du même dossier (notebook, paramètres, fichiers, loi,
    données, code, versions installées) en est reprise, et le manifeste dit duquel.

    \b
    bts-sim report
    bts-sim report --refaire --pdf
    bts-sim report 03_regimes -p candidats 100000 -p regimes permanent_2022,ma_reforme.yaml
    """
    from bts_sim.report import index
    from bts_sim.report.parameters import gather
    from bts_sim.report.pdf import browser
    from bts_sim.report.run import run_report
    from bts_sim.runs.swap import check_destination

    check_destination(out, (index.PAGE,))
    # A missing browser is told before minutes of computing.
    printer = browser() if on_paper else ""
    given = gather(parameters, fichier)
    run = run_report(
        notebooks,
        given,
        out.folder,
        trials=_trials(given),
        remplacer=out.replace,
        refaire=refaire,
        printer=printer,
    )
    run.check()
    click.echo(f"Rapport : {run.index}")


def _trials(given: Mapping[str, object]) -> Sequence[Callable[..., object]]:
    """Return what to try of the parameters before anything runs: one candidate. It is slow to load."""
    if not given:
        return []
    from bts_sim.desk.candidate import candidate_of_notebook

    return [candidate_of_notebook]
