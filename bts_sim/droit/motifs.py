"""The reasons why a candidate has no diploma, or not yet: all of them, not only the first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bts_sim.droit.bareme import Bareme, Regime, Reglementation
from bts_sim.droit.jury import Controle, Decision, SecondGroupe
from bts_sim.droit.points import Bools, Ints
from bts_sim.droit.regles import idees_fausses
from bts_sim.droit.regles.admission import (
    a_un_dossier_non_valide,
    est_absent_sans_justification,
    est_elimine_au_controle,
)
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION
from bts_sim.droit.regles.conditions import Conditions
from bts_sim.droit.regles.oraux_dus import Manquants
from bts_sim.droit.releve import Releve


@dataclass(frozen=True)
class Motif:
    """One reason of `textes/motifs.yaml`.

    `quand`: the name, in `conditions`, of the case where it applies. `sources`: the texts that state it, the preferred
    one first. `seuil` (hundredths) restricts it to regimes with that threshold.
    """

    code: str
    quand: str
    phrase: str
    sources: tuple[str, ...]
    seuil: int | None = None


def conditions(
    releve: Releve,
    reglement: Reglementation,
    bareme: Bareme,
    regime: Regime,
    controle: Controle,
    oraux: Ints | None,
    second: SecondGroupe,
    manquants: Manquants | None = None,
) -> dict[str, Bools]:
    """Return the candidates to which each `quand` of `motifs.yaml` applies, shape (n,).

    `manquants`: as given to `second_groupe`. A condition of access, under the name of its rule, applies to those
    refused for not meeting it.
    """
    refuse = second.decision == Decision.REFUSE
    non_autorise = refuse & ~controle.autorise
    regle, admission = ACCES[regime.acces], ADMISSION[regime.admission]
    acces = regle(releve, reglement, bareme, regime)
    absent = np.zeros(refuse.shape, dtype=bool)
    if oraux is not None:
        absences = None if manquants is None else manquants.absences
        absent = controle.autorise & est_elimine_au_controle(oraux, absences, regime.lectures)
    return {
        "absence_non_justifiee": est_absent_sans_justification(releve, reglement, regime.lectures),
        "dossier_non_valide": a_un_dossier_non_valide(releve, regime.lectures),
        "suspension_pour_fraude": releve.suspendu,
        "forme_progressive_non_terminee": releve.inacheve,
        "refuse_par_une_idee_fausse": non_autorise & (est_une_idee_fausse(regle) or est_une_idee_fausse(admission)),
        "refuse_sans_controle": non_autorise & (not acces.posees),
        "refuse_apres_controle": refuse & controle.autorise,
        "absent_au_controle": absent,
    } | ({} if est_une_idee_fausse(regle) else manquees(acces, non_autorise))


def est_une_idee_fausse(regle: Callable[..., Conditions]) -> bool:
    """Return whether no text of the law states a rule."""
    return regle.__module__ == idees_fausses.__name__


def manquees(acces: Conditions, parmi: Bools) -> dict[str, Bools]:
    """Return, for each condition of access by name, which of the candidates `parmi` do not meet it, shape (n,)."""
    found: dict[str, Bools] = {}
    for condition in acces.posees:
        found[condition.nom] = found.get(condition.nom, np.zeros_like(parmi)) | (parmi & ~condition.tenue)
    return found


def motifs_du_regime(catalogue: Mapping[str, Motif], regime: Regime) -> list[Motif]:
    """Return the reasons possible under a regime, in order; a reason with a threshold needs a regime that has it."""
    seuils = {"est_assez_proche": regime.seuil_general, "a_le_niveau_professionnel": regime.seuil_professionnel}
    chosen: dict[str, Motif] = {}
    for motif in catalogue.values():
        if motif.seuil is None or motif.seuil == seuils[motif.quand]:
            chosen.setdefault(motif.quand, motif)
    return list(chosen.values())


def motifs_dits(
    catalogue: Mapping[str, Motif], regime: Regime, conditions: Mapping[str, Bools]
) -> list[tuple[Motif, Bools]]:
    """Return the reasons that a regime can give, in the order of `motifs.yaml`, each with the candidates concerned."""
    motifs = motifs_du_regime(catalogue, regime)
    return [(motif, conditions[motif.quand]) for motif in motifs if motif.quand in conditions]


def joined_motifs(
    catalogue: Mapping[str, Motif], regime: Regime, conditions: Mapping[str, Bools]
) -> tuple[list[str], Ints]:
    """Return the codes of the reasons of each candidate, in the order of `motifs.yaml`, as `joined_rows` does."""
    motifs, applies = zip(*motifs_dits(catalogue, regime, conditions), strict=True)
    return joined_rows(np.column_stack(applies), [motif.code for motif in motifs])


def join_rows(chosen: Bools, codes: Sequence[str]) -> list[str]:
    """Return, for each row, the codes whose cell is true, joined with commas, in order; at most 62 codes."""
    texts, which = joined_rows(chosen, codes)
    return [texts[i] for i in which.tolist()]


def joined_rows(chosen: Bools, codes: Sequence[str]) -> tuple[list[str], Ints]:
    """Return each different text of `join_rows` once, and which of them each row has, shape (n,)."""
    # Each row becomes one number, a bit per code: far faster to tell apart than rows.
    rows = chosen @ (1 << np.arange(len(codes)))
    patterns = np.unique(rows)
    texts = [",".join(code for i, code in enumerate(codes) if row >> i & 1) for row in patterns.tolist()]
    return texts, np.searchsorted(patterns, rows)
