"""`bts-sim check-registration`: what is missing, late or not allowed in registrations."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli import completer
from bts_sim.cli.anonymat import sans_noms
from bts_sim.cli.base import FILE, compter, dire, encodage, print_table, results_in, tables_csv

if TYPE_CHECKING:
    from bts_sim.output.register import Destination

FICHIERS = ("inscriptions.csv",)


@click.command("check-registration")
@click.argument("fichier", type=FILE, metavar="INSCRIPTIONS.csv")
@click.option("--pieces", type=FILE, help="CSV des pièces déposées : candidat;piece;deposee_le.")
@click.option(
    "--academie",
    required=True,
    shell_complete=completer.academies_des_notes,
    help="Académie de la note : nancy-metz ou normandie.",
)
@click.option(
    "--session",
    type=int,
    required=True,
    shell_complete=completer.sessions,
    help="Session à laquelle on s'inscrit, comme 2025.",
)
@encodage
@sans_noms
@tables_csv
@results_in("Dossier de inscriptions.csv, créé au besoin ; sans lui, un tableau est imprimé.")
def check_registration(
    fichier: Path, pieces: Path | None, academie: str, session: int, out: Destination | None
) -> None:
    """Dire de chaque inscription ce qui manque, est en retard ou n'est pas ouvert, avec la source.

    \b
    bts-sim check-registration inscriptions.csv --pieces pieces.csv --academie nancy-metz --session 2025
    """
    from bts_sim.inscriptions import verifier
    from bts_sim.inscriptions.textes import load_cadre
    from bts_sim.output.files import write_csv
    from bts_sim.output.publication import check, resultats

    if out is not None:
        check(out, FICHIERS)
    found = verifier(fichier, pieces, academie=academie, session=session)
    compter(constats=len(found))
    total = f"{len(found)} constat{'s' if len(found) > 1 else ''}."
    if out is not None:
        with resultats(out, FICHIERS) as folder:
            write_csv(folder / "inscriptions.csv", found)
        dire(total)
        return
    if len(found):
        print_table(found.itertuples(index=False), tuple(found.columns))
    click.echo(total)
    for information in load_cadre(academie, session).note.informations:
        click.echo(f"- {information.phrase} [{information.source}]")
