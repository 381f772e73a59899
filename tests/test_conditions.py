"""Is a rule of access or admission stated once: does what it compares decide, explain and replay alike?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from cohorts import bts_sim
from test_explanations import story, told
from test_readings import decider
from test_wrong_rules import BAREME, PERMANENT, REGLEMENT, releve

import bts_sim as bts
from bts_sim.droit.bareme import GENERAL, Bareme, Regime, Reglement
from bts_sim.droit.citation import sources_of
from bts_sim.droit.jury import ouverture_du_controle, premier_groupe, second_groupe
from bts_sim.droit.motifs import Motif, conditions, est_une_idee_fausse
from bts_sim.droit.points import Moyenne
from bts_sim.droit.regimes import idees_fausses, load_regime, shipped_regimes
from bts_sim.droit.regles.admission import est_admis
from bts_sim.droit.regles.catalogue import ACCES, ADMISSION
from bts_sim.droit.regles.conditions import Conditions, au_moins, plus_de
from bts_sim.droit.regles.conservation import coefficient_compte, note_comptee
from bts_sim.droit.regles.controle import a_un_avis_favorable, aucun_choix, remplacement_nul
from bts_sim.droit.regles.moyenne import moyenne_generale
from bts_sim.droit.rejeu import rejouer
from bts_sim.droit.releve import Releve
from bts_sim.droit.textes import libelles, motifs, mots, sources
from bts_sim.errors import InputError
from bts_sim.questions.movers.causes import Causes, NotMet, Sign

#: Every threshold set, and the jury of 2021 heard: under it a rule asks for all that it may ask for.
ASKING = replace(
    PERMANENT,
    seuil_points=100_000,
    note_plancher=600,
    lectures=replace(PERMANENT.lectures, jury_2021="sur_avis"),
)
ROWS = releve([800, 900, 1000, 1000], [500, 700, 1200, 900], [1200, 1200, 1200, 1200], [900, 900, 300, 1500])
CATALOGUE = {("acces", name): rule for name, rule in ACCES.items()}
CATALOGUE |= {("admission", name): rule for name, rule in ADMISSION.items()}


def asked(kind: str, rule: object) -> Conditions:
    """Everything that a rule may ask for, of four candidates."""
    if kind == "acces":
        return rule(ROWS, REGLEMENT, BAREME, ASKING)  # type: ignore[operator]
    return rule(moyenne_generale(ROWS, REGLEMENT, BAREME), BAREME, ASKING)  # type: ignore[operator]


def lacking(kind: str, name: str, rule: object) -> Iterator[str]:
    """What a rule of the catalogue lacks to be told: its text, and the words, the source, the reason of a condition."""
    reasons = {motif.quand for motif in motifs().values()}
    if name not in libelles()[kind]["regles"]:
        yield f"libelles.yaml : {kind} {name}"
    for condition in asked(kind, rule).posees:
        for group, word in (("mesures", condition.mesure), ("sens", condition.sens)):
            if set(mots()[group].get(word, ())) != {"fr", "en"}:
                yield f"recit.yaml : {group} {word}"
        if not set(sources_of(condition.selon)) <= set(sources()):
            yield f"sources.yaml : {condition.nom}"
        # Who reaches admission is not refused access: he needs none.
        admitted = kind == "admission" or condition.selon is est_admis
        if not admitted and not est_une_idee_fausse(rule) and condition.nom not in reasons:  # type: ignore[arg-type]
            yield f"motifs.yaml : {condition.nom}"


@pytest.mark.parametrize(("kind", "name"), CATALOGUE, ids=str)
def test_every_condition_of_the_catalogue_has_its_text_its_words_and_its_source(kind: str, name: str) -> None:
    assert list(lacking(kind, name, CATALOGUE[kind, name])) == []


@pytest.mark.parametrize(("kind", "name"), CATALOGUE, ids=str)
def test_a_rule_holds_where_all_its_conditions_do(kind: str, name: str) -> None:
    found = asked(kind, CATALOGUE[kind, name])
    assert bool(found.posees) == (name != "ferme")
    every = np.logical_and.reduce([one.tenue for one in found.posees]) if found.posees else np.zeros(4, dtype=bool)
    assert found.tenues.tolist() == every.tolist()
    assert all(len(one.ecrire()) == len(one.tenue) == 4 for one in found.posees)


def test_every_reason_is_of_a_condition_that_exists() -> None:
    """A misspelt `quand` would silence a reason."""
    found: set[str] = set()
    for acces in ACCES:
        regime = replace(ASKING, acces=acces)
        premier = premier_groupe(ROWS, REGLEMENT, BAREME, regime)
        controle = ouverture_du_controle(premier, ROWS, REGLEMENT, BAREME, regime)
        second = second_groupe(premier, controle, None, ROWS, REGLEMENT, BAREME, regime)
        found |= conditions(ROWS, REGLEMENT, BAREME, regime, controle, None, second).keys()
    assert {motif.quand for motif in motifs().values()} <= found


@pytest.mark.parametrize("name", [*shipped_regimes(), *idees_fausses()])
def test_a_decision_writes_no_word(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def written(*_: object) -> list[str]:
        raise AssertionError("a value was written")

    monkeypatch.setattr(Moyenne, "fractions", written)
    regime = load_regime(name)
    law = (REGLEMENT, BAREME.sous(regime), regime)
    premier = premier_groupe(ROWS, *law)
    second_groupe(premier, ouverture_du_controle(premier, ROWS, *law), None, ROWS, *law)


def test_a_threshold_that_a_regime_does_not_have_is_no_condition_and_keeps_nobody_out() -> None:
    mean = moyenne_generale(ROWS, REGLEMENT, BAREME)
    for compare in (au_moins, plus_de):
        assert compare(est_admis, "moyenne_generale", mean, None).posees == ()
        assert compare(est_admis, "moyenne_generale", mean, None).tenues.all()
        joined = est_admis(mean, BAREME, PERMANENT) & compare(est_admis, "moyenne_generale", mean, None)
        assert joined.tenues.tolist() == est_admis(mean, BAREME, PERMANENT).tenues.tolist()


def test_a_regime_without_orals_offers_no_unit_and_gains_no_point() -> None:
    offered = aucun_choix(ROWS, REGLEMENT, PERMANENT.lectures)
    assert (offered.shape, offered.dtype, offered.any()) == ((4, 4), bool, False)
    gained = remplacement_nul(np.full((4, 4), 2000), ROWS, REGLEMENT, PERMANENT)
    assert (gained.tolist(), gained.dtype) == ([0, 0, 0, 0], np.int64)


@pytest.mark.parametrize(
    ("arrondi", "written", "held"),
    [("exact", "6997/700", False), ("tronque", "999/100", False), ("au_centieme", "10", True)],
)
def test_the_mean_written_is_the_one_that_the_reading_compares(arrondi: str, written: str, held: bool) -> None:
    regime = replace(PERMANENT, lectures=replace(PERMANENT.lectures, arrondi=arrondi))
    (admitted,) = est_admis(Moyenne(np.array([1_399_400]), np.array([1400])), BAREME, regime).posees
    assert (admitted.ecrire(), admitted.tenue.tolist()) == ([written], [held])


def test_the_opinion_of_the_jury_on_each_is_written_beside_the_one_expected() -> None:
    (opinion,) = a_un_avis_favorable(replace(ROWS, avis_defavorable=np.array([True, False, False, True]))).posees
    assert (opinion.sens, opinion.borne) == ("est", "favorable")
    assert opinion.ecrire() == ["défavorable", "favorable", "favorable", "défavorable"]


def test_the_contrary_of_one_condition_is_one_and_that_of_several_is_none() -> None:
    admitted = est_admis(moyenne_generale(ROWS, REGLEMENT, BAREME), BAREME, PERMANENT)
    (contrary,) = (~admitted).posees
    assert (contrary.sens, contrary.borne) == ("moins de", "10")
    assert (~admitted).tenues.tolist() == (~admitted.tenues).tolist()
    assert (~~admitted).posees[0].sens == "au moins"
    with pytest.raises(ValueError, match="unpack"):
        ~(admitted & admitted)


# --- A new rule: itself, its text, its words ------------------------------------------------------------------------


def acces_une_note_generale(releve: Releve, reglement: Reglement, bareme: Bareme, regime: Regime) -> Conditions:
    """Let in those below admission who have one general mark at the floor, shape (n,). A rule of this test.

    Sources: regime-de-l-analyste
    """
    non_admis = ~est_admis(moyenne_generale(releve, reglement, bareme), bareme, regime)
    return non_admis & a_une_note_generale(releve, reglement, regime)


def a_une_note_generale(releve: Releve, reglement: Reglement, regime: Regime) -> Conditions:
    """Say who has one general mark at the floor, shape (n,).

    Sources: regime-de-l-analyste
    """
    generales = reglement.du_domaine(GENERAL) & (coefficient_compte(releve, reglement) > 0)
    meilleure = np.where(generales, note_comptee(releve), 0).max(axis=1)
    moyenne = Moyenne(meilleure, np.ones_like(meilleure))
    return au_moins(a_une_note_generale, "meilleure_note_generale", moyenne, regime.seuil_general)


NAME, MESURE, MOTIF = "une_note_generale", "meilleure_note_generale", "aucune_note_generale_au_seuil"
REGIME = f"""nom: mien
titre: Une bonne note générale ouvre les oraux
raison: Essai.
source: regime-de-l-analyste
acces: {NAME}
seuil_general: 12
choix: unites_generales
remplacement: note_de_l_unite
nombre_oraux: 2
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a regime that names a new rule: one line in the catalogue, one in each file of texts."""
    monkeypatch.setitem(ACCES, NAME, acces_une_note_generale)
    monkeypatch.setitem(libelles()["acces"]["regles"], NAME, "ceux qui ont une note générale au seuil")
    monkeypatch.setitem(mots()["mesures"], MESURE, {"fr": "meilleure note générale", "en": "best general mark"})
    phrase = "Aucune note générale n'atteint le seuil d'accès."
    monkeypatch.setitem(motifs(), MOTIF, Motif(MOTIF, "a_une_note_generale", phrase, ("regime-de-l-analyste",)))
    (tmp_path / "mien.yaml").write_text(REGIME, encoding="utf-8")
    return tmp_path / "mien.yaml"


@pytest.mark.parametrize(
    ("notes", "oraux", "decision"),
    [
        ("12 5 5 10 10 10", "G1=20 L1=20", "admis_apres_controle"),
        ("12 5 5 10 10 10", "", "en_attente_controle"),
        ("11.9 5 5 10 10 10", "", "refuse"),
        ("12 12 12 10 10 10", "", "admis"),
    ],
)
def test_a_new_rule_is_judged_and_its_decision_is_found_again(
    notes: str, oraux: str, decision: str, own: Path, tmp_path: Path
) -> None:
    row = decider(tmp_path, 2024, notes, oraux, regime=own)
    assert (row["decision"], row["motifs"]) == (decision, MOTIF if decision == "refuse" else "")
    trace = told(tmp_path, "--regime", own, *(["--oraux", tmp_path / "oraux.csv"] if oraux else []))
    assert rejouer(trace) == trace["decision"] == decision


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "meilleure note générale 11,9 (119/10), au moins 12 : non : non autorisé."),
        ("en", "best general mark 11.9 (119/10), at least 12: no: not allowed to sit."),
    ],
)
def test_a_new_rule_is_told_in_its_words(lang: str, said: str, own: Path, tmp_path: Path) -> None:
    decider(tmp_path, 2024, "11.9 5 5 10 10 10", regime=own)
    assert said.replace(" (119/10)", "") in story(tmp_path, "--regime", own, "--lang", lang)
    law = bts_sim("law", "--regime", own, "--session", 2024)
    assert law.exit_code == 0 and "ceux qui ont une note générale au seuil" in law.stdout


def test_a_new_rule_moves_candidates_for_a_reason_in_its_words(own: Path) -> None:
    moved = bts.study(draws=2, draw_size=400).movers("permanent_2022", own, oral_draws=2)
    lacking_it = Causes((NotMet(MESURE, Sign.BELOW, "12"),))
    assert (moved.table["condition"] == str(lacking_it)).any()
    assert "meilleure note générale sous 12" in str(moved.chart("reasons").to_dict())


def test_a_new_rule_lacks_nothing_and_what_it_would_lack_is_named(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(lacking("acces", NAME, acces_une_note_generale)) == []
    monkeypatch.delitem(libelles()["acces"]["regles"], NAME)
    monkeypatch.delitem(mots()["mesures"], MESURE)
    monkeypatch.delitem(motifs(), MOTIF)
    monkeypatch.setattr(a_une_note_generale, "__doc__", "Say who.\n\nSources: nowhere")
    sources_of.cache_clear()
    files = [one.split(" : ")[0] for one in lacking("acces", NAME, acces_une_note_generale)]
    sources_of.cache_clear()
    assert files == ["libelles.yaml", "recit.yaml", "sources.yaml", "motifs.yaml"]


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ("une_note_generales", f"vouliez-vous dire « {NAME} »"),
        ("[non_admis]", "vouliez-vous dire « non_admis »"),
        ("8", "au choix : ferme, non_admis, moyennes_entre_seuils"),
    ],
)
def test_a_name_that_no_rule_bears_is_refused_with_those_that_exist(wrong: str, remedy: str, own: Path) -> None:
    own.write_text(REGIME.replace(f"acces: {NAME}", f"acces: {wrong}"), encoding="utf-8")
    with pytest.raises(InputError, match=f"valeur refusée. Remède : {remedy}"):
        load_regime(str(own))
