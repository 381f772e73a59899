"""Parameters of notebooks, checked before anything runs: papermill itself lets a misspelt name pass in silence."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from bts_sim.errors import BtsSimError, Faute, InputError, du_systeme, nearest
from bts_sim.yaml_file import SHOWN, parse_yaml

if TYPE_CHECKING:
    from nbformat import NotebookNode


def _covered(session: int) -> int:
    from bts_sim.errors import LawError
    from bts_sim.law import check_session

    try:
        check_session(session)
    except LawError as error:
        raise ValueError(str(error)) from None
    return session


class Parametres(BaseModel):
    """The parameters that notebooks share, with their bounds; a description ends the sentence « donner … »."""

    lang: Literal["fr", "en"] = Field("fr", description="fr ou en")
    session: Annotated[int, AfterValidator(_covered)] = Field(0, description="une session couverte, comme 2024")
    candidats: int = Field(0, ge=100, le=2_000_000, description="un entier de 100 à 2 000 000")
    graine: int = Field(0, ge=0, lt=2**32, description="un entier de 0 à 4 294 967 295")
    taux_groupe1: float = Field(0, gt=0, lt=100, description="un taux en %, entre 0 et 100 exclus")
    niveau: float = Field(0, ge=50, le=99.9, description="un niveau de confiance en %, de 50 à 99,9")
    reference: str = Field("", min_length=1, description="un régime, par son nom ou son fichier")
    regimes: str = Field("", min_length=1, description="des régimes séparés par des virgules")
    specialites: str = Field("", description="des codes de spécialités séparés par des virgules, ou rien")
    cohorte: str = Field("", description="le chemin d'un fichier YAML de cohorte, ou rien")


@dataclass(frozen=True)
class Notebook:
    """A notebook to run: its file and its parameters with their defaults."""

    path: Path
    defaults: Mapping[str, Any]

    @property
    def nom(self) -> str:
        return self.path.stem


#: What comes of JSON that has not the form of a notebook, wherever it is first looked at.
SANS_FORME = (ValueError, AttributeError, KeyError, TypeError, RecursionError)
#: What comes of a text that is no Python, or that is nested beyond reason.
SANS_SENS = (ValueError, TypeError, SyntaxError, RecursionError, MemoryError)


def read_notebook(path: Path) -> Notebook:
    """Read which parameters a notebook takes; raises InputError when papermill would not see one of them."""
    import nbformat

    try:
        content = nbformat.read(path, as_version=4)
    except OSError:
        raise InputError([_fault(path.name, "", "fichier illisible", "donner un notebook qui existe")]) from None
    except Exception:
        # Whatever comes of walking through JSON that has another form, from AssertionError to UnboundLocalError.
        raise _no_notebook(path) from None
    try:
        cells = [cell for cell in content.cells if "parameters" in cell.metadata.get("tags", [])]
        source = str(cells[0]["source"]) if cells else ""
    except SANS_FORME:
        raise _no_notebook(path) from None
    return Notebook(path, _defaults(path.name, cells[0], source) if cells else {})


def gather(pairs: Iterable[tuple[str, str]], fichier: Path | None = None) -> dict[str, object]:
    """Give the parameters of a YAML file and of `-p name value`, which wins; raises InputError for a faulty file."""
    content = {} if fichier is None else parse_yaml(fichier)[1]
    given = {str(name): value for name, value in content.items()}
    return given | dict(pairs)


def check(
    notebooks: Sequence[Notebook], given: Mapping[str, object], essais: Sequence[Callable[..., object]] = ()
) -> list[dict[str, Any]]:
    """Give to each notebook those of the given parameters that it knows, each as the type of its default.

    Files are given back as whole paths, since a notebook runs in a folder of its own. `essais`: functions tried on the
    notebooks that have a parameter for each of theirs, when one of them was given. Raises InputError with every
    fault: a name that no notebook knows, a value of another type, out of bounds, that names nothing, or that one of
    these functions refuses.
    """
    known = sorted({name for notebook in notebooks for name in notebook.defaults})
    fautes = {_unknown(name, value, known) for name, value in given.items() if name not in known}
    plans: list[dict[str, Any]] = []
    for notebook in notebooks:
        values = {}
        for name in notebook.defaults.keys() & given.keys():
            try:
                values[name] = _bounded(name, _typed(given[name], notebook.defaults[name]))
            except ValueError as error:
                fautes.add(_fault(f"-p {name}", given[name], *map(str, error.args)))
        plans.append(_whole_paths(values))
    for notebook, values in zip(notebooks, plans, strict=True):
        fautes |= set(_named({**notebook.defaults, **values}, values, essais))
    if fautes:
        raise InputError(fautes)
    return plans


# --- the parameters cell ----------------------------------------------------------------------------------------------


def _no_notebook(path: Path) -> InputError:
    remedy = "donner un notebook de Jupyter (.ipynb)"
    return InputError([_fault(path.name, "", "ce fichier n'est pas un notebook", remedy)])


def _defaults(name: str, cell: NotebookNode, source: str) -> dict[str, Any]:
    lines = source.splitlines()
    found: dict[str, tuple[int, Any]] = {}
    fautes = []
    try:
        statements = ast.parse(source).body
    except SANS_SENS as error:
        line = getattr(error, "lineno", None)
        raise InputError([_parameter_fault(name, line, getattr(error, "text", None) or "")]) from None
    for statement in statements:
        try:
            target, value = _assignment(statement)
            found[target] = statement.lineno, value
        except SANS_SENS:
            fautes.append(_parameter_fault(name, statement.lineno, lines[statement.lineno - 1]))
    if not fautes:
        # Only now: what papermill does not read, it writes to the terminal.
        from papermill.translators import PythonTranslator

        seen = {one.name for one in PythonTranslator.inspect(cell)}
        missed = sorted(line for target, (line, _) in found.items() if target not in seen)
        fautes = [_parameter_fault(name, line, lines[line - 1]) for line in missed]
    if fautes:
        raise InputError(fautes)
    return {target: value for target, (_, value) in found.items()}


def _assignment(statement: ast.stmt) -> tuple[str, Any]:
    """Read `name = literal`, the only form that papermill and we understand alike."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    value = getattr(statement, "value", None)
    if len(targets) != 1 or not isinstance(targets[0], ast.Name) or value is None:
        raise ValueError("no assignment")
    return targets[0].id, ast.literal_eval(value)


