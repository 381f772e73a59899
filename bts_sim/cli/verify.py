"""`bts-sim verify`: whether a folder of results is as it was sealed, and whether it can be made again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import FILE
from bts_sim.errors import RunError

if TYPE_CHECKING:
    from bts_sim.runs.verify import Niveau

NOTICE = (
    "Un sceau n'est pas une signature : il montre que rien n'a changé depuis qu'il a été posé, pas qui l'a posé. "
    "Noté ailleurs, il permet de reconnaître ce résultat."
)


@click.command()
@click.argument("run", type=FILE, metavar="DOSSIER")
@click.option("--redo", is_flag=True, help="Refaire la commande dans un dossier temporaire et comparer.")
@click.option(
    "--entree",
    *("--candidats", "--notes", "--oraux", "--specialites", "--regime", "--cohort", "--grille", "--notebook"),
    "entrees",
    type=FILE,
    multiple=True,
    help="Avec --redo : un fichier que la commande avait lu, reconnu à son empreinte. L'option se répète.",
)
def verify(run: Path, redo: bool, entrees: tuple[Path, ...]) -> None:
    """Vérifier un résultat, sans réseau : intact, fait par cette installation et, avec --redo, refait à l'identique.

    Sort avec 0 si tout est certifié, 1 si quelque chose ne l'est pas, 2 si le dossier n'existe pas.

    \b
    bts-sim verify reports/20260901-080000-0123abcd
    bts-sim verify resultats --redo --candidats candidats.csv --notes notes.csv
    """
    from bts_sim.errors import Fault, InputError
    from bts_sim.runs.verify import installation, integrity, verified_shown

    absent = [path for path in entrees if not path.is_file()]
    if absent:
        remedy = "donner un fichier que la commande avait lu"
        raise InputError([Fault("--entree", None, "", str(path), "fichier introuvable", remedy) for path in absent])
    intact, manifest = integrity(run)
    levels = [intact]
    if manifest is not None:
        click.echo(f"{verified_shown(manifest.commande)}, sceau {manifest.sceau}")
        levels.append(installation(manifest))
    if manifest is not None and redo:
        from bts_sim.cli.redo import run_again

        levels.append(run_again(run, manifest, entrees))
    click.echo("\n".join(line for level in levels for line in _lines(level)))
    click.echo(NOTICE)
    refused = [level.nom for level in levels if level.objections]
    if refused:
        raise RunError(f"Non certifié : {', '.join(refused)}.")
    click.echo(f"Certifié : {', '.join(level.nom for level in levels)}.")


def _lines(level: Niveau) -> list[str]:
    first = "non certifié" if level.objections else level.certified
    return [f"{level.nom} : {first}", *(f"  - {one}" for one in (*level.objections, *level.remarques))]
