"""Gathers the words of the interface, brings every translation up to date, and compiles it.

    python3 scripts/words.py              after a change of a text or of a translation
    python3 scripts/words.py --check      changes nothing; exit code 1 if something is out of date
    python3 scripts/words.py --add hr     begins another language

The translations are in `xblocks/hope_xblocks/translations`; how to make them better stands in
`docs/translating.md`.
"""

from __future__ import annotations

from pathlib import Path

import environment


def main(arguments: list[str]) -> int:
    """Set up, then let the catalogues be made."""
    if arguments in (["-h"], ["--help"]):
        environment.say(__doc__)
        return 0
    environment.prepare(["authoring", "test"])
    script = Path(__file__).parent / "words" / "catalogues.py"
    return environment.call([environment.PYTHON, script, *arguments])


if __name__ == "__main__":
    environment.run(main)
