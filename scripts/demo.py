"""Shows a finished course in the browser: sets up what it needs, then starts the preview.

    python3 scripts/demo.py [--port N] [--no-browser]

All options go to `hope preview`. Ctrl-C ends it.
"""

from __future__ import annotations

import environment

COURSE = "course_content/courses/frontline"


def main(arguments: list[str]) -> int:
    """Set up, then run the preview until it ends."""
    if arguments in (["-h"], ["--help"]):
        environment.say(__doc__)
        return 0
    environment.prepare(["authoring"])
    try:
        return environment.call(preview(arguments))
    except KeyboardInterrupt:
        return 0  # the usual way to end a preview


def preview(arguments: list[str]) -> list[str]:
    """The command that previews the course, with the user's own *arguments*."""
    return [str(environment.PYTHON), "-m", "hope_authoring", "preview", COURSE, *arguments]


if __name__ == "__main__":
    environment.run(main)
