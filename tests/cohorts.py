"""Random candidates for the exactness checks: every specialty, voie, form and status, half of them on an edge.

An edge is a general mean, a professional mean or a final mean that is 8 or 10 exactly, or as near as one hundredth
of one mark can bring it. Marks are integer hundredths; orals are drawn only for those whom the oracle authorises.
"""

import csv
import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
from oracle import Candidat, Counts, Ligne, Unite, est_ponctuelle, premier_groupe, valeur

VOIES = (
    "scolaire",
    "scolaire_hors_contrat",
    "apprentissage",
    "apprentissage_non_habilite",
    "formation_continue",
    "formation_continue_privee",
    "enseignement_a_distance",
    "experience_professionnelle",
    "individuel",
)
GLOBALE_SEULEMENT = 4  # the first four voies
EMPTY, AB, ABJ, NV, DI, BE, RE, SANS_LIGNE = range(8)
STATUTS = np.array(["", "AB", "ABJ", "NV", "DI", "BE", "RE", "-"])
LIBRE, M_8, M_10, MP_10, M_8_MP_10, FINALE_10 = range(6)


@functools.cache
def _texts(decimale: str) -> np.ndarray:
    """Each mark in hundredths, written in three ways."""
    longues = [f"{n // 100}{decimale}{n % 100:02d}" for n in range(2001)]
    courtes = [texte.rstrip("0").rstrip(decimale) if decimale in texte else texte for texte in longues]
    remplies = [texte.zfill(5) for texte in longues]
    return np.array([courtes, longues, remplies])


@dataclass
class Cohort:
    """The three files as tables of text, and the same candidates for the oracle."""

    session: int
    regime: str
    candidats: pd.DataFrame
    notes: pd.DataFrame
    par_candidat: list[Candidat] = field(default_factory=list)
    comptes: list[Counts] = field(default_factory=list)
    oraux: pd.DataFrame | None = None

    def write(self, dossier: Path, oraux: bool, complets: bool = False) -> list[str]:
        """Write the files and return the command line's options for them; `complets`: the orals are over."""
        options = ["--session", str(self.session), "--regime", self.regime]
        for nom in ("candidats", "notes") + (("oraux",) if oraux else ()):
            fichier = dossier / f"{nom}.csv"
            getattr(self, nom).to_csv(fichier, sep=";", index=False)
            options += [f"--{nom}", str(fichier)]
        return options + ["--oraux-complets"] * complets


def tirer(reglements: dict[str, list[Unite]], session: int, regime: str, n: int, graine: int) -> Cohort:
    """A cohort of n candidates; the same seed gives the same files."""
    rng = np.random.default_rng(graine)
    codes = list(reglements)
    specialite = rng.integers(len(codes), size=n)
    voie = rng.integers(len(VOIES), size=n)
    progressive = (voie >= GLOBALE_SEULEMENT) & (rng.random(n) < 0.35)
    last_session = np.where(rng.random(n) < np.where(progressive, 0.6, 0.8), "oui", "non")
    visee = np.where(rng.random(n) < 0.5, LIBRE, rng.integers(M_8, FINALE_10 + 1, size=n))
    ecart = rng.choice([0, 0, -1, 1], size=n)
    identifiants = np.char.add(f"{session}-", np.char.zfill(rng.permutation(n).astype(str), 7))
    candidats = pd.DataFrame(
        {
            "candidat": identifiants,
            "specialite": np.array(codes)[specialite],
            "voie": np.array(VOIES)[voie],
            "forme": np.where(progressive, "progressive", "globale"),
            "derniere_session": last_session,
        }
    )
    decimale = ",."[int(rng.integers(2))]
    tables = []
    for numero, code in enumerate(codes):
        qui = np.flatnonzero(specialite == numero)
        if len(qui):
            tables.append(
                _notes(reglements[code], qui, progressive, last_session == "non", visee, ecart, _texts(decimale), rng)
            )
    notes = pd.concat(tables, ignore_index=True)
    candidats["vae"] = _vae(notes, n, np.random.default_rng([graine, 1]))
    notes = notes.iloc[rng.permutation(len(notes))]
    cohorte = Cohort(session, regime, candidats, _nommer(notes, identifiants))
    _assembler(cohorte, notes)
    cohorte.comptes = [premier_groupe(c, reglements[c.specialite], regime) for c in cohorte.par_candidat]
    if regime != "aucun":
        _tirer_oraux(cohorte, visee == FINALE_10, ecart, decimale, rng)
    return cohorte


