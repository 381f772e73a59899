"""Values of parameters, read as the type of their default and checked against shared bounds."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from bts_sim.errors import LawError, Refusal
from bts_sim.files.percents import check_percent
from bts_sim.report.parameter_cells import MEANINGLESS


def _covered(session: int) -> int:
    from bts_sim.droit.textes import check_session

    try:
        check_session(session)
    except LawError as error:
        raise Refusal(error.problem, error.remedy) from None
    return session


def _percent(low: float = 0, high: float = 100) -> BeforeValidator:
    """Return the validator that refuses a fraction first: the bounds would only report it as out of them."""

    def check(value: object) -> object:
        return check_percent(value, low, high) if isinstance(value, int | float) else value

    return BeforeValidator(check)


class Parameters(BaseModel):
    """The parameters that notebooks share, with their bounds. A description completes the sentence « donner … »."""

    lang: Literal["fr", "en"] = Field("fr", description="fr ou en")
    session: Annotated[int, AfterValidator(_covered)] = Field(0, description="une session couverte, comme 2024")
    candidats: int = Field(0, ge=100, le=2_000_000, description="un entier de 100 à 2 000 000")
    graine: int = Field(0, ge=0, lt=2**32, description="un entier de 0 à 4 294 967 295")
    taux_groupe1: Annotated[float, _percent()] = Field(
        0, gt=0, lt=100, description="un taux en %, entre 0 et 100 exclus"
    )
    niveau: Annotated[float, _percent(50, 99.9)] = Field(
        0, ge=50, le=99.9, description="un niveau de confiance en %, de 50 à 99,9"
    )
    tirages: int = Field(1, ge=1, le=100_000, description="un entier de 1 à 100 000")
    cible: Annotated[float, _percent()] = Field(0, ge=0, le=100, description="un taux en %, de 0 à 100")
    retour: Annotated[float, _percent()] | None = Field(None, ge=0, le=100, description="une part en %, de 0 à 100")
    reference: str = Field("", min_length=1, description="un régime, par son nom ou son fichier")
    regimes: str = Field("", min_length=1, description="des régimes séparés par des virgules")
    specialites: str = Field("", description="des codes de spécialités séparés par des virgules, ou rien")
    cohorte: str = Field("", description="le chemin d'un fichier YAML de cohorte, ou rien")
    fichier_candidats: str = Field("", description="le chemin d'un fichier de candidats, ou rien")
    fichier_notes: str = Field("", description="le chemin d'un fichier de notes, ou rien")
    fichier_oraux: str = Field("", description="le chemin d'un fichier d'oraux, ou rien")


def typed_as(value: object, default: object) -> Any:
    """Return a value, text or already typed, as the type of the default. Raise Refusal if it is not of that type."""
    for kind, (read, remedy) in READERS.items():
        if isinstance(default, kind):
            try:
                return read(value)
            except (*MEANINGLESS, KeyError, OverflowError):
                raise Refusal("valeur refusée", remedy) from None
    if isinstance(value, str):
        try:
            value = ast.literal_eval(value)
        except MEANINGLESS:
            return value
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise Refusal("valeur refusée", "donner un nombre ou un texte (en YAML, entre guillemets)") from None
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
        # A mark has a comma, so only semicolons separate marks. Commas and semicolons separate names.
        return ";".join(value)
    if not isinstance(value, str) or "\0" in value:
        raise TypeError(value)
    # A list as YAML and Python write it.
    listed = re.fullmatch(r"\s*\[(.*)\]\s*", value)
    return ",".join(one.strip(" \"'") for one in listed[1].split(",")) if listed else value


def _literal(kind: type) -> Callable[[object], Any]:
    def read(value: object) -> Any:
        read = ast.literal_eval(value) if isinstance(value, str) else value
        if not isinstance(read, kind):
            raise TypeError(value)
        return read

    return read


#: Type of a default → how a value is read, and what to give. bool comes first: in Python it is an int.
READERS: dict[type, tuple[Callable[[object], Any], str]] = {
    bool: (_boolean, "donner true ou false"),
    int: (_integer, "donner un entier"),
    float: (_number, "donner un nombre"),
    str: (_text, "donner un texte (en YAML, entre guillemets)"),
    list: (_literal(list), "donner une liste, comme [1, 2]"),
    dict: (_literal(dict), "donner un dictionnaire, comme {'a': 1}"),
}


def bounded(name: str, value: Any) -> Any:
    """Return a value checked by the shared parameter of that name. Raise Refusal if it is not valid."""
    field = Parameters.model_fields.get(name)
    if field is None or (value is None and field.annotation is not str):
        return value
    try:
        return getattr(Parameters.model_validate({name: value}), name)
    except ValidationError as error:
        reason = error.errors()[0]
        refusal = reason.get("ctx", {}).get("error")
        if isinstance(refusal, Refusal):
            raise refusal from None
        problem = "hors bornes" if "than" in reason["type"] else "valeur refusée"
        raise Refusal(problem, f"donner {field.description}") from None
