"""What each unknown does to a result: Sobol's indices, the ends of its interval, and the range over all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from bts_sim.analysis.essais import Essais, Resultat, mesures, resultats
from bts_sim.analysis.impact import DECIMALES, NIVEAU
from bts_sim.analysis.metamodele import Ajustement, Base, Loi, Plan, indices, premier_ordre_direct
from bts_sim.bareme import Regime
from bts_sim.errors import CalibrationError, RunError
from bts_sim.law import points_ouverts
from bts_sim.points import Floats
from bts_sim.population.calibration import calibrer
from bts_sim.population.cohorte import Cohorte
from bts_sim.population.draws import uniform
from bts_sim.population.synth import simulate
from bts_sim.population.tirages import PART_DU_CORRECTEUR, incertains
from bts_sim.population.tirages import tirages as every_draw

#: Total degree of the polynomial, and share of the variance of a draw that the others must predict for it to be used.
DEGRE, R2_MINIMAL = 2, 0.7
#: Points of Saltelli's design (a power of two), fits made again for the intervals, and points evaluated at a time.
POINTS, FOIS, BLOC = 1024, 100, 4096
#: Candidates on whom the margins are solved again, parameters named with an extreme, and values tried of each.
CANDIDATS_RESOLUS, NOMMES, ESSAYEES = 10_000, 3, 9
#: Towards the least, then towards the most.
SENS = (-1, 1)
#: Seed of the numerical methods; no result depends on it but for its last digits.
GRAINE = 0

CLE = list(Resultat._fields)
COLONNES_QUALITE = (*CLE, "r2", "seuil", "accepte", "n")
COLONNES_SOBOL = (
    *(*CLE, "facteur", "genre", "premier_ordre", "premier_bas", "premier_haut", "total", "total_bas", "total_haut"),
    *("niveau", "direct", "r2", "n", "methode"),
)
COLONNES_TORNADE = (
    *(*CLE, "facteur", "genre", "choix", "de", "a", "centre", "valeur_de", "valeur_a", "amplitude", "methode"),
)
COLONNES_ETENDUE = (*CLE, "ou", "bas", "haut", "tirage_bas", "tirage_haut", "avec_bas", "avec_haut", "n", "methode")

PARAMETRE, LECTURE = "parametre", "lecture"
METHODE = (
    "métamodèle polynomial de degré {degre} au plus sur {n} tirages ; indices de Saltelli (2010) ; intervalle : "
    "ajustements refaits avec d'autres erreurs"
)
LU, RECALCULE = "lu sur le métamodèle", "recalculé, paramètres par défaut, niveau résolu de nouveau"
RESOLU = "recalculé, marges résolues de nouveau"
SIMULES, GARDES, BOITE = "tirages simulés", "tirages gardés", "intervalles"
ETENDUES = {
    SIMULES: "tirages de paramètres, avec le tirage de candidats de chacun",
    GARDES: "métamodèle aux tirages gardés, sans le hasard des candidats",
    BOITE: "métamodèle, chaque paramètre dans tout son intervalle : extrapolé, à ne pas citer comme possible",
}


@dataclass(frozen=True)
class Lues:
    """A polynomial that stands for what q readings change, by a choices other than the default.

    `choix`: of each reading that changes something, its choices, the default first. `autres`: of each other choice, the
    number of its reading and its own number there. `effets`: what the runs gave, shape (m, s).
    """

    choix: Mapping[str, tuple[str, ...]]
    autres: tuple[tuple[int, int], ...]
    plan: Plan
    fait: Ajustement
    effets: Floats

    def pris(self, codes: Floats) -> Floats:
        """Say which other choices are taken, 0 or 1, shape (n, a), by the number of every choice, shape (n, q)."""
        return np.column_stack([codes[:, reading] == choice for reading, choice in self.autres]).astype(np.float64)

    def en_moyenne(self, n: int) -> Floats:
        """Give the same on average over choices that are all as likely, shape (n, a).

        Whatever is multiplied there belongs to different readings, which are independent.
        """
        among = [len(choices) for choices in self.choix.values()]
        return np.tile([1 / among[reading] for reading, _ in self.autres], (n, 1))

    def termes(self, lineaires: Floats, pris: Floats) -> Floats:
        """Give every choice, each by every parameter, and the choices of two readings together, shape (n, k)."""
        return _termes_des_lectures(lineaires, pris, self.autres)


def _termes_des_lectures(lineaires: Floats, pris: Floats, autres: Sequence[tuple[int, int]]) -> Floats:
    by_parameter = [pris[:, [i]] * lineaires for i in range(len(autres))]
    together = [
        pris[:, i] * pris[:, j]
        for i, (first, _) in enumerate(autres)
        for j, (second, _) in enumerate(autres[:i])
        if first != second
    ]
    return np.column_stack([pris, *by_parameter, *together])


@dataclass(frozen=True)
class Modele:
    """A polynomial that stands for s results, of d parameters and, with `lues`, of q readings.

    `resultats`: those that it may stand for. `qualite`: one row per result, accepted or refused. `noms`: the parameters
    drawn. `x`, `y`: their draws, shape (n, d), and the results, shape (n, s), under the default readings.
    """

    resultats: tuple[Resultat, ...]
    qualite: pd.DataFrame
    noms: tuple[str, ...]
    x: Floats
    y: Floats
    base: Base
    plan: Plan
    fait: Ajustement
    lues: Lues | None

    @property
    def facteurs(self) -> tuple[tuple[str, str], ...]:
        """Name the factors, parameters then readings, each with its kind."""
        readings = self.lues.choix if self.lues else ()
        return (*((nom, PARAMETRE) for nom in self.noms), *((nom, LECTURE) for nom in readings))

    def rang(self, resultat: Resultat) -> int:
        """Give the number of a result; raises RunError for one that was refused or is not there."""
        if resultat not in self.resultats:
            known = " ; ".join(", ".join(filter(None, one)) for one in self.resultats)
            raise RunError(f"pas de métamodèle pour {', '.join(filter(None, resultat))}. Remède : l'un de {known}.")
        return self.resultats.index(resultat)

    def valeurs(self, x: Floats) -> Floats:
        """Give the results under the default readings, shape (n, s), at some parameters, shape (n, d)."""
        return self.base.evaluer(x) @ self.fait.coefficients

    @cached_property
    def ailleurs(self) -> tuple[Floats, Floats]:
        """Give the coefficients of every result and of fits made again, shapes (k, s × f) and (l, s × f).

        Result by result, f = 1 + `FOIS`, the fit itself first; the others spread as far as the draws leave open.
        """
        first = _avec_refaits(self.plan, self.fait, GRAINE)
        return first, _avec_refaits(self.lues.plan, self.lues.fait, GRAINE + 1) if self.lues else np.zeros((0, 0))

    def fonction(self, x: Floats) -> Floats:
        """Give every result and those of fits made again, shape (s × f, n), at factors of shape (d + q, n)."""
        of_parameters, of_readings = self.ailleurs
        parts = []
        for start in range(0, x.shape[1], BLOC):
            points = x[:, start : start + BLOC].T
            terms = self.base.evaluer(points[:, : len(self.noms)])
            found = terms @ of_parameters
            if self.lues:
                taken = self.lues.pris(points[:, len(self.noms) :])
                found += self.lues.termes(terms[:, self._lineaires], taken) @ of_readings
            parts.append(found.T)
        return np.concatenate(parts, axis=1)

    @cached_property
    def partage(self) -> tuple[Floats, Floats]:
        """Give the variance that parameters make and that readings add, both of shape (s, f), as `ailleurs` has them.

        Parameters: of the mean over the readings, at the stored draws. Readings: around that mean, interactions of both
        included, on choices drawn for each. Together, the variance of the model: the law of total variance.
        """
        of_parameters, of_readings = self.ailleurs
        x = every_draw()[list(self.noms)].to_numpy()
        terms = self.base.evaluer(x)
        mean = terms @ of_parameters
        shape = (len(self.resultats), -1)
        if not self.lues:
            made: Floats = mean.var(axis=0).reshape(shape)
            return made, np.zeros_like(made)
        linear = terms[:, self._lineaires]
        shift = self.lues.termes(linear, self.lues.en_moyenne(len(x))) @ of_readings
        added = np.zeros(mean.shape[1])
        for time in range(FOIS):
            luck = [
                uniform(GRAINE, f"sensibilite.{nom}", time * len(x), len(x)) * len(choices) // 1
                for nom, choices in self.lues.choix.items()
            ]
            around = self.lues.termes(linear, self.lues.pris(np.column_stack(luck))) @ of_readings - shift
            added += np.square(around).mean(axis=0) / FOIS
        return (mean + shift).var(axis=0).reshape(shape), added.reshape(shape)

    @property
    def _lineaires(self) -> slice:
        """Say where the first degrees of the parameters are among the terms."""
        return slice(1, 1 + len(self.noms))

    def lois(self) -> list[Loi]:
        """Give the law of every factor: parameters, then readings by the number of their choice, all as likely."""
        of_parameters = [Loi(column) for column in every_draw()[list(self.noms)].to_numpy().T]
        readings = self.lues.choix.values() if self.lues else ()
        return [*of_parameters, *(Loi(np.arange(len(choices), dtype=np.float64)) for choices in readings)]


def _avec_refaits(plan: Plan, fait: Ajustement, graine: int) -> Floats:
    s = fait.coefficients.shape[1]
    each = [np.column_stack([fait.coefficients[:, i], plan.refaire(fait, i, FOIS, graine)]) for i in range(s)]
    return np.column_stack(each)


def modeliser(tirees: pd.DataFrame, faits: Essais | None = None) -> Modele:
    """Fit a polynomial to the draws of parameters, and one to what other readings change, if runs of them are given.

    `tirees`: table of `draws`. Parameters are taken independent, each under the law that the stored draws have. A
    result is refused where the draws predict one another less than `R2_MINIMAL`; raises RunError if all are, or if
    there are too few draws.
    """
    wide = resultats(tirees)
    known = [Resultat(*key) for key in wide.columns]
    given = tirees.drop_duplicates("tirage").set_index("tirage").loc[wide.index]
    noms = tuple(nom for nom in incertains() if given[nom].nunique() > 1)
    least = 2 * (len(noms) + 1)
    if len(wide) < least:
        raise RunError(f"{len(wide)} tirages pour {len(noms)} paramètres. Remède : au moins {least} tirages.")
    x, y = given[list(noms)].to_numpy(), wide.to_numpy()
    base = Base.de(every_draw()[list(noms)].to_numpy(), DEGRE)
    plan = Plan(base.evaluer(x), base.lineaires)
    fait, lues = plan.ajuster(y), _lire(base, noms, known, faits)
    missed, spread = np.square(fait.sans_soi).mean(axis=0), y.var(axis=0)
    if lues:
        missed, spread = missed + np.square(lues.fait.sans_soi).mean(axis=0), spread + lues.effets.var(axis=0)
    rows = [
        (*one, round(float(r2), 3), R2_MINIMAL, bool(r2 >= R2_MINIMAL), len(y))
        for one, r2 in zip(known, 1 - missed / spread, strict=True)
    ]
    quality = pd.DataFrame(rows, columns=COLONNES_QUALITE)
    kept = np.flatnonzero(quality["accepte"])
    if not kept.size:
        raise RunError(
            f"métamodèle refusé : les tirages se prédisent l'un l'autre à {quality['r2'].max():.2f} au mieux (R² de "
            f"validation croisée), pour {R2_MINIMAL:g} exigés. Remède : plus de tirages, ou plus de candidats à chacun."
        )
    if lues:
        lues = replace(lues, fait=lues.fait.part(kept), effets=lues.effets[:, kept])
    return Modele(tuple(known[i] for i in kept), quality, noms, x, y[:, kept], base, plan, fait.part(kept), lues)


def _lire(base: Base, noms: Sequence[str], known: Sequence[Resultat], faits: Essais | None) -> Lues | None:
    """Fit what other readings change; those that change nothing alone, under default parameters, are left out."""
    if faits is None:
        return None
    moving = faits.seules[faits.effets_seules.any(axis=1)]
    choix = {nom: _choix(nom) for nom in dict.fromkeys(moving["lecture"])}
    if not choix:
        return None
    autres = tuple((i, c) for i, choices in enumerate(choix.values()) for c in range(1, len(choices)))
    codes = np.column_stack([[choices.index(c) for c in faits.lectures[nom]] for nom, choices in choix.items()])
    taken = np.column_stack([codes[:, reading] == choice for reading, choice in autres]).astype(np.float64)
    linear = base.evaluer(faits.parametres[list(noms)].to_numpy())[:, 1 : 1 + len(noms)]
    terms = _termes_des_lectures(linear, taken, autres)
    if len(terms) <= 2 * len(autres):
        raise RunError(f"{len(terms)} essais de lectures pour {len(autres)} lectures. Remède : plus d'essais.")
    effects = faits.effets[:, [faits.resultats.index(one) for one in known]]
    plan = Plan(terms, np.arange(terms.shape[1]) < len(autres))
    return Lues(choix, autres, plan, plan.ajuster(effects), effects)


def _choix(lecture: str) -> tuple[str, ...]:
    """Give the choices of an open point, the default first."""
    point = points_ouverts()[lecture]
    return (point["defaut"], *(choice for choice in point["choix"] if choice != point["defaut"]))


def sobol(modele: Modele) -> pd.DataFrame:
    """Give Sobol's indices of every result, one row per factor: shares of the variance of parameters and readings.

    `premier_ordre`: what a factor does alone; `total`: with all that it does together with others. `direct`: the first
    order straight from the draws, with no polynomial, as a share of the same variance; missing for a reading. `r2`: of
    cross-validation. The draw of candidates has no part here; `budget` has it.
    """
    s, d = len(modele.resultats), len(modele.facteurs)
    first, total = (one.reshape(s, -1, d) for one in indices(modele.fonction, modele.lois(), POINTS, GRAINE))
    explained = sum(part[:, 0] for part in modele.partage)
    direct = np.full((s, d), np.nan)
    direct[:, : len(modele.noms)] = premier_ordre_direct(modele.x, modele.y)
    direct *= (modele.y.var(axis=0) / explained)[:, np.newaxis]
    r2 = modele.qualite.loc[modele.qualite["accepte"], "r2"].to_numpy()
    methode, rows = METHODE.format(degre=DEGRE, n=len(modele.y)), []
    for i, resultat in enumerate(modele.resultats):
        for j in (-total[i, 0]).argsort(kind="stable"):
            numbers = [*pivote(first[i, :, j]), *pivote(total[i, :, j]), NIVEAU, float(direct[i, j]), float(r2[i])]
            rounded = [round(number, DECIMALES) for number in numbers]
            rows.append((*resultat, *modele.facteurs[j], *rounded, len(modele.y), methode))
    return pd.DataFrame(rows, columns=COLONNES_SOBOL)


def pivote(values: Floats) -> tuple[float, float, float]:
    """Give a value and its interval from those of fits made again, which follow it: as far below as they go above.

    Source: A. C. Davison and D. V. Hinkley, Bootstrap methods and their application (1997), the basic interval.
    """
    value, tail = float(values[0]), (100 - NIVEAU) / 2
    low, high = np.percentile(values[1:], [tail, 100 - tail])
    return value, 2 * value - float(high), 2 * value - float(low)


# --- Tornado ------------------------------------------------------------------------------------------------------


def tornade(modele: Modele, faits: Essais | None = None) -> pd.DataFrame:
    """Give every result at both ends of the interval of each parameter, the others staying, and under other readings.

    Parameters are read off the polynomial; readings were run alone, under default parameters. The widest first.
    """
    middle = _milieux(modele.noms)
    centre = modele.valeurs(middle[np.newaxis])[0]
    rows = []
    for k, nom in enumerate(modele.noms):
        ends = _bouts(nom, dict(zip(modele.noms, middle.tolist(), strict=True)))
        moved = np.tile(middle, (2, 1))
        moved[:, k] = ends
        rows += list(_lignes(modele.resultats, nom, ends, centre, modele.valeurs(moved), LU))
    if faits is not None:
        columns = [faits.resultats.index(one) for one in modele.resultats]
        for one, effects in zip(faits.seules.itertuples(), faits.effets_seules[:, columns], strict=True):
            if effects.any():
                for resultat, start, change in zip(modele.resultats, centre, effects, strict=True):
                    numbers = [round(float(v), DECIMALES) for v in (start, start, start + change, abs(change))]
                    named = (one.lecture, LECTURE, one.choix, np.nan, np.nan)
                    rows.append((*resultat, *named, *numbers, RECALCULE))
    return _triees(rows)


def tornade_resolue(
    cohorte: Cohorte, reference: Regime, autres: Sequence[Regime], noms: Sequence[str] | None = None
) -> pd.DataFrame:
    """Give the same of some parameters (all by default), the margins solved again at each end: slow, no polynomial.

    The same candidates at both ends. An end that contradicts the published margins has no value, and no amplitude.
    """
    asked = tuple(incertains()) if noms is None else tuple(noms)
    centre_of = dict(cohorte.parametres) | dict(zip(incertains(), _milieux(tuple(incertains())).tolist(), strict=True))
    start = replace(cohorte, parametres=centre_of)
    named, centre = mesures(simulate(start), reference, autres)
    rows = []
    for nom in asked:
        ends = _bouts(nom, centre_of)
        found = [_mesures_resolues(start, {nom: end}, reference, autres, len(named)) for end in ends]
        rows += list(_lignes(named, nom, ends, centre, np.array(found), RESOLU))
    return _triees(rows)


def _mesures_resolues(
    cohorte: Cohorte, moved: Mapping[str, float], reference: Regime, autres: Sequence[Regime], s: int
) -> Floats:
    """Give the results with some parameters moved and the effects of groups that meet the margins then, shape (s,).

    They are solved on candidates of another seed, so that they do not fit the luck of those that are measured.
    """
    given = replace(cohorte, parametres={**cohorte.parametres, **moved})
    others = replace(given, candidats=CANDIDATS_RESOLUS, graine=cohorte.graine + 2 * len(every_draw()))
    try:
        solved = replace(given, parametres={**given.parametres, **calibrer(others).valeurs})
        return mesures(simulate(solved), reference, autres)[1]
    except CalibrationError:
        return np.full(s, np.nan)


def _milieux(noms: Sequence[str]) -> Floats:
    """Give the parameters while another moves, shape (d,): the default, or the middle of an interval without it."""
    values = []
    for nom in noms:
        one = incertains()[nom]
        assert one.intervalle is not None
        low, high = one.intervalle
        values.append(one.defaut if low <= one.defaut <= high else (low + high) / 2)
    return np.array(values)


def _bouts(nom: str, p: Mapping[str, float]) -> tuple[float, float]:
    """Give the ends of an interval; the marker's spread is cut to what the correlations leave it, as in the draws."""
    one = incertains()[nom]
    assert one.intervalle is not None
    low, high = one.intervalle
    if nom != "ecart_type_correcteur":
        return low, high
    left = (1 - p["correlation_entre_unites"] - p["correlation_de_domaine"]) * PART_DU_CORRECTEUR
    return low, min(high, float(np.sqrt(left)) * p["ecart_type_note"])


