"""The real candidates whom a reform concerns (`pour:`): those of some values of the columns of their table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from bts_sim.candidates.groups import groups_given
from bts_sim.candidates.tables import CANDIDATES, CANDIDATES_OPTIONAL
from bts_sim.cohort.group import Groupe
from bts_sim.droit.bareme import Bareme, Pour, Regime
from bts_sim.droit.deliberation import Decided, DecidedInParts, Deliberation
from bts_sim.droit.distance import band_names, band_of_each
from bts_sim.errors import Fault, InputError, nearest
from bts_sim.files.read import Table

#: The condition that no column holds: the marks give it.
DISTANCE = "distance"
#: Values of a column that a message lists.
SHOWN = 12
#: What of a regime decides which orals may be given.
OF_ORALS = ("choix", "nombre_oraux")


def check_graded_together(regime: Regime, *, with_orals: bool) -> None:
    """Refuse a reform of some candidates whose tables would have to be read by two rules.

    `with_orals`: whether marks of orals are given.

    Raises:
        InputError: marks that are kept, deduced domains or orals given are not read alike for those concerned and for
            the others.
    """
    if regime.pour is None:
        return
    own, others = (_read_by(one, OF_ORALS if with_orals else ()) for one in regime.parts)
    apart = [name for name, value in own.items() if value != others[name]]
    if apart:
        problem = f"{', '.join(apart)} : la réforme et {regime.pour.base.nom} ne lisent pas de même les fichiers"
        remedy = "juger à part, chacun sous son régime, ceux que la réforme concerne et les autres"
        raise InputError([Fault(regime.nom, None, "pour", regime.pour.en_mots(), problem, remedy)])


def _read_by(regime: Regime, names: Sequence[str]) -> dict[str, object]:
    """Return what of a regime decides whether the tables are sound."""
    kept = {
        "seuil_benefice": regime.valeurs.get("seuil_benefice"),
        "domaines_deduits": regime.lectures.domaines_deduits,
    }
    return kept | {name: getattr(regime, name) for name in names}


def in_parts(
    opened: Mapping[str, Decided[Groupe]], pour: Pour, bareme: Bareme, candidats: pd.DataFrame
) -> dict[str, Decided[Groupe]]:
    """Return the decisions of a reform by specialty, with those of the others' regime on whom it does not concern.

    `opened`: the decisions of the reform on everybody. `bareme`: that of the session. `candidats`: the rows without
    faults of their table, in the order of the groups; it has every column of the conditions.
    """
    return {code: _split(d, pour, bareme, candidats) for code, d in opened.items()}


def _split(d: Decided[Groupe], pour: Pour, bareme: Bareme, candidats: pd.DataFrame) -> Decided[Groupe]:
    others = Decided(Deliberation(d.groupe, bareme, pour.base))
    whom = np.ones(d.groupe.candidats.size, dtype=bool)
    for column, values in pour.conditions.items():
        if column == DISTANCE:
            names = np.array([*band_names(others.deliberation.bareme), ""])
            whom &= np.isin(names[band_of_each(others.premier, others.deliberation.bareme)], values)
        else:
            whom &= candidats[column].iloc[d.groupe.candidats].isin(values).to_numpy()
    if whom.all():
        return d
    return DecidedInParts(d.deliberation, others=others, concerned=whom) if whom.any() else others


def concerned_faults(regime: Regime, candidats: Table, bareme: Bareme) -> Iterator[Fault]:
    """Yield a fault for each column of a reform that a table lacks, and for each value that nobody there has."""
    if regime.pour is None or candidats.frame is None:
        return
    frame = candidats.frame
    lacking = [*column_faults(regime, candidats.name, frame)]
    yield from lacking
    for column in [one for one in regime.pour.conditions if one not in {fault.colonne for fault in lacking}]:
        there = (
            band_names(bareme.sous(regime.pour.base))
            if column == DISTANCE
            else sorted({str(value) for value in frame[column].unique()} - {""})
        )
        told = ", ".join(there[:SHOWN]) + (f"… ({len(there)} valeurs)" if len(there) > SHOWN else "")
        for value in regime.pour.conditions[column]:
            if value not in there:
                problem = "« pour » ne nomme personne : nul candidat n'a cette valeur"
                remedy = nearest(value, there) or (f"valeurs de la colonne : {told}" if told else "elle est vide")
                yield Fault(candidats.name, None, column, value, problem, remedy)


def column_faults(regime: Regime, name: str, candidats: pd.DataFrame) -> Iterator[Fault]:
    """Yield a fault for each column of a reform that makes no group in a table of candidates; `name`: that table."""
    known = [one for one in (*CANDIDATES, *CANDIDATES_OPTIONAL) if one in candidats and one != "candidat"]
    known += [*groups_given(candidats.columns), DISTANCE]
    for column in regime.pour.conditions if regime.pour else ():
        if column not in known:
            problem = "« pour » nomme une colonne que la table des candidats n'a pas"
            if column in candidats:
                problem = "« pour » nomme une colonne qui désigne des personnes, et non un groupe"
            remedy = nearest(column, known) or f"colonnes : {', '.join(known)}"
            yield Fault(name, None, column, "", problem, remedy)
