"""What is said of the law has a day on which it was so, or says that nobody has checked it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hope_xblocks.content import Diagnostic

from .texts import Written

_LAW = re.compile(
    r"\b(?:Framework Decisions? \d{4}|Articles? \d+|Additional Protocol|Convention (?:on|108)"
    r"|European Convention|Regulation \((?:EU|EC)\)|Directive (?:\((?:EU|EC)\) )?\d{4}"
    r"|\d{4}/\d+/(?:JHA|EU|EC)|ETS \d+|CETS \d+|[A-Z][a-z]+ Act,? (?:of )?(?:19|20)\d\d)"
)
_CHECKED = re.compile(
    r"\bchecked\b|\bnational lawyer\b|\bre-check\b"
    r"|\b(?:read|verified|found|seen|as of|as at|in force|status)\b[^.]{0,40}\b20\d\d\b",
    re.IGNORECASE,
)
_QUICK = ("Framework Decision", "Article", "Convention", "Protocol", "Regulation", "Directive")
_QUICK_TOO = ("/JHA", "/EU", "/EC", "ETS ", " Act")


def check_law(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """A block that names a law, and nowhere says when somebody has looked at it."""
    if language != "en":
        return
    for one in texts:
        if not any(word in one.text for word in (*_QUICK, *_QUICK_TOO)):
            continue
        if found := _LAW.search(one.own):
            if any(_CHECKED.search(other.text) for other in texts):
                return
            yield Diagnostic(
                "law-without-date",
                f"“{found[0]}” may have changed since, and nothing says when it was looked up",
                "write it below: “Checked on 3 March 2026.” or “To be checked by a national "
                "lawyer before use.”",
                one.path,
                within=one.within(*found.span()),
                severity="warning",
            )
            return
