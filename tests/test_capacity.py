"""Are the orals counted, spread and costed exactly, and is what nobody knows refused or left missing?"""

import functools
import itertools
import json
from datetime import date
from decimal import Decimal

import nbformat
import numpy as np
import pandas as pd
import pytest
from helpers import ROOT

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.orals import oral_marks
from bts_sim.cohort.simulate import simulate
from bts_sim.cohort.strata import share_out
from bts_sim.droit.bareme import DOMAINES
from bts_sim.droit.calendriers.disciplines import Minutes, Temps, disciplines, minutes_des_oraux
from bts_sim.droit.deliberation import Deliberation
from bts_sim.droit.regimes import load_regimes
from bts_sim.droit.releve import SANS_ORAL
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import InputError, LawError
from bts_sim.files.shipped import statistic
from bts_sim.language import speaking
from bts_sim.notices import BtsSimWarning
from bts_sim.questions.capacity import shown
from bts_sim.questions.capacity.charts import demand, juries, spending
from bts_sim.questions.capacity.costs import Cost, CostOfSession, costs, costs_of_session, pay_rate
from bts_sim.questions.capacity.orals import Orals, brought_to_orals, count_orals, held_by_each, scaled_to, to_scale
from bts_sim.questions.capacity.resources import Resources
from bts_sim.questions.capacity.session import INDICATORS, Response, Session, Tally, side_by_side, tally
from bts_sim.questions.capacity.sums import sums_of
from bts_sim.questions.capacity.tables import (
    Juries,
    Load,
    Need,
    NeedOfSession,
    fewest_juries,
    load_by_day,
    need,
    need_of_session,
    need_over_range,
    spread_over_days,
)
from bts_sim.questions.capacity.windows import Window, days_and_windows, days_of_orals
from bts_sim.questions.capacity.words import length_of, pay_in_words
from bts_sim.questions.rates.tables import compare
from bts_sim.report.parameter_cells import read_notebook
from bts_sim.stats.intervals import Method

NOTEBOOK = ROOT / "notebooks" / "06_calendar_and_capacity.ipynb"
PRESENTS = 166800
REGIMES = ("aucun", "exceptionnel_2021", "permanent_2022")
VINGT = Minutes({}, Temps(20, 20))
LUNDI, MARDI = date(2024, 7, 1), date(2024, 7, 2)


@pytest.fixture(scope="module")
def cohorte():
    return simulate(load_cohort(candidats=4000, seed=11))


@pytest.fixture(scope="module")
def regimes():
    return load_regimes(*REGIMES)


@pytest.fixture(scope="module")
def minutes():
    return minutes_des_oraux(2024)


@pytest.fixture(scope="module")
def convened(cohorte, regimes):
    return count_orals(cohorte, regimes, PRESENTS)


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(session=2024, size=1000, seed=3, draws=12, draw_size=800, regimes=REGIMES[1:])


@pytest.fixture(scope="module")
def answer(study):
    return study.orals(PRESENTS)


@pytest.fixture(scope="module")
def intervalles(answer):
    return answer.tables["draws"]


def one_group(cohorte, base, others, presents=PRESENTS, minutes=VINGT, examiners=1) -> Session:
    """The orals of one group of candidates, brought to nothing else."""
    sums = sums_of(cohorte, base, others, minutes, examiners)
    return side_by_side([sums], np.array([float(presents)]), presents, base.nom, [0.0] * 2 * len(others))


def tallied(cohorte, base, others, presents=PRESENTS) -> pd.DataFrame:
    return tally(one_group(cohorte, base, others, presents), 90)


def table(*rows: tuple[str, str, int]) -> pd.DataFrame:
    """A table of convocations made by hand: specialty, discipline, orals."""
    columns = ["specialite", "discipline", "oraux"]
    made = pd.DataFrame(rows, columns=columns).assign(regime="essai", academie="", secteur="tertiaire", unite="U1")
    return made.assign(simules=made["oraux"])


def days(**windows: tuple[date, date]) -> pd.DataFrame:
    rows = [
        (code, "tertiaire", first.isoformat(), last.isoformat(), "", "", "") for code, (first, last) in windows.items()
    ]
    return Window.frame(rows)


# --- how many orals ---------------------------------------------------------------------------------------------------


def test_every_oral_that_is_drawn_was_counted(cohorte, regimes) -> None:
    """Another way to the same numbers: the orals for which a mark, or an absence, is drawn."""
    counted = count_orals(cohorte, regimes, cohorte.cohorte.candidats)
    for regime in regimes:
        held_there = counted[counted["regime"] == regime.nom]
        own = held_there.set_index(["specialite", "unite"])["simules"].sort_index()
        lent = held_there[held_there["specialite"] == ""]
        assert not lent.duplicated(["secteur", "discipline"]).any() and (lent["unite"] == "").all()
        assert (counted["oraux"] == counted["simules"]).all()
        total = 0
        for g in cohorte.groupes:
            marks = oral_marks(cohorte, Deliberation(g, cohorte.cohorte.bareme, regime))
            names = DOMAINES if regime.oral_par == "domaine" else [u.code for u in g.reglement.unites]
            for name, column in zip(names, marks.T, strict=True):
                held = int((column != SANS_ORAL).sum())
                # Those whose règlement is lent are counted by sector and discipline only.
                assert own.get((g.reglement.specialite, name), 0) == (0 if g.reglement.emprunte_a else held)
                total += held
        assert own.sum() == total
        assert held_by_each(cohorte, regime, VINGT)[0].sum() == total
    assert not (counted["regime"] == "aucun").any()


def test_orals_of_a_session_add_up_and_keep_their_shares(cohorte, convened) -> None:
    for _, own in convened.groupby("regime"):
        quota = own["simules"] * PRESENTS / cohorte.cohorte.candidats
        assert abs(own["oraux"].sum() - own["simules"].sum() * PRESENTS / cohorte.cohorte.candidats) <= 0.5
        assert (abs(own["oraux"] - quota) < 1.5).all()
    other = scaled_to(convened, {"permanent_2022": 12345})
    assert set(other["regime"]) == {"permanent_2022"} and other["oraux"].sum() == 12345


