"""The grid of a sweep: a YAML file, and the cells that it describes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bts_sim.cohort.describe import MAX_CANDIDATES, ChoixDesOraux, Cohort, Rate, load_cohort
from bts_sim.cohort.parameter_draws import every_draw
from bts_sim.cohort.parameters import parametres, refusals, tell_if_small, unknown_parameter
from bts_sim.cohort.simulate import tell_few
from bts_sim.errors import Fault, InputError
from bts_sim.files.yaml_file import line_of, read_yaml
from bts_sim.one_word import synonyms

#: Cells of the largest grid: at 0.6 s each for a national session, most of a day of one processor.
MAX_CELLS = 100_000

#: Words that other doors use for the entries of `regimes` in a grid.
ELSEWHERE = {*synonyms("baseline", "keys"), "against"}
BASELINE_FIRST = "tous sous « regimes », la référence en premier"

Few = Field(min_length=1)
Value = TypeVar("Value")


class GridFile(BaseModel):
    """A grid as its file has it. Every key with several values is swept, in all combinations.

    `regimes`: the first is the baseline. `tirages`: number of stored draws of the uncertain parameters to use; without
    it, the parameters have their default values. `specialites`: each one alone; without it, all those of the cohort
    together.
    """

    model_config = ConfigDict(extra="forbid")

    regimes: Annotated[
        list[str],
        Field(
            min_length=2,
            description="Régimes comparés, deux au moins ; le premier est la référence ; un nom, ou un fichier "
            "à côté de celui-ci",
        ),
    ]
    cohorte: Annotated[
        str | None, Field(description="Un fichier de cohorte, à côté de celui-ci ; ce qu'il fixe n'est pas tiré")
    ] = None
    session: Annotated[int | None, Field(description="Session, commune à toute la grille")] = None
    candidats: Annotated[
        Annotated[list[Annotated[int, Field(gt=0, le=MAX_CANDIDATES)]], Few] | None,
        Field(description="Nombres de candidats"),
    ] = None
    graines: Annotated[
        list[Annotated[int, Field(ge=0, lt=2**32)]], Field(min_length=1, description="Graines du hasard")
    ] = [0]
    specialites: Annotated[
        Annotated[list[str], Few] | None,
        Field(description="Spécialités, chacune seule ; sans cette clé, toutes ensemble"),
    ] = None
    taux_groupe1: Annotated[
        Annotated[list[Rate], Few] | None, Field(description="Taux d'admis visés au premier groupe, en pourcent")
    ] = None
    choix_des_oraux: Annotated[
        Annotated[list[ChoixDesOraux], Few] | None, Field(description="Façons de choisir ses oraux")
    ] = None
    tirages: Annotated[
        Annotated[int, Field(gt=0)] | None,
        Field(description="Autant de tirages des paramètres incertains ; sans cette clé, leurs valeurs par défaut"),
    ] = None
    parametres: Annotated[
        dict[str, Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Few]],
        Field(description="Valeurs de chaque paramètre du modèle"),
    ] = {}


@dataclass(frozen=True)
class Cell:
    """One comparison of a sweep, with all its inputs. None stands for the value of the cohort.

    Regimes are names, or files with their absolute path. So is `cohorte`.
    """

    regimes: tuple[str, ...]
    cohorte: str | None
    session: int | None
    candidats: int | None
    graine: int
    specialite: str | None
    taux_groupe1: float | None
    choix_des_oraux: ChoixDesOraux | None
    tirage: int | None
    parametres: tuple[tuple[str, float], ...]

    def swept(self) -> dict[str, Any]:
        """Return the values that the grid sets, by the name of their column."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        shared = ("regimes", "cohorte", "parametres")
        return {name: value for name, value in given.items() if name not in shared} | dict(self.parametres)

    def describe(self) -> Cohort:
        """Return the cohort of the cell; raises InputError when its file or its values are invalid."""
        return load_cohort(
            Path(self.cohorte) if self.cohorte else None,
            session=self.session,
            candidats=self.candidats,
            seed=self.graine,
            taux_groupe1=self.taux_groupe1,
            specialites=(self.specialite,) if self.specialite else (),
        )


