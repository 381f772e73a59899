"""Independent exact computation: one candidate at a time, in fractions, in the order of the articles.

Written from the rules only (D643-22 to D643-24, décret 2021-786, ministry press release of 2021). Imports nothing
from bts_sim, so that an error there cannot be repeated here.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

SESSIONS = range(2021, 2027)
REGIMES = ("aucun", "exceptionnel_2021", "permanent_2022")
# D643-19: school, apprenticeship and continuing education, public or habilitated, are assessed as the column
# mode_scolaire says; everybody else as mode_individuel says.
VOIES_EN_CCF = {"scolaire", "apprentissage", "formation_continue"}
ORDRE_DES_MOTIFS = (
    "absence_non_justifiee",
    "dossier_non_valide",
    "forme_progressive_non_terminee",
    "moyenne_generale_inferieure_a_8",
    "moyenne_professionnelle_inferieure_a_10",
    "moyenne_generale_inferieure_a_10",
    "moyenne_finale_inferieure_a_10",
)
COLONNES_EXACTES = (
    "candidat",
    "regime",
    "moyenne_generale_exacte",
    "moyenne_professionnelle_exacte",
    "decision_groupe1",
    "autorise_controle",
    "unites_choisissables",
    "moyenne_finale_exacte",
    "decision",
    "motifs",
)
AFFICHEES = ("moyenne_generale", "moyenne_professionnelle", "moyenne_finale")


@dataclass(frozen=True)
class Unite:
    """One unit of a specialty's règlement, for one session."""

    code: str
    coefficient: Fraction
    domaine: str
    mode_scolaire: str
    mode_individuel: str
    facultative: bool
    au_choix: bool


@dataclass(frozen=True)
class Ligne:
    """One row of the marks file, as text."""

    unite: str
    note: str
    statut: str = ""
    mode: str = ""


@dataclass
class Candidat:
    """One candidate with their rows; `oraux` pairs a unit or a domain with a mark or AB."""

    candidat: str
    specialite: str
    voie: str
    forme: str
    derniere_session: str
    lignes: list[Ligne] = field(default_factory=list)
    oraux: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Counts:
    """What is known of a candidate before any oral."""

    groupe1: str
    motifs: set[str]
    obligatoires: list[tuple[Unite, Ligne, Fraction]]
    facultatifs: Fraction
    generale: Fraction | None = None
    professionnelle: Fraction | None = None
    autorise: bool = False
    choisissables: list[str] = field(default_factory=list)


def regime_de(session: int) -> str:
    """The regime in force in that session."""
    return "exceptionnel_2021" if session == 2021 else "permanent_2022"


def lire_specialites(dossier: Path, session: int) -> dict[str, list[Unite]]:
    """Units in file order, by specialty, as the texts stand in that session; TOUTES is open to everybody."""
    reglements: dict[str, list[Unite]] = {}
    for fichier in sorted(dossier.glob("*.csv")):
        with fichier.open(encoding="utf-8-sig", newline="") as lignes:
            for ligne in csv.DictReader(lignes):
                debut, fin = int(ligne["session_from"]), int(ligne["session_to"] or 9999)
                if debut <= session <= fin and ligne["complet"] == "oui":
                    reglements.setdefault(ligne["specialite"], []).append(
                        Unite(
                            ligne["unite"],
                            Fraction(ligne["coefficient"] or 0),
                            ligne["domaine"],
                            ligne["mode_scolaire"],
                            ligne["mode_individuel"],
                            ligne["facultative"] == "1",
                            ligne["au_choix"] == "1",
                        )
                    )
    pour_tous = reglements.pop("TOUTES", [])
    return {code: unites + pour_tous for code, unites in sorted(reglements.items())}


@lru_cache(maxsize=8192)
def valeur(note: str) -> Fraction:
    """A mark as written, exactly."""
    return Fraction(note.replace(",", "."))


def moyenne(notes: Iterable[tuple[Fraction, Fraction]], points: Fraction = Fraction(0)) -> Fraction:
    """Marks « affectées de leur coefficient », points above 10 of the facultatives added to the total only."""
    total, coefficients = points, Fraction(0)
    for coefficient, note in notes:
        total += coefficient * note
        coefficients += coefficient
    return total / coefficients


