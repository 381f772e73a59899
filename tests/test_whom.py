"""Does a reform hold for those whom it names and for nobody else, and is one that names nobody refused?"""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cohorts import bts_sim

import bts_sim as bts
from bts_sim.cohort.as_files import tables
from bts_sim.cohort.concerned import check_concerned
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.display.labels import regime_label
from bts_sim.droit.bareme import Pour, Regime
from bts_sim.droit.regimes import load_regime, load_regimes
from bts_sim.errors import InputError
from bts_sim.questions.movers.decomposition import under_coalitions
from bts_sim.questions.movers.factors import coalitions, named_factors
from bts_sim.questions.rates.measured import ZERO_BY_RULE, measured_of, sum_up
from bts_sim.questions.rates.tables import compare
from bts_sim.questions.rates.unchanged import why_unchanged
from bts_sim.questions.rates.words import say_unchanged
from bts_sim.questions.reforms.settings import variant
from bts_sim.questions.reforms.variants import Variants
from bts_sim.questions.returns.lives import journeys
from bts_sim.stats.gaps import fixed_in_groups, same_rules
from bts_sim.stats.groups import attributes, specialties

LAW, NONE, EXCEPTIONAL = (load_regime(name) for name in ("permanent_2022", "aucun", "exceptionnel_2021"))
OPEN = load_regime("sans_condition_professionnelle")
DESCRIBED = replace(load_cohort(candidats=1000, seed=8), academies={"Versailles": 0.6, "Mayotte": 0.1, "Lille": 0.3})
COHORT = simulate(DESCRIBED, told=False)
#: Who a reform may name, each with its own rules and those that the others follow.
REFORMS = {
    "apprentices": (OPEN, LAW, {"voie": ("apprentissage",)}),
    "women of the bac pro": (OPEN, LAW, {"origine": ("professionnel",), "sexe": ("femme",)}),
    "two académies, without orals elsewhere": (LAW, NONE, {"academie": ("Mayotte", "Lille")}),
    "two specialties, orals by domain": (EXCEPTIONAL, LAW, {"specialite": ("MCO", "CG")}),
    "the sector of production": (NONE, LAW, {"secteur": ("production",)}),
    "public schools": (OPEN, LAW, {"etablissement": ("public",)}),
    "just under ten": (OPEN, LAW, {"distance": ("de 9 à moins de 9,5", "de 9,5 à moins de 10")}),
}


def reform(name: str) -> Regime:
    own, base, conditions = REFORMS[name]
    return replace(own, nom="reforme", titre=name, pour=Pour(conditions, base))


def named_by(conditions: dict[str, tuple[str, ...]]) -> np.ndarray:
    """Who meets conditions, from the attributes that tables of rates show."""
    known = {name: one.words() for name, one in attributes(COHORT).items()}
    known["specialite"] = specialties(COHORT).words()
    mean, first = COHORT.under(LAW).generale, COHORT.under(LAW)
    judged = ~first.elimine & ~first.sans_decision
    known["distance"] = np.where(judged & (mean >= 9) & (mean < 10), "de 9 à moins de 9,5", "")
    return np.logical_and.reduce([np.isin(known[column], values) for column, values in conditions.items()])


@pytest.mark.parametrize("name", REFORMS)
def test_each_candidate_has_the_decision_of_the_regime_that_he_follows(name: str) -> None:
    own, base, conditions = REFORMS[name]
    whose, whom = reform(name), named_by(conditions)
    found, reformed, others = (COHORT.under(one) for one in (whose, own, base))
    assert np.array_equal(found.concerned, whom) and whom.any() and not whom.all()
    for read in ("premier", "autorise", "admission", "generale"):
        told, mine, theirs = (getattr(one, read) for one in (found, reformed, others))
        assert np.array_equal(told, np.where(whom, mine, theirs)), read
    assert np.array_equal(found.decision(1), np.where(whom, reformed.decision(1), others.decision(1)))
    # Specialty by specialty, and under a lever: nobody is twice, nobody is left out.
    assert sorted(np.concatenate([d.groupe.candidats for d in found.deliberations]).tolist()) == list(range(1000))
    setting = {"seuil_admission": 950}
    lever = Variants(COHORT, whose).under(setting)
    assert np.array_equal(lever.admission, COHORT.under(variant(whose, setting)).admission)


