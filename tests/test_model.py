"""Does the model of docs/model.md do what it says: absences, kept marks, difficulties, choices, juries, marks?"""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim, lire
from hypothesis import given, settings, strategies as st

from bts_sim.cohort.abilities import Abilities, difficulties, specialty_levels
from bts_sim.cohort.chances import NOTES, Oral, gains, loi, points_needed, probability
from bts_sim.cohort.choices import SCORES, choose
from bts_sim.cohort.describe import Cohort, lent, load_cohort
from bts_sim.cohort.donors import Lending
from bts_sim.cohort.nation import is_production
from bts_sim.cohort.orals import epreuves, offer, oral_marks
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.people import variance_of_effects
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.droit.bareme import PROFESSIONNEL
from bts_sim.droit.jury import Decision, premier_groupe
from bts_sim.droit.regimes import idees_fausses, load_regime, load_regimes, shipped_scenarios
from bts_sim.droit.releve import ABSENT, SANS_ORAL, Statut
from bts_sim.droit.textes import load_bareme, sessions
from bts_sim.errors import CalibrationError
from bts_sim.questions.people.published_marks import PublishedRows, law_of_mean, margins_of_marks, mark_targets
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.groups import present

DOCS = Path(__file__).parent.parent / "docs"
PERMANENT = load_regime("permanent_2022")
SPECIALTIES = ("MCO", "CG", "SN-IR")


def cohort(candidats: int = 6000, choix: str = "gain_possible", **parametres: float) -> Cohort:
    described = load_cohort(candidats=candidats, seed=11, specialites=SPECIALTIES)
    return replace(described, choix_des_oraux=choix, parametres={**described.parametres, **parametres})


def statuts(simulated: SimulatedCohort) -> np.ndarray:
    return np.concatenate([g.releve.statuts.ravel() for g in simulated.groupes])


# --- The variance of a mark -------------------------------------------------------------------------------------------


def test_a_mark_has_the_variance_asked_but_where_groups_weigh_more_than_a_correlation_allows() -> None:
    described = load_cohort()
    p, abilities = described.parametres, Abilities.of(described)
    by_groups, _ = variance_of_effects(p, described.people)
    own = abilities.commune**2 + abilities.domaine**2 + abilities.unite**2 + p["ecart_type_correcteur"] ** 2
    general, professional = np.sqrt(by_groups + own)
    assert professional == pytest.approx(p["ecart_type_note"])
    assert abilities.domaine[0] == 0
    assert f"{general:.2f} points".replace(".", ",") in (DOCS / "model.md").read_text(encoding="utf-8")


# --- What stands in the place of a mark -------------------------------------------------------------------------------


def test_repeaters_keep_marks_of_ten_or_more_and_are_as_many_as_asked() -> None:
    simulated = simulate(cohort(40_000, retour_apres_echec=100, notes_conservees=100))
    repeating = total = 0
    for g in simulated.groupes:
        kept = g.releve.statuts == Statut.BE
        assert (g.releve.notes[kept] >= simulated.cohorte.bareme.seuil_benefice).all()
        repeating, total = repeating + int(kept.any(axis=1).sum()), total + len(kept)
    # A quarter fails, some of them for an absence; who failed everywhere keeps nothing.
    assert 14 < 100 * repeating / total < 25
    assert not (statuts(simulate(cohort(retour_apres_echec=0))) == Statut.BE).any()


def test_those_who_keep_marks_failed_before_and_are_weaker() -> None:
    for g in simulate(cohort(40_000, retour_apres_echec=80)).groupes:
        kept = (g.releve.statuts == Statut.BE).any(axis=1)
        assert g.latent[kept].mean() < g.latent[~kept].mean() - 0.3


def test_who_is_absent_from_the_whole_exam_is_out_of_every_rate() -> None:
    simulated = simulate(cohort(20_000, absents_a_l_examen=10))
    here = present(simulated)
    assert 1 - here.mean() == pytest.approx(0.10, abs=0.01)
    reference, regime = load_regimes("aucun", "permanent_2022")
    table = compare(simulated, reference, [regime])
    rates = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "taux_groupe1")]
    assert (rates["n"] == here.sum()).all()
    assert rates["valeur"].to_numpy() == pytest.approx(74.5, abs=0.3)
    assert not simulated.under(regime).autorise[~here].any()


