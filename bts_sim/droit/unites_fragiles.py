"""Units whose coefficient has no document, or one that contradicts it, and the decisions that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bts_sim.droit.bareme import WEAK, Reglement, Unite
from bts_sim.droit.jury import Decision, PremierGroupe
from bts_sim.droit.points import Bools, au_moins_une
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.textes import mots
from bts_sim.notices import tell


def weak(unites: Iterable[Unite]) -> list[Unite]:
    """Return the units whose coefficient needs checking."""
    return [unit for unit in unites if unit.confiance in WEAK]


def en_mots(confidences: Iterable[tuple[str, str]], lang: str = "fr") -> str:
    """Return which units to check and why, as text, from pairs of code and confidence; empty where there is none."""
    by_reason: dict[str, list[str]] = {}
    for code, confidence in confidences:
        by_reason.setdefault(confidence, []).append(code)
    reasons = mots()["confiances"]
    return " ; ".join(
        str(reasons[reason][lang]).format(unites=", ".join(by_reason[reason])) for reason in WEAK if reason in by_reason
    )


def told_of(unites: Sequence[Unite]) -> str:
    """Return, in French, which of some units need checking and why; empty where none does."""
    return en_mots([(unit.code, unit.confiance) for unit in weak(unites)])


def resting(premier: PremierGroupe, releve: Releve, reglement: Reglement) -> Bools:
    """Return which candidates are decided on by a mean with a weak unit, and on which unit, shape (n, u)."""
    fragile = np.array([unit.confiance in WEAK for unit in reglement.unites])
    by_a_mean = premier.ont(Decision.ADMIS) | premier.ont(Decision.NON_ADMIS)
    relied: Bools = ~releve.ont(Statut.DI) & fragile & by_a_mean[:, None]
    return relied


def tell_weak(reglement: Reglement, relied: Bools) -> None:
    """Report how many decisions of a specialty rest on weak units, and on which; `relied`: the result of `resting`."""
    count = int(au_moins_une(relied).sum())
    if count:
        used = [reglement.unites[column] for column in np.flatnonzero(relied.any(axis=0)).tolist()]
        rests = f"{count} décision{'s reposent' if count > 1 else ' repose'} dessus"
        tell(f"spécialité {reglement.specialite}", f"{told_of(used)} ; {rests}")
