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
from bts_sim.display import ribbon
from bts_sim.display.labels import roughly
from bts_sim.display.raw import raw
from bts_sim.droit.bareme import Regime
from bts_sim.droit.jury import Decision
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.regles.controle import a_le_niveau_professionnel, est_assez_proche
from bts_sim.errors import InputError
from bts_sim.language import speak
from bts_sim.questions.movers import shown, words
from bts_sim.questions.movers.causes import Causes, Factor, NoOrals, NotMet, Setting, Sign, Trait
from bts_sim.questions.movers.charts.flow import draw_moves, ribbons_of
from bts_sim.questions.movers.charts.reasons import ReasonBar, bars_of_reasons, draw_reasons
from bts_sim.questions.movers.names import DIRECTIONS, capital
from bts_sim.questions.movers.pairs import Direction, Pair, Way, pairs_of, ways_of
from bts_sim.questions.movers.tables import DECISION_CODES, REASONS, Move, moves
from bts_sim.questions.rates.tables import compare
from bts_sim.stats.words import method

PERMANENT, EXCEPTIONNEL, NEVER = (load_regime(nom) for nom in ("permanent_2022", "exceptionnel_2021", "aucun"))
OWN = replace(PERMANENT, nom="mien", seuil_general=925, seuil_professionnel=1150, nombre_oraux=1)
NAMES = [decision.name.lower() for decision in Decision]


def reading(regime: Regime, **lectures: str) -> Regime:
    return replace(regime, nom=f"{regime.nom}_lu", lectures=replace(regime.lectures, **lectures))


def setting(value: str, name: str = "x") -> Setting:
    return Setting((Trait(name, value),))


def changed(factor: str, before: str, after: str) -> Causes:
    return Causes((Factor(factor, setting(before, factor), setting(after, factor)),))


def below(measure: str, bar: str) -> NotMet:
    return NotMet(measure, Sign.BELOW, bar)


@pytest.fixture
def french() -> Iterator[None]:
    """Leave the process in French."""
    yield
    speak("fr")


@pytest.fixture(scope="module")
def cohort():
    return simulate(load_cohort(candidats=4000, seed=7, specialites=("CG", "MCO", "MS-A", "SIO-SISR")))


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
    table = moves(cohort, avant, apres, oral_draws=3)
    assert Move.faults(table) == [] and list(table) == Move.names()
    drawn = [[cohort.under(regime).decision(tirage) for tirage in range(3)] for regime in (avant, apres)]
    for side, decisions in zip(("avant", "apres"), drawn, strict=True):
        counted = table.groupby(side)["effectif"].sum().mul(3).round(6).to_dict()
        assert counted == Counter(NAMES[d] for d in np.concatenate(decisions).tolist())
    movers = sum(int((a != b).sum()) for a, b in zip(*drawn, strict=True))
    moved = table[table["raison"] != ""]
    assert 3 * moved["effectif"].sum() == pytest.approx(movers) and movers > 0
    assert (moved["avant"] != moved["apres"]).all()
    assert (table.loc[table["raison"] == "", "avant"] == table.loc[table["raison"] == "", "apres"]).all()
    assert set(moved["raison"]) <= set(REASONS)
    assert not table.duplicated(["avant", "apres", "raison", "condition"]).any()
    assert table["part"].sum() == pytest.approx(100, abs=1e-9)
    assert ((table["bas"] <= table["part"] + 1e-12) & (table["part"] <= table["haut"] + 1e-12)).all()


