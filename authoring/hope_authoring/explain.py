"""What each message means: a page for every code, in the folder `explanations`.

A kind from elsewhere brings pages for its own codes in a folder of that name beside its templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from textwrap import fill, wrap

from hope_xblocks.kinds import installed_kinds

FOLDER = Path(__file__).parent / "explanations"
WIDTH = 80

_FENCE = re.compile(r"^```\w+ (\S+)\n(.*?)^```$\n?", re.MULTILINE | re.DOTALL)


@lru_cache(maxsize=1)
def _pages() -> Mapping[str, str]:
    """The pages by code; a kind cannot change what our own codes mean."""
    folders = [files(kind.package) / "explanations" for kind in installed_kinds().values()]
    found: dict[str, str] = {}
    for folder in (*folders, FOLDER):
        if folder.is_dir():
            for file in folder.iterdir():
                if file.name.endswith(".md"):
                    found[file.name[:-3]] = file.read_text(encoding="utf-8")
    return found


def codes() -> tuple[str, ...]:
    """Every code that has a page, sorted."""
    return tuple(sorted(_pages()))


def page(code: str) -> str:
    """The page of a *code*, in Markdown."""
    return _pages()[code]


def nearest(word: str) -> str:
    """The code that is likely meant by *word*; empty where none is near."""
    word = word.strip().strip("[]").lower().replace("_", "-").replace(" ", "-")
    return next(iter(get_close_matches(word, codes(), n=1)), "")


def as_text(markdown: str) -> str:
    """A page as plain text: lines as wide as a terminal, examples indented under their file."""
    return "\n\n".join(_paragraphs(markdown)) + "\n"


def _paragraphs(markdown: str) -> Iterator[str]:
    end = 0
    for fence in _FENCE.finditer(markdown):
        yield from _prose(markdown[end : fence.start()])
        lines = fence[2].rstrip("\n").split("\n")
        yield "\n".join([f"  {fence[1]}", *(f"  | {line}".rstrip() for line in lines)])
        end = fence.end()
    yield from _prose(markdown[end:])


def _prose(markdown: str) -> Iterator[str]:
    for paragraph in filter(None, (one.strip() for one in markdown.split("\n\n"))):
        if paragraph.startswith("#"):
            title = paragraph.lstrip("# ")
            yield f"{title}\n{'-' * len(title)}"
        else:
            yield fill(paragraph, WIDTH, break_long_words=False, break_on_hyphens=False)


def overview() -> str:
    """All codes, each with the first sentence of its page."""
    width = max(map(len, codes()))
    lines = []
    for code in codes():
        first, *more = wrap(first_sentence(page(code)), WIDTH + 10 - width - 2) or [""]
        lines.append(f"{code:<{width}}  {first}")
        lines += (f"{'':<{width}}  {line}" for line in more)
    return "\n".join(lines) + "\n"


def first_sentence(markdown: str) -> str:
    """The first sentence below the title of a page."""
    text = " ".join(markdown.partition("\n\n")[2].partition("\n\n")[0].split())
    return re.split(r"(?<=[.:!?])\s(?=[A-Z`“])", text, maxsplit=1)[0].rstrip(":")


def examples(markdown: str, heading: str) -> Mapping[str, str]:
    """The files below a *heading*, `Wrong` or `Right`, by name."""
    section = markdown.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return {fence[1]: fence[2] for fence in _FENCE.finditer(section)}
