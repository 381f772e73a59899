"""Why a candidate has no diploma, or not yet: every reason, not the first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bts_sim.bareme import Regime
from bts_sim.jury import Controle, Decision, PremierGroupe, SecondGroupe
from bts_sim.points import Bools
from bts_sim.regles.admission import a_un_dossier_non_valide, est_absent_sans_justification
from bts_sim.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.releve import Releve


@dataclass(frozen=True)
class Motif:
    """One reason of `textes/motifs.yaml`; `seuil` (hundredths) restricts it to regimes with that threshold."""

    code: str
    quand: str
    phrase: str
    source: str
    seuil: int | None = None


def conditions(
    releve: Releve, premier: PremierGroupe, controle: Controle, second: SecondGroupe, regime: Regime
) -> dict[str, Bools]:
    """Say to whom each named condition of `motifs.yaml` applies, shape (n,)."""
    refuse = second.decision == Decision.REFUSE
    hors_seuils = refuse & ~controle.autorise & (regime.acces == "moyennes_entre_seuils")
    return {
        "absence_non_justifiee": est_absent_sans_justification(releve),
        "dossier_non_valide": a_un_dossier_non_valide(releve),
        "forme_progressive_non_terminee": releve.inacheve,
        "sous_le_seuil_general": hors_seuils & ~est_assez_proche(premier.generale, regime),
        "sous_le_seuil_professionnel": hors_seuils & ~a_le_niveau_professionnel(premier.professionnelle, regime),
        "refuse_sans_controle": refuse & (regime.acces == "ferme"),
        "refuse_apres_controle": refuse & controle.autorise,
    }


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
    apply = np.column_stack([conditions[m.quand] for m in motifs])
    patterns, which = np.unique(apply, axis=0, return_inverse=True)
    texts = [",".join(m.code for m, yes in zip(motifs, row, strict=True) if yes) for row in patterns.tolist()]
    return [texts[i] for i in which.tolist()]