def test_shares_are_as_near_to_their_quotas_as_integers_can_be() -> None:
    """No other integers with the same sum are nearer, in the sum of squared differences."""
    rng = np.random.default_rng(5)
    for _ in range(60):
        counts, total = rng.integers(0, 9, size=3), int(rng.integers(0, 12))
        if not counts.sum():
            assert not share_out(counts, total).any()
            continue
        quota = counts * total / counts.sum()
        least = min(
            sum((np.array(one) - quota) ** 2)
            for one in itertools.product(range(total + 1), repeat=3)
            if sum(one) == total
        )
        share = share_out(counts, total)
        assert share.sum() == total and sum((share - quota) ** 2) == pytest.approx(least)
    assert to_scale(1, 3, 2) == 2 and to_scale(1, 5, 4) == 1


def test_academies_of_the_cohort_file_share_the_orals(tmp_path, regimes) -> None:
    file = tmp_path / "cohorte.yaml"
    file.write_text("academies: {reims: 1, nancy-metz: 3}\ncandidats: 3000\n", encoding="utf-8")
    counted = count_orals(simulate(load_cohort(file)), regimes[2:], 30000)
    shares = counted.groupby("academie")["oraux"].sum()
    assert set(shares.index) == {"reims", "nancy-metz"}
    assert shares["nancy-metz"] / shares.sum() == pytest.approx(0.75, abs=0.06)


@pytest.mark.parametrize("presents", [0, -3, 2.5, True, "mille"])
def test_a_number_of_candidates_that_is_none_is_refused(cohorte, regimes, presents) -> None:
    with pytest.raises(InputError, match=r"presents.*ce n'est pas un effectif"):
        count_orals(cohorte, regimes[2:], presents)


# --- what they are ----------------------------------------------------------------------------------------------------


def test_every_unit_of_the_default_cohort_has_a_discipline(cohorte) -> None:
    known, of_their_own = {disciplines().langues.nom, *(one.nom for one in disciplines().disciplines)}, set()
    for code in cohorte.cohorte.with_reglement:
        for unite in cohorte.cohorte.bareme.reglements[code].unites:
            if unite.au_choix and disciplines().de(unite) not in known:
                of_their_own.add((code, unite.code))
            if unite.langue:
                assert disciplines().de(unite) == "langues vivantes"
    assert of_their_own <= {("DIET", "U11"), ("DIET", "U12"), ("MECP", "U3"), ("OL", "U3"), ("PROTH-DENT", "U2")}


def test_a_unit_that_no_word_names_is_a_discipline_of_its_own(minutes) -> None:
    biochimie = load_bareme(2024).reglements["DIET"].unites[0]
    assert disciplines().de(biochimie) == biochimie.intitule
    assert minutes.de(biochimie.intitule) == Temps(20, 20)


def test_durations_are_those_of_the_texts(minutes) -> None:
    assert minutes.de("langues vivantes") == Temps(10, 10)
    assert minutes.de("mathématiques") == minutes.de("culture générale et expression") == Temps(20, 20)
    assert minutes.de("mathématiques").candidat == 40
    assert minutes.de("domaine general") is None
    assert minutes_des_oraux(2024, 15, 30).de("domaine general") == Temps(15, 30)
    with pytest.raises(LawError, match="aucun texte lu n'en donne pour la session 2021"):
        minutes_des_oraux(2021)
    with pytest.raises(InputError, match=r"interrogation_par_domaine.*« None ».*donner un entier, au moins 1"):
        minutes_des_oraux(2024, 20)


@pytest.mark.parametrize("session", [2022, 2023, 2025, 2026])
def test_minutes_inferred_from_another_session_are_told(session: int) -> None:
    with pytest.warns(BtsSimWarning, match=f"inférence pour la session {session}.*hors langues, langues"):
        inferred = minutes_des_oraux(session)
    assert inferred.de("langues vivantes") == Temps(10, 10) and inferred.de("mathématiques") == Temps(20, 20)


# --- on which days ----------------------------------------------------------------------------------------------------


def test_days_of_the_orals_are_those_of_the_calendar(cohorte) -> None:
    nancy = days_of_orals(cohorte.cohorte, "nancy-metz", 2024).set_index("specialite")
    for code, row in nancy.iterrows():
        industrial = row["secteur"] in ("industriel", "sanitaire_social")
        assert row["premier"] == row["dernier"] == ("2024-07-04" if industrial else "2024-07-03"), code
    # Assurance is not in the table of the annex: the body speaks of its secteur.
    assert nancy.at["ASSURANCE", "lieu"].startswith("corps") and nancy.at["MCO", "lieu"].startswith("annexe")
    reims = days_of_orals(cohorte.cohorte, "reims", 2024)
    assert (reims["premier"] == "2024-07-03").all() and (reims["dernier"] == "2024-07-04").all()


def test_a_calendar_that_does_not_say_the_days_is_refused(cohorte) -> None:
    with pytest.raises(LawError, match="calendrier reims 2023 : il n'y en a pas"):
        days_of_orals(cohorte.cohorte, "reims", 2023)
    with pytest.raises(LawError, match=r"ne donne pas un seul jour d'oral pour .*MCO"):
        days_of_orals(cohorte.cohorte, "national", 2021)
    weekend = days(MCO=(date(2024, 7, 6), date(2024, 7, 7)))
    with pytest.raises(LawError, match="aucun jour du lundi au vendredi pour MCO"):
        days_and_windows(weekend)


def test_a_weekend_in_a_window_has_no_oral(cohorte, convened, minutes) -> None:
    window = days_of_orals(cohorte.cohorte, "reims", 2024).assign(premier="2024-07-05", dernier="2024-07-08")
    spread = load_by_day(convened, window, minutes, Resources())
    assert set(spread["jour"]) == {"2024-07-05", "2024-07-08"}


