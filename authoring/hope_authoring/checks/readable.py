"""Texts that learners understand at the first reading.

A sentence that is long is told at its place. For a whole text, LIX is counted: the words in a
sentence, and the share of words with more than six letters. It works in every language that
divides words by blanks; only its limit differs, as some languages have longer words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from hope_xblocks.content import Diagnostic

from .texts import Written

LONGEST = 35
"""Words in one sentence. 25 is what we aim at; one that is a little longer may still be clear."""
MEAN = 18
"""Words in the sentences of a text, on average. We aim at 18."""
FEWEST = 80
"""Words that a text needs for its mean and its LIX to mean anything."""

LIX: Mapping[str, int] = {"en": 50, "nl": 52, "sv": 52, "da": 52, "no": 52, "fr": 54, "es": 54}
"""From where on a text is hard, by language."""
LIX_ELSEWHERE = 58
"""Where words are longer: in Slavic languages, German, Greek, Hungarian, Finnish and others."""

_WORD = re.compile(r"\w")
_END = re.compile(r"[.!?…:;\n](?:(?<!\n)[\"“”’»)*_]*\s|(?<=\n)[ ]*(?:\n|[-*+>|#][ ]?|\d+[.)][ ]))")
_NO_SENTENCE = re.compile(r"^[ ]*(?:#.*|\|.*)$", re.MULTILINE)
_LONG = 6
_MARKS = str.maketrans(dict.fromkeys('.,;:!?…()[]{}“”„«»"*_–—|#>', " "))
"""What is around words; what joins the parts of one stays: “well-known”, “doesn't”."""


def check_readable(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Sentences that are too long, and texts that are hard to read."""
    for one in texts:
        if len(one.text) > 2 * LONGEST:
            yield from _in_text(one, LIX.get(language, LIX_ELSEWHERE))


def _in_text(one: Written, limit: int) -> Iterator[Diagnostic]:
    plain = one.plain
    if one.is_markdown and ("#" in plain or "|" in plain):
        plain = _NO_SENTENCE.sub(lambda found: " " * len(found[0]), plain)
    sentences = 0
    for start, end in _sentences(plain):
        if end - start < 2 * LONGEST:  # too short for so many words and the blanks between them
            sentences += not plain[start:end].isspace()
            continue
        words = len(plain[start:end].split())
        sentences += bool(words)
        if words > LONGEST:
            first = _WORD.search(plain, start)
            at = first.start() if first else start
            yield _fault(
                "long-sentences",
                f"this sentence has {words} words",
                "divide it: one thought a sentence, 25 words at most",
                one,
                one.within(at, min(end, at + 40)),
            )
    found = plain.translate(_MARKS).split()
    total = len(found) - found.count("-")
    if total < FEWEST:
        return
    mean = total / sentences
    lix = mean + 100 * sum(map(_LONG.__lt__, map(len, found))) / total
    if mean > MEAN:
        yield _fault(
            "long-sentences",
            f"the sentences of this text have {mean:.0f} words on average",
            f"divide some of them; {MEAN} is the most, and 15 read better",
            one,
        )
    elif lix > limit:
        yield _fault(
            "hard-to-read",
            f"this text is hard to read: its LIX is {lix:.0f}, and {limit} is the most",
            "write shorter sentences and shorter words, as you would say it to a colleague",
            one,
        )


def _fault(code: str, message: str, hint: str, one: Written, within: str = "") -> Diagnostic:
    return Diagnostic(code, message, hint, one.path, within=within, severity="warning")


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for found in _END.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
