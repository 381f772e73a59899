"""The message and the exit code of a command that did not end normally."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import click

from bts_sim.errors import BtsSimError, Fault, InputError, RunError, nearest, readable, system_fault

#: Exit codes: a run failed; bad input or usage; stopped by Ctrl-C, as in every shell.
FAILURE, REFUSAL, INTERRUPTED = 1, 2, 130
NOTHING = "Rien d'incomplet n'a été laissé."


class Interruption(Exception):
    """Ctrl-C, after the work in progress has been put away."""


@dataclass(frozen=True)
class Incident:
    """Why a command stopped: its exit code, its message, and its faults if there are any.

    `problems`: the number of faults of each file and problem. `full_list`: the file of all the faults, if many.
    """

    code: int
    message: str
    fautes: Sequence[Fault] = ()
    problems: Mapping[tuple[str, str], int] = field(default_factory=dict)
    full_list: Path | None = None


def incident(error: BaseException, commande: str, *, trace: bool) -> Incident:
    """Return the incident of an error. `trace`: whether to include the traceback, for developers."""
    found = _incident(error, commande, trace=trace)
    message = found.message
    if trace:
        import traceback

        message = "".join(traceback.format_exception(error)) + message
    # The message quotes typed text, which a terminal would obey.
    return replace(found, message="\n".join(map(readable, message.split("\n"))))


def _incident(error: BaseException, commande: str, *, trace: bool) -> Incident:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return Incident(REFUSAL, error.format_message())
    if isinstance(error, click.UsageError):
        return _usage(error, commande)
    if isinstance(error, InputError):
        return _refused(error)
    if isinstance(error, BtsSimError):
        return Incident(FAILURE if isinstance(error, RunError) else REFUSAL, str(error))
    if isinstance(error, Interruption | KeyboardInterrupt | click.Abort):
        return Incident(INTERRUPTED, f"Interrompu. {NOTHING}")
    if isinstance(error, MemoryError):
        return Incident(
            FAILURE,
            f"La mémoire manque. {NOTHING} Remède : moins de candidats (--candidats), un fichier coupé en plusieurs, "
            "moins de processus (--workers 1), ou une machine qui en a plus.",
        )
    if isinstance(error, OSError):
        return _system(error)
    return _unexpected(error, commande, trace=trace)


def _refused(error: InputError) -> Incident:
    """Return the incident of a refused input: every fault, or the file that holds them if they are many."""
    listed = _all_of_them(error.fautes) if error.many else None
    message = f"{error}\nToutes : {listed}" if listed else str(error)
    return Incident(REFUSAL, message, error.fautes, error.by_problem(), listed)


def _all_of_them(fautes: Sequence[Fault]) -> Path | None:
    """Write faults into a file that only the user can read, outside folders of results. Return it, or None."""
    import tempfile

    from bts_sim.runs.written import write_faults

    try:
        path = Path(tempfile.mkdtemp(prefix="bts-sim-fautes-")) / "fautes.csv"
        write_faults(path, fautes)
    except OSError:
        return None
    return path


def _usage(error: click.UsageError, commande: str) -> Incident:
    """Return a misuse of the command line as a fault, with the command of its help."""
    context = error.ctx
    path = context.command_path if context else f"bts-sim {commande}".strip()
    said = _said(error)
    option = getattr(error, "option_name", None) or getattr(error, "command_name", None) or _param(error)
    fault = Fault("ligne de commande", None, option or "", "", said.rstrip("."), f"{path} --help")
    usage = f"{context.get_usage()}\n" if context else ""
    return Incident(REFUSAL, f"{usage}Aide : {path} --help\n\nErreur : {said}", [fault])


def _said(error: click.UsageError) -> str:
    """Return the message of click, with the nearest name in our own form, as everywhere else."""
    possible = getattr(error, "possibilities", None)
    name = getattr(error, "option_name", None) or getattr(error, "command_name", "")
    near = nearest(str(name), possible) if possible else ""
    if near:
        return f"{error.message} {near[:1].upper()}{near[1:]}"
    if isinstance(error, click.NoSuchOption):
        return f"{error.message} Devant un mot qui commence par un tiret, mettre « -- »."
    group = error.ctx.command if error.ctx else None
    if isinstance(group, click.Group) and error.ctx and hasattr(error, "command_name"):
        return f"{error.message} Commandes : {', '.join(group.list_commands(error.ctx))}."
    return error.format_message()


def _param(error: click.UsageError) -> str:
    param = getattr(error, "param", None)
    return max(param.opts, key=len) if param is not None else ""


def _system(error: OSError) -> Incident:
    words, remedy = system_fault(error)
    # Temporary names are ours and mean nothing to the user: `.decisions.csv.x8d0` is decisions.csv.
    named = str(error.filename or "")
    place = re.sub(r"[/\\]?\.bts-sim-[^/\\]*$", "", re.sub(r"\.([^/\\]+)\.[a-z0-9_]{8}$", r"\1", named))
    head = f"{place} : {words}" if place else words[:1].upper() + words[1:]
    return Incident(FAILURE, f"{head}. {NOTHING} Remède : {remedy}.")


def _unexpected(error: BaseException, commande: str, *, trace: bool) -> Incident:
    what = f"{type(error).__name__} : {error}".rstrip(" :")
    where = f" dans « bts-sim {commande} »" if commande else ""
    how = (
        "joindre la trace ci-dessus"
        if trace
        else "relancer la même commande avec --trace (ou BTS_SIM_TRACE=1) et joindre ce qu'elle imprime"
    )
    return Incident(
        FAILURE,
        f"Erreur inattendue{where} : {what}\n"
        f"C'est un défaut du programme, pas de vos fichiers. {NOTHING}\n"
        f"Pour le signaler : {how}, avec « bts-sim doctor ».\n"
        "La trace peut citer des chemins : la relire avant l'envoi.",
    )
