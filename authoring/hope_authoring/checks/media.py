"""A page of a course asks no other computer for anything: pictures and films lie in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hope_xblocks.content import Diagnostic

from .texts import Written

_PICTURE = re.compile(r"!\[[^\[\]]*\]\([ ]*<?((?:https?:)?//[^\s)>]*)", re.IGNORECASE)
_ELEMENT = re.compile(
    r"<(?:img|video|audio|source|track|iframe|embed|object|script|link)\b[^<>]*?"
    r"\b(?:src|data|href|poster)[ ]*=[ ]*[\"']?((?:https?:)?//[^\s\"'>]*)",
    re.IGNORECASE,
)


def check_media(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Pictures, films and frames that would come from another host."""
    for one in texts:
        if not one.is_markdown or "//" not in one.text:
            continue
        for pattern in (_PICTURE, _ELEMENT):
            for found in pattern.finditer(one.text):
                host = found[1].partition("//")[2].partition("/")[0]
                yield Diagnostic(
                    "external-media",
                    f"a page of the course must not ask “{host}” for anything, and leaves this out",
                    "put the file into the folder `assets` and write "
                    "`![what is to be seen](assets/name.png)`; or write a link to it",
                    one.path,
                    within=one.within(*found.span()),
                )
