"""What kinds report alike: skill at telling flags, confidence, change. And a course as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .change import Change
from .detection import Detection
from .measures import DEGREES, by_tag, calibration_in, detection_in, people_in, pooled
from .report import (
    FOR_DELICATE,
    FOR_SPREAD,
    OTHERS,
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
    shares = (
        ("hits", found.hits, found.signals, people_in(released.sums, "signals")),
        ("alarms", found.false_alarms, found.noise, people_in(released.sums, "noises")),
    )
    bars = [
        Bar(Share.of(count, total, people), code=code)
        for code, count, total, people in shares
        if total
    ]
    if not bars:
        return [hidden(code="detection")]
    people = min(people for _code, _count, total, people in shares if total)
    return [
        Group(
            code="detection",
            people=rounded_people(people),
            bars=bars,
            numbers=list(_sensitivity(found)),
        )
    ]


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
    sums = pooled(released.sums)
    people = {one: people_in(released.sums, f"judged.{one}") for one in DEGREES}
    degrees = [one for one in DEGREES if people[one] >= FOR_DELICATE and _differ(released, one)]
    # With a single one, it would be that of everybody.
    if len(degrees) < 2:
        return []
    found = []
    for sure in degrees:
        share = Share.of(sums[f"right.{sure}"], sums[f"judged.{sure}"], people[sure])
        bar = Bar(share, code="right")
        found.append(Group(text=f"{sure} %", people=rounded_people(people[sure]), bars=[bar]))
    # All together is all that is shown: from what is not, nothing may be left over.
    told = tuple(f"{name}.{one}" for name in ("judged", "right") for one in degrees)
    calibration = calibration_in({name: sums[name] for name in told})
    if calibration and calibration.enough:
        over = calibration.over_confidence
        word = "over" if over > 0.1 else "under" if over < -0.1 else "even"
        numbers = [Number("over-confidence", 100 * over, 0, word=word)]
        fewest = rounded_people(min(people[one] for one in degrees))
        found.append(Group(code="sure", people=fewest, numbers=numbers))
    return found


def _differ(released: Released, sure: str) -> bool:
    """Whether two people at least were right, and two others wrong, when they were so sure."""
    right = people_in(released.sums, f"right.{sure}")
    wrong = max(
        (
            judged - released.sums.get(name.replace("/judged.", "/right."), 0)
            for name, judged in released.sums.items()
            if f"/judged.{sure}" in name
        ),
        default=0,
    )
    return min(right, wrong) >= OTHERS


def tag_groups(tags: Iterable[str], released: Released) -> Sequence[Group]:
    """False alarms by what the passages are about."""
    rates = by_tag(pooled(released.sums))
    groups = []
    for tag in tags:
        people = people_in(released.sums, f"noises.{tag}")
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
