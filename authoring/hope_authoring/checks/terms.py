"""Words that wrong people: lists of them, a file a language, in the folder `words`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import digits, punctuation
from typing import NamedTuple

import yaml

from hope_xblocks.content import Diagnostic

from .texts import Written

FOLDER = Path(__file__).parent / "words"

_MARKS = str.maketrans(dict.fromkeys(f"{punctuation}{digits}“”„‘’«»…–—·•", " "))
_WORD = re.compile(r"[^\W\d_]+")


class Advice(NamedTuple):
    """What is said of a term."""

    instead: str
    why: str


@dataclass(frozen=True)
class Words:
    """The terms to avoid in a language."""

    patterns: Mapping[str, re.Pattern[str]]
    """By the longest word of a term: what to look for in a text that has this word."""
    advice: Mapping[str, Advice | None]
    """By term, in small letters; None for what holds one and is right."""


@lru_cache(maxsize=8)
def words_to_avoid(language: str) -> Words | None:
    """The list for a language, by its code; None where there is none."""
    file = FOLDER / f"{language}.yaml"
    if not language.isalpha() or not file.is_file():
        return None
    advice: dict[str, Advice | None] = {}
    for entry in yaml.safe_load(file.read_text(encoding="utf-8")):
        said = Advice(entry["instead"], entry["why"])
        advice |= {str(term).lower(): said for term in entry["terms"]}
        advice |= {str(term).lower(): None for term in entry.get("except", ())}
    by_word: dict[str, list[str]] = {}
    for term in sorted(advice, key=len, reverse=True):
        word = max(_WORD.findall(term), key=len)
        by_word.setdefault(word, []).append(re.escape(term).replace(r"\ ", r"\s+"))
    patterns = {
        word: re.compile(rf"(?:{'|'.join(terms)})(?![\w-])") for word, terms in by_word.items()
    }
    return Words(patterns, advice)


def check_terms(texts: Sequence[Written], language: str) -> Iterator[Diagnostic]:
    """Words that make a person, or a community, out of an act, a place or a faith."""
    words = words_to_avoid(language)
    if words is None:
        return
    for one in texts:
        small = one.text.lower().translate(_MARKS)
        there = words.patterns.keys() & (small.split() if small.isascii() else _WORD.findall(small))
        if not there:
            continue
        own = one.own.lower()
        if len(own) != len(one.text):  # some capital letters are two small ones
            own = one.own
        said: set[str] = set()
        for word in sorted(there):
            for found in words.patterns[word].finditer(own):
                term = " ".join(found[0].split())
                advice = words.advice[term]
                start, end = found.span()
                if advice and term not in said and not _is_part(own, start):
                    said.add(term)
                    yield Diagnostic(
                        "avoid-word",
                        f"“{' '.join(one.text[start:end].split())}” wrongs people: "
                        f"{advice.why[:1].lower()}{advice.why[1:].rstrip('.')}",
                        f"write, for example, “{advice.instead}”",
                        one.path,
                        within=one.within(start, end),
                        severity="warning",
                    )


def _is_part(text: str, start: int) -> bool:
    """Whether what begins at *start* is the end of a longer word."""
    return start > 0 and (text[start - 1].isalnum() or text[start - 1] in "-_")
