"""Over several sessions, is a diploma told gained or brought forward exactly, by the rules of marks kept?"""

import itertools
from collections import defaultdict
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bts_sim.cohort.chances import NOTES, loi
from bts_sim.cohort.compose import Composition, Margins
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.group import Groupe, Simulated
from bts_sim.cohort.luck import OF_UNIT, Luck
from bts_sim.cohort.orals import oral_marks
from bts_sim.cohort.returning import (
    BEFORE_THE_FIRST,
    Conservation,
    LuckOfSession,
    entrants_of,
    ordinary_epreuves,
    registered_again,
)
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.bareme import Regime, Reglement, Unite
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.jury import Decision, premier_groupe
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.droit.releve import Releve, Statut
from bts_sim.droit.textes import lire
from bts_sim.errors import InputError
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.returns import shown as returns_shown
from bts_sim.questions.returns.charts import draw_by_rate, draw_diplomas, draw_gained
from bts_sim.questions.returns.estimates import ratio_of_means
from bts_sim.questions.returns.lives import NEVER, journeys
from bts_sim.questions.returns.tables import by_return_rate, diplomas, gained_or_advanced, price_of_return

REGIMES = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")
AUCUN_CONTROLE, PERMANENT = REGIMES[0], REGIMES[2]
SCHOOL = "scolaire"


def described(candidats: int, **parametres: float):
    # A few specialties, of both sectors: each costs as much as so many candidates more.
    one = load_cohort(candidats=candidats, seed=11, specialites=("CG", "GPME", "FED", "SN-IR"))
    return replace(one, parametres={**one.parametres, **parametres})


@pytest.fixture(scope="module")
def cohorte():
    return simulate(described(4000))


@pytest.fixture(scope="module")
def lives(cohorte):
    return journeys(cohorte, *REGIMES, draws=3)


def unite(code: str, domaine: str, coefficient: int) -> Unite:
    return Unite(code, code, code, coefficient, domaine, "ponctuel", "ponctuel", True, False, "", "")


def identical(n: int, unites: dict[str, tuple[str, int, float, int]], **parametres: float) -> SimulatedCohort:
    """n candidates alike; by unit: its domain, coefficient (hundredths), level (points), first mark (hundredths).

    Nobody is absent, no copy is lifted, and nobody is admitted by luck but that of `parametres`.
    """
    quiet = {"absence_par_epreuve": 0, "tassement_a_10": 0, "absence_a_l_oral": 0, "avantage_ccf": 0}
    one = described(n, **quiet, **parametres)
    reglement = Reglement("X", "X", "", "", tuple(unite(c, d, k) for c, (d, k, _, _) in unites.items()), ())
    nobody, zeros = np.zeros(n, dtype=bool), np.zeros(n, dtype=np.int64)
    who = Composition(zeros, nobody, nobody, zeros, [SCHOOL], nobody, zeros[:0], [], ~nobody)
    shape = n, len(unites)
    latent = np.tile([level for _, _, level, _ in unites.values()], (n, 1)).astype(float)
    releve = Releve(
        np.tile([note for *_, note in unites.values()], (n, 1)),
        np.full(shape, Statut.NOTE, dtype=np.uint8),
        np.ones(shape, dtype=bool),
        np.zeros((n, 0), dtype=np.int64),
        np.zeros((n, 0), dtype=np.uint8),
        *(nobody,) * 3,
    )
    groupe = Groupe(reglement, np.arange(n), releve, Simulated(who, latent, latent[:, [0, -1]]))
    cohort = replace(one, specialites={"X": 1.0}, asked=Margins(voies={SCHOOL: 1.0}))
    return SimulatedCohort(cohort, (groupe,), {}, Luck(one.seed, n))


