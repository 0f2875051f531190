"""The picture of a course that has none of its own."""

import struct
import zlib
from itertools import groupby

from hope_authoring.picture import COLUMNS, ROWS, TILE, picture


def read(data: bytes) -> tuple[tuple[int, int], bytes, list[bytes]]:
    """Size, palette and rows of a PNG, whose sums are right."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, found = 8, {}
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        name, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        assert struct.unpack(">I", data[at + 8 + length :][:4])[0] == zlib.crc32(name + body)
        found[name] = body
        at += length + 12
    assert list(found) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    wide, high = struct.unpack(">II", found[b"IHDR"][:8])
    rows, step = zlib.decompress(found[b"IDAT"]), 1 + wide // 2
    return (wide, high), found[b"PLTE"], [rows[n * step + 1 : (n + 1) * step] for n in range(high)]


def test_it_is_a_png_of_the_size_that_catalogues_show():
    size, palette, rows = read(picture("Seeing clearly"))
    assert size == (COLUMNS * TILE, ROWS * TILE) == (378, 210)
    assert len(palette) == 3 * 16
    assert {len(row) for row in rows} == {378 // 2}


def test_lines_go_on_from_tile_to_tile():
    _size, _palette, rows = read(picture("Seeing clearly"))
    shades = [[byte >> shift & 15 for byte in row for shift in (4, 0)] for row in rows]
    for edge in range(TILE, COLUMNS * TILE, TILE):
        left = [row[edge - 1] for row in shades]
        right = [row[edge] for row in shades]
        assert all(abs(one - other) <= 1 for one, other in zip(left, right, strict=True))
        lines = [on for on, _ in groupby(shade > 7 for shade in left)]
        assert lines.count(True) == ROWS


def test_the_title_alone_decides():
    assert picture("Seeing clearly") == picture("Seeing clearly")
    made = {
        picture(title) for title in ("Seeing clearly", "Seeing  clearly", "Ясно видети", "\ud800")
    }
    assert len(made) == 4
