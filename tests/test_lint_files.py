"""The check that keeps large files out of the repository."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SCRIPTS = Path(__file__).parents[1] / "scripts"
MEGABYTE = 1_000_000


@pytest.fixture
def repository(tmp_path):
    (tmp_path / "scripts").mkdir()
    for name in ("lint_files.py", "environment.py"):
        shutil.copy(SCRIPTS / name, tmp_path / "scripts")
    (tmp_path / "pyproject.toml").write_text("[tool.hope]\n")
    (tmp_path / "small.bin").write_bytes(bytes(MEGABYTE))
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    return tmp_path


def git(folder, *arguments):
    # Nothing of a hook that may have started the tests.
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "-C", folder, *arguments], check=True, env=clean)


def add(repository, name, size=MEGABYTE + 1):
    (repository / name).parent.mkdir(exist_ok=True)
    (repository / name).write_bytes(bytes(size))
    git(repository, "add", name)


def allow(repository, *lines):
    text = "\n".join(["[tool.hope.large-files]", *lines, ""])
    (repository / "pyproject.toml").write_text(text, encoding="utf-8")


def checked(repository):
    done = subprocess.run(
        [sys.executable, "scripts/lint_files.py"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_small_files_are_welcome_and_those_that_git_does_not_know_are_nobodys_business(repository):
    (repository / "scratch.bin").write_bytes(bytes(9 * MEGABYTE))

    assert checked(repository) == (0, "")


def test_a_large_file_is_told_with_its_size_and_what_to_do(repository):
    add(repository, "films/a visit.mp4", 34_800_000)
    code, said = checked(repository)

    assert code == 1
    assert said.startswith("films/a visit.mp4: 34.8 MB, and 1 MB is the most.")
    assert "git rm --cached" in said
    assert "[tool.hope.large-files]" in said


def test_a_large_file_that_is_committed_is_told_too(repository):
    add(repository, "model.bin")
    who = ("-c", "user.name=T", "-c", "user.email=t@example.org")
    git(repository, *who, "commit", "--quiet", "-m", "All")

    assert checked(repository)[0] == 1


def test_a_large_file_with_a_reason_may_stay(repository):
    add(repository, "čas.bin")
    allow(repository, '"čas.bin" = "Every test of times reads it."')

    assert checked(repository) == (0, "")


@pytest.mark.parametrize("reason", ['""', '"  "', "true"])
def test_no_reason_is_none(repository, reason):
    add(repository, "model.bin")
    allow(repository, f'"model.bin" = {reason}')
    code, said = checked(repository)

    assert (code, said.count("\n")) == (1, 1)
    assert "without a reason" in said


def test_a_reason_for_what_is_not_large_any_more_is_told(repository):
    allow(repository, '"small.bin" = "It was large."', '"gone.bin" = "It was here."')
    code, said = checked(repository)

    assert code == 1
    assert [line.partition(":")[0] for line in said.splitlines()] == ["small.bin", "gone.bin"]


def test_a_deleted_file_and_a_link_weigh_nothing(repository):
    add(repository, "model.bin")
    (repository / "model.bin").unlink()
    (repository / "scratch.bin").write_bytes(bytes(2 * MEGABYTE))
    (repository / "link.bin").symlink_to(repository / "scratch.bin")
    git(repository, "add", "link.bin")

    assert checked(repository) == (0, "")


def test_where_there_is_no_clone_it_says_so(repository):
    shutil.rmtree(repository / ".git")
    code, said = checked(repository)

    assert code == 0
    assert "not looked for" in said


def test_this_repository_has_no_large_file_without_a_reason():
    assert checked(SCRIPTS.parent)[0] == 0
