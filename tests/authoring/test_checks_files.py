"""Files of a course: small enough to be loaded anywhere, and all of them used."""

import struct
import time
from pathlib import Path

import pytest

from hope_authoring.checks.files import LARGE_PICTURE, LARGEST_PICTURE, pixels_of
from hope_authoring.compile import compile_course

COURSE = """\
org: O
number: N
run: "1"
title: T
summary: S
about: A
chapters:
  - id: c
    title: C
    sequences:
      - id: s
        title: S
        units:
          - id: u
            title: U
            content:
              - kind: text
                id: t
                title: T
                text: "![The gate of a prison](assets/gate.png)"
"""


def png(width: int, height: int, more: int = 0) -> bytes:
    head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height)
    return head + b"\x08\x02\0\0\0" + bytes(more)


def told(folder: Path, **files: bytes) -> list[tuple[str, str]]:
    (folder / "assets").mkdir()
    (folder / "course.yaml").write_text(COURSE, "utf-8")
    for name, data in files.items():
        (folder / "assets" / f"{name}.png").write_bytes(data)
    return [(fault.code, fault.severity) for fault in compile_course(folder).diagnostics]


@pytest.mark.parametrize(
    ("picture", "faults"),
    [
        (png(1600, 900), []),
        (png(1600, 900, LARGE_PICTURE), [("large-asset", "warning")]),
        (png(1600, 900, LARGEST_PICTURE), [("large-asset", "error")]),
        (png(4000, 900), [("large-asset", "warning")]),
        (b"no picture at all", []),
    ],
)
def test_a_picture_is_small_enough_for_slow_networks(tmp_path, picture, faults):
    assert told(tmp_path, gate=picture) == faults


def test_what_nothing_uses_is_told(tmp_path):
    assert told(tmp_path, gate=png(9, 9), yard=png(9, 9)) == [("unused-asset", "warning")]


def test_where_one_is_missing_another_is_not_said_to_be_unused(tmp_path):
    assert told(tmp_path, gates=png(9, 9)) == [("missing-asset", "error")]


JPEG = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x0b\x08\0\x22\0\x0c\x01\x01\x11\0\xff\xda"
TURNED = (  # a camera held upright notes that what it saw lies on its side
    b"\xff\xd8\xff\xe1\0\x22Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"
    + JPEG[2:]
)


def webp(kind: bytes, data: bytes) -> bytes:
    chunk = kind + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


LOSSY = b"\x30\x01\x00\x9d\x01\x2a" + struct.pack("<HH", 6000, 4000) + bytes(8)
LOSSLESS = b"\x2f" + struct.pack("<I", (6000 - 1) | (4000 - 1) << 14) + bytes(8)
EXTENDED = bytes(4) + (6000 - 1).to_bytes(3, "little") + (4000 - 1).to_bytes(3, "little")
PIXELS = [
    (png(12, 34), (12, 34)),
    (b"GIF89a" + struct.pack("<HH", 12, 34) + bytes(3), (12, 34)),
    (JPEG, (12, 34)),
    (TURNED, (34, 12)),
    (webp(b"VP8 ", LOSSY), (6000, 4000)),
    (webp(b"VP8L", LOSSLESS), (6000, 4000)),
    (webp(b"VP8X", EXTENDED), (6000, 4000)),
]


@pytest.mark.parametrize(("data", "pixels"), PIXELS)
def test_pixels_are_read_from_the_first_bytes(tmp_path, data, pixels):
    (tmp_path / "x").write_bytes(data)

    assert pixels_of(tmp_path / "x") == pixels


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no picture at all",
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9000' height='9000'/>",  # of any size
        b"\xff\xd8\xff\xe0\xff",
        b"\xff\xd8\xff\xc0\0\x01",
        b"GIF89a",
        webp(b"ALPH", bytes(8)),
        png(0, 0),
    ],
)
def test_what_does_not_tell_its_pixels_has_none(tmp_path, data):
    (tmp_path / "x").write_bytes(data)

    assert pixels_of(tmp_path / "x") is None


@pytest.mark.parametrize(
    "filling", [b"1", b"\0", b"\xff", b"\xff\x01", b"\xff\xe0\0\2"], ids=lambda data: data.hex()
)
@pytest.mark.parametrize("head", [b"P5 ", b"MM\0*", *(data[:16] for data, _pixels in PIXELS)])
def test_a_damaged_picture_raises_nothing_and_is_done_soon(tmp_path, head, filling):
    damaged = (head + filling * LARGE_PICTURE)[:LARGE_PICTURE]
    (tmp_path / "x").write_bytes(damaged)

    begun = time.process_time()
    pixels_of(tmp_path / "x")
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(("data", "pixels"), PIXELS)
def test_a_picture_that_breaks_off_has_its_pixels_or_none(tmp_path, data, pixels):
    for end in range(len(data)):
        (tmp_path / f"{end}").write_bytes(data[:end])
        assert pixels_of(tmp_path / f"{end}") in (pixels, None)
