"""`bts-sim vary`: what a regime decides on every combination of marks, statuses, voies and forms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, print_table, say
from bts_sim.cli.call import current_call
from bts_sim.cli.new_scenario import not_there
from bts_sim.language import speaking

if TYPE_CHECKING:
    import pandas as pd

    from bts_sim.answer import Answer

#: Regimes compared by default: the two that have been law.
OF_THE_LAW = ("exceptionnel_2021", "permanent_2022")
USUAL = "hypotheses.csv"
#: Fields of `--json`, which are the columns of the file.
LINES = {
    "candidat": "numéro du candidat hypothétique",
    "voie": "sa voie",
    "forme": "forme de son examen",
    "notes": "ses notes, avec leurs statuts",
    "regime": "nom du régime",
    "moyenne_generale_exacte": "moyenne générale, fraction réduite",
    "moyenne_professionnelle_exacte": "moyenne professionnelle, fraction réduite",
    "decision_groupe1": "décision du premier groupe",
    "autorise_controle": "oui s'il peut passer les épreuves de contrôle",
    "decision": "décision avant tout oral",
    "motifs": "codes des motifs",
    "refus": "pourquoi un tel candidat n'existe pas, et le remède",
}


@click.command("vary")
@click.option("--specialite", required=True, help="Code ou nom de la spécialité.")
@click.option(
    "--notes",
    required=True,
    help="Notes et plages, comme « U1 7..9/0,5 ; U21 8 | 9 BE | AB » : pas d'un demi-point s'il n'est pas dit.",
)
@click.option("--voie", "voies", default="scolaire", show_default=True, help="Une voie, ou plusieurs entre virgules.")
@click.option("--forme", "formes", default="globale", show_default=True, help="Une forme, ou les deux entre virgules.")
@click.option(
    "--session", type=int, default=2024, show_default=True, shell_complete=words_on_tab.sessions, help="Session."
)
@click.option(
    "--regime",
    "regimes",
    multiple=True,
    shell_complete=words_on_tab.regimes,
    help="Régime, scénario ou fichier ; se répète. Sinon les deux qui ont été le droit.",
)
@click.option("--out", "fichier", type=FILE, help="Fichier à écrire : .csv, .xlsx ou .parquet.")
def vary_command(
    specialite: str,
    notes: str,
    voies: str,
    formes: str,
    session: int,
    regimes: tuple[str, ...],
    fichier: Path | None,
) -> None:
    """Juger des candidats hypothétiques : chaque combinaison de notes, de statuts, de voies et de formes.

    \b
    bts-sim vary --specialite CI --notes "U1 7..9/0,25 ; U2 9 ; U3 8 | AB ; U4 10 ; U5 11 ; U6 10,5"
    """
    from bts_sim.droit.regimes import load_regimes, say_supposed
    from bts_sim.files.listed import split_names
    from bts_sim.questions.one_candidate.answers import answer_hypothetical
    from bts_sim.questions.one_candidate.hypothetical import vary

    if fichier is not None:
        _check(fichier)
    people = vary(notes, split_names([voies]), split_names([formes]), session)
    asked = load_regimes(*(regimes or OF_THE_LAW))
    answer = answer_hypothetical(people, session, specialite, asked)
    with speaking("fr"):
        click.echo(f"{answer.words}.")
    if supposed := say_supposed([one.nom for one in asked], session):
        say(supposed)
    if fichier is None:
        _print(answer)
    else:
        _write(answer.table, fichier)


def _print(answer: Answer) -> None:
    if current_call().in_json:
        print_table(answer.table.to_numpy().tolist(), tuple(LINES))
        return
    counts = answer.chart("counts").frame
    print_table(counts.to_numpy().tolist(), list(counts.columns))
    click.echo(f"Candidat par candidat : --out {USUAL}.")


def _check(path: Path) -> None:
    from bts_sim.templates.formats import check_ending

    check_ending(path, USUAL)
    not_there(path)


def _write(table: pd.DataFrame, path: Path) -> None:
    from bts_sim.runs.cells import line_of_cells
    from bts_sim.templates.formats import write_template

    rows = [tuple(table.columns), *(tuple(map(str, row)) for row in table.to_numpy().tolist())]
    write_template(path, "".join(map(line_of_cells, rows)), USUAL)
    current_call().ecrits.append(path)
    say(f"Écrit : {path}")
