"""Who moves, and why: do the margins hold to the candidate, is there one right reason each, is it the same twice?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Decision
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.errors import InputError
from bts_sim.language import speak
from bts_sim.questions.movers.charts import flow, flow as charts_flow
from bts_sim.questions.movers.tables import COLONNES, REASONS, passages
from bts_sim.questions.rates.tables import compare

PERMANENT, EXCEPTIONNEL, NEVER = (load_regime(nom) for nom in ("permanent_2022", "exceptionnel_2021", "aucun"))
OWN = replace(PERMANENT, nom="mien", seuil_general=925, seuil_professionnel=1150, nombre_oraux=1)
NAMES = [decision.name.lower() for decision in Decision]


def reading(regime: Regime, **lectures: str) -> Regime:
    return replace(regime, nom=f"{regime.nom}_lu", lectures=replace(regime.lectures, **lectures))


@pytest.fixture
def french() -> Iterator[None]:
    """Leave the process in French."""
    yield
    speak("fr")


@pytest.fixture(scope="module")
def cohort():
    return simulate(load_cohort(candidats=4000, graine=7, specialites=("CG", "MCO", "MS-A", "SIO-SISR")))


PAIRS = [
    (EXCEPTIONNEL, PERMANENT),
    (PERMANENT, EXCEPTIONNEL),
    (NEVER, PERMANENT),
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
    drawn = [[cohort.under(regime).decision(tirage) for tirage in range(3)] for regime in (avant, apres)]
    for side, decisions in zip(("avant", "apres"), drawn, strict=True):
        counted = table.groupby(side)["total"].sum().to_dict()
        assert counted == Counter(NAMES[d] for d in np.concatenate(decisions).tolist())
    movers = sum(int((a != b).sum()) for a, b in zip(*drawn, strict=True))
    moved = table[table["raison"] != ""]
    assert moved["total"].sum() == movers > 0
    assert (moved["avant"] != moved["apres"]).all()
    assert (table.loc[table["raison"] == "", "avant"] == table.loc[table["raison"] == "", "apres"]).all()
    assert set(moved["raison"]) <= set(REASONS)
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
        close[g.candidats] = est_assez_proche(g.releve, g.reglement, cohort.cohorte.bareme, apres).tenues
        skilled[g.candidats] = a_le_niveau_professionnel(g.releve, g.reglement, apres).tenues
    floor, bar = {PERMANENT.nom: ("8", "10"), OWN.nom: ("9,25", "11,5")}[apres.nom]
    for tirage in range(2):
        before, after = (cohort.under(regime).decision(tirage) for regime in (EXCEPTIONNEL, apres))
        for i in np.flatnonzero(before != after).tolist():
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
    assert reasons(cohort, PERMANENT, NEVER) == {("plus_autorise", "ferme")}
    assert reasons(cohort, PERMANENT, load_regime("strictement_au_dessus")) <= {
        ("plus_autorise", "moyenne_professionnelle<=10"),
        ("plus_autorise", "moyenne_d_acces<=8"),
    }
    lower = replace(NEVER, nom="a_9_5", valeurs={"seuil_admission": 950})
    assert reasons(cohort, NEVER, lower) == {("premier_groupe", "seuil_admission:>9,5")}


def test_who_is_eliminated_under_one_regime_only_is_said_so(cohort) -> None:
    zero = reading(NEVER, absence_sous_epreuve="zero")
    assert {reason for reason, _ in reasons(cohort, NEVER, zero)} == {"elimination"}
    strict = reading(PERMANENT, absence_a_l_oral="elimination")
    assert {reason for reason, _ in reasons(cohort, PERMANENT, strict)} == {"absent_a_l_oral"}


def test_without_draws_margins_are_the_exact_rates_and_draws_agree(cohort) -> None:
    for avant, apres in ((NEVER, PERMANENT), (EXCEPTIONNEL, NEVER)):
        exact, drawn = passages(cohort, avant, apres, tirages=None), passages(cohort, avant, apres, tirages=8)
        holding = apres if avant is NEVER else avant
        side = "apres" if avant is NEVER else "avant"
        chance = cohort.under(holding)
        admitted = exact.loc[exact[side].isin(["admis", "admis_apres_controle"]), "total"].sum()
        assert admitted == pytest.approx(chance.admission.sum(), abs=1e-9)
        rates = compare(cohort, NEVER, [holding])
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
        passages(cohort, NEVER, reading(PERMANENT, absence_a_l_oral="elimination"), tirages=None)


def test_no_change_moves_nobody_and_everything_is_the_same_twice(cohort) -> None:
    assert (passages(cohort, PERMANENT, PERMANENT, tirages=2)["raison"] == "").all()
    table = passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=2)
    pd.testing.assert_frame_equal(table, passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=2))
    for draw in (charts_flow.flows, charts_flow.reasons):
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
    lost = moves.loc[moves["sens"] == flow.LOSES, "mille"].sum()
    assert f"{lost} le perdent" in charts_flow.moves_finding(table)
    assert "aucun n'obtient" in charts_flow.moves_finding(passages(cohort, PERMANENT, NEVER, tirages=None))
    assert charts_flow.reasons_finding(table).endswith("n'est plus autorisé (moyenne professionnelle sous 10)")
    assert "l'oral remplace la note d'une unité au lieu de la moyenne du domaine" in charts_flow.motifs_de_passage(
        table
    ).frame["Raison"].str.cat(sep="\n")


def test_the_matrix_shows_the_margins_of_both_regimes(cohort) -> None:
    table = passages(cohort, EXCEPTIONNEL, PERMANENT, tirages=4)
    shown = charts_flow.matrice(table).frame
    drawn = np.mean([(cohort.under(EXCEPTIONNEL).decision(t) == Decision.REFUSE).mean() for t in range(4)])
    row = shown[shown.iloc[:, 0] == "refusé"]
    assert row["Ensemble"].item() == f"{100 * drawn:.2f}".replace(".", ",") + "\u202f%"
    assert shown.iloc[-1]["Ensemble"] == "100,00\u202f%"
    # pandas would print the name of the axis, which is that of a column of ours, over the header.
    assert shown.columns.name is None


# --- Little to show -----------------------------------------------------------------------------------------------

STAY = (("admis", "admis", "", "", 75.0),)
SIDES = ("aucun", "permanent_2022")


def counted(*rows: tuple[str, str, str, str, float], tirages: int = 4, niveau: float | None = 90.0) -> pd.DataFrame:
    """A table of `passages` from decisions, reason, condition and percentages; all others are refused."""
    half, others = 1.0 if niveau else 0.0, 100 - sum(row[-1] for row in rows)
    rows = (*rows, ("refuse", "refuse", "", "", others)) if others else rows
    return pd.DataFrame(
        [
            (*kind, 10 * part, 10 * part, part, max(part - half, 0), part + half, niveau, 1000, tirages, *SIDES, "")
            for *kind, part in rows
        ],
        columns=list(COLONNES),
    )


def drawn(table: pd.DataFrame) -> dict[str, str]:
    """What the flow and the reasons say: their titles and, on one line, what is below them."""
    found = {}
    for draw in (charts_flow.flows, charts_flow.reasons):
        said: Any = draw(table).title
        found |= {draw.__name__: " ".join(said.text), f"{draw.__name__}, dessous": " / ".join(said.subtitle)}
    return found


@pytest.mark.parametrize(
    ("lang", "flows", "aside", "reasons"),
    [
        ("fr", "aucun n'obtient le diplôme, aucun ne le perd", "Les 750 admis", "Aucun candidat ne change de décision"),
        ("en", "none gets the diploma, none loses it", "The 750 admitted", "No candidate’s decision changes"),
    ],
)
def test_two_regimes_that_decide_alike_move_nobody_and_say_so_in_each_language(
    french: None, lang: str, flows: str, aside: str, reasons: str
) -> None:
    speak(lang)
    same = counted(*STAY, ("elimine", "elimine", "", "", 5.0))
    said = drawn(same)
    assert said["flows"].endswith(flows) and aside in said["flows, dessous"] and said["reasons"] == reasons
    # Nothing is drawn that has an interval.
    assert "90" not in said["reasons, dessous"]
    assert charts_flow.motifs_de_passage(same).frame.empty
    assert len(charts_flow.matrice(same).frame) == 4


def test_candidates_who_are_drawn_are_not_said_to_be_left_out() -> None:
    everybody = drawn(counted(("admis", "admis", "", "", 100.0)))
    assert everybody["flows, dessous"].split(" / ")[0] == "Nombre de candidats sur 1\u202f000"
    nobody = drawn(counted(("refuse", "admis_apres_controle", "nouvellement_autorise", "ferme", 9), tirages=1))
    assert nobody["flows, dessous"].startswith("Nombre de candidats sur 1\u202f000 / Un tirage des oraux")


def test_a_change_that_only_takes_diplomas_away_is_the_only_reason() -> None:
    said = drawn(counted(*STAY, ("admis", "refuse", "premier_groupe", "seuil_admission:9,5>", 0.1), tirages=0))
    assert said["flows"].endswith("aucun n'obtient le diplôme, 1 le perd")
    assert said["reasons"].startswith("Seule raison de changer de décision : le premier groupe ne décide plus de même")
    assert said["reasons"].endswith("(seuil d'admission : celui du droit au lieu de 9,5)")
    assert said["reasons, dessous"].endswith("Oraux sommés sur toutes leurs notes, sans tirage")


def test_who_changes_decision_without_the_diploma_at_stake_neither_gains_nor_loses() -> None:
    table = counted(*STAY, ("refuse", "elimine", "elimination", "", 0.04))
    assert charts_flow.moves_finding(table).endswith("aucun n'obtient le diplôme, aucun ne le perd")
    assert flow._reasons(table)["sens"].tolist() == [flow.AUTRE]
    # Less than one candidate by draw is not nobody.
    assert charts_flow.motifs_de_passage(table).frame["Candidats simulés"].tolist() == ["moins de 1"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("ccf:non>oui", "(notes de CCF remplaçables)"),
        ("ccf:oui>non", "(notes de CCF non remplaçables)"),
        ("remplacement:note_de_l_unite>moyenne_du_domaine", "(la règle de remplacement change)"),
        ("oraux:2>3", "(nombre d'oraux : 3 au lieu de 2)"),
        (
            "oraux:choix=unites_generales ; nombre_oraux=2>choix=un_oral_par_domaine ; nombre_oraux=",
            "(oraux : la discipline de l'oral général ; l'oral professionnel ne se choisit pas)",
        ),
    ],
)
def test_what_changes_at_the_orals_is_said_in_words_and_without_any_code(condition: str, said: str) -> None:
    table = counted(*STAY, ("refuse", "admis_apres_controle", "oraux", condition, 5.0))
    assert charts_flow.reasons_finding(table).endswith(f"autorisé aux deux {said}")


def test_a_reason_that_moves_both_ways_has_one_row_for_each_and_no_interval_unasked() -> None:
    kinds = [("refuse", "admis_apres_controle"), ("admis_apres_controle", "refuse")]
    rows = flow._reasons(counted(*STAY, *((*kind, "oraux", "oraux:2>3", 2.0) for kind in kinds), niveau=None))
    assert rows["ligne"].str.replace("\n", " ").tolist() == [
        f"Autorisé aux deux (nombre d'oraux : 3 au lieu de 2) : {sens}" for sens in (flow.GAINS, flow.LOSES)
    ]
    assert rows["texte"].tolist() == ["20,0", "20,0"]


def test_a_regime_changed_in_several_rules_at_once_names_each_in_words(cohort) -> None:
    """From 2021 to a reform that no text has: what orals replace cannot be told from which ones are sat."""
    reform = load_regime("oral_substitue")
    said = " ".join(charts_flow.motifs_de_passage(passages(cohort, EXCEPTIONNEL, reform, tirages=1)).frame["Raison"])
    assert "oraux : des unités générales, ni bénéfice ni dispense ; la note de son unité" in said
    assert "=" not in said and "_" not in said
