"""What does a simulated cohort look like, and do an oral and a draw have the luck that they should?"""

import re
from collections import defaultdict
from copy import copy
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import bts_sim as bts
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.luck import Luck
from bts_sim.cohort.simulate import SimulatedCohort, simulate
from bts_sim.cohort.under import Under
from bts_sim.display.rendering import stable, title
from bts_sim.droit.regimes import load_regimes
from bts_sim.errors import InputError, RunError
from bts_sim.questions.movers.access import LeftOut
from bts_sim.questions.movers.words import say_access
from bts_sim.questions.people import charts, tables as quality, words as people_words
from bts_sim.questions.people.composition import Composition
from bts_sim.questions.people.published_marks import MarkMargin
from bts_sim.questions.people.shown import show_cohort
from bts_sim.questions.people.validation import Prediction
from bts_sim.questions.rates import charts as rates_charts, shown as rates_shown, words as rates_words
from bts_sim.questions.rates.tables import compare

NEVER, EXCEPTIONNEL, PERMANENT = load_regimes("aucun", "exceptionnel_2021", "permanent_2022")


@pytest.fixture(scope="module")
def cohorte() -> SimulatedCohort:
    return simulate(load_cohort(candidats=20_000, seed=11))


@pytest.fixture(scope="module")
def resultats(cohorte: SimulatedCohort) -> Under:
    return cohorte.under(PERMANENT)


def with_parameters(n: int, **values: float) -> SimulatedCohort:
    start = load_cohort(candidats=n, seed=4)
    return simulate(replace(start, parametres={**start.parametres, **values}))


# --- Marks and means --------------------------------------------------------------------------------------------------


def test_every_mark_of_the_session_is_counted_once(cohorte: SimulatedCohort) -> None:
    table = quality.mark_shares(cohorte)
    assert table["n"].sum() == sum(int((g.releve.statuts == 0).sum()) for g in cohorte.groupes)
    assert table.groupby(["domaine", "mode"])["part"].sum().to_numpy() == pytest.approx(100, abs=0.01)
    assert table["note"].between(0, 20).all()


def test_is_ten_heaped_at_a_ponctuelle_and_only_there() -> None:
    """With heaping off, 10 is no more frequent than its neighbours: the table would tell."""
    for share, heaped in ((60.0, True), (0.0, False)):
        table = quality.mark_shares(with_parameters(20_000, tassement_a_10=share)).set_index("note")
        for (_, mode), part in table.groupby(["domaine", "mode"])["part"]:
            near = (part[9.0] + part[11.0]) / 2
            assert (part[10.0] > 1.3 * near) == (heaped and mode == "ponctuel")


def test_thresholds_are_those_of_the_regime_and_never_of_the_code() -> None:
    bareme = load_cohort(candidats=100).bareme
    assert quality.thresholds_of(NEVER, bareme).to_numpy().tolist() == [["generale", bareme.seuil_admission / 100]]
    moved = replace(PERMANENT, seuil_general=750, seuil_professionnel=None, valeurs={"seuil_admission": 1050})
    assert quality.thresholds_of(moved, bareme).to_numpy().tolist() == [["generale", 7.5], ["generale", 10.5]]


def test_who_is_near_a_threshold_is_counted_exactly(cohorte: SimulatedCohort, resultats: Under) -> None:
    table = quality.near_thresholds(resultats, cohorte.cohorte.bareme)
    frame = resultats.frame()
    judged = frame[(frame["decision"] != "elimine") & (frame["decision"] != "sans_decision_finale")]
    one = table[(table["moyenne"] == "generale") & (table["distance"] == 1)].set_index("seuil").loc[10]
    below = judged["generale"].between(9, 10, inclusive="left").mean()
    assert one["dessous"] == pytest.approx(100 * below, abs=0.01)
    assert one["part"] == pytest.approx(one["dessous"] + one["dessus"], abs=1e-3)
    # Classes of a quarter of a point add up to the same.
    means = quality.mean_shares(resultats)
    classes = means[(means["moyenne"] == "generale") & (means["debut"] >= 9) & (means["fin"] <= 10)]
    assert classes["part"].sum() == pytest.approx(one["dessous"], abs=0.01)


