"""An analyst's regime as a commented file: all of an existing regime, with the requested changes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from bts_sim.droit.bareme import Lectures
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import Structure, Valeurs, load_regime, regime_numbers
from bts_sim.droit.textes import libelles, lire, points_ouverts
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.yaml_strict import Refused, load_strict
from bts_sim.templates.comments import fill_template, meanings

RULES = tuple(Structure.model_fields)
VALUES = tuple(Valeurs.model_fields)
LECTURES = tuple(field.name for field in fields(Lectures))
#: The remedy for a change without a value.
HOW_TO_WRITE = "écrire CLÉ=VALEUR, comme seuil_general=7,5"
KEYS = (*RULES, *VALUES, *LECTURES)


def regime_template(
    nom: str, depuis: str, changements: Mapping[str, str], session: int, le: datetime.date, fichier: str
) -> str:
    """Return the file of a regime named `nom`, to be saved as `fichier`, made from another regime.

    `changements`: key → its value, as typed. If only rules of the regime change, the file holds them all. With another
    value of the barème or another reading, it is a reform of the law of `session`. Raises InputError for keys that no
    regime has; values are checked when the file is read.
    """
    _check(changements)
    start, asked = load_regime(depuis), {key: _typed(text) for key, text in changements.items()}
    rules = {name: _plain(name, value) for name, value in regime_numbers(start).items()}
    values = {name: _plain(name, value) for name, value in start.valeurs.items()}
    default = asdict(lire())
    readings = {name: value for name, value in asdict(start.lectures).items() if value != default[name]}
    rules |= {key: value for key, value in asked.items() if key in RULES}
    values |= {key: value for key, value in asked.items() if key in VALUES}
    readings |= {key: changements[key] for key in changements if key in LECTURES}
    return fill_template(
        "regime",
        nom=nom,
        depuis=depuis,
        fichier=fichier,
        session=session,
        le=le,
        regles={key: (value, *_rule(key)) for key, value in rules.items()},
        valeurs={key: (value, meanings(Valeurs)[key]) for key, value in values.items()},
        lectures={key: (value, _reading(key)) for key, value in readings.items()},
    )


def _rule(key: str) -> tuple[str, Mapping[str, str]]:
    """Return the meaning of a rule of a regime, and the choices for it."""
    words = libelles()[key]
    unit = ", sur 20" if key.startswith("seuil_") and key != "seuil_points" else ""
    return f"{words['libelle']}{unit}", words.get("regles", {})


def _reading(key: str) -> str:
    point = points_ouverts()[key]
    choices = " ; ".join(f"{name} : {one['phrase']}" for name, one in point["choix"].items())
    return f"{point['question']} {choices}"


def without_value(key: str) -> str:
    """Return, as a remedy, what to write for a key that was given no value."""
    field = Structure.model_fields.get(key)
    if field is not None and field.default is None:
        return f"donner sa valeur, ou {key}=null pour n'en avoir aucune"
    return HOW_TO_WRITE


def _check(changements: Mapping[str, str]) -> None:
    unknown = [key for key in changements if key not in KEYS]
    if unknown:
        known = ", ".join(KEYS)
        raise InputError(
            Fault("--changer", None, key, changements[key], "clé inconnue", nearest(key, KEYS) or f"clés : {known}")
            for key in unknown
        )


def _plain(name: str, value: Any) -> Any:
    """Return a threshold in hundredths as people write it; rules and the number of orals stay as they are."""
    if not isinstance(value, int) or name == "nombre_oraux":
        return value
    return value // CENTIEMES if value % CENTIEMES == 0 else value / CENTIEMES


def _typed(text: str) -> Any:
    """Return a typed value: a number may have a decimal comma, and an empty text removes a threshold."""
    try:
        return load_strict(text.replace(",", "."))[1]
    except Refused:
        # 010 (octal in YAML), an impossible date or an unclosed bracket stays a text, which the schema judges.
        return text
