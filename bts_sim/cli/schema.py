"""`bts-sim schema`: the JSON schema of a file, or of an answer."""

from __future__ import annotations

import json

import click

from bts_sim.cli.base import print_table
from bts_sim.errors import Fault, InputError, nearest


@click.command()
@click.argument("nom", required=False)
def schema(nom: str | None) -> None:
    """Imprimer le schéma JSON d'un fichier lu ou écrit, ou d'une réponse de --json ; sans nom, leur liste.

    \b
    bts-sim schema
    bts-sim schema decisions
    """
    from bts_sim.cli.schemas import LISTED, SCHEMAS

    if nom is None:
        rows = [(one.name, one.file, one.meaning) for one in SCHEMAS.values()]
        print_table(rows, ("nom", "fichier", "ce que c'est"), tuple(LISTED))
        return
    if nom not in SCHEMAS:
        remedy = nearest(nom, list(SCHEMAS)) or "bts-sim schema les liste"
        raise InputError([Fault("ligne de commande", None, "NOM", nom, "schéma inconnu", remedy)])
    click.echo(json.dumps(SCHEMAS[nom].schema(), ensure_ascii=False, indent=2))
