"""Cases on YAML: regimes, scenarios, cohorts, grids, calendars, parameters of a report."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

import yaml
from campaign.case import HOSTILES, Case, at_random, faute_de_frappe
from campaign.reread import TEXTES
from mutations import mutants

GRID_FILE = """regimes: [aucun, permanent_2022]
session: 2024
par_tirage: 30
graines: [0, 1]
specialites: [MCO]
taux_groupe1: [74.5]
choix_des_oraux: [gain_possible]
tirages: 2
parametres: {absence_par_epreuve: [0.5, 1.2]}
"""
#: Values that are put in the place of others.
VALUES: list[Any] = [
    *(None, True, False, 0, 1, -1, 2, 8, 10, 19.99, 20, 20.01, 7.5, 7.555, 1e300, 1e-300, 10**30, -(10**30), 2**63),
    *([], {}, [1], ["a"], {"a": 1}, {1: 2}, [[]], [None], [{}], "", " ", "aucun", "MCO", "2024", 2024, 2020, 2021, "0"),
    *(float("inf"), float("nan"), "general", "2024-06-20", "12:00", "é", "x" * 2000, "a\nb", "\u200b", "../x", "/"),
]


@lru_cache
def sources(genre: str) -> list[bytes]:
    """The sound files that mutations of a kind start from."""
    if genre == "regime":
        return [p.read_bytes() for d in ("regimes", "scenarios") for p in sorted((TEXTES / d).rglob("*.yaml"))]
    if genre == "calendrier":
        return [p.read_bytes() for p in sorted((TEXTES / "calendriers").glob("*_*.yaml"))]
    if genre == "grille":
        return [GRID_FILE.encode()]
    from bts_sim.templates import TEMPLATES

    modele = {"cohorte": "cohorte", "parametres": "parametres"}[genre]
    texte = TEMPLATES[modele].texte(2024, "MCO")
    # Without its comments, so that mutations fall on what counts.
    court = "\n".join(ligne for ligne in texte.splitlines() if ligne.strip() and not ligne.lstrip().startswith("#"))
    return [texte.encode(), court.encode(), court.replace("parametres:", "parametres: {niveau_general: 9.5}").encode()]


def _lieux(noeud: Any, chemin: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(noeud, dict):
        for cle, valeur in noeud.items():
            yield (*chemin, cle)
            yield from _lieux(valeur, (*chemin, cle))
    elif isinstance(noeud, list):
        for i, valeur in enumerate(noeud):
            yield (*chemin, i)
            yield from _lieux(valeur, (*chemin, i))


def changer(arbre: Any, rng: Random, valeurs: list[Any]) -> None:
    """Change one node of a tree: its value, its key, its neighbours."""
    lieux = list(_lieux(arbre))
    if not lieux:
        return
    *chemin, cle = rng.choice(lieux)
    parent = arbre
    for pas in chemin:
        parent = parent[pas]
    comment = rng.randrange(6)
    if comment == 0:
        del parent[cle]
    elif comment == 1 and isinstance(parent, dict):
        parent[faute_de_frappe(str(cle), rng)] = parent.pop(cle)
    elif comment == 2 and isinstance(parent, list):
        parent.extend(copy.deepcopy(parent[:50]) * rng.choice((1, 2, 20)))
    elif comment == 3 and isinstance(parent[cle], str):
        parent[cle] = faute_de_frappe(parent[cle], rng)
    elif comment == 4 and isinstance(parent, dict):
        parent[rng.choice(HOSTILES[:60])] = copy.deepcopy(rng.choice(valeurs))
    else:
        parent[cle] = copy.deepcopy(rng.choice(valeurs))


def _lines(contenu: bytes, rng: Random) -> bytes:
    lignes = contenu.decode().splitlines()
    for _ in range(rng.choice((1, 1, 2, 4))):
        i, j = rng.randrange(len(lignes)), rng.randrange(len(lignes))
        comment = rng.randrange(6)
        if comment == 0:
            lignes.insert(i, lignes[j])
        elif comment == 1 and len(lignes) > 1:
            del lignes[i]
        elif comment == 2:
            lignes[i] = " " * rng.choice((1, 2, 4)) + lignes[i]
        elif comment == 3:
            lignes[i] = lignes[i].lstrip()
        elif comment == 4:
            cle, deux, _ = lignes[i].partition(":")
            lignes[i] = f"{cle}{deux} {rng.choice(HOSTILES)}"
        else:
            lignes[i] = faute_de_frappe(lignes[i], rng)
    return ("\n".join(lignes) + "\n").encode("utf-8", "surrogatepass")


def abime(genre: str, graine: int, rng: Random) -> bytes:
    """One damaged file of a kind."""
    contenu = rng.choice(sources(genre))
    tirage = rng.random()
    if tirage < 0.3:
        (contenu,) = mutants(contenu, graine, 1)
        return contenu
    if tirage < 0.55:
        return _lines(contenu, rng)
    arbre = copy.deepcopy(_arbre(contenu))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        changer(arbre, rng, VALUES)
    texte: str = yaml.dump(
        arbre, allow_unicode=True, sort_keys=False, default_flow_style=rng.choice((None, True, False))
    )
    return texte.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=64)
def _arbre(contenu: bytes) -> Any:
    return yaml.safe_load(contenu)


def _lecteur(genre: str, graine: int) -> Case:
    rng = at_random(genre, graine)
    return Case(f"{genre}s", graine, genre, (), {f"{genre}.yaml": abime(genre, graine, rng)})


def regimes(graine: int) -> Case:
    """Regimes and scenarios: one in ten through the command line."""
    rng = at_random("regime", graine)
    contenu = abime("regime", graine, rng)
    if graine % 10:
        return Case("regimes", graine, "regime", (), {"regime.yaml": contenu})
    mots = ("law", "--regime", "regime.yaml") if graine % 20 else ("law", "--diff", "aucun", "regime.yaml")
    return Case("regimes", graine, "bts-sim", mots, {"regime.yaml": contenu})


def cohortes(graine: int) -> Case:
    """Files of cohorts."""
    return _lecteur("cohorte", graine)


def grilles(graine: int) -> Case:
    """Grids of a sweep."""
    return _lecteur("grille", graine)


def calendriers(graine: int) -> Case:
    """Calendars."""
    return _lecteur("calendrier", graine)


def parametres(graine: int) -> Case:
    """Parameters of a report."""
    rng = at_random("parametres", graine)
    return Case("parametres", graine, "parametres", (), {"parametres.yaml": abime("parametres", graine, rng)})