def premier_groupe(candidat: Candidat, unites: Sequence[Unite], regime: str) -> Counts:
    """Everything the jury decides before the orals."""
    par_code = {unite.code: unite for unite in unites}
    obligatoires, facultatifs, motifs, rangees = [], Fraction(0), set(), []
    for ligne in candidat.lignes:
        unite = par_code[ligne.unite]
        rangees.append(ligne.unite)
        if unite.facultative:
            # D643-22: « pour leur part excédant la note 10 sur 20 »; an absence there eliminates nobody.
            if ligne.statut in ("", "BE", "RE"):
                facultatifs += max(Fraction(0), valeur(ligne.note) - 10)
        elif ligne.statut == "AB":
            motifs.add("absence_non_justifiee")
        elif ligne.statut == "NV":
            motifs.add("dossier_non_valide")
        elif ligne.statut == "ABJ":
            obligatoires.append((unite, ligne, Fraction(0)))
        elif ligne.statut != "DI":
            obligatoires.append((unite, ligne, valeur(ligne.note)))
    assert len(rangees) == len(set(rangees)), f"duplicate mark for {candidat.candidat}"

    elimine = bool(motifs)
    if candidat.forme == "progressive" and candidat.derniere_session == "non":
        motifs.add("forme_progressive_non_terminee")
    if motifs:
        return Counts("elimine" if elimine else "sans_decision_finale", motifs, obligatoires, facultatifs)

    generale = moyenne(((u.coefficient, n) for u, _, n in obligatoires), facultatifs)
    professionnelle = moyenne((u.coefficient, n) for u, _, n in obligatoires if u.domaine == "professionnel")
    comptes = Counts(
        "admis" if generale >= 10 else "non_admis", motifs, obligatoires, facultatifs, generale, professionnelle
    )
    if generale >= 10:
        return comptes
    if regime == "aucun":
        motifs.add("moyenne_generale_inferieure_a_10")
    elif regime == "exceptionnel_2021":
        # Décret 2021-786, art. 2-2 I: everybody below 10, save an unjustified absence.
        comptes.autorise = True
        comptes.choisissables = _plus_forts_coefficients(unites, obligatoires)
    else:
        # D643-22 (2022): at least 8, below 10, and at least 10 over the professional épreuves.
        if generale < 8:
            motifs.add("moyenne_generale_inferieure_a_8")
        if professionnelle < 10:
            motifs.add("moyenne_professionnelle_inferieure_a_10")
        comptes.autorise = not motifs
        if comptes.autorise:
            comptes.choisissables = _disciplines_au_choix(unites, obligatoires)
    return comptes


def _disciplines_au_choix(unites: Sequence[Unite], notes: list[tuple[Unite, Ligne, Fraction]]) -> list[str]:
    """Permanent regime: general units of the list, not held by bénéfice nor dispensed."""
    tenues = {u.code for u, ligne, _ in notes if ligne.statut != "BE"}
    return [u.code for u in unites if u.domaine == "general" and u.au_choix and u.code in tenues]


def _plus_forts_coefficients(unites: Sequence[Unite], notes: list[tuple[Unite, Ligne, Fraction]]) -> list[str]:
    """2021: the disciplines of the highest coefficient in the general domain, ties all; none dispensed."""
    generales = {u.code: u.coefficient for u, _, _ in notes if u.domaine == "general"}
    plus_fort = max(generales.values(), default=None)
    return [u.code for u in unites if generales.get(u.code) == plus_fort and u.code in generales]


def est_ponctuelle(candidat: Candidat, unite: Unite, ligne: Ligne) -> bool:
    """The mode is that of the candidate and the unit together."""
    mode = ligne.mode or (unite.mode_scolaire if candidat.voie in VOIES_EN_CCF else unite.mode_individuel)
    return mode.startswith("ponctuel")


