"""What kinds report alike: skill at telling flags, confidence, change. And a course as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from .change import Change
from .detection import Detection
from .measures import TABLES, calibration_in, detection_in
from .report import (
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
    without_remainder,
)

PAIRS = ("pre-post", "pre-follow-up", "then-post")
"""Occasions of self-assessments that are compared: an earlier view of oneself, and a later one."""


def detection_groups(released: Released) -> Sequence[Group]:
    """Hits, false alarms, sensitivity and criterion of all passages together."""
    table = released.table("detection")
    if not table:
        return [hidden(code="detection")]
    found = detection_in(released.sums)
    hits, alarms = table.share("signal", "hit"), table.share("noise", "false-alarm")
    bars = [Bar(share, code=code) for share, code in ((hits, "hits"), (alarms, "alarms")) if share]
    return [
        Group(
            code="detection",
            people=rounded_people(table.people),
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
    found = []
    for sure in ("33", "50", "70", "90", "99"):
        table = released.table(f"sure.{sure}")
        if share := table.share("judged", "right") if table else None:
            bar = Bar(share, code="right")
            found.append(Group(text=f"{sure} %", people=rounded_people(table.people), bars=[bar]))
    calibration = calibration_in(released.sums) if found else None
    if calibration and calibration.enough:
        over = calibration.over_confidence
        word = "over" if over > 0.1 else "under" if over < -0.1 else "even"
        found.append(
            Group(code="sure", numbers=[Number("over-confidence", 100 * over, 0, word=word)])
        )
    return found


def tag_groups(tags: Sequence[str], released: Released) -> Sequence[Group]:
    """False alarms by what the passages are about."""
    groups = []
    for tag in tags:
        table = released.table(f"tag.{tag}")
        share = table.share("noise", "false-alarm") if table else None
        if not share:
            groups.append(Group(code=f"tag.{tag}", hidden="few"))
            continue
        people = rounded_people(table.people)
        groups.append(Group(code=f"tag.{tag}", people=people, bars=[Bar(share, code="alarms")]))
    return without_remainder(groups)


def change_group(title: str, table: Table) -> Group | None:
    """How a dimension's mean changed among those who answered twice; None without any."""
    if not table:
        return None
    change = Change(
        table.people,
        table.sum("first"),
        table.sum("second"),
        table.sum("first.squares"),
        table.sum("second.squares"),
        table.sum("products"),
    )
    numbers = [
        Number("first", change.first / change.n),
        Number("second", change.second / change.n),
        Number("difference", change.difference),
    ]
    if change.n >= FOR_SPREAD:
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


def course_report(activities: Iterable[Activity]) -> Report:
    """All blocks of a course together: who came how far, skill in all quizzes, and change."""
    all_ = list(activities)
    skill: Counter[str] = Counter()
    for activity in all_:
        skill.update({name: n for name, n in activity.sums.items() if name.startswith(TABLES)})
    together = Released(skill)
    reached = [Group(one.title, people=rounded_people(one.people)) for one in all_]
    tags = [name.removeprefix("tag.") for name in together.names() if name.startswith("tag.")]
    sections = [
        Section("activities", reached),
        Section("detection", detection_groups(together) if together.table("detection") else ()),
        Section("tags", tag_groups(sorted(tags), together)),
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
