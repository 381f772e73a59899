"""What is said of each bad file, word for word; and does a hostile one ever hang, fill the memory or be half read?"""

import io
import os
import re
import struct
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cohorts import bts_sim
from files.corpus import MAUVAIS, TEXTE, TYPEES, note
from files.writing import archive, change, en_csv, en_ods, en_ole, en_parquet, en_xlsx, en_xlsx_d_excel
from test_grade_contract import CANDIDATES, NOTES, texte

from bts_sim.errors import InputError
from bts_sim.files import archive as deplier, opened as fichier_lu, parquet as parquet_lu
from bts_sim.files.names import by_identity, same_person
from bts_sim.files.opened import MAX_OCTETS
from bts_sim.files.read import Columns, Table, read_table
from bts_sim.files.yaml_file import MAX_OCTETS as MAX_YAML, parse_yaml

COLONNES = ("candidat", "unite", "note", "statut")
MESSAGES = (Path(__file__).parent / "files" / "messages.txt").read_text(encoding="utf-8")
EXPECTED = {
    bloc.partition("]\n")[0]: bloc.partition("]\n")[2].strip().splitlines()
    for bloc in re.split(r"(?m)^\[", MESSAGES)
    if bloc
}
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and links are POSIX's")


@pytest.mark.parametrize("quoi", MAUVAIS)
def test_is_a_bad_file_refused_in_these_words(quoi: str, tmp_path: Path) -> None:
    nom, contenu = MAUVAIS[quoi]
    (tmp_path / "candidats.csv").write_text(texte(CANDIDATES), encoding="utf-8")
    (tmp_path / nom).write_bytes(contenu if isinstance(contenu, bytes) else contenu())
    options = ("--candidats", tmp_path / "candidats.csv", "--notes", tmp_path / nom, "--session", 2024)
    resultat = bts_sim("grade", *options, "--out", tmp_path / "out")
    assert resultat.exit_code == 2, repr(resultat.exception)
    assert resultat.stderr.strip().splitlines()[:-1] == EXPECTED[quoi]
    assert not (tmp_path / "out").exists()


def test_has_every_bad_file_its_words() -> None:
    assert list(EXPECTED) == list(MAUVAIS)


