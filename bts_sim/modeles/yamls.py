"""Commented YAML files: a cohort, a grid, the parameters of a report, a calendar."""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bts_sim.law import find_reglement, load_bareme
from bts_sim.modeles.commentaires import cle, commentaire, mots
from bts_sim.output.report import notebooks_dir
from bts_sim.population.cohorte import CohortFile, Parametre, load_cohorte
from bts_sim.population.cohorte import parametres as du_modele
from bts_sim.sweep.grille import GridFile

#: The notebook whose parameters the file of parameters sets: the one that the README quotes.
NOTEBOOK = "03_regimes"
#: A parameter of the model shown as an example in a grid, at the ends of what evidence leaves possible.
EXEMPLE = "absence_par_epreuve"


def cohorte(session: int, specialite: str) -> str:
    """Give the default cohort of a session as a file of its own, with every parameter of the model in comments."""
    find_reglement(load_bareme(session), specialite)
    default = load_cohorte(session=session)
    words = mots(CohortFile, "cohorte")
    values = {
        "session": session,
        "candidats": 10_000,
        "graine": 0,
        "specialites": {specialite: 1},
        "taux_groupe1": default.taux_groupe1,
        "voies": dict(default.voies),
        "origines": dict(default.parts.origines),
        "femmes": dict(default.parts.femmes),
        "prive_sous_contrat": default.parts.prive_sous_contrat,
        "choix_des_oraux": default.choix_des_oraux,
    }
    asleep = {"academies": {"nancy-metz": 0.5, "reims": 0.5}, "fichier_specialites": "specialites.csv"}
    text = commentaire("Une cohorte à simuler. Une clé retirée prend la valeur de la cohorte par défaut.") + "\n"
    for name, phrase in words.items():
        if name == "parametres":
            continue
        text += cle(name, values.get(name, asleep.get(name)), phrase, active=name in values)
    return text + _parameters(words["parametres"])


def _parameters(phrase: str) -> str:
    lines = [cle(name, p.defaut, _described(p), marge="  ", active=False) for name, p in du_modele().items()]
    return commentaire(phrase) + "parametres:\n" + "".join(lines)


def _described(p: Parametre) -> str:
    low, high = p.bornes
    return f"{p.libelle} ({p.unite} ; de {low:g} à {high:g}). Preuve : {p.preuve} (cote {p.cote})."


def sweep(session: int, specialite: str) -> str:
    """Give a small grid: two regimes, two seeds, three values of one parameter; the other keys in comments."""
    bareme = load_bareme(session)
    find_reglement(bareme, specialite)
    example = du_modele()[EXEMPLE]
    low, high = example.intervalle or example.bornes
    default = load_cohorte(session=session)
    values: dict[str, Any] = {
        "regimes": ["aucun", bareme.regime],
        "session": session,
        "candidats": [2000],
        "graines": [0, 1],
        "parametres": {EXEMPLE: sorted({low, example.defaut, high})},
    }
    asleep = {
        "cohorte": "cohorte.yaml",
        "specialites": [specialite],
        "taux_groupe1": [default.taux_groupe1],
        "choix_des_oraux": [default.choix_des_oraux],
        "tirages": 64,
    }
    text = commentaire("Une grille de comparaisons : chaque combinaison des valeurs données est une cellule.") + "\n"
    for name, phrase in mots(GridFile, "sweep").items():
        text += cle(name, values.get(name, asleep.get(name)), phrase, active=name in values)
    return text


def parametres(session: int, specialite: str) -> str:
    """Give the parameters of a notebook with their defaults, in the words of its own cell."""
    path = notebooks_dir() / f"{NOTEBOOK}.ipynb"
    text = commentaire(f"Paramètres de {NOTEBOOK} : bts-sim report {NOTEBOOK} -f parametres.yaml") + "\n"
    given = {"session": session, "specialites": specialite}
    for name, (value, phrase) in _cell(path).items():
        text += cle(name, given.get(name, value), phrase)
    return text


def _cell(path: Path) -> Mapping[str, tuple[Any, str]]:
    """Give the parameters of a notebook: name → default, and the comment above it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    source = next("".join(one["source"]) for one in cells if "parameters" in one["metadata"].get("tags", []))
    found: dict[str, tuple[Any, str]] = {}
    comment = ""
    for line in source.splitlines():
        if line.startswith("#"):
            comment = line.lstrip("# ")
        elif " = " in line:
            name, _, value = line.partition(" = ")
            found[name] = (ast.literal_eval(value), comment)
    return found


def calendrier(session: int, specialite: str) -> str:
    """Give a calendar with one statement of each kind, for the dates of a note to be written in."""
    find_reglement(load_bareme(session), specialite)
    text = (Path(__file__).parent / "calendrier.yaml").read_text(encoding="utf-8")
    return text.replace("2024", str(session)).replace("{specialite}", specialite)
