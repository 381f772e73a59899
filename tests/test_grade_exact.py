"""Does bts-sim grade decide every candidate as exact fractions do?"""

import shutil
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from cohorts import bts_sim, lire, tirer
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from oracle import REGIMES, Candidat, Ligne, ecarts, juger, lire_specialites

SPECIALITES = Path(__file__).parents[1] / "bts_sim" / "textes" / "specialites"
CANDIDATES = 2000
COLONNES = (
    "specialite,nom,secteur,option,session_from,session_to,epreuve,unite,intitule,coefficient,domaine,mode_scolaire,"
    "mode_individuel,facultative,au_choix,langue,confiance,source,complet"
)


def comparer(obtenus: list[dict[str, str]], attendus: list[dict[str, str]]) -> None:
    """Same candidates in the same order, same value in every column."""
    assert [ligne["candidat"] for ligne in obtenus] == [ligne["candidat"] for ligne in attendus]
    differences = {
        attendu["candidat"]: trouves
        for obtained, attendu in zip(obtenus, attendus, strict=True)
        if (trouves := ecarts(obtained, attendu))
    }
    premieres = list(differences.items())[:5]
    assert not differences, f"{len(differences)} candidates differ (obtained, expected): {premieres}"


def run(out: Path, *options: object) -> list[dict[str, str]]:
    resultat = bts_sim("grade", *options, "--out", out)
    assert resultat.exit_code == 0, resultat.stderr or resultat.exception
    return lire(out / "decisions.csv")


class _Cohortes:
    session: int
    candidats = CANDIDATES // 2

    @pytest.mark.parametrize("regime", REGIMES)
    def test_every_column_is_the_exact_one(self, regime: str, tmp_path: Path) -> None:
        reglements = lire_specialites(SPECIALITES, self.session)
        graine = 1000 * self.session + REGIMES.index(regime)
        cohorte = tirer(reglements, self.session, regime, self.candidats, graine)
        for oraux, complets in ((False, False), (True, False), (True, True))[: 3 if regime != "aucun" else 1]:
            attendus = [
                juger(candidat, reglements[candidat.specialite], regime, oraux, comptes, complets)
                if oraux
                else juger(_sans_oraux(candidat), reglements[candidat.specialite], regime, oraux, comptes)
                for candidat, comptes in zip(cohorte.par_candidat, cohorte.comptes, strict=True)
            ]
            out = tmp_path / f"resultats-{oraux}-{complets}"
            comparer(run(out, *cohorte.write(tmp_path, oraux, complets)), attendus)


def _sans_oraux(c: Candidat) -> Candidat:
    return Candidat(c.candidat, c.specialite, c.voie, c.forme, c.derniere_session, c.lignes)


class TestSession2021(_Cohortes):
    session = 2021


class TestSession2022(_Cohortes):
    session = 2022


class TestSession2024(_Cohortes):
    session = 2024


@pytest.mark.quick
class TestFewerCandidates(_Cohortes):
    session = 2024
    candidats = 150


class TestSession2026(_Cohortes):
    session = 2026


def test_the_generator_reaches_every_decision_and_both_sides_of_every_edge() -> None:
    """A comparison proves little on candidates that nobody could get wrong."""
    reglements = lire_specialites(SPECIALITES, 2024)
    cohorte = tirer(reglements, 2024, "permanent_2022", CANDIDATES, 7)
    lignes = [
        juger(c, reglements[c.specialite], "permanent_2022", True, comptes)
        for c, comptes in zip(cohorte.par_candidat, cohorte.comptes, strict=True)
    ]
    assert {ligne["decision"] for ligne in lignes} == {
        "admis", "admis_apres_controle", "en_attente_controle", "refuse", "elimine", "sans_decision_finale"
    }  # fmt: skip
    for colonne, seuil in (
        ("moyenne_generale_exacte", 8),
        ("moyenne_generale_exacte", 10),
        ("moyenne_professionnelle_exacte", 10),
        ("moyenne_finale_exacte", 10),
    ):
        moyennes = [Fraction(ligne[colonne]) for ligne in lignes if ligne[colonne]]
        proches = [m - seuil for m in moyennes if abs(m - seuil) <= Fraction(1, 200)]
        for cote in (-1, 0, 1):
            assert sum((d > 0) - (d < 0) == cote for d in proches) >= 10, (colonne, seuil, cote)
    assert {c.voie for c in cohorte.par_candidat if c.forme == "progressive"} and len(set(cohorte.notes.statut)) == 7


