"""Words of the session of orals, and the shapes that its charts share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from bts_sim.display.labels import DOMAINES, number
from bts_sim.display.shown import Shown
from bts_sim.display.theme import OTHERS
from bts_sim.language import N_, _, translate
from bts_sim.rows import records

#: One colour per discipline, the most orals first; none is that of a regime.
SHADES = (*OTHERS, "#b8bcc2", "#7f8790", "#d5d8dc")
UNKNOWN, NO_PAY_RATE, SANS_DUREE = "—", N_("tarif non fourni"), N_("durée non lue")
SANS_ORAUX = N_("ce régime ne donne aucun oral à tenir")
HOUR = 60


def by_default(tallies: pd.DataFrame, expenses: pd.DataFrame) -> dict[str, dict[str, float]]:
    """Give each count of a regime under the default parameters, by regime and indicator."""
    whole = tallies[tallies["groupe"] == "ensemble"].set_index("regime")
    hours = expenses.pivot(index="regime", columns="par", values="heures_examinateur")
    found = whole[["autorises", "oraux", "diplomes_en_plus", "oraux_par_diplome"]].astype(float)
    found = found.assign(heures_examinateur=hours["session"], heures_par_diplome=hours["diplome"])
    return {str(nom): row for nom, row in zip(found.index, records(found), strict=True)}


def by_orals(table: pd.DataFrame) -> list[str]:
    """Give the disciplines, the one with most orals first."""
    return list(table.groupby("discipline")["oraux"].sum().sort_values(ascending=False, kind="stable").index)


def shades_of(order: Sequence[str]) -> alt.Color:
    """Give each discipline its colour, the same in every chart of the same orals."""
    names = [discipline_name(one) for one in order]
    scale = alt.Scale(domain=names, range=[SHADES[rank % len(SHADES)] for rank in range(len(names))])
    return alt.Color("nom:N", scale=scale, legend=alt.Legend(title=None, symbolType="square", columns=2))


def nothing(words: str) -> Shown:
    """Say in a table why there is nothing to draw."""
    return Shown(pd.DataFrame({_("Rien à montrer"): [_(words)]}))


def discipline_name(nom: str) -> str:
    """Write what an oral bears on, accents included: a discipline, or a whole domain."""
    head, __, domaine = nom.rpartition(" ")
    return _("domaine {nom}").format(nom=DOMAINES[domaine]) if head == "domaine" else translate(nom)


def number_or(value: Any, decimals: int, missing: str = UNKNOWN) -> str:
    """Write a number, or what stands for a missing one."""
    return _(missing) if pd.isna(value) else number(float(value), decimals)


def count_of(value: Any) -> str:
    """Write a count."""
    return number(float(value), 0)


def length_of(minutes: Any) -> str:
    """Write the length of a day: 6 h, 6 h 30."""
    if pd.isna(minutes):
        return UNKNOWN
    hours, rest = divmod(int(minutes), HOUR)
    if not rest:
        return _("{heures}\u202fh").format(heures=hours)
    return _("{heures}\u202fh\u202f{minutes}").format(heures=hours, minutes=f"{rest:02d}")


def tip_of(**named_fields: str) -> list[alt.Tooltip]:
    """Give the tooltips of some fields, by their words."""
    return [alt.Tooltip(f"{field_name}:N", title=words) for field_name, words in named_fields.items()]
