"""The command `hope`."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from hope_authoring.cli import main

SMALL = Path(__file__).parents[1] / "courses/small/courses/small"
FAULTY = Path(__file__).parents[1] / "diagnostics/ten-mistakes"


def test_check_says_that_all_is_well(capsys):
    assert main(["check", str(SMALL)]) == 0

    out, err = capsys.readouterr()
    assert out == f"{SMALL}: no errors, units: 3, blocks: 4\n"
    assert err == ""


def test_the_course_file_may_be_named_too():
    assert main(["check", str(SMALL / "course.yaml")]) == 0


def test_check_tells_every_fault_and_fails(capsys, monkeypatch):
    monkeypatch.chdir(FAULTY)
    assert main(["check", "."]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    for line in FAULTY.with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        place, sentence = line.split(": ", 1)
        assert f"{place}: error: {sentence.split(';')[0].split(' [')[0]} [" in err
    assert err.endswith("\n\n10 errors\n")


def test_build_writes_the_package_and_says_its_sum(tmp_path, capsys):
    assert main(["build", str(SMALL), "-o", str(tmp_path / "new/folder")]) == 0

    package = tmp_path / "new/folder/HOPE-SMALL-2026.tar.gz"
    assert f"sha256 {hashlib.sha256(package.read_bytes()).hexdigest()}" in capsys.readouterr().out


def test_build_makes_nothing_of_a_course_with_faults(tmp_path, capsys):
    assert main(["build", str(FAULTY), "-o", str(tmp_path)]) == 1
    assert list(tmp_path.iterdir()) == []
    assert "No package was made." in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere"], "there is no folder “nowhere”."),
        (["check", "."], "there is no course.yaml in “.”."),
        (["build"], "Missing argument 'COURSE'."),
        (["biuld", "x"], "No such command 'biuld'"),
    ],
)
def test_a_command_that_is_not_understood(arguments, said, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    assert said in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["build", str(SMALL), "-o", str(tmp_path / "file/dist")]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.slow
def test_the_compiler_needs_neither_xblock_nor_django():
    code = (
        "import sys; from hope_authoring.cli import main; "
        f"main(['check', {str(SMALL)!r}]); "
        "print([name for name in ('xblock', 'django') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
