"""`browser/styles/NAME.css` with what it imports → `public/NAME.css`, flat and prefixed.

    python scripts/public/made.py [--check]

Started by `scripts/public.py` in an environment that has everything. Rules are written nested; of
the browsers in prisons, some know no nesting. Lightning CSS writes them out.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import lightningcss

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "browser" / "styles"
PUBLIC = ROOT / "xblocks" / "hope_xblocks" / "public"

BROWSERS = ("chrome 109", "firefox 115", "safari 15.4")
"""The oldest that are served: the last ones for Windows 7 and 8, and the Safari of their time."""

MADE = "/* Made by scripts/public.py from {source}: make changes there. */\n\n"

# Sources ask themselves whether a browser knows light-dark(), and need nothing in its place.
_STAND_IN = re.compile(r"^ *--lightningcss-(light|dark): .*\n", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Write what is out of date, or only name it; the exit code."""
    parser = argparse.ArgumentParser(prog="public.py", description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    options = parser.parse_args(arguments)
    stale = dict(out_of_date(PUBLIC))
    for path, text in stale.items():
        print(f"{'out of date' if options.check else 'written'}: {path.relative_to(ROOT)}")
        if not options.check:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if stale and options.check else 0


def out_of_date(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files in *folder* that differ from what their sources give, each with what it gives."""
    for source in sorted(STYLES.glob("*.css")):
        path, text = folder / source.name, style(source)
        if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            yield path, text


def style(source: Path) -> str:
    """The style sheet that *source* makes, in ASCII, so that no server can tell its letters wrong.

    Raises:
        ValueError: something in it or in what it imports is no CSS; the text says where.
    """
    flat = lightningcss.bundle_css(
        str(source),
        parser_flags=lightningcss.calc_parser_flags(nesting=True),
        browsers_list=list(BROWSERS),
        minify=False,
    )
    flat = re.sub(r"[^\x00-\x7f]", lambda found: f"\\{ord(found[0]):x} ", _STAND_IN.sub("", flat))
    return MADE.format(source=source.relative_to(ROOT).as_posix()) + flat


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