def brute_peak(demand: list[tuple[tuple[int, int], int]], count: int) -> int:
    """The least peak over every way to put each oral on a day of its window."""
    each = [range(first, last + 1) for (first, last), orals in demand for _ in range(orals)]
    ways = itertools.product(*each)
    return min(max((way.count(day) for day in range(count)), default=0) for way in ways)


def test_the_fullest_day_is_the_least_full_of_all_ways() -> None:
    rng = np.random.default_rng(7)
    spans = [(first, last) for first in range(3) for last in range(first, 3)]
    for _ in range(120):
        chosen = rng.choice(len(spans), size=3, replace=False)
        demand = [(spans[one], int(rng.integers(0, 4))) for one in chosen]
        loads = spread_over_days(tuple(demand), 3)
        assert sum(loads) == sum(orals for _, orals in demand)
        assert max(loads) == brute_peak(demand, 3)
        # No span of days bears less than what can be held nowhere else, which is when windows can be kept.
        for first, last in spans:
            inside = sum(n for (start, end), n in demand if first <= start and end <= last)
            assert sum(loads[first : last + 1]) >= inside


@pytest.mark.parametrize("centres", [None, 1, 3, 7])
@pytest.mark.parametrize("jurys_par", ["discipline", "unite"])
def test_days_and_centres_add_up_to_the_orals(cohorte, convened, minutes, centres, jurys_par) -> None:
    window = days_of_orals(cohorte.cohorte, "nancy-metz", 2024)
    spread = load_by_day(convened, window, minutes, Resources(centres=centres, jurys_par=jurys_par))
    for name in ("regime", "discipline"):
        assert spread.groupby(name)["oraux"].sum().equals(convened.groupby(name)["oraux"].sum())
    by_centre = spread.groupby(["regime", "jury", "jour", "centre"])["oraux"].sum().unstack(fill_value=0)
    assert by_centre.shape[1] == (centres or 1)
    assert (by_centre.max(axis=1) - by_centre.min(axis=1) <= 1).all()
    # Remainders go round: no centre gets every odd oral.
    everything = spread[spread["regime"] == "permanent_2022"].groupby("centre")["oraux"].sum()
    assert everything.max() - everything.min() <= 2
    known = spread[spread["regime"] == "permanent_2022"]
    languages = known["discipline"] == "langues vivantes"
    assert (known["minutes"] == np.where(languages, 10, 20) * known["oraux"]).all()
    assert (known["minutes_candidat"] == 2 * known["minutes"]).all()
    assert spread.loc[spread["regime"] == "exceptionnel_2021", "minutes"].isna().all()


def test_one_regime_does_not_change_the_days_of_another(cohorte, convened, minutes) -> None:
    window = days_of_orals(cohorte.cohorte, "reims", 2024)
    means = Resources(centres=7)
    both = load_by_day(convened, window, minutes, means)
    alone = load_by_day(convened[convened["regime"] == "permanent_2022"], window, minutes, means)
    pd.testing.assert_frame_equal(both[both["regime"] == "permanent_2022"].reset_index(drop=True), alone)


# --- whether they fit -------------------------------------------------------------------------------------------------


def one_day(length: int, temps: Temps, between: int, before: bool) -> int:
    """Orals that one jury holds in a day, minute by minute."""
    clock, held = 0, 0
    while True:
        start = clock + temps.preparation if before or not held else clock
        if start + temps.interrogation > length:
            return held
        held, clock = held + 1, start + temps.interrogation + between


@pytest.mark.parametrize("preparation", ["pendant", "avant"])
@pytest.mark.parametrize("between", [0, 5])
def test_a_jury_holds_in_a_day_what_the_clock_says(preparation, between) -> None:
    for temps in (Temps(20, 20), Temps(10, 10), Temps(0, 15), Temps(30, 7)):
        for length in range(1, 500, 7):
            means = Resources(minutes_par_jour=length, entre_deux=between, preparation=preparation)
            assert means.orals_per_day(temps) == one_day(length, temps, between, preparation == "avant")
    assert Resources().orals_per_day(Temps(20, 20)) is None


