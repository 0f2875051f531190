"""Makes the public files of the blocks from their sources in `browser/`.

    python3 scripts/public.py              after a change of a source
    python3 scripts/public.py --check      changes nothing; exit code 1 if a file is out of date

What is made is committed: nobody who installs the blocks needs this, or any other tool.
"""

from __future__ import annotations

from pathlib import Path

import environment


def main(arguments: list[str]) -> int:
    """Set up, then let the files be made."""
    if arguments in (["-h"], ["--help"]):
        environment.say(__doc__)
        return 0
    environment.prepare(["authoring", "test"])
    script = Path(__file__).parent / "public" / "made.py"
    return environment.call([environment.PYTHON, script, *arguments])


if __name__ == "__main__":
    environment.run(main)
