"""`bts-sim explain`: one decision, step by step, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import Choix, exam_files
from bts_sim.cli.masking import without_names
from bts_sim.errors import Fault, InputError, nearest

if TYPE_CHECKING:
    from bts_sim.candidates.grade import Files
    from bts_sim.droit.recit import Langue


@click.command()
@click.argument("candidat")
@exam_files
@click.option("--lang", type=Choix(["fr", "en"]), default="fr", show_default=True, help="Langue du récit.")
@without_names
def explain(
    candidat: str,
    candidats: Files,
    notes: Files,
    oraux: Files | None,
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
    from bts_sim.candidates.explain import explain as explanations
    from bts_sim.candidates.grade import grade
    from bts_sim.droit.recit import raconter
    from bts_sim.droit.rejeu import rejouer
    from bts_sim.droit.textes import mots
    from bts_sim.files.names import by_identity, same_person

    grading = grade(
        candidats,
        notes,
        oraux,
        session=session,
        regime=regime,
        specialites=specialites,
        oraux_complets=oraux_complets,
    )
    found = next(explanations(grading, candidat), None)
    if found is None:
        names = grading.dossiers.candidats["candidat"].astype(object).tolist()
        remedy = same_person(candidat, by_identity(names)) or nearest(candidat, names) or "un numéro de --candidats"
        raise InputError([Fault("--candidats", None, "candidat", candidat, "candidat inconnu", remedy, candidat)])
    rejouer(found)
    for line in raconter(found, lang):
        click.echo(line)
    click.echo(mots()["verifie"][lang])
