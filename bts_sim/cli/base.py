"""The parts that commands share: options for files and choices, printed tables, and reports of work done."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from bts_sim.cli import words_on_tab
from bts_sim.cli.call import count_up, current_call, say
from bts_sim.errors import Fault, InputError, nearest, readable
from bts_sim.files.assumed import ENCODINGS, assumed

if TYPE_CHECKING:
    from bts_sim.runs.register import Destination

__all__ = [
    "DAY",
    "FILE",
    "Choix",
    "count_up",
    "encodage",
    "exam_files",
    "people_files",
    "print_table",
    "results_in",
    "say",
    "tables_csv",
]


class SystemPath(click.Path):
    """A path. A text that no system accepts as a path, such as half of a character, is a misuse."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path that a word of the command line names."""
        try:
            return super().convert(value, param, ctx)
        except ValueError:
            self.fail(f"« {value} » ne peut pas être le nom d'un fichier", param, ctx)


FILE = SystemPath(path_type=Path)
#: A day, in ISO order or in French order.
DAY = click.DateTime(formats=["%Y-%m-%d", "%d/%m/%Y"])


def _files(ctx: click.Context, param: click.Parameter, given: tuple[Path, ...]) -> Path | tuple[Path, ...] | None:
    """Return the single file of an option, or its several files, with those of a folder; None for None."""
    found = [file for path in given for file in (_inside(path, param) if path.is_dir() else [path])]
    return (found[0] if len(found) == 1 else tuple(found)) if found else None


def _inside(folder: Path, param: click.Parameter) -> list[Path]:
    """Return the files of a folder in the order of their names, without the files of the system."""
    from bts_sim.notices import tell
    from bts_sim.runs.register import written_in
    from bts_sim.runs.system_files import by_system

    ours = written_in(folder)
    there = sorted(path for path in folder.iterdir() if not by_system(path.name) and path.name not in ours)
    found = [path for path in there if path.is_file()]
    for inner in (path for path in there if path.is_dir() and not path.name.startswith(".")):
        tell(str(folder), f"sous-dossier « {inner.name} » laissé de côté : le donner aussi s'il a des tables")
    if not found:
        raise InputError(
            [Fault(param.opts[0], None, "", str(folder), "dossier sans fichier", "donner celui des tables")]
        )
    return found


#: An option that takes a file, several files, or a folder of them.
SEVERAL: dict[str, Any] = {"type": FILE, "multiple": True, "callback": _files}

Command = TypeVar("Command", bound=Callable[..., Any])
REPLACE = "Garder sous NOM.avant un fichier que cette commande n'a pas écrit, au lieu de refuser de prendre sa place."
#: Columns of a table that is not printed on a terminal.
WIDTH = 120


class Choix(click.Choice[str]):
    """A choice among some words. The answer to a misspelt word suggests the nearest word."""

    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        """Return the words to choose from, as text."""
        near = nearest(str(value), self.choices)
        return f"« {value} » : {near or 'au choix'} ({', '.join(self.choices)})"


def print_table(rows: Iterable[Sequence[str]], header: Sequence[str], keys: Sequence[str] | None = None) -> None:
    """Print a table on standard output, with long cells folded to fit the screen.

    `keys`: names of the columns in the object of `--json`, if the header of the table is not a name.
    """
    if current_call().in_json:
        current_call().lignes += [dict(zip(keys or header, map(str, row), strict=True)) for row in rows]
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    # The text may be somebody else's manifest or title: the terminal must not obey it.
    table = Table(*map(readable, header), box=box.SIMPLE_HEAD, pad_edge=False, show_lines=False)
    for row in rows:
        table.add_row(*map(readable, row))
    console = Console(markup=False, highlight=False, no_color=not current_call().colour)
    console.width = console.width if console.is_terminal else WIDTH
    console.print(table)


