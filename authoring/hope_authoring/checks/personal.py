"""Nothing in a course leads to a living person: no addresses, no numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hope_xblocks.content import Diagnostic

from .texts import Written

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@([\w-]{1,63}(?:\.[\w-]{1,63}){1,8})")
_MADE_UP = re.compile(
    r"(?:^|\.)(?:example(?:\.(?:org|com|net))?|test|invalid|localhost)$", re.IGNORECASE
)
_FEWEST = 8
"""Digits of the shortest number that is told."""
_NUMBER = re.compile(r"[+(\d][\d ()/.–-]{6,40}\d")
_PARTS = re.compile(r"(?:\+|00)?\(?\d(?:[ ()/.–-]{0,2}\d){7,}")
_IBAN = re.compile(r"[A-Z]{2}\d\d(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])")
_DATE = re.compile(
    r"(?:19|20)\d\d[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]{1,2}\d{1,2}[-./ ]{1,2}(?:19|20)\d\d"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ –,/-]*){2,}")
_GROUPED = re.compile(r"\d{1,3}(?:[ .]\d{3}){2,}")
_BOOK = re.compile(r"(?:ISBN|ISSN|doi|DOI)[^\n]{0,12}$")


def check_personal(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """E-mail addresses, telephone numbers, bank accounts and long numbers."""
    for one in texts:
        text = one.plain
        if "@" in one.text:
            for found in _EMAIL.finditer(one.text):
                if not _MADE_UP.search(found[1]):
                    yield _fault(
                        one,
                        found,
                        "this looks like the e-mail address of somebody",
                        "write an invented one that ends with `.example`: `desk@academy.example`",
                    )
        if sum(map(text.count, "0123456789")) < _FEWEST:
            continue
        for found in _NUMBER.finditer(text):
            if not _is_part(text, *found.span()):
                yield from _number(one, found)
        for found in _IBAN.finditer(text):
            if not text[max(0, found.start() - 1) : found.start()].isalnum():
                yield _fault(
                    one, found, "this looks like the number of a bank account", "take it out"
                )


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the number from *start* to *end* is part of a word, an address or a reference."""
    before, after = text[max(0, start - 1) : start] or " ", text[end : end + 1] or " "
    return before.isalnum() or before in "/.:@_-–" or after.isalnum() or after in "/@_"


def _number(one: Written, found: re.Match[str]) -> Iterator[Diagnostic]:
    words = found[0]
    if not _PARTS.fullmatch(words):
        return
    digits = sum(sign.isdigit() for sign in words)
    rest = _YEARS.sub("", _DATE.sub("", words))
    if sum(sign.isdigit() for sign in rest) < 8 or _GROUPED.fullmatch(words):
        return
    if _BOOK.search(one.text[max(0, found.start() - 20) : found.start()]):
        return
    if words.startswith(("+", "00")) or (words.lstrip("(").startswith("0") and digits < 13):
        yield _fault(
            one,
            found,
            "this looks like a telephone number",
            "take it out, or write it in words: “the number of your duty manager”",
        )
    elif digits >= 9 and not re.search(r"[–]|\d\.\d|, ", words):
        yield _fault(
            one,
            found,
            "this looks like the number of a person or a file",
            "take it out, or write a short invented one: `A-12`",
        )


def _fault(one: Written, found: re.Match[str], message: str, hint: str) -> Diagnostic:
    # `personal-data` is no error: national help lines are right, and are silenced with a reason.
    return Diagnostic(
        "personal-data",
        message,
        hint,
        one.path,
        within=one.within(*found.span()),
        severity="warning",
    )
