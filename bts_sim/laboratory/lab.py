"""The laboratory itself: a study of the law in force beside a reform that moves, with its draws made once and kept."""

from __future__ import annotations

import datetime
import os
import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from subprocess import list2cmdline
from typing import Self
from urllib.parse import parse_qsl, urlencode

from bts_sim.cohort.concerned import check_concerned
from bts_sim.desk import read
from bts_sim.desk.study import Study
from bts_sim.droit.articles import Ecart, articles, difference
from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import is_shipped, load_regime
from bts_sim.errors import Fault, InputError
from bts_sim.laboratory.reform import KEYS, Reform
from bts_sim.runs.written import whole_file

#: Draws of the parameters and candidates of each, of a preview, which is never to be quoted.
PREVIEW = 64, 2_000
#: What begins the name of a column in a link.
WHOM = "pour."
#: What a link calls the regime of the project that it opens.
START = "depuis"
#: The notebook of the laboratory.
NOTEBOOK = "08_reform_lab"


class ReformLab:
    """A reform that moves, beside the law in force, on the same candidates with the same luck.

    The draws of the study, and those of a preview, are made once; a move judges them again. What it answers is what
    `study.rates()` and `bts-sim compare` answer, to the last digit.

    Attributes:
        reform: the reform as it is now.
    """

    def __init__(self, study: Study, start: str | os.PathLike[str] | Regime | None = None) -> None:
        law = Reform(study.people.session).law
        sizes = (study.draws, study.draw_size), PREVIEW
        self._study = replace(study.with_baseline(law), people=study.people.keeping(*sizes))
        self.reform = Reform(study.people.session)
        self._past: list[Reform] = []
        if start is not None:
            self.start_from(start)

    # --- moves --------------------------------------------------------------------------------------------------------

    def move(self, **changes: object) -> Self:
        """Move some values of the law, and return the laboratory.

        Args:
            changes: key → value, such as `seuil_general=7.5`, `seuil_professionnel=None` (no such condition),
                `nombre_oraux=3`, or a reading of the texts.

        Raises:
            BtsSimError: every value that no exam could hold, each with why; nothing is then moved.
        """
        return self.take(self.reform.moved(changes))

    def only_for(self, **whom: str | Sequence[str]) -> Self:
        """Let the reform hold for some candidates only: `voie="apprentissage"`; without an argument, for all.

        Raises:
            BtsSimError: nobody is named so; nothing is then moved.
        """
        several = {name: [one] if isinstance(one, str) else list(one) for name, one in whom.items() if one}
        return self.take(replace(self.reform, whom=several, source=None, given=""))

    def start_from(self, regime: str | os.PathLike[str] | Regime) -> Self:
        """Take the values of a regime: a name, a file or a regime.

        Raises:
            BtsSimError: it is unknown, or it has what no reform of the law has; nothing is then moved.
        """
        return self.take(replace(self.values_of(regime), name=self.reform.name))

    def values_of(self, regime: str | os.PathLike[str] | Regime) -> Reform:
        """Return what a regime moves of the law of the session; nothing is moved here.

        Raises:
            BtsSimError: it is unknown, or it has what no reform of the law has.
        """
        session = self.reform.session
        given = "" if isinstance(regime, Regime) else os.fspath(regime)
        return Reform.of(load_regime(regime, session), session, given)

    def named(self, name: str) -> Self:
        """Give the reform another name: lower-case letters, digits and underscores.

        Raises:
            BtsSimError: the name is refused, or is one of the project.
        """
        return self.take(replace(self.reform, name=name, source=None, given=""))

    def undo(self) -> Self:
        """Take the last move back, if there is one."""
        if self._past:
            self.reform = self._past.pop()
        return self

    @property
    def moves(self) -> int:
        """Return the number of moves that can be undone."""
        return len(self._past)

    def take(self, reform: Reform) -> Self:
        """Take a whole reform in the place of the one that is there.

        Raises:
            BtsSimError: every value that no exam could hold, each with why; nothing is then moved.
        """
        # Before the reform is kept: what is refused moves nothing.
        self._on(reform)
        if reform != self.reform:
            self._past.append(self.reform)
            self.reform = reform
        return self

    # --- answers ------------------------------------------------------------------------------------------------------

    @property
    def study(self) -> Study:
        """Return the study of the reform beside the law in force, which answers every question."""
        return self._on(self.reform)

    @property
    def preview(self) -> Study:
        """Return the same study on few draws: a first look, never to be quoted."""
        return self._small(self.study)

    def _small(self, study: Study) -> Study:
        return study.with_draws(*PREVIEW)

    def _on(self, reform: Reform) -> Study:
        check_concerned((reform.regime,), self._study.people.described)
        return self._study.with_regimes(reform.regime)

    @property
    def differences(self) -> list[Ecart]:
        """Return the lines in which the text of the reform is not that of the law, as `bts-sim law --diff`."""
        session = self.reform.session
        return difference(articles(self.reform.law, session), articles(self.reform.regime, session))

    @property
    def megabytes(self) -> float:
        """Return the memory that the draws kept take so far, in millions of bytes."""
        return sum(one.megabytes for one in self._study.people.kept)

    @property
    def lang(self) -> str:
        """Return the language of what it says."""
        return self._study.lang

    # --- what leaves --------------------------------------------------------------------------------------------------

    def yaml(self) -> str:
        """Return the file of the reform, every key explained."""
        return self.reform.yaml(datetime.datetime.now(datetime.UTC).date())

    def save(self, folder: str | os.PathLike[str] = ".") -> Path:
        """Write the file of the reform in a folder, and return it. It is never written over another one.

        Raises:
            BtsSimError: nothing is moved, or a file of this name is there.
        """
        path = Path(folder) / self.reform.file
        if self.reform.moves_nothing:
            raise _refused(path, "rien n'est changé de la loi", "changer d'abord une valeur")
        if path.exists() or path.is_symlink():
            raise _refused(path, "un fichier de ce nom est déjà là", "donner un autre nom à la réforme")
        try:
            with whole_file(path) as file:
                file.write(self.yaml())
        except OSError as error:
            raise _refused(path, f"ce fichier ne s'écrit pas ({error.strerror})", "choisir un autre dossier") from None
        return path

    def python(self) -> str:
        """Return the Python that asks for the rates of the reform, once its file is written."""
        given = {**self._study.given, "regimes": self.reform.called}
        return f"import bts_sim as bts\n\nstudy = bts.study({read.arguments_of(given)})\nstudy.rates()"

    def link(self) -> str:
        """Return the end of the address that opens the app on this reform: it holds all that is moved."""
        if is_shipped(self.reform.given):
            return f"?{urlencode({START: self.reform.given})}"
        said = {"nom": self.reform.name, **self.reform.values}
        said |= {f"{WHOM}{column}": ",".join(values) for column, values in self.reform.whom.items()}
        return f"?{urlencode(said)}"

    def opened(self, link: str) -> Self:
        """Take the reform that `link` wrote; another address moves nothing.

        Raises:
            BtsSimError: every value that no exam could hold, each with why; nothing is then moved.
        """
        said = dict(parse_qsl(link.lstrip("?")))
        if START in said:
            return self.start_from(said[START])
        whom = {key.removeprefix(WHOM): one.split(",") for key, one in said.items() if key.startswith(WHOM)}
        values = {key: one for key, one in said.items() if key in KEYS}
        reform = replace(self.reform.moved(values), whom=whom, name=said.get("nom", self.reform.name))
        return self.take(reform) if values else self

    def command(self) -> str:
        """Return the command that makes the report of the reform, as this system's shell reads it."""
        words = ["bts-sim", "report", NOTEBOOK, "-p", "session", str(self.reform.session)]
        words += ["-p", "regimes", self.reform.called]
        return list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _refused(path: Path, problem: str, remedy: str) -> InputError:
    return InputError([Fault("réforme", None, "", str(path), problem, remedy)])