def tables_csv(command: Command) -> Command:
    """Return a command that writes tables, with the option to write them for Excel."""

    @click.option(
        "--excel", is_flag=True, help="CSV qu'Excel ouvre d'un double clic : accents, zéros de tête, fractions."
    )
    @functools.wraps(command)
    def run(*args: Any, excel: bool, **kwargs: Any) -> Any:
        from bts_sim.runs.cells import pour_excel

        with pour_excel(excel):
            return command(*args, **kwargs)

    return cast(Command, run)


def results_in(
    words: str, *, required: bool = False, metavar: str | None = None, default: Path | None = None
) -> Callable[[Command], Command]:
    """Return a command with the option `--out`, and the option to set aside another's files there.

    The command receives a `Destination`, or None without `--out`. `words`: what the folder will hold.
    """

    # click treats a default of None as a default, which would make up for a required option.
    usual: dict[str, Any] = {} if default is None else {"default": default, "show_default": True}

    def decorate(command: Command) -> Command:
        @click.option("--out", type=FILE, required=required, metavar=metavar, help=words, **usual)
        @click.option("--remplacer", is_flag=True, help=REPLACE)
        @functools.wraps(command)
        def run(*args: Any, out: Path | None, remplacer: bool, **kwargs: Any) -> Any:
            return command(*args, out=_destination(out, remplacer), **kwargs)

        return cast(Command, run)

    return decorate


def _destination(out: Path | None, remplacer: bool) -> Destination | None:
    from bts_sim.cli.evidence import inputs
    from bts_sim.runs.register import Destination

    if out is not None:
        return Destination(out, str(click.get_current_context().command.name), inputs(), remplacer)
    if remplacer:
        raise InputError([Fault("--remplacer", None, "", "", "option sans effet sans --out", "l'ajouter")])
    return None


def encodage(command: Command) -> Command:
    """Return a command that reads tables, with the option for the encoding of text files."""
    words = "Encodage des fichiers de texte, quand il ne peut pas être reconnu."

    @click.option("--encodage", type=Choix(list(ENCODINGS)), help=words)
    @functools.wraps(command)
    def run(*args: Any, encodage: str | None, **kwargs: Any) -> Any:
        with assumed(encodage):
            return command(*args, **kwargs)

    return cast(Command, run)


def people_files(command: Command) -> Command:
    """Return a command with the options for files of real candidates, in the place of simulated ones."""
    options = (
        click.option(
            "--fichier-candidats",
            **SEVERAL,
            help="Candidats réels, comme pour grade : leurs notes sont des faits. L'option se répète.",
        ),
        click.option("--fichier-notes", **SEVERAL, help="Avec --fichier-candidats : leurs notes."),
        click.option("--fichier-oraux", **SEVERAL, help="De même : leurs oraux, s'ils ont eu lieu."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def exam_files(command: Command) -> Command:
    """Return a command with the options for the files of an exam, its session and its regime."""
    options = (
        click.option(
            "--candidats",
            **SEVERAL,
            required=True,
            help="CSV, classeur ou Parquet : candidat;specialite;voie;forme;derniere_session. L'option se répète ; "
            "un dossier vaut tous ses fichiers.",
        ),
        click.option(
            "--notes",
            **SEVERAL,
            required=True,
            help="De même : candidat;unite;note;statut[;mode], ou une ligne par candidat et une colonne par unité.",
        ),
        click.option("--oraux", **SEVERAL, help="De même : candidat;unite;note, ou candidat;domaine;note (2021)."),
        click.option(
            "--oraux-complets",
            is_flag=True,
            help="Avec --oraux : les oraux sont finis ; qui n'a pas de ligne pour un oral à passer y est absent (AB).",
        ),
        click.option(
            "--session",
            type=int,
            required=True,
            shell_complete=words_on_tab.sessions,
            help="Session dont les textes s'appliquent, comme 2024.",
        ),
        click.option(
            "--regime",
            shell_complete=words_on_tab.regimes,
            help="Régime ou scénario, par son nom ou son fichier ; sinon celui de la session.",
        ),
        click.option("--specialites", type=FILE, help="CSV de spécialités à ajouter ou à remplacer."),
        encodage,
    )
    for option in reversed(options):
        command = option(command)
    return command