def _vae(notes: pd.DataFrame, n: int, rng: np.random.Generator) -> np.ndarray:
    """Who says that they are admitted to a VAE: all who are dispensed of a professional unit, and some others."""
    vae = rng.choice(["", "non", "oui"], p=[0.9, 0.07, 0.03], size=n)
    vae[notes["rang"][(notes["statut"] == "DI") & notes["pro"]].to_numpy()] = "oui"
    return vae


def _nommer(notes: pd.DataFrame, identifiants: np.ndarray) -> pd.DataFrame:
    table = notes[["unite", "note", "statut", "mode"]].copy()
    table.insert(0, "candidat", identifiants[notes["rang"].to_numpy()])
    return table


def _assembler(cohorte: Cohort, notes: pd.DataFrame) -> None:
    """One object per candidate for the oracle, from the very texts that are written to the files."""
    table = cohorte.candidats
    colonnes = (table[c].tolist() for c in ("candidat", "specialite", "voie", "forme", "derniere_session"))
    cohorte.par_candidat = [Candidat(*named_fields) for named_fields in zip(*colonnes, strict=True)]
    rangs = notes["rang"].tolist()
    named_fields = (notes[c].tolist() for c in ("unite", "note", "statut", "mode"))
    for rang, ligne in zip(rangs, map(Ligne, *named_fields), strict=True):
        cohorte.par_candidat[rang].lignes.append(ligne)


