"""Is the text of a table read right, or refused with what it may be; and never read wrong, whatever wrote it?"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from cohorts import bts_sim
from files.corpus import NOMS_FRANCAIS, TEXTE, TYPEES
from files.writing import en_csv, en_parquet, en_xlsx
from test_grade_contract import CANDIDATES, texte

from bts_sim.errors import BtsSimError
from bts_sim.files.assumed import ENCODINGS, ONE_BYTE, assumed
from bts_sim.files.damaged import damage, twice_decoded
from bts_sim.files.encoding import decode
from bts_sim.files.read import Columns, read_table
from bts_sim.files.table import Table
from bts_sim.files.withheld import without_person
from bts_sim.notices import BtsSimWarning, Notice, listening

COLONNES = ("candidat", "unite", "note", "statut")
CASES: dict[str, Callable[[str], str]] = {"title": str, "lower": str.lower, "upper": str.upper}


def fichier(*names: str) -> str:
    return "candidat;unite;note;statut\n" + "".join(f"{nom};U11;12;\n" for nom in names)


def lu(octets: bytes) -> tuple[str | None, list[str]]:
    """The text as read, or the faults."""
    table = Table(Path("notes.csv"))
    return decode(table, octets), [str(fault) for fault in table.fautes]


def files(size: int, case: str, encoding: str, seed: int = 5) -> list[str]:
    """Files of so many names that the encoding can write: one of each name, or 150 drawn."""
    names = [CASES[case](name) for name in NOMS_FRANCAIS]
    names = [name for name in names if name.encode(ONE_BYTE[encoding], "ignore").decode(ONE_BYTE[encoding]) == name]
    rng = random.Random(seed)
    return [fichier(name) for name in names] if size == 1 else [fichier(*rng.sample(names, size)) for _ in range(150)]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("encoding", ONE_BYTE)
@pytest.mark.parametrize("size", [1, 5, 50])
def test_is_no_name_ever_read_wrong(size: int, encoding: str, case: str) -> None:
    """Eight hundred names, in every encoding of one byte that a French computer has written."""
    texts = files(size, case, encoding)
    read = [lu(text.encode(ONE_BYTE[encoding]))[0] for text in texts]
    assert {one for one, text in zip(read, texts, strict=True) if one not in (None, text)} == set()
    if encoding == "cp1252":
        alone = {"title": 0.96, "upper": 0.94, "lower": 0.88}
        assert sum(one is not None for one in read) / len(texts) >= (alone[case] if size == 1 else 0.99)
    elif encoding != "iso-8859-15":
        assert not any(read)


@pytest.mark.parametrize(
    "nom",
    [
        "Zoé",
        "ZOÉ",
        "zoé",
        "Noël",
        "NOËL",
        "BÉNÉDICTE",
        "FRANÇOIS",
        "L’Hostis",
        "L’HOSTIS",
        "l’hostis",
        "D’Œuf",
        "D’ŒUF",
        "Éa",
        "Éric",
        "Dupré-Éluard",
        "cœur",
        "LŒTITIA",
        "D’ÂGE",
        "FORÊT",
        "DUCHÊNE",
        "LEVÊQUE",
        "ANDRÉ",
        "élève",
        "García",
        "MUÑOZ",
        "João",
        "n° 5",
        "12 €",
        "« Zoé »",
        "2023–2024",
        "candidat·e",
        "m²",
        "N’GUYEN",
        "Côte-d’Or",
        "Le\xa0Goff",
        "À Évreux",
        "Où",
        "1ère année",
        "É. Dupont",
        "Ça",
        "GARÇON",
        "ÎLE-DE-FRANCE",
        "Saint-Saëns",
    ],
)
def test_is_what_windows_wrote_read(nom: str) -> None:
    assert lu(fichier(nom).encode("cp1252")) == (fichier(nom), [])


@pytest.mark.parametrize(
    ("encoding", "nom", "sien"),
    [
        ("macroman", "Zoé", "ZoŽ"),
        ("macroman", "Ève", "éve"),
        ("macroman", "L’Hostis", "LÕHostis"),
        ("macroman", "GARCÍA", "GARCêA"),
        ("macroman", "Díaz", "D’az"),
        ("macroman", "DUPONT\xa0JEAN", "DUPONTÊJEAN"),
        ("cp850", "Hélène", "H‚lŠne"),
        ("cp850", "MICHÈLE", "MICHÔLE"),
        ("cp850", "LÆTITIA", "L’TITIA"),
        ("cp850", "JOÃO", "JOÇO"),
        ("iso-8859-15", "Lœtitia", "L½titia"),
        ("iso-8859-15", "ŒUVRE", "¼UVRE"),
    ],
)
def test_is_a_word_in_doubt_refused_with_what_it_may_be(encoding: str, nom: str, sien: str) -> None:
    octets = fichier("Ali", nom).encode(ONE_BYTE[encoding])
    read, fautes = lu(octets)
    assert read is None and len(fautes) == 1
    for said in (f"notes.csv:3 : « {sien.split()[0]} »", "--encodage", encoding, "cp1252"):
        assert said in fautes[0], fautes
    assert f"« {unicodedata.normalize('NFC', nom).replace(chr(160), ' ')} »" in fautes[0]
    with assumed(encoding):
        assert lu(octets) == (fichier("Ali", nom), [])


@pytest.mark.parametrize("nom", ["L’Écuyer", "D’Épinay", "L’ÉTANG"])
def test_is_an_old_mac_that_wrote_utf_8_by_accident_not_believed(nom: str) -> None:
    octets = fichier(nom).encode("mac-roman")
    assert octets.decode("utf-8"), "the accident"
    assert lu(octets)[0] is None
    with assumed("macroman"):
        assert lu(octets) == (fichier(nom), [])


@pytest.mark.parametrize("nom", ["Zoé", "Юрий", "王小明", "Đặng Thị", "Z"])
@pytest.mark.parametrize("how", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "mark, utf-16-be"])
def test_is_unicode_read_in_any_dress(how: str, nom: str) -> None:
    text = fichier("Ali", "Béa", nom)
    octets = text.encode(how.removeprefix("mark, "))
    assert lu(b"\xfe\xff" + octets if "," in how else octets) == (text, [])


def test_is_what_is_not_surely_utf_16_refused() -> None:
    for octets in (fichier("Z").encode("utf-16-le")[:-1], fichier("王小明" * 40).encode("utf-16-le"), b"a\0\0b" * 40):
        read, fautes = lu(octets)
        assert read is None and fautes, octets


def test_does_the_option_never_make_a_sound_file_wrong() -> None:
    told: list[Notice] = []
    for name in ENCODINGS:
        for how in ("utf-8", "utf-16"):
            with assumed(name), listening(told.append):
                assert lu(fichier("Zoé").encode(how)) == (fichier("Zoé"), [])
    assert len(told) == 2 * (len(ENCODINGS) - 1) and "malgré --encodage" in told[0].words
    with assumed("cp850"), listening(told.append):
        assert lu(fichier("Ali").encode()) == (fichier("Ali"), [])
    assert len(told) == 12


def test_is_an_option_that_the_bytes_contradict_refused() -> None:
    octets = fichier("Zoé").encode("mac-roman")
    for name in ("utf-8", "utf-16", "iso-8859-15"):
        with assumed(name):
            read, fautes = lu(octets)
            assert read is None and "n'est pas en" in fautes[0], name
    with pytest.raises(BtsSimError, match="au choix utf-8"), assumed("latin-42"):
        pass


def test_is_the_encoding_said_on_the_command_line_the_one_of_every_table(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_bytes(texte(CANDIDATES).encode("cp850"))
    (tmp_path / "n.csv").write_bytes(TEXTE.encode("cp850"))
    options = ["--candidats", tmp_path / "c.csv", "--notes", tmp_path / "n.csv", "--session", 2024]
    done = bts_sim("grade", *options, "--encodage", "cp850", "--out", tmp_path / "o")
    assert done.exit_code == 0 and "Zoé;" in (tmp_path / "o" / "decisions.csv").read_text(encoding="utf-8")
    assert bts_sim("explain", "Zoé", *options, "--encodage", "cp850").exit_code == 0
    refused = bts_sim("explain", "Zoé", *options, "--no-names")
    assert refused.exit_code == 2 and "Zo" not in refused.stderr


DAMAGED = {
    "ZoÃ©": "Zoé",
    "ZoÃƒÂ©": "Zoé",
    "ZoÃƒÆ’Ã‚Â©": "Zoé",
    "Zo√©": "Zoé",
    "Zo├®": "Zoé",
    "Zo├⌐": "Zoé",
    "Lâ€™Hostis": "L’Hostis",
    "L‚ÄôHostis": "L’Hostis",
    "LÅ“titia": "Lœtitia",
    "VoilÃ\xa0": "Voilà",
    "Ã‰ric": "Éric",
    "Ã\x89ric": "Éric",
    "MuÃ±oz": "Muñoz",
    "Nguyá»…n": "Nguyễn",
    "H‚lŠne": "Hélène",
    "ZoŽ": "Zoé",
    "No‘l": "Noël",
    "L½titia": "Lœtitia",
    "ƒric": "Éric",
    "FranÁois": "François",
    "ZoÚ": "Zoé",
    "Franþois": "François",
}


@pytest.mark.parametrize(("text", "was"), DAMAGED.items())
def test_is_a_text_decoded_wrongly_before_said_to_be_what_it_was(text: str, was: str) -> None:
    said = damage(text)
    assert said is not None and f"« {was} »" in said[1]


@pytest.mark.parametrize("encoding", ONE_BYTE)
def test_is_every_name_that_was_taken_for_another_encoding_known_again(encoding: str) -> None:
    for name in NOMS_FRANCAIS:
        shown = name.encode().decode(ONE_BYTE[encoding], "replace")
        if "\ufffd" not in shown:
            assert twice_decoded(shown)[0] == name, shown


#: Names and words in which accents stand as French never puts them.
ELSEWHERE = """
Šimon Žofia Ãngela Łukasz Đặng Þór Ñuño João São Ã Â Ângelo Şükrü Çağlar Işık Ağaoğlu Nguyễn Phạm Trần Đỗ Ødegård
Ångström Müller Groß Δημήτρης Юрий 王小明 Zażółć Gęślą Dvořák Kovačević Ștefănescu Guðrún Þórðardóttir Ýmir Hafþór
Æsa Niccolò Ľubomír Ħal Ġorġ Kɔfi Ŋgugi N’Ko Sant’Anna McÉvoy Jean–Pierre Mª ½ m² 12€ n°5 Yıldız ŞAHİN
"""


@pytest.mark.parametrize("name", [*ELSEWHERE.split(), "Zoé Dupré"])
def test_does_a_name_of_any_language_pass(name: str, tmp_path: Path) -> None:
    for one in {name, name.upper(), name.lower(), unicodedata.normalize("NFD", name)}:
        (tmp_path / "n.csv").write_text(fichier(one), encoding="utf-8")
        table = read_table(tmp_path / "n.csv", Columns(COLONNES))
        assert not table.fautes and table.frame is not None
        assert table.frame["candidat"].tolist() == [unicodedata.normalize("NFC", one)]


def test_is_a_name_of_our_corpus_never_taken_for_a_damaged_one() -> None:
    assert [name for name in NOMS_FRANCAIS for case in CASES.values() if damage(case(name))] == []


@pytest.mark.parametrize("kind", ["csv", "utf-16", "xlsx", "parquet"])
@pytest.mark.parametrize("text", ["ZoÃ©", "Zo\ufffd", "H‚lŠne"])
def test_is_a_damaged_text_refused_by_line_and_column_in_every_kind_of_file(
    text: str, kind: str, tmp_path: Path
) -> None:
    rows = [[*COLONNES], ["Ali", "U11", 12.0, ""], [text, "U12", 12.0, ""], ["Béa", text, 12.0, ""]]
    texts = [[str(cell) for cell in row] for row in rows]
    contents = {
        "csv": lambda: en_csv(texts),
        "utf-16": lambda: en_csv(texts, codage="utf-16"),
        "xlsx": lambda: en_xlsx({"N": rows}),
        "parquet": lambda: en_parquet(rows),
    }
    (tmp_path / "n").write_bytes(contents[kind]())
    table = read_table(tmp_path / "n", Columns(COLONNES))
    assert [(f.ligne, f.colonne, f.valeur, f.candidat) for f in table.fautes] == [
        (3, "candidat", text, text),
        (4, "unite", text, "Béa"),
    ]
    assert table.frame is not None and table.frame["candidat"].tolist() == ["Ali", "Béa"] and table.ragged == {text}
    assert not any(text in str(without_person(f)) or "Zoé" in str(without_person(f)) for f in table.fautes)


def test_is_a_column_with_a_damaged_name_refused(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("candidat;acadÃ©mie\nAli;Nancy\n", encoding="utf-8")
    (fault,) = read_table(tmp_path / "c.csv", Columns(("candidat",), extra=True)).fautes
    assert (fault.colonne, fault.ligne) == ("acadÃ©mie", None) and "« académie »" in fault.remede


def test_does_a_large_file_of_windows_cost_little(tmp_path: Path) -> None:
    """Two megabytes here; the time is that of the words that are not plain ASCII, each once."""
    import time

    rows = "".join(f"{name} {i};U11;12,5;\n" for i in range(120) for name in NOMS_FRANCAIS)
    octets = ("candidat;unite;note;statut\n" + rows).encode("cp1252")
    assert len(octets) > 1_900_000
    start = time.process_time()
    assert lu(octets)[0] is not None
    assert time.process_time() - start < 2


def test_is_nobody_listening_warned_of_a_wrong_option() -> None:
    with assumed("cp850"), pytest.warns(BtsSimWarning, match="UTF-8"):
        lu(fichier("Zoé").encode())


def test_are_typed_rows_sound_in_every_kind_of_file(tmp_path: Path) -> None:
    (tmp_path / "n").write_bytes(en_xlsx({"N": TYPEES}))
    assert not read_table(tmp_path / "n", Columns(COLONNES)).fautes


#: Names that another encoding shows as words that could be French: Báez is « B ez », BÈGUE « BÔGUE ».
NEIGHBOURS = [
    "Sáez",
    "Báez",
    "Peláez",
    "Tomás",
    "Bermúdez",
    "Jáuregui",
    "Narváez",
    "Cláudio",
    "Múgica",
    "Búlgaro",
    "Rúben",
    "Áurea",
    "Ciríaco",
    "Bègue",
    "Gillièron",
]


@pytest.mark.parametrize("encoding", ["macroman", "cp850", "cp437"])
@pytest.mark.parametrize("name", NEIGHBOURS)
def test_is_a_name_of_our_neighbours_never_read_as_a_french_one(name: str, encoding: str) -> None:
    for written in (name, name.upper(), name.lower()):
        text = fichier(written)
        try:
            data = text.encode(ONE_BYTE[encoding])
        except UnicodeEncodeError:
            continue
        assert lu(data)[0] in (None, text)
