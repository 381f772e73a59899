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
from bts_sim.cli.call import remarquer
from bts_sim.errors import Faute, InputError
from bts_sim.notices import listening

TU = "…"
#: What a remedy or a problem quotes, such as the number that another file has.
CITE = re.compile(r"« [^»]* »")


def sans_personne(faute: Faute) -> Faute:
    """Give a fault without what its file says of a person; where it is, and what is wrong, stay.

    Any cell may hold a name, were it by a shifted column: none is shown. A fault that is on no line and of no
    candidate tells of a file or of an option, and stays as it is.
    """
    if faute.ligne is None and faute.candidat is None:
        return faute
    problem = faute.probleme
    # The longest first: a number may begin with another one.
    for value in sorted(filter(None, (faute.candidat, faute.valeur)), key=len, reverse=True):
        problem = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", TU, problem)
    # Of a text that is no plain ASCII, a remedy may show the name that it was meant to be.
    quotes = faute.colonne == "candidat" or not faute.valeur.isascii()
    remedy = CITE.sub(f"« {TU} »", faute.remede) if quotes else faute.remede
    return dataclasses.replace(
        faute,
        valeur=faute.valeur and TU,
        probleme=problem,
        remede=remedy,
        candidat=faute.candidat and TU,
    )


@contextmanager
def personne(tue: bool) -> Iterator[None]:
    """Let the faults that end a command, and what is told on the way, name nobody, when `tue`."""
    if not tue:
        yield
        return
    try:
        with listening(lambda notice: remarquer(dataclasses.replace(notice, value=notice.value and TU))):
            yield
    except InputError as error:
        raise InputError(map(sans_personne, error.fautes)) from None


def masquees(fautes: Iterable[Faute], tue: bool) -> list[Faute]:
    """Give faults as they are, or naming nobody when `tue`."""
    return [sans_personne(faute) if tue else faute for faute in fautes]


def sans_noms(command: Command) -> Command:
    """Give a command that reads candidates the option to let its faults name nobody."""

    @click.option("--no-names", is_flag=True, help="Dans les messages, aucune valeur du fichier ni numéro.")
    @functools.wraps(command)
    def run(*args: Any, no_names: bool, **kwargs: Any) -> Any:
        with personne(no_names):
            return command(*args, **kwargs)

    return cast(Command, run)