#: Four general units at 8 and two professional ones at 10: a mean of 8.67, so that the permanent regime opens.
HUIT = {f"G{i}": ("general", 100, 8.0, 800) for i in range(4)} | {
    f"P{i}": ("professionnel", 100, 10.0, 1000) for i in range(2)
}
#: No luck at all: every oral is worth 8 + 2.5.
SANS_HASARD = {"ecart_type_correcteur": 0, "ecart_type_oral": 0, "severite_des_jurys": 0}
SANS_HASARD |= {"part_specifique_a_l_oral": 1, "avantage_oral": 2.5, "notes_conservees": 100}


# --- The first session is the usual one ---------------------------------------------------------------------------


def test_the_first_session_is_that_of_under_draw_by_draw(cohorte, lives) -> None:
    for one, regime in zip(lives, REGIMES, strict=True):
        for tirage in range(3):
            usual = cohorte.under(regime)
            assert np.array_equal(one.diplome[tirage] == 1, usual.admis(tirage))
            assert one.oraux[tirage, 0].any() == usual.autorise.any()


def test_the_gap_within_one_session_is_that_of_compare_with_its_interval(cohorte, lives) -> None:
    usual = compare(cohorte, REGIMES[0], REGIMES[1:], oral_draws=3)
    ours = diplomas(lives)
    ours = ours[(ours["sessions"] == 1) & (ours["groupe"] != "entree")]
    usual = usual[usual["groupe"].isin(ours["groupe"])]
    for theirs, mine in (("ecart_taux_admis", "ecart_taux_diplomes"), ("taux_admis", "taux_diplomes")):
        keys = ["groupe", "modalite", "regime"]
        left, right = (t[t["indicateur"] == i].set_index(keys) for t, i in ((usual, theirs), (ours, mine)))
        assert len(left) == len(right) > 30
        for column in ("valeur", "bas", "haut", "n"):
            assert left[column].to_dict() == pytest.approx(right[column].to_dict(), abs=1e-9), (theirs, column)


def test_the_marks_of_a_session_come_from_the_equations_of_the_first_one(cohorte) -> None:
    """With the luck of the first session, its marks and absences come back, but for those kept from before."""
    for g in cohorte.groupes:
        of_unit = cohorte.luck.of_units("unite", g.releve.notes.shape[1], OF_UNIT, g.candidats)
        again = ordinary_epreuves(cohorte, g, g.releve, cohorte.luck, of_unit)
        fresh = g.releve.statuts != Statut.BE
        assert np.array_equal(again.notes[fresh], g.releve.notes[fresh])
        assert np.array_equal(again.statuts[fresh], g.releve.statuts[fresh])


# --- What is kept -------------------------------------------------------------------------------------------------


def _lives(cohorte, regime, sessions: int, annees: int):
    """Every session of every specialty: those who sit, their orals, then those who come back, all that may."""
    comment = Conservation(cohorte.cohorte.parametres["notes_conservees"], annees)
    for g in cohorte.groupes:
        registered, held = entrants_of(g), cohorte
        for rang in range(1, sessions + 1):
            d = Deliberation(registered.groupe, cohorte.cohorte.bareme, regime)
            oraux = oral_marks(held, d)
            decision = d.second(oraux).decision
            back = np.isin(decision, (Decision.REFUSE, Decision.ELIMINE))
            luck = LuckOfSession(cohorte.luck, rang + 1, 0)
            after = registered_again(cohorte, registered, d, back, oraux, comment, rang + 1, luck)
            yield rang, registered, d.premier, d.controle, oraux, decision, back, after
            registered, held = after, replace(cohorte, luck=luck)


