"""Refuses large files: whoever clones this repository loads them for ever, deleted or not.

    python3 scripts/lint_files.py

Looks at the files that git knows, also those that are only staged. One of more than 1 MB has to be
listed in pyproject.toml, below `[tool.hope.large-files]`, with the reason why it is here. The exit
code is 1 if one is not, or if the list is not true any more.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import environment

LARGEST = 1_000_000
TABLE = "[tool.hope.large-files]"


def main(arguments: list[str]) -> int:
    """Say what is too large; 1 if something is."""
    if arguments:
        environment.say(__doc__)
        return 0 if arguments in (["-h"], ["--help"]) else 2
    repository = environment.REPOSITORY
    files = tracked(repository)
    if files is None:
        environment.say("This is no clone that git knows: large files were not looked for.")
        return 0
    faults = list(found(repository, files, listed(repository)))
    for fault in faults:
        environment.say(fault)
    return 1 if faults else 0


def tracked(repository: Path) -> list[str] | None:
    """The files that git knows, by their paths; None where there is no git or no clone."""
    if not (repository / ".git").exists():  # else a clone around it would answer
        return None
    command = ["git", "-C", str(repository), "ls-files", "-z"]
    try:
        answer = subprocess.run(command, capture_output=True, check=True)
    except FileNotFoundError:
        return None
    except subprocess.CalledProcessError as error:
        raise environment.Stop(error.stderr.decode("utf-8", "replace").strip()) from error
    return sorted(filter(None, answer.stdout.decode("utf-8", "surrogateescape").split("\0")))


def listed(repository: Path) -> Mapping[str, object]:
    """The files that may be large, and why."""
    data = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))
    reasons: Mapping[str, object] = data.get("tool", {}).get("hope", {}).get("large-files", {})
    return reasons


def found(repository: Path, files: list[str], reasons: Mapping[str, object]) -> Iterator[str]:
    """What is wrong: files that are too large without a reason, and reasons without such a file."""
    large = {name: size for name in files if (size := size_of(repository / name)) > LARGEST}
    for name, size in large.items():
        if name not in reasons:
            yield (
                f"{name}: {size / LARGEST:.1f} MB, and 1 MB is the most. Make it smaller, or keep "
                f"it elsewhere and load it where it is needed: `git rm --cached` takes it out. If "
                f"it has to be here, list it in pyproject.toml below {TABLE} with the reason."
            )
    for name, reason in reasons.items():
        if name not in large:
            yield (
                f"{name}: listed in pyproject.toml below {TABLE}, and no file of more than 1 MB. "
                "Take the line out."
            )
        elif not isinstance(reason, str) or not reason.strip():
            yield f"{name}: listed in pyproject.toml below {TABLE} without a reason. Write one."


def size_of(file: Path) -> int:
    """The bytes of a *file*; a link has none of its own, and one that is deleted has none."""
    return file.stat().st_size if file.is_file() and not file.is_symlink() else 0


if __name__ == "__main__":
    environment.run(main)