def memoire() -> int:
    """The largest memory that this process has had, in MB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


@contextmanager
def borne(secondes: float = 5, megaoctets: int = 400) -> Iterator[None]:
    """Fail when the block takes more time, or more memory at its peak than the process had."""
    avant, debut = memoire(), time.process_time()
    yield
    assert time.process_time() - debut < secondes and memoire() - avant < megaoctets


def lire(dossier: Path, contenu: bytes) -> Table:
    fichier = dossier / "notes.bin"
    fichier.write_bytes(contenu)
    with borne():
        return read_table(fichier, Columns(COLONNES))


def refus(dossier: Path, contenu: bytes) -> str:
    """The only fault of a file that is no table."""
    table = lire(dossier, contenu)
    assert table.frame is None
    (fault,) = table.fautes
    assert fault.remede
    return fault.probleme


def test_is_a_huge_file_refused_without_being_read(tmp_path: Path) -> None:
    fichier = tmp_path / "notes.csv"
    with fichier.open("wb") as sortie:
        sortie.write(TEXTE.encode())
        sortie.truncate(2 << 30)
    with borne(1, 20):
        (fault,) = read_table(fichier, Columns(COLONNES)).fautes
    assert fault.probleme == f"fichier de 2048 Mo, plus de {MAX_OCTETS >> 20} Mo"


@POSIX
@pytest.mark.parametrize("quoi", ["pipe", "device", "folder", "dangling", "loop", "nul", "through a file", "long"])
def test_is_what_is_no_ordinary_file_refused_at_once(quoi: str, tmp_path: Path) -> None:
    chemin, mots = tmp_path / "notes.csv", "fichier introuvable"
    if quoi == "pipe":
        os.mkfifo(chemin)
        mots = "ce n'est pas un fichier ordinaire (tube ou périphérique)"
    elif quoi == "device":
        chemin.symlink_to("/dev/zero")
        mots = "ce n'est pas un fichier ordinaire (tube ou périphérique)"
    elif quoi == "folder":
        chemin.mkdir()
        mots = "c'est un dossier, pas un fichier"
    elif quoi in ("dangling", "loop"):
        chemin.symlink_to(chemin if quoi == "loop" else tmp_path / "absent")
        mots = "lien symbolique vers un fichier qui n'existe pas"
    elif quoi == "long":
        chemin, mots = tmp_path / ("n" * 300), "fichier illisible (nom trop long)"
    elif quoi == "nul":
        chemin = tmp_path / "a\0b"
    else:
        (tmp_path / "f").write_text("")
        chemin = tmp_path / "f" / "notes.csv"
    with borne(1, 20):
        (fault,) = read_table(chemin, Columns(COLONNES)).fautes
        assert fault.probleme == mots
        with pytest.raises(InputError, match=re.escape(mots)):
            parse_yaml(chemin)


def test_is_an_endless_line_refused(tmp_path: Path) -> None:
    assert refus(tmp_path, b"x" * (20 << 20)) == "ligne de plus de 65536 caractères avant les données"


def test_are_too_many_columns_refused(tmp_path: Path) -> None:
    entete = ";".join(["candidat", "unite", "note", "statut", *(f"c{i}" for i in range(9_000))])
    assert refus(tmp_path, f"{entete}\n{';' * 9_003}\n".encode()) == "9004 colonnes, plus de 1000"
    assert "65536" in refus(tmp_path, ";".join(map(str, range(100_000))).encode())


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_is_an_endless_data_line_refused_in_bounded_memory(end: bytes, tmp_path: Path) -> None:
    table = lire(tmp_path, TEXTE.encode() + b"\n" * 40 + b"x" * (20 << 20) + end)
    assert [fault.probleme for fault in table.fautes] == ["1 cellule au lieu de 4"]
    assert len(str(table.fautes[0])) < 500


def bombe(taille: int, dite: int) -> bytes:
    """A workbook with one more part: zeros, packed a thousandfold, whose directory says another size."""
    octets = io.BytesIO(en_xlsx({"N": TYPEES}))
    with zipfile.ZipFile(octets, "a", zipfile.ZIP_DEFLATED) as sortie:
        sortie.writestr("xl/a.xml", bytes(taille))
    tout = bytearray(octets.getvalue())
    place = tout.rindex(b"PK\x01\x02")
    assert struct.unpack_from("<I", tout, place + 24)[0] == taille
    struct.pack_into("<I", tout, place + 24, dite)
    return bytes(tout)


def test_is_a_zip_bomb_refused_before_it_is_expanded(tmp_path: Path) -> None:
    with borne(1, 20):
        assert refus(tmp_path, bombe(1 << 20, 3 << 30)) == "classeur de 3072 Mo une fois déplié, plus de 512 Mo"


def test_is_a_bomb_that_lies_about_its_size_not_expanded(tmp_path: Path) -> None:
    octets = bombe(32 << 20, 100)
    with borne(1, 20):
        assert refus(tmp_path, octets) == "classeur abîmé ou tronqué"


def test_is_an_archive_of_many_entries_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deplier, "MAX_ENTRIES", 50)
    assert "51 entrées" in refus(tmp_path, archive({f"{i}.xml": b"" for i in range(51)}))


@pytest.mark.parametrize(
    "nom", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"]
)
def test_is_an_entity_never_expanded_in_xlsx(nom: str, tmp_path: Path) -> None:
    classeur = en_xlsx_d_excel({"N": NOTES})
    with zipfile.ZipFile(io.BytesIO(classeur)) as entree:
        debut = entree.read(nom)[:80].partition(b"?>")[0]
    entites = (
        b'<!ENTITY a "'
        + b"x" * 100
        + b'">'
        + b"".join(b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 10) for i in range(9))
    )
    coupe = debut + b"?>" if debut.startswith(b"<?xml") else b""
    hostile = change(
        classeur, nom, coupe or debut[:1], coupe + b"<!DOCTYPE x [" + entites + b"]>" + (b"" if coupe else debut[:1])
    )
    assert "DOCTYPE" in refus(tmp_path, hostile)


def test_is_an_entity_never_expanded_in_ods(tmp_path: Path) -> None:
    hostile = change(
        en_ods({"N": NOTES}), "content.xml", b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    )
    assert "DOCTYPE" in refus(tmp_path, hostile)


LOIN = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


def test_is_a_sheet_that_would_grow_too_large_refused(tmp_path: Path) -> None:
    loin = change(en_xlsx({"N": TYPEES}), "xl/worksheets/sheet1.xml", b"</sheetData>", LOIN)
    assert "1048576 lignes sur 16384 colonnes" in refus(tmp_path, loin)
    repete = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="1000"/></table:table-row>'
    )
    assert "1048025 lignes sur 1000 colonnes" in refus(tmp_path, en_ods({"N": TYPEES}, repete))


def test_are_too_many_percentages_refused(tmp_path: Path) -> None:
    repetes = (
        '<table:table-row table:number-rows-repeated="200001"><table:table-cell office:value-type="percentage" '
        'office:value="0.5"/></table:table-row>'
    )
    said = "feuille « N » : plus de 200000 erreurs de calcul ou pourcentages"
    assert refus(tmp_path, en_ods({"N": TYPEES}, repetes)) == said


def fusions_xlsx(combien: int) -> bytes:
    """A workbook with so many merged cells; two million of them are 120 KB."""
    place = b'"A2:A9"'
    autres = b'"A1:B1"/><mergeCell ref=' * (combien - 1)
    return change(en_xlsx({"N": TYPEES}, ["A2:A9"]), "xl/worksheets/sheet1.xml", place, autres + place)


def fusions_ods(combien: int) -> bytes:
    une = '<table:table-cell table:number-rows-spanned="2"/>'
    return en_ods({"N": TYPEES}, f"<table:table-row>{une * combien}</table:table-row>")


@pytest.mark.parametrize("write", [fusions_xlsx, fusions_ods])
def test_are_too_many_merged_cells_refused(write: Callable[[int], bytes], tmp_path: Path) -> None:
    """Each would be a fault."""
    assert refus(tmp_path, write(10_001)) == "feuille « N » : plus de 10000 cellules fusionnées"


def test_is_a_text_that_many_cells_share_counted_as_often(tmp_path: Path) -> None:
    """Sixty thousand characters once, and twenty thousand references to them: 1.2 GB in a library's hands."""
    cellules = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (i, i) for i in range(100, 20_100))
    classeur = change(
        en_xlsx_d_excel({"N": NOTES}), "xl/worksheets/sheet1.xml", b"</sheetData>", cellules + b"</sheetData>"
    )
    classeur = change(classeur, "xl/sharedStrings.xml", b"<t>candidat", b"<t>" + b"x" * 60_000 + b"candidat")
    assert "dont le texte fait, déplié" in refus(tmp_path, classeur)