@pytest.mark.parametrize("regime", REGIMES, ids=lambda r: r.nom)
def test_a_kept_mark_never_falls_and_a_mean_never_loses_a_unit(regime, cohorte) -> None:
    kept_in_all = by_an_oral = eliminated = 0
    for _, before, premier, controle, oraux, decision, back, after in _lives(cohorte, regime, 4, 5):
        old, new = before.groupe.releve.part(back), after.groupe.releve
        kept, already = new.ont(Statut.BE), old.ont(Statut.BE)
        # What was kept is kept at the same mark; a new one is the better of the épreuve and of its oral.
        assert (kept | ~already).all() and np.array_equal(new.notes[already], old.notes[already])
        best = np.where(old.ont(Statut.NOTE), old.notes, -1)
        if regime.oral_par == "unite":
            best = np.maximum(best, oraux[back])
        assert np.array_equal(new.notes[kept & ~already], best[kept & ~already])
        assert (new.notes[kept] >= cohorte.cohorte.bareme.seuil_benefice).all()
        again = premier_groupe(new, after.groupe.reglement, cohorte.cohorte.bareme.sous(regime), regime)
        assert np.array_equal(again.generale.coefs, premier.generale.coefs[back])
        # An oral by unit never bears on a kept one.
        barred = controle.choisissables & before.groupe.releve.ont(Statut.BE)
        assert regime.oral_par != "unite" or not barred.any()
        kept_in_all += kept.sum()
        by_an_oral += (kept & ~already & (best > old.notes)).sum()
        eliminated += (decision[back] == Decision.ELIMINE).sum()
    assert kept_in_all > 1000 and eliminated > 100
    assert bool(by_an_oral) == (regime.oral_par == "unite")


@pytest.mark.parametrize("annees", [1, 2])
def test_a_mark_is_kept_for_as_many_years_as_the_law_says_and_no_more(annees, cohorte) -> None:
    ages = set()
    for rang, *_, after in _lives(cohorte, AUCUN_CONTROLE, 4, annees):
        ages |= set((rang + 1 - after.obtenue[after.groupe.releve.ont(Statut.BE)]).tolist())
    assert ages == set(range(1, annees + 1))


def test_a_mark_of_the_session_before_lasts_the_five_sessions_and_is_gone_at_the_sixth(cohorte) -> None:
    oldest = {}
    for rang, *_, after in _lives(cohorte, AUCUN_CONTROLE, 6, 5):
        kept = after.obtenue[after.groupe.releve.ont(Statut.BE)]
        oldest[rang + 1] = min(oldest.get(rang + 1, 99), int(kept.min(initial=99)))
    assert oldest[5] == BEFORE_THE_FIRST and oldest[6] == BEFORE_THE_FIRST + 1


def test_nothing_is_kept_by_who_renounces_everything(cohorte) -> None:
    one, *_ = journeys(cohorte, PERMANENT, sessions=3, draws=1, kept_marks=0)
    entered = {g.reglement.specialite: g for g in cohorte.groupes}
    for g in entered.values():
        fresh = ~g.releve.ont_une(Statut.BE)
        came = fresh & (one.unites[0, 1, g.candidats] > 0)
        assert (one.unites[0, 1, g.candidats][came] == len(g.reglement.unites)).all()


# --- Closed forms -------------------------------------------------------------------------------------------------


def test_without_luck_a_candidate_is_saved_by_two_orals_a_year() -> None:
    """By hand: 52/6, and 57/6 after two orals at 10.5, which are kept; two more the next year give 62/6."""
    cohort = identical(3, HUIT, **SANS_HASARD)
    closed, by_orals = journeys(cohort, AUCUN_CONTROLE, PERMANENT, draws=1)
    assert (closed.diplome == NEVER).all() and (by_orals.diplome == 2).all()
    assert by_orals.oraux[0, :, 0].tolist() == [2, 2, 0, 0, 0]
    # Six units, then the two general ones that neither the épreuve nor an oral gave.
    assert by_orals.unites[0, :, 0].tolist() == [6, 2, 0, 0, 0]
    assert closed.unites[0, :, 0].tolist() == [6, 4, 4, 4, 4]
    gain = gained_or_advanced([closed, by_orals], 100)
    assert gain.empty  # Nobody has it at the first session.


