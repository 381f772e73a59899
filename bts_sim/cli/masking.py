"""Faults that name nobody: what `--no-names` takes out of messages and of fautes.csv."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import click

from bts_sim.cli.base import Command
from bts_sim.cli.call import remark
from bts_sim.errors import Fault, InputError
from bts_sim.notices import listening

WITHHELD = "…"
#: What a remedy or a problem quotes, such as the number that another file has.
QUOTED = re.compile(r"« [^»]* »")


def without_person(fault: Fault) -> Fault:
    """Give a fault without what its file says of a person; where it is, and what is wrong, stay.

    Any cell may hold a name, were it by a shifted column: none is shown. A fault that is on no line and of no
    candidate tells of a file or of an option, and stays as it is.
    """
    if fault.ligne is None and fault.candidat is None:
        return fault
    problem = fault.probleme
    # The longest first: a number may begin with another one.
    for value in sorted(filter(None, (fault.candidat, fault.valeur)), key=len, reverse=True):
        problem = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", WITHHELD, problem)
    # Of a text that is no plain ASCII, a remedy may show the name that it was meant to be.
    quotes = fault.colonne == "candidat" or not fault.valeur.isascii()
    remedy = QUOTED.sub(f"« {WITHHELD} »", fault.remede) if quotes else fault.remede
    return dataclasses.replace(
        fault,
        valeur=fault.valeur and WITHHELD,
        probleme=problem,
        remede=remedy,
        candidat=fault.candidat and WITHHELD,
    )


@contextmanager
def naming_nobody(withheld: bool) -> Iterator[None]:
    """Let the faults that end a command, and what is told on the way, name nobody, when `withheld`."""
    if not withheld:
        yield
        return
    try:
        with listening(lambda notice: remark(dataclasses.replace(notice, value=notice.value and WITHHELD))):
            yield
    except InputError as error:
        raise InputError(map(without_person, error.fautes)) from None


def masked(fautes: Iterable[Fault], withheld: bool) -> list[Fault]:
    """Give faults as they are, or naming nobody when `withheld`."""
    return [without_person(fault) if withheld else fault for fault in fautes]


def without_names(command: Command) -> Command:
    """Give a command that reads candidates the option to let its faults name nobody."""

    @click.option("--no-names", is_flag=True, help="Dans les messages, aucune valeur du fichier ni numéro.")
    @functools.wraps(command)
    def run(*args: Any, no_names: bool, **kwargs: Any) -> Any:
        with naming_nobody(no_names):
            return command(*args, **kwargs)

    return cast(Command, run)
