"""Who moves, and why: do the margins hold to the candidate, is there one right reason each, is it the same twice?"""

from collections import Counter
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bts_sim.analysis.expectation import chances
from bts_sim.analysis.impact import compare
from bts_sim.analysis.outcomes import outcomes
from bts_sim.analysis.passages import COLONNES, RAISONS, passages
from bts_sim.bareme import Regime
from bts_sim.errors import InputError
from bts_sim.jury import Decision
from bts_sim.output import mouvements
from bts_sim.output.mouvements import passages as flow
from bts_sim.population.cohorte import load_cohorte
from bts_sim.population.synth import simulate
from bts_sim.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.scenario import load_regime

PERMANENT, EXCEPTIONNEL, AUCUN = (load_regime(nom) for nom in ("permanent_2022", "exceptionnel_2021", "aucun"))
OWN = replace(PERMANENT, nom="mien", seuil_general=925, seuil_professionnel=1150, nombre_oraux=1)
NAMES = [decision.name.lower() for decision in Decision]


def reading(regime: Regime, **lectures: str) -> Regime:
    return replace(regime, nom=f"{regime.nom}_lu", lectures=replace(regime.lectures, **lectures))


@pytest.fixture(scope="module")
def cohort():
    return simulate(load_cohorte(candidats=4000, graine=7, specialites=("CG", "MCO", "MS-A", "SIO-SISR")))


PAIRS = [
    (EXCEPTIONNEL, PERMANENT),
    (PERMANENT, EXCEPTIONNEL),
    (AUCUN, PERMANENT),
    (PERMANENT, OWN),
    (PERMANENT, load_regime("une_note_professionnelle")),
    (load_regime("oral_substitue"), EXCEPTIONNEL),
    (PERMANENT, reading(PERMANENT, absence_a_l_oral="elimination", absence_sous_epreuve="zero")),
    (PERMANENT, replace(EXCEPTIONNEL, nom="a_9_5", valeurs={"seuil_admission": 950})),
]


@pytest.mark.parametrize(("avant", "apres"), PAIRS, ids=lambda regime: regime.nom)
def test_margins_are_both_regimes_to_the_candidate_and_reasons_part_the_movers(
    cohort, avant: Regime, apres: Regime
) -> None:
    table = passages(cohort, avant, apres, tirages=3)
    assert tuple(table) == COLONNES
    drawn = [[outcomes(cohort, regime, tirage).decision for tirage in range(3)] for regime in (avant, apres)]
    for side, decisions in zip(("avant", "apres"), drawn, strict=True):
        counted = table.groupby(side)["total"].sum().to_dict()
        assert counted == Counter(NAMES[d] for d in np.concatenate(decisions).tolist())
    movers = sum(int((a != b).sum()) for a, b in zip(*drawn, strict=True))
    moved = table[table["raison"] != ""]
    assert moved["total"].sum() == movers > 0
    assert (moved["avant"] != moved["apres"]).all()
    assert (table.loc[table["raison"] == "", "avant"] == table.loc[table["raison"] == "", "apres"]).all()
    assert set(moved["raison"]) <= set(RAISONS)
    assert not table.duplicated(["avant", "apres", "raison", "condition"]).any()
    assert table["part"].sum() == pytest.approx(100, abs=1e-9)
    assert ((table["bas"] <= table["part"] + 1e-12) & (table["part"] <= table["haut"] + 1e-12)).all()


@pytest.mark.parametrize("apres", [PERMANENT, OWN], ids=lambda regime: regime.nom)
def test_a_reason_is_what_the_rules_themselves_say_of_every_candidate(cohort, apres: Regime) -> None:
    """From 2021 to a regime of thresholds: each mover is looked at again, with the rules of access alone."""
    found = passages(cohort, EXCEPTIONNEL, apres, tirages=2)
    expected: Counter[tuple[str, str]] = Counter()
    close, skilled = np.zeros(4000, bool), np.zeros(4000, bool)
    for g in cohort.groupes:
        close[g.candidats] = est_assez_proche(g.releve, g.reglement, cohort.cohorte.bareme, apres)
        skilled[g.candidats] = a_le_niveau_professionnel(g.releve, g.reglement, apres)
    floor, bar = {PERMANENT.nom: ("8", "10"), OWN.nom: ("9,25", "11,5")}[apres.nom]
    for tirage in range(2):
        before, after = outcomes(cohort, EXCEPTIONNEL, tirage), outcomes(cohort, apres, tirage)
        for i in np.flatnonzero(before.decision != after.decision).tolist():
            under = [f"moyenne_d_acces<{floor}"] * (not close[i])
            under += [f"moyenne_professionnelle<{bar}"] * (not skilled[i])
            if under:
                expected["plus_autorise", "&".join(under)] += 1
            else:
                expected["oraux", "both"] += 1
    moved = found[found["raison"] != ""].assign(
        condition=lambda t: t["condition"].where(t["raison"] == "plus_autorise", "both")
    )
    assert moved.groupby(["raison", "condition"])["total"].sum().to_dict() == expected
    assert len(expected) >= 3


def reasons(cohort, avant: Regime, apres: Regime) -> set[tuple[str, str]]:
    table = passages(cohort, avant, apres, tirages=2)
    return set(table.loc[table["raison"] != "", ["raison", "condition"]].itertuples(index=False, name=None))