def test_a_mean_equal_to_the_threshold_is_above_it(cohorte: SimulatedCohort, resultats: Under) -> None:
    equal = np.full_like(resultats.generale, 10.0)
    same = copy(resultats)
    vars(same).update(generale=equal, professionnelle=equal)
    table = quality.near_thresholds(same, cohorte.cohorte.bareme)
    assert (table.loc[table["seuil"] == 10, ["dessous", "dessus"]] == [0, 100]).all(axis=None)


# --- Correlations and groups ------------------------------------------------------------------------------------------


def test_correlations_are_what_the_parameters_ask_for() -> None:
    cohort = with_parameters(40_000, tassement_a_10=0.0)
    asked = cohort.cohorte.parametres["correlation_entre_unites"]
    table = quality.correlations_by_domain(cohort).merge(
        pd.Series(cohort.cohorte.specialites, name="poids").rename_axis("specialite").reset_index()
    )
    # Small specialties have too few candidates for three decimals.
    table = table[table["poids"] > 0.05].groupby("paires")["correlation"].mean()
    assert table["entre_domaines"] == pytest.approx(asked, abs=0.04)
    within = asked + cohort.cohorte.parametres["correlation_de_domaine"]
    assert table["general"] == pytest.approx(within, abs=0.05)


def test_a_matrix_is_symmetric_and_knows_its_specialty(cohorte: SimulatedCohort) -> None:
    table = quality.correlations(cohorte, "MCO")
    square = table.pivot(index="unite", columns="autre", values="correlation").to_numpy()
    assert np.allclose(square, square.T) and np.allclose(np.diag(square), 1)
    assert np.isfinite(square).all() and (np.abs(square) <= 1).all()
    with pytest.raises(InputError, match=r"XYZ.*aucun candidat de cette spécialité"):
        quality.correlations(cohorte, "XYZ")


def test_groups_add_up_to_the_cohort(cohorte: SimulatedCohort, resultats: Under) -> None:
    table = quality.group_gaps(cohorte, resultats)
    whole = table[table["groupe"] == "ensemble"].iloc[0]
    assert whole["taux_groupe1"] == pytest.approx(cohorte.cohorte.taux_groupe1, abs=0.3)
    for groupe in ("origine", "sexe", "voie", "secteur"):
        part = table[table["groupe"] == groupe]
        assert part["part"].sum() == pytest.approx(100, abs=0.01)
        assert np.average(part["taux_groupe1"], weights=part["n"]) == pytest.approx(whole["taux_groupe1"], abs=0.01)
    origine = table[table["groupe"] == "origine"].set_index("modalite")
    assert origine.loc["general", "generale"] > origine.loc["professionnel", "generale"]


# --- Common luck ------------------------------------------------------------------------------------------------------


def test_one_more_stream_or_another_order_changes_no_draw() -> None:
    asked, more = Luck(7, 1000), Luck(7, 1000)
    first = asked.uniform("aptitude"), asked.normal("oral.U1")
    more.uniform("un_flux_de_plus")
    assert (more.normal("oral.U1") == first[1]).all() and (more.uniform("aptitude") == first[0]).all()
    order = np.arange(1000)[::-1]
    assert (more.uniform("aptitude", order) == first[0][::-1]).all()


def test_an_oral_has_the_same_luck_under_every_regime_that_opens_it(cohorte: SimulatedCohort) -> None:
    """A wider access changes who sits, and the result of nobody who sat already."""
    wider = replace(PERMANENT, nom="plus_large", seuil_general=700, seuil_professionnel=None)
    narrow, wide = cohorte.under(PERMANENT), cohorte.under(wider)
    assert wide.autorise.sum() > narrow.autorise.sum() > 0
    finale = [one.frame()["finale"][narrow.autorise] for one in (wide, narrow)]
    assert (finale[0] == finale[1]).all()


# --- Pictures ---------------------------------------------------------------------------------------------------------


