"""`bts-sim check-registration`: what is missing, late or not allowed in registrations."""

from __future__ import annotations

from pathlib import Path

import click

from bts_sim.cli.base import FILE, print_table, without_traceback


@click.command("check-registration")
@click.argument("fichier", type=FILE)
@click.option("--pieces", type=FILE, help="CSV des pièces déposées : candidat;piece;deposee_le.")
@click.option("--academie", required=True, help="Académie de la note : nancy-metz ou normandie.")
@click.option("--session", type=int, required=True, help="Session à laquelle on s'inscrit, comme 2025.")
@click.option(
    "--out", type=FILE, help="Dossier de inscriptions.csv, créé au besoin ; sans lui, un tableau est imprimé."
)
@without_traceback
def check_registration(fichier: Path, pieces: Path | None, academie: str, session: int, out: Path | None) -> None:
    """Dire de chaque inscription ce qui manque, est en retard ou n'est pas ouvert, avec la source.

    \b
    bts-sim check-registration inscriptions.csv --pieces pieces.csv --academie nancy-metz --session 2025
    """
    from bts_sim.inscriptions import verifier
    from bts_sim.inscriptions.textes import load_cadre
    from bts_sim.output.files import check_out, write_csv

    if out is not None:
        check_out(out)
    found = verifier(fichier, pieces, academie=academie, session=session)
    if out is not None:
        write_csv(out / "inscriptions.csv", found)
        click.echo(f"{out / 'inscriptions.csv'} : {len(found)} constat(s)")
        return
    if len(found):
        print_table(found.itertuples(index=False), tuple(found.columns))
    click.echo(f"{len(found)} constat(s).")
    for information in load_cadre(academie, session).note.informations:
        click.echo(f"- {information.phrase} [{information.source}]")
