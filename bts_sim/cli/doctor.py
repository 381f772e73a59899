"""`bts-sim doctor`: whether everything that the commands need is there, and how to repair what is missing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, TypedDict

import click

from bts_sim.cli.base import FILE, count_up, print_table

PATHS = "--chemins"


class Counts(TypedDict):
    """The counts of `--json`."""

    ok: Annotated[int, "points en ordre"]
    a_noter: Annotated[int, "points à noter"]
    manque: Annotated[int, "points qui manquent"]


LINES = {
    "etat": "ok, à noter ou manque ; vide pour un chemin",
    "sujet": "ce qui a été regardé",
    "constat": "ce qui a été vu",
    "remede": "ce qu'il faut faire",
}


@click.command()
@click.option("--out", "dossier", type=FILE, default=Path(), help="Dossier où l'on compte écrire ; celui-ci sinon.")
@click.option(PATHS, is_flag=True, help="Dire aussi où sont Python, bts_sim et le dossier (à relire avant l'envoi).")
@click.pass_context
def doctor(ctx: click.Context, dossier: Path, chemins: bool) -> None:
    """Vérifier l'installation : chaque point est ok, à noter ou manque, avec ce qu'il faut faire.

    Sort avec 0 si grade, compare et report peuvent marcher, avec 1 sinon. Sans réseau.

    \b
    bts-sim doctor
    bts-sim doctor --json
    """
    from bts_sim.cli.checks import MISSING, OK, WORTH_NOTING, check_installation, places_of_files

    points = check_installation(dossier)
    rows = [(p.etat, p.sujet, p.constat, p.remede) for p in points]
    rows += [("", *place, "") for place in places_of_files(dossier)] if chemins else []
    print_table(rows, ("état", "sujet", "constat", "à faire"), tuple(LINES))
    states = Counter(p.etat for p in points)
    counts: Counts = {"ok": states[OK], "a_noter": states[WORTH_NOTING], "manque": states[MISSING]}
    count_up(counts)
    missing = [p.sujet for p in points if p.etat == MISSING]
    if missing:
        click.echo(f"Il manque : {', '.join(missing)}.", err=True)
        ctx.exit(1)
