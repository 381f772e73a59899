"""Is every BTS of the nation in the totals, judged on a règlement drawn fairly, and never told on its own?"""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from cohorts import bts_sim, lire
from helpers import ROOT

import bts_sim as bts
from bts_sim.cohort.describe import lent, load_cohort
from bts_sim.cohort.donors import FEWEST, Lending, lend
from bts_sim.cohort.nation import default_cohort, national_weights
from bts_sim.cohort.parameter_draws import parameter_draw
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.registre import registre

PACKAGE = ROOT / "bts_sim"

SESSIONS = (2021, 2022, 2023, 2024)


@pytest.mark.parametrize("session", SESSIONS)
def test_the_default_cohort_is_the_whole_nation(session: int) -> None:
    found = load_cohort(session=session)
    assert found.specialites == pytest.approx(national_weights(session))
    assert sum(found.specialites.values()) == pytest.approx(1)
    assert found.production == pytest.approx(default_cohort()["part_production"])
    assert set(found.donors) == set(found.specialites) - set(found.with_reglement)
    assert found.lent_share == pytest.approx(100 * sum(national_weights(session)[code] for code in found.donors))


@pytest.mark.parametrize("session", SESSIONS)
@pytest.mark.parametrize("lending", [Lending.SECTOR, Lending.SPECIALTY])
def test_a_donor_is_of_the_session_and_the_sector_and_never_a_weak_one(session: int, lending: Lending) -> None:
    for seed in range(20):
        found = replace(load_cohort(session=session, seed=seed), lending=lending)
        own, secteurs = found.bareme.reglements, {code: registre()[code].secteur for code in found.donors}
        sizes = Counter(one.secteur for code, one in own.items() if not code.startswith("MS-"))
        for code, donor in found.donors.items():
            assert donor in own and not donor.startswith("MS-")
            if sizes[secteurs[code]] >= FEWEST:
                assert own[donor].secteur == secteurs[code]
            else:
                assert (own[donor].secteur == "industriel") == registre()[code].production
            judged = found.reglements[code]
            assert (judged.specialite, judged.emprunte_a) == (code, donor) and judged.unites == own[donor].unites
        of_sectors = {(secteurs[code], donor) for code, donor in found.donors.items()}
        assert (len(of_sectors) == len(set(secteurs.values()))) == (lending == Lending.SECTOR)


def test_every_reglement_of_the_sector_is_lent_as_often_whatever_its_entrants() -> None:
    """13 règlements over 1,300 seeds: 100 each, standard error 10."""
    found = load_cohort(session=2024)
    among = [code for code, one in found.bareme.reglements.items() if one.secteur == "tertiaire"]
    seeds = range(100 * len(among))
    drawn = Counter(one["TOURISME"] for one in lend(found.bareme, ["TOURISME"], seeds, Lending.SPECIALTY))
    assert set(drawn) == set(among)
    assert sum((n - 100) ** 2 / 100 for n in drawn.values()) < 32.9  # chi-square of 12 degrees, one in a thousand


def test_a_donor_is_drawn_at_each_draw_of_the_parameters_alike_twice() -> None:
    found = load_cohort(candidats=10, seed=4)
    each = [parameter_draw(found, number).cohorte.donors for number in range(40)]
    assert len({one["TOURISME"] for one in each}) > 5
    assert all(one["TOURISME"] == one["BANQUE"] for one in each)
    assert parameter_draw(found, 7).cohorte.donors == each[7]
    apart = [parameter_draw(found, number, Lending.SPECIALTY).cohorte.donors for number in range(40)]
    assert any(one["TOURISME"] != one["BANQUE"] for one in apart)


def test_without_donors_only_the_others_are_left_and_each_sector_keeps_its_share() -> None:
    whole = load_cohort(session=2024)
    own = lent(whole, Lending.NONE)
    assert list(own.specialites) == whole.with_reglement and not own.donors and own.lent_share == 0
    assert own.production == pytest.approx(whole.production)
    ratio = {whole.specialites[code] / own.specialites[code] for code in ("MCO", "CG", "DIET")}
    assert max(ratio) == pytest.approx(min(ratio))


def test_whoever_names_specialties_or_their_rates_has_no_donor(tmp_path: Path) -> None:
    named = tmp_path / "named.yaml"
    named.write_text("specialites: {MCO: 2, CG: 1}\n", encoding="utf-8")
    rates = tmp_path / "rates.yaml"
    each = ", ".join(f"{code}: 70" for code in load_cohort().with_reglement)
    rates.write_text(f"taux_groupe1: {{{each}}}\n", encoding="utf-8")
    for found in (load_cohort(named), load_cohort(rates), load_cohort(specialites="MCO,GPME")):
        assert not found.donors and found.table.reglements == tuple(
            found.bareme.table(list(found.specialites)).reglements
        )