def test_orals_of_forty_minutes_fit_up_to_the_last_one() -> None:
    """j juries hold j × d × (day // 40) orals of 40 minutes in d days, and not one more."""
    window = days(MCO=(LUNDI, MARDI))
    means = Resources(minutes_par_jour=360, jurys=5, preparation="avant")
    full = 5 * 2 * (360 // 40)
    for orals, fits, needed in ((full - 1, True, 5), (full, True, 5), (full + 1, False, 6)):
        one = need(load_by_day(table(("MCO", "x", orals)), window, VINGT, means), VINGT, means).iloc[0]
        assert (bool(one["tient"]), one["jurys"], one["oraux"]) == (fits, needed, orals)
        assert one["oraux_de_pointe"] == -(-orals // 2) and one["minutes"] == 20 * orals
    one = need(load_by_day(table(("MCO", "x", full)), window, VINGT, means), VINGT, means).iloc[0]
    assert one["occupation"] == pytest.approx(50)
    # Preparing while another is examined: (360 - 20) // 20 = 17 a day instead of 9.
    during = Resources(minutes_par_jour=360, jurys=5, examinateurs_par_jury=2)
    one = need(load_by_day(table(("MCO", "x", 5 * 2 * 17)), window, VINGT, during), VINGT, during).iloc[0]
    assert one["tient"] and one["examinateurs"] == 10


def brute_juries(orals: dict[str, int], windows: dict[str, set[int]], held: int) -> int:
    """The fewest juries of one discipline, trying every way to put orals on two days."""
    for count in range(1, 50):
        for way in itertools.product(*(range(n + 1) for n in orals.values())):
            first = dict(zip(orals, way, strict=True))
            allowed = all(
                (0 in windows[c] or not first[c]) and (1 in windows[c] or first[c] == n) for c, n in orals.items()
            )
            if allowed and max(sum(first.values()), sum(orals.values()) - sum(first.values())) <= count * held:
                return count
    raise AssertionError


def test_the_fewest_juries_are_the_fewest_of_every_schedule() -> None:
    ends = {frozenset({0}): (LUNDI, LUNDI), frozenset({1}): (MARDI, MARDI), frozenset({0, 1}): (LUNDI, MARDI)}
    rng = np.random.default_rng(13)
    for _ in range(40):
        orals = {code: int(rng.integers(0, 9)) for code in ("MCO", "CG", "SAM")}
        chosen = {code: list(ends)[rng.integers(3)] for code in orals}
        if not sum(orals.values()):
            continue
        means = Resources(minutes_par_jour=80)
        window = days(**{code: ends[one] for code, one in chosen.items()})
        spread = load_by_day(table(*((code, "x", n) for code, n in orals.items())), window, VINGT, means)
        found = fewest_juries(spread, VINGT, means)["jurys"].sum()
        assert found == brute_juries(orals, {code: set(one) for code, one in chosen.items()}, 3)


def test_one_jury_is_never_two_disciplines_nor_two_centres() -> None:
    window, means = days(MCO=(LUNDI, LUNDI)), Resources(minutes_par_jour=480)
    two = table(("MCO", "x", 1), ("MCO", "y", 1))
    assert need(load_by_day(two, window, VINGT, means), VINGT, means)["jurys"].item() == 2
    found = need_over_range(table(("MCO", "x", 8)), window, VINGT, Resources(), [480], [None, 1, 2, 8])
    assert found["jurys"].tolist() == [1, 1, 2, 8]


def test_more_hours_never_take_more_juries_and_more_centres_never_fewer(cohorte, convened, minutes) -> None:
    window = days_of_orals(cohorte.cohorte, "nancy-metz", 2024)
    own = convened[convened["regime"] == "permanent_2022"]
    found = need_over_range(own, window, minutes, Resources(), range(240, 500, 60), [1, 5, 20, 60])
    grid = found.pivot(index="centres", columns="minutes_par_jour", values="jurys").astype(int)
    assert (grid.diff(axis=1).iloc[:, 1:] <= 0).all(axis=None) and (grid.diff().iloc[1:] >= 0).all(axis=None)


def test_what_is_not_given_stays_missing(cohorte, convened, minutes) -> None:
    window = days_of_orals(cohorte.cohorte, "reims", 2024)
    found = need(load_by_day(convened, window, minutes, Resources()), minutes, Resources()).set_index("regime")
    assert found[["jurys", "examinateurs", "tient", "jurys_donnes", "minutes_par_jour"]].isna().all(axis=None)
    assert found["occupation"].isna().all() and found["minutes"].isna().tolist() == [True, False]
    given = Resources(minutes_par_jour=360, jurys=900)
    found = need(load_by_day(convened, window, minutes, given), minutes, given).set_index("regime")
    assert found["jurys"].isna().tolist() == found["tient"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"minutes_par_jour": 0}, "minutes_par_jour : « 0 ».*au moins 1 et au plus 1440, ou rien"),
        ({"minutes_par_jour": 7.5}, "minutes_par_jour : « 7.5 »"),
        ({"centres": -1}, "centres : « -1 ».*donner un entier, au moins 1, ou rien"),
        ({"jurys": "beaucoup"}, "jurys : « beaucoup »"),
        ({"examinateurs_par_jury": None}, "examinateurs_par_jury : « None ».*donner un entier, au moins 1\\."),
        ({"entre_deux": True}, "entre_deux : « True »"),
        ({"preparation": "ailleurs"}, "preparation : « ailleurs ».*donner pendant ou avant"),
        ({"jurys_par": "salle"}, "jurys_par : « salle ».*donner discipline ou unite"),
    ],
)
def test_means_that_cannot_be_are_refused(wrong, words) -> None:
    with pytest.raises(InputError, match=words):
        Resources(**wrong)


def test_every_fault_is_told_at_once_and_a_day_without_one_oral_is_one(minutes) -> None:
    with pytest.raises(InputError) as refused:
        Resources(minutes_par_jour=-1, centres=0, preparation="")
    assert len(refused.value.fautes) == 3
    window, short = days(MCO=(LUNDI, LUNDI)), Resources(minutes_par_jour=39)
    spread = load_by_day(table(("MCO", "mathématiques", 1)), window, minutes, short)
    with pytest.raises(InputError, match=r"pas un oral n'y tient.*un oral prenant 40 minutes"):
        need(spread, minutes, short)


# --- what they cost ---------------------------------------------------------------------------------------------------


def test_diplomas_more_are_those_of_the_comparison(cohorte, regimes) -> None:
    base, *others = regimes
    found = tallied(cohorte, base, others)
    gaps = compare(cohorte, base, others)
    gaps = gaps[gaps["indicateur"] == "ecart_taux_admis"].set_index(["groupe", "modalite", "regime"])["valeur"]
    for row in found.itertuples():
        share = gaps[(row.groupe, row.modalite, row.regime)] / 100
        assert row.diplomes_en_plus == pytest.approx(share * row.presents, rel=1e-2, abs=0.5)
    whole = found[found["groupe"] == "ensemble"]
    assert (abs(whole["oraux"] / whole["diplomes_en_plus"] - whole["oraux_par_diplome"]) < 1e-3).all()
    assert found[["bas", "haut", "bruit"]].isna().all(axis=None) and set(found["methode"]) == {Method.ONE_DRAW}


