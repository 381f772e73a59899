"""Are the règlements found since whole, sourced, in force for their sessions alone, and graded as by hand?"""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from cohorts import bts_sim

from bts_sim.candidates.grade import grade
from bts_sim.cohort.describe import load_cohort
from bts_sim.cohort.simulate import simulate
from bts_sim.droit.bareme import DEDUIT, DOUTEUX, Reglement, TableDesReglements
from bts_sim.droit.points import CENTIEMES
from bts_sim.droit.regimes import load_regime
from bts_sim.droit.rejeu import rejouer
from bts_sim.droit.specialites import COLONNES, OPTIONAL_COLUMNS
from bts_sim.droit.textes import find_reglement, lire, load_bareme, sessions, sources
from bts_sim.errors import InputError, LawError
from bts_sim.questions.readings.shown import show_reglement
from bts_sim.questions.readings.tables import UnitOfSpecialty, read_otherwise, units_of

pytestmark = pytest.mark.quick

RETENUS, INVERSES = lire(), lire(domaines_deduits="inverses")
#: Code → sum of coefficients, that of the general domain, first and last covered session, as its text prints them.
SHIPPED = {
    "SP3S": (26, 8, 2021, 2023),
    "MECP": (28, 6, 2021, 2024),
    "PROTH-DENT": (22, 5, 2021, 2024),
    "ABM": (21, 5, 2021, 2026),
    "NOTARIAT": (21, 8, 2021, 2023),
    "CI-RCE": (39, 20, 2021, 2022),
    "OL": (33, 11, 2021, 2025),
    "COM": (24, 12, 2021, 2024),
    "CRSA": (26, 9, 2021, 2026),
    "BAT": (28, 10, 2021, 2026),
    "TP": (26, 10, 2021, 2024),
    "SN-IR": (26, 8, 2021, 2024),
    "SN-EC": (26, 8, 2021, 2024),
    "ET": (22, 6, 2021, 2021),
    "MEC": (29, 11, 2023, 2026),
    "CPI": (28, 9, 2021, 2026),
}
DOUBTFUL = {
    "SP3S": {"U3"},
    "MECP": {"U2", "U3"},
    "NOTARIAT": {"U3", "U4"},
    "OL": {"U3", "U42"},
    "PROTH-DENT": {"U2", "U3"},
}
DEDUCED = {"CRSA", "TP", "SN-IR", "SN-EC", "ET", "MEC"}


def held(code: str) -> Reglement:
    return load_bareme(SHIPPED[code][2]).reglements[code]


# --- The tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", SHIPPED)
def test_coefficients_add_up_to_what_the_text_prints(code: str) -> None:
    whole, general, first, last = SHIPPED[code]
    for session in range(first, last + 1):
        one = load_bareme(session).reglements[code]
        # The COM of 2025 is another règlement.
        assert int(one.coefs.sum()) == whole * CENTIEMES
        assert int(one.coefs[one.du_domaine("general")].sum()) == general * CENTIEMES


@pytest.mark.parametrize("code", SHIPPED)
def test_every_row_names_sources_of_the_register_and_none_is_recalled(code: str) -> None:
    one = held(code)
    for unit in (*one.unites, *(f for f in one.facultatives if not f.code.startswith("UF-"))):
        assert set(unit.source.split(" ; ")) <= set(sources()), unit.code
        assert unit.confiance in {"sourced", "two sources agree"}


@pytest.mark.parametrize("code", SHIPPED)
def test_a_reglement_covers_its_sessions_and_no_other(code: str) -> None:
    _, _, first, last = SHIPPED[code]
    for session in sessions():
        bareme = load_bareme(session)
        if first <= session <= last or code == "COM":
            assert code in bareme.reglements
        else:
            with pytest.raises(LawError, match=rf"{code} : pas de règlement pour {session}.* sessions .*{last}"):
                find_reglement(bareme, code)


def test_both_options_of_sn_follow_one_table() -> None:
    ir, ec = held("SN-IR"), held("SN-EC")
    assert ir.option.startswith("IR ") and ec.option.startswith("EC ")
    assert {u.code: (u.coefficient, u.domaine) for u in ir.unites} == {
        u.code: (u.coefficient, u.domaine) for u in ec.unites
    }


def test_one_that_ended_says_what_follows() -> None:
    with pytest.raises(LawError, match=r"pas de règlement pour 2024 : le BTS Collaborateur juriste notarial"):
        find_reglement(load_bareme(2024), "NOTARIAT")


# --- A candidate by hand ----------------------------------------------------------------------------------------------

