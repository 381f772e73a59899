"""Has each specialty its own people, do they meet the margins, and is what no population has refused by name?"""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bts_sim as bts
from bts_sim.cohort.compose import ORIGINS, SCHOOL, Margins
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.nation import (
    academies_by_sector,
    national_entrants,
    national_origins,
    national_voies,
    national_weights,
    production_of,
)
from bts_sim.cohort.parameter_draws import FILE, parameter_draw, parameter_draws
from bts_sim.cohort.parameters import parametres
from bts_sim.cohort.people import People
from bts_sim.cohort.populate import cohort_people, national_margins, national_people
from bts_sim.cohort.raking import UnmetMargin, rake, raked
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.registre import registre
from bts_sim.droit.textes import load_bareme
from bts_sim.errors import CalibrationError, InputError
from bts_sim.files.shipped import entrants, entrants_of_academies, statistic
from bts_sim.questions.people.composition import DRIFT, composition

P = {nom: one.defaut for nom, one in parametres().items()}
SESSIONS = (2021, 2024)


def nation(session: int) -> People:
    bareme = load_bareme(session)
    return national_people(bareme, [P], [national_margins(session, P)]).of_draws()[0]


def fitted(cells: np.ndarray, weights: np.ndarray, masks: list[np.ndarray], shares: list[float]) -> np.ndarray:
    """The classical algorithm, written again: multiply each cell until every margin holds."""
    cells = cells * weights[:, np.newaxis]
    for _ in range(3000):
        for mask, share in zip(masks, shares, strict=True):
            cells = np.where(mask, cells * share / cells[mask].sum(), cells * (1 - share) / cells[~mask].sum())
        cells = cells * (weights / cells.sum(axis=1))[:, np.newaxis]
    return cells / cells.sum(axis=1, keepdims=True)


# --- Raking -----------------------------------------------------------------------------------------------------------


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_raking_is_what_iterative_fitting_tends_to(seed: int) -> None:
    luck = np.random.default_rng(seed)
    guess = luck.dirichlet(np.ones(6), 4) + 0.01
    guess /= guess.sum(axis=1, keepdims=True)
    weights = luck.dirichlet(np.ones(4) * 3)
    masks = [np.broadcast_to(luck.permutation(6) < 3, (4, 6)) for _ in range(2)]
    other = luck.dirichlet(np.ones(6), 4) + 0.01
    there = (other / other.sum(axis=1, keepdims=True)) * weights[:, np.newaxis]
    shares = [float(there[mask].sum()) for mask in masks]
    belongs = np.stack([mask[0] - share for mask, share in zip(masks, shares, strict=True)], axis=1)
    found = raked(guess[np.newaxis], weights, belongs[np.newaxis, np.newaxis], np.zeros(4, dtype=np.int64))
    if found.met.all():
        assert found.shares[0] == pytest.approx(fitted(guess, weights, masks, shares), abs=1e-6)
        assert found.shares.sum(axis=2) == pytest.approx(1)


@pytest.mark.parametrize("session", SESSIONS)
def test_the_nation_has_every_margin_and_no_specialty_changes_size(session: int) -> None:
    people, wanted = nation(session), national_margins(session, P)
    found = people.margins()
    for name in ("voies", "origines", "femmes"):
        assert getattr(found, name) == pytest.approx(getattr(wanted, name), abs=1e-6)
    assert found.prive_sous_contrat == pytest.approx(wanted.prive_sous_contrat, abs=1e-6)
    sizes = dict(zip(people.specialites, people.weights.tolist(), strict=True))
    assert {code: sizes[code] for code in national_weights(session)} == dict(national_weights(session))
    assert sum(sizes[code] for code in sizes if code in registre() and registre()[code].production) == pytest.approx(
        0.294, abs=1e-6
    )