def test_every_picture_says_its_finding_from_its_table(cohorte: SimulatedCohort, resultats: Under) -> None:
    """Change the table and the title changes: no number of the model is written in a title."""
    bareme, titled = cohorte.cohorte.bareme, defaultdict[str, str](str)
    drawn = {
        "notes": (charts.draw_marks, quality.mark_shares(cohorte), "part", bareme.seuil_admission / 100),
        "moyennes": (
            charts.draw_means,
            quality.mean_shares(resultats),
            "part",
            quality.thresholds_of(PERMANENT, bareme),
        ),
        "correlations": (charts.draw_correlations, quality.correlations(cohorte, "MCO"), "correlation", "MCO", titled),
        "seuils": (charts.draw_near_thresholds, quality.near_thresholds(resultats, bareme), "part"),
        "groupes": (charts.draw_group_gaps, quality.group_gaps(cohorte, resultats), "taux_groupe1"),
    }
    for name, (draw, table, column, *rest) in drawn.items():
        other = table.assign(**{column: np.where(np.arange(len(table)) % 2, 0.3, 0.7) * table[column]})
        titles = [title(stable(draw(one, *rest).to_dict())) for one in (table, other)]
        assert titles[0] and titles[0] != titles[1], name
        assert "nan" not in titles[0], name


# --- Little to show ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def petite() -> SimulatedCohort:
    return simulate(load_cohort(candidats=300, seed=11, specialites=("CG",)))


def test_a_regime_compared_with_none_says_its_rate_and_has_no_gap_to_draw(petite: SimulatedCohort) -> None:
    alone = compare(petite, NEVER, [])
    rate = alone.loc[alone["indicateur"] == "taux_admis", "valeur"].iloc[0]
    assert " ".join(
        rates_charts.draw_rates(alone).title.text
    ) == f"Sans rattrapage : {rate:.1f}\u202f% d'admis".replace(".", ",")
    with pytest.raises(RunError, match=r"aucun écart par specialite. Remède : comparer un second régime."):
        rates_charts.draw_gaps(alone, "specialite")
    assert rates_shown.show_rates(alone).frame["Écart avec la référence"].tolist() == ["—"]
    with pytest.raises(RunError, match=r"aucun écart par canton. Remède : un groupe parmi ensemble, specialite, "):
        rates_charts.draw_gaps(compare(petite, NEVER, [PERMANENT]), "canton")


def test_a_group_of_one_and_regimes_that_decide_alike_range_from_nothing_to_nothing(petite: SimulatedCohort) -> None:
    impact = compare(petite, NEVER, [PERMANENT])
    one = impact[(impact["indicateur"] == "ecart_taux_admis") & (impact["groupe"] == "specialite")]
    gap = f"{one['valeur'].item():+.1f}".replace(".", ",")
    assert rates_words.say_gaps(impact, "specialite") == f"Régime permanent (2022) : écart de {gap} pt (CG)"
    same = compare(petite, PERMANENT, [replace(PERMANENT, nom="pareil")])
    assert rates_words.say_gaps(same, "sexe") == "pareil : écart de +0,0 pt (dans tous les groupes)"


@pytest.mark.parametrize(
    ("part", "low", "high", "said"),
    [
        (np.nan, np.nan, np.nan, "Aucun candidat ne peut se présenter sous «\u202fSans rattrapage\u202f»"),
        (
            0.0,
            0.0,
            0.0,
            "Tous les candidats qui peuvent se présenter sous «\u202fSans rattrapage\u202f» le peuvent aussi sous",
        ),
        (
            100.0,
            100.0,
            100.0,
            "Aucun des candidats qui peuvent se présenter sous «\u202fSans rattrapage\u202f» ne le peut sous",
        ),
        (
            60.2,
            np.nan,
            np.nan,
            "60\u202f% des candidats qui peuvent se présenter sous «\u202fSans rattrapage\u202f» ne le peuvent",
        ),
        (60.2, 52.1, 67.3, "Environ 60\u202f% (de 52 à 68) des candidats qui peuvent se présenter"),
    ],
)
def test_the_share_of_those_who_may_sit_is_said_whatever_it_is(part: float, low: float, high: float, said: str) -> None:
    told = LeftOut.frame([("aucun", "permanent_2022", part, low, high, 90.0, 10, "drawn")])
    assert said in say_access(told)


