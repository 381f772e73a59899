"""`bts-sim compare-runs`: two runs of the same notebooks side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import FILE, print_table, results_in, say
from bts_sim.cli.call import current_call

if TYPE_CHECKING:
    from bts_sim.runs.register import Destination

#: Fields of `--json` for the differences, then for each named result.
DIFFERENCES = {"differe": "paramètre, version ou empreinte", "a": "dans A", "b": "dans B"}
LINES = {
    "nom": "nom du résultat",
    "a": "dans A, avec son intervalle",
    "b": "dans B, avec son intervalle",
    "ecart": "B moins A",
    "intervalles": "les deux intervalles se recouvrent-ils",
}


@click.command("compare-runs")
@click.argument("a", type=FILE, metavar="EXECUTION_A")
@click.argument("b", type=FILE, metavar="EXECUTION_B")
@results_in("Page à écrire ; deux CSV sont écrits à côté.", metavar="PAGE.html")
def compare_runs(a: Path, b: Path, out: Destination | None) -> None:
    """Comparer deux exécutions : paramètres, loi, résultats nommés, tables qui diffèrent.

    \b
    bts-sim compare-runs reports/20261121-190000-0123abcd reports/20261121-191500-89abcdef --out comparaison.html
    """
    from bts_sim.report.comparison import LINKS, compare_reports, load
    from bts_sim.report.comparison_page import comparison_line, names_of_runs, write_comparison
    from bts_sim.runs.swap import check_destination, results_folder

    page = out.folder if out is not None else None
    if page is not None and out is not None:
        _check_page(page, (a, b))
        out = replace(out, folder=page.parent)
        check_destination(out, names_of_runs(page.name))
    compared = compare_reports(*load(a, b))
    changes = [*compared.parametres, *compared.origine] or [("rien", "", "")]
    print_table(changes, ("Ce qui diffère", "A", "B"), tuple(DIFFERENCES))
    click.echo(LINKS[compared.lien])
    rows = [_texts(comparison_line(one)) for one in compared.resultats]
    print_table(rows, ("Résultat", "A", "B", "Écart B − A", "Les intervalles"), tuple(LINES))
    differ = [table.nom for table in compared.tables if table.etat != "identique"]
    click.echo(f"Tables qui diffèrent : {len(differ)} sur {len(compared.tables)}.")
    if page is not None and out is not None:
        with results_folder(out, names_of_runs(page.name)) as folder:
            write_comparison(compared, folder / page.name)
        written = [page.with_name(nom) for nom in names_of_runs(page.name)]
        current_call().ecrits += written
        say(f"Écrit : {', '.join(str(path) for path in written)}")


def _check_page(page: Path, runs: tuple[Path, ...]) -> None:
    from bts_sim.errors import Fault, InputError

    inside = next((run for run in runs if run.resolve() in page.resolve().parents), None)
    if inside is not None:
        problem = f"la page irait dans {inside}, que la commande lit et dont elle briserait le sceau"
        raise InputError([Fault("--out", None, "", str(page), problem, "donner une page hors des deux exécutions")])
    if page.is_dir() or page.suffix.lower() not in (".html", ".htm"):
        remedy = "donner le nom d'un fichier .html"
        raise InputError([Fault("--out", None, "", str(page), "ce n'est pas le nom d'une page", remedy)])


def _texts(line: Mapping[str, str | bool]) -> list[str]:
    """Return the cells of a row as text, each number with its interval."""
    sides = [f"{line[side]} {line[f'bornes_{side}']}".strip() for side in ("a", "b")]
    return [str(line["nom"]), *sides, str(line["ecart"]), str(line["intervalles"])]
