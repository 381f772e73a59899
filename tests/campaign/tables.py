"""Cases on tables: sound ones in strange dress, marks changed to other legal ones, cells, rows, bytes, workbooks."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from random import Random

from campaign.case import SORTIE, Case, at_random, faute_de_frappe
from campaign.reread import CANDIDATES, NOTES, reglements
from cohorts import VOIES, Cohort, tirer
from files.writing import en_csv, en_ods, en_parquet, en_xlsx, en_xlsx_d_excel
from mutations import CELLS, lignes_mutees, mutants
from oracle import SESSIONS, juger

Rows = list[list[str]]
#: Cohorts of the campaign: each is drawn once.
COHORTES = 48
#: An earlier result of the command, with its register: what no register names would be the user's, and refused.
REMAINS = {
    f"{SORTIE}/decisions.csv": b"ancien\n",
    f"{SORTIE}/.bts-sim/grade.json": json.dumps(
        {"fichiers": {"decisions.csv": hashlib.sha256(b"ancien\n").hexdigest()}}
    ).encode(),
}
CELLULES_DE_PLUS = [
    *(*VOIES, "oui", "non", "globale", "progressive", "AB", "ABJ", "NV", "DI", "BE", "RE", "ccf", "ponctuel"),
    *("U1", "U2", "U3", "U41", "U5", "U6", "UF1", "general", "professionnel", "10", "9,99", "0", "7,5", "19.99"),
]


@lru_cache(maxsize=COHORTES)
def cohorte(numero: int) -> Cohort:
    """One small cohort: three candidates, of any specialty, voie, form and status, many of them on an edge."""
    session = SESSIONS[numero % len(SESSIONS)]
    regime = ("aucun", "exceptionnel_2021", "permanent_2022", "permanent_2022")[numero // 2 % 4]
    return tirer(reglements(session), session, regime, 3, 7_000 + numero)


def tables(une: Cohort, oraux: bool) -> dict[str, Rows]:
    """The files of a cohort as rows of text, header first."""
    names = ("candidats", "notes") + (("oraux",) if oraux and une.oraux is not None and len(une.oraux) else ())
    return {nom: [list(t.columns), *t.astype(str).to_numpy().tolist()] for nom in names for t in [getattr(une, nom)]}


def commande(famille: str, graine: int, une: Cohort, fichiers: dict[str, bytes], **due: object) -> Case:
    """The grading of these files, over results of an earlier run half of the time."""
    mots = ["grade", "--session", str(une.session), "--regime", une.regime, "--out", SORTIE]
    for nom in fichiers:
        mots += [f"--{nom}", nom]
    reste = REMAINS if graine % 2 else {}
    return Case(famille, graine, "bts-sim", tuple(mots), {**fichiers, **reste}, **due)  # type: ignore[arg-type]


def _relire(une: Cohort) -> dict[str, object]:
    return {"session": une.session, "regime": une.regime}


def tenue(graine: int) -> Case:
    """The same data in another dress gives the same decisions."""
    rng = at_random("tenue", graine)
    une = cohorte(rng.randrange(COHORTES))
    avec_oraux = rng.random() < 0.5
    names = tables(une, avec_oraux)
    fichiers = {nom: habiller(lignes, rng) for nom, lignes in names.items()}
    connus = reglements(une.session)
    dues = [
        juger(qui, connus[qui.specialite], une.regime, "oraux" in names, comptes)
        for qui, comptes in zip(une.par_candidat, une.comptes, strict=True)
    ]
    return commande("tenue", graine, une, fichiers, code=0, decisions=dues)


def habiller(lignes: Rows, rng: Random) -> bytes:
    """Write rows as somebody else's program would: order of columns, blanks, separator, decimals, encoding, format."""
    if rng.random() < 0.4:
        ordre = rng.sample(range(len(lignes[0])), len(lignes[0]))
        lignes = [[ligne[i] for i in ordre] for ligne in lignes]
    note = lignes[0].index("note") if "note" in lignes[0] else None
    if note is not None:
        signe = rng.choice(",.")
        lignes = [
            [c.replace(".", signe).replace(",", signe) if i == note else c for i, c in enumerate(ligne)]
            for ligne in lignes
        ]
    if rng.random() < 0.3:
        blancs = ("", " ", "\u00a0", "\u202f", "  ")
        lignes = [[rng.choice(blancs) + c + rng.choice(blancs) for c in ligne] for ligne in lignes]
    if rng.random() < 0.3:
        lignes = [
            lignes[0],
            *(ligne for une in lignes[1:] for ligne in ([une, [""] * len(une)] if rng.random() < 0.1 else [une])),
        ]
    if rng.random() < 0.2:
        lignes = [[*ligne, ""] for ligne in lignes]
    if rng.random() < 0.2:
        lignes = [["Export du 2 juin"] + [""] * (len(lignes[0]) - 1), *lignes]
    if rng.random() < 0.25:
        return classeur(lignes, rng)
    separateur = rng.choice(";,")
    octets = en_csv(lignes, separateur, "utf-8", rng.choice(("\n", "\r\n", "\r")), rng.random() < 0.4)
    texte = unicodedata.normalize(rng.choice(("NFC", "NFD")), octets.decode())
    if rng.random() < 0.15:
        texte = f"sep={separateur}\n{texte}"
    codages = ["utf-8", "utf-8-sig", *(["cp1252"] if texte.isascii() or "\u202f" not in texte else [])]
    try:
        return texte.encode(rng.choice(codages))
    except UnicodeEncodeError:
        return texte.encode()


