"""Makes the lock: the versions and hashes of every package that the commands here install.

    python3 scripts/lock.py              after a change of what pyproject.toml asks for
    python3 scripts/lock.py --upgrade    the newest versions of all; then run scripts/test.py

It writes `requirements/lock.txt`, one resolution for Python 3.11 to 3.13 on any system, and
`requirements/oldest.txt`, the lowest versions that pyproject.toml allows. uv makes both. An LMS is
given neither: there the open lower bounds hold.
"""

from __future__ import annotations

import argparse

import environment

EXTRAS = ("authoring", "test", "fuzz")
GROUPS = ("build", "tools", "trial", "bench", "bench-latex2edx", "bench-olx-utils")
OLDEST_PYTHON = environment.dotted(environment.OLDEST_PYTHON)
REFRESH = "python3 scripts/lock.py"


def main(arguments: list[str]) -> int:
    """Set up, then let uv resolve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions of all")
    options = parser.parse_args(arguments)
    environment.prepare(["authoring"], ["tools"])
    for command in (
        locked(EXTRAS, GROUPS, options.upgrade),
        oldest(options.upgrade),
    ):
        code = environment.call(command)
        if code:
            raise environment.Stop(f"uv found no resolution (exit code {code}); see above.")
    environment.say("Run python3 scripts/test.py, look at the diff, then commit requirements/.")
    return 0


def locked(extras: tuple[str, ...], groups: tuple[str, ...], upgrade: bool) -> list[object]:
    """The command that resolves all extras and groups together into the lock."""
    chosen = [f"--extra={name}" for name in extras] + [f"--group={name}" for name in groups]
    return [*resolve("lock.txt", upgrade), *chosen]


def oldest(upgrade: bool) -> list[object]:
    """The command that resolves the lowest versions of what runs in the LMS, with test tools."""
    return [*resolve("oldest.txt", upgrade), "--resolution=lowest-direct", "--group=trial"]


def resolve(name: str, upgrade: bool) -> list[object]:
    """The beginning of a command of uv that writes the file *name*."""
    return [
        *(environment.PYTHON, "-m", "uv", "pip", "compile", "pyproject.toml", "--quiet"),
        *("--universal", "--generate-hashes", "--no-annotate", "--no-emit-index-url"),
        *("--python-version", OLDEST_PYTHON, "--custom-compile-command", REFRESH),
        *(["--upgrade"] if upgrade else []),
        *("--output-file", environment.LOCKED.with_name(name)),
    ]


if __name__ == "__main__":
    environment.run(main)
