"""Is an answer the right one: the numbers of a YAML file, the rows of a table, the decisions of a jury?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from campaign import reread as relire
from campaign.case import SORTIE, Case, Verdict
from cohorts import lire as lire_sortie
from oracle import ecarts


def _lus_d_un_regime(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    for nom in ("seuil_general", "seuil_professionnel"):
        ecrit = {**dit, **(dit.get("changements") or {})}.get(nom)
        if isinstance(ecrit, int | float):
            yield Decimal(str(ecrit)) * 100, getattr(lu, nom)
    yield dit.get("nom"), lu.nom


def _lus_d_une_cohorte(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    for nom, rendu in (("candidats", lu.candidats), ("graine", lu.seed), ("session", lu.bareme.session)):
        if dit.get(nom) is not None:
            yield float(dit[nom]), rendu
    yield from ((float(v), lu.parametres[nom]) for nom, v in (dit.get("parametres") or {}).items())
    if isinstance(dit.get("taux_groupe1"), int | float):
        yield dit["taux_groupe1"], lu.taux_groupe1


def _lus_d_une_grille(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    listes = [dit.get(nom) for nom in ("candidats", "graines", "specialites", "taux_groupe1", "choix_des_oraux")]
    parametres = dit.get("parametres")
    listes += [une for une in parametres.values() if isinstance(une, list)] if isinstance(parametres, dict) else []
    yield math.prod(len(une) for une in listes if une is not None), len(lu)
    yield dit.get("tirages") or lu[0].tirages, lu[0].tirages
    yield len(dit["regimes"]), len(lu[0].regimes)


#: Reader → what its file says, by YAML's own loader, beside what was read.
DITS = {"regime": _lus_d_un_regime, "cohorte": _lus_d_une_cohorte, "grille": _lus_d_une_grille}


def comparer_yaml(cas: Case, lu: Any, verdict: Verdict) -> None:
    """What a YAML file says and what was read of it are the same numbers."""
    verdict.compare = True
    dit = yaml.safe_load(cas.fichiers[f"{cas.appel}.yaml"]) or {}
    wrong = [f"{ecrit!r} read as {rendu!r}" for ecrit, rendu in DITS[cas.appel](dit, lu) if ecrit != rendu]
    verdict.violations += [f"read otherwise: {une}"[:300] for une in wrong[:1]]


def comparer_table(cas: Case, lu: Any, verdict: Verdict) -> None:
    """A table that is read is the one that another reader sees."""
    assert cas.relire is not None
    try:
        autre = relire.lire(cas.fichiers["table"], tuple(cas.relire["requises"]))
    except relire.Muet:
        return
    except relire.Invalide as raison:
        verdict.violations.append(f"read, and another reader refuses: {raison}")
        return
    verdict.compare = True
    for ligne in autre:
        if "statut" in ligne and cas.appel == "notes":
            ligne["note"], ligne["statut"] = relire.codes(ligne["note"], ligne["statut"])
    if cas.appel == "oraux":
        autre = [ligne | {"note": relire.a_l_oral(ligne["note"])} for ligne in autre]
    # A number of a workbook has no decimal sign of its own.
    lu, autre = ([ligne | {"note": ligne.get("note", "").replace(".", ",")} for ligne in une] for une in (lu, autre))
    if lu != autre:
        pairs = [(a, b) for a, b in zip(lu, autre, strict=False) if a != b]
        verdict.violations.append(f"read otherwise: {len(lu)} and {len(autre)} rows; {pairs[:1]}"[:400])


# --- decisions --------------------------------------------------------------------------------------------------------


def comparer_decisions(cas: Case, verdict: Verdict, ici: Path) -> None:
    """The decisions are those of the oracle, on what is due or on its own reading of the files."""
    due: dict[str, dict[str, str]] | None = None
    if "--keep-going" in cas.arguments and verdict.code == 1:
        _verifier_les_autres(cas, verdict, ici)
    elif cas.decisions is not None:
        due = {ligne["candidat"]: ligne for ligne in cas.decisions}
    elif cas.relire is not None:
        try:
            due = _relues(cas)
        except relire.Muet:
            return
        except relire.Invalide as raison:
            if verdict.code == 0:
                verdict.violations.append(f"graded, and the contract refuses: {raison}")
            verdict.compare = True
            return
        # A damaged archive may be refused though another reader still finds the rows in it.
        if verdict.code == 2 and not any(contenu.startswith(b"PK") for contenu in cas.fichiers.values()):
            verdict.violations.append("refused, and the contract accepts")
        if verdict.code == 2:
            return
    if due is None or verdict.code != 0:
        return
    verdict.compare = True
    rendues = lire_sortie(ici / SORTIE / "decisions.csv")
    if [ligne["candidat"] for ligne in rendues] != list(due):
        verdict.violations.append(f"rows of {[ligne['candidat'] for ligne in rendues][:6]}, due {list(due)[:6]}")
        return
    for ligne in rendues:
        wrong = ecarts(ligne, due[ligne["candidat"]])
        if wrong:
            verdict.violations.append(f"a wrong decision: {ligne['candidat']}: {wrong}"[:400])


def _verifier_les_autres(cas: Case, verdict: Verdict, ici: Path) -> None:
    """With --keep-going, whoever is graded is sound alone, and has the decision of the oracle."""
    if cas.relire is None:
        return
    session, regime = cas.relire["session"], cas.relire["regime"]
    try:
        candidats, notes, oraux = _tables(cas)
    except (relire.Muet, relire.Invalide):
        return
    verdict.compare = True
    for ligne in lire_sortie(ici / SORTIE / "decisions.csv"):
        nom = ligne["candidat"]
        siennes = [[une for une in table if une["candidat"] == nom] for table in (candidats, notes, oraux or [])]
        try:
            due = relire.decisions(siennes[0], siennes[1], None if oraux is None else siennes[2], session, regime)
            wrong = ecarts(ligne, due[nom])
        except relire.Muet:
            continue
        except relire.Invalide as raison:
            verdict.violations.append(f"graded though faulty: {nom}: {raison}")
            continue
        if wrong:
            verdict.violations.append(f"a wrong decision: {nom}: {wrong}"[:400])


def _relues(cas: Case) -> dict[str, dict[str, str]]:
    assert cas.relire is not None
    return relire.decisions(*_tables(cas), cas.relire["session"], cas.relire["regime"])


def _tables(cas: Case) -> tuple[relire.Table, relire.Table, relire.Table | None]:
    assert cas.relire is not None
    requises = {"candidats": relire.CANDIDATES, "notes": relire.NOTES}
    regime = cas.relire["regime"]
    read_values = {nom: relire.lire(cas.fichiers[nom], colonnes) for nom, colonnes in requises.items()}
    oraux = None
    if "oraux" in cas.fichiers:
        quoi = "unite" if regime == "permanent_2022" else "domaine"
        oraux = relire.lire(cas.fichiers["oraux"], ("candidat", quoi, "note"))
    return read_values["candidats"], read_values["notes"], oraux
