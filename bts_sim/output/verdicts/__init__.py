"""Charts and tables of how right decisions are, and of the choice of orals."""

from bts_sim.output.verdicts.choix import conseils, notes_necessaires, part_par_note, portee, regrets
from bts_sim.output.verdicts.decisions import (
    a_niveau_egal,
    concordance,
    decisions,
    ecarts,
    ecarts_a_niveau_egal,
    livingston_lewis,
    par_norme,
    selon_l_oral,
)

__all__ = [
    "a_niveau_egal",
    "concordance",
    "conseils",
    "decisions",
    "ecarts",
    "ecarts_a_niveau_egal",
    "livingston_lewis",
    "notes_necessaires",
    "par_norme",
    "part_par_note",
    "portee",
    "regrets",
    "selon_l_oral",
]
