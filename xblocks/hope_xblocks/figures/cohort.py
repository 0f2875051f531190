"""What kinds report alike: skill at telling flags, confidence, change. And a course as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .change import Change
from .detection import Detection
from .measures import DEGREES, by_tag, calibration_in, detection_in, pooled
from .report import (
    FOR_DELICATE,
    FOR_SPREAD,
    Bar,
    Group,
    Number,
    Released,
    Report,
    Section,
    Share,
    Table,
    hidden,
    rounded_people,
)

PAIRS = ("pre-post", "pre-follow-up", "then-post")
"""Occasions of self-assessments that are compared: an earlier view of oneself, and a later one."""


def detection_groups(released: Released) -> Sequence[Group]:
    """Hits, false alarms, sensitivity and criterion of all passages together that are shown."""
    found = detection_in(pooled(released.sums))
    people = _people_in(released)
    shares = (
        ("hits", found.hits, found.signals),
        ("alarms", found.false_alarms, found.noise),
    )
    bars = [
        Bar(Share.of(count, total, people), code=code) for code, count, total in shares if total
    ]
    if not bars:
        return [hidden(code="detection")]
    return [
        Group(
            code="detection",
            people=rounded_people(people),
            bars=bars,
            numbers=list(_sensitivity(found)),
        )
    ]


def _people_in(released: Released) -> float:
    """How many people the passages are made of that are shown."""
    tables = (released.table(name) for name in released.names())
    return max(
        (table.people for table in tables if table.sums.keys() & {"signals", "noises"}), default=0
    )


def _sensitivity(found: Detection) -> Iterator[Number]:
    if not found.enough or found.all_alike:
        return
    d, c = found.d_prime, found.criterion
    words = ("chance", "little", "fairly", "well", "very-well")
    band = sum(d >= start for start in (0.5, 1, 1.5, 2.5))
    yield Number("d-prime", d, error=found.standard_error, word=words[band])
    yield Number("criterion", c, word="easily" if c < -0.5 else "rarely" if c > 0.5 else "neither")


def sure_groups(released: Released) -> Sequence[Group]:
    """For each degree of confidence, how often it was right."""
    sums, people = pooled(released.sums), _people_in(released)
    degrees = [one for one in DEGREES if sums.get(f"judged.{one}", 0) >= FOR_DELICATE]
    # With a single one, it would be that of everybody.
    if people < FOR_DELICATE or len(degrees) < 2:
        return []
    found = []
    for sure in degrees:
        share = Share.of(sums.get(f"right.{sure}", 0), sums[f"judged.{sure}"], people)
        bar = Bar(share, code="right")
        found.append(Group(text=f"{sure} %", people=rounded_people(people), bars=[bar]))
    calibration = calibration_in(sums)
    if calibration and calibration.enough:
        over = calibration.over_confidence
        word = "over" if over > 0.1 else "under" if over < -0.1 else "even"
        numbers = [Number("over-confidence", 100 * over, 0, word=word)]
        found.append(Group(code="sure", people=rounded_people(people), numbers=numbers))
    return found


def tag_groups(tags: Iterable[str], released: Released) -> Sequence[Group]:
    """False alarms by what the passages are about."""
    rates, people = by_tag(pooled(released.sums)), _people_in(released)
    groups = []
    for tag in tags:
        if people < FOR_DELICATE or tag not in rates:
            groups.append(Group(code=f"tag.{tag}", hidden=True))
            continue
        share = Share.of(rates[tag].count, rates[tag].total, people)
        people_ = rounded_people(people)
        groups.append(Group(code=f"tag.{tag}", people=people_, bars=[Bar(share, code="alarms")]))
    return groups


def change_group(title: str, table: Table) -> Group | None:
    """How a dimension's mean changed among those who answered twice; None where they are few.

    What they answered stands in the figures of each occasion, too, with answers of others. So that
    nothing can be worked out of both, change is shown of many alone, and never from where to where.
    """
    if table.people < FOR_SPREAD:
        return None
    change = Change(
        table.people,
        table.sum("first"),
        table.sum("second"),
        table.sum("first.squares"),
        table.sum("second.squares"),
        table.sum("products"),
    )
    numbers = [Number("difference", change.difference)]
    for code, name in (("d-av", "d_av"), ("d-rm", "d_rm"), ("g-av", "g_av")):
        try:
            numbers.append(Number(code, getattr(change, name), 2))
        except ValueError:  # without spread there is no such figure
            continue
    counts = table.counts("change")
    total = sum(counts.values())
    up = sum(count for value, count in counts.items() if int(value) > 0)
    down = sum(count for value, count in counts.items() if int(value) < 0)
    bars = [
        Bar(Share.of(number, total, table.people), code=code)
        for code, number in (("up", up), ("same", total - up - down), ("down", down))
    ]
    return Group(title, people=rounded_people(table.people), bars=bars, numbers=numbers)


class Activity(NamedTuple):
    """One block of a course, with what is released of it."""

    title: str
    people: int
    sums: Mapping[str, float]
    kind: str = "red_flag_quiz"


def course_report(activities: Iterable[Activity]) -> Report:
    """All blocks of a course together: who came how far, skill in all quizzes, and change."""
    all_ = list(activities)
    # Of different blocks, passages may have the same name.
    together = Released(
        {
            f"{at}.{name}": number
            for at, activity in enumerate(all_)
            for name, number in activity.sums.items()
            if activity.kind == "red_flag_quiz"
        }
    )
    reached = [Group(one.title, people=rounded_people(one.people)) for one in all_]
    skill = pooled(together.sums)
    sections = [
        Section("activities", reached),
        Section("detection", detection_groups(together) if skill else ()),
        Section("tags", tag_groups(sorted(by_tag(skill)), together)),
        Section("sure", sure_groups(together)),
        *(Section(f"change.{pair}", list(_changes(pair, all_))) for pair in PAIRS),
    ]
    most = max((activity.people for activity in all_), default=0)
    return Report(rounded_people(most), [section for section in sections if section.groups])


def _changes(pair: str, activities: Sequence[Activity]) -> Iterator[Group]:
    for activity in activities:
        released = Released(activity.sums)
        for name in released.names():
            if not name.startswith(f"{pair}."):
                continue
            # Titles of dimensions stand in the block, which is not at hand here.
            dimension = name.partition(".")[2].replace("-", " ")
            if group := change_group(f"{activity.title}: {dimension}", released.table(name)):
                yield group