def _parameter_fault(name: str, line: int | None, text: str) -> Faute:
    remedy = "une ligne « nom = valeur  # aide » par paramètre"
    shown = text.strip()[:SHOWN]
    return Faute(f"{name}, cellule des paramètres", line, "", shown, "ligne que papermill ne lit pas", remedy)


# --- values -----------------------------------------------------------------------------------------------------------


def _typed(value: object, default: object) -> Any:
    """Read a value, text or already typed, as the type of the default; ValueError(problem, remedy) if it is not."""
    for kind, (read, remedy) in READERS.items():
        if isinstance(default, kind):
            try:
                return read(value)
            except (*SANS_SENS, KeyError, OverflowError):
                raise ValueError("valeur refusée", remedy) from None
    if isinstance(value, str):
        try:
            value = ast.literal_eval(value)
        except SANS_SENS:
            return value
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise ValueError("valeur refusée", "donner un nombre ou un texte (en YAML, entre guillemets)") from None
    return value


def _boolean(value: object) -> bool:
    words = {"true": True, "false": False, "oui": True, "non": False, "1": True, "0": False}
    return value if isinstance(value, bool) else words[str(value).lower()]


def _integer(value: object) -> int:
    number = _number(value)
    if isinstance(value, str):
        return int(value)
    if number != int(number):
        raise ValueError(value)
    return int(number)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise TypeError(value)
    number = float(value.replace(",", ".") if isinstance(value, str) else value)
    if number - number != 0:
        raise ValueError(value)
    return number


def _text(value: object) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(value)
    return value


def _literal(kind: type) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        read = ast.literal_eval(value) if isinstance(value, str) else value
        if not isinstance(read, kind):
            raise TypeError(value)
        return read

    return read