@pytest.mark.parametrize("apres", [PERMANENT, OWN], ids=lambda regime: regime.nom)
def test_a_reason_is_what_the_rules_themselves_say_of_every_candidate(cohort, apres: Regime) -> None:
    """From 2021 to a regime of thresholds: each mover is looked at again, with the rules of access alone."""
    found = moves(cohort, EXCEPTIONNEL, apres, oral_draws=2)
    expected: Counter[tuple[str, Causes]] = Counter()
    close, skilled = np.zeros(4000, bool), np.zeros(4000, bool)
    for g in cohort.groupes:
        close[g.candidats] = est_assez_proche(g.releve, g.reglement, cohort.cohorte.bareme, apres).tenues
        skilled[g.candidats] = a_le_niveau_professionnel(g.releve, g.reglement, apres).tenues
    floor, bar = {PERMANENT.nom: ("8", "10"), OWN.nom: ("9,25", "11,5")}[apres.nom]
    for tirage in range(2):
        before, after = (cohort.under(regime).decision(tirage) for regime in (EXCEPTIONNEL, apres))
        for i in np.flatnonzero(before != after).tolist():
            under = [below("moyenne_d_acces", floor)] * (not close[i])
            under += [below("moyenne_professionnelle", bar)] * (not skilled[i])
            if under:
                expected["plus_autorise", Causes(tuple(under))] += 1
            else:
                expected["oraux", Causes()] += 1
    moved = found[found["raison"] != ""].assign(
        condition=lambda t: t["condition"].where(t["raison"] == "plus_autorise", Causes())
    )
    assert moved.groupby(["raison", "condition"])["effectif"].sum().mul(2).to_dict() == expected
    assert len(expected) >= 3


def reasons(cohort, avant: Regime, apres: Regime) -> set[tuple[str, Causes]]:
    table = moves(cohort, avant, apres, oral_draws=2)
    return set(table.loc[table["raison"] != "", ["raison", "condition"]].itertuples(index=False, name=None))


def test_reasons_of_an_analysts_own_regime_name_its_own_values(cohort) -> None:
    assert reasons(cohort, PERMANENT, load_regime("un_oral")) == {
        ("oraux", Causes((Factor("oraux", setting("2", "nombre_oraux"), setting("1", "nombre_oraux")),)))
    }
    assert reasons(cohort, PERMANENT, load_regime("professionnelle_9")) == {
        ("nouvellement_autorise", Causes((below("moyenne_professionnelle", "10"),)))
    }
    assert reasons(cohort, PERMANENT, NEVER) == {("plus_autorise", Causes((NoOrals(),)))}
    assert reasons(cohort, PERMANENT, load_regime("strictement_au_dessus")) <= {
        ("plus_autorise", Causes((NotMet("moyenne_professionnelle", Sign.AT_MOST, "10"),))),
        ("plus_autorise", Causes((NotMet("moyenne_d_acces", Sign.AT_MOST, "8"),))),
    }
    lower = replace(NEVER, nom="a_9_5", valeurs={"seuil_admission": 950})
    assert reasons(cohort, NEVER, lower) == {("premier_groupe", changed("seuil_admission", "", "9,5"))}


def test_who_is_eliminated_under_one_regime_only_is_said_so(cohort) -> None:
    zero = reading(NEVER, absence_sous_epreuve="zero")
    assert {reason for reason, _ in reasons(cohort, NEVER, zero)} == {"elimination"}
    strict = reading(PERMANENT, absence_a_l_oral="elimination")
    assert {reason for reason, _ in reasons(cohort, PERMANENT, strict)} == {"absent_a_l_oral"}


def test_without_draws_margins_are_the_exact_rates_and_draws_agree(cohort) -> None:
    for avant, apres in ((NEVER, PERMANENT), (EXCEPTIONNEL, NEVER)):
        exact, drawn = moves(cohort, avant, apres, oral_draws=None), moves(cohort, avant, apres, oral_draws=8)
        holding = apres if avant is NEVER else avant
        side = "apres" if avant is NEVER else "avant"
        chance = cohort.under(holding)
        admitted = exact.loc[exact[side].isin(["admis", "admis_apres_controle"]), "effectif"].sum()
        assert admitted == pytest.approx(chance.admission.sum(), abs=1e-9)
        rates = compare(cohort, NEVER, [holding])
        whole = rates[(rates["groupe"] == "ensemble") & (rates["indicateur"] == "taux_admis")].set_index("regime")
        assert 100 * admitted / 4000 == pytest.approx(whole.loc[holding.nom, "valeur"], abs=1e-4)
        keys = ["avant", "apres", "raison", "condition"]
        both = exact.merge(drawn, on=keys, how="outer", suffixes=("", "_tire"))
        # Juries share a severity: twice the spread of independent orals.
        spread = 2 * np.sqrt(chance.variance.sum() / 8)
        assert (abs(both["effectif"] - both["effectif_tire"]) <= 4 * spread).all()
        assert (exact["tirages"] == 0).all()
        oral = exact[exact["methode"] != "calibrated"]
        assert method(next(Move.rows(oral))).endswith("oraux sommés exactement")


