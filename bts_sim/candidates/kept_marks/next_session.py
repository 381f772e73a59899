"""List what refused candidates may keep for the next session, in the format that `keep_acquis` reads."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from bts_sim.candidates.assemble import says
from bts_sim.candidates.kept_marks.file import COLONNES, EPREUVE, ORAL
from bts_sim.droit.acquis import derniers_jours
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import en_points
from bts_sim.droit.regles.acquis import blocs_acquis, note_obtenue
from bts_sim.droit.releve import SANS_ORAL, Statut
from bts_sim.droit.vocabulaire import NON, OUI, PROGRESSIVE

if TYPE_CHECKING:
    from bts_sim.candidates.grade import Grading
    from bts_sim.cohort.group import Groupe
    from bts_sim.droit.deliberation import Decided

#: Decisions after which a candidate may come back; a candidate who waits for the orals has no decision yet.
WITHOUT_DIPLOMA = (Decision.REFUSE, Decision.ELIMINE, Decision.SANS_DECISION_FINALE)
#: Statuses with a mark, and the statuses whose mark comes from an earlier session.
WITH_MARK, KEPT = (Statut.NOTE, Statut.BE, Statut.RE), (Statut.BE, Statut.RE)
TABLE = (*COLONNES, "gardee_a_la_session", "conserve_toutes_notes", "attestation", "valable_jusqu_au")


def table_des_acquis(grading: Grading, obtenue_le: datetime.date) -> pd.DataFrame:
    """Return the units that refused candidates have acquired, and the marks that may be carried over.

    `obtenue_le`: the day on which the marks of this session were obtained. The file of marks does not give the day of a
    bénéfice or a report, which is earlier: its date stays empty, to be filled in, and is never renewed.
    `gardee_a_la_session` gives the session at which it was already kept.
    `attestation`: the unit is a bloc that the recteur certifies. `demande` proposes the bénéfices and not the reports.
    """
    parts = [_of_some(grading, part, obtenue_le) for d in grading.deliberations.values() for part in d.parts]
    table = pd.concat(parts) if parts else pd.DataFrame(columns=["rang", *TABLE])
    return table.sort_values("rang", kind="stable")[list(TABLE)].reset_index(drop=True)


def _of_some(grading: Grading, d: Decided[Groupe], obtenue_le: datetime.date) -> pd.DataFrame:
    """Return the table of some candidates of one specialty, on whom one regime decides."""
    g, releve = d.groupe, d.groupe.releve
    candidats = grading.dossiers.candidats.iloc[g.candidats]
    progressive = (candidats["forme"] == PROGRESSIVE).to_numpy()
    keeps_all = says(candidats, "conserve_toutes_notes", OUI)
    statuts = np.column_stack([releve.statuts, releve.statuts_facultatives])
    first = np.column_stack([releve.notes, releve.notes_facultatives])
    written = np.where(np.isin(statuts, WITH_MARK), first, SANS_ORAL)
    compulsory = note_obtenue(releve, d.oraux, g.reglement, d.deliberation.regime)
    notes = np.column_stack([compulsory, written[:, compulsory.shape[1] :]])
    acquired = blocs_acquis(notes, d.deliberation.bareme)
    carried = (notes > SANS_ORAL) & (progressive | keeps_all)[:, np.newaxis]
    comes_back = np.isin(d.second.decision, WITHOUT_DIPLOMA) & ~releve.suspendu
    who, unit = np.nonzero((acquired | carried) & comes_back[:, np.newaxis])
    by_oral = (notes > written)[who, unit]
    earlier = np.isin(statuts, KEPT)[who, unit] & ~by_oral
    dates = [None if before else obtenue_le for before in earlier.tolist()]
    codes = np.array([u.code for u in (*g.reglement.unites, *g.reglement.facultatives)], dtype=object)
    has = acquired[who, unit]
    return pd.DataFrame(
        {
            "rang": g.candidats[who],
            "candidat": candidats["candidat"].astype(object).to_numpy()[who],
            "specialite": g.reglement.specialite,
            "unite": codes[unit],
            "note": [en_points(note) for note in notes[who, unit].tolist()],
            "obtenue_le": ["" if day is None else str(day) for day in dates],
            "origine": np.where(by_oral, ORAL, EPREUVE),
            "demande": np.where(has, OUI, NON),
            "forme": candidats["forme"].astype(object).to_numpy()[who],
            "gardee_a_la_session": np.where(earlier, str(grading.bareme.session), ""),
            "conserve_toutes_notes": np.where(keeps_all, OUI, "")[who],
            "attestation": np.where(has, OUI, NON),
            "valable_jusqu_au": derniers_jours(dates, grading.bareme.session),
        }
    )
