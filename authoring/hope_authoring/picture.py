"""A quiet picture for a course that has none, made of its title: so courses can be told apart.

Tiles with two quarter circles each, turned one way or the other (Truchet's tiles, as C. S. Smith
drew them in 1987); the title decides which, and in which colour. The same title, the same bytes.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache
from hashlib import sha256
from math import hypot

from .archive import stored

PICTURE = "course-image.png"
"""What it is called in a package."""
TILE, COLUMNS, ROWS = 42, 9, 5
"""Points of a tile, and tiles: 378 × 210 points, about what the platform shows in its catalogue."""
THICK = 4.5
"""Points from the middle of a line to its edge."""
COLOURS = (
    ((11, 48, 86), (92, 145, 196)),
    ((20, 64, 58), (96, 166, 148)),
    ((70, 36, 84), (164, 122, 184)),
    ((88, 48, 22), (198, 146, 98)),
    ((36, 56, 24), (136, 168, 96)),
    ((56, 60, 72), (148, 156, 174)),
)
"""Ground and line."""
SHADES = 16


@lru_cache(maxsize=64)
def picture(title: str) -> bytes:
    """The bytes of a PNG for a course with this *title*."""
    chance = int.from_bytes(sha256(title.encode("utf-8", "replace")).digest(), "big")
    ground, line = COLOURS[chance % len(COLOURS)]
    chance //= len(COLOURS)
    turned = [
        [chance >> (row * COLUMNS + column) & 1 for column in range(COLUMNS)] for row in range(ROWS)
    ]
    tiles = _tiles()
    rows = b"".join(
        b"\0" + b"".join(tiles[way][y] for way in row) for row in turned for y in range(TILE)
    )
    palette = bytes(
        round(one + (other - one) * shade / (SHADES - 1))
        for shade in range(SHADES)
        for one, other in zip(ground, line, strict=True)
    )
    size = struct.pack(">IIBBBBB", COLUMNS * TILE, ROWS * TILE, 4, 3, 0, 0, 0)
    data = b"\x78\x01" + stored(rows) + struct.pack(">I", zlib.adler32(rows))
    parts = ((b"IHDR", size), (b"PLTE", palette), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


@lru_cache(maxsize=1)
def _tiles() -> tuple[list[bytes], list[bytes]]:
    """The rows of a tile in its two ways, two points to a byte."""
    return _rows(turned=False), _rows(turned=True)


def _rows(turned: bool) -> list[bytes]:
    def shade(x: int, y: int) -> int:
        x = TILE - 1 - x if turned else x
        radius = min(hypot(x + 0.5, y + 0.5), hypot(TILE - x - 0.5, TILE - y - 0.5))
        inside = THICK + 0.5 - abs(radius - TILE / 2)
        return round(min(1.0, max(0.0, inside)) * (SHADES - 1))

    return [
        bytes(shade(x, y) << 4 | shade(x + 1, y) for x in range(0, TILE, 2)) for y in range(TILE)
    ]
