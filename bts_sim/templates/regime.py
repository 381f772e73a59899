"""An analyst's regime as a commented file: all of an existing regime, with the requested changes."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any, NamedTuple

from bts_sim.droit.bareme import Lectures
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.pour import EXAMPLE
from bts_sim.droit.regimes import (
    AUCUN,
    ScenarioFile,
    Structure,
    Valeurs,
    is_none,
    is_shipped,
    load_regime,
    regime_numbers,
    shipped_regimes,
)
from bts_sim.droit.regles.catalogue import DROIT, IDEE_FAUSSE, JAMAIS_EN_VIGUEUR, origin_of_rule
from bts_sim.droit.textes import libelles, lire, points_ouverts, valeur
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.yaml_strict import Refused, load_strict
from bts_sim.templates.comments import fill_template, meanings

RULES = tuple(Structure.model_fields)
VALUES = tuple(Valeurs.model_fields)
LECTURES = tuple(field.name for field in fields(Lectures))
#: Keys that no law and no reform of the law has: only wrong ideas do.
OF_WRONG_IDEAS = ("seuil_points", "note_plancher", "seuil_oral")
#: Keys without a value where a regime has no such condition.
MAY_BE_NONE = tuple(key for key in RULES if Structure.model_fields[key].default is None)
#: The remedy for a change without a value.
HOW_TO_WRITE = "écrire CLÉ=VALEUR, comme seuil_general=7,5"
KEYS = (*RULES, *VALUES, *LECTURES)
#: Columns that `pour` may name, and that somebody may try to change.
COLUMNS = ("voie", "origine", "sexe", "academie", "specialite", "distance", "etablissement", "secteur")
#: What stands above the rules of each origin.
HEADINGS = {
    DROIT: "Le droit :",
    JAMAIS_EN_VIGUEUR: "Jamais en vigueur (croisements de deux droits, ou autres usages d'un oral, pour comparer) :",
    IDEE_FAUSSE: "Idées fausses (des sites publics les impriment, aucun texte ne les porte) :",
}


class _Rule(NamedTuple):
    """One key of a regime: its value, its meaning, and its choices by origin; `stated`: whether it is written."""

    value: Any
    meaning: str
    choices: Mapping[str, Mapping[str, str]]
    stated: bool


def regime_template(
    nom: str,
    depuis: str,
    changements: Mapping[str, str],
    session: int,
    le: datetime.date,
    fichier: str,
    pour: Mapping[str, Sequence[str]] | None = None,
    titre: str = "",
) -> str:
    """Return the file of a regime named `nom`, to be saved as `fichier`, made from another regime.

    `changements`: key → its value, as typed. If only rules of the regime change, the file holds them all. With another
    value of the barème, another reading or `pour`, it is a reform of the law of `session`. `pour`: column → values; the
    others keep the regime that it is made from. `titre`: its title; its name made readable by default. Raises
    InputError for keys that no regime has; values are checked when the file is read.
    """
    _check(changements)
    if pour:
        _check_start(depuis)
    start, asked = load_regime(depuis), {key: _typed(key, text) for key, text in changements.items()}
    rules = {name: _plain(name, value) for name, value in regime_numbers(start).items()}
    values = {name: _plain(name, value) for name, value in start.valeurs.items()}
    default = asdict(lire())
    readings = {name: value for name, value in asdict(start.lectures).items() if value != default[name]}
    rules |= {key: value for key, value in asked.items() if key in RULES}
    values |= {key: value for key, value in asked.items() if key in VALUES}
    readings |= {key: changements[key] for key in changements if key in LECTURES}
    told = {key: _rule(key, value, asked) for key, value in rules.items()}
    return fill_template(
        "regime",
        nom=nom,
        titre=_title(nom, pour or {}, titre),
        depuis=depuis,
        fichier=fichier,
        session=session,
        le=le,
        depart=depuis if pour and depuis != valeur("regime", session) else "",
        regles={key: one for key, one in told.items() if key not in OF_WRONG_IDEAS},
        fausses={key: told[key] for key in OF_WRONG_IDEAS},
        titres=HEADINGS,
        pour={column: values[0] if len(values) == 1 else list(values) for column, values in (pour or {}).items()},
        pour_qui=_capital(meanings(ScenarioFile)["pour"]),
        exemple=EXAMPLE,
        valeurs={key: (value, meanings(Valeurs)[key]) for key, value in values.items()},
        lectures={key: (value, _reading(key)) for key, value in readings.items()},
    )


def _title(nom: str, pour: Mapping[str, Sequence[str]], titre: str) -> str:
    """Return the title that a file has until its author writes one: its name, and whom it concerns."""
    readable = titre or _capital(nom.replace("_", " "))
    whose = " ; ".join(f"{column} : {' ou '.join(values)}" for column, values in pour.items())
    return f"{readable} ({whose})" if whose else readable


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _rule(key: str, value: Any, asked: Mapping[str, Any]) -> _Rule:
    words = libelles()[key]
    unit = ", sur 20" if key.startswith("seuil_") and key != "seuil_points" else ""
    by_origin: dict[str, dict[str, str]] = {}
    for name, phrase in words.get("regles", {}).items():
        kind = origin_of_rule(key, name)
        # The heading says it.
        by_origin.setdefault(kind, {})[name] = phrase.removesuffix(f" ({kind})")
    if key in MAY_BE_NONE:
        unit += f" ; {AUCUN} : pas de condition"
    stated = value is not None or key in asked or key not in OF_WRONG_IDEAS
    choices = {kind: by_origin[kind] for kind in HEADINGS if kind in by_origin}
    return _Rule(AUCUN if value is None else value, f"{words['libelle']}{unit}", choices, stated)


def _reading(key: str) -> str:
    point = points_ouverts()[key]
    choices = " ; ".join(f"{name} : {one['phrase']}" for name, one in point["choix"].items())
    return f"{point['question']} {choices}"


def without_value(key: str) -> str:
    """Return, as a remedy, what to write for a key that was given no value."""
    return f"donner sa valeur, ou {key}={AUCUN} pour n'en avoir aucune" if key in MAY_BE_NONE else HOW_TO_WRITE


def _check(changements: Mapping[str, str]) -> None:
    unknown = [key for key in changements if key not in KEYS]
    if unknown:
        raise InputError(
            Fault("--changer", None, key, changements[key], "clé inconnue", _meant(key, changements[key]))
            for key in unknown
        )


def _meant(key: str, value: str) -> str:
    """Return what somebody who changes an unknown key most likely means."""
    if key in COLUMNS:
        return f"pour que la réforme ne concerne que ces candidats : --pour {key}={value}"
    own = [key for key in RULES if key not in OF_WRONG_IDEAS]
    known = f"règles : {', '.join(own)} ; valeurs : {', '.join(VALUES)} ; lectures : {', '.join(LECTURES)}"
    return nearest(key, KEYS) or f"{known} ; des seules idées fausses : {', '.join(OF_WRONG_IDEAS)}"


def _check_start(depuis: str) -> None:
    """Refuse to make a reform of some candidates from a file: its own file has to name what the others follow."""
    if not is_shipped(depuis):
        problem = "avec --pour, que suivent les autres candidats ? Un régime ou un scénario du projet, par son nom"
        remedy = (
            f"--depuis {shipped_regimes()[-1]}, ou un nom de bts-sim law --scenarios ; mettre le reste dans --changer"
        )
        raise InputError([Fault("--depuis", None, "", depuis, problem, remedy)])


def _plain(name: str, value: Any) -> Any:
    """Return a threshold in hundredths as people write it; rules and the number of orals stay as they are."""
    if not isinstance(value, int) or name == "nombre_oraux":
        return value
    return value // CENTIEMES if value % CENTIEMES == 0 else value / CENTIEMES


def _typed(key: str, text: str) -> Any:
    """Return a typed value: a number may have a decimal comma; `aucun`, or YAML's `null`, removes a threshold."""
    if key in MAY_BE_NONE and is_none(text):
        return None
    try:
        return load_strict(text.replace(",", "."))[1]
    except Refused:
        # 010 (octal in YAML), an impossible date or an unclosed bracket stays a text, which the schema judges.
        return text
