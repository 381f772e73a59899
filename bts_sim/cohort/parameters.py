"""The documented parameters of the model, and the checks of a value given for one of them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import TypeAdapter

from bts_sim.errors import Refusal, nearest
from bts_sim.files.ours import read_ours
from bts_sim.files.percents import check_percent, share_meant
from bts_sim.notices import tell


@dataclass(frozen=True)
class Parameter:
    """One parameter of the model, as `parameters.yaml` documents it; `loi`: the law of the draws of its interval."""

    nom: str
    libelle: str
    defaut: float
    bornes: tuple[float, float]
    unite: str
    preuve: str
    cote: str
    intervalle: tuple[float, float] | None = None
    loi: Literal["triangulaire", "uniforme"] | None = None

    @property
    def in_percent(self) -> bool:
        """Return True if the parameter is a share in percent."""
        return self.unite in ("pourcent", "pour cent")

    @property
    def ordinary(self) -> float:
        """Return the least plausible value: the lower end of its interval, or else its default."""
        return self.intervalle[0] if self.intervalle else self.defaut


@functools.cache
def parametres() -> Mapping[str, Parameter]:
    """Return the documented parameters of the model."""
    documented = read_ours(Path(__file__).parent / "parameters.yaml")
    return {nom: TypeAdapter(Parameter).validate_python({"nom": nom, **p}) for nom, p in documented.items()}


def unknown_parameter(nom: str) -> tuple[str, str]:
    """Return the problem and the remedy for a name that no parameter has."""
    return "paramètre inconnu", nearest(nom, list(parametres())) or ", ".join(parametres())


def refusals(nom: str, value: float) -> Iterator[tuple[str, str]]:
    """Yield the problem and the remedy of a value that is out of bounds, or can only be a fraction, not a percent."""
    one = parametres()[nom]
    low, high = one.bornes
    if not low <= value <= high:
        between_0_and_1 = one.unite == "sans unité" and low >= 0 and high <= 1
        share = share_meant(value) if between_0_and_1 and low <= value / 100 <= high else ""
        yield "hors bornes", share or f"de {low:g} à {high:g} ({one.unite})"
    elif one.in_percent and one.ordinary > 1:
        try:
            check_percent(value, low, high)
        except Refusal as refusal:
            yield refusal.problem, refusal.remedy


def tell_if_small(file: str, line: int | None, nom: str, value: float) -> None:
    """Report how a value under 1 is read where both a small percent and a fraction are plausible."""
    one = parametres()[nom]
    if one.in_percent and one.ordinary <= 1 and 0 < value < (one.ordinary or 1):
        said = f"{value:g}".replace(".", ",")
        tell(file, f"lu {said} %, et non {said} pour 1", line=line, column=f"parametres.{nom}", value=f"{value:g}")
