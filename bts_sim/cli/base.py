"""What every command shares: files as options, and mistakes of the user as messages."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from bts_sim.errors import BtsSimError, RunError

FILE = click.Path(path_type=Path)


Command = TypeVar("Command", bound=Callable[..., Any])
#: Columns of a table that is not printed on a terminal.
WIDTH = 120


def print_table(rows: Iterable[Sequence[str]], header: Sequence[str]) -> None:
    """Print a table on standard output, its long cells folded so that the screen holds it."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*header, box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for row in rows:
        table.add_row(*row)
    console = Console(markup=False, highlight=False)
    console.width = console.width if console.is_terminal else WIDTH
    console.print(table)


def exam_files(command: Command) -> Command:
    """Give a command the files of an exam, its session and its regime."""
    options = (
        click.option(
            "--candidats", type=FILE, required=True, help="CSV : candidat;specialite;voie;forme;derniere_session."
        ),
        click.option("--notes", type=FILE, required=True, help="CSV : candidat;unite;note;statut[;mode]."),
        click.option("--oraux", type=FILE, help="CSV : candidat;unite;note, ou candidat;domaine;note (2021)."),
        click.option("--session", type=int, required=True, help="Session dont les textes s'appliquent, comme 2024."),
        click.option("--regime", help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session."),
        click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def without_traceback(command: Callable[..., None]) -> Callable[..., None]:
    """Show what the user can mend as a message, not as a traceback."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except RunError as error:
            click.echo(str(error), err=True)
            sys.exit(1)
        except BtsSimError as error:
            click.echo(str(error), err=True)
            sys.exit(2)
        except OSError as error:
            click.echo(f"{error.filename or ''} : {error.strerror}. Rien d'incomplet n'a été laissé.", err=True)
            sys.exit(1)

    return wrapped
