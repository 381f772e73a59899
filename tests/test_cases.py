"""Is every case that a jurist wrote by hand decided as it says, by the command line itself?

How a case is written: tests/cas/LISEZMOI.md.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from cohorts import bts_sim, lire

from bts_sim.droit import textes
from bts_sim.droit.specialites import COLONNES

pytestmark = pytest.mark.quick

#: Words as they are written: a mark 12,50 stays so.
LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FILES = sorted((Path(__file__).parent / "cas").glob("*.yaml"))
STATUTS = ("AB", "ABJ", "NV", "DI", "BE", "RE")
#: Key of a case → column of decisions.csv.
PREMIER = {
    "moyenne": "moyenne_generale_exacte",
    "professionnelle": "moyenne_professionnelle_exacte",
    "decision": "decision_groupe1",
    "autorise": "autorise_controle",
    "au_choix": "unites_choisissables",
}
SECOND = {"moyenne": "moyenne_finale_exacte", "decision": "decision", "motifs": "motifs"}
EN_TETE = {"titre", "source", "session", "regime", "unites", "cas"}
TOUJOURS = {"montre", "source", "notes"}
PARFOIS = {"phrase", "session", "regime", "lectures", "candidat", "oraux", "oraux_a_venir", "notes_au_centieme"}
ATTENDU = ({"premier_groupe", "second_groupe"}, {"faute"})
CANDIDAT = {
    **{"voie": "scolaire", "forme": "globale", "derniere_session": "oui"},
    **{"suspension_fraude": "", "avis_jury": "", "vae": ""},
}


@dataclass(frozen=True)
class Case:
    """One case of one file; `code` is the candidate's name in the files given to the command line."""

    fichier: str
    code: str
    unites: list[list[str]]
    session: str
    regime: Any
    texte: dict[str, Any]

    @property
    def seance(self) -> str:
        """What one call of the command line has in common: session, regime, readings, orals held or not."""
        orals = {"oraux", "oraux_a_venir"} & set(self.texte)
        return yaml.safe_dump([self.session, self.regime, self.texte.get("lectures"), sorted(orals)])

    def attendu(self) -> dict[str, str]:
        """The expected cells of decisions.csv."""
        cells = {column: self.texte["premier_groupe"][key] for key, column in PREMIER.items()}
        cells |= {column: self.texte["second_groupe"][key] for key, column in SECOND.items()}
        return {column: _cellule(valeur) for column, valeur in cells.items()}


def _cellule(valeur: str | list[str]) -> str:
    if isinstance(valeur, list):
        return ",".join(valeur)
    return "" if valeur in ("aucun", "aucune") else valeur


def lire_les_cas(fichier: Path) -> list[Case]:
    """Every scalar is read as the text that it is: 8.10 stays 8.10."""
    contenu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=LOADER)
    assert set(contenu) == EN_TETE, fichier.name
    return [
        Case(
            fichier.stem,
            f"C{rang}",
            contenu["unites"],
            texte.get("session", contenu["session"]),
            texte.get("regime", contenu["regime"]),
            texte,
        )
        for rang, texte in enumerate(contenu["cas"], start=1)
    ]


TOUS = {fichier.stem: lire_les_cas(fichier) for fichier in FILES}
CHACUN = [cas for full_list in TOUS.values() for cas in full_list]


@pytest.mark.parametrize("fichier", TOUS)
def test_is_each_case_decided_as_it_says(fichier: str, tmp_path: Path) -> None:
    differences = {}
    for rang, seance in enumerate({cas.seance: None for cas in TOUS[fichier]}):
        ensemble = [cas for cas in TOUS[fichier] if cas.seance == seance]
        decisions, fautes = _juger(tmp_path / str(rang), ensemble)
        for cas in ensemble:
            if difference := _difference(cas, decisions.get(cas.code), fautes.get(cas.code, [])):
                differences[cas.texte["montre"]] = difference
    assert not differences, "obtained, expected"