def test_a_gap_is_zero_by_rule_exactly_where_no_rule_changes() -> None:
    """Where it is said to be zero by rule, nobody moves; and where conditions exclude a group, it is said."""
    every = [reform(name) for name in REFORMS]
    others = [replace(one, nom=f"r{rank}") for rank, one in enumerate(every)]
    (measured,) = measured_of([sum_up(COHORT, [LAW, *others])], [LAW, *others])
    by_rule = {
        (others[regime - 1].titre, *measured.groups[group])
        for group, regime in np.argwhere(measured.fixed[:, :, 3] == ZERO_BY_RULE).tolist()
    }
    assert (measured.values[:, :, 3][measured.fixed[:, :, 3] == ZERO_BY_RULE] == 0).all()
    expected = {
        ("apprentices", "voie", "scolaire"),
        ("apprentices", "etablissement", "public"),
        ("women of the bac pro", "sexe", "homme"),
        ("women of the bac pro", "origine", "general"),
        ("two specialties, orals by domain", "specialite", "NDRC"),
        ("two specialties, orals by domain", "secteur", "production"),
        ("the sector of production", "specialite", "MCO"),
        ("public schools", "voie", "apprentissage"),
        ("just under ten", "distance", "de 8 à moins de 9"),
        # Reformed and not excluded: the law stays in Lille and in Mayotte alone.
        ("two académies, without orals elsewhere", "academie", "Lille"),
    }
    assert expected <= by_rule
    assert not by_rule & {("apprentices", "voie", "apprentissage"), ("apprentices", "ensemble", "ensemble")}
    # The table of one cohort says the same.
    impact = compare(COHORT, LAW, others)
    rows = impact[(impact["indicateur"] == "ecart_taux_admis") & (impact["methode"] == "zero_by_rule")]
    titles = {one.nom: one.titre for one in others}
    assert {(titles[row.regime], row.groupe, row.modalite) for row in rows.itertuples()} == {
        row for row in by_rule if row[1:] in set(zip(impact["groupe"], impact["modalite"], strict=True))
    }
    whole = impact[impact["indicateur"] == "ecart_taux_admis"].set_index(["regime", "groupe", "modalite"])
    for one in others:
        gain, here = COHORT.under(one).admission - COHORT.under(LAW).admission, COHORT.under(one)
        assert whole.loc[(one.nom, "ensemble", "ensemble"), "valeur"] == pytest.approx(
            100 * gain[present_of(COHORT)].mean(), abs=1e-4
        )
        assert one.pour.base is not LAW or not gain[~here.concerned].any()


def present_of(cohort: object) -> np.ndarray:
    from bts_sim.stats.groups import present

    return present(cohort)


def test_a_reform_is_the_same_rules_as_another_only_for_the_same_candidates() -> None:
    bareme, one = DESCRIBED.bareme, reform("apprentices")
    assert same_rules(one, replace(one, nom="autre"), bareme)
    assert not same_rules(one, OPEN, bareme) and not same_rules(one, LAW, bareme)
    assert same_rules(replace(LAW, pour=Pour({"voie": ("scolaire",)}, LAW)), LAW, bareme)
    swapped = replace(one, pour=replace(one.pour, conditions={"voie": ("scolaire",)}))
    assert not same_rules(one, swapped, bareme)
    # Both reform scolaires and apprentices alike in the group that they share.
    both = replace(one, pour=replace(one.pour, conditions={"voie": ("scolaire", "apprentissage")}))
    groups = [("voie", "apprentissage"), ("voie", "scolaire"), ("voie", "individuel"), ("sexe", "femme")]
    assert fixed_in_groups(both, one, bareme, groups) == [True, False, True, False]


def test_a_decomposition_changes_one_thing_at_a_time_for_those_concerned_alone() -> None:
    whose = replace(reform("apprentices"), seuil_general=900)
    assert [one.name for one in named_factors(LAW, whose) if one.differs] == ["seuil_general", "seuil_professionnel"]
    whom = named_by({"voie": ("apprentissage",)})
    for under in under_coalitions(COHORT, coalitions(LAW, whose)).values():
        assert np.array_equal(under.admission[~whom], COHORT.under(LAW).admission[~whom])
    # Between two reforms of other candidates, whom they concern is a factor.
    assert "pour" in [one.name for one in named_factors(whose, reform("public schools"))]


