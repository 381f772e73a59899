"""Files damaged on purpose: the same seed, the same damage. For tests, and for a tool that makes many more."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator

#: What damaged and hostile files are found to hold.
MORCEAUX = [
    *(b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1a", b"\r", b"\n", b"\r\n", b"\t", b";", b",", b'"', b"'"),
    *(b"\xc3", b"\xe9", b"\xc2\xa0", b"\xe2\x80\xaf", b"\xe2\x80\x8b", b"\xed\xa0\x80", b"=1+1", b"-", b"%", b"#N/A"),
    *(b"1e400", b"9" * 40, b"99999", b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff", b"<!DOCTYPE a>", b"&a;"),
    *(b"]]>", b"|", b"/", b"E+11"),
]
#: What cells are found to hold in the place of something else.
CELLS = [
    *("", " ", "\xa0", "\u202f12", "12 ", "12,", ",5", "12.5", "12,5", "12,50", "12,500", "20"),
    *("20,00", "20,01", "-0", "-1"),
    *(
        "1E1",
        "1e1",
        "٣",
        "８",
        "①",
        "½",
        "NaN",
        "nan",
        "inf",
        "null",
        "None",
        "#N/A",
        "#REF!",
        "ABS",
        "AB",
        "abj",
        "12/20",
    ),
    *("12-mai", "2024-05-12", "douze", "VRAI", "50 %", "=12", "'12", '"', '"";', ";", "a;b", "a\nb", "\u200b12"),
    *("\ufeff12", "2,02401E+11"),
    *("Total", "Moyenne", "\x1b[31m12", "\u202e12", "é", "e\u0301", "х", "0" * 40, "x" * 5000, "../../x", "%s", "{0}"),
]


def mutants(data: bytes, graine: int, n: int) -> Iterator[bytes]:
    """Yield `n` damaged copies of a file, from one to a few damages each; the same for the same `graine`.

    Of a workbook, every second copy is damaged inside its archive, which is packed again so that it still opens.
    """
    rng = random.Random(graine)
    inside = data.startswith(b"PK")
    for i in range(n):
        if inside and i % 2:
            yield _repacked(data, rng)
        else:
            yield _damaged(data, rng)


def lignes_mutees(lignes: list[list[str]], graine: int, n: int) -> Iterator[list[list[str]]]:
    """Yield `n` copies of a table with rows, columns or cells changed as people and programs change them."""
    rng = random.Random(graine)
    for _ in range(n):
        copie = [list(ligne) for ligne in lignes]
        for _ in range(rng.choice((1, 1, 1, 2, 5))):
            rng.choice(SEMANTIQUES)(copie, rng)
        yield copie


def _damaged(data: bytes, rng: random.Random) -> bytes:
    octets = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 16))):
        rng.choice(OCTETS)(octets, rng)
    return bytes(octets)


def _repacked(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    victim = rng.choice(sorted(parts))
    parts[victim] = _damaged(parts[victim], rng)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _place(octets: bytearray, rng: random.Random) -> int:
    return rng.randrange(len(octets) + 1)


def _flip(octets: bytearray, rng: random.Random) -> None:
    if octets:
        octets[rng.randrange(len(octets))] ^= 1 << rng.randrange(8)


def _set(octets: bytearray, rng: random.Random) -> None:
    if octets:
        octets[rng.randrange(len(octets))] = rng.randrange(256)


def _insert(octets: bytearray, rng: random.Random) -> None:
    place = _place(octets, rng)
    octets[place:place] = rng.choice(MORCEAUX)


def _replace(octets: bytearray, rng: random.Random) -> None:
    place, piece = _place(octets, rng), rng.choice(MORCEAUX)
    octets[place : place + len(piece)] = piece


def _cut(octets: bytearray, rng: random.Random) -> None:
    place = _place(octets, rng)
    del octets[place : place + rng.choice((1, 2, 8, 64, 512))]


def _truncate(octets: bytearray, rng: random.Random) -> None:
    del octets[_place(octets, rng) :]


def _repeat(octets: bytearray, rng: random.Random) -> None:
    place = _place(octets, rng)
    octets[place:place] = octets[place : place + rng.choice((1, 8, 64, 512))] * rng.choice((1, 2, 20))


def _swap(octets: bytearray, rng: random.Random) -> None:
    a, b = sorted((_place(octets, rng), _place(octets, rng)))
    octets[a:b] = octets[b : 2 * b - a]


OCTETS: list[Callable[[bytearray, random.Random], None]] = [
    *(_flip, _flip, _set, _insert, _insert, _replace, _cut, _truncate, _repeat, _swap),
]


def _cell(lignes: list[list[str]], rng: random.Random) -> None:
    ligne = rng.choice(lignes)
    if ligne:
        ligne[rng.randrange(len(ligne))] = rng.choice(CELLS)


def _other_cell(lignes: list[list[str]], rng: random.Random) -> None:
    ligne, autre = rng.choice(lignes), rng.choice(lignes)
    if ligne and autre:
        ligne[rng.randrange(len(ligne))] = rng.choice(autre)


def _drop_row(lignes: list[list[str]], rng: random.Random) -> None:
    if len(lignes) > 1:
        del lignes[rng.randrange(len(lignes))]


def _twice(lignes: list[list[str]], rng: random.Random) -> None:
    lignes.insert(rng.randrange(len(lignes) + 1), list(rng.choice(lignes)))


def _shuffle(lignes: list[list[str]], rng: random.Random) -> None:
    rng.shuffle(lignes)


def _row(lignes: list[list[str]], rng: random.Random) -> None:
    width = len(rng.choice(lignes))
    lignes.insert(rng.randrange(len(lignes) + 1), [rng.choice(CELLS) for _ in range(width)])


def _drop_cell(lignes: list[list[str]], rng: random.Random) -> None:
    ligne = rng.choice(lignes)
    if ligne:
        del ligne[rng.randrange(len(ligne))]


def _more_cell(lignes: list[list[str]], rng: random.Random) -> None:
    ligne = rng.choice(lignes)
    ligne.insert(rng.randrange(len(ligne) + 1), rng.choice(CELLS))


def _drop_column(lignes: list[list[str]], rng: random.Random) -> None:
    column = rng.randrange(max(1, max(map(len, lignes))))
    for ligne in lignes:
        del ligne[column : column + 1]


def _more_column(lignes: list[list[str]], rng: random.Random) -> None:
    for ligne in lignes:
        ligne.append("")


def _swap_columns(lignes: list[list[str]], rng: random.Random) -> None:
    width = min(map(len, lignes))
    if width > 1:
        a, b = rng.sample(range(width), 2)
        for ligne in lignes:
            ligne[a], ligne[b] = ligne[b], ligne[a]


SEMANTIQUES: list[Callable[[list[list[str]], random.Random], None]] = [
    *(_cell, _cell, _cell, _other_cell, _drop_row, _twice, _shuffle, _row, _drop_cell, _more_cell),
    *(_drop_column, _more_column, _swap_columns),
]
