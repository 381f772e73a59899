"""Diplomas that a regime gives more, or only earlier, once candidates come back; and what coming back costs.

Every table has the columns `COLONNES`. `sessions`: number of sessions that the result looks at; `retour`: percent of
those without a diploma who come back each year; `progres`: points of ability that they gain each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pandas as pd

from bts_sim.cohort.describe import Parameter, parametres
from bts_sim.droit.points import Bools, Floats, Ints
from bts_sim.droit.releve import Statut
from bts_sim.files.percents import refuse
from bts_sim.questions.returns.lives import NEVER, Journey
from bts_sim.stats.gaps import ZERO_BY_RULE, covered, paired, same_rules
from bts_sim.stats.groups import groups, present
from bts_sim.stats.intervals import CALIBRATED, DECIMALES, FIXED, NIVEAU, wilson_if_solved
from bts_sim.stats.normal import normal

#: Rates of return that a sweep takes, percent.
RETURNS = tuple(range(0, 101, 10))

#: The parameter of the model that says who comes back.
RETURN = "retour_apres_echec"
COLONNES = (
    *("groupe", "modalite", "indicateur", "regime", "reference", "sessions", "retour", "progres"),
    *("valeur", "bas", "haut", "niveau", "n", "methode"),
)
COVERS = f"tirage de la cohorte et du hasard, {FIXED} ; retours sommés exactement, moyenne de {{n}} tirages"
WILSON = f"intervalle de Wilson : {COVERS}"
WILSON_CALIBRATED = f"intervalle de Wilson parmi les non admis au premier groupe, qui est calé : {COVERS}"
PAIRED = f"écart apparié, approximation normale : {COVERS}"
PAIRED_CALIBRATED = f"écart apparié parmi les non admis au premier groupe, qui est calé : {COVERS}"
QUOTIENT = f"quotient, approximation normale linéarisée : {COVERS}"

Bounds = tuple[float, float]


def diplomas(lives: Sequence[Journey], retour: float | None = None, niveau: float = NIVEAU) -> pd.DataFrame:
    """Give who has the diploma within 1, 2, … sessions, by group and regime; one row per result.

    `taux_diplomes`: percent of the candidates of the group; `ecart_taux_diplomes`: points, with the first regime.
    `retour`: the cohort's parameter by default. The gap within one session is that of `compare`, over the same draws
    of the orals. Groups: those of `compare`, and `entree`: with a mark kept from before the first session, or none.
    """
    rate, base, rows = _rate(lives, retour), lives[0], []
    within = range(1, base.sessions + 1)
    chances = [[one.obtained(rate, k).mean(axis=0) for k in within] for one in lives]
    for groupe, modalite, members, solved in _groups(lives):
        for one, of_regime in zip(lives, chances, strict=True):
            first, calibrated = one.groupe1[members], solved and one.calibrated
            for k, chance, before in zip(within, of_regime, chances[0], strict=True):
                key = (groupe, modalite, "taux_diplomes", one.regime.nom, "", k)
                share = _share(key, one, rate, chance[members], first, calibrated, niveau)
                # Without épreuves de contrôle, the first session gives what the level was solved to give.
                solved_rate = calibrated and k == 1 and one.regime.acces == "ferme"
                rows.append(_fixed(key, one, rate, chance[members], niveau) if solved_rate else share)
                if one is not base:
                    key = (groupe, modalite, "ecart_taux_diplomes", one.regime.nom, base.regime.nom, k)
                    rows.append(_gap(key, one, base, rate, (chance - before)[members], first, calibrated, niveau))
    return pd.DataFrame(rows, columns=COLONNES)


def gained_or_advanced(lives: Sequence[Journey], retour: float | None = None, niveau: float = NIVEAU) -> pd.DataFrame:
    """Say what becomes, under the first regime, of those to whom only another one gives the diploma at once.

    They have it at the first session, and not under the first regime. `indicateur`: `gagne` (no diploma there within
    all the sessions), `avance_1` (one session later), `avance_2`, …, in percent of these diplomas, add up to 100. Of
    `gagne`, `gagne_echec` would have none even if they always came back, `gagne_depart` would have left before it. `n`:
    how many diplomas they are, mean of the draws. A group without any has no row.
    """
    rate, base, rows = _rate(lives, retour), lives[0], []
    for one in lives[1:]:
        more = (one.diplome == 1) & (base.diplome != 1)
        whole = more.mean(axis=0)
        parts = {nom: fate.mean(axis=0) for nom, fate in _fates(base, more, rate).items()}
        for groupe, modalite, members, _ in _groups(lives):
            count = round(float(whole[members].sum()))
            for nom, part in parts.items() if whole[members].any() else ():
                value, bounds = quotient(part[members], whole[members], niveau)
                key = (groupe, modalite, nom, one.regime.nom, base.regime.nom, one.sessions)
                rows.append(_row(key, one, rate, value, bounds, niveau, count, QUOTIENT))
    return pd.DataFrame(rows, columns=COLONNES)


def _fates(base: Journey, more: Bools, retour: float) -> dict[str, Floats]:
    """Give what becomes of some candidates under a regime that does not admit them at once, draw by draw, (d, n)."""
    reached = base.atteinte(retour)
    later = {f"avance_{k}": more * (base.diplome == 1 + k) * reached[k] for k in range(1, base.sessions)}
    never = more * (base.diplome == NEVER)
    left = more * (1 - np.append(1.0, reached)[base.diplome]) * (base.diplome != NEVER)
    return {"gagne": never + left, "gagne_echec": never, "gagne_depart": left, **later}


def price_of_return(lives: Sequence[Journey], retour: float | None = None, niveau: float = NIVEAU) -> pd.DataFrame:
    """Give what the sessions cost under each regime, all candidates together, each in its own unit.

    By candidate of the cohort: `presentations` (sessions sat), `unites` (ordinary units to sit: neither kept nor
    dispensed), `oraux` (orals to sit). By diploma: `presentations_par_diplome`, and `session_du_diplome`, the mean rank
    of its session. `reussite_des_revenants`: percent of those who come back to the second session whom it admits.
    """
    rate, rows = _rate(lives, retour), []
    for one in lives:
        members = np.flatnonzero(present(one.cohorte))
        for nom, (part, whole) in _costs(one, rate).items():
            counted, by = part.mean(axis=0)[members], whole.mean(axis=0)[members]
            if by.any():
                value, bounds = quotient(counted, by, niveau)
                scale = 100.0 if nom == "reussite_des_revenants" else 1.0
                key = ("ensemble", "ensemble", nom, one.regime.nom, "", one.sessions)
                rows.append(_row(key, one, rate, value, bounds, niveau, members.size, QUOTIENT, scale))
    return pd.DataFrame(rows, columns=COLONNES)


def _costs(one: Journey, retour: float) -> dict[str, tuple[Floats, Floats]]:
    """Give each cost as what is counted and what it is counted by, draw by draw, both of shape (d, n)."""
    reached = one.atteinte(retour)
    last = np.where(one.diplome == NEVER, one.sessions, one.diplome)
    sat, had, each = np.cumsum(reached)[last - 1], one.obtained(retour, one.sessions), np.ones(one.diplome.shape)
    back = np.where(one.diplome == 1, 0.0, reached[1:2].sum())
    return {
        "presentations": (sat, each),
        "unites": (np.einsum("dsn,s->dn", one.unites, reached), each),
        "oraux": (np.einsum("dsn,s->dn", one.oraux, reached), each),
        "presentations_par_diplome": (sat, had),
        "session_du_diplome": (had * one.diplome, had),
        "reussite_des_revenants": (back * (one.diplome == 2), back),
    }


def by_return_rate(
    lives: Sequence[Journey], returns: Iterable[float] = RETURNS, niveau: float = NIVEAU
) -> pd.DataFrame:
    """Give the gap with the first regime within one session and within all of them, for each rate of return.

    `ecart_1`, `ecart`: points; `reste`: the second over the first, percent, no row where there is no gap. All
    candidates together. The same lives are read at every rate.
    """
    base, rows = lives[0], []
    members = np.flatnonzero(present(base.cohorte))
    for rate in [_rate(lives, retour) for retour in returns]:
        for one in lives[1:]:
            gains = [(one.obtained(rate, k) - base.obtained(rate, k)).mean(axis=0)[members] for k in (1, base.sessions)]
            for nom, within, gain in zip(("ecart_1", "ecart"), (1, base.sessions), gains, strict=True):
                key = ("ensemble", "ensemble", nom, one.regime.nom, base.regime.nom, within)
                rows.append(_gap(key, one, base, rate, gain, one.groupe1[members], one.calibrated, niveau))
            usual, left = gains
            if usual.sum() != 0:
                key = ("ensemble", "ensemble", "reste", one.regime.nom, base.regime.nom, base.sessions)
                rows.append(_row(key, one, rate, *quotient(left, usual, niveau), niveau, members.size, QUOTIENT))
    return pd.DataFrame(rows, columns=COLONNES)


def rate_of_return() -> Parameter:
    """Return what is documented of the share of those who fail and come back: its value, its interval."""
    return parametres()[RETURN]


def quotient(part: Floats, whole: Floats, niveau: float) -> tuple[float, Bounds]:
    """Give the ratio of two means over the same candidates, and its interval; `whole` is not all nothing.

    Source: W. G. Cochran, Sampling techniques (1977), section 6.3: variance of a ratio by linearisation.
    """
    total = float(whole.mean())
    value = float(part.mean()) / total
    # A reform that takes diplomas away has a whole below nothing, and an error above it all the same.
    error = float((part - value * whole).std()) / (abs(total) * float(np.sqrt(part.size)))
    half = normal(niveau) * error
    return value, (value - half, value + half)


# --- Rows ---------------------------------------------------------------------------------------------------------

Key = tuple[str, str, str, str, str, int]


def _rate(lives: Sequence[Journey], retour: float | None) -> float:
    """Give the rate of return, percent: the cohort's by default; raises InputError when it is none."""
    rate = lives[0].cohorte.cohorte.parametres["retour_apres_echec"] if retour is None else retour
    refuse("retour", rate, "journeys", lambda: 0 <= rate <= 100, "de 0 à 100")
    return float(rate)