def test_an_oral_that_gives_no_benefice_saves_nobody_the_year_after() -> None:
    regime = replace(PERMANENT, lectures=lire(note_orale_donne_benefice="non"))
    (one,) = journeys(identical(3, HUIT, **SANS_HASARD), regime, draws=1)
    assert (one.diplome == NEVER).all() and one.oraux[0, :, 0].tolist() == [2] * 5


@pytest.mark.parametrize(("progres", "session"), [(0.0, NEVER), (0.5, 5), (1.0, 3), (2.0, 2)])
def test_without_luck_a_gain_of_ability_brings_the_diploma_in_its_time(progres, session) -> None:
    """Four units at 8 that have to reach 10 beside two at 10, which are kept and gain nothing."""
    (one,) = journeys(identical(2, HUIT, **SANS_HASARD), AUCUN_CONTROLE, draws=1, progress=progres)
    assert (one.diplome == session).all()


def test_orals_have_a_luck_of_their_own_at_every_session() -> None:
    """If no oral is kept, nothing changes from a session to the next but their luck: a geometric law, exactly known."""
    regime = replace(PERMANENT, lectures=lire(note_orale_donne_benefice="non"))
    cohort = identical(30_000, HUIT, **SANS_HASARD | {"ecart_type_oral": 2.0})
    p = float(cohort.under(regime).admission[0])
    (one,) = journeys(cohort, regime, draws=1)
    shares = np.bincount(one.diplome[0], minlength=6) / 30_000
    assert 0.1 < p < 0.6
    for session in range(1, 6):
        expected = p * (1 - p) ** (session - 1)
        assert shares[session] == pytest.approx(expected, abs=4.5 * np.sqrt(expected / 30_000)), session


@pytest.mark.parametrize("kept", [0, 60, 100])
def test_with_luck_the_session_of_the_diploma_has_the_law_that_enumeration_gives(kept) -> None:
    """Two units of unlike coefficients: every mark of both, and what is kept of them, session by session."""
    levels, coefs, spread, n = (8.5, 9.5), (200, 300), 2.0, 40_000
    units = {"G": ("general", coefs[0], levels[0], 800), "P": ("professionnel", coefs[1], levels[1], 900)}
    cohort = identical(n, units, ecart_type_correcteur=spread, notes_conservees=kept)
    (one,) = journeys(cohort, AUCUN_CONTROLE, draws=1)
    expected = _enumerated(levels, coefs, spread, kept / 100, sessions=5)
    counts = np.bincount(one.diplome[0], minlength=6)
    assert counts[1] == 0 and counts[0] == n - counts[1:].sum()
    for session, probability in expected.items():
        error = np.sqrt(probability * (1 - probability) / n)
        assert counts[session] / n == pytest.approx(probability, abs=4.5 * error), session


def _enumerated(levels, coefs, spread, kept, sessions) -> dict[int, float]:
    """Probability of the diploma at each session from the second on, all marks of the first one being below 10."""
    laws = loi(np.array(levels), spread)
    states, found = {(None, None): 1.0}, {}
    for session in range(2, sessions + 1):
        after = defaultdict(float)
        for state, weight in states.items():
            choices = [
                [(held, 1.0)] if held is not None else list(zip(NOTES.tolist(), law.tolist(), strict=True))
                for held, law in zip(state, laws, strict=True)
            ]
            for (a, p), (b, q) in itertools.product(*choices):
                if a * coefs[0] + b * coefs[1] >= 1000 * sum(coefs):
                    after["admis"] += weight * p * q
                    continue
                # Never both: two marks of at least 10 make a mean of at least 10.
                which = 0 if a >= 1000 else 1 if b >= 1000 else None
                if which is None or state[which] is not None:
                    after[tuple((a, b)[i] if i == which else None for i in range(2))] += weight * p * q
                    continue
                after[tuple((a, b)[i] if i == which else None for i in range(2))] += weight * p * q * kept
                after[None, None] += weight * p * q * (1 - kept)
        found[session] = after.pop("admis")
        states = after
    return found


