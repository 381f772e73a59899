"""Try damaged files, YAML and command lines by the hundred thousand, and keep the wrong answers. Run by hand.

    python tools/fuzz.py --essais 100000 --graine 1 --dossier /dev/shm --violations violations
    python tools/fuzz.py --rejouer violations/options-10000123.json

The cases and the expected answers are in tests/campaign. They are called in this process, so that a case takes
milliseconds. Workers that hang (10 s) or die are replaced, and their current case is a violation. Memory is bounded (4
GB) if the system allows it. Exit code 1 if there is a violation.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import multiprocessing as mp
import os
import queue
import re
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

LIMITE = 10.0
MEMORY = 4 << 30
#: Most cases kept for one signature: the first ones are enough.
KEPT = 5
PAQUET = 100
#: Seconds allowed before the first case of a worker, which has to load everything.
DEMARRAGE = 120.0
LOURDS = ("altair", "nbformat", "openpyxl", "papermill.translators", "pyarrow.parquet", "rich.table")
Compte = Counter[tuple[str, str]]


def travailler(depart: int, pas: int, plan: argparse.Namespace, etat: Any, sortie: Any) -> None:
    """Play cases `depart`, `depart + pas`, … and send the outcomes, a batch at a time."""
    from campaign import calls as appels, families as familles
    from campaign.judge import jouer

    warnings.simplefilter("ignore")
    _borner()
    appels.sans_attendre(setattr)
    # Loaded first: a case must not be blamed for the loading time of the first one.
    for nom in LOURDS:
        importlib.import_module(nom)
    compte: Compte = Counter()
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=plan.dossier) as racine, _muet():
        for rang in range(depart, plan.essais, pas):
            famille, graine = familles.numero(plan.graine, rang)
            if plan.familles and famille not in plan.familles:
                continue
            etat[0], etat[1] = rang, time.time()
            cas = familles.cas(famille, graine)
            verdict = jouer(cas, Path(racine))
            compte[famille, "cases"] += 1
            compte[famille, f"exit {verdict.code}"] += 1
            compte[famille, "compared"] += verdict.compare
            if verdict.violations:
                compte[famille, "violations"] += 1
                _garder(Path(plan.violations), cas, verdict.violations)
            if compte.total() > PAQUET * 4:
                sortie.put((etat[2], compte))
                compte = Counter()
            if time.time() > plan.fin:
                break
    sortie.put((etat[2], compte))


def _borner() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextlib.contextmanager
def _muet() -> Iterator[None]:
    """Discard what libraries write past the streams that are watched."""
    import logging

    logging.disable(logging.CRITICAL)
    with open(os.devnull, "w") as empty_chart, contextlib.redirect_stderr(empty_chart):  # noqa: PTH123
        yield


def _garder(dossier: Path, cas: Any, violations: list[str]) -> None:
    """Keep a case with a wrong answer, unless enough of its kind are kept."""
    signature = re.sub(r"[^a-z]+", "-", f"{cas.famille}-{cas.appel}-{violations[0]}".lower())[:70]
    dossier.mkdir(parents=True, exist_ok=True)
    if len(list(dossier.glob(f"{signature}__*"))) < KEPT:
        fichier = dossier / f"{signature}__{cas.graine}.json"
        fichier.write_text(cas.as_json(violations=violations), encoding="utf-8")


class Ouvrier:
    """A process and its position: rank of its case, start of the case, its number."""

    def __init__(self, processus: Any, etat: Any) -> None:
        self.processus, self.etat, self.ne = processus, etat, time.time()

    def bloque(self) -> bool:
        """Return whether it has been at one case for too long."""
        depuis = self.etat[1] or self.ne + DEMARRAGE - LIMITE
        return bool(self.processus.is_alive() and time.time() - depuis > LIMITE)


def campagne(plan: argparse.Namespace) -> Compte:  # noqa: C901
    """Play a whole campaign. Return its counts by family and outcome."""
    from campaign import families as familles

    contexte = mp.get_context("spawn")
    sortie = contexte.Queue()
    total: Compte = Counter()

    def lancer(depart: int, numero: int) -> Ouvrier:
        etat = contexte.Array("d", [-1.0, 0.0, float(numero)])
        processus = contexte.Process(target=travailler, args=(depart, plan.processus, plan, etat, sortie))
        processus.start()
        return Ouvrier(processus, etat)

    ouvriers = [lancer(i, i) for i in range(plan.processus)]
    dit = time.time()
    while ouvriers:
        with contextlib.suppress(queue.Empty):
            total += sortie.get(timeout=0.5)[1]
        for ouvrier in list(ouvriers):
            bloque = ouvrier.bloque()
            if ouvrier.processus.is_alive() and not bloque:
                continue
            ouvriers.remove(ouvrier)
            if bloque:
                ouvrier.processus.kill()
            ouvrier.processus.join()
            if ouvrier.processus.exitcode == 0:
                continue
            rang = int(ouvrier.etat[0])
            if rang < 0:
                raise SystemExit("a worker died before its first case")
            cas = familles.cas(*familles.numero(plan.graine, rang))
            quoi = f"hang: more than {LIMITE:g} s" if bloque else f"process died: {ouvrier.processus.exitcode}"
            _garder(Path(plan.violations), cas, [quoi])
            total[cas.famille, "cases"] += 1
            total[cas.famille, "violations"] += 1
            total[cas.famille, quoi.partition(":")[0]] += 1
            ouvriers.append(lancer(rang + plan.processus, int(ouvrier.etat[2])))
        if time.time() - dit > 60:
            dit = time.time()
            joues = sum(n for (_, quoi), n in total.items() if quoi == "cases")
            wrong = sum(n for (_, quoi), n in total.items() if quoi == "violations")
            print(f"{joues} cases, {wrong} violations", flush=True)
            if plan.compte:
                plan.compte.write_text(f"seed {plan.graine}\n{tableau(total)}\n", encoding="utf-8")
    with contextlib.suppress(queue.Empty):
        while True:
            total += sortie.get(timeout=0.2)[1]
    return total


def tableau(compte: Compte) -> str:
    """Return the counts as a table in Markdown, one row per family and a total."""
    colonnes = ("cases", "exit 0", "exit 1", "exit 2", "compared", "violations")
    names = sorted({famille for famille, _ in compte})
    lignes = [f"| family | {' | '.join(colonnes)} |", f"|---|{'---:|' * len(colonnes)}"]
    for nom in names:
        lignes.append(f"| {nom} | {' | '.join(f'{compte[nom, c]:,}' for c in colonnes)} |")
    sommes = (f"{sum(compte[nom, c] for nom in names):,}" for c in colonnes)
    return "\n".join([*lignes, f"| **all** | {' | '.join(sommes)} |"])


def rejouer(fichier: Path, dossier: str) -> int:
    """Play one kept case again and print what is wrong now. Return the exit code."""
    from campaign import calls as appels
    from campaign.case import relu
    from campaign.judge import jouer

    _borner()
    appels.sans_attendre(setattr)
    cas = relu(fichier.read_text(encoding="utf-8"))
    print(cas.famille, cas.graine, cas.appel, *map(ascii, cas.arguments))
    print("then:", *json.loads(fichier.read_text(encoding="utf-8")).get("violations", []), sep="\n  ")
    debut = time.time()
    with tempfile.TemporaryDirectory(prefix="fuzz-", dir=dossier) as racine:
        verdict = jouer(cas, Path(racine))
    print(f"now: exit {verdict.code}, {time.time() - debut:.1f} s", *map(ascii, verdict.violations), sep="\n  ")
    return 1 if verdict.violations else 0


def main() -> int:
    """Play a campaign, or one case again. Return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--essais", type=int, default=100_000, help="cases in all")
    parser.add_argument("--graine", type=int, default=1, help="the same seed plays the same cases")
    parser.add_argument("--minutes", type=float, default=600, help="stop then, whatever is left")
    parser.add_argument("--processus", type=int, default=2)
    parser.add_argument("--familles", nargs="*", default=[], help="these alone")
    parser.add_argument("--dossier", default=None, help="where cases are played: best in memory")
    parser.add_argument("--violations", default="violations", help="folder of the cases kept")
    parser.add_argument("--compte", type=Path, metavar="F", help="write the counts there every minute")
    parser.add_argument("--rejouer", type=Path, metavar="F", help="play a kept case again")
    plan = parser.parse_args()
    if plan.rejouer:
        return rejouer(plan.rejouer, plan.dossier)
    plan.fin = time.time() + plan.minutes * 60
    debut = time.time()
    compte = campagne(plan)
    print(f"seed {plan.graine}, {time.time() - debut:.0f} s\n{tableau(compte)}")
    return 1 if any(quoi == "violations" and n for (_, quoi), n in compte.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
