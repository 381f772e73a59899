"""`bts-sim explain`: one decision, step by step, in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli.base import Choix, exam_files, print_table, say
from bts_sim.cli.call import current_call
from bts_sim.cli.masking import without_names
from bts_sim.language import speaking

if TYPE_CHECKING:
    from bts_sim.candidates.grade import Grading
    from bts_sim.droit.recit import Langue
    from bts_sim.files.given import GivenTables

#: Fields of `--json` with `--ranges`.
RANGES = {
    "regime": "nom du régime",
    "objet": "unité de la note, ou unité ou domaine de l'oral",
    "genre": "unite ou oral",
    "note_basse": "note la plus basse de la plage",
    "note_haute": "note la plus haute de la plage",
    "bascule": "note exacte à laquelle la plage commence, en fraction",
    "mesure": "ce qui y atteint un seuil, ou n'y atteint plus",
    "seuil": "ce seuil, sur 20",
    "decision": "la décision",
    "autorise": "oui s'il peut passer les épreuves de contrôle",
}


@click.command()
@click.argument("candidat")
@exam_files
@click.option(
    "--ranges",
    "ranged",
    is_flag=True,
    help="Ajouter ce que déciderait chaque note de 0 à 20, des unités et des oraux, et la note exacte où tout bascule.",
)
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
    ranged: bool,
    lang: Langue,
) -> None:
    """Raconter la décision d'un candidat : chaque étape, ses nombres, son texte, et ce qui l'aurait changée.

    \b
    bts-sim explain C2 --candidats candidats.csv --notes notes.csv --session 2024
    bts-sim explain C2 --candidats candidats.csv --notes notes.csv --session 2024 --ranges
    """
    from bts_sim.candidates.explain import story
    from bts_sim.candidates.grade import grade
    from bts_sim.droit.regimes import say_supposed
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
    if supposed := say_supposed([grading.regime.nom], session):
        say(supposed)
    click.echo(mots()["verifie"][lang])
    if ranged:
        _print_ranges(grading, candidat, lang)


def _print_ranges(grading: Grading, candidat: str, lang: Langue) -> None:
    from bts_sim.questions.one_candidate.ranges import mark_ranges
    from bts_sim.questions.one_candidate.shown import show_ranges
    from bts_sim.questions.one_candidate.verdicts import verdict_of

    table = mark_ranges([verdict_of(grading, candidat)])
    if current_call().in_json:
        print_table(table.to_numpy().tolist(), tuple(RANGES))
        return
    with speaking(lang):
        frame = show_ranges(table).frame
        # One regime decides here: its name is in the story.
        print_table(frame.iloc[:, 1:].to_numpy().tolist(), list(frame.columns[1:]))
