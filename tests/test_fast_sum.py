"""Is the fast path what the rules say: straight lines, probabilities, choices, and luck drawn in blocks?"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bts_sim.cohort import choices, expectation, fast_sum, luck, marking
from bts_sim.cohort.chances import (
    LEAST_SPREAD,
    NOTES,
    Oral,
    gains,
    is_a_line,
    loi,
    points_needed,
    probability,
    probability_of_lines,
    straight_line,
)
from bts_sim.cohort.choices import choose
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.fast_sum import Lines, MarkGrid
from bts_sim.cohort.grid import PAS_ORAL
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.orals import offer
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.under import Under
from bts_sim.droit.bareme import DOMAINES, Regime, Reglement
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import premier_groupe
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes, shipped_scenarios
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.textes import load_bareme

BAREME = load_bareme(2024)
EVERY = [*shipped_regimes(), *shipped_scenarios(), *idees_fausses()]
#: Regimes whose orals differ in what they replace, by every reading that a replacement depends on.
PERMANENT, EXCEPTIONNEL = load_regime("permanent_2022"), load_regime("exceptionnel_2021")
READINGS = {
    "niveau_remplacement": ("unite", "epreuve", "langue"),
    "ponderation_domaine": ("coefficients", "egale"),
    "notes_conservees_2021": ("remplacables", "maintenues"),
    "report_au_choix": ("oui", "non"),
}
CONCERNED = {
    "unite": ("niveau_remplacement", "report_au_choix"),
    "domaine": ("ponderation_domaine", "notes_conservees_2021"),
}
LINES = [name for name in EVERY if is_a_line(load_regime(name))]
#: Tables and lines differ by the rounding of their sums, and by nothing else.
ROUNDING = 1e-12


def read(regime: Regime) -> list[Regime]:
    """Return a regime under every reading that a replacement depends on, one at a time."""
    found = {
        replace(regime.lectures, **{name: value}): None
        for name, values in READINGS.items()
        for value in (values if name in CONCERNED[regime.oral_par] else ())
    }
    return [replace(regime, lectures=lectures) for lectures in found]


def some_releve(reglement: Reglement, n: int, seed: int) -> Releve:
    """Return candidates of every status, with marks in hundredths, many of them 0, 8, 10 or 20."""
    rng = np.random.default_rng(seed)
    shape = n, len(reglement.unites)
    drawn = rng.choice([s for s in Statut if s != Statut.SANS], size=shape).astype(np.uint8)
    statuts = np.where(rng.random(shape) < 0.6, Statut.NOTE, drawn).astype(np.uint8)
    marks = np.where(rng.random(shape) < 0.3, rng.choice([0, 800, 1000, 2000], shape), rng.integers(0, 2001, shape))
    nothing = np.zeros(n, dtype=bool)
    return Releve(
        notes=marks * np.isin(statuts, (Statut.NOTE, Statut.BE, Statut.RE)),
        statuts=statuts,
        ponctuelle=rng.random(shape) < 0.5,
        notes_facultatives=np.zeros((n, 0), dtype=np.int64),
        statuts_facultatives=np.zeros((n, 0), dtype=np.uint8),
        inacheve=nothing,
        suspendu=nothing,
        avis_defavorable=nothing,
    )


@pytest.fixture(scope="module")
def cohorte() -> SimulatedCohort:
    """Candidates of every specialty, in every situation."""
    described = load_cohort(candidats=4000, seed=4)
    situations = {"retour_apres_echec": 80, "dispenses": 40, "forme_progressive": 20, "facultatives": 30}
    return simulate(
        replace(
            described, parametres={**described.parametres, **situations, "absence_a_l_oral": 10, "pas_de_note": 0.25}
        )
    )


# --- What an oral gains is a straight line ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(BAREME.reglements))
@pytest.mark.parametrize("name", ["permanent_2022", "exceptionnel_2021", "oraux_a_la_suite"])
def test_where_gains_are_said_to_be_a_line_every_mark_is_on_it(name: str, code: str) -> None:
    reglement = BAREME.reglements[code]
    releve = some_releve(reglement, 60, seed=len(code))
    for regime in filter(is_a_line, read(load_regime(name))):
        width = len(DOMAINES) if regime.oral_par == "domaine" else len(reglement.unites)
        for column in range(width):
            best, step = straight_line(np.full(60, column), width, releve, reglement, regime)
            below = NOTES.size - 1 - np.arange(NOTES.size)
            line = np.maximum(best[:, np.newaxis] - step[:, np.newaxis] * below, 0)
            assert (line == gains(column, width, releve, reglement, regime)).all()


def test_what_is_no_line_is_not_said_to_be_one() -> None:
    """An oral that takes the place of a better mark loses points; others gain by a jump."""
    assert [name for name in EVERY if not is_a_line(load_regime(name)) and load_regime(name).oral_par] == [
        "moyenne_des_deux_notes",
        "oral_au_dessus_de_dix",
        "oral_substitue",
    ]
    by_unit = replace(EXCEPTIONNEL, lectures=replace(EXCEPTIONNEL.lectures, ponderation_domaine="egale"))
    assert not is_a_line(by_unit)


def test_who_sits_no_oral_has_a_line_of_nothing() -> None:
    reglement = BAREME.reglements["MCO"]
    releve = some_releve(reglement, 5, seed=0)
    best, step = straight_line(np.full(5, -1), len(reglement.unites), releve, reglement, PERMANENT)
    assert not best.any() and not step.any()


# --- Probabilities ----------------------------------------------------------------------------------------------------


def tables(best: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Return the points that each mark gains, shape (m, k)."""
    return np.maximum(best[:, np.newaxis] - step[:, np.newaxis] * (NOTES.size - 1 - np.arange(NOTES.size)), 0)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lines_and_tables_give_the_same_probability(data: st.DataObject) -> None:
    count, m = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 12))
    seed, spread = data.draw(st.integers(0, 2**32 - 1)), data.draw(st.sampled_from([0, 0.3, 1.3, 2, 4]))
    eliminates = data.draw(st.booleans())
    rng = np.random.default_rng(seed)
    best = rng.integers(0, 60, (m, count)) * (rng.random((m, count)) < 0.9)
    # As `droite` finds them: a step is no more than the whole gain of the best mark.
    step = np.minimum(rng.integers(1, 30, (m, count)), best)
    expected, away = rng.normal(9, 5, (m, count)), rng.choice([0, 0.03, 0.5, 1], (m, count))
    need = rng.integers(-5, int(best.sum(axis=1).max()) + 5, m)
    # On the edge: what the best marks give together, and one point more.
    need[: m // 2] = best.sum(axis=1)[: m // 2] + rng.integers(0, 2, m // 2)
    orals = [Oral(tables(best[:, c], step[:, c]), loi(expected[:, c], spread), away[:, c]) for c in range(count)]
    wanted = probability(need, orals, eliminates)
    lines = [(best[:, c], step[:, c]) for c in range(count)]
    found = probability_of_lines(need, lines, expected, away, spread, eliminates)
    assert found == pytest.approx(wanted, abs=ROUNDING)


def test_every_need_of_a_small_grid_is_right() -> None:
    """Two orals of all small lines, for every need: by enumeration of both marks."""
    grid = MarkGrid(NOTES.size - 1, PAS_ORAL, 3.0)
    for best in ((7, 12), (40, 3), (1, 1), (0, 5)):
        for step in ((1, 2), (3, 3), (1, 1)):
            top = np.array([best])
            lines = np.minimum(np.array([step]), top)
            needs = np.arange(-2, sum(best) + 3)
            expected = np.array([[11.0, 8.25]])
            law = [loi(expected[:, c], 3.0)[0] for c in (0, 1)]
            table = [tables(top[:, c], lines[:, c])[0] for c in (0, 1)]
            enough = table[0][:, np.newaxis] + table[1] >= needs[:, np.newaxis, np.newaxis]
            wanted = np.einsum("i,nij,j->n", law[0], enough, law[1])
            every = Lines(*(np.repeat(a, needs.size, axis=0) for a in (top, lines, expected, np.zeros((1, 2)))))
            assert fast_sum.fast_probability(needs, every, grid, False) == pytest.approx(wanted, abs=ROUNDING)


def test_no_oral_no_candidate_and_tiles_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert probability_of_lines(np.array([0, 1]), [], np.zeros((2, 0)), np.zeros((2, 0)), 2, False).tolist() == [
        1,
        0,
    ]
    nobody = np.zeros(0, dtype=np.int64)
    assert not probability_of_lines(nobody, [(nobody, nobody)], np.zeros((0, 1)), np.zeros((0, 1)), 2, False).size
    rng = np.random.default_rng(0)
    lines = Lines(
        rng.integers(5, 60, (50, 2)), rng.integers(1, 5, (50, 2)), rng.normal(9, 3, (50, 2)), np.zeros((50, 2))
    )
    need, grid = rng.integers(0, 90, 50), MarkGrid(NOTES.size - 1, PAS_ORAL, max(0, LEAST_SPREAD))
    whole = fast_sum.fast_probability(need, lines, grid, False)
    monkeypatch.setattr(fast_sum, "TILE", 7)
    assert (fast_sum.fast_probability(need, lines, grid, False) == whole).all()


@pytest.mark.parametrize("name", LINES)
def test_a_cohort_has_the_same_chances_by_lines_and_by_tables(
    name: str, cohorte: SimulatedCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every specialty, status, regime and scenario, with absences that keep the first mark or eliminate."""
    regime = load_regime(name)
    eliminates = replace(regime, lectures=replace(regime.lectures, absence_a_l_oral="elimination"))
    both = (eliminates, regime) if name in ("permanent_2022", "exceptionnel_2021") else (regime,)
    found = [Under(cohorte, one).admission for one in both]
    monkeypatch.setattr(expectation, "is_a_line", lambda regime: False)
    for one, fast in zip(both, found, strict=True):
        assert fast == pytest.approx(Under(cohorte, one).admission, abs=ROUNDING)


def test_the_best_choice_is_the_same_by_lines_and_by_tables(
    cohorte: SimulatedCohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    offers = []
    for g in cohorte.groupes:
        offers.append(offer(cohorte, Deliberation(g, cohorte.cohorte.bareme, PERMANENT)))
    fast = [choose("meilleure_probabilite", one) for one in offers]
    monkeypatch.setattr(choices, "is_a_line", lambda regime: False)
    for one, found in zip(offers, fast, strict=True):
        assert (choose("meilleure_probabilite", one) == found).all()


@pytest.mark.parametrize("arrondi", ["exact", "au_centieme", "tronque"])
def test_what_is_needed_is_the_same_when_it_has_to_be_searched(arrondi: str) -> None:
    """One unit of points less never admits, also where a rounded mean makes the plain subtraction wrong."""
    regime = replace(PERMANENT, lectures=replace(PERMANENT.lectures, arrondi=arrondi))
    from bts_sim.droit.regles.admission import est_admis

    for reglement in BAREME.reglements.values():
        releve = some_releve(reglement, 40, seed=1)
        premier = premier_groupe(releve, reglement, BAREME, regime)
        need = points_needed(premier, releve, reglement, BAREME, regime)
        judged = premier.generale.coefs > 0
        assert est_admis(premier.generale.plus(need), BAREME, regime).tenues[judged].all()
        assert not est_admis(premier.generale.plus(need - 1), BAREME, regime).tenues[judged].any()


def test_a_part_of_the_decisions_is_what_is_decided_on_that_part() -> None:
    rows = np.array([3, 31, 4])
    for reglement in BAREME.reglements.values():
        releve = some_releve(reglement, 40, seed=2)
        part = premier_groupe(releve, reglement, BAREME, PERMANENT).part(rows)
        alone = premier_groupe(releve.part(rows), reglement, BAREME, PERMANENT)
        for found, wanted in ((part.generale, alone.generale), (part.professionnelle, alone.professionnelle)):
            assert (found.somme == wanted.somme).all() and (found.coefs == wanted.coefs).all()
        assert (part.decision == alone.decision).all()


# --- Luck, drawn block by block ---------------------------------------------------------------------------------------


def test_blocks_of_candidates_change_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    described = load_cohort(candidats=3001, seed=8)
    whole = simulate(described)
    monkeypatch.setattr(marking, "BLOC", 997)
    monkeypatch.setattr(luck, "PIECE", 64)
    for one, other in zip(whole.groupes, simulate(described).groupes, strict=True):
        assert (one.candidats == other.candidats).all() and (one.voies == other.voies).all()
        assert (one.latent == other.latent).all() and (one.releve.notes == other.releve.notes).all()
        assert (one.releve.statuts == other.releve.statuts).all()
        both = zip(one.composition.attributes().values(), other.composition.attributes().values(), strict=True)
        assert all(a.values == b.values and (a.codes == b.codes).all() for a, b in both)


def test_a_stream_that_was_forgotten_comes_back_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = Luck(3, 500)
    first = {name: remembered.uniform(name) for name in ("a", "b", "c")}
    monkeypatch.setattr(luck, "REMEMBERED", 500 * 8)
    short = Luck(3, 500)
    for name in ("a", "b", "c", "a"):
        assert (short.uniform(name) == first[name]).all()
    assert len(short._streams) == 1
    late = Luck(3, 100, first=400)
    assert (late.uniform("b", np.arange(450, 460)) == first["b"][450:460]).all()
