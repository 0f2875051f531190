"""Reports on a cohort, made of released totals; numbers are rounded so that they tell of nobody.

What is in `Released` was made anonymous before: see `hope_xblocks.cohort.release`. Here, figures
are rounded, and small or uniform ones are told in words. Hundepool et al. (2012): Statistical
disclosure control.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from typing import Literal

from ._sums import variance

ROUND = 5
"""Numbers of people are rounded down to a multiple of this."""
FEW = 30
"""Below so many people, percentages are rounded to five points."""
LEAST = 5
"""Of fewer people, nothing is shown."""
EXTREME = 0.9
"""A share from here on, or as far from the other end, is told as a band."""
FOR_DELICATE = 10
"""How many people confidence, and false alarms by what they were about, need."""
OTHERS = 2
"""How many people must have done otherwise than the others before it is told what they did."""
FOR_SPREAD = 50
"""How many people a standard deviation, and what is made of one, needs."""
FOR_ALPHA = 200
"""How many people Cronbach's alpha needs."""


@dataclass(frozen=True)
class Share:
    """A share of people, or of their judgements."""

    percent: int
    """Rounded; the edge of the band where there is one."""
    band: Literal["", "least", "most", "few"] = ""
    """`least`: at least so many; `most`: at most; `few`: too few people, nothing is told."""

    def __post_init__(self) -> None:
        """However a share was made, it tells no more than a band and a whole number."""
        percent, band = round(self.percent), self.band
        highest = round(100 * EXTREME)
        if not band and percent >= highest:
            percent, band = highest, "least"
        elif not band and percent <= 100 - highest:
            percent, band = 100 - highest, "most"
        object.__setattr__(self, "percent", percent)
        object.__setattr__(self, "band", band)

    @classmethod
    def of(cls, count: float, total: float, people: float) -> Share:
        """The share of *count* in *total*, which so many *people* gave."""
        if people < LEAST or not total:
            return cls(50, "few")
        share = count / total
        if share >= EXTREME:
            return cls(round(100 * EXTREME), "least")
        if 1 - share >= EXTREME:
            return cls(round(100 * (1 - EXTREME)), "most")
        step = 5 if people < FEW else 1
        return cls(step * floor(100 * share / step + 0.5))


