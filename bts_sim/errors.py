"""Errors, grouped by what the user has to fix."""

from __future__ import annotations

import difflib
import errno
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: Unicode categories of invisible characters, which make two texts differ or act on a terminal: control and format
#: characters, line and paragraph separators, surrogates, private use.
UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co"}
#: The text that starts the written form of an invisible character.
INVISIBLE = "⟨U+"

#: The most characters of a candidate or a unit that a message shows.
SHOWN = 120
#: Up to `MANY` faults are all shown. Beyond, the message shows the `FIRST` ones and the count of each kind.
MANY, FIRST = 60, 20

#: System error code → the problem as the user reads it, and the remedy.
SYSTEM = {
    errno.ENOSPC: ("plus de place sur le disque", "en libérer, ou donner un autre dossier"),
    errno.EDQUOT: ("quota de disque atteint", "libérer de la place, ou donner un autre dossier"),
    errno.EACCES: ("accès refusé", "vérifier les droits, ou donner un autre dossier"),
    errno.EPERM: ("opération refusée par le système", "vérifier les droits, ou donner un autre dossier"),
    errno.EROFS: ("disque en lecture seule", "donner un dossier où l'on peut écrire"),
    errno.ENOENT: ("fichier ou dossier introuvable", "vérifier le chemin"),
    errno.EISDIR: ("c'est un dossier, pas un fichier", "donner un fichier"),
    errno.ENOTDIR: ("une partie du chemin n'est pas un dossier", "vérifier le chemin"),
    errno.EEXIST: ("un fichier de ce nom est déjà là", "donner un autre nom"),
    errno.ENAMETOOLONG: ("nom trop long", "donner un nom plus court"),
    errno.EMFILE: ("trop de fichiers ouverts", "fermer d'autres programmes, ou relever la limite du système"),
    errno.EIO: ("erreur de lecture ou d'écriture du disque", "vérifier le disque ou le réseau"),
    errno.EINVAL: ("nom de fichier refusé par le système", "donner un nom sans caractère spécial"),
    errno.EBADF: ("sortie fermée", "ne pas fermer la sortie standard"),
}


def system_fault(error: OSError) -> tuple[str, str]:
    """Return, in French, the reason of a system error, and the remedy."""
    return SYSTEM.get(error.errno or 0, (error.strerror or str(error), "vérifier le disque et les droits"))


