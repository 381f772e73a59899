"""`bts-sim explain`: one decision, step by step, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import Choix, exam_files
from bts_sim.cli.masking import without_names

if TYPE_CHECKING:
    from bts_sim.droit.recit import Langue
    from bts_sim.files.given import GivenTables


@click.command()
@click.argument("candidat")
@exam_files
@click.option("--lang", type=Choix(["fr", "en"]), default="fr", show_default=True, help="Langue du récit.")
@without_names
def explain_command(
    candidat: str,
    candidats: GivenTables,
    notes: GivenTables,
    oraux: GivenTables | None,
    oraux_complets: bool,
    session: int,
    regime: str | None,
    specialites: Path | None,
    lang: Langue,
) -> None:
    """Raconter la décision d'un candidat : chaque étape, ses nombres, son texte, et ce qui l'aurait changée.

    \b
    bts-sim explain C2 --candidats candidats.csv --notes notes.csv --session 2024
    """
    from bts_sim.candidates.explain import story
    from bts_sim.candidates.grade import grade
    from bts_sim.droit.textes import mots

    grading = grade(
        candidats,
        notes,
        oraux,
        session=session,
        regime=regime,
        specialites=specialites,
        oraux_complets=oraux_complets,
    )
    for line in story(grading, candidat, "--candidats").lines(lang):
        click.echo(str(line))
    click.echo(mots()["verifie"][lang])
