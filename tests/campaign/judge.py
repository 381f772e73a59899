"""Play one case and say what is wrong with the answer, if anything is."""

from __future__ import annotations

import contextlib
import math
import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from campaign.calls import LECTEURS
from campaign.case import SORTIE, Case, Verdict
from campaign.compare import DITS, comparer_decisions, comparer_table, comparer_yaml
from cohorts import bts_sim

WORKING = ".bts-sim-"
#: A fault as the help desk reads it: where, what, and what to do.
FAUTE = re.compile(r".+ : .+\. Remède : .+")
#: What was read, and told before the faults.
REMARQUE = re.compile(
    r".+ : (?:colonnes? lues? |colonne laissée |groupe ; |lu |tableau large|« [^»]+ » : \d+ notes? n).+\."
)


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


def jouer(cas: Case, racine: Path) -> Verdict:
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
            comparer_decisions(cas, verdict, ici)
        return verdict


def _etat(fond: Path) -> dict[str, bytes]:
    return {str(p.relative_to(fond)): p.read_bytes() for p in fond.rglob("*") if p.is_file() and not p.is_symlink()}


def _verifier_disque(cas: Case, verdict: Verdict, avant: dict[str, bytes], apres: dict[str, bytes]) -> None:
    """On bad input nothing is written; whatever happens, nothing unfinished is left and no input is touched."""
    if verdict.code == 2 and avant != apres:
        changes = sorted(nom for nom in avant.keys() | apres.keys() if avant.get(nom) != apres.get(nom))
        verdict.violations.append(f"exit 2 and files changed: {changes[:3]}")
    left = [nom for nom in apres if WORKING in nom and nom not in avant]
    if left:
        verdict.violations.append(f"left behind: {left[:3]}")
    # The folder of registers is the project's own.
    siens = [nom for nom in cas.fichiers if not nom.startswith(SORTIE) and ".bts-sim/" not in nom]
    touched = [nom for nom in siens if apres.get(f"a/b/{nom}") != cas.fichiers[nom]]
    if touched:
        verdict.violations.append(f"an input was changed: {touched[:3]}")


# --- the command line -------------------------------------------------------------------------------------------------


def _commande(cas: Case) -> Verdict:
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
        verdict.violations.append("unexpected error: " + _line(dit + resultat.stdout, "Erreur inattendue"))
    if cas.famille == "ecritures" and ("vouliez-vous dire" not in dit or re.search(r"ajouter|retirer", dit)):
        verdict.violations.append("two writings of one candidate, and no question")
    if resultat.exit_code == 2 and not {"--json", "--trace"} & set(cas.arguments):
        verdict.violations += _mots(dit)
    if "--json" not in cas.arguments:
        verdict.violations += _terminal(dit + ("" if "--out" in cas.arguments else resultat.stdout))
    return verdict


def _line(texte: str, mot: str) -> str:
    return next((ligne for ligne in texte.splitlines() if mot in ligne), "")[:300]


def _mots(dit: str) -> list[str]:
    """Return what a refusal does not say: where, and what to do."""
    if not dit.strip():
        return ["exit 2 without a word"]
    if "Aide :" in dit or "Usage" in dit:
        return []
    *fautes, total = [ligne for ligne in dit.splitlines() if ligne.strip()]
    if re.fullmatch(r"\d+ fautes?\.", total):
        sans = [fault for fault in fautes if not FAUTE.fullmatch(fault) and not REMARQUE.fullmatch(fault)]
        return [f"a fault without place or remedy: {sans[0]!r}"[:300]] if sans or not fautes else []
    return []  # The law: one sentence of its own.


def _terminal(texte: str) -> list[str]:
    """Find what would speak to the terminal in the place of the program."""
    for signe in set(texte) - {"\n", "\r", "\t"}:
        if unicodedata.category(signe) in ("Cc", "Cf", "Cs") and signe not in "\u00ad\u200d":
            return [f"control character U+{ord(signe):04X} shown: {_line(texte, signe)!r}"[:300]]
    return []


# --- readers ----------------------------------------------------------------------------------------------------------


def _lecteur(cas: Case) -> Verdict:
    from bts_sim.errors import BtsSimError, InputError

    try:
        lu = LECTEURS[cas.appel]()
    except InputError as refus:
        verdict = Verdict(2)
        if not refus.fautes:
            verdict.violations.append("refused without a fault")
        for fault in refus.fautes:
            if not (fault.fichier and fault.probleme and fault.remede):
                verdict.violations.append(f"a fault without place or remedy: {fault}"[:300])
        verdict.violations += _terminal(str(refus))
        return verdict
    except BtsSimError as refus:
        return Verdict(2, violations=_terminal(str(refus)))
    except Exception as erreur:
        return Verdict(None, violations=[f"raised {type(erreur).__name__}: {erreur}"[:300]])
    verdict = Verdict(0)
    verdict.violations += [f"a number that is not finite: {lieu}" for lieu in _infinis(lu, "")][:1]
    if cas.relire is not None:
        comparer_table(cas, lu, verdict)
    if cas.appel in DITS:
        comparer_yaml(cas, lu, verdict)
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
    elif is_dataclass(valeur) and not isinstance(valeur, type):
        # Its fields, and not what is kept of them: a règlement that reads the same otherwise keeps itself.
        yield from _infinis({one.name: getattr(valeur, one.name) for one in fields(valeur)}, lieu)
    elif hasattr(valeur, "__dict__") and not isinstance(valeur, type) and type(valeur).__module__.startswith("bts_sim"):
        yield from _infinis(vars(valeur), lieu)