# The worked cases of reference/regulations.md, section 7: unit, domain, mode, coefficient, mark.
CAS = {
    "A": [
        ("CGE", "general", "ponctuel_ecrit", "3", "6"),
        ("LV", "general", "ccf", "2", "8"),
        ("MATHS", "general", "ccf", "2", "9"),
        ("CEJM", "general", "ponctuel_ecrit", "3", "7"),
        ("E4", "professionnel", "ponctuel_ecrit", "4", "9"),
        ("E5", "professionnel", "ccf", "4", "13"),
        ("E6", "professionnel", "ponctuel_oral", "4", "11"),
    ],
    "B": [
        ("G1", "general", "ponctuel_ecrit", "3", "8"),
        ("G2", "general", "ccf", "2", "9"),
        ("G3", "general", "ponctuel_ecrit", "3", "9"),
        ("P1", "professionnel", "ponctuel_ecrit", "4", "9"),
        ("P2", "professionnel", "ccf", "4", "10,9"),
        ("P3", "professionnel", "ponctuel_ecrit", "4", "10"),
    ],
    "C": [
        ("G1", "general", "ccf", "3", "6"),
        ("G2", "general", "ccf", "2", "7"),
        ("G3", "general", "ccf", "2", "8"),
        ("P1", "professionnel", "ponctuel_ecrit", "5", "10"),
        ("P2", "professionnel", "ponctuel_ecrit", "5", "11"),
    ],
    # M = 7,995 exactly with MP at 10; D2: M = 9,995.
    "D1": [("G1", "general", "ponctuel_ecrit", "1", "5,99"), ("P1", "professionnel", "ponctuel_ecrit", "1", "10")],
    "D2": [("G1", "general", "ponctuel_ecrit", "1", "9,99"), ("P1", "professionnel", "ponctuel_ecrit", "1", "10")],
    # 157 points on 20: 7,85 without the facultative.
    "E": [
        ("G1", "general", "ponctuel_ecrit", "10", "5,7"),
        ("P1", "professionnel", "ponctuel_ecrit", "10", "10"),
        ("UF1", "", "ponctuel_oral", "", "14"),
    ],
}


def specialite(code: str, unites: list[tuple[str, str, str, str, str]]) -> list[str]:
    """Rows of a specialties file of one's own; the mark is not one of its columns."""
    return [
        f"{code},Cas {code},tertiaire,,2021,,{u},{u},Unité {u},{coefficient},{domaine},{mode},{mode},"
        f"{int(not domaine)},{int(domaine == 'general')},0,recalled,,oui"
        for u, domaine, mode, coefficient, _ in unites
    ]


def write(dossier: Path, nom: str, lignes: list[str]) -> Path:
    fichier = dossier / nom
    fichier.write_text("\n".join(lignes) + "\n", encoding="utf-8")
    return fichier


def cas(dossier: Path, nom: str, regime: str, oraux: list[str] | None = None) -> dict[str, str]:
    """The decision on one worked case."""
    fichiers = [
        "--specialites", write(dossier, "specialites.csv", [COLONNES, *specialite("CAS", CAS[nom])]),
        "--candidats", write(dossier, "candidats.csv", [
            "candidat;specialite;voie;forme;derniere_session", "X;CAS;scolaire;globale;oui"]),
        "--notes", write(dossier, "notes.csv", [
            "candidat;unite;note;statut", *(f"X;{u};{note};" for u, _, _, _, note in CAS[nom])]),
    ]  # fmt: skip
    if oraux is not None:
        colonne = "domaine" if regime == "exceptionnel_2021" else "unite"
        fichiers += ["--oraux", write(dossier, "oraux.csv", [f"candidat;{colonne};note", *oraux])]
    session = 2021 if regime == "exceptionnel_2021" else 2024
    obtained = run(dossier / "resultats", *fichiers, "--session", session, "--regime", regime)
    lignes = [Ligne(u, note) for u, _, _, _, note in CAS[nom]]
    candidat = Candidat("X", "CAS", "scolaire", "globale", "oui", lignes)
    candidat.oraux = [tuple(oral.split(";")[1:]) for oral in oraux or []]
    (dossier / "textes").mkdir(exist_ok=True)
    shutil.copy(dossier / "specialites.csv", dossier / "textes")
    reglement = lire_specialites(dossier / "textes", session)["CAS"]
    comparer(obtained, [juger(candidat, reglement, regime, oraux is not None)])
    return obtained[0]


