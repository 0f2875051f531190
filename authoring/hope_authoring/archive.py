"""Files → the same .tar.gz bytes every time, on any machine."""

from __future__ import annotations

import io
import struct
import tarfile
import zlib
from collections.abc import Mapping

_TIME = 315_532_800  # 1 January 1980: a time that no tool finds implausible


def pack(files: Mapping[str, bytes]) -> bytes:
    """A gzipped tar of *files*, below one folder `course/`.

    The data is stored, not compressed: deflate's output differs between versions of zlib, and a
    package shall not. Texts are small, and pictures are compressed already.
    """
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name in sorted(files):
            member = tarfile.TarInfo(f"course/{name}")
            member.size = len(files[name])
            member.mtime = _TIME
            member.mode = 0o644
            tar.addfile(member, io.BytesIO(files[name]))
    return _gzipped(stream.getvalue())


def _gzipped(data: bytes) -> bytes:
    """*data* as gzip without compression (RFC 1952)."""
    head = b"\x1f\x8b\x08\x00" + struct.pack("<I", _TIME) + b"\x00\xff"
    end = struct.pack("<II", zlib.crc32(data), len(data) & 0xFFFFFFFF)
    return head + stored(data) + end


def stored(data: bytes) -> bytes:
    """*data* as a deflate stream that does not compress (RFC 1951, 3.2.4)."""
    parts = []
    for start in range(0, len(data), 0xFFFF):
        block = data[start : start + 0xFFFF]
        last = start + 0xFFFF >= len(data)
        parts += [struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF), block]
    return b"".join(parts)