def load_grid(path: Path) -> list[Cell]:
    """Return the cells of a grid file, in the order of the file; raises InputError with every fault."""
    grid = _read(path)
    _check(path, grid)
    for rank, candidats in enumerate(grid.candidats or ()):
        tell_few(path.name, line_of(path, "candidats", rank), candidats)
    own = str((path.parent / grid.cohorte).resolve()) if grid.cohorte else None
    regimes = tuple(_where(path, name) for name in grid.regimes)
    swept = product(
        _each(grid.candidats),
        grid.graines,
        _each(grid.specialites),
        _each(grid.taux_groupe1),
        _each(grid.choix_des_oraux),
        _each(range(grid.tirages) if grid.tirages else None),
        product(*([(name, value) for value in values] for name, values in grid.parametres.items())),
    )
    return [Cell(regimes, own, grid.session, *values) for values in swept]


def _read(path: Path) -> GridFile:
    try:
        return read_yaml(path, GridFile)
    except InputError as error:
        # In a grid, the baseline can only be the first regime.
        faults = [replace(one, remede=BASELINE_FIRST) if one.colonne in ELSEWHERE else one for one in error.fautes]
        raise InputError(faults) from None


def _each(values: Iterable[Value] | None) -> Iterable[Value | None]:
    """Return the swept values, or None alone (the value of the cohort) when nothing is swept."""
    return (None,) if values is None else values


def _where(path: Path, name: str) -> str:
    """Return a regime by its name, or the absolute path of its file, looked up beside the grid."""
    beside = path.parent / name
    return str(beside.resolve()) if beside.suffix and beside.is_file() else name


def _check(path: Path, grid: GridFile) -> None:
    """Refuse a grid that no cell could run: unknown parameters, values out of bounds, too many draws."""
    fautes = [fault for name, values in grid.parametres.items() for fault in _parameter(path, name, values)]
    fautes += _twice(path, grid)
    if grid.tirages and grid.tirages > len(every_draw()):
        remedy = f"au plus {len(every_draw())}"
        line = line_of(path, "tirages")
        fautes.append(Fault(path.name, line, "tirages", str(grid.tirages), "trop de tirages", remedy))
    swept = (grid.candidats, grid.graines, grid.specialites, grid.taux_groupe1, grid.choix_des_oraux)
    cells = math.prod(len(values) for values in (*swept, *grid.parametres.values()) if values) * (grid.tirages or 1)
    if cells > MAX_CELLS:
        remedy = f"au plus {MAX_CELLS} ; donner moins de valeurs, ou partager la grille en plusieurs"
        fautes.append(Fault(path.name, None, "", str(cells), "trop de cellules", remedy))
    if fautes:
        raise InputError(fautes)


def _twice(path: Path, grid: GridFile) -> Iterator[Fault]:
    """Yield a fault per value given twice in one list, after parsing: a mean over the cells would count it twice."""
    axes: dict[tuple[str, ...], Sequence[object]] = {
        ("regimes",): [_where(path, name) for name in grid.regimes],
        ("candidats",): grid.candidats or (),
        ("graines",): grid.graines,
        ("specialites",): [code.strip().upper() for code in grid.specialites or ()],
        ("taux_groupe1",): grid.taux_groupe1 or (),
        ("choix_des_oraux",): grid.choix_des_oraux or (),
        **{("parametres", name): values for name, values in grid.parametres.items()},
    }
    for where, values in axes.items():
        for rank, value in enumerate(values):
            if value in values[:rank]:
                first, line = (line_of(path, *where, one) for one in (values.index(value), rank))
                shown = Path(value).name if isinstance(value, str) else f"{value}"
                problem = f"valeur donnée deux fois, déjà ligne {first}"
                yield Fault(path.name, line, ".".join(where), shown, problem, "n'en garder qu'une")


def _parameter(path: Path, name: str, values: Sequence[float]) -> list[Fault]:
    known: Mapping[str, Any] = parametres()
    line = line_of(path, "parametres", name)
    if name not in known:
        return [Fault(path.name, line, "parametres", name, *unknown_parameter(name))]
    for value in values:
        tell_if_small(path.name, line, name, value)
    return [
        Fault(path.name, line, f"parametres.{name}", f"{value:g}", *refusal)
        for value in values
        for refusal in refusals(name, value)
    ]