def _difference(cas: Case, ligne: dict[str, str] | None, fautes: list[str]) -> object:
    """What was obtained and what was expected, where they are not the same."""
    if "faute" in cas.texte:
        said = len(fautes) == 1 and cas.texte["faute"] in fautes[0]
        return None if said else (fautes, cas.texte["faute"])
    if ligne is None or fautes:
        return fautes, "no fault"
    attendu = cas.attendu()
    return {c: (ligne[c], attendu[c]) for c in attendu if ligne[c] != attendu[c]}


def _juger(dossier: Path, ensemble: list[Case]) -> tuple[dict[str, dict[str, str]], dict[str, list[str]]]:
    """Rows of decisions.csv, and problems of fautes.csv, by candidate: one call for all the cases."""
    dossier.mkdir()
    premier = ensemble[0]
    avec_oraux = "oraux" in premier.texte
    options = ["--session", premier.session, "--regime", _regime(dossier, premier), "--keep-going"]
    options += ["--specialites", _poser(dossier, "specialites", COLONNES, _specialite(premier.unites))]
    colonnes = ("candidat", "specialite", *CANDIDAT)
    options += ["--candidats", _poser(dossier, "candidats", colonnes, map(_candidat, ensemble))]
    notes = [(cas.code, *ligne) for cas in ensemble for ligne in _notes(cas.texte["notes"])]
    options += ["--notes", _poser(dossier, "notes", ("candidat", "unite", "note", "statut"), notes)]
    if avec_oraux:
        quoi = "domaine" if premier.regime == "exceptionnel_2021" else "unite"
        oraux = [(cas.code, *oral) for cas in ensemble for oral in cas.texte["oraux"].items()]
        options += ["--oraux", _poser(dossier, "oraux", ("candidat", quoi, "note"), oraux)]
        options += ["--oraux-complets"] * ("oraux_a_venir" not in premier.texte)
    resultat = bts_sim("grade", *options, "--out", dossier / "resultats")
    assert resultat.exit_code == int(any("faute" in cas.texte for cas in ensemble)), resultat.stderr
    fautes: dict[str, list[str]] = {}
    if resultat.exit_code:
        for fault in lire(dossier / "resultats" / "fautes.csv"):
            fautes.setdefault(fault["candidat"], []).append(fault["probleme"])
    return {ligne["candidat"]: ligne for ligne in lire(dossier / "resultats" / "decisions.csv")}, fautes


def _regime(dossier: Path, cas: Case) -> str:
    """The name of a regime, or the file of the one that the case describes whole or by its readings."""
    regime = cas.regime
    if "lectures" in cas.texte:
        about = dict.fromkeys(("titre", "auteur", "raison"), cas.texte["montre"])
        about |= {"nom": "autre_lecture", "date": datetime.date(2026, 11, 21), "source": cas.texte["source"]}
        regime = about | {"session": cas.session, "regime": regime, "lectures": cas.texte["lectures"]}
    if isinstance(regime, str):
        return regime
    fichier = dossier / "regime.yaml"
    fichier.write_text(yaml.safe_dump(regime, allow_unicode=True), encoding="utf-8")
    return str(fichier)


def _specialite(unites: list[list[str]]) -> Iterator[tuple[str, ...]]:
    for code, domaine, mode, coefficient, *full_list in unites:
        assert full_list in ([], ["hors_liste"])
        facultative = domaine == "facultatif"
        cells = {
            "specialite": "CAS",
            "session_from": "2021",
            "epreuve": code,
            "unite": code,
            "coefficient": coefficient,
            "domaine": "" if facultative else domaine,
            "mode_scolaire": {"ccf": "ccf", "ponctuel": "ponctuel_ecrit"}[mode],
            "mode_individuel": {"ccf": "ccf", "ponctuel": "ponctuel_ecrit"}[mode],
            "facultative": str(int(facultative)),
            "au_choix": str(int(domaine == "general" and not full_list)),
            "langue": "0",
            "complet": "oui",
        }
        yield tuple(cells.get(colonne, "") for colonne in COLONNES)


def _candidat(cas: Case) -> tuple[str, ...]:
    said = cas.texte.get("candidat", {})
    assert set(said) <= set(CANDIDAT), cas
    return cas.code, "CAS", *(CANDIDAT | said).values()


