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
from bts_sim.desk.people import People
from bts_sim.desk.study import Study
from bts_sim.droit.articles import Ecart, articles, difference
from bts_sim.droit.bareme import Regime
from bts_sim.droit.regimes import is_shipped, load_regime
from bts_sim.errors import Fault, InputError
from bts_sim.laboratory.among import NAMING, Among
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
        among: the candidates as they are now.
    """

    def __init__(self, study: Study, start: str | os.PathLike[str] | Regime | None = None) -> None:
        self.reform, self.among = Reform(study.people.session), Among()
        self._opened = study.with_baseline(self.reform.law)
        self._study = self._kept(self._opened.people)
        self._past: list[tuple[Reform, Among]] = []
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

    def judge(
        self,
        academie: str | None = None,
        candidates: str | os.PathLike[str] | None = None,
        marks: str | os.PathLike[str] | None = None,
        orals: str | os.PathLike[str] | None = None,
    ) -> Self:
        """Judge other candidates: those of an académie, or those of files; without an argument, those of the study.

        Their draws are made, and kept in the place of the others'.

        Args:
            academie: the name of an académie, in any spelling.
            candidates: the file of real candidates, of the session of the laboratory.
            marks: the file of their marks.
            orals: the file of their marks at the orals, if the orals were held.

        Raises:
            BtsSimError: the académie is unknown, a file cannot be read, or the reform concerns none of them; nothing is
                then changed.
        """
        given = {"candidates": candidates, "marks": marks, "orals": orals}
        files = {name: os.fspath(one) for name, one in given.items() if one is not None}
        return self.take(self.reform, Among.of(academie, files))

    def named(self, name: str) -> Self:
        """Give the reform another name: lower-case letters, digits and underscores.

        Raises:
            BtsSimError: the name is refused, or is one of the project.
        """
        return self.take(replace(self.reform, name=name, source=None, given=""))

    def undo(self) -> Self:
        """Take the last move back, if there is one."""
        if self._past:
            reform, among = self._past.pop()
            if among != self.among:
                self._study, self.among = self._kept_of(among), among
            self.reform = reform
        return self

    @property
    def opened_on_the_nation(self) -> bool:
        """Return whether the study, as it was opened, is that of the candidates of the nation."""
        return not {*NAMING, "specialties"} & self._opened.given.keys()

    @property
    def moves(self) -> int:
        """Return the number of moves that can be undone."""
        return len(self._past)

    def take(self, reform: Reform, among: Among | None = None) -> Self:
        """Take a whole reform in the place of the one that is there, and other candidates if they are given.

        Raises:
            BtsSimError: every value that no exam could hold, each with why, or a file that cannot be read; nothing is
                then moved.
        """
        among = self.among if among is None else among
        study = self._study if among == self.among else self._kept_of(among)
        # Before the reform is kept: what is refused moves nothing.
        _judging(study, reform)
        if (reform, among) != (self.reform, self.among):
            self._past.append((self.reform, self.among))
            self.reform, self.among, self._study = reform, among, study
        return self

    def _kept(self, people: People) -> Study:
        """Return the study of some candidates, whose draws are made once."""
        sizes = (self._opened.draws, self._opened.draw_size), PREVIEW
        return replace(self._opened, people=people.keeping(*sizes))

    def _kept_of(self, among: Among) -> Study:
        given = among.arguments(self._opened.given, self.reform.session)
        people_of = among.people_by(self._opened.people_of)
        people = self._opened.people if among == Among() else people_of(given)
        return replace(self._kept(people), given=given, people_of=people_of)

    # --- answers ------------------------------------------------------------------------------------------------------

    @property
    def study(self) -> Study:
        """Return the study of the reform beside the law in force, which answers every question."""
        return _judging(self._study, self.reform)

    @property
    def preview(self) -> Study:
        """Return the same study on few draws: a first look, never to be quoted."""
        return self.study.with_draws(*PREVIEW)

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

        The cohort file of an académie is written beside it, unless it is there.

        Raises:
            BtsSimError: nothing is moved, or a file of this name is there.
        """
        path = Path(folder) / self.reform.file
        if self.reform.moves_nothing:
            raise _refused(path, "rien n'est changé de la loi", "changer d'abord une valeur")
        if path.exists() or path.is_symlink():
            raise _refused(path, "un fichier de ce nom est déjà là", "donner un autre nom à la réforme")
        beside = path.with_name(self.among.file) if self.among.file else None
        if beside is not None and not beside.exists():
            _write(beside, self.among.yaml())
        _write(path, self.yaml())
        return path

    def python(self) -> str:
        """Return the Python that asks for the rates of the reform, once its file is written."""
        given = {**self._study.given, "regimes": self.reform.called}
        return f"import bts_sim as bts\n\nstudy = bts.study({read.arguments_of(given)})\nstudy.rates()"

    def link(self) -> str:
        """Return the end of the address that opens the app on this reform: it holds all that is moved."""
        if is_shipped(self.reform.given):
            return f"?{urlencode({START: self.reform.given, **self.among.link()})}"
        said = {"nom": self.reform.name, **self.reform.values}
        said |= {f"{WHOM}{column}": ",".join(values) for column, values in self.reform.whom.items()}
        return f"?{urlencode(said | self.among.link())}"

    def opened(self, link: str) -> Self:
        """Take the reform and the candidates that `link` wrote; another address moves nothing.

        Raises:
            BtsSimError: every value that no exam could hold, each with why, or candidates that are not there; nothing
                is then moved.
        """
        said = dict(parse_qsl(link.lstrip("?")))
        among = Among.linked(said)
        if START in said:
            return self.take(replace(self.values_of(said[START]), name=self.reform.name), among)
        whom = {key.removeprefix(WHOM): one.split(",") for key, one in said.items() if key.startswith(WHOM)}
        values = {key: one for key, one in said.items() if key in KEYS}
        reform = replace(self.reform.moved(values), whom=whom, name=said.get("nom", self.reform.name))
        return self.take(reform if values else self.reform, among)

    def command(self) -> str:
        """Return the command that makes the report of the reform, as this system's shell reads it."""
        words = ["bts-sim", "report", NOTEBOOK, "-p", "session", str(self.reform.session)]
        words += ["-p", "regimes", self.reform.called]
        words += [word for name, value in self.among.parameters().items() for word in ("-p", name, value)]
        return list2cmdline(words) if os.name == "nt" else shlex.join(words)


def _judging(study: Study, reform: Reform) -> Study:
    """Return the study of a reform among its candidates, some of whom it concerns."""
    check_concerned((reform.regime,), study.people.described)
    return study.with_regimes(reform.regime)


def _write(path: Path, text: str) -> None:
    try:
        with whole_file(path) as file:
            file.write(text)
    except OSError as error:
        raise _refused(path, f"ce fichier ne s'écrit pas ({error.strerror})", "choisir un autre dossier") from None


def _refused(path: Path, problem: str, remedy: str) -> InputError:
    return InputError([Fault("réforme", None, "", str(path), problem, remedy)])