def classeur(lignes: Rows, rng: Random) -> bytes:
    """The rows as a workbook or a Parquet file; marks as numbers half of the time."""
    typees: list[list[object]] = [list(lignes[0])]
    note = next((i for i, c in enumerate(lignes[0]) if c.strip() == "note"), None)
    nombres = rng.random() < 0.5
    for ligne in lignes[1:]:
        typees.append([_nombre(c) if i == note and nombres else c for i, c in enumerate(ligne)])
    genre = rng.randrange(4)
    if genre == 3:
        tete = [c.strip() for c in lignes[0]]
        if len(set(tete)) < len(tete) or not all(tete):
            genre = 0
        else:
            return en_parquet([tete, *lignes[1:]])
    feuilles = {"Feuil1": typees}
    return (en_xlsx, en_xlsx_d_excel, en_ods)[genre](feuilles)


def _nombre(cellule: str) -> object:
    try:
        return float(cellule.strip().replace(",", "."))
    except ValueError:
        return cellule


def legale(graine: int) -> Case:
    """Legal cells changed to other legal ones: the oracle decides again, on its own reading."""
    rng = at_random("legale", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, False)
    lignes = read_values["notes"]
    colonnes = {nom: i for i, nom in enumerate(lignes[0])}
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        ligne = rng.choice(lignes[1:])
        if ligne[colonnes["note"]] and rng.random() < 0.8:
            centiemes = rng.choice((rng.randrange(2001), 1000, 999, 1001, 800, 799, 2000, 0))
            ligne[colonnes["note"]] = f"{centiemes // 100}{rng.choice(',.')}{centiemes % 100:02d}"
        elif rng.random() < 0.5:
            ligne[colonnes["mode"]] = rng.choice(("", "ccf", "ponctuel"))
        else:
            statut = rng.choice(("AB", "ABJ", "NV", "DI", "BE", "RE", ""))
            ligne[colonnes["statut"]] = statut
            ligne[colonnes["note"]] = rng.choice(("12", "10", "3,5")) if statut in ("", "BE", "RE") else ""
    if rng.random() < 0.3:
        lignes[1:] = rng.sample(lignes[1:], len(lignes) - 1)
    return commande("legale", graine, une, {n: en_csv(t) for n, t in read_values.items()}, relire=_relire(une))


def cellules(graine: int) -> Case:
    """Cells, rows and columns changed as people and programs change them."""
    rng = at_random("cellules", graine)
    une = cohorte(rng.randrange(COHORTES))
    read_values = tables(une, rng.random() < 0.4)
    victime = rng.choice(list(read_values))
    if rng.random() < 0.5:
        lignes = read_values[victime]
        for _ in range(rng.choice((1, 1, 2, 3))):
            ligne = rng.choice(lignes)
            i = rng.randrange(len(ligne))
            ligne[i] = rng.choice(CELLULES_DE_PLUS) if rng.random() < 0.5 else faute_de_frappe(ligne[i], rng)
    else:
        (read_values[victime],) = lignes_mutees(read_values[victime], graine, 1)
    cas = commande("cellules", graine, une, {n: en_csv(t) for n, t in read_values.items()}, relire=_relire(une))
    # The sound candidates of a faulty file are graded as if they were alone in it.
    return replace(cas, arguments=(*cas.arguments, "--keep-going")) if graine % 5 < 2 else cas


def octets(graine: int) -> Case:
    """Bytes of a CSV file changed."""
    rng = at_random("octets", graine)
    une = cohorte(rng.randrange(COHORTES))
    fichiers = {n: en_csv(t) for n, t in tables(une, rng.random() < 0.4).items()}
    victime = rng.choice(list(fichiers))
    (fichiers[victime],) = mutants(fichiers[victime], graine, 1)
    return commande("octets", graine, une, fichiers, relire=_relire(une))


@lru_cache(maxsize=256)
def _classeurs(numero: int) -> bytes:
    rng = Random(numero)
    return classeur(tables(cohorte(numero % COHORTES), False)["notes"], rng)


