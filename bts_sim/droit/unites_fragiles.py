"""Units whose coefficient or domain no document establishes, and the decisions that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bts_sim.droit.bareme import DOUTEUX, WEAK, Reglement, Unite
from bts_sim.droit.jury import Decision, PremierGroupe
from bts_sim.droit.points import Bools, au_moins_une
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.textes import mots
from bts_sim.notices import tell

#: What there is to check of a unit, the weakest first: its coefficient, then its domain.
REASONS = (*WEAK, DOUTEUX)


def reason_to_check(unit: Unite) -> str:
    """Return what there is to check of a unit, one of `REASONS`; empty where a document establishes it."""
    return unit.confiance if unit.confiance in WEAK else unit.domaine_deduit if unit.domaine_deduit == DOUTEUX else ""


def weak(unites: Iterable[Unite]) -> list[Unite]:
    """Return the units of which something needs checking."""
    return [unit for unit in unites if reason_to_check(unit)]


def en_mots(reasons_of: Iterable[tuple[str, str]], lang: str = "fr") -> str:
    """Return which units to check and why, as text, from pairs of code and reason; empty where there is none."""
    by_reason: dict[str, list[str]] = {}
    for code, reason in reasons_of:
        by_reason.setdefault(reason, []).append(code)
    reasons = mots()["confiances"]
    return " ; ".join(
        str(reasons[reason][lang]).format(unites=", ".join(by_reason[reason]))
        for reason in REASONS
        if reason in by_reason
    )


def told_of(unites: Sequence[Unite]) -> str:
    """Return, in French, which of some units need checking and why; empty where none does."""
    return en_mots([(unit.code, reason_to_check(unit)) for unit in weak(unites)])


def resting(premier: PremierGroupe, releve: Releve, reglement: Reglement) -> Bools:
    """Return which candidates are decided on by a mean with a weak unit, and on which unit, shape (n, u).

    A doubtful domain weighs in no general mean: it only decides on whom that mean does not admit.
    """
    reasons = np.array([reason_to_check(unit) for unit in reglement.unites])
    refused = premier.ont(Decision.NON_ADMIS)[:, np.newaxis]
    by_a_mean = refused | premier.ont(Decision.ADMIS)[:, np.newaxis]
    of_coefficients, of_domains = np.isin(reasons, WEAK) & by_a_mean, (reasons == DOUTEUX) & refused
    relied: Bools = ~releve.ont(Statut.DI) & (of_coefficients | of_domains)
    return relied


def tell_weak(reglement: Reglement, relied: Bools) -> None:
    """Report how many decisions of a specialty rest on weak units, and on which; `relied`: the result of `resting`."""
    count = int(au_moins_une(relied).sum())
    if count:
        used = [reglement.unites[column] for column in np.flatnonzero(relied.any(axis=0)).tolist()]
        rests = f"{count} décision{'s reposent' if count > 1 else ' repose'} dessus"
        tell(f"spécialité {reglement.specialite}", f"{told_of(used)} ; {rests}")
