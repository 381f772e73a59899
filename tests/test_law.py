"""Is the law complete, sourced, and does it refuse what it does not cover?"""

import inspect
from pathlib import Path

import pytest
import yaml

from bts_sim.droit import textes
from bts_sim.droit.bareme import Regime
from bts_sim.droit.citation import sources_of
from bts_sim.droit.motifs import motifs_du_regime
from bts_sim.droit.points import DECIMALES
from bts_sim.droit.regimes import load_regime, load_regimes, shipped_regimes
from bts_sim.droit.regles import (
    acquis,
    admission,
    calendrier,
    conservation,
    controle,
    hybrides,
    idees_fausses,
    inscription,
    moyenne,
)
from bts_sim.droit.specialites import read_reglements
from bts_sim.droit.textes import TEXTES, check_session, find_reglement, load_bareme
from bts_sim.errors import InputError, LawError

pytestmark = pytest.mark.quick

RULES = [
    rule
    for module in (acquis, admission, calendrier, conservation, controle, hybrides, idees_fausses, inscription, moyenne)
    for _, rule in inspect.getmembers(module, inspect.isfunction)
    if rule.__module__ == module.__name__
]


@pytest.mark.parametrize("session", textes.sessions())
def test_every_session_has_one_law(session: int) -> None:
    bareme = load_bareme(session)
    assert bareme.regime == ("exceptionnel_2021" if session == 2021 else "permanent_2022")
    assert len(bareme.reglements) >= 13


@pytest.mark.parametrize("session", textes.sessions())
def test_every_reglement_is_whole(session: int) -> None:
    for reglement in load_bareme(session).reglements.values():
        codes = [u.code for u in (*reglement.unites, *reglement.facultatives)]
        assert len(set(codes)) == len(codes), reglement.specialite
        assert {u.domaine for u in reglement.unites} == {"general", "professionnel"}
        assert all(u.confiance for u in reglement.unites)
        # Four decimals shown never hide a threshold: docs/decisions.md, D3.
        assert reglement.coefs.sum() * 100 < 10 ** (DECIMALES + 2) / 2 * 10


def test_what_is_not_covered_is_refused_and_what_is_there_is_named() -> None:
    with pytest.raises(LawError, match=r"contrôle continu.*2021, 2022, 2023, 2024, 2025, 2026"):
        check_session(2020)
    with pytest.raises(LawError, match=r"session 2030.*2021, 2022"):
        check_session(2030)
    with pytest.raises(LawError, match=r"PI : pas de règlement pour 2024 ; sessions 2026"):
        find_reglement(load_bareme(2024), "PI")
    with pytest.raises(LawError, match=r"vouliez-vous dire « MCO »"):
        find_reglement(load_bareme(2024), "MC0")


@pytest.mark.parametrize(
    ("code", "reason"), [("BTSA", "code rural"), ("BTSA-ACSE", "code rural"), ("DCG", "autre diplôme")]
)
def test_a_neighbouring_diploma_is_refused_with_the_reason(code: str, reason: str) -> None:
    with pytest.raises(LawError, match=reason):
        find_reglement(load_bareme(2024), code)


def test_a_gap_or_an_overlap_of_dates_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    periods = [{"de": 2021, "a": 2022, "valeur": 10}, {"de": 2022, "a": 2023, "valeur": 9}]
    monkeypatch.setattr(textes, "held", lambda name: {"valeurs": {"seuil": {"valeurs": periods}}})
    with pytest.raises(LawError, match="plusieurs valeurs pour la session 2022"):
        textes.valeur("seuil", 2022)
    with pytest.raises(LawError, match="aucune valeur pour la session 2024"):
        textes.valeur("seuil", 2024)


