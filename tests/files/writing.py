"""Write one table as each kind of file that people send, with nothing that a spreadsheet would not write."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
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


def en_xlsx(feuilles: Feuilles, merged: Sequence[str] = (), cachees: Sequence[str] = ()) -> bytes:
    """Excel workbook by openpyxl; `merged` are those of the first sheet."""
    from openpyxl import Workbook

    classeur = Workbook()
    classeur.remove(classeur.active)
    for nom, lignes in feuilles.items():
        tab = classeur.create_sheet(nom)
        for rang, ligne in enumerate(lignes, start=1):
            for colonne, valeur in enumerate(ligne, start=1):
                tab.cell(rang, colonne, valeur)
        if nom in cachees:
            tab.sheet_state = "hidden"
    for place in merged:
        classeur.worksheets[0].merge_cells(place)
    octets = io.BytesIO()
    classeur.save(octets)
    return octets.getvalue()


def en_xlsx_d_excel(feuilles: Feuilles) -> bytes:
    """Excel workbook whose texts are shared, as Excel itself writes them, and whose numbers have 17 digits."""
    with zipfile.ZipFile(io.BytesIO(en_xlsx(feuilles))) as entree:
        parts = {nom: entree.read(nom) for nom in entree.namelist()}
    textes: list[bytes] = []

    def split(trouve: re.Match[bytes]) -> bytes:
        if trouve[2] not in textes:
            textes.append(trouve[2])
        return b'<c r="%s" t="s"><v>%d</v></c>' % (trouve[1], textes.index(trouve[2]))

    for nom in parts:
        if "/worksheets/" in nom:
            cellule = rb'<c r="([A-Z0-9]+)" t="inlineStr"><is><t>([^<]*)</t></is></c>'
            parts[nom] = re.sub(cellule, split, parts[nom])
            parts[nom] = re.sub(rb"<v>(\d+\.\d+)</v>", lambda m: b"<v>%.17g</v>" % float(m[1]), parts[nom])
    chaines = b"".join(b"<si><t>%s</t></si>" % texte for texte in textes)
    espace = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    parts["xl/sharedStrings.xml"] = b'<?xml version="1.0"?><sst %s>%s</sst>' % (espace, chaines)
    return archive(parts)


def en_parquet(lignes: Sequence[Ligne], types: dict[str, object] | None = None) -> bytes:
    """Parquet by pyarrow, the first row being the names; `types` by name, else as pyarrow infers them."""
    import pyarrow as pa
    from pyarrow import parquet

    names, *reste = lignes
    colonnes = {
        str(nom): pa.array([ligne[i] for ligne in reste], type=(types or {}).get(str(nom)))
        for i, nom in enumerate(names)
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
    names = {"office": "office", "table": "table", "text": "text"}
    espaces = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in names.items())
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


def en_ole(*streams: str) -> bytes:
    """The beginning of a compound file (xls, doc, locked workbook), and the directory that names these streams."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0") + directory