def test_is_a_large_parquet_refused_by_what_it_says(tmp_path: Path) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    lignes = pa.nulls(6_000_000, pa.int8())
    parquet.write_table(pa.table(dict.fromkeys(COLONNES, lignes)), tmp_path / "n.parquet", compression="zstd")
    assert (tmp_path / "n.parquet").stat().st_size < 1 << 16
    assert refus(tmp_path, (tmp_path / "n.parquet").read_bytes()) == "24000000 cellules, plus de 20000000"


def test_is_a_parquet_whose_texts_are_large_refused_before_it_is_expanded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet_lu, "MAX_OCTETS", 2 << 20)
    lignes = [[*COLONNES], *[["x" * (1 << 20) + str(i), "U11", 12.0, ""] for i in range(3)]]
    assert refus(tmp_path, en_parquet(lignes)) == "3 Mo une fois déplié, plus de 512 Mo"


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux has files that grow as they are read")
def test_is_a_file_that_grows_while_it_is_read_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fichier_lu, "MAX_OCTETS", 100)
    (fault,) = read_table(Path("/proc/self/status"), Columns(COLONNES)).fautes
    assert (fault.probleme, fault.remede) == ("fichier qui grandit, plus de 512 Mo", "attendre qu'il soit écrit")


@pytest.mark.parametrize(
    "contenu",
    [
        *(b"PK\x03\x04", b"PK\x03\x04" + b"\xff" * 1000, b"PAR1", b"PAR1PAR1", b"PAR1" + b"\xff" * 100 + b"PAR1"),
        *(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 2000),
        *(en_ole("WordDocument"), archive({})),
        archive({"content.xml": b'<?xml version="1.0" encoding="UTFm8"?><a/>'}),
        *(archive({"xl/workbook.xml": b""}), archive({"content.xml": b"<a>"}), archive({"xl/workbook.bin": b""})),
    ],
)
def test_is_the_mere_beginning_of_a_workbook_refused(contenu: bytes, tmp_path: Path) -> None:
    assert refus(tmp_path, contenu)


