"""Write one table as each kind of file that people send, with nothing that a spreadsheet would not write."""

from __future__ import annotations

import csv
import io
import re
import struct
import zipfile
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

Ligne = Sequence[object]
Feuilles = dict[str, Sequence[Ligne]]


def en_csv(
    lignes: Sequence[Sequence[str]],
    separateur: str = ";",
    codage: str = "utf-8",
    fin: str = "\n",
    guillemets: bool = False,
) -> bytes:
    """CSV; cells that hold the separator are quoted."""
    texte = io.StringIO()
    how = csv.QUOTE_ALL if guillemets else csv.QUOTE_MINIMAL
    csv.writer(texte, delimiter=separateur, lineterminator=fin, quoting=how).writerows(lignes)
    return texte.getvalue().encode(codage)


def en_xlsx(feuilles: Feuilles, fusions: Sequence[str] = (), cachees: Sequence[str] = ()) -> bytes:
    """Excel workbook by openpyxl; `fusions` are those of the first sheet."""
    from openpyxl import Workbook

    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        feuille = classeur.create_sheet(nom)
        for rang, ligne in enumerate(lignes, start=1):
            for colonne, valeur in enumerate(ligne, start=1):
                feuille.cell(rang, colonne, valeur)
        if nom in cachees:
            feuille.sheet_state = "hidden"
    for place in fusions:
        classeur.worksheets[0].merge_cells(place)
    octets = io.BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def en_xlsx_d_excel(feuilles: Feuilles) -> bytes:
    """Excel workbook whose texts are shared, as Excel itself writes them, and whose numbers have 17 digits."""
    with zipfile.ZipFile(io.BytesIO(en_xlsx(feuilles))) as entree:
        parts = {nom: entree.read(nom) for nom in entree.namelist()}
    textes: list[bytes] = []

    def partage(trouve: re.Match[bytes]) -> bytes:
        if trouve[2] not in textes:
            textes.append(trouve[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (trouve[1], textes.index(trouve[2]))

    for nom in parts:
        if "/worksheets/" in nom:
            cellule = rb'<c r="([A-Z0-9]+)" t="inlineStr"><is><t>([^<]*)</t></is></c>'
            parts[nom] = re.sub(cellule, partage, parts[nom])
            parts[nom] = re.sub(rb"<v>(\d+\.\d+)</v>", lambda m: b"<v>%.17g</v>" % float(m[1]), parts[nom])
    chaines = b"".join(b"<si><t>%s</t></si>" % texte for texte in textes)
    espace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = b'<?xml version="1.0"?><sst %s>%s</sst>' % (espace, chaines)
    return archive(parts)


def en_parquet(lignes: Sequence[Ligne], types: dict[str, object] | None = None) -> bytes:
    """Parquet by pyarrow, the first row being the names; `types` by name, else as pyarrow infers them."""
    import pyarrow as pa
    from pyarrow import parquet

    noms, *reste = lignes
    colonnes = {
        str(nom): pa.array([ligne[i] for ligne in reste], type=(types or {}).get(str(nom)))
        for i, nom in enumerate(noms)
    }
    octets = io.BytesIO()
    parquet.write_table(pa.table(colonnes), octets)
    return octets.getvalue()


def en_ods(feuilles: Feuilles, cellules: str = "") -> bytes:
    """OpenDocument workbook; `cellules` is put as rows of XML at the end of the first sheet."""
    tables = ""
    for nom, lignes in feuilles.items():
        rangees = "".join(f"<table:table-row>{''.join(map(_cellule_ods, ligne))}</table:table-row>" for ligne in lignes)
        tables += f"<table:table table:name={quoteattr(nom)}>{rangees}{cellules}</table:table>"
        cellules = ""
    noms = {"office": "office", "table": "table", "text": "text"}
    espaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in noms.items())
    espaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    contenu = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espaces}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifeste = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return archive(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": contenu.encode(),
            "META-INF/manifest.xml": manifeste.encode(),
        }
    )