def test_a_reglement_that_an_analyst_gives_is_no_longer_lent(tmp_path: Path) -> None:
    own = pd.read_csv(PACKAGE / "textes" / "specialites" / "MCO.csv", dtype=str).assign(
        specialite="TOURISME", nom="Tourisme"
    )
    own.to_csv(tmp_path / "tourisme.csv", index=False)
    path = tmp_path / "c.yaml"
    path.write_text("fichier_specialites: tourisme.csv\n", encoding="utf-8")
    found, before = load_cohort(path), load_cohort()
    assert "TOURISME" in found.with_reglement and "TOURISME" in before.donors
    assert found.lent_share < before.lent_share and found.specialites == pytest.approx(before.specialites)


def test_the_others_keep_their_own_people_and_their_candidates_whoever_lends() -> None:
    whole = load_cohort(candidats=3000, seed=2)
    people = whole.people
    rank = people.specialites.index("TOURISME")
    women = float(people.shares[rank].sum(axis=(0, 2))[1])
    assert women > 0.6  # 77 % of its entrants
    one, other = simulate(whole), simulate(replace(whole, lending=Lending.SECTOR))
    assert np.array_equal(one.specialty_ranks, other.specialty_ranks)
    for mine, theirs in zip(one.blocks, other.blocks, strict=True):
        assert np.array_equal(mine.composition.femme, theirs.composition.femme)


def test_no_table_of_a_study_has_a_row_for_a_specialty_without_a_reglement() -> None:
    study = bts.study(session=2024, size=800, seed=5, draws=2, draw_size=200)
    lacking = set(study.people.described.donors)
    answers = [
        *(study.rates(parameters=kind) for kind in ("drawn", "fixed")),
        study.movers(),
        study.decomposition(),
        study.spread(),
        study.access(),
        study.accuracy(),
        study.livingston_lewis(),
        study.equity(),
        study.uncertain_rates(),
        study.drivers(),
        study.orals(),
        study.portrait(),
        study.returns(sessions=2),
        study.needed_marks(),
        study.advice(),
    ]
    for answer in answers:
        for table in (answer.table, *answer.tables.values()):
            cells = {str(cell) for name in table for cell in table[name].unique()} if len(table) else set()
            assert not cells & lacking, (answer.words, cells & lacking)


def test_totals_count_the_candidates_whose_reglement_is_lent() -> None:
    study = bts.study(session=2024, size=3000, seed=5)
    table = study.rates(parameters="fixed").table
    rows = table[(table["indicateur"] == "taux_admis") & (table["regime"] == "permanent_2022")].set_index("groupe")
    assert rows.at["ensemble", "n"] == rows.loc[["secteur"], "n"].sum() == 3000
    told = rows.loc[["specialite"], "n"].sum()
    assert told == pytest.approx(3000 * (1 - study.people.described.lent_share / 100), abs=90)


def test_each_way_to_lend_is_a_result_with_its_width() -> None:
    study = bts.study(session=2024, size=1000, seed=1, draws=12, draw_size=500)
    table = study.donors().table
    for _, rows in table.groupby(["indicateur", "regime", "reference"]):
        assert rows["prete"].tolist() == ["secteur", "specialite", "aucun"]
        assert rows["part_donneurs"].tolist() == [*[study.people.described.lent_share] * 2, 0]
        assert np.allclose(rows["largeur"], rows["haut"] - rows["bas"], atol=2e-4)
    # The first way is the one of every other answer.
    told = study.rates().table
    told = told[(told["groupe"] == "ensemble") & (told["indicateur"] == "ecart_taux_admis")].set_index("regime")
    gaps = table[(table["prete"] == "secteur") & (table["indicateur"] == "ecart_taux_admis")].set_index("regime")
    assert gaps["valeur"].to_dict() == told.loc[gaps.index, "valeur"].to_dict()
    names = [one["nom"] for one in study.donors().results()]
    assert names[0] == "Candidats jugés sur un règlement prêté" and len(names) == 1 + 2 * len(gaps)


def test_a_study_of_named_specialties_says_that_nothing_is_lent() -> None:
    answer = bts.study(session=2024, size=200, seed=1, draws=2, draw_size=200, specialties="MCO").donors()
    assert "rien n'est prêté" in answer.words and not answer.table["part_donneurs"].any()


def test_files_have_the_size_asked_for_and_say_how_many_are_left_out(tmp_path: Path) -> None:
    run = bts_sim("cohort", "--candidats", 500, "--seed", 3, "--json", "--out", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    rows, whole = lire(tmp_path / "out" / "candidats.csv"), load_cohort()
    assert len(rows) == 500 and not {row["specialite"] for row in rows} & set(whole.donors)
    assert f'"specialites_sans_reglement": {len(whole.donors)}' in run.stdout
    assert f"{len(whole.donors)} spécialités sans règlement lu" in run.stdout