def test_dispenses_and_forme_progressive_are_for_adults_only() -> None:
    simulated = simulate(cohort(dispenses=100, forme_progressive=30))
    for g in simulated.groupes:
        adult = np.isin(np.array(g.composition.voies)[g.composition.voie], ("formation_continue", "individuel"))
        dispensed = g.releve.statuts == Statut.DI
        assert (dispensed.any(axis=1) == adult).all()
        assert not (dispensed & g.reglement.du_domaine(PROFESSIONNEL)).any()
        assert not g.releve.inacheve[~adult].any() and g.releve.inacheve[adult].any()


def test_facultatives_have_marks_only_for_who_presents_one() -> None:
    described = replace(load_cohort(candidats=4000, seed=1), choix_des_oraux="gain_possible")
    simulated = simulate(replace(described, parametres={**described.parametres, "facultatives": 60}))
    for g in simulated.groupes:
        presented = g.releve.statuts_facultatives == Statut.NOTE
        assert (presented.sum(axis=1) <= 1).all()
        assert not g.releve.notes_facultatives[~presented].any()
        if g.reglement.facultatives:
            # Four standard errors: some specialties have few candidates.
            room = 4 * (0.6 * 0.4 / len(presented)) ** 0.5
            assert presented.any(axis=1).mean() == pytest.approx(0.6, abs=room)


@pytest.mark.parametrize("pas", [1, 0.5, 0.25])
def test_marks_stand_on_the_grid_asked_for(pas: float) -> None:
    for g in simulate(cohort(pas_de_note=pas)).groupes:
        marks = g.releve.notes[g.releve.statuts == Statut.NOTE]
        assert not (marks % round(100 * pas)).any()
        assert (marks % 100 != 0).any() == (pas < 1)


# --- Jury -------------------------------------------------------------------------------------------------------------


def test_points_of_jury_only_lift_to_ten_and_only_from_the_floor_up() -> None:
    with_them, without = (simulate(cohort(20_000, points_de_jury=p, retour_apres_echec=0)) for p in (80, 0))
    level = next(iter(with_them.level_shift.values()))
    assert level < next(iter(without.level_shift.values()))
    lifted = 0
    for g in with_them.groupes:
        bareme = with_them.cohorte.bareme
        first = premier_groupe(g.releve, g.reglement, bareme, PERMANENT)
        off = (g.releve.notes % 50 != 0).any(axis=1)
        lifted += int(off.sum())
        # Whoever has a mark off the grid was lifted, to ten and hardly above.
        assert first.ont(Decision.ADMIS)[off].all()
        assert (first.generale.sur_20()[off] < 10.01).all()
    assert lifted


# --- Levels of specialties and units ----------------------------------------------------------------------------------


def test_levels_of_specialties_and_units_cancel_out_in_what_is_published() -> None:
    described = load_cohort(candidats=100)
    codes, shares = list(described.specialites), np.array(list(described.specialites.values()))
    industrial = np.array([is_production(code, described.bareme) for code in codes])
    levels = specialty_levels(described, 0.5)
    for sector in (industrial, ~industrial):
        assert np.average(levels[sector], weights=shares[sector]) == pytest.approx(0, abs=1e-12)
        assert np.std(levels[sector]) > 0.1
    for code, found in zip(codes, difficulties(described, 0.8), strict=True):
        reglement = described.reglements[code]
        width = len(reglement.unites)
        for domaine in ("general", "professionnel"):
            of_it = reglement.du_domaine(domaine)
            assert found[:width][of_it] @ reglement.coefs[of_it] == pytest.approx(0, abs=1e-9)
        assert not found[width:].any()


def test_a_unit_has_the_same_difficulty_whatever_the_other_specialties() -> None:
    whole, one = load_cohort(candidats=100, seed=3), load_cohort(candidats=100, seed=3, specialites="MCO")
    together, alone = difficulties(whole, 0.8), difficulties(one, 0.8)
    width = len(one.bareme.reglements["MCO"].unites)
    assert together[list(whole.specialites).index("MCO"), :width].tolist() == alone[0, :width].tolist() and alone.any()


