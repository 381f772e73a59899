"""Why a candidate has no diploma, or not yet: every reason, not the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.bareme import Bareme, Regime, Reglement
from bts_sim.jury import Controle, Decision, SecondGroupe
from bts_sim.points import Bools, Ints
from bts_sim.regles.admission import (
    a_un_dossier_non_valide,
    est_absent_sans_justification,
    est_elimine_au_controle,
)
from bts_sim.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.regles.oraux_dus import Manquants
from bts_sim.releve import Releve

#: Access rules that a text of the law states; the others are of `regles/idees_fausses.py`.
ACCES_DU_DROIT = ("ferme", "non_admis", "moyennes_entre_seuils")


@dataclass(frozen=True)
class Motif:
    """One reason of `textes/motifs.yaml`.

    `sources`: the texts that say it, the preferred one first. `seuil` (hundredths) restricts it to regimes with that
    threshold.
    """

    code: str
    quand: str
    phrase: str
    sources: tuple[str, ...]
    seuil: int | None = None


def conditions(
    releve: Releve,
    reglement: Reglement,
    bareme: Bareme,
    regime: Regime,
    controle: Controle,
    oraux: Ints | None,
    second: SecondGroupe,
    manquants: Manquants | None = None,
) -> dict[str, Bools]:
    """Say to whom each named condition of `motifs.yaml` applies, shape (n,); `manquants` as `second_groupe` had it."""
    refuse = second.decision == Decision.REFUSE
    non_autorise = refuse & ~controle.autorise
    hors_seuils = non_autorise & (regime.acces == "moyennes_entre_seuils")
    absent = np.zeros(refuse.shape, dtype=bool)
    if oraux is not None:
        absences = None if manquants is None else manquants.absences
        absent = controle.autorise & est_elimine_au_controle(oraux, absences, regime.lectures)
    return {
        "absence_non_justifiee": est_absent_sans_justification(releve, reglement, regime.lectures),
        "dossier_non_valide": a_un_dossier_non_valide(releve, regime.lectures),
        "suspension_pour_fraude": releve.suspendu,
        "forme_progressive_non_terminee": releve.inacheve,
        "sous_le_seuil_general": hors_seuils & ~est_assez_proche(releve, reglement, bareme, regime),
        "sous_le_seuil_professionnel": hors_seuils & ~a_le_niveau_professionnel(releve, reglement, regime),
        "ecarte_par_le_jury": non_autorise & (regime.acces == "non_admis"),
        "refuse_par_une_idee_fausse": non_autorise & est_une_idee_fausse(regime),
        "refuse_sans_controle": refuse & (regime.acces == "ferme"),
        "refuse_apres_controle": refuse & controle.autorise,
        "absent_au_controle": absent,
    }


def est_une_idee_fausse(regime: Regime) -> bool:
    """Say whether the access or the admission of a regime is a rule that no text of the law states."""
    return regime.acces not in ACCES_DU_DROIT or regime.admission != "moyenne"


def motifs_du_regime(catalogue: Mapping[str, Motif], regime: Regime) -> list[Motif]:
    """Give the reasons that can be said of a regime, in order: a reason naming a threshold only where it holds."""
    seuils = {"sous_le_seuil_general": regime.seuil_general, "sous_le_seuil_professionnel": regime.seuil_professionnel}
    chosen: dict[str, Motif] = {}
    for motif in catalogue.values():
        if motif.seuil is None or motif.seuil == seuils[motif.quand]:
            chosen.setdefault(motif.quand, motif)
    return list(chosen.values())


def join_motifs(catalogue: Mapping[str, Motif], regime: Regime, conditions: Mapping[str, Bools]) -> list[str]:
    """Join with commas the codes of the reasons of each candidate, in the order of `motifs.yaml`."""
    motifs = motifs_du_regime(catalogue, regime)
    return join_rows(np.column_stack([conditions[m.quand] for m in motifs]), [m.code for m in motifs])


def join_rows(chosen: Bools, codes: Sequence[str]) -> list[str]:
    """Join with commas, for each row, the codes whose cell is true, in their order; at most 62 codes."""
    # A row as one number, a bit per code: many times faster to tell apart than rows.
    patterns, which = np.unique(chosen @ (1 << np.arange(len(codes))), return_inverse=True)
    texts = [",".join(code for i, code in enumerate(codes) if row >> i & 1) for row in patterns.tolist()]
    return [texts[i] for i in which.ravel().tolist()]