def classeurs(graine: int) -> Case:
    """Bytes of a workbook or of a Parquet file changed, or of a part of it that is packed again."""
    rng = at_random("classeurs", graine)
    numero = rng.randrange(240)
    une = cohorte(numero % COHORTES)
    read_values = tables(une, False)
    victime = _mutant(_classeurs(numero), graine)
    fichiers = {"candidats": en_csv(read_values["candidats"]), "notes": victime}
    return commande("classeurs", graine, une, fichiers, relire=_relire(une))


def _mutant(contenu: bytes, graine: int) -> bytes:
    # Every second mutant of a workbook is damaged inside its archive.
    return list(mutants(contenu, graine, 1 + graine % 2))[-1]


INSCRIPTIONS = [
    "candidat;specialite;categorie;forme;inscrit_le;contrat_ans;heures_formation;titre_de_niveau_4;demandes",
    "C1;MCO;apprentissage;globale;2024-10-28 09:00;2;1400;oui;benefice",
    "C2;MCO;formation_continue;progressive;2024-10-28;;;;",
]
PIECES = ["candidat;piece;deposee_le", "C1;confirmation;2024-11-04", "C1;identite;2024-11-04", "C2;identite;2024-11-04"]
ACQUIS = [
    "candidat;specialite;unite;note;obtenue_le;origine;demande;forme;premiere_inscription",
    "C1;MCO;U1;12,5;2023-07-05;epreuve;oui;globale;2023",
    "C1;MCO;U41;9,75;2023-07-05;epreuve;oui;globale;2023",
    "C2;MCO;U1;;;dut;oui;globale;",
]


@lru_cache
def _specialties() -> list[str]:
    from bts_sim.templates import TEMPLATES

    return TEMPLATES["specialites"].texte(2024, "MCO").splitlines()


def _autres() -> dict[str, Rows]:
    textes = {"inscrits": INSCRIPTIONS, "pieces": PIECES, "acquis": ACQUIS, "specialites": _specialties()}
    return {nom: list(csv.reader(io.StringIO("\n".join(t)), delimiter=";")) for nom, t in textes.items()}


def _abimer(lignes: Rows, graine: int, rng: Random) -> bytes:
    tirage = rng.random()
    if tirage < 0.45:
        (lignes,) = lignes_mutees(lignes, graine, 1)
    elif tirage < 0.65:
        ligne = rng.choice(lignes)
        i = rng.randrange(len(ligne))
        ligne[i] = faute_de_frappe(ligne[i], rng) if rng.random() < 0.5 else rng.choice(CELLS)
    entier = en_csv(lignes)
    if tirage < 0.6 and rng.random() < 0.9:
        return entier
    if rng.random() < 0.3:
        # Not every damaged table can be a workbook: no character of control, no ragged Parquet.
        with suppress(Exception):
            entier = classeur([[c[:500] for c in ligne] for ligne in lignes], rng)
    return _mutant(entier, graine)


def autres(graine: int) -> Case:
    """The other tables: registrations, documents, acquis, specialties, by the commands that read them."""
    rng = at_random("autres", graine)
    read_values = _autres()
    victime = rng.choice(list(read_values))
    fichiers = {nom: en_csv(lignes) for nom, lignes in read_values.items()}
    fichiers[victime] = _abimer(read_values[victime], graine, rng)
    if victime in ("inscrits", "pieces"):
        mots = ["check-registration", "inscrits", "--pieces", "pieces", "--academie", "nancy-metz", "--session", "2025"]
    elif victime == "acquis":
        mots = ["acquis", "--acquis", "acquis", "--session", "2024", "--date", "2024-05-13"]
    else:
        mots = ["acquis", "--acquis", "acquis", "--session", "2024", "--date", "2024-05-13", "--specialites", victime]
    if rng.random() < 0.5:
        mots += ["--out", SORTIE]
    return Case("autres", graine, "bts-sim", tuple(mots), fichiers)


def lecteurs(graine: int) -> Case:
    """Every reader of tables, without the command line; what is read is what another reader sees."""
    rng = at_random("lecteurs", graine)
    quoi = rng.choice(("notes", "table", "table", "candidats", "oraux", "acquis", "inscrits", "specialites"))
    une = cohorte(rng.randrange(COHORTES))
    requises = None
    if quoi in ("notes", "table", "candidats"):
        lignes = tables(une, False)["candidats" if quoi == "candidats" else "notes"]
        requises = {"requises": CANDIDATES if quoi == "candidats" else NOTES}
    elif quoi == "oraux":
        lignes = [["candidat", "unite", "note"], ["C1", "U1", "12,5"], ["C2", "U21", "AB"], ["C3", "U3", "7"]]
        requises = {"requises": ["candidat", "unite", "note"]}
    else:
        lignes = _autres()[quoi]
    contenu = _abimer(lignes, graine, rng)
    return Case("lecteurs", graine, quoi, (), {"table": contenu}, relire=requises)