def _groups(lives: Sequence[Journey]) -> Iterator[tuple[str, str, Ints, bool]]:
    """Give the groups of `compare`, then those who enter with a kept mark and those who do not."""
    cohorte = lives[0].cohorte
    yield from groups(cohorte)
    held = np.zeros(cohorte.cohorte.candidats, dtype=bool)
    for g in cohorte.groupes:
        held[g.candidats] = g.releve.ont_une(Statut.BE)
    for modalite, who in (("sans_note_conservee", ~held), ("avec_note_conservee", held)):
        members = np.flatnonzero(who & present(cohorte))
        if members.size:
            yield "entree", modalite, members, False


def _share(
    key: Key, one: Journey, retour: float, chances: Floats, first: Bools, calibrated: bool, niveau: float
) -> tuple[object, ...]:
    bounds = wilson_if_solved(chances, first, calibrated, niveau)
    methode = WILSON_CALIBRATED if calibrated else WILSON
    return _row(key, one, retour, float(chances.mean()), bounds, niveau, chances.size, methode)


def _fixed(key: Key, one: Journey, retour: float, chances: Floats, niveau: float) -> tuple[object, ...]:
    rate = float(chances.mean())
    return _row(key, one, retour, rate, (rate, rate), niveau, chances.size, CALIBRATED)


