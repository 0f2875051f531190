"""What stands beside a package."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hope_authoring.cli import main
from hope_authoring.compile import compile_course
from hope_authoring.manifest import LARGE_FILE, revision, sizes, text

SMALL = Path(__file__).parents[1] / "courses/small"


@pytest.fixture
def folder(tmp_path) -> Path:
    shutil.copytree(SMALL, tmp_path / "small")
    return tmp_path / "small/courses/small"


def test_the_manifest_is_of_the_package_beside_it(folder, tmp_path, capsys):
    assert main(["build", str(folder), "-o", str(tmp_path / "dist")]) == 0
    (package,) = (tmp_path / "dist").glob("*.tar.gz")
    (beside,) = (tmp_path / "dist").glob("*.json")
    found = json.loads(beside.read_text("utf-8"))

    assert beside.name == package.name.replace(".tar.gz", ".json")
    assert found["sha256"] == hashlib.sha256(package.read_bytes()).hexdigest()
    assert found["bytes"] == len(package.read_bytes())
    assert sum(found["counts"].values()) == len(found["ids"])
    assert found["files"]["course.xml"]["bytes"] > 20
    assert found["revision"] == ""
    assert "texts " in capsys.readouterr().out


def test_every_id_is_there_with_its_kind(folder):
    made = compile_course(folder)
    ids = json.loads(text(made, folder))["ids"]

    assert ids == json.loads(text(made, folder))["ids"]
    for *_, unit in made.course.units():
        assert ids[unit.id] == "unit"
        assert all(ids[block.id] == block.kind for block in unit.content)


def test_the_revision_is_gits_and_says_whether_there_were_changes(folder):
    def git(*words):
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        subprocess.run(["git", "-C", folder, *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "one")
    first = revision(folder)
    (folder / "course.yaml").write_text("changed")

    assert len(first) == 40
    assert revision(folder) == f"{first}+"


def test_large_files_are_named():
    lines = list(sizes({"course.xml": b"x" * 2000, "static/film.mp4": b"x" * (LARGE_FILE + 1)}))

    assert lines[0] == "texts 2 kB, pictures and films 10.0 MB"
    assert lines[1].startswith("large: film.mp4, 10.0 MB")
    assert list(sizes({"course.xml": b"x"})) == ["texts 0 kB, pictures and films 0 kB"]