def test_costs_are_the_closed_forms(cohorte, regimes, convened, minutes) -> None:
    base, *others = regimes
    tallies = tallied(cohorte, base, others)
    rate = pay_rate("9,60", "heure", "arrêté d'essai", "2024-01-01")
    found = costs(convened, tallies, minutes, 2, rate).set_index(["regime", "par"])
    assert set(found.reset_index().columns) == set(Cost.names())
    own = convened[convened["regime"] == "permanent_2022"]
    languages = int(own.loc[own["discipline"] == "langues vivantes", "oraux"].sum())
    total = int(own["oraux"].sum())
    examined = 2 * (10 * languages + 20 * (total - languages))
    session = found.loc[("permanent_2022", "session")]
    assert session["oraux"] == total
    assert session["heures_examinateur"] == pytest.approx(examined / 60)
    assert session["heures_candidat"] == pytest.approx(examined / 60)
    assert session["euros"] == pytest.approx(float(Decimal("9.60") * examined / 60))
    for par in ("oral", "autorise", "diplome"):
        each = found.loc[("permanent_2022", par)]
        assert (each[["oraux", "euros"]] * each["nombre"]).astype(float).tolist() == pytest.approx(
            session[["oraux", "euros"]].astype(float).tolist(), rel=1e-9
        )
    assert found.loc["exceptionnel_2021"][["heures_examinateur", "heures_candidat", "euros"]].isna().all(axis=None)
    by_oral = costs(convened, tallies, minutes, 2, pay_rate(3, "oral", "arrêté d'essai", "2024-01-01"))
    by_oral = by_oral.set_index(["regime", "par"])["euros"]
    # Paid by the oral, a cost needs no duration.
    assert by_oral[("permanent_2022", "oral")] == by_oral[("exceptionnel_2021", "oral")] == 6
    without = costs(convened, tallies, minutes)
    assert without["euros"].isna().all() and without["tarif"].isna().all()


def test_against_a_baseline_with_orals_only_what_is_added_is_paid_for(cohorte, regimes, convened, minutes) -> None:
    _, exceptional, permanent = regimes
    tallies = tallied(cohorte, permanent, [exceptional])
    row = tallies[tallies["groupe"] == "ensemble"].iloc[0]
    found = costs(convened, tallies, minutes).set_index("par")
    added = convened.groupby("regime")["oraux"].sum()
    assert found.at["diplome", "oraux"] * row["diplomes_en_plus"] == pytest.approx(
        added["exceptionnel_2021"] - added["permanent_2022"]
    )
    with pytest.raises(InputError, match=r"permanent_2022.*compter aussi les oraux du régime de référence"):
        costs(convened[convened["regime"] == "exceptionnel_2021"], tallies, minutes)
    # The other way round, no diploma is added: nothing can be said of each.
    lost = tallied(cohorte, exceptional, [permanent])
    assert lost["oraux_par_diplome"].isna().all()
    assert costs(convened, lost, minutes).set_index("par").loc["diplome", "oraux":"heures_candidat"].isna().all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("beaucoup", "heure", "un texte", "2024-01-01"), "tarif : « beaucoup » : ce n'est pas un montant"),
        ((-1, "heure", "un texte", "2024-01-01"), "ce n'est pas un montant"),
        (("nan", "heure", "un texte", "2024-01-01"), "ce n'est pas un montant"),
        ((True, "heure", "un texte", "2024-01-01"), "tarif : « True » : ce n'est pas un montant"),
        ((9, "jour", "un texte", "2024-01-01"), "tarif_par : « jour ».*donner heure ou oral"),
        ((9, "heure", " ", "2024-01-01"), "tarif sans source"),
        ((9, "heure", "un texte", "janvier"), "tarif sans date.*comme 2024-07-03"),
    ],
)
def test_a_rate_without_amount_source_or_date_is_refused(given, words) -> None:
    with pytest.raises(InputError, match=words):
        pay_rate(*given)


def test_no_rate_is_not_a_rate_of_zero() -> None:
    assert pay_rate() is pay_rate("") is None
    free = pay_rate(0, "oral", "un texte", "2024-01-01")
    assert free is not None and free.euros == 0 and str(free) == "0 € par oral (un texte, 2024-01-01)"
    assert pay_in_words(free) == str(free)
    with speaking("en"):
        assert pay_in_words(free) == "€0 per oral (un texte, 2024-01-01)"


def test_the_interval_of_a_quotient_is_that_of_the_textbook() -> None:
    """Draws that all have the same candidates: what is left is the luck of a session, and the noise is taken out."""
    orals, gained = np.array([2.0, 2, 0, 2, 0]), np.array([0.5, 1.0, 0.0, 0.3, 0.2])
    sums = {"n": 5, "allowed": 3, "orals": 6, "more": 6, "more_hours": 6, "gained": 2}
    sums |= {"luck": (gained * (1 - gained)).sum(), "gained_by_gained": (gained**2).sum()}
    for name in ("more", "more_hours"):
        sums |= {f"{name}_by_{name}": (orals**2).sum(), f"{name}_by_gained": (orals * gained).sum()}
    one = pd.DataFrame([{"regime": "r", "groupe": "ensemble", "modalite": "ensemble", **sums}])
    drawn = side_by_side([one] * 4, np.full(4, 500.0), 500, "aucun", [300.0, 200.0]).of_each_draw("more")
    assert drawn.value.tolist() == [[3.0]] * 4
    # Residuals 0,5, −1, 0, 1,1 and −0,6: squares that add up to 2,82; a hundred times as many candidates present.
    assert drawn.noise[0] == pytest.approx(2.82 / 2**2)
    luck = 9 * (0.25 + 0 + 0 + 0.21 + 0.16)
    assert drawn.spread[0] == pytest.approx(((2.82 + luck) * 100) ** 0.5 / 200)


# --- at a session ----------------------------------------------------------------------------------------------------


def of(table: pd.DataFrame, code: str, level: float = 90) -> pd.DataFrame:
    own = table[(table["indicateur"] == code) & (table["niveau"] == level)]
    return own.set_index("regime")[["valeur", "bas", "haut"]]


