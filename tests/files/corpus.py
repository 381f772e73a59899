"""Files as people send them: sound ones written strangely, and bad ones of each kind that a help desk has seen.

`notes.csv` in every case, beside sound candidates: Zoé has lines 2 to 9, Béa 10 to 17, Ali 18 to 25.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from files.writing import archive, change, en_csv, en_ods, en_ole, en_parquet, en_xlsx, en_xlsx_d_excel
from test_grade_contract import NOTES

TEXTE = en_csv(NOTES).decode()
TYPEES: list[list[object]] = [list(NOTES[0])] + [[c, u, float(n), s] for c, u, n, s in NOTES[1:]]
ENTETE = "candidat;unite;note;statut\n"
#: First names, names, places and words of groups, all with an accent or a sign.
NOMS_FRANCAIS = [
    nom
    for ligne in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").splitlines()
    for nom in ligne.split(" ")
    if not ligne.startswith("#") and not nom.isascii()
]


def avec(avant: str, apres: str, codage: str = "utf-8") -> bytes:
    """The sound file with one text changed."""
    assert avant in TEXTE
    return TEXTE.replace(avant, apres, 1).encode(codage)


def note(texte: str) -> bytes:
    """The sound file with this in the cell of the first mark, line 2."""
    return avec("Zoé;U11;8;", f"Zoé;U11;{texte};")


def cellule(valeur: object, format_: str = "") -> bytes:
    """The sound workbook with this value in the cell of the first mark, C2."""
    from openpyxl import load_workbook

    classeur = load_workbook(io.BytesIO(en_xlsx({"Notes": TYPEES})))
    case = classeur.active["C2"]
    case.value = valeur
    if format_:
        case.number_format = format_
    octets = io.BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def avec_graphique() -> bytes:
    """The sound workbook behind a sheet that is a chart."""
    from openpyxl import load_workbook
    from openpyxl.chart import BarChart, Reference

    classeur = load_workbook(io.BytesIO(en_xlsx({"Notes": TYPEES})))
    chart = BarChart()
    chart.add_data(Reference(classeur.active, min_col=3, min_row=1, max_row=9))
    classeur.create_chartsheet("Graphique", 0).add_chart(chart)
    octets = io.BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def sans_places() -> bytes:
    """The sound workbook without the places of its rows and cells, which some programs leave out."""
    with zipfile.ZipFile(io.BytesIO(en_xlsx({"Notes": TYPEES}))) as entree:
        parts = {nom: entree.read(nom) for nom in entree.namelist()}
    nom = "xl/worksheets/sheet1.xml"
    return archive(parts | {nom: re.sub(rb'<(row|c) r="[A-Z0-9]+"', rb"<\1", parts[nom])})


def chiffre(classeur: bytes) -> bytes:
    """The archive with every entry said to be encrypted."""
    octets = bytearray(classeur)
    for trouve in re.finditer(b"PK\x01\x02", classeur):
        octets[trouve.start() + 8] |= 1
    return bytes(octets)


def pour_excel(texte: str) -> str:
    """The text with what French Excel writes: a decimal comma, CRLF."""
    return texte.replace(".", ",").replace("\n", "\r\n")


#: Sound tables in strange dress: read as the plain one.
SAINS: dict[str, bytes | Callable[[], bytes]] = {
    "Excel français : point-virgule, virgule décimale, cp1252, CRLF": pour_excel(TEXTE).encode("cp1252"),
    "Excel français : CSV UTF-8 avec marque d'ordre": pour_excel(TEXTE).encode("utf-8-sig"),
    "UTF-16 d'Excel": TEXTE.encode("utf-16"),
    "UTF-16 gros-boutien, sans marque d'ordre": TEXTE.encode("utf-16-be"),
    "sep=; en première ligne": ("sep=;\n" + TEXTE).encode(),
    "sep=, entre guillemets, marque d'ordre": ('\ufeff"sep=,"\r\n' + TEXTE.replace(";", ",")).encode(),
    "colonnes vides à droite": TEXTE.replace("\n", ";;;\n").encode(),
    "titre et ligne vide au-dessus": ("Notes de la session 2024;;;\n;;;\n" + TEXTE).encode(),
    "ligne de blancs à la fin": (TEXTE + "   \n").encode(),
    "lignes vides à la fin": (TEXTE + ";;;\n;;;\n\n").encode(),
    "espaces insécables autour": TEXTE.replace(";8;", ";\xa08\u202f;").replace("Zoé;U2", "Zoé\xa0;U2").encode(),
    "10,00 et espace": TEXTE.replace(";10;", ";10,00 ;").encode(),
    "1,5 et 1.5 mêlés": avec(";7.5;", ";7,5;"),
    "en-tête à majuscules et accents": TEXTE.replace(ENTETE, " Candidat ;UNITÉ;Note;Statut\n").encode(),
    "séparateur tabulation": TEXTE.replace(";", "\t").encode(),
    "dernières cellules vides laissées de côté": re.sub(r"(?m);$", "", TEXTE).encode(),
    "quelques dernières cellules vides laissées de côté": TEXTE.replace("Béa;U2;9;", "Béa;U2;9").encode(),
    "cellules vides en trop à droite des lignes": TEXTE.replace("\n", ";;\n")
    .replace(";statut;;", ";statut", 1)
    .encode(),
    'numéros gardés en texte par ="…"': re.sub(r"(?m)^(Zoé|Ali|Béa);", r'="\1";', TEXTE).encode(),
    "tout entre guillemets": en_csv(NOTES, guillemets=True),
    "retour chariot seul (vieux Mac)": TEXTE.replace("\n", "\r").encode(),
    "Ctrl-Z à la fin": TEXTE.encode() + b"\x1a",
    "accents décomposés (macOS)": TEXTE.replace("Zoé", "Zoe\u0301").encode(),
    "classeur xlsx": lambda: en_xlsx({"Feuil1": TYPEES}),
    "classeur xlsx d'Excel": lambda: en_xlsx_d_excel({"Feuil1": TYPEES}),
    "classeur xlsx aux noms en capitales": lambda: en_xlsx_d_excel({"F": TYPEES}).replace(b"sharedS", b"SharedS"),
    "classeur xlsx tout en texte": lambda: en_xlsx({"Feuil1": NOTES}),
    "classeur xlsx, titre, ligne vide, colonne vide": lambda: en_xlsx(
        {"F": [["Session 2024"], [], *[["", *ligne, ""] for ligne in TYPEES], [], ["", "", ""]]}, ["A1:D1"]
    ),
    "classeur xlsx, seule feuille à porter l'en-tête": lambda: en_xlsx(
        {"Lisez-moi": [["Ce classeur"], ["porte des notes"]], "Notes": TYPEES, "Vide": []}
    ),
    "classeur xlsx, une feuille cachée de même en-tête": lambda: en_xlsx(
        {"Vieux": [NOTES[0], ["Zoé", "U11", 0, ""]], "Notes": TYPEES}, cachees=["Vieux"]
    ),
    "classeur xlsx, derrière une feuille de graphique": lambda: avec_graphique(),
    "classeur xlsx, cellules sans leur place": lambda: sans_places(),
    "classeur xlsx, textes partagés sur plusieurs lignes": lambda: change(
        en_xlsx_d_excel({"F": TYPEES}), "xl/sharedStrings.xml", b"<si>", b"\n  <si>"
    ),
    "classeur ods": lambda: en_ods({"Feuille1": TYPEES}),
    "classeur ods, un million de lignes vides": lambda: en_ods(
        {"F": TYPEES},
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    ),
    "classeur ods, un commentaire": lambda: change(
        en_ods({"F": TYPEES}),
        "content.xml",
        b"<table:table-cell/></table:table-row>",
        b"<table:table-cell><office:annotation><text:p>absent ?</text:p></office:annotation></table:table-cell>"
        b"</table:table-row>",
    ),
    "classeur ods, une cellule hors de tout tableau": lambda: change(
        en_ods({"F": TYPEES}),
        "content.xml",
        b"<office:spreadsheet>",
        b'<office:spreadsheet><table:table-cell office:value-type="float" office:value="20"/>',
    ),
    "parquet": lambda: en_parquet(TYPEES),
    "parquet, dictionnaires et décimaux": lambda: _parquet_type(),
    "parquet, index de pandas": lambda: en_parquet(
        [[*ligne, rang if rang else "__index_level_0__"] for rang, ligne in enumerate(TYPEES)]
    ),
}


def _parquet_type() -> bytes:
    from decimal import Decimal

    import pyarrow as pa

    lignes: list[list[object]] = [list(NOTES[0])]
    lignes += [[c, u, Decimal(n).quantize(Decimal("0.0001")), None] for c, u, n, _ in NOTES[1:]]
    mots = pa.dictionary(pa.int8(), pa.string())
    return en_parquet(lignes, {"candidat": mots, "unite": mots, "note": pa.decimal128(8, 4), "statut": pa.null()})


HTML = b"<html xmlns:o='urn:schemas-microsoft-com:office:office'><table><tr><td>candidat</td></tr></table></html>"
FORMULA = [*TYPEES[:1], ["Zoé", "U11", "=4+4", ""], *TYPEES[2:]]

#: Bad files: the name of the file, and what is in it.
MAUVAIS: dict[str, tuple[str, bytes | Callable[[], bytes]]] = {
    "0 octet": ("notes.csv", b""),
    "UTF-16 coupé": ("notes.txt", TEXTE.encode("utf-16")[:-1]),
    "MacRoman": ("notes.csv", TEXTE.encode("mac-roman")),
    "cp850 des vieux exports": ("notes.csv", TEXTE.encode("cp850")),
    "UTF-8 lu comme du cp1252, puis enregistré": ("notes.csv", TEXTE.replace("Zoé;U11", "ZoÃ©;U11").encode()),
    "cp850 lu comme du cp1252, puis enregistré en xlsx": (
        "notes.xlsx", lambda: en_xlsx({"N": [TYPEES[0], ["H‚lŠne", *TYPEES[1][1:]], *TYPEES[2:]]}),
    ),
    "lettre perdue": ("notes.parquet", lambda: en_parquet([TYPEES[0], ["Zo\ufffd", *TYPEES[1][1:]], *TYPEES[2:]])),
    "18 affiché sur 40": ("notes.xlsx", lambda: cellule(18, '0.0"/40"')),
    "zéro affiché ABS": ("notes.xlsx", lambda: cellule(0, '0.00;-0.00;"ABS"')),
    "zéro que le format cache": ("notes.xlsx", lambda: cellule(0, "0;-0;;@")),
    "milliers": ("notes.xlsx", lambda: cellule(12000, "0,")),
    "HTML sous le nom xls": ("notes.xls", HTML),
    "XML 2003 sous le nom xls": ("notes.xls", b'<?xml version="1.0"?><Workbook/>'),
    "classeur d'avant 2007": ("notes.xls", en_ole("Workbook")),
    "classeur protégé": ("notes.xlsx", en_ole("EncryptionInfo", "EncryptedPackage")),
    "classeur protégé, ods": (
        "notes.ods",
        lambda: change(
            en_ods({"N": TYPEES}),
            "META-INF/manifest.xml",
            b'1.0"/>',
            b'1.0"><manifest:encryption-data/></manifest:manifest>',
        ),
    ),
    "archive protégée": ("notes.xlsx", lambda: chiffre(en_xlsx({"N": TYPEES}))),
    "classeur coupé": ("notes.xlsx", lambda: en_xlsx({"N": TYPEES})[:-1000]),
    "parquet coupé": ("notes.parquet", lambda: en_parquet(TYPEES)[:-100]),
    "parquet à colonne imbriquée": (
        "notes.parquet",
        lambda: en_parquet([["candidat", "unite", "note", "statut"], ["Zoé", "U11", [8, 9], ""]]),
    ),
    "archive zip quelconque": ("notes.zip", lambda: archive({"notes.csv": b"x"})),
    "PDF": ("notes.pdf", b"%PDF-1.7 ..."),
    "gzip": ("notes.csv.gz", b"\x1f\x8b\x08\0\0\0"),
    "deux feuilles de notes": ("notes.xlsx", lambda: en_xlsx({"Groupe 1": TYPEES, "Groupe 2": TYPEES})),
    "aucune feuille de notes": ("notes.xlsx", lambda: en_xlsx({"A": [["x", "y"]], "B": [["z"]]})),
    "plus de 250 feuilles, xlsx": (
        "notes.xlsx",
        lambda: archive(
            {
                "xl/_rels/workbook.xml.rels": b"<Relationships/>",
                "xl/workbook.xml": b"<workbook>%s</workbook>" % b"".join(b'<sheet name="%d"/>' % i for i in range(251)),
            }
        ),
    ),
    "plus de 250 feuilles, ods": ("notes.ods", lambda: en_ods({f"F{i}": [] for i in range(251)})),
    "classeur vide": ("notes.xlsx", lambda: en_xlsx({"A": [], "B": []})),
    "cellules fusionnées": ("notes.xlsx", lambda: en_xlsx({"N": TYPEES}, ["A2:A9", "D10:D11"])),
    "cellules fusionnées, ods": (
        "notes.ods",
        lambda: change(
            en_ods({"N": TYPEES}),
            "content.xml",
            b'<table:table-cell office:value-type="string"><text:p>Zo',
            b'<table:table-cell table:number-rows-spanned="8" office:value-type="string"><text:p>Zo',
        ),
    ),
    "en-tête à la ligne 41": ("notes.xlsx", lambda: en_xlsx({"N": [[]] * 40 + TYPEES})),
    "en-tête seul": ("notes.xlsx", lambda: en_xlsx({"N": TYPEES[:1]})),
    "en-tête seul, parquet": ("notes.parquet", lambda: en_parquet(TYPEES[:1])),
    "texte de 70 000 caractères": (
        "notes.xlsx",
        lambda: change(
            en_xlsx_d_excel({"N": NOTES}), "xl/sharedStrings.xml", b"<t>candidat", b"<t>candidat" + b"x" * 70_000
        ),
    ),
    "tableau dans une cellule": (
        "notes.ods", lambda: change(en_ods({"N": TYPEES}), "content.xml", b"<text:p>8.0", b'<table:table/><text:p>8.0'),
    ),
    "deux parties de même nom": (
        "notes.xlsx", lambda: archive({"xl/workbook.xml": b"<a/>", "XL/Workbook.xml": b"<a/>"}),
    ),
    "faute d'une feuille parmi deux": (
        "notes.xlsx",
        lambda: en_xlsx({"Lisez-moi": [["x"]], "Notes": [*TYPEES[:1], ["Zoé", "U11", 21, ""], *TYPEES[2:]]}),
    ),
    "formule sans résultat": ("notes.xlsx", lambda: en_xlsx({"N": FORMULA})),
    "formule sans résultat, ods": (
        "notes.ods",
        lambda: change(
            en_ods({"N": TYPEES}),
            "content.xml",
            b'<table:table-cell office:value-type="float" office:value="8.0"><text:p>8.0</text:p>',
            b'<table:table-cell table:formula="of:=4+4">',
        ),
    ),
    "erreur de calcul, xlsx": ("notes.xlsx", lambda: cellule("#REF!")),
    "pourcentage, xlsx": ("notes.xlsx", lambda: cellule(0.5, "0%")),
    "pourcentage à une décimale, xlsx": ("notes.xlsx", lambda: cellule(0.125, "0.0%")),
    "heure, xlsx": ("notes.xlsx", lambda: cellule(datetime.time(12, 30))),
    "date, xlsx": ("notes.xlsx", lambda: cellule(datetime.date(2024, 12, 10))),
    "vrai, xlsx": ("notes.xlsx", lambda: cellule(True)),
    "9,995 dans un nombre": ("notes.xlsx", lambda: cellule(9.995)),
    "0,1 + 0,2 dans un nombre": (
        "notes.parquet", lambda: en_parquet([*TYPEES[:1], ["Zoé", "U11", 0.1 + 0.2, ""], *TYPEES[2:]]),
    ),
    "total à la fin": ("notes.csv", (TEXTE + "Moyenne;;9,41;\n").encode()),
    "deux lignes d'en-tête": ("notes.csv", ("Qui;Quoi;Combien;Pourquoi\n" + TEXTE).encode()),
    "deux exports bout à bout, marque d'ordre au milieu": (
        "notes.csv", TEXTE.replace("Béa;U11", "\ufeff" + ENTETE + "Béa;U11", 1).encode("utf-8-sig"),
    ),
    "colonne en double": ("notes.csv", TEXTE.replace("statut\n", "note\n").encode()),
    "colonne en double et toutes les autres": (
        "notes.csv", TEXTE.replace("statut\n", "statut;note\n").replace(";\n", ";;1\n").encode(),
    ),
    "colonne à lettre cyrillique": ("notes.csv", TEXTE.replace("note;", "nоte;").encode()),
    "colonne sans nom mais remplie": ("notes.csv", TEXTE.replace("\n", ";\n").replace("U2;9;;", "U2;9;;oui").encode()),
    "point-virgule entre guillemets": ("notes.csv", avec("Zoé;U11;8;", 'Zoé;"U11;8";;')),
    "séparateurs mêlés": ("notes.csv", avec("Zoé;U11;8;", "Zoé,U11,8,")),
    "guillemet jamais fermé": ("notes.csv", avec("Zoé;U11;", 'Zoé;"U11;')),
    "cellule sur deux lignes, et ligne trop courte plus bas": (
        "notes.csv", TEXTE.replace("Zoé;U11;8;", 'Zoé;U11;"8\n";').replace("Béa;U11;4;", "Béa;U11").encode(),
    ),
    "octet nul": ("notes.csv", note("8\0")),
    "UTF-8 et Latin-1 mêlés": ("notes.csv", TEXTE.encode() + "Zoé;UF-LV;12;\n".encode("cp1252")),
    "12-mai": ("notes.csv", note("12-mai")),
    "10/12 changé en date": ("notes.csv", note("10/12/2024")),
    "#N/A": ("notes.csv", note("#N/A")),
    "ABS": ("notes.csv", note("ABS")),
    "12/20": ("notes.csv", note("12/20")),
    "douze": ("notes.csv", note("douze")),
    "20,001": ("notes.csv", note("20,001")),
    "20,01": ("notes.csv", note("20,01")),
    "-1": ("notes.csv", note("-1")),
    "1E1": ("notes.csv", note("1E1")),
    "chiffres arabes": ("notes.csv", note("١٢")),
    "chiffres pleine chasse": ("notes.csv", note("１２")),
    "espace au milieu": ("notes.csv", note("1\u202f2,5")),
    "espace sans largeur": ("notes.csv", note("\u200b12")),
    "échappement de terminal": ("notes.csv", note("\x1b[31m12")),
    "numéro en notation scientifique": ("notes.csv", TEXTE.replace("Zoé", "2,02401E+11").encode()),
}  # fmt: skip