def readable(text: str) -> str:
    """Return a text with its invisible characters written out, such as ⟨U+200B⟩."""
    if text.isprintable():
        return text
    return "".join(f"{INVISIBLE}{ord(c):04X}⟩" if unicodedata.category(c) in UNSEEN else c for c in text)


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One fault of one input: its place, the value read, the problem and the remedy.

    `ligne` counts the lines of the file from 1, header included; it is None when the fault is not on one line.
    `candidat` is None when the fault belongs to the file and not to a candidate. `unite` is None when no unit is
    concerned.
    """

    fichier: str
    ligne: int | None
    colonne: str
    valeur: str
    probleme: str
    remede: str
    candidat: str | None = None
    unite: str | None = None

    @property
    def place(self) -> str:
        """Return the place of the fault: the file, with the line where there is one."""
        return self.fichier if self.ligne is None else f"{self.fichier}:{self.ligne}"

    def __str__(self) -> str:
        place = self.place
        column = f" : colonne {self.colonne}" if self.colonne else ""
        value = f" : « {self.valeur} »" if self.valeur else ""
        whose = (("candidat", self.candidat), ("unité", self.unite))
        who = ", ".join(f"{word} {one[:SHOWN]}" for word, one in whose if one and one[:SHOWN] != self.valeur[:SHOWN])
        # A question ends with its own mark.
        problem, remedy = (one if one.endswith("?") else f"{one}." for one in (self.probleme, self.remede))
        # The names of files, keys and options come from outside too.
        said = f"{place}{column}{value}{f' : {who}' if who else ''} : {problem} Remède : {remedy}"
        return readable(said)


class FrameFault(Fault):
    """One fault of a DataFrame: `fichier` is the argument that holds it, `ligne` a position, from 0."""

    __slots__ = ()

    @property
    def place(self) -> str:
        """Return the argument and the faulty row as a notebook shows it, whatever the index: `notes.iloc[3]`."""
        return self.fichier if self.ligne is None else f"{self.fichier}.iloc[{self.ligne}]"


class BtsSimError(Exception):
    """An error that the user can fix. A notebook shows it without a traceback; a command ends with exit code 2.

    Examples:
        >>> import bts_sim as bts
        >>> try:
        ...     bts.regime("permanant_2022")
        ... except bts.BtsSimError as error:
        ...     print(str(error).splitlines()[0][:40])
        régime : « permanant_2022 » : régime inc
    """

    def _render_traceback_(self) -> list[str]:
        """Return the message alone, which a notebook shows without a traceback."""
        return [str(self)]


class InputError(BtsSimError):
    """Every fault of the user's input, all at once."""

    def __init__(self, fautes: Iterable[Fault]) -> None:
        self.fautes = sorted(fautes, key=lambda f: (f.fichier, f.ligne or 0, f.colonne, f.valeur))
        super().__init__(self.fautes)

    @property
    def many(self) -> bool:
        """Return whether there are too many faults to read one by one."""
        return len(self.fautes) > MANY

    def __str__(self) -> str:
        total = len(self.fautes)
        if not self.many:
            return "\n".join([*map(str, self.fautes), f"{total} faute{'s' if total > 1 else ''}."])
        kinds = self.by_problem().items()
        counts = [readable(f"{count:>9} × {file} : {problem}") for (file, problem), count in kinds]
        more = [f"{'…':>9}   et {len(counts) - FIRST} autres problèmes"] if len(counts) > FIRST else []
        shown = [*map(str, self.fautes[:FIRST]), "…", f"{total} fautes, par problème :", *counts[:FIRST], *more]
        return "\n".join(shown)

    def by_problem(self) -> dict[tuple[str, str], int]:
        """Return the number of faults of each file and problem, the most frequent first."""
        return dict(Counter((fault.fichier, fault.probleme) for fault in self.fautes).most_common())


class UnknownName(BtsSimError, AttributeError):
    """A name that does not exist."""


class LawError(BtsSimError):
    """A session, a specialty or a regime that the project does not cover, or law files that contradict themselves.

    `remedy`: the alternative to use; empty where `problem` already says it.
    """

    def __init__(self, problem: str, remedy: str = "") -> None:
        self.problem, self.remedy = problem.rstrip("."), remedy
        end = "" if remedy.endswith("?") else "."
        super().__init__(f"{self.problem} ; {remedy}{end}" if remedy else problem)


class Refusal(ValueError):
    """A value refused by a schema or a reader, which knows its place: the problem, and the remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        self.problem, self.remedy = problem, remedy
        super().__init__(problem, remedy)


class CalibrationError(BtsSimError):
    """A target that no cohort of the model can reach."""


class RunError(BtsSimError):
    """A run that started and failed: exit code 1."""


def nearest(name: str, known: Sequence[str]) -> str:
    """Return the known name that `name` most likely means, as the end of a remedy in French; empty when none is close.

    When several names begin with it, all are listed: to pick one would be to choose for the user. Of names as close as
    each other, the one that begins alike for longer is meant: MC0 is MCO, and not MEC.
    """
    by_lower = {one.lower(): one for one in known}
    begins = name.lower()
    longer = [one for lower, one in by_lower.items() if begins and lower.startswith((f"{begins}_", f"{begins}-"))]
    if len(longer) > 1 and begins not in by_lower:
        return f"vouliez-vous dire {' ou '.join(f'« {one} »' for one in longer)} ?"
    close = difflib.get_close_matches(begins, by_lower, n=len(by_lower) or 1, cutoff=0.6)

    def likeness(one: str) -> tuple[float, int]:
        alike = sum(one.startswith(begins[:size]) for size in range(1, len(begins) + 1))
        return difflib.SequenceMatcher(None, one, begins).ratio(), alike

    return f"vouliez-vous dire « {by_lower[max(close, key=likeness)]} » ?" if close else ""