# --- Returns are summed exactly -----------------------------------------------------------------------------------


def test_if_nobody_comes_back_every_diploma_is_gained_and_nothing_changes_after_the_first_session(lives) -> None:
    rates = diplomas(lives, 0)
    by_session = rates.groupby(["groupe", "modalite", "indicateur", "regime"])["valeur"]
    assert (by_session.min() == by_session.max()).all()
    fates = gained_or_advanced(lives, 0)
    assert (fates.loc[fates["indicateur"] == "gagne", "valeur"] == 100).all()
    assert (fates.loc[fates["indicateur"].str.startswith("avance"), "valeur"] == 0).all()
    assert (price_of_return(lives, 0).set_index(["indicateur", "regime"])["valeur"]["presentations"] == 1).all()
    left = by_return_rate(lives, [0])
    assert (left.loc[left["indicateur"] == "reste", "valeur"] == 100).all()


@pytest.mark.parametrize("retour", [30.0, 100.0])
def test_results_are_the_means_over_all_the_ways_of_coming_back(retour, lives) -> None:
    """Brute force: each of the sixteen sequences of returns, with its probability, the same under both regimes."""
    base, one = lives[0], lives[2]
    gap, sessions, within_two = 0.0, 0.0, 0.0
    for returns in itertools.product((True, False), repeat=4):
        weight = np.prod([retour / 100 if came else 1 - retour / 100 for came in returns])
        stays = 1 + (returns.index(False) if False in returns else 4)
        a, b = (np.where(x.diplome <= stays, x.diplome, NEVER).astype(int) for x in (base, one))
        gap += weight * float(((b > 0).astype(int) - (a > 0)).mean())
        sessions += weight * float(np.where(b > 0, b, stays).mean())
        within_two += weight * float(((b > 0) & (b <= 2)).mean())
    found = by_return_rate([base, one], [retour]).set_index("indicateur")["valeur"]
    assert found["ecart"] == pytest.approx(100 * gap, abs=1e-4)
    cost = price_of_return([one], retour).set_index("indicateur")["valeur"]
    assert cost["presentations"] == pytest.approx(sessions, abs=1e-4)
    rates = diplomas([one], retour)
    rates = rates[(rates["groupe"] == "ensemble") & (rates["sessions"] == 2)]
    assert rates["valeur"].item() == pytest.approx(100 * within_two, abs=1e-4)


def test_tables_agree_with_one_another(lives) -> None:
    rates, gains = diplomas(lives), gained_or_advanced(lives)
    by = ["groupe", "modalite", "regime"]
    whole = gains[gains["indicateur"].str.startswith("avance") | (gains["indicateur"] == "gagne")]
    assert whole.groupby(by)["valeur"].sum().to_numpy() == pytest.approx(100, abs=1e-3)
    parts = gains[gains["indicateur"].isin(["gagne_echec", "gagne_depart"])].groupby(by)["valeur"].sum()
    gained = gains[gains["indicateur"] == "gagne"].set_index(by)["valeur"]
    assert parts.to_dict() == pytest.approx(gained.to_dict(), abs=1e-3)
    # More sessions never take a diploma away.
    taux = rates[rates["indicateur"] == "taux_diplomes"]
    for _, one in taux.groupby(by):
        assert one.sort_values("sessions")["valeur"].is_monotonic_increasing


def test_the_interval_of_a_quotient_holds_the_truth_as_often_as_it_says() -> None:
    generator = np.random.default_rng(5)
    inside = []
    for _ in range(2000):
        whole = generator.random(400) < 0.3
        part = whole & (generator.random(400) < 0.7)
        _, (low, high) = ratio_of_means(part.astype(float), whole.astype(float), 90)
        inside.append(low <= 0.7 <= high)
    assert 0.87 <= np.mean(inside) <= 0.92


