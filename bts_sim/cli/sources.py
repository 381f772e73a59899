"""`bts-sim sources`: the texts that the project rests on, and those not re-read since a given day."""

from __future__ import annotations

from datetime import datetime

import click

from bts_sim.cli.base import DAY, print_table

#: Fields of `--json` for each text.
LINES = {
    "source": "identifiant du texte",
    "référence": "comment on le nomme",
    "titre": "son titre",
    "cote": "ce que vaut la source",
    "relu le": "jour de la dernière lecture",
}


@click.command()
@click.option(
    "--not-read-since",
    "since",
    type=DAY,
    help="N'imprimer que les textes que personne n'a relus depuis ce jour (AAAA-MM-JJ).",
)
def sources_command(since: datetime | None) -> None:
    """Imprimer le registre des textes : référence, titre, cote, jour de la dernière lecture.

    \b
    bts-sim sources --not-read-since 2027-01-01
    """
    from bts_sim.droit.textes import sources as registre

    rows = [
        (code, text["reference"], text["titre"], text["cote"], str(text["checked_on"]))
        for code, text in registre().items()
        if since is None or text["checked_on"] < since.date()
    ]
    if rows:
        print_table(rows, tuple(LINES))
    click.echo(f"{len(rows)} texte{'s' if len(rows) > 1 else ''} sur {len(registre())}.")
