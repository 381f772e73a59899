"""`bts-sim template`: starting files, filled and commented."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.base import FILE, Choix, say
from bts_sim.cli.call import current_call
from bts_sim.cli.new_scenario import not_there
from bts_sim.errors import Fault, InputError

#: The names of `bts_sim.templates.MODELES`, which is slow to load. A test compares the two.
GENRES = (
    *("candidats", "notes", "oraux", "choix", "jurys", "cohorte", "specialites", "inscriptions", "pieces", "acquis"),
    *("calendrier", "sweep", "parametres"),
)
STDOUT = "-"


@click.command()
@click.argument("genres", nargs=-1, required=True, type=Choix(GENRES), metavar="GENRE...")
@click.option(
    "--specialite",
    default="MCO",
    show_default=True,
    shell_complete=words_on_tab.registre,
    help="Spécialité des lignes d'exemple ; de la table « specialites », tout BTS de « bts-sim law --registre ».",
)
@click.option(
    "--session",
    type=int,
    shell_complete=words_on_tab.sessions,
    help="Session dont les textes s'appliquent (2024 par défaut, 2025 pour les inscriptions).",
)
@click.option(
    "--out",
    "fichier",
    type=FILE,
    help="Fichier à écrire, ou - pour l'imprimer ; candidats.csv… sinon. Un tableau peut être .csv, .xlsx ou .parquet.",
)
def template(genres: tuple[str, ...], specialite: str, session: int | None, fichier: Path | None) -> None:
    """Écrire un fichier de départ, rempli ou commenté, prêt à servir ; jamais par-dessus un autre.

    Genres : candidats, notes, oraux, choix, jurys, cohorte, specialites, inscriptions, pieces, acquis, calendrier,
    sweep, parametres. Les candidats sont inventés.

    \b
    bts-sim template candidats notes oraux
    bts-sim template candidats --out candidats.xlsx
    bts-sim template cohorte --specialite MCO --out ma_cohorte.yaml
    bts-sim template specialites --specialite TOURISME
    bts-sim template sweep --out -
    """
    from bts_sim.templates import TEMPLATES
    from bts_sim.templates.formats import check_ending, write_template
    from bts_sim.templates.specialty import to_fill

    wanted = list(dict.fromkeys(genres))
    if fichier is not None and len(wanted) > 1:
        raise InputError(
            [Fault("--out", None, "", str(fichier), "un seul nom pour plusieurs fichiers", "retirer --out")]
        )
    paths = {genre: fichier or Path(TEMPLATES[genre].fichier) for genre in wanted}
    sessions = {genre: TEMPLATES[genre].session if session is None else session for genre in wanted}
    texts = {genre: TEMPLATES[genre].texte(sessions[genre], specialite) for genre in wanted}
    if str(fichier) == STDOUT:
        click.echo(texts[wanted[0]], nl=False)
        return
    for genre, path in paths.items():
        check_ending(path, TEMPLATES[genre].fichier)
        not_there(path)
    for genre, path in paths.items():
        write_template(path, texts[genre], TEMPLATES[genre].fichier)
        current_call().ecrits.append(path)
        say(f"Écrit : {path}")
        if genre == "specialites" and (todo := to_fill(sessions[genre], specialite)):
            say(todo)
    last = wanted[-1]
    usual, given = TEMPLATES[last].fichier, shlex.quote(str(paths[last]))
    say(f"Ensuite : {TEMPLATES[last].next_command.format(session=sessions[last]).replace(usual, given)}")
