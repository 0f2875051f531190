"""Colours in a text are left out, so nothing may hang on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hope_xblocks.content import Diagnostic

from .texts import Written

_COLOURED = re.compile(
    r"<font\b[^<>]*>|<[a-z]+\b[^<>]*?\b(?:style[ ]*=[ ]*[\"'][^\"'<>]*\b(?:color|background)"
    r"|(?:bg)?color[ ]*=)[^<>]*>",
    re.IGNORECASE,
)


def check_colours(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Colours that an author has given to words: the page has its own, which all can read."""
    for one in texts:
        if one.is_markdown and "<" in one.text:
            for found in _COLOURED.finditer(one.text):
                yield Diagnostic(
                    "colour-ignored",
                    "learners do not see this colour: the page has colours of its own",
                    "make the words bold: `**words**`",
                    one.path,
                    within=one.within(*found.span()),
                    severity="warning",
                )
