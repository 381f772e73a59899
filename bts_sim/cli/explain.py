"""`bts-sim explain`: one decision, step by step, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.anonymat import sans_noms
from bts_sim.cli.base import Choix, exam_files
from bts_sim.errors import Faute, InputError, nearest

if TYPE_CHECKING:
    from bts_sim.recit import Langue


@click.command()
@click.argument("candidat")
@exam_files
@click.option("--lang", type=Choix(["fr", "en"]), default="fr", show_default=True, help="Langue du récit.")
@sans_noms
def explain(
    candidat: str,
    candidats: Path,
    notes: Path,
    oraux: Path | None,
    session: int,
    regime: str | None,
    specialites: Path | None,
    lang: Langue,
) -> None:
    """Raconter la décision d'un candidat : chaque étape, ses nombres, son texte, et ce qui l'aurait changée.

    \b
    bts-sim explain C2 --candidats candidats.csv --notes notes.csv --session 2024
    """
    from bts_sim.explication import explain as explanations
    from bts_sim.grading import grade
    from bts_sim.law import mots
    from bts_sim.recit import raconter
    from bts_sim.rejeu import rejouer

    grading = grade(candidats, notes, oraux, session=session, regime=regime, specialites=specialites)
    found = next(explanations(grading, candidat), None)
    if found is None:
        names = grading.dossiers.candidats["candidat"].astype(object).tolist()
        remedy = nearest(candidat, names) or f"un numéro de {candidats.name}"
        raise InputError([Faute(candidats.name, None, "candidat", candidat, "candidat inconnu", remedy, candidat)])
    rejouer(found)
    for line in raconter(found, lang):
        click.echo(line)
    click.echo(mots()["verifie"][lang])