def _gap(
    key: Key, one: Journey, base: Journey, retour: float, gain: Floats, first: Bools, calibrated: bool, niveau: float
) -> tuple[object, ...]:
    """Give a gap as `compare` does: where the first group's rate was solved, from those whom it did not admit."""
    if same_rules(one.regime, base.regime, one.cohorte.cohorte.bareme):
        return _row(key, one, retour, 0.0, (0.0, 0.0), niveau, gain.size, ZERO_BY_RULE)
    calibrated = calibrated and not gain[first].any()
    others = 1 - float(first.mean()) if calibrated else 1.0
    low, high = (others * bound for bound in paired(gain[~first] if calibrated else gain, niveau))
    methode = covered(low, PAIRED_CALIBRATED if calibrated else PAIRED)
    return _row(key, one, retour, float(gain.mean()), (low, high), niveau, gain.size, methode)


def _row(
    key: Key,
    one: Journey,
    retour: float,
    value: float,
    bounds: Bounds,
    niveau: float,
    n: int,
    methode: str,
    scale: float = 100.0,
) -> tuple[object, ...]:
    # The sum turns -0.0 into 0.0.
    numbers = [round(scale * float(x), DECIMALES) + 0.0 for x in (value, *bounds)]
    return (*key, retour, one.conservation.progres, *numbers, niveau, n, methode.format(n=len(one.diplome)))
