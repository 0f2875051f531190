"""A page of a course asks no other computer for anything: pictures and films lie in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hope_xblocks.content import Diagnostic
from hope_xblocks.richtext import is_own_picture, pictures

from ..assets import FOLDER
from .texts import Written

_ELEMENT = re.compile(
    r"<(?:video|audio|source|track|iframe|embed|object|script|link)\b[^<>]*?"
    r"\b(?:src|data|href|poster)[ ]*=[ ]*[\"']?((?:https?:)?//[^\s\"'>]*)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(r"(?:https?:)?//([^/?#]*)", re.IGNORECASE)


def check_media(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Pictures, films and frames from another host, and pictures that are no file of the course."""
    for one in texts:
        if not one.is_markdown:
            continue
        for address in dict.fromkeys(pictures(one.text)):
            yield from _of_picture(one, address)
        for found in _ELEMENT.finditer(one.text) if "//" in one.text else ():
            yield _external(one, found[1], one.within(*found.span()))


def _of_picture(one: Written, address: str) -> Iterator[Diagnostic]:
    # Whether a file is there that is named with its folder, is looked at elsewhere.
    if is_own_picture(address) or address.startswith(f"{FOLDER}/"):
        return
    start = one.text.find(address)
    within = one.within(start, start + len(address)) if address and start >= 0 else ""
    if _ELSEWHERE.match(address):
        yield _external(one, address, within)
        return
    shown = address if len(address) <= 60 else f"{address[:59]}…"
    name = re.split(r"[/\\]", address)[-1] if len(address) <= 60 else ""
    yield Diagnostic(
        "picture-elsewhere",
        f"a picture must be a file of the course, and “{shown}” is none: pages leave it out",
        "put the file into the folder `assets` and write "
        f"`![what is to be seen]({FOLDER}/{name if '.' in name.strip('.') else 'name.png'})`",
        one.path,
        within=within,
    )


def _external(one: Written, address: str, within: str) -> Diagnostic:
    found = _ELSEWHERE.match(address)
    return Diagnostic(
        "external-media",
        f"a page of the course must not ask “{found[1] if found else address}” for anything, and "
        "leaves this out",
        "put the file into the folder `assets` and write "
        f"`![what is to be seen]({FOLDER}/name.png)`; or write a link to it",
        one.path,
        within=within,
    )
