"""Files → the same .tar.gz bytes every time."""

import gzip
import io
import subprocess
import tarfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hope_authoring.archive import pack

names = st.from_regex(r"[a-z]{1,20}(/[a-z]{1,20}){0,3}\.xml", fullmatch=True)


@pytest.mark.slow
@given(st.dictionaries(names, st.binary(max_size=200_000), max_size=6))
def test_what_is_packed_can_be_unpacked(files):
    with tarfile.open(fileobj=io.BytesIO(pack(files)), mode="r:gz") as tar:
        members = tar.getmembers()
        assert {m.name: tar.extractfile(m).read() for m in members} == {
            f"course/{name}": data for name, data in files.items()
        }
    assert [m.name for m in members] == sorted(m.name for m in members)
    assert all(m.isfile() and m.uid == m.gid == 0 and m.uname == "" for m in members)


def test_order_does_not_matter():
    assert pack({"a": b"1", "b": b"2"}) == pack({"b": b"2", "a": b"1"})


def test_gzip_itself_finds_it_sound(tmp_path):
    file = tmp_path / "a.tar.gz"
    file.write_bytes(pack({"a": bytes(300_000)}))

    subprocess.run(["gzip", "--test", file], check=True)
    assert b"course/a" in gzip.decompress(file.read_bytes())
