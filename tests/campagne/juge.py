"""Play one case and say what is wrong with the answer, if anything is."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from campagne import relire
from campagne.appels import LECTEURS
from campagne.cas import SORTIE, Cas
from cohortes import bts_sim
from cohortes import lire as lire_sortie
from oracle import ecarts

TRAVAIL = ".bts-sim-"
#: A fault as the help desk reads it: where, what, and what to do.
FAUTE = re.compile(r".+ : .+\. Remède : .+")


@dataclass
class Verdict:
    """What came of a case: its exit code (None: it raised), whether an oracle compared it, what is wrong."""

    code: int | None
    compare: bool = False
    violations: list[str] = field(default_factory=list)


@contextlib.contextmanager
def bac(racine: Path) -> Iterator[Path]:
    """A fresh folder three levels down, so that what leaves it is seen; everything in it goes away afterwards."""
    fond = racine / "bac"
    shutil.rmtree(fond, ignore_errors=True)
    ici = fond / "a" / "b"
    ici.mkdir(parents=True)
    avant = Path.cwd()
    os.chdir(ici)
    try:
        yield ici
    finally:
        os.chdir(avant)
        shutil.rmtree(fond, ignore_errors=True)


def jouer(cas: Cas, racine: Path) -> Verdict:
    """Play a case in a folder of `racine`."""
    with bac(racine) as ici:
        for nom, contenu in cas.fichiers.items():
            (ici / nom).parent.mkdir(parents=True, exist_ok=True)
            (ici / nom).write_bytes(contenu)
        avant = _etat(racine / "bac")
        verdict = _commande(cas) if cas.appel == "bts-sim" else _lecteur(cas)
        apres = _etat(racine / "bac")
        _verifier_disque(cas, verdict, avant, apres)
        if cas.code is not None and verdict.code is not None and verdict.code != cas.code:
            verdict.violations.append(f"code {verdict.code}, {cas.code} due")
        if not verdict.violations and cas.appel == "bts-sim" and cas.arguments[:1] == ("grade",):
            _verifier_decisions(cas, verdict, ici)
        return verdict


def _etat(fond: Path) -> dict[str, bytes]:
    return {str(p.relative_to(fond)): p.read_bytes() for p in fond.rglob("*") if p.is_file() and not p.is_symlink()}


def _verifier_disque(cas: Cas, verdict: Verdict, avant: dict[str, bytes], apres: dict[str, bytes]) -> None:
    """On bad input nothing is written; whatever happens, nothing unfinished is left and no input is touched."""
    if verdict.code == 2 and avant != apres:
        changes = sorted(nom for nom in avant.keys() | apres.keys() if avant.get(nom) != apres.get(nom))
        verdict.violations.append(f"exit 2 and files changed: {changes[:3]}")
    left = [nom for nom in apres if TRAVAIL in nom and nom not in avant]
    if left:
        verdict.violations.append(f"left behind: {left[:3]}")
    touched = [
        nom for nom in cas.fichiers if not nom.startswith(SORTIE) and apres.get(f"a/b/{nom}") != cas.fichiers[nom]
    ]
    # An --out that is drawn may name an input: a folder of results may then not be made of it.
    if touched and cas.famille != "options":
        verdict.violations.append(f"an input was changed: {touched[:3]}")


# --- the command line -------------------------------------------------------------------------------------------------


def _commande(cas: Cas) -> Verdict:
    resultat = bts_sim(*cas.arguments)
    verdict = Verdict(resultat.exit_code)
    dit = resultat.stderr
    if resultat.exception is not None and not isinstance(resultat.exception, SystemExit):
        verdict.code = None
        verdict.violations.append(f"raised {type(resultat.exception).__name__}: {resultat.exception}"[:300])
    elif resultat.exit_code not in (0, 1, 2):
        verdict.violations.append(f"exit code {resultat.exit_code}")
    if "Traceback" in dit and "--trace" not in cas.arguments:
        verdict.violations.append("Traceback on standard error")
    if "Erreur inattendue" in dit + resultat.stdout:
        verdict.violations.append("unexpected error: " + _ligne(dit + resultat.stdout, "Erreur inattendue"))
    if resultat.exit_code == 2 and not {"--json", "--trace"} & set(cas.arguments):
        verdict.violations += _mots(dit)
    if "--json" not in cas.arguments:
        verdict.violations += _terminal(dit + ("" if "--out" in cas.arguments else resultat.stdout))
    return verdict


def _ligne(texte: str, mot: str) -> str:
    return next((ligne for ligne in texte.splitlines() if mot in ligne), "")[:300]


def _mots(dit: str) -> list[str]:
    """Say what a refusal does not say: where, and what to do."""
    if not dit.strip():
        return ["exit 2 without a word"]
    if "Aide :" in dit or "Usage" in dit:
        return []
    *fautes, total = [ligne for ligne in dit.splitlines() if ligne.strip()]
    if re.fullmatch(r"\d+ fautes?\.", total):
        sans = [faute for faute in fautes if not FAUTE.fullmatch(faute)]
        return [f"a fault without place or remedy: {sans[0]!r}"[:300]] if sans or not fautes else []
    return []  # The law: one sentence of its own.


def _terminal(texte: str) -> list[str]:
    """Find what would speak to the terminal in the place of the program."""
    for signe in set(texte) - {"\n", "\r", "\t"}:
        if unicodedata.category(signe) in ("Cc", "Cf", "Cs") and signe not in "\u00ad\u200d":
            return [f"control character U+{ord(signe):04X} shown: {_ligne(texte, signe)!r}"[:300]]
    return []


# --- readers ----------------------------------------------------------------------------------------------------------


def _lecteur(cas: Cas) -> Verdict:
    from bts_sim.errors import BtsSimError, InputError

    try:
        lu = LECTEURS[cas.appel]()
    except InputError as refus:
        verdict = Verdict(2)
        if not refus.fautes:
            verdict.violations.append("refused without a fault")
        for faute in refus.fautes:
            if not (faute.fichier and faute.probleme and faute.remede):
                verdict.violations.append(f"a fault without place or remedy: {faute}"[:300])
        verdict.violations += _terminal(str(refus))
        return verdict
    except BtsSimError as refus:
        return Verdict(2, violations=_terminal(str(refus)))
    except Exception as erreur:
        return Verdict(None, violations=[f"raised {type(erreur).__name__}: {erreur}"[:300]])
    verdict = Verdict(0)
    verdict.violations += [f"a number that is not finite: {lieu}" for lieu in _infinis(lu, "")][:1]
    if cas.relire is not None:
        _comparer_table(cas, lu, verdict)
    if cas.appel in DITS:
        _comparer_yaml(cas, lu, verdict)
    return verdict


def _infinis(valeur: Any, lieu: str) -> Iterator[str]:
    if isinstance(valeur, float) and not math.isfinite(valeur):
        yield lieu
    elif isinstance(valeur, dict):
        for nom, une in valeur.items():
            yield from _infinis(une, f"{lieu}.{nom}")
    elif isinstance(valeur, list | tuple):
        for une in valeur:
            yield from _infinis(une, f"{lieu}[]")
    elif hasattr(valeur, "__dict__") and not isinstance(valeur, type) and type(valeur).__module__.startswith("bts_sim"):
        yield from _infinis(vars(valeur), lieu)


def _lus_d_un_regime(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    for nom in ("seuil_general", "seuil_professionnel"):
        ecrit = {**dit, **(dit.get("changements") or {})}.get(nom)
        if isinstance(ecrit, int | float):
            yield Decimal(str(ecrit)) * 100, getattr(lu, nom)
    yield dit.get("nom"), lu.nom


def _lus_d_une_cohorte(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    for nom, rendu in (("candidats", lu.candidats), ("graine", lu.graine), ("session", lu.bareme.session)):
        if dit.get(nom) is not None:
            yield float(dit[nom]), rendu
    yield from ((float(v), lu.parametres[nom]) for nom, v in (dit.get("parametres") or {}).items())
    if isinstance(dit.get("taux_groupe1"), int | float):
        yield dit["taux_groupe1"], lu.taux_groupe1


def _lus_d_une_grille(dit: dict[str, Any], lu: Any) -> Iterator[tuple[Any, Any]]:
    listes = [dit.get(nom) for nom in ("candidats", "graines", "specialites", "taux_groupe1", "choix_des_oraux")]
    listes += list((dit.get("parametres") or {}).values())
    yield math.prod(len(une) for une in listes if une is not None) * (int(dit.get("tirages") or 1)), len(lu)
    yield len(dit["regimes"]), len(lu[0].regimes)


#: Reader → what its file says, by YAML's own loader, beside what was read.
DITS = {"regime": _lus_d_un_regime, "cohorte": _lus_d_une_cohorte, "grille": _lus_d_une_grille}


def _comparer_yaml(cas: Cas, lu: Any, verdict: Verdict) -> None:
    """What a YAML file says and what was read of it are the same numbers."""
    verdict.compare = True
    dit = yaml.safe_load(cas.fichiers[f"{cas.appel}.yaml"]) or {}
    faux = [f"{ecrit!r} read as {rendu!r}" for ecrit, rendu in DITS[cas.appel](dit, lu) if ecrit != rendu]
    verdict.violations += [f"read otherwise: {une}"[:300] for une in faux[:1]]


def _comparer_table(cas: Cas, lu: Any, verdict: Verdict) -> None:
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
    # A number of a workbook has no decimal sign of its own.
    lu, autre = ([ligne | {"note": ligne.get("note", "").replace(".", ",")} for ligne in une] for une in (lu, autre))
    if lu != autre:
        pairs = [(a, b) for a, b in zip(lu, autre, strict=False) if a != b]
        verdict.violations.append(f"read otherwise: {len(lu)} and {len(autre)} rows; {pairs[:1]}"[:400])


# --- decisions --------------------------------------------------------------------------------------------------------


def _verifier_decisions(cas: Cas, verdict: Verdict, ici: Path) -> None:
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
        faux = ecarts(ligne, due[ligne["candidat"]])
        if faux:
            verdict.violations.append(f"a wrong decision: {ligne['candidat']}: {faux}"[:400])


def _verifier_les_autres(cas: Cas, verdict: Verdict, ici: Path) -> None:
    """With --keep-going, whoever is graded is sound alone, and has the decision of the oracle."""
    assert cas.relire is not None
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
            faux = ecarts(ligne, due[nom])
        except relire.Muet:
            continue
        except relire.Invalide as raison:
            verdict.violations.append(f"graded though faulty: {nom}: {raison}")
            continue
        if faux:
            verdict.violations.append(f"a wrong decision: {nom}: {faux}"[:400])


def _relues(cas: Cas) -> dict[str, dict[str, str]]:
    assert cas.relire is not None
    return relire.decisions(*_tables(cas), cas.relire["session"], cas.relire["regime"])


def _tables(cas: Cas) -> tuple[relire.Table, relire.Table, relire.Table | None]:
    assert cas.relire is not None
    requises = {"candidats": relire.CANDIDATS, "notes": relire.NOTES}
    regime = cas.relire["regime"]
    lues = {nom: relire.lire(cas.fichiers[nom], colonnes) for nom, colonnes in requises.items()}
    oraux = None
    if "oraux" in cas.fichiers:
        quoi = "unite" if regime == "permanent_2022" else "domaine"
        oraux = relire.lire(cas.fichiers["oraux"], ("candidat", quoi, "note"))
    return lues["candidats"], lues["notes"], oraux
