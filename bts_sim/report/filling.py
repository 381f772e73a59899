"""Fill the templates of pages: text is always escaped, sentences are in the language spoken, only our scripts run."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from bts_sim.display.labels import FINE, number
from bts_sim.language import _, _n, langue, locale

HERE = Path(__file__).parent


def fill(template: str, *scripts: str, **values: Any) -> str:
    """Return a page from a template of this folder and the names of the scripts that it may run."""
    texts = [script(name) for name in scripts]
    environment: Any = _environment()
    page: str = environment.get_template(template).render(
        lang=langue(), scripts=texts, policy=policy(texts), mots=words(), **values
    )
    return page


def policy(scripts: Iterable[str], extra: str = "") -> str:
    """Return the Content-Security-Policy of a page: nothing is fetched, and only these scripts run, known by hash.

    A hostile text that came through as markup, `javascript:` links included, could still do nothing.
    """
    allowed = " ".join([f"'sha256-{_hash(text)}'" for text in scripts] + ([extra] if extra else [])) or "'none'"
    return (
        f"default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )


@functools.cache
def script(name: str) -> str:
    """Return one of our scripts, as text that may stand in a page."""
    return (HERE / name).read_text(encoding="utf-8")


def words() -> dict[str, str]:
    """Return the texts that scripts show, in the language spoken."""
    return {
        "copier": _("Copier"),
        "copie": _("Copié"),
        "telecharger": _("Télécharger (CSV)"),
        "trier": _("Trier par cette colonne"),
        "menu": _("Enregistrer ce graphique"),
        "png": _("Enregistrer en PNG"),
        "svg": _("Enregistrer en SVG"),
        "decompte": _("{n} exécution(s) sur {total}"),
    }


def moment(when: datetime) -> str:
    """Return a moment as text: `21 novembre 2026, 07:46 UTC`."""
    from babel.dates import format_datetime

    return str(format_datetime(when, "d MMMM y, HH:mm 'UTC'", locale=locale()))


def duration(seconds: float) -> str:
    """Return a number of seconds as text: `1 min 50 s`."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{number(seconds, 1 if seconds < 10 else 0)}{FINE}s"
    return f"{number(minutes, 0)}{FINE}min {rest:02d}{FINE}s"


def size(octets: int) -> str:
    """Return the size of a file as text, in a readable unit."""
    kilo, mega = octets / 1e3, octets / 1e6
    return f"{number(mega, 1)}{FINE}{_('Mo')}" if mega >= 1 else f"{number(max(kilo, 0.1), 1)}{FINE}{_('ko')}"


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined)
    made.globals |= {"_": _, "_n": _n}
    made.filters |= {"moment": moment, "duree": duration, "taille": size, "nombre": number}
    return made


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode("ascii")