def test_who_may_sit_is_told_over_draws_and_drawn_on_one_cohort_that_says_so() -> None:
    study = bts.study(session=2024, size=400, seed=2, draws=6, draw_size=500)
    answer = study.access("exceptionnel_2021", "permanent_2022")
    told = answer.tables["left_out"].iloc[0]
    assert told["bas"] < told["part"] < told["haut"] and told["methode"] == "drawn" and told["niveau"] == 90
    both = [
        (one.under(EXCEPTIONNEL).autorise, one.under(PERMANENT).autorise)
        for one in study.people.few_draws(6, 500, 90.0).simulated
    ]
    of_each = [100 * (first & ~second).sum() / first.sum() for first, second in both]
    assert told["part"] == pytest.approx(np.mean(of_each), abs=1e-3)
    title = answer.chart().to_dict()["title"]
    assert "(de " in answer.words and " ".join(title["text"]) == answer.words
    assert title["subtitle"][1] == "Points : une cohorte, aux paramètres par défaut" and "90" in title["subtitle"][2]
    # All those whom the law of 2022 lets sit, the rules of 2021 did.
    assert "le peuvent aussi" in study.access("permanent_2022", "exceptionnel_2021").words


def test_each_picture_of_one_cohort_says_that_it_is_one() -> None:
    for lang, said in (("fr", "Une cohorte"), ("en", "One cohort")):
        portrait = bts.study(session=2024, size=400, draws=2, draw_size=300, lang=lang).portrait()
        for view in ("marks", "means", "thresholds", "correlations", "groups"):
            assert said in portrait.chart(view).to_dict()["title"]["subtitle"][-1], view
    margins = bts.study(session=2024, size=400).margins()
    assert "Une cohorte" in margins.words and "Une cohorte simulée" in margins.chart("margins").frame


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([], "Aucune épreuve ponctuelle dans cette cohorte"),
        (
            [(10.0, 75.0), (12.0, 25.0)],
            "Aux épreuves ponctuelles, 10 est la note de 75,0\u202f% des copies du domaine général "
            "(100,0\u202f% en CCF)",
        ),
        (
            [(9.5, 25.0), (12.0, 75.0)],
            "Aux épreuves ponctuelles, 10 est la note de 0,0\u202f% des copies du domaine général "
            "(100,0\u202f% en CCF)",
        ),
    ],
)
def test_marks_are_said_whatever_there_is_of_them(marks: list[tuple[float, float]], said: str) -> None:
    rows = [("general", "ponctuel", note, share, 4) for note, share in marks] + [("general", "ccf", 10.0, 100.0, 5)]
    assert people_words.say_marks(quality.MarkShare.frame(rows), 10.0) == said


def test_one_threshold_parts_the_candidates_in_two(resultats: Under, cohorte: SimulatedCohort) -> None:
    means, bars = quality.mean_shares(resultats), quality.thresholds_of(NEVER, cohorte.cohorte.bareme)
    judged = resultats.frame()
    judged = judged[(judged["decision"] != "elimine") & (judged["decision"] != "sans_decision_finale")]
    share = 100 * (judged["generale"] >= 10).mean()
    assert people_words.say_means(means, bars) == (
        f"{share:.1f}\u202f% des candidats ont une moyenne générale d'au moins 10".replace(".", ",")
    )


def test_a_group_of_which_everybody_is_has_one_rate() -> None:
    rows = quality.GroupGap.frame([("sexe", "femme", 10, 100.0, 74.5, 11.0, 12.0)])
    assert people_words.say_group_gaps(rows) == "Admis au premier groupe : 74,5\u202f% (femme)"


