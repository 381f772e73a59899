"""Turn a table with one row per candidate and one column per unit into a table with one row per mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bts_sim.files.columns import Columns
from bts_sim.files.table import Table
from bts_sim.notices import tell

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def unpivot(table: Table, columns: Columns) -> None:
    """Turn a wide table into rows of candidat, unite, note and statut; an empty cell gives no row, and never a zero.

    A column that is not a unit is refused if one of its cells could be a mark. Otherwise it is left out, and this is
    reported.
    """
    import numpy as np
    import pandas as pd

    if table.frame is None:
        return
    frame, could_be = table.frame, columns.admits["note"]
    units = [name for name in frame.columns if name in columns.units]
    aside: list[str] = []
    for name in [one for one in frame.columns if one not in (*units, "candidat")]:
        meant = [value for value in frame[name].unique() if value and could_be(value)]
        if meant:
            remedy = (
                "la laisser hors du fichier si c'est un rang ou une moyenne ; si ce sont les notes d'une unité, "
                "la nommer par le code de cette unité, comme U41"
            )
            table.refuse("colonne de notes qui n'est pas une unité", remedy, colonne=name, valeur=str(meant[0]))
        else:
            aside.append(str(name))
    # A table that is also that of candidates has ten of them.
    if len(aside) == 1:
        tell(table.name, "colonne laissée de côté : ni une unité, ni des notes", column=aside[0])
    elif aside:
        tell(table.name, f"colonnes laissées de côté, ni des unités, ni des notes : {', '.join(aside)}")
    if table.fautes:
        # The unit of those marks is unknown, so no other mark can be called missing.
        table.frame = None
        return
    filled: list[NDArray[np.intp]] = [np.flatnonzero((frame[unit] != "").to_numpy()) for unit in units]
    together: NDArray[np.intp] = np.concatenate(filled)
    # In the order of the file, then of the columns.
    order = np.argsort(together, kind="stable")
    rows = together[order]
    codes = np.repeat(np.arange(len(units)), [len(one) for one in filled])[order]
    marks = np.concatenate([frame[unit].astype(object).to_numpy()[at] for unit, at in zip(units, filled, strict=True)])
    long = {
        "candidat": frame["candidat"].iloc[rows].reset_index(drop=True),
        "unite": pd.Categorical.from_codes(codes, categories=pd.Index(units, dtype=object)),
        "note": _category(marks[order]),
        "statut": _category(np.full(len(rows), "", dtype=object)),
    }
    table.frame = pd.DataFrame(long).set_index(pd.Index(frame.index.to_numpy()[rows], name="ligne"))


def _category(texts: NDArray[np.object_]) -> pd.Categorical:
    import pandas as pd

    codes, values = pd.factorize(texts, sort=True)
    return pd.Categorical.from_codes(codes, categories=pd.Index(values, dtype=object))
