"""The grid of a sweep: a YAML file, and the cells that it describes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bts_sim.cohort.concerned import check_concerned
from bts_sim.cohort.describe import MAX_CANDIDATES, ChoixDesOraux, Cohort, Rate, load_cohort
from bts_sim.cohort.parameter_draws import every_draw
from bts_sim.cohort.parameters import parametres, refusals, tell_if_small, unknown_parameter
from bts_sim.cohort.simulate import tell_few
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import Fault, InputError
from bts_sim.files.percents import check_percent
from bts_sim.files.yaml_file import line_of, read_yaml
from bts_sim.notices import tell
from bts_sim.one_word import PARAMETERS, DrawnOrFixed, synonyms
from bts_sim.stats.intervals import DRAW_SIZE, DRAWS

#: Cells of the largest grid: ten days of one processor under draws, at 9 s each.
MAX_CELLS = 100_000

#: Words that other doors use for the entries of `regimes` in a grid.
ELSEWHERE = {*synonyms("baseline", "keys"), "against"}
BASELINE_FIRST = "tous sous « regimes », la référence en premier"

Few = Field(min_length=1)
Value = TypeVar("Value")
#: The key, among the parameters, of those that are not named.
OTHERS = "autres"


def _in_our_word(word: object) -> object:
    """Return the word of a grid for drawn or fixed parameters, from it or from that of Python."""
    ours = {python: word for word, python in PARAMETERS.items()}
    return ours.get(word, word) if isinstance(word, str) else word


def _others_alone(given: object) -> object:
    """Return the parameters of a grid that names none, which says in one word what all of them are."""
    return {OTHERS: given} if isinstance(given, str) else given


RateOfGrid = Annotated[Rate, AfterValidator(partial(check_percent, in_yaml=True))]


class ParametersOfGrid(BaseModel):
    """The values of each parameter that is swept, and what the others are."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[list[Annotated[float, Field(allow_inf_nan=False)]], Few]]

    autres: Annotated[
        Annotated[DrawnOrFixed, BeforeValidator(_in_our_word)],
        Field(description="Les autres paramètres : tires (par défaut), ou fixes à leurs valeurs par défaut"),
    ] = "tires"


