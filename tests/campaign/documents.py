"""Cases on documents that the project reads back: manifests of runs, notebooks."""

from __future__ import annotations

import copy
import hashlib
import json
from functools import lru_cache
from random import Random
from typing import Any

from campaign.case import HOSTILES, Case, at_random
from campaign.yamls import VALUES, changer
from mutations import mutants

DEBUT = "2026-11-21T19:00:00+00:00"
FOLDERS = ("20261121-190000-0123abcd", "20261121-191500-89abcdef")


@lru_cache
def _manifeste(rang: int) -> dict[str, Any]:
    """A manifest as a report writes it."""
    cellule = {"nom": "03_regimes", "titre": "Régimes", "page": "03_regimes.html", "erreur": None, "duree_s": 2.5}
    cellule |= {"introduction": "Une question.", "parametres": {"candidats": 100, "graine": rang}, "defauts": {}}
    cellule |= {"constats": [{"texte": "Un constat", "ancre": "un"}], "manques": [], "notebook": "03_regimes.ipynb"}
    resultat = {"nom": "Taux", "valeur": 79.5 + rang, "unite": "%", "bas": 79.0, "haut": 80.0, "definition": "part"}
    return {
        **{"commande": "report", "format": 1, "statut": "reussi", "debut": DEBUT, "duree_s": 3.0, "lang": "fr"},
        **{"commit": None, "modifie": None, "versions": {"python": "3.11.7"}, "graine": rang, "refaire": "bts-sim"},
        "empreintes": {"loi": "0" * 64, "donnees": "0" * 64, "code": "0" * 64, "notebooks": {"03_regimes": "0" * 64}},
        "parametres": {"candidats": 100},
        "notebooks": [cellule],
        "resultats": [{**resultat, "notebook": "03_regimes", "empreinte": "0" * 64}],
        "fichiers": {"03_regimes.html": hashlib.sha256(b"<p>x</p>").hexdigest()},
    }


def _scelle(manifeste: Any) -> bytes:
    """Seal a manifest as anybody can: the digest of what it says, keys sorted."""
    if isinstance(manifeste, dict):
        sans = {nom: v for nom, v in manifeste.items() if nom != "sceau"}
        manifeste = {**sans, "sceau": hashlib.sha256(_json(sans)).hexdigest()}
    return _json(manifeste)


def _json(valeur: Any) -> bytes:
    texte = json.dumps(valeur, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return texte.encode("utf-8", "surrogatepass")


def _abime(arbre: Any, graine: int, rng: Random) -> bytes:
    tirage = rng.random()
    if tirage < 0.25:
        (contenu,) = mutants(_scelle(arbre), graine, 1)
        return contenu
    if tirage < 0.3:
        return rng.choice(
            (b"[" * 100_000, b'{"a":' * 50_000, b"1" * 10_000, b"", b"null", b"[]", b'"x"', b"\xff", b"NaN")
        )
    valeurs = [*VALUES, *(h for h in HOSTILES if "\udcff" not in h)]
    for _ in range(rng.choice((1, 1, 2, 3))):
        changer(arbre, rng, valeurs)
    try:
        return _scelle(arbre)
    except TypeError:
        # Keys of several types have no order.
        return json.dumps(arbre).encode()


def manifestes(graine: int) -> Case:
    """Manifests, sealed again most of the time: read by verify, compare-runs and the index of reports."""
    rng = at_random("manifestes", graine)
    contenus = [_scelle(_manifeste(0)), _scelle(_manifeste(1))]
    contenus[0] = _abime(copy.deepcopy(_manifeste(0)), graine, rng)
    fichiers = {}
    for dossier, contenu in zip(FOLDERS, contenus, strict=True):
        fichiers |= {f"reports/{dossier}/manifest.json": contenu, f"reports/{dossier}/03_regimes.html": b"<p>x</p>"}
    un, deux = (f"reports/{dossier}" for dossier in FOLDERS)
    tirage = graine % 3
    if tirage == 0:
        return Case("manifestes", graine, "index", (), fichiers)
    mots = (
        ("verify", un) if tirage == 1 else ("compare-runs", un, deux, *(("--out", "page.html") if graine % 2 else ()))
    )
    return Case("manifestes", graine, "bts-sim", mots, fichiers)


NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# Titre"},
        {
            **{"cell_type": "code", "id": "b", "metadata": {"tags": ["parameters"]}, "outputs": []},
            **{"execution_count": None, "source": "candidats = 100  # combien\ngraine = 0\nregimes = 'aucun'\n"},
        },
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SOURCES = [
    *(
        "candidats = " + "(" * 500,
        "x = y",
        "x: int = 3",
        "candidats = 1e999",
        "candidats = -1",
        "candidats = 'a'",
        "\0",
    ),
    *("a = b = 1", "def f(): pass", "candidats = 1; graine = 2", "candidats = '''", "x = " + "-" * 5000 + "1", "é = 1"),
    *(
        "candidats = None",
        "candidats = [1, 2]",
        "candidats = {1: 2}",
        "candidats = " + "9" * 5000,
        "import os",
        "# rien",
    ),
]


def notebooks(graine: int) -> Case:
    """Notebooks given to report: only their parameters are read."""
    rng = at_random("notebooks", graine)
    arbre = copy.deepcopy(NOTEBOOK)
    if rng.random() < 0.25:
        arbre["cells"][1]["source"] = rng.choice(SOURCES)
        contenu = json.dumps(arbre).encode()
    else:
        contenu = _abime(arbre, graine, rng)
    return Case("notebooks", graine, "notebook", (), {"essai.ipynb": contenu})
