"""The whole command line: commands by purpose, common options, and the one place where errors become messages."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, redirect_stdout, suppress
from pathlib import Path
from typing import Any

import click

from bts_sim.cli.arguments import composed
from bts_sim.cli.call import Call, current_call, print_json, remark, running, say_written
from bts_sim.cli.failures import FAILURE, Incident, Interruption, incident
from bts_sim.cli.french import french
from bts_sim.cli.other_words import with_other_words
from bts_sim.cli.progress import Bars, terminal
from bts_sim.cli.streams import prepare, silence
from bts_sim.cli.written import etat, new_files
from bts_sim.notices import listening
from bts_sim.progress import heard_by

COMMUNES = (
    (("-q", "--quiet"), "Ne rien dire que les erreurs et ce qui est demandé."),
    (("--json",), "Répondre par un seul objet JSON : fichiers écrits, comptes, lignes, fautes, code de sortie."),
    (("--no-color",), "Sans couleur (comme NO_COLOR=1 ou TERM=dumb)."),
    (("--trace",), "Avec la trace d'une erreur inattendue, pour la signaler (comme BTS_SIM_TRACE=1)."),
)
REMINDER = "Et partout : --quiet, --json, --no-color, --trace (bts-sim --help)."
#: Type of an option → how its help shows the value.
METAVARS = {
    click.types.DateTime: "AAAA-MM-JJ",
    click.types.IntParamType: "N",
    click.types.StringParamType: "TEXTE",
    click.types.Path: "CHEMIN",
}


class Application(click.Group):
    """The group of all commands. `sections`: title of a purpose → its commands, in the order of the help."""

    def __init__(self, sections: Mapping[str, Sequence[click.Command]], **options: Any) -> None:
        super().__init__(subcommand_metavar="COMMANDE …", **options)
        self.sections = sections
        _with_help(self)
        self.params += [_commune(names, words) for names, words in COMMUNES]
        for commands in sections.values():
            for command in commands:
                self.add_command(command)

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, with the common options and a report of the files that it writes."""
        taken = {option for param in cmd.params for option in param.opts}
        cmd.params += [_commune(names, words, hidden=True) for names, words in COMMUNES if not taken & set(names)]
        cmd.epilog = cmd.epilog or REMINDER
        _with_help(cmd)
        for param in cmd.params:
            param.type = composed(param.type)
            if isinstance(param, click.Option) and param.metavar is None and not param.is_flag:
                known = (words for kind, words in METAVARS.items() if isinstance(param.type, kind))
                param.metavar = "ANNÉE" if param.name == "session" else next(known, None)
        with_other_words(cmd)
        if cmd.callback is not None:
            cmd.callback = _watched(cmd.callback)
        super().add_command(cmd, name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, by purpose."""
        return [str(command.name) for commands in self.sections.values() for command in commands]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by purpose, each with its whole summary."""
        width = max(map(len, self.list_commands(ctx)))
        for title, commands in self.sections.items():
            with formatter.section(f"{title} "):
                formatter.write_dl([(str(c.name).ljust(width), c.get_short_help_str(limit=1000)) for c in commands])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command named, and record its name even if there is no such command."""
        current_call().commande = args[0]
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command named and return its result. Ctrl-C is handled like any other incident."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise Interruption from error

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a whole call and exit Python with its code. Every message is in French."""
        prepare()
        call = Call.of(sys.argv[1:] if args is None else args)
        if not call.colour:
            extra.setdefault("color", False)
        with running(call), french():
            run = functools.partial(super().main, args, prog_name, complete_var, standalone_mode=False, **extra)
            if not standalone_mode:
                return run()
            sys.exit(_conclude(call, run))


def _conclude(call: Call, run: Callable[[], Any]) -> int:
    """Run a call, report how it ended, and return its exit code."""
    printed = io.StringIO()
    try:
        found = Incident(_perform(call, run, printed), "")
    except (Exception, KeyboardInterrupt) as error:
        # A reader who closes the pipe early is not a fault and needs no message.
        gone = isinstance(error, BrokenPipeError)
        found = Incident(0, "") if gone else incident(error, call.commande, trace=call.trace)
    with suppress(OSError):
        if found.message:
            click.echo(found.message, err=True)
    try:
        if call.in_json:
            print_json(call.objet(found, printed.getvalue()))
        sys.stdout.flush()
    except OSError as error:
        silence()
        if found.code or isinstance(error, BrokenPipeError):
            return found.code
        with suppress(OSError):
            click.echo(incident(error, call.commande, trace=call.trace).message, err=True)
        return FAILURE
    return found.code


def _perform(call: Call, run: Callable[[], Any], printed: io.StringIO) -> int:
    """Run a call with its progress bars and return its exit code. `printed` takes the output of a call in JSON."""
    with ExitStack() as around:
        around.enter_context(listening(remark))
        if call.in_json:
            around.enter_context(redirect_stdout(printed))
        if terminal() and not call.quiet:
            bars = Bars()
            around.callback(bars.close)
            around.enter_context(heard_by(bars))
        code = run()
        if not call.in_json:
            sys.stdout.flush()
    return code if isinstance(code, int) else 0


def _with_help(command: click.Command) -> None:
    """Add a French `--help` to a command. click makes it once, in the language of the first call."""
    click.help_option("-h", "--help", help="Montrer cette aide et sortir.")(command)
    command.add_help_option = False


def _commune(names: Sequence[str], words: str, *, hidden: bool = False) -> click.Option:
    """Return an option common to all commands. The call has read it already (`Call.of`)."""
    return click.Option(list(names), is_flag=True, expose_value=False, help=words, hidden=hidden)


def _watched(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Return the command wrapped to compare its folder of results before and after, and report the files written."""

    @functools.wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        out = kwargs.get("out")
        folder = out if isinstance(out, Path) and not out.is_file() else None
        before = etat(folder)
        try:
            return callback(*args, **kwargs)
        finally:
            if folder is not None and folder.is_dir():
                current_call().ecrits += new_files(folder, before)
                say_written(folder)

    return run