def test_case_a_is_admitted_by_both_regimes_with_different_means(tmp_path: Path) -> None:
    en_2021 = cas(tmp_path, "A", "exceptionnel_2021", ["X;general;11", "X;professionnel;12"])
    assert (en_2021["moyenne_generale_exacte"], en_2021["moyenne_professionnelle_exacte"]) == ("205/22", "11")
    assert (en_2021["moyenne_finale_exacte"], en_2021["decision"]) == ("124/11", "admis_apres_controle")
    en_2022 = cas(tmp_path, "A", "permanent_2022", ["X;CGE;11", "X;CEJM;11"])
    assert (en_2022["moyenne_finale_exacte"], en_2022["decision"]) == ("116/11", "admis_apres_controle")
    assert (en_2022["moyenne_generale"], en_2022["moyenne_finale"]) == ("9,3182", "10,5455")


def test_case_b_is_refused_since_2022_and_admitted_in_2021(tmp_path: Path) -> None:
    en_2022 = cas(tmp_path, "B", "permanent_2022")
    assert (en_2022["decision"], en_2022["motifs"]) == ("refuse", "moyenne_professionnelle_inferieure_a_10")
    en_2021 = cas(tmp_path, "B", "exceptionnel_2021", ["X;general;13", "X;professionnel;12"])
    assert en_2021["decision"] == "admis_apres_controle"
    assert abs(Fraction(en_2021["moyenne_finale_exacte"]) - Fraction("11.78")) < Fraction(1, 200)


def test_case_c_shows_that_2021_is_not_always_more_generous(tmp_path: Path) -> None:
    en_2021 = cas(tmp_path, "C", "exceptionnel_2021", ["X;general;14", "X;professionnel;11"])
    assert (en_2021["moyenne_generale_exacte"], en_2021["moyenne_professionnelle_exacte"]) == ("9", "21/2")
    assert (en_2021["moyenne_finale_exacte"], en_2021["decision"]) == ("158/17", "refuse")
    en_2022 = cas(tmp_path, "C", "permanent_2022", ["X;G1;14", "X;G2;14"])
    assert (en_2022["moyenne_finale_exacte"], en_2022["decision"]) == ("191/17", "admis_apres_controle")


def test_case_d_no_mean_is_rounded_up_to_8_or_10(tmp_path: Path) -> None:
    ajourne = cas(tmp_path, "D1", "permanent_2022")
    assert (ajourne["moyenne_generale_exacte"], ajourne["decision"]) == ("1599/200", "refuse")
    assert ajourne["motifs"] == "moyenne_generale_inferieure_a_8"
    autorise = cas(tmp_path, "D2", "permanent_2022")
    assert (autorise["moyenne_generale_exacte"], autorise["autorise_controle"]) == ("1999/200", "oui")
    assert autorise["decision"] == "en_attente_controle"


def test_case_e_facultative_points_open_the_access(tmp_path: Path) -> None:
    ligne = cas(tmp_path, "E", "permanent_2022")
    assert (ligne["moyenne_generale_exacte"], ligne["moyenne_professionnelle_exacte"]) == ("161/20", "10")
    assert (ligne["autorise_controle"], ligne["unites_choisissables"]) == ("oui", "G1")


PHASES = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)  # explaining costs minutes of command lines
COEFFICIENTS = st.sampled_from(["1", "1.5", "2", "2.5", "3", "4", "6", "9"])
NOTES = st.one_of(st.integers(500, 1500), st.integers(0, 2000))
UNITES = st.tuples(COEFFICIENTS, NOTES, st.sampled_from(["ponctuel_ecrit", "ccf"]), st.sampled_from(["", "", "ABJ"]))


@st.composite
def reglements(draw):
    """A small règlement with the marks of one candidate; the first unit of each domain always has a mark."""
    unites = []
    for domaine, lettre in (("general", "G"), ("professionnel", "P")):
        for rang, (c, n, mode, statut) in enumerate(draw(st.lists(UNITES, min_size=1, max_size=3))):
            unites.append((f"{lettre}{rang}", domaine, mode, c, n, statut if rang else ""))
    return unites, draw(st.none() | st.integers(0, 2000)), draw(st.lists(st.integers(0, 2000), min_size=2, max_size=2))


def _notes_autour(unites, facultatif, quelle: int, seuil: int, domaines: tuple[str, ...], points: bool) -> list[int]:
    """Marks of one unit that put the mean just below, at and just above the threshold, where there are any."""
    vues = [(Fraction(c), 0 if s == "ABJ" else n, i) for i, (_, d, _, c, n, s) in enumerate(unites) if d in domaines]
    total = seuil * 100 * sum(c for c, _, _ in vues) - sum(c * n for c, n, i in vues if i != quelle)
    if points and facultatif is not None:
        total -= max(0, facultatif - 1000)
    note = total // Fraction(unites[quelle][3])
    return [n for n in (note - 1, note, note + 1) if 0 <= n <= 2000]


