"""The simulated candidates whom a reform concerns (`pour:`), and the refusal of a reform that concerns nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from bts_sim.cohort.compose import ORIGINS, SCHOOL, SCHOOLS, SECTORS, SEXES
from bts_sim.cohort.describe import Cohort
from bts_sim.cohort.group import Block, Groupe
from bts_sim.droit.bareme import Bareme, Pour, Regime
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.distance import band_names, band_of_each
from bts_sim.droit.points import Bools
from bts_sim.errors import Fault, InputError, nearest

#: The columns that are no attribute of a simulated candidate before his marks.
SPECIALTY, DISTANCE = "specialite", "distance"
#: Attributes that follow from others: who is in no school has no kind of school.
VOIE, KIND_OF_SCHOOL, ACADEMY = "voie", "etablissement", "academie"


def concerned(groupe: Groupe | Block, pour: Pour, bareme: Bareme) -> Bools:
    """Return which candidates of a simulated group a reform concerns, shape (n,).

    `bareme`: that of the session. The distance from admission is that of the first group of the others' regime.
    """
    found, known = np.ones(groupe.candidats.size, dtype=bool), groupe.composition.attributes()
    for column, values in pour.conditions.items():
        if column == SPECIALTY:
            found &= groupe.are_of(values)
        elif column == DISTANCE:
            d = Deliberation(groupe, bareme, pour.base)
            names, band = band_names(d.bareme), band_of_each(d.premier, d.bareme)
            found &= np.isin(band, [rank for rank, name in enumerate(names) if name in values])
        else:
            found &= np.isin(known[column].words(), values)
    return found


def check_concerned(regimes: Iterable[Regime], described: Cohort) -> None:
    """Refuse the reforms whose conditions no candidate of a cohort can meet, all faults at once.

    Raises:
        InputError: a column that simulated candidates do not have, or a value that none of them has.
    """
    faults = [fault for regime in regimes if regime.pour for fault in _faults(regime.nom, regime.pour, described)]
    if faults:
        raise InputError(faults)


def _faults(nom: str, pour: Pour, described: Cohort) -> Iterator[Fault]:
    known = values_there(described, pour.base)
    for column, values in pour.conditions.items():
        key = f"pour.{column}"
        if column not in known:
            remedy = nearest(column, [*known]) or f"colonnes : {', '.join(known)}"
            if column == ACADEMY and not described.held:
                remedy = "donner une cohorte qui a la clé « academies », par --cohort"
            problem = "les candidats simulés n'ont pas cette colonne ; seul un fichier de candidats peut l'avoir"
            if described.held:
                problem = "le fichier des candidats n'a pas cette colonne"
            yield Fault(
                nom,
                None,
                key,
                "",
                "cette cohorte n'a pas d'académie" if column == ACADEMY and not described.held else problem,
                remedy,
            )
            continue
        for value in values:
            if value not in known[column]:
                remedy = nearest(value, known[column]) or f"valeurs de la cohorte : {', '.join(known[column])}"
                yield Fault(nom, None, key, value, "« pour » ne nomme personne de cette cohorte", remedy)


def values_there(described: Cohort, base: Regime) -> Mapping[str, Sequence[str]]:
    """Return the values that candidates of a cohort may have, by column; an académie only where it has some.

    Real candidates have those of their file.
    """
    distances = band_names(described.bareme.sous(base))
    if described.held:
        there = {
            name: [one.values[code] for code in np.unique(one.codes[one.codes >= 0])]
            for name, one in described.held.told.items()
        }
        return {**there, SPECIALTY: list(described.specialites), DISTANCE: distances}
    margins = described.people.margins()
    voies, origins = (
        [name for name, share in (shares or {}).items() if share > 0] for shares in (margins.voies, margins.origines)
    )
    return {
        VOIE: voies,
        **(
            {ACADEMY: [name for name, share in described.academies.items() if share > 0]} if described.academies else {}
        ),
        "origine": [name for name in ORIGINS if name in origins],
        "sexe": SEXES,
        SPECIALTY: described.with_reglement,
        KIND_OF_SCHOOL: SCHOOLS if SCHOOL in voies else (),
        "secteur": SECTORS,
        DISTANCE: distances,
    }