def _notes(notes: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for unite, texte in notes.items():
        statut, _, note = texte.partition(" ") if texte.split(" ")[0] in STATUTS else ("", "", texte)
        yield unite, note, statut


def _poser(dossier: Path, nom: str, colonnes: Iterable[str], lignes: Iterable[Iterable[str]]) -> str:
    fichier = dossier / f"{nom}.csv"
    fichier.write_text("".join(";".join(ligne) + "\n" for ligne in (colonnes, *lignes)), encoding="utf-8")
    return str(fichier)


@pytest.mark.parametrize("cas", CHACUN, ids=lambda cas: f"{cas.fichier}-{cas.code}")
def test_does_each_case_cite_a_source_and_say_all_that_is_expected(cas: Case) -> None:
    assert cas.texte["source"] in textes.sources()
    assert cas.texte["montre"].endswith(".")
    autres = set(cas.texte) - PARFOIS - TOUJOURS
    assert set(cas.texte) >= TOUJOURS and autres in ATTENDU
    if "faute" not in cas.texte:
        assert set(cas.texte["premier_groupe"]) == set(PREMIER) and set(cas.texte["second_groupe"]) == set(SECOND)


@pytest.mark.parametrize("cas", CHACUN, ids=lambda cas: f"{cas.fichier}-{cas.code}")
def test_does_a_case_with_marks_that_no_jury_gives_say_why(cas: Case) -> None:
    """Whole or half points (arrêté of 24 July 1997); other marks are only there to look closer."""
    given = [*cas.texte["notes"].values(), *cas.texte.get("oraux", {}).values()]
    marks = [Fraction(text.split(" ")[-1]) for text in given if text.split(" ")[-1] not in STATUTS]
    other = any((2 * mark).denominator != 1 for mark in marks)
    assert other == ("notes_au_centieme" in cas.texte)


@pytest.mark.parametrize("fichier", FILES, ids=lambda fichier: fichier.stem)
def test_does_each_file_cite_a_source(fichier: Path) -> None:
    contenu = yaml.load(fichier.read_text(encoding="utf-8"), Loader=LOADER)
    assert contenu["source"] in textes.sources() and contenu["titre"]


def test_is_every_motif_reached() -> None:
    reached = {motif for cas in _decides() for motif in cas.attendu()["motifs"].split(",") if motif}
    assert reached == set(textes.motifs())


def _decides() -> list[Case]:
    return [cas for cas in CHACUN if "faute" not in cas.texte]


@pytest.mark.parametrize("regime", ["exceptionnel_2021", "permanent_2022"])
@pytest.mark.parametrize(
    ("colonne", "seuil"),
    [
        ("moyenne_generale_exacte", 8),
        ("moyenne_generale_exacte", 10),
        ("moyenne_professionnelle_exacte", 10),
        ("moyenne_finale_exacte", 10),
    ],
)
def test_is_each_threshold_seen_from_just_below_at_and_just_above(colonne: str, seuil: int, regime: str) -> None:
    """Just: within one hundredth, which is less than a rounding to two decimals would let pass."""
    means = [cas.attendu()[colonne] for cas in _decides() if cas.regime == regime]
    gaps = [Fraction(mean) - seuil for mean in means if mean]
    assert {(gap > 0) - (gap < 0) for gap in gaps if abs(gap) < Fraction(1, 100)} == {-1, 0, 1}


@pytest.mark.parametrize("regime", ["exceptionnel_2021", "permanent_2022"])
@pytest.mark.parametrize("prefixe", ["UF", "BE "], ids=["facultative", "benefice"])
def test_is_the_mark_of_10_seen_from_just_below_at_and_just_above(prefixe: str, regime: str) -> None:
    seen = {
        note.removeprefix("BE ")
        for cas in CHACUN
        if cas.regime == regime
        for unite, note in cas.texte["notes"].items()
        if unite == prefixe or note.startswith(prefixe)
    }
    assert {"9.99", "10", "10.01"} <= seen
