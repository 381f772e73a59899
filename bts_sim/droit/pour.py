"""The key `pour:` of a reform: the candidates for whom it holds, as its file says it."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from bts_sim.droit.vocabulaire import GLOBALE, NON, OUI, PROGRESSIVE, VOIES
from bts_sim.errors import Refusal, nearest

#: Columns whose values are those of the law in every file, simulated or real.
CODES = {"voie": VOIES, "forme": (GLOBALE, PROGRESSIVE), "derniere_session": (OUI, NON)}
#: An example of a condition, for remedies.
EXAMPLE = "voie: apprentissage"


def _each(given: Any) -> Any:
    """Return one value or several as a list of texts: a code of digits is a number for YAML."""
    several = given if isinstance(given, list) else [given]
    return [str(one) if isinstance(one, int) and not isinstance(one, bool) else one for one in several]


def _given(values: list[str]) -> list[str]:
    if not values or not all(one.strip() for one in values):
        raise Refusal("condition sans valeur", f"donner une valeur, ou plusieurs entre crochets, comme {EXAMPLE}")
    return list(dict.fromkeys(one.strip() for one in values))


Values = Annotated[
    list[str],
    BeforeValidator(_each, json_schema_input_type=str | int | list[str | int]),
    AfterValidator(_given),
]


def _checked(conditions: dict[str, list[str]]) -> dict[str, list[str]]:
    if not conditions:
        raise Refusal("« pour » ne dit pas pour qui", f"y mettre une condition, comme {EXAMPLE}, ou retirer la clé")
    unknown = [
        (column, value) for column, codes in CODES.items() for value in conditions.get(column, []) if value not in codes
    ]
    if unknown:
        told = ", ".join(f"{column} « {value} »" for column, value in unknown)
        meant = [nearest(value, CODES[column]) or f"{column} : {', '.join(CODES[column])}" for column, value in unknown]
        raise Refusal(f"« pour » ne nomme personne : {told}", " ; ".join(dict.fromkeys(meant)))
    return conditions


#: Column → its values, one or several; a candidate is concerned if every condition holds.
Conditions = Annotated[dict[str, Values], AfterValidator(_checked)]