def _cellule_ods(valeur: object) -> str:
    if valeur in ("", None):
        return "<table:table-cell/>"
    if isinstance(valeur, float | int):
        return (
            f'<table:table-cell office:value-type="float" office:value="{valeur}"><text:p>{valeur}</text:p>'
            "</table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(valeur))}</text:p></table:table-cell>'


def archive(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts, in order."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as sortie:
        for nom, part in parts.items():
            sortie.writestr(nom, part)
    return octets.getvalue()


def change(classeur: bytes, nom: str, avant: bytes, apres: bytes) -> bytes:
    """The workbook with one part changed."""
    with zipfile.ZipFile(io.BytesIO(classeur)) as entree:
        parts = {n: entree.read(n) for n in entree.namelist()}
    assert avant in parts[nom]
    return archive(parts | {nom: parts[nom].replace(avant, apres, 1)})


# Excel 97 workbooks: records of [MS-XLS] in the streams of [MS-CFB].


def _record(code: int, contenu: bytes) -> bytes:
    return struct.pack("<HH", code, len(contenu)) + contenu


def _partagees(textes: Sequence[str]) -> bytes:
    chaines = b"".join(struct.pack("<HB", len(t), 1) + t.encode("utf-16-le") for t in textes)
    return _record(0xFC, struct.pack("<II", len(textes), len(textes)) + chaines)


def en_xls(
    feuilles: Feuilles,
    cellules: bytes = b"",
    globales: bytes = b"",
    partagees: Callable[[Sequence[str]], bytes] = _partagees,
) -> bytes:
    """Excel 97 workbook; `cellules`: further records of the first sheet. Style 1 is a percentage.

    `globales`: further records of the whole workbook; `partagees` writes the records of the shared texts.
    """
    bof = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0), struct.pack("<HHHHII", 0x600, 16, 0, 0, 0, 0)
    textes = list(dict.fromkeys(c for lignes in feuilles.values() for ligne in lignes for c in ligne if type(c) is str))
    styles = b"".join(_record(0xE0, struct.pack("<HH16x", 0, numero)) for numero in (0, 10))
    sst = partagees(textes)
    corps = []
    for rang, lignes in enumerate(feuilles.values()):
        octets = bytearray(_record(0x809, bof[1]))
        largeur = max((len(ligne) for ligne in lignes), default=0)
        octets += _record(0x200, struct.pack("<IIHHH", 0, len(lignes), 0, largeur, 0))
        for i, ligne in enumerate(lignes):
            for j, valeur in enumerate(ligne):
                if isinstance(valeur, str) and valeur:
                    octets += _record(0xFD, struct.pack("<HHHI", i, j, 0, textes.index(valeur)))
                elif isinstance(valeur, int | float):
                    octets += _record(0x203, struct.pack("<HHHd", i, j, 0, valeur))
        corps.append(bytes(octets) + (cellules if rang == 0 else b"") + _record(0x0A, b""))
    noms = [nom.encode("utf-16-le") for nom in feuilles]
    tete = _record(0x809, bof[0]) + styles + globales
    debut = len(tete) + sum(12 + len(nom) for nom in noms) + len(sst) + 4
    for nom, octets in zip(noms, corps, strict=True):
        tete += _record(0x85, struct.pack("<IBBBB", debut, 0, 0, len(nom) // 2, 1) + nom)
        debut += len(octets)
    return en_ole({"Workbook": tete + sst + _record(0x0A, b"") + b"".join(corps)})


def en_ole(flux: dict[str, bytes]) -> bytes:
    """Compound file whose streams are padded to whole sectors, none of them small."""
    entrees, secteurs, table = [], [], []
    for nom, octets in flux.items():
        octets = octets.ljust(max(4096, -(-len(octets) // 512) * 512), b"\0")
        debut, combien = len(secteurs), len(octets) // 512
        secteurs += [octets[i * 512 : i * 512 + 512] for i in range(combien)]
        table += [*range(debut + 1, debut + combien), 0xFFFFFFFE]
        entrees.append(_entree(nom, 2, debut, len(octets)))
    entrees.insert(0, _entree("Root Entry", 5, 0xFFFFFFFE, 0, 1))
    entrees += [bytes(128)] * (-len(entrees) % 4)
    annuaire = len(secteurs)
    secteurs += [b"".join(entrees[i : i + 4]) for i in range(0, len(entrees), 4)]
    table += [*range(annuaire + 1, len(secteurs)), 0xFFFFFFFE]
    combien = -(-len(table) // 127)
    places = range(len(secteurs), len(secteurs) + combien)
    table += [0xFFFFFFFD] * combien
    table += [0xFFFFFFFF] * (combien * 128 - len(table))
    secteurs += [struct.pack("<128I", *table[i * 128 : i * 128 + 128]) for i in range(combien)]
    entete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    entete += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, combien, annuaire, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0
    )
    entete += struct.pack("<109I", *places, *[0xFFFFFFFF] * (109 - combien))
    return entete + b"".join(secteurs)


def en_ole_petit(flux: bytes) -> bytes:
    """Compound file with one stream named Workbook below 4096 bytes, kept among the small ones."""
    petits, fin, libre = -(-len(flux) // 64), 0xFFFFFFFE, 0xFFFFFFFF
    combien = -(-petits * 64 // 512)
    annuaire = _entree("Root Entry", 5, 3, combien * 512, 1) + _entree("Workbook", 2, 0, len(flux))
    table = [0xFFFFFFFD, fin, fin, *range(4, 3 + combien), fin]
    petite_table = [*range(1, petits), fin]
    entete = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    entete += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 2, 1, fin, 0)
    entete += struct.pack("<109I", 0, *[libre] * 108)
    secteurs = [struct.pack("<128I", *t, *[libre] * (128 - len(t))) for t in (table, petite_table)]
    return entete + secteurs[0] + annuaire.ljust(512, b"\0") + secteurs[1] + flux.ljust(combien * 512, b"\0")


def _entree(nom: str, genre: int, debut: int, taille: int, enfant: int = 0xFFFFFFFF) -> bytes:
    octets = nom.encode("utf-16-le")
    liens = struct.pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, enfant)
    corps = octets.ljust(64, b"\0") + struct.pack("<HBB", len(octets) + 2, genre, 1) + liens
    return corps + bytes(36) + struct.pack("<IQ", debut, taille)