def test_two_specialties_keep_the_odds_that_their_entrants_have() -> None:
    """A margin multiplies a bac by the same factor everywhere: what sets two specialties apart stays."""
    people = nation(2024)
    table = composition(load_cohort(session=2024)).pivot(index="specialite", columns="part", values="entrants")
    by_bac = dict(zip(people.specialites, people.shares[:, :, 0].transpose(0, 2, 1), strict=True))
    place = [voie for voie, _ in people.places].index("formation_continue")
    for one, other in (("MCO", "CG"), ("FED", "SIO-SLAM")):
        odds = [by_bac[code][2, place] / by_bac[code][0, place] for code in (one, other)]
        entering = [table.at[code, "bac_professionnel"] / table.at[code, "bac_general"] for code in (one, other)]
        assert odds[0] / odds[1] == pytest.approx(entering[0] / entering[1], rel=2e-3)


def test_a_specialty_has_the_same_people_alone_and_among_others() -> None:
    whole, alone = load_cohort(), load_cohort(specialites="CG")
    rank = list(whole.people.specialites).index("CG")
    assert (alone.people.shares[0] == whole.people.shares[rank]).all()


def test_a_draw_has_the_same_people_alone_and_among_others() -> None:
    """Otherwise a result would depend on how many draws are asked for, and on the processes that share them."""
    asked = Margins(
        voies={"scolaire": 0.6, "individuel": 0.4}, origines=dict(zip(ORIGINS, (0.3, 0.3, 0.4, 0), strict=True))
    )
    for own in (Margins(), asked):
        described = replace(load_cohort(candidats=100), asked=own)
        together, alone = parameter_draws(described, 5), [parameter_draw(described, numero) for numero in range(5)]
        for one, other in zip(together, alone, strict=True):
            settled = vars(one.cohorte)["people"]
            assert np.array_equal(settled.shares, other.cohorte.people.shares)
            assert one.cohorte.donors == other.cohorte.donors
            pairs = zip(one.cohorte.variance_of_groups, other.cohorte.variance_of_groups, strict=True)
            assert all(np.array_equal(*pair) for pair in pairs)
    assert not np.array_equal(together[0].cohorte.people.shares, together[1].cohorte.people.shares)


@pytest.mark.parametrize("session", range(2021, 2027))
def test_the_entrants_of_a_session_are_counted_once(session: int) -> None:
    assert sum(national_entrants(session).values()) == entrants()["ALL"]


# --- The margins of a session -----------------------------------------------------------------------------------------


def test_the_voies_of_a_session_are_published_or_follow_the_students_of_its_school_year() -> None:
    published = {
        name: float(statistic(indicator="share_of_present", session="2021", breakdown="status", category=name)["value"])
        for name in ("scolaire", "apprentissage")
    }
    for session, apprentices in ((2021, 25 / 85), (2022, 0.38), (2023, 0.44), (2024, 0.464), (2026, 0.464)):
        voies = national_voies(session)
        school = voies["scolaire"] + voies["scolaire_hors_contrat"]
        assert sum(voies.values()) == pytest.approx(1) and voies["individuel"] == 0.075
        assert voies["apprentissage"] / (voies["apprentissage"] + school) == pytest.approx(apprentices)
        if session == 2021:
            assert {"scolaire": 100 * school, "apprentissage": 100 * voies["apprentissage"]} == pytest.approx(published)


def test_bacs_go_from_those_published_to_those_of_the_last_entrants_who_survive() -> None:
    first, middle, last = (national_origins(session, P) for session in (2021, 2024, 2027))
    assert first == {"general": 0.27, "technologique": 0.36, "professionnel": 0.31, "autre": 0.06}
    for bac in ORIGINS:
        assert middle[bac] == pytest.approx((first[bac] + last[bac]) / 2)
    more = national_origins(2024, {**P, "survie_bac_professionnel": 0.75})
    assert more["professionnel"] > middle["professionnel"] and sum(more.values()) == pytest.approx(1)
    assert national_origins(2021, {**P, "survie_bac_professionnel": 0.75}) == first


def test_apprentices_have_more_vocational_bacs_where_the_parameter_says_so() -> None:
    def odds(value: float) -> float:
        people = cohort_people(
            load_bareme(2024), {"MCO": 1.0}, Margins(), [{**P, "bac_professionnel_des_apprentis": value}]
        ).of_draws()[0]
        by_place = dict(zip(people.places, people.by_origin[0], strict=True))
        apprentices, school = by_place["apprentissage", False], by_place[SCHOOL, False]
        return float(apprentices[2] / apprentices[0] / (school[2] / school[0]))

    assert [odds(value) for value in (0.5, 1, 2)] == pytest.approx([0.5, 1, 2])


