"""Run a sealed command again on inputs at hand, and compare the results."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bts_sim.errors import RunError

if TYPE_CHECKING:
    from bts_sim.runs.verify import Niveau, Proof

#: Commands that may be run again: those that seal results, and do nothing else.
REDONE = ("cohort", "compare", "grade", "report", "sweep")
#: Files of a report that contain its date or its duration, and so never repeat.
PAPER = ".pdf"
DATES = (".html", ".ipynb", PAPER)
#: Files drawn by the library of pictures.
DRAWINGS = (".html", ".pdf", ".png", ".svg")
DRAWER = "vl-convert-python"


def run_again(run: Path, manifest: Proof, entrees: Sequence[Path]) -> Niveau:
    """Run the command of a sealed folder again, in its own folder, and return whether the results are the same.

    `entrees`: the files that it read, in any order. Each is recognised by its digest. If one is missing, nothing is
    run.
    """
    from bts_sim.report.manifest import RUN
    from bts_sim.runs.provenance import digest_of_file
    from bts_sim.runs.verify import Niveau

    said = "la commande refaite ici donne les mêmes résultats, octet pour octet"
    found = {digest_of_file(path): path.resolve() for path in entrees}
    try:
        words = list(_words(manifest, found))
    except RunError as error:
        return Niveau("refait", said, str(error).splitlines())
    with tempfile.TemporaryDirectory(prefix="bts-sim-") as folder:
        out = Path(folder, "out")
        code = _run([*words, "--quiet", f"--out={out}"], Path(folder))
        expected = 1 if manifest.statut == "partiel" else 0
        if code != expected:
            return Niveau("refait", said, [f"la commande refaite s'est arrêtée (code {code}) : ses raisons ci-dessus"])
        again = (
            next((one for one in out.iterdir() if RUN.fullmatch(one.name)), out)
            if manifest.commande == "report"
            else out
        )
        return Niveau("refait", said, *_compared(run, manifest, again))


# --- the command ------------------------------------------------------------------------------------------------------


def _words(manifest: Proof, found: Mapping[str, Path]) -> Iterator[str]:
    """Yield the command of a manifest with the files found. Raise RunError, in words, if a file is not at hand.

    A manifest is a file that somebody gave. Only options of the command and files given here are accepted.
    """
    main = click.get_current_context().find_root().command
    command = main.commands.get(manifest.commande) if isinstance(main, click.Group) else None
    if command is None or manifest.commande not in REDONE:
        raise RunError("cette commande n'est pas de celles que l'on peut refaire")
    yield manifest.commande
    if manifest.commande == "report":
        yield from _report(manifest, found)
        return
    given: Mapping[str, Any] = dict(getattr(manifest, "options", None) or {})
    missing = _missing(given, found)
    if missing:
        raise RunError("\n".join(missing))
    known = {one.name: one for one in command.params if one.name is not None}
    for name in given.keys() - {"autres"}:
        if name not in known or name == "out":
            raise RunError(f"option inconnue de cette version : {name!r}")
    for name, value in given.items():
        if name != "autres":
            yield from _option(known[name], value, found)


def _missing(value: Any, found: Mapping[str, Path], role: str = "") -> list[str]:
    """Return the files that are not at hand among those given."""
    if isinstance(value, Mapping) and "fichier" in value:
        if value.get("sha256") in found or role == "autres":
            return []
        why = "n'a pas pu être relu quand il a servi" if value.get("sha256") is None else "n'est pas parmi ceux donnés"
        return [f"{role} : {value['fichier']!r} {why}. Remède : --entree avec ce fichier, tel qu'il était"]
    if isinstance(value, Mapping):
        return [one for name, v in value.items() for one in _missing(v, found, role or str(name))]
    return [one for v in value for one in _missing(v, found, role)] if isinstance(value, list) else []


def _option(parameter: click.Parameter, value: Any, found: Mapping[str, Path]) -> Iterator[str]:
    # `--name=value` in one word: a value that begins with a dash is not an option.
    long = max(parameter.opts, key=len)
    for one in value if isinstance(value, list) else [value]:
        text = str(found[one["sha256"]]) if isinstance(one, Mapping) else str(one)
        if isinstance(one, str) and (isinstance(parameter.type, click.Path) or Path(text).is_absolute()):
            raise RunError(f"{parameter.name} : {text!r}, un fichier sans empreinte")
        if isinstance(parameter, click.Argument):
            if text.startswith("-"):
                raise RunError(f"valeur refusée : {text!r}")
            yield text
        else:
            yield long if one is True else f"{long}={text}"


def _report(manifest: Proof, found: Mapping[str, Path]) -> Iterator[str]:
    """Yield the notebooks and parameters of a report."""
    from bts_sim.files.shipped import notebooks_dir
    from bts_sim.runs.provenance import digest_of_file

    notebooks: Mapping[str, str] = manifest.empreintes.get("notebooks") or {}
    shipped = {path.stem: path for path in notebooks_dir().glob("*.ipynb")}
    for name, digest in notebooks.items():
        if name in shipped and digest_of_file(shipped[name]) == digest:
            yield name
        elif digest in found:
            yield str(found[digest])
        else:
            raise RunError(f"notebook {name!r} : celui d'ici n'est pas celui qui a tourné. Remède : --entree avec lui")
    files: Mapping[str, str] = manifest.empreintes.get("fichiers") or {}
    for name, value in dict(getattr(manifest, "parametres", None) or {}).items():
        parts = value.split(",") if isinstance(value, str) else [repr(value)]
        for part in parts:
            if Path(part).is_absolute() or (part in files and files[part] not in found):
                raise RunError(f"{name} : {part!r} n'est pas parmi les fichiers donnés. Remède : --entree avec lui")
        yield from ("-p", name, ",".join(str(found[files[part]]) if part in files else part for part in parts))
    if any(name.endswith(PAPER) for name in manifest.fichiers):
        yield "--pdf"


def _run(words: Sequence[str], folder: Path) -> int:
    from bts_sim.files.shipped import PACKAGE

    # Run the package that verifies, wherever it was started from, in a folder where relative names lead nowhere.
    path = os.pathsep.join(filter(None, [str(PACKAGE.parent), os.environ.get("PYTHONPATH")]))
    command = [sys.executable, "-m", "bts_sim", *words]
    env = {**os.environ, "PYTHONPATH": path}
    return subprocess.run(command, cwd=folder, env=env, stdout=subprocess.DEVNULL, check=False).returncode


# --- the comparison ---------------------------------------------------------------------------------------------------


def _compared(run: Path, manifest: Proof, again: Path) -> tuple[list[str], list[str]]:
    """Return the differences between a run and the same run made again, and the files not compared."""
    import json

    from bts_sim.runs.provenance import digest_of_file, versions
    from bts_sim.runs.written import MANIFEST

    path = again / MANIFEST
    if not path.is_file():
        return ["la commande refaite n'a pas été scellée"], []
    redone = json.loads(path.read_text(encoding="utf-8"))
    same_drawer = manifest.versions.get(DRAWER) == versions().get(DRAWER)
    aside = (*(DATES if manifest.commande == "report" else ()), *(() if same_drawer else DRAWINGS))
    names = sorted(manifest.fichiers.keys() | redone["fichiers"].keys())
    objections = []
    for name in names:
        then, now = manifest.fichiers.get(name), redone["fichiers"].get(name)
        if then is None or now is None:
            objections.append(f"{name} : {'en plus' if then is None else 'absent'} de la commande refaite")
        elif not name.endswith(aside) and digest_of_file(run / name) != now:
            objections.append(f"{name} : différent")
    for part, words in (("resultats", "les résultats nommés"), ("options", "les entrées ou les options")):
        if _contents(getattr(manifest, part, None)) != _contents(redone.get(part)):
            objections.append(f"{words} : différents")
    left = [name for name in names if name.endswith(aside)]
    return objections, [f"non comparé (daté, ou dessiné par une autre version) : {name}" for name in left]


def _contents(value: Any) -> Any:
    """Return the same value with each file replaced by its content."""
    if isinstance(value, Mapping):
        return {key: _contents(one) for key, one in value.items() if not (key == "fichier" and "sha256" in value)}
    return [_contents(one) for one in value] if isinstance(value, list) else value