def test_what_may_not_be_summed_is_refused_with_its_remedy(cohort) -> None:
    with pytest.raises(InputError, match=r"deux régimes à oraux.*nombre de tirages"):
        moves(cohort, PERMANENT, EXCEPTIONNEL, oral_draws=None)
    with pytest.raises(InputError, match=r"absence à l'oral élimine.*nombre de tirages"):
        moves(cohort, NEVER, reading(PERMANENT, absence_a_l_oral="elimination"), oral_draws=None)


def test_no_change_moves_nobody_and_everything_is_the_same_twice(cohort) -> None:
    assert (moves(cohort, PERMANENT, PERMANENT, oral_draws=2)["raison"] == "").all()
    table = moves(cohort, EXCEPTIONNEL, PERMANENT, oral_draws=2)
    pd.testing.assert_frame_equal(table, moves(cohort, EXCEPTIONNEL, PERMANENT, oral_draws=2))
    ways = ways_of(table)
    assert draw_moves(table, ways).to_json() == draw_moves(table, ways).to_json()
    assert draw_reasons(table).to_json() == draw_reasons(table).to_json()


def test_the_flow_holds_a_thousand_candidates_and_its_sentences_say_what_it_draws(cohort) -> None:
    table = moves(cohort, EXCEPTIONNEL, PERMANENT, oral_draws=4)
    pairs = pairs_of(table)
    assert Pair.faults(pairs) == []
    assert pairs["mille"].sum() == 1000
    assert (abs(pairs["mille"] - 10 * pairs["part"]) < 1).all()
    outlines = ribbon.outlines_of(ribbons_of(pairs), DECISION_CODES)
    assert ribbon.Outline.faults(outlines) == []
    heights = (outlines["bottom"] - outlines["top"]).groupby(outlines["rank"]).mean().to_numpy()
    assert heights == pytest.approx(10 * pairs["part"].to_numpy(), abs=1e-3)
    # On both sides, ribbons stand one above the other without sharing a place.
    for along in (0, 1):
        ends = outlines[outlines["along"] == along].sort_values("top")
        assert (ends["top"].to_numpy()[1:] >= ends["bottom"].to_numpy()[:-1] - 1e-3).all()
    ways = ways_of(table)
    assert Way.faults(ways) == [] and ways["sens"].tolist() == [Direction.GAINS, Direction.LOSES]
    for way in Way.rows(ways):
        assert way.part == pytest.approx(pairs.loc[pairs["sens"] == way.sens, "part"].sum())
        assert way.bas < way.part < way.haut and way.effectif == pytest.approx(way.part * 40)
    lost = ways[ways["sens"] == Direction.LOSES].iloc[0]
    value, low, high = roughly(*(10 * lost[["part", "bas", "haut"]]))
    assert f"environ {value} (de {low} à {high}) le perdent" in words.say_moves(table, ways)
    closed = moves(cohort, PERMANENT, NEVER, oral_draws=None)
    assert "aucun n'obtient" in words.say_moves(closed, ways_of(closed))
    assert words.say_reasons(table).endswith("n'est plus autorisé (moyenne professionnelle sous 10)")
    assert "l'oral remplace la note d'une unité au lieu de la moyenne du domaine" in shown.show_reasons(table).frame[
        "Raison"
    ].str.cat(sep="\n")