def _notes(
    unites: Sequence[Unite],
    qui: np.ndarray,
    progressive: np.ndarray,
    pas_derniere: np.ndarray,
    visee: np.ndarray,
    ecart: np.ndarray,
    textes: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """The marks of all candidates of one specialty, as long rows."""
    n, k = len(qui), len(unites)
    facultative = np.array([u.facultative for u in unites])
    professionnel = np.array([u.domaine == "professionnel" for u in unites])
    echelle = math.lcm(*(u.coefficient.denominator for u in unites))
    coefficient = np.array([int(u.coefficient * echelle) for u in unites])
    visee, ecart, progressive = visee[qui], ecart[qui], progressive[qui]
    inachevee = progressive & pas_derniere[qui]

    statut = rng.choice(
        [EMPTY, AB, ABJ, NV, DI, BE, RE], p=[0.903, 0.004, 0.015, 0.003, 0.025, 0.03, 0.02], size=(n, k)
    )
    statut[(statut == RE) & ~progressive[:, None]] = EMPTY
    # Means exist only where somebody is marked: no candidate may be exempt from a whole domain.
    premiers = [np.flatnonzero(~facultative & professionnel)[0], np.flatnonzero(~facultative & ~professionnel)[0]]
    statut[:, premiers] = np.where(statut[:, premiers] == DI, EMPTY, statut[:, premiers])
    vise = (visee != LIBRE) & (rng.random(n) < 0.98)
    statut[vise[:, None] & np.isin(statut, [AB, NV]) & ~facultative] = EMPTY
    statut[:, facultative] = np.where(rng.random((n, facultative.sum())) < 0.25, statut[:, facultative], SANS_LIGNE)
    # A candidate sits three facultatives at most: more is a fault.
    passees = facultative & np.isin(statut, [EMPTY, BE, RE])
    statut[passees & (passees.cumsum(axis=1) > 3)] = SANS_LIGNE
    absentes = inachevee[:, None] & (rng.random((n, k)) < 0.3)
    absentes[:, premiers[0]] = False
    statut[absentes] = SANS_LIGNE

    marquee = np.isin(statut, [EMPTY, BE, RE])
    plancher = np.where(statut == BE, 1000, 0)
    niveau = rng.normal(1000, 250, size=(n, 1)) + rng.normal(0, 300, size=(n, k))
    niveau[np.isin(visee, [MP_10, FINALE_10])] += np.where(professionnel, 150, -200)
    pas = rng.choice([1, 25, 50, 100], p=[0.4, 0.2, 0.2, 0.2], size=(n, 1))
    marques = np.clip((niveau / pas).round() * pas, plancher, 2000).astype(np.int64)

    marques[~marquee] = 0

    compte = marquee & ~facultative
    divisible = (compte | (statut == ABJ)) & ~facultative
    pour_pro, pour_general = compte & professionnel, compte & ~professionnel
    points = np.where(marquee & facultative, np.maximum(marques - 1000, 0), 0).sum(1) * echelle
    sans_points = np.zeros(n, np.int64)

    def poser(lignes, ensemble, ajustables, seuil, ajout, decalage):
        _poser(marques, lignes, ensemble, ajustables, coefficient, seuil, ajout, decalage, plancher, rng)

    poser(np.isin(visee, [MP_10, M_8_MP_10]), divisible & professionnel, pour_pro, 1000, sans_points, ecart)
    poser(visee == M_8, divisible, compte, 800, points, ecart)
    poser(visee == M_10, divisible, compte, 1000, points, ecart)
    poser(visee == M_8_MP_10, divisible, pour_general, 800, points, rng.choice([0, 0, -1, 1], size=n))
    # The aim of FINALE_10 is to be authorised; its orals are put on the edge later.
    milieu = visee == FINALE_10
    poser(milieu, divisible & professionnel, pour_pro, 1080, sans_points, ecart)
    poser(milieu, divisible, pour_general, 930, points, ecart)

    lignes, colonnes = np.nonzero(statut != SANS_LIGNE)
    ecriture = rng.choice(3, p=[0.7, 0.25, 0.05], size=len(lignes))
    texte = textes[ecriture, marques[lignes, colonnes]]
    s = statut[lignes, colonnes]
    texte = np.where(np.isin(s, [EMPTY, BE, RE]), texte, "")
    texte = np.where((s == ABJ) & (rng.random(len(s)) < 0.5), "0", texte)
    mode = np.where(rng.random(len(s)) < 0.06, np.where(rng.random(len(s)) < 0.5, "ccf", "ponctuel"), "")
    return pd.DataFrame(
        {
            "rang": qui[lignes],
            "unite": np.array([u.code for u in unites])[colonnes],
            "note": texte,
            "statut": STATUTS[s],
            "mode": mode,
            "pro": (professionnel & ~facultative)[colonnes],
        }
    )


def _poser(marques, lignes, ensemble, ajustables, coefficient, seuil, ajout, decalage, plancher, rng) -> None:
    """Move the marks of the adjustable units so that the mean of the whole set comes to the threshold.

    First all of them together, then one alone: exactly where its coefficient divides what is missing, else to the
    nearest below; then `decalage` hundredths aside.
    """
    n, k = marques.shape
    poids = np.where(ensemble, coefficient, 0).sum(1)
    free = ajustables & lignes[:, None]

    def shortfall() -> np.ndarray:
        return seuil * poids - (np.where(ensemble, marques * coefficient, 0).sum(1) + ajout)

    for _ in range(4):
        total = np.where(free, coefficient, 0).sum(1)
        part = np.where(total > 0, shortfall() // np.maximum(total, 1), 0)
        marques[:] = np.where(free, np.clip(marques + part[:, None], plancher, 2000), marques)
    reste = shortfall()[:, None]
    delta = reste // coefficient.clip(1)
    nouveau = marques + delta + decalage[:, None]
    possible = free & (nouveau >= plancher) & (nouveau <= 2000)
    exact = possible & (reste % coefficient.clip(1) == 0)
    rang = rng.random((n, k)) + possible + exact
    choisi = rang.argmax(1)
    lui = np.arange(n)
    bon = possible[lui, choisi]
    marques[lui[bon], choisi[bon]] = nouveau[lui[bon], choisi[bon]]


def _tirer_oraux(cohorte: Cohort, vise: np.ndarray, ecart: np.ndarray, decimale: str, rng) -> None:
    """Orals for the authorised: legal units only, some absent (AB), some without a row, some on the edge."""
    quoi = "unite" if cohorte.regime == "permanent_2022" else "domaine"
    rangees: list[tuple[str, str, str]] = []
    textes = _texts(decimale)
    for rang, (candidat, comptes) in enumerate(zip(cohorte.par_candidat, cohorte.comptes, strict=True)):
        if not comptes.autorise:
            continue
        bord = vise[rang] or rng.random() < 0.3
        epreuves = _epreuves(candidat, comptes, cohorte.regime, bord, rng)
        tires = []
        for place, (cible_de, premiere, poids) in enumerate(epreuves):
            note = int(np.clip(rng.normal(1150, 300), 0, 2000))
            if bord and place == len(epreuves) - 1:
                gain = Fraction(0)
                for (_, oral), (_, avant, masse) in zip(tires, epreuves[:-1], strict=True):
                    gain += masse * max(0, valeur(oral) - avant) if oral != "AB" else 0
                coefficients = sum((u.coefficient for u, _, _ in comptes.obligatoires), Fraction(0))
                cible = premiere + ((10 - comptes.generale) * coefficients - gain) / poids
                note = int(np.clip(math.floor(cible * 100) + int(ecart[rang]), 0, 2000))
            absent = rng.random() < (0.01 if bord else 0.06)
            tires.append((cible_de, "AB" if absent else str(textes[int(rng.integers(2)), note])))
        candidat.oraux = tires
        rangees += [(candidat.candidat, *oral) for oral in tires]
    table = pd.DataFrame(rangees, columns=["candidat", quoi, "note"])
    cohorte.oraux = table.iloc[rng.permutation(len(table))]


def _epreuves(
    candidat: Candidat, comptes: Counts, regime: str, bord: bool, rng
) -> list[tuple[str, Fraction, Fraction]]:
    """What this candidate sits: (unit or domain, what it would replace, the weight it would have)."""
    if regime == "permanent_2022":
        notes = {u.code: (n, u.coefficient) for u, _, n in comptes.obligatoires}
        codes = list(rng.permutation(comptes.choisissables))
        combien = 2 if bord else int(rng.choice([0, 1, 2], p=[0.1, 0.1, 0.8]))
        return [(str(code), *notes[code]) for code in codes[:combien]]
    epreuves = []
    for domaine in ("general", "professionnel"):
        siennes = [
            (u.coefficient, n)
            for u, ligne, n in comptes.obligatoires
            if u.domaine == domaine and est_ponctuelle(candidat, u, ligne)
        ]
        poids = sum((c for c, _ in siennes), Fraction(0))
        premiere = sum((c * n for c, n in siennes), Fraction(0)) / poids if poids else Fraction(0)
        if poids or not bord:
            epreuves.append((domaine, premiere, poids))
    if not bord:
        epreuves = [e for e in epreuves if rng.random() < 0.88]
    return [epreuves[i] for i in rng.permutation(len(epreuves))]


def bts_sim(*arguments: object):
    """The command line, in this process: a result with exit_code, stdout, stderr and exception."""
    from click.testing import CliRunner

    from bts_sim.cli import main

    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def lire(fichier: Path) -> list[dict[str, str]]:
    """Rows of an output file, as text."""
    with fichier.open(encoding="utf-8", newline="") as lignes:
        return list(csv.DictReader(lignes, delimiter=";"))