# --- Candidates -------------------------------------------------------------------------------------------------------


def test_candidates_have_the_shares_of_their_specialty() -> None:
    cohort = simulate(load_cohort(candidats=60_000, specialites="CI,FED"))
    people = cohort.cohorte.people
    for group in cohort.groupes:
        rank, who = list(people.specialites).index(group.reglement.specialite), group.composition
        drawn = np.bincount(who.origine, minlength=4) / who.origine.size
        assert drawn == pytest.approx(people.shares[rank].sum(axis=(0, 1)), abs=0.012)
        assert who.femme.mean() == pytest.approx(people.shares[rank][:, 1].sum(), abs=0.012)
        assert who.private[np.array(who.voies)[who.voie] == SCHOOL].mean() == pytest.approx(
            people.private[rank], abs=0.02
        )


def test_a_drift_from_the_entrants_is_said_from_five_points() -> None:
    table = composition(load_cohort(session=2024))
    assert ((table["ecart"].abs() > DRIFT) == (table["derive"] == "oui")).all() and (table["derive"] == "oui").any()
    shares = table[table["part"].str.startswith("bac_")].groupby("specialite")[["entrants", "cohorte"]].sum()
    assert shares.to_numpy() == pytest.approx(100, abs=0.05)
    # A third of the entrants of CI and three quarters of those of FED: one rate for all described neither.
    raked_shares = table[table["part"] == "bac_professionnel"].set_index("specialite")["cohorte"]
    assert raked_shares["CI"] < 20 < 55 < raked_shares["FED"]


# --- Académies --------------------------------------------------------------------------------------------------------


def test_an_academie_gives_each_sector_its_share(tmp_path: Path) -> None:
    lille = load_cohort(written(tmp_path, "academies: {lille: 1}\n"))
    paris = load_cohort(written(tmp_path, "academies: {Paris: 1}\n"))
    rennes = load_cohort(written(tmp_path, "academies: {Rennes: 1}\n"))
    assert paris.production < lille.production < rennes.production
    assert lille.production == pytest.approx(production_of({"Lille": 1.0}))
    both = load_cohort(written(tmp_path, "academies: {Paris: 3, Rennes: 1}\ncandidats: 40000\n"))
    cells = both.academies_by_sector
    whole = {name: float(shares @ [1 - both.production, both.production]) for name, shares in cells.items()}
    assert whole == pytest.approx({"Paris": 0.75, "Rennes": 0.25})
    assert cells["Rennes"][1] > cells["Rennes"][0]
    drawn = np.concatenate([one.composition.academie for one in simulate(both).groupes])
    assert (drawn == 0).mean() == pytest.approx(0.75, abs=0.01)


def test_the_sectors_of_all_academies_are_those_of_the_nation() -> None:
    counted = entrants_of_academies()
    assert len(counted) == 31 and sum(sum(one) for one in counted.values()) == 108_190
    shares = {name: sum(one) / 108_190 for name, one in counted.items()}
    assert sum(share for share in shares.values()) == pytest.approx(1)
    every = academies_by_sector(shares, production_of(shares))
    assert sum(one[0] for one in every.values()) == pytest.approx(1) == sum(one[1] for one in every.values())


def test_every_picture_of_academies_says_that_their_composition_is_national(tmp_path: Path) -> None:
    study = bts.study(cohort=written(tmp_path, "academies: {Paris: 1, Lille: 1}\n"), size=2000).with_draws(2, 300)
    charts = study.rates(parameters="fixed").chart("academie"), study.portrait().chart("groups")
    assert all("sa composition est nationale" in f"{chart.to_dict()}" for chart in charts)
    assert "sa composition est nationale" not in f"{bts.study(size=500).portrait().chart('groups').to_dict()}"


# --- Refusals ---------------------------------------------------------------------------------------------------------


