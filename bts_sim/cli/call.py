"""One call of the command line: how it must answer, and the answer at its end."""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Annotated, Any, TypedDict

import click

from bts_sim.cli.failures import Incident
from bts_sim.errors import Fault, readable
from bts_sim.notices import Notice

#: Most faults that `--json` lists.
LISTED = 1_000
#: Most files and folders listed in the line that reports what was written.
NAMED = 6


class Problem(TypedDict):
    """The number of faults of one kind."""

    fichier: Annotated[str, "fichier ou option"]
    probleme: Annotated[str, "ce qui ne va pas"]
    nombre: Annotated[int, "nombre de fautes"]


class JsonAnswer(TypedDict):
    """The single object that `--json` prints, for every command and every outcome."""

    commande: Annotated[str, "nom de la commande, vide si aucune n'est nommée"]
    code: Annotated[int, "code de sortie : 0 fait, 1 échec ou résultat partiel, 2 refus, 130 interrompu"]
    message: Annotated[str, "ce qui est dit d'un échec ou d'un refus, vide sinon"]
    fichiers: Annotated[list[str], "fichiers écrits"]
    comptes: Annotated[dict[str, Any], "nombres et tables de comptes, propres à la commande"]
    lignes: Annotated[list[dict[str, str]], "lignes des tableaux que la commande imprime, toutes les cellules en texte"]
    texte: Annotated[list[str], "lignes de ce que la commande imprime d'autre"]
    remarques: Annotated[list[Notice], "ce qui est à savoir des fichiers lus"]
    fautes: Annotated[list[Fault], f"fautes, les {LISTED} premières"]
    nombre_de_fautes: Annotated[int, "combien il y en a"]
    problemes: Annotated[list[Problem], "combien il y en a de chaque sorte"]
    toutes_les_fautes: Annotated[str | None, "fichier qui les a toutes, quand elles sont nombreuses"]


@dataclass
class Call:
    """One call: how it answers (`quiet`, `in_json`, `colour`, `trace`) and what it has found so far.

    `lignes`: rows of the tables that were to be printed. `ecrits`: files written, in the order of their names.
    `notices`: remarks on the inputs, each once.
    """

    quiet: bool = False
    in_json: bool = False
    colour: bool = True
    trace: bool = False
    commande: str = ""
    lignes: list[dict[str, str]] = field(default_factory=list)
    comptes: dict[str, Any] = field(default_factory=dict)
    ecrits: list[Path] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    @classmethod
    def of(cls, arguments: Sequence[str]) -> Call:
        """Return the call that these words describe, so that even a misspelt call is answered in the form asked for."""
        words = list(arguments)
        words = words[: words.index("--")] if "--" in words else words
        plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb" or "--no-color" in words
        return cls(
            quiet="--quiet" in words or "-q" in words,
            in_json="--json" in words,
            colour=not plain,
            trace="--trace" in words or bool(os.environ.get("BTS_SIM_TRACE")),
        )

    def objet(self, incident: Incident, texte: str) -> JsonAnswer:
        """Return the single object that `--json` prints.

        If faults are many, it has the first ones and the file of all.
        """
        problems: list[Problem] = [
            {"fichier": f, "probleme": p, "nombre": n} for (f, p), n in incident.problems.items()
        ]
        return {
            "commande": self.commande,
            "code": incident.code,
            "message": incident.message,
            "fichiers": [path.as_posix() for path in self.ecrits],
            "comptes": self.comptes,
            "lignes": self.lignes,
            "texte": texte.splitlines(),
            "remarques": self.notices,
            "fautes": list(incident.fautes[:LISTED]),
            "nombre_de_fautes": len(incident.fautes),
            "problemes": problems,
            "toutes_les_fautes": None if incident.full_list is None else str(incident.full_list),
        }


_call: ContextVar[Call | None] = ContextVar("call", default=None)


def current_call() -> Call:
    """Return the call that is running, or a plain one outside any call."""
    return _call.get() or Call()


@contextmanager
def running(une: Call) -> Iterator[None]:
    """Make a call the running one, within this context."""
    token = _call.set(une)
    try:
        yield
    finally:
        _call.reset(token)


def say(phrase: str) -> None:
    """Report one line about the work done on standard error. Standard output holds only results."""
    if not current_call().quiet and not current_call().in_json:
        click.echo("\n".join(map(readable, phrase.split("\n"))), err=True)


def remark(notice: Notice) -> None:
    """Report one remark about an input, once."""
    if notice not in current_call().notices:
        current_call().notices.append(notice)
        say(str(notice))


def count_up(comptes: Mapping[str, object]) -> None:
    """Add counts to the object of `--json`: a number, numbers by name, or the rows of a table."""
    current_call().comptes.update(comptes)


def say_written(out: Path) -> None:
    """Report in one line the files written and their place."""
    written = current_call().ecrits
    if not written:
        return
    inside = Counter(path.relative_to(out).parts[0] for path in written if path.parent != out)
    names = [path.name for path in written if path.parent == out]
    names += [f"{folder}/ ({count} fichier{'s' if count > 1 else ''})" for folder, count in sorted(inside.items())]
    more = ", …" if len(names) > NAMED else ""
    say(f"Écrit dans {out} : {', '.join(names[:NAMED])}{more}")


def print_json(objet: JsonAnswer) -> None:
    """Print the object of `--json`, in characters that the output can encode."""
    encoding = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("_", "-")
    click.echo(json.dumps(objet, ensure_ascii=not encoding.startswith("utf"), indent=2, default=_plain))


def _plain(value: object) -> object:
    """Return a notice or a fault as a JSON object, and anything else as its text."""
    return asdict(value) if isinstance(value, Notice | Fault) else str(value)