def test_diplomas_and_the_allowed_are_those_of_the_rates(study, answer) -> None:
    """The same number of candidates present, the same diplomas, with the same interval."""
    own = study.orals()
    rates = study.rates().table
    whole = rates[rates["groupe"] == "ensemble"].set_index(["indicateur", "regime"])
    for nom in REGIMES[1:]:
        wanted = whole.loc[("ecart_diplomes", nom), ["valeur", "bas", "haut"]].astype(float)
        assert of(own.tables["draws"], "diplomes_en_plus").loc[nom].tolist() == pytest.approx(wanted.tolist(), abs=1e-3)
        rate = float(whole.at[("taux_autorise", nom), "valeur"])
        n = whole.at[("taux_autorise", nom), "n"]
        # Those present are known within some percent, and drawn with the parameters.
        assert of(own.tables["draws"], "autorises").at[nom, "valeur"] == pytest.approx(rate * n / 100, rel=0.03)
    assert (own.tables["draws"]["n"] == n).all() and own.tables["draws"].equals(answer.tables["draws"])


def test_a_given_number_of_candidates_is_that_of_a_study_of_so_many(tmp_path) -> None:
    cohort = tmp_path / "c.yaml"
    asked = {"size": 300, "seed": 3, "draws": 6, "draw_size": 300, "regimes": ["permanent_2022"]}
    cohort.write_text("effectif: 900\n", encoding="utf-8")
    of_so_many = bts.study(cohort=cohort, **asked)
    told = bts.study(session=2024, **asked).orals(900).tables["draws"]
    pd.testing.assert_frame_equal(told, of_so_many.orals().tables["draws"])
    gap = of_so_many.rates().table.query("groupe == 'ensemble' and indicateur == 'ecart_diplomes'")
    wanted = gap[["valeur", "bas", "haut"]].to_numpy().tolist()
    assert of(told, "diplomes_en_plus").to_numpy().tolist() == [pytest.approx(wanted[0], abs=1e-3)]
    # So few candidates leave more to luck, in proportion.
    many = bts.study(session=2024, **asked).orals(90_000).tables["draws"]
    few, wide = (of(one, "oraux").iloc[0] / n for one, n in ((told, 900), (many, 90_000)))
    assert few["valeur"] == pytest.approx(wide["valeur"], rel=1e-4)
    assert few["haut"] - few["bas"] > 1.2 * (wide["haut"] - wide["bas"])


def test_what_a_session_requires_adds_up(study, answer) -> None:
    draws, tallies = answer.tables["draws"], answer.table.set_index(["regime", "groupe", "modalite"])
    assert draws["indicateur"].unique().tolist() == list(INDICATORS) and set(draws["methode"]) == {Method.DRAWN}
    assert sorted(draws["niveau"].unique()) == [50, 90]
    units, costs_of = answer.tables["orals"], answer.tables["costs"].set_index(["regime", "par"])
    for nom in REGIMES[1:]:
        row = tallies.loc[(nom, "ensemble", "ensemble")]
        values = {code: of(draws, code).at[nom, "valeur"] for code in INDICATORS}
        for code in ("autorises", "oraux"):
            assert row[code] == round(values[code])
        assert row["diplomes_en_plus"] == pytest.approx(values["diplomes_en_plus"], abs=1e-3)
        assert values["oraux_par_diplome"] == pytest.approx(values["oraux"] / values["diplomes_en_plus"], abs=1e-4)
        assert units.loc[units["regime"] == nom, "oraux"].sum() == row["oraux"]
        voies = tallies.sort_index().loc[(nom, "voie")]
        for code in ("presents", "autorises", "oraux", "diplomes_en_plus"):
            assert voies[code].sum() == pytest.approx(row[code], abs=len(voies))
        hours = costs_of.at[(nom, "session"), "heures_examinateur"]
        assert values["heures_examinateur"] == pytest.approx(hours, rel=1e-5, nan_ok=True)
        for code in ("autorises", "oraux", "diplomes_en_plus", "oraux_par_diplome"):
            wide, half = of(draws, code).loc[nom], of(draws, code, 50).loc[nom]
            assert wide["bas"] < half["bas"] < wide["valeur"] < half["haut"] < wide["haut"], code
    told = answer.table[answer.table["methode"] == Method.DRAWN]
    assert ((told["bas"] < told["oraux_par_diplome"]) & (told["oraux_par_diplome"] < told["haut"])).all()
    few = answer.table[answer.table["methode"] == Method.TOO_FEW]
    assert len(few) and few[["bas", "haut", "bruit"]].isna().all(axis=None)


def test_groups_of_few_candidates_vary_as_all_candidates_do_at_least(answer) -> None:
    """Alone, a specialty of a draw is noise: its interval was that of its luck, or of that noise."""
    told = answer.table[(answer.table["methode"] == Method.DRAWN) & (answer.table["regime"] == "exceptionnel_2021")]
    width = (told["haut"] - told["bas"]) / told["oraux_par_diplome"]
    whole, groups = width[told["groupe"] == "ensemble"].item(), width[told["groupe"] == "specialite"]
    assert len(groups) > 5 and groups.between(0.7 * whole, 4 * whole).all()
    noise = told["bruit"] / told["oraux_par_diplome"]
    assert noise[told["groupe"] == "specialite"].median() > noise[told["groupe"] == "ensemble"].item()


@pytest.mark.parametrize(
    ("baseline", "regimes", "said"),
    [
        ("permanent_2022", ["exceptionnel_2021"], "environ"),
        ("exceptionnel_2021", ["permanent_2022"], "environ"),
        ("permanent_2022", ["aucun"], "Sans rattrapage : 0 oraux à tenir"),
        ("aucun", ["aucun", "permanent_2022"], "environ"),
    ],
)
def test_any_regime_may_be_the_baseline(baseline: str, regimes: list[str], said: str) -> None:
    asked = {"session": 2024, "size": 300, "draws": 4, "draw_size": 300, "baseline": baseline, "regimes": regimes}
    found = bts.study(**asked).orals()
    assert said in found.words and all(found.chart(name) is not None for name in found.views)
    wide = found.tables["draws"].set_index(["regime", "indicateur", "niveau"]).xs(90, level="niveau")
    for nom in regimes:
        if nom == baseline:
            assert wide.at[(nom, "diplomes_en_plus"), "methode"] == Method.ZERO_BY_RULE
        if wide.at[(nom, "diplomes_en_plus"), "valeur"] <= 0:
            assert wide.loc[(nom, "oraux_par_diplome"), ["valeur", "bas", "haut"]].isna().all()