FAUX = {
    "a row of no number": lambda: change(
        en_xlsx({"N": TYPEES}), "xl/worksheets/sheet1.xml", b'<row r="2"', b'<row r="deux"'
    ),
    "a cell of no place": lambda: change(en_xlsx({"N": TYPEES}), "xl/worksheets/sheet1.xml", b'"A2"', b'"2A"'),
    "merged cells of no place": lambda: change(
        en_xlsx({"N": TYPEES}, ["A2:A9"]), "xl/worksheets/sheet1.xml", b'"A2:A9"', b'"A:A9"'
    ),
    "a cell repeated no time": lambda: change(
        en_ods({"N": TYPEES}),
        "content.xml",
        b"<table:table-cell/>",
        b'<table:table-cell table:number-rows-spanned="0"/>',
    ),
    "a percentage of no number": lambda: change(
        en_ods({"N": TYPEES}), "content.xml", b'"float" office:value="8.0"', b'"percentage" office:value="huit"'
    ),
}


@pytest.mark.parametrize("quoi", FAUX)
def test_is_a_workbook_that_contradicts_itself_refused_without_a_word_of_the_library(
    quoi: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert refus(tmp_path, FAUX[quoi]()) == "classeur abîmé ou tronqué"
    assert capfd.readouterr().err == ""


def test_is_a_number_that_a_spreadsheet_changed_recognised() -> None:
    connus = by_identity(["0123", "A7", "0456", "456", "7"])
    assert same_person("123", connus).startswith("vouliez-vous dire « 0123 » ? Un tableur")
    assert all("« 0123 »" in same_person(autre, connus) for autre in ("123,0", "'123", "1 23", "1.23e+02"))
    assert "« 7 »" in same_person("7.0", connus) and "« A7 »" in same_person("a7", connus)
    assert same_person("456.0", connus) == "" == same_person("A8", connus) == same_person("", connus)


YAML = [
    # text, line, key, value, problem
    (b"a: 1\nb: 2\na: 3\n", 3, "a", "", "clé en double, déjà donnée ligne 1"),
    (b"b:\n  a: 1\n  a: 2\n", 3, "a", "", "clé en double, déjà donnée ligne 2"),
    (b"a: " + b"[" * 10_000, 1, "", "", "plus de 50 niveaux"),
    (b"x: 1\na: !!python/object:os.system x", 2, "", "!!python/object:os.system", "YAML mal formé : étiquette"),
    (b"a: &x 1\nb: *x", 2, "", "*x", "alias YAML"),
    (b"<<: {a: 1}", 1, "", "<<", "fusion de clés YAML"),
    (b"a: 1\n? [b, c]\n: 2", 2, "", "", "clé qui n'est pas un mot"),
    (b"yes: 1", 1, "", "yes", "clé que YAML lit comme vrai ou faux"),
    (b"a: 1\nb: 1e400", 2, "", "1e400", "nombre qui n'est pas fini"),
    (b"a: 1.0e+400", 1, "", "1.0e+400", "nombre qui n'est pas fini"),
    (b"a: .nan", 1, "", ".nan", "nombre qui n'est pas fini"),
    (b"a: [1, -.inf]", 1, "", "-.inf", "nombre qui n'est pas fini"),
    (b"a: 010", 1, "", "010", "nombre que YAML lit dans une autre base"),
    (b"a: 0x1F", 1, "", "0x1F", "nombre que YAML lit dans une autre base"),
    (b"a: 1\nb: 2024-02-30", 2, "", "2024-02-30", "YAML mal formé"),
    (b"a: 1\nb: x\0y", 2, "", "", "caractère interdit U+0000"),
    (b"a:\n\t- b", 2, "", "", "YAML mal formé"),
    (b"a: 1\n\xe9: 2", 2, "", "", "fichier illisible : il n'est pas en UTF-8"),
    ("a: 1".encode("utf-16"), 1, "", "", "fichier illisible : il n'est pas en UTF-8"),
    ("a: 1".encode("utf-16-le"), 1, "", "", "caractère interdit U+0000"),
    (b"a: 1\n---\nb: 2", 2, "", "", "YAML mal formé"),
    (b"- 1", 1, "", "", "le fichier n'est pas un ensemble de clés"),
]


@pytest.mark.parametrize("contenu, ligne, cle, valeur, probleme", YAML, ids=lambda v: str(v)[:20])
def test_is_yaml_that_means_something_else_refused_with_its_line(
    contenu: bytes, ligne: int, cle: str, valeur: str, probleme: str, tmp_path: Path
) -> None:
    fichier = tmp_path / "x.yaml"
    fichier.write_bytes(contenu)
    with borne(5, 50), pytest.raises(InputError) as refusal:
        parse_yaml(fichier)
    (fault,) = refusal.value.fautes
    assert (fault.ligne, fault.colonne, fault.valeur, fault.probleme) == (ligne, cle, valeur, probleme) and fault.remede


def test_is_yaml_that_means_what_it_shows_read(tmp_path: Path) -> None:
    fichier = tmp_path / "x.yaml"
    fichier.write_bytes(
        b"\xef\xbb\xbfa: yes\r\nb: 0.5\r\nc: 2024-06-20\r\nd: 08\r\n2024: {e: 1_000, f: null}\r\ng: 16:59\r\n"
    )
    _, lu = parse_yaml(fichier)
    assert lu["g"] == "16:59"
    assert (lu["a"], lu["b"], str(lu["c"]), lu["d"], lu[2024]) == (
        True,
        0.5,
        "2024-06-20",
        "08",
        {"e": 1000, "f": None},
    )


def test_is_a_huge_yaml_refused_without_being_read(tmp_path: Path) -> None:
    fichier = tmp_path / "x.yaml"
    with fichier.open("wb") as sortie:
        sortie.truncate(2 << 30)
    with borne(1, 20), pytest.raises(InputError, match=f"plus de {MAX_YAML >> 10} Ko"):
        parse_yaml(fichier)


def test_are_lines_right_below_a_cell_of_several_lines(tmp_path: Path) -> None:
    """Ragged rows, faulty cells and blank lines all count in lines of the file."""
    notes = (
        TEXTE.replace("Zoé;U11;8;", 'Zoé;"U\n1\n1";8;')
        .replace("Zoé;U2;9;", "\nZoé;U2")
        .replace("Béa;U11;4;", "Béa;U11;4;;;x")
    )
    table = lire(tmp_path, notes.encode())
    assert [(f.ligne, f.probleme) for f in sorted(table.fautes)] == [
        (2, "cellule sur plusieurs lignes"),
        (7, "2 cellules au lieu de 4"),
        (13, "6 cellules au lieu de 4"),
    ]


def test_can_a_message_not_speak_to_the_terminal(tmp_path: Path) -> None:
    table = lire(tmp_path, note("\x1b[2J\u202e8") + en_csv([["\x07Zoé", "U\x9b11", "x" * 10_000, ""]]))
    assert table.fautes and all(str(f).isprintable() and len(str(f)) < 500 for f in table.fautes)