def notes_finales(candidat: Candidat, comptes: Counts, regime: str) -> list[tuple[Fraction, Fraction]]:
    """Coefficients and marks once the orals are known; an oral counts only where it is better, an absent one never."""
    oraux = {quoi: valeur(note) for quoi, note in candidat.oraux if note != "AB"}
    if regime == "permanent_2022":
        return [(u.coefficient, max(n, oraux[u.code]) if u.code in oraux else n) for u, _, n in comptes.obligatoires]
    notes = []
    for domaine in ("general", "professionnel"):
        siennes = [(u, ligne, n) for u, ligne, n in comptes.obligatoires if u.domaine == domaine]
        ponctuelles = [(u.coefficient, n) for u, ligne, n in siennes if est_ponctuelle(candidat, u, ligne)]
        notes += [(u.coefficient, n) for u, ligne, n in siennes if not est_ponctuelle(candidat, u, ligne)]
        if ponctuelles and domaine in oraux:
            # « remplacer la moyenne initiale de l'ensemble des épreuves ponctuelles du domaine correspondant »
            meilleure = max(moyenne(ponctuelles), oraux[domaine])
            ponctuelles = [(coefficient, meilleure) for coefficient, _ in ponctuelles]
        notes += ponctuelles
    return notes


def doit_un_oral(candidat: Candidat, comptes: Counts, regime: str) -> bool:
    """Whether an oral that this authorised candidate owes is in no row, neither as a mark nor as AB.

    Two of the units that may be chosen, or fewer where there are fewer; in 2021 one in each domain where some
    ponctuelle is there to be replaced.
    """
    assis = {quoi for quoi, _ in candidat.oraux}
    if regime == "permanent_2022":
        return len(assis) < min(2, len(comptes.choisissables))
    dus = {u.domaine for u, ligne, _ in comptes.obligatoires if est_ponctuelle(candidat, u, ligne) and u.coefficient}
    return bool(dus - assis)


def juger(
    candidat: Candidat,
    unites: Sequence[Unite],
    regime: str,
    avec_oraux: bool,
    comptes: Counts | None = None,
    complets: bool = False,
) -> dict[str, str]:
    """The exact columns of decisions.csv for this candidate; `complets`: the orals are over."""
    comptes = comptes or premier_groupe(candidat, unites, regime)
    motifs, finale = set(comptes.motifs), comptes.generale
    assert comptes.autorise or not candidat.oraux, f"{candidat.candidat} may not sit an oral"
    if comptes.groupe1 != "non_admis":
        decision = comptes.groupe1
    elif not comptes.autorise:
        decision = "refuse"
    elif not avec_oraux:
        decision, finale = "en_attente_controle", None
    else:
        finale = moyenne(notes_finales(candidat, comptes, regime), comptes.facultatifs)
        decision = "admis_apres_controle" if finale >= 10 else "refuse"
        if finale < 10 and not complets and doit_un_oral(candidat, comptes, regime):
            decision, finale = "en_attente_controle", None
        elif finale < 10:
            motifs.add("moyenne_finale_inferieure_a_10")
    return {
        "candidat": candidat.candidat,
        "regime": regime,
        "moyenne_generale_exacte": _texte(comptes.generale),
        "moyenne_professionnelle_exacte": _texte(comptes.professionnelle),
        "decision_groupe1": comptes.groupe1,
        "autorise_controle": "oui" if comptes.autorise else "non",
        "unites_choisissables": ",".join(comptes.choisissables),
        "moyenne_finale_exacte": _texte(finale),
        "decision": decision,
        "motifs": ",".join(motif for motif in ORDRE_DES_MOTIFS if motif in motifs),
    }


def _texte(nombre: Fraction | None) -> str:
    return "" if nombre is None else str(nombre)


def ecarts(obtained: dict[str, str], attendu: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Columns where a row of decisions.csv differs from the oracle's; displayed means to within 0.0001."""
    differences = {c: (obtained[c], attendu[c]) for c in COLONNES_EXACTES if obtained[c] != attendu[c]}
    for colonne in AFFICHEES:
        exacte, affichee = attendu[colonne + "_exacte"], obtained[colonne]
        if not exacte or not affichee:
            juste = exacte == affichee
        else:
            juste = "." not in affichee and abs(valeur(affichee) - Fraction(exacte)) <= Fraction(1, 10_000)
        if not juste:
            differences[colonne] = (affichee, exacte)
    return differences