def test_a_session_of_a_class_has_no_quotient_of_nearly_nobody() -> None:
    found = bts.study(session=2024, size=300, draws=6, draw_size=300, regimes=["permanent_2022"]).orals(30)
    wide = found.tables["draws"].query("niveau == 90").set_index("indicateur")
    assert wide.at["oraux_par_diplome", "methode"] == Method.TOO_FEW and pd.isna(wide.at["oraux_par_diplome", "haut"])
    assert wide.at["oraux", "bas"] == 0 < wide.at["oraux", "haut"] < 30
    assert "(trop peu)" not in found.words and all(found.chart(name) is not None for name in found.views)


def test_one_draw_gives_values_and_no_interval() -> None:
    alone = bts.study(session=2024, size=300, draws=1, draw_size=300, regimes=["permanent_2022"]).orals()
    assert alone.tables["draws"][["bas", "haut"]].isna().all(axis=None)
    assert set(alone.tables["draws"]["methode"]) == {Method.ONE_DRAW}
    assert "oraux à tenir" in alone.words and all(alone.chart(name) is not None for name in ("orals", "juries"))


def test_a_level_of_its_own_is_that_of_every_interval(study) -> None:
    other = study.with_level(80).orals(PRESENTS)
    assert sorted(other.tables["draws"]["niveau"].unique()) == [50, 80] and set(other.table["niveau"]) == {80}
    drawn = json.dumps(other.chart("orals").to_dict(), ensure_ascii=False)
    assert "80\u202f% d'entre elles" in drawn and "90\u202f%" not in drawn and "90 %" not in drawn


def test_sums_of_one_group_are_its_orals_and_hours(cohorte, regimes, minutes) -> None:
    base, *others = regimes
    session = one_group(cohorte, base, others, 4000, minutes, 2)
    expenses = costs(count_orals(cohorte, regimes, 4000), tally(session, 90), minutes, 2).set_index(["regime", "par"])
    for rank, nom in enumerate(REGIMES[1:]):
        row = session.everybody[rank]
        hours = expenses.at[(nom, "session"), "heures_examinateur"]
        assert session.counts["more_hours"][0, row] == pytest.approx(hours, nan_ok=True)
        assert session.counts["orals"][0, row] == expenses.at[(nom, "session"), "oraux"]
        assert session.counts["allowed"][0, row] == cohorte.under(others[rank]).autorise.sum()


def test_juries_have_an_interval_those_of_the_orals(cohorte, convened, minutes, intervalles) -> None:
    window = days_of_orals(cohorte.cohorte, "reims", 2024)
    own = convened[convened["regime"] == "permanent_2022"]
    ends = of(intervalles, "oraux").loc["permanent_2022"]
    whole = brought_to_orals(own, {"permanent_2022": round(ends["valeur"])})
    found = need_of_session(whole, intervalles, window, minutes, Resources(), [300, 360], [None, 9])
    for column, end in (("jurys_bas", "bas"), ("jurys", "valeur"), ("jurys_haut", "haut")):
        there = scaled_to(own, {"permanent_2022": round(ends[end])})
        alone = need_over_range(there, window, minutes, Resources(), [300, 360], [None, 9])
        assert found[column].tolist() == alone["jurys"].tolist()
        assert found[column.replace("jurys", "oraux_de_pointe")].tolist() == alone["oraux_de_pointe"].tolist()
    assert ((found["jurys_bas"] <= found["jurys"]) & (found["jurys"] <= found["jurys_haut"])).all()
    assert (found["jurys_bas"] < found["jurys_haut"]).all()
    assert (found["oraux_de_pointe_bas"] < found["oraux_de_pointe_haut"]).all()
    assert (found["niveau"] == 90).all()


def test_what_orals_cost_has_their_interval_or_says_why_it_has_none(answer) -> None:
    spent = answer.tables["costs"].set_index(["regime", "par"])
    wide = answer.tables["draws"].query("niveau == 90").set_index(["regime", "indicateur"])
    assert CostOfSession.faults(answer.tables["costs"]) == []
    for nom in ("exceptionnel_2021", "permanent_2022"):
        for par, code in (("session", "oraux"), ("diplome", "oraux_par_diplome")):
            ends = spent.loc[(nom, par), ["oraux_bas", "oraux_haut"]].tolist()
            assert ends == pytest.approx(wide.loc[(nom, code), ["bas", "haut"]].tolist(), rel=1e-3)
            assert spent.at[(nom, par), "methode"] == Method.DRAWN
        for par in ("oral", "autorise"):
            assert spent.at[(nom, par), "methode"] == Method.BY_DEFINITION
            assert spent.loc[(nom, par)][[name for name in spent if name.endswith(("_bas", "_haut"))]].isna().all()
    hours = spent.loc[("permanent_2022", "session")]
    assert hours["heures_examinateur_bas"] < hours["heures_examinateur"] < hours["heures_examinateur_haut"]
    # Pay by the oral goes with orals, by the hour with hours.
    one, other = (
        answer.tables["draws"]
        .query(f"niveau == 90 and indicateur == '{code}'")
        .set_index("regime")
        .loc["permanent_2022"]
        for code in ("oraux_par_diplome", "heures_par_diplome")
    )
    for par, known in (("oral", one), ("heure", other)):
        rate = pay_rate(10, par, "un texte", "2024-01-01")
        paid = answer.tables["costs"][Cost.names()].assign(euros=100.0, tarif=[rate] * len(spent))
        told = costs_of_session(paid, answer.tables["draws"]).set_index(["regime", "par"])
        assert told.at[("permanent_2022", "diplome"), "euros_haut"] == pytest.approx(
            100 * known["haut"] / known["valeur"]
        )
    said = repr(answer.chart("costs"))
    assert "fixé par la règle" in said and "[" in said


