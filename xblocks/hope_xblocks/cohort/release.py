"""When totals may be shown: in batches, and never where all of a batch answered alike.

A total's name is `TABLE/VARIABLE=CATEGORY` for a count, or `TABLE/NAME` for a sum. A table is
released whole. All that a report shows is a function of released totals, and these are sums over
groups of learners. Within a group anybody could have given anybody's answers; so as long as
a group did not all answer alike, nobody's answer can be told from it. Nor from other tables: what
could be worked out of them has to be among their variables, or to be made of released tables
alone, as detection is of the passages that are shown. That is the rule:

* A group is looked at only when a batch of `least` more learners is full.
* A table is released if in each of its variables at least `least` learners gave an answer, two of
  them another one than most, and fewer than 90 % the same. Otherwise its group grows by the next
  batch, until it may be.
* Of a group of 20 or more who answered nearly alike, that is told, and no number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

ALIKE = 0.9
"""The share of one answer from which a group has answered alike."""
OTHERS = 2
"""How many must have answered otherwise: whoever did so alone would know all others' answers."""
BAND = 20
"""How many must have answered alike before that is told."""

PEOPLE = "n"
"""The name of a table's number of learners."""

Sums = Mapping[str, float]


@dataclass(frozen=True)
class Batches:
    """The totals of one block."""

    learners: int = 0
    """How many stand in full batches."""
    since: int = 0
    """How many have come since the last full batch."""
    waiting: Sums = field(default_factory=dict)
    """Totals that are not released, of this batch and of earlier ones."""
    released: Sums = field(default_factory=dict)
    """Totals that are."""


def counted(batches: Batches, tally: Sums, least: int) -> Batches:
    """*batches* with one more learner.

    Args:
        batches: the totals so far.
        tally: the learner's own counts and sums, as the kind's rules make them.
        least: how many learners are a batch.
    """
    people = {f"{table}/{PEOPLE}": 1.0 for table in tables(tally)}
    waiting = _sum(batches.waiting, {**tally, **people})
    since = batches.since + 1
    if since < least:
        return Batches(batches.learners, since, waiting, batches.released)
    released = dict(batches.released)
    for table, sums in tables(waiting).items():
        told = {name: value for name, value in released.items() if _is_band_of(table, name)}
        for name in told:
            del released[name]
        groups = variables(sums).values()
        if groups and all(_is_mixed(counts, least) for counts in groups):
            ours = {f"{table}/{name}": value for name, value in sums.items()}
            released = _sum(released, ours)
            waiting = {name: value for name, value in waiting.items() if name not in ours}
        else:
            released |= {f"{table}/{name}": value for name, value in _bands(sums)}
    # Sorted, so that not even the order of names says what the first of them answered.
    return Batches(batches.learners + since, 0, waiting, dict(sorted(released.items())))


def tables(sums: Sums) -> dict[str, dict[str, float]]:
    """Sums by their tables, without the table's name."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, value in sums.items():
        table, _slash, rest = name.partition("/")
        found[table][rest] = value
    return found


def variables(sums: Sums) -> dict[str, dict[str, float]]:
    """The counts of one table: for each variable, how often each category."""
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for name, value in sums.items():
        variable, equals, category = name.partition("=")
        if equals:
            found[variable][category] = value
    return found


def _is_mixed(counts: Mapping[str, float], least: int) -> bool:
    total, most = sum(counts.values()), max(counts.values())
    return total >= least and total - most >= OTHERS and most < ALIKE * total


def _bands(sums: Sums) -> Iterator[tuple[str, float]]:
    for variable, counts in variables(sums).items():
        total = sum(counts.values())
        most = max(counts, key=lambda category: counts[category])
        if sums[PEOPLE] >= BAND and counts[most] >= ALIKE * total:
            yield f"{variable}~{most}", sums[PEOPLE]


def _is_band_of(table: str, name: str) -> bool:
    return name.startswith(f"{table}/") and "~" in name and "=" not in name


def _sum(one: Sums, other: Sums) -> dict[str, float]:
    # Rounded, because binary fractions would drift apart over many additions.
    return {name: round(one.get(name, 0) + other.get(name, 0), 6) for name in {**one, **other}}