#: Coefficients 3, 2, 3, 4, 6, 3. 197 points of 21; professional 133 of 13, or 105 of 12 if U3 takes the place of U4.
MARKS = {"U1": 8, "U2": 8, "U3": 8, "U4": 13, "U5": 9, "U6": 9}


def decided(
    folder: Path, session: int, marks: Mapping[str, float], orals: str, lectures: object = RETENUS
) -> Mapping[str, str]:
    (folder / "c.csv").write_text(
        "candidat;specialite;voie;forme;derniere_session\n1;NOTARIAT;scolaire;globale;oui\n", encoding="utf-8"
    )
    rows = [f"1;{unit};{mark};" for unit, mark in marks.items()]
    (folder / "n.csv").write_text("\n".join(["candidat;unite;note;statut", *rows]) + "\n", encoding="utf-8")
    column = "domaine" if session == 2021 else "unite"
    (folder / "o.csv").write_text(f"candidat;{column};note\n{orals}", encoding="utf-8")
    law = load_regime(load_bareme(session).regime)
    regime = law if lectures is RETENUS else replace(law, lectures=lectures)
    given = folder / "o.csv" if orals else None
    (row,) = grade(folder / "c.csv", folder / "n.csv", given, session=session, regime=regime).table.to_dict("records")
    return row


def test_a_candidate_of_notariat_is_graded_as_by_hand(tmp_path: Path) -> None:
    row = decided(tmp_path, 2023, MARKS, "1;U1;12\n1;U3;11\n")
    assert (row["moyenne_generale_exacte"], row["moyenne_professionnelle_exacte"]) == ("197/21", "133/13")
    assert row["unites_choisissables"] == "U1,U2,U3"
    assert (row["moyenne_finale_exacte"], row["decision"]) == ("218/21", "admis_apres_controle")


def test_a_doubtful_domain_decides_and_is_read_otherwise(tmp_path: Path) -> None:
    row = decided(tmp_path, 2023, MARKS, "", INVERSES)
    assert (row["moyenne_professionnelle_exacte"], row["decision"]) == ("35/4", "refuse")
    other = MARKS | {"U1": 5, "U2": 6, "U3": 14, "U4": 9, "U5": 9.5, "U6": 10}
    assert decided(tmp_path, 2023, other, "")["decision"] == "refuse"
    row = decided(tmp_path, 2023, other, "", INVERSES)
    assert (row["decision"], row["unites_choisissables"]) == ("en_attente_controle", "U1,U2,U4")


def test_in_2021_the_oral_of_a_domain_replaces_its_units_as_they_are_read(tmp_path: Path) -> None:
    """An oral of 12 replaces 8 on 8 coefficients, or 92/9 on 9."""
    assert decided(tmp_path, 2021, MARKS, "1;general;12\n")["moyenne_finale_exacte"] == "229/21"
    assert decided(tmp_path, 2021, MARKS, "1;general;12\n", INVERSES)["moyenne_finale_exacte"] == "71/7"


def test_the_reading_of_a_scenario_is_followed_to_the_explanation(tmp_path: Path) -> None:
    decided(tmp_path, 2023, MARKS | {"U3": 14, "U5": 9.5}, "")
    (tmp_path / "r.yaml").write_text(
        "nom: lecture\ntitre: x\nauteur: x\ndate: 2026-11-30\nraison: x\nsource: x\nsession: 2023\n"
        "lectures: {domaines_deduits: inverses}\n",
        encoding="utf-8",
    )
    files = ["--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n.csv", "--session", 2023]
    run = bts_sim("grade", *files, "--regime", tmp_path / "r.yaml", "--explain", "--out", tmp_path / "out")
    assert run.exit_code == 0, run.stderr
    trace = json.loads((tmp_path / "out" / "explications.jsonl").read_text(encoding="utf-8"))
    units = {one["unite"]: one["domaine"] for one in trace["etapes"][0]["nombres"]["unites"]}
    assert (units["U3"], units["U4"]) == ("professionnel", "general")
    assert trace["lectures"] == {"domaines_deduits": "inverses"} and rejouer(trace) == trace["decision"]


# --- Deduced domains --------------------------------------------------------------------------------------------------


def test_which_domains_are_deduced_and_which_are_doubtful() -> None:
    found: dict[str, set[str]] = {}
    for code in SHIPPED:
        units = held(code).unites
        deduced = {u.code for u in units if u.domaine_deduit}
        assert deduced == ({u.code for u in units} if code in DEDUCED | set(DOUBTFUL) else set()), code
        doubtful = {u.code for u in units if u.domaine_deduit == DOUTEUX}
        found |= {code: doubtful} if doubtful else {}
    assert found == DOUBTFUL


