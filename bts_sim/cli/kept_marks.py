"""`bts-sim acquis`: the marks that candidates keep from one session to the next, and why they lose the others."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import DAY, FILE, count_up, encodage, print_table, results_in, say, tables_csv
from bts_sim.cli.masking import without_names

if TYPE_CHECKING:
    from bts_sim.runs.register import Destination

FILES = ("notes_conservees.csv", "constats.csv")


class Counts(TypedDict):
    """The counts of `--json`."""

    notes_gardees: Annotated[int, "notes et dispenses gardées"]
    constats: Annotated[int, "constats"]


@click.command()
@click.option("--acquis", "fichier", type=FILE, required=True, help="CSV des acquis : docs/acquis.md.")
@click.option(
    "--session",
    type=int,
    required=True,
    shell_complete=words_on_tab.sessions,
    help="Session à laquelle le candidat se présente, comme 2024.",
)
@click.option(
    "--date",
    "jour",
    type=DAY,
    required=True,
    help="Jour où l'on regarde si une note vaut encore (AAAA-MM-JJ).",
)
@click.option(
    "--regime",
    shell_complete=words_on_tab.regimes,
    help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.",
)
@click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer.")
@encodage
@without_names
@tables_csv
@results_in("Dossier de notes_conservees.csv et constats.csv, créé au besoin.")
def acquis_command(
    fichier: Path, session: int, jour: datetime, regime: str | None, specialites: Path | None, out: Destination | None
) -> None:
    """Dire ce qu'un candidat garde : bénéfices, reports, dispenses ; et pour le reste, pourquoi non.

    \b
    bts-sim acquis --acquis acquis.csv --session 2024 --date 2024-05-13
    """
    from bts_sim.candidates.kept_marks.keep import keep_acquis
    from bts_sim.runs.cells import csv_lines
    from bts_sim.runs.swap import check_destination, results_folder
    from bts_sim.runs.written import write_csv

    if out is not None:
        check_destination(out, FILES)
    kept = keep_acquis(fichier, session=session, le=jour.date(), regime=regime, specialites=specialites)
    counts: Counts = {"notes_gardees": len(kept.notes), "constats": len(kept.constats)}
    count_up(counts)
    if out is None:
        print_table(kept.constats.itertuples(index=False), tuple(kept.constats.columns))
        click.echo("".join(csv_lines(kept.notes)), nl=False)
        return
    with results_folder(out, FILES) as folder:
        write_csv(folder / "notes_conservees.csv", kept.notes)
        write_csv(folder / "constats.csv", kept.constats)
    say(f"{len(kept.notes)} notes et dispenses gardées.")