#: Type of a default → how a value is read, and what to give. bool first: in Python it is an int.
READERS: dict[type, tuple[Callable[[object], Any], str]] = {
    bool: (_boolean, "donner true ou false"),
    int: (_integer, "donner un entier"),
    float: (_number, "donner un nombre"),
    str: (_text, "donner un texte (en YAML, entre guillemets)"),
    list: (_literal(list), "donner une liste, comme [1, 2]"),
    dict: (_literal(dict), "donner un dictionnaire, comme {'a': 1}"),
}


def _bounded(name: str, value: Any) -> Any:
    field = Parametres.model_fields.get(name)
    if field is None or (value is None and field.annotation is not str):
        return value
    try:
        Parametres.model_validate({name: value})
    except ValidationError as error:
        reason = error.errors()[0]
        if reason["type"] == "value_error":
            problem, _, remedy = str(reason["ctx"]["error"]).rstrip(".").partition(" (")
            raise ValueError(problem, remedy.rstrip(")") or f"donner {field.description}") from None
        problem = "hors bornes" if "than" in reason["type"] else "valeur refusée"
        raise ValueError(problem, f"donner {field.description}") from None
    return value


# --- names of regimes, specialties, files -----------------------------------------------------------------------------


def _whole_paths(values: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(values)
    if values.get("cohorte"):
        whole["cohorte"] = str(Path(values["cohorte"]).resolve())
    for name in {"reference", "regimes", "specialites"} & values.keys():
        whole[name] = ",".join(_whole_path(name, part) for part in _parts(values, name))
    return whole


def _whole_path(name: str, part: str) -> str:
    return str(Path(part).resolve()) if name != "specialites" and is_file(part) else part


def _parts(values: Mapping[str, Any], name: str) -> list[str]:
    """Give the items of a comma-separated parameter; none when there is no such parameter."""
    value = values.get(name)
    return [part.strip() for part in value.split(",")] if isinstance(value, str) else []


def is_file(name: str) -> bool:
    """Say whether a text is the path of a file; a text that cannot be a path is not."""
    try:
        return Path(name).is_file()
    except OSError:
        return False


def files(values: Mapping[str, Any]) -> list[Path]:
    """Give the files that parameters name."""
    named = [part for name in ("reference", "regimes") for part in _parts(values, name)]
    cohorte = [values["cohorte"]] if values.get("cohorte") else []
    return [Path(one) for one in dict.fromkeys([*cohorte, *named]) if Path(one).is_absolute()]


def _named(
    values: Mapping[str, Any], given: Mapping[str, Any], essais: Sequence[Callable[..., object]]
) -> Iterable[Faute]:
    """Check that regimes, specialties, the cohort and what is asked of `essais` exist, when one of them was given."""
    from bts_sim.population.cohorte import load_cohorte
    from bts_sim.scenario import load_regimes

    if {"reference", "regimes"} & given.keys():
        wanted = [*_parts(values, "reference"), *_parts(values, "regimes")]
        yield from _faults(lambda: load_regimes(*wanted))
    if {"cohorte", "specialites", "session", "taux_groupe1"} & given.keys():
        options = {name: values.get(name) for name in ("session", "taux_groupe1")}
        codes = tuple(_parts(values, "specialites")) if values.get("specialites") else ()
        file = Path(values["cohorte"]) if values.get("cohorte") else None
        yield from _faults(lambda: load_cohorte(file, specialites=codes, **options))
    for essai in essais:
        taken = inspect.signature(essai).parameters.keys()
        if taken <= values.keys() and taken & given.keys():
            yield from _faults(partial(essai, **{name: values[name] for name in taken}))


def _faults(load: Callable[[], object]) -> Sequence[Faute]:
    try:
        load()
    except InputError as error:
        return error.fautes
    except OSError as error:
        words, remedy = du_systeme(error)
        return [_fault("paramètres", "", f"fichier illisible ({words})", remedy)]
    except BtsSimError as error:
        return [_fault("paramètres", "", str(error).rstrip("."), "corriger les paramètres")]
    return []


def _unknown(name: str, value: object, known: Sequence[str]) -> Faute:
    there_is = f"paramètres connus : {', '.join(known)}" if known else "ces notebooks n'ont pas de paramètre"
    return _fault(f"-p {name}", value, "paramètre inconnu", nearest(name, known) or there_is)


def _fault(where: str, value: object, problem: str, remedy: str) -> Faute:
    return Faute(where, None, "", str(value), problem, remedy)