@given(st.lists(reglements(), min_size=5, max_size=5))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES)
def test_just_below_at_and_just_above_every_threshold(tirages) -> None:
    """Five règlements at once: a command line costs more than what it decides."""
    groupes = [_autour_des_seuils(f"H{rang}", tirage) for rang, tirage in enumerate(tirages)]
    candidats = [(candidat, oraux) for groupe, oraux in groupes for candidat in groupe]
    with tempfile.TemporaryDirectory() as nom:
        dossier = Path(nom)
        (dossier / "textes").mkdir()
        rangees = [
            rangee
            for rang, (unites, _, _) in enumerate(tirages)
            for rangee in specialite(
                f"H{rang}", [*((u, d, m, c, "") for u, d, m, c, _, _ in unites), ("UF", "", "ponctuel_oral", "", "")]
            )
        ]
        write(dossier / "textes", "H.csv", [COLONNES, *rangees])
        reglements = lire_specialites(dossier / "textes", 2024)
        for regime in REGIMES:
            for candidat, _ in candidats:
                candidat.oraux = []
            attendus = [juger(c, reglements[c.specialite], regime, False) for c, _ in candidats]
            if regime != "aucun":
                for (candidat, oraux), attendu in zip(candidats, attendus, strict=True):
                    if attendu["autorise_controle"] == "oui":
                        sur = attendu["unites_choisissables"].split(",")[:2]
                        sur = ["general", "professionnel"] if regime == "exceptionnel_2021" else [u for u in sur if u]
                        candidat.oraux = [(u, _texte(n)) for u, n in zip(sur, oraux, strict=False)]
                attendus = [juger(c, reglements[c.specialite], regime, True) for c, _ in candidats]
            comparer(_juger_par_la_commande(dossier, [c for c, _ in candidats], regime), attendus)


def _autour_des_seuils(code: str, tirage) -> tuple[list[Candidat], list[int]]:
    """Candidates of one règlement on both sides of every threshold, and their marks at the orals."""
    unites, facultatif, oraux = tirage
    premier_pro = next(i for i, u in enumerate(unites) if u[1] == "professionnel")
    deux = ("general", "professionnel")
    series = [
        (i, n)
        for i, seuil, domaines in (
            (0, 8, deux), (0, 10, deux), (premier_pro, 8, deux), (premier_pro, 10, deux),
            (premier_pro, 10, ("professionnel",)),
        )
        for n in _notes_autour(unites, facultatif, i, seuil, domaines, len(domaines) == 2)
    ]  # fmt: skip
    series.append((0, unites[0][4]))
    candidats = []
    for rang, (quelle, note) in enumerate(series):
        lignes = [
            Ligne(u, "" if s == "ABJ" else _texte(note if i == quelle else n), s)
            for i, (u, _, _, _, n, s) in enumerate(unites)
        ]
        if facultatif is not None:
            lignes.append(Ligne("UF", _texte(facultatif)))
        candidats.append(Candidat(f"{code}C{rang}", code, "scolaire", "globale", "oui", lignes))
    return candidats, oraux


def _texte(note: int) -> str:
    return f"{note // 100},{note % 100:02d}"


def _juger_par_la_commande(dossier: Path, candidats: list[Candidat], regime: str) -> list[dict[str, str]]:
    colonne = "domaine" if regime == "exceptionnel_2021" else "unite"
    options: list[object] = [
        "--specialites", dossier / "textes" / "H.csv", "--session", 2024, "--regime", regime,
        "--candidats", write(dossier, "candidats.csv", ["candidat;specialite;voie;forme;derniere_session"]
            + [f"{c.candidat};{c.specialite};scolaire;globale;oui" for c in candidats]),
        "--notes", write(dossier, "notes.csv", ["candidat;unite;note;statut"]
            + [f"{c.candidat};{li.unite};{li.note};{li.statut}" for c in candidats for li in c.lignes]),
    ]  # fmt: skip
    rangees = [f"{c.candidat};{quoi};{note}" for c in candidats for quoi, note in c.oraux]
    if rangees:  # else nobody is authorised, and nobody waits
        options += ["--oraux", write(dossier, "oraux.csv", [f"candidat;{colonne};note", *rangees])]
    return run(dossier / regime, *options)
