"""What commands share: files and choices as options, tables, what is said of a work done."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from bts_sim.cli import completer
from bts_sim.cli.seance import compter, dire, seance
from bts_sim.errors import lisible, nearest

__all__ = ["FILE", "Choix", "compter", "dire", "exam_files", "print_table", "tables_csv"]


class Chemin(click.Path):
    """A path; a text that no system takes for one, such as half of a character, is refused as a misuse."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the path that a word of the command line names."""
        try:
            return super().convert(value, param, ctx)
        except ValueError:
            self.fail(f"« {value} » ne peut pas être le nom d'un fichier", param, ctx)


FILE = Chemin(path_type=Path)

Command = TypeVar("Command", bound=Callable[..., Any])
#: Columns of a table that is not printed on a terminal.
WIDTH = 120


class Choix(click.Choice[str]):
    """One of some words; a misspelt one is answered with the word that was meant."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Say what there is to choose from."""
        near = nearest(str(value), self.choices)
        return f"« {value} » : {near or 'au choix'} ({', '.join(self.choices)})"


def print_table(rows: Iterable[Sequence[str]], header: Sequence[str], keys: Sequence[str] | None = None) -> None:
    """Print a table on standard output, its long cells folded so that the screen holds it.

    `keys`: names of the columns in the object of `--json`, where the header of the table is no name.
    """
    if seance().en_json:
        seance().lignes += [dict(zip(keys or header, map(str, row), strict=True)) for row in rows]
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    # A manifest or a title of somebody else's is shown: no terminal obeys it.
    table = Table(*map(lisible, header), box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for row in rows:
        table.add_row(*map(lisible, row))
    console = Console(markup=False, highlight=False, no_color=not seance().couleur)
    console.width = console.width if console.is_terminal else WIDTH
    console.print(table)


def tables_csv(command: Command) -> Command:
    """Give a command that writes tables the option to write them for Excel."""

    @click.option("--excel", is_flag=True, help="CSV qu'Excel ouvre d'un double clic, accents compris (BOM).")
    @functools.wraps(command)
    def run(*args: Any, excel: bool, **kwargs: Any) -> Any:
        from bts_sim.output.files import pour_excel

        with pour_excel(excel):
            return command(*args, **kwargs)

    return cast(Command, run)


def exam_files(command: Command) -> Command:
    """Give a command the files of an exam, its session and its regime."""
    options = (
        click.option(
            "--candidats",
            type=FILE,
            required=True,
            help="CSV, classeur ou Parquet : candidat;specialite;voie;forme;derniere_session.",
        ),
        click.option("--notes", type=FILE, required=True, help="De même : candidat;unite;note;statut[;mode]."),
        click.option("--oraux", type=FILE, help="De même : candidat;unite;note, ou candidat;domaine;note (2021)."),
        click.option(
            "--session",
            type=int,
            required=True,
            shell_complete=completer.sessions,
            help="Session dont les textes s'appliquent, comme 2024.",
        ),
        click.option(
            "--regime",
            shell_complete=completer.regimes,
            help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.",
        ),
        click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer."),
    )
    for option in reversed(options):
        command = option(command)
    return command
