"""The allowance of a centre for one day of exam, by the candidates of the day."""

from __future__ import annotations

import functools
from pathlib import Path

from bts_sim.droit.calendriers.document import Cote, Strict, Texte
from bts_sim.droit.textes import TEXTES
from bts_sim.files.yaml_file import read_yaml


class Tranche(Strict):
    """An amount in euros for so many candidates a day, both ends included; no upper end for None."""

    candidats_de: int
    candidats_a: int | None
    euros: int


class Centre(Strict):
    """The amounts of a centre, from a session on."""

    de: int
    source: Texte
    fondement: Texte
    cote: Cote
    tranches: tuple[Tranche, ...]


class Indemnites(Strict):
    """The file of allowances."""

    centre: Centre


@functools.cache
def indemnites() -> Indemnites:
    """Return the allowances (textes/indemnites.yaml).

    Source: arrete-2022-08-10, decret-2022-1146
    """
    return read_yaml(Path(str(TEXTES / "indemnites.yaml")), Indemnites)


def indemnite_d_un_centre(session: int, candidats: int) -> int | None:
    """Return the allowance of a centre for one day, gross euros; 0 for fewer candidates than any amount is for.

    `candidats`: those of the day. None for a session before the text.
    """
    centre = indemnites().centre
    if session < centre.de:
        return None
    amounts = (
        one.euros
        for one in centre.tranches
        if one.candidats_de <= candidats and (one.candidats_a is None or candidats <= one.candidats_a)
    )
    return next(amounts, 0)
