"""A second reading of the tables, by other means than the project's: what the contract says of them, and no more.

Raises Invalide for tables that `bts-sim grade` has to refuse, Muet where this reading cannot tell.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
import unicodedata
import xml.etree.ElementTree as ET
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from cohorts import VOIES
from oracle import Candidat, Ligne, Unite, juger, lire_specialites, premier_groupe, valeur

TEXTES = Path(__file__).parents[2] / "bts_sim" / "textes"
CANDIDATES = ("candidat", "specialite", "voie", "forme", "derniere_session")
NOTES = ("candidat", "unite", "note", "statut")
STATUTS = ("", "AB", "ABJ", "NV", "DI", "BE", "RE")
PARTICULIERES = ("suspension_fraude", "avis_jury", "conserve_toutes_notes")
TERRITOIRES = ("academie", "territoire", "vice-rectorat")
MARQUE = re.compile(r"[0-9]{1,2}([.,][0-9]{1,2})?")
ADMIS = {
    "voie": VOIES,
    "forme": ("globale", "progressive"),
    "derniere_session": ("oui", "non"),
    "mode": ("ccf", "ponctuel"),
    "domaine": ("general", "professionnel"),
    "suspension_fraude": ("oui", "non"),
    "avis_jury": ("favorable", "defavorable"),
    "conserve_toutes_notes": ("oui", "non"),
    "vae": ("oui", "non"),
}
KNOWN = (*CANDIDATES, *NOTES, *PARTICULIERES, "vae", "mode", "domaine")
Table = list[dict[str, str]]


class Invalide(Exception):
    """The contract refuses this."""


class Muet(Exception):
    """This reading does not know."""


@lru_cache
def reglements(session: int) -> dict[str, list[Unite]]:
    """The specialties as the oracle reads them."""
    return lire_specialites(TEXTES / "specialites", session)


def lire(contenu: bytes, requises: tuple[str, ...]) -> Table:
    """The rows of a file under its header, cells without the blanks around them."""
    if contenu.startswith(b"PK"):
        lignes = _classeur(contenu)
    elif contenu.startswith((b"PAR1", b"\xd0\xcf\x11\xe0")):
        raise Muet("no second reader of this format")
    else:
        lignes = _csv(contenu, requises)
    lignes = [[_propre(cellule) for cellule in ligne] for ligne in lignes]
    names = [[_nomme(cellule) for cellule in ligne] for ligne in lignes[:31]]
    rang = next((i for i, ligne in enumerate(names) if set(requises) <= set(ligne)), None)
    if rang is None:
        if any("candidat" in ligne and any(re.match(r"u\d|uf", c, re.IGNORECASE) for c in ligne) for ligne in names):
            raise Muet("a wide table, perhaps")
        raise Invalide("no header")
    entete = names[rang]
    if any(nom and nom not in (*KNOWN, *TERRITOIRES) and _proche(nom) for nom in entete):
        raise Muet("a name that nearly counts")
    if any(sum(map(bool, ligne)) > 2 for ligne in lignes[:rang]):
        raise Invalide("rows above the header")
    nommees = [nom for nom in entete if nom]
    if len(nommees) != len(set(nommees)):
        raise Invalide("a column twice")
    table = []
    for ligne in lignes[rang + 1 :]:
        if not any(ligne):
            continue
        shortfall = entete[len(ligne) :]
        if shortfall and (ligne is lignes[-1] or set(shortfall) - {"statut", "mode"} & set(entete)):
            raise Muet("a row of another width")
        ligne = [*ligne, *[""] * len(shortfall)]
        if any(ligne[len(entete) :]) or any(c for n, c in zip(entete, ligne, strict=False) if not n):
            raise Invalide("a row of another width")
        ligne = ligne[: len(entete)]
        table.append(mots({n: c for n, c in zip(entete, ligne, strict=True) if n}))
    if not table:
        raise Invalide("no rows")
    return table


def _nomme(cellule: str) -> str:
    """The column that a header names but for case and accents; else the header."""
    plat = _plat(cellule)
    return plat if plat in KNOWN else cellule


def _plat(texte: str) -> str:
    lettres = unicodedata.normalize("NFD", texte.strip().casefold())
    return "".join(c for c in lettres if not unicodedata.combining(c))


def _proche(nom: str) -> bool:
    """Whether a name is near one that counts: this reading does not judge how near."""
    serre = re.sub(r"[^a-z]", "", _plat(unicodedata.normalize("NFKC", nom)))
    return not nom.isascii() or any(
        difflib.SequenceMatcher(None, serre, connu.replace("_", "")).ratio() > 0.6 for connu in KNOWN
    )


def _propre(cellule: str) -> str:
    cellule = re.sub(r'^="([^"]*)"$', r"\1", cellule.strip())
    # As in every language, a cell is what is between its blanks; the BOM of a pasted file is one.
    cellule = unicodedata.normalize("NFC", cellule.strip().strip("\ufeff").strip())
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in cellule)


def _csv(contenu: bytes, requises: tuple[str, ...]) -> list[list[str]]:
    if b"\0" in contenu:
        raise Invalide("binary")
    try:
        texte = contenu.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Muet("another encoding") from None
    if re.search("[\ufffdÃÂâ√├]", texte):
        raise Muet("decoded twice, perhaps")
    if texte.count('"') % 2:
        raise Muet("a quote that is not closed")
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a")
    if re.match(r'"?sep=.?"?[;,\t ]*\n', texte, re.IGNORECASE):
        texte = texte.partition("\n")[2]
    read_values = []
    for separateur in ";,\t":
        try:
            lignes = list(csv.reader(io.StringIO(texte, newline=""), delimiter=separateur))
        except csv.Error:
            continue
        if any(set(requises) <= {_nomme(_propre(c)) for c in ligne} for ligne in lignes[:30]):
            read_values.append(lignes)
    if not read_values:
        raise Invalide("no header under any separator")
    if len(read_values) > 1:
        raise Muet("two separators")
    if '"' in texte and any("\n" in cellule for ligne in read_values[0] for cellule in ligne):
        raise Invalide("a cell of several lines, or a quote that is not closed")
    # Readers differ on a quote inside a cell that does not begin with one.
    if re.search(r'[^";,\t\n]"', texte):
        raise Muet("quotes inside a cell")
    return read_values[0]


def _classeur(contenu: bytes) -> list[list[str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            names = archive.namelist()
            if "content.xml" in names:
                return _ods(archive)
            feuilles = b"".join(archive.read(nom) for nom in names if nom.startswith("xl/worksheets/"))
            if any(b't="inlineStr"' not in case for case in re.findall(rb"<c\b([^>]*)><is>", feuilles)):
                # openpyxl leaves out what stands in a cell of a type that it does not know.
                raise Muet("a damaged type")
            return _xlsx(contenu)
    except (Muet, Invalide):
        raise
    except Exception as erreur:
        raise Muet(f"another reader of workbooks fails: {type(erreur).__name__}") from None


def _xlsx(contenu: bytes) -> list[list[str]]:
    import warnings

    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        classeur = load_workbook(io.BytesIO(contenu), data_only=True)
    pleines = [f for f in classeur.worksheets if f.sheet_state == "visible" and any(any(r) for r in f.values)]
    if len(pleines) != 1:
        raise Muet("several sheets")
    lignes = []
    for cellules in pleines[0].iter_rows():
        if any(c.number_format != "General" for c in cellules if c.value is not None):
            raise Muet("formats")
        lignes.append([_texte(c.value) for c in cellules])
    return lignes


def _texte(cellule: object) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, str):
        return cellule
    if isinstance(cellule, bool) or not isinstance(cellule, int | float):
        raise Muet("a typed cell")
    return str(int(cellule)) if cellule == int(cellule) else repr(cellule)


def _ods(archive: zipfile.ZipFile) -> list[list[str]]:
    racine = ET.fromstring(archive.read("content.xml"))
    tables = [e for e in racine.iter() if e.tag.endswith("}table")]
    if len(tables) != 1 or any("repeated" in a or "spanned" in a for e in racine.iter() for a in e.attrib):
        raise Muet("repeated cells")
    lignes = []
    for rangee in (e for e in tables[0].iter() if e.tag.endswith("}table-row")):
        ligne = []
        for case in rangee:
            genre = next((v for a, v in case.attrib.items() if a.endswith("}value-type")), "")
            nombre = next((v for a, v in case.attrib.items() if a.endswith("}value")), "")
            if genre not in ("", "float", "string"):
                raise Muet("a typed cell")
            ligne.append(_texte(float(nombre)) if genre == "float" else "".join(case.itertext()))
        lignes.append(ligne)
    largeur = max(map(len, lignes), default=0)
    return [ligne + [""] * (largeur - len(ligne)) for ligne in lignes]


def decisions(
    candidats: Table, notes: Table, oraux: Table | None, session: int, regime: str
) -> dict[str, dict[str, str]]:
    """What the oracle decides on these tables, by candidate; raises Invalide where the contract refuses one."""
    unites = reglements(session)
    connus = {ligne["candidat"]: _candidat(ligne, unites) for ligne in candidats}
    vae = {ligne["candidat"]: ligne.get("vae", "") for ligne in candidats}
    exige(set(vae.values()) <= {"", "oui", "non"}, "an unknown word")
    exige(len(connus) == len(candidats), "a candidate twice")
    for ligne in notes:
        exige(ligne["candidat"] in connus, "an unknown candidate")
        _poser_note(connus[ligne["candidat"]], ligne, unites)
        exige(set(ligne) <= {*NOTES, "mode"}, "an unknown column")
    for qui in connus.values():
        _complet(qui, unites[qui.specialite])
        _permis(qui, unites[qui.specialite], vae[qui.candidat] == "oui")
    comptes = {nom: premier_groupe(qui, unites[qui.specialite], regime) for nom, qui in connus.items()}
    for ligne in oraux or []:
        quoi = "unite" if regime == "permanent_2022" else "domaine"
        exige(regime != "aucun" and set(ligne) == {"candidat", quoi, "note"}, "an unknown column of orals")
        exige(ligne["candidat"] in connus and comptes[ligne["candidat"]].autorise, "an oral that may not be")
        permis = comptes[ligne["candidat"]].choisissables if quoi == "unite" else ("general", "professionnel")
        sien = connus[ligne["candidat"]].oraux
        exige(ligne[quoi] in permis and ligne[quoi] not in dict(sien) and len(sien) < 2, "an oral of another unit")
        ligne = ligne | {"note": a_l_oral(ligne["note"])}
        exige(ligne["note"] == "AB" or _note(ligne["note"]), "an oral mark")
        sien.append((ligne[quoi], ligne["note"]))
    return {
        nom: juger(qui, unites[qui.specialite], regime, oraux is not None, comptes[nom]) for nom, qui in connus.items()
    }


def exige(vrai: object, sinon: str) -> None:
    """Refuse what the contract refuses."""
    if not vrai:
        raise Invalide(sinon)


def _candidat(ligne: dict[str, str], unites: dict[str, Any]) -> Candidat:
    if any(ligne.get(colonne) for colonne in PARTICULIERES):
        raise Muet("columns that the oracle does not know")
    if any(_sans_accent(nom) in TERRITOIRES for nom in ligne):
        raise Muet("a territory")
    perdu = r"[+-]?\d+([.,]\d*[eE][+-]?|[eE][+-])\d+"
    exige(ligne["candidat"] and not re.fullmatch(perdu, ligne["candidat"]), "no number")
    exige(all("\n" not in c and c.isprintable() for c in ligne.values()), "invisible characters")
    if ligne["specialite"] not in unites and _plat(ligne["specialite"]).upper() in unites:
        ligne = ligne | {"specialite": _plat(ligne["specialite"]).upper()}
    exige(ligne["specialite"] in unites, "an unknown specialty")
    exige(ligne["voie"] in VOIES and ligne["forme"] in ("globale", "progressive"), "an unknown word")
    exige(ligne["derniere_session"] in ("oui", "non"), "an unknown word")
    exige(ligne["forme"] == "globale" or ligne["voie"] not in VOIES[:4], "a form closed to the voie")
    return Candidat(*(ligne[nom] for nom in CANDIDATES))


def _sans_accent(nom: str) -> str:
    lettres = unicodedata.normalize("NFD", nom.lower())
    return "".join(c for c in lettres if not unicodedata.combining(c)).replace(" ", "-").replace("_", "-")


def _note(texte: str) -> bool:
    return MARQUE.fullmatch(texte) is not None and valeur(texte) <= 20


def mots(ligne: dict[str, str]) -> dict[str, str]:
    """A row with the words that its columns admit in their own case, which the contract reads whatever theirs."""
    files_read = dict(ligne)
    for nom, admis in ADMIS.items():
        plat = _plat(files_read.get(nom, ""))
        memes = [mot for mot in admis if (re.sub(r"[\s-]", "_", plat) if "_" in mot else plat) == mot]
        files_read |= {nom: memes[0]} if len(memes) == 1 else {}
    return files_read


def a_l_oral(note: str) -> str:
    """A mark of an oral, any word for an absence being the only code that orals have for one."""
    return "AB" if _plat(note) in ("ab", "abi", "abs", "absent", "absente", "absence", "a") else note


def codes(note: str, statut: str) -> tuple[str, str]:
    """A mark and a status as the contract has them: codes in capitals, one in the column of marks in its own."""
    if statut.upper() in STATUTS:
        statut = statut.upper()
    if note.upper() in STATUTS[1:] and statut in ("", note.upper()):
        return "", note.upper()
    return note, statut


def _poser_note(qui: Candidat, ligne: dict[str, str], unites: dict[str, Any]) -> None:
    note, statut = codes(ligne["note"], ligne["statut"])
    mode = ligne.get("mode", "")
    connues = {u.code for u in unites[qui.specialite]}
    partout = {u.code for toutes in unites.values() for u in toutes}
    pareils = [code for code in partout if _plat(code) == _plat(ligne["unite"])]
    if ligne["unite"] not in partout and len(pareils) == 1:
        ligne = ligne | {"unite": pareils[0]}
    exige(ligne["unite"] in connues, "an unknown unit")
    exige(ligne["unite"] not in {une.unite for une in qui.lignes}, "a unit twice")
    exige(statut in STATUTS and mode in ("", "ccf", "ponctuel"), "an unknown status or mode")
    exige(not note or _note(note), "no mark")
    if statut in ("", "BE", "RE"):
        exige(note, "no mark")
        exige(statut != "BE" or valeur(note) >= 10, "a bénéfice below 10")
        exige(statut != "RE" or qui.forme == "progressive", "a report in the forme globale")
    else:
        exige(not note or (statut == "ABJ" and valeur(note) == 0), "a mark with a status without mark")
    qui.lignes.append(Ligne(ligne["unite"], note, statut, mode))


def _complet(qui: Candidat, unites: list[Unite]) -> None:
    exige(qui.lignes, "a candidate without marks")
    statuts = {ligne.unite: ligne.statut for ligne in qui.lignes}
    if not (qui.forme == "progressive" and qui.derniere_session == "non"):
        exige(all(u.facultative or u.code in statuts for u in unites), "a compulsory unit without a row")
    pros = [statuts.get(u.code) for u in unites if u.domaine == "professionnel" and not u.facultative]
    exige(any(statut != "DI" for statut in pros), "every professional unit dispensed")


def _permis(qui: Candidat, unites: list[Unite], par_vae: bool) -> None:
    par_code = {u.code: u for u in unites}
    for ligne in qui.lignes:
        unite = par_code[ligne.unite]
        cleaned = unite.domaine == "professionnel" and not unite.facultative
        exige(par_vae or ligne.statut != "DI" or not cleaned, "a professional unit dispensed")
    facultatives = [li for li in qui.lignes if par_code[li.unite].facultative and li.statut in ("", "BE", "RE")]
    exige(len(facultatives) <= 3, "more than three facultatives")
