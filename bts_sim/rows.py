"""The rows of a table, read by column name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    import pandas as pd


class Row(Protocol):
    """The columns that tables and charts read, each with its type, which is the same in every table."""

    a: float
    admis: float
    bas: float
    bascule: float
    candidats: float
    correlation: float
    de: float
    ecart: float
    euros: float
    haut: float
    heures_candidat: float
    heures_examinateur: float
    jurys: float
    livingston_lewis: float
    maximum: float
    mediane: float
    meilleur: float
    minimum: float
    minutes_par_jour: float
    modele: float
    moyenne_minimale: float
    n: float
    niveau: float
    nombre: float
    note_a_l_acces: float
    observe: float
    oraux_par_diplome: float
    part: float
    predit: float
    premier_bas: float
    premier_haut: float
    premier_ordre: float
    premiere_note: float
    probabilite: float
    sessions: float
    seuil: float
    total: float
    total_bas: float
    total_haut: float
    valeur: float
    valeur_a: float
    valeur_de: float
    x: float
    y: float

    apres: str
    attendues: str
    autorise: str
    avant: str
    calendrier: str
    chiffre: str
    choix: str
    condition: str
    dans_l_intervalle: str
    decision: str
    discipline: str
    genre: str
    indicateur: str
    mesure: str
    methode: str
    modalite: str
    moyenne: str
    oraux: str
    ou: str
    par: str
    parametre: str
    premier: str
    raison: str
    reference: str
    regime: str
    regime_apres: str
    regime_avant: str
    second: str
    sens: str
    tarif: str
    texte: str
    unite: str

    mille: int

    #: A name, or a multiplier.
    facteur: Any
    #: A mark, or a remark.
    note: Any


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table, each as a dictionary from column name to value."""
    # pandas allows any hashable as a column name; ours are texts.
    return cast("list[dict[str, Any]]", table.to_dict("records"))


def numbered(table: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    """Yield the rows of a table read from a file, each with its line number."""
    return zip(table.index, (row for _, row in table.iterrows()), strict=True)


def rows_in(table: pd.DataFrame) -> Iterator[Row]:
    """Yield the rows of a table, with the columns as attributes."""
    # pandas knows no column types, so its own rows could hold anything.
    return cast("Iterator[Row]", table.itertuples(index=False))