def test_intervals_hold_the_rates_of_a_larger_cohort() -> None:
    """Four times as many candidates with other luck, at level 99.9: a wrong formula would be far outside.

    Units are of one difficulty: an interval does not cover that of a session, which another luck changes.
    """
    alike = [replace(described(n, ecart_type_epreuve=0.0), seed=seed) for n, seed in ((3_000, 11), (12_000, 12))]
    lives, large = (journeys(simulate(one), *REGIMES, draws=3) for one in alike)
    for table in (diplomas, gained_or_advanced, price_of_return):
        keys = ["groupe", "modalite", "indicateur", "regime", "sessions"]
        small, truth = (t[t["groupe"] == "ensemble"].set_index(keys) for t in (table(lives, level=99.9), table(large)))
        truth = truth.reindex(small.index)
        # A rate that is solved has no interval: it is met to one of the larger number of candidates.
        solved = 100 / 12_000 * (small["haut"] == small["bas"])
        room = 0.6 * (small["haut"] - small["bas"]) + solved + 1e-3
        assert (abs(truth["valeur"] - small["valeur"]) <= room).all(), table.__name__


# --- The same twice, and refusals ---------------------------------------------------------------------------------


def test_the_same_twice_and_whatever_the_chunks(cohorte, lives) -> None:
    def half(keep) -> SimulatedCohort:
        groups = [g.part(keep(g.candidats)) for g in cohorte.groupes]
        return replace(cohorte, blocks=tuple(g for g in groups if g.candidats.size))

    again = journeys(cohorte, *REGIMES, draws=3)
    chunks = [journeys(half(keep), *REGIMES, draws=3) for keep in (lambda c: c % 3 == 0, lambda c: c % 3 != 0)]
    for i, one in enumerate(lives):
        for name in ("diplome", "unites", "oraux"):
            assert np.array_equal(getattr(one, name), getattr(again[i], name))
            # Whoever is not in a chunk has nothing there.
            assert np.array_equal(getattr(one, name), sum(getattr(chunk[i], name) for chunk in chunks))
    pd.testing.assert_frame_equal(diplomas(lives), diplomas(again))


def test_a_regime_alone_lives_what_it_lives_beside_others_and_fewer_sessions_are_the_first_ones(cohorte, lives) -> None:
    (alone,) = journeys(cohorte, PERMANENT, sessions=3, draws=2)
    both = lives[2].diplome[:2]
    assert np.array_equal(alone.diplome, np.where(both <= 3, both, NEVER))


@pytest.mark.parametrize(
    ("options", "word"),
    [({"sessions": 0}, "sessions"), ({"draws": 0}, "draws"), ({"kept_marks": 101}, "kept_marks")],
)
def test_numbers_that_mean_nothing_are_refused(options, word, cohorte) -> None:
    with pytest.raises(InputError, match=f"{word}.*hors bornes"):
        journeys(cohorte, AUCUN_CONTROLE, **options)


def test_a_rate_of_return_and_the_forme_progressive_are_refused_where_they_mean_nothing(lives) -> None:
    with pytest.raises(InputError, match=r"rate.*de 0 à 100"):
        diplomas(lives, 101)
    with pytest.raises(InputError, match=r"forme_progressive"):
        journeys(simulate(described(2000, forme_progressive=50)), AUCUN_CONTROLE)


def test_rare_situations_are_carried_from_a_session_to_the_next() -> None:
    """Absent from the whole exam: out of everything. Dispensed: for good. Facultatives: kept if above 10."""
    rare = {"absents_a_l_examen": 10, "dispenses": 100, "facultatives": 100, "points_de_jury": 50}
    cohort = simulate(described(3000, **rare))
    (one,) = journeys(cohort, AUCUN_CONTROLE, sessions=2, draws=1)
    for g in cohort.groupes:
        absent = ~g.composition.present
        assert (one.unites[0, 1, g.candidats][absent] == 0).all()
    for _, before, *_, back, after in _lives(cohort, AUCUN_CONTROLE, 2, 5):
        assert np.array_equal(after.groupe.releve.ont(Statut.DI), before.groupe.releve.part(back).ont(Statut.DI))
        kept = np.equal(after.groupe.releve.statuts_facultatives, Statut.BE)
        assert (after.groupe.releve.notes_facultatives[kept] >= cohort.cohorte.bareme.seuil_benefice).all()
    assert set(diplomas([one])["n"]) and diplomas([one])["n"].max() < 3000


