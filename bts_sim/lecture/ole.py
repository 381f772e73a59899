"""Find the streams of a compound file (OLE 2), in which old Office documents and locked workbooks are kept."""

from __future__ import annotations

import struct

from bts_sim.lecture.archive import ABIME, Refus

FIN = 0xFFFFFFFA
#: Streams that tell what the file is, or hold the cells.
UTILES = {"Workbook", "Book", "EncryptedPackage", "WordDocument"}


def streams(data: bytes) -> dict[str, bytes]:
    """Give the contents of the useful streams by name, at the top level or below; raises Refus on a damaged file."""
    try:
        return _streams(data)
    except (struct.error, IndexError, UnicodeDecodeError, MemoryError):
        raise Refus(*ABIME) from None


def _streams(data: bytes) -> dict[str, bytes]:
    shift, mini_shift = struct.unpack_from("<HH", data, 30)
    if shift not in (9, 12) or mini_shift != 6:
        raise Refus(*ABIME)
    size = 1 << shift
    first_directory, cutoff = struct.unpack_from("<I", data, 48)[0], struct.unpack_from("<I", data, 56)[0]
    first_mini, _, first_difat, difats = struct.unpack_from("<4I", data, 60)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def words(block: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))

    places = [n for n in words(data[76:512]) if n < FIN]
    for _ in range(min(difats, len(data) // size)):
        *more, first_difat = words(sector(first_difat))
        places += [n for n in more if n < FIN]
    table = [n for place in places[: len(data) // size + 1] for n in words(sector(place))]

    def chain(start: int, links: list[int]) -> list[int]:
        found: list[int] = []
        while start < FIN:
            if len(found) > len(links):
                raise Refus(*ABIME)
            found.append(start)
            start = links[start]
        return found

    def content(start: int) -> bytes:
        return b"".join(sector(n) for n in chain(start, table))

    directory = content(first_directory)
    found: dict[str, bytes] = {}
    mini: bytes | None = None
    mini_table = words(content(first_mini)) if first_mini < FIN else []
    for place in range(0, len(directory) - 127, 128):
        entry = directory[place : place + 128]
        length, kind = struct.unpack_from("<H", entry, 64)[0], entry[66]
        # With small sectors, the upper half of the size may hold anything.
        start, total = struct.unpack_from("<II" if shift == 9 else "<IQ", entry, 116)
        if kind == 5:
            mini = content(start) if start < FIN else b""
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le")
        if kind != 2 or name not in UTILES or name in found:
            continue
        if total >= cutoff:
            found[name] = content(start)[:total]
        else:
            small = mini or b""
            found[name] = b"".join(small[n * 64 : n * 64 + 64] for n in chain(start, mini_table))[:total]
        if len(found[name]) < total:
            raise Refus(*ABIME)
    return found


def pack(stream: bytes) -> bytes:
    """Pack one stream named Workbook in a sound compound file, so that another reader sees what was checked."""
    size, none, end, table_itself = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    stream = stream.ljust(4096, b"\0")
    sectors = -(-len(stream) // size)
    directory = sectors
    tables = -(-(sectors + 1) // 127)
    links = [*range(1, sectors), end, end, *[table_itself] * tables]
    links += [none] * (tables * 128 - len(links))
    places = list(range(directory + 1, directory + 1 + tables))
    entries = _entry("Root Entry", 5, end, 0, 1) + _entry("Workbook", 2, 0, len(stream), none)
    first, *more = [places[:109], *(places[i : i + 127] for i in range(109, len(places), 127))]
    chained = directory + 1 + tables
    head = struct.pack("<8s16xHHHHH", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<6xIIIIIIIII", 0, tables, directory, 0, 4096, end, 0, chained if more else end, len(more))
    head += struct.pack("<109I", *first, *[none] * (109 - len(first)))
    body = stream.ljust(sectors * size, b"\0") + entries.ljust(size, b"\0") + struct.pack(f"<{len(links)}I", *links)
    for i, block in enumerate(more, start=1):
        following = chained + i if i < len(more) else end
        body += struct.pack("<128I", *block, *[none] * (127 - len(block)), following)
    return head + body


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    links = struct.pack("<III36x", 0xFFFFFFFF, 0xFFFFFFFF, child)
    return text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1) + links + struct.pack("<IQ", start, size)
