"""Hand-calculated cases of `textes/exemples.yaml`, taken through the real jury under any regimes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import yaml

from bts_sim.bareme import CCF, DOMAINES, Bareme, Regime, Reglement, Unite
from bts_sim.jury import Decision, ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.law import TEXTES, en_centiemes
from bts_sim.points import Ints
from bts_sim.releve import SANS_ORAL, Releve, Statut


def exemples(bareme: Bareme, regimes: Sequence[Regime]) -> pd.DataFrame:
    """Take each case under each regime: means on 20, access, final mean, decision; one row per case and regime."""
    cases = yaml.safe_load((TEXTES / "exemples.yaml").read_text(encoding="utf-8"))
    return pd.DataFrame([_row(case, bareme, regime) for case in cases for regime in regimes])


def _row(case: Mapping[str, Any], in_force: Bareme, regime: Regime) -> dict[str, object]:
    bareme = in_force.sous(regime)
    reglement, releve = _dossier(case["unites"])
    premier = premier_groupe(releve, reglement, bareme, regime)
    controle = ouverture_du_controle(premier, releve, reglement, bareme, regime)
    oraux = _oraux(case["oraux"], reglement, regime)
    second = second_groupe(premier, controle, oraux, releve, reglement, bareme, regime)
    return {
        "cas": case["titre"],
        "regime": regime.nom,
        "moyenne_generale": premier.generale.fractions()[0],
        "moyenne_professionnelle": premier.professionnelle.fractions()[0],
        "autorise_controle": bool(controle.autorise[0]),
        "moyenne_finale": second.finale.fractions()[0],
        "generale_sur_20": float(premier.generale.sur_20()[0]),
        "finale_sur_20": float(second.finale.sur_20()[0]),
        "decision": Decision(second.decision[0]).name.lower(),
    }


def _dossier(units: Sequence[Sequence[Any]]) -> tuple[Reglement, Releve]:
    unites = tuple(
        Unite(code, code, code, en_centiemes(coef), domaine, mode, mode, True, False, "", "")
        for code, domaine, mode, coef, _ in units
    )
    notes = np.array([[en_centiemes(note) for *_, note in units]])
    empty = np.zeros((1, 0), dtype=np.int64)
    releve = Releve(
        notes=notes,
        statuts=np.full(notes.shape, Statut.NOTE, dtype=np.uint8),
        ponctuelle=np.array([[mode != CCF for _, _, mode, _, _ in units]]),
        notes_facultatives=empty,
        statuts_facultatives=empty.astype(np.uint8),
        inacheve=np.zeros(1, dtype=bool),
        suspendu=np.zeros(1, dtype=bool),
        avis_defavorable=np.zeros(1, dtype=bool),
    )
    return Reglement("exemple", "Exemple", "", "", unites, ()), releve


def _oraux(given: Mapping[str, Mapping[str, float]], reglement: Reglement, regime: Regime) -> Ints:
    targets = DOMAINES if regime.oral_par == "domaine" else tuple(u.code for u in reglement.unites)
    marks = given.get(regime.oral_par, {})
    return np.array([[en_centiemes(marks[t]) if t in marks else SANS_ORAL for t in targets]])