def test_whoever_comes_back_still_follows_his_own_regime() -> None:
    own, base, conditions = REFORMS["two specialties, orals by domain"]
    whom = named_by(conditions)
    asked = {"sessions": 3, "draws": 1}
    split, reformed, others = journeys(COHORT, reform("two specialties, orals by domain"), own, base, **asked)
    assert np.array_equal(split.diplome, np.where(whom, reformed.diplome, others.diplome))
    assert np.array_equal(split.oraux, np.where(whom, reformed.oraux, others.oraux))
    with pytest.raises(InputError, match="change d'une session à l'autre"):
        journeys(COHORT, reform("just under ten"), **asked)


# --- Nobody -----------------------------------------------------------------------------------------------------------


def test_a_reform_of_nobody_is_refused_with_all_its_faults(tmp_path: Path) -> None:
    conditions = {"origin": ("pro",), "sexe": ("f", "femme"), "academie": ("Dijon",), "specialite": ("MC0", "TOURISME")}
    bad = replace(OPEN, nom="essai", pour=Pour(conditions, LAW))
    with pytest.raises(InputError) as refused:
        check_concerned([bad, LAW], load_cohort())
    said = str(refused.value)
    assert "5 fautes." in said and "vouliez-vous dire « origine » ?" in said and "vouliez-vous dire « MCO » ?" in said
    assert "n'a pas d'académie" in said and "valeurs de la cohorte : homme, femme" in said
    assert "« femme »" not in said
    # Whatever asks for it, before anything is decided.
    with pytest.raises(InputError, match="origine"):
        bts.study(size=100, regimes=[bad])
    with pytest.raises(InputError, match="Mayotte, Lille"):
        COHORT.under(replace(OPEN, nom="x", pour=Pour({"academie": ("Paris",)}, LAW))).autorise.any()