class GridFile(BaseModel):
    """A grid as its file has it. Every key with several values is swept, in all combinations.

    `regimes`: the first is the baseline. `parametres`: drawn unless they are fixed; the values of one that is swept are
    neither. `specialites`: each one alone; without it, all those of the cohort together.
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
        Field(description="Avec parametres: fixes, nombres de candidats simulés"),
    ] = None
    graines: Annotated[
        list[Annotated[int, Field(ge=0, lt=2**32)]], Field(min_length=1, description="Graines du hasard")
    ] = [0]
    specialites: Annotated[
        Annotated[list[str], Few] | None,
        Field(description="Spécialités, chacune seule ; sans cette clé, toutes ensemble"),
    ] = None
    taux_groupe1: Annotated[
        Annotated[list[RateOfGrid], Few] | None, Field(description="Taux d'admis visés au premier groupe, en pourcent")
    ] = None
    choix_des_oraux: Annotated[
        Annotated[list[ChoixDesOraux], Few] | None, Field(description="Façons de choisir ses oraux")
    ] = None
    tirages: Annotated[
        Annotated[int, Field(gt=0)] | None,
        Field(
            description=f"Tirages des paramètres de chaque cellule ({DRAWS} par défaut, comme compare) ; moins de "
            "tirages, moins de temps, et des bornes moins précises"
        ),
    ] = None
    par_tirage: Annotated[
        Annotated[int, Field(gt=0, le=MAX_CANDIDATES)] | None,
        Field(description=f"Candidats simulés à chaque tirage ({DRAW_SIZE} par défaut)"),
    ] = None
    parametres: Annotated[
        ParametersOfGrid,
        BeforeValidator(_others_alone, json_schema_input_type=DrawnOrFixed | ParametersOfGrid),
        Field(
            description="Paramètres du modèle : tires (par défaut), ou fixes à leurs valeurs par défaut ; ou les "
            "valeurs de chacun, et sous « autres » ce que sont ceux qui n'y sont pas"
        ),
    ] = ParametersOfGrid()

    @property
    def drawn(self) -> bool:
        """Return whether the parameters that are not swept are drawn."""
        return self.parametres.autres == "tires"

    @property
    def swept(self) -> dict[str, list[float]]:
        """Return the values of each parameter that is swept."""
        return self.parametres.__pydantic_extra__


@dataclass(frozen=True)
class Cell:
    """One comparison of a sweep, with all its inputs. None stands for the value of the cohort.

    Regimes are names, or files with their absolute path. So is `cohorte`. `tirages`: draws of the parameters, of
    `par_tirage` candidates each; None where the parameters are fixed.
    """

    regimes: tuple[str, ...]
    cohorte: str | None
    session: int | None
    candidats: int | None
    graine: int
    specialite: str | None
    taux_groupe1: float | None
    choix_des_oraux: ChoixDesOraux | None
    tirages: int | None
    par_tirage: int | None
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
            candidats=self.par_tirage or self.candidats,
            seed=self.graine,
            taux_groupe1=self.taux_groupe1,
            specialites=(self.specialite,) if self.specialite else (),
        )


def load_grid(path: Path) -> list[Cell]:
    """Return the cells of a grid file, in the order of the file; raises InputError with every fault."""
    grid = _read(path)
    _check(path, grid)
    _tell(path, grid)
    own = str((path.parent / grid.cohorte).resolve()) if grid.cohorte else None
    regimes = tuple(_where(path, name) for name in grid.regimes)
    draws, of_each = (grid.tirages or DRAWS, grid.par_tirage or DRAW_SIZE) if grid.drawn else (None, None)
    swept = product(
        _each(None if grid.drawn else grid.candidats),
        grid.graines,
        _each(grid.specialites),
        _each(grid.taux_groupe1),
        _each(grid.choix_des_oraux),
        product(*([(name, value) for value in values] for name, values in grid.swept.items())),
    )
    cells = [
        Cell(regimes, own, grid.session, n, seed, code, rate, choice, draws, of_each, values)
        for n, seed, code, rate, choice, values in swept
    ]
    compared = load_regimes(*regimes)
    if any(one.pour for one in compared):
        # One specialty at a time, a reform of another one would concern nobody.
        for code in dict.fromkeys(cell.specialite for cell in cells):
            check_concerned(compared, next(cell for cell in cells if cell.specialite == code).describe())
    return cells


def _tell(path: Path, grid: GridFile) -> None:
    """Tell of groups of few candidates, and of a number of candidates that changes nothing."""
    if not grid.drawn:
        for rank, candidats in enumerate(grid.candidats or ()):
            tell_few(path.name, line_of(path, "candidats", rank), candidats)
        return
    tell_few(path.name, line_of(path, "par_tirage"), grid.par_tirage or DRAW_SIZE)
    if grid.candidats:
        words = (
            f"ne change rien quand les paramètres sont tirés ({grid.par_tirage or DRAW_SIZE} candidats à chaque "
            "tirage) ; pour simuler un seul groupe de cette taille : parametres: fixes ; pour changer la taille de "
            "chaque tirage : par_tirage"
        )
        value = str(grid.candidats[0])
        tell(path.name, words, line=line_of(path, "candidats"), column="candidats", value=value)


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
    fautes = [fault for name, values in grid.swept.items() for fault in _parameter(path, name, values)]
    fautes += [*_twice(path, grid), *_not_meant(path, grid)]
    if grid.tirages and grid.tirages > len(every_draw()):
        fautes.append(_fault(path, "tirages", grid.tirages, "trop de tirages", f"au plus {len(every_draw())}"))
    swept = (grid.candidats, grid.graines, grid.specialites, grid.taux_groupe1, grid.choix_des_oraux)
    cells = math.prod(len(values) for values in (*swept, *grid.swept.values()) if values)
    if cells > MAX_CELLS:
        remedy = f"au plus {MAX_CELLS} ; donner moins de valeurs, ou partager la grille en plusieurs"
        fautes.append(Fault(path.name, None, "", str(cells), "trop de cellules", remedy))
    if fautes:
        raise InputError(fautes)


def _not_meant(path: Path, grid: GridFile) -> Iterator[Fault]:
    """Yield a fault per key that has no meaning beside drawn or fixed parameters, with the question and both answers.

    One number of candidates is told of instead, as `compare` does; several would be as many times the same cell.
    """
    if grid.drawn and len(grid.candidats or ()) > 1:
        problem = "faut-il un seul groupe, aux paramètres par défaut, ou un groupe à chaque tirage des paramètres ?"
        remedy = "ajouter parametres: fixes pour un seul groupe, ou par_tirage, une seule taille, pour les tirages"
        yield _fault(path, "candidats", ", ".join(map(str, grid.candidats or ())), problem, remedy)
    if grid.drawn:
        return
    problem = "faut-il des paramètres fixes, simulés une fois, ou tirés ?"
    if grid.tirages:
        remedy = "retirer tirages pour les garder fixes, ou « fixes » pour les tirer"
        yield _fault(path, "tirages", grid.tirages, problem, remedy)
    if grid.par_tirage:
        remedy = f"candidats: [{grid.par_tirage}] pour les garder fixes, ou retirer « fixes » pour les tirer"
        yield _fault(path, "par_tirage", grid.par_tirage, problem, remedy)


def _fault(path: Path, key: str, value: object, problem: str, remedy: str) -> Fault:
    return Fault(path.name, line_of(path, key), key, str(value), problem, remedy)


def _twice(path: Path, grid: GridFile) -> Iterator[Fault]:
    """Yield a fault per value given twice in one list, after parsing: a mean over the cells would count it twice."""
    axes: dict[tuple[str, ...], Sequence[object]] = {
        ("regimes",): [_where(path, name) for name in grid.regimes],
        ("candidats",): grid.candidats or (),
        ("graines",): grid.graines,
        ("specialites",): [code.strip().upper() for code in grid.specialites or ()],
        ("taux_groupe1",): grid.taux_groupe1 or (),
        ("choix_des_oraux",): grid.choix_des_oraux or (),
        **{("parametres", name): values for name, values in grid.swept.items()},
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
