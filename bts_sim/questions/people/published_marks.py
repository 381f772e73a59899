"""Published figures on marks beside those of a cohort: means, classes of marks, success at the orals."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.grid import heap
from bts_sim.cohort.group import Groupe, asks_abilities
from bts_sim.cohort.margins import belongs_to
from bts_sim.cohort.simulate import SimulatedCohort
from bts_sim.droit.jury import Decision
from bts_sim.droit.points import CENTIEMES, Bools, Floats, Ints
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.releve import Statut
from bts_sim.files.shipped import STATISTICS, statistics
from bts_sim.files.yaml_file import read_yaml
from bts_sim.questions.people.margins import MET, MISSED
from bts_sim.schema import Schema, a_count, a_number, a_text

#: Codes of figures that no file names: a class of the copies of one épreuve, and success at the orals.
CLASS_OF_COPIES, SUCCESS_AT_ORALS = "classe_de_copies", "reussite_aux_oraux"
POINTS, PERCENT = "points", "pour cent"
FILE = Path(__file__).parent / "published_marks.yaml"
#: Two ends that a row does not have.
UNSAID = (np.nan, np.nan)


class MarkMargin(Schema):
    """A published figure on marks beside the value of a cohort: one row per figure, met or missed."""

    marge = a_text("what is published: as its file names it in French, or a code")
    cible = a_number("the published figure", "points on 20, or percent")
    obtenu = a_number(
        "the figure of the cohort; missing where it has no such mark", "points on 20, or percent", optional=True
    )
    ecart = a_number("gap of the cohort to what is published", "points", optional=True)
    tolerance = a_number(
        "largest gap with which the figure is met; missing where the range over years says it", "points", optional=True
    )
    bruit = a_number("what the draw of the candidates may add to the gap: always 0 here", "points")
    atteinte = a_text("whether the figure is met", (MET, MISSED))
    n = a_count("marks of the cohort, or candidates at the orals; 0 for what is computed", "marks, or candidates")
    session = a_text("session of the published figure, or first and last ones")
    source = a_text("address of its source")
    unite = a_text("unit of the figure", (POINTS, PERCENT))
    moyenne = a_number("mean of the copies of which a class is a part", "points on 20", optional=True)
    debut = a_number("mark where a class begins; missing where it has no lower end", "points on 20", optional=True)
    fin = a_number("mark before which it ends; missing where it has no upper end", "points on 20", optional=True)
    bas = a_number("lowest mean of a year; missing where years are not shown", "points on 20", optional=True)
    haut = a_number("highest mean of a year; missing where years are not shown", "points on 20", optional=True)
    pourquoi = a_text("what distinguishes the two, as its file says it in French; empty where its tolerance allows it")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PublishedRows(_Strict):
    """Published rows: of one population, of some categories, of all sessions but some."""

    population: str
    modalites: list[str]
    moins: list[str] = []
    sauf: list[str] = []

    def rows(self, modalites: Sequence[str]) -> list[dict[str, str]]:
        """Return the rows. Raise LookupError if a category has no row."""
        found = [r for r in statistics(population=self.population) if r["session"] not in self.sauf]
        found = [r for r in found if r["indicator"] == "epreuve_mean" and r["category"] in modalites]
        if {r["category"] for r in found} != set(modalites):
            raise LookupError(f"data/{', data/'.join(STATISTICS)} : une modalité de {modalites} n'a pas de ligne")
        return found

    @property
    def valeur(self) -> float:
        """Return the mean of the rows, less that of the other rows, points on 20."""
        return _mean(self.rows(self.modalites)) - (_mean(self.rows(self.moins)) if self.moins else 0)


class MarksOfCohort(_Strict):
    """Marks of a cohort: of one domain, of one mode (None for both), of one group."""

    domaine: Literal["general", "professionnel"]
    ponctuelle: bool | None = None
    groupe: dict[str, str]

    def of(self, g: Groupe) -> Bools:
        """Return which marks of one specialty belong, as a mask of shape (n, u)."""
        units = g.reglement.du_domaine(self.domaine) & (g.releve.statuts == Statut.NOTE)
        if self.ponctuelle is not None:
            units &= g.releve.ponctuelle == self.ponctuelle
        belongs: Bools = units & belongs_to(g.composition, self.groupe)[:, np.newaxis]
        return belongs

    def moyenne(self, cohorte: SimulatedCohort) -> tuple[float, int]:
        """Return the mean of these marks, points on 20, and their number."""
        return _mean_of_marks([g.releve.notes[self.of(g)] for g in cohorte.groupes])


class UnitOfCohort(_Strict):
    """Marks of a cohort: of the unit of one specialty with one of these titles, whatever its code at the session."""

    specialite: str
    intitules: list[str]

    def of(self, g: Groupe) -> Bools:
        """Return which marks of one specialty belong, as a mask of shape (n, u)."""
        named = np.array([one.intitule in self.intitules for one in g.reglement.unites])
        named &= g.reglement.specialite == self.specialite
        belongs: Bools = named & (g.releve.statuts == Statut.NOTE) & g.composition.present[:, np.newaxis]
        return belongs

    def moyenne(self, cohorte: SimulatedCohort) -> tuple[float, int]:
        """Return the mean of these marks, points on 20, and their number."""
        return _mean_of_marks([g.releve.notes[self.of(g)] for g in cohorte.groupes])


class PublishedMean(_Strict):
    """One published mean, or difference of means, and the marks that correspond to it; tolerance in points."""

    nom: str
    cible: PublishedRows
    de: MarksOfCohort
    de_moins: MarksOfCohort | None = None
    tolerance: float


class PublishedEpreuve(_Strict):
    """One published mean of an épreuve over several years, the unit that corresponds to it, and what sets them apart.

    It has no tolerance: it is met where the cohort is in the range of its years.
    """

    nom: str
    cible: PublishedRows
    de: UnitOfCohort
    pourquoi: str


class PublishedClasses(_Strict):
    """The published classes of marks of one épreuve; tolerance in percentage points."""

    population: str
    bornes: dict[str, tuple[int, int]]
    tolerance: float


class PublishedSuccess(_Strict):
    """The published success at the orals, and the sessions of the analogue; tolerance in percentage points."""

    population: str
    sessions: list[str]
    regime: str
    tolerance: float


class _File(_Strict):
    moyennes: list[PublishedMean]
    epreuves: list[PublishedEpreuve]
    classes: PublishedClasses
    controle: PublishedSuccess


@functools.cache
def mark_targets() -> _File:
    """Return the targets of `published_marks.yaml`."""
    return read_yaml(FILE, _File)


@asks_abilities
def margins_of_marks(cohorte: SimulatedCohort) -> pd.DataFrame:
    """Return each published figure on marks beside the value of a cohort, met or missed, as `MarkMargin`.

    Tolerances have no allowance for noise, and neither has the range of the years of an épreuve.
    """
    classes = _classes(cohorte.cohorte.parametres)
    return MarkMargin.frame([*_means(cohorte), *_epreuves(cohorte), *classes, _orals(cohorte)])


def _means(cohorte: SimulatedCohort) -> Iterator[tuple[object, ...]]:
    for one in mark_targets().moyennes:
        mean, n = one.de.moyenne(cohorte)
        if one.de_moins:
            mean -= one.de_moins.moyenne(cohorte)[0]
        yield _row(one.nom, one.cible.valeur, mean, one.tolerance, n, one.cible.rows(one.cible.modalites), POINTS)


def _epreuves(cohorte: SimulatedCohort) -> Iterator[tuple[object, ...]]:
    for one in mark_targets().epreuves:
        rows = one.cible.rows(one.cible.modalites)
        years = [float(r["value"]) for r in rows]
        mean, n = one.de.moyenne(cohorte)
        span = min(years), max(years)
        yield _row(one.nom, one.cible.valeur, mean, np.nan, n, rows, POINTS, years=span, why=one.pourquoi)


def _classes(p: Mapping[str, float]) -> Iterator[tuple[object, ...]]:
    wanted = mark_targets().classes
    rows = statistics(population=wanted.population)
    (mean,) = (float(r["value"]) for r in rows if r["indicator"] == "epreuve_mean")
    law = law_of_mean(mean, p)
    shares = {r["category"]: r for r in rows if r["indicator"] == "epreuve_mark_distribution"}
    for name, (low, high) in wanted.bornes.items():
        row = shares[name]
        inside = (low * CENTIEMES <= NOTES) & (high * CENTIEMES > NOTES)
        ends = np.nan if inside[0] else float(low), np.nan if inside[-1] else float(high)
        published, share = float(row["value"]), 100 * float(law[inside].sum())
        yield _row(CLASS_OF_COPIES, published, share, wanted.tolerance, 0, [row], PERCENT, mean=mean, ends=ends)


def law_of_mean(mean: float, p: Mapping[str, float]) -> Floats:
    """Return the probability of each mark, shape (k,), in a ponctuelle épreuve with this mean, points on 20."""
    from scipy.optimize import brentq

    def law(level: float) -> Floats:
        probabilities = loi(np.array([level]), p["ecart_type_note"])[0]
        after = heap(NOTES, np.ones(NOTES.size, dtype=bool))
        moved = np.bincount(np.searchsorted(NOTES, after), weights=probabilities, minlength=NOTES.size)
        share = p["tassement_a_10"] / 100
        heaped: Floats = share * moved + (1 - share) * probabilities
        return heaped

    level = brentq(lambda x: float(law(x) @ NOTES) / CENTIEMES - mean, 0, 20)
    return law(level)


def _orals(cohorte: SimulatedCohort) -> tuple[object, ...]:
    wanted = mark_targets().controle
    rows = [r for r in statistics(population=wanted.population) if r["indicator"] == "second_group_success"]
    rows = [r for r in rows if r["session"] in wanted.sessions]
    one = cohorte.under(load_regime(wanted.regime))
    saved = int(np.equal(one.decision(), Decision.ADMIS_APRES_CONTROLE.value).sum())
    allowed = int(one.autorise.sum())
    rate = 100 * saved / allowed if allowed else float("nan")
    return _row(SUCCESS_AT_ORALS, _mean(rows), rate, wanted.tolerance, allowed, rows, PERCENT)


def _row(
    name: str,
    target: float,
    got: float,
    tolerance: float,
    n: int,
    rows: list[dict[str, str]],
    unit: str,
    *,
    mean: float = np.nan,
    ends: tuple[float, float] = UNSAID,
    years: tuple[float, float] = UNSAID,
    why: str = "",
) -> tuple[object, ...]:
    """Return the row of one figure. `mean`, `ends`: only for a class of copies; `years`, `why`: for an épreuve."""
    gap = got - target
    numbers = [round(value, 2) + 0.0 for value in (target, got, gap, tolerance, 0.0)]
    sessions = sorted({r["session"] for r in rows})
    span = sessions[0] if len(sessions) == 1 else f"{sessions[0]}-{sessions[-1]}"
    met = MET if abs(gap) <= tolerance or years[0] <= got <= years[1] else MISSED
    return (name, *numbers, met, n, span, rows[0]["source_url"], unit, mean, *ends, *years, why)


def _mean_of_marks(marks: list[Ints]) -> tuple[float, int]:
    """Return the mean of marks in hundredths, points on 20, and their number."""
    every = np.concatenate(marks)
    return float(every.mean()) / CENTIEMES if every.size else float("nan"), every.size


def _mean(rows: list[dict[str, str]]) -> float:
    return float(np.mean([float(r["value"]) for r in rows]))