SCENARIO = """nom: essai
titre: Sans condition, apprentis
auteur: moi
date: 2026-11-30
raison: pour voir
source: regime-de-l-analyste
session: 2024
changements: {seuil_professionnel: aucun}
pour: {voie: [apprentissage, apprentissage], departement: 21}
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[apprentissage, apprentissage]", "aprentissage", "vouliez-vous dire « apprentissage » ?"),
        ("[apprentissage, apprentissage]", "[]", "condition sans valeur"),
        ("{voie: [apprentissage, apprentissage], departement: 21}", "{}", "ne dit pas pour qui"),
        ("departement: 21", "departement: [true]", "un texte"),
        ("session: 2024", "session: 2024\nregime: sans_condition_professionnelle", "n'est pas changé"),
        ("session: 2024", "session: 2024\nregime: plancher_99", "vouliez-vous dire « plancher_9 » ?"),
        (
            "session: 2024\nchangements: {seuil_professionnel: aucun}",
            "acces: ferme\nchoix: aucun\nremplacement: aucun",
            "que suivent les autres candidats ?",
        ),
    ],
)
def test_a_file_says_for_whom_and_from_what_or_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    whose = load_regime(path)
    assert whose.pour == Pour({"voie": ("apprentissage",), "departement": ("21",)}, LAW)
    assert (whose.seuil_professionnel, whose.seuil_general) == (None, 800)
    assert old in SCENARIO
    path.write_text(SCENARIO.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_regime(path)
    assert said in str(refused.value)


# --- Typed ------------------------------------------------------------------------------------------------------------


def test_a_reform_as_people_say_it_is_written_compared_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    asked = ["--changer", "seuil_general=7", "--changer", "seuil_admission=9,5", "--pour", "voie=apprentissage"]
    assert bts_sim("new-scenario", "apprentis", *asked, "--depuis", "plancher_9").exit_code == 0
    whose = load_regime("apprentis.yaml")
    assert whose.pour == Pour({"voie": ("apprentissage",)}, load_regime("plancher_9"))
    assert (whose.seuil_general, dict(whose.valeurs)) == (700, {"seuil_admission": 950})
    text = Path("apprentis.yaml").read_text(encoding="utf-8")
    law, never, wrong = (
        text.index(words) for words in ("# Le droit :", "# Jamais en vigueur", "# Ce qui suit ne sert")
    )
    assert law < never < wrong < text.index("# seuil_oral: aucun")
    told = bts_sim("law", "--diff", "plancher_9", "apprentis.yaml").stdout
    assert "tous" in told and "les autres" in told and "voie : apprentissage" in told
    # A removed condition is said, in a file of readings and values too.
    none = ["--changer", "seuil_professionnel=aucune", "--changer", "arrondi=au_centieme"]
    assert bts_sim("new-scenario", "libre", *none).exit_code == 0
    assert load_regime("libre.yaml").seuil_professionnel is None
    assert "aucune" in bts_sim("law", "--diff", "permanent_2022", "libre.yaml").stdout
    # The title is what charts and tables show; two of the same title could not be told apart.
    assert regime_label("apprentis") == "Apprentis (voie : apprentissage)"
    Path("libre.yaml").write_text(
        Path("libre.yaml").read_text(encoding="utf-8").replace("titre: Libre", f"titre: '{whose.titre}'"), "utf-8"
    )
    with pytest.raises(InputError, match="deux régimes de ce titre"):
        load_regimes("apprentis.yaml", "libre.yaml")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["--pour", "voie=", "--pour", "sexe", "--changer", "seuil_general"], "3 fautes"),
        (["--changer", "voie=apprentissage"], "--pour voie=apprentissage"),
        (["--changer", "seuil_generl=7"], "seuil_general"),
        (["--pour", "voie=aprentissage", "--changer", "seuil_general=7"], "vouliez-vous dire « apprentissage » ?"),
        (["--pour", "voie=scolaire"], "sans effet"),
    ],
)
def test_what_cannot_be_a_reform_of_somebody_is_not_written(tmp_path: Path, asked: list[str], said: str) -> None:
    run = bts_sim("new-scenario", "essai", *asked, "--out", tmp_path / "essai.yaml")
    assert run.exit_code == 2 and said in run.stderr and not list(tmp_path.iterdir()), run.stderr


def test_shipped_reforms_are_listed_apart_from_the_law() -> None:
    said = bts_sim("law", "--scenarios").stdout
    places = [said.index(words) for words in ("le droit d'une session", "permanent_2022", "aucun droit", "un_oral")]
    assert places == sorted(places) and places[-1] < said.index("Idées fausses :") < said.index("mille_points")


def test_why_a_reform_changes_nothing_is_said() -> None:
    lower, same = load_regime("plancher_7"), replace(LAW, nom="copie")
    nobody = replace(OPEN, nom="x", pour=Pour({"specialite": ("MCO",), "secteur": ("production",)}, LAW))
    gaps = [(one.nom, 0.0) for one in (lower, same, nobody, OPEN)]
    table = why_unchanged(COHORT, LAW, [lower, same, nobody, OPEN], gaps)
    assert table["raison"].tolist() == ["autre_condition", "memes_regles", "personne"]
    closing = table.iloc[0]
    under, law = COHORT.under(lower), COHORT.under(LAW)
    out = present_of(COHORT) & (under.premier == 6)
    between = out & (under.generale >= 7) & (under.generale < 8)
    assert (closing["n"], closing["passent"]) == (out.sum(), between.sum())
    assert closing["fermes"] == (between & ~under.autorise).sum() and not (between & law.autorise).any()
    assert "l'autre condition ferme" in next(say_unchanged(table))
    study = bts.study(size=1000, baseline="permanent_2022", regimes="plancher_7")
    answer = study.rates(parameters="fixed")
    assert answer.words.count("l'autre condition ferme") == 1 and list(answer.tables) == ["unchanged"]
    assert not study.with_regimes("aucun").rates(parameters="fixed").tables


# --- Real candidates --------------------------------------------------------------------------------------------------

CANDIDATES, MARKS = tables(simulate(load_cohort(candidats=150, specialites="MCO,CG", seed=3), told=False))


def graded(regime: Regime, candidates: pd.DataFrame = CANDIDATES, **more: object) -> pd.DataFrame:
    return bts.grade(candidates, MARKS, session=2024, regime=regime, **more).table


def test_real_candidates_follow_the_reform_that_names_a_column_of_their_file(tmp_path: Path) -> None:
    town = ["Dijon" if rank % 3 else "Auxerre" for rank in range(len(CANDIDATES))]
    people = CANDIDATES.assign(ville=town)
    whose = replace(OPEN, nom="ville", pour=Pour({"ville": ("Dijon",)}, LAW))
    found, reformed, others = (graded(one, people) for one in (whose, OPEN, LAW))
    whom = found["ville"] == "Dijon"
    told = [name for name in found if name != "regime"]
    assert found.loc[whom, told].equals(reformed.loc[whom, told])
    assert found.loc[~whom, told].equals(others.loc[~whom, told])
    assert not found[told].equals(reformed[told]) and not found[told].equals(others[told])
    assert found["regime"].tolist() == np.where(whom, "ville", "permanent_2022").tolist()
    # Orals of the two regimes are the same: marks are placed, and owed, under each one's own access.
    allowed = found[found["autorise_controle"] == "oui"]
    orals = pd.DataFrame(
        [
            {"candidat": row.candidat, "unite": unit, "note": 20}
            for row in allowed.itertuples()
            for unit in row.unites_choisissables.split(",")[:2]
        ]
    )
    grading = bts.grade(people, MARKS, orals, session=2024, regime=whose)
    after = grading.table
    assert set(after.loc[after["autorise_controle"] == "oui", "decision"]) <= {"admis_apres_controle", "refuse"}
    # The story says whom the reform concerns, and what the others follow.
    first, other = (grading.explain(found.loc[rows, "candidat"].iloc[0]) for rows in (whom, ~whom))
    assert "La réforme ville concerne ce candidat (ville : Dijon)" in str(first)
    assert "ne concerne pas ce candidat (ville : Dijon) : il suit le régime permanent_2022" in str(other)
    json.dumps(dict(first.explication))
    # What is kept of a session, and the documents, go specialty by specialty as ever.
    from datetime import date

    from bts_sim.candidates.documents.order import in_order_of_specialty
    from bts_sim.candidates.kept_marks.next_session import table_des_acquis

    assert len(table_des_acquis(grading, date(2024, 7, 1)))
    parts = [part.decisions() for part in in_order_of_specialty(grading)]
    together = pd.concat(parts).sort_values("candidat", ignore_index=True)
    assert together.equals(after.sort_values("candidat", ignore_index=True))


def test_a_file_in_which_a_reform_names_nobody_is_refused_with_the_rest() -> None:
    conditions = {"voie": ("individuel",), "origne": ("general",), "sexe": ("femmes",), "nom": ("Durand",)}
    whose = replace(OPEN, nom="essai", pour=Pour(conditions, LAW))
    people = CANDIDATES[CANDIDATES["voie"] != "individuel"].assign(nom="Durand")
    people = people.assign(forme=["glob", *people["forme"].tolist()[1:]])
    marks = MARKS[MARKS["candidat"].isin(people["candidat"])]
    with pytest.raises(InputError) as refused:
        bts.grade(people, marks, session=2024, regime=whose)
    said = str(refused.value)
    assert "5 fautes." in said and "forme" in said and "vouliez-vous dire « femme » ?" in said
    assert "vouliez-vous dire « origine » ?" in said and "désigne des personnes" in said
    assert "voie : « individuel »" in said and "valeurs de la colonne : apprentissage" in said


def test_a_reform_whose_files_would_be_read_by_two_rules_is_refused() -> None:
    apprentices = {"voie": ("apprentissage",)}
    kept = replace(LAW, nom="x", valeurs={"seuil_benefice": 900}, pour=Pour(apprentices, LAW))
    with pytest.raises(InputError, match=r"seuil_benefice.*juger à part"):
        graded(kept)
    by_domain = replace(EXCEPTIONAL, nom="x", pour=Pour(apprentices, LAW))
    assert len(graded(by_domain)) == len(CANDIDATES)
    with pytest.raises(InputError, match=r"choix.*juger à part"):
        graded(by_domain, oraux=pd.DataFrame({"candidat": [], "unite": [], "note": []}))


def test_one_candidate_typed_follows_the_reform_or_not_under_its_own_name(tmp_path: Path) -> None:
    whose = replace(OPEN, nom="apprentis", pour=Pour({"voie": ("apprentissage",)}, LAW))
    study = bts.study(size=100, baseline="permanent_2022", regimes=[whose])
    marks = "U11 9;U12 9;U2 9;U3 9;U41 9;U42 9;U5 9;U6 9"
    access = {
        voie: study.candidate(specialty="CG", track=voie, marks=marks).table["autorise_controle"].tolist()
        for voie in ("apprentissage", "scolaire")
    }
    assert access == {"apprentissage": ["oui"], "scolaire": ["non"]}
    elsewhere = replace(whose, pour=Pour({"origine": ("general",)}, LAW))
    with pytest.raises(InputError, match="n'a pas"):
        study.with_regimes(elsewhere).candidate(specialty="CG", track="scolaire", marks=marks)
