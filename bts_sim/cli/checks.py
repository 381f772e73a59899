"""The checks of `doctor`: one short check per subject, without a network and without loading the modules checked."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from bts_sim.files.shipped import PACKAGE, STATISTICS, data_dir

OK, WORTH_NOTING, MISSING = "ok", "à noter", "manque"
GIGA = 10**9
#: Disk space below which a report or a large cohort may fail (measured: a national cohort takes 0.6 GB of memory and
#: files).
PLACE, MEMORY = 1.0, 1.0
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
#: Names under which Pango is loaded on Linux, macOS and Windows.
PANGO = ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll", "libpango-1.0-0")
FONTS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"),
    *("~/.fonts", "~/.local/share/fonts", "~/Library/Fonts", "C:/Windows/Fonts"),
)


@dataclass(frozen=True)
class Point:
    """One subject: its state, the observation and the remedy."""

    sujet: str
    etat: str
    constat: str
    remede: str = ""


def check_installation(out: Path) -> list[Point]:
    """Return the results of all checks, in the order in which to repair."""
    return [
        _python(),
        _libraries(),
        _lock(),
        _law(),
        _time_zones(),
        _folder(out),
        _disk(out),
        _memory(),
        _encoding(),
        _fonts(),
        _pdf(),
        _compiled(),
        _dask(),
        _browser(),
        _git(),
    ]


def places_of_files(out: Path) -> list[tuple[str, str]]:
    """Return the places of files: paths of this machine, shown only on demand."""
    return [("chemin de Python", sys.executable), ("chemin de bts_sim", str(PACKAGE)), ("dossier", str(out.resolve()))]


def _python() -> Point:
    from packaging.specifiers import SpecifierSet

    have, needed = platform.python_version(), metadata.metadata("bts-sim")["Requires-Python"] or ""
    if SpecifierSet(needed).contains(have, prereleases=True):
        return Point("Python", OK, f"{have} ({platform.system()})")
    return Point("Python", MISSING, f"{have}, il faut {needed}", "installer un Python plus récent, puis make setup")


def _requirements() -> Iterator[tuple[str, str]]:
    """Yield the requirements of the package without its extras: name, bounds."""
    from packaging.requirements import Requirement

    for text in metadata.requires("bts-sim") or ():
        one = Requirement(text)
        if one.marker is None or one.marker.evaluate({"extra": ""}):
            yield one.name, str(one.specifier)


def _libraries() -> Point:
    from packaging.specifiers import SpecifierSet

    needed = dict(_requirements())
    wrong = []
    for name, bounds in needed.items():
        have = _version(name)
        if have is None or not SpecifierSet(bounds).contains(have, prereleases=True):
            wrong.append(f"{name} {have or 'absent'} (il faut {bounds})")
    if wrong:
        return Point("bibliothèques", MISSING, ", ".join(wrong), "make setup, ou pip install --upgrade bts-sim")
    return Point("bibliothèques", OK, f"{len(needed)} aux versions demandées")


def _lock() -> Point:
    locks = [path.read_text(encoding="utf-8") for path in PACKAGE.parent.glob("requirements*.lock")]
    if not locks:
        return Point("verrou", OK, "installation sans dépôt : les bornes suffisent")
    pins = [line.split()[0].split("==") for line in "".join(sorted(locks)).splitlines() if "==" in line]
    other = [f"{name} {have}" for name, pin in pins if (have := _version(name)) not in (None, pin.rstrip("\\ "))]
    if other:
        shown = ", ".join(other[:4]) + ("…" if len(other) > 4 else "")
        s = "s" if len(other) > 1 else ""
        return Point("verrou", WORTH_NOTING, f"{len(other)} autre{s} version{s} que le verrou : {shown}", "make setup")
    return Point("verrou", OK, "les versions du verrou")


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _law() -> Point:
    needed = (PACKAGE / "textes" / "bareme.yaml", *(data_dir() / name for name in STATISTICS))
    if all(path.is_file() for path in needed):
        return Point("textes et données", OK, "présents")
    return Point("textes et données", MISSING, "fichiers absents", "réinstaller bts_sim")


def _time_zones() -> Point:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        ZoneInfo("Europe/Paris")
    except ZoneInfoNotFoundError:
        return Point("fuseaux horaires", MISSING, "Europe/Paris introuvable", "pip install tzdata")
    return Point("fuseaux horaires", OK, "Europe/Paris")


def _folder(out: Path) -> Point:
    """Return whether a file can be written in the nearest existing parent: permissions do not tell everything."""
    there = next((folder for folder in (out, *out.resolve().parents) if folder.is_dir()), Path())
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"bts_sim")
    except OSError:
        return Point("dossier des résultats", MISSING, "on ne peut pas y écrire", "donner un autre --out")
    return Point("dossier des résultats", OK, "on peut y écrire")


def _disk(out: Path) -> Point:
    there = next((folder for folder in (out, *out.resolve().parents) if folder.is_dir()), Path())
    free = shutil.disk_usage(there).free / GIGA
    if free < PLACE:
        return Point("disque", WORTH_NOTING, f"{_number(free)} Go libres", "en libérer avant un rapport ou un balayage")
    return Point("disque", OK, f"{_number(free)} Go libres")


def _memory() -> Point:
    free = _free_memory()
    if free is None:
        return Point("mémoire", WORTH_NOTING, "inconnue", "compter 1 Go libre par processus")
    if free < MEMORY:
        return Point("mémoire", WORTH_NOTING, f"{_number(free)} Go libres", "moins de candidats, --workers 1")
    return Point("mémoire", OK, f"{_number(free)} Go libres, {os.cpu_count()} processeurs")


def _free_memory() -> float | None:
    """Return the free memory in GB, or None if the system does not report it."""
    try:
        import psutil
    except ImportError:
        return None
    return float(psutil.virtual_memory().available) / GIGA


def _encoding() -> Point:
    encoding = (getattr(sys.__stdout__, "encoding", None) or "aucun").lower()
    if encoding.replace("-", "").replace("_", "") in ("utf8", "utf8sig"):
        return Point("lettres du terminal", OK, "UTF-8")
    remedy = "PYTHONUTF8=1 ; les fichiers, eux, sont toujours en UTF-8"
    return Point("lettres du terminal", WORTH_NOTING, f"{encoding} : certaines sont remplacées", remedy)


def _fonts() -> Point:
    folders = (Path(name).expanduser() for name in FONTS)
    if any(_has_font(folder) for folder in folders):
        return Point("polices", OK, "présentes")
    remedy = "installer DejaVu ou Liberation (fonts-dejavu) pour les PDF et les PNG"
    return Point("polices", WORTH_NOTING, "aucune trouvée", remedy)


def _has_font(folder: Path) -> bool:
    return any(name.lower().endswith((".ttf", ".otf", ".ttc")) for _, _, names in os.walk(folder) for name in names)


def _pdf() -> Point:
    if not _there("weasyprint"):
        return Point("PDF", WORTH_NOTING, "weasyprint absent : les pages restent en HTML", 'pip install "bts-sim[pdf]"')
    if not _loads(PANGO):
        return Point(
            "PDF", WORTH_NOTING, "Pango absent : les pages restent en HTML", "installer Pango (libpango-1.0-0)"
        )
    return Point("PDF", OK, f"weasyprint {_version('weasyprint')}, Pango")


def _loads(names: Iterable[str]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False


def _compiled() -> Point:
    if _there("numba"):
        return Point("moteur compilé", OK, f"numba {_version('numba')}")
    return Point(
        "moteur compilé",
        WORTH_NOTING,
        "numba absent : mêmes nombres, balayages et intervalles plus lents",
        'pip install "bts-sim[rapide]"',
    )


def _dask() -> Point:
    if _there("distributed"):
        return Point("Dask", OK, f"distributed {_version('distributed')}")
    return Point("Dask", WORTH_NOTING, "absent : sweep sur cette machine seule", 'pip install "bts-sim[dask]"')


def _browser() -> Point:
    if any(map(shutil.which, CHROMIUM)):
        return Point("Chromium", OK, "présent (pour les tests)")
    return Point("Chromium", WORTH_NOTING, "absent : des tests de pages sont passés", "rien, sauf pour développer")


def _git() -> Point:
    from bts_sim.runs.provenance import git_state

    commit, modified = git_state(PACKAGE.parent)
    if commit is None:
        version = _version("bts-sim")
        return Point("version du code", OK, f"bts_sim {version}, hors d'un dépôt git")
    if modified:
        return Point("version du code", WORTH_NOTING, f"{commit[:10]}, modifiée", "le manifeste le dira : modifie")
    return Point("version du code", OK, commit[:10])


def _there(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
