"""Sources in `browser/` → the files in `public/` that are served.

    python scripts/public/made.py [--check]

Started by `scripts/public.py` in an environment that has everything. Of the browsers in prisons,
some know no nested rules: Lightning CSS writes them out. The platform loads scripts the old way, as
one file: the modules of ours are put together, inside a function of their own.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import lightningcss

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "browser" / "styles"
SCRIPTS = ROOT / "browser" / "script"
PUBLIC = ROOT / "xblocks" / "hope_xblocks" / "public"

ENTRIES = ("hope.js",)
"""Scripts of which each makes a file of that name; what they import goes into it."""

BROWSERS = ("chrome 109", "firefox 115", "safari 15.4")
"""The oldest that are served: the last ones for Windows 7 and 8, and the Safari of their time."""

MADE = "/* Made by scripts/public.py from {source}: make changes there. */\n\n"

# Sources ask themselves whether a browser knows light-dark(), and need nothing in its place.
_STAND_IN = re.compile(r"^ *--lightningcss-(light|dark): .*\n", re.MULTILINE)

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w-]+\.js)";\n+', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_NAME = re.compile(r"^(?:async )?(?:function|class|const|let) (\w+)", re.MULTILINE)
# Types, and what stands above a function, are for those who write.
_ASIDE = r"/\*(?:[^*]|\*(?!/))*\*/"
_ASIDES = re.compile(rf"^// @ts-check\n|^ *{_ASIDE}\n|{_ASIDE} ?", re.MULTILINE)


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
    for source, make in sources():
        path, text = folder / source.name, make(source)
        if not path.is_file() or path.read_bytes() != text.encode("utf-8"):
            yield path, text


def sources() -> Iterator[tuple[Path, Callable[[Path], str]]]:
    """What a file is made of, and the function that makes it."""
    for source in sorted(STYLES.glob("*.css")):
        yield source, style
    for name in ENTRIES:
        yield SCRIPTS / name, script


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
    return _made(source) + flat


def script(source: Path) -> str:
    """The classic script that *source* makes; what it exports is there for the whole page.

    Raises:
        ValueError: two of its modules use one name.
    """
    modules = list(_modules(source, set()))
    body = "\n\n".join(_bare(module) for module in modules)
    twice = [name for name, count in Counter(_NAME.findall(body)).items() if count > 1]
    if twice:
        raise ValueError(f"{source.name}: in more than one module: {', '.join(twice)}")
    exports = _EXPORT.findall(source.read_text(encoding="utf-8"))
    shown = "\n".join(f"window.{name} = {name};" for name in exports)
    return f'{_made(source)}(function () {{\n"use strict";\n\n{body}\n\n{shown}\n}}());\n'


def _modules(module: Path, seen: set[Path]) -> Iterator[Path]:
    """The *module* after all that it imports, each once."""
    if module in seen:
        return
    seen.add(module)
    for name in _IMPORT.findall(module.read_text(encoding="utf-8")):
        yield from _modules(module.with_name(name), seen)
    yield module


def _bare(module: Path) -> str:
    """The text of a *module* without what only modules may say, and without types."""
    text = _ASIDES.sub("", module.read_text(encoding="utf-8"))
    text = _EXPORT.sub("", _IMPORT.sub("", text)).strip()
    return re.sub(r"\n{3,}", "\n\n", text)


def _made(source: Path) -> str:
    return MADE.format(source=source.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