def _lignes(
    named: Sequence[Resultat], nom: str, ends: tuple[float, float], centre: Floats, values: Floats, methode: str
) -> Iterator[tuple[object, ...]]:
    for resultat, middle, low, high in zip(named, centre, *values, strict=True):
        numbers = [round(float(v), DECIMALES) for v in (*ends, middle, low, high, abs(high - low))]
        yield (*resultat, nom, PARAMETRE, "", *numbers, methode)


def _triees(rows: Sequence[tuple[object, ...]]) -> pd.DataFrame:
    """Put the widest first within each result, these in their order."""
    table = pd.DataFrame(rows, columns=COLONNES_TORNADE)
    order = {key: rank for rank, key in enumerate(dict.fromkeys(table[CLE].itertuples(index=False, name=None)))}
    ranks = [order[key] for key in table[CLE].itertuples(index=False, name=None)]
    table = table.assign(rang=ranks, signe=-table["amplitude"])
    return table.sort_values(["rang", "signe"], kind="stable").drop(columns=["rang", "signe"]).reset_index(drop=True)


# --- Range ---------------------------------------------------------------------------------------------------------


def etendue(modele: Modele) -> pd.DataFrame:
    """Give the least and the most of every result over cohorts that all meet the published margins: a range.

    Three rows per result (`ou`): over the draws simulated, over all the stored draws read off the polynomial, and over
    the box of the intervals, whose corners no draw has met. `tirage_bas`, `tirage_haut`: numbers of the stored draws;
    `avec_bas`, `avec_haut`: the parameters that bring most there, the first the most. Under the default readings.
    """
    x = every_draw()[list(modele.noms)].to_numpy()
    stored, rows = modele.valeurs(x), []
    for i, resultat in enumerate(modele.resultats):
        seen = modele.y[:, i]
        extremes = {SIMULES: (modele.x, seen, _bornes(seen)), GARDES: (x, stored[:, i], _bornes(stored[:, i]))}
        corners = [_au_bout(modele, i, x[end], sign) for sign, end in zip(SENS, extremes[GARDES][2], strict=True)]
        box = np.array(corners)
        extremes[BOITE] = (box, modele.valeurs(box)[:, i], (0, 1))
        for where, (points, values, ends) in extremes.items():
            brought = [_avec(modele, i, points[end], sign) for sign, end in zip(SENS, ends, strict=True)]
            numbers = [round(float(values[end]), DECIMALES) for end in ends]
            drawn = where != BOITE
            numbered = ends if drawn else (None, None)
            rows.append((*resultat, where, *numbers, *numbered, *brought, len(values) * drawn, ETENDUES[where]))
    table = pd.DataFrame(rows, columns=COLONNES_ETENDUE)
    return table.astype({"tirage_bas": "Int64", "tirage_haut": "Int64"})