def test_all_that_a_session_lacks_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who adds a session has every value to read again in one list."""
    period = [{"de": 2021, "a": 2022, "valeur": 10}]
    named = {nom: {"libelle": nom, "valeurs": period} for nom in ("seuil", "regime")}
    covered = {"sessions": {"premiere": 2021, "derniere": 2027}, "valeurs": named}
    monkeypatch.setattr(textes, "held", lambda name: covered)
    monkeypatch.setattr(textes, "sessions_couvertes", lambda: range(2021, 2028))
    with pytest.raises(LawError) as refused:
        textes.valeurs(2027)
    assert [line.split(" : ")[1] for line in str(refused.value).splitlines()] == ["seuil", "regime"]


def test_a_shipped_specialty_with_other_separators_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "XYZ.csv").write_text("specialite;nom\nXYZ;Essai\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"XYZ.csv:1 : colonne specialite : colonne absente. Remède : séparer par"):
        read_reglements([tmp_path / "XYZ.csv"], 2024, textes.sessions(), 100)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_rule_cites_sources_that_resolve(rule: object) -> None:
    assert sources_of(rule)
    assert set(sources_of(rule)) <= set(textes.sources())


def test_every_value_coefficient_regime_and_motif_cites_a_source_that_resolves() -> None:
    bareme = yaml.safe_load((TEXTES / "bareme.yaml").read_text(encoding="utf-8"))
    cited = [v["source"] for value in bareme["valeurs"].values() for v in value["valeurs"]]
    cited += [load_regime(name).source for name in shipped_regimes()]
    cited += [one for motif in textes.motifs().values() for one in motif.sources]
    for session in textes.sessions():
        for reglement in load_bareme(session).reglements.values():
            units = (*reglement.unites, *reglement.facultatives)
            cited += [one for unit in units for one in unit.source.split(" ; ")]
    assert set(cited) <= set(textes.sources())
    keys = {"reference", "titre", "date", "adresse", "cote", "checked_on"}
    assert all(keys == set(source) - {"de", "a"} for source in textes.sources().values())


def test_the_allowance_of_a_centre_has_three_bands_and_none_below_eleven() -> None:
    centre = yaml.safe_load((TEXTES / "indemnites.yaml").read_text(encoding="utf-8"))["centre"]
    assert {centre["source"], centre["fondement"]} <= set(textes.sources()) and centre["cote"] == "A"
    bands = [(band["candidats_de"], band["candidats_a"], band["euros"]) for band in centre["tranches"]]
    assert bands == [(11, 50, 50), (51, 100, 80), (101, None, 150)]


def test_each_value_is_cited_from_a_text_that_governs_its_sessions() -> None:
    for session in textes.sessions():
        for name, value in textes.valeurs(session).items():
            assert textes.textes_en_vigueur([value["source"]], session) == [value["source"]], (session, name)


def test_a_threshold_of_the_analyst_does_not_borrow_the_name_of_the_law() -> None:
    own = Regime(**(vars(load_regime("permanent_2022")) | {"nom": "plancher_7", "seuil_general": 700}))
    codes = [m.code for m in motifs_du_regime(textes.motifs(), own)]
    assert "moyenne_generale_inferieure_a_8" not in codes
    assert "moyenne_generale_inferieure_au_seuil_d_acces" in codes
    assert "moyenne_professionnelle_inferieure_a_10" in codes


def test_an_analyst_writes_a_regime_in_a_file(tmp_path: Path) -> None:
    text = (TEXTES / "regimes" / "permanent_2022.yaml").read_text(encoding="utf-8")
    path = tmp_path / "plancher.yaml"
    path.write_text(text.replace("nom: permanent_2022", "nom: plancher").replace("general: 8", "general: 7.5"), "utf-8")
    assert load_regime(str(path)).seuil_general == 750


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seuil_general: 8", "seuil_generl: 8", "seuil_general"),
        ("seuil_general: 8", "seuil_general: 25", "au plus 20"),
        ("seuil_general: 8", "seuil_general: 8.123", "trop de décimales"),
        ("acces: moyennes_entre_seuils", "acces: moyenne_entre_seuils", "moyennes_entre_seuils"),
        ("remplacement: note_de_l_unite", "remplacement: aucun", "note_de_l_unite ou"),
        ("nombre_oraux: 2", "nombre_oraux: 0", "doivent ouvrir ou fermer le contrôle ensemble"),
        ("titre:", "titre: [", "YAML mal formé"),
        ("source: d643-22-2022", "", "ajouter la clé « source »"),
    ],
)
def test_a_faulty_regime_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    text = (TEXTES / "regimes" / "permanent_2022.yaml").read_text(encoding="utf-8")
    path = tmp_path / "regime.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_regime(str(path))
    assert said in str(refused.value) and "regime.yaml:" in str(refused.value)


def test_an_empty_regime_file_is_told_every_key_that_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "vide.yaml").write_text("# rien\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load_regime(str(tmp_path / "vide.yaml"))
    said = str(refused.value)
    assert all(f"ajouter la clé « {key} »" in said for key in ("nom", "titre", "source", "acces"))


def test_a_value_of_the_law_finer_than_a_hundredth_is_an_error() -> None:
    assert textes.en_centiemes(9.99) == 999
    with pytest.raises(LawError, match=r"9.995 : plus de deux décimales"):
        textes.en_centiemes(9.995)


def test_two_regimes_of_one_name_are_refused() -> None:
    with pytest.raises(InputError, match="donné deux fois"):
        load_regimes("aucun", "permanent_2022", "permanent_2022")