def rounded_people(people: float) -> int:
    """A number of people, rounded down."""
    return ROUND * int(people // ROUND)


class Table:
    """The released totals of one table of tallies."""

    def __init__(self, sums: Mapping[str, float]) -> None:
        self.sums = sums
        self.people = sums.get("n", 0)
        """How many people it is made of; 0 where nothing is released."""

    def __bool__(self) -> bool:
        return self.people > 0

    def counts(self, variable: str, *without: str) -> dict[str, float]:
        """How often each answer to a variable, *without* some; who gave none is not counted."""
        start = f"{variable}="
        return {
            name.removeprefix(start): count
            for name, count in self.sums.items()
            if name.startswith(start) and name.removeprefix(start) not in ("", *without)
        }

    def answered(self, variable: str) -> float:
        """How many people gave an answer to a variable."""
        return sum(self.counts(variable).values())

    def share(self, variable: str, *categories: str) -> Share | None:
        """The share of these answers, of who gave one; None where there is nothing."""
        counts = self.counts(variable)
        total = sum(counts.values())
        if not total:
            return None
        return Share.of(sum(counts.get(one, 0) for one in categories), total, total)

    def sum(self, name: str) -> float:
        """One of the sums."""
        return self.sums.get(name, 0.0)


class Released:
    """All released totals of a block, by table."""

    def __init__(self, sums: Mapping[str, float], people: float = 0) -> None:
        self.people = rounded_people(people)
        """How many people have finished, in full batches, rounded down."""
        self.sums = sums
        self._tables: dict[str, dict[str, float]] = {}
        for name, value in sums.items():
            table, _slash, rest = name.partition("/")
            self._tables.setdefault(table, {})[rest] = value

    def table(self, name: str) -> Table:
        """A table; an empty one where nothing is released."""
        return Table(self._tables.get(name, {}))

    def names(self) -> Sequence[str]:
        """The names of all tables that are released."""
        return list(self._tables)


# What a report consists of: words that authors wrote are `text`, words of the interface are `code`


@dataclass(frozen=True)
class Bar:
    """One answer, and how many gave it."""

    share: Share
    text: str = ""
    code: str = ""
    key: bool = False
    """Whether it is the right one, or the experts'."""


@dataclass(frozen=True)
class Number:
    """A figure that is no share."""

    code: str
    value: float
    decimals: int = 1
    error: float | None = None
    """Its standard error."""
    word: str = ""
    """What it means, as a code."""

    def __post_init__(self) -> None:
        """However exact it was, no more is told than its decimals."""
        # With nothing added, a number just below nought would be told as “-0”.
        object.__setattr__(self, "value", round(self.value, self.decimals) + 0.0)


@dataclass(frozen=True)
class Group:
    """What is reported of one thing: a passage, a decision, a dimension."""

    text: str = ""
    code: str = ""
    people: int = 0
    bars: Sequence[Bar] = ()
    numbers: Sequence[Number] = ()
    hidden: bool = False
    """Whether nothing is shown: too few people, or answers too much alike."""

    def __post_init__(self) -> None:
        """However many people it was given, their number is rounded, and of few nothing is told."""
        few = self.people < LEAST or any(bar.share.band == "few" for bar in self.bars)
        if (self.bars or self.numbers) and few:
            for name, value in {"bars": (), "numbers": (), "hidden": True, "people": 0}.items():
                object.__setattr__(self, name, value)
        object.__setattr__(self, "people", rounded_people(self.people))


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    code: str
    groups: Sequence[Group] = ()
    text: str = ""
    """What an author asked, where it is about a question."""


@dataclass(frozen=True)
class Point:
    """Something to discuss in the next session."""

    code: str
    text: str
    share: Share | None = None
    other: str = ""
    number: float | None = None


@dataclass(frozen=True)
class Report:
    """What a facilitator may know of a cohort."""

    people: int
    sections: Sequence[Section]
    points: Sequence[Point] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    """A kind's own words for its codes: in English, as its catalogues translate them."""

    def __post_init__(self) -> None:
        """The number of people is rounded; of what few have done, there is nothing to discuss."""
        told = [one for one in self.points if not one.share or one.share.band != "few"]
        object.__setattr__(self, "people", rounded_people(self.people))
        object.__setattr__(self, "points", told)


def hidden(text: str = "", code: str = "") -> Group:
    """A group of which nothing is shown."""
    return Group(text, code, hidden=True)


def mean_of(counts: Mapping[str, float], unit: float = 1) -> tuple[float, float, float | None]:
    """The number of values, their mean and, from fifty on, their standard deviation.

    Args:
        counts: how often each value, written as a number; others are left out.
        unit: what the values are counted in.
    """
    values = [(float(value) * unit, count) for value, count in counts.items() if _is_number(value)]
    n = sum(count for _value, count in values)
    total = sum(value * count for value, count in values)
    squares = sum(value * value * count for value, count in values)
    spread = variance(n, total, squares) ** 0.5 if n >= FOR_SPREAD else None
    return n, total / n if n else 0.0, spread


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdigit()


def rows(report: Report) -> Iterable[tuple[str, str, str, str, int]]:
    """The report as a table: section, what it is about, figure, value, people."""
    for section in report.sections:
        for group in section.groups:
            about = group.text or group.code
            for bar in group.bars:
                sign = {"": "", "least": ">= ", "most": "<= "}[bar.share.band]
                answer = bar.text or bar.code
                yield section.code, about, answer, f"{sign}{bar.share.percent} %", group.people
            for number in group.numbers:
                value = f"{number.value:.{number.decimals}f}"
                yield section.code, about, number.code, value, group.people
            if group.hidden:
                yield section.code, about, "", "not shown", 0