def test_whether_juries_are_enough_may_depend_on_the_session(study) -> None:
    table = study.orals(PRESENTS, "reims").chart("feasibility").raw_rows
    row = table[table["centres"].isna() & (table["minutes_par_jour"] == 360)].iloc[0]
    for given, said in ((row["jurys_haut"], "tient"), (row["jurys"], "dépend de la session"), (10, "ne tient pas")):
        asked = study.orals(PRESENTS, "reims", day_lengths=[360], centres=[30], juries=int(given))
        first = asked.chart("feasibility").frame.iloc[0, -1]
        assert said in first, first


# --- what people read -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(cohorte, regimes, convened, minutes, intervalles):
    """Every table and chart, with juries given or not."""
    base, *others = regimes
    tallies = tallied(cohorte, base, others)
    expenses = costs(convened, tallies, minutes)
    window = {"nancy-metz": days_of_orals(cohorte.cohorte, "nancy-metz", 2024)}

    @functools.cache
    def made(given: int | None, regime: str = "permanent_2022") -> dict[str, object]:
        means, own = Resources(jurys=given), convened[convened["regime"] == regime]
        spread = {nom: load_by_day(own, one, minutes, means) for nom, one in window.items()}
        range_of = (minutes, means, [240, 480], [None, 9])
        needs = {nom: need_of_session(own, intervalles, one, *range_of) for nom, one in window.items()}
        return {
            "oraux": demand.draw_orals_to_hold(intervalles),
            "reponse": shown.show_response(intervalles),
            "par_specialite": demand.draw_by_specialty(own, regime),
            "disciplines": shown.show_disciplines(spread["nancy-metz"]),
            "par_jour": juries.draw_by_day(spread, regime, needs),
            "jurys": juries.draw_juries(needs, regime),
            "faisabilite": shown.show_feasibility(needs, regime),
            "couts": shown.show_costs(costs_of_session(expenses, intervalles)),
            "par_diplome": spending.draw_per_diploma(tallies, regime),
        }

    return made


def test_the_same_tables_give_the_same_bytes(pages) -> None:
    for first, second in zip(pages(900).values(), pages.__wrapped__(900).values(), strict=True):
        if hasattr(first, "to_dict"):
            first, second = (json.dumps(one.to_dict(), sort_keys=True) for one in (first, second))
        assert repr(first) == repr(second)


def test_a_capacity_is_drawn_only_where_juries_are_given(pages) -> None:
    with_juries, without = pages(900), pages(None)
    assert "Tirets : heures que les jurys donnés" in json.dumps(with_juries["par_jour"].to_dict(), ensure_ascii=False)
    assert "Tirets" not in json.dumps(without["par_jour"].to_dict(), ensure_ascii=False)
    assert "> 900 : ne tient pas" in repr(with_juries["faisabilite"])
    assert "tient" not in repr(without["faisabilite"])


def test_what_is_not_known_is_said(pages) -> None:
    said = pages(900, "exceptionnel_2021")
    assert "durée non lue" in repr(said["couts"]) and "tarif non fourni" in repr(said["couts"])
    assert "durée non lue" in repr(said["disciplines"]) and "domaine général" in repr(said["disciplines"])
    assert "aucun texte lu ne donne la durée" in repr(said["jurys"])
    assert "durée non lue" in repr(said["faisabilite"])
    axes = json.dumps(said["par_jour"].to_dict(), ensure_ascii=False)
    assert "Oraux" in axes and "Heures d'interrogation" not in axes


def test_a_regime_without_orals_shows_that_there_are_none(pages) -> None:
    said = pages(None, "aucun")
    for name in ("par_specialite", "disciplines", "par_jour", "jurys", "faisabilite"):
        assert "aucun oral à tenir" in repr(said[name]), name
    assert "aucun diplôme en plus" in repr(said["par_diplome"])


def test_the_notebook_takes_the_published_number_of_candidates() -> None:
    """The default is a published figure, and what no text fixes has no default."""
    defaults = read_notebook(NOTEBOOK).defaults
    published = statistic(
        indicator="candidates_present", session="2018", population="BTS non-agricultural only, France, all statuses"
    )
    assert defaults["presents"] == int(published["value"]) == PRESENTS
    assert defaults["jurys"] is defaults["interrogation_par_domaine"] is None and defaults["tarif"] == ""


def test_the_notebook_names_its_results() -> None:
    outputs = [o for cell in nbformat.read(NOTEBOOK, as_version=4).cells for o in cell.get("outputs", [])]
    named = [o.data["text/plain"] for o in outputs if o.output_type == "display_data"]
    assert sum("Oraux à tenir, Régime permanent (2022)" in one for one in named) == 1
    assert any("Jours des résultats à l'oral, au moins, Nancy-Metz" in one for one in named)


@pytest.mark.parametrize(
    ("minutes", "said"), [(360, "6\u202fh"), (390, "6\u202fh\u202f30"), (365, "6\u202fh\u202f05"), (None, "—")]
)
def test_a_day_is_written_in_hours_and_minutes_and_an_unknown_one_is_a_dash(minutes: int | None, said: str) -> None:
    assert length_of(minutes) == said


def test_every_table_is_as_it_is_declared(cohorte, regimes, convened, minutes, intervalles) -> None:
    base, *others = regimes
    window = days_of_orals(cohorte.cohorte, "nancy-metz", 2024)
    given = Resources(minutes_par_jour=360, jurys=900)
    load, tallies = load_by_day(convened, window, minutes, given), tallied(cohorte, base, others)
    tables = {
        Orals: convened,
        Window: window,
        Load: load,
        Juries: fewest_juries(load, minutes, given),
        Need: need(load, minutes, given),
        NeedOfSession: need_of_session(convened, intervalles, window, minutes, given, [360]),
        Response: intervalles,
        Tally: tallies,
        Cost: costs(convened, tallies, minutes),
    }
    for schema, table in tables.items():
        assert schema.faults(table) == [] and list(table)[: len(schema.names())] == schema.names()
