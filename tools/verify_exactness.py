"""Compare bts-sim grade with the exact oracle on many random candidates, and with floating-point decisions.

python tools/verify_exactness.py 1000000                      all sessions and regimes in turn
python tools/verify_exactness.py 20000 --session 2024 --regime permanent_2022

Half of the candidates are built to fall on 8 or 10, or one hundredth of one mark from it. Every chunk is written as CSV
and graded by `python -m bts_sim grade` in its own process: without the orals, with them, and once they are over. Every
exact column is compared, and the displayed means to within 0.0001. Exit code 1 if anything differs.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import cycle
from multiprocessing import Pool
from pathlib import Path

import numpy as np

RACINE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(RACINE / "tests"))

from cohorts import Cohort, lire, tirer  # noqa: E402
from oracle import REGIMES, SESSIONS, Candidat, Counts, ecarts, juger, lire_specialites, notes_finales  # noqa: E402

from bts_sim.droit.rejeu import RejeuError, rejouer  # noqa: E402

SPECIALITES = RACINE / "bts_sim" / "textes" / "specialites"
HABITUDES = ("np.average, float64", "weights normalised first, float64", "round(np.average, 2)")
TESTS = (("M", 10), ("M", 8), ("MP", 10), ("M'", 10))
#: Whether there is a file of orals, and whether the orals are over.
MOMENTS = ((False, False), (True, False), (True, True))
Tache = tuple[int, str, int, int, bool]


def taches(
    total: int, sessions: Sequence[int], regimes: Sequence[str], morceau: int, graine: int, traces: bool
) -> Iterator[Tache]:
    """Yield chunks that share the candidates among the sessions and regimes."""
    couples = cycle([(session, regime) for session in sessions for regime in regimes])
    nombre = max(1, -(-total // morceau))
    for rang in range(nombre):
        yield (*next(couples), total // nombre + (rang < total % nombre), graine + rang, traces)


def verifier(tache: Tache) -> tuple[Counter, list[str]]:
    """Return the counts of one chunk and its first differences, in words."""
    session, regime, n, graine, traces = tache
    reglements = lire_specialites(SPECIALITES, session)
    cohorte = tirer(reglements, session, regime, n, graine)
    compte: Counter = Counter(
        candidats=n, marques=len(cohorte.notes), vae=int((cohorte.candidats["vae"] == "oui").sum())
    )
    examples: list[str] = []
    with tempfile.TemporaryDirectory() as nom:
        for oraux, complets in MOMENTS if regime != "aucun" else MOMENTS[:1]:
            obtenus = grader(Path(nom), cohorte, oraux, complets, compte, traces)
            for candidat, comptes, obtained in zip(cohorte.par_candidat, cohorte.comptes, obtenus, strict=True):
                assis = candidat if oraux else Candidat(*(getattr(candidat, c) for c in FIELDS), candidat.lignes)
                attendu = juger(assis, reglements[candidat.specialite], regime, oraux, comptes, complets)
                compte["decisions"] += 1
                compte["en attente d'un oral"] += oraux and attendu["decision"] == "en_attente_controle"
                if complets or regime == "aucun":
                    compte["decision " + attendu["decision"]] += 1
                for colonne, (lu, exact) in ecarts(obtained, attendu).items():
                    compte["ecart " + colonne] += 1
                    examples.append(f"{session} {regime} graine {graine} {candidat.candidat} {colonne}: {lu} / {exact}")
    for candidat, comptes in zip(cohorte.par_candidat, cohorte.comptes, strict=True):
        if comptes.generale is not None:
            _flottants(candidat, comptes, regime, compte)
    return compte, examples[:5]


FIELDS = ("candidat", "specialite", "voie", "forme", "derniere_session")


def grader(
    dossier: Path, cohorte: Cohort, oraux: bool, complets: bool, compte: Counter, traces: bool
) -> list[dict[str, str]]:
    """Return the rows of decisions.csv from the real command line. With `traces`, each is done again from its trace."""
    debut = time.perf_counter()
    sortie = dossier / f"resultats-{oraux}-{complets}"
    options = cohorte.write(dossier, oraux, complets)
    commande = [sys.executable, "-m", "bts_sim", "grade", *options, "--quiet", "--out", str(sortie)]
    subprocess.run([*commande, *["--explain"] * traces], check=True, cwd=RACINE)
    compte["millisecondes"] += int(1000 * (time.perf_counter() - debut))
    obtenus = lire(sortie / "decisions.csv")
    if traces:
        with (sortie / "explications.jsonl").open(encoding="utf-8") as lignes:
            for obtained, trace in zip(obtenus, map(json.loads, lignes), strict=True):
                compte["rejoues"] += 1
                compte["ecart rejeu"] += rejoue(trace) != (obtained["candidat"], obtained["decision"])
    return obtenus


def rejoue(trace: dict) -> tuple[str, str]:
    """Return the candidate of a trace, and the decision to which its numbers lead."""
    try:
        return trace["candidat"], rejouer(trace)
    except RejeuError as error:
        return trace["candidat"], str(error)


def _flottants(candidat: Candidat, comptes: Counts, regime: str, compte: Counter) -> None:
    """Count the wrong decisions of three floating-point habits on the same marks."""
    oral_sets = {"M": [(u.coefficient, n) for u, _, n in comptes.obligatoires]}
    oral_sets["MP"] = [(u.coefficient, n) for u, _, n in comptes.obligatoires if u.domaine == "professionnel"]
    if comptes.autorise:
        oral_sets["M'"] = notes_finales(candidat, comptes, regime)
    wrong: set[str] = set()
    for quoi, paires in oral_sets.items():
        points = Fraction(0) if quoi == "MP" else comptes.facultatifs
        poids = sum(c for c, _ in paires)
        exacte = (sum(c * n for c, n in paires) + points) / poids
        coefficients = np.array([float(c) for c, _ in paires])
        notes = np.array([float(n) for _, n in paires])
        moyenne = np.average(notes, weights=coefficients) + float(points) / float(poids)
        normalisee = (notes * (coefficients / coefficients.sum())).sum() + float(points) / float(poids)
        for seuil in [s for q, s in TESTS if q == quoi]:
            compte[f"sur {quoi} {seuil}"] += exacte == seuil
            compte[f"pres {quoi} {seuil}"] += 0 < abs(exacte - seuil) <= Fraction(1, 200)
            for habitude, valeur in zip(HABITUDES, (moyenne, normalisee, round(moyenne, 2)), strict=True):
                if (valeur >= seuil) != (exacte >= seuil):
                    compte[f"{habitude} {quoi} {seuil}"] += 1
                    wrong.add(habitude)
    for habitude in wrong:
        compte[f"{habitude} candidats"] += 1


def tableau(compte: Counter, duree: float) -> None:
    """Print the counts for the closing note."""
    print(
        f"\n{compte['candidats']:,} candidates, {compte['marques']:,} marks, {compte['decisions']:,} rows of "
        f"decisions.csv compared in {duree:.0f} s ({compte['millisecondes'] / 1000:.0f} s of them in bts-sim grade)"
    )
    print(f"{compte['rejoues']:,} decisions done again from their traces")
    wait = compte["en attente d'un oral"]
    print(f"{compte['vae']:,} candidates admitted to a VAE; {wait:,} that wait for an oral that has no row")
    print(", ".join(f"{cle[9:]} {n:,}" for cle, n in sorted(compte.items()) if cle.startswith("decision ")))
    fautifs = {cle[6:]: n for cle, n in compte.items() if cle.startswith("ecart ")}
    print(f"\ndifferences with the exact oracle: {sum(fautifs.values())}", *(f"  {c}: {n}" for c, n in fautifs.items()))
    print(f"\n{'threshold tests decided wrongly by':38}" + "".join(f"{f'{q} >= {s}':>10}" for q, s in TESTS), end="")
    print(f"{'candidates':>12}")
    for habitude in HABITUDES:
        cellules = "".join(f"{compte[f'{habitude} {q} {s}']:>10,}" for q, s in TESTS)
        print(f"{habitude:38}{cellules}{compte[f'{habitude} candidats']:>12,}")
    for titre, cle in (("(mean exactly on the threshold)", "sur"), ("(beside it, by at most 0.005)", "pres")):
        print(f"{titre:38}" + "".join(f"{compte[f'{cle} {q} {s}']:>10,}" for q, s in TESTS))


def main() -> int:
    """Compare, and print the counts. Return 1 if any decision differs from that of the oracle."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("n", type=int, metavar="N", help="number of candidates")
    arguments.add_argument("--session", type=int, choices=SESSIONS, action="append")
    arguments.add_argument("--regime", choices=REGIMES, action="append")
    arguments.add_argument("--morceau", type=int, default=25_000, help="candidates per chunk")
    arguments.add_argument("--graine", type=int, default=20_220_603, help="seed of the first chunk")
    arguments.add_argument("--rejouer", action="store_true", help="do every decision again from its trace")
    arguments.add_argument("--processus", type=int, default=2)
    o = arguments.parse_args()
    debut, total, examples = time.perf_counter(), Counter(), []
    with Pool(o.processus) as pool:
        travail = list(taches(o.n, o.session or SESSIONS, o.regime or REGIMES, o.morceau, o.graine, o.rejouer))
        for done, (compte, siens) in enumerate(pool.imap_unordered(verifier, travail), 1):
            total += compte
            examples += siens
            print(f"\r{done} of {len(travail)} chunks", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    tableau(total, time.perf_counter() - debut)
    print(*examples[:20], sep="\n")
    return int(any(n for cle, n in total.items() if cle.startswith("ecart ")))


if __name__ == "__main__":
    sys.exit(main())