def written(folder: Path, text: str) -> Path:
    path = folder / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("academies: {Lile: 1}\n", r"c.yaml:1 : colonne academies : « Lile » : académie inconnue. Remède : .*Lille"),
        ("academies: {Atlantide: 1}\n", "académie inconnue. Remède : Aix-Marseille, Amiens"),
        ("academies: {Lille: 0.5, Paris: 0.3}\n", "« 0.8 » : la somme des parts n'est ni 1 ni 100"),
        ("voies: {scolaire: 0.5, apprentissage: 0.3}\n", "« 0.8 » : la somme des parts n'est ni 1 ni 100"),
        ("voies: {scolaire: 60, apprentissage: 30}\n", "« 90 » : la somme des parts n'est ni 1 ni 100"),
        ("voies: {scolaire: 0.5, apprentissage: 3000}\n", r"« 3000.5 » : parts et effectifs mêlés. Remède : .*3000"),
        ("specialites: {MCO: 0.4, CG: 8600}\n", r"colonne specialites : « 8600.4 » : parts et effectifs mêlés"),
        ("origines: {general: 0.3, professionnel: 400}\n", "parts et effectifs mêlés"),
        ("origines: {general: 27, technologique: 36, professionnel: 31}\n", "« 94 » : la somme des parts n'est ni"),
        ("academies: {Lille: 0.5, Paris: 400}\n", "parts et effectifs mêlés"),
    ],
)
def test_weights_that_cannot_be_meant_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_cohort(written(tmp_path, text))


@pytest.mark.parametrize(
    "text",
    [
        "voies: {scolaire: 600, apprentissage: 401}\n",
        "voies: {scolaire: 60, apprentissage: 40}\n",
        "specialites: {MCO: 9559, CG: 8622}\n",
        "specialites: {MCO: 0.5, CG: 0.2}\n",
        "specialites: {MCO: 99.5, CG: 0.5}\n",
        "origines: {professionnel: 3, general: 1}\n",
        "academies: {Nantes: 2, Lille: 1, Mayotte: 0.0001}\n",
    ],
)
def test_shares_headcounts_and_weights_are_taken(tmp_path: Path, text: str) -> None:
    key = text.partition(":")[0]
    found = load_cohort(written(tmp_path, text))
    shares = found.academies if key == "academies" else found.specialites if key == "specialites" else None
    asked = shares or getattr(found.people.margins(), key)
    assert sum(asked.values()) == pytest.approx(1)


def test_a_margin_that_no_population_has_is_named_with_the_nearest() -> None:
    people = nation(2024).part({"CG": 1.0})
    public = np.array([not private for _, private in people.places])[:, np.newaxis, np.newaxis]
    alone = replace(people, shares=(people.shares * public)[np.newaxis])
    wanted = replace(people.margins(), prive_sous_contrat=0.5)
    with pytest.raises(UnmetMargin, match=r"prive_sous_contrat = 0.5 : marge qu'aucune .* proche : 0\. Remède"):
        rake(alone, [wanted])
    assert issubclass(UnmetMargin, CalibrationError)


def test_what_a_file_does_not_set_stays(tmp_path: Path) -> None:
    before = load_cohort().people.margins()
    after = load_cohort(written(tmp_path, "prive_sous_contrat: 0.6\n")).people.margins()
    assert after.prive_sous_contrat == pytest.approx(0.6) and after.voies == pytest.approx(before.voies)
    assert after.origines == pytest.approx(before.origines) and after.femmes == pytest.approx(before.femmes)


# --- What is predicted ------------------------------------------------------------------------------------------------


def test_the_predictions_are_those_of_the_draws_and_have_every_specialty() -> None:
    """Fails after a calibration until `tools/predictions.py` has been run again."""
    page = (Path(__file__).parent.parent / "docs" / "predictions.md").read_text(encoding="utf-8")
    assert f"Tirages `{hashlib.sha256(FILE.read_bytes()).hexdigest()[:12]}`" in page
    for part, session in zip(page.split("\n## Session ")[1:], SESSIONS, strict=True):
        codes = load_cohort(session=session).with_reglement
        assert part.startswith(f"{session}") and all(part.count(f"spécialité : {code} |") == 3 for code in codes)
