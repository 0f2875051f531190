"""What a facilitator may know of how a cohort plays a red-flag quiz."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..figures.cohort import detection_groups, sure_groups, tag_groups
from ..figures.report import (
    FOR_SPREAD,
    Bar,
    Group,
    Number,
    Point,
    Released,
    Report,
    Section,
    Share,
    Table,
    hidden,
    rounded_people,
)
from ..richtext import passages, to_text
from .content import RedFlagQuiz
from .parts import Signal

LABELS = ("flag", "protective", "neutral", "none")

OFTEN = 25
"""Per cent from which a wrong answer is worth a talk."""
POINTS = 5
"""How many things one session has time for."""


def cohort(content: RedFlagQuiz, released: Released) -> Report:
    """The report; of a review there is none, for its passages are counted where they belong."""
    sections = [
        Section("detection", detection_groups(released)),
        Section("passages", list(_passages(content, released))),
        Section("tags", _tags(content, released)),
        Section("sure", sure_groups(released)),
        Section("decisions", list(_decisions(content, released))),
        Section("endings", list(_endings(content, released))),
    ]
    shown = [section for section in sections if section.groups]
    return Report(released.people, shown, _points(content, released))


def _words(content: RedFlagQuiz) -> dict[str, str]:
    return {p.id: to_text(p.html) for step in content.texts for p in passages(step.text)}


def _passages(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    if content.review:
        return
    words = _words(content)
    for signal in content.signals:
        table, text = released.table(f"p.{signal.id}"), words.get(signal.id, signal.id)
        if not table:
            yield Group(text, hidden=True, alike_code=table.alike("mark"))
            continue
        counts = table.counts("mark")
        bars = [
            Bar(share, code=label, key=label == signal.label)
            for label in LABELS
            if (label in counts or label == signal.label) and (share := table.share("mark", label))
        ]
        yield Group(
            text,
            people=rounded_people(table.people),
            bars=bars,
            numbers=list(_discrimination(table)),
            alike_code=table.alike("mark"),
        )


def _discrimination(table: Table) -> Iterator[Number]:
    """The correlation of a right mark here with right marks elsewhere (item-rest r)."""
    n = table.people
    if n < FOR_SPREAD:
        return
    right, rest = table.sum("right"), table.sum("rest")
    shared = table.sum("right.rest") - right * rest / n
    spread = (right - right**2 / n) * (table.sum("rest.squares") - rest**2 / n)
    if spread > 0:
        yield Number("item-rest", shared / spread**0.5)


def _tags(content: RedFlagQuiz, released: Released) -> Sequence[Group]:
    tags = dict.fromkeys(s.tag for s in content.signals if s.label != "flag" and s.tag)
    return tag_groups(list(tags), released)


def _decisions(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    for step in content.steps:
        if not step.choices:
            continue
        table, text = released.table(f"d.{step.id}"), to_text(step.question)
        best = max(choice.credit for choice in step.choices)
        texts = {choice.id: to_text(choice.text) for choice in step.choices}
        alike = texts.get(table.alike("choice"), "")
        if not table:
            yield Group(text, hidden=True, alike_text=alike)
            continue
        bars = [
            Bar(share, texts[choice.id], key=choice.credit == best)
            for choice in step.choices
            if (share := table.share("choice", choice.id))
        ]
        yield Group(text, people=rounded_people(table.people), bars=bars, alike_text=alike)


def _endings(content: RedFlagQuiz, released: Released) -> Iterator[Group]:
    table = released.table("end")
    if not content.endings:
        return
    if not table:
        yield hidden(code="endings")
        return
    bars = [
        Bar(share, ending.title)
        for ending in content.endings
        if (share := table.share("ending", ending.id))
    ]
    yield Group(code="endings", people=rounded_people(table.people), bars=bars)


def _points(content: RedFlagQuiz, released: Released) -> Sequence[Point]:
    """What is worth a talk: innocent things that were flagged, flags that were left, splits."""
    if content.review:
        return []
    words = _words(content)
    found: list[tuple[int, Point]] = []

    def add(signal: Signal, code: str, share: Share | None) -> None:
        if share and share.band != "most" and share.percent >= OFTEN:
            found.append((share.percent, Point(code, words.get(signal.id, signal.id), share)))

    for signal in content.signals:
        table = released.table(f"p.{signal.id}")
        if not table:
            continue
        if signal.label == "flag":
            add(signal, "left-a-flag", table.share("mark", "protective", "neutral", "none"))
        else:
            add(signal, "flagged-in-vain", table.share("mark", "flag"))
    for step in content.steps:
        table = released.table(f"d.{step.id}")
        for choice in step.choices if table else ():
            share = table.share("choice", choice.id)
            if choice.critical and share and share.band != "most":
                point = Point(
                    "critical-choice", to_text(step.question), share, to_text(choice.text)
                )
                found.append((100 + share.percent, point))
    found.sort(key=lambda one: -one[0])
    return [point for _weight, point in found[:POINTS]]