def test_academies_are_a_group_when_the_file_gives_them(tmp_path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(
        "candidats: 4000\nacademies: {Dijon: 3, Lille: 1}\nparametres: {ecart_type_academie: 0.6}\n", "utf-8"
    )
    reference, regime = load_regimes("aucun", "permanent_2022")
    table = compare(simulate(load_cohort(path)), reference, [regime])
    found = table[(table["groupe"] == "academie") & (table["indicateur"] == "taux_groupe1")].set_index("modalite")
    assert set(found.index) == {"Dijon", "Lille"}
    assert found.loc["Dijon", "n"].max() / 4000 == pytest.approx(0.75, abs=0.03)
    assert abs(found.loc["Dijon", "valeur"].max() - found.loc["Lille", "valeur"].max()) > 1


# --- Orals ------------------------------------------------------------------------------------------------------------


def _authorised(simulated: SimulatedCohort, regime=PERMANENT):
    return simulated.under(regime).deliberations


@pytest.mark.parametrize("choix", ["gain_possible", "notes_basses", "meilleure_probabilite", "hasard"])
def test_every_way_to_choose_takes_two_units_that_are_offered(choix: str) -> None:
    simulated = simulate(cohort(choix=choix))
    for d in _authorised(simulated):
        sat = oral_marks(simulated, d) != SANS_ORAL
        assert not (sat & ~d.controle.choisissables).any()
        offered = d.controle.choisissables.sum(axis=1)
        assert (sat.sum(axis=1) == np.minimum(offered, PERMANENT.nombre_oraux)).all()


def test_the_best_choice_is_better_than_every_other_and_luck_the_worst() -> None:
    gained = {}
    reference = load_regime("aucun")
    for choix in ("gain_possible", "notes_basses", "meilleure_probabilite", "hasard"):
        table = compare(simulate(cohort(60_000, choix)), reference, [PERMANENT])
        (gained[choix],) = table[(table["groupe"] == "ensemble") & (table["indicateur"] == "ecart_taux_admis")][
            "valeur"
        ]
    best = gained.pop("meilleure_probabilite")
    assert best > max(gained.values()) and min(gained, key=gained.get) == "hasard"


def test_the_best_pair_is_the_best_of_all_pairs() -> None:
    """By enumeration of the pairs, one candidate at a time, with the probability of each from the drawn law."""
    simulated = simulate(cohort(3000, "meilleure_probabilite", absence_a_l_oral=0))
    for d in _authorised(simulated):
        g, offering = d.groupe, offer(simulated, d)
        chosen = choose("meilleure_probabilite", offering)
        need = points_needed(offering.premier, offering.releve, g.reglement, offering.bareme, PERMANENT)
        units = np.flatnonzero(offering.controle.choisissables.any(axis=0))
        tables = {j: gains(j, len(g.reglement.unites), offering.releve, g.reglement, PERMANENT) for j in units}
        laws = {j: loi(offering.attendues[:, j], offering.spread) for j in units}
        for i in range(0, len(need), 7):
            offered = [j for j in units if offering.controle.choisissables[i, j]]
            chances = {
                (a, b): laws[a][i] @ (tables[a][i][:, None] + tables[b][i][None, :] >= need[i]) @ laws[b][i]
                for a, b in combinations(offered, 2)
            }
            if chances:
                taken = tuple(np.flatnonzero(chosen[i]).tolist())
                assert chances[taken] == pytest.approx(max(chances.values()), abs=1e-12)
    assert set(SCORES) == {"gain_possible", "notes_basses", "hasard"}


def test_juries_are_severe_together_and_their_spread_is_within_that_of_a_mark() -> None:
    """With one jury for everybody and nothing else, all orals move by the same."""
    simulated = simulate(cohort(20_000, severite_des_jurys=2, ecart_type_oral=2, candidats_par_jury=100_000))
    d = next(iter(_authorised(simulated)))
    expected, chosen = epreuves(simulated, d)
    oraux = oral_marks(simulated, d)[d.controle.autorise]
    for unit in np.flatnonzero(chosen.any(axis=0)):
        came = chosen[:, unit] & (oraux[:, unit] >= 0)
        moved = oraux[came, unit] / 100 - expected[came, unit]
        assert moved.std() < 0.4


def test_some_do_not_come_to_the_oral_and_keep_their_first_mark() -> None:
    simulated = simulate(cohort(20_000, absence_a_l_oral=50))
    away = sat = 0
    for d in _authorised(simulated):
        oraux = oral_marks(simulated, d)
        away, sat = away + int((oraux == ABSENT).sum()), sat + int((oraux != SANS_ORAL).sum())
        nobody = ((oraux == ABSENT) | (oraux == SANS_ORAL)).all(axis=1) & d.controle.autorise
        assert (d.second(oraux).finale.somme[nobody] == d.premier.generale.somme[nobody]).all()
    assert away / sat == pytest.approx(0.5, abs=0.05)


def test_preparation_moves_the_expected_oral() -> None:
    with_days, without = (simulate(cohort(gain_par_jour=0.2, jours_de_preparation=d)) for d in (5, 0))
    there, here = (epreuves(one, next(iter(_authorised(one))))[0] for one in (with_days, without))
    assert there - here == pytest.approx(1.0)


def test_the_support_of_candidates_is_that_much_more_at_each_oral_and_moves_no_first_group() -> None:
    """Half a point of `accompagnement` is half a point of `avantage_oral`: the same candidates, to the bit."""
    supported, ahead, without = (
        simulate(cohort(300, **changed)) for changed in ({"accompagnement": 0.5}, {"avantage_oral": 2.1}, {})
    )
    chances = [one.under(PERMANENT).admission for one in (supported, ahead, without)]
    np.testing.assert_array_equal(chances[0], chances[1])
    assert chances[0].sum() > chances[2].sum()
    np.testing.assert_array_equal(supported.under(PERMANENT).admis_groupe1, without.under(PERMANENT).admis_groupe1)


# --- Probabilities: by enumeration ------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.floats(-5, 25), st.floats(0, 4))
def test_the_law_of_an_oral_mark_is_that_of_its_draw(expected: float, spread: float) -> None:
    law = loi(np.array([expected]), spread)[0]
    assert law.sum() == pytest.approx(1) and (law >= 0).all()
    if 2 < expected < 18 and spread < 1:
        assert law @ NOTES / 100 == pytest.approx(expected, abs=0.26)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_probability_is_the_sum_over_all_marks(data: st.DataObject) -> None:
    """Against fractions, mark by mark, for one to three orals, with absences that keep the mark or eliminate."""
    count = data.draw(st.integers(1, 3))
    few = 5
    need = data.draw(st.integers(-50, 60))
    eliminates = data.draw(st.booleans())
    orals, exact = [], []
    for _ in range(count):
        table = sorted(data.draw(st.lists(st.integers(-20, 40), min_size=few, max_size=few)))
        weights = data.draw(st.lists(st.integers(1, 9), min_size=few, max_size=few))
        away = data.draw(st.sampled_from([Fraction(0), Fraction(1, 8), Fraction(1, 2)]))
        padded = table + [table[-1]] * (NOTES.size - few)
        law = [Fraction(w, sum(weights)) for w in weights]
        exact.append([(away, None)] + [((1 - away) * p, gain) for p, gain in zip(law, table, strict=True)])
        row = np.zeros(NOTES.size)
        row[:few] = [float(p) for p in law]
        orals.append(Oral(np.array([padded]), row[np.newaxis], float(away)))
    wanted = Fraction(0)
    for outcome in product(*exact):
        chance = Fraction(1)
        for p, _ in outcome:
            chance *= p
        if eliminates and any(gain is None for _, gain in outcome):
            continue
        if sum(gain or 0 for _, gain in outcome) >= need:
            wanted += chance
    assert probability(np.array([need]), orals, eliminates)[0] == pytest.approx(float(wanted), abs=1e-12)


@pytest.mark.parametrize("name", ["permanent_2022", *shipped_scenarios(), *idees_fausses()])
def test_what_is_needed_is_exactly_what_admits(name: str) -> None:
    """One unit of points less refuses, under every regime and scenario shipped, wrong ideas included."""
    from bts_sim.droit.regles.catalogue import ADMISSION
    from bts_sim.droit.regles.moyenne import moyenne_finale

    regime = load_regime(name)
    simulated = simulate(cohort(400, facultatives=0))
    for g in simulated.groupes:
        bareme = simulated.cohorte.bareme.sous(regime)
        premier = premier_groupe(g.releve, g.reglement, bareme, regime)
        need = points_needed(premier, g.releve, g.reglement, bareme, regime)
        for change, expected in ((0, True), (-1, False)):
            finale = moyenne_finale(premier.generale, need + change, g.releve, g.reglement, bareme, regime.lectures)
            admitted = ADMISSION[regime.admission](finale, bareme, regime).tenues
            # More than every oral together can give: nothing admits.
            judged = (premier.generale.coefs > 0) & (need < 2000 * g.reglement.coefs.sum())
            assert (admitted[judged] == expected).all()


# --- Published figures on marks ---------------------------------------------------------------------------------------


def test_every_published_figure_on_marks_is_shown_and_most_are_met() -> None:
    table = margins_of_marks(simulate(load_cohort(candidats=60_000)))
    targets = mark_targets()
    assert len(table) == len(targets.moyennes) + len(targets.epreuves) + len(targets.classes.bornes) + 1
    # Those of épreuves founded nothing, and are met or missed as it comes.
    founded = table[table["tolerance"].notna()]
    assert len(table) - len(founded) == len(targets.epreuves) and (founded["atteinte"] == "oui").mean() >= 0.8
    assert table["cible"].notna().all() and table["obtenu"].notna().all()


def test_an_epreuve_is_met_in_the_range_of_its_years_and_says_why() -> None:
    """Dijon, CGO, mathematics from 2010 to 2013: 12.14, 11.21, 12.65, 9.05."""
    table = margins_of_marks(simulate(load_cohort(candidats=4000))).set_index("marge")
    rows = table.loc[[one.nom for one in mark_targets().epreuves]]
    assert rows.loc["CGO, Dijon : E2, mathématiques", ["cible", "bas", "haut"]].tolist() == [11.26, 9.05, 12.65]
    assert ((rows["atteinte"] == "oui") == rows["obtenu"].between(rows["bas"], rows["haut"])).all()
    assert rows["pourquoi"].str.len().min() > 20 and (rows["session"] == "2010-2013").all() and (rows["n"] > 50).all()


@pytest.mark.parametrize("session", sessions())
def test_an_epreuve_names_one_unit_of_its_specialty_at_every_session(session: int) -> None:
    for one in mark_targets().epreuves:
        units = load_bareme(session).reglements[one.de.specialite].unites
        assert sum(unit.intitule in one.de.intitules for unit in units) == 1, one.nom


def test_an_epreuve_has_the_mean_asked_for_and_heaps_at_ten() -> None:
    p = {nom: one.defaut for nom, one in parametres().items()}
    law = law_of_mean(9.88, p)
    assert law.sum() == pytest.approx(1) and law @ NOTES / 100 == pytest.approx(9.88)
    flat = law_of_mean(9.88, {**p, "tassement_a_10": 0})
    ten = NOTES == 1000
    assert law[ten] > 1.5 * flat[ten]


def test_impossible_correlations_are_still_refused() -> None:
    with pytest.raises(CalibrationError, match="incompatibles"):
        simulate(cohort(correlation_entre_unites=0.8, correlation_de_domaine=0.4))


def test_a_cohort_with_every_situation_goes_through_files_and_comes_back_the_same(tmp_path) -> None:
    """Bénéfices, dispenses, facultatives, forme progressive, dossiers, absences: written as `grade` reads them."""
    path = tmp_path / "c.yaml"
    path.write_text(
        "candidats: 2500\ngraine: 3\nacademies: {Dijon: 1, Lille: 2}\n"
        "parametres: {retour_apres_echec: 60, dispenses: 40, forme_progressive: 20, facultatives: 50,\n"
        "  absents_a_l_examen: 5, points_de_jury: 40, dossiers_non_valides: 1, pas_de_note: 0.25}\n",
        encoding="utf-8",
    )
    run = bts_sim("cohort", "--cohort", path, "--out", tmp_path)
    assert run.exit_code == 0, run.stderr
    files = ["--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / "notes.csv"]
    run = bts_sim("grade", *files, "--session", 2024, "--out", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    rows = lire(tmp_path / "out" / "decisions.csv")
    expected = simulate(lent(load_cohort(path), Lending.NONE)).under(PERMANENT)
    assert [row["decision_groupe1"] == "admis" for row in rows] == expected.admis_groupe1.tolist()
    assert [row["autorise_controle"] == "oui" for row in rows] == expected.autorise.tolist()
    assert {row["decision"] for row in rows} >= {"sans_decision_finale", "elimine", "admis"}


def test_a_specialty_of_one_domain_has_its_difficulties_there_and_none_elsewhere() -> None:
    described = load_cohort(candidats=10, seed=1, specialites="MCO")
    whole = described.bareme.reglements["MCO"]
    general = replace(whole, unites=tuple(u for u in whole.unites if u.domaine == "general"))
    found = difficulties(replace(described, bareme=replace(described.bareme, reglements={"MCO": general})), 1.0)[0]
    assert found.size == len(general.unites) and found.any()
    assert np.average(found, weights=general.coefs) == pytest.approx(0, abs=1e-12)


def test_a_published_category_without_a_row_is_an_error_that_names_it() -> None:
    with pytest.raises(LookupError, match=r"rien.* n'a pas de ligne"):
        PublishedRows(population="BTS", modalites=["rien"]).rows(["rien"])
