"""Parameters of notebooks, checked before anything runs. papermill itself accepts a misspelt name in silence."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from bts_sim.errors import BtsSimError, Fault, InputError, LawError, Refusal, system_fault
from bts_sim.files.listed import is_file, split_names
from bts_sim.files.yaml_file import parse_yaml
from bts_sim.one_word import meant, suggested, synonyms, twice
from bts_sim.report.identifiers import FILES_OF_PEOPLE, files_of_people, mask_of
from bts_sim.report.parameter_cells import Notebook
from bts_sim.report.parameter_values import bounded, typed_as

#: Prefix of the name of a parameter in a fault, as the command line writes it.
OPTION = "-p "


def gather(pairs: Iterable[tuple[str, str]], fichier: Path | None = None) -> dict[str, object]:
    """Return the parameters of a YAML file and of `-p name value`, which wins. Raise InputError if the file is faulty.

    A name may be given only once by `-p`: one of two values would be dropped in silence.
    """
    pairs = list(pairs)
    names = [name for name, _ in pairs]
    fautes = []
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            said = " et ".join(value for one, value in pairs if one == name)
            fautes.append(_fault(f"{OPTION}{name}", said, "paramètre donné deux fois", "n'en garder qu'un"))
    if fautes:
        raise InputError(fautes)
    content = {} if fichier is None else parse_yaml(fichier)[1]
    won = {word for name in names for word in synonyms(name, "parameters")}
    given = {str(name): value for name, value in content.items() if str(name) not in won}
    return given | dict(pairs)


def checked_parameters(
    notebooks: Sequence[Notebook],
    given: Mapping[str, object],
    trials: Sequence[Callable[..., object]] = (),
    option: str = OPTION,
) -> list[dict[str, Any]]:
    """Return, for each notebook, the given parameters that it has, each as the type of its default.

    Files are returned as absolute paths, since a notebook runs in its own folder. `trials`: functions tried on the
    notebooks that have all their parameters, if one of these was given. `option`: prefix of the name of a parameter in
    a fault.
    Raises InputError with every fault: a name that no notebook has, a value of another type or out of bounds, a name of
    nothing, or a refusal by one of these functions.
    """
    notebooks = [_of_any_cohort(one) for one in notebooks]
    known = sorted({name for notebook in notebooks for name in notebook.defaults})
    words = {word: meant(word, "parameters", known) for word in given}
    fautes = {_unknown(option, word, given[word], known) for word, own in words.items() if own is None}
    plans: list[dict[str, Any]] = []
    for notebook in notebooks:
        values, wrong = _read(notebook, given, option, known)
        fautes |= wrong
        plans.append(_whole_paths(values))
    for notebook, values in zip(notebooks, plans, strict=True):
        fautes |= set(_named({**notebook.defaults, **values}, values, trials))
    if fautes:
        raise InputError(fautes)
    return plans


def _of_any_cohort(notebook: Notebook) -> Notebook:
    """Return a notebook of simulated candidates, which takes a cohort file whether its cell names one or not."""
    if "taux_groupe1" not in notebook.defaults:
        return notebook
    return replace(notebook, defaults={"cohorte": "", **notebook.defaults})


def _read(
    notebook: Notebook, given: Mapping[str, object], option: str, known: Sequence[str]
) -> tuple[dict[str, Any], set[Fault]]:
    """Return the given parameters that a notebook has, under its own names, and the faults in them."""
    values: dict[str, Any] = {}
    said: dict[str, str] = {}
    wrong = set()
    # A name that some notebook has is that of its parameter, and never another word for one.
    for word, own in ((word, _own(word, notebook, known)) for word in given):
        if own is None:
            continue
        try:
            value = bounded(own, typed_as(given[word], notebook.defaults[own]))
        except Refusal as refusal:
            wrong.add(_fault(f"{option}{word}", given[word], refusal.problem, refusal.remedy))
            continue
        if values.setdefault(own, value) != value:
            first = said[own]
            wrong.add(_fault(f"{option}{word}", given[word], *twice(word, first, given[first])))
        said.setdefault(own, word)
    return values, wrong


def _own(word: str, notebook: Notebook, known: Sequence[str]) -> str | None:
    if word in known:
        return word if word in notebook.defaults else None
    return meant(word, "parameters", notebook.defaults)


# --- names of regimes, specialties, files -----------------------------------------------------------------------------


def _whole_paths(values: Mapping[str, Any]) -> dict[str, Any]:
    whole = dict(values)
    if values.get("cohorte"):
        whole["cohorte"] = str(Path(values["cohorte"]).resolve())
    for name in {"reference", "regimes", "specialites", *FILES_OF_PEOPLE} & values.keys():
        whole[name] = ",".join(_whole_path(name, part) for part in _parts(values, name))
    return whole


def _whole_path(name: str, part: str) -> str:
    return str(Path(part).resolve()) if name != "specialites" and is_file(part) else part


def _parts(values: Mapping[str, Any], name: str) -> list[str]:
    """Return the items of a parameter that lists names, none if there is no such parameter."""
    value = values.get(name)
    return list(split_names(value)) if isinstance(value, str) else []


def files(values: Mapping[str, Any]) -> list[Path]:
    """Return the files that parameters name."""
    named = [part for name in ("reference", "regimes", *FILES_OF_PEOPLE) for part in _parts(values, name)]
    cohorte = [values["cohorte"]] if values.get("cohorte") else []
    return [Path(one) for one in dict.fromkeys([*cohorte, *named]) if Path(one).is_absolute()]


def _named(
    values: Mapping[str, Any], given: Mapping[str, Any], trials: Sequence[Callable[..., object]]
) -> Iterable[Fault]:
    """Return the faults of regimes, specialties, cohort and `trials` in the given parameters."""
    from bts_sim.cohort.describe import load_cohort
    from bts_sim.droit.regimes import load_regimes

    if {"reference", "regimes"} & given.keys():
        wanted = [*_parts(values, "reference"), *_parts(values, "regimes")]
        yield from _faults(lambda: load_regimes(*wanted, session=values.get("session")))
    if {"cohorte", "specialites", "session", "taux_groupe1"} & given.keys():
        # What a cohort file says wins over the defaults of a notebook.
        asked = given if values.get("cohorte") else values
        options = {name: asked.get(name) for name in ("session", "taux_groupe1")}
        codes = tuple(_parts(values, "specialites")) if values.get("specialites") else ()
        file = Path(values["cohorte"]) if values.get("cohorte") else None
        yield from _faults(lambda: load_cohort(file, specialites=codes, **options))
    if set(FILES_OF_PEOPLE) & given.keys():
        yield from _faults(lambda: mask_of(files_of_people(given)))
    for trial in trials:
        taken = inspect.signature(trial).parameters.keys()
        if taken <= values.keys() and taken & given.keys():
            yield from _faults(partial(trial, **{name: values[name] for name in taken}))


def _faults(load: Callable[[], object]) -> Sequence[Fault]:
    try:
        load()
    except InputError as error:
        return error.fautes
    except OSError as error:
        words, remedy = system_fault(error)
        return [_fault("paramètres", "", f"fichier illisible ({words})", remedy)]
    except LawError as error:
        return [_fault("paramètres", "", error.problem, error.remedy or "corriger les paramètres")]
    except BtsSimError as error:
        return [_fault("paramètres", "", str(error).rstrip("."), "corriger les paramètres")]
    return []


def _unknown(option: str, name: str, value: object, known: Sequence[str]) -> Fault:
    there_is = f"paramètres connus : {', '.join(known)}" if known else "ces notebooks n'ont pas de paramètre"
    remedy = suggested(name, "parameters", known) or there_is
    return _fault(f"{option}{name}", value, "paramètre inconnu", remedy)


def _fault(where: str, value: object, problem: str, remedy: str) -> Fault:
    return Fault(where, None, "", str(value), problem, remedy)