def test_a_cohort_says_the_rate_it_was_given_or_none_where_each_specialty_has_its_own() -> None:
    whole = load_cohort(candidats=300, seed=11, specialites=("CG", "MCO"))
    shown = show_cohort(quality.portrait(simulate(replace(whole, couverture=62.35)))).frame.set_index("")["Valeur"]
    assert shown["Taux d'admis visé au premier groupe"] == "74,5\u202f%"
    assert shown.iloc[-1] == "62,4\u202f%" and "Parcoursup" in shown.index[-1]
    each = replace(whole, taux_groupe1={"CG": 70.0, "MCO": 80.0}, couverture=None)
    own = show_cohort(quality.portrait(simulate(each))).frame.set_index("")["Valeur"]
    assert not any("visé" in name or "Parcoursup" in name for name in own.index)
    # The two specialties are not raised alike.
    assert own["Niveau ajouté à toutes les notes par le calage"].count("pt") == 2


# --- The desk ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def study() -> bts.Study:
    return bts.study(size=2000, seed=11, draws=2, draw_size=200)


@pytest.mark.parametrize("name", ["portrait", "margins", "validation"])
def test_what_candidates_are_is_answered_as_declared_in_both_languages(study: bts.Study, name: str) -> None:
    answers = [getattr(study.with_lang(lang), name)() for lang in ("fr", "en")]
    assert answers[0].schema.faults(answers[0].table) == []
    assert answers[0].words != answers[1].words and all(
        answer.chart(view) for answer in answers for view in answer.views
    )
    assert str(answers[0].chart()) != str(answers[1].chart())


def test_a_portrait_shows_the_specialty_and_the_thresholds_that_are_asked_for(study: bts.Study) -> None:
    answer = study.portrait("aucun", specialty="MCO")
    assert title(answer.chart("correlations").to_dict()).startswith("MCO : ")
    assert "d'au moins 10" in title(answer.chart("means").to_dict())
    assert answer.tables["thresholds"][quality.NearThreshold.seuil].unique().tolist() == [10.0]
    declared = {
        "marks": quality.MarkShare,
        "means": quality.MeanShare,
        "thresholds": quality.NearThreshold,
        "correlations": quality.Correlation,
        "domains": quality.DomainCorrelation,
        "specialties": quality.SpecialtyShare,
        "people": Composition,
    }
    assert set(answer.tables) == set(declared)
    assert not [fault for name, schema in declared.items() for fault in schema.faults(answer.tables[name])]
    weights = answer.tables["specialties"][quality.SpecialtyShare.poids]
    without = study.people.described.lent_share
    assert without and weights.is_monotonic_decreasing and weights.sum() == pytest.approx(100 - without)
    with pytest.raises(bts.BtsSimError, match="« MCO »"):
        study.portrait(specialty="MCOO")


def test_a_figure_on_marks_says_what_it_is_about(study: bts.Study) -> None:
    answer = study.margins()
    assert MarkMargin.faults(answer.tables["marks"]) == []
    names = answer.chart("margins_of_marks").frame["Ce qui est publié"].tolist()
    assert names[-6:] == [
        "copies de moyenne 9,88, classe <8",
        "copies de moyenne 9,88, classe [8;10)",
        "copies de moyenne 9,88, classe [10;12)",
        "copies de moyenne 9,88, classe [12;14)",
        "copies de moyenne 9,88, classe >=14",
        "réussite aux oraux (analogue)",
    ]
    english = study.with_lang("en").margins().chart("margins_of_marks").frame.iloc[-5, 0]
    assert english == "scripts of mean 9.88, class [8, 10)"


def test_a_published_gap_is_compared_with_a_gap_to_no_orals_alone(study: bts.Study) -> None:
    answer = study.with_baseline("permanent_2022").with_regimes("un_oral", "exceptionnel_2021").validation()
    assert Prediction.faults(answer.table) == [] and answer.table[Prediction.predit].isna().all()
    assert set(answer.chart().frame["Prédit"]) == {"—"}


def test_a_figure_without_a_prediction_is_a_dash_and_a_gap_has_a_sign(study: bts.Study) -> None:
    shown = study.with_regimes("exceptionnel_2021").validation().chart().frame
    assert (shown["Prédit"] == "—").any() and not re.search(r"\bnan\b", shown.to_string())
    moved = shown["Chiffre publié"].str.contains("2018 à 2021|gain|à règles égales|moins taux officiel")
    assert shown["Observé"].str.startswith("+").tolist() == moved.tolist()
