"""Files of a course: small enough to be loaded anywhere, and all of them used."""

import struct
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
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", width, height) + bytes(more)


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


@pytest.mark.parametrize(
    ("data", "pixels"),
    [
        (png(12, 34), (12, 34)),
        (b"GIF89a" + struct.pack("<HH", 12, 34), (12, 34)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x22\0\x0c", (12, 34)),
        (b"\xff\xd8\xff\xe0\xff", None),
        (b"", None),
    ],
)
def test_pixels_are_read_from_the_first_bytes(tmp_path, data, pixels):
    (tmp_path / "x").write_bytes(data)

    assert pixels_of(tmp_path / "x") == pixels
