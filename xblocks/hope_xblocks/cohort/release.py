"""When totals may be shown: in batches, and never where all of a batch answered alike.

A total's name is `TABLE/VARIABLE=CATEGORY` for a count, or `TABLE/NAME` for a sum; one that is of
those alone who answered a variable, `TABLE/NAME@VARIABLE`. An empty category is no answer. A table
is released whole. All that a report shows is a function of released totals, and these are sums over
groups of learners. Within a group anybody could have given anybody's answers; so as long as
a group did not all answer alike, nobody's answer can be told from it. Nor from other tables: what
could be worked out of them has to be among their variables, or to be made of released tables
alone, as detection is of the passages that are shown. That is the rule:

* A group is looked at only when a batch of `least` more learners is full.
* A table is released if in each of its variables at least `least` learners gave an answer, and two
  of them another one than most. Otherwise its group grows by the next batch, until it may be.
* A variable that not all of the group were asked (they took another way) is waited for no longer
  than `PATIENCE` batches; then the table is released without it, and without the sums made of it.
* Of the tables that may be, chance has some wait all the same. Without it, to see that one had to
  wait would tell that its first batch was alike; with what is released later, that could tell more.

Reports never show such totals as they are: see `hope_xblocks.figures.report`, where a share of nine
tenths and more is told as a band, and all others are rounded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

OTHERS = 2
"""How many must have answered otherwise: whoever did so alone would know all others' answers."""
PATIENCE = 4
"""Of how many batches a group is when it waits no longer for what only some of it were asked."""
ONE_IN = 4
"""Of so many tables that may be released, chance has one wait."""

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
    content: str = ""
    """The fingerprint of what the names of all these mean."""


def counted(
    batches: Batches, tally: Sums, least: int, waits: Callable[[str], bool], content: str = ""
) -> Batches:
    """*batches* with one more learner; where they are of other content, the learner alone.

    Args:
        batches: the totals so far.
        tally: the learner's own counts and sums, as the kind's rules make them.
        least: how many learners are a batch.
        waits: what chance says of a table that may be released; nobody else may know it.
        content: the fingerprint of what the names in the tally mean.
    """
    if batches.content != content:
        batches = Batches(content=content)
    people = {f"{table}/{PEOPLE}": 1.0 for table in tables(tally)}
    waiting = _sum(batches.waiting, {**tally, **people})
    since = batches.since + 1
    if since < least:
        return Batches(batches.learners, since, waiting, batches.released, content)
    released = dict(batches.released)
    for table, sums in tables(waiting).items():
        if (ready := _ready(sums, least)) and not waits(table):
            released = _sum(released, {f"{table}/{name}": sums[name] for name in ready})
            ours = {f"{table}/{name}" for name in sums}
            waiting = {name: value for name, value in waiting.items() if name not in ours}
    # Sorted, so that not even the order of names says what the first of them answered.
    shown = dict(sorted(released.items()))
    return Batches(batches.learners + since, 0, waiting, shown, content)


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


def _ready(sums: Sums, least: int) -> Sequence[str]:
    """The names of a table that may be released now; none where it has to wait."""
    left_out: set[str] = set()
    for variable, counts in variables(sums).items():
        if _is_mixed(counts, least):
            continue
        if sum(counts.values()) >= sums[PEOPLE] or sums[PEOPLE] < PATIENCE * least:
            return ()
        left_out.add(variable)
    found = [name for name in sums if _variable(name) not in left_out]
    return found if variables({name: sums[name] for name in found}) else ()


def _variable(name: str) -> str:
    """The variable that a count is of, or that whoever stands in a sum has answered."""
    variable, equals, _category = name.partition("=")
    return variable if equals else name.partition("@")[2]


def _is_mixed(counts: Mapping[str, float], least: int) -> bool:
    answers = [count for category, count in counts.items() if category]
    total = sum(answers)
    return total >= least and total - max(answers) >= OTHERS


def _sum(one: Sums, other: Sums) -> dict[str, float]:
    # Rounded, because binary fractions would drift apart over many additions.
    return {name: round(one.get(name, 0) + other.get(name, 0), 6) for name in {**one, **other}}
