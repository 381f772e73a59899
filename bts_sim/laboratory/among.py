"""The candidates among whom a laboratory judges: those of its study, those of an académie, or those of files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bts_sim.cohort.nation import academie_of
from bts_sim.desk.opening import OF_SIMULATED
from bts_sim.desk.people import People
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.names import hyphenated
from bts_sim.files.shipped import entrants_of_academies

#: The arguments of a study that name real candidates, and the parameters of notebooks and parts of links that do.
FILES = {"candidates": "candidats", "marks": "notes", "orals": "oraux"}
#: The arguments of a study that say who its candidates are.
NAMING = ("cohort", *FILES)


@dataclass(frozen=True)
class Among:
    """The candidates judged; with neither an académie nor files, those of the study as it was opened.

    Attributes:
        academie: the name of an académie.
        files: file by argument of a study: `candidates`, `marks`, and `orals` once they were held.
    """

    academie: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, academie: str | None, files: Mapping[str, str | None]) -> Among:
        """Return the candidates of an académie, by its name in any spelling, or of files.

        Raises:
            InputError: both are given, or no académie has this name.
        """
        given = {name: str(one) for name, one in files.items() if one}
        if not academie:
            return cls(files=given)
        if given:
            raise _refused(academie, "une académie et des fichiers à la fois", "choisir l'un ou les autres")
        if (name := academie_of(academie)) is None:
            every = list(entrants_of_academies())
            raise _refused(academie, "académie inconnue", nearest(academie, every) or f"l'une de : {', '.join(every)}")
        return cls(name)

    @property
    def file(self) -> str:
        """Return the name of the cohort file of the académie, empty without one."""
        return f"academie_{hyphenated(self.academie)}.yaml" if self.academie else ""

    def yaml(self) -> str:
        """Return the cohort file of the académie."""
        return f"# Les candidats d'une académie, pour --cohort et le paramètre cohorte.\nacademie: {self.academie}\n"

    def arguments(self, opened: Mapping[str, Any], session: int) -> dict[str, Any]:
        """Return the arguments of a study of these candidates; `opened`: those of the study as it was opened."""
        if not self.academie and not self.files:
            return dict(opened)
        kept = {name: value for name, value in opened.items() if name not in NAMING}
        if self.academie:
            return {**kept, "cohort": self.file}
        # A question of simulated candidates has no meaning for real ones, and their marks are those of a session.
        return {name: value for name, value in kept.items() if name not in OF_SIMULATED} | {
            "session": session,
            **self.files,
        }

    def people_by(self, make: Callable[[Mapping[str, Any]], People]) -> Callable[[Mapping[str, Any]], People]:
        """Return what makes the candidates of a study, whether the file of the académie is written or not."""
        if not self.academie:
            return make

        def made(given: Mapping[str, Any]) -> People:
            if given.get("cohort") != self.file:
                return make(given)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / self.file
                path.write_text(self.yaml(), encoding="utf-8")
                return make({**given, "cohort": path})

        return made

    def parameters(self) -> dict[str, str]:
        """Return the parameters that the notebook of the laboratory has them by."""
        if self.academie:
            return {"cohorte": self.file}
        return {f"fichier_{FILES[name]}": path for name, path in self.files.items()}

    def link(self) -> dict[str, str]:
        """Return the parts of a link that name them: an académie, or files by their names, never what they hold."""
        if self.academie:
            return {"academie": self.academie}
        return {FILES[name]: path for name, path in self.files.items()}

    @classmethod
    def linked(cls, said: Mapping[str, str]) -> Among:
        """Return the candidates that the parts of a link name: somebody else may have written it.

        Raises:
            InputError: as `of`, or a file is not of this folder.
        """
        files = {name: said.get(part) for name, part in FILES.items()}
        for path in filter(None, files.values()):
            if Path(path).is_absolute() or ".." in Path(path).parts:
                raise _refused(path, "un lien ne lit que les fichiers de ce dossier", "y copier le fichier", "fichier")
        return cls.of(said.get("academie"), files)


def _refused(value: str, problem: str, remedy: str, column: str = "academie") -> InputError:
    return InputError([Fault("candidats", None, column, value, problem, remedy)])
