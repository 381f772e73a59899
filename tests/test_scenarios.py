"""Is a reform a small file that says what it changes, and is refused when it changes nothing or names nothing?"""

from dataclasses import replace
from pathlib import Path

import pytest

from bts_sim.droit import textes
from bts_sim.droit.regimes import idees_fausses, load_regime, regime_numbers, shipped_regimes, shipped_scenarios
from bts_sim.droit.textes import TEXTES, load_bareme
from bts_sim.errors import InputError
from bts_sim.questions.one_candidate.examples import decided_examples

pytestmark = pytest.mark.quick

GOOD = """nom: ma_reforme
titre: Plancher à 7,5
auteur: une analyste
date: 2026-11-21
raison: pour voir
source: proposition
session: 2024
changements:
  seuil_general: 7.5
"""


def write(dossier: Path, text: str) -> str:
    path = dossier / "reforme.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_reform_is_the_law_of_its_session_and_what_it_changes(tmp_path: Path) -> None:
    reform = load_regime(write(tmp_path, GOOD + "valeurs: {seuil_admission: 9.5}\nlectures: {arrondi: au_centieme}\n"))
    in_force = load_regime("permanent_2022")
    assert regime_numbers(reform) == regime_numbers(in_force) | {"seuil_general": 750}
    assert reform.valeurs == {"seuil_admission": 950}
    assert reform.lectures == replace(in_force.lectures, arrondi="au_centieme")
    assert (reform.auteur, reform.date, reform.source) == ("une analyste", "2026-11-21", "proposition")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seuil_general: 7.5", "seuil_generl: 7.5", "reforme.yaml:9 : colonne changements.seuil_generl"),
        ("seuil_general: 7.5", "seuil_generl: 7.5", "vouliez-vous dire « seuil_general » ?"),
        ("seuil_general: 7.5", "seuil_general: 20.5", "au plus 20"),
        ("seuil_general: 7.5", "seuil_general: 7.555", "trop de décimales"),
        ("seuil_general: 7.5", "nombre_oraux: 4", "au plus 3"),
        ("seuil_general: 7.5", "acces: non_admi", "vouliez-vous dire « non_admis » ?"),
        ("seuil_general: 7.5", "acces: non_admis", "n'a pas de seuil"),
        ("seuil_general: 7.5", "acces: !!python/object:os.system x", "YAML mal formé"),
        ("seuil_general: 7.5", "seuil_general: 8", "sans effet"),
        ("changements:\n  seuil_general: 7.5", "lectures: {arondi: tronque}", "vouliez-vous dire « arrondi » ?"),
        ("changements:\n  seuil_general: 7.5", "lectures: {arrondi: tronquee}", "vouliez-vous dire « tronque » ?"),
        ("changements:\n  seuil_general: 7.5", "lectures: {jury_2021: sur_avis}", "sans effet"),
        ("changements:\n  seuil_general: 7.5", "lectures: {arrondi: exact}", "sans effet"),
        ("changements:\n  seuil_general: 7.5", "valeurs: {seuil_admission: 10}", "sans effet"),
        (
            "changements:\n  seuil_general: 7.5",
            "valeurs: {seuil_admision: 9}",
            "vouliez-vous dire « seuil_admission » ?",
        ),
        ("changements:\n  seuil_general: 7.5", "regime: permanent_2022", "sans effet"),
        ("changements:\n  seuil_general: 7.5", "regime: permanent_2021", "vouliez-vous dire « permanent_2022 » ?"),
        ("session: 2024", "session: 2020", "contrôle continu"),
        ("session: 2024", "session: 2030", "sessions couvertes"),
        ("auteur: une analyste\n", "", "ajouter la clé « auteur »"),
        ("date: 2026-11-21", "date: hier", "colonne date"),
        ("date: 2026-11-21", "date: 2024-02-30", "vérifier les dates"),
        ("titre: Plancher à 7,5", "titre: &t Plancher\nautre: *t", "reforme.yaml:3 : « *t » : alias YAML"),
        ("nom: ma_reforme", "nom: Ma réforme", "des lettres minuscules"),
    ],
)
def test_a_faulty_reform_is_refused_with_its_line_and_its_remedy(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(InputError) as refused:
        load_regime(write(tmp_path, GOOD.replace(old, new)))
    assert said in str(refused.value)


def test_every_fault_of_a_reform_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("seuil_general: 7.5", "seuil_general: 25\n  acces: x").replace("2024", "2020")
    with pytest.raises(InputError, match="3 fautes"):
        load_regime(write(tmp_path, text))


@pytest.mark.parametrize("name", [*shipped_scenarios(), *idees_fausses()])
def test_every_shipped_reform_loads_says_why_and_cites_a_source(name: str) -> None:
    reform = load_regime(name)
    assert reform.nom == name and reform.raison and reform.auteur
    assert reform.source in textes.sources()
    folder = "scenarios/idees_fausses" if name in idees_fausses() else "scenarios"
    assert (TEXTES / folder / f"{name}.yaml").is_file()


def test_a_wrong_idea_cites_who_printed_it_and_never_a_text_of_the_law() -> None:
    assert len(idees_fausses()) == 7
    for name in idees_fausses():
        assert textes.sources()[load_regime(name).source]["cote"] == "C"


#: Decisions on the twelve candidates of textes/exemples.yaml, worked by hand: Admis, admis après Contrôle, Refusé,
#: Éliminé. In order: A, B, C, D, E, ten exactly, eight and ten exactly, justified absence, unjustified absence, dossier
#: non valide, bénéfice, weaker oral.
GOLDEN = {
    "aucun": "RRRRRARREERR",
    "exceptionnel_2021": "CCRCCACCEECR",
    "permanent_2022": "CRCRCACREERC",
    "plancher_7": "CRCCCACCEERC",
    "plancher_7_5": "CRCCCACCEERC",
    "plancher_8_5": "CRCRRARREERC",
    "plancher_9": "CRCRRARREERC",
    "plancher_9_5": "RRRRRARREERR",
    "professionnelle_8": "CCCRCACREERC",
    "professionnelle_9": "CCCRCACREERC",
    "professionnelle_11": "CRRRRARREERR",
    "sans_condition_professionnelle": "CCCRCACREERC",
    "un_oral": "CRCRCARREERC",
    "trois_oraux": "CRCRCACREERC",
    "moyenne_des_deux_notes": "RRCRRARREERR",
    "oraux_a_la_suite": "CRCRCACREERC",
    "regime_2022_en_2021": "CRCRCACREERC",
    "regime_2021_depuis_2022": "CCRCCACCEECR",
    "acces_2022_remplacement_2021": "CRRRCACREECR",
    "acces_2021_remplacement_2022": "CCCCCACCEERC",
    "plancher_du_domaine_general": "RRRRRARREERC",
    "oral_substitue": "CRCRCACREERR",
    "huit_a_dix_en_professionnel": "RCRRRARREERR",
    "strictement_au_dessus": "CRCRRARREERC",
    "une_note_professionnelle": "CCCRCACREERC",
    "oral_au_dessus_de_dix": "CRCRRARREERC",
    "mille_points": "RRRRRRRREERR",
}
LETTERS = {"admis": "A", "admis_apres_controle": "C", "refuse": "R", "elimine": "E"}


def test_every_reform_has_its_golden_outcome() -> None:
    assert set(GOLDEN) == {*shipped_regimes(), *shipped_scenarios(), *idees_fausses()}


@pytest.mark.parametrize("name", GOLDEN)
def test_a_reform_decides_on_twelve_candidates_as_worked_by_hand(name: str) -> None:
    table = decided_examples(load_bareme(2024), [load_regime(name)])
    assert "".join(LETTERS[decision] for decision in table["decision"]) == GOLDEN[name]


@pytest.mark.parametrize(("name", "mean"), [("un_oral", "10"), ("permanent_2022", "116/11"), ("trois_oraux", "119/11")])
def test_each_further_oral_adds_what_it_gains(name: str, mean: str) -> None:
    """Case A: 205 points of 22, then 15 from CGE, 12 from CEJM, 6 from LV."""
    table = decided_examples(load_bareme(2024), [load_regime(name)])
    assert table["moyenne_finale"].iloc[0] == mean