@pytest.mark.parametrize("code", DOUBTFUL)
def test_the_reading_changes_the_doubtful_units_alone_and_comes_back(code: str) -> None:
    one = held(code)
    other = one.lu(INVERSES)
    assert one.lu(RETENUS) is one and other.lu(INVERSES) is other and other.lu(RETENUS) is one
    moved = {u.code for u, v in zip(one.unites, other.unites, strict=True) if u.domaine != v.domaine}
    assert moved == DOUBTFUL[code]
    assert all(v.au_choix == (v.domaine == "general") for v in other.unites)
    assert TableDesReglements((one,)).lu(INVERSES).lu(RETENUS).reglements == (one,)


@pytest.mark.parametrize("code", sorted(set(SHIPPED) - set(DOUBTFUL)))
def test_a_reglement_without_a_doubtful_unit_is_read_in_one_way(code: str) -> None:
    one = held(code)
    assert one.lu(INVERSES) is one and TableDesReglements((one,)).lu(INVERSES).reglements == (one,)


@pytest.mark.parametrize("regime", ["permanent_2022", "exceptionnel_2021"])
def test_a_table_of_many_reads_them_as_each_alone(regime: str, tmp_path: Path) -> None:
    file = tmp_path / "k.yaml"
    file.write_text("session: 2023\ncandidats: 1500\nspecialites: {NOTARIAT: 1, MCO: 1, OL: 1}\n", encoding="utf-8")
    cohorte = simulate(load_cohort(file))
    law = load_regime(regime)
    read = cohorte.under(replace(law, lectures=INVERSES))
    for d in read.deliberations:
        rows = d.groupe.candidats
        assert (read.autorise[rows] == d.controle.autorise).all() and (read.premier[rows] == d.premier.decision).all()
    again = read_otherwise(cohorte, law)
    changed = again[again["lecture"] == "domaines_deduits"]["candidats_changes"].item()
    unlike = cohorte.under(law).decision() != read.decision()
    assert changed == int(unlike.sum()) > 0
    assert not unlike[read.specialite == "MCO"].any()


def test_the_table_of_a_specialty_shows_what_was_deduced() -> None:
    units = units_of(load_bareme(2023), "NOTARIAT")
    assert UnitOfSpecialty.faults(units) == []
    assert units.set_index("unite")["domaine_deduit"].to_dict() == {
        **dict.fromkeys(("U1", "U2", "U5", "U6"), DEDUIT),
        **dict.fromkeys(("U3", "U4"), DOUTEUX),
    }
    shown = show_reglement(units).frame
    assert list(shown["Domaine"])[2:5] == [
        "général (déduit, douteux)",
        "professionnel (déduit, douteux)",
        "professionnel (déduit)",
    ]
    assert "déduit" not in " ".join(show_reglement(units_of(load_bareme(2023), "BAT")).frame["Domaine"])


# --- A file of one's own ----------------------------------------------------------------------------------------------


def own(**changed: str) -> pd.DataFrame:
    """A règlement with a unit of each domain, of 19 columns; `changed`: a further column of the professional one."""
    common = dict.fromkeys(COLONNES, "") | {
        **{"specialite": "X", "nom": "X", "secteur": "tertiaire", "session_from": "2024", "coefficient": "2"},
        **dict.fromkeys(("mode_scolaire", "mode_individuel"), "ponctuel_ecrit"),
        **dict.fromkeys(("facultative", "au_choix", "langue"), "0"),
        **{"confiance": "x", "source": "x", "complet": "oui"},
    }
    rows = [
        common | {"epreuve": "E1", "unite": "U1", "domaine": "general", "au_choix": "1"},
        common | {"epreuve": "E2", "unite": "U2", "domaine": "professionnel"},
    ]
    return pd.DataFrame([rows[0], rows[1] | changed]).fillna("")


def test_a_table_of_nineteen_columns_is_valid() -> None:
    assert OPTIONAL_COLUMNS == ("domaine_deduit",) and len(COLONNES) == 19
    (_, unit) = load_bareme(2024, own()).reglements["X"].unites
    assert unit.domaine_deduit == ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"domaine_deduit": "peut-être"}, "rien, deduit ou douteux"),
        ({"domaine_deduit": "douteux"}, "en laisser une sans « douteux »"),
        ({"domaine_deduit": "deduit", "domaine": "", "facultative": "1"}, "unité sans domaine"),
    ],
)
def test_a_flag_that_cannot_be_meant_is_refused(changed: dict[str, str], said: str) -> None:
    with pytest.raises(InputError, match=said):
        load_bareme(2024, own(**changed))