# --- Sweeps, charts, tables ---------------------------------------------------------------------------------------


def by_progress(cohorte: SimulatedCohort, *regimes: Regime, progres: tuple[float, ...]) -> pd.DataFrame:
    """The table of returns for each gain of ability from a session to the next."""
    lives = (journeys(cohorte, *regimes, draws=1, progress=one) for one in progres)
    return pd.concat([by_return_rate(one, (0, 100)) for one in lives], ignore_index=True)


def test_a_gain_of_ability_leaves_less_of_the_gap(cohorte) -> None:
    table = by_progress(cohorte, *REGIMES, progres=(0.0, 2.0))
    left = table[table["indicateur"] == "reste"].set_index(["regime", "progres", "retour"])["valeur"]
    for regime in REGIMES[1:]:
        assert left[regime.nom, 2.0, 100] < left[regime.nom, 0.0, 100] < left[regime.nom, 0.0, 0] == 100


def test_charts_and_tables_say_the_figures_of_their_tables_and_are_the_same_twice(lives) -> None:
    rates, gains, swept = diplomas(lives), gained_or_advanced(lives), by_return_rate(lives, (0, 50, 100))
    for draw, table in ((draw_diplomas, rates), (draw_gained, gains), (draw_by_rate, swept)):
        assert draw(table).to_json() == draw(table).to_json()
    gap = rates[(rates["indicateur"] == "ecart_taux_diplomes") & (rates["groupe"] == "ensemble")]
    last = gap[(gap["regime"] == PERMANENT.nom) & (gap["sessions"] == 5)]["valeur"].item()
    title = " ".join(draw_diplomas(rates).to_dict()["title"]["text"])
    assert f"{last:+.1f}".replace(".", ",") in title
    share = gains[(gains["regime"] == PERMANENT.nom) & (gains["indicateur"] == "gagne")]["valeur"].iloc[0]
    assert f"{share:.0f}\u202f%" in " ".join(draw_gained(gains).to_dict()["title"]["text"])
    assert len(returns_shown.show_gained(gains, "entree").frame) == 4
    assert len(returns_shown.show_price_of_return(price_of_return(lives)).frame) == 6


def test_a_reform_of_the_analyst_is_drawn_too(cohorte) -> None:
    reform = replace(load_regime("permanent_2022"), nom="bulletin_a_9", seuil_professionnel=900)
    lives = journeys(cohorte, PERMANENT, reform, sessions=2, draws=1)
    assert "bulletin a 9" in " ".join(draw_diplomas(diplomas(lives)).to_dict()["title"]["text"])
    assert "bulletin a 9" in " ".join(draw_gained(gained_or_advanced(lives)).to_dict()["title"]["text"])


def test_a_regime_that_gives_nobody_a_diploma_at_once_is_said_to(cohorte) -> None:
    lives = journeys(cohorte, PERMANENT, AUCUN_CONTROLE, sessions=2, draws=1)
    nothing = gained_or_advanced(lives)
    assert nothing.empty and "aucun diplôme de plus" in " ".join(draw_gained(nothing).to_dict()["title"]["text"])
    assert returns_shown.show_gained(nothing).frame.empty


# --- Little to show -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def petite():
    return simulate(described(300))


def said(chart) -> str:
    return " ".join(chart.title.text)