def test_the_matrix_shows_the_margins_of_both_regimes(cohort) -> None:
    table = moves(cohort, EXCEPTIONNEL, PERMANENT, oral_draws=4)
    matrix = shown.show_moves(table).frame
    drawn = np.mean([(cohort.under(EXCEPTIONNEL).decision(t) == Decision.REFUSE).mean() for t in range(4)])
    row = matrix[matrix.iloc[:, 0] == "refusé"]
    assert row["Ensemble"].item() == f"{100 * drawn:.2f}".replace(".", ",") + "\u202f%"
    assert matrix.iloc[-1]["Ensemble"] == "100,00\u202f%"
    # pandas would print the name of the axis, which is that of a column of ours, over the header.
    assert matrix.columns.name is None


def test_why_a_decision_changes_is_a_value_that_sorts_groups_and_reads(cohort) -> None:
    """Neither a sentence nor signs to be cut up again: but a file of these cells can be read."""
    table = moves(cohort, EXCEPTIONNEL, PERMANENT, oral_draws=1)
    causes = table["condition"]
    assert all(isinstance(one, Causes) for one in causes)
    assert table.groupby("condition")["part"].sum().sum() == pytest.approx(100)
    ordered = table.sort_values("condition")["condition"].map(str).tolist()
    assert ordered == sorted(ordered)
    both = Causes((below("moyenne_d_acces", "8"), below("moyenne_professionnelle", "10")))
    assert both in set(causes) and str(both) == "moyenne_d_acces < 8 ; moyenne_professionnelle < 10"
    assert str(both) in table.to_csv()
    assert str(both) in {row[3] for row in raw(table)["lignes"]}
    assert str(changed("etendue", "domaine", "unite")) == "etendue : domaine → unite"
    several = Setting((Trait("choix", "unites_generales"), Trait("nombre_oraux", "2")))
    assert str(several) == "choix=unites_generales ; nombre_oraux=2" and several.of("nombre_oraux") == "2"
    assert str(Setting()) == "" and Setting().of("choix") == ""


# --- Little to show -----------------------------------------------------------------------------------------------

STAY = (("admis", "admis", "", Causes(), 75.0),)
SIDES = ("aucun", "permanent_2022")


def counted(
    *rows: tuple[str, str, str, Causes, float], oral_draws: int = 4, level: float | None = 90.0
) -> pd.DataFrame:
    """A table as `Move` from decisions, reason, causes and percentages; all others are refused."""
    half, others = 1.0 if level else 0.0, 100 - sum(row[-1] for row in rows)
    rows = (*rows, ("refuse", "refuse", "", Causes(), others)) if others else rows
    about = (1000, oral_draws, *SIDES, "wilson", oral_draws)
    return Move.frame((*kind, 10 * part, part, max(part - half, 0), part + half, level, *about) for *kind, part in rows)


def drawn(table: pd.DataFrame) -> dict[str, str]:
    """What the flow and the reasons say: their titles and, on one line, what is below them."""
    found = {}
    for name, chart in (("flows", draw_moves(table, ways_of(table))), ("reasons", draw_reasons(table))):
        said: Any = chart.title
        found |= {name: " ".join(said.text), f"{name}, dessous": " / ".join(said.subtitle)}
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
    same = counted(*STAY, ("elimine", "elimine", "", Causes(), 5.0))
    said = drawn(same)
    assert said["flows"].endswith(flows) and aside in said["flows, dessous"] and said["reasons"] == reasons
    # Nothing is drawn that has an interval.
    assert "90" not in said["reasons, dessous"]
    assert shown.show_reasons(same).frame.empty
    assert len(shown.show_moves(same).frame) == 4


def test_candidates_who_are_drawn_are_not_said_to_be_left_out() -> None:
    everybody = drawn(counted(("admis", "admis", "", Causes(), 100.0)))
    assert everybody["flows, dessous"].split(" / ")[0] == "Nombre de candidats sur 1\u202f000"
    closed = ("refuse", "admis_apres_controle", "nouvellement_autorise", Causes((NoOrals(),)), 9.0)
    nobody = drawn(counted(closed, oral_draws=1))
    assert nobody["flows, dessous"].startswith("Nombre de candidats sur 1\u202f000 / Un tirage des oraux")