def test_reasons_of_an_analysts_own_regime_name_its_own_values(cohort) -> None:
    assert reasons(cohort, PERMANENT, load_regime("un_oral")) == {("oraux", "oraux:2>1")}
    assert reasons(cohort, PERMANENT, load_regime("professionnelle_9")) == {
        ("nouvellement_autorise", "moyenne_professionnelle<10")
    }
    assert reasons(cohort, PERMANENT, AUCUN) == {("plus_autorise", "ferme")}
    assert reasons(cohort, PERMANENT, load_regime("strictement_au_dessus")) <= {
        ("plus_autorise", "moyenne_professionnelle<=10"),
        ("plus_autorise", "moyenne_d_acces<=8"),
    }
    lower = replace(AUCUN, nom="a_9_5", valeurs={"seuil_admission": 950})
    assert reasons(cohort, AUCUN, lower) == {("premier_groupe", "seuil_admission:>9,5")}


def test_who_is_eliminated_under_one_regime_only_is_said_so(cohort) -> None:
    zero = reading(AUCUN, absence_sous_epreuve="zero")
    assert {reason for reason, _ in reasons(cohort, AUCUN, zero)} == {"elimination"}
    strict = reading(PERMANENT, absence_a_l_oral="elimination")
    assert {reason for reason, _ in reasons(cohort, PERMANENT, strict)} == {"absent_a_l_oral"}


def test_without_draws_margins_are_the_exact_rates_and_draws_agree(cohort) -> None:
    for avant, apres in ((AUCUN, PERMANENT), (EXCEPTIONNEL, AUCUN)):
        exact, drawn = passages(cohort, avant, apres, tirages=None), passages(cohort, avant, apres, tirages=8)
        holding = apres if avant is AUCUN else avant
        side = "apres" if avant is AUCUN else "avant"
        chance = chances(cohort, holding)
        admitted = exact.loc[exact[side].isin(["admis", "admis_apres_controle"]), "total"].sum()
        assert admitted == pytest.approx(chance.admission.sum(), abs=1e-9)
        rates = compare(cohort, AUCUN, [holding])
        whole = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")
        assert 100 * admitted / 4000 == pytest.approx(whole.loc[holding.nom, "valeur"], abs=1e-4)
        keys = ["avant", "apres", "raison", "condition"]
        both = exact.merge(drawn, on=keys, how="outer", suffixes=("", "_tire"))
        # Juries share a severity: twice the spread of independent orals.
        spread = 2 * np.sqrt(chance.variance.sum() / 8)
        assert (abs(both["effectif"] - both["effectif_tire"]) <= 4 * spread).all()
        assert (exact["tirages"] == 0).all() and "sommés exactement" in exact["methode"][0]


def test_what_may_not_be_summed_is_refused_with_its_remedy(cohort) -> None:
    with pytest.raises(InputError, match=r"deux régimes à oraux.*nombre de tirages"):
        passages(cohort, PERMANENT, EXCEPTIONNEL, tirages=None)
    with pytest.raises(InputError, match=r"absence à l'oral élimine.*nombre de tirages"):
        passages(cohort, AUCUN, reading(PERMANENT, absence_a_l_oral="elimination"), tirages=None)


def test_no_change_moves_nobody_and_everything_is_the_same_twice(cohort) -> None:
    assert (passages(cohort, PERMANENT, PERMANENT, tirages=2)["raison"] == "").all()
    table = passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=2)
    pd.testing.assert_frame_equal(table, passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=2))
    for draw in (mouvements.flux, mouvements.raisons):
        assert draw(table).to_json() == draw(table).to_json()


def test_the_flow_holds_a_thousand_candidates_and_its_sentences_say_what_it_draws(cohort) -> None:
    table = passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=4)
    moves = flow._moves(table)
    assert moves["mille"].sum() == 1000
    assert (abs(moves["mille"] - 10 * moves["part"]) < 1).all()
    ribbons = flow._ribbons(moves)
    heights = (ribbons["bas"] - ribbons["haut"]).groupby(ribbons["rang"]).mean().to_numpy()
    assert heights == pytest.approx(10 * moves["part"].to_numpy(), abs=1e-3)
    # On both sides, ribbons stand one above the other without sharing a place.
    for x in (0, 1):
        ends = ribbons[ribbons["x"] == x].sort_values("haut")
        assert (ends["haut"].to_numpy()[1:] >= ends["bas"].to_numpy()[:-1] - 1e-3).all()
    lost = moves.loc[moves["sens"] == flow.PERD, "mille"].sum()
    assert f"{lost} le perdent" in mouvements.constat_des_passages(table)
    assert "aucun n'obtient" in mouvements.constat_des_passages(passages(cohort, PERMANENT, AUCUN, tirages=None))
    assert mouvements.constat_des_raisons(table).endswith("n'est plus autorisé (moyenne professionnelle sous 10)")
    assert "l'oral remplace la note d'une unité au lieu de la moyenne du domaine" in mouvements.motifs_de_passage(
        table
    ).frame["Raison"].str.cat(sep="\n")


def test_the_matrix_shows_the_margins_of_both_regimes(cohort) -> None:
    table = passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=4)
    shown = mouvements.matrice(table).frame
    drawn = np.mean([(outcomes(cohort, EXCEPTIONNEL, t).decision == Decision.REFUSE).mean() for t in range(4)])
    row = shown[shown.iloc[:, 0] == "refusé"]
    assert row["Ensemble"].item() == f"{100 * drawn:.2f}".replace(".", ",") + "\u202f%"
    assert shown.iloc[-1]["Ensemble"] == "100,00\u202f%"
    # pandas would print the name of the axis, which is that of a column of ours, over the header.
    assert shown.columns.name is None