def test_a_regime_alone_says_its_own_rates_and_one_session_is_not_told_twice(petite) -> None:
    rates = diplomas(journeys(petite, AUCUN_CONTROLE, sessions=3, draws=1))
    known = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_diplomes")].set_index("sessions")
    first, last = (f"{known.loc[k, 'valeur']:.1f}".replace(".", ",") for k in (1, 3))
    assert said(draw_diplomas(rates)) == (
        f"Sans rattrapage : {first}\u202f% de diplômés en une session, {last}\u202f% en 3"
    )
    assert first != last
    once = diplomas(journeys(petite, AUCUN_CONTROLE, sessions=1, draws=1))
    assert said(draw_diplomas(once)) == f"Sans rattrapage : {first}\u202f% de diplômés en une session"


def test_within_one_session_every_diploma_is_gained_and_no_return_changes_anything(petite) -> None:
    lives = journeys(petite, AUCUN_CONTROLE, PERMANENT, sessions=1, draws=1)
    rates, gains, swept = diplomas(lives), gained_or_advanced(lives), by_return_rate(lives, (0, 100))
    gap = f"{rates[rates['indicateur'] == 'ecart_taux_diplomes']['valeur'].iloc[0]:+.1f}".replace(".", ",")
    assert said(draw_diplomas(rates)).endswith(f", en une session : Régime permanent (2022) {gap}")
    assert said(draw_gained(gains)).endswith("qu'une session n'aurait pas donnés : Régime permanent (2022) 100\u202f%")
    assert said(draw_by_rate(swept)).endswith(f"en une session est de {gap} pt, quel que soit le retour")
    (shown,) = returns_shown.show_gained(gains).frame.to_dict("records")
    assert shown["Avancés d'une session"] == "—" and shown["dont jamais obtenus"] == "100,0\u202f%"
    # Nobody comes back.
    assert returns_shown.show_price_of_return(price_of_return(lives)).frame.iloc[-1].tolist()[1:] == ["—", "—"]


def test_two_regimes_that_decide_alike_have_no_gap_that_could_be_left(petite) -> None:
    lives = journeys(petite, PERMANENT, replace(PERMANENT, nom="pareil"), sessions=2, draws=1)
    swept = by_return_rate(lives, (0, 50, 100))
    assert set(swept["indicateur"]) == {"ecart_1", "ecart"} and (swept["valeur"] == 0).all()
    assert said(draw_diplomas(diplomas(lives))).endswith("en une puis en 2 sessions : pareil +0,0 puis +0,0")
    assert said(draw_by_rate(swept)) == (
        "pareil : l'écart de diplômés en 2 sessions est de +0,0 pt, quel que soit le retour"
    )


def test_a_reform_that_only_takes_diplomas_away_has_intervals_the_right_way_round(petite) -> None:
    lives = journeys(petite, PERMANENT, AUCUN_CONTROLE, sessions=2, draws=1)
    left = by_return_rate(lives, (0, 50, 100))
    left = left[left["indicateur"] == "reste"].reset_index(drop=True)
    assert (left["bas"] <= left["valeur"]).all() and (left["valeur"] <= left["haut"]).all()
    # What is left of a loss is what is left of the same gain.
    other = by_return_rate(journeys(petite, AUCUN_CONTROLE, PERMANENT, sessions=2, draws=1), (0, 50, 100))
    other = other[other["indicateur"] == "reste"].reset_index(drop=True)
    assert left[["valeur", "bas", "haut"]].to_numpy() == pytest.approx(other[["valeur", "bas", "haut"]].to_numpy())


def test_gains_of_ability_are_named_beside_the_return_that_they_go_with(petite) -> None:
    table = by_progress(petite, AUCUN_CONTROLE, PERMANENT, progres=(0.0, 0.5, 2.0))
    words = ["sans progrès", "+0,5 point par session", "+2,0 points par session"]
    assert all(one in draw_by_rate(table).to_json(ensure_ascii=False) for one in words)
    assert said(draw_by_rate(table)).endswith("(retour 100\u202f%, +2,0 points par session)")