def test_a_change_that_only_takes_diplomas_away_is_the_only_reason() -> None:
    lower = changed("seuil_admission", "9,5", "")
    said = drawn(counted(*STAY, ("admis", "refuse", "premier_groupe", lower, 0.1), oral_draws=0))
    assert said["flows"].endswith("aucun n'obtient le diplôme, environ 1 (de 0 à 7) le perd")
    assert said["reasons"].startswith("Seule raison de changer de décision : le premier groupe ne décide plus de même")
    assert said["reasons"].endswith("(seuil d'admission : celui du droit au lieu de 9,5)")
    assert said["reasons, dessous"].endswith("Oraux sommés sur toutes leurs notes, sans tirage")


def test_who_changes_decision_without_the_diploma_at_stake_neither_gains_nor_loses() -> None:
    table = counted(*STAY, ("refuse", "elimine", "elimination", Causes(), 0.04))
    assert words.say_moves(table, ways_of(table)).endswith("aucun n'obtient le diplôme, aucun ne le perd")
    assert bars_of_reasons(table)["way"].tolist() == [DIRECTIONS[Direction.OTHER]]
    # Less than one candidate by draw is not nobody.
    assert shown.show_reasons(table).frame["Candidats"].tolist() == ["moins de 1"]


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        (changed("ccf", "non", "oui"), "(notes de CCF remplaçables)"),
        (changed("ccf", "oui", "non"), "(notes de CCF non remplaçables)"),
        (changed("remplacement", "note_de_l_unite", "moyenne_du_domaine"), "(la règle de remplacement change)"),
        (changed("oraux", "2", "3"), "(nombre d'oraux : 3 au lieu de 2)"),
        (
            Causes(
                (
                    Factor(
                        "oraux",
                        Setting((Trait("choix", "unites_generales"), Trait("nombre_oraux", "2"))),
                        Setting((Trait("choix", "un_oral_par_domaine"), Trait("nombre_oraux", ""))),
                    ),
                )
            ),
            "(oraux : la discipline de l'oral général ; l'oral professionnel ne se choisit pas)",
        ),
    ],
)
def test_what_changes_at_the_orals_is_said_in_words_and_without_any_code(cause: Causes, said: str) -> None:
    table = counted(*STAY, ("refuse", "admis_apres_controle", "oraux", cause, 5.0))
    assert words.say_reasons(table).endswith(f"autorisé aux deux {said}")


def test_a_reason_that_moves_both_ways_has_one_row_for_each_and_no_interval_unasked() -> None:
    kinds = [("refuse", "admis_apres_controle"), ("admis_apres_controle", "refuse")]
    more = changed("oraux", "2", "3")
    rows = bars_of_reasons(counted(*STAY, *((*kind, "oraux", more, 2.0) for kind in kinds), level=None))
    assert ReasonBar.faults(rows) == []
    assert rows["line"].str.replace("\n", " ").tolist() == [
        f"{capital(DIRECTIONS[way])} : autorisé aux deux (nombre d'oraux : 3 au lieu de 2)"
        for way in (Direction.GAINS, Direction.LOSES)
    ]
    assert rows["words"].tolist() == ["20,0", "20,0"]


def test_a_regime_changed_in_several_rules_at_once_names_each_in_words(cohort) -> None:
    """From 2021 to a reform that no text has: what orals replace cannot be told from which ones are sat."""
    reform = load_regime("oral_substitue")
    said = " ".join(shown.show_reasons(moves(cohort, EXCEPTIONNEL, reform, oral_draws=1)).frame["Raison"])
    assert "oraux : des unités générales, ni bénéfice ni dispense ; la note de son unité" in said
    assert "=" not in said and "_" not in said
