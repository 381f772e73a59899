"""Faults without names: the identifiers that `--no-names` removes from messages and from fautes.csv."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import click

from bts_sim.cli.base import Command
from bts_sim.cli.call import remark
from bts_sim.errors import Fault, InputError
from bts_sim.files.withheld import WITHHELD, without_person
from bts_sim.notices import listening


@contextmanager
def naming_nobody(withheld: bool) -> Iterator[None]:
    """Make the faults and messages of this context name nobody, if `withheld`."""
    if not withheld:
        yield
        return
    try:
        with listening(lambda notice: remark(dataclasses.replace(notice, value=notice.value and WITHHELD))):
            yield
    except InputError as error:
        raise InputError(map(without_person, error.fautes)) from None


def masked(fautes: Iterable[Fault], withheld: bool) -> list[Fault]:
    """Return faults unchanged, or without names if `withheld`."""
    return [without_person(fault) if withheld else fault for fault in fautes]


def without_names(command: Command) -> Command:
    """Return a command that reads candidates, with the option to remove names from its faults."""

    @click.option("--no-names", is_flag=True, help="Dans les messages, aucune valeur du fichier ni numéro.")
    @functools.wraps(command)
    def run(*args: Any, no_names: bool, **kwargs: Any) -> Any:
        with naming_nobody(no_names):
            return command(*args, **kwargs)

    return cast(Command, run)