def _bornes(values: Floats) -> tuple[int, int]:
    return int(values.argmin()), int(values.argmax())


def _au_bout(modele: Modele, i: int, start: Floats, sign: int) -> Floats:
    """Search the box for the extreme of a result, one parameter at a time, until none moves it, shape (d,)."""
    low, high = np.array([incertains()[nom].intervalle for nom in modele.noms], dtype=np.float64).T
    grid = low + np.linspace(0, 1, ESSAYEES)[:, np.newaxis] * (high - low)
    at, best = start.copy(), -np.inf
    while True:
        tried = np.repeat(at[np.newaxis], grid.size, axis=0)
        d = len(at)
        tried[np.arange(grid.size), np.arange(grid.size) % d] = grid.ravel()
        found = sign * modele.valeurs(tried)[:, i]
        if found.max() <= best:
            return at
        at, best = tried[found.argmax()], float(found.max())


def _avec(modele: Modele, i: int, at: Floats, sign: int) -> str:
    """Name the parameters whose own terms move a result most that way at a point, the first the most."""
    values = modele.base.evaluer(at[np.newaxis])[0] * modele.fait.coefficients[:, i]
    alone = np.zeros(len(modele.noms))
    for value, terme in zip(values, modele.base.termes, strict=True):
        if len(terme) == 1:
            alone[terme[0][0]] += value
    ranked = (-sign * alone).argsort(kind="stable")[:NOMMES]
    return ", ".join(modele.noms[k] for k in ranked if sign * alone[k] > 0)
